"""A conflict in graph form as a JSON file: what it says word by word, and what in it is of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from standoff.case.graph import GraphClaims, Said, Slip, slips
from standoff.case.model.mistake import shown
from standoff.case.reading.source import MOST_PROBLEMS, KeyPath
from standoff.errors import Problem, did_you_mean
from standoff.formats import json_places

__all__ = ["read_json"]

_KEYS = ("$schema", "format", "title", "states", "parties", "moves", "now")
_NEEDED = ("format", "title", "states", "parties", "moves")
_PARTY = ("name", "prefers")


def read_json(file: str, text: str) -> tuple[GraphClaims, tuple[Problem, ...]]:
    """What a text says, and every problem with its place; raises UnreadableError where it is no JSON at all."""
    data = json_places.parse(file, text)
    reader = _JsonReader()
    claims = reader.claims(data)
    # What is missing may be there, and only of the wrong kind.
    more = (slip for slip in slips(claims) if slip.place or not reader.slips)
    found = tuple(dict.fromkeys(islice(chain(reader.slips, more), MOST_PROBLEMS + 1)))
    if not found:
        return claims, ()
    source = json_places.placed(file, text, data, [slip.place for slip in found])
    return claims, tuple(source.problem(s.place, s.message, s.hint, key=s.key or _is_key(s.place)) for s in found)


def _is_key(place: KeyPath) -> bool:
    """The names of states, and of parties that move, are keys."""
    return len(place) == 2 and place[0] in ("states", "moves")


@dataclass
class _JsonReader:
    """Reads what is of the right kind, and notes what is not."""

    slips: list[Slip] = field(default_factory=list)

    def claims(self, data: Any) -> GraphClaims:
        """The claims of the whole file."""
        if not isinstance(data, Mapping):
            self._note((), "a conflict is a group of keys in `{}`", "see `standoff schema graph`")
            return GraphClaims()
        self._keys((), data, _KEYS, _NEEDED)
        if "format" in data and (data["format"] != 1 or isinstance(data["format"], bool)):
            self._note(("format",), f"{shown(data['format'])} is not a format that this version reads", "write `1`")
        return GraphClaims(
            title=self._word(("title",), data["title"]) if "title" in data else None,
            states=list(self._states(data.get("states", {}))),
            prefers=list(self._parties(data.get("parties", []))),
            moves=list(self._moves(data.get("moves", {}))),
            now=self._word(("now",), data["now"]) if data.get("now") is not None else None,
        )

    def _note(self, place: KeyPath, message: str, hint: str, key: bool = False) -> None:
        if len(self.slips) <= MOST_PROBLEMS:
            self.slips.append(Slip(place, message, hint, key))

    def _keys(self, place: KeyPath, data: Mapping[str, Any], known: tuple[str, ...], needed: tuple[str, ...]) -> None:
        for key in data:
            if key not in known and len(self.slips) <= MOST_PROBLEMS:
                self._note((*place, key), f"there is no key {shown(key)} here", did_you_mean(key, known), key=True)
        for key in needed:
            if key not in data:
                self._note(place, f"the key `{key}` is missing", "see `standoff schema graph`")

    def _word(self, place: KeyPath, value: Any) -> Said | None:
        if isinstance(value, str):
            return Said(value, place)
        self._note(place, "this must be text", "put it in quotation marks")
        return None

    def _list(self, place: KeyPath, value: Any, example: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self._note(place, "this must be a list", f"write, for example, `{example}`")
        return []

    def _group(self, place: KeyPath, value: Any, example: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self._note(place, "this must be a group of keys", f"write, for example, `{example}`")
        return {}

    def _states(self, value: Any) -> Iterator[tuple[Said, Said]]:
        for name, label in self._group(("states",), value, '{"s1": "Nobody acts"}').items():
            place = ("states", name)
            said = self._word(place, label)
            yield Said(name, place), said or Said("", place)

    def _parties(self, value: Any) -> Iterator[tuple[Said, list[list[Said]]]]:
        example = '[{"name": "Alpha", "prefers": ["s2", ["s1", "s3"]]}]'
        for i, party in enumerate(self._list(("parties",), value, example)):
            place: KeyPath = ("parties", i)
            given = self._group(place, party, example[1:-1])
            self._keys(place, given, _PARTY, _PARTY[:1] if isinstance(party, Mapping) else ())
            name = self._word((*place, "name"), given["name"]) if "name" in given else None
            levels = self._list((*place, "prefers"), given["prefers"], '["s2", "s1"]') if "prefers" in given else []
            ranked = [self._level((*place, "prefers", k), level) for k, level in enumerate(levels)]
            if name:
                yield name, ranked

    def _level(self, place: KeyPath, level: Any) -> list[Said]:
        if isinstance(level, list):
            if not level:
                self._note(place, "this level holds no state", "remove it")
            return [said for j, state in enumerate(level) if (said := self._word((*place, j), state))]
        said = self._word(place, level)
        return [said] if said else []

    def _moves(self, value: Any) -> Iterator[tuple[Said, Said, Said]]:
        for party, pairs in self._group(("moves",), value, '{"Alpha": [["s1", "s2"]]}').items():
            place: KeyPath = ("moves", party)
            for i, pair in enumerate(self._list(place, pairs, '[["s1", "s2"]]')):
                yield from self._move(Said(party, place), (*place, i), pair)

    def _move(self, party: Said, place: KeyPath, pair: Any) -> Iterator[tuple[Said, Said, Said]]:
        if not isinstance(pair, list) or len(pair) != 2:
            self._note(place, "a move is a pair of states", 'write `["s1", "s2"]`: from, to')
            return
        left, reached = (self._word((*place, j), state) for j, state in enumerate(pair))
        if left and reached:
            yield Said(party.text, party.place), left, reached
