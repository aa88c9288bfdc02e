"""All places of a step at once: each says what the plan says by itself, or what `check` says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import standoff
from standoff.analysis.plans import assess_often, places
from standoff.case.model.model import Plan
from standoff.errors import UsageError
from standoff.formats.checking import check

CASE = """
format: 1
title: Places
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 1}}
steps:
  old: {by: a, worth: {a: -1, b: 1}}
  talk: {by: a, undo: never, worth: {a: -1, b: 2 to 3}}
  open: {by: b, undo: 1 month, seen: 1 month, worth: {a: 1 to 6, b: -2}, requires: [talk]}
  fuel: {by: a, undo: never, worth: {a: -2, b: 3 to 5}, requires: [open]}
  ban: {by: b, worth: {a: 2, b: -1}}
now: [old]
rules: ["ban if fuel"]
plans:
  one: {phases: [[talk], [open, ban], [fuel]]}
"""


def one_case(text=CASE):
    return standoff.loads(text)


def without(phases, step):
    return [left for phase in phases if (left := tuple(s for s in phase if s != step))]


@pytest.mark.parametrize("step", ["talk", "open", "fuel", "ban", "old"])
def test_each_place_by_itself(step):
    case = one_case()
    rest = without(case.plans["one"].phases, step)
    found = places(case, step, "one", draws=16)
    assert [(p.phase, p.alone) for p in found] == [
        *((k, alone) for k in range(1, len(rest) + 1) for alone in (True, False)),
        (len(rest) + 1, True),
    ]
    for place in found:
        k = place.phase - 1
        by_hand = [list(phase) for phase in rest]
        if place.alone:
            by_hand.insert(k, [step])
        else:
            by_hand[k].append(step)
        assert [sorted(phase) for phase in place.phases] == [sorted(phase) for phase in by_hand]
        tried = case.model_copy(update={"plans": {"one": Plan(phases=place.phases)}})
        if place.problems:
            assert place.assessment is None and place.holds is None
            typed = " | ".join(", ".join(phase) for phase in place.phases)
            where, message, hint = place.problems[0]
            with pytest.raises(UsageError) as told:
                standoff.assess(case, phases=typed)
            assert str(told.value) == f"--phases, {where}: {message}; {hint}"
        else:
            alone, sure = assess_often(tried, "one", draws=16)
            assert replace(alone, title=place.assessment.title) == place.assessment
            assert sure.holds == place.holds


def test_what_is_possible_where_by_hand():
    """Opening requires talks, fuel requires that; and fuel without a ban breaks the rule."""
    fine = [(p.phase, p.alone) for p in places(one_case(), "fuel", "one") if not p.problems]
    assert fine == [(2, False), (3, True)]
    fine = [(p.phase, p.alone) for p in places(one_case(), "open", "one") if not p.problems]
    assert fine == [(1, False), (2, True), (2, False), (3, True), (3, False)]
    (first, *_) = places(one_case(), "old", "one")
    assert "in force now already" in first.problems[0][1]


def test_the_same_words_as_check(tmp_path):
    for place in places(one_case(), "fuel", "one"):
        phases = "[" + ", ".join("[" + ", ".join(phase) + "]" for phase in place.phases) + "]"
        (tmp_path / "case.yaml").write_text(CASE.replace("[[talk], [open, ban], [fuel]]", phases), encoding="utf-8")
        told = [one.message for one in check(tmp_path / "case.yaml") if one.severity == "error"]
        assert sorted(told) == sorted(message for _, message, _ in place.problems)


def test_a_step_that_is_not_in_the_plan_and_one_that_nobody_knows():
    case = one_case(CASE.replace("[open, ban], [fuel]", "[open]"))
    assert len(places(case, "Ban", "one")) == 5
    with pytest.raises(UsageError, match="no step `bun`; did you mean `ban`"):
        places(case, "bun", "one")


def test_where_the_plan_has_it_the_place_says_what_the_plan_says():
    case = standoff.load(standoff.find("korea"))
    for name, plan in case.plans.items():
        step = plan.phases[0][0]
        shown = [place for place in places(case, step, name) if place.phases == plan.phases]
        assert [place.assessment for place in shown] == [standoff.assess(case, name)]
