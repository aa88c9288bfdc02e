"""No plan asks for less: a lower bound on the trust asked, and branch and bound until it meets the best plan.

Rows of a plan depend on the set of steps made before and on the phases to come, not on the order of those before.

1. *Prospects*, from the whole deal back to nothing made: labels of what the future can be worth to each party, how low
   it can fall if others withhold, and the trust asked on the way. Failures that show within their phase are exact; for
   those that show later, and for what the future is worth, each label says what is at the best possible. Dominated
   labels go, and where there are too many the nearest are joined at the best of both; so no plan asks for less.
2. *Needs*, from nothing made forwards: what the future has to be worth so that the phases before ask for no more than
   a given trust.
3. *Closing*: from the last phase to the first, every row assessed exactly, a branch cut where its rows ask for more or
   where it cannot meet the needs. If it ends, nothing below the given trust exists, or a better plan is found.

Label setting for multi-criteria paths: Hansen (1980), recalled. All three need the compiled kernel.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.compiled import MOST_PARTIES, MOST_STEPS, exchange_struct
from standoff.engine.assessment.failures import ALL_SETS_UP_TO, needs_all_sets
from standoff.engine.assessment.schedule import ticks
from standoff.engine.core.constraints import Legal
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap.clock import TimeLeft

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

LABELS = 8
"""Labels kept for each set: more make the bound a little closer and the work longer."""

OWN, OTHERS, WITHHELD, BOTH = 0, 1, 2, 3
ENTRIES_IN_TURN = 40_000
"""About how many phases are looked at before the time is checked."""

DOUBLES, SETS = ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_uint32)
BYTES, INTEGERS = ctypes.POINTER(ctypes.c_uint8), ctypes.POINTER(ctypes.c_int32)


class CDeal(ctypes.Structure):
    """`standoff_deal` of kernel/bound.h."""

    _fields_ = (
        *((name, ctypes.c_int32) for name in ("n", "parties", "courses", "singles", "entries", "most_labels")),
        ("pace", ctypes.c_double),
        *((name, DOUBLES) for name in ("rate", "stake", "takes", "length", "seen")),
        *((name, SETS) for name in ("requires", "earlier", "back")),
        ("costly", ctypes.c_uint32),
        *((name, BYTES) for name in ("allowed", "refusing")),
        *(
            (name, DOUBLES)
            for name in ("for_good", "for_good_kept", "income", "kept_seen", "kept_harm", "most_exposed", "walkout_cost")
        ),
        *((name, INTEGERS) for name in ("range", "together")),
        ("entangled", BYTES),
        ("party", INTEGERS),
        ("always", BYTES),
        *((name, DOUBLES) for name in ("shows", "cost", "kept", "made", "next", "later")),
        *((name, DOUBLES) for name in ("until_kept", "until_made", "until_next")),
        *((name, SETS) for name in ("shows_made", "shows_due", "maybe", "absent", "gone", "lacking", "entry")),
        ("entry_worth", DOUBLES),
        *((name, DOUBLES) for name in ("stop_kept", "stop_made", "stop_next")),
        *((name, DOUBLES) for name in ("stop_until_kept", "stop_until_made", "stop_until_next", "never")),
    )


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


@dataclass(frozen=True)
class TaskToBound:
    """A deal to be bounded: the exchange of its steps without draws, the kept and the planned ones, and the limits.

    allowed: (2^n,), the stages that a plan may have, bit b of a set = planned[b] made. pace: years. before: pairs
    (a, b), a in an earlier phase than b. most_phases: at most so many. most_at_risk: (N,), the largest share at risk.
    refusing: (N,), the parties whose gain must not be negative; None: all of them.
    """

    exchange: Exchange
    kept: tuple[int, ...]
    planned: tuple[int, ...]
    allowed: Bools
    pace: float = 0.0
    before: tuple[tuple[int, int], ...] = ()
    most_phases: int | None = None
    most_at_risk: Floats | None = None
    refusing: Bools | None = None

    @classmethod
    def of(cls, legal: Legal) -> TaskToBound:
        """What a task allows, as a deal to be bounded."""
        task = legal.task
        return cls(
            legal.exchange, task.kept, task.planned, legal.sets, task.pace, task.before, task.most_phases,
            task.most_at_risk,
        )  # fmt: skip

    def vector(self, phases: list[int]) -> Ints:
        """The phase vector of a plan given as sets of planned steps, bit b = planned[b]."""
        vector = np.full(self.exchange.steps, ABSENT, dtype=np.int64)
        vector[list(self.kept)] = 0
        for number, phase in enumerate(phases, start=1):
            vector[[j for b, j in enumerate(self.planned) if phase >> b & 1]] = number
        return vector


def fits(deal: TaskToBound) -> bool:
    """Whether a bound can be tried: there is a kernel, and neither the deal nor what it asks is too large for it.

    Phases that wait for dates, verifiers, missed breaches, and initial trust in place of trust are beyond it.

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


