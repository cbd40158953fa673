"""Damage repair with a way back: source text in, text to read and an offset map out.

What scans and web copies do to a 公文 (docs/reading.md#repairs): lines broken inside sentences, page numbers
and stamps between lines, a page scanned twice, blanks between characters, inserted readings
(huì), traditional characters, lost or foreign brackets. Nothing is thrown away: each mended place
is a `Repair`, and every offset of the clean text leads back to the source. Any repair can be left
out (`undone`), and the text is then read as it stands there.

`clean()` gives paragraphs. The text has two views of the same length: `text` with the characters as
they are (simplified script), and `flat` in which brackets and punctuation have one form each, for
matching. Only the latter is kept: a file may have 50 MB and more.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.columns import Columns
from ingest.clean.markers import Marker, marker_of
from ingest.clean.script import to_simplified
from ingest.clean.undoing import ALL_MADE, Undoing

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


class OffsetMap:
    """The way from the clean text back to the source: a row for each place where the distance between them changes."""

    __slots__ = ("_clean", "_source")

    def __init__(self) -> None:
        self._clean = array("I", [0])
        self._source = array("I", [0])

    def add(self, clean: int, source: int) -> None:
        """From `clean` on, as far as the next row, the clean text is that of the source from `source` on."""
        if source - clean == self._source[-1] - self._clean[-1]:
            return
        if clean == self._clean[-1]:
            self._source[-1] = source
            return
        self._clean.append(clean)
        self._source.append(source)

    def to_source(self, offset: int) -> int:
        """Source offset of the character at `offset` of the clean text."""
        piece = bisect_right(self._clean, offset) - 1
        return self._source[piece] + offset - self._clean[piece]

    def span(self, start: int, end: int) -> Span:
        """Source span of the clean span: from its first character to behind its last."""
        if end <= start:
            at = self.to_source(start)
            return Span(at, at)
        return Span(self.to_source(start), self.to_source(end - 1) + 1)

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of the source that make up the clean span."""
        piece = bisect_right(self._clean, start) - 1
        while start < end:
            last = piece + 1 == len(self._clean)
            stop = end if last else min(end, self._clean[piece + 1])
            at = self._source[piece] + start - self._clean[piece]
            yield at, at + stop - start
            start, piece = stop, piece + 1


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text to read: its flat view, its paragraphs, and the way back to the source.

    `source` is the file's own text in the script that is read, of the same length. The characters as they are
    (`words`) are taken from there: a second text of the whole file would take as much memory as the first.
    """

    source: str
    flat: str
    paragraphs: Columns[Paragraph]
    offsets: OffsetMap
    repairs: tuple[Repair, ...]

    @property
    def text(self) -> str:
        """All of the clean text, with the characters as they are."""
        return self.words(0, len(self.flat))

    def words(self, start: int, end: int) -> str:
        """The clean text between two offsets, with the characters as they are."""
        raw = "".join([self.source[a:b] for a, b in self.offsets.pieces(start, end)])
        flat = self.flat[start:end]
        if "\n" not in flat:
            return raw
        # What parts two paragraphs in the source may be any blanks.
        return "".join("\n" if f == "\n" else c for c, f in zip(raw, flat, strict=True))


@dataclass(slots=True)
class _Line:
    """A line of the source without the blanks around it, and what is left of it: `text`, and `flat`, its flat view."""

    start: int
    end: int
    text: str
    flat: str
    marker: Marker
    gap: bool


class _Lines:
    """The lines of a text that are not empty, as offsets: the lines themselves are made one at a time.

    `gaps` says whether an empty line stands before. The cuts of a line are those from its `first_cut` to that
    of the next one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = array("I")
        self.ends = array("I")
        self.gaps = bytearray()
        self.markers: list[Marker] = []
        self._first_cut = array("I", [0])
        self._cut_starts = array("I")
        self._cut_ends = array("I")
        self._block = (0, 0, "")  # a stretch of the text and its flat view

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, start: int, end: int, marker: Marker, cuts: Sequence[tuple[int, int]], *, gap: bool) -> None:
        """Append a line; the cuts are offsets of the text."""
        self.starts.append(start)
        self.ends.append(end)
        self.gaps.append(gap)
        self.markers.append(marker)
        for a, b in cuts:
            self._cut_starts.append(a)
            self._cut_ends.append(b)
        self._first_cut.append(len(self._cut_starts))

    def pieces(self, i: int) -> list[tuple[int, int]]:
        """The stretches of the text that are left of a line."""
        at, end = self.starts[i], self.ends[i]
        out = []
        for k in range(self._first_cut[i], self._first_cut[i + 1]):
            if self._cut_starts[k] > at:
                out.append((at, self._cut_starts[k]))
            at = self._cut_ends[k]
        if at < end:
            out.append((at, end))
        return out

    def words(self, i: int) -> str:
        """What is left of a line."""
        if self._first_cut[i] == self._first_cut[i + 1]:
            return self.text[self.starts[i] : self.ends[i]]
        return "".join([self.text[a:b] for a, b in self.pieces(i)])

    def flat(self, start: int, end: int) -> str:
        """The flat view of a stretch, made for a whole block of the text at once."""
        first, last, flat = self._block
        if not (first <= start and end <= last):
            first, last = start, max(end, start + _BLOCK)
            flat = flatten(self.text[first:last])
            self._block = first, last, flat
        return flat[start - first : end - first]

    def line(self, i: int) -> _Line:
        """A line with all that is known of it."""
        flat = "".join([self.flat(a, b) for a, b in self.pieces(i)])
        return _Line(self.starts[i], self.ends[i], self.words(i), flat, self.markers[i], bool(self.gaps[i]))


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
    lines = _lines(simple, repairs, undone)
    kept = _without_duplicates(lines, repairs, undone)
    kept = _without_page_lines(lines, kept, source, repairs, undone)
    return _assemble(lines, kept, repairs, undone)


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


