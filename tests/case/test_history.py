"""History: the same case as of an earlier day."""

from __future__ import annotations

from datetime import date

import pytest

from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.case.model.values import Quantity
from standoff.case.overlays.history import as_of

TEXT = """\
format: 1
title: Harbour
as_of: 2026-11-02
intervals: 80 %
parties:
  alpha: {horizon: 5 years}
  beta: {horizon: 10 years, walkout_cost: 1}
steps:
  inspectors: {by: alpha}
  open_harbour: {by: alpha, worth: {beta: 4 to 9}, because: [{judgement: likely, by: AB}]}
  fuel: {by: beta}
  blockade: {by: beta}
now: [inspectors, fuel]
history:
  - before: 2026-09-01
    title: Inspectors came, and the blockade ended
    now: {without: [inspectors], with: [blockade]}
    because: [{judgement: seen by all, by: AB, for: now}]
  - before: 2026-03-01
    title: Talks failed
    was: {parties.beta.horizon: 6 to 12 years, sincerity.beta: 0.7, steps.open_harbour.worth.alpha: -3, steps.open_harbour.seen: 2 weeks}
    now: {without: [fuel]}
  - {before: 2026-01-01, title: A new government, was: {parties.beta.horizon: 2 years}}
"""


@pytest.fixture
def case() -> Case:
    reading = read_source("case.yaml", TEXT)
    assert reading.problems == ()
    assert reading.case is not None
    return reading.case


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("when", "now"),
    [
        ("2026-11-02", ("inspectors", "fuel")),
        ("2026-09-01", ("inspectors", "fuel")),
        ("2026-08-31", ("fuel", "blockade")),
        ("2026-03-01", ("fuel", "blockade")),
        ("2026-02-28", ("blockade",)),
        ("2020-01-01", ("blockade",)),
    ],
)
def test_what_was_in_force(case: Case, when: str, now: tuple[str, ...]) -> None:
    assert as_of(case, day(when)).now == now


def test_what_was_believed(case: Case) -> None:
    before = as_of(case, day("2026-02-01"))
    assert before.parties["beta"].horizon == Quantity.between(6, 12, 0.8)
    assert before.steps["open_harbour"].worth["alpha"] == Quantity.point(-3)
    assert before.sincerity["beta"] == Quantity.point(0.7)
    assert before.steps["open_harbour"].seen == Quantity.point(14 / 365.25)
    assert before.steps["open_harbour"].worth["beta"] == case.steps["open_harbour"].worth["beta"]
    assert as_of(case, day("2025-12-31")).parties["beta"].horizon == Quantity.point(2)


def test_later_entries_are_dropped_and_the_rest_stays(case: Case) -> None:
    before = as_of(case, day("2026-02-01"))
    assert before.as_of == day("2026-02-01")
    assert before.history == case.history[2:]
    assert (before.title, before.intervals, before.parties["alpha"]) == (case.title, 0.8, case.parties["alpha"])


def test_today_is_the_case_itself(case: Case) -> None:
    assert as_of(case, case.as_of) == case


def test_twice_back_is_once_back(case: Case) -> None:
    assert as_of(as_of(case, day("2026-06-01")), day("2026-02-01")) == as_of(case, day("2026-02-01"))


def test_the_future_is_not_known(case: Case) -> None:
    with pytest.raises(ValueError, match="the case is as of 2026-11-02, and 2027-01-01 is later"):
        as_of(case, day("2027-01-01"))
