"""The states of a case as the engine sees them, and the way back to names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import places_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import by_worth
from standoff.analysis.remembered import once
from standoff.analysis.rules import compiled_rule
from standoff.analysis.stability.preferences import preferences_of
from standoff.analysis.stability.quotient import MergedStates, holders
from standoff.engine.core import masks
from standoff.engine.core.types import Bools, Floats, Ints, Ranks
from standoff.engine.reasons import deterrence, leverage
from standoff.engine.stability import states
from standoff.engine.stability.individual import OptionForm
from standoff.errors import UsageError
from standoff.results.records.made import State
from standoff.results.records.stability import Merged
from standoff.results.sentences import stability as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case


@dataclass(frozen=True)
class StateSpace:
    """The states of a case as the engine sees them, and the way back to names."""

    case: Case
    graph: OptionForm
    free: OptionForm
    worth: Floats
    together: tuple[int, ...]
    together_worth: Floats
    truths: tuple[Bools, ...] = ()
    holds: Ints | None = None

    def state(self, bits: int) -> State:
        """The steps in force in a state, by name."""
        names = list(self.case.steps)
        return tuple(names[j] for j in masks.members(bits))

    @property
    def now(self) -> int:
        """The state today."""
        return masks.mask(places_of(list(self.case.steps), self.case.now))

    def merging(self, limit: int) -> MergedStates | None:
        """The same with some states made one, if the case says so."""
        if self.holds is None:
            return None
        return MergedStates(
            self.case,
            self.graph,
            self.free,
            self.truths,
            self.holds,
            self.now,
            self.worth,
            self.together,
            self.together_worth,
            limit,
        )

    @property
    def merged(self) -> tuple[Merged, ...]:
        """No states are one here."""
        return ()

    def distance(self) -> Ints:
        """How many steps differ between now and each state."""
        changed: Ints = np.bitwise_count(np.arange(self.graph.states) ^ self.now)
        return changed

    def reach(self) -> Ranks:
        """How many improvements lead from now to every state; -1 where none do."""
        return deterrence.improvement_reach(self.graph, self.now)

    def best_improvement(self, i: int) -> int | None:
        """What a party would move to from now."""
        return deterrence.best_improvement(self.graph, i, self.now)

    def sanction(self, i: int, improvement: int) -> deterrence.Sanction | None:
        """How the others can answer that."""
        return deterrence.sanction(self.graph, i, self.now, improvement)

    def gain(self, i: int, improvement: int) -> float:
        """How much more its best improvement is worth to a party than now, in its own points."""
        own = leverage.leverage(self.graph, self.now, self.worth, self.together, self.together_worth).best[i, i]
        return float(own)

    def move(self, mover: int, before: int, after: int) -> str:
        """A move in words."""
        called = {name: step.name for name, step in self.case.steps.items()}
        made, ended = (self.state(bits) for bits in (after & ~before, before & ~after))
        return sentences.change([called[s] for s in made], [called[s] for s in ended])


def state_space_of(case: Case) -> StateSpace:
    """The states of a case: SizeError above 24 steps, UsageError where the rules forbid what is in force now."""
    names, steps = list(case.steps), list(case.steps.values())
    states.admit(len(names), len(case.parties))
    # Who has an order of states needs no worths here.
    exchange = exchange_of(case.model_copy(update={"prefer": {}}), timeless=True)
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    feasible = _feasible_now(case)
    truths = _truths(case, feasible)
    holds = holders(feasible, truths) if truths else None
    orders = preferences_of(case, exchange, feasible, holds)
    never, final = (np.array([getattr(step, key).never for step in steps]) for key in ("undo", "redo"))

    bound = powers_of(case), states.joint_powers(exchange.owns, irreversible=never, final=final)
    free = (
        states.powers(exchange.owns, exchange.ends_all, final=final),
        states.joint_powers(exchange.owns, final=final),
    )
    graph, unbound = (
        OptionForm.of(states.Graph(len(names), *can, feasible, orders.ranks, joint), orders.least, orders.readings)
        for can, joint in (bound, free)
    )
    if bound == free:
        unbound = graph  # what is worked out for the one is worked out for both
    return StateSpace(case, graph, unbound, exchange.worth, entries, exchange.together_worth, truths, holds)


def _truths(case: Case, feasible: Bools) -> tuple[Bools, ...]:
    """Where each rule is true that says which states are one."""
    place = {name: n for n, name in enumerate(case.steps)}
    columns = masks.columns(len(place)) if case.merge else ()
    return tuple(
        np.broadcast_to(masks.truth(compiled_rule(rule.expression, place), columns), feasible.shape)
        for rule in case.merge
    )


def drawn_graph_of(case: Case) -> states.Graph:
    """The states of a case for draws of its worths: ranks are only those of parties that give an order of states.

    SizeError above 24 steps, UsageError where the rules forbid what is in force now.
    """
    if not all(by_worth(case, party) for party in case.parties):
        return state_space_of(case).graph
    states.admit(len(case.steps), len(case.parties))
    feasible = _feasible_now(case)
    return states.Graph(
        len(case.steps), *powers_of(case), feasible, np.zeros((len(case.parties), feasible.size), np.int32)
    )


def refuse_merged(case: Case) -> None:
    """UsageError where the case merges states, for what is asked of states one by one."""
    if case.merge:
        raise UsageError(
            "the case makes some states one (`merge`), and this is asked of each state by itself; "
            "leave `merge` out, or ask `standoff stable`"
        )


def unmerged_state_space_of(case: Case) -> StateSpace:
    """The states for what is asked of them one by one: UsageError where the case merges some."""
    refuse_merged(case)
    return state_space_of(case)


def powers_of(case: Case) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What each party can bring into force and take out of force alone: the masks `makes` and `ends` of its graph."""
    return once(case, _powers)


def _powers(case: Case) -> tuple[tuple[int, ...], tuple[int, ...]]:
    steps = list(case.steps.values())
    return states.powers(
        [[party in step.by for step in steps] for party in case.parties],
        ends_all=[step.ends == "all" for step in steps],
        irreversible=[step.undo.never for step in steps],
        final=[step.redo.never for step in steps],
    )


def _feasible(case: Case) -> Bools:
    place = {name: n for n, name in enumerate(case.steps)}
    return masks.feasible(len(place), (compiled_rule(expression, place) for expression in case.constraints()))


def _feasible_now(case: Case) -> Bools:
    """Which states keep all rules and choices; UsageError where now does not."""
    feasible = _feasible(case)
    if not feasible[masks.mask(places_of(list(case.steps), case.now))]:
        raise UsageError("the rules forbid the state that is in force now; `standoff check` says which")
    return feasible


def nearest_first(moves: Ranks, feasible: Bools, changed: Ints) -> Ints:
    """The feasible states: those that improvements lead to by the number of moves, then the others by steps changed."""
    lies = np.flatnonzero(feasible)
    count = moves[lies]
    far = int(count.max(initial=0)) + 1
    key = np.where(count < 0, far, count) * 64 + changed[lies]
    # Sixteen bits are sorted many times faster than more.
    return lies[np.argsort(key.astype(np.uint16) if far < 1 << 10 else key, kind="stable")]


def feasible_states(case: Case) -> int:
    """How many states keep all rules and choices; SizeError above 24 steps."""
    states.admit(len(case.steps))
    return int(_feasible(case).sum())
