"""The values that numbers of cases are varied over, as somebody writes them, and the points of the grid they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.labels import unit_of
from standoff.analysis.sureness.ranges import quantities_of
from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.values import NUMBER
from standoff.engine.core.types import Floats
from standoff.errors import SizeError, UsageError, did_you_mean
from standoff.results.records.sweep import Axis

if TYPE_CHECKING:
    from standoff.case.model.model import Case

MOST_POINTS = 1_000_000
"""Points of a grid."""

_EXAMPLE = "write, for example, `parties.beta.horizon=2, 5, 10 years` or `parties.beta.horizon=2 to 10 years / 9`"

_STEPS = re.compile(r"(?P<low>.+?)\s+to\s+(?P<high>.+?)\s*/\s*(?P<count>[0-9]{1,12})", re.S)


@dataclass(frozen=True)
class Grid:
    """All combinations of the values of some numbers; the last number changes fastest."""

    axes: tuple[Axis, ...]

    @property
    def points(self) -> int:
        """How many combinations there are; one where no number is varied."""
        return prod(len(axis.values) for axis in self.axes)

    def values(self, first: int, last: int) -> dict[str, Floats]:
        """The numbers at the points from `first` to before `last`, by path: each (last - first,).

        >>> grid = Grid((Axis("a", "points", (1.0, 2.0)), Axis("b", "points", (5.0, 6.0, 7.0))))
        >>> {path: values.tolist() for path, values in grid.values(2, 5).items()}
        {'a': [1.0, 2.0, 2.0], 'b': [7.0, 5.0, 6.0]}
        """
        if not self.axes:
            return {}
        places = np.unravel_index(np.arange(first, last), [len(axis.values) for axis in self.axes])
        return {axis.path: np.array(axis.values)[place] for axis, place in zip(self.axes, places, strict=True)}


def grid_of(cases: Sequence[Case], texts: Sequence[str]) -> Grid:
    """The grid that texts like `parties.beta.horizon=2 to 10 years / 9` make, of numbers that all cases have.

    Raises UsageError, SizeError.
    """
    axes: list[Axis] = []
    for text in texts:
        path, equals, values = text.partition("=")
        path = path.strip()
        if not equals:
            raise UsageError(f"--vary {shown(text)}: which values? {_EXAMPLE}")
        for case in cases:
            _require_number(case, path)
        if path in {axis.path for axis in axes}:
            raise UsageError(f"--vary: {shown(path)} is varied twice; give all its values at once")
        axes.append(Axis(path, unit_of(path), _values(path, values.strip())))
        require_few_points(Grid(tuple(axes)).points)
    return Grid(tuple(axes))


def require_few_points(points: int) -> None:
    """Raise SizeError where a grid has too many points."""
    if points > MOST_POINTS:
        raise SizeError("points of the grid", points, MOST_POINTS, "vary fewer numbers, or take fewer values")


def _require_number(case: Case, path: str) -> None:
    known = [name for name in quantities_of(case) if _has_a_say(name)]
    if path in known:
        return
    if path in quantities_of(case):
        raise UsageError(f"--vary: {shown(path)} has no say on whether a plan holds")
    raise UsageError(f"--vary: the case “{case.title}” has no number {shown(path)}; {did_you_mean(path, known)}")


def _has_a_say(path: str) -> bool:
    return not path.startswith("sincerity.") and not (path.startswith("steps.") and path.split(".")[2] == "redo")


def _values(path: str, text: str) -> tuple[float, ...]:
    """The values of one number, in its own unit."""
    try:
        found = _STEPS.fullmatch(text)
        values = _equal_steps(path, found) if found else _listed(path, text)
    except MistakeError as mistake:
        hint = f"; {mistake.hint}" if mistake.hint else ""
        raise UsageError(f"--vary {path}: {mistake.message}{hint}") from None
    if len(set(values)) < len(values):
        raise UsageError(f"--vary {path}: {shown(text)} has a value twice; name it once")
    return values


def _listed(path: str, text: str) -> tuple[float, ...]:
    values, unit = [], ""
    for part in reversed([part.strip() for part in text.split(",")]):
        unit = _unit(part) or unit
        values.append(_one(path, part, unit))
    return tuple(reversed(values))


def _equal_steps(path: str, found: re.Match[str]) -> tuple[float, ...]:
    low, high = (_one(path, found[end].strip(), _unit(found["high"].strip())) for end in ("low", "high"))
    count = int(found["count"])
    require_few_points(count)
    if not low < high:
        raise MistakeError("the first value must be smaller than the last", _EXAMPLE)
    if count < 2 or not isfinite(high):
        raise MistakeError("from one value to another there are two values or more", _EXAMPLE)
    return tuple(float(value) for value in np.linspace(low, high, count))


def _unit(text: str) -> str:
    """What follows the number in a text: its unit, and that of those before it that have none."""
    found = re.match(NUMBER, text)
    return text[found.end() :].strip() if found else ""


def _one(path: str, text: str, unit: str) -> float:
    """One value of a number as the format would read it there; raises MistakeError."""
    from standoff.case.reading.keys import quantity_at

    read = quantity_at(tuple(path.split(".")), f"{text} {unit}" if re.fullmatch(NUMBER, text) and unit else text)
    if read.shape != "point":
        raise MistakeError(f"how many values of {shown(text)}?", f"write, for example, `{text} / 5`")
    return read.low
