"""One pass: the verdict of every measure on a day, and the reasons of all that do not stand.

Verdicts and reasons are those of `tracer.verdict.judge`. Where a branch needs more than the arrays hold
(several candidates, circles with articles, chains of great depth) the measure is marked for the
exact engine, and nothing is said of it here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_schema.terms import BreakReason, SourceLevel, Verdict
from tracer.bulk.arrays import BasisArrays, Bytes, Steps, Words
from tracer.bulk.ends import MOST, Class, Ends, classes_of, ends_of
from tracer.bulk.numbers import LEVELS, REASONS, SCOPE_NUMBER, Step, Trait
from tracer.bulk.places import Flags, Ints
from tracer.bulk.spread import Masks, or_by_node, spread
from tracer.bulk.states import PERHAPS_INSIDE, SOURCE_OUTSIDE, SOURCE_UNPLACED, TEXT_OUTSIDE, States
from tracer.policy.rules import Policy, Scope

VERDICTS = tuple(Verdict)
VERDICT_NUMBER = {verdict: i for i, verdict in enumerate(VERDICTS)}
# No finding: the document is younger than the day (docs/semantics.md#ruling-10), or the policy does not ask for
# such a measure.
ABSENT = len(VERDICTS)

_NONE = np.uint32(0)
_PUBLIC = (SCOPE_NUMBER[Scope.PERSONAL_PUBLIC], SCOPE_NUMBER[Scope.MIXED_PUBLIC])
# Known at the measure itself, or to the exact engine alone; every other reason can come from further up.
_AT_THE_MEASURE = frozenset(
    {
        BreakReason.VAGUE,
        BreakReason.AMBIGUOUS,
        BreakReason.ONLY_CYCLE,
        BreakReason.MENTION_ONLY,
        BreakReason.DOUBTFUL,
    }
)
_FROM_ABOVE = tuple(reason for reason in REASONS if reason not in _AT_THE_MEASURE)


def reason_bit(reason: BreakReason) -> np.uint32:
    """Returns the bit of a reason in a measure's sum of reasons."""
    return np.uint32(1 << REASONS.index(reason))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The verdict of each measure as the number of a Verdict or ABSENT, and which measures are for the exact engine.

    `reached` has the classes for which each state reaches a source, `question` and `unknown` those
    for which it meets a question, or what only the exact engine can follow. `doubted` are under
    review for no other reason than that they, or the level of their document, are read with too
    little confidence.
    """

    classes: tuple[Class, ...]
    class_of: Ints
    ends: Ends
    today: int
    reached: Masks
    question: Masks
    unknown: Masks
    verdict: Bytes
    exact: Flags
    doubted: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The meaning of steps on the day: `open` reach a source themselves, `carried` by a title.

    `enters` are the classes for which a step enters a text, `interim` those of them for which it
    does so only if the text reaches a source.
    """

    open: Masks
    carried: Masks
    question: Masks
    unknown: Masks
    enters: Masks
    interim: Masks


def verdicts(arrays: BasisArrays, states: States, policy: Policy, day: date) -> Judged:
    """Returns every measure judged on that day."""
    classes, class_of = classes_of(arrays, policy, day)
    if len(classes) > MOST:
        raise ValueError(f"{len(classes)} classes of measures, more than {MOST}")
    ends = ends_of(arrays, classes, policy, day)
    today = day.toordinal()
    ways = ways_of(arrays, states.node, ends, states.steps, states.stands, today)
    reached, question, unknown = _reached(arrays, states, ends, ways)
    return judged_measures(
        arrays,
        states,
        policy,
        Judged(
            classes=classes,
            class_of=class_of,
            ends=ends,
            today=today,
            reached=reached,
            question=question,
            unknown=unknown,
            verdict=np.zeros(0, dtype=np.uint8),
            exact=np.zeros(0, dtype=np.bool_),
            doubted=np.zeros(0, dtype=np.bool_),
        ),
    )


