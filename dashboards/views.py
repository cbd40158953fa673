"""Says what the overview shows: the selection, counters, lists and the table of places, as rows and as HTML.

Pure functions. Everything that came from a document is escaped here; personal data is starred out before (data.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import chain, groupby
from typing import Any

from dashboards.addresses import Page, Scene
from dashboards.signs import chip
from graph_schema.messages import Message, label_of, say
from graph_schema.records import Finding
from graph_schema.regions import UNKNOWN, is_unplaced, known_path, places_above
from graph_schema.terms import CheckResult, Group, MeasureKind, Verdict
from tracer.show.board import Filters, Tally, is_apart
from tracer.show.census import UNPLACED
from tracer.show.rows import DocumentRow, GapRow, gap_row
from tracer.show.signs import BREAK_SIGN, ORDER, SIGNS, verdict_words
from tracer.show.wording import node_name, reasons_in_words

MOST_PLACES = 120
"""Above so many rows the table of places shows one level at a time."""
BESIDE = 3
"""So many pages on either side of the current one are linked."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
OWN_TEXT = ("Measure", "Provision")
"""Nodes of a chain that are parts of the measure's own document."""
BOM = "\ufeff"
Labeller = Callable[[str], str]
"""Gives the words for a choice in a box."""


def plain(words: str | None) -> str:
    """Returns words from a document on one line."""
    return " ".join((words or "").split())


def shown(words: str | None) -> str:
    """Returns the same as HTML."""
    return escape(plain(words))


# --- the selection -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Holds what the person asked to see. Empty fields let everything through; a place takes in all below it."""

    region: str = ""
    kind: MeasureKind | None = None
    verdict: Verdict | None = None
    group: Group | None = None
    words: str = ""

    def params(self, **changed: str) -> dict[str, str]:
        """Returns the selection as part of an address, with some of it changed."""
        own = {"region": self.region, "kind": self.kind or "", "verdict": self.verdict or ""}
        own |= {"group": self.group or "", "q": self.words}
        return {key: str(value) for key, value in {**own, **changed}.items()}

    def filters(self, **more: Any) -> Filters:
        """Returns what passes all but verdict and group, of documents below the permitted levels; more of it where that is asked for."""
        kinds = frozenset({self.kind} if self.kind else ())
        asked = Filters(region=self.region or None, kinds=kinds, words=self.words, subjects=True)
        return replace(asked, **more)

    def listed(self) -> Filters:
        """Returns what the list of the group or verdict chosen holds."""
        verdicts = frozenset({self.verdict} if self.verdict else ())
        apart = self.group is not None and is_apart(self.group)
        return self.filters(group=self.group, verdicts=verdicts, subjects=not apart)

    @property
    def is_empty(self) -> bool:
        """Tells whether everything is let through."""
        return self == Selection()


def selection_of(params: Mapping[str, str]) -> Selection:
    """Returns the selection that an address asks for; what it does not understand is left out."""
    kind, verdict, group = params.get("kind", ""), params.get("verdict", ""), params.get("group", "")
    return Selection(
        region=params.get("region", ""),
        kind=MeasureKind(kind) if kind in set(MeasureKind) else None,
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        group=Group(group) if group in set(Group) else None,
        words=params.get("q", "").strip(),
    )


def lies_in(region: str | None, place: str) -> bool:
    """Tells whether a document's place is the one asked for or below it."""
    own = region or UNPLACED
    return not place or own == place or own.startswith(f"{place}/")


def places_of(places: Iterable[str]) -> tuple[str, ...]:
    """Returns the places of documents with the places above them, from the top down; unknown ones last."""
    found = {place for own in places for place in _upward(own)}
    return tuple(sorted(found, key=lambda place: (place == UNPLACED, is_unplaced(place), place.split("/"))))


def _upward(place: str) -> list[str]:
    """Returns a place with those above it, from the top down."""
    return [place] if place == UNPLACED else [one for one in (*places_above(place), place) if one != UNKNOWN]


def place_name(place: str, lang: str = "zh") -> str:
    """Returns a place as it is read: 云岭省 鹭洲市."""
    return say(lang, "screen.no_region") if place in ("", UNPLACED) else known_path(place).replace("/", " ")


