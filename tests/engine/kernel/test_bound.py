"""The lower bound and branch and bound, against all plans of small deals."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case
from naive import trust as slow
from shares import hits_of, share_of
from standoff.engine.assessment.trust import assess
from standoff.engine.core.constraints import Legal, Task, keeps_to
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import bound
from standoff.engine.roadmap.neighbours import ordered_partitions
from standoff.engine.roadmap.search import Aim, best_plan

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")


def always():
    return True


def never():
    return False


def needy(rng, case):
    """The case with many steps that require others, and with more of them free and slow to come."""
    names = list(case["steps"])
    for place, step in enumerate(case["steps"].values()):
        if place and rng.random() < 0.6:
            step["requires"] = sorted({*step.get("requires", []), rng.choice(names[:place])})
        if rng.random() < 0.35:
            step["worth"] = {i: abs(worth) if rng.random() < 0.8 else worth for i, worth in step["worth"].items()}
            step["takes"] = rng.choice([0.1, 0.3, 1.0])
    return case


def slow_to_show(rng, case):
    """The case with steps of which a breach is found out late, and some that hurt who does not own them."""
    for step in case["steps"].values():
        if rng.random() < 0.3:
            step["seen"] = rng.choice([1.5, 2.5, 4.0])
        if rng.random() < 0.3:
            step["takes"] = 0.0
        i = rng.choice(list(case["parties"]))
        if rng.random() < 0.2 and i not in ([by] if isinstance(by := step["by"], str) else by):
            step["worth"][i] = -rng.choice([0.5, 2.0])
    return case


def random_task(seed, *, limits=False, most=5, requires=False):
    """A case, and a task with kept steps, rules, `requires` and `together` at random, and limits if wanted."""
    rng = random.Random(seed)
    case = random_case(rng, steps=rng.randint(2, most), hopeful=rng.random() < 0.7)
    case = needy(rng, case) if requires else case
    exchange = exchange_of(case)
    kept, planned = kept_and_planned(rng, exchange, 0.1)
    allowed = np.ones(1 << len(planned), dtype=bool)
    if rng.random() < 0.3:
        allowed[1:-1] = [rng.random() > 0.15 for _ in allowed[1:-1]]
    task = Task(kept, planned, allowed, pace=case["pace"])
    if limits:
        picked = rng.sample(planned, min(2, len(planned)))
        most_at_risk = np.array([rng.choice([0.3, np.inf]) for _ in range(exchange.parties)])
        wish = rng.choice(
            [
                {"before": ((picked[0], picked[-1]),) if len(picked) > 1 else ()},
                {"same_phase": (tuple(picked),)},
                {"first": (picked[0],)},
                {"last": (picked[-1],)},
                {"most_phases": rng.randint(1, 3)},
                {"most_at_risk": most_at_risk},
            ]
        )
        task = replace(task, **wish)
    return case, task


def kept_and_planned(rng, exchange, share):
    """Which steps a random plan keeps, and which it plans."""
    steps = range(exchange.steps)
    kept = tuple(j for j in steps if rng.random() < share and not exchange.requires[j].any())
    planned = tuple(j for j in steps if j not in kept) or (0,)
    return tuple(j for j in kept if j not in planned), planned


def random_deal(seed, *, limits=False, most=5, requires=False):
    """A random task, and the deal it makes."""
    case, task = random_task(seed, limits=limits, most=most, requires=requires)
    return task, deal_of(exchange_of(case), task)


def deal_of(exchange, task):
    return bound.TaskToBound.of(Legal(exchange, task))


def all_plans(deal, task):
    """The phase vectors of all plans that a task allows."""
    ways = np.array(list(ordered_partitions(len(deal.planned))))
    vectors = np.tile(deal.vector([]), (len(ways), 1))
    vectors[:, list(deal.planned)] = ways
    return vectors[keeps_to(deal.exchange, task, vectors)]


def every_plan(deal, task):
    """The least trust of all plans that a task allows, that hold and keep to its caps; None if there is none."""
    vectors = all_plans(deal, task)
    if not len(vectors):
        return None
    found = assess(deal.exchange, vectors, deal.pace)
    refusing = np.ones(deal.exchange.parties, dtype=bool) if deal.refusing is None else deal.refusing
    holds = (found.gain[:, refusing] >= 0).all(axis=1) & ~np.isnan(found.trust_asked)
    if task.most_at_risk is not None:
        holds = holds & (found.at_risk <= task.most_at_risk + 1e-9).all(axis=1)
    return float(found.trust_asked[holds].min()) if holds.any() else None


def by_definition(case, deal, task):
    """The same by the slow twin."""
    names, found = list(case["steps"]), []
    refusing = np.ones(len(case["parties"]), dtype=bool) if deal.refusing is None else deal.refusing
    for vector in all_plans(deal, task):
        phases = [[names[j] for j in np.flatnonzero(vector == k)] for k in range(1, vector.max() + 1)]
        plan = slow.Plan(case, phases, [names[j] for j in deal.kept], deal.pace)
        gains = {i: slow.carry_on(plan, 1, i) - slow.kept_for_good(plan, i) for i in plan.parties}
        if any(slow.rounded(case, i, gains[i]) < 0 for i, may in zip(plan.parties, refusing, strict=True) if may):
            continue
        rows = []
        for k, i in itertools.product(range(plan.last, 0, -1), plan.parties):
            rows.append(slow.row(plan, k, i))
            if rows[-1].trust is None:
                break
        else:
            risks = [slow.at_risk(plan, i, [r.exposure or 0.0 for r in rows if r.party == i]) for i in plan.parties]
            if task.most_at_risk is None or (np.array(risks) <= task.most_at_risk + 1e-9).all():
                found.append(max(row.trust for row in rows))
    return min(found, default=None)


def assert_bounded(deal, best, seed):
    """The bound is none above the best, and branch and bound finds that, or that there is none."""
    found = bound.prospects(deal, 1.0, always)
    closed = bound.close(found, 1.0, 0.01, always)
    assert closed.ended
    assert (closed.plan is None) == (best is None), seed
    if best is not None:
        assert found.least <= best + 1e-9, seed
        assert best - 1e-9 <= closed.trust <= best + 0.01 + 1e-9, seed


@pytest.mark.parametrize("requires", [False, True])
@pytest.mark.parametrize("block", share_of(range(20)))
def test_by_the_definition_no_plan_asks_for_less_than_the_bound_and_what_is_proved_is_true(block, requires):
    """Bound, branch and bound, and the slow twin, which knows of neither."""
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        case, task = random_task(seed, limits=seed % 2 == 1, most=4, requires=requires)
        if len(case["parties"]) > 3:
            continue
        deal = deal_of(exchange_of(case), task)
        best = by_definition(case, deal, task)
        assert_bounded(deal, best, seed)
        if best:  # with just as much trust as that it is still found
            just = bound.close(bound.prospects(deal, best + 1e-9, always), best + 1e-9, 0.01, always)
            assert just.trust == pytest.approx(best, abs=2e-9), seed


@pytest.mark.parametrize("block", share_of(range(20)))
def test_no_single_plan_asks_for_less_than_the_bound_of_it_alone(block):
    """With all other plans ruled out nothing hides behind a better one; some parties lose and cannot refuse."""
    held = 0
    for seed in range(25 * block, 25 * block + 25):
        rng = random.Random(f"only one {seed}")
        hopeful, together = rng.random() < 0.6, rng.random() < 0.3
        case = random_case(rng, parties=rng.randint(2, 3), steps=rng.randint(3, 4), hopeful=hopeful, together=together)
        case = slow_to_show(rng, needy(rng, case) if rng.random() < 0.6 else case)
        exchange = exchange_of(case)
        kept, planned = kept_and_planned(rng, exchange, 0.15)
        refusing = np.array([rng.random() < 0.5 for _ in range(exchange.parties)])
        task = Task(kept, planned, np.ones(1 << len(planned), dtype=bool), pace=case["pace"])
        deal = replace(deal_of(exchange, task), refusing=refusing)
        vectors = all_plans(deal, task)
        if not len(vectors):
            continue
        found = assess(exchange, vectors, deal.pace)
        holds = ~np.isnan(found.trust_asked) & (found.gain[:, refusing] >= 0).all(axis=1)
        for vector, trust in zip(vectors[holds], found.trust_asked[holds], strict=True):
            stages = (vector[list(planned)] <= np.arange(vector.max() + 1)[:, None]) @ (1 << np.arange(len(planned)))
            least = bound.prospects(replace(deal, allowed=stages_only(stages, len(planned))), 1.0, always).least
            assert least is not None, (seed, vector)
            assert least <= trust + 1e-9, (seed, vector)
        held += int(holds.sum())
    assert held > 10


def stages_only(stages, planned):
    allowed = np.zeros(1 << planned, dtype=bool)
    allowed[stages] = True
    return allowed


@pytest.mark.parametrize("limits", [False, True])
@pytest.mark.parametrize("block", share_of(range(20)))
def test_no_plan_asks_for_less_than_the_bound(block, limits):
    for seed in range(25 * block, 25 * block + 25):
        task, deal = random_deal(seed, limits=limits)
        best = every_plan(deal, task)
        found = bound.prospects(deal, 1.0, always)
        if best is not None:
            assert found.least is not None, seed
            assert found.least <= best + 1e-9, seed


@pytest.mark.parametrize("block", share_of(range(20)))
def test_what_is_known_to_be_missing_is_not_counted_on_and_no_more(block):
    """Free steps that require others: the bound stays one, and with one plan left it is what that plan asks."""
    for seed in range(25 * block, 25 * block + 25):
        task, deal = random_deal(seed, limits=seed % 2 == 0, requires=True)
        best = every_plan(deal, task)
        assert_bounded(deal, best, seed)


def test_a_free_step_does_not_come_without_what_is_withheld():
    """b's free step is worth much to a, but not in force when b is found out, and it requires what b withholds."""
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 5.0}, "b": {"horizon": 4.0, "walkout_cost": 100.0}},
        "steps": {
            "gift": {"by": "a", "seen": 0.6, "worth": {"a": -3, "b": 5}},
            "pay": {"by": "b", "seen": 0.5, "undo": "never", "worth": {"a": 2, "b": -2}},
            "bonus": {"by": "b", "takes": 1.0, "requires": ["pay"], "worth": {"a": 6}},
        },
    }
    deal = deal_of(exchange_of(case), Task((), (0, 1, 2), np.array([True, *[False] * 6, True])))
    # Not giving, a keeps its 3 points and loses 5 after .6 years. If b does not pay, that shows first, after half a
    # year: until then a has given, or has not, and has neither payment nor bonus either way.
    loss, keeps = 3 * (1 - np.exp(-0.5 / 4)), 5 * np.exp(-0.6 / 4) - 3
    trust = assess(deal.exchange, np.array([1, 1, 1])).trust[0]
    assert trust.max() == trust[0, 0] == pytest.approx(loss / (loss + keeps))
    assert bound.prospects(deal, 1.0, always).least == pytest.approx(trust[0, 0], abs=1 / 4096)


