"""Labels and courses against the plain ways: every phase from every set, and one course at a time."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from engine.kernel.test_bound import deal_of, kept_and_planned, needy, random_deal, slow_to_show
from exchanges import exchange_of, random_case
from naive.courses import OneByOne
from naive.prospects import prospects
from shares import share_of
from standoff.engine.core.constraints import Task
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import bound, courses

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")


def always():
    return True


def alone(exchange):
    """The first party with all steps, and nobody else."""
    return replace(
        exchange,
        horizons=exchange.horizons[:1],
        walkout_costs=exchange.walkout_costs[:1],
        worth=exchange.worth[:1],
        owns=np.ones((1, exchange.steps), dtype=bool),
        together_worth=exchange.together_worth[:, :1],
    )


def nasty_deal(seed, most=4):
    """A deal with kept steps, what shows late, what hurts, together entries of many steps, caps, and refusers."""
    rng = random.Random(f"nasty {seed}")
    parties = rng.choice([2, 2, 3, 4])
    case = random_case(rng, parties=parties, steps=rng.randint(1, most), hopeful=rng.random() < 0.7)
    case = needy(rng, case) if rng.random() < 0.5 else case
    case = slow_to_show(rng, case) if rng.random() < 0.7 else case
    for step in case["steps"].values():
        if rng.random() < 0.15:
            step["undo"] = "never"
    exchange = alone(exchange_of(case)) if rng.random() < 0.1 else exchange_of(case)
    for _ in range(rng.choice([0, 0, 1, 3])):
        members = np.array([rng.random() < 0.6 for _ in range(exchange.steps)])
        worth = np.array([rng.choice([-1.0, 0.0, 0.5, 2.0]) for _ in range(exchange.parties)])
        exchange = replace(
            exchange,
            together_steps=np.vstack([exchange.together_steps, members]),
            together_worth=np.vstack([exchange.together_worth, worth]),
        )
    kept, planned = kept_and_planned(rng, exchange, 0.25)
    allowed = np.ones(1 << len(planned), dtype=bool)
    if rng.random() < 0.4:
        allowed[1:-1] = [rng.random() > 0.2 for _ in allowed[1:-1]]
    most_at_risk = None
    if rng.random() < 0.3:
        most_at_risk = np.array([rng.choice([0.1, 0.4, np.inf]) for _ in range(exchange.parties)])
    deal = deal_of(exchange, Task(kept, planned, allowed, pace=case["pace"], most_at_risk=most_at_risk))
    return replace(deal, refusing=np.array([rng.random() < 0.7 for _ in range(exchange.parties)]))


def deals(block):
    """Deals of all kinds, with the most trust that may be asked for."""
    for seed in range(12 * block, 12 * block + 12):
        ceiling = random.Random(seed).choice([1.0, 1.0, 0.5, 0.2, 0.05])
        yield ceiling, nasty_deal(seed)
        yield ceiling, random_deal(seed, limits=seed % 2 == 0, most=4, requires=seed % 3 == 0)[1]


def assert_as_in_turn(deal, ceiling, found):
    """Labels as found by going through every phase; sets without any do not matter to what is found at nothing made."""
    labels, gave = prospects(found.prepared, ceiling)
    reached = {0}
    for made in sorted(gave):
        reached |= {made | new for new in gave[made]} if made in reached else set()
    for made, expected in labels.items():
        count = int(found.counts[made])
        got = [(row[:-2].tolist(), tuple(row[-2:].astype(int).tolist())) for row in found.labels[made, :count]]
        if count:
            assert got == expected, made
        elif expected:
            assert made not in reached or not labels[0], made
    assert found.least == min((values[0] for values, _ in labels[0]), default=None)
    return bool(labels[0]), sum(map(bool, labels.values())) - int((found.counts > 0).sum())


@pytest.mark.parametrize("block", share_of(range(25)))
def test_labels_are_those_of_going_through_every_phase(block):
    """What is left out beforehand, cut, tabulated or shared changes no label of a set that matters."""
    for ceiling, deal in deals(block):
        assert_as_in_turn(deal, ceiling, bound.prospects(deal, ceiling, always))


def test_entries_of_many_steps_are_worked_out_each_time():
    """Entries of 5 to 8 steps, of which the largest have no table, in deals of which few stages are allowed."""
    held = 0
    for seed in range(12):
        rng = random.Random(f"many {seed}")
        exchange = exchange_of(random_case(rng, parties=2, steps=8, hopeful=True, together=False))
        members = np.array([[j in rng.sample(range(8), size) or size == 8 for j in range(8)] for size in (5, 7, 8)])
        worth = np.array([[rng.choice([-1.0, 0.5, 2.0]) for _ in range(2)] for _ in range(3)])
        exchange = replace(exchange, together_steps=members, together_worth=worth)
        allowed = np.array([rng.random() < 0.1 for _ in range(256)])
        allowed[[0, -1]] = True
        deal = deal_of(exchange, Task((), tuple(range(8)), allowed, pace=0.25))
        held += assert_as_in_turn(deal, 1.0, bound.prospects(deal, 1.0, always))[0]
    assert held > 0


def test_sets_that_nothing_leads_to_have_no_labels():
    """What is left out is there to be found: some deals have labels at nothing made, and fewer sets with any."""
    found = [assert_as_in_turn(deal, at, bound.prospects(deal, at, always)) for b in range(8) for at, deal in deals(b)]
    assert sum(holds for holds, _ in found) > 20
    assert sum(holds and fewer > 0 for holds, fewer in found) > 0


@pytest.mark.parametrize("entries", [0, 2])
def test_labels_of_a_deal_that_is_looked_at_in_turns_are_the_same(entries, monkeypatch):
    """However few phases are looked at between two looks at the time."""
    rng = random.Random(entries)
    for _ in range(10):
        case = random_case(rng, parties=3, steps=6, hopeful=True, together=entries > 0)
        deal = deal_of(exchange_of(case), Task((), tuple(range(6)), np.ones(64, dtype=bool), pace=case["pace"]))
        monkeypatch.setattr(bound, "ENTRIES_IN_TURN", 400_000)
        at_once = bound.prospects(deal, 1.0, always)
        monkeypatch.setattr(bound, "ENTRIES_IN_TURN", 7)
        in_turn = bound.prospects(deal, 1.0, always)
        assert (at_once.counts == in_turn.counts).all()
        assert np.array_equal(at_once.labels, in_turn.labels)


@pytest.mark.parametrize("ceiling", [1.0, 0.3])
def test_courses_at_hand_serve_another_ceiling(ceiling):
    for seed in range(20):
        deal = nasty_deal(seed)
        prepared = courses.Courses(deal)
        bound.prospects(deal, 0.6, always, prepared)
        again, fresh = bound.prospects(deal, ceiling, always, prepared), bound.prospects(deal, ceiling, always)
        assert np.array_equal(again.labels, fresh.labels)
        assert again.least == fresh.least


@pytest.mark.parametrize("block", share_of(range(20)))
def test_all_courses_at_once_are_those_made_one_by_one(block):
    for seed in range(25 * block, 25 * block + 25):
        for deal in (nasty_deal(seed, most=6), random_deal(seed, limits=True, most=6, requires=seed % 2 == 0)[1]):
            together = courses.Courses(deal)
            alone = OneByOne(together)
            assert together.range.tolist() == alone.range.tolist(), seed
            assert together.together.tolist() == alone.together.tolist(), seed
            for name, values in together.courses.items():
                expected = np.array([course[name] for course in alone.courses])
                assert values.shape[0] == len(alone.courses), (seed, name)
                assert np.array_equal(values.reshape(expected.shape), expected), (seed, name)
