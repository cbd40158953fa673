"""The limits of reading one file: seconds of a processor and megabytes of memory, more for a larger file and for pages to recognise.

A process sets the limits upon itself before each piece of work. The system ends it where they are passed, whatever it
is doing, in a loop of a library too, so that who waits for it goes on without that file.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.messages import Message

SECONDS = "TRACER_FILE_SECONDS"
MEGABYTES = "TRACER_FILE_MEGABYTES"
"""The names in the environment under which a person sets other limits for a small file."""

NO_MEMORY = 77
"""The exit status of a process that was given no more memory."""

NO_MEMORY_LEFT = (MemoryError, SystemError)
"""What is raised where there is no more memory; the second by libraries that fail without saying why."""

_MB = 1 << 20
_USUAL = {SECONDS: 60, MEGABYTES: 1024}  # a text of 1 MB is read in a second, and takes some dozen megabytes
_AS_MUCH_AGAIN = {SECONDS: _MB, MEGABYTES: 4 * _MB}  # bytes of a file for which the limit is raised by as much again
_RECOGNISING = {
    SECONDS: 0.0,
    MEGABYTES: 3.0,
}  # by so many times the usual limit: models and runtime take 1,300 MB of addresses
_EACH_PAGE = {SECONDS: 0.5, MEGABYTES: 0.0}  # likewise for each page to recognise, which takes some five seconds
_OWN_DEATHS = (
    signal.SIGABRT,
    signal.SIGBUS,
    signal.SIGFPE,
    signal.SIGILL,
    signal.SIGSEGV,
)  # of a library, none from outside
_WAITS = 10  # so many times longer may what does nothing take, which may be waiting for a slow disk


@dataclass(frozen=True, slots=True)
class Limits:
    """The time and memory that one piece of work may take."""

    seconds: float
    megabytes: int

    @property
    def patience(self) -> float:
        """Returns how many seconds to wait for an answer: other work on the machine takes its time too."""
        return self.seconds * _WAITS


def limits_for(size: int, pages: int = 0) -> Limits:
    """Returns the limits for a file of so many bytes, unpacked, of which so many pages are to be recognised.

    InputError where the environment sets none that can be read.
    """
    seconds, megabytes = (_limit(name, size, pages) for name in (SECONDS, MEGABYTES))
    return Limits(seconds, int(megabytes))


def _limit(name: str, size: int, pages: int) -> float:
    words = os.environ.get(name) or str(_USUAL[name])
    try:
        number = float(words)
    except ValueError:
        number = 0
    if not 0 < number < 1e9:
        raise InputError("limits.no_number", name=name, words=words)
    recognising = _RECOGNISING[name] + _EACH_PAGE[name] * pages if pages else 0.0
    return number * (1 + size / _AS_MUCH_AGAIN[name] + recognising)


def leave_no_core() -> None:
    """Has the system write no image of this process's memory where it dies: a document must not come to lie on the disk that way."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def kept_within(limits: Limits) -> Iterator[None]:
    """Has the system end this process where the block takes more processor time, or refuse it more memory (NO_MEMORY_LEFT).

    Where a system does not heed a limit on memory, as macOS, only the time is limited.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    room = _used() + limits.megabytes * _MB
    most = room if before[1] == resource.RLIM_INFINITY else min(room, before[1])
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, before)


def _used() -> int:
    """Returns the address space of this process, in bytes; its resident memory where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def error_of_end(name: str | Message, limits: Limits, status: int | None, *, is_stuck: bool) -> InputError:
    """Returns the sentence on a file at which a process ended with this exit status (negative: a signal)."""
    if is_stuck or status == -signal.SIGPROF:
        return InputError("limits.too_slow", name=name, seconds=_plain(limits.seconds), variable=SECONDS)
    if status == NO_MEMORY:
        return InputError("limits.too_much_memory", name=name, megabytes=limits.megabytes, variable=MEGABYTES)
    if status is not None and -status in _OWN_DEATHS:
        return InputError("limits.died", name=name, signal=-status, megabytes=limits.megabytes, variable=MEGABYTES)
    return InputError("limits.process_ended", name=name, status=status)


def _plain(seconds: float) -> str:
    return f"{seconds:.3g}" if seconds < 10 else str(round(seconds))
