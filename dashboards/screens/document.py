"""文件: one document, its text with every measure marked, and the verdict on the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import cards, file_lists, frame, linked, page_view, rereading, text_view, views
from dashboards.addresses import Page, Scene
from dashboards.rights import may_write
from graph_schema.errors import TracerError
from graph_schema.messages import say
from graph_schema.personal import masked
from graph_schema.records import Finding, Undo
from graph_schema.terms import Group
from tracer.show.board import Board
from tracer.show.rows import DocumentView

PANE = 580  # height of the text in pixels: beside the card it stays on one screen


def show() -> None:
    """Draws the page."""
    scene = frame.current_scene()
    with frame.judged_board(scene) as board:
        _page(board, scene)


def _page(board: Board, scene: Scene) -> None:
    if board.is_empty:
        frame.empty(say(scene.lang, "screen.empty_day", day=board.as_of))
        return
    asked, measure = st.query_params.get("doc", ""), st.query_params.get("measure", "")
    frame.follow_address(board, asked, measure)
    if not asked and (known := board.finding(measure) if measure else None):
        asked = known.document.id
    document = board.standing(asked) if asked else ""
    found = frame.choose_document(board, document, "pick_document", scene)
    if document:
        _draw(board, document, measure, scene)
    elif asked:
        frame.empty(say(scene.lang, "screen.unknown_document"), say(scene.lang, "screen.unknown_todo"))
    else:
        frame.empty(say(scene.lang, "screen.no_document"), say(scene.lang, "screen.no_document_todo"))
        linked.show(views.document_list(found, scene), scene, key="documents")
    frame.foot(board, scene)


def _draw(board: Board, document: str, measure: str, scene: Scene) -> None:
    view = board.view(document)
    linked.show(cards.document_card(view, scene), scene, key="document_card")
    chosen = next((finding for finding in view.findings if finding.measure.id == measure), None)
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        _file(board, view, chosen, scene)
    with right:
        _measures(view.findings, chosen, measure, scene)
    _duties(view, scene)
    _repairs(board, view, scene)


def _duties(view: DocumentView, scene: Scene) -> None:
    """Tells who must do what by when."""
    if not view.duties:
        return
    lang = scene.lang
    count = say(lang, "screen.n_items", n=len(view.duties))
    st.html(views.section_head(say(lang, "screen.duties"), count, say(lang, "screen.duties_note"), name="duties"))
    st.html(file_lists.duty_table(view.duties, lang))


def _repairs(board: Board, view: DocumentView, scene: Scene) -> None:
    """Draws the repairs of the file, and the choice of those that are not wanted."""
    if not view.repairs and not view.undone:
        return
    lang = scene.lang
    count = say(lang, "screen.n_items", n=len(view.repairs))
    st.html(views.section_head(say(lang, "screen.repairs"), count, say(lang, "screen.repairs_note"), name="repairs"))
    st.html(file_lists.repair_table(view, lang))
    if not may_write():
        st.caption(say(lang, "screen.read_only"))
        return
    options = file_lists.choices(view, lang)
    left, right = st.columns([5, 1], gap="small", vertical_alignment="bottom")
    with left:
        wanted: list[Undo] = st.multiselect(
            say(lang, "screen.r_choose"),
            list(options),
            default=[undo for undo in view.undone if undo in options],
            format_func=lambda undo: options.get(undo, ""),
            placeholder=say(lang, "screen.r_choose_none"),
            key=f"undo_{view.sha256}_{len(view.undone)}",
        )
    with right:
        changed = set(wanted) != set(view.undone)
        if st.button(say(lang, "screen.r_apply"), disabled=not changed, width="stretch", key="read_again"):
            _read_again(board, view, wanted, scene)


def _read_again(board: Board, view: DocumentView, undone: Sequence[Undo], scene: Scene) -> None:
    """Has the file read again and stay with the document, whose id may have changed with its number."""
    try:
        reading = rereading.read_again(board.store, view.sha256, undone)
    except TracerError as error:
        st.error(masked(error.in_language(scene.lang)))
        return
    st.toast(say(scene.lang, "screen.r_applied"))
    st.query_params.from_dict(scene.params(doc=rereading.document_at(reading, view.span)))
    st.rerun()


def _file(board: Board, view: DocumentView, chosen: Finding | None, scene: Scene) -> None:
    """Draws the text, or the page as it is in the file."""
    lang = scene.lang
    for warning in view.warnings:
        st.caption(say(lang, "file.warning", what=warning))
    if not page_view.has_pages(view):
        if chosen and (where := page_view.place_of(view, chosen.measure.span, lang)):
            st.caption(say(lang, "screen.stands_at", where=where))
        _text(view, chosen, scene)
        return
    names = {"text": say(lang, "screen.as_text"), "page": say(lang, "screen.as_page")}
    key = "shown_as"
    asked = st.query_params.get(page_view.PAGE_PARAM)
    st.session_state.setdefault(key, "page" if asked else "text")
    shown = st.segmented_control(
        say(lang, "screen.shown_as"), list(names), key=key, format_func=names.__getitem__, label_visibility="collapsed"
    )
    if chosen:
        st.caption(say(lang, "screen.stands_at", where=page_view.place_of(view, chosen.measure.span, lang)))
    if shown == "page":
        page_view.show(board.store, view, chosen, scene)
    else:
        _text(view, chosen, scene)


def _text(view: DocumentView, chosen: Finding | None, scene: Scene) -> None:
    selected = chosen.measure.id if chosen else ""
    html = text_view.marked_text(view, text_view.mended_in(view), scene, selected)
    st.html(text_view.marks_key(scene.lang))
    with st.container(key="pane", height=PANE, border=True):
        linked.show(html, scene, key="text", choice=selected)
    if not frame.shows_personal():
        st.caption(say(scene.lang, "screen.masked"))


def _measures(findings: Sequence[Finding], chosen: Finding | None, asked: str, scene: Scene) -> None:
    """Draws the choice of a measure, and its card; with none chosen, the list of all. What counts nowhere says so first."""
    lang = scene.lang
    if not findings:
        frame.empty(say(lang, "screen.no_measure_here"))
        return
    if aside := findings[0].aside:
        frame.empty(say(lang, "screen.none_authority" if aside is Group.AUTHORITY else "screen.none_left"))
    names = {finding.measure.id: views.measure_name(finding, lang) for finding in findings}
    key = "pick_measure"
    st.session_state[key] = chosen.measure.id if chosen else ""
    st.selectbox(
        say(lang, "screen.choose_measure"),
        ["", *names],
        key=key,
        format_func=lambda id: names.get(id) or say(lang, "screen.all_measures", n=len(names)),
        filter_mode="contains",
        on_change=frame.to_address("measure", key),
    )
    if asked and chosen is None:
        frame.empty(say(lang, "screen.unknown_measure"), say(lang, "screen.unknown_todo"))
    if chosen is None:
        with st.container(key="index_pane", height=PANE, border=False):
            linked.show(cards.measure_index(findings, scene), scene, key="index")
        return
    step = views.stepper(findings, chosen, Page.DOCUMENT, scene)
    linked.show(cards.measure_card(chosen, scene, step), scene, key="measure_card")


if __name__ == "__main__":
    show()
