"""Independent tasks on one core, on all cores of this machine, or on a Dask cluster: the same results in every way.

How work is cut into tasks never hangs on how many workers there are, so neither does any result.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from standoff.engine.core.cluster import connected
from standoff.errors import UsageError

__all__ = ["HERE", "Collected", "Workers", "collect", "cores", "workers"]

Job = TypeVar("Job")
Result = TypeVar("Result")


class Workers(Protocol):
    """Who does the tasks."""

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result, as they are done."""

    def start(self, function: Callable[[Job], Result], task: Job) -> Callable[[], Result]:
        """Have one task done while other work goes on, and wait for its result where that is called."""


@dataclass(frozen=True)
class Collected(Generic[Result]):
    """The results of the tasks that were done, in their order, which those are, and how many tasks there were."""

    results: tuple[Result, ...]
    which: tuple[int, ...]
    tasks: int

    @property
    def partial(self) -> bool:
        """Whether somebody stopped the work before all was done."""
        return len(self.results) < self.tasks


def collect(
    by: Workers,
    function: Callable[[Job], Result],
    tasks: Sequence[Job],
    progress: Callable[[float], None] = lambda share: None,
) -> Collected[Result]:
    """The results of a function for some tasks; where the user stops the work, of those that are done by then.

    Function, tasks and results must be such as can be pickled. Raises KeyboardInterrupt where nothing is done yet.

    >>> with workers(1) as one:
    ...     collect(one, abs, [-3, 4]).results
    (3, 4)
    """
    found: dict[int, Result] = {}
    try:
        for number, result in by.results(function, tasks):
            found[number] = result
            progress(len(found) / len(tasks))
    except KeyboardInterrupt:
        if not found:
            raise
    which = tuple(sorted(found))
    return Collected(tuple(found[number] for number in which), which, len(tasks))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(count: int | None = None, cluster: str | None = None) -> Iterator[Workers]:
    """Workers, ended on leaving: those of a Dask cluster at an address, or so many processes (None: one for each core).

    A script calls it under `if __name__ == "__main__":`, because every process runs the script. Raises UsageError where
    no cluster answers, or where the extra `cluster` is not installed.

    >>> with workers(1) as one:
    ...     list(one.results(abs, [-3, 4]))
    [(0, 3), (1, 4)]
    """
    if cluster is not None:
        with connected(cluster) as found:
            yield found
    elif (number := cores() if count is None else count) <= 1:
        yield HERE
    else:
        with _executor(number) as executor:
            yield _Processes(executor)


class Here:
    """The process that asks."""

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """One task after the other."""
        return ((number, function(task)) for number, task in enumerate(tasks))

    def start(self, function: Callable[[Job], Result], task: Job) -> Callable[[], Result]:
        """When it is waited for: nobody else is here to do it before."""
        return cache(lambda: function(task))


HERE = Here()
"""The process that asks, which needs no opening and closing."""


@dataclass(frozen=True)
class _Processes:
    """Processes of this machine."""

    executor: ProcessPoolExecutor

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        try:
            futures = {self.executor.submit(function, task): number for number, task in enumerate(tasks)}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except (BrokenExecutor, EOFError, ConnectionError):
            raise UsageError(_why_ended()) from None

    def start(self, function: Callable[[Job], Result], task: Job) -> Callable[[], Result]:
        try:
            future = self.executor.submit(function, task)
        except BrokenExecutor:
            raise UsageError(_why_ended()) from None

        def result() -> Result:
            try:
                return future.result()
            except (BrokenExecutor, EOFError, ConnectionError):
                raise UsageError(_why_ended()) from None

        return result


@contextmanager
def _executor(count: int) -> Iterator[ProcessPoolExecutor]:
    # Not forked: a progress bar has a thread of its own, and a fork would take its locks along.
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(1)  # a worker, which runs the script that started it: the parent says what is missing
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    executor = ProcessPoolExecutor(count, context, initializer=_serve_the_parent)
    try:
        yield executor
    except BaseException:
        # Nobody waits for what they have in hand any more, and that may take long.
        for process in list((executor._processes or {}).values()):
            process.terminate()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _why_ended() -> str:
    """What to say of workers that ended before their work was done: a script without a guard starts itself anew."""
    script = Path(getattr(sys.modules.get("__main__"), "__file__", None) or "")
    try:
        guarded = not script.is_file() or "__main__" in script.read_text(encoding="utf-8", errors="replace")
    except OSError:
        guarded = True
    if guarded:
        return "a worker ended before its work was done; is there enough memory? --cores 1 works without others"
    return f'workers need a guard: in {script.name}, put what starts them under `if __name__ == "__main__":`'


def _serve_the_parent() -> None:
    """Leave interrupts to the parent, and end when it does: a worker whose parent was killed would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
