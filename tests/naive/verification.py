"""Slow twin of verification: when a breach is found out if that depends on who watches and on chance, word for word.

A step of a case may have two keys more than in `roadmap`: `with`, {step: years}, and `missed`, a chance.

**Found out.** A breach of step j begins at b: for a made step now (b = 0), for a due step when it would have been in
force (b = s_l + takes_j). It is found out at b + seen_j. A *verifier* of j is a step r in the `with` of j. If r is kept
or planned, and is not itself breached in this failure, a breach of j is found out at max(b, f_r) + with_j[r] instead
where that is sooner; f_r is when r is in force as planned, 0 if it is made. So a verifier that arrives later finds the
breach later; of several, the one that finds it first counts; and one that is withheld, or is being taken back, finds
nothing from the moment the failure begins. (As planned: until the failure shows, everything else goes on as planned,
and a verifier finds nothing before it is in force. So it does not matter whether it would have come afterwards.)

**In which phase.** What is found out without verifiers is found out in the phase of the breach (made steps: this one);
by a verifier, in the later one of the phases of the breach and of the verifier. If two things show at the same time,
the one in the earlier phase shows first.

**A phase lasts** until each of its steps has been seen: as long as the longest time from its start until a breach
of the step would be found out if nothing else were breached, by itself or by verifiers of this phase and earlier ones
(those of later phases come too late); and no shorter than the pace.

**Missed.** Each breach is missed with its chance, independently of the others: then it is never found out, by nobody. A
failure shows when the first breach that is not missed is found out. If all are missed, it never shows: everything
else goes on as planned for good, and no walk-out cost is paid. What a failure is worth, and what a walk-out cost takes
away, are expectations.

**What a group chooses from.** Given when it will be found out, and with what chance, a group does best to breach
everything else that changes neither. So the failures of a group that others have to fear are those to which no further
breaches of the group can be added without changing when, in which phase or with what chance they are found out. (Without verifiers
and without chance these are the threshold failures.) A party's own best failure is the best over all sets of its
breaches.
"""

from __future__ import annotations

import functools
import itertools
from math import exp, inf

from naive.roadmap import NEAR, Moment, schedule, seen, spans_worth, takes


def watched_by(case, j):
    return case["steps"][j].get("with", {})


def missed(case, j):
    return case["steps"][j].get("missed", 0.0)


def earlier(one, other):
    """Of two pairs (time, phase)."""
    return one[1] < other[1] if abs(one[0] - other[0]) <= NEAR else one[0] < other[0]


class Watched(Moment):
    """A plan at the start of phase k, where discovery depends on verifiers and on chance."""

    def __init__(self, case, keeps, phases, k):
        super().__init__(case, keeps, phases, k)
        lengths = []
        for number, phase in enumerate(phases):
            before = set(keeps) | {j for earlier_phase in phases[:number] for j in earlier_phase}
            lengths.append(max([case.get("pace", 0.0)] + [self.seen_to_be_done(j, phase, before) for j in phase]))
        begins = schedule(case, phases, lengths)
        self.begins = {l: begins[l - 1] - begins[k - 1] for l in range(k, len(phases) + 2)}

    def seen_to_be_done(self, j, phase, before):
        """How long after the start of its phase it is clear that a step was done."""
        times = [takes(self.case, j) + seen(self.case, j)]
        for r, time in watched_by(self.case, j).items():
            if r in before:
                times.append(takes(self.case, j) + time)
            if r in phase:
                times.append(max(takes(self.case, j), takes(self.case, r)) + time)
        return min(times)

    def found_out(self, j, breaches):
        """When, and in which phase, a breach of j is found out if these are the breaches."""
        best = (self.start(j) + seen(self.case, j), self.phase_of(j))
        for r, time in watched_by(self.case, j).items():
            if (r in self.made or r in self.due) and r not in breaches:
                way = (max(self.start(j), self.start(r)) + time, max(self.phase_of(j), self.phase_of(r)))
                best = way if earlier(way, best) else best
        return best

    def courses(self, breaches):
        """All that can happen: (chance, when it is found out, in which phase), infinite for never."""
        ways = [(self.found_out(j, breaches), missed(self.case, j)) for j in sorted(breaches)]
        ways.sort(key=functools.cmp_to_key(lambda a, b: -1 if earlier(a[0], b[0]) else int(earlier(b[0], a[0]))))
        left, out = 1.0, []
        for (time, phase), chance in ways:
            out.append((left * (1 - chance), time, phase))
            left *= chance
        return [course for course in [*out, (left, inf, inf)] if course[0] > 0]

    def law(self, breaches):
        """When, in which phase and with what chance it is found out."""
        chances = {}
        for chance, time, phase in self.courses(breaches):
            when = (time if time == inf else round(time, 8), phase)
            chances[when] = chances.get(when, 0.0) + chance
        return {when: round(chance, 11) for when, chance in chances.items()}

    def expected(self, i, breaches, cost=0.0):
        """What a failure is worth to i, less a cost that falls due when it shows."""
        horizon = self.case["parties"][i]["horizon"]
        return sum(
            chance * (spans_worth(self.case, i, self.stopping(breaches, time, phase)) - exp(-time / horizon) * cost)
            for chance, time, phase in self.courses(breaches)
        )

    def sets(self, group):
        own = sorted(self.breaches(group))
        return [frozenset(s) for n in range(1, len(own) + 1) for s in itertools.combinations(own, n)]

    def thresholds(self, group):
        """The failures of a group to which nothing can be added without changing when or whether they are found out."""
        laws = {breaches: self.law(breaches) for breaches in self.sets(group)}
        return [
            breaches
            for breaches, law in laws.items()
            if not any(breaches < more and law == other for more, other in laws.items())
        ]

    def walk_out(self, i, every_set=True):
        """The best failure of i that begins now, less its walk-out cost; None if it has none."""
        cost = self.case["parties"][i].get("walkout_cost", 0.0)
        sets = self.sets([i]) if every_set else self.thresholds([i])
        return max(
            (self.expected(i, breaches, cost) for breaches in sets if any(self.begins_now(j) for j in breaches)),
            default=None,
        )