def _mask(chosen: Bools) -> int:
    return sum(1 << int(b) for b in np.flatnonzero(chosen))


@dataclass(frozen=True)
class _Moment:
    """The threshold failure of a group that is found out then: arrays (M,).

    back: its breaches of made steps; withheld and in_time: of the steps that the group could keep back, those that it
    does, and those that come before it is found out. now, due: whose breach shows just then, if made or if due.
    """

    tick: int
    shows: float
    back: Bools
    withheld: Bools
    in_time: Bools
    now: Bools
    due: Bools


class _Prepared:
    """A deal as the kernel wants it. Arrays are over the planned steps, in their order, unless they say otherwise."""

    def __init__(self, deal: TaskToBound) -> None:
        exchange = deal.exchange
        self.deal, self.exchange = deal, exchange
        self.planned, self.kept = np.array(deal.planned, dtype=np.intp), np.array(deal.kept, dtype=np.intp)
        self.present = np.zeros(exchange.steps, dtype=bool)
        self.present[self.planned] = self.present[self.kept] = True
        self.due = np.zeros(exchange.steps, dtype=bool)
        self.due[self.planned] = True
        self.worth = exchange.worth.copy()
        self.entries: list[tuple[Bools, Floats]] = []
        for members, worth in zip(exchange.together_steps, exchange.together_worth, strict=True):
            if members.sum() == 1:  # its span is that of its step
                self.worth[:, np.flatnonzero(members)[0]] += worth
            elif members.any() and not (members & ~self.present).any():
                self.entries.append((members, worth))
        self.costly_to = exchange.costly_to & self.present
        self.costly: Bools = np.asarray(self.costly_to.any(axis=0))
        self.breakable = exchange.breakable & self.present
        self.quits: Bools = np.asarray((self.costly_to & self.due).any(axis=1) | self.breakable.any(axis=1))
        self.courses: list[dict[str, Any]] = []
        self.range = np.zeros((exchange.parties, 4), dtype=np.int32)
        singles = [self.add_singles(int(party)) for party in np.flatnonzero(self.quits)]
        self.together = np.full(len(self.courses), -1, dtype=np.int32)
        for party, own, others in singles:
            begin, end, _, _ = self.range[party]
            self.together[end : end + len(others)] = np.arange(len(others))
            for course, failure in enumerate(own, begin):
                self.together[course] = len(self.courses)
                for other in others:
                    self.add_course(party, BOTH, failure, other)
        self.arrays = self.laid_out()
        kinds: dict[str, Any] = dict(CDeal._fields_)  # type: ignore[arg-type]
        self.struct = CDeal(
            n=self.planned.size,
            parties=exchange.parties,
            courses=len(self.courses),
            singles=self.together.size,
            entries=len(self.entries),
            most_labels=LABELS,
            pace=deal.pace,
            costly=_mask(self.costly[self.planned]),
            **{name: array.ctypes.data_as(kinds[name]) for name, array in self.arrays.items()},
        )

    def groups(self, party: int) -> list[list[int]]:
        """The groups of others that are tried: all of them for up to three, else each alone and all together."""
        others = [int(p) for p in np.flatnonzero(self.quits) if p != party]
        sizes = range(1, len(others) + 1) if len(others) <= 3 else (1, len(others))
        return [list(group) for size in sizes for group in combinations(others, size)]

    def fade(self, times: Floats, party: int) -> Floats:
        """What a point from then on counts now."""
        return np.asarray(np.exp(-times / self.exchange.horizons[party]))

    def add_singles(self, party: int) -> tuple[int, list[_Moment], list[_Moment]]:
        """What a party has by each of its own failures, and by each of the others'; the party and both are returned."""
        own, begin = self.moments([[party]]), len(self.courses)
        others = self.moments(self.groups(party))
        for failure in own:
            self.add_course(party, OWN, failure)
        for failure in others:
            self.add_course(party, OTHERS, failure)
        withheld = len(self.courses)
        for failure in self.moments(self.groups(party), only_due=True):
            self.add_course(party, WITHHELD, failure)
        self.range[party] = begin, begin + len(own), withheld, len(self.courses)
        return party, own, others

    def moments(self, groups: list[list[int]], only_due: bool = False) -> list[_Moment]:
        """The threshold failures of groups, one for each time at which a breach can show, each of them once."""
        exchange = self.exchange
        made_shows, due_shows = exchange.seen, exchange.takes + exchange.seen
        made_ticks, due_ticks = ticks(made_shows), ticks(due_shows)
        found: dict[tuple[int, bytes, bytes], _Moment] = {}
        for group in groups:
            members = np.isin(np.arange(exchange.parties), group)
            back = self.breakable[members].any(axis=0) & exchange.in_reach(members) & (not only_due)
            held = self.costly_to[members].any(axis=0) & self.due
            times = dict(zip(made_ticks[back].tolist(), made_shows[back].tolist(), strict=True))
            times |= dict(zip(due_ticks[held].tolist(), due_shows[held].tolist(), strict=True))
            for tick, shows in sorted(times.items()):
                moment = _Moment(
                    tick=tick,
                    shows=shows,
                    back=back & (made_ticks >= tick),
                    withheld=held & (due_ticks >= tick),
                    in_time=held & (due_ticks < tick),
                    now=back & (made_ticks == tick),
                    due=held & (due_ticks == tick),
                )
                found.setdefault((tick, moment.back.tobytes(), moment.withheld.tobytes()), moment)
        return list(found.values())

    def add_course(self, party: int, role: int, *failures: _Moment) -> None:
        """What a party has by a failure, or by its own and one of the others together, until the first of them shows."""
        exchange = self.exchange
        first = min(failures, key=lambda failure: failure.tick)
        tick, shows = first.tick, first.shows
        breached: Bools = np.any([failure.back for failure in failures], axis=0)
        withheld: Bools = np.any([failure.withheld for failure in failures], axis=0)
        in_time: Bools = np.any([failure.in_time for failure in failures], axis=0)
        late = ticks(exchange.takes) > tick
        comes = ~withheld & ~(self.costly & late)
        until_made = np.where(breached, exchange.undo, np.where(exchange.lapses, shows + exchange.undo, np.inf))
        until_next = np.where(exchange.lapses, np.maximum(shows, exchange.takes) + exchange.undo, np.inf)
        until_next = np.where(comes, until_next, -np.inf)
        # A free step on its way comes unless something it requires is missing. What others withhold in a later
        # phase may come with more that they take back before: then it is not sure to come, and counts at the best.
        maybe = comes & late & exchange.requires.any(axis=1)
        unsure = maybe & (role == WITHHELD)
        if any(worth[party] != 0 and (members_ & unsure).any() for members_, worth in self.entries):
            return
        gone_kept = breached & np.isin(np.arange(exchange.steps), self.kept)
        start = self.fade(exchange.takes, party)
        made = self.worth[party] * (1 - self.fade(until_made, party))
        end = self.fade(np.where(comes, until_next, 0.0), party)
        follows = np.where(comes, self.worth[party] * (start - end), 0.0)
        follows = np.where(unsure, np.maximum(follows, 0.0), follows)
        # Of later phases what comes before it shows, at the worst of an own failure, at the best of another.
        sign = -1.0 if role == OWN else 1.0
        may = in_time | (~withheld & ~(self.costly & late))
        later = np.where(may, sign * np.maximum(sign * self.worth[party] * start, 0.0), 0.0)
        pays = role == OWN or (role == BOTH and failures[0].tick == tick)
        self.courses.append(
            {
                "party": party,
                "always": bool(first.now[self.kept].any()),
                "shows": shows,
                "cost": float(self.fade(np.array(shows), party)) * exchange.walkout_costs[party] if pays else 0.0,
                "kept": made[self.kept].sum(),
                "made": made[self.planned],
                "next": follows[self.planned],
                "later": later[self.planned],
                "until_kept": self.ends_of_kept(until_made),
                "until_made": until_made[self.planned],
                "until_next": until_next[self.planned],
                "shows_made": _mask(first.now[self.planned]),
                "shows_due": _mask(first.due[self.planned]),
                "maybe": _mask(maybe[self.planned]),
                "absent": _mask(~comes[self.planned]),
                "gone": _mask(breached[self.planned]),
                "lacking": _mask((maybe & exchange.requires[:, gone_kept].any(axis=1))[self.planned]),
            }
        )

    def ends_of_kept(self, until: Floats) -> list[float]:
        """When the first kept member of each entry ends."""
        kept = np.isin(np.arange(self.exchange.steps), self.kept)
        return [float(until[members & kept].min(initial=np.inf)) for members, _ in self.entries]

    def laid_out(self) -> dict[str, NDArray[Any]]:
        """The arrays of the struct."""
        exchange, planned, kept, deal = self.exchange, self.planned, self.kept, self.deal
        parties, n, entries = exchange.parties, planned.size, len(self.entries)
        place = {int(j): b for b, j in enumerate(planned)}
        earlier = np.zeros(n, dtype=np.uint32)
        for a, b in deal.before:
            if a in place and b in place:
                earlier[place[b]] |= np.uint32(1 << place[a])
        stop_until = np.where(exchange.lapses, exchange.undo, np.inf)
        start = np.exp(-exchange.takes / exchange.horizons[:, None])
        stop = 1 - np.exp(-stop_until / exchange.horizons[:, None])
        received = np.where(self.present, np.maximum(exchange.worth, 0.0), 0.0).sum(axis=1)
        caps = np.full(parties, np.inf)
        if deal.most_at_risk is not None:
            capped = np.isfinite(deal.most_at_risk) & (received > 0)  # who receives nothing has nothing at risk
            caps[capped] = deal.most_at_risk[capped] * received[capped]

        def course(name: str, dtype: Any = np.float64) -> NDArray[Any]:
            return np.array([c[name] for c in self.courses], dtype=dtype)

        kept_ones = np.isin(np.arange(exchange.steps), kept)
        of_others = np.array([np.delete(self.breakable, i, axis=0).any(axis=0) for i in range(parties)]) & kept_ones
        refusing = np.ones(parties, dtype=bool) if deal.refusing is None else deal.refusing
        found: dict[str, NDArray[Any]] = {
            "rate": 1 / exchange.horizons,
            "stake": exchange.stake(),
            "takes": exchange.takes[planned],
            "length": (exchange.takes + exchange.seen)[planned],
            "seen": exchange.seen[planned],
            "requires": np.array([_mask(exchange.requires[j][planned]) for j in planned], dtype=np.uint32),
            "earlier": earlier,
            "back": np.array([_mask(row[planned]) for row in self.breakable], dtype=np.uint32),
            "allowed": np.array(deal.allowed, dtype=np.uint8).reshape(-1),
            "refusing": np.array(refusing, dtype=np.uint8),
            "for_good": self.worth[:, planned],
            "for_good_kept": self.worth[:, kept].sum(axis=1),
            "income": (self.worth * start)[:, planned],
            "kept_seen": np.asarray(np.where(self.breakable & kept_ones, exchange.seen, 0.0).max(axis=1, initial=0.0)),
            "kept_harm": np.where(of_others, np.maximum(-self.worth, 0.0), 0.0).sum(axis=1),
            "most_exposed": caps,
            "walkout_cost": exchange.walkout_costs,
            "range": self.range,
            "together": self.together,
            "entangled": np.array([needs_all_sets(exchange, i) for i in range(parties)], dtype=np.uint8),
            "party": course("party", np.int32),
            "always": course("always", np.uint8),
            **{name: course(name) for name in ("shows", "cost", "kept", "made", "next", "later")},
            **{name: course(name) for name in ("until_kept", "until_made", "until_next")},
            **{name: course(name, np.uint32) for name in ("shows_made", "shows_due", "maybe", "absent", "gone")},
            "lacking": course("lacking", np.uint32),
            "entry": np.array([_mask(members[planned]) for members, _ in self.entries], dtype=np.uint32),
            "entry_worth": np.array([worth for _, worth in self.entries]).reshape(entries, parties).T,
            "stop_kept": (self.worth * stop)[:, kept].sum(axis=1),
            "stop_made": (self.worth * stop)[:, planned],
            "stop_next": (self.worth * start * stop)[:, planned],
            "stop_until_kept": np.array(self.ends_of_kept(stop_until)),
            "stop_until_made": stop_until[planned],
            "stop_until_next": (exchange.takes + stop_until)[planned],
            "never": np.full(max(n, entries), np.inf),
        }
        return {name: np.ascontiguousarray(array) for name, array in found.items()}


