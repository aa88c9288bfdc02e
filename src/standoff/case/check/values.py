"""Checks of single steps: keys that exclude each other, and a term that is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from standoff.case.check.claims import Claims
from standoff.errors import Problem

__all__ = ["VALUES"]


def irreversible_snapback(claims: Claims) -> Iterator[Problem]:
    """What cannot be undone cannot lapse by itself, nor end with a breakdown."""
    for name, step in claims.case.steps.items():
        for key, what in (("automatic", "lapse by itself"), ("ends_with_breakdown", "end with a breakdown")):
            if getattr(step, key) and step.undo.never:
                yield claims.error(
                    ("steps", name, key),
                    f"a step with `undo: never` cannot {what}",
                    f"remove `{key}`, or say how long undoing takes",
                )


def past_ends(claims: Claims) -> Iterator[Problem]:
    """What has ended by the day of the file is worth nothing from now on."""
    for name, step in claims.case.steps.items():
        if isinstance(step.until, date) and step.until <= claims.case.as_of:
            yield claims.error(
                ("steps", name, "until"),
                f"this is not after `as_of` ({claims.case.as_of.isoformat()}), so nothing of the step is left",
                "is the year right? leave out a step that has ended, or name a later day",
            )


VALUES = (irreversible_snapback, past_ends)
"""The checks of single steps, of which two keys exclude each other."""
