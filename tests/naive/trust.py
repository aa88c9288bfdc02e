"""Trust by pairs, from its definition: the slow twin of the assessment, in plain Python and in the words of the theory.

Every function says one sentence of the definition. Nothing is shared, packed or skipped: every own failure is weighed
against every failure of the others, and each of their worlds is written out step by step. Cases are plain dicts, as in the
oracle files. Long, as it is one definition, to be read from top to bottom.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

TIME = 1e-9  # times within this many years are equal
SHARE = 1e-9  # a margin, a loss or a gain below this share of a party's gross stake is zero

Case = dict[str, Any]
Breaches = frozenset[str]
World = dict[str, tuple[float, float]]  # from when until when a step is in force; a step that never comes is not in it
OPENLY = "openly"  # the own failure of leaving openly


class Showing(NamedTuple):
    """When a breach shows, and in which phase."""

    time: float
    phase: int


class Outcome(NamedTuple):
    """One way in which breaches are found out: its chance, and those that show first (none: all are missed)."""

    chance: float
    first: Showing | None
    found: Breaches


@dataclass(frozen=True)
class Plan:
    """A case and an ordered list of phases, with the steps that are kept and the parties whose yes is needed anyway."""

    case: Case
    phases: list[list[str]]
    keeps: list[str] = field(default_factory=list)
    pace: float = 0.0
    consent: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Phase K + 1: the empty one after completion."""
        return len(self.phases) + 1

    @cached_property
    def parties(self) -> list[str]:
        return list(self.case["parties"])

    @cached_property
    def phase_of(self) -> dict[str, int]:
        """Kept steps count as made at the start: phase 0. Steps outside the plan are not in it."""
        return dict.fromkeys(self.keeps, 0) | {j: n for n, phase in enumerate(self.phases, 1) for j in phase}

    @cached_property
    def starts(self) -> list[float]:
        """When phases 1 to K + 1 start: as soon as the one before has been verified, and no sooner than their dates."""
        clock, found = 0.0, []
        for n, phase in enumerate([*self.phases, []], 1):
            clock = max([clock] + [float(self.case["steps"][j].get("not_before", 0.0)) for j in phase])
            found.append(clock)
            clock += max([self.pace] + [verified_after(self, j, n) for j in phase])
        return found


# ------------------------------------------------------------------------------------------------------------ steps


def owners(case: Case, j: str) -> list[str]:
    by = case["steps"][j]["by"]
    return [by] if isinstance(by, str) else list(by)


def worth(case: Case, i: str, j: str) -> float:
    return float(case["steps"][j].get("worth", {}).get(i, 0.0))


def takes(case: Case, j: str) -> float:
    return float(case["steps"][j].get("takes", 0.0))


def seen(case: Case, j: str) -> float:
    return float(case["steps"][j].get("seen", 0.0))


def undo(case: Case, j: str) -> float:
    found = case["steps"][j].get("undo", 0.0)
    return math.inf if found == "never" else float(found)


def missed(case: Case, j: str) -> float:
    return float(case["steps"][j].get("missed", 0.0))


def verifiers(case: Case, j: str) -> dict[str, float]:
    return dict(case["steps"][j].get("with", {}))


def costly(case: Case, o: str, j: str) -> bool:
    """A step is costly to an owner to whom it is, alone, worth less than nothing."""
    return o in owners(case, j) and worth(case, o, j) < 0


def free(case: Case, j: str) -> bool:
    """It is free if it is costly to no owner."""
    return not any(costly(case, o, j) for o in owners(case, j))


def ends_by_all(case: Case, j: str) -> bool:
    return bool(case["steps"][j].get("ends", "any") == "all")


def owners_would_end(case: Case, j: str) -> bool:
    """It ends if an owner would end it; where only all owners can, if all would."""
    return (all if ends_by_all(case, j) else any)(costly(case, o, j) for o in owners(case, j))


def lapses(case: Case, j: str) -> bool:
    """After a breakdown it lapses if it can be undone and either is automatic or its owners would end it."""
    return undo(case, j) < math.inf and (bool(case["steps"][j].get("automatic")) or owners_would_end(case, j))


# ------------------------------------------------------------------------------------------------------------ times


