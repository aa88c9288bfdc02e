"""What records about plans, deals and roadmaps say in a line, and their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from standoff.results.records.assessment import Assessment, Pair
from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal
from standoff.results.records.ledger import Contribution, Explanation
from standoff.results.records.record import Record
from standoff.results.records.roadmap import Roadmap
from standoff.results.sentences.frontier import frontier_counted, share_at_least, where_named
from standoff.results.sentences.wording import as_one, asked, listing, number, span
from standoff.results.tables.short import titled
from standoff.results.tables.table import Cell, Shown, Table, Tables, columns, keyed, names, within

__all__ = ["ASSESSMENT", "FRONTIER", "SHOWN", "counted", "outcome", "phases_and_time"]


def counted(count: int, noun: str) -> str:
    """So many of something.

    >>> counted(1, "phase"), counted(1200, "deal")
    ('1 phase', '1,200 deals')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# ----------------------------------------------------------------------------------------------- one plan


def outcome(plan: Assessment) -> str:
    """What becomes of a plan, and by whom."""
    edge = ", on the edge" * bool(plan.on_edge)
    if plan.verdict == "holds":
        return f"holds and asks for {asked(plan.trust or 0.0)} trust{edge}"
    if plan.verdict == "refused":
        return f"is refused by {listing([as_one(party) for party in plan.refused_by]) or 'somebody'}{edge}"
    who, when = plan.binding.party, plan.binding.phase
    return "breaks" + f" at phase {when}" * bool(when) + f" by {who}" * bool(who) + edge


def phases_and_time(plan: Assessment) -> str:
    """How many phases a plan has, and how long they last together."""
    time = span(plan.months / 12)
    return counted(len(plan.phases), "phase") + ("" if time == "at once" else f", {time}")


def _plan(plan: Assessment) -> str:
    return f"{titled(plan.title)} {outcome(plan)}; {phases_and_time(plan)}"


def _verdict(plan: Assessment) -> tuple[tuple[Cell, ...], ...]:
    b = plan.binding
    holds = (plan.verdict, bool(plan.on_edge), plan.self_enforcing, plan.trust, plan.months)
    return ((*holds, b.phase, b.party, b.why),)


def _pair(pair: Pair | None) -> tuple[Cell, ...]:
    """The pair of failures that binds a row, in cells."""
    if pair is None:
        return (None,) * 6
    return (names(pair.own), pair.openly, names(pair.others), names(pair.theirs), pair.loss, pair.kept_by_carrying_on)


ASSESSMENT: Mapping[str, Table[Assessment]] = {
    "rows": Table(
        columns(
            "phase:int party:str carry_on walk_out margin exposure trust breach:str shows bond openly:bool "
            "own:str own_openly:bool others:str theirs:str loss kept_by_carrying_on"
        ),
        lambda plan: (
            (
                *(r.phase, r.party, r.carry_on, r.walk_out, r.margin, r.exposure, r.trust),
                *(names(r.breach), r.shows, r.bond, r.openly),
                *_pair(r.binds),
            )
            for r in plan.rows
        ),
    ),
    "gains": Table(
        columns("party:str gain needed:bool at_risk symbolic_share"),
        lambda plan: (
            (party, gain, party in plan.needed, plan.at_risk[party], plan.symbolic_share[party])
            for party, gain in plan.gain.items()
        ),
    ),
    "phases": Table(
        columns("phase:int begins_month step:str"),
        lambda plan: (
            (phase, plan.starts[phase - 1], step) for phase, steps in enumerate(plan.phases, start=1) for step in steps
        ),
    ),
    "if_stopped": Table(
        columns("phase:int party:str worth"),
        lambda plan: ((stop.phase, stop.party, stop.worth) for stop in plan.if_stopped),
    ),
    "signing": Table(
        columns("party:str phase:int completing quitting"),
        lambda plan: ((one.party, one.phase, one.completing, one.quitting) for one in plan.signing),
    ),
    "successions": Table(
        columns(
            "party:str on:str chance_low chance_high phase:int known:bool margin its_margin quits:bool quits_in:int "
            "breach:str openly:bool factor keeps"
        ),
        lambda plan: (
            (
                *(one.party, one.on, *one.chance, one.phase, one.known, one.margin, one.its_margin, one.quits),
                *(one.quits_in, names(one.breach), one.openly, one.factor, one.keeps),
            )
            for one in plan.successions
        ),
    ),
    "verdict": Table(
        columns("verdict:str on_edge:bool self_enforcing:bool trust months phase:int party:str why:str"),
        _verdict,
    ),
}

