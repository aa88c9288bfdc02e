"""What gets done while each waits for the others: the theory's oracles, and the definition word for word."""

from __future__ import annotations

import random

import numpy as np
import pytest

from naive import readings as naive
from standoff.engine.core.exchange import phase_vector
from standoff.engine.readings.rounds import Done, get_done


def asked(owners: dict[str, list[str]], orders: dict[str, list[list[str]]], kept: tuple[str, ...] = ()) -> Done:
    """The engine's answer to what the twin is asked."""
    steps, parties = [*owners, *kept], list(orders)
    owns = np.array([[party in owners.get(step, ()) for step in steps] for party in parties])
    places = {step: j for j, step in enumerate(steps)}
    reads = np.array(
        [
            phase_vector(
                len(steps), [places[step] for step in kept], [[places[step] for step in phase] for phase in order]
            )
            for order in orders.values()
        ]
    )
    return get_done(owns, reads)


X_AND_Y = {"x": ["a"], "y": ["b"]}


def test_where_each_waits_for_the_other_nothing_is_done():
    done = asked(X_AND_Y, {"a": [["y"], ["x"]], "b": [["x"], ["y"]]})
    assert done.rounds == ()
    assert done.missing == (0, 1)
    assert [(wait.party, wait.step, wait.awaits) for wait in done.circle] == [(0, 0, (1,)), (1, 1, (0,))]


def test_where_each_offers_to_go_first_both_are_done():
    done = asked(X_AND_Y, {"a": [["x"], ["y"]], "b": [["y"], ["x"]]})
    assert done.rounds == ((0, 1),)
    assert (done.missing, done.waits, done.circle) == ((), (), ())


def test_where_one_would_do_both_at_once_both_are_done():
    done = asked(X_AND_Y, {"a": [["x", "y"]], "b": [["x"], ["y"]]})
    assert done.rounds == ((0,), (1,))


def test_a_joint_step_needs_every_owner():
    owners = {"x": ["a", "b"], "y": ["b"]}
    assert asked(owners, {"a": [["x"], ["y"]], "b": [["x"], ["y"]]}).rounds == ((0,), (1,))
    assert asked(owners, {"a": [["y"], ["x"]], "b": [["x"], ["y"]]}).rounds == ()
    assert asked(owners, {"a": [["y"]], "b": [["x"], ["y"]]}).rounds == ()


def test_what_an_owner_does_not_think_agreed_is_not_done_and_nobody_waits_in_a_circle():
    done = asked(X_AND_Y, {"a": [["y"]], "b": [["x"], ["y"]]})
    assert (done.rounds, done.missing, done.circle) == ((), (0, 1), ())
    assert [(wait.party, wait.step, wait.awaits) for wait in done.waits] == [(0, 0, ()), (1, 1, (0,))]


def test_what_is_kept_counts_as_made():
    owners = {"x": ["a"]}
    assert asked(owners, {"a": [["x"]], "b": []}, kept=("k",)).rounds == ((0,),)


def test_three_can_wait_in_a_circle_of_which_no_two_do():
    owners = {"x": ["a"], "y": ["b"], "z": ["c"]}
    orders = {"a": [["y"], ["x", "z"]], "b": [["z"], ["x", "y"]], "c": [["x"], ["y", "z"]]}
    done = asked(owners, orders)
    assert [(wait.party, wait.step, wait.awaits) for wait in done.circle] == [
        (0, 0, (1,)),
        (1, 1, (2,)),
        (2, 2, (0,)),
    ]


def random_readings(rng: random.Random, whole: bool) -> tuple[dict, dict, tuple[str, ...]]:
    """Two to four parties, one to seven steps, some of them joint; readings of all steps if `whole`."""
    parties = ["a", "b", "c", "d"][: rng.randint(2, 4)]
    steps = [f"s{n}" for n in range(rng.randint(1, 7))]
    owners = {step: rng.sample(parties, rng.choice([1, 1, 1, 2, len(parties)])) for step in steps}
    orders: dict[str, list[list[str]]] = {}
    for party in parties:
        if orders and rng.random() < 0.3:
            orders[party] = rng.choice(list(orders.values()))
            continue
        read = [step for step in steps if whole or rng.random() < 0.85]
        if orders and rng.random() < 0.5:  # nearly as another reads it
            read = [step for phase in rng.choice(list(orders.values())) for step in phase if whole or step in read]
            if len(read) > 1:
                i = rng.randrange(len(read) - 1)
                read[i], read[i + 1] = read[i + 1], read[i]
        else:
            rng.shuffle(read)
        cuts = sorted(rng.sample(range(1, len(read)), rng.randint(0, min(3, len(read) - 1)))) if len(read) > 1 else []
        orders[party] = [read[i:j] for i, j in zip([0, *cuts], [*cuts, len(read)], strict=True)] if read else []
    return owners, orders, ("k",) if rng.random() < 0.3 else ()


def agrees(owners: dict, orders: dict, kept: tuple[str, ...]) -> Done:
    """The engine's answer, compared with the twin's in everything that both say."""
    done = asked(owners, orders, kept)
    steps, parties = [*owners, *kept], list(orders)
    assert [{steps[j] for j in made} for made in done.rounds] == naive.what_gets_done(owners, orders, kept)
    waiting = {(parties[w.party], steps[w.step]): {steps[j] for j in w.awaits} for w in done.waits}
    assert waiting == naive.who_waits(owners, orders, kept)
    assert len(done.circle) == naive.shortest_circle(owners, orders, kept)
    for wait, following in zip(done.circle, [*done.circle[1:], *done.circle[:1]], strict=True):
        assert wait.awaits == (following.step,)
        assert steps[following.step] in waiting[parties[wait.party], steps[wait.step]]
    return done


def test_everything_gets_done_where_and_only_where_the_union_of_the_orders_has_no_circle():
    rng, complete = random.Random(6), 0
    for _ in range(4000):
        owners, orders, kept = random_readings(rng, whole=True)
        done = agrees(owners, orders, kept)
        assert (not done.missing) == (not naive.is_circular(owners, orders, kept))
        assert bool(done.missing) == bool(done.circle)
        complete += not done.missing
    assert 500 < complete < 3500


def test_with_steps_left_out_everything_gets_done_where_all_owners_have_their_steps_too():
    rng, kinds = random.Random(7), set()
    for _ in range(2000):
        owners, orders, kept = random_readings(rng, whole=False)
        done = agrees(owners, orders, kept)
        agreed = all(naive.phase_in(orders[o], step) is not None for step in owners for o in owners[step])
        circular = naive.is_circular(owners, orders, kept)
        assert (not done.missing) == (agreed and not circular)
        kinds.add((agreed, circular))
    assert len(kinds) == 4


@pytest.mark.parametrize("seed", range(20))
def test_names_change_nothing(seed):
    rng = random.Random(seed)
    owners, orders, kept = random_readings(rng, whole=False)
    order = rng.sample([*owners], len(owners))
    done, again = asked(owners, orders, kept), asked({step: owners[step] for step in order}, orders, kept)
    names = [*owners, *kept], [*order, *kept]
    assert [{names[0][j] for j in made} for made in done.rounds] == [
        {names[1][j] for j in made} for made in again.rounds
    ]
