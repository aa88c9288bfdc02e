"""Verification that depends on other steps and on chance: the slow twin, examples by hand, and laws."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import numpy as np
import pytest

from agreement import assert_agrees, judged
from exchanges import exchange_of, random_case, random_plan, stacked, vector_of, watched
from naive import roadmap as naive_roadmap
from naive import trust as naive
from naive import verification as naive_verification
from shares import hits_of, share_of
from standoff.engine.assessment import sincerity
from standoff.engine.assessment.failures import OPENLY, breaches_of
from standoff.engine.assessment.ledger import ledger
from standoff.engine.assessment.schedule import rows_of
from standoff.engine.assessment.trust import assess
from standoff.engine.assessment.values import outcomes_of_both
from standoff.engine.core.verification import LAST, Watch, failures
from standoff.engine.remedies import single as remedies
from standoff.engine.remedies.table import Place, changed
from standoff.engine.roadmap import lattice, search


def watched_case(rng, *, verified=True, missed=True, **options):
    """A random case in which steps verify others and breaches may be missed."""
    return watched(rng, random_case(rng, **options), verified=verified, missed=missed)


def judge(case, keeps, phases):
    return assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])


def test_the_two_slow_twins_agree_on_what_a_group_chooses_from_and_on_both_failing():
    """One says when breaches are found out and what they come to; the other what trust is. Alike on all they share."""
    rng = random.Random("twins")
    pairs = sets = 0
    for number in share_of(range(150)):
        case = watched_case(rng, verified=number % 3 != 1, missed=number % 3 != 2, steps=rng.randint(2, 4))
        keeps, phases = random_plan(rng, case)
        plan = naive.Plan(case, phases, keeps, case["pace"])
        for k in range(1, plan.last + 1):
            moment = naive_verification.Watched(case, keeps, phases, k)
            for size in range(1, len(plan.parties) + 1):
                for group in itertools.combinations(plan.parties, size):
                    chosen = naive.candidates(plan, k, frozenset(group))
                    assert set(chosen) == set(moment.thresholds(group))
                    sets += len(chosen)
            for i in plan.parties:
                row, out = naive.row(plan, k, i), moment.walk_out(i)
                assert out is None if row.walk_out is None else out == pytest.approx(row.walk_out, abs=1e-12)
                for pair in row.pairs:
                    if pair.own != naive.OPENLY:
                        both = naive.fail_together(plan, k, i, pair.own, pair.others)
                        assert moment.both(i, pair.own, pair.others) == pytest.approx(both, abs=1e-12)
                        pairs += 1
    assert pairs >= hits_of(800) and sets >= hits_of(2000)


def test_of_two_steps_that_verify_each_other_one_alone_is_found_out_sooner_than_both():
    """So a set can take both unnoticed though it can take neither alone, and is no failure that has to be looked at."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "pace": 0.0,
        "steps": {
            "open": {"by": "a", "seen": 1.0, "worth": {"a": -1.0, "b": 2.0}},
            "east": {"by": "a", "seen": 2.0, "with": {"west": 0.1}, "worth": {"a": -1.0, "b": 2.0}},
            "west": {"by": "a", "seen": 3.0, "with": {"east": 0.1}, "worth": {"a": -1.0, "b": 2.0}},
            "end": {"by": "b", "worth": {}},
        },
    }
    keeps, phases = ["open", "east", "west"], [["end"]]
    plan, moment = naive.Plan(case, phases, keeps), naive_verification.Watched(case, keeps, phases, 2)
    whole, alone = frozenset(keeps), frozenset({"open"})
    times = {s: naive.found_out(plan, 2, frozenset(s))[0][0].time for s in (alone, alone | {"east"}, whole)}
    assert list(times.values()) == [1.0, 0.1, 1.0]
    expected = {whole, frozenset({"east", "west"}), alone | {"east"}, alone | {"west"}}
    assert set(naive.candidates(plan, 2, frozenset("a"))) == set(moment.thresholds(["a"])) == expected
    rows = rows_of(exchange_of(case), vector_of(case, keeps, phases), 0.0)
    at, sets = failures(rows.watch, breaches_of(exchange_of(case), rows, np.array([True, False])))
    steps = list(case["steps"])
    assert {frozenset(steps[j] for j in np.flatnonzero(s)) for k, s in zip(at, sets, strict=True) if k == 1} == expected


