"""Judging again only what a change touches.

A finding rests on its measure's document and on every document that a chain from there can come to,
with what each of them says, what its citations resolve to, and the registry rows behind them. What
of that is the same as before gives the same finding; a measure is judged again where some document
of its cone differs. A row of the registry and a person's decision show as a citation that resolves
otherwise, or as a row that differs; a rule of the policy touches the measures of its kinds. Cures are
looked for in the whole registry: where that differs, dead ends are judged again. Another day, other
article texts or another policy altogether touch everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_schema.records import Finding, Measure
from graph_schema.terms import BreakReason, MeasureKind, SourceLevel, Verdict
from tracer.links.carried import carried_title
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.verdict.judge import finding_on, in_order


@dataclass(frozen=True, slots=True)
class JudgedLibrary:
    """The findings of a library by measure, in their order, and what each document's share in them was.

    `again` are the measures that were judged anew to get there.
    """

    policy: Policy
    as_of: date | None
    findings: Mapping[str, Finding]
    facts: Mapping[str, object]
    articles: object
    cures: object
    again: frozenset[str]


def judge_again(
    library: Library, policy: Policy, as_of: date | None, before: JudgedLibrary | None = None
) -> JudgedLibrary:
    """Returns all findings on that day, those of `before` kept where nothing they rest on has changed."""
    measures: dict[str, list[Measure]] = {}
    for measure in library.measures.values():
        measures.setdefault(measure.document, []).append(measure)
    facts = {d: _facts(library, d, measures.get(d, [])) for d in library.documents}
    shelf = library.articles
    articles = (shelf.facts, shelf.central, shelf.texts.held(), library.registry.lists)
    regulations = frozenset(d.id for d in library.documents.values() if d.level is SourceLevel.LOCAL_REGULATION)
    cures = (library.credit_regulations, regulations, tuple(library.registry.instruments.values()))
    known: Mapping[str, Finding] = {}
    if before is not None and (before.as_of, before.articles) == (as_of, articles):
        kinds = _kinds_asked_alike(before.policy, policy)
        touched = _cone(library, {d for d, f in facts.items() if before.facts.get(d) != f})
        known = {
            m: f
            for m, f in before.findings.items()
            if m in library.measures and library.measures[m].document not in touched and f.measure.kind in kinds
        }
        if before.cures != cures:
            known = {m: f for m, f in known.items() if not _looks_for_cures(f)}
        known = {
            m: f if f.edition == library.edition else replace(f, edition=library.edition) for m, f in known.items()
        }
    out: dict[str, Finding] = {}
    again = set()
    for measure in in_order(library):
        finding = known.get(measure.id)
        if finding is None:
            finding = finding_on(library, measure, policy, as_of)
            again.add(measure.id)
        if finding is not None:
            out[measure.id] = finding
    return JudgedLibrary(policy, as_of, out, facts, articles, cures, frozenset(again))


def _kinds_asked_alike(before: Policy, now: Policy) -> frozenset[MeasureKind]:
    """Returns the kinds of measures of which both policies ask the same."""
    if before == now:
        return frozenset(MeasureKind)
    others_alike = replace(before, rules=(), checks=()) == replace(now, rules=(), checks=())
    if not others_alike or _permitted(before) != _permitted(now):
        return frozenset()
    return frozenset(kind for kind in MeasureKind if _asked_of(before, kind) == _asked_of(now, kind))


def _permitted(policy: Policy) -> object:
    """Returns which levels are permitted when and where: one permitted for some is of the wrong kind for others."""
    return {(r.levels, r.since, r.until, r.region) for r in policy.rules}


def _asked_of(policy: Policy, kind: MeasureKind) -> object:
    return [r for r in policy.rules if kind in r.kinds], [c for c in policy.checks if kind in c.kinds]


def _looks_for_cures(finding: Finding) -> bool:
    """Tells whether it is a dead end, or would be one were it not for a doubt."""
    return finding.verdict is Verdict.DEAD_END or any(s.reason is BreakReason.DOUBTFUL for s in finding.stops)


def _facts(library: Library, id: str, measures: Sequence[Measure]) -> object:
    """Returns all that a document itself adds to the findings on it and on what rests on it."""
    document = library.documents[id]
    provisions = library.within.provisions.get(id, ())
    citations = [c for key in (id, *(p.id for p in provisions)) for c in library.within.citations.get(key, ())]
    return (
        document,
        library.texts.own[id],
        library.row_of(document),
        library.ended.get(id),
        [library.ended_provisions.get(p.id) for p in library.within.provisions.get(id, ())],
        _carried(library, document.title or ""),
        provisions,
        list(measures),
        [
            (
                library.ties.basis.get(m.id, ()),
                library.decided.verdicts.get(m.id),
                library.decided.notes.get(m.id),
                library.decided.taken.get(m.id),
                library.decided.kinds.get(m.id),
            )
            for m in measures
        ],
        [(c, library.links.get(c.id), library.rivals.get(c.id), _row(library, c.id)) for c in citations],
        [library.registry.decided(c.title, c.number or c.defined_number, document) for c in citations],
        library.ties.whole.get(id, ()),
        [(library.within.vague.get(p.id, ()), library.within.references.get(p.id, ())) for p in provisions],
        library.ties.children.get(id, ()),
        document.parent in library.documents,
        library.pages.candidates.get(id, ()),
    )


def _row(library: Library, citation: str) -> object:
    """Returns the registry row that a citation leads to, and those that a title itself names."""
    link = library.links.get(citation)
    row = library.instrument_of(link.target) if link and link.target else None
    title = row.title if row else library.citations[citation].title
    return row, _carried(library, title or "")


def _carried(library: Library, title: str) -> object:
    named = carried_title(title)
    return library.registry.by_title(named["inner"]) if named else ()


def _cone(library: Library, changed: set[str]) -> set[str]:
    """Returns the documents from which a chain can come to one of these, themselves included."""
    comes_from: dict[str, list[str]] = {}
    for id in library.documents:
        for other in _leads_to(library, id):
            comes_from.setdefault(other, []).append(id)
    touched, queue = set(changed), list(changed)
    while queue:
        for id in comes_from.get(queue.pop(), ()):
            if id not in touched:
                touched.add(id)
                queue.append(id)
    return touched


def _leads_to(library: Library, id: str) -> Iterator[str]:
    """Yields the documents that a document cites, forwards or hangs on."""
    document = library.documents[id]
    yield from library.ties.children.get(id, ())
    if document.parent:
        yield document.parent
    for key in (id, *(p.id for p in library.within.provisions.get(id, ()))):
        for citation in library.within.citations.get(key, ()):
            link = library.links.get(citation.id)
            if link and link.target:
                yield link.target
            yield from (f.target for f in library.rivals.get(citation.id, ()))