@dataclass(frozen=True)
class Prospects:
    """The labels of a deal up to a trust of `ceiling`. least: no plan asks for less; above `ceiling` there may be some.

    plans: phase vectors that the best labels trace, not assessed. None of both where nothing is below the ceiling.
    """

    ceiling: float
    least: float | None
    plans: tuple[Ints, ...]
    prepared: _Prepared
    labels: Floats
    counts: NDArray[np.int32]


def prospects(deal: TaskToBound, ceiling: float, left: TimeLeft) -> Prospects | None:
    """The labels of all sets for plans that ask for a trust of no more than `ceiling` (0..1); None if time ran out."""
    prepared = _Prepared(deal)
    n, stride = len(deal.planned), 3 + 2 * deal.exchange.parties
    labels = np.zeros((1 << n, LABELS, stride))
    counts = np.zeros(1 << n, dtype=np.int32)
    sizes = np.bitwise_count(np.arange(1 << n))
    highest = (1 << n) - 1
    while highest >= 0:
        # As many sets at a time as make about ENTRIES_IN_TURN phases.
        work = np.cumsum(2.0 ** (n - sizes[highest::-1][:4096]))
        lowest = max(0, highest - int(np.searchsorted(work, ENTRIES_IN_TURN)))
        kernel.call("standoff_prospects", ctypes.byref(prepared.struct), ceiling, highest, lowest, labels, counts)
        highest = lowest - 1
        if highest >= 0 and left() <= 0:
            return None
    found = labels[0, : counts[0], 0]
    traced = [_traced(deal, labels, counts, int(label)) for label in np.argsort(found, kind="stable")]
    return Prospects(
        ceiling=ceiling,
        least=float(found.min()) if found.size else None,
        plans=tuple(deal.vector(phases) for phases in traced if phases),
        prepared=prepared,
        labels=labels,
        counts=counts,
    )


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
    sizes = np.bitwise_count(np.arange(1 << n))
    lowest, last = 0, (1 << n) - 1
    while lowest <= last:
        work = np.cumsum(2.0 ** (n - sizes[lowest : lowest + 4096]))
        highest = min(last, lowest + int(np.searchsorted(work, ENTRIES_IN_TURN)))
        kernel.call(
            "standoff_needs", ctypes.byref(prepared.struct), trust, lowest, highest, found.labels, found.counts,
            needs, need_counts,
        )  # fmt: skip
        lowest = highest + 1
        if lowest <= last and left() <= 0:
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
        closer = prospects(deal, trust, left) if len(deal.planned) <= TIGHTENED_UP_TO else None
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
