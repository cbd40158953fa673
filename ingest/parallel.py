"""Many texts on several cores: the same results in the same order as one by one."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import TypeVar

from graph_schema.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 8  # items that travel together


def map_in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int = 1,
    *,
    is_idle: Callable[[Item], bool] = lambda _: False,
) -> Generator[Result]:
    """What `work` gives for each item, in the order of the items.

    With more than one worker, `work`, items and results must be picklable; items are taken as results
    are asked for, so that neither has to fit into memory. Items with which there is next to nothing to do
    (`is_idle`) stay in this process where they come together. An exception of `work` ends the run, and so
    does a worker that the system ended (InputError).
    """
    if workers <= 1:
        yield from map(work, items)
        return
    pool = ProcessPoolExecutor(workers, initializer=_leave_interrupts_to_the_parent)
    waiting: deque[Callable[[], list[Result]]] = deque()
    source = iter(items)
    try:
        while chunk := list(islice(source, _CHUNK)):
            if all(map(is_idle, chunk)):
                waiting.append(partial(_all, work, chunk))
            else:
                waiting.append(pool.submit(_all, work, chunk).result)
            if len(waiting) > 2 * workers:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()
    except BrokenProcessPool as error:
        raise InputError(
            "一个读取进程被系统结束了（多半是内存不足）。已完成的部分都已保存；请减少 --workers 再运行。",
            "The system ended one of the reading processes (most likely for want of memory). What was finished is "
            "kept; run it again with fewer --workers.",
        ) from error
    finally:
        # Also where the reader of the results stops early or presses Ctrl-C: what has not begun is dropped.
        pool.shutdown(cancel_futures=True)


def _all(work: Callable[[Item], Result], chunk: list[Item]) -> list[Result]:
    return [work(item) for item in chunk]


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