def random_watch(rng, rows, steps, verifiers):
    """A watch at random, of rows of few kinds, and what can be breached in each.

    Few moments, so that many show together, and chances next to none or all but sure.
    """
    kind = rng.integers(3, size=rows)

    def moments(*shape):
        orders = rng.integers(0, rng.choice([4, 30]), (3, *shape)).astype(np.int64)
        return np.where(rng.random(orders.shape) < 0.2, LAST, orders)[kind]

    orders, with_orders = moments(steps), moments(steps, verifiers)
    chances = rng.choice([0.0, 0.2, 0.5, 1.0], size=(3, steps))[kind]
    slight = 10.0 ** rng.integers(-14, 0, (rows, steps))
    drawn = [chances, chances * slight, chances * rng.choice([0.3, 1.0], size=(rows, steps))]
    drawn.append(np.where((chances > 0) & (chances < 1), 1 - slight, chances))
    watch = Watch(
        base=4,
        shows=orders.astype(np.float64),
        orders=orders,
        verifiers=np.sort(rng.choice(steps, verifiers, replace=False)),
        present=(rng.random((3, verifiers)) < 0.8)[kind],
        with_shows=with_orders.astype(np.float64),
        with_orders=with_orders,
        missed=drawn[rng.integers(len(drawn))],
    )
    return watch, (rng.random((3, steps)) < rng.choice([0.4, 0.8, 1.0]))[kind]


def test_what_a_group_chooses_from_hangs_on_no_other_row():
    """Rows that are alike are looked at together; by itself each has the same sets."""
    rng = np.random.default_rng(1)
    found = fewer = 0
    for _ in share_of(range(300)):
        steps = int(rng.integers(1, 7))
        watch, breaches = random_watch(rng, int(rng.integers(1, 25)), steps, int(rng.integers(0, min(3, steps + 1))))
        at, sets = failures(watch, breaches)
        assert (np.diff(at) >= 0).all()
        for row in range(len(breaches)):
            _, alone = failures(watch.only(np.array([row])), breaches[[row]])
            assert sorted(sets[at == row].tolist()) == sorted(alone.tolist())
            fewer += len(alone) < 2 ** breaches[row].sum() - 1
        found += at.size
    assert found >= hits_of(10_000) and fewer >= hits_of(1200)


def test_with_verifiers_chances_can_happen_to_be_equal():
    """Only its verifier sees the first step, just when the verifier's own breach shows: the chances tell them apart."""
    watch = Watch(
        base=1,
        shows=np.array([[np.inf, 5.0]] * 2),
        orders=np.array([[LAST, 5]] * 2),
        verifiers=np.array([1]),
        present=np.array([[True]] * 2),
        with_shows=np.array([[[5.0], [np.inf]]] * 2),
        with_orders=np.array([[[5], [LAST]]] * 2),
        missed=np.array([[0.2, 0.2], [0.2, 0.5]]),
    )
    at, sets = failures(watch, np.ones((2, 2), dtype=bool))
    assert sets[at == 0].tolist() == [[True, True]]
    assert sorted(sets[at == 1].tolist()) == [[True, False], [True, True]]


@pytest.mark.parametrize("missed", [False, True])
def test_a_verdict_alone_is_that_of_a_whole_assessment(missed):
    """Gains, margins and what tempts are the same without a look at what the others may do."""
    rng = random.Random(f"verdict alone {missed}")
    breaks = kept = 0
    for number in share_of(range(80)):
        case = watched_case(rng, verified=number % 2 == 0, missed=missed, hopeful=number % 3 == 0)
        exchange, vector = exchange_of(case), vector_of(case, *random_plan(rng, case))
        whole = assess(exchange, vector, case["pace"])
        alone = assess(exchange, vector, case["pace"], verdict_only=True)
        for name in ("carry_on", "stop", "walk_out", "margin", "bond", "gain", "exact", "needed"):
            assert np.array_equal(getattr(alone, name), getattr(whole, name), equal_nan=True), name
        assert np.array_equal(alone.holds, whole.holds)
        assert np.array_equal(np.isnan(alone.trust_asked), np.isnan(whole.trust_asked))
        breaks += int(np.isnan(whole.trust_asked[0]))
        kept += int(not np.isnan(whole.trust_asked[0]))
    assert breaks >= hits_of(10) and kept >= hits_of(10)


