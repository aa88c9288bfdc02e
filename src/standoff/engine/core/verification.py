"""When is a breach found out, where that depends on verifiers and on chance? And what a group then chooses from.

A verifier of a step is another step: while it is in force as planned, and not itself breached, breaches of the step
are seen sooner. Withdrawing verifiers is a breach like any other, and lengthens the time that the rest takes to be
seen; so that time depends on the set of breaches. A breach can also be missed, each independently of the others: then
nobody ever sees it.

Given when it will be found out, and with what chance, a group does best to breach everything else that changes
neither. So the failures that matter are those to which no breach can be added without changing when, in which phase or
with what chance they are found out. Only verifiers and breaches that may be missed have to be chosen one by one: of
all others, a group breaches what shows no sooner than some moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = ["CHOSEN_UP_TO", "Watch", "chosen_at_most", "failures", "shown_after", "watch_of"]

CHOSEN_UP_TO = 12
"""Verifiers and breaches that may be missed of which all sets are tried; beyond, the result is a bound."""

TICKS = 1e9
"""Times within 1e-9 years are equal: they are compared as whole ticks."""

FAR = 2e8
"""Years; times beyond are all alike. So many ticks, times the phases of the longest plan, are still a whole number."""

SLIGHT = 1e-5
"""Chances that may be so small, multiplied, that they make no difference: those of two breaches less than this."""

LAST = np.iinfo(np.int64).max
"""Later than everything that shows."""


def shown_after(exchange: Exchange, vectors: Ints) -> Floats:
    """How long after the start of its phase each step of plans (B, M) is seen to be done, (B, M), in years.

    Verifiers of the same phase and of earlier ones help, from when they are in force; those of later phases come too
    late.

    >>> none = np.zeros((0, 2))
    >>> watched = Exchange(
    ...     horizons=np.ones(2), walkout_costs=np.zeros(2), worth=np.zeros((2, 2)), takes=np.array([0.0, 0.5]),
    ...     seen=np.array([2.0, 0.0]), undo=np.zeros(2), owns=np.eye(2, dtype=bool), automatic=np.zeros(2, dtype=bool),
    ...     ends_all=np.zeros(2, dtype=bool), requires=np.zeros((2, 2), dtype=bool),
    ...     together_steps=none.astype(bool), together_worth=none,
    ...     seen_with=np.array([[np.inf, 0.1], [np.inf, np.inf]]))
    >>> shown_after(watched, np.array([[1, 2], [1, 1], [2, 1]]))[:, 0].tolist()
    [2.0, 0.6, 0.1]
    """
    shown = np.broadcast_to(exchange.takes + exchange.seen, vectors.shape)
    if exchange.seen_with is None:
        return shown
    for r in _verifiers(exchange):
        phase = vectors[:, [r]]
        there = np.where(phase == vectors, np.maximum(exchange.takes, exchange.takes[..., [r]]), exchange.takes)
        helps = (phase != ABSENT) & (phase <= vectors)
        shown = np.where(helps, np.minimum(shown, there + exchange.seen_with[..., r]), shown)
    return shown


def _verifiers(exchange: Exchange) -> list[int]:
    """The steps that shorten the time until breaches of some step are seen."""
    if exchange.seen_with is None:
        return []
    helps = np.isfinite(exchange.seen_with).reshape(-1, exchange.steps)
    return [int(r) for r in np.flatnonzero(helps.any(axis=0))]


def chosen_at_most(exchange: Exchange) -> int:
    """The number of steps that a group chooses one by one: verifiers, and those whose breaches may be missed."""
    doubtful = np.zeros(exchange.steps, dtype=bool)
    doubtful[_verifiers(exchange)] = True
    if exchange.missed is not None:
        doubtful |= np.asarray(((exchange.missed > 0) & (exchange.missed < 1)).reshape(-1, exchange.steps).any(axis=0))
    return int(doubtful.sum())


@dataclass(frozen=True)
class Watch:
    """When breaches are found out in R rows, the starts of phases of plans; time 0 is that moment.

    shows: (R, M), without verifiers. orders: (R, M), the order in which breaches show, by time and then by phase:
    ticks * base + phase. verifiers: (V,), the steps that verify others; present: (R, V), whether the plan has them.
    with_shows, with_orders: (R, M, V), the same if only this verifier helps; infinite where it does not.
    missed: (R, M).
    """

    base: int
    shows: Floats
    orders: Ints
    verifiers: NDArray[np.intp]
    present: Bools
    with_shows: Floats
    with_orders: Ints
    missed: Floats

    def found_out(self, at: NDArray[np.intp], breaches: Bools) -> tuple[Floats, Ints]:
        """When breaches of each step are found out in failures with these breaches (F, M) in rows `at`, and the order.

        A verifier that is itself breached does not help. Shapes (F, M).
        """
        shows, orders = self.shows[at], self.orders[at]
        for place, verifier in enumerate(self.verifiers):
            helps = (self.present[at, place] & ~breaches[:, verifier])[:, None]
            sooner = helps & (self.with_orders[at, :, place] < orders)
            shows = np.where(sooner, self.with_shows[at, :, place], shows)
            orders = np.where(sooner, self.with_orders[at, :, place], orders)
        return shows, orders

    def surely(self, at: NDArray[np.intp], breaches: Bools) -> Floats:
        """By when failures with these breaches (F, M) in rows `at` are found out for sure, (F,); inf: perhaps never."""
        shows, orders = self.found_out(at, breaches)
        orders = np.where(breaches & (self.missed[at] == 0), orders, LAST)
        first = orders.argmin(axis=1)
        each = np.arange(at.size)
        return np.where(orders[each, first] < LAST, shows[each, first], np.inf)

    @property
    def doubtful(self) -> Bools:
        """Which steps have to be chosen one by one, (M,): verifiers, and those whose breaches may be missed."""
        doubtful = np.asarray(((self.missed > 0) & (self.missed < 1)).any(axis=0))
        doubtful[self.verifiers] = True
        return doubtful

    def all_tried(self, breaches: Bools) -> bool:
        """Whether `failures` tries all sets of them, for breaches (R, M) of a group and of every part of it."""
        return int((self.doubtful & breaches.any(axis=0)).sum()) <= CHOSEN_UP_TO

    def never(self, at: NDArray[np.intp], breaches: Bools) -> Floats:
        """The chance that failures with these breaches (F, M) in rows `at` are never found out, (F,)."""
        return np.asarray(np.where(breaches, self.missed[at], 1.0).prod(axis=1))

    def courses(self, at: NDArray[np.intp], breaches: Bools) -> Iterator[tuple[NDArray[np.intp], Floats, Floats, Ints]]:
        """All that can happen, by which breach is the first that is not missed.

        Each time: the failures that it can happen to (F',), with what chance, when they show then and in which phase.
        A failure that is never found out shows at infinity, after all phases.
        """
        for which, chance, time, phase, _ in self.courses_of_both(at, breaches, breaches):
            yield which, chance, time, phase

    def courses_of_both(
        self, at: NDArray[np.intp], breaches: Bools, own: Bools
    ) -> Iterator[tuple[NDArray[np.intp], Floats, Floats, Ints, Bools]]:
        """The same where some of the breaches are one's `own` (F, M): also whether one of those is among the first.

        Of breaches that show together the own ones are looked at first.
        """
        shows, orders = self.found_out(at, breaches)
        orders = np.where(breaches, orders, LAST)
        missed = self.missed[at]
        left, which = np.ones(at.size), np.arange(at.size)
        while which.size:
            soonest = orders[which].min(axis=1)
            together = orders[which] == soonest[:, None]
            mine = together & own[which]
            first = np.where(mine.any(axis=1), mine.argmax(axis=1), together.argmax(axis=1))
            some = soonest < LAST
            chance = left[which] * np.where(some, 1 - missed[which, first], 1.0)
            time = np.where(some, shows[which, first], np.inf)
            phase = np.where(some, soonest % self.base, self.base)
            likely = chance > 0
            yield which[likely], chance[likely], time[likely], phase[likely], (some & mine.any(axis=1))[likely]
            left[which] *= np.where(some, missed[which, first], 0.0)
            orders[which, first] = LAST
            which = which[left[which] > 0]

    def repeated(self, times: int) -> Watch:
        """The same rows, each so many times in a row."""
        return self.only(np.repeat(np.arange(len(self.orders)), times))

    def only(self, rows: NDArray[np.intp]) -> Watch:
        """Some of the rows, in this order."""
        arrays = ("shows", "orders", "present", "with_shows", "with_orders", "missed")
        some: dict[str, Any] = {name: getattr(self, name)[rows] for name in arrays}
        return replace(self, **some)


def watch_of(exchange: Exchange, plan: NDArray[np.intp], base: int, present: Bools, start: Floats, due: Ints) -> Watch:
    """The watch over R rows of plans: plan (R,), present (R, M), start (R, M) in years, due (R, M), less than base."""
    verifiers = np.array(_verifiers(exchange), dtype=np.intp)

    def drawn(values: Floats, core: int) -> Floats:
        return values[plan] if values.ndim > core else np.broadcast_to(values, (plan.size, *values.shape))

    seen_with, missed = np.zeros((*start.shape, 0)), np.zeros(start.shape)
    if exchange.seen_with is not None:
        seen_with = drawn(exchange.seen_with[..., verifiers], 2)
    if exchange.missed is not None:
        missed = drawn(exchange.missed, 1)
    with_shows = np.maximum(start[:, :, None], start[:, None, verifiers]) + seen_with
    with_due = np.maximum(due[:, :, None], due[:, None, verifiers])
    shows = start + drawn(exchange.seen, 1)
    return Watch(
        base=base,
        shows=shows,
        orders=_ordered(shows, due, base),
        verifiers=verifiers,
        present=present[:, verifiers],
        with_shows=with_shows,
        with_orders=_ordered(with_shows, with_due, base),
        missed=missed,
    )


def _ordered(shows: Floats, due: Ints, base: int) -> Ints:
    never = np.isinf(shows)
    ticks = np.rint(np.minimum(shows, FAR) * TICKS).astype(np.int64)
    return np.where(never, LAST, ticks * base + due)


def failures(watch: Watch, breaches: Bools) -> tuple[NDArray[np.intp], Bools]:
    """The failures of a group to which nothing can be added unnoticed: rows (F,) in order, and breaches (F, M).

    breaches: (R, M), all that the group can breach in each row. Not all are found where `all_tried` is False.
    """
    first, kind = _alike(watch, breaches)
    doubtful = watch.doubtful
    chosen = np.flatnonzero(doubtful & breaches.any(axis=0))
    row, sets = _unnoticed(watch.only(first), breaches[first], doubtful, chosen)
    by_kind = np.argsort(row, kind="stable")
    begins = np.searchsorted(row[by_kind], np.arange(first.size + 1))
    counts = (begins[1:] - begins[:-1])[kind]
    at = np.repeat(np.arange(kind.size), counts)
    within = np.arange(at.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, sets[by_kind[begins[kind[at]] + within]]


def _alike(watch: Watch, breaches: Bools) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows in which the same sets are found, told by one of each kind (K,), and the kind of each row (R,).

    Sets are found by comparing moments, so that the order of these is enough. Chances are compared, too; but without
    verifiers one more breach that may be missed always changes them, if it shows before the failure is found out for
    sure. So it is enough that it may be missed, unless the chances are so small that they count as the same.
    """
    moments = np.where(breaches, watch.orders, LAST)
    with_moments = np.where(breaches[:, :, None] & watch.present[:, None, :], watch.with_orders, LAST)
    place = _places(np.hstack([moments, *np.moveaxis(with_moments, 2, 0)]))
    missed = np.where(breaches, watch.missed, 0.0)
    maybe = (missed > 0) & (missed < 1)
    slight = np.where(maybe, missed, 1.0).prod(axis=1) < SLIGHT
    slight |= np.where(maybe, 1 - missed, 1.0).min(axis=1, initial=1.0) < SLIGHT
    slight |= watch.verifiers.size > 0
    missed = np.where(maybe & ~slight[:, None], 0.5, missed)
    told = (place, missed, breaches, watch.present, slight[:, None])
    key = np.hstack([np.ascontiguousarray(part).view(np.uint8) for part in told])
    _, first, kind = np.unique(key.view(f"V{key.shape[1]}").reshape(-1), return_index=True, return_inverse=True)
    return first, kind.reshape(-1)


def _places(moments: Ints) -> NDArray[np.int16]:
    """The place of each moment (R, C) in the order of its row, of those that come together the same; -1 for never."""
    by_time = np.argsort(moments, axis=1)
    later = np.take_along_axis(moments, by_time, axis=1)
    later[:, 1:] = np.cumsum(later[:, 1:] != later[:, :-1], axis=1)
    later[:, :1] = 0
    places = np.empty_like(moments, dtype=np.int16)
    np.put_along_axis(places, by_time, later.astype(np.int16), axis=1)
    places[moments == LAST] = -1
    return places


def _unnoticed(
    watch: Watch, breaches: Bools, doubtful: Bools, chosen: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Bools]:
    """The same row by row, with the steps that are chosen one by one."""
    every = chosen.size <= CHOSEN_UP_TO
    choices = _all_choices(breaches, chosen) if every else _latest(watch, breaches, chosen)
    at: list[NDArray[np.intp]] = [np.zeros(0, dtype=np.intp)]
    sets: list[Bools] = [np.zeros((0, breaches.shape[1]), dtype=bool)]
    laws: list[Ints] = []
    for rows, choice in choices:
        which, found, orders = _at_thresholds(watch, rows, breaches[rows] & ~doubtful, choice)
        at.append(rows[which])
        sets.append(found)
        laws.append(_law(orders[which], watch.missed[rows[which]], found))
    row, found = np.concatenate(at), np.concatenate(sets)
    if not row.size:
        return row, found
    keep = _largest(np.hstack([row[:, None], np.concatenate(laws)]), found)
    return row[keep], found[keep]


def _all_choices(breaches: Bools, chosen: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], Bools]]:
    """All sets of the chosen steps, with the rows in which they can be breached."""
    for bits in range(1 << chosen.size):
        choice = np.zeros(breaches.shape[1], dtype=bool)
        choice[[int(j) for place, j in enumerate(chosen) if bits >> place & 1]] = True
        rows = np.flatnonzero((breaches | ~choice).all(axis=1) & breaches.any(axis=1))
        yield rows, np.broadcast_to(choice, (rows.size, choice.size))


