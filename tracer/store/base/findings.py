"""The findings of a policy on a day, and the judgements that they belong to.

A judgement names the version of the store that it was made of; of a later version it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph_schema.graph import Edge, Node
from graph_schema.records import Finding
from graph_schema.terms import MeasureKind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All findings of a policy on a day: made of which version of the store, and by what (`edition`)."""

    policy: str
    as_of: date
    version: int
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The numbers of nodes, edges and findings that were written and that went when a judgement was kept."""

    written: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Says which measures to look at. What is left out lets everything pass.

    `region` is a place or the beginning of its path; `document` an id, a number, or words of the
    title. `verdicts` and `must_mend` choose among the measures that the others let pass.
    """

    region: str | None = None
    kinds: frozenset[MeasureKind] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    issued_after: date | None = None
    document: str | None = None
    must_mend: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """Some of the findings chosen, in their order; how many were chosen; and how all stand that pass the other filters."""

    findings: tuple[Finding, ...]
    total: int
    counts: Mapping[Verdict, int]


class Findings(Protocol):
    """Everything judged: kept with its graph, given back in pages."""

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keeps the graph in place of the one before, and these findings, in this order, for their policy and day.

        Only what differs is written. Judgements of an earlier version go. InputError where the graph
        is not as graph_schema.graph states.
        """
        ...

    def drop_graph(self) -> None:
        """Lets the graph, all findings and judgements go: the next `keep` writes everything anew."""
        ...

    def judgements(self) -> tuple[Judgement, ...]:
        """Returns the judgements that are kept whole, by policy and day."""
        ...

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns the gaps of a judgement, or what else the filters choose, in its order; with must_mend the gaps first.

        NotFoundError where the judgement is not kept.
        """
        ...

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure, with its chain. NotFoundError where there is none."""
        ...
