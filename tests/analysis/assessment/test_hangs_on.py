"""What a verdict hangs on, signing and stopping, and waits, where people read them: text, JSON, tables and the brief.

Values by hand. All steps of the swaps below are seen at once and can be taken back at once: whoever quits has nothing, and
its margin is what it gains.
"""

from __future__ import annotations

import json
from html import unescape

import jsonschema
import pytest

import standoff
from cases import case_of
from printed import printed
from standoff.formats.csv_tables import tables
from standoff.results import schemas
from standoff.results.documents.assessment import assess_document
from standoff.results.documents.document import dumps
from standoff.results.documents.frontier import deals_document
from standoff.results.documents.roadmap import roadmap_document
from standoff.views.brief import page as brief
from standoff.views.brief.figures import ladder
from standoff.views.text import assessment, frontier, roadmap, run


def swap(brings, plans="whole: {title: The swap, phases: [[x, y]]}"):
    return case_of(
        f"""
parties:
  a: {{name: Ay, horizon: 4 years}}
  b: {{name: Be, horizon: 4 years}}
steps:
  x: {{by: a, name: Ex, worth: {{a: -2, b: {brings}}}}}
  y: {{by: b, name: Why, worth: {{a: 8, b: -2}}}}
plans:
  {plans}
deals:
  both: [x, y]
"""
    )


def text_of(show, *args):
    return printed(show, *args)


def brief_of(case):
    return unescape(brief.render(case, standoff.run(case, draws=0), sources={}, command="standoff run"))


def document_of(case, found):
    document = json.loads(dumps(assess_document(case.title, case.as_of.isoformat(), found)))
    jsonschema.validate(document, schemas.schema("assess"))
    return document


# ------------------------------------------------------------------------------------------------------ on the edge


def test_a_plan_that_holds_by_less_than_1_percent():
    """b gains 2.03 − 2 = .03 of a stake of 4.03: .744 %. Its margin is the same; a refusal comes first."""
    case = swap(2.03)
    found = standoff.assess(case, "whole")
    assert found.verdict == "holds"
    why = "On the edge: Be gains only 0.74 % of all that is at stake for it. With 1 % less it would refuse this plan."
    (edge,) = document_of(case, found)["on_edge"]
    assert edge == {"party": "b", "phase": None, "share": pytest.approx(0.03 / 4.03), "becomes": "refused", "why": why}
    text = text_of(assessment.show_plan, case, (found, None))
    assert text.startswith("“The swap” holds, on the edge, and asks nobody for trust.\n")
    assert why in text


def test_a_plan_that_holds_by_more_says_nothing():
    """.05 of 4.05 is 1.2 %."""
    case = swap(2.05)
    found = standoff.assess(case, "whole")
    assert document_of(case, found)["on_edge"] == []
    text = text_of(assessment.show_plan, case, (found, None))
    assert "edge" not in text
    assert text.startswith("“The swap” holds, and asks nobody for trust.\n")


def test_a_refused_plan_that_1_percent_would_turn():
    """b loses .03 of 3.97: .756 %; with 1 % more neither its gain nor its margins are negative."""
    case = swap(1.97)
    found = standoff.assess(case, "whole")
    assert found.verdict == "refused"
    assert [(edge.party, edge.phase, edge.becomes) for edge in found.on_edge] == [("b", None, "holds")]
    assert found.on_edge[0].why == (
        "On the edge: Be loses only 0.76 % of all that is at stake for it. With 1 % less to lose, this plan would hold."
    )


def irreversible(owed):
    """a gives x for good in phase 1; b owes y, for good, in phase 2, and likes z, which a can stop; v holds a to it."""
    return case_of(
        f"""
parties:
  a: {{name: Ay, horizon: 4 years}}
  b: {{name: Be, horizon: 4 years}}
steps:
  x: {{by: a, name: Ex, undo: never, worth: {{a: -1, b: 5}}}}
  y: {{by: b, name: Why, undo: never, worth: {{a: 8, b: -{owed}}}}}
  z: {{by: a, name: Zed, worth: {{a: -1, b: 3}}}}
  v: {{by: b, name: Vee, automatic: true, worth: {{a: 4}}}}
plans:
  in_turn: {{title: In turn, phases: [[x, z, v], [y]]}}
"""
    )


