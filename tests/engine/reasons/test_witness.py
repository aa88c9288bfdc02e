"""Why a party stays or leaves, against the definitions: chains are legal, sanctions sanction, and the worst is the worst."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import number, random_pair, subset
from naive import reasons as naive_reasons
from naive import stability as naive
from shares import share_of
from standoff.engine.reasons import deterrence, witness
from standoff.engine.stability.individual import CONCEPTS, OptionForm
from standoff.engine.stability.states import Graph
from standoff.errors import UsageError

CASES = [(seed, parties, n) for parties, n in ((2, 3), (2, 4), (3, 3), (3, 4), (4, 4)) for seed in share_of(range(25))]


class Explicit:
    """A conflict in graph form, of which the engine knows no more than the protocol says; slow, for tests."""

    def __init__(self, conflict, states):
        self.conflict, self.names = conflict, states
        self.place = {state: number for number, state in enumerate(states)}
        self.feasible = np.ones(len(states), bool)
        level = [{v: k for k, v in enumerate(sorted(set(p.values())))} for _, p in sorted(conflict["prefer"].items())]
        prefer = [p for _, p in sorted(conflict["prefer"].items())]
        self.ranks = np.array([[lv[p[s]] for s in states] for lv, p in zip(level, prefer, strict=True)], np.int32)

    parties = property(lambda self: len(self.ranks))
    states = property(lambda self: len(self.names))

    def others(self, party):
        return tuple(k for k in range(self.parties) if k != party)

    def targets(self, party, state):
        found = naive.reach(self.conflict, party, self.names[state])
        return np.array(sorted(self.place[t] for t in found), np.int64)

    def best_of(self, party, values):
        return np.array([max([values[s], *values[self.targets(party, s)]]) for s in range(self.states)], np.int32)

    def best(self, party):
        return self.best_of(party, self.ranks[party])

    def _worst(self, parties, values, targets):
        ends = [naive.legal_sequences(self.conflict, parties, s, targets) for s in self.names]
        return np.array(
            [min([values[s], *(values[self.place[t]] for t in found)]) for s, found in enumerate(ends)], np.int32
        )

    def worst_after(self, parties, values):
        return self._worst(parties, values, naive.reach)

    def worst_after_improvements(self, parties, values):
        return self._worst(parties, values, naive.improvements)


def assert_witness(conflict, i, s, found, name):
    """A witness is one by definition; `name` turns a state of the engine into one of the twin."""
    concept, better = found.concept, naive.improvements(conflict, i, s)
    free = {t for t in better if not naive_reasons.deterred(conflict, i, s, t, concept)}
    assert found.stable == naive.CONCEPTS[concept](conflict, i, s) == (not free)
    assert (found.improvements, found.undeterred) == (len(better), len(free))
    if found.decides is None:
        assert not better
        return
    one = found.decides
    start, moves = name(one.improvement), [(mover, name(end)) for mover, end in one.moves]
    assert start in (free or better)
    assert one.deters == found.stable
    values = conflict["prefer"][i]
    if naive_reasons.COUNTS[concept] is None:
        assert values[start] == max(values[t] for t in better)
        assert not moves
        return
    others, targets = naive.others(conflict, i), naive_reasons.COUNTS[concept]
    assert naive_reasons.is_chain(conflict, others, start, moves, targets)
    end = moves[-1][1] if moves else start
    worst = {t: naive_reasons.after_worst_answer(conflict, i, t, concept) for t in better}
    assert min(worst[start], values[start]) == max(min(worst[t], values[t]) for t in better)
    fewest = naive.fewest_moves(conflict, others, start, targets)
    if one.deters:
        enough = [t for t in fewest if t != start and naive_reasons.deters(conflict, i, s, t, concept)]
        assert naive_reasons.deters(conflict, i, s, end, concept)
    else:
        enough = [t for t in fewest if naive_reasons.left_with(conflict, i, t, concept) == worst[start]]
        assert naive_reasons.left_with(conflict, i, end, concept) == worst[start]
    assert len(moves) == min(fewest[t] for t in enough)
    replies = naive.improvements(conflict, i, end)
    assert (one.reply is None) == (not replies)
    if replies:
        assert name(one.reply) in replies
        assert values[name(one.reply)] == max(values[t] for t in replies)


@pytest.mark.parametrize(("seed", "parties", "n"), CASES)
def test_every_verdict_has_a_witness_by_definition(seed, parties, n):
    conflict, graph = random_pair(seed, parties, n)
    work = OptionForm.of(graph)
    rng = np.random.default_rng(seed)
    states = rng.permutation(np.flatnonzero(graph.feasible))[:6].tolist()
    for concept in CONCEPTS:
        for i in range(parties):
            for s in states:
                found = witness.witness(work, i, s, concept)
                assert_witness(conflict, i, subset(s, n), found, lambda state: subset(state, n))


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_in_graph_form_chains_are_over_state_and_last_mover(seed):
    """Moves that are not transitive: a party may have to wait for another before it moves on."""
    rng = np.random.default_rng([7, seed])
    states = [frozenset([k]) for k in range(6)]
    arcs = {i: {(s, t) for s in states for t in states if s != t and rng.random() < 0.22} for i in range(2 + seed % 2)}
    prefer = {i: {s: int(rng.integers(4)) for s in states} for i in arcs}
    conflict = {"parties": list(arcs), "states": states, "moves": arcs, "prefer": prefer}
    explicit = Explicit(conflict, states)
    for concept in CONCEPTS:
        for i in arcs:
            for s in range(len(states)):
                assert_witness(conflict, i, states[s], witness.witness(explicit, i, s, concept), states.__getitem__)


@pytest.mark.parametrize("seed", share_of(range(20)))
@pytest.mark.parametrize("improving", [False, True])
def test_legal_reach(seed, improving):
    conflict, graph = random_pair(seed, 3, 4)
    targets = naive.improvements if improving else naive.reach
    for s in np.flatnonzero(graph.feasible)[::3].tolist():
        found = {
            subset(t, 4) for t in deterrence.legal_reach(OptionForm.of(graph), (0, 2), s, improving=improving).tolist()
        }
        assert found == naive.legal_sequences(conflict, [0, 2], subset(s, 4), targets) - {subset(s, 4)}
        explicit = Explicit(conflict, conflict["states"])
        place = explicit.place[subset(s, 4)]
        again = deterrence.legal_reach(explicit, (0, 2), place, improving=improving)
        assert {explicit.names[t] for t in again} == naive.legal_sequences(conflict, [0, 2], subset(s, 4), targets)


def test_chicken_by_hand():
    """Both wait. East goes ahead; West can only answer by a crash, which is worst for West as well."""
    _, graph = random_pair(0, 2, 2)
    ranks = np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32)
    work = OptionForm.of(type(graph)(2, (1, 2), (1, 2), np.ones(4, bool), ranks))
    both, only_west, crash = number({0, 1}), number({1}), number(set())
    harsh = witness.witness(work, 0, both, "smr")
    assert (harsh.stable, harsh.decides.moves) == (True, ((1, crash),))
    assert harsh.decides.reply == number({0})  # it would rather wait than crash, which is still worse than today
    soft = witness.witness(work, 0, both, "sseq")
    assert (soft.stable, soft.undeterred, soft.decides.improvement, soft.decides.moves) == (False, 1, only_west, ())


def test_an_unknown_notion_is_refused():
    _, graph = random_pair(0, 2, 2)
    with pytest.raises(UsageError, match="did you mean `seq`"):
        witness.witness(OptionForm.of(graph), 0, int(np.flatnonzero(graph.feasible)[0]), "seqq")


def test_no_chain_to_where_none_leads():
    _, graph = random_pair(1, 2, 3)
    state = int(np.flatnonzero(graph.feasible)[0])
    with pytest.raises(ValueError, match="no chain leads"):
        deterrence.shortest_sequence(OptionForm.of(graph), (0, 1), state, graph.ranks[0] + 5, 0, improving=False)


def test_every_move_of_a_credible_answer_improves_for_its_mover():
    """B is as well off before the shorter last move: A has to leave it the step that it ends by the longer one.

    Steps: 0, which either can end; 1, which is B's; 2, which is A's.
    """
    ranks = np.zeros((2, 8), np.int32)
    ranks[0, [0b100, 0b101]] = 1
    ranks[1, [0b001, 0b100, 0b110]] = 1
    graph = Graph(3, (0b100, 0b010), (0b101, 0b011), np.ones(8, bool), ranks)
    values = np.ones(8, np.int32)
    values[0b110] = 0
    chain = deterrence.shortest_sequence(OptionForm.of(graph), (0, 1), 0b001, values, 0, improving=True)
    assert chain == ((0, 0b101), (1, 0b110))
