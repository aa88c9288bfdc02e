"""What is in force now: kept unless `keeps` names fewer, in plans, deals and all that is found for them, and said."""

from __future__ import annotations

import math
import shutil

import pytest

import standoff
from cases import by_hand, case_of
from naive import trust as naive
from places import TESTS
from standoff.case.load import load, read_source
from standoff.results.documents.assessment import assess_document
from standoff.results.documents.document import plain

FAULTS = TESTS / "faults"


@pytest.fixture
def small(tmp_path):
    shutil.copytree(FAULTS / "keeps_small", tmp_path / "case")
    return load(tmp_path / "case")


def with_keeps(case, kind, name, keeps):
    claims = getattr(case, kind)
    changed = claims[name].model_copy(update={"keeps": keeps})
    return case.model_copy(update={kind: {**claims, name: changed}})


def test_the_same_truce_does_not_hold_because_it_was_not_mentioned(small):
    """Alpha's gifts cost it 5 + 1 and bring it 4; ending the truce at once shows after a day and ends the aid in a week.

    What it has then: aid for 8 days, against carrying on at -2.
    """
    unsaid, said = (standoff.assess(small, name) for name in ("without", "kept"))
    ended = 4 * (1 - math.exp(-8 / 365.25 / 2))
    loses = 5 * (1 - math.exp(-1 / 365.25 / 2))
    for found in (unsaid, said):
        assert (found.verdict, found.binding.party, found.binding.phase) == ("breaks", "alpha", 1)
        assert (found.keeps, found.taken_for_granted, found.needed) == (("truce",), (), ("alpha", "beta"))
        assert found.row(1, "alpha").margin == pytest.approx(-2 - (ended - loses))
    assert unsaid.rows == said.rows
    (road,) = standoff.roadmap(small)
    assert road.best is None and road.bound.proved and road.closest is not None
    assert road.closest.keeps == ("truce",)
    assert not standoff.deals(small).deals


def test_the_slow_twin_says_the_same(small):
    plan = small.plans["without"]
    twin = naive.assess(naive.Plan(by_hand(small, plan), [list(phase) for phase in plan.phases], ["truce"]))
    found = standoff.assess(small, "without")
    assert twin.breaks is not None
    assert (found.verdict, found.binding.party, found.binding.phase) == (
        twin.verdict, twin.breaks.party, twin.breaks.phase,
    )  # fmt: skip
    assert list(found.needed) == twin.needed


def test_what_is_named_no_more_is_taken_for_granted_and_said(small):
    fewer = with_keeps(small, "plans", "without", ())
    found = standoff.assess(fewer, "without")
    assert (found.verdict, found.keeps, found.taken_for_granted) == ("holds", (), ("truce",))
    assert found.stays == "It takes for granted that “Truce” stays in force."
    document = plain(assess_document(fewer.title, str(fewer.as_of), found))
    assert (document["keeps"], document["taken_for_granted"]) == ([], ["truce"])
    assert document["stays"] == found.stays
    (road,) = standoff.roadmap(with_keeps(small, "deals", "d", ()))
    assert road.best is not None and road.best.taken_for_granted == ("truce",)
    (mended,) = standoff.remedies(fewer, plan="without")
    assert mended.verdict == "holds"


def test_nothing_is_said_where_nothing_is_in_force(small):
    found = standoff.assess(small.model_copy(update={"now": ()}), "without")
    assert (found.keeps, found.stays) == ((), "")


@pytest.mark.parametrize("plan", ["moscow", "kyiv", "guterres"])
def test_plans_that_say_nothing_keep_all_that_is_in_force(plan):
    case = load(FAULTS / "keeps_trap")
    unsaid = standoff.assess(case, plan)
    said = standoff.assess(with_keeps(case, "plans", plan, case.now), plan)
    assert unsaid.keeps == case.now == ("safe_corridor", "no_port_strikes", "lanes", "inspections")
    assert (unsaid.verdict, unsaid.rows, unsaid.gain) == (said.verdict, said.rows, said.gain)
    assert "russia" in unsaid.needed


def test_the_trap():
    """As Russia could end what keeps the corridor safe, no plan is judged as if it could not."""
    case = load(FAULTS / "keeps_trap")
    granted = standoff.assess(with_keeps(case, "plans", "guterres", ()), "guterres")
    kept = standoff.assess(case, "guterres")
    assert granted.verdict == "holds"
    assert (kept.verdict, kept.binding.party) == ("breaks", "russia")


def test_a_deal_that_lists_some_of_what_is_in_force_keeps_the_rest_too_unless_it_names_fewer():
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  x: {by: a, worth: {a: -1, b: 3}}
  y: {by: b, worth: {a: 3, b: -1}}
  old: {by: a, worth: {a: -0.5, b: 1}}
  older: {by: b, worth: {a: 1, b: -0.5}}
