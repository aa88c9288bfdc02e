"""The records of question 6: what changed? The case at every date of its history, and as others see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from standoff.results.records.assessment import Binding
from standoff.results.records.limits import Chance, Count, NotNegative
from standoff.results.records.made import Made, State, Verdict
from standoff.results.records.record import Record

Happening = Literal["start", "event", "government", "today"]
"""What a date of a timeline is: what was before all events; an event of the history; the marked date of another
government; the day of the case."""

Subject = Literal["plan", "deal"]
"""What is followed: a plan of the case, or one of its deals by the plan for it that is shown today."""


@dataclass(frozen=True)
class Shares(Record):
    """In which shares of the draws a plan is refused, breaks and holds, and the middle of the trust that it asks then.

    `trust` is None where it never holds.
    """

    refused: Chance
    breaks: Chance
    holds: Chance
    trust: Chance | None


@dataclass(frozen=True)
class FoundThen(Record):
    """The plan for a deal that asks for the least trust among `tried` plans; `todays`: it is today's plan.

    Where none of them holds it is the nearest to it.
    """

    verdict: Verdict
    trust: Chance | None
    phases: tuple[tuple[str, ...], ...]
    shares: Shares | None
    todays: bool
    tried: Count


@dataclass(frozen=True)
class Fate(Record):
    """What becomes of a plan as the case was then, or as somebody else sees it; at the medians, and over draws.

    `phases`: what it still has to do; `in_force`: its steps that are in force already, which it keeps instead; `lacks`:
    steps of the deal that it has no phase for, as they are in force today. `why_not`: why it was not assessed, or "":
    then `verdict`, `trust`, `binding` and `shares` are None. `shares` is None too where nothing is drawn. `found`: of a
    deal, the best plan that was found for it then; None where none is possible, and of plans.
    """

    kind: Subject
    name: str
    title: str
    verdict: Verdict | None
    trust: Chance | None
    binding: Binding | None
    shares: Shares | None
    phases: tuple[tuple[str, ...], ...]
    in_force: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    why_not: str = ""
    found: FoundThen | None = None

    @property
    def key(self) -> str:
        """What it is called in tables: `plan:NAME` or `deal:NAME`."""
        return f"{self.kind}:{self.name}"

    @property
    def holds(self) -> float | None:
        """The share of the draws in which it holds, where any were made."""
        return None if self.shares is None else self.shares.holds


@dataclass(frozen=True)
class Change(Record):
    """What stood at a path of the case before and after, as a case writes it ("": nothing); `label` in words."""

    path: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Lever(Record):
    """The best and the worst that one party can do for another alone, in the other's points.

    `of_stake`: the larger of the two as a share of the other's gross stake, by which they are compared.
    """

    actor: str
    other: str
    best: float
    worst: float
    of_stake: NotNegative


@dataclass(frozen=True)
class Standing(Record):
    """Where things stood: for whom it was stable under which notions (None: see `why_not`), and all levers.

    `equilibrium`: the notions under which it was for all. Levers come with the largest first; those that can do nothing
    are left out.
    """

    now: State
    stable: Mapping[str, tuple[str, ...]] | None
    equilibrium: tuple[str, ...]
    levers: tuple[Lever, ...]
    why_not: str = ""


@dataclass(frozen=True)
class Turn(Record):
    """A plan whose verdict an event turned. `alone`: the changes each of which would have turned it alone, in words."""

    key: str
    title: str
    before: Verdict
    after: Verdict
    alone: tuple[str, ...]


@dataclass(frozen=True)
class Moment(Record):
    """A date: what happened on it, what that changed, and how everything was just after it.

    `titles`: what happened, none at the start and today. `came`, `went`: steps that came into force and ended.
    `why_not`: why nothing can be said of it, or "".
    """

    day: str
    kind: Happening
    titles: tuple[str, ...]
    changes: tuple[Change, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]
    standing: Standing | None
    fates: tuple[Fate, ...]
    turns: tuple[Turn, ...] = ()
    why_not: str = ""

    def fate(self, key: str) -> Fate | None:
        """What becomes of one plan then."""
        return next((fate for fate in self.fates if fate.key == key), None)


@dataclass(frozen=True)
class Timeline(Record):
    """The case at every date of its history: before the first event, just after each, and on its own day; and after
    that on each day on which another government could take over, with its numbers.

    All dates are judged on the same `judged_on` draws of all ranges (0: none). `unassessed`: why no plan could be
    assessed, or "". `dated`: whether the case has a history at all.
    """

    moments: tuple[Moment, ...]
    judged_on: Count
    unassessed: str
    dated: bool
    made: Made

    @property
    def today(self) -> Moment:
        """The case on its own day."""
        return self.past[-1]

    @property
    def past(self) -> tuple[Moment, ...]:
        """All dates up to the day of the case."""
        last = next(n for n, moment in enumerate(self.moments) if moment.kind == "today")
        return self.moments[: last + 1]

    @property
    def steps(self) -> tuple[tuple[Moment, Moment], ...]:
        """Each date on which something happens, after the one that it is told against; another government's: today."""
        past, later = self.past, self.moments[len(self.past) :]
        told = [*pairwise(past), *((self.today, moment) for moment in later)]
        return tuple((before, after) for before, after in told if after.titles)


@dataclass(frozen=True)
class Seen(Record):
    """The case as somebody else sees it: who, what it takes to be otherwise, and what becomes of the plans then.

    `rules`: what it takes for granted on top. `why_not`: why nothing can be said of it, or "".
    """

    name: str
    title: str
    by: tuple[str, ...]
    as_of: str
    changes: tuple[Change, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]
    rules: tuple[str, ...]
    fates: tuple[Fate, ...]
    why_not: str = ""


@dataclass(frozen=True)
class Views(Record):
    """The plans of a case as others see it, beside what the case itself says, on the same draws."""

    own: tuple[Fate, ...]
    others: tuple[Seen, ...]
    judged_on: Count
    made: Made