# -------------------------------------------------------------------------------------- the plan for a deal


def _roadmap(found: Roadmap) -> str:
    if found.best is not None:
        proof = ", proved to be within 1 % of the best" if found.bound.proved else ""
        return f"{titled(found.title)}: the best plan found {outcome(found.best)}{proof}; {phases_and_time(found.best)}"
    none = f"{titled(found.title)}: no plan {'holds' if found.bound.proved else 'was found that holds'}"
    return none if found.closest is None else f"{none}; the closest {outcome(found.closest)}"


def _of_plan(table: str) -> Table[Roadmap]:
    return within(ASSESSMENT[table], lambda found: found.shown)


_ROADMAP: Tables = {
    **{name: _of_plan(name) for name in ("phases", "rows", "gains", "if_stopped", "verdict")},
    "compromises": Table(
        columns("trust at_risk months phases:int"),
        lambda found: ((one.trust, one.at_risk, one.months, len(one.phases)) for one in found.frontier),
    ),
}

# ----------------------------------------------------------------------------------------------- all deals


def _deal(deal: FrontierDeal) -> str:
    named = f" (“{deal.named}”)" if deal.named else ""
    share = share_at_least(deal.smallest_share)
    gives = f"gives everybody {share} of what any deal could"
    return f"Deal {deal.number}{named}: {outcome(deal.plan)}, {gives}; {counted(len(deal.steps), 'step')}"


_FRONTIER_COLUMNS = columns("named:str trust months smallest_share holds expected_share steps:str")

DEAL: Mapping[str, Table[FrontierDeal]] = {
    "deal": Table(
        _FRONTIER_COLUMNS,
        lambda d: (
            (d.named, d.plan.trust, d.plan.months, d.smallest_share, d.holds, d.expected_share, names(d.steps)),
        ),
    ),
    "gains": Table(
        columns("party:str gain at_risk symbolic_share"),
        lambda d: (
            (party, gain, d.plan.at_risk[party], d.plan.symbolic_share[party]) for party, gain in d.plan.gain.items()
        ),
    ),
    "members": Table(
        columns("choice:str member:str verdict:str trust months"),
        lambda d: ((o.choice, o.member, o.verdict, o.trust, o.months) for o in d.others),
    ),
}


def _of_deals(table: str) -> Table[Frontier]:
    return keyed("deal", DEAL[table], lambda found: ((deal.number, deal) for deal in found.deals), int)


FRONTIER: Mapping[str, Table[Frontier]] = {
    "deals": _of_deals("deal"),
    "gains": _of_deals("gains"),
    "members": _of_deals("members"),
    "points": Table(columns("trust smallest_share"), lambda found: found.points),
    "named": Table(
        columns("deal:str title:str standing:str number:int beaten_by:int trust share holds expected_share"),
        lambda found: (
            (
                n.deal,
                n.title,
                n.standing,
                n.number,
                n.beaten_by,
                None if n.plan is None else n.plan.trust,
                n.smallest_share,
                n.holds,
                n.expected_share,
            )
            for n in found.named
        ),
    ),
}

# ------------------------------------------------------------------------------------------ one row, explained


def _explanation(found: Explanation) -> str:
    row = found.row
    margin = "nothing to quit" if row.margin is None else f"margin {number(row.margin)}"
    trust = "" if row.trust is None else f", asks for {asked(row.trust)} trust"
    return f"{found.party} at phase {found.phase} of {titled(found.title)}: {margin}{trust}. {found.why}"


def _adds(part: Contribution | None) -> float | None:
    return None if part is None else part.adds


_TERMS: Table[Explanation] = Table(
    columns("kind:str name:str worth carry_on walk_out stop own feared both"),
    lambda found: (
        (t.kind, t.name, t.worth, *(_adds(p) for p in (t.carry_on, t.walk_out, t.stop, t.own, t.feared, t.both)))
        for t in found.terms
    ),
)


def _sentences(plan: Assessment) -> Mapping[str, str]:
    said: Sequence[str] = (plan.binding.why, plan.if_broken, plan.stays)
    return {label: text for label, text in zip(("why", "if it breaks", "stays"), said, strict=True) if text}


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Assessment: Shown(_plan, ASSESSMENT, _sentences),
    Roadmap: Shown(_roadmap, _ROADMAP),
    Frontier: Shown(frontier_counted, FRONTIER),
    FrontierDeal: Shown(_deal, DEAL),
    NamedDeal: Shown(where_named),
    Explanation: Shown(_explanation, {"terms": _TERMS}),
}
