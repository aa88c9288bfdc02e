"""How problems are shown: the caret stands under the mark, whatever the letters before it."""

from __future__ import annotations

import pytest

from standoff.errors import Problem


@pytest.mark.parametrize(
    ("excerpt", "column", "columns_before"),
    [("name: x", 7, 6), ("이름: x", 5, 6), ("e\u0301: x", 5, 3)],
    ids=["latin", "hangul", "combining"],
)
def test_the_caret_stands_under_the_mark(excerpt, column, columns_before):
    line = str(Problem("case.yaml", 1, column, "error", "", "wrong", excerpt=excerpt)).splitlines()[-1]
    assert line == " " * 4 + " " * columns_before + "^"
