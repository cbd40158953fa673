"""Between rivals of one title: the office named before it, the place and the date decide, or nobody does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph_schema.records import Citation, Document, Instrument, Span
from graph_schema.terms import LinkStatus, Role, SegmentKind, SourceLevel
from tracer.links.resolve import DocumentShelf, resolve
from tracer.registry.load import Registry
from tracer.registry.versions import restated

TITLE = "河灯管理办法"


def instrument(key: str, issuer: str, since: int, until: int | None = None) -> Instrument:
    return Instrument(
        id=key,
        title=TITLE,
        short_titles=(),
        numbers=(),
        level=SourceLevel.DEPARTMENT_RULE,
        issuer=issuer,
        region="全国",
        repealed=date(until, 1, 1) if until else None,
        status="repealed" if until else "in_force",
        versions=restated((), promulgated=date(since, 1, 1)),
    )


def citing_of(year: int) -> Document:
    """Returns a notice of a city of that year."""
    return Document(
        id="d",
        span=Span(0, 9),
        title="通知",
        number=None,
        issuer="淮安市人民政府",
        date=date(year, 6, 1),
        level=SourceLevel.LOCAL_NORMATIVE,
        region="江苏省/淮安市",
        kind=SegmentKind.NOTICE,
    )


CITED = Citation(
    id="c",
    document="d",
    provision=None,
    span=Span(0, 8),
    text=f"《{TITLE}》",
    title=TITLE,
    number=None,
    articles=(),
    role=Role.BASIS,
)


def link(known: list[Instrument], hint: str | None = None, year: int = 2015) -> tuple[LinkStatus, str | None, int]:
    document, citation = citing_of(year), replace(CITED, issuer_hint=hint)
    found = resolve(citation, document, Registry.from_rows(known), DocumentShelf([document], {}))
    return found.status, found.target, len(found.candidates)


def candidates(known: list[Instrument], number: str, year: int) -> list[str]:
    """Returns what a number alone may mean in a notice of that year, in order."""
    document, citation = citing_of(year), replace(CITED, text=number, title=None, number=number)
    return [
        one.target
        for one in resolve(citation, document, Registry.from_rows(known), DocumentShelf([document], {})).candidates
    ]


OLD, NEW = instrument("old", "交通部", 2001, 2012), instrument("new", "交通运输部", 2012)
OTHER = instrument("other", "水利部", 2005)


@pytest.mark.parametrize(("year", "target"), [(2005, "old"), (2015, "new")])
def test_the_date_decides_between_an_old_and_a_new_one(year: int, target: str) -> None:
    assert link([OLD, NEW], year=year) == (LinkStatus.RESOLVED, target, 1)


def test_the_office_named_before_the_title_decides() -> None:
    assert link([NEW, OTHER], hint="水利部") == (LinkStatus.RESOLVED, "other", 1)
    assert link([NEW, OTHER], hint="交通运输部") == (LinkStatus.RESOLVED, "new", 1)


def test_what_nothing_decides_stays_with_its_candidates() -> None:
    assert link([NEW, OTHER]) == (LinkStatus.AMBIGUOUS, None, 2)
    assert link([NEW, OTHER], hint="公安部") == (LinkStatus.AMBIGUOUS, None, 2)
    assert link([OLD, NEW], year=2000) == (LinkStatus.AMBIGUOUS, None, 2)


def test_of_orders_of_one_number_the_latest_before_the_document_is_named_first() -> None:
    number = "水利部令第36号"
    orders = [
        replace(instrument(str(year), "水利部", year), title=f"{year}年办法", numbers=(number,))
        for year in (2008, 2014, 2024)
    ]
    assert candidates(orders, number, 2015) == ["2014", "2008"]
    assert candidates(orders, number, 2025) == ["2024", "2014", "2008"]
