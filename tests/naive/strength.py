"""Slow twin of strength of preference: the definitions, word for word, on the conflicts of `stability`.

Besides what `stability` has, a conflict has strong {party: set of pairs (better, worse) of states}: the party strongly
prefers the first. The definitions are those of Hamouda, Kilgour & Hipel (2004); for sseq the same rule.
"""

from __future__ import annotations

from naive import stability as naive


def strongly_prefers(conflict, i, t, s):
    return (t, s) in conflict["strong"][i]


def strongly_inescapable(conflict, i, s, s2):
    """s is strongly preferred to s2, and to everything that i can move to from s2."""
    return strongly_prefers(conflict, i, s, s2) and all(
        strongly_prefers(conflict, i, s, s3) for s3 in naive.reach(conflict, i, s2)
    )


def strong_gmr(conflict, i, s):
    return all(
        any(strongly_prefers(conflict, i, s, s2) for s2 in naive.reach_of(conflict, naive.others(conflict, i), s1))
        for s1 in naive.improvements(conflict, i, s)
    )


def strong_smr(conflict, i, s):
    return all(
        any(strongly_inescapable(conflict, i, s, s2) for s2 in naive.reach_of(conflict, naive.others(conflict, i), s1))
        for s1 in naive.improvements(conflict, i, s)
    )


def strong_seq(conflict, i, s):
    return all(
        any(
            strongly_prefers(conflict, i, s, s2)
            for s2 in naive.improving_reach_of(conflict, naive.others(conflict, i), s1)
        )
        for s1 in naive.improvements(conflict, i, s)
    )


def strong_sseq(conflict, i, s):
    return all(
        any(
            strongly_inescapable(conflict, i, s, s2)
            for s2 in naive.improving_reach_of(conflict, naive.others(conflict, i), s1)
        )
        for s1 in naive.improvements(conflict, i, s)
    )


CONCEPTS = {"strong_gmr": strong_gmr, "strong_smr": strong_smr, "strong_seq": strong_seq, "strong_sseq": strong_sseq}
