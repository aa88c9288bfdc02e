"""Slow twin of limited-move, non-myopic and simultaneous stability: the definitions, on the conflicts of `stability`."""

from __future__ import annotations

from itertools import product

from naive import stability as naive


def anticipated(conflict, i, s, h):
    """G_h(i, s): where it ends if i moves first from s and both look h moves ahead."""
    if h == 0:
        return s
    (j,) = naive.others(conflict, i)
    moves = naive.reach(conflict, i, s)
    if not moves:
        return s
    ends = [anticipated(conflict, j, t, h - 1) for t in moves]
    best = max(ends, key=lambda end: conflict["prefer"][i][end])
    return best if naive.prefers(conflict, i, best, s) else s


def limited(conflict, i, s, h):
    return anticipated(conflict, i, s, h) == s


def sequence(conflict, rounds):
    """The maps (i, s) -> G_h(i, s) for h = 0, 1, ..., each from the one before it."""
    parties, states = conflict["parties"], conflict["states"]
    maps = [{(i, s): s for i in parties for s in states}]
    for _ in range(rounds):
        maps.append({(i, s): after(conflict, maps[-1], i, s) for i in parties for s in states})
    return maps


def after(conflict, before, i, s):
    (j,) = naive.others(conflict, i)
    best = s
    for t in naive.reach(conflict, i, s):
        if naive.prefers(conflict, i, before[j, t], best):
            best = before[j, t]
    return best


def sim(conflict, i, s):
    """Each of the others stays or makes one of its improvements from s, at least one moves; all changes at once."""
    others = naive.others(conflict, i)
    for s1 in naive.improvements(conflict, i, s):
        choices = [[s, *naive.improvements(conflict, j, s)] for j in others]
        met = False
        for ends in product(*choices):
            if all(end == s for end in ends):
                continue
            changed = s ^ s1
            for end in ends:
                changed = changed | (s ^ end)
            result = s ^ changed
            if result in conflict["states"] and not naive.prefers(conflict, i, result, s):
                met = True
        if not met:
            return False
    return True
