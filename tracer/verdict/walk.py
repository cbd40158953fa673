"""walk(): from a measure upward to all ends of its ways (docs/semantics.md#chain, #rulings).

A step goes along basis, forwards and attaches, never along mention, amends or repeals. An
intermediate must be of the same place or above. Each `Branch` reaches a permitted source, stops for a
reason, or meets a question that only a person can answer. Each text is entered once, by the shortest way
(tracer.verdict.ways): what lies above it is the same whichever way leads there.

This is the exact walk, for a finding and its proof: every branch with every word. The bulk pass (tracer.bulk) asks the
same conditions of arrays for lists and counts, the checker (tracer.verify) of a proof, without this code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heappop, heappush
from itertools import pairwise

from graph_schema.messages import Message
from graph_schema.records import Basis, Citation, Document, Hop, Link, Measure, Provision
from graph_schema.regions import covers, may_lie_in
from graph_schema.terms import BreakReason, Lack, LinkStatus, Relation, Role, SourceLevel, Tie
from tracer.links.library import Library
from tracer.links.records import is_beside
from tracer.links.resolve import MADE_AFTER, Found, decision_words, name_of
from tracer.policy.rules import Policy, Rule, Scope
from tracer.policy.scope import is_local_list, scope_of
from tracer.registry.validity import ends_on
from tracer.verdict.branch import Branch, Task
from tracer.verdict.hops import (
    document_hop,
    found_hop,
    measure_hop,
    provision_hop,
    referred_hop,
    target_hop,
    text_hop,
)
from tracer.verdict.memory import memory_of
from tracer.verdict.sources import (
    INTERIM,
    Arrival,
    as_source,
    by_central_number,
    carried_by_title,
    ended_words,
    unresolved,
    when,
)
from tracer.verdict.stretch import Day
from tracer.verdict.ways import Climb, Part, Place, branches_of, close_circles, count_of, lines_of
from tracer.verdict.words import is_against_debtors, is_of_association, lacks_its_basis, mention_beside, vague_words

_MOST_NAMED = 4  # documents in one question
MAX_DEPTH = 24  # hops of a branch, measure and provision among them


@dataclass(frozen=True, slots=True)
class Walk:
    """The ends of the ways of a measure, the rule that they were held against, and the scope of the measure.

    `branches` has every end with the shortest way to it, `lines` every step on any way to a source, `ways` the number of these.
    Where a citation on some way is read with too little confidence, `doubtful` is the first of them and `sure` the branches
    that are left without such citations.
    """

    rule: Rule
    scope: Scope
    branches: tuple[Branch, ...]
    lines: tuple[tuple[Hop, Hop], ...] = ()
    ways: int = 1
    doubtful: Citation | None = None
    sure: tuple[Branch, ...] = ()


def walk(library: Library, measure: Measure, policy: Policy, as_of: date) -> Walk:
    """Returns the ends of the measure's ways on that day, those of its own provision first. `policy` is the one in force then and there."""
    document = library.documents[measure.document]
    scope = scope_of(measure, library.texts.file[document.id])
    rule = policy.rule_for(measure.kind, scope)
    day = as_of if isinstance(as_of, Day) else Day.of(as_of)
    task = Task(library, policy, rule, scope, measure, document, day)
    start = (measure_hop(measure), provision_hop(library, measure))
    laid_down = _laid_down(task, start)
    if laid_down is not None:
        return Walk(rule, scope, (laid_down,), tuple(pairwise(laid_down.chain)) if laid_down.reached else ())
    climb = _climb_of(task, day, start)
    branches = tuple(_with_own_words(task, list(climb.branches), start))
    if branches[: len(climb.branches)] != climb.branches:
        return Walk(rule, scope, branches)
    added = branches[len(climb.branches) :]
    doubts = (c for branch in added if (c := doubtful_in(task, branch.chain)) is not None)
    doubtful = climb.doubtful or next(doubts, None)
    sure: tuple[Branch, ...] = ()
    if doubtful is not None:
        left = tuple(branch for branch in added if doubtful_in(task, branch.chain) is None)
        sure = (*climb.sure, *left)
    return Walk(rule, scope, branches, climb.lines, climb.ways, doubtful, sure)


