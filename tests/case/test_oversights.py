"""Warnings of what is often an oversight: in scales, dates, names, and entries that say nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from places import CASES, TESTS
from standoff.case.load import read, read_source

GRAIN = (TESTS / "faults" / "grain" / "case.yaml").read_text(encoding="utf-8")
SWIFT = "worth: {russia: 10, ukraine: -3 to -1, west: -5 to -2}"

CASE = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {horizon: 5 years}
  beta: {horizon: 10 years}
steps:
  inspectors: {by: alpha}
  lift_ban: {by: beta, worth: {alpha: 4 to 9, beta: -5 to -2}, because: [{judgement: likely, by: AB}]}
"""


def warnings_of(text: str) -> list[tuple[str, str]]:
    """The paths and messages of the warnings of a case without errors."""
    reading = read_source("case.yaml", text)
    assert reading.case is not None
    return [(problem.path, problem.message) for problem in reading.problems]


def changed(old: str, new: str) -> str:
    assert old in CASE
    return CASE.replace(old, new)


def test_nothing_is_said_of_sound_cases() -> None:
    assert warnings_of(CASE) == []
    assert warnings_of(GRAIN) == []
    assert read(CASES / "korea-2025")[1] == ()


def test_the_step_of_the_scale_is_worth_10() -> None:
    wrong = GRAIN.replace(SWIFT, "worth: {russia: 100, ukraine: -30 to -10, west: -50 to -20}")
    said = "the `scale` of `russia` calls this step its 10, and here it is 100"
    assert warnings_of(wrong) == [("steps.swift.worth.russia", said)]
    # What the hint says: 10, and the others in proportion.
    assert warnings_of(wrong.replace("russia: 100", "russia: 10")) == []
    assert warnings_of(wrong.replace("10 = Rosselkhozbank", "100 = Rosselkhozbank")) == []


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        ("10 = the ban lifted for good", True),
        ("10 points: lift_ban", True),
        ("6 = the ban lifted for good", False),
        ("10 = all sanctions gone", False),
        ("dollars", False),
    ],
)
def test_a_scale_speaks_of_a_step_by_all_words_of_its_key(scale: str, told: bool) -> None:
    text = changed("alpha: {horizon: 5 years}", f'alpha: {{horizon: 5 years, scale: "{scale}"}}')
    assert [path for path, _ in warnings_of(text)] == (["steps.lift_ban.worth.alpha"] if told else [])


@pytest.mark.parametrize(
    ("horizon", "told"), [("30 days", True), ("700 days", True), ("1 to 3 weeks", True), ("2 months", False)]
)
def test_a_horizon_of_days(horizon: str, told: bool) -> None:
    found = [path for path, _ in warnings_of(changed("5 years", horizon))]
    assert found == (["parties.alpha.horizon"] if told else [])


@pytest.mark.parametrize(
    ("issued", "told"),
    [
        ([2026, 11, 3], True),
        ([2026, 12], True),
        ([2027], True),
        ([2026, 11, 2], False),
        ([2026, 11], False),
        ([2026], False),
        (["2027"], False),
        (None, False),
    ],
)
def test_a_source_later_than_the_file(tmp_path: Path, issued: list[object] | None, told: bool) -> None:
    text = changed("{judgement: likely, by: AB}", "{in: cable}, {in: cable, at: page 2}")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    entry = {"id": "cable", **({"issued": {"date-parts": [issued]}} if issued else {})}
    (tmp_path / "sources.json").write_text(json.dumps([entry]), encoding="utf-8")
    case, problems = read(tmp_path)
    assert case is not None
    assert [problem.path for problem in problems] == (["steps.lift_ban.because.1.in"] if told else [])


def test_years_of_another_age() -> None:
    assert warnings_of(changed("2026-11-02", "0206-11-02")) == [("as_of", "this is in the year 206")]
    assert warnings_of(changed("2026-11-02", "1800-11-02")) == []
    late = changed("{by: alpha}", "{by: alpha, not_before: 2201-01-01}")
    assert warnings_of(late) == [("steps.inspectors.not_before", "this is in the year 2201")]
    past = CASE + "history: [{before: 1799-12-31, title: Opened, now: {with: [inspectors]}}]\n"
    assert warnings_of(past) == [("history.1.before", "this is in the year 1799")]


