"""Random conflicts without end: what the kernel says of stability against what numpy says. For `make fuzz` and the tests.

    python tests/fuzz_stability.py [--seconds 300] [--seed 1] [--steps 11]

Masks overlap and leave steps to nobody, ranks have few levels or many or are far apart, most or few states are feasible,
and sweeps and labels are both forced. Every round has its own seed, which is printed where the two differ.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from conflicts import random_handful
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability import compiled, handful, individual, states
from standoff.engine.stability.states import Graph

CONCEPTS = compiled.CONCEPTS
PATIENCES = (0, 1, 2, 1000)


def by_numpy(ask, *arguments, **options):
    """What is said where the kernel does not serve."""
    with patch.object(compiled, "serves", lambda graph: False), patch.object(kernel, "compiled", lambda: None):
        return ask(*arguments, **options)


def random_masks(rng, parties, n):
    """Owned steps, mostly, some of them one-way; now and then any masks at all, or a party without steps."""
    every = (1 << n) - 1
    if rng.random() < 0.3:
        draw = [int(rng.integers(0, every + 1)) for _ in range(2 * parties)]
        return tuple(draw[:parties]), tuple(draw[parties:])
    owner = rng.integers(-1 if rng.random() < 0.2 else 0, max(1, parties - int(rng.random() < 0.2)), n)
    one_way = rng.random(n) < rng.choice([0.0, 0.25, 1.0])
    makes, ends = [0] * parties, [0] * parties
    for bit in range(n):
        if owner[bit] >= 0:
            only_made = one_way[bit] and rng.random() < 0.5
            makes[owner[bit]] |= 1 << bit if only_made or not one_way[bit] else 0
            ends[owner[bit]] |= 1 << bit if not only_made else 0
    if parties > 1 and n and rng.random() < 0.4:  # a joint step that each of two can end
        bit, two = int(rng.integers(n)), rng.choice(parties, 2, replace=False)
        makes = [mask & ~(1 << bit) for mask in makes]
        ends = [mask | (1 << bit) if i in two else mask & ~(1 << bit) for i, mask in enumerate(ends)]
    return tuple(makes), tuple(ends)


def random_ranks(rng, n, feasible):
    size, kind = 1 << n, rng.integers(5)
    if kind == 0:
        ranks = rng.integers(0, rng.integers(1, 5), size)
    elif kind == 1:
        ranks = rng.permutation(size)
    elif kind == 2:
        ranks = rng.integers(0, np.iinfo(np.int32).max, size)
    elif kind == 3:
        return states.ranks_from_worth(rng.normal(size=n), feasible=feasible)
    else:
        tenths = rng.integers(-3, 4, n) / 10
        steps = int(rng.integers(1, size)) if n else 0
        return states.ranks_from_worth(tenths, [(steps, float(rng.integers(-2, 3)) / 10)], feasible)
    return np.where(feasible, ranks, -1).astype(np.int32)


def random_conflict(rng, steps):
    n, parties = (
        int(rng.integers(0, steps + 1)),
        int(rng.choice([1, 2, 3, 4, 5, 8], p=[0.05, 0.25, 0.3, 0.2, 0.15, 0.05])),
    )
    feasible = rng.random(1 << n) < rng.choice([0.1, 0.5, 0.8, 0.99, 1.0, 1.0])
    feasible[rng.integers(1 << n)] = True
    ranks = [random_ranks(rng, n, feasible) for _ in range(parties)]
    return Graph(n, *random_masks(rng, parties, n), feasible, np.array(ranks).reshape(parties, 1 << n))


def same(what, seed, got, expected):
    if not np.array_equal(got, expected):
        raise AssertionError(f"the kernel and numpy differ: {what}, seed {seed}")


def concepts_agree(rng, seed, graph):
    expected = by_numpy(individual.stable, graph, CONCEPTS)
    for patience in PATIENCES:
        asked = [concept for concept in CONCEPTS if rng.random() < 0.7] if patience == 1 else CONCEPTS
        for concept, found in compiled.stable(graph, asked, patience).items():
            same(f"{concept}, patience {patience}", seed, found, expected[concept])


def reach_agrees(rng, seed, graph):
    group = [party for party in range(graph.parties) if rng.random() < 0.6]
    work, party = individual.OptionForm.of(graph), int(rng.integers(graph.parties))
    most = int(graph.ranks.max()) + 1
    values = rng.integers(0, min(most, int(rng.choice([2, most])) + 1), graph.states).astype(np.int32)
    same("best", seed, compiled.best(graph, party, values), by_numpy(work.best_of, party, values))
    same(
        f"worst after moves of {group}",
        seed,
        compiled.worst(graph, group, values, improving=False),
        by_numpy(work.worst_after, group, values),
    )
    for patience in PATIENCES:
        same(
            f"worst after improvements of {group}, patience {patience}",
            seed,
            compiled.worst(graph, group, values, improving=True, patience=patience),
            by_numpy(work.worst_after_improvements, group, values),
        )


def draws_agree(rng, seed, graph):
    count, entries = int(rng.integers(0, 4)), int(rng.integers(0, 4)) if graph.n else 0
    masks = [int(rng.integers(1, graph.states)) for _ in range(entries)]
    scale = rng.choice([1.0, 0.1, 1 / 3, 1e-9, 1e12])
    worth = rng.integers(-4, 5, (count, graph.parties, graph.n)) * scale
    together = rng.integers(-4, 5, (count, entries, graph.parties)) * scale
    if rng.random() < 0.3:
        worth = rng.normal(size=worth.shape)
    found = individual.draws(graph, worth, masks, together, CONCEPTS, each=True)
    expected = by_numpy(individual.draws, graph, worth, masks, together, CONCEPTS, each=True)
    for name in ("stable", "equilibria", "each"):
        same(f"draws, {name}", seed, getattr(found, name), getattr(expected, name))
    for i in range(graph.parties if count else 0):
        terms = list(zip(masks, together[0, :, i].tolist(), strict=True))
        given = (worth[0, i], terms, graph.feasible)
        same("ranks", seed, states.ranks_from_worth(*given), by_numpy(states.ranks_from_worth, *given))


def handful_agrees(seed):
    """Every state of another conflict, in every draw that the kernel answers."""
    few = random_handful(seed, random_masks, steps=7)
    found, done = handful.look(few)
    draws = np.flatnonzero(done)[:12]
    expected = by_numpy(handful.look_whole, few, draws.tolist())
    assert np.array_equal(found[..., draws], expected), (seed, "a handful of states")


def one_round(seed, steps=11):
    """One conflict, all that can be asked of it; its kind, in words. AssertionError where kernel and numpy differ."""
    rng = np.random.default_rng(seed)
    graph = random_conflict(rng, steps)
    concepts_agree(rng, seed, graph)
    reach_agrees(rng, seed, graph)
    if graph.n <= 8:
        draws_agree(rng, seed, graph)
        handful_agrees(seed)
    one_way = any(m != e for m, e in zip(graph.makes, graph.ends, strict=True))
    return f"{'complete' if graph.feasible.all() else 'infeasible'}, {'one-way' if one_way else 'reversible'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each later round has the next")
    parser.add_argument("--steps", type=int, default=11, help="at most")
    args = parser.parse_args()
    if kernel.compiled() is None:
        raise SystemExit("The kernel is not compiled.")
    print(
        f"Comparing kernel and numpy for {args.seconds:g} s from seed {args.seed}: {kernel.compiled()._name}",
        flush=True,
    )
    start, seed, kinds = time.monotonic(), args.seed, Counter()
    while time.monotonic() - start < args.seconds:
        kinds[one_round(seed, args.steps)] += 1
        seed += 1
    print(f"{seed - args.seed} conflicts, seeds {args.seed} to {seed - 1}, no difference.")
    for kind, count in sorted(kinds.items()):
        print(f"  {count:7} {kind}")


if __name__ == "__main__":
    main()
