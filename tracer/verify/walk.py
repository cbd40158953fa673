"""The checker's own walk: from the measure upward through what the proof holds, written apart from the engine.

It follows docs/semantics.md#chain and #rulings, on the records of the proof alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush

from graph_schema.ids import instrument_key
from graph_schema.levels import shows_the_centre
from graph_schema.numbers import article_number, parse_spelt_number
from graph_schema.regions import NATION, covers, level_of, may_lie_below
from graph_schema.terms import BreakReason, LinkStatus, MeasureKind, Relation, Role, SourceLevel, Verdict, Zone
from tracer.verify.patterns import ASSOCIATION, CARRIED, CARRIED_UNMARKED, CONSENT, DONE_SO, MADE_SO, OF_A_PLACE
from tracer.verify.shape import CitationShape, DocumentShape, FactShape, PolicyShape, ProofShape, RuleShape
from tracer.verify.versions import Word, first_day, has_ended, is_over, word_on

MAX_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Branch:
    """One way upward and how it ends, in the checker's own words."""

    nodes: tuple[str, ...]
    citations: tuple[str | None, ...]
    reached: bool = False
    own: bool = False
    reasons: tuple[BreakReason, ...] = ()
    question: bool = False


@dataclass(frozen=True, slots=True)
class _Into:
    """A step into a text of the proof: the way up to it, the citations of the provisions named, the text of its file it comes from."""

    way: Branch
    named: tuple[str, ...] = ()
    came: str | None = None


_Step = Branch | _Into
_Part = tuple[str, ...]
"""What of a text is gone through once: its id with the citations named, or with the text of its file that it is entered from."""


class World:
    """The proof, looked up by id, and what has been found out of its texts on the way."""

    def __init__(self, proof: ProofShape, rule: RuleShape) -> None:
        self.proof, self.rule, self.day = proof, rule, proof.as_of
        self.documents = {d.id: d for d in proof.documents}
        self.facts = {f.id: f for f in proof.facts}
        self.subject = self.documents[proof.measure.document]
        self.carrying: dict[str, bool] = {}
        self.looking = False
        self.alike: dict[tuple[str, bool], bool] = {}
        self.asking: set[str] = set()
        self.handed_on: dict[str, set[str]] = {}
        for d in proof.documents:
            if d.parent is not None and d.relation is Relation.FORWARDS:
                self.handed_on.setdefault(d.parent, set()).add(d.id)
        m = proof.measure
        self.sentence = self.subject.text[m.sentence_start : m.sentence_end].replace("\n", "")

    def fact_of(self, target: str) -> FactShape | None:
        """Returns the registry row of a node: its own, or that which a document is a text of."""
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
        return not region or may_lie_below(self.subject.region, region)

    def outside(self, region: str | None) -> bool:
        own = self.subject.region
        return bool(region and own and not covers(region, own)) and not self.unplaced(region)

    @property
    def rests_on_consent(self) -> bool:
        measure = self.proof.measure
        words = self.subject.text[measure.sentence_start : measure.sentence_end]
        return self.rule.consent and self.proof.scope != "any" and bool(CONSENT.regex.search(words))

    @property
    def against_debtors(self) -> bool:
        return "被执行人" in re.sub("《[^》]*》", "", self.sentence)

    @property
    def local_list(self) -> bool:
        measure = self.proof.measure
        return measure.kind is MeasureKind.NAME_LIST and bool(OF_A_PLACE.regex.search(measure.text))


def rules_on(policy: PolicyShape, day: date, region: str | None) -> list[RuleShape]:
    """Returns the rules that hold on a day for a document of a place."""
    return [
        r
        for r in policy.rules
        if (r.since is None or r.since <= day)
        and (r.until is None or day <= r.until)
        and (r.region is None or (region is not None and covers(r.region, region)))
    ]


