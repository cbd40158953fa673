"""Says which of many patterns can match in which stretch of a text, told from pairs of characters.

A pattern that needs 联合惩戒 or 失信约束 cannot match where neither 惩戒 nor 约束 stands. What a pattern
needs is worked out from the pattern itself, after Russ Cox, "Regular Expression Matching with a
Trigram Index" (2012); pairs do for Chinese. All stretches of a text are looked at in one pass over
an array of its characters, so that a pattern runs only where it has a chance. The answer may say
yes in vain, and never says no where the pattern matches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

_parse = import_module("re._parser").parse  # the parser that re itself uses

_MOST_STRINGS = 300  # a part of a pattern with more readings than this counts as "anything"
_NEEDS = 4  # so many of its needs are kept for each pattern, the rarest first
_BLOCK = 1 << 16  # characters that are looked at in one go; bounds the memory

# What a pattern needs: every one of the sets, of each set at least one string (a character or a pair).
Needs = list[frozenset[str]]
# What a part of a pattern can match: all its strings where they are few, else None, and what it needs besides.
_Part = tuple[frozenset[str] | None, Needs]

_NOTHING: _Part = (frozenset({""}), [])
_ANYTHING: _Part = (None, [])


class _Reader:
    """Works out what patterns need. `words` show what is common: a pair that stands in many patterns tells little."""

    def __init__(self, blanked: str, words: str) -> None:
        self._blanked = blanked
        self._common = Counter(words) + Counter(a + b for a, b in pairwise(words))

    def needs_of(self, pattern: re.Pattern[str]) -> Needs:
        """Returns what every match of the pattern holds, the most telling first."""
        if pattern.flags & re.IGNORECASE:
            return []
        return sorted(self._needs(self._sequence(_parse(pattern.pattern))), key=self._how_common)

    def _sequence(self, items: Iterable[Any]) -> _Part:
        """Puts parts one behind the other: neighbouring strings grow together as long as they are few."""
        needs: Needs = []
        strings: frozenset[str] | None = frozenset({""})
        whole = True
        for item in items:
            ahead = str(item[0]) == "ASSERT" and item[1][0] > 0  # (?=…) stands behind the strings so far
            more, inner = self._sequence(item[1][1]) if ahead else self._part(item)
            few = strings is not None and more is not None and len(strings) * len(more) <= _MOST_STRINGS
            grown = frozenset(a + b for a, b in product(strings, more)) if few and strings and more else None
            needs += inner
            if ahead:
                needs += self._needs((grown, []))
            elif grown is not None:
                strings = grown
            else:
                whole = False
                needs += self._needs((strings, []))
                strings = more
        return (strings, needs) if whole else (None, needs + self._needs((strings, [])))

    def _part(self, item: tuple[Any, Any]) -> _Part:
        name, value = str(item[0]), item[1]
        if name == "LITERAL":
            usable = value < 0xFFFF and chr(value) not in self._blanked
            return (frozenset({chr(value)}), []) if usable else _ANYTHING
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return _NOTHING  # takes no character; what stands beside it is still side by side
        if name == "IN":
            return self._either(self._part(x) if str(x[0]) == "LITERAL" else _ANYTHING for x in value)
        if name == "BRANCH":
            return self._either(self._sequence(x) for x in value[1])
        if name == "SUBPATTERN":
            _, added, removed, inside = value
            return _ANYTHING if added or removed else self._sequence(inside)
        if name == "ATOMIC_GROUP":
            return self._sequence(value)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inside = value
            part = self._sequence(inside)
            if (least, most) == (1, 1):
                return part
            if (least, most) == (0, 1):
                return self._either((part, _NOTHING))
            return (None, self._needs(part)) if least else _ANYTHING
        return _ANYTHING

    def _either(self, parts: Iterable[_Part]) -> _Part:
        known = list(parts)
        strings = [s for s, _ in known if s is not None]
        plain = len(strings) == len(known) and not any(needs for _, needs in known)
        if plain and sum(map(len, strings)) <= _MOST_STRINGS:
            return frozenset().union(*strings), []
        return None, self._any_of([self._needs(p) for p in known])

    def _needs(self, part: _Part) -> Needs:
        strings, needs = part
        return needs if strings is None else needs + self._any_of([_pairs(s) for s in strings])

    def _any_of(self, choices: Sequence[Needs]) -> Needs:
        """Returns what is needed where one of several needs must hold: the rarest of each together, then the next ones."""
        if not choices or not all(choices):
            return []
        ordered = [sorted(c, key=self._how_common) for c in choices]
        most = min(_NEEDS, max(map(len, ordered)))
        return [frozenset().union(*(c[min(k, len(c) - 1)] for c in ordered)) for k in range(most)]

    def _how_common(self, need: frozenset[str]) -> tuple[int, list[str]]:
        """Returns how common a need is, then its strings, which settle ties, so that every run is the same."""
        return sum(1 + self._common[s] + (40 if len(s) == 1 else 0) for s in need), sorted(need)


def _pairs(s: str) -> Needs:
    return [frozenset({a + b}) for a, b in pairwise(s)] if len(s) > 1 else [frozenset({s})] if s else []


def alternatives(source: str) -> list[str]:
    """Returns the pattern as the alternatives that its outermost | part; any of them matches where the pattern does."""
    out, at, depth, k = [], 0, 0, 0
    while k < len(source):
        c = source[k]
        if c == "\\":
            k += 1
        elif c == "[":
            k = _end_of_class(source, k)
        elif c in "()":
            depth += 1 if c == "(" else -1
        elif c == "|" and not depth:
            out.append(source[at:k])
            at = k + 1
        k += 1
    return [*out, source[at:]]


def _end_of_class(source: str, k: int) -> int:
    """Tells where the ] stands that closes the [ at k; one directly behind [ or [^ is a character."""
    k += 2 if source.startswith("[^", k) else 1
    k += source.startswith("]", k)
    while source[k] != "]":
        k += 2 if source[k] == "\\" else 1
    return k


class Prefilter:
    """Answers for a fixed list of patterns; see the module's docstring."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], blanked: str = "") -> None:
        self._width = -(-len(patterns) // 64)
        bits: Counter[str] = Counter()
        always = [0] * _NEEDS
        reader = _Reader(blanked, "\n".join(p.pattern for p in patterns))
        for i, pattern in enumerate(patterns):
            needs = reader.needs_of(pattern)
            for k in range(_NEEDS):
                if k >= len(needs):
                    always[k] |= 1 << i
                else:
                    for s in needs[k]:
                        bits[s] |= 1 << (i + 64 * self._width * k)
        self._always = np.array(self._split(sum(a << (64 * self._width * k) for k, a in enumerate(always))), np.uint64)
        self._classes, self._rows, self._size, self._words = self._tables(bits)

    def _split(self, bits: int) -> list[int]:
        return [bits >> (64 * k) & 0xFFFF_FFFF_FFFF_FFFF for k in range(_NEEDS * self._width)]

    def _tables(self, bits: Counter[str]) -> tuple[NDArray[np.int32], NDArray[np.uint16], int, NDArray[np.uint64]]:
        """Maps character → class, pair of classes → row, row → bits: small enough to stay in the cache of the processor."""
        characters = sorted({c for s in bits for c in s})
        size = len(characters) + 1
        classes = np.zeros(0x10000, np.int32)
        for i, c in enumerate(characters, start=1):
            classes[ord(c)] = i
        rows = np.zeros((size, size), np.uint16)
        words: dict[int, int] = {0: 0}
        for i, c in enumerate(characters, start=1):
            rows[i, :] = words.setdefault(bits[c], len(words))
        for s, b in bits.items():
            if len(s) == 2:
                rows[classes[ord(s[0])], classes[ord(s[1])]] = words.setdefault(b | bits[s[0]], len(words))
        return classes, rows.ravel(), size, np.array([self._split(b) for b in words], np.uint64)

    def possible(self, text: str, stretches: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Yields for each stretch (ascending, half-open) the patterns that may match in it, as the bits of a number."""
        for block in _blocks(stretches):
            yield from self._block(text, block)

    def _block(self, text: str, stretches: Sequence[tuple[int, int]]) -> list[int]:
        base, end = stretches[0][0], stretches[-1][1]
        codes = np.frombuffer(text[base:end].encode("utf-32-le", "surrogatepass"), np.uint32)
        classes = np.zeros(len(codes) + 1, np.int32)
        self._classes.take(codes, mode="clip", out=classes[:-1])
        row = self._rows.take(classes[:-1] * self._size + classes[1:])
        at = np.flatnonzero(row)
        bounds = np.array(stretches, np.int64) - base
        owner = np.searchsorted(bounds[:, 0], at, side="right") - 1
        inside = at < bounds[owner, 1]
        at, owner = at[inside], owner[inside]
        met = np.empty((len(stretches), len(self._always)), np.uint64)
        met[:] = self._always
        if len(at):
            firsts = np.flatnonzero(np.diff(owner, prepend=-1))
            met[owner[firsts]] |= np.bitwise_or.reduceat(self._words[row[at]], firsts, axis=0)
        all_met = np.bitwise_and.reduce(met.reshape(-1, _NEEDS, self._width), axis=1)
        columns: list[list[int]] = all_met.T.tolist()
        out = columns[0]
        for k, column in enumerate(columns[1:], start=1):
            out = [low | high << 64 * k if high else low for low, high in zip(out, column, strict=True)]
        return out


def _blocks(stretches: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yields neighbouring stretches that together span about a block."""
    block: list[tuple[int, int]] = []
    for stretch in stretches:
        if block and stretch[1] - block[0][0] > _BLOCK:
            yield block
            block = []
        block.append(stretch)
    if block:
        yield block
