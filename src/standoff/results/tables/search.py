"""What records of the texts of sources say in a line, and their tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.results.records.record import Record
from standoff.results.records.search import FoundPassage, Overlooked, Searched
from standoff.results.sentences.search import found_in, overlooked
from standoff.results.tables.table import Cell, Shown, Table, columns, names

__all__ = ["SHOWN"]

_PASSAGE = "source:str title:str date:str at:str line:int page:int heading:str passage:str"


def _passage(one: FoundPassage) -> tuple[Cell, ...]:
    return one.source, one.title, one.date, one.at, one.line, one.page, one.heading, one.passage


_FOUND: Table[Searched] = Table(columns(_PASSAGE), lambda found: (_passage(one) for one in found.passages))
_OVERLOOKED: Table[Overlooked] = Table(
    columns(f"{_PASSAGE} parties:str steps:str"),
    lambda found: ((*_passage(one), names(one.parties), names(one.steps)) for one in found.passages),
)

SHOWN: Mapping[type[Record], Shown[Any]] = {
    Searched: Shown(found_in, {"passages": _FOUND}),
    Overlooked: Shown(overlooked, {"passages": _OVERLOOKED}),
}
"""What is shown of the records of searches."""
