"""Which citations support which measure, nearest first (docs/reading.md#ties).

A measure rests on the basis phrase of its own clause, then of its own sentence, then on the one
that opens its item or article, then on the document as a whole: its preamble and its basis clause
(根据…制定本办法). A citation in a neighbouring sentence does not tie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph_schema.terms import Role, Tie, Zone
from ingest.find.citations import Mention
from ingest.parts.layout import Line
from ingest.parts.provisions import Sentence, Unit

_MADE = re.compile(
    "(?:制定|制订|出台|修订|拟定|研究制定|印发)(?:了)?(?:本|如下|以下|《)|特制定|现(?:就|将)[^。]{0,80}(?:通知|公告|通告|意见|要求|实施意见)(?:如下|：)|提出(?:如下|以下)[^。]{0,10}意见|"
    "(?:通知|公告|意见|规定|事项告知)如下|制定[^，。]{2,40}(?:方案|办法|细则|规定|意见)[。，]"
)


_IN_ONE_LIST = re.compile("(?:等)?[、和及与]?")

# Every measure rests on every citation of the document's own basis: beyond this, a file that is no document
# would give ties without end.
_MOST_WHOLE = 200

# 法律依据：《…》 below the measure, as memoranda and ledgers of measures write it.
_BASIS_LINE = re.compile(
    "(?:主要|相关)?(?:法律|法规|政策|制度|设定|实施|惩戒)?(?:、|及|和|法规|政策|法律)*(?:政策|法规)?依据(?:为)?："
)


def is_document_basis(flat: str, unit: Unit, sentence: tuple[int, int]) -> bool:
    """Whether a sentence is a basis of the document as a whole: it stands in the preamble, or says 制定本办法."""
    if unit.zone is Zone.PREAMBLE:
        return True
    return unit.label in ("第一条", "第1条", "一") and bool(_MADE.search(flat[sentence[0] : sentence[1]]))


def tie(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    measures: Sequence[tuple[int, int, int]],
) -> Iterator[list[tuple[int, Tie]]]:
    """For each measure its ties: (mention index, how near), the nearest first.

    `measures` are sentence (index), start and end of each.
    """
    by_sentence: dict[int, list[int]] = {}
    basis = [i for i, m in enumerate(mentions) if m.role is Role.BASIS]
    for i in basis:
        around = next((x for x in _around(sentences, mentions[i].start)), None)
        if around is not None:
            by_sentence.setdefault(around, []).append(i)
    whole = [
        i
        for s, found in by_sentence.items()
        for i in found
        if is_document_basis(flat, units[sentences[s].unit], (sentences[s].start, sentences[s].end))
    ][:_MOST_WHOLE]
    measured = {s for s, _, _ in measures}
    openings = _openings(flat, lines, units, sentences, by_sentence, mentions, measured)
    for s, start, end in measures:
        own = by_sentence.get(s, [])
        near = _nearest(flat, mentions, own, start, end)
        if not near:
            near = [(i, Tie.ITEM) for i in openings.get(sentences[s].line, ())]
        taken = {i for i, _ in near}
        yield [*near, *((i, Tie.DOCUMENT) for i in whole if i not in taken)]


def _around(sentences: Sequence[Sentence], at: int) -> Iterator[int]:
    low, high = 0, len(sentences)
    while low < high:
        mid = (low + high) // 2
        if sentences[mid].end <= at:
            low = mid + 1
        else:
            high = mid
    if low < len(sentences) and sentences[low].start <= at:
        yield low


def _nearest(flat: str, mentions: Sequence[Mention], own: Sequence[int], start: int, end: int) -> list[tuple[int, Tie]]:
    """The nearest basis phrase before the measure (or within it), with all citations of its list; else one behind it."""
    before = [i for i in own if mentions[i].start < end]
    if before:
        last = before[-1]
        group = [last]
        for i in reversed(before[:-1]):
            gap = flat[mentions[i].end : mentions[group[0]].start]
            if len(gap) <= 24 and not re.search("[；。]", gap) and not re.search("，.{2,}", gap):
                group.insert(0, i)
            else:
                break
        between = flat[min(mentions[last].end, start) : start]
        return [(i, Tie.SENTENCE if "；" in between else Tie.CLAUSE) for i in group]
    behind = list(own[:1])
    for i in own[1:]:
        if not _IN_ONE_LIST.fullmatch(flat[mentions[behind[-1]].end : mentions[i].start]):
            break
        behind.append(i)
    return [(i, Tie.SENTENCE) for i in behind]


def _openings(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    by_sentence: dict[int, list[int]],
    mentions: Sequence[Mention],
    measured: set[int],
) -> dict[int, list[int]]:
    """Line → the citations whose basis phrase opens the item or article that the line stands in.

    A sentence that lays down a measure of its own is a neighbour to the next one and opens nothing,
    unless it ends in a colon.
    """
    out: dict[int, list[int]] = {}
    for s, found in by_sentence.items():
        sentence = sentences[s]
        line = lines[sentence.line]
        unit = units[sentence.unit]
        if unit.zone is Zone.PREAMBLE:
            continue
        lead = flat[line.paragraph.start : mentions[found[0]].start]
        if flat[sentence.start : sentence.end].endswith("：") or (
            line.flat.endswith("：") and sentence.end >= line.paragraph.end
        ):
            for k in _items_below(lines, sentence.line):
                out.setdefault(k, []).extend(found)
        if _BASIS_LINE.match(flat, sentence.start, sentence.end):
            for k in range(unit.first, unit.last):
                out.setdefault(k, []).extend(i for i in found if i not in out.get(k, ()))
        elif s not in measured and _opens_item(lead):
            first = sentence.line
            below = range(first, unit.last) if first == unit.first else range(first, first + 1)
            for k in below:
                out.setdefault(k, []).extend(i for i in found if i not in out.get(k, ()))
    return out


def _opens_item(lead: str) -> bool:
    """Whether only the marker, a heading and the verb stand before the citation."""
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


def _items_below(lines: Sequence[Line], k: int) -> Iterator[int]:
    level = lines[k].paragraph.marker.level
    for j in range(k + 1, len(lines)):
        below = lines[j].paragraph.marker.level
        if (below and below <= level) or (
            not below and lines[j].flat.endswith("。") and level == 0 and not lines[j].paragraph.marker.kind
        ):
            return
        yield j
