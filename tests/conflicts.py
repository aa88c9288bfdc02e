"""Conflicts for tests: at random, for the engine and for its slow twin; and from the files of classic conflicts."""

from __future__ import annotations

import numpy as np

from naive import stability as naive
from standoff.engine.graph_form.form import GraphForm
from standoff.engine.stability.handful import Handful
from standoff.engine.stability.states import Graph, joint_powers, powers, ranks_from_ranking, ranks_from_worth


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


def random_handful(seed, masks, steps=8):
    """All states of a random conflict, and draws of its worths: Handful. masks: a function for makes and ends.

    Rules or states left out at random; numbers as drawn, tenths, thirds, the same in every draw, or sums that lie at the
    edges of levels, some of them a hair apart; entries of several steps; now and then a party that gives an order.
    """
    rng = np.random.default_rng(seed)
    n, parties = int(rng.integers(0, steps + 1)), int(rng.integers(1, 6))
    if rng.random() < 0.5 and n and parties > 1:
        makes, ends = powers_of(random_steps(rng, parties, n), parties)
    else:
        makes, ends = masks(rng, parties, n)
    feasible = ruled(rng, n) if rng.random() < 0.7 else rng.random(1 << n) < rng.choice([0.3, 0.7, 0.95])
    feasible[rng.integers(1 << n)] = True
    draws = 300 if rng.random() < 0.1 else int(rng.integers(1, 20))
    worth = drawn_worths(rng, draws, [m | e for m, e in zip(makes, ends, strict=True)], n)
    entries = tuple(rng.integers(1, 1 << n, int(rng.integers(0, 5))).tolist()) if n else ()
    shape = (draws, len(entries), parties)
    together = rng.normal(size=shape) if rng.random() < 0.5 else rng.integers(-2, 3, shape) / 10
    levels = rng.integers(0, rng.choice([3, 1 + (1 << n)]), (parties, 1 << n))
    graph = Graph(n, makes, ends, feasible, np.where(feasible, levels, -1).astype(np.int32))
    given = frozenset(i for i in range(parties) if rng.random() < 0.2)
    return Handful(graph, worth, entries, together, given, tuple(range(1 << n)))


def ruled(rng, n):
    """The states that keep a few rules of the form: this step only if that one."""
    states, feasible = np.arange(1 << n), np.ones(1 << n, bool)
    for _ in range(int(rng.integers(0, 4)) if n else 0):
        step, condition = (states >> bit & 1 == 1 for bit in rng.integers(0, n, 2))
        feasible &= ~step | condition
    return feasible


def drawn_worths(rng, draws, own, n):
    """Worths (draws, parties, n) in one of several ways; see `random_handful`."""
    shape = (draws, len(own), n)
    kind = rng.integers(5)
    if kind == 0:
        return rng.integers(-3, 4, shape) / 10
    if kind == 1:
        return np.round(rng.normal(size=shape), 1) / 3
    if kind == 2:
        return np.broadcast_to(rng.normal(size=shape[1:]), shape).copy()
    if kind == 3:
        return rng.normal(size=shape)
    edges = rng.integers(-3, 4, shape) * 0.5e-9 + rng.integers(-3, 4, shape) * 1e-14
    edges[..., :1] += 0.9 * (rng.random() < 0.5)
    for i, mask in enumerate(own):
        for bit in range(n):
            if mask >> bit & 1:
                edges[:, i, bit] = rng.integers(-3, 4, draws) / 10
    return edges


def classic(data):
    """(graph, state numbers in the engine of each state of the file) of a classic conflict in option form.

    A state of the file may be merged, that is, several states of the graph.
    """
    owner = [party for party, entry in enumerate(data["dms"]) for _ in entry["options"]]
    n = len(owner)
    way = {int(option): direction for option, direction in data["irreversible"].items()}
    lies = [[written(text) for text in ([one] if isinstance(one, str) else one)] for one in data["states"]]
    feasible = np.zeros(1 << n, bool)
    feasible[[s for members in lies for s in members]] = True
    ranks = [
        ranks_from_ranking(
            [[s for k in level for s in lies[k - 1]] for level in data["preferences"][entry["name"]]], feasible
        )
        for entry in data["dms"]
    ]
    can = powers(
        [[owner[bit] == party for bit in range(n)] for party in range(len(data["dms"]))],
        irreversible=[way.get(bit) == "NY" for bit in range(n)],
        final=[way.get(bit) == "YN" for bit in range(n)],
    )
    return Graph(n, *can, feasible, np.array(ranks)), lies


def written(text):
    """The state of the engine for a row of marks, one for each option."""
    return sum(1 << bit for bit, mark in enumerate(text) if mark == "1")


def classic_graph_form(data):
    """A classic conflict whose moves the file gives one by one; state k of the file is k - 1."""
    called = [entry["name"] for entry in data["dms"]]
    ranks = np.zeros((len(called), len(data["states"])), np.int32)
    for party, name in enumerate(called):
        for above, level in enumerate(reversed(data["preferences"][name])):
            ranks[party, np.array(level) - 1] = above
    return GraphForm.of(ranks, [np.array(data["moves"][name], int).reshape(-1, 2) - 1 for name in called])


def random_moves(seed, parties, states):
    """The same random conflict in graph form twice, for the twin and for the engine.

    Moves at random or along a ring; one-way and both ways, often the same for several parties; few or many ties.
    """
    rng = np.random.default_rng([seed, parties, states])
    every = [(s, t) for s in range(states) for t in range(states) if s != t]
    ring = [(s, (s + 1) % states) for s in range(states)] if states > 1 else []
    pool = ring if ring and rng.random() < 0.3 else every
    shared = [pair for pair in pool if rng.random() < 0.15]
    moves = {}
    for i in range(parties):
        own = [pair for pair in pool if rng.random() < rng.choice([0.08, 0.2, 0.5])]
        both = [(t, s) for s, t in own if rng.random() < 0.4]
        moves[i] = set(own) | set(both) | (set(shared) if rng.random() < 0.5 else set())
    ranks = rng.integers(0, rng.choice([2, 4, states + 1]), (parties, states)).astype(np.int32)
    prefer = {i: {s: int(ranks[i, s]) for s in range(states)} for i in range(parties)}
    conflict = {"parties": list(range(parties)), "states": list(range(states)), "moves": moves, "prefer": prefer}
    return conflict, GraphForm.of(ranks, [sorted(moves[i]) for i in range(parties)])
