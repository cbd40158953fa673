"""The basis graph of a library as nodes and edges (graph_schema.graph), for stores, exports and other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph_schema.graph import Edge, Node, Value, is_unknown, unknown_instrument
from graph_schema.numbers import article_number
from graph_schema.records import Citation, Document, Link, Measure, Provision, Span
from graph_schema.regions import may_lie_in, place_name, places_above, region_code
from graph_schema.terms import LinkStatus, ReferenceKind, Relation, Role, Tie
from tracer.links.library import Library, node_of
from tracer.policy.scope import consent_words, scope_of
from tracer.store.base.graph import GraphShare

EXTRACTOR = "ingest.reading/1"
_REGION = "region:"

_EDGE_OF_ROLE = {
    Role.BASIS: "CITES",
    Role.MENTION: "CITES",
    Role.FORWARDS: "FORWARDS",
    Role.ATTACHES: "ATTACHES",
    Role.AMENDS: "AMENDS",
    Role.REPEALS: "REPEALS",
}


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of some documents, the nodes that these lead to (`shared`), and the edges between those that belong to nobody."""

    shares: tuple[GraphShare, ...]
    shared: tuple[Node, ...]
    between: tuple[Edge, ...]


def shares_of(library: Library, documents: Iterable[str]) -> Shares:
    """Returns the shares of documents in the graph, and what they lead to beside."""
    shares = tuple(share_of(library, document) for document in sorted(documents))
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    named: dict[str, str] = {}
    for share in shares:
        for node, citation in _led_to(library, share.document):
            if node.id not in nodes or (is_unknown(node) and citation < named[node.id]):
                nodes[node.id] = replace(node, properties=_known(node.properties))
                named[node.id] = citation
    for node in nodes.values():
        for edge in _between(node):
            edges.setdefault(edge.id, edge)
    return Shares(shares, tuple(nodes.values()), tuple(edges.values()))


def share_of(library: Library, document: str) -> GraphShare:
    """Returns the share of a document in the graph: its node, those of its provisions and measures, and all edges that start there."""
    card = library.documents[document]
    nodes = {node.id: replace(node, properties=_known(node.properties)) for node in _nodes(library, card)}
    edges: dict[str, Edge] = {}
    for edge in _edges(library, card):
        edges.setdefault(edge.id, replace(edge, properties=_known(edge.properties)))
    return GraphShare(
        document=document,
        nodes=tuple(nodes[k] for k in sorted(nodes)),
        edges=tuple(edges[k] for k in sorted(edges)),
    )


# --- nodes -------------------------------------------------------------------------------------


def _nodes(library: Library, document: Document) -> Iterator[Node]:
    yield _document(library, document)
    for p in library.within.provisions.get(document.id, ()):
        yield Node("Provision", p.id, {"label": p.label, "document": p.document, **_at(p.span)})
    for m in library.measures_in.get(document.id, ()):
        yield _measure(library, m)


def _led_to(library: Library, id: str) -> Iterator[tuple[Node, str]]:
    """Gives the nodes beside its own share that a document leads to, and by which citation ("" where it is none)."""
    document = library.documents[id]
    if document.issuer:
        yield Node("Issuer", _issuer(document.issuer), {"title": document.issuer}), ""
    yield from ((node, "") for node in _regions(document.region))
    for other in (document.parent, *library.parts_of.get(id, ())):
        if other in library.documents and other:
            yield _document(library, library.documents[other]), ""
    for citation in _citing(library, id):
        target = _target(library, citation)
        yield target, citation.id
        if target.kind == "Instrument" and not is_unknown(target):
            yield from ((node, "") for node in _regions(_text(target.properties["region"])))


def _citing(library: Library, document: str) -> Iterator[Citation]:
    return (c for c in library.citations_in.get(document, ()) if c.role is not Role.SELF)


def _document(library: Library, document: Document) -> Node:
    return Node(
        "Document",
        document.id,
        {
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "date": document.date.isoformat() if document.date else None,
            "level": library.level_of(document).value,
            "region": document.region,
            "form": document.kind.value,
            "draft": document.draft,
            "file": library.texts.path[document.id],
            **_at(document.span),
            "ended": _day(_ended(library, document.id)),
        },
    )


