"""The labels of a lower bound, every phase from every set in turn and nothing left out (roadmap/bound.py says what they are)."""

from __future__ import annotations

import math

INF = math.inf
MOST_PAIRS = 12


class Deal:
    """A prepared deal (`Courses`): what each set of made steps and each phase after it comes to."""

    def __init__(self, prepared):
        self.n, self.parties, self.entries = prepared.struct.n, prepared.struct.parties, prepared.struct.entries
        self.pace, self.costly, self.most = prepared.struct.pace, prepared.struct.costly, prepared.struct.most_labels
        self.of = {name: array.tolist() for name, array in prepared.arrays.items()}
        self.half = (self.n + 1) // 2

    def __getattr__(self, name):
        return self.of[name]

    def members(self, steps):
        return [j for j in range(self.n) if steps >> j & 1]

    def total(self, values, steps):
        """The sum over a set: of the first half of the steps, then of the second, as rounding depends on it."""
        low, high = 0.0, 0.0
        for j in self.members(steps):
            low, high = (low + values[j], high) if j < self.half else (low, high + values[j])
        return low + high

    def together_worth(self, i, made, new, until_kept, until_made, until_next):
        """What the entries add to a party that the next phase completes; without one, those that are complete."""
        total = 0.0
        for e in range(self.entries):
            worth, start, end = self.entry_worth[i][e], 0.0, until_kept[e]
            if worth == 0 or self.entry[e] & ~(made | new) or (new and not self.entry[e] & new):
                continue
            for j in self.members(self.entry[e]):
                start = max(start, self.takes[j]) if new >> j & 1 else start
                end = min(end, until_next[j] if new >> j & 1 else until_made[j])
            if end > start:
                total += worth * (math.exp(-start * self.rate[i]) - math.exp(-end * self.rate[i]))
        return total

    def yet_together(self, i, everything, sign):
        worths = [self.entry_worth[i][e] for e in range(self.entries) if self.entry[e] & ~everything]
        return sum((worth for worth in worths if worth * sign > 0), 0.0)

    def closed(self, made):
        return (not made or self.allowed[made]) and not any(self.requires[j] & ~made for j in self.members(made))

    def length(self, made, new):
        """How long a phase lasts; None where it is not legal."""
        everything, steps = made | new, self.members(new)
        if not self.allowed[everything]:
            return None
        if any(self.requires[j] & ~everything or self.earlier[j] & ~made for j in steps):
            return None
        return max([self.pace, *(self.of["length"][j] for j in steps)])

    def grown(self, missing, among):
        """The steps that are missing with what requires them."""
        while more := [j for j in self.members(among & ~missing) if self.requires[j] & missing]:
            missing |= 1 << more[0]
        return missing

    def course(self, c, made, new):
        """What a party has by a course within a phase."""
        i, until = self.party[c], (self.until_kept[c], self.until_made[c], self.until_next[c])
        value = self.kept[c] + self.total(self.made[c], made) + self.together_worth(i, made, 0, *until)
        maybe = new & self.maybe[c]
        missing = (new & self.absent[c]) | (made & self.gone[c]) | (maybe & self.lacking[c])
        lacks = (self.grown(missing, maybe) & ~missing) | (maybe & self.lacking[c]) if maybe else 0
        follow = new & ~lacks
        if follow:
            value += self.total(self.next[c], follow) + self.together_worth(i, made, follow, *until)
        return value

    def shows_in(self, c, made, new):
        return bool(self.always[c] or made & self.shows_made[c] or new & self.shows_due[c])


