"""A document's text as HTML: paragraphs, marked measures, citations, references and mended places.

The text is cut where any mark begins or ends, so that marks may lie in one another or overlap.
Offsets count from the start of the document's own text; masking keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from dashboards.addresses import Page, Scene
from dashboards.views import link
from graph_schema.messages import label_of, say
from graph_schema.terms import RepairKind, Role
from tracer.show.rows import DocumentView, Mark, MarkKind
from tracer.show.signs import ORDER, SIGNS, verdict_words

CUT_OUT = (RepairKind.DUPLICATE, RepairKind.FOREIGN, RepairKind.PAGE_NOISE)
"""Repairs that leave words out of the reading; they stay visible, greyed."""
WHOLE_PAGES = (RepairKind.DUPLICATE, RepairKind.FOREIGN)

BLANK = " \u3000"

_HEADING = re.compile(r"^[\s\u3000]*(?:第[一二三四五六七八九十百]+[章节]|[一二三四五六七八九十]{1,3}、.{1,28}$)")
_NUMBER_LINE = re.compile(r"^[\s\u3000]*[\u4e00-\u9fff]{2,12}[〔\[（(]\d{4}[〕\])）]?\d{1,4}号[\s\u3000]*$")
_DATE_LINE = re.compile(r"^[\s\u3000]*(?:\d{4}|二[〇○0零一二三四五六七八九]{3})年.{1,3}月.{1,3}日[\s\u3000]*$")
_LINE_END_OR_TAB = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029\t]")
_BLANKS = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A mended place, with offsets into the document's own text; `made` is false where somebody undid it."""

    start: int
    end: int
    kind: RepairKind
    replacement: str
    made: bool = True


@dataclass(slots=True)
class _Line:
    """A line while it is put together: HTML of its cells, and its plain words."""

    cells: list[str] = field(default_factory=lambda: [""])
    words: str = ""
    cut_out: bool = True

    def add(self, html: str, words: str, *, cut_out: bool) -> None:
        self.cells[-1] += html
        self.words += words
        self.cut_out = self.cut_out and (cut_out or not words.strip())


def mended_in(view: DocumentView) -> tuple[Mended, ...]:
    """Returns the mended places of a document that are worth showing; a stray blank is not."""
    start, end = view.span.start, view.span.end
    return tuple(
        Mended(
            start=max(row.span.start, start) - start,
            end=min(row.span.end, end) - start,
            kind=row.kind,
            replacement=row.replacement,
            made=row.made,
        )
        for row in view.repairs
        if row.span.start < end and row.span.end > start and row.kind is not RepairKind.BLANK
    )


def marked_text(view: DocumentView, mended: Sequence[Mended], scene: Scene, selected: str = "") -> str:
    """Returns the whole text of a document with its marks (HTML). `selected` is the id of the measure to stand out."""
    text = view.text
    writer = _Writer(text=text, view=view, mended=mended, scene=scene, selected=selected)
    lines = _lines(writer, text)
    title = _BLANKS.sub("", view.card.title or "")
    return f'<article class="paper">{_paragraphs(lines, title, view.card.issuer or "")}</article>'


def marks_key(lang: str) -> str:
    """Returns what the marks in the text mean (HTML)."""
    verdicts = "".join(
        f'<span class="mark v-{verdict.value}"><sup class="sign">{SIGNS[verdict].shape}{SIGNS[verdict].letter}</sup>'
        f"{label_of(verdict, lang)}</span>"
        for verdict in ORDER
    )
    return (
        f'<div class="key" aria-label="{say(lang, "screen.marks_key")}">{verdicts}'
        f'<span class="cite">{say(lang, "word.citation")}</span><span class="refers">{say(lang, "screen.k_reference")}</span><span class="vague">{say(lang, "screen.k_vague")}</span>'
        f'<del class="cut">{say(lang, "screen.k_repair")}</del></div>'
    )


