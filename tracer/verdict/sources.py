"""The thing cited that a branch has come to: a permitted source on that day, in that place, with that article, or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.levels import shows_the_centre
from graph_schema.messages import Message, codes
from graph_schema.numbers import article_number
from graph_schema.records import Citation, Document, Hop, Instrument, Link, Version
from graph_schema.regions import NATION, STATE
from graph_schema.terms import BreakReason, LinkStatus, SourceLevel, VersionKind
from tracer.links.carried import carried_title
from tracer.links.library import Library, node_of
from tracer.links.resolve import Found
from tracer.policy.scope import is_local_list
from tracer.registry.load import title_key
from tracer.registry.standing import Fate, Standing, standing_of
from tracer.registry.validity import begins_on, expired_since, state_on
from tracer.registry.versions import in_force_on
from tracer.verdict.branch import Branch, Task
from tracer.verdict.hops import instrument_hop
from tracer.verdict.words import is_against_debtors

INTERIM = Message("question.interim")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something cited that a branch has come to: the citation, what it means, and the chain up to there."""

    task: Task
    citation: Citation
    found: Found
    chain: tuple[Hop, ...]
    own: bool

    @property
    def level(self) -> SourceLevel:
        """Returns the level that counts: a decision of the centre counts as a law where the rule says so."""
        level, row, rule = self.found.level, self.found.instrument, self.task.rule
        if level is not SourceLevel.CENTRAL_POLICY or level in rule.levels:
            return level
        return SourceLevel.LAW if rule.decisions and row is not None and row.is_decision else level

    def stops(self, *reasons: BreakReason, words: str | Message | None = None) -> Branch:
        """Returns the branch as it breaks here."""
        return Branch(self.chain, reasons=reasons, words=self.citation.text if words is None else words)

    def asks(self, question: Message, *reasons: BreakReason, remark: Message | None = None) -> Branch:
        """Returns the branch as it ends in a question that only a person can answer."""
        return Branch(self.chain, reasons=reasons, words=self.citation.text, question=question, remark=remark)

    def reaches(self, remark: Message | None = None) -> Branch:
        """Returns the branch as it ends at a permitted source."""
        return Branch(self.chain, reached=True, own=self.own, remark=remark)


def as_source(arrival: Arrival, carries: Callable[[], bool]) -> Branch | None:
    """Returns the branch where the thing cited ends it; None where it goes on through the text of the thing.

    The first case that fits decides: the order is the meaning. `carries` tells whether the text of the
    thing itself comes to a permitted source.
    """
    level = arrival.level
    ended = _of_wrong_kind(arrival, level) or _under_review(arrival, level) or _of_court(arrival, level)
    if ended is not None:
        return ended
    if level in arrival.task.rule.interim and not is_local_list(arrival.task.measure):
        return None if carries() else arrival.asks(INTERIM)
    if level is SourceLevel.UNKNOWN and arrival.found.document is None:
        return _not_in_force(arrival) or arrival.asks(Message.of("question.level", words=arrival.citation.text))
    if level not in arrival.task.rule.levels:
        return None
    return (
        _not_in_force(arrival)
        or _elsewhere(arrival, level)
        or _in_unknown_place(arrival, level)
        or _answers_one_place(arrival, level)
        or _at_article(arrival)
    )


def _of_wrong_kind(arrival: Arrival, level: SourceLevel) -> Branch | None:
    """Ends at a central policy where the rule asks for a law; None at anything else."""
    rule = arrival.task.rule
    if level is not SourceLevel.CENTRAL_POLICY or level in rule.levels or level in rule.review:
        return None
    return arrival.stops(BreakReason.WRONG_KIND)


def _under_review(arrival: Arrival, level: SourceLevel) -> Branch | None:
    """Ends in the question of the rule, at a level that it leaves to a person; None at any other."""
    rule = arrival.task.rule
    if level not in rule.review:
        return None
    return arrival.asks(Message.of("question.of_policy", question=rule.question), BreakReason.WRONG_KIND)


