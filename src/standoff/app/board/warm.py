"""What stays warm while a plan is moved about: the numbers of a case and their draws, which hang on no order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.analysis.remembered import once
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import CHUNK

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["SEED", "Warm", "warm"]

SEED = 1
"""All draws of the board are those of the verbs unless these are told otherwise."""

KEPT = 4
"""So many cases stay warm."""

Found = TypeVar("Found")


class Warm:
    """A case without the phases of its plans, and what was worked out of it.

    `case` has all that a plan is assessed by, but its own plans only where their pace is not known (without phases).
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._parts: dict[int, tuple[Drawn, ...]] = {}
        self._known: dict[Hashable, Any] = {}

    def parts(self, draws: int) -> tuple[Drawn, ...]:
        """So many draws of all numbers, in parts that keep what follows from them."""
        if draws not in self._parts:
            self._parts[draws] = tuple(Drawn.of(self.case, draws, SEED).parts(CHUNK))
        return self._parts[draws]

    def whole(self, draws: int) -> Drawn:
        """The same in one."""
        parts = self.parts(draws)
        return parts[0] if len(parts) == 1 else self.once(("whole", draws), lambda: Drawn.of(self.case, draws, SEED))

    def once(self, asked: Hashable, find: Callable[[], Found]) -> Found:
        """What is found, which is looked for once."""
        if asked not in self._known:
            self._known[asked] = find()
        found: Found = self._known[asked]
        return found


_WARM: deque[Warm] = deque(maxlen=KEPT)
_ONE_AT_A_TIME = Lock()


def warm(case: Case) -> Warm:
    """What is known already of a case that differs from one before in no more than the phases of its plans.

    >>> from standoff import example
    >>> case = example()
    >>> moved = case.model_copy(update={"plans": {}})
    >>> warm(case) is warm(moved), warm(case).case == case
    (True, False)
    """
    with _ONE_AT_A_TIME:
        basis = once(case, _basis)
        known = next((one for one in _WARM if one.case is basis or one.case == basis), None)
        if known is None:
            known = Warm(basis)
        else:
            _WARM.remove(known)
        _WARM.append(known)  # those asked for last stay
        return known


def _basis(case: Case) -> Case:
    """The case without what no plan is assessed by; ranges of paces stay, as they are drawn with all other numbers."""
    paced = {
        name: plan.model_copy(update={"phases": (), "title": "", "readings": {}, "because": ()})
        for name, plan in case.plans.items()
        if plan.pace.shape != "point"
    }
    return case.model_copy(update={"plans": paced, "views": {}, "history": (), "inquiries": ()})
