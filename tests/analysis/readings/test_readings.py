"""Readings of a case: what gets done, who waits, how each order fares, what is reached by then; by hand and by the twin."""

from __future__ import annotations

import json
import random
from math import exp

import pytest

import standoff
from command import standoff as command
from naive import readings as naive
from places import CASES
from printed import printed
from standoff.analysis.readings.readings import readings_named
from standoff.analysis.readings.waiting import orders_of
from standoff.case.check.claims import Claims
from standoff.case.check.readings import done_while_waiting
from standoff.case.load import loads
from standoff.case.model.model import Case
from standoff.case.reading.source import Source
from standoff.case.reading.sources import read_library
from standoff.errors import UsageError
from standoff.results.documents.assessment import assess_document
from standoff.results.documents.document import plain
from standoff.results.documents.run import run_document
from standoff.results.sentences.readings import FLAG
from standoff.views.brief import page as brief
from standoff.views.text.readings import say_readings, show_readings

HEAD = """\
format: 1
title: A border and a law
as_of: 2026-11-02
parties:
  north: {name: North, horizon: 4 years, walkout_cost: 1}
  south: {name: South, horizon: 4 years, walkout_cost: 1}
steps:
  ceasefire: {by: [north, south], ends_with_breakdown: true, worth: {north: 1, south: 1}}
  law: {by: north, name: Pass the law, short: law, seen: 1 month, undo: 1 year, worth: {north: -3, south: 5}}
  border: {by: south, name: Give back the border, short: border, seen: 1 month, undo: 6 months,
           worth: {north: 5, south: -3}}
"""
BORDER = (
    HEAD
    + """\
plans:
  as_agreed:
    title: As agreed
    phases: [[ceasefire], [law, border]]
    readings:
      north: {held_by: north, phases: [[ceasefire], [border], [law]]}
      south: {title: Law first, held_by: south, phases: [[ceasefire], [law], [border]]}
"""
)
DEAL = (
    HEAD
    + """\
deals:
  peace:
    title: Peace
    steps: [ceasefire, law, border]
    pace: 1 year
    readings:
      north: {held_by: north, plan: border_first}
      south: {held_by: south, phases: [[ceasefire], [law], [border]]}
plans:
  border_first: {title: Border first, phases: [[ceasefire], [border], [law]]}
"""
)


def circle_of(found):
    return [(one.party, one.step, one.awaits) for one in found.circle]


def test_what_gets_done_and_the_circle():
    found = standoff.readings(loads(BORDER))
    assert (found.kind, found.name, found.orders) == ("plan", "as_agreed", 2)
    assert found.rounds == (("ceasefire",),)
    assert found.missing == ("law", "border")
    assert circle_of(found) == [("north", "law", ("border",)), ("south", "border", ("law",))]
    assert found.says[:2] == (
        "“As agreed” is read in two orders. While each waits for the other, only “Ceasefire” gets done.",
        "North waits for “border” before “law”, South for “law” before “border”.",
    )


def test_each_reading_is_assessed_as_a_plan():
    case = loads(BORDER)
    found = standoff.readings(case, draws=16)
    for one, phases in zip(found.readings, ("ceasefire | border | law", "ceasefire | law | border"), strict=True):
        plan = standoff.assess(case, phases=phases)
        assert one.fares.phases == plan.phases
        assert (one.fares.verdict, one.fares.trust, one.fares.gain) == (plan.verdict, plan.trust, plan.gain)
        assert one.fares.sure.draws == 16
    assert [one.called for one in found.readings] == ["the order of North", "“Law first”"]
    assert [one.waits_for for one in found.readings] == [("border",), ("law",)]


def test_a_third_of_the_gain_is_reached_before_the_wait():
    """All takes no time and phase 1 shows at once, so the whole is 1 - 3 + 5 = 3, and the ceasefire is 1 of it."""
    found = standoff.readings(loads(BORDER))
    assert {party: (one.gain, one.whole, one.share) for party, one in found.reached.items()} == {
        "north": (1.0, pytest.approx(3.0), pytest.approx(1 / 3)),
        "south": (1.0, pytest.approx(3.0), pytest.approx(1 / 3)),
    }
    assert found.signs is True
    assert found.says[-1] == (
        "Until then North reaches 33 % of its gain and South 33 %: both can sign, as each gains by it."
    )
    assert found.done.verdict == "holds"


