"""The contract of every store; one contract test suite runs on all of them.

A store holds four things:

- readings, by the path of their file, given back equal to what was put: all else follows from them;
- what people decided;
- a log of both: every change has a version (1, 2, 3 …) and says who, when and what. It is the change
  feed for whoever follows the store, the audit trail, and the way back to how the store stood then;
- what the engine made of the readings: the basis graph, and the findings of a day and a policy. A
  judgement names the version that it was made of; of a later version it says nothing.

Putting, removing and deciding are one transaction each: all or nothing. Two processes may write at the
same time while others read. Texts are ordered by code point, everywhere.

Errors: StoreError where the store cannot be used, InputError where what is to be kept holds text
that no store can keep (half a character), NotFoundError where what was asked for is not there.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from graph_schema.errors import DamagedError, InputError, NotFoundError
from graph_schema.graph import Edge, Node
from graph_schema.integrity import Fault
from graph_schema.records import Decision, Finding, Reading, Withdrawal
from graph_schema.terms import MeasureKind, Verdict

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays


class Put(StrEnum):
    """What putting a reading did."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """How much a store holds."""

    sources: int
    documents: int
    provisions: int
    citations: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of a store without what was read from it; `reader` names who read it."""

    path: str
    sha256: str
    reader: str


# --- history -----------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """What a change did."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the store, and the version that came of it.

    `subject` is the path of a file, or the id of a decision; `before` and `after` are the hashes of the
    file, or the values decided, None where there is none.
    """

    version: int
    at: datetime
    who: str
    kind: ChangeKind
    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Which bytes a store held at a path, from version `since` on, and before version `until` where it holds them no more."""

    path: str
    sha256: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A reading that the store held from version `since` on, and from version `until` on no more."""

    since: int
    until: int
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How a store came to hold what it holds. `first` is the earliest version whose readings are still there."""

    first: int
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    earlier: Iterable[Earlier]


def since_of(changes: Iterable[Change]) -> dict[str, int]:
    """The version since which each file is held as it is; files that are not in the log were there before it."""
    since: dict[str, int] = {}
    for change in changes:
        if change.kind in (ChangeKind.ADDED, ChangeKind.REPLACED):
            since[change.subject] = change.version
        elif change.kind is ChangeKind.REMOVED:
            since.pop(change.subject, None)
    return since


# --- search ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class SearchText:
    """A text to be searched. `tier` is the place of its kind among those of HitKind, `size` its length."""

    tier: int
    item: str
    size: int
    text: str


class HitKind(StrEnum):
    """Where the words stand, the ones that count most first."""

    NUMBER = "number"
    TITLE = "title"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words found: in the number or the title of document `id`, or in the text of measure `id`."""

    kind: HitKind
    id: str
    text: str


# --- what the engine made of it ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All findings of a policy on a day: made of which version of the store, and by what (`edition`)."""

    policy: str
    as_of: date
    version: int
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many nodes, edges and findings were written, and how many went, when a judgement was kept."""

    written: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which measures to look at. What is left out lets everything pass.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How much a store holds of everything. `verdicts` are those of each judgement, in the order of `judgements`."""

    version: int
    counts: StoreCounts
    decisions: int
    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    verdicts: Mapping[Judgement, Mapping[Verdict, int]] = field(default_factory=dict)


