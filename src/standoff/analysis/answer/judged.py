"""Plans that were chosen, judged on draws that had no say in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standoff.analysis.answer.candidates import Candidate
from standoff.analysis.answer.ratings import ruled
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.assessment.successor import with_successors
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import sureness_of
from standoff.engine.core.exchange import Exchange
from standoff.engine.core.parallel import Workers
from standoff.engine.core.types import Floats
from standoff.engine.sureness.best import Ruled
from standoff.results.records.answer import Contender, Judged, Kind

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["contender", "judged_on"]


def judged_on(drawn: Drawn, by: Workers, most: Floats, plans: Sequence[Candidate]) -> dict[Candidate, Ruled]:
    """What becomes of plans in the draws that judge, each once."""
    different = list(dict.fromkeys(plans))
    return dict(zip(different, ruled(by, drawn, different, most), strict=True))


def contender(
    case: Case,
    exchange: Exchange,
    kind: Kind,
    name: str,
    chosen: Candidate,
    judged: Mapping[Candidate, Ruled],
    least_trust: Candidate | None = None,
) -> Contender:
    """A plan that was judged, and beside it the plan for the same deal that asks for the least trust."""
    title = _titled(case, kind, name)
    order = replace(chosen.plan, name=name or "best", title=title)
    plan = with_successors(case, assessment_of(case, exchange, order), order)
    one = _judged(case, title, judged[chosen])
    beside = None if least_trust is None or least_trust == chosen else _judged(case, title, judged[least_trust])
    return Contender(
        kind=kind,
        name=name,
        title=title,
        plan=plan,
        smallest_share=one.smallest_share,
        sure=one.sure,
        pace=chosen.path,
        consent=chosen.plan.consent,
        least_trust=beside,
    )


def _judged(case: Case, title: str, found: Ruled) -> Judged:
    return Judged(float(found.share.mean()), sureness_of(case, title, found.verdicts, found.share.size))


def _titled(case: Case, kind: Kind, name: str) -> str:
    if kind == "plan":
        return case.plans[name].title or name
    return (case.deals[name].title or name) if name else "The best deal found"
