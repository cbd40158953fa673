"""Rows of what people decided, with where it was decided and where it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_schema.messages import label_of, say
from graph_schema.records import Anchor, Decision, Note
from graph_schema.terms import CaseState, DecisionKind, MeasureKind, Verdict
from tracer.links.decided import Standing, kept_for
from tracer.links.records import Records

SURE = 0.95
"""With this confidence a decision follows a corrected text without a question: 99 of 100 were right (docs/security.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place of words: the id of the measure or citation, its document and provision, and the words."""

    id: str
    document: str
    title: str | None
    number: str | None
    provision: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision with the place that it was made on and the one that it has now, or may have where it does not hold.

    `confidence` is 1 where the text is the one that was decided on; `was` is None where decisions of an earlier version of
    the program kept no words, `now` where nothing is like them.
    """

    decision: Decision
    holds: bool
    confidence: float
    was: PlaceRow | None
    now: PlaceRow | None

    @property
    def is_moved(self) -> bool:
        """Tells whether it follows a corrected text, or has lost its words."""
        return self.decision.withdrawn is None and self.confidence < 1.0

    @property
    def needs_look(self) -> bool:
        """Tells whether a person should confirm where it stands: its place is not sure, or it has none."""
        return self.is_moved and (not self.holds or self.confidence < SURE)


def value_in_words(kind: DecisionKind, value: str, lang: str) -> str:
    """Returns what was decided: the word of a verdict or a state, ids and comments as they are."""
    match kind:
        case DecisionKind.VERDICT:
            return label_of(Verdict(value), lang)
        case DecisionKind.STATE:
            return label_of(CaseState(value), lang)
        case DecisionKind.KIND:
            return label_of(MeasureKind(value), lang)
        case _:
            return value


def note_in_words(note: Note, lang: str) -> str:
    """Returns a comment or the state of a case, with who gave it, when and why."""
    code = "note.with_reason" if note.why else "note.plain"
    value = value_in_words(note.kind, note.value, lang)
    return say(lang, code, value=value, who=note.who, day=note.at.date(), why=note.why)


def decision_rows(standings: Iterable[Standing], records: Records) -> tuple[DecisionRow, ...]:
    """Returns the rows of decisions that were not taken back."""
    return tuple(
        DecisionRow(
            decision=standing.decision,
            holds=standing.holds,
            confidence=standing.confidence,
            was=_was(standing.placed.value, standing.placed.subject_at)
            if standing.placed
            else _was(standing.decision.subject, standing.decision.subject_at),
            now=_now(standing, records),
        )
        for standing in standings
    )


def to_confirm(rows: Iterable[DecisionRow]) -> tuple[DecisionRow, ...]:
    """Returns the decisions of which a person should say where they stand; those that do not hold come first."""
    return tuple(sorted((row for row in rows if row.needs_look), key=lambda row: row.holds))


def withdrawn_row(decision: Decision) -> DecisionRow:
    """Returns the row of a decision that was taken back, or that only places another one."""
    return DecisionRow(
        decision=decision,
        holds=decision.withdrawn is None,
        confidence=1.0,
        was=_was(decision.subject, decision.subject_at),
        now=None,
    )


def _was(subject: str, anchor: Anchor | None) -> PlaceRow | None:
    if anchor is None:
        return None
    marks = anchor.marks
    return PlaceRow(
        id=subject,
        document=subject.rpartition(".")[0],
        title=marks.title if marks else None,
        number=marks.number if marks else None,
        provision=anchor.provision,
        words=anchor.words,
    )


def _now(standing: Standing, records: Records) -> PlaceRow | None:
    record = kept_for(standing.decision, records).get(standing.subject or "")
    if record is None:
        return None
    document = records.documents[record.document]
    provision = records.provisions.get(record.provision or "")
    return PlaceRow(
        id=record.id,
        document=document.id,
        title=document.title,
        number=document.number,
        provision=provision.label if provision else "",
        words=record.text,
    )
