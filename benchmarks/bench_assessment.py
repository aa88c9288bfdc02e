"""Exact assessment of 10,000 plans by this tree and by another commit, in turn: python bench_assessment.py COMMIT.

Processor time within each process, which a busy machine hardly changes; what counts are the ratios.
"""

from __future__ import annotations

import io
import json
import os
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "tests"))

PLANS, TURNS = 10_000, 5
SIZES = ((2, 10), (3, 14), (4, 14), (5, 16))
"""Parties and steps of random exchanges."""


def tasks():
    """Names, exchanges, plans: random exchanges, such a one under draws, and the shipped case."""
    from exchanges import exchange_of, random_case, random_plan, vector_of
    from standoff import catalog
    from standoff.analysis import numbers
    from standoff.case.load import load

    for parties, steps in SIZES:
        for together in (False, True):
            rng = random.Random(7)
            case = random_case(rng, parties=parties, steps=steps, hopeful=True, together=together)
            plans = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(PLANS)])
            name = f"{steps} steps, {parties} parties{', `together`' if together else ''}"
            yield name, exchange_of(case), plans
            if (parties, together) == (3, True):
                yield f"{name}, one plan under draws", under_draws(exchange_of(case)), plans[0]
    korea = load(catalog.find("korea"))
    exchange, rng = numbers.exchange_of(korea), np.random.default_rng(1)
    yield "Korea, plans at random", exchange, rng.integers(-1, 7, (PLANS, exchange.steps))


def under_draws(exchange):
    """The same numbers for every draw, but worths."""
    factors = np.random.default_rng(1).uniform(0.5, 2, (PLANS, *exchange.worth.shape))
    same = {
        name: np.broadcast_to(getattr(exchange, name), (PLANS, *getattr(exchange, name).shape))
        for name in ("horizons", "walkout_costs", "takes", "seen", "undo", "together_worth")
    }
    return replace(exchange, worth=exchange.worth * factors, **same)


def once() -> None:
    """Processor seconds of each task, as JSON."""
    import standoff
    from standoff.engine.assessment import compiled
    from standoff.engine.assessment.trust import assess

    tree = os.environ.get("PYTHONPATH")
    assert tree is None or Path(standoff.__file__).is_relative_to(tree), "the other tree is asked"
    took = {}
    for name, exchange, plans in tasks():
        assert compiled.fits(exchange), name
        started = time.process_time()
        assess(exchange, plans, 0.25)
        took[name] = time.process_time() - started
    print(json.dumps(took))


def other_tree(commit: str, folder: Path) -> Path:
    """Another commit with its kernel compiled: where its package lies."""
    packed = subprocess.run(["git", "archive", commit], cwd=HERE, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    subprocess.run([sys.executable, "hatch_build.py"], cwd=folder, check=True, capture_output=True)
    return folder / "src"


def main(commit: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        trees = {"before": other_tree(commit, Path(folder)), "now": HERE / "src"}
        took: dict[str, dict[str, list[float]]] = {}
        for _ in range(TURNS):
            for name, tree in trees.items():
                environment = {**os.environ, "PYTHONPATH": str(tree)}
                done = subprocess.run(
                    [sys.executable, __file__], env=environment, check=True, capture_output=True, text=True
                )
                for task, seconds in json.loads(done.stdout).items():
                    took.setdefault(task, {}).setdefault(name, []).append(seconds)
    print("| 10,000 plans | before, s | now, s | ratio |\n|---|---|---|---|")
    for task, each in took.items():
        before, now = (statistics.median(each[name]) for name in trees)
        print(f"| {task} | {before:.3f} | {now:.3f} | {now / before:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1]) if len(sys.argv) == 2 else once()
