"""The records of question 0: what is the answer, and which deal is the best that was found?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from standoff.results.records.assessment import Assessment
from standoff.results.records.limits import Chance, Count, Keys, NotNegative
from standoff.results.records.made import Made
from standoff.results.records.record import Record
from standoff.results.records.sureness import Sureness

Kind = Literal["plan", "deal", "found"]
"""What a plan that is judged stands for: a plan of the case, a deal of the case, or the best deal found."""

# ------------------------------------------------------------------------------------- the best deal found


@dataclass(frozen=True)
class Judged(Record):
    """What became of a plan over the draws that judge, as in `Contender`."""

    smallest_share: NotNegative
    sure: Sureness


@dataclass(frozen=True)
class Contender(Record):
    """A plan, judged on the draws that had no say in its choice.

    `name`: the plan or the deal of the case that it is about; of the best deal found the deal with the same steps, or
    "". `plan`: it is assessed at the medians. `smallest_share`: over the draws, the mean of the smallest share of gain
    of the parties that it needs where it holds, and 0 where it does not. `sure`: how often it holds, who breaks it and
    who refuses it, and the trust that it asks where it holds. `pace`: the path of its pace among the numbers of the
    case ("": it has none); `consent`: whose yes it needs in any case. `least_trust`: of a deal the plan of its roadmap,
    judged on the same draws; None where it is this plan.
    """

    kind: Kind
    name: str
    title: str
    plan: Assessment
    smallest_share: NotNegative
    sure: Sureness
    pace: str
    consent: tuple[str, ...]
    least_trust: Judged | None = None


@dataclass(frozen=True)
class Best(Record):
    """The deal with the largest expected smallest share (`found`; None: none holds in any draw that it was sought on).

    `rivals`: the plans of the case and, for each deal of the case, the plan for it that is the best by the same
    measure; all judged on the same `judged_on` draws. It was chosen among `candidates` plans on `chosen_on` others.
    `most`: what a deal that holds gives each party at most at the medians, of which shares are taken. `deals`: over how
    many deals the frontier was looked for (0: there were too many, or none).
    """

    found: Contender | None
    rivals: tuple[Contender, ...]
    most: Mapping[str, NotNegative]
    deals: Count
    candidates: Count
    chosen_on: Count
    judged_on: Count
    made: Made

    @property
    def named(self) -> Contender | None:
        """The rival that the best deal found is compared with: the deal of the case that holds most often, or None."""
        deals = [rival for rival in self.rivals if rival.kind == "deal"]
        return max(deals, key=lambda rival: rival.sure.holds, default=None)

    def of_deal(self, name: str) -> Contender | None:
        """The plan for a deal of the case that is shown first; None where none was found."""
        return next((rival for rival in self.rivals if rival.kind == "deal" and rival.name == name), None)


@dataclass(frozen=True)
class Glance(Record):
    """A plan of the case, or an order found before for a deal of it (or as the best), judged on a few draws at once."""

    kind: Kind
    name: str
    title: str
    phases: tuple[tuple[str, ...], ...]
    sure: Sureness


# -------------------------------------------------------------------------------------- question 0: what is the answer?

Label = Literal["where", "demands", "holds", "weakest", "fails", "likely", "confidence", "first"]
"""What the sentences of an answer are about, in their order."""


@dataclass(frozen=True)
class Rests(Record):
    """What the answer rests on: the paths of the numbers that have a say, and how much of it each drives.

    weights: the shares, which add up to 1, of what drives the answer, by path; those that drive nothing are left out.
    reverse: the single number that is likeliest to reverse it, and how likely that is. orders: the parties of whose
    points an order alone is known.
    """

    numbers: tuple[str, ...]
    weights: Mapping[str, Chance]
    reverse: tuple[str, Chance] | None
    orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer(Record):
    """The finding in a headline, eight sentences under their labels, and the best deal found that they are about.

    `best` is None where no plan can be assessed, and `unassessed` says why ("" otherwise). `rests`: what it rests on,
    None where no plan can be assessed.
    """

    headline: str
    sentences: Annotated[Mapping[str, str], Keys(get_args(Label))]
    best: Best | None
    unassessed: str
    made: Made
    rests: Rests | None = None


# ------------------------------------------------------------------ what the sentences of the answer are made of


@dataclass(frozen=True)
class Failed(Record):
    """A demand: how it fares most often (refused, breaks or holds), by whom, and in how many draws it holds."""

    title: str
    how: str
    who: str
    holds: float


@dataclass(frozen=True)
class Held(Record):
    """The best deal found: its title where the case names it, its phases, and how long it takes in the middle (years).

    verdict: what becomes of it with all numbers in the middle of their ranges. parties: how many there are; needed: how
    many it needs; winners: who gains there; against: bystanders that lose. done: when, by the calendar, all is done if
    it begins on the day of the case ("": not told).
    """

    title: str
    phases: int
    years: float
    verdict: str
    parties: int
    needed: int
    winners: Sequence[str]
    against: Sequence[str]
    done: str = ""


@dataclass(frozen=True)
class Way(Record):
    """The best way out that a party has at a phase, with all numbers in the middle; `shows` in years, None: never.

    held_back: due steps that it would not make; taken_back: steps that it would undo.
    """

    openly: bool
    held_back: Sequence[str]
    taken_back: Sequence[str]
    shows: float | None


@dataclass(frozen=True)
class Failing(Record):
    """How a deal fails most often over the draws: `refused` by a party, or broken by it at a phase (`breaks`).

    when: when, by the calendar, the phase begins ("": not told).
    """

    how: str
    who: str
    share: float
    phase: int | None = None
    phases: int = 0
    way: Way | None = None
    when: str = ""


@dataclass(frozen=True)
class Ending(Record):
    """Where a party stands against today if everything stops when it is worst for it, after a phase.

    worth, share: in its own points, and as a share of its stake.
    """

    who: str
    worth: float
    share: float
    phase: int


@dataclass(frozen=True)
class First(Record):
    """A step that a needed party can take first: when it has been seen, and how soon it is undone then (years).

    cost, share: what it has cost its owner by then, in its own points and as a share of its stake; 0 if nothing. by:
    when, by the calendar, it has been seen ("": not told).
    """

    step: str
    who: str
    seen: float
    undo: float
    cost: float
    share: float
    by: str = ""
