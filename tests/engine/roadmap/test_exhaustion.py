"""Plans from their last phase back: an end asks what it asks within a plan, and the plans left out have a bad end."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case
from shares import hits_of, share_of
from standoff.engine.assessment.trust import assess
from standoff.engine.core.constraints import Task, keeps_to
from standoff.engine.core.exchange import ABSENT, numbered
from standoff.engine.roadmap.deals.exhaustion import plans_with_good_ends
from standoff.engine.roadmap.neighbours import arrangements, masks_of


def everything(rng, steps):
    """A case with verifiers and misses, some of its steps kept, as an exchange and a task in which a comes before b."""
    case = random_case(rng, parties=rng.choice([2, 3]), steps=steps, hopeful=True)
    exchange = exchange_of(case)
    size = exchange.steps
    kept = tuple(sorted(rng.sample(range(size), rng.choice([0, 1]))))
    planned = tuple(j for j in range(size) if j not in kept)
    seen_with = np.full((size, size), np.inf)
    seen_with[rng.choice(planned), rng.choice(planned)] = 0.01
    missed = np.where(np.arange(size) == rng.choice(planned), 0.2, 0.0)
    exchange = replace(exchange, seen_with=seen_with, missed=missed)
    allowed = np.array([rng.random() < 0.9 for _ in range(1 << len(planned))])
    allowed[0] = allowed[-1] = True
    before = (tuple(rng.sample(planned, 2)),) if rng.random() < 0.5 else ()
    return exchange, Task(kept, planned, allowed, before, pace=rng.choice([0.0, 0.3]))


def deals_of(task):
    return np.flatnonzero(task.allowed)[1:].astype(np.int64)


def mask(task, made):
    return sum(1 << j for b, j in enumerate(task.planned) if made >> b & 1)


def all_plans(exchange, task, made):
    base = np.full(exchange.steps, ABSENT, dtype=np.int64)
    base[list(task.kept)] = 0
    plans = arrangements(base, [j for b, j in enumerate(task.planned) if made >> b & 1])
    return plans[keeps_to(exchange, task, plans)]


def test_an_end_asks_what_it_asks_within_its_plan():
    rng = random.Random("ends")
    compared = 0
    for _ in share_of(range(100)):
        exchange, task = everything(rng, 4)
        for plan in all_plans(exchange, task, (1 << len(task.planned)) - 1)[:20]:
            whole = assess(exchange, plan[None], task.pace)
            for phase in range(1, plan.max() + 1):
                kept = np.where(plan > phase, plan, np.minimum(plan, 0))
                end = assess(exchange, numbered(kept[None]), task.pace)
                rows = slice(phase, plan.max() + 1)
                for name in ("trust", "margin", "exposure"):
                    np.testing.assert_allclose(
                        getattr(end, name)[0, : plan.max() + 1 - phase], getattr(whole, name)[0, rows], atol=1e-9
                    )
                assert end.at_risk[0].max() <= whole.at_risk[0].max() + 1e-9
                assert end.lasts[0] + task.pace <= whole.lasts[0] + 1e-9
                compared += 1
    assert compared >= hits_of(1000)


@pytest.mark.parametrize("dated", [False, True])
def test_the_plans_left_out_have_an_end_that_is_not_good(dated):
    rng = random.Random("left out")
    given = left_out = 0
    for _ in share_of(range(60)):
        exchange, task = everything(rng, rng.choice([3, 4]))
        if dated:
            exchange = replace(exchange, not_before=np.array([rng.choice([0.0, 0.5]) for _ in range(exchange.steps)]))
        deals = deals_of(task)
        found = [
            plan.tobytes()
            for plans in plans_with_good_ends(exchange, task, deals, lambda ends: ends.trust_asked <= 0.5)
            for plan in plans
        ]
        assert len(set(found)) == len(found)
        there = [plan for made in deals.tolist() for plan in all_plans(exchange, task, made)]
        assert set(found) <= {plan.tobytes() for plan in there}
        for plan in there:
            if plan.tobytes() not in found:
                asked = assess(exchange, plan[None], task.pace).trust_asked[0]
                assert np.isnan(asked) or asked > 0.5 - 1e-9
                left_out += 1
        given += len(found)
    assert given >= hits_of(200)
    assert dated or left_out >= hits_of(500)


def test_the_deals_are_told_by_their_places():
    exchange, task = everything(random.Random("places"), 4)
    deals, told = deals_of(task), []

    def good(ends):
        told.extend(zip(deals[ends.deal].tolist(), (ends.vectors.max(axis=1) < 1).tolist(), strict=True))
        return np.isin(deals[ends.deal], deals[::2])

    plans = np.concatenate(list(plans_with_good_ends(exchange, task, deals, good)))
    assert {deal for deal, whole in told if whole} == set(deals.tolist())
    assert {deal for deal, whole in told if not whole} <= set(deals[::2].tolist())
    assert set(masks_of(plans).tolist()) <= {mask(task, made) for made in deals[::2].tolist()}
