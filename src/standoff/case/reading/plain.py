"""A case as plain data, each value as it would be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from standoff.case.model.durations import write_duration
from standoff.case.model.model import Case, Deal
from standoff.case.model.parts import as_written
from standoff.case.model.preferences import Points, Preference, Readings, Statements
from standoff.case.model.rules import Rule
from standoff.case.model.spreads import write_spread
from standoff.case.model.values import LEVEL, Quantity, write_worth

__all__ = ["plain", "plain_quantity"]


_POINTS = ("walkout_cost", "worth", "sincerity", "missed", "chance")
"""Keys whose quantities are points or chances; all others are durations."""


def plain(case: Case) -> dict[str, Any]:
    """The case as plain data, each value as it would be written; keys at their defaults are left out.

    `Case.model_validate` reads it back to an equal case, but for steps in parts, which are written as a whole.
    """
    case = as_written(case)
    data = _claim(case)
    data["prefer"] = {party: _preference(case, preference) for party, preference in case.prefer.items()}
    data["order"] = {
        party: [group[0] if len(group) == 1 else list(group) for group in entries]
        for party, entries in case.order.items()
    }
    data["deals"] = {name: _deal(deal) for name, deal in case.deals.items()}
    if case.intervals != LEVEL:
        data["intervals"] = case.intervals
    return {key: value for key, value in data.items() if value != {} or key in ("parties", "steps")}


def _claim(claim: BaseModel) -> dict[str, Any]:
    """The keys of one part of a case, as they are called in the file, without those at their defaults."""
    fields = type(claim).model_fields
    return {
        field.alias or name: _value(name, getattr(claim, name))
        for name, field in fields.items()
        if field.is_required() or getattr(claim, name) != field.get_default()
    }


def _value(key: str, value: Any) -> Any:
    if isinstance(value, Quantity):
        return plain_quantity(key, value)
    if isinstance(value, BaseModel):
        return _claim(value)
    if isinstance(value, Mapping):
        return {name: _value(key, part) for name, part in value.items()}
    if isinstance(value, tuple):
        return _owners(key, [_value(key, part) for part in value])
    return _PLAIN.get(type(value), lambda v: v)(value)


_PLAIN: Mapping[type, Callable[[Any], Any]] = {date: date.isoformat, Rule: lambda rule: rule.text}


def _owners(key: str, values: list[Any]) -> Any:
    return values[0] if key in ("by", "targets", "about") and len(values) == 1 else values


def plain_quantity(key: str, quantity: Quantity) -> Any:
    """A number as it would be written under a key: points and chances as such, all others as durations."""
    return (_points if key in _POINTS else _duration)(quantity)


def _points(quantity: Quantity) -> Any:
    if quantity.in_keys:
        return write_spread(quantity, lambda value: _points(Quantity.point(value)))
    text = write_worth(quantity)
    return (int(text) if text.lstrip("-").isdigit() else float(text)) if quantity.shape == "point" else text


def _duration(quantity: Quantity) -> Any:
    if quantity.in_keys:
        return write_spread(quantity, lambda value: _duration(Quantity.point(value)))
    text = write_duration(quantity)
    return 0 if text == "0" else text


def _preference(case: Case, preference: Preference) -> Any:
    if isinstance(preference, Points):
        return {"much": preference.much}
    if isinstance(preference, Readings):
        return {"either": [_preference(case, reading) for reading in preference.either]}
    if isinstance(preference, Statements):
        texts = [rule.text for rule in preference.statements]
        return {"statements": texts, "much": preference.much} if preference.much else texts
    levels = [[sorted(state, key=_place(case)) for state in level] for level in preference.levels]
    return {"ranking": levels, **({"much": list(preference.much)} if preference.much else {})}


def _place(case: Case) -> Callable[[str], tuple[int, str]]:
    order = {name: i for i, name in enumerate(case.steps)}
    return lambda name: (order.get(name, len(order)), name)


def _deal(deal: Deal) -> Any:
    written = _claim(deal)
    return written["steps"] if set(written) == {"steps"} else written