def _lines(text: str, repairs: list[Repair], undone: Undoing) -> _Lines:
    """Non-empty lines, blanks inside Chinese taken out."""
    lines = _Lines(text)
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
            marker = marker_of(lines.flat(start, start + len(line)))
            lines.add(start, start + len(line), marker, _cuts(line, start, repairs, undone, readings=readings), gap=gap)
            gap = False
        else:
            gap = True
        at = end + 1
    return lines


_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")  # every inserted reading holds one


def _cuts(
    line: str, start: int, repairs: list[Repair], undone: Undoing, *, readings: bool
) -> Sequence[tuple[int, int]]:
    """What is cut out of a line that starts at `start`: blanks unless they part two Latin words or numbers; readings."""
    # str.split looks for blanks many times faster than a pattern.
    cuts = _blanks_of(line) if len(line.split(None, 1)) > 1 else []
    if readings and ("（" in line or "(" in line):
        cuts.extend((m.start(), m.end(), RepairKind.READING) for m in _READING.finditer(line))
    if undone:
        cuts = [(s, e, kind) for s, e, kind in cuts if not undone.forbids(kind, start + s, start + e)]
    if not cuts:
        return ()
    cuts.sort()
    made, at = [], 0
    for s, e, kind in cuts:
        if s < at:
            continue
        span = Span(start + s, start + e)
        repairs.append(Repair(kind=kind, span=span, replacement=""))
        made.append((span.start, span.end))
        at = e
    return made


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


def _without_duplicates(lines: _Lines, repairs: list[Repair], undone: Undoing) -> array[int]:
    """The lines but those of a page scanned twice: a run of lines that stands again right behind itself."""
    last: dict[int, int] = {}  # hash of a line → where it was kept last; the words themselves would take much memory
    keep = array("I")
    i = 0
    while i < len(lines):
        text = lines.words(i)
        key = hash(text)
        first = last.get(key) if len(text) >= 6 else None
        if first is not None and _repeats(keep, first, lines, i):
            n = len(keep) - first
            span = Span(lines.starts[i], lines.ends[i + n - 1])
            if undone.forbids(RepairKind.DUPLICATE, span.start, span.end):
                keep.extend(range(i, i + n))
            else:
                repairs.append(Repair(kind=RepairKind.DUPLICATE, span=span, replacement=""))
            i += n
            continue
        last[key] = len(keep)
        keep.append(i)
        i += 1
    return keep


