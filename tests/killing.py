"""Work in processes that are killed (SIGKILL) at random moments.

A worker process loads everything once and forks a child for each piece of work, so that a kill meets
the work and not the imports:

    with Worker() as worker:
        seconds = worker.run("ingest", url, folder)
        worker.kill("ingest", url, folder, after=seconds * chance.random())
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

ROOT = Path(__file__).resolve().parent.parent
# Decisions to a reading: they are the faster, and a kill is to meet them too.
PER_READING = 12


class Worker:
    """The process that forks, seen from the test."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        )
        self._answer()

    def run(self, work: str, url: str, *paths: Path) -> float:
        """Does the work undisturbed; how many seconds it took."""
        status, seconds = self._do(work, None, url, paths)
        assert status == 0, f"{work} ended with {status}"
        return seconds

    def kill(self, work: str, url: str, *paths: Path, after: float) -> bool:
        """Begins the work and kill it after some seconds; False where it had ended by then."""
        return self._do(work, after, url, paths)[0] == -signal.SIGKILL

    def _do(self, work: str, after: float | None, url: str, paths: tuple[Path, ...]) -> tuple[int, float]:
        assert self._process.stdin
        told = {name: value for name, value in os.environ.items() if name.startswith(("NEO4J_", "TRACER_"))}
        order = {"work": work, "after": after, "url": url, "paths": list(map(str, paths)), "environment": told}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        status, seconds = self._answer().split()
        return int(status), float(seconds)

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


# --- in the process that forks -----------------------------------------------------------------


def _ingest(url: str, folder: Path) -> None:
    from tracer import jobs

    jobs.ingest([folder], url)


def _put(url: str, old: Path, new: Path) -> None:
    """Puts the readings of one dump, then those of another one over them, then takes every third file out."""
    from tracer.store import open_store
    from tracer.store.dump import Read, read_dump

    with open_store(url) as store:
        for dump in (old, new):
            for kept in read_dump(dump):
                if isinstance(kept, Read):
                    store.put(kept.reading, reader=kept.reader)
        for entry in store.entries()[::3]:
            store.remove(entry.path)


def _decide(url: str, plan: Path, noted: Path, dump: Path) -> None:
    """Makes the decisions of a plan and takes some back, readings of a dump between them; notes each as soon as it is made."""
    from graph_schema.plain import from_plain
    from graph_schema.records import Decision
    from tracer.store import open_store
    from tracer.store.dump import Read, read_dump

    readings = [kept for kept in read_dump(dump) if isinstance(kept, Read)]
    with open_store(url) as store, noted.open("a", encoding="utf-8", buffering=1) as notes:
        back = {decision.id for decision in store.decisions() if decision.withdrawn is not None}
        for number, line in enumerate(plan.read_text(encoding="utf-8").splitlines()):
            if number % PER_READING == 0:
                kept = readings[number // PER_READING % len(readings)]
                store.put(kept.reading, reader=kept.reader)
            decision = from_plain(Decision, json.loads(line))
            store.decide(replace(decision, withdrawn=None))
            print("decided", decision.id, file=notes)
            if decision.withdrawn is not None:
                if decision.id not in back:
                    store.withdraw(decision.id, decision.withdrawn)
                print("withdrawn", decision.id, file=notes)


def _back_up(url: str, backup: Path) -> None:
    from tracer.store import open_store
    from tracer.store.backup import back_up

    with open_store(url) as store:
        back_up(store, backup)


def _import(_: str, folder: Path) -> None:
    from tracer.jobs.importing import import_to_registry

    assert not import_to_registry([folder], date(2024, 1, 1)).failed


def _copy(url: str, origin: Path) -> None:
    from tracer.store import open_store
    from tracer.store.copying import copy

    with open_store(f"sqlite:///{origin}") as one, open_store(url) as other:
        copy(one, other)


def _restore(url: str, backup: Path) -> None:
    from tracer.store import open_store
    from tracer.store.backup import restore

    with open_store(url) as store:
        restore(store, backup, replace=True)


def _judge(url: str, _: Path) -> None:
    from tracer import jobs
    from tracer.jobs import judging, kept

    kept._TOGETHER = judging._TOGETHER = 1  # a transaction a document, so that there is something to kill between
    jobs.judge_store(url, as_of=date(2024, 1, 1))


WORK: dict[str, Callable[..., None]] = {
    "ingest": _ingest,
    "put": _put,
    "copy": _copy,
    "restore": _restore,
    "judge": _judge,
    "decide": _decide,
    "backup": _back_up,
    "import": _import,
}


def main() -> None:
    """Forks for each line of standard input; says how the child ended, and after how many seconds."""
    from tracer import jobs

    list(jobs.extract(['{"id": 1, "text": "甲市人民政府关于列入名单的通知"}']))
    jobs.reader_version()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            os.environ.update(order["environment"])
            _work(order["work"], order["url"], order["paths"])
        if order["after"] is not None:
            time.sleep(order["after"])
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, time.monotonic() - begun, flush=True)


def _work(work: str, url: str, paths: list[str]) -> NoReturn:
    try:
        WORK[work](url, *map(Path, paths))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    main()
