"""The ties of measures to the citations that support them, nearest first (docs/reading.md#ties).

A measure rests on the basis phrase of its own clause, then of its own sentence, then on the one
that opens its item or article, then on the document as a whole: its preamble and its basis clause
(根据…制定本办法). A citation in a neighbouring sentence does not tie.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from graph_schema.terms import Role, Tie, Zone
from ingest.find.mention import Mention
from ingest.find.near import marks_of
from ingest.parts.lines import Line
from ingest.parts.provisions import Sentence, Unit

_MADE = re.compile(
    "(?:制定|制订|出台|修订|拟定|研究制定|印发)(?:了)?(?:本|如下|以下|《)|特制定|现(?:就|将)[^。]{0,80}(?:通知|公告|通告|意见|要求|实施意见)(?:如下|：)|提出(?:如下|以下)[^。]{0,10}意见|"
    "(?:通知|公告|意见|规定|事项告知)如下|制定[^，。]{2,40}(?:方案|办法|细则|规定|意见)[。，]"
)
_IN_ONE_LIST = re.compile("(?:等)?[、和及与]?")

_LONGEST_GAP = 24  # characters between two citations of one list
_ENDS_A_LIST = re.compile("[；。]|，.{2,}")

# Every measure rests on every citation of the document's own basis, of its list, of the head that it stands below:
# beyond this, a file that is no document would give ties without end.
_MOST = 200

# 法律依据：《…》 below the measure, as memoranda and ledgers of measures write it.
_BASIS_LINE = re.compile(
    "(?:主要|相关)?(?:法律|法规|政策|制度|设定|实施|惩戒)?(?:、|及|和|法规|政策|法律)*(?:政策|法规)?依据(?:为)?："
)


def _is_document_basis(flat: str, unit: Unit, sentence: Sentence) -> bool:
    """Tells whether a sentence is a basis of the document as a whole: it stands in the preamble, or says 制定本办法."""
    if unit.zone is Zone.PREAMBLE:
        return True
    return unit.label in ("第一条", "第1条", "一") and bool(_MADE.search(flat[sentence.start : sentence.end]))


def find_ties(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    measures: Sequence[tuple[int, int, int]],
    as_above: Collection[int] = (),
) -> Iterator[list[tuple[int, Tie]]]:
    """Finds the ties of each measure: (mention index, how near), the nearest first.

    `measures` are sentence (index), start and end of each; `as_above` the rows of tables (lines) whose basis is that of the row above.
    """
    by_sentence: dict[int, list[int]] = {}
    basis = [citation for citation, m in enumerate(mentions) if m.role is Role.BASIS]
    for citation in basis:
        around = _sentence_at(sentences, mentions[citation].start)
        if around is not None:
            by_sentence.setdefault(around, []).append(citation)
    whole = [
        citation
        for number, found in by_sentence.items()
        if _is_document_basis(flat, units[sentences[number].unit], sentences[number])
        for citation in found
    ][:_MOST]
    measured = {number for number, _, _ in measures}
    asked = sorted({sentences[number].line for number in measured})
    openings = _openings(flat, lines, units, sentences, by_sentence, mentions, measured, asked)
    begins: dict[int, list[int]] = {}
    for number, start, end in measures:
        own = by_sentence.get(number, [])
        if own and number not in begins:
            begins[number] = _list_begins(flat, mentions, own)
        near = _nearest(flat, mentions, own, begins[number], start, end) if own else []
        if not near:
            above = _basis_above(flat, sentences, number, by_sentence, as_above)
            near = [(citation, Tie.ITEM) for citation in above or openings.get(sentences[number].line, ())]
        taken = {citation for citation, _ in near} if whole else ()
        yield [*near, *((citation, Tie.DOCUMENT) for citation in whole if citation not in taken)]


def _sentence_at(sentences: Sequence[Sentence], at: int) -> int | None:
    """Returns the index of the sentence that an offset stands in; None where it stands in none."""
    low, high = 0, len(sentences)
    while low < high:
        mid = (low + high) // 2
        if sentences[mid].end <= at:
            low = mid + 1
        else:
            high = mid
    return low if low < len(sentences) and sentences[low].start <= at else None


def _basis_above(
    flat: str,
    sentences: Sequence[Sentence],
    number: int,
    by_sentence: dict[int, list[int]],
    as_above: Collection[int],
) -> Sequence[int]:
    """Returns what the rows above cite as a basis that a row goes on from: its first cell is empty, as below a cell over several rows, or it says so."""
    for at in range(number, max(0, number - _MOST), -1):
        goes_on = flat[sentences[at].start] == "\t" or sentences[at].line in as_above
        if not goes_on or sentences[at - 1].line != sentences[at].line - 1:
            return ()
        if at - 1 in by_sentence:
            return by_sentence[at - 1][:_MOST]
    return ()


def _list_begins(flat: str, mentions: Sequence[Mention], own: Sequence[int]) -> list[int]:
    """Returns of each citation (its place among those of its sentence) where the list begins that it stands in."""
    out: list[int] = []
    for place, citation in enumerate(own):
        begin, end = mentions[own[place - 1]].end, mentions[citation].start
        parted = not place or end - begin > _LONGEST_GAP or _ENDS_A_LIST.search(flat, begin, end)
        out.append(place if parted else out[-1])
    return out


def _nearest(
    flat: str, mentions: Sequence[Mention], own: Sequence[int], begins: Sequence[int], start: int, end: int
) -> list[tuple[int, Tie]]:
    """Finds the nearest basis phrase before the measure (or within it), with all citations of its list; else one behind it."""
    before = bisect_left(own, end, key=lambda citation: mentions[citation].start)
    if before:
        last = before - 1
        first = max(begins[last], last - _MOST)
        parted = marks_of(flat).first("；", mentions[own[last]].end, start) >= 0
        return [(citation, Tie.SENTENCE if parted else Tie.CLAUSE) for citation in own[first:before]]
    behind = list(own[:1])
    for citation in islice(own, 1, _MOST):
        if not _IN_ONE_LIST.fullmatch(flat[mentions[behind[-1]].end : mentions[citation].start]):
            break
        behind.append(citation)
    return [(citation, Tie.SENTENCE) for citation in behind]


class _Heads(NamedTuple):
    """The last line of the list below heads that end in a colon, and how many citations they give to it."""

    last: int
    given: int


def _openings(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    by_sentence: dict[int, list[int]],
    mentions: Sequence[Mention],
    measured: set[int],
    asked: Sequence[int],
) -> dict[int, list[int]]:
    """Finds for each line that is `asked` for the citations whose basis phrase opens the item or article that it stands in.

    A sentence that lays down a measure of its own is a neighbour to the next one and opens nothing,
    unless it ends in a colon.
    """
    out: dict[int, list[int]] = {}
    whole: dict[int, int] = {}
    heads: dict[int, _Heads] = {}
    for number, found in by_sentence.items():
        sentence = sentences[number]
        line = lines[sentence.line]
        unit = units[sentence.unit]
        last = sentence.line  # of the lines below that have these citations from their head
        if unit.zone is Zone.PREAMBLE:
            continue
        if flat[sentence.start : sentence.end].endswith("：") or (
            line.flat.endswith("：") and sentence.end >= line.paragraph.end
        ):
            level = line.paragraph.marker.level
            known = heads.get(level)
            above = known.given if known is not None and sentence.line < known.last else 0
            if above < _MOST:  # the lists of heads of one level that follow each other end together
                last = _last_below(lines, sentence.line)
                _add(out, _within(asked, sentence.line + 1, last + 1), found)
                heads[level] = _Heads(last, above + len(found))
        if _BASIS_LINE.match(flat, sentence.start, sentence.end):
            if (given := whole.get(sentence.unit, 0)) < _MOST:
                _add(out, _within(asked, unit.first, sentence.line + 1), found)
                _add(out, _within(asked, last + 1, unit.last), found)
                whole[sentence.unit] = given + len(found)
        elif number not in measured and _opens_item(flat, line.paragraph.start, mentions[found[0]].start):
            _add(out, _within(asked, sentence.line, sentence.line + 1), found)
            if sentence.line == unit.first:
                _add(out, _within(asked, last + 1, unit.last), found)
    return out


def _within(asked: Sequence[int], first: int, end: int) -> Sequence[int]:
    """Returns those of the lines (in order) that are asked for from one line to before another."""
    return asked[bisect_left(asked, first) : bisect_left(asked, end)]


def _add(openings: dict[int, list[int]], lines: Iterable[int], citations: Sequence[int]) -> None:
    """Adds the citations of a sentence to lines that do not have them yet."""
    for line in lines:
        openings.setdefault(line, []).extend(citations)


_LONGEST_LEAD = 200  # characters; a paragraph may have no end


def _opens_item(flat: str, start: int, end: int) -> bool:
    """Tells whether only the marker, a heading and the verb stand before the citation at `end` of a paragraph."""
    if end - start > _LONGEST_LEAD:
        return False
    lead = flat[start:end]
    bare = re.sub(
        r"^(?:第[^条]{1,7}条|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、]|（\d+）)", "", lead
    )
    bare = re.sub(r"^[^。，；]{2,26}。", "", bare)
    return bool(
        re.fullmatch(
            r"(?:各[^，]{1,12}(?:要|应当|应))?(?:严格|认真|切实|全面)?(?:根据|依据|按照|依照|遵照|落实|贯彻落实|执行)(?:[\u4e00-\u9fff]{0,20})?",
            bare,
        )
    )


def _last_below(lines: Sequence[Line], above: int) -> int:
    """Returns the last line of the list below one that ends in a colon; that line itself where nothing is below it."""
    level = lines[above].paragraph.marker.level
    for at in range(above + 1, len(lines)):
        below = lines[at].paragraph.marker.level
        if (below and below <= level) or (
            not below and lines[at].flat.endswith("。") and level == 0 and not lines[at].paragraph.marker.kind
        ):
            return at - 1
    return len(lines) - 1
