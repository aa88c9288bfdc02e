"""All numbers of a case by their paths, and draws of those that are not known."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import orders_of
from standoff.analysis.remembered import once
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.types import Floats
from standoff.engine.sureness import draws as drawing
from standoff.engine.sureness.distributions import Marginal

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.values import Quantity

CHUNK = 2_000
"""Draws that are worked on at once."""

REMEMBERED = 2
"""So many sets of draws of a case are remembered."""


def quantities_of(case: Case) -> dict[str, Quantity]:
    """All numbers of a case by their paths, like `steps.fuel.worth.alpha`, in the order of the file."""
    return dict(once(case, _quantities))


def _quantities(case: Case) -> dict[str, Quantity]:
    return {".".join(path): quantity for path, quantity in case.quantities()}


def marginal_of(quantity: Quantity) -> Marginal:
    """What is believed of one number, for the engine."""
    q = quantity
    return Marginal(q.shape, q.low, q.high, q.level, q.mode, q.values, q.chances)


@dataclass(frozen=True, eq=False)
class Drawn:
    """All numbers of a case that are not known, drawn together.

    values: by path, one per draw; chances: of ranges, how likely each falls short of it, from which it was drawn.
    ordered: the paths of the worths of which only an order is known, drawn jointly for each party. The same case,
    seed, number of draws and method give the same values, whoever asks for which draws; with the method `latin` a
    number keeps its values when others come or go. part: of how many draws that were made at once these are a part,
    and the first of them; None if they do not lie side by side.
    """

    case: Case
    seed: int
    draws: int
    method: str
    values: Mapping[str, Floats]
    chances: Mapping[str, Floats]
    ordered: tuple[str, ...] = ()
    part: tuple[int, int] | None = None

    @classmethod
    def of(cls, case: Case, draws: int, seed: int, method: str = "latin") -> Drawn:
        """Draw all ranges of a case, and all worths of which only an order is known.

        UsageError for an unknown method, or where no worths agree with an order. The last ones drawn are remembered.
        """
        known, asked = once(case, _known_draws), (draws, seed, method)
        if asked not in known:
            made = _drawn(case, draws, seed, method)
            while len(known) >= REMEMBERED:
                del known[next(iter(known))]
            known[asked] = made
        return cls(case, seed, draws, method, *known[asked], part=(draws, 0))

    def value(self, path: str) -> Floats:
        """One number of the case in every draw: (draws,)."""
        if path in self.values:
            return self.values[path]
        return np.full(self.draws, self._known[path].median)

    @cached_property
    def _known(self) -> Mapping[str, Quantity]:
        return quantities_of(self.case)

    def only(self, which: slice | NDArray[np.intp]) -> Drawn:
        """Only some of the draws."""
        values, chances = ({p: x[which] for p, x in columns.items()} for columns in (self.values, self.chances))
        part = None
        if self.part is not None and isinstance(which, slice) and which.step in (None, 1):
            part = self.part[0], self.part[1] + which.indices(self.draws)[0]
        count = np.arange(self.draws)[which].size
        return Drawn(self.case, self.seed, count, self.method, values, chances, self.ordered, part)

    def parts(self, size: int = CHUNK) -> Iterator[Drawn]:
        """The draws in parts of at most so many, in order."""
        if 0 < self.draws <= size:
            yield self
            return
        for first in range(0, self.draws, size):
            yield self.only(slice(first, first + size))

    def exchange(self, timeless: bool = False) -> Exchange:
        """The exchange of the case, with these draws; for a `timeless` question horizons may be missing."""
        return exchange_of(self.case, self.values, self.draws, True) if timeless else self._exchange

    @cached_property
    def _exchange(self) -> Exchange:
        return exchange_of(self.case, self.values, self.draws)

    def __getstate__(self) -> dict[str, object]:
        """What was drawn alone: what follows from it is not sent to a worker."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def sincerity(self) -> Floats:
        """How likely each party is to be sincere: (draws, N), NaN where the case does not say."""
        found = np.full((self.draws, len(self.case.parties)), np.nan)
        for n, party in enumerate(self.case.parties):
            if party in self.case.sincerity:
                found[:, n] = self.value(f"sincerity.{party}")
        return found


_Numbers = tuple[Mapping[str, Floats], Mapping[str, Floats], tuple[str, ...]]
"""Values and chances by path, and the paths of the worths of which only an order is known."""


def _known_draws(case: Case) -> dict[tuple[int, int, str], _Numbers]:
    """The draws of a case that were made last; without the case itself, which they would keep alive."""
    return {}


def _drawn(case: Case, draws: int, seed: int, method: str) -> _Numbers:
    orders = orders_of(case)
    ranges = {path: q for path, q in quantities_of(case).items() if q.shape != "point"}
    paths = [*ranges, *(path for ordered in orders for path in ordered.paths[: ordered.numbers])]
    uniform = drawing.uniforms(seed, draws, [zlib.crc32(path.encode()) for path in paths], method)
    chances = correlated(case, list(ranges), np.ascontiguousarray(uniform[:, : len(ranges)]))
    drawn = dict(zip(ranges, np.ascontiguousarray(chances.T), strict=True))
    values = {path: marginal_of(q).quantile(drawn[path]) for path, q in ranges.items()}
    first = len(ranges)
    for ordered in orders:
        worths = ordered.drawn(seed, draws, uniform[:, first : first + ordered.numbers])
        values |= dict(zip(ordered.paths, np.ascontiguousarray(worths.T), strict=True))
        first += ordered.numbers
    names = tuple(path for ordered in orders for path in ordered.paths)
    for array in (*values.values(), *drawn.values()):
        array.flags.writeable = False  # several questions share them
    return values, drawn, names


def correlated(case: Case, paths: Sequence[str], chances: Floats) -> Floats:
    """The probabilities (draws, W) of these numbers, correlated as the case says."""
    from standoff.case.model.correlations import correlation_of

    named, stated = correlation_of(case)
    # A number that is not a range has nothing to move.
    kept = [n for n, path in enumerate(named) if path in paths]
    if not kept:
        return chances
    columns = [paths.index(named[n]) for n in kept]
    together = chances.copy()
    together[:, columns] = drawing.correlate(chances[:, columns], np.array(stated)[np.ix_(kept, kept)])
    return together
