"""The journal: every gesture is on the disk before it is answered, so that a crash loses none.

A line of JSON each: first the texts that the gestures start from, then what was done, undone and done again.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from standoff.app.desk.corner import Corner, is_of_a_case, now
from standoff.app.desk.gesture import Gesture, gesture_from, put, told
from standoff.case.reading.files import save
from standoff.errors import StandoffError, WriteError

__all__ = ["Journal", "Kept", "Move"]

Move: TypeAlias = Literal["do", "undo", "redo"]
_NAME = "journal.jsonl"
_LARGEST = 200_000_000


@dataclass(frozen=True)
class Kept:
    """What a journal holds: the texts at its beginning and at its end, the gestures between, and undone ones.

    damaged: whether there is more in it that cannot be read.
    """

    base: Mapping[str, str]
    texts: Mapping[str, str]
    gestures: tuple[Gesture, ...]
    undone: tuple[Gesture, ...]
    damaged: bool = False


class Journal:
    """The journal of one desk; it is there only while there is something that is not saved."""

    def __init__(self, corner: Corner) -> None:
        self._corner = corner
        self.writer = secrets.token_hex(8)
        self._size: int | None = None
        """Bytes, as this desk left it; None where it has not begun one."""

    @property
    def file(self) -> Path:
        """Where it is."""
        return self._corner.file(_NAME)

    def read(self, case: str) -> Kept | None:
        """What a journal that was left behind holds; None where there is none. case: the name of the case's file."""
        try:
            if not self.file.exists():
                return None
            with self.file.open("rb") as stream:
                content = stream.read(_LARGEST)
        except (OSError, WriteError):
            return None
        lines = content.split(b"\n")[:-1]  # what has no end was torn while it was written
        return _kept(lines, case) if lines else None

    def begin(self, base: Mapping[str, str], moves: Sequence[tuple[Move, Gesture]]) -> None:
        """A new journal in place of the former one; raises WriteError, and the former one is then whole."""
        if not moves:
            self.end()
            return
        lines = [{"journal": 1, "writer": self.writer, "at": now(), "base": dict(base)}]
        lines += [_line(move, gesture) for move, gesture in moves]
        text = "".join(_json(line) for line in lines)
        self._writable()
        save(self.file, text)
        self._size = len(text.encode())

    def add(self, move: Move, gesture: Gesture, base: Mapping[str, str]) -> None:
        """One more line, which is on the disk when this returns; raises WriteError, and there is then no line more."""
        if self._size is None:
            self.begin(base, [(move, gesture)])
            return
        self._writable()
        content = _json(_line(move, gesture)).encode()
        try:
            with self.file.open("r+b") as stream:
                if stream.seek(0, os.SEEK_END) != self._size:
                    raise WriteError(
                        "another program has written into the journal of this case; "
                        "save to another name, close the case and open it again"
                    )
                try:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                except OSError:
                    with suppress(OSError):
                        os.ftruncate(stream.fileno(), self._size)
                    raise
        except OSError as error:
            reason = str(error.strerror or error).lower()
            raise WriteError(f"{self.file}: the edit could not be kept ({reason}), and was not made") from None
        self._size += len(content)

    def end(self) -> None:
        """There is nothing any more that is not saved."""
        self._size = None
        with suppress(OSError):
            self.file.unlink(missing_ok=True)

    def put_aside(self) -> Path | None:
        """Keep a journal of which not all can be read, for whoever can; where it is then."""
        for number in range(1, 100):
            place = self._corner.file(f"journal-damaged-{number}.jsonl")
            if not place.exists():
                with suppress(OSError):
                    self.file.rename(place)
                    return place
        return None

    def _writable(self) -> None:
        if not self._corner.writable:
            raise WriteError(f"{self._corner.folder} cannot be written to, and so no edit could be kept")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")) + "\n"


def _line(move: Move, gesture: Gesture) -> dict[str, Any]:
    return {move: told(gesture)}


_BROKEN = (ValueError, TypeError, KeyError, LookupError, AttributeError, RecursionError, StandoffError)
"""What reading a line can raise that no desk wrote."""


def _kept(lines: Sequence[bytes], case: str) -> Kept | None:
    try:
        head = json.loads(lines[0])
        base = {str(name): _text(text) for name, text in head["base"].items()}
        if head["journal"] != 1 or not all(is_of_a_case(name, case) for name in base):
            raise ValueError
    except _BROKEN:
        return Kept({}, {}, (), (), damaged=True)
    texts: Mapping[str, str] = base
    done: list[Gesture] = []
    undone: list[Gesture] = []
    for line in lines[1:]:
        try:
            ((move, one),) = json.loads(line).items()
            gesture = gesture_from(one)
            if not all(is_of_a_case(change.file, case) for change in gesture.changes):
                raise ValueError
            texts = put(texts, gesture.changes)
        except _BROKEN:
            return Kept(base, texts, tuple(done), tuple(undone), damaged=True)
        _follow(move, gesture, done, undone)
    return Kept(base, texts, tuple(done), tuple(undone))


def _follow(move: Move, gesture: Gesture, done: list[Gesture], undone: list[Gesture]) -> None:
    """What a line makes of the gestures before it: one more, or one less."""
    if move != "do" and done and done[-1].back.changes == gesture.changes:
        last = done.pop()
        if move == "undo":
            undone.append(last)
        return
    done.append(gesture)
    if move == "do":
        undone.clear()
    elif move == "redo" and undone and undone[-1].changes == gesture.changes:
        undone.pop()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
