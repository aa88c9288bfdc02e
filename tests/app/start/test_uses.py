"""Taking a party or step out: all that names it goes with it, nothing else does, and what is left is sound."""

from __future__ import annotations

import copy

import pytest
from ruamel.yaml import YAML

from standoff import catalog
from standoff.app.start.uses import removal
from standoff.case.load import read_source
from standoff.errors import UsageError

CASE = """
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {name: Alpha, horizon: 4 years}
  beta: {name: Beta, horizon: 4 years}
  gamma: {name: Gamma, horizon: 4 years}
steps:
  inspectors: {by: alpha, seen: {normally: 1 month, with: {visits: 1 week}}, worth: {alpha: -1, beta: 2},
    because: [{judgement: as elsewhere, by: beta, for: [worth.alpha, worth.beta], supports: size}, {judgement: x, by: AB, for: worth.beta, supports: sign}]}
  visits: {by: [alpha, beta], worth: {beta: 1}}
  open: {name: Open the harbour, by: alpha, requires: [inspectors], worth: {alpha: -3, beta: 10}}
  lift: {by: beta, worth: {alpha: 10, beta: -3}}
  watch: {by: gamma, worth: {gamma: 1}}
together:
  both: {steps: [open, lift], worth: {alpha: 1, beta: 1}}
now: [visits]
rules:
  - inspectors if open
  - not (open and watch)
choices: {venue: [watch, visits]}
sincerity: {beta: 0.5}
correlated: [{between: [steps.open.worth.alpha, steps.lift.worth.beta], by: 0.5}]
deals:
  full: [inspectors, open, lift]
  some: {steps: [inspectors, lift], before: [[inspectors, lift]], at_risk: {beta: 20 %}, consent: [gamma]}
plans:
  first: {title: Alpha first, phases: [[inspectors, open], [lift]]}
  alone: {phases: [[open, inspectors]]}
history:
  - {before: 2026-05-01, title: They came, was: {steps.open.worth.alpha: -5}, now: {without: [visits]}}
"""


def plain(text):
    return YAML(typ="safe").load(text)


def without(kind, key, data=None):
    """What is left of a case, and what went besides, by doing the edits one by one."""
    data = copy.deepcopy(data or plain(CASE))
    found = removal(kind, key, data)
    for edit in found.edits:
        *path, last = edit["path"]
        node = data
        for part in path:
            node = node[part]
        del node[last]
    return data, [use.says for use in found.uses]


def says(node):
    """All keys and texts of plain data."""
    if isinstance(node, dict):
        return {str(key) for key in node} | {word for value in node.values() for word in says(value)}
    if isinstance(node, list):
        return {word for value in node for word in says(value)}
    return {str(node)}


def sound(data):
    import io

    text = io.StringIO()
    YAML(typ="safe").dump(data, text)
    return [problem for problem in read_source("case.yaml", text.getvalue()).problems if problem.severity == "error"]


def test_the_case_of_these_tests_is_sound():
    assert not sound(plain(CASE))


def test_a_step_takes_along_what_needs_it():
    left, told = without("step", "open")
    assert not sound(left)
    assert "open" not in " ".join(says(left)).split() and not any("steps.open" in word for word in says(left))
    assert left["deals"]["full"] == ["inspectors", "lift"]
    assert left["plans"] == {
        "first": {"title": "Alpha first", "phases": [["inspectors"], ["lift"]]},
        "alone": {"phases": [["inspectors"]]},
    }
    assert "together" not in left and "rules" not in left and "correlated" not in left
    assert left["history"][0]["now"] == {"without": ["visits"]} and "was" not in left["history"][0]
    assert told == [
        "the worth together “both”, as a whole",
        "the rule “inspectors if open”",
        "the rule “not (open and watch)”",
        "`correlated`",
        "the deal “full”: its steps",
        "the plan “Alpha first”: phase 1",
        "the plan “alone”: phase 1",
        "`history.0.was`",
    ]


def test_a_plan_of_nothing_else_goes_as_a_whole():
    data = plain(CASE)
    data["plans"]["alone"]["phases"] = [["lift"]]
    left, told = without("step", "lift", data)
    assert "alone" not in left["plans"] and "the plan “alone”, as a whole" in told
    assert left["plans"]["first"]["phases"] == [["inspectors", "open"]]
    assert left["deals"]["some"] == {"steps": ["inspectors"], "at_risk": {"beta": "20 %"}, "consent": ["gamma"]}
    assert not sound(left)


def test_a_party_takes_along_the_steps_that_it_takes_alone():
    left, told = without("party", "gamma")
    assert "watch" not in left["steps"] and "choices" not in left
    assert left["rules"] == ["inspectors if open"]
    assert "consent" not in left["deals"]["some"]
    assert "the step “watch”, as a whole" in told and not sound(left)


def test_a_joint_step_stays_with_those_who_are_left():
    left, _ = without("party", "beta")
    assert left["steps"]["visits"] == {"by": ["alpha"]}
    assert "lift" not in left["steps"] and "sincerity" not in left
    assert left["steps"]["inspectors"]["because"] == [
        {"judgement": "as elsewhere", "by": "beta", "for": ["worth.alpha"], "supports": "size"}
    ], "whose judgement it is is no party"
    assert not sound(left)


def test_what_nobody_uses_goes_alone():
    left, told = without("plan", "first")
    assert told == [] and [*left["plans"]] == ["alone"]
    left, told = without("deal", "some")
    assert told == [] and [*left["deals"]] == ["full"]


def test_words_for_people_name_nothing():
    data = plain(CASE)
    data["title"] = data["parties"]["alpha"]["name"] = data["steps"]["lift"]["name"] = "open"
    data["steps"]["lift"]["because"] = [{"judgement": "open", "by": "open"}]
    left, _ = without("step", "open", data)
    assert left["title"] == "open" and left["steps"]["lift"]["because"] == [{"judgement": "open", "by": "open"}]


def test_the_parts_of_a_step_go_with_it():
    data = plain(CASE)
    data["steps"]["lift"]["parts"] = 2
    data["deals"]["half"] = ["inspectors", "lift_1"]
    left, _ = without("step", "lift", data)
    assert left["deals"]["half"] == ["inspectors"]


@pytest.mark.parametrize("kind", ["party", "step"])
@pytest.mark.parametrize("name", ["korea-2025", "jcpoa-2015", "minsk-2015"])
def test_each_party_and_step_of_shipped_cases_can_be_taken_out(kind, name):
    """What is left has no errors: of a whole case, with all that is written in it."""
    folder = catalog.find(name)
    data = plain((folder / "case.yaml").read_text(encoding="utf-8"))
    for key in [*data["parties" if kind == "party" else "steps"]][:4]:
        left, _ = without(kind, key, data)
        wrong = [p for p in sound(left) if "source" not in p.message and p.path.split(".")[-1] != "in"]
        assert not wrong, (key, wrong[0])


@pytest.mark.parametrize(("kind", "key"), [("step", "gone"), ("plot", "open"), ("step", "alpha"), ("party", "\x1b")])
def test_what_is_not_there(kind, key):
    with pytest.raises(UsageError, match="the case has no"):
        removal(kind, key, plain(CASE))


@pytest.mark.parametrize(
    "data",
    [
        {"steps": {"a": None}},
        {"steps": {"a": {}}, "rules": None, "now": "a"},
        {"steps": {"a": {"worth": []}}, "plans": [["a"]]},
    ],
)
def test_a_case_that_is_not_sound_loses_it_too(data):
    assert "steps" not in without("step", "a", data)[0]
