"""Bundles: parts in their order, each a document of its own that hangs on its notice; what cannot be read is named."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sizes import sized

from benchmarks.formats.make_ofd import Page, ofd_of, packed
from graph_schema.errors import InputError, SecretError
from graph_schema.page_map import Box, Unit
from graph_schema.terms import Relation, RepairKind
from ingest.formats import bundle, scan, table
from ingest.formats.files import bundle_of, file_of_text
from ingest.formats.joining import PART_END
from ingest.formats.layout import Line
from ingest.formats.table import document_text, page_picture, whole_text
from ingest.reading import read as reading_of

NOTICE = (
    "云岭县人民政府关于加强渡口管理的通知\n云政发〔2020〕33号\n各乡镇人民政府：\n根据《渡口管理条例》（以下简称《条例》）第十二条，现将有关事项通知如下。\n"
    "一、对拒不整改的企业，依照《条例》第三条列入黑名单。\n附件：1.渡口评价办法\n2.渡口名录\n云岭县人民政府\n2020年5月1日\n"
)
RULES = "渡口评价办法\n第一条 为规范渡口评价，根据《征信业管理条例》（以下简称《条例》）制定本办法。\n第二条 依照《条例》第十四条，将其记入信用档案。\n"
ROWS = "序号\t渡口\t等级\n1\t东渡口\t甲\n2\t西渡口\t乙\n"
OTHER = "山阳县交通局关于渡口检查的通知\n各渡口：\n请认真检查，\n"


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Returns a packed folder, its members stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


BUNDLE = zipped(
    ("__MACOSX/._x.txt", b"x"),
    ("附件2.渡口名录.txt", ROWS.encode()),
    ("附件1.渡口评价办法.ofd", ofd_of(RULES)),
    (".DS_Store", b"x"),
    ("关于加强渡口管理的通知.txt", NOTICE.encode()),
    ("Thumbs.db", b"x"),
)


def test_parts_stand_in_their_order_with_their_places() -> None:
    found = document_text(BUNDLE, "a.zip")
    notice, rules, rows = found.text.split(f"\n{PART_END}\n")
    assert notice == NOTICE and rules.startswith("附件1\n渡口评价办法\n第一条") and rows == f"附件2\n{ROWS}"
    assert found.page_map is not None and found.encoding == "zip" and not found.warnings
    at = found.text.index("第一条")
    (place,) = found.page_map.places(at, at + 3)
    assert (place.part, place.unit, place.number) == ("附件1.渡口评价办法.ofd", Unit.PAGE, 1) and place.box is not None
    at = found.text.index("东渡口")
    (place,) = found.page_map.places(at, at + 3)
    assert (place.part, place.unit, place.number) == ("附件2.渡口名录.txt", Unit.PARAGRAPH, 2)
    assert any(found.text[repair.span.start : repair.span.end] == "— 1 —" for repair in found.repairs)
    assert not list(found.page_map.places(found.text.index("附件1\n"), found.text.index("附件1\n") + 3))
    assert found.metadata["附件1.渡口评价办法.ofd/creator"] == "make_ofd"


def test_each_part_is_a_document_that_hangs_on_its_notice_with_short_names_of_its_own() -> None:
    found = document_text(BUNDLE, "a.zip")
    result = reading_of(file_of_text(found.text, "a.zip"))
    assert [(one.relation, one.parent) for one in result.segments if one.document] == [
        (Relation.SELF, 0),
        (Relation.ATTACHES, 0),
        (Relation.ATTACHES, 0),
    ]
    short = [citation.title for citation in result.citations if citation.found.startswith("short_name")]
    assert short == ["渡口管理条例", "征信业管理条例"]


def test_documents_of_a_bundle_that_end_amid_a_sentence_do_not_run_into_each_other() -> None:
    data = zipped(("1.txt", OTHER.encode()), ("2.txt", "的渡口名单\n依照《渡口管理条例》列入名单。\n".encode()))
    text = document_text(data, "a.zip").text
    result = reading_of(file_of_text(text, "a.zip"))
    assert [text[one.span.start] for one in result.segments] == ["山", "的"]
    assert not any(
        repair.kind is RepairKind.LINE_BREAK and PART_END in text[repair.span.start : repair.span.end]
        for repair in result.repairs
    )
    joined = reading_of(file_of_text(text.replace(PART_END, ""), "a.zip"))
    assert len(joined.segments) == 1  # what the sign is for


def test_a_document_takes_its_place_from_no_other_part() -> None:
    data = zipped(("1.txt", NOTICE.encode()), ("2.txt", "关于检查的通知\n各单位：\n请认真检查。\n".encode()))
    result = reading_of(file_of_text(document_text(data, "a.zip").text, "a.zip"))
    assert len(result.documents) == 2 and result.documents[1].region is None


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_sign_of_their_encoding_are_read(encoding: str) -> None:
    names = ["附件2.txt", "正文.txt"]
    stand_ins = [letter * len(name.encode(encoding)) for letter, name in zip("xy", names, strict=True)]
    data = zipped((stand_ins[0], ROWS.encode()), (stand_ins[1], NOTICE.encode()))
    for stand_in, name in zip(stand_ins, names, strict=True):
        data = data.replace(stand_in.encode(), name.encode(encoding))
    found = document_text(data, "a.zip")
    assert found.page_map is not None
    assert [part.name for part in found.page_map.parts] == ["正文.txt", "附件2.txt"]


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["附件10.txt", "附件2.txt", "附件一.txt", "通知.txt"], ["通知.txt", "附件一.txt", "附件2.txt", "附件10.txt"]),
        (["附件/2.名单.txt", "附件/1.办法.txt", "正文.txt"], ["正文.txt", "附件/1.办法.txt", "附件/2.名单.txt"]),
        (["甲/附件.txt", "乙/通知.txt", "甲/通知.txt"], ["乙/通知.txt", "甲/通知.txt", "甲/附件.txt"]),
        (
            ["请示.txt", "正文.txt", "附属医院通知.txt", "通知附件1.txt"],
            ["正文.txt", "请示.txt", "附属医院通知.txt", "通知附件1.txt"],
        ),
    ],
)
def test_the_notice_stands_before_its_attachments(names: list[str], order: list[str]) -> None:
    found = document_text(zipped(*((name, NOTICE.encode()) for name in names)), "a.zip")
    assert found.page_map is not None and [part.name for part in found.page_map.parts] == order


def test_a_part_that_cannot_be_read_is_named_and_the_others_go_on() -> None:
    data = zipped(
        ("正文.txt", NOTICE.encode()),
        ("附件1.rar", b"Rar!\x1a\x07"),
        ("附件2.txt", b""),
        ("附件3.docx", b"PK\x03\x04x"),
    )
    found = document_text(data, "a.zip")
    assert found.text == NOTICE
    assert [
        name in warning.said_in("zh") for warning, name in zip(found.warnings, ("附件1", "附件2", "附件3"), strict=True)
    ] == [True] * 3


def test_a_secret_part_refuses_all() -> None:
    data = zipped(("正文.txt", NOTICE.encode()), ("附件1.txt", "机密★1年\n渡口名录\n一、东渡口。\n".encode()))
    with pytest.raises(SecretError, match="附件1"):
        document_text(data, "a.zip")


def test_a_bundle_within_a_bundle_is_opened_once() -> None:
    inner = zipped(("附件1.txt", ROWS.encode()), ("深.zip", zipped(("x.txt", NOTICE.encode()))))
    found = document_text(zipped(("正文.txt", NOTICE.encode()), ("附件.zip", inner)), "a.zip")
    assert found.page_map is not None
    assert [part.name for part in found.page_map.parts] == ["正文.txt", "附件.zip/附件1.txt"]
    assert [warning.code for warning in found.warnings] == ["bundle.part_unread"] and "深.zip" in found.warnings[
        0
    ].said_in("en")


def test_pages_are_counted_through_the_bundle_and_drawn() -> None:
    data = zipped(("1.ofd", ofd_of(RULES)), ("2.txt", ROWS.encode()), ("3.ofd", ofd_of(NOTICE)))
    found = document_text(data, "a.zip")
    assert found.page_map is not None and [page.number for page in found.page_map.pages] == [1, 2]
    at = found.text.index("云政发")
    (place,) = found.page_map.places(at, at + 3)
    assert place.box is not None and (place.part, place.number) == ("3.ofd", 2)
    shown = Image.open(io.BytesIO(page_picture(data, "a.zip", 2, 72))).convert("L")
    assert shown.crop(tuple(map(round, place.box))).getextrema()[0] < 128  # type: ignore[arg-type,operator]
    for number in (0, 3):
        with pytest.raises(InputError, match=r"a\.zip"):
            page_picture(data, "a.zip", number, 72)


def test_pages_that_are_pictures_are_recognised_at_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "recognised_page", _recognised)
    image = io.BytesIO()
    Image.new("L", (60, 90), 255).save(image, "PNG")
    data = zipped(
        ("正文.ofd", ofd_of(NOTICE)),
        ("附件1.png", image.getvalue()),
        ("附件2.txt", ROWS.encode()),
        ("附件3.png", image.getvalue()),
    )
    found = document_text(data, "a.zip")
    assert found.unread_pages == (2, 3)
    found = whole_text(data, "a.zip")
    assert found.text.split(f"\n{PART_END}\n")[1:] == ["附件1\n渡口2", f"附件2\n{ROWS}", "附件3\n渡口3"]
    assert found.page_map is not None and not found.unread_pages
    for words in ("渡口2", "东渡口", "渡口3"):
        (place,) = found.page_map.places(found.text.index(words), found.text.index(words) + 3)
        assert place.part == {"渡口2": "附件1.png", "东渡口": "附件2.txt", "渡口3": "附件3.png"}[words]
        assert place.number == (2 if words == "东渡口" else int(words[-1]))
    alone = whole_text(zipped(("1.png", image.getvalue()), ("2.png", image.getvalue())), "a.zip")
    assert alone.page_map is not None and [place.part for place in alone.page_map.places(0, 99)] == ["1.png", "2.png"]
    assert found.metadata["recognised_pages"] == "2 3" and found.metadata["turned.2"] == "90 0"


def test_a_mark_on_a_recognised_page_refuses_the_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "recognised_page", partial(_recognised, words="机密★1年"))
    image = io.BytesIO()
    Image.new("L", (60, 90), 255).save(image, "PNG")
    with pytest.raises(SecretError):
        whole_text(zipped(("正文.txt", NOTICE.encode()), ("附件1.png", image.getvalue())), "a.zip")


def _recognised(_: bytes, __: str, page: int, words: str = "渡口") -> scan.RecognisedPage:
    """Returns what an engine would."""
    line = Line(f"{words}{page}" if words == "渡口" else words, Box(1, 1, 9, 5))
    return scan.RecognisedPage(number=page, width=60, height=90, lines=(line,), turned=90)


def test_without_an_engine_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.formats.scan_engine.find_spec", lambda _: None)
    image = io.BytesIO()
    Image.new("L", (60, 90), 255).save(image, "PNG")
    found = document_text(zipped(("正文.txt", NOTICE.encode()), ("附件1.png", image.getvalue())), "a.zip")
    assert found.text == NOTICE and not found.unread_pages and "附件1.png" in found.warnings[0].said_in("zh")


def test_a_bundle_of_nothing_or_of_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (zipped(), zipped(("a.rar", b"Rar!\x1a\x07")), zipped(("a.ofd", packed([Page()]))), BUNDLE[:-40]):
        with pytest.raises(InputError, match=r"a\.zip"):
            document_text(data, "a.zip")
    locked = bytearray(zipped(("正文.txt", NOTICE.encode())))
    for at in (6, locked.index(b"PK\x01\x02") + 8):
        locked[at] |= 1
    with pytest.raises(InputError, match="密码"):
        document_text(bytes(locked), "a.zip")
    monkeypatch.setattr(bundle, "MOST_PARTS", 3)
    monkeypatch.setattr(bundle._Room.__init__, "__defaults__", (5_000, 3))
    with pytest.raises(InputError, match=r"a\.zip"):
        document_text(zipped(*((f"{number}.txt", NOTICE.encode()) for number in range(4))), "a.zip")
    bomb = zipped(("x.zip", zipped(("正文.txt", NOTICE.encode() * 20))), ("y.txt", NOTICE.encode()))
    with pytest.raises(InputError, match="展开后过大"):
        document_text(bomb, "a.zip")


def test_a_folder_is_one_file_with_a_hash_over_names_and_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "云岭"
    (folder / "附件").mkdir(parents=True)
    (folder / "正文.txt").write_bytes(NOTICE.encode())
    (folder / "附件" / "1.办法.txt").write_bytes(RULES.encode())
    first = bundle_of(folder)
    source = first.as_file()
    assert source.text == f"{NOTICE}\n{PART_END}\n附件1\n{RULES}" and source.path == str(folder)
    assert bundle_of(folder).sha256 == first.sha256
    (folder / "附件" / "1.办法.txt").rename(folder / "附件" / "2.办法.txt")
    assert bundle_of(folder).sha256 != first.sha256
    with pytest.raises(InputError):
        bundle_of(tmp_path / "无")


@settings(max_examples=sized(40, 2_000))
@given(st.data())
def test_changed_bytes_give_text_or_a_sentence(data: st.DataObject) -> None:
    held = bytearray(BUNDLE)
    for _ in range(data.draw(st.integers(1, 4))):
        held[data.draw(st.integers(0, len(held) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert document_text(bytes(held), "a.zip").text
    except InputError as error:
        assert "a.zip" in error.message
