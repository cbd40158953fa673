"""The checker's own walk: from the measure upward through what the proof holds, written apart from the engine.

It follows docs/semantics.md#chain and #rulings, on the records of the proof alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_schema.ids import instrument_key
from graph_schema.numbers import article_number
from graph_schema.regions import covers, level_of
from graph_schema.terms import BreakReason, LinkStatus, MeasureKind, Relation, Role, SourceLevel, Verdict, Zone
from tracer.verify.shape import CitationShape, DocumentShape, FactShape, PolicyShape, ProofShape, RuleShape

MAX_DEPTH = 24


@dataclass(frozen=True, slots=True)
class End:
    """How a branch ends, in the checker's own words."""

    nodes: tuple[str, ...]
    citations: tuple[str | None, ...]
    reached: bool = False
    own: bool = False
    reasons: tuple[BreakReason, ...] = ()
    question: bool = False


class World:
    """The proof, looked up by id."""

    def __init__(self, proof: ProofShape, rule: RuleShape) -> None:
        self.proof, self.rule, self.day = proof, rule, proof.as_of
        self.documents = {d.id: d for d in proof.documents}
        self.facts = {f.id: f for f in proof.facts}
        self.subject = self.documents[proof.measure.document]
        m = proof.measure
        self.sentence = self.subject.text[m.sentence_start : m.sentence_end].replace("\n", "")

    def fact_of(self, target: str) -> FactShape | None:
        """The registry row of a node: its own, or that which a document is a text of."""
        document = self.documents.get(target)
        return self.facts.get(target) or self.facts.get((document.instrument if document else None) or "")

    @property
    def permitted_for_some(self) -> frozenset[SourceLevel]:
        rules = rules_on(self.proof.policy, self.day, self.subject.region)
        return frozenset(level for rule in rules for level in rule.levels)

    def too_low(self, level: SourceLevel) -> BreakReason:
        some = level in self.permitted_for_some
        return BreakReason.WRONG_KIND if some else BreakReason.LEVEL_NOT_PERMITTED

    def unplaced(self, region: str | None) -> bool:
        own = self.subject.region or ""
        return own.startswith("?/") and bool(region) and level_of(region or "") == "province"

    def outside(self, region: str | None) -> bool:
        own = self.subject.region
        return bool(region and own and not covers(region, own)) and not self.unplaced(region)

    @property
    def rests_on_consent(self) -> bool:
        m = self.proof.measure
        consent = (
            "(?:经|征得|取得)(?:其|信息主体|信用主体|当事人)?(?:本人)?(?:书面)?(?:同意|授权)|本人(?:书面)?(?:同意|授权)"
        )
        words = self.subject.text[m.sentence_start : m.sentence_end]
        return self.rule.consent and self.proof.scope != "any" and bool(re.search(consent, words))

    @property
    def local_list(self) -> bool:
        words = "本(?:省|市|县|区|镇|乡|州)|全(?:省|市|县|区|镇)|(?:省|市|县|区)级"
        return self.proof.measure.kind is MeasureKind.NAME_LIST and bool(re.search(words, self.proof.measure.text))


def rules_on(policy: PolicyShape, day: date, region: str | None) -> list[RuleShape]:
    """The rules that hold on a day for a document of a place."""
    return [
        r
        for r in policy.rules
        if (r.since is None or r.since <= day)
        and (r.until is None or day <= r.until)
        and (r.region is None or (region is not None and covers(r.region, region)))
    ]


def ends_of(world: World) -> list[End]:
    """Every branch of the measure."""
    m, document = world.proof.measure, world.subject
    start = End((m.id, m.provision), ())
    permitted = document.level in world.rule.levels or (
        document.level is SourceLevel.CENTRAL_POLICY and world.rule.decisions
    )
    if permitted:
        here = replace(start, nodes=(*start.nodes, document.id), citations=(None,))
        fact = world.fact_of(document.id)
        if fact is not None and _state(fact, world.day) == "repealed":
            return [replace(here, reasons=(BreakReason.NOT_IN_FORCE,))]
        return [replace(here, reached=True, own=True)]
    seen = frozenset({document.id})
    ends: list[End] = []
    for c in document.citations:
        if c.own:
            ends.extend(_along(world, document, c, start, seen, own=True))
        elif c.referred and c.provision is not None:
            by = replace(start, nodes=(*start.nodes, c.provision), citations=(None,))
            ends.extend(_along(world, document, c, by, seen, own=False))
    ends.extend(_whole(world, document, start, seen))
    if any(end.reached for end in ends):
        return ends
    if document.level in world.rule.interim and not world.local_list and not re.search("协会|商会", world.sentence):
        return [replace(start, nodes=(*start.nodes, document.id), citations=(None,), question=True)]
    vague = _is_vague(world)
    if not ends:
        return [_nothing(world, start, vague=vague)]
    if vague and not any(c.own or c.referred for c in document.citations):
        ends.append(replace(start, reasons=(BreakReason.VAGUE,)))
    return ends


