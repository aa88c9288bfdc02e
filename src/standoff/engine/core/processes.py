"""Processes of this machine that do tasks; the process that asks does tasks as well, and is the first of them.

A task that falls apart into smaller ones while nobody else has anything to do hands some of them on. Whoever handed
them on does those that nobody has taken by then, so that nobody waits for work that has not begun.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from heapq import heappop, heappush
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from standoff.engine.core.parcels import Parcels, failed
from standoff.engine.core.work import Begun, Workers, do
from standoff.errors import UsageError

__all__ = ["Crew", "crew"]

Job = TypeVar("Job")
Result = TypeVar("Result")

SWITCH = 0.0005
"""Seconds that a thread of the process that asks works before it lets others: those that hand on work are short."""

LAST_WORDS = 5.0
"""Seconds that a process has to tell how it ended."""


class _Work:
    """A task to be done, and what became of it."""

    def __init__(
        self,
        crew: Crew,
        content: tuple[Any, Any] | bytes,
        name: str,
        priority: float,
        told: deque[_Work] | None = None,
    ) -> None:
        self.crew, self.content, self.name, self.priority, self.when_done = crew, content, name, priority, told
        self.taken = self.done = False
        self.result: Any = None
        self.parcel: bytes | None = None
        self.error: BaseException | None = None

    def __call__(self) -> Any:
        self.crew.wait_for(self)
        return self.found()

    def found(self) -> Any:
        """The result; raises what the task raised."""
        if self.parcel is not None:
            self.result, self.parcel = pickle.loads(self.parcel), None
        if self.error is not None:
            raise self.error
        return self.result

    def told(self) -> tuple[bool, bytes]:
        """Whether it could be done, and the result or the error as bytes."""
        if self.error is not None:
            return False, failed(self.error)
        return True, pickle.dumps(self.result, pickle.HIGHEST_PROTOCOL) if self.parcel is None else self.parcel


class Crew:
    """The processes, and the tasks that nobody has taken yet, those of the highest priority first."""

    def __init__(self, processes: int, ready: Sequence[str]) -> None:
        self.whole = False
        self.changed = threading.Condition()
        self.waiting: list[tuple[float, int, _Work]] = []
        self.numbers = count()
        self.parcels = Parcels()
        self.lost: UsageError | BaseException | None = None
        self.closing = False
        self.at: _Work | None = None
        context = multiprocessing.get_context("spawn")
        self.idle: Any = context.Semaphore(0) if sys.platform == "win32" else _Tokens(context)
        self.within = _Within(self)
        self.hands = [_Hand(self, context, ready) for _ in range(processes - 1)]
        for hand in self.hands:
            hand.start()

    def close(self) -> None:
        """End all processes at once, whatever they do; nothing that they have is wanted any more."""
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        for hand in self.hands:
            hand.end()
        for hand in self.hands:
            hand.join()
        if isinstance(self.idle, _Tokens):
            self.idle.close()

    # ------------------------------------------------------------------------------- what the process that asks does

    def share(self, thing: object) -> None:
        """Each process is told of it before its next task."""
        with self.changed:
            self.parcels.share(thing)

    def start(
        self, function: Callable[[Job], Result], task: Job, name: str = "", priority: float = 0.0
    ) -> Begun[Result]:
        """Have one task done while other work goes on."""
        work = _Work(self, (function, task), name, priority)
        self.add([work])
        return work

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result, as they are done, here or by others."""
        done: deque[_Work] = deque()
        name, priority = ("", 0.0) if self.at is None else (self.at.name, self.at.priority)
        mine = {_Work(self, (function, task), name, priority, done): n for n, task in enumerate(tasks)}
        self.add(mine)
        free = deque(mine)
        try:
            while mine:
                with self.changed:
                    self._refuse_lost()
                    while free and free[0].taken:
                        free.popleft()
                    work = None if done or not free else free.popleft()
                    if work is not None:
                        work.taken = True
                    elif not done:
                        self.changed.wait()
                if work is not None:
                    self.do(work)
                while done:
                    one = done.popleft()
                    yield mine.pop(one), one.found()
        finally:
            self.withdraw(mine)

    def next_done(self, begun: Sequence[Begun[Any]]) -> Begun[Any]:
        """The first of some tasks that is done; until then the process that asks does what nobody has taken."""
        while True:
            with self.changed:
                self._refuse_lost()
                for one in begun:
                    if isinstance(one, _Work) and one.done:
                        return one
                work = self._take_or_rest()
            if work is not None:
                self.do(work)

    def wait_for(self, wanted: _Work) -> None:
        """Until a task is done: here, if nobody has taken it, and with others until somebody has done it."""
        work: _Work | None
        while not wanted.done:
            with self.changed:
                self._refuse_lost()
                if not wanted.taken:
                    wanted.taken, work = True, wanted
                else:
                    work = None if wanted.done else self._take_or_rest()
            if work is not None:
                self.do(work)

    def do(self, work: _Work) -> None:
        """Do a task that was taken, here."""
        result: Any = None
        error: BaseException | None = None
        before, self.at = self.at, work
        try:
            function, task = self.parcels.unpack(work.content) if isinstance(work.content, bytes) else work.content
            result = do(function, task, self.within)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            error = raised
        finally:
            self.at = before
        self.finish(work, result, error)

    # ------------------------------------------------------------------------------- what the threads do, too

    def add(self, works: Sequence[_Work] | dict[_Work, int]) -> None:
        """Let everybody see some tasks."""
        with self.changed:
            for work in works:
                heappush(self.waiting, (-work.priority, next(self.numbers), work))
            self.changed.notify_all()

    def withdraw(self, works: Sequence[_Work] | dict[_Work, int]) -> None:
        """Nobody need take these any more."""
        with self.changed:
            for work in works:
                work.taken = True

    def take(self) -> _Work | None:
        """The task to do next, if there is one; call it where nobody else can."""
        while self.waiting:
            work = heappop(self.waiting)[2]
            if not work.taken:
                work.taken = True
                return work
        return None

    def finish(self, work: _Work, result: Any = None, error: BaseException | None = None) -> None:
        """A task is done, or cannot be done."""
        with self.changed:
            work.result, work.error, work.done = result, error, True
            if work.when_done is not None:
                work.when_done.append(work)
            self.changed.notify_all()

    def lose(self, error: BaseException) -> None:
        """No more work can be done."""
        with self.changed:
            if self.lost is None and not self.closing:
                self.lost = error
            self.changed.notify_all()

    def rest(self) -> None:
        """Wait until something has changed; who is at work meanwhile may know what can be handed on."""
        self.idle.release()
        try:
            self.changed.wait()
        finally:
            self.idle.acquire(False)

    def _take_or_rest(self) -> _Work | None:
        work = self.take()
        if work is None:
            self.rest()
        return work

    def _refuse_lost(self) -> None:
        if self.lost is not None:
            raise self.lost


