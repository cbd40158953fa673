"""Digests that bind facts: a canonical form of JSON values, and a Merkle tree over rows.

One root stands for all rows of a registry; a row with its path leads to the root, so that who knows
the root need not have the registry to see that a row was not altered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from graph_schema.records import Instrument

LEFT, RIGHT = "left", "right"


def canonical(value: object) -> bytes:
    """Returns the one spelling of a JSON value: keys in order, no blanks."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def digest_of(value: object) -> str:
    """Returns SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def facts_row(instrument: Instrument) -> dict[str, object]:
    """Returns what the registry says of an instrument, as a JSON value."""
    return {
        "id": instrument.id,
        "title": instrument.title,
        "short_titles": list(instrument.short_titles),
        "numbers": list(instrument.numbers),
        "level": instrument.level.value,
        "issuer": instrument.issuer,
        "region": instrument.region,
        "repealed": _day(instrument.repealed),
        "status": instrument.status,
        "versions": [
            {
                "kind": v.kind.value,
                "adopted": _day(v.adopted),
                "published": _day(v.published),
                "effective": _day(v.effective),
                "until": _day(v.until),
                "articles": v.articles,
                "title": v.title,
                "by": v.by,
            }
            for v in instrument.versions
        ],
        "is_decision": instrument.is_decision,
        "former_titles": list(instrument.former_titles),
        "moved": [{"day": m.day.isoformat(), "old": m.old, "new": m.new, "count": m.count} for m in instrument.moved],
        "known_until": _day(instrument.known_until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


class MerkleTree:
    """The tree over rows, in the order of their keys."""

    def __init__(self, rows: Mapping[str, object]) -> None:
        self._place = {key: place for place, key in enumerate(sorted(rows))}
        self._levels = [[_leaf(rows[key]) for key in sorted(rows)]]
        while len(self._levels[-1]) > 1:
            self._levels.append(list(_parents(self._levels[-1])))

    @property
    def root(self) -> str:
        """Returns what stands for all rows."""
        return self._levels[-1][0].hex() if self._levels[-1] else ""

    def path(self, key: str) -> list[list[str]]:
        """Returns the neighbours on the way from a row to the root: side and digest, nearest first."""
        place = self._place[key]
        out: list[list[str]] = []
        for level in self._levels[:-1]:
            other = place ^ 1
            if other < len(level):
                out.append([LEFT if other < place else RIGHT, level[other].hex()])
            place //= 2
        return out


def root_of(row: object, path: Sequence[Sequence[str]]) -> str:
    """Returns the root that a row with its path leads to; ValueError for a path that is none."""
    here = _leaf(row)
    for side, digest in path:
        other = bytes.fromhex(digest)
        if side not in (LEFT, RIGHT) or len(other) != len(here):
            raise ValueError(side)
        here = _node(other, here) if side == LEFT else _node(here, other)
    return here.hex()


def _leaf(row: object) -> bytes:
    return hashlib.sha256(b"\x00" + canonical(row)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _parents(level: Sequence[bytes]) -> Iterable[bytes]:
    for at in range(0, len(level), 2):
        yield _node(level[at], level[at + 1]) if at + 1 < len(level) else level[at]
