"""What a deal may wish of its plans: how it is read, and what is doubtful about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from standoff.case.load import read
from standoff.case.reading.writing import dumps

CASE = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties: {alpha: {horizon: 5 years}, beta: {horizon: 5 years}}
steps:
  inspectors: {by: alpha}
  lift_ban: {by: beta, not_before: DATE}
  here: {by: beta}
  there: {by: beta}
choices: {venue: [here, there]}
deals:
  full:
    steps: [inspectors, lift_ban, venue]
    same_phase: [[lift_ban, venue]]
    first: inspectors
    last: [venue]
    phases: 3
    at_risk: {alpha: 20 %, beta: 0.35}
"""


def written(tmp_path: Path, when: str) -> Path:
    file = tmp_path / "case.yaml"
    file.write_text(CASE.replace("DATE", when), encoding="utf-8")
    return file


def test_wishes_are_read_and_written_back(tmp_path: Path) -> None:
    case, problems = read(written(tmp_path, "2027-01-01"))
    assert not problems
    deal = case.deals["full"]
    assert (deal.same_phase, deal.first, deal.last) == ((("lift_ban", "venue"),), ("inspectors",), ("venue",))
    assert (deal.phases, deal.at_risk) == (3, {"alpha": 0.2, "beta": 0.35})
    assert case.steps["lift_ban"].not_before == date(2027, 1, 1)
    again = tmp_path / "again.yaml"
    again.write_text(dumps(case), encoding="utf-8")
    assert read(again)[0] == case


@pytest.mark.parametrize(("when", "idle"), [("2026-11-01", True), ("2026-11-02", True), ("2026-11-03", False)])
def test_a_date_that_is_past_is_a_warning(tmp_path: Path, when: str, idle: bool) -> None:
    problems = read(written(tmp_path, when))[1]
    assert [(p.severity, p.path, p.message) for p in problems] == idle * [
        ("warning", "steps.lift_ban.not_before", "this is not after `as_of` (2026-11-02), so it says nothing")
    ]
