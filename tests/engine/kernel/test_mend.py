"""Whom a plan contents after changes: the kernel, which makes them itself, against numpy, which lays out every exchange."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of, watched
from shares import share_of
from standoff.engine.assessment import compiled as assess_kernel
from standoff.engine.assessment.trust import assess
from standoff.engine.core.exchange import ABSENT, numbered
from standoff.engine.kernel import loader as kernel
from standoff.engine.remedies import compiled
from standoff.engine.remedies.compiled import KERNEL, Tries, mended
from standoff.engine.remedies.pairs import smallest_pairs
from standoff.engine.remedies.shapes import compatible
from standoff.engine.remedies.single import (
    HOLDS,
    Target,
    assessed,
    assessed_by_kernel,
    assessed_in_batches,
    enough,
    fine,
    fine_in_batches,
    smallest,
    wanted,
    wanted_in_batches,
)
from standoff.engine.remedies.table import REMEDIES, Place, Setting, batches, limit, points

pytestmark = pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")


def anything(stage):
    """Rules that allow every stage."""
    return True


def by_kernel(setting, tries, target, failing=0):
    """What `mended` says of a target."""
    return mended(setting, tries, target.trust, target.margin, failing)


def random_setting(rng, steps=6):
    """A random setting with steps that the plan leaves out, dates, joint steps, consent and entries of every sign."""
    size = rng.randint(1, steps)
    options = {"hopeful": rng.random() < 0.7, "dated": rng.random() < 0.3}
    case = random_case(rng, parties=rng.randint(2, 5), steps=size, **options)
    for entry in case.get("together", []):
        entry["worth"] = {i: rng.choice([-4.0, -1.0, 0.0, 2.0, 5.0]) for i in entry["worth"]}
    phases = vector_of(case, *random_plan(rng, case))
    phases[[j for j in range(len(phases)) if rng.random() < 0.15]] = ABSENT
    exchange = exchange_of(case)
    if rng.random() < 0.3:
        exchange = replace(exchange, consent=np.array([rng.random() < 0.4 for _ in range(exchange.parties)]))
    return Setting(exchange, numbered(phases[None])[0], case["pace"])


def random_tries(rng, setting, count):
    """Tries of up to three changes, no two of the same number; of as much as there is at times."""
    singles = [(kind, place) for kind, r in REMEDIES.items() for place in r.places(setting, anything)]
    two = compatible(singles)
    out = []
    for _ in range(count):
        chosen = []
        for n in rng.sample(range(len(singles)), min(len(singles), rng.choice([1, 1, 2, 2, 2, 3, 0]))):
            if all(two[n, other] for other in chosen):
                chosen.append(n)
        changes = []
        for n in chosen:
            kind, place = singles[n]
            remedy = REMEDIES[kind]
            doses = min(rng.choice([0.1, 0.5, 1.0, 3.0, 100.0]), limit(kind))
            changes.append((kind, place, points(setting, kind, place, remedy.dose * doses if remedy.scaled else 1.0)))
        out.append(changes)
    return out


def random_target(rng):
    return rng.choice([HOLDS, Target(0.9, 0.01), Target(rng.random(), rng.choice([0.0, 0.1])), Target(0.0, 0.0)])


@pytest.mark.parametrize("plain", [True, False], ids=["numpy-assesses", "kernel-assesses"])
@pytest.mark.parametrize("seed", share_of(range(300)))
def test_whom_plans_content(monkeypatch, seed, plain):
    """Exactly, where no more than `failing` are not; where more are, more than `failing` of them are named."""
    rng = random.Random(f"mend {seed}")
    if plain:
        monkeypatch.setattr(assess_kernel, "fits", lambda exchange: False)
    setting = random_setting(rng)
    tries, target = random_tries(rng, setting, 30), random_target(rng)
    parties = setting.exchange.parties
    truth = fine_in_batches(setting, tries, target, failing=parties)
    for failing in range(parties + 1):
        _, got = by_kernel(setting, Tries.of(tries), target, failing)
        few = (~truth).sum(axis=1) <= failing
        assert (got[few] == truth[few]).all(), failing
        assert ((~got[~few]).sum(axis=1) > failing).all()
        assert not (~got & truth).any()
    wants, _ = by_kernel(setting, Tries.of(tries), target, -1)
    assert (wants == wanted_in_batches(setting, tries)).all()


@pytest.mark.parametrize("kind", KERNEL)
def test_every_kind_changes_whom_some_plans_content(kind):
    """So that the comparison above is one of something; and there is no kind that the kernel does not know."""
    assert set(KERNEL) == set(REMEDIES)
    rng, changed = random.Random(f"matters {kind}"), 0
    for _ in range(2000):
        setting, target = random_setting(rng), Target(rng.choice([1.0, 0.3]), rng.choice([0.0, 0.05]))
        places = list(REMEDIES[kind].places(setting, anything))
        much = rng.choice([0.5, 1.0]) * limit(kind) * REMEDIES[kind].dose if REMEDIES[kind].scaled else 1.0
        tries = [[], *([(kind, place, points(setting, kind, place, much))] for place in places)]
        _, found = by_kernel(setting, Tries.of(tries), target, setting.exchange.parties)
        if (found != found[0]).any():
            changed += 1
            assert (found == fine_in_batches(setting, tries, target, setting.exchange.parties)).all()
        if changed == 3:
            return
    pytest.fail("it never changed anything")


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_smallest_amounts_and_pairs_are_those_of_numpy(monkeypatch, seed):
    """To the bit: both ask the same questions, and the amounts are made of the answers."""
    rng = random.Random(f"searches {seed}")
    setting = random_setting(rng, steps=4)
    target = rng.choice([HOLDS, Target(0.9, 0.01), Target(rng.random())])

    def found():
        party = rng.randrange(setting.exchange.parties)
        return (
            smallest(setting, anything, target=target),
            smallest(setting, anything, wanted_by=party),
            smallest_pairs(setting, anything, target, up_to=2.0, best=4),
        )

    state = rng.getstate()
    quick = found()
    rng.setstate(state)
    monkeypatch.setattr("standoff.engine.remedies.single.fits", lambda setting: False)
    assert repr(quick) == repr(found())


@pytest.mark.parametrize("seed", share_of(range(200)))
def test_what_plans_come_to(monkeypatch, seed):
    """To the bit what the whole assessment says, by the kernel; by numpy alone, what it says but for last digits."""
    rng = random.Random(f"effects {seed}")
    setting = random_setting(rng)
    tries = [changes for changes in random_tries(rng, setting, 20) if changes]
    plain = [changes for changes in tries if all(kind != "guarantee" for kind, _, _ in changes)]
    assert repr(assessed_by_kernel(setting, plain)) == repr(assessed_in_batches(setting, plain))
    got = assessed(setting, tries)
    monkeypatch.setattr(assess_kernel, "fits", lambda exchange: False)
    for effect, changes in zip(got, tries, strict=True):
        ((_, exchange, phases),) = batches(setting, [changes])
        found = assess(exchange, phases, setting.pace)
        stake = np.where(found.stake > 0, found.stake, 1.0)[0]
        margins = found.margin[0] / stake
        least = np.nanmin(margins) if not np.isnan(margins).all() else np.nan
        assert (effect.holds, effect.refused) == (found.holds[0], not found.wanted[0])
        assert effect.trust == pytest.approx(found.trust_asked[0], abs=1e-9, nan_ok=True)
        assert effect.margin == pytest.approx(least, abs=1e-9, nan_ok=True)
        if effect.whose >= 0:
            assert np.nanmin(margins[:, effect.whose]) == pytest.approx(least, abs=1e-9)
        if found.needed[0].any():
            assert effect.shortfall == pytest.approx((-found.gain[0] / stake)[found.needed[0]].max(), abs=1e-9)


def test_a_guarantee_is_assessed_as_numpy_does_it():
    """To the bit, where the plan breaks, and nobody asks what others may do, and where it does not."""
    rng, broken = random.Random("guaranteed"), {True: 0, False: 0}
    while min(broken.values()) < 15:
        setting = random_setting(rng)
        tries = [c for c in random_tries(rng, setting, 20) if "guarantee" in {kind for kind, _, _ in c}]
        for changes, effect in zip(tries, assessed_in_batches(setting, tries), strict=True):
            ((_, exchange, phases),) = batches(setting, [changes])
            found = assess(exchange, phases, setting.pace)
            stake = np.where(found.stake > 0, found.stake, 1.0)[0]
            assert (effect.holds, effect.refused) == (found.holds[0], not found.wanted[0])
            assert effect.trust == pytest.approx(found.trust_asked[0], rel=1e-13, nan_ok=True)
            least = np.nan if effect.whose < 0 else np.nanmin(found.margin[0] / stake)
            assert effect.margin == pytest.approx(least, rel=1e-13, nan_ok=True)
            broken[bool(np.isnan(effect.trust))] += 1


def test_numpy_serves_what_the_kernel_does_not_know():
    """Verifiers, missed breaches, guarantees that stand already, too many steps, and kinds that are new."""
    rng = random.Random("unknown")
    case = random_case(rng, parties=2, steps=3, hopeful=True)
    setting = Setting(exchange_of(case), vector_of(case, *random_plan(rng, case)))
    assert compiled.fits(setting)
    assert not compiled.fits(setting, most=62)
    guaranteed = replace(setting, exchange=replace(setting.exchange, guarantee=np.ones(2)))
    seen = watched(random.Random(1), case)
    for other in (guaranteed, replace(setting, exchange=exchange_of(seen))):
        assert not compiled.fits(other)
        tries = random_tries(rng, other, 20)
        for target in (HOLDS, Target(0.5)):
            assert (fine(other, Tries.of(tries), target) == fine_in_batches(other, tries, target)).all()
        assert (wanted(other, Tries.of(tries)) == wanted_in_batches(other, tries)).all()
        assert (enough(other, tries, wanted_by=1) == wanted_in_batches(other, tries)[:, 1]).all()


def test_a_new_kind_is_served_by_numpy(monkeypatch):
    rng = random.Random("new")
    setting = random_setting(rng)
    assert compiled.fits(setting)
    monkeypatch.setitem(REMEDIES, "prayer", REMEDIES["bond"])
    assert not compiled.fits(setting)


def test_changes_as_arrays_and_back():
    tries = [
        [("bond", Place(party=1), 2.0), ("add", Place(step=3, phase=2), 1.0)],
        [],
        [("less_support", Place(party=0, entry=4), 0.5)],
    ]
    assert Tries.of(tries).amendments() == tries
    assert Tries.of([]).amendments() == []


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("bond", Place()),
        ("bond", Place(party=9)),
        ("inspectors", Place(party=-2)),
        ("sooner", Place(step=9)),
        ("split", Place()),
        ("add", Place(step=0, phase=0)),
        ("add", Place(step=0, phase=9)),
        ("worth", Place(party=0)),
        ("worth", Place(step=0)),
        ("less_support", Place(party=0)),
        ("less_support", Place(party=0, entry=9)),
    ],
)
def test_places_that_there_are_not_are_refused(kind, place):
    rng = random.Random("refused")
    case = random_case(rng, parties=2, steps=3, together=True)
    setting = Setting(exchange_of(case), np.array([1, 1, 2]))
    with pytest.raises(ValueError, match="lengths that do not fit together"):
        by_kernel(setting, Tries.of([[(kind, place, 0.5)]]), HOLDS)


def test_no_tries_and_no_kind():
    rng = random.Random("none")
    setting = random_setting(rng)
    for found in by_kernel(setting, Tries.of([]), HOLDS):
        assert found.shape == (0, setting.exchange.parties)
    unknown = Tries(np.array([[[len(KERNEL), 0, 0, 1, 0]]]), np.ones((1, 1)))
    with pytest.raises(ValueError, match="lengths"):
        by_kernel(setting, unknown, HOLDS)