@pytest.mark.parametrize(
    ("owed", "verdict", "share"),
    [(2.95, "holds", 0.05 / 10.95), (3.0, "holds", 0.0), (3.05, "breaks", -0.05 / 11.05), (3.2, "breaks", None)],
)
def test_the_margin_that_decides(owed, verdict, share):
    """In phase 2 b has 3 − y to gain by doing y: it keeps z. Withheld, y is seen at once and z is gone."""
    case = irreversible(owed)
    found = standoff.assess(case, "in_turn")
    assert found.verdict == verdict
    assert found.row(2, "b").margin == pytest.approx(3 - owed)
    edges = [(edge.party, edge.phase, edge.share, edge.becomes) for edge in found.on_edge]
    other = "breaks" if verdict == "holds" else "holds"
    assert edges == ([] if share is None else [("b", 2, pytest.approx(share), other)])


def test_the_sentences_of_margins():
    whys = [standoff.assess(irreversible(owed), "in_turn").on_edge[0].why for owed in (2.95, 3.0, 3.05)]
    assert whys == [
        "On the edge: at phase 2, carrying on is worth only 0.46 % of all that is at stake for Be more to it than "
        "walking out. With 1 % less this plan would break.",
        "On the edge: at phase 2, carrying on is worth no more to Be than walking out. With 1 % less of all that is at "
        "stake for it, this plan would break.",
        "On the edge: at phase 2, walking out is worth only 0.45 % of all that is at stake for Be more to it than "
        "carrying on. With 1 % less to gain by it, this plan would hold.",
    ]


def test_the_ladder_marks_who_is_on_the_edge():
    case = irreversible(2.95)
    rungs = ladder.rungs(case, standoff.assess(case, "in_turn"))
    marked = [(rung.number, who.party) for rung in rungs for who in rung.temptations if "on the edge" in who.says]
    assert marked == [(2, "b")]
    by_gain = ladder.rungs(swap(2.03), standoff.assess(swap(2.03), "whole"))
    said = [(rung.number, who.party, who.says) for rung in by_gain for who in rung.temptations if "edge" in who.says]
    assert said == [(1, "b", "Carries on, needs no trust, on the edge by its gain")]


def test_the_brief_the_run_and_the_tables_mark_it():
    case = swap(2.03)
    found = standoff.run(case, draws=0)
    assert "HOLDS, on the edge" in text_of(run.show_findings, case, found)
    csv = tables(found)
    assert csv["verdicts"].splitlines()[:2][0].split(",")[:3] == ["plan", "verdict", "on_edge"]
    assert [line.split(",")[2] for line in csv["verdicts"].splitlines()[1:]] == ["True", "True"]
    page = brief_of(case)
    assert "Holds, on the edge</strong>" in page
    assert "“The swap” holds, on the edge." in page
    assert "Be gains only 0.74\xa0% of all that is at stake for it." in page
    assert 'class="dot named edge"' in page


def test_deals_on_the_edge_are_named():
    for brings, marked in ((2.03, True), (2.05, False)):
        case = swap(brings)
        found = standoff.deals(case)
        document = json.loads(dumps(deals_document(case.title, case.as_of.isoformat(), found)))
        jsonschema.validate(document, schemas.schema("deals"))
        assert [deal["on_edge"] for deal in document["deals"]] == [marked]
        said = "On the edge, as 1 % of a stake would turn the verdict: 1." in text_of(frontier.show_deals, case, found)
        assert said == marked


# ---------------------------------------------------------------------------------------------------------- trifles

GIFT = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  x: {by: a, name: Ex, undo: never, worth: {a: %s, b: 0.01}}
  y: {by: b, name: Why, undo: never, worth: {a: 5, b: 1}}
plans:
  in_turn: {phases: [[y], [x]]}
"""


def test_a_step_that_costs_a_trifle_is_named():
    """After y, a has nothing to lose by not doing x, which costs it .01: the plan breaks. At a cost of 0 x is free."""
    case = case_of(GIFT % -0.01)
    found = standoff.assess(case, "in_turn")
    assert found.verdict == "breaks"
    (trifle,) = document_of(case, found)["hangs_on"]
    assert trifle == {
        "step": "x",
        "worth_nothing": "holds",
        "left_out": "holds",
        "costing": None,
        "why": "This verdict hangs on “Ex”, which is worth less than 2 % of what is at stake to every party: if it were "
        "worth exactly nothing, or were left out, the plan would hold.",
    }
    assert trifle["why"] in text_of(assessment.show_assessment, case, found)
    labels = {task.step: task.labels for rung in ladder.rungs(case, found) for task in rung.tasks}
    assert labels == {"x": ("cannot be undone", "the verdict hangs on it"), "y": ("cannot be undone",)}


def test_a_step_of_some_weight_is_not():
    assert standoff.assess(case_of(GIFT % -0.2), "in_turn").hangs_on == ()


# ------------------------------------------------------------------------------------------------------------ waits

WAIT = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  x: {by: a, name: Ex, worth: {a: -2, b: 5}}
  y: {by: b, name: Why, takes: 2 months, seen: 26 months, worth: {a: 5, b: -2}}
plans:
  one: {phases: [[x], [y]]}
"""