def _climb_of(task: Task, day: Day, start: tuple[Hop, ...]) -> Climb:
    """Returns the ways up from a measure: those of another measure of its document that leads to the same."""
    library, measure = task.library, task.measure
    tied = [basis for basis in library.ties.basis.get(measure.id, ()) if basis.tie is not Tie.DOCUMENT]
    cited = tuple(basis.citation for basis in tied)
    if any(_is_referred(library, measure, basis) for basis in tied):  # the words that refer are the measure's own
        return _climb(task, start)
    alike = (
        task.document.id,
        id(task.rule),
        cited,
        tuple(sorted(library.decided.taken.get(measure.id, ()))),
        is_local_list(measure),
        is_against_debtors(library, measure),
    )
    climbs = memory_of(library, task.policy).climbs
    return climbs.of(alike, day, lambda on: _climb(replace(task, as_of=on), start)).from_other(start)


def _is_referred(library: Library, measure: Measure, basis: Basis) -> bool:
    """Tells whether another provision of the document cites what the measure's sentence refers to: 依照第五条."""
    return basis.tie is Tie.REFERENCE and library.citations[basis.citation].provision != measure.provision


def _climb(task: Task, start: tuple[Hop, ...]) -> Climb:
    known = _Known()
    upward = _Upward(task, known)
    branches = upward.from_measure(start)
    doubtful = next(iter(upward.doubtful), None)
    sure = branches if doubtful is None else _Upward(task, known, sure_only=True).from_measure(start)
    return Climb(start, branches, lines_of(upward.places), count_of(upward.places[0]), doubtful, sure)


def _with_own_words(task: Task, branches: list[Branch], start: tuple[Hop, ...]) -> list[Branch]:
    """Returns the branches with what the measure's own words add where none has come to a source."""
    if any(branch.reached for branch in branches):
        return branches
    if _is_interim_list(task):
        return [Branch((*start, document_hop(task.library, task.document)), question=INTERIM)]
    if lacks_its_basis(task.library, task.measure):
        return [*branches, _without_beginning(task, start)]
    if not branches:
        return [_nothing(task, start)]
    vague = vague_words(task.library, task.measure)
    tied = task.library.ties.basis.get(task.measure.id, ())
    if vague and all(basis.tie is Tie.DOCUMENT for basis in tied):
        return [*branches, Branch(start, reasons=(BreakReason.VAGUE,), words=vague)]
    return branches


def _without_beginning(task: Task, start: tuple[Hop, ...]) -> Branch:
    """Ends in the question what the beginning of the document names, which is not in the text (docs/semantics.md#ruling-31)."""
    several = [_opening(task.library, task.library.documents[id]) for id in _may_continue(task)]
    if several:
        question = Message.of("question.beginning_which", names=[f"“{name}”" for name in several[:_MOST_NAMED]])
    else:
        question = Message("question.beginning")
    return Branch(start, reasons=(BreakReason.NO_CITATION,), words=task.measure.text, question=question)


def _may_continue(task: Task) -> tuple[str, ...]:
    """Returns the documents of which the measure's own text may be a later page, where several are."""
    return task.library.pages.candidates.get(task.document.id, ())


# --- the measure's own document ----------------------------------------------------------------


def _is_interim_list(task: Task) -> bool:
    """Tells whether this is a nationwide list that a ministry rule lays down itself (docs/semantics.md#ruling-7), no association's list."""
    if task.library.level_of(task.document) not in task.rule.interim or is_local_list(task.measure):
        return False
    return not is_of_association(task.library, task.measure)


def _laid_down(task: Task, start: tuple[Hop, ...]) -> Branch | None:
    """Ends at the measure's own document where that is a permitted source itself; None where it is none.

    See docs/semantics.md#ruling-1, #ruling-11.
    """
    level = task.library.level_of(task.document)
    permitted = level in task.rule.levels or (level is SourceLevel.CENTRAL_POLICY and task.rule.decisions)
    if not permitted:
        return None
    chain = (*start, document_hop(task.library, task.document))
    row = task.library.row_of(task.document)
    if row is not None and (end := ends_on(row)) is not None and end <= task.as_of:
        return Branch(chain, reasons=(BreakReason.NOT_IN_FORCE,), words=when(row, task.as_of))
    return Branch(chain, reached=True, own=True)


def _nothing(task: Task, start: tuple[Hop, ...]) -> Branch:
    """Ends where there is no branch at all: vague words of the sentence or of the basis clause, mentions only, or nothing."""
    vague = vague_words(task.library, task.measure)
    if vague:
        return Branch(start, reasons=(BreakReason.VAGUE,), words=vague)
    mentioned = mention_beside(task.library, task.measure)
    if mentioned is not None:
        citation = task.library.citations[mentioned]
        chain = (*start, target_hop(citation, task.library.links[citation.id]))
        return Branch(chain, reasons=(BreakReason.MENTION_ONLY,), words=citation.text)
    return Branch(start, reasons=(BreakReason.NO_CITATION,), words=task.measure.text)