@pytest.mark.parametrize("kind", ["verified", "missed", "both"])
@pytest.mark.parametrize("block", range(4))
def test_equal_to_the_slow_twin_on_random_cases(kind, block):
    rng = random.Random(f"verification {kind} {block}")
    for number in share_of(range(50)):
        steps = rng.choice([2, 3, 4, 5, 6])
        case = watched_case(
            rng, verified=kind != "missed", missed=kind != "verified", hopeful=number % 2 == 1, steps=steps
        )
        keeps, phases = random_plan(rng, case)
        plan = naive.Plan(case, phases, keeps, case["pace"])
        assert_agrees(judged(plan), naive.assess(plan), plan)


def test_the_ledger_adds_up_and_has_the_courses_of_the_slow_twin():
    rng = random.Random("ledger")
    several = 0
    for number in share_of(range(120)):
        case = watched_case(rng, hopeful=number % 2 == 1)
        keeps, phases = random_plan(rng, case)
        exchange, vector, pace = exchange_of(case), vector_of(case, keeps, phases), case["pace"]
        found = assess(exchange, vector, pace)
        steps = list(case["steps"])
        for k in range(1, len(phases) + 2):
            moment = naive_verification.Watched(case, keeps, phases, k)
            for i in range(exchange.parties):
                row = ledger(exchange, vector, pace, found, k, i)
                for account, which in ((row.walk_out, found.tempting), (row.feared, found.feared)):
                    failure = which[0, k - 1, i]
                    if account is None or failure == OPENLY:
                        continue
                    breaches = {steps[j] for j in np.flatnonzero(found.failures.breaches[failure])}
                    courses = moment.courses(breaches)
                    assert np.allclose(account.courses, [(chance, time) for chance, time, _ in courses], atol=1e-9)
                    never = sum(chance for chance, time, _ in courses if time == math.inf)
                    missed = 0.0 if found.failures.missed is None else found.failures.missed[failure]
                    assert abs(missed - never) <= 1e-12
                    shows = found.failures.shows[failure]
                    assert account.shows == shows or abs(account.shows - shows) <= 1e-12
                    assert (account.adds[~account.comes] == 0).all()
                    several += len(courses) > 1
                if row.walk_out is not None:
                    assert abs(row.walk_out.total - found.walk_out[0, k - 1, i]) <= 1e-9
                    assert abs(row.margin - found.margin[0, k - 1, i]) <= 1e-9
                if row.loss is not None:
                    assert abs(row.loss - found.loss[0, k - 1, i]) <= 1e-9
                    assert abs(row.kept - found.kept_by_carrying_on[0, k - 1, i]) <= 1e-9
    assert several > hits_of(100)


# ------------------------------------------------------------------------------------------ by hand


def test_what_neither_side_may_end_alone_goes_on_though_both_fail():
    """a takes back its gift and b its own; both keep up the patrols, which together they could end, until that shows.

    Each breach is missed with a chance of .2, and both are missed with .04: then the patrols go on for good.
    """
    gift = {"seen": 0.5, "missed": 0.2}
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 3.0}, "b": {"horizon": 4.0}},
        "pace": 0.0,
        "steps": {
            "patrols": {"by": ["a", "b"], "ends": "all", "seen": 0.5, "worth": {"a": -1.0, "b": -1.0}},
            "a's": {"by": "a", "worth": {"a": -0.5, "b": 2.0}, **gift},
            "b's": {"by": "b", "worth": {"a": 2.0, "b": -0.5}, **gift},
            "end": {"by": "b", "worth": {}},
        },
    }
    keeps = ["patrols", "a's", "b's"]
    plan, exchange = naive.Plan(case, [["end"]], keeps), exchange_of(case)
    ours, theirs = frozenset({"a's"}), frozenset({"b's"})
    assert "patrols" in naive.breachable(plan, 2, frozenset("ab"))
    rows = rows_of(exchange, vector_of(case, keeps, [["end"]]), 0.0)
    own, others = (np.array([[step in side for step in case["steps"]]]) for side in (ours, theirs))
    value, caught, let_down = outcomes_of_both(exchange, rows, np.array([1]), own, others)
    shown = math.exp(-0.5 / 4)
    has = -0.96 * (1 - shown) - 0.04
    assert value[0, 0] == pytest.approx(has, abs=1e-12)
    # a is caught unless its own breach is missed; b's alone is seen in .8 * .2.
    assert (caught[0, 0], let_down[0, 0]) == (pytest.approx(0.8 * shown), pytest.approx(0.16 * shown))
    both = has - 3 * 0.8 * shown
    assert naive.fail_together(plan, 2, "a", ours, theirs) == pytest.approx(both, abs=1e-12)
    assert naive_verification.Watched(case, keeps, [["end"]], 2).both("a", ours, theirs) == pytest.approx(
        both, abs=1e-12
    )


