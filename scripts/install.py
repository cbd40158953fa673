"""Runs `pip install` with the arguments given and shows how far it is, on standard error.

On a terminal one line is kept up to date, every second; elsewhere (a log) a line is written every ten seconds. What
pip warns of is shown. Where pip fails, the end of its output is shown and its exit status is given back; it is 3
where a file has another hash than pip was told, or none was told.
"""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import sysconfig
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LINES_OF_A_FAILURE = 30
SECONDS_BETWEEN_LINES = 10.0
HASHES = re.compile(r"DO NOT MATCH THE HASHES|Hashes are required|In --require-hashes mode")
OTHER_HASH = re.compile(r"\s+Expected\s+or [0-9a-f]{64}\s*$")
WRONG_HASH = 3
LOUD = re.compile(r"\s*(?:WARNING|ERROR|error|warning)\b")
INSTALLING = "Installing collected packages: "


def words(chinese: str, english: str) -> str:
    """Returns the one of two texts that is in the language of the person, by the rule of `tracer` itself."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return english if locale.lower().startswith("en") else chinese


class Progress:
    """Holds what pip has done so far, by the lines that it printed and the folder that it fills."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = self._installed()
        self._found: set[str] = set()
        self._wanted = 0
        self._at = ""

    def _installed(self) -> int:
        return sum(1 for _ in self._folder.glob("*.dist-info"))

    def take(self, line: str) -> None:
        """Takes a line of pip's output."""
        first, _, rest = line.strip().partition(" ")
        if line.startswith(INSTALLING):
            self._wanted = line.count(",") + 1
        elif line.startswith(("Collecting ", "Requirement already satisfied: ")):
            name = re.split(
                r"[\s<>=!~;\[(]", line.removeprefix("Requirement already satisfied: ").removeprefix("Collecting ")
            )[0]
            self._found.add(name.lower())
            self._at = name
        elif first in ("Downloading", "Using", "Building", "Preparing", "Getting"):
            self._at = rest.rpartition("/")[2] if first == "Downloading" else self._at

    def line(self) -> str:
        """Returns how far it is, in words."""
        if self._wanted:
            done = min(self._wanted, max(0, self._installed() - self._before))
            return words(f"安装 {done}/{self._wanted} 个包", f"installing {done}/{self._wanted} packages")
        count = len(self._found)
        if not count:
            return words("准备", "preparing")
        return words(f"下载第 {count} 个包：{self._at}", f"fetching package {count}: {self._at}")


class Shown:
    """One line on a terminal that is written over and over, or a line now and then."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._terminal = stream, stream.isatty()
        self._start = self._last = time.monotonic()

    def show(self, text: str) -> None:
        """Shows a state."""
        now = time.monotonic()
        seconds = words(f"{now - self._start:.0f} 秒", f"{now - self._start:.0f} s")
        if self._terminal:
            columns = os.get_terminal_size(self._stream.fileno()).columns
            # A Chinese character takes two cells.
            cells, kept = 0, ""
            for sign in f"  {text}  ({seconds})":
                cells += 1 + (ord(sign) > 0x2E7F)
                if cells >= columns:
                    break
                kept += sign
            self._stream.write(f"\r\x1b[K{kept}")
        elif now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            self._stream.write(f"  {text} ({seconds})\n")
        self._stream.flush()

    def clear(self) -> None:
        """Empties the line, so that others can write."""
        if self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def start_pip(arguments: list[str]) -> subprocess.Popen[str]:
    """Starts pip; what it prints comes line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def lines_of(pip: subprocess.Popen[str]) -> Iterator[str | None]:
    """Yields the lines that pip prints, and None after each second in which it printed nothing."""
    lines: queue.Queue[str | None] = queue.Queue()

    def listen() -> None:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=1.0)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def main(arguments: list[str]) -> int:
    """Installs; returns pip's exit status."""
    pip = start_pip(arguments)
    progress, shown = Progress(Path(sysconfig.get_path("purelib"))), Shown(sys.stderr)
    last: deque[str] = deque(maxlen=LINES_OF_A_FAILURE)
    hashes_fail = False
    try:
        for line in lines_of(pip):
            if line is not None:
                # Dozens of lines, one for each hash that would do, would push the name of the package out.
                if not OTHER_HASH.match(line):
                    last.append(line)
                progress.take(line)
                hashes_fail = hashes_fail or bool(HASHES.search(line))
                if LOUD.match(line):
                    shown.clear()
                    sys.stderr.write(line)
            shown.show(progress.line())
        status = pip.wait()
    except KeyboardInterrupt:
        shown.clear()
        pip.wait()  # the terminal told it too
        return 130
    shown.clear()
    if status:
        sys.stderr.writelines(line for line in last if not LOUD.match(line))
        return WRONG_HASH if hashes_fail else status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
