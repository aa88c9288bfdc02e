"""What a plan makes, what can be breached, and until when steps are in force if something is: names, sets and loops.

The moments of a plan, for the slow twins of groups, verification and what is learned on the way. How far a party
trusts is defined in `trust` alone. A case is a dict as in the oracle files: parties {name: {horizon, walkout_cost, guarantee}}, steps {name: {by, ends, takes,
seen, undo, automatic, requires, worth, not_before}}, together [{steps, worth}], pace. Times in years, undo "never" =
irreversible; not_before: years from now before which the step does not start.
"""

from __future__ import annotations

import itertools
from math import exp, inf

from naive import trust

NEAR = 1e-9


def owners(case, j):
    by = case["steps"][j]["by"]
    return [by] if isinstance(by, str) else list(by)


def own_worth(case, i, j):
    return case["steps"][j].get("worth", {}).get(i, 0.0)


def undo(case, j):
    value = case["steps"][j].get("undo", 0.0)
    return inf if value == "never" else value


def takes(case, j):
    return case["steps"][j].get("takes", 0.0)


def seen(case, j):
    return case["steps"][j].get("seen", 0.0)


def not_before(case, j):
    return case["steps"][j].get("not_before", 0.0)


def schedule(case, phases, lengths=None):
    """When each of the phases 1..K + 1 begins, from now: when the one before is over and no step of it is too early."""
    begins, over = [], 0.0
    for number, phase in enumerate(phases):
        begins.append(max([over] + [not_before(case, j) for j in phase]))
        shown = [takes(case, j) + seen(case, j) for j in phase] if lengths is None else [lengths[number]]
        over = begins[-1] + max([case.get("pace", 0.0), *shown])
    return [*begins, over]


def all_end(case, j):
    return case["steps"][j].get("ends", "any") == "all"


def costly_to(case, o, j):
    return o in owners(case, j) and own_worth(case, o, j) < 0


def is_costly(case, j):
    return any(costly_to(case, o, j) for o in owners(case, j))


def would_be_taken_back(case, j):
    """Costly to some owner; with `ends: all`, to all its owners."""
    quantifier = all if all_end(case, j) else any
    return quantifier(costly_to(case, o, j) for o in owners(case, j))


def lapses(case, j):
    return undo(case, j) < inf and (case["steps"][j].get("automatic", False) or would_be_taken_back(case, j))


def spans_worth(case, i, spans):
    """Worth to i of steps in force over {step: (from, to)}."""
    horizon = case["parties"][i]["horizon"]

    def fade(t):
        return exp(-t / horizon) if t < inf else 0.0

    total = sum(own_worth(case, i, j) * (fade(a) - fade(b)) for j, (a, b) in spans.items())
    for entry in case.get("together", []):
        if all(j in spans for j in entry["steps"]):
            a = max(spans[j][0] for j in entry["steps"])
            b = min(spans[j][1] for j in entry["steps"])
            if b > a:
                total += entry.get("worth", {}).get(i, 0.0) * (fade(a) - fade(b))
    return total


