"""The index row of a document opened: what its file says that others ask for, and what it means among all others.

`Sheet` is the row in records, `row_of` and `sheet_of` lead from one to the other. The keys of a row say by which words others
find the document; `KEYS` names their kinds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph_schema.messages import Message
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Candidate, Document, Link, Span
from graph_schema.terms import LinkStatus, SourceLevel
from tracer.links.cleanup import ListedDocument
from tracer.links.pages import Numbered, Page
from tracer.links.records import Outline
from tracer.links.repeals import Ended, Repeal
from tracer.store.base.index import IndexKey, IndexRow

Place = tuple[str, str]
"""A file that holds a document: its hash and its path."""

FILE, CAPTURE, ABOVE, WORDS = "file", "capture", "above", "words"
PLACE, UNREAD, COUNTED = "place", "unread", "counted"
GOES_ON, BEFORE, LATER_PAGE, CONTINUES = "goes_on", "before", "later_page", "continues"
AFTER, STANDS, NAME, SUBJECT, NEAR, ROW, REGULATION, CREDIT, MEASURED = (
    "after",
    "stands",
    "name",
    "subject",
    "near",
    "row",
    "regulation",
    "credit",
    "measured",
)
ASKS, ASKS_LIKE, ASKS_SUBJECT, ASKS_NEAR, LEADS, ENDS, LISTS = (
    "asks",
    "asks_like",
    "asks_subject",
    "asks_near",
    "leads",
    "ends",
    "lists",
)
KEYS = {
    FILE: "a path that it is read from",
    CAPTURE: "what its captures share",
    ABOVE: "the document that it hangs on",
    WORDS: "words of a measure or citation, as a digest",
    PLACE: "the place that its card names",
    COUNTED: "place, level and day of what stands for a document, by which documents are counted",
    UNREAD: "the path of a file that it is in, where lines were fenced off that hold words of measures",
    GOES_ON: "the file's name without its page, and a number with which a next page may begin",
    BEFORE: "a number with which a next page may begin, and letters of its title",
    LATER_PAGE: "the number with which a text without its beginning begins",
    CONTINUES: "a page that it fits, as the later one",
    AFTER: "the page before it",
    STANDS: "what its captures share, of the one that stands for them",
    NAME: "a number or title by which it is cited",
    SUBJECT: "what its title is about",
    NEAR: "a piece of that, for titles that a scan damaged",
    ROW: "the registry row that it is a text of",
    REGULATION: "the title of a local regulation",
    CREDIT: "title and place of one on credit, where its title says so",
    MEASURED: "the place of a document with measures",
    ASKS: "a number or title that it cites",
    ASKS_LIKE: "a title that it cites and no row bears, with the row whose title is like it, if any is",
    ASKS_SUBJECT: "the subject of a row of a list that names nothing by number or title",
    ASKS_NEAR: "a piece of that",
    LEADS: "what a chain from it comes to next: a document, an instrument, or what is known by its name alone",
    LISTS: "the cleanup decision whose rows stand in it",
    ENDS: "a document that it says something of the end of",
}
OF_FILE = frozenset({PLACE, FILE, CAPTURE, WORDS, GOES_ON, BEFORE, LATER_PAGE})
"""Kinds that follow from the files of a document alone."""
OF_CARD = frozenset({COUNTED, ABOVE, AFTER, STANDS, NAME, SUBJECT, NEAR, ROW, REGULATION, CREDIT, MEASURED})
"""Kinds that only what stands for a document has, a later page with the card of the first."""
OF_PAGES = frozenset({CONTINUES})
"""Kinds that only a later page has, by the pages that it fits."""
OF_LINKS = frozenset({ASKS, ASKS_LIKE, ASKS_SUBJECT, ASKS_NEAR, LEADS, ENDS, LISTS})
"""Kinds that follow from what its citations mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Holds what is kept of a document.

    Of its files: `places` in order (it is read from the first), where it stands among the documents of that (`nth`), the `length` of its text
    without blanks, its `card` there, itself as a `page`, the titles that it names with a number, a digest of all that it says there (`content`),
    and an outline where its title alone tells its captures.

    Among all: the capture that stands for it (`leader`), the page before it, or those that it may continue; what its citations mean, and a digest of
    what the registry says of that (`registered`); the repeals and rows of lists that stand in it; since when it or provisions of it hold no longer. `facts` is a digest of all of it.
    """

    id: str
    places: tuple[Place, ...]
    nth: int
    length: int
    card: Document
    page: Page | None
    named: tuple[tuple[str, str], ...]
    measured: bool
    content: int
    keys: frozenset[tuple[str, str]]
    outline: Outline | None = None
    leader: str = ""
    before: str | None = None
    candidates: tuple[str, ...] = ()
    known: Document | None = None
    links: Mapping[str, Link] = field(default_factory=dict)
    registered: int = 0
    repeals: tuple[Repeal, ...] = ()
    listed: tuple[ListedDocument, ...] = ()
    ended: Ended | None = None
    ended_provisions: Mapping[str, Ended] = field(default_factory=dict)
    facts: int = 0
    touched: int = 0
    part: bytes = b""

    @property
    def leads(self) -> bool:
        """Tells whether it stands for itself."""
        return self.leader == self.id

    @property
    def document(self) -> Document:
        """Returns the document: a later page with the card of the first."""
        return self.known or self.card

    @property
    def path(self) -> str:
        """Returns the file that it is read from."""
        return self.places[0][1]

    def words_of(self, kind: str) -> list[str]:
        """Returns the words of its keys of a kind."""
        return [words for of, words in self.keys if of == kind]


def with_keys(
    keys: Iterable[tuple[str, str]], kinds: frozenset[str], new: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Returns keys with new ones in place of those of some kinds."""
    return frozenset((*(key for key in keys if key[0] not in kinds), *new))


