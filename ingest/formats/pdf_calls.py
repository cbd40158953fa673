"""The functions of pdfium that are asked once for every character or object of a page, with addresses as plain numbers.

pypdfium2 hands out each address as an object, which takes longer to make than the question takes to answer. The lock of
Python is kept meanwhile: each call is over in less time than giving it away and taking it back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

_ADDRESS, _NUMBER = ctypes.c_void_p, ctypes.c_int


class Calls(NamedTuple):
    """Holds the functions."""

    object_of_page: Callable[[int, int], int]
    object_of_form: Callable[[int, int], int]
    kind_of: Callable[[int], int]
    mode_of: Callable[[int], int]
    font_of: Callable[[int], int | None]
    colour_of: Callable[[int, int, int, int, int], int]
    box_of: Callable[[int, int, int], int]
    text_of: Callable[[int, int], int | None]


@lru_cache
def calls() -> Calls:
    """Returns the functions of the library that pypdfium2 has loaded."""
    import pypdfium2.raw as pdfium

    address, number = _ADDRESS, _NUMBER
    return Calls(
        _typed(pdfium.FPDFPage_GetObject, address, address, number),
        _typed(pdfium.FPDFFormObj_GetObject, address, address, ctypes.c_ulong),
        _typed(pdfium.FPDFPageObj_GetType, number, address),
        _typed(pdfium.FPDFTextObj_GetTextRenderMode, number, address),
        _typed(pdfium.FPDFTextObj_GetFont, address, address),
        _typed(pdfium.FPDFPageObj_GetFillColor, number, address, address, address, address, address),
        _typed(pdfium.FPDFText_GetLooseCharBox, number, address, number, address),
        _typed(pdfium.FPDFText_GetTextObject, address, address, number),
    )


def _typed(function: Any, result: Any, *arguments: Any) -> Any:
    """Returns a function with types of its own."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


def address_of(thing: Any) -> int:
    """Returns the address that pypdfium2 gave as an object."""
    return ctypes.cast(thing, _ADDRESS).value or 0


def as_object(address: int) -> Any:
    """Returns an address as pypdfium2 takes it for an object of a page."""
    import pypdfium2.raw as pdfium

    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


class Room:
    """Holds room for what pdfium writes of many characters or texts, a place of `size` bytes each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._count = 0
        self.buffer: Any = None

    def places(self, count: int) -> range:
        """Returns the addresses of so many places."""
        if count > self._count:
            self._count = max(2 * count, 4_096)
            self.buffer = (ctypes.c_byte * (self._count * self._size))()
        first = ctypes.addressof(self.buffer)
        return range(first, first + count * self._size, self._size)
