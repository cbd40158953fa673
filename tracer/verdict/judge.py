"""judge(): readings, registry, policy and a day → a Finding for every measure.

Same input, same findings, in the same order (docs/semantics.md#proof).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from graph_schema.messages import Message
from graph_schema.records import (
    NEVER_GAPS,
    CheckFinding,
    Cure,
    Decision,
    Document,
    Finding,
    Hop,
    Measure,
    Note,
    Overruled,
    Reading,
    Span,
    Stop,
)
from graph_schema.regions import covers, is_provincial
from graph_schema.terms import BreakReason, Check, CheckResult, Disposal, Group, MeasureKind, SourceLevel, Verdict
from tracer.links.library import Library, build_library
from tracer.links.power import wholes_of
from tracer.policy.rules import AuthorityText, Policy, Scope
from tracer.policy.scope import consent_words, is_local_list
from tracer.registry.credit_lists import ListEdition
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf
from tracer.registry.validity import state_on
from tracer.verdict.aside import authority_of, measure_aside
from tracer.verdict.branch import Branch, stops_of
from tracer.verdict.checks import Case, has_failed, is_silent, run_checks
from tracer.verdict.cited import cited_articles, quoted
from tracer.verdict.counted import REACHED, Counted, hangs_on_checks, mends_alone, note_counted
from tracer.verdict.cure import Need, Search, curable, find_cures, stored_cure
from tracer.verdict.doubt import Doubt, doubt_of, sure_first, with_doubt
from tracer.verdict.explain import explain_overruled, name_of, sentence_of
from tracer.verdict.hops import document_hop, measure_hop, provision_hop
from tracer.verdict.memory import memory_of
from tracer.verdict.sources import INTERIM
from tracer.verdict.stretch import Day
from tracer.verdict.support import statement_of, support
from tracer.verdict.walk import Walk, walk

_FEW_WAYS = 5  # ways to a source beside the best one; others are counted
AUTHORITY_RULE = "authority_text"
"""The rule of findings on what an authority text lays down: a table of the policy file."""


def judge(
    readings: Sequence[Reading],
    registry: Registry,
    policy: Policy,
    as_of: date | None = None,
    articles: ArticleShelf | None = None,
) -> list[Finding]:
    """Returns the findings on all measures of all documents on that day, in the order of documents (number, title, id) and text.

    Before a document's own date there is no finding on its measures (docs/semantics.md#ruling-10). Where `as_of`
    is None each document is judged on its own date, and where it has none, on its latest possible
    day (date.max), when everything promulgated holds.
    """
    return judge_library(build_library(readings, registry, articles), policy, as_of)


def judge_library(library: Library, policy: Policy, as_of: date | None) -> list[Finding]:
    """Judges as `judge` does, on a library that is already built."""
    findings = (finding_on(library, m, policy, as_of) for m in in_order(library))
    return [f for f in findings if f is not None]


def in_order(library: Library) -> list[Measure]:
    """Returns all measures in the order of documents (number, title, id) and text."""
    return sorted(
        library.measures.values(), key=lambda m: (_document_key(library, m.document), m.span.start, m.span.end, m.id)
    )


def finding_on(library: Library, measure: Measure, policy: Policy, as_of: date | None) -> Finding | None:
    """Returns the finding on one measure, with its sentence.

    None before its document's own date, where the policy does not ask, and of what counts nowhere: from the day on which
    another document of the store has ended its own one, and of the policy's own authority.
    """
    if measure_aside(library, measure, policy, as_of) is not None:
        return None
    return _finding_on(library, measure, policy, as_of)


def finding_aside(library: Library, measure: Measure, policy: Policy, as_of: date) -> Finding | None:
    """Returns what there is to show of a measure that counts nowhere; None of any other, and where there would be no finding.

    A measure that has ended has the verdict that it would have if its document held, and nothing is proposed for it.
    """
    group = measure_aside(library, measure, policy, as_of)
    return _aside(library, measure, policy, as_of, group) if group is not None else None


@dataclass(frozen=True, slots=True)
class JudgedFor:
    """A finding on a measure, also one that counts nowhere, and from which day on and before which judging anew says the same.

    None where `finding_on` and `finding_aside` both say so. Where nothing ends a stretch, its end is the last day of all (stretch.OPEN).
    `counted` is the longer stretch on which the measure is counted alike, whatever the words say.
    """

    finding: Finding | None
    since: date
    until: date
    counted: tuple[date, date]


def judged_with_stretch(library: Library, measure: Measure, policy: Policy, day: date) -> JudgedFor:
    """Returns the finding on a measure with the days on which it holds."""
    asked, counted = Day.of(day), Day.of(day)
    group = measure_aside(library, measure, policy, asked)
    if group is None:
        finding = _finding_on(library, measure, policy, asked, counted=counted)
    else:
        finding = _aside(library, measure, policy, asked, group, counted)
    return JudgedFor(finding, asked.since, asked.until, (counted.since, counted.until))


def counted_on(library: Library, measure: Measure, policy: Policy, day: date) -> Counted | None:
    """Returns as what a measure is counted on that day, as its finding would be; None where there is none. Of the checks those alone are run on which that hangs."""
    group = measure_aside(library, measure, policy, day)
    issued = own_day(library, library.documents[measure.document])
    weighed = None if issued is not None and day < issued else weigh(library, measure, policy, day)
    if weighed is None:
        return None
    if group is Group.AUTHORITY:
        return Counted(Verdict.EXEMPT, group)
    decision = library.decided.verdicts.get(measure.id)
    verdict = Verdict(decision.value) if decision else weighed.shown
    by_checks = hangs_on_checks(verdict, measure.kind)
    by_source = group is None and verdict in REACHED
    case = _case(weighed) if (by_checks or by_source) and not weighed.consent else None
    return Counted(
        verdict,
        group,
        would_mend=mends_alone(verdict, measure.kind) or (by_checks and case is not None and has_failed(case)),
        is_unsupported=by_source and case is not None and is_silent(case),
    )


def _aside(
    library: Library, measure: Measure, policy: Policy, as_of: date, group: Group, counted: Day | None = None
) -> Finding | None:
    """Returns what there is to show of a measure of a group that counts nowhere."""
    finding = _finding_on(library, measure, policy, as_of, cured=False, counted=counted)
    if finding is None:
        return None
    nothing = replace(finding, aside=group, disposal=Disposal.NONE)
    text = authority_of(library, library.documents[measure.document], policy)
    if text is not None:
        return _of_authority(library, nothing, text)
    return replace(
        nothing, sentence=Message.of("sentence.ended", why=_ended_by(library, measure), said=finding.sentence)
    )


def _ended_by(library: Library, measure: Measure) -> Message:
    """Tells since when a measure holds no longer, by its document or by its own provision, and who says so."""
    ended = library.ended_with(measure)
    if ended is None or ended.by is None:
        return Message("finding.ended_by_page")
    whole = wholes_of(library.documents[ended.by], library.documents)[-1]
    name = name_of(document_hop(library, whole))
    if ended.lapsed:
        return Message.of("finding.ended_lapsed", day=ended.day, name=name)
    return Message.of("finding.ended_by", day=ended.day, name=name)


def _of_authority(library: Library, finding: Finding, text: AuthorityText) -> Finding:
    """Returns the finding on a measure of an authority text: exempt, the chain ends in the document itself."""
    document = library.documents[finding.document.id]
    start = (measure_hop(finding.measure), provision_hop(library, finding.measure))
    return replace(
        finding,
        verdict=Verdict.EXEMPT,
        verdict_at_issue=None,
        stops=(),
        chain=(*start, document_hop(library, document)),
        checks={},
        authority=text.number,
        rule=AUTHORITY_RULE,
        question=None,
        remarks=(),
        other_chains=(),
        other_ways=0,
        overruled=None,
        sentence=Message.of("sentence.authority", kind=finding.measure.kind, name=f"《{text.title}》（{text.number}）"),
    )


def _finding_on(
    library: Library,
    measure: Measure,
    policy: Policy,
    as_of: date | None,
    *,
    cured: bool = True,
    counted: Day | None = None,
) -> Finding | None:
    """Returns the finding on one measure, whether or not it counts; None before its document's own date and where the policy does not ask.

    Without `cured`, as of what counts nowhere, no cure is looked for. On the day `counted` is noted for how long the measure is counted alike.
    """
    issued = own_day(library, library.documents[measure.document])
    day = as_of or issued or date.max
    is_younger = issued is not None and day < issued
    _note_on(counted, day)
    if is_younger:
        return None
    asked = Day.of(day)
    weighed = weigh(library, measure, policy, asked)
    _note_on(counted, asked)
    verdict = weighed.shown if weighed is not None else None
    same = issued is not None and asked.has(issued)
    finding = _finding(weighed, cured=cured) if weighed is not None else None
    if isinstance(day, Day):
        day.within(asked.since, asked.until)
    if finding is None:
        return None
    at_issue = verdict if same else _verdict_on(library, measure, policy, issued) if issued else None
    finding = replace(
        finding,
        verdict_at_issue=at_issue,
        notes=_notes(library, measure.id),
        edition=library.edition,
        sentence=sentence_of(finding),
    )
    decision = library.decided.verdicts.get(measure.id)
    if decision:
        finding = overruled(finding, decision)
    if counted is not None and cured and weighed is not None and not weighed.consent:
        cited_articles(library, _ends(weighed), counted)
        note_counted(counted, finding, weighed.policy, _lists(library.registry, counted))
    return finding


def _note_on(counted: Day | None, day: date) -> None:
    """Notes on a day what has been noted on another one."""
    if counted is not None and isinstance(day, Day):
        counted.within(day.since, day.until)


def _notes(library: Library, measure: str) -> tuple[Note, ...]:
    """Returns what people decided on a measure, and their comments."""
    held = library.decided
    taken, bases = held.taken.get(measure, {}).values(), held.bases.get(measure, {}).values()
    every = (held.kinds.get(measure), *taken, *bases, *held.notes.get(measure, ()))
    return tuple(_note(one) for one in every if one is not None)


def _note(decision: Decision) -> Note:
    return Note(kind=decision.kind, value=decision.value, who=decision.who, at=decision.at, why=decision.why)


def overruled_by(decision: Decision, machine: Verdict) -> Overruled:
    """Tells whose verdict stands in place of the machine's."""
    return Overruled(machine=machine, who=decision.who, at=decision.at, why=decision.why)


