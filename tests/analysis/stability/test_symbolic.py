"""Cases of more than 24 steps: what is answered is what the explicit engine says of small ones; what is not is said."""

from __future__ import annotations

import json
import sys

import jsonschema
import pytest

import standoff
from command import standoff as command
from standoff.analysis.stability import symbolic as large_cases
from standoff.case.load import read
from standoff.errors import SizeError, UsageError
from standoff.results import schemas

SEARCHED = ("nash", "gmr", "smr")


def forests(pairs, more=""):
    """Villages that share forests, one prisoner's dilemma beside the other; today all are spared."""
    steps = "".join(
        f"  {own}_{k}: {{by: {own}, worth: {{{own}: -2, {other}: 5}}}}\n"
        for k in range(pairs)
        for own, other in (("north", "south"), ("south", "north"))
    )
    now = ", ".join(f"{own}_{k}" for k in range(pairs) for own in ("north", "south"))
    return (
        "format: 1\ntitle: Forests\nas_of: 2026-11-02\nparties: {north: {horizon: 5 years}, south: {horizon: 5 years}}\n"
        f"steps:\n{steps}now: [{now}]\n{more}"
    )


@pytest.fixture
def folder(tmp_path):
    def written(text):
        (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def case_of(path):
    case, problems = read(path)
    assert case is not None, problems
    return case


def test_the_shipped_case_by_search_is_as_it_is_explicitly(korea):
    known, found = standoff.stable(korea, limit=100_000), large_cases.stable(korea, 100)
    for concept in SEARCHED:
        one, all_ = found.equilibria[concept], known.equilibria[concept]
        assert one.count == min(all_.count, 100)
        assert one.more is (all_.count > 100)
        assert set(one.states) <= set(all_.states)
        always = set.intersection(*map(set, all_.states))
        ever = set.union(*map(set, all_.states))
        pattern = found.patterns[concept]
        assert (set(pattern.always), set(pattern.free), pattern.open) == (always, ever - always, ())
        assert set(pattern.never) == set(korea.steps) - ever
    assert found.now.stable == {p: tuple(c for c in SEARCHED if c in row) for p, row in known.now.stable.items()}
    assert found.leverage == known.leverage
    assert [(d.improvement, d.gain) for d in found.deterrence] == [(d.improvement, d.gain) for d in known.deterrence]


@pytest.mark.parametrize("more", ["", "prefer: {north: [north_0, not south_1]}\n", "rules: [north_0 if south_1]\n"])
def test_a_small_case_by_search_is_as_it_is_explicitly(folder, more):
    case = case_of(folder(forests(3, more)))
    known, found = standoff.stable(case), large_cases.stable(case, 1000)
    for concept in SEARCHED:
        assert found.equilibria[concept].count == known.equilibria[concept].count
        assert set(found.equilibria[concept].states) == set(known.equilibria[concept].states)
    assert (found.made.exact, found.now.state) == (True, known.now.state)
    assert found.leverage == known.leverage


def test_leverage_over_a_party_with_an_order_of_steps_is_as_it_is_explicitly(folder):
    text = forests(2, "order: {south: [north_0, north_1, nothing, south_0, south_1]}\n")
    case = case_of(folder(text.replace("north: -2, south: 5", "north: -2").replace("south: -2, north: 5", "north: 5")))
    found = large_cases.stable(case, 10)
    assert found.leverage == standoff.stable(case).leverage
    # Sparing a forest no more costs the other side something, in either kind of points.
    assert found.leverage["south"]["north"].worst < 0
    assert found.leverage["north"]["south"].worst < 0


def test_twenty_six_steps(folder):
    done = command("stable", folder(forests(13)), "--json", "--limit", "7", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    jsonschema.validate(found, schemas.schema("stable"))
    assert found["feasible_states"] is None
    assert found["equilibria"]["nash"] == {"count": 1, "states": [[]], "more": False}
    assert found["equilibria"]["gmr"]["count"] == 7
    assert found["equilibria"]["gmr"]["more"] is True
    # Now is one of them, and the nearest to itself.
    assert found["equilibria"]["gmr"]["states"][0] == found["now"]["state"] == found["steps"]
    assert (found["equilibria"]["seq"], found["patterns"]["seq"]) == (None, None)
    assert found["patterns"]["nash"] == {"always": [], "never": found["steps"], "free": [], "open": []}
    assert found["patterns"]["smr"]["free"] == found["steps"]
    assert found["now"]["stable"] == {"north": ["gmr", "smr"], "south": ["gmr", "smr"]}
    assert found["now"]["unanswered"] == {"north": ["seq", "sseq"], "south": ["seq", "sseq"]}


def test_another_state(folder):
    path = folder(forests(13))
    found = json.loads(command("stable", path, "--json", "--limit", "1", "--quiet", "--state", "north_0").stdout)
    # North would stop sparing alone; South, at 5, has no better move.
    assert found["now"]["state"] == ["north_0"]
    assert found["now"]["stable"] == {"north": [], "south": ["nash", "gmr", "smr"]}
    nothing = json.loads(command("stable", path, "--json", "--limit", "1", "--quiet", "--state", "").stdout)
    assert nothing["now"]["equilibrium"] == list(SEARCHED)


def test_another_state_of_a_small_case(folder):
    path = folder(forests(1, "rules: [north_0 if south_0]\n"))
    found = json.loads(command("stable", path, "--json", "--quiet", "--state", "").stdout)
    assert found["now"]["stable"]["north"] == ["nash", "gmr", "smr", "seq", "sseq"]
    wrong = command("stable", path, "--state", "north_9")
    assert (wrong.returncode, "did you mean `north_0`" in wrong.stderr) == (2, True)
    forbidden = command("stable", path, "--state", "south_0")
    assert (forbidden.returncode, "forbid the state that was asked for" in forbidden.stderr) == (2, True)


def test_sizes_and_options_that_are_refused(folder):
    done = command("stable", folder(forests(31)))
    assert (done.returncode, done.stdout) == (2, "")
    assert "62, and the limit is 60" in done.stderr
    with pytest.raises(SizeError, match="62, and the limit is 60"):
        standoff.run(case_of(folder(forests(31))), draws=0)
    with pytest.raises(UsageError, match="leave out --all"):
        standoff.stable(case_of(folder(forests(13))), all_states=True)


def test_without_a_solver_the_remedy_is_said(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pysat", None)
    case = case_of(folder(forests(13)))
    for asked in (lambda: standoff.stable(case), lambda: standoff.run(case, draws=0)):
        with pytest.raises(UsageError, match=r"pip install '.\[large\]'"):
            asked()
    assert standoff.stable(case_of(folder(forests(2)))).feasible_states == 16


def test_when_there_is_no_time_nothing_is_claimed(folder):
    done = command("stable", folder(forests(13)), "--json", "--quiet", "--time-limit", "0")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    jsonschema.validate(found, schemas.schema("stable"))
    for concept in SEARCHED:
        assert found["equilibria"][concept]["more"] is None
        assert found["patterns"][concept]["open"] == found["steps"]
    assert "not finished" in command("stable", folder(forests(13)), "--time-limit", "0").stdout


def test_a_run_makes_its_brief(folder):
    text = forests(13, "deals: {both: [north_0, south_0]}\nplans: {p: {keeps: [north_0], phases: [[south_0]]}}\n")
    path = folder(text.replace("now: [north_0, south_0,", "now: [north_0,"))
    done = command("run", path, "--draws", "2")
    assert done.returncode == 0, done.stderr
    page = (path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Equilibria, searched for" in page
    assert "not answered" in page
    assert "None possible states" not in page
    assert (path / "out" / "tables" / "equilibria.csv").read_text().count("nash") == 1
