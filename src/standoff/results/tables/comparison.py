"""What comparisons say in a line, and their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.results.records.comparison import Averaged, Compared, Comparison, Difference, Fares, LeftOut, Switched
from standoff.results.records.record import Record
from standoff.results.sentences.comparison import averaged, fares, headline
from standoff.results.tables.short import titled
from standoff.results.tables.table import Cell, Shown, Table, columns

__all__ = ["SHOWN"]

_FARES = "verdict_a:str holds_a refused_a verdict_b:str holds_b refused_b"


def _fares(one: Fares) -> tuple[Cell, ...]:
    return one.verdict, one.holds, one.refused


def _difference(one: Difference) -> tuple[Cell, ...]:
    return (one.kind, one.path, one.label, one.a, one.b, one.single, one.overlap, one.turns, one.moves)


def _effect(one: Switched) -> tuple[Cell, ...]:
    return (one.plan, *_fares(one.a), *_fares(one.b))


def _effects(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    for one in found.differences:
        yield from ((one.kind, one.path, one.label, *_effect(effect)) for effect in one.effects)


def _left_out(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    for one in found.left_out:
        yield from ((one.step, one.name, *_effect(effect)) for effect in one.effects)


def _plan(one: Compared) -> tuple[Cell, ...]:
    return (one.plan, one.title, *_fares(one.a), *_fares(one.b), one.only, one.singles, one.adds_up, one.enough)


_AVERAGED: Table[Averaged] = Table(
    columns("plan:str title:str verdict:str holds refused"),
    lambda found: ((one.plan, one.title, *_fares(one.fares)) for one in found.plans),
)

_TABLES: Mapping[str, Table[Comparison]] = {
    "differences": Table(
        columns("kind:str path:str label:str a:str b:str single:bool overlap turns:int moves"),
        lambda found: map(_difference, found.differences),
    ),
    "effects": Table(columns(f"kind:str path:str label:str plan:str {_FARES}"), _effects),
    "left_out": Table(columns(f"step:str name:str plan:str {_FARES}"), _left_out),
    "plans": Table(
        columns(f"plan:str title:str {_FARES} only:str singles adds_up:bool enough:str"),
        lambda found: map(_plan, found.plans),
    ),
    "average": Table(
        columns("plan:str title:str verdict:str holds refused"),
        lambda found: () if found.average is None else _AVERAGED.rows(found.average),
    ),
}


def _one(one: Difference) -> str:
    return f"{one.label}: {one.a} in A, {one.b} in B" if one.single else one.label


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Comparison: Shown(headline, _TABLES),
    Difference: Shown(_one),
    LeftOut: Shown(lambda one: f"without {one.name}"),
    Compared: Shown(lambda one: f"{titled(one.title)}: in A it {fares(one.a)}; in B it {fares(one.b)}"),
    Averaged: Shown(averaged),
}
