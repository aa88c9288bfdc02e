"""The table of concepts: under which notions of stability a state can be looked at, and what each asks of a conflict.

Everything that names a concept (the command line, documents, pages, tests) goes through this table. A concept is one
function, and its docstring is its definition: the first line says what it is, the paragraph below it whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from standoff.engine.core.types import Bools
from standoff.engine.stability import coalitions, foresight, individual, simultaneous, strength, unknown
from standoff.engine.stability.individual import Conflict
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError, StandoffError, UsageError, did_you_mean

__all__ = [
    "CHEAP",
    "FAMILIES",
    "MOST_PAIRS",
    "MOST_STATES",
    "TABLE",
    "Family",
    "Notion",
    "Precondition",
    "listed",
    "notion",
    "refuse",
    "usual",
    "where",
]

CHEAP = 1024
"""With at most this many feasible states, everything that can be asked is answered without being asked for."""


MOST_STATES = 4096
"""Feasible states of a conflict for concepts that compare every state with every other one."""

MOST_PAIRS = 1 << 17
"""Feasible states times coalitions."""

FARTHEST = 100
"""Moves that can be looked ahead by name."""


@dataclass(frozen=True)
class Precondition:
    """What a concept asks of a conflict. says: in words; lacks: why it cannot be asked of one, or None if it can."""

    says: str
    lacks: Callable[[Conflict], StandoffError | None]


@dataclass(frozen=True)
class Notion:
    """A concept of the table.

    function: of (conflict, party) or, in a family of coalitions, of (conflict, coalition), a sorted tuple of parties;
    a bool array over all states, False at infeasible ones. needs: all must be met. horizon: the largest whole number
    that may stand for the `h` at the end of the name and that the function takes as `horizon`; 0 where it has none.
    always: answered without being asked for, whatever the size. named: never answered without being asked for by name.
    """

    name: str
    family: str
    function: Callable[..., Bools]
    needs: tuple[Precondition, ...] = ()
    horizon: int = 0
    always: bool = False
    named: bool = False

    @property
    def definition(self) -> str:
        """The first line of the docstring.

        >>> notion("nash").definition
        'Nash stability: the party has no improvement.'
        """
        return _paragraphs(self.function)[0]

    @property
    def source(self) -> str:
        """Whose it is: the paragraph below the definition.

        >>> notion("gmr").source
        'Howard (1971).'
        """
        return _paragraphs(self.function)[1]

    @property
    def asked_when(self) -> str:
        """When it can be asked, in words.

        >>> notion("nash").asked_when
        'always'
        """
        named = [f"h from 1 to {self.horizon}, as in `{self.name.removesuffix('h')}2`"] if self.horizon else []
        return ", ".join([*named, *(need.says for need in self.needs)]) or "always"

    @property
    def of_coalitions(self) -> bool:
        """Whether it is asked of coalitions instead of parties."""
        return FAMILIES[self.family].of_coalitions

    def lacks(self, conflict: Conflict) -> StandoffError | None:
        """Why it cannot be asked of a conflict: the error to raise, or None if it can be asked."""
        found = (need.lacks(conflict) for need in self.needs)
        return next((error for error in found if error is not None), None)


def _paragraphs(function: Callable[..., Bools]) -> tuple[str, str]:
    """The definition and the source in the docstring of a concept, each on one line."""
    parts = [" ".join(part.split()) for part in (function.__doc__ or "").split("\n\n")]
    definition, source = (*parts, "", "")[:2]
    return definition, re.split(r"(?<=\))\. ", source + " ")[0].strip().rstrip(".") + "." if source else ""


@dataclass(frozen=True)
class Family:
    """Concepts that share a signature and an idea. says: the idea, in words."""

    says: str
    of_coalitions: bool = False


FAMILIES: Mapping[str, Family] = {
    "individual": Family("one party considers a move of its own, and what the others could answer"),
    "strength": Family("what deters a party would leave it much worse off than where it started"),
    "unknown": Family(
        "it is not known which of two states a party prefers; four types of party differ in what they would leave for "
        "and in what deters them"
    ),
    "simultaneous": Family("one party considers a move of its own, while the others move as well"),
    "foresight": Family("one party considers a move of its own, and all that will follow, move by move"),
    "coalition": Family("parties consider moves together, joint steps included", of_coalitions=True),
}


def _no_strength(conflict: Conflict) -> StandoffError | None:
    return UsageError(strength.UNSAID) if strength.least_of(conflict) is None else None


def _no_doubt(conflict: Conflict) -> StandoffError | None:
    if unknown.readings_of(conflict) is None:
        return UsageError(unknown.UNSAID)
    try:
        unknown.admit(int(conflict.feasible.sum()))
    except SizeError as error:
        return error
    return None


SAYS_HOW_STRONG = Precondition("where the case says which preferences are strong (`much`)", _no_strength)
SAYS_WHAT_IS_UNKNOWN = Precondition(
    f"where the case says that a preference is unknown (`either`), up to {unknown.MOST_STATES:,} feasible states",
    _no_doubt,
)


def _of_type(function: Callable[..., Bools], kind: str) -> Callable[..., Bools]:
    """A concept for one type of party, under its docstring with the type in it."""
    fixed = partial(function, kind=kind)
    says = unknown.TYPES[kind].says
    fixed.__doc__ = (function.__doc__ or "").replace(" under unknown preferences:", f" of type {kind} ({says}):", 1)
    return fixed


FEWER = "leave steps or parties out, or add rules"


def _two_parties(conflict: Conflict) -> StandoffError | None:
    if conflict.parties == 2:
        return None
    return UsageError(f"it is defined for two parties, and there are {conflict.parties}")


def _strict(conflict: Conflict) -> StandoffError | None:
    tie = foresight.not_strict(conflict)
    return tie and UsageError(f"it needs strict preferences, and party {tie[0] + 1} likes two states equally")


def _option_form(conflict: Conflict) -> StandoffError | None:
    return None if isinstance(conflict, Graph) else UsageError("it is about steps that are taken at the same time")


def _few_states(conflict: Conflict) -> StandoffError | None:
    states = int(conflict.feasible.sum())
    if states <= MOST_STATES:
        return None
    return SizeError("feasible states to be compared with each other", states, MOST_STATES, FEWER)


def _few_coalitions(conflict: Conflict) -> StandoffError | None:
    pairs = int(conflict.feasible.sum()) * ((1 << conflict.parties) - 1)
    if pairs <= MOST_PAIRS:
        return None
    return SizeError("feasible states times coalitions", pairs, MOST_PAIRS, FEWER)


TWO_PARTIES = Precondition("two parties", _two_parties)
STRICT = Precondition("no two states that a party likes equally", _strict)
OPTION_FORM = Precondition("a conflict given by its steps", _option_form)
FEW_STATES = Precondition(f"at most {MOST_STATES:,} feasible states", _few_states)
FEW_COALITIONS = Precondition(f"at most {MOST_PAIRS:,} feasible states times coalitions", _few_coalitions)

FORESIGHT = (TWO_PARTIES, FEW_STATES, STRICT)
COALITION = (FEW_STATES, FEW_COALITIONS)


TABLE: dict[str, Notion] = {
    name: Notion(name, "individual", function, always=True) for name, function in individual.CONCEPTS.items()
}
TABLE |= {
    f"strong_{name}": Notion(f"strong_{name}", "strength", function, needs=(SAYS_HOW_STRONG,), always=True)
    for name, function in strength.STRONG.items()
}
TABLE |= {
    f"{name}_{kind}": Notion(f"{name}_{kind}", "unknown", _of_type(function, kind), needs=(SAYS_WHAT_IS_UNKNOWN,))
    for name, function in unknown.UNKNOWN.items()
    for kind in unknown.TYPES
}
TABLE |= {
    "sim": Notion("sim", "simultaneous", simultaneous.sim, (OPTION_FORM, FEW_STATES), named=True),
    "lh": Notion("lh", "foresight", foresight.limited, FORESIGHT, horizon=FARTHEST, named=True),
    "nm": Notion("nm", "foresight", foresight.nonmyopic, FORESIGHT, named=True),
}
TABLE |= {
    name: Notion(name, "coalition", function, COALITION, named=name == "cseq_ui")
    for name, function in coalitions.CONCEPTS.items()
}
"""All concepts, each under its name; a name that ends in `h` stands for one concept for each horizon."""


def notion(name: str) -> Notion:
    """The concept with this name; UsageError if there is none, SizeError if its horizon is too far.

    >>> notion("seq").family
    'individual'
    """
    if name in TABLE and not TABLE[name].horizon:
        return TABLE[name]
    digits = re.fullmatch(r"([a-z_]+?)([1-9][0-9]{0,8})", name)
    pattern = TABLE.get(f"{digits[1]}h") if digits else None
    if digits is None or pattern is None or not pattern.horizon:
        known = [one.name.removesuffix("h") + "2" if one.horizon else one.name for one in TABLE.values()]
        hint = did_you_mean(name, known)
        raise UsageError(f"no concept `{name}`; {hint}; `standoff stable --concepts` lists them")
    horizon = int(digits[2])
    if horizon > pattern.horizon:
        raise SizeError(f"moves ahead in `{name}`", horizon, pattern.horizon, "ask for fewer")
    return Notion(name, pattern.family, _at_horizon(pattern.function, horizon), pattern.needs)


def _at_horizon(function: Callable[..., Bools], horizon: int) -> Callable[..., Bools]:
    """A concept with its horizon fixed, under the same docstring."""
    fixed = partial(function, horizon=horizon)
    fixed.__doc__ = function.__doc__
    return fixed


def usual(conflict: Conflict) -> tuple[str, ...]:
    """The concepts that are answered when none is named: what always is, and what can be asked and is cheap.

    >>> usual(individual.OptionForm.of(Graph(1, (1,), (1,), np.ones(2, bool), np.array([[0, 1]], np.int32))))[:2]
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
            "family": one.family,
            "of": "coalitions" if one.of_coalitions else "parties",
            "definition": one.definition,
            "source": one.source,
            "asked": one.asked_when,
        }
        for one in TABLE.values()
    ]
