"""What is it worth if all carry on, if everything stops, and if somebody fails? Spans of steps, discounted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.engine.assessment.failures import ALL_SETS_UP_TO
from standoff.engine.assessment.schedule import Rows, rows_at, rows_of, ticks
from standoff.engine.core import verification
from standoff.engine.core.exchange import ABSENT, Exchange
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = [
    "Spans",
    "at_best",
    "batches",
    "carry_on_spans",
    "failure_courses",
    "failure_spans",
    "kept_values",
    "outcomes",
    "outcomes_of_both",
    "share_of_gains",
    "snapped",
    "still_to_lose",
    "stop_spans",
    "stopped",
    "values",
]


TOLERANCE = 1e-9
"""Margins, exposures and gains within this share of a party's gross stake are zero."""

CELLS = 3_000_000
"""How many (failure, step) cells are valued at once; bounds the memory of a batch to a few hundred MB."""


def share_of_gains(exchange: Exchange, phases: Ints, which: Bools) -> Floats:
    """The share (N,) of each party's positive worths in a plan (M,) that comes from some of the steps (M,)."""
    positive = np.where(np.asarray(phases) != ABSENT, np.maximum(exchange.worth, 0.0), 0.0)
    total, part = positive.sum(axis=-1), positive[..., which].sum(axis=-1)
    return np.asarray(np.divide(part, total, out=np.zeros_like(total), where=total > 0))


def kept_values(exchange: Exchange, vectors: Ints, starts: Floats) -> Floats:
    """What the kept steps are worth for good, (B, N)."""
    kept = np.where(vectors == 0, 0, ABSENT)
    first = rows_at(exchange, kept, starts, np.zeros(len(vectors), dtype=np.int64), 0)
    return values(exchange, first, np.arange(len(vectors)), first.present)


