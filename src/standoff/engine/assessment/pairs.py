"""Which failure of its own, against which failure of the others, asks most trust of a party? Two worlds, one act.

Carrying on and each own failure are compared in the world in which nobody else fails and in the one in which the
others fail in some way. Carrying on is worth `kept` more in the first, and loses `loss` in the second; so it is best
from a belief of loss / (loss + kept) on that nobody else fails (after Kydd 2005; p-dominance: Morris, Rob & Shin 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.schedule import Rows
from standoff.engine.assessment.values import CELLS, at_best, outcomes_of_both, snapped, still_to_lose
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Bools, Floats

__all__ = ["Alone", "Weighed", "largest_of", "trust_of", "weigh"]

NEAR = 1e-12
"""Leaving openly is named only where it asks for more trust than any breach by this much."""

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Alone:
    """Failures in the world in which only they happen, and leaving openly.

    at: (F,), the rows; breaches: (F, M); kind: (F,), the same for the same breaches in the same row. own: (F, N),
    whose own failure each is, feared: (F, N), whom it threatens. walk_out: (F, N), a failure to those whose own it is,
    walk-out cost taken off; spared: (F, N), what a party has that has carried on into it, guarantees added. openly:
    (R, N). guarantees: (R, N), None if there are none.
    """

    at: Places
    breaches: Bools
    kind: Places
    own: Bools
    feared: Bools
    walk_out: Floats
    spared: Floats
    openly: Floats
    guarantees: Floats | None


@dataclass(frozen=True)
class Weighed:
    """What the pairs come to, (R, N) each: the largest loss and the largest trust, and one pair that shows it.

    own: the index of a failure, OPENLY, or -1 where no pair has a loss; feared: the index or -1; loss and kept: of
    that pair, NaN where there is none. It has the largest trust or, where the margin is negative, the largest loss.
    """

    exposure: Floats
    trust: Floats
    own: Places
    feared: Places
    loss: Floats
    kept: Floats


def trust_of(loss: Floats, kept: Floats) -> Floats:
    """The belief that nobody else fails above which carrying on is best; 0 where nothing can be lost.

    >>> trust_of(np.array([1.0, 0.0, -2.0, 1.0]), np.array([3.0, 3.0, 3.0, 0.0])).tolist()
    [0.25, 0.0, 0.0, 1.0]
    """
    lost = np.maximum(loss, 0.0)
    weighed = lost + np.maximum(kept, 0.0)
    return np.asarray(np.divide(lost, weighed, out=np.zeros_like(lost), where=lost > 0))


def largest_of(values: Floats, at: Places, shape: tuple[int, int]) -> tuple[Floats, Places]:
    """The largest value per row and party (-inf if there is none), and the first failure that has it (or -1)."""
    best = np.full(shape, -np.inf)
    np.maximum.at(best, at, values)
    where = np.full(shape, -1, dtype=np.intp)
    failure, party = np.nonzero((values == best[at]) & (values > -np.inf))
    where[at[failure[::-1]], party[::-1]] = failure[::-1]
    return best, where


class _Best:
    """The largest score of each row and party so far, and the pair that has it. Nothing counts that is not above 0."""

    def __init__(self, size: int) -> None:
        self.score = np.zeros(size)
        self.own = np.full(size, -1, dtype=np.intp)
        self.feared = np.full(size, -1, dtype=np.intp)
        self.loss = np.full(size, np.nan)
        self.kept = np.full(size, np.nan)

    def offer(self, score: Floats, pairs: _Pairs, loss: Floats, kept: Floats, by: Floats | float = 0.0) -> None:
        """Let pairs replace those that score less, by more than `by`; of equals the first stays."""
        best = np.zeros_like(self.score)
        np.maximum.at(best, pairs.key, score)
        wins = np.flatnonzero((score == best[pairs.key]) & (score > self.score[pairs.key] + by))[::-1]
        where = pairs.key[wins]
        self.score[where], self.loss[where], self.kept[where] = score[wins], loss[wins], kept[wins]
        self.own[where], self.feared[where] = pairs.own[wins], pairs.theirs[wins]


@dataclass(frozen=True)
class _Pairs:
    """Own failures (or OPENLY) against failures of others, (P,) each; key: row * N + party."""

    own: Places
    theirs: Places
    row: Places
    party: Places
    key: Places

    def only(self, which: Bools) -> _Pairs:
        """Some of the pairs (P,)."""
        return _Pairs(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def weigh(exchange: Exchange, rows: Rows, alone: Alone, carry_on: Floats, margin: Floats, zero: Floats) -> Weighed:
    """Weigh every own failure of every party against every failure of the others, at all rows.

    carry_on, margin (NaN where there is nothing to quit), zero (what is as good as nothing): (R, N). A pair is valued
    only if the most that it could lose would matter.
    """
    by_trust, by_loss = _Best(carry_on.size), _Best(carry_on.size)
    threatens = _once(alone.feared & ~np.isnan(margin)[alone.at], alone.kind)
    alone = replace(alone, own=_once(alone.own, alone.kind))

    # Leaving openly is worth the same in both worlds.
    openly = _against(alone, threatens)
    here = openly.row, openly.party
    openly_loss = snapped(alone.openly[here] - alone.spared[openly.theirs, openly.party], zero[here])
    openly_kept = snapped(carry_on[here] - alone.openly[here], zero[here])
    openly_trust = trust_of(openly_loss, openly_kept)
    least_trust, least_loss = np.zeros(carry_on.size), np.zeros(carry_on.size)
    np.maximum.at(least_trust, openly.key, openly_trust)
    np.maximum.at(least_loss, openly.key, openly_loss)

    at_most = None if rows.watch is not None else _Bound.of(exchange, rows, alone, threatens)
    apart = rows.of_each_party()
    for pairs in _secret(exchange, alone, threatens, carry_on.shape):
        nothing = zero[pairs.row, pairs.party]
        kept = snapped(carry_on[pairs.row, pairs.party] - alone.walk_out[pairs.own, pairs.party], nothing)
        if at_most is not None:
            bound = at_most.loss(alone, pairs)
            matters = bound > np.maximum(least_loss, by_loss.score)[pairs.key] - nothing
            matters |= trust_of(bound + nothing, kept) > np.maximum(least_trust, by_trust.score)[pairs.key] - NEAR
            matters &= bound > 0
            pairs, kept, nothing = pairs.only(matters), kept[matters], nothing[matters]
        loss = snapped(_both(exchange, rows, apart, alone, pairs) - alone.spared[pairs.theirs, pairs.party], nothing)
        by_trust.offer(trust_of(loss, kept), pairs, loss, kept)
        by_loss.offer(loss, pairs, loss, kept)
    by_trust.offer(openly_trust, openly, openly_loss, openly_kept, NEAR)
    by_loss.offer(openly_loss, openly, openly_loss, openly_kept, zero[here])

    breaks = (margin < 0).reshape(-1)

    def binding(name: str) -> NDArray[Any]:
        found = np.where(breaks, getattr(by_loss, name), getattr(by_trust, name))
        return np.asarray(found.reshape(carry_on.shape))

    return Weighed(
        exposure=np.maximum(by_loss.score, least_loss).reshape(carry_on.shape),
        trust=np.maximum(by_trust.score, least_trust).reshape(carry_on.shape),
        own=binding("own"),
        feared=binding("feared"),
        loss=binding("loss"),
        kept=binding("kept"),
    )


def _once(which: Bools, kind: Places) -> Bools:
    """Of failures of the same kind the first for each party, (F, N): another group that fails like it adds nothing."""
    once = np.zeros_like(which)
    for party in range(which.shape[1]):
        of_party = np.flatnonzero(which[:, party])[::-1]
        first = np.full(kind.max(initial=-1) + 1, -1)
        first[kind[of_party]] = of_party
        once[first[first >= 0], party] = True
    return once


@dataclass(frozen=True)
class _Bound:
    """What pairs can lose at most, (F, N) each: what failing too could spare a party, and what it has at best then."""

    spared: Floats
    had: Floats

    @staticmethod
    def of(exchange: Exchange, rows: Rows, alone: Alone, threatens: Bools) -> _Bound:
        """Bounds for all failures that are part of a pair, where discovery is plain."""
        spared, had = np.zeros(threatens.shape), np.zeros(threatens.shape)
        theirs, mine = (np.flatnonzero(which.any(axis=1)) for which in (threatens, alone.own))
        spared[theirs] = still_to_lose(exchange, rows, alone.at[theirs], alone.breaches[theirs])
        had[mine] = at_best(exchange, rows, alone.at[mine], alone.breaches[mine])
        if alone.guarantees is not None:
            had += alone.guarantees[alone.at]
        return _Bound(spared, had)

    def loss(self, alone: Alone, pairs: _Pairs) -> Floats:
        """At most the loss of each pair (P,)."""
        theirs, party = pairs.theirs, pairs.party
        return np.minimum(self.spared[theirs, party], self.had[pairs.own, party] - alone.spared[theirs, party])


def _both(exchange: Exchange, rows: Rows, apart: Rows, alone: Alone, pairs: _Pairs) -> Floats:
    """What a party has if it fails and the others do too, (P,); `apart` are the rows of each party."""
    own, theirs = alone.breaches[pairs.own], alone.breaches[pairs.theirs]
    value, mine, other = outcomes_of_both(exchange, apart, pairs.key, own, theirs)
    both = value[:, 0] - mine[:, 0] * rows.costs[pairs.row, pairs.party]
    if alone.guarantees is not None:
        both += other[:, 0] * alone.guarantees[pairs.row, pairs.party]
    return both


def _against(alone: Alone, threatens: Bools) -> _Pairs:
    """Leaving openly, against everything that threatens a party."""
    theirs, party = np.nonzero(threatens)
    row = alone.at[theirs]
    return _Pairs(np.full(row.size, OPENLY), theirs, row, party, row * threatens.shape[1] + party)


def _secret(exchange: Exchange, alone: Alone, threatens: Bools, shape: tuple[int, ...]) -> Iterator[_Pairs]:
    """All other pairs in parts: first the best failure of each row and party against all others', then the rest."""
    rows, parties = shape
    own, party = np.nonzero(alone.own)
    key = alone.at[own] * parties + party
    order = np.lexsort((-alone.walk_out[own, party], key))
    own, party, key = own[order], party[order], key[order]
    best = np.append(True, key[1:] != key[:-1])[: key.size]
    theirs = np.flatnonzero(threatens.any(axis=1))
    theirs = theirs[np.argsort(alone.at[theirs], kind="stable")]
    begins = np.searchsorted(alone.at[theirs], np.arange(rows + 1))
    most = max(1, CELLS // max(1, exchange.steps))
    for which in (np.flatnonzero(best), np.flatnonzero(~best)):
        row = alone.at[own[which]]
        counts = begins[row + 1] - begins[row]
        part = np.cumsum(counts) // most
        for number in np.unique(part):
            some = part == number
            each = np.repeat(which[some], counts[some])
            within = np.arange(each.size) - np.repeat(np.cumsum(counts[some]) - counts[some], counts[some])
            other = theirs[np.repeat(begins[row[some]], counts[some]) + within]
            fits = threatens[other, party[each]]
            each, other = each[fits], other[fits]
            yield _Pairs(own[each], other, alone.at[other], party[each], key[each])