def doubtful_in(task: Task, chain: Sequence[Hop]) -> Citation | None:
    """Returns the first citation on a chain that is read with too little confidence."""
    below = task.policy.review_below.citation
    for hop in chain:
        c = task.library.citation_at.get((hop.document, hop.span)) if hop.document and hop.span else None
        if c is not None and c.confidence < below:
            return c
    return None


# --- steps upward ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """The findings of one measure's walk beside its branches.

    `carries` has the texts that come to a permitted source by themselves, or do not; `alike` the candidates of ambiguous
    citations where all come to the same; `asking` are citations that are being looked at.
    """

    carries: dict[str, bool] = field(default_factory=dict)
    alike: dict[tuple[str, bool], bool] = field(default_factory=dict)
    asking: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Onward:
    """A step into a stored text: the chain up to it, it included, what names it, and the text of its file that it is entered from."""

    document: Document
    chain: tuple[Hop, ...]
    named: tuple[str, ...] = ()
    came: str | None = None
    remark: Message | None = None


_Found = Branch | _Onward


class _Upward:
    """The walk from one measure, nearest texts first.

    `sure_only` leaves out citations read with too little confidence; `through_interim` goes through a ministry rule without
    asking whether it carries, which is what this very walk is to show.
    """

    def __init__(self, task: Task, known: _Known, *, sure_only: bool = False, through_interim: bool = False) -> None:
        self.task, self.known = task, known
        self.sure_only, self.through_interim = sure_only, through_interim
        self.places: list[Place] = []
        self.doubtful: list[Citation] = []
        self._of_part: dict[Part, Place] = {}
        self._empty: set[Part] = set()
        self._waiting: list[tuple[int, int, Place, Document, Part]] = []

    def from_measure(self, start: tuple[Hop, ...]) -> tuple[Branch, ...]:
        """Returns the ends of all ways of the measure: along what its own provision cites, then of its document as a whole."""
        task, library = self.task, self.task.library
        steps: list[tuple[int, Iterable[_Found]]] = []
        for basis in library.ties.basis.get(task.measure.id, ()):
            if basis.tie is Tie.DOCUMENT:
                continue
            citation = library.citations[basis.citation]
            if not _is_referred(library, task.measure, basis):
                steps.append((0, self._along(citation, task.document, start, own=True)))
            else:
                # Another provision of the document cites the source, the measure's own one does not.
                by = (*start, referred_hop(library, task.measure, citation))
                steps.append((1, self._along(citation, task.document, by)))
        steps.append((0, self._whole(task.document, start)))
        return self._from(start, steps)

    def from_step(self, found: Iterable[_Found], start: tuple[Hop, ...]) -> tuple[Branch, ...]:
        """Returns the ends of all ways that go on from one step."""
        return self._from(start, [(0, found)])

    def _from(self, start: tuple[Hop, ...], steps: Sequence[tuple[int, Iterable[_Found]]]) -> tuple[Branch, ...]:
        """Returns the ends of all ways that begin with these steps, each with the number of hops before it."""
        place = Place(start)
        self.places.append(place)
        found: dict[int, list[Branch | Place]] = {}
        for number in sorted(range(len(steps)), key=lambda n: steps[n][0]):
            place.found = found[number] = []
            self._go(place, steps[number][1])
        place.found = [one for number in range(len(steps)) for one in found[number]]
        while self._waiting:
            _, _, place, document, part = heappop(self._waiting)
            self.places.append(place)
            self._go(place, self._onward_from(document, place.chain, part))
        close_circles(self.places)
        return branches_of(self.places)

    def _go(self, place: Place, found: Iterable[_Found]) -> None:
        """Enters or ends at each step found from a place."""
        for one in found:
            doubt = doubtful_in(self.task, one.chain[len(place.chain) :])
            if doubt is not None:
                self.doubtful.append(doubt)
                if self.sure_only:
                    continue
            remark = place.remark or one.remark
            told = one if one.remark is remark else replace(one, remark=remark)
            if isinstance(told, Branch):
                place.found.append(told)
                continue
            for end in self._enter(place, told):
                place.found.append(end if remark is None else replace(end, remark=remark))

    def _enter(self, place: Place, onward: _Onward) -> Iterator[Branch]:
        """Enters a text as far as it has not been gone through, or ends there: docs/semantics.md#chain-intermediate, #ruling-13, #ruling-17."""
        task, library, document, chain = self.task, self.task.library, onward.document, onward.chain
        words = chain[-1].quote or ""
        if document.id == task.document.id:
            yield Branch(chain, reasons=(BreakReason.ONLY_CYCLE,), words=words)
            return
        stopped = _stopped_before(task, document, {task.document.id, place.document or task.document.id})
        if stopped is not None:
            reason, said = stopped
            yield Branch(chain, reasons=(reason,), words=said or words)
            return
        level = library.level_of(document)
        if level in task.rule.levels:
            yield Branch(chain, reached=True, own=False)
            return
        parts = [part for part in _parts(library, onward) if self._leads_on(document, chain, part)]
        if not parts:
            asked = Message.of("question.beginning_of", words=words) if Lack.BEGINNING in document.lacks else None
            silent = Branch(chain, reasons=(BreakReason.NO_CITATION, task.too_low(level)), words=words, question=asked)
            yield carried_by_title(task, document.title or "", chain) or silent
            return
        if len(chain) > MAX_DEPTH and not all(part in self._of_part for part in parts):
            # What lies further up was not looked at: only a person can tell.
            yield Branch(chain, words=words, question=Message("question.too_long"))
            return
        for part in parts:
            into = self._of_part.get(part)
            if into is None:
                into = Place(chain, document.id, onward.remark, place)
                self._of_part[part] = into
                place.found.append(into)
                heappush(self._waiting, (len(chain), len(self._of_part), into, document, part))
            place.taken.append((into, chain[len(place.chain) :]))

    def _leads_on(self, document: Document, chain: tuple[Hop, ...], part: Part) -> bool:
        """Tells whether a part of a text has any step."""
        if part not in self._of_part and part not in self._empty:
            if any(True for _ in self._onward_from(document, chain, part)):
                return True
            self._empty.add(part)
        return part in self._of_part

    # --- the steps of a text ---

    def _onward_from(self, document: Document, chain: tuple[Hop, ...], part: Part) -> Iterator[_Found]:
        """Yields the steps of a part of a text: those of the provisions named, or those of the text as a whole."""
        library = self.task.library
        if part[0] == _NAMED:
            for id in part[2:]:
                yield from self._along(library.citations[id], document, chain)
        else:
            yield from self._whole(document, chain, part[2] if len(part) > 2 else None)

    def _whole(self, document: Document, chain: tuple[Hop, ...], came: str | None = None) -> Iterator[_Found]:
        """Yields the steps of a document as a whole (docs/semantics.md#ruling-2): its basis, what it forwards, its parent.

        `came` is the text of the same file from which the way has come.
        """
        library = self.task.library
        children = set(library.ties.children.get(document.id, ()))
        taken = library.decided.taken.get(self.task.measure.id, ()) if document.id == self.task.document.id else ()
        for id in library.ties.whole.get(document.id, ()):
            citation, link = library.citations[id], library.links[id]
            if id in taken:  # a person said that this measure does not rest on it
                continue
            if citation.role is Role.FORWARDS and (
                link.target in children
                or link.target == self.task.document.id
                or is_beside(library.documents, library.documents.get(came or ""), link.target)
                or (link.status is LinkStatus.UNRESOLVED and children)
            ):
                continue
            yield from self._along(citation, document, chain)
        left = children if came in children else {came}  # of several handed on together none stands on another
        for child in sorted(children - left):
            # A notice stands on what it forwards; what it issues itself has no other basis than its own.
            inner = library.documents[child]
            hop = document_hop(library, inner, "forwards", _opening(library, inner))
            yield _Onward(inner, (*chain, hop), came=document.id)
        parent = library.documents.get(document.parent or "")
        if parent is not None and document.relation is not Relation.SELF and parent.id not in left:
            if parent.region and not may_lie_in(document.region, parent.region):
                return  # a text from above keeps its own basis: it does not stand on the office below that forwards it
            hop = document_hop(library, parent, document.relation.value, _opening(library, parent))
            yield _Onward(parent, (*chain, hop), came=document.id)

    def _along(
        self, citation: Citation, citing: Document, chain: tuple[Hop, ...], *, own: bool = False
    ) -> Iterator[_Found]:
        """Yields the steps along one citation."""
        task, library = self.task, self.task.library
        link = library.links[citation.id]
        if link.status is LinkStatus.AMBIGUOUS:
            yield from self._along_rivals(citation, link, chain, own=own)
            return
        central = by_central_number(citation, link, citing)
        if central is not None:
            remark = Message.of("remark.validity_unknown", words=citation.text)
            for one in self._to(citation, central, chain, own=own):
                yield replace(one, remark=one.remark or remark)
            return
        if link.status is LinkStatus.UNRESOLVED:
            yield unresolved(task, citation, link, (*chain, target_hop(citation, link)))
            return
        assert link.target is not None
        found = Found(
            link.target,
            link.level,
            link.region,
            library.instrument_of(link.target),
            library.documents.get(link.target),
            link.level_reason,
            1.0,
        )
        decided = library.registry.decided(citation.title, citation.number or citation.defined_number, citing)
        for one in self._to(citation, found, chain, own=own):
            if decided is not None:
                remark = Message.of("remark.decided", words=citation.text, decision=decision_words(decided))
                one = replace(one, remark=remark)
            yield one

    def _along_rivals(self, citation: Citation, link: Link, chain: tuple[Hop, ...], *, own: bool) -> Iterator[_Found]:
        """Yields the common way of several candidates if there is one, else a question (docs/semantics.md#ruling-21)."""
        rivals, words, place = self.task.library.rivals[citation.id], citation.text, self.task.document.region
        asked = Branch((*chain, target_hop(citation, link)), reasons=(BreakReason.AMBIGUOUS,), words=words)
        doubt = next((found.doubt for found in rivals if found.doubt is not None), None)
        if doubt is not None:
            alone = tuple(self._to(citation, rivals[0], chain, own=own))
            carries = any(isinstance(one, Branch) and one.reached for one in alone)
            yield from (replace(asked, question=doubt),) if carries or doubt.code != MADE_AFTER else alone
            return
        if all(place and found.region and not covers(found.region, place) for found in rivals):
            yield replace(asked, question=Message.of("question.elsewhere", words=words))
            return
        if self._are_alike(citation, rivals, chain, own=own):
            remark = Message.of("remark.all_alike", words=words, names=[name_of(found) for found in rivals[:3]])
            for one in self._to(citation, rivals[0], chain, own=own):
                yield replace(one, remark=remark)
        else:
            yield replace(asked, question=_which(citation, rivals))

    def _are_alike(self, citation: Citation, rivals: Sequence[Found], chain: tuple[Hop, ...], *, own: bool) -> bool:
        """Tells whether all candidates come to the same; one that leads back to the same choice adds nothing by it."""
        key = (citation.id, own)
        if key not in self.known.alike:
            if citation.id in self.known.asking:
                return True
            self.known.asking.add(citation.id)
            ends = (
                _Upward(self.task, self.known).from_step(self._to(citation, found, chain, own=own), chain)
                for found in rivals
            )
            self.known.alike[key] = len({_summary(branches) for branches in ends}) == 1
            self.known.asking.discard(citation.id)
        return self.known.alike[key]

    def _to(self, citation: Citation, found: Found, chain: tuple[Hop, ...], *, own: bool) -> Iterator[_Found]:
        """Yields the steps through one thing cited: the end if it is a permitted source, else on through its text."""
        task, library, text = self.task, self.task.library, found.document
        here = (*chain, found_hop(library, citation, found))

        def carries() -> bool:
            return text is not None and (self.through_interim or self._carries(citation, text))

        ended = as_source(Arrival(task, citation, found, here, own), carries)
        if ended is not None:
            yield ended
        elif text is not None:
            # What an interim source is asked for it must show as a whole.
            as_a_whole = self.through_interim and found.level in task.rule.interim
            named = _named(library, text, () if as_a_whole else citation.articles)
            yield _Onward(text, (*chain, text_hop(library, text, citation)), named)
        else:
            title = found.instrument.title if found.instrument else citation.title or ""
            too_low = Branch(here, reasons=(task.too_low(found.level),), words=citation.text)
            yield carried_by_title(task, title, here) or too_low

    def _carries(self, citation: Citation, text: Document) -> bool:
        """Tells whether the text of an interim source as a whole comes to a permitted source."""
        if text.id not in self.known.carries:
            start = (measure_hop(self.task.measure), provision_hop(self.task.library, self.task.measure))
            step = _Onward(text, (*start, text_hop(self.task.library, text, citation)))
            beyond = _Upward(self.task, self.known, through_interim=True).from_step((step,), start)
            self.known.carries[text.id] = any(branch.reached for branch in beyond)
        return self.known.carries[text.id]


