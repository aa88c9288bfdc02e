"""What would mend it? Changes of an exchange and its plan, one at a time, and the smallest of each that is enough.

Hostages after Williamson (1983), guarantees after Walter (1997), slicing after Schelling (1960). Nothing here is a
theory of its own: every remedy is a changed exchange that is assessed like any other. Whether more of a remedy is
always better is not taken for granted: a coarse grid of amounts is looked at first, and the smallest amount is found
between the last one that fails and the first one that does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from standoff.engine.assess import Assessed, assess, gains
from standoff.engine.exchange import ABSENT, Bools, Exchange, Floats, Ints, phases_of, stacked

__all__ = ["REMEDIES", "Bonds", "Effect", "Place", "Remedy", "Setting", "bonds", "effects", "smallest"]

PRECISION = 1e-3
"""The smallest amount is exact to this share of itself."""

NOTHING = 1e-9
"""Where so little of a remedy is enough, the least bit of it is, and no smallest amount is looked for."""

Allowed = Callable[[Collection[int]], bool]
"""Whether the rules allow a stage of a plan, given as the steps that are made by then."""


@dataclass(frozen=True)
class Setting:
    """An exchange without draws, the plan in it (a phase vector) and its pace in years."""

    exchange: Exchange
    phases: Ints
    pace: float = 0.0

    @property
    def last(self) -> int:
        """The number of phases."""
        return int(self.phases.max(initial=0))

    @property
    def planned(self) -> list[int]:
        """The steps that the plan makes."""
        return [int(j) for j in np.flatnonzero(self.phases > 0)]

    @property
    def present(self) -> list[int]:
        """The steps that the plan keeps or makes."""
        return [int(j) for j in np.flatnonzero(self.phases != ABSENT)]

    def stages(self) -> list[set[int]]:
        """The steps that are made by the end of each phase 1..K."""
        made = {int(j) for j in np.flatnonzero(self.phases == 0)}
        return [made := made | set(phase) for phase in phases_of(self.phases)]


@dataclass(frozen=True)
class Place:
    """Where a remedy is applied: a step, a party, a phase; -1 and 0 where it has none."""

    step: int = -1
    party: int = -1
    phase: int = 0


@dataclass(frozen=True)
class Remedy:
    """One kind of change: what it does, where it can be done, the amounts that are looked at, and a usual dose.

    An amount is a share of what there is now; with `stakes`, of the party's gross stake (the change then takes own
    points). A remedy with the single amount 1 is done or not done. field: the array of the exchange that it scales.
    """

    change: Callable[[Setting, Place, float], Setting]
    places: Callable[[Setting, Allowed], Iterator[Place]]
    amounts: tuple[float, ...] = (1.0,)
    dose: float = 1.0
    stakes: bool = False
    field: str = ""

    @property
    def scaled(self) -> bool:
        """Whether there can be more or less of it."""
        return self.amounts != (1.0,)


@dataclass(frozen=True)
class Effect:
    """What a remedy does. amount: a share, own points, or 1; margin: the smallest, a share of the stake of `whose`.

    trust and margin are NaN and whose is -1 where there is none. shortfall: the largest loss against now, a share of
    a stake. several: on the grid, or just below the amount found, more of the remedy was seen to undo what less of it
    had done. better: than the plan as it is.
    """

    kind: str
    place: Place
    amount: float
    holds: bool
    refused: bool
    trust: float
    margin: float
    whose: int
    shortfall: float
    several: bool = False
    better: bool = False

    @property
    def key(self) -> tuple[int, float, float]:
        """Smaller is better: the verdict; then the trust asked, or what is missing as a share of a stake."""
        missing = -round(float(np.nan_to_num(self.margin)), 9)
        if self.refused:
            return (2, round(self.shortfall, 9), missing)
        return (0, round(self.trust, 9), missing) if self.holds else (1, missing, 0.0)


# ------------------------------------------------------------------------------------------- the changes


def _scaled(values: Floats, at: int | tuple[int, int], factor: float) -> Floats:
    out = values.copy()
    out[at] *= factor
    return out


def _raised(values: Floats, at: int | tuple[int, int], amount: float) -> Floats:
    out = values.copy()
    out[at] += amount
    return out


def _with(setting: Setting, **arrays: Any) -> Setting:
    # The stake decides what counts as zero and must not move with the numbers that are changed.
    return replace(setting, exchange=replace(setting.exchange, gross=setting.exchange.stake(), **arrays))


def _bond(setting: Setting, place: Place, amount: float) -> Setting:
    return _with(setting, walkout_costs=_raised(setting.exchange.walkout_costs, place.party, amount))


def _worth(setting: Setting, place: Place, amount: float) -> Setting:
    return _with(setting, worth=_raised(setting.exchange.worth, (place.party, place.step), amount))


def _sooner(setting: Setting, place: Place, amount: float) -> Setting:
    old = setting.exchange
    seen = _scaled(old.seen, place.step, 1 - amount)
    if old.seen_with is None:
        return _with(setting, seen=seen)
    verified = old.seen_with.copy()
    verified[place.step, np.isfinite(verified[place.step])] *= 1 - amount
    return _with(setting, seen=seen, seen_with=verified)


def _faster(setting: Setting, place: Place, amount: float) -> Setting:
    return _with(setting, undo=_scaled(setting.exchange.undo, place.step, 1 - amount))


def _slower(setting: Setting, place: Place, amount: float) -> Setting:
    return _with(setting, undo=_scaled(setting.exchange.undo, place.step, 1 + amount))


def _longer(setting: Setting, place: Place, amount: float) -> Setting:
    return _with(setting, horizons=_scaled(setting.exchange.horizons, place.party, 1 + amount))


def _shorter(setting: Setting, place: Place, amount: float) -> Setting:
    return _with(setting, horizons=_scaled(setting.exchange.horizons, place.party, 1 - amount))


def _automatic(setting: Setting, place: Place, amount: float) -> Setting:
    automatic = setting.exchange.automatic.copy()
    automatic[place.step] = True
    return _with(setting, automatic=automatic)


def _drop(setting: Setting, place: Place, amount: float) -> Setting:
    phases = setting.phases.copy()
    phases[place.step] = ABSENT
    planned = phases > 0
    phases[planned] = np.unique(phases[planned], return_inverse=True)[1] + 1
    return replace(setting, phases=phases)


def _add(setting: Setting, place: Place, amount: float) -> Setting:
    phases = setting.phases.copy()
    phases[place.step] = place.phase
    return replace(setting, phases=phases)


def _split(setting: Setting, place: Place, amount: float) -> Setting:
    """Two halves, the second as a new step at the end that comes one phase later."""
    old, j = setting.exchange, place.step
    steps = [*range(old.steps), j]
    worth = old.worth[:, steps]
    worth[:, [j, -1]] /= 2
    exchange = replace(
        old,
        worth=worth,
        takes=old.takes[steps],
        seen=old.seen[steps],
        undo=old.undo[steps],
        owns=old.owns[:, steps],
        automatic=old.automatic[steps],
        ends_all=old.ends_all[steps],
        requires=old.requires[np.ix_(steps, steps)],
        together_steps=old.together_steps[:, steps],
        gross=old.stake(),
        not_before=None if old.not_before is None else old.not_before[steps],
        seen_with=None if old.seen_with is None else old.seen_with[np.ix_(steps, steps)],
        missed=None if old.missed is None else old.missed[steps],
    )
    return replace(setting, exchange=exchange, phases=np.append(setting.phases, setting.phases[j] + 1))


# -------------------------------------------------------------------------------- where they can be made


def _parties(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    for i in range(setting.exchange.parties):
        if setting.exchange.stake()[i] > 0:
            yield Place(party=i)


def _every_worth(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    for place in _parties(setting, allowed):
        for j in setting.planned:
            yield replace(place, step=j)


def _seen_late(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    return (Place(step=j) for j in setting.present if setting.exchange.seen[j] > 0)


def _undone_late(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    return (Place(step=j) for j in setting.present if 0 < setting.exchange.undo[j] < np.inf)


def _not_automatic(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    exchange = setting.exchange
    return (Place(step=j) for j in setting.present if np.isfinite(exchange.undo[j]) and not exchange.automatic[j])


def _droppable(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Planned steps that no other step of the plan requires and without which the rules allow every stage."""
    for j in setting.planned:
        rest = [k for k in setting.present if k != j]
        if len(setting.planned) > 1 and not setting.exchange.requires[rest, j].any():
            stages = setting.stages()
            if all(allowed(stage - {j}) for stage in stages if j in stage):
                yield Place(step=j)


