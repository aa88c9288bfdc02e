"""Worths of which only an order is known: closed forms, the two samplers against each other, and laws."""

import itertools

import numpy as np
import pytest

from standoff.engine.sureness.draws import uniforms
from standoff.engine.sureness.ordinal_worths import MOST_ORDERED, TOTAL, OrdinalWorths, StepOrder, ordinal_worths_of
from standoff.errors import SizeError, UsageError

DRAWS = 20_000
ERROR = 4 * 0.5 / DRAWS**0.5
"""Four standard errors of a share."""


def drawn(order, draws=DRAWS, seed=1):
    return order.drawn(uniforms(seed, draws, range(order.size), "independent"))


def cone(rows):
    return OrdinalWorths(np.array(rows, dtype=np.int64))


def falling(number, costs=0):
    """The cone of an order: gains fall to 0, costs fall on."""
    signed = np.eye(number + costs, dtype=np.int64)
    rows = [signed[i] - signed[i + 1] for i in [*range(number - 1), *range(number, number + costs - 1)]]
    rows += [signed[number - 1]] if number else []
    rows += [-signed[number]] if costs else []
    return cone(rows)


def rows_walked(of, draws=DRAWS, seed=1):
    return of.drawn(np.random.default_rng(seed), draws)


THREE = StepOrder(((0,), (1,), (2,)))


@pytest.mark.parametrize("worths", [drawn(THREE), rows_walked(falling(3))], ids=["exact", "hit-and-run"])
def test_weights_in_order_on_the_simplex(worths):
    """Of w1 >= w2 >= w3 that sum to 1, P(w1 > 1/2) = 3/4: the part with w1 <= 1/2 is 1/4 of the triangle.

    P(w1 > w2 + w3) is the same; P(w3 > 1/6) = 1/4, as the part with all above 1/6 is a triangle of half the sides.
    """
    w = worths / TOTAL
    assert abs((w[:, 0] > 0.5).mean() - 3 / 4) < ERROR
    assert abs((w[:, 2] > 1 / 6).mean() - 1 / 4) < ERROR
    np.testing.assert_allclose(w.mean(axis=0), [11 / 18, 5 / 18, 2 / 18], atol=0.006)
    assert abs(w[:, 0].max() - 1) < 0.05


def test_the_rank_order_centroid_is_exact():
    np.testing.assert_allclose(THREE.centre * 18 / TOTAL, [11, 5, 2])
    np.testing.assert_allclose(StepOrder(((0,), (1,), (2,), (3,))).centre * 48 / TOTAL, [25, 13, 7, 3])


@pytest.mark.parametrize(
    "order",
    [
        StepOrder(((1,), (0,)), ((2,), (3,))),
        StepOrder(((0, 2), (1,))),
        StepOrder(((3,), (0, 2)), ((1, 4), (5,))),
        StepOrder((), ((1,), (0,))),
        StepOrder(((0,),)),
    ],
)
def test_the_centre_of_an_order_is_the_mean_of_its_draws(order):
    worths = drawn(order)
    np.testing.assert_allclose(worths.mean(axis=0), order.centre, atol=4 * TOTAL / 2 / DRAWS**0.5)
    assert np.abs(order.centre).sum() == pytest.approx(TOTAL)
    agrees(order, worths)
    agrees(order, order.centre[None, :])


def agrees(order, worths):
    np.testing.assert_allclose(np.abs(worths).sum(axis=1), TOTAL)
    for groups in (order.gains, order.costs):
        for better, worse in itertools.pairwise(groups):
            assert (worths[:, list(better)].min(axis=1) >= worths[:, list(worse)].max(axis=1)).all()
    assert all((worths[:, list(group)] >= 0).all() for group in order.gains)
    assert all((worths[:, list(group)] <= 0).all() for group in order.costs)


def test_within_a_group_every_order_is_as_likely():
    worths = drawn(StepOrder(((0, 1, 2), (3,))))
    for first, second, third in itertools.permutations(range(3)):
        share = ((worths[:, first] > worths[:, second]) & (worths[:, second] > worths[:, third])).mean()
        assert abs(share - 1 / 6) < ERROR
    # The size of the last is that of the least of four: it hangs on nothing but the sizes.
    assert abs(worths[:, 3].mean() / TOTAL - 1 / 16) < 0.003


