"""Scans: pages that are pictures, recognised one by one, and put into the text of their file.

Recognising takes seconds a page, so a file is read first without it: `read` tells which pages are pictures
(`FileText.unread_pages`), `recognise` reads one of them, in any process, `with_recognised` puts pages into the text. What
the engine was not sure of stays with each character (PageMap), and makes a doubt where a verdict hangs on it
(docs/reading.md#scans).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING

from graph_schema.page_map import SURE, Box, Page, PageMap, Part, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats import scan_engine, scan_ink, scan_turn
from ingest.formats.file_text import RECOGNISED_PAGES, FileText
from ingest.formats.layout import Line, Rule, Sheet, laid_out
from ingest.formats.scan_pictures import PagePicture, kind_of, page_count, page_of_image, page_of_pdf

if TYPE_CHECKING:
    from ingest.formats.scan_engine import Picture

_POINTS = 72
_STRAY, _LONG = 3, 6  # characters of what may be no text, and of what surely is
_SMALL = 0.9  # times as high as the lines of its page
_DOUBTED = 0.9
_ACROSS = 0.15  # share of a stray that lies on a line of text
_UNSURE = 0.5  # a line less sure than this is a picture that was taken for words
_DARK = 150
_BESIDE = 0.35  # times its height that a line's picture is wider on both sides: marks at its ends are often cut
_LEAST_LETTER = 0.07  # inches of the width of a character
_APART = 0.3  # inches of a drawn line that parts the words of two cells


_MARGIN = 0.13  # of the height of a page: above and below stands its number
_NUMBERED = re.compile(r"[-—–―─_~一·•]+\s*\d{1,4}\s*[-—–―─_~一·•]+")  # a dash beside a number is often read as 一
_LEAST_STEPS = 5
_WIDE = 1.6  # times the usual distance from character to character
_HEADING = re.compile("第[一二三四五六七八九十百千零〇]{1,6}[条章节编](?=[\u4e00-\u9fff])")
_NARROW = 0.3  # times the usual distance: a blank behind the number of an article, which parts it from its words
_LETTER = 0.75  # height of a letter to that of the box of its line
_OTHER_SIZE = 1.4  # times: a short line is of another size where it seems to be so much larger or smaller
_INKED = 0.4  # share of a character's usual ink in which one was there
BLOT = "■"
"""Stands for a character that is there and was not read."""

_CHINESE = re.compile("[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """Holds what was recognised on a page: its lines with boxes, edges and confidences, its drawn lines, its size in points.

    `turned` says by how many degrees against the clock the page was turned (0, 90, 180, 270), `skew` by how many more it was set
    straight; boxes and size are those of the page set right. `seals` were taken off the text.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    level: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()
    turned: int = 0
    skew: float = 0.0
    seals: int = 0


def read(data: bytes, name: str) -> FileText:
    """Returns an image as a file whose pages are all still to be recognised; InputError where its bytes are no image."""
    pages = page_count(data, name)
    page_map = PageMap()
    page_map.add_part("", Unit.PAGE)
    return FileText(text="", encoding=kind_of(data, name), page_map=page_map, unread_pages=tuple(range(1, pages + 1)))


def recognise(data: bytes, name: str, page: int) -> RecognisedPage:
    """Returns what stands on a page (from 1) of an image or a PDF. InputError where it cannot be drawn, or the engine lacks."""
    scan_engine.require_engine(name, 1)
    drawn = page_of_pdf if data[:1024].lstrip().startswith(b"%PDF") else page_of_image
    return recognised(drawn(data, name, page), page)


def recognised(picture: PagePicture, number: int) -> RecognisedPage:
    """Returns what stands in the picture of a page."""
    import numpy as np

    pixels, width, height = picture
    dots = pixels.shape[1] * _POINTS / width
    ink = scan_ink.ink_of(pixels, dots)
    grey = ink.grey
    corners = scan_turn.found_lines(_as_three(grey), dots)
    quarters = scan_turn.quarter_turns(grey, corners) if len(corners) else 0
    if quarters:
        grey = np.ascontiguousarray(np.rot90(grey, quarters))
        ink = scan_ink.turned(ink, grey, quarters)
        width, height = (height, width) if quarters % 2 else (width, height)
        corners = scan_turn.found_lines(_as_three(grey), dots)
    skew = scan_turn.skew_of(corners) if len(corners) else 0.0
    grey, corners = scan_turn.straight(grey, corners, skew)
    boxes = list(map(scan_turn.box_of, corners))
    level, upright = scan_ink.rules_of(grey, boxes, dots)
    lines = list(_lines(grey, boxes, upright, dots, ink))
    _mark_strays(lines, upright)
    _fill_sizes(lines)
    return RecognisedPage(
        number=number,
        width=width,
        height=height,
        lines=tuple(lines),
        level=tuple(level),
        upright=tuple(upright),
        turned=quarters * 90,
        skew=round(skew, 2),
        seals=ink.seals,
    )


