"""The graph form: against the slow twin, classic conflicts, the option form, and the traps that other programs fell into."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conflicts import classic, classic_graph_form, number, random_graph, random_moves, random_pair, subset, written
from naive import stability as naive
from places import ORACLES
from shares import share_of
from standoff.engine.graph_form.deterrence import Sequences, best_improvement, improvement_reach, sanction
from standoff.engine.graph_form.form import Arcs, GraphForm
from standoff.engine.graph_form.quotient import (
    classes,
    disagreement,
    graph_form,
    merge,
    move_between,
    number_of_moves,
    whole,
)
from standoff.engine.reasons import deterrence
from standoff.engine.stability.individual import CONCEPTS, equilibria, gmr, nash, seq, smr, sseq, stable
from standoff.engine.stability.states import Graph, targets
from standoff.errors import SizeError, UsageError

FOLDER = ORACLES / "stability"
FILES = [path for path in sorted(FOLDER.glob("*.json")) if "moves" in json.loads(path.read_text(encoding="utf-8"))]
SIZES = [(parties, states) for parties in (2, 3, 4) for states in (1, 2, 3, 4, 6, 9, 12)]


def oracle(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def differences(conflict, form):
    """Where the engine and the twin disagree: concept, party, state."""
    found = stable(form)
    return [
        (name, i, s)
        for name, concept in naive.CONCEPTS.items()
        for i in conflict["parties"]
        for number, s in enumerate(conflict["states"])
        if found[name][i][number] != concept(conflict, i, s)
    ]


@pytest.mark.parametrize(("parties", "states"), SIZES)
def test_twin_on_random_moves(parties, states):
    for seed in share_of(range(40 if states < 9 else 25)):
        assert not differences(*random_moves(seed, parties, states)), seed


def test_the_random_moves_are_of_all_kinds():
    """Not transitive, one-way, the same for two parties, and somewhere the last mover matters."""
    seen = set()
    for seed in range(40):
        conflict, _ = random_moves(seed, 3, 6)
        for i, pairs in conflict["moves"].items():
            if any((s, u) not in pairs and s != u for s, t in pairs for t2, u in pairs if t == t2):
                seen.add("not transitive")
            if any((t, s) not in pairs for s, t in pairs):
                seen.add("one-way")
            if any(pairs & conflict["moves"][k] for k in naive.others(conflict, i)):
                seen.add("common")
            for s in conflict["states"]:
                free, todo = {s}, [s]
                while todo:
                    at = todo.pop()
                    fresh = {t for k in naive.others(conflict, i) for t in naive.reach(conflict, k, at)} - free
                    free |= fresh
                    todo += fresh
                if free > naive.reach_of(conflict, naive.others(conflict, i), s) | {s}:
                    seen.add("last mover")
    assert seen == {"not transitive", "one-way", "common", "last mover"}


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_reach_of_any_group(seed):
    """The smallest value over s and what a group can reach, by moves and by improvements."""
    conflict, form = random_moves(seed, 4, 7)
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 20, 7).astype(np.int32)
    for group in ((), (0,), (1, 3), (0, 2, 3), (0, 1, 2, 3)):
        for found, reach in (
            (form.worst_after(group, values), naive.reach_of),
            (form.worst_after_improvements(group, values), naive.improving_reach_of),
        ):
            wanted = [min(values[t] for t in {s} | reach(conflict, group, s)) for s in range(7)]
            assert found.tolist() == wanted


# ------------------------------------------------------------------------------------- classic conflicts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_classic_conflicts(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    form = classic_graph_form(data)
    assert {concept for concept in CONCEPTS if concept in data["computed"]["individual"]} >= {
        "nash",
        "gmr",
        "smr",
        "seq",
        "sseq",
    }
    for concept in data["computed"]["individual"]:
        if concept in CONCEPTS:
            assert verdicts(form, data, concept) == data["computed"]["individual"][concept], concept


def verdicts(form, data, concept):
    mask = stable(form, [concept])[concept]
    found = {entry["name"]: (np.flatnonzero(row) + 1).tolist() for entry, row in zip(data["dms"], mask, strict=True)}
    return found | {"equilibria": (np.flatnonzero(equilibria(form, concept)) + 1).tolist()}


def test_there_are_classic_conflicts_in_graph_form():
    assert {path.stem for path in FILES} >= {"quarry", "trap_legal_sequence_ABA"}


def test_what_is_known_of_the_quarry_by_hand():
    data = oracle("quarry")
    form = classic_graph_form(data)
    assert (np.flatnonzero(equilibria(form, "nash")) + 1).tolist() == data["expected"]["equilibria"]["nash"]
    moves, improvements, jump = (claim["value"] for claim in data["expected"]["other"])
    assert sum(len(arcs.starts) for arcs in form.moves) == moves == 24
    for party, entry in enumerate(data["dms"]):
        assert (form.improvements[party].leaving(0) + 1).tolist() == improvements[entry["name"]]
    assert not any(7 in form.targets(party, 4) for party in range(3))
    together = Sequences.of((0, 1), form.moves[:2], 4).fewest > 0
    better = [t for t in np.flatnonzero(together) if (form.ranks[:2, t] > form.ranks[:2, 4]).all()]
    assert [t + 1 for t in better] == jump  # of the agency and the quarry from 5, to 8 alone


def test_the_quarry_from_option_form_by_merging():
    """Twelve states are left when the infeasible ones are gone; the four in which the quarry is closed are one."""
    data = oracle("quarry")
    graph, lies = classic(data)
    fits = [
        s
        for s in range(1 << graph.n)
        if not any(
            all(mark in ("-", str(s >> bit & 1)) for bit, mark in enumerate(pattern)) for pattern in data["infeasible"]
        )
    ]
    assert np.flatnonzero(graph.feasible).tolist() == fits
    assert len(fits) == 12
    closed = np.array([bool(s & written("00010")) for s in range(1 << graph.n)])
    merger = merge(graph, classes(graph.feasible, [closed]))
    place = {int(merger.holds[members[0]]): k for k, members in enumerate(lies)}
    assert sorted(place) == list(range(9))
    for state, k in place.items():
        assert merger.members(state).tolist() == sorted(lies[k])
    given = classic_graph_form(data)
    for party, entry in enumerate(data["dms"]):
        arcs = merger.form.moves[party]
        moves = {(place[int(s)] + 1, place[int(t)] + 1) for s, t in zip(arcs.starts, arcs.ends, strict=True)}
        assert moves == {tuple(pair) for pair in data["moves"][entry["name"]]}
    order = np.array([state for state, _ in sorted(place.items(), key=lambda item: item[1])])
    for concept in CONCEPTS:
        assert (stable(merger.form)[concept][:, order] == stable(given)[concept]).all()


# ------------------------------------------------------------------------------- option form and merging


@pytest.mark.parametrize(("parties", "n"), [(2, 3), (3, 4), (4, 4), (3, 6), (4, 7)])
def test_option_form_in_graph_form_has_the_same_verdicts(parties, n):
    for seed in share_of(range(12)):
        graph = random_pair(seed, parties, n)[1]
        merger = graph_form(graph)
        lies = np.flatnonzero(graph.feasible)
        assert merger.holds[lies].tolist() == list(range(len(lies)))
        assert merger.form.ranks.tolist() == graph.ranks[:, lies].tolist()
        for party in range(parties):
            for k, s in enumerate(lies.tolist()):
                assert lies[merger.form.targets(party, k)].tolist() == sorted(targets(graph, party, s))
        before, after = stable(graph), stable(merger.form)
        for concept in CONCEPTS:
            assert (before[concept][:, lies] == after[concept]).all(), (seed, concept)
            assert before[concept].sum() == after[concept].sum()


@pytest.mark.parametrize("seed", range(4))
def test_larger_option_form_in_graph_form(seed):
    graph = random_graph(seed, 3, 10, structured=seed % 2 == 0, feasible=0.6)
    lies = np.flatnonzero(graph.feasible)
    before, after = stable(graph), stable(graph_form(graph).form)
    for concept in CONCEPTS:
        assert (before[concept][:, lies] == after[concept]).all()


def test_merging_is_what_the_twin_calls_so():
    broken = 0
    for seed in range(60):
        parties, n = 2 + seed % 3, 3 + seed % 2
        conflict, graph = random_pair(seed, parties, n)
        rng = np.random.default_rng(seed)
        one, other = rng.random(1 << n) < 0.4, rng.random(1 << n) < 0.5
        masks = [one, other & ~one]
        holds = classes(graph.feasible, masks)
        for i in range(parties):  # members must be ranked alike
            level = [max(graph.ranks[i][holds == c]) for c in range(holds.max() + 1)]
            graph.ranks[i][graph.feasible] = np.array(level, np.int32)[holds[graph.feasible]]
            conflict["prefer"][i] = {subset(s, n): int(graph.ranks[i][s]) for s in np.flatnonzero(graph.feasible)}
        merger = merge(graph, holds)
        twin = naive.merged(conflict, {subset(s, n): int(holds[s]) for s in np.flatnonzero(graph.feasible)})
        assert twin["states"] == list(range(merger.form.states))
        assert not differences(twin, merger.form), seed
        for arcs in twin["moves"].values():
            broken += any((s, u) not in arcs and s != u for s, t in arcs for t2, u in arcs if t == t2)
        assert sum(len(arcs.starts) for arcs in merger.form.moves) <= number_of_moves(graph)
    assert broken  # merging can break transitivity


def test_a_move_between_merged_states_is_one_of_their_members():
    for seed in range(20):
        conflict, graph = random_pair(seed, 3, 4)
        graph = Graph(
            graph.n,
            graph.makes,
            graph.ends,
            graph.feasible,
            np.where(graph.feasible, 0, -1)[None].repeat(3, 0).astype(np.int32),
        )
        holds = classes(graph.feasible, [np.random.default_rng(seed).random(16) < 0.5])
        form = merge(graph, holds).form
        for party in range(3):
            arcs = form.moves[party]
            for before, after in zip(arcs.starts.tolist(), arcs.ends.tolist(), strict=True):
                pairs = [
                    (number(s), number(t))
                    for s, t in conflict["moves"][party]
                    if (holds[number(s)], holds[number(t)]) == (before, after)
                ]
                first = int(np.flatnonzero(holds == before)[-1])
                found = move_between(graph, party, holds, before, after, first)
                assert found in pairs
                from_first = [pair for pair in pairs if pair[0] == first]
                least = min(int(s ^ t).bit_count() for s, t in from_first or pairs)
                assert (found[0] ^ found[1]).bit_count() == least
                assert (found[0] == first) == bool(from_first)
    with pytest.raises(ValueError, match="cannot move from state 0 to state 9"):
        move_between(graph, 0, holds, 0, 9, 0)


def test_whole_levels_hold_all_members():
    holds = np.array([0, -1, 1, 0])
    assert whole([3, 1], holds) == [0, 3, 1]
    assert whole([], holds) == []


def test_states_that_are_ranked_differently_are_not_one():
    graph = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 0, 1, 1], [0, 1, 0, 1]], np.int32))
    holds = classes(graph.feasible, [np.array([1, 1, 0, 0], bool)])
    assert disagreement(graph, 0, holds) is None
    assert disagreement(graph, 1, holds) == (0, 1)
    with pytest.raises(ValueError, match="party 1 does not rank"):
        merge(graph, holds)
    with pytest.raises(ValueError, match="in one way only"):
        classes(graph.feasible, [np.array([1, 1, 0, 0], bool), np.array([0, 1, 1, 0], bool)])


def test_merging_nothing_and_infeasible_states():
    feasible = np.array([1, 0, 1, 1], bool)
    assert classes(feasible, []).tolist() == [0, -1, 1, 2]
    assert classes(feasible, [np.zeros(4, bool), np.array([0, 1, 0, 0], bool)]).tolist() == [0, -1, 1, 2]
    assert classes(feasible, [np.ones(4, bool)]).tolist() == [0, -1, 0, 0]


def test_what_is_too_large_is_refused_before_work():
    graph = Graph(16, (0xFF, 0xFF00), (0xFF, 0xFF00), np.ones(1 << 16, bool), np.zeros((2, 1 << 16), np.int32))
    assert number_of_moves(graph) == 2 * (1 << 16) * 255
    with pytest.raises(SizeError, match="moves in a graph of states: 33423360, and the limit is 4000000"):
        graph_form(graph)


# -------------------------------------------------------------------------------------------------- traps


def test_a_sanction_may_need_the_same_party_twice():
    """A, B, A is legal: one move of the others, or each other once, does not deter F."""
    form = classic_graph_form(oracle("trap_legal_sequence_ABA"))
    for concept in (gmr, smr, seq, sseq):
        assert concept(form, 0).tolist() == [True] * 5
    answer = sanction(form, 0, 0, 1)
    assert (answer.concept, answer.moves) == ("seq", ((1, 2), (2, 3), (1, 4)))


def test_one_move_of_one_opponent_is_not_enough():
    """F gains until both others have moved, one after the other."""
    form = GraphForm.of([[1, 2, 2, 0], [0, 0, 1, 0], [0, 0, 0, 1]], [[(0, 1)], [(1, 2)], [(2, 3)]])
    assert not nash(form, 0)[0]
    assert gmr(form, 0)[0]
    assert seq(form, 0)[0]
    alone = GraphForm.of(form.ranks[:2], [[(0, 1)], [(1, 2), (2, 3)]])
    assert not gmr(alone, 0)[0]  # nobody moves twice in a row, and these moves are not transitive


def test_nobody_moves_twice_in_a_row():
    """With a third party that can come between, the second move of the same party is legal."""
    ranks = [[1, 2, 2, 2, 0], [0] * 5, [0] * 5]
    alone = GraphForm.of(ranks, [[(0, 1)], [(1, 2), (2, 4)], []])
    between = GraphForm.of(ranks, [[(0, 1)], [(1, 2), (3, 4)], [(2, 3)]])
    back = GraphForm.of(ranks, [[(0, 1)], [(1, 2), (2, 4)], [(2, 3), (3, 2)]])
    assert not gmr(alone, 0)[0]
    assert gmr(between, 0)[0]
    assert not gmr(back, 0)[0]  # B, C; then C may not move back, and B has no move from there
    assert sanction(back, 0, 0, 1) is None


def test_the_state_itself_can_be_the_sanction():
    """Both can move between the two states: the other undoes the improvement. Matrix forms that leave s out miss it."""
    form = GraphForm.of([[0, 1], [1, 0]], [[(0, 1), (1, 0)], [(0, 1), (1, 0)]])
    assert not nash(form, 0)[0]
    assert gmr(form, 0)[0]
    assert seq(form, 0)[0]
    assert not smr(form, 0)[0]
    assert not sseq(form, 0)[0]
    assert sanction(form, 0, 0, 1).moves == ((1, 0),)


def test_an_equal_state_is_no_improvement_and_always_a_sanction():
    assert nash(GraphForm.of([[0, 0], [1, 0]], [[(0, 1)], []]), 0).all()
    form = GraphForm.of([[1, 2, 1], [0, 0, 1]], [[(0, 1)], [(1, 2)]])
    assert seq(form, 0)[0]


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_laws_of_inclusion(parties):
    for seed in range(15):
        found = stable(random_moves(seed, parties, 40)[1])
        for narrow, wide in [
            ("nash", "smr"),
            ("smr", "gmr"),
            ("nash", "sseq"),
            ("sseq", "seq"),
            ("sseq", "smr"),
            ("seq", "gmr"),
        ]:
            assert not (found[narrow] & ~found[wide]).any(), (seed, narrow, wide)


def test_names_and_order_change_nothing():
    for seed in range(10):
        conflict, form = random_moves(seed, 3, 9)
        rng = np.random.default_rng(seed)
        parties, states = rng.permutation(3), rng.permutation(9)
        ranks = np.empty_like(form.ranks)
        ranks[parties[:, None], states[None]] = form.ranks
        moves = [None] * 3
        for i, pairs in conflict["moves"].items():
            moves[parties[i]] = [(states[s], states[t]) for s, t in sorted(pairs)]
        before, after = stable(form), stable(GraphForm.of(ranks, moves))
        for concept in CONCEPTS:
            assert (before[concept] == after[concept][parties[:, None], states[None]]).all()


# --------------------------------------------------------------------------------- long, empty, refused


def test_a_chain_of_thousands_of_moves():
    """Two others take turns along a path; only its end deters. The numbers are those of the path."""
    length = 3000
    path = [(s, s + 1) for s in range(1, length)]
    ranks = np.full((3, length + 1), 2, np.int32)
    ranks[0, 0], ranks[0, length] = 1, 0
    form = GraphForm.of(ranks, [[(0, 1)], path[::2], path[1::2]])
    assert gmr(form, 0)[0]
    assert not seq(form, 0)[0]
    assert len(sanction(form, 0, 0, 1).moves) == length - 1


def test_moves_are_checked():
    assert Arcs.of(4, []).lies.tolist() == [0, 0, 0, 0, 0]
    with pytest.raises(ValueError, match="between two of 3 states"):
        Arcs.of(3, [(0, 3)])
    with pytest.raises(ValueError, match="from one state to another"):
        Arcs.of(3, [(1, 1)])
    with pytest.raises(TypeError, match="int32"):
        GraphForm(np.zeros((1, 2)), (Arcs.of(2, []),))
    with pytest.raises(ValueError, match="shape"):
        GraphForm.of([[0, 1]], [[], []])
    with pytest.raises(ValueError, match="same 2 states"):
        GraphForm(np.zeros((1, 2), np.int32), (Arcs.of(3, []),))
    with pytest.raises(UsageError, match="did you mean `nash`"):
        equilibria(GraphForm.of([[0, 1]], [[]]), "nahs")


def test_shared_work_changes_no_answer():
    for seed in range(5):
        form = random_moves(seed, 3, 12)[1]
        fresh = random_moves(seed, 3, 12)[1]
        together = stable(form)
        for name, concept in CONCEPTS.items():
            for party in range(3):
                assert (concept(fresh, party) == together[name][party]).all()
                assert (concept(form, party) == together[name][party]).all()


# ---------------------------------------------------------------------------------- chains from one state


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_improvement_reach_counts_the_fewest_moves(seed):
    conflict, form = random_moves(seed, 2 + seed % 3, 7)
    for s in range(7):
        wanted = naive.fewest_moves(conflict, conflict["parties"], s, naive.improvements)
        found = improvement_reach(form, s)
        assert {t: int(found[t]) for t in range(7) if found[t] >= 0} == wanted


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_best_improvement(seed):
    conflict, form = random_moves(seed, 3, 7)
    for s in range(7):
        for i in range(3):
            options = naive.improvements(conflict, i, s)
            most = max((conflict["prefer"][i][t] for t in options), default=None)
            wanted = min((t for t in options if conflict["prefer"][i][t] == most), default=None)
            assert best_improvement(form, i, s) == wanted


def check_sanction(conflict, form, i, s, s1):
    """The answer found is legal, is one under its concept, is as short as any, and no better concept has any."""
    group = naive.others(conflict, i)
    answer = sanction(form, i, s, s1)
    for concept, moves_of, counts in (
        ("seq", naive.improvements, lambda t: not naive.prefers(conflict, i, t, s)),
        ("smr", naive.reach, lambda t: naive.inescapable(conflict, i, s, t)),
        ("gmr", naive.reach, lambda t: not naive.prefers(conflict, i, t, s)),
    ):
        lengths = [
            moves for t, moves in naive.fewest_moves(conflict, group, s1, moves_of).items() if moves and counts(t)
        ]
        if not lengths:
            continue
        assert (answer.concept, len(answer.moves)) == (concept, min(lengths))
        state, last = s1, None
        for mover, end in answer.moves:
            assert mover in group
            assert mover != last
            assert end in moves_of(conflict, mover, state)
            state, last = end, mover
        assert counts(state)
        return concept
    assert answer is None
    return None


def test_sanctions_are_legal_shortest_and_the_most_credible():
    seen, longest = set(), 0
    for seed in range(120):
        conflict, form = random_moves(seed, 2 + seed % 3, 7)
        for s in range(7):
            for i in conflict["parties"]:
                for s1 in naive.improvements(conflict, i, s):
                    seen.add(check_sanction(conflict, form, i, s, s1))
                    answer = sanction(form, i, s, s1)
                    longest = max(longest, len(answer.moves) if answer else 0)
    assert seen == {"seq", "smr", "gmr", None}
    assert longest > 2


@pytest.mark.parametrize("seed", share_of(range(10)))
def test_chains_of_option_form_and_of_graph_form_are_of_one_length(seed):
    _, graph = random_pair(seed, 3, 4)
    merger = graph_form(graph)
    lies = np.flatnonzero(graph.feasible)
    for k, s in enumerate(lies.tolist()):
        assert deterrence.improvement_reach(graph, s)[lies].tolist() == improvement_reach(merger.form, k).tolist()
        for i in range(3):
            best = deterrence.best_improvement(graph, i, s)
            assert (best is None) == (best_improvement(merger.form, i, k) is None)
            if best is not None:
                one, other = (
                    deterrence.sanction(graph, i, s, best),
                    sanction(merger.form, i, k, int(merger.holds[best])),
                )
                assert (one is None) == (other is None)
                if one:
                    assert (one.concept, len(one.moves)) == (other.concept, len(other.moves))


def test_only_an_improvement_can_be_answered():
    form = GraphForm.of([[1, 1], [0, 1]], [[(0, 1)], []])
    with pytest.raises(ValueError, match="does not prefer state 1 to state 0"):
        sanction(form, 0, 0, 1)


def test_nobody_answers_a_party_that_is_alone():
    form = GraphForm.of([[0, 1]], [[(0, 1)]])
    assert sanction(form, 0, 0, 1) is None
    assert stable(form)["gmr"].tolist() == [[False, True]]


def closed(pairs):
    """The moves with all that follow from them, so that they are transitive."""
    pairs = set(pairs)
    while True:
        more = {(s, u) for s, t in pairs for t2, u in pairs if t == t2 and s != u} - pairs
        if not more:
            return pairs
        pairs |= more


def test_two_parties_with_transitive_moves_have_a_sequential_equilibrium():
    """The law of option form holds here too where moves are transitive, one-way ones and common ones included."""
    for seed in range(150):
        conflict, form = random_moves(seed, 2, 4 + seed % 5)
        whole_moves = [sorted(closed(conflict["moves"][i])) for i in range(2)]
        assert equilibria(GraphForm.of(form.ranks, whole_moves), "seq").any(), seed


def test_of_sanctions_as_short_the_worst_for_the_party_is_told():
    """From 1, the other party can go on to 2 or to 3, both of which pay it: 3 is the worse answer."""
    form = GraphForm.of([[2, 3, 1, 0], [0, 0, 1, 1]], [[(0, 1)], [(1, 2), (1, 3)]])
    assert sanction(form, 0, 0, 1) == deterrence.Sanction("seq", ((1, 3),))


def test_a_move_between_merged_states_leaves_the_first_one_where_it_can():
    graph = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    moves = {first: move_between(graph, 0, np.array([0, 1, 0, 1]), 0, 1, first) for first in (0, 2)}
    assert moves == {0: (0, 1), 2: (2, 3)}
