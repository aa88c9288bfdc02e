"""Time and peak memory of the stability concepts: sizes, parties, what is feasible and reversible, kinds of preference.

    python benchmarks/bench_stability.py [--steps 12 16 20] [--parties 3 5] [--only structured] [--sseq]

Every figure is from a fresh process, so that peak memory is its own. Structured preferences are summed worths; random
ones are permutations of the states. `realistic` has rules, a choice, three joint steps and a quarter irreversible.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from standoff.engine.masks import feasible as satisfying
from standoff.engine.stability import Sweeps, equilibria, stable
from standoff.engine.states import Graph, powers, ranks_from_worth

CONCEPTS = ("nash", "gmr", "smr", "seq")
VARIANTS = ("complete", "infeasible", "irreversible", "realistic")


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
    ranks = [
        ranks_from_worth(rng.normal(size=n), feasible=states) if structured else _permuted(rng, states)
        for _ in range(parties)
    ]
    return Graph(n, *powers(owns, irreversible=irreversible), states, np.array(ranks))


def _permuted(rng: np.random.Generator, states: np.ndarray) -> np.ndarray:
    ranks = np.full(len(states), -1, np.int32)
    ranks[states] = rng.permutation(int(states.sum()))
    return ranks


def measure(n: int, parties: int, variant: str, structured: bool, concepts: list[str]) -> dict[str, object]:
    """Seconds for each concept over all parties, one after the other and sharing work; and peak memory."""
    start = time.perf_counter()
    work = Sweeps.of(graph(n, parties, variant, structured))
    row: dict[str, object] = {"build": time.perf_counter() - start, "feasible": int(work.feasible.sum())}
    for concept in concepts:
        start = time.perf_counter()
        stable(work, [concept])
        row[concept] = time.perf_counter() - start
        row["n_" + concept] = int(equilibria(work, concept).sum())
    row["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def main() -> None:
    """Print one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, nargs="+", default=[12, 16, 20])
    parser.add_argument("--parties", type=int, nargs="+", default=[3, 5])
    parser.add_argument("--variants", nargs="+", default=VARIANTS)
    parser.add_argument("--only", choices=["random", "structured"])
    parser.add_argument("--sseq", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(*json.loads(args.one))))
        return
    concepts = [*CONCEPTS, "sseq"] if args.sseq else list(CONCEPTS)
    head = ["n", "N", "variant", "preferences", "feasible", "build", *concepts, "all", "peak MB"]
    print(" ".join(f"{name:>12}" for name in head))
    for n in args.steps:
        for parties in args.parties:
            for variant in args.variants:
                for structured in (False, True):
                    name = "structured" if structured else "random"
                    if args.only not in (None, name):
                        continue
                    case = json.dumps([n, parties, variant, structured, concepts])
                    run = subprocess.run(
                        [sys.executable, __file__, "--one", case], check=True, capture_output=True, text=True
                    )
                    row = json.loads(run.stdout)
                    seconds = [row["build"], *(row[c] for c in concepts), sum(row[c] for c in concepts)]
                    times = [f"{second:.3f}" for second in seconds]
                    cells = [n, parties, variant, name, row["feasible"], *times, f"{row['mb']:.0f}"]
                    print(" ".join(f"{cell!s:>12}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
