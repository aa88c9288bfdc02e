"""The records of what a margin and a trust are made of, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.records.assessment import Course, Row
from standoff.results.records.limits import Chance, FromOne, NotNegative
from standoff.results.records.made import Made
from standoff.results.records.record import Record


@dataclass(frozen=True)
class Contribution(Record):
    """What one line adds to a total, and when it is in force: months from the start of the phase.

    `begins` is None where it is never in force; `ends` is None where it is so for good, or never.
    """

    adds: float
    begins: NotNegative | None = None
    ends: NotNegative | None = None


@dataclass(frozen=True)
class Term(Record):
    """One line of a ledger: a step, a `together` entry, or the walk-out cost, with what it adds to each course.

    `worth` is what it is worth if in force for good from now; of a cost, what it takes away when it falls due.
    The courses are those of `Totals`, None where there is no such course.
    """

    kind: Literal["step", "together", "walkout_cost"]
    name: str
    worth: float
    carry_on: Contribution
    walk_out: Contribution | None
    stop: Contribution
    own: Contribution | None
    feared: Contribution | None
    both: Contribution | None


@dataclass(frozen=True)
class Failure(Record):
    """Who fails by which breaches: made steps that are `undone`, due ones that are `withheld`; months until it shows.

    `openly`: a party leaves, which all know at once; it then has no breaches. `begins_now` is False where all of its
    breaches begin in later phases. `courses`: all that can happen; if there are several, breaches may be missed:
    `shows` is then when it shows if none is, and values are expectations. `shows` is None where it never does.
    """

    group: tuple[str, ...]
    undone: tuple[str, ...]
    withheld: tuple[str, ...]
    shows: NotNegative | None
    begins_now: bool
    openly: bool
    courses: tuple[Course, ...]


@dataclass(frozen=True)
class Totals(Record):
    """The sums of the terms, and what follows: margin = carry on - walk out.

    Of the pair that binds: `own`, the party fails alone; `feared`, the others fail and it has carried on; `both` fail.
    loss = both - feared, kept_by_carrying_on = carry on - own, trust = loss / (loss + kept_by_carrying_on). The
    exposure is the largest loss of any pair. What there is not is None.
    """

    carry_on: float
    walk_out: float | None
    stop: float
    own: float | None
    feared: float | None
    both: float | None
    margin: float | None
    loss: NotNegative | None
    kept_by_carrying_on: float | None
    exposure: NotNegative | None
    trust: Chance | None


@dataclass(frozen=True)
class Explanation(Record):
    """The ledger behind the margin and the trust of one party at the start of one phase of a plan.

    `tempting` is its own best failure; `own` and `feared` are the pair that binds, its own failure and that of the
    others (None: there is none).
    """

    plan: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    phase: FromOne
    party: str
    row: Row
    tempting: Failure | None
    own: Failure | None
    feared: Failure | None
    terms: tuple[Term, ...]
    totals: Totals
    why: str
    made: Made
