"""Says what others take for plain reachability on the same graph: which measures reach some permitted source at all.

No place, no day, no kind and no reason: less than a verdict, and a yardstick for it. Each gives the
time to load the graph and the time to answer.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import networkx as nx
import numpy as np

from graph_schema.terms import SourceLevel
from tracer.bulk.arrays import BasisArrays
from tracer.bulk.numbers import LEVEL_NUMBER
from tracer.bulk.places import Flags, Ints

_PERMITTED = (SourceLevel.LAW, SourceLevel.ADMIN_REGULATION, SourceLevel.LOCAL_REGULATION, SourceLevel.CENTRAL_POLICY)
_REACHED = """
    WITH RECURSIVE reached(node) AS (
        SELECT node FROM source UNION SELECT origin FROM edge JOIN reached ON into_ = reached.node
    )
    SELECT count(*) FROM reached WHERE node < ?
"""


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """Measures, then documents, then other targets as nodes; an edge for each step and from each measure to its document."""

    nodes: int
    measures: int
    origin: Ints
    into: Ints
    sources: Ints

    @classmethod
    def of(cls, arrays: BasisArrays) -> Plain:
        """Returns the graph without what a verdict asks for beside reachability."""
        measures, documents = len(arrays.measures.document), len(arrays.documents.level)
        targets = arrays.targets
        node = np.where(
            targets.document >= 0,
            measures + targets.document,
            measures + documents + np.cumsum(targets.document < 0) - 1,
        ).astype(np.int32)
        own, steps = arrays.measures.own, arrays.steps
        permitted = np.isin(targets.level, [LEVEL_NUMBER[level] for level in _PERMITTED])
        return cls(
            nodes=measures + documents + int((targets.document < 0).sum()),
            measures=measures,
            origin=np.concatenate(
                (np.arange(measures, dtype=np.int32), own.origins(), measures + arrays.document_of[steps.origins()])
            ).astype(np.int32),
            into=np.concatenate((measures + arrays.measures.document, node[own.target], node[steps.target])).astype(
                np.int32
            ),
            sources=np.unique(node[permitted]),
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds to load, seconds to answer, and how many measures reach a source; `missing` names what is not installed."""

    load: float = 0.0
    answer: float = 0.0
    reached: int | None = None
    missing: str | None = None


Loader = Callable[[Plain], Callable[[], int | None]]


def timed(loader: Loader, graph: Plain, *, repeats: int = 3) -> Timing:
    """Returns the time of a way to answer; the best of some repeats."""
    begun = perf_counter()
    try:
        answer = loader(graph)
    except ModuleNotFoundError as error:
        return Timing(missing=error.name)
    loaded = perf_counter() - begun
    best, reached = float("inf"), None
    for _ in range(repeats):
        begun = perf_counter()
        reached = answer()
        best = min(best, perf_counter() - begun)
        if best > 1:
            break
    return Timing(loaded, best, reached)


def one_pass(graph: Plain) -> Callable[[], int | None]:
    """Returns one pass over all edges in C: one step of the way, a lower bound for everything that reads each edge."""
    order = np.argsort(graph.origin, kind="stable")
    into = graph.into[order]
    heads = np.flatnonzero(np.r_[True, np.diff(graph.origin[order]) != 0])
    source: Flags = np.zeros(graph.nodes, dtype=np.bool_)
    source[graph.sources] = True

    def answer() -> None:
        np.logical_or.reduceat(source[into], heads)

    return answer


def with_scipy(graph: Plain) -> Callable[[], int | None]:
    """Returns scipy.sparse.csgraph: breadth first from one node before all sources."""
    sparse: Any = importlib.import_module("scipy.sparse")
    csgraph: Any = importlib.import_module("scipy.sparse.csgraph")
    origin = np.concatenate((graph.into, np.full(len(graph.sources), graph.nodes, dtype=np.int32)))
    into = np.concatenate((graph.origin, graph.sources))
    size = graph.nodes + 1
    matrix = sparse.csr_matrix((np.ones(len(origin), dtype=np.int8), (origin, into)), shape=(size, size))

    def answer() -> int:
        found = csgraph.breadth_first_order(matrix, graph.nodes, return_predecessors=False)
        return int((found < graph.measures).sum())

    return answer


