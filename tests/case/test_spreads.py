"""What is believed of a number in keys, and which numbers move together: read, refused, written, drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, spearmanr

from shares import share_of
from standoff.analysis.sureness.ranges import Drawn, quantities_of
from standoff.case.load import load, read_source
from standoff.case.model.correlations import correlation_of, possible
from standoff.case.model.mistake import MistakeError
from standoff.case.model.spreads import read_spread, write_spread
from standoff.case.model.values import Quantity, read_worth
from standoff.case.reading.files import save
from standoff.case.reading.writing import dumps

TEXT = """\
format: 1
title: Spreads
as_of: 2026-11-02
parties:
  a: {horizon: {low: 1 year, mode: 3 years, high: 9 years}}
  b: {horizon: 4 years, walkout_cost: {values: [1, 2, 4], chances: [50 %, 25 %, 25 %]}}
steps:
  x:
    by: a
    seen: {low: 1 month, high: 1 year, shape: uniform}
    missed: {low: 0, mode: 10 %, high: 50 %}
    worth: {a: {low: -5, mode: -3, high: -1, shape: triangular}, b: 2 to 5}
  y:
    by: b
    seen: {normally: {values: [1 month, 2 months]}, with: {x: 1 week}}
    worth: {a: 5, b: {low: -4, high: -2, shape: normal}}
"""


def spread(**keys):
    return read_spread(keys, read_worth, 0.9)


def said(text):
    return [str(problem).splitlines()[0] for problem in read_source("case.yaml", text).problems]


def test_what_keys_mean():
    case = read_source("case.yaml", TEXT).case
    shapes = {path: quantity.shape for path, quantity in quantities_of(case).items() if quantity.shape != "point"}
    assert shapes == {
        "parties.a.horizon": "pert",
        "parties.b.walkout_cost": "discrete",
        "steps.x.seen": "uniform",
        "steps.x.missed": "pert",
        "steps.x.worth.a": "triangular",
        "steps.x.worth.b": "lognormal",
        "steps.y.seen.normally": "discrete",
        "steps.y.worth.b": "normal",
    }
    assert case.steps["x"].seen.median == pytest.approx((1 / 12 + 1) / 2)
    # Half of a triangle from -5 to -1 with its top in the middle lies below that.
    assert case.steps["x"].worth["a"].median == pytest.approx(-3)
    assert case.parties["b"].walkout_cost.median == 1
    assert spread(values=[8, 3, 5], chances=["20 %", "45 %", "35 %"]).median == 5
    assert spread(low=1, mode=2, high=9).median == pytest.approx(beta(1.5, 4.5, 1, 8).median())


def test_written_spreads_read_back(tmp_path):
    case = read_source("case.yaml", TEXT).case
    save(tmp_path / "case.yaml", dumps(case))
    assert load(tmp_path) == case


ends = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)).map(sorted)


@given(ends, st.sampled_from(["pert", "triangular", "uniform", "normal"]))
def test_any_spread_reads_back(three, shape):
    low, mode, high = (round(end, 6) for end in three)
    with_mode = {"mode": mode} if shape in ("pert", "triangular") else {}
    quantity = spread(low=low, high=high, shape=shape, **with_mode)
    if quantity.in_keys:
        assert read_spread(write_spread(quantity, lambda value: value), read_worth, 0.9) == quantity
    assert low - 1e-9 <= quantity.median <= high + 1e-9


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"low": 2, "mode": 12, "high": 9}, "`mode` is not between `low` and `high`"),
        ({"low": 9, "mode": 4, "high": 2}, "the range is upside down: `low` is more than `high`"),
        ({"low": 2, "mode": 4}, "`high` is missing"),
        ({"low": 2, "high": 4}, "a range in keys needs a `mode` or a `shape`"),
        ({"low": 2, "high": 4, "shape": "pert"}, "`mode` is missing"),
        ({"low": 2, "high": 4, "mode": 3, "shape": "uniform"}, "the shape `uniform` has no `mode`"),
        ({"low": 2, "high": 4, "shape": "beta"}, "there is no shape `beta`"),
        ({"low": -2, "high": 4, "shape": "lognormal"}, "the ends of a lognormal range are of one sign, and not 0"),
        ({"low": "1 to 2", "mode": 3, "high": 4}, "`low` must be one number, not `1 to 2`"),
        ({"low": "soon", "mode": 3, "high": 4}, "`low`: `soon` is neither a number nor a range"),
        ({"low": 1, "most": 2, "high": 4}, "there is no key `most` here"),
        ({"values": [1, 2], "low": 1}, "`values` stand alone: they have no `low`, `mode`, `high` or `shape`"),
        ({"values": 3}, "`values` must be a list of numbers"),
        ({"values": []}, "`values` must be a list of numbers"),
        ({"values": [1, 1]}, "`values` names a number twice"),
        ({"values": [1, 2], "chances": [0.5]}, "`chances` must be a list of 2, one for each value"),
        ({"values": [1, 2], "chances": [0.5, 0.4]}, "`chances` add up to 90 %"),
        ({"chances": [0.5, 0.5]}, "`values` must be a list of numbers"),
    ],
)
def test_what_is_refused(keys, message):
    with pytest.raises(MistakeError) as mistake:
        spread(**keys)
    assert mistake.value.message == message
    assert mistake.value.hint


def test_bounds_of_a_key_hold_in_keys_too():
    text = TEXT.replace("{values: [1, 2, 4], chances: [50 %, 25 %, 25 %]}", "{low: -1, mode: 0, high: 4}")
    assert said(text)[0].endswith("parties.b.walkout_cost: `low`: a walk-out cost cannot be negative")
    assert "0 and 1" in said(TEXT.replace("mode: 10 %, high: 50 %", "mode: 0.1, high: 3"))[0]
    assert "`never` is possible only for" in said(TEXT.replace("high: 9 years", "high: never"))[0]


# ------------------------------------------------------------------------------------------ correlations

CORRELATED = """\
correlated:
  - {between: [steps.x.worth.a, steps.y.worth.b], by: -0.6}
  - driver: The price of fuel
    moves: {steps.x.worth.a: 0.8, steps.x.worth.b: 0.5, parties.a.horizon: -0.5}