def integral(value, horizon, begin, end):
    """Of value/H e^(-t/H), by the midpoint rule."""
    end = min(end, 60 * horizon)
    step = (end - begin) / 200_000
    times = begin + step * (np.arange(200_000) + 0.5)
    return float((value / horizon * np.exp(-times / horizon)).sum() * step)


def halt(**inspectors):
    """Alpha freezes, which nobody sees for a year, and lets inspectors in, who see it after a month; beta pays."""
    return {
        "parties": {"alpha": {"horizon": 4.0, "walkout_cost": 1.0}, "beta": {"horizon": 4.0}},
        "pace": 0.0,
        "steps": {
            "freeze": {
                "by": "alpha",
                "seen": 1.0,
                "with": {"inspectors": 1 / 12},
                "worth": {"alpha": -4.0, "beta": 8.0},
            },
            "inspectors": {"by": "alpha", "worth": {"alpha": -1.0}, **inspectors},
            "pay": {"by": "beta", "seen": 0.0, "worth": {"alpha": 8.0, "beta": -4.0}},
        },
    }


def walking_out(found, k=1, i=0):
    """The best failure: its breaches, when it shows, and what it is worth."""
    failure = found.tempting[0, k - 1, i]
    return found.failures.breaches[failure].tolist(), found.failures.shows[failure], found.walk_out[0, k - 1, i]


def test_inspectors_make_secret_cheating_short():
    """With inspectors in force alpha's freeze is found broken after a month; without them it takes a year."""
    case = halt()
    without = judge({**case, "steps": {j: case["steps"][j] for j in ("freeze", "pay")}}, ["freeze"], [["pay"]])
    # It is paid for a year, and nothing it does costs it anything; then its walk-out cost is due.
    expected = integral(8, 4, 0, 1) - math.exp(-1 / 4)
    assert walking_out(without, 2) == ([True, False], 1.0, pytest.approx(expected, abs=1e-6))
    # Sent home, the inspectors would tell at once; so it lets them stay and is paid for a month.
    watched = judge(case, ["freeze", "inspectors"], [["pay"]])
    expected = integral(8, 4, 0, 1 / 12) + integral(-1, 4, 0, 1 / 12) - math.exp(-1 / 48)
    assert walking_out(watched, 2) == ([True, False, False], 1 / 12, pytest.approx(expected, abs=1e-6))
    # Inspectors that cost it more than it is paid are sent home, and everything ends at once.
    dear = judge(halt(worth={"alpha": -10.0}), ["freeze", "inspectors"], [["pay"]])
    assert integral(8, 4, 0, 1 / 12) + integral(-10, 4, 0, 1 / 12) - math.exp(-1 / 48) < -1.0
    assert walking_out(dear, 2) == ([True, True, False], 0.0, pytest.approx(-1.0, abs=1e-9))


def test_inspectors_that_leave_unseen_let_the_breach_stay_hidden():
    """If it takes half a year to see that the inspectors are gone, that is when it shows, not after a month."""
    case = halt(seen=0.5)
    case["parties"]["alpha"]["walkout_cost"] = 0.0
    found = judge(case, ["freeze", "inspectors"], [["pay"]])
    assert walking_out(found, 2) == ([True, True, False], 0.5, pytest.approx(integral(8, 4, 0, 0.5), abs=1e-6))


