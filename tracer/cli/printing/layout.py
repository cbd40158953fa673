"""Lays text out: consoles, lines, labelled lines, and the part of a document's text that may be printed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

Again = Callable[..., str]
"""Gives a command of this program, from its words, as a person can type it now."""

WIDTH = 120
"""Cells a line, where nothing says how wide the output is."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def console_for(stream: TextIO) -> Console:
    """Returns a console on a stream that prints words as they are, as wide as the terminal, or WIDTH."""
    width = None if stream.isatty() or os.environ.get("COLUMNS", "").isdigit() else WIDTH
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def printable(text: str) -> str:
    """Returns text of a document on one line, without what could steer a terminal or turn the reading direction."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def print_fields(console: Console, fields: Iterable[tuple[str, str]]) -> None:
    """Prints labelled lines; on a terminal the words are folded beside their label."""
    rows = list(fields)
    if not console.is_terminal:
        for label, words in rows:
            print_line(console, f"   {label}  {words}" if label else f"   {words}")
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=3)
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for label, words in rows:
        grid.add_row("", label, words)
    console.print(grid)


def print_line(console: Console, words: str, style: str = "") -> None:
    """Prints words as one line."""
    print_text(console, Text(words, style=style))


def print_next(console: Console, words: str) -> None:
    """Prints what can be done next; not broken into lines, as the command in it is there to be copied."""
    console.print(Text(words, style="dim"), soft_wrap=True)


def print_text(console: Console, text: Text) -> None:
    """Prints text folded to the width of a terminal, and unfolded elsewhere."""
    console.print(text, soft_wrap=not console.is_terminal)