def test_how_gains_and_costs_share_the_points_is_left_open():
    """With one gain and one cost, the gain is uniform from 0 to all; what the two come to is in doubt."""
    worths = drawn(StepOrder(((0,),), ((1,),)))
    for share in (0.1, 0.5, 0.8):
        assert abs((worths[:, 0] < share * TOTAL).mean() - share) < ERROR
    # Two gains g1 >= g2 and a cost c, uniform on the triangle: P(g1 > c) = 2/3, P(g2 > c) = 1/3, P(g1 + g2 > c) = 3/4.
    worths = drawn(StepOrder(((0,), (1,)), ((2,),)))
    assert abs((worths[:, 0] + worths[:, 2] > 0).mean() - 2 / 3) < ERROR
    assert abs((worths[:, 1] + worths[:, 2] > 0).mean() - 1 / 3) < ERROR
    assert abs((worths.sum(axis=1) > 0).mean() - 3 / 4) < ERROR


def test_rank_acceptabilities_of_three_alternatives():
    """With no order, alternatives (1,0), (0,1), (0.6,0.6) come first for w1 > 0.6, < 0.4, and between: 2/5, 2/5, 1/5."""
    worths = np.abs(rows_walked(cone([[1, 0], [0, 1]]))) / TOTAL
    firsts = (worths @ np.array([[1, 0, 0.6], [0, 1, 0.6]])).argmax(axis=1)
    for alternative, share in enumerate((0.4, 0.4, 0.2)):
        assert abs((firsts == alternative).mean() - share) < ERROR
    # If the first counts for more (w1 >= 1/2): first for w1 > 0.6, never, and up to 0.6: 4/5, 0, 1/5.
    worths = drawn(StepOrder(((0,), (1,)))) / TOTAL
    firsts = (worths @ np.array([[1, 0, 0.6], [0, 1, 0.6]])).argmax(axis=1)
    for alternative, share in enumerate((0.8, 0.0, 0.2)):
        assert abs((firsts == alternative).mean() - share) < ERROR


@pytest.mark.parametrize(("gains", "costs"), [(2, 0), (3, 0), (2, 2), (5, 3), (0, 3)])
def test_hit_and_run_agrees_with_the_exact_draws(gains, costs):
    from scipy.stats import ks_2samp

    order = StepOrder(tuple((i,) for i in range(gains)), tuple((gains + i,) for i in range(costs)))
    exact, walked = drawn(order, 6_000), rows_walked(falling(gains, costs), 6_000)
    agrees(order, np.where(np.abs(walked) < 1e-9, 0, walked) if not costs else walked)
    for place in range(order.size):
        assert ks_2samp(exact[:, place], walked[:, place]).pvalue > 0.001
    np.testing.assert_allclose(np.cov(exact.T), np.cov(walked.T), atol=0.5)


def test_hit_and_run_agrees_with_rejection():
    """In cones whose worths may have either sign: of uniform points of the sphere of sums, those that agree."""
    from scipy.stats import ks_2samp

    rng = np.random.default_rng(5)
    points = rng.laplace(size=(200_000, 3))
    points *= TOTAL / np.abs(points).sum(axis=1, keepdims=True)
    for rows in ([[1, 1, 0]], [[1, -1, 0], [0, 1, 1]], [[1, 0, 0], [-1, 1, 1], [0, -1, 1]]):
        kept = points[(points @ np.array(rows).T >= 0).all(axis=1)][:6_000]
        walked = rows_walked(cone(rows), 6_000)
        for side in (*np.eye(3), np.array([1.0, 1, 1]), np.array([1.0, -1, 0])):
            assert ks_2samp(kept @ side, walked @ side).pvalue > 0.001, (rows, side)


