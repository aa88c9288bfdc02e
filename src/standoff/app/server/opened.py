"""A case that this server has open: its desk, the case in every position that is asked about, and who is told."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.app.server.questions.asked import Subject
from standoff.app.server.refused import RefusedError
from standoff.errors import UsageError, did_you_mean
from standoff.over import AS_IT_IS, Over

if TYPE_CHECKING:
    from standoff.app.desk.desk import Desk
    from standoff.case.editing.edit import AnyEdit
    from standoff.case.load import LoadedCase
    from standoff.case.reading.sources import Library

__all__ = ["Cases", "Opened", "require_case"]

KEPT = 8
"""Cases that are kept as they were last asked about, with all that was worked out about them."""

_READ = ("sources.json", "views", "sources")
"""What is read of a folder besides the case itself."""


class Opened:
    """A case that is open: one desk, which one thread at a time works at.

    It is opened when it is first asked for, so that the browser starts meanwhile. Everything but `told` may take a
    while, and belongs outside of the event loop.
    """

    def __init__(self, id: str, path: Path) -> None:
        self.id, self.path = id, path
        self.lock = threading.RLock()
        self.listeners: list[Callable[[str, Mapping[str, Any]], None]] = []
        self._desk: Desk | None = None
        self._readings: OrderedDict[str, LoadedCase] = OrderedDict()
        self._tried: OrderedDict[str, LoadedCase] = OrderedDict()
        self._subjects: OrderedDict[str, Subject] = OrderedDict()
        self._supposed: OrderedDict[str, Subject] = OrderedDict()
        self.beside: object = None
        self._read: tuple[int, object] = (-1, ())

    @property
    def folder(self) -> Path:
        """The folder of the case, whether it is there or not."""
        return self.path.parent if self.path.is_file() else self.path

    @property
    def title(self) -> str:
        """What it is called, as far as it was read."""
        with self.lock:
            source = self.reading().source
        title = source.data.get("title") if source and isinstance(source.data, dict) else None
        return title if isinstance(title, str) else ""

    @property
    def desk(self) -> Desk:
        """Its desk."""
        with self.lock:
            if self._desk is None:
                from standoff.app.desk.desk import Desk

                self._desk = Desk(self.path)
            return self._desk

    def close(self) -> None:
        """Give the case back; what is not saved stays in the journal."""
        with self.lock:
            if self._desk is not None:
                self._desk.close()
                self._desk = None

    # ------------------------------------------------------------------------------------------- what is asked about

    def state(self) -> dict[str, Any]:
        """The document of `GET /api/case`."""
        from standoff.app.server.state import case_state

        with self.lock:
            return case_state(self.desk, self.reading(), self.library())

    def reading(self) -> LoadedCase:
        """What came of reading the text on the desk."""
        with self.lock:
            return self._reading(())[1]

    def library(self) -> Library:
        """Its sources."""
        with self.lock:
            return self.desk.library

    def subject(self, over: Over = AS_IT_IS, edits: Iterable[AnyEdit] = ()) -> Subject:
        """The case of the text on the desk, with edits that are not on it, and with what is put over it.

        What was asked about before is the same object, with all that was worked out about it. Raises UsageError,
        EditError; CaseError where what is put over it cannot be.
        """
        with self.lock:
            made = tuple(edits)
            text, reading = self._reading(made)
            # While a hand drags there is another case in every tenth of a second, and none of them comes again.
            return self._subject(text, reading, over, self._supposed if made else self._subjects)

    def saved(self, over: Over = AS_IT_IS) -> Subject:
        """As `subject`, of the case as it was read or saved last."""
        from standoff.case.load import read_source

        with self.lock:
            desk = self.desk
            key = hashlib.sha256(repr((self.id, desk.base, self.stamp())).encode("utf-8", "replace")).hexdigest()
            reading = _latest(self._readings, key)
            if reading is None:
                reading = _keep(self._readings, key, read_source(desk.file.name, desk.base, desk.folder))
            return self._subject(key, reading, over, self._subjects)

    def _subject(self, text: str, reading: LoadedCase, over: Over, kept: OrderedDict[str, Subject]) -> Subject:
        from standoff.case.position import Position, position

        desk = self.desk
        key = hashlib.sha256(f"{text} {over!r}".encode()).hexdigest()
        known = _latest(kept, key)
        if known is not None:
            return known
        at = None
        if reading.case is not None and reading.source is not None:
            at = (
                position(
                    reading.case,
                    desk.folder,
                    reading.source,
                    as_of=over.as_of,
                    view=over.view,
                    values=over.values,
                )
                if over
                else Position(reading.case)
            )
        return _keep(kept, key, Subject(key, desk.file, over, at, reading, self.library()))

    def _reading(self, edits: tuple[AnyEdit, ...]) -> tuple[str, LoadedCase]:
        """What came of reading the text on the desk, with edits that are not on it; and what it hangs on."""
        desk = self.desk
        there = repr((self.id, sorted(desk.texts.items()), self.stamp(), edits))
        key = hashlib.sha256(there.encode("utf-8", "replace")).hexdigest()
        kept = self._tried if edits else self._readings
        known = _latest(kept, key)
        if known is None:
            made = (_quickly(self._reading(())[1], edits) or desk.with_edits(edits)) if edits else self._loaded()
            known = _keep(kept, key, made)
        return key, known

    def _loaded(self) -> LoadedCase:
        """The case on the desk, read anew where what lies in the folder besides is other than when the desk read it."""
        from standoff.errors import EditError

        desk, stamp = self.desk, self.stamp()
        if self._read[0] != desk.version:
            self._read = desk.version, stamp
        if self._read[1] == stamp:
            return desk.loaded
        try:
            return desk.with_edits(())
        except EditError:
            return desk.loaded  # a text that is no YAML hangs on nothing else

    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """What else is read of the folder, by names, times and sizes."""
        folder = self.desk.folder
        found = []
        for name in _READ:
            for file in _files(folder / name):
                try:
                    seen = file.stat()
                except OSError:
                    continue
                found.append((f"{name}/{file.name}", seen.st_mtime_ns, seen.st_size))
        return tuple(sorted(found))

    # -------------------------------------------------------------------------------------------------- who is told

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell all windows of something; any thread may."""
        for listener in tuple(self.listeners):
            listener(event, data)


