"""A handful of states in many draws, by the kernel: every state in every draw against all states worked out in numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conflicts import random_graph, random_handful
from fuzz_stability import by_numpy, random_masks
from shares import hits_of, share_of
from standoff.engine.kernel import loader as kernel
from standoff.engine.stability import compiled, handful
from standoff.engine.stability.handful import Handful, look, look_whole, verdicts
from standoff.engine.stability.states import Graph, powers, whole_numbers

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")

CASES = 500


def agrees(few, which=None):
    """Compare with what is worked out whole, in those draws that were answered; how many these are, of all."""
    found, done = look(few)
    draws = np.flatnonzero(done) if which is None else np.intersect1d(which, np.flatnonzero(done))
    expected = by_numpy(look_whole, few, draws.tolist())
    for k, concept in enumerate(few.concepts):
        np.testing.assert_array_equal(found[k][..., draws], expected[k], err_msg=concept)
    return done.sum(), done.size


@pytest.mark.parametrize("part", range(10))
def test_every_state_in_every_draw(part):
    """One-way and joint steps, rules, holes, parties without steps, ties, thirds, edges of levels, orders of states."""
    answered = []
    for seed in share_of(range(part, CASES, 10)):
        few = random_handful(seed, random_masks)
        many = few.draws > 20
        answered.append(agrees(few, np.arange(0, few.draws, 37) if many else None))
    done, asked = np.array(answered).sum(axis=0)
    assert done > asked / 2


def test_larger_conflicts():
    for seed in range(3):
        graph = random_graph(seed, 3 + seed, 11, feasible=0.8)
        rng = np.random.default_rng(seed)
        states = tuple(rng.integers(0, graph.states, 12).tolist())
        worth, together = rng.normal(size=(6, graph.parties, 11)), rng.normal(size=(6, 2, graph.parties))
        done, asked = agrees(Handful(graph, worth, (0b1011, 0b110000000), together, frozenset(), states))
        assert done == asked


def test_draws_beyond_one_part_are_the_same_draws():
    rng = np.random.default_rng(1)
    graph = random_graph(5, 3, 6)
    worth = rng.normal(size=(compiled.DRAWS + 40, 3, 6))
    few = Handful(graph, worth, (), np.zeros((len(worth), 0, 3)), frozenset(), (0, 5, 63))
    whole, _ = look(few)
    for first, last in ((0, 17), (200, 290), (compiled.DRAWS, compiled.DRAWS + 40)):
        part = replace(few, worth=worth[first:last], together=few.together[first:last])
        assert (look(part)[0] == whole[..., first:last]).all()


def test_fewer_notions_are_the_same_notions():
    few = random_handful(12, random_masks)
    whole, _ = look(few)
    for concepts in (("nash",), ("gmr", "seq"), ("sseq",), ("smr",)):
        rows = [few.concepts.index(concept) for concept in concepts]
        assert (look(replace(few, concepts=concepts))[0] == whole[rows]).all()


# -------------------------------------------------------------------------------------- what is left to others


def test_ties_that_could_be_torn_are_left():
    """Two states lie two units apart, on both sides of the edge of a level: they are one value, the lower one.

    To alpha, in units, of which a level has 900,000: its step and beta's answer come to half a level and one unit, which
    is above the edge, so that alpha would be better off than now. With a step that nobody can take in place of beta's
    they come to half a level less a unit, so that it would not. As they are one value, beta's answer deters.
    """
    level = 900_000
    own, above, below = 400 * level, -400 * level + level // 2 + 1, -400 * level + level // 2 - 1
    rest = level * 10**9 - own + above + below
    alpha, beta = np.array([own, above, below, rest]) * 1e-14, np.array([0.0, 1.0, 0.0, 0.0])
    feasible = np.array([not (s >> 1 & s >> 2 & 1) for s in range(16)])
    graph = Graph(4, (1, 2), (1, 2), feasible, np.zeros((2, 16), np.int32))
    whole, _, grid = whole_numbers(alpha)
    assert (whole.tolist(), grid) == ([own, above, below, rest], level)
    few = Handful(graph, np.array([[alpha, beta]]), (), np.zeros((1, 0, 2)), frozenset(), (0,))
    _, done = look(few)
    assert not done.any()
    assert verdicts(few)[:, 0, 0, 0].tolist() == [False, True, True, True, True]
    apart = replace(few, worth=np.array([[alpha * [1, 1, 1.5, 1], beta]]))
    ruled_out = replace(few, graph=replace(graph, feasible=feasible & (np.arange(16) & 4 == 0)))
    for other in (apart, ruled_out):
        found, done = look(other)
        assert done.all()
        assert not found[:, 0, 0].any()


def test_ties_that_could_be_torn_by_an_entry_are_left():
    """The same, but that the step that nobody can take is worth something together with another one only.

    There are more steps than are gone through in one loop, and the entry has one of these and one of the others.
    """
    n, level, entry = 13, 900_000, 1 << 2 | 1 << 4
    own, above, below = 400 * level, -400 * level + level // 2 + 1, -400 * level + level // 2 - 1
    alpha, beta = np.zeros(n), np.zeros(n)
    alpha[:4] = np.array([own, above, 0, level * 10**9 - own + above + below]) * 1e-14
    beta[1] = 1.0
    states = np.arange(1 << n)
    feasible = (states & 6) != 6
    graph = Graph(n, (1, 2), (1, 2), feasible, np.zeros((2, 1 << n), np.int32))
    together = np.array([[[below * 1e-14, 0.0]]])
    few = Handful(graph, np.array([[alpha, beta]]), (entry,), together, frozenset(), (0,))
    assert not look(few)[1].any()
    assert verdicts(few)[:, 0, 0, 0].tolist() == [False, True, True, True, True]
    assert look(replace(few, together=1.5 * together))[1].all()


def test_own_settings_nearer_than_a_level_are_left():
    """Two states of beta differ by half a level: which of them it prefers hangs on what else is in force."""
    graph = Graph(3, (1, 6), (1, 6), np.ones(8, bool), np.zeros((2, 8), np.int32))
    worth = np.array([[[1.0, 0.0, -2.0], [5.0, 1.0, 1.0 + 3e-9]], [[1.0, 0.0, -2.0], [5.0, 1.0, 2.0]]])
    few = Handful(graph, worth, (), np.zeros((2, 0, 2)), frozenset(), tuple(range(8)))
    _, done = look(few)
    assert done.tolist() == [False, True]
    assert (verdicts(few) == by_numpy(look_whole, few, [0, 1])).all()


def test_what_is_too_much_is_left(monkeypatch):
    few = random_handful(21, random_masks)
    expected = by_numpy(look_whole, few, range(few.draws))
    assert look(few)[1].all()
    monkeypatch.setattr(handful, "MOST", 10)
    assert not look(few)[1].any()
    assert (verdicts(few) == expected).all()


def test_a_party_with_too_many_steps_is_left():
    n = 14
    owns = np.array([[j < 13 for j in range(n)], [j == 13 for j in range(n)]])
    graph = Graph(n, *powers(owns), np.ones(1 << n, bool), np.zeros((2, 1 << n), np.int32))
    worth = np.random.default_rng(2).normal(size=(2, 2, n))
    few = Handful(graph, worth, (), np.zeros((2, 0, 2)), frozenset(), (0, 9000))
    found, done = look(few)
    expected = look_whole(few, range(2))
    assert (found[..., done] == expected[..., done]).all()
    assert (verdicts(few) == expected).all()


def test_no_draws_no_states_and_nobody():
    graph = random_graph(1, 2, 3)
    none = Handful(graph, np.zeros((0, 2, 3)), (), np.zeros((0, 0, 2)), frozenset(), (0,))
    assert verdicts(none).shape == (5, 1, 2, 0)
    assert verdicts(replace(none, worth=np.ones((3, 2, 3)), together=np.zeros((3, 0, 2)), states=())).size == 0
    nobody = Graph(2, (), (), np.ones(4, bool), np.zeros((0, 4), np.int32))
    assert verdicts(Handful(nobody, np.zeros((2, 0, 2)), (), np.zeros((2, 0, 0)), frozenset(), (1,))).shape[2] == 0


def test_a_party_that_nothing_matters_to_stays():
    graph = random_graph(2, 3, 5)
    worth = np.zeros((4, 3, 5))
    few = Handful(graph, worth, (), np.zeros((4, 0, 3)), frozenset(), tuple(np.flatnonzero(graph.feasible).tolist()))
    found, done = look(few)
    assert done.all()
    assert found.all()


def test_what_does_not_fit_together_is_refused():
    graph = random_graph(1, 2, 4)
    none, ones = np.zeros(0, np.int64), np.ones((1, 2, 4))
    fine = {
        "given": 0, "worth": ones, "entries": none, "together": np.zeros((1, 0, 2)), "grid": np.ones((1, 2)),
        "states": np.array([3]), "concepts": ["nash"], "budget": 1000,
    }  # fmt: skip
    compiled.handful(graph, **fine)
    amiss = {
        "given": [-1, 4], "worth": [ones / 2, ones * 1e16], "grid": [np.full((1, 2), 0.5)], "budget": [-1],
        "states": [np.array([16]), np.array([-1])],
    }  # fmt: skip
    for name, values in amiss.items():
        for value in values:
            with pytest.raises(ValueError, match="lengths"):
                compiled.handful(graph, **fine | {name: value})
    with pytest.raises(ValueError, match="lengths"):
        compiled.handful(graph, **fine | {"entries": np.array([16]), "together": np.zeros((1, 1, 2))})
    many = compiled.DRAWS + 1
    with pytest.raises(ValueError, match="lengths"):
        compiled.handful(graph, **fine | {
            "worth": np.ones((many, 2, 4)), "together": np.zeros((many, 0, 2)), "grid": np.ones((many, 2)),
        })  # fmt: skip


def test_torn_ties_turn_up_among_the_random_cases():
    """The comparison above would prove nothing of them otherwise."""
    left = 0
    for seed in share_of(range(CASES)):
        left += int((~look(random_handful(seed, random_masks))[1]).sum())
    assert left >= hits_of(40)
