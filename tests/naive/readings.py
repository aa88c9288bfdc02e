"""Slow twin of readings: the definition word for word, on sets of names, and the union of the orders as a graph.

owners: per step, who makes it. orders: per party, its phases, as lists of names.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter


def phase_in(order, step):
    """The number of the phase in which an order has a step; None where it has it not."""
    return next((k for k, phase in enumerate(order) if step in phase), None)


def before(order, step):
    """Every step in earlier phases of an order."""
    return {other for phase in order[: phase_in(order, step)] for other in phase}


def what_gets_done(owners, orders, kept=()):
    """X: starts as what is kept; again and again every step is added that it may be. Its rounds, without what is kept."""
    made, rounds = set(kept), []
    while True:
        fresh = set()
        for step, by in owners.items():
            if step not in made and all(
                phase_in(orders[o], step) is not None and before(orders[o], step) <= made for o in by
            ):
                fresh.add(step)
        if not fresh:
            return rounds
        rounds.append(fresh)
        made |= fresh


def who_waits(owners, orders, kept=()):
    """Each owner of a missing step that waits, or does not have it in its reading: for which missing steps."""
    made = {*kept}.union(*what_gets_done(owners, orders, kept))
    waiting = {}
    for step, by in owners.items():
        for o in by if step not in made else ():
            if phase_in(orders[o], step) is None:
                waiting[o, step] = set()
            elif before(orders[o], step) - made:
                waiting[o, step] = before(orders[o], step) - made
    return waiting


def is_circular(owners, orders, kept=()):
    """Whether the union of the orders, each owner's before each of its steps, has a circle."""
    graph = {
        step: set().union(*(before(orders[o], step) for o in by if phase_in(orders[o], step) is not None)) - {*kept}
        for step, by in owners.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def shortest_circle(owners, orders, kept=()):
    """The length of a shortest circle of waits among what is missing: 0 if there is none. By trying all lengths."""
    waiting = who_waits(owners, orders, kept)
    follows = {}
    for (_, step), awaited in waiting.items():
        follows.setdefault(step, set()).update(awaited)
    for length in range(2, len(follows) + 1):
        for start in follows:
            reached = {start}
            for _ in range(length):
                reached = set().union(*(follows.get(step, set()) for step in reached))
            if start in reached:
                return length
    return 0
