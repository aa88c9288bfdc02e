"""Learning on the way from a case to its brief: what is stated, asked, compared, searched for, drawn and shown."""

from __future__ import annotations

import json
from math import exp
from statistics import NormalDist

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import standoff
from naive import sincerity as naive_sincerity
from naive import trust as naive
from standoff.analysis.sureness.ranges import Drawn
from standoff.case.load import load, read_source
from standoff.case.model.values import read_chance
from standoff.cli import app
from standoff.results import schemas
from standoff.results.documents.assessment import assess_document
from standoff.results.documents.document import dumps, plain
from standoff.results.documents.roadmap import roadmap_document

HEAD = "format: 1\ntitle: Test\nas_of: 2026-01-01\n"

ROUNDS = """\
parties:
  a: {horizon: 4 years, walkout_cost: 0}
  b: {horizon: 4 years, walkout_cost: 2.4}
steps:
  a1: {by: a, undo: never, worth: {a: -1, b: 4}}
  b1: {by: b, undo: never, worth: {a: 3, b: -3}}
  a2: {by: a, undo: never, worth: {a: -3, b: 2}}
  b2: {by: b, undo: never, worth: {a: 4, b: -1}}
sincerity: {a: 0.9, b: 0.3 to 0.6}
plans:
  rounds: {phases: [[a1], [b1], [a2], [b2]]}
  at_once: {phases: [[a1, b1, a2, b2]]}
"""
"""Without time, in turn. For b, walking out pays most at its first turn: it keeps 3 and has 4, where the second turn would
leave it 1 more than carrying on. So a, which must risk 3 in phase 3, knows by then. a would walk out there, for b to see in
phase 4."""


def case_of(text):
    reading = read_source("case.yaml", HEAD + text)
    assert reading.case is not None, "\n".join(map(str, reading.problems))
    return reading.case


def test_what_is_learned_and_asked_by_hand():
    found = standoff.assess(case_of(ROUNDS), "rounds")
    learning = found.learning
    # b: 4 at its first turn and nothing after, or 4 - 3 + 2 at its second; carrying on is worth 2. a: nothing, or 3 - 1.
    assert [(d.party, d.walks, d.seen, d.pays) for d in learning.doubted] == [("a", 3, 4, -1.0), ("b", 2, 3, 2.0)]
    # Without learning, a risks 3 in phase 3 against 4 - 3.
    assert found.trust == pytest.approx(3 / (3 + 1))
    # In phase 1 a risks 1 against 3 + 4 - 4. In phase 2 b, if it gives and a then does not, has -3 and not -2.4; if a
    # does, it has 2 - 3 - 1, again not -2.4.
    asked = {one.party: one for one in learning.asked}
    assert (asked["a"].trust, asked["a"].phase, asked["a"].of) == (pytest.approx(1 / (1 + 3)), 1, ("b",))
    assert (asked["b"].trust, asked["b"].phase, asked["b"].of) == (pytest.approx(0.6 / (0.6 + 0.4)), 2, ("a",))
    assert learning.trust == pytest.approx(3 / 5)
    assert asked["a"].belief == read_chance("0.3 to 0.6").median
    assert (asked["a"].enough, asked["b"].enough, learning.enough) == (True, True, True)


@pytest.mark.parametrize(
    ("stated", "enough"),
    [("{a: 0.6, b: 0.25}", True), ("{a: 0.59, b: 1}", False), ("{a: 0.6, b: 0.24}", False), ("{a: 0.5}", False),
     ("{a: 0.7}", None), ("{b: 0.9}", None)],
)  # fmt: skip
def test_whether_the_stated_belief_is_enough(stated, enough):
    case = case_of(ROUNDS.replace("{a: 0.9, b: 0.3 to 0.6}", stated))
    assert standoff.assess(case, "rounds").learning.enough is enough


def test_a_plan_that_breaks_is_not_talked_round():
    """With a walk-out cost of .5, b leaves at both its turns, whatever it believes."""
    case = case_of(ROUNDS.replace("walkout_cost: 2.4", "walkout_cost: 0.5"))
    found = standoff.assess(case, "rounds")
    assert found.verdict == "breaks"
    assert (found.learning.trust, found.learning.enough, found.learning.says) == (None, False, "")


