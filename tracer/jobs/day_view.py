"""Answers on a day of which no judgement is kept, from the rows of another day and the pass over the arrays (docs/decisions/0043-another-day-at-once.md).

Nothing of it is written. What is counted of a measure is taken from its kept row where that counts alike on both days; else
from the pass, where its verdict tells all; else it is judged. The findings themselves are judged document by
document when somebody looks at them, and are as those of judging all anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import RLock
from typing import TYPE_CHECKING

from graph_schema.graph import Value
from graph_schema.records import NEVER_GAPS, Document, Finding
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.jobs.judged_document import judged_document
from tracer.links.kept_library import in_order
from tracer.links.library import Library
from tracer.links.overlay import Indexed
from tracer.policy.rules import Policy
from tracer.show.groups import ASIDE
from tracer.store import GraphStore, open_store
from tracer.store.base.findings import Asked, Filters, FindingPage, Judgement, Tally
from tracer.store.base.judged import FindingRow, JudgedRow
from tracer.store.judged_rows import card_columns, counts_of
from tracer.verdict.counted import REACHED, Counted, hangs_on_checks, mends_alone
from tracer.verdict.judge import counted_on

if TYPE_CHECKING:
    from tracer.bulk.standings import Known

_DAYS = 4  # days that are remembered
_TOGETHER = 64  # documents that are judged for one list before they are kept
_MEMORY = ":memory:"
_EVERY_VERDICT = frozenset(Verdict)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The rows of a day in memory, and which documents of them were judged in full."""

    memory: GraphStore
    full: set[str] = field(default_factory=set)
    alone: RLock = field(default_factory=RLock)


_Key = tuple[str, int, Judgement]
_seen: dict[_Key, _Seen] = {}


def day_view(
    store: GraphStore, view: Indexed, library: Library, policy: Policy, base: Judgement, judgement: Judgement
) -> Asked:
    """Returns what answers as a judgement that is not kept, by that of another day that is and holds now."""
    state = view.index_state()
    key = (store.url, state.serial if state else 0, judgement)
    seen = _seen.get(key)
    if seen is None:
        seen = _Seen(open_store(f"sqlite:///{_MEMORY}"))
        seen.memory.keep_rows(judgement, _rows_on(store, view, library, policy, base, judgement.as_of))
        if not store.url.endswith(_MEMORY):
            while len(_seen) >= _DAYS:
                _seen.pop(next(iter(_seen)), None)
            _seen[key] = seen
    return DayView(seen, library, policy, judgement)


def _rows_on(
    store: GraphStore, view: Indexed, library: Library, policy: Policy, base: Judgement, day: date
) -> Iterator[JudgedRow]:
    """Yields the rows of all documents as they are counted on a day, by those of another one; those of which some measure must be judged come last."""
    from tracer.bulk.standings import known_on

    known = known_on(view.index_parts(), policy, day, library.registry)
    asked: dict[str, tuple[JudgedRow, _Left]] = {}
    for row in store.rows_of(base.policy, base.as_of):
        if row.document in known.younger:
            yield _counted(row, ())
            continue
        found, left = _taken(row, known, library, day)
        if left:
            asked[row.document] = (replace(row, findings=found), left)
        else:
            # Without a seal, by which the whole row would be taken for written when the document is judged in full.
            yield replace(row, seal=0) if found == row.findings else _counted(row, found)
    for document, _ in in_order(view, sorted(asked)):
        row, left = asked.pop(document)
        yield _judged(row, left, library, policy, day)


_Left = tuple[FindingRow, ...]
"""The measures of a document that must be judged."""


def _taken(row: JudgedRow, known: Known, library: Library, day: date) -> tuple[tuple[FindingRow, ...], _Left]:
    """Returns the rows of measures that are counted on the day as they were or by their verdicts alone, and those of the others."""
    shown, decided = day.isoformat(), library.decided.verdicts
    found, left = list[FindingRow](), list[FindingRow]()
    for one in row.findings:
        if one.counted_since is not None and one.counted_since <= shown < (one.counted_until or ""):
            found.append(one)
            continue
        verdict = known.verdicts.get(one.measure)
        kind = MeasureKind(one.kind) if one.kind else None
        if verdict and kind and one.measure not in decided and _is_told_by(verdict, kind):
            found.append(_row_of(one, kind, Counted(verdict, would_mend=mends_alone(verdict, kind))))
        else:
            left.append(one)
    return tuple(found), tuple(left)


def _is_told_by(verdict: Verdict, kind: MeasureKind) -> bool:
    """Tells whether a verdict says all by which a measure is counted."""
    return verdict not in REACHED and not hangs_on_checks(verdict, kind)


def _judged(row: JudgedRow, left: _Left, library: Library, policy: Policy, day: date) -> JudgedRow:
    """Returns the row of a document, the rest of whose measures are judged."""
    found, is_shown = list(row.findings), False
    for one in left:
        measure = library.measures[one.measure]
        counted = counted_on(library, measure, policy, day)
        is_shown |= counted is not None
        found.append(_row_of(one, measure.kind, counted, measure.provision))
    found.sort(key=lambda one: (one.start, one.stop, one.measure))
    return _counted(row, found, library.documents[row.document] if is_shown else None)


def _counted(row: JudgedRow, found: Sequence[FindingRow], shown: Document | None = None) -> JudgedRow:
    """Returns the row of a document with what is found of its measures, and with the card that they show where it is another."""
    if shown is not None or all(one.verdict is None for one in found):
        row = replace(row, **card_columns(shown))
    return replace(row, findings=tuple(found), counts=counts_of(found), seal=0)