def test_a_free_step_does_not_come_either_without_a_kept_step_that_a_party_takes_back():
    """b's bonus requires the watch that a keeps. If it came without, a would take its watch back at once; not later."""
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 1.1}, "b": {"horizon": 4.0, "walkout_cost": 5.0}},
        "steps": {
            "watch": {"by": "a", "seen": 0.9, "worth": {"a": -1, "b": 5}},
            "bonus": {"by": "b", "takes": 1.0, "requires": ["watch"], "worth": {"a": 6, "b": 1}},
            "pay": {"by": "b", "seen": 0.1, "worth": {"a": 0.155, "b": -0.01}},
        },
    }
    deal = deal_of(exchange_of(case), Task((0,), (1, 2), np.ones(4, dtype=bool), before=((1, 2),)))
    found = assess(deal.exchange, np.array([0, 1, 2]))
    # No watch saves 1 and costs 1.1 and the pay after .9 years, or the pay a year from now; that is what hangs on it.
    saved = 1 - 1.1 * np.exp(-0.9 / 4)
    assert 0.155 * np.exp(-1 / 4) < saved < 0.155 * np.exp(-0.9 / 4)
    assert found.holds[0]
    assert bound.prospects(deal, 1.0, always).least <= found.trust_asked[0]


def test_a_step_that_is_in_force_just_when_a_breach_shows_is_not_late():
    """a withholds its gift, which shows after a year: just when what b pays for good is in force, so that a has it."""
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 5.0}, "b": {"horizon": 4.0, "walkout_cost": 100.0}},
        "steps": {
            "gift": {"by": "a", "seen": 1.0, "worth": {"a": -3, "b": 5}},
            "pay": {"by": "b", "takes": 1.0, "seen": 0.5, "undo": "never", "worth": {"a": 5, "b": -2}},
            "sign": {"by": "b", "seen": 0.5, "undo": "never", "worth": {"a": 1, "b": -1}},
        },
    }
    deal = deal_of(exchange_of(case), Task((), (0, 1, 2), np.array([True, *[False] * 6, True])))
    # Not giving, a saves its 3 points and loses 5 when that shows, but is paid. If b does nothing, that shows after half
    # a year: until then a has given for nothing, or has not.
    keeps, loss = 5 * np.exp(-1 / 4) - 3, 3 * (1 - np.exp(-0.5 / 4))
    trust = assess(deal.exchange, np.array([1, 1, 1])).trust[0]
    assert trust.max() == trust[0, 0] == pytest.approx(loss / (loss + keeps))
    assert bound.prospects(deal, 1.0, always).least == pytest.approx(trust[0, 0], abs=1 / 4096)


