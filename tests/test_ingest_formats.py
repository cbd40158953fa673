"""Files in: encodings, line ends, folders, and every kind of file that must be refused by name."""

from __future__ import annotations

import hashlib
import io
import os
import random
import zipfile
from pathlib import Path

import pytest
from drawn_image import FONT, drawn_line
from drawn_pdf import printed
from hypothesis import given
from hypothesis import strategies as st
from office_files import compound, ods, rows_xml, sheet_xml, workbook

from benchmarks.formats.make_ofd import ofd_of
from graph_schema.errors import InputError
from graph_schema.messages import say
from ingest.formats import office, table
from ingest.formats.files import file_of_text, find_files, load_file
from ingest.formats.table import FORMATS, LAW_SUFFIXES, TEXT, Format, document_text, format_in, law_paragraphs
from ingest.formats.text import decode

NOTICE = (
    "云岭省人民政府办公厅关于加强信用体系建设的通知\r\n云政办〔2019〕8号\n\n各市人民政府：\n"
    "根据《中华人民共和国行政处罚法》第三十二条，将有关情况通知如下。\r"
    "一、建立失信名单。对拒不整改的企业，列入黑名单，一年内不得参加评优。\n"
    "二、强化共享公开。“双公示”信息应当自作出决定之日起七个工作日内报送。\n"
)


def refused(data: bytes, *words: str) -> None:
    """Asserts that the bytes are refused in both languages, by name, with these words."""
    with pytest.raises(InputError) as caught:
        document_text(data, "某文件.txt")
    for sentence in (caught.value.message, caught.value.english):
        assert "某文件.txt" in sentence
    for word in words:
        assert word in caught.value.message + caught.value.english


# --- encodings ---


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_every_encoding_gives_the_same_text_with_its_line_ends(tmp_path: Path, encoding: str, said: str) -> None:
    file = tmp_path / "通知.txt"
    file.write_bytes(NOTICE.encode(encoding))
    source = load_file(file)
    assert source.text == NOTICE
    assert source.encoding == said
    assert source.path == str(file)
    assert source.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_of_either_byte_order(bom: bytes) -> None:
    order = "le" if bom == b"\xff\xfe" else "be"
    assert decode(bom + NOTICE.encode(f"utf-16-{order}"), "x") == (NOTICE, "utf-16")


def test_traditional_characters_in_gb18030_are_read() -> None:
    text = "關於建立完善守信聯合激勵和失信聯合懲戒制度加快推進社會誠信建設的指導意見，請認真貫徹執行。"
    assert decode(text.encode("gb18030"), "x") == (text, "gb18030")


def test_plain_ascii_is_text() -> None:
    assert decode(b"Notice No. 8\n", "x") == ("Notice No. 8\n", "utf-8")


@given(st.text(st.sampled_from("的一是信用失信名单惩戒根据规定第条款，。、（）《》〔〕0123 \r\n"), min_size=1))
def test_chinese_survives_each_encoding(text: str) -> None:
    if not text.strip():
        return
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decode(text.encode(encoding), "x")[0] == text


@given(st.integers(0, 10**9))
def test_gb18030_sentences_are_never_taken_for_damaged_utf8(seed: int) -> None:
    chance = random.Random(seed)
    words = NOTICE.replace("\r", "\n").split("\n")
    text = "\n".join(chance.choice(words) for _ in range(20)) + NOTICE
    assert decode(text.encode("gb18030"), "x") == (text, "gb18030")


# --- what only looks like text ---


def test_a_few_bad_bytes_make_damaged_utf8_not_gb18030() -> None:
    good = NOTICE.encode()
    for at in range(0, len(good), 7):
        damaged = good[:at] + b"\xff" + good[at:]
        refused(damaged, "UTF-8 文件已损坏")
        with pytest.raises(InputError) as caught:
            decode(damaged, "x")
        named = int(caught.value.english.split("(byte ")[1].split(")")[0])
        assert at - 3 < named <= at  # where the broken character begins


def test_a_lost_byte_is_never_read_as_other_words() -> None:
    """One byte lost anywhere: refused, or (in ASCII) the text with one character less; never other characters."""
    good = NOTICE.encode()
    for at in range(len(good)):
        damaged = good[:at] + good[at + 1 :]
        try:
            text, _ = decode(damaged, "x")
        except InputError:
            continue
        assert set(text) <= set(NOTICE), at


def test_the_place_of_the_damage_is_named() -> None:
    refused("第一行\n第二行\n第三".encode() + b"\x80" + "行，仍有下文。".encode(), "第 3 行", "line 3")


def test_a_file_cut_within_a_character_is_damaged() -> None:
    refused(NOTICE.encode().rstrip(b"\n")[:-1], "UTF-8 文件已损坏")


