"""What a party can have in steps that count together: from a table of all their states, or else by search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from standoff.engine.core import masks
from standoff.engine.core.masks import members
from standoff.engine.reasons.deterrence import Corner
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.states import Graph
from standoff.engine.symbolic.conflict import Block, RuleCluster, SymbolicConflict, union
from standoff.engine.symbolic.moves import able, changed, inclined, moved, optimum
from standoff.engine.symbolic.preferences import steps_of
from standoff.engine.symbolic.query import Query
from standoff.engine.symbolic.sat import FALSE, TRUE, Formula, Solver

__all__ = ["block_table", "corner_of", "of_block", "searched"]


def of_block(query: Query, what: str, block: Block) -> int:
    """The number that `what` comes to in a block, from its table if it has one; see `single_steps`."""
    if block.tabled:
        return block_table(query.conflict, query.party, block)[what][masks.pack(query.state, block.steps)]
    return searched(query, what, block)[0]


def block_table(conflict: SymbolicConflict, party: int, block: Block) -> dict[str, list[int]]:
    """What a block comes to from each of its states, by the explicit engine; worked out once."""
    tables = conflict.known.tables
    if (party, block.steps) not in tables:
        tables[party, block.steps] = _tabled(conflict, party, block)
    return tables[party, block.steps]


def _tabled(conflict: SymbolicConflict, party: int, block: Block) -> dict[str, list[int]]:
    graph = _subgraph(conflict, block.steps, 0, range(conflict.parties))
    levels = [block.preference.level(int(state)) for state in masks.subsets(block.steps)]
    known = sorted(set(levels))
    place = {level: rank for rank, level in enumerate(known)}
    graph.ranks[party] = np.where(graph.feasible, np.array([place[level] for level in levels], np.int32), -1)
    work, others = OptionForm.of(graph), conflict.others(party)
    reply = work.best(party)
    answer = work.worst_after(others, graph.ranks[party])
    firm = work.worst_after(others, reply)
    found = {
        "reply": reply,
        "answer": answer,
        "firm": firm,
        "hold": work.best_of(party, answer),
        "over": work.best_of(party, firm),
    }
    table = {"feasible": graph.feasible.astype(int).tolist()}
    for what, ranks in found.items():
        table[what] = [known[rank] if 0 <= rank < len(known) else 0 for rank in ranks.tolist()]
    return table


def _subgraph(conflict: SymbolicConflict, steps: int, state: int, parties: Sequence[int]) -> Graph:
    """The conflict in some steps, all others as they are in a state, with no preferences."""
    places = members(steps)
    place = {bit: k for k, bit in enumerate(places)}
    columns = masks.columns(len(places))
    seen = [columns[place[bit]] if bit in place else np.bool_(state >> bit & 1) for bit in range(conflict.n)]
    feasible = np.ones(1 << len(places), np.bool_)
    for constraint in conflict.constraints:
        if steps_of(constraint) & steps:
            feasible &= masks.truth(constraint, seen)
    makes = tuple(masks.pack(conflict.makes[k], steps) for k in parties)
    ends = tuple(masks.pack(conflict.ends[k], steps) for k in parties)
    return Graph(len(places), makes, ends, feasible, np.zeros((len(makes), 1 << len(places)), np.int32))


def searched(query: Query, what: str, block: Block) -> tuple[int, int]:
    """The number of a block, and the state that it leads to, by search; kept for all states in which it is the same."""
    known, conflict, state = query.conflict.known.blocks, query.conflict, query.state
    key = (
        query.party,
        block.steps,
        what,
        state & (block.context if what in ("firm", "hold") else block.steps),
        query.most,
    )
    if key not in known:
        known[key] = _SEARCHES[what](query, block)
    value, found = known[key]
    # Where it was kept from another state, its mover still moves only what it can move.
    within = block.steps if what in ("reply", "hold") else block.steps & union(conflict.powers(query.others))
    return value, (found & within) | (state & ~within)


def _reply(query: Query, block: Block) -> tuple[int, int]:
    """The best that a party can have by staying or moving, in a block."""
    formula = Formula()
    literals = _own_moves(query, formula)
    return optimum(Solver(formula, query.deadline), literals, block.preference, query.state, 1)


def _answer(query: Query, block: Block) -> tuple[int, int]:
    """The worst for a party that the others can reach, in a block."""
    formula = Formula()
    literals = _answers(query, block, formula)
    return optimum(Solver(formula, query.deadline), literals, block.preference, query.state, -1)


def _firm(query: Query, block: Block) -> tuple[int, int]:
    """The worst for a party that the others can reach, by what it can make of it, in a block."""
    formula, preference = Formula(), block.preference
    literals = _answers(query, block, formula)
    solver = Solver(formula, query.deadline)
    solver.lean(inclined(literals, preference, better=False))
    replies: list[tuple[int, int]] = []
    value, found = searched(query, "reply", block)[0], query.state
    candidate: int | None = query.state
    while candidate is not None:
        worth, after = searched(query.at(candidate), "reply", block)
        replies.append((after & ~candidate, candidate & ~after))
        if worth < value:
            value, found = worth, candidate
        # The number must be smaller than the smallest so far, also after each reply that was good elsewhere.
        formula.add(-preference.over(formula, literals, value - 1))
        for made, ended in replies:
            after_it = changed(literals, made, ended)
            can = able(query.conflict, formula, literals, made, ended)
            formula.add(-formula.both([can, preference.over(formula, after_it, value - 1)]))
        solution = solver.solve()
        candidate = None if solution is None else solver.state(solution, literals)
    return value, found


def _hold(query: Query, block: Block) -> tuple[int, int]:
    """The best for a party of what it can move to, by what the others can make of it, in a block."""
    formula, preference = Formula(), block.preference
    literals = _own_moves(query, formula)
    solver = Solver(formula, query.deadline)
    solver.lean(inclined(literals, preference))
    answers: list[tuple[int, list[int]]] = []
    value, found = searched(query, "answer", block)[0], query.state
    candidate: int | None = query.state
    while candidate is not None:
        worth, after = searched(query.at(candidate), "answer", block)
        answers.append(_answered(query.at(candidate), block, after, formula, literals))
        if worth > value:
            value, found = worth, candidate
        formula.add(preference.over(formula, literals, value))
        for can, after_it in answers:
            formula.add(-can, preference.over(formula, after_it, value))
        solution = solver.solve()
        candidate = None if solution is None else solver.state(solution, literals)
    return value, found


_SEARCHES: dict[str, Callable[[Query, Block], tuple[int, int]]] = {
    "reply": _reply,
    "answer": _answer,
    "firm": _firm,
    "hold": _hold,
}


def _own_moves(query: Query, formula: Formula) -> list[int]:
    """What a party can reach by staying or moving, as literals."""
    conflict, party = query.conflict, query.party
    return moved(conflict, formula, query.state, conflict.makes[party], conflict.ends[party])


def _answers(query: Query, block: Block, formula: Formula) -> list[int]:
    """What the others can reach from a state, as literals: of what is not known exactly, the most or the least."""
    conflict = query.conflict
    literals = moved(conflict, formula, query.state, *conflict.powers(query.others))
    for cluster in query.concern.clusters:
        if not cluster.movers and cluster.steps & block.steps:
            _keep_to_reach(query, block, cluster, formula, literals)
    return literals


def _keep_to_reach(query: Query, block: Block, cluster: RuleCluster, formula: Formula, literals: Sequence[int]) -> None:
    """Keep to what can be reached within a cluster that needs several movers."""
    state = query.state
    if block.tabled or cluster.small:
        corner = corner_of(query, cluster)
        reached = corner.moves(improving=False) >= 0
        for there in np.flatnonzero(corner.graph.feasible & ~reached):
            lies = int(corner.lies[there])
            formula.add(*(-literals[b] if lies >> b & 1 else literals[b] for b in members(cluster.steps)))
    elif not query.most:
        one_of = []
        for mover in query.others:
            held = members(cluster.steps & ~query.conflict.can_change(mover, state))
            one_of.append(formula.both([literals[b] if state >> b & 1 else -literals[b] for b in held]))
        formula.add(formula.either(one_of))


def corner_of(query: Query, cluster: RuleCluster) -> Corner:
    """The states of a cluster, all other steps as they are; its movers are the others, in their order."""
    others, state = query.others, query.state
    graph = _subgraph(query.conflict, cluster.steps, state, others)
    lies = masks.subsets(cluster.steps) | (state & ~cluster.steps)
    return Corner(graph, tuple(range(len(others))), masks.pack(state, cluster.steps), lies)


def _answered(
    query: Query, block: Block, after: int, formula: Formula, literals: Sequence[int]
) -> tuple[int, list[int]]:
    """The answer that leads to `after`, given elsewhere: whether it surely can be, and where it leads."""
    conflict, state = query.conflict, query.state
    makes, ends = conflict.powers(query.others)
    can = []
    after_it = list(literals)
    for bit in members((makes | ends) & block.steps):
        value = after >> bit & 1
        if not (makes if value else ends) >> bit & 1:
            can.append(literals[bit] if value else -literals[bit])
        after_it[bit] = TRUE if value else FALSE
    for constraint in conflict.constraints:
        can.append(formula.truth(constraint, after_it))
    for cluster in query.concern.clusters:
        if not cluster.movers and cluster.steps & block.steps:
            can += [literals[b] if state >> b & 1 else -literals[b] for b in members(cluster.named)]
    return formula.both(can), after_it
