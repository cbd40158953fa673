"""Work on many files in processes of its own: the same results in the same order as one by one, or one error a file.

A process may end in the middle of a file, by its limits (ingest.limits) or by whoever kills it: that file alone is
named, another process goes on with the others. What it left in its folder for temporary files, and programs that it started, go with it.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import pickle
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast

from graph_schema.errors import InputError
from graph_schema.messages import Message
from ingest.helper_programs import end_noted
from ingest.limits import NO_MEMORY, NO_MEMORY_LEFT, Limits, error_of_end, kept_within, leave_no_core, limits_for

if TYPE_CHECKING:
    Link = multiprocessing.connection.Connection[Any, Any]

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 8  # items that travel together
_HEAVY = 1 << 18  # bytes with which fewer do
_AT_HAND = 3  # chunks that a process has at a time
_AHEAD = 8  # chunks a worker that are under way at most, so that one long text keeps nobody waiting
_MOST = 1 << 24  # bytes with which fewer are
_TICK = 0.5  # seconds between two looks at who does not answer

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _is_never(_: object) -> bool:
    return False


def _none(_: object) -> int:
    return 0


def _end_run(_: object, error: InputError) -> NoReturn:
    raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[Item, Result]):
    """One kind of work: what is done with each item, and what is known of an item beforehand.

    `size_of` (bytes, unpacked) bounds how many are under way and what one may take, `pages_of` (pages to recognise) the latter;
    with an idle item (`is_idle`) there is next to nothing to do. `name_of` names an item to a person. `lost` gives the result of one whose process ended; without
    it the error ends the run. `do`, items and results must be picklable.
    """

    do: Callable[[Item], Result]
    is_idle: Callable[[Item], bool] = _is_never
    size_of: Callable[[Item], int] = _none
    pages_of: Callable[[Item], int] = _none
    name_of: Callable[[Item], str | Message] = str
    lost: Callable[[Item, InputError], Result] = _end_run


class _Chunk(Generic[Item, Result]):
    """Items that travel together, what each may take, and what came of the first of them."""

    def __init__(self, work: Work[Item, Result], items: list[Item], size: int) -> None:
        self.work, self.items, self.size = work, items, size
        self.limits = [limits_for(work.size_of(item), work.pages_of(item)) for item in items]
        self.is_sent = False
        self.answers: list[bytes | InputError] = []

    @property
    def is_done(self) -> bool:
        """Tells whether all items have an answer."""
        return len(self.answers) == len(self.items)

    def order(self) -> bytes:
        """Returns what is still to be done, as it travels to a process."""
        at = len(self.answers)
        todo = list(zip(self.items[at:], self.limits[at:], strict=True))
        return pickle.dumps((self.work.do, todo), pickle.HIGHEST_PROTOCOL)

    def lose(self, status: int | None, *, is_stuck: bool) -> None:
        """Gives the item at hand up: its process ended."""
        at = len(self.answers)
        name = self.work.name_of(self.items[at])
        self.answers.append(error_of_end(name, self.limits[at], status, is_stuck=is_stuck))

    def result(self, at: int) -> Result:
        """Returns what came of an item, or raises the exception."""
        if not self.is_sent:
            return self.work.do(self.items[at])
        answer = self.answers[at]
        if isinstance(answer, InputError):
            return self.work.lost(self.items[at], answer)
        self.answers[at] = b""  # it may be large
        done, value = pickle.loads(answer)
        if not done:
            raise value
        result: Result = value
        return result


class _Worker:
    """A process, and the chunks that it was given, in the order in which it answers."""

    def __init__(self, others: Iterable[_Worker]) -> None:
        self.connection, its_end = multiprocessing.Pipe()
        self.given: deque[_Chunk[Any, Any]] = deque()
        self.waited = 0.0  # seconds for the item at hand
        self.folder = _own_folder()
        not_its = [self.connection, *(other.connection for other in others)]
        self.process = multiprocessing.Process(target=_serve, args=(its_end, not_its, self.folder), daemon=True)
        # A process that is forked but not set up yet must not take a signal for its own.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            its_end.close()

    def take_answer(self) -> None:
        """Takes the answer that has come. OSError or EOFError where the process has ended."""
        chunk = self.given[0]
        chunk.answers.append(self.connection.recv_bytes())
        self.waited = 0.0
        if chunk.is_done:
            self.given.popleft()

    @property
    def is_stuck(self) -> bool:
        """Tells whether the item at hand has taken longer than anybody waits."""
        chunk = self.given[0]
        return self.waited > chunk.limits[len(chunk.answers)].patience

    def end(self, after: float = 0.0) -> int | None:
        """Ends the process, whatever it is busy with: it keeps nothing. Returns the exit status.

        One that is ending by itself has some seconds (`after`) for it.
        """
        self.process.join(after)
        self.process.kill()
        self.process.join()
        self.connection.close()
        if self.folder:
            end_noted(self.folder)
            shutil.rmtree(self.folder, ignore_errors=True)
        return self.process.exitcode


def _own_folder() -> str:
    """Makes a folder for the temporary files of a process, which goes with it; "" where none can be made."""
    try:
        return tempfile.mkdtemp(prefix="policy-basis-")
    except OSError:
        return ""


class Workers:
    """Processes that wait for work; see `started`.

    Each has a pipe of its own, whose other end nobody else holds: its end tells either side that the
    other is gone, however it went, in the middle of a message too. The executors of the standard library
    share one pipe among all, and wait for ever where a process is killed while it writes.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._workers: list[_Worker] = []
        self._waiting: deque[_Chunk[Any, Any]] = deque()
        try:
            while len(self._workers) < count:
                self._workers.append(_Worker(self._workers))
        except BaseException:
            self.end()
            raise

    def submit(self, chunk: _Chunk[Any, Any]) -> None:
        """Has it done by the process that is free first."""
        self._waiting.append(chunk)
        self.exchange(wait=False)

    def exchange(self, *, wait: bool) -> None:
        """Takes what answers have come, or waits some time for one, and gives those something to do who sent them."""
        busy = {worker.connection: worker for worker in self._workers if worker.given}
        looked = time.monotonic()
        ready = multiprocessing.connection.wait(busy, _TICK if wait else 0) if busy else []
        # What passed while nobody looked, as in a run that was stopped (Ctrl-Z), is no fault of a file.
        passed = min(time.monotonic() - looked, 2 * _TICK)
        for connection in ready:
            worker = busy.pop(cast("Link", connection))
            try:
                worker.take_answer()
            except (EOFError, OSError):
                self._replace(worker, is_stuck=False)
        for worker in busy.values():
            worker.waited += passed
            if worker.is_stuck:
                self._replace(worker, is_stuck=True)
        self._hand_out()

    def _replace(self, worker: _Worker, *, is_stuck: bool) -> None:
        """Puts another process in the place of one that has ended; the item at hand is lost, the others are not."""
        self._workers.remove(worker)
        status = worker.end(after=0.0 if is_stuck else _TICK)
        if worker.given:
            worker.given[0].lose(status, is_stuck=is_stuck)
        self._waiting.extendleft(reversed([chunk for chunk in worker.given if not chunk.is_done]))
        self._workers.append(_Worker(self._workers))

    def _hand_out(self) -> None:
        while self._waiting:
            worker = min(self._workers, key=lambda one: len(one.given))
            if len(worker.given) == _AT_HAND:
                return
            chunk = self._waiting.popleft()
            worker.given.append(chunk)
            if len(worker.given) == 1:
                worker.waited = 0.0
            try:
                worker.connection.send_bytes(chunk.order())
            except OSError:  # it has ended; where it had something to do, its answer is looked for and this is seen
                self._waiting.appendleft(worker.given.pop())
                if worker.given:
                    return
                self._replace(worker, is_stuck=False)

    def end(self) -> None:
        """Ends them, whatever they are busy with: they keep nothing."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.end()


@contextmanager
def started(count: int) -> Iterator[Workers]:
    """Yields so many processes, for the length of the block.

    They have all files open that this process has when they start: open a store inside the block. One that starts
    in the place of another has the store's as well, and does not touch them.
    They end with the block, and with this process however it ends.
    """
    workers = Workers(count)
    try:
        yield workers
    finally:
        workers.end()


def map_in_order(work: Work[Item, Result], items: Iterable[Item], workers: Workers) -> Generator[Result]:
    """Yields what `work` gives for each item, in the order of the items.

    With one worker an item is taken when its result is asked for; with more, some ahead, and fewer the larger they
    are, so that neither items nor results have to fit into memory. Items with which there is next to nothing to do
    stay in this process where they come together. An exception of `work` ends the run.
    """
    alone = workers.count == 1
    ahead = 0 if alone else _AHEAD * workers.count
    under_way: deque[_Chunk[Item, Result]] = deque()
    size = 0

    def results_of_first() -> Iterator[Result]:
        chunk = under_way[0]
        for at in range(len(chunk.items)):
            while chunk.is_sent and len(chunk.answers) <= at:
                workers.exchange(wait=True)
            yield chunk.result(at)
            workers.exchange(wait=False)
        under_way.popleft()

    for chunk in _chunks(work, items, 1 if alone else _CHUNK):
        under_way.append(chunk)
        size += chunk.size
        if not all(map(work.is_idle, chunk.items)):
            chunk.is_sent = True
            workers.submit(chunk)
        while len(under_way) > ahead or (size > _MOST and len(under_way) > workers.count):
            size -= under_way[0].size
            yield from results_of_first()
    while under_way:
        yield from results_of_first()


def do_one(work: Work[Item, Result], item: Item, workers: Workers) -> Result:
    """Returns what `work` gives for one item."""
    return next(map_in_order(work, (item,), workers))


def _chunks(work: Work[Item, Result], items: Iterable[Item], most: int) -> Iterator[_Chunk[Item, Result]]:
    """Yields the items, some at a time."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += work.size_of(item)
        if len(chunk) == most or size >= _HEAVY:
            yield _Chunk(work, chunk, size)
            chunk, size = [], 0
    if chunk:
        yield _Chunk(work, chunk, size)


