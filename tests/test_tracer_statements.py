"""The closed vocabulary of what a text states: each pattern with its examples, and the profiles of whole texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.messages import say
from tracer.registry.statements import (
    PERMANENT,
    Profile,
    article_profile,
    longest_term,
    measure_profile,
    parse_profile,
    vocabulary,
)


@pytest.mark.parametrize("term", vocabulary(), ids=lambda t: t.id)
def test_terms_hold_their_examples(term: object) -> None:
    from tracer.registry.statements import Term

    assert isinstance(term, Term)
    assert term.matches and term.refuses and say("zh", term.name) != say("en", term.name)
    for example in term.matches:
        assert term.is_in(example), example
    for example in term.refuses:
        assert not term.is_in(example), example


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("渡口经营者提供虚假材料的，记入信用档案，并向社会公布。", "publish record"),
        ("情节严重的，取消其一年至三年内参加投标的资格。", "bidding=36 business=36 +severe"),
        ("船员不得从事与其职务无关的活动。", ""),
        ("因欺诈被判处刑罚的，终身不得从事渡口经营活动。", "access=9999"),
        ("不得将个人捐献信息纳入信用记录。", ""),
        ("对被列入失信名单的主体，可以采取以下惩戒措施：\n（一）在财政补助方面作相应限制；\n（二）不得参加评优。", "funds=0 honours=0 joint"),
        ("国家发展渡口事业。", ""),
    ],
)  # fmt: skip
def test_articles(text: str, profile: str) -> None:
    found = article_profile(text)
    wanted = parse_profile(profile)
    assert wanted.acts <= found.acts
    assert {k: found.fields.get(k) for k in wanted.fields} == dict(wanted.fields)
    assert bool(found) == bool(wanted)
    assert found.severe == wanted.severe


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("一年至二年内", 24),
        ("3年内不予受理", 36),
        ("六个月以上一年以下", 12),
        ("十五年", 180),
        ("终身禁止", PERMANENT),
        ("半年内", 6),
        ("一年内被投诉三次以上的，取消资格", 0),
        ("取消资格", 0),
    ],
)
def test_terms_in_months(text: str, months: int) -> None:
    assert longest_term(text) == months


def test_a_measure_is_read_by_its_predicate() -> None:
    found = measure_profile("对串通投标的企业，两年内不得申报技改补助", "", restrains=True)
    assert set(found.fields) >= {"funds"} and "bidding" not in found.fields
    assert found.fields["funds"] == 24


IDS = [t.id for t in vocabulary() if t.is_act]
FIELDS = [t.id for t in vocabulary() if not t.is_act]


@given(
    st.frozensets(st.sampled_from(IDS)),
    st.dictionaries(st.sampled_from(FIELDS), st.integers(0, PERMANENT)),
    st.booleans(),
    st.booleans(),
)
def test_a_profile_is_written_and_read_back(
    acts: frozenset[str], fields: dict[str, int], open_ended: bool, severe: bool
) -> None:
    profile = Profile(acts, fields, open_ended, severe)
    assert parse_profile(str(profile)) == profile


def test_what_is_no_term_is_refused() -> None:
    with pytest.raises(ValueError, match="witchcraft"):
        parse_profile("record witchcraft")


@given(st.text())
def test_any_text_has_a_profile(text: str) -> None:
    assert parse_profile(str(article_profile(text))) == article_profile(text)
