"""What every search for plans shares: neighbours, plans assessed once, the best of each deal, handing on."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case
from standoff.engine.assessment.trust import assess
from standoff.engine.core.constraints import Legal, Task, deals_within, keeps_to
from standoff.engine.core.exchange import ABSENT, numbered
from standoff.engine.roadmap import neighbours
from standoff.engine.roadmap import search as roadmap
from standoff.engine.roadmap.deals import frontier
from standoff.engine.roadmap.deals.handing import HANDED, Handing
from standoff.engine.roadmap.lattice import subset_lattice
from standoff.engine.roadmap.pool import Assessor, Contenders, Plans, wanted_by_all
from standoff.engine.roadmap.ranking import NEAR_BEST, RANKINGS, Scores


def random_plan(rng, steps, last=6):
    vector = np.array([rng.choice([ABSENT, 0, *range(1, last)]) for _ in range(steps)], dtype=np.int64)
    vector[rng.randrange(steps)] = 1
    return numbered(vector[None])[0]


# ------------------------------------------------------------------------------------------- neighbours


def test_numbers_have_no_gaps_and_keep_their_order():
    rng = np.random.default_rng(1)
    plans = rng.integers(-1, 9, size=(200, 6))
    for plan, found in zip(plans, numbered(plans), strict=True):
        assert (found[plan <= 0] == plan[plan <= 0]).all()
        used = sorted(set(plan[plan > 0].tolist()))
        assert found[plan > 0].tolist() == [used.index(phase) + 1 for phase in plan[plan > 0].tolist()]


def every_move(vector, groups):
    """All plans one move away, as a set, by what a move is."""
    last = int(vector.max())
    units = [tuple(j for j in group if vector[j] > 0) for group in groups]
    units = [u for u in units if u] + [(j,) for j in np.flatnonzero(vector > 0) if not any(j in g for g in groups)]
    found = []
    for phase in range(1, last):
        found.append([p - 1 if p > phase else p for p in vector.tolist()])
    for phase in range(1, last + 1):
        for by in (-1.5, 1.5):
            if 0 < phase + by < last + 1:
                found.append([phase + by if p == phase else p for p in vector.tolist()])
    for unit in units:
        for target in np.arange(0.5, last + 1, 0.5):
            found.append([target if j in unit else p for j, p in enumerate(vector.tolist())])
    for a in units:
        for b in units:
            swapped = [vector[b[0]] if j in a else vector[a[0]] if j in b else p for j, p in enumerate(vector.tolist())]
            found.append(swapped)
    doubled = numbered(np.array([[int(2 * p) if p > 0 else p for p in plan] for plan in found], dtype=np.int64))
    return {tuple(plan) for plan in doubled.tolist()} - {tuple(vector.tolist())}


def test_neighbours_are_all_plans_one_move_away():
    rng = random.Random("moves")
    for _ in range(60):
        vector = random_plan(rng, 6)
        planned = np.flatnonzero(vector > 0).tolist()
        groups = []
        if len(planned) > 2 and rng.random() < 0.5:
            pair = rng.sample(planned, 2)
            vector[pair[1]] = vector[pair[0]]
            vector = numbered(vector[None])[0]
            groups = [tuple(pair)]
        found = neighbours.neighbours(vector, rng.randint(1, 3), groups)
        assert {tuple(plan) for plan in found.tolist()} - {tuple(vector.tolist())} == every_move(vector, groups)
        once = neighbours.distinct(found)
        assert len(once) == len({tuple(plan) for plan in found.tolist()})
        few = neighbours.neighbours(vector, 1, groups, neighbours.FEW_MOVES)
        assert {tuple(plan) for plan in few.tolist()} <= {tuple(plan) for plan in found.tolist()}


def test_another_reading_is_tried_only_where_it_is_allowed():
    vector = np.array([1, 2, ABSENT])
    assert neighbours.in_the_place_of(vector, [1], [2], lambda plans: np.array([True])).tolist() == [1, ABSENT, 2]
    assert neighbours.in_the_place_of(vector, [1], [2], lambda plans: np.array([False])) is None


def reading_case():
    """Here or there, a gift and a fee; there asks for less but may not come after the gift."""
    return {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 1.0}, "b": {"horizon": 4.0, "walkout_cost": 1.0}},
        "steps": {
            "gift": {"by": "a", "worth": {"a": -2, "b": 6}, "seen": 0.1, "undo": 0.2},
            "fee": {"by": "b", "worth": {"a": 6, "b": -2}, "seen": 0.1, "undo": 0.2},
            "here": {"by": "a", "worth": {"a": -0.5, "b": 1}, "seen": 0.1, "undo": 0.2},
            "there": {"by": "a", "worth": {"a": -0.1, "b": 1}, "seen": 0.1, "undo": 0.2},
        },
    }


def test_no_search_shows_a_reading_that_breaks_a_rule(monkeypatch):
    exchange = exchange_of(reading_case())
    free = np.ones(8, dtype=bool)
    strict = free.copy()
    strict[0b101] = strict[0b001] = False  # of (gift, fee, there): the gift never without the fee
    tasks = (Task((), (0, 1, 2), free), Task((), (0, 1, 3), strict))
    monkeypatch.setattr(roadmap, "EXHAUSTED_UP_TO", 0)
    search = roadmap.PlanSearch(exchange, tasks, roadmap.Aim(), lambda share: None)
    search.pool.add(0, np.array([[1, 2, 2, ABSENT]]))
    before = search.pool.assessed
    search.try_other_readings()
    assert search.pool.assessed == before  # the gift alone is forbidden there
    search = roadmap.PlanSearch(exchange, tasks, roadmap.Aim(), lambda share: None)
    search.pool.add(0, np.array([[2, 1, 2, ABSENT]]))
    search.try_other_readings()
    assert search.pool.assessed == 2
    scope = frontier.Scope(exchange, tasks, np.zeros(4, dtype=bool), ((2, 3),))
    assert not list(scope.other_readings(np.array([1, 2, 2, ABSENT])))
    assert [plan.tolist() for plan in scope.other_readings(np.array([2, 1, 2, ABSENT]))] == [[2, 1, ABSENT, 2]]


# ---------------------------------------------------------------------------------------- assessed plans


def test_no_plan_is_assessed_twice_and_only_those_are_kept_that_can_be_the_best_of_their_deals():
    rng = random.Random("twice")
    held = left_out = asks_more = 0
    for _ in range(20):
        case = random_case(rng, parties=2, steps=5, hopeful=True)
        exchange = exchange_of(case)
        task = Task((), tuple(range(5)), np.ones(32, dtype=bool), pace=case["pace"])
        plans = np.array([random_plan(rng, 5) for _ in range(60)])
        plans = np.where(plans == 0, ABSENT, plans)
        every, best = Assessor(exchange, [task]), Assessor(exchange, [task], only_best=True)
        found = every.assess(np.zeros(60, dtype=np.int64), plans)
        once = neighbours.distinct(plans)
        deals = np.array([rng.randrange(4) for _ in once])
        parts = [
            best.assess(deals[some], once[some], np.zeros(len(some), dtype=np.int64)) for some in halves(len(once))
        ]
        kept = Plans.joined(parts)
        assert every.assessed == best.assessed == len(once)
        assert (found.vectors == once).all()
        judged = assess(exchange, once, task.pace)
        asked = np.where(judged.holds, judged.trust_asked, np.inf)
        assert (wanted_by_all(exchange, once, task.pace) == judged.wanted).all()
        there = {vector.tobytes() for vector in kept.vectors}
        for deal in range(4):
            least = asked[deals == deal].min(initial=np.inf)
            for vector, trust in zip(once[deals == deal], asked[deals == deal], strict=True):
                if vector.tobytes() not in there:
                    assert trust > least + NEAR_BEST or np.isinf(trust)
                    left_out, asks_more = left_out + 1, asks_more + np.isfinite(trust)
        rows = [{v.tobytes(): k for k, v in enumerate(once)}[vector.tobytes()] for vector in kept.vectors]
        assert np.allclose(kept.scores.level, asked[rows])
        assert (kept.whose == deals[rows]).all()
        assert not len(every.assess(np.zeros(60, dtype=np.int64), plans))
        assert not len(every.fresh(0, plans))
        assert len(every.fresh(1, plans)) == len(plans)
        held += len(kept)
    assert held >= 40
    assert left_out >= 50
    assert asks_more >= 5


def halves(count):
    """The places of a batch, in two parts."""
    return np.array_split(np.arange(count), 2)


def scored(rng, count, deals):
    """Plans that hold, with many ties."""
    scores = Scores(
        level=rng.choice([0.1, 0.103, 0.108, 0.111, 0.2], count),
        at_risk=rng.choice([0.1, 0.2, 0.3], count),
        margin=rng.choice([0.1, 0.2], count),
        years=rng.choice([1.0, 2.0], count),
        phases=rng.integers(1, 4, count),
        binding=np.ones(count, dtype=np.int64),
        gain=np.ones((count, 1)),
        gained=rng.choice([0.1, 0.2], (count, 1)),
    )
    return Plans(rng.integers(0, deals, count), np.arange(count)[:, None], scores)


@pytest.mark.parametrize("name", RANKINGS)
def test_the_best_of_each_deal_is_the_best_of_all_its_plans_in_whatever_pieces_they_come(name):
    rng, ranking = np.random.default_rng(3), RANKINGS[name]
    for _ in range(20):
        plans = scored(rng, 60, 7)
        contenders = Contenders(ranking, plans.of(np.zeros(60, dtype=bool)))
        shown = 0
        for piece in np.array_split(np.arange(60), 9):
            contenders.add(plans.of(piece))
            shown = piece[-1] + 1
            if rng.random() < 0.7:
                expected = []
                for deal in np.unique(plans.whose[:shown]):
                    mine = np.flatnonzero(plans.whose[:shown] == deal)
                    least = float(ranking.least(plans.scores)[mine].min())
                    expected.append(ranking.first(plans.scores, 1.0, least, mine))
                best = contenders.best()
                assert best.vectors[:, 0].tolist() == expected
                assert best is contenders.best()
        assert len(contenders.plans) <= shown


def test_a_plan_that_is_near_the_least_may_lead_again():
    """The least at risk of those near the least trust leads; when the least falls, one that was behind may come back."""
    ranking = RANKINGS["least-trust"]

    def plan(number, level, at_risk):
        one = np.ones(1)
        whole = np.ones(1, dtype=np.int64)
        scores = Scores(level * one, at_risk * one, one, one, whole, whole, one[:, None], one[:, None])
        return Plans(np.zeros(1, dtype=np.int64), np.array([[number]]), scores)

    first = plan(1, 0.1, 0.5)
    contenders = Contenders(ranking, first.of(np.zeros(1, dtype=bool)))
    for number, level, at_risk, leads in ((1, 0.1, 0.5, 1), (2, 0.1 + 0.9 * NEAR_BEST, 0.2, 2), (3, 0.098, 0.6, 1)):
        contenders.add(plan(number, level, at_risk))
        assert contenders.best().vectors.tolist() == [[leads]]


# ----------------------------------------------------------------------------------------- handing on


class Slow:
    """Handing on, deal by deal in dicts."""

    def __init__(self, masks, steps, members):
        self.masks, self.steps, self.members = masks, steps, members
        self.leaders, self.handed = {}, {}

    def fresh(self, key, other):
        if self.handed.get((key, other)) == self.leaders[other][0]:
            return False
        self.handed[key, other] = self.leaders[other][0]
        return True

    def without_a_step(self, size):
        found = []
        for key in (key for key in self.masks if key.bit_count() == size):
            above = [
                (self.leaders[key | 1 << j], j) for j in self.steps if not key >> j & 1 and key | 1 << j in self.leaders
            ]
            for (_, vector), j in sorted(above, key=lambda entry: entry[0][0])[:HANDED]:
                if self.fresh(key, key | 1 << j):
                    less = list(vector)
                    for member in self.members.get(j, (j,)):
                        less[member] = ABSENT if less[member] > 0 else less[member]
                    found.append(less)
        return found

    def with_a_step(self, size):
        found = []
        for key in (key for key in self.masks if key.bit_count() == size):
            below = [
                (self.leaders[key & ~(1 << j)], j)
                for j in self.steps
                if key >> j & 1 and j not in self.members and key & ~(1 << j) in self.leaders
            ]
            for (_, vector), j in sorted(below, key=lambda entry: entry[0][0])[:1]:
                if self.fresh(key, key & ~(1 << j)):
                    found += [
                        [phase if k == j else p for k, p in enumerate(vector)] for phase in range(1, max(vector) + 1)
                    ]
        return found


def test_handing_on_by_arrays_is_handing_on_deal_by_deal():
    rng, handed = np.random.default_rng(5), 0
    for number in range(30):
        steps, members = list(range(5)), {1: (1, 5)} if number % 2 else {}
        masks = [mask for mask in range(1, 32) if rng.random() < 0.8]
        fast, slow = Handing(np.array(masks), steps, members, 6), Slow(masks, steps, members)
        for _ in range(4):
            plans = scored(rng, 12, 1)
            places = rng.integers(0, len(masks), 12)
            vectors = np.full((12, 6), ABSENT)
            for row, place in enumerate(places):
                planned = [j for j in range(5) if masks[place] >> j & 1]
                if members and 1 in planned and rng.random() < 0.5:
                    planned[planned.index(1)] = 5
                vectors[row, planned] = rng.integers(1, 4, len(planned))
            plans = replace(plans, vectors=numbered(vectors))
            fast.lead(places, plans)
            for row in np.lexsort((plans.scores.phases, places)):
                trust, key = float(plans.scores.level[row]), masks[places[row]]
                if key not in slow.leaders or trust < slow.leaders[key][0]:
                    slow.leaders[key] = (trust, plans.vectors[row].tolist())
            for size in (4, 3, 2, 1):
                expected = slow.without_a_step(size)
                assert fast.without_a_step(size).tolist() == expected
                handed += len(expected)
            for size in (1, 2, 3, 4, 5):
                expected = slow.with_a_step(size)
                assert fast.with_a_step(size).tolist() == expected
                handed += len(expected)
    assert handed > 500


# ------------------------------------------------------------------------------------------- legality


def test_deals_within_a_task_are_those_of_which_some_plan_is_legal():
    rng = random.Random("deals within")
    for _ in range(30):
        case = random_case(rng, parties=2, steps=4)
        exchange = exchange_of(case)
        allowed = np.array([rng.random() < 0.8 for _ in range(16)])
        task = Task((), (0, 1, 2, 3), allowed)
        for made, makes in enumerate(deals_within(exchange, task).tolist()):
            at_once = np.array([[1 if made >> j & 1 else ABSENT for j in range(4)]])
            assert makes == (made > 0 and bool(keeps_to(exchange, task, at_once)[0]))
        whole = np.array(list(neighbours.ordered_partitions(4)))
        start = replace(task, allowed=allowed | (np.arange(16) == 0))
        assert (Legal(exchange, task)(whole) == keeps_to(exchange, start, whole)).all()


def test_a_wish_that_is_said_twice_says_no_more():
    exchange = exchange_of(random_case(random.Random("twice"), parties=2, steps=4))
    once = Task((), (0, 1, 2, 3), np.ones(16, dtype=bool), before=((2, 3),))
    said = [Legal(exchange, task) for task in (once, replace(once, before=((2, 3), (2, 3))))]
    assert said[0].pairs == said[1].pairs
    one, other = (subset_lattice(legal).earlier.tolist() for legal in said)
    assert one == other
