"""Question 4 for a case, the other way round: which numbers flip the verdict on a plan, and which drive it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, get_args

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of, vector_of
from standoff.analysis.labels import label_of, short_of, unit_of
from standoff.analysis.names import claims_named
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.meant import meant
from standoff.analysis.sureness.ranges import CHUNK, marginal_of, quantities_of
from standoff.engine.assessment.trust import Assessed, assess, holding
from standoff.engine.assessment.verdict import judge
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import HERE, Workers, collect
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.sureness import flips as engine
from standoff.engine.sureness import sensitivity
from standoff.engine.sureness.draws import uniforms
from standoff.errors import UsageError
from standoff.results.records.made import Made, Measure
from standoff.results.records.sureness import Driver, End, Flip, Flips, FlipVerdict, Map
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity

VERDICTS: tuple[FlipVerdict, ...] = get_args(FlipVerdict)
"""What becomes of a plan, by number; `asks more`: it holds, and asks for more trust than is to be had."""

FAR = 0.001
"""A range is looked at from the value that it falls short of with this chance to the one it exceeds with it."""

POINT_UP_TO = 3.0
"""A number without a range is looked at from 0 to so many times what it is."""

NEAREST = 0.01
"""A horizon without a range is looked at from so much of it."""

HOLDS = VERDICTS.index("holds")

ROWS = 512
"""Points of each of the two sets that sensitivity is measured with: a power of two."""

RARE = 0.05
"""What holds in fewer draws than this, or in all but so many, is too one-sided for its variance to be told."""

MAP = 21
"""Values of each number on a map of two."""

Answers = tuple[Ints, Floats, Floats]
"""Of some rows of numbers: the verdicts, the trust asked (NaN where it does not hold), and the slack."""


@dataclass(frozen=True)
class VariedPlan:
    """A plan of a case whose numbers are changed: one of the case, or the roadmap of a deal.

    pace: the path of its pace. trust_at_most: the trust that is to be had (0..1).
    """

    case: Case
    plan: Arrangement
    pace: str
    trust_at_most: float = 1.0

    @cached_property
    def numbers(self) -> Mapping[str, Quantity]:
        """The numbers that the verdict may hang on, by path: those of its steps, of the parties, and its pace."""
        steps = {*self.plan.steps, *self.case.now}
        entries = {name for name, entry in self.case.together.items() if {*entry.steps} <= steps}
        planned, there = self._in_file(self.plan.steps), self._in_file(steps)
        return {
            path: quantity
            for path, quantity in quantities_of(self.case).items()
            if _matters(path.split("."), planned, there, entries) or path == self.pace
            if np.isfinite(quantity.high) and not (quantity.shape == "point" and quantity.low == 0)
        }

    def _in_file(self, steps: Iterable[str]) -> set[str]:
        """Some steps by the names that the file has them under, which those of parts stand for too."""
        return {*steps, *(self.case.steps[step].under(step) for step in steps)}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Their paths, in the order of the file."""
        return tuple(self.numbers)

    @cached_property
    def ranges(self) -> tuple[str, ...]:
        """The paths of those that are not known."""
        return tuple(path for path, quantity in self.numbers.items() if quantity.shape != "point")

    def answers(self, values: Mapping[str, Floats], rows: int, trust: bool = True) -> Answers:
        """What becomes of the plan in each row, where some numbers have other values than their medians.

        trust: whether the trust asked is wanted, too; without, it says nothing where the verdict can do without it.
        """
        parts = []
        for first in range(0, rows, CHUNK):
            some = {path: numbers[first : first + CHUNK] for path, numbers in values.items()}
            parts.append(self._answers(some, min(CHUNK, rows - first), trust))
        verdicts, asked, slack = (np.concatenate(column) for column in zip(*parts, strict=True))
        return verdicts, asked, slack

    def verdicts(self, values: Mapping[str, Floats], rows: int) -> Ints:
        """What becomes of the plan in each row, by its place among VERDICTS."""
        if self.trust_at_most < 1:
            return self.answers(values, rows, trust=False)[0]
        holds, refused = self._fares(values, rows)
        return np.where(holds, HOLDS, np.where(refused, VERDICTS.index("refused"), VERDICTS.index("breaks")))

    def assessed(self, values: Mapping[str, Floats], rows: int, trust: bool = True) -> Assessed:
        """The plan in each row, assessed: all rows at once."""
        part, pace = self._part(values, rows)
        return assess(part, vector_of(self.plan.steps, self.plan), pace, verdict_only=not trust)

    def holds(self, values: Mapping[str, Floats], rows: int) -> Bools:
        """Whether the plan holds in each row, and asks for no more trust than is to be had."""
        if self.trust_at_most < 1:
            return np.asarray(self.answers(values, rows)[0] == HOLDS)
        return self._fares(values, rows)[0]

    def _fares(self, values: Mapping[str, Floats], rows: int) -> tuple[Bools, Bools]:
        """Whether the plan holds in each row, and whether it is refused there."""
        holds, refused = np.empty(rows, dtype=bool), np.empty(rows, dtype=bool)
        for first in range(0, rows, CHUNK):
            some = {path: numbers[first : first + CHUNK] for path, numbers in values.items()}
            part, pace = self._part(some, count := min(CHUNK, rows - first))
            found, needed, gain = holding(part, vector_of(self.plan.steps, self.plan), np.broadcast_to(pace, count))
            which = slice(first, first + count)
            holds[which], refused[which] = found[0], (needed[0] & (gain[0] < 0)).any(axis=1)
        return holds, refused

    def _part(self, values: Mapping[str, Floats], rows: int) -> tuple[Exchange, Floats]:
        """The exchange of the plan in each row, and its pace."""
        part = part_of(self.case, exchange_of(self.case, values, rows), self.plan.steps, self.plan.consent)
        return part, values.get(self.pace, np.full(rows, self.plan.pace.median))

    def _answers(self, values: Mapping[str, Floats], rows: int, trust: bool) -> Answers:
        # No plan asks more than all trust.
        found = self.assessed(values, rows, trust or self.trust_at_most < 1)
        judged = judge(found)
        asked = np.where(judged.holds, found.trust_asked, np.nan)
        enough = judged.holds & (np.nan_to_num(asked, nan=2.0) <= self.trust_at_most + 1e-9)
        verdict = np.where(judged.refused, 0, np.where(judged.breaks, 1, np.where(enough, 3, 2)))
        return verdict, asked, slack_of(found)


