"""A case in numbers: names become places, ranges become numbers, rules become bit masks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.ordinal_worths import central, require_worths
from standoff.analysis.remembered import once
from standoff.analysis.rules import compiled_rule
from standoff.engine.core import masks
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats
from standoff.errors import SizeError, UsageError
from standoff.results.sentences.wording import listing

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Step
    from standoff.case.model.values import Quantity


DAYS_A_YEAR = 365.25

LARGEST_EXCHANGE = 30
"""Steps in a plan that can be assessed."""


NumbersByPath = Mapping[str, "float | Floats"]
"""Numbers by their path in the case, like `steps.fuel.worth.alpha`: each one, or one per draw."""


def exchange_of(
    case: Case, values: NumbersByPath | None = None, draws: int | None = None, timeless: bool = False
) -> Exchange:
    """The numbers of a case; steps in the order of the file.

    Each is what `values` says under its path, or else the median of its range; of worths of which only an order is
    known, the mean of all that agree with it. With `draws`, an exchange with so many draws, in which every value is one
    number or one per draw. UsageError where no worths agree with an order, and where a party has no horizon, unless the
    question is `timeless`: then a horizon that is not given is not a number.
    """
    if values is None and draws is None and not timeless:
        return once(case, _at_medians)
    return _exchange_of(case, values or {}, draws, timeless)


def _at_medians(case: Case) -> Exchange:
    """The exchange of a case at the medians, which all its questions share: nobody writes into it."""
    exchange = _exchange_of(case, {}, None, False)
    for array in vars(exchange).values():
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return exchange


def _exchange_of(case: Case, given: NumbersByPath, draws: int | None, timeless: bool) -> Exchange:
    if not timeless:
        require_horizons(case, given)
    read = _NumberReader({**central(case, given), **given}, draws)
    parties, steps, names = case.parties, case.steps, list(case.steps)
    together = case.together
    owners = [[party in step.by for step in steps.values()] for party in parties]
    entries = np.array([[name in entry.steps for name in names] for entry in together.values()], dtype=bool)
    entries = entries.reshape(-1, len(names))
    called = [(step.under(name), step) for name, step in steps.items()]
    horizons = read.row((_horizon_path(name), party.horizon or np.nan) for name, party in parties.items())
    worth = read.rows([_worths(f"steps.{name}", step.worth, parties) for name, step in called]).swapaxes(-1, -2)
    if any(step.share < 1 for step in steps.values()):
        worth = _in_shares(case, worth, read)
    together_worth = read.rows(
        [_worths(f"together.{name}", entry.worth, parties) for name, entry in together.items()], len(parties)
    )
    if any(step.until is not None for step in steps.values()):
        terms = _terms(case, called, read)
        worth = worth * _counted(terms, horizons)
        ends = np.where(entries, terms[..., None, :], np.inf).min(axis=-1, initial=np.inf)
        together_worth = together_worth * _counted(ends, horizons).swapaxes(-1, -2)
    return Exchange(
        horizons=horizons,
        walkout_costs=read.row((f"parties.{name}.walkout_cost", p.walkout_cost) for name, p in parties.items()),
        worth=worth,
        takes=read.row((f"steps.{name}.takes", step.takes) for name, step in called),
        seen=read.row((seen_path(name, step), step.seen_normally) for name, step in called),
        undo=read.row((f"steps.{name}.undo", step.undo) for name, step in called),
        owns=np.array(owners),
        automatic=np.array([step.lapses_anyhow for step in steps.values()]),
        ends_all=np.array([step.ends == "all" for step in steps.values()]),
        requires=np.array([[name in step.requires for name in names] for step in steps.values()]),
        together_steps=entries,
        together_worth=together_worth,
        doubted=np.array([party in case.sincerity for party in parties]) if case.sincerity else None,
        not_before=_dates(case),
        consent=None,
        **_verification(steps, called, read),
    )


def _in_shares(case: Case, worth: Floats, read: _NumberReader) -> Floats:
    """Worths (..., N, n) of which each part of a step has its share, unless an order of states speaks of the part."""
    worth = worth * np.array([step.share for step in case.steps.values()])
    for j, (name, step) in enumerate(case.steps.items()):
        for i, party in enumerate(case.parties if step.share < 1 else ()):
            own = read.values.get(f"steps.{name}.worth.{party}")
            if own is not None:
                worth[..., i, j] = own
    return worth


def _terms(case: Case, called: Sequence[tuple[str, Step]], read: _NumberReader) -> Floats:
    """How many years each step stays in force by agreement: (..., n), without end where nothing is agreed."""
    return read.row((f"steps.{name}.until", _term(case, step)) for name, step in called)


def _term(case: Case, step: Step) -> Quantity | float:
    if isinstance(step.until, date):
        return max((step.until - case.as_of).days, 0) / DAYS_A_YEAR
    return np.inf if step.until is None else step.until


def _counted(terms: Floats, horizons: Floats) -> Floats:
    """Which share of what is in force for good falls into a term: (..., N, n); all where a party has no horizon."""
    falls = -np.expm1(-terms[..., None, :] / horizons[..., :, None])
    return np.where(np.isnan(falls), 1.0, falls)


@dataclass(frozen=True)
class _NumberReader:
    """Reads numbers by their paths: (n,) and (n, m), or with a leading axis of draws."""

    values: NumbersByPath
    draws: int | None

    def row(self, quantities: Iterable[tuple[str, Quantity | float]]) -> Floats:
        """One number for each path."""
        numbers = [self._one(path, quantity) for path, quantity in quantities]
        shape = () if self.draws is None else (self.draws,)
        laid = np.empty((*shape, len(numbers)))
        for place, number in enumerate(numbers):
            laid[..., place] = number
        return laid

    def rows(self, quantities: Sequence[Sequence[tuple[str, Quantity | float]]], width: int = 0) -> Floats:
        """The same for rows of one length, `width` where there are none."""
        across = len(quantities[0]) if quantities else width
        flat = self.row(pair for row in quantities for pair in row)
        return flat.reshape((*flat.shape[:-1], len(quantities), across))

    def _one(self, path: str, quantity: Quantity | float) -> float | Floats:
        if path in self.values:
            return self.values[path]
        return quantity if isinstance(quantity, float) else quantity.median


def _horizon_path(party: str) -> str:
    return f"parties.{party}.horizon"


def require_horizons(case: Case, given: Container[str] = ()) -> None:
    """Raise UsageError, with every place, where it is neither in the case nor `given` how far ahead a party looks."""
    paths = [_horizon_path(name) for name, party in case.parties.items() if party.horizon is None]
    missing = [f"`{path}`" for path in paths if path not in given]
    if missing:
        raise UsageError(
            "this case does not say how far ahead everybody looks, so plans cannot be assessed; give "
            f"{listing(missing)}, for example `horizon: 2 to 6 years`, or ask `standoff stable`, which needs none"
        )


def why_not_assessed(case: Case) -> str:
    """Why the plans of a case cannot be assessed, or "" if they can."""
    try:
        require_worths(case)
        require_horizons(case)
    except (UsageError, SizeError) as error:
        return str(error)
    return ""


def seen_path(name: str, step: Step) -> str:
    """The path of how long a breach of a step takes to be seen if no other step helps."""
    return f"steps.{name}.seen" + ("" if step.seen is step.seen_normally else ".normally")


def _worths(path: str, worth: Mapping[str, Quantity], parties: Iterable[str]) -> list[tuple[str, Quantity | float]]:
    return [(f"{path}.worth.{party}", worth.get(party, 0.0)) for party in parties]


def _dates(case: Case) -> Floats | None:
    """How many years from now each step may start; None where the case gives no such dates."""
    if not any(step.not_before for step in case.steps.values()):
        return None
    days = [(step.not_before - case.as_of).days if step.not_before else 0 for step in case.steps.values()]
    return np.asarray(np.maximum(days, 0) / DAYS_A_YEAR)


def _verification(
    steps: Mapping[str, Step], called: Sequence[tuple[str, Step]], read: _NumberReader
) -> dict[str, Floats | None]:
    """What shortens the time until breaches are seen, and how likely they are missed; None where nothing does.

    A step in parts verifies once all of them are in force.
    """
    whole = {step.under(name): name for name, step in steps.items()}
    by = [step.under(name) if whole[step.under(name)] == name else name for name, step in steps.items()]
    with_ = [
        [(f"steps.{name}.seen.with.{other}", step.seen_with.get(other, np.inf)) for other in by]
        for name, step in called
    ]
    missed = any(step.missed.high > 0 or f"steps.{name}.missed" in read.values for name, step in called)
    return {
        "seen_with": read.rows(with_) if any(step.seen_with for step in steps.values()) else None,
        "missed": read.row((f"steps.{name}.missed", step.missed) for name, step in called) if missed else None,
    }


def at_median(quantity: Quantity) -> float:
    """The point value of a range."""
    return quantity.median


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


def number_or_none(value: float) -> float | None:
    """NaN is a number that does not exist."""
    return None if np.isnan(value) else float(value)