def verified_after(plan: Plan, j: str, n: int) -> float:
    """How long after the start of its phase a step has been seen to be done; later verifiers come too late to help."""
    case, done = plan.case, takes(plan.case, j)
    ways = [done + seen(case, j)]
    for r, lag in verifiers(case, j).items():
        if plan.phase_of.get(r, plan.last) < n:
            ways.append(done + lag)
        elif plan.phase_of.get(r) == n:
            ways.append(max(done, takes(case, r)) + lag)
    return min(ways)


def starts_after(plan: Plan, k: int, n: int) -> float:
    """When phase n starts, time 0 being the start of phase k."""
    return plan.starts[n - 1] - plan.starts[k - 1]


def made(plan: Plan, k: int, j: str) -> bool:
    return plan.phase_of.get(j, plan.last) < k


def due(plan: Plan, k: int, j: str) -> bool:
    return k <= plan.phase_of.get(j, -1)


def in_force_from(plan: Plan, k: int, j: str) -> float:
    """From when a step is in force as planned: what was made is there at the start."""
    return 0.0 if made(plan, k, j) else starts_after(plan, k, plan.phase_of[j]) + takes(plan.case, j)


def sooner(a: Showing, b: Showing) -> bool:
    """Sooner is earlier, or equally early in an earlier phase."""
    return a.time < b.time - TIME or (a.time <= b.time + TIME and a.phase < b.phase)


def first_of(showings: list[Showing]) -> Showing:
    best = showings[0]
    for other in showings[1:]:
        if sooner(other, best):
            best = other
    return best


# --------------------------------------------------------------------------------------------------------- breaches


def breachable(plan: Plan, k: int, group: frozenset[str]) -> Breaches:
    """What a group can breach: steps costly to a member that owns them, made and undoable, or due from phase k on."""
    return frozenset(j for j in plan.phase_of if may_breach(plan, k, group, j))


def may_breach(plan: Plan, k: int, group: frozenset[str], j: str) -> bool:
    case = plan.case
    if not any(costly(case, i, j) for i in group):
        return False
    if due(plan, k, j):
        return True
    if ends_by_all(case, j) and not (owners_would_end(case, j) and set(owners(case, j)) <= group):
        return False
    return undo(case, j) < math.inf


def begins_now(plan: Plan, k: int, j: str) -> bool:
    """A breach begins now if it takes back a made step or withholds one of phase k."""
    return plan.phase_of[j] <= k


def shows(plan: Plan, k: int, breaches: Breaches, j: str) -> Showing:
    """When a breach of a set shows: after its own time, or after that of a verifier that is there and not breached."""
    case, begun, phase = plan.case, in_force_from(plan, k, j), max(k, plan.phase_of[j])
    ways = [Showing(begun + seen(case, j), phase)]
    for r, lag in verifiers(case, j).items():
        if r in plan.phase_of and r not in breaches:
            ways.append(Showing(max(begun, in_force_from(plan, k, r)) + lag, max(phase, plan.phase_of[r])))
    return first_of(ways)


def outcomes(plan: Plan, k: int, breaches: Breaches) -> list[Outcome]:
    """The ways in which a set of breaches is found out: each is missed or not, independently of the others."""
    when = {j: shows(plan, k, breaches, j) for j in sorted(breaches)}
    for_certain = [j for j in when if missed(plan.case, j) == 0]
    by_chance = [j for j in when if 0 < missed(plan.case, j) < 1]
    found = []
    for pattern in itertools.product((False, True), repeat=len(by_chance)):
        chance, noticed = 1.0, list(for_certain)
        for j, is_missed in zip(by_chance, pattern, strict=True):
            chance *= missed(plan.case, j) if is_missed else 1.0 - missed(plan.case, j)
            noticed += [] if is_missed else [j]
        if noticed:
            first = first_of([when[j] for j in noticed])
            found.append(Outcome(chance, first, frozenset(j for j in noticed if not sooner(first, when[j]))))
        else:
            found.append(Outcome(chance, None, frozenset()))
    return found


def found_out(plan: Plan, k: int, breaches: Breaches) -> list[tuple[Showing | None, float]]:
    """When, in which phase and with what chance a set of breaches is found out."""
    odds: list[tuple[Showing | None, float]] = []
    for one in outcomes(plan, k, breaches):
        for n, (other, chance) in enumerate(odds):
            if same_showing(one.first, other):
                odds[n] = (other, chance + one.chance)
                break
        else:
            odds.append((one.first, one.chance))
    return odds


