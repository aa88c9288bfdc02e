"""What flips a verdict and what drives it, from a case to the answer: against values worked out by hand."""

from __future__ import annotations

import functools
import json
from math import exp, log
from pathlib import Path
from statistics import NormalDist

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import standoff
from cases import by_hand
from gifts import GIFTS
from naive import trust as naive
from standoff.analysis.sureness.flips import VERDICTS, question_of
from standoff.analysis.sureness.ranges import marginal_of, quantities_of
from standoff.case.load import load, read_source
from standoff.cli import app
from standoff.engine.core.parallel import workers
from standoff.errors import UsageError
from standoff.results import schemas
from standoff.results.documents.sureness import flip_document


@pytest.fixture
def case():
    return read_source("case.yaml", GIFTS).case


def test_flips_are_where_they_are_by_hand(case):
    found = standoff.flip(case, "a_first")
    assert found.verdict == "holds"
    flips = {(flip.path, flip.becomes): flip for flip in found.flips}
    # b keeps what it got where walking out costs it less than the gift that it saves.
    cost = flips["parties.b.walkout_cost", "breaks"]
    assert cost.at == pytest.approx(3, abs=2e-3)
    assert cost.at - cost.median < 0
    sigma = log(4) / (2 * NormalDist().inv_cdf(0.95))
    assert cost.chance == pytest.approx(NormalDist().cdf((log(3) - log(4)) / sigma), abs=1e-3)
    # The gift of b may cost it 4 points, and no more, before it walks out with what walking out costs.
    assert flips["steps.gift_of_b.worth.b", "breaks"].at == pytest.approx(-4, abs=2e-3)
    assert flips["steps.gift_of_b.worth.b", "breaks"].chance is None
    # a gives 3 for 5 that come at once: it refuses if they are worth less than 3 to it.
    assert flips["steps.gift_of_b.worth.a", "refused"].at == pytest.approx(3, abs=2e-3)
    assert "steps.gift_of_a.worth.a" not in {flip.path for flip in found.flips if flip.at > -4.5}
    # What has no range comes last; it came first.
    chances = [-1.0 if flip.chance is None else flip.chance for flip in found.flips]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] >= 0 > chances[-1]


def test_at_a_flip_point_the_verdict_is_another(case):
    question = question_of(case, "a_first", None)
    here = question.answers({}, 1)[0][0]
    for flip in standoff.flip(case, "a_first").flips:
        step = np.sign(flip.at - flip.median) * flip.within
        verdicts = question.answers({flip.path: np.array([flip.at, flip.at - step])}, 2)[0]
        assert verdicts[0] != here
        assert verdicts[1] == here


@pytest.mark.parametrize("at_most", [1.0, 0.3])
def test_verdicts_alone_are_those_of_whole_assessments(at_most):
    rng, seen = np.random.default_rng(3), set()
    for case in (standoff.example(), standoff.load(standoff.find("korea"))):
        for plan in case.plans:
            question = question_of(case, plan, None, trust_at_most=at_most)
            values = {
                path: marginal_of(question.numbers[path]).quantile(rng.random(300) ** rng.choice([0.2, 1, 5]))
                for path in question.ranges
            }
            found = question.verdicts(values, 300)
            seen.update(found.tolist())
            assert (found == question.answers(values, 300)[0]).all()
            assert (question.holds(values, 300) == (found == VERDICTS.index("holds"))).all()
    assert seen == ({0, 1, 3} if at_most == 1 else {0, 1, 2, 3})


def by_the_twin(case, path, value, at_most):
    """The verdict of the slow twin on the plan with one number changed."""
    changed = by_hand(case, case.plans["a_first"])
    if path == "plans.a_first.pace":
        changed["pace"] = value
    else:
        *places, last = path.split(".")
        within = functools.reduce(lambda part, place: part.setdefault(place, {}), places, changed)
        within[last] = value
    found = naive.assess(
        naive.Plan(changed, [list(phase) for phase in case.plans["a_first"].phases], [], changed["pace"])
    )
    return "asks more" if found.verdict == "holds" and found.trust > at_most + 1e-9 else found.verdict


@pytest.mark.parametrize("at_most", [1.0, 0.7, 0.5])
def test_at_a_flip_point_the_slow_twin_changes_its_verdict_too(case, at_most):
    found = standoff.flip(case, "a_first", trust_at_most=at_most)
    kinds = set()
    for flip in found.flips:
        step = np.sign(flip.at - flip.median) * (2 * flip.within + 1e-7)
        before, after = (by_the_twin(case, flip.path, flip.at + side * step, at_most) for side in (-1, 1))
        assert (before, after) == (found.verdict, flip.becomes), flip
        kinds.add(flip.path.rsplit(".", 1)[-1])
    assert len(kinds) >= 3
    assert len(found.flips) >= 4


def test_a_limit_of_trust_is_a_verdict_of_its_own(case):
    """a risks its gift of 3 for a gain of 2: it must be 60 % sure."""
    found = standoff.flip(case, "a_first", trust_at_most=0.5)
    assert found.verdict == "asks more"
    flips = {flip.path: flip for flip in found.flips if flip.becomes == "holds"}
    # With a gift of g for 5, trust is g / 5, which is half for a gift of 2.5.
    assert flips["steps.gift_of_a.worth.a"].at == pytest.approx(-2.5, abs=2e-3)


