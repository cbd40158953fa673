"""A look at every character of a text at once: the class of each, by a table, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Classes = NDArray[np.uint8]

_BLOCK = 1 << 16  # characters of one array; bounds the memory


def classes_of(members: Mapping[int, str]) -> Classes:
    """Returns a table of the classes of all characters below U+10000, 0 for those that none of the strings holds."""
    classes = np.zeros(0x10000, np.uint8)
    for number, characters in members.items():
        classes[list(map(ord, characters))] = number
    return classes


def scanned(text: str, classes: Classes, margin: int = 0) -> Iterator[tuple[int, Classes]]:
    """Yields the classes of the characters of each block, with the offset at which it begins.

    With a `margin` each block has so many characters more before and behind it: zeros at the ends of the text.
    """
    for start in range(0, len(text), _BLOCK):
        first, last = max(0, start - margin), min(len(text), start + _BLOCK + margin)
        codes = np.frombuffer(text[first:last].encode("utf-32-le", "surrogatepass"), np.uint32)
        # What stands above a table that ends at U+FFFF is looked up there: it is no character, and of no class.
        found = classes.take(codes, mode="clip")
        if margin:
            around = np.zeros(min(len(text), start + _BLOCK) - start + 2 * margin, np.uint8)
            around[margin - (start - first) :][: len(found)] = found
            found = around
        yield start, found
