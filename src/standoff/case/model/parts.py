"""Steps in equal parts: what a case says of the whole is said of each part, and written as of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from standoff.case.model.claim import Claim
from standoff.case.model.forms import SHORTEST
from standoff.case.model.model import Case, Change, Deal, Part, Plan, Step, Together
from standoff.case.model.preferences import Preference, Ranking, Readings, Statements
from standoff.case.model.readings import Reading
from standoff.case.model.rules import Expression, Rule

__all__ = ["as_written", "in_parts", "part_names", "parts_named", "whole_named", "with_earlier_parts", "written_place"]

Parts = Mapping[str, tuple[str, ...]]
"""The names of the parts of each step that has some, in their order."""

Said = TypeVar("Said", bound=Claim)


def part_names(case: Case) -> dict[str, tuple[str, ...]]:
    """The names of the parts of each step that comes in parts, whether the case still has the whole or not.

    >>> from standoff.case.load import loads
    >>> case = loads(
    ...     "{format: 1, title: Oil, as_of: 2026-11-02, parties: {a: {horizon: 4 years}}, "
    ...     "steps: {oil: {by: a, parts: 3, worth: {a: -3}}}}"
    ... )
    >>> part_names(case), [step.name for step in case.steps.values()]
    ({'oil': ('oil_1', 'oil_2', 'oil_3')}, ['Oil (1 of 3)', 'Oil (2 of 3)', 'Oil (3 of 3)'])
    """
    return {
        name: tuple(f"{name}_{number}" for number in range(1, step.parts + 1))
        for name, step in case.wholes().items()
        if step.parts is not None
    }


def parts_named(case: Case, name: str) -> tuple[str, ...]:
    """The parts that the name of a step stands for: all of one that comes in parts, of any other the step itself."""
    return part_names(case).get(name, (name,))


def whole_named(case: Case, name: str) -> str:
    """The name under which the file has a step: of a part that of the whole."""
    step = case.steps.get(name)
    return step.whole if isinstance(step, Part) else name


def with_earlier_parts(case: Case, names: Iterable[str]) -> set[str]:
    """Some steps, and of each part among them those that come before it."""
    found = set(names)
    for name in tuple(found):
        step = case.steps.get(name)
        if isinstance(step, Part):
            found.update(f"{step.whole}_{number}" for number in range(1, step.number))
    return found


# ------------------------------------------------------------------------------------ from the whole to parts


def in_parts(case: Case) -> Case:
    """The case with the parts of each step that has some in its place; as it is where none has.

    A rule that names the whole speaks of its last part, before which all others are in force; where steps are listed,
    its name stands for all parts.
    """
    parts = {} if any(isinstance(step, Part) for step in case.steps.values()) else part_names(case)
    if not parts:
        return case
    last = {whole: names[-1] for whole, names in parts.items()}

    def ends(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(last.get(name, name) for name in names))

    def lists(claim: Said, *keys: str) -> dict[str, Any]:
        found = {key: getattr(claim, key) for key in keys}
        return {key: names if names is None else _all(parts, names) for key, names in found.items()}

    def together(entry: Together) -> Together:
        return entry.model_copy(update=lists(entry, "steps"))

    def readings(claim: Deal | Plan) -> dict[str, Reading]:
        return {
            name: one.model_copy(update={"phases": tuple(_all(parts, phase) for phase in one.phases)})
            for name, one in claim.readings.items()
        }

    def deal(claim: Deal) -> Deal:
        pairs = tuple((last.get(a, a), parts.get(b, (b,))[0]) for a, b in claim.before)
        groups = tuple(_all(parts, group) for group in claim.same_phase)
        named = lists(claim, "steps", "keeps", "first", "last")
        update = {**named, "before": pairs, "same_phase": groups, "readings": readings(claim)}
        return claim.model_copy(update=update)

    def plan(claim: Plan) -> Plan:
        phases = tuple(_all(parts, phase) for phase in claim.phases)
        return claim.model_copy(update={**lists(claim, "keeps"), "phases": phases, "readings": readings(claim)})

    def change(claim: Change) -> Change:
        return claim.model_copy(update=lists(claim, "added", "without"))

    return case.model_copy(
        update={
            "steps": dict(_steps(case, parts, ends)),
            "together": {name: together(entry) for name, entry in case.together.items()},
            "now": _all(parts, case.now),
            "rules": tuple(_rule(rule, last) for rule in case.rules),
            "merge": tuple(_rule(rule, last) for rule in case.merge),
            "choices": {name: ends(members) for name, members in case.choices.items()},
            "prefer": {party: _preference(one, parts) for party, one in case.prefer.items()},
            "deals": {name: deal(one) for name, one in case.deals.items()},
            "plans": {name: plan(one) for name, one in case.plans.items()},
            "history": tuple(entry.model_copy(update={"now": change(entry.now)}) for entry in case.history),
        }
    )


def _steps(case: Case, parts: Parts, ends: Any) -> Iterator[tuple[str, Step]]:
    """All steps in the order of the file, parts after one another."""
    for name, step in case.steps.items():
        before = ends(step.requires)
        if name not in parts:
            yield name, step if before == step.requires else step.model_copy(update={"requires": before})
        for number, part in enumerate(parts.get(name, ()), start=1):
            yield part, _part(name, step, number, before)


def _part(name: str, step: Step, number: int, before: tuple[str, ...]) -> Part:
    of = f" ({number} of {step.parts})"
    short = step.short and f"{step.short[: SHORTEST - len(of)].rstrip()}{of}"
    said = {key: getattr(step, key) for key in Step.model_fields}
    said |= {"name": step.name + of, "short": short}
    said |= {"requires": (*before, f"{name}_{number - 1}") if number > 1 else before}
    whole = {"whole": name, "number": number, "whole_name": step.name, "whole_short": step.short}
    return Part.model_construct(step.model_fields_set, **said, **whole)


def _all(parts: Parts, names: Iterable[str]) -> tuple[str, ...]:
    """The same list, with all parts in the place of a whole."""
    return tuple(part for name in names for part in parts.get(name, (name,)))


def _rule(rule: Rule, last: Mapping[str, str]) -> Rule:
    """A rule that reads as before, and speaks of last parts."""
    return Rule(rule.text, _meant(rule.expression, last))


def _meant(expression: Expression, last: Mapping[str, str]) -> Expression:
    kind, *rest = expression
    if kind == "step":
        return kind, last.get(rest[0], rest[0])
    return kind, *(_meant(part, last) for part in rest)


def _preference(one: Preference, parts: Parts) -> Preference:
    if isinstance(one, Readings):
        return one.model_copy(update={"either": tuple(_preference(reading, parts) for reading in one.either)})
    if isinstance(one, Ranking):
        levels = tuple(tuple(frozenset(_all(parts, state)) for state in level) for level in one.levels)
        return one.model_copy(update={"levels": levels})
    if isinstance(one, Statements):
        last = {whole: names[-1] for whole, names in parts.items()}
        return one.model_copy(update={"statements": tuple(_rule(rule, last) for rule in one.statements)})
    return one


def written_place(case: Case, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """The path in a case as the file has it of something in the same case in parts."""
    parts = part_names(case)
    whole = {part: name for name, names in parts.items() for part in names}
    found: list[Any] = list(path)
    if path[:1] == ("steps",) and len(path) > 1:
        found[1] = whole.get(path[1], path[1])
        if path[2:3] == ("requires",) and len(path) > 3:  # a part requires one more: the part before it
            found[3:] = [path[3]] if path[3] < len(case.steps[found[1]].requires) else []
        return tuple(found)
    for n, part in enumerate(path):
        names = _listed(case, path[:n]) if isinstance(part, int) else None
        if names is not None:
            found[n] = _place_of(parts, names, part)
    return tuple(found)


_LISTS = {"deals": ("steps", "keeps", "first", "last"), "plans": ("keeps",), "together": ("steps",)}


def _listed(case: Case, path: tuple[Any, ...]) -> Sequence[str] | None:
    """The names in the list at a path, where it is one in which a whole stands for its parts."""
    if path == ("now",):
        return case.now
    if len(path) < 3:
        return None
    kind, name, key, *rest = path
    claim = getattr(case, kind).get(name) if kind in _LISTS else None
    if claim is not None and key in _LISTS[kind] and not rest:
        return tuple(getattr(claim, key) or ())
    if claim is not None and key in ("phases", "same_phase") and len(rest) == 1:
        names: Sequence[str] = getattr(claim, key)[rest[0]]
        return names
    if claim is not None and key == "readings" and len(rest) == 3:
        read: Sequence[str] = claim.readings[rest[0]].phases[rest[2]]
        return read
    if kind == "history" and key == "now" and len(rest) == 1:
        change: Change = case.history[name].now
        return change.added if rest[0] == "with" else change.without
    return None


def _place_of(parts: Parts, names: Sequence[str], place: int) -> int:
    """Where in a list stands what is at a place of the same list in parts."""
    for n, name in enumerate(names):
        place -= len(parts.get(name, (name,)))
        if place < 0:
            return n
    return place


# ------------------------------------------------------------------------------------ and back, to be written


def as_written(case: Case) -> Case:
    """The case as the file has it: wholes in the place of their parts, wherever all of them are named in a row."""
    parts = part_names(case)
    if not any(isinstance(step, Part) for step in case.steps.values()):
        return case
    last = {names[-1]: whole for whole, names in parts.items()}

    def wholes(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if names is None else _gathered(parts, names)

    def lists(claim: Said, *keys: str) -> Said:
        return claim.model_copy(update={key: wholes(getattr(claim, key)) for key in keys})

    def readings(claim: Deal | Plan) -> dict[str, Reading]:
        return {
            name: one.model_copy(update={"phases": tuple(wholes(phase) for phase in one.phases)})
            for name, one in claim.readings.items()
        }

    def deal(claim: Deal) -> Deal:
        groups = tuple(wholes(group) for group in claim.same_phase)
        return lists(claim, "steps", "keeps", "first", "last").model_copy(
            update={"same_phase": groups, "readings": readings(claim)}
        )

    def plan(claim: Plan) -> Plan:
        phases = tuple(wholes(phase) for phase in claim.phases)
        return lists(claim, "keeps").model_copy(update={"phases": phases, "readings": readings(claim)})

    return case.model_copy(
        update={
            "steps": {
                step.whole if isinstance(step, Part) else name: _written(step, last)
                for name, step in case.steps.items()
                if not isinstance(step, Part) or step.number == 1
            },
            "together": {name: lists(entry, "steps") for name, entry in case.together.items()},
            "now": wholes(case.now),
            "choices": {name: tuple(last.get(one, one) for one in members) for name, members in case.choices.items()},
            "deals": {name: deal(one) for name, one in case.deals.items()},
            "plans": {name: plan(one) for name, one in case.plans.items()},
            "history": tuple(
                entry.model_copy(update={"now": lists(entry.now, "added", "without")}) for entry in case.history
            ),
        }
    )


def _written(step: Step, last: Mapping[str, str]) -> Step:
    said = {key: getattr(step, key) for key in Step.model_fields}
    said["requires"] = tuple(last.get(name, name) for name in step.requires)
    if isinstance(step, Part):
        said |= {"name": step.whole_name, "short": step.whole_short}
    return Step.model_construct(step.model_fields_set, **said)


def _gathered(parts: Parts, names: Sequence[str]) -> tuple[str, ...]:
    """A list in which the name of a whole stands wherever all its parts come one after the other."""
    first = {own[0]: whole for whole, own in parts.items()}
    found, n = [], 0
    while n < len(names):
        whole = first.get(names[n], "")
        own = parts.get(whole, ())
        if whole and tuple(names[n : n + len(own)]) == own:
            found.append(whole)
            n += len(own)
        else:
            found.append(names[n])
            n += 1
    return tuple(found)
