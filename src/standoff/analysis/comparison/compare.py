"""Question 6 for two cases: what they differ in, what each difference does to the plans, and what to talk about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from standoff.analysis.comparison.atoms import Atom, Group
from standoff.analysis.comparison.differences import atoms_of, groups_of
from standoff.analysis.comparison.outcomes import Outcomes, outcomes_of
from standoff.analysis.comparison.prepared import Prepared, prepared
from standoff.analysis.comparison.sides import Side, Tried, as_it_is, switched, without
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import UsageError
from standoff.results.records.comparison import (
    Averaged,
    Compared,
    Comparison,
    Difference,
    DifferenceKind,
    Fares,
    LeftOut,
    SideOfComparison,
    Switched,
)
from standoff.results.records.made import Made
from standoff.results.sentences import comparison as sentences
from standoff.results.sentences.comparison import MATTERS
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.matching.match import Match
    from standoff.case.model.model import Case

__all__ = ["DRAWS", "compare"]

DRAWS = 200
"""How often all ranges are drawn unless another number is asked for."""

METHOD = "each difference switched alone in both cases, and each step left out of both, on draws paired by path"


def compare(
    a: Case,
    b: Case,
    plan: str | None = None,
    *,
    match: Match | Mapping[str, Any] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    average: bool = False,
    said: tuple[str, str] = ("", ""),
    progress: Progress = silent,
    by: Workers = HERE,
) -> Comparison:
    """What changed? Two cases side by side: what they differ in, and which of it changes what becomes of the plans.

    plan: a plan or deal of either (else all whose key both have). match: what is called otherwise in the second, as in
    `match.yaml`: `{"parties": {"a": "x"}, "steps": {"oil": ["oil_first", "oil_second"]}}`. average: also the case whose
    ranges are as wide as both. said: what was put over each. A number has the same draws in both, by its path in the
    first (0: nothing is drawn). Raises UsageError, SizeError; CaseError where the match is none.

    >>> from standoff import example
    >>> compare(example(), example()).talk
    'There is nothing to talk about: A and B say the same of all that verdicts hang on.'
    """
    if draws < 0:
        raise UsageError(f"ranges cannot be drawn {draws} times; 0 draws nothing")
    made = prepared(a, b, _match(a, b, match), plan, progress)
    atoms = atoms_of(made.a, made.b, made.splits)
    groups = groups_of(made.a.case, made.b.case, atoms)
    tries = _tries(made, atoms, groups)
    outcomes: list[Outcomes] = []
    if not made.unassessed and made.only:
        outcomes = outcomes_of([one for one, _ in tries], draws, seed, by, lambda share: progress("switches", share))
    found = _told(made, atoms, groups, tries, outcomes)
    notes = (*made.notes, *_scales(a, b, made, atoms))
    talk = sentences.talk(found.plans, found.differences, made.unassessed)
    whole = replace(
        found,
        a=SideOfComparison("A", a.title, a.as_of.isoformat(), said[0]),
        b=SideOfComparison("B", b.title, b.as_of.isoformat(), said[1]),
        talk=talk,
        beside=sentences.beside(found.differences) if outcomes else "",
        unassessed=made.unassessed,
        notes=notes,
        made=Made(
            version=__version__,
            method=METHOD,
            exact=not draws,
            seed=seed,
            draws=draws if outcomes else 0,
            ordered=tuple(party for party in ordered_parties(a) if party in a.parties),
        ),
    )
    if not average:
        return whole
    return replace(whole, average=_averaged(a, b, match, made, draws, seed, by))


def _match(a: Case, b: Case, match: Match | Mapping[str, Any] | None) -> Match:
    from standoff.case.matching.match import BY_KEY, Match, same_things

    if match is None:
        return BY_KEY
    return match if isinstance(match, Match) else same_things(match, a, b)


# --------------------------------------------------------------------------------------------------- what is tried

_Try = tuple[Tried, Any]


def _tries(made: Prepared, atoms: Sequence[Atom], groups: Sequence[Group]) -> list[_Try]:
    """All that is tried, each with what it is: both as they are, both ways of each switch, both without a step."""
    a, b = made.a, made.b
    here, there = as_it_is(a), as_it_is(b)
    found: list[_Try] = [(here, "a"), (there, "b")]
    turned = [split.turned() for split in made.splits]
    bundles = [(n,) for n in range(len(atoms))] + [group.atoms for group in groups]
    for n, bundle in enumerate(bundles):
        switches = [atoms[k].switch for k in bundle]
        found.append((switched(a, b, switches, made.splits), ("a", n)))
        found.append((switched(b, a, [one.turned() for one in switches], turned), ("b", n)))
    for name, ours, theirs in _steps_left_out(made, here, there):
        found.append((without(here, ours), ("without a", name)))
        found.append((without(there, theirs), ("without b", name)))
    return found


def _steps_left_out(made: Prepared, a: Tried, b: Tried) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each step of the plans of either, by its name in the first case, and the steps of each side that it is."""
    used = {name for side in (a, b) for plan in side.plans.values() for name in plan.steps}
    split = {name: one for one in made.splits for name in (*one.wholes_a, *one.wholes_b)}
    done: set[str] = set()
    for case in (made.a.case, made.b.case):
        for name in case.steps:
            one = split.get(name)
            ours, theirs = (one.a, one.b) if one is not None else (_parts(made.a, name), _parts(made.b, name))
            if name in done or not used & {*ours, *theirs}:
                continue
            done.update((one.wholes_a + one.wholes_b) if one is not None else (name,))
            yield name, ours, theirs


