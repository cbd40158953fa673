"""A branch of the walk upward from a measure, what stays the same along all of them, and where they break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.messages import Message
from graph_schema.records import Document, Hop, Measure, Stop
from graph_schema.regions import covers, may_lie_below
from graph_schema.terms import BreakReason, SourceLevel
from tracer.links.library import Library
from tracer.policy.rules import Policy, Rule, Scope


@dataclass(frozen=True, slots=True)
class Branch:
    """One way upward and how it ended: `chain` is measure first, source or break point last.

    `own` where the measure's own provision cites the source; `words` are those of the document, or why it breaks;
    `question` where only a person can tell.
    """

    chain: tuple[Hop, ...]
    reached: bool = False
    own: bool = False
    reasons: tuple[BreakReason, ...] = ()
    words: str | Message = ""
    question: Message | None = None
    remark: Message | None = None

    @property
    def is_question(self) -> bool:
        """Tells whether only a person can tell."""
        return self.question is not None


@dataclass(frozen=True, slots=True)
class Task:
    """The things that stay the same along all branches of one measure."""

    library: Library
    policy: Policy
    rule: Rule
    scope: Scope
    measure: Measure
    document: Document
    as_of: date

    def too_low(self, level: SourceLevel) -> BreakReason:
        """Returns why a level does not do: no rule permits it, or only one for measures of another kind."""
        for_others = level in self.policy.permitted_for_some
        return BreakReason.WRONG_KIND if for_others else BreakReason.LEVEL_NOT_PERMITTED

    def is_outside(self, region: str | None) -> bool:
        """Tells whether a place is neither the document's own nor above it. An unknown place accuses nobody."""
        own = self.document.region
        return bool(region and own and not covers(region, own)) and not self.is_unplaced(region)

    def is_unplaced(self, region: str | None) -> bool:
        """Tells whether only the place of the document, which its text does not show in full, or that of the thing, could tell."""
        return not region or may_lie_below(self.document.region, region)


def stops_of(branches: Sequence[Branch]) -> tuple[Stop, ...]:
    """Returns the break points of the broken branches, one for each reason and node, in order."""
    stops: dict[tuple[BreakReason, str], Stop] = {}
    for branch in branches:
        last = branch.chain[-1]
        for reason in branch.reasons:
            stops.setdefault(
                (reason, last.id),
                Stop(
                    reason=reason,
                    node=last.id,
                    title=last.title,
                    number=last.number,
                    text=branch.words,
                    chain=branch.chain,
                ),
            )
    return tuple(stops.values())
