"""Standard output and standard error without personal data, whatever a command writes on them.

What a command says of documents is masked by their whole texts before (tracer/show/personal.py). This is the net below:
error sentences, file names, traces, and a command that forgot.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, TypeVar, cast

from graph_schema.personal import masked
from graph_schema.plain import with_words

T = TypeVar("T")


class MaskedStream:
    """A text stream that masks what is written on it until `show_all`; all else is that of the stream below."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.masks = True

    def write(self, words: str) -> int:
        """Writes words, masked; tells how many characters they have."""
        return self._stream.write(masked(words) if self.masks else words)

    def writelines(self, lines: Any) -> None:
        """Writes each of the lines."""
        for line in lines:
            self.write(line)

    def show_all(self) -> None:
        """Lets everything through from now on."""
        self.masks = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def masked_streams() -> Iterator[None]:
    """Masks both streams while a command runs."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, MaskedStream(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def as_shown(value: T) -> T:
    """Returns a value as it may be printed: before JSON writes line breaks as \\n, which would hide what begins a line."""
    masks = isinstance(sys.stdout, MaskedStream) and sys.stdout.masks
    return cast(T, with_words(value, masked)) if masks else value


def show_all() -> None:
    """Lets personal data through on both streams: somebody asked for it, and it is on record."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, MaskedStream):
            stream.show_all()