def finding_of(world: World, ends: Sequence[End]) -> tuple[Verdict, set[BreakReason]]:
    """The verdict and its reasons: review where it hangs on something read with too little confidence."""
    verdict = verdict_of(world, ends)
    if verdict is not Verdict.REVIEW and _is_doubtful(world, ends, verdict):
        return Verdict.REVIEW, {BreakReason.DOUBTFUL}
    return verdict, reasons_of(verdict, ends)


def _is_doubtful(world: World, ends: Sequence[End], verdict: Verdict) -> bool:
    below, document = world.proof.policy.review_below, world.subject
    if world.proof.measure.confidence < below.measure:
        return True
    fact = world.fact_of(document.id)
    lays_down = any(e.own and e.reached and e.nodes[2:] == (document.id,) for e in ends)
    hangs = verdict is Verdict.DEAD_END or (verdict in (Verdict.EXEMPT, Verdict.DIRECT) and lays_down)
    unknown = fact is None or fact.level is SourceLevel.UNKNOWN
    if unknown and hangs and document.level_confidence < below.header:
        return True
    if world.rests_on_consent and not any(e.reached and e.own for e in ends):
        return False
    unsure = {c.id for d in world.documents.values() for c in d.citations if c.confidence < below.citation}
    sure = [e for e in ends if not unsure & set(e.citations)]
    if len(sure) == len(ends):
        return False
    return verdict is Verdict.DEAD_END or not sure or verdict_of(world, sure) is not verdict


def verdict_of(world: World, ends: Sequence[End]) -> Verdict:
    """The verdict that the branches give."""
    document = world.subject
    if any(e.own and e.reached and e.nodes[2:] == (document.id,) for e in ends):
        provincial = level_of(document.region or "") == "province" if document.region else False
        policy = world.proof.policy
        in_scope = provincial or not policy.exempt_provincial_only
        return Verdict.EXEMPT if document.level in policy.exempt_levels and in_scope else Verdict.DIRECT
    if any(e.reached and e.own for e in ends):
        return Verdict.DIRECT
    if world.rests_on_consent:
        return Verdict.DIRECT
    if any(e.reached for e in ends):
        return Verdict.INDIRECT
    return Verdict.REVIEW if any(e.question for e in ends) else Verdict.DEAD_END


def reasons_of(verdict: Verdict, ends: Sequence[End]) -> set[BreakReason]:
    """The reasons that a dead end or a review shows; a circle counts only where there is no other."""
    if verdict not in (Verdict.DEAD_END, Verdict.REVIEW):
        return set()
    found = {reason for e in ends if not e.reached for reason in e.reasons}
    return found - {BreakReason.ONLY_CYCLE} or found


def _is_vague(world: World) -> bool:
    m = world.proof.measure
    return any(
        v.provision == m.provision and m.sentence_start <= v.start and v.end <= m.sentence_end
        for v in world.subject.vague
    )


def _nothing(world: World, start: End, *, vague: bool) -> End:
    if vague:
        return replace(start, reasons=(BreakReason.VAGUE,))
    document = world.subject
    preamble = [p.id for p in document.provisions if p.zone is Zone.PREAMBLE]
    for provision in (world.proof.measure.provision, *preamble):
        for c in document.citations:
            if c.role is Role.MENTION and c.provision == provision:
                return _step(start, _node(c), c, reasons=(BreakReason.MENTION_ONLY,))
    return replace(start, reasons=(BreakReason.NO_CITATION,))


def _node(c: CitationShape) -> str:
    return c.target or instrument_key(c.number or c.defined_number, c.title)


def _step(
    start: End,
    node: str,
    c: CitationShape | None,
    *,
    reached: bool = False,
    own: bool = False,
    reasons: tuple[BreakReason, ...] = (),
    question: bool = False,
) -> End:
    citation = c.id if c else None
    return End((*start.nodes, node), (*start.citations, citation), reached, own, reasons, question)


def _whole(world: World, document: DocumentShape, start: End, seen: frozenset[str]) -> Iterator[End]:
    children = {d.id for d in world.documents.values() if d.parent == document.id and d.relation is Relation.FORWARDS}
    for c in document.citations:
        if not c.whole and c.role is not Role.FORWARDS:
            continue
        if c.role is Role.FORWARDS:
            back = c.target in seen and c.target == world.subject.id
            if c.target in children or back or (c.status is LinkStatus.UNRESOLVED and children):
                continue
        yield from _along(world, document, c, start, seen, own=False)
    for child in sorted(children - seen):
        yield from _into(world, world.documents[child], start, seen, None, ())
    parent = world.documents.get(document.parent or "")
    if parent is None or document.relation is Relation.SELF or parent.id in seen:
        return
    elsewhere = document.region is not None and not document.region.startswith("?/")
    if parent.region and elsewhere and not covers(parent.region, document.region or ""):
        return
    yield from _into(world, parent, start, seen, None, ())


