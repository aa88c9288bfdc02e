"""What the numbers of a case are called, by their paths, and what they are counted in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.results.records.made import Unit
from standoff.results.sentences import numbers as grouped
from standoff.results.sentences import sureness as sentences
from standoff.results.sentences.wording import opening

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["called_of", "label_of", "name_of", "short_of", "unit_of"]


def label_of(case: Case, path: str) -> str:
    """What a number is, in words."""
    parts, name, called = _named(case, path)
    return sentences.quantity(parts[0], name, parts[2] if len(parts) > 2 else "", called, parts[3:4] == ["with"])


def short_of(case: Case, path: str, in_short: bool = False) -> str:
    """What a number is, in few words; steps by their names, or by their short names."""
    parts, name, called = _named(case, path, in_short)
    return sentences.quantity_in_short(name, parts[2] if len(parts) > 2 else "", called, parts[3:4] == ["with"])


def name_of(case: Case, path: str, kind: str) -> str:
    """What a number is called among those that it is shown with; steps by their short names."""
    parts, name, called = _named(case, path, in_short=True)
    return grouped.named(kind, name, called, parts[3:4] == ["with"])


def called_of(case: Case, path: str, in_short: bool = False) -> str:
    """What a number is called where it stands by itself, as a change of it is: steps by their names, or short names."""
    parts, name, called = _named(case, path, in_short)
    kind = parts[2] if len(parts) > 2 else ""
    return opening(grouped.changed(kind, name, called, short_of(case, path, in_short)))


def _named(case: Case, path: str, in_short: bool = False) -> tuple[list[str], str, str]:
    """The parts of a path, and what the entry and the last part are called."""
    parts = path.split(".")
    steps = {**case.steps, **case.wholes()}
    names = {name: claim.name for claims in (case.parties, steps, case.together) for name, claim in claims.items()}
    if in_short:
        names |= {name: step.in_short for name, step in steps.items()}
    return parts, names.get(parts[1], parts[1]), names.get(parts[-1], parts[-1])


_UNITS: Mapping[str, Unit] = {
    "worth": "points",
    "walkout_cost": "points",
    "missed": "chance",
    "successor": "chance",
    "": "chance",
}


def unit_of(path: str) -> Unit:
    """What a number is counted in."""
    parts = path.split(".")
    return _UNITS.get(parts[2] if len(parts) > 2 else "", "years")
