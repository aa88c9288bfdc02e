"""An example to begin with: the skeleton of a new case as edits, so that it can be undone like any other gesture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from standoff.case.reading.nodes import parse
from standoff.case.template import skeleton, sources

__all__ = ["example"]


def example(title: str, day: date) -> tuple[Mapping[str, Any], ...]:
    """The edits that make the skeleton of an empty case, under a title and for a day, with the source that it cites.

    >>> edits = example("Harbour standoff", date(2026, 11, 2))
    >>> [edit["path"][0] for edit in edits if edit["op"] == "set"]
    ['format', 'title', 'as_of', 'parties', 'steps', 'now', 'rules', 'deals', 'plans']
    >>> [edit["id"] for edit in edits if edit["op"] == "source"]
    ['alpha-statement']
    """
    data = parse("case.yaml", skeleton(title, day)).data
    listed = json.loads(sources(day))
    return (
        *({"op": "set", "path": [key], "value": value} for key, value in data.items()),
        *({"op": "source", "id": entry["id"], "entry": entry} for entry in listed),
    )
