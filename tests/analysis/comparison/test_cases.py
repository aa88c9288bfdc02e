"""Cases that are not alike: other parties, steps, parts, scales, plans; and what is said of them."""

from __future__ import annotations

import json

import pytest

from analysis.comparison.two_analysts import swap, swap_text
from standoff.analysis.comparison.average import average
from standoff.analysis.comparison.compare import compare
from standoff.case.load import loads
from standoff.case.matching.match import BY_KEY, same_things
from standoff.case.reading.writing import dumps
from standoff.errors import UsageError
from standoff.results.records.comparison import Fares
from standoff.results.sentences.comparison import not_adding_up

SPLIT = """\
format: 1
title: In two
as_of: 2026-11-02
parties:
  a: {{horizon: 4 years, scale: "10 = peace"}}
  b: {{horizon: 4 years, walkout_cost: 4, scale: "10 = bread"}}
steps:
  bread: {{by: a, undo: never, worth: {{a: {price}, b: 2}}}}
  butter: {{by: a, undo: never, worth: {{a: {price}, b: 3}}}}
  gift_of_b: {{by: b, undo: never, worth: {{a: 5, b: -3}}}}
plans:
  swap: {{phases: {phases}}}
"""
ONE_FIRST = "[[bread], [gift_of_b], [butter]]"
BOTH_FIRST = "[[bread, butter], [gift_of_b]]"
MATCH = {"steps": {"gift_of_a": ["bread", "butter"]}}


def split(phases=BOTH_FIRST, price="-1.5"):
    return loads(SPLIT.format(phases=phases, price=price))


def test_one_step_that_is_two_for_the_other_is_one_difference():
    one, two = swap(), split()
    found = compare(one, two, draws=20, match=MATCH)
    (difference,) = found.differences
    assert (difference.kind, difference.path, difference.a, difference.b) == (
        "steps",
        "steps.gift_of_a",
        "one step",
        "2 steps: Bread, Butter",
    )
    # By hand: at -3 in all a gives what it gives for 5; who gives first does not matter to it, so both hold.
    assert difference.effects[0].a == found.plans[0].b
    assert difference.effects[0].b == found.plans[0].a
    assert found.plans[0].a.verdict == found.plans[0].b.verdict == "holds"


def test_the_order_of_what_is_two_is_a_difference_of_its_own():
    found = compare(swap(), split(ONE_FIRST), draws=20, match=MATCH)
    assert {one.path for one in found.differences} == {"steps.gift_of_a", "plans.swap.phases"}
    back = compare(split(ONE_FIRST), swap(), draws=20, match=_turned())
    assert {one.kind for one in back.differences} == {"steps", "phases"}
    assert [(one.a, one.b) for one in back.plans] == [(one.b, one.a) for one in found.plans]


def _turned():
    from standoff.case.matching.match import Match

    return Match({"parties": {}, "steps": {"gift_of_a": ("bread", "butter")}, "plans": {}, "deals": {}}, turned=True)


def test_a_step_in_parts_against_one_that_is_whole():
    whole = swap()
    parted = loads(dumps(whole).replace("gift_of_a: {by: a,", "gift_of_a: {by: a, parts: 3,"))
    found = compare(whole, parted, draws=20)
    (difference,) = found.differences
    assert (difference.path, difference.a, difference.b) == ("steps.gift_of_a.parts", "in one", "3")
    assert difference.effects[0].a == found.plans[0].b
    assert difference.effects[0].b == found.plans[0].a
    other = loads(
        dumps(parted).replace("[gift_of_a], [gift_of_b]", "[gift_of_a_1], [gift_of_b], [gift_of_a_2, gift_of_a_3]")
    )
    found = compare(parted, other, draws=20)
    assert [one.path for one in found.differences] == ["plans.swap.phases"]


def test_a_party_that_one_case_alone_has_is_one_difference_with_its_steps():
    text = SPLIT.format(phases=BOTH_FIRST, price="-1.5").replace(
        "by: a, undo: never, worth: {a: -1.5, b: 3}", "by: c, undo: never, worth: {c: -1, b: 3}"
    )
    third = loads(text.replace("steps:\n", "  c: {horizon: 2 years}\nsteps:\n"))
    two = loads(text.replace("  butter: {by: c, undo: never, worth: {c: -1, b: 3}}\n", "").replace(", butter]", "]"))
    found = compare(third, two, draws=20)
    (difference,) = found.differences
    assert (difference.kind, difference.path, difference.a, difference.b) == (
        "steps",
        "parties.c",
        "there",
        "not there",
    )
    assert difference.effects[0].a == found.plans[0].b
    assert difference.effects[0].b == found.plans[0].a


