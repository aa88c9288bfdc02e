"""A conflict in graph form as somebody claims it: states and moves one by one, who prefers what, and its checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from standoff.case.model.mistake import shown
from standoff.case.reading.source import KeyPath
from standoff.errors import did_you_mean
from standoff.printable import is_line

__all__ = ["GraphClaims", "GraphConflict", "Said", "Slip", "graph_schema", "settled", "slips"]

MOST = {"parties": 50, "states": 10_000, "moves": 1_000_000}
"""More than anyone lists by hand; answers take seconds."""

LONGEST_NAME, LONGEST_LABEL = 60, 200

_COMPARED = 500
"""So many names are compared with one that is not known."""


@dataclass(frozen=True)
class GraphConflict:
    """A conflict in graph form, sound. Best levels first; states that a party does not list tie at the bottom.

    states: their names, and what each is called. moves: per party, pairs (from, to).
    """

    title: str
    parties: tuple[str, ...]
    states: Mapping[str, str]
    prefers: Mapping[str, tuple[tuple[str, ...], ...]]
    moves: Mapping[str, tuple[tuple[str, str], ...]]
    now: str | None = None


class Said(NamedTuple):
    """A word of a file and its place there."""

    text: str
    place: KeyPath


class Slip(NamedTuple):
    """Something wrong at a place of a file, and what to do about it."""

    place: KeyPath
    message: str
    hint: str
    key: bool = False


@dataclass(frozen=True)
class GraphClaims:
    """What a file says, word by word: states with their labels, parties with their levels, moves as (party, from, to).

    `place` is where the whole of it stands.
    """

    place: KeyPath = ()
    title: Said | None = None
    states: Sequence[tuple[Said, Said]] = ()
    prefers: Sequence[tuple[Said, Sequence[Sequence[Said]]]] = ()
    moves: Sequence[tuple[Said, Said, Said]] = ()
    now: Said | None = None


def settled(claims: GraphClaims) -> GraphConflict:
    """The conflict that sound claims make."""
    parties = tuple(party.text for party, _ in claims.prefers)
    moves: dict[str, list[tuple[str, str]]] = {party: [] for party in parties}
    for party, left, reached in claims.moves:
        moves[party.text].append((left.text, reached.text))
    return GraphConflict(
        title=claims.title.text if claims.title else "",
        parties=parties,
        states={name.text: label.text for name, label in claims.states},
        prefers={
            party.text: tuple(tuple(state.text for state in level) for level in levels)
            for party, levels in claims.prefers
        },
        moves={party: tuple(pairs) for party, pairs in moves.items()},
        now=claims.now.text if claims.now else None,
    )


def slips(claims: GraphClaims) -> Iterator[Slip]:
    """Everything that is wrong with what a file says, as far as it could be read."""
    too_many = list(_sizes(claims))
    yield from too_many
    if not too_many:
        for look in (_missing, _texts, _names, _in_prefers, _in_moves, _now):
            yield from look(claims)


def _sizes(claims: GraphClaims) -> Iterator[Slip]:
    for what, number in (
        ("parties", len(claims.prefers)),
        ("states", len(claims.states)),
        ("moves", len(claims.moves)),
    ):
        if number > MOST[what]:
            message = f"these are {number} {what}, and the limit is {MOST[what]}"
            yield Slip(
                claims.place, message, "keep to what matters, or write the conflict as a case with steps and rules"
            )


def _missing(claims: GraphClaims) -> Iterator[Slip]:
    for what, there, hint in (
        ("title", claims.title, "say what the conflict is called"),
        ("state", claims.states, "list all of them, each with its name and what it is called"),
        ("party", claims.prefers, "list each with the states that it prefers, the best first"),
    ):
        if not there:
            yield Slip(claims.place, f"there is no {what}", hint)


def _texts(claims: GraphClaims) -> Iterator[Slip]:
    """Titles and labels are a line of text."""
    for said in ([claims.title] if claims.title else []) + [label for _, label in claims.states]:
        if len(said.text) > LONGEST_LABEL or not is_line(said.text):
            yield Slip(
                said.place, f"{shown(said.text)} is not a line of at most {LONGEST_LABEL} characters", "shorten it"
            )


def _names(claims: GraphClaims) -> Iterator[Slip]:
    """Names of states and of parties: sound, and each of one thing."""
    states, parties = [name for name, _ in claims.states], [party for party, _ in claims.prefers]
    for kind, names in (("state", states), ("party", parties)):
        seen: set[str] = set()
        for name in names:
            if not _is_name(name.text):
                hint = f"1 to {LONGEST_NAME} characters, without `=`, line breaks and blanks at the ends"
                yield Slip(name.place, f"{shown(name.text)} is not a name for a {kind}", hint)
            elif name.text in seen:
                yield Slip(name.place, f"the {kind} {shown(name.text)} is given twice", "give each a name of its own")
            seen.add(name.text)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and is_line(text) and "=" not in text and text == text.strip()


def _unknown(claims: GraphClaims, said: Said, kind: str, known: Mapping[str, int]) -> Iterator[Slip]:
    if known and said.text not in known:
        near = known if len(known) <= _COMPARED else list(known)[:_COMPARED]
        yield Slip(said.place, f"there is no {kind} {shown(said.text)}", did_you_mean(said.text, near))


def _states(claims: GraphClaims) -> Mapping[str, int]:
    return Counter(name.text for name, _ in claims.states)


def _in_prefers(claims: GraphClaims) -> Iterator[Slip]:
    states = _states(claims)
    for party, levels in claims.prefers:
        seen: set[str] = set()
        if not any(levels):
            yield Slip(party.place, f"{shown(party.text)} prefers nothing", "list the states, the best first")
        for state in (state for level in levels for state in level):
            yield from _unknown(claims, state, "state", states)
            if state.text in seen:
                message = f"{shown(party.text)} ranks {shown(state.text)} twice"
                yield Slip(state.place, message, "give every state one place")
            seen.add(state.text)


def _in_moves(claims: GraphClaims) -> Iterator[Slip]:
    states, parties = _states(claims), Counter(party.text for party, _ in claims.prefers)
    seen: set[tuple[str, str, str]] = set()
    for party, left, reached in claims.moves:
        move = (party.text, left.text, reached.text)
        yield from _unknown(claims, party, "party", parties)
        yield from _unknown(claims, left, "state", states)
        yield from _unknown(claims, reached, "state", states)
        if left.text == reached.text:
            yield Slip(reached.place, f"this move leads from {shown(left.text)} to itself", "remove it")
        elif move in seen:
            yield Slip(party.place, "this move is given twice", "remove one")
        seen.add(move)


def _now(claims: GraphClaims) -> Iterator[Slip]:
    if claims.now:
        yield from _unknown(claims, claims.now, "state", _states(claims))


def graph_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a conflict in graph form as a JSON file.

    >>> graph_schema()["required"]
    ['format', 'title', 'states', 'parties', 'moves']
    """
    name = {"type": "string", "pattern": "^[^=]+$", "maxLength": LONGEST_NAME}
    label = {"type": "string", "maxLength": LONGEST_LABEL}
    level = {"anyOf": [name, {"type": "array", "items": name, "minItems": 1}]}
    party = {
        "type": "object",
        "properties": {
            "name": name | {"description": "What the party is called."},
            "prefers": {
                "type": "array",
                "items": level,
                "minItems": 1,
                "description": "States, the best first; a list stands for states that are equally good. "
                "Those that are not listed tie at the bottom.",
            },
        },
        "required": ["name", "prefers"],
        "additionalProperties": False,
    }
    move = {"type": "array", "items": name, "minItems": 2, "maxItems": 2}
    properties = {
        "$schema": {"type": "string", "description": "Where an editor finds this schema."},
        "format": {"const": 1, "description": "The version of the format."},
        "title": label | {"description": "What the conflict is called."},
        "states": {
            "type": "object",
            "propertyNames": name,
            "additionalProperties": label,
            "minProperties": 1,
            "maxProperties": MOST["states"],
            "description": "The name of each state, and what it is called.",
        },
        "parties": {"type": "array", "items": party, "minItems": 1, "maxItems": MOST["parties"]},
        "moves": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": move},
            "description": "Per party, pairs: the state that it can leave, and the one that it then reaches.",
        },
        "now": name | {"description": "The state today."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A conflict in graph form",
        "type": "object",
        "properties": properties,
        "required": ["format", "title", "states", "parties", "moves"],
        "additionalProperties": False,
    }
