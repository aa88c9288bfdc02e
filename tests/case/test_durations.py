"""Durations as people write them, in years."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.case.model.durations import read_duration, write_duration
from standoff.case.model.mistake import MistakeError
from standoff.case.model.values import Quantity


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("3 weeks", 21 / 365.25, 21 / 365.25),
        ("1 day", 1 / 365.25, 1 / 365.25),
        ("1.5 years", 1.5, 1.5),
        ("18 months", 1.5, 1.5),
        ("1 year", 1, 1),
        ("6 to 18 months", 0.5, 1.5),
        ("2 to 6 years", 2, 6),
        ("6 weeks to 4 months", 42 / 365.25, 1 / 3),
        ("0 to 2 years", 0, 2),
        ("0 days", 0, 0),
        ("0", 0, 0),
        (0, 0, 0),
        (0.0, 0, 0),
    ],
)
def test_what_durations_mean(written: object, low: float, high: float) -> None:
    quantity = read_duration(written)
    assert (quantity.low, quantity.high) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))


def test_ranges_have_the_shapes_of_values() -> None:
    assert read_duration("6 to 18 months", 0.8) == Quantity("lognormal", 0.5, 1.5, 0.8)
    assert read_duration("0 to 2 years").shape == "half-normal"
    assert read_duration("12 months to 1 year") == Quantity.point(1)


def test_never() -> None:
    assert read_duration("never", never=True) == Quantity.point(math.inf)
    assert read_duration("never", never=True).never
    with pytest.raises(MistakeError, match="`never` is possible only for `undo` and `redo`"):
        read_duration("never")
    with pytest.raises(MistakeError) as mistake:
        read_duration("2 years to never", never=True)
    assert mistake.value.hint == "`never` stands alone, not in a range"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (3, "3 of what? a duration needs a unit"),
        ("3", "3 of what? a duration needs a unit"),
        ("3 to 6", "3 to 6 of what? a duration needs a unit"),
        ("3 weeks to 6", "6 of what? a duration needs a unit"),
        ("-3 weeks", "a duration cannot be negative"),
        ("-1 to 3 weeks", "a duration cannot be negative"),
        ("3 moons", "`moons` is not a unit of time"),
        ("3 months to 2 weeks", "the range is upside down: it ends before it starts"),
        ("soon", "`soon` is not a duration"),
        ("a week", "`a week` is not a duration"),
        ("1,5 years", "`1,5 years` is not a duration"),
        (True, "this is not a duration"),
        (["3 weeks"], "this is not a duration"),
        ("1e999 years", "`1e999` is too large: the largest number is 1e12"),
        ("1e10 years", "`1e10 years` is too long: the longest duration is 1,000,000 years"),
        ("1 to 1e9 years", "`1e9 years` is too long: the longest duration is 1,000,000 years"),
        (10**320, "`" + "1" + 56 * "0" + "...` is too large: the largest number is 1e12"),
    ],
)
def test_what_is_no_duration(written: object, message: str) -> None:
    with pytest.raises(MistakeError) as mistake:
        read_duration(written)
    assert mistake.value.message == message


def test_upside_down_says_how_to_write_it() -> None:
    with pytest.raises(MistakeError) as mistake:
        read_duration("3 months to 2 weeks")
    assert mistake.value.hint == "write the smaller end first: `2 weeks to 3 months`"


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "1 day",
        "3 weeks",
        "1 month",
        "5 years",
        "never",
        "6 weeks to 4 months",
        "6 to 18 months",
        "2 to 6 years",
        "0 to 2 weeks",
        "1 to 2 days",
    ],
)
def test_round_durations_are_written_as_they_were(text: str) -> None:
    assert write_duration(read_duration(text, never=True)) == text


ends = st.one_of(st.integers(0, 500).map(lambda n: n / 365.25), st.floats(1e-6, 1e6))


@given(ends, ends)
def test_written_durations_read_back(one: float, other: float) -> None:
    quantity = Quantity.between(*sorted((one, other)))
    assert read_duration(write_duration(quantity)) == quantity
    assert read_duration(write_duration(Quantity.point(one))) == Quantity.point(one)
