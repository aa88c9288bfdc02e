"""All deals that can be made of the steps: those that no other beats, and where the named ones lie among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from standoff.analysis.ordinal_worths import points
from standoff.results.records.frontier import Frontier, FrontierDeal, NamedDeal
from standoff.results.sentences import frontier as sentences
from standoff.results.sentences import wording
from standoff.views.brief.figures import frontier, odds
from standoff.views.brief.telling import VERDICTS, Shown, Told, say, signed
from standoff.views.brief.words import asked, called, count, listed, months, percent, quoted, short, titled, unbroken

__all__ = ["view"]

_NO_TRUST: Mapping[str, str] = {"refused": "not a matter of trust", "breaks": "no trust is enough"}


def view(told: Told) -> Shown | None:
    """The deals that no other beats: drawing, table, other members of choices; None where none were looked for."""
    found = told.findings.frontier
    if found is None:
        return None
    return _over_draws(told, found) | {
        "counted": sentences.frontier_counted(found),
        "within": quoted(short(titled(told.case.deals[found.within].title, found.within))) if found.within else "",
        "takeaway": _takeaway(told, found),
        "drawing": frontier.draw("frontier-drawing", found, "Trust asked against the smallest share of gain")
        if found.deals
        else "",
        "named": [_named(named) for named in found.named],
        "parties": [called(told.case, party) for party in told.case.parties],
        "rows": [_row(told, deal) for deal in found.deals],
        "others": [
            {
                "number": deal.number,
                "member": told.in_short(other.member),
                "verdict": VERDICTS[other.verdict],
                "trust": asked(other.trust) if other.verdict == "holds" else _NO_TRUST[other.verdict],
                "gains": [signed(other.gain[party]) for party in told.case.parties],
            }
            for deal in found.deals
            for other in deal.others
        ],
        "gives": _gives(told, found),
        "pace": months(found.pace) if found.pace else "",
        "edge": any(deal.plan.on_edge for deal in found.deals),
        "granted": _granted(told, found),
    }


def _over_draws(told: Told, found: Frontier) -> Shown:
    """The second view: how often the deals hold, against what they give whoever gets least then."""
    best = told.findings.answer.best if told.findings.answer else None
    dots = odds.dots_of(found, best) if found.judged_on else []
    held = [dot for dot in dots if dot.holds]
    if not held:
        return {"odds": ""}
    return {
        "odds": odds.draw("frontier-odds", dots, "Share of draws against the smallest share of gain"),
        "odds_takeaway": _odds_takeaway(told, held),
        "odds_draws": f"{found.judged_on:,}",
        "odds_rows": [
            (
                wording.opening(_dot_called(told, dot)),
                percent(dot.holds),
                percent(dot.share) if dot.holds else "",
                percent(dot.expected),
            )
            for dot in sorted(dots, key=lambda dot: dot.expected, reverse=True)
        ],
    }


def _dot_called(told: Told, dot: odds.Dot) -> str:
    """A deal in a sentence."""
    if dot.kind == "shown":
        return f"deal {dot.name}"
    if dot.kind == "found":
        return "the best deal found"
    return quoted(short(titled(told.case.deals[dot.name].title, dot.name)))


def _odds_takeaway(told: Told, held: Sequence[odds.Dot]) -> str:
    """The deal with the largest expected smallest share, and the next one."""
    first, *others = sorted(held, key=lambda dot: dot.expected, reverse=True)
    words = (
        f"{wording.opening(_dot_called(told, first))} lies furthest up and to the right: it holds in "
        f"{percent(first.holds)} of the draws, and gives the needed party that gets least {percent(first.share)} of "
        "the most it could gain then"
    )
    if not others:
        return f"{words}."
    return (
        f"{words}; {_dot_called(told, others[0])} comes next, with {percent(others[0].holds)} and "
        f"{percent(others[0].share)}."
    )


def _granted(told: Told, found: Frontier) -> str:
    """What all the deals take for granted."""
    granted = found.deals[0].plan.taken_for_granted if found.deals else ()
    return sentences.granted_in_all([told.case.steps[step].name for step in granted])


def _takeaway(told: Told, found: Frontier) -> Markup:
    """The most even of the deals that are shown, and what it asks for."""
    if not found.deals:
        return Markup("No deal was found that holds.")
    best = max(found.deals, key=lambda deal: (deal.smallest_share, -(deal.plan.trust or 0.0)))
    least = found.deals[0]
    words = "Deal {} gives {} {} of the most that any deal could bring it, and asks for {} trust"
    even = say(
        words, best.number, _gives(told, found), sentences.share_at_least(best.smallest_share), asked(best.plan.trust)
    )
    if least.number == best.number:
        return even + Markup(", the least of all.")
    words = "; the least trust, {}, is asked by deal {}, which gives {}."
    return even + say(words, asked(least.plan.trust), least.number, sentences.share_at_least(least.smallest_share))


def _gives(told: Told, found: Frontier) -> Markup:
    """The parties whose shares of gain count: those that have a costly step among the steps in question."""
    giving = [
        party
        for party in told.case.parties
        if found.most.get(party, 0.0) > 0
        and any(party in told.case.steps[s].by and points(told.case, party).get(s, 0.0) < 0 for s in found.steps)
    ]
    if len(giving) == len(told.case.parties) or not giving:
        return Markup("every party")
    return Markup("each of ") + listed(called(told.case, party) for party in giving)


def _named(named: NamedDeal) -> str:
    return unbroken(sentences.where_named(replace(named, title=titled(named.title, named.deal))))


def _row(told: Told, deal: FrontierDeal) -> Shown:
    plan = deal.plan
    return {
        "number": deal.number,
        "named": quoted(short(titled(plan.title, deal.named))) if deal.named else "",
        "edge": bool(plan.on_edge),
        "trust": asked(plan.trust),
        "share": percent(deal.smallest_share),
        "months": months(plan.months),
        "gains": [signed(plan.gain[party]) for party in told.case.parties],
        "symbolic": percent(max(plan.symbolic_share.values(), default=0.0)),
        "phases": [listed(told.in_short(step) for step in phase) for phase in plan.phases],
        "length": count(len(plan.phases), "phase"),
    }