def branches_of(world: World) -> list[Branch]:
    """Returns every branch of the measure."""
    measure, document = world.proof.measure, world.subject
    start = Branch((measure.id, measure.provision), ())
    permitted = document.level in world.rule.levels or (
        document.level is SourceLevel.CENTRAL_POLICY and world.rule.decisions
    )
    if permitted:
        here = replace(start, nodes=(*start.nodes, document.id), citations=(None,))
        fact = world.fact_of(document.id)
        if fact is not None and has_ended(fact, world.day):
            return [replace(here, reasons=(BreakReason.NOT_IN_FORCE,))]
        return [replace(here, reached=True, own=True)]
    branches = _Climb(world).ends(_first_steps(world, start))
    if any(branch.reached for branch in branches):
        return branches
    if document.level in world.rule.interim and not world.local_list and not ASSOCIATION.regex.search(world.sentence):
        return [replace(start, nodes=(*start.nodes, document.id), citations=(None,), question=True)]
    by_itself = any(c.own or c.referred for c in document.citations)
    if not document.begins and not by_itself:
        return [*branches, replace(start, reasons=(BreakReason.NO_CITATION,), question=True)]
    vague = _is_vague(world) or _has_vague_basis(world.subject)
    if not branches:
        return [_nothing(world, start, vague=vague)]
    if vague and not by_itself:
        branches.append(replace(start, reasons=(BreakReason.VAGUE,)))
    return branches


def _first_steps(world: World, start: Branch) -> Iterator[_Step]:
    """Yields the steps that the measure itself takes, the shorter ones first: of its own provision, then of its document as a whole."""
    document = world.subject
    steps: list[tuple[int, Iterator[_Step]]] = []
    for citation in document.citations:
        if citation.own:
            steps.append((2, _along(world, document, citation, start, own=True)))
        elif citation.referred and citation.provision is not None:
            by = replace(start, nodes=(*start.nodes, citation.provision), citations=(None,))
            steps.append((3, _along(world, document, citation, by, own=False)))
    steps.append((2, _whole(world, document, start)))
    steps.sort(key=lambda one: one[0])
    for _, some in steps:
        yield from some


def finding_of(world: World, branches: Sequence[Branch]) -> tuple[Verdict, set[BreakReason]]:
    """Returns the verdict and its reasons: review where it hangs on something read with too little confidence."""
    verdict = verdict_of(world, branches)
    if verdict is not Verdict.REVIEW and _is_doubtful(world, branches, verdict):
        return Verdict.REVIEW, {BreakReason.DOUBTFUL}
    return verdict, reasons_of(verdict, branches)


def _is_doubtful(world: World, branches: Sequence[Branch], verdict: Verdict) -> bool:
    below, document = world.proof.policy.review_below, world.subject
    if world.proof.measure.confidence < below.measure:
        return True
    fact = world.fact_of(document.id)
    lays_down = any(e.own and e.reached and e.nodes[2:] == (document.id,) for e in branches)
    hangs = verdict is Verdict.DEAD_END or (verdict in (Verdict.EXEMPT, Verdict.DIRECT) and lays_down)
    unknown = fact is None or fact.level is SourceLevel.UNKNOWN
    if unknown and hangs and document.level_confidence < below.header:
        return True
    if world.rests_on_consent and not any(e.reached and e.own for e in branches):
        return False
    reasons = reasons_of(verdict, branches) if verdict is Verdict.DEAD_END else set()
    if document.region_confidence < below.header and BreakReason.OUT_OF_JURISDICTION in reasons:
        return True
    if document.date_confidence < below.header and reasons & {BreakReason.NOT_IN_FORCE, BreakReason.ARTICLE_MISSING}:
        return True
    unsure = frozenset(c.id for d in world.documents.values() for c in d.citations if c.confidence < below.citation)
    replaced = len(branches) == 1 and branches[0].nodes[2:] == (document.id,)
    return bool(unsure) and not replaced and _hangs_on(world, branches, verdict, unsure)


