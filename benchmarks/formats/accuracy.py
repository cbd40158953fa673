"""make bench-accuracy: what is found in files of each format, beside what is found in the text that they were made from.

python -m benchmarks.formats.accuracy [--corpus sample|seeds|labelled|unlabelled|FOLDER|FILE.jsonl] [--format pdf,docx,…]

Each text is made a PDF, a browser's print, a Word file, its PDF and its DOC (LibreOffice), an OFD, a portal's page, a scan and a
fax (made.py), and read as such a file. What is found is carried back to the text (alignment.py), and scored against the labels of
the text, where it has any, and against what is found in the text itself. `--differences` prints what differs, with the words in
text and file. Texts that are set aside are scored apart, and nothing of them is printed. Status 1 where a format falls short.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.formats.documents import CORPORA, documents_of, shortened
from benchmarks.formats.found import found_in, found_in_files
from benchmarks.formats.made import FORMATS, Maker, lacks
from benchmarks.formats.scores import Score, scored

WANTED = {
    "pdf": (0.99, 0.99),
    "print": (0.99, 0.99),
    "word": (0.99, 0.99),
    "docx": (0.99, 0.99),
    "doc": (0.99, 0.99),
    "ofd": (0.99, 0.99),
    "html": (0.99, 0.99),
    "scan": (0.96, 0.94),
}
"""The least share of the text's F1 that a format must reach: of citations and of measures. A fax must accuse nobody wrongly."""

_FOLDER = Path(tempfile.gettempdir(), "tracer-formats")
_A_PAGE = 450  # characters on a page, about


def main() -> int:
    """Makes files, reads them, prints the table."""
    options = _options()
    console = Console(width=170, highlight=False)
    table = Table(*_COLUMNS)
    fell_short = False
    with Maker(Path(options.folder)) as maker:
        for corpus in options.corpus:
            documents = documents_of(corpus, options.documents)
            if options.pages:
                documents = [shortened(d, options.pages * _A_PAGE) for d in documents]
            texts = found_in(documents)
            for name in options.format:
                if program := lacks(name):
                    console.print(f"{name}: left out, {program} is not installed")
                    continue
                files = found_in_files(documents, name, maker)
                for aside in (True, False):
                    some = [d for d in documents if d.aside is aside]
                    if not some:
                        continue
                    score = scored(some, texts, files)
                    short = _falls_short(name, score)
                    fell_short |= short
                    corpus_name = f"{corpus}, set aside" if aside else corpus
                    table.add_row(name, corpus_name, *_cells(score), "falls short" if short else "")
                    if options.differences and not aside:
                        for line in score.differences:
                            console.print(f"{name}: {line}", markup=False, soft_wrap=True)
    console.print(table)
    return int(fell_short)


_COLUMNS = (
    *("format", "texts", "", "cit F1 text", "file", "share", "mea F1 text", "file", "share"),
    *("same cit", "same mea", "other verdicts", "wrong dead ends", ""),
)


def _cells(score: Score) -> Iterator[str]:
    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.4f}"

    yield str(score.documents) + (f" ({score.refused} refused)" if score.refused else "")
    for name in ("cit.f1", "mea.f1"):
        yield from (number(score.of_text.get(name)), number(score.of_file.get(name)), number(score.share(name)))
    yield number(score.agreement.get("cit.f1"))
    yield number(score.agreement.get("mea.f1"))
    yield f"{score.other_verdicts}/{score.verdicts}"
    yield str(score.wrong_dead_ends)


def _falls_short(name: str, score: Score) -> bool:
    if score.wrong_dead_ends or score.refused:
        return True
    wanted = WANTED.get(name)
    if wanted is None:
        return False
    return any((score.share(key) or 1.0) < least for key, least in zip(("cit.f1", "mea.f1"), wanted, strict=True))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=["sample", "seeds", "labelled"], type=_names, help=", ".join(CORPORA))
    parser.add_argument("--format", default=list(FORMATS), type=_names, help=", ".join(FORMATS))
    parser.add_argument("--documents", type=int, metavar="N", help="so many texts of each corpus")
    parser.add_argument("--pages", type=int, metavar="N", help="the first pages of each text, about")
    parser.add_argument("--differences", action="store_true", help="print what differs")
    parser.add_argument("--folder", default=str(_FOLDER), help="where made files and recognised pages are kept")
    return parser.parse_args()


def _names(words: str) -> list[str]:
    return words.split(",")


if __name__ == "__main__":
    sys.exit(main())