class Moment:
    """A plan at the start of phase k; time 0 is that moment."""

    def __init__(self, case, keeps, phases, k):
        self.case, self.k, self.phases = case, k, phases
        self.made = set(keeps) | {j for phase in phases[: k - 1] for j in phase}
        begins = schedule(case, phases)
        self.begins = {l: begins[l - 1] - begins[k - 1] for l in range(k, len(phases) + 2)}
        self.due = {j: l for l in range(k, len(phases) + 1) for j in phases[l - 1]}

    def start(self, j):
        return 0.0 if j in self.made else self.begins[self.due[j]] + takes(self.case, j)

    def shows(self, j):
        return seen(self.case, j) if j in self.made else self.start(j) + seen(self.case, j)

    def phase_of(self, j):
        return self.k if j in self.made else self.due[j]

    def begins_now(self, j):
        return j in self.made or self.due[j] == self.k

    def carry_on(self, i):
        return spans_worth(self.case, i, {j: (self.start(j), inf) for j in self.made | set(self.due)})

    def breaches(self, group):
        found = set()
        for j in self.made:
            if not any(costly_to(self.case, o, j) for o in group) or undo(self.case, j) == inf:
                continue
            if all_end(self.case, j) and not (
                set(owners(self.case, j)) <= set(group) and would_be_taken_back(self.case, j)
            ):
                continue
            found.add(j)
        return found | {j for j in self.due if any(costly_to(self.case, o, j) for o in group)}

    def sooner(self, j, x):
        """Whether a breach of j shows sooner than one of x: earlier, or equally early in an earlier phase."""
        if abs(self.shows(j) - self.shows(x)) <= NEAR:
            return self.phase_of(j) < self.phase_of(x)
        return self.shows(j) < self.shows(x)

    def thresholds(self, group):
        possible = self.breaches(group)
        return [frozenset(j for j in possible if not self.sooner(j, x)) for x in possible]

    def first_breach(self, breaches):
        return next(x for x in sorted(breaches) if not any(self.sooner(j, x) for j in breaches))

    def failure(self, breaches):
        """The spans of all steps when these breaches begin, and when the first of them shows."""
        found = min(self.shows(j) for j in breaches)
        return self.stopping(breaches, found, self.phase_of(self.first_breach(breaches))), found

    def stopping(self, breaches, found, phase):
        """The spans of all steps when these breaches begin and are found out at a time, in a phase."""
        case = self.case

        def begun(l):
            return l <= phase or self.begins[l] < found - NEAR

        comes = dict.fromkeys(self.made, True)
        pending = []
        for j, l in self.due.items():
            if j in breaches or not begun(l):
                comes[j] = False
            elif self.start(j) <= found + NEAR:
                comes[j] = True
            elif is_costly(case, j):
                comes[j] = False
            else:
                comes[j] = True
                pending.append(j)
        self.drop_what_lacks(comes, pending, breaches)
        spans = {}
        for j, there in comes.items():
            if not there:
                continue
            if j in breaches:
                spans[j] = (0.0, undo(case, j))
            elif lapses(case, j):
                spans[j] = (self.start(j), max(found, self.start(j)) + undo(case, j))
            else:
                spans[j] = (self.start(j), inf)
        return spans

    def drop_what_lacks(self, comes, pending, breaches):
        """Free steps do not come if a step they require was not made, is withheld or is being taken back."""
        while True:
            lacking = [
                j
                for j in pending
                if comes[j]
                and any(
                    r in comes and (not comes[r] or r in breaches) for r in self.case["steps"][j].get("requires", [])
                )
            ]
            if not lacking:
                return
            for j in lacking:
                comes[j] = False

    def all_stop(self, i):
        case = self.case
        comes = dict.fromkeys(self.made, True)
        pending = [j for j, l in self.due.items() if l == self.k and not is_costly(case, j)]
        comes.update({j: j in pending for j in self.due})
        self.drop_what_lacks(comes, pending, frozenset())
        spans = {
            j: (self.start(j), self.start(j) + undo(case, j) if lapses(case, j) else inf)
            for j, there in comes.items()
            if there
        }
        return spans_worth(case, i, spans)

    def walk_out(self, i, every_set=False):
        """The best failure of i that begins now, leaving openly apart, less its walk-out cost; None if it has none."""
        if every_set:
            own = sorted(self.breaches([i]))
            sets = [frozenset(s) for n in range(1, len(own) + 1) for s in itertools.combinations(own, n)]
        else:
            sets = self.thresholds([i])
        values = []
        for breaches in sets:
            if any(self.begins_now(j) for j in breaches):
                spans, found = self.failure(breaches)
                party = self.case["parties"][i]
                cost = exp(-found / party["horizon"]) * party.get("walkout_cost", 0.0)
                values.append(spans_worth(self.case, i, spans) - cost)
        return max(values, default=None)


def assess(case, keeps, phases):
    """The rows, gains, shares at risk and trust of a plan, as in the oracle files."""
    found = trust.assess(trust.Plan(case, phases, keeps, case.get("pace", 0.0)))
    names = ("phase", "party", "carry_on", "walk_out", "margin", "exposure", "trust")
    return {
        "rows": [{name: getattr(row, name) for name in names} for row in found.rows],
        "gain": found.gain,
        "at_risk": found.at_risk,
        "self_enforcing": found.self_enforcing,
        "trust": found.trust,
        "wanted": all(g >= 0 for g in found.gain.values()),
    }


def ordered_partitions(items):
    """All ordered partitions of a list into non-empty phases."""
    if not items:
        yield []
        return
    for n in range(1, len(items) + 1):
        for first in itertools.combinations(items, n):
            rest = [j for j in items if j not in first]
            for others in ordered_partitions(rest):
                yield [list(first), *others]