def _as_three(grey: Picture) -> Picture:
    import cv2

    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


_Pixels = tuple[float, float, float, float]


def _lines(
    grey: Picture, found: Sequence[_Pixels], upright: Sequence[Rule], dots: float, ink: scan_ink.Ink
) -> Iterator[Line]:
    """Yields the lines of a page."""
    boxes = [letters for box in found for part in _parted(box, upright, dots) for letters in _stacked(part, grey, dots)]
    frames = [_widened(box, upright, dots) for box in boxes]
    pictures = [scan_turn.cropped(grey, frame) for frame in frames]
    for frame, picture, read in zip(frames, pictures, scan_engine.read_lines(pictures), strict=True):
        if read.words.strip():
            line = _line(frame, picture, _with_gaps(read, picture), dots, ink)
            height = len(grey) * _POINTS / dots
            is_outside = line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height
            if is_outside and _NUMBERED.fullmatch(line.words):
                line.noise = RepairKind.PAGE_NOISE
            yield line


def _mark_strays(lines: Sequence[Line], upright: Sequence[Rule]) -> None:
    """Marks a character or two that stand across a line of text, or are small and read with doubt: parts of seals and lines of a fax."""
    usual = median(line.box.bottom - line.box.top for line in lines) if lines else 0.0
    long = [line.box for line in lines if len(line.words) >= _LONG]
    for line in lines:
        letters, box = [letter for letter in line.words if letter.isalnum()], line.box
        middle, area = (box.top + box.bottom) / 2, (box.right - box.left) * (box.bottom - box.top)
        is_in_table = sum(rule.first <= middle <= rule.last for rule in upright) > 1
        if line.noise or is_in_table or len(letters) > _STRAY or "".join(letters).isdecimal():
            continue
        is_small = box.bottom - box.top < _SMALL * usual and len(letters) < _STRAY
        if (is_small and min(line.confidences) < _DOUBTED * SURE) or any(
            _shared(box, other) > _ACROSS * area for other in long
        ):
            line.noise = RepairKind.PAGE_NOISE


def _fill_sizes(lines: Sequence[Line]) -> None:
    """Gives lines with too few characters of Chinese to measure the size of most lines, unless they are clearly of another one."""
    known = [line.size for line in lines if line.size]
    usual = median(known) if known else 0.0
    for line in lines:
        if not line.size:
            size = _LETTER * (line.box.bottom - line.box.top)
            line.size = usual if 1 / _OTHER_SIZE < size / (usual or 1) < _OTHER_SIZE else size


