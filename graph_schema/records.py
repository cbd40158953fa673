"""Records of the reading and of the tracing stages, all frozen.

A stage that knows more makes new records; nobody edits one. All offsets are half-open Python str
offsets into the file's own text (`SourceFile.text`), so that every statement can show its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from graph_schema.making import quick_to_make
from graph_schema.messages import Message
from graph_schema.sending import quick_to_send
from graph_schema.terms import (
    BreakReason,
    Check,
    CheckResult,
    DecisionKind,
    Disposal,
    Group,
    Lack,
    LinkStatus,
    MeasureKind,
    PageUse,
    ReferenceKind,
    Relation,
    RepairKind,
    Role,
    SegmentKind,
    SlotRole,
    SourceLevel,
    Tie,
    Verdict,
    VersionKind,
    Zone,
)


@quick_to_make
@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, half-open."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Returns the words that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Tells whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


# --- reading -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file as it was found. `sha256` is that of the bytes; `path` is how the person named it; `origin` is None for plain text.

    The legal source of a chain is another thing (`SourceLevel`). What is stored and printed keeps the old short name:
    `Reading.source`, table `source`, label `:Source`, JSON key `source`.
    """

    path: str
    sha256: str
    encoding: str
    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Holds what a file that is more than plain text held beside its text, as its reader gave it (ingest.formats.file_text).

    `page_map` are the bytes of a PageMap, since few who ask for a reading ask where its words stand on the page. `repairs` are
    what the reader would mend or leave out; `comments` the remarks of people and what was deleted under tracked changes;
    `merged` are the cells of
    tables that are one with the cell above: where their row begins in the text, and their column. `text_sha256` is the hash of the text in UTF-8, since it cannot be made of the bytes of the file without the reader.
    """

    text_sha256: str
    page_map: bytes = b""
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[Message, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    comments: tuple[str, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One mended place: the span of the source, and what is read in its stead ("" where it is left out)."""

    kind: RepairKind
    span: Span
    replacement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A repair that a person does not want made: the one of this kind at this span, or (span None) all of the kind."""

    kind: RepairKind
    span: Span | None


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a compound file: a document, an attachment, noise, or a page scanned twice.

    `parent` is the index of the segment that forwards or attaches this one (its own index where
    `relation` is SELF); `document` is the id of the document read from it, None for noise.
    """

    index: int
    kind: SegmentKind
    span: Span
    relation: Relation
    parent: int
    document: str | None
    confidence: float = 1.0


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEvidence:
    """Says how a field of the card was found (a short name of the way), and how often that way is right."""

    field: str
    found: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageField:
    """A field that the page shows of a document: title, number, issuer, date or validity, as written, and what is made of it."""

    field: str
    value: str
    span: Span
    use: PageUse


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as its own text presents it. `region` is a path such as 河南省/平顶山市, 全国, or None.

    `evidence` says of title, number, issuer, date and level how each was found, `lacks` what of a whole document the
    text does not have (docs/reading.md#lacks), `page` what the page around the text says of it.
    """

    id: str
    span: Span
    title: str | None
    number: str | None
    issuer: str | None
    date: date | None
    level: SourceLevel
    region: str | None
    kind: SegmentKind
    draft: bool = False
    parent: str | None = None
    relation: Relation = Relation.SELF
    evidence: tuple[FieldEvidence, ...] = ()
    lacks: tuple[Lack, ...] = ()
    page: tuple[PageField, ...] = ()

    def confidence_in(self, field: str) -> float:
        """Tells how sure a field is; 1.0 where the card does not say."""
        return next((e.confidence for e in self.evidence if e.field == field), 1.0)


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """条款: an article, a numbered item or a paragraph. `label` is how a lawyer names it, e.g. 二（一）."""

    id: str
    document: str
    label: str
    zone: Zone
    span: Span


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """引用: one mention of a document, as written. What it points to is a Link.

    `title` is without the outer 《》, a short name already replaced by the full title that this
    document gives it; `number` is in normal form; `defined_number` is the number that the short
    name's definition printed. `cue` are the words that show the role. `by_reference` marks a basis
    that 该条例 or 上述文件 names: title and number are those of the citation that it refers to. `damaged`
    marks one whose number or title lost characters that nothing gives back: both are as written.
    `found` is the way in which it was found, `confidence` how often that way is right.
    """

    id: str
    document: str
    provision: str | None
    span: Span
    text: str
    title: str | None
    number: str | None
    articles: tuple[str, ...]
    role: Role
    cue: str = ""
    defined_number: str | None = None
    issuer_hint: str | None = None
    confidence: float = 1.0
    by_reference: bool = False
    found: str = ""
    damaged: bool = False


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class VagueReference:
    """A reference that names nothing (有关规定, 法律法规规定), or leads nowhere (该办法, when none was named).

    Never a basis (docs/reading.md#vague).
    """

    document: str
    provision: str | None
    span: Span
    text: str


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """指代: 本办法, 前款, 该条例, 上述文件 and what they lead to (docs/reading.md#references).

    `targets` are ids, of a document (OWN), of provisions of this document (PROVISION) or of the
    citations referred to (CITED). `articles` is the place within them, e.g. 第五条第一款.
    """

    document: str
    provision: str | None
    span: Span
    text: str
    kind: ReferenceKind
    targets: tuple[str, ...]
    articles: tuple[str, ...]
    role: Role


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A word of a measure's frame: who it bears on, what is done, to what, and what links it to credit (docs/frames.md#slots).

    `span` is None where the words stand outside its sentence: in a heading, or the title.
    """

    role: SlotRole
    words: str
    span: Span | None = None


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """措施: one separable measure. `sentence` is its whole sentence, `act` the frame that showed it, `slots` its words."""

    id: str
    document: str
    provision: str
    kind: MeasureKind
    span: Span
    text: str
    sentence: Span
    act: str
    confidence: float = 1.0
    slots: tuple[Slot, ...] = ()


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """依据: a citation that supports a measure, and how near it stands (docs/semantics.md#ruling-3)."""

    measure: str
    citation: str
    tie: Tie
    confidence: float = 1.0


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """责任: who must do or report something, and by when (docs/reading.md#duties).

    `units` are the offices named; `deadline` is the last day where the text gives one, `due` its words
    (一个月内 has words and no day); `report` is what is to be handed in, "" where nothing is.
    """

    document: str
    provision: str | None
    span: Span
    text: str
    units: tuple[str, ...]
    deadline: date | None
    due: str
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one file says, in text order. `undone` are the repairs that were not to be made.

    `unread` are lines that were fenced off and hold words of measures: a person should look at them.
    """

    source: SourceFile
    repairs: tuple[Repair, ...]
    segments: tuple[Segment, ...]
    documents: tuple[Document, ...]
    provisions: tuple[Provision, ...]
    citations: tuple[Citation, ...]
    vague: tuple[VagueReference, ...]
    measures: tuple[Measure, ...]
    basis: Sequence[Basis]
    references: tuple[Reference, ...] = ()
    duties: tuple[Duty, ...] = ()
    undone: tuple[Undo, ...] = ()
    unread: tuple[Span, ...] = ()


# Readings are made in several processes, and kept in one.
quick_to_send(
    Span, SourceFile, Repair, Undo, Segment, FieldEvidence, PageField, Document, Provision, Citation, VagueReference
)
quick_to_send(Reference, Measure, Basis, Duty, Reading)


# --- registry and resolution -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, regulation or other document of the registry, whether or not its text is here.

    `repealed` is the day from which it no
    longer holds; `status` is in_force, repealed, amended or unknown. `former_titles` are its names
    before a renaming, `amended_by` and `repealed_by` titles or numbers of what did so. `versions` are its texts one after
    the other, each with its days; all that is said of days and articles comes from them. `known_until` is the last day on
    which these are known to be all; None where that is not asked.
    """

    id: str
    title: str
    short_titles: tuple[str, ...]
    numbers: tuple[str, ...]
    level: SourceLevel
    issuer: str | None
    region: str
    repealed: date | None
    status: str
    versions: tuple[Version, ...] = ()
    is_decision: bool = False
    former_titles: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    repealed_by: str | None = None
    moved: tuple[MovedArticle, ...] = ()
    known_until: date | None = None

    @property
    def promulgated(self) -> date | None:
        """Returns the day on which it was first published, or else adopted."""
        return self.versions[0].made if self.versions else None

    @property
    def in_force_since(self) -> date | None:
        """Returns the day on which its first version took effect."""
        return self.versions[0].effective if self.versions else None

    @property
    def revised(self) -> tuple[date, ...]:
        """Returns the days on which later versions were published, or else adopted or took effect."""
        return tuple(v.day for v in self.versions[1:] if v.day is not None)

    @property
    def articles(self) -> int | None:
        """Returns how many articles its newest version has."""
        return self.versions[-1].articles if self.versions else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """版本: the text of an instrument from one amendment to the next; what is not known is None.

    `effective` is the first day on which it holds, `until` the last one where that is known in advance; `articles` counts
    its articles, `title` is its title where that was another one, `by` names what made it.
    """

    kind: VersionKind
    adopted: date | None = None
    published: date | None = None
    effective: date | None = None
    until: date | None = None
    articles: int | None = None
    title: str | None = None
    by: str | None = None

    @property
    def made(self) -> date | None:
        """Returns the day on which it was published, or else adopted."""
        return self.published or self.adopted

    @property
    def day(self) -> date | None:
        """Returns the day by which it is named: that of its making, or else of its effect."""
        return self.made or self.effective

    @property
    def days(self) -> frozenset[date]:
        """Returns all days by which it may be named."""
        return frozenset(filter(None, (self.adopted, self.published, self.effective)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedArticle:
    """From `day` on, `count` articles from `old` on have the numbers from `new` on; None where they are gone."""

    day: date
    old: int
    new: int | None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that a citation may mean, with the score and the reason for it."""

    target: str
    score: float
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Holds what a citation resolves to: `target` is the id of an Instrument or a Document of the store.

    `level` and `region` are those of the target, or what number, issuer and title show where
    nothing was found; `level_reason` says how the level was known.
    """

    citation: str
    status: LinkStatus
    target: str | None
    level: SourceLevel
    region: str | None
    level_reason: Message
    candidates: tuple[Candidate, ...] = ()


# --- verdicts ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One element of a chain. `role` and `quote` are of the step that led here (None at the measure)."""

    id: str
    kind: str
    title: str | None
    number: str | None
    level: SourceLevel | None
    role: str | None
    quote: str | None
    document: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """断点: where and why a branch ends without a permitted source; `text` are the words of the document, or a reason."""

    reason: BreakReason
    node: str
    title: str | None
    number: str | None
    text: str | Message
    chain: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """Outcome of one check beside the verdict, with the words of document or law that show it, or the reason."""

    result: CheckResult
    words: str | Message = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """A permitted provision that speaks of such a measure, for a person to look at; `score` is from 0 to 1.

    `article` is "" where only the title tells that the instrument may hold it. `words` are those of the article,
    or what it states.
    """

    instrument: str
    title: str
    article: str
    score: float
    words: str | Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """Holds what a verdict was before a person overruled it, and who did so, when and why."""

    machine: Verdict
    who: str
    at: datetime
    why: str


UNSAID = Message("sentence.not_yet")
"""The sentence of a finding that nobody has explained yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment on a measure, or the state of its case: who gave it, when and why."""

    kind: DecisionKind
    value: str
    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """认定: a measure with its verdict, chain, break points and checks.

    `authority` is the clause of the rule that decided; `question` is set when the verdict is
    REVIEW; `remarks` are facts that do not change the verdict; `overruled` says that a person put this
    `verdict` in place of the machine's, to which all else here still belongs; `cures` are what a dead end could rest on,
    found among `searched` permitted instruments; `other_ways` counts the ways to a source beside the chain, of which
    `other_chains` are the first few; `aside` is the group of a measure that counts nowhere: its document has ended,
    or the policy names it as its own authority; `notes` are the comments of people on the measure, and the state of
    its case; `edition` is that of the registry by which it was judged; `sentence` says it all in one plain sentence.
    """

    measure: Measure
    document: Document
    provision: Provision
    verdict: Verdict
    verdict_at_issue: Verdict | None
    stops: tuple[Stop, ...]
    chain: tuple[Hop, ...]
    checks: Mapping[Check, CheckFinding]
    disposal: Disposal
    authority: str
    rule: str
    question: Message | None = None
    remarks: tuple[Message, ...] = ()
    other_chains: tuple[tuple[Hop, ...], ...] = field(default=())
    other_ways: int = 0
    cures: tuple[Cure, ...] = ()
    searched: int = 0
    overruled: Overruled | None = None
    notes: tuple[Note, ...] = ()
    aside: Group | None = None
    edition: str = ""
    sentence: Message = UNSAID

    @property
    def by_machine(self) -> Verdict:
        """Returns the verdict that the chain, the breaks and the checks belong to: the machine's, where a person overruled it."""
        return self.overruled.machine if self.overruled else self.verdict

    @property
    def is_gap(self) -> bool:
        """Tells whether this is a dead end that counts: incentive and repair never do (docs/semantics.md#ruling-5)."""
        return self.verdict is Verdict.DEAD_END and self.measure.kind not in NEVER_GAPS and self.aside is None

    @property
    def must_mend(self) -> bool:
        """Tells whether this is a dead end, a punishment that is only indirect, or a failed check (docs/semantics.md#must-mend)."""
        return self.aside is None and self.would_mend

    @property
    def would_mend(self) -> bool:
        """Tells whether this would have to be mended if it counted: what has ended, as if its document held (docs/semantics.md#cleanup-lists)."""
        if self.measure.kind in NEVER_GAPS or self.verdict is Verdict.EXEMPT:
            return False
        failed = any(c.result is CheckResult.FAILED for c in self.checks.values())
        return self.verdict is Verdict.DEAD_END or self.is_lean or failed

    @property
    def is_lean(self) -> bool:
        """Tells whether this is a punishment that reaches its source only indirectly, where direct citation is required (五（九）)."""
        return self.verdict is Verdict.INDIRECT and self.measure.kind is MeasureKind.PUNISHMENT

    @property
    def is_unsupported(self) -> bool:
        """Tells whether the chain reaches a source, and no source of it speaks of such a measure."""
        support = self.checks.get(Check.SUPPORT)
        reached = self.verdict in (Verdict.DIRECT, Verdict.INDIRECT)
        return reached and support is not None and support.result is CheckResult.NOT_STATED


NEVER_GAPS = frozenset({MeasureKind.INCENTIVE, MeasureKind.REPAIR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """A measure with its verdict and its chain: so much of a finding as tells what it rests on. The fields are those of Finding."""

    measure: Measure
    document: Document
    verdict: Verdict
    chain: tuple[Hop, ...]
    overruled: Overruled | None = None

    @property
    def by_machine(self) -> Verdict:
        """Returns the verdict that the chain belongs to, as `Finding.by_machine` does."""
        return self.overruled.machine if self.overruled else self.verdict


class Rests(NamedTuple):
    """Names a measure that rests on something, where it begins in its document, and its verdict."""

    document: str
    measure: str
    start: int
    verdict: Verdict


# --- what people decide ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A decision taken back."""

    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMarks:
    """The marks by which a document is known again after its text was corrected; `sketch` stands for its words (likeness.py)."""

    number: str | None
    title: str | None
    issuer: str | None
    path: str
    sketch: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The words that an id stood for, and where in the document's own text they begin.

    Another edition of the reader may find one measure more and number the others anew, and a corrected text has
    another id: by its words a decision finds its subject again. Blanks of the words do not count. `provision` is
    the label of the provision that they stand in, `around` a digest of its text without that label, `nth` their
    place among equal words of the document, `equal` how many of them there are and `alike` how many in provisions of
    the same text, `marks` those of their document; decisions of earlier versions of the program lack these six.
    """

    start: int
    words: str
    provision: str = ""
    around: str = ""
    nth: int = 0
    equal: int = 0
    alike: int = 0
    marks: DocumentMarks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Holds what a person decided, kept beside what the machine says.

    `subject` is the id of a measure (VERDICT, BASIS, NO_BASIS, KIND, STATE), of a citation (LINK), of either (COMMENT) or of another
    decision (PLACE). `value` is the verdict, the id of the citation that supports the measure too, or does not, its kind, the state of its
    case, the id of what the citation means, the words of the comment, or the id that the subject of that decision
    has now. `subject_at` and `value_at` are the words of measures and citations; of a PLACE, those that the other
    decision stands on from now on.
    """

    id: str
    kind: DecisionKind
    subject: str
    value: str
    who: str
    at: datetime
    why: str
    withdrawn: Withdrawal | None = None
    subject_at: Anchor | None = None
    value_at: Anchor | None = None
