"""Standard output and standard error of a command: the one way by which anything is printed.

While a command runs both streams stand behind a `Screen`: whatever is written, by whomever, has its control
characters visible and its personal data starred out, until `show_all`. What a command says of documents is masked by
their whole texts before (tracer/show/personal.py); this is the net below, for error sentences, file names, traces and a
command that forgot. Colours come from consoles (`tracer.cli.consoles`) alone.

How a stream ends:
- who read standard output has gone (`| head`), or it was closed from the start (`>&-`): nothing is said, and the
  exit status is BROKEN_PIPE, as of a program that SIGPIPE ended. The work itself was done up to there.
- standard output takes nothing for another reason (a full disk): a sentence with the cause, status 2.
- standard error that takes nothing is done without: the status stays that of the work.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TextIO, TypeVar, cast

from graph_schema.errors import why
from graph_schema.messages import say
from graph_schema.visible import json_text, visible, visible_lines

BROKEN_PIPE = 141
"""The exit status where nobody reads on: 128 + SIGPIPE."""
NO_OUTPUT = 2
"""The exit status where standard output takes nothing, as of any file that can't be written."""

_DIGITS = re.compile(r"\d{100,}")
_GONE = (errno.EPIPE, errno.EBADF)
_ResultT = TypeVar("_ResultT")
_SHOWS_ALL = ContextVar("_SHOWS_ALL", default=False)
_IS_MASKED = ContextVar("_IS_MASKED", default=False)


class OutputEndedError(BaseException):
    """Standard output takes nothing more. It ends the command like Ctrl-C, so nothing on the way takes it for its own error."""

    def __init__(self, why: OSError) -> None:
        super().__init__(why)
        self.why = why

    @property
    def is_quiet(self) -> bool:
        """Tells whether nobody is there to read, which is no fault."""
        return self.why.errno in _GONE


class Screen:
    """A text stream on which nothing hidden gets out; `plain` lets colours through, for a console that takes care itself."""

    def __init__(self, stream: TextIO, *, must_hold: bool, plain: bool = False) -> None:
        self._stream, self._must_hold, self._plain = stream, must_hold, plain

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes text, what is hidden in it visible."""
        shown = text if self._plain else visible_lines(unpersonal(text))
        self._tried(lambda: self._stream.write(shown))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Writes texts one after another."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Has the stream hand on what it was given."""
        self._tried(self._stream.flush)

    def for_console(self) -> Screen:
        """Returns the same stream for a console, which shows what is hidden itself and adds its colours."""
        return Screen(self._stream, must_hold=self._must_hold, plain=True)

    def _tried(self, act: Callable[[], _ResultT]) -> None:
        try:
            act()
        except OSError as error:
            let_go(self._stream)
            if self._must_hold:
                raise OutputEndedError(error) from error


def unpersonal(text: str) -> str:
    """Returns text as it may be shown: without personal data, unless that was asked for and is on record."""
    if _SHOWS_ALL.get():
        return text
    net = _net if len(text) > _SHORT else _remembered_net  # lists say much more than once
    return net(text, only_numbers=_IS_MASKED.get())


_SHORT = 300


def _net(text: str, *, only_numbers: bool) -> str:
    # Here, since its patterns take longer to load than all else that help and versions need.
    from graph_schema.personal import masked, masked_numbers

    return masked_numbers(text) if only_numbers else masked(text)


_remembered_net = lru_cache(maxsize=4096)(_net)


def show_all() -> None:
    """Lets everything through until the command ends: personal data that was asked for and is on record, or help, which has none."""
    _SHOWS_ALL.set(True)


def let_go(stream: TextIO) -> None:
    """Leads a stream that takes nothing to nowhere: Python complains when it can't write what is left at the end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextmanager
def screened() -> Iterator[None]:
    """Puts both streams behind screens while the block runs, and hands on all that was written before it ends.

    OutputEndedError where standard output takes nothing more.
    """
    before = sys.stdin, sys.stdout, sys.stderr
    masks = _SHOWS_ALL.set(False)
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        _carry_chinese(stream)
    sys.stdout = cast(TextIO, Screen(sys.stdout, must_hold=True))
    sys.stderr = cast(TextIO, Screen(sys.stderr, must_hold=False))
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stderr.flush()
        _SHOWS_ALL.reset(masks)
        sys.stdin, sys.stdout, sys.stderr = before


def run_on_screens(work: Callable[[], int], lang: str) -> int:
    """Returns the exit status of work that prints, or of the end of its output."""
    with screened():
        try:
            status = work()
            sys.stdout.flush()
            return status
        except OutputEndedError as ended:
            if ended.is_quiet:
                return BROKEN_PIPE
            complain(lang, say(lang, "output.ended", why=why(ended.why)))
            return NO_OUTPUT


def _open_what_is_closed() -> None:
    """Gives each closed standard stream a place that refuses as a closed one does: else the next file opened, such as a
    store, would get its number and what is printed."""
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    # typeshed does not know that Python has None for a closed stream.
    if cast("TextIO | None", sys.stdin) is None:
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    if cast("TextIO | None", sys.stdout) is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if cast("TextIO | None", sys.stderr) is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _carry_chinese(stream: TextIO) -> None:
    """Makes a stream able to carry Chinese whatever the locale; half characters come out escaped."""
    try:
        "措施●".encode(stream.encoding)
        encoding = stream.encoding
    except (UnicodeEncodeError, LookupError):
        encoding = "utf-8"
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def tell(*lines: str, flush: bool = False) -> None:
    """Prints lines on standard output; a line end within one is shown, so that no value can forge a line."""
    if lines:
        print("\n".join(visible(unpersonal(line)) for line in lines), flush=flush)


def tell_json(value: object, *, indent: int | None = None, is_masked: bool = False) -> None:
    """Prints a value as JSON on standard output, in UTF-8 as JSON must be, and hands it on at once.

    Where all of it was masked by the whole texts that it was taken from (`is_masked`), only numbers are looked for once more.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    from graph_schema.personal import with_words

    token = _IS_MASKED.set(is_masked)
    try:
        print(json_text(value if is_masked else with_words(value, unpersonal), indent), flush=True)
    finally:
        _IS_MASKED.reset(token)


def complain(lang: str, what: str, key: str = "usage.error") -> None:
    """Prints an error on standard error, on one line; digits by the hundred are told by their number."""
    short = _DIGITS.sub(lambda found: say(lang, "usage.digits", first=found[0][:8], n=len(found[0])), what)
    tell_aside(say(lang, key, what=" ".join(short.split())))


def tell_aside(*lines: str) -> None:
    """Prints lines on standard error, which are no results, and hands them on at once."""
    print("\n".join(visible(unpersonal(line)) for line in lines), file=sys.stderr, flush=True)
