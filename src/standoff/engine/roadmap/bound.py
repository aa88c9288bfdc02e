"""No plan asks for less: a lower bound on the trust asked, and branch and bound until it meets the best plan.

Rows of a plan depend on the set of steps made before and on the phases to come, not on the order of those before.

1. *Prospects*, from the whole deal back to nothing made: labels of what the future can be worth to each party, how low
   it can fall if others withhold, and the trust asked on the way. Failures that show within their phase are exact; for
   those that show later, and for what the future is worth, each label says what is at the best possible. Dominated
   labels go, and where there are too many the nearest are joined at the best of both; so no plan asks for less.
   Beforehand, *hopes* are what the future is worth at most if nobody ever fails, and a set is *open* if phases lead to
   it from nothing made that nobody would walk out of with these hopes, nor ask for too much trust in; no other set can
   be part of a plan, and none has labels. The same test, with the best that the labels of the next set promise, cuts
   a phase before any label is looked at. What it leaves out has no label anyway, or none that leads anywhere.
2. *Needs*, from nothing made forwards: what the future has to be worth so that the phases before ask for no more than
   a given trust.
3. *Closing*: from the last phase to the first, every row assessed exactly, a branch cut where its rows ask for more or
   where it cannot meet the needs. If it ends, nothing below the given trust exists, or a better plan is found.

What a phase asks (kernel/turn.c). Let h be what the steps made and those of the phase bring, f how a point fades until
the next phase, v what all later phases are worth then, l how low that can fall: V = h + f v. Trust is the largest
L / (L + V - a(W)) over own failures W and failures F of the others with L = b(W, F) - s(F) > 0. So it is no less where
pairs are left out, L is too small or V too large; and it is at most t just where (1 - t) L <= t (V - a(W)) for all,
which is linear in v and l. The pairs:

- F begins in the phase. Leaving openly: L = P - Q - s(F). W shows too: b is that of both until the first of them shows.
  Within the phase all is exact; an s that shows later has the best future, an a the worst. Where both show later and F
  first, the same phases come in b and in s, and what W withholds of them costs its owner: L is at least what W takes
  back, unless other things hang on what W withholds. So v >= (a(W) + (1 - t) / t L - h) / f for each W.
- F begins later, and so shows after the phase. If W shows within it, or is to leave openly, F makes no difference to
  it: b = a(W) and s = h + f l, and of these W the best counts: f (t v + (1 - t) l) >= a(W) - h. F may also take back
  made steps that show later still. They lapse sooner then, in s by more than in b: L is larger but for the harm that
  they did, which is allowed for; where free steps on their way require something, W does not count.

Label setting for multi-criteria paths: Hansen (1980), recalled. All three need the compiled kernel.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.compiled import MOST_PARTIES, MOST_STEPS, exchange_struct
from standoff.engine.assessment.failures import ALL_SETS_UP_TO, needs_all_sets
from standoff.engine.core.exchange import ABSENT
from standoff.engine.core.types import Floats, Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap.clock import TimeLeft
from standoff.engine.roadmap.courses import LABELS, Courses, TaskToBound

__all__ = ["MOST_PLANNED", "WIDTH", "Certificate", "TaskToBound", "certify", "close", "fits", "prospects"]

MOST_PLANNED = 16
"""Steps of a deal for which a bound is tried: the work grows with 3^n where nothing requires anything."""

WIDTH = 0.01
"""How far below the best plan nothing has to be shown: the gap that counts as proved."""

JUST = 1e-9
"""Differences of trust below this are none."""

TIGHTENED_UP_TO = 10
"""Steps of a deal for which a proved bound is tightened further, which is quick there."""

ROWS = 20_000
"""How many rows are assessed before less is shown first, and twice as many each time after that."""

SMALLEST_SHARE = 0.2
"""Less than this share of what is between the bound and the best plan is not tried by itself."""

ENTRIES_IN_TURN = 400_000
"""About how many phases are looked at before the time is checked."""

DEEPEST = 22


class CSearch(ctypes.Structure):
    """`standoff_search` of kernel/bound.h."""

    _fields_ = (
        *((name, ctypes.c_double) for name in ("trust", "width", "best", "needs_trust")),
        ("rows", ctypes.c_int64),
        ("depth", ctypes.c_int32),
        ("found", ctypes.c_int32),
        *((name, ctypes.c_uint32 * DEEPEST) for name in ("made", "next", "best_phases")),
        ("worst", ctypes.c_double * DEEPEST),
        *((name, (ctypes.c_double * MOST_PARTIES) * DEEPEST) for name in ("future", "lowest")),
    )


def fits(deal: TaskToBound) -> bool:
    """Whether a bound can be tried: there is a kernel, and neither the deal nor what it asks is too large for it.

    Phases that wait for dates, verifiers, missed breaches, and initial trust in place of trust are beyond it.

    >>> from standoff.engine.core.exchange import Exchange
    >>> none = np.zeros((0, 1))
    >>> one = Exchange(
    ...     horizons=np.ones(1), walkout_costs=np.zeros(1), worth=np.ones((1, 1)), takes=np.zeros(1), seen=np.zeros(1),
    ...     undo=np.zeros(1), owns=np.ones((1, 1), dtype=bool), automatic=np.zeros(1, dtype=bool),
    ...     ends_all=np.zeros(1, dtype=bool), requires=np.zeros((1, 1), dtype=bool),
    ...     together_steps=none.astype(bool), together_worth=none)
    >>> fits(TaskToBound(one, (), (), np.ones(1, dtype=bool)))
    False
    """
    exchange = deal.exchange
    return (
        kernel.compiled() is not None
        and exchange.draws is None
        and exchange.doubted is None
        and exchange.guarantee is None
        and (exchange.not_before is None or not exchange.not_before[list(deal.planned)].any())
        and exchange.plainly_seen
        and 1 <= len(deal.planned) <= MOST_PLANNED
        and exchange.parties <= MOST_PARTIES
        and exchange.steps <= MOST_STEPS
    )


@dataclass(frozen=True)
class Prospects:
    """The labels of a deal up to a trust of `ceiling`. least: no plan asks for less; above `ceiling` there may be some.

    hopes: (2^n, 2N), the most that the labels of a set promise: what the future is worth, and how low it can fall.

    plans: phase vectors that the best labels trace, not assessed. None of both where nothing is below the ceiling.
    """

    ceiling: float
    least: float | None
    plans: tuple[Ints, ...]
    prepared: Courses
    hopes: Floats
    labels: Floats
    counts: NDArray[np.int32]


def prospects(deal: TaskToBound, ceiling: float, left: TimeLeft, prepared: Courses | None = None) -> Prospects | None:
    """The labels of all sets for plans that ask for a trust of no more than `ceiling` (0..1); None if time ran out.

    Sets that cannot be come to from nothing made, or from which the whole deal cannot be, have none. prepared: the
    courses of the deal, where they are at hand.
    """
    prepared = Courses(deal) if prepared is None else prepared
    n, parties, struct = len(deal.planned), deal.exchange.parties, ctypes.byref(prepared.struct)
    full = (1 << n) - 1
    hopes, begun = np.empty((full + 1, 2 * parties)), np.zeros(full + 1, dtype=bool)
    labels = np.zeros((full + 1, LABELS, 3 + 2 * parties))
    counts = np.zeros(full + 1, dtype=np.int32)

    def nothing() -> Prospects:
        counts[:] = 0
        return Prospects(ceiling, None, (), prepared, hopes, labels, counts)

    # What the whole deal asks once it is made, then who would ever begin: both are quickly seen, and may end it all.
    begun[full] = True
    kernel.call("standoff_prospects", struct, ceiling, full, full, begun, hopes, labels, counts)
    if not counts[full]:
        return nothing()
    begun[full] = False
    parts = _parts(deal)
    for lowest, highest in reversed(parts):
        kernel.call("standoff_hopes", struct, highest, lowest, hopes)
        if lowest and left() <= 0:
            return None
    for lowest, highest in parts:
        kernel.call("standoff_open", struct, ceiling, lowest, highest, hopes, begun)
        if highest < full and left() <= 0:
            return None
    if not begun[full]:
        return nothing()
    for lowest, highest in reversed(parts):
        kernel.call("standoff_prospects", struct, ceiling, highest, lowest, begun, hopes, labels, counts)
        if lowest and left() <= 0:
            return None
    found = labels[0, : counts[0], 0]
    traced = [_traced(deal, labels, counts, int(label)) for label in np.argsort(found, kind="stable")]
    return Prospects(
        ceiling=ceiling,
        least=float(found.min()) if found.size else None,
        plans=tuple(deal.vector(phases) for phases in traced if phases),
        prepared=prepared,
        hopes=hopes,
        labels=labels,
        counts=counts,
    )


def _parts(deal: TaskToBound) -> list[tuple[int, int]]:
    """The sets of planned steps, lowest and highest of as many at a time as make about ENTRIES_IN_TURN phases."""
    n = len(deal.planned)
    phases = np.where(deal.allowed, 2.0 ** (n - np.bitwise_count(np.arange(1 << n))), 1.0)
    turn = (np.cumsum(phases) / ENTRIES_IN_TURN).astype(np.int64)
    begins = [0, *(np.flatnonzero(np.diff(turn)) + 1).tolist()]
    return list(zip(begins, [*(begin - 1 for begin in begins[1:]), (1 << n) - 1], strict=True))


def _traced(deal: TaskToBound, labels: Floats, counts: NDArray[np.int32], label: int) -> list[int] | None:
    """The phases that a label at nothing made goes through; None where joining has cut its trace."""
    made, phases, full = 0, [], (1 << len(deal.planned)) - 1
    while made != full:
        if label >= counts[made]:
            return None
        phase, label = (int(x) for x in labels[made, label, -2:])
        if not phase:
            return None
        phases.append(phase)
        made |= phase
    return phases


@dataclass(frozen=True)
class Closed:
    """What branch and bound came to: whether it ended, the trust below which there is nothing then, and a better plan.

    plan: a phase vector that asks for `trust`, or None; rows: how many were assessed.
    """

    ended: bool
    nothing_below: float
    plan: Ints | None
    trust: float | None
    rows: int


def close(
    found: Prospects, trust: float, width: float, left: TimeLeft, rows: int = 2_000, most_rows: int | None = None
) -> Closed | None:
    """Look for plans that ask for no more than `trust` (0 < trust <= the ceiling); None if time ran out at the needs.

    A plan that is found sets the mark for the next: its trust less `width`. rows: how many are assessed between looks
    at the time; most_rows: and in all (None: no limit).
    """
    deal, prepared = found.prepared.deal, found.prepared
    n, parties = len(deal.planned), deal.exchange.parties
    needs = np.zeros((1 << n, LABELS, 2 * parties))
    need_counts = np.zeros(1 << n, dtype=np.int32)
    for lowest, highest in _parts(deal):
        kernel.call(
            "standoff_needs", ctypes.byref(prepared.struct), trust, lowest, highest, found.hopes, found.labels,
            found.counts, needs, need_counts,
        )  # fmt: skip
        if highest + 1 < 1 << n and left() <= 0:
            return None
    # As in an assessment: beyond so many breaches their sets are not all tried, which would take 2^breaches.
    own = (deal.exchange.costly_to & prepared.due | prepared.breakable).sum(axis=1)
    all_sets = np.array([needs_all_sets(deal.exchange, party) for party in range(parties)]) & (own <= ALL_SETS_UP_TO)
    exchange, behind = exchange_struct(deal.exchange, all_sets, ALL_SETS_UP_TO)
    kept = np.full(deal.exchange.steps, ABSENT, dtype=np.int64)
    kept[list(deal.kept)] = 0
    search = CSearch(trust=trust, width=width, needs_trust=trust, depth=-2, found=0, rows=0)
    most = n if deal.most_phases is None else deal.most_phases
    while search.depth != -1:
        kernel.call(
            "standoff_close", ctypes.byref(prepared.struct), ctypes.byref(exchange), needs, need_counts,
            np.array(deal.planned, dtype=np.int32), kept, most, rows, ctypes.byref(search),
        )  # fmt: skip
        if search.depth != -1 and (left() <= 0 or (most_rows is not None and search.rows >= most_rows)):
            break
    del behind
    plan = deal.vector(list(search.best_phases[: search.found])) if search.found else None
    return Closed(
        ended=search.depth == -1,
        nothing_below=float(search.trust),
        plan=plan,
        trust=float(search.best) if search.found else None,
        rows=int(search.rows),
    )


@dataclass(frozen=True)
class Certificate:
    """What is known about all plans of a deal. least: none asks for less trust; None: that is not known.

    none_holds: no plan of the deal holds at all.
    """

    least: float | None
    none_holds: bool


Improve = Callable[[tuple[Ints, ...]], float | None]
"""Takes phase vectors worth trying; the least trust of any plan known that holds, theirs included, or None."""


def certify(deal: TaskToBound, trust: float | None, improve: Improve, left: TimeLeft, most: float = 1.0) -> Certificate:
    """How far a plan can be from the best: `trust` is what the best known plan asks; None: none holds with `most`.

    Only plans that ask for a trust of at most `most` count. Proved where
    `none_holds`, or `least` is within WIDTH of the best trust known afterwards. The deal must fit.
    """
    if trust is not None and trust <= WIDTH:
        return Certificate(0.0, False)
    # A plan that asks for just as much as it may is sought as well, however its trust is rounded.
    ceiling = most + JUST if trust is None else trust - WIDTH
    found = prospects(deal, ceiling, left)
    if found is None:
        return Certificate(None, False)
    if found.least is None:
        if trust is None:
            return Certificate(None, True)
        closer = prospects(deal, trust, left, found.prepared) if len(deal.planned) <= TIGHTENED_UP_TO else None
        least = ceiling if closer is None else trust if closer.least is None else max(ceiling, closer.least)
        return Certificate(min(least, trust), False)
    known, least, share, rows = improve(found.plans) if found.plans else trust, found.least, 1.0, ROWS
    while left() > 0 and (known is None or known - least > WIDTH + 1e-9):
        # Close to the best plan everything is shown at once; where that takes too long, less is shown first.
        sought = ceiling if known is None else min(known - WIDTH, least + share * (known - least))
        if sought <= 0:
            least = 0.0
            break
        closed = close(found, min(sought, ceiling), WIDTH, left, most_rows=None if known is None else rows)
        if closed is None:
            break
        if closed.plan is not None and closed.trust is not None:
            taken_up = improve((closed.plan,))
            known = closed.trust if taken_up is None else min(taken_up, closed.trust)
        if closed.ended:
            if known is None:
                return Certificate(None, True)
            least, share = max(least, closed.nothing_below), 1.0
        else:
            share, rows = 1.0 if share < SMALLEST_SHARE else share / 2, 2 * rows
    return Certificate(least, False)
