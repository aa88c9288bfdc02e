"""Answers about worths by definition: corners one by one, all subsets of answers, draws sorted by what they answer."""

from fractions import Fraction
from itertools import combinations


def solved(rows, right):
    """The one solution of n equations, or None if there is none, or more than one; in fractions."""
    n = len(rows)
    table = [[*map(Fraction, row), Fraction(b)] for row, b in zip(rows, right, strict=True)]
    for column in range(n):
        pivot = next((r for r in range(column, n) if table[r][column] != 0), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [value / table[column][column] for value in table[column]]
        for r in range(n):
            if r != column and table[r][column] != 0:
                factor = table[r][column]
                table[r] = [a - factor * b for a, b in zip(table[r], table[column], strict=True)]
    return [row[n] for row in table]


def corners(low, high, conditions, by=0):
    """The corners of all worths in the box with row @ x >= least, or by more than a share of the row's largest term."""
    n = len(low)
    size = [max(abs(a), abs(b)) for a, b in zip(low, high, strict=True)]
    told = []
    for row, least in conditions:
        largest = max(abs(Fraction(c)) * Fraction(s) for c, s in zip(row, size, strict=True))
        told.append(([Fraction(c) for c in row], Fraction(least) + Fraction(by) * largest))
    for place in range(n):
        unit = [Fraction(int(k == place)) for k in range(n)]
        told.append((unit, Fraction(low[place])))
        told.append(([-c for c in unit], -Fraction(high[place])))
    found = []
    for chosen in combinations(told, n):
        at = solved([row for row, _ in chosen], [least for _, least in chosen])
        if at is not None and all(dot(row, at) >= least for row, least in told):
            found.append(at)
    return found


def dot(row, at):
    return sum(a * b for a, b in zip(row, at, strict=True))


def ranges(low, high, answers):
    """The ends of each worth over all corners; None if there is none."""
    found = corners(low, high, [condition for answer in answers for condition in answer])
    if not found:
        return None
    return [(float(min(column)), float(max(column))) for column in zip(*found, strict=True)]


def can_be(low, high, answers, by):
    """Whether answers can all be true, each condition by more than a share of its largest term."""
    return bool(corners(low, high, [condition for answer in answers for condition in answer], by))


def fewest_contradicting(low, high, answers, by):
    """How many answers the smallest set has that cannot all be true; 0 if all can be."""
    for size in range(1, len(answers) + 1):
        for some in combinations(answers, size):
            if not can_be(low, high, some, by):
                return size
    return 0


# -------------------------------------------------------------------------------------------------- what to ask next


def answer(kind, left, right, doubted, worths, same, ratio_step):
    """What whoever has these worths says: a word, or in which step of size the ratio is."""
    of_left, of_right = dot(left, worths), dot(right, worths)
    if kind == "how many":
        from math import floor, log

        unit = abs(of_left) if any(left) else 1.0
        return floor(log(abs(of_right) / unit) / ratio_step)
    if doubted and of_left < 0 and of_right < 0:
        return "neither"
    size = sum((abs(a) + abs(b)) / 2 * abs(x) for a, b, x in zip(left, right, worths, strict=True))
    if abs(of_left - of_right) <= same * size:
        return "same"
    return "left" if of_left > of_right else "right"


def explained(answers, values):
    """Which share of the variance of some values the answers are expected to take away.

    Within those who answer alike, the variance is that of a sample; of one alone, nothing is learnt.
    """
    whole = variance(values)
    groups = {}
    for said, value in zip(answers, values, strict=True):
        groups.setdefault(said, []).append(value)
    left = sum(len(group) * (variance(group) if len(group) > 1 else whole) for group in groups.values()) / len(values)
    return 1 - left / whole


def variance(values):
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
