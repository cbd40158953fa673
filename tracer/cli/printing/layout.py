"""Lays text out: lines and labelled lines, each value within its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_schema.visible import visible
from tracer.cli.consoles import shown_words

Again = Callable[..., str]
"""Gives a command of this program, from its words, as a person can type it now."""


def print_fields(console: Console, fields: Iterable[tuple[str, str]]) -> None:
    """Prints labelled lines; on a terminal the words are folded beside their label."""
    rows = [(label, visible(words)) for label, words in fields]
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
    print_text(console, Text(visible(words), style=style))


def print_next(console: Console, words: str) -> None:
    """Prints what can be done next; not broken into lines, as the command in it is there to be copied."""
    console.print(Text(visible(words), style="dim"), soft_wrap=True)


def print_text(console: Console, text: Text) -> None:
    """Prints text folded to the width of a terminal, and unfolded elsewhere."""
    if console.is_terminal:
        console.print(text)
    else:  # as it is: to lay out thousands of lines that are neither folded nor coloured takes longer than to find what they say
        console.file.write(f"{shown_words(text.plain)}\n")
