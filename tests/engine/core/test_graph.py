"""Questions that need each other's answers: the same answers in every order, the longest way to the end first."""

from __future__ import annotations

import operator
import random

import pytest

from jobs import sums
from standoff.engine.core.graph import Question, ask, ways_to_the_end
from standoff.engine.core.parallel import HERE, workers
from standoff.engine.core.work import Here


class AnyOrder(Here):
    """The last of those that were begun first, or any other."""

    def __init__(self, rng):
        super().__init__()
        self.rng = rng

    def next_done(self, begun):
        return self.rng.choice(begun)


@pytest.mark.parametrize("seed", range(60))
def test_the_answers_are_the_same_in_any_order(seed):
    rng = random.Random(seed)
    questions, expected = sums(rng, rng.randint(1, 12))
    assert ask(questions) == expected
    assert ask(questions, AnyOrder(rng)) == expected


def test_two_processes_give_the_same():
    questions, expected = sums(random.Random(3), 40)
    with workers(2) as crew:
        assert ask(questions, crew) == expected


def test_the_longest_way_to_the_end_comes_first():
    """Alone, `last` takes longest; but with what needs it, `first` takes 1 + 5, and `second` 2 + 3."""
    order = []
    asked = [
        ("last", (), 4.0),
        ("first", (), 1.0),
        ("second", (), 2.0),
        ("end", ("first",), 5.0),
        ("other", ("second",), 3.0),
    ]
    questions = [
        Question(name, order.append, lambda known, name=name: name, needs, seconds) for name, needs, seconds in asked
    ]
    assert ways_to_the_end(questions) == {"last": 4, "first": 6, "second": 5, "end": 5, "other": 3}
    ask(questions)
    assert order.index("first") == 0
    assert order[-1] == "other"
    assert {*order[1:3]} == {"second", "end"}


def test_what_has_no_task_is_answered_at_once_and_others_go_on():
    nothing = Question("nothing", operator.neg, lambda known: None)
    after = Question("after", repr, lambda known: (known["nothing"],), ("nothing",))
    assert ask([after, nothing]) == {"after": "(None,)", "nothing": None}
    assert ask([nothing]) == {"nothing": None}
    assert ask([]) == {}


def test_progress_never_goes_back_and_ends_at_all():
    questions, _ = sums(random.Random(5), 20)
    shares = []
    ask(questions, HERE, shares.append)
    assert len(shares) == 20
    assert shares == sorted(shares)
    assert shares[-1] == 1
    first = [Question("a", abs, lambda known: 1, seconds=3.0), Question("b", abs, lambda known: 1, seconds=1.0)]
    shares.clear()
    ask(first, HERE, shares.append)
    assert shares == [0.75, 1]


def test_circles_and_what_nobody_asks_are_refused():
    def named(name, *needs):
        return Question(name, abs, lambda known: 1, needs)

    with pytest.raises(ValueError, match="needs its own answer"):
        ask([named("a", "b"), named("b", "a")])
    with pytest.raises(ValueError, match="`a` needs `b`, which is not asked"):
        ask([named("a", "b")])


def test_what_cannot_be_answered_says_why():
    with workers(2) as crew, pytest.raises(TypeError, match="bad operand"):
        ask([Question("wrong", abs, lambda known: "text"), Question("right", abs, lambda known: -1)], crew)
