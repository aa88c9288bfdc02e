"""Which plan is laid out: one of the case, the roadmap of a deal, either with other phases, or phases alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.asked import TITLE, TYPED
from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.names import claim_named, key_named, steps_named
from standoff.analysis.ordinal_worths import require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.meant import meant
from standoff.app.board.warm import Warm, warm
from standoff.errors import UsageError

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Deal, Plan
    from standoff.case.model.values import Quantity

__all__ = ["Asked", "Laid", "laid"]

Phases = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Asked:
    """A plan as it is asked for.

    plan: a plan or a deal of the case by its key or title, `plan:KEY` or `deal:KEY`; of a deal its roadmap. phases: its
    steps in this order instead (None: as they are). Without a plan: phases alone, with what they keep (None: all in
    force now), the parties whose yes they need in any case, and the path of their pace among the numbers of the case.
    """

    plan: str = ""
    phases: Phases | None = None
    keeps: Sequence[str] | None = None
    consent: Sequence[str] = ()
    pace: str = ""


@dataclass(frozen=True)
class Laid:
    """A plan as it lies on the board. pace: the path under which its pace is drawn, "" where it is one number."""

    kind: str
    key: str
    plan: Arrangement
    pace: str
    warm: Warm


def laid(case: Case, asked: Asked, progress: Progress = silent) -> Laid:
    """The plan that is asked for; UsageError and SizeError as the verbs raise them.

    >>> from standoff import example
    >>> found = laid(example(), Asked("alpha-first", [["lift_ban"], ["inspectors"]]))
    >>> found.plan.title, found.plan.phases
    ('Alpha first', (('lift_ban',), ('inspectors',)))
    """
    require_worths(case)
    known = warm(case)
    phases = None if asked.phases is None else _phases(case, asked.phases)
    if not asked.plan:
        return _alone(case, known, asked, phases)
    kind, key = claim_named(case, asked.plan)
    claim = case.plans[key] if kind == "plan" else case.deals[key]
    path = f"{kind}s.{key}.pace" if claim.pace.shape != "point" else ""
    if kind == "deal" and phases is None:
        found = known.once(("roadmap", key), lambda: meant(known.case, kind, key, progress)).plan
    else:
        order = case.plans[key].phases if phases is None else phases
        found = Arrangement(key, claim.title or key, case.kept(claim), order, claim.pace, case.consenting(claim))
    return Laid(kind, key, found, path, known)


def _alone(case: Case, known: Warm, asked: Asked, phases: tuple[tuple[str, ...], ...] | None) -> Laid:
    from standoff.case.model.values import Quantity

    if phases is None:
        named = ", ".join(f"`{name}`" for name in dict.fromkeys([*case.plans, *case.deals]))
        raise UsageError(f"which plan? {f'the case has {named}' if named else 'the case has none'}")
    keeps = case.now if asked.keeps is None else [key_named("step", step, case.steps) for step in asked.keeps]
    consent = [key_named("party", party, case.parties) for party in asked.consent]
    pace = _pace(case, asked.pace) if asked.pace else Quantity.point(0.0)
    plan = Arrangement(
        TYPED,
        TITLE,
        tuple(step for step in case.steps if step in keeps and step in case.now),
        phases,
        pace,
        tuple(party for party in case.parties if party in consent),
    )
    return Laid("plan", TYPED, plan, asked.pace if pace.shape != "point" else "", known)


def _pace(case: Case, path: str) -> Quantity:
    kind, _, rest = path.partition(".")
    claims: Mapping[str, Mapping[str, Plan | Deal]] = {"plans": case.plans, "deals": case.deals}
    claim = claims.get(kind, {}).get(rest.removesuffix(".pace"))
    if claim is None or not rest.endswith(".pace"):
        raise UsageError(f"`{path}` is not the pace of a plan or a deal of the case")
    return claim.pace


def _phases(case: Case, phases: Phases) -> tuple[tuple[str, ...], ...]:
    """The phases by the keys of their steps; none is empty, and no step stands in two."""
    found = tuple(tuple(key for step in phase for key in steps_named(case, step)) for phase in phases if phase)
    seen: set[str] = set()
    for step in (step for phase in found for step in phase):
        if step in seen:
            raise UsageError(f"the step `{step}` stands in the plan twice; leave one of them out")
        seen.add(step)
    return found
