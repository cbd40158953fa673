"""Words of measures in what is not read as a document: page furniture and foreign matter (docs/reading.md#unread).

What is fenced off is listed, and where it may lay down a measure after all, a person is told to look at it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from graph_schema.records import Document, Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.flat import flatten
from ingest.find.frames.words import holds_a_verb, speaks_of_credit

_FENCED = frozenset({RepairKind.FURNITURE, RepairKind.FOREIGN})
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_MARKS = re.compile(r"[\s《》〈〉“”\"（）〔〕\[\]()【】，、。：:]")
_SAYS = re.compile("[，。；：]|[\u4e00-\u9fff]{6,}")
_LABEL = re.compile(r"^[\s•·●▪◆【〔]*[\u4e00-\u9fff ]{2,10}[】〕]?[：\t]")


def unread_measures(source: str, repairs: Iterable[Repair], documents: Sequence[Document]) -> tuple[Span, ...]:
    """Returns the fenced lines that hold words of measures. A title that the page prints once more is none."""
    titles = [_MARKS.sub("", document.title) for document in documents if document.title]
    lines = [line for repair in repairs if repair.kind in _FENCED for line in _lines(source, repair.span)]
    asked = [line for line in lines if _says_something(line.of(source), titles)]
    flats = [flatten(line.of(source)) for line in asked]
    return tuple(line for line, flat in zip(asked, flats, strict=True) if _may_lay_down(flat))


def _lines(source: str, span: Span) -> Iterator[Span]:
    """Returns the lines of a stretch that are not empty."""
    for line in _LINE.finditer(source, span.start, span.end):
        yield Span(line.start(), line.end())


def _says_something(words: str, titles: Collection[str]) -> bool:
    """Tells whether a fenced line is more than a word of a menu, or a title that the document has itself."""
    if not _SAYS.search(flatten(words)):
        return False
    bare = _MARKS.sub("", _LABEL.sub("", flatten(words)))
    return not any(title in bare and len(bare) < len(title) + 30 for title in titles)


def _may_lay_down(flat: str) -> bool:
    """Tells whether the measure finder would look at a line."""
    return speaks_of_credit(flat) and holds_a_verb(flat)
