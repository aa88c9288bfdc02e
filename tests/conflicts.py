"""Conflicts for tests: at random, for the engine and for its slow twin; and from the files of classic conflicts."""

from __future__ import annotations

import numpy as np

import naive
from standoff.engine.states import Graph, joint_powers, powers, ranks_from_ranking, ranks_from_worth


def subset(number, n):
    """The state of the twin for a state of the engine."""
    return frozenset(bit for bit in range(n) if number >> bit & 1)


def number(state):
    return sum(1 << bit for bit in state)


def random_steps(rng, parties, n):
    """Owned, joint, irreversible and final steps; now and then a party without any."""
    active = parties - 1 if parties > 2 and rng.random() < 0.2 else parties
    steps = []
    for _ in range(n):
        owners = 2 if rng.random() < 0.2 else 1
        steps.append(
            {
                "by": sorted(rng.choice(active, owners, replace=False).tolist()),
                "ends": "all" if rng.random() < 0.3 else "any",
                "undo": "never" if rng.random() < 0.25 else "0",
                "redo": "never" if rng.random() < 0.15 else "0",
            }
        )
    return steps


def powers_of(steps, parties):
    return powers(
        [[i in step["by"] for step in steps] for i in range(parties)],
        ends_all=[step["ends"] == "all" for step in steps],
        irreversible=[step["undo"] == "never" for step in steps],
        final=[step["redo"] == "never" for step in steps],
    )


def joint_powers_of(steps, parties):
    return joint_powers(
        [[i in step["by"] for step in steps] for i in range(parties)],
        irreversible=[step["undo"] == "never" for step in steps],
        final=[step["redo"] == "never" for step in steps],
    )


def random_pair(seed, parties, n):
    """The same random conflict twice: for the twin with whole numbers, for the engine with tenths of them."""
    rng = np.random.default_rng([seed, parties, n])
    steps = random_steps(rng, parties, n)
    feasible = rng.random(1 << n) < rng.choice([0.5, 0.8, 1.0])
    feasible[rng.integers(1 << n)] = True
    states = [subset(s, n) for s in np.flatnonzero(feasible)]
    prefer, ranks = {}, []
    for i in range(parties):
        if rng.random() < 0.5:
            worth = rng.integers(-4, 5, n).tolist()
            extra = [(int(rng.integers(1, 1 << n)), int(rng.integers(-3, 4)))]
            prefer[i] = {
                s: sum(worth[j] for j in s) + sum(more for both, more in extra if subset(both, n) <= s) for s in states
            }
            tenths = [(both, more / 10) for both, more in extra]
            ranks.append(ranks_from_worth([value / 10 for value in worth], tenths, feasible))
        else:
            level = rng.integers(0, rng.choice([3, 1 << n]), 1 << n)
            prefer[i] = {s: int(level[number(s)]) for s in states}
            best_first = [np.flatnonzero(level == value).tolist() for value in range(level.max(), -1, -1)]
            ranks.append(ranks_from_ranking(best_first, feasible))
    conflict = naive.option_form(list(range(parties)), dict(enumerate(steps)), states, prefer)
    conflict["steps"] = dict(enumerate(steps))
    return conflict, Graph(n, *powers_of(steps, parties), feasible, np.array(ranks), joint_powers_of(steps, parties))


def random_graph(seed, parties, n, structured=True, feasible=0.7):
    """A larger random graph, for laws that need no twin."""
    rng = np.random.default_rng([seed, parties, n])
    allowed = rng.random(1 << n) < feasible
    allowed[0] = True
    ranks = [
        ranks_from_worth(rng.normal(size=n), feasible=allowed)
        if structured
        else ranks_from_ranking([[s] for s in rng.permutation(1 << n).tolist()], allowed)
        for _ in range(parties)
    ]
    steps = random_steps(rng, parties, n)
    return Graph(n, *powers_of(steps, parties), allowed, np.array(ranks), joint_powers_of(steps, parties))


def classic(data):
    """(graph, state number in the engine of each state of the file) of a classic conflict in option form."""
    owner = [party for party, entry in enumerate(data["dms"]) for _ in entry["options"]]
    n = len(owner)
    way = {int(option): direction for option, direction in data["irreversible"].items()}
    lies = [sum(1 << bit for bit, mark in enumerate(text) if mark == "1") for text in data["states"]]
    feasible = np.zeros(1 << n, bool)
    feasible[lies] = True
    ranks = [
        ranks_from_ranking([[lies[k - 1] for k in level] for level in data["preferences"][entry["name"]]], feasible)
        for entry in data["dms"]
    ]
    can = powers(
        [[owner[bit] == party for bit in range(n)] for party in range(len(data["dms"]))],
        irreversible=[way.get(bit) == "NY" for bit in range(n)],
        final=[way.get(bit) == "YN" for bit in range(n)],
    )
    return Graph(n, *can, feasible, np.array(ranks)), lies
