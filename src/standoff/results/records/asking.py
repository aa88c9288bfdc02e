"""The records of asking: what people say of one party's worths, what that leaves, and what to ask next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from standoff.results.records.limits import Chance, Count, FromOne, Keys
from standoff.results.records.made import Made
from standoff.results.records.record import Record

AnswerKind = Literal["rather", "how_many", "order"]
"""Which it would rather have; how many of this for that; an order of several, best first."""

Said = Literal["left", "right", "same", "neither", "between", "ordered", "cannot_say"]
"""What can be answered. Which rather: `left`, `right`, about the `same`, or `neither` (it would refuse both). How many:
`between` two numbers. An order: `ordered`. To all of them: `cannot_say`."""

Written = str | float | Mapping[str, str | float | tuple[float, ...]]
"""A value as the case has it: a text, a number, or keys."""


@dataclass(frozen=True)
class Answer(Record):
    """What somebody (`by`, `on` a day) says of what a party would rather have.

    left, right: steps, of `rather` either may be none: things as they are. Of `how_many` the right side is worth more
    than `low` and less than `high` times the left; without a left side these are points. order: steps in groups, the
    best first; those of one group are worth about the same.
    """

    kind: AnswerKind
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    answer: Said = "cannot_say"
    low: float | None = None
    high: float | None = None
    order: tuple[tuple[str, ...], ...] = ()
    by: str = ""
    on: str = ""


@dataclass(frozen=True)
class AnswerHeard(Record):
    """An answer with its number, from 1, and what it says, in words."""

    number: FromOne
    answer: Answer
    sentence: str


@dataclass(frozen=True)
class SideAsked(Record):
    """One side of a question: its steps, what they are called in short, and in full."""

    steps: tuple[str, ...]
    title: str
    detail: str


@dataclass(frozen=True)
class QuestionAsked(Record):
    """A question, what can be answered, and why it is asked.

    doubt: of the doubt whether the plan holds (the variance over draws), the share that its answer is expected to take
    away; None where no plan is meant, or no answer moves it by more than chance. narrows: the same of the worths, on
    average. most: of `how_many`, a number beyond all that is likely, for a scale; None of `rather`.
    """

    kind: AnswerKind
    left: SideAsked
    right: SideAsked
    sentence: str
    answers: tuple[Said, ...]
    why: str
    doubt: Chance | None
    narrows: Chance
    most: float | None


@dataclass(frozen=True)
class WorthLeft(Record):
    """What answers leave of one worth, by its path: its range in the case, the box that it is assumed in, what is left.

    share: the width of what is left, as a share of the box. step: "" of what several steps are worth together.
    """

    path: str
    step: str
    title: str
    detail: str
    case_low: float
    case_high: float
    box_low: float
    box_high: float
    low: float
    high: float
    share: Chance


@dataclass(frozen=True)
class Contradiction(Record):
    """Answers, by their numbers, that cannot all be true; of fewer of them that can be said of none.

    ranges: whether they could be if the ranges of the case were no limit.
    """

    answers: tuple[FromOne, ...]
    ranges: bool
    sentence: str


@dataclass(frozen=True)
class HoldsIn(Record):
    """In which share of so many draws a plan holds, and where that lies with 95 % confidence."""

    holds: Chance
    between: tuple[Chance, Chance]
    draws: Count


@dataclass(frozen=True)
class ValueOffered(Record):
    """A value that the answers give a number of the case: what it says now (`was`), and what it would say.

    under: the path of what the evidence is to stand under, in `because`. evidence: a judgement, as the case has it.
    """

    path: str
    was: Written
    value: Written
    under: str
    evidence: Annotated[Mapping[str, str | tuple[str, ...]], Keys(("judgement", "by", "for", "supports"))]
    sentence: str


@dataclass(frozen=True)
class Asked(Record):
    """What answers say of one party's worths, and what to ask next.

    plan: `plan:NAME` or `deal:NAME`, or "". answers: those given, with numbers. worths: what they leave of each, in the
    order of the file. order: the steps that are asked about, best first, by
    what is left. contradictions: the smallest sets of
    answers that cannot all be true; these answers are left out of everything else. questions: the next one first, then
    the best of the other kind; none while there is a contradiction. to_go: about how many more, until each worth has a
    third of its range. before, after: how often the plan holds by the ranges of the case, and by what is left of
    them (None: no plan is meant, or nothing was answered). accept: what goes into the case if the answers are
    accepted. headline, holding, notes: sentences.
    """

    party: str
    name: str
    plan: str
    title: str
    answers: tuple[AnswerHeard, ...]
    worths: tuple[WorthLeft, ...]
    order: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    questions: tuple[QuestionAsked, ...]
    to_go: Count
    before: HoldsIn | None
    after: HoldsIn | None
    accept: tuple[ValueOffered, ...]
    headline: str
    holding: str
    notes: tuple[str, ...]
    made: Made
