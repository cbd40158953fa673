"""Cleanup decisions read row by row: what a stored decision lists as in force, void or to be amended, and which stored document each row names.

Headings, columns and the words around a row say what becomes of the document (docs/semantics.md#cleanup-lists). Rows that name no stored
document are kept: nothing of a list is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Protocol

from graph_schema.first_use import later
from graph_schema.records import Citation, Document, Span
from graph_schema.terms import CleanupState, Role
from tracer.links.cleanup_rows import ANNEX, NAMES_LIST, NUMBER, TITLE, Row, Section, annex_number, rows_of
from tracer.links.cleanup_words import (
    AMEND,
    AT_ONCE,
    BY,
    KEEP,
    LATER,
    TAKES_EFFECT,
    UNTIL,
    VOID,
    VOID_FROM,
    clauses_of,
    day_of,
    flat_words,
    state_of,
)
from tracer.links.power import may_repeal, wholes_of
from tracer.links.resolve import Shelf, bare, differ_by_a_word, editions, find
from tracer.registry.load import Registry, office_key


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """Holds what a row of a cleanup decision says of a document: `state`, from or by which day, under which condition.

    `document` is the stored document that the row names, None where it names none that the decision has power over. `day` is that from which a
    void one no longer holds, by which one is to be amended, or after which one that continues lapses (`until`). With a `condition` nothing is ended.
    """

    decision: str
    source: str
    span: Span
    words: str
    title: str | None
    number: str | None
    state: CleanupState
    day: date | None
    until: bool = False
    condition: str | None = None
    document: str | None = None

    @property
    def ends_on(self) -> date | None:
        """Returns the first day on which the document holds no longer by this row; None where the row ends nothing for certain."""
        if self.condition is not None or self.document is None or self.day is None:
            return None
        if self.state is CleanupState.VOID:
            return self.day
        return self.day + timedelta(days=1) if self.until else None


_ABOVE = later("(?:以上|上述|上列|前述)[^，。；]{0,12}(?:文件|规章|规定)")
_IS_CLEANUP = later("清理|废止|失效|继续有效|作废|有效期")
_PART = later("》?(?:[（(][^（）()]*[）)])?(?:中的?|的)?第[0-9一二三四五六七八九十百零]+[条款项章节]")
_OF_LISTS = later("(废止|失效)[^，。；]{0,12}?(?:目录|清单|名单|文件|规章)")
NEAR = 0.93  # a subject that is as like another one may be that one, damaged
LONG_ENOUGH = 10  # letters of a subject that is known again though a scan misread one


@dataclass(frozen=True, slots=True)
class Around:
    """Holds what the rows of a list are read with: the documents and their own texts by id, the registry, the shelf and the subjects of all titles."""

    documents: Mapping[str, Document]
    own: Mapping[str, str]
    registry: Registry
    shelf: Shelf
    subjects: Subjects


def listed_documents(around: Around, file: Mapping[str, str]) -> tuple[ListedDocument, ...]:
    """Returns the rows of all cleanup decisions of the store, by decision, in text order; `file` are the texts of their files."""
    found = (row for id in sorted(around.documents) for row in listed_in(id, file[id], around))
    return tuple(sorted(found, key=lambda row: (row.decision, row.span.start, row.span.end)))


def listed_in(id: str, text: str, around: Around) -> Iterator[ListedDocument]:
    """Yields the rows of one document, where it is a cleanup decision or a list of one; `text` is that of its file."""
    document = around.documents[id]
    whole = wholes_of(document, around.documents)[-1]
    if not _is_cleanup(document, whole):
        return
    of_whole = whole.id != id and NAMES_LIST.search(document.title or "")
    said = around.own[id] + (around.own[whole.id] if of_whole else "")
    if not (VOID.search(said) or KEEP.search(said) or AMEND.search(said)):
        return
    overall = "".join(around.own[whole.id].split())
    for section, row in rows_of(document, whole, text):
        listed = _listed(row, section, whole, document, overall)
        if listed is not None:
            yield replace(listed, document=_named(listed, whole, around))


def _is_cleanup(document: Document, whole: Document) -> bool:
    """Tells whether a text is a cleanup decision, or a list attached to one: its title says so, and it is no draft."""
    titles = (document.title or "", whole.title or "")
    return not whole.draft and any(_IS_CLEANUP.search(title) for title in titles)


def _listed(row: Row, section: Section, whole: Document, document: Document, overall: str) -> ListedDocument | None:
    """Returns what a row says of its document; None where neither it nor its heading says what becomes of it."""
    remark = _flat_cells(row.remark)
    condition = LATER.search(remark)
    plain = VOID_FROM.sub("", LATER.sub("", remark))
    until, since, due = UNTIL.search(remark), VOID_FROM.search(remark), BY.search(remark)
    own = next((state for cell in plain.split("\t") if (state := state_of(cell)) is not None), None)
    heading = flat_words(section.words)
    state = own or (CleanupState.VOID if since or (condition and "逾期" not in condition[0]) else None) or section.state
    state = state or (CleanupState.CONTINUES if until else None) or _state_of_annex(section, whole, overall)
    state = state or (
        _state_of_those_above(overall)
        if not re.sub(r"\W|[0-9一二三四五六七八九十]", "", NUMBER.sub("", remark))
        else None
    )
    if state is None or (state is CleanupState.VOID and row.title and _names_a_part(row.title, row.words)):
        return None
    if own is None and section.state is CleanupState.CONTINUES and condition:
        state = CleanupState.VOID
    day: date | None = None
    said = condition[0] if condition else None
    if state is CleanupState.VOID:
        day = day_of(since) or _void_from(heading, plain, section.annex, whole, overall)
        heading_condition = LATER.search(heading)
        said = said or (heading_condition[0] if heading_condition and not since else None)
    elif state is CleanupState.AMEND:
        day = day_of(due) or day_of(BY.search(heading)) or _amend_by(overall)
        late = LATER.search(heading) or _clause_of(overall, AMEND, "逾期")
        said = said or (late[0] if late else None)
    else:
        day = day_of(until)
    return ListedDocument(
        decision=whole.id,
        source=document.id,
        span=row.span,
        words=row.words,
        title=row.title,
        number=row.number,
        state=state,
        day=day,
        until=state is CleanupState.CONTINUES and day is not None,
        condition=said,
    )


def _flat_cells(words: str) -> str:
    return "\t".join(flat_words(cell) for cell in words.split("\t"))


def _names_a_part(title: str, words: str) -> bool:
    """Tells whether words name an article of a document rather than the whole."""
    flat = flat_words(words)
    return bool(_PART.match(flat, flat.find(title) + len(title))) if title in flat else False


def _state_of_annex(section: Section, whole: Document, overall: str) -> CleanupState | None:
    """Returns what a decision says of all that an annex lists, whose own heading says nothing: 对附件1所列文件予以废止, or its title alone."""
    if section.annex is None or not NAMES_LIST.search(section.words):
        return None
    for clause in clauses_of(overall):
        named = {
            annex_number(number)
            for number in re.findall(f"{ANNEX.pattern}[^，。；、]{{0,6}}(?:所列|所附|列明|中的|的)", clause)
        }
        state = state_of(clause) if named & {section.annex, ""} and not LATER.search(clause) else None
        if state is not None:
            return state
    return state_of(whole.title or "")


def _state_of_those_above(overall: str) -> CleanupState | None:
    """Returns what a decision says of all that it has listed before: 以上2件文件自公布之日起废止."""
    said = {state_of(clause) for clause in clauses_of(overall) if _ABOVE.search(clause) and not LATER.search(clause)}
    return next(iter(said)) if len(said) == 1 else None


def _void_from(heading: str, remark: str, annex: str | None, whole: Document, overall: str) -> date | None:
    """Returns from which day what a decision declares void is void: by the heading, a sentence of the decision, its day of effect, its own day.

    A sentence about another annex, or about the list of the others (废止, 失效), says nothing of it.
    """
    near = day_of(VOID_FROM.search(heading))
    if near is not None:
        return near
    kinds = {word for word in ("废止", "失效") if word in heading} or {w for w in ("废止", "失效") if w in remark}
    for clause in clauses_of(overall):
        found = VOID_FROM.search(clause)
        at_once = AT_ONCE.search(clause) if whole.date else None
        first = found or at_once
        if first is None or "逾期" in clause or TITLE.search(clause):
            continue
        subject = clause[: first.start()]
        annexes = {annex_number(number) for number in ANNEX.findall(subject)} - {""}
        lists = set(_OF_LISTS.findall(subject))
        if (annexes and annex and annex not in annexes) or (lists and kinds and not lists & kinds):
            continue
        return day_of(found) or whole.date
    return day_of(TAKES_EFFECT.search(overall)) or whole.date


def _amend_by(overall: str) -> date | None:
    """Returns by which day a decision wants documents amended, where one of its sentences says so."""
    for sentence in re.split("[。；]", overall):
        if AMEND.search(sentence) and not TITLE.search(sentence):
            found = day_of(BY.search(sentence))
            if found is not None:
                return found
    return None


def _clause_of(overall: str, about: re.Pattern[str], word: str) -> re.Match[str] | None:
    """Returns what a sentence of a decision about something says will follow (逾期未公布的，自…失效)."""
    for sentence in re.split("[。；]", overall):
        if about.search(sentence) and word in sentence:
            return LATER.search(sentence) or re.search("逾期.+", sentence)
    return None


class Subjects(Protocol):
    """The stored documents by the subject of their titles, without the office before 关于."""

    def of(self, subject: str) -> Iterable[Document]:
        """Returns the documents of a subject."""
        ...

    def near(self, subject: str) -> Iterable[Document]:
        """Returns the documents whose subject is another but for what a scan did to it."""
        ...


class DocumentSubjects:
    """The subjects of documents that are all at hand."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents: dict[str, list[Document]] = {}
        for document in documents:
            if document.title:
                self._documents.setdefault(subject_of(document.title)[1], []).append(document)

    def of(self, subject: str) -> Iterable[Document]:
        """Returns the documents of a subject."""
        return self._documents.get(subject, ())

    def near(self, subject: str) -> Iterable[Document]:
        """Returns the documents whose subject is another but for what a scan did to it."""
        return [d for key, several in self._documents.items() if is_damaged(key, subject) for d in several]


