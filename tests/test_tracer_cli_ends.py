"""Says how a command ends whose output nobody takes: quietly, with the status of other programs, never as if there were dead ends."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer
from sizes import SOAK
from small_corpus import PROVINCE, write_corpus

from tracer.cli.app import make_app

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = shlex.join([sys.executable, "-m", "tracer", "--lang", "en"])
CLOSED, NO_ROOM, GONE = ">&-", ">/dev/full", "| head -c 1 >/dev/null"
"""Standard output that is closed, that takes nothing, and whose reader stops."""
DEAF = ("2>&-", "2>/dev/full")
"""Standard error that is closed, and that takes nothing."""


class Done:
    """Holds what one line of a shell gave; the status is that of `tracer`."""

    def __init__(self, status: int, out: bytes, err: str) -> None:
        self.status, self.out, self.err = status, out, err


def shell(words: str, ends: str, stdin: bytes = b"") -> Done:
    """Returns `tracer` with these words, run by a shell that does to its streams what `ends` says."""
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} {words} {ends}; exit ${{PIPESTATUS[0]}}"],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8"))


def together(lines: Sequence[tuple[str, str]]) -> list[Done]:
    """Returns what the lines gave, two of them at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda line: shell(*line), lines))


def all_commands() -> Iterator[str]:
    """Yields the words of every command and group, the program itself first."""

    def below(group: Any, words: tuple[str, ...]) -> Iterator[str]:
        yield " ".join(words)
        for name, command in getattr(group, "commands", {}).items():
            yield from below(command, (*words, name))

    yield from below(typer.main.get_command(make_app("en")), ())


def require_end(line: str, ends: str, done: Done, usual: int) -> None:
    """Requires the end that the module says, of output that is there."""
    said = f"tracer {line} {ends}: {done.status} {done.err}"
    assert "Traceback" not in done.err and "Internal" not in done.err and "Exception ignored" not in done.err, said
    if ends in (CLOSED, GONE) or ends == f"{CLOSED} 2>&-":
        assert (done.status, done.err) == (141, ""), said
    elif ends == NO_ROOM:
        assert done.status == 2 and "standard output: No space left" in done.err, said
        assert len(done.err.splitlines()) == 1, said
    else:
        assert done.status == usual and done.out, said


def test_help_of_every_command_ends_well() -> None:
    """Every command meets one of the ends in a usual run, and all of them under `make soak`."""
    ends = (CLOSED, NO_ROOM, DEAF[0], DEAF[1], f"{CLOSED} 2>&-")
    commands = [f"{words} --help" for words in all_commands()]
    chosen = [(line, end) for at, line in enumerate(commands) for end in (ends if SOAK else (ends[at % len(ends)],))]
    assert len(commands) > 30
    for (line, end), done in zip(chosen, together(chosen), strict=True):
        require_end(line, end, done, usual=0)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns the folder of a store that holds dead ends."""
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert shell(f"ingest {shlex.quote(str(write_corpus(tmp_path / 'in')))}", "").status == 0
    (tmp_path / "many.jsonl").write_bytes(b"\n".join([json.dumps({"id": 1, "text": PROVINCE}).encode()] * 60))
    return tmp_path


def test_commands_that_found_something_end_well(store: Path) -> None:
    """The status of what was found stays where only the errors go nowhere; else it is that of the output."""
    lines = {
        "gaps": 1,
        "gaps --json": 1,
        "--version": 0,
        "store log": 0,
        f"extract --jsonl {store / 'many.jsonl'}": 0,
        f"check {store / 'in' / '省.txt'}": 1,
    }
    ends = (CLOSED, NO_ROOM, GONE, *DEAF, f"{CLOSED} 2>&-")
    every = [(line, end) for line in lines for end in ends]
    usual = [(line, ends[at % len(ends)]) for at, line in enumerate(lines)]
    extract = next(line for line in lines if "extract" in line)
    # A reader that stops is met only by what is longer than what a pipe holds.
    sure = [("gaps", NO_ROOM), ("gaps", DEAF[0]), (extract, GONE), (extract, CLOSED)]
    chosen = [(line, end) for line, end in (every if SOAK else [*usual, *sure]) if end is not GONE or line is extract]
    for (line, end), done in zip(chosen, together(chosen), strict=True):
        require_end(line, end, done, usual=lines[line])


def test_what_is_done_is_done_where_it_cannot_be_told(store: Path) -> None:
    """A store is whole and new files are in it, though nobody was told."""
    (store / "more.txt").write_text(PROVINCE.replace("8号", "9号"), encoding="utf-8")
    for ends, status in ((CLOSED, 141), (NO_ROOM, 2)):
        assert shell(f"ingest {store / 'more.txt'}", ends).status == status
        assert shell("store check", "").status == 0
    counts = json.loads(shell("store show --json", "").out)["counts"]
    assert counts["sources"] == 4


def test_a_store_is_not_written_into_a_closed_stream(store: Path) -> None:
    """The first file opened does not get the number of a stream that is closed, and no words with it."""
    assert shell(f"ingest {store / 'in'} --anew", ">&- 2>&- <&-").status == 141
    assert shell("store check", "").status == 0


def test_a_wrong_command_line_is_told_whatever_stdout_is() -> None:
    for end, done in zip((CLOSED, NO_ROOM), together([("nothing", CLOSED), ("nothing", NO_ROOM)]), strict=True):
        assert done.status == 2 and "nothing" in done.err, end


def test_a_closed_stdin_is_told() -> None:
    for done in together([("extract --jsonl -", "<&-"), ("verify -", "<&-")]):
        assert done.status == 2 and "it is closed" in done.err and "Internal" not in done.err


@pytest.mark.parametrize("ends", [CLOSED, NO_ROOM, *DEAF])
def test_the_dashboard_ends_with_its_output(ends: str, store: Path) -> None:
    """A port that is taken ends it before it serves; what it says goes the way of all output."""
    done = shell("dashboard --port 0", ends)
    assert done.status == 2 and "Traceback" not in done.err
