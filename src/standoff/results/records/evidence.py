"""The records of how strong the evidence for a case is: what each number rests on, and each part of the case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from standoff.results.records.limits import Chance, Count
from standoff.results.records.made import Made
from standoff.results.records.record import Record

Strength = Literal["sourced", "one source", "judged", "bare"]

STRENGTHS: Mapping[Strength, str] = {
    "sourced": "two or more independent sources",
    "one source": "one source, or several by the same author",
    "judged": "judgement alone",
    "bare": "nothing",
}
"""How strong the evidence for a number is, the strongest first, and what the number then rests on."""

Mark = Literal["stale", "contradicted"]

MARKS: Mapping[Mark, str] = {
    "stale": "every source for it is older than it may be",
    "contradicted": "some evidence speaks against it",
}
"""What comes on top of any strength, and what it means."""

Supports = Literal["", "sign", "order", "size"]


@dataclass(frozen=True)
class Backed(Record):
    """A number of the case, and what it rests on.

    `part`: the party, the step or the entry together that it is a number of. `label`: what the number is, in words.
    `sources`: how many are independent. `supports`: the most of the number that a source supports ("": nothing is said,
    or there is no source). `grade`: the best of its sources. `weight`: of what drives the answer, the share of this
    number (None: there is no answer, or nothing drives it).
    """

    path: str
    part: str
    label: str
    strength: Strength
    sources: Count
    supports: Supports
    grade: str
    stale: bool
    contradicted: bool
    weight: Chance | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that it has."""
        return tuple(mark for mark in MARKS if getattr(self, mark))

    @property
    def firm(self) -> bool:
        """Whether a source supports its size, and is neither stale nor contradicted."""
        return self.supports == "size" and not self.marks


@dataclass(frozen=True)
class Coverage(Record):
    """What the numbers of a case rest on, in the order of the file.

    `parts`: what the parties, steps and entries together are called, by their paths.
    """

    numbers: tuple[Backed, ...]
    parts: Mapping[str, str]
    made: Made

    def of(self, paths: Collection[str]) -> Coverage:
        """Of some of the numbers alone."""
        return replace(self, numbers=tuple(one for one in self.numbers if one.path in paths))

    def within(self, part: str) -> Coverage:
        """Of the numbers of one part of the case alone."""
        return replace(self, numbers=tuple(one for one in self.numbers if one.part == part))

    def weighed(self, weights: Mapping[str, float]) -> Coverage:
        """The same with what each number has to say in the answer; without any weights, nothing is weighed."""
        if not weights:
            return self
        return replace(self, numbers=tuple(replace(one, weight=weights.get(one.path, 0.0)) for one in self.numbers))

    def count(self, which: Strength | Mark) -> int:
        """How many numbers have a strength or a mark."""
        return sum(which == one.strength or which in one.marks for one in self.numbers)

    @property
    def sized(self) -> int:
        """Of how many numbers a source supports the size."""
        return sum(one.supports == "size" for one in self.numbers)

    @property
    def grade(self) -> str:
        """The best grade of any source."""
        return min((one.grade for one in self.numbers if one.grade), default="")

    def share(self, which: Callable[[Backed], bool]) -> float:
        """Which share of what matters some numbers have: by their weights, or where none is known by how many they are.

        0 where there are no numbers.
        """
        weights = [one.weight for one in self.numbers if one.weight is not None]
        total = sum(weights) if weights else float(len(self.numbers))
        if not total:
            return 0.0
        return sum((one.weight or 0.0) if weights else 1.0 for one in self.numbers if which(one)) / total