def test_a_phase_that_waits_is_told():
    """y takes 2 months and shows after 26 more: 28 months, of which 26 only to see it."""
    case = case_of(WAIT)
    found = standoff.assess(case, "one")
    (wait,) = document_of(case, found)["waits"]
    assert wait == {
        "phase": 2,
        "steps": ["y"],
        "months": pytest.approx(28),
        "otherwise": pytest.approx(2),
        "why": "Phase 2 waits 2.2 years only to see whether “Why” was done: otherwise it would be over after 2 months.",
    }
    assert wait["why"] in text_of(assessment.show_assessment, case, found)
    gates = [rung.gate for rung in ladder.rungs(case, found)]
    assert gates[1] == "Gate: phase 2 is done and seen by month 28, 2.2 years of it only to see that"


# ---------------------------------------------------------------------------------------------- signing and stopping

SIGNING = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  gift: {by: b, name: Gift, undo: never, seen: 1 year, worth: {a: 5, b: -3}}
  price: {by: a, name: Price, undo: never, seen: 1 year, worth: {a: -8, b: 5}}
plans:
  in_turn: {title: In turn, phases: [[gift], [price]]}
"""


def test_a_party_that_signs_and_quits():
    """Completing costs a 5 − 8 e^(−1/4) = −1.2304; not doing `price` in phase 2 leaves it the gift: 5.

    b gains 5 e^(−1/4) − 3 = .894 by completing, and nothing by not giving: its margin in phase 1 is the same.
    """
    case = case_of(SIGNING)
    found = standoff.assess(case, "in_turn")
    assert found.verdict == "refused"
    (signs,) = document_of(case, found)["signing"]
    assert signs == {
        "party": "a",
        "phase": 2,
        "completing": pytest.approx(-1.230406265),
        "quitting": pytest.approx(5.0),
        "why": "Ay loses 1.2 points by completing this plan, and gains 5 points by signing it and quitting in phase 2.",
    }
    assert signs["why"] in text_of(assessment.show_assessment, case, found)
    page = brief_of(case)
    breaks = page[page.index('id="breaks"') :]
    assert signs["why"] in breaks
    csv = tables(standoff.run(case, draws=0))["signing"].splitlines()
    assert csv[0] == "plan,party,phase,completing,quitting"
    assert csv[1].startswith("plan:in_turn,a,2,-1.23")


def test_who_keeps_a_plan_does_not_sign_to_quit():
    assert standoff.assess(swap(5), "whole").signing == ()


# ------------------------------------------------------------------------------------ roadmaps that give everybody less

LESS = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  x: {by: a, name: Ex, worth: {a: -1, b: 4}}
  y: {by: b, name: Why, worth: {a: 4, b: -1}}
  big_x: {by: a, name: Big Ex, worth: {a: -2, b: %s}}
  big_y: {by: b, name: Big Why, worth: {a: 9, b: -2}}
plans:
  all_of_it: {title: All of it, phases: [[x, y, big_x, big_y]]}
  small: {title: Small, phases: [[x, y]]}
deals:
  small: {title: The small deal, steps: [x, y], same_phase: [[x, y]]}
"""


def test_a_roadmap_that_gives_every_party_less_says_so():
    """The small deal gives each 3; all of it gives a 3 + 7 and b 3 + 7. The plan `small` gives as much, not more."""
    case = case_of(LESS % 9)
    (found,) = standoff.roadmap(case)
    document = json.loads(dumps(roadmap_document(case.title, case.as_of.isoformat(), (found,))))
    jsonschema.validate(document, schemas.schema("roadmap"))
    less = document["roadmaps"][0]["less_than"]
    assert less == [{"plan": "all_of_it", "title": "All of it", "verdict": "holds"}]
    says = "It gives every party that it needs less than “All of it”, which holds."
    assert says in text_of(roadmap.show_roadmaps, case, (found,))
    assert says in brief_of(case)


def test_a_plan_that_gives_one_of_them_no_more_is_not_named():
    """With big_x worth 2 to b, all of it gives b 3 + 2 − 2 = 3: the same."""
    (found,) = standoff.roadmap(case_of(LESS % 2))
    assert found.less_than == ()
