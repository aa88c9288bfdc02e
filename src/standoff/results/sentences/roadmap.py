"""Sentences of question 3: what a deal wishes, what was achieved, and which orders hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from standoff.results.sentences.wording import after, at_least, enough, in_quotes, large, next_to_none, of_100, percent

__all__ = ["achieved", "orders_that_hold", "shown_first", "wish"]


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


def shown_first(chosen: tuple[float, float], other: tuple[float, float] | None, holding: bool = True) -> str:
    """Which plan for a deal is shown first, the one that holds most for all; how it fares, and the one of its roadmap.

    Of each the expected smallest share of gain, and the share of draws in which it holds. other: the plan of the
    roadmap, None where it is the same; holding: whether that holds at the medians.

    >>> print(shown_first((0.45, 0.68), (0.398, 0.64)))
    Shown first: the plan that holds most for all, in 68 of 100 draws; the needed party that gets least has on average \
45 % of the most that a plan for this deal can give it. The plan of the least trust follows: 64 of 100 draws, 40 %.
    >>> print(shown_first((0.02, 0.1), None, holding=False))
    The closest plan is also the one that holds most for all, in 10 of 100 draws; the needed party that gets least has \
on average 2 % of the most that a plan for this deal can give it.
    >>> shown_first((0.0, 0.0), None)
    'The plan of the least trust holds in no draw, and no plan near it does.'
    """
    share, holds = chosen
    name = "plan of the least trust" if holding else "closest plan"
    if not holds:
        return f"The {name} holds in no draw, and no plan near it does."
    told = (
        f"{'Shown first: the plan' if other else f'The {name} is also the one'} that holds most for all, in "
        f"{of_100(holds)}; the needed party that gets least has on average {percent(share)} of the most that a plan "
        "for this deal can give it."
    )
    return f"{told} The {name} follows: {of_100(other[1])}, {percent(other[0])}." if other else told
