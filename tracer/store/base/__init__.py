"""The contract of every store in small protocols, one a module; one contract test suite runs on all of them.

In come readings, decisions of people, what follows from them (index, graph, findings); out come the same, the log, hits and pages. Whoever needs
one side of a store takes the protocol of that side: `readings`, `log`, `index`, `search`, `graph`, `findings`; a store is all
of them, and `Records` is what the others follow from.

Putting, removing and deciding are one transaction each: all or nothing. Two processes may write at the
same time while others read. Texts are ordered by code point, everywhere.

Errors: StoreError where the store cannot be used, InputError where what is to be kept holds text
that no store can keep (half a character), NotFoundError where what was asked for is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from graph_schema.integrity import Fault
from graph_schema.terms import Verdict
from tracer.store.base.findings import Findings, Judgement
from tracer.store.base.graph import Graph
from tracer.store.base.index import LinkIndex
from tracer.store.base.log import Log
from tracer.store.base.readings import Readings, StoreCounts
from tracer.store.base.search import Search


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The size of everything in a store. `verdicts` are those of each judgement, in the order of `judgements`."""

    version: int
    counts: StoreCounts
    decisions: int
    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    verdicts: Mapping[Judgement, Mapping[Verdict, int]] = field(default_factory=dict)


class Records(Readings, Log, Protocol):
    """The records that cannot be made again: readings, decisions, and the history of both."""


class GraphStore(Records, LinkIndex, Search, Graph, Findings, Protocol):
    """All that a store holds, how much that is, and what is broken of it."""

    def turn(self) -> AbstractContextManager[None]:
        """Holds the turn to bring up to date what the store makes of its records, which one process at a time may do; who has it comes in again.

        It is no transaction, and ends with its process. StoreError `store.in_use` where another one has it for too long.
        """
        ...

    def statistics(self) -> Statistics:
        """Counts the files of the store and what they say."""
        ...

    def faults(self) -> Iterator[Fault]:
        """Finds what is broken in the store itself: its files, its schema, its indexes, rows that belong to nothing."""
        ...