def _of_court(arrival: Arrival, level: SourceLevel) -> Branch | None:
    """Ends in a question at a judicial interpretation under a measure against judgment debtors; None at anything else."""
    task = arrival.task
    if level is not SourceLevel.JUDICIAL_INTERPRETATION or not is_against_debtors(task.library, task.measure):
        return None
    return arrival.asks(Message("question.of_court"))


def _not_in_force(arrival: Arrival) -> Branch | None:
    """Ends at a source that does not hold on the day, by the registry, else by the date of its text; None where it holds."""
    row, document, day = arrival.found.instrument, arrival.found.document, arrival.task.as_of
    if document is not None and arrival.task.library.has_ended(document.id, day):
        return arrival.stops(BreakReason.NOT_IN_FORCE, words=ended_words(arrival.task.library, document))
    if row is None:
        younger = document is not None and document.date is not None and document.date > day
        return arrival.stops(BreakReason.NOT_IN_FORCE) if younger else None
    state = state_on(row, day)
    if state in ("repealed", "expired", "not_yet"):
        return arrival.stops(BreakReason.NOT_IN_FORCE, words=when(row, day))
    if state != "unknown":
        return None
    code = "question.repealed_when" if row.status == "repealed" else "question.made_when"
    return arrival.asks(Message.of(code, title=row.title, day=day), BreakReason.NOT_IN_FORCE)


def _elsewhere(arrival: Arrival, level: SourceLevel) -> Branch | None:
    """Ends at a local regulation of another place; None at anything else."""
    outside = level is SourceLevel.LOCAL_REGULATION and arrival.task.is_outside(arrival.found.region)
    return arrival.stops(BreakReason.OUT_OF_JURISDICTION) if outside else None


def _in_unknown_place(arrival: Arrival, level: SourceLevel) -> Branch | None:
    """Ends in a question at a local regulation of no known place, or under a document that does not show whether it lies there; else None.

    See docs/semantics.md#ruling-38.
    """
    region, words = arrival.found.region, arrival.citation.text
    if level is not SourceLevel.LOCAL_REGULATION or not arrival.task.is_unplaced(region):
        return None
    if not region:
        return arrival.asks(Message.of("question.place_of_regulation", words=words))
    code = "question.province" if arrival.task.document.region else "question.place"
    return arrival.asks(Message.of(code, words=words, region=region))


def _answers_one_place(arrival: Arrival, level: SourceLevel) -> Branch | None:
    """Ends in a question at a 国函, which answers one place or project; None at anything else."""
    row, citation = arrival.found.instrument, arrival.citation
    answer = citation.number if row is None and "批复" in (citation.title or "") else None
    numbers = row.numbers if row else tuple(filter(None, (answer,)))
    if level is not SourceLevel.CENTRAL_POLICY or not any(number.startswith("国函") for number in numbers):
        return None
    return arrival.asks(Message("question.answer_to_one_place"))


def _at_article(arrival: Arrival) -> Branch:
    """Ends at a source that holds: reached, unless the articles cited are not there, or nobody knows whether they were.

    See docs/semantics.md#versions, #ruling-18, #ruling-19, #ruling-20.
    """
    row, citation, day = arrival.found.instrument, arrival.citation, arrival.task.as_of
    if row is None:
        return arrival.reaches()
    named = _by_other_title(row, citation, day)
    wanted = [number for article in citation.articles if (number := article_number(article)) is not None]
    if not wanted:
        return arrival.reaches(named)
    issued = arrival.task.library.documents[citation.document].date
    standing = standing_of(row, wanted, issued, day, citation.text)
    match standing.fate:
        case Fate.THERE:
            return arrival.reaches(_of_older(row, wanted, standing) or named)
        case Fate.MISSING:
            return arrival.stops(BreakReason.ARTICLE_MISSING, words=_missing(row, citation, standing))
        case Fate.OLDER:
            question = Message.of("question.older_numbers", title=row.title, issued=issued or day)
            return arrival.asks(question, remark=Message("remark.older_numbers"))
        case Fate.COMING | Fate.BETWEEN | Fate.BEYOND | Fate.UNTOLD | Fate.NAMED | Fate.GONE as fate:
            return arrival.asks(_question_of_version(fate, row, citation, standing))