def with_networkx(graph: Plain) -> Callable[[], int | None]:
    """Returns networkx.descendants from one node before all sources."""
    copy: nx.DiGraph[int] = nx.DiGraph()
    copy.add_nodes_from(range(graph.nodes + 1))
    copy.add_edges_from(zip(graph.into.tolist(), graph.origin.tolist(), strict=True))
    copy.add_edges_from((graph.nodes, s) for s in graph.sources.tolist())
    return lambda: sum(node < graph.measures for node in nx.descendants(copy, graph.nodes))


def with_rustworkx(graph: Plain) -> Callable[[], int | None]:
    """Returns rustworkx.descendants, likewise."""
    rustworkx: Any = importlib.import_module("rustworkx")
    copy = rustworkx.PyDiGraph(multigraph=True)
    copy.add_nodes_from(range(graph.nodes + 1))
    copy.add_edges_from_no_data(list(zip(graph.into.tolist(), graph.origin.tolist(), strict=True)))
    copy.add_edges_from_no_data([(graph.nodes, s) for s in graph.sources.tolist()])
    return lambda: sum(node < graph.measures for node in rustworkx.descendants(copy, graph.nodes))


def with_igraph(graph: Plain) -> Callable[[], int | None]:
    """Returns igraph.subcomponent, likewise."""
    igraph: Any = importlib.import_module("igraph")
    edges = np.column_stack(
        (
            np.concatenate((graph.into, np.full(len(graph.sources), graph.nodes, dtype=np.int32))),
            np.concatenate((graph.origin, graph.sources)),
        )
    )
    g = igraph.Graph(n=graph.nodes + 1, edges=edges, directed=True)
    return lambda: sum(node < graph.measures for node in g.subcomponent(graph.nodes, mode="out"))


def with_sqlite(graph: Plain) -> Callable[[], int | None]:
    """Returns SQLite: a recursive common table expression over an indexed table of edges, in memory."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE edge (origin INTEGER, into_ INTEGER)")
    db.executemany("INSERT INTO edge VALUES (?, ?)", zip(graph.origin.tolist(), graph.into.tolist(), strict=True))
    db.execute("CREATE INDEX edge_into ON edge (into_, origin)")
    db.execute("CREATE TABLE source (node INTEGER)")
    db.executemany("INSERT INTO source VALUES (?)", ((s,) for s in graph.sources.tolist()))

    def answer() -> int:
        return int(db.execute(_REACHED, (graph.measures,)).fetchone()[0])

    return answer


def with_duckdb(graph: Plain) -> Callable[[], int | None]:
    """Returns DuckDB: the same recursive query over tables of columns, in memory."""
    duckdb: Any = importlib.import_module("duckdb")
    db = duckdb.connect(":memory:")
    db.register("edges", {"origin": graph.origin, "into_": graph.into})
    db.register("sources", {"node": graph.sources})
    db.execute("CREATE TABLE edge AS SELECT * FROM edges")
    db.execute("CREATE TABLE source AS SELECT * FROM sources")

    def answer() -> int:
        return int(db.execute(_REACHED, (graph.measures,)).fetchone()[0])

    return answer


FAST: dict[str, Loader] = {
    "one C pass over the edges (numpy)": one_pass,
    "scipy.sparse.csgraph": with_scipy,
    "igraph": with_igraph,
    "rustworkx": with_rustworkx,
    "DuckDB recursive CTE": with_duckdb,
}
SLOW: dict[str, Loader] = {"SQLite recursive CTE": with_sqlite, "networkx": with_networkx}
