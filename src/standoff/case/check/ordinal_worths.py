"""Checks of orders of steps: names, the word `nothing`, and that nobody has both an order and worths."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims
from standoff.case.check.naming import unknown_party, unknown_step
from standoff.case.model.forms import NOTHING
from standoff.case.model.mistake import shown
from standoff.case.model.model import Groups
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["ORDERS", "order_problems"]

_MEANS = "steps before it are worth something to the party, steps after it cost it something"


def in_orders(claims: Claims) -> Iterator[Problem]:
    """Parties and steps of orders, each step once, and the word `nothing` at most once and alone."""
    for party, entries in claims.case.order.items():
        yield from unknown_party(claims, party, ("order", party), key=True)
        yield from order_problems(claims, entries, ("order", party))


def order_problems(claims: Claims, entries: Groups, path: KeyPath, inside: bool = True) -> Iterator[Problem]:
    """What is wrong with an order that stands at a path; `inside`: whether its entries have places of their own."""
    named: set[str] = set()
    for i, group in enumerate(entries):
        for j, name in enumerate(group):
            here = _place(claims, path, i, j) if inside else path
            if name != NOTHING:
                yield from unknown_step(claims, name, here, parts=False)
            elif NOTHING in claims.steps:
                what = "`nothing` stands for zero in an order, and a step is called so too"
                yield claims.error(here, what, "give the step another name")
            elif len(group) > 1:
                yield claims.error(here, "`nothing` stands alone in an order", _MEANS)
            if name in named:
                yield claims.error(here, f"{shown(name)} is listed twice", "name it once")
            named.add(name)
    if named == {NOTHING}:
        yield claims.error(path, "this order names no step", f"name some, before or after `nothing`: {_MEANS}")


def _place(claims: Claims, path: KeyPath, i: int, j: int) -> KeyPath:
    """The place of a step: one that is alone in its entry may stand without a list."""
    return (*path, i, j) if isinstance(claims.source.at((*path, i)), list) else (*path, i)


def orders_beside_worths(claims: Claims) -> Iterator[Problem]:
    """What a step is worth to a party comes from one place: its worths, its order of steps, or its order of states."""
    for party in claims.case.order:
        for kind in ("steps", "together"):
            both = [name for name, claim in getattr(claims.case, kind).items() if party in claim.worth]
            if both:
                yield claims.error(
                    (kind, both[0], "worth", party),
                    f"`{party}` has an order of steps as well, under `order`",
                    "give its worths or its order, not both",
                    key=True,
                )
        if party in claims.case.prefer:
            yield claims.error(
                ("prefer", party),
                f"`{party}` has an order of steps as well, under `order`",
                "give its order of states or its order of steps, not both",
                key=True,
            )


ORDERS = (in_orders, orders_beside_worths)
"""The checks of orders of steps."""
