"""The keys of an index row: by which words others find a document, and by which it finds them (`tracer.links.sheets.KEYS`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import pairwise

from graph_schema.records import Citation, Document, Link, Measure
from graph_schema.terms import Role, SourceLevel
from tracer.links.cleanup import LONG_ENOUGH, subject_of
from tracer.links.cleanup import NEAR as ALIKE
from tracer.links.desk import by_number, by_title
from tracer.links.following import dense
from tracer.links.library import node_of
from tracer.links.pages import Numbered, Page, goes_on_with
from tracer.links.resolve import title_keys
from tracer.links.sheets import (
    ASKS,
    BEFORE,
    COUNTED,
    CREDIT,
    GOES_ON,
    LATER_PAGE,
    MEASURED,
    NAME,
    NEAR,
    REGULATION,
    ROW,
    SUBJECT,
    WORDS,
)

Key = tuple[str, str]
_LONG, _SHORT = 8, 6  # letters of a title by which a page is looked for


# --- pages ---------------------------------------------------------------------------------------


def keys_of_page(page: Page) -> Iterator[Key]:
    """Yields by what the next page is found, and a later page the one before."""
    for number in goes_on_with(page):
        if page.page or page.stem:
            yield GOES_ON, in_folder(page, number)
        if len(page.title) >= _SHORT:
            yield BEFORE, f"{spelt(number)}\n{_letters_of(page.title)}"
    if page.is_later and page.first is not None:
        yield LATER_PAGE, spelt(page.first)


def spelt(number: Numbered) -> str:
    """Returns a number of a provision as words of a key."""
    return f"{number.sort}.{number.value}"


def in_folder(page: Page, number: Numbered) -> str:
    """Returns the words of the key of pages of one name in one folder that go on with a number."""
    return f"{page.folder}\n{page.stem}\n{spelt(number)}"


def _letters_of(title: str) -> str:
    """Returns letters of a title that tell it from others: where it has many those of its middle, behind place and office."""
    if len(title) < _LONG:
        return title[:_SHORT]
    at = (len(title) - _LONG) * 2 // 3
    return title[at : at + _LONG]


def asked_by_page(page: Page) -> Iterator[str]:
    """Yields the words of all keys that a page with a title in this one's opening may have."""
    if page.first is not None:
        for size in (_LONG, _SHORT):
            for at in range(len(page.opening) - size + 1):
                yield f"{spelt(page.first)}\n{page.opening[at : at + size]}"


# --- names ---------------------------------------------------------------------------------------


def keys_of_card(document: Document, row: str | None, *, measured: bool) -> Iterator[Key]:
    """Yields by what a document is found that stands for itself; `row` is the id of the registry row that it is a text of."""
    yield COUNTED, f"{document.region or ''}\n{document.level}\n{document.date or ''}"
    for name in names_of(document):
        yield NAME, name
    if document.title:
        subject = subject_of(document.title)[1]
        yield SUBJECT, subject
        for piece in pieces_of(subject):
            yield NEAR, piece
        if document.level is SourceLevel.LOCAL_REGULATION:
            yield REGULATION, document.title
            if "信用" in document.title:
                yield CREDIT, f"{document.title}\n{document.region or ''}"
    if row is not None:
        yield ROW, row
    if measured:
        yield MEASURED, document.region or ""


def names_of(document: Document) -> list[str]:
    """Returns the words by which a document is cited."""
    names = ["t" + key for key in title_keys(document)]
    return [*names, by_number(document.number)] if document.number else names


def asked_of(title: str | None, number: str | None) -> Iterator[Key]:
    """Yields the names that a citation asks for."""
    if number:
        yield ASKS, by_number(number)
    if title:
        yield ASKS, by_title(title)


def like_key(title: str, row: str) -> str:
    """Returns the words of the key of a title that no row bears; `row` is the one whose title is like it, "" for none."""
    return f"{row}\n{title}"


def keys_of_words(measures: Iterable[Measure], citations: Iterable[Citation]) -> Iterator[Key]:
    """Yields digests of the words of measures and citations, by which decisions on them are found again."""
    for measure in measures:
        yield WORDS, words_key("m", measure.text)
    for citation in citations:
        yield WORDS, words_key("c", citation.text)


def words_key(kind: str, words: str) -> str:
    """Returns the digest of words, blanks and width left out; `kind` is m of measures, c of citations."""
    return kind + blake2b(dense(words).encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def led_to(citations: Iterable[Citation], links: Mapping[str, Link]) -> Iterator[str]:
    """Yields what the citations of a document lead to, one that nobody has on record by its name."""
    for citation in citations:
        if citation.role is not Role.SELF and citation.id in links:
            link = links[citation.id]
            yield node_of(citation, link)
            yield from (candidate.target for candidate in link.candidates)


# --- damaged subjects ----------------------------------------------------------------------------


def pieces_of(subject: str) -> list[str]:
    """Returns pieces of a subject of which one at least stands, hardly moved, in all that are as like it as a damaged one may be.

    So many letters can be others as the likeness of the whole allows; cut into one piece more, one of them is whole.
    """
    if len(subject) < LONG_ENOUGH - 1:
        return []
    return [f"{len(subject)}\n{subject[start:end]}" for start, end in _cuts(len(subject))]


def pieces_near(subject: str) -> list[str]:
    """Returns the pieces that a subject as like this one as a damaged one may be can have."""
    found: dict[str, None] = {}
    for length in range(max(LONG_ENOUGH - 1, len(subject) - 1), len(subject) + 2):
        most = _others(length)
        for start, end in _cuts(length):
            for at in range(max(0, start - most), min(len(subject) - (end - start), start + most) + 1):
                found[f"{length}\n{subject[at : at + end - start]}"] = None
    return list(found)


def _others(length: int) -> int:
    """Counts the letters of two subjects, the one of this length and the other of one letter more at most, that may be others."""
    return int((1 - ALIKE) * (2 * length + 1) + 0.001)


def _cuts(length: int) -> list[tuple[int, int]]:
    count = _others(length) + 1
    bounds = [length * k // count for k in range(count + 1)]
    return [(start, end) for start, end in pairwise(bounds) if end > start]
