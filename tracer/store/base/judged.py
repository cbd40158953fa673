"""The rows in which judged documents and their measures are kept: the columns that they are chosen and counted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A measure as it is kept: what it is chosen by; `words` are what is searched of it, `reached` is the source at the end of its chain, `line` that of its finding in the document's bodies.

    Without a finding verdict and line are None. `part` is its provision where it counts nowhere, `held` tells of one that has ended that it would have to be mended if its document held. On the days from `counted_since`
    and before `counted_until` all but line and words are as they are; None where these days are not known.
    """

    measure: str
    start: int
    stop: int
    verdict: str | None = None
    kind: str = ""
    aside: str | None = None
    part: str | None = None
    gap: bool = False
    mend: bool = False
    unsupported: bool = False
    held: bool = False
    reasons: str = ""
    reached: str | None = None
    rests_on: tuple[str, ...] = ()
    line: int | None = None
    words: str = ""
    counted_since: str | None = None
    counted_until: str | None = None
    digest: int = 0


COUNTED_BY: tuple[str, ...] = (
    *("measure", "start", "stop", "verdict", "kind", "aside", "part", "gap", "mend", "unsupported", "held"),
    *("counted_since", "counted_until"),
)
"""The columns of a measure that it is counted by, those that it is ordered by and the days of these among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A judged document as it is kept: what its findings are ordered, chosen and counted by.

    `bodies` are lines of JSON, packed: the document as its findings show it, then each finding without it.
    """

    document: str
    touched: int
    since: str
    until: str
    order_number: str
    order_title: str
    number: str | None
    title: str | None
    region: str | None
    issued: str | None
    draft: bool
    of_source: bool
    words: str
    bodies: bytes
    lines: bytes
    counts: Mapping[str, int]
    seal: int
    findings: tuple[FindingRow, ...]
