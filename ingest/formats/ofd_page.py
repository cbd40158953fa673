"""Opens up what is drawn on a page of an OFD (GB/T 33190—2016, 8 to 13): words at their places, paths and pictures, as it is shown.

Templates, layers, blocks and composite units are opened up, each with its matrix. All places are in points from the upper
left corner of the page; the file counts in mm. What is drawn without an end (a unit within itself, a template on
thousands of pages) ends at a number of objects that grows with the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from graph_schema.errors import InputError
from graph_schema.page_map import Box
from ingest.formats.ofd_package import child, children, numbers_of, tag_of

if TYPE_CHECKING:
    from ingest.formats.ofd_package import Element

POINTS = 72 / 25.4
"""Points of a millimetre."""

_DEEPEST = 8  # composite units within units
_MOST_POINTS = 200_000  # of one path
_MOST_CHARACTERS = 20_000  # of one text object
_LEAST_SIZE = 1.0  # points: what is smaller nobody sees
_LEAST_HEIGHT = 0.5  # points of letters, for what has none
_TOKENS = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_STEPS = 8  # straight lines that a curve is drawn with

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Colour = tuple[int, int, int]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BLACK: Colour = (0, 0, 0)


@dataclass(slots=True)
class Words:
    """Holds words drawn in one go: where each character begins and the last one ends (`places`), on which base line, how high.

    `turned` is the angle of the line in degrees, clockwise. Where it is 0, places are from the left of the page, else along the line, which begins at `origin`.
    """

    words: str
    places: list[float]
    base: float
    size: float
    box: Box
    font: str = ""
    colour: Colour = BLACK
    turned: float = 0.0
    origin: Point = (0.0, 0.0)
    is_hidden: bool = False
    template: str = ""
    """The number of the template that they stand in; "" for words of the page itself."""
    has_glyphs: bool = False
    """Tells that glyphs are named by their numbers in the font."""


@dataclass(slots=True)
class Path:
    """Holds a path: its pieces as corners, whether it is stroked, how wide, and in which colours."""

    pieces: list[list[Point]]
    stroke: Colour | None
    fill: Colour | None
    width: float


@dataclass(slots=True)
class Picture:
    """Holds a picture: its number among the resources, and the matrix from the square of 1 × 1 to the page."""

    resource: str
    matrix: Matrix

    @property
    def box(self) -> Box:
        """Returns the box that it covers."""
        return box_around([moved(self.matrix, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)])


Drawn = Words | Path | Picture


@dataclass(slots=True)
class Room:
    """Counts how many objects may still be drawn. InputError where there is no more room."""

    name: str
    left: int

    def take(self) -> None:
        """Takes room for one object."""
        self.left -= 1
        if self.left < 0:
            raise InputError("file.too_large_unpacked", name=self.name)


@dataclass(slots=True)
class Painter:
    """Opens up the content of pages, one object after the other, in the order in which they are drawn."""

    named: Callable[[str], Element | None]
    """Returns what a number names: a composite unit, parameters of drawing."""
    room: Room
    origin: Point = (0.0, 0.0)
    _depth: int = field(default=0)

    def drawn(self, content: Element | None, template: str = "") -> Iterator[Drawn]:
        """Yields what the layers of a content hold, that of a page or of the template with a number."""
        layers = sorted(children(content, "Layer"), key=_layer_order)
        for layer in layers:
            for item in self.block(layer, self._base, layer.get("DrawParam", "")):
                if template and isinstance(item, Words):
                    item.template = template
                yield item

    def appearance(self, element: Element) -> Iterator[Drawn]:
        """Yields what an annotation shows at its place."""
        yield from self.block(element, _placed(element, self._base), "")

    @property
    def _base(self) -> Matrix:
        return (POINTS, 0.0, 0.0, POINTS, -self.origin[0] * POINTS, -self.origin[1] * POINTS)

    def block(self, block: Element, matrix: Matrix, parameter: str) -> Iterator[Drawn]:
        """Yields what a layer, a block or a composite unit holds."""
        for element in block:
            self.room.take()
            match tag_of(element):
                case "TextObject":
                    yield from self._words(element, matrix, parameter)
                case "PathObject":
                    yield from self._path(element, matrix, parameter)
                case "ImageObject":
                    if element.get("Visible") != "false":
                        yield Picture(element.get("ResourceID", ""), _of_picture(element, matrix))
                case "CompositeObject":
                    yield from self._unit(element, matrix)
                case "PageBlock":
                    if self._depth < _DEEPEST:
                        self._depth += 1
                        yield from self.block(element, matrix, parameter)
                        self._depth -= 1

    def _unit(self, element: Element, matrix: Matrix) -> Iterator[Drawn]:
        unit = self.named(element.get("ResourceID", ""))
        content = child(unit, "Content")
        if content is not None and self._depth < _DEEPEST and element.get("Visible") != "false":
            self._depth += 1
            yield from self.block(content, _own(element, matrix), "")
            self._depth -= 1

    # --- words ---

    def _words(self, element: Element, matrix: Matrix, parameter: str) -> Iterator[Words]:
        own = _own(element, matrix)
        size = _number(element.get("Size"), 3.5)
        wide = _number(element.get("HScale"), 1.0)
        alpha = _number(element.get("Alpha"), 255.0)
        fill = self._colour(element, "FillColor", parameter)
        hidden = element.get("Visible") == "false" or alpha == 0 or fill is None
        goes_down = element.get("ReadDirection") in ("90", "270")
        start = (0.0, 0.0)  # where a code states no place it begins where the one before did
        has_glyphs = child(element, "CGTransform") is not None
        for code in children(element, "TextCode"):
            self.room.take()
            words = _shown(code.text or "")
            if not words:
                continue
            if len(words) > _MOST_CHARACTERS:
                raise InputError("file.too_large_unpacked", name=self.room.name)
            start = _number(code.get("X"), start[0]), _number(code.get("Y"), start[1])
            for found in _laid(code, start, words, own, size, wide, goes_down=goes_down):
                found.font = element.get("Font", "")
                found.colour = fill or BLACK
                found.is_hidden = hidden or found.size < _LEAST_SIZE
                found.has_glyphs = has_glyphs
                yield found

    def _colour(self, element: Element, tag: str, parameter: str, *, default: Colour | None = BLACK) -> Colour | None:
        """Returns the colour of an object, its own or that of its parameter of drawing; None where it is not seen at all."""
        found = child(element, tag)
        number = element.get("DrawParam") or parameter
        for _ in range(_DEEPEST):
            named = self.named(number)
            if found is not None or named is None:
                break
            found, number = child(named, tag), named.get("Relative", "")
        if found is None:
            return default
        if _number(found.get("Alpha"), 255.0) == 0:
            return None
        return _colour_of(numbers_of(found.get("Value")))

    # --- paths ---

    def _path(self, element: Element, matrix: Matrix, parameter: str) -> Iterator[Path]:
        if element.get("Visible") == "false" or _number(element.get("Alpha"), 255.0) == 0:
            return
        own = _own(element, matrix)
        data = child(element, "AbbreviatedData")
        pieces = _pieces((data.text if data is not None else "") or "", own)
        if not pieces:
            return
        strokes, fills = element.get("Stroke") != "false", element.get("Fill") == "true"
        stroke = self._colour(element, "StrokeColor", parameter) if strokes else None
        fill = self._colour(element, "FillColor", parameter) if fills else None
        width = _number(element.get("LineWidth"), 0.353)
        yield Path(pieces, stroke, fill, width * math.sqrt(abs(own[0] * own[3] - own[1] * own[2])))


def _layer_order(layer: Element) -> int:
    return {"Background": 0, "Body": 1, "Foreground": 2}.get(layer.get("Type", "Body"), 1)


def _number(words: str | None, default: float) -> float:
    if not words:
        return default
    found = numbers_of(words)
    return found[0] if found else default


def _shown(words: str) -> str:
    """Returns the words of a text code; line ends that only lay out the XML, and the blanks around them, are none of it."""
    if "\n" not in words and "\t" not in words:
        return words
    return words.strip().replace("\r", "").replace("\n", " ").replace("\t", " ")


def _colour_of(values: Sequence[float]) -> Colour:
    """Returns a colour of one (grey), three (RGB) or four values (CMYK)."""
    held = [min(max(int(value), 0), 255) for value in values]
    if len(held) >= 4:
        c, m, y, k = held[:4]
        return (255 - min(c + k, 255), 255 - min(m + k, 255), 255 - min(y + k, 255))
    if len(held) == 3:
        return (held[0], held[1], held[2])
    return (held[0],) * 3 if held else BLACK


def moved(matrix: Matrix, across: float, down: float) -> Point:
    """Returns where a matrix moves a point."""
    a, b, c, d, e, f = matrix
    return a * across + c * down + e, b * across + d * down + f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _placed(element: Element, matrix: Matrix) -> Matrix:
    """Returns the matrix within the boundary of an object."""
    place = numbers_of(element.get("Boundary"))
    if len(place) < 2:
        return matrix
    return (*matrix[:4], *moved(matrix, place[0], place[1]))


def _own(element: Element, matrix: Matrix) -> Matrix:
    """Returns the matrix of an object: its own one, within its boundary."""
    placed = _placed(element, matrix)
    own = numbers_of(element.get("CTM"))
    return _times((own[0], own[1], own[2], own[3], own[4], own[5]), placed) if len(own) == 6 else placed


def _of_picture(element: Element, matrix: Matrix) -> Matrix:
    """Returns the matrix of a picture, of 1 × 1 before it; one that states none fills its boundary, as programs show it."""
    place = numbers_of(element.get("Boundary"))
    own = _own(element, matrix)
    return _times((place[2], 0.0, 0.0, place[3], 0.0, 0.0), own) if not element.get("CTM") and len(place) == 4 else own


def box_around(points: Sequence[Point]) -> Box:
    """Returns the box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def deltas_of(words: str | None, most: int) -> list[float]:
    """Returns the advances that DeltaX or DeltaY states: `g n d` stands for n times d."""
    if not words:
        return []
    if "g" not in words:
        return numbers_of(words)[:most]
    found: list[float] = []
    pieces = iter(words.split())
    for piece in pieces:
        if piece == "g":
            count, delta = numbers_of(next(pieces, "0")), numbers_of(next(pieces, "0"))
            if count and delta:
                found += [delta[0]] * min(max(int(count[0]), 0), most - len(found))
        else:
            found += numbers_of(piece)
        if len(found) >= most:
            break
    return found[:most]


