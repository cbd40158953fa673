"""The engine that recognises characters: rapidocr's models on onnxruntime, from inside the wheel, without a network.

One engine a process, made at the first page. The picture of a line is read here and not by rapidocr's own pipeline, since
each character is wanted with its place and how sure it is (decision 48).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graph_schema.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[Any]
    Corners = NDArray[Any]

THREADS = "TRACER_OCR_THREADS"
"""The name in the environment under which the number of threads of one process stands; one is best where pages go to several."""

_DETECTOR, _READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_TURNS = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
_BLANK = 0


class Line(NamedTuple):
    """Holds the words in the picture of one line, of each character its middle (share of the width) and how sure it is."""

    words: str
    middles: tuple[float, ...]
    confidences: tuple[float, ...]

    @property
    def sureness(self) -> float:
        """Returns how sure its characters are on average; 0 where there are none."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


def require_engine(name: str, pages: int) -> None:
    """Raises InputError where the engine is not installed, naming the command that installs it."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        raise InputError("scan.no_engine", name=name, pages=pages)


@cache
def _engine() -> Any:  # rapidocr has no types
    from rapidocr import RapidOCR

    spec = find_spec("rapidocr")
    models = Path(str(spec.origin if spec else "")).parent / "models"
    engine: Any = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 1 << 14,  # pictures have their size when they come here
            "Global.return_word_box": True,
            "Det.model_path": str(models / _DETECTOR),
            "Rec.model_path": str(models / _READER),
            "Cls.model_path": str(models / _TURNS),
            "EngineConfig.onnxruntime.intra_op_num_threads": _threads(),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    engine.recognize_txt([_nothing()])  # has it load its reader, whose last step is replaced
    engine.text_rec.postprocess_op = _Characters(engine.text_rec.postprocess_op.character)
    return engine


def _threads() -> int:
    words = os.environ.get(THREADS, "")
    return int(words) if words.isdecimal() and 0 < int(words) <= (os.cpu_count() or 1) else 1


def _nothing() -> Picture:
    import numpy as np

    return np.full((48, 48, 3), 255, np.uint8)


def lines_in(picture: Picture) -> Corners:
    """Returns where lines of text stand in a picture: four corners each, from the upper left with the clock."""
    import numpy as np

    found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(found, "boxes", None)
    return np.zeros((0, 4, 2), np.float32) if boxes is None else np.asarray(boxes, np.float32)


def upside_down(pictures: Sequence[Picture]) -> float:
    """Returns the share of the pictures of lines that stand on their head."""
    _, found = _engine().cls_and_rotate([picture.copy() for picture in pictures])
    return sum(1 for label, _ in found.cls_res if label == "180") / len(pictures)


def read_lines(pictures: Sequence[Picture]) -> list[Line]:
    """Returns the words in pictures of lines, in their order."""
    return list(_engine().recognize_txt(list(pictures)).word_results) if pictures else []


class _Characters:
    """Makes characters of what the model returns: of each run of frames with the same one, its surest frame."""

    def __init__(self, characters: Sequence[str]) -> None:
        """Takes the characters of the model, in its order."""
        self._characters = characters

    def __call__(
        self,
        frames: NDArray[np.float32],
        return_word_box: bool = True,  # as rapidocr calls it
        *,
        wh_ratio_list: Sequence[float] = (1.0,),
        max_wh_ratio: float = 1.0,
    ) -> tuple[list[tuple[str, float]], list[Line]]:
        """Returns words and sureness of each line, and the lines themselves."""
        best, sure = frames.argmax(axis=2), frames.max(axis=2)
        lines = [
            line_of(self._runs(best[at], sure[at], ratio / max_wh_ratio)) for at, ratio in enumerate(wh_ratio_list)
        ]
        return [(line.words, line.sureness) for line in lines], lines

    def _runs(
        self, best: NDArray[np.int64], sure: NDArray[np.float32], filled: float
    ) -> Iterator[tuple[str, float, float]]:
        """Yields each character with its middle and its sureness; the picture fills so much of the frames."""
        import numpy as np

        starts = np.flatnonzero(np.r_[True, best[1:] != best[:-1]])
        width = len(best) * filled
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(best)], strict=True):
            if best[start] != _BLANK:
                middle = min(1.0, (start + end) / 2 / width)
                yield self._characters[best[start]], middle, float(sure[start:end].max())


def line_of(characters: Iterable[tuple[str, float, float]]) -> Line:
    """Returns the line of characters with their middles and sureness."""
    known = list(characters)
    return Line(
        "".join(letter for letter, _, _ in known),
        tuple(middle for _, middle, _ in known),
        tuple(sure for _, _, sure in known),
    )