def _lines(writer: _Writer, text: str) -> list[_Line]:
    """Returns the text line by line; a line end that was mended away joins two of them."""
    lines = [_Line()]
    for start, end in writer.runs():
        piece = text[start:end]
        joined = writer.covering_mended(start, end, RepairKind.LINE_BREAK)
        cut_out = writer.is_cut_out(start, end)
        if piece != "\t" and _LINE_END_OR_TAB.fullmatch(piece):
            whole_page = writer.is_whole_page(start, end)
            if joined and not whole_page:
                if joined.start == start:
                    tip = escape(label_of(RepairKind.LINE_BREAK, writer.scene.lang))
                    lines[-1].add(f'<span class="join" title="{tip}">↵</span>', "", cut_out=cut_out)
            else:
                lines.append(_Line())
        elif piece == "\t":
            lines[-1].cells.append("")
            lines[-1].words += piece
        elif joined and not cut_out and not piece.strip():
            continue
        else:
            lines[-1].add(writer.run(start, end), piece, cut_out=cut_out)
    return lines


class _Writer:
    """Writes one run of text after the other, each with the marks that cover it."""

    def __init__(self, *, text: str, view: DocumentView, mended: Sequence[Mended], scene: Scene, selected: str) -> None:
        self.text, self.scene, self.selected = text, scene, selected
        self.document = view.card.id
        # The shortest first: the inner one of two marks is the one that a click means.
        self.marks = sorted(view.marks, key=lambda m: (m.end - m.start, m.start))
        self.mended = sorted(mended, key=lambda m: (m.end - m.start, m.start))
        self.opened: set[str] = set()

    def runs(self) -> list[tuple[int, int]]:
        """Returns the stretches between all borders, in order."""
        borders = {0, len(self.text)}
        borders.update(i for found in _LINE_END_OR_TAB.finditer(self.text) for i in found.span())
        borders.update(border for mark in self.marks for border in (mark.start, mark.end))
        borders.update(border for place in self.mended for border in (place.start, place.end))
        ordered = sorted(border for border in borders if 0 <= border <= len(self.text))
        return list(pairwise(ordered))

    def covering(self, start: int, end: int, kind: MarkKind) -> Mark | None:
        """Returns the innermost mark of a kind over a run; the selected measure before any other."""
        found = [m for m in self.marks if m.kind is kind and m.start <= start and end <= m.end]
        return next((m for m in found if m.id and m.id == self.selected), found[0] if found else None)

    def covering_mended(self, start: int, end: int, *kinds: RepairKind) -> Mended | None:
        """Returns the innermost place of these kinds over a run that is mended in this reading."""
        return next((m for m in self.mended if m.made and m.kind in kinds and m.start <= start and end <= m.end), None)

    def left_alone(self, start: int, end: int) -> Mended | None:
        """Returns the place over a run that would be mended, had nobody undone it."""
        return next((m for m in self.mended if not m.made and m.start <= start and end <= m.end), None)

    def is_cut_out(self, start: int, end: int) -> bool:
        """Tells whether these words are not counted as text."""
        return self.covering_mended(start, end, *CUT_OUT) is not None

    def is_whole_page(self, start: int, end: int) -> bool:
        """Tells whether these words lie in a page that is left out as a whole."""
        return self.covering_mended(start, end, *WHOLE_PAGES) is not None

    def run(self, start: int, end: int) -> str:
        """Returns one run with all its marks, the measure outermost."""
        html = escape(self.text[start:end])
        html = self._with_mended(html, start, end)
        html = self._with_vague(html, start, end)
        html = self._with_reference(html, start, end)
        html = self._with_citation(html, start, end)
        return self._with_measure(html, start, end)

    def _with_mended(self, html: str, start: int, end: int) -> str:
        lang = self.scene.lang
        kinds = [kind for kind in RepairKind if kind is not RepairKind.LINE_BREAK]
        place = self.covering_mended(start, end, *kinds)
        if place is None:
            undone = self.left_alone(start, end)
            if undone is None:
                return html
            tip = say(lang, "screen.r_undone_tip", kind=label_of(undone.kind, lang))
            return f'<span class="left-alone" title="{escape(tip)}">{html}</span>'
        kind = label_of(place.kind, lang)
        if place.kind in CUT_OUT or not place.replacement:
            return f'<del class="cut" title="{escape(say(lang, "screen.r_left_out", kind=kind))}">{html}</del>'
        tip = say(lang, "screen.r_read_as", kind=kind, words=place.replacement)
        return f'<span class="mended" title="{escape(tip)}">{html}</span>'

    def _with_vague(self, html: str, start: int, end: int) -> str:
        if self.covering(start, end, MarkKind.VAGUE) is None:
            return html
        return f'<span class="vague" title="{escape(say(self.scene.lang, "screen.k_vague_tip"))}">{html}</span>'

    def _with_reference(self, html: str, start: int, end: int) -> str:
        mark = self.covering(start, end, MarkKind.REFERENCE)
        if mark is None:
            return html
        tip = escape(say(self.scene.lang, "screen.k_reference_tip", names=mark.leads_to))
        return f'<span class="refers" title="{tip}">{html}</span>'

    def _with_citation(self, html: str, start: int, end: int) -> str:
        mark = self.covering(start, end, MarkKind.CITATION)
        if mark is None or mark.role is None or mark.role is Role.SELF:
            return html
        role = escape(label_of(mark.role, self.scene.lang))
        tip = escape(say(self.scene.lang, "screen.k_citation_tip", role=role))
        tail = f'<sup class="role" aria-hidden="true">{role}</sup>' if end == mark.end else ""
        return f'<span class="cite role-{mark.role.value}" title="{tip}">{html}</span>{tail}'

    def _with_measure(self, html: str, start: int, end: int) -> str:
        mark = self.covering(start, end, MarkKind.MEASURE)
        if mark is None or mark.verdict is None or mark.measure_kind is None:
            return html
        lang = self.scene.lang
        first = mark.id not in self.opened
        self.opened.add(mark.id)
        verdict = verdict_words(mark.verdict, lang)
        tip = escape(say(lang, "screen.k_measure", kind=label_of(mark.measure_kind, lang), verdict=verdict))
        sign = (
            f'<sup class="sign" aria-label="{tip}">{SIGNS[mark.verdict].shape}{SIGNS[mark.verdict].letter}</sup>'
            if first
            else ""
        )
        classes = f"mark v-{mark.verdict.value}" + (" sel" if mark.id == self.selected else "")
        href = self.scene.href(Page.DOCUMENT, doc=self.document, measure=mark.id)
        tab = "" if first else ' tabindex="-1"'
        return f'<a class="{classes}" title="{tip}" {link(href)}{tab}>{sign}{html}</a>'