# --- counters ----------------------------------------------------------------------------------


def counters(tally: Tally, read: int, selection: Selection, scene: Scene) -> str:
    """Returns the counters as links: all measures, then one for each verdict, and the bar of shares (HTML).

    `read` is the number of documents that were read there.
    """
    lang = scene.lang
    cards = [_total_card(tally, read, selection, scene)]
    for verdict in ORDER:
        on = selection.verdict is verdict
        href = scene.href(Page.OVERVIEW, **selection.params(verdict="" if on else verdict.value))
        cards.append(
            f'<a class="card v-{verdict.value}{" on" if on else ""}" {link(href)}'
            f"{' aria-current=true' if on else ''}>"
            f'<span class="sign" aria-hidden="true">{SIGNS[verdict]}</span>'
            f'<span class="label">{label_of(verdict, lang)}</span>'
            f'<span class="number">{tally.verdicts[verdict]}</span>'
            f'<span class="note">{escape(_note(verdict, tally, lang))}</span></a>'
        )
    return f'<nav class="counters" aria-label="{say(lang, "screen.counters")}">{"".join(cards)}</nav>' + bar(
        tally.verdicts, lang, big=True
    )


def _total_card(tally: Tally, read: int, selection: Selection, scene: Scene) -> str:
    note = say(scene.lang, "screen.from_documents", some=tally.documents, n=read)
    href = scene.href(Page.OVERVIEW, **selection.params(verdict=""))
    on = " on" if selection.verdict is None else ""
    return (
        f'<a class="card all{on}" {link(href)}><span class="label">{say(scene.lang, "screen.total")}</span>'
        f'<span class="number">{tally.measures}</span><span class="note">{escape(note)}</span></a>'
    )


_NOTES = {
    Verdict.DIRECT: "screen.c_direct",
    Verdict.INDIRECT: "screen.c_indirect",
    Verdict.REVIEW: "screen.c_review",
    Verdict.EXEMPT: "screen.c_exempt",
}


def _note(verdict: Verdict, tally: Tally, lang: str) -> str:
    """Returns the line below a counter: what of the number matters."""
    if verdict is Verdict.DEAD_END:
        rest = tally.verdicts[verdict] - tally.gaps
        if tally.draft_gaps:
            return say(lang, "screen.c_dead_end_drafts", n=tally.gaps - tally.draft_gaps, drafts=tally.draft_gaps)
        if not rest:
            return say(lang, "screen.c_dead_end", n=tally.gaps)
        return say(lang, "screen.c_dead_end_rest", n=tally.gaps, rest=Message.of("count.never_gaps", n=rest))
    if verdict is Verdict.INDIRECT and tally.lean:
        return say(lang, "screen.c_indirect_lean", n=tally.lean)
    if verdict is Verdict.DIRECT and (failed := tally.mend_by_verdict.get(verdict, 0)):
        return say(lang, "screen.c_direct_failed", n=failed)
    return say(lang, _NOTES[verdict])


def bar(verdicts: Mapping[Verdict, int], lang: str, *, big: bool = False) -> str:
    """Returns the shares of the verdicts as one bar, each part with its letter and number (HTML)."""
    parts = [(verdict, verdicts[verdict]) for verdict in ORDER if verdicts[verdict]]
    words = ", ".join(f"{label_of(verdict, lang)} {count}" for verdict, count in parts)
    inner = "".join(
        f'<span class="part v-{verdict.value}" style="flex-grow:{count}" '
        f'title="{escape(verdict_words(verdict, lang))} {count}">{SIGNS[verdict].shape} {count}</span>'
        for verdict, count in parts
    )
    return f'<div class="bar{" big" if big else ""}" role="img" aria-label="{escape(words)}">{inner}</div>'


def group_links(numbers: Mapping[Group, int], selection: Selection, scene: Scene) -> str:
    """Returns the groups with their numbers as links, the one chosen marked (HTML)."""
    lang = scene.lang
    items = []
    for group, number in numbers.items():
        on = selection.group is group
        href = scene.href(Page.OVERVIEW, **selection.params(group="" if on else group.value))
        items.append(
            f"<a {link(href)}{' aria-current=true' if on else ''}>{escape(label_of(group, lang))}"
            f' <span class="number">{number}</span></a>'
        )
    return (
        f'<nav class="groups" aria-label="{say(lang, "screen.f_group")}"><span class="label">{say(lang, "screen.f_group")}</span>'
        f'{"".join(items)}<span class="note">{escape(say(lang, "screen.groups_note"))}</span></nav>'
    )


