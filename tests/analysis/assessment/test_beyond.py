"""Beyond single walk-outs where people read it: groups, breaches between phase starts, and bounds that say so."""

from __future__ import annotations

from html import unescape
from math import exp

import jsonschema
import pytest

import standoff
from cases import by_hand, case_of
from naive import between as naive_between
from naive import groups as naive_groups
from printed import printed as written
from standoff.results import schemas
from standoff.results.documents.assessment import assess_document
from standoff.results.documents.document import dumps, plain
from standoff.results.documents.remedies import remedies_document
from standoff.results.documents.roadmap import roadmap_document
from standoff.results.sentences.beyond import beside
from standoff.views.brief import page as brief
from standoff.views.text import assessment, remedies, roadmap

PATROLS = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
  c: {name: Ce, horizon: 4 years}
steps:
  patrols: {by: [a, b], name: Patrols, ends: all, seen: 0.5 years, worth: {a: -1, b: -1.5, c: 5}}
  pay: {by: c, name: Pay, seen: 0.5 years, undo: never, worth: {a: 2, b: 2, c: -3}}
plans:
  patrols_first: {phases: [[patrols], [pay]]}
deals:
  both: {steps: [patrols, pay], before: [[patrols, pay]]}
"""

PLEDGE = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  delivery: {by: a, name: Delivery, takes: 1 year, undo: never, worth: {a: -2, b: 5}}
  pledge: {by: b, name: Pledge, seen: 0.5 years, worth: {a: 5, b: -2}}
  rent: {by: a, name: Rent, takes: 1 year, worth: {a: -1, b: 2.7}}
plans:
  in_two: {phases: [[delivery, pledge], [rent]]}
  rent_first: {phases: [[delivery, pledge, rent]]}
"""


def many(kept=13):
    """A party with more breaches than all sets are tried of, and a `together` worth for which they matter."""
    names = [f"k{n}" for n in range(kept)]
    steps = "\n".join(
        f"  {name}: {{by: a, name: Keep {name}, seen: 0.1 years, worth: {{a: -0.1, b: 1}}}}" for name in names
    )
    listed = ", ".join(names)
    return f"""
parties:
  a: {{name: Ay, horizon: 4 years}}
  b: {{name: Be, horizon: 4 years}}
steps:
{steps}
  gift: {{by: b, name: Gift, seen: 0.1 years, worth: {{a: 9, b: -1}}}}
together:
  habit: {{steps: [k0, k1], worth: {{a: 0.15}}}}
now: [{listed}]
plans:
  keep: {{keeps: [{listed}], phases: [[gift]]}}
deals:
  all: {{steps: [{listed}, gift]}}
"""


def printed(show, case, found):
    return " ".join(written(show, case, found).split())


def page(case, found):
    return " ".join(
        unescape(brief.render(case, found, sources={}, command="standoff run x")).replace("\xa0", " ").split()
    )


def test_a_group_is_said_beside_the_verdict():
    case = case_of(PATROLS)
    plan = standoff.assess(case, "patrols_first")
    assert plan.verdict == "holds"
    expected = naive_groups.tempted(by_hand(case, case.plans["patrols_first"]), [], [["patrols"], ["pay"]])
    assert [(group.phase, group.parties) for group in plan.groups] == sorted(expected)
    first = plan.groups[0]
    assert (first.undone, first.withheld, first.shows) == (("patrols",), (), 6.0)
    said = printed(assessment.show_assessment, case, plan)
    assert "Ay and Be would both gain by breaching together at phase 2 (6 months in), and neither would alone" in said
    assert said.count("would both gain") == 1
    assert "So they would after the end." in said


