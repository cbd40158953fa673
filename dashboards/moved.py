"""Decisions of people whose texts were corrected: where each was made, where it stands now (HTML), and confirming that.

The table is a pure function; `confirm_all` is one of the acts by which a screen changes the store. `ids_now` leads an
address with the id of an earlier text to where it is now.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from dashboards.addresses import Page, Scene
from dashboards.rights import may_write
from dashboards.views import link, shown, title_of
from graph_schema.errors import InputError
from graph_schema.messages import label_of, say
from tracer.show.decisions import DecisionRow, PlaceRow, value_in_words

_HEADS = ("screen.h_decided", "screen.h_was", "screen.h_now", "screen.h_sure")


def moved_table(rows: Sequence[DecisionRow], scene: Scene) -> str:
    """Returns the decisions to confirm, each with its old and its new place and how sure the latter is."""
    head = "".join(f'<th scope="col">{say(scene.lang, key)}</th>' for key in _HEADS)
    body = "".join(f"<tr>{_cells(row, scene)}</tr>" for row in rows)
    return f'<div class="scroll long-list"><table class="plain-list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cells(row: DecisionRow, scene: Scene) -> str:
    lang, decision = scene.lang, row.decision
    value = shown(value_in_words(decision.kind, decision.value, lang))
    who = shown(f"{decision.who} {decision.at.date()} {decision.why}")
    decided = f'{label_of(decision.kind, lang)} → <b>{value}</b><br><span class="faint">{who}</span>'
    sure = f"{row.confidence:.0%}" if row.now else "—"
    state = say(lang, "screen.moved_holds" if row.holds else "screen.moved_waits" if row.now else "screen.moved_lost")
    was = _place(row.was, lang) if row.was else shown(decision.subject)
    now = _linked(row.now, scene) if row.now else f'<span class="faint">{say(lang, "screen.moved_nowhere")}</span>'
    cells = (decided, was, now, f'{sure}<br><span class="faint">{state}</span>')
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _place(place: PlaceRow, lang: str) -> str:
    number = f" {shown(place.number)}" if place.number else ""
    return f"{title_of(place.title, lang)}{number} {shown(place.provision)}<br><q>{shown(place.words)}</q>"


def _linked(place: PlaceRow, scene: Scene) -> str:
    href = scene.href(Page.DOCUMENT, doc=place.document, measure=place.id)
    return f'{_place(place, scene.lang)} <a class="go" {link(href)}>{say(scene.lang, "screen.see_text")}</a>'


def ids_now(store: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Returns what the ids of an address that was kept mean now, each the one given where nothing is sure."""
    from tracer import jobs

    return jobs.ids_now(store, ids, os.environ.get("TRACER_POLICY") or None)


def confirm_all(store: str, rows: Sequence[DecisionRow], why: str) -> int:
    """Confirms the place of every decision that has one; returns how many. TracerError where it cannot."""
    if not may_write():
        raise InputError("screen.read_only")
    # Deciding is heavy, and most visitors only look.
    from tracer import jobs

    return jobs.confirm_in(
        store,
        [row.decision.id for row in rows if row.now],
        why=why,
        policy=os.environ.get("TRACER_POLICY") or None,
    )
