"""Slow twin of groups that would all gain by breaching together, from its definition: every set, and leaving openly.

A group of two or more parties can fail at the start of a phase by a set of its breaches of which one begins now and each
member has one of its own. If it has such a set, it can also leave openly together: then everything stops at once. The
group is tempted if by some failure every member has more than by carrying on, each less its own walk-out cost, when the
first breach shows; nobody else fails. It is named if no member alone and no part of it is tempted.
"""

from __future__ import annotations

import itertools

from naive import trust as naive
from naive.trust import OPENLY, Plan


def groups_of(parties):
    for size in range(2, len(parties) + 1):
        yield from itertools.combinations(parties, size)


def qualifies(plan, k, group, breaches):
    """One of the breaches begins now, and every member has one of its own."""
    own = all(any(naive.costly(plan.case, i, j) for j in breaches) for i in group)
    return own and any(naive.begins_now(plan, k, j) for j in breaches)


def failures_of(plan, k, group):
    """What a group, or a party alone, can fail by: sets of breaches that qualify, and leaving openly if there is one."""
    sets = naive.subsets(naive.breachable(plan, k, frozenset(group)))
    sets = [s for s in sets if qualifies(plan, k, group, s)]
    return [*sets, OPENLY] if sets else []


def gain_of(plan, k, i, failure):
    """What a member has by a failure beyond carrying on, less its walk-out cost."""
    has = naive.leave_openly(plan, k, i) if failure == OPENLY else naive.fail_alone(plan, k, i, failure)
    return has - naive.carry_on(plan, k, i)


def smallest_share(plan, k, group, failure):
    """The smallest gain of a member, as a share of its stake; None if some member does not gain."""
    gains = {i: gain_of(plan, k, i, failure) for i in group}
    if any(gains[i] <= naive.SHARE * naive.stake(plan.case, i) for i in group):
        return None
    return min(gains[i] / (naive.stake(plan.case, i) or 1.0) for i in group)


def tempted(case, keeps, phases):
    """{(phase, group): the largest smallest share} of groups that would all gain while no part of them would."""
    plan, found = Plan(case, phases, keeps, case.get("pace", 0.0)), {}
    for k in range(1, plan.last + 1):
        gaining = []
        for group in [*((i,) for i in plan.parties), *groups_of(plan.parties)]:
            if any(part <= set(group) for part in gaining):
                continue
            shares = [smallest_share(plan, k, group, failure) for failure in failures_of(plan, k, group)]
            shares = [share for share in shares if share is not None]
            if shares:
                gaining.append(set(group))
                if len(group) > 1:
                    found[k, group] = max(shares)
    return found