def test_of_a_deal_the_whole_is_a_party_s_own_order():
    """With a year between phases, North's whole is 1 + 5 e^(-1/4) - 3 e^(-2/4); South's, the other way, the same."""
    found = standoff.readings(loads(DEAL), "peace")
    whole = 1 + 5 * exp(-1 / 4) - 3 * exp(-2 / 4)
    for party in ("north", "south"):
        assert found.reached[party].whole == pytest.approx(whole)
        assert found.reached[party].share == pytest.approx(1 / whole)
    assert [(one.called, one.plan) for one in found.readings] == [
        ("“Border first”", "border_first"),
        ("the order of South", ""),
    ]


def test_where_all_gets_done_nobody_waits():
    polite = BORDER.replace("[border], [law]", "[X], [Y]").replace("[law], [border]", "[border], [law]")
    found = standoff.readings(loads(polite.replace("[X], [Y]", "[law], [border]")))
    assert found.rounds == (("ceasefire",), ("law", "border"))
    assert (found.missing, found.waiting, found.circle) == ((), (), ())
    assert all(one.share == pytest.approx(1.0) for one in found.reached.values())
    assert found.says[0].endswith("everything gets done all the same: nobody waits in vain.")


def test_who_holds_no_reading_goes_by_the_plan():
    alone = BORDER.replace(
        "      south: {title: Law first, held_by: south, phases: [[ceasefire], [law], [border]]}\n", ""
    )
    found = standoff.readings(loads(alone))
    assert [(one.name, one.held_by, one.called) for one in found.readings] == [
        ("north", ("north",), "the order of North"),
        ("", ("south",), "the order of South"),
    ]
    assert found.rounds == (("ceasefire",), ("border",), ("law",))


def test_what_an_owner_does_not_think_agreed_is_said():
    short = BORDER.replace("phases: [[ceasefire], [law], [border]]}", "phases: [[ceasefire], [law]]}")
    found = standoff.readings(loads(short))
    assert found.readings[1].left_out == ("border",)
    assert [(one.party, one.step, one.awaits) for one in found.waiting] == [
        ("north", "law", ("border",)),
        ("south", "border", ()),
    ]
    assert found.circle == ()
    assert "South does not think that “border” was agreed." in found.says


def test_who_loses_until_then_would_not_sign_for_that():
    dear = BORDER.replace("worth: {north: 1, south: 1}", "worth: {north: 1, south: -1}")
    found = standoff.readings(loads(dear))
    assert found.signs is False
    assert found.reached["south"].gain == pytest.approx(-1.0)
    assert found.says[-1].endswith("South loses 1 point: South would not sign for that alone.")


def test_rounds_that_break_a_rule_are_no_plan():
    ruled = BORDER.replace("plans:", "rules: [law or border or not ceasefire]\nplans:").replace(
        "[[ceasefire], [law, border]]", "[[ceasefire, law, border]]"
    )
    ruled = ruled.replace("[[ceasefire], [border], [law]]", "[[ceasefire, border], [law]]").replace(
        "[[ceasefire], [law], [border]]", "[[ceasefire, law], [border]]"
    )
    found = standoff.readings(loads(ruled))
    assert found.rounds == (("ceasefire",),)
    assert (found.done, found.reached, found.signs) == (None, {}, None)
    assert found.broken == ("what is in force after phase 1 breaks the rule `law or border or not ceasefire`",)
    assert f"By itself, what gets done is no plan: {found.broken[0]}." in printed(say_readings, found)


def test_names_that_have_no_readings():
    case = loads(DEAL)
    with pytest.raises(UsageError, match="the plan `border_first` has no readings; these have some: `peace`"):
        standoff.readings(case, "border_first")
    with pytest.raises(UsageError, match="did you mean `peace`"):
        standoff.readings(case, "paece")
    with pytest.raises(UsageError, match="no plan or deal of the case has readings"):
        standoff.readings(standoff.example())
    assert readings_named(case, "border_first") is None


# ------------------------------------------------------------------------------------------- by the twin, on random cases


