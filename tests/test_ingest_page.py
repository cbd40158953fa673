"""The page around a document: which lines are furniture, what its card says, and that nothing else disappears."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph_schema.records import Reading, Undo
from graph_schema.terms import RepairKind, SegmentKind
from ingest.clean.repair import clean
from ingest.clean.undoing import Undoing
from ingest.formats.files import file_of_text
from ingest.reading import read

CASES = tomllib.loads((Path(__file__).parent / "cases/page.toml").read_text(encoding="utf-8"))["page"]


def page_of(case: dict[str, Any]) -> tuple[str, set[str]]:
    """Returns the text of a case, and the lines of it that are furniture."""
    lines = case["text"].strip("\n").split("\n")
    return "\n".join(line.removeprefix("~") for line in lines), {line[1:].strip() for line in lines if line[:1] == "~"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_each_line_of_the_page_is_that_line_and_nothing_more(case: dict[str, Any]) -> None:
    text, furniture = page_of(case)
    cleaned = clean(text)
    cut = [r.span.of(text) for r in cleaned.repairs if r.kind in (RepairKind.FURNITURE, RepairKind.PAGE_NOISE)]
    assert set(cut) == furniture
    if "fields" in case:
        shown = [f"{field.field} {text[field.start : field.end]}" for field in cleaned.page]
        assert [words for words in shown if words.split()[0] in ("title", "number", "issuer", "date", "validity")] == (
            case["fields"]
        )


def reading_of(text: str) -> Reading:
    """Reads a text."""
    return read(file_of_text(text, "x"))


def test_a_text_of_nothing_but_a_page_gives_an_empty_reading() -> None:
    found = reading_of("首页 > 政务公开\n发布时间：2021-08-02 浏览次数：3\n【打印】【关闭】\n")
    assert found.documents == () and found.measures == ()
    assert [s.kind for s in found.segments] == [SegmentKind.NOISE]


def test_the_page_fills_what_the_text_lacks_and_a_difference_is_kept() -> None:
    found = reading_of(
        "发文字号：泽粮〔2021〕2号 成文日期：2021-05-06\n发布机构：泽安县粮食局\n有效性：失效\n泽安县粮食收购信用办法\n"
        "第一条 为规范收购，制定本办法。\n第二条 压价的，列入失信名单。\n泽安县粮食局\n2021年5月7日\n"
    )
    (document,) = found.documents
    assert (document.number, document.issuer, str(document.date)) == ("泽粮〔2021〕2号", "泽安县粮食局", "2021-05-07")
    assert [(f.field, f.value, f.use.value) for f in document.page] == [
        ("number", "泽粮〔2021〕2号", "fills"),
        ("date", "2021-05-06", "differs"),
        ("issuer", "泽安县粮食局", "agrees"),
        ("validity", "失效", "kept"),
    ]
    assert [(e.field, e.found) for e in document.evidence if e.found == "page"] == [("number", "page")]


def test_fenced_words_of_measures_are_named() -> None:
    text = (
        "内容概述：对失信商户，取消评优资格，记入信用档案\n索引号：1\n泽安县商户办法\n第一条 为了规范，制定本办法。\n"
    )
    assert [span.of(text) for span in reading_of(text).unread] == [text.split("\n")[0]]
    assert (
        reading_of("标题：泽安县失信名单办法\n索引号：1\n泽安县失信名单办法\n第一条 为了规范，制定本办法。\n").unread
        == ()
    )


MARKED = """# 泽安县商户信用办法

> 来源：本网

**第一条** 为规范商户，根据[《中华人民共和国消费者权益保护法》](https://example.cn/a)，制定本办法。

- 第二条 欺诈的商户，列入**失信名单**。
"""


def test_marks_of_markdown_are_cut_and_can_be_undone() -> None:
    found = reading_of(MARKED)
    (document,) = found.documents
    assert document.title == "泽安县商户信用办法"
    assert [(c.title, c.articles) for c in found.citations if c.title != document.title] == [
        ("中华人民共和国消费者权益保护法", ())
    ]
    assert [m.text[-6:] for m in found.measures] == ["列入失信名单"]
    marks = {r.span.of(MARKED) for r in found.repairs if r.kind is RepairKind.MARKUP}
    assert marks == {"# ", "**", "[", "](https://example.cn/a)", "- ", "> "}
    assert "#" in clean(MARKED, Undoing([Undo(kind=RepairKind.MARKUP, span=None)])).text


@pytest.mark.parametrize("words", ["张**、李**应当参加。", "#1机组", "#信用中国# 话题", "证号3401**********123"])
def test_signs_of_a_documents_own_are_no_marks(words: str) -> None:
    assert RepairKind.MARKUP not in {r.kind for r in clean(f"通知\n{words}\n").repairs}
