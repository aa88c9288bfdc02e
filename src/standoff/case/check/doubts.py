"""Warnings: what is allowed and yet deserves a second look."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from standoff.case.check.claims import Claims, listed
from standoff.case.check.satisfy import satisfiable
from standoff.case.model.model import Case
from standoff.case.model.preferences import Preference, Ranking, Readings, Statements, first_reading
from standoff.case.model.rules import holds, names
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["DOUBTS", "level_of"]

_MOST_PAIRS, _PATIENCE = 500, 500
"""How many requirements are compared with the rules, and how long each is thought about."""

_STAKE = 1e-9
"""Differences of sums of worths below this share of all worths are ties."""


def wide_ranges(claims: Claims) -> Iterator[Problem]:
    """Ends that differ more than twentyfold are often a slip, or two claims in one."""
    for path, quantity in claims.case.quantities():
        if quantity.wide:
            yield claims.warning(
                path,
                "the ends of this range differ more than twentyfold",
                "is a digit wrong? if not, say in `because` what the doubt is about",
            )


def needless_ends(claims: Claims) -> Iterator[Problem]:
    """`ends` says something of joint steps only."""
    for name, step in claims.case.steps.items():
        if "ends" in step.model_fields_set and len(step.by) == 1:
            yield claims.warning(
                ("steps", name, "ends"), "this step has one owner, so `ends` says nothing", "remove it", key=True
            )


def idle_verifiers(claims: Claims) -> Iterator[Problem]:
    """A step that verifies another and sees no sooner says nothing."""
    for name, step in claims.case.steps.items():
        for verifier, time in step.seen_with.items():
            if time.median >= step.seen_normally.median:
                yield claims.warning(
                    ("steps", name, "seen", "with", verifier),
                    f"with `{verifier}` a breach is seen no sooner than it is normally",
                    "the shorter time counts: are the two mixed up?",
                )


def requires_without_rule(claims: Claims) -> Iterator[Problem]:
    """`requires` is about order; that the one cannot be in force without the other is for a rule to say."""
    if claims.contradiction or not claims.sure("rules", "choices"):
        return
    laws = [law.expression for law in claims.laws]
    if not claims.steps.keys() >= {name for law in laws for name in names(law)}:
        return
    pairs = ((name, i, needed) for name, step in claims.case.steps.items() for i, needed in enumerate(step.requires))
    for name, i, needed in islice(pairs, _MOST_PAIRS):
        if needed == name or needed not in claims.steps:
            continue
        if satisfiable([*laws, ("step", name), ("not", ("step", needed))], _PATIENCE):
            yield claims.warning(
                ("steps", name, "requires", i),
                f"no rule says that `{name}` cannot be in force without `{needed}`",
                f"add the rule `{needed} if {name}`, unless `{needed}` may end while `{name}` goes on",
            )


def missing_horizons(claims: Claims) -> Iterator[Problem]:
    """Deals and plans need to know how far ahead each party looks."""
    if claims.case.deals or claims.case.plans:
        for name, party in claims.case.parties.items():
            if party.horizon is None:
                yield claims.warning(
                    ("parties", name),
                    f"this does not say how far ahead `{name}` looks, which deals and plans are judged by",
                    "add it, for example `horizon: 2 to 6 years`; stability alone needs none",
                    key=True,
                )


def free_steps(claims: Claims) -> Iterator[Problem]:
    """A party that can do alone what it likes, and has not, is not waiting for a deal."""
    now = claims.now
    for name, step in claims.case.steps.items():
        if name in now or len(step.by) != 1 or not set(step.requires) <= now or step.redo.never:
            continue
        worth = step.worth.get(step.by[0])
        ranked = worth is None and _gains(claims.case, step.by[0], name)
        if ((worth and worth.median > 0) or ranked) and _possible(claims, now | {name}):
            yield claims.warning(
                ("order", step.by[0]) if ranked else ("steps", name, "worth", step.by[0]),
                f"`{step.by[0]}` likes {f'`{name}`' if ranked else 'this step'} and could take it alone, "
                "and it is not in force now",
                "a free step is not a bargaining chip: is a cost missing, or something that it requires?",
            )


def _gains(case: Case, party: str, step: str) -> bool:
    """Whether the order of a party says that a step is worth something to it."""
    return party in case.order and any(step in group for group in case.gains_and_costs(party)[0])


def _possible(claims: Claims, state: frozenset[str]) -> bool:
    return all(holds(law.expression, state) for law in claims.laws)


# ------------------------------------------------------------------------ prefer against worth


def order_against_worth(claims: Claims) -> Iterator[Problem]:
    """Where a party has both an order and worths, they should agree on the states that are compared.

    Compared are the states that a ranking lists, and what is in force now with one step changed.
    """
    for party, written in claims.case.prefer.items():
        preference = first_reading(written)
        if not isinstance(preference, (Statements, Ranking)):
            continue
        known = [step.worth[party] for step in claims.case.steps.values() if party in step.worth]
        if known:
            yield from _first_disagreement(claims, party, preference, sum(abs(worth.median) for worth in known))


def _first_disagreement(
    claims: Claims, party: str, preference: Statements | Ranking, stake: float
) -> Iterator[Problem]:
    for one, other in _pairs(claims, preference):
        order = level_of(preference, one) - level_of(preference, other)
        difference = _sum(claims.case, party, one) - _sum(claims.case, party, other)
        if order * difference < 0 and abs(difference) > _STAKE * stake:
            better, worse = (one, other) if order > 0 else (other, one)
            yield claims.warning(
                ("prefer", party),
                f"this prefers {_state(claims, better)} to {_state(claims, worse)}, "
                "and the worths of the steps say the opposite",
                "one of them is not what this party wants",
                key=True,
            )
            return


def level_of(preference: Statements | Ranking, state: frozenset[str]) -> int:
    """A number for how good a state is in an order, higher better.

    >>> from standoff.case.model.preferences import Statements
    >>> order = Statements.model_validate({"statements": ["not blockade", "fuel"]})
    >>> [level_of(order, frozenset(state)) for state in (["fuel"], [], ["blockade", "fuel"], ["blockade"])]
    [3, 2, 1, 0]
    """
    if isinstance(preference, Ranking):
        places = [i for i, level in enumerate(preference.levels) if state in level]
        return len(preference.levels) - places[0] if places else 0
    level = 0
    for statement in preference.statements:
        level = 2 * level + holds(statement.expression, state)
    return level


def _pairs(claims: Claims, preference: Statements | Ranking) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    now = claims.now
    if isinstance(preference, Ranking):
        states = [state for level in preference.levels for state in level if _possible(claims, state)]
        yield from ((one, other) for i, one in enumerate(states[:100]) for other in states[i + 1 : 100])
    else:
        yield from ((now ^ {name}, now) for name in claims.case.steps if _possible(claims, now ^ {name}))


def _sum(case: Case, party: str, state: frozenset[str]) -> float:
    """What a state is worth to a party by the worths, in its own points."""
    alone = (
        step.worth[party].median * step.share
        for name, step in case.steps.items()
        if name in state and party in step.worth
    )
    joint = (
        entry.worth[party].median
        for entry in case.together.values()
        if party in entry.worth and state.issuperset(entry.steps)
    )
    return sum(alone) + sum(joint)


def _state(claims: Claims, state: frozenset[str]) -> str:
    return f"{listed([name for name in claims.case.steps if name in state])} in force"


def impossible_states(claims: Claims) -> Iterator[Problem]:
    """A ranking of states that cannot be says nothing."""
    if claims.contradiction:
        return
    for here, ranking in _rankings(claims.case):
        for i, level in enumerate(ranking.levels):
            for j, state in enumerate(level):
                broken = [law for law in claims.laws if not holds(law.expression, state)]
                if broken:
                    yield claims.warning(
                        (*here, "ranking", i, j),
                        f"this state cannot be: it breaks {broken[0].said}",
                        "leave it out",
                    )


def _rankings(case: Case) -> Iterator[tuple[KeyPath, Ranking]]:
    """Every ranking of states, with its place."""
    for party, preference in case.prefer.items():
        orders: list[tuple[KeyPath, Preference]] = [(("prefer", party), preference)]
        if isinstance(preference, Readings):
            orders = [(("prefer", party, "either", i), reading) for i, reading in enumerate(preference.either)]
        yield from ((place, order) for place, order in orders if isinstance(order, Ranking))


ALWAYS = (wide_ranges, needless_ends, idle_verifiers, requires_without_rule)
WHEN_WHOLE = (missing_horizons, free_steps, order_against_worth, impossible_states)
DOUBTS = (*ALWAYS, *WHEN_WHOLE)
"""The warnings; some of them are fair only when nothing had to be taken out of the case."""
