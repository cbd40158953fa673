"""Pages and counts of kept findings, within a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from graph_schema.records import Chained, Finding
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.store.base.findings import NO_PLACE, Filters, FindingPage, Tally
from tracer.store.judged_rows import COUNTS, Unpacking, of_those_chosen, tally_of
from tracer.store.sqlite.choosing import Condition, chosen, on_documents, passing
from tracer.store.sqlite.database import Connection

_Row = tuple[str, int, int, str]
"""A finding of a page: measure, line, key of the document, document."""
_ALL = "judged AS d CROSS JOIN finding AS f ON f.judged = d.id"
_ORDER = "d.order_number, d.order_title, d.document, f.start, f.stop, f.measure"
_COUNTS_OF_FINDINGS = {
    **{v.value: f"sum(f.verdict = '{v.value}' AND f.aside IS NULL)" for v in Verdict},
    **{f"mend_{v.value}": f"sum(f.verdict = '{v.value}' AND f.mend)" for v in Verdict},
    "gaps": "sum(f.gap)",
    "lean": f"sum(f.verdict = '{Verdict.INDIRECT}' AND f.kind = '{MeasureKind.PUNISHMENT}' AND f.aside IS NULL)",
    "unsupported": "sum(f.unsupported)",
    **{group.value: f"sum(f.aside IS '{group.value}')" for group in (Group.ENDED, Group.AUTHORITY)},
    **{f"ended_{v.value}": f"sum(f.verdict = '{v.value}' AND f.aside IS '{Group.ENDED}')" for v in Verdict},
    "ended_gaps": f"sum(f.held AND f.verdict = '{Verdict.DEAD_END}')",
    "ended_mend": "sum(f.held)",
    "documents": "count(DISTINCT CASE WHEN f.verdict IS NOT NULL AND f.aside IS NULL THEN d.id END)",
}
_COUNTS_OF_DOCUMENTS = {
    **{name: f"sum(d.{name})" for name in COUNTS},
    "documents": f"sum({' + '.join(f'd.{verdict.value}' for verdict in Verdict)} > 0)",
}


def page(
    connection: Connection, judgement: int, registry: str, filters: Filters, offset: int, limit: int | None
) -> FindingPage:
    """Returns a page of the findings chosen; of those that must be mended the gaps first."""
    tally = tally_of(_counted(connection, judgement, filters))
    rows, total = _chosen(connection, judgement, filters, tally, offset, limit)
    found = tuple(findings_of(connection, rows, Unpacking(registry)))
    return FindingPage(findings=found, total=total, counts=tally.verdicts)


def documents_on(
    connection: Connection, judgement: int, filters: Filters, offset: int, limit: int | None
) -> tuple[str, ...]:
    """Returns the documents of the findings of a page."""
    tally = tally_of(_counted(connection, judgement, filters))
    rows, _ = _chosen(connection, judgement, filters, tally, offset, limit)
    return tuple(dict.fromkeys(document for _, _, _, document in rows))


def _chosen(
    connection: Connection, judgement: int, filters: Filters, tally: Tally, offset: int, limit: int | None
) -> tuple[list[_Row], int]:
    """Returns the rows of a page of the findings chosen, and how many are chosen."""
    choice = on_documents(connection, judgement, filters) & passing(filters) & chosen(filters)
    if filters.must_mend or filters.group is Group.MUST_MEND:
        parts = [choice & Condition([f"f.gap = {gap}"]) for gap in (1, 0)]
    else:
        parts = [choice]
    known = of_those_chosen(filters, tally)
    counts = [_count(connection, part) for part in parts] if known is None else known
    found, skip, left = list[_Row](), offset, limit
    for part, count in zip(parts, counts, strict=True):
        if skip < count and left != 0:
            # No more is asked for than there is: a search for few ends with the last of them.
            wanted = count - skip if left is None else min(left, count - skip)
            some = _rows(connection, part, skip, wanted)
            found += some
            left = None if left is None else left - len(some)
        skip = max(0, skip - count)
    return found, sum(counts)


def tally(connection: Connection, judgement: int, filters: Filters) -> Tally:
    """Counts the findings that pass."""
    return tally_of(_counted(connection, judgement, filters))


def tally_by_place(connection: Connection, judgement: int, filters: Filters) -> dict[str, Tally]:
    """Counts them by place, ordered by its name, those without one last."""
    rows = _by(_counted(connection, judgement, filters), "region")
    tallies = {place or NO_PLACE: tally_of(some) for place, some in rows.items()}
    return {place: tallies[place] for place in sorted(tallies, key=lambda place: (place == NO_PLACE, place))}


def tally_by_document(connection: Connection, judgement: int, documents: Collection[str]) -> dict[str, Tally]:
    """Counts those of single documents."""
    columns = ", ".join(f"{counted} AS {name}" for name, counted in _COUNTS_OF_DOCUMENTS.items())
    rows = _named(
        connection.execute(
            f"SELECT d.document, d.of_source, d.draft, {columns} FROM judged AS d WHERE d.judgement = ?"
            " AND d.document IN (SELECT value FROM json_each(?)) GROUP BY d.id ORDER BY d.document",
            (judgement, json.dumps(sorted(documents), ensure_ascii=False)),
        )
    )
    return {row["document"]: tally_of([row]) for row in rows}


def aside_by_part(connection: Connection, judgement: int, filters: Filters) -> list[tuple[str, str, Group, int]]:
    """Counts what counts nowhere, by document and provision, in the order of the judgement."""
    passed = on_documents(connection, judgement, filters) & passing(filters)
    passed.add("f.aside IS NOT NULL AND d.ended + d.authority > 0")
    rows = connection.execute(
        f"SELECT d.document, f.part, f.aside FROM {_ALL} WHERE {passed} ORDER BY {_ORDER}", passed.values
    )
    counted: dict[tuple[str, str, Group], int] = {}
    for document, part, aside in rows:
        key = (document, part, Group(aside))
        counted[key] = counted.get(key, 0) + 1
    return [(*key, count) for key, count in counted.items()]


def verdict_counts(connection: Connection, judgement: int) -> dict[Verdict, int]:
    """Counts how the measures of a judgement stand."""
    return dict(tally(connection, judgement, Filters()).verdicts)


def _counted(connection: Connection, judgement: int, filters: Filters) -> list[dict[str, Any]]:
    """Counts the findings that pass, by place and columns of their documents; from the documents alone where their rows say enough."""
    documents, more = on_documents(connection, judgement, filters), passing(filters)
    counts = _COUNTS_OF_FINDINGS if more.parts else _COUNTS_OF_DOCUMENTS
    passed = documents & more
    columns = ", ".join(f"{counted} AS {name}" for name, counted in counts.items())
    source = _ALL if more.parts else "judged AS d"
    asked = (
        f"SELECT d.region, d.of_source, d.draft, {columns} FROM {source} WHERE {passed}"
        " GROUP BY d.region, d.of_source, d.draft"
    )
    # A page, its counts and the map ask for the same, one after another.
    return connection.known((asked, tuple(passed.values)), lambda: _named(connection.execute(asked, passed.values)))


def _count(connection: Connection, choice: Condition) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {_ALL} WHERE {choice}", choice.values).fetchone()[0])


def _rows(connection: Connection, choice: Condition, offset: int, limit: int) -> list[_Row]:
    """Returns the rows of the findings chosen, in order."""
    return connection.execute(
        f"SELECT f.measure, f.line, d.id, d.document FROM {_ALL} WHERE {choice} ORDER BY {_ORDER} LIMIT ? OFFSET ?",
        [*choice.values, limit, offset],
    ).fetchall()


def findings_of(connection: Connection, rows: Iterable[_Row], unpacking: Unpacking) -> Iterator[Finding]:
    """Gives the findings of rows (measure, line, key of the document, document)."""
    for measure, line, judged, document in rows:
        _take(connection, unpacking, judged, document)
        yield unpacking.finding(measure, line)


def chains_of(connection: Connection, rows: Iterable[_Row], unpacking: Unpacking) -> Iterator[tuple[str, Chained]]:
    """Gives the chains of rows (measure, line, key of the document, document), with their measures."""
    for measure, line, judged, document in rows:
        _take(connection, unpacking, judged, document)
        yield measure, unpacking.chained(measure, line)


def _take(connection: Connection, unpacking: Unpacking, judged: int, document: str) -> None:
    """Unpacks the bodies of a document, unless they are those unpacked last."""
    if not unpacking.knows(document):
        found = connection.execute("SELECT bodies FROM judged_bodies WHERE id = ?", (judged,)).fetchone()
        unpacking.take(document, found[0] if found else b"")


def _named(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _by(rows: list[dict[str, Any]], column: str) -> Mapping[str | None, list[dict[str, Any]]]:
    out: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        out.setdefault(row[column], []).append(row)
    return out
