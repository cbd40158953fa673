"""walk(): from a measure upward, every branch to its end (docs/semantics.md#chain, #rulings).

A step goes along basis, forwards and attaches, never along mention, amends or repeals. An
intermediate must be of the same place or above. Each branch ends in an `Outcome`: it reaches a
permitted source, stops for a reason, or meets a question that only a person can answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_schema.numbers import article_number
from graph_schema.records import Citation, Document, Hop, Instrument, Link, Measure, Provision, Span, Stop
from graph_schema.regions import covers, is_provincial, may_lie_in
from graph_schema.terms import BreakReason, LinkStatus, MeasureKind, Relation, Role, SourceLevel, Tie
from tracer.links.library import Library, node_of
from tracer.links.resolve import Found, decision_words
from tracer.policy.rules import Policy, Rule, Scope
from tracer.policy.scope import scope_of
from tracer.registry.validity import state_on

MAX_DEPTH = 24  # hops of a branch, measure and provision among them


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a branch ended: `chain` is measure first, source or break point last."""

    chain: tuple[Hop, ...]
    reached: bool = False
    own: bool = False
    reasons: tuple[BreakReason, ...] = ()
    words: str = ""
    question: tuple[str, str] | None = None
    remark: str | None = None

    @property
    def is_question(self) -> bool:
        """Whether only a person can tell."""
        return self.question is not None


