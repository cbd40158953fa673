"""The tables of readings in SQLite: how records of each kind become rows, and rows the same records again."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from graph_schema.records import (
    Basis,
    Citation,
    Document,
    Duty,
    FieldEvidence,
    Measure,
    PageField,
    Provision,
    Reference,
    Repair,
    Segment,
    Slot,
    Span,
    Undo,
    VagueReference,
)
from graph_schema.terms import (
    Lack,
    MeasureKind,
    PageUse,
    ReferenceKind,
    Relation,
    RepairKind,
    Role,
    SegmentKind,
    SlotRole,
    SourceLevel,
    Tie,
    Zone,
)

Value = str | int | float | None
Record = TypeVar("Record")


@dataclass(frozen=True)
class Table(Generic[Record]):
    """A table whose rows are the records of one kind; `columns` come after source and place."""

    name: str
    columns: tuple[str, ...]
    to_row: Callable[[Record], tuple[Value, ...]]
    from_row: Callable[[Sequence[Any]], Record]

    def insert(self, connection: sqlite3.Connection, source: int, rows: Sequence[Sequence[Value]]) -> None:
        """Puts the rows of a file, in order."""
        names = ", ".join(("source", "place", *self.columns))
        marks = ", ".join("?" * (len(self.columns) + 2))
        placed = ((source, place, *row) for place, row in enumerate(rows))
        connection.executemany(f"INSERT INTO {self.name} ({names}) VALUES ({marks})", placed)

    def select(self, connection: sqlite3.Connection, source: int) -> list[Any]:
        """Returns the rows of a file, in order."""
        query = f"SELECT {', '.join(self.columns)} FROM {self.name} WHERE source = ? ORDER BY place"
        return connection.execute(query, (source,)).fetchall()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_REPAIR = Table[Repair](
    "repair",
    ("kind", "start", "stop", "replacement"),
    lambda r: (r.kind, r.span.start, r.span.end, r.replacement),
    lambda row: Repair(kind=RepairKind(row[0]), span=Span(row[1], row[2]), replacement=row[3]),
)
_SEGMENT = Table[Segment](
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
_DOCUMENT = Table[Document](
    "document",
    (
        *("id", "start", "stop", "title", "number", "issuer", "date"),
        *("level", "region", "kind", "draft", "parent", "relation", "evidence", "lacks", "page"),
    ),
    lambda document: (
        document.id,
        document.span.start,
        document.span.end,
        document.title,
        document.number,
        document.issuer,
        document.date.isoformat() if document.date else None,
        *(document.level, document.region, document.kind, int(document.draft), document.parent, document.relation),
        _as_json([(one.field, one.found, one.confidence) for one in document.evidence]),
        _as_json([lack.value for lack in document.lacks]),
        _as_json([(one.field, one.value, one.span.start, one.span.end, one.use) for one in document.page]),
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
        evidence=tuple(
            FieldEvidence(field=name, found=how, confidence=share) for name, how, share in json.loads(row[13])
        ),
        lacks=tuple(Lack(lack) for lack in json.loads(row[14])),
        page=tuple(
            PageField(field=name, value=words, span=Span(start, stop), use=PageUse(use))
            for name, words, start, stop, use in json.loads(row[15])
        ),
    ),
)
_PROVISION = Table[Provision](
    "provision",
    ("id", "document", "label", "zone", "start", "stop"),
    lambda p: (p.id, p.document, p.label, p.zone, p.span.start, p.span.end),
    lambda row: Provision(id=row[0], document=row[1], label=row[2], zone=Zone(row[3]), span=Span(row[4], row[5])),
)
_CITATION = Table[Citation](
    "citation",
    (
        *("id", "document", "provision", "start", "stop", "text", "title", "number", "articles"),
        *("role", "cue", "defined_number", "issuer_hint", "confidence", "by_reference", "found", "damaged"),
    ),
    lambda citation: (
        citation.id,
        citation.document,
        citation.provision,
        citation.span.start,
        citation.span.end,
        citation.text,
        citation.title,
        citation.number,
        _as_json(citation.articles),
        citation.role,
        citation.cue,
        citation.defined_number,
        citation.issuer_hint,
        float(citation.confidence),
        *(int(citation.by_reference), citation.found, int(citation.damaged)),
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
        damaged=bool(row[16]),
    ),
)
_VAGUE = Table[VagueReference](
    "vague",
    ("document", "provision", "start", "stop", "text"),
    lambda v: (v.document, v.provision, v.span.start, v.span.end, v.text),
    lambda row: VagueReference(document=row[0], provision=row[1], span=Span(row[2], row[3]), text=row[4]),
)


def _slots_as_json(measure: Measure) -> str:
    """Writes the slots of a measure; words outside its sentence have no place (-1)."""
    return _as_json(
        [
            (slot.role, slot.words, *((slot.span.start, slot.span.end) if slot.span else (-1, -1)))
            for slot in measure.slots
        ]
    )


_MEASURE = Table[Measure](
    "measure",
    (
        *("id", "document", "provision", "kind", "start", "stop", "text"),
        *("sentence_start", "sentence_stop", "act", "confidence", "slots"),
    ),
    lambda measure: (
        measure.id,
        measure.document,
        measure.provision,
        measure.kind,
        measure.span.start,
        measure.span.end,
        measure.text,
        *(measure.sentence.start, measure.sentence.end, measure.act, float(measure.confidence)),
        _slots_as_json(measure),
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
        slots=tuple(
            Slot(role=SlotRole(role), words=words, span=None if start < 0 else Span(start, stop))
            for role, words, start, stop in json.loads(row[11])
        ),
    ),
)
_BASIS = Table[Basis](
    "basis",
    ("measure", "citation", "tie", "confidence"),
    lambda b: (b.measure, b.citation, b.tie, float(b.confidence)),
    lambda row: Basis(measure=row[0], citation=row[1], tie=Tie(row[2]), confidence=row[3]),
)
_REFERENCE = Table[Reference](
    "reference",
    ("document", "provision", "start", "stop", "text", "kind", "targets", "articles", "role"),
    lambda reference: (
        *(reference.document, reference.provision, reference.span.start, reference.span.end, reference.text),
        *(reference.kind, _as_json(reference.targets), _as_json(reference.articles), reference.role),
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
_DUTY = Table[Duty](
    "duty",
    ("document", "provision", "start", "stop", "text", "units", "deadline", "due", "report"),
    lambda duty: (
        *(duty.document, duty.provision, duty.span.start, duty.span.end, duty.text, _as_json(duty.units)),
        *(duty.deadline.isoformat() if duty.deadline else None, duty.due, duty.report),
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


_UNDO = Table[Undo](
    "undone",
    ("kind", "start", "stop"),
    lambda u: (u.kind, u.span.start if u.span else None, u.span.end if u.span else None),
    lambda row: Undo(kind=RepairKind(row[0]), span=None if row[1] is None else Span(row[1], row[2])),
)


_UNREAD = Table[Span](
    "unread",
    ("start", "stop"),
    lambda span: (span.start, span.end),
    lambda row: Span(row[0], row[1]),
)


TABLES: Mapping[str, Table[Any]] = {
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
    "unread": _UNREAD,
}
"""Where the records of a reading lie, by the name of its field."""


def seal_of(rows: Mapping[str, Sequence[Sequence[Value]]]) -> int:
    """Returns a checksum of the rows of a reading."""
    return zlib.crc32(json.dumps(list(rows.values()), ensure_ascii=False).encode("utf-8", "surrogatepass"))
