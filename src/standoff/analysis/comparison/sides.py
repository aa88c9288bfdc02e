"""The two sides of a comparison in the same names, and either with some of the other's values: what a switch makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.names import Claimed

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Deal, Plan
    from standoff.case.model.preferences import Preference

__all__ = [
    "ABSENT",
    "Change",
    "Order",
    "Phases",
    "Place",
    "Side",
    "Split",
    "Switch",
    "Tried",
    "as_it_is",
    "put",
    "switched",
    "without",
]

Phases = tuple[tuple[str, ...], ...]
"""The steps of each phase of a plan, steps in parts by their parts."""


class _Absent:
    """What stands at a place of a case where nothing stands."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final[Any] = _Absent()

Place = tuple[str, ...]
"""Where something stands in a case: the names of fields of the model, and keys."""


@dataclass(frozen=True)
class Change:
    """What stands at a place of the first side, and of the second."""

    place: Place
    a: Any
    b: Any


@dataclass(frozen=True)
class Order:
    """A plan of one side: which it is, its phases, and the steps in force that it keeps (None: all)."""

    kind: Claimed
    key: str
    title: str
    phases: Phases
    keeps: tuple[str, ...] | None

    @property
    def label(self) -> str:
        """`plan:NAME` or `deal:NAME`."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True)
class Split:
    """Steps of the first side and those of the second that are the same thing. wholes: as the files have them."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    wholes_a: tuple[str, ...]
    wholes_b: tuple[str, ...]

    def turned(self) -> Split:
        """The same from the other side."""
        return Split(self.b, self.a, self.wholes_b, self.wholes_a)


@dataclass(frozen=True)
class Side:
    """One side: its case, in which steps in parts are whole; what is in force, part by part; its plans by label."""

    case: Case
    names: tuple[str, ...]
    now: tuple[str, ...]
    orders: Mapping[str, Order]


@dataclass(frozen=True)
class Switch:
    """One difference as it is switched: changes of the case, whether what is in force changes, which plans, a split."""

    changes: tuple[Change, ...] = ()
    now: bool = False
    plans: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    split: Split | None = None

    def turned(self) -> Switch:
        """The same from the other side."""
        changes = tuple(Change(one.place, one.b, one.a) for one in self.changes)
        return replace(self, changes=changes, split=None if self.split is None else self.split.turned())


@dataclass(frozen=True)
class Tried:
    """What comes of a side when it is switched: a case with its steps in parts, and its plans by label."""

    case: Case
    plans: Mapping[str, Arrangement]


def as_it_is(side: Side) -> Tried:
    """A side as it is."""
    return switched(side, side, ())


def switched(own: Side, other: Side, switches: Iterable[Switch], splits: Sequence[Split] = ()) -> Tried:
    """The own side with what some switches take from the other; all of them, and it is the other side.

    splits: all there are, seen from the own side. What is named and is no more is left out. A step that comes in has
    the place in each plan that it has in the other's: in the phase of what it comes together with there, or else in a
    phase of its own after what comes before it.
    """
    from standoff.case.model.parts import in_parts, part_names

    chosen = tuple(switches)
    case = own.case
    for switch in chosen:
        for change in switch.changes:
            case = put(case, change.place, change.b)
    split_now = [one for one in splits if any(switch.split == one for switch in chosen)]
    case = _consistent(case, splits, own.names)
    parts = part_names(case)
    there = tuple(part for name in case.steps for part in parts.get(name, (name,)))
    now = _in_force(own, other, there, any(switch.now for switch in chosen), splits, split_now)
    case = in_parts(case.model_copy(update={"now": now}))
    plans = {}
    for label in own.orders:
        order = _order(own, other, label, chosen, splits, split_now, there, now)
        plans[label] = _arranged(case, order)
    return Tried(case, plans)


def without(tried: Tried, steps: Sequence[str]) -> Tried:
    """What was tried without some steps, wherever they are named."""
    gone = {*steps} & {*tried.case.steps}
    if not gone:
        return tried
    case = tried.case.model_copy(
        update={
            "steps": {name: one for name, one in tried.case.steps.items() if name not in gone},
            "now": tuple(name for name in tried.case.now if name not in gone),
        }
    )
    case = _clean(case)
    plans = {
        label: replace(
            plan,
            keeps=tuple(name for name in plan.keeps if name not in gone),
            phases=_only(plan.phases, lambda name: name not in gone),
        )
        for label, plan in tried.plans.items()
    }
    return Tried(case, plans)


# --------------------------------------------------------------------------------------------------- values by place


def put(holder: Any, place: Place, value: Any) -> Any:
    """The same with another value at a place; nothing where the way there is not."""
    if not place:
        return value
    head, rest = place[0], place[1:]
    if isinstance(holder, Mapping):
        inner = put(holder.get(head, ABSENT), rest, value)
        if inner is ABSENT:
            return {key: one for key, one in holder.items() if key != head}
        return {**holder, head: inner}
    if holder is ABSENT or not hasattr(holder, head):
        return holder
    return holder.model_copy(update={head: put(getattr(holder, head), rest, value)})


