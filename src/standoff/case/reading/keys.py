"""Which keys the format has where: one walk over the model, for hints, for evidence and for history."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from standoff.case.model.mistake import MistakeError
from standoff.case.model.model import Case
from standoff.case.model.outcome import Outcome
from standoff.case.model.values import LEVEL, Quantity
from standoff.case.model.view_file import ViewFile
from standoff.case.reading.source import KeyPath

__all__ = ["IN_A_VIEW", "OUTCOME", "example", "field_at", "keys_at", "keys_of", "model_at", "quantity_at", "read_as"]

IN_A_VIEW = "views/"
"""The first part of a path that does not lead into a case, but into a view in a file of its own."""

OUTCOME = "outcome.yaml"
"""The first part of a path in the outcome beside a case."""


_ELSEWHERE: Mapping[KeyPath, type[BaseModel]] = {(OUTCOME,): Outcome, (IN_A_VIEW,): ViewFile}
"""The models of files that stand beside a case."""


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a model as they are written in a file.

    >>> from standoff.case.model.model import Change
    >>> list(keys_of(Change))
    ['with', 'without']
    """
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _bare(annotation: Any) -> Any:
    """The type without what `Annotated` adds."""
    return _bare(get_args(annotation)[0]) if get_origin(annotation) is Annotated else annotation


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models that a type may be: one, several (a union) or none."""
    bare = _bare(annotation)
    if get_origin(bare) in (Union, types.UnionType):
        return tuple(model for part in get_args(bare) for model in _models(part))
    return (bare,) if isinstance(bare, type) and issubclass(bare, BaseModel) else ()


def _inside(annotation: Any, part: str | int) -> Any:
    """The type of what a key or position leads to, or None."""
    bare = _bare(annotation)
    if get_origin(bare) is dict and isinstance(part, str):
        return get_args(bare)[1]
    if get_origin(bare) is tuple and isinstance(part, int):
        return get_args(bare)[0]
    fields = {key: field for model in _models(bare) for key, field in keys_of(model).items()}
    return _full(fields[str(part)]) if part in fields else None


def _full(field: FieldInfo) -> Any:
    """The type of a field, with everything that reads and bounds it."""
    annotation: Any = field.annotation
    for extra in field.metadata:
        annotation = Annotated[annotation, extra]
    return annotation


@lru_cache(maxsize=4096)
def field_at(path: KeyPath) -> Any:
    """The type that the format has at a path, or None where it has nothing; in a file of a view after `IN_A_VIEW`.

    >>> field_at(("parties", "beta", "horizont")) is None
    True
    >>> field_at((IN_A_VIEW, "now")).__name__
    'Change'
    """
    annotation: Any = Case
    if path[:1] in _ELSEWHERE:
        annotation, path = _ELSEWHERE[path[:1]], path[1:]
    for part in path:
        annotation = _inside(annotation, part)
        if annotation is None:
            return None
    return annotation


def model_at(path: KeyPath) -> type[BaseModel] | None:
    """The model whose keys stand at a path, if there is one.

    >>> model_at(("steps", "fuel")).__name__
    'Step'
    """
    return next(iter(_models(field_at(path))), None)


def keys_at(path: KeyPath) -> dict[str, FieldInfo]:
    """The keys that can stand at a path, in any of the forms of what is there.

    >>> list(keys_at(("prefer", "alpha")))
    ['either', 'much', 'ranking', 'statements']
    """
    return {key: field for model in reversed(_models(field_at(path))) for key, field in keys_of(model).items()}


def read_as(path: KeyPath, value: Any, context: Mapping[str, float]) -> ValidationError | None:
    """Try to read a value as what stands at a path; the error if it cannot be read."""
    try:
        TypeAdapter(field_at(path)).validate_python(value, context=dict(context))
    except ValidationError as error:
        return error
    return None


def quantity_at(path: KeyPath, text: str) -> Quantity:
    """The number that a text would be at a path of numbers, with all that the format asks of it; raises MistakeError.

    >>> quantity_at(("parties", "beta", "horizon"), "18 months").low
    1.5
    >>> quantity_at(("parties", "beta", "walkout_cost"), "-1")
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: a walk-out cost cannot be negative
    """
    try:
        read: Quantity = TypeAdapter(field_at(path)).validate_python(text, context={"level": LEVEL})
    except ValidationError as error:
        told = error.errors()[0].get("ctx", {})
        raise MistakeError(told.get("message", "this cannot be read"), told.get("hint", "")) from None
    return read


def example(path: KeyPath) -> str:
    """How a key may be written, or "" where the model has no example.

    >>> example(("steps", "fuel", "by"))
    'by: alpha'
    """
    field = keys_at(path[:-1]).get(str(path[-1])) if path else None
    return f"{path[-1]}: {_written(field.examples[0])}" if field and field.examples else ""


def first_example(model: type[BaseModel]) -> str:
    """The key of a model to start with, and how it may be written."""
    fields = sorted(keys_of(model).items(), key=lambda item: not item[1].is_required())
    return next((f"{key}: {_written(field.examples[0])}" for key, field in fields if field.examples), "")


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(part) for part in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
