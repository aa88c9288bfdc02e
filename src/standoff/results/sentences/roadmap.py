"""Sentences of question 3: what a deal wishes, what was achieved, and which orders hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from standoff.results.sentences.wording import after, at_least, enough, in_quotes, large, next_to_none

__all__ = ["orders_that_hold"]


def orders_that_hold(holding: int, every: int) -> str:
    """How many orders of single steps hold; numbers that are no longer exact are rounded.

    >>> orders_that_hold(12, 5040)
    'Orders of single steps that hold if time on the way is not counted: 12 of 5,040.'
    >>> orders_that_hold(0, 2432902008176640000)
    'Orders of single steps that hold if time on the way is not counted: 0 of 2.4 × 10^18.'
    """
    counts = [f"{count:,}" if count < 10**12 else large(count) for count in (holding, every)]
    return f"Orders of single steps that hold if time on the way is not counted: {counts[0]} of {counts[1]}."


_WISHES: Mapping[str, str] = {
    "before": "{0} before {1}",
    "same_phase": "{all} in the same phase",
    "first": "{all} in the first phase",
    "last": "{all} in the last phase",
    "most_phases": "at most {number}",
}


def wish(kind: str, names: Sequence[str], number: int = 0) -> str:
    """What a deal wishes of its plans, in words.

    >>> wish("before", ["A", "B"]), wish("last", ["A", "B"]), wish("most_phases", [], 1)
    ('“A” before “B”', '“A” and “B” in the last phase', 'at most 1 phase')
    """
    phases = f"{number} phase{'' if number == 1 else 's'}"
    return _WISHES[kind].format(*(f"“{name}”" for name in names), all=in_quotes(names), number=phases)


_ACHIEVED: Mapping[str, str] = {
    "least-trust": "no plan asks for less than {}",
    "least-at-risk": "no plan puts less than {} at risk",
    "largest-margin": "no smallest margin is larger than {} of the stake",
    "fastest": "no plan is done sooner than {}",
    "deepest": "no deeper part of the deal has such a plan; this one gives all at least {} of what the whole would",
}
"""What is proved of a plan that is the best at something."""


def achieved(objective: str, best_possible: float | None, proved: bool = True) -> str:
    """How good the plan found is at what was looked for, and whether it is proved to be (nearly) the best.

    >>> achieved("least-trust", 0.5266), achieved("fastest", 6.0)
    ('proved: no plan asks for less than 52 %', 'proved: no plan is done sooner than after 6 months')
    >>> achieved("least-at-risk", None)
    'the best found, not proved'
    >>> achieved("least-trust", 0.05, proved=False)
    'the best found; no plan asks for less than 5 %'
    """
    if best_possible is None:
        return "the best found, not proved"
    if objective == "least-trust" and proved and next_to_none(best_possible):
        return "proved: within 1 % of the least that any plan can ask for"
    told: Mapping[str, Callable[[float], str]] = {
        "largest-margin": lambda share: f"{enough(100 * share)} %",
        "fastest": lambda months: after(months / 12),
    }
    return ("proved: " if proved else "the best found; ") + _ACHIEVED[objective].format(
        told.get(objective, at_least)(best_possible)
    )
