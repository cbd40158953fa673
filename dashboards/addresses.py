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
    """How the person looks at the store: language, day, and the day as it stands in the address ("" is today)."""

    lang: str
    day: date
    on: str = ""

    def params(self, **more: str) -> dict[str, str]:
        """The query of an address: what is carried along, and `more` where it is not empty."""
        return {key: value for key, value in {"lang": self.lang, "on": self.on, **more}.items() if value}

    def href(self, page: Page, /, **more: str) -> str:
        """A relative address; the overview stands at the root."""
        path = "./" if page is Page.OVERVIEW else page.value
        return f"{path}?{urlencode(self.params(**more))}"


def split_href(href: str) -> tuple[Page, Mapping[str, str]] | None:
    """Page and query of an address that `Scene.href` made, None for any other."""
    path, _, query = href.partition("?")
    name = path.removeprefix("./") or Page.OVERVIEW.value
    return (Page(name), dict(parse_qsl(query))) if name in set(Page) else None


def parse_day(text: str) -> date | None:
    """A day as typed: YYYY-MM-DD, also with / or . or 年月日. None where it is no day."""
    plain = text.strip().translate(str.maketrans("年月/.", "----", "日"))
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError:
        return None