def row_of_sheet(sheet: Sheet) -> IndexRow:
    """Returns the row of a sheet."""
    return IndexRow(
        document=sheet.id,
        path=sheet.path,
        keys=tuple(IndexKey(kind, words) for kind, words in sorted(sheet.keys)),
        facts=sheet.facts,
        touched=sheet.touched,
        body=_packed(sheet),
        part=sheet.part,
    )


def sheet_of(row: IndexRow) -> Sheet:
    """Returns the sheet of a row, without the part that it has for the bulk pass."""
    body = json.loads(zlib.decompress(row.body))
    (
        places,
        nth,
        length,
        card,
        page,
        named,
        measured,
        content,
        outline,
        leader,
        before,
        candidates,
        known,
        links,
        *rest,
    ) = body
    registered, repeals, listed, ended, provisions = rest
    return Sheet(
        id=row.document,
        places=tuple((sha256, path) for sha256, path in places),
        nth=nth,
        length=length,
        card=from_plain(Document, card),
        page=_page_of(page) if page else None,
        named=tuple((title, number) for title, number in named),
        measured=measured,
        content=content,
        keys=frozenset((key.kind, key.words) for key in row.keys),
        outline=Outline(outline[0], int(outline[1], 16)) if outline else None,
        leader=leader,
        before=before,
        candidates=tuple(candidates),
        known=from_plain(Document, known) if known else None,
        links={link[0]: _link_of(link) for link in links},
        registered=registered,
        repeals=tuple(from_plain(Repeal, one) for one in repeals),
        listed=tuple(from_plain(ListedDocument, one) for one in listed),
        ended=_ended_of(ended) if ended else None,
        ended_provisions={id: _ended_of(one) for id, one in provisions},
        facts=row.facts,
        touched=row.touched,
    )


def _packed(sheet: Sheet) -> bytes:
    body = [
        sheet.places,
        sheet.nth,
        sheet.length,
        to_plain(sheet.card),
        _plain_page(sheet.page) if sheet.page else None,
        sheet.named,
        sheet.measured,
        sheet.content,
        (sheet.outline.eights, f"{sheet.outline.pairs:x}") if sheet.outline else None,
        sheet.leader,
        sheet.before,
        sheet.candidates,
        to_plain(sheet.known) if sheet.known else None,
        [plain_link(link) for link in sheet.links.values()],
        sheet.registered,
        to_plain(sheet.repeals),
        to_plain(sheet.listed),
        plain_ended(sheet.ended) if sheet.ended else None,
        [(id, plain_ended(one)) for id, one in sheet.ended_provisions.items()],
    ]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _plain_page(page: Page) -> list[object]:
    return [
        page.folder,
        page.stem,
        page.page,
        page.first,
        page.last,
        page.title,
        page.opening,
        page.closed,
        page.is_later,
    ]


def _page_of(plain: list[Any]) -> Page:
    folder, stem, page, first, last, *rest = plain
    return Page(folder, stem, page, Numbered(*first) if first else None, tuple(Numbered(*n) for n in last), *rest)


def plain_link(link: Link) -> list[object]:
    """Returns a link as plain values, in as few words as it can."""
    reason = link.level_reason.plain()
    candidates = [
        (one.target, one.score, None if one.reason == link.level_reason else one.reason.plain())
        for one in link.candidates
    ]
    return [link.citation, link.status.value, link.target, link.level.value, link.region, reason, candidates]


def _link_of(plain: list[Any]) -> Link:
    citation, status, target, level, region, reason, candidates = plain
    said = Message.from_plain(reason)
    return Link(
        citation=citation,
        status=LinkStatus(status),
        target=target,
        level=SourceLevel(level),
        region=region,
        level_reason=said,
        candidates=tuple(
            Candidate(target=to, score=score, reason=Message.from_plain(why) if why else said)
            for to, score, why in candidates
        ),
    )


def plain_ended(ended: Ended) -> list[object]:
    """Returns an end as plain values."""
    span = (ended.span.start, ended.span.end) if ended.span else None
    return [ended.day.isoformat(), ended.by, span, ended.lapsed]


def _ended_of(plain: list[Any]) -> Ended:
    day, by, span, lapsed = plain
    return Ended(date.fromisoformat(day), by, Span(*span) if span else None, lapsed)
