"""The smallest bond with which whoever walks out would carry on (hostages: Williamson 1983)."""

from __future__ import annotations

import numpy as np

from standoff.engine.core.types import Floats

__all__ = ["bond_against"]


def bond_against(walk_out: Floats, carry_on: Floats, fade: Floats, zero: Floats | float = 0.0) -> Floats:
    """The addition to the walk-out cost, payable when a failure shows, that makes it just not worth while.

    walk_out: what a party has by the failure, its walk-out cost already taken off; carry_on: what it has otherwise;
    fade: e^(-D/H), what a cost at the time of discovery D counts now. Negative where nothing has to be added; infinite
    where discovery is so far off that no bond counts. zero: up to so much, nothing is lacking, however far off it is.
    The smallest bond for a row is the largest over its failures.

    >>> bond_against(np.array([5.0, 1.0]), np.array([3.0, 3.0]), np.array([0.5, 0.5])).tolist()
    [4.0, -4.0]
    >>> bond_against(np.array([3.0 + 1e-15, 4.0]), np.array([3.0, 3.0]), np.zeros(2), 1e-9).tolist()
    [-inf, inf]
    """
    lacking = walk_out - carry_on
    lacking = np.where(np.abs(lacking) <= zero, 0.0, lacking)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(fade > 0, lacking / fade, np.where(lacking > 0, np.inf, -np.inf))
