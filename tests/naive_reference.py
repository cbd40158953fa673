"""The chain of docs/semantics.md written down once more, as plainly as possible, on worlds of tests/worlds.py.

Confidences no code with the engine: one recursion over branches, each of which ends in what it reached, in
reasons, or in a question. Slow, and meant to be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from worlds import UNKNOWN, World, WorldCitation, WorldMeasure, ended, ended_items, first_article, hangs_on, joined

from graph_schema.records import Instrument
from graph_schema.regions import covers, level_of
from graph_schema.terms import BreakReason as B
from graph_schema.terms import MeasureKind, Relation, Role, SourceLevel, Verdict, VersionKind

L = SourceLevel
# What a branch has gone through: a document's article, or the whole of it, come to from a text of its file or not.
Seen = frozenset[tuple[int, int | None, int | None]]
HIGH = {L.CONSTITUTION, L.LAW, L.ADMIN_REGULATION, L.LOCAL_REGULATION}


def provincial(region: str | None) -> bool:
    return bool(region) and region != "全国" and "/" not in str(region)


@dataclass(frozen=True)
class End:
    """Says how a branch ends."""

    reached: bool = False
    own: bool = False
    reasons: frozenset[B] = frozenset()
    question: bool = False
    sure: bool = True


@dataclass(frozen=True)
class Judge:
    """One measure of one document on one day."""

    world: World
    ended: dict[int, date]
    document: int
    measure: WorldMeasure
    day: date
    asking: list[int] = field(default_factory=list)

    # --- what the rule asks -------------------------------------------------------------------

    @property
    def personal(self) -> bool:
        return self.measure.kind is MeasureKind.SHARING and "村民" in self.measure.words

    @property
    def mixed(self) -> bool:
        return self.personal and "企业" in self.measure.words

    def permitted(self, level: SourceLevel) -> bool:
        return level in HIGH or (level is L.CENTRAL_POLICY and not self.personal)

    @property
    def nationwide_list(self) -> bool:
        return self.measure.kind is MeasureKind.NAME_LIST and "全市" not in self.measure.words

    @property
    def debtors(self) -> bool:
        return "被执行人" in self.measure.words

    def low(self, level: SourceLevel) -> frozenset[B]:
        return frozenset({B.WRONG_KIND if level in HIGH | {L.CENTRAL_POLICY} else B.LEVEL_NOT_PERMITTED})

    @property
    def place(self) -> str | None:
        return self.world.documents[self.document].region

    def outside(self, region: str | None) -> bool:
        return bool(region and self.place and not covers(region, self.place)) and not self.unplaced(region)

    def unplaced(self, region: str | None) -> bool:
        if not region:
            return True
        if region == "全国":
            return False
        if not self.place:
            return True
        higher = {"province": "city county town", "city": "county town", "county": "town"}.get(level_of(region), "")
        own, other = self.place.split("/"), region.split("/")
        no_city = len(own) == 2 and level_of(self.place) == "county" and other[0] in ("?", own[0])
        is_open = own[0] == "?" or no_city
        return is_open and level_of(self.place) in higher and not covers(region, self.place)

    # --- verdict ------------------------------------------------------------------------------

    def verdict(self, item_citations: tuple[WorldCitation, ...]) -> tuple[Verdict, frozenset[B]]:
        """Returns what `plain` does, but for review where it hangs on what was read with too little confidence."""
        d = self.world.documents[self.document]
        ends = self.ends(item_citations)
        said, reasons = self.plain(ends, item_citations)
        sure = [e for e in ends if e.sure]
        if said is Verdict.REVIEW:
            return said, reasons
        if not self.measure.sure:
            return Verdict.REVIEW, frozenset({B.DOUBTFUL})
        if not d.sure and (said in (Verdict.DEAD_END, Verdict.EXEMPT) or self.laid_down):
            return Verdict.REVIEW, frozenset({B.DOUBTFUL})
        if said is Verdict.DEAD_END and not d.placed and B.OUT_OF_JURISDICTION in reasons:
            return Verdict.REVIEW, frozenset({B.DOUBTFUL})
        if said is Verdict.DEAD_END and not d.dated and reasons & {B.NOT_IN_FORCE, B.ARTICLE_MISSING}:
            return Verdict.REVIEW, frozenset({B.DOUBTFUL})
        if said is Verdict.DEAD_END:
            mentions = [c for c in (*item_citations, *d.preamble) if c.role is Role.MENTION]
            unsure_mention = reasons == {B.MENTION_ONLY} and not mentions[0].sure
            hangs = unsure_mention or len(sure) < len(ends)
        else:
            hangs = not self.laid_down and self.plain(sure, item_citations)[0] is not said
        return (Verdict.REVIEW, frozenset({B.DOUBTFUL})) if hangs else (said, reasons)

    @property
    def laid_down(self) -> bool:
        level = self.world.documents[self.document].level
        return self.permitted(level) or (self.personal and level is L.CENTRAL_POLICY)

    def ends(self, item_citations: tuple[WorldCitation, ...]) -> list[End]:
        d, seen = self.world.documents[self.document], Seen()
        ends = [end for i in self.measure.own for end in self.along(item_citations[i], self.document, seen, own=True)]
        for i, k in self.measure.referred:
            ends += self.along(d.items[i].citations[k], self.document, seen, own=False)
        return ends + self.whole(self.document, seen)

    def plain(self, ends: list[End], item_citations: tuple[WorldCitation, ...]) -> tuple[Verdict, frozenset[B]]:
        d = self.world.documents[self.document]
        if self.laid_down:
            exempt = d.level is L.LOCAL_REGULATION and provincial(d.region)
            return (Verdict.EXEMPT if exempt else Verdict.DIRECT), frozenset()
        if any(e.reached and e.own for e in ends):
            return Verdict.DIRECT, frozenset()
        if any(e.reached for e in ends):
            return Verdict.INDIRECT, frozenset()
        if self.nationwide_list and d.level is L.DEPARTMENT_RULE:
            return Verdict.REVIEW, frozenset()
        if not d.begins and not self.measure.own and not self.measure.referred:
            reasons = frozenset[B]({B.NO_CITATION}).union(*(e.reasons for e in ends)) - {B.ONLY_CYCLE}
            return Verdict.REVIEW, reasons
        vague = self.measure.vague or d.vague
        if not ends:
            mention = any(c.role is Role.MENTION for c in (*item_citations, *d.preamble))
            only = B.VAGUE if vague else B.MENTION_ONLY if mention else B.NO_CITATION
            return Verdict.DEAD_END, frozenset({only})
        reasons = frozenset[B]().union(*(e.reasons for e in ends))
        if vague and not self.measure.own and not self.measure.referred:
            reasons |= {B.VAGUE}
        if len(reasons) > 1:
            reasons -= {B.ONLY_CYCLE}
        return (Verdict.REVIEW if any(e.question for e in ends) else Verdict.DEAD_END), reasons

    # --- branches -----------------------------------------------------------------------------

    def whole(self, number: int, seen: Seen, came_from: int | None = None) -> list[End]:
        d = self.world.documents[number]
        children = [
            i for i, c in enumerate(self.world.documents) if c.parent == number and c.relation is Relation.FORWARDS
        ]
        ends = []
        for c in d.preamble:
            if c.role is Role.FORWARDS:
                if c.document is not None and (c.document in children or c.document == self.document):
                    continue
                if (c.unknown or c.damaged) and children:
                    continue
            if c.role in (Role.BASIS, Role.FORWARDS):
                ends += self.along(c, number, seen, own=False)
        for item in d.items:
            for c in item.citations:
                if c.role is Role.FORWARDS:
                    if c.document is not None and (c.document in children or c.document == self.document):
                        continue
                    if not ((c.unknown or c.damaged) and children):
                        ends += self.along(c, number, seen, own=False)
        # Of several that one document issues none stands on another.
        for child in () if came_from in children else children:
            if child != came_from:
                ends += self.enter(child, seen, None, number, came_from=number)
        if d.parent is not None and d.relation is not Relation.SELF and d.parent != came_from:
            above = self.world.documents[d.parent].region
            may_lie_there = not d.region or d.region.startswith("?/") or not above or covers(above, d.region)
            if may_lie_there:
                ends += self.enter(d.parent, seen, None, number, came_from=number)
        return ends

    def along(self, c: WorldCitation, citing: int, seen: Seen, *, own: bool) -> list[End]:
        return [replace(end, sure=end.sure and c.sure) for end in self.cited(c, citing, seen, own=own)]

    def cited(self, c: WorldCitation, citing: int, seen: Seen, *, own: bool) -> list[End]:
        if c.damaged is not None:
            return [End(reasons=frozenset({B.UNRESOLVED}), question=True)]
        if c.rivals is not None:
            return [self.rivals(c, citing, seen, own=own)]
        if c.unknown is not None:
            return [self.unknown(*UNKNOWN[c.unknown], c.unknown[1], own)]
        if c.instrument is not None:
            row = self.world.instruments[c.instrument]
            end = self.source(c, citing, row.level, row.region, row, None, seen, own=own)
            issued, made = self.world.documents[citing].date, row.promulgated or row.in_force_since
            if end and end.reached and issued and made and (made - issued).days > 366:
                return [End(reasons=frozenset({B.AMBIGUOUS}), question=True)]  # made long after the document
            return [end or End(reasons=self.low(row.level))]
        assert c.document is not None
        text = self.world.documents[c.document]
        end = self.source(c, citing, text.level, text.region, None, c.document, seen, own=own)
        return [end] if end else self.enter(c.document, seen, c.article, citing)

    def rivals(self, c: WorldCitation, citing: int, seen: Seen, *, own: bool) -> End:
        """Tells what two instruments come to, the one by its number, the other by its title: a question where they differ."""
        assert c.rivals is not None
        rows = [self.world.instruments[i] for i in c.rivals]
        asked = End(reasons=frozenset({B.AMBIGUOUS}), question=True)
        if all(self.place and row.region and not covers(row.region, self.place) for row in rows):
            return asked
        found = [self.source(c, citing, row.level, row.region, row, None, seen, own=own) for row in rows]
        one, other = (end or End(reasons=self.low(row.level)) for end, row in zip(found, rows, strict=True))
        if one.question or other.question:
            return one if one.question and other.question else asked
        return one if one == other else asked

    def ended_by(self, number: int | None) -> bool:
        return number in self.ended and self.ended[number] <= self.day

    def unknown(self, level: SourceLevel, region: str, number: str | None, own: bool) -> End:
        if number and level is L.CENTRAL_POLICY:  # a number of the centre shows it by itself
            if self.personal:
                return End(reasons=frozenset({B.WRONG_KIND}), question=self.mixed)
            return End(reached=True, own=own)
        if level is L.JUDICIAL_INTERPRETATION and self.debtors:
            return End(reasons=frozenset({B.UNRESOLVED}), question=True)
        if self.permitted(level):
            if level is L.LOCAL_REGULATION and self.outside(region):
                return End(reasons=frozenset({B.OUT_OF_JURISDICTION}))
            return End(reasons=frozenset({B.UNRESOLVED}), question=True)
        if level is L.CENTRAL_POLICY and self.mixed:
            return End(reasons=frozenset({B.UNRESOLVED, B.WRONG_KIND}))
        return End(reasons=frozenset({B.UNRESOLVED}) | self.low(level))

    def source(
        self,
        c: WorldCitation,
        citing: int,
        level: SourceLevel,
        region: str | None,
        row: Instrument | None,
        text: int | None,
        seen: Seen,
        *,
        own: bool,
    ) -> End | None:
        """Tells how the branch ends at what is cited; None where that is no source for this measure."""
        decision = row is not None and row.is_decision and self.personal and level is L.CENTRAL_POLICY
        if level is L.CENTRAL_POLICY and self.personal and not decision:
            return End(reasons=frozenset({B.WRONG_KIND}), question=self.mixed)
        if level is L.JUDICIAL_INTERPRETATION and self.debtors:
            return End(question=True)
        if level is L.DEPARTMENT_RULE and self.nationwide_list:
            if text is not None and self.reaches_as_a_whole(text):
                return None
            return End(question=True)
        unsettled = level is L.UNKNOWN and text is None
        if not (self.permitted(level) or decision or unsettled):
            return None
        if self.ended_by(text):
            return End(reasons=frozenset({B.NOT_IN_FORCE}))
        if row is not None:
            first = row.versions[0].effective or row.versions[0].published
            effects = [v.effective for v in row.versions if v.effective]
            begins = first or min(effects, default=date(2001, 1, 1))  # the year of every number in a world
            if self.day < begins:
                return End(reasons=frozenset({B.NOT_IN_FORCE}))
            if row.repealed and row.repealed <= self.day:
                return End(reasons=frozenset({B.NOT_IN_FORCE}))
            newest = [row.versions[i] for i in _held(row, self.day)][-1:]
            if newest and (newest[0].until or date.max) < self.day:
                return End(reasons=frozenset({B.NOT_IN_FORCE}))
            if row.status == "repealed" and not row.repealed:
                return End(reasons=frozenset({B.NOT_IN_FORCE}), question=True)
        elif text is not None and (issued := self.world.documents[text].date) and issued > self.day:
            return End(reasons=frozenset({B.NOT_IN_FORCE}))
        if unsettled:
            return End(question=True)
        if level is L.LOCAL_REGULATION and self.outside(region):
            return End(reasons=frozenset({B.OUT_OF_JURISDICTION}))
        if level is L.LOCAL_REGULATION and self.unplaced(region):
            return End(question=True)
        if row is not None and row.numbers[0].startswith("国函") and level is L.CENTRAL_POLICY and not decision:
            return End(question=True)
        if row is not None and c.article:
            found = _article_of(row, c.article, self.world.documents[citing].date, self.day)
            if found is not True:
                return End(question=True) if found is None else End(reasons=frozenset({B.ARTICLE_MISSING}))
        return End(reached=True, own=own)

    def reaches_as_a_whole(self, text: int) -> bool:
        """Tells whether a text reaches a source; one that is being asked about already adds nothing by itself."""
        if text in self.asking:
            return False
        self.asking.append(text)
        found = any(e.reached for e in self.enter(text, Seen(), None, self.document))
        self.asking.pop()
        return found

    def enter(
        self, number: int, seen: Seen, article: int | None, citing: int, came_from: int | None = None
    ) -> list[End]:
        """Goes on through a text: what its article cites and the whole of it, each once on a branch; else it is a circle."""
        d = self.world.documents[number]
        if number == self.document:
            return [End(reasons=frozenset({B.ONLY_CYCLE}))]
        if (d.date and d.date > self.day) or self.ended_by(number):
            return [End(reasons=frozenset({B.NOT_IN_FORCE}))]
        near = {self.document, citing}
        same_file = d.parent is not None and (
            d.parent in near or any(self.world.documents[s].parent == number for s in near)
        )
        if not same_file and self.outside(d.region):
            return [End(reasons=frozenset({B.OUT_OF_JURISDICTION}))]
        if self.permitted(d.level):
            return [End(reached=True)]
        named, ends = _article(self.world, number, article), []
        beyond = seen | {(number, None, came_from)} | ({(number, article, None)} if named else set())
        if named and (number, article, None) not in seen:
            for c in named:
                ends += self.along(c, number, beyond, own=False)
        if (number, None, came_from) in seen:
            ends.append(End(reasons=frozenset({B.ONLY_CYCLE})))
        else:
            ends += self.whole(number, beyond, came_from)
        return ends or [End(reasons=frozenset({B.NO_CITATION}) | self.low(d.level), question=not d.begins)]


def _held(row: Instrument, day: date) -> list[int]:
    """Returns which versions may have held on a day: the last that did for certain, and those begun since."""
    begins = [v.effective or v.published or date.min for v in row.versions]
    certain = [v.effective or (v.published or date.min) + timedelta(days=400) for v in row.versions]
    begun = [i for i, since in enumerate(begins) if since <= day]
    surest = max((i for i in begun[1:] if certain[i] <= day), default=0)
    return [i for i in begun if i >= surest]


def _article_of(row: Instrument, article: int, issued: date | None, day: date) -> bool | None:
    """Tells whether the article that a document cites is there; None where a person must look. In a world no article moves."""
    counts = [v.articles for v in row.versions]
    own = _held(row, issued or day) or [0]
    begun = [i for i, v in enumerate(row.versions) if (v.effective or v.published or date.min) <= day]

    def lacks(i: int) -> bool:
        return (counts[i] or 99) < article

    if all(map(lacks, own)):
        if issued is None:
            others = [i for i in begun if i < own[0]]
        else:
            others = [i for i in begun if i > own[-1] and (row.versions[i].published or date.max) <= issued]
        younger = row.known_until is not None and (issued or day) > row.known_until
        return None if younger or not all(map(lacks, others)) else False
    replaced = issued is not None and any(i > own[-1] for i in begun)
    for i in own:
        near = next((n for n in (*counts[i:], *counts[i::-1]) if n is not None), 99)
        anew = any(v.kind is VersionKind.REVISED for v in row.versions[i + 1 :])
        if lacks(i) or (counts[i] is None and (replaced or anew or article > near)):
            return None
    return True


def _article(w: World, number: int, article: int | None) -> list[WorldCitation]:
    """Returns what the article named cites."""
    d, first = w.documents[number], first_article(w, number)
    if article is None or not first <= article < first + len(d.items):
        return []
    return [c for c in d.items[article - first].citations if c.role is Role.BASIS]


Said = dict[tuple[int, int, int], tuple[Verdict, frozenset[B]]]


def naive(w: World, day: date, authority: int | None = None) -> Said:
    """Returns verdict and reasons of every measure by document, item and place in the item.

    What the document `authority` and its attachments and later pages lay down is left out: the policy names it as its own authority.
    """
    w = joined(w)
    gone, gone_items = ended(w), ended_items(w)
    out = {}
    for d, one in enumerate(w.documents):
        if authority is not None and hangs_on(w, d, authority):
            continue
        if ((issued := _own_day(w, d)) and day < issued) or (d in gone and gone[d] <= day):
            continue
        for i, item in enumerate(one.items):
            if (d, i) in gone_items and gone_items[d, i] <= day:
                continue
            for k, m in enumerate(item.measures):
                out[d, i, k] = Judge(w, gone, d, m, day).verdict(item.citations)
    return out


def naive_at_issue(w: World) -> dict[tuple[int, int, int], Verdict]:
    """Returns the verdict of every measure on the day of its own document, where that has one."""
    w = joined(w)
    gone = ended(w)
    return {
        (d, i, k): Judge(w, gone, d, m, issued).verdict(item.citations)[0]
        for d, one in enumerate(w.documents)
        if (issued := _own_day(w, d))
        for i, item in enumerate(one.items)
        for k, m in enumerate(item.measures)
    }


def _own_day(w: World, number: int) -> date | None:
    d = w.documents[number]
    if d.date is None and d.parent is not None:
        return _own_day(w, d.parent)
    return d.date
