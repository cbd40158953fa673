"""Hashes the characters of clauses, and each two that stand together, to rows of a table of weights.

The same numbers as spaCy's TextCatBOW makes of a doc with a token for each character (tests/test_ingest_confidence.py holds
them equal), so that weights that spaCy trained can be asked without it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SYMBOLS = {"X": 101, "_": 456}  # the characters that spaCy has names of its own for
_BITS = (1 << 64) - 1
_M = 0xC6A4A7935BD1E995  # of MurmurHash64A
_R = 47


class _Keys(dict[str, int]):
    """Character → its key: MurmurHash64A of its bytes, which are fewer than eight, with seed 1."""

    def __missing__(self, character: str) -> int:
        encoded = character.encode()
        key = (1 ^ len(encoded) * _M) & _BITS
        key = ((key ^ int.from_bytes(encoded, "little")) * _M) & _BITS
        key = ((key ^ key >> _R) * _M) & _BITS
        self[character] = key = key ^ key >> _R
        return key


_KEYS = _Keys(_SYMBOLS)


def keys_of(clauses: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Returns the keys of the characters and pairs of all clauses, with a mark for either end, and how many each clause has."""
    tokens = "".join(f"^{words}$" for words in clauses)
    sizes = np.array([len(words) + 2 for words in clauses])
    keys = np.empty(2 * len(tokens), np.uint64)
    keys[0::2] = np.fromiter(map(_KEYS.__getitem__, tokens), np.uint64, len(tokens))
    keys[1:-1:2] = _pairs(keys[0::2])
    within = np.ones(len(keys), bool)
    within[2 * sizes.cumsum() - 1] = False  # the last character of a clause and the first of the next one
    return keys[within], 2 * sizes - 1


def _pairs(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns MurmurHash64A, with seed 0, of each two keys that stand together."""
    many, shift = np.uint64(_M), np.uint64(_R)
    mixed = keys * many
    mixed ^= mixed >> shift
    mixed *= many
    found: NDArray[np.uint64] = (np.uint64(16 * _M & _BITS) ^ mixed[:-1]) * many
    found = (found ^ mixed[1:]) * many
    found ^= found >> shift
    found *= many
    return found ^ found >> shift


def rows_of(keys: NDArray[np.uint64], length: int) -> NDArray[np.uint32]:
    """Returns the two rows of a table of that length for each key, behind each other: MurmurHash3 with the seeds 0 and 1."""
    halves = np.ascontiguousarray(keys, "<u8").view("<u4").reshape(-1, 2)
    low, high = _scrambled(halves[:, 0]), _scrambled(halves[:, 1])
    rows = np.empty((len(keys), 2), np.uint32)
    for seed in (0, 1):
        found = _stirred(_stirred(low ^ np.uint32(seed)) ^ high) ^ np.uint32(8)
        found = (found ^ found >> np.uint32(16)) * np.uint32(0x85EBCA6B)
        found = (found ^ found >> np.uint32(13)) * np.uint32(0xC2B2AE35)
        rows[:, seed] = (found ^ found >> np.uint32(16)) % np.uint32(length)
    return rows.ravel()


def _scrambled(half: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _turned(half * np.uint32(0xCC9E2D51), 15) * np.uint32(0x1B873593)


def _stirred(found: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _turned(found, 13) * np.uint32(5) + np.uint32(0xE6546B64)


def _turned(number: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    return number << np.uint32(bits) | number >> np.uint32(32 - bits)
