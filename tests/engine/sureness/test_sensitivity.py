"""What flips and what drives an answer: against closed forms, and against a search of another kind."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.engine.sureness.draws import uniforms
from standoff.engine.sureness.flips import PRECISION, answers_on, flips, pairs_on
from standoff.engine.sureness.sensitivity import indices


def answer_of(function, own):
    """The answer of a function of all numbers, where one has another value than its own."""

    def answer(numbers, values):
        rows = np.tile(own, (len(values), 1))
        rows[np.arange(len(values)), numbers] = values
        return function(rows)

    return answer


def test_a_plane_is_crossed_where_it_is():
    """The answer is whether 2a - 3b + c > 1; at (0, 0, 0) it is not."""
    own = np.zeros(3)
    answer = answer_of(lambda rows: (rows @ [2.0, -3.0, 1.0] > 1).astype(int), own)
    found = flips(answer, own, np.full(3, -2.0), np.full(3, 2.0))
    assert [(flip.number, flip.up, flip.becomes) for flip in found] == [(0, True, 1), (1, False, 1), (2, True, 1)]
    assert [flip.at for flip in found] == pytest.approx([1 / 2, -1 / 3, 1], abs=2 * PRECISION)
    for flip in found:
        assert flip.within <= 2 * PRECISION
        # At the flip point the answer is the new one, and just before it the old one.
        before = flip.at - np.sign(flip.at) * flip.within
        assert answer(np.array([flip.number] * 2), np.array([flip.at, before])).tolist() == [1, 0]


def test_the_nearest_of_several_changes_and_what_it_becomes():
    own = np.array([0.5])
    answer = answer_of(lambda rows: np.digitize(rows[:, 0], [-3.0, 0.2, 1.7, 4.0]), own)
    found = flips(answer, own, np.array([-10.0]), np.array([10.0]), grid=100)
    assert [(flip.up, flip.becomes) for flip in found] == [(False, 1), (True, 3)]
    assert [flip.at for flip in found] == pytest.approx([0.2, 1.7], abs=1e-3)


def test_a_third_answer_between_two_points_of_the_grid_is_found_by_halving():
    """From 0 the answer is 1 from 0.31 on and 2 from 0.33 on; a grid of 0.1 sees 0 and then 2."""
    own = np.zeros(1)
    answer = answer_of(lambda rows: np.digitize(rows[:, 0], [0.31, 0.33]), own)
    (found,) = flips(answer, own, np.zeros(1), np.ones(1), grid=10)
    assert (found.becomes, found.up) == (1, True)
    assert found.at == pytest.approx(0.31, abs=2 * PRECISION)


def test_nothing_flips_what_is_always_so():
    own = np.zeros(2)
    answer = answer_of(lambda rows: np.zeros(len(rows), dtype=int), own)
    assert flips(answer, own, np.full(2, -1.0), np.full(2, 1.0)) == []
    assert flips(answer, own, own, own) == []


def test_random_thresholds():
    crossed = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        own = rng.normal(size=5)
        weight, level = rng.normal(size=5), rng.normal()
        answer = answer_of(lambda rows, weight=weight, level=level: (rows @ weight > level).astype(int), own)
        low, high = own - rng.uniform(0.1, 5, 5), own + rng.uniform(0.1, 5, 5)
        found = {(flip.number, flip.up): flip.at for flip in flips(answer, own, low, high)}
        for number in range(5):
            at = own[number] + (level - own @ weight) / weight[number]
            up = at > own[number]
            if low[number] + 0.01 < at < high[number] - 0.01:
                assert found[number, up] == pytest.approx(at, abs=2e-4 * 5)
                crossed += 1
            elif not low[number] - 0.01 < at < high[number] + 0.01:
                assert (number, up) not in found
            assert (number, not up) not in found
    assert 20 <= crossed <= 80


def test_maps():
    own = np.zeros(3)

    def answer(numbers, values):
        rows = np.tile(own, (len(values), 1))
        rows[:, numbers] = values
        return (rows.sum(axis=1) > 0).astype(int)

    across, up = np.array([-1.0, 1.0]), np.array([-2.0, 0.0, 2.0])
    assert pairs_on(answer, 0, 2, across, up).tolist() == [[0, 0], [0, 1], [1, 1]]
    assert answers_on(answer_of(lambda rows: rows[:, 1], own), np.array([1]), np.array([[3.0, 4.0]])).tolist() == [
        [3, 4]
    ]


# ---------------------------------------------------------------------------------------------- drivers


def test_ishigami():
    """Ishigami & Homma (1990): sin x + 7 sin^2 y + 0.1 z^4 sin x, on (-pi, pi); the indices have closed forms."""
    a, b = 7.0, 0.1

    def function(u):
        x, y, z = (np.pi * (2 * u - 1)).T
        return np.sin(x) + a * np.sin(y) ** 2 + b * z**4 * np.sin(x)

    whole = a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0]) / whole
    both = b**2 * np.pi**8 * 8 / 225 / whole
    found = indices(function, 3, 4096, seed=2)
    np.testing.assert_allclose(found.first, first, atol=0.02)
    np.testing.assert_allclose(found.total, np.add(first, [both, 0, both]), atol=0.02)
    assert (found.error < 0.05).all()


def test_a_corner_of_a_square():
    """1 where both numbers are below a half, else 0: variance 3/16; alone each explains 1/16, and acts through 2/16."""
    found = indices(lambda u: ((u < 0.5)[:, :2].all(axis=1)).astype(float), 3, 4096, seed=3)
    np.testing.assert_allclose(found.first, [1 / 3, 1 / 3, 0], atol=0.04)
    np.testing.assert_allclose(found.total, [2 / 3, 2 / 3, 0], atol=0.04)


def test_what_never_varies_has_no_drivers():
    found = indices(lambda u: np.ones(len(u)), 3, 64, seed=1)
    assert not found.first.any()
    assert not found.total.any()
    assert indices(lambda u: np.ones(len(u)), 0, 64, seed=1).first.size == 0


def test_one_seed_one_set_of_indices():
    one, again = (indices(lambda u: u[:, 0] * u[:, 1], 2, 256, seed=7) for _ in range(2))
    np.testing.assert_array_equal(one.total, again.total)
    np.testing.assert_array_equal(one.error, again.error)


@pytest.mark.parametrize("seed", range(40))
def test_indices_are_those_of_scipy(seed):
    """Of functions that are 0 and 1, or anything, or hang on nothing; of numbers that are drawn from the uniform ones."""
    from scipy.stats import sobol_indices

    rng = np.random.default_rng(seed)
    width, draws = int(rng.integers(2, 40)), int(2 ** rng.integers(3, 10))
    weight, level = rng.normal(size=width) * (rng.random(width) < 0.6), rng.normal()
    asked = []

    def answer(x):
        asked.append(len(x))
        found = x @ weight + x[:, 0] * x[:, -1]
        return (found > level).astype(float) if seed % 2 else found

    def numbers(u):
        return np.log(u) + 1

    found = indices(answer, width, draws, seed, numbers)
    assert sum(asked) == draws * (width + 2)
    both = uniforms(seed, draws, range(2 * width), "sobol")
    one, other = both[:, :width], both[:, width:]
    mixed = [answer(numbers(np.where(np.arange(width) == n, other, one))) for n in range(width)]
    known = {"f_A": answer(numbers(one))[None], "f_B": answer(numbers(other))[None], "f_AB": np.array(mixed)[:, None]}
    if not np.ptp([known["f_A"], known["f_B"]]):
        assert not found.first.any() and not found.total.any()
        return
    theirs = sobol_indices(func=known, n=draws)
    np.testing.assert_allclose(found.first, theirs.first_order, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(found.total, theirs.total_order, rtol=1e-11, atol=1e-13)
