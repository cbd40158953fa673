"""Conditions that shut out who is listed or has a bad record: 近两年无失信记录 (docs/frames.md#requirement)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.find.frames.clause import bare_start
from ingest.find.frames.heads import MUST_BE, are_requirements
from ingest.find.frames.scene import Scene

_NONE_OF = re.compile(
    "(?:无|没有|未(?:曾)?|不存在|不得有|非|不属于)[^，。；]{0,40}?(?:失信|不良|黑名单|严重违法|异常|惩戒|逾期|被执行)[^，。；]{0,14}(?:记录|名单|名录|被执行人|行为|信息|情形|主体|企业|人员|$)"
)


def requirements(scene: Scene) -> Iterator[tuple[int, int]]:
    """Yields the offsets of the clauses of a sentence that require a clean record."""
    head = scene.context.list_head
    if not (are_requirements(head) or (not head and MUST_BE.search(scene.sentence))):
        return
    for clause in scene.clauses:
        words = clause.text
        if _NONE_OF.search(words) and (head or not words.endswith(("的", "者", "企业", "单位"))):
            yield clause.start + bare_start(words), clause.end
