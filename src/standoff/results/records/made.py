"""How a result was made, and the words that records share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.records.limits import Count
from standoff.results.records.record import Record

Unit = Literal["points", "years", "chance"]
"""What a number of a case is counted in; points are those of the party it is about."""

Measure = Literal["holds", "slack"]
"""What drivers explain: whether a plan holds, or the smallest margin or gain as a share of the stake."""

Verdict = Literal["refused", "breaks", "holds"]
"""What becomes of a plan."""

State = tuple[str, ...]
"""The steps in force, in the order of the case file."""


@dataclass(frozen=True)
class Made(Record):
    """How a result was made: by which version and method, and whether it is exact.

    `ordered`: the parties whose points come from an order alone, so that shares of draws are shares of the value sets
    that fit it; outside of draws their points are in the middle of these.
    """

    version: str
    method: str
    exact: bool
    seed: Count | None = None
    draws: Count | None = None
    note: str = ""
    ordered: tuple[str, ...] = ()
