"""Quick questions: each in a thread of this process, which has all that was worked out about the case."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

from standoff.app.server.questions.asked import Question
from standoff.app.server.work.doing import Emit, Order, answered

__all__ = ["Threads"]

MOST = 4
"""Questions at once; those after them wait, and are over at once where nobody wants them any more."""


class Threads:
    """Threads that answer quick questions."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(MOST, "standoff-question")

    def start(self, order: Order, question: Question, emit: Emit) -> Callable[[], None]:
        """Begin with a question; what is returned ends it."""
        unwanted = Flag()
        self._pool.submit(answered, order, question, emit, lambda: not unwanted.is_set())
        return unwanted.set

    def close(self) -> None:
        """Begin with nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
