"""Readings of an agreement: what is said of them, how they are written, and what gets done while each waits."""

from __future__ import annotations

import random

import pytest

from places import CASES
from standoff.case.check.claims import Claims
from standoff.case.check.readings import done_while_waiting
from standoff.case.load import load, loads, read_source
from standoff.case.model.model import Case
from standoff.case.reading.source import Source
from standoff.case.reading.sources import read_library
from standoff.case.reading.writing import dumps

CASE = """\
format: 1
title: A border
as_of: 2026-11-02
parties:
  ukraine: {horizon: 5 years}
  russia: {horizon: 10 years}
steps:
  ceasefire: {by: [ukraine, russia], ends_with_breakdown: true}
  forces_out: {by: russia}
  status_law: {by: ukraine}
plans:
  as_agreed:
    phases: [[ceasefire], [forces_out, status_law]]
    readings:
      kyiv: {held_by: ukraine, phases: [[ceasefire], [forces_out], [status_law]]}
      moscow: {held_by: [russia], phases: [[ceasefire], [status_law], [forces_out]]}
"""
KYIV = "phases: [[ceasefire], [forces_out], [status_law]]"
MOSCOW = "phases: [[ceasefire], [status_law], [forces_out]]"

DEAL = (
    CASE[: CASE.index("plans:")]
    + """\
deals:
  peace:
    steps: [ceasefire, forces_out, status_law]
    readings:
      kyiv: {held_by: ukraine, plan: border_first}
      moscow: {held_by: [russia], phases: [[ceasefire], [status_law], [forces_out]]}
plans:
  border_first: {phases: [[ceasefire], [forces_out], [status_law]]}
"""
)


def said_of(text: str) -> list[tuple[str, str]]:
    """The paths and messages of the warnings of a case without errors."""
    reading = read_source("case.yaml", text)
    assert reading.case is not None, reading.problems
    return [(problem.path, problem.message) for problem in reading.problems if "worth anything" not in problem.message]


WAITING = "is read in 2 orders, and while each waits for the others only `ceasefire` gets done"


def test_where_each_waits_for_the_other_it_is_said_what_gets_done() -> None:
    assert said_of(CASE) == [("plans.as_agreed.readings", f"this plan {WAITING}")]
    assert said_of(DEAL) == [("deals.peace.readings", f"this deal {WAITING}")]


def test_where_each_offers_to_go_first_nothing_is_said() -> None:
    polite = CASE.replace(KYIV, "swap").replace(MOSCOW, KYIV).replace("swap", MOSCOW)
    assert said_of(polite) == []


def test_what_an_owner_does_not_think_agreed_is_not_done() -> None:
    short = CASE.replace(MOSCOW, "phases: [[ceasefire], [status_law]]")
    assert said_of(short) == [("plans.as_agreed.readings", f"this plan {WAITING}")]


def test_a_reading_of_one_party_beside_the_plan_itself_counts_as_an_order() -> None:
    alone = CASE.replace("      moscow: {held_by: [russia], " + MOSCOW + "}\n", "")
    assert said_of(alone) == []  # Moscow goes by the plan, in which the border comes at once
    waits = alone.replace("[forces_out, status_law]]\n", "[status_law], [forces_out]]\n", 1)
    assert said_of(waits) == [("plans.as_agreed.readings", f"this plan {WAITING}")]


def test_nothing_at_all_may_get_done() -> None:
    nothing = CASE.replace(KYIV, "phases: [[forces_out], [ceasefire], [status_law]]").replace(
        MOSCOW, "phases: [[status_law], [ceasefire], [forces_out]]"
    )
    ((_, message),) = said_of(nothing)
    assert message == "this plan is read in 2 orders, and while each waits for the others nothing gets done"


@pytest.mark.parametrize(
    ("order", "same"),
    [
        ("phases: [[ceasefire], [status_law, forces_out]]", "the plan itself"),
        (KYIV, "`kyiv`"),
    ],
)
def test_a_reading_that_says_nothing_new(order: str, same: str) -> None:
    said = ("plans.as_agreed.readings.moscow", f"this is the same order as {same}")
    assert said in said_of(CASE.replace(MOSCOW, order))


@pytest.mark.parametrize("text", [CASE, DEAL])
def test_what_is_written_loads_back_to_the_same_case(text: str) -> None:
    case = loads(text)
    assert loads(dumps(case)) == case


def test_a_reading_may_have_the_phases_of_a_plan() -> None:
    case = loads(DEAL)
    reading = case.deals["peace"].readings["kyiv"]
    assert reading.phases == ()
    assert case.phases_read(reading) == case.plans["border_first"].phases


def test_korea_is_two_readings_of_one_deal() -> None:
    case = load(CASES / "korea-2025")
    readings = case.deals["full"].readings
    assert {name: reading.held_by for name, reading in readings.items()} == {
        "washington": ("us", "rok"),
        "pyongyang": ("dprk", "china", "russia"),
    }
    assert [reading.plan for reading in readings.values()] == ["denuclearization_first", "relief_first"]
    claims = Claims(case, Source("", "", []), read_library(None))
    assert list(done_while_waiting(claims, case.deals["full"])) == [["summit_panmunjom"]]


def random_case(rng: random.Random) -> Case:
    """Two to four parties, three to six steps, some joint, and an order for some of the parties."""
    parties = ["ash", "birch", "cedar", "dell"][: rng.randint(2, 4)]
    steps = [f"s{n}" for n in range(rng.randint(3, 6))]
    holders = rng.sample(parties, rng.randint(1, len(parties)))

    def phases() -> list[list[str]]:
        kept = [step for step in steps if rng.random() < 0.9] or steps
        rng.shuffle(kept)
        cuts = sorted(rng.sample(range(1, len(kept)), rng.randint(0, len(kept) - 1)))
        return [kept[a:b] for a, b in zip([0, *cuts], [*cuts, len(kept)], strict=True)]

    order = [*steps]
    rng.shuffle(order)
    data = {
        "format": 1,
        "title": "Woods",
        "as_of": "2026-11-02",
        "parties": {party: {"horizon": "3 years"} for party in parties},
        "steps": {step: {"by": rng.sample(parties, 1 + (rng.random() < 0.3))} for step in steps},
        "plans": {
            "it": {
                "phases": [[step] for step in order],
                "readings": {party: {"held_by": [party], "phases": phases()} for party in holders},
            }
        },
    }
    return Case.model_validate(data)


@pytest.mark.parametrize("seed", range(40))
def test_random_cases_can_be_read_and_written(seed: int) -> None:
    case = random_case(random.Random(seed))
    assert loads(dumps(case)) == case
