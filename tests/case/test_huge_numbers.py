"""Numbers and durations that nobody can mean are refused where they stand, as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.case.load import read

FAULTS = Path(__file__).parents[1] / "faults"


@pytest.mark.parametrize(
    ("file", "place", "message"),
    [
        (
            "huge-integer-duration/case.yaml",
            (6, "steps.open_harbour.takes"),
            "is too large: the largest number is 1e12",
        ),
        (
            "huge-integer-duration/worth.yaml",
            (6, "steps.open_harbour.worth.beta"),
            "is too large: the largest number is",
        ),
        ("huge-duration-1e10/case.yaml", (9, "plans.p.pace"), "`1e10 years` is too long: the longest duration is"),
        ("huge-duration-1e10/with-1e9.yaml", (9, "plans.p.pace"), "`1e9 years` is too long: the longest duration is"),
    ],
)
def test_a_huge_number_is_refused_with_its_place(file, place, message):
    case, problems = read(FAULTS / file)
    assert case is None
    (error,) = [problem for problem in problems if problem.severity == "error"]
    assert (error.line, error.path) == place
    assert message in error.message
    assert "inf" not in error.message
