"""Question 4 for a case, looking ahead: what to find out before a plan is started, and what rests on which source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.labels import label_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.flips import VariedPlan, question_of
from standoff.analysis.sureness.ranges import CHUNK, Drawn, marginal_of, quantities_of
from standoff.engine.core.parallel import HERE, Workers, collect
from standoff.engine.core.types import Bools, Floats
from standoff.engine.sureness import information
from standoff.engine.sureness.shares import between
from standoff.errors import UsageError
from standoff.results.records.made import Made
from standoff.results.records.sureness import Dropped, Need, Needs
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

DRAWS = 20_000
"""Draws that the value of information is found with, unless something else is asked for."""

WITHOUT = 2_000
"""Draws in which a source is left out."""

PARTLY = 0.7071067811865476
"""The reliability of partial information: half of the variance is explained."""


def needs(
    case: Case,
    plan: str | None = None,
    deal: str | None = None,
    progress: Progress = silent,
    *,
    trust: float = 0.5,
    draws: int = DRAWS,
    seed: int = 1,
    by: Workers = HERE,
) -> Needs:
    """What is it worth to find out, for the decision to start this plan or not? A plan of the case, or of a deal.

    `trust`: the chance that the plan holds from which starting it pays. Raises UsageError, SizeError.

    >>> from standoff import example
    >>> needs(example(), "alpha-first", draws=500).start
    True
    """
    require_worths(case)
    if not 0 < trust < 1:
        raise UsageError("the trust from which starting pays lies between 0 and 100 %, and is neither of them")
    return needs_of(question_of(case, plan, deal, progress), progress, trust, draws, seed, by)


@dataclass(frozen=True)
class _WidenedDraws:
    """Some draws of a plan; `wider`: by which factor some ranges spread more than the case says."""

    question: VariedPlan
    drawn: Drawn
    wider: Mapping[str, float]


def _good(part: _WidenedDraws) -> Bools:
    """In which of the draws the plan holds."""
    question, drawn = part.question, part.drawn
    values = {path: drawn.values[path] for path in (*question.ranges, *drawn.ordered)}
    for path in part.wider.keys() & values.keys():
        chances = _chances(part.wider[path] * _scores(drawn.chances[path]))
        values[path] = marginal_of(question.numbers[path]).quantile(chances)
    return question.holds(values, drawn.draws)


def _scores(chances: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(chances))


def _chances(scores: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(np.clip(ndtr(scores), 1e-12, 1 - 1e-12))


@dataclass(frozen=True)
class _Decision:
    """What is known for the decision: in which draws the plan holds, and the scores of the ranges it hangs on."""

    good: Bools
    scores: Mapping[str, Floats]
    trust: float
    rng: np.random.Generator
    told: dict[tuple[str, ...], float] = field(default_factory=dict)

    def worth(self, about: Sequence[str], reliability: float = 1.0) -> float | None:
        """What finding out about some numbers is worth; None where the plan hangs on none of them."""
        paths = tuple(path for path in about if path in self.scores)
        if not paths:
            return None
        signals = np.stack([self.scores[path] for path in paths], axis=1)
        if reliability < 1:
            signals = information.blurred(signals, reliability, self.rng)
            return information.of_knowing(self.good, signals, self.trust)
        if paths not in self.told:  # what several sources are cited for is worked out once
            self.told[paths] = information.of_knowing(self.good, signals, self.trust)
        return self.told[paths]

    def need(self, title: str, about: Sequence[str], reliability: float, cost: float) -> Need | None:
        """What finding out is worth, wholly and as far as it can be relied on; None where it can have no say."""
        perfect = self.worth(about)
        if perfect is None:
            return None
        partial = self.worth(about, reliability) or 0.0
        return Need(title, tuple(about), perfect, partial, reliability, cost)


def needs_of(
    question: VariedPlan,
    progress: Progress = silent,
    trust: float = 0.5,
    draws: int = DRAWS,
    seed: int = 1,
    by: Workers = HERE,
    sources: bool = True,
) -> Needs:
    """What to find out about the numbers that a plan hangs on; and, if asked for, what rests on which source."""
    case, drawn = question.case, Drawn.of(question.case, draws, seed)
    tasks = [_WidenedDraws(question, part, {}) for part in drawn.parts(CHUNK)]
    found = collect(by, _good, tasks, lambda share: progress("draws", share))
    done = [tasks[n].drawn for n in found.which]
    scores = {path: _scores(np.concatenate([part.chances[path] for part in done])) for path in question.ranges}
    good = np.concatenate(found.results)
    rng = np.random.default_rng(np.random.SeedSequence((seed, 2)))
    decision, share = _Decision(good, scores, trust, rng), float(good.mean())
    return Needs(
        plan=question.plan.name,
        title=question.plan.title,
        trust=trust,
        holds=share,
        between=between(share, good.size),
        start=share >= trust,
        value=information.without(good, trust),
        everything=information.of_everything(good, trust),
        numbers=_ranked(decision.need(label_of(case, path), (path,), PARTLY, 0.0) for path in question.ranges),
        inquiries=_ranked(decision.need(i.title, i.about, i.reliability, i.cost) for i in case.inquiries),
        evidence=_ranked(_items(case, decision)),
        sources=_sources(question, seed, progress, by) if sources else (),
        draws=good.size,
        draws_asked=draws,
        made=Made(
            version=__version__,
            method="value of information by groups of like draws, half of which teach and half of which judge",
            exact=False,
            seed=seed,
            draws=good.size,
            ordered=ordered_parties(case),
        ),
    )


def _ranked(found: Iterable[Need | None]) -> tuple[Need, ...]:
    return tuple(sorted((need for need in found if need is not None), key=lambda need: -need.net))


def _items(case: Case, decision: _Decision) -> Iterator[Need | None]:
    """For each source, what it would be worth to know all that it is cited for."""
    for source, about in _cited(case).items():
        yield decision.need(source, about, PARTLY, 0.0)


def _cited(case: Case) -> dict[str, list[str]]:
    """For each source the numbers that it is cited for, by their paths."""
    paths, cited = list(quantities_of(case)), dict[str, list[str]]()
    for place, item in case.evidence():
        if not item.judged and not item.contradicts:
            targets = item.paths(place)
            about = [path for path in paths if any(path == t or path.startswith(t + ".") for t in targets)]
            cited[item.source] = list(dict.fromkeys([*cited.get(item.source, []), *about]))
    return cited


def _sources(question: VariedPlan, seed: int, progress: Progress, by: Workers) -> tuple[Dropped, ...]:
    """How often the plan would hold without each source, the one that makes the largest difference first.

    A number with n pieces of evidence of which a source gives one is then known less well: its range is wider by the
    root of n / (n - 1), and twice as wide where the source is all there is.
    """
    case, drawn = question.case, Drawn.of(question.case, WITHOUT, seed)
    wider = {source: _wider(case, source, about) for source, about in _cited(case).items()}
    wider = {source: factors for source, factors in wider.items() if factors.keys() & {*question.ranges}}
    tasks = [_WidenedDraws(question, drawn, factors) for factors in ({}, *wider.values())]
    found = collect(by, _good, tasks, lambda share: progress("sources", share))
    shares = dict(zip(found.which, (float(good.mean()) for good in found.results), strict=True))
    if 0 not in shares:
        return ()
    dropped = [
        Dropped(source, tuple(path for path in factors if path in question.ranges), shares[0], shares[n])
        for n, (source, factors) in enumerate(wider.items(), start=1)
        if n in shares
    ]
    return tuple(sorted(dropped, key=lambda one: -abs(one.without - one.holds)))


def _wider(case: Case, source: str, about: Sequence[str]) -> dict[str, float]:
    factors = {}
    for path in about:
        pieces = [item for item in case.evidence_for(path) if not item.contradicts]
        rest = sum(item.source != source for item in pieces)
        factors[path] = 2.0 if rest == 0 else sqrt(len(pieces) / rest)
    return factors
