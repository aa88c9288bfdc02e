"""The ledger behind a row: its terms add up to what the assessment found, and its spans are those of the slow twin."""

from __future__ import annotations

import math
import random

import pytest

from agreement import named
from exchanges import exchange_of, random_case, random_plan, vector_of, watched
from naive import trust as naive
from naive.trust import OPENLY as OPENLY_BY_NAME
from naive.trust import Plan
from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.ledger import ledger
from standoff.engine.assessment.trust import assess


def ledgers(case, keeps, phases):
    """Every phase and party of a plan with its ledger and its assessment."""
    exchange, vector, pace = exchange_of(case), vector_of(case, keeps, phases), case["pace"]
    found = assess(exchange, vector, pace)
    for k in range(1, len(phases) + 2):
        for i in range(exchange.parties):
            yield k, i, ledger(exchange, vector, pace, found, k, i), found


def random_plans(name, count, kind="plain"):
    rng = random.Random(name)
    for number in range(count):
        case = random_case(rng, hopeful=number % 2 == 1)
        if kind != "plain" and number % 4 != 1:
            case = watched(rng, case)
        if kind == "guaranteed":
            for party in case["parties"].values():
                party["guarantee"] = rng.choice([0.0, 0.5, 2.0])
        yield case, *random_plan(rng, case)


def same(mine, theirs):
    return math.isnan(theirs) if mine is None else abs(mine - theirs) <= 1e-9


@pytest.mark.parametrize("kind", ["plain", "watched", "guaranteed"])
def test_the_terms_add_up_on_every_row_of_random_cases(kind):
    alone = openly = beside = 0
    for case, keeps, phases in random_plans(f"terms {kind}", 80, kind):
        for k, i, row, found in ledgers(case, keeps, phases):
            where, at = f"{case} {keeps} {phases} phase {k} party {i}", (0, k - 1, i)
            assert same(row.carry_on.total, found.carry_on[at]), where
            assert same(row.stop.total, found.stop[at]), where
            assert same(row.walk_out and row.walk_out.total, found.walk_out[at]), where
            assert same(row.margin, found.margin[at]), where
            assert same(row.loss, found.loss[at]), where
            assert same(row.kept, found.kept_by_carrying_on[at]), where
            if row.loss is not None and row.margin >= 0:
                assert row.loss / (row.loss + row.kept) == pytest.approx(found.trust[at], abs=1e-9), where
            alone += row.loss is None and row.margin is not None
            openly += found.own[at] == OPENLY
            beside += row.loss is not None and found.own[at] != found.tempting[at]
    assert min(alone, openly, beside) > 5


def test_what_is_guaranteed_is_paid_where_the_others_are_caught_and_the_walk_out_cost_where_the_party_is():
    """Two gifts at once, a's seen after a year and b's after two: b is caught alone, and a where both fail."""
    case = {
        "parties": {
            "a": {"horizon": 4.0, "walkout_cost": 1.0, "guarantee": 3.0},
            "b": {"horizon": 4.0, "guarantee": 0},
        },
        "pace": 0.0,
        "steps": {
            "x": {"by": "a", "seen": 1.0, "worth": {"a": -9, "b": 12}},
            "y": {"by": "b", "seen": 2.0, "worth": {"a": 12, "b": -9}},
        },
    }
    rows = {(k, i): row for k, i, row, _ in ledgers(case, [], [["x", "y"]])}
    mine = rows[1, 0]
    assert mine.feared.cost == pytest.approx(-3 * math.exp(-2 / 4))
    assert mine.both.cost == pytest.approx(math.exp(-1 / 4))
    assert mine.own.cost == pytest.approx(math.exp(-1 / 4))
    assert mine.carry_on.cost == 0


@pytest.mark.parametrize("block", range(2))
def test_the_spans_are_those_of_the_slow_twin(block):
    failures = 0
    for case, keeps, phases in random_plans(f"spans {block}", 60):
        for k, i, row, found in ledgers(case, keeps, phases):
            plan, at = Plan(case, phases, keeps, case["pace"]), (0, k - 1, i)
            party = plan.parties[i]
            assert_spans(case, row.carry_on, naive.as_planned(plan, k))
            assert_spans(case, row.stop, naive.all_stop(plan, k))
            own, feared = (named(found, plan, int(which[at])) for which in (found.own, found.feared))
            courses = [(row.walk_out, named(found, plan, int(found.tempting[at])), frozenset())]
            courses += [(row.own, own, frozenset()), (row.feared, frozenset(), feared), (row.both, own, feared)]
            for account, mine, theirs in courses:
                if account is None:
                    assert not mine or not theirs
                    continue
                failures += 1
                if mine == OPENLY_BY_NAME:
                    assert_spans(case, account, naive.all_stop(plan, k))
                    assert (account.shows, account.cost) == (0, naive.walkout_cost(case, party))
                    continue
                (one,) = naive.outcomes(plan, k, mine | theirs)
                assert_spans(case, account, naive.failure(plan, k, mine | theirs, one.first))
                assert account.shows == pytest.approx(one.first.time, abs=1e-9)
                caught = math.exp(-one.first.time / case["parties"][party]["horizon"]) if mine & one.found else 0.0
                assert account.cost == pytest.approx(naive.walkout_cost(case, party) * caught, abs=1e-12)
    assert failures > 100


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
    assert (mine.own, mine.feared, mine.both, mine.loss, mine.kept) == (None,) * 5
    assert (mine.carry_on.adds.tolist(), mine.walk_out.adds.tolist(), mine.margin) == ([-1, 3], [0, 3], -1)
    assert (theirs.walk_out, theirs.feared, theirs.margin, theirs.loss) == (None, None, None, None)
