"""How long it takes to say how sure: draws of the shipped case, on one core and on two, and many draws of one plan.

With the word `states` only how often states are stable.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from yardstick import yardstick

import standoff
from standoff import catalog
from standoff.analysis.answer.questions import SECONDS
from standoff.analysis.stability.state_space import state_space_of
from standoff.analysis.sureness.equilibria import stable_often
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure, robust_roadmaps
from standoff.case.load import load
from standoff.case.model.model import Case
from standoff.engine.core.parallel import Workers, workers
from standoff.engine.stability.handful import Handful, verdicts
from standoff.results.records.assessment import Assessment

DRAWS = 1000
MANY = 100_000
RUN = 200
STATES, ALL = 20, 16


def main() -> None:
    case = load(catalog.find("korea"))
    states(case)
    if "states" in sys.argv:
        return
    roadmaps = standoff.roadmap(case, time_limit=SECONDS)
    plans = {f"plan:{name}": standoff.assess(case, name) for name in case.plans}
    shown = plans | {f"deal:{r.deal}": r.shown for r in roadmaps if r.shown is not None}
    longest = max(plans, key=lambda key: steps_of(plans[key]))

    print("Seconds on the clock, with workers that have started.")
    print("| the shipped case | draws | one core, s | two cores, s | ratio |\n|---|---|---|---|---|")
    row("how often plans and roadmaps hold", DRAWS, lambda by: how_sure(case, shown, DRAWS, 1, by=by))
    row("robust roadmaps", DRAWS, lambda by: robust_roadmaps(case, roadmaps, DRAWS, 1, by=by))
    what = f"one plan of {steps_of(plans[longest])} steps, {longest.removeprefix('plan:')}"
    row(what, MANY, lambda by: how_sure(case, {longest: plans[longest]}, MANY, 1, by=by))
    row("what flips the interim deal, and what drives it", 0, lambda by: standoff.flip(case, deal="interim", by=by))
    row("what to find out about it", 0, lambda by: standoff.needs(case, deal="interim", by=by))
    print(f"\nAt most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB in one process, on one core.")


def states(case: Case) -> None:
    """How often states are stable: processor seconds of one core, and as many times what a piece of numpy takes."""
    space, exchange = state_space_of(case), Drawn.of(case, DRAWS, 1).exchange(timeless=True)
    feasible, rng = np.flatnonzero(space.graph.feasible), np.random.default_rng(1)
    some = (space.now, *rng.choice(feasible, STATES, replace=False).tolist())
    few = Handful(space.graph, exchange.worth, space.together, exchange.together_worth, frozenset(), some)
    medians, fixed = standoff.stable(case), yardstick()

    print(
        f"\nProcessor seconds; {len(feasible):,} feasible states, five notions; numpy sorts 2^22 numbers in {fixed:.2f}"
    )
    print("| how often states are stable | draws | s | times numpy |\n|---|---|---|---|")
    listed = len(stable_often(case, 1, 1, found=medians).states)
    rows: list[tuple[str, int, Callable[[], object]]] = [
        (f"now and {STATES} states at random", DRAWS, lambda: verdicts(few)),
        ("as a run asks", RUN, lambda: stable_often(case, RUN, 1, found=medians)),
        (f"now and {listed} listed states, the medians asked as well", DRAWS, lambda: stable_often(case, DRAWS, 1)),
        ("all states", ALL, lambda: stable_often(case, ALL, 1, of="all")),
    ]
    for what, draws, work in rows:
        taken = processor(work)
        print(f"| {what} | {draws:,} | {taken:.2f} | {taken / fixed:.1f} |", flush=True)


def processor(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def steps_of(plan: Assessment) -> int:
    return sum(len(phase) for phase in plan.phases)


def row(what: str, draws: int, work: Callable[[Workers], object]) -> None:
    one, two = (seconds(work, cores) for cores in (1, 2))
    print(f"| {what} | {f'{draws:,}' if draws else 'its own'} | {one:.1f} | {two:.1f} | {one / two:.2f} |", flush=True)


def seconds(work: Callable[[Workers], object], cores: int) -> float:
    with workers(cores) as by:
        # A run starts its workers once, for everything.
        list(by.results(warm, range(8)))
        started = time.perf_counter()
        work(by)
        return time.perf_counter() - started


def warm(task: int) -> int:
    """What a worker imports, and a while in which each of them starts."""
    from standoff.analysis.sureness import shares

    time.sleep(0.2)
    return len(shares.__name__) + task


if __name__ == "__main__":
    main()
