"""Doubts of the machine go to a person (docs/semantics.md#doubt): a wrong dead end accuses an office.

The policy says from which confidence downward. A doubt counts only where the verdict hangs on it: a
citation read with doubt does not touch a measure that a sure one carries to the same verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from graph_schema.messages import Message
from graph_schema.records import Citation, Document, Finding, Hop, Measure, Stop
from graph_schema.terms import BreakReason, Disposal, SourceLevel, Verdict
from tracer.links.library import Library
from tracer.policy.rules import ReviewBelow
from tracer.verdict.branch import Branch
from tracer.verdict.walk import Walk

Weigh = Callable[[Sequence[Branch]], tuple[Verdict, Branch | None]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt: the node, its words, and the question to answer."""

    node: str
    title: str | None
    number: str | None
    words: str
    question: Message


def sure_first(path: Walk, weigh: Weigh) -> tuple[Verdict, Branch | None, Doubt | None]:
    """Returns the verdict that `weigh` gives, its branch, and the citation of doubt that the verdict hangs on, if any."""
    verdict, chosen = weigh(path.branches)
    if path.doubtful is None:
        return verdict, chosen, None
    # A dead end is never sure while something cited may have been misread.
    if path.sure and verdict is not Verdict.DEAD_END:
        again, other = weigh(path.sure)
        if again is verdict:
            return verdict, other, None
    return verdict, chosen, _of_citation(path.doubtful)


def _of_citation(citation: Citation) -> Doubt:
    return Doubt(
        node=citation.id,
        title=citation.title,
        number=citation.number or citation.defined_number,
        words=citation.text,
        question=Message.of("question.of_citation", words=citation.text, share=f"{citation.confidence:.2f}"),
    )


class Judged(Protocol):
    """A verdict with what it hangs on: the measure, its document at the level on record, where its branches break, its chain."""

    @property
    def measure(self) -> Measure: ...
    @property
    def document(self) -> Document: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def stops(self) -> tuple[Stop, ...]: ...
    @property
    def chain(self) -> tuple[Hop, ...]: ...


def doubt_of(library: Library, judged: Judged, of_citation: Doubt | None, below: ReviewBelow) -> Doubt | None:
    """Returns the doubt for which a verdict goes to a person: something that it hangs on was read with too little confidence."""
    if judged.verdict is Verdict.REVIEW:
        return None
    of_card = _of_measure(judged, below) or _of_level(library, judged, below) or _of_place_or_day(judged, below)
    return of_card or of_citation


def with_doubt(finding: Finding, doubt: Doubt) -> Finding:
    """Returns the finding for review, for a doubt."""
    stop = Stop(
        reason=BreakReason.DOUBTFUL,
        node=doubt.node,
        title=doubt.title,
        number=doubt.number,
        text=doubt.words,
        chain=finding.chain,
    )
    return replace(
        finding,
        verdict=Verdict.REVIEW,
        stops=(stop,),
        disposal=Disposal.NONE,
        question=doubt.question,
        remarks=(*finding.remarks, Message.of("remark.if_read_well", verdict=finding.verdict)),
    )


def _of_measure(judged: Judged, below: ReviewBelow) -> Doubt | None:
    measure = judged.measure
    if measure.confidence >= below.measure:
        return None
    return Doubt(
        node=measure.id,
        title=measure.text,
        number=None,
        words=measure.text,
        question=Message.of(
            "question.of_measure", words=measure.text, kind=measure.kind, share=f"{measure.confidence:.2f}"
        ),
    )


def _of_level(library: Library, judged: Judged, below: ReviewBelow) -> Doubt | None:
    """Returns the doubt of the level of the measure's own document, where the verdict would be another one with another level."""
    document, verdict = judged.document, judged.verdict
    confidence = document.confidence_in("level")
    if confidence >= below.header:
        return None
    own = bool(judged.chain) and judged.chain[-1].id == document.id
    hangs = verdict in (Verdict.DEAD_END, Verdict.EXEMPT) or (verdict is Verdict.DIRECT and own)
    known = library.row_of(document)
    if not hangs or (known is not None and known.level is not SourceLevel.UNKNOWN):
        return None
    return Doubt(
        node=document.id,
        title=document.title,
        number=document.number,
        words=document.title or "",
        question=Message.of("question.of_level", level=document.level, share=f"{confidence:.2f}"),
    )


_HANGS_ON = {
    "region": {BreakReason.OUT_OF_JURISDICTION},
    "date": {BreakReason.NOT_IN_FORCE, BreakReason.ARTICLE_MISSING},
}
"""The reasons of a dead end that hang on a field of the document's card."""
_ASKED = {"region": "question.of_region", "date": "question.of_date"}


def _of_place_or_day(judged: Judged, below: ReviewBelow) -> Doubt | None:
    """Returns the doubt of the place or the day of the measure's own document, where a dead end hangs on it."""
    document = judged.document
    if judged.verdict is not Verdict.DEAD_END:
        return None
    reasons = {stop.reason for stop in judged.stops}
    for field, hanging in _HANGS_ON.items():
        confidence = document.confidence_in(field)
        if confidence < below.header and reasons & hanging:
            value = document.region if field == "region" else document.date
            return Doubt(
                node=document.id,
                title=document.title,
                number=document.number,
                words=document.title or "",
                question=Message.of(_ASKED[field], value=value, share=f"{confidence:.2f}"),
            )
    return None
