"""Workers that first look whether a question was answered in an earlier run, and keep the answers that they find."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from standoff.analysis.kept.digest import digest
from standoff.analysis.kept.program import program
from standoff.analysis.kept.reduced import READS
from standoff.analysis.kept.secret import own_secret
from standoff.analysis.kept.store import Store
from standoff.engine.core.cluster import DaskCluster
from standoff.engine.core.work import HERE, Begun, Workers

__all__ = ["Keeping", "keeping"]

Job = TypeVar("Job")
Result = TypeVar("Result")

NOTHING_KEPT = "Nothing is kept for the next run"


class Keeping:
    """Workers that take what was kept, and have others find the rest.

    A question is answered from a task that holds what it reads and no more (`reduced`), and its answer is kept under
    the digest of that task, of the program, and of what it works with: where any of it differs, it is another question.
    taken, asked: how many questions were answered before, and of how many. trouble: why nothing more is kept.
    """

    def __init__(self, by: Workers, store: Store, program: bytes, *, fresh: bool = False) -> None:
        self.by, self.store, self.program, self.fresh = by, store, program, fresh
        # What another machine finds hangs on what is installed there, which is not known here.
        self.writes = not isinstance(by, DaskCluster)
        self.taken = self.asked = 0
        self.kept: set[bytes] = set()
        self.trouble = ""

    @property
    def whole(self) -> bool:
        """As those who work have it."""
        return self.by.whole

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """As those who work find them: parts of a question are not kept."""
        return self.by.results(function, tasks)

    def start(
        self, function: Callable[[Job], Result], task: Job, name: str = "", priority: float = 0.0
    ) -> Begun[Result]:
        """The answer that was kept, or one that others find while other work goes on."""
        question = self._question(function, task)
        found = self._get(question)
        if found is not None:
            return _Begun(self, question, None, found)
        return _Begun(self, question, self.by.start(function, question.task, name, priority), None)

    def next_done(self, begun: Sequence[Begun[Any]]) -> Begun[Any]:
        """The first of some questions that is answered: one that was before, or as those who work have it."""
        waiting: list[Begun[Any]] = []
        for one in begun:
            if not isinstance(one, _Begun) or one.waiting is None:
                return one
            waiting.append(one.waiting)
        first = self.by.next_done(waiting)
        return begun[next(n for n, one in enumerate(waiting) if one is first)]

    def share(self, thing: object) -> None:
        """As those who work have it."""
        self.by.share(thing)

    def _question(self, function: Callable[[Any], Any], task: Any) -> _Question:
        name = name_of(function)
        if name not in READS:
            return _Question(task, None)
        reduced = READS[name](task)
        if reduced is None:
            return _Question(task, None)
        try:
            return _Question(reduced, sha256(self.program + digest((name, reduced))).digest())
        except TypeError:  # what a case says of a view may be anything, and is not kept then
            return _Question(task, None)

    def _get(self, question: _Question) -> tuple[Any] | None:
        if question.key is None:
            return None
        self.asked += 1
        content = None if self.fresh and question.key not in self.kept else self.store.get(question.key)
        if content is None:
            return None
        try:
            found = _Reader(io.BytesIO(content)).load()
        except Exception:  # whatever is wrong with it: it is found again, and replaced
            return None
        self.taken += question.key not in self.kept
        return (found,)

    def keep(self, question: _Question, result: object) -> None:
        """Keep the answer to a question, if it can be."""
        if question.key is None or not self.writes or self.trouble or not is_whole(result):
            return
        try:
            self.store.put(question.key, pickle.dumps(result, protocol=5))
        except OSError as error:
            self.trouble = f"{self.store.folder}: {error.strerror or error}; mend that, or ask with --no-keep"
        else:
            self.kept.add(question.key)


@dataclass(frozen=True)
class _Question:
    """A task, and the key of its result; None where no result is kept."""

    task: Any
    key: bytes | None


class _Begun:
    """A question that was begun, or answered before; calling it waits for the answer."""

    def __init__(
        self, keeping: Keeping, question: _Question, waiting: Begun[Any] | None, found: tuple[Any] | None
    ) -> None:
        self.keeping, self.question, self.waiting, self.known = keeping, question, waiting, found

    def __call__(self) -> Any:
        if self.known is None:
            assert self.waiting is not None
            self.known = (self.waiting(),)
            self.keeping.keep(self.question, self.known[0])
        return self.known[0]


def name_of(function: Callable[..., Any]) -> str:
    """A function by its module and its name."""
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def is_whole(result: object) -> bool:
    """Whether a result is all that was asked for: not where a clock or a user stopped the work."""
    if isinstance(result, (tuple, list)):
        return all(map(is_whole, result))
    if isinstance(result, Mapping):
        return all(map(is_whole, result.values()))
    if not is_dataclass(result):
        return True
    done, asked = getattr(result, "draws", None), getattr(result, "draws_asked", None)
    if getattr(result, "stopped", False) is True or (asked is not None and done != asked):
        return False
    return all(is_whole(getattr(result, field.name)) for field in fields(result))


class _Reader(pickle.Unpickler):
    """Reads records of standoff, arrays and plain values, and nothing else, whoever signed them."""

    def find_class(self, module: str, name: str) -> Any:
        """A class that a result may be made of; UnpicklingError for anything else."""
        if module.startswith("standoff."):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        if name in _MADE_OF.get(module, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"a result holds no {module}.{name}")


_ARRAYS = ("_reconstruct", "scalar", "_frombuffer")

_MADE_OF: Mapping[str, tuple[str, ...]] = {
    "numpy": ("ndarray", "dtype"),
    "numpy._core.multiarray": _ARRAYS,
    "numpy._core.numeric": _ARRAYS,
    "numpy.core.multiarray": _ARRAYS,
    "numpy.core.numeric": _ARRAYS,
    "builtins": ("set", "frozenset", "slice", "range", "complex"),
    "datetime": ("date", "datetime", "timedelta"),
}


@contextmanager
def keeping(
    folder: str | Path,
    by: Workers = HERE,
    *,
    fresh: bool = False,
    tell: Callable[[str], None] = lambda text: None,
) -> Iterator[Workers]:
    """Workers that keep what they find in a folder, and take from there what was found before.

    An answer is taken only where nothing that it hangs on has changed: what the question reads of the case, its draws
    and its seed, the program and what it works with. Only what this user kept is taken, whoever wrote into the folder.
    fresh: nothing is taken, and what is kept replaces what was. tell: is told what was taken, and why nothing is kept.

    >>> from tempfile import TemporaryDirectory
    >>> from standoff import example, run
    >>> with TemporaryDirectory() as folder:  # doctest: +ELLIPSIS
    ...     for _ in range(2):
    ...         with keeping(folder, tell=print) as by:
    ...             found = run(example(), draws=20, by=by)
    Of ... questions ... were answered before, and nothing they hang on has changed.
    """
    try:
        program_now, secret = program(), own_secret()
    except OSError as error:
        tell(f"{NOTHING_KEPT}: {error}")
        yield by
        return
    if program_now is None:
        tell(f"{NOTHING_KEPT}: the program was changed while it runs")
        yield by
        return
    found = Keeping(by, Store(Path(folder), secret), program_now, fresh=fresh)
    try:
        yield found
    finally:
        if found.kept:
            found.store.tidy()
    if found.taken:
        tell(f"Of {found.asked} questions {found.taken} were answered before, and nothing they hang on has changed.")
    if found.trouble:
        tell(f"{NOTHING_KEPT}: {found.trouble}")
