"""Constraints on states: every operator on every state, nesting, and steps that are fixed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from standoff.engine.core.masks import among, columns, distinct, feasible, mask, members, pack, subsets, truth
from standoff.errors import UsageError

A, B, C = ("step", 0), ("step", 1), ("step", 2)

MEANINGS = {
    ("not", A): lambda a, b, c: not a,
    ("and", A, B): lambda a, b, c: a and b,
    ("and", A, B, C): lambda a, b, c: a and b and c,
    ("or", A, B): lambda a, b, c: a or b,
    ("or", A, B, C): lambda a, b, c: a or b or c,
    ("or", A): lambda a, b, c: a,
    ("if", A, B): lambda a, b, c: a or not b,
    ("iff", A, B): lambda a, b, c: a == b,
    ("if", ("or", A, ("not", C)), ("and", B, C)): lambda a, b, c: (a or not c) or not (b and c),
    ("not", ("iff", A, ("if", B, C))): lambda a, b, c: a != (b or not c),
}


@pytest.mark.parametrize("constraint", MEANINGS, ids=str)
def test_truth_on_every_state(constraint):
    found = truth(constraint, columns(3))
    for s in range(8):
        a, b, c = (bool(s >> bit & 1) for bit in range(3))
        assert found[s] == MEANINGS[constraint](a, b, c)
        assert truth(constraint, [a, b, c]) == found[s]


@pytest.mark.parametrize("constraint", MEANINGS, ids=str)
def test_truth_on_a_part_of_the_lattice(constraint):
    whole = truth(constraint, columns(3))
    free = columns(2)
    for fixed in (False, True):
        part = np.broadcast_to(truth(constraint, [free[0], np.bool_(fixed), free[1]]), 4)
        assert part.tolist() == [whole[s & 1 | (s >> 1) << 2 | fixed << 1] for s in range(4)]


@pytest.mark.parametrize("depth", [9_999, 10_000])
def test_truth_is_not_recursive(depth):
    constraint = A
    for _ in range(depth):
        constraint = ("not", constraint)
    assert truth(constraint, [True]) == (depth % 2 == 0)
    right = A
    for _ in range(depth):
        right = ("and", B, right)
    assert truth(right, columns(2)).tolist() == [False, False, False, True]


def test_wide_operators():
    constraint = ("or", *(("and", A, ("not", B)) for _ in range(2000)))
    assert truth(constraint, columns(2)).tolist() == [False, True, False, False]


def test_feasible_states_satisfy_every_constraint():
    some = list(MEANINGS)[:7:2]
    found = feasible(3, some)
    for s, values in enumerate(itertools.product((False, True), repeat=3)):
        assert found[s] == all(MEANINGS[constraint](*reversed(values)) for constraint in some)
    assert feasible(3, []).all()
    assert feasible(0, []).tolist() == [True]


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        (("xor", A, B), "no operator `xor`; known: `not`, `and`, `or`, `if`, `iff`"),
        (("if", A, B, C), "the operator `if` cannot have 3 operands"),
        (("not", A, B), "the operator `not` cannot have 2 operands"),
        (("and",), "the operator `and` cannot have 0 operands"),
    ],
)
def test_wrong_operators_are_refused(constraint, message):
    with pytest.raises(UsageError) as caught:
        truth(constraint, columns(3))
    assert str(caught.value) == message


@pytest.mark.parametrize("number", [0, 1, 5, 0b1011000, (1 << 40) | 1])
def test_members_and_masks_are_inverse(number):
    assert mask(members(number)) == number
    assert pack(number, number) == (1 << len(members(number))) - 1


def test_subsets_are_all_subsets():
    found = subsets(0b10110).tolist()
    assert sorted(found) == [s for s in range(32) if s & 0b10110 == s]
    assert [pack(s, 0b10110) for s in found] == list(range(8))


@pytest.mark.parametrize("seed", range(20))
def test_distinct_and_among_are_as_in_numpy(seed):
    rng = np.random.default_rng(seed)
    some = rng.integers(-5, 20, int(rng.integers(0, 30)))
    others = rng.integers(-5, 20, int(rng.integers(0, 8)))
    assert distinct(some).tolist() == np.unique(some).tolist()
    assert among(some, others).tolist() == np.isin(some, others).tolist()
