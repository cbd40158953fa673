"""Many texts on several cores: the same results in the same order as one by one."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from graph_schema.errors import InputError

if TYPE_CHECKING:
    Link = multiprocessing.connection.Connection[Any, Any]

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 8  # items that travel together
_HEAVY = 1 << 18  # bytes with which fewer do
_AT_HAND = 3  # chunks that a process has at a time
_AHEAD = 8  # chunks a worker that are under way at most, so that one long text keeps nobody waiting
_MOST = 1 << 24  # bytes with which fewer are

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Chunk(Generic[Item, Result]):
    """Items that travel together, and what came of them."""

    def __init__(self, work: Callable[[Item], Result], items: list[Item], size: int) -> None:
        self.work, self.items, self.size = work, items, size
        self.is_sent = False
        self.answer: bytes | None = None

    def results(self) -> list[Result]:
        """Returns what came of the items, or the exception."""
        if self.answer is None:
            return [self.work(item) for item in self.items]
        done, value = pickle.loads(self.answer)
        if not done:
            raise value
        results: list[Result] = value
        return results


class _Worker:
    """A process, and the chunks that it was given, in the order in which it answers."""

    def __init__(self, others: Iterable[_Worker]) -> None:
        self.connection, its_end = multiprocessing.Pipe()
        self.given: deque[_Chunk[Any, Any]] = deque()
        not_its = [self.connection, *(other.connection for other in others)]
        self.process = multiprocessing.Process(target=_serve, args=(its_end, not_its), daemon=True)
        # A process that is forked but not set up yet must not take a signal for its own.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            its_end.close()


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
            while count > 1 and len(self._workers) < count:
                self._workers.append(_Worker(self._workers))
        except BaseException:
            self.end()
            raise

    def submit(self, chunk: _Chunk[Any, Any]) -> None:
        """Has it done by the process that is free first."""
        self._waiting.append(chunk)
        self.exchange(wait=False)

    def exchange(self, *, wait: bool) -> None:
        """Takes what answers have come, or waits for one, and gives those something to do who sent them."""
        busy = {worker.connection: worker for worker in self._workers if worker.given}
        try:
            for connection in multiprocessing.connection.wait(busy, None if wait else 0) if busy else ():
                worker = busy[cast("Link", connection)]
                answer = worker.connection.recv_bytes()
                worker.given.popleft().answer = answer
            self._hand_out()
        except (EOFError, OSError) as error:
            raise InputError(
                "file.process_killed",
            ) from error

    def _hand_out(self) -> None:
        while self._waiting:
            worker = min(self._workers, key=lambda one: len(one.given))
            if len(worker.given) == _AT_HAND:
                return
            chunk = self._waiting.popleft()
            worker.given.append(chunk)
            worker.connection.send_bytes(pickle.dumps((chunk.work, chunk.items), pickle.HIGHEST_PROTOCOL))

    def end(self) -> None:
        """Ends them, whatever they are busy with: they keep nothing."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()


@contextmanager
def started(count: int) -> Iterator[Workers]:
    """Yields so many processes, for the length of the block; one is this process itself.

    They have all files open that this process has when they start: open a store inside the block.
    They end with the block, and with this process however it ends.
    """
    workers = Workers(count)
    try:
        yield workers
    finally:
        workers.end()


def map_in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: Workers,
    *,
    is_idle: Callable[[Item], bool] = lambda _: False,
    size_of: Callable[[Item], int] = lambda _: 0,
) -> Generator[Result]:
    """Yields what `work` gives for each item, in the order of the items.

    With more than one worker, `work`, items and results must be picklable; items are taken as results
    are asked for, and fewer the larger they are (`size_of`, in bytes), so that neither has to fit into
    memory. Items with which there is next to nothing to do (`is_idle`) stay in this process where they
    come together. An exception of `work` ends the run, and so does a worker that the system ended (InputError).
    """
    if workers.count <= 1:
        yield from map(work, items)
        return
    under_way: deque[_Chunk[Item, Result]] = deque()
    size = 0

    def results_of_first() -> Iterator[Result]:
        chunk = under_way[0]
        while chunk.is_sent and chunk.answer is None:
            workers.exchange(wait=True)
        for result in chunk.results():
            yield result
            workers.exchange(wait=False)
        under_way.popleft()

    for chunk in _chunks(work, items, size_of):
        under_way.append(chunk)
        size += chunk.size
        if not all(map(is_idle, chunk.items)):
            chunk.is_sent = True
            workers.submit(chunk)
        while len(under_way) > _AHEAD * workers.count or (size > _MOST and len(under_way) > workers.count):
            size -= under_way[0].size
            yield from results_of_first()
    while under_way:
        yield from results_of_first()


def _chunks(
    work: Callable[[Item], Result], items: Iterable[Item], size_of: Callable[[Item], int]
) -> Iterator[_Chunk[Item, Result]]:
    """Yields the items, some at a time."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += size_of(item)
        if len(chunk) == _CHUNK or size >= _HEAVY:
            yield _Chunk(work, chunk, size)
            chunk, size = [], 0
    if chunk:
        yield _Chunk(work, chunk, size)


# --- in the processes --------------------------------------------------------------------------


def _serve(connection: Link, not_mine: Iterable[Link]) -> None:
    """Does what comes through the connection, and answer, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent minds it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in not_mine:
        other.close()
    orders: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(connection, orders), daemon=True).start()
    while True:
        answer = _answer(orders.get())
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


def _answer(order: bytes) -> bytes:
    try:
        work, items = pickle.loads(order)
        return pickle.dumps((True, [work(item) for item in items]), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
