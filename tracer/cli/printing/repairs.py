"""Writes the repairs of a file, a line each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graph_schema.messages import label_of, say
from graph_schema.terms import RepairKind
from graph_schema.visible import in_one_line
from tracer.show.places import warning_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracer.jobs import RepairsReport
from tracer.show.repairs import RepairRow

_MOST = 40  # characters of a repaired place that a line shows
_SIGNS = str.maketrans({"\n": "↵", "\r": "", "\t": "⇥", " ": "␣", "\u3000": "␣", "\u00a0": "␣"})


def repairs_lines(report: RepairsReport, lang: str, *, remembered: bool) -> Iterator[str]:
    """Tells how many there are of each kind, then one line a repair."""
    counts = Counter(row.kind for row in report.rows)
    if not counts:
        yield say(lang, "repair.none")
    else:
        kinds = "  ".join(f"{label_of(kind, lang)} {counts[kind]}" for kind in RepairKind if counts[kind])
        yield f"{say(lang, 'repair.heading', count=len(report.rows))}  {kinds}"
    yield from warning_lines(report.reading.source, lang)
    width = len(str(len(report.rows)))
    for row in report.rows:
        yield f"{row.number or '-':>{width}}  {_row_words(row, lang)}"
    undone = sum(not row.made for row in report.rows)
    if undone:
        yield say(lang, "repair.undone_count", n=undone)
    if remembered:
        yield say(lang, "repair.remembered" if report.reading.undone else "repair.forgotten")


def _row_words(row: RepairRow, lang: str) -> str:
    place = say(lang, "repair.place", line=row.line, column=row.column)
    words = shortened(row.words)
    if row.kind is RepairKind.LINE_BREAK:
        change = say(lang, "repair.joined")
    else:
        change = f"{words} → {shortened(row.replacement) or say(lang, 'repair.nothing')}"
    return f"{label_of(row.kind, lang)}  {place}  {change}" + ("" if row.made else f"  [{say(lang, 'repair.undone')}]")


def shortened(words: str) -> str:
    """Returns words on one line with their blanks and line ends visible, the middle left out where they are long."""
    plain = in_one_line(words.translate(_SIGNS))
    return plain if len(plain) <= _MOST else f"{plain[: _MOST // 2]}…{plain[-_MOST // 4 :]}"
