"""What the compiled kernel saves: good orders of 12 to 24 steps and how many hold, with it and in numpy, in turn."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from exchanges import exchange_of, random_case
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import lattice

STEPS = (12, 14, 16, 18, 20, 22, 24)
PARTIES = (2, 3, 5)
SECONDS = 3.0
"""A size is repeated for at least so long, and the fastest run counts."""


def once(steps: int, parties: int) -> str:
    """Processor seconds of the fastest sweep and of the fastest search for good orders, and the memory they took."""
    case = random_case(random.Random(steps), parties=parties, steps=steps, together=parties == 5, hopeful=True)
    exchange = exchange_of(case)
    grid = lattice.SubsetLattice(
        np.arange(steps), np.zeros(0, dtype=np.intp), np.ones(1 << steps, dtype=bool), np.zeros(steps, int), 0.25
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, best = time.perf_counter(), [np.inf, np.inf]
    while np.inf in best or time.perf_counter() - began < SECONDS:
        for place, task in enumerate((lattice.count_orders, lattice.good_orders)):
            started = time.process_time()
            task(exchange, grid)
            best[place] = min(best[place], time.process_time() - started)
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return f"{best[0]:.4f} | {best[1]:.4f} | {peak:.0f}"


def main() -> None:
    if kernel.compiled() is None:
        raise SystemExit(f"the kernel is {kernel.standing()}: there is nothing to compare")
    print(
        "| steps | parties | kernel: one sweep, s | good orders, s | MB | numpy: one sweep, s | good orders, s | MB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for steps in STEPS:
        for parties in PARTIES:
            cells = []
            for switch in ("", "off"):
                if switch and steps > lattice.LARGEST_IN_NUMPY:
                    cells.append("refused | | ")
                    continue
                again = [sys.executable, __file__, str(steps), str(parties)]
                environment = {**os.environ, kernel.SWITCH: switch}
                done = subprocess.run(again, env=environment, capture_output=True, text=True, check=True)
                cells.append(done.stdout.strip())
            print(f"| {steps} | {parties} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(once(int(sys.argv[1]), int(sys.argv[2])))
    else:
        main()
