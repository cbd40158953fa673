"""The findings of a policy on a day, kept measure by measure, and given back in pages and counts.

Every measure of the store has a row, also one without a finding on that day. A finding holds for a stretch of days
(`since` to `until`): on any other day of it judging anew would say the same. The rows of a document were made of its
index row as `touched` says; where that is another now, or the day lies outside, the document is stale and judged again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from graph_schema.graph import Value
from graph_schema.records import Chained, Finding, Rests
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.store.base.judged import JudgedRow

NO_PLACE = "—"
"""What documents without a place are counted and asked for by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All findings of a policy on a day: made of which version of the store, and by what (`edition`); `registry` is the edition that they name."""

    policy: str
    as_of: date
    version: int
    edition: str
    registry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding:
    """Keeps of one measure its finding, None where there is none on that day (its document is younger, the policy does not ask).

    A finding that counts nowhere says so itself (`finding.aside`). `of_source` where its document is of a permitted level,
    `order` is where it stands among all: by number, title and id of the document ("~" where there is none). `rests_on` are the ids of all that
    its chains to permitted sources go through. On the days from the first and before the second of `counted` it is chosen and counted alike, but by its words.
    """

    measure: str
    document: str
    start: int
    end: int
    finding: Finding | None
    order: tuple[str, str, str]
    of_source: bool = False
    rests_on: tuple[str, ...] = ()
    counted: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDocument:
    """Holds the rows of one document in a judgement: made of an index row of that `touched`, true from `since` and before `until`, by its own measures.

    `lines` is what the chains of its measures go through, line by line, as only `tracer.verdict.resting` knows.
    """

    document: str
    touched: int
    since: date
    until: date
    findings: tuple[KeptFinding, ...]
    lines: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Says which measures to look at. What is left out lets everything pass.

    `region` is a place or the beginning of its path ("—" are documents without one); `document` an id, a number, or words of the
    title; `words` must all stand, in any case, in what `search_words` of the row says (text, provision, title, number, issuer, place, sentence, reasons).
    `rests_on` is what a chain must go through. `verdicts`, `must_mend`, `rest` (must be mended and is no gap), `silent` (reaches a source that says nothing of the kind, and need not be mended) and `group` choose among the measures that the others let pass. `subjects` leaves out documents of permitted levels.
    """

    region: str | None = None
    kinds: frozenset[MeasureKind] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    issued_after: date | None = None
    document: str | None = None
    must_mend: bool = False
    group: Group | None = None
    words: str = ""
    subjects: bool = False
    rests_on: str | None = None
    rest: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """Holds some of the findings chosen, in their order; how many were chosen; and how all stand that pass the other filters."""

    findings: tuple[Finding, ...]
    total: int
    counts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Counts how measures that have ended would stand if their documents held."""

    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    gaps: int = 0
    must_mend: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts how some findings stand: verdicts, gaps (`draft_gaps` of drafts), indirect punishments (`lean`), what must be mended, in all and by verdict; of how many documents.

    Measures that count nowhere are in `aside` alone. `by_verdict` has the must-mend by verdict.
    """

    verdicts: Mapping[Verdict, int]
    groups: Mapping[Group, int]
    gaps: int = 0
    draft_gaps: int = 0
    lean: int = 0
    must_mend: int = 0
    mend_by_verdict: Mapping[Verdict, int] = field(default_factory=dict)
    documents: int = 0
    ended: Held = field(default_factory=Held)

    @property
    def measures(self) -> int:
        """Counts the measures."""
        return sum(self.verdicts.values())


