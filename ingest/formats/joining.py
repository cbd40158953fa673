"""Parts of one file below each other as one text: the documents of an OFD, the files of a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from graph_schema.making import altered
from graph_schema.messages import Message
from graph_schema.page_map import PageMap
from graph_schema.records import Repair, Span
from ingest.formats.file_text import FileText, Table

PART_END = "\x1c"
"""The sign between two parts of a file (FS of ASCII), on a line of its own: no document goes on across it."""


def part_ends(text: str) -> list[int]:
    """Returns where parts of a text end; none where it has no parts."""
    ends: list[int] = []
    at = text.find(PART_END)
    while at >= 0:
        ends.append(at)
        at = text.find(PART_END, at + 1)
    return ends


class NamedPart(NamedTuple):
    """Holds a part of a file: its name, what was read from it, a line that is set above it (附件1), "" for none, and the pages before it.

    Pages are counted through the whole file; those of the part are counted from 1 where `pages` stand before it, else as they are.
    """

    name: str
    text: FileText
    above: str = ""
    pages: int = 0


def joined(parts: Sequence[NamedPart], encoding: str, warnings: Sequence[Message] = ()) -> FileText:
    """Returns parts as one file: between two of them stands PART_END on a line of its own. Fields and warnings say of which part they are."""
    pieces: list[str] = []
    at = 0
    page_map = PageMap()
    repairs: list[Repair] = []
    told = list(warnings)
    fields: dict[str, str] = {}
    above: list[str] = []
    comments: list[str] = []
    tables: list[Table] = []
    unread_at: dict[int, int] = {}
    for part in parts:
        between = f"\n{PART_END}\n" if pieces else ""
        head = f"{part.above}\n" if part.above else ""
        pieces += (between, head, part.text.text)
        at += len(between) + len(head)
        if part.text.page_map is not None:
            page_map.append(part.text.page_map, at, part.name, part.pages)
        repairs += [_shifted(repair, at) for repair in part.text.repairs]
        begins = at
        at += len(part.text.text)
        told += [Message.of("file.in_part", part=part.name, what=warning) for warning in part.text.warnings]
        for page in part.text.unread_pages:
            unread_at[part.pages + page] = begins + part.text.place_of_page(page)
        fields |= {f"{part.name}/{key}": value for key, value in part.text.metadata.items()}
        above += part.text.above
        comments += part.text.comments
        tables += [altered(table, name=f"{part.name}/{table.name}") for table in part.text.tables]
    return FileText(
        text="".join(pieces),
        encoding=encoding,
        page_map=page_map,
        repairs=tuple(repairs),
        warnings=tuple(told),
        metadata=fields,
        above=tuple(above),
        comments=tuple(comments),
        tables=tuple(tables),
        unread_pages=tuple(unread_at),
        unread_at=unread_at,
    )


def _shifted(repair: Repair, by: int) -> Repair:
    return altered(repair, span=Span(repair.span.start + by, repair.span.end + by))
