"""Documents of the store that another stored document repeals or declares void, and from which day on.

See docs/semantics.md#ruling-33.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph_schema.days import printed_day
from graph_schema.records import Citation, Document, Link, Provision, Span
from graph_schema.terms import CleanupState, LinkStatus, Role
from tracer.links.cleanup import ListedDocument
from tracer.links.cleanup_words import VOID_FROM, day_of
from tracer.links.power import may_repeal, wholes_of
from tracer.links.records import Records, Texts


@dataclass(frozen=True, slots=True)
class Ended:
    """Holds since when a stored document no longer holds, the document that ends it (None where its own page says so), and its words for it.

    `lapsed` where the time ran out that a cleanup decision let it hold.
    """

    day: date
    by: str | None = None
    span: Span | None = None
    lapsed: bool = False


_NO_LONGER = re.compile(r"^[\W\d]*(?:已|现已|全文)?(?:失效|废止|无效)")
_DIGITS = "[0-9〇○零一二三四五六七八九十]"
_DAY = rf"(?P<year>{_DIGITS}{{4}})年(?P<month>{_DIGITS}{{1,3}})月(?P<day>{_DIGITS}{{1,3}})日"
_WHOLE = re.compile(
    rf"本(?:决定|通知|公告|办法|规定|意见|细则|通告|条例|规则|文件)[^。；]{{0,4}}自{_DAY}起?(?:施行|实施|执行|生效)"
)
_WHOLE_ARTICLE = re.compile("第[零〇一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十])?")
_SENTENCE_END = re.compile("[。；\n]")


def ended_documents(
    records: Records, links: Mapping[str, Link], texts: Texts, listed: Sequence[ListedDocument] = ()
) -> dict[str, Ended]:
    """Returns the documents that hold no longer from some day on, by id, with the earliest day known.

    What hangs on such a document as its own attachment or later page ends with it; what it only forwards from elsewhere does not.
    """
    found = _ended_by_page(records.documents)
    for id, ended in (*_ended_in_store(records, links, texts, listed), *_ended_in_lists(listed, records.documents)):
        known = found.get(id)
        if known is None or known.by is None or ended.day < known.day:
            found[id] = ended
    return _with_attachments(found, records.documents)


def _ended_by_page(documents: Mapping[str, Document]) -> dict[str, Ended]:
    """Returns the documents whose page says that they hold no longer (有效性：失效), from the day after their own: it does not say since when."""
    found: dict[str, Ended] = {}
    for document in documents.values():
        says = any(field.field == "validity" and _NO_LONGER.match(field.value) for field in document.page)
        if says and document.date is not None:
            found[document.id] = Ended(document.date + timedelta(days=1))
    return found


def _ended_in_store(
    records: Records, links: Mapping[str, Link], texts: Texts, listed: Sequence[ListedDocument]
) -> Iterator[tuple[str, Ended]]:
    """Yields the stored documents that sentences of stored documents repeal as a whole; what a list says in a row, its row says."""
    rows = _rows_by_document(listed)
    for citation in records.citations.values():
        if any(row.start <= citation.span.start < row.end for row in rows.get(citation.document, ())):
            continue
        target = _repealed_by(citation, records, links) if not citation.articles else None
        if target is None:
            continue
        repealer = records.documents[citation.document]
        day = _day_of_effect(citation, repealer, texts)
        if day is not None:
            yield target.id, Ended(day, repealer.id, citation.span)


def _repealed_by(citation: Citation, records: Records, links: Mapping[str, Link]) -> Document | None:
    """Returns the stored document that a sentence repeals, in whole or in part; None where it repeals none that its document has power over."""
    link = links.get(citation.id)
    if citation.role is not Role.REPEALS or link is None or link.status is not LinkStatus.RESOLVED:
        return None
    target, repealer = records.documents.get(link.target or ""), records.documents[citation.document]
    if target is None or target.id == repealer.id or not may_repeal(repealer, target):
        return None
    return None if wholes_of(repealer, records.documents)[-1].draft else target


def ended_provisions(records: Records, links: Mapping[str, Link], texts: Texts) -> dict[str, Ended]:
    """Returns the provisions of stored documents that sentences of stored documents repeal while the documents go on, by id, with the earliest day."""
    found: dict[str, Ended] = {}
    parts: dict[str, list[Document]] | None = None
    labels: dict[str, list[Provision]] = {}
    for citation in records.citations.values():
        target = _repealed_by(citation, records, links) if citation.articles else None
        if target is None:
            continue
        repealer = records.documents[citation.document]
        day = _day_of_effect(citation, repealer, texts)
        if day is None:
            continue
        if parts is None:
            parts, labels = _parts_of_each(records.documents), _by_document(records.provisions.values())
        for article in filter(_WHOLE_ARTICLE.fullmatch, citation.articles):
            for provision in _provisions_of(article, target, parts, labels):
                known = found.get(provision.id)
                if known is None or day < known.day:
                    found[provision.id] = Ended(day, repealer.id, citation.span)
    return found


def _parts_of_each(documents: Mapping[str, Document]) -> dict[str, list[Document]]:
    """Returns the attachments and later pages of each document, and what it issues under its own number."""
    found: dict[str, list[Document]] = {}
    for document in documents.values():
        for whole in wholes_of(document, documents)[1:]:
            found.setdefault(whole.id, []).append(document)
    return found


def _by_document(provisions: Iterable[Provision]) -> dict[str, list[Provision]]:
    found: dict[str, list[Provision]] = {}
    for provision in provisions:
        found.setdefault(provision.document, []).append(provision)
    return found


def _provisions_of(
    article: str, target: Document, parts: Mapping[str, list[Document]], labels: Mapping[str, list[Provision]]
) -> list[Provision]:
    """Returns the provisions that an article of a document is: its own, else those of the one part of it that has such an article.

    第二条 of a notice that has items only is its item 二.
    """
    texts = [target, *parts.get(target.id, ())]
    has_articles = any(_WHOLE_ARTICLE.match(p.label) for text in texts for p in labels.get(text.id, ()))
    wanted = article if has_articles else article.removeprefix("第").removesuffix("条")
    below = re.compile(rf"{re.escape(wanted)}(?:$|第|（)")
    having = [here for text in texts if (here := [p for p in labels.get(text.id, ()) if below.match(p.label)])]
    own = [here for here in having if here[0].document == target.id]
    chosen = own or (having if len(having) == 1 else [])
    return chosen[0] if chosen else []


def _rows_by_document(listed: Iterable[ListedDocument]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for row in listed:
        found.setdefault(row.source, []).append(row.span)
    return found


def _ended_in_lists(listed: Sequence[ListedDocument], documents: Mapping[str, Document]) -> Iterator[tuple[str, Ended]]:
    """Yields the stored documents that rows of cleanup decisions end: those void, and those whose time ran out and no later decision went on with."""
    for row in listed:
        day = row.ends_on
        if day is None or row.document is None:
            continue
        if row.until and any(_goes_on(other, row, documents) for other in listed):
            continue
        yield row.document, Ended(day, row.source, row.span, lapsed=row.until)


def _goes_on(other: ListedDocument, row: ListedDocument, documents: Mapping[str, Document]) -> bool:
    """Tells whether a row of a later decision has the document go on that an earlier one let hold until some day."""
    if other.document != row.document or other.state is CleanupState.VOID:
        return False
    earlier, later = documents[row.decision].date, documents[other.decision].date
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


def _with_attachments(found: dict[str, Ended], documents: Mapping[str, Document]) -> dict[str, Ended]:
    """Returns the ended documents with their attachments and later pages, and what they issue under their own number."""
    out: dict[str, Ended] = {}
    for document in documents.values():
        ends = [found[whole.id] for whole in wholes_of(document, documents) if whole.id in found]
        if ends:
            out[document.id] = min(ends, key=lambda one: one.day)
    return out
