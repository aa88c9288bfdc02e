"""The command as a user runs it, and the document that it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import jsonschema

from standoff.results import schemas


def standoff(*words, cwd=None, **environment):
    """Run the command as a user would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "standoff", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "120", **environment},
        timeout=180,
    )


def document(done, command):
    """The one document on standard output, valid by its schema."""
    found = json.loads(done.stdout)
    jsonschema.validate(found, schemas.schema(command), cls=jsonschema.Draft202012Validator)
    assert "NaN" not in done.stdout
    return found
