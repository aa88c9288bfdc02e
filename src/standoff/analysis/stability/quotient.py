"""Question 1 for a case in which some states are one: the conflict in graph form, and the way back to names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.engine.core import masks
from standoff.engine.core.types import Bools, Floats, Ints, Ranks
from standoff.engine.graph_form import deterrence, quotient
from standoff.engine.graph_form.form import GraphForm
from standoff.engine.reasons.deterrence import Sanction
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.states import Graph
from standoff.errors import UsageError
from standoff.results.records.made import State
from standoff.results.records.stability import Merged
from standoff.results.sentences import stability as sentences
from standoff.results.sentences import wording

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["MergedStates", "holders"]


def holders(feasible: Bools, truths: Sequence[Bools]) -> Ints:
    """Which state each feasible state is part of; truths: where each rule of `merge` is true. UsageError if unclear."""
    try:
        return quotient.classes(feasible, truths)
    except ValueError:
        raise UsageError(
            "two rules under `merge` are true in one state, so that it is not clear which states are one; "
            "`standoff check` says which"
        ) from None


@dataclass(frozen=True)
class MergedStates:
    """The states of a case when some are one, as the engine sees them.

    option, unbound: the case in option form, and the same with everything free to be undone. truths: where each rule
    of `merge` is true; holds: see `holders`. here: the state of the option form that is now. worth: (N, n), and
    together as the states of the case has them. At most `limit` members of a merged state are listed.
    """

    case: Case
    option: OptionForm
    unbound: OptionForm
    truths: tuple[Bools, ...]
    holds: Ints
    here: int
    worth: Floats
    together: tuple[int, ...]
    together_worth: Floats
    limit: int

    @cached_property
    def graph(self) -> GraphForm:
        """The conflict in graph form; UsageError where a party tells merged states apart."""
        self._alike()
        return quotient.merge(self.option, self.holds).form

    @cached_property
    def free(self) -> GraphForm:
        """The same, with everything free to be undone."""
        return quotient.merge(self.unbound, self.holds).form

    def _alike(self) -> None:
        for i, party in enumerate(self.case.parties):
            pair = quotient.disagreement(self.option, i, self.holds)
            if pair:
                one, other = (wording.listing([f"`{n}`" for n in self._steps(s)]) or "nothing" for s in pair)
                raise UsageError(
                    f"`{party}` tells apart two states that `merge` makes one: {one} in force, and {other} in force; "
                    f"merge what is alike for everybody, or give the order of `{party}` under `prefer`"
                )

    @property
    def now(self) -> int:
        """The state that holds now."""
        return int(self.holds[self.here])

    @cached_property
    def _members(self) -> tuple[Ints, Ints]:
        """All feasible states, by what they are part of, the one that stands for it first; and where each part lies."""
        lies = np.flatnonzero(self.option.feasible)
        order = np.lexsort((lies, np.bitwise_count(lies), lies != self.here, self.holds[lies]))
        lies = lies[order]
        return lies, np.searchsorted(self.holds[lies], np.arange(self.graph.states + 1))

    def _standing(self, state: int) -> int:
        """The state of the option form that stands for one of the graph form."""
        lies, starts = self._members
        return int(lies[starts[state]])

    def _steps(self, bits: int) -> State:
        names = list(self.case.steps)
        return tuple(names[j] for j in masks.members(bits))

    def state(self, state: int) -> State:
        """The steps in force in a state, or in the one that stands for those merged into it."""
        return self._steps(self._standing(state))

    def distance(self) -> Ints:
        """How many steps differ between now and each state."""
        lies, starts = self._members
        changed: Ints = np.bitwise_count(lies[starts[:-1]] ^ self.here)
        return changed

    def reach(self) -> Ranks:
        """How many improvements lead from now to every state; -1 where none do."""
        return deterrence.improvement_reach(self.graph, self.now)

    def best_improvement(self, i: int) -> int | None:
        """What a party would move to from now."""
        return deterrence.best_improvement(self.graph, i, self.now)

    def sanction(self, i: int, improvement: int) -> Sanction | None:
        """How the others can answer that."""
        return deterrence.sanction(self.graph, i, self.now, improvement)

    def gain(self, i: int, improvement: int) -> float:
        """How much more a state is worth to a party than now, in its own points."""
        return self._worth(i, self._standing(improvement)) - self._worth(i, self.here)

    def _worth(self, i: int, bits: int) -> float:
        joint = [
            more for steps, more in zip(self.together, self.together_worth[:, i], strict=True) if steps & ~bits == 0
        ]
        return float(sum(self.worth[i, j] for j in masks.members(bits)) + sum(joint))

    def move(self, mover: int, before: int, after: int) -> str:
        """A move in words: one between members, from the state that is shown if possible."""
        graph: Graph = self.option
        left, reached = quotient.move_between(graph, mover, self.holds, before, after, self._standing(before))
        called = {name: step.name for name, step in self.case.steps.items()}
        made, ended = (self._steps(bits) for bits in (reached & ~left, left & ~reached))
        return sentences.change([called[s] for s in made], [called[s] for s in ended])

    @property
    def merged(self) -> tuple[Merged, ...]:
        """The states that are several in one, in the order of the rules that merge them."""
        lies, starts = self._members
        found = []
        for rule, where in zip(self.case.merge, self.truths, strict=True):
            for state in np.unique(self.holds[where & self.option.feasible]).tolist():
                own = lies[starts[state] : starts[state + 1]]
                some = tuple(self._steps(int(s)) for s in own[: self.limit])
                found.append(Merged(rule.text, self.state(state), len(own), some))
        return tuple(one for one in found if one.count > 1)
