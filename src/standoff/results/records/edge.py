"""The records of what a verdict hangs on, of waits, and of signing and stopping: said beside the verdict on a plan."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.results.records.limits import FromOne, NotNegative
from standoff.results.records.made import Verdict
from standoff.results.records.record import Record

__all__ = ["Edge", "LessThan", "Signing", "Trifle", "Wait"]


@dataclass(frozen=True)
class Edge(Record):
    """A number that puts a verdict on the edge: a change of 1 % of the gross stakes would turn the verdict.

    The margin of a party at the start of a phase or, where `phase` is None, its gain. `share`: that number as a share
    of the party's gross stake; `becomes`: the verdict with 1 % more, or with 1 % less; `why` says it.
    """

    party: str
    phase: FromOne | None
    share: float
    becomes: Verdict
    why: str


@dataclass(frozen=True)
class Trifle(Record):
    """A step worth less than 2 % of its stake to every party, without which the verdict would be another.

    The verdict if it were worth exactly nothing to everybody, if it were left out, and if it cost its owners next to
    nothing where it costs them exactly nothing; None where that makes no difference. `why` says it.
    """

    step: str
    worth_nothing: Verdict | None
    left_out: Verdict | None
    costing: Verdict | None
    why: str


@dataclass(frozen=True)
class Wait(Record):
    """A phase that lasts so many `months` only as breaches of these steps show late; otherwise it would be shorter.

    `otherwise`: the months that it would last if those steps were seen as soon as they are done; `why` says it.
    """

    phase: FromOne
    steps: tuple[str, ...]
    months: NotNegative
    otherwise: NotNegative
    why: str


@dataclass(frozen=True)
class Signing(Record):
    """A party that has more by signing a plan and quitting in a phase than by completing it, and than by not signing.

    `completing`: its gain; `quitting`: what it has against now by keeping up to the start of `phase` and then failing
    at its best, in the phase where that is most; in its own points. `why` says it.
    """

    party: str
    phase: FromOne
    completing: float
    quitting: float
    why: str


@dataclass(frozen=True)
class LessThan(Record):
    """A plan of the case that gives every party that a roadmap needs more than the roadmap does, and its verdict."""

    plan: str
    title: str
    verdict: Verdict
