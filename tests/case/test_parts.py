"""Steps in equal parts: what the names stand for, what is refused, and that a case is written as it was read."""

import pytest

import standoff
from standoff.case.load import read_source
from standoff.case.model.model import Case, Part
from standoff.case.model.parts import in_parts, parts_named
from standoff.case.overlays.history import as_of
from standoff.case.overlays.views import seen_by
from standoff.case.reading.plain import plain
from standoff.case.reading.writing import dumps

OIL = """
format: 1
title: Oil for seals
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  oil: {by: a, name: Shipments of oil, parts: 3, seen: 1 month, worth: {a: -6 to -3, b: 9}, requires: [talks]}
  seals: {by: b, requires: [oil], worth: {a: 6, b: -3}}
  talks: {by: [a, b]}
  bank: {by: b, seen: {normally: 1 year, with: {oil: 1 week}}, worth: {b: -1}}
together: {winter: {steps: [oil, seals], worth: {b: -1}}}
now: [talks]
rules: [oil if seals, not (bank and oil_1) or talks]
choices: {way: [oil, bank]}
prefer: {b: {ranking: [[[oil, talks]], [[oil_1]]]}}
deals: {all: {steps: [oil, seals], before: [[oil, seals]], last: [seals]}, some: [way]}
plans:
  whole: {phases: [[oil], [seals]]}
  apart: {phases: [[oil_1], [oil_2, oil_3], [seals]], keeps: [talks]}
views: {b: {sees: {steps.oil.worth.a: -1}}}
history: [{before: 2026-01-01, title: Then, was: {steps.oil.worth.b: 3}, now: {without: [talks]}}]
"""


@pytest.fixture
def case() -> Case:
    return standoff.loads(OIL)


def problems(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.path, one.message, one.hint) for one in read_source("case.yaml", text).problems if one.severity == "error"
    ]


def test_a_step_in_parts_becomes_its_parts(case):
    parts = ("oil_1", "oil_2", "oil_3")
    assert tuple(case.steps) == (*parts, "seals", "talks", "bank")
    assert parts_named(case, "oil") == parts and parts_named(case, "seals") == ("seals",)
    assert [case.steps[part].name for part in parts] == [f"Shipments of oil ({n} of 3)" for n in (1, 2, 3)]
    assert [case.steps[part].requires for part in parts] == [("talks",), ("talks", "oil_1"), ("talks", "oil_2")]
    assert case.steps["seals"].requires == ("oil_3",)


def test_the_name_stands_for_all_parts_where_steps_are_listed_and_for_the_last_in_rules(case):
    assert case.plans["whole"].phases == (("oil_1", "oil_2", "oil_3"), ("seals",))
    assert case.plans["apart"].phases == (("oil_1",), ("oil_2", "oil_3"), ("seals",))
    assert case.deals["all"].steps == ("oil_1", "oil_2", "oil_3", "seals")
    assert case.deals["all"].before == (("oil_3", "seals"),)
    assert case.together["winter"].steps == ("oil_1", "oil_2", "oil_3", "seals")
    assert case.rules[0].expression == ("if", ("step", "oil_3"), ("step", "seals"))
    assert case.rules[1].expression[1][1][2] == ("step", "oil_1")
    assert case.choices["way"] == ("oil_3", "bank")
    assert ("if", ("step", "oil_2"), ("step", "oil_3")) in case.constraints()


def test_a_part_cannot_be_in_force_without_the_one_before_it(case):
    found = standoff.stable(case, all_states=True)
    assert all("oil_2" in state.state for state in found.states if "oil_3" in state.state)


def test_a_deal_with_a_choice_has_all_parts_of_the_member(case):
    best = standoff.roadmap(case, ["some"])[0]
    assert best.shown is not None
    assert {step for phase in best.shown.phases for step in phase} in ({"oil_1", "oil_2", "oil_3"}, {"bank"})


def test_typed_plans_and_states_take_the_name_of_the_whole(case):
    typed = standoff.assess(case, phases="oil | seals")
    assert [row.margin for row in typed.rows] == [row.margin for row in standoff.assess(case, "whole").rows]
    assert standoff.stable(case, state=["oil", "talks"]).now.state == ("oil_1", "oil_2", "oil_3", "talks")


