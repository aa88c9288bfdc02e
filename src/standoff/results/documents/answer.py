"""The document of question 0: what is the answer?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, cast, get_args

from standoff.results.documents.assessment import PlanEntry, plan_entry
from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.answer import Answer, Best, Contender, Judged, Kind, Label
from standoff.results.records.limits import Count, Keys, NotNegative
from standoff.results.records.sureness import Sureness

__all__ = ["AnswerDocument", "BestEntry", "ContenderEntry", "answer_document"]


@dataclass(frozen=True, kw_only=True)
class ContenderEntry:
    """The best deal found, or a plan or deal of the case beside it, judged on the same draws."""

    kind: Kind
    name: str
    title: str
    plan: PlanEntry
    smallest_share: NotNegative
    sure: Sureness
    pace: str
    consent: tuple[str, ...]
    least_trust: Judged | None


@dataclass(frozen=True, kw_only=True)
class BestEntry:
    """The best deal found, null where none holds, and what it is compared with."""

    found: ContenderEntry | None
    rivals: tuple[ContenderEntry, ...]
    most: Mapping[str, NotNegative]
    deals: Count
    candidates: Count
    chosen_on: Count
    judged_on: Count


@dataclass(frozen=True, kw_only=True)
class AnswerDocument(CaseDocument):
    """The document of `answer`."""

    command: Literal["answer"] = "answer"
    headline: str
    sentences: Annotated[Mapping[str, str], Keys(get_args(Label))]
    best: BestEntry | None
    unassessed: str
    seed: Count
    draws: Count
    note: str
    ordered: tuple[str, ...]


def answer_document(title: str, as_of: str, found: Answer) -> AnswerDocument:
    """The document of `answer`."""
    return AnswerDocument(
        case=Dated(title, as_of),
        headline=found.headline,
        sentences=found.sentences,
        best=None if found.best is None else _best(found.best),
        unassessed=found.unassessed,
        seed=cast(int, found.made.seed),  # what is drawn has one
        draws=cast(int, found.made.draws),
        note=found.made.method if found.best is None else found.best.made.method,
        ordered=found.made.ordered,
    )


def _best(best: Best) -> BestEntry:
    return BestEntry(
        found=None if best.found is None else _contender(best.found),
        rivals=tuple(_contender(rival) for rival in best.rivals),
        most=best.most,
        deals=best.deals,
        candidates=best.candidates,
        chosen_on=best.chosen_on,
        judged_on=best.judged_on,
    )


def _contender(one: Contender) -> ContenderEntry:
    return ContenderEntry(
        kind=one.kind,
        name=one.name,
        title=one.title,
        plan=plan_entry(one.plan),
        smallest_share=one.smallest_share,
        sure=one.sure,
        pace=one.pace,
        consent=one.consent,
        least_trust=one.least_trust,
    )
