"""Variations of a labelled clause that keep its label: other offices, verbs, numbers, fewer items."""

from __future__ import annotations

import re
from random import Random

_EQUAL = (
    ("实施", "采取", "给予", "进行", "开展"),
    ("建立", "完善", "健全", "推行", "设立"),
    ("纳入", "记入", "录入", "归集到", "载入"),
    ("公布", "公示", "公开", "披露"),
    ("企业", "单位", "主体", "个人", "经营者", "商户"),
    ("有关部门", "主管部门", "县级以上人民政府", "监管部门", "行政机关"),
    ("信用", "诚信"),
    ("名单", "名录"),
)
_ADVERBS = ("依法依规", "依法", "按照规定", "及时", "应当")
_NUMBER = re.compile(r"\d")
_TERM = re.compile("[一二三四五六七八九](?=年|个月|日|倍)")


def varied(words: str, chance: Random) -> str:
    """Returns the clause said otherwise."""
    for group in _EQUAL:
        there = [word for word in group if word in words]
        if there and chance.random() < 0.5:
            words = words.replace(chance.choice(there), chance.choice(group), 1)
    adverb = next((a for a in _ADVERBS if a in words), None)
    if adverb is not None and chance.random() < 0.7:
        words = words.replace(adverb, "", 1)
    words = _NUMBER.sub(lambda _: str(chance.randrange(10)), words)
    words = _TERM.sub(lambda _: chance.choice("一二三四五六七八九"), words)
    items = re.split("(?=、)", words)
    if len(items) > 2 and chance.random() < 0.6:
        # The last item has the predicate behind it, the first what comes before the list.
        del items[chance.randrange(1, len(items) - 1)]
    return "".join(items)
