"""The way from the clean text back to the source."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from graph_schema.records import Span


class OffsetMap:
    """The way from the clean text back to the source: a row for each place where the distance between them changes."""

    __slots__ = ("_clean", "_source")

    def __init__(self) -> None:
        self._clean = array("I", [0])
        self._source = array("I", [0])

    def add(self, clean: int, source: int) -> None:
        """Notes that from `clean` on, as far as the next row, the clean text is that of the source from `source` on."""
        if source - clean == self._source[-1] - self._clean[-1]:
            return
        if clean == self._clean[-1]:
            self._source[-1] = source
            return
        self._clean.append(clean)
        self._source.append(source)

    def to_source(self, offset: int) -> int:
        """Returns the source offset of the character at `offset` of the clean text."""
        piece = bisect_right(self._clean, offset) - 1
        return self._source[piece] + offset - self._clean[piece]

    def span(self, start: int, end: int) -> Span:
        """Returns the source span of the clean span: from its first character to behind its last."""
        clean, source = self._clean, self._source
        piece = bisect_right(clean, start) - 1
        first = source[piece] + start - clean[piece]
        if end <= start:
            return Span(first, first)
        if piece + 1 == len(clean) or end <= clean[piece + 1]:
            return Span(first, first + end - start)
        last = bisect_right(clean, end - 1, piece + 1) - 1
        return Span(first, source[last] + end - clean[last])

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Returns the stretches of the source that make up the clean span: most spans are one."""
        clean, source = self._clean, self._source
        piece = bisect_right(clean, start) - 1
        out: list[tuple[int, int]] = []
        while start < end:
            last = piece + 1 == len(clean)
            stop = end if last else min(end, clean[piece + 1])
            at = source[piece] + start - clean[piece]
            out.append((at, at + stop - start))
            start, piece = stop, piece + 1
        return out