def _parts(side: Side, name: str) -> tuple[str, ...]:
    from standoff.case.model.parts import parts_named

    return parts_named(side.case, name)


# --------------------------------------------------------------------------------------------------- what it comes to


def _told(
    made: Prepared, atoms: Sequence[Atom], groups: Sequence[Group], tries: Sequence[_Try], outcomes: Sequence[Outcomes]
) -> Comparison:
    """What was found, without the words."""
    by_what = {what: one for (_, what), one in zip(tries, outcomes, strict=bool(outcomes))} if outcomes else {}
    base_a, base_b = by_what.get("a", {}), by_what.get("b", {})
    labels = list(made.only) if outcomes else []

    def effects(first: Any, second: Any) -> tuple[Switched, ...]:
        if not outcomes:
            return ()
        return tuple(Switched(label, by_what[first][label], by_what[second][label]) for label in labels)

    differences = [_difference(atom, effects(("a", n), ("b", n)), base_a, base_b) for n, atom in enumerate(atoms)] + [
        _grouped(group, atoms, effects(("a", len(atoms) + n), ("b", len(atoms) + n)), base_a, base_b)
        for n, group in enumerate(groups)
    ]
    plans = []
    for label in labels:
        ours, theirs = base_a[label], base_b[label]
        title = (made.a.orders if made.only[label] != "b" else made.b.orders)[label].title
        plans.append(_compared(label, title, made.only[label], ours, theirs, differences, groups, len(atoms)))
    narrow = [one for one, group in zip(differences[len(atoms) :], groups, strict=True) if not group.wide]
    left_out = [
        LeftOut(name, *_called(made, name), effects(("without a", name), ("without b", name)))
        for _, what in tries
        if isinstance(what, tuple) and what[0] == "without a" and outcomes
        for name in [what[1]]
    ]
    nobody = SideOfComparison("", "", "")
    return Comparison(
        a=nobody,
        b=nobody,
        talk="",
        beside="",
        plans=tuple(plans),
        differences=tuple(sorted([*differences[: len(atoms)], *narrow], key=_weight)),
        left_out=tuple(sorted(left_out, key=lambda one: _weight_of(one.effects, base_a, base_b))),
        unassessed="",
        notes=(),
        made=Made("", "", False),
    )


def _called(made: Prepared, name: str) -> tuple[str, str]:
    """What a step is called, at length and in short."""
    step = {**made.b.case.steps, **made.a.case.steps}[name]
    return step.name, step.in_short


def _difference(atom: Atom, effects: tuple[Switched, ...], a: Outcomes, b: Outcomes) -> Difference:
    turns, moves = _effect(effects, a, b)
    return Difference(
        atom.kind, atom.path, atom.label, atom.short, *atom.says, True, atom.overlap, turns, moves, effects
    )


