"""How long all deals at once take: random exchanges of 10 to 16 steps, and every deal of the shipped case."""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import standoff
from exchanges import exchange_of, random_case
from standoff import catalog
from standoff.case.load import load
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import search
from standoff.engine.roadmap.deals import frontier


def main() -> None:
    print(f"Kernel: {kernel.standing()}. CPU seconds.")
    print("| deals of | steps | deals | hold | unbeaten | s | plans | peak MB |\n|---|---|---|---|---|---|---|---|")
    for steps in (10, 12, 14, 16):
        case = random_case(random.Random(1), parties=3, steps=steps, together=False, hopeful=True)
        task = search.Task((), tuple(range(steps)), np.ones(1 << steps, dtype=bool), (), case["pace"])
        started = time.process_time()
        found = frontier.frontier(frontier.Scope(exchange_of(case), (task,), np.zeros(steps, dtype=bool)))
        row("random", steps, found.deals, found.holding, found.unbeaten, started, found.assessed)
    korea = load(catalog.find("korea"))
    started = time.process_time()
    told = standoff.deals(korea)
    row("Korea, four venues", 15, told.looked_at, told.holding, told.unbeaten, started, told.made.method.split("; ")[1])


def row(what: str, steps: int, deals: int, holding: int, unbeaten: int, started: float, plans: object) -> None:
    took, peak = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {what} | {steps} | {deals} | {holding} | {unbeaten} | {took:.1f} | {plans} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
