"""What two texts differ in, and where in the case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from standoff.case.editing.differences import Hunk, hunks, lines_of

TEXT = """\
title: Harbour
steps:
  fuel:
    by: alpha
    worth: {alpha: 1, beta: 2}
    because:
      - {in: a}
  visits:
    by: beta
now: []
"""


def where(old: str, new: str) -> list[tuple[str, int]]:
    return [(hunk.where, hunk.line) for hunk in hunks(TEXT, TEXT.replace(old, new, 1))]


def test_where_lines_stand() -> None:
    assert where("Harbour", "Fjord") == [("title", 1)]
    assert where("beta: 2", "beta: 3") == [("steps.fuel.worth", 5)]
    assert where("{in: a}", "{in: b}") == [("steps.fuel.because.1", 7)]
    assert where("      - {in: a}\n", "      - {in: a}\n      - {in: b}\n") == [("steps.fuel.because.2", 8)]
    assert where("    by: alpha\n    worth: {alpha: 1, beta: 2}\n", "") == [("steps.fuel", 4)]
    assert where("  visits:\n    by: beta\n", "") == [("steps.visits", 8)]
    assert where("  visits:\n    by: beta\nnow: []\n", "now: [x]\n") == [("now", 8)]


def test_what_they_hold() -> None:
    assert hunks("a: 1\nb: 2\n", "a: 1\r\nb: 3") == (Hunk("b", 2, ("b: 2",), ("b: 3",)),)
    assert hunks("a: 1\n", "a: 1\n") == ()
    assert hunks("", "a: 1\n") == (Hunk("a", 1, (), ("a: 1",)),)


def test_texts_that_cannot_be_read_differ_too() -> None:
    assert hunks("a: [\n", "a: [1\n") == (Hunk("", 1, ("a: [",), ("a: [1",)),)


lines = st.lists(st.sampled_from(["a: 1", "b: 2", "c: 3", ""]), max_size=9).map(
    lambda parts: "".join(f"{p}\n" for p in parts)
)


@given(lines, lines)
def test_hunks_make_the_new_text_of_the_old(old: str, new: str) -> None:
    after = lines_of(new)
    made, place = [], 0
    rest = lines_of(old)
    for hunk in hunks(old, new):
        same_lines = hunk.line - 1 - len(made)
        made += rest[place : place + same_lines]
        place += same_lines
        assert tuple(rest[place : place + len(hunk.old)]) == hunk.old
        place += len(hunk.old)
        made += hunk.new
    assert made + rest[place:] == after
