"""The search for the least trust: brute force, the patient limit, constraints and choices."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, stacked, watched
from naive import roadmap as naive_roadmap
from places import ORACLES
from shares import hits_of, share_of
from standoff.engine.assessment.trust import assess
from standoff.engine.core.constraints import Legal, keeps_to
from standoff.engine.core.exchange import phase_vector
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import lattice, neighbours, pool, search
from standoff.engine.roadmap.ranking import RANKINGS, score
from standoff.errors import SizeError

NEEDS_KERNEL = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")
FILES = sorted((ORACLES / "roadmaps").glob("*.json"))


def task_of(case, keeps=(), steps=None, allowed=None, before=()):
    position = {j: n for n, j in enumerate(case["steps"])}
    planned = tuple(position[j] for j in steps or case["steps"] if j not in keeps)
    return search.Task(
        kept=tuple(position[j] for j in keeps),
        planned=planned,
        allowed=np.ones(1 << len(planned), dtype=bool) if allowed is None else allowed,
        before=before,
        pace=case.get("pace", 0.0),
    )


def trust_of(case, vector):
    return float(assess(exchange_of(case), vector, case.get("pace", 0.0)).trust_asked[0])


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_exhaustion_finds_the_least_trust_of_the_oracle_files(path):
    oracle = json.loads(path.read_text())
    case, expected = oracle["case"], oracle["least_trust"]
    found = search.least_trust(exchange_of(case), [task_of(case, oracle["keeps"], expected["steps"])])
    assert found.proved
    if expected["trust"] is None:
        assert (found.best, found.least) == (None, None)
        assert found.closest is not None
    else:
        # Among plans within .01 of the least trust, the one with least at risk is chosen.
        assert found.least == pytest.approx(expected["trust"], abs=1e-9)
        assert expected["trust"] - 1e-9 <= trust_of(case, found.best) <= expected["trust"] + search.NEAR_BEST


def test_the_proved_answer_is_the_definition_of_the_best_plan():
    rng = random.Random("exhaust")
    held = 0
    for _ in share_of(range(25)):
        case = random_case(rng, parties=2, steps=4, hopeful=True)
        exchange, task = exchange_of(case), task_of(case)
        found = search.least_trust(exchange, [task])
        plans = []
        for phases in naive_roadmap.ordered_partitions(list(case["steps"])):
            when = {j: n for n, phase in enumerate(phases) for j in phase}
            if all(when[r] <= when[j] for j in when for r in case["steps"][j].get("requires", [])):
                judged = naive_roadmap.assess(case, [], phases)
                if judged["wanted"] and judged["trust"] is not None:
                    length = naive_roadmap.schedule(case, phases)[-1]
                    plans.append((judged["trust"], max(judged["at_risk"].values()), length, len(phases)))
        assert (found.best is None) == (not plans)
        if not plans:
            continue
        held += 1
        least = min(plan[0] for plan in plans)
        expected = min(plan[1:] for plan in plans if plan[0] <= least + 0.01 - 1e-9)
        result = assess(exchange, found.best, case["pace"])
        assert float(result.at_risk.max()) <= expected[0] + 1e-6
        assert float(result.trust_asked[0]) <= least + 0.01 + 1e-9
    assert held >= hits_of(5)


@pytest.mark.parametrize("bounded", [pytest.param(True, marks=NEEDS_KERNEL), False])
def test_the_search_comes_close_to_brute_force(monkeypatch, bounded):
    """With a lower bound it is a theorem; without, the share of cases that come within .01 of the optimum is checked."""
    rng = random.Random("search")
    close = total = false_negative = 0
    for _ in share_of(range(60)):
        case = random_case(rng, steps=5, hopeful=rng.random() < 0.8)
        exchange, task = exchange_of(case), task_of(case)
        proved = search.least_trust(exchange, [task])
        with monkeypatch.context() as patched:
            patched.setattr(search, "EXHAUSTED_UP_TO", 0)
            searched = search.best_plan(exchange, [task], search.Aim(), bounded=bounded)
        assert searched.proved == bounded
        assert not searched.exhausted
        if proved.best is None:
            assert searched.best is None
            continue
        total += 1
        if searched.best is None:
            false_negative += 1
            continue
        gap = trust_of(case, searched.best) - trust_of(case, proved.best)
        assert gap >= -search.NEAR_BEST - 1e-9
        close += gap <= search.NEAR_BEST + 1e-9
    assert total >= hits_of(20)
    assert false_negative == 0
    assert close >= (1.0 if bounded else 0.95) * total


def test_without_time_and_together_some_order_of_single_steps_is_as_good_as_any_plan():
    rng = random.Random("single")
    compared = 0
    for _ in range(40):
        case = random_case(rng, steps=4, together=False, hopeful=True)
        case["pace"] = 0.0
        for step in case["steps"].values():
            step["takes"] = step["seen"] = 0.0
            step.pop("requires", None)
        plans = list(naive_roadmap.ordered_partitions(list(case["steps"])))
        position = {j: n for n, j in enumerate(case["steps"])}
        vectors = np.array([phase_vector(4, [], [[position[j] for j in p] for p in plan]) for plan in plans])
        found = assess(exchange_of(case), vectors)
        trust = np.where(found.wanted & ~np.isnan(found.trust_asked), found.trust_asked, np.inf)
        single = np.array([len(plan) == 4 for plan in plans])
        best = trust.min()
        if np.isfinite(best):
            compared += 1
            assert trust[single].min() == pytest.approx(best, abs=1e-9)
    assert compared >= 8


def test_without_time_the_patient_limit_counts_fewer_failures_never_more():
    """Without time its rows are the exact ones but for failures of the others in later phases."""
    rng = random.Random("patient")
    equal = compared = 0
    for _ in range(40):
        case = random_case(rng, steps=4, parties=2, together=False, hopeful=True)
        case["pace"] = 0.0
        for step in case["steps"].values():
            step["takes"] = step["seen"] = 0.0
            step.pop("requires", None)
        exchange = exchange_of(case)
        grid = lattice.SubsetLattice(
            np.arange(4), np.zeros(0, dtype=np.intp), np.ones(16, dtype=bool), np.zeros(4, int), 0.0
        )
        scores = lattice.edge_scores(exchange, grid)
        ways = list(itertools.permutations(range(4)))
        trust = assess(exchange, np.array([phase_vector(4, [], [[j] for j in way]) for way in ways])).trust_asked
        bottlenecks = []
        for way in ways:
            made, along = 0, []
            for b in way:
                along.append(scores[b, made])
                made |= 1 << b
            bottlenecks.append(float(max(*along, scores[4, made])))
        for exact, patient in zip(trust, bottlenecks, strict=True):
            assert np.isnan(exact) == (patient > 1.0)
            if not np.isnan(exact):
                compared += 1
                assert patient <= exact + 1e-5
                equal += abs(patient - exact) <= 1e-5
        first = lattice.orders(grid, scores)[0]
        assert bottlenecks[ways.index(first)] == pytest.approx(min(bottlenecks), abs=1e-5)
    assert compared >= 100
    assert equal >= compared / 2


def test_requires_before_and_rules_bind_every_plan():
    rng = random.Random("legal")
    for size in (5, 8):
        for _ in range(6):
            case = random_case(rng, steps=size)
            allowed = np.ones(1 << size, dtype=bool)
            sets = np.arange(1 << size)
            allowed[(sets & 1 == 1) & (sets & 2 == 0)] = False  # step 0 never without step 1
            found = search.least_trust(exchange_of(case), [task_of(case, allowed=allowed, before=((2, 3),))])
            vector = found.best if found.best is not None else found.closest
            if vector is None:
                continue
            assert vector[1] <= vector[0]
            assert vector[2] < vector[3]
            for j in range(size):
                for r in case["steps"][f"m{j}"].get("requires", []):
                    assert vector[int(r[1:])] <= vector[j]


def test_a_choice_is_resolved_by_the_search():
    rng = random.Random("choice")
    for size in (4, 8):
        case = random_case(rng, parties=2, steps=size)
        case["steps"]["here"] = {"by": ["p0", "p1"], "worth": {"p0": 1.0, "p1": 1.0}, "undo": "never"}
        case["steps"]["there"] = {"by": ["p0", "p1"], "worth": {"p0": -1.0, "p1": 3.0}, "undo": "never"}
        rest = [j for j in case["steps"] if j.startswith("m")]
        tasks = [task_of(case, steps=[*rest, venue]) for venue in ("here", "there")]
        found = search.least_trust(exchange_of(case), tasks)
        vector = found.best if found.best is not None else found.closest
        assert sorted(vector[[size, size + 1]] > 0) == [False, True]
        assert vector[size + found.task] > 0


def test_who_loses_by_every_plan_is_told():
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "late": {"by": "a", "takes": 4.0, "worth": {"a": -3.0, "b": 3.0}},
            "soon": {"by": "b", "worth": {"a": 2.0, "b": -1.0}},
        },
    }
    found = search.least_trust(exchange_of(case), [task_of(case)])
    plans = [[["late", "soon"]], [["late"], ["soon"]], [["soon"], ["late"]]]
    gains = [naive_roadmap.assess(case, [], phases)["gain"] for phases in plans]
    # The delay of its own step lets a gain in one order that the sum of the worths denies it.
    assert found.largest_gain == pytest.approx([max(gain[i] for gain in gains) for i in "ab"])
    assert found.largest_gain[0] > 0 > 2.0 - 3.0


def test_the_same_search_gives_the_same_plan():
    case = random_case(random.Random("repeat"), parties=3, steps=9)
    first, second = (search.least_trust(exchange_of(case), [task_of(case)]) for _ in range(2))
    for a, b in ((first.best, second.best), (first.closest, second.closest)):
        assert (a is None) == (b is None)
        assert a is None or (a == b).all()


@pytest.mark.parametrize(("compiled", "steps", "limit"), [(True, 25, 24), (False, 21, 20)])
def test_too_many_steps_are_refused_before_work(monkeypatch, compiled, steps, limit):
    monkeypatch.setattr(kernel, "compiled", lambda: object() if compiled else None)
    case = random_case(random.Random("large"), parties=2, steps=steps)
    with pytest.raises(SizeError, match=f"steps to be ordered in a deal: {steps}, and the limit is {limit}"):
        search.least_trust(exchange_of(case), [task_of(case, allowed=np.ones(1, dtype=bool))])


def test_progress_is_reported_and_ends_at_one():
    shares: list[float] = []
    case = random_case(random.Random("progress"), parties=2, steps=7)
    search.least_trust(exchange_of(case), [task_of(case)], progress=shares.append)
    assert shares
    assert shares[-1] == 1.0
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("forbidden", ["order", "stage"])
def test_another_reading_is_tried_only_where_it_is_allowed(monkeypatch, forbidden):
    """The other venue in place of the one of the best plan would make a plan, but not one that its task allows."""
    monkeypatch.setattr(search, "EXHAUSTED_UP_TO", 0)
    gift = {"seen": 1.0, "worth": {"p0": 5.0, "p1": -2.0}}
    case = {
        "parties": {"p0": {"horizon": 4.0}, "p1": {"horizon": 4.0}},
        "steps": {
            "fuel": {"by": "p0", "seen": 1.0, "worth": {"p0": -2.0, "p1": 5.0}},
            "sign": {"by": "p1", **gift},
            "here": {"by": ["p0", "p1"], "worth": {"p0": 1.0, "p1": 1.0}},
            "there": {"by": ["p0", "p1"], "worth": {"p0": 1.0, "p1": 1.0}},
        },
    }
    exchange = exchange_of(case)
    here = task_of(case, steps=["fuel", "sign", "here"], before=((0, 1),))
    if forbidden == "order":
        there = task_of(case, steps=["fuel", "sign", "there"], before=((3, 0), (3, 1), (0, 1)))
    else:  # bits 0 to 2 are fuel, sign and there: both gifts come at once
        allowed = np.array([bits in (0, 0b100, 0b111) for bits in range(8)])
        there = task_of(case, steps=["fuel", "sign", "there"], allowed=allowed)
    tried = []
    add = pool.Pool.add

    def spied(self, task, vectors):
        tried.extend((self.assessor.tasks[task], vector) for vector in vectors)
        return add(self, task, vectors)

    monkeypatch.setattr(pool.Pool, "add", spied)
    found = search.best_plan(exchange, [here, there], search.Aim())
    assert found.best is not None
    assert any(task is there for task, _ in tried)
    assert all(keeps_to(exchange, task, vector[None])[0] for task, vector in tried)


def test_what_a_plan_lacks_is_the_most_that_any_party_lacks_of_one_thing():
    """Gifts at once and for good: b gives 3 for 2, so 1 of 5 is lacking to its gain, and 3 of 5 to its margin."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "undo": "never", "worth": {"a": -2, "b": 2}},
            "y": {"by": "b", "undo": "never", "worth": {"a": 98, "b": -3}},
        },
    }
    found = score(exchange_of(case), np.array([[1, 1]]), task_of(case))
    assert found.level.tolist() == pytest.approx([2 + 3 / 5])