def ways_of(arrays: BasisArrays, node: Ints, ends: Ends, steps: Steps, stands: Bytes, today: int) -> Ways:
    """Returns what the steps mean on the day that `ends` belongs to; `node` is the node of each state they enter."""
    target = steps.target
    open_, unknown = ends.open[target], ends.unknown[target]
    question = (ends.question | ends.perhaps)[target]
    enters, interim = ends.goes_on[target], ends.interim[target]
    missing = np.uint8(Step.ARTICLE_MISSING)
    # Few steps are of another place, of an older numbering or of an article that is not there.
    few = np.flatnonzero(
        ((stands | (steps.flags & missing)) != 0) | (steps.renumbered <= today) | (ends.one_place != 0)[target]
    )
    special = _special(ends, steps, stands, few, today)
    open_[few], question[few] = special
    texts = np.flatnonzero(steps.into >= 0)
    entered = node[steps.into[texts]]
    gone = ends.shut[arrays.document_of[entered]]
    shut = gone | ((stands[texts] & TEXT_OUTSIDE) != 0)
    in_doubt = ((stands[texts] & PERHAPS_INSIDE) != 0) & ~gone
    unknown[texts] |= np.where(in_doubt, enters[texts] | interim[texts], _NONE)
    # An interim source must reach a permitted one as a whole, not by the article cited alone.
    by_article = entered >= len(arrays.documents.level)
    unknown[texts] |= np.where(by_article, interim[texts], _NONE)
    question[texts] |= np.where(shut, interim[texts], _NONE)
    enters[texts] = np.where(shut, _NONE, enters[texts])
    interim[texts] = np.where(shut | by_article, _NONE, interim[texts])
    ways = Ways(open_, ends.carried[target], question, unknown, enters, interim)
    doubted = np.flatnonzero((steps.confidence < np.float32(ends.below)) | ((steps.flags & np.uint8(Step.ASK)) != 0))
    if doubted.size:
        for masks in (ways.open, ways.carried, ways.question, ways.enters, ways.interim):
            masks[doubted] = _NONE
        ways.unknown[doubted] = ~_NONE
    return ways


def _special(ends: Ends, steps: Steps, stands: Bytes, few: NDArray[np.intp], today: int) -> tuple[Masks, Masks]:
    """Returns the classes for which these steps reach a source, and for which they meet a question."""
    target = steps.target[few]
    open_ = ends.open[target]
    outside = (stands[few] & SOURCE_OUTSIDE) != 0
    doubted = ((stands[few] & SOURCE_UNPLACED) != 0) | (steps.renumbered[few] <= today)
    to_look_at = np.where(doubted, open_, open_ & ends.one_place[target])
    question = ends.question[target] | np.where(outside, _NONE, ends.perhaps[target] | to_look_at)
    missing = (steps.flags[few] & Step.ARTICLE_MISSING) != 0
    return np.where(outside | missing, _NONE, open_ & ~to_look_at), question


def _reached(arrays: BasisArrays, states: States, ends: Ends, ways: Ways) -> tuple[Masks, Masks, Masks]:
    """Returns for each state the classes for which it reaches a source, meets a question, or is for the exact engine."""
    steps, onward = states.steps, states.onward
    documents = arrays.document_of[states.node]
    empty = steps.first[1:] == steps.first[:-1]
    reached = ends.permitted[documents]
    reached |= np.where(empty, ends.silent_carried[documents], _NONE)
    or_by_node(steps.first, ways.open | ways.carried, reached)
    lets = (ways.enters | ways.interim)[onward.step]
    spread(onward, reached, lets)
    asked = ways.question.copy()
    asked[onward.step] |= ways.interim[onward.step] & ~reached[onward.into]
    question = or_by_node(steps.first, asked, np.where(empty, ends.silent_asked[documents], _NONE))
    spread(onward, question, ways.enters[onward.step])
    unknown = or_by_node(steps.first, ways.unknown, np.zeros(len(documents), dtype=np.uint32))
    spread(onward, unknown, lets)
    return reached, question, unknown


