"""Holds what a reader makes of the bytes of a file: its text, where each stretch of it stands, and what was noticed on the way.

The one interface of all readers (ingest.formats.table). A table is a line a row with tabs between its cells; a cell that
spans several stands in the first of them. What a reader thinks should not be read (running heads, page numbers,
watermarks) stands in the text all the same, with a repair over it: a person sees it and can undo it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph_schema.messages import Message
from graph_schema.page_map import PageMap
from graph_schema.records import Repair

RECOGNISED_PAGES = "recognised_pages"
"""The field of the metadata that names the pages whose words were recognised in a picture, with what confidence (PageMap)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Holds one cell of a table: its words, and how many rows and columns it covers."""

    words: str
    rows: int = 1
    columns: int = 1


TableRow = tuple[int, tuple[tuple[int, Cell], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Holds one table of a file: its name (a sheet) or the line above it, and its rows of cells, each with the number of its row.

    A cell stands in the first row and column that it covers; where it goes on there is none.
    """

    name: str
    rows: Sequence[TableRow]
    """The number of a row in the file (from 1), and its cells with their columns (from 0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """Holds what was read from a file.

    `encoding` is that of the bytes, or the name of the format where they are no text. `repairs` are what the reader would
    mend or leave out, as stretches of the text. `warnings` are sentences for the person who reads the file. `metadata` are
    fields of the file or of the page's card (索引号, 发布机构, 文号, 有效性; author, made with). `above` is what stands on the pages
    and is no text (headers of a Word file, names of seals), in which marks of secrecy are looked for. `comments` are the
    remarks of people, and what was deleted while changes were tracked. `unread_pages` have no text, and need OCR;
    `unread_at` says where in the text their words belong, where that is not above those of the next page.
    """

    text: str
    encoding: str
    page_map: PageMap | None = None
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[Message, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    unread_pages: tuple[int, ...] = ()
    unread_at: Mapping[int, int] = field(default_factory=dict)

    def place_of_page(self, number: int) -> int:
        """Returns where in the text a page without text belongs: as stated, or at the beginning of the line with the next page's first words."""
        if number in self.unread_at:
            return self.unread_at[number]
        behind = self.page_map.first_behind(number) if self.page_map else None
        return len(self.text) if behind is None else self.text.rfind("\n", 0, behind) + 1
