"""Scans: recognising a page beside rapidocr alone on the same picture, one thread each; PDF pages drawn for it are not counted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from benchmarks.formats.make_pdf import Style, printing
from benchmarks.formats.make_scan import Quality, dots, pictures_of
from benchmarks.formats.rows import Row, beside

_PARAGRAPH = "为加强渡口信用管理，根据《渡口管理条例》（某政发〔2019〕12号）第十二条和有关规定，结合本县实际，制定本办法，请各单位认真遵照执行。"
_MOST = 900.0  # MB, with the interpreter, the models and their runtime
_WANTED = 0.9
_POINTS = 72


def rows() -> Iterator[Row]:
    """Yields a row a quality of scans."""
    for quality, pixels in _pages():
        yield beside(
            f"page of a {quality}, {dots(quality)} dpi",
            partial(_recognised, pixels, dots(quality)),
            partial(_bare, pixels),
            1,
            wanted=_WANTED,
            most=_MOST,
        )


def _pages() -> Iterator[tuple[Quality, Any]]:
    """Yields the picture of a page a quality, as an engine takes it."""
    import numpy as np

    with printing() as printed:
        pdf = printed(
            "\n".join(["关于加强渡口管理的通知", *[_PARAGRAPH] * 8, "青石县人民政府", "2021年3月4日"]), Style.OFFICE, ""
        )
    for quality in Quality:
        page = next(iter(pictures_of(pdf, quality, signed_by="青石县人民政府", pages=1)))
        yield quality, np.ascontiguousarray(np.asarray(page.convert("RGB"))[:, :, ::-1])


def _recognised(pixels: Any, dpi: int) -> None:
    from ingest.formats.scan import recognised
    from ingest.formats.scan_pictures import PagePicture

    height, width = (side * _POINTS / dpi for side in pixels.shape[:2])
    recognised(PagePicture(pixels, width, height), 1)


def _bare(pixels: Any) -> None:
    _engine()(pixels)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
