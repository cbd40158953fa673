"""Tells how alike two texts are, by a few numbers that stand for each: a text that is gone can still be compared.

Of the hashes of all five Chinese characters in a row the smallest are kept (a bottom-k sketch: Broder, "On the
resemblance and containment of documents", 1997); a text of no more than that is compared exactly.
"""

from __future__ import annotations

from collections.abc import Collection
from heapq import nsmallest
from zlib import crc32

_GRAM = 5
_KEPT = 128
_HAN = ("\u3400", "\u9fff")


def sketch_of(text: str) -> tuple[int, ...]:
    """Returns the numbers that stand for a text, at most 128, ascending; none for a text of fewer than five Chinese characters."""
    dense = "".join(c for c in text if _HAN[0] <= c <= _HAN[1])
    grams = {dense[at : at + _GRAM] for at in range(len(dense) - _GRAM + 1)}
    # A bare crc of short strings is not spread evenly enough over the numbers; the factor is Knuth's.
    return tuple(nsmallest(_KEPT, {crc32(gram.encode()) * 2654435761 % (1 << 32) for gram in grams}))


def likeness(one: Collection[int], other: Collection[int]) -> float:
    """Returns the share of what two texts have in common, from 0 to 1, by their sketches; 0 where either is empty."""
    if not one or not other:
        return 0.0
    both, union = set(one) & set(other), nsmallest(_KEPT, {*one, *other})
    return sum(number in both for number in union) / len(union)
