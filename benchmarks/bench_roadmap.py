"""Roadmaps and their proofs within ten seconds, exact assessment in batches, and a lattice roadmap for many draws."""

from __future__ import annotations

import random
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import standoff
from exchanges import exchange_of, random_case, random_plan, stacked, vector_of
from standoff import catalog
from standoff.case.load import load
from standoff.engine.assessment import compiled as assess_kernel
from standoff.engine.assessment.trust import assess
from standoff.engine.roadmap import bound, lattice, search

DRAWS = 1000

LIMIT = 10.0
"""Seconds that each roadmap may take."""


def peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def seconds_left(seconds: float):
    over = time.monotonic() + seconds
    return lambda: over - time.monotonic()


def known(found: search.BestPlan) -> tuple[object, ...]:
    if found.best is None:
        return ("none holds", "proved" if found.proved else "not proved", "")
    gap = "?" if found.bound is None else f"{found.least - found.bound:.4f}"
    return (f"{found.least:.4f}", "?" if found.bound is None else f"{found.bound:.4f}", gap)


def proofs(steps: int, parties: int, cases: int, seed: int) -> None:
    """Random deals; those of which no plan holds are proved at once and counted apart."""
    rng, closed, holding, none = random.Random(seed), 0, 0, 0
    while holding < cases:
        case = random_case(rng, parties=parties, steps=steps, hopeful=True)
        task = search.Task((), tuple(range(steps)), np.ones(1 << steps, dtype=bool), pace=case["pace"])
        started = time.perf_counter()
        found = search.best_plan(exchange_of(case), [task], search.Aim(), left=seconds_left(LIMIT))
        took = time.perf_counter() - started
        if found.best is None:
            none += found.proved
            continue
        holding += 1
        closed += found.proved
        row(f"random {holding}", steps, parties, *known(found), f"{took:.1f}", found.assessed, peak())
    print(f"\nOf {cases} deals for which a plan holds, {closed} proved within {bound.WIDTH} in {LIMIT:.0f} s;", end=" ")
    print(f"{none} more were proved to have none.\n")


def korea() -> None:
    case = load(catalog.find("korea"))
    for deal in case.deals:
        started = time.perf_counter()
        (found,) = standoff.roadmap(case, [deal], time_limit=60.0)
        took = time.perf_counter() - started
        plan = found.best or found.closest
        asks = f"{found.best.trust:.4f}" if found.best else "none holds"
        least = found.bound.trust_at_least
        bounded = "proved" if found.bound.proved else "not proved"
        row(
            f"Korea, {deal}",
            sum(map(len, plan.phases)),
            5,
            asks,
            bounded,
            least,
            f"{took:.1f}",
            found.made.method,
            peak(),
        )
    print()


def assessments() -> None:
    for together in (False, True):
        rng = random.Random(7)
        case = random_case(rng, parties=3, steps=14, hopeful=True, together=together)
        exchange = exchange_of(case)
        plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(10_000)])
        started = time.perf_counter()
        assess(exchange, plans, 0.25)
        compiled = time.perf_counter() - started
        fits, assess_kernel.fits = assess_kernel.fits, lambda exchange: False
        started = time.perf_counter()
        assess(exchange, plans[:500], 0.25)
        numpy = 20 * (time.perf_counter() - started)
        assess_kernel.fits = fits
        row("10,000 plans, 14 steps, 3 parties", together, f"{compiled:.2f}", f"{numpy:.1f}", f"{numpy / compiled:.0f}")
    print()


def draws() -> None:
    rng = random.Random(3)
    exchange = exchange_of(random_case(rng, parties=3, steps=12, together=False, hopeful=True))
    numbers = np.random.default_rng(1)
    grid = lattice.SubsetLattice(
        np.arange(12), np.arange(0), np.ones(1 << 12, bool), np.zeros(12, dtype=np.int64), 0.25
    )
    worths = exchange.worth * numbers.uniform(0.5, 2, (DRAWS, *exchange.worth.shape))
    each = [replace(exchange, worth=worth) for worth in worths]
    started = time.process_time()
    one_by_one = [lattice.good_orders(drawn, grid) for drawn in each]
    taken = time.process_time() - started
    together, started = stacked(each), time.process_time()
    assert lattice.orders_of_draws(together, grid) == one_by_one
    at_once, unit = time.process_time() - started, numpy_work()
    print(f"{DRAWS} draws, a lattice roadmap of 12 steps and 3 parties each: {taken:.2f} s, at once {at_once:.2f} s")
    print(f"in units of numpy work ({unit:.3f} s each): {taken / unit:.1f} and {at_once / unit:.1f}\n")


def numpy_work() -> float:
    """Seconds of a fixed piece of work in numpy, the least of three: what machines are compared by."""
    taken, numbers = [], np.random.default_rng(0).normal(size=(500, 500))
    for _ in range(3):
        started = time.process_time()
        for _ in range(10):
            np.sort(np.exp(np.abs(numbers @ numbers) / -500), axis=1)
        taken.append(time.process_time() - started)
    return min(taken)


def main() -> None:
    row("exact assessment", "`together`", "kernel, s", "numpy, s (20 times 500 plans)", "ratio")
    row(*["---"] * 5)
    assessments()
    draws()
    row("roadmap", "steps", "parties", "trust", "no plan below", "gap", "s", "plans assessed", "peak MB so far")
    row(*["---"] * 9)
    proofs(10, 3, 20, 5)
    proofs(14, 3, 20, 5)
    korea()


if __name__ == "__main__":
    main()