def natural(character: str) -> float:
    """Returns how wide a character is, in heights of its letters, where the file does not say it."""
    return 0.5 if character < "\u1100" else 1.0


def _laid(
    code: Element, start: Point, words: str, matrix: Matrix, size: float, wide: float, *, goes_down: bool
) -> Iterator[Words]:
    """Yields the words of a text code as they lie on lines: where it steps down, another line begins. What only goes down is one."""
    along, level = start
    count = len(words) - 1
    if not count:
        yield _line(words, [along, along + natural(words) * size * wide], level, matrix, size)
        return
    across, down = deltas_of(code.get("DeltaX"), count), deltas_of(code.get("DeltaY"), count)
    if goes_down and not any(down):
        across, down = [], across
    if count and len(down) == count and min(down) > 0 and not any(across):
        yield _column(words, down, start, matrix, size)
        return
    if len(across) < count and not any(down):
        across += [natural(character) * size * wide for character in words[len(across) : count]]
    places, first = [along], 0
    for at in range(len(words)):
        step = down[at] if at < len(down) else 0.0
        if step or at == count:
            end = places[-1] + natural(words[at]) * size * wide
            yield _line(words[first : at + 1], [*places, end], level, matrix, size)
        along += across[at] if at < len(across) else 0.0
        if step:
            level += step
            first = at + 1
            places = [along]
        else:
            places.append(along)