def slack_of(found: Assessed) -> Floats:
    """The smallest margin, or gain of a needed party, of each plan, as a share of the stake of its party: (B,)."""
    stake = np.where(found.stake > 0, found.stake, 1.0)
    margin = np.nan_to_num(found.margin / stake[:, None, :], nan=np.inf, posinf=np.inf).min(axis=(1, 2))
    slack = np.minimum(margin, np.where(found.needed, found.gain / stake, np.inf).min(axis=1))
    return np.asarray(np.where(np.isfinite(slack), slack, 0.0))


def _matters(parts: Sequence[str], steps: Set[str], there: Set[str], entries: Set[str]) -> bool:
    """Whether a number can have a say on a plan of these steps, with those that are in force beside it."""
    kind, name = parts[0], parts[1]
    if kind == "steps":
        if parts[2] == "until":
            return name in there
        return name in steps and parts[2] != "redo" and (parts[2:4] != ["seen", "with"] or parts[4] in there)
    return kind == "parties" or (kind == "together" and name in entries)


def flip(
    case: Case,
    plan: str | None = None,
    deal: str | None = None,
    progress: Progress = silent,
    *,
    trust_at_most: float | None = None,
    seed: int = 1,
    by: Workers = HERE,
) -> Flips:
    """Which numbers flip the verdict on a plan, at which value, and which drive it? A plan of the case, or of a deal.

    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> flip(example(), "alpha-first").flips[0].path
    'steps.open_harbour.worth.alpha'
    """
    require_worths(case)
    return flips_of(question_of(case, plan, deal, progress, trust_at_most), progress, seed, by)


def question_of(
    case: Case, plan: str | None, deal: str | None, progress: Progress = silent, trust_at_most: float | None = None
) -> VariedPlan:
    """The plan that is asked about. UsageError where it is none of the case, or none was found for the deal."""
    claim = claims_named(case, plan, deal)
    if claim is None:
        known = ", ".join([*(f"--plan {name}" for name in case.plans), *(f"--deal {name}" for name in case.deals)])
        raise UsageError(f"which plan? {f'One of: {known}' if known else 'The case has none: add one under `plans:`'}")
    asked = meant(case, *claim, progress)
    return VariedPlan(case, asked.plan, asked.pace, 1.0 if trust_at_most is None else trust_at_most)


