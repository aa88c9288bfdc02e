"""What the record about readings says in a line, and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.results.records.readings import Read, Readings
from standoff.results.records.record import Record
from standoff.results.sentences.readings import headline
from standoff.results.tables.table import Cell, Shown, Table, columns, names

__all__ = ["READINGS", "SHOWN"]


def _read(one: Read) -> tuple[Cell, ...]:
    fares = one.fares
    often = None if fares.sure is None else fares.sure.holds
    told = (fares.verdict, fares.trust, often, fares.phase, fares.party, fares.why)
    return (one.name, names(one.held_by), one.plan, names(one.left_out), names(one.waits_for), *told)


READINGS: Mapping[str, Table[Readings]] = {
    "orders": Table(
        columns(
            "reading:str held_by:str plan:str left_out:str waits_for:str verdict:str trust holds phase:int party:str "
            "why:str"
        ),
        lambda found: map(_read, found.readings),
    ),
    "rounds": Table(
        columns("round:int step:str"),
        lambda found: ((n, step) for n, steps in enumerate(found.rounds, start=1) for step in steps),
    ),
    "waiting": Table(
        columns("step:str party:str awaits:str in_circle:bool"),
        lambda found: (
            (one.step, one.party, names(one.awaits), _in_circle(found, one.step, one.party)) for one in found.waiting
        ),
    ),
    "reached": Table(
        columns("party:str gain whole share"),
        lambda found: ((party, one.gain, one.whole, one.share) for party, one in found.reached.items()),
    ),
}


def _in_circle(found: Readings, step: str, party: str) -> bool:
    return any((one.step, one.party) == (step, party) for one in found.circle)


def _line(found: Readings) -> str:
    done = sum(map(len, found.rounds))
    return headline(found.title, found.orders, done, done + len(found.missing))


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Readings: Shown(_line, READINGS, lambda found: {"says": " ".join(found.says)}),
}
