"""Checks of merged states: each state is merged in one way only, and every party ranks those alike that are one."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.claims import Claims, listed
from standoff.case.model import Ranking, Statements
from standoff.case.rules import Expression, Rule, holds, names
from standoff.case.satisfy import example, satisfiable
from standoff.case.source import Path
from standoff.case.values import write_number
from standoff.errors import Problem

__all__ = ["MERGING"]

_STAKE = 1e-9
"""Differences of sums of worths below this share of all worths are ties."""

_PATIENCE = 500
"""How long each question is thought about."""


def _merged(claims: Claims) -> list[tuple[Path, Rule, list[Expression]]]:
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


def _state(claims: Claims, state: frozenset[str]) -> str:
    return f"{listed(claims.in_order(state))} in force"


def _part(rule: Rule) -> str:
    """A rule as it may stand in a longer one."""
    return rule.text if rule.expression[0] == "step" else f"({rule.text})"


def nothing_merged(claims: Claims) -> Iterator[Problem]:
    """A rule that is true in no state merges nothing."""
    for path, _, true in _merged(claims):
        if not satisfiable(true, _PATIENCE):
            yield claims.warning(path, "this is true in no state that can be, so that it merges nothing", "remove it")


def merged_twice(claims: Claims) -> Iterator[Problem]:
    """Two rules that can be true at once do not say which states are one."""
    merged = _merged(claims)
    for i, (_, one, true) in enumerate(merged):
        for path, other, _ in merged[i + 1 :]:
            both = example([*true, other.expression], _PATIENCE)
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
    for path, rule, true in _merged(claims):
        for party in claims.case.parties:
            preference = claims.case.prefer.get(party)
            if isinstance(preference, Ranking):
                yield from _ranked_apart(claims, party, preference, rule, true)
            elif isinstance(preference, Statements):
                yield from _stated_apart(claims, party, preference, rule, true)
            else:
                yield from _worth_apart(claims, party, path, rule, true)


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
    claims: Claims, party: str, statements: Statements, rule: Rule, true: list[Expression]
) -> Iterator[Problem]:
    """A statement that is true of one of the merged states and false of another."""
    for i, statement in enumerate(statements.statements):
        if not claims.steps.keys() >= set(names(statement.expression)):
            continue
        one = example([*true, statement.expression], _PATIENCE)
        other = example([*true, ("not", statement.expression)], _PATIENCE)
        if one is not None and other is not None:
            yield claims.error(
                ("prefer", party, i),
                f"this tells apart states that `{rule.text}` merges: it is true with {_state(claims, one)}, "
                f"and false with {_state(claims, other)}",
                f"write `{_part(statement)} or {_part(rule)}`, or `{_part(statement)} and not {_part(rule)}`",
            )


def _worth_apart(claims: Claims, party: str, path: Path, rule: Rule, true: list[Expression]) -> Iterator[Problem]:
    """Merged states that are worth different amounts to a party, if some are found with or without single steps."""
    worths = [step.worth[party].median for step in claims.case.steps.values() if party in step.worth]
    found: dict[float, frozenset[str]] = {}
    stake = sum(map(abs, worths))
    for state in _some(claims, party, true):
        worth = _sum(claims, party, state)
        found.setdefault(worth, state)
        least, most = min(found), max(found)
        if most - least > _STAKE * stake:
            yield claims.error(
                path,
                f"this merges states that `{party}` tells apart: {write_number(least)} with "
                f"{_state(claims, found[least])}, and {write_number(most)} with {_state(claims, found[most])}",
                f"merge what is alike for everybody, or give the order of `{party}` under `prefer`",
            )
            return


def _some(claims: Claims, party: str, true: list[Expression]) -> Iterator[frozenset[str]]:
    """Some of the merged states: with and without each step that counts for a party."""
    joint = (name for entry in claims.case.together.values() if party in entry.worth for name in entry.steps)
    counts = [name for name, step in claims.case.steps.items() if party in step.worth]
    for name in dict.fromkeys([*counts, *(name for name in joint if name in claims.case.steps)]):
        for literal in (("step", name), ("not", ("step", name))):
            state = example([*true, literal], _PATIENCE)
            if state is not None:
                yield state


def _sum(claims: Claims, party: str, state: frozenset[str]) -> float:
    """What a state is worth to a party, in its own points."""
    case = claims.case
    alone = sum(case.steps[name].worth[party].median for name in state if party in case.steps[name].worth)
    joint = [e.worth[party].median for e in case.together.values() if party in e.worth and state.issuperset(e.steps)]
    return round(alone + sum(joint), 9)


MERGING = (nothing_merged, merged_twice, told_apart)
"""The checks of merged states."""
