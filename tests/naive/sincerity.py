"""Slow twin of the learning on the way, from its definition, on plans as in `naive.trust`.

A case may hold `doubted`: the list of parties that may be insincere.
"""

from __future__ import annotations

import copy
import itertools
from dataclasses import replace
from math import exp, inf

from naive import trust as naive
from naive.trust import Plan


def shameless(plan, j):
    """The plan with a party that loses nothing when it is caught."""
    case = copy.deepcopy(plan.case)
    case["parties"][j]["walkout_cost"] = 0.0
    return replace(plan, case=case)


def shows_for_sure(plan, k, breaches):
    """When a failure has shown for sure: what may be missed may stay hidden."""
    sure = [naive.shows(plan, k, breaches, b) for b in sorted(breaches) if naive.missed(plan.case, b) == 0]
    return naive.first_of(sure).time if sure else inf


def own_failures(plan, k, j):
    """Every set of breaches of j with one that begins now, and leaving openly: the worth to it, and when it shows."""
    sets = naive.subsets(naive.breachable(plan, k, frozenset({j})))
    sets = [s for s in sets if any(naive.begins_now(plan, k, b) for b in s)]
    if sets:
        yield naive.leave_openly(plan, k, j), 0.0
    for breaches in sets:
        yield naive.fail_alone(plan, k, j, breaches), shows_for_sure(plan, k, breaches)


def turning_point(plan, j):
    """The phase in which an insincere j would walk out (0: none), the phase from which on the others know that it did
    not (0: never), and what walking out pays it at the start."""
    bare, near = shameless(plan, j), naive.SHARE * naive.stake(plan.case, j)
    options = []
    for k in range(1, plan.last + 1):
        begins = naive.starts_after(plan, 1, k)
        failures = list(own_failures(bare, k, j))
        if failures:
            best = max(value for value, _ in failures)
            shows = max(found for value, found in failures if value >= best - near)
            # What it has from the start of the plan if it carries on until k and then walks out.
            total = until(bare, j, begins) + exp(-begins / plan.case["parties"][j]["horizon"]) * best
            options.append((total, k, begins + shows))
    if not options:
        return 0, 0, None
    most = max(value for value, _, _ in options)
    _, walks, shown = next(option for option in options if option[0] >= most - near)
    later = (k for k in range(walks + 1, plan.last + 1) if naive.starts_after(plan, 1, k) >= shown - naive.TIME)
    return walks, next(later, 0), most - naive.carry_on(bare, 1, j)


def until(plan, j, end):
    """What j has of the plan, as everybody carries on, from the start until a moment."""
    spans = {s: (start, end) for s, (start, _) in naive.as_planned(plan, 1).items() if start < end}
    return naive.value(plan.case, j, spans)


def possible(plan, k, i, seen):
    """The failures of the others of which every doubted member makes its first breach before it is seen to be sincere."""
    others = [p for p in plan.parties if p != i]
    groups = [g for size in range(1, len(others) + 1) for g in itertools.combinations(others, size)]
    found = set()
    for group in groups:
        for breaches in naive.candidates(plan, k, frozenset(group)):
            if all(in_time(plan, k, breaches, j, seen.get(j, 0)) for j in group):
                found.add(breaches)
    return found


def in_time(plan, k, breaches, j, seen):
    own = [max(k, plan.phase_of[b]) for b in breaches if naive.costly(plan.case, j, b)]
    return not (own and seen) or min(own) < seen


def learn(case, keeps, phases):
    """Turning points of the doubted parties, and every row with its exposure and trust over the possible failures."""
    plan = Plan(case, phases, keeps, case.get("pace", 0.0))
    plain = naive.assess(plan)
    turns = {j: turning_point(plan, j) for j in case.get("doubted", [])}
    seen = {j: turn[1] for j, turn in turns.items()}
    rows = []
    for row in plain.rows:
        trust, loss = row.trust, None
        if row.margin is not None:
            there = possible(plan, row.phase, row.party, seen)
            pairs = [pair for pair in row.pairs if pair.others in there]
            loss = max([0.0] + [pair.loss for pair in pairs])
            trust = None if row.margin < 0 else max([0.0] + [pair.trust for pair in pairs])
        rows.append({"phase": row.phase, "party": row.party, "exposure": loss, "trust": trust})
    holds = plain.self_enforcing
    return {
        "turns": turns,
        "rows": rows,
        "trust": max(row["trust"] for row in rows) if holds else None,
        "wanted": not plain.refuse,
        "plain": plain.trust,
    }


def least_initial_trust(case, keeps, steps):
    """The least initial trust over all ordered partitions that respect `requires` and that every party wants."""
    best = inf
    for phases in naive.partitions(case, list(steps)):
        if naive.trust_if_it_holds(Plan(case, phases, keeps, case.get("pace", 0.0))) is not None:
            best = min(best, learn(case, keeps, phases)["trust"])
    return None if best == inf else best
