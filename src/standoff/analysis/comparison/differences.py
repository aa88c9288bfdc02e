"""What two sides of a comparison differ in: steps, order of phases, meaning of times, groups of numbers, single numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isinf
from typing import TYPE_CHECKING, Any

from standoff.analysis.comparison.places import text_of, worth_of
from standoff.analysis.comparison.sides import ABSENT, Change, Side, Split, Switch, switched
from standoff.analysis.sureness.flips import label_of
from standoff.results.records.comparison import DifferenceKind
from standoff.results.sentences import comparison as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Step
    from standoff.case.model.values import Quantity

__all__ = ["Atom", "Group", "atoms_of", "groups_of", "overlap"]

Names = Mapping[str, str]


@dataclass(frozen=True)
class Atom:
    """One difference: what it is, its path (or ""), what each side says, how much ranges overlap, and its switch."""

    kind: DifferenceKind
    path: str
    label: str
    a: str
    b: str
    switch: Switch
    overlap: float | None = None

    @property
    def party(self) -> str:
        """Whose worth it is, if it is one."""
        parts = self.path.split(".")
        if parts[0] in ("order", "prefer"):
            return parts[1]
        return parts[3] if self.kind == "numbers" and len(parts) > 3 and parts[2] == "worth" else ""


@dataclass(frozen=True)
class Group:
    """Several differences that are switched at once. wide: all of a kind, which no one would talk about as one thing."""

    label: str
    atoms: tuple[int, ...]
    wide: bool = False


def overlap(one: Quantity, other: Quantity) -> float:
    """How much of two ranges together they share, from 0 to 1; below 0, which part of it lies between them.

    Two points are -1: all that they span lies between them.

    >>> from standoff.case.model.values import Quantity
    >>> overlap(Quantity.between(1, 3), Quantity.between(2, 5)), overlap(Quantity.between(1, 2), Quantity.between(4, 5))
    (0.25, -0.5)
    """
    if isinf(one.high) or isinf(other.high):
        return 1.0 if one == other else -1.0
    across = max(one.high, other.high) - min(one.low, other.low)
    return (min(one.high, other.high) - max(one.low, other.low)) / across if across > 0 else 1.0


def atoms_of(a: Side, b: Side, splits: Sequence[Split]) -> tuple[Atom, ...]:
    """All single differences, in the order in which they are looked for."""
    structural = [*_parties(a, b), *_steps(a, b, splits)]
    common = _Common(a, b, splits)
    found = [*structural, *_rules(a, b), *_meanings(a, b, common), *_numbers(a, b, common)]
    found = _attached(a, b, common, found)
    if _now_differs(a, b, splits):
        found.append(_now(a, b))
    found += _plans(a, b, found, splits)
    return tuple(sorted(found, key=lambda atom: sentences.KINDS.index(atom.kind)))


# ------------------------------------------------------------------------------------------------ parties and steps


class _Common:
    """What both sides have, by name."""

    def __init__(self, a: Side, b: Side, splits: Sequence[Split]) -> None:
        self.called = {**_called(b.case), **_called(a.case)}
        self.parties = [name for name in a.case.parties if name in b.case.parties]
        self.steps = [name for name in a.case.steps if name in b.case.steps]
        self.split = {name: split.wholes_a for split in splits for name in (*split.wholes_a, *split.wholes_b)}

    def of(self, names: Sequence[str]) -> frozenset[object]:
        """Those of some names that both sides have, what is the same thing by one name."""
        return frozenset(
            self.split.get(name, name) for name in names if name in self.split or name in self.steps or name in self.parties
        )

    def only(self, names: Sequence[str]) -> set[str]:
        """Those that one side alone has."""
        return {name for name in names if not self.of([name])}


def _called(case: Case) -> dict[str, str]:
    return {name: one.name for claims in (case.parties, case.steps, case.together) for name, one in claims.items()}


def _parties(a: Side, b: Side) -> Iterator[Atom]:
    for own, other, turned in ((a, b, False), (b, a, True)):
        for name, party in own.case.parties.items():
            if name in other.case.parties:
                continue
            changes = [Change(("parties", name), party, ABSENT)]
            for step, one in own.case.steps.items():
                if set(one.by) <= set(own.case.parties) - set(other.case.parties):
                    changes.append(Change(("steps", step), one, ABSENT))
                elif name in one.worth and step in other.case.steps:
                    changes.append(Change(("steps", step, "worth", name), one.worth[name], ABSENT))
            for label, entry in own.case.together.items():
                if name in entry.worth and label in other.case.together:
                    changes.append(Change(("together", label, "worth", name), entry.worth[name], ABSENT))
            for kind in ("sincerity", "order", "prefer"):
                if name in getattr(own.case, kind):
                    changes.append(Change((kind, name), getattr(own.case, kind)[name], ABSENT))
            there = (sentences.THERE, sentences.NOT_THERE)
            switch = Switch(tuple(changes))
            texts = there[::-1] if turned else there
            label = sentences.party(party.name)
            yield Atom("steps", f"parties.{name}", label, *texts, switch.turned() if turned else switch)


def _steps(a: Side, b: Side, splits: Sequence[Split]) -> Iterator[Atom]:
    split_a = {name for split in splits for name in split.wholes_a}
    split_b = {name for split in splits for name in split.wholes_b}
    for own, other, gone, turned in ((a, b, split_a, False), (b, a, split_b, True)):
        alone = set(own.case.parties) - set(other.case.parties)
        for name, step in own.case.steps.items():
            if name in other.case.steps or name in gone or set(step.by) <= alone:
                continue
            switch = Switch((Change(("steps", name), step, ABSENT),))
            texts = (sentences.NOT_THERE, sentences.THERE) if turned else (sentences.THERE, sentences.NOT_THERE)
            yield Atom("steps", f"steps.{name}", sentences.step(step.name), *texts, switch.turned() if turned else switch)
    for split in splits:
        yield _split(a.case, b.case, split)


def _split(a: Case, b: Case, split: Split) -> Atom:
    """One step that is several for the other, or that comes in other parts."""
    if split.wholes_a == split.wholes_b:
        name = split.wholes_a[0]
        step, other = a.steps[name], b.steps[name]
        switch = Switch((Change(("steps", name, "parts"), step.parts, other.parts),), split=split)
        texts = (sentences.parts(step.parts), sentences.parts(other.parts))
        return Atom("steps", f"steps.{name}.parts", sentences.in_parts(step.name), *texts, switch)
    changes = [Change(("steps", name), a.steps[name], ABSENT) for name in split.wholes_a]
    changes += [Change(("steps", name), ABSENT, b.steps[name]) for name in split.wholes_b]
    named_a, named_b = ([case.steps[name].name for name in names] for case, names in ((a, split.wholes_a), (b, split.wholes_b)))
    label = sentences.step((named_a if len(named_a) == 1 else named_b)[0])
    path = f"steps.{(split.wholes_a if len(named_a) == 1 else split.wholes_b)[0]}"
    return Atom("steps", path, label, sentences.as_steps(named_a), sentences.as_steps(named_b), Switch(tuple(changes), split=split))


def _rules(a: Side, b: Side) -> Iterator[Atom]:
    """What can be in force together: it changes no plan that is given, and which plans are found for a deal."""
    changes = []
    said: tuple[list[str], list[str]] = ([], [])
    for key in ("rules", "choices"):
        one, other = getattr(a.case, key), getattr(b.case, key)
        if one == other:
            continue
        changes.append(Change((key,), one, other))
        for mine, theirs, texts in ((one, other, said[0]), (other, one, said[1])):
            entries = [str(rule) for rule in mine if rule not in theirs] if key == "rules" else [
                f"{name}: {', '.join(members)}" for name, members in mine.items() if theirs.get(name) != members
            ]
            texts += entries
    if changes:
        texts = ["; ".join(one) or sentences.NOTHING for one in said]
        yield Atom("steps", "rules", sentences.RULES, *texts, Switch(tuple(changes)))


# ------------------------------------------------------------------------------------------------ what times mean

_FLAGS = ("automatic", "ends_with_breakdown", "ends", "until", "not_before")


def _meanings(a: Side, b: Side, common: _Common) -> Iterator[Atom]:
    for name in common.steps:
        one, other = a.case.steps[name], b.case.steps[name]
        title = one.name
        for key in _FLAGS:
            mine, theirs = getattr(one, key), getattr(other, key)
            if mine != theirs and not (key == "until" and _is_quantity(mine) and _is_quantity(theirs)):
                switch = Switch((Change(("steps", name, key), mine, theirs),))
                texts = (text_of(key, mine), text_of(key, theirs))
                yield Atom("times", f"steps.{name}.{key}", sentences.meaning(key, title), *texts, switch)
        for key in ("requires", "by"):
            mine, theirs = getattr(one, key), getattr(other, key)
            if common.of(mine) != common.of(theirs):
                switch = Switch((Change(("steps", name, key), mine, theirs),))
                texts = tuple(_named(common.called, names) for names in (mine, theirs))
                yield Atom("times", f"steps.{name}.{key}", sentences.meaning(key, title), *texts, switch)
        if _otherwise_seen(one, other, common):
            switch = Switch((Change(("steps", name, "seen"), one.seen, other.seen),))
            texts = tuple(_seen(common.called, step) for step in (one, other))
            yield Atom("times", f"steps.{name}.seen", sentences.meaning("seen", title), *texts, switch)
    if a.case.as_of != b.case.as_of and (_dated(a.case) or _dated(b.case)):
        switch = Switch((Change(("as_of",), a.case.as_of, b.case.as_of),))
        yield Atom("times", "as_of", sentences.DAY, a.case.as_of.isoformat(), b.case.as_of.isoformat(), switch)


def _otherwise_seen(one: Step, other: Step, common: _Common) -> bool:
    """Whether what shortens the time until a breach is seen is another, apart from what one side alone has."""
    plain, plain_b = _is_quantity(one.seen), _is_quantity(other.seen)
    if common.of(tuple(one.seen_with)) != common.of(tuple(other.seen_with)):
        return True
    alone = common.only((*one.seen_with, *other.seen_with))
    return plain is not plain_b and not (alone and one.seen_normally == other.seen_normally)


def _is_quantity(value: Any) -> bool:
    return hasattr(value, "shape")


def _dated(case: Case) -> bool:
    """Whether anything in a case is told by a date."""
    return any(step.not_before or (step.until and not _is_quantity(step.until)) for step in case.steps.values())


def _named(called: Names, names: Sequence[str]) -> str:
    return ", ".join(called.get(name, name) for name in names) or sentences.NOTHING


def _seen(called: Names, step: Any) -> str:
    with_ = "".join(f", {text_of('seen', time)} with {called.get(name, name)}" for name, time in step.seen_with.items())
    return f"{text_of('seen', step.seen_normally)}{with_}"


# ------------------------------------------------------------------------------------------------------- numbers

_IN_GROUPS = ("horizon", "walkout_cost")
"""Numbers of which each is a group of its own: a party has one of each."""


def _numbers(a: Side, b: Side, common: _Common) -> Iterator[Atom]:
    ours, theirs = ({".".join(path): q for path, q in side.case.quantities()} for side in (a, b))
    for path in dict.fromkeys((*ours, *theirs)):
        one, other = ours.get(path), theirs.get(path)
        if one == other or not _shared(path, a.case, b.case, common):
            continue
        parts = path.split(".")
        place = _place(path)
        absent = None if parts[-1] in ("horizon", "until") else ABSENT
        if parts[-1] in ("horizon", "until") or one is not None or other is not None:
            switch = Switch((Change(place, absent if one is None else one, absent if other is None else other),))
        mine, your = one or worth_of(parts, one), other or worth_of(parts, other)
        known = overlap(mine, your) if mine is not None and your is not None else None
        kind: DifferenceKind = "groups" if parts[-1] in _IN_GROUPS and parts[0] == "parties" else "numbers"
        texts = (text_of(path, mine), text_of(path, your))
        case = a.case if one is not None else b.case
        yield Atom(kind, path, label_of(case, path), *texts, switch, known)
    for kind_, say in (("order", sentences.an_order), ("prefer", sentences.wishes)):
        for party in common.parties:
            mine_, theirs_ = getattr(a.case, kind_).get(party, ABSENT), getattr(b.case, kind_).get(party, ABSENT)
            if mine_ != theirs_:
                switch = Switch((Change((kind_, party), mine_, theirs_),))
                texts = (text_of(kind_, mine_), text_of(kind_, theirs_))
                yield Atom("numbers", f"{kind_}.{party}", say(common.called[party]), *texts, switch)
    for label in dict.fromkeys((*a.case.together, *b.case.together)):
        entry, entry_b = a.case.together.get(label), b.case.together.get(label)
        same = entry is not None and entry_b is not None and common.of(entry.steps) == common.of(entry_b.steps)
        if same and not (common.only(entry.steps) | common.only(entry_b.steps)):  # type: ignore[union-attr]
            continue
        switch = Switch((Change(("together", label), entry or ABSENT, entry_b or ABSENT),))
        name = (entry or entry_b).name  # type: ignore[union-attr]
        texts = tuple(_named(common.called, one.steps) if one else sentences.NOT_THERE for one in (entry, entry_b))
        yield Atom("numbers", f"together.{label}", sentences.together(name), *texts, switch)
    if a.case.correlated != b.case.correlated:
        switch = Switch((Change(("correlated",), a.case.correlated, b.case.correlated),))
        texts = tuple(sentences.entries(len(side.case.correlated)) for side in (a, b))
        yield Atom("numbers", "correlated", sentences.CORRELATED, *texts, switch)


def _place(path: str) -> tuple[str, ...]:
    """Where a number stands, by the names of fields."""
    parts = path.split(".")
    if parts[0] == "steps" and parts[2:4] == ["seen", "with"]:
        parts[3] = "sooner"
    return tuple(parts)


def _shared(path: str, a: Case, b: Case, common: _Common) -> bool:
    """Whether a number is one of something that both sides have, and that is not switched as a whole."""
    kind, name, *rest = path.split(".")
    one, other = getattr(a, kind), getattr(b, kind)
    if kind == "sincerity":
        return name in common.parties
    if name not in one or name not in other:
        return False
    if rest[:1] == ["worth"]:
        return rest[1] in common.parties and (kind != "together" or common.of(one[name].steps) == common.of(other[name].steps))
    if rest[:1] == ["seen"]:
        if _is_quantity(one[name].seen) is not _is_quantity(other[name].seen):
            return False
        verifier = rest[2:] and not common.of(rest[2:])
        return not verifier and not _otherwise_seen(one[name], other[name], common)
    if rest == ["until"]:
        return _is_quantity(one[name].until) and _is_quantity(other[name].until)
    return True


# ---------------------------------------------------------------------- what names something that one side alone has


def _attached(a: Side, b: Side, common: _Common, found: Sequence[Atom]) -> list[Atom]:
    """The same, where what hangs on a step or a party that one side alone has is switched with it."""
    extra: dict[str, list[Change]] = {}

    def attach(names: set[str], change: Change) -> None:
        for name in names:
            extra.setdefault(name, []).append(change)

    for name in common.steps:
        one, other = a.case.steps[name], b.case.steps[name]
        for key in ("requires", "by"):
            mine, theirs = getattr(one, key), getattr(other, key)
            if mine != theirs and common.of(mine) == common.of(theirs):
                attach(common.only((*mine, *theirs)), Change(("steps", name, key), mine, theirs))
        if not _otherwise_seen(one, other, common):
            for verifier in common.only((*one.seen_with, *other.seen_with)):
                attach({verifier}, _verifying(name, one, other, verifier))
    for label in dict.fromkeys((*a.case.together, *b.case.together)):
        entry, entry_b = a.case.together.get(label), b.case.together.get(label)
        names = common.only((*(entry.steps if entry else ()), *(entry_b.steps if entry_b else ())))
        attach(names, Change(("together", label), entry or ABSENT, entry_b or ABSENT))
    attached = []
    for atom in found:
        own = {change.place: change for change in atom.switch.changes}
        named = [change.place[1] for change in atom.switch.changes if len(change.place) == 2]
        more = {change.place: change for name in named for change in extra.get(name, ())}
        switch = replace(atom.switch, changes=tuple({**more, **own}.values()))
        attached.append(replace(atom, switch=switch) if more else atom)
    return [atom for atom in attached if not _told(atom, common, a, b)]


def _verifying(name: str, one: Step, other: Step, verifier: str) -> Change:
    """What a step that one side alone has does for how soon a breach of another is seen."""
    if _is_quantity(one.seen) is not _is_quantity(other.seen):
        return Change(("steps", name, "seen"), one.seen, other.seen)
    times = (step.seen_with.get(verifier, ABSENT) for step in (one, other))
    return Change(("steps", name, "seen", "sooner", verifier), *times)


def _told(atom: Atom, common: _Common, a: Side, b: Side) -> bool:
    """Whether an entry of what is worth something together goes with a step that one side alone has."""
    kind, _, label = atom.path.partition(".")
    if kind != "together" or "." in label:
        return False
    entries = [side.case.together[label] for side in (a, b) if label in side.case.together]
    return bool(common.only([name for entry in entries for name in entry.steps]))


# ------------------------------------------------------------------------------------- what is in force, and the plans


def _now_differs(a: Side, b: Side, splits: Sequence[Split]) -> bool:
    """Whether other steps are in force, among those that both have."""
    tried = switched(a, b, [Switch(now=True)], splits)
    return set(tried.case.now) != set(a.now)


def _now(a: Side, b: Side) -> Atom:
    called = {**_called(b.case), **_called(a.case)}
    texts = tuple(
        _named(called, [name for name in side.now if name not in other.now]) for side, other in ((a, b), (b, a))
    )
    return Atom("steps", "now", sentences.NOW, *texts, Switch(now=True))


def _plans(a: Side, b: Side, found: Sequence[Atom], splits: Sequence[Split]) -> Iterator[Atom]:
    """Where the order of a plan is another even if all else is switched; and what it keeps, and whose yes it needs."""
    turned = [split.turned() for split in splits]
    forth = switched(a, b, [atom.switch for atom in found], splits)
    back = switched(b, a, [atom.switch.turned() for atom in found], turned)
    there, here = switched(b, b, ()), switched(a, a, ())
    called = {**_called(b.case), **_called(a.case)}
    for label, order in a.orders.items():
        ends = ((forth.plans[label], there.plans[label]), (back.plans[label], here.plans[label]))
        if any(list(map(set, x.phases)) != list(map(set, y.phases)) for x, y in ends):
            texts = tuple(_phases(called, side.orders[label].phases) for side in (a, b))
            path = f"{order.kind}s.{order.key}.phases"
            yield Atom("phases", path, sentences.order(order.title), *texts, Switch(plans=(label,)))
        if order.keeps != b.orders[label].keeps:
            texts = tuple(
                sentences.ALL_IN_FORCE if kept is None else _named(called, kept)
                for kept in (order.keeps, b.orders[label].keeps)
            )
            yield Atom("phases", f"{order.kind}s.{order.key}.keeps", sentences.kept(order.title), *texts, Switch(keeps=(label,)))
        one, other = ((side.case.plans if order.kind == "plan" else side.case.deals)[order.key] for side in (a, b))
        if set(one.consent) != set(other.consent):
            switch = Switch((Change((f"{order.kind}s", order.key, "consent"), one.consent, other.consent),))
            texts = tuple(_named(called, claim.consent) for claim in (one, other))
            yield Atom("phases", f"{order.kind}s.{order.key}.consent", sentences.consent(order.title), *texts, switch)


def _phases(called: Names, phases: Sequence[Sequence[str]]) -> str:
    return " → ".join(" + ".join(called.get(name, name) for name in phase) for phase in phases)


# ------------------------------------------------------------------------------------------------------------ groups


def groups_of(case: Case, other: Case, atoms: Sequence[Atom]) -> tuple[Group, ...]:
    """What belongs together: the worths of each party, all times of a kind; and, wide, all differences of a kind."""
    called = {**_called(other), **_called(case)}
    found = [
        Group(sentences.worths(called.get(party, party)), _places(atoms, lambda atom, party=party: atom.party == party))
        for party in dict.fromkeys(atom.party for atom in atoms if atom.party)
    ]
    for key in ("takes", "seen", "undo", "missed", "pace"):
        here = _places(atoms, lambda atom, key=key: _is_time(atom, key))
        found.append(Group(sentences.ALL_OF[key], here))
    found = [group for group in found if len(group.atoms) > 1]
    wide = [
        Group(sentences.ALL_OF[kind], _places(atoms, lambda atom, kind=kind: atom.kind in kinds), True)
        for kind, kinds in (
            ("steps", ("steps",)),
            ("phases", ("phases",)),
            ("times", ("times",)),
            ("numbers", ("groups", "numbers")),
        )
    ]
    there = {group.atoms for group in found}
    return (*found, *(g for g in wide if 1 < len(g.atoms) < len(atoms) and g.atoms not in there))


def _is_time(atom: Atom, key: str) -> bool:
    parts = atom.path.split(".")
    return parts[0] in ("steps", "plans", "deals") and len(parts) > 2 and parts[2] == key


def _places(atoms: Sequence[Atom], wanted: Callable[..., bool]) -> tuple[int, ...]:
    return tuple(n for n, atom in enumerate(atoms) if wanted(atom))
