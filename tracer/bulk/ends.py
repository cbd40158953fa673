"""The ends of chains under a policy on a day: for each target at once, for all classes of measures at once.

A class is what a measure asks of its sources: the rule that it is held against, and what its own
words add (a list of the place's own, a measure against judgment debtors). A mask has one bit for
each class. The conditions are those of `tracer.verdict.walk`, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_schema.terms import BreakReason, SourceLevel
from tracer.bulk.arrays import NONE, BasisArrays, CarriedRow, Targets
from tracer.bulk.numbers import KINDS, LEVEL_NUMBER, LEVELS, SCOPES, Sort, Trait
from tracer.bulk.places import Flags, Ints
from tracer.bulk.spread import Masks
from tracer.policy.rules import Policy, Rule

MOST = 32  # classes that one mask can hold
_NONE = np.uint32(0)


@dataclass(frozen=True, slots=True)
class Class:
    """The demands of a measure on its sources.

    Sources of a level of `elsewhere`, which the rule does not permit and another one does, are of the wrong kind.
    """

    rule: Rule
    elsewhere: frozenset[SourceLevel]
    local_list: bool
    debtors: bool


def classes_of(arrays: BasisArrays, policy: Policy, day: date) -> tuple[tuple[Class, ...], Ints]:
    """Returns the classes that occur under a policy on a day, and the class of each measure, NONE where it is not asked for."""
    measures = arrays.measures
    policies, policy_of = _policies_by_place(arrays, policy, day)
    words = measures.traits & (Trait.LOCAL_LIST | Trait.DEBTORS)
    keys = (measures.kind.astype(np.int32) * len(SCOPES) + measures.scope) * 4 + words
    if len(policies) > 1:
        keys += policy_of[arrays.documents.region[measures.document]] * (len(KINDS) * len(SCOPES) * 4)
    counts = np.bincount(keys, minlength=0)
    found: dict[Class, int] = {}
    class_of_key = np.full(len(counts), NONE, dtype=np.int32)
    for key in np.flatnonzero(counts).tolist():
        place, kind = divmod(key // (4 * len(SCOPES)), len(KINDS))
        here = policies[place]
        if here.asks_for(KINDS[kind]):
            rule, traits = here.rule_for(KINDS[kind], SCOPES[key // 4 % len(SCOPES)]), Trait(key % 4)
            one = Class(rule, here.permitted_for_some, Trait.LOCAL_LIST in traits, Trait.DEBTORS in traits)
            class_of_key[key] = found.setdefault(one, len(found))
    return tuple(found), class_of_key[keys]


def _policies_by_place(arrays: BasisArrays, policy: Policy, day: date) -> tuple[tuple[Policy, ...], Ints]:
    """Returns the policy as it holds on the day in different places, and which of them holds in each; NOWHERE is the last one."""
    names = arrays.places.names
    everywhere = np.zeros(len(names) + 1, dtype=np.int32)
    if all(rule.region is None for rule in policy.rules):
        return (policy.on(day, None),), everywhere
    found: dict[tuple[Rule, ...], int] = {}
    policies: list[Policy] = []
    for number, name in enumerate((*names, None)):
        here = policy.on(day, name)
        if here.rules not in found:
            found[here.rules] = len(policies)
            policies.append(here)
        everywhere[number] = found[here.rules]
    return tuple(policies), everywhere


def _mask(flags: Iterable[bool]) -> np.uint32:
    return np.uint32(sum(1 << i for i, flag in enumerate(flags) if flag))


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The meaning of a step to each target, in masks of classes.

    `open` are the classes for which the target is a permitted source that holds on the day, so that
    place and article decide; `one_place` those of them that a person must look at. `perhaps` are
    the classes for which something unknown may be a permitted source. `carried` reach a source by
    the title alone; `goes_on` go on through the text, `interim` only if it reaches a source as a
    whole; `unknown` is for the exact engine. `question` and `stopped` have what else ends here.

    A step of less confidence than `below` is for the exact engine: a finding that hangs on it is for a
    person to look at. `permitted`, `shut`, `silent_carried`, `silent_asked` and `silent` belong to documents:
    the classes for which their level is enough, whether they are younger than the day or ended by then, and what is said of one that
    cites nothing (`silent_asked`: its beginning, which is not in the text, might).
    """

    open: Masks
    one_place: Masks
    perhaps: Masks
    carried: Masks
    goes_on: Masks
    interim: Masks
    unknown: Masks
    question: Masks
    stopped: Mapping[BreakReason, Masks]
    permitted: Masks
    shut: Flags
    silent_carried: Masks
    silent_asked: Masks
    silent: Mapping[BreakReason, Masks]
    below: float


