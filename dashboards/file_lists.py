"""Says what stands below the text of a document: duties with their deadlines, and the repairs of its file (HTML). Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboards.views import plain, shown
from graph_schema.messages import label_of, say
from graph_schema.records import Duty, Undo
from graph_schema.terms import RepairKind
from tracer.show.repairs import RepairRow
from tracer.show.rows import DocumentView

_MOST = 36  # characters of a repaired place that the list shows
_SIGNS = str.maketrans({"\n": "↵", "\r": "", "\t": "⇥", " ": "␣", "\u3000": "␣", "\u00a0": "␣"})


def duty_table(duties: Sequence[tuple[str, Duty]], lang: str) -> str:
    """Returns every duty in text order: provision, offices, deadline, what is to be handed in."""
    keys = ("screen.h_provision", "screen.h_units", "screen.h_due", "screen.h_report", "screen.h_quote")
    return _table([say(lang, key) for key in keys], [_duty_cells(label, duty, lang) for label, duty in duties])


def _duty_cells(label: str, duty: Duty, lang: str) -> tuple[str, str]:
    units = shown("、".join(duty.units)) or f'<span class="faint">{say(lang, "word.addressees")}</span>'
    day = f" <b>{duty.deadline}</b>" if duty.deadline else ""
    cells = (shown(label), units, shown(duty.due) + day, shown(duty.report), shown(duty.text))
    return "", "".join(f"<td>{cell}</td>" for cell in cells)


def listed(view: DocumentView) -> tuple[RepairRow, ...]:
    """Returns the repairs that are listed one by one: a stray blank is not, unless somebody asked for it alone."""
    return tuple(row for row in view.repairs if row.kind is not RepairKind.BLANK or not row.made)


def repair_table(view: DocumentView, lang: str) -> str:
    """Returns every repair of the file: kind, place, what stood there, what is read."""
    heads = [say(lang, key) for key in ("screen.h_kind", "screen.h_place", "screen.h_stood", "screen.h_read")]
    html = _table(heads, [_repair_cells(row, lang) for row in listed(view)]) if listed(view) else ""
    blanks = len(view.repairs) - len(listed(view))
    return html + (f'<p class="faint">{say(lang, "screen.r_blanks", n=blanks)}</p>' if blanks else "")


def _repair_cells(row: RepairRow, lang: str) -> tuple[str, str]:
    place = say(lang, "screen.place_in_file", line=row.line, column=row.column)
    if not row.made:
        read = say(lang, "screen.r_not_made")
    elif row.kind is RepairKind.LINE_BREAK:
        read = say(lang, "repair.joined")
    else:
        read = shown(row.replacement) or say(lang, "repair.nothing")
    cells = (label_of(row.kind, lang), place, escape(visible(row.words)), read)
    return "" if row.made else "off", "".join(f"<td>{cell}</td>" for cell in cells)


def visible(words: str) -> str:
    """Returns words on one line with their blanks and line ends to be seen, the middle left out where they are long."""
    signs = plain(words.translate(_SIGNS))
    return signs if len(signs) <= _MOST else f"{signs[: _MOST // 2]}…{signs[-_MOST // 4 :]}"


def _table(heads: Sequence[str], rows: Sequence[tuple[str, str]]) -> str:
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in heads)
    body = "".join(f'<tr class="{name}">{cells}</tr>' for name, cells in rows)
    return f'<div class="scroll long-list"><table class="plain-list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def choices(view: DocumentView, lang: str) -> dict[Undo, str]:
    """Returns what can be undone, with its words: all of a kind that is there, and each repair of the list."""
    found = {row.kind for row in view.repairs} | {undo.kind for undo in view.undone}
    kinds = {
        Undo(kind=kind, span=None): say(lang, "screen.r_whole_kind", kind=label_of(kind, lang))
        for kind in RepairKind
        if kind in found
    }
    places = {Undo(kind=row.kind, span=row.span): _option(row, lang) for row in listed(view)}
    return kinds | places


def _option(row: RepairRow, lang: str) -> str:
    return say(lang, "screen.r_option", line=row.line, kind=label_of(row.kind, lang), words=visible(row.words))
