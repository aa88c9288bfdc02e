"""The workers of a Dask cluster: asked for with patience, and given up in a sentence where nobody answers any more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name
from typing import Any, TypeVar

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


@dataclass(frozen=True)
class DaskCluster:
    """The workers of a Dask cluster. What a lost worker had in hand goes to another one."""

    client: Any
    address: str

    def results(self, function: Callable[[Job], Result], tasks: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """The number of each task and its result, as they are done; UsageError where the cluster is lost."""
        return self._done(self.client.map(function, list(tasks), pure=False, retries=RETRIES))

    def start(self, function: Callable[[Job], Result], task: Job) -> Callable[[], Result]:
        """Have one task done while other work goes on, and wait for its result where that is called."""
        future = self.client.submit(function, task, pure=False, retries=RETRIES)
        return cache(lambda: next(self._done([future]))[1])

    def _done(self, futures: list[Any]) -> Iterator[tuple[int, Any]]:
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
                            f"workers of the Dask cluster at `{self.address}` die of the same task; "
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
