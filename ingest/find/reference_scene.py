"""The document in which references are looked up: its citations of others, its articles, its paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.numbers import article_number
from graph_schema.terms import Role, Zone
from ingest.find.mention import Mention
from ingest.parts.lines import Line
from ingest.parts.provisions import Unit

_REACH = 300  # so many citations back a reference can lead


@dataclass(frozen=True, slots=True)
class Scene:
    """A document in which references are looked up.

    `cited` are its citations of others and `starts` where they begin, `articles` the units that are articles,
    `by_number` the unit of each article; `pieces` keeps the 款 and 项 that were asked for.
    """

    flat: str
    lines: Sequence[Line]
    units: Sequence[Unit]
    cited: Sequence[Mention]
    starts: Sequence[int]
    articles: Sequence[int]
    by_number: Mapping[int, int]
    pieces: dict[tuple[int, str], list[tuple[int, int]]]

    def before(self, at: int) -> Sequence[Mention]:
        """Returns the citations before an offset, as far back as a reader remembers."""
        end = bisect_right(self.starts, at - 1)
        return self.cited[max(0, end - _REACH) : end]

    def paragraphs(self, unit: int) -> list[tuple[int, int]]:
        """Returns the 款 of a provision: unnumbered paragraphs, each with the items below it."""
        if (unit, "款") not in self.pieces:
            self.pieces[unit, "款"] = list(_paragraphs(self.lines, self.units[unit]))
        return self.pieces[unit, "款"]

    def items(self, unit: int) -> list[tuple[int, int]]:
        """Returns the 项 of a provision."""
        if (unit, "项") not in self.pieces:
            own = self.units[unit]
            paragraphs = (self.lines[at].paragraph for at in range(own.first, own.last))
            found = [(x.start, x.end) for x in paragraphs if x.marker.level and x.marker.kind != "article"]
            self.pieces[unit, "项"] = found
        return self.pieces[unit, "项"]


def scene_of(flat: str, lines: Sequence[Line], units: Sequence[Unit], mentions: Sequence[Mention]) -> Scene:
    """Prepares a document for looking up its references."""
    cited = [mention for mention in mentions if mention.role is not Role.SELF]
    numbers = [
        (at, number)
        for at, unit in enumerate(units)
        if unit.label.startswith("第")
        and unit.zone is not Zone.HEADER
        and (number := article_number(unit.label)) is not None
    ]
    by_number: dict[int, int] = {}
    for at, number in numbers:
        by_number.setdefault(number, at)
    return Scene(
        flat, lines, units, cited, [mention.start for mention in cited], [at for at, _ in numbers], by_number, {}
    )


def _paragraphs(lines: Sequence[Line], unit: Unit) -> Iterator[tuple[int, int]]:
    """Finds the unnumbered paragraphs of a provision, each with the items below it."""
    start = end = -1
    for at in range(unit.first, unit.last):
        paragraph = lines[at].paragraph
        if start >= 0 and not paragraph.marker.level:
            yield start, end
        if start < 0 or not paragraph.marker.level:
            start = paragraph.start
        end = paragraph.end
    if start >= 0:
        yield start, end
