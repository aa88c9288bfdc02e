"""Independent tasks on one core, on all cores of this machine, or on a Dask cluster: the same results in every way.

How work is cut into tasks never hangs on how many workers there are, so neither does any result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from standoff.engine.core.cluster import connected
from standoff.engine.core.work import HERE, Workers, workers_at_hand

__all__ = ["HERE", "Collected", "Workers", "all_of", "collect", "cores", "workers", "workers_at_hand"]

Job = TypeVar("Job")
Result = TypeVar("Result")


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

    They are all or none where a part of them is of no use, as within a task that is a part of others. Function, tasks
    and results must be such as can be pickled. Raises KeyboardInterrupt where nothing is done yet.

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
        if not found or getattr(by, "whole", False):
            raise
    which = tuple(sorted(found))
    return Collected(tuple(found[number] for number in which), which, len(tasks))


def all_of(
    by: Workers,
    function: Callable[[Job], Result],
    tasks: Sequence[Job],
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Result, ...]:
    """As `collect`, where a part of the results is of no use: an interrupt ends the work.

    >>> all_of(HERE, abs, [-3, 4])
    (3, 4)
    """
    found = collect(by, function, tasks, progress)
    if found.partial:
        raise KeyboardInterrupt
    return found.results


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(count: int | None = None, cluster: str | None = None, *, ready: Sequence[str] = ()) -> Iterator[Workers]:
    """Workers, ended on leaving: those of a Dask cluster at an address, or so many processes (None: one for each core).

    This process is one of them. The others start at once, and import the modules that are to be `ready`. A script calls
    it under `if __name__ == "__main__":`, because every process runs the script. Raises UsageError where no cluster
    answers, or where the extra `cluster` is not installed.

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
        from standoff.engine.core.processes import crew

        with crew(number, ready) as found:
            yield found