def test_inspectors_that_come_later_find_it_then():
    """Inspectors of the same phase see it a month after they have come; those of a later phase come too late for it."""
    case = halt(takes=0.25)
    found = judge(case, [], [["freeze", "inspectors"], ["pay"]])
    # They are in force after 0.25 years and see it a month later; paying begins then.
    assert found.starts[0].tolist() == pytest.approx([0.0, 0.25 + 1 / 12, 0.25 + 1 / 12])
    before = judge(case, [], [["inspectors"], ["freeze"], ["pay"]])
    assert before.starts[0].tolist() == pytest.approx([0.0, 0.25, 0.25 + 1 / 12, 0.25 + 1 / 12])
    after = judge(case, [], [["freeze"], ["inspectors"], ["pay"]])
    assert after.starts[0].tolist() == pytest.approx([0.0, 1.0, 1.25, 1.25])
    # At the start of phase 2 the freeze is made: broken then, it is found out a month after the inspectors have come.
    breaches = np.array([[True, False, False]])
    shown = after.failures.shows[(after.failures.breaches == breaches).all(axis=1)]
    assert shown.max() == pytest.approx(0.25 + 1 / 12)


def test_a_breach_that_may_be_missed():
    """With one chance in four nobody ever sees it: a quarter of the time the cheater is paid for good."""
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 1.0}, "b": {"horizon": 4.0}},
        "pace": 0.0,
        "steps": {
            "x": {"by": "a", "seen": 0.8, "missed": 0.25, "worth": {"a": -2.0, "b": 5.0}},
            "y": {"by": "b", "seen": 0.8, "worth": {"a": 5.0, "b": -2.0}},
        },
    }
    found = judge(case, [], [["x", "y"]])
    d = math.exp(-0.8 / 4)
    value = 0.75 * (integral(5, 4, 0, 0.8) - d) + 0.25 * 5
    assert found.walk_out[0, 0, 0] == pytest.approx(value, abs=1e-6)
    assert found.margin[0, 0, 0] == pytest.approx(3 - value, abs=1e-6)
    # If a fails so, b has paid 2 for 0.8 years, or, with one chance in four, for good.
    assert found.exposure[0, 0, 1] == pytest.approx(0.75 * 2 * (1 - d) + 0.25 * 2, abs=1e-9)
    assert found.failures.missed[found.tempting[0, 0, 0]] == 0.25


def test_the_bond_counts_only_as_often_as_the_breach_is_seen():
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "pace": 0.0,
        "steps": {
            "x": {"by": "a", "seen": 0.1, "undo": "never", "missed": 0.4, "worth": {"a": -3.0, "b": 5.0}},
            "y": {"by": "b", "seen": 0.1, "undo": "never", "worth": {"a": 5.0, "b": -3.0}},
        },
    }
    found = judge(case, ["y"], [["x"]])
    bond = float(found.bond[0, 0, 0])
    assert bond == pytest.approx(3 * math.exp(0.1 / 4) / 0.6, abs=1e-9)
    for extra, holds in ((1e-6, True), (-1e-6, False)):
        case["parties"]["a"]["walkout_cost"] = bond + extra
        assert (judge(case, ["y"], [["x"]]).margin[0, 0, 0] >= 0) == holds
    case["steps"]["x"]["missed"] = 1.0
    assert judge(case, ["y"], [["x"]]).bond[0, 0, 0] == math.inf


# --------------------------------------------------------------------------------------------- laws


FIELDS = ("carry_on", "stop", "walk_out", "margin", "exposure", "trust", "bond", "starts", "gain", "at_risk")


def test_nothing_missed_and_nobody_watching_change_nothing_at_all(monkeypatch):
    monkeypatch.setattr("standoff.engine.assessment.compiled.fits", lambda exchange: False)  # it adds in another order
    rng = random.Random("nothing")
    for _ in share_of(range(60)):
        case = random_case(rng)
        keeps, phases = random_plan(rng, case)
        plain, vector = exchange_of(case), vector_of(case, keeps, phases)
        nobody = np.full((plain.steps, plain.steps), np.inf)
        no_sooner = nobody.copy()
        no_sooner[:] = plain.seen[:, None]
        for other_exchange in (
            replace(plain, missed=np.zeros(plain.steps)),
            replace(plain, seen_with=nobody),
            replace(plain, seen_with=nobody, missed=np.zeros(plain.steps)),
        ):
            one, other = assess(plain, vector, case["pace"]), assess(other_exchange, vector, case["pace"])
            for name in FIELDS:
                np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
        # Verifiers that see nothing sooner: the same, but for the order of additions.
        one, other = (
            assess(plain, vector, case["pace"]),
            assess(replace(plain, seen_with=no_sooner), vector, case["pace"]),
        )
        for name in FIELDS:
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-12, err_msg=name)


