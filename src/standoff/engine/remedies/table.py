"""The changes that can mend a plan: what each does to an exchange and its plan, where it can be made, and how much.

Hostages after Williamson (1983), guarantees after Walter (1997), slicing after Schelling (1960). Many changed settings
are laid out at once, in as few batches as their steps and flags allow, so that one assessment looks at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.exchange import ABSENT, Exchange, drawn_arrays, numbered, phases_of
from standoff.engine.core.types import Bools, Floats, Ints

__all__ = [
    "LEAST_SEEN",
    "REMEDIES",
    "Allowed",
    "Amendment",
    "Place",
    "RemedyKind",
    "Setting",
    "batches",
    "changed",
    "fits",
    "limit",
    "own_alone",
    "points",
    "size",
]

Allowed = Callable[[Collection[int]], bool]
"""Whether the rules allow a stage of a plan, given as the steps that are made by then."""

LEAST_SEEN = 0.9
"""Inspectors see a breach at most by this share of the time sooner."""


@dataclass(frozen=True)
class Setting:
    """An exchange without draws, the plan in it (a phase vector) and its pace in years."""

    exchange: Exchange
    phases: Ints
    pace: float = 0.0

    @property
    def last(self) -> int:
        """The number of phases."""
        return int(self.phases.max(initial=0))

    @property
    def planned(self) -> list[int]:
        """The steps that the plan makes."""
        return [int(j) for j in np.flatnonzero(self.phases > 0)]

    @property
    def present(self) -> list[int]:
        """The steps that the plan keeps or makes."""
        return [int(j) for j in np.flatnonzero(self.phases != ABSENT)]

    @property
    def absent(self) -> list[int]:
        """The steps that the plan neither keeps nor makes."""
        return [int(j) for j in np.flatnonzero(self.phases == ABSENT)]

    def stages(self) -> list[set[int]]:
        """The steps that are made by the end of each phase 1..K."""
        made = {int(j) for j in np.flatnonzero(self.phases == 0)}
        return [made := made | set(phase) for phase in phases_of(self.phases)]


@dataclass(frozen=True)
class Place:
    """Where a remedy is applied: a step, a party, a phase, a `together` entry; -1 and 0 where it has none."""

    step: int = -1
    party: int = -1
    phase: int = 0
    entry: int = -1


Amendment = tuple[str, Place, float]
"""A kind of remedy, where it is made, and how much of it, as the exchange takes it."""


# ------------------------------------------------------------------------------- what they do to a batch


@dataclass
class _Laid:
    """Copies of an exchange and its plan, one a row, to be changed in place."""

    exchange: Exchange
    phases: Ints
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """An array of the exchange with an entry a row; copied when it is first asked for."""
        if name not in self.arrays:
            given = getattr(self.exchange, name)
            given = np.zeros(self.exchange.parties) if given is None else given
            self.arrays[name] = np.repeat(given[None], len(self.phases), axis=0)
        return self.arrays[name]


@dataclass(frozen=True)
class _Edits:
    """The same kind of change in some rows: where it is made in each, and how much of it. All (n,)."""

    rows: Ints
    steps: Ints
    parties: Ints
    phases: Ints
    entries: Ints
    amounts: Floats


_Edit = Callable[[_Laid, _Edits], None]


def _raise(name: str, laid: _Laid, of: _Edits) -> None:
    laid[name][_where(name, of)] += of.amounts


def _scale(name: str, sign: int, laid: _Laid, of: _Edits) -> None:
    laid[name][_where(name, of)] *= 1 + sign * of.amounts


def _where(name: str, of: _Edits) -> tuple[Ints, ...]:
    places: dict[str, tuple[Ints, ...]] = {
        "worth": (of.parties, of.steps),
        "together_worth": (of.entries, of.parties),
        "horizons": (of.parties,),
        "walkout_costs": (of.parties,),
        "guarantee": (of.parties,),
    }
    return (of.rows, *places.get(name, (of.steps,)))


def _sooner(laid: _Laid, of: _Edits) -> None:
    laid["seen"][of.rows, of.steps] *= 1 - of.amounts
    if laid.exchange.seen_with is not None:
        verified = laid["seen_with"][of.rows, of.steps]
        helps = np.isfinite(verified)
        laid["seen_with"][of.rows, of.steps] = np.where(
            helps, np.where(helps, verified, 0.0) * (1 - of.amounts[:, None]), np.inf
        )


def _inspect(laid: _Laid, of: _Edits) -> None:
    every = np.ones((1, laid.exchange.steps), dtype=bool)
    inspected = np.concatenate([laid.exchange.owns, every])[of.parties]
    left = np.where(inspected, 1 - of.amounts[:, None], 1.0)
    # Not with `*=`, which would count one of two inspections of a row; and never by nothing, so that what does not help
    # stays infinite.
    np.multiply.at(laid["seen"], of.rows, left)
    if laid.exchange.seen_with is not None:
        np.multiply.at(laid["seen_with"], of.rows, left[:, :, None])


def _make_automatic(laid: _Laid, of: _Edits) -> None:
    laid["automatic"][of.rows, of.steps] = True


def _add(laid: _Laid, of: _Edits) -> None:
    laid.phases[of.rows, of.steps] = of.phases


def _drop(laid: _Laid, of: _Edits) -> None:
    laid.phases[of.rows, of.steps] = ABSENT


def _shape(laid: _Laid, of: _Edits) -> None:
    """What changes the shape of the exchange is left for `batches`, which lays equal shapes out together."""


# -------------------------------------------------------------------------------- where they can be made


@dataclass(frozen=True)
class RemedyKind:
    """One kind of change: what it does, where it can be done, the amounts that are looked at, and a usual dose.

    says: the change in words, with the names of what whoever tells it fills in (`results/sentences/remedies.py`): what
    can stand after "it holds if", and whatever the number of the verb, for the name of a party may be a plural. slight:
    the same where before and after are told alike.

    An amount is a share of what there is now; with `stakes`, of the party's gross stake (the change then takes own
    points). A remedy with the single amount 1 is done or not done. field: the array of the exchange of which it changes
    a number. grows: it adds a share to that, and does not take one off. own: it enters the values of the party at its
    place and nobody else's. raises_margins: False where it lowers the trust asked alone. makes_wanted: it can make a
    party want a plan that it does not want. reshapes: it changes which steps a plan has and when.
    """

    edit: _Edit
    places: Callable[[Setting, Allowed], Iterator[Place]]
    says: str
    amounts: tuple[float, ...] = (1.0,)
    dose: float = 1.0
    stakes: bool = False
    field: str = ""
    slight: str = ""
    grows: bool = False
    own: bool = False
    raises_margins: bool = True
    makes_wanted: bool = False
    reshapes: bool = False

    @property
    def scaled(self) -> bool:
        """Whether there can be more or less of it."""
        return self.amounts != (1.0,)

    def after(self, before: float, amount: float) -> float:
        """What the number that it changes is after so much of it.

        >>> REMEDIES["slower"].after(4.0, 0.5), REMEDIES["bond"].after(4.0, 0.5)
        (6.0, 4.5)
        """
        if self.stakes:
            return before + amount
        return before * (1 + amount if self.grows else 1 - amount)


def _parties(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    for i in range(setting.exchange.parties):
        if setting.exchange.stake()[i] > 0:
            yield Place(party=i)


def _every_worth(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    for place in _parties(setting, allowed):
        for j in setting.planned:
            yield replace(place, step=j)


def _seen_late(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    return (Place(step=j) for j in setting.present if setting.exchange.seen[j] > 0)


def _inspected(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Parties with several steps that are seen late, and (no party) all of the plan."""
    late = np.zeros(setting.exchange.steps, dtype=bool)
    late[[place.step for place in _seen_late(setting, allowed)]] = True
    for i, own in enumerate(setting.exchange.owns & late):
        if 1 < own.sum() < late.sum():
            yield Place(party=i)
    if late.sum() > 1:
        yield Place()


