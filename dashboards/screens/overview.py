"""总览: how the measures stand, the gaps first, then what else must be mended, then place by place."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboards import cards, frame, linked, moved, taking, views
from dashboards.addresses import Page, Scene
from dashboards.rights import may_write
from dashboards.views import Selection
from graph_schema.errors import TracerError
from graph_schema.messages import label_of, say
from graph_schema.numerals import number_of
from graph_schema.personal import masked
from graph_schema.regions import known_path
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.show.board import PAGE_SIZE, Board, Filters, Tally, pages_of
from tracer.show.cleanup import Cleanup
from tracer.show.signs import ORDER, verdict_words

FILTERS = ("region", "kind", "verdict", "group", "q")


def show() -> None:
    """Draws the page."""
    scene = frame.current_scene()
    with frame.judged_board(scene) as board:
        _page(board, scene)


def _page(board: Board, scene: Scene) -> None:
    if board.is_empty:
        frame.empty(say(scene.lang, "screen.empty_day", day=board.as_of))
        return
    selection = views.selection_of(st.query_params.to_dict())
    tally = board.tally(selection.filters())
    read = sum(numbers[False] for place, numbers in board.read.items() if views.lies_in(place, selection.region))
    head = views.counters(tally, read, selection, scene)
    head += views.group_links(board.groups(selection.filters()), selection, scene)
    linked.show(head + views.jumps(_parts(tally, selection, scene.lang)), scene, key="counters")
    _moved(board, scene)
    _aside(board, selection, scene)
    _filters(board, selection, scene)
    if selection.group is not None:
        _list(board, "group", label_of(selection.group, scene.lang), "", selection.listed(), selection, scene)
    elif not tally.measures and not selection.is_empty:
        frame.empty(say(scene.lang, "screen.none_filtered"))
    elif selection.verdict is not None:
        title = say(scene.lang, "screen.of_verdict", verdict=label_of(selection.verdict, scene.lang))
        _list(board, "verdict", title, "", selection.listed(), selection, scene)
    else:
        _lists(board, selection, scene)
    _places(board, selection, scene)
    frame.foot(board, scene)


def _moved(board: Board, scene: Scene) -> None:
    """Draws the decisions of people whose texts were corrected, and the button that confirms where they stand now."""
    rows, lang = board.moved, scene.lang
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


def _aside(board: Board, selection: Selection, scene: Scene) -> None:
    """Draws what no verdict tells of, in one line; what it is is listed when somebody asks: ended documents, authority texts, lines that were not read as documents."""
    aside, lang, asked = board.set_aside, scene.lang, _page_asked("aside")
    if aside.is_empty:
        return
    words = say(lang, "screen.aside", ended=aside.ended, authority=aside.authority, files=aside.unread)
    href = scene.href(Page.OVERVIEW, **selection.params(page="" if asked else "aside-1"))
    fold = say(lang, "screen.fold" if asked else "screen.unfold")
    html = f'<p class="aside-line" id="aside">{escape(words)} <a {views.link(href)}>{fold}</a></p>'
    if asked:
        count = pages_of(len(aside.rows))
        current = min(asked, count)
        rows = [made() for made in aside.rows[(current - 1) * PAGE_SIZE : current * PAGE_SIZE]]
        html += cards.aside_list(rows, board.cleanup if current == 1 else Cleanup(), scene)
        html += _pager("aside", count, current, selection, scene)
    linked.show(html, scene, key="aside")


def _confirm(board: Board, why: str, scene: Scene) -> None:
    """Confirms all decisions that have a place, and draws the page anew."""
    try:
        count = moved.confirm_all(board.store, board.moved, why)
    except TracerError as error:
        st.error(masked(error.in_language(scene.lang)))
        return
    st.toast(say(scene.lang, "screen.moved_confirmed", n=count))
    st.rerun()


def _parts(tally: Tally, selection: Selection, lang: str) -> list[tuple[str, str]]:
    """Returns the parts of the page, with their numbers."""
    parts = [("places", say(lang, "screen.coverage"))]
    if selection.verdict is None and selection.group is None:
        rest = f"{say(lang, 'screen.rest')} {tally.must_mend - tally.gaps}"
        parts = [("gaps", f"{say(lang, 'screen.gaps')} {tally.gaps}"), ("rest", rest), *parts]
    return parts


# --- filters -----------------------------------------------------------------------------------


def _filters(board: Board, selection: Selection, scene: Scene) -> None:
    lang = scene.lang
    with st.container(key="filters"):
        columns = st.columns([3, 2, 2, 2, 3, 1.5], vertical_alignment="bottom")
        places = ("", *views.places_of(board.places))
        with columns[0]:
            _choice("region", places, selection.region, lambda p: _place_label(p, lang), scene)
        with columns[1]:
            kinds = ("", *(kind.value for kind in MeasureKind if kind in board.policy.kinds))
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


def _lists(board: Board, selection: Selection, scene: Scene) -> None:
    """Draws the gaps, and apart from them what else must be mended."""
    lang, gaps, rest = scene.lang, selection.filters(), selection.filters(rest=True)
    _list(board, "gaps", say(lang, "screen.gaps"), say(lang, "screen.gaps_note"), gaps, selection, scene)
    _list(board, "rest", say(lang, "screen.rest"), say(lang, "screen.rest_note"), rest, selection, scene)


_NONE = {
    "gaps": "screen.none_gaps",
    "rest": "screen.none_rest",
    "verdict": "screen.none_verdict",
    "group": "screen.none_group",
}


def _list(board: Board, name: str, title: str, note: str, filters: Filters, selection: Selection, scene: Scene) -> None:
    """Draws one page of a list with its number, its note, its file to take away and links to its other pages."""
    lang, asked = scene.lang, _page_asked(name) or 1
    page = board.page(filters, asked)
    with st.container(key=f"head_{name}", horizontal=True, vertical_alignment="bottom"):
        st.html(views.section_head(title, say(lang, "screen.n_items", n=page.total), note, name))
        if page.total:
            st.download_button(
                say(lang, "screen.download"),
                taking.list_of(
                    scene, filters, st.session_state.get(frame.EDITION_KEY, ""), personal=frame.shows_personal()
                ),
                file_name=f"{title}_{scene.day}.csv",
                mime="text/csv",
                key=f"csv_{name}",
                on_click="ignore",
            )
    if not page.total:
        frame.empty(say(lang, _NONE[name]))
        return
    count = pages_of(page.total)
    html = views.measure_list(page.findings, scene, title)
    current = min(asked, count)
    pager = _pager(name, count, current, selection, scene)
    linked.show(html + pager, scene, key=f"list_{name}", part=f"{name}-{current}")


def _page_asked(name: str) -> int:
    """Returns the page of a list that the address asks for, 0 where it asks for none of it."""
    list_asked, _, number = st.query_params.get("page", "").rpartition("-")
    return (number_of(number) or 1) if list_asked == name else 0


def _pager(name: str, count: int, current: int, selection: Selection, scene: Scene) -> str:
    def href(number: int) -> str:
        return scene.href(Page.OVERVIEW, **selection.params(page=f"{name}-{number}"))

    return views.pager(count, current, href, scene.lang)


# --- places ------------------------------------------------------------------------------------


def _places(board: Board, selection: Selection, scene: Scene) -> None:
    lang = scene.lang
    everything, subjects = (board.tally_by_place(subjects=subjects) for subjects in (False, True))
    rows = views.place_rows(board.read, subjects, everything)
    shown = views.places_near(rows, selection.region)
    note = say(lang, "screen.coverage_note") + ("" if shown == rows else say(lang, "screen.places_near"))
    st.html(views.section_head(say(lang, "screen.coverage"), "", note, "places"))
    linked.show(views.place_table(shown, scene), scene, key="places")


if __name__ == "__main__":
    show()
