"""Looks for files at which a reader does anything but read or refuse: `make fuzz READER=pdf MINUTES=30`, all readers without a name.

Small valid files (benchmarks.small_files) are mutated with their structure in mind (benchmarks.mutation) and read in a
process under the limits of every reading (ingest.parallel), with less time and memory. What gives a new answer is mutated further.
A fault is another error than InputError, a text, map or repair that does not hold together, or an input at which the
process ran out of time or memory, or died. Each kind of fault is kept once, made as small as it goes, in FOLDER (.fuzz).
With --guided the package atheris, where it is installed, chooses what to mutate by the lines of Python that are reached.
Status 1 where a fault was found.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count, islice
from pathlib import Path

from benchmarks.mutation import mutated
from benchmarks.small_files import SEEDS, picture
from graph_schema.errors import InputError
from graph_schema.page_map import PageMap
from ingest.formats.file_text import FileText
from ingest.formats.first_page import marked_places
from ingest.formats.secrecy import require_open
from ingest.formats.table import FORMATS
from ingest.limits import MEGABYTES, SECONDS
from ingest.parallel import Work, Workers, map_in_order, started

READ, REFUSED, FAULT = "read", "refused", "fault"
_LIMITS = {SECONDS: "6", MEGABYTES: "700"}  # for an input of some kilobytes
_MOST_KEPT = 3_000  # inputs with an answer of their own that are mutated further
_TRIES = 300  # to make one fault smaller
_WIDTHS = (10, 9, 9, 9, 9, 9, 7)


@dataclass(frozen=True, slots=True)
class Answer:
    """Holds what a reader did with an input: READ, REFUSED or FAULT, a short form of it, and the whole of a fault."""

    kind: str
    short: str
    told: str = ""


Input = tuple[str, bytes]
"""The suffix of the name under which bytes are read, and the bytes."""


# --- readers -------------------------------------------------------------------------------------


def readers() -> dict[str, dict[str, Callable[[bytes, str], object]]]:
    """Returns the readers of the table of formats, by the name of their module: what each reads, by suffix."""
    found: dict[str, dict[str, Callable[[bytes, str], object]]] = {}
    for row in FORMATS:
        for reader in (row.as_law, row.as_text):
            if reader is not None:
                name = reader.__module__.rpartition(".")[2]
                found.setdefault(name, {}).update({suffix: reader for suffix in row.suffixes})
    return found


def seeds_for(suffixes: Sequence[str]) -> list[Input]:
    """Returns the small files of these suffixes; pictures that Pillow writes among them."""
    kinds = {
        ".jpg": "JPEG",
        ".jpeg": "JPEG",
        ".tif": "TIFF",
        ".tiff": "TIFF",
        ".bmp": "BMP",
        ".gif": "GIF",
        ".webp": "WEBP",
    }
    alike = {".htm": ".html", ".mht": ".mhtml", ".text": ".txt"}
    found: list[Input] = []
    for suffix in suffixes:
        if suffix in kinds:
            with contextlib.suppress(ImportError):
                found.append((suffix, picture(kinds[suffix])))
        found += [(suffix, data) for data in SEEDS.get(alike.get(suffix, suffix), ())]
    return found


def judged(reader: str, given: Input) -> Answer:
    """Returns what a reader does with an input, whatever that is."""
    try:
        return _asked(reader, given)
    except MemoryError:
        raise
    except BaseException as error:  # a library in another language may end in more than an Exception
        return Answer(FAULT, _place_of(error), "".join(traceback.format_exception(error)))


def _asked(reader: str, given: Input) -> Answer:
    suffix, data = given
    try:
        found = readers()[reader][suffix](data, f"a{suffix}")
        if isinstance(found, FileText):
            for words in marked_places(found):
                require_open(words, f"a{suffix}")
    except InputError as error:
        said = [re.sub(r"\d+|（.*?）|\(.*?\)", "", error.in_language(lang))[:120] for lang in ("zh", "en")]
        return Answer(REFUSED, said[0])
    if not isinstance(found, FileText):
        return Answer(READ, str(len(str(found)).bit_length()))
    if wrong := next(wrongs(found), ""):
        return Answer(FAULT, wrong, wrong)
    kinds = sorted({repair.kind.value for repair in found.repairs})
    told = sorted({warning.said_in("zh") for warning in found.warnings})
    shape = (
        len(found.text).bit_length(),
        kinds,
        len(found.tables),
        re.sub(r"\d+", "", str(told)),
        sorted(found.metadata)[:8],
    )
    return Answer(READ, str(shape))


def _place_of(error: BaseException) -> str:
    """Returns the kind of an error and the last place of this project in which it came up."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if f"{os.sep}ingest{os.sep}" in frame.filename
    ]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno} {last.name}"


