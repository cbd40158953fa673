"""judge(): readings, registry, policy and a day → a Finding for every measure.

Same input, same findings, in the same order (docs/semantics.md#proof).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from graph_schema.records import (
    CheckFinding,
    Citation,
    Cure,
    Decision,
    Document,
    Finding,
    Measure,
    Overruled,
    Reading,
)
from graph_schema.regions import covers, is_provincial
from graph_schema.terms import (
    BreakReason,
    Check,
    CheckResult,
    Disposal,
    MeasureKind,
    SourceLevel,
    Verdict,
    label_of,
)
from tracer.links.library import Library, build_library
from tracer.policy.rules import Policy, Scope
from tracer.policy.scope import consent_words
from tracer.registry.article_facts import Key
from tracer.registry.articles import article_key
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf, Cited
from tracer.registry.statements import article_profile, joined
from tracer.verdict.checks import Case, run_checks
from tracer.verdict.cure import Need, Search, find_cures, stored_cure
from tracer.verdict.doubt import sure_first, with_doubt
from tracer.verdict.explain import explain, explain_overruled
from tracer.verdict.support import quote_after, statement_of
from tracer.verdict.walk import Outcome, Walk, stops_of, walk


def judge(
    readings: Sequence[Reading],
    registry: Registry,
    policy: Policy,
    as_of: date | None = None,
    articles: ArticleShelf | None = None,
) -> list[Finding]:
    """The findings on all measures of all documents on that day, in the order of documents (number, title, id) and text.

    Before a document's own date there is no finding on its measures (docs/semantics.md#ruling-10). Where `as_of`
    is None each document is judged on its own date, and where it has none, on its latest possible
    day (date.max), when everything promulgated holds.
    """
    return judge_library(build_library(readings, registry, articles), policy, as_of)


def judge_library(library: Library, policy: Policy, as_of: date | None) -> list[Finding]:
    """As `judge`, on a library that is already built."""
    findings = (finding_on(library, m, policy, as_of) for m in in_order(library))
    return [f for f in findings if f is not None]


def in_order(library: Library) -> list[Measure]:
    """All measures in the order of documents (number, title, id) and text."""
    return sorted(
        library.measures.values(), key=lambda m: (_document_key(library, m.document), m.span.start, m.span.end, m.id)
    )


def finding_on(library: Library, m: Measure, policy: Policy, as_of: date | None) -> Finding | None:
    """The finding on one measure, with its sentence; None before its document's own date, and where the policy does not ask."""
    issued = own_day(library, library.documents[m.document])
    day = as_of or issued or date.max
    if issued and day < issued:
        return None
    finding = find(library, m, policy, day)
    if finding is None:
        return None
    first = finding if issued == day else find(library, m, policy, issued) if issued else None
    explained = explain(replace(finding, verdict_at_issue=first.verdict if first else None), library)
    decision = library.decided.verdicts.get(m.id)
    return overruled(explained, decision) if decision else explained


def overruled(finding: Finding, decision: Decision) -> Finding:
    """The finding with the verdict that a person put in place of the machine's; chain, reasons and checks stay."""
    verdict = Verdict(decision.value)
    by = Overruled(machine=finding.verdict, who=decision.who, at=decision.at, why=decision.why)
    return explain_overruled(
        replace(
            finding,
            verdict=verdict,
            overruled=by,
            question=finding.question if verdict is Verdict.REVIEW else None,
            disposal=_disposal(verdict, Search(finding.cures, finding.searched), finding.checks),
        )
    )


def _document_key(library: Library, document: str) -> tuple[str, str, str]:
    d = library.documents[document]
    return (d.number or "~", d.title or "~", d.id)


def own_day(library: Library, d: Document) -> date | None:
    """The day of a document, else of the document that it hangs on."""
    seen: set[str] = set()
    while d.date is None and d.parent in library.documents and d.parent not in seen:
        seen.add(d.id)
        d = library.documents[d.parent]
    return d.date