def judged_measures(arrays: BasisArrays, states: States, policy: Policy, judged: Judged) -> Judged:
    """Returns `judged` with the verdict of every measure, worked out from what the states reach."""
    measures, documents = arrays.measures, arrays.documents
    document = measures.document
    reach = _reach(arrays, states, judged)
    laid_down = _laid_down(judged, documents.level[document])
    repealed = documents.repealed[document] <= judged.today
    consented = _consented(judged, measures.traits, measures.scope)

    verdict = _verdicts(arrays, policy, judged, reach, laid_down)
    verdict[laid_down & repealed] = VERDICT_NUMBER[Verdict.DEAD_END]
    verdict[consented & (verdict != VERDICT_NUMBER[Verdict.EXEMPT])] = VERDICT_NUMBER[Verdict.DIRECT]
    dead = verdict == VERDICT_NUMBER[Verdict.DEAD_END]
    below = policy.review_below
    doubted = measures.confidence < np.float32(below.measure)
    doubted |= (dead | (laid_down & ~repealed)) & (documents.confidence < np.float32(below.header))[document]
    absent = (documents.own_day[document] > judged.today) | (documents.ended[document] <= judged.today)
    absent |= documents.authority[document] | (judged.class_of < 0) | (measures.ended <= judged.today)
    doubted &= ~(absent | (verdict == VERDICT_NUMBER[Verdict.REVIEW]))
    verdict[doubted] = VERDICT_NUMBER[Verdict.REVIEW]
    verdict[absent] = ABSENT

    exact = states.doubtful[document] | reach.own_unknown | (reach.unknown & ~reach.source)
    exact |= dead & ~doubted & (documents.card < np.float32(below.header))[document]
    exact |= dead & (measures.mention_confidence < np.float32(below.citation))
    exact &= ~(absent | laid_down | reach.direct | (consented & ~reach.own_unknown))
    return replace(judged, verdict=verdict, exact=exact, doubted=doubted)


@dataclass(frozen=True, slots=True, eq=False)
class _Reach:
    """The ends that the branches of each measure come to: a source, directly or at all; a question; what is not followed here.

    `own_unknown` is what is not followed among the measure's own steps.
    """

    direct: Flags
    source: Flags
    question: Flags
    unknown: Flags
    own_unknown: Flags


def _reach(arrays: BasisArrays, states: States, judged: Judged) -> _Reach:
    """Returns what each measure reaches by the steps of its own, and by its document as a whole."""
    bit, own, start = _bits(judged), states.own, states.start[arrays.measures.document]
    ways = ways_of(arrays, states.node, judged.ends, own, states.own_stands, judged.today)
    onto = np.flatnonzero((own.into >= 0) & ((ways.enters | ways.interim) != 0))
    through, asked, doubts = ways.carried | ways.open, ways.question, ways.unknown.copy()
    into = own.into[onto]
    through[onto] |= (ways.enters[onto] | ways.interim[onto]) & judged.reached[into]
    asked[onto] |= (ways.enters[onto] & judged.question[into]) | (ways.interim[onto] & ~judged.reached[into])
    doubts[onto] |= (ways.enters[onto] | ways.interim[onto]) & judged.unknown[into]
    some = np.flatnonzero(np.diff(own.first))

    def by_measure(masks: Masks) -> Flags:
        """Tells whether a step of the measure's own has the bit of its class."""
        out = np.zeros(len(bit), dtype=np.bool_)
        if some.size:
            out[some] = (np.bitwise_or.reduceat(masks, own.first[some]) & bit[some]) != 0
        return out

    begun = _begun(states)
    by_reference = (own.flags & Step.BY_REFERENCE) != 0
    direct = by_measure(np.where(by_reference, _NONE, ways.open))
    return _Reach(
        direct=direct,
        source=direct | by_measure(through) | ((np.where(begun, judged.reached, _NONE)[start] & bit) != 0),
        question=by_measure(asked) | ((np.where(begun, judged.question, _NONE)[start] & bit) != 0),
        unknown=by_measure(doubts) | ((judged.unknown[start] & bit) != 0),
        own_unknown=by_measure(ways.unknown),
    )


def _verdicts(arrays: BasisArrays, policy: Policy, judged: Judged, reach: _Reach, laid_down: Flags) -> Bytes:
    """Returns the verdicts that the branches give, the later line before the earlier one."""
    measures, documents = arrays.measures, arrays.documents
    level = documents.level[measures.document]
    interim = _interim(judged, measures.traits, level) & ~reach.source
    exempt = np.array([one in policy.exempt_levels for one in LEVELS])[level]
    if policy.exempt_provincial_only:
        exempt &= documents.provincial[measures.document]
    own = np.where(exempt, VERDICT_NUMBER[Verdict.EXEMPT], VERDICT_NUMBER[Verdict.DIRECT])
    verdict = np.full(len(level), VERDICT_NUMBER[Verdict.DEAD_END], dtype=np.uint8)
    verdict[reach.question | interim | _without_beginning(measures.traits)] = VERDICT_NUMBER[Verdict.REVIEW]
    verdict[reach.source] = VERDICT_NUMBER[Verdict.INDIRECT]
    verdict[reach.direct] = VERDICT_NUMBER[Verdict.DIRECT]
    verdict[laid_down] = own[laid_down]
    return verdict


