"""Tasks, and who does them: what all kinds of workers have in common, and the first of them, the process that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol, TypeVar

__all__ = ["HERE", "Begun", "Here", "Workers", "do", "workers_at_hand"]

Job = TypeVar("Job")
Result = TypeVar("Result")
Told = TypeVar("Told", covariant=True)


class Begun(Protocol[Told]):
    """A task that was begun: calling it waits for the result."""

    def __call__(self) -> Told:
        """The result, as soon as it is there."""


class Workers(Protocol):
    """Who does the tasks. A function is known by its name, and a task can be pickled."""

    @property
    def whole(self) -> bool:
        """Whether a part of the results is of no use: then an interrupt ends all of the work (see `collect`)."""

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result, as they are done."""

    def start(
        self, function: Callable[[Job], Result], task: Job, name: str = "", priority: float = 0.0
    ) -> Begun[Result]:
        """Have one task done while other work goes on, those of the highest priority first.

        name: what is said where the task cannot be done.
        """

    def next_done(self, begun: Sequence[Begun[Any]]) -> Begun[Any]:
        """The first of some tasks that is done; the process that asks works on tasks until then."""

    def share(self, thing: object) -> None:
        """Tell everybody of what many tasks hold, so that it need not travel with each of them."""


class Here:
    """The process that asks."""

    def __init__(self, whole: bool = False) -> None:
        self.whole = whole

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """One task after the other."""
        return ((number, function(task)) for number, task in enumerate(tasks))

    def start(
        self, function: Callable[[Job], Result], task: Job, name: str = "", priority: float = 0.0
    ) -> Begun[Result]:
        """When it is waited for: nobody else is here to do it before."""
        return cache(lambda: do(function, task, _ALONE))

    def next_done(self, begun: Sequence[Begun[Any]]) -> Begun[Any]:
        """The first: each is done when it is called."""
        return begun[0]

    def share(self, thing: object) -> None:
        """Nothing travels."""


HERE = Here()
"""The process that asks, which needs no opening and closing."""

_ALONE = Here(whole=True)

_AT_HAND: ContextVar[Workers] = ContextVar("at_hand", default=HERE)


def workers_at_hand() -> Workers:
    """Who helps with the task at hand, if it comes to a place where it falls apart into smaller ones.

    >>> workers_at_hand() is HERE
    True
    """
    return _AT_HAND.get()


def do(function: Callable[[Job], Result], task: Job, by: Workers) -> Result:
    """Do a task, with help."""
    before = _AT_HAND.set(by)
    try:
        return function(task)
    finally:
        _AT_HAND.reset(before)
