"""Clauses that stand back: they lead to a measure elsewhere, or name whom it bears on (docs/frames.md#standing-back)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.find.frames.heads import is_head_of_measures, opens_conditions

_PREDICATE = re.compile(
    "采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立|限制|取消|禁止|不|增|提高|降低|优先|减|加|惩戒|激励|处理|优惠|暂停|停止|撤销|实行|免|列为|推"
)
_DOES = re.compile("采取|实施|给予|进行|予以|开展|提供")
_TO_THE_PUBLIC = re.compile("(?:并|提请)?[^，]{0,24}?(?:向|面向)社会(?:公布|公开|发布)(?:并组织实施)?$")
_MADE_BEFORE = re.compile("(?:制定|编制|出台|修订)(?!W{0,10}名单)|清单实行")
_OF_SOMEONE = re.compile("记录|处罚|评价结果")
_HANDLED = re.compile("对于?|针对")
_ACTS_END = re.compile("(?:等|的)[^，。；：的]{0,6}(?:行为|情形|情况|问题|现象)$")
_MOST_ACTS = 40  # clauses of one list of acts; bounds the work on a sentence without an end
_CALLS_TO_ACCOUNT = re.compile("追究|追责|问责|查处|处理|处分|打击|整改|纠正|通报|约谈")


def stands_back(clause: str, clauses: Sequence[tuple[int, int]], i: int, masked: str) -> bool:
    """Tells whether the clause only leads to a measure elsewhere, or is about a rule."""
    return (
        _is_condition(clause, clauses, i, masked)
        or _introduces_list(masked, clauses, i)
        or _publishes_a_rule(masked, clauses, i)
        or _names_a_bearer(masked, clauses, i)
        or _is_borne_on(masked, clauses, i)
    )


def _is_condition(clause: str, clauses: Sequence[tuple[int, int]], i: int, masked: str) -> bool:
    """Tells whether a clause is …的，: an act or a person that the next clause bears on."""
    if i + 1 >= len(clauses) or not clause.endswith("的"):
        return False
    mark = masked[clauses[i][1] : clauses[i][1] + 1]
    return mark == "，" or (mark == "：" and not opens_conditions(clause))


def _introduces_list(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is …可以采取以下惩戒措施：, whose measures are the items below."""
    return (
        i == len(clauses) - 1
        and masked.startswith("：", clauses[i][1])
        and is_head_of_measures(masked[clauses[i][0] :])
    )


def _names_a_bearer(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is 对列入“黑名单”的商户，: only the person that the next clause bears on."""
    clause = masked[clauses[i][0] : clauses[i][1]]
    if i + 1 >= len(clauses) or not clause.startswith(("对", "针对")) or "的" not in clause:
        return False
    if _DOES.search(clause):
        return False
    return not _PREDICATE.search(clause.rsplit("的", 1)[1])


def _is_borne_on(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is a part of 对…，在…，以及…等行为，要追究…责任: acts that the last clause bears on, and no orders."""
    ahead = range(i, min(i + _MOST_ACTS, len(clauses) - 1))
    last = next((k for k in ahead if _ACTS_END.search(masked, *clauses[k])), None)
    if last is None or not _CALLS_TO_ACCOUNT.search(masked, *clauses[last + 1]):
        return False
    first = next((k for k in range(last, max(i - _MOST_ACTS, -1), -1) if _HANDLED.match(masked, *clauses[k])), None)
    if first is None or first > i:
        return False
    return all(masked[end] == "，" for _, end in clauses[first : last + 1])


def _publishes_a_rule(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is 编制…清单，并向社会公布: what is published is a rule, not what is known of someone."""
    a, b = clauses[i]
    if masked.find("社会", a, b) < 0 or not _TO_THE_PUBLIC.match(masked[a:b]):
        return False
    return bool(_MADE_BEFORE.search(masked[:a])) and not _OF_SOMEONE.search(masked[:a])
