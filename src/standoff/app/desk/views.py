"""What was changed on a desk, as a view in a file of its own; what such a file cannot say is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from standoff.app.desk.changed import Turned, label_of, turned
from standoff.app.desk.gesture import Gesture
from standoff.case.check.overrides import ANY_PART
from standoff.case.editing.data import same
from standoff.case.load import LoadedCase
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.overlaid import laid_over
from standoff.case.overlays.bare import without_evidence
from standoff.case.overlays.overlay import Overlay
from standoff.case.reading.plain import plain
from standoff.case.reading.source import KeyPath, inside, path_text
from standoff.case.reading.writing import plain_text
from standoff.case.view_files import FOLDER, NAME, views_of
from standoff.errors import CaseError, EditError, UsageError

__all__ = ["place_of_view", "view_text"]

_ENTRIES = ("parties", "steps", "together", "deals", "plans")
"""Parts whose entries are groups of keys."""


def place_of_view(folder: Path, name: str) -> Path:
    """The file of a new view; raises UsageError for what is no name of one, or is taken."""
    if not re.fullmatch(NAME, name):
        raise UsageError(f"{shown(name)} is no name of a view; use small letters, digits, `-` and `_`")
    file = folder / FOLDER / f"{name}.yaml"
    if name in views_of(folder) or file.exists() or file.is_symlink():
        raise UsageError(f"there is a view called `{name}` already; take another name")
    if not inside(file, folder):
        raise UsageError(f"{FOLDER} leads out of the case folder; put the folder itself there")
    return file


def view_text(
    base: LoadedCase,
    present: LoadedCase,
    gestures: Sequence[Gesture],
    about: Mapping[str, str],
    why: Sequence[Any] = (),
) -> str:
    """The text of a view that makes of the case as read what it is on the desk; raises EditError, UsageError.

    about: its title and by whom. why: judgements on what it says, with full paths.
    """
    if base.case is None or base.source is None:
        raise UsageError(
            "the case as it was read has errors, and a view is put over a case that has none; save the case"
        )
    if present.case is None or present.source is None:
        raise UsageError("the case on the desk has errors; mend them first")
    saying = _Saying(gestures)
    for change in turned(_long(base.source.data), _long(present.source.data)):
        saying.take(change)
    data = {**{key: text for key, text in about.items() if text.strip()}, **saying.data(why)}
    if not (saying.sees or saying.now or saying.rules):
        raise UsageError("nothing was changed that a view could say")
    _look(base.case, present.case, saying)
    return plain_text(data)


def _long(data: Any) -> Any:
    """Plain data with deals written out: a list of steps is `steps`."""
    deals = data.get("deals")
    if not isinstance(deals, Mapping):
        return data
    return {**data, "deals": {name: {"steps": one} if isinstance(one, list) else one for name, one in deals.items()}}


class _Saying:
    """What a view says, as it is put together."""

    def __init__(self, gestures: Sequence[Gesture]) -> None:
        self.gestures = gestures
        self.sees: dict[str, Any] = {}
        self.now: dict[str, list[str]] = {}
        self.rules: list[str] = []
        self.because: list[tuple[KeyPath, dict[str, Any]]] = []

    def take(self, change: Turned) -> None:
        path = change.path
        kind = path[0]
        if kind == "now":
            was, is_ = _names(change.old), _names(change.new)
            self.now = {
                "with": [one for one in is_ if one not in was],
                "without": [one for one in was if one not in is_],
            }
            self.now = {key: names for key, names in self.now.items() if names}
        elif kind == "rules":
            if any(rule not in _names(change.new) for rule in _names(change.old)):
                raise self._cannot(path, "take a rule away")
            self.rules = [rule for rule in _names(change.new) if rule not in _names(change.old)]
        elif kind in ("parties", "steps", "together") and path[2:] == ("because",):
            self._evidence(change)
        elif kind not in ANY_PART:
            raise self._cannot(path, f"say anything of `{kind}`")
        elif change.new is None:
            raise self._cannot(path, "take anything away")
        else:
            self.sees[path_text(path[:2] if kind in ("prefer", "order", "choices") else path)] = change.new

    def _evidence(self, change: Turned) -> None:
        old = change.old or []
        new = change.new or []
        if len(new) < len(old) or not same(new[: len(old)], old):
            raise self._cannot(change.path, "change or take away the evidence of the case")
        here = path_text(change.path[:2])
        for one in new[len(old) :]:
            targets = one.get("for", []) if isinstance(one, Mapping) else []
            targets = targets if isinstance(targets, list) else [targets]
            self.because.append((change.path, {**one, "for": [f"{here}.{target}" for target in targets]}))

    def _cannot(self, path: KeyPath, what: str) -> EditError:
        label = label_of(path, self.gestures)
        said = f"“{label}”: " if label else ""
        return EditError(path_text(path), f"{said}a view cannot {what}", "undo it, or save it into the case")

    def data(self, why: Iterable[Any]) -> dict[str, Any]:
        """The keys of the file."""
        because = [self._about(path, one) for path, one in self.because] + list(why)
        parts: dict[str, Any] = {"sees": self.sees, "now": self.now, "rules": self.rules, "because": because}
        return {key: part for key, part in parts.items() if part}

    def _about(self, path: KeyPath, evidence: Mapping[str, Any]) -> dict[str, Any]:
        """Evidence, for what the view says; EditError where it says nothing of it."""
        known = [t for t in evidence["for"] if t in self.sees]
        if not known:
            raise self._cannot(path, "add evidence for a number that it leaves as it is")
        return {**evidence, "for": known[0] if len(known) == 1 else known}


def _names(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _look(base: Case, present: Case, saying: _Saying) -> None:
    """Refuse a view that would not make of the case what is on the desk."""
    overlay = Overlay(
        values=saying.sees,
        added=tuple(saying.now.get("with", ())),
        without=tuple(saying.now.get("without", ())),
        rules=tuple(saying.rules),
    )
    try:
        laid = laid_over(base, [overlay]).case
    except CaseError as error:
        problem = error.problems[0]
        place = problem.path.removeprefix("sees.")
        label = label_of(tuple(place.split(".")), saying.gestures)
        said = f"“{label}”: " if label else ""
        raise EditError(place, f"{said}a view cannot say this: {problem.message}", problem.hint) from None
    one, other = plain(without_evidence(laid)), plain(without_evidence(present))
    wrong = next(iter(turned(one, other)), None)
    if wrong is not None:
        raise saying._cannot(wrong.path, "say this as it is on the desk")