# ------------------------------------------------------------------------------------ good plans of many draws


def good_plan_by_itself(exchange, tasks):
    """The best of the plans that a search starts from, found and assessed for one draw and one task after the other."""
    found = pool.Pool(exchange, tasks, RANKINGS["least-trust"], 1.0)
    for number, task in enumerate(tasks):
        legal = Legal(exchange, task)
        if all(len(task.planned) <= search.EXHAUSTED_AT_ONCE for task in tasks):
            vectors = neighbours.arrangements(legal.vector([]), task.planned)
            vectors = vectors[legal(vectors)]
        else:
            grid = lattice.subset_lattice(legal)
            ways = lattice.orders(grid, lattice.edge_scores(exchange, grid)) if legal.sets[legal.full] else []
            vectors = np.array(legal.starts(ways), dtype=np.int64).reshape(-1, exchange.steps)
        found.add(number, vectors)
    best = found.best()
    return None if best is None else (best[0], best[1].tolist())


def readings(rng, case):
    """A few tasks of one case, with all that can be wished for; they have one pace and one limit of what is at risk."""
    steps = range(len(case["steps"]))
    limit = np.array([rng.choice([0.2, 0.6, np.inf]) for _ in case["parties"]]) if rng.random() < 0.3 else None
    for _ in range(rng.choice([1, 1, 2, 3])):
        planned = tuple(sorted(rng.sample(steps, rng.randint(max(0, len(steps) - 2), len(steps)))))
        kept = tuple(j for j in steps if j not in planned and rng.random() < 0.7)
        allowed = np.array([rng.random() < 0.95 for _ in range(1 << len(planned))])
        allowed[-1] = rng.random() < 0.8
        two = [tuple(rng.sample(steps, 2)) for _ in range(2)] if len(steps) > 1 else []
        yield search.Task(
            kept=kept,
            planned=planned,
            allowed=allowed,
            before=tuple(two[:1]) if rng.random() < 0.3 else (),
            pace=case["pace"],
            same_phase=tuple(two[1:]) if rng.random() < 0.3 else (),
            first=tuple(rng.sample(steps, 1)) if rng.random() < 0.2 else (),
            last=tuple(rng.sample(steps, 1)) if rng.random() < 0.2 else (),
            most_phases=rng.choice([None, None, 1, 2, 4]),
            most_at_risk=limit,
        )