def overruled(finding: Finding, decision: Decision) -> Finding:
    """Returns the finding with the verdict that a person put in place of the machine's; chain, reasons and checks stay."""
    verdict = Verdict(decision.value)
    return explain_overruled(
        replace(
            finding,
            verdict=verdict,
            overruled=overruled_by(decision, finding.verdict),
            question=finding.question if verdict is Verdict.REVIEW else None,
            disposal=_disposal(verdict, Search(finding.cures, finding.searched), finding.checks, finding),
        )
    )


def _document_key(library: Library, document: str) -> tuple[str, str, str]:
    d = library.documents[document]
    return (d.number or "~", d.title or "~", d.id)


def own_day(library: Library, document: Document) -> date | None:
    """Returns the day of a document, else of the document that it hangs on."""
    seen: set[str] = set()
    parent = library.documents.get(document.parent or "")
    while document.date is None and parent is not None and parent.id not in seen:
        seen.add(document.id)
        document, parent = parent, library.documents.get(parent.parent or "")
    return document.date


def find(library: Library, measure: Measure, policy: Policy, day: date) -> Finding | None:
    """Returns the finding on one measure on one day, without its sentence; None where the policy has no rule for it there and then."""
    weighed = weigh(library, measure, policy, day)
    return _finding(weighed) if weighed is not None else None


