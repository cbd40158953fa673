"""Compound files (MS-CFB: old Word, Excel, WPS, messages, locked documents): which streams stand at their root.

Only the names are read, by which the programs that wrote the file are known.
"""

from __future__ import annotations

import struct

_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_MOST_SECTORS = 4_096  # of the list of streams
_NONE = 0xFFFFFFFF


def root_streams(data: bytes) -> frozenset[str]:
    """Returns the names of the streams and storages at the root of a compound file; none where it cannot be made out."""
    try:
        listing = _listing(data)
        entries = [listing[at : at + _ENTRY] for at in range(0, len(listing) - _ENTRY + 1, _ENTRY)]
        found, seen = set(), set()
        waiting = [struct.unpack_from("<I", entries[0], 76)[0]]
        while waiting:
            at = waiting.pop()
            if at == _NONE or at in seen:
                continue
            seen.add(at)
            entry = entries[at]
            size = struct.unpack_from("<H", entry, 64)[0]
            found.add(entry[: max(0, min(size, 64) - 2)].decode("utf-16-le", "replace"))
            waiting += struct.unpack_from("<II", entry, 68)
    except (struct.error, IndexError, OverflowError):
        return frozenset()
    return frozenset(found)


def _listing(data: bytes) -> bytes:
    """Returns the list of streams, as far as its sectors hang together."""
    if not data.startswith(_SIGN):
        return b""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    first = struct.unpack_from("<I", data, 48)[0]
    heads = struct.unpack_from(
        "<109I", data, 76
    )  # sectors with the table of sectors; more are needed from 7 MB on only
    pieces: list[bytes] = []
    seen: set[int] = set()
    while first < len(data) // size and first not in seen and len(seen) < _MOST_SECTORS:
        seen.add(first)
        at = (first + 1) * size
        pieces.append(data[at : at + size])
        head, place = divmod(first, size // 4)
        if head >= len(heads) or heads[head] >= len(data) // size:
            break
        first = struct.unpack_from("<I", data, (heads[head] + 1) * size + 4 * place)[0]
    return b"".join(pieces)
