"""Checks of another government: that its day is to come, and that what it would go by is a case that could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from standoff.case.check.claims import Claims
from standoff.case.check.overlays import as_a_whole, blamed, overlay_problems
from standoff.case.model.model import Case, Party
from standoff.case.overlays.bare import without_evidence
from standoff.case.overlays.overlay import Overlay, put_over
from standoff.case.overlays.views import another_government
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["SUCCESSORS"]


def _there(claims: Claims) -> Iterator[tuple[str, Party, KeyPath]]:
    """The parties of which a successor is told, and where."""
    for name, party in claims.case.parties.items():
        if party.successor is not None:
            yield name, party, ("parties", name, "successor")


def _overlay(claims: Claims, name: str, party: Party) -> Overlay:
    assert party.successor is not None
    found = party.successor
    return another_government(name, found.sees, found.title, found.because, claims.source)


def days(claims: Claims) -> Iterator[Problem]:
    """A government that follows comes after the day of the file."""
    for _, party, here in _there(claims):
        assert party.successor is not None
        if party.successor.on <= claims.case.as_of:
            yield claims.error(
                (*here, "on"),
                f"{party.successor.on} is not after the day of the file, {claims.case.as_of}",
                "if it is in office, put its numbers into the case and what was before into `history`",
            )


def values(claims: Claims) -> Iterator[Problem]:
    """Each value that it would go by can stand where it leads; and with all of them the case could be."""
    bare = without_evidence(claims.case)
    # What is wrong with the case itself is told of the case.
    sound = claims.rest is None and any(_there(claims)) and not as_a_whole(bare)
    for name, party, _ in _there(claims):
        overlay = _overlay(claims, name, party)
        wrong = list(overlay_problems(claims.case, overlay, claims.sources))
        yield from wrong or (_as_a_whole(claims, bare, overlay) if sound and overlay.values else ())


def _as_a_whole(claims: Claims, bare: Case, overlay: Overlay) -> Iterator[Problem]:
    try:
        case = put_over(bare, [replace(overlay, because=())])
    except ValidationError:
        yield claims.error((*overlay.at, "sees"), "with this, it is no case that can be read", key=True)
        return
    for problem in as_a_whole(case):
        yield blamed([overlay], problem, "with this")


def of_others(claims: Claims) -> Iterator[Problem]:
    """Another government changes what its own side wants and what it does, not what others want."""
    for name, party, here in _there(claims):
        assert party.successor is not None
        for target in party.successor.sees:
            parts = target.split(".")
            whose = (
                parts[1]
                if parts[0] in ("parties", "sincerity")
                else parts[3]
                if "worth" in parts[2:3] and parts[3:]
                else name
            )
            if whose in claims.case.parties and whose != name:
                yield claims.warning(
                    (*here, "sees", target),
                    f"this is about `{whose}`, and only what `{name}` goes by is looked at",
                    f"write what changes for `{name}`",
                    key=True,
                )


SUCCESSORS = (days, values, of_others)
"""The checks of other governments."""
