"""Writes what does not hold together in the registry: a line a fault, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph_schema.messages import say
from tracer.registry.lint import Fault, FaultKind

MAX_LINES = 50
"""So many faults are printed where no kind was chosen; JSON has all."""
NAMES: Mapping[FaultKind, str] = {
    FaultKind.PLACE: "fault_kind.place",
    FaultKind.LEVEL_UNKNOWN: "fault_kind.level_unknown",
    FaultKind.NO_ORDER_NUMBER: "fault_kind.no_order_number",
    FaultKind.NO_DATES: "fault_kind.no_dates",
    FaultKind.NO_DAY_OF_REPEAL: "fault_kind.no_day_of_repeal",
    FaultKind.REPEALED_EARLY: "fault_kind.repealed_early",
    FaultKind.REPEALED_IN_FORCE: "fault_kind.repealed_in_force",
    FaultKind.EDITION_UNSOURCED: "fault_kind.edition_unsourced",
    FaultKind.VERSIONS_BACKWARDS: "fault_kind.versions_backwards",
    FaultKind.VERSIONS_OVERLAP: "fault_kind.versions_overlap",
    FaultKind.EFFECT_BEFORE_MAKING: "fault_kind.effect_before_making",
    FaultKind.COUNT_UNKNOWN: "fault_kind.count_unknown",
    FaultKind.COUNT_TOO_LOW: "fault_kind.count_too_low",
    FaultKind.COUNT_SMALL: "fault_kind.count_small",
    FaultKind.CITED_BEYOND: "fault_kind.cited_beyond",
    FaultKind.MOVES: "fault_kind.moves",
    FaultKind.SAME_NUMBER: "fault_kind.same_number",
    FaultKind.SAME_TITLE: "fault_kind.same_title",
    FaultKind.SHORT_TITLE: "fault_kind.short_title",
}
"""The code of the words for each kind."""


def fault_lines(faults: Sequence[Fault], lang: str, *, all_of_them: bool) -> Iterator[str]:
    """Yields a line a fault, with the file and the line of its row."""
    shown = faults if all_of_them else faults[:MAX_LINES]
    for fault in shown:
        yield f"{fault.file}:{fault.line}: {say(lang, fault.said)} [{fault.kind.value}]"
    if len(faults) > len(shown):
        yield say(lang, "registry_fault.more", n=len(faults) - len(shown))


def summary_lines(counts: Mapping[str, int], lang: str) -> Iterator[str]:
    """Yields how many faults there are of each kind that has any."""
    if not any(counts.values()):
        yield say(lang, "registry.clean")
        return
    for kind, count in counts.items():
        if count:
            yield f"{count:>5}  {say(lang, NAMES[FaultKind(kind)])}  {kind}"
