"""Rules of a case for the engine: places for names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.engine.core import masks

if TYPE_CHECKING:
    from standoff.case.model.rules import Expression

__all__ = ["compiled_rule"]


def compiled_rule(expression: Expression, place: Mapping[str, int]) -> masks.Constraint:
    """A rule with places for names."""
    operator, *parts = expression
    if operator == "step":
        return ("step", place[str(parts[0])])
    return (operator, *(compiled_rule(part, place) for part in parts))
