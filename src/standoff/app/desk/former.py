"""Former texts: what each save replaced, kept in `.standoff/undo/`, so that undo goes back over saves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from standoff.app.desk.corner import Corner, is_of_a_case, now
from standoff.app.desk.gesture import Gesture, between, gesture_from, put, told
from standoff.case.reading.files import save
from standoff.case.reading.source import read_bytes
from standoff.errors import StandoffError, WriteError

__all__ = ["Former", "FormerTexts"]

MOST_FILES = 200
MOST_BYTES = 50_000_000
_FOLDER = "undo"


@dataclass(frozen=True)
class Former:
    """One save: when, the texts before it (None: not there), marks of those after it, and the gestures it saved."""

    at: str
    before: Mapping[str, str | None]
    after: Mapping[str, str]
    gestures: tuple[Gesture, ...]

    def gestures_to(self, texts: Mapping[str, str]) -> tuple[Gesture, ...]:
        """The gestures that led to these texts; where they were changed since, all of it in one."""
        fit = self.gestures and all(_mark(texts.get(name)) == mark for name, mark in self.after.items())
        if fit and _lead_back(self.gestures, texts):
            return self.gestures
        others = {name: text for name, text in self.before.items() if text != texts.get(name)}
        changes = tuple(between(name, text, texts.get(name)) for name, text in others.items())
        return (Gesture(f"What was there before the save of {self.at}", (), self.at, changes, "outside"),)


class FormerTexts:
    """The saves of a case folder; at most 200 files of 50 MB together are kept, the oldest go."""

    def __init__(self, corner: Corner, case: str) -> None:
        self._corner, self._case = corner, case
        self._seen: set[str] = set()

    def earlier(self) -> bool:
        """Whether there are saves that `back` has not told yet."""
        return any(file.name not in self._seen for file in self._records())

    def back(self, texts_of: Callable[[Iterable[str]], Mapping[str, str]]) -> Former | None:
        """The last save that was not told yet, and before which the texts were others; None where there is none.

        texts_of: the present texts, those of files with given names among them.
        """
        for file in reversed(self._records()):
            if file.name in self._seen:
                continue
            self._seen.add(file.name)
            found = self._read(file)
            if found is None:
                continue
            texts = texts_of(found.before)
            if any(texts.get(name) != text for name, text in found.before.items()):
                return found
        return None

    def keep(self, before: Mapping[str, str | None], after: Mapping[str, str], gestures: Sequence[Gesture]) -> None:
        """Keep the texts that are about to be replaced; raises WriteError."""
        if not self._corner.writable:
            raise WriteError(f"{self._corner.folder} cannot be written to; nothing was saved")
        place = self._place()
        try:
            place.mkdir(exist_ok=True)
        except OSError as error:
            raise WriteError(f"cannot make the folder {place}: {error.strerror or error}") from None
        at = now()
        stem = f"{self._number():06d}-{at[:19].replace(':', '-')}"
        record = {
            "at": at,
            "before": dict(before),
            "after": {name: _mark(after.get(name)) for name in before},
            "gestures": [told(gesture) for gesture in gestures],
        }
        text = before.get(self._case)
        if text is not None:
            save(place / f"{stem}.yaml", text)  # for people, who find it there without the app
        save(place / f"{stem}.json", json.dumps(record))
        self._seen.add(f"{stem}.json")
        self._tidy()

    def _place(self) -> Path:
        return self._corner.file(_FOLDER)

    def _records(self) -> list[Path]:
        try:
            return sorted(file for file in self._place().iterdir() if file.suffix == ".json")
        except (OSError, WriteError):
            return []

    def _number(self) -> int:
        numbers = [int(file.name[:6]) for file in self._records() if file.name[:6].isdigit()]
        return max(numbers, default=0) + 1

    def _read(self, file: Path) -> Former | None:
        try:
            data: Any = json.loads(read_bytes(file, MOST_BYTES, file.name))
            before = {str(name): text for name, text in data["before"].items()}
            if not all(is_of_a_case(name, self._case) for name in before):
                return None
            if not all(text is None or isinstance(text, str) for text in before.values()):
                return None
            gestures = tuple(gesture_from(one) for one in data["gestures"])
            named = [change.file for gesture in gestures for change in gesture.changes]
            if not all(is_of_a_case(name, self._case) for name in named):
                return None
            return Former(str(data["at"]), before, {str(n): str(m) for n, m in data["after"].items()}, gestures)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, StandoffError):
            return None

    def _tidy(self) -> None:
        with suppress(OSError):
            files = sorted(file for file in self._place().iterdir() if file.is_file())
            sizes = [file.stat().st_size for file in files]
            while len(files) > MOST_FILES or (sum(sizes) > MOST_BYTES and len(files) > 2):
                files.pop(0).unlink()
                sizes.pop(0)


def _lead_back(gestures: Sequence[Gesture], texts: Mapping[str, str]) -> bool:
    """Whether gestures can be undone, the last one first."""
    try:
        for gesture in reversed(gestures):
            texts = put(texts, gesture.back.changes)
    except ValueError:
        return False
    return True


def _mark(text: str | None) -> str:
    return "" if text is None else sha256(text.encode()).hexdigest()
