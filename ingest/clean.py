"""Damage repair with a way back: source text in, text to read and an offset map out.

What scans and web copies do to a 公文 (FEATURES.md A3): lines broken inside sentences, page numbers
and stamps between lines, a page scanned twice, blanks between characters, inserted readings
(huì), traditional characters, lost or foreign brackets. Nothing is thrown away: each mended place
is a `Repair`, and every offset of the clean text leads back to the source. Any repair can be left
out (`undone`), and the text is then read as it stands there.

`clean()` gives paragraphs. Two views of the same length are kept: `text` with the characters as
they are (simplified script), and `flat` in which brackets and punctuation have one form each, for
matching.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.script import to_simplified
from ingest.structure import Marker, marker_of
from ingest.undoing import ALL_MADE, Undoing

# One form for each mark of punctuation; all replacements are one character for one.
_FLAT: dict[int, str] = str.maketrans(
    {
        "(": "（",
        ")": "）",
        ",": "，",
        ";": "；",
        ":": "：",
        "?": "？",
        "!": "！",
        "[": "〔",
        "]": "〕",
        "［": "〔",
        "］": "〕",
        "﹝": "〔",
        "﹞": "〕",
        "【": "〔",
        "】": "〕",
        "<": "〈",
        ">": "〉",
        "﹤": "〈",
        "﹥": "〉",
        "＜": "〈",
        "＞": "〉",
        "«": "《",
        "»": "》",
        "︽": "《",
        "︾": "》",
        "０": "0",
        "１": "1",
        "２": "2",
        "３": "3",
        "４": "4",
        "５": "5",
        "６": "6",
        "７": "7",
        "８": "8",
        "９": "9",
        "｡": "。",
        "．": ".",
        '"': "“",
    }
)

_UNEVEN = re.compile("[" + re.escape("".join(map(chr, _FLAT))) + "]")
_FLAT_CODES = np.arange(0x10000, dtype=np.uint32)
_FLAT_CODES[list(_FLAT)] = [ord(c) for c in _FLAT.values()]
_BLOCK = 1 << 16  # characters of one array; bounds the memory
_LONG = 2000  # characters from which an array of the text is quicker than its characters one by one

_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n\t]+")
_READING = re.compile(
    r"(?<=[\u4e00-\u9fff])[（(](?=[^）)]{1,8}[）)])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]*[）)]"
)
_PAGE_LINE = re.compile(
    r"(?:[—–\-－_―·•]{1,3}\s*\d{1,4}\s*[—–\-－_―·•]{1,3}|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*[/／]\s*\d{1,4}|\d{5,8}|\d{1,3})"
)
_TERMINAL = "。！？；：…!?;:"
_OPENERS = "《〈（(〔“‘、，,—的和与或及在对将把为由按以各"
_CLOSERS = "》〉）)〕”’、，,。；;：！？"
_DATE_LINE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,30})?(?:(?:19|20)\d\d|[一二〇○零]{2}[一二三四五六七八九〇○零]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_NUMBER_LINE = re.compile(
    r"[（(]?[\u4e00-\u9fff]{1,14}\s*[〔\[﹝【（(]\s*(?:19|20)\d\d\s*[〕\]﹞】）)]?\s*第?\s*\d{1,5}\s*号[）)]?"
)
_NUMBER_TAIL = re.compile(r"[（(]?[\u4e00-\u9fff]{1,30}(?:〔|令|公告|\[|（|\()")
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff（）、]{4,44}文件")
_ORGAN_END = re.compile("(?:号|公告|令|政府|办公室|办公厅|委员会|局|厅|部|院|小组|中心|单位|机构)$")
_TITLE_END = re.compile(
    r"(?:通知|意见|决定|公告|通告|通报|批复|方案|办法|规定|细则|条例|规则|制度|规划|计划|纲要|目录|清单|样式|须知|标准|指引|指南|措施|纪要|公约|备忘录|要点|预案|章程|守则|文件)(?:[（(][^）)]{1,12}[）)])?$"
)


class Paragraph(NamedTuple):
    """A paragraph of the clean text, half-open, with the marker that it opens with."""

    start: int
    end: int
    marker: Marker
    after_gap: bool


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Pieces of the source that make up the clean text, character for character."""

    clean_starts: tuple[int, ...]
    source_starts: tuple[int, ...]

    def to_source(self, offset: int) -> int:
        """Source offset of the character at `offset` of the clean text."""
        piece = max(bisect_right(self.clean_starts, offset) - 1, 0)
        return self.source_starts[piece] + offset - self.clean_starts[piece]

    def span(self, start: int, end: int) -> Span:
        """Source span of the clean span: from its first character to behind its last."""
        if end <= start:
            at = self.to_source(start)
            return Span(at, at)
        return Span(self.to_source(start), self.to_source(end - 1) + 1)


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text to read (`text`, `flat`: same length), its paragraphs, and the way back to the source."""

    text: str
    flat: str
    paragraphs: tuple[Paragraph, ...]
    offsets: OffsetMap
    repairs: tuple[Repair, ...]


@dataclass(slots=True)
class _Line:
    """A source line without the blanks around it: pieces of (source start, text)."""

    start: int
    end: int
    pieces: Sequence[tuple[int, str]]
    text: str
    flat: str
    marker: Marker
    gap: bool = False


def flatten(text: str) -> str:
    """The flat view of a text: one form for each bracket and mark, of the same length."""
    if len(text) < _LONG:
        return text.translate(_FLAT) if _UNEVEN.search(text) else text
    return "".join(_flat_block(text[at : at + _BLOCK]) for at in range(0, len(text), _BLOCK))


def _flat_block(text: str) -> str:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    flat = np.where(codes < len(_FLAT_CODES), _FLAT_CODES.take(codes, mode="clip"), codes)
    return flat.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def clean(source: str, undone: Undoing = ALL_MADE) -> CleanText:
    """Mend `source`, all but the `undone` places; see the module's docstring. Linear in the length of the text."""
    repairs: list[Repair] = []
    # A lone surrogate is no character: it is read as the sign for damage, and stays in the source.
    if _SURROGATE.search(source):
        source = _SURROGATE.sub("\ufffd", source)
    simple = to_simplified(source)
    if simple is not source:
        simple = _simplified(source, simple, repairs, undone)
    lines = list(_lines(simple, repairs, undone))
    lines = _drop_duplicates(lines, repairs, undone)
    lines = _drop_page_lines(lines, source, repairs, undone)
    return _assemble(lines, repairs, undone)


