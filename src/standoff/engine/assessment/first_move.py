"""What a step costs that is taken alone, is answered by nobody, and is undone as soon as the others have seen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Floats

__all__ = ["FirstMove", "first_move"]


@dataclass(frozen=True)
class FirstMove:
    """A step taken alone: after how many years it is seen, how long undoing it takes, and what it has cost (N,) then.

    A cost below 0 is a gain. Where the step cannot be undone, `undo` is infinite and it costs what it costs for good.
    """

    seen: float
    undo: float
    cost: Floats


def first_move(exchange: Exchange, step: int, now: Sequence[int]) -> FirstMove:
    """A step of an exchange without draws, taken while some steps are in force now and stay so.

    >>> none = np.zeros((0, 1))
    >>> pause = Exchange(
    ...     horizons=np.array([4.0]), walkout_costs=np.zeros(1), worth=np.array([[-3.0]]), takes=np.array([0.5]),
    ...     seen=np.array([0.25]), undo=np.array([0.75]), owns=np.ones((1, 1), bool), automatic=np.zeros(1, bool),
    ...     ends_all=np.zeros(1, bool), requires=np.zeros((1, 1), bool), together_steps=none.astype(bool),
    ...     together_worth=none)
    >>> found = first_move(pause, 0, [])
    >>> found.seen, found.undo, found.cost.round(6).tolist() == (3 * np.exp([-0.125]) - 3 * np.exp([-0.375])).round(6)
    (0.75, 0.75, array([ True]))
    """
    part = exchange.only([step], now)
    worth = part.worth[:, 0] + part.together_worth.sum(axis=0)
    made = float(part.takes[0])
    seen, undo = made + float(part.seen[0]), float(part.undo[0])
    lasts = np.exp(-made / part.horizons) - np.exp(-(seen + undo) / part.horizons)
    return FirstMove(seen, undo, np.asarray(-worth * lasts))