@pytest.mark.parametrize("switch", ["as it is", "numpy"])
def test_good_plans_of_many_draws_are_those_of_each(switch, monkeypatch):
    if switch == "numpy":
        monkeypatch.setattr(kernel, "compiled", lambda: None)
    rng, some, none, unlike = random.Random("draws"), 0, 0, 0
    for _ in share_of(range(200)):
        case = random_case(rng, steps=rng.randint(1, 7), hopeful=rng.random() < 0.7, dated=rng.random() < 0.2)
        if rng.random() < 0.2:
            watched(rng, case)
        tasks, draws = list(readings(rng, case)), []
        for _ in range(rng.randint(1, 4)):
            other = exchange_of(case)
            worth = other.worth * np.array([rng.choice([1, 1, 0.5, 2, -1]) for _ in case["steps"]])
            draws.append(replace(other, worth=worth, seen=other.seen + rng.choice([0.0, 0.25])))
        if rng.random() < 0.15:
            doubted = np.array([rng.random() < 0.5 for _ in case["parties"]])
            draws = [replace(one, doubted=doubted, consent=~doubted, guarantee=doubted * 1.0) for one in draws]
        found = search.good_plans(stacked(draws), tasks)
        expected = [good_plan_by_itself(one, tasks) for one in draws]
        assert [None if plan is None else (plan[0], plan[1].tolist()) for plan in found] == expected
        assert [None if plan is None else plan[0] for plan in search.good_plans(draws[0], tasks)] == [
            None if expected[0] is None else expected[0][0]
        ]
        some, none = some + (expected[0] is not None), none + (expected[0] is None)
        unlike += len(set(map(str, expected))) > 1
    assert some > hits_of(60)
    assert none > hits_of(5)
    assert unlike > hits_of(10)


def test_what_is_known_of_an_order_serves_the_next_one():
    """Plans near orders asked for one after the other are those of a task that knows nothing yet."""
    rng = random.Random("orders")
    for _ in range(100):
        case = random_case(rng, steps=5)
        task, exchange = next(readings(rng, case)), exchange_of(case)
        known = Legal(exchange, task)
        for _ in range(4):
            orders = [tuple(rng.sample(range(len(task.planned)), len(task.planned))) for _ in range(rng.randint(0, 2))]
            fresh = Legal(exchange, task).starts(orders)
            assert [plan.tolist() for plan in known.starts(orders)] == [plan.tolist() for plan in fresh]
