"""The board of the app: what it says of a plan is what the verbs say, and what stays warm is never stale."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import standoff
from places import CASES
from standoff.app.board.asked import Asked, laid
from standoff.app.board.board import drops, order, plan_board, why
from standoff.app.board.warm import warm
from standoff.case.load import read_source
from standoff.cli.app import app
from standoff.errors import SizeError, UsageError
from standoff.results.documents.document import plain

KOREA = CASES / "korea-2025"

RANGED = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  a: {name: Alpha, horizon: 2 to 6 years}
  b: {name: Beta, horizon: 4 years, walkout_cost: 0 to 4}
steps:
  fuel: {by: a, takes: 1 month, seen: 3 months, undo: 1 year, worth: {a: -3 to -1, b: 2 to 5}}
  port: {by: b, takes: 2 months, undo: never, worth: {a: 3 to 6, b: -3 to 0}}
  patrol: {by: [a, b], requires: [port], undo: 2 months, worth: {a: -1 to -0.2, b: -0.6 to -0.1}}
  treaty: {by: [a, b], undo: 1 year, worth: {a: 1 to 2, b: 0.5}}
deals:
  both: {steps: [fuel, port], pace: 1 to 4 months}
plans:
  one: {title: "One: by one", pace: 1 to 6 months, phases: [[fuel], [port, treaty], [patrol]]}
  two: {pace: 1 month, phases: [[port], [fuel]]}
"""


def harbour(text: str = RANGED):
    return read_source("case.yaml", text).case


def written(case, *words):
    result = CliRunner().invoke(app, ["assess", str(case), *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize("words", [["one"], ["two"], ["both"], ["one", "--draws", "300"], ["two", "--draws", "300"]])
def test_what_it_says_of_a_plan_is_the_document_of_assess(tmp_path, words):
    (tmp_path / "case.yaml").write_text(RANGED, encoding="utf-8")
    draws = int(words[-1]) if len(words) > 1 else 0
    assert plain(plan_board(harbour(), Asked(words[0]), draws).assess) == written(tmp_path, *words)


@pytest.mark.parametrize("name", ["denuclearization_first", "freeze"])
def test_so_it_is_on_a_large_case(name):
    found = plan_board(standoff.load(KOREA), Asked(name), 200)
    assert plain(found.assess) == written(KOREA, name, "--draws", "200")


def test_other_phases_are_what_the_case_with_them_says(tmp_path):
    moved = RANGED.replace("[[fuel], [port, treaty], [patrol]]", "[[port], [fuel, treaty], [patrol]]")
    (tmp_path / "case.yaml").write_text(moved, encoding="utf-8")
    phases = [["port"], ["fuel", "treaty"], ["patrol"]]
    assert plain(plan_board(harbour(), Asked("one", phases), 300).assess) == written(tmp_path, "one", "--draws", "300")


def test_phases_alone_are_what_a_plan_that_is_typed_says(tmp_path):
    (tmp_path / "case.yaml").write_text(RANGED, encoding="utf-8")
    found = plan_board(harbour(), Asked(phases=[["port"], ["fuel"]]), 100)
    assert plain(found.assess) == written(tmp_path, "--phases", "port | fuel", "--draws", "100")


def test_phases_alone_can_have_the_pace_of_a_deal_and_what_it_keeps():
    case = harbour()
    alone = plan_board(case, Asked(phases=[["port"], ["fuel"]], pace="deals.both.pace"), 300)
    named = plan_board(case, Asked("both", [["port"], ["fuel"]]), 300)
    assert alone.board.gain == named.board.gain and alone.often.holds == named.often.holds
    with pytest.raises(UsageError, match="not the pace"):
        laid(case, Asked(phases=[["port"]], pace="steps.port.takes"))


def test_a_case_that_differs_in_orders_alone_stays_warm_and_no_other_does():
    case = harbour()
    known = warm(case)
    assert warm(harbour(RANGED.replace("[[fuel], [port, treaty], [patrol]]", "[[port], [fuel]]"))) is known
    assert warm(harbour(RANGED.replace("two: {pace: 1 month, phases: [[port], [fuel]]}", ""))) is known
    assert warm(harbour(RANGED.replace("horizon: 2 to 6", "horizon: 2 to 7"))) is not known
    assert warm(harbour(RANGED.replace("pace: 1 to 6", "pace: 1 to 7"))) is not known
    # A pace that is one number is not drawn: it is read of the case that is asked about.
    slow = harbour(RANGED.replace("two: {pace: 1 month", "two: {pace: 9 months"))
    assert warm(slow) is known
    assert plan_board(slow, Asked("two")).board.calendar[1].says == "month 9"
    assert plan_board(case, Asked("two")).board.calendar[1].says == "month 2"


def test_every_place_says_what_the_plan_says_there():
    case = harbour()
    for step in ("fuel", "port", "patrol", "treaty"):
        for place in drops(case, Asked("one"), step, 200).places:
            there = plan_board(case, Asked("one", place.phases), 200)
            assert (place.board, place.problems) == (there.board, there.problems)
            assert place.holds == (there.often.holds if there.often else None)
            assert step in place.phases[place.at - 1]
            assert (len(place.phases[place.at - 1]) == 1) >= place.alone


def test_what_is_not_possible_says_why_as_check_does():
    (first, *_) = drops(harbour(), Asked("one"), "patrol").places
    (why,) = first.problems
    assert why.message == "`patrol` requires `port`, which comes only in phase 3"
    assert (first.head, first.detail) == ("not possible", "“Patrol” requires “Port”, which comes only in phase 3")
    assert "Not possible: “Patrol” requires “Port”" in first.says and first.board is None


def test_a_step_that_is_not_in_the_plan_has_a_place_beside_and_between_all_phases():
    found = drops(harbour(), Asked("two"), "treaty").places
    assert [(place.phase, place.alone) for place in found] == [(1, True), (1, False), (2, True), (2, False), (3, True)]
    (alone,) = drops(harbour(), Asked(phases=[]), "fuel").places
    assert alone.phases == (("fuel",),)


def test_cards_stand_with_their_owner_and_what_costs_all_owners_with_each():
    cards = plan_board(harbour(), Asked("one")).cards
    assert {name: card.rows for name, card in cards.items()} == {
        "fuel": ("a",),
        "port": ("b",),
        "patrol": ("a", "b"),
        "treaty": (),
    }
    assert cards["patrol"].says["a"].startswith("with Beta · ") and cards["treaty"].says[""].startswith(
        "Alpha and Beta"
    )


def test_an_empty_plan_has_cards_and_no_more():
    found = plan_board(harbour(), Asked(phases=[]))
    assert (found.phases, found.board, found.problems) == ((), None, ()) and set(found.cards) == {*harbour().steps}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(), "which plan"),
        (Asked("onee"), "did you mean"),
        (Asked("one", [["feul"]]), "did you mean `fuel`"),
        (Asked("one", [["fuel"], ["fuel"]]), "twice"),
        (Asked(phases=[["fuel"]], keeps=["nothing"]), "no step `nothing`"),
        (Asked(phases=[["fuel"]], consent=["c"]), "no party `c`"),
    ],
)
def test_what_cannot_be_laid_out_says_why(asked, said):
    with pytest.raises(UsageError, match=said):
        plan_board(harbour(), asked)


