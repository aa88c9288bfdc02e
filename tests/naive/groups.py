"""Slow twin of groups that would all gain by breaching together: every set of breaches of every group is tried."""

from __future__ import annotations

import itertools
from math import exp

from naive.roadmap import Moment, costly_to, own_worth, spans_worth
from naive.verification import Watched


def groups_of(parties):
    for size in range(2, len(parties) + 1):
        yield from itertools.combinations(parties, size)


def gains_of(moment, group, breaches):
    """What each member has by a failure beyond carrying on, less its walk-out cost."""
    if isinstance(moment, Watched):
        costs = {i: moment.case["parties"][i].get("walkout_cost", 0.0) for i in group}
        return {i: moment.expected(i, breaches, costs[i]) - moment.carry_on(i) for i in group}
    spans, shows = moment.failure(breaches)
    gains = {}
    for i in group:
        party = moment.case["parties"][i]
        cost = exp(-shows / party["horizon"]) * party.get("walkout_cost", 0.0)
        gains[i] = spans_worth(moment.case, i, spans) - cost - moment.carry_on(i)
    return gains


def qualifies(moment, group, breaches):
    """One of the breaches begins now, and every member has one of its own."""
    own = all(any(costly_to(moment.case, i, j) for j in breaches) for i in group)
    return own and any(moment.begins_now(j) for j in breaches)


def tempted(case, keeps, phases, moment_of=Moment):
    """{(phase, group): the largest smallest share} of groups that would all gain while no part of them would."""
    parties = list(case["parties"])
    stake = {i: sum(abs(own_worth(case, i, j)) for j in case["steps"]) for i in parties}
    found = {}
    for k in range(1, len(phases) + 2):
        moment = moment_of(case, keeps, phases, k)
        gaining = [
            {i}
            for i in parties
            if (out := moment.walk_out(i, every_set=True)) is not None and out > moment.carry_on(i) + 1e-9 * stake[i]
        ]
        for group in groups_of(parties):
            if any(part <= set(group) for part in gaining):
                continue
            possible = sorted(moment.breaches(group))
            best = None
            for size in range(1, len(possible) + 1):
                for chosen in itertools.combinations(possible, size):
                    if not qualifies(moment, group, chosen):
                        continue
                    gains = gains_of(moment, group, frozenset(chosen))
                    if all(gains[i] > 1e-9 * stake[i] for i in group):
                        share = min(gains[i] / (stake[i] or 1.0) for i in group)
                        best = share if best is None else max(best, share)
            if best is not None:
                gaining.append(set(group))
                found[k, group] = best
    return found