def wrongs(found: FileText) -> Iterator[str]:
    """Yields what does not hold together in what a reader gave."""
    size = len(found.text)
    words = (found.text, *found.above, *found.comments, *found.metadata, *found.metadata.values())
    if any("\ud800" <= letter <= "\udfff" for one in words for letter in one):
        yield "half a character in the text"
    if "\0" in found.text:
        yield "NUL in the text"
    end = 0
    for repair in sorted(found.repairs, key=lambda one: one.span.start):
        if not end <= repair.span.start <= repair.span.end <= size:
            yield "a repair outside of the text, or over another"
        end = repair.span.end
    if found.page_map is not None:
        places = list(found.page_map.places(0, size + 1_000_000))
        if any(place.end > size for place in places):
            yield "a place outside of the text"
        if any(place.box is not None and not all(-1e9 < side < 1e9 for side in place.box) for place in places):
            yield "a box that is no box"
        if list(PageMap.of_bytes(found.page_map.as_bytes()).places(0, size)) != [
            one for one in places if one.start < size
        ]:
            yield "a page map that does not come back from its bytes"
    if any(
        column < 0 or cell.rows < 1 or cell.columns < 1
        for table in found.tables
        for _, row in table.rows
        for column, cell in row
    ):
        yield "a cell that covers nothing"
    if not all(page >= 1 for page in found.unread_pages):
        yield "a page without a number"


# --- a run ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Run:
    """Holds how far a reader has been tried: seconds, inputs by what came of them, and the first input of each kind of fault."""

    reader: str
    seconds: float = 0.0
    slowest: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    answers: set[str] = field(default_factory=set)
    faults: dict[str, tuple[Input, str]] = field(default_factory=dict)

    def row(self) -> Sequence[object]:
        """Returns the figures of the table."""
        total = sum(self.counts.values())
        minutes = f"{self.seconds / 60:.1f}"
        return (
            self.reader,
            minutes,
            total,
            self.counts[READ],
            self.counts[REFUSED],
            len(self.answers),
            len(self.faults),
        )


def _timed(reader: str, given: Input) -> tuple[Answer, float]:
    begun = time.process_time()
    answer = judged(reader, given)
    return answer, time.process_time() - begun


def _lost(_: Input, error: InputError) -> tuple[Answer, float]:
    """Returns the fault of an input at which the process ended."""
    return Answer(FAULT, re.sub(r"\d+", "", error.english)[:120], error.english), 0.0


def work_of(reader: str) -> Work[Input, tuple[Answer, float]]:
    """Returns the work of reading inputs in a process under limits."""
    return Work(do=partial(_timed, reader), name_of=lambda given: f"a{given[0]}", lost=_lost)


def try_reader(reader: str, seconds: float, seed: int, workers: Workers, on_fault: Callable[[Run, str], None]) -> Run:
    """Returns what came of as many mutated files as are read in so many seconds of the clock; `on_fault` is called for each new kind."""
    chance, run, begun = random.Random(seed), Run(reader), time.monotonic()
    pool = seeds_for(list(readers()[reader]))
    if not pool:
        return run
    refused: list[Input] = []
    given: list[Input] = []

    def inputs() -> Iterator[Input]:
        yield from pool[:]
        for _ in count():
            if time.monotonic() - begun > seconds:
                return
            of = refused if refused and chance.random() < 0.1 else pool
            suffix, data = chance.choice(of[-40:] if chance.random() < 0.5 else of)
            given.append((suffix, mutated(data, chance, [other for _, other in pool[:50]])))
            yield given[-1]

    given += pool
    for number, (answer, spent) in enumerate(map_in_order(work_of(reader), inputs(), workers)):
        one, given[number] = given[number], ("", b"")
        run.counts[answer.kind] += 1
        run.slowest = max(run.slowest, spent)
        if answer.kind == FAULT:
            if answer.short not in run.faults:
                run.faults[answer.short] = one, answer.told
                on_fault(run, answer.short)
        elif answer.short not in run.answers and len(pool) < _MOST_KEPT:
            run.answers.add(answer.short)
            (pool if answer.kind == READ else refused).append(one)
    run.seconds = time.monotonic() - begun
    return run


