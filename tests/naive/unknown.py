"""Slow twin of unknown preferences: the sixteen definitions of Li, Hipel, Kilgour & Fang (2004), with sets and loops.

A conflict has parties, states and moves as in `stability`; better {party: set of pairs (t, s)}: t is preferred to s; and
unknown {party: set of pairs (t, s)}: whether t is preferred to s is not known. In the published definitions a pair is
unknown both ways; nothing here needs that.
"""

from __future__ import annotations

from naive import stability as naive


def improvements(conflict, i, s):
    """R_i^+(s)."""
    return {t for t in naive.reach(conflict, i, s) if (t, s) in conflict["better"][i]}


def uncertain(conflict, i, s):
    """R_i^U(s)."""
    return {t for t in naive.reach(conflict, i, s) if (t, s) in conflict["unknown"][i]}


def improvements_or_uncertain(conflict, i, s):
    """R_i^{+,U}(s)."""
    return improvements(conflict, i, s) | uncertain(conflict, i, s)


def answers_in_their_interest(conflict, i, s1):
    """R_{-i}^{+,U}(s1)."""
    return naive.legal_sequences(conflict, naive.others(conflict, i), s1, improvements_or_uncertain)


def answers(conflict, i, s1):
    """R_{-i}(s1)."""
    return naive.reach_of(conflict, naive.others(conflict, i), s1)


def less_or_equal(conflict, i, t, s):
    """t is in Phi_i^{-,=}(s)."""
    return (t, s) not in conflict["better"][i] and (t, s) not in conflict["unknown"][i]


def less_or_equal_or_uncertain(conflict, i, t, s):
    """t is in Phi_i^{-,=,U}(s)."""
    return (t, s) not in conflict["better"][i]


LEAVES = {"a": improvements_or_uncertain, "b": improvements, "c": improvements_or_uncertain, "d": improvements}
DETERS = {"a": less_or_equal, "b": less_or_equal, "c": less_or_equal_or_uncertain, "d": less_or_equal_or_uncertain}


def nash(conflict, i, s, kind):
    return not LEAVES[kind](conflict, i, s)


def gmr(conflict, i, s, kind):
    return all(
        any(DETERS[kind](conflict, i, s2, s) for s2 in answers(conflict, i, s1)) for s1 in LEAVES[kind](conflict, i, s)
    )


def smr(conflict, i, s, kind):
    return all(
        any(
            DETERS[kind](conflict, i, s2, s)
            and all(DETERS[kind](conflict, i, s3, s) for s3 in naive.reach(conflict, i, s2))
            for s2 in answers(conflict, i, s1)
        )
        for s1 in LEAVES[kind](conflict, i, s)
    )


def seq(conflict, i, s, kind):
    return all(
        any(DETERS[kind](conflict, i, s2, s) for s2 in answers_in_their_interest(conflict, i, s1))
        for s1 in LEAVES[kind](conflict, i, s)
    )


CONCEPTS = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq}
