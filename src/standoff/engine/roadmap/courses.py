"""What has a party by each failure? A deal to be bounded, as the kernel wants it (see `bound`).

A *course* is what one party has by one failure, or by one of its own and one of the others' together, until the first
of its breaches shows: sums over the steps that are made, due in the phase, and yet to come.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import needs_all_sets
from standoff.engine.assessment.schedule import ticks
from standoff.engine.core.constraints import Legal
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["LABELS", "CDeal", "Courses", "TaskToBound", "Threshold"]

LABELS = 8
"""Labels kept for each set: more make the bound a little closer and the work longer."""

OWN, OTHERS, WITHHELD, BOTH = 0, 1, 2, 3
"""Whose failure a course is of: the party's own, of others, of others in a later phase by withholding, or both."""

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
        *((name, DOUBLES) for name in ("for_good", "for_good_kept", "income", "kept_seen", "kept_harm")),
        *((name, DOUBLES) for name in ("most_exposed", "walkout_cost", "harm")),
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
            task.most_at_risk, legal.exchange.needed(legal.vector([legal.full])[None])[0],
        )  # fmt: skip

    def vector(self, phases: list[int]) -> Ints:
        """The phase vector of a plan given as sets of planned steps, bit b = planned[b]."""
        vector = np.full(self.exchange.steps, ABSENT, dtype=np.int64)
        vector[list(self.kept)] = 0
        for number, phase in enumerate(phases, start=1):
            vector[[j for b, j in enumerate(self.planned) if phase >> b & 1]] = number
        return vector


def _mask(chosen: Bools) -> int:
    return sum(1 << int(b) for b in np.flatnonzero(chosen))


@dataclass(frozen=True)
class Threshold:
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


class Courses:
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

    def add_singles(self, party: int) -> tuple[int, list[Threshold], list[Threshold]]:
        """What a party has by each of its own failures, and by each of the others'; the party and both are returned."""
        own, begin = self.thresholds([[party]]), len(self.courses)
        others = self.thresholds(self.groups(party))
        for failure in own:
            self.add_course(party, OWN, failure)
        for failure in others:
            self.add_course(party, OTHERS, failure)
        withheld = len(self.courses)
        for failure in self.thresholds(self.groups(party), only_due=True):
            self.add_course(party, WITHHELD, failure)
        self.range[party] = begin, begin + len(own), withheld, len(self.courses)
        return party, own, others

    def thresholds(self, groups: list[list[int]], only_due: bool = False) -> list[Threshold]:
        """The threshold failures of groups, one for each time at which a breach can show, each of them once."""
        exchange = self.exchange
        made_shows, due_shows = exchange.seen, exchange.takes + exchange.seen
        made_ticks, due_ticks = ticks(made_shows), ticks(due_shows)
        found: dict[tuple[int, bytes, bytes], Threshold] = {}
        for group in groups:
            members = np.isin(np.arange(exchange.parties), group)
            back = self.breakable[members].any(axis=0) & exchange.in_reach(members) & (not only_due)
            held = self.costly_to[members].any(axis=0) & self.due
            times = dict(zip(made_ticks[back].tolist(), made_shows[back].tolist(), strict=True))
            times |= dict(zip(due_ticks[held].tolist(), due_shows[held].tolist(), strict=True))
            for tick, shows in sorted(times.items()):
                threshold = Threshold(
                    tick=tick,
                    shows=shows,
                    back=back & (made_ticks >= tick),
                    withheld=held & (due_ticks >= tick),
                    in_time=held & (due_ticks < tick),
                    now=back & (made_ticks == tick),
                    due=held & (due_ticks == tick),
                )
                found.setdefault((tick, threshold.back.tobytes(), threshold.withheld.tobytes()), threshold)
        return list(found.values())

    def add_course(self, party: int, role: int, *failures: Threshold) -> None:
        """What a party has by a failure, or by its own and one of the others', until the first of them shows."""
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
        # What it is worth at most that a made step is taken back from now on, and not when a failure is found out that
        # shows before it does.
        harm = np.maximum(-self.worth, 0.0) * (1 - np.exp(-exchange.seen / exchange.horizons[:, None]))
        harm *= np.exp(-exchange.undo / exchange.horizons[:, None])
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
            "kept_harm": np.where(of_others, harm, 0.0).sum(axis=1),
            "most_exposed": caps,
            "walkout_cost": exchange.walkout_costs,
            "harm": harm[:, planned],
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