_NAMED, _WHOLE = "named", "whole"


def _named(library: Library, document: Document, articles: Sequence[str]) -> tuple[str, ...]:
    """Returns what the provisions named cite as a basis, where the document as a whole does not cite it anyway."""
    found = {
        citation.id: None
        for provision in provisions_named(library, document, articles)
        for citation in library.within.citations.get(provision.id, ())
        if citation.role is Role.BASIS
    }
    return () if set(found) <= set(library.ties.whole.get(document.id, ())) else tuple(found)


def _parts(library: Library, onward: _Onward) -> list[Part]:
    """Returns what of a text a step leads into: what its provisions named cite, and the text as a whole."""
    document = onward.document
    named = [(_NAMED, document.id, *onward.named)] if onward.named else []
    return [*named, (_WHOLE, document.id, *_left_out(library, document, onward.came))]


def _left_out(library: Library, document: Document, came: str | None) -> tuple[str, ...]:
    """Returns the text of its file from which a document is entered, where its steps are others by that."""
    if came is None:
        return ()
    other = library.documents[came]
    hangs = document.parent == came and document.relation is not Relation.SELF
    beside = any(
        is_beside(library.documents, other, library.links[id].target) for id in library.ties.whole.get(document.id, ())
    )
    return (came,) if hangs or beside or came in library.ties.children.get(document.id, ()) else ()