# --- lists of measures -------------------------------------------------------------------------


def measure_list(findings: Sequence[Finding], scene: Scene, caption: str) -> str:
    """Returns measures as a table, those of a document together under its name (HTML)."""
    lang = scene.lang
    heads = ("screen.h_provision", "heading.measure", "screen.h_reason", "screen.h_disposal", "screen.h_open")
    head = "".join(f'<th scope="col">{say(lang, key)}</th>' for key in heads)
    groups = groupby(findings, key=lambda finding: finding.document.id)
    bodies = "".join(_document_group(list(group), scene) for _, group in groups)
    return (
        f'<table class="list measures"><caption class="unseen">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>{bodies}</table>"
    )


def _document_group(findings: Sequence[Finding], scene: Scene) -> str:
    first = findings[0].document
    href = scene.href(Page.DOCUMENT, doc=first.id)
    facts = [place_name(first.region or "", scene.lang), shown(first.number), str(first.date or "")]
    facts[2] = facts[2] or say(scene.lang, "screen.undated")
    told = " · ".join(fact for fact in facts if fact)
    head = (
        f'<tr class="document"><th colspan="5" scope="rowgroup"><a {link(href)}>{title_of(first.title, scene.lang)}</a>'
        f' <span class="facts">{told} · {say(scene.lang, "screen.n_items", n=len(findings))}</span></th></tr>'
    )
    return f"<tbody>{head}{''.join(_measure_row(f, scene) for f in findings)}</tbody>"


def reasons_html(finding: Finding, lang: str) -> list[str]:
    """Tells why a measure is on a list, each reason once, breaks with the document where they are."""
    breaks: dict[str, str] = {}
    for stop in finding.stops:
        own = not stop.chain or stop.chain[-1].kind in OWN_TEXT
        name = "" if own else shown(node_name(stop.title, stop.number))
        breaks.setdefault(label_of(stop.reason, lang), name)
    return [
        f'{shown(reason)}<br><span class="faint">{breaks[reason]}</span>' if breaks.get(reason) else shown(reason)
        for reason in reasons_in_words(finding, lang)
    ]


def _measure_row(finding: Finding, scene: Scene) -> str:
    lang, row = scene.lang, gap_row(finding, scene.lang)
    document = scene.href(Page.DOCUMENT, doc=row.document, measure=row.measure)
    chain = scene.href(Page.CHAIN, measure=row.measure)
    reasons = "".join(f"<li>{reason}</li>" for reason in reasons_html(finding, lang))
    return (
        f'<tr class="v-{row.verdict.value}"><td class="provision">{chip(row.verdict, lang)} {shown(row.provision)}</td>'
        f'<td class="words"><span class="kind">{label_of(row.kind, lang)}</span> {shown(row.text)}</td>'
        f'<td class="reason"><ul>{reasons}</ul></td>'
        f'<td class="disposal">{label_of(row.disposal, lang)}</td>'
        f'<td class="open"><a {link(document)}>{say(lang, "screen.open_document")}</a> '
        f"<a {link(chain)}>{say(lang, 'heading.chain')}</a></td></tr>"
    )


def link(href: str) -> str:
    """Returns the attributes of a link within the screens (see linked.py)."""
    address = escape(href)
    return f'href="{address}" data-go="{address}" target="_self"'


def title_of(title: str | None, lang: str) -> str:
    """Returns a document's title as HTML."""
    return f"《{shown(title)}》" if title else say(lang, "screen.untitled")


def document_name(row: DocumentRow, lang: str) -> str:
    """Returns a document in one line of plain text: number, title, place, and how many gaps it has."""
    title = f"《{plain(row.title)}》" if row.title else untitled(row, lang)
    gaps = f"{BREAK_SIGN}{row.gaps}" if row.gaps else ""
    facts = [title, plain(row.number), place_name(row.region or "", lang), gaps]
    return " ".join(fact for fact in facts if fact)