def _hangs_on(world: World, branches: Sequence[Branch], verdict: Verdict, unsure: frozenset[str]) -> bool:
    """Tells whether a verdict is another one, or none at all, without these citations; a dead end hangs on each that is met."""
    start = Branch((world.proof.measure.id, world.proof.measure.provision), ())
    every = _Climb(world, watched=unsure)
    ends = every.ends(_first_steps(world, start))
    added = [branch for branch in branches if branch not in ends]
    left = [branch for branch in added if not unsure & set(branch.citations)]
    if not every.met and len(left) == len(added):
        return False
    sure = [*_Climb(world, watched=unsure, leaves_out=True).ends(_first_steps(world, start)), *left]
    return verdict is Verdict.DEAD_END or not sure or verdict_of(world, sure) is not verdict


def verdict_of(world: World, branches: Sequence[Branch]) -> Verdict:
    """Returns the verdict that the branches give."""
    document = world.subject
    if any(e.own and e.reached and e.nodes[2:] == (document.id,) for e in branches):
        provincial = level_of(document.region or "") == "province" if document.region else False
        policy = world.proof.policy
        in_scope = provincial or not policy.exempt_provincial_only
        return Verdict.EXEMPT if document.level in policy.exempt_levels and in_scope else Verdict.DIRECT
    if any(e.reached and e.own for e in branches):
        return Verdict.DIRECT
    if world.rests_on_consent:
        return Verdict.DIRECT
    if any(e.reached for e in branches):
        return Verdict.INDIRECT
    return Verdict.REVIEW if any(e.question for e in branches) else Verdict.DEAD_END


def reasons_of(verdict: Verdict, branches: Sequence[Branch]) -> set[BreakReason]:
    """Returns the reasons that a dead end or a review shows; a circle counts only where there is no other."""
    if verdict not in (Verdict.DEAD_END, Verdict.REVIEW):
        return set()
    found = {reason for e in branches if not e.reached for reason in e.reasons}
    return found - {BreakReason.ONLY_CYCLE} or found


def _is_vague(world: World) -> bool:
    measure = world.proof.measure
    return any(
        v.provision == measure.provision and measure.sentence_start <= v.start and v.end <= measure.sentence_end
        for v in world.subject.vague
    )


def _has_vague_basis(document: DocumentShape) -> bool:
    """Tells whether the basis clause of a document names nothing: vague words in the preamble, or where the first article makes it."""
    for provision in document.provisions:
        behind = (document.text[v.end : provision.end] for v in document.vague if v.provision == provision.id)
        rest = [words.split("。")[0] for words in behind]
        if provision.zone is Zone.PREAMBLE and any(
            MADE_SO.regex.search(w) or not DONE_SO.regex.search(w) for w in rest
        ):
            return True
        if provision.zone is Zone.BODY:
            is_first = provision.label in ("第一条", "第1条", "一")
            return is_first and any(MADE_SO.regex.search(words) for words in rest)
    return False


def _nothing(world: World, start: Branch, *, vague: bool) -> Branch:
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
    start: Branch,
    node: str,
    cited: CitationShape | None,
    *,
    reached: bool = False,
    own: bool = False,
    reasons: tuple[BreakReason, ...] = (),
    question: bool = False,
) -> Branch:
    citation = cited.id if cited else None
    return Branch((*start.nodes, node), (*start.citations, citation), reached, own, reasons, question)


def _whole(world: World, document: DocumentShape, way: Branch, came: str | None = None) -> Iterator[_Step]:
    """Yields the steps of a document as a whole, entered from the text `came` of its file or from elsewhere."""
    children = world.handed_on.get(document.id, set())
    for citation in document.citations:
        if not citation.whole and citation.role is not Role.FORWARDS:
            continue
        if citation.role is Role.FORWARDS:
            unknown = citation.status is LinkStatus.UNRESOLVED and bool(children)
            back = citation.target == world.subject.id
            if citation.target in children or back or unknown or _beside(world, came, citation.target):
                continue
        yield from _along(world, document, citation, way, own=False)
    left = children if came in children else {came}
    for child in sorted(children - left):
        yield _Into(_step(way, child, None), came=document.id)
    parent = world.documents.get(document.parent or "")
    if parent is None or document.relation is Relation.SELF or parent.id in left:
        return
    elsewhere = document.region is not None and not document.region.startswith("?/")
    if parent.region and elsewhere and not covers(parent.region, document.region or ""):
        return
    yield _Into(_step(way, parent.id, None), came=document.id)


