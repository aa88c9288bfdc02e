"""An exchange in numbers: parties, steps, worths and times, as the engine sees a case (ROADMAPS: objects)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Exchange:
    """N parties and M steps. Any float array may have leading axes (one entry per draw).

    horizons, walkout_costs: (..., N), years and own points. worth: (..., N, M), own points for good from now.
    takes, seen, undo: (..., M), years; undo inf = never. owns: (N, M). automatic, ends_all: (M,).
    requires: (M, M), requires[j, r] = step j comes in the same phase as r or later.
    together_steps: (T, M), together_worth: (..., T, N).
    """

    horizons: Floats
    walkout_costs: Floats
    worth: Floats
    takes: Floats
    seen: Floats
    undo: Floats
    owns: Bools
    automatic: Bools
    ends_all: Bools
    requires: Bools
    together_steps: Bools
    together_worth: Floats
