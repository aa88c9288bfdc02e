"""How often states are equilibria over the draws: by hand, on any number of workers, with orders and without."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import standoff
from standoff import catalog
from standoff.analysis.progress import silent
from standoff.analysis.sureness import equilibria
from standoff.analysis.sureness.equilibria import CHUNK, PART, draws_of_a_run, often_in_a_run, stable_often
from standoff.case.load import load, read_source
from standoff.cli import app
from standoff.engine.core.parallel import HERE, workers
from standoff.engine.stability import handful
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
# A joint step, one that cannot be undone, a rule, a choice, and worths that hang together.
ENTANGLED = """\
format: 1
title: Steps that hang together
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}, c: {horizon: 4 years}}
steps:
  x: {by: a, undo: never, worth: {a: -1 to 3, b: -2 to 1}}
  z: {by: a, worth: {a: -2 to 1, b: 0 to 3, c: 1}}
  y: {by: b, worth: {b: -3 to 2, a: -4 to 0}}
  here: {by: [a, b], worth: {a: 0 to 2, b: -1 to 1}}
  there: {by: [a, c], worth: {a: 1, c: -1 to 2}}
  w: {by: c, redo: never, worth: {c: -1 to 2, a: -3 to -1, b: -2 to 2}}
together:
  both: {steps: [x, y], worth: {a: -2 to 2, b: 0 to 4}}
now: [w]
rules: [z if y]
choices: {venue: [here, there]}
deals:
  all: [x, y, z, venue]
  some: [x, z]
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
    for of, draws in (("listed", 3 * PART), ("all", 50)):
        one = stable_often(case, draws, 3, of=of)
        with workers(2) as crew:
            assert stable_often(case, draws, 3, by=crew, of=of) == one


@pytest.mark.parametrize("text", [TEXT, ENTANGLED], ids=["two steps", "entangled"])
@pytest.mark.parametrize("prefer", ["", "prefer: {b: [not y]}\n"], ids=["by worth", "an order"])
def test_a_handful_says_what_all_states_say(text, prefer):
    """The same shares, counted in another way; of other states, those are told that are likeliest."""
    case = read_source("case.yaml", text + prefer).case
    few, every = (stable_often(case, 60, 3, of=of) for of in ("listed", "all"))
    assert (few.now, few.between, few.parties) == (every.now, every.between, every.parties)
    shares = {one.state: one.shares for one in every.states}
    both = [one for one in few.states if one.state in shares]
    assert len(both) >= 2
    assert all(one.shares == shares[one.state] for one in both)
    assert (few.all_states, every.all_states) == (False, True)
    assert stable_often(case, 60, 3, of="now") == replace(few, states=())


def test_the_shipped_case():
    """Twenty steps, five parties: what deals leave, and now, in all states and by themselves."""
    case = load(catalog.find("korea"))
    few, every = (stable_often(case, 8, 2, of=of) for of in ("listed", "all"))
    assert (few.now, few.parties, few.draws) == (every.now, every.parties, 8)
    left = [[one for one in found.states if one.deal] for found in (few, every)]
    assert left[0] == left[1] != []


def test_the_states_that_are_looked_at():
    """What deals leave; and of each notion four equilibria at the medians, those first that improvements lead to.

    By hand: now both would leave, a by x, b by y, in any order: x or y is one move away, both together two, and only
    that is Nash. Ending a step only hurts whoever ends it.
    """
    likes = TEXT.replace("-1 to 3", "1 to 3").replace("-3 to -1", "1 to 3").replace("both: [x, y]", "one: [x]")
    case = read_source("case.yaml", likes).case
    found = stable_often(case, 20, 1)
    assert [(one.state, one.deal) for one in found.states][:2] == [(("x",), "one"), (("x", "y"), None)]
    assert found.states[1].shares["nash"] == 1
    assert found == stable_often(case, 20, 1, found=standoff.stable(case))
    assert found == stable_often(case, 20, 1, found=standoff.stable(case, limit=1))
    assert found == stable_often(case, 20, 1, found=standoff.stable(case, asked=["nash"]))


def test_draws_that_are_left_are_worked_out_whole(case, monkeypatch):
    expected = stable_often(case, 40, 3)
    monkeypatch.setattr(handful, "MOST", 0)
    assert stable_often(case, 40, 3) == expected
    few = stable_often(case, 40, 3, whole=10)
    assert (few.draws, few.draws_asked) == (10, 40)
    monkeypatch.setattr(equilibria, "WORK", 1)
    assert often_in_a_run(case, 40, 3, silent, HERE, None).draws == CHUNK


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

    draws = 2 * PART + 10
    for of, done in (("listed", PART), ("all", CHUNK)):
        found = stable_often(case, draws, 3, by=Stopped(), of=of)
        assert (found.draws, found.draws_asked) == (done, draws)


def test_the_user_stops_what_has_to_be_worked_out_whole(case, monkeypatch):
    """Draws before the first that nothing is known of count; where there is none, the command ends."""
    by_hand = handful.look

    class Stopped:
        def results(self, function, tasks):
            if function is equilibria._whole:
                raise KeyboardInterrupt
            yield from HERE.results(function, tasks)

    def left(from_draw):
        def look(few):
            found, done = by_hand(few)
            return found, done & (np.arange(few.draws) < from_draw)

        return look

    whole = stable_often(case, 40, 3)
    monkeypatch.setattr(handful, "look", left(25))
    assert stable_often(case, 40, 3) == whole
    assert stable_often(case, 40, 3, by=Stopped()).draws == 25
    monkeypatch.setattr(handful, "look", left(0))
    with pytest.raises(KeyboardInterrupt):
        stable_often(case, 40, 3, by=Stopped())


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
    assert not document["often"]["all_states"]
    every = json.loads(run.invoke(app, [*words, "--json", "--all"]).stdout)
    jsonschema.validate(every, schemas.schema("stable"))
    assert every["often"]["all_states"]
    assert every["often"]["now"] == document["often"]["now"]
    shown = " ".join(run.invoke(app, [*words, "--all"]).stdout.split())
    assert "In how many of 40 draws a state is stable" in shown
    assert "both: + X, + Y" in shown