def test_lone_surrogates_are_named() -> None:
    refused(NOTICE.encode() + "\ud83d".encode("utf-8", "surrogatepass") + b"\n", "半个代理字符", "lone surrogate")
    refused(b"\xff\xfe" + NOTICE.encode("utf-16-le") + b"\x3d\xd8", "UTF-16")
    with pytest.raises(InputError, match="半个代理字符"):
        file_of_text("列入\ud800名单", "1")


def test_damage_behind_a_bom_counts_bytes_of_the_file() -> None:
    refused(b"\xef\xbb\xbf" + "通知".encode() + b"\xff", "第 9 字节")


def test_gb18030_and_utf8_in_one_file_is_refused() -> None:
    refused(NOTICE.encode("gb18030") * 3 + "附件：信用信息目录清单".encode(), "UTF-8")


@pytest.mark.parametrize("encoding", ["big5", "shift_jis"])
def test_other_east_asian_encodings_are_not_read_as_chinese_garbage(encoding: str) -> None:
    text = (
        "關於社會信用體系建設的通知根據有關規定列入名單公開信息"
        if encoding == "big5"
        else "信用情報の登録と公開について"
    )
    refused((text * 20).encode(encoding, "ignore"), "GB18030")


def test_western_letters_of_another_code_page_are_refused() -> None:
    refused("Größe und Maß, naïve façade".encode("latin-1"), "GB18030")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\x1f\x8b\x08", "GZIP"),
    ],
)
def test_other_formats_are_named(head: bytes, kind: str) -> None:
    refused(head + b"rest of the file " * 30, kind)


def test_bytes_with_nul_are_binary() -> None:
    refused(b"text" + b"\x00\x01\x02" * 50, "二进制", "byte 4")
    refused(b"\xef\xbb\xbftext\x00", "二进制", "byte 7")
    refused("\ufeff通知\0".encode("utf-16-le"), "二进制", "byte 6")


def test_control_characters_throughout_are_binary() -> None:
    refused(bytes(range(1, 9)) * 100 + b"abc", "二进制")


@pytest.mark.parametrize("size", [1, 17, 4096, 100_000])
def test_noise_is_never_text(size: int) -> None:
    noise = bytes(random.Random(size).randrange(128, 256) for _ in range(size))
    refused(noise)


@pytest.mark.parametrize("blank", ["\n", " \t\r\n" * 50, "\u3000\u3000\n", "\ufeff", "\u200b\n"])
def test_blank_is_refused_like_empty(blank: str) -> None:
    refused(blank.encode(), "空白", "blank")
    with pytest.raises(InputError):
        file_of_text(blank, "1")


def test_empty_is_refused() -> None:
    refused(b"", "空文件", "0 bytes")


# --- paths ---


