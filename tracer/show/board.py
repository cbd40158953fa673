"""An open view on a judged store, for screens: figures, pages of lists, one document, one chain.

Nothing is loaded but what is asked for: counts and pages come from the findings that the store keeps, a document from its
own file. All of it is without personal data unless that was asked for; words are looked for in what the documents say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeVar

from graph_schema.errors import NotFoundError
from graph_schema.personal import masked
from graph_schema.records import Document, Finding
from graph_schema.terms import Group, Verdict
from tracer.links.library import Library
from tracer.links.sheets import UNREAD
from tracer.policy.rules import Policy
from tracer.show.authority import AuthorityRow, authority_documents, authority_rows
from tracer.show.census import Census
from tracer.show.cleanup import Cleanup, cleanup_of, listed_rows
from tracer.show.decisions import DecisionRow, decision_rows, to_confirm
from tracer.show.drawing import branches_of
from tracer.show.ended import EndedRow, ended_parts, ended_rows
from tracer.show.groups import ASIDE
from tracer.show.page import UnreadRow, unread_row
from tracer.show.personal import Veil
from tracer.show.rows import DocumentRow, DocumentView, document_row, document_view
from tracer.store import GraphStore
from tracer.store.base.findings import Asked, Filters, FindingPage, Tally
from tracer.store.base.index import LinkIndex
from tracer.store.base.search import HitKind
from tracer.verdict.aside import authority_of

__all__ = ["PAGE_SIZE", "Board", "Filters", "FindingPage", "SetAside", "Tally"]

PAGE_SIZE = 50
"""So many rows are on one page of a list, and so many documents in one choice."""
AT_ONCE = 500
"""So many findings are taken at once where all of a list are asked for."""
T = TypeVar("T")


AsideRow = EndedRow | AuthorityRow | UnreadRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Holds what counts nowhere: the measures of ended documents and of authority texts, the files with unread words of measures, and what makes a row of each.

    `has_lists` says that there are cleanup decisions with lists.
    """

    ended: int
    authority: int
    unread: int
    has_lists: bool
    rows: tuple[Callable[[], AsideRow], ...]

    @property
    def is_empty(self) -> bool:
        """Tells whether there is nothing of it."""
        return not self.rows and not self.has_lists