def test_two_things_with_one_name() -> None:
    parties = changed("beta: {horizon", "beta: {name: alpha, horizon")
    assert warnings_of(parties) == [("parties.beta.name", "`alpha` is called `alpha`, too")]
    steps = changed("{by: alpha}", "{by: %s, name: Lift  ban}")
    assert warnings_of(steps % "beta") == [("steps.lift_ban.name", "`inspectors` is called `Lift ban`, too")]
    assert warnings_of(steps % "alpha") == []  # told apart by who takes them, as in many games
    deals = CASE + "deals: {one: {title: It, steps: [inspectors]}, two: {title: It, steps: [lift_ban]}}\n"
    assert warnings_of(deals) == [("deals.two.title", "`one` is called `It`, too")]


def test_a_pair_correlated_twice() -> None:
    ends = "between: [steps.lift_ban.worth.alpha, steps.lift_ban.worth.beta]"
    turned = "between: [steps.lift_ban.worth.beta, steps.lift_ban.worth.alpha]"
    said = "`steps.lift_ban.worth.beta` and `steps.lift_ban.worth.alpha` are correlated by entry 1 already"
    text = f"{CASE}correlated: [{{{ends}, by: 0.5}}, {{{turned}, by: 0.6}}]\n"
    assert warnings_of(text) == [("correlated.2.between", said)]
    driver = "driver: Fuel, moves: {steps.lift_ban.worth.alpha: 0.5, steps.lift_ban.worth.beta: 0.5}"
    assert warnings_of(f"{CASE}correlated: [{{{ends}, by: 0.5}}, {{{driver}}}]\n") == []


def test_a_party_that_does_and_wants_nothing() -> None:
    text = changed("steps:\n", "  gamma: {horizon: 1 year}\nsteps:\n")
    assert warnings_of(text) == [("parties.gamma", "this party has no step, and nothing is worth anything to it")]
    assert warnings_of(text + "prefer: {gamma: [lift_ban]}\n") == []
    assert warnings_of(text + "order: {gamma: [lift_ban]}\n") == []


def test_steps_whose_name_means_something_else() -> None:
    said = "where a state is named, `{}` means {}, and a step is called so, too"
    assert warnings_of(changed("inspectors:", "now:")) == [("steps.now", said.format("now", "what is in force now"))]
    assert warnings_of(changed("inspectors:", "nothing:")) == [
        ("steps.nothing", said.format("nothing", "nothing at all"))
    ]


@pytest.mark.parametrize(
    ("more", "path", "like"),
    [
        ("deals: {a: [inspectors, lift_ban], b: {title: B, steps: [lift_ban, inspectors]}}", "deals.b", "`a`"),
        ("deals: {a: [inspectors, lift_ban], b: {steps: [lift_ban, inspectors], phases: 1}}", "", ""),
        ("plans: {a: {phases: [[inspectors, lift_ban]]}, b: {phases: [[lift_ban, inspectors]]}}", "plans.b", "`a`"),
        ("plans: {a: {phases: [[inspectors], [lift_ban]]}, b: {phases: [[lift_ban], [inspectors]]}}", "", ""),
        ("rules: [inspectors if lift_ban, (inspectors) if lift_ban]", "rules.2", "rule 1"),
        ("rules: [inspectors if lift_ban, lift_ban if inspectors]", "", ""),
    ],
)
def test_what_is_said_twice(more: str, path: str, like: str) -> None:
    expected = [(path, f"this says the same as {like}")] if path else []
    assert warnings_of(f"{CASE}{more}\n") == expected


def test_an_entry_of_the_history_that_changes_nothing() -> None:
    said = "this entry changes nothing: what was different before that day is not said"
    assert warnings_of(CASE + "history: [{before: 2026-01-01, title: Talks failed}]\n") == [("history.1", said)]
