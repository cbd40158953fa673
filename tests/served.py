"""A dashboard that runs, as `tracer dashboard` starts it, for the tests that ask it over the network."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A dashboard: its port, the address that it printed, and the file with all that it said on standard error."""

    port: int
    shown: str
    complaints: Path

    def latest(self) -> str:
        """Returns the address that was printed last: with a token, the one that lets in now."""
        found = re.findall(r"http://\S+token=\S+", self.complaints.read_text(encoding="utf-8"))
        return str(found[-1]) if found else self.shown


@contextmanager
def serving(
    folder: Path, store: str, *options: str, environment: Mapping[str, str] | None = None, safe_path: bool = False
) -> Iterator[Served]:
    """Yields a dashboard over a store, started in a folder; with `safe_path` as the installed program is, whose modules
    are not looked for there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        *(["-P"] if safe_path else []),
        "-m",
        "tracer",
        "dashboard",
        "--port",
        str(port),
        "--no-browser",
        *options,
    ]
    told = {**os.environ, "TRACER_STORE": store, "TRACER_LANG": "zh", "LANG": "zh_CN.UTF-8", **(environment or {})}
    complaints = folder / "complaints.txt"
    with complaints.open("w", encoding="utf-8") as errors:
        server = subprocess.Popen(command, cwd=folder, env=told, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found, complaints.read_text(encoding="utf-8")
        yield Served(port=port, shown=found[0], complaints=complaints)
    finally:
        server.terminate()
        server.wait(timeout=20)
        assert server.stdout is not None
        server.stdout.close()
