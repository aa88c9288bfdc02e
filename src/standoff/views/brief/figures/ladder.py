"""The roadmap ladder: phases from top to bottom, a lane per party, who is tempted in each and what stops it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from standoff.analysis.ordinal_worths import points
from standoff.results.records.assessment import Assessment, Pair, Row
from standoff.results.sentences import assessment as sentences
from standoff.results.sentences import wording
from standoff.results.sentences.wording import as_one, listing
from standoff.views.brief.figures.drawing import MARKS, fit, stance, svg, tag, text, width_of, wrap
from standoff.views.brief.words import asked, called, courses, cut, duration, number, quoted, titled

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Step

__all__ = ["Rung", "StepBar", "Temptation", "breach", "draw", "in_words", "marks", "rungs"]

_FINEST = 4
"""Decimals of a month, a few minutes, beyond which moments are not told apart."""


@dataclass(frozen=True)
class StepBar:
    """A step of a phase as it is shown: its name in short and whole, its owners, how long it takes, what is special."""

    step: str
    name: str
    whole: str
    by: tuple[str, ...]
    owners: tuple[str, ...]
    times: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Temptation:
    """What one party could do at one phase and what stops it, in words; `kind` is its mark.

    `bet`: from what the trust that is asked of it follows. The drawing has no room for that.
    """

    party: str
    name: str
    kind: str
    says: str
    tempted: str
    held: str
    bet: str
    coming: str


@dataclass(frozen=True)
class Rung:
    """One phase as it is shown: when it begins, its steps, the temptations, and when the next may begin."""

    number: int
    label: str
    begins: float
    ends: float | None
    mark: str
    gate: str
    tasks: tuple[StepBar, ...]
    temptations: tuple[Temptation, ...]


# ------------------------------------------------------------------------------------------ what it says


def rungs(case: Case, plan: Assessment) -> tuple[Rung, ...]:
    """The phases of a plan in the words of the ladder; the last rung is what comes after completion."""
    return tuple(_rung(case, plan, phase) for phase in range(1, len(plan.phases) + 2))


def _rung(case: Case, plan: Assessment, phase: int) -> Rung:
    last = phase > len(plan.phases)
    steps = () if last else plan.phases[phase - 1]
    ends = None if last else plan.starts[phase]
    return Rung(
        number=phase,
        label="When all is done" if last else f"Phase {phase}",
        begins=plan.starts[phase - 1],
        ends=ends,
        mark=marks(plan.starts)[phase - 1],
        gate="" if ends is None else _gate(case, plan, phase, ends),
        tasks=tuple(_task(case, plan, step) for step in steps),
        temptations=tuple(_temptation(case, plan, row) for row in _rows(case, plan, phase)),
    )


def _rows(case: Case, plan: Assessment, phase: int) -> list[Row]:
    order = {party: place for place, party in enumerate(case.parties)}
    return sorted((row for row in plan.rows if row.phase == phase), key=lambda row: order[row.party])


def marks(starts: Sequence[float]) -> list[str]:
    """Marks on the time axis, in months from the start: with two digits, or as fine as tells all moments apart.

    >>> marks([0.0, 3.26, 12.34]), marks([0.0, 2.0, 2.03, 2.03])
    (['month 0', 'month 3.3', 'month 12'], ['month 0', 'month 2', 'month 2.03', 'month 2.03'])
    """
    moments = len({round(start, _FINEST) for start in starts})
    rounded = [round(start, 1 if start < 10 else 0) for start in starts]
    if len(set(rounded)) == moments:
        return [f"month {start:.10g}" for start in rounded]
    digits = next((n for n in range(1, _FINEST) if len({round(start, n) for start in starts}) == moments), _FINEST)
    return [f"month {round(start, digits):.10g}" for start in starts]


def _gate(case: Case, plan: Assessment, phase: int, ends: float) -> str:
    steps = plan.phases[phase - 1]
    there = {*case.now, *plan.keeps, *(step for earlier in plan.phases[: phase - 1] for step in earlier)}
    last = max(steps, key=lambda step: _done_and_seen(case, step, there, steps))
    seen = f"Gate: phase {phase} is done and seen by {marks(plan.starts)[phase]}"
    waits = [duration((one.months - one.otherwise) / 12) for one in plan.waits if one.phase == phase]
    only = f", {waits[0]} of it only to see that" if waits else ""
    return f"{seen}, {quoted(_short(case, last))} last{only}" if len(steps) > 1 else seen + only


def _done_and_seen(case: Case, name: str, there: Set[str], beside: Sequence[str]) -> float:
    """Years from the start of its phase until a step is seen to be done; of its verifiers, some come with it."""
    from standoff.case.model.parts import parts_named

    step = case.steps[name]
    times = [step.takes.median + step.seen_normally.median]
    for named, time in step.seen_with.items():
        other = parts_named(case, named)[-1]
        if other in there or other in beside:
            comes = case.steps[other].takes.median if other in beside else 0.0
            times.append(max(step.takes.median, comes) + time.median)
    return min(times)


def _task(case: Case, plan: Assessment, name: str) -> StepBar:
    step = case.steps[name]
    decides = any(one.step == name for one in plan.hangs_on)
    return StepBar(
        step=step.under(name),
        name=_short(case, name),
        whole=called(case, name),
        by=step.by,
        owners=tuple(called(case, party) for party in step.by),
        times=f"{_takes(step)}, {_seen(case, step)}",
        labels=(*(label for holds, label in _labels(step) if holds), *["the verdict hangs on it"] * decides),
    )


def _short(case: Case, name: str) -> str:
    """What a figure calls a step: its short name, or else its name, cut where that is long."""
    step = case.steps.get(name) or case.wholes()[name]
    return step.short or cut(called(case, name))


def _takes(step: Step) -> str:
    return f"takes {duration(step.takes.median)}" if step.takes.median > 0 else "done at once"


def _seen(case: Case, step: Step) -> str:
    normally = step.seen_normally.median
    seen = [f"after {duration(normally)}" if normally > 0 else "at once"]
    seen += [f"{duration(time.median)} with {_short(case, other)}" for other, time in step.seen_with.items()]
    missed = step.missed.median
    return f"seen {', '.join(seen)}" + (f", missed with {wording.percent(missed)}" if missed > 0 else "")


def _labels(step: Step) -> list[tuple[bool, str]]:
    return [
        (len(step.by) > 1, "joint"),
        (step.symbolic, "symbolic"),
        (step.undo.median == float("inf"), "cannot be undone"),
        (step.automatic, "lapses by itself"),
        (step.ends_with_breakdown, "ends with a breakdown"),
    ]


def _temptation(case: Case, plan: Assessment, row: Row) -> Temptation:
    kind = stance(row)
    return Temptation(
        party=row.party,
        name=called(case, row.party),
        kind=kind,
        says=_says(row, kind) + _on_the_edge(plan, row),
        tempted="" if kind == "nothing" else f"Tempted to {breach(case, plan, row)}; {_shows(row)}",
        held="" if row.walk_out is None else _held(row, kind),
        bet="" if row.binds is None or not row.trust else _bet(case, row.binds),
        coming=_coming(case, plan, row),
    )


def _says(row: Row, kind: str) -> str:
    if kind == "walks":
        return "Walks out"
    if kind == "nothing":
        return "Nothing to quit"
    if kind == "stays":
        return "Carries on, needs no trust" if row.exact else "Carries on, as far as was tried"
    return f"Asks for {'' if row.exact else 'at least '}{asked(row.trust)} trust"


def _on_the_edge(plan: Assessment, row: Row) -> str:
    """Whether 1 % of the party's stake in its margin, or in its gain where the plan starts, would turn the verdict."""
    numbers = {edge.phase for edge in plan.on_edge if edge.party == row.party}
    if row.phase in numbers:
        return ", on the edge"
    return ", on the edge by its gain" if row.phase == 1 and None in numbers else ""