def _undone_late(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    return (Place(step=j) for j in setting.present if 0 < setting.exchange.undo[j] < np.inf)


def _not_automatic(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    exchange = setting.exchange
    return (Place(step=j) for j in setting.present if np.isfinite(exchange.undo[j]) and not exchange.automatic[j])


def _supported(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Parties, by `together` entries of the plan that take something from them."""
    within = ~np.asarray(setting.exchange.together_steps[:, setting.absent].any(axis=1))
    used = within & np.asarray(setting.exchange.together_steps.any(axis=1))
    for entry in np.flatnonzero(used):
        for i in np.flatnonzero(setting.exchange.together_worth[entry] < 0):
            yield Place(party=int(i), entry=int(entry))


def _droppable(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Planned steps that no other step of the plan requires and without which the rules allow every stage."""
    stages, planned, present = setting.stages(), setting.planned, setting.present
    for j in planned:
        rest = [k for k in present if k != j]
        free = len(planned) > 1 and not setting.exchange.requires[rest, j].any()
        if free and all(allowed(stage - {j}) for stage in stages if j in stage):
            yield Place(step=j)


def _splittable(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Planned steps that nothing in their phase requires; half a step has to be allowed as the whole and as none.

    Steps that verify others are left whole: nobody has said what half of an inspection sees.
    """
    verified, stages, planned = setting.exchange.seen_with, setting.stages(), setting.planned
    for j in planned:
        if verified is not None and np.isfinite(verified[:, j]).any():
            continue
        beside = [k for k in planned if k != j and setting.phases[k] == setting.phases[j]]
        stage = stages[int(setting.phases[j]) - 1]
        if not setting.exchange.requires[beside, j].any() and allowed(stage - {j}):
            yield Place(step=j)


def _addable(setting: Setting, allowed: Allowed) -> Iterator[Place]:
    """Absent steps with each phase by which what they require is made and after which the rules allow all stages."""
    stages = setting.stages()
    for j in setting.absent:
        needs = {int(r) for r in np.flatnonzero(setting.exchange.requires[j])}
        for phase in range(1, setting.last + 1):
            if needs <= stages[phase - 1] and all(allowed(stage | {j}) for stage in stages[phase - 1 :]):
                yield Place(step=j, phase=phase)


def fits(setting: Setting, allowed: Allowed) -> bool:
    """Whether the plan makes something, the rules allow each of its stages, and each step comes with what it requires.

    >>> none = np.zeros((0, 2))
    >>> two = Exchange(
    ...     horizons=np.ones(1), walkout_costs=np.zeros(1), worth=np.ones((1, 2)), takes=np.zeros(2), seen=np.zeros(2),
    ...     undo=np.zeros(2), owns=np.ones((1, 2), dtype=bool), automatic=np.zeros(2, dtype=bool),
    ...     ends_all=np.zeros(2, dtype=bool), requires=np.array([[False, False], [True, False]]),
    ...     together_steps=none.astype(bool), together_worth=np.zeros((0, 1)))
    >>> [fits(Setting(two, np.array(plan)), lambda stage: True) for plan in ([1, 2], [2, 1], [-1, 1], [-1, -1])]
    [True, False, False, False]
    """
    phases = setting.phases
    if not setting.planned:
        return False
    missing = (phases[None, :] == ABSENT) | (phases[None, :] > phases[:, None])
    if (setting.exchange.requires & missing)[setting.present].any():
        return False
    return all(allowed(stage) for stage in setting.stages())


def _geometric(least: float, most: float) -> tuple[float, ...]:
    return tuple(float(amount) for amount in np.geomspace(least, most, 32))


_OF_A_STAKE = _geometric(0.002, 10.0)
_LESS = tuple(number / 32 for number in range(1, 33))
_TENTH = tuple(LEAST_SEEN * amount for amount in _LESS)
_MORE = _geometric(0.03, 99.0)
_TENFOLD = _geometric(0.03, 9.0)

REMEDIES: dict[str, RemedyKind] = {
    "bond": RemedyKind(
        partial(_raise, "walkout_costs"),
        _parties,
        "being caught costs {party} a bond of {points}",
        _OF_A_STAKE,
        0.1,
        stakes=True,
        field="walkout_costs",
        own=True,
    ),
    "guarantee": RemedyKind(
        partial(_raise, "guarantee"),
        _parties,
        "a guarantee pays {party} {points} when another party is caught",
        _OF_A_STAKE,
        0.1,
        stakes=True,
        field="guarantee",
        own=True,
        raises_margins=False,
    ),
    "sooner": RemedyKind(
        _sooner,
        _seen_late,
        "a breach of “{step}” is seen {seen_after}, not {seen_before}",
        _LESS,
        0.5,
        field="seen",
        slight="a breach of “{step}” is seen {any} sooner than {seen_before}",
    ),
    "inspectors": RemedyKind(_inspect, _inspected, "every breach {of_party}is seen {share} sooner", _TENTH, 0.5),
    "automatic": RemedyKind(_make_automatic, _not_automatic, "“{step}” lapses by itself when the plan breaks down"),
    "faster": RemedyKind(
        partial(_scale, "undo", -1),
        _undone_late,
        "“{step}” can be taken back {undone_after}, not {undone_before}",
        _LESS,
        0.5,
        field="undo",
        slight="“{step}” can be taken back {any} sooner than {undone_before}",
    ),
    "slower": RemedyKind(
        partial(_scale, "undo", 1),
        _undone_late,
        "“{step}” can be taken back only {undone_after}, not {undone_before}",
        _MORE,
        1.0,
        field="undo",
        slight="“{step}” can be taken back only {any} later than {undone_before}",
        grows=True,
    ),
    "longer": RemedyKind(
        partial(_scale, "horizons", 1),
        _parties,
        "the horizon of {party} is {ahead_after}, not {ahead_before}",
        _TENFOLD,
        1.0,
        field="horizons",
        slight="the horizon of {party} is {any} longer than {ahead_before}",
        grows=True,
        own=True,
    ),
    "shorter": RemedyKind(
        partial(_scale, "horizons", -1),
        _parties,
        "the horizon of {party} is only {ahead_after}, not {ahead_before}",
        _TENTH,
        0.5,
        field="horizons",
        slight="the horizon of {party} is {any} shorter than {ahead_before}",
        own=True,
    ),
    "split": RemedyKind(
        _shape, _splittable, "“{step}” comes in two halves, in phases {phase} and {next_phase}", reshapes=True
    ),
    "drop": RemedyKind(_drop, _droppable, "“{step}” is left out", makes_wanted=True, reshapes=True),
    "add": RemedyKind(_add, _addable, "“{step}” is added in phase {phase}", makes_wanted=True, reshapes=True),
    "worth": RemedyKind(
        partial(_raise, "worth"),
        _every_worth,
        "“{step}” is worth {points} more to {party}",
        _OF_A_STAKE,
        0.1,
        stakes=True,
        field="worth",
        makes_wanted=True,
    ),
    "support": RemedyKind(
        _shape,
        _parties,
        "support worth {points} to {party} flows while the whole deal is in force",
        _OF_A_STAKE,
        0.1,
        stakes=True,
        own=True,
        makes_wanted=True,
    ),
    "less_support": RemedyKind(
        partial(_scale, "together_worth", -1),
        _supported,
        "{members} together take {taken_after} from {party}, not {taken_before}",
        _LESS,
        0.5,
        field="together_worth",
        slight="{members} together take {any} less from {party} than {taken_before}",
        own=True,
        makes_wanted=True,
    ),
}
"""Every kind of remedy: a bond for a party; a guarantee to it; seeing a step, or all steps of a party, sooner; taking
a step back by itself, faster or slower; a party that looks further ahead or less far; a step in two halves, dropped or
added; one that is worth more to a party; support from outside while the whole deal is in force; and less of what a
`together` entry takes from a party, as a patron's support does that softens what the deal relieves."""


def points(setting: Setting, kind: str, place: Place, amount: float) -> float:
    """An amount of the table as the change takes it."""
    return amount * float(setting.exchange.stake()[place.party]) if REMEDIES[kind].stakes else amount


def size(setting: Setting, kind: str, place: Place, amount: float) -> float:
    """How many usual doses an amount is; 1 for what is done or not done."""
    return amount / points(setting, kind, place, REMEDIES[kind].dose)


def limit(kind: str) -> float:
    """The largest size that is looked at."""
    return REMEDIES[kind].amounts[-1] / REMEDIES[kind].dose


def own_alone(setting: Setting, kind: str, place: Place) -> bool:
    """Whether a remedy enters the values of the party at its place alone.

    What a party loses by a bond, how far it looks ahead and what a step of others is worth to it enters its own
    values alone. The worth of its own steps enters what others can count on: it decides what lapses and what is free.
    """
    return REMEDIES[kind].own or (kind == "worth" and not setting.exchange.owns[place.party, place.step])


# ----------------------------------------------------------------------------------------------- batches


def batches(
    setting: Setting, tries: Sequence[Sequence[Amendment]]
) -> Iterator[tuple[NDArray[np.intp], Exchange, Ints]]:
    """The settings that some changes at a time lead to, in batches: which tries they are, an exchange, phases (B, M).

    The changes of a try are made in an order in which none undoes another: steps are halved after everything else.
    """
    laid = _Laid(setting.exchange, np.repeat(setting.phases[None], len(tries), axis=0))
    by_kind: dict[str, list[tuple[int, Place, float]]] = {}
    halved: dict[int, tuple[int, ...]] = {}
    supported: dict[int, tuple[tuple[int, float], ...]] = {}
    for number, changes in enumerate(tries):
        for kind, place, amount in changes:
            by_kind.setdefault(kind, []).append((number, place, amount))
            if kind == "split":
                halved[number] = (*halved.get(number, ()), place.step)
            elif kind == "support":
                supported[number] = (*supported.get(number, ()), (place.party, amount))
    for kind, made in by_kind.items():
        REMEDIES[kind].edit(laid, _edits(made))
    if "drop" in by_kind:
        laid.phases = numbered(laid.phases)

    covered = {number for number, _, _ in by_kind.get("guarantee", ())}
    alike: dict[tuple[bytes, tuple[int, ...], bytes, bool], list[int]] = {}
    for number in range(len(tries)):
        flags = laid["automatic"][number].tobytes() if "automatic" in by_kind else b""
        members = (laid.phases[number] != ABSENT).tobytes() if number in supported else b""
        alike.setdefault((flags, halved.get(number, ()), members, number in covered), []).append(number)
    for (_, steps, members, paid), numbers in alike.items():
        rows = np.array(numbers)
        exchange, phases = _taken(laid, rows)
        if not paid:
            exchange = replace(exchange, guarantee=_of_rows(setting.exchange.guarantee, rows.size))
        if members:
            exchange = _backed(exchange, phases[0] != ABSENT, [supported[number] for number in numbers])
        for step in steps:
            exchange, phases = _in_halves(exchange, phases, step)
        yield rows, exchange, phases


def _edits(made: Sequence[tuple[int, Place, float]]) -> _Edits:
    rows, steps, parties, phases, entries = np.array([(n, p.step, p.party, p.phase, p.entry) for n, p, _ in made]).T
    return _Edits(rows, steps, parties, phases, entries, np.array([amount for _, _, amount in made]))


def _of_rows(values: Floats | None, rows: int) -> Floats | None:
    return None if values is None else np.broadcast_to(values, (rows, *values.shape))


def _taken(laid: _Laid, rows: NDArray[np.intp]) -> tuple[Exchange, Ints]:
    """Some rows as one exchange with a draw for each; its flags are those of the first."""
    given: dict[str, Any] = {}
    for name in {*drawn_arrays(laid.exchange), "guarantee"} - {"gross"}:
        value = laid.arrays.get(name)
        if value is not None:
            given[name] = value[rows]
        elif (plain := getattr(laid.exchange, name)) is not None:
            given[name] = np.broadcast_to(plain, (rows.size, *plain.shape))
    if "automatic" in laid.arrays:
        given["automatic"] = laid.arrays["automatic"][rows[0]]
    # The stake decides what counts as zero and must not move with the numbers that are changed.
    stake = laid.exchange.stake()
    exchange = replace(laid.exchange, gross=np.broadcast_to(stake, (rows.size, *stake.shape)), **given)
    return exchange, laid.phases[rows]


def _backed(exchange: Exchange, members: Bools, paid: Sequence[Sequence[tuple[int, float]]]) -> Exchange:
    """With a `together` entry of all steps of the plan, worth to some parties what an outsider pays them."""
    worth = np.zeros((len(paid), 1, exchange.parties))
    for number, amounts in enumerate(paid):
        for party, amount in amounts:
            worth[number, 0, party] += amount
    return replace(
        exchange,
        together_steps=np.concatenate([exchange.together_steps, members[None]]),
        together_worth=np.concatenate([exchange.together_worth, worth], axis=1),
    )


def _in_halves(exchange: Exchange, phases: Ints, step: int) -> tuple[Exchange, Ints]:
    """Two halves of a step, the second as a new step at the end that comes one phase later."""
    steps = [*range(exchange.steps), step]
    worth = exchange.worth[..., steps]
    worth[..., [step, -1]] /= 2
    split = replace(
        exchange,
        worth=worth,
        takes=exchange.takes[..., steps],
        seen=exchange.seen[..., steps],
        undo=exchange.undo[..., steps],
        owns=exchange.owns[:, steps],
        automatic=exchange.automatic[steps],
        ends_all=exchange.ends_all[steps],
        requires=exchange.requires[np.ix_(steps, steps)],
        together_steps=exchange.together_steps[:, steps],
        not_before=None if exchange.not_before is None else exchange.not_before[steps],
        seen_with=None if exchange.seen_with is None else exchange.seen_with[..., steps, :][..., steps],
        missed=None if exchange.missed is None else exchange.missed[..., steps],
    )
    return split, np.concatenate([phases, phases[:, step, None] + 1], axis=1)


def changed(setting: Setting, changes: Sequence[Amendment]) -> Setting:
    """The setting that some changes lead to."""
    ((_, exchange, phases),) = batches(setting, [changes])
    plain = {name: getattr(exchange, name)[0] for name in drawn_arrays(exchange)}
    return Setting(replace(exchange, **plain), phases[0], setting.pace)
