"""The day of a document: by its 题注, below its text, or in the colophon (docs/reading.md#card-date; GB/T 9704—2012, 7.3.5 and 7.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    dated = [line for line in lines[len(head) :] if line.kind is Kind.DATE and DATE.search(line.flat)]
    above = [line for line in head if line.kind in (Kind.DATE, Kind.NUMBER)]
    titles = [line for line in head if line.kind is Kind.TITLE and DAY_BEHIND_TITLE.search(line.flat)]
    colophon = [line for line in lines if line.kind is Kind.COLOPHON]
    written = (DATE.search(line.flat) for line in (*dated[:1], *titles, *above, *colophon))
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


def colophon_date(lines: Sequence[Line], issuer: str) -> date | None:
    """Returns the day of the first colophon or signature in `lines` that names this issuer: it may stand behind all attachments."""
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else None
        signed = line.kind is Kind.DATE and above is not None and above.kind is Kind.SIGN
        if line.kind is not Kind.COLOPHON and not signed:
            continue
        named = re.match(r"[\u4e00-\u9fff（）]*?(?=\d{4}年)", line.flat)
        organ = (named[0] if named else "") or (above.flat if above else "")
        day = DATE.search(line.flat)
        if day and _same_organ(organ, issuer):
            return day_of_match(day)
    return None


def _same_organ(one: str, other: str) -> bool:
    """Tells whether two names are of one office, one of them possibly cut short."""
    one, other = (re.sub("和|与|、", "", x.replace("委员会", "委")) for x in (one, other))
    return len(one) > 3 and len(other) > 3 and (one.startswith(other) or other.startswith(one))
