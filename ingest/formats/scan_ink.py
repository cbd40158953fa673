"""The ink of a page: seals taken off the text under them, red heads kept, specks removed, drawn lines found.

All is black ink but what is red. A seal is red, about as wide as high and as large as a coin or a cup: where it lies only
the red light is looked at, in which its ink is as bright as paper and black ink stays black. Other red ink (the head of a
document, its line, words that somebody coloured) is read as if it were black; a stamp in a red frame is told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.formats.layout import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.formats.scan_engine import Picture

    Mask = NDArray[Any]

_RED = 45  # by so much red light is stronger than green and blue in red ink
_COVERED = 0.6  # times as bright as red ink alone is black ink that shows through it
_SEAL = (0.6, 2.6)  # inches of a seal's side: 15 to 66 mm
_ROUND = (0.6, 1.65)  # its width to its height
_STAMP = 3.5  # inches of a stamp in a frame
_ALONG = 0.75  # share of its sides that the frame of a stamp has
_EDGE = 2  # pixels of the smaller picture around red ink
_CLOSED = 0.1  # inches between parts of one seal or one line of red words
_SMALLER = 4  # times: where red ink lies is looked for in a smaller picture
_SPECK = 3  # pixels of a speck at 150 dots an inch
_NOISE = 400  # specks to a million pixels above which they are removed
_DARK = 150
_RULE = 0.4  # inches of the shortest drawn line
_POINTS = 72


class Ink(NamedTuple):
    """Holds a page as grey levels without its seals, how many these were, and the boxes of stamps in frames, in pixels."""

    grey: Picture
    seals: int
    stamps: tuple[tuple[int, int, int, int], ...]


def ink_of(pixels: Picture, dots: float) -> Ink:
    """Returns the ink of a page at so many dots an inch, specks removed where there are many."""
    import cv2

    blue, green, red = cv2.split(pixels)
    redder = cv2.subtract(red, cv2.max(green, blue))
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    small = cv2.resize(redder, (max(1, width // _SMALLER), max(1, height // _SMALLER)), interpolation=cv2.INTER_AREA)
    mask = (small > _RED // 2).astype("uint8")
    seals = 0
    stamps = []
    if mask.any():
        # Red words are as dark as black ones in green light.
        grey = cv2.min(grey, cv2.max(green, 255 - cv2.convertScaleAbs(redder, alpha=3)))
        size = max(1, round(_CLOSED * dots / _SMALLER))
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
        count, _, places, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
        for left, top, across, down, _ in places[1:count].tolist():
            wide, high = across * _SMALLER / dots, down * _SMALLER / dots
            rows, columns = (
                slice(max(0, (at - _EDGE) * _SMALLER), (at + length + _EDGE) * _SMALLER)
                for at, length in ((top, down), (left, across))
            )
            if _is_framed(mask[top : top + down, left : left + across]) and _SEAL[0] < wide < _STAMP and high < _STAMP:
                stamps.append((columns.start, rows.start, columns.stop, rows.stop))
            elif _is_seal(wide, high):
                seals += 1
                grey[rows, columns] = _without_red(red[rows, columns], redder[rows, columns])
    return Ink(_without_specks(grey, dots), seals, tuple(stamps))


def turned(ink: Ink, grey: Picture, quarters: int) -> Ink:
    """Returns the ink of a page that was turned by so many quarters against the clock, with its grey levels as they are now."""
    height, width = grey.shape

    def moved(box: tuple[int, int, int, int], times: int) -> tuple[int, int, int, int]:
        for turn in range(times):
            across = height if (times - turn) % 2 else width
            box = (box[1], across - box[2], box[3], across - box[0])
        return box

    return Ink(grey, ink.seals, tuple(moved(stamp, quarters) for stamp in ink.stamps))


def _is_seal(width: float, height: float) -> bool:
    """Tells whether red ink of this size, in inches, is a seal."""
    return _SEAL[0] < min(width, height) and max(width, height) < _SEAL[1] and _ROUND[0] < width / height < _ROUND[1]


def _is_framed(mask: Mask) -> bool:
    """Tells whether red ink goes round along the sides of its box, as the frame of a stamp does."""
    edge = 1 + min(mask.shape) // 20
    sides = (mask[:edge].any(axis=0), mask[-edge:].any(axis=0), mask[:, :edge].any(axis=1), mask[:, -edge:].any(axis=1))
    return all(float(side.mean()) > _ALONG for side in sides)


def _without_red(red: Picture, redder: Picture) -> Picture:
    """Returns the red light of a stretch in which its red ink is as bright as paper, and black ink under it as dark as elsewhere."""
    import numpy as np

    inked = red[redder > _RED]
    level = max(float(np.percentile(inked, 30)) if inked.size else 255.0, 60.0)
    share = red / level
    under = (share - _COVERED) / (1 - _COVERED)
    shown: Picture = np.clip(np.where(redder > _RED // 2, under, share) * 250, 0, 255).astype(np.uint8)
    return shown


def _without_specks(grey: Picture, dots: float) -> Picture:
    """Returns a page without single dark dots, as a fax leaves them; unchanged where it has few."""
    import cv2
    import numpy as np

    dark = (grey < _DARK).astype(np.uint8)
    _, labels, places, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    most = max(2, round(_SPECK * (dots / 150) ** 2))
    small = places[:, cv2.CC_STAT_AREA] <= most
    small[0] = False
    if int(small.sum()) * 1_000_000 < _NOISE * grey.size:
        return grey
    cleaned = grey.copy()
    cleaned[small[labels]] = 255
    return cleaned


def rules_of(
    grey: Picture, words: Sequence[tuple[float, float, float, float]], dots: float
) -> tuple[list[Rule], list[Rule]]:
    """Returns the level and the upright drawn lines of a page that stands straight, in points; no strokes of `words` (their boxes)."""
    import cv2
    import numpy as np

    dark = (grey < _DARK).astype(np.uint8)
    length = round(_RULE * dots)
    to_points = _POINTS / dots
    found: list[list[Rule]] = []
    for level in (True, False):
        # Gaps and waves of a pixel or two are of the scanner.
        thick = cv2.dilate(dark, np.ones((3, 1) if level else (1, 3), np.uint8))
        shape = (length, 1) if level else (1, length)
        lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        count, _, places, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        rules = []
        for left, top, across, down, _ in places[1:count].tolist():
            along, wide = (across, down) if level else (down, across)
            is_stroke = any(
                box[0] <= left + across / 2 <= box[2]
                and box[1] <= top + down / 2 <= box[3]
                and along < 1.2 * (box[3] - box[1])
                for box in words
            )
            if along > 4 * wide and not is_stroke:
                at, first = (top + down / 2, left) if level else (left + across / 2, top)
                rules.append(Rule(at * to_points, first * to_points, (first + along) * to_points))
        found.append(_joined(rules))
    return found[0], found[1]


def _joined(rules: list[Rule]) -> list[Rule]:
    """Returns lines, those that a gap of the scan broke put together."""
    out: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.at / 3), rule.first)):
        last = out[-1] if out else None
        if last is not None and abs(last.at - rule.at) < 2.5 and rule.first - last.last < 12:
            out[-1] = Rule((last.at + rule.at) / 2, last.first, max(last.last, rule.last))
        else:
            out.append(rule)
    return out
