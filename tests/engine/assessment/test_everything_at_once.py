"""The slow twin, numpy and the kernel on 2,000 plans with all that the kernel knows, and numpy on as many with more."""

from __future__ import annotations

import random

import numpy as np
import pytest

from agreement import assert_agrees, judged
from exchanges import exchange_of, random_case, random_plan, watched
from naive import trust as naive
from shares import hits_of, share_of
from standoff.engine.assessment import compiled
from standoff.engine.kernel import loader as kernel

NUMBERS = (
    "carry_on", "stop", "walk_out", "margin", "exposure", "trust", "loss", "bond", "gain", "at_risk", "trust_asked",
)  # fmt: skip
"""What the kernel and numpy both say of a plan, as numbers."""


def everything(rng, number):
    """A plan with dates, joint steps, entries, requires and, of every two, what the kernel has no room for as well."""
    parties = 2 + number % 4
    case = random_case(
        rng, parties=parties, steps=rng.randint(2, 6), together=True, hopeful=rng.random() < 0.6, dated=True
    )
    for step in case["steps"].values():
        if rng.random() < 0.25 and isinstance(step["by"], str):
            step["by"] = rng.sample(list(case["parties"]), 2)
            step["ends"] = rng.choice(["any", "all"])
    if number % 2:
        case = watched(rng, case, verified=number % 3 != 1, missed=number % 3 != 2)
        for party in case["parties"].values():
            party["guarantee"] = rng.choice([0.0, 0.5, 2.0])
    keeps, phases = random_plan(rng, case)
    return naive.Plan(case, phases, keeps, case["pace"])


@pytest.mark.parametrize("block", share_of(range(20)))
def test_the_slow_twin_numpy_and_the_kernel_agree(monkeypatch, block):
    rng = random.Random(f"everything at once {block}")
    plans = [everything(rng, number) for number in range(200)]
    holds = compared = 0
    for plan in share_of(plans[::2]) + share_of(plans[1::2]):
        twin = naive.assess(plan)
        with monkeypatch.context() as patch:
            patch.setattr(compiled, "fits", lambda exchange: False)
            by_numpy = judged(plan)
        assert_agrees(by_numpy, twin, plan)
        holds += twin.self_enforcing
        if kernel.compiled() is not None and compiled.fits(exchange_of(plan.case)):
            by_kernel = judged(plan)
            assert_agrees(by_kernel, twin, plan)
            compared += 1
            for name in NUMBERS:
                one, other = getattr(by_numpy, name), getattr(by_kernel, name)
                np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-11, err_msg=f"{name}: {plan}")
    assert holds >= hits_of(20)
    assert kernel.compiled() is None or compared >= hits_of(90)
