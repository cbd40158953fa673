"""Tells which of the kinds of the base list a measure is, by the fields it restrains somebody in (docs/semantics.md#sanctions)."""

from __future__ import annotations

import re

from graph_schema.records import Measure
from graph_schema.terms import InfoCategory, MeasureKind, Sanction, SlotRole
from tracer.registry.credit_lists import category_shown, sanction_named, sanctions_shown
from tracer.registry.statements import Profile, measure_profile, vocabulary

# 作为评优的参考: nobody is barred, an office or a bank looks at it.
_REFERS = re.compile("(?:作为|列为|供)[^，。；]{0,20}(?:参考|依据|因素)|审慎性?参考")
_PRAISE = re.compile("红名单|红榜|守信|白名单|诚信(?:企业|主体|典型)")
# What stands in any restraint (取消…资格) counts only where nothing else tells the kind.
# 实施联合惩戒 says nothing of the field.
_UNSPECIFIED = re.compile("惩戒|惩罚|约束|惩处")
_BROAD = frozenset({"business", "utility", "assets", "licence", "watch", "warning"})


def sanctions_of(measure: Measure) -> tuple[Sanction, ...]:
    """Returns the kinds of the base list that a punishment is of, OTHER where it is of none; of a list of bad credit its own kind.

    Nothing of measures of other kinds.
    """
    if measure.kind is MeasureKind.NAME_LIST:
        return () if _PRAISE.search(measure.text) else (Sanction.SEVERE_LIST,)
    if measure.kind is not MeasureKind.PUNISHMENT:
        return ()
    words = measure.text.replace("\n", "")
    done = _slots(measure, SlotRole.ACT, SlotRole.OBJECT)
    head = _slots(measure, SlotRole.LINK_HEAD)
    return kinds_in(words, done) or kinds_in(head) or (Sanction.OTHER,)


def kinds_in(words: str, done: str = "") -> tuple[Sanction, ...]:
    """Returns the kinds that the words of a measure show; `done` are those of its act and object, where they are known.

    Whom it falls on shows no kind: 对其法定代表人实施惩戒 bars nobody from office.
    """
    refers = _REFERS.search(words)
    if refers:
        return sanctions_shown(("refer",), words)
    profile = measure_profile(words, words, restrains=True)
    told = _fields_of(done) or (frozenset(profile.fields) if not _UNSPECIFIED.search(done) else frozenset())
    exact = told - _BROAD
    return (
        sanctions_shown(sorted(exact), done or words)
        or sanctions_shown(sorted(told), done or words)
        or sanction_named(done)
        or ((sanction_named(words) or sanctions_shown(sorted(_acts(profile)), words)) if not done else ())
    )


def _slots(measure: Measure, *roles: SlotRole) -> str:
    return "，".join(slot.words for slot in measure.slots if slot.role in roles)


def _fields_of(words: str) -> frozenset[str]:
    return frozenset(term.id for term in vocabulary() if not term.is_act and term.pattern.search(words))


def _acts(profile: Profile) -> frozenset[str]:
    """Returns the acts by which a measure without a field is of a kind: being listed, being published."""
    return profile.acts & {"list", "publish", "share"}


def category_of(measure: Measure) -> InfoCategory | None:
    """Returns the category of information that a measure takes in; None where its words do not tell, and of other measures."""
    if measure.kind is not MeasureKind.INFO_INCLUSION:
        return None
    return category_shown(measure.text.replace("\n", "") + _slots(measure, SlotRole.BEARER))