@dataclass(frozen=True, slots=True)
class Walk:
    """All branches of a measure, the rule that they were held against, and the scope of the measure."""

    rule: Rule
    scope: Scope
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What stays the same along all branches of one measure."""

    library: Library
    policy: Policy
    rule: Rule
    scope: Scope
    measure: Measure
    document: Document
    as_of: date


def walk(library: Library, measure: Measure, policy: Policy, as_of: date) -> Walk:
    """Every branch of the measure on that day, nearest first."""
    document = library.documents[measure.document]
    scope = scope_of(measure, library.text_of[document.id])
    rule = policy.rule_for(measure.kind, scope)
    task = _Task(library, policy, rule, scope, measure, document, as_of)
    start = (_measure_hop(measure), _provision_hop(library, measure))
    outcomes: list[Outcome] = []
    laid_down = _laid_down(task, start)
    if laid_down is not None:
        return Walk(rule, scope, (laid_down,))
    ties = library.basis_of.get(measure.id, ())
    for b in ties:
        if b.tie is not Tie.DOCUMENT:
            c = library.citations[b.citation]
            # 依照第五条: another provision of the document cites the source, the measure's own one does not.
            own = b.tie is not Tie.REFERENCE or c.provision == measure.provision
            path = start if own else (*start, _referred_hop(library, measure, c))
            outcomes.extend(_along(task, c, document, path, frozenset({document.id}), own=own))
    outcomes.extend(_whole_document(task, document, start, frozenset({document.id})))
    if not any(o.reached for o in outcomes) and _interim_list(task):
        outcomes = [Outcome((*start, _document_hop(library, document, None, None)), question=_INTERIM)]
    elif not outcomes:
        outcomes.append(_nothing(task, start))
    elif not any(o.reached for o in outcomes):
        vague = vague_words(library, measure)
        if vague and all(b.tie is Tie.DOCUMENT for b in ties):
            outcomes.append(Outcome(start, reasons=(BreakReason.VAGUE,), words=vague))
    return Walk(rule, scope, tuple(outcomes))


_INTERIM = (
    "全国性名单由部门规章规定，属于过渡做法，是否已有法律、行政法规或者中央文件承接？",
    "A nationwide list laid down by a ministry rule is an interim: has a law, regulation or central document taken over?",
)


def _interim_list(task: _Task) -> bool:
    """A nationwide list that a ministry rule lays down itself (docs/semantics.md#ruling-7), no association's list."""
    if task.library.level_of(task.document) not in task.rule.interim or is_local_list(task.measure):
        return False
    return not is_of_association(task.library, task.measure)


# --- the measure's own document ----------------------------------------------------------------


def _laid_down(task: _Task, start: tuple[Hop, ...]) -> Outcome | None:
    """The measure of a document that is itself a permitted source (docs/semantics.md#ruling-1, #ruling-11)."""
    library, document = task.library, task.document
    level = library.level_of(document)
    chain = (*start, _document_hop(library, document, None, None))
    known = library.known(document)
    permitted = level in task.rule.levels or (level is SourceLevel.CENTRAL_POLICY and task.rule.decisions)
    if not permitted:
        return None
    if known is not None and state_on(known, task.as_of) == "repealed":
        return Outcome(chain, reasons=(BreakReason.NOT_IN_FORCE,), words=_when(known, task.as_of))
    return Outcome(chain, reached=True, own=True)


def _nothing(task: _Task, start: tuple[Hop, ...]) -> Outcome:
    """No branch at all: vague words, mentions only, or nothing."""
    vague = vague_words(task.library, task.measure)
    if vague:
        return Outcome(start, reasons=(BreakReason.VAGUE,), words=vague)
    mentioned = mention_beside(task.library, task.measure)
    if mentioned is not None:
        c = task.library.citations[mentioned]
        chain = (*start, _target_hop(task.library, c, task.library.links[c.id]))
        return Outcome(chain, reasons=(BreakReason.MENTION_ONLY,), words=c.text)
    return Outcome(start, reasons=(BreakReason.NO_CITATION,), words=task.measure.text)


def vague_words(library: Library, m: Measure) -> str:
    """The vague reference in the measure's own sentence, empty where there is none."""
    for v in library.vague_of.get(m.provision, ()):
        if m.sentence.contains(v.span):
            return v.text
    return ""


def mention_beside(library: Library, m: Measure) -> str | None:
    """A mention in the measure's own provision or in the preamble (docs/semantics.md#ruling-16)."""
    for c in library.mentions_of.get(m.provision, ()):
        return c
    for p in library.provisions_of.get(m.document, ()):
        if p.zone.value == "preamble":
            for c in library.mentions_of.get(p.id, ()):
                return c
    return None


# --- steps upward ------------------------------------------------------------------------------


def _whole_document(task: _Task, document: Document, chain: tuple[Hop, ...], seen: frozenset[str]) -> Iterator[Outcome]:
    """The branches of a document as a whole (docs/semantics.md#ruling-2): its basis, what it forwards, its parent."""
    library = task.library
    children = set(library.children_of.get(document.id, ()))
    for c_id in library.whole_of.get(document.id, ()):
        c = library.citations[c_id]
        link = library.links[c_id]
        if c.role is Role.FORWARDS:
            target = link.target
            if target in children or (target in seen and target == task.document.id):
                continue
            if link.status is LinkStatus.UNRESOLVED and children:
                continue
        yield from _along(task, c, document, chain, seen, own=False)
    for child in sorted(children - seen):
        # A notice stands on what it forwards; what it issues itself has no other basis than its own.
        yield from _into(task, library.documents[child], chain, seen, "forwards", _opening(library, child), ())
    if document.parent in library.documents and document.relation is not Relation.SELF and document.parent not in seen:
        parent = library.documents[document.parent]
        if parent.region and not may_lie_in(document.region, parent.region):
            return  # a text from above keeps its own basis: it does not stand on the office below that forwards it
        yield from _into(task, parent, chain, seen, document.relation.value, _opening(library, parent.id), ())


def _opening(library: Library, document: str) -> str:
    d = library.documents[document]
    return d.title or d.number or d.span.of(library.text_of[document])[:40].strip()


def _along(
    task: _Task, c: Citation, citing: Document, chain: tuple[Hop, ...], seen: frozenset[str], *, own: bool
) -> Iterator[Outcome]:
    """The branches that go along one citation."""
    library = task.library
    link = library.links[c.id]
    if link.status is LinkStatus.AMBIGUOUS:
        yield from _along_rivals(task, c, link, chain, seen, own=own)
        return
    if link.status is LinkStatus.UNRESOLVED:
        yield _unresolved(task, c, link, (*chain, _target_hop(library, c, link)))
        return
    assert link.target is not None
    found = Found(
        link.target,
        link.level,
        link.region,
        library.instrument_of(link.target),
        library.documents.get(link.target),
        "",
        1.0,
    )
    decided = library.registry.decided(c.title, c.number or c.defined_number, citing)
    for o in _to(task, c, found, chain, seen, own=own):
        yield o if decided is None else replace(o, remark=f"“{c.text}”由{decision_words(decided)}")


def _along_rivals(
    task: _Task, c: Citation, link: Link, chain: tuple[Hop, ...], seen: frozenset[str], *, own: bool
) -> Iterator[Outcome]:
    """Several candidates: the common outcome if there is one, else a question (docs/semantics.md#ruling-21)."""
    rivals = task.library.rivals[c.id]
    here = (*chain, _target_hop(task.library, c, link))
    elsewhere = [f for f in rivals if task.document.region and f.region and not covers(f.region, task.document.region)]
    if len(elsewhere) == len(rivals):
        yield Outcome(
            here,
            reasons=(BreakReason.AMBIGUOUS,),
            words=c.text,
            question=(
                f"“{c.text}”在登记库中只有别处的同名文件，本地有没有这一文件？",
                f"The registry knows “{c.text}” only in other places: does this place have it?",
            ),
        )
        return
    results = [list(_to(task, c, f, chain, seen, own=own)) for f in rivals]
    kinds = {_summary(r) for r in results}
    if len(kinds) == 1:
        names = "、".join(_name(f) for f in rivals[:3])
        for o in results[0]:
            yield replace(o, remark=f"“{c.text}”可能指：{names}；各种可能结论相同")
        return
    names = "、".join(_name(f) for f in rivals[:4])
    yield Outcome(
        here,
        reasons=(BreakReason.AMBIGUOUS,),
        words=c.text,
        question=(
            f"“{c.text}”指哪一份文件？可能是：{names}。",
            f"Which document does “{c.text}” mean? Candidates: {names}.",
        ),
    )


def _summary(outcomes: Sequence[Outcome]) -> str:
    if any(o.reached for o in outcomes):
        return "reached-own" if any(o.reached and o.own for o in outcomes) else "reached"
    if any(o.is_question for o in outcomes):
        return "question"
    return "stopped:" + ",".join(sorted({r.value for o in outcomes for r in o.reasons}))


def _name(f: Found) -> str:
    if f.instrument:
        return f"《{f.instrument.title}》" + (f"（{f.instrument.numbers[0]}）" if f.instrument.numbers else "")
    d = f.document
    return f"《{d.title}》" + (f"（{d.number}）" if d.number else "") if d else f.target


def _to(
    task: _Task, c: Citation, found: Found, chain: tuple[Hop, ...], seen: frozenset[str], *, own: bool
) -> Iterator[Outcome]:
    """The branches through one thing cited: the end if it is a permitted source, else on through its text."""
    library = task.library
    hop = _found_hop(library, c, found)
    here = (*chain, hop)
    verdict = _as_source(task, c, found, here, own=own)
    if verdict is not None:
        yield verdict
        return
    if found.document is not None:
        yield from _into(
            task, found.document, chain, seen, c.role.value, c.text, c.articles, span=c.span, citing=c.document
        )
        return
    carried = _carried_by_title(task, found.instrument.title if found.instrument else c.title or "", here)
    if carried is not None:
        yield carried
        return
    yield Outcome(here, reasons=(_too_low(task, found.level),), words=c.text)


def _too_low(task: _Task, level: SourceLevel) -> BreakReason:
    """Too low for every rule, or permitted for measures of another kind only."""
    return BreakReason.WRONG_KIND if level in task.policy.permitted_for_some else BreakReason.LEVEL_NOT_PERMITTED


def _as_source(task: _Task, c: Citation, found: Found, here: tuple[Hop, ...], *, own: bool) -> Outcome | None:
    """The outcome where the thing cited ends the chain; None where the chain goes on through it."""
    level, known = found.level, found.instrument
    if level is SourceLevel.CENTRAL_POLICY and level not in task.rule.levels:
        if known is not None and known.is_decision and task.rule.decisions:
            level = SourceLevel.LAW
        elif level not in task.rule.review:
            return Outcome(here, reasons=(BreakReason.WRONG_KIND,), words=c.text)
    if level in task.rule.review:
        return Outcome(here, reasons=(BreakReason.WRONG_KIND,), words=c.text, question=task.rule.question)
    if level is SourceLevel.JUDICIAL_INTERPRETATION and is_against_debtors(task.library, task.measure):
        return Outcome(
            here,
            reasons=(),
            words=c.text,
            question=(
                "依据是司法解释，措施针对被执行人，是否属于人民法院依法采取的措施？",
                "The basis is a judicial interpretation against judgment debtors: is it a measure that the court takes?",
            ),
        )
    if level in task.rule.interim and not is_local_list(task.measure):
        if found.document is not None and any(
            o.reached
            for o in _into(task, found.document, here[:-1], frozenset({task.document.id}), c.role.value, c.text, ())
        ):
            return None
        return Outcome(
            here,
            reasons=(),
            words=c.text,
            question=_INTERIM,
        )
    if level not in task.rule.levels:
        return None
    if known is not None:
        state = state_on(known, task.as_of)
        if state in ("repealed", "not_yet"):
            return Outcome(here, reasons=(BreakReason.NOT_IN_FORCE,), words=_when(known, task.as_of))
        if state == "unknown":
            return Outcome(
                here,
                reasons=(BreakReason.NOT_IN_FORCE,),
                words=c.text,
                question=(
                    f"《{known.title}》已失效，但登记库没有失效日期：{task.as_of} 当日是否有效？",
                    f"{known.title} is no longer in force, since when is not known: was it on {task.as_of}?",
                ),
            )
    elif found.document is not None and found.document.date and found.document.date > task.as_of:
        return Outcome(here, reasons=(BreakReason.NOT_IN_FORCE,), words=c.text)
    if level is SourceLevel.LOCAL_REGULATION and _outside(task, found.region):
        return Outcome(here, reasons=(BreakReason.OUT_OF_JURISDICTION,), words=c.text)
    if level is SourceLevel.LOCAL_REGULATION and _unplaced(task, found.region):
        return Outcome(
            here,
            words=c.text,
            question=(
                f"“{c.text}”在{found.region}有效，文件没有写明本地属于哪个省：是否在其效力范围内？",
                f"“{c.text}” holds in {found.region}; the document does not say its province: is it within?",
            ),
        )
    numbers = known.numbers if known else ()
    if level is SourceLevel.CENTRAL_POLICY and any(n.startswith("国函") for n in numbers):
        return Outcome(
            here,
            words=c.text,
            question=(
                "所引国函是对个别地方或者项目的批复，能否作为这项措施的依据？",
                "The 国函 cited answers one place or project: can it support this measure?",
            ),
        )
    return _article(task, c, found, here, own=own)


def _article(task: _Task, c: Citation, found: Found, here: tuple[Hop, ...], *, own: bool) -> Outcome:
    """Whether the cited articles exist (docs/semantics.md#ruling-18, #ruling-19, #ruling-20)."""
    known = found.instrument
    wanted = [n for a in c.articles if (n := article_number(a)) is not None]
    if wanted and known is not None:
        issued = task.library.documents[c.document].date
        later = [d for d in known.revised if issued and issued < d <= task.as_of]
        now = [number_now(known, n, later) for n in wanted] if later else []
        if now and all(now):
            return Outcome(here, reached=True, own=own, remark=_renumbered(wanted, now))
        if later:
            return Outcome(
                here,
                words=c.text,
                question=(
                    f"所引条文按文件印发时（{issued}）的旧版编号，《{known.title}》此后已修订：旧版该条是否存在、是否仍对应？",
                    f"The article is numbered as in an older version of {known.title} (revised since {issued}): does it exist there?",
                ),
                remark="条文按旧版编号",
            )
        if known.articles is not None and max(wanted) > known.articles:
            return Outcome(here, reasons=(BreakReason.ARTICLE_MISSING,), words=f"{c.text}（全文共{known.articles}条）")
    remark = None
    return Outcome(here, reached=True, own=own, remark=remark)


def number_now(known: Instrument, number: int, revisions: Sequence[date]) -> int | None:
    """The number of an article after the revisions; None where one of them is not on record, or took it away."""
    now: int | None = number
    for day in sorted(revisions):
        now = next((m.new for m in known.moved if m.day == day and m.old == now), None)
    return now


def _renumbered(old: Sequence[int], new: Sequence[int | None]) -> str:
    pairs = "、".join(f"第{a}条现为第{b}条" if a != b else f"第{a}条编号未变" for a, b in zip(old, new, strict=True))
    return f"条文按旧版编号：{pairs}"


def _into(
    task: _Task,
    document: Document,
    chain: tuple[Hop, ...],
    seen: frozenset[str],
    role: str,
    quote: str,
    articles: Sequence[str],
    span: Span | None = None,
    citing: str | None = None,
) -> Iterator[Outcome]:
    """The branches on through a stored document (docs/semantics.md#chain-intermediate, #ruling-13, #ruling-17)."""
    library = task.library
    here = (*chain, replace(_document_hop(library, document, role, quote), span=span, document=citing))
    if document.id in seen:
        yield Outcome(here, reasons=(BreakReason.ONLY_CYCLE,), words=quote)
        return
    if len(here) > MAX_DEPTH:
        yield Outcome(here, reasons=(BreakReason.LEVEL_NOT_PERMITTED,), words="依据链过长")
        return
    if document.date and document.date > task.as_of:
        yield Outcome(here, reasons=(BreakReason.NOT_IN_FORCE,), words=quote)
        return
    in_file = document.parent is not None and (
        document.parent in seen
        or any(document.id == library.documents[s].parent for s in seen if s in library.documents)
    )
    if not in_file and _outside(task, document.region):
        yield Outcome(here, reasons=(BreakReason.OUT_OF_JURISDICTION,), words=quote)
        return
    level = library.level_of(document)
    if level in task.rule.levels:
        yield Outcome(here, reached=True, own=False)
        return
    onward: list[Outcome] = []
    for p in provisions_named(library, document, articles):
        for c in library.citations_of.get(p.id, ()):
            if c.role is Role.BASIS:
                onward.extend(_along(task, c, document, here, seen | {document.id}, own=False))
    onward.extend(_whole_document(task, document, here, seen | {document.id}))
    if onward:
        yield from onward
        return
    carried = _carried_by_title(task, document.title or "", here)
    if carried is not None:
        yield carried
        return
    yield Outcome(here, reasons=(BreakReason.NO_CITATION, _too_low(task, level)), words=quote)


def provisions_named(library: Library, document: Document, articles: Sequence[str]) -> list[Provision]:
    """The provisions of a stored document that a citation names by its articles."""
    if not articles:
        return []
    heads = {re.match("第[^条]{1,7}条|.*", a)[0] for a in articles}  # type: ignore[index]
    return [p for p in library.provisions_of.get(document.id, ()) if p.label in heads]


def carried_title(title: str) -> re.Match[str] | None:
    """The title that a title names as what it forwards or issues, in the group `inner`."""
    return re.search(
        "(?:转发|印发|贯彻(?:落实|实施|执行)?|落实)[〈<《](?P<inner>[^〈〉<>《》]{6,})[〉>》]", title
    ) or re.search("转发(?P<inner>(?:国务院|中共中央|国务院办公厅).{6,}?)(?:的通知)+$", title)


def _carried_by_title(task: _Task, title: str, here: tuple[Hop, ...]) -> Outcome | None:
    """A title that itself names the permitted source that it forwards or issues (docs/semantics.md#ruling-14)."""
    m = carried_title(title)
    if not m:
        return None
    rows = [i for i in task.library.registry.by_title(m["inner"]) if i.level in task.rule.levels]
    if len(rows) != 1 or state_on(rows[0], task.as_of) != "in_force":
        return None
    hop = _instrument_hop(rows[0], "forwards", m[0])
    return Outcome((*here, hop), reached=True, own=False, remark="依据链由题名承接，未见正文")


def _unresolved(task: _Task, c: Citation, link: Link, here: tuple[Hop, ...]) -> Outcome:
    """Unknown to registry and store: too low by its own words, elsewhere, or a question (docs/semantics.md#unresolved)."""
    level = link.level
    if level in task.rule.levels or level is SourceLevel.UNKNOWN or level in task.rule.interim:
        if level is SourceLevel.LOCAL_REGULATION and link.region and _outside(task, link.region):
            return Outcome(here, reasons=(BreakReason.OUT_OF_JURISDICTION,), words=c.text)
        return Outcome(
            here,
            reasons=(BreakReason.UNRESOLVED,),
            words=c.text,
            question=(
                f"登记库中查不到“{c.text}”，是否确有这一文件、是否现行有效？",
                f"The registry does not know “{c.text}”: does it exist, and is it in force?",
            ),
        )
    carried = _carried_by_title(task, c.title or "", here)
    if carried is not None:
        return carried
    if level is SourceLevel.CENTRAL_POLICY and task.rule.review:
        return Outcome(here, reasons=(BreakReason.UNRESOLVED, BreakReason.WRONG_KIND), words=c.text)
    return Outcome(here, reasons=(BreakReason.UNRESOLVED, _too_low(task, level)), words=c.text)


# --- facts -------------------------------------------------------------------------------------


def _outside(task: _Task, region: str | None) -> bool:
    """Whether a place is neither the document's own nor above it. An unknown place accuses nobody."""
    own = task.document.region
    return bool(region and own and not covers(region, own)) and not _unplaced(task, region)


def _unplaced(task: _Task, region: str | None) -> bool:
    """Whether only the province of the document, which its text does not show, could tell."""
    own = task.document.region or ""
    return own.startswith("?/") and bool(region) and is_provincial(region)


def is_against_debtors(library: Library, m: Measure) -> bool:
    """Whether a measure is against judgment debtors, by its sentence."""
    sentence = m.sentence.of(library.text_of[m.document])
    return "被执行人" in re.sub("《[^》]*》", "", sentence)


def is_of_association(library: Library, m: Measure) -> bool:
    """Whether the sentence speaks of an association: its list is none of an office."""
    return bool(re.search("协会|商会", m.sentence.of(library.text_of[m.document])))


def is_local_list(m: Measure) -> bool:
    """Whether a list is the place's own: of a local document, and called 本县, 全市 or the like."""
    return m.kind is MeasureKind.NAME_LIST and bool(
        re.search("本(?:省|市|县|区|镇|乡|州)|全(?:省|市|县|区|镇)|(?:省|市|县|区)级", m.text)
    )


def _when(i: Instrument, day: date) -> str:
    if i.repealed and i.repealed <= day:
        return f"《{i.title}》自{i.repealed}起失效"
    begins = i.effective or i.promulgated
    return f"《{i.title}》自{begins}起施行" if begins and begins > day else f"《{i.title}》当日不生效"


# --- hops --------------------------------------------------------------------------------------


def _measure_hop(m: Measure) -> Hop:
    return Hop(
        id=m.id,
        kind="Measure",
        title=m.text,
        number=None,
        level=None,
        role=None,
        quote=m.text,
        document=m.document,
        span=m.span,
    )


def _provision_hop(library: Library, m: Measure) -> Hop:
    e = library.evidence(m.document, m.sentence)
    return _hop_of(m, library.provisions[m.provision], "contains", e.quote, m.sentence)


def _referred_hop(library: Library, m: Measure, c: Citation) -> Hop:
    """The provision that cites `c`, with the words of the measure's sentence that refer to it, directly or on the way."""
    p = library.provisions[c.provision or m.provision]
    near = [r for r in library.references_of.get(m.provision, ()) if m.sentence.contains(r.span)]
    words = next((r for r in near if p.id in r.targets), near[-1] if near else None)
    return _hop_of(m, p, Role.BASIS.value, words.text if words else None, words.span if words else None)


def _hop_of(m: Measure, p: Provision, role: str, quote: str | None, span: Span | None) -> Hop:
    return Hop(
        id=p.id,
        kind="Provision",
        title=p.label,
        number=None,
        level=None,
        role=role,
        quote=quote,
        document=m.document,
        span=span,
    )


def _document_hop(library: Library, d: Document, role: str | None, quote: str | None) -> Hop:
    return Hop(
        id=d.id, kind="Document", title=d.title, number=d.number, level=library.level_of(d), role=role, quote=quote
    )


def _instrument_hop(i: Instrument, role: str | None, quote: str | None) -> Hop:
    return Hop(
        id=i.id,
        kind="Instrument",
        title=i.title,
        number=i.numbers[0] if i.numbers else None,
        level=i.level,
        role=role,
        quote=quote,
    )


def _target_hop(library: Library, c: Citation, link: Link) -> Hop:
    return Hop(
        id=node_of(c, link),
        kind="Instrument",
        title=c.title,
        number=c.number or c.defined_number,
        level=link.level,
        role=c.role.value,
        quote=c.text,
        document=c.document,
        span=c.span,
    )


def _found_hop(library: Library, c: Citation, f: Found) -> Hop:
    if f.document is not None:
        hop = _document_hop(library, f.document, c.role.value, c.text)
    elif f.instrument is not None:
        hop = _instrument_hop(f.instrument, c.role.value, c.text)
    else:
        hop = Hop(
            id=f.target,
            kind="Instrument",
            title=c.title,
            number=c.number,
            level=f.level,
            role=c.role.value,
            quote=c.text,
        )
    return replace(hop, level=f.level, document=c.document, span=c.span)


def stops_of(outcomes: Sequence[Outcome]) -> tuple[Stop, ...]:
    """The break points of the broken branches, one for each reason and node, in order."""
    out: dict[tuple[BreakReason, str], Stop] = {}
    for o in outcomes:
        last = o.chain[-1]
        for reason in o.reasons:
            out.setdefault(
                (reason, last.id),
                Stop(reason=reason, node=last.id, title=last.title, number=last.number, text=o.words, chain=o.chain),
            )
    return tuple(out.values())