def test_what_is_always_missed_is_never_found_out():
    rng = random.Random("always missed")
    rows = 0
    for _ in share_of(range(80)):
        case = random_case(rng, together=False)
        for step in case["steps"].values():
            step["missed"] = 1.0
            step.pop("requires", None)
        keeps, phases = random_plan(rng, case)
        found = judge(case, keeps, phases)
        for k in range(1, len(phases) + 2):
            moment = naive_roadmap.Moment(case, keeps, phases, k)
            for i, party in enumerate(case["parties"]):
                if math.isnan(found.walk_out[0, k - 1, i]):
                    continue
                own = moment.breaches([party])
                spans = {j: (moment.start(j), math.inf) for j in moment.made | set(moment.due) if j not in own}
                spans |= {j: (0.0, naive_roadmap.undo(case, j)) for j in own & moment.made}
                expected = naive_roadmap.spans_worth(case, party, spans)
                openly = float(found.stop[0, k - 1, i]) - case["parties"][party]["walkout_cost"]
                assert found.walk_out[0, k - 1, i] == pytest.approx(max(expected, openly), abs=1e-9)
                if openly > expected + 1e-9:
                    assert found.tempting[0, k - 1, i] == OPENLY
                    continue
                assert found.failures.missed[found.tempting[0, k - 1, i]] == 1.0
                assert found.failures.shows[found.tempting[0, k - 1, i]] == math.inf
                rows += 1
    assert rows > hits_of(100)


def harmless(rng, **options):
    """A case in which nothing that others do harms anybody, and every step has one owner; everything is made."""
    case = watched_case(rng, together=False, hopeful=True, **options)
    for step in case["steps"].values():
        step["by"] = step["by"] if isinstance(step["by"], str) else step["by"][0]
        step.pop("ends", None)
        step.pop("requires", None)
        step["worth"] = {i: v if i == step["by"] else abs(v) for i, v in step["worth"].items()}
    case["steps"]["end"] = {"by": next(iter(case["parties"])), "worth": {}}
    return case


@pytest.mark.parametrize("change", ["with", "missed"])
def test_seeing_it_sooner_or_more_surely_never_lowers_a_margin_once_all_is_done(change):
    """If nothing that others do harms the party; on the way, or where it does, a shorter time can lower it."""
    rng = random.Random(f"monotone {change}")
    lower = rows = 0
    for _ in share_of(range(150)):
        case = harmless(rng, steps=rng.randint(2, 5))
        before = judge(case, [j for j in case["steps"] if j != "end"], [["end"]])
        for step in case["steps"].values():
            if change == "with" and "with" in step:
                step["with"] = {r: rng.choice([0.0, 0.4, 1.0]) * time for r, time in step["with"].items()}
            if change == "missed" and "missed" in step:
                step["missed"] *= rng.choice([0.0, 0.4, 1.0])
        after = judge(case, [j for j in case["steps"] if j != "end"], [["end"]])
        change_of = (after.margin - before.margin)[0, 1]
        lower += int((change_of < -1e-9).sum())
        rows += int((change_of > 1e-9).sum())
    assert (lower, rows > hits_of(20)) == (0, True)


def test_draws_one_by_one_and_stacked():
    rng, jitter = random.Random("stacked"), np.random.default_rng(7)
    for _ in range(15):
        case = watched_case(rng, steps=4)
        keeps, phases = random_plan(rng, case)
        one, vector = exchange_of(case), vector_of(case, keeps, phases)
        several = []
        for _ in range(4):
            factor = {
                name: getattr(one, name) * jitter.uniform(0.5, 1.0, getattr(one, name).shape)
                for name in ("seen", "seen_with", "missed", "horizons")
                if getattr(one, name) is not None
            }
            several.append(replace(one, **factor))
        whole = assess(stacked(several), vector, case["pace"])
        assert whole.trust_asked.shape == (4,)
        for number, alone in enumerate(several):
            single = assess(alone, vector, case["pace"])
            for name in FIELDS:
                np.testing.assert_allclose(getattr(whole, name)[number], getattr(single, name)[0], atol=1e-12)


