"""What coverage says in a line, and its tables: the numbers, and the parts of the case that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.results.records.evidence import Backed, Coverage
from standoff.results.records.record import Record
from standoff.results.sentences.evidence import covered, strength
from standoff.results.tables.table import Cell, Shown, Table, columns

__all__ = ["COVERAGE", "SHOWN"]


def _number(one: Backed) -> tuple[Cell, ...]:
    backed = (one.strength, one.sources, one.supports, one.grade, one.stale, one.contradicted, one.weight)
    return (one.path, one.label, *backed)


def _parts(found: Coverage) -> Iterator[tuple[Cell, ...]]:
    for part, called in found.parts.items():
        of = found.within(part)
        if of.numbers:
            strengths = (of.count("sourced"), of.count("one source"), of.count("judged"), of.count("bare"))
            marks = (of.count("stale"), of.count("contradicted"))
            weights = [one.weight for one in of.numbers if one.weight is not None]
            share = sum(weights) if weights else None
            yield (part, called, len(of.numbers), *strengths, *marks, of.sized, of.grade, share)


COVERAGE: Mapping[str, Table[Coverage]] = {
    "numbers": Table(
        columns(
            "path:str number:str strength:str sources:int supports:str grade:str stale:bool contradicted:bool weight"
        ),
        lambda found: map(_number, found.numbers),
    ),
    "parts": Table(
        columns(
            "part:str name:str numbers:int sourced:int one_source:int judged:int bare:int stale:int contradicted:int "
            "sized:int grade:str weight"
        ),
        _parts,
    ),
}

SHOWN: Mapping[type[Record], Shown[Any]] = {
    Coverage: Shown(covered, COVERAGE),
    Backed: Shown(lambda one: f"{one.label}: {strength(one)}"),
}
