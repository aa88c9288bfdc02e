"""What would mend it? Changes of an exchange and its plan, one at a time, and the smallest of each that is enough.

Nothing here is a theory of its own: every remedy is a changed exchange that is assessed like any other. Whether more
of a remedy is always better is not taken for granted: a grid of 33 amounts, 0 among them, is looked at first, and the
smallest amount is found between the last one that fails and the first one that does. What is enough is a target: that
the plan holds or, if given, that it holds, asks for no more than so much trust, and leaves no margin smaller than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from standoff.engine.assessment import compiled
from standoff.engine.assessment.trust import Assessed, assess, gains, may_hold, refusing
from standoff.engine.core.types import Bools, Floats
from standoff.engine.remedies.compiled import Tries, come_to, fits, mended
from standoff.engine.remedies.table import (
    REMEDIES,
    Allowed,
    Amendment,
    Place,
    Setting,
    batches,
    changed,
    own_alone,
    points,
    size,
)

__all__ = [
    "HOLDS",
    "PRECISION",
    "Bonds",
    "Effect",
    "Target",
    "assessed",
    "bonds",
    "content",
    "effects",
    "enough",
    "fine",
    "fine_in_batches",
    "smallest",
    "useful",
    "wanted",
    "wanted_in_batches",
]

PRECISION = 1e-3
"""The smallest amount is exact to this share of itself."""

NOTHING = 1e-9
"""Where so little of a remedy is enough, the least bit of it is, and no smallest amount is looked for."""


@dataclass(frozen=True)
class Target:
    """What a plan has to come to: it holds, asks for no more trust, and leaves each party so much of its stake.

    With the smallest amount with which a plan just holds, a margin is 0: whoever has anything to fear must then be sure
    of the others, and the least slip of a number undoes it.
    """

    trust: float = 1.0
    margin: float = 0.0

    @property
    def any_trust(self) -> bool:
        """Whether a plan may ask for any trust."""
        return self.trust >= 1


HOLDS = Target()
"""Where it is enough that a plan holds."""


@dataclass(frozen=True)
class Effect:
    """What a remedy does. amount: a share, own points, or 1; margin: the smallest, a share of the stake of `whose`.

    trust and margin are NaN and whose is -1 where there is none. shortfall: the largest loss against now of a party
    that is needed, a share of its stake. several: on the grid, or just below the amount found, more of the remedy was
    seen to undo what less of it had done. better: than the plan as it is. size: the amount in usual doses.
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
    size: float = 0.0
    several: bool = False
    better: bool = False

    @property
    def key(self) -> tuple[int, float, float]:
        """Smaller is better: the verdict; then the trust asked, or what is missing as a share of a stake."""
        missing = -round(float(np.nan_to_num(self.margin)), 9)
        if self.refused:
            return (2, round(self.shortfall, 9), missing)
        return (0, round(self.trust, 9), missing) if self.holds else (1, missing, 0.0)


_Where = tuple[str, Place]


# ------------------------------------------------------------------------------------------ what comes of it


def assessed(setting: Setting, tries: Sequence[Sequence[Amendment]]) -> list[Effect]:
    """What some changes at a time do; kind, place, amount and size are those of the first of each."""
    # Where there is a guarantee, numpy says what a plan comes to; what it says is exact to other last digits.
    known = fits(setting)
    quick = [known and all(kind != "guarantee" for kind, _, _ in changes) for changes in tries]
    out: dict[int, Effect] = {}
    for which, effects in ((True, assessed_by_kernel), (False, assessed_in_batches)):
        numbers = [number for number, by in enumerate(quick) if by == which]
        out |= zip(numbers, effects(setting, [tries[number] for number in numbers]), strict=True)
    return [
        replace(out[number], kind=kind, place=place, amount=amount, size=size(setting, kind, place, amount))
        for number, ((kind, place, amount), *_) in enumerate(tries)
    ]


def assessed_by_kernel(setting: Setting, tries: Sequence[Sequence[Amendment]]) -> list[Effect]:
    """The same without the first of each, for what the kernel fits."""
    if not tries:
        return []
    return [
        Effect(
            kind="",
            place=Place(),
            amount=0.0,
            holds=loss <= 0 and not np.isnan(trust),
            refused=loss > 0,
            trust=trust,
            margin=margin if np.isfinite(margin) else np.nan,
            whose=whose if np.isfinite(margin) else -1,
            shortfall=loss,
        )
        for loss, trust, margin, whose in zip(*(of.tolist() for of in come_to(setting, Tries.of(tries))), strict=True)
    ]


