"""The basis graph of a library as nodes and edges (graph_schema.graph), for stores, exports and other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from graph_schema.graph import Edge, Node, Value
from graph_schema.numbers import article_number
from graph_schema.records import Citation, Document, Measure, Provision, Span
from graph_schema.regions import may_lie_in, place_name, places_above, region_code
from graph_schema.terms import LinkStatus, ReferenceKind, Relation, Role, Tie
from tracer.links.library import Library, node_of
from tracer.policy.scope import consent_words, scope_of

EXTRACTOR = "ingest.reading/1"

_EDGE_OF_ROLE = {
    Role.BASIS: "CITES",
    Role.MENTION: "CITES",
    Role.FORWARDS: "FORWARDS",
    Role.ATTACHES: "ATTACHES",
    Role.AMENDS: "AMENDS",
    Role.REPEALS: "REPEALS",
}


@dataclass(frozen=True, slots=True)
class BasisGraph:
    """Nodes and edges, each in the order of their ids."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(library: Library) -> BasisGraph:
    """Returns the graph of what the library holds. Only the capture that stands for a document is in it."""
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    for node in _nodes(library):
        nodes.setdefault(node.id, replace(node, properties=_known(node.properties)))
    for edge in _edges(library):
        edges.setdefault(edge.id, replace(edge, properties=_known(edge.properties)))
    return BasisGraph(tuple(nodes[k] for k in sorted(nodes)), tuple(edges[k] for k in sorted(edges)))


# --- nodes -------------------------------------------------------------------------------------


def _nodes(library: Library) -> Iterator[Node]:
    for document in library.documents.values():
        yield _document(library, document)
        if document.issuer:
            yield Node("Issuer", _issuer(document.issuer), {"title": document.issuer})
        yield from _regions(document.region)
    for p in library.provisions.values():
        yield Node("Provision", p.id, {"label": p.label, "document": p.document, **_at(p.span)})
    for m in library.measures.values():
        yield _measure(library, m)
    for c in library.citations.values():
        if c.role is not Role.SELF:
            target = _target(library, c)
            if target is not None:
                yield target
                yield from _regions(_text(target.properties["region"]))


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
        },
    )


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


def _target(library: Library, citation: Citation) -> Node | None:
    """Returns what a citation points to, unless it is a document that was read."""
    link = library.links[citation.id]
    target = node_of(citation, link)
    if target in library.documents:
        return None
    row = library.registry.instruments.get(target)
    if row is None:
        return Node(
            "Instrument",
            target,
            {
                "title": citation.title,
                "number": citation.number or citation.defined_number,
                "level": link.level.value,
                "region": link.region,
                "known": False,
                "decision": False,
            },
        )
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
        yield Node("Region", "region:" + path, {"title": place_name(path), "code": region_code(path)})


# --- edges -------------------------------------------------------------------------------------


def _edges(library: Library) -> Iterator[Edge]:
    for document in library.documents.values():
        if document.issuer:
            yield _edge("ISSUED_BY", document.id, _issuer(document.issuer))
        yield from _place(document.id, document.region)
        if document.parent in library.documents and document.relation is not Relation.SELF and document.parent:
            yield _inside(library, library.documents[document.parent], document)
        yield from _rests_on(library, document)
    for p in library.provisions.values():
        yield _edge("CONTAINS", p.document, p.id)
        yield from _references(library, p)
    for measure in library.measures.values():
        yield _edge("CONTAINS", measure.provision, measure.id)
        for b in library.ties.basis.get(measure.id, ()):
            yield _basis(library, measure, library.citations[b.citation], b.tie)
    for citation in library.citations.values():
        if citation.role is not Role.SELF:
            target = _target(library, citation)
            yield _cites(library, citation)
            if target is not None:
                yield from _place(target.id, _text(target.properties["region"]))


def _edge(kind: str, start: str, end: str) -> Edge:
    return Edge(kind, f"{kind}:{start}>{end}", start, end)


def _place(node: str, region: str | None) -> Iterator[Edge]:
    paths = ["region:" + path for path in _paths(region)]
    if paths:
        yield _edge("IN", node, paths[0])
    for inner, outer in pairwise(paths):
        yield _edge("PART_OF", inner, outer)


def _evidence(document: str, span: Span, quote: str) -> dict[str, str | int]:
    return {"document": document, **_at(span), "quote": quote, "extractor": EXTRACTOR}


def _cites(library: Library, citation: Citation) -> Edge:
    return Edge(
        _EDGE_OF_ROLE[citation.role],
        citation.id,
        citation.provision if citation.provision in library.provisions and citation.provision else citation.document,
        node_of(citation, library.links[citation.id]),
        {
            **_evidence(citation.document, citation.span, citation.text),
            "role": citation.role.value,
            "articles": "、".join(citation.articles) or None,
            "whole": citation.id in library.ties.whole.get(citation.document, ()),
            "inside": False,
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
