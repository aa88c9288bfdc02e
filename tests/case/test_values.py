"""Numbers and ranges: how they are written, what shape they have, and their quantiles."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.analysis.sureness.ranges import marginal_of
from standoff.case.model.mistake import MistakeError
from standoff.case.model.values import Quantity, read_chance, read_level, read_worth, write_worth


def quantile(quantity: Quantity, u: float) -> float:
    return float(marginal_of(quantity).quantile(np.array([u]))[0])


numbers = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
ranges = st.tuples(numbers, numbers).map(sorted).filter(lambda ends: ends[0] < ends[1])


@pytest.mark.parametrize(
    ("written", "shape", "low", "high"),
    [
        (5, "point", 5, 5),
        (-2.5, "point", -2.5, -2.5),
        ("5", "point", 5, 5),
        ("0.5 to 2", "lognormal", 0.5, 2),
        ("-6 to -2", "lognormal", -6, -2),
        ("-1 to 2", "normal", -1, 2),
        ("0 to 2", "half-normal", 0, 2),
        ("-2 to 0", "half-normal", -2, 0),
        ("3 to 3", "point", 3, 3),
        ("+1e1  to  2.5e1", "lognormal", 10, 25),
    ],
)
def test_forms_and_shapes(written: object, shape: str, low: float, high: float) -> None:
    quantity = read_worth(written)
    assert (quantity.shape, quantity.low, quantity.high) == (shape, low, high)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "four",
        "4-9",
        "4 to",
        "to 9",
        "4 to 9 to 12",
        "1,5",
        "4 – 9",
        "nan",
        "inf",
        "1e999",
        "٣",
        True,
        None,
        [],
        "4to9",
        math.nan,
        math.inf,
        10**400,
    ],
)
def test_what_is_no_number(written: object) -> None:
    with pytest.raises(MistakeError):
        read_worth(written)


@pytest.mark.parametrize(
    ("written", "turned"), [("4 to 2", "2 to 4"), ("-2 to -6", "-6 to -2"), ("1 to -1", "-1 to 1")]
)
def test_upside_down_says_how_to_write_it(written: str, turned: str) -> None:
    with pytest.raises(MistakeError, match="upside down") as mistake:
        read_worth(written)
    assert mistake.value.hint == f"write the smaller end first: `{turned}`"


def test_too_large_and_too_small() -> None:
    for written in ("1e13", -1e13, "1 to 1e13", "1e-13"):
        with pytest.raises(MistakeError, match=r"too (large|small)"):
            read_worth(written)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
@pytest.mark.parametrize("ends", [(4, 9), (-9, -4), (-1, 3)])
def test_the_ends_of_a_range_leave_out_equal_shares(ends: tuple[float, float], level: float) -> None:
    quantity = Quantity.between(*ends, level)
    assert quantile(quantity, (1 - level) / 2) == pytest.approx(ends[0], rel=1e-12)
    assert quantile(quantity, (1 + level) / 2) == pytest.approx(ends[1], rel=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_half_normal_holds_its_level_between_zero_and_the_end(level: float) -> None:
    assert quantile(Quantity.between(0, 7, level), level) == pytest.approx(7, rel=1e-12)
    assert quantile(Quantity.between(-7, 0, level), 1 - level) == pytest.approx(-7, rel=1e-12)


def test_medians_by_hand() -> None:
    assert read_worth("4 to 9").median == 6
    assert read_worth("-9 to -4").median == -6
    assert read_worth("-1 to 3").median == 1
    assert read_worth("3").median == 3
    # |Z| is below 0.67449 half of the time, and below 1.64485 with probability 0.9.
    assert read_worth("0 to 2").median == pytest.approx(2 * 0.6744897501960817 / 1.6448536269514722, rel=1e-12)
    assert read_worth("-2 to 0").median == -read_worth("0 to 2").median


def test_lognormal_quantiles_by_its_definition() -> None:
    quantity = read_worth("1 to 100")
    spread = math.log(10) / 1.6448536269514722
    for u in (0.01, 0.3, 0.77):
        assert quantile(quantity, u) == pytest.approx(10 * math.exp(spread * NormalDist().inv_cdf(u)), rel=1e-12)


@given(ranges)
def test_quantiles_rise_keep_their_sign_and_meet_the_median(ends: list[float]) -> None:
    quantity = Quantity.between(*ends)
    values = [quantile(quantity, u) for u in (0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999)]
    assert all(a <= b for a, b in pairwise(values))
    assert quantile(quantity, 0.5) == pytest.approx(quantity.median, rel=1e-9, abs=1e-9)
    if quantity.shape in ("lognormal", "half-normal"):
        assert len({math.copysign(1, value) for value in values}) == 1


@given(ranges)
def test_mirror_images(ends: list[float]) -> None:
    low, high = ends
    one, other = Quantity.between(low, high), Quantity.between(-high, -low)
    for u in (0.1, 0.4, 0.9):
        assert quantile(one, u) == pytest.approx(-quantile(other, 1 - u), rel=1e-9, abs=1e-9)


@given(st.one_of(numbers.map(Quantity.point), ranges.map(lambda ends: Quantity.between(*ends))))
def test_written_quantities_read_back(quantity: Quantity) -> None:
    assert read_worth(write_worth(quantity)) == quantity


def test_levels() -> None:
    assert [read_level(value) for value in ("80 %", "80%", 0.8)] == [0.8, 0.8, 0.8]
    for value in (80, 0, 1, "80", "eighty %", "0 %", "100 %", True, None):
        with pytest.raises(MistakeError):
            read_level(value)


# ----------------------------------------------------------------------------------------------- chances

chances = st.floats(0.001, 0.999)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        (0.4, 0.4, 0.4),
        ("0.4", 0.4, 0.4),
        ("40 %", 0.4, 0.4),
        ("40%", 0.4, 0.4),
        (0, 0, 0),
        (1, 1, 1),
        ("100 %", 1, 1),
        ("0.3 to 0.6", 0.3, 0.6),
        ("30 to 60 %", 0.3, 0.6),
        ("30 % to 60 %", 0.3, 0.6),
        ("0.5 to 0.5", 0.5, 0.5),
    ],
)
def test_how_chances_are_written(written: object, low: float, high: float) -> None:
    chance = read_chance(written)
    assert (chance.low, chance.high) == (low, high)
    assert chance.shape == ("point" if low == high else "logit-normal")


@pytest.mark.parametrize(
    "written",
    [-0.1, 1.2, 40, "30 to 60", "-10 %", "110 %", "0 to 0.5", "0.5 to 1", "0 to 100 %", "0.6 to 0.3", "30 % to 0.6",
     "likely", "", True, None, [], math.nan, "%", "0.3 - 0.6", "30 %%"],
)  # fmt: skip
def test_what_is_no_chance(written: object) -> None:
    with pytest.raises(MistakeError):
        read_chance(written)


def test_an_upside_down_range_of_chances_says_how_to_write_it() -> None:
    with pytest.raises(MistakeError, match="upside down") as mistake:
        read_chance("60 to 30 %")
    assert mistake.value.hint == "write the smaller end first: `30 to 60 %`"


def test_the_odds_of_a_chance_are_lognormal() -> None:
    """0.3 to 0.6 are odds of 3/7 and 3/2; their geometric mean is 3/sqrt(14)."""
    odds = 3 / math.sqrt(14)
    assert read_chance("0.3 to 0.6").median == pytest.approx(odds / (1 + odds), rel=1e-12)
    as_odds = Quantity.between(3 / 7, 3 / 2)
    for u in (0.01, 0.05, 0.3, 0.95, 0.999):
        ratio = quantile(as_odds, u)
        assert quantile(read_chance("0.3 to 0.6"), u) == pytest.approx(ratio / (1 + ratio), rel=1e-12)


@given(st.tuples(chances, chances).map(sorted), st.floats(0.001, 0.999))
def test_a_chance_stays_one_and_its_opposite_is_its_mirror_image(ends: list[float], u: float) -> None:
    low, high = ends
    chance, opposite = Quantity.chance(low, high), Quantity.chance(1 - high, 1 - low)
    assert 0 <= quantile(chance, u) <= 1
    assert quantile(chance, u) == pytest.approx(1 - quantile(opposite, 1 - u), abs=1e-9)


@given(
    st.one_of(chances.map(Quantity.point), st.tuples(chances, chances).map(sorted).map(lambda e: Quantity.chance(*e)))
)
def test_written_chances_read_back(chance: Quantity) -> None:
    assert read_chance(write_worth(chance)) == chance
