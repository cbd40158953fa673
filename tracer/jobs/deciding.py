"""Says what people decide on measures and citations of a store, and which decisions hold (docs/semantics.md#decisions)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_schema.errors import InputError, NotFoundError
from graph_schema.ids import digest
from graph_schema.records import Anchor, Citation, Decision, Finding, Link, Measure, Withdrawal
from graph_schema.terms import DecisionKind, Verdict
from tracer.jobs.gap_list import verdicts_on
from tracer.jobs.opening import library_of, with_its_registry
from tracer.links.decided import anchor_of
from tracer.links.library import Library, node_of
from tracer.links.lookup import named
from tracer.policy.file import load_policy
from tracer.show.citations import CitationRow
from tracer.show.rows import no_measure
from tracer.store import GraphStore
from tracer.store.base.log import now
from tracer.verdict.judge import finding_on, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A decision with the finding on its measure before and after; on a citation, those that it changes."""

    decision: Decision
    changes: tuple[tuple[Finding, Finding], ...]


@with_its_registry
def decide(
    store: GraphStore, kind: DecisionKind, subject: str, value: str, *, who: str, why: str, policy: str | None = None
) -> Effect:
    """Keeps a decision and tells what it changes today.

    `value` is a verdict, the id, number or title of what a citation means, or the id of a citation that the
    measure rests on too. NotFoundError where subject or value is not in the store, InputError where the value
    does not fit the kind, or nobody and no reason is named.
    """
    if not who.strip() or not why.strip():
        raise InputError("decision.needs_reason")
    before = library_of(store, policy)
    value, subject_at, value_at = _as_kept(before, kind, subject, value)
    at = now()
    decision = Decision(
        id="j-" + digest(kind, subject, value, who, at.isoformat(), why),
        kind=kind,
        subject=subject,
        value=value,
        who=who.strip(),
        at=at,
        why=why.strip(),
        subject_at=subject_at,
        value_at=value_at,
    )
    store.decide(decision)
    return Effect(decision=decision, changes=_changes(before, library_of(store, policy), policy))


@with_its_registry
def withdraw(store: GraphStore, decision: str, *, who: str, why: str, policy: str | None = None) -> Effect:
    """Takes a decision back and tells what that changes today. NotFoundError and InputError as in GraphStore.withdraw."""
    if not who.strip() or not why.strip():
        raise InputError("decision.needs_reason_back")
    before = library_of(store, policy)
    back = Withdrawal(who=who.strip(), at=now(), why=why.strip())
    store.withdraw(decision, back)
    (kept,) = (d for d in store.decisions() if d.id == decision)
    return Effect(decision=kept, changes=_changes(before, library_of(store, policy), policy))


def _as_kept(library: Library, kind: DecisionKind, subject: str, value: str) -> tuple[str, Anchor, Anchor | None]:
    """Returns the value as it is kept, and the words of subject and value."""
    if kind is DecisionKind.LINK:
        cited = _citation(library, subject)
        return named(library, value), _anchor(library, cited), None
    measure = library.measures.get(subject)
    if measure is None:
        raise no_measure(subject)
    if kind is DecisionKind.VERDICT:
        if value not in set(Verdict):
            raise InputError(
                "decision.no_verdict",
                value=value,
                known=" ".join(Verdict),
            )
        return value, _anchor(library, measure), None
    basis = _citation(library, value)
    if basis.document != measure.document:
        raise InputError(
            "decision.other_document",
            citation=value,
        )
    return value, _anchor(library, measure), _anchor(library, basis)


def _citation(library: Library, id: str) -> Citation:
    cited = library.citations.get(id)
    if cited is None or id not in library.links:
        raise NotFoundError(
            "decision.no_citation",
            citation=id,
        )
    return cited


def _anchor(library: Library, record: Measure | Citation) -> Anchor:
    return anchor_of(record, library.documents[record.document])


def _changes(before: Library, after: Library, policy: str | None) -> tuple[tuple[Finding, Finding], ...]:
    """Returns the findings whose verdict is another one today."""
    rules, day = load_policy(policy), date.today()
    was, is_now = (verdicts_on(library, rules, day) for library in (before, after))
    changed = [m for m in in_order(after) if m.id in was and was[m.id] is not is_now.get(m.id)]
    pairs = [(finding_on(before, m, rules, day), finding_on(after, m, rules, day)) for m in changed]
    return tuple((one, other) for one, other in pairs if one is not None and other is not None)


@with_its_registry
def citations(store: GraphStore, document: str, *, policy: str | None = None) -> tuple[CitationRow, ...]:
    """Returns the citations of one document of the store in text order; its own title and number are left out.

    NotFoundError where the document (an id, a number or a title) is not in the store.
    """
    library = library_of(store, policy)
    key = document if document in library.documents else _stored(library, named(library, document))
    rows = []
    for citation in library.citations_in.get(key, ()):
        link = library.links.get(citation.id)
        if link is not None:
            provision = library.provisions.get(citation.provision or "")
            rows.append(
                CitationRow(
                    citation=citation,
                    provision=provision.label if provision else "",
                    link=link,
                    target=node_of(citation, link),
                    title=_title(library, link),
                    decided=citation.id in library.decided.links,
                )
            )
    return tuple(rows)


def _stored(library: Library, node: str) -> str:
    """Returns the stored document that a person named by its number or title, of which the registry may have a row."""
    rows = [
        d.id for d in library.documents.values() if d.id == node or ((known := library.row_of(d)) and known.id == node)
    ]
    if len(rows) != 1:
        raise NotFoundError("store.no_document", document=node)
    return rows[0]


def _title(library: Library, link: Link) -> str | None:
    meant = library.registry.instruments.get(link.target or "") or library.documents.get(link.target or "")
    return meant.title if meant else None


@with_its_registry
def idle(store: GraphStore, *, policy: str | None = None) -> frozenset[str]:
    """Returns the ids of the decisions that hold for nothing: the words that they were about are gone."""
    return frozenset(d.id for d in library_of(store, policy).decided.idle)