def test_a_case_without_sincerity_says_nothing_of_it():
    case = case_of(ROUNDS.replace("sincerity: {a: 0.9, b: 0.3 to 0.6}\n", ""))
    found = standoff.assess(case, "rounds")
    assert found.learning is None
    assert "learning" not in plain(assess_document("", "", found))


def test_evidence_may_speak_of_stated_sincerity_alone():
    judged = "because: [{judgement: it kept its word before, by: AB, for: sincerity}]"
    text = ROUNDS.replace("a: {horizon: 4 years,", f"a: {{{judged}, horizon: 4 years,")
    case = case_of(text)
    assert [e.judgement for e in case.evidence_for("parties.a.sincerity")] == ["it kept its word before"]
    reading = read_source("case.yaml", HEAD + text.replace("{a: 0.9, b: 0.3 to 0.6}", "{b: 0.5}"))
    assert "there is nothing called `sincerity` here" in [p.message for p in reading.problems]


# ------------------------------------------------------------------------------------------------- the roadmap

DIFFERENT = """\
parties:
  a: {horizon: 4 years, walkout_cost: 0.5}
  b: {horizon: 4 years, walkout_cost: 4}
steps:
  a1: {by: a, undo: never, seen: 0.1 years, worth: {a: -1, b: 5}}
  a2: {by: a, undo: never, seen: 0.1 years, worth: {a: -4, b: 4}}
  b1: {by: b, undo: never, seen: 0.1 years, worth: {a: 4, b: -2}}
  b2: {by: b, undo: never, seen: 0.1 years, worth: {a: 2, b: -4}}
deals:
  all: {steps: [a1, a2, b1, b2], before: [[a1, b1]]}
"""


def as_naive(doubted):
    worth = {"a1": (-1, 5), "a2": (-4, 4), "b1": (4, -2), "b2": (2, -4)}
    return {
        "parties": {"a": {"horizon": 4.0, "walkout_cost": 0.5}, "b": {"horizon": 4.0, "walkout_cost": 4.0}},
        "steps": {
            j: {"by": j[0], "undo": "never", "seen": 0.1, "worth": {"a": float(a), "b": float(b)}}
            for j, (a, b) in worth.items()
        },
        "doubted": doubted,
    }


def brute(doubted):
    """The least initial trust over all plans in which a1 comes before b1."""
    found = []
    for phases in naive.partitions(as_naive(doubted), ["a1", "a2", "b1", "b2"]):
        when = {j: n for n, phase in enumerate(phases) for j in phase}
        if when["a1"] < when["b1"]:
            one = naive_sincerity.learn(as_naive(doubted), [], phases)
            found += [one["trust"]] if one["wanted"] and one["trust"] is not None else []
    return min(found)


def test_the_roadmap_asks_for_the_least_trust_at_the_start():
    (plain,) = standoff.roadmap(case_of(DIFFERENT))
    (learned,) = standoff.roadmap(case_of(DIFFERENT + "sincerity: {a: 0.5, b: 0.5}\n"))
    assert plain.bound.trust_at_least == pytest.approx(brute([]), abs=1e-9)
    assert learned.bound.trust_at_least == pytest.approx(brute(["a", "b"]), abs=1e-9)
    assert learned.best.learning.trust <= learned.bound.trust_at_least + 0.01
    assert learned.best.learning.trust < plain.best.trust - 0.1
    assert learned.best.phases != plain.best.phases


# ------------------------------------------------------------------------------------------------------- draws


def test_draws_of_sincerity_leave_all_other_draws_as_they_are():
    doubtful = ROUNDS.replace("walkout_cost: 2.4", "walkout_cost: 2 to 3.5").replace("a: -1", "a: -2 to -0.5")
    without = doubtful.replace("sincerity: {a: 0.9, b: 0.3 to 0.6}\n", "")
    found = standoff.run(case_of(doubtful), draws=60, seed=3).sureness["plan:rounds"]
    plain = standoff.run(case_of(without), draws=60, seed=3).sureness["plan:rounds"]
    assert (found.holds, found.breaks, found.trust) == (plain.holds, plain.breaks, plain.trust)
    assert (plain.initial_trust, plain.believed) == (None, None)
    assert 0 < found.believed <= found.holds
    assert all(a <= b for a, b in zip(found.initial_trust, found.trust, strict=True))


