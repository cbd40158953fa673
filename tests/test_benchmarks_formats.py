"""Files made from texts are read as the texts; spans found in a file are carried to the text that it was made from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.formats.alignment import Alignment
from benchmarks.formats.blocks import Kind, blocks_of, signed_by, title_of
from benchmarks.formats.documents import Document, shortened
from benchmarks.formats.found import Found
from benchmarks.formats.make_docx import docx_of
from benchmarks.formats.make_html import page_of
from benchmarks.formats.make_ofd import ofd_of
from benchmarks.formats.make_pdf import html_of
from benchmarks.formats.rows import Row
from benchmarks.formats.scores import scored
from graph_schema.records import Span
from ingest.formats.table import document_text

TEXT = """白水市粮食局文件
白粮发〔2021〕7号
关于印发白水市粮食收购信用管理办法的通知
各县粮食局：
现将《白水市粮食收购信用管理办法》印发给你们，请遵照执行。
白水市粮食局
2021年3月2日
白水市粮食收购信用管理办法
第一章 总则
第一条 为了规范粮食收购，根据《粮食流通管理条例》，制定本办法。
第二条 拖欠售粮款的，列入重点关注名单：
（一）拖欠三十日以上的；
（二）拖欠两次以上的。
第二章 附则
第三条 名单按下表公布。
序号\t名称\t期限
1\t某粮库\t一年
第四条 本办法自2021年5月1日起施行。
"""


def words_of(text: str) -> str:
    """Returns a text without blanks."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", docx_of(TEXT, "白水市粮食局")), ("a.ofd", ofd_of(TEXT)), ("a.html", page_of(TEXT))]
)
def test_a_made_file_holds_the_words_of_its_text(name: str, data: bytes) -> None:
    """Reads back what was made: all words in their order, the numbers that Word counts among them."""
    found = document_text(data, name)
    aligned = Alignment(words_of(TEXT), found.text)
    assert aligned.share == 1.0
    assert "第三条" in found.text and "（二）" in found.text
    assert "名称\t期限" in found.text


def test_numbers_that_word_counts_are_not_in_the_words() -> None:
    """Looks into the file: no typed number where Word shows the same by counting."""
    import io
    import zipfile

    document = zipfile.ZipFile(io.BytesIO(docx_of(TEXT))).read("word/document.xml").decode()
    assert "第三条" not in document and "（二）" not in document and "numPr" in document


def test_blocks_are_set_as_offices_set_them() -> None:
    """Tells head, addressee, signature and table apart."""
    blocks = blocks_of(TEXT)
    assert [b.kind for b in blocks[:7]] == [
        *(Kind.MIDDLE, Kind.MIDDLE, Kind.MIDDLE, Kind.FLUSH, Kind.PLAIN, Kind.RIGHT, Kind.RIGHT)
    ]
    assert title_of(blocks) == "关于印发白水市粮食收购信用管理办法的通知"
    assert signed_by(blocks) == "白水市粮食局"
    assert [b.rows[1] for b in blocks if b.kind is Kind.TABLE] == [("1", "某粮库", "一年")]
    assert html_of(TEXT).count("<td>") == 6


@given(st.lists(st.sampled_from(["\n", "—1—", "　", "口"]), max_size=6))
def test_a_span_is_carried_to_its_words(noise: list[str]) -> None:
    """Puts noise between lines: each whole line comes to its own place, whatever stands between."""
    lines = TEXT.split("\n")
    file = "\n".join(line + (noise[at % len(noise)] if noise else "") for at, line in enumerate(lines))
    alignment, at, place = Alignment(file, TEXT), 0, 0
    for line in filter(None, lines):
        at, place = file.index(line, at), TEXT.index(line, place)
        assert alignment.span(at, at + len(line)) == (place, place + len(line))
        at, place = at + len(line), place + len(line)


def test_a_wrong_character_does_not_lose_its_span_and_foreign_words_have_none() -> None:
    """Reads 未 for 末 and a menu: the span stays, the menu is nowhere, what is left out neither."""
    alignment = Alignment("首页政务公开\n月未前列入名单。", "月末前列入名单。")
    assert alignment.span(7, 14) == (0, 7)
    assert alignment.span(0, 6) is None
    assert Alignment("名单\n列入名单", "列入名单", [Span(0, 2)]).span(0, 2) is None


def test_a_new_dead_end_is_counted_and_a_lost_measure_is_named() -> None:
    """Scores a file in which one verdict changed to a dead end, and one measure is lost."""

    def measure(start: int, verdict: str) -> dict[str, object]:
        return {"start": start, "end": start + 4, "at": (start, start + 4), "kind": "punishment", "verdict": verdict}

    text = Found({"citations": [], "measures": [measure(0, "direct"), measure(10, "direct")]}, "字" * 20)
    file = Found({"citations": [], "measures": [measure(0, "dead_end")]}, "字" * 20)
    score = scored([Document(name="a", text="字" * 20)], {"a": text}, {"a": file})
    assert (score.wrong_dead_ends, score.verdicts, score.other_verdicts) == (1, 1, 1)
    assert any("lost" in line for line in score.differences)


def test_a_text_is_shortened_with_its_labels() -> None:
    """Cuts behind a whole line, and keeps the labels that lie within."""
    label = {"text": "一二\n三四\n", "citations": [{"start": 0, "end": 2}, {"start": 3, "end": 5}]}
    short = shortened(Document(name="a", text="一二\n三四\n", label=label), 4)
    assert short.text == "一二\n" and short.label is not None and len(short.label["citations"]) == 1


def test_a_row_says_where_it_falls_short() -> None:
    """Compares a reader with the bare library."""
    assert Row(what="a", ours=6.0, bare=10.0, wanted=0.7).falls_short
    assert not Row(what="a", ours=8.0, bare=10.0, wanted=0.7, memory=100, most=400).falls_short
