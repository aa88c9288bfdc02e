"""Stability: against the slow twin, classic conflicts, laws, and the traps that other programs fell into."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conflicts import classic, number, random_graph, random_pair, subset
from naive import stability as naive
from places import ORACLES
from shares import share_of
from standoff.engine.reasons.deterrence import Sanction, best_improvement, improvement_reach, sanction
from standoff.engine.stability.individual import (
    CONCEPTS,
    OptionForm,
    equilibria,
    gmr,
    locked,
    nash,
    seq,
    smr,
    sseq,
    stable,
)
from standoff.engine.stability.states import Graph, powers, ranks_from_ranking, ranks_from_worth, targets
from standoff.errors import UsageError

FOLDER = ORACLES / "stability"
FILES = [path for path in sorted(FOLDER.glob("*.json")) if "moves" not in json.loads(path.read_text(encoding="utf-8"))]
"""Classic conflicts in option form; tests/engine/graph_form/test_form.py has the others."""

SMALL = [(parties, n) for parties in (2, 3, 4) for n in (3, 4)]
LARGE = [(2, 5), (3, 5), (4, 5), (2, 6), (3, 6)]


def differences(conflict, graph):
    """Where the engine and the twin disagree: concept, party, state."""
    found = stable(graph)
    return [
        (name, i, s)
        for name, concept in naive.CONCEPTS.items()
        for i in range(graph.parties)
        for s in range(graph.states)
        if found[name][i][s] != (bool(graph.feasible[s]) and concept(conflict, i, subset(s, graph.n)))
    ]


@pytest.mark.parametrize(("parties", "n"), SMALL)
def test_twin_on_small_conflicts(parties, n):
    for seed in share_of(range(100)):
        assert not differences(*random_pair(seed, parties, n)), seed


@pytest.mark.parametrize(("parties", "n"), LARGE)
def test_twin_on_larger_conflicts(parties, n):
    for seed in share_of(range(30 if n == 5 else 12)):
        assert not differences(*random_pair(seed, parties, n)), seed


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_twin_on_seven_steps(parties):
    for seed in range(2):
        assert not differences(*random_pair(seed, parties, 7)), seed


# ------------------------------------------------------------------------------------- classic conflicts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_classic_conflicts(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    graph, lies = classic(data)
    for concept in CONCEPTS:
        wanted = data["computed"]["individual"][concept]
        mask = stable(graph, [concept])[concept]
        for party, entry in enumerate(data["dms"]):
            assert [k + 1 for k, [s] in enumerate(lies) if mask[party][s]] == wanted[entry["name"]], concept
            assert set(np.flatnonzero(mask[party]).tolist()) <= {s for [s] in lies}
        together = equilibria(graph, concept)
        assert [k + 1 for k, [s] in enumerate(lies) if together[s]] == wanted["equilibria"], concept


def test_there_are_classic_conflicts():
    assert len(FILES) >= 6


# ------------------------------------------------------------------------------------------------- laws


@pytest.mark.parametrize("structured", [True, False])
@pytest.mark.parametrize(("parties", "n"), [(2, 8), (3, 9), (4, 8), (5, 10)])
def test_laws_of_inclusion(parties, n, structured):
    for seed in range(5):
        found = stable(random_graph(seed, parties, n, structured))
        for narrow, wide in [
            ("nash", "smr"),
            ("smr", "gmr"),
            ("nash", "sseq"),
            ("sseq", "seq"),
            ("sseq", "smr"),
            ("seq", "gmr"),
        ]:
            assert not (found[narrow] & ~found[wide]).any(), (seed, narrow, wide)


def renamed(graph, parties, steps):
    """The same graph with party i called parties[i] and step j called steps[j]."""

    def moved(mask):
        return sum(1 << steps[j] for j in range(graph.n) if mask >> j & 1)

    lies = np.array([moved(s) for s in range(graph.states)])
    makes, ends = [0] * graph.parties, [0] * graph.parties
    feasible, ranks = np.empty_like(graph.feasible), np.empty_like(graph.ranks)
    feasible[lies] = graph.feasible
    for i, name in enumerate(parties):
        makes[name], ends[name] = moved(graph.makes[i]), moved(graph.ends[i])
        ranks[name][lies] = graph.ranks[i]
    return Graph(graph.n, tuple(makes), tuple(ends), feasible, ranks), lies


@pytest.mark.parametrize("seed", range(8))
def test_names_and_order_change_nothing(seed):
    graph = random_graph(seed, 4, 8, structured=seed % 2 == 0)
    rng = np.random.default_rng(seed)
    parties, steps = rng.permutation(4).tolist(), rng.permutation(8).tolist()
    other, lies = renamed(graph, parties, steps)
    before, after = stable(graph), stable(other)
    for concept in CONCEPTS:
        for i in range(4):
            assert (before[concept][i] == after[concept][parties[i]][lies]).all()


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_two_parties_always_have_a_sequential_equilibrium(seed):
    graph = random_graph(seed, 2, 3 + seed % 6, structured=seed % 2 == 0, feasible=0.4 + seed % 7 / 10)
    assert equilibria(graph, "seq").any()


@pytest.mark.parametrize("seed", share_of(range(10)))
def test_thresholds_where_everything_is_free(seed):
    """All feasible and reversible: gmr iff the rank is at least maximin, smr iff nash or it is at least minimax."""
    rng = np.random.default_rng(seed)
    n, mine = 6, 0b010110
    ranks = rng.integers(0, 12, (2, 64)).astype(np.int32)
    graph = Graph(n, (mine, 63 ^ mine), (mine, 63 ^ mine), np.ones(64, bool), ranks)
    own = [[s & mine == x for s in range(64)] for x in range(64) if x & mine == x]
    theirs = [[s & ~mine == x for s in range(64)] for x in range(64) if x & ~mine == x]
    rank = ranks[0]
    maximin = max(rank[np.array(rows)].min() for rows in own)
    minimax = min(rank[np.array(rows)].max() for rows in theirs)
    assert (gmr(graph, 0) == ((rank >= maximin) | nash(graph, 0))).all()
    assert (smr(graph, 0) == ((rank >= minimax) | nash(graph, 0))).all()


def test_with_additive_worths_and_free_choice_nash_is_dominance():
    rng = np.random.default_rng(3)
    worth = rng.choice([-2.0, -1.0, 1.0, 2.0], (3, 9))
    owner = rng.integers(0, 3, 9)
    can = powers([[owner[j] == i for j in range(9)] for i in range(3)])
    graph = Graph(9, *can, np.ones(512, bool), np.array([ranks_from_worth(row) for row in worth]))
    dominant = sum(1 << j for j in range(9) if worth[owner[j], j] > 0)
    assert np.flatnonzero(equilibria(graph, "nash")).tolist() == [dominant]


# ------------------------------------------------------------------------------------------------ traps


def one_way_chain():
    """Steps f, a1, a2, b of parties F, A, B, all irreversible; the states are a path: f, then a1, b, a2."""
    f, a1, a2, b = 1, 2, 4, 8
    path = [0, f, f | a1, f | a1 | b, f | a1 | b | a2]
    feasible = np.zeros(16, bool)
    feasible[path] = True
    first, second, third, fourth, last = path
    ranks = [
        ranks_from_ranking([[second, third, fourth], [first], [last]], feasible),
        ranks_from_ranking([[last], [fourth], [third], [second], [first]], feasible),
        ranks_from_ranking([[fourth], [last], [third], [second], [first]], feasible),
    ]
    return Graph(4, (f, a1 | a2, b), (0, 0, 0), feasible, np.array(ranks)), path


def test_a_sanction_may_need_the_same_party_twice():
    """Only A, then B, then A again deters F; a program that moves each opponent once calls the state unstable."""
    graph, path = one_way_chain()
    for concept in (gmr, smr, seq, sseq):
        assert concept(graph, 0)[path].tolist() == [True] * 5
    assert nash(graph, 0)[path].tolist() == [False, True, True, True, True]
    answer = sanction(graph, 0, path[0], path[1])
    assert answer.concept == "seq"
    assert answer.moves == ((1, path[2]), (2, path[3]), (1, path[4]))


def test_a_sanction_may_need_two_parties():
    """I gains by its step unless both others act; either alone leaves it better off than before."""
    ranks = np.array([[1, 2, 1, 2, 1, 2, 1, 0], [0, 0, 1, 1, 0, 0, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1]], np.int32)
    graph = Graph(3, (1, 2, 4), (1, 2, 4), np.ones(8, bool), ranks)
    assert not nash(graph, 0)[0]
    assert gmr(graph, 0)[0]
    assert seq(graph, 0)[0]
    without_one = Graph(3, (1, 2, 0), (1, 2, 0), np.ones(8, bool), ranks)
    assert not gmr(without_one, 0)[0]


def test_a_state_can_be_the_sanction_of_its_own_improvement():
    """Both parties can make and end the same step: the other undoes the improvement, and that deters it."""
    graph = Graph(1, (1, 1), (1, 1), np.ones(2, bool), np.array([[0, 1], [1, 0]], np.int32))
    assert not nash(graph, 0)[0]
    assert gmr(graph, 0)[0]
    assert seq(graph, 0)[0]
    assert not smr(graph, 0)[0]
    assert not sseq(graph, 0)[0]
    assert sanction(graph, 0, 0, 1).moves == ((1, 0),)


def test_float_noise_makes_no_improvement():
    """0.1 + 0.2 against 0.3: a swap of equals is no improvement, though the float sums differ."""
    both, other = 0b011, 0b100
    feasible = np.zeros(8, bool)
    feasible[[both, other]] = True
    for sign in (1, -1):
        ranks = ranks_from_worth([0.1 * sign, 0.2 * sign, 0.3 * sign], feasible=feasible)
        graph = Graph(3, (7,), (7,), feasible, ranks[None])
        assert nash(graph, 0)[[both, other]].all()


def test_an_equal_state_is_no_improvement_and_always_a_sanction():
    ranks = np.array([[0, 0], [1, 0]], np.int32)
    assert nash(Graph(1, (1, 0), (1, 0), np.ones(2, bool), ranks), 0).all()
    answered = np.array([[1, 2, 0, 1], [0, 0, 1, 1]], np.int32)
    graph = Graph(2, (1, 2), (1, 2), np.ones(4, bool), answered)
    assert not nash(graph, 0)[0]
    assert seq(graph, 0)[0]


def test_infeasible_states_are_never_stable():
    graph = random_graph(5, 3, 6, feasible=0.5)
    for concept in CONCEPTS.values():
        for party in range(3):
            assert not concept(graph, party)[~graph.feasible].any()


# ------------------------------------------------------------------------- what cannot be undone; shared work


def test_what_is_stable_only_because_it_cannot_be_undone():
    """Each of two parties would rather not have made its step; only the irreversible one stays made."""
    ranks = np.array([ranks_from_worth([-1.0, 0.0]), ranks_from_worth([0.0, -1.0])])
    every = np.ones(4, bool)
    owns = [[True, False], [False, True]]
    bound = Graph(2, *powers(owns, irreversible=[True, False]), every, ranks)
    free = Graph(2, *powers(owns), every, ranks)
    assert np.flatnonzero(equilibria(bound, "nash")).tolist() == [0b00, 0b01]
    assert np.flatnonzero(locked(bound, free, "nash")).tolist() == [0b01]
    assert not locked(free, free, "nash").any()


def test_what_is_stable_only_because_it_cannot_come_back():
    """A step that its owner wants, but that once gone cannot be redone."""
    every, ranks = np.ones(2, bool), np.array([[0, 1]], np.int32)
    bound = Graph(1, *powers([[True]], final=True), every, ranks)
    free = Graph(1, *powers([[True]]), every, ranks)
    assert np.flatnonzero(locked(bound, free, "nash")).tolist() == [0]


@pytest.mark.parametrize("seed", range(6))
def test_shared_work_changes_no_answer(seed):
    graph = random_graph(seed, 3, 8)
    work = OptionForm.of(graph)
    together = stable(work)
    for name, concept in CONCEPTS.items():
        for party in range(3):
            alone = concept(graph, party)
            assert (alone == together[name][party]).all()
            assert (alone == work.stable(name, party)).all()


def test_an_unknown_concept_is_refused_with_the_known_ones():
    graph = random_graph(0, 2, 3)
    with pytest.raises(UsageError, match="did you mean `nash`"):
        equilibria(graph, "nahs")
    with pytest.raises(UsageError, match="`gmr`, `nash`, `seq`, `smr`, `sseq`"):
        stable(graph, ["xyz"])


# ---------------------------------------------------------------------------------- chains from one state


CHAINS = [(seed, parties, n) for seed in share_of(range(10)) for parties in (2, 3, 4) for n in (3, 4)] + [(0, 3, 6)]


@pytest.mark.parametrize(("seed", "parties", "n"), CHAINS)
def test_improvement_reach_counts_the_fewest_moves(seed, parties, n):
    conflict, graph = random_pair(seed, parties, n)
    for s in np.flatnonzero(graph.feasible).tolist()[:8]:
        wanted = naive.fewest_moves(conflict, range(parties), subset(s, n), naive.improvements)
        found = improvement_reach(graph, s)
        assert {t: int(found[t]) for t in range(1 << n) if found[t] >= 0} == {
            number(t): moves for t, moves in wanted.items()
        }


@pytest.mark.parametrize(("seed", "parties", "n"), CHAINS)
def test_best_improvement(seed, parties, n):
    conflict, graph = random_pair(seed, parties, n)
    for s in np.flatnonzero(graph.feasible).tolist():
        for i in range(parties):
            options = naive.improvements(conflict, i, subset(s, n))
            found = best_improvement(graph, i, s)
            if not options:
                assert found is None
                continue
            most = max(conflict["prefer"][i][t] for t in options)
            ties = [t for t in options if conflict["prefer"][i][t] == most]
            assert subset(found, n) in ties
            assert len(subset(found ^ s, n)) == min(len(t ^ subset(s, n)) for t in ties)


def check_sanction(conflict, graph, i, s, s1):
    """The answer found is legal, is one under its concept, is as short as any, and no better concept has any."""
    start, here = subset(s1, graph.n), subset(s, graph.n)
    group = naive.others(conflict, i)

    def not_better(t):
        return not naive.prefers(conflict, i, t, here)

    def inescapable(t):
        return naive.inescapable(conflict, i, here, t)

    answer = sanction(graph, i, s, s1)
    for concept, moves_of, counts in (
        ("seq", naive.improvements, not_better),
        ("smr", naive.reach, inescapable),
        ("gmr", naive.reach, not_better),
    ):
        fewest = naive.fewest_moves(conflict, group, start, moves_of)
        lengths = [moves for t, moves in fewest.items() if moves and counts(t)]
        if not lengths:
            assert answer is None or answer.concept != concept
            continue
        assert answer is not None
        assert answer.concept == concept
        assert len(answer.moves) == min(lengths)
        state, last = start, None
        for mover, end in answer.moves:
            assert mover in group
            assert mover != last
            assert subset(end, graph.n) in moves_of(conflict, mover, state)
            state, last = subset(end, graph.n), mover
        assert counts(state)
        return answer.concept
    assert answer is None
    return None


def test_sanctions_are_legal_shortest_and_the_most_credible():
    seen = set()
    for seed, parties, n in CHAINS:
        conflict, graph = random_pair(seed, parties, n)
        work = OptionForm.of(graph)
        for s in np.flatnonzero(graph.feasible).tolist()[::3]:
            for i in range(parties):
                for s1 in naive.improvements(conflict, i, subset(s, n)):
                    seen.add(check_sanction(conflict, work, i, s, number(s1)))
    assert seen == {"seq", "smr", "gmr", None}


def test_only_an_improvement_can_be_answered():
    graph = Graph(1, (1, 0), (1, 0), np.ones(2, bool), np.array([[1, 1], [0, 1]], np.int32))
    with pytest.raises(ValueError, match="does not prefer state 1 to state 0"):
        sanction(graph, 0, 0, 1)


@pytest.mark.parametrize("seed", share_of(range(10)))
def test_a_party_is_stable_where_every_improvement_has_a_sanction(seed):
    graph = OptionForm.of(random_graph(seed, 3, 6, structured=False))
    for s in np.flatnonzero(graph.feasible).tolist():
        rank = graph.ranks[0]
        better = [t for t in targets(graph, 0, s).tolist() if rank[t] > rank[s]]
        answers = [sanction(graph, 0, s, t) for t in better]
        assert nash(graph, 0)[s] == (not better)
        assert gmr(graph, 0)[s] == all(answer is not None for answer in answers)
        assert seq(graph, 0)[s] == all(answer is not None and answer.concept == "seq" for answer in answers)


def test_of_sanctions_as_short_the_worst_for_the_party_is_told():
    """The other party can answer by step 1 or by step 2, both of which pay it: the second is the worse answer."""
    ranks = np.full((2, 8), 3, np.int32)
    ranks[0, [0b000, 0b011, 0b101]] = 2, 1, 0
    ranks[1, 0b001] = 0
    graph = Graph(3, (0b001, 0b110), (0b001, 0b110), np.ones(8, bool), ranks)
    assert sanction(graph, 0, 0b000, 0b001) == Sanction("seq", ((1, 0b101),))
