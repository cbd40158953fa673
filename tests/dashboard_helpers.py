"""Says what the tests of the screens share: stores of real readings, and a look at what stands in HTML."""

from __future__ import annotations

import atexit
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp

from judged_anew import distinct, held_of, joined_anew

from graph_schema.records import Document, Finding, Reading
from graph_schema.terms import Group, MeasureKind, SourceLevel, Verdict
from tracer import jobs
from tracer.links.library import Library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.registry.own_rows import registry_of
from tracer.registry.shelf import shelf
from tracer.show.board import Board, Tally
from tracer.show.groups import groups_of
from tracer.show.personal import veil_over
from tracer.show.rows import DocumentRow, document_row
from tracer.store import open_store
from tracer.verdict.judge import finding_aside, in_order, judge_library

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


@dataclass(frozen=True, kw_only=True)
class Everything:
    """A store judged anew as a whole, without personal data: what the pages must agree with. `said` are the findings as the documents say them."""

    findings: tuple[Finding, ...]
    aside: tuple[Finding, ...]
    said: Mapping[str, Finding]
    rows: tuple[DocumentRow, ...]
    readings: tuple[Reading, ...]
    permitted: frozenset[SourceLevel]

    @property
    def subjects(self) -> tuple[Finding, ...]:
        """Returns the findings that the overview counts."""
        return tuple(f for f in self.findings if f.document.level not in self.permitted)

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """Returns the gaps of the overview."""
        return tuple(f for f in self.subjects if f.is_gap)

    @property
    def rest(self) -> tuple[Finding, ...]:
        """Returns what else must be mended."""
        return tuple(f for f in self.subjects if f.must_mend and not f.is_gap)

    def in_document(self, document: str) -> tuple[Finding, ...]:
        """Returns the findings of a document in text order, also those that count nowhere."""
        own = (f for f in (*self.findings, *self.aside) if f.document.id == document)
        return tuple(sorted(own, key=lambda f: (f.measure.span.start, f.measure.span.end)))


@cache
def everything_of(store: str, day: date = AS_OF) -> Everything:
    """Returns a store judged anew, nothing of it from what is kept."""
    policy = load_policy()
    with registry_of(store), open_store(store, create=False) as opened:
        readings = distinct(opened.readings())
        library = joined_anew(opened, readings, load_registry(), shelf())
    said = judge_library(library, policy, day)
    asides = [f for m in in_order(library) if (f := finding_aside(library, m, policy, day))]
    veil = veil_over(readings)
    findings = veil.over_each(said)
    there = [d for d in library.documents.values() if d.date is None or d.date <= day]
    return Everything(
        findings=findings,
        aside=veil.over_each(asides),
        said={f.measure.id: f for f in (*said, *asides)},
        rows=veil.over_each(
            sorted(_rows(there, library, said), key=lambda row: (-row.gaps, -row.must_mend, row.title or "", row.id))
        ),
        readings=readings,
        permitted=policy.permitted_for_some,
    )


def _rows(documents: Iterable[Document], library: Library, findings: Sequence[Finding]) -> Iterator[DocumentRow]:
    """Yields the cards of documents."""
    for document in documents:
        own = [f for f in findings if f.document.id == document.id]
        yield document_row(document, library.texts.path[document.id], tally_of(own) if own else None)


def tally_of(
    findings: Collection[Finding], aside: Iterable[Finding] = (), permitted: Collection[SourceLevel] = ()
) -> Tally:
    """Counts findings one by one."""
    beside = tuple(aside)
    groups = Counter(group for finding in (*findings, *beside) for group in groups_of(finding, permitted))
    verdicts = Counter(finding.verdict for finding in findings)
    mend = Counter(finding.verdict for finding in findings if finding.must_mend)
    punished = [f for f in findings if f.measure.kind is MeasureKind.PUNISHMENT]
    return Tally(
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        groups={group: groups[group] for group in Group},
        gaps=sum(f.is_gap for f in findings),
        draft_gaps=sum(f.is_gap and f.document.draft for f in findings),
        lean=sum(f.verdict is Verdict.INDIRECT for f in punished),
        must_mend=sum(mend.values()),
        mend_by_verdict={verdict: mend[verdict] for verdict in Verdict},
        documents=len({f.document.id for f in findings}),
        ended=held_of(beside),
    )


_open = ExitStack()
_apart = copy_context()
"""Where the boards are open: the registry of their stores is at hand there, and for no other test."""
atexit.register(_apart.run, _open.close)


@cache
def board_of(store: str, day: date = AS_OF) -> Board:
    """Returns the judged store as the screens see it, open until the tests end."""
    return _apart.run(_open.enter_context, jobs.opened_board(store, as_of=day))


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
