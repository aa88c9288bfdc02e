"""From names to places and back: what a user names, and what the parties and steps are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from standoff.engine.core.types import Bools
from standoff.errors import UsageError, did_you_mean
from standoff.results.sentences.wording import as_one

if TYPE_CHECKING:
    from standoff.case.model.model import Case


def places_of(names: Sequence[str], chosen: Sequence[str]) -> list[int]:
    """The places of some names in a list of names."""
    return [list(names).index(name) for name in chosen]


def require_known(kind: str, name: str, known: Mapping[str, object]) -> None:
    """Raise UsageError, with the name that may be meant, unless the case has one of this name."""
    if name not in known:
        raise UsageError(f"the case has no {kind} `{name}`; {did_you_mean(name, known)}")


def party_called(case: Case, party: str) -> str:
    """What a party is called in a sentence."""
    return as_one(case.parties[party].name)


def require_plan(case: Case, plan: str, option: bool = True) -> None:
    """Raise UsageError unless the case has this plan; `option` says whether a deal can be named there as well."""
    if plan in case.deals and plan not in case.plans:
        instead = (
            f"name it with `--deal {plan}`" if option else f"`standoff roadmap CASE --deal {plan}` finds plans for it"
        )
        raise UsageError(f"`{plan}` is a deal of the case, not a plan; {instead}")
    require_known("plan", plan, case.plans)


def require_deal(case: Case, deal: str) -> None:
    """Raise UsageError unless the case has this deal."""
    if deal in case.plans and deal not in case.deals:
        raise UsageError(f"`{deal}` is a plan of the case, not a deal; `standoff assess CASE {deal}` assesses it")
    require_known("deal", deal, case.deals)


def called_by(case: Case) -> list[str]:
    """What the parties are called in sentences, in the order of the file."""
    return [party_called(case, party) for party in case.parties]


def chosen_of(steps: Sequence[str], chosen: Bools) -> tuple[str, ...]:
    """The names of the steps that a mask chooses."""
    return tuple(steps[int(j)] for j in np.flatnonzero(chosen))
