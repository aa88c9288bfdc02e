"""Pairs of remedies: against every pair at every size of a fine grid, and what must be so of each that is found."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, stacked, vector_of, watched
from naive import remedies as naive_remedies
from naive import roadmap as naive_roadmap
from shares import share_of
from standoff.engine.assessment.trust import assess
from standoff.engine.remedies.pairs import count, smallest_pairs
from standoff.engine.remedies.single import Target, smallest
from standoff.engine.remedies.table import REMEDIES, Setting, changed, fits


def anything(stage):
    """Rules that allow every stage."""
    return True


def setting_of(case, keeps, phases):
    return Setting(exchange_of(case), vector_of(case, keeps, phases), case.get("pace", 0.0))


def holds(setting, at_most=1.0):
    found = assess(setting.exchange, setting.phases, setting.pace)
    return bool(found.holds[0]) and found.trust_asked[0] <= at_most + 1e-9


def failing(rng, steps=3, **options):
    """A random plan of all steps that does not hold."""
    while True:
        case = random_case(rng, parties=2, steps=rng.randint(2, steps), hopeful=True, **options)
        keeps, phases = random_plan(rng, case)
        if phases and not holds(setting_of(case, keeps, phases)):
            return case, keeps, phases


def least_single(setting):
    return min((effect.size for effect in smallest(setting, anything)), default=np.inf)


def in_names(case, change):
    """A change of the engine in the words of the twin."""
    kind, place = change
    parties, steps = list(case["parties"]), list(case["steps"])
    out = {}
    if place.step >= 0:
        out["step"] = steps[place.step]
    if place.party >= 0 or kind == "inspectors":
        out["party"] = parties[place.party] if place.party >= 0 else None
    if place.entry >= 0:
        out["entry"] = place.entry
    return kind, out


# --------------------------------------------------------------------------------- the changes themselves


def test_the_twin_knows_the_same_places():
    rng = random.Random("places")
    for _ in range(60):
        case, keeps, phases = failing(rng, steps=4)
        setting = setting_of(case, keeps, phases)
        own = [
            in_names(case, (kind, place))
            for kind, remedy in REMEDIES.items()
            if kind not in ("add", "guarantee")
            for place in remedy.places(setting, anything)
        ]
        expected = list(naive_remedies.places(case, keeps, phases))
        one, other = (sorted((kind, str(sorted(place.items()))) for kind, place in found) for found in (own, expected))
        assert one == other


def test_changes_are_what_the_twin_does_by_hand():
    """Each remedy, and each two, assessed from the changed arrays and by the slow evaluator from the changed case."""
    rng = random.Random("by hand")
    looked = set()
    for _ in range(30):
        case, keeps, phases = failing(rng)
        setting = setting_of(case, keeps, phases)
        own = [(kind, place) for kind, r in REMEDIES.items() if kind != "add" for place in r.places(setting, anything)]
        chosen = [(one,) for one in rng.sample(own, min(6, len(own)))]
        chosen += [
            two
            for two in rng.sample(list(itertools.combinations(own, 2)), 6)
            if not (two[0][1].step == two[1][1].step and "drop" in (two[0][0], two[1][0]))
        ]
        for changes in chosen:
            sizes = [rng.choice([0.25, 0.5, 1.0, 1.7]) for _ in changes]
            named = [in_names(case, change) for change in changes]
            amounts = [naive_remedies.amount(case, *one, size) for one, size in zip(named, sizes, strict=True)]
            after = changed(setting, [(*c, a) for c, a in zip(changes, amounts, strict=True)])
            found = assess(after.exchange, after.phases, after.pace)
            by_hand = (case, keeps, phases)
            for (kind, place), much in sorted(
                zip(named, amounts, strict=True), key=lambda done: naive_remedies.ORDER.index(done[0][0])
            ):
                by_hand = naive_remedies.change(kind, place, much, *by_hand)
            expected = naive_roadmap.assess(*by_hand)
            last = len(by_hand[2]) + 1
            for row in expected["rows"]:
                i = list(case["parties"]).index(row["party"])
                own_stake = max(1.0, found.stake[0, i])
                for key in ("carry_on", "margin", "exposure", "trust"):
                    value = getattr(found, key)[0, row["phase"] - 1, i]
                    wanted = np.nan if row[key] is None else row[key]
                    assert value == pytest.approx(wanted, abs=2e-8 * own_stake, nan_ok=True), (changes, key, case)
            assert found.phases[0] == last - 1
            looked |= {kind for kind, _ in named}
    assert looked == set(REMEDIES) - {"add"}


def test_two_inspections_of_one_plan_both_count():
    """Of two parties, or of one and of the whole plan; what both own, or both look at, is seen sooner by both shares."""
    rng = random.Random("two inspections")
    found = 0
    for _ in range(20):
        case = random_case(rng, parties=2, steps=5)
        keeps, phases = random_plan(rng, case)
        if rng.random() < 0.5:
            watched(rng, case, missed=False)
        setting = setting_of(case, keeps, phases)
        places = list(REMEDIES["inspectors"].places(setting, anything))
        for one, other in itertools.combinations(places, 2):
            found += 1
            after = changed(setting, [("inspectors", one, 0.5), ("inspectors", other, 0.2)])
            for j, name in enumerate(case["steps"]):
                by = case["steps"][name]["by"]
                left = 1.0
                for place, share in ((one, 0.5), (other, 0.2)):
                    left *= 1 - share * (place.party < 0 or f"p{place.party}" in by)
                assert after.exchange.seen[j] == pytest.approx(left * case["steps"][name]["seen"])
                for r, with_it in enumerate(case["steps"]):
                    if with_it in case["steps"][name].get("with", {}):
                        expected = left * case["steps"][name]["with"][with_it]
                        assert after.exchange.seen_with[j, r] == pytest.approx(expected)
    assert found >= 10


# --------------------------------------------------------------------------------------- the fine grid


def holding(plans):
    """Which of some cases with plans hold; those of one structure are assessed together."""
    alike = {}
    for number, (case, keeps, phases) in enumerate(plans):
        flags = tuple(step.get("automatic", False) for step in case["steps"].values())
        structure = (tuple(case["steps"]), flags, tuple(tuple(e["steps"]) for e in case.get("together", [])))
        alike.setdefault(structure, []).append((number, exchange_of(case), vector_of(case, keeps, phases)))
    out = [False] * len(plans)
    for members in alike.values():
        numbers, exchanges, vectors = zip(*members, strict=True)
        found = assess(stacked(exchanges), np.array(vectors), plans[0][0].get("pace", 0.0)).holds
        for number, works in zip(numbers, found, strict=True):
            out[number] = bool(works)
    return out


def least_pair(case, keeps, phases, sizes):
    """The smallest size of a grid at which some pair works and neither of it alone, by trying all of them."""

    def after(changes, size):
        out = (case, keeps, phases)
        for kind, place in changes:
            out = naive_remedies.change(kind, place, naive_remedies.amount(case, kind, place, size), *out)
        return out

    everything = list(naive_remedies.pairs(case, keeps, phases))
    for size in sizes:
        tries = [two for two in everything if size >= 1 or all(kind in naive_remedies.DOSES for kind, _ in two)]
        for two, works in zip(tries, holding([after(two, size) for two in tries]), strict=True):
            if works and not any(holding([after((one,), size) for one in two])):
                return size, two
    return None


@pytest.mark.parametrize("block", range(3))
def test_the_smallest_pair_is_that_of_a_fine_grid(block):
    """From the smallest size up; the sizes at which the search looks are among those of the grid."""
    rng = random.Random(f"pairs {block}")
    grid = [n / 8 for n in range(1, 17)]
    found = 0
    while found < len(share_of(range(2))):
        case, keeps, phases = failing(rng, steps=2, together=False)
        setting = setting_of(case, keeps, phases)
        below = least_single(setting)
        sizes = [size for size in grid if size < below]
        if below < 0.6:
            continue
        expected = least_pair(case, keeps, phases, sizes)
        pairs = smallest_pairs(setting, anything, below=below, up_to=2.0).pairs
        if expected is None:
            assert not [pair for pair in pairs if pair.size <= max(sizes) - 1 / 8], case
            continue
        found += 1
        size, _ = expected
        assert pairs, (case, expected)
        assert size - 1 / 8 - 1e-9 <= pairs[0].size <= size + 1e-9, (case, expected, pairs[0])


# ------------------------------------------------------------------------------------------------- laws


@pytest.mark.parametrize("block", range(3))
def test_a_pair_is_just_enough_smaller_than_any_single_one_and_needs_both(block):
    rng = random.Random(f"laws {block}")
    seen = 0
    while seen < 12:
        case, keeps, phases = failing(rng)
        setting = setting_of(case, keeps, phases)
        below = least_single(setting)
        for pair in smallest_pairs(setting, anything, below=below, up_to=5.0).pairs:
            seen += 1
            changes = [(part.kind, part.place, part.amount) for part in pair.parts]
            assert holds(changed(setting, changes)), (case, changes)
            assert pair.both.holds
            assert not any(holds(changed(setting, [change])) for change in changes), (case, changes)
            assert not any(part.holds for part in pair.parts)
            assert pair.size == max(part.size for part in pair.parts) < below
            if all(REMEDIES[part.kind].scaled for part in pair.parts):
                # Both by a common share less: the larger one was made as small as can be.
                level = pair.size * (1 - 4e-3)
                less = [
                    (kind, place, amount * min(1.0, level / part.size))
                    for (kind, place, amount), part in zip(changes, pair.parts, strict=True)
                ]
                assert not holds(changed(setting, less)), (case, changes)


def test_pairs_keep_to_the_trust_that_may_be_asked():
    rng = random.Random("trust")
    seen = 0
    while seen < 6:
        case, keeps, phases = failing(rng, steps=2)
        setting = setting_of(case, keeps, phases)
        below = min((e.size for e in smallest(setting, anything, target=Target(0.3))), default=np.inf)
        for pair in smallest_pairs(setting, anything, Target(0.3), below=below, up_to=2.0, best=4).pairs:
            seen += 1
            assert pair.both.trust <= 0.3 + 1e-9
            assert holds(changed(setting, [(p.kind, p.place, p.amount) for p in pair.parts]), at_most=0.3)


def two_that_fail():
    """Each party withholds its irreversible gift: neither one's bond is enough."""
    gift = {"undo": "never", "seen": 0.1}
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "worth": {"a": -3, "b": 5}, **gift},
            "y": {"by": "b", "worth": {"a": 5, "b": -3}, **gift},
        },
    }
    return setting_of(case, [], [["x", "y"]])


