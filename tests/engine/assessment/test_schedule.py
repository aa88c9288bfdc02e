"""Times as whole ticks: in their order however far away, and never beyond what a whole number holds."""

from __future__ import annotations

import numpy as np

from standoff.analysis.numbers import LARGEST_EXCHANGE
from standoff.engine.assessment.schedule import ticks
from standoff.engine.core.verification import FAR


def test_ticks_are_in_the_order_of_times_and_never_overflow():
    times = np.array([0.0, 1e-12, 1e-9, 0.25, 1.0, 1e6, 1e8, FAR, 1e10, 1e19, 1e300, np.inf])
    found = ticks(times)
    assert (found[:2] == 0).all() and found[2] == 1
    assert (np.diff(found) >= 0).all()
    assert (found[7:] == found[-1]).all()
    assert int(found.max()) * (LARGEST_EXCHANGE + 2) + LARGEST_EXCHANGE <= np.iinfo(np.int64).max
