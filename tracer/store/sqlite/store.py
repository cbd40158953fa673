"""The embedded store: one SQLite file, one transaction a reading.

WAL lets others read while one process writes; a writer waits for another one. The tables of readings are
written and read here, the others in the modules log, search and judged beside this one; migrations makes them.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from graph_schema.errors import DamagedError, NewerStoreError, NoStoreError, NotAStoreError, StoreError
from graph_schema.graph import Edge, Node
from graph_schema.integrity import Fault
from graph_schema.records import (
    Basis,
    Citation,
    Decision,
    Document,
    Duty,
    FieldEvidence,
    Finding,
    Measure,
    Provision,
    Reading,
    Reference,
    Repair,
    Segment,
    Source,
    Span,
    Undo,
    VagueReference,
    Withdrawal,
)
from graph_schema.terms import (
    MeasureKind,
    ReferenceKind,
    Relation,
    RepairKind,
    Role,
    SegmentKind,
    SourceLevel,
    Tie,
    Zone,
)
from tracer.store.base import (
    Change,
    ChangeKind,
    Earlier,
    Entry,
    Filters,
    FindingPage,
    Held,
    History,
    Hit,
    Judgement,
    Kept,
    Put,
    SearchText,
    Statistics,
    StoreCounts,
    damaged,
    half_a_character,
    no_reading,
    user_name,
)
from tracer.store.rows import require_graph
from tracer.store.sqlite.faults import faults
from tracer.store.sqlite.judged import Judged
from tracer.store.sqlite.log import Log
from tracer.store.sqlite.migrations import APPLICATION_ID, LATEST, migrate, version_of
from tracer.store.sqlite.search import add_texts, search, texts_of

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

_HEADER = b"SQLite format 3\x00"
_MEMORY = ":memory:"
_WAIT_SECONDS = 30.0

Value = str | int | float | None
Record = TypeVar("Record")


@dataclass(frozen=True)
class _Table(Generic[Record]):
    """How records of one kind become rows of one table, and rows records; columns after source and place."""

    name: str
    columns: tuple[str, ...]
    to_row: Callable[[Record], tuple[Value, ...]]
    from_row: Callable[[Sequence[Any]], Record]

    def insert(self, connection: sqlite3.Connection, source: int, rows: Sequence[Sequence[Value]]) -> None:
        """Put the rows of a file, in order."""
        names = ", ".join(("source", "place", *self.columns))
        marks = ", ".join("?" * (len(self.columns) + 2))
        placed = ((source, place, *row) for place, row in enumerate(rows))
        connection.executemany(f"INSERT INTO {self.name} ({names}) VALUES ({marks})", placed)

    def select(self, connection: sqlite3.Connection, source: int) -> list[Any]:
        """The rows of a file, in order."""
        query = f"SELECT {', '.join(self.columns)} FROM {self.name} WHERE source = ? ORDER BY place"
        return connection.execute(query, (source,)).fetchall()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_REPAIR = _Table[Repair](
    "repair",
    ("kind", "start", "stop", "replacement"),
    lambda r: (r.kind, r.span.start, r.span.end, r.replacement),
    lambda row: Repair(kind=RepairKind(row[0]), span=Span(row[1], row[2]), replacement=row[3]),
)
_SEGMENT = _Table[Segment](
    "segment",
    ("idx", "kind", "start", "stop", "relation", "parent", "document", "confidence"),
    lambda s: (s.index, s.kind, s.span.start, s.span.end, s.relation, s.parent, s.document, float(s.confidence)),
    lambda row: Segment(
        index=row[0],
        kind=SegmentKind(row[1]),
        span=Span(row[2], row[3]),
        relation=Relation(row[4]),
        parent=row[5],
        document=row[6],
        confidence=row[7],
    ),
)
_DOCUMENT = _Table[Document](
    "document",
    (
        *("id", "start", "stop", "title", "number", "issuer", "date"),
        *("level", "region", "kind", "draft", "parent", "relation", "evidence"),
    ),
    lambda d: (
        *(d.id, d.span.start, d.span.end, d.title, d.number, d.issuer, d.date.isoformat() if d.date else None),
        *(d.level, d.region, d.kind, int(d.draft), d.parent, d.relation),
        _as_json([(e.field, e.found, e.confidence) for e in d.evidence]),
    ),
    lambda row: Document(
        id=row[0],
        span=Span(row[1], row[2]),
        title=row[3],
        number=row[4],
        issuer=row[5],
        date=date.fromisoformat(row[6]) if row[6] else None,
        level=SourceLevel(row[7]),
        region=row[8],
        kind=SegmentKind(row[9]),
        draft=bool(row[10]),
        parent=row[11],
        relation=Relation(row[12]),
        evidence=tuple(FieldEvidence(field=f, found=how, confidence=c) for f, how, c in json.loads(row[13])),
    ),
)
_PROVISION = _Table[Provision](
    "provision",
    ("id", "document", "label", "zone", "start", "stop"),
    lambda p: (p.id, p.document, p.label, p.zone, p.span.start, p.span.end),
    lambda row: Provision(id=row[0], document=row[1], label=row[2], zone=Zone(row[3]), span=Span(row[4], row[5])),
)
_CITATION = _Table[Citation](
    "citation",
    (
        *("id", "document", "provision", "start", "stop", "text", "title", "number", "articles"),
        *("role", "cue", "defined_number", "issuer_hint", "confidence", "by_reference", "found"),
    ),
    lambda c: (
        *(c.id, c.document, c.provision, c.span.start, c.span.end, c.text, c.title, c.number),
        *(_as_json(c.articles), c.role, c.cue, c.defined_number, c.issuer_hint, float(c.confidence)),
        *(int(c.by_reference), c.found),
    ),
    lambda row: Citation(
        id=row[0],
        document=row[1],
        provision=row[2],
        span=Span(row[3], row[4]),
        text=row[5],
        title=row[6],
        number=row[7],
        articles=tuple(json.loads(row[8])),
        role=Role(row[9]),
        cue=row[10],
        defined_number=row[11],
        issuer_hint=row[12],
        confidence=row[13],
        by_reference=bool(row[14]),
        found=row[15],
    ),
)
_VAGUE = _Table[VagueReference](
    "vague",
    ("document", "provision", "start", "stop", "text"),
    lambda v: (v.document, v.provision, v.span.start, v.span.end, v.text),
    lambda row: VagueReference(document=row[0], provision=row[1], span=Span(row[2], row[3]), text=row[4]),
)
_MEASURE = _Table[Measure](
    "measure",
    (
        *("id", "document", "provision", "kind", "start", "stop", "text"),
        *("sentence_start", "sentence_stop", "act", "confidence"),
    ),
    lambda m: (
        *(m.id, m.document, m.provision, m.kind, m.span.start, m.span.end, m.text),
        *(m.sentence.start, m.sentence.end, m.act, float(m.confidence)),
    ),
    lambda row: Measure(
        id=row[0],
        document=row[1],
        provision=row[2],
        kind=MeasureKind(row[3]),
        span=Span(row[4], row[5]),
        text=row[6],
        sentence=Span(row[7], row[8]),
        act=row[9],
        confidence=row[10],
    ),
)
_BASIS = _Table[Basis](
    "basis",
    ("measure", "citation", "tie", "confidence"),
    lambda b: (b.measure, b.citation, b.tie, float(b.confidence)),
    lambda row: Basis(measure=row[0], citation=row[1], tie=Tie(row[2]), confidence=row[3]),
)
_REFERENCE = _Table[Reference](
    "reference",
    ("document", "provision", "start", "stop", "text", "kind", "targets", "articles", "role"),
    lambda r: (
        *(r.document, r.provision, r.span.start, r.span.end, r.text),
        *(r.kind, _as_json(r.targets), _as_json(r.articles), r.role),
    ),
    lambda row: Reference(
        document=row[0],
        provision=row[1],
        span=Span(row[2], row[3]),
        text=row[4],
        kind=ReferenceKind(row[5]),
        targets=tuple(json.loads(row[6])),
        articles=tuple(json.loads(row[7])),
        role=Role(row[8]),
    ),
)
_DUTY = _Table[Duty](
    "duty",
    ("document", "provision", "start", "stop", "text", "units", "deadline", "due", "report"),
    lambda d: (
        *(d.document, d.provision, d.span.start, d.span.end, d.text, _as_json(d.units)),
        *(d.deadline.isoformat() if d.deadline else None, d.due, d.report),
    ),
    lambda row: Duty(
        document=row[0],
        provision=row[1],
        span=Span(row[2], row[3]),
        text=row[4],
        units=tuple(json.loads(row[5])),
        deadline=date.fromisoformat(row[6]) if row[6] else None,
        due=row[7],
        report=row[8],
    ),
)


_UNDO = _Table[Undo](
    "undone",
    ("kind", "start", "stop"),
    lambda u: (u.kind, u.span.start if u.span else None, u.span.end if u.span else None),
    lambda row: Undo(kind=RepairKind(row[0]), span=None if row[1] is None else Span(row[1], row[2])),
)


_TABLES: Mapping[str, _Table[Any]] = {
    "repairs": _REPAIR,
    "segments": _SEGMENT,
    "documents": _DOCUMENT,
    "provisions": _PROVISION,
    "citations": _CITATION,
    "vague": _VAGUE,
    "measures": _MEASURE,
    "basis": _BASIS,
    "references": _REFERENCE,
    "duties": _DUTY,
    "undone": _UNDO,
}
"""Where the records of a reading lie, by the name of its field."""


def _seal_of(rows: Mapping[str, Sequence[Sequence[Value]]]) -> int:
    """A checksum of the rows of a reading."""
    return zlib.crc32(json.dumps(list(rows.values()), ensure_ascii=False).encode("utf-8", "surrogatepass"))


class SqliteStore:
    """A GraphStore in one SQLite file; see `tracer.store.base.GraphStore` for what each call gives."""

    def __init__(self, path: str, *, create: bool = True, reader: str = "", who: str = "") -> None:
        self.path = path if path == _MEMORY else os.path.expanduser(path)
        self._reader = reader
        self._who = who or user_name()
        self._connection = _open(self.path, create=create)
        self._log = Log(self._connection, self._who)
        self._judged = Judged(self._connection)

    @property
    def url(self) -> str:
        """The address that opens this store again."""
        return f"sqlite:///{self.path}"

    def put(self, reading: Reading, *, reader: str | None = None, anew: bool = False) -> Put:
        """Keep a reading, all of it or nothing."""
        with self._transaction("IMMEDIATE"):
            try:
                return self._put(reading, self._reader if reader is None else reader, anew=anew)
            except UnicodeEncodeError as error:
                raise half_a_character(reading.source.path) from error

    def _put(self, reading: Reading, reader: str, *, anew: bool) -> Put:
        """The same within the open transaction."""
        source = reading.source
        old = self._find(source.path)
        if old is None:
            self._insert(reading, reader, self._log.note(ChangeKind.ADDED, source.path, None, source.sha256))
            return Put.ADDED
        sha256, since = self._connection.execute("SELECT sha256, since FROM source WHERE id = ?", (old,)).fetchone()
        try:
            before = self._load(old)
        except DamagedError:
            if sha256 != source.sha256:
                raise  # what earlier versions held cannot be put aside
            before = reading
            anew = True
        if before == reading:
            if anew:
                # The same, written again: the log has nothing new to say.
                self._connection.execute("DELETE FROM source WHERE id = ?", (old,))
                self._insert(reading, reader, since)
                return Put.REPLACED
            if self._was_read(source.path, source.sha256, reader):
                return Put.UNCHANGED
            # Another reader says the same: nothing changed but who said it.
            self._connection.execute("UPDATE source SET reader = ? WHERE id = ?", (reader, old))
            return Put.REPLACED
        version = self._log.note(ChangeKind.REPLACED, source.path, before.source.sha256, source.sha256)
        self._put_aside(old, before, version)
        self._insert(reading, reader, version)
        return Put.REPLACED

    def has(self, path: str, sha256: str) -> bool:
        """Whether these bytes at this path were read by this store's reader."""
        with _translated(self.path):
            return self._was_read(path, sha256, self._reader)

    def _was_read(self, path: str, sha256: str, reader: str) -> bool:
        query = "SELECT 1 FROM source WHERE path = ? AND sha256 = ? AND reader = ?"
        return self._connection.execute(query, (path, sha256, reader)).fetchone() is not None

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """The paths of the files with these bytes."""
        with _translated(self.path):
            rows = self._connection.execute("SELECT path FROM source WHERE sha256 = ? ORDER BY path", (sha256,))
            return tuple(path for (path,) in rows)

    def entries(self) -> tuple[Entry, ...]:
        """All files by hash and path."""
        query = "SELECT path, sha256, reader FROM source ORDER BY sha256, path"
        with _translated(self.path):
            rows = self._connection.execute(query).fetchall()
        return tuple(Entry(path=path, sha256=sha256, reader=reader) for path, sha256, reader in rows)

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """The reading of the file at `path`."""
        with self._transaction("DEFERRED"):
            if version is not None:
                return self._load_earlier(path, version)
            source = self._find(path)
            if source is None:
                raise no_reading(path)
            return self._load(source)

    def _load_earlier(self, path: str, version: int) -> Reading:
        held = dict(self._log.held_at(version, path))
        for key, is_past in held.items():
            reading = self._log.past(key) if is_past else self._load(key)
            if reading is not None:
                return reading
        raise no_reading(path)

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """All readings, ordered by the hash and the path of their files."""
        with self._transaction("DEFERRED"):
            held = self._log.held_at(self._log.version() if version is None else version)
        for key, is_past in held:
            with self._transaction("DEFERRED"):
                reading = self._log.past(key) if is_past else self._load_if_here(key)
            if reading is not None:
                yield reading

    def remove(self, path: str) -> bool:
        """Take the file at `path` out."""
        with self._transaction("IMMEDIATE"):
            old = self._find(path)
            if old is None:
                return False
            before = self._load(old)
            self._put_aside(old, before, self._log.note(ChangeKind.REMOVED, path, before.source.sha256, None))
            return True

    def _put_aside(self, key: int, reading: Reading, version: int) -> None:
        """What earlier versions held leaves the present one."""
        self._log.put_aside(key, reading, version)
        self._connection.execute("DELETE FROM source WHERE id = ?", (key,))

    def counts(self) -> StoreCounts:
        """How much the store holds."""
        with self._transaction("DEFERRED"):
            return self._counts()

    def _counts(self) -> StoreCounts:
        names = ("source", "document", "provision", "citation", "measure")
        sizes = [self._connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names]
        return StoreCounts(
            sources=sizes[0], documents=sizes[1], provisions=sizes[2], citations=sizes[3], measures=sizes[4]
        )

    # --- history, decisions, search ---

    def version(self) -> int:
        """How many changes the store has seen."""
        with _translated(self.path):
            return self._log.version()

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """The changes after a version, in order."""
        with _translated(self.path):
            return iter(self._log.changes(since, subject))

    def forget_before(self, version: int) -> int:
        """Drop the readings that no version from this one on holds."""
        with self._transaction("IMMEDIATE"):
            return self._log.forget_before(version)

    def held(self) -> tuple[Held, ...]:
        """What the store holds and held."""
        with self._transaction("DEFERRED"):
            return tuple(held for held, _ in self._log.held())

    def history(self) -> History:
        """The log, the decisions and what earlier versions held."""
        with self._transaction("DEFERRED"):
            return History(
                first=self._log.first(),
                changes=tuple(self._log.changes(0, None)),
                decisions=self._log.decisions(None),
                earlier=self._earlier(self._log.held()),
            )

    def _earlier(self, held: Iterable[tuple[Held, int]]) -> Iterator[Earlier]:
        for one, key in held:
            if one.until is not None:
                with _translated(self.path):
                    reading = self._log.past(key)
                if reading is not None:
                    yield Earlier(since=one.since, until=one.until, reading=reading)

    def take_history(self, history: History) -> None:
        """Take over how another store came to hold what this one holds."""
        with self._transaction("IMMEDIATE"):
            self._log.take(history)

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""
        with self._transaction("IMMEDIATE"):
            self._log.decide(decision)

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Take a decision back."""
        with self._transaction("IMMEDIATE"):
            self._log.withdraw(decision, withdrawal)

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """The decisions in the order in which they were made."""
        with _translated(self.path):
            return self._log.decisions(subject)

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Where all the words stand."""
        with _translated(self.path):
            return search(self._connection, words, limit)

    def search_texts(self, path: str) -> list[SearchText]:
        """The texts of a file that are searched."""
        with _translated(self.path):
            return texts_of(self._connection, path)

    # --- graph and findings ---

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keep the graph and these findings."""
        all_nodes, all_edges = list(nodes), list(edges)
        require_graph(all_nodes, all_edges)
        with self._transaction("IMMEDIATE"):
            try:
                return self._judged.keep(judgement, all_nodes, all_edges, findings)
            except UnicodeEncodeError as error:
                raise half_a_character(judgement.policy) from error

    def drop_graph(self) -> None:
        """Let the graph, all findings and judgements go."""
        with self._transaction("IMMEDIATE"):
            self._judged.drop()

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that are kept."""
        with _translated(self.path):
            return self._judged.judgements()

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """The gaps of a judgement, or what else the filters choose."""
        with self._transaction("DEFERRED"):
            return self._judged.findings(policy, as_of, filters or Filters(), offset, limit)

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """The finding on one measure."""
        with self._transaction("DEFERRED"):
            return self._judged.finding(policy, as_of, measure)

    def node(self, id: str) -> Node:
        """The node of that id."""
        with _translated(self.path):
            return self._judged.node(id)

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Every edge from or to a node, with the node at its other end."""
        with self._transaction("DEFERRED"):
            return self._judged.neighbours(id)

    def nodes(self) -> Iterator[Node]:
        """All nodes, ordered by id."""
        with _translated(self.path):
            yield from self._judged.nodes()

    def edges(self) -> Iterator[Edge]:
        """All edges, ordered by id."""
        with _translated(self.path):
            yield from self._judged.edges()

    def arrays(self) -> GraphArrays:
        """All nodes and edges as numbers."""
        with self._transaction("DEFERRED"):
            return self._judged.arrays()

    def statistics(self) -> Statistics:
        """How much the store holds of everything."""
        with self._transaction("DEFERRED"):
            return Statistics(
                version=self._log.version(),
                counts=self._counts(),
                decisions=len(self._log.decisions(None)),
                nodes=self._judged.node_counts(),
                edges=self._judged.edge_counts(),
                verdicts=self._judged.verdict_counts(),
            )

    # --- care ---

    def faults(self) -> Iterator[Fault]:
        """What is broken in the file, its tables and indexes."""
        with self._transaction("IMMEDIATE"):  # the index of words is checked by writing to it, in SQLite's own words
            found = [*faults(self._connection), *self._judged.faults(self._log.version())]
        yield from found

    def write_copy(self, path: str) -> int:
        """Write all that the store holds at this moment into a new SQLite file; gives how many files that is."""
        with _room_for(path), closing(sqlite3.connect(path, isolation_level=None)) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without others beside it
            return int(copy.execute("SELECT count(*) FROM source").fetchone()[0])

    @staticmethod
    def copy_file(origin: str, path: str) -> None:
        """Copy an SQLite file, which may lie where nothing can be written, into a new one."""
        # A store that is in use has what was written last in a file beside it, which `immutable` would pass over.
        in_use = Path(f"{origin}-wal").exists()
        uri = f"{Path(origin).resolve().as_uri()}?mode=ro{'' if in_use else '&immutable=1'}"
        with (
            _translated(origin),
            closing(sqlite3.connect(uri, uri=True)) as saved,
            closing(sqlite3.connect(path)) as new,
        ):
            saved.backup(new)

    def take_over(self, other: SqliteStore) -> None:
        """Hold what the other store holds and nothing else, in one transaction, whoever else has this store open."""
        with _translated(self.path):
            other._connection.backup(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        """All or nothing; what SQLite complains of becomes a StoreError."""
        with _translated(self.path):
            self._connection.execute(f"BEGIN {kind}")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk ends the transaction by itself; rolling back twice would hide the first error.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _find(self, path: str) -> int | None:
        row = self._connection.execute("SELECT id FROM source WHERE path = ?", (path,)).fetchone()
        return int(row[0]) if row else None

    def _load_if_here(self, source: int) -> Reading | None:
        found = self._connection.execute("SELECT 1 FROM source WHERE id = ?", (source,)).fetchone()
        return self._load(source) if found else None

    def _insert(self, reading: Reading, reader: str, version: int) -> None:
        """Write all rows of a reading within the open transaction."""
        source = reading.source
        rows = {name: [*map(table.to_row, getattr(reading, name))] for name, table in _TABLES.items()}
        key = self._connection.execute(
            "INSERT INTO source (path, sha256, encoding, text, reader, since, seal) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source.path, source.sha256, source.encoding, source.text, reader, version, _seal_of(rows)),
        ).lastrowid
        assert key is not None  # an INSERT that did not raise has a row
        for name, table in _TABLES.items():
            table.insert(self._connection, key, rows[name])
        add_texts(self._connection, key, reading)

    def _load(self, key: int) -> Reading:
        """Read all rows of a file within the open transaction."""
        query = "SELECT path, sha256, encoding, text, seal FROM source WHERE id = ?"
        path, sha256, encoding, text, seal = self._connection.execute(query, (key,)).fetchone()
        rows = {name: table.select(self._connection, key) for name, table in _TABLES.items()}
        try:
            records = {name: tuple(map(table.from_row, rows[name])) for name, table in _TABLES.items()}
            if seal is not None and seal != _seal_of(rows):
                raise ValueError("CRC-32")
            return Reading(source=Source(path=path, sha256=sha256, encoding=encoding, text=text), **records)
        except (TypeError, ValueError) as error:
            raise damaged(path, error) from error


def _open(path: str, *, create: bool) -> sqlite3.Connection:
    """A connection to a store of the latest version, made or brought up to date where need be."""
    if path != _MEMORY:
        _require_place(Path(path), create=create)
    with _translated(path):
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            _require_store(connection, path, create=create)
            connection.execute("PRAGMA foreign_keys = ON")
            _use_wal(connection)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _require_place(path: Path, *, create: bool) -> None:
    """The file exists and begins as SQLite does, or may be made."""
    try:
        if path.is_dir():
            raise NotAStoreError(
                f"库地址指向文件夹：{path}。请写出库文件的名字，例如 {path / 'store.sqlite'}。",
                f"The store address is a folder: {path}. Name a file in it, such as {path / 'store.sqlite'}.",
            )
        if path.exists():
            if path.stat().st_size and not is_sqlite(path):
                raise _not_a_store(str(path))
        elif create:
            path.parent.mkdir(parents=True, exist_ok=True)
        else:
            raise _no_store(str(path))
    except OSError as error:
        raise _unusable(str(path), error.strerror or str(error)) from error


def is_sqlite(path: Path) -> bool:
    """Whether the file begins as an SQLite file does."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def _require_store(connection: sqlite3.Connection, path: str, *, create: bool) -> None:
    """The database is ours, no newer than this program, or empty and may be filled."""
    connection.execute("BEGIN")  # one look at all three: another process may be making the store
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = version_of(connection)
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    connection.execute("COMMIT")
    if mark == 0 and version == 0 and empty:
        if not create:
            raise _no_store(path)
    elif mark != APPLICATION_ID:
        raise _not_a_store(path)
    elif version > LATEST:
        raise NewerStoreError(
            f"库由更新版本的程序建立：{path}（库第 {version} 版，本程序到第 {LATEST} 版）。请升级程序，或另用一个库。",
            f"The store was made by a newer version of the program: {path} (store version {version}, this program "
            f"knows {LATEST}). Upgrade the program, or use another store.",
        )


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. SQLite does not wait for a lock here, so this does."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def _translated(path: str) -> Iterator[None]:
    """Errors of SQLite as sentences."""
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(path, error) from error


