"""HTML on a page whose links open other views without loading everything anew.

A link made by `views.link` is an ordinary link with an address of its own: it can be copied, and opened
in a new tab. A plain click on it is taken here and becomes a change of page within the session.
"""

from __future__ import annotations

import streamlit as st
import streamlit.components.v2 as components

from dashboards.addresses import Page, Scene, split_href

SCREENS: dict[Page, str] = {page: f"screens/{page.value}.py" for page in Page}
"""The files of the pages, as st.navigation knows them."""

_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".linked");
  document.documentElement.lang = data.lang;
  if (root.shownHtml !== data.html) {
    root.innerHTML = data.html;
    root.shownHtml = data.html;
  }
  root.onclick = (event) => {
    const jump = event.target.closest("a[data-jump]");
    if (jump) {
      event.preventDefault();
      document.getElementById(jump.dataset.jump)?.scrollIntoView({ behavior: "smooth", block: "start" });
      return;
    }
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue("go", link.dataset.go);
  };
  const chosen = root.querySelector(".sel");
  if (chosen && root.shownChoice !== data.choice) {
    let pane = chosen.parentElement;
    while (pane && !/(auto|scroll)/.test(getComputedStyle(pane).overflowY)) pane = pane.parentElement;
    if (pane) {
      const at = chosen.getBoundingClientRect(), around = pane.getBoundingClientRect();
      const seen = at.top >= around.top && at.bottom <= around.bottom;
      if (!seen) pane.scrollTop += at.top - around.top - around.height / 3;
    }
  }
  root.shownChoice = data.choice;
  const turned = root.shownPart !== undefined && root.shownPart !== data.part;
  if (turned) document.getElementById(data.part.split("-")[0])?.scrollIntoView({ block: "start" });
  root.shownPart = data.part;
}
"""

_linked = components.component("tracer_linked", html='<div class="linked"></div>', js=_JS, isolate_styles=False)


def show(html: str, scene: Scene, *, key: str, choice: str = "", part: str = "") -> None:
    """Puts HTML on the page; `choice` names what stands out in it, so that it is brought into sight.

    `part` names a page of a list by the id of its heading and its number: where another one is shown, it begins at the heading.
    """
    data = {"html": html, "lang": "zh-CN" if scene.lang == "zh" else "en", "choice": choice, "part": part}
    result = _linked(key=key, data=data, on_go_change=_nothing)
    target = split_href(result.go) if isinstance(result.go, str) else None
    if target is not None:
        page, params = target
        st.switch_page(SCREENS[page], query_params=dict(params))


def _nothing() -> None:
    """Listens: a component reports only what somebody listens to; the answer is read after it is shown."""
