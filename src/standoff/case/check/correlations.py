"""Checks of numbers that move together: whether the numbers named can have the correlations stated."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims
from standoff.case.check.naming import unknown_number
from standoff.case.model.correlations import NOISE, correlation_of, possible
from standoff.case.model.mistake import shown
from standoff.errors import Problem

__all__ = ["CORRELATIONS"]


def forms(claims: Claims) -> Iterator[Problem]:
    """An entry names numbers `between` which there is a correlation `by` so much, or a `driver` and what it `moves`."""
    for n, entry in enumerate(claims.case.correlated):
        here = ("correlated", n)
        pair, driver = bool(entry.between) and entry.by is not None, bool(entry.driver) and bool(entry.moves)
        mixed = (bool(entry.between) or entry.by is not None) and (bool(entry.driver) or bool(entry.moves))
        if mixed or not (pair or driver):
            yield claims.error(
                here,
                "this is neither a correlation nor a driver",
                "write `between` and `by`, or `driver` and `moves`",
            )


def known_numbers(claims: Claims) -> Iterator[Problem]:
    """What is correlated are numbers of the case, each named once in an entry, and given as ranges."""
    for n, entry in enumerate(claims.case.correlated):
        for i, path in enumerate(entry.between):
            yield from unknown_number(claims, path, ("correlated", n, "between", i), key=False)
            if path in entry.between[:i]:
                yield claims.error(("correlated", n, "between", i), f"{shown(path)} is here twice", "name it once")
        for path in entry.moves:
            yield from unknown_number(claims, path, ("correlated", n, "moves", path), key=True)


def consistent(claims: Claims) -> Iterator[Problem]:
    """Numbers can have all the correlations that are stated."""
    if next(forms(claims), None) is None and claims.case.correlated:
        _, matrix = correlation_of(claims.case)
        if any(abs(value) > 1 + NOISE for row in matrix for value in row) or not possible(matrix):
            yield claims.error(
                ("correlated",),
                "no numbers can have all these correlations at once",
                "make some of them smaller: two numbers that both move with a third also move together",
                key=True,
            )


CORRELATIONS = (forms, known_numbers, consistent)
"""The checks of correlations."""