class Asked(Protocol):
    """The findings of judgements in pages and counts, whoever has them. NotFoundError where the judgement is not there."""

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns the gaps of a judgement, or what else the filters choose, in its order; with must_mend, and in the group of it, the gaps first."""
        ...

    def documents_on(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> tuple[str, ...]:
        """Returns the documents of the findings that such a page holds, in its order."""
        ...

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure, also one that counts nowhere. NotFoundError where there is none."""
        ...

    def findings_in(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Returns all findings of documents in text order, also those that count nowhere, by document."""
        ...

    def verdicts_of(
        self, policy: str, as_of: date, documents: Collection[str] | None = None
    ) -> Iterator[tuple[str, str, Verdict]]:
        """Gives (document, measure, verdict) of all findings that count, of some documents or of all, ordered."""
        ...

    def said_of_measures(
        self, policy: str, as_of: date, documents: Collection[str]
    ) -> Mapping[str, Mapping[str, Value]]:
        """Returns what the graph says of each measure of documents by a judgement (`Property.judged`), by its id."""
        ...

    def lines_of(self, policy: str, as_of: date) -> Iterator[tuple[str, bytes]]:
        """Gives the lines of all documents that have any, ordered by document."""
        ...

    def tally(self, policy: str, as_of: date, filters: Filters | None = None) -> Tally:
        """Counts the findings that pass all filters but verdicts, must_mend and group."""
        ...

    def tally_by_place(self, policy: str, as_of: date, filters: Filters | None = None) -> Mapping[str, Tally]:
        """Returns the same by place, as the documents name it ("—" where they name none)."""
        ...

    def tally_by_document(self, policy: str, as_of: date, documents: Collection[str]) -> Mapping[str, Tally]:
        """Returns the same of single documents, by id; those without rows are left out."""
        ...

    def with_most_gaps(self, policy: str, as_of: date, *, limit: int) -> tuple[str, ...]:
        """Returns the judged documents, those with the most gaps first, the others in the order of the judgement."""
        ...

    def aside_by_part(
        self, policy: str, as_of: date, filters: Filters | None = None
    ) -> Iterator[tuple[str, str, Group, int]]:
        """Gives (document, provision, group, measures) of what counts nowhere and passes the filters, in the order of the judgement."""
        ...


class Findings(Asked, Protocol):
    """Everything judged: kept document by document beside the graph, given back in pages and counts.

    NotFoundError where the judgement is not kept; InputError where what is to be kept holds half a character.
    """

    def judgements(self) -> tuple[Judgement, ...]:
        """Returns the judgements that are kept, by policy and day; stale documents included."""
        ...

    def keep_judged(
        self,
        judgement: Judgement,
        documents: Iterable[JudgedDocument],
        gone: Iterable[str] = (),
        *,
        moved_from: date | None = None,
    ) -> None:
        """Keeps the rows of documents in place of those that they had in this judgement, takes out those of documents that are `gone`.

        One transaction; the judgement is made where it is not there, else takes version and edition. With
        `moved_from` the judgement of that day becomes this one, with all its rows.
        """
        ...

    def drop_judgement(self, policy: str, as_of: date) -> None:
        """Lets a judgement and its rows go."""
        ...

    def stale(self, policy: str, as_of: date) -> tuple[str, ...]:
        """Returns the documents, by id, whose rows are missing, were made of another state of their index row, or do not hold on that day."""
        ...

    def judged_gone(self, policy: str, as_of: date) -> tuple[str, ...]:
        """Returns the documents that have rows in a judgement and stand in the index no more, or for no document of their own."""
        ...

    def resting_on(self, policy: str, as_of: date, node: str) -> Iterator[Rests]:
        """Gives the measures that count and whose chains to permitted sources go through something, by its id, ordered by document and measure."""
        ...

    def chains_of(self, policy: str, as_of: date, measures: Collection[str]) -> Mapping[str, Chained]:
        """Returns the chains of measures that have a finding, by the id of the measure."""
        ...

    def counted_otherwise(self, policy: str, as_of: date, day: date) -> tuple[str, ...]:
        """Returns the judged documents, by id, of whose measures one at least is not known to be counted alike on another day."""
        ...

    def rows_of(self, policy: str, as_of: date) -> Iterator[JudgedRow]:
        """Gives the rows of a judgement by document, those of their measures with what these are counted by (`COUNTED_BY`) alone: no words, reasons, bodies, lines."""
        ...

    def keep_rows(self, judgement: Judgement, rows: Iterable[JudgedRow]) -> None:
        """Keeps rows that are made already, as keep_judged does with documents."""
        ...

    def drop_graph(self) -> None:
        """Lets the graph, all findings and judgements go: the next judging writes everything anew."""
        ...