def test_a_pledge_that_shows_late_asks_for_no_more_than_what_it_saves():
    """The oracle of the theory: the less it saves, the less it adds to what the rest of the deal asks for."""
    for cost, asks in ((0.1, 0.170264), (1e-9, 0.144482)):
        case = {
            "parties": {i: {"horizon": 4.0} for i in "ab"},
            "steps": {
                "pledge": {"by": "a", "seen": 2.0, "worth": {"a": -cost}},
                "x": {"by": "a", "seen": 0.1, "undo": 0.5, "worth": {"a": -3, "b": 5}},
                "y": {"by": "b", "seen": 0.1, "worth": {"a": 6, "b": -2}},
            },
        }
        deal = deal_of(exchange_of(case), Task((), (0, 1, 2), np.ones(8, dtype=bool), before=((0, 1), (1, 2))))
        assert bound.prospects(deal, 1.0, always).least == pytest.approx(asks, abs=5e-4)


def test_what_others_take_back_as_well_may_do_good():
    """b keeps up what hurts both, and would be seen to end it only late: if it fails later, it ends that at once."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0, "walkout_cost": 100.0}},
        "steps": {
            "x": {"by": "a", "takes": 1.0, "undo": "never", "worth": {"a": -3, "b": 5}},
            "y": {"by": "b", "undo": "never", "worth": {"a": 9, "b": -3}},
            "siege": {"by": "b", "seen": 5.0, "worth": {"a": -3, "b": -1}},
        },
    }
    deal = deal_of(exchange_of(case), Task((2,), (0, 1), np.ones(4, dtype=bool), before=((0, 1),)))
    # Leaving openly ends the siege: 0. Going on, a gives x after a year, for y; if b fails, it has given x for nothing,
    # and no siege either way.
    fade = np.exp(-1 / 4)
    carry_on, loss = -3 - 3 * fade + 9 * fade, 3 * fade
    trust = assess(deal.exchange, np.array([1, 2, 0])).trust_asked[0]
    assert trust == pytest.approx(loss / (loss + carry_on))
    assert bound.prospects(deal, 1.0, always).least <= trust
    assert bound.close(bound.prospects(deal, 1.0, always), trust + 1e-9, 0.01, always).plan is not None


def test_what_others_take_back_as_well_may_keep_a_free_step_from_coming():
    """If a alone fails, the bonus comes after that is seen; if b, later, fails as well, it has taken back its ground."""
    case = {
        "parties": {"a": {"horizon": 1.0, "walkout_cost": 1.0}, "b": {"horizon": 4.0, "walkout_cost": 100.0}},
        "steps": {
            "x": {"by": "a", "seen": 1.5, "undo": "never", "worth": {"a": -1, "b": 5}},
            "bonus": {"by": "b", "takes": 2.0, "requires": ["ground"], "worth": {"a": 6}},
            "y": {"by": "b", "undo": "never", "worth": {"a": 20, "b": -1}},
            "ground": {"by": "b", "seen": 5.0, "worth": {"b": -1}},
        },
    }
    stages = np.array([bits in (0, 0b011, 0b111) for bits in range(8)])
    deal = deal_of(exchange_of(case), Task((3,), (0, 1, 2), stages))
    # Not doing x, with no bonus to come, leaves a with its walk-out cost alone: no better than x with the bonus.
    found = assess(deal.exchange, np.array([1, 1, 2, 0]))
    assert found.holds[0]
    assert found.trust[0, 0, 0] == 0
    assert -np.exp(-1.5) < -1 + 6 * np.exp(-2)
    assert bound.prospects(deal, 1.0, always).least <= found.trust_asked[0]


def test_what_others_take_back_as_well_may_keep_harm_from_coming():
    """b's smoke hurts a, but requires ground that b has taken back as well if it fails later."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0, "walkout_cost": 100.0}},
        "steps": {
            "x": {"by": "a", "takes": 1.0, "undo": "never", "worth": {"a": -3, "b": 5}},
            "y": {"by": "b", "undo": "never", "worth": {"a": 9, "b": -3}},
            "smoke": {"by": "b", "takes": 1.0, "requires": ["ground"], "worth": {"a": -2, "b": 1}},
            "ground": {"by": "b", "seen": 5.0, "worth": {"b": -1}},
        },
    }
    stages = np.array([bits in (0, 0b001, 0b111) for bits in range(8)])
    deal = deal_of(exchange_of(case), Task((3,), (0, 1, 2), stages))
    fade = np.exp(-1 / 4)
    carry_on, loss = 6 * fade - 2 * np.exp(-2 / 4), 3 * fade
    trust = assess(deal.exchange, np.array([1, 2, 2, 0])).trust_asked[0]
    assert trust == pytest.approx(loss / (loss + carry_on))
    assert bound.prospects(deal, 1.0, always).least <= trust


