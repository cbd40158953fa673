"""A finding as a self-contained proof: everything that `tracer.verify` needs to see that it is right.

The proof holds the whole text of the measure's document and of every document that its chains go
through, all their citations with what they point to, the registry rows behind them with their path to
the root of the registry, the rules, and every branch. docs/proofs.md describes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from graph_schema.errors import NotFoundError
from graph_schema.personal import Masker, with_words
from graph_schema.records import Citation, Document, Hop, Measure, Provision, Reference, Span, VagueReference
from graph_schema.seals import digest_of, facts_row
from graph_schema.terms import BreakReason, Lack, ReferenceKind, Relation, Role, Tie, Verdict
from tracer.links.library import Library, node_of
from tracer.policy.rules import Policy
from tracer.policy.value import policy_value
from tracer.verdict.aside import authority_of
from tracer.verdict.branch import Branch
from tracer.verdict.judge import find
from tracer.verdict.walk import walk
from tracer.verify.evidence import unshown
from tracer.verify.shape import FORMAT, proof_of


def prove(library: Library, measure: Measure, policy: Policy, day: date) -> dict[str, Any]:
    """Returns the proof of the finding on a measure, as a JSON value."""
    text = authority_of(library, library.documents[measure.document], policy)
    if text is not None:
        raise NotFoundError("proof.of_authority", measure=measure.id, name=f"《{text.title}》（{text.number}）")
    finding = find(library, measure, policy, day)
    if finding is None:
        raise NotFoundError(
            "proof.no_rule",
            policy=policy.id,
            day=day,
            measure=measure.id,
        )
    path = walk(library, measure, policy.ruled_on(day, library.documents[measure.document].region), day)
    documents = _documents_needed(library, measure.document)
    facts = _facts_needed(library, documents, path.branches)
    tree = library.registry.tree
    reasons = {s.reason for s in finding.stops} if finding.verdict in (Verdict.DEAD_END, Verdict.REVIEW) else set()
    start = library.documents[measure.document].span.start
    value: dict[str, Any] = {
        "format": FORMAT,
        "as_of": day.isoformat(),
        "policy": policy_value(policy),
        "registry": tree.root,
        "measure": {
            "id": measure.id,
            "kind": measure.kind.value,
            "document": measure.document,
            "provision": measure.provision,
            "start": measure.span.start - start,
            "end": measure.span.end - start,
            "text": measure.span.of(library.texts.file[measure.document]),
            "confidence": measure.confidence,
            "sentence_start": measure.sentence.start - start,
            "sentence_end": measure.sentence.end - start,
        },
        "scope": path.scope.value,
        "documents": [_document(library, library.documents[d], measure) for d in documents],
        "facts": [{**facts_row(library.registry.instruments[i]), "path": tree.path(i)} for i in facts],
        "branches": [_branch(library, o) for o in path.branches],
        "decisions": list(_decisions(library, measure, documents)),
        "verdict": finding.verdict.value,
        "reasons": [r.value for r in BreakReason if r in reasons],
    }
    return _with_trust({**value, "seal": ""})


def without_personal(value: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Returns a proof with personal data starred out, sealed anew; `texts` are those of the whole files, by document.

    The hashes stay those of the original texts; each document whose words changed says so (docs/proofs.md#masked).
    """
    maskers = {d["id"]: Masker(texts[d["id"]]) for d in value["documents"]}
    documents = [_masked_document(d, maskers[d["id"]]) for d in value["documents"]]
    own = {d["id"]: d["text"] for d in documents}[value["measure"]["document"]]
    measure = {**value["measure"], "text": own[value["measure"]["start"] : value["measure"]["end"]]}
    mask = maskers[value["measure"]["document"]].mask
    decisions = [{**decision, "why": mask(decision["why"])} for decision in value["decisions"]]
    return _with_trust({**value, "documents": documents, "measure": measure, "decisions": decisions})


