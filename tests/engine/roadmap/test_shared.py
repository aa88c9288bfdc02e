"""A search of all deals whose parts others do: the same answer, whoever does them, and in what order."""

from __future__ import annotations

import itertools
import pickle
import random
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from exchanges import exchange_of, random_case
from shares import share_of
from standoff.engine.core.constraints import Task
from standoff.engine.core.parallel import workers
from standoff.engine.core.parcels import Once, Parcels
from standoff.engine.core.work import Here
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import pool
from standoff.engine.roadmap.deals import frontier


class Elsewhere(Here):
    """Workers far away: some tasks travel, with their results, and what is asked first can be done last."""

    def __init__(self, rng):
        super().__init__(whole=True)
        self.rng, self.travelled, self.shared = rng, 0, 0

    def results(self, function, tasks):
        order = list(enumerate(tasks))
        self.rng.shuffle(order)
        self.shared += len(order) > 1
        for number, task in order:
            if self.rng.random() < 0.5:
                yield number, function(task)
            else:
                self.travelled += 1
                packed = Parcels().pack((function, task))
                there, same = Parcels().unpack(packed)
                yield number, pickle.loads(pickle.dumps(there(same), pickle.HIGHEST_PROTOCOL))


def same(one, other):
    """Whether two records say the same to the last bit."""
    if is_dataclass(one):
        return type(one) is type(other) and all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return one == other


def question(case, choices):
    """All deals of the steps of a case in the form of the oracle files; the rules forbid some stages."""
    count = len(case["steps"])
    tasks = []
    for chosen in itertools.product(*choices):
        planned = tuple(j for j in range(count) if j in chosen or not any(j in members for members in choices))
        allowed = np.arange(1 << len(planned)) % 11 != 5
        tasks.append(Task((), planned, allowed, (), case.get("pace", 0.0)))
    symbolic = np.arange(count) < 2
    return frontier.Scope(exchange_of(case), tuple(tasks), symbolic, tuple(choices), (0b101,))


@pytest.mark.parametrize("compiled", [True, False])
def test_the_answer_is_the_same_whoever_does_parts_of_the_work(compiled, monkeypatch):
    """Few plans go together here, so that the parts are many."""
    if not compiled:
        monkeypatch.setattr(kernel, "compiled", lambda: None)
    monkeypatch.setattr(pool, "TOGETHER", 7)
    monkeypatch.setattr(pool, "BATCH", 40)
    rng = random.Random(f"shared {compiled}")
    travelled = shared = 0
    for number in share_of(range(24 if compiled else 6)):
        case = random_case(rng, parties=rng.choice([2, 3, 4]), steps=rng.choice([4, 5, 6]), hopeful=True)
        asked = question(case, choices=[(0, 1)] if number % 3 == 0 else [])
        alone, others = frontier.frontier(asked, 12), Elsewhere(rng)
        assert same(frontier.frontier(asked, 12, by=others), alone)
        travelled, shared = travelled + others.travelled, shared + others.shared
    assert travelled
    assert shared


def test_the_answer_is_the_same_with_another_process(monkeypatch):
    monkeypatch.setattr(pool, "TOGETHER", 7)
    asked = question(random_case(random.Random("two"), parties=3, steps=6, hopeful=True), choices=[(0, 1)])
    with workers(2) as two:
        assert same(frontier.frontier(asked, 12, by=two), frontier.frontier(asked, 12))


def test_what_goes_with_many_parts_is_the_same_object_wherever_it_arrives():
    thing = np.arange(3)
    first, second = (pickle.loads(pickle.dumps(Once(thing))) for _ in range(2))
    assert first is second
    assert first.thing is not thing
    assert first.thing.tolist() == [0, 1, 2]
    assert pickle.loads(pickle.dumps(Once(thing + 1))).thing.tolist() == [1, 2, 3]