def same_showing(a: Showing | None, b: Showing | None) -> bool:
    if a is None or b is None:
        return a is b
    return not sooner(a, b) and not sooner(b, a)


def same_odds(a: list[tuple[Showing | None, float]], b: list[tuple[Showing | None, float]]) -> bool:
    return len(a) == len(b) and all(any(same_showing(x, y) and abs(p - q) <= 1e-12 for y, q in b) for x, p in a)


# --------------------------------------------------------------------------------------------------------- failures


def subsets(breaches: Breaches) -> list[Breaches]:
    names = sorted(breaches)
    return [frozenset(s) for n in range(1, len(names) + 1) for s in itertools.combinations(names, n)]


def watched_alike(case: Case) -> bool:
    """Whether every breach is seen after its own time, for certain: then thresholds are enough."""
    return not any(step.get("with") or step.get("missed") for step in case["steps"].values())


def candidates(plan: Plan, k: int, group: frozenset[str]) -> list[Breaches]:
    """The threshold failures of a group; where verification depends or misses, those that can take no breach more unseen."""
    breaches = breachable(plan, k, group)
    return thresholds(plan, k, breaches) if watched_alike(plan.case) else closed(plan, k, breaches)


def thresholds(plan: Plan, k: int, breaches: Breaches) -> list[Breaches]:
    """For each breach x, the breaches that show no sooner than x."""
    when = {j: shows(plan, k, frozenset(), j) for j in breaches}
    return distinct(frozenset(j for j in breaches if not sooner(when[j], when[x])) for x in sorted(breaches))


def closed(plan: Plan, k: int, breaches: Breaches) -> list[Breaches]:
    """The sets to which no further breaches can be added without changing when, where or how likely they are found out.

    Breaches, not a breach: of two steps that verify each other, one alone may be found out sooner than both.
    """
    odds = {s: found_out(plan, k, s) for s in subsets(breaches)}
    return [s for s in odds if not any(s < more and same_odds(odds[s], odds[more]) for more in odds)]


def distinct(sets: Any) -> list[Breaches]:
    return list(dict.fromkeys(sets))


def needs_all_sets(plan: Plan, k: int, i: str) -> bool:
    """Whether a `together` worth to a party names one of its own breachable steps, or a free step requires one."""
    own = breachable(plan, k, frozenset({i}))
    named = any(float(e["worth"].get(i, 0.0)) != 0 and own & set(e["steps"]) for e in plan.case.get("together", []))
    return named or any(
        free(plan.case, j) and own & set(plan.case["steps"][j].get("requires", [])) for j in plan.phase_of
    )


def own_failures(plan: Plan, k: int, i: str) -> list[Breaches]:
    """Its threshold failures, or all its sets of breaches where they are called for, with one that begins now."""
    one = frozenset({i})
    sets = subsets(breachable(plan, k, one)) if needs_all_sets(plan, k, i) else candidates(plan, k, one)
    return [s for s in sets if any(begins_now(plan, k, j) for j in s)]


def failures_of_others(plan: Plan, k: int, i: str) -> list[Breaches]:
    """Every threshold failure of every group of the other parties, from phase k on."""
    others = [p for p in plan.parties if p != i]
    groups = [frozenset(g) for n in range(1, len(others) + 1) for g in itertools.combinations(others, n)]
    return distinct(f for g in groups for f in candidates(plan, k, g))


# ----------------------------------------------------------------------------------------------------------- worlds


def as_planned(plan: Plan, k: int) -> World:
    """Carry on: what is made for good, and each later step from when it is there, for good."""
    return {j: (in_force_from(plan, k, j), math.inf) for j in plan.phase_of}


def all_stop(plan: Plan, k: int) -> World:
    """Nobody makes costly steps any more; what lapses lapses; free steps of phase k come unless they miss another."""
    there = {j for j in plan.phase_of if made(plan, k, j)}
    coming = [j for j in plan.phase_of if plan.phase_of[j] == k and free(plan.case, j)]
    there |= with_what_they_require(plan.case, coming, there)
    return {
        j: (start := in_force_from(plan, k, j), start + undo(plan.case, j) if lapses(plan.case, j) else math.inf)
        for j in there
    }


