"""What is shown of asking: a line, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.results.records.asking import Answer, Asked, Contradiction, QuestionAsked, WorthLeft
from standoff.results.records.record import Record
from standoff.results.sentences import asking as sentences
from standoff.results.tables.table import Cell, Shown, Table, columns, names

__all__ = ["SHOWN"]


def _worth(one: WorthLeft) -> tuple[Cell, ...]:
    return (one.path, one.title, one.case_low, one.case_high, one.low, one.high, one.share)


def _question(one: QuestionAsked) -> tuple[Cell, ...]:
    return (one.kind, one.sentence, names(one.left.steps), names(one.right.steps), one.doubt, one.narrows, one.why)


def _answers(found: Asked) -> Iterator[tuple[Cell, ...]]:
    for heard in found.answers:
        one = heard.answer
        opposed = any(heard.number in some.answers for some in found.contradictions)
        yield heard.number, one.kind, heard.sentence, one.answer, one.low, one.high, one.by, one.on, opposed


_TABLES: Mapping[str, Table[Asked]] = {
    "worths": Table(
        columns("path:str title:str case_low case_high low high share"),
        lambda found: map(_worth, found.worths),
    ),
    "questions": Table(
        columns("kind:str sentence:str left:str right:str doubt narrows why:str"),
        lambda found: map(_question, found.questions),
    ),
    "answers": Table(
        columns("number:int kind:str sentence:str answer:str low high by:str on:str contradicts:bool"), _answers
    ),
    "accept": Table(
        columns("path:str was:str value:str sentence:str"),
        lambda found: ((one.path, str(one.was), str(one.value), one.sentence) for one in found.accept),
    ),
}

SHOWN: Mapping[type[Record], Shown[Any]] = {
    Asked: Shown(lambda found: found.headline, _TABLES),
    Answer: Shown(lambda one: sentences.heard(one, _AsTheyAre())),
    Contradiction: Shown(lambda one: one.sentence),
    QuestionAsked: Shown(lambda one: f"{one.sentence} {one.left.title}; {one.right.title}"),
}


class _AsTheyAre(dict[str, str]):
    """Steps by their names, where nothing says what they are called."""

    def __missing__(self, step: str) -> str:
        return step
