"""The best deal found, from its definition: the slow twin of the expected smallest share and of what is near a plan.

A draw is a case as in the oracle files; draws differ in their numbers alone. A plan is what it keeps, and its phases.
"""

from __future__ import annotations

import itertools

from naive import trust


def holds(found):
    """Nobody who is needed loses by it, and nobody does better by walking out."""
    return not found.refuse and not found.breaks


def share_of_gain(found, i, most):
    """A party's share of gain: its gain by the most that any holding deal gives it at the medians."""
    return found.gain[i] / most[i]


def smallest_share(case, keeps, phases, pace, most):
    """The smallest share of gain of the needed parties where the deal holds, 0 where it does not."""
    found = trust.assess(trust.Plan(case, phases, keeps, pace))
    if not holds(found):
        return 0.0
    shares = [share_of_gain(found, i, most) for i in found.needed if most[i] > 0]
    return min(shares, default=0.0)


def expected_smallest_share(draws, keeps, phases, pace, most):
    """Over the draws, the mean of the smallest share."""
    return sum(smallest_share(case, keeps, phases, pace, most) for case in draws) / len(draws)


def share_of_draws(draws, keeps, phases, pace):
    """In how many of the draws it holds, as a share."""
    plans = [trust.assess(trust.Plan(case, phases, keeps, pace)) for case in draws]
    return sum(holds(plan) for plan in plans) / len(draws)


def most_at_the_medians(case, plans, pace):
    """The most that a plan which holds gives each party, without draws."""
    found = [trust.assess(trust.Plan(case, phases, keeps, pace)) for keeps, phases in plans]
    return {i: max([0.0] + [plan.gain[i] for plan in found if holds(plan)]) for i in case["parties"]}


def best(draws, plans, pace, most):
    """The place of the plan that has the largest expected smallest share; None if none holds in any of these draws."""
    worth = [(expected_smallest_share(draws, *plan, pace, most), share_of_draws(draws, *plan, pace)) for plan in plans]
    place = max(range(len(plans)), key=lambda n: worth[n])
    return place if worth[place][1] > 0 else None


# ------------------------------------------------------------------------------------------------- the plans for a deal


def plans_of_a_deal(case, steps, wishes):
    """Every order of some steps that keeps to what its deal wishes: before, same_phase, first, last, phases."""
    return [phases for phases in trust.partitions(case, steps) if keeps_to(phases, **wishes)]


def keeps_to(phases, before=(), same_phase=(), first=(), last=(), phases_at_most=None):
    """Whether an order keeps to the wishes; those about a step that is not in it say nothing."""
    when = {j: n for n, phase in enumerate(phases) for j in phase}
    return (
        all(when[a] < when[b] for a, b in before if a in when and b in when)
        and all(len({when[j] for j in group if j in when}) <= 1 for group in same_phase)
        and all(when[j] == 0 for j in first if j in when)
        and all(when[j] == len(phases) - 1 for j in last if j in when)
        and (phases_at_most is None or len(phases) <= phases_at_most)
    )


def most_of_all(case, plans, pace):
    """The most that a plan gives each party, hold or not; at least 0."""
    found = [trust.assess(trust.Plan(case, phases, keeps, pace)) for keeps, phases in plans]
    return {i: max([0.0] + [plan.gain[i] for plan in found]) for i in case["parties"]}


# -------------------------------------------------------------------------------------------------- what is near a plan


def near(phases, free, choices):
    """Plans near one, as sets of tuples of sets: a step elsewhere, phases merged, a step more or less, another member."""
    return {plan for plan in _near(phases, free, choices) if plan} - {_plan(phases)}


def _near(phases, free, choices):
    planned = [j for phase in phases for j in phase]
    for j in planned:
        rest = [[s for s in phase if s != j] for phase in phases]
        yield _plan(rest)
        for k in range(len(phases)):
            yield _plan(_put(rest, k, j))
        for k in range(len(phases) + 1):
            yield _plan([*rest[:k], [j], *rest[k:]])
    for k in range(len(phases) - 1):
        yield _plan([*phases[:k], [*phases[k], *phases[k + 1]], *phases[k + 2 :]])
    for j in free:
        if j not in planned:
            for k in range(len(phases)):
                yield _plan(_put(phases, k, j))
            yield _plan([*phases, [j]])
    for a, b in itertools.chain.from_iterable(itertools.permutations(members, 2) for members in choices):
        if a in planned and b in free and b not in planned:
            yield _plan([[b if s == a else s for s in phase] for phase in phases])


def rearranged(phases, groups, choices):
    """Plans near one with as many steps: groups go together, and a member of a choice is in the place of another."""
    return {plan for plan in _rearranged(phases, groups, choices) if plan} - {_plan(phases)}


def _rearranged(phases, groups, choices):
    planned = [j for phase in phases for j in phase]
    units = [[j for j in group if j in planned] for group in groups]
    for unit in [*units, *([j] for j in planned if not any(j in one for one in units))]:
        rest = [[s for s in phase if s not in unit] for phase in phases]
        for k in range(len(phases)):
            yield _plan([[*phase, *unit] if n == k else phase for n, phase in enumerate(rest)])
        for k in range(len(phases) + 1):
            yield _plan([*rest[:k], unit, *rest[k:]])
    for k in range(len(phases) - 1):
        yield _plan([*phases[:k], [*phases[k], *phases[k + 1]], *phases[k + 2 :]])
    for a, b in itertools.chain.from_iterable(itertools.permutations(members, 2) for members in choices):
        if a in planned and b not in planned:
            yield _plan([[b if s == a else s for s in phase] for phase in phases])


def _put(phases, k, j):
    return [[*phase, j] if n == k else phase for n, phase in enumerate(phases)]


def _plan(phases):
    return tuple(frozenset(phase) for phase in phases if phase)
