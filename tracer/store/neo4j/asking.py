"""Pages and counts of kept findings in Neo4j: counted and cut by the server, within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.records import Chained, Finding
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.store.base.findings import NO_PLACE, Filters, FindingPage, Tally
from tracer.store.judged_rows import COUNTS, Unpacking, of_those_chosen, tally_of
from tracer.store.neo4j.choosing import COUNTED, Condition, choose, passing
from tracer.store.neo4j.database import count

_ORDER = "d.order_number, d.order_title, d.document, f.start, f.stop, f.measure"
SHOWN = "f.measure AS measure, f.line AS line, d.document AS document, d.bodies AS bodies"
"""What a finding is made of."""


def _sum(condition: str) -> str:
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"


_COUNTS_OF_FINDINGS = {
    **{v.value: _sum(f"f.verdict = '{v.value}' AND f.aside IS NULL") for v in Verdict},
    **{f"mend_{v.value}": _sum(f"f.verdict = '{v.value}' AND f.mend") for v in Verdict},
    "gaps": _sum("f.gap"),
    "lean": _sum(f"f.verdict = '{Verdict.INDIRECT}' AND f.kind = '{MeasureKind.PUNISHMENT}' AND f.aside IS NULL"),
    "unsupported": _sum("f.unsupported"),
    **{group.value: _sum(f"f.aside = '{group.value}'") for group in (Group.ENDED, Group.AUTHORITY)},
    **{f"ended_{v.value}": _sum(f"f.verdict = '{v.value}' AND f.aside = '{Group.ENDED}'") for v in Verdict},
    "ended_gaps": _sum(f"f.held AND f.verdict = '{Verdict.DEAD_END}'"),
    "ended_mend": _sum("f.held"),
    "documents": f"count(DISTINCT CASE WHEN {COUNTED} THEN d END)",
}
_COUNTS_OF_DOCUMENTS = {
    **{name: f"sum(d.{name})" for name in COUNTS},
    "documents": _sum(f"{' + '.join(f'd.{verdict.value}' for verdict in Verdict)} > 0"),
}


def page(
    tx: ManagedTransaction, judgement: str, registry: str, filters: Filters, offset: int, limit: int | None
) -> FindingPage:
    """Returns a page of the findings chosen; of those that must be mended the gaps first."""
    counted = tally(tx, judgement, filters)
    choice = passing(tx, judgement, filters)
    choose(choice, filters)
    known = of_those_chosen(filters, counted)
    total = (
        sum(known) if known is not None else count(tx, f"{choice.findings} RETURN count(f) AS count", **choice.values)
    )
    # The bodies are fetched for the page alone, not sorted with all that is chosen.
    rows = tx.run(
        f"{_paged(choice, filters, limit)} RETURN {SHOWN}", {**choice.values, "offset": offset, "limit": limit}
    )
    found = tuple(findings_of(rows, Unpacking(registry)))
    return FindingPage(findings=found, total=total, counts=counted.verdicts)


def documents_on(
    tx: ManagedTransaction, judgement: str, filters: Filters, offset: int, limit: int | None
) -> tuple[str, ...]:
    """Returns the documents of the findings of a page."""
    choice = passing(tx, judgement, filters)
    choose(choice, filters)
    query = f"{_paged(choice, filters, limit)} RETURN d.document AS document"
    rows = tx.run(query, {**choice.values, "offset": offset, "limit": limit})
    return tuple(dict.fromkeys(row["document"] for row in rows))


def _paged(choice: Condition, filters: Filters, limit: int | None) -> str:
    """Returns the query of a page of what is chosen, but for what it gives back."""
    first = "f.gap DESC, " if filters.must_mend or filters.group is Group.MUST_MEND else ""
    query = f"{choice.findings} WITH d, f ORDER BY {first}{_ORDER} SKIP $offset"
    return f"{query} LIMIT $limit" if limit is not None else query


def tally(tx: ManagedTransaction, judgement: str, filters: Filters) -> Tally:
    """Counts the findings that pass."""
    return tally_of(_counted(tx, passing(tx, judgement, filters), ()))


def tally_by_place(tx: ManagedTransaction, judgement: str, filters: Filters) -> dict[str, Tally]:
    """Counts them by place, ordered by its name, those without one last."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in _counted(tx, passing(tx, judgement, filters), ("region",)):
        rows.setdefault(row["region"] or NO_PLACE, []).append(row)
    return {place: tally_of(rows[place]) for place in sorted(rows, key=lambda place: (place == NO_PLACE, place))}


def tally_by_document(tx: ManagedTransaction, judgement: str, documents: Collection[str]) -> dict[str, Tally]:
    """Counts those of single documents."""
    asked = Condition(of_document=["d.document IN $documents"])
    asked.values |= {"judgement": judgement, "documents": sorted(documents)}
    rows = _counted(tx, asked, ("document",))
    return {row["document"]: tally_of([row]) for row in sorted(rows, key=lambda row: str(row["document"]))}


def aside_by_part(tx: ManagedTransaction, judgement: str, filters: Filters) -> list[tuple[str, str, Group, int]]:
    """Counts what counts nowhere, by document and provision, in the order of the judgement."""
    passed = passing(tx, judgement, filters)
    passed.of_document.append("d.ended + d.authority > 0")
    passed.of_finding.append("f.aside IS NOT NULL")
    rows = tx.run(
        f"{passed.findings} RETURN d.document AS document, f.part AS part, f.aside AS aside ORDER BY {_ORDER}",
        passed.values,
    )
    counted: dict[tuple[str, str, Group], int] = {}
    for row in rows:
        key = (row["document"], row["part"], Group(row["aside"]))
        counted[key] = counted.get(key, 0) + 1
    return [(*key, number) for key, number in counted.items()]


def findings_of(rows: Iterable[Any], unpacking: Unpacking) -> Iterator[Finding]:
    """Gives the findings of rows that are as SHOWN."""
    for row in rows:
        if not unpacking.knows(row["document"]):
            unpacking.take(row["document"], row["bodies"] or b"")
        yield unpacking.finding(row["measure"], row["line"])


def chains_of(rows: Iterable[Any], unpacking: Unpacking) -> Iterator[tuple[str, Chained]]:
    """Gives the chains of rows that are as SHOWN, with their measures."""
    for row in rows:
        if not unpacking.knows(row["document"]):
            unpacking.take(row["document"], row["bodies"] or b"")
        yield row["measure"], unpacking.chained(row["measure"], row["line"])


def _counted(tx: ManagedTransaction, passed: Condition, by: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Counts the findings that pass, by columns of their documents; from the documents alone where their nodes say enough."""
    counts = _COUNTS_OF_FINDINGS if passed.of_finding else _COUNTS_OF_DOCUMENTS
    source = passed.findings if passed.of_finding else passed.documents
    columns = [f"d.{name} AS {name}" for name in (*by, "of_source", "draft")]
    columns += [f"{counted} AS {name}" for name, counted in counts.items()]
    return [dict(row) for row in tx.run(f"{source} RETURN {', '.join(columns)}", passed.values)]