_QUESTIONS = codes("version_question", ("coming", "between", "beyond", "untold", "named", "gone"))


def _question_of_version(fate: Fate, row: Instrument, citation: Citation, standing: Standing) -> Message:
    texts = tuple(version_name(v) for v in standing.own)
    return Message.of(
        _QUESTIONS[fate.value],
        words=citation.text,
        title=row.title,
        texts=texts,
        count=standing.bound or 0,
        now=_now(standing.now) if standing.now else "",
        until=row.known_until or "",
    )


def _missing(row: Instrument, citation: Citation, standing: Standing) -> Message:
    """Returns in words that the articles cited are beyond the last one, with the version where there are several."""
    count = standing.bound or 0
    if len(row.versions) == 1 or not standing.own:
        return Message.of("break_words.articles", words=citation.text, n=count)
    text = version_name(standing.own[-1])
    if standing.now is None:
        return Message.of("break_words.articles_of", words=citation.text, text=text, n=count)
    return Message.of("break_words.articles_then", words=citation.text, text=text, n=count, now=_now(standing.now))


def _of_older(row: Instrument, wanted: Sequence[int], standing: Standing) -> Message | None:
    """Returns in words that an older version is named than held on the document's day, and what became of its articles since."""
    since = _since_then(row, wanted, standing)
    if standing.then is None or since is None:
        return since
    text, then = version_name(standing.own[-1]), version_name(standing.then)
    return Message.of("remark.older_named", title=row.title, text=text, then=then, since=since)


def _since_then(row: Instrument, wanted: Sequence[int], standing: Standing) -> Message | None:
    """Returns in words which version is cited and where its articles stand now; None where that version is the one in force."""
    if standing.now is None:
        return None
    text, now = version_name(standing.own[-1]), _now(standing.now)
    if None in standing.numbers:
        return Message.of("remark.not_followed", title=row.title, text=text, now=now)
    return Message.of(
        "remark.renumbered", title=row.title, text=text, now=now, articles=_renumbered(wanted, standing.numbers)
    )


def _renumbered(old: Sequence[int], new: Sequence[int | None]) -> tuple[Message, ...]:
    return tuple(
        Message.of("remark.article_now", article=before, now=now)
        if before != now
        else Message.of("remark.article_same", article=before)
        for before, now in zip(old, new, strict=True)
    )


_NAMES = codes("version_name", VersionKind)


def version_name(version: Version) -> Message:
    """Returns what a version is called: 2012年修正文本."""
    day = version.day
    return Message.of(_NAMES[version.kind], year=day.year) if day else Message("version_name.undated")


def _now(version: Version) -> Message:
    """Returns the text in force on the day asked for in words, with the day since which it holds."""
    day = version.effective or version.made
    return Message.of("version_name.now", text=version_name(version), day=day) if day else version_name(version)


def _by_other_title(row: Instrument, citation: Citation, day: date) -> Message | None:
    """Returns in words that a source is cited by the title of another time; None where it is cited by its own or by none."""
    cited = title_key(citation.title or "").removeprefix(STATE)
    present = in_force_on(row, day)
    title = (present.title if present else None) or row.title
    others = {*row.former_titles, row.title, *(v.title for v in row.versions if v.title)} - {title}
    keys = {title_key(other).removeprefix(STATE): other for other in others}
    return Message.of("remark.other_title", other=keys[cited], title=title) if cited in keys else None


def ended_words(library: Library, document: Document) -> Message:
    """Returns in words since when a stored document is ended by another one."""
    return Message.of("break_words.repealed", title=document.title or "", day=library.ended[document.id].day)


