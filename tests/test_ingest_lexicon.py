"""The lexicons of other campaigns: every rule with its own examples, and what a clause gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_schema.errors import PolicyError
from ingest.find.campaign import Lexicon, Row, find_by_lexicon, load_lexicon

LEXICON = load_lexicon("administrative")


@pytest.mark.parametrize("row", [*LEXICON.rules, *LEXICON.refusals], ids=lambda r: r.name)
def test_examples(row: Row) -> None:
    assert row.matches and row.refuses
    assert all(row.pattern.search(words) for words in row.matches)
    assert not any(row.pattern.search(words) for words in row.refuses)


@pytest.mark.parametrize("row", LEXICON.rules, ids=lambda r: r.name)
def test_each_example_comes_out_as_its_own_kind(row: Row) -> None:
    for words in row.matches:
        assert [hit.kind for hit in find_by_lexicon(words, LEXICON)] == [row.kind], words


def kinds(sentence: str) -> list[tuple[str, str]]:
    return [(sentence[h.start : h.end], h.kind.value) for h in find_by_lexicon(sentence, LEXICON)]


def test_an_act_belongs_to_the_measure_that_follows() -> None:
    assert kinds("凡在河道内采砂的，应当取得砂石经营许可证，每车收取管理费二十元。") == [
        ("凡在河道内采砂的，应当取得砂石经营许可证", "licence"),
        ("每车收取管理费二十元", "fee"),
    ]


def test_words_of_titles_and_prohibitions_are_no_measures() -> None:
    assert kinds("根据《行政处罚法》和《违法建筑强制拆除办法》制定本办法。") == []
    assert kinds("各单位不得违规收取保证金。") == []


@pytest.mark.parametrize("text", ["name = 1", 'name = "x"', "not toml", 'name="x"\ntrigger="("\nrule=[]'])
def test_a_broken_lexicon_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PolicyError, match=r"words\.toml"):
        load_lexicon(str(path))


def test_kinds_are_those_of_the_rules() -> None:
    assert isinstance(LEXICON, Lexicon)
    assert {kind.value for kind in LEXICON.kinds} == {"licence", "penalty", "coercion", "fee"}
