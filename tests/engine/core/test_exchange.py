"""What an exchange remembers of itself: right after it was changed, never changed by others, and not sent along."""

from __future__ import annotations

import pickle
import random
from dataclasses import fields, replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case

REMEMBERED = ("costly_to", "costly", "would_end", "lapses", "breakable")


def one_of(seed):
    return exchange_of(random_case(random.Random(seed), steps=5))


def by_hand(exchange, i, j):
    """Whether a step costs a party, would be ended, lapses, and can be taken back by it, of one set of numbers."""
    owners = np.flatnonzero(exchange.owns[:, j])
    unwilling = [o for o in owners if exchange.worth[o, j] < 0]
    ends = len(unwilling) == len(owners) if exchange.ends_all[j] else bool(unwilling)
    cost, can = i in unwilling, exchange.undo[j] < np.inf
    return cost, bool(unwilling), ends, can and (ends or bool(exchange.automatic[j])), cost and can and ends


@pytest.mark.parametrize("seed", range(40))
def test_what_follows_from_its_numbers(seed):
    exchange = one_of(seed)
    for _ in range(2):  # asked again, and of another one made of it
        for i in range(exchange.parties):
            for j in range(exchange.steps):
                got = [getattr(exchange, name) for name in REMEMBERED]
                assert tuple(one[i, j] if one.ndim == 2 else one[j] for one in got) == by_hand(exchange, i, j)
        np.testing.assert_array_equal(exchange.stake(), np.abs(exchange.worth).sum(axis=1))
        exchange = replace(exchange, worth=-exchange.worth[:, ::-1].copy())


def test_what_is_remembered_cannot_be_changed_and_is_not_sent_along():
    exchange = one_of(1)
    for name in REMEMBERED:
        with pytest.raises(ValueError, match="read-only"):
            getattr(exchange, name)[...] = False
    with pytest.raises(ValueError, match="read-only"):
        exchange.stake()[...] = 0
    sent = pickle.loads(pickle.dumps(exchange))
    assert set(vars(sent)) == {field.name for field in fields(exchange)}
    np.testing.assert_array_equal(sent.breakable, exchange.breakable)


def test_a_function_is_asked_once():
    asked = []

    def steps(exchange):
        asked.append(exchange)
        return exchange.steps

    first, second = one_of(1), one_of(2)
    assert [first.once(steps), first.once(steps), second.once(steps)] == [5, 5, 5]
    assert [one is other for one, other in zip(asked, (first, second), strict=True)] == [True, True]