def _beside(world: World, came: str | None, target: str | None) -> bool:
    """Tells whether the target is another text that the notice above an annex issues."""
    annex, other = world.documents.get(came or ""), world.documents.get(target or "")
    if annex is None or other is None or annex.relation is Relation.SELF or other is annex:
        return False
    return other.parent == annex.parent and other.relation is Relation.ATTACHES


def _along(
    world: World, citing: DocumentShape, citation: CitationShape, start: Branch, *, own: bool
) -> Iterator[_Step]:
    number = citation.number or citation.defined_number
    unknown = citation.status is LinkStatus.UNRESOLVED
    if (
        unknown
        and citation.level is SourceLevel.CENTRAL_POLICY
        and shows_the_centre(number, citation.title, citing.date)
    ):
        meant = _Meant(citing, citation, _node(citation), citation.level, NATION)
        yield from _to(world, meant, start, own=own)
    elif unknown:
        yield _unresolved(world, citation, start)
    elif citation.status is LinkStatus.AMBIGUOUS:
        yield from _rivals(world, citing, citation, start, own=own)
    elif citation.target is not None:
        meant = _Meant(citing, citation, citation.target, citation.level, citation.region)
        yield from _to(world, meant, start, own=own)


def _rivals(
    world: World, citing: DocumentShape, citation: CitationShape, start: Branch, *, own: bool
) -> Iterator[_Step]:
    place = world.subject.region
    asked = _step(start, _node(citation), citation, reasons=(BreakReason.AMBIGUOUS,), question=True)
    meanings = [_Meant(citing, citation, rival.target, rival.level, rival.region) for rival in citation.rivals]
    if len(meanings) == 1:  # the only one on record, which the words around it or the day of the document contradict
        alone = tuple(_to(world, meanings[0], start, own=own))
        carries = any(isinstance(one, Branch) and one.reached for one in alone)
        yield from (asked,) if carries or not _is_made_after(world, meanings[0]) else alone
        return
    if all(place and rival.region and not covers(rival.region, place) for rival in citation.rivals):
        yield asked
        return
    if citation.id in world.asking or _are_alike(world, meanings, start, own=own):
        yield from _to(world, meanings[0], start, own=own)
    else:
        yield asked


def _is_made_after(world: World, meant: _Meant) -> bool:
    """Tells whether what is meant was made more than a year after the document that cites it."""
    fact, issued = world.fact_of(meant.target), meant.citing.date
    first = fact.versions[0] if fact and fact.versions else None
    made = (first.published or first.adopted or first.effective) if first else None
    return made is not None and issued is not None and (made - issued).days > 366


def _are_alike(world: World, meanings: Sequence[_Meant], start: Branch, *, own: bool) -> bool:
    """Tells whether all that a citation may mean comes to the same."""
    citation = meanings[0].citation.id
    if (citation, own) not in world.alike:
        world.asking.add(citation)
        looking, world.looking = world.looking, False
        results = {_summary(_Climb(world).ends(_to(world, meant, start, own=own))) for meant in meanings}
        world.looking = looking
        world.asking.discard(citation)
        world.alike[citation, own] = len(results) == 1
    return world.alike[citation, own]


def _summary(branches: Sequence[Branch]) -> str:
    if any(e.reached for e in branches):
        return "own" if any(e.reached and e.own for e in branches) else "reached"
    if any(e.question for e in branches):
        return "question"
    return ",".join(sorted({reason.value for e in branches for reason in e.reasons}))


@dataclass(frozen=True, slots=True)
class _Meant:
    """One thing that a citation of a document means, at the level and of the place that the proof gives it."""

    citing: DocumentShape
    citation: CitationShape
    target: str
    level: SourceLevel
    region: str | None