def assessed_in_batches(setting: Setting, tries: Sequence[Sequence[Amendment]]) -> list[Effect]:
    """The same from whole assessments."""
    out: dict[int, Effect] = {}
    for members, exchange, phases in batches(setting, tries):
        # A guarantee mends no margin: where one is negative, nobody asks what the others may do.
        found = assess(exchange, phases, setting.pace, verdict_only=exchange.guarantee is not None)
        if exchange.guarantee is not None and not np.isnan(found.trust_asked).all():
            found = assess(exchange, phases, setting.pace)
        out.update((int(number), _effect(found, b)) for b, number in enumerate(members))
    return [out[number] for number in range(len(tries))]


def _effect(found: Assessed, b: int) -> Effect:
    stake = np.where(found.stake[b] > 0, found.stake[b], 1.0)
    least = np.nan_to_num(found.margin[b] / stake, nan=np.inf).min(axis=0)
    whose = int(least.argmin())
    some = bool(np.isfinite(least[whose]))
    return Effect(
        kind="",
        place=Place(),
        amount=0.0,
        holds=bool(found.holds[b]),
        refused=not found.wanted[b],
        trust=float(found.trust_asked[b]),
        margin=float(least[whose]) if some else np.nan,
        whose=whose if some else -1,
        shortfall=float(np.where(found.needed[b], -found.gain[b] / stake, -np.inf).max()),
    )


def _laid(tries: Sequence[Sequence[Amendment]] | Tries) -> Tries:
    return tries if isinstance(tries, Tries) else Tries.of(tries)


def _listed(tries: Sequence[Sequence[Amendment]] | Tries) -> Sequence[Sequence[Amendment]]:
    return tries.amendments() if isinstance(tries, Tries) else tries


def wanted(setting: Setting, tries: Sequence[Sequence[Amendment]] | Tries) -> Bools:
    """Which parties want the plan after each try, (tries, N): cheap, as no failure is looked at."""
    if fits(setting):
        return mended(setting, _laid(tries), HOLDS.trust, HOLDS.margin, failing=-1)[0]
    return wanted_in_batches(setting, _listed(tries))


def wanted_in_batches(setting: Setting, tries: Sequence[Sequence[Amendment]]) -> Bools:
    """The same by numpy."""
    out = np.zeros((len(tries), setting.exchange.parties), dtype=bool)
    for members, exchange, phases in batches(setting, tries):
        out[members] = gains(exchange, phases, setting.pace) >= 0
    return out


def unrefused(setting: Setting, tries: Sequence[Sequence[Amendment]]) -> Bools:
    """Which parties want the plan after each try or are not needed by it then, (tries, N)."""
    out = np.zeros((len(tries), setting.exchange.parties), dtype=bool)
    for members, exchange, phases in batches(setting, tries):
        out[members] = ~refusing(exchange, phases, setting.pace)
    return out


def fine(
    setting: Setting, tries: Sequence[Sequence[Amendment]] | Tries, target: Target = HOLDS, failing: int = 0
) -> Bools:
    """Which parties do not refuse after each try and meet the target: (tries, N).

    Where more parties than `failing` are found not to, no others are looked at: they count as content.
    """
    if fits(setting):
        return mended(setting, _laid(tries), target.trust, target.margin, failing)[1]
    return fine_in_batches(setting, _listed(tries), target, failing)


def fine_in_batches(
    setting: Setting, tries: Sequence[Sequence[Amendment]], target: Target = HOLDS, failing: int = 0
) -> Bools:
    """The same by numpy, in as few batches as there are shapes of the exchange."""
    out = unrefused(setting, tries)
    # The kernel assesses as quickly as numpy takes a quick look.
    for quick in (False,) if compiled.fits(setting.exchange) else (True, False):
        left = np.flatnonzero((~out).sum(axis=1) <= failing)
        for members, exchange, phases in batches(setting, [tries[int(number)] for number in left]):
            if quick:
                out[left[members]] &= may_hold(exchange, phases, setting.pace)
            else:
                found = assess(exchange, phases, setting.pace, verdict_only=target.any_trust)
                out[left[members]] = content(found, target)
    return out


def content(found: Assessed, target: Target) -> Bools:
    """Which parties do not refuse a plan, walk out nowhere, and have and need what the target says: (B, N)."""
    # NaN, where a margin is negative, is no more than anything; what is not there (a shorter plan) is no row.
    asked = np.where(np.nan_to_num(found.margin) < 0, np.inf, np.nan_to_num(found.trust)).max(axis=1)
    stake = np.where(found.stake > 0, found.stake, 1.0)[:, None]
    left = np.nan_to_num(found.margin / stake, nan=np.inf).min(axis=1)
    return np.asarray(~found.refuses & (asked <= target.trust + NOTHING) & (left >= target.margin - NOTHING))


def enough(
    setting: Setting, tries: Sequence[Sequence[Amendment]] | Tries, target: Target = HOLDS, wanted_by: int | None = None
) -> Bools:
    """Whether a plan meets the target, or a party wants it, after each try: (tries,). What is refused ends there."""
    if wanted_by is not None:
        return np.asarray(wanted(setting, tries)[:, wanted_by])
    return np.asarray(fine(setting, tries, target).all(axis=1))