def smaller(given: Input, is_same: Callable[[Input], bool]) -> Input:
    """Returns a smaller input that still does the same: pieces are left out, half of it down to single bytes."""
    suffix, data = given
    tries, size = 0, len(data) // 2
    while size and tries < _TRIES:
        at = 0
        while at < len(data) and tries < _TRIES:
            tries += 1
            shorter = data[:at] + data[at + size :]
            if is_same((suffix, shorter)):
                data = shorter
            else:
                at += size
        size //= 2
    return suffix, data


def keep_fault(folder: Path, reader: str, short: str, given: Input, told: str) -> Path:
    """Writes an input that is a fault, and beside it what came of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reader}-{hashlib.sha256(given[1]).hexdigest()[:10]}{given[0]}"
    path.write_bytes(given[1])
    path.with_name(path.name + ".told").write_text(f"{short}\n\n{told}\n", encoding="utf-8")
    return path


# --- guided by atheris ---------------------------------------------------------------------------


def guided(reader: str, seconds: float, seed: int, folder: Path) -> int:
    """Has atheris choose inputs by the lines of Python that they reach; does not come back. One at which the process dies ends the run."""
    import atheris

    suffix, pool = next(iter(readers()[reader])), seeds_for(list(readers()[reader]))
    seen: set[str] = set()
    atheris.instrument_all()

    def one(data: bytes) -> None:
        answer = judged(reader, (suffix, data))
        if answer.kind == FAULT and answer.short not in seen:
            seen.add(answer.short)
            print(
                f"  fault: {answer.short}\n         {keep_fault(folder, reader, answer.short, (suffix, data), answer.told)}",
                flush=True,
            )

    def custom(data: bytes, most: int, number: int) -> bytes:
        return mutated(data, random.Random(number), [other for _, other in pool])[:most]

    corpus = folder / f"{reader}-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (_, data) in enumerate(pool):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [
        f"-max_total_time={int(seconds)}",
        f"-seed={seed}",
        "-max_len=400000",
        "-timeout=20",
        "-rss_limit_mb=2000",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(corpus)], one, custom_mutator=custom)
    atheris.Fuzz()
    return 0


# --- command -------------------------------------------------------------------------------------


def main() -> int:
    """Prints a line for each reader, and the faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", help="names of readers; all without any")
    parser.add_argument("--minutes", type=float, default=1.0, help="of the clock, for each reader")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=None, help="the chance that makes the same inputs again")
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="where faults are kept")
    parser.add_argument("--guided", action="store_true", help="choose inputs by coverage, with the package atheris")
    options = parser.parse_args()
    known = readers()
    if unknown := [name for name in options.readers if name not in known]:
        parser.error(f"no reader {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    seed = random.randrange(1 << 31) if options.seed is None else options.seed
    if options.guided:
        if len(options.readers) != 1:
            parser.error("--guided takes one reader")
        return guided(options.readers[0], options.minutes * 60, seed, options.folder)
    for name, limit in _LIMITS.items():
        os.environ.setdefault(name, limit)
    print(f"seed {seed}")
    print(
        "".join(
            f"{word:>{width}}"
            for word, width in zip(
                ("reader", "minutes", "inputs", "read", "refused", "answers", "faults"), _WIDTHS, strict=True
            )
        ),
        flush=True,
    )
    found = 0
    with started(options.workers) as workers:
        for reader in options.readers or sorted(known):

            def tell(run: Run, short: str) -> None:
                given, told = run.faults[short]
                path = keep_fault(options.folder, run.reader, short, given, told)
                print(f"  fault: {short}\n         {path}", flush=True)

            run = try_reader(reader, options.minutes * 60, seed, workers, tell)
            found += len(run.faults)
            print(
                "".join(f"{value:>{width}}" for value, width in zip(run.row(), _WIDTHS, strict=True)),
                f" slowest {run.slowest:.2f} s",
                flush=True,
            )
            for short, (given, told) in islice(run.faults.items(), 20):
                work = work_of(reader)

                def is_same(one: Input, short: str = short, work: Work[Input, tuple[Answer, float]] = work) -> bool:
                    return next(map_in_order(work, (one,), workers))[0].short == short

                small = smaller(given, is_same)
                print(
                    f"  {len(small[1]):>7} bytes: {keep_fault(options.folder, reader, short, small, told)}", flush=True
                )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