def failure(plan: Plan, k: int, breaches: Breaches, first: Showing | None) -> World:
    """Everything else goes on as planned until the first breach shows; then everything stops."""
    case, on = plan.case, as_planned(plan, k)
    if first is None:  # missed for good: it never shows
        return {j: span for j, span in on.items() if j not in breaches} | taken_back(plan, k, breaches)
    begun = {j for j, n in plan.phase_of.items() if n <= first.phase or starts_after(plan, k, n) < first.time - TIME}
    in_time = {j for j in begun - breaches if on[j][0] <= first.time + TIME}
    late = [j for j in on if j in begun - breaches - in_time and free(case, j)]
    there = in_time | with_what_they_require(case, late, in_time)
    world = {}
    for j in there:
        start = on[j][0]
        world[j] = (start, max(first.time, start) + undo(case, j) if lapses(case, j) else math.inf)
    return world | taken_back(plan, k, breaches)


def taken_back(plan: Plan, k: int, breaches: Breaches) -> World:
    """Breaches of made steps last until they are undone, from now."""
    return {j: (0.0, undo(plan.case, j)) for j in breaches if made(plan, k, j)}


def with_what_they_require(case: Case, wanted: list[str], there: set[str]) -> set[str]:
    """Those of some free steps that miss no step they require: it is there, or is one of them and comes itself."""
    coming = set(wanted)
    while True:
        stuck = {j for j in coming if not set(case["steps"][j].get("requires", [])) <= there | coming}
        if not stuck:
            return coming
        coming -= stuck


# ----------------------------------------------------------------------------------------------------------- values


def value(case: Case, i: str, world: World) -> float:
    """What a world is worth to a party: each step while it is in force, and what is worth something together."""
    horizon = float(case["parties"][i]["horizon"])
    total = math.fsum(worth(case, i, j) * share_of_time(horizon, *span) for j, span in world.items())
    for entry in case.get("together", []):
        if all(j in world for j in entry["steps"]):
            start = max(world[j][0] for j in entry["steps"])
            end = min(world[j][1] for j in entry["steps"])
            total += float(entry["worth"].get(i, 0.0)) * share_of_time(horizon, start, end)
    return total


def share_of_time(horizon: float, start: float, end: float) -> float:
    """What is worth 1 for good is worth e^(-start/H) - e^(-end/H) from start to end; e^(-inf) = 0, even if H is endless."""
    if end <= start:
        return 0.0
    return math.exp(-start / horizon) - (math.exp(-end / horizon) if end < math.inf else 0.0)


def stake(case: Case, i: str) -> float:
    """The gross stake: the sum of all worths of steps without their signs."""
    return math.fsum(abs(worth(case, i, j)) for j in case["steps"])


def walkout_cost(case: Case, i: str) -> float:
    return float(case["parties"][i].get("walkout_cost", 0.0))


def guarantee(case: Case, i: str) -> float:
    """What an outsider pays a party when a failure of others shows."""
    return float(case["parties"][i].get("guarantee", 0.0))


def discounted(plan: Plan, k: int, i: str, own: Breaches, breaches: Breaches) -> float:
    """How much of its walk-out cost a party loses: e^(-D/H) if a breach of its own is among the first to show."""
    horizon = float(plan.case["parties"][i]["horizon"])
    return math.fsum(
        one.chance * math.exp(-one.first.time / horizon)
        for one in outcomes(plan, k, breaches)
        if one.first is not None and own & one.found
    )


def expected(plan: Plan, k: int, i: str, breaches: Breaches) -> float:
    """What a party has while everything but some breaches goes on as planned until one shows, whatever is missed."""
    return math.fsum(
        chance * value(plan.case, i, failure(plan, k, breaches, first))
        for first, chance in found_out(plan, k, breaches)
    )


def carry_on(plan: Plan, k: int, i: str) -> float:
    return value(plan.case, i, as_planned(plan, k))


def leave_openly(plan: Plan, k: int, i: str) -> float:
    """Everybody knows at once, everything stops, and the walk-out cost is lost: in both worlds."""
    return value(plan.case, i, all_stop(plan, k)) - walkout_cost(plan.case, i)


def fail_alone(plan: Plan, k: int, i: str, own: Breaches) -> float:
    """a(W): everything as planned but W, less the walk-out cost when it shows."""
    return expected(plan, k, i, own) - walkout_cost(plan.case, i) * discounted(plan, k, i, own, own)


