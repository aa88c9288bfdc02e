"""How the differences between two cases can be settled: as edits of the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.app.server.questions.two import NAMED, match_of
from standoff.case.editing.edit import Edit, plain_edit

__all__ = ["SETTLE"]


def _settle(asked: Asked) -> object:
    from standoff.analysis.comparison.settling import settled

    assert asked.beside is not None
    a, b = asked.subject, asked.beside
    found = settled(a.case, b.case, asked.options["paths"] or (), match_of(a, b))
    return {
        "ways": {
            path: {
                "take": _edits(one.take),
                "wider": None if one.wider is None else _edits(one.wider),
                "wider_says": one.wider_says,
            }
            for path, one in found.items()
        }
    }


def _edits(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Edits that put values at their paths; None: nothing is to stand there any more."""
    edits = []
    for path, value in values.items():
        place = tuple(path.split("."))
        edits.append(plain_edit(Edit("remove", place) if value is None else Edit("set", place, value)))
    return edits


SETTLE: Mapping[str, Question] = {"settle": Question({**NAMED, "paths": options.texts()}, _settle, two=True)}
