"""The record of `numbers`: each number that is not known, beside the values at which the verdict on a plan flips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.evidence import Strength, Supports
from standoff.results.records.limits import Chance, Count
from standoff.results.records.made import Made, Measure, Unit
from standoff.results.records.record import Record
from standoff.results.records.sureness import Driver, FlipVerdict

Written = str | int | float | Mapping[str, str | int | float | tuple[str | int | float, ...]]
"""A number as it stands in a case: a number, a text, or keys."""


@dataclass(frozen=True)
class Turn(Record):
    """A value at which the verdict flips, all other numbers at their middle: from `at` on, going away, it `becomes` that.

    `up`: whether that is above the middle. `party`, `phase`: who refuses it there (in phase 0) or walks out first (None,
    0 where it holds). `chance`: how likely the number lies beyond (None: it has no range). `within`: how far `at` may be
    off. `shown`: `at` as it is told, and `said` what happens beyond it, in words.
    """  # noqa: E501

    at: float
    up: bool
    becomes: FlipVerdict
    party: str | None
    phase: Count
    chance: Chance | None
    within: float
    shown: str
    said: str


@dataclass(frozen=True)
class Density(Record):
    """How likely values from `low` to `high` are: heights at equal distances, as shares of the highest."""

    low: float
    high: float
    heights: tuple[Chance, ...]


@dataclass(frozen=True)
class Basis(Record):
    """What a number rests on: how many sources (`independent`: by other authors) and judgements, and how many against.

    `said`: the same in few words.
    """

    strength: Strength
    sources: Count
    independent: Count
    judgements: Count
    against: Count
    supports: Supports
    grade: str
    stale: bool
    said: str


@dataclass(frozen=True)
class Uncertain(Record):
    """A number of a case, and what a verdict makes of it.

    `path`; `label` and `short`: what it is in words, and in few; `name`: what it is called under the title of its
    `group`, by the key of that; `called`: what a change of it is called. `part`: the
    party, the step, or the like that it is a number of. `kind`: its key. `party`: whose points it is in, or whose number
    it is (None: of nobody). `unit`: what all values here are in; `counted`: what it is written in, of which `per` make
    one unit. `value`: as the case would have it written; `text`: the same in a line. `shape`, `low`, `high`, `mode` (None:
    there is none) and `median`: what is believed of it; `atoms`: the values that it may have, where they are listed, and
    their chances. `looked`: from where to where it was looked at. `least`, `most`: what it cannot go beyond.
    `density` (None: it is no range, or a list of values). `turns`: where the verdict flips, below before above; `chance`
    that it lies beyond any of them (None: it has no range, or no say). `says`: whether a verdict can hang on it.
    `correlated`: it moves with others.
    """  # noqa: E501

    path: str
    label: str
    short: str
    name: str
    group: str
    called: str
    part: str
    kind: str
    party: str | None
    unit: Unit
    counted: str
    per: float
    value: Written
    text: str
    shape: str
    low: float
    high: float
    mode: float | None
    median: float
    atoms: tuple[tuple[float, Chance], ...]
    looked: tuple[float, float]
    least: float | None
    most: float | None
    density: Density | None
    turns: tuple[Turn, ...]
    chance: Chance | None
    says: bool
    correlated: bool
    basis: Basis


@dataclass(frozen=True)
class Group(Record):
    """Numbers that are shown together: in the points of a party, or of a kind (then `party` is None)."""

    key: str
    title: str
    party: str | None
    unit: Unit


@dataclass(frozen=True)
class Aside(Record):
    """A party that takes no step in a plan: how often it likes it less than today, and what it makes of that.

    `counts`: whether its yes is needed now. `counted`, `left_out`: in which share of draws the plan holds if its yes is
    needed, and if not, the others as they are. `said`: the same in words.
    """

    party: str
    name: str
    counts: bool
    against: Chance
    counted: Chance
    left_out: Chance
    said: str

    @property
    def decides(self) -> float:
        """In which share of the draws it decides."""
        return self.left_out - self.counted


@dataclass(frozen=True)
class Drives(Record):
    """What drives a verdict, the strongest first: whether the plan holds or, where that is too one-sided, its slack."""

    measure: Measure
    drivers: tuple[Driver, ...]


@dataclass(frozen=True)
class Numbers(Record):
    """The numbers that a verdict on a plan can hang on, those that are likeliest to flip it first.

    `plan` and `kind`: what was asked about, or None: then these are all numbers of the case, and no verdict is looked at.
    `verdict`, `party`, `phase`: of the plan at the middle of all ranges. `holds`: its share of draws, `between`: where
    that lies with 95 % confidence (both None without draws). `said`: both in words, each a sentence. `groups`: those that
    the rows fall into, points first. `level`: how likely a number lies within its range. `aside`: parties
    that take no step in it. `drives` (None: not asked for). `notes`: what else a reader should know.
    """  # noqa: E501

    plan: str | None
    kind: Literal["plan", "deal"] | None
    title: str
    phases: tuple[tuple[str, ...], ...]
    verdict: FlipVerdict | None
    party: str | None
    phase: Count
    holds: Chance | None
    between: tuple[Chance, Chance] | None
    said: tuple[str, ...]
    rows: tuple[Uncertain, ...]
    groups: tuple[Group, ...]
    level: Chance
    looked_at: Count
    aside: tuple[Aside, ...]
    drives: Drives | None
    notes: tuple[str, ...]
    draws: Count
    made: Made