def _along(
    world: World, citing: DocumentShape, c: CitationShape, start: End, seen: frozenset[str], *, own: bool
) -> Iterator[End]:
    if c.status is LinkStatus.UNRESOLVED:
        yield _unresolved(world, c, start)
    elif c.status is LinkStatus.AMBIGUOUS:
        yield from _rivals(world, citing, c, start, seen, own=own)
    elif c.target is not None:
        yield from _to(world, citing, c, c.target, c.level, c.region, start, seen, own=own)


def _rivals(
    world: World, citing: DocumentShape, c: CitationShape, start: End, seen: frozenset[str], *, own: bool
) -> Iterator[End]:
    place = world.subject.region
    asked = _step(start, _node(c), c, reasons=(BreakReason.AMBIGUOUS,), question=True)
    if all(place and r.region and not covers(r.region, place) for r in c.rivals):
        yield asked
        return
    results = [list(_to(world, citing, c, r.target, r.level, r.region, start, seen, own=own)) for r in c.rivals]
    if len({_summary(ends) for ends in results}) == 1:
        yield from results[0]
    else:
        yield asked


def _summary(ends: Sequence[End]) -> str:
    if any(e.reached for e in ends):
        return "own" if any(e.reached and e.own for e in ends) else "reached"
    if any(e.question for e in ends):
        return "question"
    return ",".join(sorted({reason.value for e in ends for reason in e.reasons}))


def _to(
    world: World,
    citing: DocumentShape,
    c: CitationShape,
    target: str,
    level: SourceLevel,
    region: str | None,
    start: End,
    seen: frozenset[str],
    *,
    own: bool,
) -> Iterator[End]:
    ended = _as_source(world, citing, c, target, level, region, start, own=own)
    if ended is not None:
        yield ended
        return
    document = world.documents.get(target)
    if document is not None:
        yield from _into(world, document, start, seen, c, c.articles)
        return
    fact = world.fact_of(target)
    carried = _carried(world, fact.title if fact else c.title or "", _step(start, target, c))
    yield carried or _step(start, target, c, reasons=(world.too_low(level),))


def _as_source(
    world: World,
    citing: DocumentShape,
    c: CitationShape,
    target: str,
    level: SourceLevel,
    region: str | None,
    start: End,
    *,
    own: bool,
) -> End | None:
    rule, fact = world.rule, world.fact_of(target)
    here = _step(start, target, c)
    if level is SourceLevel.CENTRAL_POLICY and level not in rule.levels:
        if fact is not None and fact.is_decision and rule.decisions:
            level = SourceLevel.LAW
        elif level not in rule.review:
            return replace(here, reasons=(BreakReason.WRONG_KIND,))
    if level in rule.review:
        return replace(here, reasons=(BreakReason.WRONG_KIND,), question=True)
    if level is SourceLevel.JUDICIAL_INTERPRETATION and "被执行人" in re.sub("《[^》]*》", "", world.sentence):
        return replace(here, question=True)
    if level in rule.interim and not world.local_list:
        document = world.documents.get(target)
        if document is not None and any(
            e.reached for e in _into(world, document, start, frozenset({world.subject.id}), c, ())
        ):
            return None
        return replace(here, question=True)
    if level not in rule.levels:
        return None
    document = world.documents.get(target)
    if fact is not None:
        state = _state(fact, world.day)
        if state != "in_force":
            return replace(here, reasons=(BreakReason.NOT_IN_FORCE,), question=state == "unknown")
    elif document is not None and document.date and document.date > world.day:
        return replace(here, reasons=(BreakReason.NOT_IN_FORCE,))
    if level is SourceLevel.LOCAL_REGULATION and world.outside(region):
        return replace(here, reasons=(BreakReason.OUT_OF_JURISDICTION,))
    if level is SourceLevel.LOCAL_REGULATION and world.unplaced(region):
        return replace(here, question=True)
    if level is SourceLevel.CENTRAL_POLICY and any(n.startswith("国函") for n in (fact.numbers if fact else ())):
        return replace(here, question=True)
    wanted = [number for a in c.articles if (number := article_number(a)) is not None]
    if wanted and fact is not None:
        later = sorted(day for day in fact.revised if citing.date and citing.date < day <= world.day)
        if later:
            still = all(_number_now(fact, number, later) for number in wanted)
            return replace(here, reached=True, own=own) if still else replace(here, question=True)
        if fact.articles is not None and max(wanted) > fact.articles:
            return replace(here, reasons=(BreakReason.ARTICLE_MISSING,))
    return replace(here, reached=True, own=own)


