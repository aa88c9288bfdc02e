"""Objectives, wishes and dates as a user meets them: from the case file to the answer."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

import standoff
from standoff.cli import app
from standoff.errors import UsageError
from standoff.results import schemas

SWAP = """\
format: 1
title: Slices
as_of: 2026-11-02
parties:
  a: {horizon: 4 years}
  b: {horizon: 4 years, walkout_cost: 4}
steps:
  a1: {by: a, undo: never, worth: {a: -1.5, b: 2.5}}
  a2: {by: a, undo: never, worth: {a: -1.5, b: 2.5}}
  b1: {by: b, undo: never, worth: {a: 2.5, b: -1.5}}
  b2: {by: b, undo: never, worth: {a: 2.5, b: -1.5}DATE}
  here: {by: [a, b], worth: {a: 0.2, b: 0.1}}
  there: {by: [a, b], worth: {a: 0.1, b: 0.2}}
choices: {venue: [here, there]}
deals:
  plain: [a1, a2, b1, b2]
  careful: {steps: [a1, a2, b1, b2], at_risk: {a: 10 %}}
  stuck: {steps: [a1, a2, b1, b2], before: [[a1, b1]], phases: 1}
  meet: {steps: [a1, b1, venue], same_phase: [[venue, b1]], first: [venue], before: [[there, a1]]}
plans:
  halves: {phases: [[a1], [b1], [a2], [b2]]}