def random_case(rng: random.Random) -> Case:
    """Two to four parties, three to six steps, some joint, one of them in force and kept; orders of some parties."""
    parties = ["ash", "birch", "cedar", "dell"][: rng.randint(2, 4)]
    steps = [f"s{n}" for n in range(rng.randint(3, 6))]

    def phases(share: float) -> list[list[str]]:
        read = [step for step in rng.sample(steps, len(steps)) if rng.random() < share] or steps
        cuts = sorted(rng.sample(range(1, len(read)), rng.randint(0, len(read) - 1)))
        return [read[a:b] for a, b in zip([0, *cuts], [*cuts, len(read)], strict=True)]

    holders = rng.sample(parties, rng.randint(1, len(parties)))
    named = {step: {"by": rng.sample(parties, 1 + (rng.random() < 0.3))} for step in steps}
    for step in named.values():
        step["worth"] = {party: round(rng.uniform(-3, 5), 2) for party in parties}
        step["undo"] = "3 months"
    data = {
        "format": 1,
        "title": "Woods",
        "as_of": "2026-11-02",
        "parties": {party: {"horizon": "3 years"} for party in parties},
        "steps": {**named, "kept": {"by": parties[0]}},
        "now": ["kept"],
        "plans": {
            "it": {
                "phases": phases(1.0),
                "readings": {party: {"held_by": [party], "phases": phases(0.9)} for party in holders},
            }
        },
    }
    return Case.model_validate(data)


@pytest.mark.parametrize("seed", range(60))
def test_the_engine_the_check_and_the_twin_agree(seed):
    case = random_case(random.Random(seed))
    plan = case.plans["it"]
    orders = {
        party: next((one.phases for one in plan.readings.values() if party in one.held_by), plan.phases)
        for party in case.parties
    }
    owners = {step: case.steps[step].by for step in case.steps if step != "kept"}
    expected = naive.what_gets_done(owners, orders, ("kept",))
    claims = Claims(case, Source("", "", []), read_library(None))
    assert [set(steps) for steps in orders_of(case, "plan", "it").rounds] == expected
    assert [set(steps) for steps in done_while_waiting(claims, plan)] == expected
    found = standoff.readings(case)
    assert [set(steps) for steps in found.rounds] == expected
    assert {(one.party, one.step): {*one.awaits} for one in found.waiting} == naive.who_waits(owners, orders, ("kept",))
    if found.rounds:
        typed = " | ".join(", ".join(steps) for steps in found.rounds)
        alone = standoff.assess(case, phases=typed)
        assert (found.done.verdict, found.done.gain) == (alone.verdict, alone.gain)


# ----------------------------------------------------------------------------------------------------------------- Korea


@pytest.fixture(scope="module")
def korea():
    return standoff.load(CASES / "korea-2025")


def test_on_korea_nothing_but_the_meeting_gets_done(korea):
    found = standoff.readings(korea)
    assert (found.kind, found.name, found.orders) == ("deal", "full", 2)
    assert found.rounds == (("summit_panmunjom",),)
    assert len(found.missing) == 13
    assert {one.party for one in found.circle} == {"us", "dprk"}


@pytest.mark.parametrize("plan", ["denuclearization_first", "relief_first"])
def test_on_korea_a_reading_is_the_plan_that_it_names(korea, plan):
    (one,) = (one for one in standoff.readings(korea).readings if one.plan == plan)
    alone = standoff.assess(korea, plan)
    assert (one.fares.verdict, one.fares.gain) == (alone.verdict, alone.gain)


def test_the_readings_of_korea_change_no_number(korea):
    bare = {name: deal.model_copy(update={"readings": {}}) for name, deal in korea.deals.items()}
    without = korea.model_copy(update={"deals": bare})
    told = {name: plain(run_document(standoff.run(case, draws=4))) for name, case in (("a", korea), ("b", without))}
    assert told["a"].pop("readings")
    assert told["b"].pop("readings") == []
    demands = [told[name]["answer"]["sentences"].pop("demands") for name in "ab"]
    assert demands[0].endswith("As readings of one text they get only “summit at Panmunjom” done.")
    assert "readings" not in demands[1]
    assert told["a"] == told["b"]


# ------------------------------------------------------------------------------------------------------- where it is shown


def test_assess_says_it_after_the_verdict(tmp_path):
    (tmp_path / "case.yaml").write_text(BORDER, encoding="utf-8")
    lines = command("assess", tmp_path, "as_agreed", "--quiet").stdout.splitlines()
    assert lines[0] == "“As agreed” holds, and asks nobody for trust."
    assert lines[2].startswith("“As agreed” is read in two orders. While each waits for the other, only “Ceasefire”")
    assert len(lines) <= 25
    whole = " ".join(command("assess", tmp_path, "as_agreed", "--all", "--draws", "8").stdout.split())
    assert whole.count(FLAG) == 1
    for table in ("Each reading by itself", "What each waits for first", "What gets done", "What is reached by then"):
        assert table in whole
    document = json.loads(command("assess", tmp_path, "as_agreed", "--json").stdout)
    assert document["readings"]["rounds"] == [["ceasefire"]]
    assert document["readings"]["readings"][0]["fares"]["sure"] is None
    typed = json.loads(command("assess", tmp_path, "--phases", "ceasefire | law, border", "--json").stdout)
    assert "readings" not in typed


