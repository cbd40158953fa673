"""Holds what an act is found to be: its kind, its frame, and what must link it to credit."""

from __future__ import annotations

import re
from enum import StrEnum

from graph_schema.terms import MeasureKind
from ingest.find.frames.clause import Clause


class Link(StrEnum):
    """Names what makes an act a credit measure (docs/frames.md#link)."""

    SELF = "self"
    """Its own words."""
    NEAR = "near"
    """The sentence, or the head of its list, must speak of credit."""
    CREDIT = "credit"
    """The sentence, its headings or the title must speak of credit."""
    ACTED = "acted"
    """It must bear on someone for what they did; or the sentence, headings or title speak of credit."""
    CONSEQUENCE = "consequence"
    """It must follow from a grade, a list, a result or a breach, where credit is spoken of."""
    BAR = "bar"
    """Someone must bear it where credit is spoken of; or it must bar the future."""
    TERM = "term"
    """It must bar for a term someone who did an act."""
    BORNE = "borne"
    """As BAR, where what is denied is of no known class: someone of bad standing must bear it."""


# 给予其说明情况的机会: someone is heard, not favoured.
HEARD = re.compile("(?:说明|陈述|申辩|解释|听证|改正|纠正)[^，。；]{0,8}(?:机会|权利|时间|期限)$")
Found = tuple[MeasureKind, str, Link] | None
"""Kind, frame, and the link that the act still needs; None where a verb is no act of a measure."""


def is_of_the_slack(clause: Clause) -> bool:
    """Tells whether an act bears on offices that are slow at their work: no one's credit."""
    return clause.object.has("slack") and clause.object.has("office")
