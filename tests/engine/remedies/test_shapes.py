"""Which two remedies are two, and which plans fit the rules: all at once against the definitions, one at a time."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np

from exchanges import exchange_of, random_case, random_plan, vector_of
from shares import hits_of, share_of
from standoff.engine.core.exchange import ABSENT, numbered
from standoff.engine.remedies.shapes import compatible, fitting, reshaped
from standoff.engine.remedies.table import REMEDIES, Place, Setting, changed, fits


def some_rules(rng, steps):
    """Rules that forbid some of the stages, always the same ones; and how often each stage was asked about."""
    forbidden, asked = {}, {}

    def allowed(stage):
        key = frozenset(stage)
        asked[key] = asked.get(key, 0) + 1
        return not forbidden.setdefault(key, rng.random() < 0.1)

    return allowed, asked


def random_setting(rng):
    case = random_case(rng, parties=2, steps=rng.randint(2, 5), together=rng.random() < 0.5)
    phases = vector_of(case, *random_plan(rng, case))
    phases[[j for j in range(len(phases)) if rng.random() < 0.25]] = ABSENT
    return Setting(exchange_of(case), numbered(phases[None])[0], case["pace"])


def two_are_two(one, other):
    """Not the same number twice, nor one of a step that is left out or added."""
    (kind, place), (second, where) = one, other
    if place.step >= 0 and place.step == where.step and {kind, second} & {"drop", "add"}:
        return False
    same = (place.step, place.party, place.entry) == (where.step, where.party, where.entry)
    return not same or (
        kind != second and not (REMEDIES[kind].field and REMEDIES[kind].field == REMEDIES[second].field)
    )


def reshaped_one_by_one(setting, allowed):
    """Every two changes of the shape, each setting laid out and looked at by itself."""
    drops = [("drop", Place(step=j)) for j in setting.planned]
    adds = [("add", Place(step=j, phase=k)) for j in setting.absent for k in range(1, setting.last + 1)]
    for one, other in combinations([*drops, *adds], 2):
        if two_are_two(one, other) and fits(changed(setting, [(*one, 1.0), (*other, 1.0)]), allowed):
            yield one, other
    for half, second in combinations(list(REMEDIES["split"].places(setting, allowed)), 2):
        p, q = (int(setting.phases[place.step]) for place in (half, second))
        if p != q or allowed(setting.stages()[p - 1] - {half.step, second.step}):
            yield ("split", half), ("split", second)
    for shape in [*drops, *adds]:
        after = changed(setting, [(*shape, 1.0)])
        if fits(after, allowed):
            for place in REMEDIES["split"].places(after, allowed):
                if setting.phases[place.step] > 0:
                    yield shape, ("split", place)


def test_two_remedies_are_two_where_they_change_two_things():
    rng = random.Random("two")
    answers = {True: 0, False: 0}
    for _ in share_of(range(100)):
        setting = random_setting(rng)
        singles = [(k, p) for k, r in REMEDIES.items() for p in r.places(setting, lambda stage: True)]
        found = compatible(singles)
        for a, b in combinations(range(len(singles)), 2):
            assert found[a, b] == found[b, a] == two_are_two(singles[a], singles[b]), (singles[a], singles[b])
            answers[bool(found[a, b])] += 1
    assert min(answers.values()) >= hits_of(1000)
    assert compatible([]).shape == (0, 0)


def test_what_fits_is_the_same_for_many_plans_at_once():
    """Each stage is asked about once, however many plans come to it."""
    rng = random.Random("fitting")
    answers = {True: 0, False: 0}
    for _ in share_of(range(200)):
        setting = random_setting(rng)
        steps = setting.exchange.steps
        plans = numbered(np.array([[rng.choice([-1, 0, 1, 1, 2, 3]) for _ in range(steps)] for _ in range(20)]))
        allowed, asked = some_rules(rng, steps)
        found = fitting(setting, plans, allowed)
        assert set(asked.values()) <= {1}
        for plan, works in zip(plans, found, strict=True):
            assert works == fits(Setting(setting.exchange, plan), allowed)
            answers[bool(works)] += 1
        assert fitting(setting, plans[:0], allowed).tolist() == []
        assert fitting(setting, np.full((1, steps), ABSENT), allowed).tolist() == [False]
    assert min(answers.values()) >= hits_of(200)


def test_changes_of_the_shape_are_those_that_fit_one_by_one():
    rng = random.Random("reshaped")
    found = 0
    for _ in share_of(range(150)):
        setting = random_setting(rng)
        allowed, _ = some_rules(rng, setting.exchange.steps)
        expected = list(reshaped_one_by_one(setting, allowed))
        assert list(reshaped(setting, allowed)) == expected
        found += len(expected)
    assert found >= hits_of(1000)