def _paragraphs(lines: Sequence[_Line], title: str, issuer: str) -> str:
    """Returns the lines as paragraphs and table rows; empty ones are left to the spacing."""
    out: list[str] = []
    table: list[str] = []
    titled = False
    for line in lines:
        if len(line.cells) > 2:
            table.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.cells) + "</tr>")
            continue
        if table:
            out.append(f'<div class="scroll"><table class="ledger">{"".join(table)}</table></div>')
            table = []
        html = " ".join(line.cells)
        if html.strip(BLANK):
            kind = _kind_of(line, title, issuer, titled=titled, head=len(out) < 8)
            titled = titled or kind == "title"
            out.append(f'<p class="{kind}">{html.strip(BLANK)}</p>')
    if table:
        out.append(f'<div class="scroll"><table class="ledger">{"".join(table)}</table></div>')
    return "".join(out)


def _kind_of(line: _Line, title: str, issuer: str, *, titled: bool, head: bool) -> str:
    """Tells how a line is set: as in a printed document, with centred head and the signature at the right."""
    words = _BLANKS.sub("", line.words)
    if line.cut_out:
        return "left-out"
    if titled and issuer and words == _BLANKS.sub("", issuer):
        return "signature"
    if head and len(words) > 3 and words in title:
        return "title"
    if head and (_NUMBER_LINE.match(line.words) or words.endswith("文件")) and len(words) < 40:
        return "number"
    if _DATE_LINE.match(line.words):
        return "signature"
    return "heading" if _HEADING.match(line.words) else "body"