def _ended(library: Library, document: str) -> date | None:
    """Returns since when a document holds no longer, by a document of the store or by the registry."""
    ended, row = library.ended.get(document), library.settled[document].row
    days = (ended.day if ended else None, row.repealed if row else None)
    return min((day for day in days if day is not None), default=None)


def _measure(library: Library, measure: Measure) -> Node:
    return Node(
        "Measure",
        measure.id,
        {
            "kind": measure.kind.value,
            "text": measure.text,
            "scope": scope_of(measure, library.texts.file[measure.document]).value,
            "consent": consent_words(measure, library.texts.file[measure.document]) is not None,
            "act": measure.act,
            "confidence": measure.confidence,
            "document": measure.document,
            **_at(measure.span),
        },
    )


def _target(library: Library, citation: Citation) -> Node:
    """Returns what a citation points to."""
    link = library.links[citation.id]
    target = node_of(citation, link)
    if target in library.documents:
        return _document(library, library.documents[target])
    row = library.registry.instruments.get(target)
    if row is None:
        return unknown_instrument(target, _naming(citation, link))
    return Node(
        "Instrument",
        target,
        {
            "title": row.title,
            "number": "；".join(row.numbers) or None,
            "level": row.level.value,
            "region": row.region,
            "known": True,
            "effective": _day(row.in_force_since or row.promulgated),
            "repealed": _day(row.repealed),
            "revised": _day(max(row.revised, default=None)),
            "status": row.status,
            "articles": row.articles,
            "decision": row.is_decision,
        },
    )


def _naming(citation: Citation, link: Link) -> dict[str, Value]:
    """Returns what a citation says of an instrument that is not on record."""
    return {
        "title": citation.title,
        "number": citation.number or citation.defined_number,
        "level": link.level.value,
        "region": link.region,
    }