def _verdict_on(library: Library, measure: Measure, policy: Policy, day: date) -> Verdict | None:
    """Returns the verdict of `find` alone."""
    weighed = weigh(library, measure, policy, day)
    return weighed.shown if weighed is not None else None


def weigh(library: Library, measure: Measure, policy: Policy, day: date) -> Weighed | None:
    """Returns the verdict on a measure with all that it hangs on, without checks, cures and words; None as in `find`."""
    day = day if isinstance(day, Day) else Day.of(day)
    document = library.documents[measure.document]
    policy = policy.ruled_on(day, document.region)
    if not policy.asks_for(measure.kind):
        return None
    path = walk(library, measure, policy, day)
    verdict, best, of_citation = sure_first(path, lambda branches: _verdict(library, measure, branches, policy))
    best = best and _speaking(library, measure, path, verdict, best, day)
    consent = _consent(library, measure, path, verdict)
    if consent:
        verdict, best, of_citation = Verdict.DIRECT, None, None
    is_open = verdict in (Verdict.DEAD_END, Verdict.REVIEW)
    stops = _without_cycles(stops_of([b for b in path.branches if not b.reached])) if is_open else ()
    at_level = _at_its_level(library, document)
    chain = _chain_of_consent(path, consent) if consent else best.chain if best else ()
    weighed = Weighed(library, measure, at_level, policy, day, path, verdict, best, stops, chain, consent)
    return replace(weighed, doubt=doubt_of(library, weighed, of_citation, policy.review_below))


