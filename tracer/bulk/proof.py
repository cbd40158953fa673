"""One measure with its whole proof, followed from the measure upward.

The path where a source is reached, every broken branch with the place where it ends where none is.
Each text is entered once: a second way into it breaks at the same points. It names what a finding rests on without
loading any text, and must say what the pass says; the proof that is handed out is `tracer.verdict.proof`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from graph_schema.terms import BreakReason, SourceLevel, Verdict
from tracer.bulk.arrays import LEVEL_NUMBER, LEVELS, SCOPES, BasisArrays, Step, Steps, Trait
from tracer.bulk.passes import Judged
from tracer.policy.rules import Policy, Scope

_End = Callable[..., None]
_LOCAL_REGULATION = LEVEL_NUMBER[SourceLevel.LOCAL_REGULATION]


@dataclass(frozen=True, slots=True)
class Branch:
    """One way upward and its end: the documents it goes through, the measure's own first, and the target where it ends.

    `target` is None where it ends in the last document. A branch that is for a person to look at has
    `question`, one that the arrays cannot follow `unknown`.
    """

    documents: tuple[int, ...]
    target: int | None
    reasons: frozenset[BreakReason] = frozenset()
    reached: bool = False
    own: bool = False
    question: bool = False
    unknown: bool = False

    def ends_at(self, document: int) -> bool:
        """Tells whether it reaches a source in this document itself."""
        return self.reached and self.target is None and self.documents == (document,)


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict of one measure, the branch that shows it best, and all branches that break."""

    verdict: Verdict
    chain: Branch | None
    broken: tuple[Branch, ...]

    @property
    def unknown(self) -> bool:
        """Tells whether the exact engine must be asked."""
        return any(b.unknown for b in self.broken) and self.verdict is not Verdict.DIRECT

    @property
    def reasons(self) -> frozenset[BreakReason]:
        """Returns the reasons of a dead end or a measure under review."""
        if self.verdict not in (Verdict.DEAD_END, Verdict.REVIEW):
            return frozenset()
        named = frozenset[BreakReason]().union(*(b.reasons for b in self.broken))
        return named if len(named) == 1 else named - {BreakReason.ONLY_CYCLE}


def prove(arrays: BasisArrays, judged: Judged, policy: Policy, measure: int) -> Proof:
    """Returns the proof of a measure's verdict on the day that `judged` is about."""
    return _Walker(arrays, judged, policy, measure).proof()


