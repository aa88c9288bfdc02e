"""Which way each remedy works, in exchanges built for it; and a guarantee against the slow evaluator."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from naive import roadmap as naive_roadmap
from shares import hits_of, share_of
from standoff.engine.assessment.trust import assess, may_hold
from standoff.engine.remedies.single import Target, effects, enough, smallest
from standoff.engine.remedies.table import REMEDIES, Place, Setting, changed, points

H = 4.0
"""The horizon of everybody."""


def anything(stage):
    """Rules that allow every stage."""
    return True


def swap(x=None, y=None, a=None, b=None, together=(), phases=(("x", "y"),)):
    """Step x of a and step y of b, each -2 to its owner and +5 to the other, seen after .8 years and undone at once."""
    case = {
        "parties": {"a": {"horizon": H, **(a or {})}, "b": {"horizon": H, **(b or {})}},
        "steps": {
            "x": {"by": "a", "seen": 0.8, "worth": {"a": -2, "b": 5}, **(x or {})},
            "y": {"by": "b", "seen": 0.8, "worth": {"a": 5, "b": -2}, **(y or {})},
        },
        "together": list(together),
    }
    return Setting(exchange_of(case), vector_of(case, [], [list(phase) for phase in phases]))


def rows(setting):
    found = assess(setting.exchange, setting.phases, setting.pace)
    return found.margin[0], found.exposure[0], found.trust[0]


def after(setting, kind, amount, **place):
    return rows(changed(setting, [(kind, Place(**place), amount)]))


# ----------------------------------------------------------------------------------- which way it works


def test_taking_back_faster_protects_the_owner_and_cheapens_its_walking_out():
    """Undo of y cuts both ways: a, whom y serves, has less to lose sooner (lower margin for b's sake), b more to hold."""
    slow = swap(y={"undo": 1.0})
    margin, exposure, _ = rows(slow)
    quick_margin, quick_exposure, _ = after(slow, "faster", 1.0, step=1)
    # In phase 1, a that withholds x is paid by y for less long: it is held better.
    assert quick_margin[0, 0] == pytest.approx(margin[0, 0] + 5 * (math.exp(-0.8 / H) - math.exp(-1.8 / H)))
    # Once all is done, b that takes y back saves its cost of 2 at once and not a year later: it is held less well.
    assert quick_margin[1, 1] == pytest.approx(margin[1, 1] - 2 * (1 - math.exp(-1 / H)))
    # And b, if a fails, is rid of its own cost sooner: it has less to fear.
    assert quick_exposure[0, 1] < exposure[0, 1]
    slower_margin, slower_exposure, _ = after(slow, "slower", 1.0, step=1)
    assert slower_margin[0, 0] < margin[0, 0]
    assert slower_margin[1, 1] > margin[1, 1]
    assert slower_exposure[0, 1] > exposure[0, 1]


def test_a_bond_raises_the_margin_of_the_party_that_gives_it_and_nothing_of_the_other():
    """Whoever fails together with the other shows at the same time, and loses its bond: more than the .36 it saves."""
    setting = swap()
    margin, exposure, _ = rows(setting)
    for party in (0, 1):
        bonded, same, trust = after(setting, "bond", 1.0, party=party)
        raised = bonded - margin
        assert raised[:, party] == pytest.approx([math.exp(-0.8 / H)] * 2)
        assert raised[:, 1 - party] == pytest.approx([0, 0])
        np.testing.assert_array_equal(same[:, 1 - party], exposure[:, 1 - party])
        assert exposure[:, party] == pytest.approx([2 * (1 - math.exp(-0.8 / H))] * 2)
        assert (same[:, party] == 0).all()
        assert (trust <= rows(setting)[2]).all()


def test_a_guarantee_lowers_what_the_party_it_is_for_may_lose_and_no_margin():
    setting = swap()
    margin, exposure, trust = rows(setting)
    for party in (0, 1):
        same, spared, less = after(setting, "guarantee", 0.1, party=party)
        np.testing.assert_array_equal(same, margin)
        assert (exposure - spared)[0, party] == pytest.approx(0.1 * math.exp(-0.8 / H))
        np.testing.assert_array_equal(spared[:, 1 - party], exposure[:, 1 - party])
        assert less[0, party] < trust[0, party]


def test_enough_of_a_guarantee_and_no_trust_is_asked():
    """Only with a target is it looked for, as it never makes a plan hold."""
    setting = swap()
    assert [e for e in smallest(setting, anything, target=Target(0.05)) if e.kind == "guarantee"] == []
    alone = swap(x={"seen": 0.0})
    asked = rows(alone)[2].max(axis=0)
    assert asked[0] > asked[1] == 0
    (found,) = (e for e in smallest(alone, anything, target=Target(asked[0] / 2)) if e.kind == "guarantee")
    assert found.trust == pytest.approx(asked[0] / 2, rel=1e-2)
    assert found.trust <= asked[0] / 2 + 1e-9
    assert not [e for e in smallest(swap(x={"seen": 6.0}), anything) if e.kind == "guarantee"]


@pytest.mark.parametrize("party", [0, 1])
def test_a_longer_horizon_makes_what_is_to_come_count_more(party):
    setting = swap()
    margin, _, _ = rows(setting)
    assert after(setting, "longer", 1.0, party=party)[0][0, party] > margin[0, party]
    assert after(setting, "shorter", 0.5, party=party)[0][0, party] < margin[0, party]
    assert after(setting, "longer", 1.0, party=party)[0][0, 1 - party] == margin[0, 1 - party]


def test_inspectors_see_all_steps_of_a_party_sooner():
    setting = swap()
    margin, _, _ = rows(setting)
    together = after(setting, "inspectors", 0.5)[0]
    both = rows(changed(setting, [("sooner", Place(step=0), 0.5), ("sooner", Place(step=1), 0.5)]))[0]
    np.testing.assert_allclose(together, both, atol=1e-12)
    assert (together >= margin - 1e-12).all()
    one = after(setting, "inspectors", 0.5, party=0)[0]
    np.testing.assert_allclose(one, after(setting, "sooner", 0.5, step=0)[0], atol=1e-12)


def test_inspectors_see_at_most_so_much_sooner():
    """What takes a hundred years to see cannot be held by seeing it in ten."""
    hidden = {"seen": 100.0}
    setting = swap(x=hidden, y=hidden)
    assert not [e for e in smallest(setting, anything) if e.kind == "inspectors"]
    (found,) = (e for e in smallest(swap(x={"seen": 6.0}, y={"seen": 6.0}), anything) if e.kind == "inspectors")
    assert 6 * (1 - found.amount) == pytest.approx(H * math.log(5 / 2), rel=2e-3)
    assert found.place == Place()


def test_support_is_for_as_long_as_all_is_in_force():
    """It begins with the last step, and a party that walks out of the finished deal loses it when that shows."""
    setting = swap(phases=(("x",), ("y",)))
    carry_on = assess(setting.exchange, setting.phases).carry_on[0]
    supported = changed(setting, [("support", Place(party=0), 1.0)])
    more = assess(supported.exchange, supported.phases).carry_on[0] - carry_on
    assert more[:, 0] == pytest.approx([math.exp(-0.8 / H), 1.0, 1.0])
    assert more[:, 1] == pytest.approx([0, 0, 0])
    # It ends at once when a itself takes x back, and when b's breach shows at the latest.
    assert (rows(supported)[0] - rows(setting)[0])[2, 0] == pytest.approx(1.0)


def test_less_of_a_patrons_support_makes_the_deal_worth_more():
    setting = swap(together=[{"steps": ["x", "y"], "worth": {"a": -2.0, "b": 1.0}}])
    margin, _, _ = rows(setting)
    (place,) = REMEDIES["less_support"].places(setting, anything)
    assert place == Place(party=0, entry=0)
    gone = after(setting, "less_support", 1.0, party=0, entry=0)[0]
    np.testing.assert_allclose(gone[:, 0], rows(swap(together=[{"steps": ["x", "y"], "worth": {"b": 1.0}}]))[0][:, 0])
    assert (gone[:, 0] > margin[:, 0]).all()
    np.testing.assert_array_equal(gone[:, 1], margin[:, 1])


# ------------------------------------------------------------------------------- against the slow twins


def test_a_guarantee_is_that_of_the_definitions():
    rng = random.Random("guarantee")
    lowered = 0
    for _ in share_of(range(150)):
        case = random_case(rng, steps=rng.randint(2, 4))
        for party in case["parties"].values():
            party["guarantee"] = rng.choice([0.0, 0.5, 2.0])
        keeps, phases = random_plan(rng, case)
        if not phases:
            continue
        found = assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
        expected = naive_roadmap.assess(case, keeps, phases)
        bare = {**case, "parties": {i: {**p, "guarantee": 0.0} for i, p in case["parties"].items()}}
        without = naive_roadmap.assess(bare, keeps, phases)
        for row, plain in zip(expected["rows"], without["rows"], strict=True):
            i = list(case["parties"]).index(row["party"])
            exposure = found.exposure[0, row["phase"] - 1, i]
            assert exposure == pytest.approx(
                np.nan if row["exposure"] is None else row["exposure"], abs=1e-8, nan_ok=True
            )
            assert row["margin"] == plain["margin"]
            assert (row["exposure"] or 0.0) <= (plain["exposure"] or 0.0) + 1e-9
            lowered += (row["exposure"] or 0.0) < (plain["exposure"] or 0.0) - 1e-9
    assert lowered > hits_of(30)


def test_the_quick_look_never_turns_away_a_plan_that_holds():
    rng = random.Random("quick")
    told = 0
    for _ in share_of(range(200)):
        case = random_case(rng, hopeful=True)
        vectors = np.array([vector_of(case, *random_plan(rng, case)) for _ in range(4)])
        exchange = exchange_of(case)
        breaks = (np.nan_to_num(assess(exchange, vectors, case["pace"]).margin) < 0).any(axis=1)
        quick = may_hold(exchange, vectors, case["pace"])
        assert not (~quick & ~breaks).any(), case
        told += int((~quick).sum())
        if not case.get("together") and not exchange.requires.any():
            np.testing.assert_array_equal(quick, ~breaks)
    assert told > hits_of(50)


def test_the_smallest_amount_is_the_first_crossing_of_a_fine_scan():
    """300 amounts of every remedy that has more or less of it, the first that is enough."""
    rng = random.Random("scan")
    crossings = 0
    for _ in range(8):
        while True:
            case = random_case(rng, parties=2, steps=rng.randint(2, 3), hopeful=True)
            keeps, phases = random_plan(rng, case)
            setting = Setting(exchange_of(case), vector_of(case, keeps, phases), case["pace"])
            if phases and not assess(setting.exchange, setting.phases, setting.pace).holds[0]:
                break
        for effect in smallest(setting, anything):
            remedy = REMEDIES[effect.kind]
            if not remedy.scaled:
                continue
            step = effect.amount / 300
            below = [((effect.kind, effect.place, step * n),) for n in range(1, 300)]
            works = enough(setting, below)
            crossings += 1
            assert not works.any() or effect.several, (case, effect)
    assert crossings > 15


def test_effects_of_a_guarantee_are_shown_where_a_plan_holds():
    setting = swap()
    now, found = effects(setting, anything)
    best = min((e for e in found if e.kind == "guarantee"), key=lambda e: e.trust)
    assert best.holds
    assert best.trust <= now.trust + 1e-12


def test_what_counts_as_nothing_does_not_move_with_what_is_changed():
    case = {"parties": {"a": {"horizon": 4.0}}, "steps": {"x": {"by": "a", "worth": {"a": 2.0}}}}
    setting = Setting(exchange_of(case), vector_of(case, [], [["x"]]))
    after = changed(setting, [("worth", Place(party=0, step=0), 100.0)])
    assert after.exchange.worth.tolist() == [[102.0]]
    assert after.exchange.stake().tolist() == setting.exchange.stake().tolist() == [2.0]


def test_the_number_that_a_remedy_changes_is_afterwards_what_the_changed_exchange_has():
    rng = random.Random("after")
    told = set()
    for _ in range(60):
        case = random_case(rng, parties=2, steps=3, together=True)
        setting = Setting(exchange_of(case), vector_of(case, *random_plan(rng, case)))
        for kind, remedy in REMEDIES.items():
            for place in remedy.places(setting, lambda stage: True):
                if not remedy.field:
                    continue
                amount = points(setting, kind, place, rng.choice(remedy.amounts))
                after = changed(setting, [(kind, place, amount)]).exchange
                at = (
                    (place.entry, place.party) if place.entry >= 0 else [n for n in (place.party, place.step) if n >= 0]
                )
                before = getattr(setting.exchange, remedy.field)
                number = 0.0 if before is None else float(before[tuple(at)])
                assert remedy.after(number, amount) == getattr(after, remedy.field)[tuple(at)]
                told.add(kind)
    assert told == {kind for kind, remedy in REMEDIES.items() if remedy.field}