def test_two_that_fail_need_a_bond_each():
    """Each saves 3 at once and loses its bond a tenth of a year later: the pair is 3 e^(.1/4) of a stake of 8 each."""
    setting = two_that_fail()
    assert smallest(setting, anything) == []
    pairs = smallest_pairs(setting, anything).pairs
    bonds = [pair for pair in pairs if {part.kind for part in pair.parts} == {"bond"}]
    assert len(bonds) == 1
    needed = 3 * np.exp(0.1 / 4)
    assert [part.amount for part in bonds[0].parts] == pytest.approx([needed, needed], rel=2e-3)
    assert bonds[0].size == pytest.approx(needed / 0.8, rel=2e-3)


def test_another_venue_is_one_left_out_and_one_added():
    """Beta's step z cannot stand beside w, which the rules leave to choose from."""
    case = {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 9.0}, "b": {"horizon": 4.0, "walkout_cost": 9.0}},
        "steps": {
            "x": {"by": "a", "seen": 0.1, "worth": {"a": -3, "b": 2}},
            "y": {"by": "b", "seen": 0.1, "worth": {"a": 5, "b": -3}},
            "w": {"by": ["a", "b"], "worth": {"b": 0.5}},
            "z": {"by": ["a", "b"], "worth": {"b": 4}},
        },
    }
    setting = setting_of(case, [], [["x", "y", "w"]])

    def one_venue(stage):
        return not {2, 3} <= set(stage)

    assert not any(e.kind == "add" for e in smallest(setting, one_venue))
    found = smallest_pairs(setting, one_venue, kinds=("drop", "add")).pairs
    (venue,) = (pair for pair in found if any(part.kind == "add" for part in pair.parts))
    assert {(part.kind, part.place.step, part.place.phase) for part in venue.parts} == {("drop", 2, 0), ("add", 3, 1)}


def test_a_plan_that_holds_has_no_pairs_and_counts_are_of_all():
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {
            "x": {"by": "a", "seen": 0.1, "worth": {"a": -1, "b": 5}},
            "y": {"by": "b", "seen": 0.1, "worth": {"a": 5, "b": -1}},
        },
    }
    assert smallest_pairs(setting_of(case, [], [["x", "y"]]), anything).pairs == ()
    setting = two_that_fail()
    places = sum(1 for kind, r in REMEDIES.items() if kind != "guarantee" for _ in r.places(setting, anything))
    assert count(setting, anything) == places * (places - 1) // 2


def test_what_fits_is_what_the_rules_and_requirements_allow():
    case, _, _ = failing(random.Random("fits"))
    names = list(case["steps"])
    setting = setting_of(case, [], [names])
    assert fits(setting, anything)
    assert not fits(setting, lambda stage: False)
