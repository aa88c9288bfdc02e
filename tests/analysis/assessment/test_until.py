"""What ends by agreement: of a worth for good, the share up to the end counts, to each party by its own horizon."""

from math import exp, log
from pathlib import Path

import numpy as np
import pytest

import standoff
from standoff.analysis.numbers import DAYS_A_YEAR, exchange_of
from standoff.analysis.sureness.ranges import Drawn, quantities_of
from standoff.case.load import read_source
from standoff.engine.core.exchange import Exchange

TEXT = """
format: 1
title: A limit for a term
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 10 years}}
steps:
  limit: {by: a, until: TERM, takes: 6 months, seen: 1 month, undo: 1 month, worth: {a: -3, b: 8}}
  relief: {by: b, seen: 1 month, worth: {a: 6, b: -2}}
together: {both: {steps: [limit, relief], worth: {b: 1}}}
plans: {p: {phases: [[limit], [relief]]}}
"""


def case_of(term):
    return standoff.loads(TEXT.replace("TERM", term))


def worth(case) -> np.ndarray:
    exchange = exchange_of(case)
    assert isinstance(exchange, Exchange)
    return exchange.worth


def test_each_party_counts_the_term_by_its_own_horizon():
    counts = {"a": 1 - exp(-10 / 4), "b": 1 - exp(-10 / 10)}
    np.testing.assert_allclose(worth(case_of("10 years")), [[-3 * counts["a"], 6], [8 * counts["b"], -2]], rtol=1e-12)
    np.testing.assert_allclose(exchange_of(case_of("10 years")).together_worth, [[0, counts["b"]]], rtol=1e-12)


def test_carrying_on_by_hand():
    """Phase 1 lasts 7 months, the limit comes after 6 of them, the relief in phase 2: V = sum of v e^(-s/H)."""
    found = standoff.assess(case_of("10 years"), "p")
    first = {row.party: row.carry_on for row in found.rows if row.phase == 1}
    for party, horizon, limit, relief, both in (("a", 4, -3, 6, 0), ("b", 10, 8, -2, 1)):
        counts = 1 - exp(-10 / horizon)
        starts, comes = 6 / 12, 7 / 12
        by_hand = limit * counts * exp(-starts / horizon) + (relief + both * counts) * exp(-comes / horizon)
        assert first[party] == pytest.approx(by_hand, abs=1e-9)


def test_a_day_counts_from_the_day_of_the_case():
    years = (365 + 31) / DAYS_A_YEAR  # 2 November 2026 to 3 December 2027
    np.testing.assert_allclose(
        worth(case_of("2027-12-03"))[:, 0], [-3 * (1 - exp(-years / 4)), 8 * (1 - exp(-years / 10))]
    )


def test_the_limits():
    """Without end it counts whole; near to nothing of it is left of a day of it."""
    plain = standoff.loads(TEXT.replace("until: TERM, ", ""))
    assert (worth(case_of("never")) == worth(plain)).all()
    np.testing.assert_allclose(worth(case_of("100000 years")), worth(plain), rtol=1e-12)
    for days in (1, 2):
        np.testing.assert_allclose(
            worth(case_of(f"{days} days"))[:, 0], [-3 * days / DAYS_A_YEAR / 4, 8 * days / DAYS_A_YEAR / 10], rtol=1e-3
        )


def test_a_term_that_is_not_known_is_drawn_with_the_horizon():
    case = standoff.loads(TEXT.replace("TERM", "8 to 12 years").replace("horizon: 4 years", "horizon: 2 to 6 years"))
    assert "steps.limit.until" in quantities_of(case)
    drawn = Drawn.of(case, 30, 1)
    term, horizon = drawn.value("steps.limit.until"), drawn.value("parties.a.horizon")
    assert np.ptp(term) > 1 and np.ptp(horizon) > 1
    np.testing.assert_allclose(drawn.exchange().worth[:, 0, 0], -3 * (1 - np.exp(-term / horizon)), rtol=1e-12)


def test_where_nobody_looks_ahead_it_counts_whole():
    text = TEXT.replace("TERM", "10 years").replace("{horizon: 4 years}", "{}").replace("{horizon: 10 years}", "{}")
    case = standoff.loads(text)
    np.testing.assert_allclose(exchange_of(case, timeless=True).worth, [[-3, 6], [8, -2]])
    assert standoff.stable(case).feasible_states == 4


def test_a_term_that_flips_a_verdict_is_found():
    """Two months of the limit are left to b if it withholds relief: 8 (1 - e^(-u/10)) e^(-1/60) = 2 at the flip."""
    together = "together: {both: {steps: [limit, relief], worth: {b: 1}}}"
    case = standoff.loads(TEXT.replace("TERM", "10 years").replace(together, ""))
    found = next(one for one in standoff.flip(case, "p").flips if one.path == "steps.limit.until")
    assert (found.label, found.unit, found.becomes) == ("How long “Limit” stays in force", "years", "breaks")
    assert found.at == pytest.approx(-10 * log(1 - 2 / 8 * exp(1 / 60)), abs=0.001)


@pytest.mark.parametrize(
    "term, message",
    [
        ("0", "what ends as soon as it is in force is no step"),
        ("2026-11-02", "this is not after `as_of` (2026-11-02), so nothing of the step is left"),
        ("2026-13-02", "`2026-13-02` is not a day of the calendar"),
        ("02.11.2030", "`02.11.2030` is not a date"),
        ("soon", "`soon` is not a duration"),
    ],
)
def test_what_is_refused(term, message):
    errors = [one for one in read_source("case.yaml", TEXT.replace("TERM", term)).problems if one.severity == "error"]
    assert [(one.path, one.message, bool(one.hint)) for one in errors] == [("steps.limit.until", message, True)]


def test_how_much_is_left_out_is_what_the_method_page_says():
    """The numbers of docs/method.md: 8 points for 10 years at a horizon of 10, against a price of 2."""
    page = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
    counted, last_year, turns = 8 * (1 - exp(-1)), 8 * (1 - exp(-1 / 10)), -10 * log(1 - 2 / 8)
    for said in (
        f"= {counted:.2f}",
        f"= {counted - 2:.2f} more",
        f"{last_year:.2f}"[1:] + " with a year",
        f"{turns:.2f} years",
    ):
        assert said in page
    text = TEXT.replace("TERM", "10 years").replace("relief: {by: b, seen: 1 month", "relief: {by: b")
    rest = text.replace("10 years, takes", "1 year, takes").replace(
        "plans: {p: {phases: [[limit], [relief]]}}", "now: [limit, relief]"
    )
    assert worth(standoff.loads(text))[1, 0] == pytest.approx(counted)
    assert worth(standoff.loads(rest))[1, 0] == pytest.approx(last_year)
