"""The workers of a Dask cluster: asked for with patience, and given up in a sentence where nobody answers any more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import Any, TypeVar

from standoff.engine.core.parcels import Parcels
from standoff.engine.core.work import Begun, do
from standoff.errors import UsageError

__all__ = ["DaskCluster", "connected"]

Job = TypeVar("Job")
Result = TypeVar("Result")

PATIENCE = 8
"""Seconds that a cluster has to answer, to have workers, and to be there again once it is lost."""

RETRIES = 3
"""How often a task is tried again whose worker was lost."""

GLANCE = 0.02
"""Seconds between two looks at what is done."""


WORTH = 0.2
"""Seconds of work from which on a task that falls apart into smaller ones lets others do some of them."""


@dataclass(frozen=True)
class DaskCluster:
    """The workers of a Dask cluster. What a lost worker had in hand goes to another one.

    parcels: packs tasks; sent: what is shared, as the cluster knows it.
    """

    client: Any
    address: str
    parcels: Parcels = field(default_factory=Parcels)
    sent: list[Any] = field(default_factory=list)
    whole: bool = False

    def share(self, thing: object) -> None:
        """It goes to every worker, once."""
        known = len(self.parcels.things)
        self.parcels.share(thing)
        if len(self.parcels.things) == known:
            return
        try:
            self.sent.extend(self.client.scatter([thing], broadcast=True, hash=False, timeout=PATIENCE))
        except Exception:  # whatever it is, nobody has it
            raise self._lost() from None

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result, as they are done; UsageError where the cluster is lost."""
        return self._done([self._submitted(function, task) for task in tasks])

    def start(
        self, function: Callable[[Job], Result], task: Job, name: str = "", priority: float = 0.0
    ) -> Begun[Result]:
        """Have one task done while other work goes on, and wait for its result where that is called."""
        return _Begun(self, self._submitted(function, task, priority), name)

    def next_done(self, begun: Sequence[Begun[Any]]) -> Begun[Any]:
        """The first of some tasks that is done."""
        seen = time.monotonic()
        while True:
            for one in begun:
                if isinstance(one, _Begun) and one.future.done():
                    return one
            seen = time.monotonic() if self._works() else seen
            if time.monotonic() - seen > PATIENCE:
                raise self._lost()
            time.sleep(GLANCE)

    def _submitted(self, function: Callable[[Any], Any], task: object, priority: float = 0.0) -> Any:
        keys = tuple(future.key for future in self.sent)
        parcel = self.parcels.pack((function, task))
        return self.client.submit(_do_there, parcel, keys, *self.sent, pure=False, retries=RETRIES, priority=priority)

    def _done(self, futures: list[Any], name: str = "") -> Iterator[tuple[int, Any]]:
        from distributed import as_completed
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        number = {future.key: n for n, future in enumerate(futures)}
        done = as_completed(futures, loop=self.client.loop)
        seen = time.monotonic()
        try:
            while not done.is_empty():
                seen = time.monotonic() if self._works() else seen
                if time.monotonic() - seen > PATIENCE:
                    raise self._lost()
                batch = done.next_batch(block=False)
                for future in batch:
                    if future.cancelled():
                        raise self._lost()
                    try:
                        result = future.result(timeout=PATIENCE)
                    except TimeoutError:  # the worker that has the result is lost, and the task is done again
                        done.add(future)
                        continue
                    except (CommClosedError, CancelledError):
                        raise self._lost("does not answer any more") from None
                    except KilledWorker:
                        raise UsageError(
                            f"workers of the Dask cluster at `{self.address}` die of {name or 'the same task'}; "
                            "have they enough memory?"
                        ) from None
                    yield number[future.key], result
                if not batch:
                    time.sleep(GLANCE)
        finally:
            if self.client.status == "running":
                with suppress(Exception):
                    self.client.cancel(futures, force=True)

    def _works(self) -> bool:
        """Whether the scheduler answers and has workers, by what it said last."""
        return self.client.status == "running" and bool(self.client.scheduler_info().get("workers"))

    def _lost(self, missing: str = "") -> UsageError:
        if not missing:
            missing = "has no workers any more" if self.client.status == "running" else "does not answer any more"
        return UsageError(
            f"the Dask cluster at `{self.address}` {missing}; start it again, or work here, without --cluster"
        )


