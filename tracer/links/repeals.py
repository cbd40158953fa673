"""Documents of the store that another stored document repeals or declares void, and from which day on.

See docs/semantics.md#ruling-33.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph_schema.days import printed_day
from graph_schema.first_use import later
from graph_schema.records import Citation, Document, Link, Provision, Span
from graph_schema.terms import CleanupState, LinkStatus, Role
from tracer.links.cleanup import ListedDocument
from tracer.links.cleanup_words import VOID_FROM, day_of
from tracer.links.power import may_repeal, wholes_of
from tracer.links.records import Texts


@dataclass(frozen=True, slots=True)
class Ended:
    """Holds since when a stored document no longer holds, the document that ends it (None where its own page says so), and its words for it.

    `lapsed` where the time ran out that a cleanup decision let it hold.
    """

    day: date
    by: str | None = None
    span: Span | None = None
    lapsed: bool = False


_NO_LONGER = later(r"^[\W\d]*(?:已|现已|全文)?(?:失效|废止|无效)")
_DIGITS = "[0-9〇○零一二三四五六七八九十]"
_DAY = rf"(?P<year>{_DIGITS}{{4}})年(?P<month>{_DIGITS}{{1,3}})月(?P<day>{_DIGITS}{{1,3}})日"
_WHOLE = later(
    rf"本(?:决定|通知|公告|办法|规定|意见|细则|通告|条例|规则|文件)[^。；]{{0,4}}自{_DAY}起?(?:施行|实施|执行|生效)"
)
_WHOLE_ARTICLE = later("第[零〇一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十])?")
_SENTENCE_END = later("[。；\n]")


@dataclass(frozen=True, slots=True)
class Repeal:
    """Says that a sentence of a stored document repeals another one from a day on, as a whole or articles of it.

    `order` is where the sentence stands among all of the store: by hash and path of its file, then in the text.
    """

    target: str
    articles: tuple[str, ...]
    ended: Ended
    order: tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class RepealsAround:
    """Holds what the sentences of repeals are read with: the documents and links by id, and the texts."""

    documents: Mapping[str, Document]
    links: Mapping[str, Link]
    texts: Texts


def repeals_in(
    citations: Iterable[Citation],
    rows: Sequence[Span],
    around: RepealsAround,
    file: tuple[str, str],
) -> Iterator[Repeal]:
    """Yields the repeals by sentences of one document; what a list says in a row (`rows`), its row says."""
    for citation in citations:
        if citation.role is not Role.REPEALS:
            continue
        if not citation.articles and any(row.start <= citation.span.start < row.end for row in rows):
            continue
        target = _repealed_by(citation, around)
        if target is None:
            continue
        repealer = around.documents[citation.document]
        day = _day_of_effect(citation, repealer, around.texts)
        if day is not None:
            ended = Ended(day, repealer.id, citation.span)
            yield Repeal(target.id, citation.articles, ended, (*file, citation.span.start))


def _repealed_by(citation: Citation, around: RepealsAround) -> Document | None:
    """Returns the stored document that a sentence repeals, in whole or in part; None where it repeals none that its document has power over."""
    link = around.links.get(citation.id)
    if link is None or link.status is not LinkStatus.RESOLVED:
        return None
    target, repealer = around.documents.get(link.target or ""), around.documents[citation.document]
    if target is None or target.id == repealer.id or not may_repeal(repealer, target):
        return None
    return None if wholes_of(repealer, around.documents)[-1].draft else target


@dataclass(frozen=True, slots=True)
class Said:
    """Holds what is said of the end of one document: the repeals that name it, and the rows of lists that do, each list's decision dated."""

    repeals: Iterable[Repeal]
    rows: Iterable[ListedDocument]
    day_of_decision: Callable[[str], date | None]


def ended_itself(document: Document, said: Said) -> Ended | None:
    """Returns since when a document holds no longer by what is said of itself: the earliest day known, else that which its page shows."""
    whole = sorted((one for one in said.repeals if not one.articles), key=lambda one: one.order)
    rows = sorted(said.rows, key=lambda row: (row.decision, row.span.start, row.span.end))
    ends = [*(one.ended for one in whole), *_ended_in_lists(rows, said.day_of_decision)]
    return min(ends, key=lambda one: one.day) if ends else _ended_by_page(document)


