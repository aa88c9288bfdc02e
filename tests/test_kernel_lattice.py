"""The lattice in C says what the lattice in numpy says."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.engine import kernel, lattice

pytestmark = pytest.mark.skipif(kernel.library() is None, reason=f"the kernel is {kernel.standing()}")


@pytest.mark.parametrize("n", range(13))
def test_subset_sums(n):
    rng = np.random.default_rng(n)
    for _ in range(10):
        values = rng.normal(size=n) * 10.0 ** rng.integers(-3, 4)
        sums = np.empty(1 << n, dtype=np.float32)
        kernel.call("standoff_subset_sums", values, n, sums, sums.size)
        assert sums.tobytes() == lattice._subset_sums(values).tobytes()
