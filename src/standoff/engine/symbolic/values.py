"""What a party can have from a state, over all that matters to it: as a number, as a state, and inside a formula."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from standoff.engine.core import masks
from standoff.engine.core.masks import members
from standoff.engine.symbolic.blocks import block_table, of_block, searched
from standoff.engine.symbolic.conflict import Block, SymbolicConflict, union
from standoff.engine.symbolic.query import Query
from standoff.engine.symbolic.sat import FALSE, TRUE, Formula, WeightedLiteral
from standoff.engine.symbolic.single_steps import single_step

__all__ = ["as_terms", "exact", "leads_to", "most_firm", "value"]

MOST_VALUES = 16


def value(query: Query, what: str) -> int:
    """The number that `what` comes to from a state; see `single_steps`."""
    conflict, party, state, concern = query.conflict, query.party, query.state, query.concern
    alone = sum(single_step(conflict, party, what, bit, state >> bit & 1)[0] for bit in members(concern.alone))
    return alone + sum(of_block(query, what, block) for block in concern.blocks)


def leads_to(query: Query, what: str) -> int:
    """The state that it leads to; steps that do not count stay."""
    concern, state = query.concern, query.state
    found = state
    for bit in members(concern.alone):
        chosen = single_step(query.conflict, query.party, what, bit, state >> bit & 1)[1]
        found = found & ~(1 << bit) | chosen << bit
    for block in concern.blocks:
        found = found & ~block.steps | searched(query, what, block)[1] & block.steps
    return found


def most_firm(query: Query) -> float:
    """No improvement is firmer than this: what SMR asks of the state, at most."""
    conflict, party, state, concern = query.conflict, query.party, query.state, query.concern
    can = conflict.can_change(party, state)
    total = sum(single_step(conflict, party, "over", bit, state >> bit & 1)[0] for bit in members(concern.alone))
    for block in concern.blocks:
        if block.tabled:
            total += of_block(query, "over", block)
        elif block.context & can:
            return float("inf")
        else:
            total += of_block(query, "firm", block)
    return total


def exact(query: Query) -> bool:
    """Whether what the others can reach is known exactly."""
    concern = query.concern
    tabled = union(block.steps for block in concern.blocks if block.tabled)
    return all(cluster.movers or cluster.small or cluster.steps & tabled for cluster in concern.clusters)


def as_terms(
    query: Query, what: str, formula: Formula, literals: Sequence[int]
) -> tuple[int, list[WeightedLiteral], int]:
    """What `what` comes to in a state of literals, as a number and terms, where some steps are as in the query's state.

    The mask of these steps is the third: the context of those blocks that have no short table.
    """
    conflict, party, concern = query.conflict, query.party, query.concern
    total, terms, context = 0, [], 0
    for bit in members(concern.alone):
        out, into = (single_step(conflict, party, what, bit, at)[0] for at in (0, 1))
        total += out
        terms.append((into - out, literals[bit]))
    for block in concern.blocks:
        table = _by_context(conflict, party, block, what) if block.tabled and block.preference.additive else []
        values = sorted(set(table))
        if 0 < len(values) <= MOST_VALUES:
            total += values[0]
            at = [literals[bit] for bit in members(block.context)]
            for lower, upper in itertools.pairwise(values):
                terms.append((upper - lower, _looked_up(formula, at, [one >= upper for one in table])))
        else:
            total += of_block(query, what, block)
            context |= block.context
    return total, terms, context


def _by_context(conflict: SymbolicConflict, party: int, block: Block, what: str) -> list[int]:
    """The table of a block, by its context alone: it is the same whatever the other steps are."""
    tables, places = block_table(conflict, party, block), masks.pack(block.context, block.steps)
    table, feasible = tables[what], tables["feasible"]
    found = []
    loose = masks.subsets(((1 << block.steps.bit_count()) - 1) & ~places).tolist()
    for context in masks.subsets(places).tolist():
        values = [table[context | more] for more in loose if feasible[context | more]]
        found.append(values[0] if values else None)
    known = [value for value in found if value is not None]
    return [known[0] if value is None else value for value in found] if known else []


def _looked_up(formula: Formula, bits: Sequence[int], table: Sequence[bool]) -> int:
    """Whether a table holds at the place that some literals make, the first the lowest bit."""
    if all(table) or not any(table):
        return TRUE if table[0] else FALSE
    half = len(table) // 2
    out, into = _looked_up(formula, bits[:-1], table[:half]), _looked_up(formula, bits[:-1], table[half:])
    return formula.either([formula.both([bits[-1], into]), formula.both([-bits[-1], out])])