def _grouped(
    group: Group, atoms: Sequence[Atom], effects: tuple[Switched, ...], a: Outcomes, b: Outcomes
) -> Difference:
    turns, moves = _effect(effects, a, b)
    kind: DifferenceKind = "groups"
    members = tuple(atoms[n].path for n in group.atoms)
    texts = (f"{len(members)} values", f"{len(members)} values")
    return Difference(kind, "", group.label, group.short, *texts, False, None, turns, moves, effects, members)


def _effect(effects: Sequence[Switched], a: Outcomes, b: Outcomes) -> tuple[int, float | None]:
    """How many verdicts are turned, and the largest change of a share of draws."""
    pairs = [pair for one in effects for pair in ((a[one.plan], one.a), (b[one.plan], one.b))]
    turns = sum(before.verdict != after.verdict for before, after in pairs)
    moved = [abs((y.holds or 0.0) - (x.holds or 0.0)) for x, y in pairs if x.holds is not None or y.holds is not None]
    return turns, max(moved, default=None)


def _weight(one: Difference) -> tuple[Any, ...]:
    order = sentences.KINDS.index(one.kind)
    return -one.turns, -round(one.moves or 0.0, 9), order, not one.single


def _weight_of(effects: Sequence[Switched], a: Outcomes, b: Outcomes) -> tuple[int, float]:
    turns, moves = _effect(effects, a, b)
    return -turns, -round(moves or 0.0, 9)


def _compared(
    label: str,
    title: str,
    only: Any,
    a: Fares,
    b: Fares,
    differences: Sequence[Difference],
    groups: Sequence[Group],
    singles: int,
) -> Compared:
    """A plan in both, and whether single switches in A add up to what all of them do, which is B."""
    alone = [next(e.a for e in one.effects if e.plan == label) for one in differences]
    turned = a.verdict == b.verdict or any(one.verdict == b.verdict for one in alone[:singles])
    summed, adds_up = None, turned
    if a.holds is not None and b.holds is not None:
        summed = sum((one.holds or 0.0) - a.holds for one in alone[:singles])
        adds_up = turned and abs(summed - (b.holds - a.holds)) < MATTERS
    enough = ""
    if not adds_up and not _alike(a, b):
        fits = [n for n, one in enumerate(alone[singles:]) if _alike(one, b) and not _alike(one, a)]
        smallest = min(fits, key=lambda n: (len(groups[n].atoms), n), default=None)
        enough = "" if smallest is None else groups[smallest].label
    return Compared(label, title, a, b, only, summed, adds_up, enough)


def _alike(one: Fares, other: Fares) -> bool:
    return one.verdict == other.verdict and abs((one.holds or 0.0) - (other.holds or 0.0)) < MATTERS


def _scales(a: Case, b: Case, made: Prepared, atoms: Sequence[Atom]) -> Iterator[str]:
    """That points can be compared only if they mean the same, of parties for which they may not."""
    worths = {atom.party for atom in atoms}
    for party in made.a.case.parties if atoms else ():
        if party not in made.b.case.parties:
            continue
        one, other = made.a.case.parties[party], made.b.case.parties[party]
        if _plain(one.scale) != _plain(other.scale) or (party in worths and not one.scale):
            yield sentences.scales(one.name, one.scale, other.scale)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _averaged(
    a: Case, b: Case, match: Match | Mapping[str, Any] | None, made: Prepared, draws: int, seed: int, by: Workers
) -> Averaged:
    """What becomes of the plans in the case whose ranges are as wide as both."""
    from standoff.analysis.comparison.average import average
    from standoff.results.records.comparison import AveragedPlan

    found = average(a, b, match=_match(a, b, match))
    plans: tuple[AveragedPlan, ...] = ()
    if not made.unassessed and made.only:
        tried = found.tried(made.a)
        outcomes = outcomes_of([tried], draws, seed, by, lambda share: None)[0]
        plans = tuple(AveragedPlan(label, made.a.orders[label].title, outcomes[label]) for label in made.only)
    return Averaged(found.widened, found.kept, plans)
