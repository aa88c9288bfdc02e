"""Question 3 for a case: the roadmap of each deal, its choices resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.numbers import (
    Arrangement,
    Progress,
    allowed_sets,
    at_median,
    exchange_of,
    part_of,
    places_of,
    require_known,
    require_worths,
    silent,
)
from standoff.analysis.plans import assessment_of
from standoff.engine import lattice
from standoff.engine import roadmap as search
from standoff.engine.exchange import Exchange, phases_of
from standoff.errors import SizeError
from standoff.results import records
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model import Case


def roadmap(case: Case, deals: Sequence[str] | None = None, progress: Progress = silent) -> tuple[records.Roadmap, ...]:
    """Which plan asks for the least trust, for each deal asked for (all of the case unless given)?"""
    require_worths(case)
    for deal in deals or ():
        require_known("deal", deal, case.deals)
    exchange = exchange_of(case, at_median)
    return tuple(roadmap_of(case, exchange, deal, progress) for deal in deals or case.deals)


def roadmap_of(case: Case, exchange: Exchange, name: str, progress: Progress) -> records.Roadmap:
    """The roadmap of one deal under one set of numbers."""
    deal = case.deals[name]
    title = deal.title or name
    readings = [
        reading
        for reading in (reading_of(case, deal.steps, members) for members in members_of(case, deal.steps))
        if all(r in (*case.now, *reading[1]) for step in reading[1] for r in case.steps[step].requires)
    ]
    union = list(dict.fromkeys(step for kept, planned in readings for step in (*kept, *planned)))
    for _, planned in readings:
        refuse_deal(name, planned)
    part = part_of(case, exchange, union)
    tasks = []
    for kept, planned in readings:
        chosen = {
            choice: step for choice, members in case.choices.items() for step in members if step in (*kept, *planned)
        }
        pairs = [(chosen.get(a, a), chosen.get(b, b)) for a, b in deal.before]
        tasks.append(
            search.Task(
                kept=tuple(places_of(union, kept)),
                planned=tuple(places_of(union, planned)),
                allowed=allowed_sets(case, planned),
                before=tuple((union.index(a), union.index(b)) for a, b in pairs),
                pace=at_median(deal.pace),
            )
        )
    found = search.least_trust(part, tasks, lambda share: progress(f"roadmap for “{title}”", share))
    vector = found.best if found.best is not None else found.closest
    plan = None
    if vector is not None:
        keeps = tuple(union[int(j)] for j in np.flatnonzero(vector == 0))
        phases = tuple(tuple(union[j] for j in phase) for phase in phases_of(vector))
        ordered = tuple(tuple(step for step in case.steps if step in phase) for phase in phases)
        plan = assessment_of(case, exchange, Arrangement(name, title, keeps, ordered, deal.pace))
    counts: tuple[int | None, int | None] = (None, None)
    if tasks:
        holding, every = lattice.count_orders(part, search.grid_of(part, tasks[found.task]))
        counts = int(holding), int(every)
    method = "all plans tried" if found.proved else f"lattice orders and local search, {found.assessed} plans assessed"
    return records.Roadmap(
        deal=name,
        title=title,
        best=plan if found.best is not None else None,
        closest=plan if found.best is None else None,
        bound=records.Bound(found.least if found.proved else None, found.proved),
        made=records.Made(version=__version__, method=method, exact=found.proved),
        holding_orders=counts[0],
        all_orders=counts[1],
        unwanted_by=tuple(p for p, gain in zip(case.parties, found.largest_gain.tolist(), strict=False) if gain < 0),
    )


def members_of(case: Case, steps: Sequence[str]) -> Iterator[dict[str, str]]:
    """Every way to resolve the choices of a deal; a member in force now or named by the deal settles its choice."""
    choices = [step for step in steps if step in case.choices]
    settled = {*steps, *case.now}
    options = [
        [member for member in case.choices[choice] if member in settled] or list(case.choices[choice])
        for choice in choices
    ]
    for members in product(*options):
        yield dict(zip(choices, members, strict=True))


def reading_of(case: Case, steps: Sequence[str], members: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The kept and the planned steps of a deal whose choices are resolved, in the order of the case file."""
    wanted = {members.get(step, step) for step in steps}
    ordered = [step for step in case.steps if step in wanted]
    return [s for s in ordered if s in case.now], [s for s in ordered if s not in case.now]


def refuse_deal(name: str, planned: Sequence[str]) -> None:
    """Raise SizeError where there are more steps than can be ordered."""
    if len(planned) > lattice.largest():
        raise SizeError(
            f"steps to be ordered in the deal `{name}`",
            len(planned),
            lattice.largest(),
            "split the deal, or name a plan and `standoff assess` it",
        )