def flips_of(
    question: VariedPlan,
    progress: Progress = silent,
    seed: int = 1,
    by: Workers = HERE,
    drivers: bool = True,
    mapped: bool = True,
) -> Flips:
    """What flips the verdict on a plan and, if asked for, what drives it, with a map of the two that drive it most."""
    here = question.answers({}, 1, trust=False)
    progress("flip points", 0.0)
    flips = flip_points(question, question.paths)
    progress("flip points", 1.0)
    driving, measure, asked = drivers_of(question, seed, by, progress) if drivers else ((), "holds", 0)
    pair = [driver.path for driver in driving if driver.total > 0][:2]
    return Flips(
        plan=question.plan.name,
        title=question.plan.title,
        verdict=VERDICTS[int(here[0][0])],
        trust_at_most=question.trust_at_most,
        slack=float(here[2][0]),
        flips=flips,
        drivers=driving,
        measure=measure,
        map=_map(question, pair[0], pair[1]) if mapped and len(pair) == 2 else None,
        numbers=len(question.paths),
        correlated=bool(question.case.correlated),
        made=Made(
            version=__version__,
            method=f"flips by bisection to {engine.PRECISION:g} of the span"
            + (f"; Sobol indices with {asked:,} assessments" if asked else ""),
            exact=False,
            seed=seed,
            draws=ROWS,
            ordered=ordered_parties(question.case),
        ),
    )


def drivers_of(
    question: VariedPlan, seed: int, by: Workers, progress: Progress
) -> tuple[tuple[Driver, ...], Measure, int]:
    """The ranges, the strongest first; what they drive; and how many assessments that took."""
    ends = _ends(question)
    found, measure = _indices(question, seed, by, lambda share: progress("sensitivity", share))
    order = sorted(range(len(question.ranges)), key=lambda n: (-found.total[n], -_width(ends[n]), n))
    drivers = tuple(
        Driver(
            path=question.ranges[n],
            label=label_of(question.case, question.ranges[n]),
            short=short_of(question.case, question.ranges[n]),
            unit=unit_of(question.ranges[n]),
            low=ends[n][0],
            high=ends[n][1],
            first=max(0.0, float(found.first[n])),
            total=max(0.0, float(found.total[n])),
            error=float(found.error[n]),
        )
        for n in order
    )
    return drivers, measure, ROWS * (len(question.ranges) + 2)


def _width(ends: tuple[End, End]) -> float:
    return abs(ends[1].slack - ends[0].slack)


def span_of(path: str, quantity: Quantity) -> tuple[float, float]:
    """Where a number is looked at for a flip."""
    if quantity.shape == "point":
        # Nobody looks no time ahead.
        nearest = NEAREST * quantity.low if path.endswith(".horizon") else 0.0
        low, high = sorted((nearest, POINT_UP_TO * quantity.low))
        return low, high
    low, high = marginal_of(quantity).quantile(np.array([FAR, 1 - FAR])).tolist()
    return low, high


def flip_points(question: VariedPlan, paths: Sequence[str]) -> tuple[Flip, ...]:
    """Where some numbers of a plan flip its verdict, the likeliest first: one value below the own, one above."""
    quantities = [question.numbers[path] for path in paths]
    own = np.array([quantity.median for quantity in quantities])
    spans = np.array([span_of(path, question.numbers[path]) for path in paths]).reshape(-1, 2)

    def answer(numbers: Ints, values: Floats) -> Ints:
        changed: dict[str, Floats] = {}
        for number in np.unique(numbers).tolist():
            at = numbers == number
            changed[paths[number]] = np.where(at, values, own[number])
        return question.verdicts(changed, len(values))

    # The median may lie outside of what is looked at, in a range that is all but a point.
    low, high = np.minimum(spans[:, 0], own), np.maximum(spans[:, 1], own)
    found = [
        Flip(
            path=paths[flip.number],
            label=label_of(question.case, paths[flip.number]),
            unit=unit_of(paths[flip.number]),
            median=float(own[flip.number]),
            at=flip.at,
            becomes=VERDICTS[flip.becomes],
            chance=_beyond(quantities[flip.number], flip),
            within=flip.within,
        )
        for flip in engine.flips(answer, own, low, high)
    ]
    # What is given without a range is not said to vary: it comes last.
    return tuple(sorted(found, key=lambda flip: 1.0 if flip.chance is None else -flip.chance))


