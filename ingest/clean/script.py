"""Traditional characters to simplified ones, one character for one.

The table is derived from OpenCC's t2s dictionary (Apache-2.0), pairs of single characters only, so
that no offset moves. A text is converted only when it is written in traditional characters: single
ones (著作, 乾隆) occur in simplified texts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.undoing import Undoing

# Frequent characters of official texts that simplified script does not use at all.
_SURE = re.compile(
    "[國發會關條導辦務問題體誠懲將應與說個們為對門還這進時過開間員見規單縣區廳長業產書電機號據實織處構檔錄權責屬於總黨歷傳貫徹執聯勵約認義變]"
)
_SAMPLE = 200_000
_LEAST_SURE = 3


@cache
def _table() -> dict[int, str]:
    pairs = files("ingest").joinpath("lexicon/traditional.txt").read_text(encoding="utf-8").strip()
    return {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}


def is_traditional(text: str) -> bool:
    """Tells whether the text is written in traditional characters: at least one in fifty of its first characters."""
    sample = text[:_SAMPLE]
    found = len(_SURE.findall(sample))
    return found >= _LEAST_SURE and found * 50 >= len(sample.strip())


def may_be_traditional(text: str) -> bool:
    """Tells whether any stretch of the text may be in traditional characters."""
    return sum(1 for _ in islice(_SURE.finditer(text), _LEAST_SURE)) == _LEAST_SURE


def to_simplified(text: str) -> str:
    """Returns the text in simplified characters, of the same length; the same object where nothing changes."""
    return text.translate(_table()) if is_traditional(text) else text


def simplified(character: str) -> str:
    """Returns the simplified form of a character, in whatever text it stands."""
    return character.translate(_table())


def in_simplified_script(source: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns the text in simplified script, but where that was undone, and adds what was mended to `repairs`."""
    simple = to_simplified(source)
    if simple is source:
        return source
    kept: list[Repair] = []
    for repair in _script_repairs(source, simple):
        (kept if undone.without(repair) else repairs).append(repair)
    if not kept:
        return simple
    out, at = [], 0
    for span in (repair.span for repair in kept):
        out += [simple[at : span.start], span.of(source)]
        at = span.end
    return "".join([*out, simple[at:]])


def _script_repairs(source: str, simple: str) -> Iterator[Repair]:
    """Finds the runs of characters that differ between the two scripts."""
    start = None
    for at, (written, read) in enumerate(zip(source, simple, strict=True)):
        if written != read and start is None:
            start = at
        elif written == read and start is not None:
            yield Repair(kind=RepairKind.TRADITIONAL, span=Span(start, at), replacement=simple[start:at])
            start = None
    if start is not None:
        yield Repair(kind=RepairKind.TRADITIONAL, span=Span(start, len(source)), replacement=simple[start:])