def test_two_failures_that_show_late_are_weighed_only_where_the_same_comes_until_then():
    """a is found out after two years, b after three; what b pays meanwhile a has if it keeps its word."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0, "walkout_cost": 100.0}},
        "steps": {
            "y": {"by": "b", "seen": 0.1, "worth": {"a": 9, "b": -1}},
            "watch": {"by": "a", "seen": 2.0, "worth": {"a": -1, "b": 5}},
            "guard": {"by": "b", "seen": 3.0, "worth": {"b": -1}},
        },
    }
    deal = deal_of(exchange_of(case), Task((1, 2), (0,), np.ones(2, dtype=bool)))
    deal = replace(deal, refusing=np.array([True, False]))  # b pays for nothing new
    found = assess(deal.exchange, np.array([1, 0, 0]))
    # All that a loses by keeping watch in vain is what that costs until b is seen not to pay, after .1 years.
    loss = 1 - np.exp(-0.1 / 4)
    assert found.trust[0, 0, 0] == pytest.approx(loss / (loss + 8 - 9 * (1 - np.exp(-2 / 4))))
    assert bound.prospects(deal, 1.0, always).least <= found.trust_asked[0] < 0.01


def test_who_cannot_refuse_may_lose():
    """What a and b swap costs the bystander c 2: it has nothing to quit, and a say only where it can refuse."""
    case = {
        "parties": {i: {"horizon": 4.0} for i in "abc"},
        "steps": {
            "x": {"by": "a", "seen": 0.8, "worth": {"a": -2, "b": 5, "c": -1}},
            "y": {"by": "b", "seen": 0.8, "worth": {"a": 5, "b": -2, "c": -1}},
        },
    }
    needed = deal_of(exchange_of(case), Task((), (0, 1), np.ones(4, dtype=bool)))
    assert needed.refusing.tolist() == [True, True, False]
    everybody = replace(needed, refusing=None)
    trust = 0.147602  # of the prisoner's dilemma that a and b play
    for deal, holds in ((everybody, False), (needed, True)):
        found = bound.prospects(deal, 1.0, always)
        assert (found.least is not None) == holds
        assert bound.certify(deal, None, lambda plans: None, always, 0.14).none_holds
        if holds:
            assert found.least == pytest.approx(trust, abs=1 / 4096)
            closed = bound.close(found, 1.0, 0.01, always)
            assert closed.trust == pytest.approx(trust, abs=1e-6)
            assert not bound.certify(deal, None, lambda plans: None, always, 0.15).none_holds


def test_what_others_may_withhold_later_is_at_stake_before():
    """a gives 3 first, for 5 that b can keep back in the next phase at the price of its bond: a must be 60 % sure."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0, "walkout_cost": 4.0}},
        "steps": {
            "x": {"by": "a", "undo": "never", "worth": {"a": -3.0, "b": 5.0}},
            "y": {"by": "b", "undo": "never", "worth": {"a": 5.0, "b": -3.0}},
        },
    }
    deal = deal_of(exchange_of(case), Task((), (0, 1), np.ones(4, dtype=bool), before=((0, 1),)))
    assert assess(deal.exchange, np.array([1, 2])).trust_asked[0] == pytest.approx(3 / (3 + 2))
    assert bound.prospects(deal, 1.0, always).least == pytest.approx(3 / 5, abs=1 / 4096)


