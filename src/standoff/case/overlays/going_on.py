"""Plans and deals where other steps are in force than those that they were written for: they go on from there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from standoff.case.model.model import Case, Deal, Plan
from standoff.case.model.readings import Reading

__all__ = ["going_on"]


def going_on(case: Case, but: Collection[str] = ()) -> tuple[Case, tuple[str, ...]]:
    """The case where no plan takes a step that is in force already, and none keeps one that is not; and what changed.

    A phase of which nothing is left is none. A plan of which nothing is left is as it was: it cannot be. So are those
    that are left alone, `but` by their paths.

    >>> from standoff import example
    >>> case, changed = going_on(example().model_copy(update={"now": ("fuel", "inspectors")}))
    >>> case.plans["alpha-first"].phases
    (('open_harbour',), ('lift_ban',))
    >>> changed
    ('`inspectors` is in force already, and the plans `alpha-first` and `step-by-step` begin without it',)
    """
    plans: dict[str, Plan] = {}
    there: dict[str, list[str]] = {}
    for name, plan in case.plans.items():
        taken = [step for phase in plan.phases for step in phase if step in case.now]
        left = tuple(rest for phase in plan.phases if (rest := _of(phase, case.now, False)))
        left = () if f"plans.{name}" in but else left
        going = {"phases": left, "keeps": _kept(case, plan), "readings": _read(case, plan)}
        plans[name] = plan.model_copy(update=going) if left else plan
        for step in taken if left else ():
            there.setdefault(step, []).append(name)
    deals = {name: deal if f"deals.{name}" in but else _deal(case, deal) for name, deal in case.deals.items()}
    if plans == case.plans and deals == case.deals:
        return case, ()
    return case.model_copy(update={"plans": plans, "deals": deals}), tuple(_said(there))


def _said(there: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Which steps are in force already that plans have; those that the same plans have in one sentence."""
    for plans in dict.fromkeys(tuple(dict.fromkeys(names)) for names in there.values()):
        steps = [step for step, names in there.items() if tuple(dict.fromkeys(names)) == plans]
        are, without = ("is", "it") if len(steps) == 1 else ("are", "them")
        kind, begin = ("plan", "begins") if len(plans) == 1 else ("plans", "begin")
        yield f"{_listed(steps)} {are} in force already, and the {kind} {_listed(plans)} {begin} without {without}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(f"`{name}`" for name in names[:-1]), f"`{names[-1]}`"]))


def _of(names: Iterable[str], some: Iterable[str], wanted: bool) -> tuple[str, ...]:
    there = set(some)
    return tuple(name for name in names if (name in there) is wanted)


def _kept(case: Case, claim: Plan | Deal) -> tuple[str, ...] | None:
    return None if claim.keeps is None else _of(claim.keeps, case.now, True)


def _read(case: Case, claim: Plan | Deal) -> dict[str, Reading]:
    """The readings of it, each without what is in force already; one of which nothing is left is none."""
    found = {}
    for name, reading in claim.readings.items():
        left = tuple(rest for phase in reading.phases if (rest := _of(phase, case.now, False)))
        if left or not reading.phases:
            found[name] = reading.model_copy(update={"phases": left})
    return found


def _deal(case: Case, deal: Deal) -> Deal:
    """The deal, where its wishes speak of nothing that is in force: that comes in no phase."""
    update: dict[str, Any] = {
        "readings": _read(case, deal),
        "keeps": _kept(case, deal),
        "first": _of(deal.first, case.now, False),
        "last": _of(deal.last, case.now, False),
        "same_phase": tuple(rest for group in deal.same_phase if len(rest := _of(group, case.now, False)) > 1),
        "before": tuple(pair for pair in deal.before if not (pair[1] in case.now and pair[0] not in case.now)),
    }
    return deal.model_copy(update=update)
