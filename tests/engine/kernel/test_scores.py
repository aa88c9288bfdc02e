"""Scores in the kernel against whole assessments: the same numbers, and nothing left out that could be the best."""

from __future__ import annotations

import ctypes
import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from shares import hits_of, share_of
from standoff.engine.assessment import compiled
from standoff.engine.core.constraints import Task
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import scores
from standoff.engine.roadmap.dominance import _compiled, _standing

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")

FIELDS = ("level", "at_risk", "margin", "years", "phases", "binding", "gain", "gained")
NEAR = 0.01


def batch(rng, dated):
    """An exchange, plans for it, and the task that they are of; some need the yes of a bystander."""
    case = random_case(rng, parties=rng.choice([2, 3, 5]), steps=rng.choice([3, 5, 7]), hopeful=True, dated=dated)
    exchange = exchange_of(case)
    if rng.random() < 0.3:
        exchange = replace(exchange, consent=np.arange(exchange.parties) == 0)
    plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(30)])
    steps = exchange.steps
    return exchange, plans, Task((), tuple(range(steps)), np.ones(1 << steps, dtype=bool), pace=rng.choice([0.0, 0.3]))


def in_numpy(monkeypatch, what, *arguments):
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "fits", lambda exchange: False)
        return what(*arguments)


def agree(one, other, fields):
    for name in fields:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("dated", [False, True])
def test_the_scores_are_those_of_whole_assessments(monkeypatch, dated):
    rng = random.Random(f"scores {dated}")
    holding = broken = 0
    for _ in share_of(range(150)):
        exchange, plans, task = batch(rng, dated)
        found = scores.score(exchange, plans, task)
        by_kernel = scores._by_assessment(exchange, plans, task)
        for name in FIELDS:
            assert (getattr(found, name) == getattr(by_kernel, name)).all(), name
        agree(found, in_numpy(monkeypatch, scores.score, exchange, plans, task), FIELDS[:5] + FIELDS[6:])
        holding, broken = holding + (found.level <= 1).sum(), broken + (found.level > 2).sum()
    assert holding >= hits_of(300)
    assert broken >= hits_of(300)


def test_no_plan_is_left_out_that_can_be_the_best_of_its_deal(monkeypatch):
    rng = random.Random("best")
    kept = dropped = 0
    for number in share_of(range(150)):
        exchange, plans, task = batch(rng, False)
        whose = np.array([rng.randrange(3) for _ in plans])
        every = scores._by_assessment(exchange, plans, task)
        asked = np.where(every.level <= 1.0, every.level, np.inf)
        least = np.array([asked[whose == deal].min(initial=np.inf) for deal in range(3)])
        known = scores.Least(NEAR)
        for some in np.array_split(np.arange(len(plans)), 2):
            arguments = exchange, plans[some], task, whose[some], known
            if number % 2:
                good, found = scores.score_best(*arguments)
            else:
                good, found = in_numpy(monkeypatch, scores.score_best, *arguments)
            agree(found, every.of(some[good]), FIELDS[:5] + FIELDS[6:])
            assert (found.level <= 1.0).all()
            lost = asked[some[~good]]
            assert (np.isinf(lost) | (lost > least[whose[some[~good]]] + NEAR)).all()
            kept, dropped = kept + good.sum(), dropped + np.isfinite(lost).sum()
        np.testing.assert_allclose(known.asked, least[: known.asked.size])
        assert np.isinf(least[known.asked.size :]).all()
    assert kept >= hits_of(300)
    assert dropped >= hits_of(40)


def test_first_phases_are_those_of_whole_assessments(monkeypatch):
    rng = random.Random("first phases")
    fine = broken = 0
    for _ in share_of(range(150)):
        exchange, plans, task = batch(rng, False)
        found = scores.first_phases(exchange, plans, task)
        agree(
            found,
            in_numpy(monkeypatch, scores.first_phases, exchange, plans, task),
            ("trust_asked", "at_risk", "lasts"),
        )
        fine, broken = fine + (found.trust_asked >= 0).sum(), broken + np.isnan(found.trust_asked).sum()
    assert fine >= hits_of(500)
    assert broken >= hits_of(300)


def test_what_the_kernel_does_not_know_is_assessed_as_a_whole():
    exchange, plans, task = batch(random.Random("doubted"), False)
    limited = replace(task, most_at_risk=np.full(exchange.parties, 0.01))
    assert scores._fits(exchange, task)
    assert not scores._fits(exchange, limited)
    assert not scores._fits(replace(exchange, doubted=np.ones(exchange.parties, dtype=bool)), task)
    over = scores.score(exchange, plans, limited)
    assert ((over.level > 1) | (over.at_risk <= 0.01 + 1e-9)).all()


def test_lengths_that_do_not_fit_are_refused():
    exchange, plans, _ = batch(random.Random("lengths"), False)
    with pytest.raises(ValueError, match="lengths"):
        given, _ = exchange.once(scores._struct)
        numbers, whole = np.zeros((7, 400)), np.zeros((2, 30), dtype=np.int64)
        kernel.call(
            "standoff_scores",
            *(
                ctypes.byref(given),
                30,
                plans,
                0.0,
                int(plans.max()) - 1,
                0,
                whole[0],
                0.0,
                numbers[0],
                numbers[1],
                numbers[2],
            ),
            *(numbers[3], whole[0], whole[1], numbers[4], numbers[5], np.zeros(400, dtype=bool)),
        )


@pytest.mark.parametrize("width", [0, 1, 3, 6])
def test_what_is_unbeaten_is_the_same_in_numpy(width):
    rng = np.random.default_rng(width)
    for count in (0, 1, 30, 700):
        ranks = rng.integers(0, 4, size=(count, width)).astype(np.int32)
        ranks = ranks[np.argsort(ranks.sum(axis=1), kind="stable")]
        assert _compiled(ranks).tolist() == _standing(ranks).tolist()
