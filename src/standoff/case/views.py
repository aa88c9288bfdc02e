"""How a party sees the case where it is mistaken, put in its place to give the case that it has in mind."""

from __future__ import annotations

from typing import Any

from standoff.case import overrides
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.model.parts import in_parts
from standoff.case.reading.plain import plain
from standoff.errors import UsageError, did_you_mean

__all__ = ["seen_by"]


def seen_by(case: Case, party: str) -> Case:
    """The case that a party has in mind: what it sees in place of what there is; without any views.

    A party that has no view sees the case as it is. Raises UsageError for an unknown party.
    """
    if party not in case.parties:
        raise UsageError(f"there is no party {shown(party)}; {did_you_mean(party, case.parties)}")
    data: dict[str, Any] = {**plain(case), "views": {}}
    view = case.views.get(party)
    if view is not None:
        for target, value in view.sees.items():
            overrides.put(data, target, value)
        data["rules"] = [*data.get("rules", []), *(rule.text for rule in view.rules)]
    return in_parts(Case.model_validate(data))