# --- the verdict -------------------------------------------------------------------------------


def _verdict(
    library: Library, measure: Measure, branches: Sequence[Branch], policy: Policy
) -> tuple[Verdict, Branch | None]:
    """Returns the verdict and the branch that shows it best. The first case that fits decides."""
    document = library.documents[measure.document]
    if any(_lays_down(branch, document) for branch in branches):
        return _of_laid_down(library, document, policy), branches[0]
    reached = [branch for branch in branches if branch.reached]
    direct = [branch for branch in reached if branch.own]
    if direct:
        return Verdict.DIRECT, direct[0]
    if reached:
        return Verdict.INDIRECT, min(reached, key=lambda branch: len(branch.chain))
    questions = [branch for branch in branches if branch.is_question]
    if questions:
        return Verdict.REVIEW, questions[0]
    broken = [b for b in branches if b.reasons and b.reasons != (BreakReason.ONLY_CYCLE,)] or list(branches)
    return Verdict.DEAD_END, max(broken, key=lambda branch: len(branch.chain)) if broken else None


def _speaking(library: Library, measure: Measure, path: Walk, verdict: Verdict, best: Branch, day: date) -> Branch:
    """Returns the branch to name first: of those as good as the best the first whose source speaks of such a measure."""
    if verdict not in (Verdict.DIRECT, Verdict.INDIRECT) or not best.reached:
        return best
    branches = path.sure if best in path.sure else path.branches
    rivals = [branch for branch in branches if branch.reached and branch.own == best.own]
    if len(rivals) < 2:
        return best
    sentence = _on_one_line(library.texts.file[measure.document], measure.sentence)
    statement = statement_of(measure.kind, measure.text, sentence)
    if verdict is Verdict.INDIRECT:
        rivals.sort(key=lambda branch: len(branch.chain))
    for branch in rivals:
        known = [one.known for one in cited_articles(library, [branch.chain[-1]], day)]
        if support(statement, known).result is CheckResult.STATED:
            return branch
    return best


def _lays_down(branch: Branch, document: Document) -> bool:
    """Tells whether the document itself is the source that the branch has come to."""
    return branch.own and branch.reached and len(branch.chain) == 3 and branch.chain[-1].id == document.id


def _of_laid_down(library: Library, document: Document, policy: Policy) -> Verdict:
    """Returns exempt where the policy does not ask such documents, else direct."""
    in_scope = not policy.exempt_provincial_only or is_provincial(document.region)
    return Verdict.EXEMPT if library.level_of(document) in policy.exempt_levels and in_scope else Verdict.DIRECT


