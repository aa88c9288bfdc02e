"""The second of two cases in the names of the first, without what no verdict hangs on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from standoff.case.matching.match import KINDS, Match
from standoff.case.model.model import Case
from standoff.case.model.parts import part_names
from standoff.case.reading.plain import plain

__all__ = ["Renamed", "in_names_of", "same_names"]

_NO_NAMES = frozenset(
    (
        *("name", "short", "title", "scale", "ends", "driver", "shape", "horizon", "walkout_cost", "pace"),
        *("takes", "undo", "redo", "until", "not_before", "missed"),
    )
)
"""Keys whose texts name nothing in the case."""

_LEFT_OUT = ("views", "history", "inquiries", "merge", "stale_after")
"""What no verdict of a plan hangs on."""


@dataclass(frozen=True)
class Renamed:
    """A case in the names of another. several: the steps of the other and those of this one that are the same thing."""

    case: Case
    several: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def same_names(case: Case, because: bool = False) -> Case:
    """A case without what no verdict of a plan hangs on; because: with its evidence. Steps in parts are whole."""
    return Case.model_validate(_bare(plain(case), because))


def in_names_of(first: Case, second: Case, match: Match, because: bool = False) -> Renamed:
    """The second case in the names of the first, where they match; what it has besides keeps its name if that is free.

    A match that was written the other way round can say that several steps of the first are one of the second.
    """
    pairs, several = _pairs(match)
    claims = {kind: {theirs: ours for ours, theirs in pairs[kind]} for kind in ("plans", "deals")}
    names = {theirs: ours for kind in ("parties", "steps") for ours, theirs in pairs[kind]}
    _free(names, first, second, several)
    data = _bare(plain(second), because)
    for kind, called in claims.items():
        taken = {new for old, new in called.items() if old != new}
        data[kind] = {
            called.get(key, f"{key}_of_b" if key in taken else key): one for key, one in data.get(kind, {}).items()
        }
    names = {old: new for old, new in names.items() if old != new}
    parts = part_names(second)
    numbered = {part: f"{new}{part[len(old) :]}" for old, new in names.items() for part in parts.get(old, ())}
    case = Case.model_validate(_in_other_names(data, names | numbered))
    same = tuple((ours, tuple(names.get(name, name) for name in theirs)) for ours, theirs in several)
    return Renamed(case, same)


Several = list[tuple[tuple[str, ...], tuple[str, ...]]]


def _pairs(match: Match) -> tuple[dict[str, list[tuple[str, str]]], Several]:
    """What is matched one to one, ours before theirs, by kind; and steps of which one is several."""
    pairs: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
    several: Several = []
    for kind, entries in match.names.items():
        for name, others in entries.items():
            if len(others) > 1:
                several.append((others, (name,)) if match.turned else ((name,), others))
            else:
                pairs[kind].append((others[0], name) if match.turned else (name, others[0]))
    return pairs, several


def _free(names: dict[str, str], first: Case, second: Case, several: Several) -> None:
    """Give other names to what would be taken for something else that the first has, or that is matched to it."""
    own = (*second.parties, *second.wholes(), *second.choices)
    ours = {*first.parties, *first.wholes(), *first.choices}
    used = {*ours, *own, *names.values()}
    taken = {name for one in several for name in one[0]} | {name for one in several for name in one[1] if name in ours}
    for name in own:
        if name not in names and (name in names.values() or name in taken):
            fresh = next(f"{name}_of_b{n or ''}" for n in range(len(used) + 1) if f"{name}_of_b{n or ''}" not in used)
            names[name] = fresh
            used.add(fresh)


def _bare(data: dict[str, Any], because: bool) -> dict[str, Any]:
    """Plain data of a case without what nothing hangs on."""
    kept = {key: value for key, value in data.items() if key not in _LEFT_OUT}
    for kind in ("parties", "steps", "together", "correlated", "deals", "plans"):
        if isinstance(kept.get(kind), Mapping):
            kept[kind] = {name: _claim(one, because) for name, one in kept[kind].items()}
        elif kind in kept:
            kept[kind] = [_claim(one, because) for one in kept[kind]]
    return kept


def _claim(one: Any, because: bool) -> Any:
    if not isinstance(one, Mapping):
        return one
    gone = ("successor", "readings", *(() if because else ("because",)))
    return {key: value for key, value in one.items() if key not in gone}


def _in_other_names(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Plain data of a case in other names; plans, deals and entries of what is worth something together keep theirs."""
    found = {}
    for kind, part in data.items():
        if kind in ("plans", "deals", "together"):
            found[kind] = {name: _renamed(one, names) for name, one in part.items()}
        else:
            found[kind] = part if kind in ("title", "as_of") else _renamed(part, names)
    return found


def _renamed(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    """Plain data in other names, wherever it names anything."""
    if not names or key in _NO_NAMES:
        return value
    if isinstance(value, Mapping):
        return {_name(text, names): _renamed(part, names, text) for text, part in value.items()}
    if isinstance(value, (list, tuple)):
        if key == "because":
            return [{text: _renamed(part, names) if text == "for" else part for text, part in e.items()} for e in value]
        return [_renamed(part, names, key) for part in value]
    return _name(value, names) if isinstance(value, str) else value


def _name(text: str, names: Mapping[str, str]) -> str:
    """A name, a path or a rule in other names."""
    return re.sub(r"[A-Za-z_][A-Za-z0-9_]*", lambda word: names.get(word[0], word[0]), text)
