"""What matches what in two cases: `match.yaml` beside the first, read with places, and whether it is a match at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.reading.nodes import parse
from standoff.case.reading.source import KeyPath, Source, UnreadableError, inside, read_text
from standoff.errors import CaseError, Problem, UsageError, did_you_mean

__all__ = ["BY_KEY", "FILE", "KINDS", "Match", "match_beside", "match_between", "read_match", "same_things"]

FILE = "match.yaml"
"""What the file is called that lies beside a case."""

KINDS = ("parties", "steps", "plans", "deals")
"""What can be matched. A step can be several steps of the other case; everything else is one."""

_FORM = "write, for example, `steps: {oil: [oil_first, oil_second]}`, the first case's name before the colon"


@dataclass(frozen=True)
class Match:
    """What of the first case is called otherwise in the second: names of the second by kind and name of the first.

    turned: it was written for the two cases the other way round.
    """

    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    turned: bool = False


BY_KEY = Match()
"""What has the same key is the same, and nothing else is."""


def match_beside(folder: Path | None) -> Path | None:
    """The file of a match beside a case, if there is one; UnreadableError where it leads out of the folder."""
    file = None if folder is None else folder / FILE
    if file is None or folder is None or not os.path.lexists(file):
        return None
    if not inside(file, folder):
        raise UnreadableError(FILE, "this is a link to a file outside the case folder", "put the file itself here")
    return file


def match_between(first: Path, second: Path) -> tuple[Path, bool] | None:
    """The match of two case folders: beside the first, or beside the second, which is read the other way round (True).

    None where there is none, or where both are the same folder.
    """
    if first.resolve() == second.resolve():
        return None
    for home, turned in ((first, False), (second, True)):
        found = match_beside(home)
        if found is not None:
            return found, turned
    return None


def read_match(file: Path, first: Case, second: Case, turned: bool = False) -> Match:
    """The match in a file; raises CaseError with every problem at its place.

    turned: the file is one of the second case, so that its own names stand before the colons.
    """
    source = parse(shown(file.name)[1:-1], _text_of(file), "a match")
    cases = (second, first) if turned else (first, second)
    problems = [*source.problems, *_problems(source, *cases)]
    if problems:
        raise CaseError(problems)
    return Match({kind: dict(_entries(source.data.get(kind) or {})) for kind in KINDS}, turned)


def _text_of(file: Path) -> str:
    if not file.exists():
        raise UsageError(f"there is no file {shown(file)}; {_FORM} and so on in a file, and name it")
    return read_text(file, hint="a match is a text file in YAML")


def same_things(data: Mapping[str, Any], first: Case, second: Case) -> Match:
    """A match from plain data, as `match.yaml` holds it; raises CaseError for what is no match.

    >>> from standoff import example
    >>> same_things({"parties": {"alpha": "alpha"}}, example(), example()).names["parties"]
    {'alpha': ('alpha',)}
    """
    source = Source(FILE, "", [], data=dict(data))
    problems = list(_problems(source, first, second))
    if problems:
        raise CaseError(problems)
    return Match({kind: dict(_entries(data.get(kind) or {})) for kind in KINDS})


def _entries(entries: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((str(name), _names(value)) for name, value in entries.items())


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


# ------------------------------------------------------------------------------------------------------ what is wrong


def _known(case: Case, kind: str) -> tuple[str, ...]:
    return tuple(case.wholes() if kind == "steps" else getattr(case, kind))


def _problems(source: Source, first: Case, second: Case) -> Iterator[Problem]:
    data = source.data
    if not isinstance(data, Mapping):
        yield source.problem((), "a match is a group of keys", _FORM)
        return
    for kind, entries in data.items():
        if kind not in KINDS:
            yield source.problem(
                (kind,), f"nothing is matched under {shown(kind)}", did_you_mean(str(kind), KINDS), key=True
            )
        elif entries is not None and not isinstance(entries, Mapping):
            yield source.problem((kind,), "names with names belong here", _FORM)
        elif entries:
            yield from _of_a_kind(source, kind, entries, _known(first, kind), _known(second, kind))


def _of_a_kind(
    source: Source, kind: str, entries: Mapping[Any, Any], here: tuple[str, ...], there: tuple[str, ...]
) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    sound: dict[str, tuple[str, ...]] = {}
    one = {"parties": "party", "steps": "step", "plans": "plan", "deals": "deal"}[kind]
    for name, value in entries.items():
        wrong = list(_in_an_entry(source, (kind, name), one, name, value, here, there))
        yield from wrong
        if wrong:
            continue
        sound[name] = _names(value)
        places: list[KeyPath] = (
            [(kind, name)] if isinstance(value, str) else [(kind, name, n) for n in range(len(value))]
        )
        for place, other in zip(places, sound[name], strict=True):
            if other in taken:
                hint = "keep one of the two" if taken[other] != name else "name it once"
                what = f"{shown(other)} is matched with {shown(taken[other])} already"
                yield source.problem(place, what, hint)
            taken.setdefault(other, name)
    yield from _circles(source, kind, sound, here, there)


def _in_an_entry(
    source: Source, place: KeyPath, one: str, name: Any, value: Any, here: tuple[str, ...], there: tuple[str, ...]
) -> Iterator[Problem]:
    if name not in here:
        hint = did_you_mean(str(name), here)
        turned = "; the two may stand the wrong way round" if name in there else ""
        yield source.problem(place, f"the first case has no {one} {shown(name)}", f"{hint}{turned}", key=True)
    if isinstance(value, str):
        others: list[tuple[KeyPath, Any]] = [(place, value)]
    elif isinstance(value, (list, tuple)) and value:
        others = [((*place, n), other) for n, other in enumerate(value)]
    else:
        yield source.problem(place, "a name of the second case belongs here, or a list of steps", _FORM)
        return
    if len(others) > 1 and one != "step":
        yield source.problem(place, f"a {one} is one of the other case, not {len(others)}", "keep one of them")
    for at, other in others:
        if not isinstance(other, str):
            yield source.problem(at, "a name of the second case belongs here", _FORM)
        elif other not in there:
            yield source.problem(at, f"the second case has no {one} {shown(other)}", did_you_mean(other, there))


def _circles(
    source: Source, kind: str, sound: Mapping[str, tuple[str, ...]], here: tuple[str, ...], there: tuple[str, ...]
) -> Iterator[Problem]:
    """Names that both cases have, and that are matched crosswise: who wrote so hardly meant it."""
    crosswise = {
        name: others[0]
        for name, others in sound.items()
        if len(others) == 1 and others[0] != name and name in there and others[0] in here
    }
    done: set[str] = set()
    for start in crosswise:
        path = [start]
        while (following := crosswise.get(path[-1])) is not None and following not in path and following not in done:
            path.append(following)
        if crosswise.get(path[-1]) == start and start not in done:
            done.update(path)
            told = " → ".join(f"`{name}`" for name in (*path, start))
            hint = "both cases have these names; leave them out, or rename them in one case if they are swapped there"
            yield source.problem((kind, start), f"this goes round in a circle: {told}", hint, key=True)