def test_a_plan_without_readings_says_nothing_of_them():
    case = loads(DEAL)
    document = plain(assess_document("", "", standoff.assess(case, "border_first")))
    assert "readings" not in document


def test_check_tells_it_and_nothing_else_counts_it(tmp_path):
    (tmp_path / "case.yaml").write_text(
        BORDER.replace("undo: 1 year, worth", "undo: 1 year, because: [{judgement: so, by: AB}], worth")
        .replace("undo: 6 months,", "undo: 6 months, because: [{judgement: so, by: AB}],")
        .replace("ends_with_breakdown: true,", "ends_with_breakdown: true, because: [{judgement: so, by: AB}],")
        .replace("worth: {north: 1, south: 1}", "worth: {north: -1, south: 1}")
        .replace("walkout_cost: 1}", "walkout_cost: 1, because: [{judgement: so, by: AB}]}"),
        encoding="utf-8",
    )
    told = command("check", tmp_path, "--strict")
    said = "this plan is read in 2 orders, and while each waits for the others only `ceasefire` gets done"
    assert said in " ".join(told.stdout.split())
    assert (told.returncode, told.stdout.splitlines()[0]) == (0, "1 warning.")
    assert command("assess", tmp_path, "as_agreed").stderr == ""


def test_the_tables_of_the_terminal():
    case = loads(BORDER)
    text = printed(show_readings, case, standoff.readings(case, draws=8))
    assert [line.split() for line in text.splitlines() if line.startswith("North")] == [["North", "1", "3", "33", "%"]]
    assert "The order of North  North    HOLDS" in text
    assert "Law first           South    HOLDS" in text


def test_the_tables_of_a_run():
    found = standoff.run(loads(BORDER), draws=8)
    assert [(row["of"], row["reading"], row["waits_for"]) for row in found.to_rows("readings")] == [
        ("plan:as_agreed", "north", "border"),
        ("plan:as_agreed", "south", "law"),
    ]
    assert found.to_rows("readings_rounds") == [{"of": "plan:as_agreed", "round": 1, "step": "ceasefire"}]
    assert [(row["step"], row["awaits"], row["in_circle"]) for row in found.to_rows("readings_waiting")] == [
        ("law", "border", True),
        ("border", "law", True),
    ]
    assert [row["party"] for row in found.to_rows("readings_reached")] == ["north", "south"]
    assert repr(found.readings[0]).startswith("<Readings: “As agreed” is read in two orders: 1 of 3 steps gets done")


def test_the_answer_says_what_gets_done():
    said = standoff.answer(loads(BORDER), draws=8).sentences["demands"]
    assert said.endswith("Read in two orders, “As agreed” gets only “Ceasefire” done.")


def test_of_long_names_the_answer_says_less():
    long = BORDER.replace("title: As agreed", "title: " + "Agreed " * 30).replace(
        "ceasefire: {by", f"ceasefire: {{name: {'Cease ' * 20}, by"
    )
    said = standoff.answer(loads(long), draws=8).sentences["demands"]
    assert len(said) <= 264
    assert said.endswith("” done.")


def test_the_brief_shows_them_under_the_demands():
    case = loads(BORDER.replace("held_by: north,", "held_by: north, because: [{judgement: said so, by: AB}],"))
    found = standoff.run(case, draws=8)
    page = brief.render(case, found, sources={}, command="standoff run border")
    part = page[page.index('id="demands"') : page.index('id="deals"')]
    text = " ".join(part.split())
    assert text.count("A reading is a flag, not a forecast") == 1
    assert "Each reading by itself, as a plan" in text
    assert "North waits for “border” before “law”, South for “law” before “border”." in text
    assert "<td>33 %</td>" in text
    assert "how North reads “As agreed”" in page


def test_hostile_names_are_text_in_the_brief():
    case = loads(BORDER.replace("title: Law first", 'title: "<b>Law</b> & order"').replace("As agreed", "<i>x</i>"))
    page = brief.render(case, standoff.run(case, draws=8), sources={}, command="standoff run border")
    assert "<b>Law</b>" not in page
    assert "<i>x</i>" not in page
    assert "&lt;b&gt;Law&lt;/b&gt; &amp; order" in page
