"""States as integers, sets of states as bool arrays: bit j of state s is set where step j is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np

from standoff.engine.core.types import Bools, Ints
from standoff.errors import UsageError

__all__ = [
    "OPERATORS",
    "Constraint",
    "among",
    "columns",
    "distinct",
    "feasible",
    "mask",
    "members",
    "pack",
    "subsets",
    "truth",
]


Constraint = tuple[Any, ...]
"""("step", bit) | ("not", e) | ("and", e1, e2, ...) | ("or", ...) | ("if", consequence, condition) | ("iff", a, b)."""

OPERATORS: dict[str, np.ufunc] = {
    "not": np.logical_not,
    "and": np.logical_and,
    "or": np.logical_or,
    "if": np.greater_equal,  # on truth values: the consequence is at least as true as the condition
    "iff": np.equal,
}
FOLDS = frozenset({"and", "or"})


def truth(constraint: Constraint, columns: Sequence[Any] | Mapping[int, Any]) -> Any:
    """Where a constraint holds.

    `columns[bit]` is a bool array, or a single truth value for a step that is fixed; all must broadcast. Returns an
    array of their common shape (a single truth value if all are). Any depth of nesting. Raises UsageError for an
    operator that does not exist, or with the wrong number of operands.

    >>> truth(("if", ("step", 0), ("step", 1)), columns(2))
    array([ True,  True, False,  True])
    >>> bool(truth(("not", ("and", ("step", 0), ("step", 1))), [True, False]))
    True
    """
    todo: list[Any] = [constraint]
    values: list[Any] = []
    while todo:
        item = todo.pop()
        if isinstance(item, np.ufunc):
            operands = values[-item.nin :]
            values[-item.nin :] = [item(*operands)]
        elif item[0] == "step":
            values.append(columns[item[1]])
        else:
            todo.extend(reversed(_program(item)))
    return values.pop()


def _program(node: Constraint) -> list[Any]:
    """The operands of a node and its operator, in the order of a stack machine; `and` and `or` fold as they go."""
    kind, *operands = node
    if kind not in OPERATORS:
        raise UsageError(f"no operator `{kind}`; known: " + ", ".join(f"`{name}`" for name in OPERATORS))
    operator = OPERATORS[kind]
    if not (operands if kind in FOLDS else len(operands) == operator.nin):
        raise UsageError(f"the operator `{kind}` cannot have {len(operands)} operands")
    program = operands[: operator.nin]
    if len(program) == operator.nin:
        program.append(operator)
    for operand in operands[operator.nin :]:
        program += [operand, operator]
    return program


def columns(n: int) -> tuple[Bools, ...]:
    """For each of n steps, whether it is in force: n bool arrays over all 2^n states.

    >>> [column.astype(int).tolist() for column in columns(2)]
    [[0, 1, 0, 1], [0, 0, 1, 1]]
    """
    return tuple(_column(n, bit) for bit in range(n))


def _column(n: int, bit: int) -> Bools:
    column = np.zeros((1 << n >> bit + 1, 2, 1 << bit), np.bool_)
    column[:, 1] = True
    return column.reshape(-1)


def feasible(n: int, constraints: Iterable[Constraint]) -> Bools:
    """The states of n steps in which every constraint holds: a bool array over all 2^n states.

    >>> np.flatnonzero(feasible(3, [("not", ("and", ("step", 0), ("step", 2)))])).tolist()
    [0, 1, 2, 3, 4, 6]
    """
    lattice = columns(n)
    holds = np.ones(1 << n, np.bool_)
    for constraint in constraints:
        holds &= truth(constraint, lattice)
    return holds


_TRUTH = bytes.maketrans(b"01", b"\0\1")


def members(mask: int) -> tuple[int, ...]:
    """The bits that are set in a mask, in increasing order.

    >>> members(0b1101)
    (0, 2, 3)
    """
    digits = f"{mask:b}"[::-1].encode().translate(_TRUTH)  # many times faster than looking at bit after bit
    return tuple(compress(range(len(digits)), digits))


def mask(members: Iterable[int]) -> int:
    """The mask with these bits set.

    >>> bin(mask([0, 2, 3]))
    '0b1101'
    """
    return sum(1 << bit for bit in set(members))


def pack(mask: int, within: int) -> int:
    """The bits of `mask` that lie in `within`, moved together to the low end.

    >>> bin(pack(0b1100, within=0b1010))
    '0b10'
    """
    return sum((mask >> bit & 1) << place for place, bit in enumerate(members(within)))


def subsets(within: int) -> Ints:
    """Every subset of a mask, as int64, in the order of their packed numbers.

    >>> subsets(0b1010).tolist()
    [0, 2, 8, 10]
    """
    found = np.zeros(1 << within.bit_count(), np.int64)
    for place, bit in enumerate(members(within)):
        half = 1 << place
        np.add(found[:half], 1 << bit, out=found[half : 2 * half])
    return found


def distinct(numbers: Ints) -> Ints:
    """Whole numbers in order, each once.

    The same as `np.unique`, which first loads all of numpy's masked arrays: a tenth of what a small question takes.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(numbers)
    first = np.ones(ordered.size, dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def among(numbers: Ints, wanted: Ints) -> Bools:
    """Which of some whole numbers are among others; the same as `np.isin`, which begins with `np.unique`.

    >>> among(np.array([4, 1, 3]), np.array([3, 4, 8])).tolist()
    [True, False, True]
    """
    if not wanted.size:
        return np.zeros(numbers.shape, dtype=bool)
    ordered = np.sort(wanted)
    place = np.minimum(np.searchsorted(ordered, numbers), ordered.size - 1)
    return np.asarray(ordered[place] == numbers)
