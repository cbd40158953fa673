"""The findings in Neo4j: nodes of judged documents, which hold those of their measures, kept document by document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.graph import NODE_KINDS, Value
from graph_schema.records import Chained, Finding, Rests
from graph_schema.terms import Group, Verdict
from tracer.store.base.errors import no_finding_kept, no_judgement
from tracer.store.base.findings import Filters, FindingPage, JudgedDocument, Judgement, Tally
from tracer.store.base.judged import COUNTED_BY, FindingRow, JudgedRow
from tracer.store.judged_rows import COUNTS, SAID_BY, Unpacking, columns_of, judged_row, said_of_measure
from tracer.store.neo4j import asking
from tracer.store.neo4j.choosing import COUNTED
from tracer.store.neo4j.database import Database, Part, lock, one, run
from tracer.store.neo4j.graph import drop_graph
from tracer.store.neo4j.renewing import Row, batches, drop_all
from tracer.store.rows import require_whole_characters

_DROP = """
UNWIND $documents AS document MATCH (d:Judged {judgement: $judgement, document: document})
OPTIONAL MATCH (d)-[:HOLDS]->(f:Finding) DETACH DELETE f, d
"""
_SAME = """
UNWIND $rows AS row MATCH (d:Judged {judgement: $judgement, document: row.document})
SET d.touched = row.touched, d.since = row.since, d.until = row.until
"""
_DOCUMENT = "UNWIND $rows AS row CREATE (d:Judged) SET d = row, d.judgement = $judgement"
_FINDING = """
UNWIND $rows AS row MATCH (d:Judged {judgement: $judgement, document: row.judged})
CREATE (d)-[:HOLDS]->(f:Finding) SET f = row, f.judgement = $judgement
WITH f MATCH (m:Measure {id: f.measure}) MERGE (f)-[:ON]->(m)
"""
_LAY = """
UNWIND $documents AS asked MATCH (d:Judged {judgement: $judgement, document: asked})-[:HOLDS]->(f:Finding)
MATCH (m:Measure {id: f.measure}) MERGE (f)-[:ON]->(m)
"""
_STALE = """
MATCH (i:IndexRow) WHERE i.touched > $whole AND i.stands
OPTIONAL MATCH (d:Judged {judgement: $judgement, document: i.document})
WITH i, d WHERE d IS NULL OR d.touched <> i.touched
"""
_OTHER_DAY = """
MATCH (d:Judged {judgement: $judgement}) WHERE d.since > $day OR d.until <= $day
MATCH (i:IndexRow {document: d.document}) WHERE i.stands
RETURN d.document AS document
"""


_OF_DOCUMENT = tuple(
    name for name in JudgedRow.__slots__ if name not in ("words", "bodies", "lines", "counts", "findings")
)
_ROWS = f"""
MATCH (d:Judged {{judgement: $judgement}}) OPTIONAL MATCH (d)-[:HOLDS]->(f:Finding)
WITH d, f ORDER BY d.document, f.start, f.stop, f.measure
WITH d, collect(f {{{", ".join(f".{name}" for name in COUNTED_BY)}}}) AS findings
RETURN d {{{", ".join(f".{name}" for name in (*_OF_DOCUMENT, *COUNTS))}}} AS document, findings ORDER BY d.document
"""


def _row_of(document: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> JudgedRow:
    """Returns the row of a document as Neo4j gives it."""
    rows = tuple(FindingRow(**{**one, "held": bool(one["held"])}) for one in findings)
    card: dict[str, Any] = {name: document[name] for name in _OF_DOCUMENT}
    counts = {name: document[name] or 0 for name in COUNTS}
    return JudgedRow(**card, words="", bodies=b"", lines=b"", counts=counts, findings=rows)


class Neo4jFindings(Part):
    """The side of `tracer.store.base.findings.Findings`."""

    def judgements(self) -> tuple[Judgement, ...]:
        """Returns the judgements, by policy and day."""
        return tuple(judgement for _, judgement in self._database.read(judgements))

    def keep_judged(
        self,
        judgement: Judgement,
        documents: Iterable[JudgedDocument],
        gone: Iterable[str] = (),
        *,
        moved_from: date | None = None,
    ) -> None:
        """Keeps the rows of documents in place of those that they had."""
        self._keep_all(judgement, [judged_row(one) for one in documents], list(gone), moved_from)

    def keep_rows(self, judgement: Judgement, rows: Iterable[JudgedRow]) -> None:
        """Keeps rows that are made already."""
        self._keep_all(judgement, list(rows), [], None)

    def _keep_all(self, judgement: Judgement, rows: list[JudgedRow], left: list[str], moved_from: date | None) -> None:
        require_whole_characters(judgement.policy, ([row.words, *(f.words for f in row.findings)] for row in rows))

        def work(tx: ManagedTransaction) -> None:
            lock(tx)
            key = _key_made(tx, judgement, moved_from)
            run(tx, _DROP, judgement=key, documents=left)
            for some in batches(rows):
                _keep(tx, key, some)
            _mark_whole(tx, key)
            for some in batches(rows):
                _say_on_measures(tx, judgement, some)
            _say_validity(tx, judgement.as_of.isoformat())

        self._database.write(work)

    def rows_of(self, policy: str, as_of: date) -> Iterator[JudgedRow]:
        """Gives the rows of a judgement as they are counted."""

        def work(tx: ManagedTransaction) -> list[JudgedRow]:
            rows = tx.run(_ROWS, judgement=_key_of(tx, policy, as_of)[0])
            return [_row_of(row["document"], row["findings"]) for row in rows]

        yield from self._database.read(work)

    def drop_judgement(self, policy: str, as_of: date) -> None:
        """Lets a judgement and its rows go."""
        self._database.write(partial(_forget, policy=policy, as_of=as_of.isoformat()))
        _drop_rows_of_nobody(self._database)

    def drop_graph(self) -> None:
        """Lets the graph, all findings and judgements go."""
        forget_judgements(self._database)
        drop_graph(self._database)

    def stale(self, policy: str, as_of: date) -> tuple[str, ...]:
        """Returns the documents to judge again."""

        def work(tx: ManagedTransaction) -> tuple[str, ...]:
            key, _ = _key_of(tx, policy, as_of)
            asked = {"judgement": key, "day": as_of.isoformat(), "whole": _whole(tx, key)}
            found = {row["document"] for row in tx.run(f"{_STALE} RETURN i.document AS document", asked)}
            found |= {row["document"] for row in tx.run(_OTHER_DAY, asked)}
            return tuple(sorted(found))

        return self._database.read(work)

    def judged_gone(self, policy: str, as_of: date) -> tuple[str, ...]:
        """Returns the documents that are judged and stand for nothing any more."""

        def work(tx: ManagedTransaction) -> tuple[str, ...]:
            rows = tx.run(
                "MATCH (d:Judged {judgement: $judgement})"
                " WHERE NOT EXISTS { MATCH (i:IndexRow {document: d.document}) WHERE i.stands }"
                " RETURN d.document AS document ORDER BY document",
                judgement=_key_of(tx, policy, as_of)[0],
            )
            return tuple(row["document"] for row in rows)

        return self._database.read(work)

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns a page of the gaps of a judgement, or of what else the filters choose."""

        def work(tx: ManagedTransaction) -> FindingPage:
            key, kept = _key_of(tx, policy, as_of)
            return asking.page(tx, key, kept.registry, filters or Filters(), offset, limit)

        return self._database.read(work)

    def documents_on(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> tuple[str, ...]:
        """Returns the documents of a page."""

        def work(tx: ManagedTransaction) -> tuple[str, ...]:
            return asking.documents_on(tx, _key_of(tx, policy, as_of)[0], filters or Filters(), offset, limit)

        return self._database.read(work)

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure."""

        def work(tx: ManagedTransaction) -> Finding:
            key, kept = _key_of(tx, policy, as_of)
            rows = tx.run(
                "MATCH (d:Judged)-[:HOLDS]->(f:Finding {judgement: $judgement, measure: $measure})"
                f" WHERE f.verdict IS NOT NULL RETURN {asking.SHOWN}",
                judgement=key,
                measure=measure,
            )
            for finding in asking.findings_of(rows, Unpacking(kept.registry)):
                return finding
            raise no_finding_kept(measure)

        return self._database.read(work)

    def findings_in(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Returns all findings of documents in text order."""

        def work(tx: ManagedTransaction) -> dict[str, tuple[Finding, ...]]:
            key, kept = _key_of(tx, policy, as_of)
            rows = tx.run(
                "UNWIND $documents AS asked MATCH (d:Judged {judgement: $judgement, document: asked})-[:HOLDS]->(f:Finding)"
                f" WHERE f.verdict IS NOT NULL RETURN {asking.SHOWN} ORDER BY d.document, f.start, f.stop, f.measure",
                judgement=key,
                documents=sorted(set(documents)),
            )
            found: dict[str, list[Finding]] = {}
            for finding in asking.findings_of(rows, Unpacking(kept.registry)):
                found.setdefault(finding.measure.document, []).append(finding)
            return {document: tuple(some) for document, some in found.items()}

        return self._database.read(work)

    def verdicts_of(
        self, policy: str, as_of: date, documents: Collection[str] | None = None
    ) -> Iterator[tuple[str, str, Verdict]]:
        """Gives document, measure and verdict of all findings that count, ordered by these."""
        chosen = "" if documents is None else " WHERE d.document IN $documents"
        asked = None if documents is None else sorted(documents)

        def work(tx: ManagedTransaction) -> list[tuple[str, str, Verdict]]:
            rows = tx.run(
                f"MATCH (d:Judged {{judgement: $judgement}}){chosen} MATCH (d)-[:HOLDS]->(f:Finding) WHERE {COUNTED}"
                " RETURN d.document AS document, f.measure AS measure, f.verdict AS verdict ORDER BY document, measure",
                judgement=_key_of(tx, policy, as_of)[0],
                documents=asked,
            )
            return [(row["document"], row["measure"], Verdict(row["verdict"])) for row in rows]

        yield from self._database.read(work)

    def resting_on(self, policy: str, as_of: date, node: str) -> Iterator[Rests]:
        """Gives the measures that rest on something."""

        def work(tx: ManagedTransaction) -> list[Rests]:
            rows = tx.run(
                "MATCH (d:Judged {judgement: $judgement})-[:HOLDS]->(f:Finding)"
                f" WHERE {COUNTED} AND $node IN f.rests_on"
                " RETURN d.document AS document, f.measure AS measure, f.start AS start, f.verdict AS verdict"
                " ORDER BY document, measure",
                judgement=_key_of(tx, policy, as_of)[0],
                node=node,
            )
            return [Rests(row["document"], row["measure"], row["start"], Verdict(row["verdict"])) for row in rows]

        yield from self._database.read(work)

    def chains_of(self, policy: str, as_of: date, measures: Collection[str]) -> Mapping[str, Chained]:
        """Returns the chains of measures."""

        def work(tx: ManagedTransaction) -> dict[str, Chained]:
            key, kept = _key_of(tx, policy, as_of)
            rows = tx.run(
                "UNWIND $measures AS asked MATCH (d:Judged)-[:HOLDS]->(f:Finding {judgement: $judgement, measure: asked})"
                f" WHERE f.verdict IS NOT NULL RETURN {asking.SHOWN} ORDER BY document, measure",
                judgement=key,
                measures=sorted(set(measures)),
            )
            return dict(asking.chains_of(rows, Unpacking(kept.registry)))

        return self._database.read(work)

    def counted_otherwise(self, policy: str, as_of: date, day: date) -> tuple[str, ...]:
        """Returns the documents that may count otherwise on another day."""

        def work(tx: ManagedTransaction) -> tuple[str, ...]:
            rows = tx.run(
                "MATCH (d:Judged {judgement: $judgement})-[:HOLDS]->(f:Finding)"
                " WHERE f.counted_since IS NULL OR f.counted_since > $day OR f.counted_until <= $day"
                " RETURN DISTINCT d.document AS document ORDER BY document",
                judgement=_key_of(tx, policy, as_of)[0],
                day=day.isoformat(),
            )
            return tuple(row["document"] for row in rows)

        return self._database.read(work)

    def said_of_measures(
        self, policy: str, as_of: date, documents: Collection[str]
    ) -> Mapping[str, Mapping[str, Value]]:
        """Returns what the graph says of the measures of documents."""

        def work(tx: ManagedTransaction) -> dict[str, Mapping[str, Value]]:
            key, kept = _key_of(tx, policy, as_of)
            return _said_in(tx, key, kept, sorted(documents))

        return self._database.read(work)

    def lines_of(self, policy: str, as_of: date) -> Iterator[tuple[str, bytes]]:
        """Gives the lines of documents."""

        def work(tx: ManagedTransaction) -> list[tuple[str, bytes]]:
            rows = tx.run(
                "MATCH (d:Judged {judgement: $judgement}) RETURN d.document AS document, d.lines AS lines ORDER BY document",
                judgement=_key_of(tx, policy, as_of)[0],
            )
            return [(row["document"], bytes(row["lines"])) for row in rows if row["lines"]]

        yield from self._database.read(work)

    def tally(self, policy: str, as_of: date, filters: Filters | None = None) -> Tally:
        """Counts the findings that pass."""
        return self._database.read(lambda tx: asking.tally(tx, _key_of(tx, policy, as_of)[0], filters or Filters()))

    def tally_by_place(self, policy: str, as_of: date, filters: Filters | None = None) -> Mapping[str, Tally]:
        """Counts them by place."""
        chosen = filters or Filters()
        return self._database.read(lambda tx: asking.tally_by_place(tx, _key_of(tx, policy, as_of)[0], chosen))

    def tally_by_document(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, Tally]:
        """Counts those of single documents."""
        return self._database.read(lambda tx: asking.tally_by_document(tx, _key_of(tx, policy, as_of)[0], documents))

    def with_most_gaps(self, policy: str, as_of: date, *, limit: int) -> tuple[str, ...]:
        """Returns documents by the number of their gaps."""

        def work(tx: ManagedTransaction) -> tuple[str, ...]:
            rows = tx.run(
                "MATCH (d:Judged {judgement: $judgement}) RETURN d.document AS document"
                " ORDER BY d.gaps DESC, d.order_number, d.order_title, d.document LIMIT $limit",
                judgement=_key_of(tx, policy, as_of)[0],
                limit=limit,
            )
            return tuple(row["document"] for row in rows)

        return self._database.read(work)

    def aside_by_part(
        self, policy: str, as_of: date, filters: Filters | None = None
    ) -> Iterator[tuple[str, str, Group, int]]:
        """Gives how much counts nowhere, by document and provision."""
        chosen = filters or Filters()
        yield from self._database.read(lambda tx: asking.aside_by_part(tx, _key_of(tx, policy, as_of)[0], chosen))


# --- keeping -----------------------------------------------------------------------------------


def forget_judgements(database: Database) -> None:
    """Lets all judgements go, and then their rows: of a judgement that is not there none is kept."""
    database.write(partial(run, query="MATCH (j:Judgement) DETACH DELETE j"))
    _drop_rows_of_nobody(database)


def _drop_rows_of_nobody(database: Database) -> None:
    drop_all(database, "MATCH (n:Finding|Judged) WHERE NOT EXISTS { MATCH (:Judgement {key: n.judgement}) }")


def _forget(tx: ManagedTransaction, policy: str, as_of: str) -> None:
    lock(tx)
    run(tx, "MATCH (j:Judgement {policy: $policy, as_of: $as_of}) DETACH DELETE j", policy=policy, as_of=as_of)


def _key_made(tx: ManagedTransaction, judgement: Judgement, moved_from: date | None) -> str:
    """Returns the key of the judgement, made where there is none; with `moved_from` it is that of the other day."""
    told = {"policy": judgement.policy, "as_of": judgement.as_of.isoformat()}
    if moved_from is not None and moved_from != judgement.as_of:
        other = {"policy": judgement.policy, "other": moved_from.isoformat()}
        if one(tx, "MATCH (j:Judgement {policy: $policy, as_of: $other}) RETURN j.key AS key", **other):
            run(tx, "MATCH (j:Judgement {policy: $policy, as_of: $as_of}) DETACH DELETE j", **told)
            run(
                tx,
                "MATCH (j:Judgement {policy: $policy, as_of: $other}) SET j.as_of = $as_of",
                as_of=told["as_of"],
                **other,
            )
    row = one(
        tx,
        "MERGE (j:Judgement {policy: $policy, as_of: $as_of})"
        " ON CREATE SET j.key = randomUUID(), j.whole = -1"
        " SET j.version = $version, j.edition = $edition, j.registry = $registry RETURN j.key AS key",
        version=judgement.version,
        edition=judgement.edition,
        registry=judgement.registry,
        **told,
    )
    assert row is not None  # a MERGE has a row
    return str(row["key"])


def _keep(tx: ManagedTransaction, key: str, rows: Iterable[JudgedRow]) -> None:
    """Writes the nodes of documents, with those of their measures where they are not as they were."""
    by_document = {row.document: row for row in rows}
    seals = {
        row["document"]: row["seal"]
        for row in tx.run(
            "UNWIND $documents AS asked MATCH (d:Judged {judgement: $judgement, document: asked})"
            " RETURN d.document AS document, d.seal AS seal",
            judgement=key,
            documents=list(by_document),
        )
    }
    same = [row for row in by_document.values() if seals.get(row.document) == row.seal]
    others = [row for row in by_document.values() if seals.get(row.document) != row.seal]
    days = [{"document": r.document, "touched": r.touched, "since": r.since, "until": r.until} for r in same]
    run(tx, _SAME, judgement=key, rows=days)
    run(tx, _DROP, judgement=key, documents=[row.document for row in others])
    run(tx, _DOCUMENT, judgement=key, rows=[_document(row) for row in others])
    for some in batches([columns_of(f) | {"judged": row.document} for row in others for f in row.findings]):
        run(tx, _FINDING, judgement=key, rows=[told | {"rests_on": list(told["rests_on"])} for told in some])


def _document(row: JudgedRow) -> Row:
    told = columns_of(row)
    del told["findings"]
    counts: Row = told.pop("counts")
    return counts | told


_NOTHING_SAID = {p.name: None for p in NODE_KINDS["Measure"].properties if p.judged}


def _say_on_measures(tx: ManagedTransaction, judgement: Judgement, rows: Iterable[JudgedRow]) -> None:
    """Writes on the measures of the graph what the judgement that was kept last says of them: for whoever looks at them in a browser."""
    told = [
        {
            "id": f.measure,
            "said": said_of_measure({**columns_of(f), "draft": row.draft, "of_source": row.of_source}, judgement)
            if f.verdict is not None
            else _NOTHING_SAID,
        }
        for row in rows
        for f in row.findings
    ]
    for some in batches(told):
        run(tx, "UNWIND $rows AS row MATCH (m:Measure {id: row.id}) SET m += row.said", rows=some)


def say_on_documents(tx: ManagedTransaction, documents: Iterable[str]) -> None:
    """Lays the findings on the measures of documents that are new in the graph, and writes on these what the judgement of the latest day says."""
    kept, new = judgements(tx), list(documents)
    if not kept:
        return
    for key, _ in kept:
        for some in batches(new):
            run(tx, _LAY, judgement=key, documents=list(some))
    key, judgement = max(kept, key=lambda one: one[1].as_of)
    for some in batches(new):
        told = [{"id": id, "said": said} for id, said in _said_in(tx, key, judgement, some).items()]
        run(tx, "UNWIND $rows AS row MATCH (m:Measure {id: row.id}) SET m += row.said", rows=told)
    _say_validity(tx, judgement.as_of.isoformat())


def _said_in(
    tx: ManagedTransaction, key: str, judgement: Judgement, documents: Sequence[str]
) -> dict[str, Mapping[str, Value]]:
    """Returns what a judgement says of the measures of documents, by their ids."""
    columns = ", ".join(f"f.{name} AS {name}" for name in SAID_BY)
    rows = tx.run(
        "UNWIND $documents AS asked MATCH (d:Judged {judgement: $judgement, document: asked})-[:HOLDS]->(f:Finding)"
        f" WHERE f.verdict IS NOT NULL RETURN f.measure AS measure, {columns}, d.draft AS draft, d.of_source AS of_source",
        judgement=key,
        documents=list(documents),
    )
    return {row["measure"]: said_of_measure(row, judgement) for row in rows}


def _say_validity(tx: ManagedTransaction, day: str) -> None:
    """Writes on documents and instruments whether they hold on the day: on all where the day is another, else on the new ones."""
    store = one(tx, "MATCH (s:Store) WITH s, s.said_of AS before SET s.said_of = $day RETURN before", day=day)
    new = "" if store is None or store["before"] != day else " WHERE n.validity IS NULL"
    run(tx, f"MATCH (n:Document){new} SET n.validity = {_OF_DOCUMENTS}", day=day)
    run(tx, f"MATCH (n:Instrument){new} SET n.validity = {_OF_INSTRUMENTS}", day=day)


# As graph_schema.graph.validity_of tells.
_OF_DOCUMENTS = "CASE WHEN n.ended <= $day THEN 'ended' WHEN n.date > $day THEN 'not_yet' ELSE 'in_force' END"
_OF_INSTRUMENTS = (
    "CASE WHEN NOT n.known THEN 'unknown' WHEN n.repealed <= $day THEN 'repealed' WHEN n.effective > $day THEN 'not_yet'"
    " WHEN n.repealed IS NULL AND n.status = 'repealed' THEN 'repealed' ELSE 'in_force' END"
)


def _mark_whole(tx: ManagedTransaction, key: str) -> None:
    """Remembers the serial of the index up to which nothing is stale, where nothing is."""
    asked = {"judgement": key, "whole": _whole(tx, key)}
    if one(tx, f"{_STALE} RETURN i LIMIT 1", **asked) is None:
        run(
            tx,
            "MATCH (j:Judgement {key: $key}) OPTIONAL MATCH (s:IndexState) SET j.whole = coalesce(s.serial, 0)",
            key=key,
        )


# --- reading, within a transaction -------------------------------------------------------------


def verdict_counts(tx: ManagedTransaction) -> dict[Judgement, Mapping[Verdict, int]]:
    """Counts how the measures of each judgement stand."""
    return {judgement: asking.tally(tx, key, Filters()).verdicts for key, judgement in judgements(tx)}


def judgements(tx: ManagedTransaction) -> list[tuple[str, Judgement]]:
    """Returns the judgements with their keys, by policy and day."""
    rows = tx.run("MATCH (j:Judgement) RETURN j ORDER BY j.policy, j.as_of")
    return [
        (
            row["j"]["key"],
            Judgement(
                policy=row["j"]["policy"],
                as_of=date.fromisoformat(row["j"]["as_of"]),
                version=row["j"]["version"],
                edition=row["j"]["edition"],
                registry=row["j"]["registry"],
            ),
        )
        for row in rows
    ]


def judged_as_kept(tx: ManagedTransaction, key: str) -> Iterator[tuple[Row, list[Row]]]:
    """Gives the rows of the judged documents with those of their measures; one that does not lie ON its measure has none to name."""
    documents = [row["d"] for row in tx.run(_DOCUMENTS, judgement=key)]
    for some in batches(documents):
        rows = tx.run(_AS_KEPT, judgement=key, documents=some)
        for row in rows:
            judged = _Missing(row["d"])
            judged["counts"] = judged
            findings: list[Row] = []
            for found in row["findings"]:
                finding, on = _Missing(found["f"]), found["on"]
                # The graph may come later than the findings.
                if on != [finding["measure"]] * found["is_in_graph"]:
                    finding["measure"] = f"{finding['measure']} ON {on}"
                finding["rests_on"] = tuple(finding["rests_on"] or ())
                findings.append(finding)
            yield judged, findings


_DOCUMENTS = "MATCH (d:Judged {judgement: $judgement}) RETURN d.document AS d ORDER BY d"
_AS_KEPT = """
UNWIND $documents AS asked MATCH (d:Judged {judgement: $judgement, document: asked})
RETURN d, [(d)-[:HOLDS]->(f:Finding) | {f: f, on: [(f)-[:ON]->(m:Measure) | m.id],
    is_in_graph: EXISTS { MATCH (:Measure {id: f.measure}) }}] AS findings
"""


class _Missing(dict[str, Any]):
    """A node as a row: what it does not have is None."""

    def __init__(self, node: Any) -> None:
        super().__init__(node.items())

    def __missing__(self, name: str) -> None:
        return None


def missing_of(tx: ManagedTransaction, key: str) -> list[str]:
    """Returns the documents that were judged when nothing was stale, and have no row now."""
    rows = tx.run(
        "MATCH (j:Judgement {key: $key}) MATCH (i:IndexRow) WHERE i.stands AND i.touched <= j.whole"
        " AND NOT EXISTS { MATCH (:Judged {judgement: $key, document: i.document}) }"
        " RETURN i.document AS document ORDER BY document",
        key=key,
    )
    return [row["document"] for row in rows]


def _key_of(tx: ManagedTransaction, policy: str, as_of: date) -> tuple[str, Judgement]:
    """Returns the key of a judgement. NotFoundError where it is not kept."""
    for key, kept in judgements(tx):
        if (kept.policy, kept.as_of) == (policy, as_of):
            return key, kept
    raise no_judgement(policy, as_of)


def _whole(tx: ManagedTransaction, key: str) -> int:
    row = one(tx, "MATCH (j:Judgement {key: $key}) RETURN j.whole AS whole", key=key)
    return int(row["whole"]) if row else -1