def _ended_by_page(document: Document) -> Ended | None:
    """Returns the end of a document whose page says that it holds no longer (有效性：失效), from the day after its own: it does not say since when."""
    says = any(field.field == "validity" and _NO_LONGER.match(field.value) for field in document.page)
    return Ended(document.date + timedelta(days=1)) if says and document.date is not None else None


def ended_with_wholes(
    document: Document, documents: Mapping[str, Document], itself: Callable[[Document], Ended | None]
) -> Ended | None:
    """Returns since when a document holds no longer: by what is said of itself, or of what it is part of.

    What hangs on an ended document as its own attachment or later page ends with it; what it only forwards from elsewhere does not.
    """
    ends = [ended for whole in wholes_of(document, documents) if (ended := itself(whole)) is not None]
    return min(ends, key=lambda one: one.day, default=None)


def ended_provisions_by(
    repeals: Iterable[Repeal], target: str, parts: Iterable[str], labels: Mapping[str, Sequence[Provision]]
) -> dict[str, Ended]:
    """Returns the provisions of a document, and of its attachments and later pages (`parts`), that are repealed while it goes on, with the earliest day."""
    found: dict[str, Ended] = {}
    texts = (target, *parts)
    for repeal in sorted(repeals, key=lambda one: one.order):
        for article in filter(_WHOLE_ARTICLE.fullmatch, repeal.articles):
            for provision in _provisions_of(article, target, texts, labels):
                known = found.get(provision.id)
                if known is None or repeal.ended.day < known.day:
                    found[provision.id] = repeal.ended
    return found


def parts_of_each(documents: Mapping[str, Document]) -> dict[str, list[str]]:
    """Returns the attachments and later pages of each document, and what it issues under its own number."""
    found: dict[str, list[str]] = {}
    for document in documents.values():
        for whole in wholes_of(document, documents)[1:]:
            found.setdefault(whole.id, []).append(document.id)
    return found


def _provisions_of(
    article: str, target: str, texts: Sequence[str], labels: Mapping[str, Sequence[Provision]]
) -> list[Provision]:
    """Returns the provisions that an article of a document is: its own, else those of the one part of it that has such an article.

    第二条 of a notice that has items only is its item 二.
    """
    has_articles = any(_WHOLE_ARTICLE.match(p.label) for text in texts for p in labels.get(text, ()))
    wanted = article if has_articles else article.removeprefix("第").removesuffix("条")
    below = re.compile(rf"{re.escape(wanted)}(?:$|第|（)")
    having = [here for text in texts if (here := [p for p in labels.get(text, ()) if below.match(p.label)])]
    own = [here for here in having if here[0].document == target]
    chosen = own or (having if len(having) == 1 else [])
    return chosen[0] if chosen else []


def _ended_in_lists(rows: Sequence[ListedDocument], day_of_decision: Callable[[str], date | None]) -> Iterator[Ended]:
    """Yields what rows of cleanup decisions say of the end of one document: that it is void, or that its time ran out and no later decision went on with it."""
    for row in rows:
        day = row.ends_on
        if day is None or (row.until and any(_goes_on(other, row, day_of_decision) for other in rows)):
            continue
        yield Ended(day, row.source, row.span, lapsed=row.until)


def _goes_on(other: ListedDocument, row: ListedDocument, day_of_decision: Callable[[str], date | None]) -> bool:
    """Tells whether a row of a later decision has the document go on that an earlier one let hold until some day."""
    if other.state is CleanupState.VOID:
        return False
    earlier, later = day_of_decision(row.decision), day_of_decision(other.decision)
    return earlier is not None and later is not None and later > earlier


def _day_of_effect(citation: Citation, repealer: Document, texts: Texts) -> date | None:
    """Returns the day that the sentence of the repeal names, else that on which the repealing document takes effect, else its own."""
    text, own = texts.file[repealer.id], texts.own[repealer.id]
    end = _SENTENCE_END.search(text, citation.span.end)
    start = max(text.rfind(mark, 0, citation.span.start) for mark in "。；\n") + 1
    sentence = text[start : citation.span.start] + text[citation.span.end : end.start() if end else len(text)]
    near = day_of(VOID_FROM.search("".join(sentence.split())))
    return near or _day_in(_WHOLE, "".join(own.split())) or repealer.date


def _day_in(pattern: re.Pattern[str], words: str) -> date | None:
    found = pattern.search(words)
    return printed_day(found["year"], found["month"], found["day"]) if found else None
