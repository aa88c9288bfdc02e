"""The document of question 3 across deals: which hold, and which does no other beat?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, cast

from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.assessment import Assessment, Binding
from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal, OtherMember
from standoff.results.records.limits import Chance, Count, FromOne, NotNegative

__all__ = ["DealEntry", "DealsDocument", "DealtEntry", "NamedEntry", "deals_document"]


@dataclass(frozen=True, kw_only=True)
class DealtEntry:
    """What a deal gives and asks for, by a plan that holds."""

    phases: tuple[tuple[str, ...], ...]
    trust: NotNegative
    months: NotNegative
    gain: Mapping[str, float]
    at_risk: Mapping[str, NotNegative]
    symbolic_share: Mapping[str, NotNegative]
    binding: Binding
    on_edge: bool


def _dealt(plan: Assessment) -> DealtEntry:
    return DealtEntry(
        phases=plan.phases,
        trust=cast(float, plan.trust),  # a plan that holds asks for some trust, or for none
        months=plan.months,
        gain=plan.gain,
        at_risk=plan.at_risk,
        symbolic_share=plan.symbolic_share,
        binding=plan.binding,
        on_edge=bool(plan.on_edge),
    )


@dataclass(frozen=True, kw_only=True)
class _Number:
    """Which deal it is of those shown."""

    number: FromOne
    steps: tuple[str, ...]
    choices: Mapping[str, str]
    named: str | None
    smallest_share: float


@dataclass(frozen=True, kw_only=True)
class DealEntry(DealtEntry, _Number):
    """A deal that holds and that no other beats."""

    others: tuple[OtherMember, ...]
    holds: Chance | None
    expected_share: NotNegative | None


def _deal(deal: FrontierDeal) -> DealEntry:
    dealt = _dealt(deal.plan)
    return DealEntry(
        number=deal.number,
        steps=deal.steps,
        choices=deal.choices,
        named=deal.named,
        smallest_share=deal.smallest_share,
        others=deal.others,
        holds=deal.holds,
        expected_share=deal.expected_share,
        **{field.name: getattr(dealt, field.name) for field in fields(dealt)},
    )


@dataclass(frozen=True, kw_only=True)
class NamedEntry:
    """Where a deal of the case lies."""

    deal: str
    standing: Literal["unbeaten", "beaten", "none"]
    number: FromOne | None
    beaten_by: FromOne | None
    smallest_share: float | None
    plan: DealtEntry | None
    trust_at_least: Chance | None
    proved: bool
    holds: Chance | None
    expected_share: NotNegative | None


def _named(deal: NamedDeal) -> NamedEntry:
    return NamedEntry(
        deal=deal.deal,
        standing=deal.standing,
        number=deal.number,
        beaten_by=deal.beaten_by,
        smallest_share=deal.smallest_share,
        plan=_dealt(deal.plan) if deal.plan else None,
        trust_at_least=deal.trust_at_least,
        proved=deal.proved,
        holds=deal.holds,
        expected_share=deal.expected_share,
    )


@dataclass(frozen=True, kw_only=True)
class DealsDocument(CaseDocument):
    """The document of `deals`: those shown of the deals that hold and that no other beats, and where named ones lie."""

    command: Literal["deals"] = "deals"
    steps: tuple[str, ...]
    within: str | None
    pace: NotNegative
    looked_at: Count
    wanted: Count
    holding: Count
    unbeaten: Count
    points: tuple[tuple[float, float], ...]
    most: Mapping[str, float]
    deals: tuple[DealEntry, ...]
    named: tuple[NamedEntry, ...]
    judged_on: Count
    seed: Count | None
    note: str
    ordered: tuple[str, ...]


def deals_document(title: str, as_of: str, found: Frontier) -> DealsDocument:
    """The document of `deals`."""
    return DealsDocument(
        case=Dated(title, as_of),
        steps=found.steps,
        within=found.within,
        pace=found.pace,
        looked_at=found.looked_at,
        wanted=found.wanted,
        holding=found.holding,
        unbeaten=found.unbeaten,
        points=found.points,
        most=found.most,
        deals=tuple(_deal(deal) for deal in found.deals),
        named=tuple(_named(deal) for deal in found.named),
        judged_on=found.judged_on,
        seed=found.made.seed,
        note=found.made.note,
        ordered=found.made.ordered,
    )
