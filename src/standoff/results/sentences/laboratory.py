"""The sentence on what people did in laboratories where as much trust was asked of them as a plan asks for."""

from __future__ import annotations

__all__ = ["BANDS", "in_laboratories"]

BANDS: tuple[tuple[float, str, int, int], ...] = (
    (0.2, "less than 20 %", 60, 85),
    (0.5, "20 to 50 %", 39, 61),
    (1.0, "more than 50 %", 19, 36),
)
"""Up to which trust, what it is called, and of 100 first moves the fewest and the most that were cooperative.

Facts of the table of `standoff.laboratory()`; the tests compute them anew.
"""


def in_laboratories(trust: float) -> str:
    """What people did in games that ask for about so much trust, with what this does not show; "" for none.

    >>> for line in in_laboratories(0.14).split(". "):
    ...     print(line)
    In laboratory games that ask for less than 20 % trust, 60 to 85 % of first moves were cooperative
    They were students playing for small money: it gives the number a meaning, and is no evidence about states.
    >>> in_laboratories(0.0)
    ''
    """
    if trust <= 0:
        return ""
    _, band, low, high = next(one for one in BANDS if trust <= one[0] or one is BANDS[-1])
    return (
        f"In laboratory games that ask for {band} trust, {low} to {high} % of first moves were cooperative. "
        "They were students playing for small money: it gives the number a meaning, and is no evidence about states."
    )
