"""Ctrl-C, and the end that the system asks for (SIGTERM): both end a command with a sentence and its data whole.

A signal is noted before it interrupts anything. So what fails because it was interrupted (a driver broken off
in the middle of a message complains of its buffers) is known for what it is; and where files follow one
another the file at hand is finished first, unless the signal comes again.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

TERMINATED = 128 + signal.SIGTERM
"""The exit status of what the system told to end."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class _State:
    """The signal that came; and what to say where the file at hand is finished before it ends the work."""

    number: int | None = None
    in_a_file: str | None = None


_state = _State()


@contextmanager
def watched() -> Iterator[None]:
    """Notes the signals while the block runs. A signal that this process was told to ignore stays ignored."""
    _state.number = _state.in_a_file = None
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, _come)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _come(number: int, frame: FrameType | None) -> None:
    again, _state.number = _state.number is not None, number
    if _state.in_a_file is None or again:
        raise KeyboardInterrupt
    with suppress(OSError):  # print is not safe here: it may be what was interrupted
        os.write(2, f"\n{_state.in_a_file}\n".encode())


def finish() -> int:
    """Returns the exit status of what was interrupted, as shells have it; nothing interrupts its last words."""
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
    return 128 + (_state.number or signal.SIGINT)


def caused(error: BaseException) -> bool:
    """Tells whether the error is an interrupt, or came after one."""
    return isinstance(error, KeyboardInterrupt) or (_state.number is not None and isinstance(error, Exception))


@contextmanager
def told() -> Iterator[None]:
    """Yields every error that an interrupt caused, as KeyboardInterrupt."""
    try:
        yield
    except Exception as error:
        if caused(error):
            raise KeyboardInterrupt from error
        raise


def between_files(words: str | None) -> None:
    """Stops here where a signal came. `words` say that the next file is finished first; None: no file follows."""
    _state.in_a_file = words
    if _state.number is not None:
        raise KeyboardInterrupt


def no_more_files() -> None:
    """Lets what follows be interrupted anywhere."""
    _state.in_a_file = None