def _column(words: str, steps: Sequence[float], start: Point, matrix: Matrix, size: float) -> Words:
    """Returns words that stand below each other, as one line that is turned by a quarter."""
    places = [0.0, *accumulate(steps), sum(steps) + size]
    left, top = start[0], start[1] - 0.86 * size
    ends = (top, top + places[-1])
    box = box_around([moved(matrix, across, down) for across in (left, left + size) for down in ends])
    high = max(math.hypot(*matrix[2:4]) * size, _LEAST_HEIGHT)
    origin = moved(matrix, left + 0.14 * size, top)
    stretch = math.hypot(*matrix[2:4])
    return Words(words, [place * stretch for place in places], origin[1], high, box, turned=90.0, origin=origin)


def _line(words: str, places: list[float], level: float, matrix: Matrix, size: float) -> Words:
    """Returns words on the base line at `level`, with their places (before the matrix) on the page."""
    high = max(math.hypot(*matrix[2:4]) * size, _LEAST_HEIGHT)
    wide, slant = matrix[:2]
    left, base = moved(matrix, places[0], level)
    if abs(slant) < 1e-6 * abs(wide) and wide > 0 and matrix[3] > 0:
        begins = [left + wide * (place - places[0]) for place in places]
        box = Box(min(begins), base - 0.86 * high, max(begins), base + 0.14 * high)
        return Words(words, begins, base, high, box)
    ends = (min(places), max(places))
    corners = [moved(matrix, place, level + rise) for place in ends for rise in (-0.86 * size, 0.14 * size)]
    begins = [math.hypot(wide, slant) * place for place in places]
    turned = math.degrees(math.atan2(slant, wide)) or 180.0  # or upside down
    return Words(words, begins, base, high, box_around(corners), turned=turned, origin=(left, base))