def test_what_a_party_wants_in_no_order_has_no_prospects():
    """a gives 3 for 2, and walking out would cost both more than anything: nobody would, and a does not want it."""
    parties = {i: {"horizon": 4.0, "walkout_cost": 50.0} for i in "ab"}
    for received, wanted in ((2.0, False), (4.0, True)):
        steps = {
            "x": {"by": "a", "undo": "never", "worth": {"a": -3.0, "b": 5.0}},
            "y": {"by": "b", "undo": "never", "worth": {"a": received, "b": -1.0}},
        }
        deal = deal_of(exchange_of({"parties": parties, "steps": steps}), Task((), (0, 1), np.ones(4, dtype=bool)))
        assert (bound.prospects(deal, 1.0, always).least is not None) == wanted


def test_the_bound_is_mostly_close():
    """A bound of nothing would hold as well: it is within .01 of the best of most small deals."""
    gaps = []
    for seed in share_of(range(200)):
        task, deal = random_deal(seed)
        best = every_plan(deal, task)
        if best is not None:
            gaps.append(best - bound.prospects(deal, 1.0, always).least)
    assert len(gaps) > hits_of(30)
    assert np.mean(np.array(gaps) <= 0.01) > 0.8


@pytest.mark.parametrize("limits", [False, True])
@pytest.mark.parametrize("block", share_of(range(20)))
def test_branch_and_bound_finds_the_best_or_proves_that_there_is_none(block, limits):
    for seed in range(25 * block, 25 * block + 25):
        task, deal = random_deal(seed, limits=limits)
        best = every_plan(deal, task)
        closed = bound.close(bound.prospects(deal, 1.0, always), 1.0, 0.01, always)
        assert closed.ended
        if best is None:
            assert closed.plan is None, seed
        else:
            assert best - 1e-9 <= closed.trust <= best + 0.01 + 1e-9, seed
            assert keeps_to(deal.exchange, task, closed.plan[None])[0]
            assert assess(deal.exchange, closed.plan, deal.pace).trust_asked[0] == pytest.approx(closed.trust, abs=1e-9)


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_a_certificate_says_no_more_than_is_true(seed):
    task, deal = random_deal(seed, most=5)
    best = every_plan(deal, task)
    whole = deal.vector([(1 << len(deal.planned)) - 1])
    at_once = assess(deal.exchange, whole, deal.pace)
    start = (
        float(at_once.trust_asked[0]) if at_once.holds[0] and keeps_to(deal.exchange, task, whole[None])[0] else None
    )
    known = [start]

    def improve(plans):
        found = assess(deal.exchange, np.array(plans), deal.pace)
        known.extend(float(t) for t, holds in zip(found.trust_asked, found.holds, strict=True) if holds)
        return min((t for t in known if t is not None), default=None)

    certificate = bound.certify(deal, start, improve, always)
    assert certificate.none_holds == (best is None)
    if best is not None:
        asks = min(t for t in known if t is not None)
        assert certificate.least <= best + 1e-9
        assert asks <= best + bound.WIDTH + 1e-9
        assert asks - certificate.least <= bound.WIDTH + 1e-9


