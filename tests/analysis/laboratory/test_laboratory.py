"""What the program asks of laboratory games: the formula of the theory, the bands of the page, rank correlations anew."""

from __future__ import annotations

import csv
import importlib.util
from importlib.resources import files

import pytest

import standoff
from places import ORACLES, ROOT
from standoff.results.sentences.laboratory import in_laboratories

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


BANDS = {
    "below 20 %": lambda trust: trust is not None and trust < 0.2,
    "20 to 50 %": lambda trust: trust is not None and 0.2 <= trust <= 0.5,
    "above 50 %": lambda trust: trust is not None and trust > 0.5,
    "breaks": lambda trust: trust is None,
}


def ends(found, within):
    """How many treatments are in a band, and of 100 first moves the fewest and the most that were cooperative."""
    done = [one.cooperative for one in found.treatments if within(one.trust)]
    return len(done), *(round(100 * share) for share in (min(done), max(done)))


def test_the_page_shows_what_was_computed(found):
    page = (ROOT / "docs" / "laboratory.md").read_text(encoding="utf-8")
    for name, within in BANDS.items():
        count, low, high = ends(found, within)
        assert f"| {name} | {count} | {low} to {high} % |" in page
    # In which band each number of trust stands does not hang on rounding.
    assert all(abs(one.trust - edge) > 0.01 for one in found.treatments if one.trust for edge in (0.2, 0.5))


def test_the_brief_and_the_page_about_it_say_the_same(found):
    page = " ".join((ROOT / "docs" / "reading-a-brief.md").read_text(encoding="utf-8").split())
    below, broken = ends(found, BANDS["below 20 %"]), ends(found, BANDS["breaks"])
    assert f"{below[1]} to {below[2]} % where it asked for less than 20 %, {broken[1]} to {broken[2]} % where" in page
    for trust, name in (
        (0.01, "below 20 %"),
        (0.21, "20 to 50 %"),
        (0.5, "20 to 50 %"),
        (0.51, "above 50 %"),
        (1.0, "above 50 %"),
    ):
        _, low, high = ends(found, BANDS[name])
        assert f" {low} to {high} % of first moves were cooperative" in in_laboratories(trust)
    assert in_laboratories(0.0) == ""


def test_the_figure_is_current(found):
    script = importlib.util.spec_from_file_location("laboratory_figure", ROOT / "scripts" / "laboratory_figure.py")
    drawing = importlib.util.module_from_spec(script)
    script.loader.exec_module(drawing)
    drawn = drawing.draw(found)
    assert drawing.FIGURE.read_text(encoding="utf-8") == drawn, "draw it anew: python scripts/laboratory_figure.py"
    assert drawn.count("<circle") == len(found.treatments)
    assert "(pictures/laboratory.svg)" in (ROOT / "docs" / "laboratory.md").read_text(encoding="utf-8")