def _splittable(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Planned steps that nothing in their phase requires; half a step has to be allowed as the whole and as none.

    Steps that verify others are left whole: nobody has said what half of an inspection sees.
    """
    verified = setting.exchange.seen_with
    for j in setting.planned:
        if verified is not None and np.isfinite(verified[:, j]).any():
            continue
        beside = [k for k in setting.planned if k != j and setting.phases[k] == setting.phases[j]]
        stage = setting.stages()[int(setting.phases[j]) - 1]
        if not setting.exchange.requires[beside, j].any() and allowed(stage - {j}):
            yield Place(step=j)


def _addable(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Absent steps with each phase by which what they require is made and after which the rules allow all stages."""
    stages = setting.stages()
    for j in np.flatnonzero(setting.phases == ABSENT):
        needs = {int(r) for r in np.flatnonzero(setting.exchange.requires[j])}
        for phase in range(1, setting.last + 1):
            if needs <= stages[phase - 1] and all(allowed(stage | {int(j)}) for stage in stages[phase - 1 :]):
                yield Place(step=int(j), phase=phase)


_OF_A_STAKE = (0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1.0, 2.0, 5.0, 10.0)
_LESS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_MORE = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 9.0, 19.0, 49.0, 99.0)

REMEDIES: dict[str, Remedy] = {
    "bond": Remedy(_bond, _parties, _OF_A_STAKE, dose=0.1, stakes=True, field="walkout_costs"),
    "sooner": Remedy(_sooner, _seen_late, _LESS, dose=0.5, field="seen"),
    "automatic": Remedy(_automatic, _not_automatic),
    "faster": Remedy(_faster, _undone_late, _LESS, dose=0.5, field="undo"),
    "slower": Remedy(_slower, _undone_late, _MORE, dose=1.0, field="undo"),
    "longer": Remedy(_longer, _parties, _MORE[:7], dose=1.0, field="horizons"),
    "shorter": Remedy(_shorter, _parties, _LESS[:9], dose=0.5, field="horizons"),
    "split": Remedy(_split, _splittable),
    "drop": Remedy(_drop, _droppable),
    "add": Remedy(_add, _addable),
    "worth": Remedy(_worth, _every_worth, _OF_A_STAKE, dose=0.1, stakes=True, field="worth"),
}
"""Every kind of remedy: a bond for a party, seeing a step sooner, taking it back by itself, faster or slower, a party
that looks further ahead or less far, a step in two halves, dropped or added, and one that is worth more to a party."""