def find(library: Library, m: Measure, policy: Policy, day: date) -> Finding | None:
    """The finding on one measure on one day, without its sentence; None where the policy has no rule for it there and then."""
    document = library.documents[m.document]
    policy = policy.on(day, document.region)
    if not policy.asks_for(m.kind):
        return None
    path = walk(library, m, policy, day)
    below = policy.review_below
    verdict, chosen, doubt = sure_first(library, path.outcomes, lambda o: _verdict(library, m, o, policy), below)
    text = library.text_of[m.document]
    consent = consent_words(m, text) if path.rule.consent else None
    if (
        consent
        and path.scope in (Scope.PERSONAL_PUBLIC, Scope.MIXED_PUBLIC)
        and verdict in (Verdict.DEAD_END, Verdict.REVIEW, Verdict.INDIRECT)
    ):
        return with_doubt(library, _by_consent(library, m, path, consent), None, below)
    stops = (
        stops_of([o for o in path.outcomes if not o.reached]) if verdict in (Verdict.DEAD_END, Verdict.REVIEW) else ()
    )
    stops = _without_cycles(stops)
    chain = chosen.chain if chosen else ()
    reached = chain[-1].level if chosen and chosen.reached else None
    cited = _cited(library, path, verdict, chosen, day)
    case = Case(
        measure=m,
        sentence=m.sentence.of(text).replace("\n", ""),
        provision=library.provisions[m.provision].span.of(text).replace("\n", ""),
        document=replace(document, level=library.level_of(document)),
        text=library.own_text[document.id],
        reached=reached,
        all_reached=frozenset(o.chain[-1].level for o in path.outcomes if o.reached and o.chain[-1].level),
        verdict=verdict,
        policy=policy,
        as_of=day,
        statement=statement_of(m.kind, m.text, m.sentence.of(text).replace("\n", "")),
        cited=tuple(one for _, one in cited),
        quoted=_quoted(library, cited),
        lays_down=bool(chosen and chosen.reached and chosen.chain[-1].id == document.id),
    )
    checks = run_checks(case)
    cures = _cures(library, m, path, case) if verdict is Verdict.DEAD_END else Search((), 0)
    remarks = [o.remark for o in path.outcomes if o.remark]
    if verdict in (Verdict.DIRECT, Verdict.INDIRECT):
        remarks += [
            f"另有一支未通：{s.text}（{label_of(s.reason)}）"
            for s in stops_of([o for o in path.outcomes if not o.reached])
        ]
    question = next((o.question[0] for o in path.outcomes if o.question), None) if verdict is Verdict.REVIEW else None
    finding = Finding(
        measure=m,
        document=replace(document, level=library.level_of(document)),
        provision=library.provisions[m.provision],
        verdict=verdict,
        verdict_at_issue=None,
        stops=stops,
        chain=chain,
        checks=checks,
        disposal=_disposal(verdict, cures, checks),
        authority=policy.exempt_authority if verdict is Verdict.EXEMPT else path.rule.authority,
        rule=path.rule.id,
        question=question,
        remarks=tuple(dict.fromkeys(remarks)),
        other_chains=tuple(o.chain for o in path.outcomes if o.reached and o is not chosen)[:5],
        cures=cures.found,
        searched=cures.searched,
    )
    return with_doubt(library, finding, doubt, below)


def _verdict(
    library: Library, m: Measure, outcomes: Sequence[Outcome], policy: Policy
) -> tuple[Verdict, Outcome | None]:
    """The verdict and the branch that shows it best."""
    document = library.documents[m.document]
    level = library.level_of(document)
    if any(o.own and o.reached and len(o.chain) == 3 and o.chain[-1].id == document.id for o in outcomes):
        own = outcomes[0]
        in_scope = not policy.exempt_provincial_only or is_provincial(document.region)
        exempt = level in policy.exempt_levels and in_scope
        return (Verdict.EXEMPT if exempt else Verdict.DIRECT), own
    direct = [o for o in outcomes if o.reached and o.own]
    if direct:
        return Verdict.DIRECT, direct[0]
    reached = sorted((o for o in outcomes if o.reached), key=lambda o: len(o.chain))
    if reached:
        return Verdict.INDIRECT, reached[0]
    questions = [o for o in outcomes if o.is_question]
    if questions:
        return Verdict.REVIEW, questions[0]
    broken = [o for o in outcomes if o.reasons and o.reasons != (BreakReason.ONLY_CYCLE,)] or list(outcomes)
    return Verdict.DEAD_END, max(broken, key=lambda o: len(o.chain)) if broken else None


def _cited(
    library: Library, path: Walk, verdict: Verdict, chosen: Outcome | None, day: date
) -> list[tuple[Citation, Cited | None]]:
    """The citations of articles that this verdict ends at, with what is known of them (docs/semantics.md#ruling-27)."""
    ends = [o.chain[-1] for o in path.outcomes if o.reached and (o.own or verdict is not Verdict.DIRECT)]
    if verdict is Verdict.INDIRECT and chosen is not None:
        ends = [chosen.chain[-1]]
    out: list[tuple[Citation, Cited | None]] = []
    for hop in ends:
        citation = library.citation_at.get((hop.document, hop.span)) if hop.document and hop.span else None
        if citation is None:
            continue
        keys = [key for article in citation.articles if (key := article_key(article)) is not None]
        if keys:
            out.append((citation, _articles(library, hop.id, keys, day)))
    return out