# --- paths --------------------------------------------------------------------------------------------------

_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def _pieces(data: str, matrix: Matrix) -> list[list[Point]]:
    """Returns the pieces of a path as corners on the page; a curve is some straight lines."""
    found: list[list[Point]] = []
    here: list[Point] = []
    now = (0.0, 0.0)
    held: list[float] = []
    needs, operator, count = 0, "", 0
    for token in _TOKENS.findall(data):
        if token[0].isalpha():
            operator, held = token, []
            needs = _TAKES.get(token, -1)
            if token == "C" and here:
                here.append(here[0])
            continue
        held.append(float(token))
        if len(held) != needs:
            continue
        points = (
            [(held[at], held[at + 1]) for at in range(0, needs - 1, 2)] if operator != "A" else [(held[5], held[6])]
        )
        held = []
        count += 1
        if count > _MOST_POINTS:
            break
        if operator in ("M", "S"):
            here = [moved(matrix, *points[0])]
            found.append(here)
        else:
            if not here:
                here = [moved(matrix, *now)]
                found.append(here)
            here += [moved(matrix, *point) for point in _flat(now, points)]
        now = points[-1]
    return [piece for piece in found if len(piece) > 1]


def _flat(start: Point, points: Sequence[Point]) -> Iterator[Point]:
    """Yields the corners of a straight line, or of those by which a curve (one or two handles before its end) is drawn."""
    if len(points) == 1:
        yield points[0]
        return
    for step in range(1, _STEPS + 1):
        share = step / _STEPS
        line = [start, *points]
        while len(line) > 1:
            line = [(p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share) for p, q in pairwise(line)]
        yield line[0]
