"""Says what all pages share: the head with language and day, the styles, and the judged store or why there is none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from importlib.resources import files

import streamlit as st

from dashboards import moved, views
from dashboards.addresses import CARRIED, HEADINGS, Page, Scene
from dashboards.data import Told, edition_now, opened_board, store_shown
from dashboards.linked import SCREENS
from dashboards.rights import may_write
from graph_schema.days import typed_day
from graph_schema.errors import TracerError
from graph_schema.messages import LANGUAGES, say
from graph_schema.personal import masked
from tracer.show.board import PAGE_SIZE, Board
from tracer.show.personal import disclose
from tracer.show.rows import DocumentRow

DAY_KEY, LANG_KEY, BAD_DAY = "day_text", "language", "bad_day"
PERSONAL_KEY, PAGE_KEY, EDITION_KEY = "show_personal", "current_page", "registry_edition"


def current_scene() -> Scene:
    """Returns language and day: from the address, else as they were on the page before, else those of the machine."""
    for name in CARRIED:
        if name in st.query_params:
            st.session_state[f"carried_{name}"] = st.query_params[name]
        elif kept := st.session_state.get(f"carried_{name}"):
            st.query_params[name] = kept
    lang = st.query_params.get("lang") or os.environ.get("TRACER_LANG", "zh")
    on = st.query_params.get("on", "")
    day = typed_day(on)
    return Scene(lang=lang if lang in LANGUAGES else "zh", day=day or date.today(), on=str(day) if day else "")


def head(scene: Scene, current: Page) -> None:
    """Draws the head of the page: the product, the pages, the day and the language."""
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(f'<div class="product" role="banner">{say(scene.lang, "screen.product")}</div>', width="content")
        for page in Page:
            params = scene.params()
            label = say(scene.lang, HEADINGS[page])
            with st.container(key=f"nav_{page.value}_{'on' if page is current else 'off'}", width="content"):
                st.page_link(SCREENS[page], label=label, query_params=params)
        with st.container(key="masthead_end", horizontal=True, horizontal_alignment="right", gap="small"):
            _personal_switch(scene)
            _day_input(scene)
            _language_switch(scene)
    st.session_state[PAGE_KEY] = current.value
    if bad := st.session_state.get(BAD_DAY) or _bad_day_in_address():
        st.warning(say(scene.lang, "screen.as_of_bad", value=bad, day=scene.day))


def _day_input(scene: Scene) -> None:
    """Draws the day as text: a date picker would show English months."""
    st.session_state[DAY_KEY] = scene.on
    st.text_input(
        say(scene.lang, "screen.as_of"),
        key=DAY_KEY,
        placeholder=str(scene.day),
        help=say(scene.lang, "screen.as_of_help"),
        max_chars=12,
        on_change=_take_day,
        width=178,
    )


def _take_day() -> None:
    """Puts the typed day into the address, if it is one."""
    typed = str(st.session_state[DAY_KEY] or "").strip()
    day = typed_day(typed)
    st.session_state[BAD_DAY] = typed if typed and day is None else ""
    if typed and day is None:
        return
    st.session_state["carried_on"] = ""
    if day is None:
        st.query_params.pop("on", None)
    else:
        st.query_params["on"] = str(day)


def _bad_day_in_address() -> str:
    on = st.query_params.get("on", "")
    return on if on and typed_day(on) is None else ""


def _language_switch(scene: Scene) -> None:
    st.session_state[LANG_KEY] = scene.lang
    st.selectbox(
        say(scene.lang, "screen.language"),
        list(LANGUAGES),
        key=LANG_KEY,
        format_func=LANGUAGES.__getitem__,
        on_change=_take_language,
        width=112,
    )


def _take_language() -> None:
    st.query_params["lang"] = st.session_state[LANG_KEY]


def _personal_switch(scene: Scene) -> None:
    """Draws the switch that shows personal data; a page that is loaded anew begins without it."""
    if may_write():
        st.toggle(say(scene.lang, "personal.switch"), key=PERSONAL_KEY, help=say(scene.lang, "personal.switch_help"))


def shows_personal() -> bool:
    """Tells whether personal data was asked for, here and now."""
    return may_write() and bool(st.session_state.get(PERSONAL_KEY))


def _disclosed(scene: Scene) -> bool:
    """Tells whether personal data may be shown on this page: it was asked for, and that is on record now."""
    if not shows_personal():
        return False
    params = st.query_params
    where, what = f"dashboard {st.session_state.get(PAGE_KEY, '')}", params.get("measure") or params.get("doc") or "*"
    on_record: dict[tuple[str, str], str] = st.session_state.setdefault("disclosed", {})
    if (where, what) not in on_record:
        try:
            on_record[where, what] = disclose(where, what, store_shown()).who
        except TracerError as error:
            st.error(masked(error.in_language(scene.lang)))
            return False
    st.warning(say(scene.lang, "personal.on_page", who=on_record[where, what]))
    return True


@contextmanager
def judged_board(scene: Scene) -> Iterator[Board]:
    """Yields the judged store while a page is drawn. Where there is none, or nothing in it, a sentence says what to do."""
    personal = _disclosed(scene)
    edition = now = ""
    with ExitStack() as until_drawn:
        try:
            now = edition_now()
            edition = st.session_state.setdefault(EDITION_KEY, now)
            with st.spinner(say(scene.lang, "screen.working")), _judging(scene) as told:
                board = until_drawn.enter_context(opened_board(scene.day, edition, personal=personal, told=told))
        except TracerError as error:
            if edition != now:
                _other_edition(scene, edition, now)
            _no_store(error, scene)
            st.stop()
        if board.has_nothing:
            empty(say(scene.lang, "screen.empty_store"), say(scene.lang, "screen.no_store_todo"))
            st.stop()
        if edition != now:
            _other_edition(scene, edition, now)
        if board.judged:
            st.toast(say(scene.lang, "work.judged_anew" if board.is_kept else "work.judged_unkept", n=board.judged))
        try:
            yield board
        except TracerError as error:  # another process took the store away, or something in it is damaged
            _no_store(error, scene)


@contextmanager
def _judging(scene: Scene) -> Iterator[Told]:
    """Yields what draws how far the judging is, and takes that away in the end."""
    place = st.empty()

    def told(doing: str, done: int, total: int) -> None:
        if total:
            place.progress(done / total, f"{say(scene.lang, doing)} {done} / {total}")

    try:
        yield told
    finally:
        place.empty()


def _no_store(error: TracerError, scene: Scene) -> None:
    lang = scene.lang
    empty(say(lang, "screen.no_store"), masked(error.in_language(lang)), say(lang, "screen.no_store_todo"))


def _other_edition(scene: Scene, edition: str, now: str) -> None:
    """Tells that the registry is another by now, while these pages are still by the one that they were opened with."""
    st.warning(say(scene.lang, "screen.other_edition", edition=edition, now=now))
    st.button(say(scene.lang, "screen.take_edition"), on_click=_take_edition, args=(now,), key="take_edition")


def _take_edition(now: str) -> None:
    st.session_state[EDITION_KEY] = now


def follow_address(board: Board, document: str, measure: str) -> None:
    """Leads an address with ids of an earlier text to what they are now, and draws the page anew; nothing where they are known."""
    kept = f"{document} {measure}"
    if st.session_state.get("followed") == kept:
        return
    if (not document or board.knows(document)) and (not measure or board.finding(measure) is not None):
        return
    st.session_state["followed"] = kept  # looked for once: what is unknown then is told
    try:
        now = moved.ids_now(board.store, (document, measure))
    except TracerError:
        return
    if now != (document, measure):
        for name, value in zip(("doc", "measure"), now, strict=True):
            if value:
                st.query_params[name] = value
        st.rerun()


def choose_document(
    board: Board, document: str, key: str, scene: Scene, *, with_measures: bool = False
) -> tuple[DocumentRow, ...]:
    """Draws the search for a document and the choice among those found; before anything is typed, among those with most gaps.

    The document that is open is always among them. Returns those found.
    """
    lang = scene.lang
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    with left:
        words = str(
            st.text_input(
                say(lang, "screen.find_document"),
                key=f"{key}_words",
                placeholder=say(lang, "screen.find_document_hint"),
            )
            or ""
        ).strip()
    found = board.named(words) if words else board.with_most_gaps()
    rows = {row.id: row for row in found if row.measures or not with_measures}
    if document and document not in rows:
        rows = {row.id: row for row in board.rows([document])} | rows
    names = {id: views.document_name(row, lang) for id, row in rows.items()}
    st.session_state[key] = document or None
    with right:
        st.selectbox(
            _choice_label(words, len(found), lang),
            list(names),
            key=key,
            index=None,
            format_func=lambda id: names.get(id, id),
            placeholder=say(lang, "screen.no_document_todo"),
            on_change=to_address("doc", key, "measure"),
        )
    return found


def _choice_label(words: str, found: int, lang: str) -> str:
    """Says what the choice below holds."""
    if not words:
        return say(lang, "screen.with_most_gaps")
    if found >= PAGE_SIZE:
        return say(lang, "screen.found_many", n=found)
    return say(lang, "screen.found", n=found)


def empty(title: str, *sentences: str) -> None:
    """Draws what stands where there is nothing to show."""
    with st.container(key=f"empty_{abs(hash(title))}", border=True):
        st.markdown(f"**{title}**")
        for sentence in sentences:
            st.text(sentence)


def foot(board: Board, scene: Scene) -> None:
    """Draws the day, the policy and the store: they belong to every figure that is taken from here."""
    policy = board.policy.title_en if scene.lang == "en" else board.policy.title
    name = os.path.basename(board.store)
    facts = say(scene.lang, "screen.facts", policy=f"{policy} ({board.policy.id})", edition=board.edition, store=name)
    with st.container(key="foot"):
        st.text(f"{say(scene.lang, 'screen.judged', day=board.as_of)} · {facts}")


@cache
def styles() -> str:
    """Returns the style sheet as an element of the page."""
    return f"<style>{(files('dashboards') / 'style.css').read_text(encoding='utf-8')}</style>"


def to_address(name: str, key: str, *drop: str) -> Callable[[], None]:
    """Returns what a widget does when it changes: its value goes into the address, and what hung on the old one out of it."""

    def take() -> None:
        value = st.session_state.get(key)
        for other in drop:
            st.query_params.pop(other, None)
        if value:
            st.query_params[name] = str(value)
        else:
            st.query_params.pop(name, None)

    return take
