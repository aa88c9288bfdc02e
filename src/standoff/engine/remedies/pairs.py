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

import numpy as np

from standoff.engine.assessment.trust import assess
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.remedies.compiled import Tries, row_of
from standoff.engine.remedies.shapes import Single, compatible, reshaped
from standoff.engine.remedies.single import HOLDS, PRECISION, Effect, Target, assessed, content, enough, fine, useful
from standoff.engine.remedies.table import (
    REMEDIES,
    Allowed,
    Amendment,
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

_Two = tuple[int, int]
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


def _singles(setting: Setting, allowed: Allowed, target: Target) -> list[Single]:
    return [(kind, place) for kind in useful(target) for place in REMEDIES[kind].places(setting, allowed)]


def count(setting: Setting, allowed: Allowed, target: Target = HOLDS) -> int:
    """About how many pairs there are to look at, at each size."""
    singles = len(_singles(setting, allowed, target))
    return singles * (singles - 1) // 2


class _Singles:
    """The remedies of which pairs are made, by number, in arrays with an entry for each."""

    def __init__(self, setting: Setting, singles: Sequence[Single]) -> None:
        self.named = list(singles)
        kinds = [REMEDIES[kind] for kind, _ in singles]
        self.places = np.array([row_of(kind, place) for kind, place in singles], dtype=np.int64).reshape(-1, 5)
        self.scaled = np.array([kind.scaled for kind in kinds], dtype=bool)
        self.reshapes = np.array([kind.reshapes for kind in kinds], dtype=bool)
        self.dose = np.array([kind.dose for kind in kinds])
        self.most = np.array([limit(kind) for kind, _ in singles])
        self.unit = np.array([points(setting, kind, place, 1.0) for kind, place in singles])
        self.compatible = compatible(singles)

    def amounts(self, which: Ints, sizes: Floats) -> Floats:
        """So many usual doses of each remedy, or as many as there are, as the exchange takes them."""
        doses = np.where(self.scaled[which], self.dose[which] * np.minimum(sizes, self.most[which]), 1.0)
        return np.asarray(doses * self.unit[which])

    def tries(self, which: Ints, sizes: Floats) -> Tries:
        """Tries of so much of some remedies, (T, P) each."""
        return Tries(self.places[which], self.amounts(which, sizes))

    def change(self, one: int, size: float) -> Amendment:
        """The same of one remedy."""
        return (*self.named[one], float(self.amounts(np.array(one), np.array(size))))

    def twos(self, among: Ints) -> Ints:
        """All pairs of some remedies that are two, (P, 2)."""
        first, second = np.triu_indices(among.size, 1)
        pairs = np.stack([among[first], among[second]], axis=1)
        return pairs[self.compatible[pairs[:, 0], pairs[:, 1]]]

    def more(self, pairs: Ints, size: float) -> Bools:
        """Whether there can be more of a remedy of each pair (P, 2) than this."""
        return np.asarray((self.scaled[pairs] & (self.most[pairs] > size)).any(axis=1))


@dataclass(frozen=True)
class _PairSearch:
    """The pairs of a setting, and which of them are worth a look at a size.

    general, own: by number, the remedies that touch several parties, and those that touch one alone, by party.
    reshaped: (P, 2), pairs that change the shape of the plan. best: how many of the pairs are refined.
    """

    setting: Setting
    target: Target
    best: int
    singles: _Singles
    general: Ints
    own: dict[int, Ints]
    reshaped: Ints
    failing: tuple[int, ...]

    def worth_a_look(self, size: float) -> Ints:
        """The pairs that can work with both at a size, (P, 2); what is done or not done is looked at from 1 on."""
        active = self.general[self.singles.scaled[self.general] | (size >= 1)]
        two = self.singles.twos(active)
        out = [two[~self.singles.reshapes[two].all(axis=1)]]
        out += [self.reshaped] if size >= 1 else []
        if len(self.failing) == 1:
            out.append(self.singles.twos(self._of(self.failing[0])))
        elif len(self.failing) == 2:
            i, j = self.failing
            out.append(_product(self._mends(i, size), self._mends(j, size)))
        for one, j in self._leaves_one(active, size):
            with_it = self._of(j)
            out.append(_product(np.array([one]), with_it[self.singles.compatible[one, with_it]]))
        return np.concatenate(out)

    def _of(self, party: int) -> Ints:
        return self.own.get(party, np.zeros(0, dtype=np.int64))

    def _alone(self, which: Ints, size: float) -> Tries:
        return self.singles.tries(which[:, None], np.full((which.size, 1), size))

    def _mends(self, i: int, size: float) -> Ints:
        """The remedies for one party alone with which that party is content."""
        singles = self._of(i)
        good = fine(self.setting, self._alone(singles, size), self.target, failing=len(self.failing))
        return singles[good[:, i]]

    def _leaves_one(self, active: Ints, size: float) -> Iterator[tuple[int, int]]:
        """The other remedies that leave one party failing, and which."""
        good = fine(self.setting, self._alone(active, size), self.target, failing=1)
        for one, parties in zip(active.tolist(), good, strict=True):
            if (~parties).sum() == 1:
                yield one, int(np.flatnonzero(~parties)[0])

    def work(self, pairs: Ints, sizes: Floats) -> Bools:
        """Which pairs (P, 2) are enough at sizes (P, 2)."""
        return enough(self.setting, self.singles.tries(pairs, sizes), self.target)

    def works(self, tries: Sequence[tuple[_Two, _Sizes]]) -> list[bool]:
        """Which pairs are enough at these sizes."""
        pairs = np.array([two for two, _ in tries], dtype=np.int64).reshape(-1, 2)
        sizes = np.array([sizes for _, sizes in tries], dtype=np.float64).reshape(-1, 2)
        return [bool(works) for works in self.work(pairs, sizes)]

    def both(self, two: _Two, sizes: _Sizes) -> tuple[Amendment, Amendment]:
        """Both remedies of a pair."""
        return self.singles.change(two[0], sizes[0]), self.singles.change(two[1], sizes[1])

    def all_scaled(self, two: _Two) -> bool:
        """Whether there can be more or less of both."""
        return bool(self.singles.scaled[list(two)].all())


def _product(some: Ints, others: Ints) -> Ints:
    return np.stack([np.repeat(some, others.size), np.tile(others, some.size)], axis=1)


def _search(
    setting: Setting, allowed: Allowed, target: Target, kinds: Collection[str], best: int, reshape: bool
) -> _PairSearch:
    found = assess(setting.exchange, setting.phases, setting.pace)
    failing = tuple(int(i) for i in np.flatnonzero(~content(found, target)[0]))
    chosen = [one for one in _singles(setting, allowed, target) if one[0] in kinds]
    owners = [place.party if own_alone(setting, kind, place) else -1 for kind, place in chosen]
    shapes = [two for two in reshaped(setting, allowed) if {two[0][0], two[1][0]} <= {*kinds}] if reshape else []
    # What the rules allow of a pair they may not allow alone.
    number = {one: n for n, one in enumerate(dict.fromkeys([*chosen, *(one for two in shapes for one in two)]))}
    owner = np.array(owners, dtype=np.int64)
    return _PairSearch(
        setting,
        target,
        best,
        _Singles(setting, list(number)),
        np.flatnonzero(owner < 0),
        {i: np.flatnonzero(owner == i) for i in range(setting.exchange.parties)},
        np.array([(number[one], number[other]) for one, other in shapes], dtype=np.int64).reshape(-1, 2),
        failing,
    )


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
    everything = sum(own.size for own in search.own.values()) + search.general.size
    looked = everything * (everything - 1) // 2
    before = 0.0
    levels = [level for level in LEVELS if level < below and level <= up_to] + ([below] if below <= up_to else [])
    for number, level in enumerate(levels):
        # What is at its limit, or is done or not done, is the same at the next size: it is looked at once.
        known = search.worth_a_look(level)
        known = known if level <= 1 else known[search.singles.more(known, before)]
        hits: list[_Two] = []
        for first in range(0, len(known), AT_ONCE):
            some = known[first : first + AT_ONCE]
            works = search.work(some, np.full(some.shape, level))
            hits += [(one, other) for one, other in some[works].tolist()]
            progress((number + min(1.0, (first + AT_ONCE) / max(1, len(known)))) / len(levels))
        pairs = _refined(search, allowed, hits, before, level, below) if hits else []
        if pairs:
            progress(1.0)
            return PairsFound(tuple(sorted(pairs, key=lambda pair: pair.key)), looked, level)
        before = level
    progress(1.0)
    return PairsFound((), looked, before)


def _refined(
    search: _PairSearch, allowed: Allowed, hits: Sequence[_Two], low: float, high: float, below: float
) -> list[RemedyPair]:
    """The smallest sizes of pairs that work at `high`; those of which one alone would do are left out."""
    # What is done or not done counts 1: a pair with it is no smaller than that.
    hits = list(_needed(search, dict.fromkeys(hits, (high, high)), allowed))
    done = [two for two in hits if high <= 1 and not search.all_scaled(two)]
    done += [two for two in hits if high > 1 and not search.singles.scaled[list(two)].any()]
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
    which = np.array(list(sizes), dtype=np.int64).reshape(-1, 1)
    alone = np.array(list(sizes.values()), dtype=np.float64).reshape(-1, 1)
    works = enough(search.setting, search.singles.tries(which, alone), search.target)
    for number in np.flatnonzero(works):
        one = int(which[number, 0])
        if search.singles.named[one][0] in ("drop", "add"):
            works[number] = fits(changed(search.setting, [search.singles.change(one, 1.0)]), allowed)
    does = np.asarray(works.reshape(-1, 2).any(axis=1))
    return {two: both for (two, both), one_does in zip(sizes.items(), does, strict=True) if not one_does}


def _trimmed(search: _PairSearch, sizes: dict[_Two, _Sizes]) -> dict[_Two, _Sizes]:
    """With the larger of the two as it is, the other as small as can be: whichever can be made the smaller."""
    cuts = [(two, place) for two in sizes for place in (0, 1) if search.singles.scaled[two[place]]]

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
    parts = [(one, size) for two, both in sizes.items() for one, size in zip(two, both, strict=True)]
    alone = assessed(search.setting, [(search.singles.change(one, size),) for one, size in parts])
    return [RemedyPair((alone[2 * n], alone[2 * n + 1]), both) for n, both in enumerate(together)]
