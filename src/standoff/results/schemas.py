"""JSON Schemas of the documents, derived from their types: what a program that reads our JSON can rely on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from standoff.results.documents.document import LEFT_OUT, Document

if TYPE_CHECKING:
    from pydantic.json_schema import GenerateJsonSchema

__all__ = ["documents", "schema"]


@cache
def documents() -> Mapping[str, type[Document]]:
    """The documents that have a schema, by the command that writes it and, after a dash, what it is asked about.

    They are all that the modules of `documents` define and that say which command writes them.

    >>> documents()["explain-ways"].__name__
    'WaysDocument'
    """
    from standoff.results import documents as folder

    found: dict[str, type[Document]] = {}
    for module in iter_modules(folder.__path__, f"{folder.__name__}."):
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Document) and (command := vars(kind).get("command")):
                found["-".join(filter(None, (command, kind.about)))] = kind
    return dict(sorted(found.items()))


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document of the table, as written with `--json`; KeyError for an unknown one.

    Every object is closed, and every key is required unless it may be left out.

    >>> schema("check")["properties"]["command"], schema("explain-ways")["properties"]["command"]
    ({'const': 'check'}, {'const': 'explain'})
    """
    from pydantic import TypeAdapter

    found = TypeAdapter(documents()[name]).json_schema(schema_generator=_generator())
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"standoff {name.partition('-')[0]} --json",
    }
    parts = {"$defs": dict(sorted(found.pop("$defs").items()))} if "$defs" in found else {}
    return head | found | parts


@cache
def _generator() -> type[GenerateJsonSchema]:
    """How pydantic writes our types: closed, without titles and descriptions, the keys in the order of the fields."""
    from pydantic.json_schema import GenerateJsonSchema

    class Closed(GenerateJsonSchema):
        def dataclass_schema(self, schema: Any) -> dict[str, Any]:
            written = super().dataclass_schema(schema)
            required = [field.name for field in fields(schema["cls"]) if field.default is not LEFT_OUT]
            return {
                "type": "object",
                "properties": written["properties"],
                "required": required,
                "additionalProperties": False,
            }

        def default_schema(self, schema: Any) -> dict[str, Any]:
            return self.generate_inner(schema["schema"])

        def literal_schema(self, schema: Any) -> dict[str, Any]:
            values = schema["expected"]
            return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}

        def field_title_should_be_set(self, schema: Any) -> bool:
            return False

        def sort(self, value: Any, parent_key: str | None = None) -> Any:
            return value

    return Closed