def test_more_steps_than_can_be_assessed_are_refused_before_any_work():
    steps = "\n".join(f"  s{n}: {{by: a, worth: {{a: 1}}}}" for n in range(60))
    phases = ", ".join(f"[s{n}]" for n in range(60))
    large = harbour(
        "format: 1\ntitle: Large\nas_of: 2026-11-02\nparties:\n  a: {horizon: 1 year}\n  b: {horizon: 1 year}\n"
        f"steps:\n{steps}\nplans:\n  all: {{phases: [{phases}]}}\n"
    )
    for ask in (lambda: plan_board(large, Asked("all")), lambda: drops(large, Asked("all"), "s1", 200)):
        with pytest.raises(SizeError, match="steps in the plan, kept ones included: 60"):
            ask()


def test_the_best_order_is_the_roadmap_of_a_deal_of_the_same_steps():
    case = harbour()
    found = order(case, Asked("both", [["port"], ["fuel"]]), 100)
    (road,) = standoff.roadmap(case, ["both"], draws=200)
    first = road.chosen.plan.plan if road.chosen and road.chosen.plan.least_trust else road.shown
    assert found.phases == first.phases
    assert found.board.gain == first.gain and found.often.draws == 100
    assert found.roadmap.roadmaps[0].bound == road.bound


@pytest.mark.parametrize(("name", "phase", "party"), [("one", 1, "a"), ("one", 4, "b"), ("both", 2, "b")])
def test_why_is_the_document_of_explain(tmp_path, name, phase, party):
    (tmp_path / "case.yaml").write_text(RANGED, encoding="utf-8")
    words = ["explain", "row", str(tmp_path), "--plan", name, "--phase", str(phase), "--party", party, "--json"]
    found = why(harbour(), Asked(name), phase, party)
    assert plain(found) == json.loads(CliRunner().invoke(app, words).output)
    with pytest.raises(UsageError, match="phase 9 is not one of"):
        why(harbour(), Asked(name), 9, party)