def _beyond(quantity: Quantity, flip: engine.FlipPoint) -> float | None:
    """How likely the number lies beyond the flip; None where it is not said how sure it is."""
    if quantity.shape == "point":
        return None
    values = marginal_of(quantity).quantile((np.arange(4096) + 0.5) / 4096)
    return float((values >= flip.at if flip.up else values <= flip.at).mean())


def _ends(question: VariedPlan) -> list[tuple[End, End]]:
    """What becomes of the plan at both ends of each range, all other numbers at their medians."""
    marginals = [marginal_of(question.numbers[path]) for path in question.ranges]
    values = np.array([m.quantile(np.array([0.05, 0.95])) for m in marginals]).reshape(-1)
    rows = np.arange(values.size) // 2
    changed = {
        path: np.where(rows == n, values, question.numbers[path].median) for n, path in enumerate(question.ranges)
    }
    verdicts, trust, slack = question.answers(changed, values.size) if values.size else (rows, values, values)
    ends = [
        End(float(value), VERDICTS[int(v)], None if np.isnan(t) else float(t), float(s))
        for value, v, t, s in zip(values, verdicts, trust, slack, strict=True)
    ]
    return list(zip(ends[::2], ends[1::2], strict=True))


@dataclass(frozen=True)
class _FlipRows:
    """Values of the ranges of a plan, (R, W), and what is asked of them."""

    question: VariedPlan
    values: Floats
    measure: Measure


def _measured(rows: _FlipRows) -> Floats:
    """Whether the plan holds with these values of its ranges, as 0 and 1, or by how much."""
    question, count = rows.question, len(rows.values)
    values = dict(zip(question.ranges, np.ascontiguousarray(rows.values.T), strict=True))
    if rows.measure == "holds":
        return question.holds(values, count).astype(np.float64)
    return question.answers(values, count, trust=False)[2]


def _indices(
    question: VariedPlan, seed: int, by: Workers, progress: Callable[[float], None]
) -> tuple[sensitivity.Indices, Measure]:
    """The indices of the ranges, of whether the plan holds, or of its slack where it hardly ever or nearly always does.

    Of what is rare, too few points would tell.
    """
    width = len(question.ranges)
    marginals = [marginal_of(question.numbers[path]) for path in question.ranges]

    def drawn(chances: Floats) -> Floats:
        return np.array([one.quantile(column) for one, column in zip(marginals, chances.T, strict=True)]).T

    often = _measured(_FlipRows(question, drawn(uniforms(seed, ROWS, range(width))), "holds")).mean() if width else 0.0
    measure: Measure = "holds" if RARE <= often <= 1 - RARE else "slack"
    told, asked = 0, ROWS * (width + 2)

    def answer(values: Floats) -> Floats:
        nonlocal told
        tasks = [_FlipRows(question, values[first : first + CHUNK], measure) for first in range(0, len(values), CHUNK)]
        found = collect(by, _measured, tasks)
        if found.partial:
            raise KeyboardInterrupt
        told += len(values)
        progress(min(1.0, told / asked))
        return np.concatenate(found.results)

    return sensitivity.indices(answer, width, ROWS, seed, drawn), measure


def _map(question: VariedPlan, across: str, up: str) -> Map:
    """The verdicts over the ranges of two numbers, all others at their medians."""
    chances = np.linspace(0.025, 0.975, MAP)
    first, second = (marginal_of(question.numbers[path]).quantile(chances) for path in (across, up))

    def answer(paths: Sequence[int], values: Floats) -> Ints:
        return question.verdicts({across: values[:, 0], up: values[:, 1]}, len(values))

    found = engine.pairs_on(answer, 0, 1, first, second)
    return Map(
        across=across,
        across_label=label_of(question.case, across),
        across_unit=unit_of(across),
        across_values=tuple(first.tolist()),
        up=up,
        up_label=label_of(question.case, up),
        up_unit=unit_of(up),
        up_values=tuple(second.tolist()),
        verdicts=tuple(tuple(VERDICTS[v] for v in row) for row in found.tolist()),
    )