def _masked_document(document: dict[str, Any], masker: Masker) -> dict[str, Any]:
    """Returns a document of a proof with its words masked; what is quoted of its text is quoted of the masked one."""
    text = masker.mask(document["text"])

    def quoting(part: dict[str, Any]) -> dict[str, Any]:
        masked: dict[str, Any] = with_words(part, masker.mask)
        return {**masked, "text": text[part["start"] : part["end"]]}

    quotes = {name: [quoting(part) for part in document[name]] for name in ("citations", "references", "vague")}
    card = {name: with_words(document[name], masker.mask) for name in ("title", "number", "issuer", "provisions")}
    return {**document, **card, **quotes, "text": text}


def _documents_needed(library: Library, first: str) -> list[str]:
    """Returns the measure's document and all that a chain from it can go through, with what hangs on them in their files."""
    needed: dict[str, None] = {}
    queue = [first]
    while queue:
        here = queue.pop()
        if here in needed:
            continue
        needed[here] = None
        document = library.documents[here]
        near = [document.parent, *library.ties.children.get(here, ())]
        for c in library.citations_in.get(here, ()):
            if c.role in (Role.BASIS, Role.FORWARDS):
                near += [library.links[c.id].target, *(f.target for f in library.rivals.get(c.id, ()))]
        queue += [d for d in near if d is not None and d in library.documents]
    return sorted(needed)


def _facts_needed(library: Library, documents: Iterable[str], branches: Iterable[Branch]) -> list[str]:
    """Returns the rows of all that these documents rest on or forward, are texts of, or hand on by their titles."""
    ids: set[str] = set()
    for id in documents:
        known = library.row_of(library.documents[id])
        ids |= {known.id} if known else set()
        for c in library.citations_in.get(id, ()):
            if c.role is not Role.SELF:
                ids |= {f.target for f in library.rivals.get(c.id, ())} | {library.links[c.id].target or ""}
    ids |= {hop.id for o in branches for hop in o.chain}
    return sorted(ids & set(library.registry.instruments))


def _document(library: Library, document: Document, measure: Measure) -> dict[str, Any]:
    text = library.texts.own[document.id]
    row = library.row_of(document)
    provisions = library.within.provisions.get(document.id, ())
    tied = {b.citation: b.tie for b in library.ties.basis.get(measure.id, ()) if b.tie is not Tie.DOCUMENT}
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "ended": library.ended[document.id].day.isoformat() if document.id in library.ended else None,
        "level": library.level_of(document).value,
        "level_confidence": document.confidence_in("level"),
        "region": document.region,
        "region_confidence": document.confidence_in("region"),
        "date_confidence": document.confidence_in("date"),
        "begins": Lack.BEGINNING not in document.lacks,
        "parent": document.parent if document.parent in library.documents else None,
        "relation": (document.relation if document.parent in library.documents else Relation.SELF).value,
        "instrument": row.id if row else None,
        "trusted": [],
        "sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "text": text,
        "provisions": [_provision(provision, document) for provision in provisions],
        "citations": [
            _citation(library, citation, document.span.start, tied.get(citation.id), measure)
            for citation in library.citations_in.get(document.id, ())
        ],
        "references": [
            _reference(library, reference, document)
            for provision in provisions
            for reference in library.within.references.get(provision.id, ())
            if reference.kind is ReferenceKind.PROVISION
        ],
        "vague": [
            _vague(library, vague, document)
            for provision in provisions
            for vague in library.within.vague.get(provision.id, ())
        ],
    }


