"""Slow twin of the reasons behind a verdict: what a witness is, the best ways, and what would have to be true.

Definitions word for word, over the conflicts of tests/naive/stability.py; sets and loops, no numpy.
"""

from __future__ import annotations

import heapq
from itertools import combinations

from naive import stability as naive

# ------------------------------------------------------------------------------------------ 1. witnesses

COUNTS = {"nash": None, "gmr": naive.reach, "smr": naive.reach, "seq": naive.improvements, "sseq": naive.improvements}
"""Which moves the answers of the others are made of, under each notion."""

FIRM = ("smr", "sseq")


def is_chain(conflict, group, start, moves, targets):
    """Whether pairs (mover, state it moves to) are a legal sequence of such moves by members of a group."""
    last = None
    for mover, state in moves:
        if mover not in group or mover == last or state not in targets(conflict, mover, start):
            return False
        start, last = state, mover
    return True


def deters(conflict, i, s, end, concept):
    """Whether an answer that ends here leaves i no better off than s, whatever it replies if the notion is firm."""
    if concept in FIRM:
        return naive.inescapable(conflict, i, s, end)
    return not naive.prefers(conflict, i, end, s)


def deterred(conflict, i, s, improvement, concept):
    """Whether some answer that counts deters i from an improvement."""
    if COUNTS[concept] is None:
        return False
    ends = naive.legal_sequences(conflict, naive.others(conflict, i), improvement, COUNTS[concept])
    return any(deters(conflict, i, s, end, concept) for end in ends)


def left_with(conflict, i, end, concept):
    """What i has at the end of an answer: that state, or the best that it can reply with if the notion is firm."""
    replies = naive.reach(conflict, i, end) if concept in FIRM else set()
    return max(conflict["prefer"][i][t] for t in {end, *replies})


def after_worst_answer(conflict, i, improvement, concept):
    """What the worst answer that counts leaves i with, none at all included."""
    ends = {improvement}
    if COUNTS[concept] is not None:
        ends |= naive.legal_sequences(conflict, naive.others(conflict, i), improvement, COUNTS[concept])
    return min(left_with(conflict, i, end, concept) for end in ends)


# ----------------------------------------------------------------------------------------------- 2. ways


def joint_owners(steps):
    """The sets of parties that own a step together."""
    return sorted({tuple(step["by"]) for step in steps.values() if len(step["by"]) > 1})


def joint_targets(steps, owners, states, s):
    """Where a joint move leads: only steps of exactly these owners change."""

    def may(j, into):
        return tuple(steps[j]["by"]) == owners and steps[j]["redo" if into else "undo"] != "never"

    return {t for t in states if t != s and all(may(j, j in t) for j in s ^ t)}


def best_ways(conflict, steps, start, joint):
    """{state: (fewest sacrifices, fewest moves)}: best first over (state, last mover)."""
    movers = [(i,) for i in conflict["parties"]] + (joint_owners(steps) if joint else [])
    best, done = {}, set()
    todo = [(0, 0, sorted(start), ())]
    while todo:
        paid, moves, listed, last = heapq.heappop(todo)
        state = frozenset(listed)
        if (state, last) in done:
            continue
        done.add((state, last))
        best.setdefault(state, (paid, moves))
        for mover in movers:
            if mover == last:
                continue
            for t in one_move(conflict, steps, mover, state):
                pays = all(naive.prefers(conflict, i, t, state) for i in mover)
                heapq.heappush(todo, (paid + (not pays), moves + 1, sorted(t), mover))
    return best


def one_move(conflict, steps, mover, state):
    if len(mover) == 1:
        return naive.reach(conflict, mover[0], state)
    return joint_targets(steps, mover, conflict["states"], state)


# -------------------------------------------------------------------------- 3. what would have to be true


def with_preference(conflict, i, prefer):
    return conflict | {"prefer": conflict["prefer"] | {i: prefer}}


def lowered(conflict, i, s, down):
    """The conflict in which these states have fallen, for i, to where s is; all else as it was."""
    now = conflict["prefer"][i]
    return with_preference(conflict, i, now | dict.fromkeys(down, now[s]))


def raised(conflict, i, s, value):
    """The conflict in which s has risen, for i, to a value; all else as it was."""
    return with_preference(conflict, i, conflict["prefer"][i] | {s: value})


def smallest_reversals(conflict, i, s, concept):
    """All smallest sets of states that must fall to where s is for it to be stable: every subset in turn."""
    better = [t for t in conflict["states"] if naive.prefers(conflict, i, t, s)]
    for size in range(len(better) + 1):
        found = {
            frozenset(down)
            for down in combinations(better, size)
            if naive.CONCEPTS[concept](lowered(conflict, i, s, down), i, s)
        }
        if found:
            return found
    raise AssertionError("lowering all that is better makes any state stable")


def least_rise(conflict, i, s, concept):
    """The lowest value, of those that states have, to which s must rise to be stable."""
    now = conflict["prefer"][i]
    for value in sorted({value for value in now.values() if value >= now[s]}):
        if naive.CONCEPTS[concept](raised(conflict, i, s, value), i, s):
            return value
    raise AssertionError("at the top any state is stable")