OF_TERMS = ("drop", "add", "worth")
"""The kinds that can make a party want a plan that it does not want."""


# -------------------------------------------------------------------------------------------- the search

_Where = tuple[str, Place]
_Try = tuple[str, Place, float]


def _batches(setting: Setting, tries: Sequence[_Try]) -> Iterator[tuple[list[int], Exchange, Ints]]:
    """The changed settings, as many at once as differ in numbers and phases alone: which they are, and a batch."""
    changed = [REMEDIES[kind].change(setting, place, amount) for kind, place, amount in tries]
    alike: dict[tuple[bytes, int], list[int]] = {}
    for number, one in enumerate(changed):
        # Halves of a step make an exchange with steps of its own.
        alone = -1 if one.exchange.steps == setting.exchange.steps else number
        alike.setdefault((one.exchange.automatic.tobytes(), alone), []).append(number)
    for members in alike.values():
        exchange = stacked([_with(changed[number]).exchange for number in members])
        yield members, exchange, np.array([changed[number].phases for number in members])


def _effects(setting: Setting, tries: Sequence[_Try]) -> list[Effect]:
    out: dict[int, Effect] = {}
    for members, exchange, phases in _batches(setting, tries):
        found = assess(exchange, phases, setting.pace)
        out.update((number, _effect(found, b, *tries[number])) for b, number in enumerate(members))
    return [out[number] for number in range(len(tries))]