def breach(case: Case, plan: Assessment, row: Row, most: int = 2) -> str:
    """What the party would do if it quit here, as an infinitive without "to"."""
    made = {*plan.keeps, *(step for steps in plan.phases[: row.phase - 1] for step in steps)}
    back = [step for step in row.breach if step in made]
    due = [step for step in row.breach if step not in made]
    told = [f"{verb} {_some(case, steps, most)}" for verb, steps in (("hold back", due), ("take back", back)) if steps]
    return " and ".join(told) or "leave openly"


def _some(case: Case, steps: Sequence[str], most: int) -> str:
    names = [quoted(_short(case, step)) for step in steps]
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return listing(names)


def _shows(row: Row) -> str:
    if row.openly:
        return "everything stops at once"
    if row.shows is None:
        return "it would not be seen"
    return f"it {sentences.shown(row.shows, courses(row))}"


def _held(row: Row, kind: str) -> str:
    out = f"{'' if row.exact else 'at least '}{number(row.walk_out)}"
    assert row.margin is not None
    ahead = f"{'' if row.exact else ('at least ' if kind == 'walks' else 'at most ')}{number(abs(row.margin))}"
    if kind == "walks":
        return f"Walking out is worth {out} to it, carrying on {number(row.carry_on)}: {ahead} less"
    return f"Carrying on is worth {number(row.carry_on)} to it, walking out {out}: {ahead} less"


