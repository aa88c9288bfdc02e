"""Numbers that move together: which correlations a case states, and whether numbers can have them."""

from __future__ import annotations

from itertools import combinations
from math import sqrt

from standoff.case.model.model import Case

__all__ = ["NOISE", "correlation_of"]


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
                if factor[j][j] == 0 and abs(rest) > NOISE:
                    return False
                factor[i].append(rest / factor[j][j] if factor[j][j] else 0.0)
            elif rest < -NOISE:
                return False
            else:
                factor[i].append(sqrt(rest) if rest > NOISE else 0.0)
    return True


NOISE = 1e-9