def test_drivers_by_hand(case):
    """Only the walk-out cost decides whether it holds: what a gives is worth it over the whole range."""
    found = standoff.flip(case, "a_first")
    assert found.measure == "holds"
    cost, gift = found.drivers
    assert (cost.path, gift.path) == ("parties.b.walkout_cost", "steps.gift_of_a.worth.a")
    assert cost.first == pytest.approx(1, abs=0.1)
    assert cost.total == pytest.approx(1, abs=0.1)
    assert gift.total == pytest.approx(0, abs=0.05)  # a gift above 5 is possible, with 2 in 1000
    assert (cost.low.verdict, cost.high.verdict) == ("breaks", "holds")
    assert (cost.low.value, cost.high.value) == (pytest.approx(2), pytest.approx(8))
    assert cost.low.trust is None
    # Slack: b would gain 1 of its stake of 8 by walking out; at the high end a's gain of 2 in 8 is the smallest.
    assert cost.low.slack == pytest.approx(-1 / 8)


def test_one_driver_has_no_map():
    found = standoff.flip(read_source("case.yaml", GIFTS.replace("-4 to -2.25", "-3")).case, "a_first")
    assert [driver.path for driver in found.drivers] == ["parties.b.walkout_cost"]
    assert found.map is None


def test_the_map_of_two(case):
    text = GIFTS.replace("b: -3}", "b: -4 to -2}")
    found = standoff.flip(read_source("case.yaml", text).case, "a_first").map
    assert {found.across, found.up} == {"parties.b.walkout_cost", "steps.gift_of_b.worth.b"}
    for y, row in zip(found.up_values, found.verdicts, strict=True):
        for x, verdict in zip(found.across_values, row, strict=True):
            cost, gift = (x, y) if found.across.startswith("parties") else (y, x)
            assert verdict == ("holds" if cost + gift >= 0 else "breaks")


def test_which_numbers_matter():
    text = GIFTS.replace("deals:", "  other: {by: a, worth: {a: 1 to 2}}\n  there: {by: b, worth: {b: 2}}\nnow: [there]\ntogether:\n  both: {steps: [gift_of_a, there], worth: {a: 1 to 2}}\n  not_both: {steps: [gift_of_a, other], worth: {a: 1 to 2}}\ndeals:")  # fmt: skip
    case = read_source("case.yaml", text).case
    plan = case.plans["a_first"]
    case = case.model_copy(update={"plans": {**case.plans, "a_first": plan.model_copy(update={"keeps": ()})}})
    assert (
        "steps.there.worth.b" in question_of(read_source("case.yaml", text).case, "a_first", None).paths
    )  # it is kept
    paths = question_of(case, "a_first", None).paths
    assert "together.both.worth.a" in paths
    assert not [path for path in paths if "not_both" in path or "other" in path or "there." in path]
    assert "plans.a_first.pace" not in paths  # it is 0
    assert set(paths) <= set(quantities_of(case))


def test_a_deal_is_asked_about_by_its_roadmap(case):
    """b has something to lose when it keeps what it got, a has not: so a gives first, which is the plan of the case."""
    assert question_of(case, None, "swap").plan.phases == (("gift_of_a",), ("gift_of_b",))
    found, other = standoff.flip(case, deal="swap"), standoff.flip(case, "a_first")
    assert (found.plan, found.verdict) == ("swap", "holds")
    assert found.flips == other.flips
    assert len(found.flips) >= 3


@pytest.mark.parametrize(
    ("plan", "deal", "said"),
    [
        (None, None, "which plan? One of: --plan a_first, --deal swap"),
        ("a_first", "swap", "ask for a plan or for a deal, not for both at once"),
        ("a_frist", None, "the case has no plan `a_frist`; did you mean `a_first`"),
        (None, "swop", "the case has no deal `swop`; did you mean `swap`"),
    ],
)
def test_what_is_asked_wrongly(case, plan, deal, said):
    with pytest.raises(UsageError) as error:
        standoff.flip(case, plan, deal)
    assert said in str(error.value)


def test_any_number_of_cores_gives_the_same(case):
    with workers(2) as crew:
        two = standoff.flip(case, "a_first", by=crew)
    assert flip_document("t", "d", two) == flip_document("t", "d", standoff.flip(case, "a_first"))


def test_the_document_and_the_text(tmp_path: Path):
    (tmp_path / "case.yaml").write_text(GIFTS, encoding="utf-8")
    run = CliRunner()
    words = ["flip", str(tmp_path), "--plan", "a_first", "--cores", "1"]
    document = json.loads(run.invoke(app, [*words, "--json"]).stdout)
    jsonschema.validate(document, schemas.schema("flip"))
    shown = run.invoke(app, words).stdout
    assert "“a_first” holds at the medians; what walking out costs B alone turns that with a chance" in shown
    assert "B: what walking out costs" in shown
    refused = run.invoke(app, [*words, "--trust-at-most", "150%"])
    assert "not a share between 0 and 100 %" in str(refused.exception)


def test_moving_a_horizon_moves_a_flip(tmp_path: Path):
    """With time on the way, the cost must be worth b's gift when the breach shows: 3 e^(1/4) after a year."""
    text = GIFTS.replace("gift_of_b: {by: b,", "gift_of_b: {by: b, seen: 1 year,")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    found = standoff.flip(load(tmp_path), "a_first")
    at = {flip.path: flip.at for flip in found.flips}
    assert at["parties.b.walkout_cost"] == pytest.approx(3 * exp(1 / 4), abs=3e-3)
