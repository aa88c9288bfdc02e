"""Slow twin of breaches begun between phase starts, from its definition: a moment, and every failure at it.

Some years into a phase, a step of it is in force if they have reached its `takes`, and under way if not. What is in force is
made. What is under way comes after the rest of its time; its owner can abandon it if it costs it, which shows when it was due
and verified anyway. All else is as at a phase start, with time running from that moment; leaving openly stops everything at
once, too.
"""

from __future__ import annotations

import copy

from naive import trust as naive
from naive.trust import Plan


class Within(Plan):
    """What is left of a plan `after` years into phase k; `naive.trust` then takes that moment for the start of phase k."""

    def __init__(self, case, keeps, phases, k, after):
        whole = Plan(case, phases, keeps, case.get("pace", 0.0))
        here = [j for j in phases[k - 1] if naive.takes(case, j) <= after + naive.TIME]
        left = copy.deepcopy(case)
        for j in phases[k - 1]:
            left["steps"][j]["takes"] = max(0.0, naive.takes(case, j) - after)
        rest = [[j for j in phase if j not in here] for phase in phases]
        super().__init__(left, rest, [*keeps, *here], whole.pace)
        object.__setattr__(self, "k", k)
        object.__setattr__(self, "begins", [*whole.starts[: k - 1], whole.starts[k - 1] + after, *whole.starts[k:]])

    @property
    def starts(self):
        """The phases begin when they did; this one, as it were, now."""
        return self.begins

    @property
    def made(self):
        return {j for j in self.phase_of if naive.made(self, self.k, j)}

    def failures(self, i):
        """Every set of breaches of i of which one begins now, and leaving openly if there is one."""
        sets = naive.subsets(naive.breachable(self, self.k, frozenset({i})))
        sets = [s for s in sets if any(naive.begins_now(self, self.k, j) for j in s)]
        return [*sets, naive.OPENLY] if sets else []

    def worth(self, i, failure):
        """What a failure is worth to i, less its walk-out cost."""
        if failure == naive.OPENLY:
            return naive.leave_openly(self, self.k, i)
        return naive.fail_alone(self, self.k, i, failure)

    def margin(self, i):
        """Carry on less the best failure of i that begins now; None if it has none."""
        worths = [self.worth(i, failure) for failure in self.failures(i)]
        return naive.carry_on(self, self.k, i) - max(worths) if worths else None

    def courses(self, failure):
        """All that can happen: the chance, and when a failure shows then (infinite: never)."""
        if failure == naive.OPENLY:
            return [(1.0, 0.0)]
        found = naive.found_out(self, self.k, failure)
        return [(chance, float("inf") if first is None else first.time) for first, chance in found]