def _without_beginning(traits: Bytes) -> Flags:
    """Returns measures that may rest on what the missing beginning of their document names (docs/semantics.md#ruling-31)."""
    missing: Flags = (traits & Trait.NO_BEGINNING) != 0
    return missing


def _bits(judged: Judged) -> Masks:
    # A measure that is not asked for has no class and no verdict.
    return np.left_shift(np.uint32(1), np.maximum(judged.class_of, 0).astype(np.uint32))


def _begun(states: States) -> Flags:
    """Returns states that have a step: what is said of a text that cites nothing is not said of a measure's own document."""
    begun: Flags = states.steps.first[1:] > states.steps.first[:-1]
    return begun


def _laid_down(judged: Judged, level: Bytes) -> Flags:
    """Returns measures of a document that is itself a permitted source."""
    central = SourceLevel.CENTRAL_POLICY
    permitted = _by_level(judged, lambda one, c: one in c.rule.levels or (one is central and c.rule.decisions))
    return _of_class_and_level(permitted, judged, level)


def _by_level(judged: Judged, holds: Callable[[SourceLevel, Class], bool]) -> Flags:
    """Returns a table of classes and levels; its last row is of measures without a class."""
    table = np.zeros((len(judged.classes) + 1, len(LEVELS)), dtype=np.bool_)
    for row, c in enumerate(judged.classes):
        table[row] = [holds(one, c) for one in LEVELS]
    return table


def _of_class_and_level(table: Flags, judged: Judged, level: Bytes) -> Flags:
    """Returns the entry of each measure: by one index, which takes a fraction of the time of two."""
    found: Flags = table.ravel().take(judged.class_of * len(LEVELS) + level)
    return found


def _interim(judged: Judged, traits: Bytes, level: Bytes) -> Flags:
    """Returns nationwide lists that a ministry rule lays down itself (docs/semantics.md#ruling-7)."""
    at_level = _by_level(judged, lambda one, c: one in c.rule.interim and not c.local_list)
    lists: Flags = _of_class_and_level(at_level, judged, level) & ((traits & Trait.OF_ASSOCIATION) == 0)
    return lists


def _consented(judged: Judged, traits: Bytes, scope: Bytes) -> Flags:
    """Returns personal information published with the person's consent (docs/semantics.md#ruling-4)."""
    public = (scope == _PUBLIC[0]) | (scope == _PUBLIC[1])
    asks = np.array([*(one.rule.consent for one in judged.classes), False], dtype=np.bool_)
    consented: Flags = public & ((traits & Trait.CONSENT) != 0) & asks[judged.class_of]
    return consented


