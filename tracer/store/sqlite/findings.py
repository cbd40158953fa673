"""The findings in SQLite, and the judgements that they belong to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from graph_schema.graph import Edge, Node
from graph_schema.numbers import normal_number
from graph_schema.records import Finding
from graph_schema.regions import is_in
from graph_schema.terms import Verdict
from tracer.store.base.errors import half_a_character, no_finding_kept, no_judgement
from tracer.store.base.findings import Filters, FindingPage, Judgement, Kept
from tracer.store.graph_faults import KeptJudgement
from tracer.store.rows import FindingRow, difference, finding_rows, require_graph, seal_of, unpack
from tracer.store.sqlite.database import Part, upsert
from tracer.store.sqlite.graph import drop_graph, keep_graph

_FINDING = (
    *("measure", "digest", "place", "verdict", "gap", "mend", "kind", "region", "issued"),
    *("document", "number", "title", "body"),
)


class SqliteFindings(Part):
    """The side of `tracer.store.base.findings.Findings`."""

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keeps the graph and these findings."""
        all_nodes, all_edges = list(nodes), list(edges)
        require_graph(all_nodes, all_edges)
        with self._database.write() as connection:
            try:
                return _keep(connection, judgement, all_nodes, all_edges, findings)
            except UnicodeEncodeError as error:
                raise half_a_character(judgement.policy) from error

    def drop_graph(self) -> None:
        """Lets the graph, all findings and judgements go."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM judgement")
            drop_graph(connection)

    def judgements(self) -> tuple[Judgement, ...]:
        """Returns the judgements, by policy and day."""
        with self._database.read() as connection:
            return tuple(judgement for _, judgement in _judgements(connection))

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns a page of the gaps of a judgement, or of what else the filters choose."""
        with self._database.read() as connection:
            return _page(connection, _key_of(connection, policy, as_of), filters or Filters(), offset, limit)

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT body FROM finding WHERE judgement = ? AND measure = ?",
                (_key_of(connection, policy, as_of), measure),
            ).fetchone()
        if row is None:
            raise no_finding_kept(measure)
        return unpack(Finding, row[0], measure)


# --- keeping, within a transaction -------------------------------------------------------------


def _keep(
    connection: sqlite3.Connection,
    judgement: Judgement,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    findings: Iterable[Finding],
) -> Kept:
    """Writes what differs, and drops what is there no more."""
    connection.execute(
        "DELETE FROM judgement WHERE version < ? AND NOT (policy = ? AND as_of = ?)",
        (judgement.version, judgement.policy, judgement.as_of.isoformat()),
    )
    graph, seal = keep_graph(connection, nodes, edges)
    key, rows = _key_made(connection, judgement), list(finding_rows(findings))
    written, removed = _keep_findings(connection, key, rows)
    # All judgements share one graph.
    connection.execute("UPDATE judgement SET graph = ?", (seal,))
    connection.execute("UPDATE judgement SET findings = ? WHERE id = ?", (seal_of(row.digest for row in rows), key))
    return Kept(written=graph.written + written, removed=graph.removed + removed)


def _key_made(connection: sqlite3.Connection, judgement: Judgement) -> int:
    """Returns the key of the judgement's row, made where there is none."""
    row = connection.execute(
        "INSERT INTO judgement (policy, as_of, version, edition) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (policy, as_of) DO UPDATE SET version = excluded.version, edition = excluded.edition"
        " RETURNING id",
        (judgement.policy, judgement.as_of.isoformat(), judgement.version, judgement.edition),
    ).fetchone()
    return int(row[0])


def _keep_findings(connection: sqlite3.Connection, key: int, findings: Sequence[FindingRow]) -> tuple[int, int]:
    kept = dict(connection.execute("SELECT measure, digest FROM finding WHERE judgement = ?", (key,)))
    change = difference(kept, findings, lambda f: f.measure, lambda f: f.digest)
    connection.executemany(
        "DELETE FROM finding WHERE judgement = ? AND measure = ?", ((key, measure) for measure in change.gone)
    )
    connection.executemany(
        upsert("finding", ("judgement", "measure"), _FINDING[1:]),
        ((key, *(getattr(row, name) for name in _FINDING)) for row in change.write),
    )
    return len(change.write), len(change.gone)


# --- reading, within a transaction -------------------------------------------------------------


