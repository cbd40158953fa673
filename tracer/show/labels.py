"""A reading with its findings in the label format of extract (docs/reading.md#labels), one line of JSON each."""

from __future__ import annotations

from collections.abc import Sequence

from graph_schema.records import Citation, Document, Finding, Link, Reading, Segment
from graph_schema.terms import LinkStatus, Role, SegmentKind, SourceLevel, Tie
from tracer.links.library import build_library
from tracer.registry.load import Registry, load_registry


def label_format(reading: Reading, findings: Sequence[Finding], registry: Registry | None = None) -> dict[str, object]:
    """doc, segments, citations and measures of one text; offsets into its own text.

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
        "measures": [
            {
                "start": f.measure.span.start,
                "end": f.measure.span.end,
                "kind": f.measure.kind.value,
                "basis": [i for i, _ in sorted(ties.get(f.measure.id, []))],
                "ties": [how for _, how in sorted(ties.get(f.measure.id, []))],
                "verdict": f.verdict.value,
                "why": f.sentence_en,
                "reasons": [s.reason.value for s in f.stops],
                "checks": {check.value: c.result.value for check, c in f.checks.items()},
                "rule": f.measure.act,
                "confidence": f.measure.confidence,
            }
            for f in found
        ],
    }


def _doc(d: Document, level: SourceLevel) -> dict[str, object]:
    return {
        "title": d.title,
        "number": d.number,
        "issuer": d.issuer,
        "date": d.date.isoformat() if d.date else None,
        "region": d.region,
        "level": level.value,
        "found": {e.field: e.found for e in d.evidence},
        "confidence": {e.field: e.confidence for e in d.evidence},
    }


def _segment(s: Segment, d: Document | None) -> dict[str, object]:
    out: dict[str, object] = {"start": s.span.start, "end": s.span.end, "type": s.kind.value}
    if d is not None:
        out |= {
            "title": d.title,
            "number": d.number,
            "issuer": d.issuer,
            "date": d.date.isoformat() if d.date else None,
            "level": d.level.value,
        }
    out["confidence"] = s.confidence
    if s.kind not in (SegmentKind.NOISE, SegmentKind.DUPLICATE):
        out["relation"] = {"kind": s.relation.value, "to": s.parent}
    return out


def _citation(c: Citation, link: Link | None, d: Document, own_level: SourceLevel) -> dict[str, object]:
    level = own_level if c.role is Role.SELF or link is None else link.level
    return {
        "start": c.span.start,
        "end": c.span.end,
        "title": c.title,
        "number": c.number,
        "articles": list(c.articles),
        "level": level.value,
        "role": c.role.value,
        "cue": c.cue,
        "resolved": link.target if link is not None and link.status is LinkStatus.RESOLVED else None,
        "found": c.found,
        "confidence": c.confidence,
    }
