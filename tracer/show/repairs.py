"""The repairs of a file as a person reads them: which one, at what line, what stood there and what is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_schema.errors import NotFoundError
from graph_schema.records import Reading, Repair, Span, Undo
from graph_schema.terms import RepairKind
from tracer.show.page import line_starts


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRow:
    """One repair. `line` and `column` count from 1 in the file; `words` stood there, `replacement` is read instead.

    `number` is its place in the list of all repairs, None for one that comes only where another is left
    out. `made` says whether it is made in this reading.
    """

    number: int | None
    kind: RepairKind
    span: Span
    line: int
    column: int
    words: str
    replacement: str
    made: bool


def repair_rows(text: str, plain: Sequence[Repair], made: Iterable[Repair]) -> tuple[RepairRow, ...]:
    """Returns all repairs in text order: the `plain` ones, numbered from 1, and those that were made beside them."""
    numbers = {repair: number for number, repair in reversed(list(enumerate(plain, 1)))}
    done = set(made)
    lines = line_starts(text)
    everything = sorted({*plain, *done}, key=lambda r: (r.span.start, r.span.end, r.kind))
    return tuple(_row(text, lines, repair, numbers.get(repair), made=repair in done) for repair in everything)


def _row(text: str, lines: Sequence[int], repair: Repair, number: int | None, *, made: bool) -> RepairRow:
    line = bisect_right(lines, repair.span.start)
    return RepairRow(
        number=number,
        kind=repair.kind,
        span=repair.span,
        line=line,
        column=repair.span.start - lines[line - 1] + 1,
        words=repair.span.of(text),
        replacement=repair.replacement,
        made=made,
    )


def kept_rows(reading: Reading) -> tuple[RepairRow, ...]:
    """Returns the repairs of a stored reading, with those that somebody undid by their place."""
    undone = [Repair(kind=u.kind, span=u.span, replacement="") for u in reading.undone if u.span is not None]
    return repair_rows(reading.source.text, [*reading.repairs, *undone], reading.repairs)


def undoing(plain: Sequence[Repair], numbers: Iterable[int], kinds: Iterable[RepairKind]) -> tuple[Undo, ...]:
    """Returns what leaves out the repairs of these numbers and all of these kinds. NotFoundError for a number of none."""
    return tuple(dict.fromkeys([*_of_kinds(kinds), *_of_numbers(plain, numbers)]))


def _of_kinds(kinds: Iterable[RepairKind]) -> Iterator[Undo]:
    return (Undo(kind=kind, span=None) for kind in kinds)


def _of_numbers(plain: Sequence[Repair], numbers: Iterable[int]) -> Iterator[Undo]:
    for number in numbers:
        if not 0 < number <= len(plain):
            raise NotFoundError(
                "repair.no_such",
                number=number,
                count=len(plain),
            )
        repair = plain[number - 1]
        yield Undo(kind=repair.kind, span=repair.span)
