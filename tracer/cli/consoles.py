"""Consoles: words with colours and tables on a terminal, and nothing of theirs hidden."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TextIO, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from graph_schema.numerals import number_of
from graph_schema.visible import visible_lines
from tracer.cli.output import Screen, unpersonal

WIDTH = 120
"""Cells a line, where nothing says how wide the output is."""


class ScreenConsole(Console):
    """A console whose words have what is hidden visible; only its own colours and cursor moves are control sequences."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yields the parts of what is printed, as the class above does."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(shown_words(segment.text), segment.style)


def shown_words(text: str) -> str:
    """Returns words as they may stand on a screen: without personal data, and what is hidden in them visible."""
    return visible_lines(unpersonal(text))


def console_for(stream: TextIO) -> Console:
    """Returns a console on a stream that prints words as they are, as wide as the terminal, or WIDTH."""
    asked = number_of(os.environ.get("COLUMNS", ""), longest=4)
    width = asked or (None if stream.isatty() else WIDTH)
    file = cast(TextIO, stream.for_console()) if isinstance(stream, Screen) else stream
    # rich reads COLUMNS and LINES itself, and any number of digits.
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return ScreenConsole(file=file, width=width, markup=False, emoji=False, highlight=False, _environ=environment)