"""


def test_drivers_and_pairs_make_one_matrix():
    paths, matrix = correlation_of(read_source("case.yaml", TEXT + CORRELATED).case)
    assert paths == ("steps.x.worth.a", "steps.y.worth.b", "steps.x.worth.b", "parties.a.horizon")
    assert np.array(matrix) == pytest.approx(
        np.array([[1, -0.6, 0.4, -0.4], [-0.6, 1, 0, 0], [0.4, 0, 1, -0.25], [-0.4, 0, -0.25, 1]])
    )


def test_what_is_drawn_is_correlated():
    drawn = Drawn.of(read_source("case.yaml", TEXT + CORRELATED).case, 4000, 3)
    plain = Drawn.of(read_source("case.yaml", TEXT).case, 4000, 3)
    rho = spearmanr(drawn.value("steps.x.worth.a"), drawn.value("steps.y.worth.b")).statistic
    assert rho == pytest.approx(6 / np.pi * np.arcsin(-0.3), abs=0.05)
    assert abs(spearmanr(plain.value("steps.x.worth.a"), plain.value("steps.y.worth.b")).statistic) < 0.05
    np.testing.assert_array_equal(drawn.value("steps.x.seen"), plain.value("steps.x.seen"))
    np.testing.assert_array_equal(drawn.value("parties.b.horizon"), np.full(4000, 4.0))


def test_parts_of_the_draws_are_the_draws():
    drawn = Drawn.of(read_source("case.yaml", TEXT + CORRELATED).case, 25, 3)
    parts = list(drawn.parts(10))
    assert [part.draws for part in parts] == [10, 10, 5]
    whole = drawn.exchange()
    for name in ("worth", "horizons", "seen", "walkout_costs", "missed", "seen_with"):
        np.testing.assert_array_equal(
            getattr(whole, name), np.concatenate([getattr(part.exchange(), name) for part in parts])
        )


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_whether_correlations_are_possible_is_what_eigenvalues_say(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 7))
    matrix = np.eye(n)
    for i in range(n):
        for j in range(i):
            matrix[i, j] = matrix[j, i] = rng.uniform(-1, 1) * rng.choice([0.4, 1])
    least = np.linalg.eigvalsh(matrix).min()
    if abs(least) > 1e-6:
        assert possible(matrix.tolist()) == (least > 0)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "{between: [steps.x.worth.a, steps.y.worth.c], by: 0.5}",
            "case.yaml:18:33 error correlated.1.between.2: there is no number `steps.y.worth.c`",
        ),
        (
            "{between: [steps.x.worth.a, steps.x.worth.a], by: 0.5}",
            "case.yaml:18:33 error correlated.1.between.2: `steps.x.worth.a` is here twice",
        ),
        (
            "{between: [steps.x.worth.a, parties.b.horizon], by: 0.5}",
            "case.yaml:18:33 warning correlated.1.between.2: this number is not a range: there is no doubt about it",
        ),
        (
            "{between: [steps.x.worth.a, steps.x.worth.b], by: 1.5}",
            "case.yaml:18:55 error correlated.1.by: `1.5` is not a correlation",
        ),
        (
            "{between: [steps.x.worth.a, steps.x.worth.b], driver: Fuel}",
            "case.yaml:18:5 error correlated.1: this is neither a correlation nor a driver",
        ),
        ("{driver: Fuel, moves: {steps.x.worth.d: 0.5}}", "case.yaml:18:28 error correlated.1.moves.steps.x.worth.d: there is no number `steps.x.worth.d`"),
        (
            "{between: [steps.x.worth.a, steps.x.worth.b, steps.y.worth.b], by: -0.9}",
            "case.yaml:17:1 error correlated: no numbers can have all these correlations at once",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_correlation(entry, message):
    found = [line for line in said(f"{TEXT}correlated:\n  - {entry}\n") if "correlated" in line]
    assert found == [message]


def test_a_quantity_knows_whether_it_takes_keys():
    assert not Quantity.point(3).in_keys
    assert not Quantity.chance(0.2, 0.4).in_keys
    assert Quantity("normal", 2, 4).in_keys
    assert not Quantity("normal", -2, 4).in_keys
