"""Tells where the decisions of people stand, from the documents that they may stand in alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from graph_schema.ids import without_copy
from graph_schema.records import Anchor, Decision, DocumentMarks
from graph_schema.terms import DecisionKind
from tracer.links.cleanup import subject_of
from tracer.links.decided import Standing, placed_by, standings_of
from tracer.links.desk import Desk, by_number, order_of
from tracer.links.following import UNMARKED, Follower, Kept, Place
from tracer.links.keys import words_key
from tracer.links.records import Records, Texts
from tracer.links.sheets import FILE, NAME, SUBJECT, WORDS, Sheet

ItemT = TypeVar("ItemT")
KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class Found(Mapping[KeyT, ValueT]):
    """A mapping whose values are found when they are asked for; `every` gives all its keys."""

    def __init__(self, find: Callable[[KeyT], ValueT | None], every: Callable[[], Iterator[KeyT]]) -> None:
        self._find, self._every = find, every

    def __getitem__(self, key: KeyT) -> ValueT:
        value = self._find(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return key is not None and self._find(key) is not None  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[KeyT]:
        return self._every()

    def __len__(self) -> int:
        return sum(1 for _ in self._every())


def standings_in(desk: Desk, decisions: Iterable[Decision]) -> tuple[Standing, ...]:
    """Returns where the decisions stand that were not taken back; only the documents are loaded that they may stand in."""
    standing_ones = [one for one in decisions if one.withdrawn is None]
    ids = {id for several in watched(standing_ones).values() for one in several for id in _documents(desk, one)}
    return standings_of(standing_ones, *records_of(desk, sorted(ids)), leaders(desk))


def leaders(desk: Desk) -> Mapping[str, str]:
    """Returns the capture that stands for each document."""

    def leader_of(id: str) -> str | None:
        sheet = desk.sheet(id)
        return sheet.leader if sheet is not None else None

    return Found(leader_of, lambda: iter(desk.store.index_documents()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Says where the words of a decision are looked for: in the text of these ids, else in all documents with one of these keys."""

    ids: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]


def watched(decisions: Iterable[Decision]) -> dict[str, tuple[Wanted, ...]]:
    """Returns where each decision that was not taken back is looked for, by its id."""
    active = [one for one in decisions if one.withdrawn is None]
    placed = placed_by(active)
    found: dict[str, tuple[Wanted, ...]] = {}
    for one in active:
        if one.kind is not DecisionKind.PLACE:
            there = placed.get(one.id)
            at, of = (one.subject, one) if there is None else (there.value, there)
            found[one.id] = (_wanted(at, of.subject_at), _wanted(there.value if there else one.value, of.value_at))
    return found


def _wanted(id: str, anchor: Anchor | None) -> Wanted:
    document = id.rpartition(".")[0]
    ids = (document, without_copy(document)) if document else ()
    marks = anchor.marks if anchor is not None else None
    if anchor is None or marks is None:
        return Wanted(ids, ())
    keys = [(FILE, marks.path), (WORDS, words_key("m", anchor.words)), (WORDS, words_key("c", anchor.words))]
    if marks.number is not None:
        keys.append((NAME, by_number(marks.number)))
    if marks.title is not None:
        keys.append((SUBJECT, subject_of(marks.title)[1]))
    return Wanted(ids, tuple(keys))


def _documents(desk: Desk, wanted: Wanted) -> set[str]:
    """Returns the documents that stand for those that are wanted: where the text decided on is there, that alone."""
    own = {sheet.leader for sheet in desk.sheets(wanted.ids)}
    return own or {sheet.leader for kind, words in wanted.keys for sheet in desk.sheets(desk.by(kind, words))}


class DeskFollower:
    """Finds words again in the documents alone that have the marks of theirs, or the same words."""

    def __init__(self, desk: Desk, measures: Kept) -> None:
        self._desk, self._measures, self._leaders = desk, measures, leaders(desk)

    def now(self, subject: str, anchor: Anchor | None, kept: Kept) -> Place:
        """Returns where the words of an id are now. Without an anchor the id itself must still be there."""
        records, texts = records_of(self._desk, sorted(_documents(self._desk, _wanted(subject, anchor))))
        of_kind: Kept = records.measures if kept is self._measures else records.citations
        return Follower(records, texts, self._leaders).now(subject, anchor, of_kind)

    def document_now(self, before: str, marks: DocumentMarks) -> Place:
        """Returns the document that has these marks now; only where none is surely it all texts of the store are compared."""
        anchor = Anchor(start=0, words="", marks=marks)
        wanted = _wanted(before + ".", anchor)
        near = Wanted(wanted.ids, tuple(key for key in wanted.keys if key[0] != WORDS))
        place = self._among(_documents(self._desk, near), before, marks)
        if place.confidence > UNMARKED:
            return place
        for several in _some((sheet.id for sheet in self._desk.in_order()), _TOGETHER):
            other = self._among(several, before, marks)
            if (other.confidence, other.id or "") > (place.confidence, place.id or ""):
                place = other
        return place

    def _among(self, ids: Iterable[str], before: str, marks: DocumentMarks) -> Place:
        return Follower(*records_of(self._desk, sorted(ids)), self._leaders).document_now(before, marks)


_TOGETHER = 50


def records_of(desk: Desk, ids: Iterable[str]) -> tuple[Records, Texts]:
    """Returns the records and texts of some documents, as they are before people have their say."""
    sheets: list[Sheet] = sorted((s for s in desk.sheets(ids) if s.leads), key=order_of)
    contents = {sheet.id: desk.contents(sheet) for sheet in sheets}
    return (
        Records(
            {sheet.id: sheet.document for sheet in sheets},
            {p.id: p for one in contents.values() for p in one.provisions},
            {m.id: m for one in contents.values() for m in one.measures},
            {c.id: c for sheet in sheets for c in desk.numbered(sheet)},
        ),
        Texts(
            {sheet.id: desk.text(sheet) for sheet in sheets},
            {sheet.id: sheet.path for sheet in sheets},
            {sheet.id: desk.own_text(sheet) for sheet in sheets},
        ),
    )


def plain_standings(standings: Iterable[Standing]) -> list[list[object]]:
    """Returns where decisions stand as plain values, the decisions by their ids."""
    return [
        [one.decision.id, one.subject, one.value, one.confidence, one.placed.id if one.placed else None]
        for one in standings
    ]


def standings_from(plain: Iterable[Sequence[Any]], decisions: Iterable[Decision]) -> dict[str, Standing]:
    """Returns the standings of such values by the id of their decision, those taken back since too."""
    by_id = {one.id: one for one in decisions}
    return {
        id: Standing(by_id[id], subject, value, confidence, by_id.get(placed or ""))
        for id, subject, value, confidence, placed in plain
        if id in by_id
    }


def _some(items: Iterable[ItemT], count: int) -> Iterator[list[ItemT]]:
    """Yields items so many at a time."""
    left = iter(items)
    while several := list(islice(left, count)):
        yield several