def _to(world: World, meant: _Meant, start: Branch, *, own: bool) -> Iterator[_Step]:
    citation, target = meant.citation, meant.target
    ended = _as_source(world, meant, start, own=own)
    if ended is not None:
        yield ended
        return
    document = world.documents.get(target)
    here = _step(start, target, citation)
    if document is not None:
        as_a_whole = world.looking and meant.level in world.rule.interim
        yield _Into(here, _named(document, () if as_a_whole else citation.articles))
        return
    fact = world.fact_of(target)
    carried = _carried(world, fact.title if fact else citation.title or "", here)
    yield carried or replace(here, reasons=(world.too_low(meant.level),))


def _named(document: DocumentShape, articles: Sequence[str]) -> tuple[str, ...]:
    """Returns what the provisions named cite as a basis, if it is more than what the document as a whole cites."""
    heads = {m[0] for a in articles if (m := re.match("第[^条]{1,7}条|.*", a))}
    provisions = {p.id: None for p in document.provisions if p.label in heads} if articles else {}
    cited = [c for p in provisions for c in document.citations if c.provision == p and c.role is Role.BASIS]
    return () if all(c.whole for c in cited) else tuple(c.id for c in cited)


def _as_source(world: World, meant: _Meant, start: Branch, *, own: bool) -> Branch | None:
    """Returns the branch that ends at what is cited, None where the chain goes on through it; the first case that fits decides."""
    rule, level = world.rule, _level_that_counts(world, meant)
    here = _step(start, meant.target, meant.citation)
    if level is SourceLevel.CENTRAL_POLICY and level not in rule.levels and level not in rule.review:
        return replace(here, reasons=(BreakReason.WRONG_KIND,))
    if level in rule.review:
        return replace(here, reasons=(BreakReason.WRONG_KIND,), question=True)
    if level is SourceLevel.JUDICIAL_INTERPRETATION and world.against_debtors:
        return replace(here, question=True)
    if level in rule.interim and not world.local_list:
        return None if _carries(world, meant) else replace(here, question=True)
    if level is SourceLevel.UNKNOWN and meant.target not in world.documents:
        return _on_the_day(world, meant, here) or replace(here, question=True)
    if level not in rule.levels:
        return None
    return (
        _on_the_day(world, meant, here) or _in_the_place(world, meant, here) or _by_article(world, meant, here, own=own)
    )


def _level_that_counts(world: World, meant: _Meant) -> SourceLevel:
    """Returns the level that counts: a decision is as good as a law where the rule says so and takes no central policy."""
    rule, fact = world.rule, world.fact_of(meant.target)
    if meant.level is not SourceLevel.CENTRAL_POLICY or meant.level in rule.levels:
        return meant.level
    return SourceLevel.LAW if rule.decisions and fact is not None and fact.is_decision else meant.level


def _carries(world: World, meant: _Meant) -> bool:
    """Tells whether the text of an interim source as a whole comes to a permitted one, if need be through others like it."""
    if meant.target not in world.documents:
        return False
    if world.looking:  # what it comes to will show whether it carries
        return True
    if meant.target not in world.carrying:
        start = Branch((world.proof.measure.id, world.proof.measure.provision), ())
        world.looking = True
        ends = _Climb(world).ends([_Into(_step(start, meant.target, meant.citation))])
        world.looking = False
        world.carrying[meant.target] = any(branch.reached for branch in ends)
    return world.carrying[meant.target]


def _on_the_day(world: World, meant: _Meant, here: Branch) -> Branch | None:
    """Returns the branch that ends at a source that does not hold on the day, or of which nobody knows whether it does."""
    fact, document = world.fact_of(meant.target), world.documents.get(meant.target)
    if document is not None and document.ended and document.ended <= world.day:
        return replace(here, reasons=(BreakReason.NOT_IN_FORCE,))
    if fact is not None:
        state = _state(fact, world.day)
        if state != "in_force":
            return replace(here, reasons=(BreakReason.NOT_IN_FORCE,), question=state == "unknown")
    elif document is not None and document.date and document.date > world.day:
        return replace(here, reasons=(BreakReason.NOT_IN_FORCE,))
    return None