def test_cutting_a_batch_into_parts_changes_nothing(monkeypatch):
    rng = random.Random("parts")
    case = watched_case(rng, parties=3, steps=5, together=True)
    vectors = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(9)])
    whole = assess(exchange_of(case), vectors, 0.25)
    monkeypatch.setattr("standoff.engine.assessment.values.CELLS", 1)
    parts = assess(exchange_of(case), vectors, 0.25)
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name), err_msg=name)


def test_verifiers_outside_the_plan_that_are_in_force_count_as_always_there():
    case = halt()
    exchange = exchange_of(case)
    inside = exchange.only([0, 2], background=[1])
    assert (inside.seen_with, inside.seen.tolist()) == (None, [1 / 12, 0.0])
    absent = exchange.only([0, 2])
    assert (absent.seen_with, absent.seen.tolist()) == (None, [1.0, 0.0])
    assert exchange.only([0, 1]).seen_with.tolist() == [[math.inf, 1 / 12], [math.inf, math.inf]]


def test_more_verifiers_than_all_sets_are_tried_of_give_a_bound(monkeypatch):
    rng = random.Random("bound")
    seen = 0
    for _ in share_of(range(60)):
        case = watched_case(rng, steps=5, together=False)
        keeps, phases = random_plan(rng, case)
        exchange, vector = exchange_of(case), vector_of(case, keeps, phases)
        exact = assess(exchange, vector, case["pace"])
        assert exact.exact.all()
        with monkeypatch.context() as patched:
            patched.setattr("standoff.engine.core.verification.CHOSEN_UP_TO", 1)
            bound = assess(exchange, vector, case["pace"])
        missing = np.isnan(exact.walk_out)
        assert (np.isnan(bound.walk_out) == missing).all()
        assert (bound.walk_out[~missing] <= exact.walk_out[~missing] + 1e-9).all()
        if bound.exact.all():
            np.testing.assert_array_equal(bound.walk_out, exact.walk_out)
        seen += not bound.exact.all()
    assert seen > hits_of(10)


# ------------------------------------------------------------------------------------- repeated chances


@pytest.mark.parametrize(("cost", "benefit", "chance"), [(2, 5, 1.0), (2, 5, 0.3), (1, 1.5, 0.05), (3, 40, 0.7)])
def test_the_least_patience_is_where_the_two_series_meet(cost, benefit, chance):
    from standoff.engine.assessment.detection import least_horizon, least_patience

    least = least_patience(cost, benefit, chance)
    periods = np.arange(20_000)

    def series(d):
        """Carrying on, cheating until it is found out, and cheating once, period by period."""
        on = ((benefit - cost) * d**periods).sum()
        undetected = (d * (1 - chance)) ** periods
        return on, (benefit * undetected).sum(), benefit + d * (1 - chance) * on

    on, cheat, once = series(least)
    assert cheat == pytest.approx(on, rel=1e-9)
    assert once == pytest.approx(on, rel=1e-9)
    for d, better in ((min(least + 1e-3, 0.9989), True), (least - 1e-3, False)):
        on, cheat, once = series(d)
        assert (on > cheat, on > once) == (better, better)
    assert math.exp(-0.25 / least_horizon(cost, benefit, chance, 0.25)) == pytest.approx(least, rel=1e-12)


@pytest.mark.parametrize("wrong", [(0, 5, 0.5), (5, 5, 0.5), (2, 5, 0.0), (2, 5, 1.5), (2, math.nan, 0.5)])
def test_what_is_no_exchange_has_no_least_patience(wrong):
    from standoff.engine.assessment.detection import least_patience

    with pytest.raises(ValueError, match="must be"):
        least_patience(*wrong)


def test_on_the_way_seeing_it_sooner_can_lower_a_margin():
    """Shorter phases bring what a party dreads sooner; so the law above says nothing about the way there."""
    rng = random.Random("on the way")
    lower = 0
    for _ in range(150):
        case = watched_case(rng, together=False, missed=False, steps=4)
        keeps, phases = random_plan(rng, case)
        before = judge(case, keeps, phases)
        for step in case["steps"].values():
            step["with"] = {r: 0.4 * time for r, time in step.get("with", {}).items()}
        lower += bool(((judge(case, keeps, phases).margin - before.margin) < -1e-6).any())
    assert lower > 0


# ------------------------------------------------------------------------------- search, and what mends