def test_what_is_in_force_today_is_a_difference():
    base = json.loads(_plain())
    other = {**base, "now": ["gift_of_a"], "plans": {"swap": {"phases": [["gift_of_b"]]}}}
    found = compare(loads(json.dumps(base)), loads(json.dumps(other)), draws=20)
    assert [one.path for one in found.differences] == ["now"]
    assert found.differences[0].effects[0].a == found.plans[0].b
    assert found.differences[0].effects[0].b == found.plans[0].a


def _plain():
    from standoff.case.reading.plain import plain

    return json.dumps(plain(swap()))


def test_other_scales_are_said():
    a = swap(price="-3")
    b = loads(swap_text(price="-30").replace("10 = peace", "100 = peace"))
    (note,) = compare(a, b, draws=0).notes
    assert "only if they mean the same" in note
    assert "“10 = peace”" in note
    assert "“100 = peace”" in note
    assert not compare(a, swap(price="-30"), draws=0).notes


def test_a_case_without_horizons_is_compared_by_its_numbers_alone():
    without = loads(swap_text(price="-4").replace("a: {horizon: 4 years, ", "a: {"))
    found = compare(swap(), without, draws=20)
    assert {one.path for one in found.differences} == {"steps.gift_of_a.worth.a", "parties.a.horizon"}
    assert not found.plans
    assert "cannot be told: B: this case does not say how far ahead everybody looks" in found.talk
    assert all(not one.effects and one.moves is None for one in found.differences)


def test_plans_that_one_case_alone_has_are_asked_of_both():
    other = loads(swap_text(cost="1").replace("  swap:", "  barter:"))
    found = compare(swap(), other, draws=20)
    assert [(one.plan, one.only) for one in found.plans] == [("plan:swap", "a"), ("plan:barter", "b")]
    assert found.plans[0].a == found.plans[1].a
    assert "No plan or deal has the same key in both" in found.notes[0]
    named = compare(swap(), other, "barter", draws=20)
    assert [(one.plan, one.only) for one in named.plans] == [("plan:barter", "b")]
    with pytest.raises(UsageError, match="no plan `bart`"):
        compare(swap(), other, "bart")


def test_cases_without_plans_are_compared_by_their_numbers():
    bare = [loads(swap_text(cost=cost).split("plans:")[0]) for cost in ("4", "1")]
    found = compare(*bare)
    assert [one.path for one in found.differences] == ["parties.b.walkout_cost"]
    assert "neither has a plan or a deal" in found.talk


def test_a_deal_is_compared_by_its_roadmaps():
    both = [loads(swap_text(cost=cost) + "deals:\n  full: [gift_of_a, gift_of_b]\n") for cost in ("4", "1 to 2")]
    found = compare(*both, draws=20)
    assert [one.plan for one in found.plans] == ["plan:swap", "deal:full"]
    assert "parties.b.walkout_cost" in {one.path for one in found.differences}


# ------------------------------------------------------------------------------------------------ what to talk about


def test_the_sentence_names_what_turns_the_verdict():
    # By hand: b saves 3 points by keeping what it got, and loses its cost of walking out when that is seen.
    found = compare(swap(cost="4"), swap(cost="1", price="-3.2"), draws=20)
    assert found.plans[0].a == Fares("holds", 1.0, 0.0)
    assert found.plans[0].b == Fares("breaks", 0.0, 0.0)
    assert found.talk == (
        "Talk about what walking out costs B: A says 4, B says 1; with what B says, “swap” in A no longer holds, but "
        "breaks (holds in none of the draws instead of all draws)."
    )
    assert found.plans[0].adds_up


def test_those_who_differ_most_where_it_does_not_matter_are_told_so():
    # b gets 5 in one case and 50 to 60 in the other, and would have taken 4.
    b = loads(swap_text(cost="3.5").replace("b: 5}", "b: 50 to 60}"))
    found = compare(swap(cost="4"), b, draws=20)
    assert found.talk.startswith(
        "Nothing in which A and B differ needs talking about: they differ in 1 horizon or cost"
    )
    assert found.beside.startswith(
        "They differ most where it does not matter: what “Gift of a” is worth to B (A: 5; B: 50 to 60;"
    )


def test_differences_that_work_together_are_told_by_the_group_that_does():
    # a gives 3 for 5: with 4 for 5, or 3 for 3.5, it still gains; with 4 for 3.5 it refuses.
    b = loads(swap_text().replace("a: -3,", "a: -4,").replace("a: 5,", "a: 3.5,"))
    found = compare(swap(), b, draws=20)
    (plan,) = found.plans
    assert (plan.a.verdict, plan.b.verdict) == ("holds", "refused")
    assert (plan.singles, plan.adds_up, plan.enough) == (0.0, False, "All that the steps are worth to A")
    assert found.talk.startswith("Talk about all that the steps are worth to A")


