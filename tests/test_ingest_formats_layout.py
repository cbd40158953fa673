"""Pieces of lines on pages laid out: marks of another font at their places, heads in large letters, days of signatures."""

from __future__ import annotations

from graph_schema.page_map import Box
from ingest.formats.layout import Line, Sheet, laid_out
from ingest.formats.layout_pieces import put_in


def line(words: str, left: float, top: float, size: float = 16.0) -> Line:
    """Returns a line of letters of one width."""
    edges = bytes(round(255 * at / len(words)) for at in range(len(words)))
    return Line(words, Box(left, top, left + size * len(words), top + size), size, edges)


def text_of(*lines: Line) -> str:
    """Returns the text of a page of A4."""
    return laid_out([Sheet(1, 595.0, 842.0, list(lines))]).text


BODY = [line("字" * 26 + "，字", 80, 400 + 29 * at) for at in range(6)]


def test_marks_of_another_font_stand_where_they_are_drawn() -> None:
    """Takes a piece apart where it leaves room for quotation marks, and leaves others whole."""
    outer = line("根据《 红黑榜 办法》执行", 80, 200)
    marks = [
        Line("“", Box(80 + 16 * 3, 202, 80 + 16 * 3.6, 214), 12),
        Line("”", Box(80 + 16 * 7, 202, 80 + 16 * 7.6, 214), 12),
    ]
    for at in (3, 7):  # a blank begins where the letter behind it does
        outer.edges = outer.edges[:at] + outer.edges[at + 1 : at + 2] + outer.edges[at + 1 :]
    parts = sorted(put_in([outer, *marks]), key=lambda one: one.box.left)
    assert "".join(part.words for part in parts) == "根据《“红黑榜”办法》执行"
    assert put_in([outer]) == [outer]


def test_a_letterhead_in_large_letters_is_one_line() -> None:
    """Joins two lines that are farther apart than those of the text, as their letters are larger."""
    head = [line("某某省白水市青石县社会信用体系", 91, 100, 28), line("建设领导小组办公室文件", 147, 160, 28)]
    assert text_of(*head, *BODY).startswith("某某省白水市青石县社会信用体系建设领导小组办公室文件\n")


def test_a_number_in_the_middle_is_no_rest_of_a_title() -> None:
    """Keeps a number below a title apart."""
    head = [line("关于进一步加强全市粮食收购信用管理工作若干意见通知书", 84, 100), line("白粮发〔2021〕7号", 220, 129)]
    assert "\n白粮发〔2021〕7号\n" in text_of(*head, *BODY)


def test_the_day_of_a_signature_does_not_go_on() -> None:
    """Keeps a day on the right apart from what follows at the left edge."""
    assert text_of(*BODY, line("2020年9月16日", 384, 600), line("白水市粮食局办公室印发", 80, 629)).endswith(
        "2020年9月16日\n白水市粮食局办公室印发"
    )
