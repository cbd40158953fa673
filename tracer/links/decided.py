"""The decisions of people, found again in what is read now (docs/semantics.md#decisions): verdicts, links and bases.

The machine's own result stays beside it: a verdict that a person overruled still says what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph_schema.messages import Message
from graph_schema.records import Anchor, Citation, Decision, Document, Link, Measure
from graph_schema.terms import DecisionKind, LinkStatus, SourceLevel
from tracer.links.records import Records
from tracer.registry.load import Registry

_Kept = Mapping[str, Measure] | Mapping[str, Citation]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that hold: by measure (verdicts; bases, by the citation that it rests on too) and by citation (links).

    `idle` are those of which subject or value is not there any more.
    """

    verdicts: Mapping[str, Decision] = field(default_factory=dict)
    links: Mapping[str, Decision] = field(default_factory=dict)
    bases: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    idle: tuple[Decision, ...] = ()


def decided(decisions: Iterable[Decision], records: Records, stands_for: Mapping[str, str]) -> Decided:
    """Returns the decisions that are not taken back, under the ids that their subjects have now; of two on one subject the later."""
    standing = [decision for decision in decisions if decision.withdrawn is None]
    if not standing:
        return Decided()
    by_words = _ByWords(records, stands_for)
    verdicts: dict[str, Decision] = {}
    links: dict[str, Decision] = {}
    bases: dict[str, dict[str, Decision]] = {}
    idle = []
    for decision in standing:
        kept: _Kept = records.citations if decision.kind is DecisionKind.LINK else records.measures
        subject = by_words.now(decision.subject, decision.subject_at, kept)
        value = (
            by_words.now(decision.value, decision.value_at, records.citations)
            if decision.kind is DecisionKind.BASIS
            else decision.value
        )
        if subject is None or value is None:
            idle.append(decision)
        elif decision.kind is DecisionKind.VERDICT:
            verdicts[subject] = decision
        elif decision.kind is DecisionKind.LINK:
            links[subject] = decision
        else:
            bases.setdefault(subject, {})[value] = decision
    return Decided(verdicts, links, bases, tuple(idle))


class _ByWords:
    """The measures and citations of a store, by document and words."""

    def __init__(self, records: Records, stands_for: Mapping[str, str]) -> None:
        self._documents = records.documents
        self._stands_for = stands_for
        self._same: dict[tuple[int, str, str], list[Measure | Citation]] = {}
        for kept in (records.measures, records.citations):
            for record in kept.values():
                self._same.setdefault((id(kept), record.document, _dense(record.text)), []).append(record)

    def now(self, subject: str, anchor: Anchor | None, kept: _Kept) -> str | None:
        """Returns the id that the words have now, None where they are gone. Of equal words, those nearest to where they stood."""
        if anchor is None:
            return subject if subject in kept else None
        before = subject.rpartition(".")[0]
        document = self._stands_for.get(before, before)
        found = self._same.get((id(kept), document, _dense(anchor.words)), [])
        if not found:
            return None
        begin = self._documents[document].span.start
        return min(found, key=lambda record: (abs(record.span.start - begin - anchor.start), record.id)).id


def anchor_of(record: Measure | Citation, document: Document) -> Anchor:
    """Returns the words of a measure or citation, for a decision on it."""
    return Anchor(start=record.span.start - document.span.start, words=record.text)


def _dense(words: str) -> str:
    return "".join(words.split())


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
