"""Lists told apart by their names: of the bad, of the good, of those who may take part (docs/frames.md#lists)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from ingest.find.frames.clause import Clause
from ingest.find.frames.words import Token


class Standing(StrEnum):
    """Whom a list names."""

    BAD = "bad"
    GOOD = "good"
    NAMED = "named"
    """A list with a name that tells no standing: of the eligible, of projects, of goods."""
    OPEN = "open"
    """A list without a name: 名单, 该名单, 相关名录."""


# What stands before 名单 and names nobody: which one, whose, of what place, how it is put there.
_NO_NAME = re.compile(
    "[“”※、，]|(?:前款|上述|上列|前述|所列|规定|确定|列明|公布|下列|以下|该|此|本|其|这一|同一|相关|有关|相应|各类|各级|统一|年度|季度|月度)的?"
    "|[全本我]?(?:省|市|县|区|镇|乡|街道|村|园区|行业|系统|协会|集团|中心|公司|局|部门)(?:级|内)?|进|入|到|至|在|于|的"
)


def standing_of(words: str, tokens: Sequence[Token], at: int) -> Standing:
    """Tells whom a list names, by its own word and by the words (from offset `at`) and tokens before that."""
    head = max((k for k, t in enumerate(tokens) if t.is_a("list")), default=-1)
    if head < 0:  # 名单管理, 名单认定
        head = max((k for k, t in enumerate(tokens) if t.is_a("finding")), default=-1)
    if head < 0:
        return Standing.OPEN
    named = tokens[: head + 1]
    if any(t.is_a("bad_list") for t in named):
        return Standing.BAD
    if any(t.is_a("good_list") for t in named):
        return Standing.GOOD
    if any(t.is_a("bad", "bad_person", "sanction") or t.word.text in ("不", "未") for t in named):
        return Standing.BAD
    if any(t.word.credit for t in named):
        return Standing.GOOD
    if any(t.is_a("watch") for t in named):
        return Standing.OPEN  # 重点监管对象名单: of the bad only where credit is spoken of
    if tokens[head].word.text in ("清单", "白名单"):  # of matters, goods, duties; of projects that banks may lend to
        return Standing.NAMED
    name = _NO_NAME.sub("", words[: tokens[head].start - at])
    return Standing.NAMED if len(name) > 1 else Standing.OPEN


def standing_behind(clause: Clause) -> Standing:
    """Tells whom the list behind the predicate of a clause names."""
    return standing_of(clause.behind(), clause.complement.tokens, clause.tokens[clause.predicate].end)


def standing_around(clause: Clause) -> Standing:
    """Tells whom the list names that a clause speaks of, behind its predicate or before it."""
    if clause.complement.has("list"):
        return standing_behind(clause)
    return standing_of(clause.ahead(), clause.object.tokens, clause.start)
