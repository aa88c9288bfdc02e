"""A case that this server has open: its desk, what is asked about it, and who is told of changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.app.server.positions import Positions, Stamp, key_of, stamp
from standoff.app.server.refused import RefusedError
from standoff.errors import CaseError, StandoffError, UsageError, did_you_mean
from standoff.over import AS_IT_IS, Over

if TYPE_CHECKING:
    from standoff.app.desk.desk import Desk
    from standoff.app.desk.outside import Outside
    from standoff.app.server.questions.asked import Subject
    from standoff.case.editing.edit import AnyEdit
    from standoff.case.load import LoadedCase
    from standoff.case.reading.sources import Library

__all__ = ["Cases", "Opened", "require_case"]

Listener = Callable[[str, Mapping[str, Any]], None]


class Opened:
    """A case that is open: one desk, which one thread at a time works at.

    It is opened when it is first asked for, so that the browser starts meanwhile. All of it may take a while, and
    belongs outside of the event loop.
    """

    def __init__(self, id: str, path: Path) -> None:
        self.id, self.path = id, path
        self.lock = threading.RLock()
        self.listeners: list[Listener] = []
        self.positions = Positions()
        self._desk: Desk | None = None
        self._seen: tuple[int, Outside | None, Stamp] | None = None
        self._gone = ""
        self._made = False

    @property
    def folder(self) -> Path:
        """The folder of the case, whether it is there or not."""
        return self.path.parent if self.path.is_file() else self.path

    @property
    def desk(self) -> Desk:
        """Its desk; raises CaseError where nothing can be read, BusyError where another program has it."""
        with self.lock:
            if self._desk is None:
                from standoff.app.desk.desk import Desk

                if not self.path.exists() and not self.path.suffix:
                    self.path.mkdir(parents=True)
                    self._made = True
                self._desk = Desk(self.path)
                self._seen = self._now()
            return self._desk

    def close(self) -> None:
        """Give the case back; what is not saved stays in the journal. A folder that was made for nothing goes again."""
        with self.lock:
            if self._desk is not None:
                self._desk.close()
                self._desk = None
            if self._made:
                corner = self.path / ".standoff"
                with suppress(OSError):
                    if {file.name for file in corner.iterdir()} <= _OURS and {*self.path.iterdir()} == {corner}:
                        for file in corner.iterdir():
                            file.unlink()
                        corner.rmdir()
                        self.path.rmdir()

    # ------------------------------------------------------------------------------------------- what is asked about

    def state(self) -> dict[str, Any]:
        """The document of `GET /api/case`."""
        from standoff.app.server.state import case_state, unread_state

        with self.lock:
            try:
                desk = self.desk
            except CaseError as error:
                return unread_state(self.path, error)
            return case_state(desk, self.reading(), self.library())

    @property
    def title(self) -> str:
        """What it is called, as far as it can be read."""
        try:
            source = self.reading().source
        except StandoffError:
            return ""
        title = source.data.get("title") if source and isinstance(source.data, dict) else None
        return title if isinstance(title, str) else ""

    def reading(self) -> LoadedCase:
        """What came of reading the text on the desk."""
        with self.lock:
            return self.positions.reading(self.desk, self._key())

    def library(self) -> Library:
        """Its sources, as they are on the desk."""
        with self.lock:
            self._key()
            return self.desk.library

    def subject(self, over: Over = AS_IT_IS, edits: Iterable[AnyEdit] = ()) -> Subject:
        """The case of the text on the desk, with edits that are not on it, and with what is put over it.

        What was asked about before is the same object, with all that was worked out about it. Raises UsageError,
        EditError; CaseError where what is put over it cannot be.
        """
        with self.lock:
            return self.positions.on_the_desk(self.desk, self.library(), self._key(), tuple(edits), over)

    def saved(self, over: Over = AS_IT_IS) -> Subject:
        """As `subject`, of the case as it was read or saved last."""
        with self.lock:
            return self.positions.as_saved(self.desk, self.library(), self._key(), over)

    def _key(self) -> str:
        """What the case on the desk hangs on, which sees first whether that has changed outside."""
        desk = self.desk
        if self._seen is None or self._seen[2] != self._stamp():
            self.notice()
        return key_of(self.id, sorted(desk.texts.items()), self._stamp())

    def _stamp(self) -> Stamp:
        return stamp(self.folder, self.desk.file.name)

    # -------------------------------------------------------------------------------------------------- who is told

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell all windows of something."""
        for listener in tuple(self.listeners):
            listener(event, data)

    def changed(self, by: str) -> None:
        """Tell all windows that the case on the desk is another; by: the window that did it, "" for another program."""
        with self.lock:
            self._seen = self._now()
            self.tell("case", {"version": self.desk.version, "sha256": self.desk.sha256, "window": by})

    def notice(self) -> None:
        """See what became of the case outside, and tell all windows where it is news."""
        from standoff.app.server.state import outside_state

        with self.lock:
            desk = self.desk
            try:
                outside = desk.look()
            except StandoffError as error:
                if str(error) != self._gone:
                    self._gone = str(error)
                    self.tell("gone", {"message": self._gone})
                return
            before, now = self._seen, self._now()
            self._seen, self._gone = now, ""
            if before is None or now == before:
                return
            if outside is None or outside == before[1]:
                self.changed("")
            else:
                event = "gone" if outside.what == "gone" else "outside"
                state = {"version": desk.version, "sha256": desk.sha256}
                self.tell(event, {**state, "message": outside.message, "outside": outside_state(outside)})

    def _now(self) -> tuple[int, Outside | None, Stamp]:
        desk = self.desk
        return desk.version, desk.outside, self._stamp()


_OURS = {"lock", ".gitignore"}
"""What there is in the corner of a case that nothing was done to."""


class Cases:
    """All cases that this server has open, by their ids, in the order in which they were named."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._opened: dict[str, Opened] = {}
        for path in paths:
            if any(_file(one.path) == _file(path) for one in self._opened.values()):
                continue
            name = self._free(path)
            self._opened[name] = Opened(name, path)

    def _free(self, path: Path) -> str:
        """A name for a case that no other has: of its folder, as far as it is letters and digits."""
        named = path.resolve()
        named = named.parent if path.is_file() else named
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in named.name)[:40].strip("-")
        name = plain or "case"
        return next(one for n in range(1, 10_000) if (one := name if n == 1 else f"{name}-{n}") not in self._opened)

    def __iter__(self) -> Iterator[Opened]:
        return iter(self._opened.values())

    def get(self, id: str | None) -> Opened:
        """The case of an id, or the first; RefusedError where there is none."""
        if not id:
            return next(iter(self._opened.values()))
        if id not in self._opened:
            raise RefusedError(404, f"no case `{id}` is open here", did_you_mean(id, self._opened), "case")
        return self._opened[id]

    def close(self) -> None:
        """Give all cases back."""
        for one in self._opened.values():
            one.close()


def _file(path: Path) -> Path:
    """The file that a path means, whether it is there or not."""
    return (path if path.is_file() else path / "case.yaml").resolve()


def require_case(path: Path) -> None:
    """Raise UsageError for what cannot be a case: a conflict in graph form, or what is neither file nor folder."""
    from standoff.formats.graph_form.files import is_graph

    if is_graph(path):
        raise UsageError(
            f"{path} is a conflict in graph form by its name, and only `stable` and `check` read those: "
            f"`standoff stable {path}`"
        )
    try:
        if path.exists() or not path.suffix:
            return
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: the path cannot be used ({error})") from None
    raise UsageError(f"there is no file {path}; name the folder of the case, which need not be there yet")
