"""Says what people decide on measures and citations of a store, and which decisions hold (docs/semantics.md#decisions)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_schema.errors import InputError, NotFoundError
from graph_schema.ids import digest, is_document_id
from graph_schema.records import Anchor, Citation, Decision, Finding, Link, Measure, Withdrawal
from graph_schema.terms import CaseState, DecisionKind, MeasureKind, Verdict
from tracer.jobs.following import id_now
from tracer.jobs.kept import library_in, up_to_date, view_of
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.links.decided import OF_BASES, kept_for
from tracer.links.following import anchor_of
from tracer.links.library import Library, node_of
from tracer.links.lookup import named
from tracer.show.citations import CitationRow
from tracer.show.rows import no_measure
from tracer.store import GraphStore
from tracer.store.base.errors import no_decision
from tracer.store.base.log import now, user_name


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

    `value` is a verdict, the id, number or title of what a citation means, the id of a citation that the measure
    rests on too (BASIS) or does not rest on (NO_BASIS), the kind of the measure, the words of a comment, or the state of a case; of another decision (PLACE), the id that its
    subject has now. NotFoundError where subject or value is not in the store, InputError where the value does not
    fit the kind, or nobody and no reason is named. A comment is its own reason.
    """
    if not who.strip() or not (why.strip() or kind is DecisionKind.COMMENT):
        raise InputError("decision.needs_reason")
    tools = Tools.load(policy)
    before = library_in(store, tools)
    subject = id_now(store, before, subject)
    decision = _made(kind, subject, *_as_kept(before, kind, subject, value), who=who, why=why)
    return Effect(decision=decision, changes=_changes(store, tools, lambda: store.decide(decision)))


@with_its_registry
def confirm(
    store: GraphStore, decisions: Sequence[str] = (), *, who: str, why: str, policy: str | None = None
) -> Confirmed:
    """Confirms where decisions stand now that their texts were corrected: those named, or all for which a place is proposed.

    What was decided stays as it was; a decision of the kind PLACE says where it stands from now on, and can be taken
    back. NotFoundError for a decision that is not on record, or that has no place to confirm.
    """
    if not who.strip() or not why.strip():
        raise InputError("decision.needs_reason")
    tools = Tools.load(policy)
    before = library_in(store, tools)
    moved = {standing.decision.id: standing for standing in before.decided.moved if standing.subject and standing.value}
    for id in decisions:
        if id not in moved:
            raise NotFoundError("decision.nothing_to_confirm", decision=id)
    chosen = [moved[id] for id in dict.fromkeys(decisions or moved)]
    places = [_place_of(before, one.decision, one.subject or "", one.value or "") for one in chosen]

    def keep() -> None:
        for standing, place in zip(chosen, places, strict=True):
            store.decide(_made(DecisionKind.PLACE, standing.decision.id, *place, who=who, why=why))

    return Confirmed(
        decisions=tuple(standing.decision for standing in chosen),
        changes=_changes(store, tools, keep) if chosen else (),
    )


def confirm_in(store: str, decisions: Sequence[str], *, why: str, policy: str | None = None) -> int:
    """Confirms as the user of this machine where decisions of the store at an address stand; returns how many."""
    with opened(store, policy=policy) as target:
        return len(confirm(target, decisions, who=user_name(), why=why, policy=policy).decisions)


