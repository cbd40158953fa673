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
        found = classes.take(codes, mode="clip") if len(classes) > 0x10000 else _low(classes, codes)
        if margin:
            before, behind = margin - (start - first), margin - (last - min(len(text), start + _BLOCK))
            found = np.pad(found, (before, behind)) if before or behind else found
        yield start, found


def _low(classes: Classes, codes: NDArray[np.uint32]) -> Classes:
    """Looks the classes up in a table that ends at U+10000."""
    return classes.take(np.where(codes < len(classes), codes, 0))
