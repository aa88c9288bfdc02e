"""The JSON Schemas of the documents: committed, current, and strict."""

from __future__ import annotations

import json

import jsonschema
import pytest

from places import SCHEMAS
from standoff.results import schemas


@pytest.mark.parametrize("command", schemas.DOCUMENTS)
def test_the_committed_schema_is_current(command):
    """`make schemas` writes them."""
    committed = json.loads((SCHEMAS / f"{command}.schema.json").read_text())
    assert committed == schemas.schema(command)
    jsonschema.Draft202012Validator.check_schema(committed)


@pytest.mark.parametrize("command", schemas.DOCUMENTS)
def test_a_key_more_or_less_is_refused(command):
    """The schema is closed: what is not promised is not written, and what is promised is there."""

    def objects(node):
        if isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node:
                yield node
            for value in node.values():
                yield from objects(value)
        elif isinstance(node, list):
            for value in node:
                yield from objects(value)

    for node in objects(schemas.schema(command)):
        assert node["additionalProperties"] is False
        assert set(node["required"]) <= set(node["properties"])