def test_differences_that_cancel_out_are_told():
    # With 6 for 5 a refuses; with 3 for 8, and with 6 for 8, it gains.
    b = loads(swap_text(price="-6").replace("worth: {a: 5, b: -3}", "worth: {a: 8, b: -3}"))
    found = compare(swap(), b, draws=20)
    (plan,) = found.plans
    assert (plan.a.verdict, plan.b.verdict, plan.singles, plan.adds_up, plan.enough) == (
        "holds",
        "holds",
        -1,
        False,
        "",
    )
    assert not_adding_up(plan) == (
        "“swap”: single switches in A sum up to −100 of 100 draws, all at once to +0, so that differences cancel out."
    )


# -------------------------------------------------------------------------------------------------------- the average


def test_the_average_has_ranges_as_wide_as_both():
    a, b = swap(cost="2 to 4", price="-3"), swap(cost="3 to 8", price="-4 to -2", horizon="2 years")
    found = average(a, b, match=BY_KEY)
    assert (found.case.parties["b"].walkout_cost.low, found.case.parties["b"].walkout_cost.high) == (2, 8)
    assert (found.case.steps["gift_of_a"].worth["a"].low, found.case.steps["gift_of_a"].worth["a"].high) == (-4, -2)
    assert (found.case.parties["b"].horizon.low, found.case.parties["b"].horizon.high) == (2, 4)
    assert (found.widened, found.kept) == (3, ())


def test_the_average_of_a_case_with_itself_is_the_case():
    a = swap(cost="2 to 4")
    assert average(a, a, match=BY_KEY).case == a


def test_never_has_no_ends_and_stays():
    b = loads(swap_text().replace("gift_of_b: {by: b, undo: never,", "gift_of_b: {by: b, undo: 2 years,"))
    assert average(swap(), b, match=BY_KEY).kept == ("steps.gift_of_b.undo",)


def test_the_average_keeps_the_evidence_of_both_in_the_names_of_the_first():
    a, b = (
        loads(
            one.replace(
                "gift_of_a: {by: a, undo: never, ",
                f"gift_of_a: {{by: a, undo: never, because: [{{judgement: {said}, by: X, for: worth.a}}], ",
            )
        )
        for one, said in ((swap_text(), "a third of it"), (swap_text(price="-4"), "half of it"))
    )
    judged = average(a, b, match=BY_KEY).case.steps["gift_of_a"].because
    assert [one.judgement for one in judged] == ["a third of it", "half of it"]


def test_what_becomes_of_the_average_is_what_assess_says_of_it():
    from standoff.analysis.plans import assess_often

    a, b = swap(cost="2 to 4", price="-3"), swap(cost="3 to 8", price="-6 to -2")
    (plan,) = compare(a, b, draws=60, average=True).average.plans
    assessed, sure = assess_often(average(a, b, match=BY_KEY).case, "swap", draws=60)
    assert plan.fares == Fares(assessed.verdict, sure.holds, sure.refused)


def test_a_range_at_another_level_is_brought_to_that_of_the_first():
    # A uniform range has the ends of what is possible: its middle 90 % are from 0.5 to 9.5.
    text = swap_text().replace("walkout_cost: 4", "walkout_cost: {shape: uniform, low: 0, high: 10}")
    wide = loads(text.replace("as_of:", "intervals: 80 %\nas_of:"))
    found = average(swap(), wide, match=BY_KEY).case.parties["b"].walkout_cost
    assert (found.low, found.high) == pytest.approx((0.5, 9.5))


# ------------------------------------------------------------------------------------------------- Python and bad input


def test_a_match_can_be_plain_data_or_a_match():
    one, two = swap(), split()
    assert compare(one, two, draws=10, match=MATCH) == compare(one, two, draws=10, match=same_things(MATCH, one, two))


def test_no_draws_no_shares():
    found = compare(swap(cost="4"), swap(cost="1"), draws=0)
    assert found.plans[0].a == Fares("holds")
    assert found.differences[0].turns == 2
    assert found.differences[0].moves is None
    with pytest.raises(UsageError, match="cannot be drawn -1 times"):
        compare(swap(), swap(), draws=-1)


def test_tables():
    found = compare(swap(cost="4"), swap(cost="1"), draws=10, average=True)
    assert found.tables == ("differences", "effects", "left_out", "plans", "average")
    (row,) = found.to_rows()
    assert (row["path"], row["a"], row["b"], row["turns"], row["moves"]) == ("parties.b.walkout_cost", "4", "1", 2, 1.0)
    assert [row["step"] for row in found.to_rows("left_out")] == ["gift_of_a", "gift_of_b"]
    assert "Talk about what walking out costs B" in repr(found)