def _latest(watch: Watch, breaches: Bools, chosen: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], Bools]]:
    """For each number, so many of the chosen steps whose breaches show the latest."""
    rows = np.flatnonzero(breaches.any(axis=1))
    orders = np.where(breaches[rows][:, chosen], watch.orders[rows][:, chosen], -1)
    by_order = chosen[np.argsort(-orders, axis=1, kind="stable")]
    for number in range(chosen.size + 1):
        choice = np.zeros((rows.size, breaches.shape[1]), dtype=bool)
        np.put_along_axis(choice, by_order[:, :number], values=True, axis=1)
        fits = ~(choice & ~breaches[rows]).any(axis=1)
        yield rows[fits], choice[fits]


def _at_thresholds(
    watch: Watch, rows: NDArray[np.intp], rest: Bools, choice: Bools
) -> tuple[NDArray[np.intp], Bools, Ints]:
    """For each moment at which others show before the choice does for sure: the choice and what shows no sooner.

    Returns which of the rows (F,), the sets (F, M), and the order in which breaches show in each row.
    """
    _, orders = watch.found_out(rows, choice)
    missed = watch.missed[rows]
    sure = np.where(choice & (missed == 0), orders, LAST).min(axis=1)
    sooner = rest & (missed == 0) & (orders < sure[:, None])
    later = np.triu(np.ones((rest.shape[1], rest.shape[1]), dtype=bool), 1)
    same = (orders[:, :, None] == orders[:, None, :]) & sooner[:, :, None] & later
    which, threshold = np.nonzero(sooner & ~same.any(axis=1))
    which = np.concatenate([which, np.arange(rows.size)])
    moment = np.concatenate([orders[which[: threshold.size], threshold], sure])
    no_sooner = rest[which] & ((orders[which] >= moment[:, None]) | (missed[which] == 1))
    sets = choice[which] | no_sooner
    some = sets.any(axis=1)
    return which[some], sets[some], orders


