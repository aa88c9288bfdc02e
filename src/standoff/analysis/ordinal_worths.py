"""Parties of whose worths only an order is known: which they are, and all the worths that agree with it."""

from __future__ import annotations

import zlib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.rules import compiled_rule
from standoff.engine.core import masks
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.stability import states
from standoff.engine.sureness.ordinal_worths import MOST_ORDERED, OrdinalWorths, StepOrder, ordinal_worths_of
from standoff.errors import SizeError, UsageError

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.rules import Expression

__all__ = [
    "Ordered",
    "by_worth",
    "central",
    "has_points",
    "ordered_parties",
    "orders_of",
    "points",
    "require_worths",
]

MOST_BOUND = 20
"""Steps that an order of states mentions, with those that the rules bind to them."""

KEPT = 64
"""So many orders of states are remembered, so that each is looked at once."""

StepLevels = tuple[tuple[frozenset[str], ...], ...]


@dataclass(frozen=True)
class Ordered:
    """The steps that a party has an order of, and the worths of them that agree with it; all others are worth 0."""

    party: str
    steps: tuple[str, ...]
    law: StepOrder | OrdinalWorths

    @property
    def paths(self) -> tuple[str, ...]:
        """Its worths by their paths."""
        return tuple(f"steps.{step}.worth.{self.party}" for step in self.steps)

    @property
    def numbers(self) -> int:
        """How many uniform numbers it is drawn from: one for each step of an order of steps."""
        return len(self.steps) if isinstance(self.law, StepOrder) else 0

    def drawn(self, seed: int, draws: int, chances: Floats) -> Floats:
        """Worths (draws, n), from the uniform numbers (draws, numbers) or else from a stream of its own."""
        if isinstance(self.law, StepOrder):
            return self.law.drawn(chances)
        key = zlib.crc32(f"prefer.{self.party}".encode())
        return self.law.drawn(np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,))), draws)


def by_worth(case: Case, party: str) -> bool:
    """Whether a party goes by its worths, so that a difference between two states is a number of its points."""
    from standoff.case.model.preferences import Points

    return isinstance(case.prefer.get(party), Points | None)


def has_points(case: Case, party: str) -> bool:
    """Whether there are points of a party for what is in force: from its worths, or from its order of steps."""
    return party in case.order or any(party in step.worth for step in case.steps.values())


def ordered_parties(case: Case) -> tuple[str, ...]:
    """The parties of whose worths only an order is known: of steps, or of states where they have no worths."""
    claims = [step.worth for step in case.steps.values()] + [entry.worth for entry in case.together.values()]
    worths = {party for worth in claims for party in worth}
    return tuple(p for p in case.parties if p in case.order or (p not in worths and not by_worth(case, p)))


def orders_of(case: Case) -> tuple[Ordered, ...]:
    """What is known of their worths. Raises UsageError where no worths agree, SizeError for an order too large."""
    return tuple(_by_steps(case, p) if p in case.order else _by_states(case, p) for p in ordered_parties(case))


def _by_steps(case: Case, party: str) -> Ordered:
    gains, costs = case.gains_and_costs(party)
    steps = tuple(step for group in (*gains, *costs) for step in group)
    place = {step: n for n, step in enumerate(steps)}
    law = StepOrder(*(tuple(tuple(place[step] for step in group) for group in groups) for groups in (gains, costs)))
    return Ordered(party, steps, law)


def _by_states(case: Case, party: str) -> Ordered:
    from standoff.case.model.preferences import Ranking, Statements, first_reading

    reading = first_reading(case.prefer[party])
    statements = tuple(rule.expression for rule in reading.statements) if isinstance(reading, Statements) else ()
    levels = reading.levels if isinstance(reading, Ranking) else ()
    mentioned, law = _law(statements, levels, case.constraints(), tuple(case.steps))
    if law.inner is None:
        raise UsageError(
            f"no worths of single steps agree with the order of states of `{party}`, so plans cannot be assessed; "
            f"change `prefer.{party}`, give the party an `order` of steps or worths, or ask `standoff stable`"
        )
    return Ordered(party, mentioned, law)