class Turn:
    """A phase from the set made before it, for one party."""

    def __init__(self, deal, i, made, new, lasts):
        d, n = deal, deal.n
        self.zero, self.most_exposed = 2e-9 * d.stake[i], d.most_exposed[i]
        never = (d.never[: d.entries], d.never[:n], d.never[:n])
        stop_until = (d.stop_until_kept, d.stop_until_made, d.stop_until_next)
        self.here = d.for_good_kept[i] + d.total(d.for_good[i], made) + d.together_worth(i, made, 0, *never)
        self.income = d.total(d.income[i], new) + (d.together_worth(i, made, new, *never) if new else 0.0)
        self.fade = math.exp(-lasts * d.rate[i]) if new else 0.0
        come = new & ~d.grown(new & d.costly, new)
        stop = d.stop_kept[i] + d.total(d.stop_made[i], made) + d.together_worth(i, made, 0, *stop_until)
        if come:
            stop += d.total(d.stop_next[i], come) + d.together_worth(i, made, come, *stop_until)
        begin, others, withheld, end = d.range[i]
        found = [d.course(c, made, new) - self.here for c in range(withheld, end) if d.shows_in(c, made, new)]
        self.withheld = min(found, default=INF)
        self.good, self.exposed, self.pairs = 0.0, 0.0, []
        self.open = self.walk_out = self.soon = stop - d.walkout_cost[i]
        self.pair(d, i, made, new, lasts, range(begin, others), range(others, withheld))

    def pair(self, d, i, made, new, lasts, own, others):
        """The pairs of own failures and the most that is lost to failures of others."""
        everything = made | new
        future = ~everything & (1 << d.n) - 1
        latest = 0.0
        for k in range(d.parties):
            if k != i:
                latest = max([latest, d.kept_seen[k], *(d.seen[j] for j in d.members(made & d.back[k]))])
        late = latest > lasts + lasts * 1e-12
        if late:
            self.good = d.kept_harm[i]
            for k in range(d.parties):
                for j in d.members(made & d.back[k]) if k != i else ():
                    self.good += d.harm[i][j] if d.seen[j] > lasts else 0.0
            for e in range(d.entries):
                self.good += max(0.0, -d.entry_worth[i][e])
        value = {}
        for c in own:
            if d.shows_in(c, made, new):
                value[c] = d.course(c, made, new) - d.cost[c]
                if d.shows[c] > lasts:
                    value[c] += self.fade * (d.total(d.later[c], future) + d.yet_together(i, everything, -1))
                elif not late or not new & d.maybe[c]:
                    self.soon = max(self.soon, value[c])
        if not value:
            self.walk_out = -INF
            return
        self.walk_out = max([self.open, *value.values()])
        loss, sooner, at_once, theirs = dict.fromkeys(value, 0.0), {}, {}, {}
        for f in others:
            if not d.shows_in(f, made, new):
                continue
            theirs[f] = d.course(f, made, new)
            if d.shows[f] > lasts:
                theirs[f] += self.fade * (d.total(d.later[f], future) + d.yet_together(i, everything, 1))
            self.exposed = max(self.exposed, self.open - theirs[f])
            for c in value:
                last = sooner if d.shows[f] < d.shows[c] else at_once
                if d.shows[f] > d.shows[c] or d.entangled[i]:
                    loss[c] = max(loss[c], self.lost(d, i, c, f, made, new, lasts, theirs))
                elif c not in last or d.shows[f] > d.shows[last[c]]:
                    last[c] = f
        self.add(self.open, self.exposed)
        for c, worth in value.items():
            for last in (sooner, at_once):
                if c in last:
                    loss[c] = max(loss[c], self.lost(d, i, c, last[c], made, new, lasts, theirs))
            self.exposed = max(self.exposed, loss[c])
            self.add(worth, loss[c])

    def lost(self, d, i, c, f, made, new, lasts, theirs):
        both = d.together[c] + d.together[f]
        if d.shows[both] <= lasts:
            return d.course(both, made, new) - d.cost[both] - theirs[f]
        if d.shows[f] != d.shows[both] or d.entangled[i]:
            return 0.0
        return d.course(both, made, 0) - d.cost[both] - d.course(f, made, 0)

    def add(self, ask, loss):
        if loss <= self.zero or any(a >= ask and b >= loss for a, b in self.pairs):
            return
        self.pairs = [(a, b) for a, b in self.pairs if a > ask or b > loss]
        if len(self.pairs) < MOST_PAIRS:
            self.pairs.append((ask, loss))

    def asked(self, future, lowest):
        """At least so much trust is asked; 2 where the party walks out, or has more at risk than it may."""
        if self.walk_out == -INF:
            return 0.0
        so_far = self.here + self.income
        carry_on = so_far + self.fade * future
        exposed, trust = self.exposed, 0.0
        if carry_on - self.walk_out < -self.zero:
            return 2.0
        if lowest < INF:
            loss = self.soon - self.good - so_far - self.fade * lowest
            exposed = max(exposed, loss)
            if loss > self.zero:
                trust = loss / (loss + max(carry_on - self.soon, 0.0))
        if exposed > self.most_exposed + self.zero:
            return 2.0
        return max([trust, *(loss / (loss + max(carry_on - ask, 0.0)) for ask, loss in self.pairs)])