@contextmanager
def _room_for(path: str) -> Iterator[None]:
    """The same for the copy of a store; OSError where there is no room or no right to write it."""
    try:
        yield
    except sqlite3.Error as error:
        raise no_room(error) or _store_error(path, error) from error


def no_room(error: BaseException | None) -> OSError | None:
    """The error as one of the disk, where it is that."""
    of_the_disk = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return OSError(code, str(error)) if code in of_the_disk else None


def _store_error(path: str, error: sqlite3.Error) -> StoreError:
    """The sentence for what SQLite complains of."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return _not_a_store(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            f"库文件已损坏：{path}。请用备份恢复，或删除后重新运行 tracer ingest。",
            f"The store file is damaged: {path}. Restore a backup, or delete it and run tracer ingest again.",
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"库正被另一个程序占用：{path}。请等它结束再试。",
            f"Another program is using the store: {path}. Try again when it has ended.",
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreError(
            f"磁盘已满，无法写入库：{path}。已有内容没有改动。请腾出空间再试。",
            f"The disk is full, the store cannot be written: {path}. What it held is unchanged. "
            "Make room and try again.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return StoreError(
            f"库文件或它所在的文件夹没有写权限：{path}。只看也需要写权限。请把库文件（连同旁边的 -wal 文件，如果有）"
            "复制到可写的地方，再用 --store 指定它。",
            f"The store, or the folder that it lies in, may not be written: {path}. Reading it needs that too. Copy the "
            "file (with the -wal file beside it, if there is one) to a place that may be written, and name it with "
            "--store.",
        )
    return _unusable(path, str(error))


def _unusable(path: str, why: str) -> StoreError:
    return StoreError(
        f"无法打开或写入库：{path}（{why}）。请检查文件夹是否存在、是否有写权限，或用 --store 换一个位置。",
        f"Cannot open or write the store: {path} ({why}). Check that the folder exists and may be written, "
        "or choose another place with --store.",
    )


def _no_store(path: str) -> NoStoreError:
    return NoStoreError(
        f"还没有库：{path}。请先运行 tracer ingest 文件或文件夹。",
        f"There is no store yet: {path}. Run tracer ingest FILE or FOLDER first.",
    )


def _not_a_store(path: str) -> NotAStoreError:
    return NotAStoreError(
        f"这个文件不是本程序的库：{path}。请用 --store 指定另一个文件；原文件没有改动。",
        f"This file is no store of this program: {path}. Name another one with --store; the file was not changed.",
    )