def _shared(one: Box, other: Box) -> float:
    """Returns the area that two boxes share."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, wide) * max(0.0, high)


def _with_gaps(read: scan_engine.Line, picture: Picture) -> scan_engine.Line:
    """Returns a line with what the engine left out: blots for ink that it read nothing in, blanks where characters stand wide apart."""
    steps = [other - one for one, other in pairwise(read.middles)]
    of_chinese = sorted(step for at, step in enumerate(steps) if _CHINESE.fullmatch(read.words, at, at + 2))
    if len(of_chinese) < _LEAST_STEPS:
        return read
    usual = of_chinese[len(of_chinese) // 2]
    dark = picture[:, :, 0] < _DARK
    each = float(dark.sum()) / len(read.words)
    out: list[tuple[str, float, float]] = []

    def blots(first: float, last: float) -> int:
        """Returns how many characters the ink between two places is of."""
        count = round((last - first) / usual)
        wide = dark.shape[1]
        inked = float(dark[:, round(first * wide) : round(last * wide)].sum())
        return count if count > 0 and inked > _INKED * each * count else 0

    heading = _HEADING.match(read.words)
    behind = heading.end() if heading else 0
    for at, known in enumerate(zip(*read, strict=True)):
        middle = read.middles[at]
        if at and at == behind and _blank(dark, read.middles[at - 1], middle) > _NARROW * usual:
            out.append((" ", (read.middles[at - 1] + middle) / 2, 1.0))
        elif at and steps[at - 1] > _WIDE * usual:
            first, last = read.middles[at - 1] + usual / 2, middle - usual / 2
            lost = blots(first, last)
            out += [(BLOT, first + (last - first) * (n + 0.5) / lost, 0.0) for n in range(lost)]
            if not lost and _CHINESE.fullmatch(read.words, at - 1, at + 1):
                out.append((" ", (first + last) / 2, 1.0))
        out.append(known)
    return scan_engine.line_of(out)


def _blank(dark: Picture, first: float, last: float) -> float:
    """Returns how wide the widest blank is between two places of a line, as a share of its picture."""
    import numpy as np

    wide = dark.shape[1]
    inked = np.flatnonzero(dark[:, round(first * wide) : round(last * wide)].sum(axis=0) > 1)
    widest = int(np.diff(inked).max(initial=1)) - 1
    return widest / int(wide)


def _parted(box: _Pixels, upright: Sequence[Rule], dots: float) -> Iterator[_Pixels]:
    """Yields the parts of a line that a drawn line between two cells makes."""
    scale = dots / _POINTS
    left, top, right, bottom = box
    middle, edge = (top + bottom) / 2, 0.4 * (bottom - top)
    long = (rule for rule in upright if rule.last - rule.first > _APART * _POINTS)
    cuts = sorted(
        rule.at * scale
        for rule in long
        if rule.first * scale < middle < rule.last * scale and left + edge < rule.at * scale < right - edge
    )
    for first, last in zip([left, *(cut + 2 for cut in cuts)], [*(cut - 2 for cut in cuts), right], strict=True):
        if last - first > edge:
            yield first, top, last, bottom


def _stacked(box: _Pixels, grey: Picture, dots: float) -> Iterator[_Pixels]:
    """Yields the characters that stand one below the other in a narrow cell, each by itself; else the line as it is."""
    left, top, right, bottom = box
    count = round((bottom - top) / max(right - left, 1))
    if count < 2 or right - left < _LEAST_LETTER * dots:
        yield box
        return
    step = (bottom - top) / count
    rows = (grey[:, round(left) : round(right)] < _DARK).sum(axis=1)
    cuts = [top]
    for number in range(1, count):
        first = round(top + (number - 0.3) * step)
        near = rows[first : round(top + (number + 0.3) * step)]
        cuts.append(first + int(near.argmin()) if len(near) else top + number * step)
    for above, below in pairwise([*cuts, bottom]):
        yield left, above, right, below


def _widened(box: _Pixels, upright: Sequence[Rule], dots: float) -> _Pixels:
    """Returns the stretch of the page in which a line is read: wider on both sides, as far as no drawn line is there."""
    left, top, right, bottom = box
    scale, middle, beside = dots / _POINTS, (top + bottom) / 2, _BESIDE * (bottom - top)
    rules = [rule.at * scale for rule in upright if rule.first * scale <= middle <= rule.last * scale]
    first = max((at + 2 for at in rules if at < (left + right) / 2), default=0.0)
    last = min((at - 2 for at in rules if at > (left + right) / 2), default=right + beside)
    return min(max(left - beside, first), right - 1), top, max(min(right + beside, last), left + 1), bottom


def _line(frame: _Pixels, picture: Picture, read: scan_engine.Line, dots: float, ink: scan_ink.Ink) -> Line:
    """Returns a line with its places in points: its box goes as far as its ink."""
    import numpy as np

    wide = picture.shape[1]
    start = max(0.0, frame[0])
    dark = np.flatnonzero((picture[:, :, 0] < _DARK).sum(axis=0) > 1)
    first, last = (int(dark[0]), int(dark[-1]) + 1) if len(dark) else (0, wide)
    middles = [min(max(middle * wide, first), last) for middle in read.middles]
    first, last = min(first, int(middles[0])), max(last, int(middles[-1]) + 1)
    begins = [first, *((one + other) / 2 for one, other in pairwise(middles))]
    edges = bytes(min(255, max(0, round((at - first) / (last - first) * 255))) for at in begins)
    scale = _POINTS / dots
    steps = [
        (other - one) * scale
        for at, (one, other) in enumerate(pairwise(middles))
        if _CHINESE.fullmatch(read.words, at, at + 2)
    ]
    is_in_stamp = any(
        stamp[0] <= (frame[0] + frame[2]) / 2 <= stamp[2] and stamp[1] <= (frame[1] + frame[3]) / 2 <= stamp[3]
        for stamp in ink.stamps
    )
    noise = RepairKind.FURNITURE if is_in_stamp else RepairKind.PAGE_NOISE if read.sureness < _UNSURE else None
    return Line(
        words=read.words,
        box=Box((start + first) * scale, frame[1] * scale, (start + last) * scale, frame[3] * scale),
        size=median(steps) if len(steps) >= _LEAST_STEPS else 0.0,
        edges=edges,
        confidences=bytes(min(SURE, round(sure * 256)) for sure in read.confidences),
        noise=noise,
    )


# --- pages into the text of their file -----------------------------------------------------------------


def with_recognised(found: FileText, pages: Mapping[int, RecognisedPage]) -> FileText:
    """Returns the text of a file with recognised pages at their places beside those that had text.

    Pages that follow each other are laid out together, so that a paragraph goes on from one to the next.
    """
    numbers = [number for number in found.unread_pages if number in pages]
    if not numbers:
        return found
    before = found.page_map if found.page_map is not None else PageMap()
    page_map = PageMap(list(before.parts) or [Part("", Unit.PAGE)])
    new = {number: pages[number] for number in numbers}
    parts = {page.number: page.part for page in before.pages}
    page_map.pages = sorted(
        [
            *(page for page in before.pages if page.number not in new),
            *(Page(parts.get(number, 0), number, page.width, page.height) for number, page in new.items()),
        ],
        key=lambda page: (page.part, page.number),
    )
    text, repairs, tables = "", [], list(found.tables)
    at = 0
    for place, run in [*_runs(found, numbers), (len(found.text), ())]:
        page_map.add_stretches(before, at, place, len(text) - at)
        repairs += [_shifted(repair, len(text) - at) for repair in found.repairs if at <= repair.span.start < place]
        text += found.text[at:place]
        at = place
        if not run:
            continue
        laid = laid_out([_sheet(new[number]) for number in run])
        if not laid.text:
            continue
        text += "\n" if text and not text.endswith("\n") else ""
        page_map.add_stretches(laid.page_map, 0, len(laid.text), len(text), parts.get(run[0], 0))
        repairs += [_shifted(repair, len(text)) for repair in laid.repairs]
        tables += laid.tables
        text += laid.text + ("" if found.text.startswith("\n", place) or place == len(found.text) else "\n")
    return replace(
        found,
        text=text,
        page_map=page_map,
        repairs=tuple(repairs),
        tables=tuple(tables),
        metadata=_with_fields(found.metadata, new),
        unread_pages=tuple(number for number in found.unread_pages if number not in new),
    )


def _runs(found: FileText, numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yields where in the text pages are missing, and which: those between which nothing stands are together."""
    places = [found.place_of_page(number) for number in numbers]
    for place, run in groupby(zip(places, numbers, strict=True), key=itemgetter(0)):
        yield place, [number for _, number in run]


def _shifted(repair: Repair, by: int) -> Repair:
    return replace(repair, span=Span(repair.span.start + by, repair.span.end + by)) if by else repair


def _sheet(page: RecognisedPage) -> Sheet:
    return Sheet(page.number, page.width, page.height, list(page.lines), list(page.level), list(page.upright))


def fields_of(pages: Mapping[int, RecognisedPage]) -> dict[str, str]:
    """Returns the fields of a file that tell which pages were recognised, and how those were set right that did not stand so."""
    turns = {f"turned.{n}": f"{page.turned} {page.skew:g}" for n, page in pages.items() if page.turned or page.skew}
    return {RECOGNISED_PAGES: " ".join(map(str, sorted(pages))), **turns}


def _with_fields(before: Mapping[str, str], pages: Mapping[int, RecognisedPage]) -> dict[str, str]:
    """Returns the fields of a file of which more pages were recognised."""
    known = {*map(int, before.get(RECOGNISED_PAGES, "").split()), *pages}
    return {**before, **fields_of(pages), RECOGNISED_PAGES: " ".join(map(str, sorted(known)))}
