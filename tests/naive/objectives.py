"""Slow twin of the objectives and constraints of the search: the definitions, word for word, over all ordered partitions.

A case is a dict as in `roadmap`; wishes are a dict {before: [(a, b)], same_phase: [[a, ...]], first: [a, ...],
last: [b, ...], phases: K, at_risk: {party: share}}, all of them optional.
"""

from __future__ import annotations

import itertools

from naive import roadmap as naive_roadmap


def keeps_wishes(case, keeps, phases, wishes):
    """Whether a plan keeps `requires` and what is wished; wishes for steps that it does not make say nothing."""
    when = dict.fromkeys(keeps, 0) | {j: k for k, phase in enumerate(phases, 1) for j in phase}
    made = [j for j in when if when[j] > 0]
    for j in made:
        if any(r not in when or when[r] > when[j] for r in case["steps"][j].get("requires", [])):
            return False
    for a, b in wishes.get("before", []):
        if a in made and b in made and not when[a] < when[b]:
            return False
    for group in wishes.get("same_phase", []):
        if len({when[j] for j in group if j in made}) > 1:
            return False
    if any(j in made and when[j] != 1 for j in wishes.get("first", [])):
        return False
    if any(j in made and when[j] != len(phases) for j in wishes.get("last", [])):
        return False
    return len(phases) <= wishes.get("phases", len(phases))


class Judged:
    """What the objectives look at in a plan."""

    def __init__(self, case, keeps, phases, wishes):
        found = naive_roadmap.assess(case, keeps, phases)
        caps = wishes.get("at_risk", {})
        stake = {i: sum(abs(naive_roadmap.own_worth(case, i, j)) for j in case["steps"]) for i in case["parties"]}
        margins = [row["margin"] / (stake[row["party"]] or 1) for row in found["rows"] if row["margin"] is not None]
        self.phases = phases
        self.holds = found["wanted"] and found["self_enforcing"]
        self.allowed = self.holds and all(found["at_risk"][i] <= cap + 1e-9 for i, cap in caps.items())
        self.trust = found["trust"]
        self.at_risk = max(found["at_risk"].values())
        self.margin = min(margins, default=float("inf"))
        self.years = naive_roadmap.schedule(case, phases)[-1]


def plans(case, keeps, steps, wishes):
    """All plans of a deal that keep the wishes, judged."""
    return [
        Judged(case, keeps, phases, wishes)
        for phases in naive_roadmap.ordered_partitions(list(steps))
        if keeps_wishes(case, keeps, phases, wishes)
    ]


LEAST = {
    "least-trust": lambda plan: plan.trust,
    "least-at-risk": lambda plan: plan.at_risk,
    "largest-margin": lambda plan: -plan.margin,
    "fastest": lambda plan: plan.years,
}


def good_enough(judged, most_trust):
    return [plan for plan in judged if plan.allowed and plan.trust <= most_trust + 1e-9]


def least(judged, objective, most_trust):
    """The least value of any plan that holds within the limits; None if there is none."""
    return min((LEAST[objective](plan) for plan in good_enough(judged, most_trust)), default=None)


def frontier(judged):
    """The pairs (trust, at risk) of plans that hold within the caps and that no other one beats."""
    pairs = {(round(plan.trust, 6), round(plan.at_risk, 6)) for plan in judged if plan.allowed}
    return sorted((t, r) for t, r in pairs if not any((u <= t and s <= r) and (u, s) != (t, r) for u, s in pairs))


def depth(case, steps, part):
    """The smallest share, over the parties that the deal gives anything, of what it gives them; sorted, and how many."""
    shares = []
    for i in case["parties"]:
        whole = sum(max(0.0, naive_roadmap.own_worth(case, i, j)) for j in steps)
        if whole > 0:
            shares.append(round(sum(max(0.0, naive_roadmap.own_worth(case, i, j)) for j in part) / whole, 9))
    return sorted(shares), len(part)


def deepest(case, keeps, steps, wishes, most_trust):
    """The deepest part with a plan that holds and asks for no more trust: its (depth, trust); None if there is none."""
    best = None
    for n in range(1, len(steps) + 1):
        for part in itertools.combinations(steps, n):
            good = good_enough(plans(case, keeps, part, wishes), most_trust)
            if good:
                found = (depth(case, steps, part), -min(plan.trust for plan in good))
                best = max(best, found) if best else found
    return best
