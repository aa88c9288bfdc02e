"""Slow twin of the coalition concepts: the definitions, word for word, on the conflicts of `stability`.

A conflict may have `steps`, as `stability.option_form` takes them: their joint steps are made and ended by all owners
together, which is one move of theirs. A mover is the frozenset of the parties that move. Coalitions are sets.
"""

from __future__ import annotations

from itertools import combinations

from naive import stability as naive


def coalitions(parties):
    """All nonempty sets of parties."""
    return [frozenset(c) for size in range(1, len(parties) + 1) for c in combinations(parties, size)]


def may_move_together(steps, owners, s, t):
    """They differ only in joint steps of exactly these owners, none of which comes or goes that never may."""
    mine = all(frozenset(steps[j]["by"]) == owners for j in s ^ t)
    into = all(steps[j]["redo"] != "never" for j in t - s)
    out = all(steps[j]["undo"] != "never" for j in s - t)
    return s != t and mine and into and out


def moves_of(conflict, mover, s):
    if len(mover) == 1:
        return naive.reach(conflict, next(iter(mover)), s)
    steps = conflict["steps"]
    return {t for t in conflict["states"] if may_move_together(steps, mover, s, t)}


def movers(conflict, group):
    """The members, and the owners of joint steps if all of them are members."""
    joint = {frozenset(step["by"]) for step in conflict.get("steps", {}).values() if len(step["by"]) > 1}
    return [frozenset([i]) for i in group] + [owners for owners in joint if owners <= set(group)]


def chains(conflict, who, s, targets):
    """The ends of all chains in which no mover moves twice in a row."""
    ends, todo, seen = set(), [(s, None)], {(s, None)}
    while todo:
        state, last = todo.pop()
        for mover in who:
            for t in targets(conflict, mover, state) if mover != last else ():
                ends.add(t)
                if (t, mover) not in seen:
                    seen.add((t, mover))
                    todo.append((t, mover))
    return ends


def kept(conflict, key, work):
    """Work that is asked for again and again is done once."""
    memory = conflict.setdefault("memory", {})
    if key not in memory:
        memory[key] = work()
    return memory[key]


def reach(conflict, group, s):
    """R_H(s)."""
    key = ("reach", frozenset(group), s)
    return kept(conflict, key, lambda: chains(conflict, movers(conflict, group), s, moves_of))


def all_prefer(conflict, group, t, s):
    return all(naive.prefers(conflict, i, t, s) for i in group)


def improvements(conflict, group, s):
    """What every member prefers, of all that the coalition can reach."""
    return {t for t in reach(conflict, group, s) if all_prefer(conflict, group, t, s)}


def others(conflict, group):
    return [i for i in conflict["parties"] if i not in group]


def harsh(conflict, group, u, s):
    """Some member does not prefer u to s."""
    return not all_prefer(conflict, group, u, s)


def cnash(conflict, group, s):
    return not improvements(conflict, group, s)


def cgmr(conflict, group, s):
    return all(
        any(harsh(conflict, group, y, s) for y in reach(conflict, others(conflict, group), x))
        for x in improvements(conflict, group, s)
    )


def csmr(conflict, group, s):
    return all(
        any(
            harsh(conflict, group, y, s) and all(harsh(conflict, group, z, s) for z in reach(conflict, group, y))
            for y in reach(conflict, others(conflict, group), x)
        )
        for x in improvements(conflict, group, s)
    )


def answers(conflict, group, x):
    """Chains of common improvements of coalitions among the others, no coalition twice in a row."""
    who = coalitions(others(conflict, group))
    key = ("answers", frozenset(group), x)
    return kept(conflict, key, lambda: chains(conflict, who, x, improvements))


def cseq(conflict, group, s):
    return all(
        any(harsh(conflict, group, y, s) for y in answers(conflict, group, x)) for x in improvements(conflict, group, s)
    )


def cseq_ui(conflict, group, s):
    return all(
        any(harsh(conflict, group, y, s) for y in naive.improving_reach_of(conflict, others(conflict, group), x))
        for x in improvements(conflict, group, s)
    )


CONCEPTS = {"cnash": cnash, "cgmr": cgmr, "csmr": csmr, "cseq": cseq, "cseq_ui": cseq_ui}
