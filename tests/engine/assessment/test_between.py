"""Breaches begun between phase starts: the slow twin on a dense grid, cases worked out by hand, and laws."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of, watched
from naive import between as naive_between
from naive import trust as naive
from shares import hits_of, share_of
from standoff.engine.assessment.between import between, courses_within
from standoff.engine.assessment.trust import assess


def look(case, keeps, phases):
    exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
    found = assess(exchange, vector, case.get("pace", 0.0))
    return found, between(exchange, vector, case.get("pace", 0.0), found.starts[0])


def merged(courses):
    """Courses that show at the same moment as one."""
    chances = {}
    for chance, time in courses:
        time = time if time == math.inf else round(time, 9)
        chances[time] = chances.get(time, 0.0) + chance
    return [(chance, time) for time, chance in sorted(chances.items())]


def made_watched(rng, case):
    """The case with verifiers, with breaches that may be missed, or with both."""
    verified, missed = rng.choice([(True, False), (False, True), (True, True)])
    return watched(rng, case, verified=verified, missed=missed)


@pytest.mark.parametrize("is_watched", [False, True])
@pytest.mark.parametrize("block", range(4))
def test_equal_to_the_slow_twin_at_its_moment_and_below_it_on_a_grid(block, is_watched):
    rng = random.Random(f"between {block}")
    margins = beaten = openly = 0
    for number in share_of(range(50)):
        case = random_case(rng, steps=rng.randint(2, 4 if is_watched else 5), hopeful=rng.random() < 0.5)
        case = made_watched(rng, case) if is_watched else case
        keeps, phases = random_plan(rng, case)
        starts, found = look(case, keeps, phases)
        context = f"block {block} case {number}: {case} {keeps} {phases}"
        assert found.exact.all()
        for k in range(len(phases)):
            length = float(starts.starts[0, k + 1] - starts.starts[0, k])
            grid = [length * (n + 0.5) / 40 for n in range(40)] + [rng.uniform(0, length) for _ in range(10)]
            moments = [(t, naive_between.Within(case, keeps, phases, k + 1, t)) for t in grid if 0 < t < length]
            for i, party in enumerate(case["parties"]):
                horizon = case["parties"][party]["horizon"]
                all_of_them = [(m, t) for t, w in moments if (m := w.margin(party)) is not None]
                smallest = min((m * math.exp(-t / horizon) if m < 0 else m for m, t in all_of_them), default=None)
                mine = float(found.weighed[k, i])
                if smallest is None:
                    # Nothing to quit at any time but, at most, beside an event.
                    continue
                # Times a hair from a moment stand for it: 1e-8 years, at no more than the stake over a horizon.
                assert mine <= smallest + 1e-6, f"{context}: phase {k + 1}, {party}: {mine} > {smallest}"
                margins += 1
                beaten += mine < smallest - 1e-6
                after = float(found.after[k, i])
                assert 0 < after < length
                moment = naive_between.Within(case, keeps, phases, k + 1, after)
                margin = float(found.margin[k, i])
                assert margin == pytest.approx(moment.margin(party), abs=1e-7), context
                assert mine == pytest.approx(margin * math.exp(-after / horizon) if margin < 0 else margin), context
                # The failure that is named is one that it can begin then, and pays what is said.
                named = frozenset(j for j, there in zip(case["steps"], found.breaches[k, i], strict=True) if there)
                failure = named or naive.OPENLY
                openly += failure == naive.OPENLY
                assert failure in moment.failures(party), context
                carry_on = naive.carry_on(moment, k + 1, party)
                assert carry_on - moment.worth(party, failure) == pytest.approx(margin, abs=1e-7), context
                courses = sorted(moment.courses(failure), key=lambda course: course[1])
                assert float(found.shows[k, i]) == pytest.approx(courses[0][1], abs=1e-9)
                exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
                told = courses_within(
                    exchange, vector, case["pace"], starts.starts[0], k + 1, i, after, found.breaches[k, i]
                )
                np.testing.assert_allclose(merged(told), courses, atol=1e-9)
                assert {j for j, m in zip(case["steps"], found.made[k, i], strict=True) if m} == moment.made
    assert margins >= hits_of(100)
    assert beaten >= hits_of(10)
    assert openly >= hits_of(1)


def hostage(rent=2.7):
    """a delivers within a year while b gives a hostage that is seen to be taken back half a year later; then a rent."""
    return {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "delivery": {"by": "a", "takes": 1.0, "seen": 0.0, "undo": "never", "worth": {"a": -2, "b": 5}},
            "pledge": {"by": "b", "takes": 0.0, "seen": 0.5, "undo": 0.0, "worth": {"a": 5, "b": -2}},
            "rent": {"by": "a", "takes": 1.0, "seen": 0.0, "undo": 0.0, "worth": {"a": -1, "b": rent}},
        },
    }


PHASES = [["delivery", "pledge"], ["rent"]]


def test_a_plan_can_hold_at_every_phase_start_and_not_between_them():
    starts, found = look(hostage(), [], PHASES)
    assert starts.holds[0]
    # b takes the pledge back so late that this shows just as the delivery is there; it loses the rent, 1.5 years off.
    assert found.margin[0, 1] == pytest.approx(-2 + 2.7 * math.exp(-1.5 / 4))
    assert (found.after[0, 1], found.shows[0, 1]) == (0.5, 0.5)
    assert found.breaches[0, 1].tolist() == [False, True, False]
    # A rent of 2 e^(1.5/4) would be just enough.
    enough = 2 * math.exp(1.5 / 4)
    assert look(hostage(enough * (1 + 1e-6)), [], PHASES)[1].margin[0, 1] > 0
    assert look(hostage(enough * (1 - 1e-3)), [], PHASES)[1].margin[0, 1] < 0


def test_a_breach_that_may_be_missed_pays_sooner():
    """With a rent of 3.3 and every fifth breach missed, b keeps a fifth of the rent as well."""
    case = hostage(3.3)
    case["steps"]["pledge"]["missed"] = 0.2
    starts, found = look(case, [], PHASES)
    assert starts.holds[0]
    assert found.margin[0, 1] == pytest.approx(-2 + 0.8 * 3.3 * math.exp(-1.5 / 4))
    assert (found.after[0, 1], found.shows[0, 1]) == (0.5, 0.5)
    exchange, vector = exchange_of(case), vector_of(case, [], PHASES)
    told = courses_within(exchange, vector, 0.0, starts.starts[0], 1, 1, 0.5, found.breaches[0, 1])
    assert told == ((pytest.approx(0.8), pytest.approx(0.5)), (pytest.approx(0.2), math.inf))


def test_leaving_openly_pays_most_when_the_delivery_is_there_and_the_rent_is_not():
    """b bears a's drill for the sake of a rent that begins in a year; the delivery, after half a year, is for good.

    By hand, half a year in: carrying on is worth 5 - 1 - .05 + 1.1 e^(-.5/4), leaving openly 5. Taking the pledge back in
    secret shows two years later, and b bears the drill for as long: 5 - (1 - f) + 1.1 (e^(-.5/4) - f) with f = e^(-2/4).
    """
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "pledge": {"by": "b", "seen": 2.0, "undo": 0.0, "worth": {"a": 5, "b": -0.05}},
            "drill": {"by": "a", "undo": 0.0, "worth": {"a": -0.1, "b": -1}},
            "delivery": {"by": "a", "takes": 0.5, "seen": 0.5, "undo": "never", "worth": {"a": -2, "b": 5}},
            "rent": {"by": "a", "undo": 0.0, "worth": {"a": -1, "b": 1.1}},
            "thanks": {"by": "b", "worth": {"a": 4}},
        },
    }
    keeps, phases = ["pledge", "drill"], [["delivery"], ["rent", "thanks"]]
    starts, found = look(case, keeps, phases)
    assert starts.holds[0]
    margin = 1.1 * math.exp(-0.5 / 4) - 1.05
    assert margin < 0
    assert found.margin[0, 1] == pytest.approx(margin, abs=1e-9)
    assert (found.after[0, 1], found.shows[0, 1], found.breaches[0, 1].any()) == (0.5, 0.0, False)
    faded = math.exp(-2 / 4)
    assert 5 - (1 - faded) + 1.1 * (math.exp(-0.5 / 4) - faded) < 5
    told = courses_within(exchange_of(case), vector_of(case, keeps, phases), 0.0, starts.starts[0], 1, 1, 0.5,
                          found.breaches[0, 1])  # fmt: skip
    assert told == ((1.0, 0.0),)


@pytest.mark.parametrize("arrives", [0.0, 0.25, 0.75])
def test_a_verifier_of_the_phase_helps_from_when_it_is_there(arrives):
    """Without the office the others would see it after three years; with it after half a year, from its arrival on."""
    case = hostage()
    case["steps"]["pledge"] |= {"seen": 3.0, "with": {"office": 0.5}}
    case["steps"]["office"] = {"by": "a", "takes": arrives, "seen": 0.0, "undo": "never", "worth": {"b": 0.001}}
    _, found = look(case, [], [["delivery", "pledge", "office"], ["rent"]])
    # Whoever takes it back before the office is there is found out half a year after its arrival, at .75 or at 1.25.
    length = max(1.0, arrives + 0.5)
    assert found.margin[0, 1] < 0
    assert found.after[0, 1] + found.shows[0, 1] == pytest.approx(1.0 if arrives < 0.5 else length)


def test_without_time_there_is_nothing_between():
    rng = random.Random("no time")
    for _ in range(20):
        case = random_case(rng)
        case["pace"] = 0.0
        for step in case["steps"].values():
            step["takes"] = step["seen"] = 0.0
        assert np.isnan(look(case, *random_plan(rng, case))[1].margin).all()


def test_just_after_a_phase_start_nothing_is_new_where_its_own_steps_take_time():
    """What can be begun a moment later could have been begun at the start: then the margin at the start bounds it."""
    rng = random.Random("just after")
    compared = 0
    for _ in range(60):
        case = random_case(rng, steps=4)
        for step in case["steps"].values():
            step["takes"] = step["takes"] or 0.2
        keeps, phases = random_plan(rng, case)
        starts, found = look(case, keeps, phases)
        for k in range(len(phases)):
            for i in range(len(case["parties"])):
                if not math.isnan(float(starts.margin[0, k, i])):
                    compared += 1
                    stake = float(starts.stake[0, i])
                    assert found.weighed[k, i] <= starts.margin[0, k, i] + 1e-6 * stake
    assert compared >= 50


def test_a_larger_walk_out_cost_lowers_no_margin_between_phases():
    rng = random.Random("between bond")
    for _ in range(40):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        before = look(case, keeps, phases)[1].weighed
        case["parties"][rng.choice(list(case["parties"]))]["walkout_cost"] += rng.uniform(0.1, 5)
        after = look(case, keeps, phases)[1].weighed
        assert not (after < before - 1e-6).any()


def test_where_not_all_sets_are_tried_the_margin_is_an_upper_bound_and_marked(monkeypatch):
    rng = random.Random("between limit")
    marked = 0
    for _ in range(30):
        case = random_case(rng, parties=2, steps=6, together=True)
        keeps, phases = random_plan(rng, case)
        exact = look(case, keeps, phases)[1]
        with monkeypatch.context() as patched:
            patched.setattr("standoff.engine.assessment.between.ALL_SETS_UP_TO", 1)
            few = look(case, keeps, phases)[1]
        for i in range(2):
            if few.exact[i]:
                np.testing.assert_array_equal(few.weighed[:, i], exact.weighed[:, i])
            else:
                marked += 1
                assert not (few.weighed[:, i] < exact.weighed[:, i] - 1e-6).any()
    assert marked >= 6