def _opening(library: Library, document: Document) -> str:
    """Returns what a document of the same file is called: by title or number, else by its first words."""
    return document.title or document.number or document.span.of(library.texts.file[document.id])[:40].strip()


def _which(citation: Citation, rivals: Sequence[Found]) -> Message:
    """Returns the question which of the rivals is meant; where title and number disagree, whose each of them is."""
    by_number = [name_of(found) for found in rivals if found.by_number]
    by_title = [name_of(found) for found in rivals if not found.by_number]
    number = citation.number or citation.defined_number
    if not (by_number and by_title and number and citation.title):
        names = [name_of(found) for found in rivals[:_MOST_NAMED]]
        return Message.of("question.which", words=citation.text, names=names)
    return Message.of(
        "question.title_and_number",
        words=citation.text,
        number=number,
        numbered=by_number[:_MOST_NAMED],
        titled=by_title[:_MOST_NAMED],
    )


def _summary(branches: Sequence[Branch]) -> str:
    """Returns what branches come to, in one word that is the same for the same."""
    if any(branch.reached for branch in branches):
        return "reached-own" if any(branch.reached and branch.own for branch in branches) else "reached"
    if any(branch.is_question for branch in branches):
        return "question"
    return "stopped:" + ",".join(sorted({reason.value for branch in branches for reason in branch.reasons}))