def _simplified(source: str, simple: str, repairs: list[Repair], undone: Undoing) -> str:
    """The text in simplified script, but where that was undone."""
    kept: list[Repair] = []
    for repair in _script_repairs(source, simple):
        (kept if undone.without(repair) else repairs).append(repair)
    if not kept:
        return simple
    out, at = [], 0
    for span in (repair.span for repair in kept):
        out += [simple[at : span.start], span.of(source)]
        at = span.end
    return "".join([*out, simple[at:]])


def _script_repairs(source: str, simple: str) -> Iterator[Repair]:
    start = None
    for i, (a, b) in enumerate(zip(source, simple, strict=True)):
        if a != b and start is None:
            start = i
        elif a == b and start is not None:
            yield Repair(kind=RepairKind.TRADITIONAL, span=Span(start, i), replacement=simple[start:i])
            start = None
    if start is not None:
        yield Repair(kind=RepairKind.TRADITIONAL, span=Span(start, len(source)), replacement=simple[start:])


def _lines(text: str, repairs: list[Repair], undone: Undoing) -> Iterator[_Line]:
    """Non-empty lines, blanks inside Chinese taken out."""
    flat = flatten(text)
    readings = _TONE.search(text) is not None
    gap = False
    at = 0
    size = len(text)
    while at <= size:
        end = text.find("\n", at)
        if end < 0:
            end = size
        raw = text[at:end]
        line = raw.strip()
        if line:
            start = at if len(line) == len(raw) else at + len(raw) - len(raw.lstrip())
            own_flat = flat[start : start + len(line)]
            if own_flat == line:
                own_flat = line  # one string in memory for both
            marker = marker_of(own_flat)
            pieces = _mended(line, start, repairs, undone, readings=readings)
            if len(pieces) == 1 and len(pieces[0][1]) == len(line):
                yield _Line(start, start + len(line), pieces, line, own_flat, marker, gap)
            else:
                body = "".join(p for _, p in pieces)
                yield _Line(start, start + len(line), pieces, body, flatten(body), marker, gap)
            gap = False
        else:
            gap = True
        at = end + 1


_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")  # every inserted reading holds one


