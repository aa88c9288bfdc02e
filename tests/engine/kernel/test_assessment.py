"""The assessment in the kernel against its twin in numpy: the same numbers, and the same failures named."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, stacked, vector_of
from shares import share_of
from standoff.engine.assessment import compiled as assess_kernel
from standoff.engine.assessment.failures import ALL_SETS_UP_TO
from standoff.engine.assessment.trust import assess
from standoff.engine.kernel import loader as kernel

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")

FIELDS = (
    "carry_on", "stop", "walk_out", "margin", "exposure", "trust", "bond", "starts", "lasts", "phases", "gain", "kept",
    "at_risk", "trust_asked", "exact", "stake",
)  # fmt: skip


def by_numpy(monkeypatch, *arguments):
    with monkeypatch.context() as patch:
        patch.setattr(assess_kernel, "fits", lambda exchange: False)
        return assess(*arguments)


def compare_numbers(got, expected):
    for name in FIELDS:
        a, b = (np.asarray(getattr(found, name), dtype=float) for found in (got, expected))
        largest = np.nan_to_num(np.abs(b), posinf=0.0).max(initial=1.0)
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12 * largest, err_msg=name)


def compare(got, expected):
    compare_numbers(got, expected)
    for name in ("tempting", "feared"):
        a, b = getattr(got, name), getattr(expected, name)
        assert ((a < 0) == (b < 0)).all()
        a, b = a[a >= 0], b[b >= 0]
        assert (got.failures.breaches[a] == expected.failures.breaches[b]).all()
        assert (got.failures.group[a] == expected.failures.group[b]).all()
        np.testing.assert_allclose(got.failures.shows[a], expected.failures.shows[b], rtol=1e-12)


@pytest.mark.parametrize("seed", share_of(range(300)))
def test_a_batch_of_plans(monkeypatch, seed):
    rng = random.Random(seed)
    case = random_case(rng, steps=rng.randint(1, 8), hopeful=rng.random() < 0.5, dated=seed % 3 == 0)
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(4)])
    paces = np.array([rng.choice([0.0, 0.25, 1.0]) for _ in plans])
    exchange = exchange_of(case)
    compare(assess(exchange, plans, paces), by_numpy(monkeypatch, exchange, plans, paces))


@pytest.mark.parametrize("seed", range(20))
def test_times_beyond_all_measure(monkeypatch, seed):
    """Times that no whole number of ticks holds: far away is far away, in both. (Failures then weigh nothing, and tie.)"""
    rng = random.Random(seed)
    case = random_case(rng, steps=rng.randint(2, 6))
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(4)])
    exchange = exchange_of(case)
    far = np.where(np.arange(exchange.steps) % 2, 10.0 ** rng.randint(8, 18), 1.0)
    exchange = replace(exchange, takes=exchange.takes + far, seen=exchange.seen * far)
    paces = np.array([0.0, 1e9, 1e10, 1e17])
    compare_numbers(assess(exchange, plans, paces), by_numpy(monkeypatch, exchange, plans, paces))


@pytest.mark.parametrize("seed", share_of(range(100)))
def test_one_plan_under_draws(monkeypatch, seed):
    rng = random.Random(seed)
    case = random_case(rng, steps=rng.randint(1, 6), dated=seed % 3 == 0)
    plan = vector_of(case, *random_plan(rng, case))
    exchange = exchange_of(case)
    factor = np.random.default_rng(seed).uniform(-1, 2, exchange.worth.shape)
    drawn = stacked([exchange, type(exchange)(**(vars(exchange) | {"worth": exchange.worth * factor}))])
    compare(assess(drawn, plan, 0.25), by_numpy(monkeypatch, drawn, plan, 0.25))


def test_more_breaches_than_all_sets_can_be_tried_for(monkeypatch):
    rng = random.Random(3)
    case = random_case(rng, parties=2, steps=ALL_SETS_UP_TO + 2, together=True)
    for step in case["steps"].values():
        step |= {"by": "p0", "worth": {"p0": -1.0, "p1": 2.0}, "requires": []}
    plans = np.array([vector_of(case, [], [list(case["steps"])[:n]]) for n in (3, ALL_SETS_UP_TO + 2)])
    found = assess(exchange_of(case), plans)
    assert found.exact.tolist() == [True, False]
    expected = [by_numpy(monkeypatch, exchange_of(case), plan) for plan in plans]
    np.testing.assert_allclose(found.margin[:, 0], [one.margin[0, 0] for one in expected], rtol=1e-12)


@pytest.mark.parametrize("compiled", [True, False])
def test_the_breaches_of_another_plan_of_the_batch_have_no_say(monkeypatch, compiled):
    """Each of two plans has few enough breaches to try all sets of them; both together have not."""
    rng = random.Random(4)
    case = random_case(rng, parties=2, steps=ALL_SETS_UP_TO + 2, together=True)
    for data in case["steps"].values():
        data |= {"by": "p0", "worth": {"p0": -1.0, "p1": 3.0}}
        data.pop("ends", None), data.pop("requires", None)
    case["together"] = [{"steps": ["m5", "m6"], "worth": {"p0": 1.0, "p1": 1.0}}]
    if not compiled:
        monkeypatch.setattr(assess_kernel, "fits", lambda exchange: False)
    vectors = np.full((2, ALL_SETS_UP_TO + 2), -1)
    vectors[0, :7] = vectors[1, 5:10] = 1
    vectors[1, 10:] = 2
    both = assess(exchange_of(case), vectors, 0.0)
    assert both.exact.all()
    for plan in (0, 1):
        alone = assess(exchange_of(case), vectors[plan], 0.0)
        assert np.array_equal(both.walk_out[plan][: alone.walk_out.shape[1]], alone.walk_out[0], equal_nan=True)


def test_an_exchange_without_steps_or_breaches(monkeypatch):
    case = {"parties": {"a": {"horizon": 1.0}}, "steps": {"x": {"by": "a", "worth": {"a": 1.0}}}}
    for phases in ([], [["x"]]):
        plan = vector_of(case, [], phases)
        compare(assess(exchange_of(case), plan), by_numpy(monkeypatch, exchange_of(case), plan))


def test_what_the_kernel_has_no_room_for_is_left_to_numpy():
    case = random_case(random.Random(1), parties=assess_kernel.MOST_PARTIES + 1, steps=1)
    assert not assess_kernel.fits(exchange_of(case))
