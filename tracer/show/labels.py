"""A reading with its findings in the label format of extract (docs/reading.md#labels), one line of JSON each."""

from __future__ import annotations

from collections.abc import Sequence

from graph_schema.messages import say
from graph_schema.records import Citation, Document, Finding, Link, Reading, Segment
from graph_schema.terms import LinkStatus, Role, SegmentKind, SourceLevel, Tie
from tracer.links.library import build_library
from tracer.registry.load import Registry, load_registry
from tracer.show.page import page_json, unread_json
from tracer.show.slots import slots_json


def label_format(reading: Reading, findings: Sequence[Finding], registry: Registry | None = None) -> dict[str, object]:
    """Returns doc, segments, citations and measures of one text; offsets into its own text.

    `measures[].basis` are indexes into `citations`: those tied to the measure in its own provision.
    """
    library = build_library([reading], registry or load_registry())
    documents = {d.id: d for d in reading.documents}
    # 该条例 and 上述文件 are no citations of the label format, though a measure may rest on them.
    citations = sorted((c for c in reading.citations if not c.by_reference), key=lambda c: (c.span.start, c.span.end))
    index_of = {c.id: i for i, c in enumerate(citations)}
    found = sorted(findings, key=lambda f: (f.measure.span.start, f.measure.span.end))
    ties: dict[str, list[tuple[int, str]]] = {}
    for b in reading.basis:
        if b.tie in (Tie.CLAUSE, Tie.SENTENCE, Tie.ITEM) and b.citation in index_of:
            ties.setdefault(b.measure, []).append((index_of[b.citation], b.tie.value))
    first = reading.documents[0] if reading.documents else None
    return {
        "doc": _doc(first, library.level_of(first)) if first is not None else None,
        "segments": [_segment(s, documents.get(s.document or "")) for s in reading.segments],
        "citations": [
            _citation(c, library.links.get(c.id), documents[c.document], library.level_of(documents[c.document]))
            for c in citations
        ],
        "unread": unread_json(reading),
        "measures": [
            {
                "start": f.measure.span.start,
                "end": f.measure.span.end,
                "kind": f.measure.kind.value,
                "basis": [i for i, _ in sorted(ties.get(f.measure.id, []))],
                "ties": [how for _, how in sorted(ties.get(f.measure.id, []))],
                "verdict": f.verdict.value,
                "why": say("en", f.sentence),
                "reasons": [s.reason.value for s in f.stops],
                "checks": {check.value: c.result.value for check, c in f.checks.items()},
                "rule": f.measure.act,
                "slots": slots_json(f.measure),
                "confidence": f.measure.confidence,
            }
            for f in found
        ],
    }


def _doc(document: Document, level: SourceLevel) -> dict[str, object]:
    return {
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "region": document.region,
        "level": level.value,
        "found": {e.field: e.found for e in document.evidence},
        "confidence": {e.field: e.confidence for e in document.evidence},
        "lacks": [lack.value for lack in document.lacks],
        "page": page_json(document),
    }


def _segment(segment: Segment, document: Document | None) -> dict[str, object]:
    out: dict[str, object] = {"start": segment.span.start, "end": segment.span.end, "type": segment.kind.value}
    if document is not None:
        out |= {
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "date": document.date.isoformat() if document.date else None,
            "level": document.level.value,
        }
    out["confidence"] = segment.confidence
    if segment.kind not in (SegmentKind.NOISE, SegmentKind.DUPLICATE):
        out["relation"] = {"kind": segment.relation.value, "to": segment.parent}
    return out


def _citation(citation: Citation, link: Link | None, d: Document, own_level: SourceLevel) -> dict[str, object]:
    level = own_level if citation.role is Role.SELF or link is None else link.level
    return {
        "start": citation.span.start,
        "end": citation.span.end,
        "title": citation.title,
        "number": citation.number,
        "articles": list(citation.articles),
        "level": level.value,
        "role": citation.role.value,
        "cue": citation.cue,
        "resolved": link.target if link is not None and link.status is LinkStatus.RESOLVED else None,
        "found": citation.found,
        "confidence": citation.confidence,
    }