def _mended(
    line: str, start: int, repairs: list[Repair], undone: Undoing, *, readings: bool
) -> Sequence[tuple[int, str]]:
    """Pieces of a line: blanks go unless they part two Latin words or numbers; readings go."""
    # str.split looks for blanks many times faster than a pattern.
    cuts = _blanks_of(line) if len(line.split(None, 1)) > 1 else []
    if readings and ("（" in line or "(" in line):
        cuts.extend((m.start(), m.end(), RepairKind.READING) for m in _READING.finditer(line))
    if undone:
        cuts = [(s, e, kind) for s, e, kind in cuts if not undone.forbids(kind, start + s, start + e)]
    if not cuts:
        return ((start, line),)
    cuts.sort()
    pieces, at = [], 0
    for s, e, kind in cuts:
        if s < at:
            continue
        if s > at:
            pieces.append((start + at, line[at:s]))
        repairs.append(Repair(kind=kind, span=Span(start + s, start + e), replacement=""))
        at = e
    if at < len(line):
        pieces.append((start + at, line[at:]))
    return pieces


def _blanks_of(line: str) -> list[tuple[int, int, RepairKind]]:
    """The blanks of a line that part nothing."""
    out = []
    numbers: list[tuple[int, int]] | None = None
    for m in _BLANKS.finditer(line):
        s, e = m.span()
        if _is_word(line[s - 1]) and _is_word(line[e]):
            if numbers is None:
                numbers = [n.span() for n in _LOOSE_NUMBER.finditer(line)]
            if not any(a < s and e < b for a, b in numbers):
                continue
        out.append((s, e, RepairKind.BLANK))
    return out


_LOOSE_NUMBER = re.compile(
    r"[〔\[［﹝【（(]\s*[12][\d\s]{3,8}[〕\]］﹞】）)]?\s*第?[\d\s]{1,10}号|第[\d\s]{1,8}号|\d[\d\s]{0,6}年|\d[\d\s]{0,3}[月日]"
)


def _is_word(c: str) -> bool:
    return c.isascii() and c.isalnum()


def _drop_duplicates(lines: list[_Line], repairs: list[Repair], undone: Undoing) -> list[_Line]:
    """A page scanned twice: a run of lines that stands again right behind itself (seed 001)."""
    last: dict[str, int] = {}
    keep: list[_Line] = []
    i = 0
    while i < len(lines):
        text = lines[i].text
        first = last.get(text) if len(text) >= 6 else None
        if first is not None and _repeats(keep, first, lines, i):
            n = len(keep) - first
            span = Span(lines[i].start, lines[i + n - 1].end)
            if undone.forbids(RepairKind.DUPLICATE, span.start, span.end):
                keep.extend(lines[i : i + n])
            else:
                repairs.append(Repair(kind=RepairKind.DUPLICATE, span=span, replacement=""))
            i += n
            continue
        last[text] = len(keep)
        keep.append(lines[i])
        i += 1
    return keep


_LEAST_DUPLICATE = 80  # characters: below this a repeated line is a form or a list, not a page


def _repeats(kept: Sequence[_Line], first: int, lines: Sequence[_Line], i: int) -> bool:
    n = len(kept) - first
    if i + n > len(lines):
        return False
    if any(kept[first + k].text != lines[i + k].text for k in range(n)):
        return False
    return sum(len(kept[first + k].text) for k in range(n)) >= _LEAST_DUPLICATE


def _drop_page_lines(lines: list[_Line], source: str, repairs: list[Repair], undone: Undoing) -> list[_Line]:
    keep: list[_Line] = []
    gap = False
    for line in lines:
        is_page = len(line.text) <= 14 and _PAGE_LINE.fullmatch(source[line.start : line.end].strip())
        if is_page and not undone.forbids(RepairKind.PAGE_NOISE, line.start, line.end):
            repairs.append(Repair(kind=RepairKind.PAGE_NOISE, span=Span(line.start, line.end), replacement=""))
            gap = gap or line.gap
            continue
        line.gap = line.gap or gap
        gap = False
        keep.append(line)
    return keep


def _page_width(lines: Sequence[_Line]) -> int | None:
    """Characters in a full line where the text is hard-wrapped, None where paragraphs are whole lines."""
    open_ended = Counter(len(x.text) for x in lines if len(x.text) >= 15 and x.text[-1] not in _TERMINAL)
    total = sum(open_ended.values())
    if total < 6:
        return None
    width, _ = max(open_ended.items(), key=lambda kv: (kv[1], kv[0]))
    near = sum(open_ended[w] for w in range(width - 2, width + 3))
    return width if near >= 0.5 * total else None