def _made(
    kind: DecisionKind,
    subject: str,
    value: str,
    subject_at: Anchor | None,
    value_at: Anchor | None,
    *,
    who: str,
    why: str,
) -> Decision:
    """Makes the record of a decision that is made now."""
    at = now()
    return Decision(
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The decisions whose place was confirmed, and the findings that are others for it, before and after."""

    decisions: tuple[Decision, ...]
    changes: tuple[tuple[Finding, Finding], ...]


@with_its_registry
def withdraw(store: GraphStore, decision: str, *, who: str, why: str, policy: str | None = None) -> Effect:
    """Takes a decision back and tells what that changes today. NotFoundError and InputError as in GraphStore.withdraw."""
    if not who.strip() or not why.strip():
        raise InputError("decision.needs_reason_back")
    back = Withdrawal(who=who.strip(), at=now(), why=why.strip())
    changes = _changes(store, Tools.load(policy), lambda: store.withdraw(decision, back))
    (kept,) = (d for d in store.decisions() if d.id == decision)
    return Effect(decision=kept, changes=changes)


def _as_kept(
    library: Library, kind: DecisionKind, subject: str, value: str
) -> tuple[str, Anchor | None, Anchor | None]:
    """Returns the value as it is kept, and the words of subject and value."""
    match kind:
        case DecisionKind.LINK:
            cited = _citation(library, subject)
            return named(library, value), _anchor(library, cited), None
        case DecisionKind.PLACE:
            return _as_placed(library, subject, value)
        case DecisionKind.COMMENT if subject in library.citations:
            return _words(value), _anchor(library, library.citations[subject]), None
    measure = library.measures.get(subject)
    if measure is None:
        raise no_measure(subject)
    at = _anchor(library, measure)
    match kind:
        case DecisionKind.VERDICT:
            return _one_of(Verdict, value, "decision.no_verdict"), at, None
        case DecisionKind.KIND:
            return _one_of(MeasureKind, value, "decision.no_kind"), at, None
        case DecisionKind.STATE:
            return _one_of(CaseState, value, "decision.no_state"), at, None
        case DecisionKind.COMMENT:
            return _words(value), at, None
    basis = _citation(library, value)
    if basis.document != measure.document:
        raise InputError(
            "decision.other_document",
            citation=value,
        )
    rests_on = {tie.citation for tie in library.ties.basis.get(subject, ())}
    if kind is DecisionKind.NO_BASIS and value not in rests_on | set(library.ties.whole.get(measure.document, ())):
        raise InputError("decision.no_such_basis", citation=value, measure=subject)
    return value, at, _anchor(library, basis)


def _one_of(terms: type[StrEnum], value: str, code: str) -> str:
    """Returns the value where it is one of the terms."""
    if value not in set(terms):
        raise InputError(code, value=value, known=" ".join(terms))
    return value


def _words(comment: str) -> str:
    """Returns the words of a comment. InputError where there are none."""
    if not comment.strip():
        raise InputError("decision.no_words")
    return comment.strip()


def _as_placed(library: Library, decision: str, subject: str) -> tuple[str, Anchor | None, Anchor | None]:
    """Returns the new subject of a decision as a person names it, with its words, and those of the basis that goes with it."""
    standing = next((one for one in library.decided.standings if one.decision.id == decision), None)
    if standing is None:
        raise no_decision(decision)
    return _place_of(library, standing.decision, subject, standing.value or "")


def _place_of(
    library: Library, decision: Decision, subject: str, value: str
) -> tuple[str, Anchor | None, Anchor | None]:
    """Returns where a decision stands from now on."""
    if decision.kind in OF_BASES:
        at, basis = library.measures.get(subject), library.citations.get(value)
        if at is None:
            raise no_measure(subject)
        if basis is None or basis.document != at.document:
            raise NotFoundError("decision.basis_gone", decision=decision.id)
        return subject, _anchor(library, at), _anchor(library, basis)
    record = kept_for(decision, library.records).get(subject)
    if record is None:
        raise NotFoundError("decision.no_such_place", subject=subject)
    return subject, _anchor(library, record), None


def _citation(library: Library, id: str) -> Citation:
    cited = library.citations.get(id)
    if cited is None or id not in library.links:
        raise NotFoundError(
            "decision.no_citation",
            citation=id,
        )
    return cited


def _anchor(library: Library, record: Measure | Citation) -> Anchor:
    among = library.measures_in if isinstance(record, Measure) else library.citations_in
    return anchor_of(record, library.records, library.texts, among.get(record.document, ()))


def _changes(store: GraphStore, tools: Tools, keep: Callable[[], None]) -> tuple[tuple[Finding, Finding], ...]:
    """Keeps what was decided; returns the findings whose verdict is another one for it today, before and after.

    What it touches is what is stale then: only the findings on these documents are compared.
    """
    day, policy = date.today(), tools.policy.id
    up_to_date(store, tools, day, today=day, must_keep=True)
    keep()
    view_of(store, tools)
    touched = store.stale(policy, day)
    was = store.findings_in(policy, day, touched)
    up_to_date(store, tools, day, today=day, must_keep=True)
    is_now = {one.measure.id: one for found in store.findings_in(policy, day, touched).values() for one in found}
    pairs = [(one, is_now[one.measure.id]) for found in was.values() for one in found if one.measure.id in is_now]
    changed = [
        (one, other)
        for one, other in pairs
        if one.aside is None and other.aside is None and one.verdict is not other.verdict
    ]
    return tuple(sorted(changed, key=lambda pair: _order(pair[1])))


def _order(finding: Finding) -> tuple[str, str, str, int, int, str]:
    """Returns where a finding stands among all: by number, title and id of its document, then in its text."""
    document, measure = finding.document, finding.measure
    place = document.number or "~", document.title or "~", document.id
    return (*place, measure.span.start, measure.span.end, measure.id)


@with_its_registry
def citations(store: GraphStore, document: str, *, policy: str | None = None) -> tuple[CitationRow, ...]:
    """Returns the citations of one document of the store in text order; its own title and number are left out.

    NotFoundError where the document (an id, a number or a title) is not in the store.
    """
    library = library_in(store, Tools.load(policy))
    document = id_now(store, library, document) if is_document_id(document) else document
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
    rows = [node] if node in library.documents else library.texts_of_row(node)
    if len(rows) != 1:
        raise NotFoundError("store.no_document", document=node)
    return rows[0]


def _title(library: Library, link: Link) -> str | None:
    meant = library.registry.instruments.get(link.target or "") or library.documents.get(link.target or "")
    return meant.title if meant else None
