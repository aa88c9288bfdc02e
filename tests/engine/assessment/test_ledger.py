"""The ledger behind a row: its terms add up to what the assessment found, and its spans are those of the slow twin."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from naive import roadmap as naive_roadmap
from standoff.engine.assessment.ledger import ledger
from standoff.engine.assessment.trust import assess


def ledgers(case, keeps, phases):
    """Every phase and party of a plan with its ledger and its assessment."""
    exchange, vector, pace = exchange_of(case), vector_of(case, keeps, phases), case["pace"]
    found = assess(exchange, vector, pace)
    for k in range(1, len(phases) + 2):
        for i in range(exchange.parties):
            yield k, i, ledger(exchange, vector, pace, found, k, i), found


def random_plans(name, count):
    rng = random.Random(name)
    for number in range(count):
        case = random_case(rng, hopeful=number % 2 == 1)
        yield case, *random_plan(rng, case)


def same(mine, theirs):
    return math.isnan(theirs) if mine is None else abs(mine - theirs) <= 1e-9


def test_the_terms_add_up_on_every_row_of_random_cases():
    now = later = 0
    for case, keeps, phases in random_plans("terms", 100):
        for k, i, row, found in ledgers(case, keeps, phases):
            where = f"{case} {keeps} {phases} phase {k} party {i}"
            assert same(row.carry_on.total, found.carry_on[0, k - 1, i]), where
            assert same(row.stop.total, found.stop[0, k - 1, i]), where
            assert same(row.walk_out and row.walk_out.total, found.walk_out[0, k - 1, i]), where
            assert same(row.margin, found.margin[0, k - 1, i]), where
            assert same(row.exposure, found.exposure[0, k - 1, i]), where
            now += row.feared is not None and row.begins_now
            later += row.feared is not None and not row.begins_now
    assert min(now, later) > 10


@pytest.mark.parametrize("block", range(2))
def test_the_spans_are_those_of_the_slow_twin(block):
    failures = 0
    for case, keeps, phases in random_plans(f"spans {block}", 60):
        steps, parties = list(case["steps"]), list(case["parties"])
        for k, i, row, found in ledgers(case, keeps, phases):
            moment = naive_roadmap.Moment(case, keeps, phases, k)
            planned = moment.made | set(moment.due)
            assert_spans(case, row.carry_on, {j: (moment.start(j), math.inf) for j in planned})
            assert abs(row.stop.total - moment.all_stop(parties[i])) <= 1e-9
            for account, which in ((row.walk_out, found.tempting), (row.feared, found.feared)):
                if account is None:
                    assert which[0, k - 1, i] < 0
                    continue
                breaches = found.failures.breaches[which[0, k - 1, i]]
                spans, shows = moment.failure({steps[j] for j in np.flatnonzero(breaches)})
                assert_spans(case, account, spans)
                assert abs(account.shows - shows) <= 1e-9
                failures += 1
            if row.walk_out is not None:
                party = case["parties"][parties[i]]
                expected = party["walkout_cost"] * math.exp(-row.walk_out.shows / party["horizon"])
                assert abs(row.walk_out.cost - expected) <= 1e-12
            assert row.feared is None or row.feared.cost == 0
    assert failures > 50


def assert_spans(case, account, spans):
    """A line a step, then a line an entry: in force while all of its steps are."""
    lines = [spans.get(step) for step in case["steps"]]
    for entry in case.get("together", []):
        whole = [spans.get(step) for step in entry["steps"]]
        both = None if None in whole else (max(a for a, _ in whole), min(b for _, b in whole))
        lines.append(both if both and both[1] > both[0] else None)
    assert account.comes.tolist() == [line is not None for line in lines]
    for n, line in enumerate(lines):
        if line is not None:
            assert (account.start[n], account.end[n]) == pytest.approx(line, abs=1e-9)
        else:
            assert account.adds[n] == 0


def test_what_is_feared_is_nothing_where_nothing_can_be_lost():
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "pace": 0.0,
        "steps": {"x": {"by": "a", "worth": {"a": -1, "b": 2}}, "y": {"by": "b", "undo": "never", "worth": {"a": 3}}},
    }
    rows = {(k, i): row for k, i, row, _ in ledgers(case, ["y"], [["x"]])}
    mine, theirs = rows[1, 0], rows[1, 1]
    assert (mine.feared, mine.exposure) == (None, 0.0)
    assert (mine.carry_on.adds.tolist(), mine.walk_out.adds.tolist(), mine.margin) == ([-1, 3], [0, 3], -1)
    assert (theirs.walk_out, theirs.feared, theirs.margin, theirs.exposure) == (None, None, None, None)
