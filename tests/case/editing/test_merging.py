"""Two sets of changes in one: the laws of it, and by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_edit import edits, groups
from any_text import any_text
from standoff.case.editing.data import same
from standoff.case.editing.edited import edited
from standoff.case.editing.merging import both, merged, of_json, of_yaml

calm = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
lines = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "\n"]), max_size=8)
texts = st.builds(lambda parts, end: "".join(parts) + end, lines, st.sampled_from(["", "x"]))


@calm
@given(texts, texts)
def test_what_one_side_alone_changed_is_taken(base: str, other: str) -> None:
    for data in (None, of_yaml):
        assert merged(base, base, other, data).text == other
        assert merged(base, other, base, data).text == other
        assert merged(base, other, other, data).text == other


@calm
@given(texts, texts, texts)
def test_it_is_the_same_from_both_sides(base: str, mine: str, theirs: str) -> None:
    one, other = merged(base, mine, theirs, None), merged(base, theirs, mine, None)
    assert one.text == other.text
    assert [(o.base, o.mine, o.theirs) for o in one.touching] == [(o.base, o.theirs, o.mine) for o in other.touching]
    assert (one.text is None) == bool(one.touching)


def count(text: str) -> Counter[str]:
    return Counter(text.splitlines())


@calm
@given(texts, texts, texts)
def test_nothing_of_either_side_is_lost(base: str, mine: str, theirs: str) -> None:
    """What a side added is there, or is told where lines touch; what a side took out is not, but where both say so."""
    found = merged(base, mine, theirs, None)
    if found.text is not None:
        there = count(found.text)
        for side in (mine, theirs):
            for line, added in (count(side) - count(base)).items():
                assert there[line] >= added
        both_gone = (count(base) - count(mine)) + (count(base) - count(theirs))
        for line, gone in both_gone.items():
            more = count(mine)[line] + count(theirs)[line]
            assert there[line] <= more + count(base)[line] - min(gone, count(base)[line])
        assert sum(there.values()) <= sum(count(mine).values()) + sum(count(theirs).values())
    else:
        for overlap in found.touching:
            assert overlap.mine != overlap.theirs
            for lines, text in ((overlap.base, base), (overlap.mine, mine), (overlap.theirs, theirs)):
                assert not Counter(lines) - count(text)


@calm
@given(st.data())
def test_edits_of_both_sides_are_in_the_merged_text(data: st.DataObject) -> None:
    was = data.draw(groups)
    base = data.draw(any_text(was))
    mine, theirs = (edited(base, [data.draw(edits(was))]) for _ in range(2))
    found = merged(base, mine, theirs)
    if found.text is not None:
        assert same(of_yaml(found.text), both(of_yaml(base), of_yaml(mine), of_yaml(theirs)))


BASE = "a: 1\nb: 2\nc: 3\nd:\n  e: 4\n  f: 5\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "wanted"),
    [
        ("a: 9\nb: 2\nc: 3\nd:\n  e: 4\n  f: 5\n", "a: 1\nb: 8\nc: 3\nd:\n  e: 4\n  f: 5\n", "a: 9\nb: 8\nc: 3\nd:\n  e: 4\n  f: 5\n"),
        ("a: 1\nb: 2\nc: 3\nd:\n  e: 4\n  f: 5\n  g: 6\n", "b: 2\nc: 3\nd:\n  e: 4\n  f: 5\n", "b: 2\nc: 3\nd:\n  e: 4\n  f: 5\n  g: 6\n"),
        ("a: 1\nb: 2\nc: 7\nd:\n  e: 4\n  f: 5\n", "a: 1\nb: 2\nc: 7\nd:\n  e: 4\n  f: 6\n", "a: 1\nb: 2\nc: 7\nd:\n  e: 4\n  f: 6\n"),
        ("a: 1\nb: 2\nx: 1\nc: 3\nd:\n  e: 4\n  f: 5\n", "a: 1\nb: 2\ny: 1\nc: 3\nd:\n  e: 4\n  f: 5\n", None),
        ("a: 1\nb: 2\nc: 3\nd:\n  e: 4\n  f: 5\nx: 1\n", "a: 1\nx: 2\nb: 2\nc: 3\nd:\n  e: 4\n  f: 5\n", None),
        ("a: 1\nb: 2\nc: 3\nd:\n  e: 4\n  f: 5\n  g: 1\n", "a: 1\nb: 2\nc: 3\n", None),
    ],
)  # fmt: skip
def test_by_hand(mine: str, theirs: str, wanted: str | None) -> None:
    """Lines beside each other do not touch where each becomes another; the last but one gives a key twice."""
    found = merged(BASE, mine, theirs)
    assert found.text == wanted
    assert bool(found.touching) == (wanted is None)


def test_touching_lines_are_told_with_their_place() -> None:
    mine, theirs = BASE.replace("e: 4", "e: 40"), BASE.replace("e: 4", "e: 44")
    (overlap,) = merged(BASE, mine, theirs).touching
    assert (overlap.where, overlap.line) == ("d.e", 5)
    assert (overlap.base, overlap.mine, overlap.theirs) == (("  e: 4",), ("  e: 40",), ("  e: 44",))


def test_what_says_no_longer_what_both_said_is_no_merger() -> None:
    """One moves a step into a block that the other renames: no line is shared, and the data would be neither's."""
    base = "a:\n  x: 1\n  y: 2\nb: 3\n"
    mine = "a:\n  x: 1\n  y: 2\n  z: 3\nb: 3\n"
    theirs = "a: {}\n# x\nc:\n  x: 1\n  y: 2\nb: 3\n"
    assert merged(base, mine, theirs, None).text is not None
    assert merged(base, mine, theirs).text is None


