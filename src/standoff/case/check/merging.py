"""Checks of merged states: each state is merged in one way only, and every party ranks those alike that are one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from standoff.case.check.claims import Claims, listed
from standoff.case.check.satisfy import example, satisfiable
from standoff.case.model.preferences import Points, Ranking, Statements
from standoff.case.model.rules import Expression, Rule, holds, names
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["MERGING"]

_STAKE = 1e-9
"""Differences of sums of worths below this share of all worths are ties."""

_MOST_QUESTIONS, _EFFORT, _PATIENCE = 500, 5_000, 500
"""How many questions about merged states are asked, how many times a law is looked at in all of them, and how long each
is thought about; `stable` compares all members."""


def _merged(claims: Claims) -> list[tuple[KeyPath, Rule, list[Expression]]]:
    """The rules that can be looked into: where each stands, and what is true of its states."""
    if claims.contradiction or not claims.sure("rules", "choices", "steps"):
        return []
    laws = [law.expression for law in claims.laws]
    if not claims.steps.keys() >= {name for law in laws for name in names(law)}:
        return []
    return [
        (("merge", i), rule, [*laws, rule.expression])
        for i, rule in enumerate(claims.case.merge)
        if claims.steps.keys() >= set(names(rule.expression))
    ]


class _Examples:
    """Finds states in which expressions are true, until so many questions have been asked."""

    def __init__(self, claims: Claims) -> None:
        self._left = min(_MOST_QUESTIONS, _EFFORT // (1 + len(claims.laws)))

    def find(self, true: Sequence[Expression], *more: Expression) -> frozenset[str] | None:
        """Such a state, or None if there is none or too much has been asked."""
        self._left -= 1
        return example([*true, *more], _PATIENCE) if self._left >= 0 else None


def _state(claims: Claims, state: frozenset[str]) -> str:
    return f"{listed(claims.in_order(state))} in force"


def _part(rule: Rule) -> str:
    """A rule as it may stand in a longer one."""
    return rule.text if rule.expression[0] == "step" else f"({rule.text})"


def nothing_merged(claims: Claims) -> Iterator[Problem]:
    """A rule that is true in no state merges nothing."""
    for path, _, true in _merged(claims)[: _EFFORT // (1 + len(claims.laws))]:
        if not satisfiable(true, _PATIENCE):
            yield claims.warning(path, "this is true in no state that can be, so that it merges nothing", "remove it")


def merged_twice(claims: Claims) -> Iterator[Problem]:
    """Two rules that can be true at once do not say which states are one."""
    merged, examples = _merged(claims), _Examples(claims)
    for i, (_, one, true) in enumerate(merged):
        for path, other, _ in merged[i + 1 :]:
            both = examples.find(true, other.expression)
            if both is not None:
                yield claims.error(
                    path,
                    f"this and `{one.text}` can both be true, with {_state(claims, both)}",
                    f"write one rule, `{_part(one)} or {_part(other)}`, or change one so that they exclude each other",
                )


def told_apart(claims: Claims) -> Iterator[Problem]:
    """A party that ranks some merged states differently tells them apart."""
    if not claims.sure("prefer", "parties", "together"):
        return
    examples = _Examples(claims)
    orders = claims.case.prefer
    for path, rule, true in _merged(claims):
        for party, preference in orders.items():
            if isinstance(preference, Ranking):
                yield from _ranked_apart(claims, party, preference, rule, true)
            elif isinstance(preference, Statements):
                yield from _stated_apart(claims, party, preference, rule, true, examples)
        by_worth = (type(None), Points)
        weighing = [party for party in claims.case.parties if isinstance(orders.get(party), by_worth)]
        some = list(_some(claims, weighing, true, examples))
        for party in weighing:
            yield from _worth_apart(claims, party, path, some)


def _ranked_apart(
    claims: Claims, party: str, ranking: Ranking, rule: Rule, true: list[Expression]
) -> Iterator[Problem]:
    """States of one rule on two levels; those that are not listed go with those that are."""
    first: int | None = None
    for i, level in enumerate(ranking.levels):
        for j, state in enumerate(level):
            if not all(holds(expression, state) for expression in true):
                continue
            first = i if first is None else first
            if i != first:
                yield claims.error(
                    ("prefer", party, "ranking", i, j),
                    f"this state is merged with one of level {first + 1}, by `{rule.text}`",
                    "put all of them on one level, or list one of them alone",
                )
                return


def _stated_apart(
    claims: Claims, party: str, statements: Statements, rule: Rule, true: list[Expression], examples: _Examples
) -> Iterator[Problem]:
    """A statement that is true of one of the merged states and false of another."""
    for i, statement in enumerate(statements.statements):
        if not claims.steps.keys() >= set(names(statement.expression)):
            continue
        one = examples.find(true, statement.expression)
        other = examples.find(true, ("not", statement.expression))
        if one is not None and other is not None:
            yield claims.error(
                ("prefer", party, i),
                f"this tells apart states that `{rule.text}` merges: it is true with {_state(claims, one)}, "
                f"and false with {_state(claims, other)}",
                f"write `{_part(statement)} or {_part(rule)}`, or `{_part(statement)} and not {_part(rule)}`",
            )


def _worth_apart(claims: Claims, party: str, path: KeyPath, some: Iterable[frozenset[str]]) -> Iterator[Problem]:
    """Merged states that are worth different amounts to a party, among some of them."""
    stake = sum(abs(step.worth[party].median) for step in claims.case.steps.values() if party in step.worth)
    found: dict[float, frozenset[str]] = {}
    for state in some:
        found.setdefault(_sum(claims, party, state), state)
    least, most = (min(found), max(found)) if found else (0.0, 0.0)
    if most - least > _STAKE * stake:
        yield claims.error(
            path,
            f"this merges states that `{party}` tells apart: {least:.4g} with {_state(claims, found[least])}, and "
            f"{most:.4g} with {_state(claims, found[most])}",
            f"merge what is alike for everybody, or give the order of `{party}` under `prefer`",
        )


def _some(
    claims: Claims, parties: Collection[str], true: list[Expression], examples: _Examples
) -> Iterator[frozenset[str]]:
    """Some of the merged states: with and without each step that counts for one of the parties."""
    joint = (entry.steps for entry in claims.case.together.values() if not entry.worth.keys().isdisjoint(parties))
    counts = [name for name, step in claims.case.steps.items() if not step.worth.keys().isdisjoint(parties)]
    for name in dict.fromkeys([*counts, *(name for steps in joint for name in steps if name in claims.case.steps)]):
        for literal in (("step", name), ("not", ("step", name))):
            state = examples.find(true, literal)
            if state is not None:
                yield state


def _sum(claims: Claims, party: str, state: frozenset[str]) -> float:
    """What a state is worth to a party, in its own points."""
    case = claims.case
    steps = (step for name, step in case.steps.items() if name in state and party in step.worth)
    alone = sum(step.worth[party].median * step.share for step in steps)
    joint = [e.worth[party].median for e in case.together.values() if party in e.worth and state.issuperset(e.steps)]
    return round(alone + sum(joint), 9)


MERGING = (nothing_merged, merged_twice, told_apart)
"""The checks of merged states."""
