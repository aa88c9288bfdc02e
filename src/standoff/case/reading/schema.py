"""JSON Schema of the case format (draft 2020-12), generated from the model, for editors that check as one types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from standoff.case.model.evidence import ONLY_SOURCE
from standoff.case.model.forms import LABEL, NAME, RESERVED
from standoff.case.model.model import Case
from standoff.case.model.outcome import Outcome
from standoff.case.model.view_file import ViewFile

__all__ = ["case_schema", "dumps", "outcome_schema", "view_schema"]


def dumps() -> str:
    """The schema as text, as it is kept in `schema/case.schema.json`."""
    return json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"


def case_schema() -> dict[str, Any]:
    """The schema of `case.yaml`: the forms that people write, not those that the program computes with.

    >>> case_schema()["required"]
    ['format', 'title', 'as_of', 'parties', 'steps']
    """
    schema = Case.model_json_schema(by_alias=True, mode="validation")
    definitions = schema["$defs"]
    for name, shape in _SHAPES.items():
        definitions[name] = shape(definitions[name])
    for key, pattern in _NAMED.items():
        part = schema["properties"][key]
        part["propertyNames"] = {"pattern": f"^{pattern}$", "not": {"enum": list(RESERVED)}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(schema)}


def view_schema() -> dict[str, Any]:
    """The schema of a view in a file of its own, `views/NAME.yaml`.

    >>> list(view_schema()["properties"])
    ['title', 'by', 'as_of', 'sees', 'now', 'rules', 'because']
    """
    schema = _one_or_more("by")(ViewFile.model_json_schema(by_alias=True, mode="validation"))
    schema["$defs"]["Evidence"] = _SHAPES["Evidence"](schema["$defs"]["Evidence"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(schema)}


def outcome_schema() -> dict[str, Any]:
    """The schema of `outcome.yaml`.

    >>> outcome_schema()["required"]
    ['format', 'plan', 'held', 'until']
    """
    schema = Outcome.model_json_schema(by_alias=True, mode="validation")
    schema = _one_or_more("broken_by")(schema)
    schema["$defs"]["Evidence"] = _SHAPES["Evidence"](schema["$defs"]["Evidence"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(schema)}


_NAMED = {"parties": NAME, "steps": NAME, "choices": NAME, "together": LABEL, "deals": LABEL, "plans": LABEL}


def _deal(shape: dict[str, Any]) -> dict[str, Any]:
    """A deal may be a plain list of its steps."""
    steps = shape["properties"]["steps"]
    return {
        "anyOf": [{key: steps[key] for key in ("type", "items", "minItems")}, shape],
        "title": "Deal",
        "description": shape.pop("description"),
    }


def _evidence(shape: dict[str, Any]) -> dict[str, Any]:
    """Evidence is from a source or is a judgement, and each has keys of its own."""
    properties = shape["properties"]
    source = {key: value for key, value in properties.items() if key not in ("judgement", "by")}
    judgement = {key: value for key, value in properties.items() if key not in ("in", *ONLY_SOURCE)}
    forms = [
        {"type": "object", "title": title, "required": required, "properties": keys, "additionalProperties": False}
        for title, required, keys in (("Source", ["in"], source), ("Judgement", ["judgement", "by"], judgement))
    ]
    return {"anyOf": forms, "title": "Evidence", "description": shape["description"]}


def _one_or_more(*keys: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Some lists may be a single name instead."""

    def loosen(shape: dict[str, Any]) -> dict[str, Any]:
        for key in keys:
            many = shape["properties"][key]
            single = {"type": "array", **{k: many.pop(k) for k in ("items", "minItems") if k in many}}
            many.pop("type", None)
            shape["properties"][key] = {"anyOf": [{"type": "string"}, single], **many}
        return shape

    return loosen


_SHAPES: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Deal": lambda shape: _deal(_one_or_more("first", "last")(shape)),
    "Step": _one_or_more("by"),
    "Evidence": lambda shape: _evidence(_one_or_more("by", "for")(shape)),
}


def _tidy(node: Any) -> Any:
    """Without the defaults that are the program's own objects, and without titles that only repeat the key."""
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    properties = node.get("properties")
    kept = {key: _tidy(value) for key, value in node.items() if key not in ("default", "properties")}
    if isinstance(properties, dict):
        kept["properties"] = {key: _tidy(value) for key, value in properties.items()}
    return kept
