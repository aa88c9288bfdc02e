"""Conflicts of the program gmcr-py (GMCR+), from its .gmcr files: JSON in option form.

A condition is a list of pairs [option, "Y" or "N"], all of which hold, or {"compound": true, "members": [conditions]},
of which at least one holds. Options are counted from 0, states from 1: the feasible ones in the order of the binary
numbers in which the first option, those of the first decision maker first, is the lowest digit. Preference statements
are in order of importance: the program gives the first of k the weight 2^(k-1), the last 1, which is lexicographic.
Misperceptions are conditions of one decision maker: it does not perceive the states that match one. What it prefers,
and what the others prefer, is the same to everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.rules import parse
from standoff.case.reading.source import KeyPath
from standoff.errors import SizeError
from standoff.formats.json_files import JsonFile, JsonObject
from standoff.formats.slugs import slugs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["read"]

MOST_OPTIONS = 24
"""As many steps as a question about states can have."""

MOST_DECISION_MAKERS, MOST_CONDITIONS = 50, 1000
"""As many parties and rules as a case can have."""

Condition = tuple[tuple[int, bool], ...]
"""Options with whether they are taken; all must hold."""

Pattern = tuple[KeyPath, Condition]
"""A condition that no state may match, and where the file says so."""

RankedStates = tuple[tuple[int, ...], ...]
"""Numbers of states, the best level first."""

Cells: TypeAlias = tuple[Any, ...]
"""A place in an array with one axis an option."""

_DIRECTIONS: Mapping[str, Mapping[str, str]] = {
    "both": {},
    "fwd": {"undo": "never"},
    "back": {"redo": "never"},
}
"""What a permitted direction says in a case: forward is from not taken to taken."""

_KNOWN = ("options", "decisionMakers", "infeasibles", "useManualPreferenceRanking", "useManualPreferenceVectors")
_KNOWN_BESIDE = ("program", "version", "coalitions", "coalitionsFull")
_KNOWN_OF_PARTY = ("name", "options", "preferences", "preferenceRanking", "preferenceVector", "misperceptions")
_KNOWN_OF_PARTY_BESIDE = ("payoffs",)


@dataclass(frozen=True)
class _Option:
    name: str
    limits: Mapping[str, str]


@dataclass(frozen=True)
class _DecisionMaker:
    """A decision maker; `statements` are lists of conditions, one of which must hold; `ranking` None: not in use."""

    name: str
    options: tuple[int, ...]
    statements: tuple[tuple[Condition, ...], ...]
    ranking: RankedStates | None
    misperceptions: tuple[Pattern, ...]


def read(file: JsonFile) -> dict[str, Any]:
    """What a .gmcr file says, as plain data of a case: `parties`, `steps`, `now`, `rules`, `prefer` and `views`.

    Everything that is wrong is gathered in the file, and everything that is left out is noted there. Raises SizeError
    above 24 options, and CaseError for a file that is not of this form.
    """
    data = file.data
    file.unknown((), data, (*_KNOWN, *_KNOWN_BESIDE))
    options = tuple(_options(file, data))
    manual = _manual(file, data)
    parties = tuple(_parties(file, data, len(options), manual))
    rules = tuple(_patterns(file, (), data, "infeasibles", len(options)))
    _owned_once(file, parties, len(options))
    coalitions = tuple(_coalitions(file, data, len(parties)))
    file.refuse_if_wrong()
    return _case(file, options, parties, rules, coalitions)


# ------------------------------------------------------------------------------------------ reading the parts


def _admit(what: str, items: Sequence[Any], most: int) -> None:
    if len(items) > most:
        raise SizeError(f"{what} in a conflict to be imported", len(items), most, "leave out what hardly matters")


def _options(file: JsonFile, data: JsonObject) -> Iterator[_Option]:
    items = file.items((), data, "options")
    _admit("options", items, MOST_OPTIONS)
    if not items:
        file.wrong(("options",), "there are no options", "a conflict has at least one")
    for place, item in enumerate(items):
        path = ("options", place)
        option = file.group(path, item)
        file.unknown(path, option, ("name", "permittedDirection"))
        direction = file.text(path, option, "permittedDirection")
        if direction is not None and direction not in _DIRECTIONS:
            known = ", ".join(f"`{one}`" for one in _DIRECTIONS)
            file.wrong((*path, "permittedDirection"), f"{shown(direction)} is not a direction", f"it is one of {known}")
        yield _Option(file.text(path, option, "name") or "", _DIRECTIONS.get(direction or "", {}))


def _manual(file: JsonFile, data: JsonObject) -> bool:
    """Whether rankings count and not statements; older versions of the program call the key differently."""
    for key in ("useManualPreferenceRanking", "useManualPreferenceVectors"):
        if key in data:
            if not isinstance(data[key], bool):
                file.wrong((key,), f"{shown(data[key])} is neither true nor false", "write `true` or `false`")
            return data[key] is True
    file.note((), "it does not say whether rankings or statements count: the statements were taken")
    return False


def _parties(file: JsonFile, data: JsonObject, options: int, manual: bool) -> Iterator[_DecisionMaker]:
    items = file.items((), data, "decisionMakers")
    _admit("decision makers", items, MOST_DECISION_MAKERS)
    if not items:
        file.wrong(("decisionMakers",), "there are no decision makers", "a conflict has at least one")
    for place, item in enumerate(items):
        path: KeyPath = ("decisionMakers", place)
        party = file.group(path, item)
        file.unknown(path, party, (*_KNOWN_OF_PARTY, *_KNOWN_OF_PARTY_BESIDE))
        owned = file.items(path, party, "options")
        yield _DecisionMaker(
            name=file.text(path, party, "name") or "",
            options=_numbers(file, (*path, "options"), owned, "option", range(options)),
            statements=tuple(_statements(file, path, party, options)),
            ranking=_ranking(file, path, party) if manual else None,
            misperceptions=tuple(_patterns(file, path, party, "misperceptions", options))
            if party.get("misperceptions")
            else (),
        )


def _statements(file: JsonFile, path: KeyPath, party: JsonObject, options: int) -> Iterator[tuple[Condition, ...]]:
    items = file.items(path, party, "preferences")
    _admit("preference statements of one decision maker", items, MOST_CONDITIONS)
    for place, item in enumerate(items):
        here = (*path, "preferences", place)
        conditions = tuple(_conditions(file, here, item, options))
        if () in conditions:
            file.note(here, "left out: it holds in every state")
        else:
            yield conditions


def _ranking(file: JsonFile, path: KeyPath, party: JsonObject) -> RankedStates:
    key = (
        "preferenceVector" if "preferenceRanking" not in party and "preferenceVector" in party else "preferenceRanking"
    )
    if party.get("preferences"):
        file.note((*path, "preferences"), "not imported: the file says that the ranking counts")
    levels = file.items(path, party, key)
    return tuple(_level(file, (*path, key, n), level) for n, level in enumerate(levels))


def _level(file: JsonFile, path: KeyPath, level: Any) -> tuple[int, ...]:
    """The states of a level: a list of numbers, or one number."""
    states = range(1, (1 << MOST_OPTIONS) + 1)
    if isinstance(level, list):
        return _numbers(file, path, level, "state", states)
    number = file.number(path, level, "state", states.start, states.stop)
    return () if number is None else (number,)


def _numbers(file: JsonFile, path: KeyPath, items: Sequence[Any], kind: str, known: range) -> tuple[int, ...]:
    """The numbers of a list that are such numbers; the others are reported."""
    found = (file.number((*path, n), item, kind, known.start, known.stop) for n, item in enumerate(items))
    return tuple(number for number in found if number is not None)


_PATTERNS: Mapping[str, tuple[str, str]] = {
    "infeasibles": ("infeasible patterns", "this pattern makes every state infeasible"),
    "misperceptions": ("misperceptions of one decision maker", "this pattern leaves no state to be seen"),
}
"""What lists of patterns are called, and what a pattern without options comes to."""


def _patterns(file: JsonFile, path: KeyPath, group: JsonObject, key: str, options: int) -> Iterator[Pattern]:
    items = file.items(path, group, key)
    called, of_all = _PATTERNS[key]
    _admit(called, items, MOST_CONDITIONS)
    for place, item in enumerate(items):
        here = (*path, key, place)
        for condition in _conditions(file, here, item, options):
            if condition:
                yield here, condition
            else:
                file.wrong(here, of_all, "name the options that it is about")


def _conditions(file: JsonFile, path: KeyPath, item: Any, options: int) -> Iterator[Condition]:
    """The conditions of which at least one must hold."""
    if not isinstance(item, dict):
        yield _condition(file, path, item, options)
        return
    file.unknown(path, item, ("compound", "members"))
    members = file.items(path, item, "members")
    if not members:
        file.wrong((*path, "members"), "there are no members", "name at least one condition")
    for place, member in enumerate(members):
        yield _condition(file, (*path, "members", place), member, options)


def _condition(file: JsonFile, path: KeyPath, item: Any, options: int) -> Condition:
    pairs: dict[int, bool] = {}
    if not isinstance(item, list):
        file.wrong(path, f"{shown(item)} is not a condition", 'write a list of pairs like `[0, "Y"]`')
        return ((0, True),)
    for place, pair in enumerate(item):
        here = (*path, place)
        if not (isinstance(pair, list) and len(pair) == 2 and pair[1] in ("Y", "N")):
            file.wrong(here, "this is not an option with Y or N", 'write a pair like `[0, "Y"]`')
            continue
        option = file.number(here, pair[0], "option", 0, options)
        if option is None:
            continue
        if option in pairs:
            file.wrong(here, f"option {option} is named twice", "name each option once in a condition")
        pairs[option] = pair[1] == "Y"
    return tuple(pairs.items())


def _owned_once(file: JsonFile, parties: Sequence[_DecisionMaker], options: int) -> None:
    owner: dict[int, int] = {}
    for place, party in enumerate(parties):
        for n, option in enumerate(party.options):
            if option in owner:
                path = ("decisionMakers", place, "options", n)
                message = f"option {option} is that of decision maker {owner[option] + 1} already"
                hint = "give each its own; that several can change one option alone cannot be said in a case"
                file.wrong(path, message, hint)
            owner[option] = place
    for option in range(options):
        if option not in owner:
            file.wrong(("options", option), "no decision maker has this option", "give it to one, or take it out")


def _coalitions(file: JsonFile, data: JsonObject, parties: int) -> Iterator[tuple[KeyPath, tuple[int, ...]]]:
    """The coalitions of two and more; a decision maker alone is written as its number."""
    groups = data.get("coalitions", [])
    for place, group in enumerate(groups if isinstance(groups, list) else [groups]):
        path: KeyPath = ("coalitions", place)
        members = group if isinstance(group, list) else [group]
        if not all(isinstance(one, int) and 0 <= one < parties for one in members):
            file.note(path, "not imported: these are not numbers of decision makers")
        elif len(set(members)) > 1:
            yield path, tuple(sorted(set(members)))


# ------------------------------------------------------------------------------------------ as a case


def _case(
    file: JsonFile,
    options: Sequence[_Option],
    parties: Sequence[_DecisionMaker],
    rules: Sequence[Pattern],
    coalitions: Sequence[tuple[KeyPath, tuple[int, ...]]],
) -> dict[str, Any]:
    order = list(chain.from_iterable(party.options for party in parties))
    if order != sorted(order):
        file.note(("options",), "put in the order of their decision makers, by which states are numbered")
    parties_named = [(party.name, f"party_{n}") for n, party in enumerate(parties, start=1)]
    steps_named = [(options[option].name, f"step_{n}") for n, option in enumerate(order, start=1)]
    names = slugs([*parties_named, *steps_named])
    who, step = names[: len(parties)], dict(zip(order, names[len(parties) :], strict=True))
    feasible = _feasible([_cells(condition, order) for _, condition in rules], len(order))
    states = _masks(feasible)
    if not len(states):
        file.wrong(("infeasibles",), "no state is left: the patterns forbid them all", "take a pattern out")
        file.refuse_if_wrong()
    listed = [step[option] for option in order]
    _admit_rankings(parties, states)
    _say_who_answers(file, coalitions, who)
    views, seen = _views(file, parties, who, step, order, feasible)
    data = {
        "parties": {name: {"name": party.name or name} for name, party in zip(who, parties, strict=True)},
        "steps": {
            step[option]: {"by": who[n], "name": options[option].name or step[option], **options[option].limits}
            for n, party in enumerate(parties)
            for option in party.options
        },
        "now": _in_force(int(_masks(seen)[0]), listed),
        "rules": [_forbidden(condition, step) for _, condition in rules],
        "prefer": dict(_prefer(file, parties, who, step, states, listed)),
        "views": views,
    }
    _parsed(file, [(path, _forbidden(condition, step)) for path, condition in rules])
    file.refuse_if_wrong()
    return data


def _cells(condition: Condition, order: Sequence[int]) -> Cells:
    """Where the states are that match a condition: a subcube of {0, 1}^options.

    The last option is the first axis, so that the states, read in order, count as their numbers do.
    """
    place: list[Any] = [slice(None)] * len(order)
    for option, taken in condition:
        place[len(order) - 1 - order.index(option)] = int(taken)
    return tuple(place)


def _feasible(patterns: Iterable[Cells], options: int) -> NDArray[np.bool_]:
    """For every set of options whether it is a state: none that match a pattern are.

    >>> _masks(_feasible([_cells(((0, True), (1, False)), [0, 1])], 2)).tolist()
    [0, 2, 3]
    """
    import numpy as np

    allowed = np.ones((2,) * options, bool)
    for cells in patterns:
        allowed[cells] = False
    return allowed


def _masks(states: NDArray[np.bool_]) -> NDArray[np.intp]:
    """States as masks, in the order of their numbers."""
    import numpy as np

    return np.flatnonzero(states)


def _say_who_answers(file: JsonFile, coalitions: Sequence[tuple[KeyPath, tuple[int, ...]]], who: Sequence[str]) -> None:
    for path, members in coalitions:
        asked = f"`standoff stable CASE --coalition {','.join(who[member] for member in members)}`"
        file.note(
            path, f"every decision maker stands alone in a case; what these could do together is answered by {asked}"
        )


def _views(
    file: JsonFile,
    parties: Sequence[_DecisionMaker],
    who: Sequence[str],
    step: Mapping[int, str],
    order: Sequence[int],
    feasible: NDArray[np.bool_],
) -> tuple[dict[str, Any], NDArray[np.bool_]]:
    """The view of every party that does not see every state; and the states that all of them see.

    A case asks that what is in force now is possible in every view, so there has to be such a state.
    """
    everybody, views = feasible, {}
    for place, (party, name) in enumerate(zip(parties, who, strict=True)):
        if not party.misperceptions:
            continue
        sees, rules = feasible.copy(), {}
        for path, condition in party.misperceptions:
            cells = _cells(condition, order)
            if feasible[cells].any():
                sees[cells] = False
                rules[_forbidden(condition, step)] = path
            else:
                file.note(path, "left out: no feasible state is like that")
        if not rules:
            continue
        if not (everybody & sees).any():
            says = "not imported: what is in force now must be seen by everybody, and no state would be"
            file.note(("decisionMakers", place, "misperceptions"), says)
            continue
        everybody = everybody & sees
        _parsed(file, [(path, rule) for rule, path in rules.items()])
        unseen = int(feasible.sum() - sees.sum())
        views[name] = {"title": f"{unseen} of {int(feasible.sum())} states are not seen", "rules": list(rules)}
    return views, everybody


def _admit_rankings(parties: Sequence[_DecisionMaker], states: NDArray[np.intp]) -> None:
    """Refuse rankings that name more states and steps than a case file may hold."""
    import numpy as np

    from standoff.case.reading.nodes import MOST_ENTRIES

    if all(party.ranking is None for party in parties):
        return
    named = len(states) + int(np.bitwise_count(states).sum())
    number = named * sum(party.ranking is not None for party in parties)
    if number > MOST_ENTRIES // 2:
        remedy = "give the order of states as preference statements instead"
        raise SizeError("states and options in rankings to be imported", number, MOST_ENTRIES // 2, remedy)


def _in_force(state: int, steps: Sequence[str]) -> list[str]:
    return [step for bit, step in enumerate(steps) if state >> bit & 1]


def _words(condition: Condition, step: Mapping[int, str]) -> str:
    return " and ".join(step[option] if taken else f"not {step[option]}" for option, taken in condition)


def _forbidden(condition: Condition, step: Mapping[int, str]) -> str:
    """A rule against the states that match a condition.

    >>> _forbidden(((0, True),), {0: "strike"}), _forbidden(((0, False),), {0: "strike"})
    ('not strike', 'not (not strike)')
    """
    said = _words(condition, step)
    return f"not ({said})" if " " in said else f"not {said}"


def _statement(conditions: Sequence[Condition], step: Mapping[int, str]) -> str:
    said = [_words(condition, step) for condition in conditions]
    return said[0] if len(said) == 1 else " or ".join(f"({one})" if " and " in one else one for one in said)


def _prefer(
    file: JsonFile,
    parties: Sequence[_DecisionMaker],
    who: Sequence[str],
    step: Mapping[int, str],
    states: NDArray[np.intp],
    listed: Sequence[str],
) -> Iterator[tuple[str, Any]]:
    """The order of every party that has one; without, all states are alike to it."""
    for place, (party, name) in enumerate(zip(parties, who, strict=True)):
        path: KeyPath = ("decisionMakers", place)
        if party.ranking is not None:
            _complete(file, path, party.ranking, len(states))
            yield name, {"ranking": [list(_ranked(level, states, listed)) for level in party.ranking]}
        elif party.statements:
            said = [_statement(conditions, step) for conditions in party.statements]
            _parsed(file, [((*path, "preferences", n), text) for n, text in enumerate(said)])
            yield name, said
        else:
            file.note(path, f"no preferences: all states are alike to {shown(party.name)}")


def _ranked(level: Sequence[int], states: NDArray[np.intp], listed: Sequence[str]) -> Iterator[list[str]]:
    return (_in_force(int(states[number - 1]), listed) for number in level if number <= len(states))


def _complete(file: JsonFile, path: KeyPath, ranking: RankedStates, states: int) -> None:
    """Every feasible state is in a ranking once; gmcr-py opens no file in which one is missing."""
    count = Counter(chain.from_iterable(ranking))
    beyond = next((number for number in count if number > states), None)
    twice = next((number for number, times in count.items() if times > 1), None)
    missing = next((number for number in range(1, states + 1) if number not in count), None)
    if beyond is not None:
        file.wrong(path, f"the ranking has state {beyond}, and there are {states}", "are the infeasible states right?")
    elif twice is not None:
        file.wrong(path, f"the ranking has state {twice} twice", "name each state once")
    elif missing is not None:
        file.wrong(path, f"the ranking lacks state {missing}", f"name each of the {states} feasible states once")


def _parsed(file: JsonFile, texts: Iterable[tuple[KeyPath, str]]) -> None:
    """What is too long or too deep for a rule is said at its place in the file."""
    for path, text in texts:
        try:
            parse(text)
        except MistakeError as mistake:
            file.wrong(path, mistake.message, mistake.hint)