def document_list(rows: Sequence[DocumentRow], scene: Scene) -> str:
    """Returns documents as a table, each a link, with its gaps and what else must be mended (HTML)."""
    lang = scene.lang
    heads = ("heading.document", "heading.number", "heading.place", "screen.d_date", "screen.h_measures")
    head = "".join(f'<th scope="col">{say(lang, key)}</th>' for key in (*heads, "screen.h_gaps", "screen.h_rest"))
    body = "".join(_document_line(row, scene) for row in rows)
    return f'<table class="list documents"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>' if rows else ""


def _document_line(row: DocumentRow, scene: Scene) -> str:
    title = title_of(row.title, scene.lang) if row.title else untitled(row, scene.lang)
    numbers = "".join(f'<td class="n">{n}</td>' for n in (row.measures, row.gaps, row.must_mend - row.gaps))
    return (
        f'<tr><th scope="row"><a {link(scene.href(Page.DOCUMENT, doc=row.id))}>{title}</a></th>'
        f"<td>{shown(row.number)}</td><td>{escape(place_name(row.region or '', scene.lang))}</td>"
        f"<td>{row.date or say(scene.lang, 'screen.undated')}</td>{numbers}</tr>"
    )


def untitled(row: DocumentRow, lang: str) -> str:
    """Returns what stands for the title of a document without one."""
    return say(lang, "screen.untitled_kind", kind=label_of(row.kind, lang))


def measure_name(finding: Finding, lang: str, width: int = 40) -> str:
    """Returns a measure in one line of plain text: sign, provision, kind, words."""
    words = plain(finding.measure.text)
    words = words if len(words) <= width else words[: width - 1] + "…"
    return f"{SIGNS[finding.verdict]} {finding.provision.label} [{label_of(finding.measure.kind, lang)}] {words}"


def pager(count: int, current: int, href: Callable[[int], str], lang: str) -> str:
    """Returns links to pages of a list, the first, the last and those beside the current one; nothing where there is one only (HTML)."""
    if count < 2:
        return ""
    near = {1, count, *range(current - BESIDE, current + BESIDE + 1)}
    items, last = [], 0
    for number in sorted(one for one in near if 1 <= one <= count):
        if number > last + 1:
            items.append('<span class="faint">…</span>')
        here = " aria-current=page" if number == current else ""
        items.append(f"<a {link(href(number))}{here}>{number}</a>")
        last = number
    return f'<nav class="pager" aria-label="{say(lang, "screen.pages")}">{"".join(items)}</nav>'


def stepper(findings: Sequence[Finding], chosen: Finding, page: Page, scene: Scene) -> str:
    """Returns links to the measures before and after one, in text order, and where it stands among them (HTML)."""
    at = next(i for i, finding in enumerate(findings) if finding.measure.id == chosen.measure.id)

    def to(index: int, key: str) -> str:
        words = say(scene.lang, key)
        if not 0 <= index < len(findings):
            return f'<span class="faint">{words}</span>'
        other = findings[index]
        doc = other.document.id if page is Page.DOCUMENT else ""
        return f"<a {link(scene.href(page, doc=doc, measure=other.measure.id))}>{words}</a>"

    return (
        f'<nav class="stepper">{to(at - 1, "screen.previous")}<span class="faint">{at + 1} / {len(findings)}</span>'
        f"{to(at + 1, 'screen.next')}</nav>"
    )


def jumps(targets: Sequence[tuple[str, str]]) -> str:
    """Returns links down to the parts of a page, each the id of a heading and its words (HTML)."""
    items = "".join(f'<a href="#{name}" data-jump="{name}">{escape(words)}</a>' for name, words in targets)
    return f'<nav class="jumps">{items}</nav>'


def section_head(title: str, number: str, note: str, name: str = "") -> str:
    """Returns the heading of a part of a page, with its number and a sentence on what it holds (HTML).

    `name` is the id to which `jumps` leads.
    """
    count = f' <span class="count">{escape(number)}</span>' if number else ""
    told = f'<p class="note">{escape(note)}</p>' if note else ""
    return f'<div class="section-head" id="{name}"><h3>{escape(title)}{count}</h3>{told}</div>'


