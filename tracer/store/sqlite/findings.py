"""The findings in SQLite: rows of judged documents and of their measures, kept document by document."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from graph_schema.graph import Value
from graph_schema.records import Chained, Finding, Rests
from graph_schema.terms import Group, Verdict
from tracer.store.base.errors import half_a_character, no_finding_kept, no_judgement
from tracer.store.base.findings import Filters, FindingPage, JudgedDocument, Judgement, Tally
from tracer.store.base.judged import COUNTED_BY, FindingRow, JudgedRow
from tracer.store.judged_rows import COUNTS, SAID_BY, Unpacking, columns_of, judged_row, said_of_measure
from tracer.store.sqlite import asking
from tracer.store.sqlite.database import Connection, Part, upsert
from tracer.store.sqlite.graph import drop_graph

_DOCUMENT = (
    *("touched", "since", "until", "order_number", "order_title", "number", "title", "region", "issued", "draft"),
    *("of_source", "words", "seal"),
)
_ON_DOCUMENT = tuple(name for name in _DOCUMENT if name != "words")
_FINDING = (
    *("measure", "start", "stop", "verdict", "kind", "aside", "part", "gap", "mend", "unsupported", "held"),
    *("reasons", "reached", "rests_on", "line", "digest", "counted_since", "counted_until", "words"),
)
_FLAGS = ("gap", "mend", "unsupported", "held")
_OF_ROW = tuple(name for name in _FINDING if name not in ("rests_on", "words"))
_values_of_row = attrgetter(*_OF_ROW)
_KEPT = upsert("judged", ("judgement", "document"), (*_DOCUMENT, *COUNTS)) + " RETURNING id"
_PUT = f"INSERT INTO finding (id, judged, sentence, words, rests_on, {', '.join(_OF_ROW)}) VALUES (?, ?, ?, ?, ?{', ?' * len(_OF_ROW)})"
_PUT_SENTENCE = "INSERT OR IGNORE INTO finding_sentence VALUES (?, ?)"
_AT_HAND = 500  # documents whose rows are at hand together
# What is touched later than the judgement knows of is stale, unless it was judged since.
_STALE = """
SELECT i.document FROM index_row AS i LEFT JOIN judged AS d ON d.judgement = :judgement AND d.document = i.document
WHERE i.touched > :whole AND i.stands AND d.touched IS NOT i.touched
"""
_OTHER_DAY = """
SELECT d.document FROM judged AS d JOIN index_row AS i ON i.document = d.document AND i.stands
WHERE d.judgement = :judgement AND d.{beyond}
"""
_BEYOND = ("since > :day", "until <= :day")


class SqliteFindings(Part):
    """The side of `tracer.store.base.findings.Findings`."""

    def judgements(self) -> tuple[Judgement, ...]:
        """Returns the judgements, by policy and day."""
        with self._database.read() as connection:
            return tuple(judgement for _, judgement in judgements(connection))

    def keep_judged(
        self,
        judgement: Judgement,
        documents: Iterable[JudgedDocument],
        gone: Iterable[str] = (),
        *,
        moved_from: date | None = None,
    ) -> None:
        """Keeps the rows of documents in place of those that they had."""
        with self._database.write() as connection:
            try:
                key = _key_made(connection, judgement, moved_from)
                for document in gone:
                    connection.execute("DELETE FROM judged WHERE judgement = ? AND document = ?", (key, document))
                for one in documents:
                    _keep(connection, key, judged_row(one))
                _mark_whole(connection, key)
            except UnicodeEncodeError as error:
                raise half_a_character(judgement.policy) from error

    def keep_rows(self, judgement: Judgement, rows: Iterable[JudgedRow]) -> None:
        """Keeps rows that are made already."""
        with self._database.write() as connection:
            key = _key_made(connection, judgement, None)
            for one in rows:
                _keep(connection, key, one)
            _mark_whole(connection, key)

    def rows_of(self, policy: str, as_of: date) -> Iterator[JudgedRow]:
        """Gives the rows of a judgement as they are counted, some documents at a time."""
        last: str | None = ""
        while last is not None:
            with self._database.read() as connection:
                key, _ = _key_of(connection, policy, as_of)
                documents = connection.execute(
                    f"SELECT id, document, {', '.join((*_ON_DOCUMENT, *COUNTS))} FROM judged"
                    " WHERE judgement = ? AND document > ? ORDER BY document LIMIT ?",
                    (key, last, _AT_HAND),
                ).fetchall()
                measures = connection.execute(
                    f"SELECT judged, {', '.join(COUNTED_BY)} FROM finding"
                    " WHERE judged IN (SELECT value FROM json_each(?)) ORDER BY judged, start, stop, measure",
                    (json.dumps([id for id, *_ in documents]),),
                ).fetchall()
            found: dict[int, list[FindingRow]] = {}
            for judged, *values in measures:
                told = dict(zip(COUNTED_BY, values, strict=True))
                for name in _FLAGS:
                    told[name] = bool(told[name])
                found.setdefault(judged, []).append(FindingRow(**told))
            for id, document, *values in documents:
                card: dict[str, Any] = dict(zip(_ON_DOCUMENT, values, strict=False))
                card |= {name: bool(card[name]) for name in ("draft", "of_source")}
                counts = dict(zip(COUNTS, values[len(_ON_DOCUMENT) :], strict=True))
                rest: dict[str, Any] = {"words": "", "bodies": b"", "lines": b"", "counts": counts}
                yield JudgedRow(document=document, findings=tuple(found.get(id, ())), **card, **rest)
            last = documents[-1][1] if len(documents) == _AT_HAND else None

    def drop_judgement(self, policy: str, as_of: date) -> None:
        """Lets a judgement and its rows go."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM judgement WHERE policy = ? AND as_of = ?", (policy, as_of.isoformat()))
            _drop_sentences_of_nobody(connection)

    def drop_graph(self) -> None:
        """Lets the graph, all findings and judgements go."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM judgement")
            _drop_sentences_of_nobody(connection)
            drop_graph(connection)

    def stale(self, policy: str, as_of: date) -> tuple[str, ...]:
        """Returns the documents to judge again."""
        with self._database.read() as connection:
            key, _ = _key_of(connection, policy, as_of)
            asked = {"judgement": key, "day": as_of.isoformat(), "whole": _whole(connection, key)}
            found = {document for (document,) in connection.execute(_STALE, asked)}
            for beyond in _BEYOND:
                rows = connection.execute(_OTHER_DAY.format(beyond=beyond), asked)
                found |= {document for (document,) in rows}
        return tuple(sorted(found))

    def judged_gone(self, policy: str, as_of: date) -> tuple[str, ...]:
        """Returns the documents that are judged and stand for nothing any more."""
        query = (
            "SELECT document FROM judged WHERE judgement = ?"
            " AND document NOT IN (SELECT document FROM index_row WHERE stands) ORDER BY document"
        )
        with self._database.read() as connection:
            rows = connection.execute(query, (_key_of(connection, policy, as_of)[0],))
            return tuple(document for (document,) in rows)

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns a page of the gaps of a judgement, or of what else the filters choose."""
        with self._database.read() as connection:
            key, kept = _key_of(connection, policy, as_of)
            return asking.page(connection, key, kept.registry, filters or Filters(), offset, limit)

    def documents_on(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> tuple[str, ...]:
        """Returns the documents of a page."""
        with self._database.read() as connection:
            key, _ = _key_of(connection, policy, as_of)
            return asking.documents_on(connection, key, filters or Filters(), offset, limit)

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure."""
        with self._database.read() as connection:
            key, kept = _key_of(connection, policy, as_of)
            rows = connection.execute(
                "SELECT f.measure, f.line, d.id, d.document FROM finding AS f JOIN judged AS d ON d.id = f.judged"
                " WHERE f.measure = ? AND d.judgement = ? AND f.verdict IS NOT NULL",
                (measure, key),
            )
            for finding in asking.findings_of(connection, rows, Unpacking(kept.registry)):
                return finding
        raise no_finding_kept(measure)

    def findings_in(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Returns all findings of documents in text order."""
        found: dict[str, tuple[Finding, ...]] = {}
        with self._database.read() as connection:
            key, kept = _key_of(connection, policy, as_of)
            unpacking = Unpacking(kept.registry)
            for document in sorted(set(documents)):
                rows = connection.execute(
                    "SELECT f.measure, f.line, d.id, d.document FROM judged AS d CROSS JOIN finding AS f ON f.judged = d.id"
                    " WHERE d.judgement = ? AND d.document = ? AND f.verdict IS NOT NULL"
                    " ORDER BY f.start, f.stop, f.measure",
                    (key, document),
                )
                some = tuple(asking.findings_of(connection, rows, unpacking))
                if some:
                    found[document] = some
        return found

    def verdicts_of(
        self, policy: str, as_of: date, documents: Collection[str] | None = None
    ) -> Iterator[tuple[str, str, Verdict]]:
        """Gives document, measure and verdict of all findings that count, ordered by these."""
        query = (
            "SELECT d.document, f.measure, f.verdict FROM judged AS d CROSS JOIN finding AS f ON f.judged = d.id"
            " WHERE d.judgement = :judgement AND f.verdict IS NOT NULL AND f.aside IS NULL"
            " AND (:documents IS NULL OR d.document IN (SELECT value FROM json_each(:documents)))"
            " ORDER BY d.document, f.measure"
        )
        asked = None if documents is None else json.dumps(sorted(documents), ensure_ascii=False)
        with self._database.read() as connection:
            key, _ = _key_of(connection, policy, as_of)
            rows = connection.execute(query, {"judgement": key, "documents": asked}).fetchall()
        yield from ((document, measure, Verdict(verdict)) for document, measure, verdict in rows)

    def said_of_measures(
        self, policy: str, as_of: date, documents: Collection[str]
    ) -> Mapping[str, Mapping[str, Value]]:
        """Returns what the graph says of the measures of documents."""
        columns = ", ".join(f"f.{name}" for name in SAID_BY)
        query = (
            f"SELECT f.measure, {columns}, d.draft, d.of_source FROM judged AS d CROSS JOIN finding AS f ON f.judged = d.id"
            " WHERE d.judgement = ? AND d.document IN (SELECT value FROM json_each(?)) AND f.verdict IS NOT NULL"
        )
        with self._database.read() as connection:
            key, kept = _key_of(connection, policy, as_of)
            rows = connection.execute(query, (key, json.dumps(sorted(documents), ensure_ascii=False))).fetchall()
        names = (*SAID_BY, "draft", "of_source")
        return {measure: said_of_measure(dict(zip(names, said, strict=True)), kept) for measure, *said in rows}

    def resting_on(self, policy: str, as_of: date, node: str) -> Iterator[Rests]:
        """Gives the measures that rest on something."""
        query = (
            "SELECT d.document, f.measure, f.start, f.verdict FROM finding_rest AS r CROSS JOIN finding AS f ON f.id = r.finding"
            " CROSS JOIN judged AS d ON d.id = f.judged WHERE r.target = ? AND d.judgement = ?"
            " AND f.verdict IS NOT NULL AND f.aside IS NULL ORDER BY d.document, f.measure"
        )
        with self._database.read() as connection:
            rows = connection.execute(query, (node, _key_of(connection, policy, as_of)[0])).fetchall()
        yield from (Rests(document, measure, start, Verdict(verdict)) for document, measure, start, verdict in rows)

    def chains_of(self, policy: str, as_of: date, measures: Collection[str]) -> Mapping[str, Chained]:
        """Returns the chains of measures."""
        query = (
            "SELECT f.measure, f.line, d.id, d.document FROM json_each(?) AS asked CROSS JOIN finding AS f ON f.measure = asked.value"
            " CROSS JOIN judged AS d ON d.id = f.judged WHERE d.judgement = ? AND f.verdict IS NOT NULL"
            " ORDER BY d.document, f.measure"
        )
        with self._database.read() as connection:
            key, kept = _key_of(connection, policy, as_of)
            rows = connection.execute(query, (json.dumps(sorted(set(measures)), ensure_ascii=False), key)).fetchall()
            return dict(asking.chains_of(connection, rows, Unpacking(kept.registry)))

    def counted_otherwise(self, policy: str, as_of: date, day: date) -> tuple[str, ...]:
        """Returns the documents that may count otherwise on another day."""
        query = (
            "SELECT document FROM judged AS d WHERE judgement = :judgement AND EXISTS (SELECT 1 FROM finding AS f"
            " WHERE f.judged = d.id AND (f.counted_since IS NULL OR f.counted_since > :day OR f.counted_until <= :day))"
            " ORDER BY document"
        )
        with self._database.read() as connection:
            asked = {"judgement": _key_of(connection, policy, as_of)[0], "day": day.isoformat()}
            return tuple(document for (document,) in connection.execute(query, asked))

    def lines_of(self, policy: str, as_of: date) -> Iterator[tuple[str, bytes]]:
        """Gives the lines of documents."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT document, lines FROM judged JOIN judged_bodies ON judged_bodies.id = judged.id"
                " WHERE judgement = ? AND lines <> x'' ORDER BY document",
                (_key_of(connection, policy, as_of)[0],),
            ).fetchall()
        yield from rows

    def tally(self, policy: str, as_of: date, filters: Filters | None = None) -> Tally:
        """Counts the findings that pass."""
        with self._database.read() as connection:
            return asking.tally(connection, _key_of(connection, policy, as_of)[0], filters or Filters())

    def tally_by_place(self, policy: str, as_of: date, filters: Filters | None = None) -> Mapping[str, Tally]:
        """Counts them by place."""
        with self._database.read() as connection:
            return asking.tally_by_place(connection, _key_of(connection, policy, as_of)[0], filters or Filters())

    def tally_by_document(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, Tally]:
        """Counts those of single documents."""
        with self._database.read() as connection:
            return asking.tally_by_document(connection, _key_of(connection, policy, as_of)[0], documents)

    def with_most_gaps(self, policy: str, as_of: date, *, limit: int) -> tuple[str, ...]:
        """Returns documents by the number of their gaps."""
        query = (
            "SELECT document FROM judged WHERE judgement = ?"
            " ORDER BY gaps DESC, order_number, order_title, document LIMIT ?"
        )
        with self._database.read() as connection:
            rows = connection.execute(query, (_key_of(connection, policy, as_of)[0], limit))
            return tuple(document for (document,) in rows)

    def aside_by_part(
        self, policy: str, as_of: date, filters: Filters | None = None
    ) -> Iterator[tuple[str, str, Group, int]]:
        """Gives how much counts nowhere, by document and provision."""
        with self._database.read() as connection:
            found = asking.aside_by_part(connection, _key_of(connection, policy, as_of)[0], filters or Filters())
        yield from found


# --- keeping, within a transaction -------------------------------------------------------------


def _key_made(connection: sqlite3.Connection, judgement: Judgement, moved_from: date | None) -> int:
    """Returns the key of the judgement's row, made where there is none; with `moved_from` it is that of the other day."""
    if moved_from is not None and moved_from != judgement.as_of:
        days = judgement.as_of.isoformat(), judgement.policy, moved_from.isoformat()
        if connection.execute("SELECT 1 FROM judgement WHERE policy = ? AND as_of = ?", days[1:]).fetchone():
            connection.execute("DELETE FROM judgement WHERE policy = ? AND as_of = ?", (days[1], days[0]))
            connection.execute("UPDATE judgement SET as_of = ? WHERE policy = ? AND as_of = ?", days)
    row = connection.execute(
        "INSERT INTO judgement (policy, as_of, version, edition, registry) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (policy, as_of) DO UPDATE"
        " SET version = excluded.version, edition = excluded.edition, registry = excluded.registry RETURNING id",
        (judgement.policy, judgement.as_of.isoformat(), judgement.version, judgement.edition, judgement.registry),
    ).fetchone()
    return int(row[0])


def _keep(connection: sqlite3.Connection, judgement: int, row: JudgedRow) -> None:
    """Writes the row of a document, and those of its measures where they are not as they were."""
    before = connection.execute(
        "SELECT id, seal FROM judged WHERE judgement = ? AND document = ?", (judgement, row.document)
    ).fetchone()
    if before is not None and before[1] == row.seal:
        connection.execute(
            "UPDATE judged SET touched = ?, since = ?, until = ? WHERE id = ?",
            (row.touched, row.since, row.until, before[0]),
        )
        return
    values = {**columns_of(row), **row.counts}
    (key,) = connection.execute(
        _KEPT, (judgement, row.document, *(values[name] for name in (*_DOCUMENT, *COUNTS)))
    ).fetchone()
    connection.execute(upsert("judged_bodies", ("id",), ("bodies", "lines")), (key, row.bodies, row.lines))
    if before is not None:
        connection.execute("DELETE FROM finding WHERE judged = ?", (key,))
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM finding").fetchone()
    sentences: dict[int, str] = {}
    told, rests = [], list[tuple[str, int]]()
    for made, finding in enumerate(row.findings, last + 1):
        own, sentence = _apart(finding.words)
        number = _number_of(sentence) if sentence is not None else None
        if number is not None and sentence is not None:
            sentences[number] = sentence
        rests_on = json.dumps(finding.rests_on, ensure_ascii=False) if finding.rests_on else "[]"
        told.append((made, key, number, own, rests_on, *_values_of_row(finding)))
        rests += [(target, made) for target in finding.rests_on]
    connection.executemany(_PUT_SENTENCE, sentences.items())
    connection.executemany(_PUT, told)
    connection.executemany("INSERT INTO finding_rest (target, finding) VALUES (?, ?)", rests)


_OWN = 2  # lines of the words of a finding that are its own: those of the measure and its provision


def _apart(words: str) -> tuple[str, str | None]:
    """Returns what is searched of a finding in its own lines, and in those that others have too; no word that is looked for goes over two lines."""
    lines = words.split("\n", _OWN)
    return "\n".join(lines[:_OWN]), lines[_OWN] if len(lines) > _OWN else None


def _number_of(sentence: str) -> int:
    """Returns the number that words are kept under."""
    return int.from_bytes(blake2b(sentence.encode("utf-8"), digest_size=8).digest(), "big", signed=True)


def _drop_sentences_of_nobody(connection: sqlite3.Connection) -> None:
    """Lets the sentences go that no finding has any more."""
    connection.execute(
        "DELETE FROM finding_sentence WHERE id NOT IN (SELECT sentence FROM finding WHERE sentence NOT NULL)"
    )


def _mark_whole(connection: sqlite3.Connection, judgement: int) -> None:
    """Remembers the serial of the index up to which nothing is stale, where nothing is."""
    asked = {"judgement": judgement, "whole": _whole(connection, judgement)}
    if connection.execute(f"{_STALE} LIMIT 1", asked).fetchone() is None:
        connection.execute(
            "UPDATE judgement SET whole = coalesce((SELECT serial FROM index_state), 0) WHERE id = ?", (judgement,)
        )


# --- reading, within a transaction -------------------------------------------------------------


def verdict_counts(connection: Connection) -> Mapping[Judgement, Mapping[Verdict, int]]:
    """Counts how the measures of each judgement stand."""
    return {one: asking.tally(connection, key, Filters()).verdicts for key, one in judgements(connection)}


def judgements(connection: sqlite3.Connection) -> list[tuple[int, Judgement]]:
    """Returns the judgements with their keys, by policy and day."""
    rows = connection.execute(
        "SELECT id, policy, as_of, version, edition, registry FROM judgement ORDER BY policy, as_of"
    )
    return [
        (
            key,
            Judgement(
                policy=policy, as_of=date.fromisoformat(as_of), version=version, edition=edition, registry=registry
            ),
        )
        for key, policy, as_of, version, edition, registry in rows
    ]


def judged_as_kept(
    connection: sqlite3.Connection, judgement: int
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Gives the rows of the judged documents with those of their measures."""
    columns = ("judged.id", "document", *_DOCUMENT, *COUNTS, "bodies", "lines")
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM judged LEFT JOIN judged_bodies ON judged_bodies.id = judged.id"
        " WHERE judgement = ? ORDER BY document",
        (judgement,),
    )
    query = (
        f"SELECT {', '.join(f'f.{name}' for name in _FINDING)}, f.sentence, s.words FROM finding AS f"
        " LEFT JOIN finding_sentence AS s ON s.id = f.sentence WHERE f.judged = ? ORDER BY f.start, f.stop, f.measure"
    )
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        found = connection.execute(query, (row["judged.id"],))
        findings = [dict(zip((*_FINDING, "sentence", "said"), measure, strict=True)) for measure in found]
        for one in findings:
            one["rests_on"] = tuple(json.loads(one["rests_on"]))
            if one["sentence"] is not None:
                one["words"] = f"{one['words']}\n{one['said']}"
        yield row | {"counts": {name: row[name] for name in COUNTS}}, findings


def missing_of(connection: sqlite3.Connection, judgement: int) -> list[str]:
    """Returns the documents that were judged when nothing was stale, and have no row now."""
    rows = connection.execute(
        "SELECT document FROM index_row WHERE stands AND touched <= (SELECT whole FROM judgement WHERE id = :judgement)"
        " AND document NOT IN (SELECT document FROM judged WHERE judgement = :judgement) ORDER BY document",
        {"judgement": judgement},
    )
    return [document for (document,) in rows]


def _key_of(connection: sqlite3.Connection, policy: str, as_of: date) -> tuple[int, Judgement]:
    """Returns the key of a judgement. NotFoundError where it is not kept."""
    for key, kept in judgements(connection):
        if (kept.policy, kept.as_of) == (policy, as_of):
            return key, kept
    raise no_judgement(policy, as_of)


def _whole(connection: sqlite3.Connection, judgement: int) -> int:
    return int(connection.execute("SELECT whole FROM judgement WHERE id = ?", (judgement,)).fetchone()[0])
