"""Who is against a plan, what it keeps and where it breaks first, in the brief and on the terminal."""

from __future__ import annotations

import re
from html import unescape
from io import StringIO

import pytest
from rich.console import Console

import standoff
from cases import case_of
from standoff.views.brief import page as brief
from standoff.views.text.assessment import show_assessment

TEXT = """
parties:
  a: {name: Alpha, horizon: 4 years}
  b: {name: Beta, horizon: 4 years, walkout_cost: 4}
  c: {name: Gamma & Sons, horizon: 2 years}
steps:
  x: {by: a, name: Gift, undo: never, seen: 0.1 years, worth: {a: -3, b: 5, c: -3 to 2}}
  y: {by: b, name: Return, undo: never, seen: 0.1 years, worth: {a: 5, b: -3}}
  truce: {by: b, name: Truce, worth: {a: 1, b: 1}}
  blockade: {by: c, name: Blockade, worth: {a: -4, c: 1}}
now: [truce]
plans:
  gift-first: {title: Gift first, phases: [[x], [y]]}
deals:
  swap: {title: Swap, steps: [x, y]}
"""


@pytest.fixture(scope="module")
def read():
    text = brief.render(
        case_of(TEXT), standoff.run(case_of(TEXT), draws=40, seed=3), sources={}, command="standoff run ."
    )
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", text)))


def test_the_part_on_the_demands_says_who_is_against_what_holds(read):
    assert re.search(r"“Gift first” holds, with “?Gamma & Sons”? against it\.", read)
    assert "amp;" not in read


def test_the_annex_says_what_a_bystander_could_do_and_how_often_it_would_lose(read):
    assert "By a move of its own it could cost Alpha up to 4 points of its own." in read
    assert "Worse off, without a say" in read
    often = re.search(r"Gift first plan.*?“?Gamma & Sons”? \((\d+) %\)", read[read.index("Worse off, without a say") :])
    # -.5 at the median, ±2.5 at 90 %: 63 % of a normal variable are below 0.
    assert often is not None and 50 <= int(often[1]) <= 76
    assert "It keeps “Truce”, which is in force now: whoever would rather end it can." in read


def test_the_terminal_says_it_beside_the_verdict():
    case, console = case_of(TEXT), Console(file=StringIO(), width=400)
    show_assessment(console, case, standoff.assess(case, "gift-first"))
    said = console.file.getvalue().splitlines()
    assert said[0] == "Gift first: HOLDS"
    beside = said[: said.index("")]
    assert "It keeps “Truce”, which is in force now: whoever would rather end it can." in beside
    assert any(re.match("“?Gamma & Sons”? is against it", line) for line in beside)


def test_of_a_plan_that_breaks_it_is_told_what_each_has_where_it_breaks_first():
    """Beta has 5 for nothing when it does not return the gift: Alpha is left 3 points worse off, Gamma half a point."""
    case = case_of(TEXT.replace(", walkout_cost: 4", ""))
    found = standoff.assess(case, "gift-first")
    assert (found.verdict, found.binding.party, found.binding.phase) == ("breaks", "b", 2)
    assert found.if_broken.startswith(
        "If it breaks in phase 2, Alpha is left 3 points worse off than now, Beta 5 points"
    )
    assert found.if_broken.endswith("0.5 points worse off.")
