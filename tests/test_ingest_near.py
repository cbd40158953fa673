"""Holds that what is looked for around its anchors is what a search of the whole text finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from ingest.find import patterns
from ingest.find.printed_numbers import order_numbers, tails_of_numbers
from ingest.find.short_names import definitions, definitions_together
from ingest.find.unmarked import followed_by_article

Finder = Callable[[str, int, int], Iterator[re.Match[str]]]

FINDERS: dict[str, tuple[Finder, re.Pattern[str], list[str]]] = {
    "tails of numbers": (
        tails_of_numbers,
        patterns.NUMBER_TAILS.regex,
        [
            "〔2016〕",
            "〔",
            "〕",
            "（",
            "）",
            "2016",
            "33",
            "号",
            "三十三",
            "文件",
            "，",
            "、",
            "第",
            "年",
            "某发",
            "■",
            "\n",
            "至",
        ],
    ),
    "orders": (
        order_numbers,
        patterns.ORDERS.regex,
        ["令", "公告", "第", "8", "号", "2016年", "（", "）", "某市政府", "\n", "三", "牌", "如下", "〔", "，"],
    ),
    "short names": (
        definitions,
        patterns.SHORT_NAME.regex,
        ["以下", "下文", "简称", "统称", "称", "（", "，", "为", "：", "《", "》", "通知", "某某办法" * 7],
    ),
    "short names defined together": (
        definitions_together,
        patterns.SHORT_NAMES.regex,
        ["（", "，", "以下", "分别", "简称", "称", "为", "《甲办法》", "《" + "乙" * 24 + "》", "和", "。"],
    ),
    "laws before an article": (
        followed_by_article,
        patterns.LAW_WITH_ARTICLE.regex,
        [
            "法",
            "条例",
            "法典",
            "法实施条例",
            "第",
            "三条",
            "第五条",
            "第一款",
            "和",
            "，",
            "某",
            "违反",
            "有关规定的",
            "\n",
        ],
    ),
}


@pytest.mark.parametrize("name", FINDERS)
@settings(max_examples=sized(120, 5000), deadline=None)
@given(data=st.data())
def test_what_is_looked_for_around_anchors_is_what_the_whole_text_holds(name: str, data: st.DataObject) -> None:
    find, pattern, pieces = FINDERS[name]
    text = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=24)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    expected = [(m.span(), m.groups()) for m in pattern.finditer(text, start, end)]
    assert [(m.span(), m.groups()) for m in find(text, start, end)] == expected