# --- reasons -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """The sum of the reasons of each measure that is a dead end or under review, 0 of the others.

    `exact` are the measures whose reasons only the exact engine knows.
    """

    of_measure: Words
    exact: Flags


def reasons(arrays: BasisArrays, states: States, judged: Judged) -> Reasons:
    """Returns why each dead end and each measure under review does not stand: the reasons of all its broken branches."""
    measures, ends, bit = arrays.measures, judged.ends, _bits(judged)
    document, traits = measures.document, measures.traits
    dead = judged.verdict == VERDICT_NUMBER[Verdict.DEAD_END]
    review = (judged.verdict == VERDICT_NUMBER[Verdict.REVIEW]) & ~judged.doubted
    level = arrays.documents.level[document]
    laid_down = _laid_down(judged, level)
    interim = review & _interim(judged, traits, level)
    branches = (dead | review) & ~laid_down & ~interim
    begun = _begun(states)
    start = states.start[document]
    own_first = states.own.first
    nothing = branches & (own_first[1:] == own_first[:-1]) & ~begun[start]

    of_measure = np.zeros(len(bit), dtype=np.uint32)
    of_measure[dead & laid_down] = reason_bit(BreakReason.NOT_IN_FORCE)
    steps = ways_of(arrays, states.node, ends, states.steps, states.stands, judged.today).enters
    own = ways_of(arrays, states.node, ends, states.own, states.own_stands, judged.today).enters
    own_texts = np.flatnonzero(states.own.into >= 0)
    lets = steps[states.onward.step]
    for reason in _FROM_ABOVE:
        above = _reason_of_states(arrays, states, judged, reason, lets)
        here = _stopped(arrays, states.node, ends, states.own, states.own_stands, judged.today, reason)
        here[own_texts] |= own[own_texts] & above[states.own.into[own_texts]]
        found = or_by_node(own_first, here, np.where(begun, above, _NONE)[start]) & bit
        of_measure[branches & (found != 0)] |= reason_bit(reason)
    missing = _without_beginning(traits)
    vague, mention = ((traits & Trait.VAGUE) != 0) & ~missing, ((traits & Trait.MENTION) != 0) & ~missing
    of_measure[branches & missing] |= reason_bit(BreakReason.NO_CITATION)
    of_measure[nothing & mention & ~vague] |= reason_bit(BreakReason.MENTION_ONLY)
    of_measure[nothing & ~mention & ~vague] |= reason_bit(BreakReason.NO_CITATION)
    of_measure[branches & vague & ((traits & Trait.ALL_BY_DOCUMENT) != 0)] |= reason_bit(BreakReason.VAGUE)
    of_measure[nothing & vague] |= reason_bit(BreakReason.VAGUE)
    of_measure[judged.doubted] = reason_bit(BreakReason.DOUBTFUL)
    # A circle is a reason only where there is no other one (docs/semantics.md#ruling-15).
    circle = branches & (of_measure == 0)
    of_measure[circle & dead] = reason_bit(BreakReason.ONLY_CYCLE)
    return Reasons(of_measure, judged.exact | (circle & review & states.circular[document]))


def _reason_of_states(arrays: BasisArrays, states: States, judged: Judged, reason: BreakReason, lets: Masks) -> Masks:
    """Returns for each state the classes for which one of its branches ends for this reason."""
    steps = states.steps
    out = np.zeros(len(states.node), dtype=np.uint32)
    if reason in judged.ends.silent:
        empty = np.flatnonzero(steps.first[1:] == steps.first[:-1])
        out[empty] = judged.ends.silent[reason][arrays.document_of[states.node[empty]]]
    stopped = _stopped(arrays, states.node, judged.ends, steps, states.stands, judged.today, reason)
    return spread(states.onward, or_by_node(steps.first, stopped, out), lets)


def _stopped(
    arrays: BasisArrays, node: Ints, ends: Ends, steps: Steps, stands: Bytes, today: int, reason: BreakReason
) -> Masks:
    """Returns the classes for which each step ends for this reason."""
    target = steps.target
    out = ends.stopped[reason][target] if reason in ends.stopped else np.zeros(steps.count, dtype=np.uint32)
    outside = (stands & SOURCE_OUTSIDE) != 0
    if reason is BreakReason.UNRESOLVED:
        out |= np.where(outside, _NONE, ends.perhaps[target])
    elif reason is BreakReason.ARTICLE_MISSING:
        missing = ((steps.flags & Step.ARTICLE_MISSING) != 0) & (steps.renumbered > today)
        missing &= (stands & (SOURCE_OUTSIDE | SOURCE_UNPLACED)) == 0
        out |= np.where(missing, ends.open[target] & ~ends.one_place[target], _NONE)
    elif reason is BreakReason.OUT_OF_JURISDICTION:
        out |= np.where(outside, ends.open[target] | ends.perhaps[target], _NONE)
    if reason in (BreakReason.OUT_OF_JURISDICTION, BreakReason.NOT_IN_FORCE):
        texts = np.flatnonzero(steps.into >= 0)
        gone = ends.shut[arrays.document_of[node[steps.into[texts]]]]
        elsewhere = (stands[texts] & (TEXT_OUTSIDE | PERHAPS_INSIDE)) == TEXT_OUTSIDE
        shut = gone if reason is BreakReason.NOT_IN_FORCE else elsewhere & ~gone
        out[texts] |= np.where(shut, ends.goes_on[target[texts]], _NONE)
    return out
