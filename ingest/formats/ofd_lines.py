"""Words of an OFD page as pieces of lines: characters and runs that stand side by side are one piece, whatever their order in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from graph_schema.page_map import Box
from graph_schema.terms import RepairKind
from ingest.formats.layout import Line, Rule
from ingest.formats.ofd_page import Words, natural

_WIDE = 0.9  # heights of the letters: a wider gap parts two pieces
_BLANK = 0.4  # heights of the letters: a gap as wide is a blank that is not drawn
_LATIN_BLANK = 0.2  # between two Latin letters that are drawn for themselves
_WIDEST_LATIN = 0.6  # of Latin letters in heights of them, but for few
_MOST_RULES = 400  # upright lines of a page that may part words; more are a drawing
_UPRIGHT = 2.0  # degrees


def lines_of(words: Sequence[Words], upright: Sequence[Rule]) -> list[Line]:
    """Returns the pieces of lines; a drawn upright line between two runs parts them, as does a wide gap."""
    lines = [_turned(found) for found in words if found.turned]
    rules = _joined_rules(upright)
    for row in _rows(piece for found in words if not found.turned for piece in _unbroken(found)):
        lines += _pieces(row, rules)
    return lines


def _turned(words: Words) -> Line:
    """Returns words that are not level: upright ones are text, those at a slant a watermark."""
    slant = words.turned % 90
    is_slanted = _UPRIGHT < slant < 90 - _UPRIGHT
    noise = RepairKind.FURNITURE if is_slanted else RepairKind.INVISIBLE if words.is_hidden else None
    return Line(words.words.strip(), words.box, words.size, noise=noise)


def _joined_rules(upright: Sequence[Rule]) -> list[Rule]:
    """Returns upright lines, those above each other as one; none where there are too many."""
    found: list[Rule] = []
    for rule in sorted(upright, key=lambda one: (round(one.at), one.first)):
        if found and round(found[-1].at) == round(rule.at) and rule.first <= found[-1].last + 2:
            found[-1] = found[-1]._replace(last=max(found[-1].last, rule.last))
        else:
            found.append(rule)
    return found if len(found) <= _MOST_RULES else []


def _unbroken(words: Words) -> Iterator[Words]:
    """Yields the words between wide gaps, without blanks around them; blanks that are drawn for themselves as they are."""
    if words.words.isspace():
        yield words
        return
    places, size, first = words.places, words.size, 0
    if any(after < before for before, after in pairwise(places)):
        for at in range(len(words.words)):  # letters that go back: each for itself
            yield from _stripped(words, at, at + 1)
        return
    gap = _BLANK * size
    for at in range(1, len(words.words)):
        step = places[at] - places[at - 1]
        if step > gap and step - max(natural(words.words[at - 1]), _WIDEST_LATIN) * size > gap:
            yield from _stripped(words, first, at)
            first = at
    yield from _stripped(words, first, len(words.words))


def _stripped(words: Words, first: int, last: int) -> Iterator[Words]:
    """Yields the words [first, last) without blanks around them; none where there are only blanks."""
    text = words.words
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    if first == last:
        return
    if first == 0 and last == len(text):
        yield words
        return
    end = words.places[last]
    if last < len(text):
        end = min(end, words.places[last - 1] + natural(text[last - 1]) * words.size)
    end = max(end, words.places[last - 1])
    box = words.box._replace(left=words.places[first], right=end)
    yield Words(
        text[first:last],
        [*words.places[first:last], end],
        words.base,
        words.size,
        box,
        is_hidden=words.is_hidden,
        template=words.template,
    )


def _rows(words: Iterable[Words]) -> Iterator[list[Words]]:
    """Yields the runs on each base line, each row from the left; what is hidden is on rows of its own."""
    row: list[Words] = []
    for found in sorted(words, key=lambda one: (one.is_hidden, one.base)):
        if row and (
            found.is_hidden is not row[0].is_hidden or found.base - row[0].base > 0.3 * min(found.size, row[0].size)
        ):
            yield sorted(row, key=lambda one: one.places[0])
            row = []
        row.append(found)
    if row:
        yield sorted(row, key=lambda one: one.places[0])


def _pieces(row: Sequence[Words], rules: Sequence[Rule]) -> Iterator[Line]:
    """Yields the pieces of a row; words that are drawn twice at one place, as some programs make them bold, stand once."""
    middle = row[0].base - 0.36 * row[0].size
    sides = [rule.at for rule in rules if rule.first <= middle <= rule.last]
    held: list[Words] = []
    for found in row:
        if not held and found.words.isspace():
            continue
        if held:
            before = held[-1]
            if found.words == before.words and found.places[0] - before.places[0] < 0.2 * found.size:
                continue
            gap = found.places[0] - before.places[-1]
            parted = any(before.places[0] < side <= found.places[0] + 1 for side in sides)
            if gap > _WIDE * max(found.size, before.size) or parted or not _is_as_high(before, found):
                yield _line(held)
                held = []
                if found.words.isspace():
                    continue
        held.append(found)
    if held:
        yield _line(held)


def _is_as_high(one: Words, other: Words) -> bool:
    return 0.5 < one.size / other.size < 2.0


def _line(held: Sequence[Words]) -> Line:
    """Returns runs that stand side by side as one piece, without blanks at its end."""
    while held[-1].words.isspace():
        held = held[:-1]
    words, places, end = "", [], held[0].places[0]
    for found in held:
        gap = found.places[0] - end
        if words and gap > _LATIN_BLANK * found.size and _lacks_blank(words[-1], found.words[0], gap / found.size):
            words += " "
            places.append(end)
        words += found.words
        places += found.places[:-1]
        end = max(end, found.places[-1])
    left = min(places)
    box = Box(left, min(found.box.top for found in held), end, max(found.box.bottom for found in held))
    wide = max(end - left, 0.01)
    edges = bytes(min(max(int((place - left) / wide * 255 + 0.5), 0), 255) for place in places)
    noise = RepairKind.INVISIBLE if held[0].is_hidden else None
    return Line(words, box, max(found.size for found in held), edges, noise=noise)


def _lacks_blank(before: str, after: str, gap: float) -> bool:
    """Tells whether a gap of so many heights of the letters is a blank that is not drawn."""
    if before.isspace() or after.isspace():
        return False
    return gap > _BLANK or (before < "\u0250" and after < "\u0250")