def test_it_is_written_as_it_was_read(case):
    again = in_parts(Case.model_validate(plain(case)))
    assert again == case
    assert plain(case)["steps"]["oil"] == {
        "by": "a",
        "name": "Shipments of oil",
        "seen": "1 month",
        "requires": ["talks"],
        "parts": 3,
        "worth": {"a": "-6 to -3", "b": 9},
    }
    assert plain(case)["plans"]["whole"]["phases"] == [["oil"], ["seals"]]
    assert standoff.loads(dumps(case)) == case


def test_history_and_views_act_on_the_whole(case):
    assert all(
        step.worth["b"].median == 3
        for step in as_of(case, case.as_of.replace(year=2025)).steps.values()
        if isinstance(step, Part)
    )
    seen = seen_by(case, "b")
    assert {step.worth["a"].median for step in seen.steps.values() if isinstance(step, Part)} == {-1}


def test_evidence_and_numbers_are_counted_once():
    text = OIL.replace("requires: [talks]}", "requires: [talks], because: [{judgement: half, by: AB, for: worth.a}]}")
    case = standoff.loads(text)
    assert [place for place, _ in case.evidence()] == ["steps.oil"]
    assert [".".join(path) for path, _ in case.quantities() if path[:2] == ("steps", "oil") and "worth" in path] == [
        "steps.oil.worth.a",
        "steps.oil.worth.b",
    ]
    assert case.evidence_for("steps.oil.worth.a")


@pytest.mark.parametrize(
    "old, new, path, message, hint",
    [
        ("[[oil_1], [oil_2, oil_3]", "[[oil_1], [oil_2, oil_7]", "plans.apart.phases.2.2", "there is no step `oil_7`",
         "`oil` has 3 parts, `oil_1` to `oil_3`: did you mean `oil_3`?"),
        ("parts: 3", "parts: 1", "steps.oil.parts", "`1` is not a number of parts",
         "write a whole number from 2 to 24, or leave the key out where the step is one"),
        ("parts: 3", "parts: 25", "steps.oil.parts", "`25` is not a number of parts",
         "write a whole number from 2 to 24, or leave the key out where the step is one"),
        ("  bank:", "  oil_2: {by: b}\n  bank:", "steps.oil_2", "`oil_2` is a step, and also a part of the step `oil`",
         "call it something else, or change `parts` of `oil`"),
        ("now: [talks]", "now: [talks, oil, oil_2]", "now.3", "`oil_2` is a part of `oil`, which is listed too",
         "keep `oil` for all parts"),
        ("now: [talks]", "now: [talks, oil_2]", "now",
         "what is in force now breaks the order of the parts, by which `oil_2` comes after the one before it",
         "change that, or what is in force now"),
        ("[[oil_1], [oil_2, oil_3]", "[[oil_2], [oil_1, oil_3]", "plans.apart.phases.1.1",
         "`oil_2` requires `oil_1`, which comes only in phase 2", "move `oil_2` to phase 2 or later, or `oil_1` forward"),
        ("[[oil], [seals]]", "[[oil, seals], [oil_3]]", "plans.whole.phases.2.1", "`oil_3` is in phase 1 already",
         "plan every step once"),
        ("[[oil], [seals]]", "[[seals, bank], [oil]]", "plans.whole.phases.1.1",
         "`seals` requires `oil_3`, which comes only in phase 2", "move `seals` to phase 2 or later, or `oil_3` forward"),
        ("with: {oil: 1 week}", "with: {oil_2: 1 week}", "steps.bank.seen.with.oil_2",
         "`oil_2` is a part of `oil`, and only whole steps can stand here", "write `oil`"),
        ("steps.oil.worth.b: 3", "steps.oil_2.worth.b: 3", "history.1.was.steps.oil_2.worth.b",
         "there is nothing called `steps.oil_2`", None),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_and_what_to_do(old, new, path, message, hint):
    found = {place: (said, remedy) for place, said, remedy in problems(OIL.replace(old, new))}
    assert path in found, found
    assert found[path][0] == message
    assert hint is None or found[path][1] == hint


def test_a_case_without_parts_is_left_as_it_is():
    case = standoff.example()
    assert in_parts(case) is case and case.wholes() is case.steps
