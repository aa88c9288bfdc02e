"""Names for the arrays of the engine, defined once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "Ranks"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Ranks = NDArray[np.int32]
"""How a party ranks states: higher is better, equal is equal, -1 where infeasible."""
