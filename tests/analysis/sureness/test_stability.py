"""How often states are equilibria over the draws: by hand, on any number of workers, with orders and without."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import NormalDist

import jsonschema
import pytest
from typer.testing import CliRunner

import standoff
from standoff.analysis.sureness.equilibria import draws_of_a_run, stable_often
from standoff.case.load import read_source
from standoff.cli import app
from standoff.engine.core.parallel import workers
from standoff.errors import UsageError
from standoff.results import schemas

# a likes its step in most draws; b's is never worth it. If both are taken, b loses 3 more and a wins.
TEXT = """\
format: 1
title: Two steps
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  x: {by: a, worth: {a: -1 to 3}}
  y: {by: b, worth: {b: -3 to -1}}
deals:
  both: [x, y]
"""
LIKES = NormalDist().cdf(1 / (2 / NormalDist().inv_cdf(0.95)))
"""How likely a number between -1 and 3, nine times in ten, is above 0."""


@pytest.fixture(scope="module")
def case():
    return read_source("case.yaml", TEXT).case


def test_shares_by_hand(case):
    found = stable_often(case, 1000, 3)
    assert (found.draws, found.draws_asked) == (1000, 1000)
    assert found.parties["a"]["nash"] == pytest.approx(1 - LIKES, abs=0.002)
    assert found.parties["b"]["nash"] == 1
    assert found.now["nash"] == pytest.approx(1 - LIKES, abs=0.002)
    assert found.between["nash"][0] < 1 - LIKES < found.between["nash"][1]
    states = {one.state: one for one in found.states}
    assert states["x", "y"].deal == "both"
    assert states["x", "y"].shares["nash"] == 0
    assert states["x",].shares["nash"] == pytest.approx(LIKES, abs=0.002)
    assert states["x",].deal is None


def test_any_number_of_workers_gives_the_same(case):
    one = stable_often(case, 50, 3)
    with workers(2) as crew:
        assert stable_often(case, 50, 3, by=crew) == one


def test_orders_of_states_are_not_drawn(case):
    """An order that says what worths would say in every draw changes nothing, by another way of counting."""
    ordered = read_source("case.yaml", TEXT + "prefer: {b: [not y]}\n").case
    one, other = stable_often(case, 60, 3), stable_often(ordered, 60, 3)
    assert one.now == other.now
    assert one.parties == other.parties
    assert {s.state: s.shares for s in one.states} == {s.state: s.shares for s in other.states}


def test_what_is_done_is_kept_when_the_user_stops(case):
    class Stopped:
        def results(self, function, tasks):
            yield 1, function(tasks[1])
            raise KeyboardInterrupt

    found = stable_often(case, 100, 3, by=Stopped())
    assert (found.draws, found.draws_asked) == (8, 100)


def test_in_a_run(case):
    assert draws_of_a_run(case, 200) == 200
    found = standoff.run(case, draws=40)
    assert found.often == stable_often(case, 40, 1)
    plain = read_source("case.yaml", TEXT.replace("-1 to 3", "1").replace("-3 to -1", "-2")).case
    assert standoff.run(plain, draws=40).often is None


def test_merged_states_are_refused(case):
    merged = read_source("case.yaml", TEXT + "merge: [x]\nprefer: {a: [not x], b: [not x]}\n").case
    assert draws_of_a_run(merged, 100) == 0
    with pytest.raises(UsageError, match="`merge`"):
        stable_often(merged, 100, 1)


def test_the_document_and_the_text(tmp_path: Path):
    (tmp_path / "case.yaml").write_text(TEXT, encoding="utf-8")
    run = CliRunner()
    words = ["stable", str(tmp_path), "--draws", "40", "--cores", "1"]
    document = json.loads(run.invoke(app, [*words, "--json"]).stdout)
    jsonschema.validate(document, schemas.schema("stable"))
    assert document["often"]["draws"] == 40
    shown = " ".join(run.invoke(app, words).stdout.split())
    assert "In how many of 40 draws a state is stable" in shown
    assert "both: starting “X” and “Y”" in shown
