"""机关代字 of national bodies: whose number it is, from the characters in front of 〔年份〕.

One table for documents at hand and for those cited: data/agency_codes.tsv. A code ends where a department of the
body begins: 发改* stands for 发改财金, 发改投资 …; the longest row that fits decides. Codes of places are no part of
the table: a place's own offices stand in front of theirs (赣发改, 穗府办).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from graph_schema.terms import SourceLevel


@dataclass(frozen=True, slots=True)
class NationalCode:
    """Holds what a code shows: the body (None where several share the beginning), and the level of its documents."""

    code: str
    issuer: str | None
    level: SourceLevel


# 建政发, 环府办: the government or the party of a place whose name begins like a ministry's code.
_OF_A_PLACE = re.compile(r".{1,3}(?:政[发办函字文规通综]|府[发办函字规]|[委党][发办])")


@cache
def _tables() -> tuple[Mapping[str, NationalCode], Mapping[str, NationalCode]]:
    """Returns the codes that stand for themselves, and those that more characters may follow."""
    whole: dict[str, NationalCode] = {}
    begins: dict[str, NationalCode] = {}
    text = resources.files("graph_schema").joinpath("data/agency_codes.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#") or line.startswith("code\t"):
            continue
        printed, issuer, level = line.split("\t")
        code = printed.removesuffix("*")
        rows = begins if printed.endswith("*") else whole
        rows[code] = NationalCode(code, issuer or None, SourceLevel(level))
    return whole, begins


def national_code(organ: str) -> NationalCode | None:
    """Returns the national body whose number begins with `organ`: 国统字, 发改办财金; None for a place's own and unknown ones."""
    whole, begins = _tables()
    if organ in whole:
        return whole[organ]
    if _OF_A_PLACE.match(organ):
        return None
    return next((begins[organ[:n]] for n in range(len(organ), 0, -1) if organ[:n] in begins), None)