def subject_of(title: str) -> tuple[str, str]:
    """Returns the office before 关于 and what a title is about; no office where it has no 关于."""
    office, about, subject = title.partition("关于")
    return (bare(office), bare(subject)) if about and subject else ("", bare(title))


def asked_in(listed: ListedDocument) -> Citation:
    """Returns a row as the citation of what it names."""
    return Citation(
        id="",
        document=listed.decision,
        provision=None,
        span=listed.span,
        text=listed.words,
        title=listed.title,
        number=listed.number,
        articles=(),
        role=Role.REPEALS,
    )


def _named(listed: ListedDocument, decision: Document, around: Around) -> str | None:
    """Returns the one stored document that a row names and the decision has power over; None where there is none or are several."""
    found = find(asked_in(listed), decision, around.registry, around.shelf)
    stored = [f.document for f in found if f.document is not None and f.doubt is None]
    if len(found) > 1 and len({f.target for f in found}) > 1:
        stored = []  # title and number are of different documents, or several bear the name
    if not found and listed.title:
        stored = _alike(listed, decision, around.subjects)
    able = [d for d in stored if wholes_of(d, around.documents)[-1].id != decision.id and may_repeal(decision, d)]
    return able[0].id if len(able) == 1 else None


def _alike(listed: ListedDocument, decision: Document, subjects: Subjects) -> list[Document]:
    """Returns the documents whose title is that of a row but for its office or what a scan did to it, of no other number."""
    office, subject = subject_of(listed.title or "")
    near = list(subjects.of(subject))
    if not near and len(subject) >= LONG_ENOUGH:
        near = list(subjects.near(subject))
    same = [d for d in near if editions(d.title or "") == editions(listed.title or "")]
    fits = [d for d in same if _is_office(office, d) and (listed.number is None or d.number in (None, listed.number))]
    return [d for d in fits if may_repeal(decision, d)]


def is_damaged(key: str, subject: str) -> bool:
    """Tells whether one of two subjects is the other but for what a scan did to it."""
    if abs(len(key) - len(subject)) > 1 or re.sub(r"\D", "", key) != re.sub(r"\D", "", subject):
        return False
    alike = SequenceMatcher(a=key, b=subject, autojunk=False)
    return alike.quick_ratio() >= NEAR and alike.ratio() >= NEAR and not differ_by_a_word(key, subject)


def _is_office(office: str, document: Document) -> bool:
    """Tells whether a document may be of an office as a list names it: 市水利局 of 霁川市水利局."""
    if not office:
        return True
    key = office_key(office)
    return any(key in office_key(name) for name in (document.issuer or "", subject_of(document.title or "")[0]))
