"""Slow twin of what a case says of preferences: orders, strength, readings and views, word for word from the case.

`conflict_of` gives the conflict of a case as `stability`, `strength` and `unknown` take it. The rest are the
definitions of a hypergame of the first level: everybody plays the game that it has in mind.
"""

from __future__ import annotations

from itertools import combinations

from naive import stability as naive
from standoff.case.model.preferences import Points, Ranking, Readings, Statements
from standoff.case.model.rules import holds


def conflict_of(case):
    names = list(case.steps)
    every = [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]
    states = [state for state in every if all(holds(law, state) for law in case.constraints())]
    steps = {
        name: {
            "by": list(step.by),
            "ends": step.ends,
            "undo": "never" if step.undo.never else "0",
            "redo": "never" if step.redo.never else "0",
        }
        for name, step in case.steps.items()
    }
    orders = {party: case.prefer.get(party) for party in case.parties}
    first = {party: order.either[0] if isinstance(order, Readings) else order for party, order in orders.items()}
    prefer = {party: {s: value(case, party, order, s) for s in states} for party, order in first.items()}
    conflict = naive.option_form(list(case.parties), steps, states, prefer)
    pairs = [(t, s) for t in states for s in states]
    conflict["strong"] = {i: {pair for pair in pairs if strongly(case, i, orders[i], *pair)} for i in case.parties}
    conflict["better"], conflict["unknown"] = {}, {}
    for i, order in orders.items():
        readings = order.either if isinstance(order, Readings) else [order]
        said = {(t, s): [value(case, i, r, t) > value(case, i, r, s) for r in readings] for t, s in pairs}
        conflict["better"][i] = {pair for pair in pairs if all(said[pair])}
        conflict["unknown"][i] = {pair for pair in pairs if any(said[pair]) and not all(said[pair])}
    return conflict


def value(case, party, order, state):
    """Something that is larger for a better state; whole numbers, levels, or truths of which the first counts most."""
    if isinstance(order, Statements):
        return tuple(holds(rule.expression, state) for rule in order.statements)
    if isinstance(order, Ranking):
        return -level(order, state)
    alone = sum(round(case.steps[name].worth[party].median) for name in state if party in case.steps[name].worth)
    return alone + sum(
        round(entry.worth[party].median)
        for entry in case.together.values()
        if state >= set(entry.steps) and party in entry.worth
    )


def level(order, state):
    """The level of a state in a ranking, the best is 1; states that are not listed come after the last."""
    return next((n for n, states in enumerate(order.levels, start=1) if state in states), len(order.levels) + 1)


def strongly(case, party, order, t, s):
    """Whether t is strongly preferred to s."""
    if isinstance(order, Points):
        return value(case, party, order, t) - value(case, party, order, s) >= order.much
    if isinstance(order, Ranking):
        return any(level(order, t) <= gap < level(order, s) for gap in order.much)
    if isinstance(order, Statements):
        for number, rule in enumerate(order.statements, start=1):
            if holds(rule.expression, t) != holds(rule.expression, s):
                return holds(rule.expression, t) and number <= order.much
    return False


# ------------------------------------------------------------------------------------------ each party's own view


def stable_for(concept, conflict, i, s):
    return s in conflict["states"] and concept(conflict, i, s)


def equilibrium(concept, conflict, s):
    return all(stable_for(concept, conflict, i, s) for i in conflict["parties"])


def shared(concept, own, s):
    """s is an equilibrium of every party's own game; own: {party: conflict}."""
    return all(equilibrium(concept, conflict, s) for conflict in own.values())


def lasting(concept, own, s):
    """Every party is stable at s in its own game."""
    return all(stable_for(concept, conflict, i, s) for i, conflict in own.items())
