"""All deals at once: brute force over deals and plans, the patient limit deal by deal, what beats what, laws."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case
from naive import roadmap as naive_roadmap
from naive import trust as naive_trust
from shares import hits_of, share_of
from standoff.engine.assessment.trust import gains
from standoff.engine.core.constraints import keeps_to
from standoff.engine.core.exchange import phases_of
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import dominance, lattice, neighbours, patient_limit, search
from standoff.engine.roadmap.deals import frontier, starts, subdeals
from standoff.engine.roadmap.ranking import score
from standoff.engine.roadmap.search import Task

ALL = 10_000


def question(case, allowed=None, choices=(), named=(), symbolic=(), before=()):
    """Everything that can be made of the steps of a case in the form of the oracle files."""
    names = list(case["steps"])
    ways = list(itertools.product(*choices)) if choices else [()]
    tasks = []
    for chosen in ways:
        planned = tuple(j for j in range(len(names)) if j in chosen or not any(j in members for members in choices))
        sets = np.arange(1 << len(planned))
        legal = np.ones(sets.size, dtype=bool)
        if allowed is not None:
            legal = np.array([allowed({names[planned[b]] for b in range(len(planned)) if s >> b & 1}) for s in sets])
        tasks.append(Task((), planned, legal, tuple(before), case.get("pace", 0.0)))
    marked = np.array([name in symbolic for name in names], dtype=bool)
    return frontier.Scope(exchange_of(case), tuple(tasks), marked, tuple(choices), tuple(named))


def named_plan(case, vector):
    names = list(case["steps"])
    return [[names[j] for j in phase] for phase in phases_of(vector)]


def every_deal(case, legal=lambda steps: True):
    """All deals by brute force: the steps, and all plans for them that hold, as (trust, gain, months)."""
    names = list(case["steps"])
    found = {}
    for size in range(1, len(names) + 1):
        for steps in itertools.combinations(names, size):
            if not legal(set(steps)) or any(
                r not in steps for j in steps for r in case["steps"][j].get("requires", [])
            ):
                continue
            plans = []
            for phases in naive_roadmap.ordered_partitions(list(steps)):
                when = {j: k for k, phase in enumerate(phases) for j in phase}
                if any(when[r] > when[j] for j in steps for r in case["steps"][j].get("requires", [])):
                    continue
                if not all(legal({j for j in when if when[j] <= k}) for k in range(len(phases))):
                    continue
                judged = naive_roadmap.assess(case, [], phases)
                if judged["wanted"] and judged["trust"] is not None:
                    plans.append(judged["trust"])
            found[sum(1 << names.index(j) for j in steps)] = plans
    return found


# ------------------------------------------------------------------------------------------ brute force


def test_the_frontier_against_all_deals_and_all_their_plans():
    """All deals that hold are found; those that are shown ask for the least of any plan, or up to .01 more for less risk."""
    rng = random.Random("all deals")
    held = shown = 0
    for number in share_of(range(60)):
        case = random_case(rng, parties=rng.choice([2, 3]), steps=4, hopeful=True)
        for step in case["steps"].values():
            if number % 2 and step["undo"] == "never":
                step["undo"] = 2.0
        exact = every_deal(case)
        found = frontier.frontier(question(case), limit=ALL)
        holding = {mask for mask, plans in exact.items() if plans}
        assert found.deals == len(exact)
        assert len(holding) <= found.wanted
        assert found.unbeaten == len(found.shown)
        assert found.holding == len(holding)
        held += len(holding)
        shown += len(found.shown)
        for point in found.shown:
            assert min(exact[point.deal]) - 1e-9 <= point.trust <= min(exact[point.deal]) + 0.01 + 1e-9
    assert held >= hits_of(120)
    assert shown >= hits_of(90)


def best_of_all(exchange, task, steps):
    """The place of a deal's best plan, from all plans: gains, trust, years; None where none holds.

    Whoever owns none of the steps could refuse no deal, and does not count.
    """
    vectors = neighbours.arrangements(np.full(exchange.steps, -1), steps)
    vectors = vectors[keeps_to(exchange, task, vectors)]
    if not len(vectors):
        return None
    scores = score(exchange, vectors, task)
    holding = np.flatnonzero(scores.level <= 1)
    if not holding.size:
        return None
    stake = exchange.stake()
    shares = np.round(-scores.gain / np.where(stake > 0, stake, 1.0), 9)
    near = [int(k) for k in holding if scores.level[k] <= scores.level[holding].min() + 0.01]
    first = min(
        near,
        key=lambda k: (
            *(round(scores.at_risk[k], 6), round(scores.years[k], 9), scores.phases[k]),
            *sorted(shares[k][exchange.owns[:, steps].any(axis=1)], reverse=True),  # who gains least counts most
        ),
    )
    return np.round(
        [*np.where(exchange.owns.any(axis=1), shares[first], 0.0), scores.level[first], scores.years[first]], 9
    )


@pytest.mark.parametrize("steps", [4, 5])
def test_no_deal_of_up_to_five_steps_is_missing_from_the_frontier(steps):
    """Every plan of every deal, assessed; what no other deal beats then is what is shown, and nothing else."""
    rng = random.Random(f"none missing of {steps}")
    shown = largest = 0
    for _ in share_of(range(60 if steps == 4 else 20)):
        case = random_case(rng, parties=rng.choice([2, 3]), steps=steps, hopeful=True)
        for step in case["steps"].values():
            step["undo"] = 2.0 if step["undo"] == "never" else step["undo"]
        asked = question(case)
        (task,) = asked.tasks
        exact = {
            mask: best_of_all(asked.exchange, task, [j for j in range(steps) if mask >> j & 1])
            for mask in range(1, 1 << steps)
        }
        places = {mask: place for mask, place in exact.items() if place is not None}
        unbeaten = {
            mask
            for mask, place in places.items()
            if not any((other <= place).all() and (other < place).any() for other in places.values())
        }
        found = frontier.frontier(asked, limit=ALL)
        assert found.holding == len(places)
        assert found.unbeaten == len(unbeaten)
        assert {point.deal for point in found.shown} <= unbeaten
        # Of deals that are the same in everything (a step worth nothing to anybody) one is shown.
        assert {tuple(places[point.deal]) for point in found.shown} == {tuple(places[mask]) for mask in unbeaten}
        for point in found.shown:
            assert point.trust == pytest.approx(places[point.deal][-2], abs=1e-9)
        shown += len(unbeaten)
        largest += sum(mask.bit_count() == steps for mask in unbeaten)
    assert shown >= hits_of(60)
    assert largest >= hits_of(3)


def test_larger_deals_ask_for_no_less_and_rarely_for_more_than_the_least():
    """With five steps: within .05 of the least of all 541 plans, and within .01 of it in three of four."""
    rng = random.Random("five")
    over = []
    for _ in share_of(range(40)):
        case = random_case(rng, parties=2, steps=5, hopeful=True)
        for step in case["steps"].values():
            step["undo"] = 2.0 if step["undo"] == "never" else step["undo"]
        asked = question(case, named=(31,))
        plans = search.least_trust(asked.exchange, asked.tasks)
        (whole,) = frontier.frontier(asked, limit=3).named
        if whole.point is not None:
            assert plans.least is not None
            over.append(whole.point.trust - plans.least)
    assert len(over) >= hits_of(8)
    assert min(over) >= -1e-9
    assert max(over) <= 0.05
    assert sum(excess <= 0.01 + 1e-9 for excess in over) >= 0.75 * len(over)


def test_what_is_shown_is_the_exact_assessment_of_its_plan():
    rng = random.Random("exact")
    compared = 0
    for _ in range(25):
        case = random_case(rng, parties=rng.choice([2, 3, 4]), steps=rng.choice([3, 5]), hopeful=True)
        parties = list(case["parties"])
        for point in frontier.frontier(question(case), limit=6).shown:
            phases = named_plan(case, point.vector)
            judged = naive_roadmap.assess(case, [], phases)
            assert judged["wanted"]
            assert judged["trust"] == pytest.approx(point.trust, abs=1e-9)
            assert [judged["gain"][p] for p in parties] == pytest.approx(point.gain.tolist(), abs=1e-9)
            length = naive_roadmap.schedule(case, phases)[-1]
            assert point.years == pytest.approx(length, abs=1e-9)
            assert point.deal == sum(1 << list(case["steps"]).index(j) for phase in phases for j in phase)
            compared += 1
    assert compared >= 40


def test_the_share_of_a_deal_is_the_smallest_of_those_who_have_something_to_quit():
    rng = random.Random("shares")
    uneven = 0
    for _ in range(12):
        case = random_case(rng, parties=3, steps=4, hopeful=True)
        found = frontier.frontier(question(case), limit=ALL)
        givers = [
            n
            for n, party in enumerate(case["parties"])
            if found.most[n] > 0 and any(naive_roadmap.costly_to(case, party, j) for j in case["steps"])
        ]
        for point in found.shown:
            phases = [[j for n, j in enumerate(case["steps"]) if point.vector[n] == k] for k in (1, 2, 3, 4)]
            needed = naive_trust.needed(naive_trust.Plan(case, phases))
            shares = [point.gain[n] / found.most[n] for n in givers if list(case["parties"])[n] in needed]
            assert point.share == pytest.approx(min(shares, default=1.0), abs=1e-9)
            uneven += max(shares, default=1.0) > point.share + 0.01
    assert uneven >= 5


def test_nothing_that_is_shown_is_beaten():
    rng = random.Random("beaten")
    several = 0
    for _ in range(20):
        case = random_case(rng, parties=2, steps=5, hopeful=True)
        symbolic = set(rng.sample(list(case["steps"]), 2))
        found = frontier.frontier(question(case, symbolic=symbolic), limit=ALL)
        points = [(*(-p.gain), p.trust, p.years, *p.symbolic) for p in found.shown]
        several += len(points) > 3
        for a, b in itertools.permutations(points, 2):
            assert not (
                all(x <= y for x, y in zip(a, b, strict=True)) and any(x < y - 1e-7 for x, y in zip(a, b, strict=True))
            )
    assert several >= 6


def test_a_smaller_limit_shows_some_of_the_same_deals_and_the_least_trust():
    rng = random.Random("limit")
    cut = 0
    for _ in range(6):
        case = random_case(rng, parties=2, steps=6, hopeful=True)
        some = frontier.frontier(question(case), limit=5)
        assert len(some.shown) == min(5, some.unbeaten)
        if some.shown:
            assert some.shown[0].trust == min(p.trust for p in some.shown)
            assert some.trusts.min() == pytest.approx(some.shown[0].trust, abs=1e-9)
            assert [p.trust for p in some.shown] == sorted(p.trust for p in some.shown)
        cut += some.unbeaten > 5
    assert cut >= 2


def test_renaming_parties_changes_nothing():
    rng = random.Random("rename")
    for _ in range(10):
        case = random_case(rng, parties=3, steps=5, hopeful=True)
        turned = dict(case, parties={p: case["parties"][p] for p in ("p2", "p0", "p1")})
        one, other = (frontier.frontier(question(c), limit=ALL) for c in (case, turned))
        assert (one.deals, one.wanted, one.holding, one.unbeaten) == (
            other.deals,
            other.wanted,
            other.holding,
            other.unbeaten,
        )
        for a, b in zip(one.shown, other.shown, strict=True):
            assert a.deal == b.deal
            assert a.trust == pytest.approx(b.trust, abs=1e-9)
            assert a.gain[[2, 0, 1]] == pytest.approx(b.gain, abs=1e-9)


def test_the_same_question_gives_the_same_answer():
    case = random_case(random.Random("again"), parties=3, steps=7, hopeful=True)
    one, other = (frontier.frontier(question(case)) for _ in range(2))
    assert [p.vector.tolist() for p in one.shown] == [p.vector.tolist() for p in other.shown]


# ------------------------------------------------------------------------------- choices, rules, named deals


def test_of_a_choice_the_best_member_stands_and_the_others_are_told():
    rng = random.Random("venue")
    told = 0
    for _ in share_of(range(8)):
        case = random_case(rng, parties=2, steps=4, hopeful=True)
        case["steps"]["here"] = {"by": ["p0", "p1"], "worth": {"p0": 1.0, "p1": 1.0}, "undo": "never"}
        case["steps"]["there"] = {"by": ["p0", "p1"], "worth": {"p0": -0.5, "p1": 3.0}, "undo": "never"}
        here, there = 4, 5
        exact = every_deal(case, lambda steps: not {"here", "there"} <= steps)
        found = frontier.frontier(question(case, choices=((here, there),)), limit=ALL)
        opened = {mask & ~(1 << there) | (1 << here if mask >> there & 1 else 0) for mask in exact}
        assert found.deals == len(opened)
        assert len({p.deal & ~(1 << there) | (1 << here if p.deal >> there & 1 else 0) for p in found.shown}) == len(
            found.shown
        )
        for point in found.shown:
            chosen = [j for j in (here, there) if point.deal >> j & 1]
            assert len(chosen) <= 1
            assert [mask for mask, _ in point.others] == [point.deal ^ (1 << here | 1 << there) for _ in chosen]
            for mask, vector in point.others:
                told += 1
                plans = exact[mask]
                assert sum(1 << int(j) for j in np.flatnonzero(vector > 0)) == mask
                if plans:  # the other member is never worth more trust than the one that stands, but for near ties
                    assert min(plans) >= point.trust - 0.02 - 1e-9
    assert told >= hits_of(10)


def test_rules_bind_every_stage_and_steps_can_jump_over_what_is_forbidden():
    rng = random.Random("rules")
    jumped = 0
    for _ in range(12):
        case = random_case(rng, parties=2, steps=4, hopeful=True)

        def legal(steps):
            return ("m0" in steps) == ("m1" in steps)

        exact = every_deal(case, legal)
        found = frontier.frontier(question(case, allowed=legal), limit=ALL)
        assert found.holding <= sum(bool(plans) for plans in exact.values())
        for point in found.shown:
            assert point.vector[0] == point.vector[1]
            assert point.trust >= min(exact[point.deal]) - 1e-9
            jumped += point.vector[0] > 0
    assert jumped >= 5


def test_what_must_come_before_does():
    rng = random.Random("before")
    both = 0
    for _ in range(10):
        case = random_case(rng, parties=2, steps=4, hopeful=True)
        for step in case["steps"].values():
            step.pop("requires", None)
        for point in frontier.frontier(question(case, before=((2, 0),)), limit=ALL).shown:
            if point.vector[0] > 0 and point.vector[2] > 0:
                both += 1
                assert point.vector[2] < point.vector[0]
    assert both >= 5


def test_a_named_deal_is_shown_or_what_beats_it():
    rng = random.Random("named")
    seen = set()
    for _ in range(25):
        case = random_case(rng, parties=2, steps=5, hopeful=True)
        named = tuple(rng.sample(range(1, 32), 3))
        found = frontier.frontier(question(case, named=named), limit=9)
        for mask, standing in zip(named, found.named, strict=True):
            if standing.point is None:
                assert (standing.beaten, standing.shown, standing.rival) == (False, -1, -1)
                seen.add("none")
                continue
            assert standing.point.deal == mask
            if standing.beaten:
                rival = found.shown[standing.rival]
                assert (rival.gain >= standing.point.gain - 1e-6).all()
                assert rival.trust <= standing.point.trust + 1e-9
                assert rival.years <= standing.point.years + 1e-9
                seen.add("beaten")
            else:
                assert found.shown[standing.shown].deal == mask
                seen.add("unbeaten")
    assert seen == {"none", "beaten", "unbeaten"}


def test_no_deals_at_all():
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {"gift": {"by": "a", "worth": {"a": -1.0, "b": 1.0}}, "loss": {"by": "b", "worth": {"b": -1.0}}},
    }
    found = frontier.frontier(question(case))
    assert (found.deals, found.wanted, found.holding, found.shown) == (3, 0, 0, ())


@pytest.mark.parametrize("steps", [1, 8, 17])
def test_plans_that_come_twice_stand_once_in_the_order_of_their_phases(steps):
    rng = np.random.default_rng(steps)
    owner, vectors = rng.integers(0, 3, 400), rng.integers(-1, 2 if steps > 1 else 40, (400, steps))
    vectors[200:] = vectors[rng.integers(0, 200, 200)]
    first = starts.first_of_its_kind(owner, vectors)
    rows = sorted({(int(whose), *vector) for whose, vector in zip(owner, vectors.tolist(), strict=True)})
    assert np.column_stack([owner, vectors])[first].tolist() == [list(row) for row in rows]


def test_progress_ends_at_one():
    shares = []
    frontier.frontier(
        question(random_case(random.Random("share"), parties=2, steps=6, hopeful=True)), progress=shares.append
    )
    assert shares[-1] == 1.0
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares)


def test_no_plan_gives_more_than_the_most():
    rng = random.Random("most")
    for _ in share_of(range(40)):
        case = random_case(rng, steps=4)
        exchange = exchange_of(case)
        (task,) = question(case).tasks
        bound = starts.most_gain(exchange, task)
        for deal in range(1, 16):
            members = [j for j in range(4) if deal >> j & 1]
            vector = np.full(4, -1)
            for _ in range(6):
                vector[members] = [rng.randint(1, 3) for _ in members]
                used = {phase: k for k, phase in enumerate(sorted(set(vector[members].tolist())), 1)}
                vector[members] = [used[int(phase)] for phase in vector[members]]
                assert (gains(exchange, vector, task.pace)[0] <= bound[deal] + 1e-9).all()


# --------------------------------------------------------------------------------------- the patient limit


def grid_of(case, planned, earlier):
    size = 1 << len(planned)
    return lattice.SubsetLattice(
        np.array(planned), np.zeros(0, dtype=np.intp), np.ones(size, bool), earlier, case["pace"]
    )


def test_every_deal_has_the_bottleneck_that_a_lattice_of_its_own_has():
    """What is at stake does not depend on the deal: the tables of the whole serve all its parts."""
    rng = random.Random("parts")
    for _ in range(8):
        case = random_case(rng, parties=3, steps=4)
        exchange, none = exchange_of(case), np.zeros(4, dtype=np.int64)
        stakes = patient_limit.stakes_of(exchange, grid_of(case, range(4), none), np.arange(16))
        deals = np.arange(1, 16)
        found = subdeals.orders(stakes, np.ones(16, dtype=bool), none, deals)
        for deal, bottleneck, steps in zip(deals.tolist(), found.bottleneck, found.steps, strict=True):
            planned = [b for b in range(4) if deal >> b & 1]
            scores = lattice.edge_scores(exchange, grid_of(case, planned, none[: len(planned)]))
            along = {}
            for way in itertools.permutations(range(len(planned))):
                made, most = 0, float(scores[-1, -1])
                for b in way:
                    most = max(most, float(scores[b, made]))
                    made |= 1 << b
                along[tuple(planned[b] for b in way)] = most
            assert float(bottleneck) == pytest.approx(min(along.values()), abs=2e-5)
            for order in steps[:, : len(planned)].tolist():
                assert along[tuple(order)] <= min(along.values()) + 0.1 + 1e-4
            assert along[tuple(steps[0, : len(planned)].tolist())] == pytest.approx(min(along.values()), abs=2e-5)
            assert (steps[:, len(planned) :] == -1).all()


@pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")
@pytest.mark.parametrize("n", range(1, 9))
def test_the_kernel_says_the_same_as_numpy(n, monkeypatch):
    rng = np.random.default_rng(n)
    for parties in (0, 1, 3):
        sizes = (parties, n + 1, 1 << n)
        walk = rng.normal(size=sizes).astype(np.float32)
        walk[rng.random(sizes) < 0.2] = -np.inf
        loss = np.maximum(rng.normal(size=sizes), 0).astype(np.float32)
        worth = rng.choice([-1.0, 0.0, 1.0, 2.0], size=(parties, 1 << n)).astype(np.float32)
        walk[:, :, ::3] = np.round(walk[:, :, ::3])  # margins of exactly zero
        gross = rng.uniform(1, 9, size=parties).astype(np.float32)
        stakes = patient_limit.Stakes(np.arange(1 << n), np.arange(parties), walk, loss, worth, gross)
        allowed = rng.random(1 << n) < 0.8
        earlier = np.array([rng.integers(1 << n) & ((1 << b) - 1) if rng.random() < 0.4 else 0 for b in range(n)])
        deals = rng.permutation(np.arange(1 << n))
        compiled = subdeals.orders(stakes, allowed, earlier, deals)
        with monkeypatch.context() as patched:
            patched.setattr(kernel, "compiled", lambda: None)
            numpy = subdeals.orders(stakes, allowed, earlier, deals)
        assert compiled.bottleneck.tobytes() == numpy.bottleneck.tobytes()
        assert compiled.steps.tolist() == numpy.steps.tolist()


# --------------------------------------------------------------------------------------- what beats what


@pytest.mark.parametrize("width", [1, 2, 5])
def test_the_unbeaten_by_comparing_all_with_all(width):
    rng = np.random.default_rng(width)
    for count in (0, 1, 7, 400):
        points = rng.integers(0, 6, size=(count, width)).astype(float)
        expected = [not any((other <= point).all() and (other < point).any() for other in points) for point in points]
        assert dominance.unbeaten(points).tolist() == expected


def test_what_beats_a_point_is_better_somewhere_and_nowhere_worse():
    points = np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 1.0], [0.0, 3.0], [0.0, 0.0], [2.0, 2.0]])
    assert dominance.beats(points, points[0]).tolist() == [False, False, True, False, True, False]
    assert dominance.beats(points[:0], points[0]).tolist() == []


def test_those_that_stand_for_all():
    rng = np.random.default_rng(3)
    points = rng.random((50, 3))
    best = dominance.extremes(points)
    assert {int(column.argmin()) for column in points.T} == set(best)
    chosen = dominance.spread(points, best, 10)
    assert chosen[: len(best)] == best
    assert len(set(chosen)) == 10
    assert sorted(dominance.spread(points, [], 99)) == list(range(50))
    assert len(dominance.spread(np.ones((5, 2)), [0], 4)) == 1  # the others are the same
