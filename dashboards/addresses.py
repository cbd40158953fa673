"""Addresses of the pages: every view can be sent to somebody else and comes back the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

CARRIED = ("lang", "on")
"""What goes along from page to page: the language and the day asked for."""


class Page(StrEnum):
    """The pages, by the path in their address."""

    OVERVIEW = "overview"
    DOCUMENT = "document"
    CHAIN = "chain"


HEADINGS = {Page.OVERVIEW: "screen.overview", Page.DOCUMENT: "heading.document", Page.CHAIN: "heading.chain"}
"""The code of what each page is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Says how the person looks at the store: language, day, and the day as it stands in the address ("" is today)."""

    lang: str
    day: date
    on: str = ""

    def params(self, **more: str) -> dict[str, str]:
        """Returns the query of an address: what is carried along, and `more` where it is not empty."""
        return {key: value for key, value in {"lang": self.lang, "on": self.on, **more}.items() if value}

    def href(self, page: Page, /, **more: str) -> str:
        """Returns a relative address; the overview stands at the root."""
        path = "./" if page is Page.OVERVIEW else page.value
        return f"{path}?{urlencode(self.params(**more))}"


def split_href(href: str) -> tuple[Page, Mapping[str, str]] | None:
    """Returns page and query of an address that `Scene.href` made, None for any other."""
    path, _, query = href.partition("?")
    name = path.removeprefix("./") or Page.OVERVIEW.value
    return (Page(name), dict(parse_qsl(query))) if name in set(Page) else None
