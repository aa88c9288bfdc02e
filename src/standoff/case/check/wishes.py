"""Checks of what a deal wishes of its plans (same, first and last phase, little at risk) and of the dates of steps."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims, listed
from standoff.case.check.naming import repeated, unknown_party
from standoff.case.model.mistake import shown
from standoff.case.model.model import Deal
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["WISHES", "idle_dates"]


def wishes(claims: Claims) -> Iterator[Problem]:
    """Same phase, first and last name steps that the deal still has to make, and do not contradict `before`."""
    for name, deal in claims.case.deals.items():
        here = ("deals", name)
        for i, group in enumerate(deal.same_phase):
            yield from _planned(claims, deal, group, (*here, "same_phase", i))
        for key in ("first", "last"):
            yield from _planned(claims, deal, getattr(deal, key), (*here, key))
        for party in deal.at_risk:
            yield from unknown_party(claims, party, (*here, "at_risk", party), key=True)
        for i, (earlier, later) in enumerate(deal.before):
            yield from _against_before(claims, deal, earlier, later, (*here, "before", i))


def _planned(claims: Claims, deal: Deal, names: tuple[str, ...], path: KeyPath) -> Iterator[Problem]:
    may = {*deal.steps, *(m for step in deal.steps for m in claims.case.choices.get(step, ()))}
    for i, name in enumerate(names):
        if name not in may:
            yield claims.error((*path, i), f"{shown(name)} is not in this deal", f"in the deal: {listed(deal.steps)}")
        elif name in claims.now:
            yield claims.error(
                (*path, i), f"`{name}` is in force now already, so it comes in no phase", "remove it here"
            )
    yield from repeated(claims, names, path)


def _against_before(claims: Claims, deal: Deal, earlier: str, later: str, path: KeyPath) -> Iterator[Problem]:
    hint = "remove this pair, or change that"
    if earlier == later:
        return
    if any(earlier in group and later in group for group in deal.same_phase):
        yield claims.error(path, f"`{earlier}` and `{later}` come in the same phase by `same_phase`", hint)
    if later in deal.first:
        yield claims.error(path, f"`{later}` comes in the first phase by `first`, so nothing comes before it", hint)
    if earlier in deal.last:
        yield claims.error(path, f"`{earlier}` comes in the last phase by `last`, so nothing comes after it", hint)


def idle_dates(claims: Claims) -> Iterator[Problem]:
    """A date that is past keeps no step from starting."""
    for name, step in claims.case.steps.items():
        if step.not_before is not None and step.not_before <= claims.case.as_of:
            yield claims.warning(
                ("steps", name, "not_before"),
                f"this is not after `as_of` ({claims.case.as_of.isoformat()}), so it says nothing",
                "is the year right? if so, remove it",
            )


WISHES = (wishes,)
"""The checks of wishes."""
