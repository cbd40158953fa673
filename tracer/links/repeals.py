"""Documents of the store that another stored document repeals or declares void, and from which day on.

See docs/semantics.md#ruling-33.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from graph_schema.days import printed_day
from graph_schema.records import Citation, Document, Link
from graph_schema.regions import covers
from graph_schema.terms import LinkStatus, Relation, Role
from tracer.links.records import Records, Texts


@dataclass(frozen=True, slots=True)
class Ended:
    """Holds since when a stored document no longer holds, and the citation that repeals it; by its page's word where there is none."""

    day: date
    citation: str | None


_NO_LONGER = re.compile(r"^[\W\d]*(?:已|现已|全文)?(?:失效|废止|无效)")
_DIGITS = "[0-9〇○零一二三四五六七八九十]"
_DAY = rf"(?P<year>{_DIGITS}{{4}})年(?P<month>{_DIGITS}{{1,3}})月(?P<day>{_DIGITS}{{1,3}})日"
_THEN = re.compile(rf"自{_DAY}起?[^。；，]{{0,4}}(?:废止|失效|停止执行|不再执行)")
_WHOLE = re.compile(
    rf"本(?:决定|通知|公告|办法|规定|意见|细则|通告|条例|规则|文件)[^。；]{{0,4}}自{_DAY}起?(?:施行|实施|执行|生效)"
)
_SENTENCE_END = re.compile("[。；\n]")


def ended_documents(records: Records, links: Mapping[str, Link], texts: Texts) -> dict[str, Ended]:
    """Returns the documents that hold no longer from some day on, by id, with the earliest day known.

    What hangs on such a document as its own attachment or later page ends with it; what it only forwards from elsewhere does not.
    """
    found = {**_ended_by_page(records.documents), **_ended_in_store(records, links, texts)}
    return _with_attachments(found, records.documents)


def _ended_by_page(documents: Mapping[str, Document]) -> dict[str, Ended]:
    """Returns the documents whose page says that they hold no longer (有效性：失效), from the day after their own: it does not say since when."""
    found: dict[str, Ended] = {}
    for document in documents.values():
        says = any(field.field == "validity" and _NO_LONGER.match(field.value) for field in document.page)
        if says and document.date is not None:
            found[document.id] = Ended(document.date + timedelta(days=1), None)
    return found


def _ended_in_store(records: Records, links: Mapping[str, Link], texts: Texts) -> dict[str, Ended]:
    """Returns the stored documents that stored documents repeal as a whole."""
    found: dict[str, Ended] = {}
    for citation in records.citations.values():
        link = links.get(citation.id)
        if (
            citation.role is not Role.REPEALS
            or citation.articles
            or link is None
            or link.status is not LinkStatus.RESOLVED
        ):
            continue
        target = records.documents.get(link.target or "")
        repealer = records.documents[citation.document]
        if target is None or target.id == repealer.id or not _may_repeal(repealer, target):
            continue
        day = _day_of_effect(citation, repealer, texts)
        known = found.get(target.id)
        if day is not None and (known is None or day < known.day):
            found[target.id] = Ended(day, citation.id)
    return found


def _may_repeal(repealer: Document, target: Document) -> bool:
    """Tells whether the one stands where it may end the other: in its place or above, and not before it."""
    placed = repealer.region is None or target.region is None or covers(repealer.region, target.region)
    later = repealer.date is None or target.date is None or target.date <= repealer.date
    return placed and later


def _day_of_effect(citation: Citation, repealer: Document, texts: Texts) -> date | None:
    """Returns the day that the sentence of the repeal names, else that on which the repealing document takes effect, else its own."""
    text, own = texts.file[repealer.id], texts.own[repealer.id]
    end = _SENTENCE_END.search(text, citation.span.end)
    start = max(text.rfind(mark, 0, citation.span.start) for mark in "。；\n") + 1
    sentence = text[start : citation.span.start] + text[citation.span.end : end.start() if end else len(text)]
    near = _day_in(_THEN, "".join(sentence.split()))
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


def wholes_of(document: Document, documents: Mapping[str, Document]) -> tuple[Document, ...]:
    """Returns a document and what it is part of, as attachment, later page or what is issued under the same number, outermost last."""
    line, above = {document.id: document}, document
    while (parent := documents.get(above.parent or "")) and parent.id not in line and _goes_with(above, parent):
        line[parent.id] = above = parent
    return tuple(line.values())


def _goes_with(part: Document, whole: Document) -> bool:
    issued = (
        part.relation is Relation.FORWARDS
        and part.number in (None, whole.number)
        and part.issuer in (None, whole.issuer)
    )
    return part.relation in (Relation.ATTACHES, Relation.CONTINUES) or issued