def rounded_up(value, stake):
    grain = stake / 8192
    return math.ceil(value / grain - 1e-6) * grain if grain > 0 and math.isfinite(value) else value


def keep(labels, most, label, stake):
    """Adds a label (values, trace) to those of a set; the best for a bound have small trust and large worths."""
    values = label[0]
    better = [values[0], *(-x for x in values[1:])]
    for at, (other, _) in enumerate(labels):
        if all(x <= y for x, y in zip([other[0], *(-x for x in other[1:])], better, strict=True)):
            labels[0], labels[at] = labels[at], labels[0]
            return
    labels[:] = [
        (other, trace)
        for other, trace in labels
        if not all(x >= y for x, y in zip([other[0], *(-x for x in other[1:])], better, strict=True))
    ]
    if len(labels) < most:
        labels.append(label)
        return
    units = [0.25, *stake, *stake]
    apart = [
        sum(min(abs(x - y) / u if u > 0 else 1e6, 1e6) for x, y, u in zip(other, values, units, strict=True) if x != y)
        for other, _ in labels
    ]
    nearest = apart.index(min(apart))
    other = labels[nearest][0]
    joined = [min(other[0], values[0]), *(max(x, y) for x, y in zip(other[1:], values[1:], strict=True))]
    labels[nearest] = labels[-1]
    labels.pop()
    keep(labels, most, (joined, label[1]), stake)


def prospects(prepared, ceiling):
    """The labels of every set: lists of (values, (next phase, its label)); and which phases have given any, by set."""
    d = Deal(prepared)
    full, parties = (1 << d.n) - 1, range(d.parties)
    labels, gave = {made: [] for made in range(full + 1)}, {made: set() for made in range(full + 1)}
    for made in range(full, -1, -1):
        if not d.closed(made):
            continue
        for new in range(full, -1, -1):
            if new & made or (not new and made != full):
                continue
            after = labels[made | new] if new else [([0.0, *[0.0] * d.parties, *[INF] * d.parties], None)]
            lasts = d.length(made, new) if new else INF
            if not after or lasts is None:
                continue
            turns = [Turn(d, i, made, new, lasts) for i in parties]
            for place, (values, _) in enumerate(after):
                futures, lowests = values[1 : 1 + d.parties], values[1 + d.parties :]
                asked = [turns[i].asked(futures[i], lowests[i]) for i in parties]
                trust = max([values[0], *asked])
                worth = [turns[i].income + turns[i].fade * futures[i] for i in parties]
                refused = not made and any(d.refusing[i] and worth[i] < -turns[i].zero for i in parties)
                if trust > ceiling or refused:
                    continue
                falls = [
                    min(turns[i].withheld, turns[i].income + turns[i].fade * lowests[i] if lowests[i] < INF else INF)
                    for i in parties
                ]
                found = [math.floor(trust * 4096) / 4096, *worth, *falls]
                if made:
                    found[1:] = [rounded_up(x, d.stake[k % d.parties]) for k, x in enumerate(found[1:])]
                keep(labels[made], d.most, (found, (new, place)), d.stake)
                gave[made].add(new)
    return labels, gave
