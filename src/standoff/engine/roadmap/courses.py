"""What has a party by each failure? A deal to be bounded, as the kernel wants it (see `bound`).

A *course* is what one party has by one failure, or by one of its own and one of the others' together, until the first
of its breaches shows: sums over the steps that are made, due in the phase, and yet to come.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import needs_all_sets
from standoff.engine.assessment.schedule import ticks
from standoff.engine.core.constraints import Legal
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["LABELS", "CDeal", "Courses", "TaskToBound", "Thresholds"]

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


@dataclass(frozen=True)
class Thresholds:
    """Threshold failures of groups, each found out at a time of its own: arrays (F,) and (F, M).

    back: breaches of made steps; withheld and in_time: of the steps that the group could keep back, those that it does,
    and those that come before it is found out. now, due: whose breach shows just then, if made or if due.
    """

    tick: Ints
    shows: Floats
    back: Bools
    withheld: Bools
    in_time: Bools
    now: Bools
    due: Bools

    def at(self, places: NDArray[Any]) -> Thresholds:
        """Those at some places, or marked."""
        return Thresholds(*(getattr(self, field.name)[places] for field in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Thresholds]) -> Thresholds:
        """All of several, one after another."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


class Courses:
    """A deal as the kernel wants it. Arrays are over the planned steps, in their order, unless they say otherwise."""

    def __init__(self, deal: TaskToBound) -> None:
        exchange = deal.exchange
        self.deal, self.exchange = deal, exchange
        self.planned, self.kept = np.array(deal.planned, dtype=np.intp), np.array(deal.kept, dtype=np.intp)
        self.is_kept, self.due = np.zeros((2, exchange.steps), dtype=bool)
        self.is_kept[self.kept] = self.due[self.planned] = True
        self.present = self.is_kept | self.due
        self.worth = exchange.worth.copy()
        self.entries: list[tuple[Bools, Floats]] = []
        for members, worth in zip(exchange.together_steps, exchange.together_worth, strict=True):
            if members.sum() == 1:  # its span is that of its step
                self.worth[:, np.flatnonzero(members)[0]] += worth
            elif members.any() and not (members & ~self.present).any():
                self.entries.append((members, worth))
        self.lapses = exchange.lapses
        self.costly_to = exchange.costly_to & self.present
        self.costly: Bools = np.asarray(self.costly_to.any(axis=0))
        self.breakable = exchange.breakable & self.present
        self.quits: Bools = np.asarray((self.costly_to & self.due).any(axis=1) | self.breakable.any(axis=1))
        self.made_shows, self.due_shows = exchange.seen, exchange.takes + exchange.seen
        self.made_ticks, self.due_ticks = ticks(self.made_shows), ticks(self.due_shows)
        self.tried: dict[tuple[tuple[int, ...], bool], Thresholds] = {}
        self.range = np.zeros((exchange.parties, 4), dtype=np.int32)
        self.together, self.courses = self.all_courses()
        self.arrays = self.laid_out()
        kinds: dict[str, Any] = dict(CDeal._fields_)  # type: ignore[arg-type]
        self.struct = CDeal(
            n=self.planned.size,
            parties=exchange.parties,
            courses=self.courses["party"].size,
            singles=self.together.size,
            entries=len(self.entries),
            most_labels=LABELS,
            pace=deal.pace,
            costly=int(self.masks(self.costly)),
            **{name: array.ctypes.data_as(kinds[name]) for name, array in self.arrays.items()},
        )

    def all_courses(self) -> tuple[NDArray[np.int32], dict[str, NDArray[Any]]]:
        """What each party has by each of its own failures, by each of the others' and by both; and `together`."""
        parties, quitting = self.exchange.parties, [int(p) for p in np.flatnonzero(self.quits)]
        nobody, failures = self.thresholds([()]), list[Thresholds]()
        for mine in quitting:
            groups = self.groups(mine)
            failures += [self.thresholds([(mine,)]), self.thresholds(groups), self.thresholds(groups, only_due=True)]
        each = [part.tick.size for part in failures]
        party = np.repeat(np.repeat(quitting, 3).astype(np.intp), each)
        role = np.repeat(np.tile([OWN, OTHERS, WITHHELD], len(quitting)), each)
        every = Thresholds.joined([nobody, *failures])
        singles = self.courses_of(party, role, every, every)
        counted = singles.pop("counted")
        singles = {name: values[counted] for name, values in singles.items()}
        every, party, role = every.at(counted), party[counted], role[counted]
        sizes = np.bincount(3 * party + role, minlength=3 * parties).reshape(parties, 3)
        ends = sizes.cumsum().reshape(parties, 3)
        self.range[:, 0], self.range[:, 1:] = ends[:, 0] - sizes[:, 0], ends
        self.range[~self.quits] = 0
        together, number = np.full(party.size, -1, dtype=np.int32), party.size
        pairs = [np.zeros((2, 0), dtype=np.intp)]
        for begin, others, withheld, _ in self.range[quitting].tolist():
            together[others:withheld] = np.arange(withheld - others)
            together[begin:others] = number + (withheld - others) * np.arange(others - begin)
            both = np.indices((others - begin, withheld - others)).reshape(2, -1)
            pairs.append(both + np.array([[begin], [others]]))
            number += both.shape[1]
        own, other = np.concatenate(pairs, axis=1)
        of_both = self.courses_of(party[own], np.full(own.size, BOTH), every.at(own), every.at(other))
        return together, {name: np.concatenate([values, of_both[name]]) for name, values in singles.items()}

    def groups(self, party: int) -> list[tuple[int, ...]]:
        """The groups of others that are tried: all of them for up to three, else each alone and all together."""
        others = [int(p) for p in np.flatnonzero(self.quits) if p != party]
        sizes = range(1, len(others) + 1) if len(others) <= 3 else (1, len(others))
        return [group for size in sizes for group in combinations(others, size)]

    def thresholds(self, groups: Sequence[tuple[int, ...]], only_due: bool = False) -> Thresholds:
        """The threshold failures of groups, one for each time at which a breach can show, each of them once."""
        parts = [self.of_group(group, only_due) for group in groups]
        if not parts:
            return self.of_group((), only_due)
        found = Thresholds.joined(parts)
        told = np.column_stack([found.tick.view(np.uint8).reshape(-1, 8), found.back, found.withheld])
        first: dict[bytes, int] = {}
        for place, row in enumerate(told):
            first.setdefault(row.tobytes(), place)
        return found.at(np.array(list(first.values()), dtype=np.intp))

    def of_group(self, group: tuple[int, ...], only_due: bool) -> Thresholds:
        """The threshold failures of one group, by the time at which they show."""
        if (group, only_due) not in self.tried:
            members = np.isin(np.arange(self.exchange.parties), group)
            back = self.breakable[members].any(axis=0) & self.exchange.in_reach(members) & (not only_due)
            held = self.costly_to[members].any(axis=0) & self.due
            times = dict(zip(self.made_ticks[back].tolist(), self.made_shows[back].tolist(), strict=True))
            times |= dict(zip(self.due_ticks[held].tolist(), self.due_shows[held].tolist(), strict=True))
            tick = np.array(sorted(times), dtype=np.int64)
            self.tried[group, only_due] = Thresholds(
                tick=tick,
                shows=np.array([times[at] for at in tick.tolist()], dtype=np.float64),
                back=back & (self.made_ticks >= tick[:, None]),
                withheld=held & (self.due_ticks >= tick[:, None]),
                in_time=held & (self.due_ticks < tick[:, None]),
                now=back & (self.made_ticks == tick[:, None]),
                due=held & (self.due_ticks == tick[:, None]),
            )
        return self.tried[group, only_due]

    def courses_of(
        self, party: NDArray[np.intp], role: NDArray[Any], one: Thresholds, two: Thresholds
    ) -> dict[str, NDArray[Any]]:
        """What parties have by failures, or by one of their own and one of the others', until the first of them shows.

        party, role: (C,); one, two: C failures each, of the second only what differs from the first. counted: which of
        the courses make a bound.
        """
        exchange, kept = self.exchange, self.is_kept
        sooner = two.tick < one.tick
        tick = np.where(sooner, two.tick, one.tick)[:, None]
        shows = np.where(sooner, two.shows, one.shows)
        now, due = (np.where(sooner[:, None], b, a) for a, b in ((one.now, two.now), (one.due, two.due)))
        breached, withheld = one.back | two.back, one.withheld | two.withheld
        worth, horizons = self.worth[party], exchange.horizons[party, None]
        late = ticks(exchange.takes) > tick
        comes = ~withheld & ~(self.costly & late)
        until_made = np.where(breached, exchange.undo, np.where(self.lapses, shows[:, None] + exchange.undo, np.inf))
        until_next = np.where(self.lapses, np.maximum(shows[:, None], exchange.takes) + exchange.undo, np.inf)
        until_next = np.where(comes, until_next, -np.inf)
        # A free step on its way comes unless something it requires is missing. What others withhold in a later
        # phase may come with more that they take back before: then it is not sure to come, and counts at the best.
        maybe = comes & late & exchange.requires.any(axis=1)
        unsure = maybe & (role == WITHHELD)[:, None]
        counted = np.ones(party.size, dtype=bool)
        for members, amount in self.entries:
            counted &= ~((amount[party] != 0) & (members & unsure).any(axis=1))
        start = np.exp(-exchange.takes / horizons)
        made = worth * (1 - np.exp(-until_made / horizons))
        end = np.exp(-np.where(comes, until_next, 0.0) / horizons)
        follows = np.where(comes, worth * (start - end), 0.0)
        follows = np.where(unsure, np.maximum(follows, 0.0), follows)
        # Of later phases what comes before it shows, at the worst of an own failure, at the best of another.
        sign = np.where(role == OWN, -1.0, 1.0)[:, None]
        may = one.in_time | two.in_time | (~withheld & ~(self.costly & late))
        later = np.where(may, sign * np.maximum(sign * worth * start, 0.0), 0.0)
        pays = (role == OWN) | ((role == BOTH) & ~sooner)
        cost = np.exp(-shows / exchange.horizons[party]) * exchange.walkout_costs[party]
        lacks = (breached & kept) @ exchange.requires.T
        return {
            "counted": counted,
            "party": party.astype(np.int32),
            "always": now[:, kept].any(axis=1).astype(np.uint8),
            "shows": shows,
            "cost": np.where(pays, cost, 0.0),
            "kept": made[:, self.kept].sum(axis=1),
            "made": made[:, self.planned],
            "next": follows[:, self.planned],
            "later": later[:, self.planned],
            "until_kept": self.ends_of_kept(until_made),
            "until_made": until_made[:, self.planned],
            "until_next": until_next[:, self.planned],
            "shows_made": self.masks(now),
            "shows_due": self.masks(due),
            "maybe": self.masks(maybe),
            "absent": self.masks(~comes),
            "gone": self.masks(breached),
            "lacking": self.masks(maybe & lacks),
        }

    def masks(self, chosen: Bools) -> NDArray[np.uint32]:
        """The planned steps of rows of chosen steps, (..., M), as sets."""
        return np.asarray((chosen[..., self.planned] @ (1 << np.arange(self.planned.size))).astype(np.uint32))

    def ends_of_kept(self, until: Floats) -> Floats:
        """When the first kept member of each entry ends, by when its steps do, (..., M)."""
        ends = np.full((*until.shape[:-1], len(self.entries)), np.inf)
        for e, (members, _) in enumerate(self.entries):
            ends[..., e] = until[..., members & self.is_kept].min(axis=-1, initial=np.inf)
        return ends

    def laid_out(self) -> dict[str, NDArray[Any]]:
        """The arrays of the struct."""
        exchange, planned, kept, deal = self.exchange, self.planned, self.kept, self.deal
        parties, n, entries = exchange.parties, planned.size, len(self.entries)
        place = {int(j): b for b, j in enumerate(planned)}
        earlier = np.zeros(n, dtype=np.uint32)
        for a, b in deal.before:
            if a in place and b in place:
                earlier[place[b]] |= np.uint32(1 << place[a])
        stop_until = np.where(self.lapses, exchange.undo, np.inf)
        start = np.exp(-exchange.takes / exchange.horizons[:, None])
        stop = 1 - np.exp(-stop_until / exchange.horizons[:, None])
        received = np.where(self.present, np.maximum(exchange.worth, 0.0), 0.0).sum(axis=1)
        caps = np.full(parties, np.inf)
        if deal.most_at_risk is not None:
            capped = np.isfinite(deal.most_at_risk) & (received > 0)  # who receives nothing has nothing at risk
            caps[capped] = deal.most_at_risk[capped] * received[capped]

        kept_ones = self.is_kept
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
            "requires": self.masks(exchange.requires[planned]),
            "earlier": earlier,
            "back": self.masks(self.breakable),
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
            **self.courses,
            "entry": np.array([self.masks(members) for members, _ in self.entries], dtype=np.uint32),
            "entry_worth": np.array([worth for _, worth in self.entries]).reshape(entries, parties).T,
            "stop_kept": (self.worth * stop)[:, kept].sum(axis=1),
            "stop_made": (self.worth * stop)[:, planned],
            "stop_next": (self.worth * start * stop)[:, planned],
            "stop_until_kept": self.ends_of_kept(stop_until),
            "stop_until_made": stop_until[planned],
            "stop_until_next": (exchange.takes + stop_until)[planned],
            "never": np.full(max(n, entries), np.inf),
        }
        return {name: np.ascontiguousarray(array) for name, array in found.items()}