def _effect(found: Assessed, b: int, kind: str, place: Place, amount: float) -> Effect:
    stake = np.where(found.stake[b] > 0, found.stake[b], 1.0)
    least = np.nan_to_num(found.margin[b] / stake, nan=np.inf).min(axis=0)
    whose = int(least.argmin())
    some = bool(np.isfinite(least[whose]))
    return Effect(
        kind=kind,
        place=place,
        amount=amount,
        holds=bool(found.holds[b]),
        refused=not found.wanted[b],
        trust=float(found.trust_asked[b]),
        margin=float(least[whose]) if some else np.nan,
        whose=whose if some else -1,
        shortfall=float((-found.gain[b] / stake).max()),
    )


def _met(setting: Setting, tries: Sequence[_Try], wanted_by: int | None) -> list[bool]:
    """Whether a plan holds, or a party wants it, after each change; what is refused is not looked at further."""
    met = np.zeros(len(tries), dtype=bool)
    for members, exchange, phases in _batches(setting, tries):
        gain = gains(exchange, phases, setting.pace)
        met[members] = (gain >= 0).all(axis=1) if wanted_by is None else gain[:, wanted_by] >= 0
    if wanted_by is None and met.any():
        wanted = np.flatnonzero(met)
        met[wanted] = [effect.holds for effect in _effects(setting, [tries[int(number)] for number in wanted])]
    return [bool(answer) for answer in met]


def _points(setting: Setting, kind: str, place: Place, amount: float) -> float:
    """An amount of the table as the change takes it."""
    return amount * float(setting.exchange.stake()[place.party]) if REMEDIES[kind].stakes else amount


def _one_phase_each(found: Sequence[Effect]) -> list[Effect]:
    """Of the phases to which a step can be added, the best; everything else as it is."""
    best: dict[tuple[str, int, int], Effect] = {}
    for effect in found:
        where = (effect.kind, effect.place.step, effect.place.party)
        if where not in best or effect.key < best[where].key:
            best[where] = effect
    return list(best.values())


def effects(setting: Setting, allowed: Allowed) -> tuple[Effect, list[Effect]]:
    """The plan as it is, and what a usual dose of every single remedy does to it: the best first.

    A dose is a tenth of a party's gross stake, half as long, or twice as long.
    """
    now = _effect(assess(setting.exchange, setting.phases, setting.pace), 0, "", Place(), 0.0)
    tries = [
        (kind, place, _points(setting, kind, place, remedy.dose))
        for kind, remedy in REMEDIES.items()
        for place in remedy.places(setting, allowed)
    ]
    best = _one_phase_each(_effects(setting, tries))
    return now, sorted((replace(e, better=e.key < now.key) for e in best), key=lambda effect: effect.key)


def _can_mend(setting: Setting, failing: Bools, kind: str, place: Place) -> bool:
    """Whether a remedy reaches all parties (N,) that do not want the plan or would break it.

    What a party loses by a bond, how far it looks ahead and what a step of others is worth to it enters its own
    values alone. The worth of its own steps enters what others can count on: it decides what lapses and what is free.
    """
    if place.party < 0 or (kind == "worth" and setting.exchange.owns[place.party, place.step]):
        return True
    return not np.delete(failing, place.party).any()


