"""Two remedies together: the smallest pair with which a plan holds that no smaller single remedy would mend.

The size of a remedy is counted in usual doses (what is done or not done counts 1), and the size of a pair is the larger
of its two. All pairs are looked at on a ladder of sizes, both remedies at the same size or at the largest there is of
them, from the smallest size up; the search ends at the first size at which some pair works, and finds the smallest
amounts between that size and the one before. A pair counts only if each of its two is needed.

A remedy that enters the values of one party alone leaves all others as they are. So pairs of such remedies need no
look unless they are for the very parties that fail, and with any other remedy only if that one leaves a single party
failing; that cuts most pairs, and loses none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from standoff.engine.assessment.trust import assess
from standoff.engine.remedies.single import HOLDS, PRECISION, Effect, Target, assessed, content, enough, fine, useful
from standoff.engine.remedies.table import (
    REMEDIES,
    Allowed,
    Amendment,
    Place,
    Setting,
    changed,
    fits,
    limit,
    own_alone,
    points,
)

__all__ = ["LEVELS", "PairsFound", "RemedyPair", "count", "smallest_pairs"]

LEVELS = (0.125, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0, 100.0)
"""The sizes at which all pairs are looked at, in usual doses."""

BETWEEN = 8
"""Into so many parts the gap between two sizes is cut before the smallest one is found by bisection."""

REFINED = 24
"""Of so many pairs, the most promising ones, the smallest amounts are found, unless it is said otherwise."""

AT_ONCE = 2000
"""So many pairs are laid out in one call, so that progress can be told."""

_Single = tuple[str, Place]
_Two = tuple[_Single, _Single]
_Sizes = tuple[float, float]


@dataclass(frozen=True)
class RemedyPair:
    """Two remedies with which a plan holds: what each does alone, and (as an effect of the first) what both do."""

    parts: tuple[Effect, Effect]
    both: Effect

    @property
    def size(self) -> float:
        """The larger of the two, in usual doses."""
        return max(part.size for part in self.parts)

    @property
    def key(self) -> tuple[float, float]:
        """Smaller is better."""
        return self.size, min(part.size for part in self.parts)


@dataclass(frozen=True)
class PairsFound:
    """The pairs that are enough, the smallest first; how many were looked at, up to which size."""

    pairs: tuple[RemedyPair, ...]
    looked: int
    up_to: float


# ------------------------------------------------------------------------------------------- which pairs


def _singles(setting: Setting, allowed: Allowed, target: Target) -> list[_Single]:
    return [(kind, place) for kind in useful(target) for place in REMEDIES[kind].places(setting, allowed)]


def _compatible(one: _Single, other: _Single) -> bool:
    """Whether two remedies are two: not the same number twice, nor one of a step that is left out or added."""
    (kind, place), (second, where) = one, other
    if place.step >= 0 and place.step == where.step and {kind, second} & {"drop", "add"}:
        return False
    same = (place.step, place.party, place.entry) == (where.step, where.party, where.entry)
    return not same or (
        kind != second and not (REMEDIES[kind].field and REMEDIES[kind].field == REMEDIES[second].field)
    )


def _reshaped(setting: Setting, allowed: Allowed) -> Iterator[_Two]:
    """Two changes of which steps there are and when, that the rules allow together if not each alone."""
    drops: list[_Single] = [("drop", Place(step=j)) for j in setting.planned]
    adds: list[_Single] = [
        ("add", Place(step=j, phase=phase)) for j in setting.absent for phase in range(1, setting.last + 1)
    ]
    for one, other in combinations([*drops, *adds], 2):
        if _compatible(one, other) and fits(changed(setting, [_full(one), _full(other)]), allowed):
            yield one, other
    splits = list(REMEDIES["split"].places(setting, allowed))
    for half, second in combinations(splits, 2):
        p, q = int(setting.phases[half.step]), int(setting.phases[second.step])
        if p != q or allowed(setting.stages()[p - 1] - {half.step, second.step}):
            yield ("split", half), ("split", second)
    for shape in [*drops, *adds]:
        after = changed(setting, [_full(shape)])
        if fits(after, allowed):
            for place in REMEDIES["split"].places(after, allowed):
                if setting.phases[place.step] > 0:
                    yield shape, ("split", place)


def _full(one: _Single) -> Amendment:
    return (*one, 1.0)


def count(setting: Setting, allowed: Allowed, target: Target = HOLDS) -> int:
    """About how many pairs there are to look at, at each size."""
    singles = len(_singles(setting, allowed, target))
    return singles * (singles - 1) // 2


@dataclass
class _PairSearch:
    """The pairs of a setting, and which of them are worth a look at a size."""

    setting: Setting
    target: Target
    best: int
    general: list[_Single]
    own: dict[int, list[_Single]]
    reshaped: list[_Two]
    failing: set[int]

    def worth_a_look(self, size: float) -> list[_Two]:
        """The pairs that can work with both at a size; what is done or not done is looked at from size 1 on."""
        active = [one for one in self.general if REMEDIES[one[0]].scaled or size >= 1]
        out = [
            two
            for two in combinations(active, 2)
            if _compatible(*two) and not all(REMEDIES[kind].reshapes for kind, _ in two)
        ]
        out += self.reshaped if size >= 1 else []
        if len(self.failing) == 1:
            (i,) = self.failing
            out += [two for two in combinations(self.own.get(i, ()), 2) if _compatible(*two)]
        elif len(self.failing) == 2:
            i, j = sorted(self.failing)
            out += product(self._mends(i, size), self._mends(j, size))
        out += [
            (g, one) for g, j in self._leaves_one(active, size) for one in self.own.get(j, ()) if _compatible(g, one)
        ]
        return out

    def _mends(self, i: int, size: float) -> list[_Single]:
        """The remedies for one party alone with which that party is content."""
        singles = self.own.get(i, [])
        changes = [(self.change(one, size),) for one in singles]
        good = fine(self.setting, changes, self.target, failing=len(self.failing))
        return [one for one, works in zip(singles, good[:, i], strict=True) if works]

    def _leaves_one(self, active: Sequence[_Single], size: float) -> Iterator[tuple[_Single, int]]:
        """The other remedies that leave one party failing, and which."""
        good = fine(self.setting, [(self.change(one, size),) for one in active], self.target, failing=1)
        for one, parties in zip(active, good, strict=True):
            if (~parties).sum() == 1:
                yield one, int(np.flatnonzero(~parties)[0])

    def change(self, one: _Single, size: float) -> Amendment:
        """So many usual doses of a remedy, or as many as there are."""
        kind, place = one
        amount = REMEDIES[kind].dose * min(size, limit(kind)) if REMEDIES[kind].scaled else 1.0
        return kind, place, points(self.setting, kind, place, amount)

    def both(self, two: _Two, sizes: _Sizes) -> tuple[Amendment, Amendment]:
        """Both remedies of a pair."""
        return self.change(two[0], sizes[0]), self.change(two[1], sizes[1])

    def works(self, tries: Sequence[tuple[_Two, _Sizes]]) -> list[bool]:
        """Which pairs are enough at these sizes."""
        changes = [self.both(two, sizes) for two, sizes in tries]
        return [bool(works) for works in enough(self.setting, changes, self.target)]


def _search(
    setting: Setting, allowed: Allowed, target: Target, kinds: Collection[str], best: int, reshape: bool
) -> _PairSearch:
    found = assess(setting.exchange, setting.phases, setting.pace)
    failing = {int(i) for i in np.flatnonzero(~content(found, target)[0])}
    shapes = [two for two in _reshaped(setting, allowed) if {two[0][0], two[1][0]} <= {*kinds}] if reshape else []
    search = _PairSearch(setting, target, best, [], {}, shapes, failing)
    for one in (one for one in _singles(setting, allowed, target) if one[0] in kinds):
        (search.own.setdefault(one[1].party, []) if own_alone(setting, *one) else search.general).append(one)
    return search


# -------------------------------------------------------------------------------------------- the search


def smallest_pairs(
    setting: Setting,
    allowed: Allowed,
    target: Target = HOLDS,
    below: float = np.inf,
    progress: Callable[[float], None] = lambda share: None,
    kinds: Collection[str] = tuple(REMEDIES),
    up_to: float = LEVELS[-1],
    best: int = REFINED,
) -> PairsFound:
    """The smallest pairs of remedies with which a plan is as it should be.

    below: the size of the smallest single remedy that is enough, if there is one; only smaller pairs are looked for,
    among some kinds and up to a size; so many of them, the best, are listed. Sizes are exact to 1e-3; of a pair, the
    larger of the two is made as small as can be, and then the other one.
    """
    search = _search(setting, allowed, target, kinds, best, reshape=min(below, up_to + 1) > 1)
    if not search.failing:
        return PairsFound((), 0, 0.0)
    everything = sum(map(len, search.own.values())) + len(search.general)
    looked = everything * (everything - 1) // 2
    before = 0.0
    levels = [level for level in LEVELS if level < below and level <= up_to] + ([below] if below <= up_to else [])
    for number, level in enumerate(levels):
        # What is at its limit, or is done or not done, is the same at the next size: it is looked at once.
        known = [two for two in search.worth_a_look(level) if level <= 1 or _more(two, before)]
        hits: list[_Two] = []
        for first in range(0, len(known), AT_ONCE):
            some = known[first : first + AT_ONCE]
            hits += [
                two for two, works in zip(some, search.works([(t, (level, level)) for t in some]), strict=True) if works
            ]
            progress((number + min(1.0, (first + AT_ONCE) / max(1, len(known)))) / len(levels))
        pairs = _refined(search, allowed, hits, before, level, below) if hits else []
        if pairs:
            progress(1.0)
            return PairsFound(tuple(sorted(pairs, key=lambda pair: pair.key)), looked, level)
        before = level
    progress(1.0)
    return PairsFound((), looked, before)


def _more(two: _Two, size: float) -> bool:
    """Whether there can be more of a remedy of a pair than this."""
    return any(REMEDIES[kind].scaled and limit(kind) > size for kind, _ in two)


def _refined(
    search: _PairSearch, allowed: Allowed, hits: Sequence[_Two], low: float, high: float, below: float
) -> list[RemedyPair]:
    """The smallest sizes of pairs that work at `high`; those of which one alone would do are left out."""
    # What is done or not done counts 1: a pair with it is no smaller than that.
    hits = list(_needed(search, dict.fromkeys(hits, (high, high)), allowed))
    done = [two for two in hits if high <= 1 and not all(REMEDIES[kind].scaled for kind, _ in two)]
    done += [two for two in hits if high > 1 and not _more(two, 0.0)]
    sizes: dict[_Two, _Sizes] = dict.fromkeys(done, (1.0, 1.0))
    scaled = [two for two in hits if two not in sizes]
    sizes |= {two: (size, size) for two, size in _first(search, scaled, low, high).items()}
    best = sorted(sizes, key=lambda two: max(sizes[two]))[: max(len(done), search.best)]
    needed = _needed(search, {two: sizes[two] for two in best}, allowed)
    trimmed = _trimmed(search, needed)
    return [pair for pair in _pairs(search, trimmed) if pair.size < below * (1 - PRECISION / 2)]


def _first(search: _PairSearch, pairs: Sequence[_Two], low: float, high: float) -> dict[_Two, float]:
    """The smallest common size above `low` at which pairs work, all of which do at `high`; of the best pairs alone."""
    grid = [float(size) for size in np.linspace(low, high, BETWEEN + 1)]
    answers = iter(search.works([(two, (size, size)) for two in pairs for size in grid[1:-1]]))
    first = {two: [*(next(answers) for _ in grid[1:-1]), True].index(True) for two in pairs}
    best = sorted(pairs, key=lambda two: first[two])[: search.best]
    lows = {two: grid[first[two]] for two in best}
    highs = {two: grid[first[two] + 1] for two in best}
    while wide := [two for two in best if highs[two] - lows[two] > PRECISION * highs[two]]:
        tries = [(two, ((lows[two] + highs[two]) / 2,) * 2) for two in wide]
        for (two, (size, _)), works in zip(tries, search.works(tries), strict=True):
            (highs if works else lows)[two] = size
    return highs


def _needed(search: _PairSearch, sizes: dict[_Two, _Sizes], allowed: Allowed) -> dict[_Two, _Sizes]:
    """The pairs of which neither alone is enough, or the rules do not allow it alone."""
    alone = [search.change(one, size) for two, both in sizes.items() for one, size in zip(two, both, strict=True)]
    works = enough(search.setting, [(change,) for change in alone], search.target)
    for number in np.flatnonzero(works):
        if alone[number][0] in ("drop", "add"):
            works[number] = fits(changed(search.setting, [alone[number]]), allowed)
    does = np.asarray(works.reshape(-1, 2).any(axis=1))
    return {two: both for (two, both), one_does in zip(sizes.items(), does, strict=True) if not one_does}


def _trimmed(search: _PairSearch, sizes: dict[_Two, _Sizes]) -> dict[_Two, _Sizes]:
    """With the larger of the two as it is, the other as small as can be: whichever can be made the smaller."""
    cuts = [(two, place) for two in sizes for place in (0, 1) if REMEDIES[two[place][0]].scaled]

    def cut(two: _Two, place: int, share: float) -> tuple[_Two, _Sizes]:
        one, other = sizes[two]
        return two, (share * one, other) if place == 0 else (one, share * other)

    grid = [number / BETWEEN for number in range(1, BETWEEN)]
    answers = iter(search.works([cut(*which, share) for which in cuts for share in grid]))
    first = {which: [*(next(answers) for _ in grid), True].index(True) for which in cuts}
    cuts = sorted(cuts, key=lambda which: first[which])[: 2 * search.best]
    lows = {which: first[which] / BETWEEN for which in cuts}
    highs = {which: (first[which] + 1) / BETWEEN for which in cuts}
    while wide := [which for which in cuts if highs[which] - lows[which] > PRECISION * max(highs[which], PRECISION)]:
        middle = [(lows[which] + highs[which]) / 2 for which in wide]
        tries = [cut(*which, share) for which, share in zip(wide, middle, strict=True)]
        for which, share, works in zip(wide, middle, search.works(tries), strict=True):
            (highs if works else lows)[which] = share
    out = dict(sizes)
    least: dict[_Two, float] = {}
    for two, place in cuts:
        share = highs[two, place]
        if share < least.get(two, np.inf):
            least[two], out[two] = share, cut(two, place, share)[1]
    return out


def _pairs(search: _PairSearch, sizes: dict[_Two, _Sizes]) -> list[RemedyPair]:
    together = assessed(search.setting, [search.both(two, both) for two, both in sizes.items()])
    alone = assessed(
        search.setting, [(search.change(o, s),) for two, both in sizes.items() for o, s in zip(two, both, strict=True)]
    )
    return [RemedyPair((alone[2 * n], alone[2 * n + 1]), both) for n, both in enumerate(together)]