def when(row: Instrument, day: date) -> Message:
    """Returns in words since or until when an instrument does not hold on that day."""
    if row.repealed and row.repealed <= day:
        return Message.of("break_words.repealed", title=row.title, day=row.repealed)
    begins = begins_on(row)
    if begins and begins > day:
        return Message.of("break_words.not_yet", title=row.title, day=begins)
    until = expired_since(row, day)
    if until:
        return Message.of("break_words.until", title=row.title, day=until)
    return Message.of("break_words.not_today", title=row.title)


# --- what has no text and no row ---------------------------------------------------------------


def carried_by_title(task: Task, title: str, chain: tuple[Hop, ...]) -> Branch | None:
    """Reaches the permitted source that a title itself names as forwarded or issued; None where it names none.

    See docs/semantics.md#ruling-14.
    """
    named = carried_title(title)
    if not named:
        return None
    rows = [row for row in task.library.registry.by_title(named["inner"]) if row.level in task.rule.levels]
    if len(rows) != 1 or state_on(rows[0], task.as_of) != "in_force":
        return None
    hop = instrument_hop(rows[0], "forwards", named[0])
    return Branch((*chain, hop), reached=True, own=False, remark=Message("remark.by_title"))


def unresolved(task: Task, citation: Citation, link: Link, chain: tuple[Hop, ...]) -> Branch:
    """Returns how a branch ends at what registry and store do not know: a question, elsewhere, or too low by its own words (docs/semantics.md#unresolved).

    The first case that fits decides (docs/semantics.md#unresolved).
    """
    words = citation.text
    if citation.damaged and link.level is SourceLevel.UNKNOWN:
        # See docs/semantics.md#ruling-32.
        asked = Message.of("question.damaged", words=words)
        return Branch(chain, reasons=(BreakReason.UNRESOLVED,), words=words, question=asked)
    return (
        _perhaps_of_court(task, link, chain, words)
        or _perhaps_source(task, link, chain, words)
        or carried_by_title(task, citation.title or "", chain)
        or _below(task, link.level, chain, words)
    )


def _perhaps_of_court(task: Task, link: Link, chain: tuple[Hop, ...], words: str) -> Branch | None:
    """Ends in a question at what by its number is a judicial interpretation, under a measure against judgment debtors."""
    if link.level is not SourceLevel.JUDICIAL_INTERPRETATION or not is_against_debtors(task.library, task.measure):
        return None
    question = Message("question.of_court")
    return Branch(chain, reasons=(BreakReason.UNRESOLVED,), words=words, question=question)


def by_central_number(citation: Citation, link: Link, citing: Document) -> Found | None:
    """Returns what a number of the centre shows that neither registry nor store has on record; None for anything else.

    See docs/semantics.md#ruling-40.
    """
    number = citation.number or citation.defined_number
    unknown = link.status is LinkStatus.UNRESOLVED and link.level is SourceLevel.CENTRAL_POLICY
    if not unknown or not shows_the_centre(number, citation.title, citing.date):
        return None
    return Found(node_of(citation, link), link.level, NATION, None, None, link.level_reason, 1.0)


def _perhaps_source(task: Task, link: Link, chain: tuple[Hop, ...], words: str) -> Branch | None:
    """Ends at what by its words could be a permitted source, of this place or of another one; None at anything else."""
    level, rule = link.level, task.rule
    if level not in rule.levels and level is not SourceLevel.UNKNOWN and level not in rule.interim:
        return None
    if level is SourceLevel.LOCAL_REGULATION and link.region and task.is_outside(link.region):
        return Branch(chain, reasons=(BreakReason.OUT_OF_JURISDICTION,), words=words)
    return Branch(
        chain,
        reasons=(BreakReason.UNRESOLVED,),
        words=words,
        question=Message.of("question.unknown", words=words),
    )


def _below(task: Task, level: SourceLevel, chain: tuple[Hop, ...], words: str) -> Branch:
    """Ends at what by its words is no permitted source."""
    reviewed = level is SourceLevel.CENTRAL_POLICY and bool(task.rule.review)
    second = BreakReason.WRONG_KIND if reviewed else task.too_low(level)
    return Branch(chain, reasons=(BreakReason.UNRESOLVED, second), words=words)