def test_lists_of_sources_are_merged_by_their_ids() -> None:
    base = '[\n  {"id": "a"},\n  {"id": "b"}\n]\n'
    mine = '[\n  {"id": "a", "title": "A"},\n  {"id": "b"}\n]\n'
    theirs = '[\n  {"id": "a"},\n  {"id": "b", "title": "B"}\n]\n'
    found = merged(base, mine, theirs, of_json).text
    assert found == '[\n  {"id": "a", "title": "A"},\n  {"id": "b", "title": "B"}\n]\n'
    assert merged(base, "[", theirs, of_json).text is None


def test_ends_of_lines_stay() -> None:
    base, mine, theirs = (
        text.replace("\n", "\r\n") for text in ("a: 1\nb: 2\nc: 3\n", "a: 9\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: 8\n")
    )
    assert merged(base, mine, theirs).text == "a: 9\r\nb: 2\r\nc: 8\r\n"


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "wanted"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1, "b": 3}, {"a": 2, "b": 3}),
        ({"a": 1, "b": 2}, {"b": 2}, {"a": 1}, {}),
        ([1, 2, 3], [0, 1, 2, 3], [1, 2, 3, 4], [0, 1, 2, 3, 4]),
        ([1, 2], [1, 5], [6, 2], [6, 5]),
        ([{"a": 1, "b": 1}], [{"a": 2, "b": 1}], [{"a": 1, "b": 2}], [{"a": 2, "b": 2}]),
    ],
)  # fmt: skip
def test_data_of_both(base: Any, mine: Any, theirs: Any, wanted: Any) -> None:
    assert both(base, mine, theirs) == wanted
    assert both(base, theirs, mine) == wanted


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}),
        ({"a": 1}, {}, {"a": 3}),
        ([1], [1, 2], [1, 3]),
        ({"a": 1}, {"a": True}, {"a": 2}),
    ],
)
def test_data_of_both_that_disagree(base: Any, mine: Any, theirs: Any) -> None:
    with pytest.raises(ValueError, match="both sides"):
        both(base, mine, theirs)
