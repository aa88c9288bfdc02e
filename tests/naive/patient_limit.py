"""The patient limit word for word: what a move in the lattice of subsets asks for, pair of failures by pair.

Written from ROADMAPS, sections 2 and 3: en-route time is ignored (carrying on is worth the whole deal for good), only
failures that show before the next phase count, and each own failure is compared with carrying on in two worlds, the
same act in both. Of the pairs those count in which the own failure is leaving openly, or shows no sooner than that of
the others; the others fail each alone or all together, by their threshold failures. Requirements have no say.
"""

from __future__ import annotations

import itertools
import math


def worth_of(case, party, until, begins):
    """The sum over steps in force, each from `begins` to `until`, and over entries while all their steps are."""
    fade = lambda time: math.exp(-time / case["parties"][party]["horizon"])  # noqa: E731
    total = 0.0
    for step in until:
        worth = case["steps"][step]["worth"].get(party, 0)
        total += worth * max(0.0, fade(begins.get(step, 0.0)) - fade(until[step]))
    for entry in case.get("together", []):
        if all(step in until for step in entry["steps"]):
            start = max(begins.get(step, 0.0) for step in entry["steps"])
            end = min(until[step] for step in entry["steps"])
            if end > start:
                total += entry["worth"].get(party, 0) * (fade(start) - fade(end))
    return total


class Deal:
    """A case, its kept and its planned steps."""

    def __init__(self, case, kept, planned):
        self.case, self.kept, self.planned = case, list(kept), list(planned)
        self.steps = case["steps"]
        self.parties = list(case["parties"])

    def owners(self, step):
        by = self.steps[step]["by"]
        return [by] if isinstance(by, str) else by

    def costs(self, step, party):
        return party in self.owners(step) and self.steps[step]["worth"].get(party, 0) < 0

    def costly(self, step):
        return any(self.costs(step, party) for party in self.owners(step))

    def undo(self, step):
        undo = self.steps[step].get("undo", 0)
        return math.inf if undo == "never" else float(undo)

    def would_end(self, step):
        if self.steps[step].get("ends", "any") == "all":
            return all(self.costs(step, party) for party in self.owners(step))
        return self.costly(step)

    def lapses(self, step):
        return math.isfinite(self.undo(step)) and (self.steps[step].get("automatic", False) or self.would_end(step))

    def takes(self, step):
        return float(self.steps[step].get("takes", 0))

    def seen(self, step):
        return float(self.steps[step].get("seen", 0))

    def can_take_back(self, step, group):
        if not any(self.costs(step, party) for party in group):
            return False
        if not math.isfinite(self.undo(step)) or not self.would_end(step):
            return False
        return self.steps[step].get("ends", "any") != "all" or set(self.owners(step)) <= set(group)

    def failers(self):
        present = [*self.kept, *self.planned]
        return [p for p in self.parties if any(self.costs(step, p) for step in present)]

    def whole(self, party):
        return worth_of(self.case, party, dict.fromkeys([*self.kept, *self.planned], math.inf), {})

    def failures(self, group, made, following):
        """(when it shows, steps taken back, whether the next is withheld), for each time at which a failure can show."""
        back = [step for step in made if self.can_take_back(step, group)]
        withholds = following is not None and any(self.costs(following, party) for party in group)
        due = self.takes(following) + self.seen(following) if following else None
        for shows in sorted({self.seen(step) for step in back} | ({due} if withholds else set())):
            breached = [step for step in back if self.seen(step) >= shows]
            withheld = withholds and due >= shows
            yield shows, breached, withheld

    def after(self, party, made, following, shows, breached, withheld):
        until = {}
        for step in made:
            if step in breached:
                until[step] = self.undo(step)
            else:
                until[step] = shows + self.undo(step) if self.lapses(step) else math.inf
        begins = {}
        if following is not None and not withheld:
            start = self.takes(following)
            if not (self.costly(following) and start > shows):
                begins[following] = start
                until[following] = max(shows, start) + self.undo(following) if self.lapses(following) else math.inf
        return worth_of(self.case, party, until, begins)

    def stopped(self, party, made, following):
        until = {step: self.undo(step) if self.lapses(step) else math.inf for step in made}
        begins = {}
        if following is not None and not self.costly(following):
            begins[following] = self.takes(following)
            until[following] = self.takes(following) + (self.undo(following) if self.lapses(following) else math.inf)
        return worth_of(self.case, party, until, begins)

    def has_something_to_quit(self, party, made, following):
        """Whether a breach of the party can begin now."""
        return any(self.can_take_back(step, [party]) for step in made) or (
            following is not None and self.costs(following, party)
        )

    def both(self, party, made, following, own, feared):
        """Everything as planned but two failures, until the first of all their breaches shows; before walking out costs."""
        (shows, breached, withheld), (other_shows, other_breached, other_withheld) = own, feared
        union = [step for step in made if step in breached or step in other_breached]
        return self.after(party, made, following, min(shows, other_shows), union, withheld or other_withheld)

    def pairs(self, party, made, following, limit):
        """(V - a(W), L(W, F)) of each pair, and (V - a(W), 0) of each own failure."""
        horizon = self.case["parties"][party]["horizon"]
        cost = self.case["parties"][party].get("walkout_cost", 0)
        whole, stopped = self.whole(party), self.stopped(party, made, following)
        others = [p for p in self.failers() if p != party]
        groups = [[p] for p in others] + ([others] if len(others) > 1 else [])
        feared = [f for group in groups for f in self.failures(group, made, following) if f[0] <= limit]
        in_spite = {n: self.after(party, made, following, *failure) for n, failure in enumerate(feared)}
        openly = stopped - cost
        yield whole - openly, 0.0
        for n in in_spite:
            yield whole - openly, openly - in_spite[n]
        for own in self.failures([party], made, following):
            if own[0] > limit:
                continue
            alone = self.after(party, made, following, *own) - cost * math.exp(-own[0] / horizon)
            yield whole - alone, 0.0
            for n, failure in enumerate(feared):
                if failure[0] <= own[0] + 1e-9:
                    lost = cost * math.exp(-failure[0] / horizon) if failure[0] >= own[0] - 1e-9 else 0.0
                    yield whole - alone, self.both(party, made, following, own, failure) - lost - in_spite[n]

    def score(self, done, following):
        """The largest over the parties: the trust asked, or 1 + what is missing as a share of the stake."""
        made = [*self.kept, *done]
        score = 0.0
        limit = math.inf
        if following is not None:
            limit = max(self.case.get("pace", 0.0), self.takes(following) + self.seen(following))
        for party in self.failers():
            if not self.has_something_to_quit(party, made, following):
                continue
            stake = sum(abs(step["worth"].get(party, 0)) for step in self.steps.values())
            for pair in self.pairs(party, made, following, limit):
                margin, loss = (0.0 if abs(x) <= 1e-6 * stake else x for x in pair)
                asked = 1 - margin / stake if margin < 0 else loss / (loss + margin) if loss > 0 else 0.0
                score = max(score, asked)
        return score

    def orders(self, allowed, earlier):
        """The scores of the moves of every order of single steps that is allowed, the last of them with none to come."""
        for order in itertools.permutations(range(len(self.planned))):
            done, scores = 0, []
            for b in order:
                if earlier[b] & ~done or not allowed[done | 1 << b]:
                    break
                scores.append((done, b))
                done |= 1 << b
            else:
                yield order, [*scores, (done, None)]
