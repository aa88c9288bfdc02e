"""The plan that is meant by what a user names: a plan of the case, or the roadmap of one of its deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.assessment.arrangement import Arrangement, arranged_again, given_plan
from standoff.analysis.names import Claimed
from standoff.analysis.numbers import exchange_of
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.search import Sought, roadmap_of
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.case.model.model import Case


@dataclass(frozen=True)
class Meant:
    """A plan, and what of the case it is about: a plan or a deal, under a key."""

    kind: Claimed
    key: str
    plan: Arrangement

    @property
    def pace(self) -> str:
        """The path of its pace."""
        return f"{self.kind}s.{self.key}.pace"


def meant(case: Case, kind: Claimed, key: str, progress: Progress = silent, why: str = "") -> Meant:
    """The plan of the case, or the roadmap of the deal, under a key; of a deal for which none holds the closest plan.

    why: what cannot be done where there is no plan at all. Raises UsageError, SizeError.
    """
    if kind == "plan":
        return Meant(kind, key, given_plan(case, key))
    found = roadmap_of(case, exchange_of(case), key, progress, Sought()).shown
    if found is None:
        because = f", so {why}" if why else ""
        raise UsageError(
            f"the rules and the wishes of the deal `{key}` allow no plan{because}; "
            f"`standoff roadmap CASE --deal {key}` says why"
        )
    return Meant(kind, key, arranged_again(case, found, case.deals[key]))
