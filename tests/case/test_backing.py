"""What a number rests on: how many independent sources, what they support, how old they are, and what speaks against.

The expected values follow from the definitions in docs/method.md, by hand.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from standoff.case.load import load, loads
from standoff.case.model.backing import Backing, backing_of, backings
from standoff.case.model.cited import older
from standoff.case.model.durations import read_duration
from standoff.case.model.model import Case
from standoff.case.overlays.history import as_of
from standoff.case.overlays.views import seen_by
from standoff.case.reading.writing import dumps

SOURCES = [
    {"id": "lee", "author": [{"family": "Lee", "given": "A"}], "issued": {"date-parts": [[2020, 3, 1]]}},
    {"id": "lee-again", "author": [{"literal": "a LEE"}], "issued": {"date-parts": [[2026, 3, 1]]}},
    {"id": "both", "author": [{"literal": "A Lee"}, {"literal": "UN"}], "issued": {"date-parts": [[2019]]}},
    {"id": "un", "author": [{"literal": "UN"}], "issued": {"date-parts": [[2024, 11]]}},
    {"id": "nobody", "issued": {"date-parts": [["2024", 11, 1]]}},
    {"id": "undated"},
]


def case_with(folder: Path, because: str, top: str = "") -> Case:
    """A case with one step whose worth to beta rests on some evidence, and its sources."""
    (folder / "case.yaml").write_text(
        f"""{{format: 1, title: T, as_of: 2026-11-02, {top} parties: {{alpha: {{horizon: 5 years}}, beta: {{}}}},
        steps: {{fuel: {{by: alpha, takes: 2 weeks, seen: 0, worth: {{beta: 1 to 3, alpha: 0}}, because: [{because}]}}}},
        sincerity: {{beta: 0.5}}, plans: {{p: {{pace: 1 week, phases: [[fuel]]}}}}}}""",
        encoding="utf-8",
    )
    (folder / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    return load(folder)


def backing(folder: Path, because: str, top: str = "") -> Backing:
    return backing_of(case_with(folder, because, top), "steps.fuel.worth.beta")


def test_what_counts_as_a_number(tmp_path: Path) -> None:
    """What is left out, or 0, claims nothing; nor does the pace of a plan."""
    found = [one.path for one in backings(case_with(tmp_path, ""))]
    assert found == ["parties.alpha.horizon", "steps.fuel.takes", "steps.fuel.worth.beta", "sincerity.beta"]
    assert [one.part for one in backings(case_with(tmp_path, ""))] == [
        "parties.alpha",
        "steps.fuel",
        "steps.fuel",
        "parties.beta",
    ]


@pytest.mark.parametrize(
    ("sources", "independent"),
    [
        (["lee"], 1),
        (["lee", "lee"], 1),
        (["lee", "lee-again"], 1),
        (["lee", "un"], 2),
        (["lee", "un", "both"], 1),
        (["nobody", "undated"], 2),
        (["lee", "nobody"], 2),
        ([], 0),
    ],
)
def test_sources_that_share_an_author_count_once(tmp_path: Path, sources: list[str], independent: int) -> None:
    assert backing(tmp_path, ", ".join(f"{{in: {source}}}" for source in sources)).independent == independent


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("", True),
        (", for: worth", True),
        (", for: worth.beta", True),
        (", for: worth.alpha", False),
        (", for: takes", False),
    ],
)
def test_evidence_reaches_what_it_is_for_and_what_that_holds(tmp_path: Path, target: str, reached: bool) -> None:
    assert backing(tmp_path, f"{{in: lee{target}}}").bare is not reached


def test_sincerity_rests_on_evidence_under_its_party(tmp_path: Path) -> None:
    case_with(tmp_path, "")
    text = (tmp_path / "case.yaml").read_text()
    case = loads(text.replace("beta: {}", "beta: {because: [{judgement: x, by: AB, for: sincerity}]}"))
    assert not backing_of(case, "sincerity.beta").bare


@pytest.mark.parametrize(
    ("because", "supports", "grade"),
    [
        ("{in: lee, supports: sign, grade: B2}, {in: un, supports: order, grade: B1}", "order", "B1"),
        ("{in: lee}, {judgement: x, by: AB, supports: size}", "", ""),
        ("{in: lee, supports: size, grade: F6}, {in: un, grade: C4}", "size", "C4"),
        ("{in: lee, supports: size, grade: A1, contradicts: true}, {in: un, supports: sign, grade: C4}", "sign", "C4"),
    ],
)
def test_the_most_that_sources_support_and_the_best_grade(
    tmp_path: Path, because: str, supports: str, grade: str
) -> None:
    found = backing(tmp_path, because)
    assert (found.supports, found.grade) == (supports, grade)


def test_of_a_time_a_source_supports_the_size(tmp_path: Path) -> None:
    assert backing_of(case_with(tmp_path, "{in: lee, for: takes}"), "steps.fuel.takes").supports == "size"


@pytest.mark.parametrize(
    ("because", "top", "stale"),
    [
        ("{in: lee}", "", False),
        ("{in: lee}", "stale_after: 2 years,", True),
        ("{in: lee, stale_after: never}", "stale_after: 2 years,", False),
        ("{in: lee, stale_after: 2 years}", "", True),
        ("{in: lee}, {in: un}", "stale_after: 2 years,", False),  # of November 2024: 30 November, less than 2 years ago
        ("{in: nobody}", "stale_after: 2 years,", True),  # of 1 November 2024: 2 years and a day ago
        ("{in: nobody}", "stale_after: 25 months,", False),
        ("{in: both}", "stale_after: 6 years,", True),  # 31 December 2019
        ("{in: both}", "stale_after: 7 years,", False),
        ("{in: undated}", "stale_after: 2 years,", False),
        ("{in: lee}, {judgement: x, by: AB}", "stale_after: 2 years,", True),
        ("{judgement: x, by: AB}", "stale_after: 2 years,", False),
    ],
)
def test_a_number_is_stale_when_its_newest_source_is(tmp_path: Path, because: str, top: str, stale: bool) -> None:
    assert backing(tmp_path, because, top).stale is stale


@pytest.mark.parametrize(
    ("because", "contradicted", "bare"),
    [
        ("{in: lee, contradicts: true}", True, True),
        ("{judgement: x, by: AB}, {in: lee, contradicts: true}", True, False),
        ("{judgement: x, by: AB}, {judgement: y, by: CD, contradicts: true}", True, False),
        ("{judgement: x, by: AB}, {in: lee, contradicts: true, stale_after: 1 year}", False, False),
        ("{in: un}, {in: lee, contradicts: true, for: takes}", False, False),
        ("{in: un, contradicts: false}", False, False),
    ],
)
def test_what_speaks_against_a_number_does_not_support_it(
    tmp_path: Path, because: str, contradicted: bool, bare: bool
) -> None:
    found = backing(tmp_path, because)
    assert (found.contradicted, found.bare) == (contradicted, bare)


@pytest.mark.parametrize("age", ["1 day", "45 days", "3 weeks", "1 month", "18 months", "2 years", "1000000 years"])
@pytest.mark.parametrize("issued", [date(2024, 2, 29), date(2023, 12, 31), date(2025, 1, 30)])
def test_a_source_turns_stale_once_and_for_good(age: str, issued: date) -> None:
    """Day by day: not on the day itself, and never young again; within a day or two of the age in days."""
    lasting = read_duration(age)
    days = [older(issued, lasting, issued + timedelta(days=n)) for n in range(1000)]
    assert days == sorted(days)
    assert not days[0]
    if True in days:
        assert abs(days.index(True) - 1 - lasting.low * 365.25) < 3


def test_sources_go_with_the_case_and_do_not_make_it_another(tmp_path: Path) -> None:
    case = case_with(tmp_path, "{in: lee}", "stale_after: 2 years,")
    assert case.cited.by_id["lee"].latest == date(2020, 3, 1)
    for other in (as_of(case, date(2022, 3, 1)), seen_by(case, "alpha"), case.model_copy(update={"title": "U"})):
        assert other.cited.by_id == case.cited.by_id
    assert not backing_of(as_of(case, date(2022, 3, 1)), "steps.fuel.worth.beta").stale
    assert backing_of(as_of(case, date(2022, 3, 2)), "steps.fuel.worth.beta").stale
    bare = loads(dumps(case))
    assert bare == case
    assert not bare.cited.by_id


def test_an_entry_with_mistakes_has_no_date() -> None:
    from standoff.case.reading.cited import cited_in

    found = cited_in({"s": {"id": "s", "issued": {"date-parts": [[2024, 13]]}}, "t": {"issued": "May", "author": 3}})
    assert [one.latest for one in found.by_id.values()] == [None, None]
