"""Draws: one seed gives one set of numbers; every shape has the moments of scipy; correlations come out as asked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from standoff.case.model.values import SHAPES
from standoff.engine.sureness import sobol
from standoff.engine.sureness.distributions import QUANTILES, Marginal
from standoff.engine.sureness.draws import METHODS, correlate, uniforms
from standoff.errors import UsageError

Z90 = stats.norm.ppf(0.95)
"""A central 90 % range reaches so many standard deviations to each side."""

# Each shape beside the distribution of scipy that it is by definition.
ALIKE = {
    "point": (Marginal("point", 3.0, 3.0), None),
    "normal": (Marginal("normal", -1.0, 3.0), stats.norm(1, 2 / Z90)),
    "normal, half": (Marginal("normal", -1.0, 3.0, 0.5), stats.norm(1, 2 / stats.norm.ppf(0.75))),
    "lognormal": (Marginal("lognormal", 4.0, 9.0), stats.lognorm(np.log(1.5) / Z90, scale=6)),
    "half-normal": (Marginal("half-normal", 0.0, 3.0), stats.halfnorm(scale=3 / Z90)),
    "logit-normal": (Marginal("logit-normal", 0.3, 0.6), None),
    "uniform": (Marginal("uniform", -2.0, 5.0), stats.uniform(-2, 7)),
    "triangular": (Marginal("triangular", 2.0, 9.0, mode=4.0), stats.triang(2 / 7, 2, 7)),
    "triangular, at its low end": (Marginal("triangular", 2.0, 9.0, mode=2.0), stats.triang(0, 2, 7)),
    "triangular, at its high end": (Marginal("triangular", 2.0, 9.0, mode=9.0), stats.triang(1, 2, 7)),
    "pert": (Marginal("pert", 2.0, 9.0, mode=4.0), stats.beta(1 + 8 / 7, 1 + 20 / 7, 2, 7)),
    "discrete": (
        Marginal("discrete", 3.0, 8.0, values=(3.0, 5.0, 8.0), chances=(0.5, 0.3, 0.2)),
        stats.rv_discrete(values=((3, 5, 8), (0.5, 0.3, 0.2))),
    ),
}


def test_every_shape_is_here():
    assert {marginal.shape for marginal, _ in ALIKE.values()} == set(QUANTILES) == set(SHAPES)


@pytest.mark.parametrize("name", [name for name, (_, twin) in ALIKE.items() if twin is not None])
def test_quantiles_are_those_of_scipy(name):
    marginal, twin = ALIKE[name]
    u = np.array([1e-9, 0.001, 0.05, 0.123, 0.4999, 0.55, 0.7, 0.81, 0.95, 0.999, 1 - 1e-9])
    np.testing.assert_allclose(marginal.quantile(u), twin.ppf(u), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name, (_, twin) in ALIKE.items() if twin is not None])
def test_draws_have_the_moments_of_scipy(name, method):
    marginal, twin = ALIKE[name]
    drawn = marginal.quantile(uniforms(5, 1 << 14, [77], method)[:, 0])
    mean, variance = (float(moment) for moment in twin.stats(moments="mv"))
    # Five standard errors of plain draws, which the others stay below.
    assert abs(drawn.mean() - mean) < 5 * np.sqrt(variance / drawn.size)
    kurtosis = float(twin.stats(moments="k"))
    assert abs(drawn.var() - variance) < 5 * variance * np.sqrt((kurtosis + 2) / drawn.size)


def test_a_mirror_image_of_a_negative_lognormal():
    u = np.linspace(0.01, 0.99, 50)
    one, other = Marginal("lognormal", 4.0, 9.0), Marginal("lognormal", -9.0, -4.0)
    np.testing.assert_allclose(one.quantile(u), -other.quantile(1 - u), rtol=1e-12)
    assert other.quantile(np.array([0.05, 0.95])) == pytest.approx([-9, -4])


@pytest.mark.parametrize("draws", [1, 2, 7, 100])
def test_a_latin_hypercube_has_one_draw_in_every_slice(draws):
    for column in uniforms(3, draws, [1, 2, 3]).T:
        assert sorted((column * draws).astype(int).tolist()) == list(range(draws))


@pytest.mark.parametrize("method", METHODS)
def test_one_seed_one_set_of_numbers(method):
    one, again, other = (uniforms(seed, 100, [4, 9], method) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    assert ((one > 0) & (one < 1)).all()
    assert uniforms(1, 5, [], method).shape == (5, 0)
    assert uniforms(1, 0, [3], method).shape == (0, 1)


@pytest.mark.parametrize("method", ["latin", "independent"])
def test_a_number_keeps_its_draws_when_others_come(method):
    np.testing.assert_array_equal(uniforms(1, 50, [4, 9, 2], method)[:, [0, 2]], uniforms(1, 50, [4, 2], method))


@pytest.mark.parametrize("method", METHODS)
def test_numbers_have_nothing_to_do_with_each_other(method):
    found = np.corrcoef(uniforms(1, 4096, [4, 9, 2], method).T)
    np.testing.assert_allclose(found, np.eye(3), atol=0.06)


def test_sobol_points_fill_space_more_evenly():
    from scipy.stats import qmc

    discrepancy = {method: qmc.discrepancy(uniforms(1, 512, [1, 2, 3], method)) for method in METHODS}
    assert discrepancy["sobol"] < discrepancy["latin"] < discrepancy["independent"]


@pytest.mark.parametrize("seed", range(30))
def test_sobol_points_are_those_of_scipy(seed):
    from scipy.stats import qmc

    rng = np.random.default_rng(seed)
    width, power = int(rng.integers(1, 300)), int(rng.integers(0, 12))
    theirs = qmc.Sobol(width, rng=np.random.default_rng(seed)).random_base2(power)
    np.testing.assert_array_equal(sobol.points(width, power, np.random.default_rng(seed)), theirs)


def test_sobol_points_where_scipy_keeps_its_directions_elsewhere(monkeypatch):
    ours = uniforms(4, 100, range(7), "sobol")
    monkeypatch.setattr(sobol, "DIRECTIONS", "nowhere.npz")
    with pytest.raises(FileNotFoundError):
        sobol.points(7, 3, np.random.default_rng(1))
    np.testing.assert_array_equal(uniforms(4, 100, range(7), "sobol"), ours)


def test_more_numbers_than_have_directions_are_refused():
    from scipy.stats import qmc

    assert qmc.Sobol.MAXDIM == sobol.MOST
    with pytest.raises(UsageError, match="draw them with `latin`"):
        uniforms(1, 2, range(sobol.MOST + 1), "sobol")


def test_an_unknown_method_lists_the_known_ones():
    with pytest.raises(UsageError, match="`lattin`; did you mean `latin`"):
        uniforms(1, 5, [1], "lattin")


def test_correlations_come_out_as_asked():
    wanted = np.array([[1, 0.8, -0.3], [0.8, 1, 0], [-0.3, 0, 1]])
    rows = correlate(uniforms(2, 20_000, [1, 2, 3]), wanted)
    scores = stats.norm.ppf(rows)
    np.testing.assert_allclose(np.corrcoef(scores.T), wanted, atol=0.02)
    # Of a Gaussian copula, Spearman's rho is 6/pi asin(r/2).
    rho = stats.spearmanr(rows).statistic
    np.testing.assert_allclose(rho, 6 / np.pi * np.arcsin(wanted / 2), atol=0.02)
    for column in rows.T:
        assert stats.kstest(column, "uniform").statistic < 0.015


def test_what_moves_in_step_is_one_number():
    rows = correlate(uniforms(2, 100, [1, 2]), [[1, 1], [1, 1]])
    np.testing.assert_allclose(rows[:, 0], rows[:, 1], atol=1e-9)
    with pytest.raises(ValueError, match="no numbers"):
        correlate(uniforms(2, 100, [1, 2, 3]), [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