def _in_the_place(world: World, meant: _Meant, here: Branch) -> Branch | None:
    """Returns the branch that ends at a source of another place, or of one that may be another: 国函 answer one place."""
    fact = world.fact_of(meant.target)
    level = _level_that_counts(world, meant)
    if level is SourceLevel.LOCAL_REGULATION and world.outside(meant.region):
        return replace(here, reasons=(BreakReason.OUT_OF_JURISDICTION,))
    if level is SourceLevel.LOCAL_REGULATION and world.unplaced(meant.region):
        return replace(here, question=True)
    cited = meant.citation.number if "批复" in (meant.citation.title or "") else None
    numbers = fact.numbers if fact else tuple(filter(None, (cited,)))
    if level is SourceLevel.CENTRAL_POLICY and any(n.startswith("国函") for n in numbers):
        return replace(here, question=True)
    return None


def _by_article(world: World, meant: _Meant, here: Branch, *, own: bool) -> Branch:
    """Returns the branch that ends at a source that holds: reached, unless the article cited is not there or numbered anew."""
    fact, issued = world.fact_of(meant.target), meant.citing.date
    wanted = [number for article in meant.citation.articles if (number := article_number(article)) is not None]
    reached = replace(here, reached=True, own=own)
    if not wanted or fact is None:
        return reached
    match word_on(fact, wanted, issued, world.day, meant.citation.text):
        case Word.THERE:
            return reached
        case Word.MISSING:
            return replace(here, reasons=(BreakReason.ARTICLE_MISSING,))
        case Word.ASKED:
            return replace(here, question=True)