_LEAST_DUPLICATE = 80  # characters: below this a repeated line is a form or a list, not a page


def _repeats(kept: Sequence[int], first: int, lines: _Lines, i: int) -> bool:
    n = len(kept) - first
    if i + n > len(lines):
        return False
    size = 0
    for k in range(n):
        words = lines.words(i + k)
        if lines.words(kept[first + k]) != words:
            return False
        size += len(words)
    return size >= _LEAST_DUPLICATE


def _without_page_lines(
    lines: _Lines, kept: Sequence[int], source: str, repairs: list[Repair], undone: Undoing
) -> array[int]:
    keep = array("I")
    gap = False
    for i in kept:
        start, end = lines.starts[i], lines.ends[i]
        is_page = len(lines.words(i)) <= 14 and _PAGE_LINE.fullmatch(source[start:end].strip())
        if is_page and not undone.forbids(RepairKind.PAGE_NOISE, start, end):
            repairs.append(Repair(kind=RepairKind.PAGE_NOISE, span=Span(start, end), replacement=""))
            gap = gap or bool(lines.gaps[i])
            continue
        lines.gaps[i] = lines.gaps[i] or gap
        gap = False
        keep.append(i)
    return keep


def _page_width(lines: _Lines, kept: Sequence[int]) -> int | None:
    """Characters in a full line where the text is hard-wrapped, None where paragraphs are whole lines."""
    texts = map(lines.words, kept)
    open_ended = Counter(len(x) for x in texts if len(x) >= 15 and x[-1] not in _TERMINAL)
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


def _assemble(lines: _Lines, kept: Sequence[int], repairs: list[Repair], undone: Undoing) -> CleanText:
    width = _page_width(lines, kept)
    flat = ""
    out: list[str] = []
    offsets = OffsetMap()
    paragraphs = Columns(Paragraph, "IIOO")
    at = block_at = 0
    open_start, open_marker, open_gap = 0, Marker(), False
    previous: _Line | None = None
    for i in kept:
        line = lines.line(i)
        joined = (
            previous is not None
            and _joins(previous, line, width)
            and not undone.forbids(RepairKind.LINE_BREAK, previous.end, line.start)
        )
        if previous is not None:
            if joined:
                repairs.append(Repair(kind=RepairKind.LINE_BREAK, span=Span(previous.end, line.start), replacement=""))
            else:
                paragraphs.add(open_start, at, open_marker, open_gap)
                offsets.add(at, previous.end)
                out.append("\n")
                at += 1
        if not joined:
            open_start, open_marker, open_gap = at, line.marker, line.gap
        out.append(line.flat)
        for start, end in lines.pieces(i):
            offsets.add(at, start)
            at += end - start
        if at - block_at > _BLOCK:
            # Thousands of short strings take more memory than their words; one that grows is not copied.
            flat += "".join(out)
            out.clear()
            block_at = at
        previous = _joined(previous, line, open_marker, open_gap) if joined and previous is not None else line
    if previous is not None:
        paragraphs.add(open_start, at, open_marker, open_gap)
    flat += "".join(out)
    repairs.sort(key=lambda r: (r.span.start, r.span.end))
    return CleanText(lines.text, flat, paragraphs, offsets, tuple(repairs))


def _joined(previous: _Line, line: _Line, marker: Marker, gap: bool) -> _Line:
    """What the joining rule needs of the paragraph so far: the open bracket, if any, and the last line."""
    carried, flat = previous.text[-200:] + line.text, previous.flat[-200:] + line.flat
    if not _open_brackets(flat):
        carried, flat = line.text, line.flat
    return _Line(line.start, line.end, carried, flat, marker, gap)