def test_how_often_belief_is_enough_is_how_often_it_is_drawn_above_what_is_asked():
    """All else is certain: a must be 25 % sure of b, and b 60 % sure of a, which the case leaves open."""
    case = case_of(ROUNDS.replace("{a: 0.9, b: 0.3 to 0.6}", "{a: 0.4 to 0.8, b: 0.25 to 0.9}"))
    sure = standoff.run(case, draws=400, seed=5).sureness["plan:rounds"]
    drawn = Drawn.of(case, 400, 5).sincerity()
    assert sure.believed == pytest.approx(float(((drawn[:, 0] >= 0.6) & (drawn[:, 1] >= 0.25)).mean()))
    # 0.4 to 0.8 has odds from 2/3 to 4; of 1.5, the logarithm lies this many standard deviations below the middle.
    middle, spread = np.log(2 / 3 * 4) / 2, np.log(6) / (2 * 1.6448536269514722)
    by_hand = 0.95 * (1 - NormalDist().cdf((np.log(1.5) - middle) / spread))
    assert sure.believed == pytest.approx(by_hand, abs=4 * np.sqrt(by_hand * (1 - by_hand) / 400))


def test_nothing_is_said_of_how_often_where_the_case_leaves_somebody_out():
    case = case_of(ROUNDS.replace("{a: 0.9, b: 0.3 to 0.6}", "{b: 0.9}"))
    assert standoff.run(case, draws=20).sureness["plan:rounds"].believed is None


# ------------------------------------------------------------------------------------------------- what is shown


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(
        HEAD + ROUNDS + "deals:\n  all: {steps: [a1, b1, a2, b2], before: [[a1, b2]]}\n"
    )
    return tmp_path


def test_the_documents_keep_to_their_schemas(folder):
    case = load(folder)
    plan = assess_document("t", "d", standoff.assess(case, "rounds"))
    jsonschema.validate(json.loads(dumps(plan)), schemas.schema("assess"))
    assert plan.learning.trust == pytest.approx(0.6)
    roads = roadmap_document("t", "d", standoff.roadmap(case))
    jsonschema.validate(json.loads(dumps(roads)), schemas.schema("roadmap"))


def test_the_terminal_and_the_brief_say_what_is_learned(folder):
    said = " ".join(CliRunner().invoke(app, ["assess", str(folder), "rounds", "--quiet"]).stdout.split())
    assert "An insincere B would walk out at phase 2; from phase 3 on, the others know that it did not." in said
    assert "With what is learned on the way, the trust asked at the start is 60 %, not 75 %." in said
    assert "A must be at least 25 % sure that B is sincere. The case says 44 % (30 to 60 %): enough." in said
    ran = CliRunner().invoke(app, ["run", str(folder), "--draws", "20"])
    assert "trust at the start" in ran.stdout
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Learning on the way.</b>" in page
    assert "Taken to be sincere" in page
    assert json.loads((folder / "out" / "run.json").read_text())["plans"][0]["learning"]["enough"] is True


def test_secret_doubts_show_in_time():
    """The same rounds, each seen after .4 years: what waits is worth e^(-.4/4) of it."""
    text = ROUNDS.replace("undo: never", "undo: never, seen: 0.4 years")
    learning = standoff.assess(case_of(text), "rounds").learning
    fade = exp(-0.4 / 4)
    # What does not come: for b at its first turn all that follows, for a at its second what it gives and what it is given.
    assert {d.party: (d.walks, d.pays) for d in learning.doubted} == {
        "a": (3, pytest.approx(3 * fade**2 - 4 * fade**3)),
        "b": (2, pytest.approx(3 * fade - 2 * fade**2 + fade**3)),
    }


def test_only_trust_is_bounded_at_the_start(folder):
    """What is put at risk, how soon it is done and what could not be proved are said without it."""
    known = {
        name: CliRunner().invoke(app, ["roadmap", str(folder), "--quiet", "--objective", name]).stdout
        for name in ("least-trust", "least-at-risk", "fastest")
    }
    said = {name: "% at the start" in " ".join(text.split()) for name, text in known.items()}
    assert said == {"least-trust": True, "least-at-risk": False, "fastest": False}
