"""What one party asks of one state: the object that is passed through the search."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.engine.symbolic.conflict import Concern, SymbolicConflict
from standoff.engine.symbolic.preferences import SymbolicPreference
from standoff.engine.symbolic.sat import Deadline

__all__ = ["Query"]


@dataclass(frozen=True, slots=True)
class Query:
    """A party in a state of a conflict, and until when it may be asked.

    most: where it is not known exactly what the others can reach, take the most that it may be, or else the least.

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> conflict = SymbolicConflict(1, (1, 0), (1, 0), (), (SymbolicWorths((5,)), SymbolicWorths((-1,))))
    >>> query = Query(conflict, 0, 0b1, Deadline(None))
    >>> query.enough, query.at(0).enough, query.others
    (5, 0, (1,))
    """

    conflict: SymbolicConflict
    party: int
    state: int
    deadline: Deadline
    most: bool = True

    def at(self, state: int) -> Query:
        """The same of another state."""
        return Query(self.conflict, self.party, state, self.deadline, self.most)

    def least(self) -> Query:
        """The same with the least that the others may reach."""
        return Query(self.conflict, self.party, self.state, self.deadline, False)

    @property
    def preference(self) -> SymbolicPreference:
        """What the party prefers."""
        return self.conflict.preferences[self.party]

    @property
    def concern(self) -> Concern:
        """What matters to the party."""
        return self.conflict.concern(self.party)

    @property
    def others(self) -> tuple[int, ...]:
        """All other parties."""
        return self.conflict.others(self.party)

    @property
    def enough(self) -> int:
        """The number that a state must exceed to be preferred to this one."""
        return self.preference.level(self.state) + self.preference.slack