def _consent(library: Library, measure: Measure, path: Walk, verdict: Verdict) -> str | None:
    """Returns the words that make a measure one of the person's own consent, where the verdict may rest on them."""
    if not path.rule.consent or path.scope not in (Scope.PERSONAL_PUBLIC, Scope.MIXED_PUBLIC):
        return None
    if verdict not in (Verdict.DEAD_END, Verdict.REVIEW, Verdict.INDIRECT):
        return None
    return consent_words(measure, library.texts.file[measure.document])


def _chain_of_consent(path: Walk, words: str) -> tuple[Hop, ...]:
    """Returns the chain of a publication with the person's consent: it ends in the provision, with the words of consent."""
    measure, provision = path.branches[0].chain[:2]
    return (measure, replace(provision, quote=words))


def _by_consent(weighed: Weighed) -> Finding:
    """Returns the finding on a publication with the person's consent: direct, the chain is the provision (docs/semantics.md#ruling-4)."""
    return Finding(
        measure=weighed.measure,
        document=weighed.document,
        provision=weighed.library.provisions[weighed.measure.provision],
        verdict=Verdict.DIRECT,
        verdict_at_issue=None,
        stops=(),
        chain=weighed.chain,
        checks={},
        disposal=Disposal.KEEP,
        authority=weighed.path.rule.authority,
        rule=weighed.path.rule.id,
        remarks=(Message.of("remark.consent", words=weighed.consent),),
    )


def _at_its_level(library: Library, document: Document) -> Document:
    """Returns a document at the level that is on record."""
    level = library.level_of(document)
    return document if document.level is level else replace(document, level=level)


# --- the finding -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weighed:
    """A measure with its verdict on one day, under the policy in force, and the branch that shows it best.

    `document` is the measure's own, at the level that is on record; `consent` are the words of the person's consent that the
    verdict rests on, `doubt` is that for which it goes to a person.
    """

    library: Library
    measure: Measure
    document: Document
    policy: Policy
    day: Day
    path: Walk
    verdict: Verdict
    best: Branch | None
    stops: tuple[Stop, ...]
    chain: tuple[Hop, ...]
    consent: str | None = None
    doubt: Doubt | None = None

    @property
    def shown(self) -> Verdict:
        """Returns the verdict that is shown: of doubt, review."""
        return self.verdict if self.doubt is None else Verdict.REVIEW

    @property
    def reasons(self) -> frozenset[BreakReason]:
        """Returns the reasons of the stops that are shown: of doubt, that alone."""
        return frozenset(s.reason for s in self.stops) if self.doubt is None else frozenset({BreakReason.DOUBTFUL})

    @property
    def broken(self) -> list[Branch]:
        """Returns the branches that have come to no source."""
        return [branch for branch in self.path.branches if not branch.reached]


def _finding(weighed: Weighed, *, cured: bool = True) -> Finding:
    """Returns the finding, for review where it hangs on something read with too little confidence."""
    finding = _by_consent(weighed) if weighed.consent else _with_checks(weighed, cured=cured)
    return finding if weighed.doubt is None else with_doubt(finding, weighed.doubt)


def _with_checks(weighed: Weighed, *, cured: bool) -> Finding:
    """Returns the finding with its checks and cures."""
    verdict, path, best = weighed.verdict, weighed.path, weighed.best
    case = _case(weighed)
    checks = run_checks(case)
    cures = _cures(weighed, case) if cured and verdict is Verdict.DEAD_END else Search((), 0)
    question = next((branch.question for branch in path.branches if branch.question), None)
    return Finding(
        measure=weighed.measure,
        document=case.document,
        provision=weighed.library.provisions[weighed.measure.provision],
        verdict=verdict,
        verdict_at_issue=None,
        stops=weighed.stops,
        chain=weighed.chain,
        checks=checks,
        disposal=_disposal(verdict, cures, checks, case),
        authority=weighed.policy.exempt_authority if verdict is Verdict.EXEMPT else path.rule.authority,
        rule=path.rule.id,
        question=question if verdict is Verdict.REVIEW else None,
        remarks=_remarks(weighed),
        other_chains=_others(weighed),
        other_ways=max(path.ways - 1, 0) if best and best.reached else path.ways,
        cures=cures.found,
        searched=cures.searched,
    )


