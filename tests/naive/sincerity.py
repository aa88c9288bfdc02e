"""Slow twin of the learning on the way: the definitions, word for word, on cases as in naive_roadmap.

A case may hold `doubted`: the list of parties that may be insincere.
"""

from __future__ import annotations

import copy
import itertools
from math import exp, inf

from naive import roadmap as naive_roadmap
from naive.roadmap import NEAR, Moment, costly_to, own_worth, spans_worth


def shameless(case, j):
    """The case with a party that loses nothing when it is caught."""
    changed = copy.deepcopy(case)
    changed["parties"][j]["walkout_cost"] = 0.0
    return changed


def own_failures(moment, j):
    """Every set of breaches of a party with one that begins now: its worth to the party and when it shows."""
    own = sorted(moment.breaches([j]))
    for size in range(1, len(own) + 1):
        for breaches in itertools.combinations(own, size):
            if any(moment.begins_now(b) for b in breaches):
                spans, found = moment.failure(frozenset(breaches))
                yield spans_worth(moment.case, j, spans), found


def turning_point(case, keeps, phases, j):
    """The phase in which an insincere j would walk out (0: none), the phase from which on the others know that it did
    not (0: never), and what walking out pays it at the start."""
    bare, horizon = shameless(case, j), case["parties"][j]["horizon"]
    near = NEAR * sum(abs(own_worth(case, j, s)) for s in case["steps"])
    begins = Moment(bare, keeps, phases, 1).begins
    options = []
    for k in range(1, len(phases) + 2):
        moment = Moment(bare, keeps, phases, k)
        failures = list(own_failures(moment, j))
        if failures:
            best = max(value for value, _ in failures)
            shows = max(found for value, found in failures if value >= best - near)
            # What it has from the start of the plan if it carries on until k and then walks out.
            on_the_way = until(bare, keeps, phases, j, begins[k])
            options.append((on_the_way + exp(-begins[k] / horizon) * best, k, begins[k] + shows))
    if not options:
        return 0, 0, None
    most = max(value for value, _, _ in options)
    _, walks, shown = next(option for option in options if option[0] >= most - near)
    later = (k for k in range(walks + 1, len(phases) + 2) if begins[k] >= shown - NEAR)
    return walks, next(later, 0), most - Moment(bare, keeps, phases, 1).carry_on(j)


def until(case, keeps, phases, j, end):
    """What j has of the plan, as everybody carries on, from the start until a moment."""
    moment = Moment(case, keeps, phases, 1)
    spans = {s: (moment.start(s), end) for s in moment.made | set(moment.due) if moment.start(s) < end}
    return spans_worth(case, j, spans)


def possible(moment, breaches, group, seen):
    """Whether every doubted member with a breach of its own makes its first one before it is seen to be sincere."""
    for j in group:
        own = [moment.phase_of(b) for b in breaches if costly_to(moment.case, j, b)]
        if own and seen.get(j) and min(own) >= seen[j]:
            return False
    return True


def exposure(moment, i, walk_out, seen):
    case = moment.case
    others = [p for p in case["parties"] if p != i]
    losses = [0.0]
    for size in range(1, len(others) + 1):
        for group in itertools.combinations(others, size):
            for breaches in moment.thresholds(group):
                if possible(moment, breaches, group, seen):
                    spans, _ = moment.failure(breaches)
                    now = any(moment.begins_now(b) for b in breaches)
                    losses.append((moment.all_stop(i) if now else walk_out) - spans_worth(case, i, spans))
    return max(losses)


def learn(case, keeps, phases):
    """Turning points of the doubted parties, and every row with its exposure and trust."""
    plain = naive_roadmap.assess(case, keeps, phases)
    turns = {j: turning_point(case, keeps, phases, j) for j in case.get("doubted", [])}
    seen = {j: turn[1] for j, turn in turns.items()}
    rows = []
    for row in plain["rows"]:
        i, moment = row["party"], Moment(case, keeps, phases, row["phase"])
        trust, loss = row["trust"], None
        if row["margin"] is not None:
            stake = sum(abs(own_worth(case, i, s)) for s in case["steps"])
            loss = exposure(moment, i, row["walk_out"], seen)
            loss = 0.0 if abs(loss) <= NEAR * stake else loss
            trust = None if row["margin"] < 0 else 0.0 if loss == 0 else loss / (loss + row["margin"])
        rows.append({"phase": row["phase"], "party": i, "exposure": loss, "trust": trust})
    holds = plain["self_enforcing"]
    return {
        "turns": turns,
        "rows": rows,
        "trust": max(row["trust"] for row in rows) if holds else None,
        "wanted": plain["wanted"],
        "plain": plain["trust"],
    }


def least_initial_trust(case, keeps, steps):
    """The least initial trust over all ordered partitions that respect `requires` and that every party wants."""
    best = inf
    for phases in naive_roadmap.ordered_partitions(list(steps)):
        when = dict.fromkeys(keeps, 0) | {j: l for l, phase in enumerate(phases, 1) for j in phase}
        if any(when.get(r, 0) > when[j] for j in steps for r in case["steps"][j].get("requires", [])):
            continue
        found = learn(case, keeps, phases)
        if found["wanted"] and found["trust"] is not None:
            best = min(best, found["trust"])
    return None if best == inf else best
