"""Checks of how a party sees the case where it is mistaken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from standoff.case.check.claims import Claims
from standoff.case.check.feasible import contradictions, now
from standoff.case.check.naming import NAMING, steps_in_text, unknown_party
from standoff.case.check.overrides import problems
from standoff.case.model.mistake import shown
from standoff.case.model.parts import as_written
from standoff.case.overlays.paths import value_at
from standoff.case.overlays.views import seen_by
from standoff.case.reading.plain import plain
from standoff.errors import Problem, UsageError, did_you_mean

__all__ = ["VIEWS", "idle"]


def names(claims: Claims) -> Iterator[Problem]:
    """Whose views they are, and the steps in what they take for granted."""
    for party, view in claims.case.views.items():
        yield from unknown_party(claims, party, ("views", party), key=True)
        for i, rule in enumerate(view.rules):
            yield from steps_in_text(claims, rule.text, ("views", party, "rules", i))


def paths(claims: Claims) -> Iterator[Problem]:
    """What a party sees otherwise exists, can be read there, and is not what it wants itself."""
    for party, view in claims.case.views.items():
        for target, value in view.sees.items():
            here = ("views", party, "sees", target)
            if party in claims.parties and _of_itself(target, party):
                yield claims.error(
                    here,
                    "a party knows what it wants itself",
                    f"write it in the case, or in another party's view of `{party}`",
                    key=True,
                )
            elif target.split(".")[2:] == ["worth"]:
                hint = f"write `{target}.` and the party"
                yield claims.error(here, "this does not say to whom it is worth something else", hint, key=True)
            else:
                yield from problems(claims, target, value, here)


def _of_itself(target: str, party: str) -> bool:
    parts = target.split(".")
    return tuple(parts[:2]) in (("parties", party), ("prefer", party)) or parts[2:] == ["worth", party]


def targets(claims: Claims) -> Iterator[Problem]:
    """Evidence in a view supports something that the view says."""
    for party, view in claims.case.views.items():
        said = [*view.sees, *(["rules"] if view.rules else [])]
        for j, evidence in enumerate(view.because):
            for k, target in enumerate(evidence.targets):
                if target not in said:
                    yield claims.error(
                        ("views", party, "because", j, "for", k),
                        f"the view says nothing of {shown(target)}",
                        did_you_mean(target, said),
                    )


def as_a_whole(claims: Claims) -> Iterator[Problem]:
    """What a party sees is a case that could be, too."""
    if claims.rest is not None or any(look for check in (*NAMING, *_POSSIBLE, names, paths) for look in check(claims)):
        return
    unwritten = replace(claims.source, data={}, keys={}, values={})
    for party in claims.case.views:
        here = ("views", party)
        try:
            seen = Claims(as_written(seen_by(claims.case, party)), unwritten, claims.sources)
        except ValidationError:
            yield claims.error(here, "what is seen is no case that can be read", "see one thing after the other")
            continue
        found = [problem for check in NAMING for problem in check(seen)]
        for problem in found or (problem for check in _POSSIBLE for problem in check(seen.apart())):
            place = problem.path or "the case"
            yield claims.error(here, f"seen so, {place}: {problem.message}", problem.hint, key=True)


_POSSIBLE = (contradictions, now)
"""The checks that what a party sees must pass as the case does, once its names are right."""


def idle(claims: Claims) -> Iterator[Problem]:
    """What a party sees as the case has it is no mistake."""
    for party, view in claims.case.views.items():
        try:
            seen, there_is = plain(seen_by(claims.case, party)), plain(claims.case)
        except (ValidationError, UsageError):
            continue
        for target in view.sees:
            if value_at(seen, target) == value_at(there_is, target):
                yield claims.warning(
                    ("views", party, "sees", target),
                    "this is what the case says, too",
                    "is it the right key? if so, remove it",
                    key=True,
                )


VIEWS = (names, paths, targets, as_a_whole)
"""The checks of views."""
