"""Findings as CSV tables: one file a table, with names as in the case file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from standoff.formats.csv_text import csv_text
from standoff.results.records.assessment import Assessment, Pair
from standoff.results.records.frontier import FrontierDeal
from standoff.results.records.run import Findings

__all__ = ["TABLES", "tables"]

TableRows = Iterable[Sequence[Any]]


def _plans(found: Findings) -> dict[str, Assessment]:
    plans = {f"plan:{plan.plan}": plan for plan in found.plans}
    return plans | {f"deal:{r.deal}": r.shown for r in found.roadmaps if r.shown}


def _verdicts(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("plan", "verdict", "on_edge", "self_enforcing", "trust", "months", "phase", "party", "why")
    return head, (
        (
            key,
            p.verdict,
            bool(p.on_edge),
            p.self_enforcing,
            p.trust,
            p.months,
            p.binding.phase,
            p.binding.party,
            p.binding.why,
        )
        for key, p in _plans(found).items()
    )


def _signing(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("plan", "party", "phase", "completing", "quitting")
    return head, (
        (key, one.party, one.phase, one.completing, one.quitting)
        for key, plan in _plans(found).items()
        for one in plan.signing
    )


def _rows(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = (
        *("plan", "phase", "party", "carry_on", "walk_out", "margin", "exposure", "trust", "breach", "shows", "bond"),
        *("openly", "own", "own_openly", "others", "theirs", "loss", "kept_by_carrying_on"),
    )
    return head, (
        (
            key,
            r.phase,
            r.party,
            r.carry_on,
            r.walk_out,
            r.margin,
            r.exposure,
            r.trust,
            " ".join(r.breach),
            r.shows,
            r.bond,
            r.openly,
            *_pair(r.binds),
        )
        for key, plan in _plans(found).items()
        for r in plan.rows
    )


def _pair(pair: Pair | None) -> tuple[Any, ...]:
    """The pair of failures that binds a row, in cells."""
    if pair is None:
        return (None,) * 6
    return (
        " ".join(pair.own),
        pair.openly,
        " ".join(pair.others),
        " ".join(pair.theirs),
        pair.loss,
        pair.kept_by_carrying_on,
    )


def _gains(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("plan", "party", "gain", "needed", "at_risk", "symbolic_share")
    return head, (
        (key, party, gain, party in plan.needed, plan.at_risk[party], plan.symbolic_share[party])
        for key, plan in _plans(found).items()
        for party, gain in plan.gain.items()
    )


def _phases(found: Findings) -> tuple[Sequence[str], TableRows]:
    return ("plan", "phase", "begins_month", "step"), (
        (key, number, plan.starts[number - 1], step)
        for key, plan in _plans(found).items()
        for number, phase in enumerate(plan.phases, start=1)
        for step in phase
    )


def _if_stopped(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("plan", "phase", "party", "worth")
    return head, ((key, s.phase, s.party, s.worth) for key, plan in _plans(found).items() for s in plan.if_stopped)


def _equilibria(found: Findings) -> tuple[Sequence[str], TableRows]:
    return ("concept", "state"), (
        (concept, " ".join(state)) for concept, e in found.stable.equilibria.items() if e for state in e.states
    )


def _leverage(found: Findings) -> tuple[Sequence[str], TableRows]:
    return ("who", "whom", "best", "worst"), (
        (actor, other, change.best, change.worst)
        for actor, others in found.stable.leverage.items()
        for other, change in others.items()
    )


def _sureness(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("plan", "draws", "refused", "breaks", "holds", "trust_p10", "trust_p50", "trust_p90")
    return head, (
        (key, s.draws, s.refused, s.breaks, s.holds, *(s.trust or (None, None, None)))
        for key, s in found.sureness.items()
    )


def _remedies(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("plan", "list", "kind", "step", "party", "phase", "together", "amount", "size", "verdict", "trust", "says")
    return head, (
        (key, which, r.kind, r.step, r.party, r.phase, r.together, r.amount, r.size, r.verdict, r.trust, r.says)
        for key, mending in found.mendings.items()
        for which, remedies in (("effects", mending.effects), ("enough", mending.enough))
        for r in remedies
    )


def _pairs(found: Findings) -> tuple[Sequence[str], TableRows]:
    return ("plan", "size", "first", "second", "trust", "says"), (
        (key, p.size, *(r.kind for r in p.remedies), p.trust, p.says)
        for key, mending in found.mendings.items()
        for p in mending.pairs
    )


def _deals(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("deal", "named", "trust", "months", "smallest_share", "holds", "expected_share", "steps")
    return head, (
        (
            d.number,
            d.named,
            d.plan.trust,
            d.plan.months,
            d.smallest_share,
            d.holds,
            d.expected_share,
            " ".join(d.steps),
        )
        for d in _frontier(found)
    )


def _deal_gains(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("deal", "party", "gain", "at_risk", "symbolic_share")
    return head, (
        (d.number, party, gain, d.plan.at_risk[party], d.plan.symbolic_share[party])
        for d in _frontier(found)
        for party, gain in d.plan.gain.items()
    )


def _deal_members(found: Findings) -> tuple[Sequence[str], TableRows]:
    head = ("deal", "choice", "member", "verdict", "trust", "months")
    return head, (
        (d.number, o.choice, o.member, o.verdict, o.trust, o.months) for d in _frontier(found) for o in d.others
    )


def _frontier(found: Findings) -> tuple[FrontierDeal, ...]:
    return found.frontier.deals if found.frontier else ()


TABLES: Mapping[str, Callable[[Findings], tuple[Sequence[str], TableRows]]] = {
    "verdicts": _verdicts,
    "rows": _rows,
    "gains": _gains,
    "phases": _phases,
    "if_stopped": _if_stopped,
    "signing": _signing,
    "equilibria": _equilibria,
    "leverage": _leverage,
    "sureness": _sureness,
    "remedies": _remedies,
    "pairs": _pairs,
    "deals": _deals,
    "deal_gains": _deal_gains,
    "deal_members": _deal_members,
}
"""Every table by the name of its file."""


def tables(found: Findings) -> dict[str, str]:
    """The text of every table; a number that does not exist is an empty cell."""
    return {name: csv_text(*table(found)) for name, table in TABLES.items()}
