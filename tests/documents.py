"""The document that a command prints, as its schema has it."""

from __future__ import annotations

import json

import jsonschema

from standoff.results import schemas


def document(done, command):
    """The one document on standard output, valid by its schema."""
    found = json.loads(done.stdout)
    jsonschema.validate(found, schemas.schema(command), cls=jsonschema.Draft202012Validator)
    assert "NaN" not in done.stdout
    return found