@lru_cache(KEPT)
def _law(
    statements: tuple[Expression, ...], listed: StepLevels, rules: tuple[Expression, ...], steps: tuple[str, ...]
) -> tuple[tuple[str, ...], OrdinalWorths]:
    """The steps that an order of states mentions, and the worths of them that agree with it."""
    named = {name for statement in statements for name in _names(statement)}
    named |= {name for level in listed for state in level for name in state}
    mentioned = tuple(step for step in steps if step in named)
    if len(mentioned) > MOST_ORDERED:
        remedy = "mention fewer steps, or give an `order` of steps or worths"
        raise SizeError("steps in an order of states", len(mentioned), MOST_ORDERED, remedy)
    place, feasible = {step: n for n, step in enumerate(mentioned)}, _feasible(mentioned, rules)
    columns = masks.columns(len(mentioned))
    if statements:
        truths = (np.broadcast_to(masks.truth(compiled_rule(s, place), columns), feasible.shape) for s in statements)
        ranks = states.ranks_from_statements(truths, feasible)
    else:
        levels = [[masks.mask(place[step] for step in state) for state in level] for level in listed]
        ranks = states.ranks_from_ranking(levels, feasible)
    best_first: list[Ints] = [np.flatnonzero(ranks == rank) for rank in range(int(ranks.max()), -1, -1)]
    return mentioned, ordinal_worths_of(best_first, len(mentioned))


def _names(expression: Expression) -> tuple[str, ...]:
    from standoff.case.model.rules import names

    return names(expression)


def _feasible(mentioned: Sequence[str], rules: Sequence[Expression]) -> Bools:
    """Which sets of these steps can be in force, whatever the other steps: (2^n,)."""
    reach, binding = list(mentioned), [(rule, _names(rule)) for rule in rules]
    for step in reach:
        reach += dict.fromkeys(name for _, bound in binding if step in bound for name in bound if name not in reach)
    if len(reach) > MOST_BOUND:
        remedy = "mention fewer steps, or give an `order` of steps or worths"
        raise SizeError("steps that the rules bind to an order of states", len(reach), MOST_BOUND, remedy)
    place = {step: n for n, step in enumerate(reach)}
    found = masks.feasible(len(reach), (compiled_rule(rule, place) for rule, bound in binding if bound[0] in place))
    return np.asarray(found.reshape(-1, 1 << len(mentioned)).any(axis=0))


def central(case: Case, given: Container[str] = ()) -> dict[str, float]:
    """The mean of all worths that agree, by path, for each party of whose worths only an order is known.

    A party of which all worths are `given` is left out. Raises UsageError, SizeError.
    """
    found: dict[str, float] = {}
    for ordered in orders_of(case):
        if any(path not in given for path in ordered.paths):
            found |= dict(zip(ordered.paths, ordered.law.centre.tolist(), strict=True))
    return found


def points(case: Case, party: str) -> dict[str, float]:
    """What the steps are worth to a party: the medians of its ranges, or the mean of all that agrees with its order."""
    from standoff.case.model.parts import parts_named

    given = {
        step: claim.worth[party].median * claim.share for step, claim in case.steps.items() if party in claim.worth
    }
    orders = [ordered for ordered in orders_of(case) if ordered.party == party]
    found = {step: worth for o in orders for step, worth in zip(o.steps, o.law.centre.tolist(), strict=True)}
    named = {name: parts_named(case, name) for name in found}
    return given | {part: found[name] / len(parts) for name, parts in named.items() for part in parts}


def require_worths(case: Case) -> None:
    """Raise UsageError, or SizeError, for a case of which plans cannot be assessed."""
    orders_of(case)
    if not any(step.worth for step in case.steps.values()):
        known = ordered_parties(case)
        idle = next((owner for step in case.steps.values() for owner in step.by if owner not in known), None)
        if idle is not None:
            raise UsageError(
                f"this case gives neither worths nor an order of `{idle}`, so plans cannot be assessed; give each step "
                "a `worth`, or each party an `order` of steps, or ask `standoff stable`"
            )