class GraphStore(Protocol):
    """Readings, decisions, their history, the graph and the findings; see the module for the whole."""

    @property
    def url(self) -> str:
        """The address that opens this store again."""
        ...

    # --- readings ---

    def put(self, reading: Reading, *, reader: str | None = None, anew: bool = False) -> Put:
        """Keep a reading, all of it or nothing. A reading of the same path is replaced when it differs.

        `reader` names who read it where that is not the reader that this store was opened for. `anew` writes
        an equal one again too, which mends what is damaged of it and its search texts and is no change.
        """
        ...

    def has(self, path: str, sha256: str) -> bool:
        """Tells whether the file at `path`, with these bytes, was read by this store's reader, or by one that says the same."""
        ...

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """The paths of all files with these bytes, in order, whichever reader read them."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """All files, in the order of `readings`."""
        ...

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """The reading of the file at `path`, now or as it stood in a version.

        NotFoundError where there is none, DamagedError where it is not as it was written.
        """
        ...

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """All readings one by one, ordered by the hash and the path of their files.

        Each comes whole, as it stood at one moment; one that is removed on the way is left out. With
        a version, those that the store held then; NotFoundError where it was not reached yet, or is forgotten.
        """
        ...

    def remove(self, path: str) -> bool:
        """Take the file at `path` out; False where it was not here. Earlier versions keep it until `forget_before`."""
        ...

    def counts(self) -> StoreCounts:
        """How much was read."""
        ...

    # --- history ---

    def version(self) -> int:
        """How many changes the store has seen."""
        ...

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """The changes after version `since`, in order; of one file or decision where `subject` names it."""
        ...

    def forget_before(self, version: int) -> int:
        """Drop the readings that no version from this one on holds; how many these were. The log of changes stays."""
        ...

    def held(self) -> tuple[Held, ...]:
        """What the store holds and what it held in versions that are not forgotten, by path and version."""
        ...

    def history(self) -> History:
        """The log, the decisions and what earlier versions held; the last come one by one, in the order in which they went."""
        ...

    def take_history(self, history: History) -> None:
        """Take over how another store came to hold the readings that this one holds as well, all of it or nothing.

        Its log and its decisions stand in place of those here; judgements go, since they name a version.
        """
        ...

    # --- decisions of people ---

    def decide(self, decision: Decision) -> None:
        """Keep a decision; one of this id that is here already stays as it is."""
        ...

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Take a decision back; it stays on record. NotFoundError where there is none, InputError where it was already."""
        ...

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """The decisions in the order in which they were made, those taken back too; on one measure or citation, or all."""
        ...

    # --- search ---

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Where all the words (divided by blanks) stand: numbers first, then titles, then measures, the shortest texts first.

        A word is found wherever its characters stand, in a longer word too; capitals do not count.
        """
        ...

    def search_texts(self, path: str) -> list[SearchText]:
        """The texts of the file at `path` that are searched, in order; none where there is no such file."""
        ...

    # --- graph and findings ---

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keep the graph in place of the one before, and these findings, in this order, for their policy and day.

        Only what differs is written. Judgements of an earlier version go. InputError where the graph
        is not as graph_schema.graph states.
        """
        ...

    def drop_graph(self) -> None:
        """Let the graph, all findings and judgements go: the next `keep` writes everything anew."""
        ...

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that are kept whole, by policy and day."""
        ...

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """The gaps of a judgement, or what else the filters choose, in its order; with must_mend the gaps first.

        NotFoundError where the judgement is not kept.
        """
        ...

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """The finding on one measure, with its chain. NotFoundError where there is none."""
        ...

    def node(self, id: str) -> Node:
        """The node of that id. NotFoundError where there is none."""
        ...

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Every edge from or to a node, with the node at its other end, ordered by the id of the edge."""
        ...

    def nodes(self) -> Iterator[Node]:
        """All nodes, ordered by id."""
        ...

    def edges(self) -> Iterator[Edge]:
        """All edges, ordered by id."""
        ...

    def arrays(self) -> GraphArrays:
        """All nodes and edges as numbers, without their properties."""
        ...

    def statistics(self) -> Statistics:
        """How much the store holds of everything."""
        ...

    def faults(self) -> Iterator[Fault]:
        """What is broken in the store itself: its files, its schema, its indexes, rows that belong to nothing."""
        ...

    def close(self) -> None:
        """Let go of the store; closing twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


# --- what all stores share ---------------------------------------------------------------------


def user_name() -> str:
    """Who is at work, for the log: TRACER_USER, or the name of the account."""
    given = os.environ.get("TRACER_USER", "").strip()
    if given:
        return given
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def now() -> datetime:
    """The moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def no_reading(path: str) -> NotFoundError:
    """The error for a file that is not in the store."""
    return NotFoundError(f"库中没有这个文件：{path}。", f"No such file in the store: {path}.")


def no_version(version: int, first: int, last: int) -> NotFoundError:
    """The error for a version that was not reached, or is forgotten."""
    return NotFoundError(
        f"库中没有第 {version} 版；现有第 {first} 至 {last} 版。",
        f"The store has no version {version}; it has {first} to {last}.",
    )


def no_decision(decision: str) -> NotFoundError:
    """The error for a decision that is not on record."""
    return NotFoundError(f"库中没有这项决定：{decision}。", f"No such decision in the store: {decision}.")


def withdrawn_already(decision: str) -> InputError:
    """The error for a decision that was taken back before."""
    return InputError(f"这项决定已经撤回：{decision}。", f"This decision was taken back already: {decision}.")


def no_judgement(policy: str, as_of: date) -> NotFoundError:
    """The error for findings that are not kept."""
    return NotFoundError(
        f"库中没有保存规则 {policy} 在 {as_of} 的结论。请先运行 tracer store judge。",
        f"The store keeps no findings of the policy {policy} on {as_of}. Run tracer store judge first.",
    )


def no_finding_kept(measure: str) -> NotFoundError:
    """The error for a measure on which the judgement has no finding."""
    return NotFoundError(f"没有这条措施的结论：{measure}。", f"There is no finding on this measure: {measure}.")


def no_node(id: str) -> NotFoundError:
    """The error for a node that is not in the graph."""
    return NotFoundError(f"图中没有这个节点：{id}。", f"No such node in the graph: {id}.")


def damaged(what: str, why: object) -> DamagedError:
    """The error for what is kept of a file, a decision or a measure and is not as it was written."""
    return DamagedError(
        f"库中的记录已损坏：{what}（{why}）。请运行 tracer store check；文件可用 tracer ingest --anew 重新读入，或用备份恢复。",
        f"What the store holds of {what} is damaged ({why}). See tracer store check; tracer ingest --anew reads a file "
        "again, a backup restores everything.",
    )


def half_a_character(what: str) -> InputError:
    """The error for text that UTF-8 cannot hold."""
    return InputError(
        f"文本里有不完整的字符（半个代理字符），无法入库：{what}。请从原文重新导出。",
        f"Half a character (a lone surrogate) cannot be stored: {what}. Export the text again.",
    )


def not_a_graph(problem: str) -> InputError:
    """The error for a graph that is not as graph_schema.graph states."""
    return InputError(
        f"图不符合 graph_schema.graph：{problem}。", f"The graph is not as graph_schema.graph states: {problem}."
    )
