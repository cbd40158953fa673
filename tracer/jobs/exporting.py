"""The basis graph of a store for other programs, with what is judged on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter

from graph_schema.graph import Node, Value, judged_node
from graph_schema.streams import Again, GraphStream
from tracer.jobs.judging import keep_graph
from tracer.jobs.kept import UpToDate, kept_findings
from tracer.jobs.listed import items_of
from tracer.jobs.opening import Tools, opened
from tracer.registry.own_rows import registry_of
from tracer.store import GraphStore, open_store

_TOGETHER = 2000  # nodes that are in memory at a time


@contextmanager
def graph(store: GraphStore | str, *, policy: str | None = None, as_of: date | None = None) -> Iterator[GraphStream]:
    """Yields the basis graph of the store, node by node: what graph_schema.graph states, linked to the registry as it is now, with what is judged on a day.

    The day is that of the policy's judgement that is kept for the latest day, today where there is none. Which measures stand
    in an imported list is that of the day. Judgement and graph are brought up to date first, and kept; where the store cannot
    be written, in memory.
    """
    with opened(store, policy=policy) as source, registry_of(source.url):
        tools = Tools.load(policy)
        days = [one.as_of for one in source.judgements() if one.policy == tools.policy.id]
        with kept_findings(source, tools, as_of or max(days, default=date.today())) as kept:
            kept_in = source if kept.is_kept else open_store("sqlite:///:memory:")
            keep_graph(kept, kept_in)
            items = items_of(kept.library.registry.lists)
            yield GraphStream(Again(lambda: _judged(_beside(kept_in.nodes(), items), kept)), Again(kept_in.edges))


def _beside(nodes: Iterable[Node], items: Iterable[Node]) -> Iterator[Node]:
    """Yields nodes in the order of their ids, with the items of lists that no measure stands in."""
    together = merge(nodes, items, key=attrgetter("id"))
    return (next(same) for _, same in groupby(together, key=attrgetter("id")))


def _judged(nodes: Iterator[Node], kept: UpToDate) -> Iterator[Node]:
    """Yields nodes with what the judgement says of them."""
    judgement, day = kept.judgement, kept.judgement.as_of.isoformat()
    said: dict[str, Mapping[str, Mapping[str, Value]]] = {}
    while some := list(islice(nodes, _TOGETHER)):
        named = {str(node.properties["document"]) for node in some if node.kind == "Measure"}
        # The parts of a document come one behind the other: what was asked of the last ones is asked again no more.
        said = {document: told for document, told in said.items() if document in named}
        asked = named - said.keys()
        found = kept.answers.said_of_measures(judgement.policy, judgement.as_of, asked)
        said |= {document: found for document in asked}
        for node in some:
            told = said[str(node.properties["document"])].get(node.id, {}) if node.kind == "Measure" else {}
            yield judged_node(node, {name: value for name, value in told.items() if value is not None}, day)