def _bet(case: Case, pair: Pair) -> str:
    """What the trust is worked out from: the same act where the others fail and where nobody else does."""
    who, kept = listing([as_one(called(case, party)) for party in pair.others]), pair.kept_by_carrying_on
    fail = "fails" if len(pair.others) == 1 else "fail"
    act, again = ("leaving openly", "leaving") if pair.openly else ("quitting", "quitting")
    costs = number(kept) if kept > 0 else "nothing"
    return (
        f"If {who} {fail}, having carried on costs it {number(pair.loss)} against {act}; "
        f"if nobody else does, {again} costs it {costs}"
    )


def _coming(case: Case, plan: Assessment, row: Row) -> str:
    due = [step for steps in plan.phases[row.phase - 1 :] for step in steps]
    worth = points(case, row.party)
    gifts = [step for step in due if worth.get(step, 0) > 0 and case.steps[step].by != (row.party,)]
    gifts.sort(key=lambda step: -worth[step])
    return f"Still to come for it: {_some(case, gifts, 2)}" if gifts else ""


# ------------------------------------------------------------------------------------------- how it looks

WIDE, GUTTER, GAP, PAD = 1080.0, 92.0, 12.0, 8.0
NAME, NOTE = 13.0, 11.5
TALL = 1300.0
"""A drawing taller than this does not fit a printed page; the next phases go into another one."""


@dataclass(frozen=True)
class _Lane:
    """Where a party's lane lies."""

    party: str
    left: float
    width: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width


def draw(key: str, case: Case, plan: Assessment) -> tuple[Markup, ...]:
    """The ladder of a plan, as one drawing, or as several where it would not fit a page.

    Lanes are in the order of the case; `key` begins the ids of the drawings.
    """
    lanes = _lanes(case, plan)
    bands = [_band(lanes, rung) for rung in rungs(case, plan)]
    kept = [_kept(case, plan, lanes)] if plan.keeps else []
    pages = _pages([*kept, *bands])
    return tuple(
        _page(f"{key}:{place}" if place else key, case, plan, lanes, page, (place + 1, len(pages)))
        for place, page in enumerate(pages)
    )


def _lanes(case: Case, plan: Assessment) -> list[_Lane]:
    acts = {party for steps in plan.phases for step in steps for party in case.steps[step].by}
    weights = {party: 1.0 if party in acts else 0.62 for party in case.parties}
    unit = min(300.0, max(150.0, (WIDE - GUTTER - GAP) / sum(weights.values())))
    lanes: list[_Lane] = []
    left = GUTTER
    for party, weight in weights.items():
        lanes.append(_Lane(party, left, weight * unit))
        left += weight * unit
    return lanes


