"""The day of a document: by its 题注, below its text, or in the colophon (docs/reading.md#card-date; GB/T 9704—2012, 7.3.5 and 7.4)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ingest.parts.days import DATE, DAY_BEHIND_TITLE, day_of_match
from ingest.parts.lines import Kind, Line
from ingest.parts.notes import Note

# The events of the 题注 whose day is that of the document, the first kind that occurs: the day of the version in
# the text is that of its last amendment, else that of its passing (a regulation) or its publication.
_BY_CONGRESS = ("通过|批准|修正|修订|修改", "公布|发布")
_BY_COUNCIL = ("修正|修订|修改", "通过")
_BY_OTHERS = ("公布|发布|印发|下发|修正|修订|修改", "通过|批准")


def issued_on(head: Sequence[Line], lines: Sequence[Line], notes: Sequence[Note], issuer: str | None) -> date | None:
    """Returns the day of a document: that of its 题注, of the first date below its text, above it, of its colophon."""
    noted = _noted_day(notes, issuer)
    if noted is not None:
        return noted
    dated: list[Line] = []
    colophon: list[Line] = []
    for at, line in enumerate(lines):
        if line.kind is Kind.DATE and not dated and at >= len(head) and DATE.search(line.flat):
            dated.append(line)
        elif line.kind is Kind.COLOPHON:
            colophon.append(line)
    above = [line for line in head if line.kind in (Kind.DATE, Kind.NUMBER)]
    titles = [line for line in head if line.kind is Kind.TITLE and DAY_BEHIND_TITLE.search(line.flat)]
    written = (DATE.search(line.flat) for line in (*dated, *titles, *above, *colophon))
    return next((day for mark in written if mark and (day := day_of_match(mark))), None)


def _noted_day(notes: Sequence[Note], issuer: str | None) -> date | None:
    """Returns the last day of those events of the 题注 that count for the issuer; None where there are none."""
    for words in _events_that_count(notes, issuer):
        days = [note.day for note in notes if re.search(words, note.words)]
        if days:
            return max(days)
    return None


def _events_that_count(notes: Sequence[Note], issuer: str | None) -> tuple[str, ...]:
    """Names the events whose day counts, by who issued the document."""
    if issuer and "人民代表大会" in issuer:
        return _BY_CONGRESS
    if issuer == "国务院" and any("通过" in note.words for note in notes):
        return _BY_COUNCIL
    return _BY_OTHERS


class Signatures:
    """Knows the days and names below the texts of a file: its colophons and signatures, by the office that they name."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Takes all lines of the file."""
        self._signed: dict[int, tuple[date | None, bool]] = {}
        """The day by the number of the line, and whether the line itself names the office."""
        self._by_organ: dict[str, list[int]] = {}
        self._of_issuer: dict[str, list[int]] = {}
        above: Line | None = None
        for at, line in enumerate(lines):
            signed = line.kind is Kind.DATE and above is not None and above.kind is Kind.SIGN
            if (line.kind is Kind.COLOPHON or signed) and (day := DATE.search(line.flat)):
                named = _ORGAN_BEFORE.match(line.flat)
                own = named[0] if named else ""
                self._signed[at] = day_of_match(day), bool(own) and not signed
                self._by_organ.setdefault(_comparable(own or (above.flat if above else "")), []).append(at)
            above = line
        self._organs = sorted(self._by_organ)

    def day(self, start: int, end: int, issuer: str) -> date | None:
        """Returns the day of the first one in a stretch of lines that names this issuer: it may stand behind all attachments."""
        if issuer not in self._of_issuer:
            self._of_issuer[issuer] = sorted(at for organ in self._alike(issuer) for at in self._by_organ[organ])
        places = self._of_issuer[issuer]
        for place in range(bisect_left(places, start), len(places)):
            at = places[place]
            if at >= end:
                break
            day, names_it = self._signed[at]
            if at > start or names_it:  # what stands above the stretch is no part of it
                return day
        return None

    def _alike(self, issuer: str) -> Iterator[str]:
        """Yields the offices that are the issuer, one of the two names possibly cut short."""
        name = _comparable(issuer)
        if len(name) <= _SHORTEST_ORGAN:
            return
        yield from (name[:k] for k in range(_SHORTEST_ORGAN + 1, len(name)) if name[:k] in self._by_organ)
        first, last = bisect_left(self._organs, name), bisect_left(self._organs, name + _BEHIND_ALL)
        yield from self._organs[first:last]


_ORGAN_BEFORE = re.compile(r"[\u4e00-\u9fff（）]*?(?=\d{4}年)")
_BEHIND_ALL = "\U0010ffff"  # no character comes behind it
_SHORTEST_ORGAN = 3  # characters; a shorter name is that of no office


def _comparable(office: str) -> str:
    """Returns the name of an office as it is compared with others."""
    return re.sub("和|与|、", "", office.replace("委员会", "委"))