def _decisions(library: Library, measure: Measure, documents: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yields what people decided that the proof rests on: on the measure, and on what the citations of its documents mean."""
    held, id = library.decided, measure.id
    found = [(id, known.value, known) for known in (held.verdicts.get(id), held.kinds.get(id)) if known]
    found += [
        (id, citation, known) for some in (held.bases, held.taken) for citation, known in some.get(id, {}).items()
    ]
    for document in documents:
        cited = (c.id for c in library.citations_in.get(document, ()) if c.id in held.links)
        found += [(c, held.links[c].value, held.links[c]) for c in cited]
    for subject, value, known in found:
        yield {
            "id": known.id,
            "kind": known.kind.value,
            "subject": subject,
            "value": value,
            "who": known.who,
            "at": known.at.isoformat(),
            "why": known.why,
        }


def _provision(provision: Provision, document: Document) -> dict[str, Any]:
    return {
        "id": provision.id,
        "label": provision.label,
        "zone": provision.zone.value,
        **_at(provision.span, document.span.start),
    }


def _reference(library: Library, reference: Reference, document: Document) -> dict[str, Any]:
    return {
        "provision": reference.provision,
        **_at(reference.span, document.span.start),
        "text": reference.span.of(library.texts.file[document.id]),
        "targets": list(reference.targets),
    }


def _vague(library: Library, vague: VagueReference, document: Document) -> dict[str, Any]:
    return {
        "provision": vague.provision,
        **_at(vague.span, document.span.start),
        "text": vague.span.of(library.texts.file[document.id]),
    }


def _at(span: Span, begin: int) -> dict[str, int]:
    """Returns where a span stands in its document's own text, which begins at `begin` in the file."""
    return {"start": span.start - begin, "end": span.end - begin}


def _citation(library: Library, citation: Citation, start: int, tie: Tie | None, measure: Measure) -> dict[str, Any]:
    link = library.links.get(citation.id)
    is_taken = citation.id in library.decided.taken.get(measure.id, {})
    elsewhere = tie is Tie.REFERENCE and citation.provision != measure.provision
    return {
        "id": citation.id,
        "provision": citation.provision,
        "start": citation.span.start - start,
        "end": citation.span.end - start,
        "text": citation.span.of(library.texts.file[citation.document]),
        "title": citation.title,
        "number": citation.number,
        "defined_number": citation.defined_number,
        "articles": list(citation.articles),
        "role": citation.role.value,
        "cue": citation.cue,
        "confidence": citation.confidence,
        "by_reference": citation.by_reference,
        "decided": citation.id in library.decided.links
        or library.registry.decided(
            citation.title, citation.number or citation.defined_number, library.documents[citation.document]
        )
        is not None,
        "tied": citation.id in library.decided.bases.get(measure.id, {}) or is_taken,
        "own": tie is not None and not elsewhere,
        "referred": elsewhere,
        "whole": citation.role is Role.BASIS
        and not is_taken
        and citation.id in library.ties.whole.get(citation.document, ()),
        "status": link.status.value if link else "unresolved",
        "target": link.target if link else None,
        "level": link.level.value if link else "unknown",
        "region": link.region if link else None,
        "rivals": [
            {"target": f.target, "level": f.level.value, "region": f.region}
            for f in library.rivals.get(citation.id, ())
        ],
    }


def _branch(library: Library, branch: Branch) -> dict[str, Any]:
    steps = [_gone_along(library, h) for h in branch.chain[2:]]
    return {
        "nodes": [h.id for h in branch.chain],
        "citations": [c.id if c else None for c in steps],
        "reached": branch.reached,
        "own": branch.own,
        "reasons": [r.value for r in branch.reasons],
        "question": branch.is_question,
    }


def _gone_along(library: Library, hop: Hop) -> Citation | None:
    """Returns the citation that leads to a node; 上述文件 is as many citations as it refers to."""
    here = [c for c in library.citations_in.get(hop.document or "", ()) if c.span == hop.span]
    leading = (c for c in here if hop.id in (f.target for f in library.rivals.get(c.id, ())))
    exact = (c for c in here if c.id in library.links and node_of(c, library.links[c.id]) == hop.id)
    return next(exact, None) or next(leading, None)


def _with_trust(value: dict[str, Any]) -> dict[str, Any]:
    """Returns the proof with what its texts do not show named, and sealed."""
    proof = proof_of(value)
    documents = [
        {**d, "trusted": list(unshown(shape, proof))}
        for d, shape in zip(value["documents"], proof.documents, strict=True)
    ]
    return sealed({**value, "documents": documents})


def sealed(value: dict[str, Any]) -> dict[str, Any]:
    """Returns the proof with the digest of all else in it."""
    return {**value, "seal": digest_of({key: part for key, part in value.items() if key != "seal"})}
