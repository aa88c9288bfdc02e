"""What each party has by each failure, one course at a time (roadmap/courses.py makes all of them at once)."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import numpy as np

from standoff.engine.assessment.schedule import ticks
from standoff.engine.roadmap.courses import BOTH, OTHERS, OWN, WITHHELD


class OneByOne:
    """The courses of a deal (`whole`: what Courses says of its steps and parties): dicts; range; together."""

    def __init__(self, whole):
        self.whole = whole
        self.courses = []
        self.range = np.zeros((whole.exchange.parties, 4), dtype=np.int32)
        singles = [self.add_singles(int(party)) for party in np.flatnonzero(whole.quits)]
        self.together = np.full(len(self.courses), -1, dtype=np.int32)
        for party, own, others in singles:
            begin, end, _, _ = self.range[party]
            self.together[end : end + len(others)] = np.arange(len(others))
            for course, failure in enumerate(own, begin):
                self.together[course] = len(self.courses)
                for other in others:
                    self.add_course(party, BOTH, failure, other)

    def mask(self, chosen):
        return sum(1 << int(b) for b in np.flatnonzero(chosen))

    def groups(self, party):
        """The groups of others that are tried: all of them for up to three, else each alone and all together."""
        others = [int(p) for p in np.flatnonzero(self.whole.quits) if p != party]
        sizes = range(1, len(others) + 1) if len(others) <= 3 else (1, len(others))
        return [list(group) for size in sizes for group in combinations(others, size)]

    def fade(self, times, party):
        """What a point from then on counts now."""
        return np.asarray(np.exp(-times / self.whole.exchange.horizons[party]))

    def add_singles(self, party):
        """What a party has by each of its own failures, and by each of the others'; the party and both are returned."""
        own, begin = self.thresholds([[party]]), len(self.courses)
        others = self.thresholds(self.groups(party))
        for failure in own:
            self.add_course(party, OWN, failure)
        for failure in others:
            self.add_course(party, OTHERS, failure)
        withheld = len(self.courses)
        for failure in self.thresholds(self.groups(party), only_due=True):
            self.add_course(party, WITHHELD, failure)
        self.range[party] = begin, begin + len(own), withheld, len(self.courses)
        return party, own, others

    def thresholds(self, groups, only_due=False):
        """The threshold failures of groups, one for each time at which a breach can show, each of them once."""
        exchange = self.whole.exchange
        made_shows, due_shows = exchange.seen, exchange.takes + exchange.seen
        made_ticks, due_ticks = ticks(made_shows), ticks(due_shows)
        found = {}
        for group in groups:
            members = np.isin(np.arange(exchange.parties), group)
            back = self.whole.breakable[members].any(axis=0) & exchange.in_reach(members) & (not only_due)
            held = self.whole.costly_to[members].any(axis=0) & self.whole.due
            times = dict(zip(made_ticks[back].tolist(), made_shows[back].tolist(), strict=True))
            times |= dict(zip(due_ticks[held].tolist(), due_shows[held].tolist(), strict=True))
            for tick, shows in sorted(times.items()):
                threshold = SimpleNamespace(
                    tick=tick,
                    shows=shows,
                    back=back & (made_ticks >= tick),
                    withheld=held & (due_ticks >= tick),
                    in_time=held & (due_ticks < tick),
                    now=back & (made_ticks == tick),
                    due=held & (due_ticks == tick),
                )
                found.setdefault((tick, threshold.back.tobytes(), threshold.withheld.tobytes()), threshold)
        return list(found.values())

    def add_course(self, party, role, *failures):
        """What a party has by a failure, or by its own and one of the others', until the first of them shows."""
        exchange = self.whole.exchange
        first = min(failures, key=lambda failure: failure.tick)
        tick, shows = first.tick, first.shows
        breached = np.any([failure.back for failure in failures], axis=0)
        withheld = np.any([failure.withheld for failure in failures], axis=0)
        in_time = np.any([failure.in_time for failure in failures], axis=0)
        late = ticks(exchange.takes) > tick
        comes = ~withheld & ~(self.whole.costly & late)
        until_made = np.where(breached, exchange.undo, np.where(exchange.lapses, shows + exchange.undo, np.inf))
        until_next = np.where(exchange.lapses, np.maximum(shows, exchange.takes) + exchange.undo, np.inf)
        until_next = np.where(comes, until_next, -np.inf)
        # A free step on its way comes unless something it requires is missing. What others withhold in a later
        # phase may come with more that they take back before: then it is not sure to come, and counts at the best.
        maybe = comes & late & exchange.requires.any(axis=1)
        unsure = maybe & (role == WITHHELD)
        if any(worth[party] != 0 and (members_ & unsure).any() for members_, worth in self.whole.entries):
            return
        gone_kept = breached & np.isin(np.arange(exchange.steps), self.whole.kept)
        start = self.fade(exchange.takes, party)
        made = self.whole.worth[party] * (1 - self.fade(until_made, party))
        end = self.fade(np.where(comes, until_next, 0.0), party)
        follows = np.where(comes, self.whole.worth[party] * (start - end), 0.0)
        follows = np.where(unsure, np.maximum(follows, 0.0), follows)
        # Of later phases what comes before it shows, at the worst of an own failure, at the best of another.
        sign = -1.0 if role == OWN else 1.0
        may = in_time | (~withheld & ~(self.whole.costly & late))
        later = np.where(may, sign * np.maximum(sign * self.whole.worth[party] * start, 0.0), 0.0)
        pays = role == OWN or (role == BOTH and failures[0].tick == tick)
        self.courses.append(
            {
                "party": party,
                "always": bool(first.now[self.whole.kept].any()),
                "shows": shows,
                "cost": float(self.fade(np.array(shows), party)) * exchange.walkout_costs[party] if pays else 0.0,
                "kept": made[self.whole.kept].sum(),
                "made": made[self.whole.planned],
                "next": follows[self.whole.planned],
                "later": later[self.whole.planned],
                "until_kept": self.ends_of_kept(until_made),
                "until_made": until_made[self.whole.planned],
                "until_next": until_next[self.whole.planned],
                "shows_made": self.mask(first.now[self.whole.planned]),
                "shows_due": self.mask(first.due[self.whole.planned]),
                "maybe": self.mask(maybe[self.whole.planned]),
                "absent": self.mask(~comes[self.whole.planned]),
                "gone": self.mask(breached[self.whole.planned]),
                "lacking": self.mask((maybe & exchange.requires[:, gone_kept].any(axis=1))[self.whole.planned]),
            }
        )

    def ends_of_kept(self, until):
        """When the first kept member of each entry ends."""
        kept = np.isin(np.arange(self.whole.exchange.steps), self.whole.kept)
        return [float(until[members & kept].min(initial=np.inf)) for members, _ in self.whole.entries]
