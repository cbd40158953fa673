"""Conditions that shut out who is listed or has a bad record: 近两年无失信记录 (docs/frames.md#requirement)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.find.frames.clause import Clause, bare_start
from ingest.find.frames.heads import MUST_BE, are_requirements, shuts_out
from ingest.find.frames.scene import Scene

_NOT = re.compile("无|没有|未|不(?:存在|得有|属于|是|具有|在|含)|非(?!法)")
_FAR = 44  # between the 未 and the record that it denies: 未因违反…规定而被纳入不良行为记录
_TOLD = re.compile(
    "(?:拖欠|欠缴|违约|违规)[^，。；]{0,8}记录|逾期[^，。；]{0,8}(?:记录|信息|[期次]|\\d天)|(?:累计|连续|当前|征信|次(?:及|或)?(?:以上)?)[^，。；]{0,8}逾期"
)
# 两年无不良记录的投标人，…: who bears what follows.
_NAMES_A_BEARER = re.compile("记录的[^，。；的]{1,8}$")
# 原商业贷款没有逾期记录: how the thing at hand stands, no record of someone.
_OF_A_THING = re.compile("^(?:※|\\d+[.．、])*[^，。；的在近]{0,8}(?:贷款|项目|房源|房屋|车辆|产品|合同|设备)(?!人)")


def requirements(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yields the offsets of the clauses of a sentence that require a clean record, or shut out who has a bad one."""
    head = scene.context.list_head
    if shuts_out(head):
        for clause in scene.clauses:
            if _stain(clause, clause.start) and not _NOT.match(clause.text):
                yield clause.start + bare_start(clause.text), clause.end
        return
    if not (are_requirements(head) or (not head and MUST_BE.search(scene.sentence))):
        return
    for clause in scene.clauses:
        if not _is_clean(clause) or _OF_A_THING.match(clause.text):
            continue
        if head or not (clause.text.endswith(("的", "者", "企业", "单位")) or _NAMES_A_BEARER.search(clause.text)):
            yield clause.start + bare_start(clause.text), clause.end


def _is_clean(clause: Clause) -> bool:
    """Tells whether a clause denies a bad record: 无失信记录, 未被列入黑名单."""
    return any(
        _stain(clause, clause.start + found.end(), clause.start + found.end() + _FAR)
        for found in _NOT.finditer(clause.text)
    )


def _stain(clause: Clause, start: int, end: int | None = None) -> bool:
    """Tells whether a stretch of a clause names a bad record."""
    end = clause.end if end is None else min(end, clause.end)
    if any(t.is_a("stain") and start <= t.start < end for t in clause.tokens):
        return True
    return bool(_TOLD.search(clause.sentence, start, end))