# --- places ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One line of the table of places. `own` is a place without those below it; other rows take them in."""

    place: str
    depth: int
    own: bool
    documents: int
    with_measures: int
    verdicts: Mapping[Verdict, int]
    gaps: int
    rest: int
    sources: int
    read_sources: int

    @property
    def measures(self) -> int:
        """Tells how many measures of documents below the permitted levels were judged."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a place: documents read and sources read, and how the measures of both stand."""

    read: int = 0
    read_sources: int = 0
    with_measures: int = 0
    verdicts: tuple[int, ...] = (0,) * len(Verdict)
    gaps: int = 0
    mend: int = 0
    sources: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.read + other.read,
            self.read_sources + other.read_sources,
            self.with_measures + other.with_measures,
            tuple(a + b for a, b in zip(self.verdicts, other.verdicts, strict=True)),
            self.gaps + other.gaps,
            self.mend + other.mend,
            self.sources + other.sources,
        )


def place_rows(
    read: Mapping[str, Mapping[bool, int]], subjects: Mapping[str, Tally], everything: Mapping[str, Tally]
) -> tuple[PlaceRow, ...]:
    """Returns the places from the top down; a place with others below it has a second line for itself alone.

    `read` are the documents of each place by whether they are of a permitted level, `subjects` how the measures of those
    below it stand; what sources lay down themselves has a number of its own, from `everything`.
    """
    own = {place: _sum_of(place, read, subjects, everything) for place in {*read, *subjects, *everything}}
    places = places_of(own)
    within: dict[str, Figures] = {}
    above_others: set[str] = set()
    for place, figures in own.items():
        for upper in _upward(place):
            within[upper] = within.get(upper, Figures()) + figures
            if upper != place:
                above_others.add(upper)
    rows: list[PlaceRow] = []
    for place in places:
        depth = known_path(place).count("/")
        rows.append(_place_row(place, depth, within[place], own=False))
        if place in above_others:
            rows.append(_place_row(place, depth + 1, own.get(place, Figures()), own=True))
    return tuple(rows)


def _sum_of(
    place: str, read: Mapping[str, Mapping[bool, int]], subjects: Mapping[str, Tally], everything: Mapping[str, Tally]
) -> Figures:
    documents, tally = read.get(place, {}), subjects.get(place)
    sources = everything[place].groups.get(Group.SOURCES, 0) if place in everything else 0
    if tally is None:
        return Figures(documents.get(False, 0), documents.get(True, 0), sources=sources)
    return Figures(
        documents.get(False, 0),
        documents.get(True, 0),
        tally.documents,
        tuple(tally.verdicts.get(verdict, 0) for verdict in Verdict),
        tally.gaps,
        tally.must_mend,
        sources,
    )


def _place_row(place: str, depth: int, figures: Figures, *, own: bool) -> PlaceRow:
    return PlaceRow(
        place=place,
        depth=depth,
        own=own,
        documents=figures.read,
        with_measures=figures.with_measures,
        verdicts=dict(zip(Verdict, figures.verdicts, strict=True)),
        gaps=figures.gaps,
        rest=figures.mend - figures.gaps,
        sources=figures.sources,
        read_sources=figures.read_sources,
    )


def places_near(rows: Sequence[PlaceRow], region: str) -> tuple[PlaceRow, ...]:
    """Returns the rows of a place, of those above it and of those right below it, where all are too many for one look; for an unknown place those at the top."""
    if len(rows) <= MOST_PLACES:
        return tuple(rows)
    path = _upward(region) if any(row.place == region for row in rows) else [""]
    return tuple(
        row
        for row in rows
        if (row.place == path[-1] if row.own else row.place in path or _above(row.place) == path[-1])
    )


def _above(place: str) -> str:
    """Returns the place right above another one, "" for one at the top."""
    return ("", *_upward(place))[-2]