def _row_of(one: FindingRow, kind: MeasureKind, counted: Counted | None, provision: str | None = None) -> FindingRow:
    """Returns the row of a measure that is counted as told."""
    bare = FindingRow(measure=one.measure, start=one.start, stop=one.stop)
    if counted is None:
        return bare
    counts = counted.aside is None
    return replace(
        bare,
        verdict=counted.verdict.value,
        kind=kind.value,
        aside=counted.aside.value if counted.aside else None,
        part=provision if counted.aside else None,
        gap=counts and counted.verdict is Verdict.DEAD_END and kind not in NEVER_GAPS,
        mend=counts and counted.would_mend,
        unsupported=counted.is_unsupported,
        held=counted.would_mend and counted.aside is Group.ENDED,
    )


class DayView:
    """Answers as a judgement that is kept would, from rows in memory; documents whose findings or words are asked for are judged first."""

    def __init__(self, seen: _Seen, library: Library, policy: Policy, judgement: Judgement) -> None:
        self._seen, self._library, self._policy, self._judgement = seen, library, policy, judgement

    def _judge(self, documents: Collection[str]) -> None:
        """Judges what is not yet of documents in full, and keeps it in memory."""
        left = [id for id in dict.fromkeys(documents) if id not in self._seen.full and id in self._library.documents]
        day = self._judgement.as_of
        for start in range(0, len(left), _TOGETHER):
            some = left[start : start + _TOGETHER]
            judged = [judged_document(self._library, id, self._policy, day, 0) for id in some]
            self._seen.memory.keep_judged(self._judgement, judged)
            self._seen.full.update(some)

    def _judge_for_words(self, policy: str, as_of: date, filters: Filters | None) -> None:
        """Judges what passes the other filters, where words or sources are asked for that rows of another day do not hold."""
        if filters is None or not (filters.words or filters.rests_on):
            return
        passing = Filters(
            region=filters.region,
            kinds=filters.kinds,
            issued_after=filters.issued_after,
            document=filters.document,
            subjects=filters.subjects,
        )
        for chosen in (replace(passing, verdicts=_EVERY_VERDICT), *(replace(passing, group=group) for group in ASIDE)):
            self._judge(self._seen.memory.documents_on(policy, as_of, chosen))

    def _judge_all(self) -> None:
        self._judge(tuple(self._library.documents))

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns a page, whose documents are judged for it."""
        with self._seen.alone:
            self._judge(self.documents_on(policy, as_of, filters, offset=offset, limit=limit))
            return self._seen.memory.findings(policy, as_of, filters, offset=offset, limit=limit)

    def documents_on(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> tuple[str, ...]:
        """Returns the documents of a page."""
        with self._seen.alone:
            self._judge_for_words(policy, as_of, filters)
            return self._seen.memory.documents_on(policy, as_of, filters, offset=offset, limit=limit)

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure, which is judged with its document."""
        with self._seen.alone:
            known = self._library.measures.get(measure)
            self._judge([known.document] if known is not None else [])
            return self._seen.memory.finding(policy, as_of, measure)

    def findings_in(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Returns the findings of documents, which are judged for it."""
        with self._seen.alone:
            self._judge(documents)
            return self._seen.memory.findings_in(policy, as_of, documents)

    def verdicts_of(
        self, policy: str, as_of: date, documents: Collection[str] | None = None
    ) -> Iterator[tuple[str, str, Verdict]]:
        """Gives document, measure and verdict of all findings that count."""
        with self._seen.alone:
            found = list(self._seen.memory.verdicts_of(policy, as_of, documents))
        yield from found

    def said_of_measures(
        self, policy: str, as_of: date, documents: Collection[str]
    ) -> Mapping[str, Mapping[str, Value]]:
        """Returns what the graph says of the measures of documents, which are judged for it."""
        with self._seen.alone:
            self._judge(documents)
            return self._seen.memory.said_of_measures(policy, as_of, documents)

    def lines_of(self, policy: str, as_of: date) -> Iterator[tuple[str, bytes]]:
        """Gives the lines of documents; all are judged for it."""
        with self._seen.alone:
            self._judge_all()
            found = list(self._seen.memory.lines_of(policy, as_of))
        yield from found

    def tally(self, policy: str, as_of: date, filters: Filters | None = None) -> Tally:
        """Counts the findings that pass."""
        with self._seen.alone:
            self._judge_for_words(policy, as_of, filters)
            return self._seen.memory.tally(policy, as_of, filters)

    def tally_by_place(self, policy: str, as_of: date, filters: Filters | None = None) -> Mapping[str, Tally]:
        """Counts them by place."""
        with self._seen.alone:
            self._judge_for_words(policy, as_of, filters)
            return self._seen.memory.tally_by_place(policy, as_of, filters)

    def tally_by_document(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, Tally]:
        """Counts those of single documents."""
        with self._seen.alone:
            return self._seen.memory.tally_by_document(policy, as_of, documents)

    def with_most_gaps(self, policy: str, as_of: date, *, limit: int) -> tuple[str, ...]:
        """Returns documents by the number of their gaps."""
        with self._seen.alone:
            return self._seen.memory.with_most_gaps(policy, as_of, limit=limit)

    def aside_by_part(
        self, policy: str, as_of: date, filters: Filters | None = None
    ) -> Iterator[tuple[str, str, Group, int]]:
        """Gives how much counts nowhere, by document and provision."""
        with self._seen.alone:
            self._judge_for_words(policy, as_of, filters)
            found = list(self._seen.memory.aside_by_part(policy, as_of, filters))
        yield from found
