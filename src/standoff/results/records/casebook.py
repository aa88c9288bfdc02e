"""The records of the casebook: what was said of agreements of the past, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.limits import Chance, Count, FromOne, NotNegative
from standoff.results.records.made import Made, Verdict
from standoff.results.records.record import Record

Aspect = Literal["who", "when", "whether"]
"""What is predicted of an agreement: who breaks it, in which phase, whether it holds."""

Sort = Literal[
    "program", "longest phase", "last phase", "shorter horizon", "always holds", "always breaks", "base rate", "chance"
]
"""Who predicts: the program, or a rule that needs no program."""

Flag = Literal["readings", "date", "edge"]
"""What speaks against an agreement without naming who or when: rival readings, a date, a verdict on the edge."""

Coded = Literal["as first run", "edited since", "not recorded"]
"""Whether the case is what it was when it was first run."""


@dataclass(frozen=True)
class Prediction(Record):
    """What was said of the plan of an agreement, by nothing but its case.

    who: the party that refuses it, or breaks it first, in most draws; when: the phase in which it breaks first in most
    draws; where no draw breaks, the party and the phase that bind at the medians (None: none does). holds: the share of
    draws in which it holds. `verdict`, `trust`: at the medians. `phases`: how many it has; `longest`: the longest of
    them. `needed`: who can refuse it; `nearest`: those of them with the shortest horizon.
    """

    who: str | None
    when: FromOne | None
    holds: Chance
    verdict: Verdict
    trust: Chance | None
    phases: FromOne
    needed: tuple[str, ...]
    longest: FromOne
    nearest: tuple[str, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Agreement(Record):
    """An agreement of the past: what was said of it, and what became of it.

    `parties`: what they are called. `who_right`, `when_right`: None where it held. `done`: the mean level of its steps,
    0 to 1 (None: not given).
    """

    name: str
    title: str
    as_of: str
    plan: str
    parties: Mapping[str, str]
    said: Prediction
    held: bool
    until: str
    broken_by: tuple[str, ...]
    phase: FromOne | None
    how: str
    done: Chance | None
    who_right: bool | None
    when_right: bool | None
    coded: Coded


@dataclass(frozen=True)
class Score(Record):
    """How often one sort of prediction was right: `right` of `of`.

    right: expected where it is a guess. `between`: where the share lies with 95 % confidence (None of a guess). brier:
    the mean squared error of the chances that it states for holding.
    """

    aspect: Aspect
    by: Sort
    right: NotNegative
    of: Count
    between: tuple[Chance, Chance] | None
    brier: Chance | None = None

    @property
    def share(self) -> float:
        """The share that was right; 0 of none."""
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True)
class Flagged(Record):
    """How many agreements that broke, and that held, had a flag; `missed`: broken ones named wrongly, who or when."""

    flag: Flag | Literal["any"]
    broke: Count
    broke_of: Count
    held: Count
    held_of: Count
    missed: Count
    missed_of: Count


@dataclass(frozen=True)
class Casebook(Record):
    """Agreements of the past, what was said of each and how often that was right, beside rules that need no program."""

    agreements: tuple[Agreement, ...]
    scores: tuple[Score, ...]
    flagged: tuple[Flagged, ...]
    made: Made

    def score(self, aspect: Aspect, by: Sort = "program") -> Score:
        """One of its scores; KeyError where there is none."""
        return {(one.aspect, one.by): one for one in self.scores}[aspect, by]

    def rules(self, aspect: Aspect) -> tuple[Score, ...]:
        """The scores of the rules beside that of the program."""
        return tuple(one for one in self.scores if one.aspect == aspect and one.by != "program")
