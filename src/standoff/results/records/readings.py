"""The records of readings: one agreement in several orders, and what gets done while each waits for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.limits import Chance, FromOne, NotNegative
from standoff.results.records.made import Made, Verdict
from standoff.results.records.record import Record
from standoff.results.records.sureness import Sureness

__all__ = ["Fared", "Reached", "Read", "Readings", "Waiting"]


@dataclass(frozen=True)
class Fared(Record):
    """What becomes of an order, assessed as a plan.

    `phase`, `party` and `why`: what decides the verdict, as in the binding row of an assessment. `gain`: what each
    party gains by it, in its own points. `refused_by`: the needed parties that lose. `sure`: how often it holds over
    draws of all ranges; None where nothing is drawn.
    """

    phases: tuple[tuple[str, ...], ...]
    verdict: Verdict
    trust: Chance | None
    phase: FromOne | None
    party: str | None
    why: str
    gain: Mapping[str, float]
    refused_by: tuple[str, ...]
    months: NotNegative
    sure: Sureness | None


@dataclass(frozen=True)
class Read(Record):
    """A reading, or the plan itself as those read it who hold none (then `name` is "").

    `called`: what it is called in sentences. `held_by`: the parties that go by it. `plan`: the plan of the case whose
    order it is ("": it has its own). `left_out`: steps that its holders do not think were agreed. `waits_for`: of what
    does not get done, the steps that this order has first.
    """

    name: str
    called: str
    held_by: tuple[str, ...]
    plan: str
    left_out: tuple[str, ...]
    waits_for: tuple[str, ...]
    fares: Fared


@dataclass(frozen=True)
class Waiting(Record):
    """An owner that does not make a step: it waits for others, which come earlier in its reading, and are not made.

    `awaits` is empty where it does not think that the step was agreed.
    """

    party: str
    step: str
    awaits: tuple[str, ...]


@dataclass(frozen=True)
class Reached(Record):
    """What a party gains by what gets done, in its own points, and by the `whole`, which is all in its own order.

    `share`: the one as a share of the other; None where the whole gives it nothing.
    """

    gain: float
    whole: float
    share: float | None


@dataclass(frozen=True)
class Readings(Record):
    """A plan or a deal that is read in several orders (`orders`), and what follows where each keeps to its own.

    Each party that has to make a step makes it when all that comes in earlier phases of its own reading is made.
    `rounds`: the steps that get made so, one round after the other; `missing`: those that do not, and `waiting` who
    waits with them. `circle`: of these the shortest circle, each waiting for the step with which the next one waits;
    () where there is none.
    `done`: the rounds as a plan of their own; None where nothing gets done, or where they break a rule (`broken`).
    `reached`: per party, how much of its gain that is: of a plan, as it stands, of a deal, in the order of its own
    reading. `signs`: whether none of those who have to make a step loses by what gets done; None without `done`.
    `says`: what gets done, the circle, whether it is about order alone, and what is reached, a sentence or two each. A
    reading is a flag, not a forecast.
    """

    kind: Literal["plan", "deal"]
    name: str
    title: str
    orders: FromOne
    readings: tuple[Read, ...]
    rounds: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    circle: tuple[Waiting, ...]
    done: Fared | None
    broken: tuple[str, ...]
    reached: Mapping[str, Reached]
    signs: bool | None
    says: tuple[str, ...]
    made: Made