@lru_cache(maxsize=8)
def _on_one_line(text: str, span: Span) -> str:
    """Returns the words of a sentence or provision: one text for all its measures, so that what is asked of it is asked once."""
    return span.of(text).replace("\n", "")


@lru_cache(maxsize=8)
def _subject(title: str, sentence: str, issuer: str) -> str:
    """Returns the words that tell what a measure is about."""
    return f"{title}{sentence}{issuer}"


def _case(weighed: Weighed) -> Case:
    """Returns what the checks look at."""
    library, measure, best = weighed.library, weighed.measure, weighed.best
    text = library.texts.file[measure.document]
    sentence = _on_one_line(text, measure.sentence)
    document = weighed.document
    end = best.chain[-1] if best and best.reached else None
    cited = cited_articles(library, _ends(weighed), weighed.day)
    return Case(
        measure=measure,
        sentence=sentence,
        provision=_on_one_line(text, library.provisions[measure.provision].span),
        document=document,
        text=library.texts.own[document.id],
        reached=end.level if end else None,
        all_reached=frozenset(b.chain[-1].level for b in weighed.path.branches if b.reached and b.chain[-1].level),
        verdict=weighed.verdict,
        policy=weighed.policy.on(weighed.day, document.region),
        as_of=weighed.day,
        statement=statement_of(measure.kind, measure.text, sentence),
        cited=tuple(one.known for one in cited),
        quoted=quoted(library, cited),
        lays_down=end is not None and end.id == document.id,
        nationwide=_takes_up_a_nationwide_list(weighed),
        lists=_lists(weighed.library.registry, weighed.day),
        bases=_bases(weighed),
    )


def _lists(registry: Registry, day: Day) -> tuple[ListEdition, ...]:
    """Returns the lists at hand whose day it is: a supplement only as long as its local regulation holds."""
    return tuple(
        one
        for one in registry.lists
        if one.is_national
        or ((row := registry.instruments.get(one.regulation)) is not None and state_on(row, day) == "in_force")
    )


def _bases(weighed: Weighed) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Returns the titles that the branches of a measure come to, each with the articles cited."""
    ends = [branch.chain[-1] for branch in weighed.path.branches if branch.reached]
    cited = [
        (hop, weighed.library.citation_at.get((hop.document, hop.span))) for hop in ends if hop.document and hop.span
    ]
    return tuple((hop.title or "", citation.articles) for hop, citation in cited if citation is not None)


def _takes_up_a_nationwide_list(weighed: Weighed) -> bool:
    """Tells whether a list that is not called the place's own rests on one that a ministry rule lays down (docs/semantics.md#ruling-37)."""
    if is_local_list(weighed.measure):
        return False
    path, best = weighed.path, weighed.best
    return any(branch.question == INTERIM for branch in path.branches) or any(
        hop.level in path.rule.interim for hop in (best.chain if best else ())
    )


def _ends(weighed: Weighed) -> list[Hop]:
    """Returns the sources that the verdict ends at: of an indirect one the nearest first, of a direct one those cited directly."""
    if weighed.verdict is Verdict.INDIRECT:
        reached = [branch for branch in weighed.path.branches if branch.reached]
        return [branch.chain[-1] for branch in sorted(reached, key=lambda branch: branch is not weighed.best)]
    any_way = weighed.verdict is not Verdict.DIRECT
    return [branch.chain[-1] for branch in weighed.path.branches if branch.reached and (branch.own or any_way)]


def _others(weighed: Weighed) -> tuple[tuple[Hop, ...], ...]:
    """Returns the first few other ways to a source: those of the measure's own provision, then the rest, in their order."""
    others = [
        branch for branch in weighed.path.branches if branch.reached and branch.chain != (weighed.best or branch).chain
    ]
    return tuple(branch.chain for branch in sorted(others, key=lambda branch: not branch.own)[:_FEW_WAYS])