def carry_on_into(plan: Plan, k: int, i: str, theirs: Breaches) -> float:
    """s(F): everything as planned but F, and what an outsider has guaranteed for that case."""
    return expected(plan, k, i, theirs) + guarantee(plan.case, i) * discounted(plan, k, i, theirs, theirs)


def fail_together(plan: Plan, k: int, i: str, own: Breaches, theirs: Breaches) -> float:
    """b(W, F): everything as planned but W and F; the walk-out cost is lost if one of W is among the first to show.

    Where only the others' breaches are, it is paid what is guaranteed.
    """
    both = own | theirs
    caught = discounted(plan, k, i, own, both)
    paid = discounted(plan, k, i, both, both) - caught
    return expected(plan, k, i, both) - walkout_cost(plan.case, i) * caught + guarantee(plan.case, i) * paid


# ------------------------------------------------------------------------------------------------------------- rows


class Pair(NamedTuple):
    """An own failure (or leaving openly) against a failure of the others, in both worlds."""

    own: Breaches | str
    others: Breaches
    loss: float
    keeps: float  # V - a(W): what carrying on is worth more if the others carry on

    @property
    def trust(self) -> float:
        return self.loss / (self.loss + self.keeps) if self.loss > 0 else 0.0


@dataclass(frozen=True)
class Row:
    phase: int
    party: str
    carry_on: float
    walk_out: float | None = None
    margin: float | None = None
    exposure: float | None = None
    trust: float | None = 0.0
    best: Breaches | str | None = None  # the own failure that is worth most if the others carry on
    binds: Pair | None = None  # the pair that asks for the trust
    pairs: list[Pair] = field(default_factory=list)
    bond: float = 0.0  # the smallest addition to the walk-out cost with which no own failure pays


def rounded(case: Case, i: str, number: float) -> float:
    """Within a billionth of a party's gross stake, a margin, a loss or a gain is zero."""
    return 0.0 if abs(number) <= SHARE * stake(case, i) else number


def row(plan: Plan, k: int, i: str) -> Row:
    """Trust is the largest L / (L + V - a(W)) over the pairs with a loss L; it has no value if the margin is negative."""
    case, on = plan.case, carry_on(plan, k, i)
    own = own_failures(plan, k, i)
    if not own:  # nothing to quit
        return Row(k, i, on)
    alone: dict[Breaches | str, float] = {w: fail_alone(plan, k, i, w) for w in own}
    alone[OPENLY] = leave_openly(plan, k, i)
    best = max(alone, key=lambda w: alone[w])
    pairs = []
    for theirs in failures_of_others(plan, k, i):
        into = carry_on_into(plan, k, i, theirs)
        for w, a in alone.items():
            b = a if isinstance(w, str) else fail_together(plan, k, i, w, theirs)
            pairs.append(Pair(w, theirs, rounded(case, i, b - into), rounded(case, i, on - a)))
    margin = rounded(case, i, on - alone[best])
    binding = (
        max((pair for pair in pairs if pair.loss > 0), key=lambda pair: pair.trust, default=None)
        if margin >= 0
        else None
    )
    return Row(
        phase=k,
        party=i,
        carry_on=on,
        walk_out=alone[best],
        margin=margin,
        exposure=max([0.0] + [pair.loss for pair in pairs]),
        trust=None if margin < 0 else binding.trust if binding else 0.0,
        best=best,
        binds=binding,
        pairs=pairs,
        bond=max(bond(plan, k, i, w, rounded(case, i, on - a)) for w, a in alone.items()),
    )


def bond(plan: Plan, k: int, i: str, own: Breaches | str, keeps: float) -> float:
    """What must be added to the walk-out cost so that an own failure does not pay: -(V - value) e^(D/H)."""
    if keeps >= 0:
        return 0.0
    counts = 1.0 if isinstance(own, str) else discounted(plan, k, i, own, own)
    return -keeps / counts if counts > 0 else math.inf


# ---------------------------------------------------------------------------------------------------------- verdict


@dataclass(frozen=True)
class Assessment:
    verdict: str
    rows: list[Row]
    trust: float | None
    gain: dict[str, float]
    at_risk: dict[str, float]
    if_stopped: dict[tuple[int, str], float]
    needed: list[str]
    refuse: dict[str, float]  # needed parties that do not want it, and their gains
    against: dict[str, float]  # bystanders that would lose
    breaks: Row | None  # where it breaks first
    binding: Row | None

    @property
    def self_enforcing(self) -> bool:
        return self.breaks is None

    def row(self, k: int, i: str) -> Row:
        return next(one for one in self.rows if (one.phase, one.party) == (k, i))