def _stopped_before(task: Task, document: Document, near: set[str]) -> tuple[BreakReason, str | Message] | None:
    """Returns why no way goes into a document, with the words for it where its own do not say it; None where one may.

    `near` are the measure's own document and the one before: of a text of their file the place does not count.
    """
    if document.date and document.date > task.as_of:
        return BreakReason.NOT_IN_FORCE, ""
    if task.library.has_ended(document.id, task.as_of):
        return BreakReason.NOT_IN_FORCE, ended_words(task.library, document)
    if task.is_outside(document.region) and not _is_in_file(task.library, document, near):
        return BreakReason.OUT_OF_JURISDICTION, ""
    return None


def _is_in_file(library: Library, document: Document, near: set[str]) -> bool:
    """Tells whether a document hangs on one of these, or one of them on it."""
    if document.parent is None:
        return False
    return document.parent in near or any(document.id == library.documents[id].parent for id in near)


def provisions_named(library: Library, document: Document, articles: Sequence[str]) -> list[Provision]:
    """Returns the provisions of a stored document that a citation names by its articles."""
    if not articles:
        return []
    heads = {article_head(article) for article in articles}
    return [p for p in library.within.provisions.get(document.id, ()) if p.label in heads]


def article_head(article: str) -> str:
    """Cuts 第三条第二款 to 第三条; what does not begin with an article stays as it is, as far as its first line."""
    head = re.match("第[^条]{1,7}条|.*", article)
    return head[0] if head else ""