def _remarks(weighed: Weighed) -> tuple[Message, ...]:
    """Returns what else there is to say of the branches, and under a verdict that stands, which of them break."""
    remarks = [branch.remark for branch in weighed.path.branches if branch.remark]
    if weighed.verdict in (Verdict.DIRECT, Verdict.INDIRECT):
        stops = stops_of(weighed.broken)
        remarks += [Message.of("remark.broken", words=stop.text, reason=stop.reason) for stop in stops]
    return tuple(dict.fromkeys(remarks))


def _without_cycles(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Returns the stops without circles, unless there are no others (docs/semantics.md#ruling-15)."""
    others = tuple(stop for stop in stops if stop.reason is not BreakReason.ONLY_CYCLE)
    return others or tuple(stops)


def _disposal(verdict: Verdict, cures: Search, checks: Mapping[Check, CheckFinding], of: Case | Finding) -> Disposal:
    """Returns what is proposed (docs/semantics.md#disposal); 立法 only a person proposes.

    A draft is changed before it is issued: there is nothing to repeal. Incentives and repairs are not part of the
    cleanup: nothing is proposed for one without a source. 保留 is for what conforms in full (发改办财金〔2021〕15号, note 3 of the ledger): a direct measure
    with a failed check has a clear basis and a text to mend, 修订. Whether one whose sources say nothing of it conforms, a person tells.
    """
    failed = any(check.result is CheckResult.FAILED for check in checks.values())
    if verdict is Verdict.DIRECT and failed and of.measure.kind not in NEVER_GAPS:
        return Disposal.AMEND
    support = checks.get(Check.SUPPORT)
    if verdict is Verdict.DIRECT and support is not None and support.result is CheckResult.NOT_STATED:
        return Disposal.NONE
    if verdict in (Verdict.DIRECT, Verdict.EXEMPT):
        return Disposal.KEEP
    if verdict is Verdict.INDIRECT:
        return Disposal.AMEND
    if verdict is Verdict.REVIEW:
        return Disposal.NONE
    if of.measure.kind in NEVER_GAPS:
        return Disposal.NONE
    return Disposal.AMEND if cures.found or of.document.draft else Disposal.REPEAL


def _cures(weighed: Weighed, case: Case) -> Search:
    """Returns what the measure could rest on; where no article is known, a credit regulation of the place by its title."""
    library, region, rule = weighed.library, case.document.region, weighed.path.rule
    subject = _subject(case.document.title or "", case.sentence, case.document.issuer or "")
    need = Need(case.statement, subject, rule.levels, region, case.as_of)
    search = find_cures(need, curable(library.registry, library.articles))
    if search.found or not region or weighed.measure.kind is MeasureKind.SCORING:
        return search
    title = _credit_regulation_of(weighed, region) if SourceLevel.LOCAL_REGULATION in rule.levels else None
    if title is None:
        return search
    cure = _credit_regulation(library, need, title)
    return Search((cure,) if cure else (), search.searched + 1)


def _credit_regulation_of(weighed: Weighed, region: str) -> str | None:
    """Returns the title of a credit regulation that holds in a place: of several the shortest; None where there is none."""
    memory = memory_of(weighed.library, weighed.policy)
    if region in memory.regulations:
        return memory.regulations[region]
    titles = (title for title, place in weighed.library.credit_regulations if covers(place, region))
    return memory.keep_regulation(region, min(titles, key=lambda title: (len(title), title), default=None))


def _credit_regulation(library: Library, need: Need, title: str) -> Cure | None:
    """Returns the credit regulation of that title: the article of its text in the store, else its title alone."""
    text = library.stored_regulation(title, need.day)
    if text is not None:
        return stored_cure(need.measure, text, title, library.stored_articles(text))
    rows = library.registry.by_title(title)
    return Cure(
        instrument=rows[0].id if rows else "", title=title, article="", score=0.3, words=Message("cure.title_only")
    )
