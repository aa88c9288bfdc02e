"""Time and peak memory of the stability concepts: sizes, parties, what is feasible and reversible, kinds of preference.

    python benchmarks/bench_stability.py [--steps 12 16 20 24] [--parties 2 3 4 5] [--everything] [--realistic]

Processor seconds of one thread, the fastest of several runs where one is short, with ranks given: `build` is what
making the ranks took. Every row is from a fresh process, so that peak memory is its own; numpy is the same without the
kernel, up to 20 steps. Structured preferences are summed worths; random ones are permutations of the states. `x mem` is
how many times longer all four concepts took than it would take to read each rank once and to write each verdict once,
at the bandwidth that is measured first. At 24 steps only three parties are measured in all variants, unless
--everything. `realistic` has rules, a choice, three joint steps and a quarter irreversible.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from standoff.engine.core.masks import feasible as satisfying
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability.individual import OptionForm, draws
from standoff.engine.stability.states import Graph, powers, ranks_from_worth

CONCEPTS = ("nash", "gmr", "smr", "seq")
VARIANTS = ("complete", "infeasible", "irreversible")
NUMPY_UP_TO = 20
SHORT = 0.3
RUNS = 5


def graph(n: int, parties: int, variant: str, structured: bool, seed: int = 1) -> Graph:
    """complete; 30 % infeasible at random; a quarter irreversible; or rules, choices, joint and irreversible steps."""
    rng = np.random.default_rng([seed, n, parties])
    owns = np.arange(n) % parties == np.arange(parties)[:, None]
    irreversible = np.zeros(n, bool)
    states = np.ones(1 << n, bool)
    if variant == "infeasible":
        states = rng.random(1 << n) < 0.7
    if variant in ("irreversible", "realistic"):
        irreversible = rng.permutation(n) < n // 4
    if variant == "realistic":
        owns[0, [1, 2, 3]] = owns[1, [1, 2, 3]] = True
        pairs = rng.choice(n, (n // 6, 2))
        rules = [("if", ("step", int(a)), ("step", int(b))) for a, b in pairs if a != b]
        choice = [("not", ("and", ("step", n - 1), ("step", n - 2)))]
        states = satisfying(n, rules + choice)
    ranks = np.empty((parties, 1 << n), np.int32)
    for rank in ranks:
        rank[:] = ranks_from_worth(rng.normal(size=n), feasible=states) if structured else _permuted(rng, states)
    return Graph(n, *powers(owns, irreversible=irreversible), states, ranks)


def _permuted(rng: np.random.Generator, states: np.ndarray) -> np.ndarray:
    ranks = np.full(len(states), -1, np.int32)
    ranks[states] = rng.permutation(np.arange(int(states.sum()), dtype=np.int32))
    return ranks


def fastest(ask) -> float:
    """Processor seconds of the fastest of several runs, of one if it is long."""
    best = spent = 0.0
    for run in range(RUNS):
        start = time.process_time()
        ask()
        took = time.process_time() - start
        best, spent = min(best, took) if run else took, spent + took
        if spent > SHORT:
            break
    return best


def measure(n: int, parties: int, variant: str, structured: bool) -> dict[str, float]:
    """Seconds to build, for nash, gmr and smr, and for all four; how many states are feasible and peak memory in MB."""
    start = time.process_time()
    given = graph(n, parties, variant, structured)
    row: dict[str, float] = {"build": time.process_time() - start, "feasible": int(given.feasible.sum())}

    def verdicts(concepts):
        work = OptionForm(given.n, given.makes, given.ends, given.feasible, given.ranks)
        work.work_out(concepts)
        for concept in concepts:
            for party in range(parties):
                work.stable(concept, party)

    row["three"] = fastest(lambda: verdicts(CONCEPTS[:3]))
    row["all"] = fastest(lambda: verdicts(CONCEPTS))
    row["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def measure_draws(n: int, parties: int, variant: str, count: int) -> dict[str, float]:
    """Seconds for many draws of worths, utilities and ranks included."""
    given = graph(n, parties, variant, True)
    worth = np.random.default_rng(2).normal(size=(count, parties, n))
    row = {"three": fastest(lambda: draws(given, worth, concepts=CONCEPTS[:3]))}
    row["all"] = fastest(lambda: draws(given, worth, concepts=CONCEPTS))
    row["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def measure_bandwidth(states: int) -> dict[str, float]:
    """Bytes per second of c = a + b on int32 arrays of as many states, the fastest of several."""
    a, b, c = (np.ones(states, np.int32) for _ in range(3))
    repeats = max(1, (1 << 24) // states)

    def add():
        for _ in range(repeats):
            np.add(a, b, out=c)

    return {"bytes": 12.0 * states * repeats / min(fastest(add) for _ in range(3))}


def fresh(what: list, numpy_only: bool = False) -> dict[str, float]:
    """What a fresh process measures."""
    environment = os.environ | ({kernel.SWITCH: "off"} if numpy_only else {})
    command = [sys.executable, __file__, "--one", json.dumps(what)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(run.stdout)


def cases(args) -> list[tuple[int, int, str, bool]]:
    variants = [*VARIANTS, *(["realistic"] if args.realistic else [])]
    return [
        (n, parties, variant, structured)
        for n in args.steps
        for parties in args.parties
        for variant in variants
        for structured in (False, True)
        if n < 24 or args.everything or parties == 3 or (variant == "infeasible" and structured)
    ]


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.2f}" if seconds < 0.1 else f"{1000 * seconds:.0f}"


def main() -> None:
    """Print one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, nargs="+", default=[12, 16, 20, 24])
    parser.add_argument("--parties", type=int, nargs="+", default=[2, 3, 4, 5])
    parser.add_argument("--everything", action="store_true")
    parser.add_argument("--realistic", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        what, *rest = json.loads(args.one)
        print(json.dumps({"states": measure, "draws": measure_draws, "bandwidth": measure_bandwidth}[what](*rest)))
        return
    speed = {n: fresh(["bandwidth", 1 << n])["bytes"] for n in args.steps}
    print("bandwidth, GB/s:", ", ".join(f"2^{n} {speed[n] / 1e9:.1f}" for n in args.steps))
    head = [
        "n",
        "N",
        "variant",
        "preferences",
        "build s",
        "N+G+S ms",
        "all ms",
        "x mem",
        "MB",
        "numpy ms",
        "MB",
        "ratio",
    ]
    print(" ".join(f"{name:>12}" for name in head))
    for n, parties, variant, structured in cases(args):
        row = fresh(["states", n, parties, variant, structured])
        least = parties * (1 << n) * (4 + len(CONCEPTS)) / speed[n]
        cells = [n, parties, variant, "structured" if structured else "random", f"{row['build']:.2f}"]
        cells += [ms(row["three"]), ms(row["all"]), f"{row['all'] / least:.1f}", f"{row['mb']:.0f}"]
        if n <= NUMPY_UP_TO:
            slow = fresh(["states", n, parties, variant, structured], numpy_only=True)
            cells += [ms(slow["all"]), f"{slow['mb']:.0f}", f"{slow['all'] / row['all']:.0f}"]
        print(" ".join(f"{cell!s:>12}" for cell in cells), flush=True)
    print("\n1000 draws of worths, 2^12 states, 3 parties (numpy: 20 draws, times 50)")
    for variant in VARIANTS:
        row, slow = fresh(["draws", 12, 3, variant, 1000]), fresh(["draws", 12, 3, variant, 20], numpy_only=True)
        cells = [12, 3, variant, "drawn", "", ms(row["three"]), ms(row["all"]), "", f"{row['mb']:.0f}"]
        cells += [ms(50 * slow["all"]), f"{slow['mb']:.0f}", f"{50 * slow['all'] / row['all']:.0f}"]
        print(" ".join(f"{cell!s:>12}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
