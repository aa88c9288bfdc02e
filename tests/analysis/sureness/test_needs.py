"""What to find out before a plan is started: against values worked out by hand."""

from __future__ import annotations

import json
from math import log, pi, sqrt
from pathlib import Path
from statistics import NormalDist

import jsonschema
import pytest
from typer.testing import CliRunner

import standoff
from standoff.case.load import read_source
from standoff.cli import app
from standoff.engine.core.parallel import workers
from standoff.errors import UsageError
from standoff.results import schemas
from standoff.results.documents.sureness import needs_document

# b keeps to it where its walk-out cost is at least the 3 points that it would save: see tests/analysis/sureness/test_flips.py.
TEXT = """\
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {horizon: 4 years}
  b:
    horizon: 4 years
    walkout_cost: 2 to 8
    because: [{in: ledger, says: what it lost before, for: walkout_cost}]
steps:
  gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}
  gift_of_b:
    by: b
    undo: never
    worth: {a: 4.5 to 5, b: -3}
    because:
      - {in: ledger, says: what it is, for: worth.a}
      - {in: census, says: what it is, for: worth.a}
deals:
  swap: [gift_of_a, gift_of_b]
plans:
  a_first: {phases: [[gift_of_a], [gift_of_b]]}
inquiries:
  - {title: Ask the banker, about: parties.b.walkout_cost, reliability: 80 %, cost: 1 %}
  - {title: Weigh the gift, about: [steps.gift_of_b.worth.a]}
"""
NORMAL = NormalDist()
SIGMA = log(4) / (2 * NORMAL.inv_cdf(0.95))
MEDIAN = 4
HOLDS = 1 - NORMAL.cdf((log(3) - log(MEDIAN)) / SIGMA)


@pytest.fixture(scope="module")
def case():
    return read_source("case.yaml", TEXT).case


def test_the_decision_by_hand(case):
    found = standoff.needs(case, "a_first", trust=0.9)
    assert found.holds == pytest.approx(HOLDS, abs=0.001)  # a Latin hypercube is all but exact with one number
    assert found.between[0] < HOLDS < found.between[1]
    assert not found.start
    assert found.value == 0
    # Not started with what is known; with the truth, it wins 0.1 wherever it holds.
    assert found.everything == pytest.approx(0.1 * HOLDS, abs=0.001)
    cost, gift = found.numbers
    assert cost.about == ("parties.b.walkout_cost",)
    assert cost.perfect == pytest.approx(found.everything, abs=0.003)
    assert 0 < cost.partial < cost.perfect
    assert (gift.perfect, gift.partial) == (0, 0)


def test_a_finding_that_is_right_by_half(case):
    """At even odds a finding that explains half of the doubt is worth arcsin(r) / (2 pi): see the engine's tests."""
    even = read_source("case.yaml", TEXT.replace("2 to 8", "1.5 to 6")).case
    found = standoff.needs(even, "a_first", trust=0.5, draws=100_000)
    assert found.holds == pytest.approx(0.5, abs=0.001)
    cost = found.numbers[0]
    assert cost.reliability == pytest.approx(sqrt(0.5))
    assert cost.perfect == pytest.approx(0.25, abs=0.01)
    assert cost.partial == pytest.approx((pi / 4) / (2 * pi), abs=0.01)


def test_inquiries_are_ranked_net_of_their_cost(case):
    found = standoff.needs(case, "a_first", trust=0.9)
    bank, weigh = found.inquiries
    assert (bank.title, bank.reliability, bank.cost) == ("Ask the banker", 0.8, 0.01)
    assert bank.net == pytest.approx(bank.partial - 0.01)
    assert weigh.title == "Weigh the gift"
    dear = read_source("case.yaml", TEXT.replace("cost: 1 %", "cost: 50 %")).case
    assert standoff.needs(dear, "a_first", trust=0.9).inquiries[0].title == "Weigh the gift"


def test_without_a_source(case):
    """The cost rests on the ledger alone, and is then known half as well."""
    found = standoff.needs(case, "a_first", trust=0.9)
    ledger, census = found.sources
    assert (ledger.source, census.source) == ("ledger", "census")
    assert set(ledger.about) == {"parties.b.walkout_cost", "steps.gift_of_b.worth.a"}
    assert ledger.holds == pytest.approx(HOLDS, abs=0.002)
    wide = 1 - NORMAL.cdf((log(3) - log(MEDIAN)) / (2 * SIGMA))
    assert ledger.without == pytest.approx(wide, abs=0.002)
    assert census.without == census.holds
    assert {need.title for need in found.evidence} == {"ledger", "census"}


def test_any_number_of_cores_gives_the_same(case):
    with workers(2) as crew:
        two = standoff.needs(case, "a_first", draws=5_000, by=crew)
    one = standoff.needs(case, "a_first", draws=5_000)
    assert needs_document("t", "d", two) == needs_document("t", "d", one)


def test_what_is_done_is_kept_when_the_user_stops(case):
    class Stopped:
        def results(self, function, tasks):
            for number in (2, 0):
                yield number, function(tasks[number])
            if len(tasks) > 3:
                raise KeyboardInterrupt

    found = standoff.needs(case, "a_first", draws=10_000, by=Stopped())
    assert (found.draws, found.draws_asked) == (4_000, 10_000)
    assert found.holds == pytest.approx(HOLDS, abs=0.02)


def test_what_is_asked_wrongly(case):
    for trust in (0, 1):
        with pytest.raises(UsageError, match="neither of them"):
            standoff.needs(case, "a_first", trust=trust)
    with pytest.raises(UsageError, match="did you mean `a_first`"):
        standoff.needs(case, "a_frist")


def test_the_document_and_the_text(tmp_path: Path):
    (tmp_path / "case.yaml").write_text(TEXT, encoding="utf-8")
    run = CliRunner()
    words = ["needs", str(tmp_path), "--plan", "a_first", "--trust", "90%", "--cores", "1", "--draws", "4000"]
    jsonschema.validate(json.loads(run.invoke(app, [*words, "--json"]).stdout), schemas.schema("needs"))
    shown = " ".join(run.invoke(app, words).stdout.split())
    assert "starting it pays from 90 % on: with what is known, it is not to be started." in shown
    assert "Ask the banker" in shown
    assert "ledger" in shown
