"""What the search for remedies takes for granted, against the slow twin of trust by pairs: every row worked out anew.

A bond enters the rows of its giver alone and never raises what is asked of it; a guarantee, too, of the party it is for; so
do the others that are said to be one party's own; and the smallest bonds come from one assessment.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of, watched
from naive import remedies as naive_remedies
from naive import trust as naive
from shares import hits_of, share_of
from standoff.engine.remedies.single import Target, bonds, enough
from standoff.engine.remedies.table import REMEDIES, Setting, own_alone


def anything(stage):
    """Rules that allow every stage."""
    return True


def setting_of(plan):
    return Setting(exchange_of(plan.case), vector_of(plan.case, plan.keeps, plan.phases), plan.pace)


def some_plan(rng, **options):
    """A random plan; of every three one in which steps verify others, or breaches may be missed, or both."""
    while True:
        case = random_case(rng, steps=rng.randint(2, 4), **options)
        if rng.random() < 1 / 3:
            case = watched(rng, case, verified=rng.random() < 0.7, missed=rng.random() < 0.7)
        keeps, phases = random_plan(rng, case)
        if phases:
            return naive.Plan(case, phases, keeps, case["pace"])


def named(plan, kind, place):
    """A place of the engine in the words of the twin."""
    parties, steps = list(plan.case["parties"]), list(plan.case["steps"])
    out = {"party": parties[place.party]} if place.party >= 0 or kind == "inspectors" else {}
    if kind == "inspectors" and place.party < 0:
        out["party"] = None
    if place.step >= 0:
        out["step"] = steps[place.step]
    return out | ({"entry": place.entry} if place.entry >= 0 else {})


def after(plan, kind, place, much):
    case, keeps, phases = naive_remedies.change(kind, place, much, plan.case, plan.keeps, plan.phases)
    return naive.Plan(case, phases, keeps, plan.pace)


def asked(row):
    """The trust a row asks; more than any where its party walks out."""
    return 2.0 if row.trust is None else row.trust


def one_party_changes(plan):
    setting = setting_of(plan)
    return [
        (kind, place)
        for kind, remedy in REMEDIES.items()
        for place in remedy.places(setting, anything)
        if own_alone(setting, kind, place)
    ]


def test_what_enters_the_values_of_one_party_leaves_every_row_of_the_others():
    rng = random.Random("own alone")
    moved = {}
    for _ in share_of(range(150)):
        plan = some_plan(rng, hopeful=rng.random() < 0.5)
        before = naive.assess(plan)
        changes = one_party_changes(plan)
        for kind, place in rng.sample(changes, min(4, len(changes))):
            party = plan.parties[place.party]
            much = naive_remedies.amount(plan.case, kind, named(plan, kind, place), rng.choice([0.3, 1.0, 3.0]))
            changed = naive.assess(after(plan, kind, named(plan, kind, place), much))
            for one, other in zip(before.rows, changed.rows, strict=True):
                if one.party != party:
                    assert (one.margin, one.exposure, one.trust) == (other.margin, other.exposure, other.trust), kind
                elif (one.margin, one.trust) != (other.margin, other.trust):
                    moved[kind] = moved.get(kind, 0) + 1
            others = [i for i in plan.parties if i != party]
            assert all(before.gain[i] == changed.gain[i] for i in others), kind
    assert {"bond", "guarantee", "longer", "shorter", "support", "worth"} <= set(moved)


@pytest.mark.parametrize("kind", ["bond", "guarantee"])
def test_neither_a_bond_nor_a_guarantee_raises_what_is_asked_of_anybody(kind):
    """A guarantee is paid in the world in which one fails as well, where only the others are caught; yet no sooner."""
    rng = random.Random(f"asked {kind}")
    lower = 0
    for _ in share_of(range(200)):
        plan = some_plan(rng, hopeful=True)
        party = rng.choice(plan.parties)
        changed = after(plan, kind, {"party": party}, rng.choice([0.2, 1.0, 5.0]))
        for one, other in zip(naive.assess(plan).rows, naive.assess(changed).rows, strict=True):
            if one.margin is not None:
                assert asked(other) <= asked(one) + 1e-9
                assert other.margin >= one.margin - 1e-12
                assert kind == "bond" or other.margin == one.margin
                assert other.exposure <= one.exposure + 1e-9
                lower += asked(other) < asked(one) - 1e-9
    assert lower >= hits_of(40)


def test_the_smallest_bonds_are_just_enough_for_the_slow_twin():
    """By leaving openly too, which shows at once; where breaches may be missed they count only as often as they show."""
    rng = random.Random("twin's bonds")
    needed = openly = 0
    for _ in share_of(range(300)):
        plan = some_plan(rng, hopeful=True)
        twin = naive.assess(plan)
        if twin.breaks is None or twin.refuse or twin.against:
            continue
        found = bonds(setting_of(plan))
        most = {i: max(row.bond for row in twin.rows if row.party == i) for i in plan.parties}
        assert found.points.tolist() == [pytest.approx(most[i], rel=1e-9) for i in plan.parties]
        if not np.isfinite(found.points).all():
            continue
        openly += any(row.best == naive.OPENLY and row.margin < 0 for row in twin.rows if row.margin is not None)
        mended = plan
        for i, bond in zip(plan.parties, found.points, strict=True):
            mended = after(mended, "bond", {"party": i}, float(bond) * (1 + 1e-9))
        assert naive.assess(mended).self_enforcing
        assert found.holds
        for i, bond in zip(plan.parties, found.points, strict=True):
            if bond > 0:
                needed += 1
                assert not naive.assess(after(mended, "bond", {"party": i}, -1e-3 * float(bond))).self_enforcing
    assert needed >= hits_of(30)
    assert openly >= hits_of(1)


def test_a_bond_against_leaving_openly_is_lost_at_once():
    """b bears c's drill for a treasure that begins in two years: leaving openly spares it 2 + .01 at once.

    Taking back its gift in secret would show in three years, and by then the treasure is worth more than the drill costs.
    """
    steps = {
        "gift": {"by": "b", "seen": 3.0, "worth": {"b": -0.01}},
        "drill": {"by": "c", "worth": {"b": -2, "c": -0.5}},
        "smile": {"by": "c", "takes": 2.0, "undo": "never", "worth": {"c": 3}},
        "treasure": {"by": "c", "worth": {"b": 3, "c": -0.5}},
    }
    case = {"parties": {"b": {"horizon": 4.0}, "c": {"horizon": 4.0, "walkout_cost": 9.0}}, "steps": steps}
    plan = naive.Plan(case, [["smile"], ["treasure"]], ["gift", "drill"])
    row = naive.row(plan, 1, "b")
    lacking = 2.01 - 3 * np.exp(-2 / 4)
    assert (row.best, row.margin) == (naive.OPENLY, pytest.approx(-lacking))
    found = bonds(setting_of(plan))
    assert found.points.tolist() == [pytest.approx(lacking), 0.0]
    assert found.holds


def test_enough_is_what_the_slow_twin_says():
    """Every single remedy at some amount, with and without a target for the trust asked."""
    rng = random.Random("enough")
    answers = {True: 0, False: 0}
    for _ in share_of(range(150)):
        plan = some_plan(rng, hopeful=True)
        setting = setting_of(plan)
        places = [(k, p) for k, r in REMEDIES.items() if k != "add" for p in r.places(setting, anything)]
        for kind, place in rng.sample(places, min(4, len(places))):
            much = naive_remedies.amount(plan.case, kind, named(plan, kind, place), rng.choice([0.3, 1.0, 3.0]))
            twin = naive.assess(after(plan, kind, named(plan, kind, place), much))
            at_most = rng.choice([1.0, rng.random()])
            if twin.against or (twin.trust is not None and abs(twin.trust - at_most) < 1e-6):
                continue
            works = not twin.refuse and twin.trust is not None and twin.trust <= at_most
            assert bool(enough(setting, [((kind, place, much),)], Target(trust=at_most))[0]) == works, (
                kind,
                place,
                much,
                plan,
            )
            answers[works] += 1
    assert min(answers.values()) >= hits_of(40)