def _articles(library: Library, node: str, keys: Sequence[Key], day: date) -> Cited | None:
    """What these articles state: by the texts and facts at hand, else by the text that is in the store itself."""
    known = library.instrument_of(node)
    # The texts and facts at hand are of the latest version: they say nothing of an older day.
    if known is not None and any(revised > day for revised in known.revised):
        return None
    found = library.articles.cited(known, keys) if known is not None else None
    document = library.documents.get(node)
    if found is not None or document is None:
        return found
    revised = known.revised if known is not None else ()
    if any(document.date is None or document.date < later for later in revised):
        return None
    stored = library.stored_articles(node)
    texts = [stored[key] for key in keys if key in stored]
    return Cited(joined([article_profile(text) for text in texts]), tuple(texts)) if len(texts) == len(keys) else None


def _quoted(library: Library, cited: Sequence[tuple[Citation, Cited | None]]) -> tuple[tuple[str, Cited | None], ...]:
    """What the document quotes from these articles."""
    behind = [(library.text_of[c.document][c.span.end : c.span.end + 400], one) for c, one in cited]
    return tuple((words, one) for text, one in behind if (words := quote_after(text)) is not None)


def _without_cycles(stops: Sequence) -> tuple:  # type: ignore[type-arg]
    """A circle is a reason only where there is no other one (docs/semantics.md#ruling-15)."""
    others = tuple(s for s in stops if s.reason is not BreakReason.ONLY_CYCLE)
    return others or tuple(stops)


def _by_consent(library: Library, m: Measure, path: Walk, words: str) -> Finding:
    """Publication with the person's consent: direct, the chain is the provision (docs/semantics.md#ruling-4)."""
    document = library.documents[m.document]
    start = path.outcomes[0].chain[:2]
    chain = (start[0], replace(start[1], quote=words))
    return Finding(
        measure=m,
        document=document,
        provision=library.provisions[m.provision],
        verdict=Verdict.DIRECT,
        verdict_at_issue=None,
        stops=(),
        chain=chain,
        checks={},
        disposal=Disposal.KEEP,
        authority=path.rule.authority,
        rule=path.rule.id,
        remarks=(f"依据是本人同意：“{words}”",),
    )


def _disposal(verdict: Verdict, cures: Search, checks: Mapping[Check, CheckFinding]) -> Disposal:
    """What is proposed (docs/semantics.md#disposal); 立法 only a person proposes.

    保留 is for what conforms in full (发改办财金〔2021〕15号, note 3 of the ledger): a direct measure
    with a failed check has a clear basis and a text to mend, 修订.
    """
    if verdict is Verdict.DIRECT and any(c.result is CheckResult.FAILED for c in checks.values()):
        return Disposal.AMEND
    if verdict in (Verdict.DIRECT, Verdict.EXEMPT):
        return Disposal.KEEP
    if verdict is Verdict.INDIRECT:
        return Disposal.AMEND
    if verdict is Verdict.REVIEW:
        return Disposal.NONE
    return Disposal.AMEND if cures.found else Disposal.REPEAL


def _cures(library: Library, m: Measure, path: Walk, case: Case) -> Search:
    """What the measure could rest on; where no article is known, a credit regulation of the place by its title."""
    region = library.documents[m.document].region
    subject = f"{case.document.title or ''}{case.sentence}{case.document.issuer or ''}"
    need = Need(case.statement, subject, path.rule.levels, region, case.as_of)
    search = find_cures(need, library.registry.instruments.values(), library.articles)
    if search.found or not region or m.kind is MeasureKind.SCORING:
        return search
    titles = [(title, place) for title, place in library.credit_regulations if covers(place, region)]
    if not titles or SourceLevel.LOCAL_REGULATION not in path.rule.levels:
        return search
    title, _ = min(titles, key=lambda t: (len(t[0]), t[0]))
    text = library.stored_regulation(title, case.as_of)
    if text is not None:
        stored = stored_cure(need.measure, text, title, library.stored_articles(text))
        return Search((stored,) if stored else (), search.searched + 1)
    rows = library.registry.by_title(title)
    cure = Cure(
        instrument=rows[0].id if rows else "", title=title, article="", score=0.3, words="本地信用条例，条文不在手边"
    )
    return Search((cure,), search.searched + 1)