# ------------------------------------------------------------------------------------------- the search


def _one_phase_each(found: Sequence[Effect]) -> list[Effect]:
    """Of the phases to which a step can be added, the best; everything else as it is."""
    best: dict[_Where, Effect] = {}
    for effect in found:
        where = (effect.kind, replace(effect.place, phase=0))
        if where not in best or effect.key < best[where].key:
            best[where] = effect
    return list(best.values())


def effects(setting: Setting, allowed: Allowed | None) -> tuple[Effect, list[Effect]]:
    """The plan as it is, and what a usual dose of every single remedy does to it: the best first.

    A dose is a tenth of a party's gross stake, half as long, or twice as long. allowed: None looks at no remedy.
    """
    now = _effect(assess(setting.exchange, setting.phases, setting.pace), 0)
    tries = [
        ((kind, place, points(setting, kind, place, remedy.dose)),)
        for kind, remedy in REMEDIES.items()
        for place in (remedy.places(setting, allowed) if allowed else ())
    ]
    best = _one_phase_each(assessed(setting, tries))
    return now, sorted((replace(e, better=e.key < now.key) for e in best), key=lambda effect: effect.key)


def useful(target: Target) -> list[str]:
    """The kinds that can do something about a plan; a guarantee lowers the trust asked and raises no margin.

    >>> set(useful(Target(trust=0.5))) - set(useful(HOLDS))
    {'guarantee'}
    """
    return [kind for kind, remedy in REMEDIES.items() if remedy.raises_margins or not target.any_trust]


def _wanting() -> list[str]:
    return [kind for kind, remedy in REMEDIES.items() if remedy.makes_wanted]


def smallest(setting: Setting, allowed: Allowed, wanted_by: int | None = None, target: Target = HOLDS) -> list[Effect]:
    """The smallest amount of every single remedy with which a plan is as it should be or, if given, a party wants it.

    Only remedies that work at some amount of the grid are
    listed: by kind, then (points of different parties are not comparable) by party where amounts are points, then the
    smallest first. Exact to 1e-3 of the amount.
    """
    now = assess(setting.exchange, setting.phases, setting.pace)
    good = content(now, target)[0]
    if good.all() if wanted_by is None else now.gain[0, wanted_by] >= 0:
        return []

    def reaches(kind: str, place: Place) -> bool:
        """Whether it touches all parties that do not want the plan or would break it."""
        return not own_alone(setting, kind, place) or bool(np.delete(good, place.party).all())

    chosen = [
        (kind, place)
        for kind in (useful(target) if wanted_by is None else _wanting())
        for place in REMEDIES[kind].places(setting, allowed)
        if (reaches(kind, place) if wanted_by is None else place.party in (-1, wanted_by))
    ]

    def met(tries: Sequence[Amendment]) -> list[bool]:
        return [bool(works) for works in enough(setting, [(one,) for one in tries], target, wanted_by)]

    tries = [
        (kind, place, points(setting, kind, place, amount))
        for kind, place in chosen
        for amount in REMEDIES[kind].amounts
    ]
    grid: dict[_Where, list[tuple[float, bool]]] = {}
    for (kind, place, amount), works in zip(tries, met(tries), strict=True):
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
        return high[where] - low[where] > max(PRECISION * high[where], points(setting, *where, NOTHING))

    while wide := [where for where in scaled if unsettled(where)]:
        halfway = [(*where, (low[where] + high[where]) / 2) for where in wide]
        for where, (_, _, amount), works in zip(wide, halfway, met(halfway), strict=True):
            (high if works else low)[where] = amount

    slightly_less = [(*where, high[where] * (1 - PRECISION)) for where in scaled]
    for where, works in zip(scaled, met(slightly_less), strict=True):
        several[where] |= works

    kinds = list(REMEDIES)

    def order(effect: Effect) -> tuple[int, int, float]:
        party = effect.place.party if REMEDIES[effect.kind].stakes else -1
        return kinds.index(effect.kind), party, effect.amount

    found = assessed(setting, [((*where, amount),) for where, amount in high.items()])
    listed = [replace(effect, several=several[effect.kind, effect.place]) for effect in found]
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

    >>> from standoff.engine.core.exchange import Exchange
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
    needed = np.nan_to_num(found.bond[0], nan=0.0, posinf=np.inf).max(axis=0, initial=0.0)
    if not np.isfinite(needed).all():
        return Bonds(needed, False)
    every: list[Amendment] = [("bond", Place(party=i), float(bond)) for i, bond in enumerate(needed)]
    bonded = changed(setting, every)
    return Bonds(needed, bool(assess(bonded.exchange, bonded.phases, bonded.pace).holds[0]))
