"""What stands at a place of a case, as it is said beside what another case says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from standoff.analysis.comparison.sides import ABSENT
from standoff.results.sentences import comparison as sentences

if TYPE_CHECKING:
    from standoff.case.model.values import Quantity

__all__ = ["text_of", "worth_of"]

_POINTS = ("worth", "walkout_cost", "sincerity", "missed")
"""Keys whose numbers are points or chances; all others are times."""


def worth_of(parts: Sequence[str], quantity: Quantity | None) -> Quantity | None:
    """A number, where none is written that of which nothing is worth nothing."""
    from standoff.case.model.values import Quantity

    return Quantity.point(0) if quantity is None and "worth" in parts else quantity


def text_of(path: str, value: Any) -> str:
    """What stands at a path, or under a key, as a case writes it; in words where nothing does."""
    if hasattr(value, "shape"):
        return _quantity(path, value)
    if isinstance(value, bool):
        return sentences.SAID[value]
    if value is None or value is ABSENT or not value:
        return sentences.NOTHING
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "; ".join(" = ".join(group) if isinstance(group, tuple) else str(group) for group in value)
    return sentences.PREFERENCES.get(type(value).__name__, sentences.GIVEN)


def _quantity(path: str, quantity: Quantity) -> str:
    from standoff.case.model.durations import write_duration
    from standoff.case.model.values import write_number, write_worth

    points = any(part in _POINTS for part in path.split("."))
    if quantity.shape == "discrete":
        return " or ".join(write_number(value) for value in quantity.values)
    text = write_worth(quantity) if points else write_duration(quantity)
    return f"{text} ({quantity.shape})" if quantity.in_keys else text
