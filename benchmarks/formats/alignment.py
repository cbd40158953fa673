"""Tells which character of one text stands where in another one: a file's text beside the text that the file was made from.

Blanks and line ends count for nothing. Runs of characters that stand once in either text, in the same order, are anchors; what
lies between two anchors is compared character by character.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from graph_schema.records import Span

NOWHERE = -1
_RUNS = (16, 8, 4)  # characters of an anchor: long ones first, shorter ones between them
_MOST = 4_000_000  # pairs of characters between two anchors that are compared one by one


class Alignment:
    """Holds of each character of a text its place in another one, or NOWHERE."""

    def __init__(self, text: str, other: str, without: Iterable[Span] = ()) -> None:
        """Compares two texts, the first `without` some spans of it."""
        own_places, own = _letters(text, without)
        other_places, others = _letters(other)
        self._to = array("l", [NOWHERE]) * len(text)
        for one, two, size in _blocks(own, others, 0, len(own), 0, len(others), 0):
            for step in range(size):
                self._to[own_places[one + step]] = other_places[two + step]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Returns where a span stands in the other text; None where less than half of it does."""
        inside = [at for at in self._to[start:end] if at != NOWHERE]
        if 2 * len(inside) < end - start or not inside:
            return None
        return min(inside), max(inside) + 1

    @property
    def share(self) -> float:
        """Returns the part of the text's characters that have a place."""
        return sum(1 for at in self._to if at != NOWHERE) / max(1, len(self._to))


def _letters(text: str, without: Iterable[Span] = ()) -> tuple[list[int], str]:
    """Returns the places of all characters but blanks, and these in one form each."""
    left_out = {at for span in without for at in range(span.start, span.end)}
    places = [at for at, character in enumerate(text) if not character.isspace() and at not in left_out]
    return places, "".join(_form(text[at]) for at in places)


def _form(character: str) -> str:
    if character < "\x80":
        return character
    found = unicodedata.normalize("NFKC", character)
    return found if len(found) == 1 else character


def _blocks(
    one: str, two: str, start: int, end: int, begin: int, stop: int, depth: int
) -> Iterator[tuple[int, int, int]]:
    """Yields (place in one, place in two, length) of what corresponds between one[start:end] and two[begin:stop]."""
    while start < end and begin < stop and one[start] == two[begin]:
        yield start, begin, 1
        start, begin = start + 1, begin + 1
    while start < end and begin < stop and one[end - 1] == two[stop - 1]:
        end, stop = end - 1, stop - 1
        yield end, stop, 1
    if start == end or begin == stop:
        return
    anchors = _anchors(one[start:end], two[begin:stop], _RUNS[depth]) if depth < len(_RUNS) else []
    if not anchors:
        if depth < len(_RUNS):
            yield from _blocks(one, two, start, end, begin, stop, depth + 1)
        elif (end - start) * (stop - begin) <= _MOST:
            yield from _compared(one[start:end], two[begin:stop], start, begin)
        return
    size = _RUNS[depth]
    at, there = start, begin
    for first, second in [(start + a, begin + b) for a, b in anchors] + [(end, stop)]:
        if first < at or second < there:
            continue  # within the anchor before
        yield from _blocks(one, two, at, first, there, second, depth)
        if first == end:
            return
        for step in range(size):
            yield first + step, second + step, 1
        at, there = first + size, second + size


def _compared(one: str, two: str, at: int, there: int) -> Iterator[tuple[int, int, int]]:
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            yield at + a, there + c, b - a


def _anchors(one: str, two: str, size: int) -> list[tuple[int, int]]:
    """Returns the places of runs of characters that stand once in either text, rising in both."""
    in_one, in_two = _once(one, size), _once(two, size)
    pairs = sorted((at, in_two[run]) for run, at in in_one.items() if run in in_two)
    return _rising(pairs)


def _once(text: str, size: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for at in range(len(text) - size + 1):
        run = text[at : at + size]
        places[run] = at if run not in places else NOWHERE
    return {run: at for run, at in places.items() if at != NOWHERE}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the longest series of pairs that rises in both."""
    ends: list[int] = []  # the least second place at which a series of this length ends
    last: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        at = bisect_left(ends, second)
        before.append(last[at - 1] if at else NOWHERE)
        if at == len(ends):
            ends.append(second)
            last.append(number)
        else:
            ends[at] = second
            last[at] = number
    out = []
    number = last[-1] if last else NOWHERE
    while number != NOWHERE:
        out.append(pairs[number])
        number = before[number]
    return out[::-1]
