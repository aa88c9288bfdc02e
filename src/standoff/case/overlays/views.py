"""How a party sees the case where it is mistaken, put in its place to give the case that it has in mind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.case.model.evidence import Evidence
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.overlays.overlay import NOWHERE, Overlay, put_over
from standoff.case.reading.source import Source
from standoff.errors import UsageError, did_you_mean

__all__ = ["another_government", "seen_by", "view_of"]


def seen_by(case: Case, party: str) -> Case:
    """The case that a party has in mind: what it sees in place of what there is; without any views.

    A party that has no view sees the case as it is. Raises UsageError for an unknown party.
    """
    if party not in case.parties:
        raise UsageError(f"there is no party {shown(party)}; {did_you_mean(party, case.parties)}")
    overlays = [view_of(case, party)] if party in case.views else []
    return put_over(case.model_copy(update={"views": {}}), overlays)


def view_of(case: Case, party: str, source: Source = NOWHERE) -> Overlay:
    """What a party takes for so, by its entry under `views:` of the case."""
    view = case.views[party]
    return Overlay(
        name=party,
        title=view.title,
        values=view.sees,
        rules=tuple(rule.text for rule in view.rules),
        because=view.because,
        source=source,
        at=("views", party),
    )


def another_government(
    party: str,
    sees: Mapping[str, Any],
    title: str = "",
    because: tuple[Evidence, ...] = (),
    source: Source = NOWHERE,
) -> Overlay:
    """What is different once another government of a party is in office, by its key `successor`."""
    return Overlay(
        name=party, title=title, values=sees, because=because, source=source, at=("parties", party, "successor")
    )
