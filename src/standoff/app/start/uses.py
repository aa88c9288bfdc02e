"""What a case says of a party or a step besides its entry, and what has to go with it where it is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from standoff.errors import UsageError
from standoff.printable import replaced

__all__ = ["Removal", "Use", "removal"]

Path: TypeAlias = tuple[str | int, ...]

SECTIONS: Mapping[str, str] = {
    "party": "parties",
    "step": "steps",
    "choice": "choices",
    "deal": "deals",
    "plan": "plans",
}
"""Where each kind of thing stands."""

TEXTS = frozenset(
    {
        "name",
        "short",
        "title",
        "scale",
        "aliases",
        "judgement",
        "says",
        "quote",
        "prefix",
        "suffix",
        "at",
        "in",
        "driver",
    }
)
"""Keys that hold words for people, in which nothing is named."""

RULES = frozenset({"rules", "merge", "prefer", "order"})
"""Keys under which names stand in expressions."""

NOUNS: Mapping[str, str] = {
    "parties": "party",
    "steps": "step",
    "deals": "deal",
    "plans": "plan",
    "choices": "choice",
    "together": "worth together",
}

FEWEST: Mapping[str, int] = {"together": 2, "choices": 2, "before": 2, "same_phase": 2, "between": 2}
"""Lists under these keys say nothing where they have fewer entries."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "steps": ("by",),
    "deals": ("steps",),
    "plans": ("phases",),
    "together": ("steps", "worth"),
    "inquiries": ("about",),
    "correlated": ("between", "moves"),
}
"""What entries of a section cannot be without."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Use:
    """Something that goes with what is taken out: its path, and what it is in words."""

    path: Path
    says: str


@dataclass(frozen=True)
class Removal:
    """All that has to go where something is taken out of a case: what uses it, and the edits, its own entry last."""

    uses: tuple[Use, ...]
    edits: tuple[Mapping[str, Any], ...]


def removal(kind: str, key: str, data: Mapping[str, Any]) -> Removal:
    """What uses something in a case that holds the plain data, and the edits that take it out with all of that.

    A plan without steps goes as a whole, as do a step that nobody takes and a choice between fewer than two. Raises
    UsageError where there is no such thing.

    >>> steps = {"fuel": {"name": "Fuel"}, "visits": {"by": "a", "requires": ["fuel"]}}
    >>> found = removal("step", "fuel", {"steps": steps, "now": ["fuel"], "rules": ["not (fuel and visits)"]})
    >>> [use.says for use in found.uses]
    ['the step “visits”: requires', 'what is in force now', 'the rule “not (fuel and visits)”']
    >>> [edit["path"] for edit in found.edits]
    [['rules'], ['now'], ['steps', 'visits', 'requires'], ['steps', 'fuel']]
    """
    section = SECTIONS.get(kind)
    there = data.get(section) if section else None
    if not isinstance(there, Mapping) or key not in there or section is None:
        raise UsageError(f"the case has no {kind if section else 'such thing'} `{replaced(key[:60], '?')}`")
    gone: set[Path] = {(section, key)}
    while True:
        before = len(gone)
        gone.update(_naming(data, (), _Gone.of(data, gone)))
        gone.update(_left_empty(data, gone))
        if len(gone) == before:
            break
    top = [path for path in gone if not any(path[:n] in gone for n in range(len(path)))]
    order = {path: n for n, path in enumerate(_every(data, ()))}
    top.sort(key=lambda path: order[path])
    own: Path = (section, key)
    uses = tuple(Use(path, _said(data, path)) for path in _told(data, gone, top) if path not in (own, own[:1]))
    return Removal(uses, tuple({"op": "remove", "path": [*path]} for path in reversed(_own_last(top, own))))


def _own_last(top: list[Path], own: Path) -> list[Path]:
    """Paths with what is taken out itself first; the edits go backwards, so that places in lists stay what they are."""
    return sorted(top, key=lambda path: path not in (own, own[:1]))


@dataclass(frozen=True)
class _Gone:
    """How what goes is named elsewhere: names of parties, steps and choices, of plans, and paths."""

    names: frozenset[str]
    plans: frozenset[str]
    paths: frozenset[str]

    @classmethod
    def of(cls, data: Mapping[str, Any], gone: set[Path]) -> _Gone:
        whole = [(str(path[0]), str(path[1])) for path in gone if len(path) == 2]
        names = {name for section, name in whole if section in ("parties", "steps", "choices")}
        parts = {f"{name}_{n}" for section, name in whole if section == "steps" for n in _parts(data, name)}
        plans = {name for section, name in whole if section == "plans"}
        return cls(frozenset(names | parts), frozenset(plans), frozenset(".".join(map(str, path)) for path in gone))

    def hits(self, text: str) -> bool:
        """Whether a text is one of the names, or a path of which one is a part, or that is one of the paths."""
        if text in self.names:
            return True
        parts = text.split(".")
        if len(parts) == 1:
            return False
        return bool(self.names & {*parts}) or any(".".join(parts[:n]) in self.paths for n in range(2, len(parts) + 1))


def _parts(data: Mapping[str, Any], name: str) -> range:
    """The numbers of the parts of a step that comes in parts."""
    entry = data["steps"].get(name)
    parts = entry.get("parts") if isinstance(entry, Mapping) else None
    return range(1, parts + 1) if isinstance(parts, int) and 0 < parts <= 1000 else range(0)


def _every(node: Any, path: Path) -> Iterator[Path]:
    """The paths of all values, in the order of the case."""
    yield path
    for name, value in _children(node):
        yield from _every(value, (*path, name))


def _children(node: Any) -> list[tuple[str | int, Any]]:
    if isinstance(node, Mapping):
        return [(name, value) for name, value in node.items()]
    return list(enumerate(node)) if isinstance(node, list) else []


def _naming(node: Any, path: Path, gone: _Gone) -> Iterator[Path]:
    """The paths of all that names what goes, but for its own entries."""
    if path and path[-1] in TEXTS and not _defines(path):
        return
    if isinstance(node, str):
        if _is_named(node, path, gone):
            yield path
        return
    for name, value in _children(node):
        here = (*path, name)
        if isinstance(name, str) and len(here) > 1 and not _defines(here) and gone.hits(name):
            yield here
        elif path and path[-1] == "because" and isinstance(value, Mapping):
            yield from ((*here, "for", *rest) for rest in _targets(value.get("for"), gone))
        else:
            yield from _naming(value, here, gone)


def _defines(path: Path) -> bool:
    """Whether a path is that of an entry of its own, whose key names nothing else."""
    return len(path) == 2 and path[0] in NOUNS


def _targets(what: Any, gone: _Gone) -> Iterator[Path]:
    """Of what a piece of evidence supports, that which goes."""
    if isinstance(what, str) and gone.hits(what):
        yield ()
    elif isinstance(what, list):
        yield from ((n,) for n, one in enumerate(what) if isinstance(one, str) and gone.hits(one))


def _is_named(text: str, path: Path, gone: _Gone) -> bool:
    if any(part in RULES for part in path):
        return bool(gone.names & {*_WORD.findall(text)})
    if len(path) == 5 and path[2] == "readings" and path[-1] == "plan":
        return text in gone.plans
    return gone.hits(text)


def _left_empty(data: Mapping[str, Any], gone: set[Path]) -> Iterator[Path]:
    """What says nothing any more once all of this is gone."""
    for path in _every(data, ()):
        node = _at(data, path)
        if not path or path in gone or any(path[:n] in gone for n in range(len(path))):
            continue
        children = _children(node)
        left = [name for name, _ in children if (*path, name) not in gone]
        if len(left) == len(children):
            continue
        empty = "prefer" not in path and (not left or len(left) < _fewest(path))
        without = any((*path, name) in gone for name in (*_needed(path), *(("for",) if _is_evidence(path) else ())))
        if empty or without:
            yield path


def _fewest(path: Path) -> int:
    if len(path) == 3 and path[0] == "together" and path[2] == "steps":
        return FEWEST["together"]
    if len(path) == 2 and path[0] == "choices":
        return FEWEST["choices"]
    if len(path) > 1 and path[-2] in ("before", "same_phase"):
        return FEWEST[str(path[-2])]
    return FEWEST["between"] if path[-1] == "between" else 1


def _needed(path: Path) -> tuple[str, ...]:
    if len(path) == 4 and path[2] == "readings":
        return ("held_by", "phases", "plan")
    return NEEDED.get(str(path[0]), ()) if len(path) == 2 else ()


def _is_evidence(path: Path) -> bool:
    return len(path) > 1 and path[-2] == "because"


def _at(node: Any, path: Path) -> Any:
    for part in path:
        node = node[part]
    return node


def _told(data: Mapping[str, Any], gone: set[Path], top: list[Path]) -> list[Path]:
    """The paths that are told: of an emptied section its entries, of emptied lists no more than the list."""
    found: list[Path] = []
    for path in top:
        if len(path) == 1 and path[0] in (*NOUNS, "rules", "history", "merge"):
            found += [(*path, name) for name, _ in _children(_at(data, path))]
        elif not (_is_evidence(path) or "because" in path):
            found.append(path)
    return found


def _said(data: Mapping[str, Any], path: Path) -> str:
    """What a path is, in words.

    >>> case = {"plans": {"first": {"title": "Alpha first", "phases": [["a"], ["b"]]}}}
    >>> _said(case, ("plans", "first")), _said(case, ("plans", "first", "phases", 1))
    ('the plan “Alpha first”, as a whole', 'the plan “Alpha first”: phase 2')
    """
    section = str(path[0])
    if section == "now":
        return "what is in force now"
    if section == "rules" and len(path) > 1:
        return f"the rule “{_at(data, path)}”"
    if section not in NOUNS or len(path) < 2:
        return f"`{'.'.join(map(str, path))}`"
    entry = _at(data, path[:2])
    title = (entry.get("title") or entry.get("name")) if isinstance(entry, Mapping) else None
    what = f"the {NOUNS[section]} “{title or path[1]}”"
    if len(path) == 2:
        return f"{what}, as a whole"
    key, *rest = path[2:]
    if key == "phases" and rest:
        return f"{what}: phase {int(rest[0]) + 1}"
    return f"{what}: {key if isinstance(key, str) else 'its steps'}"
