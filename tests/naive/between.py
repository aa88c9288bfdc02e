"""Slow twin of breaches begun between phase starts: a moment within a phase, and every set of breaches at it."""

from __future__ import annotations

from naive.roadmap import Moment, takes
from naive.verification import Watched


class Within(Moment):
    """A plan `after` years into phase k; time 0 is that moment.

    Steps of the phase that are in force by then are made; its other steps are under way and can be abandoned, which
    shows when they were due.
    """

    def __init__(self, case, keeps, phases, k, after):
        super().__init__(case, keeps, phases, k)
        here = {j for j in phases[k - 1] if takes(case, j) <= after + 1e-9}
        self.made |= here
        self.due = {j: l for j, l in self.due.items() if j not in here}
        self.begins = {l: s - after for l, s in self.begins.items()}

    def margin(self, i):
        """Carry on less the best failure of i that begins now; None if it has none."""
        out = self.walk_out(i, every_set=True)
        return None if out is None else self.carry_on(i) - out


class WithinWatched(Within, Watched):
    """The same where a breach is found out with the help of verifiers, or by chance.

    A verifier of the phase finds what it finds from when it is in force; a step that is abandoned on its way is found
    out as one that was never begun.
    """
