"""Long questions: each in a process of its own, so that quick ones need not wait, and that it can be ended at any time.

One process more than is needed is always ready. A question that nobody wants any more ends itself when it next tells
how far it is; where it does not, its process is ended.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue
from typing import Any

from standoff.app.server.questions.asked import Question, Subject
from standoff.app.server.refused import RefusedError
from standoff.app.server.work.doing import Emit, Order, answered, cancelled, refusal
from standoff.engine.core.parallel import cores

__all__ = ["Processes"]

GRACE = 0.5
"""Seconds that a question has to end itself."""

REMEMBERED = 4
"""Cases that a process remembers, with all that it worked out about them."""

NICE = 10
"""How far long questions step back behind quick ones."""


class _Job:
    """A question for a process, and what is told of it."""

    def __init__(self, order: Order, emit: Emit) -> None:
        self.order, self.emit = order, emit
        self.unwanted = False


class Processes:
    """The processes that answer long questions, and those questions that wait for one."""

    def __init__(self, most: int = 0) -> None:
        self.most = most or max(2, cores())
        self.lock = threading.RLock()
        self.hands: list[_Hand] = []
        self.waiting: deque[_Job] = deque()
        self.closed = False

    def ready(self) -> None:
        """Start a process for the next question, unless one is ready."""
        with self.lock:
            if not self.closed and len(self.hands) < self.most and all(hand.job for hand in self.hands):
                self.hands.append(_Hand(self))
                self.hands[-1].start()

    def start(self, order: Order, question: Question, emit: Emit) -> Callable[[], None]:
        """Begin with a question as soon as a process is free; what is returned ends it."""
        job = _Job(order, emit)
        with self.lock:
            self.waiting.append(job)
            self.ready()
            self._hand_out()
        return lambda: self.end(job)

    def _hand_out(self) -> None:
        """Give what waits to whoever has nothing to do, most of all to who knows the case."""
        while self.waiting:
            free = [hand for hand in self.hands if hand.job is None and not hand.over]
            if not free:
                return
            job = self.waiting.popleft()
            hand = next((one for one in free if job.order.subject.key in one.known), free[-1])
            hand.take(job)
            self.ready()

    def end(self, job: _Job) -> None:
        """Nobody wants the answer any more."""
        with self.lock:
            job.unwanted = True
            if job in self.waiting:
                self.waiting.remove(job)
                job.emit("error", refusal(cancelled()))
                return
            for hand in self.hands:
                if hand.job is job:
                    hand.stop(job)

    def free(self, hand: _Hand) -> None:
        """A process has done what it had."""
        with self.lock:
            hand.job = None
            self._hand_out()

    def gone(self, hand: _Hand) -> None:
        """A process has ended, whoever ended it."""
        with self.lock:
            job, hand.job = hand.job, None
            if hand in self.hands:
                self.hands.remove(hand)
            if job is not None:
                why = cancelled() if job.unwanted else _ENDED
                job.emit("error", refusal(why))
            if self.waiting:
                self.ready()
                self._hand_out()

    def close(self) -> None:
        """End all processes at once."""
        with self.lock:
            self.closed = True
            hands = tuple(self.hands)
        for hand in hands:
            hand.end()
        for hand in hands:
            hand.join(5)


_ENDED = RefusedError(
    507,
    "a process ended before its work was done, as the system does where there is not enough memory",
    "ask of fewer steps or draws at once",
)


class _Hand(threading.Thread):
    """A thread that starts a process, hands it one question after the other, and passes on what it tells."""

    def __init__(self, processes: Processes) -> None:
        super().__init__(daemon=True, name="standoff-process")
        self.processes = processes
        context = multiprocessing.get_context("spawn")
        self.pipe, self.theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(self.theirs,))
        self.jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self.job: _Job | None = None
        self.known = Known()
        self.over = False
        self.sending = threading.Lock()

    def take(self, job: _Job) -> None:
        """Have it answer a question next."""
        self.job = job
        self.jobs.put(job)

    def stop(self, job: _Job) -> None:
        """Tell it that nobody wants the answer, and end it if that does not help."""
        with suppress(OSError), self.sending:
            self.pipe.send("stop")
        late = threading.Timer(GRACE, lambda: self.end() if self.job is job else None)
        late.daemon = True
        late.start()

    def end(self) -> None:
        """End the process at once."""
        self.over = True
        self.jobs.put(None)
        with suppress(ValueError, AttributeError):
            if self.process.pid is not None:
                self.process.kill()

    def run(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # What Ctrl-C means is for this process to say: others inherit that they do not hear of it.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            if not self.over:
                self.process.start()
                self.theirs.close()
            while not self.over and (job := self.jobs.get()) is not None:
                self._have_answered(job)
                self.processes.free(self)
        except (EOFError, OSError):
            pass
        finally:
            self.over = True
            self.processes.gone(self)
            if self.process.pid is not None:
                self.process.kill()
                self.process.join()
            self.pipe.close()

    def _have_answered(self, job: _Job) -> None:
        order = job.order
        fresh = []
        for subject in filter(None, (order.subject, order.beside)):
            if not self.known.use(subject.key, subject):
                fresh.append(subject)
        keys = order.subject.key, order.beside.key if order.beside else None
        with self.sending:
            # What was read of the text is for quick questions, and large.
            self.pipe.send([replace(subject, reading=None, library=None) for subject in fresh])
            self.pipe.send((order.verb, dict(order.options), keys, order.watched))
            if job.unwanted:
                self.pipe.send("stop")
        while True:
            kind, text = self.pipe.recv()
            job.emit(kind, text)
            if kind in ("done", "error"):
                return


class Known(OrderedDict[str, Subject]):
    """The cases that a process knows: both sides of a pipe forget the same ones, as they are used in one order."""

    def use(self, key: str, subject: Subject) -> bool:
        """Whether it was known; now it is."""
        known = key in self
        self[key] = subject
        self.move_to_end(key)
        while len(self) > REMEMBERED:
            self.popitem(last=False)
        return known


# ------------------------------------------------------------------------------------------------ in the other process


def _serve(pipe: Any) -> None:
    """Answer one question after the other, until nobody is there any more who asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        os.nice(NICE)
    questions: SimpleQueue[Any] = SimpleQueue()
    unwanted = threading.Event()
    threading.Thread(target=_listen, args=(pipe, questions, unwanted), daemon=True).start()
    from standoff.app.server.questions.table import QUESTIONS

    _get_ready()
    known = Known()

    def emit(kind: str, text: str) -> None:
        try:
            pipe.send((kind, text))
        except OSError:
            os._exit(0)

    while True:
        fresh = {subject.key: subject for subject in questions.get()}
        verb, options, keys, watched = questions.get()
        subjects = []
        for key in filter(None, keys):
            subjects.append(fresh[key] if key in fresh else known[key])
            known.use(key, subjects[-1])
        order = Order(verb, options, subjects[0], subjects[1] if len(subjects) > 1 else None, watched)
        answered(order, QUESTIONS[verb], emit, lambda: not unwanted.is_set(), apart=True)


def _listen(pipe: Any, questions: SimpleQueue[Any], unwanted: threading.Event) -> None:
    """Hear what is asked, and that it is not wanted any more, also while something is worked on."""
    while True:
        try:
            told = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        if told == "stop":
            unwanted.set()
        else:
            if isinstance(told, list):
                unwanted.clear()
            questions.put(told)


def _get_ready() -> None:
    """Import what nearly every long question needs, before one is asked."""
    from importlib import import_module

    for name in ("standoff.analysis.run", "standoff.results.documents.run"):
        import_module(name)