def test_a_group_that_can_only_fail_together_and_best_does_so_openly():
    """b is rid of c's drill at once if both leave openly, and half a year later if they end the patrols in secret."""
    drill = "  drill: {by: c, name: Drill, seen: 0.5 years, worth: {b: -2, c: -0.5}}\nplans:\n"
    text = PATROLS.replace("plans:\n", drill).replace("b: 2, c: -3}", "b: 2, c: 1}")
    text = text.replace(
        "{phases: [[patrols], [pay]]}", "{keeps: [patrols, drill], phases: [[pay]]}\nnow: [patrols, drill]"
    )
    case = case_of(text[: text.index("deals:")])
    plan = standoff.assess(case, "patrols_first")
    group = plan.groups[-1]
    assert (group.phase, group.parties, group.openly, group.undone, group.withheld, group.shows) == (
        2, ("a", "b"), True, (), (), 0.0,
    )  # fmt: skip
    # Carrying on leaves a 2 - 1 and b 2 - 1.5 - 2, leaving openly 2 to each.
    assert group.gains == {"a": pytest.approx(1.0), "b": pytest.approx(3.5)}
    said = printed(assessment.show_assessment, case, plan)
    assert "Ay and Be would both gain by leaving openly together" in said
    assert "Ay gains 1 point and Be 3.5 points, and everything stops at once." in said
    found = plain(assess_document("Test", "2026-01-01", plan))
    jsonschema.validate(found, schemas.schema("assess"), cls=jsonschema.Draft202012Validator)


def test_a_party_that_would_leave_openly_between_two_phase_starts():
    """b bears a drill for a rent that begins in a year; the delivery, after half a year, is for good (see the engine's)."""
    case = case_of("""
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  pledge: {by: b, seen: 2 years, worth: {a: 5, b: -0.05}}
  drill: {by: a, worth: {a: -0.1, b: -1}}
  delivery: {by: a, takes: 0.5 years, seen: 0.5 years, undo: never, worth: {a: -2, b: 5}}
  rent: {by: a, worth: {a: -1, b: 1.1}}
  thanks: {by: b, worth: {a: 4}}
now: [pledge, drill]
plans:
  in_two: {keeps: [pledge, drill], phases: [[delivery], [rent, thanks]]}
""")
    plan = standoff.assess(case, "in_two", between=True)
    smallest = plan.between.smallest
    assert (smallest.party, smallest.openly, smallest.after, smallest.undone) == ("b", True, 6.0, ())
    assert smallest.margin == pytest.approx(1.1 * exp(-0.5 / 4) - 1.05)
    assert plan.between.why.endswith("by leaving openly; everything stops at once.")


def test_where_no_group_gains_nothing_is_said():
    case = case_of(PLEDGE)
    plan = standoff.assess(case, "in_two")
    assert (plan.groups, plan.between, beside(plan)) == ((), None, ())


def test_between_is_looked_at_only_when_asked_for():
    case = case_of(PLEDGE)
    plan = standoff.assess(case, "in_two", between=True)
    assert plan.verdict == "holds" == standoff.assess(case, "in_two").verdict
    assert plan.between is not None
    smallest = plan.between.smallest
    assert smallest is not None
    assert (smallest.phase, smallest.party, smallest.after, smallest.shows) == (1, "b", 6.0, 6.0)
    twin = naive_between.Within(by_hand(case, case.plans["in_two"]), [], [["delivery", "pledge"], ["rent"]], 1, 0.5)
    assert smallest.margin == pytest.approx(twin.margin("b"), abs=1e-9)
    assert "Be would walk out 6 months into phase 1" in printed(assessment.show_assessment, case, plan)