def _number_now(fact: FactShape, number: int, revisions: Sequence[date]) -> int | None:
    """The number of an article after the revisions; None where the registry does not say."""
    now: int | None = number
    for day in revisions:
        now = next((m.new for m in fact.moved if m.day == day and m.old == now), None)
    return now


def _into(
    world: World,
    document: DocumentShape,
    start: End,
    seen: frozenset[str],
    c: CitationShape | None,
    articles: Sequence[str],
) -> Iterator[End]:
    here = _step(start, document.id, c)
    if document.id in seen:
        yield replace(here, reasons=(BreakReason.ONLY_CYCLE,))
        return
    if len(here.nodes) > MAX_DEPTH:
        yield replace(here, reasons=(BreakReason.LEVEL_NOT_PERMITTED,))
        return
    if document.date and document.date > world.day:
        yield replace(here, reasons=(BreakReason.NOT_IN_FORCE,))
        return
    one_file = document.parent is not None and (
        document.parent in seen or any(world.documents[s].parent == document.id for s in seen)
    )
    if not one_file and world.outside(document.region):
        yield replace(here, reasons=(BreakReason.OUT_OF_JURISDICTION,))
        return
    if document.level in world.rule.levels:
        yield replace(here, reached=True)
        return
    heads = {m[0] for a in articles if (m := re.match("第[^条]{1,7}条|.*", a))}
    named = {p.id for p in document.provisions if p.label in heads} if articles else set()
    onward = [
        end
        for p in document.provisions
        if p.id in named
        for cited in document.citations
        if cited.provision == p.id and cited.role is Role.BASIS
        for end in _along(world, document, cited, here, seen | {document.id}, own=False)
    ]
    onward.extend(_whole(world, document, here, seen | {document.id}))
    if onward:
        yield from onward
        return
    carried = _carried(world, document.title or "", here)
    yield carried or replace(here, reasons=(BreakReason.NO_CITATION, world.too_low(document.level)))


def _carried(world: World, title: str, here: End) -> End | None:
    """A title that names the permitted source that it hands on; the proof holds that source's row if it is known."""
    inner = re.search(
        "(?:转发|印发|贯彻(?:落实|实施|执行)?|落实)[〈<《](?P<inner>[^〈〉<>《》]{6,})[〉>》]", title
    ) or re.search("转发(?P<inner>(?:国务院|中共中央|国务院办公厅).{6,}?)(?:的通知)+$", title)
    if inner is None:
        return None
    permitted = [f for f in world.facts.values() if f.level in world.rule.levels]
    exact = [f for f in permitted if letters(inner["inner"]) in map(letters, (f.title, *f.short_titles))]
    rows = exact or [f for f in permitted if names(f, inner["inner"])]
    if len(rows) != 1 or _state(rows[0], world.day) != "in_force":
        return None
    return End((*here.nodes, rows[0].id), (*here.citations, None), reached=True)


def names(fact: FactShape, title: str) -> bool:
    """Whether a title is one of the row's, as far as letters go."""
    asked = letters(title)
    known = [letters(name) for name in (fact.title, *fact.short_titles)]
    return any(asked == name or (len(asked) >= 6 and (asked in name or name in asked)) for name in known)


def letters(text: str) -> str:
    """A title without signs, blanks and the name of the state."""
    return re.sub(r"[\W_]+", "", text).replace("中华人民共和国", "")


def _unresolved(world: World, c: CitationShape, start: End) -> End:
    here = _step(start, _node(c), c)
    rule = world.rule
    if c.level in rule.levels or c.level is SourceLevel.UNKNOWN or c.level in rule.interim:
        if c.level is SourceLevel.LOCAL_REGULATION and c.region and world.outside(c.region):
            return replace(here, reasons=(BreakReason.OUT_OF_JURISDICTION,))
        return replace(here, reasons=(BreakReason.UNRESOLVED,), question=True)
    carried = _carried(world, c.title or "", here)
    if carried is not None:
        return carried
    if c.level is SourceLevel.CENTRAL_POLICY and rule.review:
        return replace(here, reasons=(BreakReason.UNRESOLVED, BreakReason.WRONG_KIND))
    return replace(here, reasons=(BreakReason.UNRESOLVED, world.too_low(c.level)))


def _state(fact: FactShape, day: date) -> str:
    begins = fact.effective or fact.promulgated
    if fact.revised and fact.promulgated and begins and fact.promulgated < begins:
        begins = fact.promulgated
    if begins and day < begins:
        return "not_yet"
    if fact.repealed:
        return "repealed" if fact.repealed <= day else "in_force"
    return "unknown" if fact.status == "repealed" else "in_force"
