"""What the numbers and names of records can be, said beside their types: documents' schemas are derived from it.

Types stay what they are (a `Chance` is a float). pydantic, which makes JSON Schemas of them, asks what stands in
`Annotated` for its own part of the schema; nothing here needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

__all__ = ["Chance", "Count", "FromOne", "Keys", "Limits", "NotNegative", "NullWhereInfinite"]

_Schema = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """The least and the most that a number can be; None: no limit."""

    minimum: int | None = None
    maximum: int | None = None

    def __get_pydantic_json_schema__(self, core: Any, schema_of: Callable[[Any], _Schema]) -> _Schema:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return schema_of(core) | {name: limit for name, limit in limits.items() if limit is not None}


@dataclass(frozen=True)
class NullWhereInfinite:
    """A number that can be infinite, which JSON cannot say: it is null there."""

    def __get_pydantic_json_schema__(self, core: Any, schema_of: Callable[[Any], _Schema]) -> _Schema:
        return {"anyOf": [schema_of(core), {"type": "null"}]}


@dataclass(frozen=True)
class Keys:
    """The keys of a mapping: all of these and no others."""

    names: tuple[str, ...]

    def __get_pydantic_json_schema__(self, core: Any, schema_of: Callable[[Any], _Schema]) -> _Schema:
        value = schema_of(core)["additionalProperties"]
        return {
            "type": "object",
            "properties": dict.fromkeys(self.names, value),
            "required": list(self.names),
            "additionalProperties": False,
        }


Count = Annotated[int, Limits(minimum=0)]
"""How many."""

FromOne = Annotated[int, Limits(minimum=1)]
"""A number that counts from 1, as phases do."""

NotNegative = Annotated[float, Limits(minimum=0)]
"""A length of time, a share of a stake, points at risk."""

Chance = Annotated[float, Limits(minimum=0, maximum=1)]
"""A chance, a share of draws, or trust."""