def place_table(rows: Sequence[PlaceRow], scene: Scene) -> str:
    """Returns the table of places (HTML). What was not read is unknown, never nought."""
    lang = scene.lang
    heads = (
        "heading.place",
        "screen.h_documents",
        "screen.h_with",
        "screen.h_measures",
        "screen.h_share",
        "screen.h_gaps",
        "screen.h_rest",
    )
    head = "".join(f'<th scope="col">{say(lang, key)}</th>' for key in heads)
    note = escape(say(lang, "screen.sources_note"))
    head += f'<th scope="col" title="{note}">{say(lang, "screen.h_sources")}</th>'
    body = "".join(_place_line(row, scene) for row in rows)
    return (
        f'<table class="list places"><caption class="unseen">{say(lang, "screen.coverage")}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _place_line(row: PlaceRow, scene: Scene) -> str:
    lang = scene.lang
    name = escape(place_name(row.place, lang).rsplit(" ", 1)[-1] if row.depth else place_name(row.place, lang))
    if row.own:
        shown_name = say(lang, "screen.own_level", name=name)
    else:
        shown_name = f"<a {link(scene.href(Page.OVERVIEW, region=row.place))}>{name}</a>"
    indent = f' style="padding-left:{0.6 + 1.4 * row.depth:.1f}em"'
    head = f'<th scope="row"{indent}>{shown_name}</th>'
    total = (
        f'<span class="faint" title="{say(lang, "screen.total_unknown")}"> / {say(lang, "screen.unknown_sign")}</span>'
    )
    apart = f'<td class="n apart">{row.sources}</td>'
    if not row.documents:
        nothing = say(lang, "screen.only_sources" if row.read_sources else "screen.nothing_read")
        return f'<tr class="unread">{head}<td class="n">0{total}</td><td colspan="5">{nothing}</td>{apart}</tr>'
    read = f'<td class="n">{row.documents}{total}</td>'
    if not row.measures:
        return f'<tr class="bare">{head}{read}<td class="n">0</td><td colspan="4">{say(lang, "screen.no_measures")}</td>{apart}</tr>'
    return (
        f'<tr class="{"own" if row.own else "sum"}">{head}{read}<td class="n">{row.with_measures}</td>'
        f'<td class="n">{row.measures}</td><td>{bar(row.verdicts, lang)}</td>'
        f'<td class="n{" gaps" if row.gaps else ""}">{row.gaps}</td><td class="n">{row.rest}</td>{apart}</tr>'
    )


# --- files to take away ------------------------------------------------------------------------


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Gives a table for a spreadsheet line by line: UTF-8 with its mark, and no cell that would run as a formula."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    mark = BOM
    for row in chain([head], rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield (mark + line.getvalue()).encode("utf-8", "replace")
        line.seek(0)
        line.truncate()
        mark = ""


def to_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Returns the same at once."""
    return b"".join(csv_lines(head, rows))


def safe_cell(value: object) -> str:
    """Returns a cell as text; one that begins like a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u3000\n").startswith(FORMULA) or text.startswith(FORMULA) else text


def measures_csv(findings: Iterable[Finding], lang: str) -> Iterator[bytes]:
    """Gives a list of measures with all that is known of each, line by line."""
    keys = [
        *(
            "heading.place",
            "heading.number",
            "screen.h_title",
            "screen.d_issuer",
            "screen.d_date",
            "screen.h_provision",
            "screen.f_kind",
            "heading.measure",
        ),
        *(
            "heading.verdict",
            "screen.h_reason",
            "heading.chain",
            "screen.h_disposal",
            "screen.authority",
            "screen.explained",
            "screen.id",
        ),
    ]
    head = [say(lang, key) for key in keys]
    return csv_lines(head, (_csv_row(gap_row(finding, lang), lang) for finding in findings))


def _csv_row(row: GapRow, lang: str) -> list[object]:
    return [
        place_name(row.region or "", lang),
        row.number,
        row.title,
        row.issuer,
        row.date,
        row.provision,
        label_of(row.kind, lang),
        " ".join(row.text.split()),
        label_of(row.verdict, lang),
        "；".join(row.reasons),
        row.chain_line,
        label_of(row.disposal, lang),
        row.authority,
        row.sentence,
        row.measure,
    ]


def failed_checks(finding: Finding, lang: str) -> list[str]:
    """Returns the names of the checks that failed."""
    return [label_of(name, lang) for name, outcome in finding.checks.items() if outcome.result is CheckResult.FAILED]