class _Within:
    """Who helps with a task that the process that asks is at."""

    whole = True

    def __init__(self, crew: Crew) -> None:
        self.results, self.start, self.next_done, self.share = crew.results, crew.start, crew.next_done, crew.share


class _Tokens:
    """One for each who has nothing to do; who takes one hands on a task.

    A pipe, as what the system knows by a name would outlive a process that is ended.
    """

    def __init__(self, context: Any) -> None:
        self.reading, self.writing = context.Pipe(duplex=False)
        os.set_blocking(self.reading.fileno(), False)

    def release(self) -> None:
        """Put one more there."""
        os.write(self.writing.fileno(), b".")

    def acquire(self, blocking: bool) -> bool:
        """Take one, if there is one; nobody waits for it."""
        try:
            return bool(os.read(self.reading.fileno(), 1))
        except BlockingIOError:
            return False

    def close(self) -> None:
        """Nobody needs them any more."""
        self.reading.close()
        self.writing.close()


class _Hand(threading.Thread):
    """A thread that starts a process, hands it one task after the other, and answers what it asks meanwhile."""

    def __init__(self, crew: Crew, context: Any, ready: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self.crew = crew
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, crew.idle, ready), daemon=True)
        self.theirs = theirs
        self.birth = threading.Lock()
        self.known = 0
        self.work: _Work | None = None
        self.offered: dict[int, _Work] = {}

    def run(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # What Ctrl-C means is for the process that asks to say: others inherit that they do not hear of it.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with self.birth:
                if self.crew.closing:
                    return
                self.process.start()
            self.theirs.close()
            while (work := self._next()) is not None:
                self._have_done(work)
        except (EOFError, OSError):
            self.crew.lose(UsageError(self._why_ended()))
        except BaseException as error:
            self.crew.lose(error)

    def end(self) -> None:
        """End the process, at once."""
        with self.birth:
            if self.process.pid is not None:
                self.process.kill()

    def join(self, timeout: float | None = None) -> None:
        super().join(timeout)
        if self.process.pid is not None:
            self.process.join(timeout)
        self.pipe.close()

    def _next(self) -> _Work | None:
        with self.crew.changed:
            while not self.crew.closing:
                work = self.crew.take()
                if work is not None:
                    return work
                self.crew.rest()
        return None

    def _have_done(self, work: _Work) -> None:
        self.work = work
        with self.crew.changed:
            fresh = self.crew.parcels.things[self.known :]
            self.known += len(fresh)
            parcels = self.crew.parcels
        try:
            parcel = work.content if isinstance(work.content, bytes) else parcels.pack(work.content)
        except Exception as error:
            self.crew.finish(work, error=error)
            return
        self.pipe.send((fresh, parcel))
        while not work.done:
            kind, content = self.pipe.recv()
            _ANSWERS[kind](self, work, content)
        self.crew.withdraw(list(self.offered.values()))
        self.offered.clear()
        self.work = None

    def _done(self, work: _Work, parcel: bytes) -> None:
        work.parcel = parcel
        self.crew.finish(work)

    def _failed(self, work: _Work, parcel: bytes) -> None:
        self.crew.finish(work, error=pickle.loads(parcel))

    def _offer(self, work: _Work, content: tuple[int, bytes]) -> None:
        number, parcel = content
        self.offered[number] = _Work(self.crew, parcel, work.name, work.priority)
        self.crew.add([self.offered[number]])

    def _give_back(self, work: _Work, numbers: list[int]) -> None:
        """Tell what has become of one of the tasks that were handed on; take one back if nobody has begun it."""
        mine = {number: self.offered[number] for number in numbers}
        with self.crew.changed:
            while True:
                number = next((n for n, one in mine.items() if one.done), None)
                if number is not None:
                    break
                number = next((n for n, one in mine.items() if not one.taken), None)
                if number is not None:
                    mine[number].taken = True
                    self.offered.pop(number)
                    break
                if self.crew.closing or self.crew.lost is not None:
                    raise EOFError
                self.crew.changed.wait()
        self.pipe.send((number, self.offered.pop(number).told() if number in self.offered else None))

    def _why_ended(self) -> str:
        """What to say of a process that ended before its work was done."""
        if self.process.pid is None:
            return "no worker could be started; is there enough memory? --cores 1 works without others"
        self.process.join(LAST_WORDS)
        at = f" while it was at {self.work.name}" if self.work is not None and self.work.name else ""
        if self.process.exitcode == -getattr(signal, "SIGKILL", 9):
            return (
                f"a worker was killed{at}, as the system does where there is not enough memory; "
                "ask for fewer steps or draws, use a machine with more memory, or --cores 1, which needs the least"
            )
        return f"a worker ended{at} before its work was done; is there enough memory? --cores 1 works without others"


_ANSWERS: dict[str, Callable[[_Hand, _Work, Any], None]] = {
    "done": _Hand._done,
    "failed": _Hand._failed,
    "offer": _Hand._offer,
    "back": _Hand._give_back,
}
"""What a process says while it is at a task."""


# ------------------------------------------------------------------------------------------- in the other processes


def _serve(pipe: Any, idle: Any, ready: Sequence[str]) -> None:
    """Do one task after the other, until nobody is there any more who asks."""
    _end_with_the_parent()
    for name in ready:
        import_module(name)
    parcels = Parcels()
    helping = _Offering(pipe, idle, parcels)
    while True:
        try:
            fresh, parcel = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        for thing in fresh:
            parcels.share(thing)
        try:
            function, task = parcels.unpack(parcel)
            answer = ("done", pickle.dumps(do(function, task, helping), pickle.HIGHEST_PROTOCOL))
        except BaseException as error:
            answer = ("failed", failed(error))
        try:
            pipe.send(answer)
        except OSError:
            os._exit(0)


class _Offering:
    """Who helps with a task that another process is at: itself, and whoever has nothing to do."""

    whole = True

    def __init__(self, pipe: Any, idle: Any, parcels: Parcels) -> None:
        self.pipe, self.idle, self.parcels = pipe, idle, parcels
        self.numbers = count()

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result; some are handed on where somebody has nothing to do."""
        mine, theirs = deque(enumerate(tasks)), dict[int, tuple[int, Job]]()
        while mine:
            if len(mine) > 1 and self.idle.acquire(False):
                number = next(self.numbers)
                theirs[number] = mine.pop()
                self.pipe.send(("offer", (number, self.parcels.pack((function, theirs[number][1])))))
            else:
                place, task = mine.popleft()
                yield place, function(task)
        while theirs:
            self.pipe.send(("back", list(theirs)))
            number, told = self.pipe.recv()
            place, task = theirs.pop(number)
            if told is None:
                yield place, function(task)
                continue
            fine, parcel = told
            found = pickle.loads(parcel)
            if not fine:
                raise found
            yield place, found

    def start(
        self, function: Callable[[Job], Result], task: Job, name: str = "", priority: float = 0.0
    ) -> Begun[Result]:
        """When it is waited for."""
        return lambda: function(task)

    def next_done(self, begun: Sequence[Begun[Any]]) -> Begun[Any]:
        """The first."""
        return begun[0]

    def share(self, thing: object) -> None:
        """Only the process that asks shares things."""


def _end_with_the_parent() -> None:
    """A process whose parent was killed would work on for nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    if sys.platform == "linux":  # even where something holds the lock of the interpreter for long
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))


# ------------------------------------------------------------------------------------------- opening and closing


@contextmanager
def crew(processes: int, ready: Sequence[str] = ()) -> Iterator[Workers]:
    """So many processes, this one among them, which import some modules first; all others are ended on leaving."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(1)  # a worker, which runs the script that started it: the parent says what is missing
    _require_guard()
    before = sys.getswitchinterval()
    found = Crew(processes, ready)
    sys.setswitchinterval(SWITCH)
    try:
        yield found
    finally:
        sys.setswitchinterval(before)
        found.close()


def _require_guard() -> None:
    """Raises UsageError in a script that every worker would run again as a whole."""
    script = Path(getattr(sys.modules.get("__main__"), "__file__", None) or "")
    try:
        guarded = not script.is_file() or "__main__" in script.read_text(encoding="utf-8", errors="replace")
    except OSError:
        guarded = True
    if not guarded:
        raise UsageError(
            f'workers need a guard: in {script.name}, put what starts them under `if __name__ == "__main__":`'
        )
