"""The records of question 0: what is the answer, and which deal is the best that was found?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.assessment import Assessment
from standoff.results.records.limits import Count, NotNegative
from standoff.results.records.made import Made
from standoff.results.records.sureness import Sureness

Kind = Literal["plan", "deal", "found"]
"""What a plan that is judged stands for: a plan of the case, a deal of the case, or the best deal found."""

# ------------------------------------------------------------------------------------- the best deal found


@dataclass(frozen=True)
class Contender:
    """A plan, judged on the draws that had no say in its choice.

    `name`: the plan or the deal of the case that it is about; of the best deal found the deal with the same steps, or
    "". `plan`: it is assessed at the medians. `smallest_share`: over the draws, the mean of the smallest share of gain
    of the parties that it needs where it holds, and 0 where it does not. `sure`: how often it holds, who breaks it and
    who refuses it, and the trust that it asks where it holds.
    """

    kind: Kind
    name: str
    title: str
    plan: Assessment
    smallest_share: NotNegative
    sure: Sureness


@dataclass(frozen=True)
class Best:
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