"""


def folder(tmp_path: Path, date: str = "") -> Path:
    (tmp_path / "case.yaml").write_text(SWAP.replace("DATE", date), encoding="utf-8")
    return tmp_path


def asked(path: Path, *words: str) -> str:
    found = CliRunner().invoke(app, ["roadmap", str(path), "--quiet", *words])
    assert found.exit_code == 0, found.output
    return " ".join(found.output.split())


def document(path: Path, *words: str):
    found = json.loads(CliRunner().invoke(app, ["roadmap", str(path), "--json", *words]).output)
    jsonschema.validate(found, schemas.schema("roadmap"))
    return found["roadmaps"]


def test_the_objective_is_in_the_answer(tmp_path):
    path = folder(tmp_path)
    assert "and carrying on takes 60 % trust; no plan asks for less than 60 %." in asked(path, "-d", "plain")
    text = asked(path, "-d", "plain", "--objective", "least-at-risk", "--trust-at-most", "70 %")
    assert "least-at-risk with trust of at most 70 %: proved: no plan puts less than 30 % at risk" in text
    (entry,) = document(path, "-d", "plain", "--objective", "least-at-risk", "--trust-at-most", "0.7")
    assert entry["objective"] == {
        "name": "least-at-risk", "value": pytest.approx(0.3), "best_possible": pytest.approx(0.3), "trust_at_most": 0.7,
    }  # fmt: skip
    # By hand: whoever gives first risks 1.5 of the 5 it is to receive, and .6 is what its last slice asks for.
    assert [(p["trust"], p["at_risk"]) for p in entry["frontier"]] == [(pytest.approx(0.6), pytest.approx(0.3))]
    assert entry["stopped"] is False


def test_a_limit_that_no_plan_keeps_is_no_breach(tmp_path):
    path = folder(tmp_path)
    for words in (["-d", "careful"], ["-d", "plain", "--trust-at-most", "30%"]):
        (entry,) = document(path, *words)
        assert entry["best"] is None
        assert entry["closest"]["verdict"] == "holds"
        assert entry["objective"]["value"] is None
    assert "No plan for “careful” holds within the limits of the deal, which is proved; the closest" in asked(
        path, "-d", "careful"
    )
    assert "No plan for “plain” holds with trust of at most 30 %, which is proved; the closest" in asked(
        path, "-d", "plain", "--trust-at-most", "30%"
    )


def test_wishes_that_no_plan_can_keep_are_named(tmp_path):
    path = folder(tmp_path)
    assert asked(path, "-d", "stuck") == (
        "No plan for “stuck” can keep to all of this: “A1” before “B1”; at most 1 phase."
    )
    (entry,) = document(path, "-d", "stuck")
    assert (entry["best"], entry["closest"]) == (None, None)
    assert entry["conflict"] == ["“A1” before “B1”", "at most 1 phase"]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("[there, a1]", {"a1", "b1", "here"}),
        ("[here, a1]", {"a1", "b1", "there"}),
        # Both are as fast, and b gains less: it is paid later, and "there" is worth more to it.
        ("[here, a1], [there, a1]", {"b1", "there"}),
    ],
)
def test_a_choice_in_a_wish_is_its_member(tmp_path, before, first):
    """The pair of a member that is not taken says nothing: all that it leaves possible is done soonest at once."""
    text = SWAP.replace("DATE", "").replace("a: {horizon: 4 years}", "a: {horizon: 4 years, walkout_cost: 4}")
    text = text.replace("1: {by", "1: {takes: 1 month, by").replace("[[there, a1]]", f"[{before}]")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    (found,) = standoff.roadmap(standoff.load(tmp_path), ["meet"], objective="fastest")
    assert set(found.best.phases[0]) == first


def test_a_date_binds_plans_and_roadmaps(tmp_path):
    """By hand: half a year of waiting (183 days of 365.25) belongs to the phase before."""
    case = standoff.load(folder(tmp_path, ", not_before: 2027-05-04"))
    plan = standoff.assess(case, "halves")
    assert plan.starts == pytest.approx((0, 0, 0, 12 * 183 / 365.25, 12 * 183 / 365.25))
    assert plan.months == plan.starts[-1]
    (found,) = standoff.roadmap(case, ["plain"], objective="fastest")
    assert found.objective.value == found.objective.best_possible == pytest.approx(12 * 183 / 365.25)


def test_the_deepest_part_of_a_deal_that_asks_for_too_much(tmp_path):
    path = folder(tmp_path)
    text = path / "case.yaml"
    # A third gift of a is worth so much less to b than it costs that the whole is refused.
    text.write_text(
        text.read_text()
        .replace("  here:", "  a3: {by: a, undo: never, worth: {a: -9, b: 2.5}}\n  here:")
        .replace("plain: [a1,", "plain: [a3, a1,")
    )
    (entry,) = document(path, "-d", "plain", "--objective", "deepest")
    assert sorted(step for phase in entry["best"]["phases"] for step in phase) == ["a1", "a2", "b1", "b2"]
    assert entry["objective"]["value"] == entry["objective"]["best_possible"] == pytest.approx(5 / 7.5)


def test_what_is_asked_for_must_exist(tmp_path):
    case = standoff.load(folder(tmp_path))
    with pytest.raises(UsageError, match="there is no objective `fast`; did you mean `fastest`"):
        standoff.roadmap(case, objective="fast")
    with pytest.raises(UsageError, match="between 0 and 100 %"):
        standoff.roadmap(case, trust_at_most=1.5)
    found = CliRunner().invoke(app, ["roadmap", str(tmp_path), "--trust-at-most", "lots"])
    assert isinstance(found.exception, UsageError)
    assert "write, for example, `30%`" in str(found.exception)


def test_a_time_limit_of_nothing_still_answers(tmp_path):
    path = folder(tmp_path)
    text = path / "case.yaml"
    more = "".join(
        f"  s{n}: {{by: {'ab'[n % 2]}, worth: {{a: {2 - 3 * (n % 2 == 0)}, b: {2 - 3 * (n % 2)}}}}}\n" for n in range(8)
    )
    text.write_text(
        text.read_text().replace("  here:", more + "  here:").replace("plain: [", "plain: [s0, s1, s2, s3, s4, ")
    )
    (entry,) = document(path, "-d", "plain", "--time-limit", "0")
    assert entry["stopped"] is True
    assert entry["bound"]["proved"] is False
    assert "stopped by the time limit" in asked(path, "-d", "plain", "--time-limit", "0")
