"""The page of a file as it is, with the chosen measure marked on it."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.addresses import Scene
from graph_schema.errors import TracerError
from graph_schema.messages import say
from graph_schema.personal import masked
from graph_schema.records import Finding, Span
from tracer.show.places import place_words
from tracer.show.rows import DocumentView

PAGE_PARAM = "page"


def has_pages(view: DocumentView) -> bool:
    """Tells whether the file has pages that can be shown."""
    return view.places is not None and bool(view.places.pages)


def show(store: str, view: DocumentView, chosen: Finding | None, scene: Scene) -> None:
    """Draws the page with the chosen measure, or the one that was turned to; what personal data is on it is painted over."""
    # Drawing needs the readers of files, and most visitors look at texts.
    from tracer import jobs

    lang = scene.lang
    span = chosen.measure.span if chosen else view.span
    key = f"turned_{view.sha256}_{span.start}"
    try:
        asked = st.session_state.get(key)
        with st.spinner(say(lang, "screen.page_drawn")):
            page = jobs.page_of(store, view.sha256, span, number=asked, personal=frame.shows_personal())
    except TracerError as error:
        frame.empty(masked(error.in_language(lang)))
        return
    back, middle, on = st.columns([1, 3, 1], vertical_alignment="center")
    back.button(
        "‹", key="page_back", disabled=page.number <= 1, on_click=_turn, args=(key, page.number - 1), width="stretch"
    )
    middle.html(f'<p class="page-number">{say(lang, "screen.page_of", number=page.number, pages=page.pages)}</p>')
    on.button(
        "›",
        key="page_on",
        disabled=page.number >= page.pages,
        on_click=_turn,
        args=(key, page.number + 1),
        width="stretch",
    )
    st.image(page.png, width="stretch")


def _turn(key: str, number: int) -> None:
    st.session_state[key] = number


def place_of(view: DocumentView, span: Span, lang: str) -> str:
    """Returns where a stretch stands in the file, in words; "" for plain text."""
    return place_words(view.places, span, lang)
