"""Says what the tests of the screens share: stores of real readings, and a look at what stands in HTML."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp

from dashboards.data import Board, make_board
from dashboards.views import subjects_of
from graph_schema.records import Finding
from tracer import jobs
from tracer.show.rows import load_snapshot

SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample" / "texts"
AS_OF = date(2026, 11, 21)

NASTY = """云岭省鹭洲市灰岩县信用办公室文件

灰信办〔2021〕7号

关于<script>alert(1)</script>惩戒“失信”&守信主体的通知

各单位：

一、对失信企业<b onmouseover=alert(2)>限制其参加评先评优</b>。联系人：某大明 电话：0000-7654321，手机 13900001111，邮箱 someone@example.org。

二、按照国家和省有关规定，将失信企业列入黑名单。

灰岩县信用办公室
2021年5月6日
"""


def store_of(texts: Path) -> str:
    """Returns the address of a new store that holds the documents of a folder."""
    url = f"sqlite:///{mkdtemp(prefix='dashboard-')}/store.sqlite"
    report = jobs.ingest([texts], url)
    assert not report.failed
    return url


@cache
def sample_store() -> str:
    """Returns a store of the sample corpus."""
    return store_of(SAMPLE)


@cache
def nasty_store() -> str:
    """Returns a store of one document that tries to be a web page, and names persons."""
    folder = Path(mkdtemp(prefix="nasty-"))
    (folder / "nasty.txt").write_text(NASTY, encoding="utf-8")
    return store_of(folder)


@cache
def board_of(store: str, day: date = AS_OF) -> Board:
    """Returns the judged store as the screens see it."""
    return make_board(load_snapshot(store, day))


def subjects(board: Board) -> tuple[Finding, ...]:
    """Returns the findings that the overview counts."""
    return subjects_of(board.snapshot.findings, board.snapshot.permitted)


def words_of(html: str) -> str:
    """Returns what a person reads of HTML, without tags."""
    return unescape(re.sub(r"<[^>]*>", "", html))


class Tags(HTMLParser):
    """The elements of a page as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("br", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def links(self) -> list[str]:
        """Returns the addresses of all links."""
        return [attrs["href"] or "" for tag, attrs in self.found if tag == "a"]


def well_formed(html: str) -> Tags:
    """Returns the elements of HTML in which every element is closed, none makes a script or listens to events."""
    tags = Tags(html)
    assert tags.open == []
    assert not [tag for tag, attrs in tags.found if tag == "script" or any(name.startswith("on") for name in attrs)]
    return tags
