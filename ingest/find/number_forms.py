"""文号 as written and as read: 国发[2016]第033号 is read as 国发〔2016〕33号, and listed as a repair.

The forms are those of docs/reading.md#number-forms.

A citation keeps its own words in any case; what is repaired is the number by which it is looked up. Where
the repair is undone, the number is looked up as it stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph_schema.making import altered
from graph_schema.numbers import normal_number
from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.text import CleanText
from ingest.clean.undoing import Undoing
from ingest.find.mention import Mention
from ingest.parts.header import Header

_END = re.compile(r"号|(?<=\d)(?!\d)")
_LONGEST = 60  # characters from the first of a number to its last


class NumberForms:
    """Collects the repaired numbers of a file, and takes back those that are undone."""

    def __init__(self, text: CleanText, undone: Undoing) -> None:
        self._text = text
        self._undone = undone
        self._found: dict[tuple[int, int], Repair] = {}

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Returns the repairs that were made."""
        return tuple(self._found.values())

    def of_header(self, header: Header) -> Header:
        """Returns the header, its number as written where the repair is undone."""
        if header.number is None or header.number_at is None:
            return header
        return altered(header, number=self._number(header.number, *header.number_at))

    def of_mentions(self, mentions: Sequence[Mention]) -> list[Mention]:
        """Returns the mentions, their numbers as written where the repair is undone; a short name follows its definition."""
        read: dict[str, str] = {}
        out = []
        for mention in mentions:
            if mention.number is None:
                out.append(mention)
                continue
            number = self._number(mention.number, mention.start, mention.end)
            read.setdefault(mention.number, number)
            out.append(mention if number == mention.number else altered(mention, number=number))
        return [_following(mention, read) for mention in out] if self._undone else out

    def _number(self, number: str, start: int, end: int) -> str:
        """Returns the number that is taken: in normal form, or as written."""
        written = self._text.words(start, end)
        if number in written.replace("\n", ""):
            return number
        at = written_number(written, self._text.flat[start:end], number)
        if at is None:
            return number
        span = self._text.offsets.span(start + at[0], start + at[1])
        if self._undone.forbids(RepairKind.NUMBER, span.start, span.end):
            return written[at[0] : at[1]].replace("\n", "")
        self._found[span.start, span.end] = Repair(kind=RepairKind.NUMBER, span=span, replacement=number)
        return number


def written_number(written: str, flat: str, number: str) -> tuple[int, int] | None:
    """Tells where in the words a number stands whose normal form is `number`, in another form; None where it does not."""
    start = flat.find(number[0])
    while start >= 0:
        # The longest one first: 33号 behind 33.
        ends = [m.end() for m in _END.finditer(flat, start, min(len(flat), start + _LONGEST))]
        for end in reversed(ends):
            raw = flat[start:end].replace("\n", "")
            if normal_number(raw.replace("（", "〔").replace("）", "〕")) == number:
                return (start, end) if written[start:end] != number else None
        start = flat.find(number[0], start + 1)
    return None


def _following(mention: Mention, read: Mapping[str, str]) -> Mention:
    defined = read.get(mention.defined or "", mention.defined)
    return mention if defined == mention.defined else altered(mention, defined=defined)
