"""The records of question 3 across deals: which deals hold, and which does no other beat?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.assessment import Assessment
from standoff.results.records.limits import Chance, Count, FromOne, NotNegative
from standoff.results.records.made import Made, Verdict

# ------------------------------------------------ question 3, across deals: which hold, and which are unbeaten?


@dataclass(frozen=True)
class OtherMember:
    """A deal with another member of a choice in its place, by the best plan known for it.

    `verdict`, `trust`, `gain` and `months` are those of that plan; `trust` is None where it breaks.
    """

    choice: str
    member: str
    verdict: Verdict
    trust: Chance | None
    gain: Mapping[str, float]
    months: NotNegative


@dataclass(frozen=True)
class FrontierDeal:
    """A deal that holds and that no other beats: its steps, its best plan, and what other members of choices cost.

    `number` counts from 1, the least trust first. `smallest_share`: of what each party with something to quit could
    gain at most by a deal, the smallest share that one of them gains here. `choices`: the member taken of each choice.
    `named`: the label of the deal of the case that it is, or None. Where draws were made, `holds`: the share of them in
    which its plan holds, and `expected_share`: over them, the mean of the smallest share of gain of the parties that it
    needs where it holds, and 0 where it does not.
    """

    number: FromOne
    steps: tuple[str, ...]
    choices: Mapping[str, str]
    named: str | None
    smallest_share: float
    plan: Assessment
    others: tuple[OtherMember, ...]
    holds: Chance | None = None
    expected_share: NotNegative | None = None


@dataclass(frozen=True)
class NamedDeal:
    """Where a deal of the case lies: `unbeaten`, `beaten` (by the deal shown under `beaten_by`) or `none` (no plan).

    `plan` is that of its roadmap, unless a better one was found; None where none was found that holds. `number` is None
    where it is not shown among the deals: beaten, or with a pace, kept steps or wishes of its own. `beaten_by` is None
    where it is not beaten or none of the deals that beat it is shown. `trust_at_least`: no plan for it asks for less
    (None: nothing is known). `proved`: the plan asks for at most 1 % more than that, or no plan holds. `holds` and
    `expected_share` as of a deal that is shown.
    """

    deal: str
    title: str
    standing: Literal["unbeaten", "beaten", "none"]
    number: FromOne | None
    beaten_by: FromOne | None
    smallest_share: float | None
    plan: Assessment | None
    trust_at_least: Chance | None
    proved: bool
    holds: Chance | None = None
    expected_share: NotNegative | None = None


@dataclass(frozen=True)
class Frontier:
    """All deals that hold and that no other beats in gains, trust, months and symbolic shares; some of them shown.

    `steps`: those that deals are made of; `within`: the deal whose steps they are, or None for all that are not in
    force. `pace`: months. `looked_at`: how many deals there are, their choices open; `wanted`: how many could be wanted
    by all; `holding`: for how many a plan that holds was found; `unbeaten`: how many of those no other beats, and
    `points`: their trust and smallest share. `most`: per party the most that it gains by a deal that holds.
    `judged_on`: on how many draws it was tried how often the deals hold (0: none were made).
    """

    deals: tuple[FrontierDeal, ...]
    steps: tuple[str, ...]
    within: str | None
    pace: NotNegative
    looked_at: Count
    wanted: Count
    holding: Count
    unbeaten: Count
    points: tuple[tuple[float, float], ...]
    most: Mapping[str, float]
    named: tuple[NamedDeal, ...]
    made: Made
    judged_on: Count = 0
