"""How a change made outside is settled: gestures done again on other files, or kept in a file beside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from standoff.app.desk.corner import now
from standoff.app.desk.gesture import Gesture, changes_between
from standoff.app.desk.present import Present
from standoff.case.reading.source import inside
from standoff.errors import EditError, SizeError, WriteError

__all__ = ["beside", "settled"]


def settled(base: Present, gestures: Iterable[Gesture], wanted: Mapping[str, str]) -> tuple[Gesture, ...]:
    """The gestures that lead from other files to texts: those that were made, if they do; else one for all of them."""
    gestures = tuple(gestures)
    if dict(wanted) == base.texts:
        return ()
    found: list[Gesture] = []
    present = base
    try:
        for gesture in gestures:
            after = present.edited(gesture.edits) if gesture.edits else None
            if after is None:
                break
            found.append(replace(gesture, changes=changes_between(present.texts, after.texts)))
            present = after
    except (EditError, SizeError):
        found = []
    if len(found) == len(gestures) and present.texts == dict(wanted):
        return tuple(found)
    label = gestures[0].label if len(gestures) == 1 else f"{len(gestures)} edits, with what was changed outside"
    return (Gesture(label, (), now(), changes_between(base.texts, wanted)),)


def beside(folder: Path, case: str, texts: Mapping[str, str]) -> Path:
    """Write the text of a case beside its file, never over one that is there; raises WriteError."""
    name = Path(case)
    for number in range(1, 1000):
        place = folder / f"{name.stem}.mine{'' if number == 1 else f'-{number}'}{name.suffix}"
        if os.path.lexists(place) or not inside(place, folder):
            continue
        try:
            with place.open("xb") as stream:
                stream.write(texts.get(case, "").encode())
                stream.flush()
                os.fsync(stream.fileno())
        except FileExistsError:
            continue
        except OSError as error:
            place.unlink(missing_ok=True)
            raise WriteError(f"{place}: could not be written ({str(error.strerror or error).lower()})") from None
        return place
    raise WriteError(f"there are a thousand files like {name.stem}.mine{name.suffix} already; move some away")
