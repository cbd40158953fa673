"""Says what can be broken in the graph and the findings that a store keeps, whatever store it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from graph_schema.errors import DamagedError
from graph_schema.graph import Edge, Node, problems
from graph_schema.integrity import Fault, FaultKind
from tracer.store.base.findings import Judgement
from tracer.store.rows import edge_digest, node_digest, row_of_body, seal_of

Part = TypeVar("Part", Node, Edge)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptJudgement:
    """A judgement with the seals of the graph and of the findings that were kept with it; None of older stores."""

    judgement: Judgement
    graph: int | None
    findings: int | None


def graph_faults(
    nodes: Iterable[tuple[Node, int]], edges: Iterable[tuple[Edge, int]], judgements: Iterable[KeptJudgement]
) -> Iterator[Fault]:
    """Finds what of the graph is not as graph_schema.graph states, or not as it was written (its digest beside it)."""
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
    for kept in judgements:
        if kept.graph is not None and kept.graph != seal_of([total]) and not wrong:
            yield _changed(f"{kept.judgement.policy} {kept.judgement.as_of}")


def finding_faults(
    judgement: KeptJudgement, rows: Iterable[Mapping[str, Any]], measures: Iterable[str], version: int
) -> Iterator[Fault]:
    """Finds what of the findings of a judgement is not as it was written; `rows` come in their order, with what the store keeps."""
    name = f"{judgement.judgement.policy} {judgement.judgement.as_of}"
    known, digests = set(measures), []
    if judgement.judgement.version > version:
        yield Fault(kind=FaultKind.GAP, file="", where=f"{name}: {judgement.judgement.version} > {version}")
    for place, row in enumerate(rows):
        measure = str(row["measure"])
        if measure not in known:
            yield Fault(kind=FaultKind.DANGLING, file="", where=f"{name}: {measure}")
        try:
            made = asdict(row_of_body(place, row["body"], measure))
        except DamagedError:
            yield Fault(kind=FaultKind.UNREADABLE, file="", where=f"{name}: {measure}")
            continue
        digests.append(made["digest"])
        different = [key for key, value in row.items() if made[key] != value]
        if different:
            yield _changed(f"{name}: {measure} ({', '.join(different)})")
    if judgement.findings is not None and judgement.findings != seal_of(digests):
        yield _changed(name)


def _changed(what: str) -> Fault:
    return Fault(kind=FaultKind.GRAPH, file="", where=what)
