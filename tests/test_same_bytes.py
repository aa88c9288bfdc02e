"""The same bytes from the same seed, whatever order sets have in the process that asks, on one core, two and a cluster."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

"""A scheduler and two workers, whose sets have orders of their own."""

HARBOUR = """
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {horizon: 3 to 6 years, walkout_cost: 0.2 to 1, because: [{in: ledger, says: much, for: [horizon, walkout_cost]}]}
  beta: {horizon: 4 to 9 years, walkout_cost: 0.2 to 1, because: [{in: ledger, says: more, for: walkout_cost}]}
steps:
  mines:
    by: alpha
    takes: 2 months
    seen: 2 weeks
    undo: never
    worth: {alpha: -7 to -4, beta: 9 to 12}
    because: [{in: ledger, says: much}, {in: census, says: more, for: worth.beta}]
  ban:
    by: beta
    takes: 1 month
    seen: 1 week
    undo: 5 to 9 years
    worth: {alpha: 8 to 12, beta: -5 to -3}
    because: [{in: ledger, says: much}]
  transit: {by: alpha, takes: 2 weeks, seen: 1 day, undo: 1 day, worth: {alpha: -1 to -0.3, beta: 5 to 8}}
  loan: {by: beta, takes: 1 month, seen: 1 day, undo: 1 week, worth: {alpha: 1 to 2, beta: -1 to -0.5}}
rules: [not loan or transit or ban]
choices: {favour: [transit, loan]}
plans:
  mines_first: {phases: [[mines], [ban, transit]]}
deals:
  full: [mines, ban, favour]
"""

CIRCLES = """
format: 1
title: Two circles
as_of: 2026-11-02
parties: {alpha: {horizon: 5 years}, beta: {horizon: 5 years}}
steps:
  first: {by: alpha}
  east: {by: alpha, requires: [first]}
  west: {by: alpha, requires: [first]}
  north: {by: beta, requires: [first]}
  south: {by: beta, requires: [first]}
rules: [first if east, first if west, first if north, first if south]
deals:
  full:
    steps: [first, east, west, north, south]
    before: [[south, first], [north, first], [west, first], [east, first]]
"""

ASKED = """
check circles --json
stable harbour --json --all --draws 50 {cores}
explain harbour --state mines,ban --json
explain harbour --from now --json
inverse harbour --state mines,ban --json
assess harbour mines_first --between --json
roadmap harbour --time-limit 600 --json
remedies harbour --json
needs harbour --plan mines_first --draws 5000 --json {cores}
run harbour --draws 20 --json {cores}
"""

ASKS = """
import runpy, shlex, sys
for line in sys.argv[1].strip().splitlines():
    sys.argv = ["standoff", *shlex.split(line)]
    try:
        runpy.run_module("standoff", run_name="__main__")
    except SystemExit as end:
        print("exit code", end.code or 0, flush=True)
"""
"""Runs many commands in one process, as `python -m standoff` does each."""


def told(folder, seed, cores, asked=ASKED):
    """All that is said, and every file that is written, where sets are in the order that goes with a seed."""
    folder.mkdir()
    for name, text in (("harbour", HARBOUR), ("circles", CIRCLES)):
        (folder / name).mkdir()
        (folder / name / "case.yaml").write_text(text, encoding="utf-8")
    sources = [{"id": name, "type": "book", "title": name} for name in ("ledger", "census")]
    (folder / "harbour" / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASKS, asked.format(cores=cores)],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": str(seed), "COLUMNS": "120"},
        capture_output=True,
        timeout=180,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    files = (path for path in folder.rglob("*") if path.is_file() and ".kept" not in path.parts)
    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return done.stdout.decode().split("exit code "), written


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """What is told on one core."""
    folder = tmp_path_factory.mktemp("once") / "cases"
    return told(folder, seed=1, cores="--cores 1")


def test_everything_is_answered(once):
    said, written = once
    assert [part[0] for part in said[1:]] == ["1", *"0" * 9]
    assert "goes in a circle" in said[0]
    document = json.loads(said[8].partition("\n")[2])
    ledger = next(one for one in document["sources"] if one["source"] == "ledger")
    parties = ["parties.alpha.horizon", "parties.alpha.walkout_cost", "parties.beta.walkout_cost"]
    steps = [f"steps.{step}" for step in ("mines", "ban")]
    worths = [f"{step}.worth.{party}" for step in steps for party in ("alpha", "beta")]
    assert [path for path in ledger["about"] if path in (*parties, *worths)] == [*parties, *worths]
    assert "harbour/out/report.html" in written


def test_two_cores_and_another_order_of_sets_give_the_same(once, tmp_path):
    assert told(tmp_path / "cases", 2, "--cores 2") == once


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_gives_the_same(once, cluster, tmp_path):
    address, _ = cluster
    asked = "\n".join(line for line in ASKED.splitlines() if line.startswith(("needs", "run")))
    said, written = told(tmp_path / "cases", 3, f"--cluster {address}", asked)
    assert said[0] == once[0][8].partition("\n")[2]
    assert said[1:] == once[0][9:]
    assert {name: content for name, content in once[1].items() if name in written} == written
    assert "harbour/out/report.html" in written
