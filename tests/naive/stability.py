"""Slow twin of the stability engine: the definitions, word for word, with sets and loops and no numpy.

A state is the frozenset of the steps in force. A conflict is a dict: parties (list), states (the feasible ones),
moves {party: set of ordered pairs of distinct states}, prefer {party: {state: number}}, higher is better. The
definitions are those of Fang, Hipel & Kilgour (1993) and, for sseq, Rego & Vieira (2017).
"""

from __future__ import annotations

# ------------------------------------------------------------------------------------------ 1. the model


def option_form(parties, steps, states, prefer):
    """steps: {name: {by: [parties], ends: any|all, undo: never or not, redo: never or not}}."""
    moves = {i: {(s, t) for s in states for t in states if may_move(steps, i, s, t)} for i in parties}
    return {"parties": parties, "states": states, "moves": moves, "prefer": prefer}


def may_move(steps, i, s, t):
    if s == t:
        return False
    into = all(makes_alone(steps[j], i) for j in t - s)
    out = all(ends_alone(steps[j], i) for j in s - t)
    return into and out


def makes_alone(step, i):
    return step["by"] == [i] and step["redo"] != "never"


def ends_alone(step, i):
    if step["undo"] == "never" or i not in step["by"]:
        return False
    return len(step["by"]) == 1 or step["ends"] == "any"


def merged(conflict, one):
    """The conflict in which states s and t with one[s] == one[t] are one state, which all parties must rank alike."""
    states = list(dict.fromkeys(one[s] for s in conflict["states"]))
    moves = {i: {(one[s], one[t]) for s, t in pairs if one[s] != one[t]} for i, pairs in conflict["moves"].items()}
    prefer = {i: {} for i in conflict["parties"]}
    for i in conflict["parties"]:
        for s in conflict["states"]:
            assert prefer[i].setdefault(one[s], conflict["prefer"][i][s]) == conflict["prefer"][i][s]
    return {"parties": conflict["parties"], "states": states, "moves": moves, "prefer": prefer}


def prefers(conflict, i, t, s):
    return conflict["prefer"][i][t] > conflict["prefer"][i][s]


# ------------------------------------------------------------------------------------------ 2. reach


def reach(conflict, i, s):
    """R_i(s)."""
    return {t for a, t in conflict["moves"][i] if a == s}


def improvements(conflict, i, s):
    """R_i^+(s)."""
    return {t for t in reach(conflict, i, s) if prefers(conflict, i, t, s)}


def legal_sequences(conflict, group, s, targets):
    """The ends of all chains of moves by members of a group in which nobody moves twice in a row."""
    ends = set()
    todo, seen = [(s, None)], {(s, None)}
    while todo:
        state, last = todo.pop()
        for i in group:
            if i == last:
                continue
            for t in targets(conflict, i, state):
                ends.add(t)
                if (t, i) not in seen:
                    seen.add((t, i))
                    todo.append((t, i))
    return ends


def reach_of(conflict, group, s):
    """R_H(s)."""
    return legal_sequences(conflict, group, s, reach)


def improving_reach_of(conflict, group, s):
    """R_H^+(s): every move strictly improves, for its mover, on the state that it leaves."""
    return legal_sequences(conflict, group, s, improvements)


def fewest_moves(conflict, group, s, targets):
    """{state: length of a shortest legal sequence from s}, level by level over (state, last mover)."""
    fewest = {s: 0}
    level, seen, moves = {(s, None)}, {(s, None)}, 0
    while level:
        moves += 1
        level = {
            (t, i) for state, last in level for i in group if i != last for t in targets(conflict, i, state)
        } - seen
        seen |= level
        for t, _ in level:
            fewest.setdefault(t, moves)
    return fewest


# ------------------------------------------------------------------------------------------ 3. stability


def others(conflict, i):
    return [k for k in conflict["parties"] if k != i]


def nash(conflict, i, s):
    return not improvements(conflict, i, s)


def gmr(conflict, i, s):
    return all(
        any(not prefers(conflict, i, s2, s) for s2 in reach_of(conflict, others(conflict, i), s1))
        for s1 in improvements(conflict, i, s)
    )


def inescapable(conflict, i, s, s2):
    """s2 is not preferred to s, and neither is anything that i can move to from s2."""
    return not prefers(conflict, i, s2, s) and all(not prefers(conflict, i, s3, s) for s3 in reach(conflict, i, s2))


def smr(conflict, i, s):
    return all(
        any(inescapable(conflict, i, s, s2) for s2 in reach_of(conflict, others(conflict, i), s1))
        for s1 in improvements(conflict, i, s)
    )


def seq(conflict, i, s):
    return all(
        any(not prefers(conflict, i, s2, s) for s2 in improving_reach_of(conflict, others(conflict, i), s1))
        for s1 in improvements(conflict, i, s)
    )


def sseq(conflict, i, s):
    return all(
        any(inescapable(conflict, i, s, s2) for s2 in improving_reach_of(conflict, others(conflict, i), s1))
        for s1 in improvements(conflict, i, s)
    )


CONCEPTS = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq, "sseq": sseq}
