"""The model of a case: what its keys hold, what is filled in, and what it says of mistakes."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from cases import ALL_KEYS
from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.case.model.preferences import Ranking, Statements
from standoff.case.model.values import Quantity
from standoff.case.reading.refusals import refusals
from standoff.errors import CaseError


@pytest.fixture
def case() -> Case:
    reading = read_source("case.yaml", ALL_KEYS)
    assert reading.case is not None, CaseError(reading.problems)
    return reading.case


def test_parties(case: Case) -> None:
    alpha, beta = case.parties["alpha"], case.parties["beta"]
    assert alpha.horizon == Quantity("lognormal", 2, 6, 0.8)
    assert alpha.walkout_cost == Quantity("lognormal", 0.5, 2, 0.8)
    assert (alpha.name, alpha.scale) == ("Alpha", "10 = the ban lifted for good")
    assert (beta.name, beta.horizon, beta.walkout_cost) == ("Beta", Quantity.point(10), Quantity.point(0))


def test_steps(case: Case) -> None:
    step = case.steps["open_harbour"]
    assert (step.by, step.ends, step.name) == (("alpha",), "any", "Open the harbour")
    assert (step.takes, step.undo) == (Quantity.point(1 / 12), Quantity.point(0.25))
    assert step.seen.low == pytest.approx(14 / 365.25, rel=1e-15)
    assert step.redo.never and step.redo.low == math.inf
    assert (step.automatic, step.symbolic, step.requires) == (True, False, ("inspectors",))
    assert step.worth["alpha"] == Quantity("lognormal", -6, -2, 0.8)
    joint = case.steps["inspectors"]
    assert (joint.by, joint.ends, joint.undo.never, joint.name) == (("alpha", "beta"), "all", True, "Inspectors")
    plain = case.steps["fuel"]
    assert (plain.takes, plain.seen, plain.undo, plain.redo) == (Quantity.point(0),) * 4
    assert (plain.automatic, plain.symbolic, plain.requires, plain.worth, plain.because) == (False, False, (), {}, ())


def test_the_rest(case: Case) -> None:
    assert (case.format, case.title, case.as_of, case.intervals) == (1, "Harbour standoff", date(2026, 11, 2), 0.8)
    assert (case.now, case.choices) == (("fuel",), {"venue": ("here", "there")})
    assert case.together["cold-winter"].steps == ("open_harbour", "fuel")
    assert case.deals["grand"].steps == ("inspectors", "open_harbour", "venue")
    assert (case.deals["grand"].pace, case.deals["grand"].before) == (Quantity.point(0), ())
    assert case.deals["slow"].before == (("inspectors", "open_harbour"),)
    assert case.plans["alpha-first"].phases == (("inspectors", "open_harbour"), ("here",))
    assert case.plans["alpha-first"].keeps == ("fuel",)
    statements, ranking = case.prefer["alpha"], case.prefer["beta"]
    assert isinstance(statements, Statements) and isinstance(ranking, Ranking)
    assert [rule.text for rule in statements.statements] == ["not blockade", "fuel if inspectors"]
    assert ranking.levels == ((frozenset({"open_harbour", "inspectors"}),), (frozenset(), frozenset({"blockade"})))
    entry = case.history[0]
    assert (entry.before, entry.now.without, entry.now.added) == (date(2026, 3, 1), ("fuel",), ("blockade",))
    assert entry.was == {"parties.beta.horizon": "12 years"}


def test_evidence(case: Case) -> None:
    source, judgement = case.steps["open_harbour"].because
    assert (source.source, source.quote, source.at, source.says) == ("alpha-2026", "will not open", "3", "no")
    assert (source.targets, source.supports, source.grade, source.judged) == (("worth.alpha",), "sign", "B2", False)
    assert (judgement.judgement, judgement.by, judgement.judged) == ("about half", ("AB",), True)
    assert case.evidence_for("steps.open_harbour.worth.alpha") == (source,)
    assert case.evidence_for("steps.open_harbour.worth.beta") == (judgement,)
    assert case.evidence_for("steps.open_harbour.worth") == ()
    assert case.evidence_for("steps.open_harbour.takes") == ()
    assert case.evidence_for("parties.alpha.walkout_cost") == case.parties["alpha"].because
    assert case.evidence_for("together.cold-winter.worth.beta") == case.together["cold-winter"].because


def test_evidence_on_a_whole_supports_its_parts() -> None:
    data = small(because=[{"judgement": "all of it", "by": "AB"}, {"judgement": "worths", "by": "AB", "for": "worth"}])
    case = Case.model_validate(data)
    assert [e.judgement for e in case.evidence_for("steps.fuel.worth.beta")] == ["all of it", "worths"]
    assert [e.judgement for e in case.evidence_for("steps.fuel.takes")] == ["all of it"]
    assert case.evidence_for("steps.fuels") == ()


def test_constraints_are_rules_and_choices(case: Case) -> None:
    here, there = ("step", "here"), ("step", "there")
    assert case.constraints() == (
        ("not", ("and", ("step", "blockade"), ("step", "open_harbour"))),
        ("if", ("step", "inspectors"), ("step", "open_harbour")),
        ("not", ("and", here, there)),
    )


def small(**fuel: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "title": "x",
        "as_of": "2026-11-02",
        "parties": {"beta": {"horizon": "5 years"}},
        "steps": {"fuel": {"by": "beta", **fuel}},
    }


def test_cases_can_be_made_of_plain_data() -> None:
    case = Case.model_validate({**small(worth={"beta": "1 to 2"}), "intervals": 0.5})
    assert case.steps["fuel"].worth["beta"] == Quantity("lognormal", 1, 2, 0.5)
    assert case == Case.model_validate({**small(worth={"beta": "1 to 2"}), "intervals": "50 %"})
    assert case != Case.model_validate(small(worth={"beta": "1 to 2"}))


def test_cases_cannot_be_changed(case: Case) -> None:
    with pytest.raises(ValidationError):
        case.title = "Another"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        case.steps["fuel"].name = "Another"  # type: ignore[misc]


WRONG: list[Any] = [None, True, 5, 1.5, "text", [], {}, [None], [[]], [{}], {"a": None}, {"a": {}}, [1, "a"]]

PATHS = [
    "format", "title", "as_of", "intervals", "parties", "steps", "together", "now", "rules", "choices", "prefer", "order", "deals",
    "plans", "history", "parties.beta", "parties.beta.horizon", "parties.beta.walkout_cost", "parties.beta.name",
    "parties.beta.because", "steps.fuel", "steps.fuel.by", "steps.fuel.ends", "steps.fuel.takes", "steps.fuel.undo",
    "steps.fuel.automatic", "steps.fuel.requires", "steps.fuel.worth", "steps.fuel.worth.beta", "together.x",
    "choices.x", "order.beta", "prefer.beta", "prefer.beta.ranking", "deals.x", "deals.x.steps", "deals.x.before", "deals.x.same_phase",
    "deals.x.first", "deals.x.phases", "deals.x.at_risk", "deals.x.at_risk.beta", "steps.fuel.not_before", "plans.x",
    "plans.x.phases", "plans.x.keeps",
]  # fmt: skip

JARGON = ("Input", "valid", "dict", "tuple", "instance", "NoneType", "field", "<", "Quantity", "None", "cannot be read")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_whatever_is_wrong_is_said_in_words(path: str, wrong: Any) -> None:
    data: Any = small(worth={})
    inner = data
    *parents, last = path.split(".")
    for part in parents:
        inner = inner.setdefault(part, {})
    inner[last] = wrong
    try:
        Case.model_validate(data)
    except ValidationError as error:
        found = refusals(error)
        assert found
        assert len({refusal.path for refusal in found}) == len(found), "one mistake, one message"
        for refusal in found:
            assert not [word for word in JARGON if word in refusal.message + refusal.hint], refusal