def kept_for_good(plan: Plan, i: str) -> float:
    return value(plan.case, i, dict.fromkeys(plan.keeps, (0.0, math.inf)))


def needed(plan: Plan) -> list[str]:
    """Who owns a step that is due, or a kept step that costs it, or is named in `consent`."""
    case = plan.case
    return [
        i
        for i in plan.parties
        if i in plan.consent
        or "all" in plan.consent
        or any(i in owners(case, j) for phase in plan.phases for j in phase)
        or any(costly(case, i, j) for j in plan.keeps)
    ]


def at_risk(plan: Plan, i: str, exposures: list[float]) -> float:
    """The largest exposure over the phases, as a share of the positive worths of the plan's steps, kept ones included."""
    hoped = math.fsum(max(0.0, worth(plan.case, i, j)) for j in plan.phase_of)
    return max([0.0, *exposures]) / hoped if hoped > 0 else 0.0


def assess(plan: Plan) -> Assessment:
    """Refused if a needed party loses; breaks if some margin is negative; else holds, asking for the largest trust."""
    case = plan.case
    rows = [row(plan, k, i) for k in range(1, plan.last + 1) for i in plan.parties]
    gain = {i: rounded(case, i, carry_on(plan, 1, i) - kept_for_good(plan, i)) for i in plan.parties}
    need = needed(plan)
    refuse = {i: gain[i] for i in need if gain[i] < 0}
    breaks = breaks_first(case, rows)
    binding = max((r for r in rows if r.trust is not None), key=lambda r: r.trust or 0.0, default=None)
    return Assessment(
        verdict="refused" if refuse else "breaks" if breaks else "holds",
        rows=rows,
        trust=None if breaks or binding is None else binding.trust,
        gain=gain,
        at_risk={
            i: at_risk(plan, i, [r.exposure for r in rows if r.party == i and r.exposure is not None])
            for i in plan.parties
        },
        if_stopped={
            (k, i): value(case, i, all_stop(plan, k + 1)) - kept_for_good(plan, i)
            for k in range(1, plan.last)
            for i in plan.parties
        },
        needed=need,
        refuse=refuse,
        against={i: gain[i] for i in plan.parties if i not in need and gain[i] < 0},
        breaks=breaks,
        binding=None if breaks else binding,
    )


def breaks_first(case: Case, rows: list[Row]) -> Row | None:
    """The first phase with a negative margin, and in it the most negative share of the gross stake."""
    broken = [r for r in rows if r.margin is not None and r.margin < 0]
    return min(broken, key=lambda r: (r.phase, (r.margin or 0.0) / stake(case, r.party)), default=None)


# ----------------------------------------------------------------------------------------------------- least trust


def partitions(case: Case, steps: list[str]) -> list[list[list[str]]]:
    """All ordered partitions of some steps in which every step comes with or after those it requires."""
    found = []
    for slots in itertools.product(range(1, len(steps) + 1), repeat=len(steps)):
        used = sorted(set(slots))
        when = dict(zip(steps, slots, strict=True))
        if used != list(range(1, len(used) + 1)):
            continue
        if all(when[r] <= n for j, n in when.items() for r in case["steps"][j].get("requires", []) if r in when):
            found.append([[j for j in steps if when[j] == n] for n in used])
    return found


def least_trust(case: Case, steps: list[str], keeps: list[str], pace: float) -> float | None:
    """The least trust over all plans of some steps that nobody needed refuses and that break nowhere; None if there is none."""
    found = [trust_if_it_holds(Plan(case, phases, keeps, pace)) for phases in partitions(case, steps)]
    return min((trust for trust in found if trust is not None), default=None)


def trust_if_it_holds(plan: Plan) -> float | None:
    """The trust asked by a plan; None as soon as a party that it needs loses by it, or a row breaks."""
    case = plan.case
    if any(rounded(case, i, carry_on(plan, 1, i) - kept_for_good(plan, i)) < 0 for i in needed(plan)):
        return None
    asked = 0.0
    for k, i in itertools.product(range(plan.last, 0, -1), plan.parties):  # plans mostly break at the end
        trust = row(plan, k, i).trust
        if trust is None:
            return None
        asked = max(asked, trust)
    return asked
