"""A digest tells values apart: equal ones have the same, in every process; others have another."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.analysis.kept.digest import digest


@dataclass(frozen=True)
class One:
    a: Any
    b: Any = 0


@dataclass(frozen=True)
class Other:
    a: Any
    b: Any = 0


ROWS = np.arange(6.0).reshape(2, 3)

DIFFERENT: tuple[Any, ...] = (
    *(None, False, True, 0, 1, -1, 10**30, 0.0, -0.0, 1.0, float("nan"), float("inf"), "", "0", "a", b"", b"a"),
    *((), (0,), [0], (0, 0), ((0,), 0), (0, (0,)), ("ab", "c"), ("a", "bc"), ("abc",), ["abc"]),
    *({}, {"a": 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1}, {1, 2}, {1, 2, 3}, date(2026, 1, 2), date(2026, 1, 3)),
    *(
        ROWS,
        ROWS.copy(order="F"),
        ROWS.reshape(3, 2),
        ROWS[:, :2],
        ROWS.astype(np.float32),
        ROWS + 0.5,
        ROWS[0],
        ROWS[:0],
    ),
    *(ROWS.astype(np.int64), ROWS > 2, np.zeros(0), np.zeros((0, 4)), np.int64(1), np.float64(7)),
    *(One(0), One(1), Other(0), One(0, 1), One(One(0)), One((0, 0))),
)


def test_what_differs_in_value_type_order_or_shape_has_another_digest():
    told = [digest(value) for value in DIFFERENT]
    same = [(DIFFERENT[i], DIFFERENT[j]) for i, j in combinations(range(len(told)), 2) if told[i] == told[j]]
    assert [tuple(map(repr, pair)) for pair in same] == []


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
        st.builds(One, inner, inner),
    ),
    max_leaves=8,
)


def plain(value: Any) -> str:
    """A value in words: what tells values apart that Python takes for equal, like 1 and 1.0."""
    return repr(value)


@given(values, values)
def test_two_values_have_the_same_digest_where_they_are_written_alike(one, other):
    assert (digest(one) == digest(other)) == (plain(one) == plain(other))


def test_a_mapping_of_any_kind_is_told_by_what_it_holds():
    class Own(Mapping):
        def __getitem__(self, key):
            return {"a": 1}[key]

        def __iter__(self):
            return iter(["a"])

        def __len__(self):
            return 1

    assert digest(Own()) == digest({"a": 1})


@pytest.mark.parametrize("value", [object(), len, {"a": object()}, np.array([object()]), One, (n for n in ())])
def test_what_is_not_made_of_values_has_none(value):
    with pytest.raises(TypeError, match="no digest"):
        digest(value)


def test_another_process_with_other_hashes_tells_the_same():
    say = "from standoff.analysis.kept.digest import digest; print(digest(({'b', 'a', 'c'}, {'x': 1.5}, 'ä')).hex())"
    told = {
        subprocess.run(
            [sys.executable, "-c", say], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert told == {digest(({"b", "a", "c"}, {"x": 1.5}, "ä")).hex()}
