"""How problems are shown: the caret stands under the mark, whatever the letters before it."""

from __future__ import annotations

import pickle

import pytest

from standoff.errors import CaseError, Problem, SizeError, UsageError


@pytest.mark.parametrize(
    ("excerpt", "column", "columns_before"),
    [("name: x", 7, 6), ("이름: x", 5, 6), ("e\u0301: x", 5, 3)],
    ids=["latin", "hangul", "combining"],
)
def test_the_caret_stands_under_the_mark(excerpt, column, columns_before):
    line = str(Problem("case.yaml", 1, column, "error", "", "wrong", excerpt=excerpt)).splitlines()[-1]
    assert line == " " * 4 + " " * columns_before + "^"


@pytest.mark.parametrize(
    "error",
    [
        SizeError("steps in the deal `full`", 30, 24, "split the deal"),
        UsageError("no such deal"),
        CaseError([Problem("case.yaml", 1, 2, "error", "", "it is wrong", "mend it")]),
    ],
)
def test_an_error_comes_from_a_worker_as_it_was(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert vars(again) == vars(error)
