"""The records of another government: whether it would keep to a plan, and who would not begin for fear of it."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.limits import Chance, Count, NotNegative
from standoff.results.records.record import Record


@dataclass(frozen=True)
class Wary(Record):
    """Another party, and above which chance of a successor that quits it would not begin the plan.

    `chance`: 1 where it begins whatever the chance.
    """

    party: str
    chance: Chance


@dataclass(frozen=True)
class Succession(Record):
    """What becomes of a plan if another government takes over in a party: a condition, not a forecast.

    `on`: the day; `chance`: the range that the case gives for it, `likely`: its middle. `phase`: the phase that is
    running then, 0 before the first, K+1 after the last. `known`: whether the case says what it would go by; where it
    does not, it is taken to go by the same numbers. `margin`: what carrying on is worth more then to the party as it
    is, `its_margin` to the successor, in own points (None: nothing to quit). `quits`: whether the successor would; it
    does in phase `quits_in`, or would quit at its best then, by `breach`, or `openly`. `factor`: how much more its
    costs must count, against its gains, before it quits (1: it quits anyhow; None: however much). `others`: those that
    a plan needs and that would lose by it, the wariest first. `keeps`: the share of the draws in which the plan holds
    in which the successor keeps to it (None: nothing was drawn, or it holds in no draw). `why` says it.
    """

    party: str
    on: str
    title: str
    chance: tuple[Chance, Chance]
    likely: Chance
    phase: Count
    known: bool
    margin: float | None
    its_margin: float | None
    quits: bool
    quits_in: Count | None
    breach: tuple[str, ...]
    openly: bool
    factor: NotNegative | None
    others: tuple[Wary, ...]
    why: str
    keeps: Chance | None = None