def _consistent(case: Case, splits: Sequence[Split], names: Sequence[str]) -> Case:
    """The case where nothing names what it has not; the names of what is split are those that it has."""
    stale: dict[str, tuple[str, ...]] = {}
    for split in splits:
        for old, new in ((split.wholes_a, split.wholes_b), (split.wholes_b, split.wholes_a)):
            if all(name in case.steps for name in new):
                stale |= {name: new for name in old if name not in case.steps}
    steps = case.steps
    if stale:
        steps = {name: _in_new_names(step, stale) for name, step in steps.items()}
    place = {name: n for n, name in enumerate(names)}
    together = {
        name: entry.model_copy(update={"steps": tuple(sorted(_in_place(entry.steps, stale), key=place.__getitem__))})
        for name, entry in case.together.items()
    }
    return _clean(
        case.model_copy(
            update={
                "parties": _in_order(case.parties, names),
                "steps": _in_order(steps, names),
                "together": _in_order(together, names),
            }
        )
    )


def _in_order(claims: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Claims in the order of all names of both sides, which is the same for both."""
    place = {name: n for n, name in enumerate(names)}
    return {name: claims[name] for name in sorted(claims, key=lambda name: place.get(name, len(place)))}


def _in_place(names: Sequence[str], stale: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new for name in names for new in stale.get(name, (name,))))


def _in_new_names(step: Any, stale: Mapping[str, tuple[str, ...]]) -> Any:
    from standoff.case.model.model import Seen

    update: dict[str, Any] = {"requires": _in_place(step.requires, stale)}
    if isinstance(step.seen, Seen):
        sooner = {stale.get(name, (name,))[-1]: time for name, time in step.seen.sooner.items()}
        update["seen"] = step.seen.model_copy(update={"sooner": sooner})
    return step.model_copy(update=update)


def _clean(case: Case) -> Case:
    """The case without anything that names a party or a step that is not there."""
    from standoff.case.model.model import Seen
    from standoff.case.model.rules import names as named

    parties = case.parties
    steps = {}
    for name, step in case.steps.items():
        by = tuple(party for party in step.by if party in parties)
        if by:
            steps[name] = step.model_copy(update={"by": by, "worth": _of(step.worth, parties)})
    for name, step in steps.items():
        update: dict[str, Any] = {"requires": tuple(one for one in step.requires if one in steps)}
        if isinstance(step.seen, Seen):
            update["seen"] = step.seen.model_copy(update={"sooner": _of(step.seen_with, steps)})
        steps[name] = step.model_copy(update=update)
    kept = {
        name: entry.model_copy(update={"worth": _of(entry.worth, parties)})
        for name, entry in case.together.items()
        if all(step in steps for step in entry.steps)
    }
    choices = {name: tuple(one for one in members if one in steps) for name, members in case.choices.items()}
    slim = case.model_copy(
        update={
            "steps": steps,
            "together": kept,
            "now": tuple(name for name in case.now if name in steps),
            "rules": tuple(rule for rule in case.rules if all(name in steps for name in named(rule.expression))),
            "choices": {name: members for name, members in choices.items() if len(members) > 1},
            "order": {
                party: tuple(
                    left for group in entries if (left := tuple(s for s in group if s in steps or s == "nothing"))
                )
                for party, entries in case.order.items()
                if party in parties
            },
            "prefer": {
                party: liked
                for party, one in case.prefer.items()
                if party in parties and (liked := _liked(one, steps)) is not None
            },
            "sincerity": _of(case.sincerity, parties),
        }
    )
    return _moving(slim) if slim.correlated else slim


def _liked(one: Preference, steps: Mapping[str, Any]) -> Preference | None:
    """An order of states without what it says of steps that are not there; None where nothing is left of it."""
    from standoff.case.model.preferences import Ranking, Readings, Statements
    from standoff.case.model.rules import names as named

    if isinstance(one, Statements):
        kept = tuple(rule for rule in one.statements if all(name in steps for name in named(rule.expression)))
        much = min(one.much, len(kept))
        return one.model_copy(update={"statements": kept, "much": much}) if kept else None
    if isinstance(one, Ranking):
        levels = (tuple(state for state in level if all(name in steps for name in state)) for level in one.levels)
        left = tuple(level for level in levels if level)
        return one if left == one.levels else one.model_copy(update={"levels": left, "much": ()}) if left else None
    if isinstance(one, Readings):
        either = tuple(liked for reading in one.either if (liked := _liked(reading, steps)) is not None)
        return one.model_copy(update={"either": either}) if either else None
    return one


def _moving(case: Case) -> Case:
    """The case where what moves together is there; of fewer than two numbers nothing is said."""
    known = {".".join(path) for path, _ in case.quantities()}
    entries = []
    for entry in case.correlated:
        between = tuple(path for path in entry.between if path in known)
        moves = {path: by for path, by in entry.moves.items() if path in known}
        if len(between) > 1 or moves:
            entries.append(entry.model_copy(update={"between": between if len(between) > 1 else (), "moves": moves}))
    return case.model_copy(update={"correlated": tuple(entries)})


def _of(claims: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in claims.items() if name in known}


# ------------------------------------------------------------------------------------------- what is in force, and when


def _split_of(name: str, splits: Sequence[Split]) -> Split | None:
    return next((one for one in splits if name in one.a or name in one.b), None)


def _in_force(
    own: Side, other: Side, there: Sequence[str], theirs: bool, splits: Sequence[Split], turned: Sequence[Split]
) -> tuple[str, ...]:
    """Which steps are in force: of what both have, as the own side says or, switched, the other."""
    ours, others = {*own.now}, {*other.now}
    for split in splits:
        if split in turned:
            ours = {*ours} - {*split.a} | _meant({*own.now}, split.a, split.b)
        else:
            others = {*others} - {*split.b} | _meant({*other.now}, split.b, split.a)
    mine, other_names = _parts_of(own, splits, turned, True), _parts_of(other, splits, turned, False)
    found = []
    for name in there:
        side = others if (theirs and name in other_names) or name not in mine else ours
        if name in side:
            found.append(name)
    return tuple(found)


def _parts_of(side: Side, splits: Sequence[Split], turned: Sequence[Split], own: bool) -> set[str]:
    """The steps of a side by the names that they have once the splits are made."""
    from standoff.case.model.parts import part_names

    parts = part_names(side.case)
    names = {part for name in side.case.steps for part in parts.get(name, (name,))}
    for split in splits:
        mine, others = (split.a, split.b) if own else (split.b, split.a)
        if (split in turned) is own:
            names = names - {*mine} | {*others}
    return names


def _meant(names: set[str], old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Which of the new steps are done where these of the old ones are."""
    return {name for n, name in enumerate(new, start=1) if old[ceil(n * len(old) / len(new)) - 1] in names}


def _order(
    own: Side,
    other: Side,
    label: str,
    chosen: Sequence[Switch],
    splits: Sequence[Split],
    turned: Sequence[Split],
    there: Sequence[str],
    now: Sequence[str],
) -> Order:
    """A plan as it is once it is switched."""
    ours, theirs = own.orders[label], other.orders[label]
    mine, others = ours.phases, theirs.phases
    for split in splits:
        if split in turned:
            mine = _in_phases(mine, split.a, split.b)
        else:
            others = _in_phases(others, split.b, split.a)
    switched_order = any(label in switch.plans for switch in chosen)
    base, filled = (others, mine) if switched_order else (mine, others)
    side = other if switched_order else own
    side_now = {*side.now}
    side_names = _parts_of(side, splits, turned, not switched_order)
    due = {name for phase in base for name in phase}
    coming = {
        name
        for phase in filled
        for name in phase
        if name in there and name not in now and name not in due and (name not in side_names or name in side_now)
    }
    phases = _only(_filled(base, filled, coming), lambda name: name in there and name not in now)
    keeps = theirs.keeps if any(label in switch.keeps for switch in chosen) else ours.keeps
    return replace(ours, phases=phases, keeps=keeps)


def _in_phases(phases: Phases, old: Sequence[str], new: Sequence[str]) -> Phases:
    """Phases in which steps stand in the places of those that they are the same thing as."""
    at = {name: k for k, phase in enumerate(phases) for name in phase}
    places: dict[int, list[str]] = {}
    for n, name in enumerate(new, start=1):
        source = old[ceil(n * len(old) / len(new)) - 1]
        if source in at:
            places.setdefault(at[source], []).append(name)
    if not places:
        return phases
    return tuple(
        tuple(dict.fromkeys([*(name for name in phase if name not in old), *places.get(k, ())]))
        for k, phase in enumerate(phases)
        if any(name not in old for name in phase) or k in places
    )


def _filled(base: Phases, other: Phases, coming: set[str]) -> Phases:
    """Phases with what comes in, where it stands in the other order."""
    phases = [list(phase) for phase in base]
    last = -1
    for phase in other:
        entering = [name for name in phase if name in coming]
        at = [k for k, own in enumerate(phases) if any(name in own for name in phase if name not in entering)]
        if entering and at:
            phases[at[-1]] += entering
            last = at[-1]
        elif entering:
            last += 1
            phases.insert(last, entering)
        elif at:
            last = at[-1]
    return tuple(map(tuple, phases))


def _only(phases: Phases, wanted: Callable[[str], bool]) -> Phases:
    return tuple(left for phase in phases if (left := tuple(name for name in phase if wanted(name))))


def _arranged(case: Case, order: Order) -> Arrangement:
    claims: Mapping[str, Plan | Deal] = case.plans if order.kind == "plan" else case.deals
    claim = claims[order.key]
    keeps = tuple(name for name in case.now if order.keeps is None or name in order.keeps)
    place = {name: n for n, name in enumerate(case.steps)}
    phases = tuple(tuple(sorted(phase, key=place.__getitem__)) for phase in order.phases)
    return Arrangement(order.key, order.title, keeps, phases, claim.pace, case.consenting(claim))
