"""Another number in a case that was read, without reading its text again: what a hand that drags needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from standoff.case.check.overlays import as_a_whole
from standoff.case.model.model import Case, Part, context
from standoff.case.model.values import Quantity
from standoff.case.reading.keys import field_at
from standoff.case.reading.source import KeyPath

__all__ = ["with_number"]

_KINDS = ("parties", "steps", "together")


def with_number(case: Case, path: KeyPath, value: Any) -> Case | None:
    """The case with another number in the place of one that it has; None where its text has to be read for that.

    So it is for anything but a number that is there already and stands in nothing but its own place, and where what
    comes of it is no case that is sound.

    >>> from standoff import example
    >>> with_number(example(), ("parties", "beta", "horizon"), "2 years").parties["beta"].horizon.low
    2.0
    >>> with_number(example(), ("parties", "beta", "horizon"), "soon") is None
    True
    """
    if len(path) < 3 or path[0] not in _KINDS or case.merge:
        return None
    claims = getattr(case, path[0])
    claim = claims.get(path[1])
    if claim is None or isinstance(claim, Part):
        return None
    try:
        read = TypeAdapter(field_at(path)).validate_python(value, context=context({"intervals": case.intervals}))
        changed = _put(claim, path[2:], read)
    except (ValidationError, LookupError):
        return None
    found = case.model_copy(update={path[0]: {**claims, path[1]: changed}})
    return None if as_a_whole(found) else found


def _put(part: Any, path: KeyPath, number: Any) -> Any:
    """A part of a case with another number at a path; raises LookupError where there is none."""
    if not path:
        if isinstance(part, Quantity) and isinstance(number, Quantity):
            return number
        raise LookupError
    if isinstance(part, BaseModel):
        names = {field.alias or name: name for name, field in type(part).model_fields.items()}
        name = names[str(path[0])]
        return part.model_copy(update={name: _put(getattr(part, name), path[1:], number)})
    if isinstance(part, Mapping):
        return {**part, path[0]: _put(part[path[0]], path[1:], number)}
    raise LookupError
