"""The table of concepts: under which notions of stability a state can be looked at, and what each asks of a conflict.

Everything that names a concept (the command line, documents, pages, tests) goes through this table. What is known of a
concept stands in its entry, in the NOTIONS of the module of its family.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from standoff.engine.core.types import Bools
from standoff.engine.stability import coalitions, foresight, individual, simultaneous, strength, unknown
from standoff.engine.stability.notion import Conflict, Notion
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError, UsageError, did_you_mean

__all__ = ["CHEAP", "TABLE", "listed", "notion", "refuse", "usual", "where"]

CHEAP = 1024
"""With at most this many feasible states, everything that can be asked is answered without being asked for."""

TABLE: dict[str, Notion] = {
    one.name: one
    for family in (individual, strength, unknown, simultaneous, foresight, coalitions)
    for one in family.NOTIONS
}
"""All concepts, each under its name; one with a horizon stands for one concept for each number of moves ahead."""


def notion(name: str) -> Notion:
    """The concept with this name; UsageError if there is none, SizeError if its horizon is too far.

    >>> notion("seq").family.name, notion("seq").source, notion("seq").asked_when
    ('individual', 'Fraser & Hipel (1979).', 'always')
    >>> notion("l2").line
    'L2: whoever looks 2 moves ahead would stay'
    """
    if name in TABLE and not TABLE[name].horizon:
        return TABLE[name]
    for one in TABLE.values():
        if one.horizon and (digits := re.fullmatch(rf"{one.stem}([1-9][0-9]{{0,8}})", name)):
            if int(digits[1]) > one.horizon:
                raise SizeError(f"moves ahead in `{name}`", int(digits[1]), one.horizon, "ask for fewer")
            return one.ahead(int(digits[1]))
    hint = did_you_mean(name, [one.example for one in TABLE.values()])
    raise UsageError(f"no concept `{name}`; {hint}; `standoff stable --concepts` lists them")


def usual(conflict: Conflict) -> tuple[str, ...]:
    """The concepts that are answered when none is named: what always is, and what can be asked and is cheap.

    >>> alone = Graph(1, (1,), (1,), np.ones(2, bool), np.array([[0, 1]], np.int32))
    >>> usual(individual.OptionForm.of(alone))[:2]
    ('nash', 'gmr')
    """
    cheap = int(conflict.feasible.sum()) <= CHEAP
    return tuple(
        name for name, one in TABLE.items() if (one.always or (cheap and not one.named)) and one.lacks(conflict) is None
    )


def refuse(conflict: Conflict, names: Sequence[str]) -> None:
    """Raise for the first of these concepts that does not exist or cannot be asked of a conflict, before any work."""
    for name in names:
        error = notion(name).lacks(conflict)
        if isinstance(error, SizeError):
            raise SizeError(f"`{name}`: {error.what}", error.number, error.limit, error.remedy)
        if error is not None:
            raise UsageError(f"`{name}` cannot be asked here: {error}")


def where(conflict: Graph | Conflict, name: str) -> Bools:
    """Where each party is stable under a concept of parties, (N, S); the first error of `Notion.lacks` is raised.

    >>> where(Graph(1, (1,), (1,), np.ones(2, bool), np.array([[0, 1]], np.int32)), "nash").tolist()
    [[False, True]]
    """
    one = notion(name)
    work = individual.OptionForm.of(conflict) if isinstance(conflict, Graph) else conflict
    refuse(work, [name])
    if name in individual.CONCEPTS:
        return np.array([work.stable(name, party) for party in range(work.parties)])
    return np.array([one.function(work, party) for party in range(work.parties)])


def listed() -> list[dict[str, Any]]:
    """Every concept of the table in words: name, family, whether of coalitions, definition, source, and when asked.

    >>> listed()[0]["name"], listed()[0]["family"]
    ('nash', 'individual')
    """
    return [
        {
            "name": one.name,
            "family": one.family.name,
            "of": "coalitions" if one.of_coalitions else "parties",
            "definition": one.definition,
            "source": one.source,
            "asked": one.asked_when,
        }
        for one in TABLE.values()
    ]