def batches(exchange: Exchange, count: int, last: int) -> Iterator[NDArray[np.intp]]:
    """Cut a batch so that none of its parts holds more than about CELLS cells."""
    failers = int(exchange.owns.any(axis=1).sum())
    sets = sum(2 ** min(int(owned), ALL_SETS_UP_TO) for owned in exchange.owns.sum(axis=1))
    if not exchange.plainly_seen:
        sets *= 4
        failers += min(verification.chosen_at_most(exchange), verification.CHOSEN_UP_TO)
    per_plan = (last + 1) * exchange.steps * (2**failers * exchange.steps + sets * bool(exchange.together_worth.size))
    size = max(1, CELLS // max(1, per_plan))
    for first in range(0, count, size):
        yield np.arange(first, min(count, first + size))


def values(
    exchange: Exchange, rows: Rows, at: NDArray[np.intp], comes: Bools, from_end: Floats | None = None
) -> Floats:
    """What the spans of the steps are worth to every party, (F, N), for rows `at`.

    comes: (F, M), in force from its start; from_end: (F, N, M), e^(-end/H), 0 or left out for what stays for good.
    """
    fades = rows.from_start[at] if from_end is None else rows.from_start[at] - from_end
    total = np.einsum("fnm,fnm,fm->fn", rows.worth[at], fades, comes)
    for entry, members in enumerate(exchange.together_steps):
        if members.any():
            # In force together from the latest start, which fades most, until the earliest end, which fades least.
            span = rows.from_start[at][:, :, members].min(axis=2)
            if from_end is not None:
                span = np.maximum(span - from_end[:, :, members].max(axis=2), 0.0)
            whole = np.asarray(comes[:, members].all(axis=1))
            total += rows.together[at, entry] * span * whole[:, None]
    return np.asarray(total)


def _come(exchange: Exchange, rows: Rows, at: NDArray[np.intp], sure: Bools, maybe: Bools, gone: Bools) -> Bools:
    """Which steps come: the sure ones, and of the free ones (`maybe`) those for which no required step is missing.

    A required step is missing if it was not made, is withheld or is being taken back (`gone`).
    """
    comes = sure | maybe
    needs = exchange.requires.any(axis=1)
    some = np.flatnonzero((maybe & needs).any(axis=1))
    present, coming, sure, maybe, gone = rows.present[at[some]], comes[some], sure[some], maybe[some], gone[some]
    while some.size:
        missing = (present & (~coming | gone)).astype(np.float32)
        lacks = missing @ exchange.requires.T.astype(np.float32) > 0
        fewer = sure | (maybe & ~lacks)
        if (fewer == coming).all():
            comes[some] = coming
            break
        coming = fewer
    return comes


def _coming_if_stopped(exchange: Exchange, rows: Rows) -> Bools:
    """Which steps are there or still come if nobody makes costly steps any more: (R, M)."""
    this_phase = rows.present & ~rows.made & rows.begins_now
    at = np.arange(rows.plan.size)
    return _come(exchange, rows, at, rows.made, this_phase & ~rows.costly, np.zeros_like(rows.made))


def stopped(exchange: Exchange, rows: Rows) -> Floats:
    """What every party has if nobody makes costly steps any more: (R, N)."""
    at, comes = np.arange(rows.plan.size), _coming_if_stopped(exchange, rows)
    return values(exchange, rows, at, comes, rows.from_start * rows.per_undo * rows.lapses[:, None, :])


def _first(rows: Rows, at: NDArray[np.intp], breaches: Bools) -> tuple[Floats, Ints]:
    """When the first of the breaches (F, M) in rows `at` shows, and in which phase: (F,) each."""
    order = np.where(breaches, rows.order[at], np.iinfo(np.int64).max)
    first = order.argmin(axis=1)
    return rows.shows[at, first], rows.due[at, first]


def _coming(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools, shows: Floats, phase: Ints) -> Bools:
    """Which steps come in spite of failures with these breaches (F, M) in rows `at`, which show then: (F, M)."""
    tick = ticks(shows)[:, None]
    made = rows.made[at]
    begun = (rows.due[at] <= phase[:, None]) | (rows.begin_ticks[at] < tick)
    kept_up = rows.present[at] & ~made & ~breaches & begun
    sure = made | (kept_up & (rows.start_ticks[at] <= tick))
    return _come(exchange, rows, at, sure, kept_up & ~sure & ~rows.costly[at], breaches)


def outcomes(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools) -> tuple[Floats, Floats, Floats]:
    """What failures are worth to every party (F, N), when they show (F,) and what that moment counts now (F, N).

    Where breaches may be missed: the expectations, and when it shows if none is.
    """
    if rows.watch is None:
        shows, phase = _first(rows, at, breaches)
        value, fade = _outcome(exchange, rows, at, breaches, shows, phase)
        return value, shows, fade
    value = np.zeros((at.size, rows.horizons.shape[1]))
    fade, shows = value.copy(), np.full(at.size, np.inf)
    size = max(1, CELLS // max(1, exchange.steps * exchange.parties))
    for begin in range(0, at.size, size):
        part = slice(begin, begin + size)
        for which, chance, time, phase in rows.watch.courses(at[part], breaches[part]):
            which = which + begin
            worth, counts = _outcome(exchange, rows, at[which], breaches[which], time, phase)
            value[which] += chance[:, None] * worth
            fade[which] += chance[:, None] * counts
            shows[which] = np.minimum(shows[which], time)
    return value, shows, fade


def outcomes_of_both(
    exchange: Exchange, rows: Rows, at: NDArray[np.intp], own: Bools, others: Bools
) -> tuple[Floats, Floats, Floats]:
    """What it is worth to every party (F, N) if breaches of one's own and of others (F, M) each all begin at rows `at`.

    Then what the moment of discovery counts now, (F, N) each: where an own breach is among the first to show, and
    where none is.
    """
    breaches = own | others
    if rows.watch is None:
        shows, phase = _first(rows, at, breaches)
        value, fade = _outcome(exchange, rows, at, breaches, shows, phase)
        order = rows.order[at]
        first = np.where(breaches, order, verification.LAST).min(axis=1)
        mine = np.asarray((own & (order == first[:, None])).any(axis=1))[:, None]
        return value, np.where(mine, fade, 0.0), np.where(mine, 0.0, fade)
    value = np.zeros((at.size, rows.horizons.shape[1]))
    counts = np.zeros((2, *value.shape))
    for which, chance, time, phase, mine in rows.watch.courses_of_both(at, breaches, own):
        worth, fade = _outcome(exchange, rows, at[which], breaches[which], time, phase)
        value[which] += chance[:, None] * worth
        counts[0, which] += (chance * mine)[:, None] * fade
        counts[1, which] += (chance * ~mine)[:, None] * fade
    return value, counts[0], counts[1]


def still_to_lose(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools) -> Floats:
    """At most what every party would have been spared if failures (F, M) in rows `at` had met one of its own, (F, N).

    With more breaches nothing lasts longer, where discovery depends on no verifier and no chance. So what can be
    spared is what costs the party something: all of a step that is due, and of a made one what undoing it at once
    spares.
    """
    spans, least = _spans(exchange, rows, at, breaches)
    total = np.einsum("fnm,fnm->fn", -np.minimum(rows.worth[at], 0.0), np.maximum(spans - least, 0.0))
    for entry, span in _joint_spans(exchange, rows, at, spans):
        total -= np.minimum(rows.together[at, entry], 0.0) * span
    return np.asarray(total)


def at_best(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools) -> Floats:
    """At most what every party has if failures (F, M) in rows `at` meet some of the others, (F, N).

    Walk-out costs are left aside. All that it likes for as long as it would have it otherwise, and of what it dislikes
    only what undoing takes.
    """
    spans, least = _spans(exchange, rows, at, breaches)
    worth = rows.worth[at]
    total = np.einsum("fnm,fnm->fn", worth, np.where(worth > 0, spans, least))
    for entry, span in _joint_spans(exchange, rows, at, spans):
        total += np.maximum(rows.together[at, entry], 0.0) * span
    return np.asarray(total)


def _spans(exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools) -> tuple[Floats, Floats]:
    """What a point counts while a step is in force after failures, and at least after any: (F, N, M) each."""
    comes, from_end, _ = _course(exchange, rows, at, breaches, *_first(rows, at, breaches))
    spans = np.where(comes[:, None, :], np.maximum(rows.from_start[at] - from_end, 0.0), 0.0)
    return spans, np.where(rows.made[at][:, None, :], 1.0 - rows.per_undo[at], 0.0)


def _joint_spans(exchange: Exchange, rows: Rows, at: NDArray[np.intp], spans: Floats) -> Iterator[tuple[int, Floats]]:
    """At most what a point counts while all steps of a `together` entry are in force, (F, N)."""
    for entry, members in enumerate(exchange.together_steps):
        if members.any():
            yield entry, spans[:, :, members].min(axis=2)


def _course(
    exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools, shows: Floats, phase: Ints
) -> tuple[Bools, Floats, Floats]:
    """What comes (F, M) if failures show then, what a point after its end counts (F, N, M) and from that moment (F, N).

    What lapses lasts until it shows, or until its own start if that is later, and then as long as undoing takes;
    a made step that is breached is being taken back from the beginning.
    """
    comes = _coming(exchange, rows, at, breaches, shows, phase)
    fade = np.exp(-shows[:, None] / rows.horizons[at])
    taken_back = (breaches & rows.made[at])[:, None, :]
    from_end = np.where(taken_back, 1.0, np.minimum(fade[:, :, None], rows.from_start[at])) * rows.per_undo[at]
    from_end *= rows.lapses[at][:, None, :] | taken_back
    return comes, from_end, fade


def _outcome(
    exchange: Exchange, rows: Rows, at: NDArray[np.intp], breaches: Bools, shows: Floats, phase: Ints
) -> tuple[Floats, Floats]:
    """What failures that show then are worth to every party (F, N), and what that moment counts now (F, N)."""
    comes, from_end, fade = _course(exchange, rows, at, breaches, shows, phase)
    return values(exchange, rows, at, comes, from_end), fade


@dataclass(frozen=True)
class Spans:
    """From when until when steps are in force: arrays (M,), years from the start of a phase. shows: years.

    caught: whether a breach of one's own is among the first to show.
    """

    comes: Bools
    start: Floats
    end: Floats
    shows: float
    caught: bool = False


def carry_on_spans(exchange: Exchange, phases: Ints, pace: float, phase: int) -> Spans:
    """From when until when each step is in force if everybody carries on from the start of a phase.

    Nothing shows: `shows` is infinite. Exchange without draws.
    """
    rows, k = rows_of(exchange, phases, pace), phase - 1
    return Spans(rows.present[k], rows.start[k], np.full(exchange.steps, np.inf), np.inf)


def stop_spans(exchange: Exchange, phases: Ints, pace: float, phase: int) -> Spans:
    """From when until when each step is in force if everything stops at the start of a phase, which shows at once.

    Exchange without draws.
    """
    rows, k = rows_of(exchange, phases, pace), phase - 1
    end = np.where(rows.lapses[k], rows.start[k] + rows.undo[k], np.inf)
    return Spans(_coming_if_stopped(exchange, rows)[k], rows.start[k], end, 0.0)


def failure_spans(exchange: Exchange, phases: Ints, pace: float, phase: int, breaches: Bools) -> Spans:
    """From when until when each step is in force if these breaches (M,) begin at the start of a phase.

    For the terms behind a walk-out value or an exposure; exchange without draws. Where breaches may be missed, this is
    the first of `failure_courses`.
    """
    return failure_courses(exchange, phases, pace, phase, breaches)[0][1]


def failure_courses(
    exchange: Exchange, phases: Ints, pace: float, phase: int, breaches: Bools, own: Bools | None = None
) -> tuple[tuple[float, Spans], ...]:
    """All that can happen if these breaches (M,) begin at the start of a phase, with the chance of each.

    There are several where breaches may be missed: by which breach is the first that is not, at last none. own: those
    of them by which somebody is caught; all, if left out.
    """
    rows = rows_of(exchange, phases, pace)
    at, k, mine = np.array([phase - 1]), phase - 1, breaches if own is None else own & breaches
    if rows.watch is None:
        time, within = _first(rows, at, breaches[None])
        order = rows.order[k]
        courses = [(1.0, time, within, bool((order[mine] == order[breaches].min()).any()))]
    else:
        found = rows.watch.courses_of_both(at, breaches[None], mine[None])
        courses = [
            (float(chance[0]), time, within, bool(caught[0]))
            for which, chance, time, within, caught in found
            if which.size
        ]
    out = []
    for chance, shows, within, caught in courses:
        comes = _coming(exchange, rows, at, breaches[None], shows, within)
        end = np.where(rows.lapses[k], np.maximum(shows[0], rows.start[k]) + rows.undo[k], np.inf)
        end = np.where(breaches & rows.made[k], rows.undo[k], end)
        out.append((chance, Spans(comes[0], rows.start[k], end, float(shows[0]), caught)))
    return tuple(out)


def snapped(values: Floats, zero: Floats) -> Floats:
    """The values, of which those within `zero` of zero are zero."""
    return np.where(np.abs(values) <= zero, 0.0, values)