def _joins(a: _Line, b: _Line, width: int | None) -> bool:
    """Whether line b continues the sentence of line a."""
    last, first = a.text[-1], b.text[0]
    flat_a, flat_b = a.flat, b.flat
    if "\t" in flat_a or "\t" in flat_b:
        return False
    if last == "》" and first in "（(" and _NUMBER_TAIL.match(b.text):
        return True
    if b.marker.kind == "article" and b.marker.weak and last in "》法例":
        return True
    if b.marker.strong:
        return False
    if _open_brackets(flat_a):
        return True
    if last in _TERMINAL:
        return False
    if _DATE_LINE.match(b.text) and len(b.text) < 60 and "，" not in flat_b:
        return False
    if _NUMBER_LINE.fullmatch(b.text) or _NUMBER_LINE.fullmatch(a.text) or _DATE_LINE.fullmatch(a.text):
        return False
    if first in _CLOSERS:
        return True
    if b.marker.weak and not (width and len(a.text) >= width - 3):
        return False
    heading = a.marker.level > 0 and "。" not in flat_a and "；" not in flat_a and len(a.text) <= 32
    if _LETTERHEAD.fullmatch(flat_b):
        return False
    if width and len(a.text) >= width - 2 and len(a.text) <= width + 2 and not (a.gap and b.gap):
        return not (heading and b.gap) or last in _OPENERS
    if heading or _TITLE_END.search(a.text) or last in "）)":
        return False
    if last in _OPENERS and len(a.text) >= 8 and not b.gap:
        return True
    if len(a.text) < 12 or a.text.startswith(("附件", "抄送", "注")):
        return False
    return any(c in flat_a for c in "，。；") or (
        len(a.text) >= 16 and ("，" in flat_b or "。" in flat_b) and not _ORGAN_END.search(flat_a)
    )


def _open_brackets(flat: str) -> bool:
    """Whether a title or a bracket is still open at the end of the line."""
    return flat.count("《") > flat.count("》") or (
        flat.rfind("（") > flat.rfind("）") and len(flat) - flat.rfind("（") < 120
    )


def _assemble(lines: list[_Line], repairs: list[Repair], undone: Undoing) -> CleanText:
    width = _page_width(lines)
    out: list[str] = []
    clean_starts: list[int] = []
    source_starts: list[int] = []
    paragraphs: list[Paragraph] = []
    at = 0
    open_start, open_marker, open_gap = 0, Marker(), False
    previous: _Line | None = None
    for line in lines:
        joined = (
            previous is not None
            and _joins(previous, line, width)
            and not undone.forbids(RepairKind.LINE_BREAK, previous.end, line.start)
        )
        if previous is not None:
            if joined:
                repairs.append(Repair(kind=RepairKind.LINE_BREAK, span=Span(previous.end, line.start), replacement=""))
            else:
                paragraphs.append(Paragraph(open_start, at, open_marker, open_gap))
                clean_starts.append(at)
                source_starts.append(previous.end)
                out.append("\n")
                at += 1
        if not joined:
            open_start, open_marker, open_gap = at, line.marker, line.gap
        for start, piece in line.pieces:
            clean_starts.append(at)
            source_starts.append(start)
            out.append(piece)
            at += len(piece)
        previous = _joined(previous, line, open_marker, open_gap) if joined and previous is not None else line
    if previous is not None:
        paragraphs.append(Paragraph(open_start, at, open_marker, open_gap))
    if not clean_starts:
        clean_starts, source_starts = [0], [0]
    text = "".join(out)
    repairs.sort(key=lambda r: (r.span.start, r.span.end))
    return CleanText(
        text, flatten(text), tuple(paragraphs), OffsetMap(tuple(clean_starts), tuple(source_starts)), tuple(repairs)
    )


def _joined(previous: _Line, line: _Line, marker: Marker, gap: bool) -> _Line:
    """What the joining rule needs of the paragraph so far: the open bracket, if any, and the last line."""
    carried, flat = previous.text[-200:] + line.text, previous.flat[-200:] + line.flat
    if not _open_brackets(flat):
        carried, flat = line.text, line.flat
    return _Line(line.start, line.end, (), carried, flat, marker, gap)