def _law(orders: Ints, missed: Floats, sets: Bools) -> Ints:
    """When sets of breaches (F, M) are found out and with what chance, as numbers to compare."""
    sure = np.where(sets & (missed == 0), orders, LAST).min(axis=1)
    if not (sets & (missed > 0)).any():
        nothing = np.full(sets.shape, LAST)
        nothing[sure < LAST, 0] = 0
        return np.hstack([np.where(np.arange(sets.shape[1]) == 0, sure[:, None], LAST), nothing])
    when = np.where(sets & (missed < 1) & (orders <= sure[:, None]), orders, LAST)
    by_time = np.argsort(when, axis=1, kind="stable")
    when = np.take_along_axis(when, by_time, axis=1)
    left = np.cumprod(np.where(when < LAST, np.take_along_axis(missed, by_time, axis=1), 1.0), axis=1)
    ends = np.append(when[:, 1:] != when[:, :-1], np.ones((len(when), 1), dtype=bool), axis=1) & (when < LAST)
    when = np.where(ends, when, LAST)
    chances = np.where(ends, np.rint(left * 1e12).astype(np.int64), LAST)
    by_time = np.argsort(when, axis=1, kind="stable")
    return np.hstack([np.take_along_axis(part, by_time, axis=1) for part in (when, chances)])


def _largest(laws: Ints, sets: Bools) -> Bools:
    """Which of the sets (F, M) are part of no other set of the same law (F, L)."""
    told = np.ascontiguousarray(laws[:, (laws != laws[0]).any(axis=0)])
    if not told.shape[1]:
        told = np.zeros((laws.shape[0], 1), dtype=np.int64)
    # Rows as strings of bytes: many times faster to tell apart than columns of numbers.
    _, law = np.unique(told.view(f"V{told.itemsize * told.shape[1]}").reshape(-1), return_inverse=True)
    law = law.reshape(-1)
    order = np.lexsort((-sets.sum(axis=1), law))
    law, sets = law[order], sets[order]
    largest = np.ones(law.size, dtype=bool)
    for apart in range(1, int(np.bincount(law).max(initial=1))):
        smaller = np.flatnonzero(law[apart:] == law[:-apart]) + apart
        within = ~(sets[smaller] & ~sets[smaller - apart]).any(axis=1)
        largest[smaller[within]] = False
    keep = np.zeros(law.size, dtype=bool)
    keep[order] = largest
    return keep
