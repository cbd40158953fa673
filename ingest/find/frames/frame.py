"""The frame of a clause: what its predicate does to whom (docs/frames.md#frames)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from graph_schema.making import quick_to_make
from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.denying import burden, charge, deny, wait
from ingest.find.frames.acts.favouring import allow, apply_for, favour, mend
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.acts.listing import contain, designate, join, put, record
from ingest.find.frames.acts.rating import bind, determine, points, rate, serve, told_points, use_as, weigh
from ingest.find.frames.acts.setting import carry, found
from ingest.find.frames.acts.standing import by_standing, turn
from ingest.find.frames.acts.telling import ask, embed, hand_on, prolong, publish
from ingest.find.frames.clause import Clause
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

# A verb of more than one family is what its object makes of it: each family refuses what is not its own.
_FAMILIES: tuple[tuple[str, Callable[[Clause, Token, Scene, int], Found]], ...] = (
    ("extend", prolong),
    ("put", put),
    ("listed", join),
    ("designate", designate),
    ("as", use_as),
    ("serve", serve),
    ("weigh", weigh),
    ("bind", bind),
    ("deny", deny),
    ("wait", wait),
    ("charge", charge),
    ("mend", mend),
    ("found", found),
    ("rate", rate),
    ("points", points),
    ("determine", determine),
    ("publish", publish),
    ("ask", ask),
    ("pass", hand_on),
    ("embed", embed),
    ("record", record),
    ("contain", contain),
    ("burden", burden),
    ("favour", favour),
    ("allow", allow),
    ("carry", carry),
    ("task", carry),
    ("carry", determine),
    ("apply", apply_for),
    ("turn", turn),
)


@quick_to_make
@dataclass(frozen=True, slots=True)
class Act:
    """Says what a clause does: its kind, its frame, the offsets of its predicate and object, and the link that it still needs."""

    kind: MeasureKind
    frame: str
    start: int
    end: int
    needs: Link


@cache
def _families_of(classes: frozenset[str]) -> tuple[Callable[[Clause, Token, Scene, int], Found], ...]:
    """Returns the families that a verb of these classes may belong to, in their order."""
    return tuple(family for name, family in _FAMILIES if name in classes)


def act_of(clause: Clause, scene: Scene, number: int) -> Act | None:
    """Returns what a clause (its number) does by its predicate; None where it is no act of a measure."""
    start = clause.start
    if clause.predicate >= 0:
        token, start = clause.tokens[clause.chain[-1]], clause.tokens[clause.predicate].start
        for family in _families_of(token.word.classes):
            act = family(clause, token, scene, number)
            if act is not None:
                return Act(act[0], act[1], start, clause.end, act[2])
    if _goes_on_to_sanction(clause):
        return Act(MeasureKind.PUNISHMENT, "实施惩戒", start, clause.end, Link.SELF)
    told = told_points(clause, scene, number) or by_standing(clause, scene, number)
    return Act(told[0], told[1], start, clause.end, told[2]) if told is not None else None


def _goes_on_to_sanction(clause: Clause) -> bool:
    """Tells whether a sanction for bad credit is what a clause leads to: 推送有关部门实施联合惩戒."""
    if not clause.complement.has("sanction"):
        return False
    words = clause.complement.tokens
    return any(
        a.is_a("carry") and b.is_a("sanction") and b.word.credit and a.end == b.start for a, b in pairwise(words)
    )