def said_of(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_file(path)
    assert str(path) in caught.value.message and str(path) in caught.value.english
    return caught.value.message + caught.value.english


def test_missing_folder_and_endless_files_are_named(tmp_path: Path) -> None:
    assert "不存在" in said_of(tmp_path / "none.txt")
    assert "文件夹" in said_of(tmp_path)
    (tmp_path / "f").write_text("x")
    assert "无法读取" in said_of(tmp_path / "f" / "g.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "管道" in said_of(tmp_path / "pipe.txt")
    assert "管道" in said_of(Path("/dev/zero"))
    assert "无法读取" in said_of(tmp_path / ("长" * 200))


def test_a_file_that_vanished_between_finding_and_reading(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("通知")
    (found,) = find_files([tmp_path])
    file.unlink()
    assert "已移走" in said_of(found)


def test_a_name_that_is_not_utf8_can_still_be_printed_and_stored(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb9\xab\xce\xc4.txt"))
    file.write_text("通知正文")
    (found,) = find_files([tmp_path])
    source = load_file(found)
    assert source.path.encode("utf-8").endswith(b"\\xb9\\xab\\xce\\xc4.txt")


def test_folders_are_searched_in_sorted_order_without_hidden_files(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.md",
        "c.TEXT",
        "d.rar",
        ".hidden.txt",
        "sub/z.txt",
        ".git/x.txt",
        "sub/deep/y.txt",
        "乙.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("通知")
    found = [str(path.relative_to(tmp_path)) for path in find_files([tmp_path])]
    assert found == ["a.md", "b.txt", "c.TEXT", "sub/deep/y.txt", "sub/z.txt", "乙.txt"]


def test_the_pictures_of_a_saved_page_are_no_documents(tmp_path: Path) -> None:
    for name in ("通知.html", "通知_files/标志.png", "通知_files/框/广告.html", "扫描_files/第1页.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [str(path.relative_to(tmp_path)) for path in find_files([tmp_path])]
    assert [name for name in found if name.endswith(".png")] == ["扫描_files/第1页.png"]


def test_files_are_taken_as_given_and_once(tmp_path: Path) -> None:
    (tmp_path / "公文").write_text("通知")
    (tmp_path / "a.txt").write_text("通知")
    given = [tmp_path / "公文", tmp_path, tmp_path / "sub" / ".." / "a.txt", tmp_path / "none.txt"]
    assert find_files(given) == [tmp_path / "公文", tmp_path / "a.txt", tmp_path / "none.txt"]


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scan.rar").write_bytes(b"Rar!")
    with pytest.raises(InputError) as caught:
        find_files([tmp_path])
    assert str(tmp_path) in caught.value.message and ".txt" in caught.value.english


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("通知")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert find_files([tmp_path]) == [tmp_path / "a.txt"]


# --- the table ---


def packed(inside: str, content: str) -> bytes:
    """Returns a packed file that holds one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(inside, content)
    return out.getvalue()


WORDS = "<w:p><w:r><w:t>第一条 渡口应当设置灯火。</w:t></w:r></w:p>"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = packed("word/document.xml", f'<w:document xmlns:w="{SPACE}"><w:body>{WORDS}</w:body></w:document>')
ARTICLE = "第一条 渡口应当设置灯火。"

READ = {
    "text/plain": ARTICLE.encode(),
    "text/markdown": f"---\ntitle: x\n---\n\n## {ARTICLE}\n<!-- INFO END -->\n".encode(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": workbook(
        {"甲": sheet_xml(rows_xml([[ARTICLE]]))}
    ),
    "application/vnd.oasis.opendocument.spreadsheet": ods([[ARTICLE]]),
    "text/csv": ARTICLE.encode(),
    "application/ofd": ofd_of(ARTICLE),
    "multipart/related": (
        'From: <x>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
        f"--b\nContent-Type: text/html\n\n<html><nav>首页</nav><p>{ARTICLE}</p></html>\n--b--\n"
    ).encode(),
    "text/html": f"<html><nav>首页</nav><p>{ARTICLE}</p></html>".encode(),
    "application/pdf": printed([[(50, 700, ARTICLE)]]),
    "application/zip": packed("content.txt", ARTICLE),
}
CONVERTED = {
    "application/vnd.oasis.opendocument.text": packed("mimetype", "application/vnd.oasis.opendocument.text"),
    "application/x-ole-storage": compound("WordDocument"),
    "application/rtf": b"{\\rtf1\\ansi}",
}
READ |= CONVERTED
IMAGES = {f"image/{kind}": drawn_line(ARTICLE, kind) for kind in ("png", "jpeg", "gif", "tiff", "bmp", "webp")}
READ |= IMAGES if FONT.exists() else {}
REFUSED = {
    "application/x-riff": b"RIFF\x00\x00\x00\x00WAVE",
    "application/vnd.rar": b"Rar!\x1a\x07",
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c",
    "application/gzip": b"\x1f\x8b\x08",
    "application/vnd.sqlite3": b"SQLite format 3\x00",
    "application/x-elf": b"\x7fELF\x02",
}
DOCUMENTS = [f for f in FORMATS if f.as_text]
LAWS = [f for f in FORMATS if f.as_law]


def media(row: Format) -> str:
    return row.media


def test_each_format_stands_once_and_has_an_example_or_a_refusal() -> None:
    examples, rows = [*READ, *REFUSED], [row.media for row in FORMATS]
    assert not set(rows) - set(examples), "tests/test_ingest_formats.py, READ or REFUSED: no example"
    assert not set(examples) - set(rows), "ingest/formats/table.py, FORMATS: no row"
    assert [row.media for row in FORMATS if row.serves] == [media for media in rows if media in READ]
    suffixes = [suffix for row in FORMATS for suffix in row.suffixes]
    assert len(set(suffixes)) == len(suffixes) and all(row.suffixes for row in FORMATS if row.serves)
    assert all(row.suffixes or row.magic for row in FORMATS)


def test_each_reader_in_the_folder_is_one_of_the_table() -> None:
    folder = Path(table.__file__).parent
    there = {
        path.stem for path in folder.glob("*.py") if "\ndef read(data: bytes, name: str)" in path.read_text("utf-8")
    }
    used = {
        reader.__module__.rpartition(".")[2]
        for row in FORMATS
        for reader in (row.as_text, row.as_law)
        if reader is not None
    }
    assert not there - used, f"ingest/formats/table.py, FORMATS: no row reads by {sorted(there - used)}"


@pytest.mark.parametrize("row", [row for row in FORMATS if row.magic], ids=media)
def test_a_format_is_known_by_its_first_bytes(row: Format) -> None:
    assert format_in({**READ, **REFUSED}[row.media]) is row


@pytest.mark.parametrize("media", CONVERTED)
def test_what_another_program_reads_is_told_where_it_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, media: str
) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    refused(CONVERTED[media], "apt-get install libreoffice", ".docx")


@pytest.mark.parametrize("row", [row for row in DOCUMENTS if row.media not in CONVERTED], ids=media)
def test_a_document_of_each_format_is_read_with_every_character_at_its_place(row: Format, tmp_path: Path) -> None:
    for suffix in row.suffixes:
        file = tmp_path / f"a{suffix}"
        file.write_bytes(READ[row.media])
        assert find_files([tmp_path]) == [file]
        if row.media not in IMAGES:
            assert ARTICLE in load_file(file).text
        elif suffix == ".png":  # all pictures are recognised alike, and it takes a second
            assert ARTICLE.replace(" ", "") in load_file(file).text.replace(" ", "")
        else:
            assert document_text(READ[row.media], file.name).unread_pages == (1,)
        file.unlink()


@pytest.mark.parametrize("row", LAWS, ids=media)
def test_a_law_of_each_format_is_read_by_paragraphs(row: Format) -> None:
    for suffix in row.suffixes:
        assert law_paragraphs(READ[row.media], f"a{suffix}").lines == (ARTICLE,)
        for other in REFUSED.values():
            with pytest.raises(InputError, match=f"a{suffix}"):
                law_paragraphs(other, f"a{suffix}")


def test_markdown_tells_what_stands_beside_its_text() -> None:
    found = law_paragraphs(READ["text/markdown"], "a.md")
    assert (found.front_matter, found.comments) == ("title: x", ((1, "INFO END"),))


@pytest.mark.parametrize("row", [row for row in FORMATS if row not in DOCUMENTS], ids=media)
def test_a_document_of_another_format_is_refused_by_name(row: Format) -> None:
    refused({**READ, **REFUSED}[row.media], say("zh", row.said), say("en", row.said))


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a", "a.doc"])
def test_a_law_of_no_known_suffix_is_told_what_is_read(name: str) -> None:
    with pytest.raises(InputError) as caught:
        law_paragraphs(READ["text/plain"], name)
    assert all(
        suffix in sentence for suffix in LAW_SUFFIXES for sentence in (caught.value.message, caught.value.english)
    )


def test_a_law_whose_name_says_another_format_is_refused() -> None:
    for name, content in (("a.md", DOCX), ("a.docx", READ["text/html"]), ("a.html", DOCX)):
        with pytest.raises(InputError, match="名称与内容不符"):
            law_paragraphs(content, name)


def test_a_word_file_that_would_fill_the_memory_is_refused() -> None:
    bomb = packed("word/document.xml", " " * 64_000_001)
    with pytest.raises(InputError, match="展开后过大"):
        law_paragraphs(bomb, "a.docx")


@pytest.mark.parametrize("inside", ["<w:p>", "no XML at all"])
def test_a_word_file_that_does_not_hold_together_is_refused(inside: str) -> None:
    with pytest.raises(InputError, match="DOCX"):
        law_paragraphs(packed("word/document.xml", inside), "a.docx")


# --- names that are not what the bytes are ---


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.doc", "a.html", "a"])
def test_bytes_without_signs_are_text_whatever_their_name_is(name: str) -> None:
    found = document_text(NOTICE.encode("gb18030"), name)
    assert found.text == NOTICE


def test_what_is_read_by_its_bytes_is_told() -> None:
    stated = next(row for row in FORMATS if row.magic and row.suffixes)
    (told,) = document_text(NOTICE.encode(), f"a{stated.suffixes[0]}").warnings
    for lang in ("zh", "en"):
        assert say(lang, stated.said) in told.said_in(lang) and say(lang, TEXT.said) in told.said_in(lang)
    assert not document_text(NOTICE.encode(), "a.txt").warnings
    assert not document_text(NOTICE.encode(), "公文").warnings


def test_a_name_over_bytes_that_are_nothing_is_told() -> None:
    stated = next(row for row in FORMATS if row.magic and row.suffixes)
    for data in (bytes(range(256)) * 9, b"\x00" * 99):
        with pytest.raises(InputError, match="改过名称"):
            document_text(data, f"a{stated.suffixes[0]}")
    with pytest.raises(InputError, match="空文件"):
        document_text(b"", f"a{stated.suffixes[0]}")


def test_a_bundle_of_packed_files_is_none_of_them() -> None:
    inside = packed("word/document.xml", "x")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("甲.docx", inside)
    found = format_in(out.getvalue())
    assert found is not None and found.media == "application/zip"
    cut = format_in(inside[:-30])
    assert cut is not None and ".docx" in cut.suffixes
