"""What follows from a case is worked out once for it, never for another, and is forgotten with it."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import standoff
from standoff.analysis.numbers import exchange_of
from standoff.analysis.plans import assess_often, places
from standoff.analysis.remembered import once
from standoff.analysis.sureness.ranges import Drawn


def test_a_function_is_asked_once_for_each_case_and_each_question():
    asked = []

    def steps(case, more=0):
        asked.append(more)
        return len(case.steps) + more

    case = standoff.example()
    count = len(case.steps)
    assert [once(case, steps), once(case, steps), once(case, steps, 2), once(case, steps, 2)] == [count] * 2 + [
        count + 2
    ] * 2
    copy = case.model_copy(update={"steps": dict(list(case.steps.items())[:1])})
    assert once(copy, steps) == 1 and asked == [0, 2, 0]


def test_what_raises_is_asked_again():
    case, calls = standoff.example(), []

    def fails(case):
        calls.append(case)
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            once(case, fails)
    assert len(calls) == 2


def test_a_changed_copy_has_numbers_of_its_own():
    case = standoff.example()
    before = exchange_of(case)
    party = next(iter(case.parties))
    patient = case.parties[party].model_copy(update={"horizon": 99.0})
    changed = case.model_copy(update={"parties": {**case.parties, party: patient}})
    assert exchange_of(changed).horizons[0] == 99.0 != before.horizons[0]
    assert exchange_of(case) is before
    with pytest.raises(ValueError, match="read-only"):
        before.worth[0, 0] = 1.0


def test_draws_are_those_of_their_seed_whatever_was_drawn_before():
    case = standoff.example()
    wanted = {seed: Drawn.of(standoff.example(), 16, seed).values for seed in (1, 2, 3)}
    for seed in (1, 2, 3, 1, 1, 2):
        got = Drawn.of(case, 16, seed).values
        assert got.keys() == wanted[seed].keys()
        assert all(np.array_equal(got[path], wanted[seed][path]) for path in got)


def test_a_case_is_not_kept_alive():
    case = standoff.example()
    gone = weakref.ref(case)
    plan, step = next(iter(case.plans)), next(iter(case.steps))
    assess_often(case, plan, draws=8)
    places(case, step, plan, draws=8)
    del case
    gc.collect()
    assert gone() is None
