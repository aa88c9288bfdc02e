"""Stability of large conflicts: against the explicit engine on small ones, laws, and large ones known by construction."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from conflicts import powers_of, random_steps
from shares import share_of
from standoff.engine.core import masks
from standoff.engine.reasons.deterrence import best_improvement, sanction
from standoff.engine.stability.individual import OptionForm, equilibria
from standoff.engine.stability.states import Graph, ranks_from_ranking, ranks_from_statements, ranks_from_worth, targets
from standoff.engine.symbolic import conflict as symbolic_conflict
from standoff.engine.symbolic import sat, values
from standoff.engine.symbolic.conflict import SymbolicConflict
from standoff.engine.symbolic.equilibria import EquilibriumSearch
from standoff.engine.symbolic.preferences import SymbolicRanking, SymbolicStatements, SymbolicWorths, worths
from standoff.engine.symbolic.sat import Deadline, UnfinishedError
from standoff.engine.symbolic.stays import CONCEPTS, best_reply, deterrent, stays
from standoff.errors import SizeError, UsageError

NEVER = Deadline(None)


def random_rule(rng, n, depth=2):
    if depth == 0 or rng.random() < 0.2:
        return ("step", int(rng.integers(n)))
    kind = str(rng.choice(["not", "and", "or", "if", "iff"]))
    parts = 1 if kind == "not" else 2
    return (kind, *(random_rule(rng, n, depth - 1) for _ in range(parts)))


def random_order(rng, n, feasible, kind):
    """The preference of a party twice: as an order, and as ranks of all states."""
    if kind == "worths":
        # Tenths, so that sums tie where floats do not.
        each = (rng.integers(-3, 4, n) / 10).tolist()
        several = [
            (
                masks.mask(rng.choice(n, min(n, int(rng.integers(2, 4))), replace=False).tolist()),
                int(rng.integers(-4, 5)) / 10,
            )
            for _ in range(int(rng.integers(0, 3)))
        ]
        return worths(each, several), ranks_from_worth(each, several, feasible)
    if kind == "statements":
        said = tuple(random_rule(rng, n) for _ in range(int(rng.integers(1, 5))))
        columns = masks.columns(n)
        truths = (np.broadcast_to(masks.truth(one, columns), feasible.shape) for one in said)
        return SymbolicStatements(said), ranks_from_statements(truths, feasible)
    listed = rng.permutation(1 << n)[: int(rng.integers(1, 12))].tolist()
    levels, at = [], 0
    while at < len(listed):
        size = int(rng.integers(1, 4))
        levels.append(tuple(listed[at : at + size]))
        at += size
    return SymbolicRanking(n, tuple(levels)), ranks_from_ranking(levels, feasible)


def random_conflict(seed, parties, n, rules=None, kinds=("worths", "worths", "worths", "statements", "ranking")):
    """A random conflict twice: to be searched, and with all its states."""
    rng = np.random.default_rng([seed, parties, n, 77])
    steps = random_steps(rng, parties, n)
    if rng.random() < 0.3:
        steps = [step | {"undo": "0", "redo": "0"} for step in steps]
    while True:
        said = [random_rule(rng, n) for _ in range(int(rng.integers(0, 4)) if rules is None else rules)]
        if rules is None and n > 3 and rng.random() < 0.4:
            chosen = rng.choice(n, 3, replace=False).tolist()
            said += [("not", ("and", ("step", a), ("step", b))) for a in chosen for b in chosen if a < b]
        feasible = masks.feasible(n, said)
        if feasible.any():
            break
    orders, ranks = [], []
    for _ in range(parties):
        order, rank = random_order(rng, n, feasible, str(rng.choice(kinds)))
        orders.append(order)
        ranks.append(rank)
    can = powers_of(steps, parties)
    return SymbolicConflict(n, *can, tuple(said), tuple(orders)), OptionForm.of(
        Graph(n, *can, feasible, np.array(ranks))
    )


SIZES = [(2, 2, 30), (2, 3, 60), (2, 5, 40), (3, 4, 60), (3, 6, 40), (4, 6, 25), (5, 7, 15), (3, 8, 10)]


@pytest.mark.parametrize(("parties", "n", "seeds"), SIZES)
def test_verdicts_are_those_of_the_explicit_engine(parties, n, seeds):
    for seed in share_of(range(seeds)):
        conflict, graph = random_conflict(seed, parties, n)
        rng = np.random.default_rng(seed)
        states = np.flatnonzero(graph.feasible)
        for state in rng.permutation(states)[:12].tolist():
            for party in range(parties):
                for concept in CONCEPTS:
                    wanted = bool(graph.stable(concept, party)[state])
                    assert stays(conflict, concept, party, state, NEVER) is wanted, (seed, concept, party, state)


@pytest.mark.parametrize(("parties", "n", "seeds"), SIZES)
def test_equilibria_are_those_of_the_explicit_engine(parties, n, seeds):
    for seed in share_of(range(seeds)):
        conflict, graph = random_conflict(seed, parties, n)
        now = int(np.flatnonzero(graph.feasible)[seed % graph.feasible.sum()])
        for concept in CONCEPTS:
            wanted = np.flatnonzero(equilibria(graph, concept))
            search = EquilibriumSearch(conflict, concept, now)
            found = list(search.nearest())
            assert sorted(found) == wanted.tolist(), (seed, concept)
            away = [(state ^ now).bit_count() for state in found]
            assert away == sorted(away)
            assert not search.undecided
            assert_backbone(search.backbone(NEVER, complete=True), wanted, n)
            assert_backbone(EquilibriumSearch(conflict, concept, now).backbone(NEVER), wanted, n)


def assert_backbone(found, wanted, n):
    if not len(wanted):
        assert found is None
        return
    every = (1 << n) - 1
    always, ever = int(np.bitwise_and.reduce(wanted)), int(np.bitwise_or.reduce(wanted))
    assert (found.always, found.never, found.free, found.open) == (always, every & ~ever, ever & ~always, 0)


def compare(seed, parties, n, **asked):
    """Every verdict and all equilibria of a random conflict; the verdicts that were not given."""
    conflict, graph = random_conflict(seed, parties, n, **asked)
    open_ = 0
    for concept in CONCEPTS:
        for state in np.flatnonzero(graph.feasible)[:24].tolist():
            for party in range(parties):
                verdict = stays(conflict, concept, party, state, NEVER)
                open_ += verdict is None
                assert verdict in (None, bool(graph.stable(concept, party)[state])), (seed, concept, party, state)
        wanted = set(np.flatnonzero(equilibria(graph, concept)).tolist())
        search = EquilibriumSearch(conflict, concept, int(np.flatnonzero(graph.feasible)[0]))
        found = set(search.nearest())
        assert found <= wanted <= found | set(search.undecided), (seed, concept)
        open_ += len(search.undecided)
    return open_


@pytest.mark.parametrize(("tabled", "short", "nodes"), [(0, 16, 4000), (0, 16, 3), (10, 0, 3), (10, 16, 0), (2, 2, 10)])
def test_the_answers_do_not_hang_on_how_they_are_found(monkeypatch, tabled, short, nodes):
    """Without tables, without diagrams, and in between."""
    monkeypatch.setattr(symbolic_conflict, "MOST_TABLED", tabled)
    monkeypatch.setattr(values, "MOST_VALUES", short)
    monkeypatch.setattr(sat, "MOST_NODES", nodes)
    for seed in share_of(range(100, 120)):
        assert compare(seed, 2 + seed % 3, 4 + seed % 4) == 0


def test_what_cannot_be_followed_is_not_guessed(monkeypatch):
    """Clusters of rules that need several movers: bounds may leave a verdict open, and are never wrong."""
    monkeypatch.setattr(symbolic_conflict, "MOST_TABLED", 0)
    monkeypatch.setattr(symbolic_conflict, "MOST_TANGLED", 0)
    assert sum(compare(seed, 3 + seed % 3, 6, rules=4) for seed in range(30)) > 0


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_improvements_and_answers_are_moves(seed):
    parties, n = 2 + seed % 4, 4 + seed % 4
    conflict, graph = random_conflict(seed, parties, n)
    for state in np.flatnonzero(graph.feasible)[::3].tolist():
        for party in range(parties):
            improvement = best_reply(conflict, party, state, NEVER)
            wanted = best_improvement(graph, party, state)
            assert (improvement is None) == (wanted is None)
            if improvement is not None:
                assert graph.ranks[party][improvement] == graph.ranks[party][wanted]
                assert improvement in targets(graph, party, state)
                assert_answer(conflict, graph, party, state, improvement)


def assert_answer(conflict, graph, party, state, improvement):
    """The answer is made of moves of the others, and leaves the party no better off; there is one if there can be."""
    found = deterrent(conflict, party, state, improvement, NEVER)
    known = sanction(graph, party, state, improvement)
    assert found.sure
    assert (found.concept is None) == (known is None)
    at = improvement
    for mover, there in found.moves:
        assert mover != party
        assert there in targets(graph, mover, at)
        at = there
    if found.concept:
        assert graph.ranks[party][at] <= graph.ranks[party][state]
    if found.concept == "smr":
        assert graph.best(party)[at] <= graph.ranks[party][state]
    if known and known.concept != "seq":
        assert found.concept == known.concept


def test_differences_below_a_billionth_of_the_stake_are_none():
    for more, gains in ((0.5e-9, False), (2e-9, True)):
        order = worths([1.0, -1.0 + 2 * more])
        conflict = SymbolicConflict(2, (0b11,), (0b11,), (("iff", ("step", 0), ("step", 1)),), (order,))
        assert (best_reply(conflict, 0, 0, NEVER) is not None) is gains


def test_a_step_worth_less_than_a_billionth_of_the_stake_is_in_equilibria_or_not():
    for little, wanted in ((0.5e-9, {0b01, 0b11}), (2e-9, {0b11})):
        conflict = SymbolicConflict(2, (0b11,), (0b11,), (), (worths([1.0, little]),))
        assert set(EquilibriumSearch(conflict, "nash", 0).nearest()) == wanted


@pytest.mark.parametrize("tabled", [0, symbolic_conflict.MOST_TABLED])
def test_others_reach_what_chains_of_their_moves_lead_to_and_no_more(monkeypatch, tabled):
    """Steps 1 and 2 are of two parties and come together or not at all, so that neither can make them."""
    monkeypatch.setattr(symbolic_conflict, "MOST_TABLED", tabled)
    first = worths([1.0, -3.0, -3.0])
    alone, both = (("iff", ("step", 1), ("step", 2)),), ()
    for rules, deterred in ((alone, False), (both, True)):
        conflict = SymbolicConflict(
            3, (0b001, 0b010, 0b100), (0b001, 0b010, 0b100), rules, (first, worths([]), worths([]))
        )
        assert stays(conflict, "gmr", 0, 0b000, NEVER) is deterred
        assert stays(conflict, "smr", 0, 0b000, NEVER) is deterred


# ------------------------------------------------------------------------------------------ large by construction

STEPS, BLOCK = 40, 10


def blocks(parties_of, parties, seed, kinds=("worths",)):
    """A large conflict of independent blocks of ten steps, and the blocks with all their states."""
    constraints, orders, graphs = [], [[] for _ in range(parties)], []
    makes, ends = [0] * parties, [0] * parties
    for block in range(STEPS // BLOCK):
        small, graph = random_conflict(1000 * seed + block, len(parties_of[block]), BLOCK, rules=2, kinds=kinds)
        graphs.append(graph)
        constraints += [moved(rule, block * BLOCK) for rule in small.constraints]
        for place, party in enumerate(parties_of[block]):
            makes[party] |= small.makes[place] << block * BLOCK
            ends[party] |= small.ends[place] << block * BLOCK
            orders[party].append((block * BLOCK, small.preferences[place]))
    whole = tuple(joined(parts) for parts in orders)
    return SymbolicConflict(STEPS, tuple(makes), tuple(ends), tuple(constraints), whole), graphs


def moved(rule, by):
    return ("step", rule[1] + by) if rule[0] == "step" else (rule[0], *(moved(part, by) for part in rule[1:]))


def joined(parts):
    """Worths of several blocks, each by its own stake."""
    each, together = [0] * STEPS, []
    for at, order in parts:
        each[at : at + BLOCK] = order.each
        together += [(steps << at, worth) for steps, worth in order.together]
    return SymbolicWorths(tuple(each), tuple(together), max(order.slack for _, order in parts))


@pytest.mark.parametrize("seed", range(3))
def test_forty_steps_and_five_parties_of_independent_blocks(seed):
    """Nobody has a better move in the whole if and only if nobody has one in any block."""
    conflict, graphs = blocks([range(5)] * 4, 5, seed)
    found = [np.flatnonzero(equilibria(graph, "nash")).tolist() for graph in graphs]
    count = int(np.prod([len(one) for one in found]))
    search = EquilibriumSearch(conflict, "nash", 0)
    limit = 200
    states = list(search.nearest(NEVER, limit))
    assert len(states) == len(set(states)) == min(count, limit)
    assert search.more(NEVER) is (count > limit)
    for state in states:
        assert all(state >> BLOCK * b & 1023 in found[b] for b in range(4))
    backbone = EquilibriumSearch(conflict, "nash", 0).backbone(NEVER)
    if count == 0:
        assert backbone is None
        return
    always = sum(int(np.bitwise_and.reduce(one)) << BLOCK * b for b, one in enumerate(found))
    ever = sum(int(np.bitwise_or.reduce(one)) << BLOCK * b for b, one in enumerate(found))
    assert (backbone.always, backbone.free, backbone.open) == (always, ever & ~always, 0)
    assert (states[0].bit_count()) == sum(min(state.bit_count() for state in one) for one in found)


def test_forty_steps_of_blocks_that_are_strangers():
    """Where each party lives in one block, every notion holds in the whole if and only if it holds in the block."""
    conflict, graphs = blocks([(0, 1), (2, 3), (4, 5), (6, 7)], 8, 11)
    rng = np.random.default_rng(5)
    for _ in range(15):
        parts = [int(rng.choice(np.flatnonzero(graph.feasible))) for graph in graphs]
        state = sum(part << BLOCK * b for b, part in enumerate(parts))
        for concept in CONCEPTS:
            for party in range(8):
                wanted = bool(graphs[party // 2].stable(concept, party % 2)[parts[party // 2]])
                assert stays(conflict, concept, party, state, NEVER) is wanted
    for concept in ("gmr", "smr"):
        found = [np.flatnonzero(equilibria(graph, concept)) for graph in graphs]
        always = sum(int(np.bitwise_and.reduce(one)) << BLOCK * b for b, one in enumerate(found))
        ever = sum(int(np.bitwise_or.reduce(one)) << BLOCK * b for b, one in enumerate(found))
        backbone = EquilibriumSearch(conflict, concept, 0).backbone(Deadline(60))
        assert (backbone.always, backbone.free, backbone.open) == (always, ever & ~always, 0)


def test_laws_of_inclusion_at_forty_steps():
    conflict, graphs = blocks([range(5)] * 4, 5, 7)
    for seed in range(10):
        rng = np.random.default_rng(seed)
        state = sum(int(rng.choice(np.flatnonzero(g.feasible))) << BLOCK * b for b, g in enumerate(graphs))
        for party in range(5):
            nash, gmr, smr = (stays(conflict, concept, party, state, NEVER) for concept in CONCEPTS)
            assert nash <= smr <= gmr


def test_with_additive_worths_and_free_choice_nash_is_dominance():
    rng = np.random.default_rng(3)
    owner = np.arange(60) % 6
    worth = rng.normal(size=(6, 60))
    can = tuple(sum(1 << j for j in range(60) if owner[j] == i) for i in range(6))
    conflict = SymbolicConflict(60, can, can, (), tuple(worths(row.tolist()) for row in worth))
    wanted = sum(1 << j for j in range(60) if worth[owner[j], j] > 0)
    assert list(EquilibriumSearch(conflict, "nash", 0).nearest()) == [wanted]


@pytest.mark.parametrize("seed", range(5))
def test_thresholds_where_everything_is_free(seed):
    """All feasible and reversible, sums of worths: gmr iff it is at least the maximin, smr iff nash or the minimax."""
    rng = np.random.default_rng(seed)
    n, parties = 50, 4
    worth = rng.integers(-9, 10, (parties, n))
    owner = rng.integers(0, parties, n)
    can = tuple(sum(1 << j for j in range(n) if owner[j] == i) for i in range(parties))
    conflict = SymbolicConflict(n, can, can, (), tuple(SymbolicWorths(tuple(row.tolist())) for row in worth))
    for _ in range(10):
        made = rng.random(n) < 0.5
        state = sum(1 << j for j in range(n) if made[j])
        for i in range(parties):
            here, mine = worth[i][made].sum(), owner == i
            # Sums come apart: what it would do itself and what the others would do at worst.
            threshold = np.maximum(worth[i][mine], 0).sum() + np.minimum(worth[i][~mine], 0).sum()
            nash = np.array_equal(np.maximum(worth[i], 0)[mine], (worth[i] * made)[mine])
            assert stays(conflict, "nash", i, state, NEVER) is bool(nash)
            assert stays(conflict, "gmr", i, state, NEVER) is bool(here >= threshold)
            assert stays(conflict, "smr", i, state, NEVER) is bool(nash or here >= threshold)


# -------------------------------------------------------------------------------------------- limits and refusals


def test_too_many_steps_are_refused_before_any_work():
    symbolic_conflict.admit(60)
    with pytest.raises(SizeError, match="61, and the limit is 60"):
        symbolic_conflict.admit(61)


def test_a_missing_solver_is_said_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysat", None)
    with pytest.raises(UsageError, match=r"pip install 'standoff\[large\]'"):
        sat.require()


def test_when_the_time_is_up_what_is_known_is_told():
    conflict, _ = blocks([range(5)] * 4, 5, 1)
    with pytest.raises(UnfinishedError):
        list(EquilibriumSearch(conflict, "gmr", 0).nearest(Deadline(0.0)))
    backbone = EquilibriumSearch(conflict, "nash", 0).backbone(Deadline(0.0))
    assert (backbone.always, backbone.never, backbone.free) == (0, 0, 0)
    assert backbone.open == (1 << STEPS) - 1
