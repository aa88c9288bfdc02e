"""How patient must a party be where cheating is only found with some chance, again and again? A closed form.

Everywhere else a breach is seen after a time, or missed for good. Here it is looked for once a period: inspections,
audits, satellite passes. The answer says how far patience and verification can stand in for each other.
"""

from __future__ import annotations

import math

__all__ = ["least_horizon", "least_patience"]


def least_patience(cost: float, benefit: float, chance: float) -> float:
    """The least discount factor per period with which keeping one's part of a repeated exchange pays.

    Two parties each do something in every period, at `cost` to the one who does it and of `benefit` to the other
    (points, 0 < cost < benefit). One that cheats saves the cost and still receives the benefit. At the end of each
    period in which it cheats, that is found out with `chance` (0 < chance <= 1), independently of the periods before;
    then both stop for good. With a discount factor d per period, carrying on is worth (b - c) / (1 - d), and cheating
    until it is found out b / (1 - d (1 - p)); carrying on is at least as good if and only if d >= c / (c + p (b - c)).
    Cheating once and then keeping to it again leads to the same condition. Raises ValueError.

    Trigger strategies after Friedman (1971), "A Non-cooperative Equilibrium for Supergames", with p = 1 (recalled).

    >>> least_patience(2, 5, 1), round(least_patience(2, 5, 0.3), 6)
    (0.4, 0.689655)
    """
    if not 0 < cost < benefit < math.inf:
        raise ValueError(f"the cost must be above 0 and below the benefit, not {cost} against {benefit}")
    if not 0 < chance <= 1:
        raise ValueError(f"the chance of being found out must be above 0 and at most 1, not {chance}")
    return cost / (cost + chance * (benefit - cost))


def least_horizon(cost: float, benefit: float, chance: float, period: float) -> float:
    """The same as a horizon: how far ahead, in years, a party must look if a period takes so many years.

    A year from now counts e^(-1/H), so a period counts e^(-period/H). Raises ValueError.

    >>> round(least_horizon(2, 5, 0.3, 0.25), 6)
    0.672832
    """
    if not 0 < period < math.inf:
        raise ValueError(f"a period must be longer than 0, not {period}")
    return -period / math.log(least_patience(cost, benefit, chance))
