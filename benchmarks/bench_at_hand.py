"""One plan at hand, warm and in one process: an assessment, 200 draws, every place of a step, and many plans in draws.

Milliseconds of processor time, medians, and as ratios to a fixed piece of numpy work in the same run, so that machines
compare: python bench_at_hand.py
"""

from __future__ import annotations

import statistics
import time

import numpy as np

import standoff
from standoff.analysis.assessment.arrangement import given_plan, part_of, vector_of
from standoff.analysis.plans import places
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure
from standoff.engine.assessment.trust import holding
from standoff.engine.core.exchange import numbered

PLAN, STEP, TURNS = "relief_first", "summit_panmunjom", 15
PLANS, DRAWS = 26, 2_000


def milliseconds(work, turns=TURNS):
    """Processor time of some work, once it is warm."""
    work()
    took = []
    for _ in range(turns):
        started = time.process_time()
        work()
        took.append(1000 * (time.process_time() - started))
    return statistics.median(took)


def fixed_work():
    """What the times are told in: sorting and exponentials, about as much of each."""
    numbers = np.random.default_rng(1).random(200_000)
    return np.exp(-np.sort(numbers)).sum()


def plans_near(vector):
    """Plans near a plan: one step after the other in another phase."""
    rng, found = np.random.default_rng(1), [vector]
    while len(found) < PLANS:
        other = vector.copy()
        other[rng.choice(np.flatnonzero(vector > 0))] = rng.integers(1, vector.max() + 2)
        found.append(numbered(other[None])[0])
    return np.array(found)


def main() -> None:
    """Each piece of work, a line each."""
    case = standoff.load(standoff.find("korea"))
    shown = {f"plan:{PLAN}": standoff.assess(case, PLAN)}
    plan, drawn = given_plan(case, PLAN), Drawn.of(case, DRAWS, 1)
    part, pace = part_of(case, drawn.exchange(), plan.steps), drawn.value(f"plans.{PLAN}.pace")
    vectors = plans_near(vector_of(plan.steps, plan))
    count = len(places(case, STEP, PLAN))
    unit = milliseconds(fixed_work)
    for name, work in (
        ("assess", lambda: standoff.assess(case, PLAN)),
        ("200 draws of it", lambda: how_sure(case, shown, 200, 1)),
        (f"{count} places of a step", lambda: places(case, STEP, PLAN)),
        (f"{count} places of a step, 200 draws", lambda: places(case, STEP, PLAN, draws=200)),
        (f"whether {PLANS} plans hold in {DRAWS} draws", lambda: holding(part, vectors, pace)),
    ):
        took = milliseconds(work)
        print(f"{name:<45}{took:10.2f} ms{took / unit:10.3f}")


if __name__ == "__main__":
    main()
