"""What the program asks of laboratory games: the formula of the theory, the bands of the page, rank correlations anew."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

import standoff
from places import ORACLES, ROOT

TABLE = ORACLES / "laboratory" / "treatments.csv"
ROWS = {int(row["treatment"]): row for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())}


@pytest.fixture(scope="module")
def found():
    return standoff.laboratory()


def asked(row):
    """(1-d)(P-S) / ((1-d)(P-S) + R - (1-d)T - dP), the basin of “always defect”; None where cooperating breaks."""
    R, S, T, P, d = (float(row[name]) for name in ("reward", "sucker", "temptation", "punishment", "continuation"))
    more = R - (1 - d) * T - d * P
    return None if more < 0 else (1 - d) * (P - S) / ((1 - d) * (P - S) + more)


def rank_correlation(one, other):
    """Pearson's correlation of ranks, equal values sharing the mean of theirs."""

    def ranks(values):
        return [sum(v < w for v in values) + (sum(v == w for v in values) - 1) / 2 for w in values]

    x, y = ranks(one), ranks(other)
    mx, my = sum(x) / len(x), sum(y) / len(y)
    cov = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return cov / (sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)) ** 0.5


def test_the_table_in_the_package_is_the_one_that_was_copied():
    kept = files("standoff.analysis.laboratory").joinpath("treatments.csv").read_bytes()
    assert kept == TABLE.read_bytes()


def test_trust_asked_is_the_basin_of_always_defect(found):
    assert len(found.treatments) == 12
    assert sum(one.first_moves for one in found.treatments) == 18_394
    for one in found.treatments:
        expected = asked(ROWS[one.number])
        assert one.trust == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_the_more_trust_a_game_asks_the_fewer_cooperate(found):
    done = [one.cooperative for one in found.treatments]
    trust = [1 if one.trust is None else one.trust for one in found.treatments]
    assert found.trust_rank == pytest.approx(rank_correlation(trust, done), abs=1e-12)
    assert found.goes_on_rank == pytest.approx(rank_correlation([one.goes_on for one in found.treatments], done))
    assert (round(found.trust_rank, 2), round(found.goes_on_rank, 2)) == (-0.90, 0.76)


def test_the_page_shows_what_was_computed(found):
    page = (ROOT / "docs" / "reading-a-brief.md").read_text(encoding="utf-8")
    bands = {
        "below 20 %": lambda trust: trust is not None and trust < 0.2,
        "20 to 50 %": lambda trust: trust is not None and 0.2 <= trust <= 0.5,
        "above 50 %": lambda trust: trust is not None and trust > 0.5,
        "breaks": lambda trust: trust is None,
    }
    for name, within in bands.items():
        done = [one.cooperative for one in found.treatments if within(one.trust)]
        low, high = (f"{100 * share:.0f}" for share in (min(done), max(done)))
        assert f"| {name} | {len(done)} | {low} to {high} % |" in page
    # In which band each number of trust stands does not hang on rounding.
    assert all(abs(one.trust - edge) > 0.01 for one in found.treatments if one.trust for edge in (0.2, 0.5))
