"""The dashboard: three pages over one judged store. `tracer dashboard` runs this file with Streamlit."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.addresses import HEADINGS, Page
from dashboards.linked import SCREENS
from graph_schema.messages import say


def main() -> None:
    """Draws the page that the address names."""
    scene = frame.current_scene()
    pages = {
        page: st.Page(
            SCREENS[page],
            title=say(scene.lang, HEADINGS[page]),
            url_path=page.value,
            default=page is Page.OVERVIEW,
        )
        for page in Page
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    current = next((page for page in Page if pages[page] == chosen), Page.OVERVIEW)
    st.set_page_config(
        page_title=f"{chosen.title} · {say(scene.lang, 'screen.product')}", page_icon="📜", layout="wide"
    )
    st.html(frame.styles())
    frame.head(scene, current)
    chosen.run()


if __name__ == "__main__":
    main()
