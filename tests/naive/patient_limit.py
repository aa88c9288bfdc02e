"""The patient limit word for word: what a move in the lattice of subsets asks for, step by step and failure by failure."""

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

    def score(self, done, following):
        """The largest over the parties: the trust asked, or 1 + what is missing as a share of the stake."""
        made = [*self.kept, *done]
        score = 0.0
        limit = math.inf
        if following is not None:
            limit = max(self.case.get("pace", 0.0), self.takes(following) + self.seen(following))
        failers = self.failers()
        for party in failers:
            horizon = self.case["parties"][party]["horizon"]
            cost = self.case["parties"][party].get("walkout_cost", 0)
            stake = sum(abs(step["worth"].get(party, 0)) for step in self.steps.values())
            walk, loss = -math.inf, 0.0
            for shows, *failure in self.failures([party], made, following):
                if shows <= limit:
                    value = self.after(party, made, following, shows, *failure) - cost * math.exp(-shows / horizon)
                    walk = max(walk, value)
            others = [p for p in failers if p != party]
            for group in [*([p] for p in others), others]:
                for shows, *failure in self.failures(group, made, following):
                    if shows <= limit:
                        stopped = self.stopped(party, made, following)
                        loss = max(loss, stopped - self.after(party, made, following, shows, *failure))
            if walk == -math.inf:
                continue
            margin = self.whole(party) - walk
            margin, loss = (0.0 if abs(x) <= 1e-6 * stake else x for x in (margin, loss))
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
