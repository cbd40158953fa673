"""The prefilter never says no where a pattern matches, and says no often enough to be of use."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.find.measures import Context, find_in_sentence, possible_patterns, refusals, rules
from ingest.find.prefilter import Prefilter, alternatives

# One pattern for each way of putting parts together.
PATTERNS = [
    "惩戒",
    "惩戒|激励",
    "(?:实施|给予)[^，]{0,6}(?:惩戒|激励)",
    "(?<!被)列入(?!计划)",
    "不(?=受理|享受)(?:受理|享受)",
    "[红黑]名单",
    "[^，]",
    "名?单",
    "(?:名单)+",
    "(?:名单){2}",
    "(?:名单)*公示",
    "^在.*中$",
    "信(?P<x>用)(?:修复)?",
    r"\d+分",
    "[一-三]年|",
    "(?i:a)级",
    "※*在",
    "a|(?:b(?:c|d)[ef])|[]|]g",
    "(?>名单)内",
    "(名)单\1",
]
COMPILED = [re.compile(p) for p in PATTERNS]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(list("惩戒激励实施给予列入被不受理享红黑名单公示在中信用修复3分一年aAb级cdefg]|内※，")),
        st.text(max_size=2),
    ),
    max_size=14,
).map("".join)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_pattern_that_matches_is_possible(texts: list[str]) -> None:
    joined, stretches = "", []
    for text in texts:
        stretches.append((len(joined), len(joined) + len(text)))
        joined += text + "。"
    possible = list(Prefilter(COMPILED, "※").possible(joined, stretches))
    assert len(possible) == len(texts)
    for text, bits in zip(texts, possible, strict=True):
        for i, pattern in enumerate(COMPILED):
            assert bits >> i & 1 or not pattern.search(text), (pattern.pattern, text)


@pytest.mark.parametrize("pattern", COMPILED, ids=PATTERNS)
@given(data=st.data())
def test_whatever_a_pattern_matches_is_possible(pattern: re.Pattern[str], data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    assert list(Prefilter([pattern]).possible(text, [(0, len(text))])) == [1]


def test_many_patterns_and_many_characters() -> None:
    patterns = [re.compile(chr(0x4E00 + i) + "号") for i in range(200)]
    text = "".join(f"{chr(0x4E00 + i)}号{'国' * 3000}。" for i in range(200))
    size = len(text) // 200
    found = list(Prefilter(patterns).possible(text, [(k * size, (k + 1) * size) for k in range(200)]))
    assert found == [1 << i for i in range(200)]


def test_it_tells_patterns_apart() -> None:
    filters = Prefilter([re.compile("(?:实施|给予).{0,6}(?:惩戒|激励)"), re.compile("[红黑]名单")])
    text = "给予激励。列入黑名单。实施方案。"
    assert list(filters.possible(text, [(0, 5), (5, 11), (11, 16)])) == [1, 2, 0]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        (r"a\|b|[|)]|[]|]", [r"a\|b", "[|)]", "[]|]"]),
        ("", [""]),
    ],
)
def test_alternatives(source: str, parts: list[str]) -> None:
    assert alternatives(source) == parts


def test_every_rule_and_refusal_is_possible_in_its_own_examples() -> None:
    """And the measures found are those that are found without the prefilter."""
    examples = [(r.matches, r.refuses) for r in rules()] + [(r.matches, r.refuses) for r in refusals()]
    for matches, refuses in examples:
        for words in (*matches, *refuses):
            (possible,) = possible_patterns(words, [(0, len(words))])
            for context in (Context(), Context(about_credit=True, list_head="以下措施：")):
                assert find_in_sentence(words, context, possible) == find_in_sentence(words, context)