class _Climb:
    """The ways upward from some steps: each part of a text once, the nearest first.

    `met` tells whether one of the citations that are watched for lies on any of them; with `leaves_out` none is gone along.
    """

    def __init__(self, world: World, watched: frozenset[str] = frozenset(), *, leaves_out: bool = False) -> None:
        self.world, self.watched, self.leaves_out = world, watched, leaves_out
        self.met = False
        self.found: list[Branch] = []
        self.way: dict[_Part, Branch] = {}
        self.below: dict[_Part, _Part] = {}
        self.order: list[_Part] = [()]
        self.steps: dict[_Part, list[tuple[_Part, Branch]]] = {(): []}
        self.silent: set[_Part] = set()
        self.waiting: list[tuple[int, int, _Part]] = []

    def ends(self, first: Iterable[_Step]) -> list[Branch]:
        """Returns how the ways end: of those that break alike at one node the shortest."""
        self._take((), first)
        while self.waiting:
            _, _, part = heappop(self.waiting)
            self.order.append(part)
            self._take(part, self._of(part, self.way[part]))
        self._circles()
        kept: dict[object, Branch] = {}
        for branch in self.found:
            last = (branch.nodes[-2:], branch.citations[-1:], branch.own)
            key = last if branch.reached else (branch.nodes[-1], branch.reasons, branch.question)
            if key not in kept or len(branch.nodes) < len(kept[key].nodes):
                kept[key] = branch
        return list(kept.values())

    def _of(self, part: _Part, way: Branch) -> Iterator[_Step]:
        """Yields the steps of a part."""
        sort, id, *rest = part
        document = self.world.documents[id]
        if sort == "whole":
            yield from _whole(self.world, document, way, rest[0] if rest else None)
            return
        by_id = {c.id: c for c in document.citations}
        for citation in rest:
            yield from _along(self.world, document, by_id[citation], way, own=False)

    def _take(self, part: _Part, steps: Iterable[_Step]) -> None:
        self.steps.setdefault(part, [])
        for step in steps:
            way = step if isinstance(step, Branch) else step.way
            if self.watched & set(way.citations):
                self.met = True
                if self.leaves_out:
                    continue
            if isinstance(step, Branch):
                self.found.append(step)
            else:
                self._enter(part, step)

    def _enter(self, below: _Part, step: _Into) -> None:
        world, here = self.world, step.way
        document = world.documents[here.nodes[-1]]
        near = {world.subject.id, below[1] if below else world.subject.id}
        ended = _stopped(world, document, near, here)
        if ended is not None:
            self.found.append(ended)
            return
        parts = [part for part in self._parts(document, step) if self._leads_on(part, here)]
        if not parts:
            carried = _carried(world, document.title or "", here)
            silent = (BreakReason.NO_CITATION, world.too_low(document.level))
            self.found.append(carried or replace(here, reasons=silent, question=not document.begins))
            return
        if len(here.nodes) > MAX_DEPTH and any(part not in self.way for part in parts):
            self.found.append(replace(here, question=True))
            return
        for part in parts:
            if part not in self.way:
                self.way[part], self.below[part] = here, below
                heappush(self.waiting, (len(here.nodes), len(self.way), part))
            self.steps[below].append((part, here))

    def _parts(self, document: DocumentShape, step: _Into) -> list[_Part]:
        """Returns what of a text a step leads into; where it is entered from counts only where that leaves steps out."""
        parts = [("named", document.id, *step.named)] if step.named else []
        came = step.came
        hangs = came is not None and document.parent == came and document.relation is not Relation.SELF
        beside = any(
            c.whole or c.role is Role.FORWARDS for c in document.citations if _beside(self.world, came, c.target)
        )
        leaves_out = hangs or beside or came in self.world.handed_on.get(document.id, set())
        return [*parts, ("whole", document.id, *((came,) if came and leaves_out else ()))]

    def _leads_on(self, part: _Part, here: Branch) -> bool:
        if part not in self.way and part not in self.silent and next(self._of(part, here), None) is None:
            self.silent.add(part)
        return part not in self.silent

    def _circles(self) -> None:
        """Adds what comes back to a part on its own way, and one way round each circle that has no such step."""
        closed: set[_Part] = set()
        for part in self.order:
            above: _Part | None = part
            on_the_way = set()
            while above:
                on_the_way.add(above)
                above = self.below.get(above)
            for into, branch in self.steps[part]:
                if into in on_the_way:
                    closed.add(into)
                    self.found.append(replace(branch, reasons=(BreakReason.ONLY_CYCLE,)))
        for circle in _strong(self.steps, self.order):
            if len(circle) > 1 and not closed & circle:
                first = next(part for part in self.order if part in circle)
                self.found.append(replace(self._round(first, circle), reasons=(BreakReason.ONLY_CYCLE,)))

    def _round(self, first: _Part, circle: set[_Part]) -> Branch:
        """Returns the way to a part of a circle and round it, back to where it began."""
        open_, seen = [(first, self.way[first])], {first}
        for part, way in open_:
            for into, branch in self.steps[part]:
                length = len(self.way[part].nodes)
                on = replace(
                    way,
                    nodes=(*way.nodes, *branch.nodes[length:]),
                    citations=(*way.citations, *branch.citations[length - 2 :]),
                )
                if into == first:
                    return on
                if into in circle and into not in seen:
                    seen.add(into)
                    open_.append((into, on))
        raise AssertionError(first)


def _strong(steps: dict[_Part, list[tuple[_Part, Branch]]], order: Sequence[_Part]) -> list[set[_Part]]:
    """Returns the groups of parts each of which leads to all others of its group: two passes, forth and back."""
    finished: list[_Part] = []
    met: set[_Part] = set()
    for first in order:
        if first in met:
            continue
        met.add(first)
        open_ = [(first, iter(steps[first]))]
        while open_:
            part, left = open_[-1]
            into = next((i for i, _ in left if i not in met), None)
            if into is None:
                finished.append(part)
                open_.pop()
            else:
                met.add(into)
                open_.append((into, iter(steps[into])))
    back: dict[_Part, list[_Part]] = {}
    for part in order:
        for into, _ in steps[part]:
            back.setdefault(into, []).append(part)
    groups: list[set[_Part]] = []
    taken: set[_Part] = set()
    for first in reversed(finished):
        if first in taken:
            continue
        group, queue = {first}, [first]
        taken.add(first)
        while queue:
            for part in back.get(queue.pop(), ()):
                if part not in taken:
                    taken.add(part)
                    group.add(part)
                    queue.append(part)
        groups.append(group)
    return groups


