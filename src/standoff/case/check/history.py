"""Checks of what was different before a date."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from standoff.case.check.claims import Claims
from standoff.case.check.naming import repeated, unknown_step
from standoff.case.check.overrides import problems
from standoff.case.model.mistake import shown
from standoff.case.model.model import Entry
from standoff.case.model.rules import holds
from standoff.errors import Problem, did_you_mean

__all__ = ["HISTORY"]


def dates(claims: Claims) -> Iterator[Problem]:
    """Entries stand newest first, and none is later than the day of the file."""
    entries = claims.case.history
    for i, entry in enumerate(entries):
        if entry.before > claims.case.as_of:
            yield claims.error(
                ("history", i, "before"),
                f"{entry.before} is later than the day of the file, {claims.case.as_of}",
                "the file says how things are on the day `as_of`",
            )
    for i, (newer, older) in enumerate(pairwise(entries)):
        if older.before > newer.before:
            yield claims.error(
                ("history", i + 1, "before"),
                f"{older.before} is later than the entry above it, {newer.before}",
                "put the newest entry first",
            )


def paths(claims: Claims) -> Iterator[Problem]:
    """What `was` names exists, and held something that can be read."""
    for i, entry in enumerate(claims.case.history):
        for target, value in entry.was.items():
            here = ("history", i, "was", target)
            yield from problems(claims, target, value, here)


def in_force(claims: Claims) -> Iterator[Problem]:
    """Walking back from now, `without` takes out what is there and `with` adds what is not."""
    state = set(claims.now)
    for i, entry in enumerate(claims.case.history):
        for key, names, there in (("without", entry.now.without, True), ("with", entry.now.added, False)):
            path = ("history", i, "now", key)
            yield from repeated(claims, names, path)
            for j, name in enumerate(names):
                strange = list(unknown_step(claims, name, (*path, j)))
                yield from strange
                if not strange and claims.sure("now", "history") and (name in state) is not there:
                    yield claims.error((*path, j), *_out_of_step(name, entry, there))
        state = state - set(entry.now.without) | set(entry.now.added)


def _out_of_step(name: str, entry: Entry, there: bool) -> tuple[str, str]:
    if there:
        return (
            f"`{name}` is not in force after {entry.before}, so it cannot have come into force then",
            "`without` lists what came into force on that day",
        )
    return (
        f"`{name}` is in force after {entry.before}, so it cannot have ended then",
        "`with` lists what ended on that day",
    )


def earlier_states(claims: Claims) -> Iterator[Problem]:
    """What was in force before an entry should have been possible under the rules of today."""
    state = set(claims.now)
    for i, entry in enumerate(claims.case.history):
        before = state - set(entry.now.without) | set(entry.now.added)
        for law in claims.laws:
            if holds(law.expression, state) and not holds(law.expression, before):
                yield claims.warning(
                    ("history", i, "now"),
                    f"what was in force before {entry.before} breaks {law.said}",
                    "the case as of a day before that will be refused",
                )
        state = before


def targets(claims: Claims) -> Iterator[Problem]:
    """Evidence in history supports something that the entry says."""
    for i, entry in enumerate(claims.case.history):
        said = [*entry.was, *(["now"] if entry.now.added or entry.now.without else [])]
        for j, evidence in enumerate(entry.because):
            for k, target in enumerate(evidence.targets):
                if target not in said:
                    yield claims.error(
                        ("history", i, "because", j, "for", k),
                        f"the entry says nothing of {shown(target)}",
                        did_you_mean(target, said),
                    )


HISTORY = (dates, paths, in_force, targets)
"""The checks of history."""
