"""Who can refuse a plan, who is only against it, and where it breaks first: by hand, and against the slow twin."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, stacked, vector_of
from naive import trust as naive
from naive.trust import Plan
from standoff.engine.assessment import trust
from standoff.engine.assessment.verdict import judge
from standoff.engine.core.constraints import Task
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import search
from standoff.engine.roadmap.deals import frontier
from standoff.engine.roadmap.deals.starts import needed_by, wanted_deals
from standoff.engine.sureness import shares

NEEDS_KERNEL = pytest.mark.skipif(kernel.compiled() is None, reason="the bound needs the kernel")


def consents(case, names) -> Bools:
    return np.array([i in names or "all" in names for i in case["parties"]])


def engine(plan: Plan) -> Exchange:
    found = exchange_of(plan.case)
    return replace(found, consent=consents(plan.case, plan.consent)) if plan.consent else found


def assessed(plan: Plan) -> trust.Assessed:
    return trust.assess(engine(plan), vector_of(plan.case, plan.keeps, plan.phases), plan.pace)


def chosen(case, mask):
    return [i for i, yes in zip(case["parties"], mask.tolist(), strict=True) if yes]


def random_plans(seed, count, **options):
    rng = random.Random(seed)
    for _ in range(count):
        case = random_case(rng, **options)
        keeps, phases = random_plan(rng, case)
        consent = rng.choice([[], [], [rng.choice(list(case["parties"]))], ["all"]])
        yield Plan(case, phases, keeps, case["pace"], consent)


def gift(c, **changes):
    """a and b exchange gifts; a truce that b and c keep up costs c half a point; c has a say in neither gift."""
    steps = {
        "gift": {"by": "a", "seen": 0.1, "worth": {"a": -2, "b": 5, "c": c}},
        "thanks": {"by": "b", "seen": 0.1, "worth": {"b": -2, "a": 5}},
        "truce": {"by": ["b", "c"], "seen": 0.1, "worth": {"a": 1, "c": -0.5}},
    }
    case = {"parties": {i: {"horizon": 4.0} for i in "abc"}, "steps": steps}
    return Plan(case, [["gift", "thanks"]], **changes)


# ----------------------------------------------------------------------------------------------------- who can refuse


def test_who_is_needed_refuses_and_is_against_as_by_the_definition():
    refused = against = by_consent = 0
    for plan in random_plans("needed", 300, parties=4):
        found, case = assessed(plan), plan.case
        gain = dict(zip(case["parties"], found.gain[0].tolist(), strict=True))
        needed = naive.needed(plan)
        assert chosen(case, found.needed[0]) == needed
        assert chosen(case, found.refuses[0]) == [i for i in needed if gain[i] < 0]
        assert chosen(case, found.against[0]) == [i for i in case["parties"] if i not in needed and gain[i] < 0]
        judged = judge(found)
        assert bool(judged.refused[0]) == bool(found.refuses[0].any())
        if judged.refused[0]:
            lost = {i: gain[i] / (naive.stake(case, i) or 1.0) for i in needed}
            assert list(case["parties"])[int(judged.party[0])] == min(lost, key=lambda i: lost[i])
        refused, against = refused + bool(judged.refused[0]), against + bool(found.against[0].any())
        by_consent += needed != naive.needed(replace(plan, consent=[]))
    assert min(refused, against, by_consent) >= 20


def test_a_bystander_that_loses_does_not_refuse_and_its_consent_makes_it_refuse():
    found = assessed(gift(-3))
    assert (found.holds[0], found.against[0].tolist()) == (True, [False, False, True])
    for consent in (["c"], ["all"]):
        asked = assessed(gift(-3, consent=consent))
        assert (asked.holds[0], asked.refuses[0].tolist()) == (False, [False, False, True])
        assert not asked.against.any()
    assert assessed(gift(3, consent=["c"])).holds[0]


def test_a_kept_step_that_costs_a_party_makes_it_needed():
    assert assessed(gift(-3, keeps=["truce"])).refuses[0].tolist() == [False, False, True]
    cheap = gift(-3, keeps=["truce"])
    cheap.case["steps"]["truce"]["worth"]["c"] = 0.5
    assert assessed(cheap).against[0].tolist() == [False, False, True]


def test_in_each_draw_those_are_needed_whom_a_kept_step_costs_there():
    plan = gift(-3, keeps=["truce"])
    one = engine(plan)
    worth = one.worth.copy()
    worth[2, 2] = 0.5
    exchange = stacked([one, replace(one, worth=worth)])
    vector = vector_of(plan.case, plan.keeps, plan.phases)
    found = trust.assess(exchange, vector)
    assert found.needed.tolist() == [[True, True, True], [True, True, False]]
    verdicts = shares.verdicts(exchange, vector, 0.0)
    assert verdicts.verdict.tolist() == [shares.REFUSED, shares.HOLDS]
    counted = shares.shares(verdicts)
    assert (counted.refusers, counted.against) == (((2, 0.5),), ((2, 0.5),))
    assert (trust.refusing(exchange, vector) == found.refuses).all()


def test_quick_looks_see_the_same_refusals():
    for plan in random_plans("quick", 60, parties=3):
        vector = vector_of(plan.case, plan.keeps, plan.phases)
        assert (trust.refusing(engine(plan), vector, plan.pace) == assessed(plan).refuses).all()


# --------------------------------------------------------------------------------------------------- searches for plans


def task_of(case, kept=()):
    planned = tuple(n for n, j in enumerate(case["steps"]) if j not in kept)
    places = tuple(n for n, j in enumerate(case["steps"]) if j in kept)
    return Task(places, planned, np.ones(1 << len(planned), dtype=bool))


def test_the_needed_parties_of_every_deal_within_a_task():
    for plan in random_plans("deals", 40, parties=3, steps=4):
        kept = list(plan.case["steps"])[:1]
        exchange, task = engine(plan), task_of(plan.case, kept)
        found = needed_by(exchange, task)
        for made in range(1, 1 << len(task.planned)):
            steps = [list(plan.case["steps"])[j] for b, j in enumerate(task.planned) if made >> b & 1]
            deal = replace(plan, phases=[steps], keeps=kept)
            assert chosen(plan.case, found[made]) == naive.needed(deal)


@pytest.mark.parametrize("consent", [(), ("c",)])
def test_a_roadmap_and_the_frontier_ask_only_those_who_are_needed(consent):
    plan = gift(-3, consent=list(consent))
    case = plan.case
    exchange = engine(plan).only([0, 1])
    task = Task((), (0, 1), np.ones(4, dtype=bool))
    found = search.least_trust(exchange, [task])
    sets, wanted = wanted_deals(exchange, task)
    deals = frontier.frontier(frontier.Scope(exchange, (task,), np.zeros(2, dtype=bool)))
    both = [point for point in deals.shown if point.deal == 0b11]
    assert list(case["parties"]) == ["a", "b", "c"]
    if consent:
        assert found.best is None and found.refusers is not None
        assert found.refusers.tolist() == [False, False, True]
        assert not wanted[sets.tolist().index(0b11)] and not both
    else:
        assert found.best is not None and found.refusers is not None and not found.refusers.any()
        assert wanted[sets.tolist().index(0b11)] and both


@NEEDS_KERNEL
@pytest.mark.parametrize("consent", [(), ("c",)])
def test_what_a_bystander_would_lose_bounds_nothing(monkeypatch, consent):
    """The same deal by search and bound: proved either way, that it holds and, with consent, that no plan does."""
    monkeypatch.setattr(search, "EXHAUSTED_UP_TO", 0)
    plan = gift(-3, consent=list(consent))
    exchange, task = engine(plan).only([0, 1]), Task((), (0, 1), np.ones(4, dtype=bool))
    found = search.least_trust(exchange, [task])
    least = naive.least_trust(plan.case, ["gift", "thanks"], [], 0.0)
    assert found.proved and not found.exhausted
    assert (found.best is None) == bool(consent)
    if not consent:
        assert least is not None and found.least == pytest.approx(least, abs=search.NEAR_BEST)


@pytest.mark.parametrize("block", range(2))
def test_the_definition_gives_the_verdict_and_where_it_breaks_first(block):
    verdicts = set()
    for plan in random_plans(f"twin {block}", 40):
        found, twin = assessed(plan), naive.assess(plan)
        judged, parties = judge(found), list(plan.case["parties"])
        verdict = "refused" if judged.refused[0] else "breaks" if judged.breaks[0] else "holds"
        assert verdict == twin.verdict
        verdicts.add(verdict)
        if verdict == "breaks":
            assert (int(judged.phase[0]), parties[int(judged.party[0])]) == (twin.breaks.phase, twin.breaks.party)
        assert chosen(plan.case, found.needed[0]) == twin.needed
        assert chosen(plan.case, found.refuses[0]) == list(twin.refuse)
        assert chosen(plan.case, found.against[0]) == list(twin.against)
    assert verdicts == {"refused", "breaks", "holds"}


# ------------------------------------------------------------------------------------------------- where it breaks first


def test_a_plan_that_breaks_names_its_first_breaking_phase_and_there_the_largest_share():
    looked = not_the_worst = 0
    for plan in random_plans("first", 300):
        found, parties = assessed(plan), list(plan.case["parties"])
        judged = judge(found)
        rows = [
            (k, found.margin[0, k, i] / naive.stake(plan.case, party), party)
            for k in range(len(plan.phases) + 1)
            for i, party in enumerate(parties)
            if found.margin[0, k, i] < 0
        ]
        assert bool(judged.breaks[0]) == (bool(rows) and not judged.refused[0])
        if judged.breaks[0]:
            looked += 1
            k, _, party = min(rows)
            assert (int(judged.phase[0]), parties[int(judged.party[0])]) == (k + 1, party)
            not_the_worst += min(rows, key=lambda row: row[1])[0] != k
    assert looked >= 40 and not_the_worst >= 8


def test_two_halves_at_once_break_in_phase_1_and_worse_in_phase_2():
    """Each half costs .5 and brings the other 1, .9 from one to the next: .5 + .45 - 1 = -.05, and then .5 - 1."""
    horizon = 1.0 / -np.log(0.9)
    steps = {
        f"{i}{k}": {"by": i, "seen": 1.0, "undo": "never", "worth": {i: -0.5, ("b" if i == "a" else "a"): 1.0}}
        for i in "ab"
        for k in range(2)
    }
    case = {"parties": {i: {"horizon": horizon} for i in "ab"}, "steps": steps}
    found = assessed(Plan(case, [["a0", "b0"], ["a1", "b1"]]))
    judged = judge(found)
    assert (bool(judged.breaks[0]), int(judged.phase[0])) == (True, 1)
    assert found.margin[0, 1, 0] < found.margin[0, 0, 0] < 0
