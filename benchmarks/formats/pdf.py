"""PDF: reading a file beside pypdfium2's text alone (`get_text_bounded` of every page), and the memory that 2,000 pages take."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.formats.documents import documents_of
from benchmarks.formats.made import Maker, lacks
from benchmarks.formats.rows import Row, beside

_WANTED = 0.7  # of the speed of the library
_MOST = 400.0  # MB, with the interpreter
_TEXTS = 12  # of the sample corpus
_MANY = 2_000  # pages


def rows() -> Iterator[Row]:
    """Yields a row a program that prints PDF files, and one of a file of many pages."""
    with tempfile.TemporaryDirectory() as folder, Maker(Path(folder, "made")) as maker:
        texts = [document.text for document in documents_of("sample", _TEXTS)]
        files: list[Path] = []
        for name, what in (("pdf", "set as GB/T 9704"), ("print", "a browser's print"), ("word", "from a Word file")):
            if lacks(name):
                continue
            files = [Path(folder, f"{name}{at}.pdf") for at in range(len(texts))]
            for path, text in zip(files, texts, strict=True):
                path.write_bytes(maker.made(name, text))
            pages = sum(map(_pages, files))
            yield beside(
                f"PDF, {what}", partial(_read, files), partial(_bare, files), pages, wanted=_WANTED, most=_MOST
            )
        if files:
            long = Path(folder, "long.pdf")
            pages = _join(files, long)
            yield beside(
                f"PDF, {pages:,} pages",
                partial(_read, [long]),
                partial(_bare, [long]),
                pages,
                wanted=_WANTED,
                most=_MOST,
                passes=1,
            )


def _read(files: Sequence[Path]) -> None:
    from ingest.formats.pdf import read

    for path in files:
        read(path.read_bytes(), path.name)


def _bare(files: Sequence[Path]) -> None:
    import pypdfium2

    for path in files:
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            for at in range(len(document)):
                page = document[at]
                words = page.get_textpage()
                words.get_text_bounded()
                words.close()
                page.close()


def _pages(path: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _join(files: Sequence[Path], to: Path) -> int:
    """Writes a file of many pages, those of some files over and over; returns how many."""
    import pypdfium2

    joined = pypdfium2.PdfDocument.new()
    while len(joined) < _MANY:
        for path in files:
            with pypdfium2.PdfDocument(path) as document:
                joined.import_pages(document)
    joined.save(to)
    count = len(joined)
    joined.close()
    return count
