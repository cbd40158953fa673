"""Says what can be broken in what a store made of its readings and keeps: graph, link index, findings; whatever store it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from graph_schema.errors import DamagedError
from graph_schema.graph import Edge, Node, problems
from graph_schema.integrity import Fault, FaultKind
from tracer.store.base.findings import Judgement
from tracer.store.base.index import IndexRow
from tracer.store.judged_rows import Unpacking, finding_digest, index_digest, seal_of_judged
from tracer.store.rows import edge_digest, node_digest, seal_of

Part = TypeVar("Part", Node, Edge)


def graph_faults(
    nodes: Iterable[tuple[Node, int]], edges: Iterable[tuple[Edge, int]], seal: int | None
) -> Iterator[Fault]:
    """Finds what of the graph is not as graph_schema.graph states, or not as it was written (its digest beside it).

    `seal` is that of all of it; None while it is written.
    """
    total = 0
    wrong: list[Fault] = []

    def passed(kept: Iterable[tuple[Part, int]], digest_of: Callable[[Part], int]) -> Iterator[Part]:
        nonlocal total
        for part, digest in kept:
            made = digest_of(part)
            total += made
            if digest != made:
                wrong.append(_changed(f"{part.kind} {part.id}"))
            yield part

    for problem in problems(passed(nodes, node_digest), passed(edges, edge_digest)):
        kind = FaultKind.DANGLING if "leads to a node that is not there" in problem else FaultKind.GRAPH
        yield Fault(kind=kind, file="", where=problem)
    yield from wrong
    if seal is not None and seal != seal_of([total]) and not wrong:
        yield _changed("graph")


def index_faults(rows: Iterable[tuple[IndexRow, int]], seal: int | None) -> Iterator[Fault]:
    """Finds what of the link index is not as it was written; `seal` is that of all rows, None where there is no index."""
    total = 0
    wrong = False
    for row, digest in rows:
        made = index_digest(row)
        total += made
        if digest != made:
            wrong = True
            yield _changed(f"index {row.document}")
    if not wrong and seal_of([total]) != (seal or 0):
        yield _changed("index")


def judged_faults(
    judgement: Judgement,
    rows: Iterable[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]],
    missing: Iterable[str],
    version: int,
) -> Iterator[Fault]:
    """Finds what of a judgement is not as it was written; `rows` are its documents with their measures, `missing` those that it says it has and that are not there."""
    name = f"{judgement.policy} {judgement.as_of}"
    unpacking = Unpacking("")
    if judgement.version > version:
        yield Fault(kind=FaultKind.GAP, file="", where=f"{name}: {judgement.version} > {version}")
    for document in missing:
        yield _changed(f"{name}: {document}")
    for row, findings in rows:
        readable = True
        try:
            unpacking.take(row["document"], row["bodies"] or b"")
        except DamagedError:
            readable = False
            yield Fault(kind=FaultKind.UNREADABLE, file="", where=f"{name}: {row['document']}")
        for one in findings:
            yield from _finding_faults(name, unpacking if readable else None, one)
        if row["seal"] != seal_of_judged(row, (one["digest"] for one in findings)):
            yield _changed(f"{name}: {row['document']}")


def _finding_faults(name: str, unpacking: Unpacking | None, one: Mapping[str, Any]) -> Iterator[Fault]:
    where = f"{name}: {one['measure']}"
    if one["digest"] != finding_digest(one):
        yield _changed(where)
    if one["verdict"] is None or unpacking is None:
        return
    try:
        unpacking.finding(one["measure"], one["line"] or 0)
    except DamagedError:
        yield Fault(kind=FaultKind.UNREADABLE, file="", where=where)


def _changed(what: str) -> Fault:
    return Fault(kind=FaultKind.GRAPH, file="", where=what)
