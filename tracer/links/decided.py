"""What people decided, found again in what is read now (docs/semantics.md#decisions): verdicts, links and bases.

The machine's own result stays beside it: a verdict that a person overruled still says what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph_schema.records import Anchor, Citation, Decision, Document, Link, Measure
from graph_schema.terms import DecisionKind, LinkStatus, SourceLevel
from tracer.links.resolve import level_of
from tracer.registry.load import Registry


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that hold: by measure (verdicts; bases, by the citation that it rests on too) and by citation (links).

    `idle` are those of which subject or value is not there any more.
    """

    verdicts: Mapping[str, Decision] = field(default_factory=dict)
    links: Mapping[str, Decision] = field(default_factory=dict)
    bases: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    idle: tuple[Decision, ...] = ()


def decided(
    decisions: Iterable[Decision],
    documents: Mapping[str, Document],
    measures: Mapping[str, Measure],
    citations: Mapping[str, Citation],
    stands_for: Mapping[str, str],
) -> Decided:
    """The decisions that are not taken back, under the ids that their subjects have now; of two on one subject the later."""
    standing = [d for d in decisions if d.withdrawn is None]
    if not standing:
        return Decided()
    seen = _Records(documents, measures, citations, stands_for)
    verdicts: dict[str, Decision] = {}
    links: dict[str, Decision] = {}
    bases: dict[str, dict[str, Decision]] = {}
    idle = []
    for d in standing:
        kept: Mapping[str, Measure | Citation] = citations if d.kind is DecisionKind.LINK else measures
        subject = seen.now(d.subject, d.subject_at, kept)
        value = seen.now(d.value, d.value_at, citations) if d.kind is DecisionKind.BASIS else d.value
        if subject is None or value is None:
            idle.append(d)
        elif d.kind is DecisionKind.VERDICT:
            verdicts[subject] = d
        elif d.kind is DecisionKind.LINK:
            links[subject] = d
        else:
            bases.setdefault(subject, {})[value] = d
    return Decided(verdicts, links, bases, tuple(idle))


class _Records:
    """The records of a store, by document and words."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        measures: Mapping[str, Measure],
        citations: Mapping[str, Citation],
        stands_for: Mapping[str, str],
    ) -> None:
        self._documents = documents
        self._stands_for = stands_for
        self._same: dict[tuple[int, str, str], list[Measure | Citation]] = {}
        for kept in (measures, citations):
            for record in kept.values():
                self._same.setdefault((id(kept), record.document, _dense(record.text)), []).append(record)

    def now(self, subject: str, anchor: Anchor | None, kept: Mapping[str, Measure | Citation]) -> str | None:
        """The id that the words have now, None where they are gone. Of equal words, those nearest to where they stood."""
        if anchor is None:
            return subject if subject in kept else None
        before = subject.rpartition(".")[0]
        document = self._stands_for.get(before, before)
        found = self._same.get((id(kept), document, _dense(anchor.words)), [])
        if not found:
            return None
        begin = self._documents[document].span.start
        return min(found, key=lambda r: (abs(r.span.start - begin - anchor.start), r.id)).id


def anchor_of(record: Measure | Citation, document: Document) -> Anchor:
    """The words of a measure or citation, for a decision on it."""
    return Anchor(start=record.span.start - document.span.start, words=record.text)


def _dense(words: str) -> str:
    return "".join(words.split())


def decided_link(
    decision: Decision, citation: str, registry: Registry, documents: Mapping[str, Document]
) -> Link | None:
    """The link that a person gave a citation; None where what it means is neither in the registry nor in the store."""
    instrument, document = registry.instruments.get(decision.value), documents.get(decision.value)
    if instrument is None and document is None:
        return None
    level = level_of(document, registry) if document else instrument.level if instrument else SourceLevel.UNKNOWN
    place = document or instrument
    return Link(
        citation=citation,
        status=LinkStatus.RESOLVED,
        target=decision.value,
        level=level,
        region=place.region if place else None,
        level_reason=words_of(decision),
    )


def words_of(decision: Decision) -> str:
    """Who decided, when and why."""
    return f"{decision.who}于{decision.at.date()}确定：{decision.why}"
