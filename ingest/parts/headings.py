"""The headings that a line stands under: those above it, and the head of the list that it is an item of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.parts.lines import Kind, Line
from ingest.parts.provisions import Sentence, Unit, behind_marker

HEADED = frozenset({"h1", "h2", "h3"})
"""The kinds of items that may have a heading."""
_LONGEST_HEADING = 60
_CLAUSE_END = re.compile("[。：]")
_ARTICLE = re.compile("第.{1,7}条")
# A short sentence that says who does what, or on what ground, is no heading.
_SPEAKS = re.compile(
    "根据|按照|依据|依照|应当|不[得能予准许再]|必须|可以|一律|(?:部门|单位|机构|平台|政府|法院|银行|局|委|办)(?:每[年月日季]|负责|统一|依法|定期|及时)"
)


class _ListHead(NamedTuple):
    """The last sentence of a line that ends in ：, the level of its marker, and that of the section it stands in."""

    words: str
    level: int
    section: int

    def holds(self, line: Line) -> bool:
        """Tells whether a line below is an item of the list."""
        level = line.paragraph.marker.level
        if level:
            return level > self.level and level > self.section
        return self.level == 0 and not line.flat.endswith("。") and len(line.flat) < 120


_BELOW = re.compile("下列|以下|如下|下述|下面")


def heads_of(lines: Sequence[Line]) -> Iterator[tuple[Line, str, str]]:
    """Finds for each line, which comes first, the headings above it, its own included, and the list head that it is an item of."""
    headings = ""
    stack: list[tuple[int, str]] = []
    head: _ListHead | None = None
    for line in lines:
        level = line.paragraph.marker.level
        flat = line.flat
        if level:
            while stack and stack[-1][0] >= level:
                stack.pop()
            ended = _CLAUSE_END.search(flat, 0, _LONGEST_HEADING)
            stack.append((level, flat[: ended.start() if ended else _LONGEST_HEADING]))
            headings = " ".join(words for _, words in stack)
        if head is not None and not head.holds(line):
            head = None
        yield line, headings, head.words if head is not None else ""
        nested = head is not None and level > head.level and head.level
        if flat.endswith("：") and line.kind is Kind.BODY and not nested:
            section = 0 if level else (stack[-1][0] if stack else 0)
            head = _ListHead(_head_words(flat), level, section)


def _head_words(flat: str) -> str:
    """Returns the part of a line that its items hang on: 有下列行为之一的，收回资助；三年内取消资格：goes back to 下列."""
    sentence = flat[flat.rfind("。") + 1 :]
    last = sentence[sentence.rfind("；") + 1 :]
    return last if _BELOW.search(last) or not _BELOW.search(sentence) else sentence


def item_end(lines: Sequence[Line], at: int) -> int:
    """Returns the index behind the item that opens in line `at`, with all that is numbered below it."""
    level = lines[at].paragraph.marker.level
    end = at + 1
    while end < len(lines) and not 0 < lines[end].paragraph.marker.level <= level:
        end += 1
    return end


def is_heading(flat: str, lines: Sequence[Line], unit: Unit, sentence: Sentence) -> bool:
    """Tells whether a sentence is the heading of a numbered item: the short first one, if anything follows."""
    paragraph = lines[sentence.line].paragraph
    marker = paragraph.marker
    if marker.kind not in HEADED or sentence.start != behind_marker(paragraph):
        return False
    words = flat[sentence.start : sentence.end]
    if _ARTICLE.match(unit.label) or _SPEAKS.search(words):
        return False
    whole = sentence.end >= paragraph.end
    plain_below = unit.last > sentence.line + 1 and not lines[sentence.line + 1].paragraph.marker.level
    if len(words) <= 30:
        # The rest of its line follows, or plain lines do.
        if words.endswith("。") and not whole:
            return True
        if plain_below and not words.endswith(("，", "。", "；", "：")):
            return True
    if not whole or "，" in words:
        return False
    if plain_below and len(words) <= 26:
        return True
    return marker.kind in ("h1", "h2") and len(words) <= 40 and not words.endswith(("。", "；", "！"))


def lays_down(flat: str, lines: Sequence[Line], sentence: Sentence) -> bool:
    """Tells whether a short item that looks like a heading may lay something down itself: it is a sentence, or all that the item says."""
    if flat[sentence.end - 1] == "。":
        return True
    below = lines[sentence.line + 1 : item_end(lines, sentence.line)]
    return all(line.kind is not Kind.BODY and line.kind is not Kind.TABLE for line in below)
