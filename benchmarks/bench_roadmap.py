"""How long a roadmap takes: random exchanges of 6 to 18 steps and the deals of the shipped case."""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from exchanges import exchange_of, random_case
from standoff import analysis, catalog
from standoff.case.load import load
from standoff.engine import roadmap


def peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def main() -> None:
    print(
        "| roadmap | steps | parties | together | s | plans assessed | peak MB so far |\n|---|---|---|---|---|---|---|"
    )
    rng = random.Random(1)
    for steps in (6, 10, 14, 18):
        for parties, together in ((3, False), (5, True)):
            case = random_case(rng, parties=parties, steps=steps, together=together, hopeful=True)
            exchange = exchange_of(case)
            task = roadmap.Task((), tuple(range(steps)), np.ones(1 << steps, dtype=bool))
            started = time.perf_counter()
            found = roadmap.least_trust(exchange, [task])
            took = time.perf_counter() - started
            print(
                f"| random | {steps} | {parties} | {together} | {took:.2f} | {found.assessed} | {peak()} |", flush=True
            )
    case = load(catalog.find("korea"))
    for deal in case.deals:
        started = time.perf_counter()
        (found_,) = analysis.roadmap(case, [deal])
        took = time.perf_counter() - started
        steps = sum(len(phase) for phase in found_.shown.phases) if found_.shown else 0
        print(f"| Korea, {deal} (four venues) | {steps} | 5 | True | {took:.2f} | {found_.made.method} | {peak()} |")


if __name__ == "__main__":
    main()
