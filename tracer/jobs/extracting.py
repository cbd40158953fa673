"""Reads and judges single texts without a store, each on its own date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from graph_schema.errors import InputError, TracerError
from graph_schema.files import file_error, name_of, size_of
from graph_schema.messages import Message
from graph_schema.numerals import line_of_long_number
from graph_schema.personal import Masker, with_words
from graph_schema.records import SourceFile
from ingest.formats.files import file_of_text, find_files, read_bytes
from ingest.parallel import Work, map_in_order, started
from tracer.jobs.loading import Pictured, recognised, text_of
from tracer.jobs.opening import Tools, guarded
from tracer.show.labels import label_format
from tracer.verdict.judge import judge
from tracer.work import OnProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """Holds what came of one line or file: `label` in the label format with its id, or the error."""

    line: int
    label: dict[str, object] | None = None
    error: TracerError | None = None


def extract(
    lines: Iterable[str | bytes], *, policy: str | None = None, workers: int = 1, personal: bool = True
) -> Iterator[Extracted]:
    """Reads and judges {"id", "text"} lines one by one; other keys are not looked at, blank lines are skipped.

    Each text is judged alone, every document in it on its own date. A line that cannot be used gives
    an error that names its number (from 1); the others go on. `workers` processes share the work. Without
    `personal` no label holds personal data.
    """
    Tools.load(policy)
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    work: Work[tuple[int, str | bytes], Extracted] = Work(
        do=partial(_extract_line, policy, personal),
        size_of=lambda numbered: len(numbered[1]),
        name_of=lambda numbered: Message.of("line.number", number=numbered[0]),
        lost=_lost,
    )
    with started(workers) as readers:
        yield from map_in_order(work, numbered, readers)


def _lost(numbered: tuple[int, object], error: InputError) -> Extracted:
    """Returns the error of a line or file at which a process ended."""
    return Extracted(line=numbered[0], error=error)


def _extract_line(policy: str | None, personal: bool, numbered: tuple[int, str | bytes]) -> Extracted:
    number, line = numbered
    try:
        identity, text = _parse_line(line, number)
        return Extracted(
            line=number,
            label=_label(file_of_text(text, str(identity)), identity, Tools.load(policy), personal=personal),
        )
    except TracerError as error:
        return Extracted(line=number, error=error)


def extract_files(
    paths: Iterable[str | Path],
    *,
    policy: str | None = None,
    workers: int = 1,
    personal: bool = True,
    on_progress: OnProgress | None = None,
) -> Iterator[Extracted]:
    """Yields the same for files and folders of them; the id of each is its path. Those with pages to recognise come last."""
    Tools.load(policy)
    work: Work[tuple[int, Path | TracerError], Extracted | _Waiting] = Work(
        do=partial(_extract_file, policy, personal),
        size_of=lambda numbered: _size(numbered[1]),
        name_of=lambda numbered: _name(numbered[1]),
        lost=_lost,
    )
    with started(workers) as readers:
        queue: list[_Waiting] = []
        for done in map_in_order(work, enumerate(_files_of(paths), start=1), readers):
            if isinstance(done, Extracted):
                yield done
            else:
                queue.append(done)
        sources = recognised([waiting.file for waiting in queue], readers, on_progress)
        rest: Work[tuple[int, SourceFile | TracerError], Extracted] = Work(
            do=partial(_extract_recognised, policy, personal),
            size_of=lambda numbered: _bytes_of(numbered[1]),
            name_of=lambda numbered: numbered[1].path if isinstance(numbered[1], SourceFile) else "",
            lost=_lost,
        )
        yield from map_in_order(rest, zip((waiting.line for waiting in queue), sources, strict=True), readers)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Holds a file with pages that are to be recognised first, and its number."""

    line: int
    file: Pictured


def _bytes_of(source: SourceFile | TracerError) -> int:
    return len(source.text.encode("utf-8")) if isinstance(source, SourceFile) else 0


def _size(file: Path | TracerError) -> int:
    return size_of(file) if isinstance(file, Path) else 0


def _name(file: Path | TracerError) -> str:
    return name_of(file) if isinstance(file, Path) else ""


def _files_of(paths: Iterable[str | Path]) -> Iterator[Path | TracerError]:
    """Yields the files one by one, and in the place of a folder without any the error that says so."""
    for path in paths:
        try:
            yield from find_files([Path(path)])
        except TracerError as error:
            yield error


def _extract_file(policy: str | None, personal: bool, numbered: tuple[int, Path | TracerError]) -> Extracted | _Waiting:
    number, file = numbered
    try:
        if isinstance(file, TracerError):
            raise file
        source = text_of(read_bytes(file))
    except TracerError as error:
        return Extracted(line=number, error=error)
    if isinstance(source, Pictured):
        return _Waiting(number, source)
    return _extract_recognised(policy, personal, (number, source))


def _extract_recognised(
    policy: str | None, personal: bool, numbered: tuple[int, SourceFile | TracerError]
) -> Extracted:
    number, source = numbered
    try:
        if isinstance(source, TracerError):
            raise source
        return Extracted(line=number, label=_label(source, source.path, Tools.load(policy), personal=personal))
    except TracerError as error:
        return Extracted(line=number, error=error)


def read_lines(path: Path) -> Iterator[bytes]:
    """Yields the lines of a file one by one. InputError where it cannot be read."""
    name = name_of(path)
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise file_error(error, name) from error


def _parse_line(line: str | bytes, number: int) -> tuple[str | int, str]:
    """Returns the id and the text of a line. InputError names the line and what is wrong with it."""
    text = ""
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        value = json.loads(text)
    except UnicodeDecodeError as error:
        raise bad_line(number, "line.no_utf8") from error
    except (ValueError, RecursionError) as error:
        code = "line.long_number" if line_of_long_number(text) else "line.no_json"
        raise bad_line(number, code) from error
    if not isinstance(value, dict):
        raise bad_line(number, "line.no_object")
    identity, words = value.get("id"), value.get("text")
    if not isinstance(identity, str | int) or not isinstance(words, str):
        raise bad_line(number, "line.no_text")
    return identity, words


def bad_line(number: int, code: str) -> InputError:
    """Names the line that cannot be used, and how a line should look."""
    return InputError("line.bad", number=number, what=Message(code))


def _label(source: SourceFile, identity: str | int, tools: Tools, *, personal: bool) -> dict[str, object]:
    """Returns one text in the label format, every document judged on its own date; without `personal` data, its id included.

    Of a file that is more than plain text the text stands there too: offsets count in it, and nobody else has it.
    """

    def label() -> dict[str, object]:
        reading = tools.read(source)
        findings = judge([reading], tools.registry, tools.policy, None)
        found = {"id": identity, **label_format(reading, findings, tools.registry)}
        if source.origin is not None:
            found["text"] = source.text
        return found if personal else cast(dict[str, object], with_words(found, Masker(source.text).mask))

    return guarded(source.path, label)
