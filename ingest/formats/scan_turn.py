"""Pages that lie on their side, stand on their head or are askew, set right by what their lines show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ingest.formats.scan_engine import lines_in, read_lines, upside_down

if TYPE_CHECKING:
    from ingest.formats.scan_engine import Corners, Picture

_DETECTED = 96  # dots an inch at which lines are looked for; more parts them at blanks
_SMALL = 11  # pixels of a line's height: smaller ones are looked for at twice as many dots
_LONG = 4  # times its height a line is wide whose slope is trusted
_ASKED = 8  # lines that are asked whether they stand on their head
_READ = 3  # lines that are read both ways
_STRAIGHT = 0.2  # degrees that are left
_MOST_SKEW = 12.0


def found_lines(pixels: Picture, dots: float) -> Corners:
    """Returns the corners of the lines of a page, in its own pixels."""
    import numpy as np

    corners = _found_at(pixels, _DETECTED / dots)
    if len(corners):
        heights = np.minimum(_side(corners, 0, 3), _side(corners, 0, 1))
        if float(np.median(heights)) * _DETECTED / dots < _SMALL:
            again = _found_at(pixels, 2 * _DETECTED / dots)
            corners = again if len(again) >= len(corners) else corners
    return corners


def _found_at(pixels: Picture, scale: float) -> Corners:
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, scale)
    small_width, small_height = (max(32, round(side * scale / 32) * 32) for side in (width, height))
    small = cv2.resize(pixels, (small_width, small_height), interpolation=cv2.INTER_AREA)
    corners = lines_in(small)
    corners[:, :, 0] *= width / small_width
    corners[:, :, 1] *= height / small_height
    return corners


def _side(corners: Corners, one: int, other: int) -> Corners:
    import numpy as np

    lengths: Corners = np.linalg.norm(corners[:, one] - corners[:, other], axis=1)
    return lengths


def quarter_turns(grey: Picture, corners: Corners) -> int:
    """Returns by how many quarters, against the clock, a page is to be turned so that its lines can be read."""
    import numpy as np

    wide, high = _side(corners, 0, 1), _side(corners, 0, 3)
    is_lying = float(high[high > 1.5 * wide].sum()) > 2 * float(wide[wide > 1.5 * high].sum())
    if not is_lying:
        longest = [int(at) for at in np.argsort(-wide)[:_ASKED]]
        pictures = [cropped(grey, box_of(corners[at])) for at in longest if wide[at] > 1.5 * high[at]]
        if not pictures or upside_down(pictures) < 0.5:
            return 0
        return _best(pictures[:_READ], {0: lambda p: p, 2: lambda p: np.rot90(p, 2)})
    longest = [int(at) for at in np.argsort(-high)[:_READ]]
    pictures = [cropped(grey, box_of(corners[at])) for at in longest]
    return _best(pictures, {1: lambda p: np.rot90(p, 1), 3: lambda p: np.rot90(p, 3)})


def _best(pictures: Sequence[Picture], turns: dict[int, Callable[[Picture], Picture]]) -> int:
    """Returns the turn with which lines are read most surely."""
    import numpy as np

    def sureness(turn: Callable[[Picture], Picture]) -> float:
        lines = read_lines([np.ascontiguousarray(turn(picture)) for picture in pictures])
        return sum(line.sureness * len(line.words) for line in lines)

    return max(turns, key=lambda quarter: sureness(turns[quarter]))


def skew_of(corners: Corners) -> float:
    """Returns by how many degrees the lines of a page fall to the right; 0 where they are straight."""
    import numpy as np

    wide, high = _side(corners, 0, 1), _side(corners, 0, 3)
    long = corners[wide > _LONG * high]
    if not len(long):
        return 0.0
    along = (long[:, 1] - long[:, 0]) + (long[:, 2] - long[:, 3])
    slopes, weights = np.degrees(np.arctan2(along[:, 1], along[:, 0])), np.linalg.norm(along, axis=1)
    order = np.argsort(slopes)
    middle = int(np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2))
    skew = float(slopes[order][middle])
    return skew if _STRAIGHT < abs(skew) < _MOST_SKEW else 0.0


def straight(pixels: Picture, corners: Corners, skew: float) -> tuple[Picture, Corners]:
    """Returns a page and the corners of its lines, turned about its middle by so many degrees."""
    import cv2
    import numpy as np

    if not skew:
        return pixels, corners
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    white = (255, 255, 255)
    turned = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
    moved = corners @ turn[:, :2].T.astype(np.float32) + turn[:, 2].astype(np.float32)
    return turned, moved.astype(np.float32)


def box_of(corners: Corners) -> tuple[float, float, float, float]:
    """Returns left, top, right and bottom of a line whose corners are nearly a box."""
    left, right = float(corners[[0, 3], 0].mean()), float(corners[[1, 2], 0].mean())
    top, bottom = float(corners[[0, 1], 1].mean()), float(corners[[2, 3], 1].mean())
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def cropped(picture: Picture, box: tuple[float, float, float, float]) -> Picture:
    """Returns the picture of a line as the engine takes it."""
    import cv2

    height, width = picture.shape[:2]
    left, right = (max(0, min(width - 1, round(at))) for at in (box[0], box[2]))
    top, bottom = (max(0, min(height - 1, round(at))) for at in (box[1], box[3]))
    part = picture[top : max(bottom, top + 1), left : max(right, left + 1)]
    return cv2.cvtColor(part, cv2.COLOR_GRAY2BGR) if part.ndim == 2 else part
