"""A mark of secrecy is seen wherever it stands on the first page or in the properties of a file, and not where its word is only spoken of."""

from __future__ import annotations

import pytest

from benchmarks.small_files import LINES
from graph_schema.errors import SecretError
from graph_schema.page_map import Box, PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats.file_text import FileText
from ingest.formats.first_page import marked_places
from ingest.formats.secrecy import require_open

TEXT = "\n".join((*LINES, "甲、凡涉及国家秘密、机密的，不得公开。", "乙、内部资料由专人保管。"))


def is_refused(found: FileText) -> bool:
    """Tells whether a file is refused for a mark."""
    try:
        for words in marked_places(found):
            require_open(words, "a")
    except SecretError:
        return True
    return False


def laid_out(*placed: tuple[str, float, float], sure: int = 255, page: int = 1, size: float = 12) -> FileText:
    """Returns a file of one page whose lines stand in the order given, behind those of the notice."""
    pages, text = PageMap(), ""
    part = pages.add_part("", Unit.PAGE)
    pages.add_page(part, 1, 595, 842)
    lines = [(line, 72.0, 200.0 + 24 * n, 1, 12.0) for n, line in enumerate(TEXT.split("\n"))]
    for words, left, top, number, high in (*lines, *((*one, page, size) for one in placed)):
        start = len(text)
        text += f"{words}\n"
        box = Box(left, top, left + high * len(words), top + high)
        pages.add(start, start + len(words), part, number, box, confidences=bytes((sure,)) * len(words))
    return FileText(text=text, encoding="pdf", page_map=pages)


def covered(words: str, kind: RepairKind) -> FileText:
    """Returns a file with these words in the middle, which its reader would leave out."""
    head, _, rest = TEXT.partition("甲、")
    text = f"{head}{words}\n甲、{rest}"
    span = Span(len(head), len(head) + len(words))
    return FileText(text=text, encoding="pdf", repairs=(Repair(kind=kind, span=span, replacement=""),))


def behind_navigation(words: str) -> FileText:
    """Returns a page whose head stands behind more links than a head has lines."""
    links = "".join(f"栏目{n}，简介。\n" for n in range(60))
    repair = Repair(kind=RepairKind.FURNITURE, span=Span(0, len(links)), replacement="")
    return FileText(text=f"{links}{words}\n{TEXT}", encoding="html", repairs=(repair,))


def upright(words: str, left: float = 20) -> FileText:
    """Returns a page beside whose text words are written from the top down."""
    return laid_out(*((letter, left, 300.0 + 14 * n) for n, letter in enumerate(words)))


def with_properties(**properties: str) -> FileText:
    return FileText(text=TEXT, encoding="docx", metadata=properties)


MARKED = {
    "右上角，读在最后": laid_out(("机密★10年", 480, 40)),
    "左上角，光有两个字": laid_out(("机密", 72, 40)),
    "右上角，与发文机关同一行": laid_out(("青石县文件", 72, 40), ("秘密★长期", 450, 41)),
    "竖排": upright("机密★五年"),
    "竖排在右": upright("内部资料注意保存", left=570),
    "水印": covered("机密", RepairKind.PAGE_NOISE),
    "大字盖在中间": laid_out(("内部资料", 150, 500), size=60),
    "看不见的字": covered("内部资料 注意保存", RepairKind.INVISIBLE),
    "导航之后": behind_navigation("机密★5年"),
    "页眉": FileText(text=TEXT, encoding="docx", above=("青石县文件，第一期。", "秘密★1年")),
    "页眉逐字": FileText(text=TEXT, encoding="docx", above=tuple("绝密★")),
    "关键词": with_properties(keywords="机密"),
    "自定义属性": with_properties(密级="秘密"),
    "属性名在外": with_properties(SecurityLabel="内部资料 注意保存"),
    "列表里的标志": with_properties(keywords="信用;机密★10年"),
    "OFD 自定义数据": with_properties(密级="机密★十年"),
    "识别：星号认错": laid_out(("机密大10年", 480, 40), sure=200),
    "识别：字认错": FileText(text="", encoding="x"),  # made below
}
MARKED["识别：字认错"] = FileText(
    text=f"机蜜★10年\n{TEXT}", encoding="scan", page_map=laid_out(("x", 0, 0), sure=200).page_map
)
OPEN = {
    "正文": laid_out(("注：本表所称机密，依照保密法确定。", 72, 700)),
    "同样大小的字在末尾": laid_out(("内部资料", 72, 700)),
    "大字的题名": laid_out(("内部资料管理办法", 72, 100), size=30),
    "第二页的角上": laid_out(("机密★10年", 480, 40), page=2),
    "题名": with_properties(title="关于加强机密文件管理的通知", subject="保密"),
    "关键词只是所谈的事": with_properties(keywords="国家秘密,机密,信用"),
    "公开": with_properties(密级="公开"),
    "页眉是题名": FileText(text=TEXT, encoding="docx", above=("关于国家秘密定密管理的规定",)),
    "修正的是字": covered("⼀", RepairKind.CHARACTER),
    "竖排的别的字": upright("装订线内不要答题"),
    "识别：别的词": laid_out(("秘密文件管理办法", 200, 40), sure=200),
    "导航": behind_navigation("关于信用的通知"),
}


@pytest.mark.parametrize("name", MARKED)
def test_a_mark_is_seen_wherever_it_stands(name: str) -> None:
    assert is_refused(MARKED[name])


@pytest.mark.parametrize("name", OPEN)
def test_the_words_alone_are_no_mark(name: str) -> None:
    assert not is_refused(OPEN[name])
