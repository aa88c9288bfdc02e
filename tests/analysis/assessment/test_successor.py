"""Another government, asked of a case: the oracle of the theory in names and words, draws, and what is not told."""

from __future__ import annotations

import numpy as np
import pytest

import standoff
from standoff.analysis.assessment.arrangement import given_plan
from standoff.analysis.assessment.successor import successions_of
from standoff.errors import CaseError

SWAP = """
format: 1
title: A swap
as_of: 2027-01-01
parties:
  a: {horizon: 4 years}
  b:
    horizon: 4 years
    successor: {title: The hawks, on: 2029-01-01, chance: 30 to 60 %, sees: {steps.y.worth.b: -5}}
steps:
  x: {by: a, seen: 0.1 years, undo: 0.5 years, worth: {a: -3, b: 5}}
  y: {by: b, seen: 0.1 years, worth: {a: 6, b: -2}}
plans:
  both: {phases: [[x, y]]}
"""


def asked(*changes):
    text = SWAP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return standoff.loads(text)


def test_the_oracle_in_names():
    (one,) = standoff.assess(asked(), "both").successions
    assert (one.party, one.on, one.phase, one.known, one.quits, one.quits_in) == ("b", "2029-01-01", 2, True, True, 2)
    assert one.breach == ("y",) and not one.openly and one.factor == 1.0
    assert one.margin == pytest.approx(5 * np.exp(-0.6 / 4) - 2)
    assert one.its_margin == pytest.approx(5 * np.exp(-0.6 / 4) - 5)
    assert [wary.party for wary in one.others] == ["a"]


def test_where_nothing_is_known_of_it_the_factor_is_told():
    (one,) = standoff.assess(asked((", sees: {steps.y.worth.b: -5}", "")), "both").successions
    assert not one.known and not one.quits and one.margin == one.its_margin
    assert one.factor == pytest.approx(5 * np.exp(-0.6 / 4) / 2, abs=1e-6)
    assert "2.2 times as much" in one.why and "with the numbers of this one" in one.why


def test_what_cannot_be_undone_holds_nobody():
    case = asked(
        ("undo: 0.5 years", "undo: never"), (", sees: {steps.y.worth.b: -5}", ""), ("{a: -3, b: 5}", "{a: -3, b: 5}")
    )
    # With x for good b walks out today, so that nothing holds: no successor is told of.
    assert standoff.assess(case, "both").verdict == "breaks"
    assert standoff.assess(case, "both").successions == ()


def test_whoever_takes_no_part_needs_no_successor():
    case = asked(("  b:\n", "  c: {successor: {on: 2028-01-01, chance: 0.5}, horizon: 3 years}\n  b:\n"))
    assert [one.party for one in standoff.assess(case, "both").successions] == ["b"]


def test_an_earlier_day_is_inside_a_phase():
    slow = asked(("{by: a, seen: 0.1 years", "{by: a, takes: 3 years, seen: 0.1 years"))
    (one,) = standoff.assess(slow, "both").successions
    assert one.phase == 1 and one.quits and one.quits_in == 1
    assert "in phase 1" in one.why


def test_in_draws_it_keeps_to_a_plan_as_often_as_its_numbers_say():
    """y costs the successor -5 to -3.5: it quits where that is more than 5 e^(-.6/4) = 4.30; counted one by one."""
    case = asked(("sees: {steps.y.worth.b: -5}", "sees: {steps.y.worth.b: -5 to -3.5}"))
    found, _ = standoff.analysis.plans.assess_often(case, "both", draws=200, seed=3)
    (one,) = found.successions
    from standoff.analysis.assessment.successor import under_successor
    from standoff.analysis.sureness.ranges import Drawn

    costs = -Drawn.of(under_successor(case, "b"), 200, 3).value("steps.y.worth.b")
    assert one.keeps == pytest.approx(np.mean(costs <= 5 * np.exp(-0.6 / 4)))
    assert 0.2 < one.keeps < 0.9
    assert f"{100 * one.keeps:.0f} % of the 200 draws in which it holds" in one.why


def test_it_changes_no_other_answer():
    with_, without = (
        asked(),
        asked(
            (
                "successor: {title: The hawks, on: 2029-01-01, chance: 30 to 60 %, sees: {steps.y.worth.b: -5}}",
                "walkout_cost: 0",
            )
        ),
    )
    one, other = standoff.assess(with_, "both"), standoff.assess(without, "both")
    assert one.rows == other.rows and one.trust == other.trust and one.gain == other.gain
    assert "successor" not in " ".join(".".join(path) for path, _ in with_.quantities())


def test_of_several_governments_the_first_comes_first():
    case = asked(("  a: {horizon: 4 years}", "  a: {horizon: 4 years, successor: {on: 2028-01-01, chance: 0.5}}"))
    found = successions_of(case, given_plan(case, "both"))
    assert [(one.party, one.on) for one in found] == [("a", "2028-01-01"), ("b", "2029-01-01")]


def test_the_weakest_link_is_a_date_where_somebody_would_not_begin():
    """Nobody walks out today, but a begins only if a successor that quits is hardly likely: it gives for good first."""
    case = asked(
        ("undo: 0.5 years, worth: {a: -3, b: 5}", "undo: 9 years, worth: {a: -5.4, b: 9}"),
        ("on: 2029-01-01, chance: 30 to 60 %", "on: 2027-02-15, chance: 80 to 90 %"),
        ("sees: {steps.y.worth.b: -5}", "sees: {steps.y.worth.b: -50}"),
        ("{a: 6, b: -2}", "{a: 6, b: -0.5}"),
        ("horizon: 4 years\n    succ", "horizon: 4 years\n    walkout_cost: 20\n    succ"),
    )
    (one,) = standoff.assess(case, "both").successions
    assert one.quits and one.others[0].chance < one.likely
    said = standoff.answer(case, draws=20).sentences["weakest"]
    assert said.startswith("A date: on 15 February 2027 “The hawks” may follow in B (80 to 90 %)")


def test_a_successor_for_another_party_is_looked_at_twice():
    text = SWAP.replace("sees: {steps.y.worth.b: -5}", "sees: {steps.y.worth.a: -5}")
    problems = standoff.case.load.read_source("case.yaml", text).problems
    assert ["this is about `a`" in problem.message for problem in problems].count(True) == 1
    with pytest.raises(CaseError, match=r"there is nothing called `steps\.z`"):
        asked(("steps.y.worth.b: -5}", "steps.z.worth.b: -5}"))