def ends_of(arrays: BasisArrays, classes: Sequence[Class], policy: Policy, day: date) -> Ends:
    """Returns what each target and document means on that day."""
    today = day.toordinal()
    targets, level, sort = arrays.targets, arrays.targets.level, arrays.targets.sort
    tables = _Tables.of(classes)
    central = level == LEVEL_NUMBER[SourceLevel.CENTRAL_POLICY]
    has_text = targets.document >= 0
    found = _found(targets, tables)
    perhaps, below = _unknown(targets, tables)
    holds, undated = _holding(targets, today)

    without_text = np.where(has_text, _NONE, found.on)
    carried = (below | without_text) & _carried(arrays.carried_by_target, len(level), classes, today)
    below &= ~carried
    short_here: Masks = np.where(central, below & tables.any_review, _NONE)
    answers = central & ((sort & Sort.ONE_PLACE) != 0)
    to_look_at = answers | (level == LEVEL_NUMBER[SourceLevel.UNKNOWN])
    too_low = (without_text & ~carried) | (below & ~short_here)
    wrong_here = tables.wrong_kind[level]

    documents = arrays.documents
    permitted = tables.permitted[documents.level]
    silent_carried = _carried(arrays.carried_by_document, len(documents.level), classes, today)
    silent = tables.every & ~(silent_carried | permitted)
    return Ends(
        open=np.where(holds, found.asks, _NONE),
        one_place=np.where(to_look_at, found.asks & ~found.decided, _NONE),
        perhaps=perhaps,
        carried=carried,
        goes_on=np.where((sort & Sort.INSIDE) != 0, tables.every, np.where(has_text, found.on, _NONE)),
        interim=np.where(has_text, found.interim, _NONE),
        unknown=np.where((sort & Sort.AMBIGUOUS) != 0, tables.every, _NONE),
        question=found.reviewed
        | found.of_court
        | np.where(has_text, _NONE, found.interim)
        | np.where(undated, found.asks, _NONE),
        stopped={
            BreakReason.UNRESOLVED: below,
            BreakReason.WRONG_KIND: found.wrong_kind | short_here | (too_low & wrong_here),
            BreakReason.LEVEL_NOT_PERMITTED: too_low & ~wrong_here,
            BreakReason.NOT_IN_FORCE: np.where(holds, _NONE, found.asks),
        },
        permitted=permitted,
        shut=(documents.day > today) | (documents.ended <= today),
        silent_carried=silent_carried,
        silent_asked=np.where(documents.begins, _NONE, silent),
        silent=_silent(silent, tables.wrong_kind[documents.level]),
        below=policy.review_below.citation,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The meaning of a thing found before its day, place and article are looked at: the cases of `tracer.verdict.sources`.

    `wrong_kind` are those of them that the rule reviews too, `decided` what counts as a law for being a
    decision; `asks` goes on to day, place and article, `on` into the text of the thing.
    """

    decided: Masks
    wrong_kind: Masks
    reviewed: Masks
    of_court: Masks
    interim: Masks
    asks: Masks
    on: Masks


def _found(targets: Targets, tables: _Tables) -> _Found:
    """Returns the cases of each target that was found, in the order in which they are asked."""
    level, sort = targets.level, targets.sort
    resolved = np.where((sort & (Sort.UNRESOLVED | Sort.INSIDE | Sort.AMBIGUOUS)) != 0, _NONE, tables.every)
    permitted = tables.permitted[level]
    # Central policy where a law or a decision is asked for; a decision counts as a law. What a rule reviews
    # is of the wrong kind until a person says otherwise.
    law = LEVEL_NUMBER[SourceLevel.LAW]
    central = level == LEVEL_NUMBER[SourceLevel.CENTRAL_POLICY]
    short = np.where(central, resolved & ~permitted, _NONE)
    decided = np.where((sort & Sort.DECISION) != 0, short & tables.decisions, _NONE)
    reviewed = (resolved & tables.review[level] & ~decided) | (decided & tables.review[law])
    wrong_kind = (short ^ decided) | reviewed
    of_court = np.where(
        level == LEVEL_NUMBER[SourceLevel.JUDICIAL_INTERPRETATION], resolved & tables.debtors & ~reviewed, _NONE
    )
    interim = resolved & tables.interim[level] & ~(tables.local_list | of_court | wrong_kind)
    unsettled = np.where((level == LEVEL_NUMBER[SourceLevel.UNKNOWN]) & (targets.document < 0), resolved, _NONE)
    asks = resolved & (permitted | unsettled | (decided & tables.permitted[law]))
    asks &= ~(of_court | interim | wrong_kind)
    on = resolved & ~(wrong_kind | of_court | interim | asks)
    return _Found(decided, wrong_kind, reviewed, of_court, interim, asks, on)


def _unknown(targets: Targets, tables: _Tables) -> tuple[Masks, Masks]:
    """Returns the classes for which something unknown may be a source by its words, and those for which it cannot."""
    level = targets.level
    unresolved = (targets.sort & Sort.UNRESOLVED) != 0
    could = tables.permitted[level] | tables.interim[level] | tables.unknown[level]
    could |= np.where(level == LEVEL_NUMBER[SourceLevel.JUDICIAL_INTERPRETATION], tables.debtors, _NONE)
    perhaps = np.where(unresolved, could, _NONE)
    return perhaps, np.where(unresolved, tables.every & ~perhaps, _NONE)


def _holding(targets: Targets, today: int) -> tuple[Flags, Flags]:
    """Returns the targets that hold on the day, and those of which nobody knows since when they hold no longer."""
    early = today < targets.begins
    gone = today >= targets.ends
    undated = ~(early | gone) & ((targets.sort & Sort.SINCE_UNKNOWN) != 0)
    return ~(early | gone | undated), undated


def _silent(silent: Masks, wrong_kind: Masks) -> dict[BreakReason, Masks]:
    """Returns what is said of documents that cite nothing."""
    return {
        BreakReason.NO_CITATION: silent,
        BreakReason.WRONG_KIND: silent & wrong_kind,
        BreakReason.LEVEL_NOT_PERMITTED: silent & ~wrong_kind,
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """The word of the policy on each level, in masks of classes."""

    every: np.uint32
    permitted: Masks
    interim: Masks
    unknown: Masks
    wrong_kind: Masks
    review: Masks
    decisions: np.uint32
    any_review: np.uint32
    local_list: np.uint32
    debtors: np.uint32

    @classmethod
    def of(cls, classes: Sequence[Class]) -> _Tables:
        every = _mask(True for _ in classes)
        return cls(
            every=every,
            permitted=_by_level(lambda level, c: level in c.rule.levels, classes),
            interim=_by_level(lambda level, c: level in c.rule.interim, classes),
            unknown=_by_level(lambda level, c: level is SourceLevel.UNKNOWN, classes),
            wrong_kind=_by_level(lambda level, c: level in c.elsewhere, classes),
            review=_by_level(lambda level, c: level in c.rule.review, classes),
            decisions=_mask(c.rule.decisions for c in classes),
            any_review=_mask(bool(c.rule.review) for c in classes),
            local_list=_mask(c.local_list for c in classes),
            debtors=_mask(c.debtors for c in classes),
        )


def _by_level(holds: Callable[[SourceLevel, Class], bool], classes: Sequence[Class]) -> Masks:
    return np.array([_mask(holds(level, c) for c in classes) for level in LEVELS], dtype=np.uint32)


def _carried(rows: Mapping[int, tuple[CarriedRow, ...]], count: int, classes: Sequence[Class], today: int) -> Masks:
    """Returns the classes for which the title of each target or document itself names one permitted source that holds."""
    out = np.zeros(count, dtype=np.uint32)
    for number, named in rows.items():
        fitting = [[row for row in named if LEVELS[row.level] in c.rule.levels] for c in classes]
        out[number] = _mask(len(few) == 1 and few[0].begins <= today < few[0].ends for few in fitting)
    return out
