"""Cases of the version that a citation means, by days (tests/cases/versions.toml), and the cells that versions are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.messages import in_words, say
from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.seals import facts_row
from graph_schema.terms import SourceLevel, VersionKind
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.load import Registry
from tracer.registry.standing import Fate, fates, standing_of
from tracer.registry.versions import LONGEST_WAIT, in_order, moves_of_cell, restated, versions_on
from tracer.verdict.judge import judge_library
from tracer.verdict.proof import prove
from tracer.verify import verify
from tracer.verify.shape import FactShape
from tracer.verify.versions import word_on

GIVEN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "versions.toml").read_text(encoding="utf-8"))
KEYS = {"purpose", "law", "cited", "day", "article", "as_of", "issue", "verdict", "reasons", "says"}
NOTICE = """云岭省清江市石泉县人民政府关于加强信用管理的通知

石政发〔{year}〕9号

各有关单位：

现将有关事项通知如下。

一、依照《{title}》{article}，将拖欠渡运费的企业列入失信名单。

云岭省清江市石泉县人民政府
{signed}
"""


def row_of(key: str, law: Mapping[str, Any]) -> Instrument:
    """Returns the row of the registry that a case file gives."""
    state = law["title"].startswith("中华人民共和国")
    return Instrument(
        id=f"law-{key}",
        title=law["title"],
        short_titles=(),
        numbers=(),
        level=SourceLevel.LAW if state else SourceLevel.ADMIN_REGULATION,
        issuer=None,
        region="全国",
        repealed=None,
        status="in_force",
        versions=tuple(Version(**{**v, "kind": VersionKind(v["kind"])}) for v in law["versions"]),
        moved=tuple(MovedArticle(**{"new": None, **move}) for move in law.get("moves", ())),
        known_until=law.get("known_until"),
    )


REGISTRY = Registry.from_rows(row_of(key, law) for key, law in GIVEN["law"].items())


@pytest.mark.parametrize("case", GIVEN["case"], ids=lambda case: str(case["purpose"]))
def test_the_version_of_the_day(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    day: date | str = case["day"]
    signed = f"{day.year}年{day.month}月{day.day}日" if isinstance(day, date) else ""
    title = case.get("cited", GIVEN["law"][case["law"]]["title"])
    text = NOTICE.format(year=signed[:4] or "2026", title=title, article=case["article"], signed=signed)
    library = build_library([read(file_of_text(text, "notice.txt"))], REGISTRY)
    (finding,) = judge_library(library, load_policy(), case["as_of"])
    words = [say("zh", finding.sentence), *(in_words("zh", stop.text) for stop in finding.stops)]
    words += [in_words("zh", told) for told in (*finding.remarks, *filter(None, [finding.question]))]
    assert finding.verdict == case["verdict"], words
    assert (finding.verdict_at_issue or "") == case.get("issue", ""), words
    told = "\n".join(words)
    assert [said for said in case.get("says", ()) if said not in told] == [], told
    reasons = [stop.reason.value for stop in finding.stops]
    missing = ["article_missing"] if case["verdict"] == "dead_end" else []
    assert reasons == case.get("reasons", missing)
    standing = judge_all(library, load_policy(), case["as_of"])[finding.measure.id]
    assert (standing.verdict, standing.reasons) == (finding.verdict, frozenset(stop.reason for stop in finding.stops))
    proof = prove(library, finding.measure, load_policy(), case["as_of"])
    assert [fault for fault in verify(proof).faults if fault.place.partition("/")[0] in ("branches", "verdict")] == []


# --- cells ---------------------------------------------------------------------------------------

A, B, C = date(2005, 8, 28), date(2012, 10, 26), date(2025, 6, 27)


def spelt(versions: tuple[Version, ...]) -> list[tuple[str, date | None, date | None, int | None]]:
    """Returns versions as a test compares them."""
    return [(v.kind.value, v.published, v.effective, v.articles) for v in versions]


@pytest.mark.parametrize(
    ("effective", "expected"),
    [
        (
            date(2006, 3, 1),
            [("made", A, date(2006, 3, 1), None), ("amended", B, None, None), ("amended", C, None, 144)],
        ),
        (
            date(2013, 1, 1),
            [("made", A, None, None), ("revised", B, date(2013, 1, 1), None), ("amended", C, None, 144)],
        ),
        (
            date(2026, 1, 1),
            [("made", A, None, None), ("amended", B, None, None), ("revised", C, date(2026, 1, 1), 144)],
        ),
        (None, [("made", A, None, None), ("amended", B, None, None), ("amended", C, None, 144)]),
    ],
)
def test_columns_of_days_give_versions(effective: date | None, expected: list[object]) -> None:
    """The day of effect is that of the text that was the newest by then, as the columns of before mean it."""
    made = restated((), promulgated=A, effective=effective, revised=[C, B], articles=144)
    assert spelt(made) == expected
    assert restated(made) == made
    assert restated(made, revised=[B]) == made


def test_columns_over_versions_that_are_known() -> None:
    known = restated((), promulgated=A, effective=date(2006, 3, 1), articles=119)
    over = restated(known, effective=date(2026, 1, 1), revised=[C], articles=144)
    assert spelt(over) == [("made", A, date(2006, 3, 1), 119), ("revised", C, date(2026, 1, 1), 144)]
    assert restated(()) == ()


DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
VERSIONS = st.builds(
    Version,
    kind=st.sampled_from([k for k in VersionKind if k is not VersionKind.MADE]),
    published=DAYS,
    effective=st.none() | DAYS,
    articles=st.none() | st.integers(1, 99),
)


@given(st.lists(VERSIONS, max_size=4), DAYS, st.integers(1, 99))
def test_versions_of_a_day(versions: list[Version], day: date, article: int) -> None:
    first = Version(kind=VersionKind.MADE, published=date(1999, 1, 1), effective=date(1999, 1, 1), articles=10)
    line = in_order([*versions, first])
    found = versions_on(line, day)
    assert found and all((v.effective or v.published or date.min) <= day for v in found)
    assert all(v.effective is None for v in found[1:])
    surely = [v for v in line if (v.effective or (v.published or date.min) + LONGEST_WAIT) <= day]
    assert surely[-1] in found
    row = row_of("x", {"title": "某法", "versions": []})
    standing = standing_of(
        Instrument(**{**{f: getattr(row, f) for f in row.__slots__}, "versions": line}), [article], day, day
    )
    counts = [v.articles for v in found]
    if None not in counts:
        has = [article <= (count or 0) for count in counts]
        fate = Fate.THERE if all(has) else Fate.BETWEEN if any(has) else Fate.MISSING
        assert standing.fate is fate


WORDS = st.none() | st.integers(1999, 2031)


@given(st.lists(VERSIONS, max_size=4), st.none() | DAYS, DAYS, st.integers(1, 99), st.none() | DAYS, WORDS)
def test_checker_and_bulk_pass_say_the_same_of_versions_named(
    versions: list[Version], issued: date | None, day: date, article: int, until: date | None, year: int | None
) -> None:
    """Whatever version the words name, the three ways to an answer agree: exact, the days of the bulk pass, the checker."""
    words = f"《某法》（{year}年修正）" if year else "《某法》"
    first = Version(kind=VersionKind.MADE, published=date(1999, 1, 1), effective=date(1999, 1, 1), articles=10)
    law: dict[str, Any] = {"title": "某法", "versions": [], "known_until": until}
    row = replace(row_of("x", law), versions=in_order([*versions, first]))
    fate = standing_of(row, [article], issued, day, words).fate
    last = max((begun, said) for begun, said in fates(row, [article], issued, words) if begun <= day)[1]
    assert last is fate
    shown: dict[str, Any] = {**facts_row(row), "level": row.level, "versions": row.versions, "known_until": until}
    shape = FactShape(**shown, path=())
    word = word_on(shape, [article], issued, day, words)
    assert word.value == {Fate.THERE: "there", Fate.MISSING: "missing"}.get(fate, "asked")


def test_moves_are_read_from_their_cell() -> None:
    day = date(2026, 1, 1)
    assert list(moves_of_cell(day, "12>13 20-30>22-32 14>  15-16>")) == [
        MovedArticle(day=day, old=12, new=13),
        MovedArticle(day=day, old=20, new=22, count=11),
        MovedArticle(day=day, old=14, new=None),
        MovedArticle(day=day, old=15, new=None, count=2),
    ]


@pytest.mark.parametrize("cell", ["12", "20-30>22-33", "30-20>1-11", "a>b", "12>13>14", ">5"])
def test_a_move_that_is_none_is_named(cell: str) -> None:
    with pytest.raises(ValueError, match=cell):
        list(moves_of_cell(date(2026, 1, 1), cell))
