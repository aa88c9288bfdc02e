"""Verification that depends on other steps and on chance: the slow twin, examples by hand, and laws."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest

import exchanges
import naive_roadmap
import naive_verification
from exchanges import random_case, random_plan, vector_of
from standoff.engine.assess import assess
from standoff.engine.exchange import stacked
from standoff.engine.ledger import ledger

ROW = ("carry_on", "walk_out", "margin", "exposure", "trust")


def exchange_of(case):
    """The engine's numbers of a case whose steps may have `with` and `missed`."""
    data, names = case["steps"], list(case["steps"])
    seen_with = np.array([[float(data[j].get("with", {}).get(r, np.inf)) for r in names] for j in names])
    missed = np.array([float(data[j].get("missed", 0.0)) for j in names])
    return replace(
        exchanges.exchange_of(case),
        seen_with=seen_with if np.isfinite(seen_with).any() else None,
        missed=missed if missed.any() else None,
    )


def watched_case(rng, *, verified=True, missed=True, **options):
    """A random case in which steps verify others and breaches may be missed."""
    case = random_case(rng, **options)
    for j, step in case["steps"].items():
        others = [r for r in case["steps"] if r != j]
        if verified and others and rng.random() < 0.5:
            chosen = rng.sample(others, min(len(others), rng.choice([1, 1, 2])))
            step["with"] = {r: rng.choice([0.0, 0.0, 0.1, 0.25, 0.5, 2.0]) for r in chosen}
        if missed and rng.random() < 0.35:
            step["missed"] = rng.choice([0.1, 0.25, 0.5, 0.5, 0.9, 1.0])
    return case


def twin(case, keeps, phases):
    return naive_roadmap.assess(case, keeps, phases, moment_of=naive_verification.Watched)


def judge(case, keeps, phases):
    return assess(exchange_of(case), vector_of(case, keeps, phases), case["pace"])


def assert_equal(found, expected, case, where, plan=0):
    parties = list(case["parties"])
    for row in expected["rows"]:
        k, i = row["phase"] - 1, parties.index(row["party"])
        for name in ROW:
            value, other = float(getattr(found, name)[plan, k, i]), row[name]
            assert math.isnan(value) if other is None else abs(value - other) <= 1e-9, f"{where}: {name} {row} {value}"
    for i, party in enumerate(parties):
        assert abs(found.gain[plan, i] - expected["gain"][party]) <= 1e-9
        assert abs(found.at_risk[plan, i] - expected["at_risk"][party]) <= 1e-9
    trust = float(found.trust_asked[plan])
    assert math.isnan(trust) if expected["trust"] is None else abs(trust - expected["trust"]) <= 1e-9, where


@pytest.mark.parametrize("kind", ["verified", "missed", "both"])
@pytest.mark.parametrize("block", range(4))
def test_equal_to_the_slow_twin_on_random_cases(kind, block):
    rng = random.Random(f"verification {kind} {block}")
    for number in range(40):
        case = watched_case(rng, verified=kind != "missed", missed=kind != "verified", hopeful=number % 2 == 1)
        keeps, phases = random_plan(rng, case)
        where = f"{kind} {block} {number}: {case} {keeps} {phases}"
        assert_equal(judge(case, keeps, phases), twin(case, keeps, phases), case, where)
