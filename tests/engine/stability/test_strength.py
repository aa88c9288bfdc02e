"""Strength of preference: against the slow twin, laws, and how strength is given."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import number, powers_of, random_pair, random_steps, subset
from naive import stability as naive
from naive import strength as naive_strength
from shares import share_of
from standoff.engine.stability.individual import CONCEPTS, OptionForm
from standoff.engine.stability.reach import UNREACHED
from standoff.engine.stability.states import Graph, ranks_from_ranking, ranks_from_statements, ranks_from_worth
from standoff.engine.stability.strength import (
    STRONG,
    nothing_strong,
    strong_between,
    strong_by_points,
    strong_gmr,
    strongly_above,
)
from standoff.errors import UsageError

SHAPES = [(parties, n) for parties in (2, 3, 4) for n in (3, 4)] + [(2, 5), (3, 5), (3, 6)]


def from_worths(rng, n, feasible, states):
    """(number for each state, ranks, pairs strongly preferred, least): at least `much` points, in tenths here."""
    worth, much = rng.integers(-4, 5, n).tolist(), int(rng.integers(1, 9))
    both, more = int(rng.integers(1, 1 << n)), int(rng.integers(-3, 4))
    points = {s: sum(worth[j] for j in s) + (more if subset(both, n) <= s else 0) for s in states}
    strong = {(t, s) for t in states for s in states if points[t] - points[s] >= much}
    given = [value / 10 for value in worth], [(both, more / 10)]
    ranks = ranks_from_worth(*given, feasible)
    return points, ranks, strong, strong_by_points(*given, ranks, much / 10)


def from_levels(rng, n, feasible, states):
    """Wide gaps below some levels of a ranking; what is not listed is at the bottom."""
    level = rng.integers(0, rng.choice([3, 1 << n]), 1 << n)
    wide = {int(value) for value in range(level.max()) if rng.random() < 0.4}  # a gap above this level
    points = {s: int(level[number(s)]) for s in states}
    strong = {
        (t, s) for t in states for s in states if any(points[s] <= gap < points[t] for gap in wide)
    }  # a gap between them
    best_first = [np.flatnonzero(level == value).tolist() for value in range(level.max(), -1, -1)]
    ranks = ranks_from_ranking(best_first, feasible)
    classes = np.array([sum(gap < level[s] for gap in wide) if feasible[s] else -1 for s in range(1 << n)], np.int32)
    return points, ranks, strong, strong_between(ranks, classes)


def from_statements(rng, n, feasible, states):
    """The first on which two states differ decides; it is strong if it is one of the leading ones."""
    truths = rng.random((5, 1 << n)) < 0.5
    leading = int(rng.integers(0, 6))

    def first(t, s):
        differ = [k for k in range(5) if truths[k, number(t)] != truths[k, number(s)]]
        return (differ[0], bool(truths[differ[0], number(t)])) if differ else (9, False)

    points = {s: sum(2 ** (4 - k) * int(truths[k, number(s)]) for k in range(5)) for s in states}
    strong = {(t, s) for t in states for s in states if first(t, s)[1] and first(t, s)[0] < leading}
    ranks = ranks_from_statements(truths, feasible)
    return points, ranks, strong, strong_between(ranks, ranks_from_statements(truths[:leading], feasible))


def nothing(rng, n, feasible, states):
    points, ranks, _, _ = from_levels(rng, n, feasible, states)
    return points, ranks, set(), nothing_strong(ranks)


def strong_pair(seed, parties, n):
    """The same random conflict with strength twice, for the twin and for the engine."""
    rng = np.random.default_rng([seed, parties, n, 7])
    steps = random_steps(rng, parties, n)
    feasible = rng.random(1 << n) < rng.choice([0.5, 0.8, 1.0])
    feasible[rng.integers(1 << n)] = True
    states = [subset(s, n) for s in np.flatnonzero(feasible)]
    made = [
        (from_worths, from_levels, from_statements, nothing)[rng.choice(4, p=[0.3, 0.3, 0.3, 0.1])](
            rng, n, feasible, states
        )
        for _ in range(parties)
    ]
    conflict = naive.option_form(
        list(range(parties)), dict(enumerate(steps)), states, {i: one[0] for i, one in enumerate(made)}
    )
    conflict["strong"] = {i: one[2] for i, one in enumerate(made)}
    graph = Graph(n, *powers_of(steps, parties), feasible, np.array([one[1] for one in made]))
    return conflict, OptionForm.of(graph, least=tuple(one[3] for one in made))


@pytest.mark.parametrize(("parties", "n"), SHAPES)
def test_twin(parties, n):
    for seed in share_of(range({3: 60, 4: 60, 5: 20, 6: 6}[n])):
        conflict, given = strong_pair(seed, parties, n)
        feasible = given.feasible
        for concept, strongly in STRONG.items():
            twin = naive_strength.CONCEPTS[f"strong_{concept}"]
            for i in range(parties):
                wanted = [bool(feasible[s]) and twin(conflict, i, subset(s, n)) for s in range(1 << n)]
                assert strongly.function(given, i).tolist() == wanted, (seed, concept, i)


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_how_strength_is_given_says_what_is_strongly_preferred(seed):
    conflict, given = strong_pair(seed, 3, 4)
    for i in range(3):
        rank = given.ranks[i]
        above = strongly_above(given, i, rank)
        for t in conflict["states"]:
            for s in conflict["states"]:
                strongly = rank[number(t)] >= above[number(s)]
                assert strongly == ((t, s) in conflict["strong"][i]), (i, t, s)


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_laws(seed):
    _, work = strong_pair(seed, 2 + seed % 3, 5)
    for i in range(work.parties):
        nash = work.stable("nash", i)
        for concept, strongly in STRONG.items():
            strong, stable = strongly.function(work, i), work.stable(concept, i)
            assert not (nash & ~strong).any()  # nothing to be deterred from: every sanction is strong
            assert not (strong & ~stable).any()
        for narrow, wide in (("smr", "gmr"), ("sseq", "seq"), ("sseq", "smr"), ("seq", "gmr")):
            assert not (STRONG[narrow].function(work, i) & ~STRONG[wide].function(work, i)).any()


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_with_mild_preferences_only_what_has_no_improvement_is_strongly_stable(seed):
    _, graph = random_pair(seed, 3, 5)
    work = OptionForm.of(graph, least=tuple(nothing_strong(ranks) for ranks in graph.ranks))
    for i in range(3):
        for strongly in STRONG.values():
            assert (strongly.function(work, i) == work.stable("nash", i)).all()


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_if_every_difference_is_strong_and_there_are_no_ties_strong_stability_is_stability(seed):
    """The others cannot bring a party back to where it was: only it can take back a step of its own."""
    rng = np.random.default_rng(seed)
    ranks = np.array([rng.permutation(32) for _ in range(3)], np.int32)
    graph = Graph(5, *powers_of(random_steps(rng, 3, 5), 3), np.ones(32, bool), ranks)
    work = OptionForm.of(graph, least=tuple(strong_between(row, row) for row in ranks))
    for i in range(3):
        for concept, strongly in STRONG.items():
            assert (strongly.function(work, i) == work.stable(concept, i)).all()
    assert set(STRONG) == set(CONCEPTS) - {"nash"}


def test_much_is_reached_in_spite_of_floats():
    ranks = ranks_from_worth([0.1, 0.2], [])
    least = strong_by_points([0.1, 0.2], [], ranks, much=0.3)
    assert least.tolist() == [3, UNREACHED, UNREACHED, UNREACHED]


def test_where_nothing_is_said_of_strength_it_cannot_be_asked():
    _, graph = random_pair(0, 2, 3)
    with pytest.raises(UsageError, match="say it with `much`"):
        strong_gmr(OptionForm.of(graph), 0)