def _known(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Returns the properties that have a value: stores give back no others."""
    return {name: value for name, value in properties.items() if value is not None}


def _day(day: object) -> str | None:
    return str(day) if day else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _at(span: Span) -> dict[str, int]:
    return {"begin": span.start, "finish": span.end}


def _issuer(name: str) -> str:
    return "issuer:" + name


def _paths(region: str | None) -> list[str]:
    """Returns a place and those that it lies in, nearest first."""
    return [region, *reversed(places_above(region))] if region else []


def _regions(region: str | None) -> Iterator[Node]:
    for path in _paths(region):
        yield Node("Region", _REGION + path, {"title": place_name(path), "code": region_code(path)})


# --- edges -------------------------------------------------------------------------------------


def _edges(library: Library, document: Document) -> Iterator[Edge]:
    if document.issuer:
        yield _edge("ISSUED_BY", document.id, _issuer(document.issuer))
    yield from _in(document.id, document.region)
    for child in library.parts_of.get(document.id, ()):
        yield _inside(library, document, library.documents[child])
    yield from _rests_on(library, document)
    for p in library.within.provisions.get(document.id, ()):
        yield _edge("CONTAINS", p.document, p.id)
        yield from _references(library, p)
    for measure in library.measures_in.get(document.id, ()):
        yield _edge("CONTAINS", measure.provision, measure.id)
        for b in library.ties.basis.get(measure.id, ()):
            yield _basis(library, measure, library.citations[b.citation], b.tie)
    for citation in _citing(library, document.id):
        yield _cites(library, citation)


def _between(node: Node) -> Iterator[Edge]:
    """Gives the edges from a node that belongs to nobody: the place of an instrument on record, the place that a place lies in."""
    if node.kind == "Instrument" and not is_unknown(node):
        yield from _in(node.id, _text(node.properties.get("region")))
    if node.kind == "Region":
        paths = _paths(node.id.removeprefix(_REGION))
        if len(paths) > 1:
            yield _edge("PART_OF", node.id, _REGION + paths[1])


def _edge(kind: str, start: str, end: str) -> Edge:
    return Edge(kind, f"{kind}:{start}>{end}", start, end)


def _in(node: str, region: str | None) -> Iterator[Edge]:
    if region:
        yield _edge("IN", node, _REGION + region)


def _evidence(document: str, span: Span, quote: str) -> dict[str, str | int]:
    return {"document": document, **_at(span), "quote": quote, "extractor": EXTRACTOR}


def _cites(library: Library, citation: Citation) -> Edge:
    link = library.links[citation.id]
    target = node_of(citation, link)
    is_on_record = target in library.documents or target in library.registry.instruments
    return Edge(
        _EDGE_OF_ROLE[citation.role],
        citation.id,
        citation.provision if citation.provision and citation.provision in library.provisions else citation.document,
        target,
        {
            **_evidence(citation.document, citation.span, citation.text),
            "role": citation.role.value,
            "articles": "、".join(citation.articles) or None,
            "whole": citation.id in library.ties.whole.get(citation.document, ()),
            "inside": False,
            **({} if is_on_record else _naming(citation, link)),
        },
    )


def _basis(library: Library, measure: Measure, citation: Citation, tie: Tie) -> Edge:
    decision = library.decided.bases.get(measure.id, {}).get(citation.id)
    return Edge(
        "BASED_ON",
        f"{measure.id}>{citation.id}:{tie.value}",
        measure.id,
        node_of(citation, library.links[citation.id]),
        {
            **_evidence(citation.document, citation.span, citation.text),
            **({"extractor": f"decision {decision.id}"} if decision else {}),
            "tie": tie.value,
            **_meaning(library, citation),
        },
    )


def _rests_on(library: Library, document: Document) -> Iterator[Edge]:
    """Yields the steps of a chain from the document as a whole, as tracer.verdict.walk takes them."""
    children = library.ties.children.get(document.id, ())
    for id in library.ties.whole.get(document.id, ()):
        citation = library.citations[id]
        link = library.links[id]
        issued_here = link.target in children or (link.status is LinkStatus.UNRESOLVED and bool(children))
        if citation.role is Role.FORWARDS and issued_here:
            continue
        yield Edge(
            "RESTS_ON",
            f"RESTS_ON:{document.id}>{citation.id}",
            document.id,
            node_of(citation, link),
            _meaning(library, citation),
        )
    for child in children:
        yield _hangs_on(document.id, child)
    parent = library.documents.get(document.parent or "")
    hangs = parent is not None and document.relation is not Relation.SELF
    if parent is not None and hangs and (not parent.region or may_lie_in(document.region, parent.region)):
        yield _hangs_on(document.id, parent.id)


def _hangs_on(start: str, end: str) -> Edge:
    return Edge("RESTS_ON", f"RESTS_ON:{start}>{end}", start, end, {"status": LinkStatus.RESOLVED.value})


def _meaning(library: Library, citation: Citation) -> dict[str, Value]:
    """Returns what a citation says of what it leads to."""
    numbers = [n for a in citation.articles if (n := article_number(a)) is not None]
    return {
        "citation": citation.id,
        "status": library.links[citation.id].status.value,
        "articles": "、".join(citation.articles) or None,
        "highest": max(numbers, default=None),
    }


def _inside(library: Library, parent: Document, document: Document) -> Edge:
    """Returns a document that another one of its file forwards or attaches; the words are its own title.

    A later page is attached to the page before: that it goes on from there the relation of its document says.
    """
    role = Role.FORWARDS if document.relation is Relation.FORWARDS else Role.ATTACHES
    kind = role.name
    return Edge(
        kind,
        f"{kind}:{parent.id}>{document.id}",
        parent.id,
        document.id,
        {
            **_evidence(parent.id, document.span, document.title or ""),
            "role": role.value,
            "whole": role is Role.FORWARDS,
            "inside": True,
        },
    )


def _references(library: Library, provision: Provision) -> Iterator[Edge]:
    """Yields the edges from a provision to others of its document that it refers to (依照第五条)."""
    for reference in library.within.references.get(provision.id, ()):
        if reference.kind is ReferenceKind.PROVISION:
            for target in reference.targets:
                if target != provision.id and target in library.provisions:
                    yield Edge(
                        "CITES",
                        f"reference:{provision.id}@{reference.span.start}>{target}",
                        provision.id,
                        target,
                        {
                            **_evidence(reference.document, reference.span, reference.text),
                            "role": reference.role.value,
                            "articles": "、".join(reference.articles) or None,
                            "whole": False,
                            "inside": True,
                        },
                    )