def smallest(setting: Setting, allowed: Allowed, wanted_by: int | None = None) -> list[Effect]:
    """The smallest amount of every single remedy with which a plan holds or, if given, with which a party wants it.

    Only remedies that work at some amount of the grid are listed: by kind, then (points of different parties are not
    comparable) by party where amounts are points, then the smallest first. Exact to 1e-3 of the amount.
    """
    now = assess(setting.exchange, setting.phases, setting.pace)
    if now.holds[0] if wanted_by is None else now.gain[0, wanted_by] >= 0:
        return []
    failing = (now.gain[0] < 0) | (np.nan_to_num(now.margin[0]) < 0).any(axis=0)
    chosen = [
        (kind, place)
        for kind in (REMEDIES if wanted_by is None else OF_TERMS)
        for place in REMEDIES[kind].places(setting, allowed)
        if (_can_mend(setting, failing, kind, place) if wanted_by is None else place.party in (-1, wanted_by))
    ]
    tries = [
        (kind, place, _points(setting, kind, place, amount))
        for kind, place in chosen
        for amount in REMEDIES[kind].amounts
    ]
    grid: dict[_Where, list[tuple[float, bool]]] = {}
    for (kind, place, amount), works in zip(tries, _met(setting, tries, wanted_by), strict=True):
        grid.setdefault((kind, place), []).append((amount, works))

    low: dict[_Where, float] = {}
    high: dict[_Where, float] = {}
    several: dict[_Where, bool] = {}
    for where, looked in grid.items():
        first = next((n for n, (_, works) in enumerate(looked) if works), None)
        if first is not None:
            low[where], high[where] = looked[first - 1][0] if first else 0.0, looked[first][0]
            several[where] = not all(works for _, works in looked[first:])

    scaled = [where for where in high if REMEDIES[where[0]].scaled]

    def unsettled(where: _Where) -> bool:
        return high[where] - low[where] > max(PRECISION * high[where], _points(setting, *where, NOTHING))

    while wide := [where for where in scaled if unsettled(where)]:
        halfway = [(*where, (low[where] + high[where]) / 2) for where in wide]
        for where, (_, _, amount), works in zip(wide, halfway, _met(setting, halfway, wanted_by), strict=True):
            (high if works else low)[where] = amount

    slightly_less = [(*where, high[where] * (1 - PRECISION)) for where in scaled]
    for where, works in zip(scaled, _met(setting, slightly_less, wanted_by), strict=True):
        several[where] |= works

    kinds = list(REMEDIES)

    def order(effect: Effect) -> tuple[int, int, float]:
        party = effect.place.party if REMEDIES[effect.kind].stakes else -1
        return kinds.index(effect.kind), party, effect.amount

    enough = _effects(setting, [(*where, amount) for where, amount in high.items()])
    listed = [replace(effect, several=several[effect.kind, effect.place]) for effect in enough]
    return sorted(_one_phase_each(listed), key=order)


@dataclass(frozen=True)
class Bonds:
    """The smallest bond of every party, (N,) own points; holds: whether the plan holds with all of them."""

    points: Floats
    holds: bool


def bonds(setting: Setting) -> Bonds:
    """The smallest bonds with which no party walks out, for each party together; infinite where no bond is enough.

    A party's bond enters its own walk-out values and nothing else: what the others have when it fails, or when all
    stops, does not count it. So the smallest bonds are each party's own, and one assessment finds them all; a second
    one, with all of them in place, says whether the plan then holds (a refused one does not).

    >>> none = np.zeros((0, 2))
    >>> gifts = Exchange(
    ...     horizons=np.array([4.0, 4.0]), walkout_costs=np.zeros(2), worth=np.array([[-2.0, 5.0], [5.0, -2.0]]),
    ...     takes=np.zeros(2), seen=np.zeros(2), undo=np.full(2, np.inf), owns=np.eye(2, dtype=bool),
    ...     automatic=np.zeros(2, dtype=bool), ends_all=np.zeros(2, dtype=bool),
    ...     requires=np.zeros((2, 2), dtype=bool), together_steps=none.astype(bool), together_worth=none)
    >>> found = bonds(Setting(gifts, np.array([1, 2])))
    >>> found.points.tolist(), found.holds
    ([0.0, 2.0], True)
    """
    found = assess(setting.exchange, setting.phases, setting.pace)
    points = np.nan_to_num(found.bond[0], nan=0.0, posinf=np.inf).max(axis=0, initial=0.0)
    if not np.isfinite(points).all():
        return Bonds(points, False)
    bonded = _with(setting, walkout_costs=setting.exchange.walkout_costs + points)
    return Bonds(points, bool(assess(bonded.exchange, bonded.phases, bonded.pace).holds[0]))
