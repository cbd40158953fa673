"""Items of the imported national lists and supplements as nodes, and which measures stand in them, by what the check said of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graph_schema.graph import Edge, Node
from graph_schema.messages import Message
from graph_schema.records import Finding
from graph_schema.terms import LABELS, Check, CreditList, MeasureKind, Sanction
from tracer.links.graph import BasisGraph, Shares, shares_of
from tracer.links.library import Library
from tracer.registry.credit_lists import CatalogItem, ListEdition

_IN = {"check_words.in_list": False, "check_words.wider_object": True, "check_words.wider_term": True}
"""The answers of the check that name an item, and whether the measure goes further than it."""


def with_lists(graph: BasisGraph, findings: Iterable[Finding], lists: Sequence[ListEdition]) -> BasisGraph:
    """Returns the graph with the items of these editions, and an edge from each measure that the check found in one of them."""
    if not lists:
        return graph
    items = {
        (edition.title, item.number, item.words): _item(edition, place, item)
        for edition in lists
        for place, item in enumerate(edition.items, 1)
    }
    nodes = {node.id: node for node in (*graph.nodes, *items.values())}
    edges = {edge.id: edge for edge in (*graph.edges, *_edges(findings, items))}
    return BasisGraph(tuple(nodes[k] for k in sorted(nodes)), tuple(edges[k] for k in sorted(edges)))


def shares_with_lists(library: Library, documents: Iterable[str], findings: Iterable[Finding]) -> Shares:
    """Returns the shares of documents in the graph, with the items of the imported lists that the findings on them name."""
    made, lists = shares_of(library, documents), library.registry.lists
    if not lists:
        return made
    listed = with_lists(BasisGraph((), ()), findings, lists)
    edges: dict[str, list[Edge]] = {}
    for edge in listed.edges:
        edges.setdefault(library.measures[edge.start].document, []).append(edge)
    shares = tuple(replace(one, edges=(*one.edges, *edges.get(one.document, ()))) for one in made.shares)
    named = {edge.end for edge in listed.edges}
    return replace(made, shares=shares, shared=(*made.shared, *(node for node in listed.nodes if node.id in named)))


def _item(edition: ListEdition, place: int, item: CatalogItem) -> Node:
    told = {
        "title": item.words,
        "catalogue": LABELS[CreditList][edition.list][0],
        "edition": edition.edition,
        "kind": _kind(edition, item).value,
        "basis": "；".join(f"《{basis.title}》{'、'.join(basis.articles)}" for basis in item.bases) or None,
        "region": edition.region,
    }
    properties = {name: value for name, value in told.items() if value is not None}
    return Node("CatalogItem", f"{edition.id}.{place}", properties)


def _kind(edition: ListEdition, item: CatalogItem) -> MeasureKind:
    """Returns the kind of measure that an item allows."""
    if edition.list is CreditList.CATALOGUE:
        return MeasureKind.INFO_INCLUSION
    return MeasureKind.NAME_LIST if Sanction.SEVERE_LIST in item.sanctions else MeasureKind.PUNISHMENT


def _edges(findings: Iterable[Finding], items: dict[tuple[str, str, str], Node]) -> Iterator[Edge]:
    for finding in findings:
        said = finding.checks.get(Check.CATALOGUE)
        if said is None or not isinstance(said.words, Message) or said.words.code not in _IN:
            continue
        values = dict(said.words.values)
        node = items.get((str(values["title"]), str(values["number"]), str(values["words"])))
        if node is not None:
            start = finding.measure.id
            wider = _IN[said.words.code]
            yield Edge("LISTED_AS", f"LISTED_AS:{start}>{node.id}", start, node.id, {"wider": wider})
