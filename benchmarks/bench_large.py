"""Processor time of the search for stable states of large conflicts: first equilibria, counts up to 1000, patterns.

    python benchmarks/bench_large.py [--steps 40 60] [--parties 5] [--limit 1000] [--time-limit 60]

Worths are random and of every party for every step. `free`: every step is one party's, reversible, and nothing is ruled
out. `one-way`: a quarter is irreversible. `realistic`: also six joint steps, a rule for every fourth step, a choice of
three and, for each party, two `together` worths. `statements`: as
realistic, and two parties have eight preference statements. `tied`: as realistic, with a rule for every second step.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from standoff.engine.core.masks import mask
from standoff.engine.stability.states import powers
from standoff.engine.symbolic.conflict import SymbolicConflict
from standoff.engine.symbolic.equilibria import EquilibriumSearch
from standoff.engine.symbolic.preferences import SymbolicStatements, worths
from standoff.engine.symbolic.sat import Deadline, UnfinishedError
from standoff.engine.symbolic.stays import CONCEPTS, stays

VARIANTS = ("free", "one-way", "realistic", "statements", "tied")


def conflict(n: int, parties: int, variant: str, seed: int = 1) -> SymbolicConflict:
    """A random conflict; nothing in force is feasible in it."""
    rng = np.random.default_rng([seed, n, parties])
    owns = np.arange(n) % parties == np.arange(parties)[:, None]
    irreversible = np.zeros(n, bool)
    rules: list[tuple[object, ...]] = []
    if variant != "free":
        irreversible = rng.permutation(n) < n // 4
    together: list[list[tuple[int, float]]] = [[] for _ in range(parties)]
    if variant in ("realistic", "statements", "tied"):
        for step in rng.choice(n, 6, replace=False):
            owns[rng.integers(parties), step] = True
        pairs = [rng.choice(n, 2, replace=False) for _ in range(n // (2 if variant == "tied" else 4))]
        rules = [("if", ("step", int(a)), ("step", int(b))) for a, b in pairs]
        chosen = rng.choice(n, 3, replace=False).tolist()
        rules += [("not", ("and", ("step", a), ("step", b))) for a in chosen for b in chosen if a < b]
        together = [
            [(mask(rng.choice(n, 3, replace=False).tolist()), float(rng.normal())) for _ in range(2)]
            for _ in range(parties)
        ]
    orders: list[object] = [worths(rng.normal(size=n).tolist(), together[i]) for i in range(parties)]
    if variant == "statements":
        for i in (0, 1):
            said = []
            for _ in range(8):
                a, b = rng.choice(n, 2, replace=False).tolist()
                said.append(("if", ("step", a), ("step", b)) if rng.random() < 0.5 else ("not", ("step", a)))
            orders[i] = SymbolicStatements(tuple(said))
    return SymbolicConflict(n, *powers(owns, irreversible=irreversible), tuple(rules), tuple(orders))  # type: ignore[arg-type]


def measure(n: int, parties: int, variant: str, concept: str, limit: int, seconds: float) -> list[str]:
    """Processor seconds to the first equilibrium, to as many as the limit, and to the patterns (from nothing)."""
    work, cells = conflict(n, parties, variant), []
    start = time.process_time()
    search = EquilibriumSearch(work, concept, 0)
    found = search.nearest(Deadline(seconds), limit)
    try:
        first = next(found, None)
        cells.append(f"{time.process_time() - start:.3f}" if first is not None else "none")
        count = (first is not None) + sum(1 for _ in found)
        cells += [str(count), f"{time.process_time() - start:.2f}"]
    except UnfinishedError:
        cells += ["-"] * (1 - len(cells)) + [f">= {len(search.found)}", "not finished"]
    work = conflict(n, parties, variant)
    start = time.process_time()
    backbone = EquilibriumSearch(work, concept, 0).backbone(Deadline(seconds))
    told = "none"
    if backbone is not None:
        told = "/".join(
            str(part.bit_count()) for part in (backbone.always, backbone.never, backbone.free, backbone.open)
        )
    cells += [told, f"{time.process_time() - start:.2f}"]
    work = conflict(n, parties, variant)
    start = time.process_time()
    try:
        verdicts = [stays(work, concept, party, 0, Deadline(seconds)) for party in range(parties)]
        cells += [
            f"{time.process_time() - start:.3f}",
            "".join({True: "y", False: "n", None: "?"}[v] for v in verdicts),
        ]
    except UnfinishedError:
        cells += ["not finished", "?"]
    return cells


def main() -> None:
    """Print one line for each case and notion."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, nargs="+", default=[40, 60])
    parser.add_argument("--parties", type=int, default=5)
    parser.add_argument("--variants", nargs="+", default=VARIANTS)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--time-limit", type=float, default=60.0)
    args = parser.parse_args()
    head = [
        "n",
        "variant",
        "notion",
        "first, s",
        "count",
        "all, s",
        "in/out/free/open",
        "patterns, s",
        "now, s",
        "stays",
    ]
    print(" | ".join(head))
    for n in args.steps:
        for variant in args.variants:
            for concept in CONCEPTS:
                cells = measure(n, args.parties, variant, concept, args.limit, args.time_limit)
                print(" | ".join([str(n), variant, concept, *cells]), flush=True)


if __name__ == "__main__":
    main()