def test_where_breaches_may_be_missed_the_same_is_said_with_chances():
    missed = PLEDGE.replace("seen: 0.5 years", "seen: 0.5 years, missed: 20 %").replace("b: 2.7", "b: 3.3")
    plan = standoff.assess(case_of(missed), "in_two", between=True)
    assert plan.verdict == "holds"
    assert plan.between.exact
    assert plan.between.smallest.party == "b"
    assert "it gains 0.19 points on average by taking back “Pledge”" in plan.between.why
    assert "the others see it after 6 months (80 %) or never (20 %)." in plan.between.why
    always = PATROLS.replace("ends: all, seen: 0.5 years", "ends: all, missed: 1")
    plan = standoff.assess(case_of(always), "patrols_first", between=True)
    assert [(one.parties, one.shows) for one in plan.groups][:1] == [(("a", "b"), None)]
    assert plan.groups[0].why.endswith("It never shows.")
    found = plain(assess_document("Test", "2026-01-01", plan))
    jsonschema.validate(found, schemas.schema("assess"), cls=jsonschema.Draft202012Validator)


def test_between_is_null_where_no_margin_is_smaller():
    case = case_of(PLEDGE.replace("takes: 1 year, ", "").replace("seen: 0.5 years, ", ""))
    plan = standoff.assess(case, "in_two", between=True)
    assert plan.between is not None
    assert plan.between.smallest is None
    assert plan.between.why.startswith("Checked also")


def test_the_documents_keep_to_their_schemas():
    for source, name in ((PATROLS, "patrols_first"), (PLEDGE, "in_two"), (many(), "keep")):
        case = case_of(source)
        for between in (False, True):
            plan = standoff.assess(case, name, between)
            found = plain(assess_document("Test", "2026-01-01", plan))
            jsonschema.validate(found, schemas.schema("assess"), cls=jsonschema.Draft202012Validator)
            assert ("between" in found) is between
            assert dumps(found)
    case = case_of(PATROLS)
    found = plain(roadmap_document("Test", "2026-01-01", standoff.roadmap(case, between=True)))
    jsonschema.validate(found, schemas.schema("roadmap"), cls=jsonschema.Draft202012Validator)
    assert found["roadmaps"][0]["best"]["groups"]
    assert "between" in found["roadmaps"][0]["best"]


def test_the_brief_says_groups_and_breaches_between_phases_under_the_ladder_and_where_it_breaks():
    case = case_of(PATROLS)
    shown = page(case, standoff.run(case, draws=5))
    # Under the ladder of the deal, and where the plan breaks, which is the same one.
    assert shown.count("Ay and Be would both gain by breaching together") == 2
    assert shown.count("Checked also for breaches begun between phase starts") == 3
    hostile = case_of(PATROLS.replace("name: Patrols", 'name: "<b>Patrols</b> & more"'))
    raw = brief.render(hostile, standoff.run(hostile, draws=5), sources={}, command="standoff run x")
    assert "&lt;b&gt;Patrols" in raw
    assert "<b>Patrols" not in raw


def test_a_bound_is_marked_wherever_it_is_shown():
    case = case_of(many())
    plan = standoff.assess(case, "keep")
    assert not plan.made.exact
    assert [row.exact for row in plan.rows] == [False, True, False, True]
    note = "Walking out is worth at least what is shown to Ay, its margin at most"
    said = printed(assessment.show_assessment, case, plan)
    assert note in said
    assert "≥" in said
    assert "≤" in said
    roadmaps = standoff.roadmap(case)
    assert note in printed(roadmap.show_roadmaps, case, roadmaps)
    mended = standoff.remedies(case, "keep")
    assert note in printed(remedies.show_remedies, case, mended)
    assert note in printed(assessment.show_explanation, case, standoff.explain(case, 1, "a", plan="keep"))
    assert not remedies_document("Test", "2026-01-01", mended).plans[0].exact
    shown = page(case, standoff.run(case, draws=3))
    # Under the ladder, and once for all plans where it is told how they break.
    assert shown.count(note) == 2
    assert "≥ " in shown
    assert "what is marked ≥ is at least" in shown


def test_what_is_exact_bears_no_mark():
    case = case_of(many(12))
    plan = standoff.assess(case, "keep")
    assert plan.made.exact
    assert all(row.exact for row in plan.rows)
    said = printed(assessment.show_assessment, case, plan)
    assert "≥" not in said
    assert "at least what is shown" not in said
