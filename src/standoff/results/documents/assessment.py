"""The document of question 2: would this plan hold?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from standoff.results.documents.document import LEFT_OUT, CaseDocument, Dated, unless_none
from standoff.results.records.assessment import (
    Assessment,
    Between,
    Binding,
    Bystander,
    GroupBreach,
    Learning,
    Pair,
    Row,
    Stop,
)
from standoff.results.records.edge import Edge, Signing, Trifle, Wait
from standoff.results.records.limits import Chance, FromOne, NotNegative
from standoff.results.records.made import Verdict
from standoff.results.records.readings import Readings
from standoff.results.records.successor import Succession
from standoff.results.records.sureness import Sureness

__all__ = ["AssessDocument", "PlanEntry", "RowEntry", "assess_document", "plan_entry", "row_entry"]


@dataclass(frozen=True, kw_only=True)
class RowEntry:
    """A row of a plan, without what tempts."""

    phase: FromOne
    party: str
    carry_on: float
    walk_out: float | None
    margin: float | None
    exposure: NotNegative | None
    trust: Chance | None
    binds: Pair | None
    exact: bool


@dataclass(frozen=True, kw_only=True)
class PlanEntry:
    """A plan, judged."""

    plan: str
    phases: tuple[tuple[str, ...], ...]
    keeps: tuple[str, ...]
    taken_for_granted: tuple[str, ...]
    stays: str
    if_broken: str
    verdict: Verdict
    self_enforcing: bool
    trust: Chance | None
    gain: Mapping[str, float]
    needed: tuple[str, ...]
    against: Mapping[str, Bystander]
    at_risk: Mapping[str, NotNegative]
    binding: Binding
    months: NotNegative
    rows: tuple[RowEntry, ...]
    if_stopped: tuple[Stop, ...]
    groups: tuple[GroupBreach, ...]
    on_edge: tuple[Edge, ...]
    hangs_on: tuple[Trifle, ...]
    signing: tuple[Signing, ...]
    waits: tuple[Wait, ...]
    successions: tuple[Succession, ...]
    stake: Mapping[str, NotNegative]
    exact: bool
    note: str
    ordered: tuple[str, ...]
    learning: Learning = LEFT_OUT
    between: Between = LEFT_OUT


def row_entry(row: Row) -> RowEntry:
    """A row as it stands in documents."""
    return RowEntry(
        phase=row.phase,
        party=row.party,
        carry_on=row.carry_on,
        walk_out=row.walk_out,
        margin=row.margin,
        exposure=row.exposure,
        trust=row.trust,
        binds=row.binds,
        exact=row.exact,
    )


def plan_entry(found: Assessment) -> PlanEntry:
    """A plan as it stands in documents."""
    return PlanEntry(
        plan=found.plan,
        phases=found.phases,
        keeps=found.keeps,
        taken_for_granted=found.taken_for_granted,
        stays=found.stays,
        if_broken=found.if_broken,
        verdict=found.verdict,
        self_enforcing=found.self_enforcing,
        trust=found.trust,
        gain=found.gain,
        needed=found.needed,
        against=found.against,
        at_risk=found.at_risk,
        binding=found.binding,
        months=found.months,
        rows=tuple(row_entry(row) for row in found.rows),
        if_stopped=found.if_stopped,
        groups=found.groups,
        on_edge=found.on_edge,
        hangs_on=found.hangs_on,
        signing=found.signing,
        waits=found.waits,
        successions=found.successions,
        stake=found.stake,
        exact=found.made.exact,
        note=found.made.note,
        ordered=found.made.ordered,
        learning=unless_none(found.learning),
        between=unless_none(found.between),
    )


@dataclass(frozen=True, kw_only=True)
class AssessDocument(PlanEntry, CaseDocument):
    """The document of `assess`; `sureness` only where ranges were drawn, `readings` only where there are some."""

    command: Literal["assess"] = "assess"
    sureness: Sureness = LEFT_OUT
    readings: Readings = LEFT_OUT


def assess_document(
    title: str, as_of: str, found: Assessment, sureness: Sureness | None = None, readings: Readings | None = None
) -> AssessDocument:
    """The document of `assess`."""
    plan = plan_entry(found)
    return AssessDocument(
        case=Dated(title, as_of),
        sureness=unless_none(sureness),
        readings=unless_none(readings),
        **{field.name: getattr(plan, field.name) for field in fields(plan)},
    )
