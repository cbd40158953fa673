"""总览: how the measures stand, the gaps first, then what else must be mended, then place by place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import cards, frame, linked, moved, views
from dashboards.addresses import Page, Scene
from dashboards.data import Board
from dashboards.rights import may_write
from dashboards.views import Selection
from graph_schema.errors import TracerError
from graph_schema.messages import label_of, say
from graph_schema.numerals import number_of
from graph_schema.personal import masked
from graph_schema.records import Finding
from graph_schema.regions import known_path
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.show.signs import ORDER, verdict_words

FILTERS = ("region", "kind", "verdict", "group", "q")


def show() -> None:
    """Draws the page."""
    scene = frame.current_scene()
    board = frame.board_or_stop(scene)
    if not board.documents:
        frame.empty(say(scene.lang, "screen.empty_day", day=board.as_of))
        return
    selection = views.selection_of(st.query_params.to_dict())
    everything, aside = (
        views.chosen(rows, selection, board.said) for rows in (board.snapshot.findings, board.snapshot.aside)
    )
    permitted = board.snapshot.permitted
    findings = views.subjects_of(everything, permitted)
    subjects = [row for row in views.counted_documents(board.documents, board.snapshot) if row.level not in permitted]
    groups = {group: views.of_group(everything, aside, group, permitted) for group in Group}
    head = views.counters(findings, subjects, selection, scene)
    head += views.group_links({group: len(rows) for group, rows in groups.items()}, selection, scene)
    linked.show(head + views.jumps(_parts(findings, selection, scene.lang)), scene, key="counters")
    _moved(board, scene)
    _aside(board, scene)
    _filters(board, selection, scene)
    if selection.group is not None:
        _of_group(groups[selection.group], selection.group, selection, scene)
    elif not findings and not selection.is_empty:
        frame.empty(say(scene.lang, "screen.none_filtered"))
    elif selection.verdict is not None:
        _of_verdict(findings, selection.verdict, selection, scene)
    else:
        _lists(findings, selection, scene)
    _places(board, scene)
    frame.foot(board, scene)


def _moved(board: Board, scene: Scene) -> None:
    """Draws the decisions of people whose texts were corrected, and the button that confirms where they stand now."""
    rows, lang = board.snapshot.moved, scene.lang
    if not rows:
        return
    lost = sum(not row.holds for row in rows)
    heading = (
        say(lang, "screen.moved", n=len(rows), lost=lost) if lost else say(lang, "screen.moved_all_hold", n=len(rows))
    )
    with st.expander(heading, expanded=lost > 0):
        linked.show(moved.moved_table(rows, scene), scene, key="moved")
        found = sum(row.now is not None for row in rows)
        if not found or not may_write():
            return
        left, right = st.columns([5, 2], vertical_alignment="bottom")
        with left:
            why = st.text_input(say(lang, "screen.moved_why"), key="moved_why", max_chars=200)
        with right:
            asked = st.button(say(lang, "screen.moved_confirm", n=found), key="moved_confirm", width="stretch")
        if asked:
            _confirm(board, why, scene)


def _aside(board: Board, scene: Scene) -> None:
    """Draws what no verdict tells of: documents that hold no longer, authority texts, and lines that were not read as documents."""
    snapshot, fenced = board.snapshot, cards.files_unread(board.snapshot)
    if not snapshot.ended and not snapshot.authority and not fenced and snapshot.cleanup.is_empty:
        return
    ended, authority = (sum(row.measures for row in rows) for rows in (snapshot.ended, snapshot.authority))
    heading = say(scene.lang, "screen.aside", ended=ended, authority=authority, files=len(fenced))
    with st.expander(heading):
        linked.show(cards.aside_list(snapshot, fenced, scene), scene, key="aside")


def _confirm(board: Board, why: str, scene: Scene) -> None:
    """Confirms all decisions that have a place, and draws the page anew."""
    try:
        count = moved.confirm_all(board.snapshot.store, board.snapshot.moved, why)
    except TracerError as error:
        st.error(masked(error.in_language(scene.lang)))
        return
    st.toast(say(scene.lang, "screen.moved_confirmed", n=count))
    st.rerun()


def _parts(findings: Sequence[Finding], selection: Selection, lang: str) -> list[tuple[str, str]]:
    """Returns the parts of the page, with their numbers."""
    parts = [("places", say(lang, "screen.coverage"))]
    if selection.verdict is None and selection.group is None:
        rest = f"{say(lang, 'screen.rest')} {len(views.rest_of(findings))}"
        parts = [("gaps", f"{say(lang, 'screen.gaps')} {len(views.gaps_of(findings))}"), ("rest", rest), *parts]
    return parts


# --- filters -----------------------------------------------------------------------------------


def _filters(board: Board, selection: Selection, scene: Scene) -> None:
    lang = scene.lang
    with st.container(key="filters"):
        columns = st.columns([3, 2, 2, 2, 3, 1.5], vertical_alignment="bottom")
        places = ("", *views.places_of(board.documents))
        with columns[0]:
            _choice("region", places, selection.region, lambda p: _place_label(p, lang), scene)
        with columns[1]:
            kinds = ("", *(kind.value for kind in board.snapshot.kinds))
            _choice("kind", kinds, _value(selection.kind), lambda k: _kind_label(k, lang), scene)
        with columns[2]:
            verdicts = ("", *(verdict.value for verdict in ORDER))
            _choice("verdict", verdicts, _value(selection.verdict), lambda v: _verdict_label(v, lang), scene)
        with columns[3]:
            groups = ("", *(group.value for group in Group))
            _choice("group", groups, _value(selection.group), lambda g: _group_label(g, lang), scene)
        with columns[4]:
            st.session_state["f_q"] = selection.words
            st.text_input(
                say(lang, "screen.f_search"),
                key="f_q",
                placeholder=say(lang, "screen.f_search_hint"),
                on_change=frame.to_address("q", "f_q", "page"),
            )
        with columns[5]:
            st.button(say(lang, "screen.f_clear"), on_click=_clear, disabled=selection.is_empty, width="stretch")


_BOXES = {
    "region": "screen.f_region",
    "kind": "screen.f_kind",
    "verdict": "heading.verdict",
    "group": "screen.f_group",
}


def _choice(name: str, options: Sequence[str], current: str, label: views.Labeller, scene: Scene) -> None:
    """Draws a box to choose from; what the address asks for is in it even where no document has it."""
    key = f"f_{name}"
    st.session_state[key] = current
    st.selectbox(
        say(scene.lang, _BOXES[name]),
        list(options) if current in options else [*options, current],
        key=key,
        format_func=label,
        on_change=frame.to_address(name, key, "page"),
    )


def _value(term: MeasureKind | Verdict | Group | None) -> str:
    """Returns a term as a plain string: Streamlit takes a member of an enumeration for something else."""
    return term.value if term else ""


def _place_label(place: str, lang: str) -> str:
    if not place:
        return say(lang, "screen.f_all_regions")
    return "\u3000" * known_path(place).count("/") + views.place_name(place, lang).rsplit(" ", 1)[-1]


def _kind_label(kind: str, lang: str) -> str:
    return label_of(MeasureKind(kind), lang) if kind else say(lang, "screen.f_all_kinds")


def _verdict_label(verdict: str, lang: str) -> str:
    return verdict_words(Verdict(verdict), lang) if verdict else say(lang, "screen.f_all_verdicts")


def _group_label(group: str, lang: str) -> str:
    return label_of(Group(group), lang) if group else say(lang, "screen.f_all_groups")


def _clear() -> None:
    for name in (*FILTERS, "page"):
        st.query_params.pop(name, None)


# --- lists -------------------------------------------------------------------------------------


def _lists(findings: Sequence[Finding], selection: Selection, scene: Scene) -> None:
    """Draws the gaps, and apart from them what else must be mended."""
    lang = scene.lang
    _list("gaps", say(lang, "screen.gaps"), say(lang, "screen.gaps_note"), views.gaps_of(findings), selection, scene)
    _list("rest", say(lang, "screen.rest"), say(lang, "screen.rest_note"), views.rest_of(findings), selection, scene)


def _of_verdict(findings: Sequence[Finding], verdict: Verdict, selection: Selection, scene: Scene) -> None:
    rows = views.of_verdict(findings, verdict)
    title = say(scene.lang, "screen.of_verdict", verdict=label_of(verdict, scene.lang))
    _list("verdict", title, "", rows, selection, scene)


def _of_group(rows: Sequence[Finding], group: Group, selection: Selection, scene: Scene) -> None:
    """Draws the measures of a group, those of the verdict asked for alone where one is."""
    found = rows if selection.verdict is None else views.of_verdict(rows, selection.verdict)
    _list("group", label_of(group, scene.lang), "", found, selection, scene)


_NONE = {
    "gaps": "screen.none_gaps",
    "rest": "screen.none_rest",
    "verdict": "screen.none_verdict",
    "group": "screen.none_group",
}


def _list(name: str, title: str, note: str, rows: Sequence[Finding], selection: Selection, scene: Scene) -> None:
    """Draws one list with its number, its note, its file to take away and its pages."""
    lang = scene.lang
    with st.container(key=f"head_{name}", horizontal=True, vertical_alignment="bottom"):
        st.html(views.section_head(title, say(lang, "screen.n_items", n=len(rows)), note, name))
        if rows:
            st.download_button(
                say(lang, "screen.download"),
                views.measures_csv(rows, lang),
                file_name=f"{title}_{scene.day}.csv",
                mime="text/csv",
                key=f"csv_{name}",
                on_click="ignore",
            )
    if not rows:
        frame.empty(say(lang, _NONE[name]))
        return
    current, asked = 1, st.query_params.get("page", "")
    if asked.startswith(f"{name}-"):
        current = number_of(asked.removeprefix(f"{name}-")) or 1
    count = views.pages_of(rows)
    hrefs = [scene.href(Page.OVERVIEW, **selection.params(page=f"{name}-{n}")) for n in range(1, count + 1)]
    html = views.measure_list(views.page_of(rows, current), scene, title)
    linked.show(html + views.pager(count, min(current, count), hrefs, lang), scene, key=f"list_{name}")


# --- places ------------------------------------------------------------------------------------


def _places(board: Board, scene: Scene) -> None:
    lang = scene.lang
    st.html(views.section_head(say(lang, "screen.coverage"), "", say(lang, "screen.coverage_note"), "places"))
    rows = views.place_rows(
        views.counted_documents(board.documents, board.snapshot), board.snapshot.findings, board.snapshot.permitted
    )
    linked.show(views.place_table(rows, scene), scene, key="places")


if __name__ == "__main__":
    show()