def test_branch_and_bound_tries_as_many_sets_of_breaches_as_the_assessment(monkeypatch):
    """Else it rules out plans that the assessment, which says that it is a bound there, lets hold; and takes forever."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "seen": 0.5, "worth": {"a": -1, "b": 3}},
            "y": {"by": "a", "seen": 1.0, "worth": {"a": -0.1}},
            "z": {"by": "b", "worth": {"a": 0.42, "b": -0.1}},
        },
        "together": [{"steps": ["y", "z"], "worth": {"a": 0.8}}],
    }
    task = Task((), (0, 1, 2), np.ones(8, dtype=bool))
    deal = deal_of(exchange_of(case), task)
    for most, holds in ((1, True), (2, False)):  # a does best to take back x alone, which no threshold says
        monkeypatch.setattr(bound, "ALL_SETS_UP_TO", most)
        monkeypatch.setattr("standoff.engine.assessment.failures.ALL_SETS_UP_TO", most)
        monkeypatch.setattr("standoff.engine.assessment.compiled.ALL_SETS_UP_TO", most)
        closed = bound.close(bound.prospects(deal, 1.0, always), 1.0, 0.01, always)
        assert ((every_plan(deal, task) is not None), closed.plan is not None) == (holds, holds)


def small_swap(**horizons):
    """A task of two steps of a and b, and the deal it makes; b takes ten years. Any other party has no stake."""
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 3}, "b": {"horizon": 4.0, "walkout_cost": 3}}
        | {i: {"horizon": years} for i, years in horizons.items()},
        "steps": {
            "x": {"by": "a", "takes": 0.1, "seen": 0.1, "undo": 0, "worth": {"a": -1, "b": 3}},
            "y": {"by": "b", "takes": 10, "seen": 0.1, "undo": 0, "worth": {"b": -1, "a": 9}},
        },
    }
    task = Task((), (0, 1), np.ones(4, dtype=bool))
    return task, deal_of(exchange_of(case), task)


def test_a_party_to_which_nothing_later_counts_rules_nothing_out():
    """With a horizon of days, e^(-10 / H) is 0 in floating point, and what the future has to be worth 0 / 0."""
    task, deal = small_swap(c=0.01)
    best = every_plan(deal, task)
    closed = bound.close(bound.prospects(deal, 1.0, always), 1.0, 0.01, always)
    assert best is not None
    assert best - 1e-9 <= closed.trust <= best + 0.01 + 1e-9


@pytest.mark.parametrize("seed", share_of(range(100)))
def test_a_plan_that_asks_for_just_as_much_as_it_may_is_not_ruled_out(seed):
    task, deal = random_deal(seed, most=4)
    best = every_plan(deal, task)
    if best is not None:
        assert not bound.certify(deal, None, lambda plans: None, always, best).none_holds


def test_without_time_nothing_is_claimed():
    deal = next(d for _, d in (random_deal(seed, most=8) for seed in range(100)) if len(d.planned) == 8)
    big = bound.TaskToBound(deal.exchange, deal.kept, deal.planned, np.ones(1 << 8, dtype=bool), deal.pace)
    certificate = bound.certify(big, 0.9, lambda plans: 0.9, never)
    assert not certificate.none_holds
    assert certificate.least == 0.9  # what the search found, of which nothing is claimed to ask for less


def test_branch_and_bound_can_be_interrupted_after_any_row():
    _, deal = random_deal(107)
    found = bound.prospects(deal, 1.0, always)
    a, b = bound.close(found, 1.0, 0.01, always, rows=1), bound.close(found, 1.0, 0.01, always)
    assert (a.ended, a.nothing_below, a.trust, a.rows) == (b.ended, b.nothing_below, b.trust, b.rows)


def test_larger_deals_are_left_alone():
    _, deal = random_deal(1)
    many = tuple(range(bound.MOST_PLANNED + 1))
    assert not bound.fits(bound.TaskToBound(deal.exchange, (), many, np.ones(1, dtype=bool)))
    assert bound.fits(deal)


@pytest.mark.parametrize("seed", share_of(range(24)))
def test_two_methods_agree_where_all_plans_are_too_many(seed):
    """Search with a bound to close it, and branch and bound from nothing known, on deals of 7 to 10 steps."""
    rng = random.Random(f"methods {seed}")
    case = random_case(rng, parties=rng.randint(2, 3), steps=rng.randint(7, 10), hopeful=True)
    exchange = exchange_of(case)
    steps = tuple(range(exchange.steps))
    task = Task((), steps, np.ones(1 << len(steps), dtype=bool), pace=case["pace"])
    found = best_plan(exchange, [task], Aim())
    deal = deal_of(exchange, task)
    labelled = bound.prospects(deal, 1.0, always)
    if labelled.least is None:
        assert found.proved
        assert found.best is None
        return
    closed = bound.close(labelled, 1.0, bound.WIDTH, always)
    assert closed.ended
    assert found.proved
    assert (found.best is None) == (closed.plan is None)
    if closed.plan is not None:
        assert found.least == pytest.approx(closed.trust, abs=bound.WIDTH + 1e-9)
        assert labelled.least <= min(found.least, closed.trust) + 1e-9
        assert found.bound <= min(found.least, closed.trust) + 1e-9