def _stopped(world: World, document: DocumentShape, near: set[str], here: Branch) -> Branch | None:
    """Returns the branch that ends where it comes to a text: a circle, gone, elsewhere, or a permitted source itself."""
    if document.id == world.subject.id:
        return replace(here, reasons=(BreakReason.ONLY_CYCLE,))
    if (document.date and document.date > world.day) or (document.ended and document.ended <= world.day):
        return replace(here, reasons=(BreakReason.NOT_IN_FORCE,))
    one_file = document.parent is not None and (
        document.parent in near or any(world.documents[d].parent == document.id for d in near)
    )
    if not one_file and world.outside(document.region):
        return replace(here, reasons=(BreakReason.OUT_OF_JURISDICTION,))
    return replace(here, reached=True) if document.level in world.rule.levels else None


def _carried(world: World, title: str, here: Branch) -> Branch | None:
    """Returns a title that names the permitted source that it hands on; the proof holds that source's row if it is known."""
    inner = CARRIED.regex.search(title) or CARRIED_UNMARKED.regex.search(title)
    if inner is None:
        return None
    permitted = [f for f in world.facts.values() if f.level in world.rule.levels]
    exact = [f for f in permitted if letters(inner["inner"]) in map(letters, (f.title, *f.short_titles))]
    rows = exact or [f for f in permitted if names(f, inner["inner"])]
    if len(rows) != 1 or _state(rows[0], world.day) != "in_force":
        return None
    return Branch((*here.nodes, rows[0].id), (*here.citations, None), reached=True)


def names(fact: FactShape, title: str) -> bool:
    """Tells whether a title is one of the row's, as far as letters go."""
    asked = letters(title)
    known = [letters(name) for name in (fact.title, *fact.short_titles)]
    return any(asked == name or (len(asked) >= 6 and (asked in name or name in asked)) for name in known)


def letters(text: str) -> str:
    """Returns a title without signs, blanks and the name of the state."""
    return re.sub(r"[\W_]+", "", text).replace("中华人民共和国", "")


def _unresolved(world: World, citation: CitationShape, start: Branch) -> Branch:
    here = _step(start, _node(citation), citation)
    rule = world.rule
    if citation.level is SourceLevel.JUDICIAL_INTERPRETATION and world.against_debtors:
        return replace(here, reasons=(BreakReason.UNRESOLVED,), question=True)
    if citation.level in rule.levels or citation.level is SourceLevel.UNKNOWN or citation.level in rule.interim:
        if citation.level is SourceLevel.LOCAL_REGULATION and citation.region and world.outside(citation.region):
            return replace(here, reasons=(BreakReason.OUT_OF_JURISDICTION,))
        return replace(here, reasons=(BreakReason.UNRESOLVED,), question=True)
    carried = _carried(world, citation.title or "", here)
    if carried is not None:
        return carried
    if citation.level is SourceLevel.CENTRAL_POLICY and rule.review:
        return replace(here, reasons=(BreakReason.UNRESOLVED, BreakReason.WRONG_KIND))
    return replace(here, reasons=(BreakReason.UNRESOLVED, world.too_low(citation.level)))


def _state(fact: FactShape, day: date) -> str:
    first = fact.versions[0] if fact.versions else None
    begins = first and first_day(first)
    begins = begins or min((v.effective for v in fact.versions if v.effective), default=None)
    years = [n.year for n in map(parse_spelt_number, fact.numbers) if n is not None and n.year]
    if begins is None and years:
        begins = date(min(years), 1, 1)
    if begins and day < begins:
        return "not_yet"
    if fact.repealed and fact.repealed <= day:
        return "repealed"
    if is_over(fact, day):
        return "expired"
    unknown = not fact.repealed and (fact.status == "repealed" or begins is None)
    return "unknown" if unknown else "in_force"
