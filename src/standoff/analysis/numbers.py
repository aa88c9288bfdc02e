"""A case in numbers: names become places, ranges become numbers, rules become bit masks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.engine import draws as drawing
from standoff.engine import masks
from standoff.engine.exchange import Bools, Exchange, Floats, Ints, phase_vector, stacked
from standoff.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from standoff.case.model import Case, Step
    from standoff.case.rules import Expression
    from standoff.case.values import Quantity


Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done, 0..1."""

DAYS_A_YEAR = 365.25

LARGEST_EXCHANGE = 30
"""Steps in a plan that can be assessed."""


def silent(what: str, share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Arrangement:
    """A plan in names: what it keeps, its phases, the shortest time between them, and what it is called."""

    name: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    pace: Quantity

    @property
    def steps(self) -> tuple[str, ...]:
        """All its steps, the kept ones first."""
        return (*self.keeps, *(step for phase in self.phases for step in phase))


def exchange_of(case: Case, value: Callable[[Quantity], float]) -> Exchange:
    """The numbers of a case, with `value` to read a number out of each range; steps in the order of the file."""
    parties, steps = list(case.parties), list(case.steps.values())
    names = list(case.steps)

    def per_party(worth: Mapping[str, Quantity]) -> list[float]:
        read = {party: value(quantity) for party, quantity in worth.items()}
        return [read.get(party, 0.0) for party in parties]

    return Exchange(
        horizons=np.array([value(party.horizon) for party in case.parties.values()]),
        walkout_costs=np.array([value(party.walkout_cost) for party in case.parties.values()]),
        worth=np.array([per_party(step.worth) for step in steps]).T,
        takes=np.array([value(step.takes) for step in steps]),
        seen=np.array([value(step.seen_normally) for step in steps]),
        undo=np.array([value(step.undo) for step in steps]),
        owns=np.array([[party in step.by for step in steps] for party in parties]),
        automatic=np.array([step.automatic for step in steps]),
        ends_all=np.array([step.ends == "all" for step in steps]),
        requires=np.array([[name in step.requires for name in names] for step in steps]),
        together_steps=np.array(
            [[name in entry.steps for name in names] for entry in case.together.values()], dtype=bool
        ).reshape(-1, len(names)),
        together_worth=np.array([per_party(entry.worth) for entry in case.together.values()]).reshape(-1, len(parties)),
        doubted=np.array([party in case.sincerity for party in parties]) if case.sincerity else None,
        not_before=_dates(case),
        **_verification(steps, names, value),
    )


def _dates(case: Case) -> Floats | None:
    """How many years from now each step may start; None where the case gives no such dates."""
    if not any(step.not_before for step in case.steps.values()):
        return None
    days = [(step.not_before - case.as_of).days if step.not_before else 0 for step in case.steps.values()]
    return np.asarray(np.maximum(days, 0) / DAYS_A_YEAR)


def _verification(
    steps: Sequence[Step], names: Sequence[str], value: Callable[[Quantity], float]
) -> dict[str, Floats | None]:
    """What shortens the time until breaches are seen, and how likely they are missed; None where nothing does."""
    read = [{verifier: value(time) for verifier, time in step.seen_with.items()} for step in steps]
    missed = [value(step.missed) if step.missed.high > 0 else 0.0 for step in steps]
    return {
        "seen_with": np.array([[row.get(name, np.inf) for name in names] for row in read]) if any(read) else None,
        "missed": np.array(missed) if any(missed) else None,
    }


def at_median(quantity: Quantity) -> float:
    """The point value of a range."""
    return quantity.median


def number_of_quantities(case: Case) -> int:
    """How many numbers a draw of the exchange of a case takes."""
    width = 0

    def counted(quantity: Quantity) -> float:
        nonlocal width
        width += 1
        return quantity.median

    exchange_of(case, counted)
    return width


def drawn_exchange(case: Case, pace: Sequence[Quantity], draws: int, seed: int) -> tuple[Exchange, Floats]:
    """The exchange with one entry per draw, and the paces (draws, len(pace))."""
    width = number_of_quantities(case)
    rows = drawing.uniforms(seed, draws, width + len(pace))

    def one(row: Floats) -> Exchange:
        chances: Iterator[float] = iter(row.tolist())
        return exchange_of(case, lambda quantity: quantity.quantile(next(chances)))

    paces = [[quantity.quantile(u) for quantity, u in zip(pace, row[width:].tolist(), strict=True)] for row in rows]
    return stacked([one(row) for row in rows]), np.array(paces).reshape(draws, len(pace))


def places_of(names: Sequence[str], chosen: Sequence[str]) -> list[int]:
    """The places of some names in a list of names."""
    return [list(names).index(name) for name in chosen]


def vector_of(steps: Sequence[str], plan: Arrangement) -> Ints:
    """The phase of every step of a plan, as the engine wants it."""
    return phase_vector(len(steps), places_of(steps, plan.keeps), [places_of(steps, phase) for phase in plan.phases])


def part_of(case: Case, exchange: Exchange, steps: Sequence[str]) -> Exchange:
    """The exchange of the steps of a plan; other steps in force now are its background."""
    names = list(case.steps)
    return exchange.only(places_of(names, steps), places_of(names, [s for s in case.now if s not in steps]))


def compiled_rule(expression: Expression, place: Mapping[str, int]) -> masks.Constraint:
    """A rule with places for names."""
    operator, *parts = expression
    if operator == "step":
        return ("step", place[str(parts[0])])
    return (operator, *(compiled_rule(part, place) for part in parts))


def allowed_sets(case: Case, planned: Sequence[str]) -> Bools:
    """Which sets of planned steps, added to now, the rules allow: (2^n,)."""
    names = list(case.steps)
    place = {name: n for n, name in enumerate(names)}
    n = len(planned)
    made = np.array([False, True])  # an axis for each step, the last for the first: no array of 2^n for each of them
    sets = [made.reshape((1,) * (n - 1 - b) + (2,) + (1,) * b) for b in range(n)]
    columns = [sets[planned.index(name)] if name in planned else np.bool_(name in case.now) for name in names]
    allowed = np.ones((2,) * n, dtype=bool)
    for expression in case.constraints():
        allowed &= masks.truth(compiled_rule(expression, place), columns)
    return allowed.reshape(-1)


def require_known(kind: str, name: str, known: Mapping[str, object]) -> None:
    """Raise UsageError, with the name that may be meant, unless the case has one of this name."""
    if name not in known:
        raise UsageError(f"the case has no {kind} `{name}`; {did_you_mean(name, known)}")


def given_plan(case: Case, name: str) -> Arrangement:
    """A plan that the case names."""
    plan = case.plans[name]
    return Arrangement(name, plan.title or name, plan.keeps, plan.phases, plan.pace)


def require_worths(case: Case) -> None:
    """Raise UsageError for a case that gives an order of states alone."""
    if not any(step.worth for step in case.steps.values()):
        raise UsageError(
            "this case orders states but gives no worths, so plans cannot be assessed; "
            "give each step a `worth`, or ask `standoff stable`"
        )


def called_by(case: Case) -> list[str]:
    """What the parties are called, in the order of the file."""
    return [party.name for party in case.parties.values()]


def number_or_none(value: float) -> float | None:
    """NaN is a number that does not exist."""
    return None if np.isnan(value) else float(value)


def chosen_of(steps: Sequence[str], chosen: Bools) -> tuple[str, ...]:
    """The names of the steps that a mask chooses."""
    return tuple(steps[int(j)] for j in np.flatnonzero(chosen))