now: [old, older]
deals:
  listed: [x, y, old]
  fewer: {steps: [x, y, old], keeps: []}
  older: {steps: [x, y], keeps: [older]}
"""
    kept = {road.deal: road.shown.keeps for road in standoff.roadmap(case_of(text))}
    assert kept == {"listed": ("old", "older"), "fewer": ("old",), "older": ("older",)}


# -------------------------------------------------------------------------------------------------------------- checks


TEXT = """format: 1
title: Test
as_of: 2026-01-01
parties: {alpha: {horizon: 4 years}, beta: {horizon: 4 years}, gamma: {horizon: 4 years}}
steps:
  truce: {by: alpha, worth: {alpha: -5, beta: 10, gamma: 1}}
  flag: {by: alpha, worth: {alpha: 1}}
  pact: {by: alpha, undo: never, worth: {alpha: -1}}
  x: {by: alpha, worth: {alpha: -1, beta: 3, gamma: -2}}
  y: {by: beta, worth: {alpha: 3, beta: -1}}
now: [truce, flag, pact]
plans:
  p: {phases: [[x, y]]KEYS}
deals:
  d: {steps: [y]DEAL}
"""


def said(keys="", deal=""):
    problems = read_source("case.yaml", TEXT.replace("KEYS", keys).replace("DEAL", deal)).problems
    return {(str(p.severity), p.path, p.message, p.hint) for p in problems if "evidence" not in p.message}


def test_check_warns_where_what_is_taken_for_granted_costs_its_owner():
    text = "`truce` costs `alpha` something, and here it is taken for granted that it stays"
    hint = "add `truce`, or leave `keeps` out: then everything in force now is kept"
    for keys, deal, path in ((", keeps: []", "", "plans.p.keeps"), ("", ", keeps: [flag]", "deals.d.keeps")):
        assert ("warning", path, text, hint) in said(keys, deal)
        assert not any("`flag` costs" in message or "`pact` costs" in message for _, _, message, _ in said(keys, deal))
    for keys in ("", ", keeps: [truce]"):
        assert not any("taken for granted" in message for _, _, message, _ in said(keys))


def test_check_refuses_to_keep_what_is_not_in_force_and_what_is_no_step():
    assert (
        "error", "plans.p.keeps.1", "`x` is not in force now, so the plan cannot keep it",
        "put it into a phase, or list it under `now`",
    ) in said(", keeps: [x]")  # fmt: skip
    assert (
        "error", "deals.d.keeps.1", "`x` is not in force now, so the deal cannot keep it",
        "list it under `steps`, or list it under `now`",
    ) in said(deal=", keeps: [x]")  # fmt: skip
    assert any("did you mean `truce`" in (hint or "") for _, _, _, hint in said(", keeps: [truse]"))


def test_check_names_the_party_that_may_be_meant_by_a_consent():
    found = [(path, message, hint) for severity, path, message, hint in said(", consent: gama") if severity == "error"]
    assert [path for path, _, _ in found] == ["plans.p.consent.1"]
    assert "gama" in found[0][1] and "did you mean `gamma`" in found[0][2]


@pytest.mark.parametrize(
    ("keys", "deal", "path", "who"),
    [
        (", consent: [gamma, beta]", "", "plans.p.consent.2", "`beta` can"),
        ("", ", consent: [alpha]", "deals.d.consent.1", "`alpha` can"),
    ],
)
def test_check_warns_of_a_consent_that_changes_nothing(keys, deal, path, who):
    warnings = {(where, message) for severity, where, message, _ in said(keys, deal) if severity == "warning"}
    what = "plan" if keys else "deal"
    assert (
        path,
        f"this changes nothing: {who} refuse this {what} anyway: it has a step to take or keep up",
    ) in warnings
    assert not any(where.endswith("consent.1") for where, _ in warnings if keys)


def test_consents_of_everybody_and_of_bystanders_are_not_warned_of():
    for keys in (", consent: gamma", ", consent: all", ", consent: [all]"):
        assert not any("changes nothing" in message for _, _, message, _ in said(keys))


def test_the_consent_of_a_deal_is_asked_in_its_roadmap_and_by_what_mends_it():
    open_, asked = (read_source("case.yaml", text).case for text in (
        TEXT.replace("KEYS", "").replace("steps: [y]DEAL", "steps: [x, y]"),
        TEXT.replace("KEYS", "").replace("steps: [y]DEAL", "steps: [x, y], keeps: [], consent: gamma"),
    ))  # fmt: skip
    (road,) = standoff.roadmap(asked)
    assert road.closest is not None and road.closest.refused_by == ("gamma",) and road.unwanted_by == ("gamma",)
    (mending,) = standoff.remedies(asked, deal="d")
    assert [one.party for one in mending.unwilling] == ["gamma"]
    (road,) = standoff.roadmap(open_)
    assert list(road.shown.against) == ["gamma"] and road.unwanted_by == ()