class _Begun:
    """A task that was begun."""

    def __init__(self, cluster: DaskCluster, future: Any, name: str) -> None:
        self.cluster, self.future, self.name = cluster, future, name
        self.found: list[Any] = []

    def __call__(self) -> Any:
        if not self.found:
            self.found = [result for _, result in self.cluster._done([self.future], self.name)]
        return self.found[0]


def _do_there(parcel: bytes, keys: tuple[str, ...], *things: object) -> Any:
    """Do a task on a worker, to which what is shared has come before."""
    parcels = Parcels(things)
    function, task = parcels.unpack(parcel)
    return do(function, task, _Around(parcels, keys))


@dataclass(frozen=True)
class _Around:
    """Who helps with a task that a worker is at: itself, and the cluster where that is worth while."""

    parcels: Parcels
    keys: tuple[str, ...]
    whole: bool = True

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result; what the first one took says whether others are asked."""
        took, rest = 0.0, range(1, len(tasks))
        for task in tasks[:1]:
            began = time.monotonic()
            found = function(task)
            took = time.monotonic() - began
            yield 0, found
        if took * len(rest) < WORTH:
            yield from ((number, function(tasks[number])) for number in rest)
            return
        from distributed import Future, as_completed, worker_client

        with worker_client() as client:
            sent = [Future(key, client=client) for key in self.keys]
            futures = {
                client.submit(
                    _do_there,
                    self.parcels.pack((function, tasks[number])),
                    self.keys,
                    *sent,
                    pure=False,
                    retries=RETRIES,
                ): number
                for number in rest
            }
            yield from ((futures[future], future.result()) for future in as_completed(futures))

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


@contextmanager
def connected(address: str) -> Iterator[DaskCluster]:
    """The cluster at an address, with workers that have standoff; raises UsageError with what to do."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("a cluster needs the extra `cluster`: pip install 'standoff[cluster]'") from None
    if ":" not in address:  # Dask would take it for the name of something else, or start a cluster of its own
        raise UsageError(f"`{address}` is no address of a Dask cluster; write, for example, tcp://127.0.0.1:8786")
    for name in [name for name in logging.root.manager.loggerDict if name.startswith(("distributed", "tornado"))]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they tell at length, a sentence tells
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # each way of naming an address has errors of its own
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise UsageError(f"no Dask cluster answers at `{address}`: {reason}") from None
    try:
        _require_workers(client, address)
        yield DaskCluster(client, address)
    finally:
        client.close(timeout=PATIENCE)


def _require_workers(client: Any, address: str) -> None:
    """Raises UsageError where there are no workers, or workers without this version of standoff."""
    from standoff.version import __version__

    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise UsageError(
            f"the Dask cluster at `{address}` has no workers; start one, for example with: dask worker {address}"
        ) from None
    crew = list(client.scheduler_info(n_workers=-1)["workers"])
    asked = [client.submit(resolve_name, "standoff.version:__version__", workers=[one], pure=False) for one in crew]
    over = time.monotonic() + PATIENCE
    while any(future.status == "pending" for future in asked) and time.monotonic() < over:
        time.sleep(GLANCE)
    answers = [future.result() if future.status == "finished" else None for future in asked]
    if not any(answers):
        raise UsageError(
            f"the workers of the Dask cluster at `{address}` have no standoff; "
            "install it where they are: pip install standoff"
        )
    if other := next((version for version in answers if version and version != __version__), None):
        raise UsageError(
            f"a worker of the Dask cluster at `{address}` has standoff {other}, and this is {__version__}; "
            "install the same version everywhere"
        )
