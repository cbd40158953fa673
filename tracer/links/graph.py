"""The basis graph of a library as nodes and edges (graph_schema.graph), for stores, exports and other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from graph_schema.graph import Edge, Node, Value
from graph_schema.numbers import article_number
from graph_schema.records import Citation, Document, Measure, Provision, Span
from graph_schema.regions import may_lie_in, region_code
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
    """The graph of what the library holds. Only the capture that stands for a document is in it."""
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    for node in _nodes(library):
        nodes.setdefault(node.id, replace(node, properties=_known(node.properties)))
    for edge in _edges(library):
        edges.setdefault(edge.id, replace(edge, properties=_known(edge.properties)))
    return BasisGraph(tuple(nodes[k] for k in sorted(nodes)), tuple(edges[k] for k in sorted(edges)))


# --- nodes -------------------------------------------------------------------------------------


def _nodes(library: Library) -> Iterator[Node]:
    for d in library.documents.values():
        yield _document(library, d)
        if d.issuer:
            yield Node("Issuer", _issuer(d.issuer), {"title": d.issuer})
        yield from _regions(d.region)
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


def _document(library: Library, d: Document) -> Node:
    return Node(
        "Document",
        d.id,
        {
            "title": d.title,
            "number": d.number,
            "issuer": d.issuer,
            "date": d.date.isoformat() if d.date else None,
            "level": library.level_of(d).value,
            "region": d.region,
            "form": d.kind.value,
            "draft": d.draft,
            "file": library.texts.path[d.id],
            **_at(d.span),
        },
    )


def _measure(library: Library, m: Measure) -> Node:
    return Node(
        "Measure",
        m.id,
        {
            "kind": m.kind.value,
            "text": m.text,
            "scope": scope_of(m, library.texts.file[m.document]).value,
            "consent": consent_words(m, library.texts.file[m.document]) is not None,
            "act": m.act,
            "confidence": m.confidence,
            "document": m.document,
            **_at(m.span),
        },
    )


def _target(library: Library, c: Citation) -> Node | None:
    """What a citation points to, unless it is a document that was read."""
    link = library.links[c.id]
    target = node_of(c, link)
    if target in library.documents:
        return None
    row = library.registry.instruments.get(target)
    if row is None:
        return Node(
            "Instrument",
            target,
            {
                "title": c.title,
                "number": c.number or c.defined_number,
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
            "effective": _day(row.effective or row.promulgated),
            "repealed": _day(row.repealed),
            "revised": _day(max(row.revised, default=None)),
            "status": row.status,
            "articles": row.articles,
            "decision": row.is_decision,
        },
    )


def _known(properties: Mapping[str, Value]) -> dict[str, Value]:
    """The properties that have a value: stores give back no others."""
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
    """A place and those that it lies in, nearest first."""
    parts = region.split("/") if region else []
    return ["/".join(parts[:i]) for i in range(len(parts), 0, -1)]


def _regions(region: str | None) -> Iterator[Node]:
    for path in _paths(region):
        yield Node("Region", "region:" + path, {"title": path.rpartition("/")[2], "code": region_code(path)})


# --- edges -------------------------------------------------------------------------------------


def _edges(library: Library) -> Iterator[Edge]:
    for d in library.documents.values():
        if d.issuer:
            yield _edge("ISSUED_BY", d.id, _issuer(d.issuer))
        yield from _place(d.id, d.region)
        if d.parent in library.documents and d.relation is not Relation.SELF and d.parent:
            yield _inside(library, library.documents[d.parent], d)
        yield from _rests_on(library, d)
    for p in library.provisions.values():
        yield _edge("CONTAINS", p.document, p.id)
        yield from _references(library, p)
    for m in library.measures.values():
        yield _edge("CONTAINS", m.provision, m.id)
        for b in library.ties.basis.get(m.id, ()):
            yield _basis(library, m, library.citations[b.citation], b.tie)
    for c in library.citations.values():
        if c.role is not Role.SELF:
            target = _target(library, c)
            yield _cites(library, c)
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


def _cites(library: Library, c: Citation) -> Edge:
    return Edge(
        _EDGE_OF_ROLE[c.role],
        c.id,
        c.provision if c.provision in library.provisions and c.provision else c.document,
        node_of(c, library.links[c.id]),
        {
            **_evidence(c.document, c.span, c.text),
            "role": c.role.value,
            "articles": "、".join(c.articles) or None,
            "whole": c.id in library.ties.whole.get(c.document, ()),
            "inside": False,
        },
    )


def _basis(library: Library, m: Measure, c: Citation, tie: Tie) -> Edge:
    decision = library.decided.bases.get(m.id, {}).get(c.id)
    return Edge(
        "BASED_ON",
        f"{m.id}>{c.id}:{tie.value}",
        m.id,
        node_of(c, library.links[c.id]),
        {
            **_evidence(c.document, c.span, c.text),
            **({"extractor": f"decision {decision.id}"} if decision else {}),
            "tie": tie.value,
            **_meaning(library, c),
        },
    )


def _rests_on(library: Library, d: Document) -> Iterator[Edge]:
    """The steps of a chain from the document as a whole, as tracer.verdict.walk takes them."""
    children = library.ties.children.get(d.id, ())
    for id in library.ties.whole.get(d.id, ()):
        c = library.citations[id]
        link = library.links[id]
        issued_here = link.target in children or (link.status is LinkStatus.UNRESOLVED and bool(children))
        if c.role is Role.FORWARDS and issued_here:
            continue
        yield Edge("RESTS_ON", f"RESTS_ON:{d.id}>{c.id}", d.id, node_of(c, link), _meaning(library, c))
    for child in children:
        yield _hangs_on(d.id, child)
    parent = library.documents.get(d.parent or "")
    hangs = parent is not None and d.relation is not Relation.SELF
    if parent is not None and hangs and (not parent.region or may_lie_in(d.region, parent.region)):
        yield _hangs_on(d.id, parent.id)


def _hangs_on(start: str, end: str) -> Edge:
    return Edge("RESTS_ON", f"RESTS_ON:{start}>{end}", start, end, {"status": LinkStatus.RESOLVED.value})


def _meaning(library: Library, c: Citation) -> dict[str, Value]:
    """What a citation says of what it leads to."""
    numbers = [n for a in c.articles if (n := article_number(a)) is not None]
    return {
        "citation": c.id,
        "status": library.links[c.id].status.value,
        "articles": "、".join(c.articles) or None,
        "highest": max(numbers, default=None),
    }


def _inside(library: Library, parent: Document, d: Document) -> Edge:
    """A document that another one of its file forwards or attaches; the words are its own title."""
    kind = "FORWARDS" if d.relation is Relation.FORWARDS else "ATTACHES"
    return Edge(
        kind,
        f"{kind}:{parent.id}>{d.id}",
        parent.id,
        d.id,
        {
            **_evidence(parent.id, d.span, d.title or ""),
            "role": d.relation.value,
            "whole": d.relation is Relation.FORWARDS,
            "inside": True,
        },
    )


def _references(library: Library, p: Provision) -> Iterator[Edge]:
    """From a provision to others of its document that it refers to (依照第五条)."""
    for r in library.within.references.get(p.id, ()):
        if r.kind is ReferenceKind.PROVISION:
            for target in r.targets:
                if target != p.id and target in library.provisions:
                    yield Edge(
                        "CITES",
                        f"reference:{p.id}@{r.span.start}>{target}",
                        p.id,
                        target,
                        {
                            **_evidence(r.document, r.span, r.text),
                            "role": r.role.value,
                            "articles": "、".join(r.articles) or None,
                            "whole": False,
                            "inside": True,
                        },
                    )
