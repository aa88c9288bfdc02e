"""Does an assessment by the engine say of a plan what its slow twin says? Row by row, with the pairs that bind."""

from __future__ import annotations

import math

import numpy as np
import pytest

from exchanges import exchange_of, vector_of
from naive import trust as naive
from naive.trust import OPENLY, Plan
from standoff.engine.assessment import trust as engine
from standoff.engine.assessment.failures import OPENLY as OPENLY_BY_INDEX

ROWS = ("carry_on", "walk_out", "margin", "exposure", "trust", "bond")


def judged(plan: Plan) -> engine.Assessed:
    """A plan of a case as in the oracle files, assessed by the engine."""
    return engine.assess(exchange_of(plan.case), vector_of(plan.case, plan.keeps, plan.phases), plan.pace)


def near(number):
    return pytest.approx(math.nan if number is None else number, rel=1e-9, abs=1e-9, nan_ok=True)


def assert_agrees(found: engine.Assessed, twin: naive.Assessment, plan: Plan, number: int = 0) -> None:
    """Plan `number` of a batch: all that both the engine and its twin say of it."""
    where = (plan, number)
    assert found.starts[number, : plan.last].tolist() == [near(start) for start in plan.starts], where
    assert float(found.trust_asked[number]) == near(twin.trust), where
    for n, i in enumerate(plan.parties):
        assert float(found.gain[number, n]) == near(twin.gain[i]), (i, where)
        assert float(found.at_risk[number, n]) == near(twin.at_risk[i]), (i, where)
        kept = float(found.kept[number, n])
        for k in range(1, plan.last):
            assert float(found.stop[number, k, n]) - kept == near(twin.if_stopped[k, i]), (k, i, where)
    for row in twin.rows:
        at = (number, row.phase - 1, plan.parties.index(row.party))
        for name in ROWS:
            expected = math.nan if name == "bond" and row.margin is None else getattr(row, name)
            assert float(getattr(found, name)[at]) == near(expected), (name, row, where)
        assert (found.tempting[at] == -1) == (row.walk_out is None)
        if row.walk_out is not None:
            tempting = named(found, plan, int(found.tempting[at]))
            walked = naive.leave_openly if tempting == OPENLY else naive.fail_alone
            how = () if tempting == OPENLY else (tempting,)
            assert walked(plan, row.phase, row.party, *how) == near(row.walk_out)
        assert_binds(found, row, plan, at)


def assert_binds(found: engine.Assessed, row: naive.Row, plan: Plan, at: tuple[int, int, int]) -> None:
    """The pair that binds is one of the twin's, with its numbers, and none of them asks for more (or loses more)."""
    own, feared = int(found.own[at]), int(found.feared[at])
    if not row.exposure:
        assert (own, feared) == (-1, -1) and np.isnan([found.loss[at], found.kept_by_carrying_on[at]]).all()
        return
    named_pair = (named(found, plan, own), named(found, plan, feared))
    pair = next(one for one in row.pairs if (one.own, one.others) == named_pair)
    assert float(found.loss[at]) == near(pair.loss), (row, plan)
    assert float(found.kept_by_carrying_on[at]) == near(pair.keeps), (row, plan)
    if row.margin is not None and row.margin < 0:
        assert pair.loss == near(row.exposure), (row, plan)
    else:
        assert pair.trust == near(row.trust), (row, plan)


def named(found: engine.Assessed, plan: Plan, failure: int) -> naive.Breaches | str:
    """A failure of an assessment by the names of its breaches; none where there is no failure."""
    if failure == OPENLY_BY_INDEX:
        return OPENLY
    if failure < 0:
        return frozenset()
    steps = list(plan.case["steps"])
    return frozenset(steps[j] for j in np.flatnonzero(found.failures.breaches[failure]))
