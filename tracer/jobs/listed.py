"""Items of the imported national lists and supplements as nodes, and which measures stand in them, by what the check said of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graph_schema.graph import Edge, Node
from graph_schema.messages import Message
from graph_schema.records import Finding
from graph_schema.terms import LABELS, Check, CreditList, MeasureKind, Sanction
from tracer.links.graph import Shares, shares_of
from tracer.links.library import Library
from tracer.registry.credit_lists import CatalogItem, ListEdition

_IN = {"check_words.in_list": False, "check_words.wider_object": True, "check_words.wider_term": True}
"""The answers of the check that name an item, and whether the measure goes further than it."""


def shares_with_lists(library: Library, documents: Iterable[str], findings: Iterable[Finding]) -> Shares:
    """Returns the shares of documents in the graph, with the items of the imported lists that the findings on them name."""
    made, lists = shares_of(library, documents), library.registry.lists
    if not lists:
        return made
    items = dict(_items(lists))
    edges: dict[str, dict[str, Edge]] = {}
    for edge in _edges(findings, items):
        edges.setdefault(library.measures[edge.start].document, {})[edge.id] = edge
    shares = tuple(replace(one, edges=(*one.edges, *edges.get(one.document, {}).values())) for one in made.shares)
    named = {edge.end for some in edges.values() for edge in some.values()}
    return replace(made, shares=shares, shared=(*made.shared, *(node for node in items.values() if node.id in named)))


def items_of(lists: Sequence[ListEdition]) -> list[Node]:
    """Returns the nodes of all items of these editions, ordered by id."""
    return sorted(dict(_items(lists)).values(), key=lambda node: node.id)


def _items(lists: Sequence[ListEdition]) -> Iterator[tuple[tuple[str, str, str], Node]]:
    for edition in lists:
        for place, item in enumerate(edition.items, 1):
            yield (edition.title, item.number, item.words), _item(edition, place, item)


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
