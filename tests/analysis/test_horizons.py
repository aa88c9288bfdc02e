"""How far ahead parties look may be left out of a case: stability needs no horizon, and what needs it names the places."""

from __future__ import annotations

import re

import pytest

import standoff
from cases import case_of
from standoff.analysis.sureness.grid import grid_of
from standoff.analysis.sureness.sweep import Subject, asked_of
from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.case.reading.plain import plain
from standoff.errors import UsageError
from standoff.views.brief.page import render

STEPS = """
steps:
  x: {by: a, name: Disarm, worth: {a: -2, b: 4 to 6, c: 1}}
  y: {by: b, name: Stand down, worth: {a: 5, b: -2, c: 1}}
deals: {both: [x, y]}
plans: {p: {phases: [[x], [y]]}}
"""
WITH = "parties: {a: {horizon: 4 years}, b: {horizon: 3 to 5 years}, c: {horizon: 2 years}}" + STEPS
WITHOUT = "parties: {a: {}, b: {horizon: 3 to 5 years}, c: {}}" + STEPS

ASK = {
    "assess": lambda case: standoff.assess(case, "p"),
    "roadmap": standoff.roadmap,
    "deals": standoff.deals,
    "explain": lambda case: standoff.explain(case, 1, "a", plan="p"),
    "flip": lambda case: standoff.flip(case, plan="p"),
    "needs": lambda case: standoff.needs(case, plan="p"),
    "remedies": lambda case: standoff.remedies(case, plan="p"),
    "sweep": lambda case: asked_of([Subject("t", case, "")], [], [], grid_of([case], ["steps.x.takes=0, 1 month"])),
}
PLACES = "`parties.a.horizon` and `parties.c.horizon`"


def test_stability_needs_no_horizon():
    without, known = case_of(WITHOUT), case_of(WITH)
    assert standoff.stable(without, all_states=True) == standoff.stable(known, all_states=True)
    assert standoff.stable_often(without, 50, 1) == standoff.stable_often(known, 50, 1)
    assert standoff.ways(without) == standoff.ways(known)


def test_a_search_in_many_states_needs_no_horizon():
    pytest.importorskip("pysat")
    steps = "\n".join(f"  s{n}: {{by: {'ab'[n % 2]}, worth: {{a: {n - 9}, b: {9 - n}}}}}" for n in range(26))
    without, known = (
        case_of(f"parties: {{a: {{{of}}}, b: {{{of}}}}}\nsteps:\n{steps}\n") for of in ("", "horizon: 1 year")
    )
    assert standoff.stable(without, limit=3) == standoff.stable(known, limit=3)


@pytest.mark.parametrize("verb", ASK)
def test_what_needs_it_refuses_with_the_places(verb):
    """Filling in what is asked for works."""
    with pytest.raises(UsageError, match=re.escape(f"give {PLACES}, for example `horizon: 2 to 6 years`")):
        ASK[verb](case_of(WITHOUT))
    ASK[verb](case_of(WITH))


def test_a_run_says_where_things_stand_and_why_no_plan_was_assessed():
    case = case_of(WITHOUT)
    found = standoff.run(case, draws=10)
    assert (found.plans, found.roadmaps, found.frontier) == ((), (), None)
    assert PLACES in found.unassessed
    assert found.stable.now.equilibrium
    page = render(case, found, sources={}, command="standoff run t")
    assert ">not given</td>" in page
    assert "nan" not in re.sub(r"<[^>]*>", " ", page).lower().split()


def test_a_case_without_horizons_is_written_and_read_back():
    case = case_of(WITHOUT)
    assert Case.model_validate(plain(case)) == case
    assert [party.get("horizon") for party in plain(case)["parties"].values()] == [None, "3 to 5 years", None]


HEAD = "format: 1\ntitle: Test\nas_of: 2026-01-01\n"


def warned(text):
    problems = read_source("case.yaml", HEAD + text).problems
    return [problem.path for problem in problems if "how far ahead" in problem.message]


def test_check_warns_where_deals_or_plans_need_it():
    assert warned(WITHOUT) == ["parties.a", "parties.c"]
    assert warned(WITH) == []
    assert warned(WITHOUT.split("deals:")[0]) == []


def test_a_horizon_that_cannot_be_read_is_no_missing_one():
    refused = read_source("case.yaml", HEAD + WITH.replace("4 years", "0"))
    assert refused.case is None
    assert [problem.path for problem in refused.problems if problem.severity == "error"] == ["parties.a.horizon"]


def test_a_view_may_say_what_the_case_does_not():
    text = WITHOUT + "views: {a: {sees: {parties.c.horizon: 3 years}}}\n"
    assert standoff.stable(case_of(text)).views.misreadings[0].there_is == "not given"
