"""The words of a measure's frame: who it bears on, what is done, to what, and what links it to credit (docs/frames.md#slots)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from graph_schema.terms import SlotRole
from ingest.find.frames.frame import Act
from ingest.find.frames.scene import Scene, term_in
from ingest.find.frames.words import words_of

_MOST = 60  # characters of a slot; what is longer is cut


class SlotWords(NamedTuple):
    """Words of a slot; `start` is their place in the sentence, -1 where they stand outside of it."""

    role: SlotRole
    words: str
    start: int


def slots_of(scene: Scene, i: int, act: Act) -> tuple[SlotWords, ...]:
    """Returns the slots of a measure that a clause (its number) lays down."""
    return (*_bearer(scene, i), *_act(scene, i, act), link_of(scene, i))


def _bearer(scene: Scene, number: int) -> Iterator[SlotWords]:
    clause = scene.clauses[number]
    if clause.predicate >= 0 and (clause.taken or clause.toward):
        first = clause.object.tokens[0].start if clause.object.tokens else clause.tokens[clause.predicate].start
        taken = max((t.end for t in clause.tokens if t.is_a("take", "toward") and t.end <= first), default=first)
        yield from _slot(scene, SlotRole.BEARER, taken, clause.tokens[clause.predicate].start)
    elif number and scene.acted(number):
        before = scene.clauses[number - 1]
        yield from _slot(scene, SlotRole.BEARER, before.start, before.end)


def _act(scene: Scene, i: int, act: Act) -> Iterator[SlotWords]:
    clause = scene.clauses[i]
    if clause.predicate < 0:
        yield from _slot(scene, SlotRole.ACT, act.start, act.end)
        return
    end = clause.tokens[clause.chain[-1]].end
    yield from _slot(scene, SlotRole.ACT, clause.tokens[clause.predicate].start, end)
    yield from _slot(scene, SlotRole.OBJECT, end, clause.end)


def _slot(scene: Scene, role: SlotRole, start: int, end: int) -> Iterator[SlotWords]:
    words = scene.sentence[start:end]
    start += len(words) - len(words.lstrip("，、※ "))
    words = words.strip("，、※ ")[:_MOST]
    if words:
        yield SlotWords(role, words, start)


def link_of(scene: Scene, number: int) -> SlotWords:
    """Returns what links a clause to credit: its sentence, the head of its list, a heading, the title; else the bar on the future."""
    own = scene.of_credit
    if own is not None:
        return SlotWords(SlotRole.LINK_OWN, scene.sentence[own.start : own.end], own.start)
    context = scene.context
    for role, words in ((SlotRole.LINK_HEAD, context.list_head), (SlotRole.LINK_HEADING, context.headings)):
        found = words_of_credit(words)
        if found:
            return SlotWords(role, found, -1)
    if context.about:
        return SlotWords(SlotRole.LINK_TITLE, context.about[:_MOST], -1)
    return SlotWords(
        SlotRole.LINK_FUTURE, term_in(scene.clauses[number].text) or scene.clauses[number].text[:_MOST], -1
    )


@lru_cache(maxsize=1 << 12)
def words_of_credit(words: str) -> str:
    """Returns the words of credit of a heading or head, with a few around them; "" where there are none."""
    start, end = next(((start, end) for start, end, word in words_of(words) if word.credit), (0, 0))
    return words[max(0, start - 12) : end + 12].strip() if end else ""
