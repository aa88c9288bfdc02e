"""The picture of the front as data: phases in time, a lane per party with its steps, and what a failure leaves each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.results.records.answer import Contender
from standoff.results.records.assessment import Assessment
from standoff.results.sentences.answer import TRACE
from standoff.results.sentences.front import bystanders, trust_asked
from standoff.results.sentences.wording import as_one, listing, of_100, on_calendar, opening, two_digits

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["ALL", "Cell", "Detail", "Joint", "Lane", "Phase", "Picture", "Shared", "Standing", "cut", "picture"]

STEP = 30
"""How long what a step is called in short can be."""

PARTY, SCALE = 32, 44
"""How long the name of a party, and what its points mean, can be."""

COLUMNS = 6
"""Of more phases than so many, neighbours stand in one column."""

MARKED = 0.005
"""Where a party breaks a plan in a smaller share of the draws than this, it is not marked."""


@dataclass(frozen=True)
class Detail:
    """How much is shown.

    lanes: of more parties, those have a lane that are closest to quitting (0: there is no picture). steps: so many of a
    cell are listed, each in so many letters. scales: whether it is said what points mean. bars: of more plans and
    deals, those that hold most often have one. notes: whether what stands after the colon of their titles is said.
    why: whether it is said why the best deal beats the named one.
    """

    lanes: int = 5
    steps: int = 99
    letters: int = STEP
    scales: bool = True
    bars: int = 8
    notes: bool = True
    why: bool = True


ALL = Detail()


@dataclass(frozen=True)
class Phase:
    """A column: one phase, or neighbours where there are many; last, when all is done (`number` is one more then).

    number, last: the first and the last phase in it. starts, ends: in months from the start of the plan.
    """

    number: int
    last: int
    title: str
    when: str
    starts: float
    ends: float
    done: bool


@dataclass(frozen=True)
class Cell:
    """A party at a phase: its steps in short, and by how much carrying on beats quitting when the phase starts.

    margin: in its own points, the smallest where there are several phases; None: `why` says why there is none. size:
    relative to the largest of its lane, 0 where it is not positive. breaks: the share of draws in which it breaks the
    plan there, and `breaking` says it ("": it does in none, or in fewer than 1 of 200). idle: what is said where it has
    no step ("" where it has one). more: how many of its steps are not listed.
    """

    steps: tuple[str, ...]
    idle: str
    margin: float | None
    said: str
    why: str
    size: float
    breaks: float
    breaking: str
    more: int = 0

    @property
    def weak(self) -> bool:
        """Whether it is marked: it breaks the plan there, or would with all numbers in the middle."""
        return bool(self.breaking) or (self.margin is not None and self.margin < 0)


@dataclass(frozen=True)
class Lane:
    """A party: what people read, a mark of a letter or more, what its points mean, and a cell for each column."""

    party: str
    name: str
    mark: str
    scale: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Joint:
    """A step that has no lane of its own: several parties take it together, or a party without a lane takes it.

    who: their marks, or names where they have no lane; names: what people read for all of them.
    """

    step: str
    who: str
    names: str


@dataclass(frozen=True)
class Shared:
    """The steps of a column that have no lane, and how many more of them are not listed."""

    steps: tuple[Joint, ...]
    more: int = 0


@dataclass(frozen=True)
class Standing:
    """Where a party stands against today if all stops after the phases of a column; the worst of them."""

    mark: str
    who: str
    worth: float
    said: str
    loses: bool


@dataclass(frozen=True)
class Picture:
    """The order of a deal. `joint`: for each column, the steps without a lane; empty where there are none at all.

    `others` is what that row is called.

    `stops`: for each column but the last, where each party with a lane stands if all stops after it. `note` stands
    above, `caption` below. `months`: until all is done. `holds`: whether it does with all numbers in the middle.
    """

    title: str
    note: str
    phases: tuple[Phase, ...]
    lanes: tuple[Lane, ...]
    joint: tuple[Shared, ...]
    others: str
    stops: tuple[tuple[Standing, ...], ...]
    caption: tuple[str, ...]
    months: float
    holds: bool


def cut(text: str, most: int) -> str:
    """A text on one line, cut where it is long.

    >>> cut("Harbour  opens", 30), cut("The harbour opens", 14), cut("Harbours", 6), cut("Peace and the rest", 11)
    ('Harbour opens', 'The harbour…', 'Harbo…', 'Peace…')
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    if line[most - 1] != " " and " " in kept[most // 2 :]:  # between two words, if that costs little
        kept = kept[: kept.rindex(" ")]
    kept = _DANGLING.sub("", kept)
    return f"{kept.rstrip(' ,;:–-')}…"


_DANGLING = re.compile(r"( (and|or|the|a|an|of|to|for|in|on|as|by|with|from|against|is))+$")
"""Words with which a name that is cut does not end."""


def picture(case: Case, found: Contender, detail: Detail = ALL) -> Picture:
    """The order of the best deal found, all numbers in the middle of their ranges, and where it breaks in draws."""
    plan = found.plan
    columns = _columns([len(phase) for phase in plan.phases], COLUMNS)
    lanes = _with_a_lane(plan, {party for step in _steps(plan) for party in case.steps[step].by}, detail.lanes)
    marks = _marks({party: case.parties[party].name for party in lanes})
    phases = _phases(case, plan, columns)
    joint = tuple(_joint(case, plan, marks, phase, detail) for phase in phases)
    return Picture(
        title="The order that holds, and what keeps each side in it"
        if plan.verdict == "holds"
        else "The best order found; with all numbers in the middle it does not hold",
        note=(
            "Steps of each phase; under them, by how much carrying on beats quitting at its start, in the party’s own "
            "points. Never compare two rows."
        ),
        phases=phases,
        lanes=tuple(_lane(case, found, party, marks[party], phases, detail) for party in lanes),
        joint=joint if any(shared.steps for shared in joint) else (),
        others="Together"
        if all(len(case.steps[step].by) > 1 or case.steps[step].by[0] in marks for step in _steps(plan))
        else "Others",
        stops=tuple(_standings(case, plan, marks, phase) for phase in phases if not phase.done),
        caption=_caption(case, found, lanes),
        months=plan.months,
        holds=plan.verdict == "holds",
    )


def _steps(plan: Assessment) -> list[str]:
    return [step for phase in plan.phases for step in phase]


# ------------------------------------------------------------------------------------------------ columns and lanes


def _columns(sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Which phases stand in which column: where there are many, neighbours with the fewest steps are put together.

    >>> _columns([3, 1, 1, 4], 4), _columns([3, 1, 1, 4], 3)
    ([(1, 1), (2, 2), (3, 3), (4, 4)], [(1, 1), (2, 3), (4, 4)])
    """
    columns = [(n, n) for n in range(1, len(sizes) + 1)]
    held = list(sizes)
    while len(columns) > most:
        at = min(range(len(columns) - 1), key=lambda n: held[n] + held[n + 1])
        columns[at : at + 2] = [(columns[at][0], columns[at + 1][1])]
        held[at : at + 2] = [held[at] + held[at + 1]]
    return columns


def _with_a_lane(plan: Assessment, owners: set[str], most: int) -> list[str]:
    """Who has a lane: who has something to quit; of many, those whose smallest margin is smallest for their stake.

    A needed party that takes steps alone has something to quit unless they cost it nothing; it has no lane then, as
    nothing keeps it in. Where nobody has anything to quit, owners of steps have lanes.
    """
    least: dict[str, float] = {}
    for row in plan.rows:
        if row.margin is not None:
            share = row.margin / (plan.stake.get(row.party) or 1.0)
            least[row.party] = min(share, least.get(row.party, share))
    if not least:
        least = {party: 0.0 for party in plan.gain if party in owners}
    kept = sorted(least, key=lambda party: least[party])[:most]
    return [party for party in plan.gain if party in kept]


def _marks(names: Mapping[str, str]) -> dict[str, str]:
    """A mark for each name: its first letters, as few as tell it apart, or a number where three do not.

    >>> _marks({"us": "Washington", "rok": "Seoul"}), _marks({"a": "North", "b": "Norway", "c": "Northern"})
    ({'us': 'W', 'rok': 'S'}, {'a': '1', 'b': '2', 'c': '3'})
    """
    bare = {key: "".join(letter for letter in name if letter.isalnum()) or "?" for key, name in names.items()}
    for length in (1, 2, 3):
        marks = {key: opening(name[:length]) for key, name in bare.items()}
        if len(set(marks.values())) == len(marks):
            return marks
    return {key: str(n) for n, key in enumerate(names, 1)}


def _phases(case: Case, plan: Assessment, columns: Sequence[tuple[int, int]]) -> tuple[Phase, ...]:
    found = []
    for first, last in columns:
        title = f"Phase {first}" if first == last else f"Phases {first}–{last}"
        starts, ends = plan.starts[first - 1], plan.starts[last]
        when = on_calendar(case.as_of, starts)
        when = when if first == 1 else "at once" if when == "now" else f"from {when}"
        found.append(Phase(first, last, title, when, starts, ends, done=False))
    end, done = plan.starts[-1], len(plan.phases) + 1
    when = on_calendar(case.as_of, end)
    found.append(Phase(done, done, "All done", "at once" if when == "now" else f"by {when}", end, end, done=True))
    return tuple(found)


def _lane(case: Case, found: Contender, party: str, mark: str, phases: Sequence[Phase], detail: Detail) -> Lane:
    plan = found.plan
    margins = {row.phase: row.margin for row in plan.rows if row.party == party}
    largest = max((margin for margin in margins.values() if margin is not None), default=0.0)
    own = {n: [step for step in phase if case.steps[step].by == (party,)] for n, phase in enumerate(plan.phases, 1)}
    owned = [n for n, phase in enumerate(plan.phases, 1) if any(party in case.steps[step].by for step in phase)]
    cells = []
    for column in phases:
        here = range(column.number, column.last + 1)
        known = [margin for n in here if (margin := margins.get(n)) is not None]
        margin = min(known, default=None)
        breaks = sum(share for who, n, share in found.sure.breakers if who == party and n in here)
        steps = tuple(opening(cut(case.steps[step].in_short, detail.letters)) for n in here for step in own.get(n, ()))
        later, joint = any(n > column.last for n in owned), any(n in here for n in owned)
        cells.append(
            Cell(
                steps=steps[: detail.steps],
                more=max(0, len(steps) - detail.steps),
                idle="" if steps else _idle(column, joint, later, bool(owned)),
                margin=margin,
                said="" if margin is None else _amount(margin),
                why="" if margin is not None else "nothing to quit" if not later else "nothing to quit yet",
                size=0.0 if margin is None or largest <= 0 else max(0.0, margin / largest),
                breaks=breaks,
                breaking=f"breaks here in {of_100(breaks).removesuffix(' draws')}" if breaks >= MARKED else "",
            )
        )
    entry = case.parties[party]
    scale = cut(entry.scale, SCALE) if entry.scale and detail.scales else ""
    return Lane(party, cut(entry.name, PARTY), mark, scale, tuple(cells))


def _amount(points: float) -> str:
    """An amount beside others of its kind: to a tenth where it has a few, or with two digits that count.

    >>> _amount(3.04), _amount(-0.44), _amount(0.032), _amount(123.4)
    ('3.0', '−0.4', '0.032', '120')
    """
    if 0.1 <= abs(points) < 9.95:
        return f"{points:.1f}".replace("-", "−")
    return two_digits(points)


def _idle(column: Phase, joint: bool, later: bool, ever: bool) -> str:
    """What is said of a party that takes no step of its own in a column."""
    if column.done:
        return "all in force"
    if joint:
        return "with others"
    return "waits" if later else "has done its part" if ever else "keeps its side"


def _joint(case: Case, plan: Assessment, marks: Mapping[str, str], phase: Phase, detail: Detail) -> Shared:
    """The steps of a column that stand in no lane, and whose they are: marks, or names where there is no lane."""
    here = range(phase.number, min(phase.last, len(plan.phases)) + 1)
    found = []
    for step in (step for n in here for step in plan.phases[n - 1]):
        owners = case.steps[step].by
        if len(owners) > 1 or owners[0] not in marks:
            who = "+".join(marks.get(owner, cut(case.parties[owner].name, PARTY // 2)) for owner in owners)
            names = listing([cut(case.parties[owner].name, PARTY) for owner in owners])
            found.append(Joint(opening(cut(case.steps[step].in_short, detail.letters)), cut(who, PARTY), names))
    return Shared(tuple(found[: detail.steps]), max(0, len(found) - detail.steps))


def _standings(case: Case, plan: Assessment, marks: Mapping[str, str], phase: Phase) -> tuple[Standing, ...]:
    found = []
    for party, mark in marks.items():
        worths = [
            stop.worth for stop in plan.if_stopped if stop.party == party and phase.number <= stop.phase <= phase.last
        ]
        worth = min(worths)
        trace = abs(worth) < TRACE * plan.stake.get(party, 0.0)
        said = "0" if abs(worth) < 1e-9 else "≈0" if trace else f"{'+' if worth > 0 else ''}{_amount(worth)}"
        found.append(Standing(mark, cut(case.parties[party].name, PARTY), worth, said, worth < 0 and not trace))
    return tuple(found)


# ----------------------------------------------------------------------------------------------------- the caption


def _caption(case: Case, found: Contender, lanes: Sequence[str]) -> tuple[str, ...]:
    plan = found.plan

    def named(parties: Sequence[str]) -> list[str]:
        return [as_one(cut(case.parties[party].name, PARTY)) for party in parties]

    others = [party for party in plan.gain if party not in plan.needed]
    unshown = [party for party in plan.needed if party not in lanes]
    quits = {row.party for row in plan.rows if row.margin is not None}
    close = [party for party in unshown if party in quits]
    free = [party for party in unshown if party not in quits]
    said = [
        "A phase begins when all have seen that the one before is done; dates as if the plan began on "
        f"{case.as_of.day} {case.as_of:%B %Y}.",
        "Last row: where each stands against today if everything stops there.",
    ]
    if close:
        said.append(
            f"Not shown: {_some(named(close))}, "
            f"{'who is' if len(close) == 1 else 'each of them'} further from quitting than those shown."
        )
    if free:
        said.append(f"{_some(named(free))} {'takes' if len(free) == 1 else 'take'} part, with nothing to quit.")
    gain = {party: 0.0 if plan.hardly(party) else plan.gain[party] for party in others}
    said.append(
        bystanders(
            named([party for party in others if gain[party] > 0]),
            named([party for party in others if gain[party] < 0]),
            named([party for party in others if not gain[party]]),
        )
    )
    said.append(trust_asked(found.sure.trust))
    return tuple(sentence for sentence in said if sentence)


def _some(names: Sequence[str]) -> str:
    return listing(names) if len(names) <= 3 else listing([*names[:3], f"{len(names) - 3} more"])
