"""How long it takes to find what would mend a plan: the three plans of the shipped case, singles and pairs.

Processor time of one process, the median of several runs, which a busy machine hardly changes; in brackets
beside it how often numpy sorts 2^22 numbers in that time, by which machines compare.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from yardstick import yardstick

from standoff import catalog
from standoff.analysis.assessment.arrangement import given_plan
from standoff.analysis.numbers import exchange_of
from standoff.analysis.remedies import PlanToMend, mending_of
from standoff.case.load import load
from standoff.engine.remedies import pairs

RUNS = 5

ASKED = ((0.0, 0, True), (5.0, 6, False), (pairs.LEVELS[-1], pairs.REFINED, True))
"""Up to which size pairs are looked for, how many are listed, and whether the effects of single remedies are."""


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The processor time of a piece of work, the median of several runs after one that does not count."""
    took = []
    for _ in range(runs + 1):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return median(took[1:])


def main() -> None:
    case = load(catalog.find("korea"))
    exchange = exchange_of(case)
    sort = yardstick()
    print(f"Numpy sorts 2^22 numbers in {sort:.3f} s.\n")
    print("| plan | pairs | singles, s | with pairs as in `run`, s | with all pairs, s |\n|---|---|---|---|---|")
    totals = [0.0] * len(ASKED)
    for name in case.plans:
        plan = given_plan(case, name)
        took = [
            seconds(
                lambda up_to=up_to, best=best, effects=effects, plan=plan: mending_of(
                    PlanToMend(case, exchange, plan, None, None), up_to, with_effects=effects, best=best
                )
            )
            for up_to, best, effects in ASKED
        ]
        totals = [total + one for total, one in zip(totals, took, strict=True)]
        told = " | ".join(f"{one:.2f} ({one / sort:.1f})" for one in took)
        print(f"| {name} | {PlanToMend(case, exchange, plan, None, None).number():,} | {told} |", flush=True)
    print(f"| all | | {' | '.join(f'{total:.2f} ({total / sort:.1f})' for total in totals)} |")


if __name__ == "__main__":
    main()
