"""The document of asking: what answers leave of one party's worths, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.asking import (
    AnswerHeard,
    Asked,
    Contradiction,
    HoldsIn,
    QuestionAsked,
    ValueOffered,
    WorthLeft,
)
from standoff.results.records.limits import Count

__all__ = ["AskDocument", "ask_document"]


@dataclass(frozen=True, kw_only=True)
class AskDocument(CaseDocument):
    """The document of `ask`."""

    command: Literal["ask"] = "ask"
    party: str
    name: str
    plan: str | None
    title: str | None
    headline: str
    answers: tuple[AnswerHeard, ...]
    contradictions: tuple[Contradiction, ...]
    questions: tuple[QuestionAsked, ...]
    to_go: Count
    worths: tuple[WorthLeft, ...]
    order: tuple[str, ...]
    holding: str
    before: HoldsIn | None
    after: HoldsIn | None
    accept: tuple[ValueOffered, ...]
    notes: tuple[str, ...]
    draws: Count
    seed: Count
    note: str
    ordered: tuple[str, ...]


def ask_document(title: str, as_of: str, found: Asked) -> AskDocument:
    """The document of `ask`."""
    return AskDocument(
        case=Dated(title, as_of),
        party=found.party,
        name=found.name,
        plan=found.plan or None,
        title=found.title or None,
        headline=found.headline,
        answers=found.answers,
        contradictions=found.contradictions,
        questions=found.questions,
        to_go=found.to_go,
        worths=found.worths,
        order=found.order,
        holding=found.holding,
        before=found.before,
        after=found.after,
        accept=found.accept,
        notes=found.notes,
        draws=cast(int, found.made.draws),  # what is drawn has both
        seed=cast(int, found.made.seed),
        note=found.made.method,
        ordered=found.made.ordered,
    )
