"""The decisions of people, found again in what is read now (docs/semantics.md#decisions): verdicts, links and bases.

The machine's own result stays beside it: a verdict that a person overruled still says what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_schema.messages import Message
from graph_schema.records import Decision, Document, Link
from graph_schema.terms import DecisionKind, LinkStatus, SourceLevel
from tracer.links.following import HOLDS, Follower, Kept
from tracer.links.records import Records, Texts
from tracer.registry.load import Registry

OF_BASES = (DecisionKind.BASIS, DecisionKind.NO_BASIS)
"""Decisions on whether a measure rests on a citation: both must be found again."""
_APART = 0.5
"""So sure is a basis whose measure was found in another document than the citation."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that was not taken back, and where it stands: the ids that subject and value have now, or may have.

    `confidence` tells how sure the ids are, 1 where they are those of the very text that was decided on. `placed` is
    the latest word of a person on where it stands.
    """

    decision: Decision
    subject: str | None
    value: str | None
    confidence: float
    placed: Decision | None = None

    @property
    def holds(self) -> bool:
        """Tells whether the decision counts; else a person must say where it stands."""
        return self.subject is not None and self.value is not None and self.confidence >= HOLDS

    @property
    def is_moved(self) -> bool:
        """Tells whether it stands elsewhere than on the text that was decided on, or nowhere."""
        return self.confidence < 1.0


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that hold: by measure (verdicts; kinds; bases, by the citation that it rests on too) and by citation (links).

    `taken` are the citations that a measure does not rest on, though its text ties them to it. `notes` are the comments on a measure or citation and the last state of its case. `standings` are all decisions
    that were not taken back, in the order in which they were made.
    """

    verdicts: Mapping[str, Decision] = field(default_factory=dict)
    links: Mapping[str, Decision] = field(default_factory=dict)
    bases: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    taken: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    kinds: Mapping[str, Decision] = field(default_factory=dict)
    notes: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()

    @property
    def moved(self) -> tuple[Standing, ...]:
        """Returns those that follow a corrected text, and those whose words are gone."""
        return tuple(standing for standing in self.standings if standing.is_moved)


def decided(decisions: Iterable[Decision], records: Records, texts: Texts, stands_for: Mapping[str, str]) -> Decided:
    """Returns the decisions that are not taken back, under the ids that their subjects have now; of two on one subject the later."""
    return decided_by(standings_of(decisions, records, texts, stands_for))


def standings_of(
    decisions: Iterable[Decision], records: Records, texts: Texts, stands_for: Mapping[str, str]
) -> tuple[Standing, ...]:
    """Returns where the decisions stand now that are not taken back, in the order in which they were made."""
    standing_ones = [decision for decision in decisions if decision.withdrawn is None]
    if not standing_ones:
        return ()
    places = placed_by(standing_ones)
    follower = Follower(records, texts, stands_for)
    return tuple(
        _standing(one, places.get(one.id), follower, records)
        for one in standing_ones
        if one.kind is not DecisionKind.PLACE
    )


def placed_by(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Returns the latest word of a person on where each decision stands, by the id of that."""
    return {one.subject: one for one in decisions if one.kind is DecisionKind.PLACE and one.withdrawn is None}


def decided_by(standings: Iterable[Standing]) -> Decided:
    """Returns the decisions that hold where they stand; of two on one subject the later."""
    standings = tuple(standings)
    verdicts: dict[str, Decision] = {}
    links: dict[str, Decision] = {}
    bases: dict[str, dict[str, Decision]] = {}
    taken: dict[str, dict[str, Decision]] = {}
    kinds: dict[str, Decision] = {}
    notes: dict[str, list[Decision]] = {}
    for standing in standings:
        decision, subject, value = standing.decision, standing.subject, standing.value
        if not standing.holds or subject is None or value is None:
            continue
        match decision.kind:
            case DecisionKind.VERDICT:
                verdicts[subject] = decision
            case DecisionKind.LINK:
                links[subject] = decision
            case DecisionKind.BASIS:
                taken.get(subject, {}).pop(value, None)
                bases.setdefault(subject, {})[value] = decision
            case DecisionKind.NO_BASIS:
                bases.get(subject, {}).pop(value, None)
                taken.setdefault(subject, {})[value] = decision
            case DecisionKind.KIND:
                kinds[subject] = decision
            case _:
                notes.setdefault(subject, []).append(decision)
    kept = {subject: _last_state_only(found) for subject, found in notes.items()}
    return Decided(verdicts, links, bases, taken, kinds, kept, standings)


def _standing(decision: Decision, placed: Decision | None, follower: Follower, records: Records) -> Standing:
    """Finds where a decision stands now, from where a person last said it did."""
    kept = kept_for(decision, records)
    subject, subject_at, value_at = decision.subject, decision.subject_at, decision.value_at
    value_id = decision.value
    if placed is not None:
        subject, subject_at, value_at = placed.value, placed.subject_at, placed.value_at
        value_id = placed.value  # of the same document: its words tell which citation it is
    at = follower.now(subject, subject_at, kept)
    if decision.kind not in OF_BASES:
        return Standing(decision, at.id, decision.value, at.confidence, placed)
    basis = follower.now(value_id, value_at, records.citations)
    sure = min(at.confidence, basis.confidence)
    if at.id and basis.id and records.measures[at.id].document != records.citations[basis.id].document:
        sure = min(sure, _APART)
    return Standing(decision, at.id, basis.id, sure, placed)


def kept_for(decision: Decision, records: Records) -> Kept:
    """Returns what the subject of a decision is among: citations or measures."""
    if decision.kind is DecisionKind.LINK:
        return records.citations
    is_citation = decision.kind is DecisionKind.COMMENT and decision.subject.rpartition(".")[2].startswith("c")
    return records.citations if is_citation else records.measures


def _last_state_only(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Returns all comments, and of the states of a case the last one."""
    states = [one for one in decisions if one.kind is DecisionKind.STATE]
    return tuple(one for one in decisions if one.kind is not DecisionKind.STATE or one is states[-1])


def decided_link(
    decision: Decision,
    citation: str,
    registry: Registry,
    documents: Mapping[str, Document],
    levels: Mapping[str, SourceLevel],
) -> Link | None:
    """Returns the link that a person gave a citation; None where what it means is neither in the registry nor in the store."""
    instrument, document = registry.instruments.get(decision.value), documents.get(decision.value)
    if instrument is None and document is None:
        return None
    level = levels[document.id] if document else instrument.level if instrument else SourceLevel.UNKNOWN
    place = document or instrument
    return Link(
        citation=citation,
        status=LinkStatus.RESOLVED,
        target=decision.value,
        level=level,
        region=place.region if place else None,
        level_reason=words_of(decision),
    )


def words_of(decision: Decision) -> Message:
    """Returns who decided, when and why."""
    return Message.of("link_reason.decided", who=decision.who, day=decision.at.date(), why=decision.why)