def _files(place: Path) -> list[Path]:
    try:
        return list(place.iterdir()) if place.is_dir() else [place]
    except OSError:
        return []


def _quickly(reading: LoadedCase, edits: tuple[AnyEdit, ...]) -> LoadedCase | None:
    """A case with other numbers, of which nothing else is read again; None where an edit is of anything else."""
    from standoff.case.editing.edit import UNSEEN, Edit
    from standoff.case.editing.quick import with_number

    case, source = reading.case, reading.source
    for edit in edits:
        if case is None or source is None or not isinstance(edit, Edit) or edit.op != "set":
            return None
        if edit.path not in source.values or edit.was not in (UNSEEN, source.at(edit.path)):
            return None
        case = with_number(case, edit.path, edit.value)
    return replace(reading, case=case) if case is not None else None


Thing = TypeVar("Thing")


def _latest(kept: OrderedDict[str, Thing], key: str) -> Thing | None:
    """What is kept under a key, which then is what was used last; None if nothing is."""
    if key in kept:
        kept.move_to_end(key)
    return kept.get(key)


def _keep(kept: OrderedDict[str, Thing], key: str, thing: Thing) -> Thing:
    kept[key] = thing
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return thing


class Cases:
    """All cases that this server has open, by their ids, in the order in which they were named."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._opened: dict[str, Opened] = {}
        for path in paths:
            real = path.resolve()
            if any(one.path.resolve() == real for one in self._opened.values()):
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

    def __iter__(self) -> Any:
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
