"""The records of question 6, for two cases: what they differ in, and which of it changes what becomes of the plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.records.limits import Chance, Count
from standoff.results.records.made import Made, Verdict
from standoff.results.records.record import Record

DifferenceKind = Literal["steps", "phases", "times", "groups", "numbers"]
"""What differs: which steps and parties there are and what is in force; the order of a plan; what times mean; a group
of numbers, or a number that is one by itself; a single number."""


@dataclass(frozen=True)
class SideOfComparison(Record):
    """One of the two: what it is called here, its title and day, and what was put over its case."""

    called: str
    title: str
    as_of: str
    said: str = ""


@dataclass(frozen=True)
class Fares(Record):
    """What becomes of a plan: its verdict at the medians, and the shares of the draws in which it holds and is refused.

    None where nothing of the plan is left, or more than can be assessed; the shares too where nothing is drawn.
    """

    verdict: Verdict | None
    holds: Chance | None = None
    refused: Chance | None = None


@dataclass(frozen=True)
class Switched(Record):
    """What becomes of one plan if a difference is switched: A with what B says of it, and B with what A says."""

    plan: str
    a: Fares
    b: Fares


@dataclass(frozen=True)
class Difference(Record):
    """Something in which A and B differ, what each of them says, and what comes of switching it, plan by plan.

    path: of a single number or key, in the names of A; "" of a group. label, short: what it is, in words and in few.
    single: it is not made of others. overlap: of two ranges, from 1 (the same) over 0 (they touch) to -1 (far apart).
    turns: how many verdicts it turns, both ways counted. moves: the largest change of the share of draws in which a
    plan holds, either way. members: of a group the paths of what it is made of.
    """

    kind: DifferenceKind
    path: str
    label: str
    short: str
    a: str
    b: str
    single: bool
    overlap: float | None
    turns: Count
    moves: Chance | None
    effects: tuple[Switched, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut(Record):
    """A and B, both without a step, which is called so, and so in few words: what becomes of each plan."""

    step: str
    name: str
    short: str
    effects: tuple[Switched, ...]


@dataclass(frozen=True)
class Compared(Record):
    """A plan as A and as B have it, and whether single switches add up to the difference in its share of draws.

    plan: `plan:NAME` or `deal:NAME`. only: "a" or "b" where the other does not have it, and is asked the same plan.
    singles: the sum of what single switches in A change. enough: the smallest group that alone makes A's plan fare as
    B's does, by its label; "" where no group does, where single switches add up, or where the plan fares alike anyhow.
    """

    plan: str
    title: str
    a: Fares
    b: Fares
    only: Literal["", "a", "b"]
    singles: float | None
    adds_up: bool
    enough: str = ""


@dataclass(frozen=True)
class AveragedPlan(Record):
    """What becomes of a plan in the case between the two."""

    plan: str
    title: str
    fares: Fares


@dataclass(frozen=True)
class Averaged(Record):
    """The case whose ranges are as wide as both: what becomes of its plans, and what could not be averaged.

    widened: how many numbers have wider ranges than in A. kept: what stays as A has it, in words.
    """

    widened: Count
    kept: tuple[str, ...]
    plans: tuple[AveragedPlan, ...]


@dataclass(frozen=True)
class Comparison(Record):
    """Two cases side by side: what they differ in, the most effective first, and what to talk about.

    talk: the one sentence. beside: what they differ in most, where it does not matter; or "". unassessed: why no plan
    could be tried, or "".
    """

    a: SideOfComparison
    b: SideOfComparison
    talk: str
    beside: str
    plans: tuple[Compared, ...]
    differences: tuple[Difference, ...]
    left_out: tuple[LeftOut, ...]
    unassessed: str
    notes: tuple[str, ...]
    made: Made
    average: Averaged | None = None

    @property
    def same(self) -> bool:
        """Whether they say the same of everything that verdicts hang on."""
        return not self.differences
