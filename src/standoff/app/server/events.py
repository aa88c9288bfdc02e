"""What happens to the cases while windows have them open: told to every window, and watched for in their folders."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.app.server.streams import EventStream
from standoff.errors import StandoffError
from standoff.results.documents.document import plain

if TYPE_CHECKING:
    from standoff.app.server.opened import Opened

__all__ = ["Events"]

PATIENCE = 1.0
"""Seconds between two looks for a folder that is not there."""

SETTLED = 100
"""Milliseconds of quiet after which a change is looked at: programs write in several steps."""

TURN = 500
"""Milliseconds after which nothing happened is told, too."""

BESIDE = ("views", "sources")
"""Folders within that of a case that are watched, too; not what is written into it by ourselves."""


class Events:
    """The streams of all windows; a folder is watched from when its first window listens."""

    def __init__(self) -> None:
        self.watching: dict[str, asyncio.Task[None]] = {}
        self.over = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def stream(self, case: Opened) -> EventStream:
        """What happens to a case from now on."""
        self.loop = asyncio.get_running_loop()
        told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        loop = self.loop

        def listener(event: str, data: Mapping[str, Any]) -> None:
            text = json.dumps(plain(data), ensure_ascii=False)
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(told.put_nowait, (event, text))

        case.listeners.append(listener)
        if case.id not in self.watching:
            self.watching[case.id] = asyncio.ensure_future(_watch(case, self.over))
        told.put_nowait(("hello", "{}"))
        return EventStream(self._events(told), lambda: case.listeners.remove(listener))

    async def _events(self, told: asyncio.Queue[tuple[str, str]]) -> AsyncIterator[tuple[str, str]]:
        over = asyncio.ensure_future(self.over.wait())
        try:
            while True:
                coming = asyncio.ensure_future(told.get())
                await asyncio.wait([coming, over], return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    coming.cancel()
                    return
                yield coming.result()
        finally:
            over.cancel()

    def close(self) -> None:
        """End all streams, and watch no more."""
        self.over.set()


async def _watch(case: Opened, over: asyncio.Event) -> None:
    """Tell all windows of a case what other programs do to it, for as long as the server runs."""
    while not over.is_set():
        try:
            await _until_elsewhere(case, over)
        except Exception:  # the folder is no more, or cannot be watched: look again
            await asyncio.to_thread(_look, case)
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), PATIENCE)


async def _until_elsewhere(case: Opened, over: asyncio.Event) -> None:
    """Watch, until there are other folders to watch."""
    folders = _folders(case.folder)
    if not folders:
        return
    unseen = True  # what happened before it was watched
    async for changes in _changes(folders, over):
        if unseen or any(_ours(Path(path)) for _, path in changes):
            await asyncio.to_thread(_look, case)
            unseen = False
        if _folders(case.folder) != folders:
            return


def _folders(home: Path) -> list[Path]:
    return [place for place in (home, *(home / name for name in BESIDE)) if place.is_dir()]


def _ours(path: Path) -> bool:
    """Whether a file can belong to the case: not what is written beside before it is renamed, nor outputs."""
    return not path.name.startswith(".") and path.name != "out"


async def _changes(folders: list[Path], over: asyncio.Event) -> AsyncIterator[set[tuple[Any, str]]]:
    """Changes in folders, each by itself; looked for now and then where the system does not tell of them."""
    from watchfiles import awatch

    watched = {"watch_filter": None, "debounce": 10 * SETTLED, "step": SETTLED // 2, "recursive": False}
    watched |= {"rust_timeout": TURN, "yield_on_timeout": True}
    try:
        async for changes in awatch(*folders, stop_event=over, **watched):  # type: ignore[arg-type]
            yield changes
    except OSError:
        async for changes in awatch(*folders, stop_event=over, force_polling=True, **watched):  # type: ignore[arg-type]
            yield changes


def _look(case: Opened) -> None:
    """See what became of a case; what cannot be opened is told when it is asked for."""
    with suppress(StandoffError):
        case.notice()