_Band = tuple[float, list[Markup], str]
"""A band's height, its shapes (from y = 0), and what it says in words."""


def _pages(bands: Sequence[_Band]) -> list[list[_Band]]:
    pages: list[list[_Band]] = [[]]
    for band in bands:
        if pages[-1] and sum(height for height, _, _ in pages[-1]) + band[0] > TALL:
            pages.append([])
        pages[-1].append(band)
    return pages


def _page(
    key: str, case: Case, plan: Assessment, lanes: Sequence[_Lane], bands: Sequence[_Band], part: tuple[int, int]
) -> Markup:
    top = 38.0
    height = top + sum(band[0] for band in bands)
    shapes = [*_heads(case, lanes, height)]
    y = top
    for size, drawn, _ in bands:
        shapes.append(tag("g", Markup("").join(drawn), transform=f"translate(0 {y:.5g})"))
        y += size
    title = f"Roadmap ladder: {titled(plan.title, plan.plan)}"
    if part[1] > 1:
        title += f", part {part[0]} of {part[1]}"
    return svg(key, (lanes[-1].right + 2, height), title, " ".join(words for _, _, words in bands), shapes, "ladder")


def _heads(case: Case, lanes: Sequence[_Lane], height: float) -> Iterable[Markup]:
    for place, lane in enumerate(lanes):
        if place % 2 == 0:
            yield tag("rect", x=lane.left, y=0.0, width=lane.width, height=height, class_="lane")
        yield text(lane.left + PAD, 24, fit(called(case, lane.party), lane.width - 2 * PAD, 15), "head")
    yield tag("path", d=f"M{GUTTER - 10:.4g} 38V{height:.5g}", class_="axis")


def _kept(case: Case, plan: Assessment, lanes: Sequence[_Lane]) -> _Band:
    words = f"Already in force and kept: {', '.join(_short(case, step) for step in plan.keeps)}."
    lines = wrap(words, lanes[-1].right - GUTTER - 2 * PAD, NOTE, 3)
    height = 16.0 * len(lines) + 14
    drawn = [text(4, 18, "Before", "when"), *_lines(lines, GUTTER + PAD, 18, 16, "note")]
    drawn.append(tag("path", d=f"M{GUTTER - 15:.4g} {height - 1:.4g}H{lanes[-1].right:.4g}", class_="thin"))
    return height, drawn, words


def _band(lanes: Sequence[_Lane], rung: Rung) -> _Band:
    words = rung.label if rung.tasks else "All done"
    shapes = [
        text(4, 22, words, "when"),
        text(4, 40, rung.mark, "note"),
        tag("path", d=f"M{GUTTER - 15:.4g} 18H{GUTTER - 5:.4g}", class_="axis"),
    ]
    low = _draw_tasks(lanes, rung.tasks, shapes)
    low = max(_draw_temptations(lanes, rung.temptations, low, shapes), 56.0)
    if rung.gate:
        low = _draw_gate(lanes, rung.gate, low, shapes)
    return low, shapes, in_words(rung)


def _draw_tasks(lanes: Sequence[_Lane], tasks: Sequence[StepBar], shapes: list[Markup]) -> float:
    """Boxes from the top down, each below what is already in its lanes; returns where the lowest one ends."""
    low = [8.0] * len(lanes)
    for task in tasks:
        runs = _runs([place for place, lane in enumerate(lanes) if lane.party in task.by])
        # Between two boxes of a joint step runs its link, which boxes in the lanes between must not cover.
        across = range(runs[0][0], runs[-1][-1] + 1)
        y = max(low[place] for place in across)
        insides = [_inside(lanes[run[0]].left, lanes[run[-1]].right, y, task) for run in runs]
        height = max(size for size, _ in insides)
        for run, after in pairwise(runs):
            ends = f"M{lanes[run[-1]].right - GAP:.4g} {y + 16:.4g}H{lanes[after[0]].left + GAP:.4g}"
            shapes.append(tag("path", d=ends, class_="link"))
        for run, (_, inside) in zip(runs, insides, strict=True):
            shapes.extend([*_frame(lanes[run[0]].left, lanes[run[-1]].right, y, height, task), *inside])
        for place in across:
            low[place] = y + height + PAD
    return max(low)


