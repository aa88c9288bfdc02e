"""Which checks look at the parts of steps, and which at steps as the file has them."""

from __future__ import annotations

from standoff.case.check.doubts import impossible_states, order_against_worth
from standoff.case.check.feasible import FEASIBLE
from standoff.case.check.history import earlier_states, in_force
from standoff.case.check.merging import MERGING
from standoff.case.check.oversights import idle_consents, taken_for_granted
from standoff.case.check.readings import DISCORD, READINGS
from standoff.case.check.wishes import WISHES

__all__ = ["APART"]

APART = frozenset(
    (
        *(*FEASIBLE, *READINGS, *DISCORD, *MERGING, *WISHES, in_force, earlier_states),
        *(impossible_states, order_against_worth, taken_for_granted, idle_consents),
    )
)
"""The checks of which steps are in force, or come, together: for these, parts are told apart."""