class Board:
    """Answers what the pages ask of a store that is judged by a policy on a day. It lasts as long as its store is open.

    `view` has the link index behind the library, `answers` the findings: both are the store itself where it can be written and
    keeps that day. `is_kept` tells whether it keeps what was judged for it.
    """

    def __init__(
        self,
        store: GraphStore,
        view: LinkIndex,
        answers: Asked,
        library: Library,
        census: Census,
        *,
        policy: Policy,
        as_of: date,
        judged: int = 0,
        is_kept: bool = True,
        personal: bool = False,
    ) -> None:
        self.policy, self.as_of, self.judged, self.is_kept = policy, as_of, judged, is_kept
        self._store, self._view, self._answers, self._library, self._census = store, view, answers, library, census
        self._tallies: dict[Filters, Tally] = {}
        self._veil = None if personal else Veil(store.texts_of)

    @property
    def store(self) -> str:
        """Returns the address of the store."""
        return self._store.url

    @property
    def edition(self) -> str:
        """Returns the edition of the registry that everything was judged with."""
        return self._library.edition

    def _shown(self, record: T) -> T:
        return record if self._veil is None else self._veil.over(record)

    def _all_shown(self, records: Collection[T]) -> tuple[T, ...]:
        return tuple(records) if self._veil is None else self._veil.over_each(records)

    # --- figures ---

    def tally(self, filters: Filters) -> Tally:
        """Counts the measures that pass."""
        if filters not in self._tallies:
            self._tallies[filters] = self._answers.tally(self.policy.id, self.as_of, filters)
        return self._tallies[filters]

    def groups(self, filters: Filters) -> dict[Group, int]:
        """Counts the measures of each group: what sources lay down and what counts nowhere apart, the other groups among the rest."""
        everything = self.tally(replace(filters, subjects=False)).groups
        subjects = self.tally(replace(filters, subjects=True)).groups
        return {group: (everything if is_apart(group) else subjects).get(group, 0) for group in Group}

    def tally_by_place(self, *, subjects: bool) -> Mapping[str, Tally]:
        """Counts all measures by the place of their documents, as these name it."""
        return self._answers.tally_by_place(self.policy.id, self.as_of, Filters(subjects=subjects))

    @cached_property
    def read(self) -> Mapping[str, Mapping[bool, int]]:
        """Returns how many documents were read by place, by whether they are of a permitted level; without the policy's own authority."""
        without = (row.document for row in self.authority)
        return self._census.by_place(self.as_of, self.policy.permitted_for_some, without)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Returns the places of all documents of that day, as these name them."""
        return self._census.places(self.as_of)

    @property
    def has_nothing(self) -> bool:
        """Tells whether the store holds no document at all."""
        return self._census.is_empty

    @property
    def is_empty(self) -> bool:
        """Tells whether no document had been issued by that day."""
        return not self.places

    # --- lists ---

    def page(self, filters: Filters, number: int = 1) -> FindingPage:
        """Returns one page of a list, counted from 1; of a page that is not there the last one."""
        page = self._page(filters, (max(number, 1) - 1) * PAGE_SIZE, PAGE_SIZE)
        if not page.findings and page.total:
            page = self._page(filters, (pages_of(page.total) - 1) * PAGE_SIZE, PAGE_SIZE)
        return replace(page, findings=self._all_shown(page.findings))

    def every(self, filters: Filters) -> Iterator[Finding]:
        """Gives all findings of a list, in order, some at a time."""
        for part in self._parts(filters):
            yield from self._all_shown(part)

    def _parts(self, filters: Filters) -> Iterator[tuple[Finding, ...]]:
        at = 0
        while found := self._page(filters, at, AT_ONCE).findings:
            yield found
            at += len(found)

    def _page(self, filters: Filters, offset: int, limit: int) -> FindingPage:
        return self._answers.findings(self.policy.id, self.as_of, filters, offset=offset, limit=limit)

    # --- single findings and documents ---

    def finding(self, measure: str) -> Finding | None:
        """Returns the finding on a measure, also one that counts nowhere; None where there is none."""
        try:
            return self._shown(self._answers.finding(self.policy.id, self.as_of, measure))
        except NotFoundError:
            return None

    def findings_in(self, document: str) -> tuple[Finding, ...]:
        """Returns the findings of a document in text order, also those that count nowhere."""
        return self._all_shown(self._findings_in(document))

    def _findings_in(self, document: str) -> tuple[Finding, ...]:
        return self._answers.findings_in(self.policy.id, self.as_of, [document]).get(document, ())

    def first(self, document: str = "") -> Finding | None:
        """Returns the first gap of a document, or of all; else the first measure; None where there is none."""
        if document and (own := self.findings_in(document)):
            return next((finding for finding in own if finding.is_gap), own[0])
        anything = (Filters(), Filters(verdicts=frozenset(Verdict)), *(Filters(group=group) for group in ASIDE))
        found = (self._page(filters, 0, 1).findings for filters in anything)
        return next((self._shown(page[0]) for page in found if page), None)

    def standing(self, document: str) -> str:
        """Returns the document that stands for another one; "" where the store has none, or none of that day."""
        standing = self._library.stands_for.get(document, document)
        card = self._library.documents.get(standing)
        return standing if card is not None and self._is_there(card) else ""

    def knows(self, document: str) -> bool:
        """Tells whether the store has a document, of whatever day."""
        return document in self._library.stands_for

    def _is_there(self, document: Document) -> bool:
        return document.date is None or document.date <= self.as_of

    def rows(self, documents: Collection[str]) -> tuple[DocumentRow, ...]:
        """Returns the cards of documents, in this order, without what the store does not have on that day."""
        standing = dict.fromkeys(one for document in documents if (one := self.standing(document)))
        tallies = self._answers.tally_by_document(self.policy.id, self.as_of, tuple(standing))
        return self._all_shown([self._row(document, tallies.get(document)) for document in standing])

    def _row(self, document: str, tally: Tally | None) -> DocumentRow:
        library = self._library
        return document_row(library.documents[document], self._path(document), tally)

    def _path(self, document: str) -> str:
        path = self._library.texts.path[document]
        return path if self._veil is None else masked(path)

    def with_most_gaps(self) -> tuple[DocumentRow, ...]:
        """Returns the documents with most gaps, as many as one choice holds."""
        return self.rows(self._answers.with_most_gaps(self.policy.id, self.as_of, limit=PAGE_SIZE))

    def named(self, words: str) -> tuple[DocumentRow, ...]:
        """Returns the documents whose number or title has all these words, as many as one choice holds."""
        hits = self._store.search(words, limit=PAGE_SIZE)
        return self.rows([hit.id for hit in hits if hit.kind is not HitKind.MEASURE])

    def view(self, document: str) -> DocumentView:
        """Returns one document with its text and marks. NotFoundError where the store has none of that day."""
        standing = self.standing(document)
        if not standing:
            raise NotFoundError("store.no_document", document=document)
        reading = self._shown(self._store.get_reading(self._library.texts.path[standing]))
        cards = self.rows([other.id for other in reading.documents])
        page = self._library.pages.joined.get(standing)
        before = self.rows([page])[0] if page is not None else None
        view = document_view(reading, standing, self.findings_in(standing), cards, before)
        return replace(view, **self._told_of(standing))

    def _told_of(self, document: str) -> dict[str, Any]:
        """Returns what else is to be told of a document: that it has ended, what decisions list it, that it is an authority text."""
        library, policy, day = self._library, self.policy, self.as_of
        measures = [finding.measure for finding in self._findings_in(document)]
        ended = (row for row in ended_rows(library, measures, policy, day) if row.provision is None)
        authority = authority_rows(library, [library.documents[document]], measures, policy, day)
        return {
            "ended": self._shown(next(ended, None)),
            "listed": self._all_shown(tuple(listed_rows(library, day, document=document))),
            "authority": self._shown(next(iter(authority), None)),
        }

    def regions(self, finding: Finding) -> dict[str, str | None]:
        """Returns the places of the documents and instruments on the chains of a finding, by id."""
        library = self._library
        hops = {hop.id for chain, _ in branches_of(finding) for hop in chain}
        documents = {id: library.documents[id].region for id in hops if id in library.documents}
        instruments = library.registry.instruments
        return {id: instruments[id].region for id in hops if id in instruments} | documents

    # --- what no verdict tells of ---

    @cached_property
    def moved(self) -> tuple[DecisionRow, ...]:
        """Returns the decisions of people that follow a corrected text or have lost their words."""
        library = self._library
        return self._all_shown(to_confirm(decision_rows(library.decided.standings, library.records)))

    @cached_property
    def authority(self) -> tuple[AuthorityRow, ...]:
        """Returns the documents that are the policy's own authority."""
        judged = Counter[str]()
        for document, _, group, number in self._aside_parts:
            if group is Group.AUTHORITY:
                judged[document] += number
        library = self._library
        cards = (library.documents.get(id) for id in authority_documents(self._view, self.policy, judged))
        texts = ((card, authority_of(library, card, self.policy)) for card in cards if card is not None)
        return self._all_shown(
            [
                AuthorityRow(document=card, number=text.number, title=text.title, measures=judged[card.id])
                for card, text in texts
                if text is not None
            ]
        )

    @cached_property
    def _aside_parts(self) -> tuple[tuple[str, str, Group, int], ...]:
        return tuple(self._answers.aside_by_part(self.policy.id, self.as_of))

    @cached_property
    def set_aside(self) -> SetAside:
        """Returns how much there is that counts nowhere, and what makes a row of each when it is looked at."""
        library, day, ended = self._library, self.as_of, Counter[tuple[str, str]]()
        for document, provision, group, number in self._aside_parts:
            if group is Group.ENDED:
                ended[document, "" if library.has_ended(document, day) else provision] += number
        groups = self.tally(Filters()).groups
        return SetAside(
            ended=groups[Group.ENDED],
            authority=groups[Group.AUTHORITY],
            unread=len(self._unread),
            has_lists=any(True for _ in listed_rows(library, day)),
            rows=(
                *(partial(self._ended_row, part, number) for part, number in ended.items()),
                *(partial(self.authority.__getitem__, n) for n in range(len(self.authority))),
                *(partial(self._unread_row, path) for path in self._unread),
            ),
        )

    def _ended_row(self, part: tuple[str, str], number: int) -> EndedRow:
        (row,) = ended_parts(self._library, [(*part, number)], self.as_of)
        return self._shown(row)

    def _unread_row(self, path: str) -> UnreadRow:
        row = unread_row(self._shown(self._store.get_reading(path)))
        return row if self._veil is None else replace(row, path=masked(path))

    @cached_property
    def _unread(self) -> tuple[str, ...]:
        """Returns the files with fenced lines that hold words of measures."""
        return tuple(dict.fromkeys(path for path, _ in self._view.index_kind(UNREAD)))

    @cached_property
    def cleanup(self) -> Cleanup:
        """Returns what cleanup decisions came to. Of a document that a row names nothing is told but that there is one."""
        cleanup = cleanup_of(self._library, self.tally(Filters()), self.as_of)
        rows = (row if row.document is None else replace(row, document=row.decision) for row in cleanup.rows)
        return replace(cleanup, rows=self._all_shown(tuple(rows)))


def is_apart(group: Group) -> bool:
    """Tells whether a group is counted among all measures, not among those of documents below the permitted levels."""
    return group is Group.SOURCES or group in ASIDE


def pages_of(total: int) -> int:
    """Tells how many pages so many rows fill, at least one."""
    return max(1, -(-total // PAGE_SIZE))
