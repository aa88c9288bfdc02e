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
    # What Korea's two demands are is a finding, not an oversight.
    assert [problem.path for problem in read(CASES / "korea-2025")[1]] == ["deals.full.readings"]


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
        (["2027"], True),
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
    shorts = steps.replace("name: Lift  ban", "short: it").replace(
        "lift_ban: {by: beta", "lift_ban: {by: beta, short: It"
    )
    assert warnings_of(shorts % "beta") == [("steps.lift_ban.short", "`inspectors` is called `It`, too")]
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


def test_a_correlation_and_its_opposite() -> None:
    """Fault contradictory-correlations: the same pair moves together and against itself."""
    pair = "parties.alpha.horizon, steps.lift_ban.worth.alpha"
    back = "steps.lift_ban.worth.alpha, parties.alpha.horizon"
    text = changed("5 years", "2 to 6 years") + (
        f"correlated: [{{between: [{pair}], by: 0.9}}, {{between: [{back}], by: -0.9}}]\n"
    )
    assert [path for path, _ in warnings_of(text)] == ["correlated.2.between"]


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


# -------------------------------------------------------------------------------- what desks got wrong


def test_a_truce_that_would_outlast_the_deal() -> None:
    said = "this costs none of its owners, so it stays for good after every breakdown"
    text = changed("{by: alpha}", "{by: [alpha, beta], name: %s%s}")
    deal = "deals: {d: [inspectors]}\n"
    for name in ("A truce", "the Cease-fire of May", "Armistice", "Moratorium on tests", "ceasefires everywhere"):
        assert warnings_of(text % (name, "") + deal) == [("steps.inspectors", said)]
    assert warnings_of((text % ("Talks", "")).replace("inspectors:", "truce_at_sea:") + "now: [truce_at_sea]\n") == [
        ("steps.truce_at_sea", said)
    ]
    assert warnings_of(text % ("A truce", "") + "plans: {p: {phases: [[inspectors]]}}\n") == [
        ("steps.inspectors", said)
    ]
    chosen = "choices: {c: [inspectors, lift_ban]}\ndeals: {d: [c]}\n"
    assert warnings_of(text % ("A truce", "") + chosen) == [("steps.inspectors", said)]
    assert warnings_of(text % ("A truce", "")) == []  # neither in force nor planned
    evidence = ", because: [{judgement: likely, by: AB}]"
    # What the hint says, either way; what lapses anyhow; and what it is not asked of.
    for more in ("ends_with_breakdown: true", "ends_with_breakdown: false", "automatic: true", "undo: never",
                 "worth: {beta: -1}" + evidence):  # fmt: skip
        assert warnings_of(text % ("A truce", f", {more}") + deal) == []
    assert warnings_of(text % ("A truce", ", worth: {alpha: 3, beta: 0}" + evidence) + deal) == [
        ("steps.inspectors", said)
    ]
    assert warnings_of(text % ("Trucers", "") + deal) == []
    order = "order: {alpha: [nothing, inspectors], beta: [lift_ban, inspectors]}\n"
    ranked = (text % ("A truce", "")).replace("worth: {alpha: 4 to 9, beta: -5 to -2}, ", "") + deal + order
    assert ("steps.inspectors", said) not in warnings_of(ranked)
    assert ("steps.inspectors", said) in warnings_of(ranked.replace("nothing, inspectors", "inspectors"))


def warned(fault: str, old: str, new: str) -> list[tuple[str, str]]:
    """The warnings of the case behind the faults, once as a desk wrote it instead."""
    assert old in GRAIN, fault
    return warnings_of(GRAIN.replace(old, new, 1))


def test_fault_sem_cost_positive() -> None:
    said = "`west` likes this step and could take it alone, and it is not in force now"
    assert warned("sem_cost_positive", SWIFT, "worth: {russia: 10, ukraine: 1 to 3, west: 2 to 5}") == [
        ("steps.swift.worth.west", said)
    ]


def test_fault_sem_sign_slip() -> None:
    said = "everybody likes this step, `russia` too, which alone could end it: nobody would"
    cost = "worth: {russia: -6 to -2, ukraine: 10, turkiye: 10, west: 10}"
    assert warned("sem_sign_slip", cost, "worth: {russia: 6, ukraine: 10, turkiye: 10, west: 10}") == [
        ("steps.safe_corridor.worth.russia", said)
    ]
    liked = changed("worth: {alpha: 4 to 9, beta: -5 to -2}", "worth: {alpha: 4, beta: 2}")
    assert [path for path, _ in warnings_of(liked + "now: [lift_ban]\n")] == ["steps.lift_ban.worth.beta"]
    for fine in (liked.replace("by: beta", "by: [alpha, beta]"), liked.replace("alpha: 4,", "alpha: -4,"),
                 liked.replace("alpha: 4, ", "")):  # fmt: skip
        assert warnings_of(fine + "now: [lift_ban]\n") == []


def test_fault_sem_step_never_seen_zero() -> None:
    said = "of this step alone it is not said how soon a breach is seen, so it is seen at once"
    seen = "    takes: 3 to 5 months\n    seen: 1 week\n"
    assert warned("sem_step_never_seen_zero", seen, "    takes: 3 to 5 months\n") == [("steps.swift", said)]
    # What the hint says: how soon, or at once in so many words.
    assert warned("sem_step_never_seen_zero", seen, "    takes: 3 to 5 months\n    seen: 0\n") == []
    two = GRAIN.replace(seen, "    takes: 3 to 5 months\n").replace("    takes: 2 weeks\n    seen: 1 week\n", "", 1)
    assert warnings_of(two) == []


def folder_of(tmp_path: Path, as_of: str, *years: int) -> list[str]:
    """The paths of warnings of a case of a day that cites sources of some years."""
    cited = ", ".join(f"{{in: s{year}}}" for year in years)
    text = changed("2026-11-02", as_of).replace("{judgement: likely, by: AB}", cited)
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    entries = [{"id": f"s{year}", "issued": {"date-parts": [[year, 5]]}} for year in years]
    (tmp_path / "sources.json").write_text(json.dumps(entries), encoding="utf-8")
    case, problems = read(tmp_path)
    assert case is not None
    return [f"{problem.path}: {problem.message}" for problem in problems]


def test_fault_sem_date_future(tmp_path: Path) -> None:
    """2032 was written for 2023."""
    assert folder_of(tmp_path, "2032-07-10", 2022, 2023) == [
        "as_of: the latest source that is cited is of 2023-05, 9 years earlier"
    ]
    assert folder_of(tmp_path, "2023-07-10", 2022, 2023) == []
    assert folder_of(tmp_path, "2028-07-10", 1950, 2023) == []