def _runs(places: Sequence[int]) -> list[list[int]]:
    """Neighbouring lanes together: a joint step of neighbours is one box, of others several that are linked."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _inside(left: float, right: float, y: float, task: StepBar) -> tuple[float, list[Markup]]:
    x, room = left + GAP + 2, right - left - 2 * GAP - 6
    name = wrap(task.name, room, NAME, 3)
    times = [task.times] if width_of(task.times, NOTE) <= room else task.times.split(", ")
    notes = [line for note in (*times, ", ".join(task.labels)) if note for line in wrap(note, room, NOTE, 2)]
    drawn = [*_lines(name, x, y + 17, 16, "name"), *_lines(notes, x, y + 17 + 16 * len(name), 14, "note")]
    return 16.0 * len(name) + 14.0 * len(notes) + 12, drawn


def _frame(left: float, right: float, y: float, height: float, task: StepBar) -> Iterable[Markup]:
    box = "box symbolic" if "symbolic" in task.labels else "box"
    x, width = left + 6, right - left - 12
    yield tag("rect", tag("title", task.whole), x=x, y=y, width=width, height=height, rx=2.0, class_=box)
    if "cannot be undone" in task.labels:
        yield tag("rect", x=x, y=y, width=4.0, height=height, class_="lock")


def _draw_temptations(lanes: Sequence[_Lane], people: Sequence[Temptation], y: float, shapes: list[Markup]) -> float:
    low = y
    for person in people:
        lane = next(lane for lane in lanes if lane.party == person.party)
        shapes.append(MARKS[person.kind](lane.left + GAP + 5, y + 12, 5))
        room = lane.width - 2 * GAP
        says = wrap(person.says, room - 16, NAME, 2)
        shapes.extend(_lines(says, lane.left + GAP + 16, y + 16, 15, f"says {person.kind}"))
        down = y + 18 + 15 * len(says)
        told = (person.tempted, 5), (person.held, 3), (person.coming, 4)
        for words, most in told if person.kind != "nothing" else ():
            lines = wrap(words, room, NOTE, most) if words else []
            shapes.extend(_lines(lines, lane.left + GAP, down, 14, "note"))
            down += 14 * len(lines) + (3 if lines else 0)
        low = max(low, down)
    return low


def _draw_gate(lanes: Sequence[_Lane], gate: str, y: float, shapes: list[Markup]) -> float:
    room = lanes[-1].right - GUTTER - 2 * PAD
    words = fit(gate, room - 24, NOTE)
    width = min(room, width_of(words, NOTE) + 16)
    shapes.append(
        tag(
            "path",
            d=f"M{GUTTER - 15:.4g} {y + 11:.4g}H{lanes[-1].right:.4g}M{GUTTER - 15:.4g} {y + 15:.4g}"
            f"H{lanes[-1].right:.4g}",
            class_="gate",
        )
    )
    shapes.append(tag("rect", x=GUTTER + PAD, y=y + 3, width=width, height=20.0, rx=2.0, class_="sign"))
    shapes.append(text(GUTTER + 2 * PAD, y + 17, words, "note strong"))
    return y + 30


def _lines(lines: Sequence[str], x: float, y: float, step: float, class_: str) -> list[Markup]:
    return [text(x, y + step * place, line, class_) for place, line in enumerate(lines)]


def in_words(rung: Rung) -> str:
    """A phase read aloud: what is done and by whom, who walks out, and when the next may begin."""
    done = [f"{task.name}, by {listing(task.owners)}" for task in rung.tasks]
    says = [f"{person.name}: {person.says[:1].lower()}{person.says[1:]}" for person in rung.temptations]
    told = [f"{rung.label}, from {rung.mark}", *done, *says, rung.gate]
    return "; ".join(part for part in told if part) + "."