def verdict_counts(connection: sqlite3.Connection) -> Mapping[Judgement, Mapping[Verdict, int]]:
    """Counts how the measures of each judgement stand."""
    out = {}
    for key, judgement in _judgements(connection):
        rows = connection.execute("SELECT verdict, count(*) FROM finding WHERE judgement = ? GROUP BY verdict", (key,))
        counted = dict(rows)
        out[judgement] = {verdict: counted.get(verdict.value, 0) for verdict in Verdict}
    return out


def kept_judgements(connection: sqlite3.Connection) -> list[tuple[int, KeptJudgement]]:
    """Returns the judgements with their keys and seals, by policy and day."""
    seals = connection.execute("SELECT graph, findings FROM judgement ORDER BY policy, as_of").fetchall()
    return [
        (key, KeptJudgement(judgement=judgement, graph=graph, findings=findings))
        for (key, judgement), (graph, findings) in zip(_judgements(connection), seals, strict=True)
    ]


def findings_as_kept(connection: sqlite3.Connection, key: int) -> Iterator[Mapping[str, Any]]:
    """Gives the rows of the findings of a judgement, in their order."""
    query = f"SELECT {', '.join(_FINDING)} FROM finding WHERE judgement = ? ORDER BY place, measure"
    yield from (dict(zip(_FINDING, row, strict=True)) for row in connection.execute(query, (key,)))


def _judgements(connection: sqlite3.Connection) -> list[tuple[int, Judgement]]:
    rows = connection.execute("SELECT id, policy, as_of, version, edition FROM judgement ORDER BY policy, as_of")
    return [
        (key, Judgement(policy=policy, as_of=date.fromisoformat(as_of), version=version, edition=edition))
        for key, policy, as_of, version, edition in rows
    ]


def _key_of(connection: sqlite3.Connection, policy: str, as_of: date) -> int:
    row = connection.execute(
        "SELECT id FROM judgement WHERE policy = ? AND as_of = ?", (policy, as_of.isoformat())
    ).fetchone()
    if row is None:
        raise no_judgement(policy, as_of)
    return int(row[0])


def _page(connection: sqlite3.Connection, key: int, filters: Filters, offset: int, limit: int | None) -> FindingPage:
    """Returns a page of the findings chosen."""
    where, values = _passing(connection, key, filters)
    counted = dict(connection.execute(f"SELECT verdict, count(*) FROM finding WHERE {where} GROUP BY verdict", values))
    chosen, more = _choice(filters)
    where, values = f"{where} AND {chosen}", [*values, *more]
    total = connection.execute(f"SELECT count(*) FROM finding WHERE {where}", values).fetchone()[0]
    first = "gap DESC, " if filters.must_mend else ""
    rows = connection.execute(
        f"SELECT body, measure FROM finding WHERE {where} ORDER BY {first}place LIMIT ? OFFSET ?",
        [*values, -1 if limit is None else limit, offset],
    )
    return FindingPage(
        findings=tuple(unpack(Finding, body, measure) for body, measure in rows),
        total=total,
        counts={verdict: counted.get(verdict.value, 0) for verdict in Verdict},
    )


def _passing(connection: sqlite3.Connection, key: int, filters: Filters) -> tuple[str, list[str | int]]:
    """Returns the condition that a finding passes all filters but the choice of verdicts."""
    where, values = ["judgement = ?"], list[str | int]((key,))
    if filters.region is not None:
        rows = connection.execute("SELECT DISTINCT region FROM finding WHERE judgement = ?", (key,))
        places = [place for (place,) in rows if is_in(place, filters.region)]
        where.append("region IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(places))
    if filters.kinds:
        where.append("kind IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(filters.kinds)))
    if filters.issued_after is not None:
        where.append("issued > ?")
        values.append(filters.issued_after.isoformat())
    if filters.document is not None:
        wanted = filters.document
        where.append("(document = ? OR number = ? OR (? <> '' AND instr(title, ?) > 0))")
        values += [wanted, normal_number(wanted) or "", wanted.strip(), wanted]
    return " AND ".join(where), values


def _choice(filters: Filters) -> tuple[str, list[str]]:
    """Returns the condition that a finding is one of those chosen."""
    verdicts = "verdict IN (SELECT value FROM json_each(?))"
    asked = [json.dumps(sorted(filters.verdicts))] if filters.verdicts else []
    if filters.must_mend:
        return (f"mend = 1 AND {verdicts}" if asked else "mend = 1"), asked
    return (verdicts, asked) if asked else ("gap = 1", [])
