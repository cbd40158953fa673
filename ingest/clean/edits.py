"""Edits of a text that leave every character at its place, listed as repairs, and made where nobody undid them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.undoing import Undoing

CUT = "\x1f"
"""Stands for a character that is to be cut out of its line; a blank, so that no rule takes it for a word."""


class Edit(NamedTuple):
    """Holds what is read at text[start:end]: the words that are listed, and as many characters as are replaced.

    `kind` is None where nothing is mended: another sign for the end of a line.
    """

    kind: RepairKind | None
    start: int
    end: int
    read: str
    laid: str


def as_given(text: str, given: Sequence[Repair], repairs: list[Repair], undone: Undoing) -> str:
    """Makes the repairs that a file's reader asks for; words that are left out leave the ends of their lines."""
    return made(text, map(_edit, given), repairs, undone) if given else text


def _edit(repair: Repair) -> Edit:
    start, end = repair.span.start, repair.span.end
    laid = repair.replacement if len(repair.replacement) <= end - start else ""
    return Edit(repair.kind, start, end, repair.replacement, laid + CUT * (end - start - len(laid)))


def made(text: str, edits: Iterable[Edit], repairs: list[Repair], undone: Undoing) -> str:
    """Makes the edits but those that are undone or overlap an earlier one, and adds them to `repairs`."""
    out: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < at or (edit.kind is not None and undone.forbids(edit.kind, edit.start, edit.end)):
            continue
        if edit.kind is not None:
            repairs.append(Repair(kind=edit.kind, span=Span(edit.start, edit.end), replacement=edit.read))
        out += (text[at : edit.start], edit.laid)
        at = edit.end
    return "".join([*out, text[at:]]) if out else text
