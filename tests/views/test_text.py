"""What the terminal says beside its tables: that it was cut, and at what."""

from __future__ import annotations

from dataclasses import replace

import standoff
from cases import case_of
from gifts import GIFTS
from places import TESTS
from printed import page_of, printed
from standoff.case.load import load, read_source
from standoff.views.text.assessment import show_assessment
from standoff.views.text.remedies import show_remedies
from standoff.views.text.stability import show_stable
from standoff.views.text.sureness import show_flips


def shown(view, *told, **options):
    """What a view writes on a wide terminal, as one line."""
    return " ".join(printed(view, *told, **options).split())


def test_equilibria_within_reach_that_are_not_shown_are_counted():
    """Of 22, one is a Nash equilibrium (tests/analysis/stability/test_stability.py), which is the first."""
    case = load(TESTS / "faults" / "nash_not_listed")
    text = shown(show_stable, case, standoff.stable(case))
    assert "what changes 2 NASH, GMR, SMR, SEQ, SSEQ + " in text
    assert "more, none" not in text
    table = page_of(show_stable, case, standoff.stable(case)).blocks
    (reached,) = (block for block in table if block.title == "reached from now by improvements")
    assert (len(reached.rows), reached.most) == (22, 10)
    cut = shown(show_stable, case, standoff.stable(case, limit=10))
    assert "and 12 more, none of them a Nash equilibrium." in cut


def test_numbers_without_a_range_stand_apart_from_those_that_can_vary():
    """The gift of Beta is worth 5 and -2 and no range, and it led the list before what Beta may lose by walking out."""
    case = read_source("case.yaml", GIFTS).case
    found = standoff.flip(case, "a_first")
    text = shown(show_flips, case, found)
    ranged, _, fixed = text.partition("Numbers without a range, of which nothing says that they can vary")
    assert "Single numbers that flip it" in ranged
    assert "walk" in ranged
    assert " - " not in fixed.partition("What drives")[0]
    assert found.flips[-1].path == "steps.gift_of_b.worth.b"
    assert "B: Gift of b" in fixed
    assert "B: Gift of b" not in ranged
    only = replace(found, flips=tuple(flip for flip in found.flips if flip.chance is None))
    assert f"no single number with a range, of {found.numbers} looked at, turns that." in shown(show_flips, case, only)
    assert "no single number of" in shown(show_flips, case, replace(found, flips=()))


def test_a_name_that_reads_as_several_is_one_name():
    """It was said that EU and United States fails, and that No strikes on Odesa, Chornomorsk and Pivdennyi is in force."""
    case = load(TESTS / "faults" / "bond_sentence")
    plan = shown(show_assessment, case, standoff.assess(case, "kyiv"))
    assert "If “EU and United States” fails by not doing “A subsidiary of Rosselkhozbank joins SWIFT”" in plan
    assert " at once A term of twelve months…, Forty inspections a day " in plan
    now = shown(show_stable, case, standoff.stable(case))
    assert (
        "Now in force: “Russia guarantees the safety of ships”, “No strikes on Odesa, Chornomorsk and Pivdennyi”, "
        "“Ukraine keeps its lanes free of mines and sends pilots” and “Joint inspections in the Bosporus” Now is"
    ) in now
    assert "Türkiye and “EU and United States” (would stay under" in now
    assert "Russia and “EU and United States” " in now
    assert "who can move alone Russia Ukraine Türkiye EU and United States" in now


def test_no_phase_is_told_to_begin_when_the_one_before_begins():
    """Beta lifts the ban in no time and that shows after a day: phase 3 begins and all is done a day later, not then."""
    text = """
parties: {a: {name: Alpha, horizon: 4 years}, b: {name: Beta, horizon: 4 years}}
steps:
  mines: {by: a, name: Mines, takes: 2 months, worth: {a: -1, b: 5}}
  ban: {by: b, name: Ban, seen: 1 day, worth: {a: 5, b: -1}}
  fuel: {by: b, name: Fuel, seen: 1 day, worth: {a: 5, b: -1}}
plans: {p: {phases: [[mines], [ban], [fuel]]}}
"""
    case = case_of(text)
    plan = shown(show_assessment, case, standoff.assess(case, "p"))
    assert "1 at once Mines 2 2 months Ban 3 1 day after that Fuel Done 1 day after phase 3 begins. Trust" in plan


def test_what_remedies_are_for_is_said():
    """Beta gives back too late: it would keep what it got, unless it lost more by that."""
    text = GIFTS.replace("walkout_cost: 2 to 8", "walkout_cost: 1")
    case = read_source("case.yaml", text).case
    told = shown(show_remedies, case, standoff.remedies(case))
    assert "The smallest single remedies with which it holds and asks for trust of at most 90 %, by kind" in told
    # 3 points are saved at once, and 1 would be lost already.
    assert (
        "Smallest bonds with which nobody walks out, with nothing to spare: 2 points from B; the plan then holds."
        in told
    )
    told = shown(show_remedies, case, standoff.remedies(case, trust_at_most=1.0))
    assert "The smallest single remedies with which it holds, by kind" in told