class _Walker:
    """The chains of one measure."""

    def __init__(self, arrays: BasisArrays, judged: Judged, policy: Policy, measure: int) -> None:
        measures, documents = arrays.measures, arrays.documents
        self.arrays, self.judged, self.policy = arrays, judged, policy
        self.ends = judged.ends
        self.measure = measure
        self.document = int(measures.document[measure])
        self.own = int(documents.region[self.document])
        self.asks = judged.classes[int(judged.class_of[measure])]
        self.bit = 1 << int(judged.class_of[measure])
        self.traits = Trait(int(measures.traits[measure]))
        self.branches: list[Branch] = []
        self.entered: dict[int, tuple[int, ...]] = {}
        self.queue: deque[int] = deque()
        self.beyond: dict[int, tuple[Branch, ...]] = {}

    def proof(self) -> Proof:
        """Returns the verdict as `tracer.verdict.judge` puts it together, for review where it is read with too little confidence."""
        found = self._found()
        if found.verdict is Verdict.REVIEW:
            return found
        if not self._is_doubted(found):
            header = np.float32(self.policy.review_below.header)
            if found.verdict is Verdict.DEAD_END and self.arrays.documents.card[self.document] < header:
                # Only the exact engine tells whether it hangs on place or day.
                return replace(found, broken=(*found.broken, Branch((self.document,), None, unknown=True)))
            return found
        doubted = Branch((self.document,), None, frozenset({BreakReason.DOUBTFUL}), question=True)
        unknown = tuple(b for b in found.broken if b.unknown) if found.unknown else ()
        return Proof(Verdict.REVIEW, found.chain, (doubted, *unknown))

    def _is_doubted(self, found: Proof) -> bool:
        below, arrays = self.policy.review_below, self.arrays
        if arrays.measures.confidence[self.measure] < np.float32(below.measure):
            return True
        hangs = found.verdict is Verdict.DEAD_END or (found.chain is not None and found.chain.ends_at(self.document))
        return hangs and bool(arrays.documents.confidence[self.document] < np.float32(below.header))

    def _found(self) -> Proof:
        level = LEVELS[int(self.arrays.documents.level[self.document])]
        rule = self.asks.rule
        if level in rule.levels or (level is SourceLevel.CENTRAL_POLICY and rule.decisions):
            return self._laid_down(level)
        self._follow()
        reached = [b for b in self.branches if b.reached]
        broken = tuple(b for b in self.branches if not b.reached)
        direct = next((b for b in reached if b.own), None)
        scope = SCOPES[int(self.arrays.measures.scope[self.measure])]
        if direct is None and Trait.CONSENT in self.traits and rule.consent and scope is not Scope.ANY:
            return Proof(Verdict.DIRECT, None, ())
        if direct is not None:
            return Proof(Verdict.DIRECT, direct, broken)
        if reached:
            return Proof(Verdict.INDIRECT, min(reached, key=lambda b: len(b.documents)), broken)
        if level in rule.interim and not self.asks.local_list and Trait.OF_ASSOCIATION not in self.traits:
            return Proof(Verdict.REVIEW, Branch((self.document,), None, question=True), broken[:0])
        broken += self._words(broken)
        asked = next((b for b in broken if b.question), None)
        if asked is not None:
            return Proof(Verdict.REVIEW, asked, broken)
        return Proof(Verdict.DEAD_END, max(broken, key=lambda b: len(b.documents)), broken)

    def _laid_down(self, level: SourceLevel) -> Proof:
        documents = self.arrays.documents
        if documents.repealed[self.document] <= self.judged.today:
            gone = Branch((self.document,), None, frozenset({BreakReason.NOT_IN_FORCE}))
            return Proof(Verdict.DEAD_END, gone, (gone,))
        in_scope = not self.policy.exempt_provincial_only or bool(documents.provincial[self.document])
        exempt = level in self.policy.exempt_levels and in_scope
        here = Branch((self.document,), None, reached=True, own=True)
        return Proof(Verdict.EXEMPT if exempt else Verdict.DIRECT, here, ())

    def _words(self, broken: tuple[Branch, ...]) -> tuple[Branch, ...]:
        """Returns what the measure's own words add where no source is reached."""
        if Trait.NO_BEGINNING in self.traits:
            return (Branch((self.document,), None, frozenset({BreakReason.NO_CITATION}), question=True),)
        vague = Trait.VAGUE in self.traits
        if broken:
            reason = BreakReason.VAGUE if vague and Trait.ALL_BY_DOCUMENT in self.traits else None
        elif vague:
            reason = BreakReason.VAGUE
        else:
            reason = BreakReason.MENTION_ONLY if Trait.MENTION in self.traits else BreakReason.NO_CITATION
        unsure = self.arrays.measures.mention_confidence[self.measure] < np.float32(self.ends.below)
        return (Branch((self.document,), None, frozenset({reason}), unknown=bool(unsure)),) if reason else ()

    def _follow(self) -> None:
        arrays = self.arrays
        here = (self.document,)
        own = arrays.measures.own
        self.entered[self.document] = here
        for step in range(int(own.first[self.measure]), int(own.first[self.measure + 1])):
            self._step(own, step, here, own=True)
        self.queue.append(self.document)
        self._drain()

    def _drain(self) -> None:
        """Goes through all texts entered."""
        steps = self.arrays.steps
        while self.queue:
            node = self.queue.popleft()
            path = self.entered[node]
            first, end = int(steps.first[node]), int(steps.first[node + 1])
            for step in range(first, end):
                self._step(steps, step, path, own=False)
            if first == end and len(path) > 1:
                self._silent(path)

    def _silent(self, path: tuple[int, ...]) -> None:
        """Ends at a text that cites nothing."""
        document = path[-1]
        if int(self.ends.silent_carried[document]) & self.bit:
            self.branches.append(Branch(path, None, reached=True))
            return
        reasons = frozenset(r for r, masks in self.ends.silent.items() if int(masks[document]) & self.bit)
        self.branches.append(Branch(path, None, reasons, question=not self.arrays.documents.begins[document]))

    def _step(self, steps: Steps, step: int, path: tuple[int, ...], *, own: bool) -> None:
        ends, bit = self.ends, self.bit
        target = int(steps.target[step])

        def end(*reasons: BreakReason, **how: bool) -> None:
            self.branches.append(Branch(path, target, frozenset(reasons), **how))

        if int(ends.unknown[target]) & bit or self._is_unsure(steps, step):
            return end(unknown=True)
        if int(ends.carried[target]) & bit:
            return end(reached=True)
        perhaps = int(ends.perhaps[target]) & bit
        if perhaps or int(ends.open[target]) & bit:
            return self._as_source(steps, step, bool(perhaps), own, end)
        into = int(steps.into[step])
        if into >= 0 and (int(ends.goes_on[target]) | int(ends.interim[target])) & bit:
            return self._into(steps, step, into, path, bool(int(ends.interim[target]) & bit), end)
        stopped = [reason for reason, masks in ends.stopped.items() if int(masks[target]) & bit]
        return end(*stopped, question=bool(int(ends.question[target]) & bit))

    def _is_unsure(self, steps: Steps, step: int) -> bool:
        return bool(steps.confidence[step] < np.float32(self.ends.below)) or bool(int(steps.flags[step]) & Step.ASK)

    def _as_source(self, steps: Steps, step: int, perhaps: bool, own: bool, end: _End) -> None:
        """Ends at a permitted source, where place and article decide."""
        target = int(steps.target[step])
        places, region = self.arrays.places, int(self.arrays.targets.region[target])
        if int(self.arrays.targets.level[target]) == _LOCAL_REGULATION:
            if places.is_outside(region, self.own):
                return end(BreakReason.OUT_OF_JURISDICTION)
            if not perhaps and (region < 0 or places.is_unplaced(region, self.own)):
                return end(question=True)
        if perhaps:
            return end(BreakReason.UNRESOLVED, question=True)
        if int(self.ends.one_place[target]) & self.bit or int(steps.renumbered[step]) <= self.judged.today:
            return end(question=True)
        if int(steps.flags[step]) & Step.ARTICLE_MISSING:
            return end(BreakReason.ARTICLE_MISSING)
        return end(reached=True, own=own and not int(steps.flags[step]) & Step.BY_REFERENCE)

    def _into(self, steps: Steps, step: int, into: int, path: tuple[int, ...], interim: bool, end: _End) -> None:
        """Goes on through a text of the store."""
        arrays = self.arrays
        document = int(arrays.document_of[into])
        inside = bool(int(steps.flags[step]) & Step.SAME_FILE)
        if document in path:
            return end(BreakReason.ONLY_CYCLE)
        if bool(self.ends.shut[document]):
            return end(question=True) if interim else end(BreakReason.NOT_IN_FORCE)
        if not inside and arrays.places.is_outside(int(arrays.documents.region[document]), self.own):
            if bool(arrays.documents.in_file[document]) and len(path) > 1:
                return end(unknown=True)
            return end(question=True) if interim else end(BreakReason.OUT_OF_JURISDICTION)
        here = (*path, document)
        if int(self.ends.permitted[document]) & self.bit:
            self.branches.append(Branch(here, None, reached=True))
        elif interim:
            self._interim(document, here, end)
        elif into not in self.entered:
            self.entered[into] = here
            self.queue.append(into)

    def _interim(self, document: int, here: tuple[int, ...], end: _End) -> None:
        """Goes on through a ministry rule under a nationwide list, which carries only if it rests on a permitted source as a whole."""
        if document not in self.beyond:
            self.beyond[document] = ()  # while it is looked at: a circle reaches nothing by itself
            further = _Walker(self.arrays, self.judged, self.policy, self.measure)
            further.beyond = self.beyond
            further.entered = {self.document: here[:1], document: here}
            further.queue.append(document)
            further._drain()
            self.beyond[document] = tuple(further.branches)
        found = self.beyond[document]
        reached = next((b for b in found if b.reached), None)
        if reached is not None:
            self.branches.append(replace(reached, own=False))
        else:
            end(question=True, unknown=any(b.unknown for b in found))
