"""The view Answer as data: what is shown at once is what `assess` says, what is shown at last what `answer` says."""

from __future__ import annotations

import pytest

from standoff.analysis.answer.at_once import Before, deals_at_once, glances
from standoff.analysis.plans import assess_often
from standoff.app.front.front import before_of, front, glance
from standoff.case.load import read_source
from standoff.results.documents.answer import answer_document
from standoff.results.documents.document import plain

HARBOUR = """
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {name: Alpha, horizon: 2 to 6 years, walkout_cost: 0.5 to 2}
  beta: {name: Beta, horizon: 5 to 15 years}
steps:
  inspectors: {by: alpha, name: Inspectors, takes: 2 weeks, seen: 1 week, undo: 1 day, worth: {alpha: -2 to -0.5, beta: 1 to 3}}
  open: {by: alpha, name: Open, takes: 1 month, seen: 2 weeks, undo: 3 months, worth: {alpha: -6 to -2, beta: 10}}
  lift: {by: beta, name: Lift, seen: 1 week, undo: 1 to 3 months, worth: {alpha: 10, beta: -5 to -2}}
deals: {full: {steps: [inspectors, open, lift], title: "The full deal: all of it", pace: 2 weeks}}
plans:
  alpha-first: {title: "Alpha first: what Beta wants", phases: [[inspectors, open], [lift]]}
  together: {pace: 1 month, phases: [[inspectors], [open, lift]]}
"""


def harbour(change=("", "")):
    return read_source("case.yaml", HARBOUR.replace(*change)).case


def holds(case, **asked):
    return assess_often(case, draws=200, **asked)[1].holds


def test_what_is_shown_at_once_of_plans_is_what_assess_says():
    case = harbour()
    found = {one.name: one.sure for one in glances(case, 200)}
    assert {name: sure.holds for name, sure in found.items()} == {
        name: holds(case, plan=name) for name in ("alpha-first", "together")
    }
    assert found["together"].between["holds"] == assess_often(case, "together", draws=200)[1].between["holds"]


def test_of_a_deal_an_order_is_found_in_no_time_and_is_the_one_that_assess_takes():
    case = harbour()
    (found,) = deals_at_once(case, 200)
    assert (found.kind, found.name) == ("deal", "full")
    assert found.sure.holds == holds(case, plan="deal:full")
    assert not [*deals_at_once(case, 200, known=["full"])]


def test_an_order_found_before_has_the_pace_of_its_deal():
    """A plan of the same order with the pace of the deal is the same plan."""
    order = (("inspectors",), ("lift",), ("open",))
    case = harbour(("together: {", "same: {pace: 2 weeks, phases: [[inspectors], [lift], [open]]}\n  together: {"))
    found = {
        (one.kind, one.name): one
        for one in glances(case, 200, before=[Before("deal", "full", order), Before("found", "", order)])
    }
    assert found["deal", "full"].phases == order
    assert {one.sure.holds for key, one in found.items() if key[1] in ("full", "same", "")} == {
        holds(case, plan="same")
    }


@pytest.mark.parametrize(
    "order",
    [
        Before("deal", "gone", (("lift",),)),
        Before("deal", "full", (("inspectors",), ("open",))),
        Before("deal", "full", (("inspectors",), ("open",), ("gone",))),
        Before("found", "", (("inspectors",), ("inspectors",))),
        Before("found", "", (("gone",),)),
        Before("found", "", (("open",), ("inspectors",))),
        Before("found", "", ()),
    ],
)
def test_an_order_that_the_case_no_longer_allows_is_left_out(order):
    case = harbour(("name: Open, ", "name: Open, requires: [inspectors], "))
    assert {one.name for one in glances(case, 20, before=[order])} == {"alpha-first", "together"}


def test_a_glance_comes_in_piece_by_piece():
    case, came = harbour(), []
    done = glance(case, draws=40, partial=came.append)
    assert [len(one.bars) for one in came] == [2, 3]
    assert [one.missing for one in (*came, done)] == [("full",), (), ()]
    assert done.bars == came[-1].bars and not done.done and not done.sentences
    assert [bar.share for bar in done.bars] == sorted((bar.share for bar in done.bars), reverse=True)


def test_with_more_draws_the_same_orders_are_judged_again():
    came = []
    done = glance(harbour(), draws=400, partial=came.append)
    assert [{bar.draws for bar in one.bars} for one in (*came, done)] == [{200}, {200}, {400}]
    assert {bar.name: bar.order for bar in done.bars} == {bar.name: bar.order for bar in came[-1].bars}


def test_the_whole_is_the_answer_of_the_verb():
    import standoff

    case, came = harbour(), []
    done = front(case, draws=40, partial=came.append)
    verb = plain(answer_document(case.title, case.as_of.isoformat(), standoff.answer(case, 40)))
    (early,) = came
    assert early.where == done.where == verb["sentences"]["where"] and not early.done and done.done
    assert done.headline == verb["headline"]
    assert {one.label: one.text for one in done.sentences} | {"where": done.where} == verb["sentences"]
    contenders = [verb["best"]["found"], *verb["best"]["rivals"]]
    expected = {(one["kind"], one["name"]): one["sure"]["holds"] for one in contenders}
    assert {(bar.kind, bar.name): bar.share for bar in done.bars} == expected
    assert [bar.share for bar in done.bars] == sorted(expected.values(), reverse=True)


def test_the_small_lines_say_what_each_bar_is():
    done = front(harbour(), draws=20)
    notes = {(bar.kind, bar.title): bar.note for bar in done.bars}
    assert notes["plan", "Alpha first"] == "demand: what Beta wants"
    assert notes["plan", "Together"] == "demand"
    assert notes["deal", "The full deal"] == "deal, best order found: all of it"
    early = next(bar for bar in glance(harbour(), draws=20).bars if bar.kind == "deal")
    assert early.note == "deal, its best order is sought: all of it" and not early.final


def test_a_case_whose_plans_cannot_be_assessed_says_so_and_where_things_stand():
    case = harbour(("horizon: 5 to 15 years", "scale: x"))
    done = front(case, draws=20)
    assert done.bars == () and done.nothing and done.where
    early = glance(case, draws=20)
    assert early.bars == () and early.nothing == done.nothing


@pytest.mark.parametrize("told", [None, "x", {}, [None], [{"kind": "plan", "name": "a", "order": [["a"]]}],
                                  [{"kind": "deal", "name": 1, "order": [["a"]]}], [{"kind": "deal", "name": "a", "order": [[]]}],
                                  [{"kind": "deal", "name": "a", "order": [[1]]}], [{"kind": "deal", "name": "a", "order": "a"}]])  # fmt: skip
def test_what_is_no_order_is_left_out(told):
    assert before_of(told) == ()