def test_narrow_cones_are_walked_through():
    """Ten lexicographic statements: each worth is more than all later ones together. Exact: sort by what is left over.

    With s_i = v_i - (v_{i+1} + ... + v_n) >= 0 the map to s is linear, so that v is uniform if s, weighted, is.
    """
    from scipy.stats import ks_2samp

    number = 10
    rows = np.eye(number, dtype=np.int64) - np.triu(np.ones((number, number), dtype=np.int64), 1)
    walked = rows_walked(OrdinalWorths(rows), 4_000)
    assert (walked @ rows.T >= -1e-9).all()
    back = np.linalg.inv(rows.astype(float))
    weight = back.sum(axis=0)  # the sum of v is this times s
    s = np.random.default_rng(2).exponential(size=(4_000, number)) / weight
    exact = s @ back.T
    exact *= TOTAL / exact.sum(axis=1, keepdims=True)
    for place in (0, 1, 4, 9):
        assert ks_2samp(exact[:, place], walked[:, place]).pvalue > 0.001


def by_hand(levels, width):
    """The conditions, word for word: a state of a level is worth no less than one of the level below."""
    rows = set()
    for better, worse in itertools.pairwise([level for level in levels if len(level)]):
        for s, t in itertools.product(better, worse):
            rows.add(tuple((int(s) >> j & 1) - (int(t) >> j & 1) for j in range(width)))
    return rows


def test_the_conditions_are_those_of_the_levels():
    rng = np.random.default_rng(3)
    for _ in range(20):
        width = int(rng.integers(1, 5))
        place = rng.integers(0, 4, size=1 << width)
        levels = [np.flatnonzero(place == level) for level in range(4)]
        of = ordinal_worths_of(levels, width)
        assert {tuple(row) for row in of.rows.tolist()} == by_hand(levels, width)
        if of.inner is None:
            continue
        assert (of.rows @ of.inner > 0).all()
        worths = of.drawn(np.random.default_rng(1), 50)
        assert (worths @ of.rows.T >= -1e-9).all()
        assert (of.rows @ of.centre > 0).all()
        if of.rows.size:
            np.testing.assert_allclose(np.abs(worths).sum(axis=1), TOTAL)
            assert np.abs(of.centre).sum() == pytest.approx(TOTAL)


def test_an_order_that_no_worths_agree_with_is_refused():
    # {a, b} over {a} over {} over {b}: b is worth something, and costs something.
    levels = [np.array([level]) for level in (0b11, 0b01, 0b00, 0b10)]
    assert ordinal_worths_of(levels, 2).inner is None
    with pytest.raises(UsageError, match="no worths of single steps agree"):
        ordinal_worths_of(levels, 2).drawn(np.random.default_rng(1), 3)
    # Every condition is the sum of two others here.
    hexagon = [[1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, -1]]
    with pytest.raises(UsageError, match="no worths"):
        cone(hexagon).drawn(np.random.default_rng(1), 3)


def test_where_nothing_is_told_apart_all_is_worth_nothing():
    of = ordinal_worths_of([np.arange(4)], 2)
    assert of.drawn(np.random.default_rng(1), 3).tolist() == [[0, 0]] * 3
    assert of.centre.tolist() == [0, 0]


def test_the_same_seed_gives_the_same_draws():
    first, again, other = (rows_walked(falling(3), 300, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert not (first == other).all()
    assert (rows_walked(falling(3), 40) == first[:40]).all()
    assert (falling(3).centre == falling(3).centre).all()


def test_limits_are_checked_before_work():
    with pytest.raises(SizeError, match=f"steps in an order of states: 13, and the limit is {MOST_ORDERED}"):
        ordinal_worths_of([np.array([1]), np.array([0])], 13)
    states = np.arange(4096)
    odd = np.bitwise_count(states) % 2 == 1
    with pytest.raises(SizeError, match="pairs of states in an order of states: 4194304, and the limit is 2000000"):
        ordinal_worths_of([states[odd], states[~odd]], 12)
    with pytest.raises(SizeError, match=r"conditions that come of an order of states: \d+, and the limit is 1000"):
        ordinal_worths_of([states[:1024][odd[:1024]], states[:1024][~odd[:1024]]], 10)