# --- in the processes --------------------------------------------------------------------------


def _serve(connection: Link, not_mine: Iterable[Link], folder: str) -> None:
    """Does what comes through the connection, and answers, until it ends; temporary files are its own `folder`'s."""
    if folder:
        tempfile.tempdir = folder
    leave_no_core()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent minds it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in not_mine:
        other.close()
    orders: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(connection, orders), daemon=True).start()
    while True:
        do, todo = pickle.loads(orders.get())
        for item, limits in todo:
            answer = _answer(do, item, limits)
            try:
                connection.send_bytes(answer)
            except OSError:
                os._exit(1)


def _listen(connection: Link, orders: SimpleQueue[bytes]) -> None:
    """Takes in what comes, so that the parent never waits to hand it out, and ends with the parent.

    The system closes the parent's end however the parent ended, kill -9 too, on Linux and on macOS alike;
    prctl (PR_SET_PDEATHSIG) is Linux alone, and means the end of a thread of the parent.
    """
    try:
        while True:
            orders.put(connection.recv_bytes())
    except (EOFError, OSError):
        os._exit(1)
    except NO_MEMORY_LEFT:
        os._exit(NO_MEMORY)


def _answer(do: Callable[[Any], Any], item: Any, limits: Limits) -> bytes:
    """Returns what came of an item, or the exception. The process ends where it takes more than it may."""
    try:
        with kept_within(limits):
            try:
                return pickle.dumps((True, do(item)), pickle.HIGHEST_PROTOCOL)
            except NO_MEMORY_LEFT:
                raise
            except Exception as error:
                return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
    except NO_MEMORY_LEFT:
        os._exit(NO_MEMORY)