def test_the_search_finds_the_least_trust_of_the_slow_twin():
    rng = random.Random("search")
    held = 0
    for number in share_of(range(50)):
        case = watched_case(rng, missed=number % 2 == 1, parties=2, steps=3, hopeful=True)
        task = search.Task((), (0, 1, 2), np.ones(8, dtype=bool), (), case["pace"])
        found, expected = (
            search.least_trust(exchange_of(case), [task]),
            naive.least_trust(case, list(case["steps"]), [], case["pace"]),
        )
        assert (found.least is None) == (expected is None)
        assert expected is None or found.least == pytest.approx(expected, abs=1e-9)
        held += expected is not None
    assert held > hits_of(5)


def test_the_guide_takes_verifiers_as_there_and_nothing_as_missed():
    rng = random.Random("guide")
    for _ in range(10):
        case = watched_case(rng, steps=5)
        exchange = exchange_of(case)
        everywhere = np.ones(5, dtype=bool)
        grid = lattice.SubsetLattice(
            np.arange(5), np.arange(0), np.ones(32, dtype=bool), np.zeros(5, dtype=np.int64), 0.0
        )
        plain = replace(exchange, seen=exchange.seen_by(everywhere), seen_with=None, missed=None)
        np.testing.assert_array_equal(lattice.edge_scores(exchange, grid), lattice.edge_scores(plain, grid))
    large = watched_case(rng, steps=8, parties=2, hopeful=True)
    task = search.Task((), tuple(range(8)), np.ones(256, dtype=bool), (), 0.0)
    assert search.least_trust(exchange_of(large), [task]).assessed > 0


def test_smallest_amounts_are_just_enough():
    rng = random.Random("mend")
    kinds = set()
    for _ in range(8):
        case = watched_case(rng, parties=2, steps=4, hopeful=True)
        keeps, phases = random_plan(rng, case)
        setting = remedies.Setting(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
        for effect in remedies.smallest(setting, lambda stage: True):
            mended = changed(setting, [(effect.kind, effect.place, effect.amount)])
            assert assess(mended.exchange, mended.phases, mended.pace).holds[0]
            kinds.add(effect.kind)
        assert all(np.isfinite(effect.amount) for effect in remedies.effects(setting, lambda stage: True)[1])
    assert len(kinds) > 2


def test_seeing_it_at_once_is_at_once_with_verifiers_too():
    exchange = exchange_of(halt())
    setting = remedies.Setting(exchange, np.array([1, 1, 1]))
    seen_at_once = changed(setting, [("sooner", Place(step=0), 1.0)]).exchange
    assert seen_at_once.seen[0] == 0
    assert seen_at_once.seen_with[0].tolist() == [math.inf, 0.0, math.inf]


def test_what_may_stay_hidden_tells_nothing_of_sincerity(monkeypatch):
    """Unless an insincere party does best to leave openly, which nobody misses."""
    monkeypatch.setattr("standoff.engine.assessment.compiled.fits", lambda exchange: False)  # it adds in another order
    rng = random.Random("hidden")
    learned = 0
    for _ in share_of(range(60)):
        case = random_case(rng, parties=2, steps=4, together=False, hopeful=True)
        keeps, phases = random_plan(rng, case)
        vector = vector_of(case, keeps, phases)
        plain = replace(exchange_of(case), doubted=np.ones(2, dtype=bool))
        never = replace(plain, missed=np.zeros(4))
        perhaps = replace(plain, missed=np.full(4, 0.2))
        one, same = (sincerity.learn(e, vector, case["pace"]) for e in (plain, never))
        np.testing.assert_array_equal(one.trust, same.trust)
        np.testing.assert_array_equal(one.seen, same.seen)
        hidden = sincerity.learn(perhaps, vector, case["pace"])
        costless = assess(replace(perhaps, walkout_costs=np.zeros(2)), vector, case["pace"]).tempting[0]
        for party, (phase, seen) in enumerate(zip(hidden.walks[0], hidden.seen[0], strict=True)):
            openly = phase > 0 and costless[phase - 1, party] == OPENLY
            assert seen == (phase + 1 if openly and phase <= len(phases) else 0)
        if not hidden.seen.any():
            np.testing.assert_allclose(hidden.trust, assess(perhaps, vector, case["pace"]).trust, atol=1e-9)
        learned += bool((one.seen > 0).any())
    assert learned > hits_of(10)
