"""Numbers that move together: which correlations a case states, and whether numbers can have them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import sqrt

from standoff.case.claims import Claims
from standoff.case.mistake import shown
from standoff.case.model import Case
from standoff.case.naming import unknown_number
from standoff.errors import Problem

__all__ = ["CORRELATIONS", "correlation_of"]

Matrix = list[list[float]]


def correlation_of(case: Case) -> tuple[tuple[str, ...], Matrix]:
    """The numbers that are correlated with others, by their paths, and the correlations between them.

    A driver moves numbers as one common factor: two numbers that it moves by a and b are correlated by a times b. What
    a pair says itself comes before what drivers say of it.
    """
    paths = tuple(dict.fromkeys(path for entry in case.correlated for path in entry.paths))
    place = {path: n for n, path in enumerate(paths)}
    matrix = [[float(i == j) for j in range(len(paths))] for i in range(len(paths))]
    for entry in sorted(case.correlated, key=lambda entry: not entry.moves):
        for one, other in combinations(entry.paths, 2):
            i, j = place[one], place[other]
            value = matrix[i][j] + entry.moves[one] * entry.moves[other] if entry.moves else entry.by or 0.0
            matrix[i][j] = matrix[j][i] = value
    return paths, matrix


def possible(matrix: Matrix) -> bool:
    """Whether there are numbers with these correlations: whether a Cholesky factor exists, up to rounding.

    >>> possible([[1, 0.5], [0.5, 1]]), possible([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    (True, False)
    """
    factor: Matrix = []
    for i, row in enumerate(matrix):
        factor.append([])
        for j in range(i + 1):
            rest = row[j] - sum(a * b for a, b in zip(factor[i], factor[j], strict=False))
            if i != j:
                # A number that others settle already can only agree with what they say.
                if factor[j][j] == 0 and abs(rest) > _NOISE:
                    return False
                factor[i].append(rest / factor[j][j] if factor[j][j] else 0.0)
            elif rest < -_NOISE:
                return False
            else:
                factor[i].append(sqrt(rest) if rest > _NOISE else 0.0)
    return True


_NOISE = 1e-9


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
        if any(abs(value) > 1 + _NOISE for row in matrix for value in row) or not possible(matrix):
            yield claims.error(
                ("correlated",),
                "no numbers can have all these correlations at once",
                "make some of them smaller: two numbers that both move with a third also move together",
                key=True,
            )


CORRELATIONS = (forms, known_numbers, consistent)
"""The checks of correlations."""
