"""Sentences and cells that may hold a measure, and the measures that are found in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from graph_schema.ids import measure_id
from graph_schema.making import altered
from graph_schema.records import Measure, Slot, Span
from graph_schema.terms import SegmentKind, SourceLevel, Zone
from ingest.find.frames.bearer import bears_a_grade, tells_points
from ingest.find.frames.find import Hit, find_in_sentence
from ingest.find.frames.gate import Telling
from ingest.find.frames.heads import are_requirements, items_are, shuts_out
from ingest.find.frames.memory import NO_NAMES, Names, defined_names
from ingest.find.frames.scale import grades_of
from ingest.find.frames.scene import Context, speaks
from ingest.find.frames.slots import SlotWords, words_of_credit
from ingest.find.frames.words import holds_a_verb, speaks_of_credit
from ingest.parts.document_text import DocumentText
from ingest.parts.headings import HEADED, heads_of, is_heading, item_end, lays_down
from ingest.parts.lines import Kind, Line
from ingest.parts.provisions import Sentence
from ingest.parts.tables import Row

Written = Callable[[int, int], tuple[str, Span]]
"""Tells how a stretch of the flat view stands in the source, and where."""

_MEASURES_ABOVE = re.compile("(?P<kind>惩戒|激励|约束|奖惩)(?:的)?(?:措施|内容|方式)(?:（[^）]{1,12}）)? [^ ]*$")
_CREDIT_TITLE = re.compile(
    "信用|诚信|失信|守信|惩戒|黑名单|黑白名单|红黑|奖惩|征信|信誉|积分|道德银行|不良行为|违法行为记录|[黑白红]名单|名单管理|"
    "(?:企业|商户|农户|经营者|经营户|机构|从业人员|店)[^，。]{0,12}(?:考核评分|星级评定|等级评定|评分|分级管理|考核办法|考核细则)"
)
_STATUTES = frozenset(
    {SourceLevel.LAW, SourceLevel.ADMIN_REGULATION, SourceLevel.LOCAL_REGULATION, SourceLevel.JUDICIAL_INTERPRETATION}
)
_ITEMS = frozenset({"h2", "h3", "h4"})
_NO_MEASURES = frozenset({Zone.AIMS, Zone.CLOSING, Zone.HEADER})
_NO_MEASURE_LINES = frozenset({Kind.TABLE, Kind.TITLE, Kind.ADDRESSEE, Kind.NUMBER, Kind.LETTERHEAD})


class Candidate(NamedTuple):
    """A sentence that may hold a measure: where it stands, and under what."""

    start: int
    end: int
    context: Context


def find_measures(document: DocumentText, rows: Mapping[int, Row]) -> list[tuple[int, Hit]]:
    """Finds the measures of a document in text order: the sentence (index) and the hit of each, in its offsets.

    `rows` are the rows of its tables of measures, by line. A ledger lays down no measure.
    """
    if document.record.kind is SegmentKind.LEDGER:
        return []
    sentences = document.sentences
    headings: set[int] = set()
    hits = [
        (at, _moved(hit, candidate.start - sentences[at].start))
        for at, candidate in _candidates(document, rows, headings)
        for hit in _found_in(document.flat[candidate.start : candidate.end], candidate.context)
    ]
    return _without_headings(document, hits, headings) if headings else hits


def _found_in(sentence: str, context: Context) -> Sequence[Hit]:
    """Returns the measures of a sentence; those of one that stands here again under the same are known."""
    if len(sentence) > _LONGEST_KEPT:
        return find_in_sentence(sentence, context)
    return _found_before(sentence, _numbered_alike(context))


_NUMBER_OF_ITEM = re.compile(
    r"(?:^|(?<= ))(?:第(?=[^ ]{1,7}条)|（)?(?:(\d+)|[一二三四五六七八九十百零]+)(?=[.、．）条])"
)


def _numbered_alike(context: Context) -> Context:
    """Returns what an item stands under as if all its numbers were the first, unless they are in the words that a measure keeps."""
    headings = _headings_alike(context.headings)
    return context if headings == context.headings else altered(context, headings=headings)


@lru_cache(maxsize=1 << 10)
def _headings_alike(own: str) -> str:
    headings = _NUMBER_OF_ITEM.sub(_first_number, own)
    return headings if words_of_credit(headings) == words_of_credit(own) else own


def _first_number(number: re.Match[str]) -> str:
    lead = number[0][0] if number[0][0] in "第（" else ""
    return lead + ("1" if number[1] else "一")


@lru_cache(maxsize=1 << 8)
def _found_before(sentence: str, context: Context) -> tuple[Hit, ...]:
    return tuple(find_in_sentence(sentence, context))


_LONGEST_KEPT = 400  # characters of a sentence; bounds the memory


def _without_headings(
    document: DocumentText, hits: Sequence[tuple[int, Hit]], headings: Collection[int]
) -> list[tuple[int, Hit]]:
    """Leaves out what headings say, where the text below says it: a short item with nothing below it lays it down itself."""
    stated = [document.sentences[at].line for at, _ in hits if at not in headings]
    kept: list[tuple[int, Hit]] = []
    for at, hit in hits:
        line = document.sentences[at].line
        below = bisect_left(stated, line)
        if at not in headings or below == len(stated) or stated[below] >= item_end(document.lines, line):
            kept.append((at, hit))
    return kept


def _moved(hit: Hit, by: int) -> Hit:
    if not by:
        return hit
    slots = tuple(slot._replace(start=slot.start + by) if slot.start >= 0 else slot for slot in hit.slots)
    return altered(hit, start=hit.start + by, end=hit.end + by, slots=slots)


def _slot(written: Written, slot: SlotWords) -> Slot:
    """Makes the record of a slot of a sentence; `written` tells how a stretch of that stands in the source."""
    if slot.start < 0:
        return Slot(role=slot.role, words=slot.words)
    words, span = written(slot.start, slot.start + len(slot.words))
    return Slot(role=slot.role, words=words, span=span)


def _written_in(document: DocumentText, sentence: Sentence, whole: Span) -> Written:
    """Returns what tells how a stretch of a sentence, in its offsets, stands in the source, where `whole` is its span."""
    at, source, begin = sentence.start, document.text.source, whole.start
    if whole.end - begin == sentence.end - at and document.flat.find("\n", at, sentence.end) < 0:
        # Nothing is cut out of the sentence: it stands there as it is.
        return lambda start, end: (source[begin + start : begin + end], Span(begin + start, begin + end))
    return lambda start, end: document.as_written(at + start, at + end)


def measure_records(document: DocumentText, hits: Sequence[tuple[int, Hit]]) -> tuple[Measure, ...]:
    """Makes the records of the measures of a document."""
    made: list[Measure] = []
    last, whole = -1, Span(0, 0)
    written: Written = document.as_written
    for number, (at, hit) in enumerate(hits):
        sentence = document.sentences[at]
        if at != last:
            last, whole = at, document.span(sentence.start, sentence.end)
            written = _written_in(document, sentence, whole)
        words, span = written(hit.start, hit.end)
        made.append(
            Measure(
                id=measure_id(document.record.id, number),
                document=document.record.id,
                provision=document.provisions[sentence.unit].id,
                kind=hit.kind,
                span=span,
                text=words,
                sentence=whole,
                act=hit.rule,
                slots=tuple([_slot(written, words) for words in hit.slots]),
            )
        )
    return tuple(made)


def _candidates(document: DocumentText, rows: Mapping[int, Row], headed: set[int]) -> Iterator[tuple[int, Candidate]]:
    """Finds what may hold a measure, with the sentence (index) that it stands in: sentences, and cells of tables.

    Short items that look like headings are added to `headed`.
    """
    view = _View.of(document, headed)
    lays_down = _laying_down(document)
    heads = heads_of(document.lines)
    number, line, headings, list_head = -1, None, "", ""
    for at, sentence in enumerate(document.sentences):
        while number < sentence.line:
            line, headings, list_head = next(heads)
            number += 1
        for cell in rows[number].measures if number in rows else ():
            context = Context(headings, f"{rows[number].heading}的措施：", view.about_credit)
            yield at, Candidate(*cell, context)
        if line is None or not lays_down[sentence.unit] or line.kind in _NO_MEASURE_LINES:
            continue
        candidate = view.candidate(at, sentence, line, headings, list_head)
        if candidate is not None:
            yield at, candidate


def _laying_down(document: DocumentText) -> bytearray:
    """Tells of each provision whether it stands where a document lays something down."""
    lines, units = document.lines, document.units
    # Above 一、 and 第一条 a preamble leads to what they say; above （一） and 1. it may itself state what they list.
    leads = any(unit.zone is Zone.PREAMBLE for unit in units)
    numbered = leads and any((m := lines[unit.first].paragraph.marker).level and m.kind not in _ITEMS for unit in units)
    return bytearray(not (u.zone in _NO_MEASURES or (u.zone is Zone.PREAMBLE and numbered)) for u in units)


@dataclass(slots=True)
class _View:
    """A document as measures are looked for in it: what it is about, and whether the provision looked at speaks of credit."""

    document: DocumentText
    headed: set[int]
    about: str
    about_credit: bool
    ordinary: bool
    names: Names = NO_NAMES
    grades: tuple[str, ...] = ()
    unit: int = -1
    speaks: bool = False
    told: Telling | None = None

    @property
    def telling(self) -> Telling:
        """Returns where the telling words of the document stand, which one about credit need not be asked."""
        if self.told is None:
            units = self.document.units
            self.told = Telling(self.document.flat, units[0].start, units[-1].end)
        return self.told

    @classmethod
    def of(cls, document: DocumentText, headed: set[int]) -> _View:
        """Returns the view of a document before its first provision."""
        header = document.header
        about = header.title if header.title and _CREDIT_TITLE.search(header.title) else _credit_basis(document)
        about_credit = bool(about)
        # What a statute restricts is a measure beside a record only; a notice that restricts is what the cleanup looks for.
        return cls(
            document,
            headed,
            about,
            about_credit,
            about_credit or header.level not in _STATUTES,
            defined_names(document.flat),
            grades_of(document.flat),
        )

    def candidate(self, at: int, sentence: Sentence, line: Line, headings: str, list_head: str) -> Candidate | None:
        """Returns what is looked at of a sentence of a line, with what it stands under; None where it can hold no measure."""
        marker, lines = line.paragraph.marker, self.document.lines
        if not list_head and self._is_quiet(sentence, headings):
            return None
        words = self.document.flat[sentence.start : sentence.end]
        shown = holds_a_verb(words)
        if not shown and self.about_credit:
            shown = tells_points(words) or bears_a_grade(words, self.grades)
        if not shown and not list_head and not marker.level:
            return None
        # In a memorandum each item under 二、惩戒措施 states its measure in its heading; other headings state none.
        above = ""
        if marker.kind in HEADED and is_heading(
            self.document.flat, lines, self.document.units[sentence.unit], sentence
        ):
            above = _measures_above(headings)
            if not above:
                if not lays_down(self.document.flat, lines, sentence):
                    return None
                self.headed.add(at)
        listed = list_head or (above and above + "措施：")
        items = items_are(listed)
        if (items == "conditions" and not (shuts_out(listed) or are_requirements(listed))) or not (shown or items):
            return None
        end = sentence.end - (self.document.flat[sentence.end - 1] in "。！？")
        speaks = self._speaks_of_credit(sentence.unit)
        # 有下列情形之一的，不得承租：, where the items below speak of credit.
        about_credit = self.about_credit or (speaks and self.document.flat.startswith("：", end - 1))
        ordinary = speaks or self.ordinary
        context = Context(headings, listed, about_credit, ordinary, self.names, self.about, speaks, self.grades)
        return Candidate(sentence.start, end, context)

    def _is_quiet(self, sentence: Sentence, headings: str) -> bool:
        """Tells whether neither a sentence nor what it stands under has a word that a measure could be told by."""
        if self.about_credit or self.names or self.grades or self.telling.in_span(sentence.start, sentence.end):
            return False
        return not (speaks(headings) or _measures_above(headings) or self._speaks_of_credit(sentence.unit))

    def _speaks_of_credit(self, unit: int) -> bool:
        """Tells whether a provision speaks of credit."""
        if unit != self.unit:
            self.unit = unit
            start, end = self.document.units[unit].start, self.document.units[unit].end
            asked = self.about_credit or self.telling.of_credit(start, end)
            self.speaks = asked and speaks_of_credit(self.document.flat[start:end])
        return self.speaks


_CITED = re.compile("(?:根据|按照|依据|依照|贯彻|落实)[^。；]{0,60}?(?P<title>《[^《》]{4,80}》)")
_CREDIT_POLICY = re.compile("守信|失信|惩戒|信用体系|信用监管|诚信建设|社会信用|信用信息|征信|诚信体系")


def _credit_basis(document: DocumentText) -> str:
    """Returns the document on credit that the preamble rests on, which makes this one about credit too; "" without one."""
    for unit in document.units:
        if unit.zone is Zone.PREAMBLE:
            for cited in _CITED.finditer(document.flat, unit.start, unit.end):
                if _CREDIT_POLICY.search(cited["title"]):
                    return cited["title"]
    return ""


@lru_cache(maxsize=1 << 10)
def _measures_above(headings: str) -> str:
    """Names the kind of measures (惩戒, 激励…) that the nearest heading announces, or nothing."""
    found = _MEASURES_ABOVE.search(headings)
    return found["kind"] if found else ""
