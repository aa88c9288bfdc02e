"""An overlay: values by path, steps in force and rules that are put over a case, and where they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from standoff.case.model.evidence import Evidence
from standoff.case.model.model import Case
from standoff.case.model.parts import in_parts, parts_named
from standoff.case.overlays.paths import put, value_at
from standoff.case.reading.plain import plain
from standoff.case.reading.source import KeyPath, Source

__all__ = ["NOWHERE", "Overlay", "put_over"]

NOWHERE = Source("case.yaml", "", [])
"""The source of an overlay of which no text is at hand, as of a case that a program made."""


@dataclass(frozen=True)
class Overlay:
    """Values by path, steps in force and rules that are put over a case.

    name: what it is called by (a file, a party, a date). as_of: the day to which the history is replayed first.
    source, at, key: the text that it is written in, where it stands there, and the key under which its values stand.
    """

    name: str = ""
    title: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    because: tuple[Evidence, ...] = ()
    by: tuple[str, ...] = ()
    as_of: date | None = None
    source: Source = NOWHERE
    at: KeyPath = ()
    key: str = "sees"

    def place(self, target: str) -> KeyPath:
        """Where one of its values is written."""
        return (*self.at, *((self.key,) if self.key else ()), target)


def put_over(case: Case, overlays: Iterable[Overlay]) -> Case:
    """The case with overlays put over it, one after the other, as they are; `overlaid` looks first whether they can be.

    Evidence for a number that an overlay changes is evidence for it no more; that of the overlay takes its place.
    Raises pydantic's ValidationError where what comes of it is no case.
    """
    for overlay in overlays:
        case = _put_one(in_parts(case), overlay)
    return case


def _put_one(case: Case, overlay: Overlay) -> Case:
    there_was = plain(case)
    data = deepcopy(there_was)
    for target, value in overlay.values.items():
        put(data, target, value)
    if overlay.added or overlay.without:
        ended, added = (
            [part for name in names for part in parts_named(case, name)] for names in (overlay.without, overlay.added)
        )
        now = [*(name for name in case.now if name not in ended), *added]
        order = list(case.steps)
        data["now"] = sorted(dict.fromkeys(now), key=lambda name: order.index(name) if name in order else len(order))
    if overlay.rules:
        data["rules"] = list(dict.fromkeys([*data.get("rules", ()), *overlay.rules]))
    laid = Case.model_validate(data).citing(case.cited)
    there_is = plain(laid)
    changed = [path for path in overlay.values if value_at(there_was, path) != value_at(there_is, path)]
    return in_parts(_resting_anew(laid, overlay, changed))


def _resting_anew(case: Case, overlay: Overlay, changed: Sequence[str]) -> Case:
    """The case without evidence for the paths that an overlay changed, and with what the overlay has for them."""
    update: dict[str, dict[str, Any]] = {}
    for kind in ("parties", "steps", "together"):
        claims = getattr(case, kind)
        for name in {path.split(".")[1]: None for path in changed if path.startswith(f"{kind}.")}:
            here = f"{kind}.{name}."
            keys = [path.removeprefix(here) for path in changed if path.startswith(here)]
            kept = (_without(evidence, keys) for evidence in claims[name].because)
            added = (_for(evidence, here, keys) for evidence in overlay.because)
            because = tuple(evidence for evidence in (*kept, *added) if evidence is not None)
            if because != claims[name].because:
                update.setdefault(kind, dict(claims))[name] = claims[name].model_copy(update={"because": because})
    return case.model_copy(update=update) if update else case


def _without(evidence: Evidence, keys: Sequence[str]) -> Evidence | None:
    """Evidence without some keys that it is `for`; None where it is for nothing else."""
    left = tuple(one for one in evidence.targets if not any(one == key or one.startswith(f"{key}.") for key in keys))
    if left == evidence.targets:
        return evidence
    return evidence.model_copy(update={"targets": left}) if left else None


def _for(evidence: Evidence, here: str, keys: Sequence[str]) -> Evidence | None:
    """Evidence of an overlay as evidence for keys of what stands at a place; None where it speaks of none of them."""
    targets = tuple(key for key in keys if not evidence.targets or f"{here}{key}" in evidence.targets)
    return evidence.model_copy(update={"targets": targets}) if targets else None
