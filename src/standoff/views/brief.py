"""The brief: one HTML page that says what was found and where every number comes from; it opens anywhere and prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from standoff.results.records import Assessment, Findings, Made, Reachable, Roadmap, Row, Stable, State, Sureness
from standoff.views import ladder
from standoff.views.figures import (
    LIKELIHOODS,
    STANCES,
    anchor,
    asked,
    called,
    count,
    duration,
    grid,
    lasting,
    likelihood,
    listed,
    months,
    number,
    percent,
    points,
    quoted,
    shares,
    short,
    span,
    spread,
    stance,
    titled,
    unbroken,
    word,
)

if TYPE_CHECKING:
    from standoff.case.evidence import Evidence
    from standoff.case.model import Case
    from standoff.case.values import Quantity

__all__ = ["render"]

View = dict[str, Any]


def render(case: Case, findings: Findings, *, sources: Mapping[str, Mapping[str, Any]], command: str) -> str:
    """The whole page.

    `sources` holds CSL-JSON entries by id (those that evidence names and that are missing are shown by their id);
    `command` is what reproduces the findings. The same input gives the same page.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    told = Told(case, findings, sources, command)
    env = Environment(
        loader=PackageLoader("standoff.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(anchor=anchor, month=ladder.month)
    env.filters["ended"] = ended
    views = [(section, section.view(told)) for section in SECTIONS]
    sections = [
        {
            "id": section.name,
            "title": view.get("title", section.title),
            "view": view,
            "template": f"{section.name}.html.jinja",
        }
        for section, view in views
        if view is not None
    ]
    page = env.get_template("brief.html.jinja").render(
        case=case,
        made=findings.made,
        as_of=day(case.as_of),
        sections=sections,
        first=FIRST_PAGE,
        fit=fit_of(told),
        parties=count(len(case.parties), "party", "parties"),
        steps=count(len(case.steps), "step"),
    )
    return page.translate(_UNSHOWN)


_UNSHOWN = dict.fromkeys(
    [
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        0x061C,
        0xFEFF,
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    ]
)
"""Characters that are not shown but change how others are: controls, marks of direction, halves of characters."""


# ------------------------------------------------------------------------------------------ what is told


@dataclass(frozen=True)
class Judged:
    """A plan of the case, or a deal with the plan found for it; `key` begins the ids of everything about it."""

    kind: str
    name: str
    title: str
    plan: Assessment | None
    sure: Sureness | None
    roadmap: Roadmap | None = None

    @property
    def key(self) -> str:
        """For ids."""
        return anchor(f"{self.kind}-{self.name}")

    @property
    def short(self) -> str:
        """The title inside a sentence."""
        return quoted(short(self.title))

    @property
    def holds(self) -> bool:
        """Whether the plan, or any plan found for the deal, holds."""
        return self.plan is not None and self.plan.verdict == "holds"


@dataclass(frozen=True)
class Told:
    """What every section tells from: the case, what was found, the sources and the command."""

    case: Case
    findings: Findings
    sources: Mapping[str, Mapping[str, Any]]
    command: str

    def called(self, name: str) -> str:
        """What people read for a party or a step."""
        return called(self.case, name)

    @cached_property
    def plans(self) -> tuple[Judged, ...]:
        """The plans of the case."""
        return tuple(
            Judged("plan", p.plan, titled(p.title, p.plan), p, self._sure("plan", p.plan)) for p in self.findings.plans
        )

    @cached_property
    def deals(self) -> tuple[Judged, ...]:
        """The deals, each with the best plan found, or else the closest."""
        return tuple(
            Judged("deal", r.deal, titled(r.title, r.deal), r.shown, self._sure("deal", r.deal), r)
            for r in self.findings.roadmaps
        )

    def _sure(self, kind: str, name: str) -> Sureness | None:
        return self.findings.sureness.get(f"{kind}:{name}")

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Everything with an assessment: the main deal first, then the other deals, then the plans."""
        found = sorted((one for one in self.deals if one.plan), key=lambda one: not one.holds)
        return (*found, *self.plans)

    @cached_property
    def evidence(self) -> tuple[tuple[str, Evidence], ...]:
        """All evidence with the place it stands under, in the order of the page."""
        past = [(f"history.{place}", item) for place, entry in enumerate(self.case.history) for item in entry.because]
        return (*self.case.evidence(), *past)

    def backing(self, path: str) -> tuple[int, ...]:
        """The numbers of the evidence for a path like `steps.freeze.worth.us`, counted from 1."""
        return tuple(
            place
            for place, (under, item) in enumerate(self.evidence, 1)
            if any(path == target or path.startswith(target + ".") for target in item.paths(under))
        )

    @property
    def order_only(self) -> bool:
        """Whether the case gives orders of states and no worths."""
        return not any(step.worth for step in self.case.steps.values())


def say(words: str, *parts: object, **named: object) -> Markup:
    """A sentence with its parts escaped and filled in."""
    return Markup(words).format(*parts, **named)


def ended(words: str) -> str:
    """The words with a full stop, if they end without one.

    >>> ended("10 = the ban lifted "), ended("Why?")
    ('10 = the ban lifted.', 'Why?')
    """
    bare = words.strip()
    return bare if bare.endswith((".", "!", "?", "…")) else f"{bare}."


def link(target: str, words: object) -> Markup:
    """A link to another place on the page."""
    return say('<a href="#{}">{}</a>', target, words)


def day(when: date) -> str:
    """A date as it is read aloud.

    >>> day(date(2025, 9, 8))
    '8 September 2025'
    """
    return f"{when.day} {when:%B %Y}"


def at_phase(phase: int, plan: Assessment) -> str:
    """Where in a plan, inside a sentence."""
    return f"in phase {phase}" if phase <= len(plan.phases) else "once all is done"


# ---------------------------------------------------------------------------------------- 1. bottom line


def bottom_line(told: Told) -> View:
    """One sentence each on the plans, the deals, the draws, today, and on what this is not."""
    sentences = [
        ("The demands", _plans_sentence(told)),
        ("The deals", _deals_sentence(told)),
        ("How often", _draws_sentence(told)),
        ("Where we are", _today_sentence(told)),
        (
            "Not a forecast",
            Markup(
                "This says what would hold if the numbers of the case are right, not what will happen or be agreed."
            ),
        ),
    ]
    return {"sentences": [(head, words) for head, words in sentences if words]}


def _plans_sentence(told: Told) -> Markup | None:
    if not told.plans:
        return None
    holding = [one for one in told.plans if one.holds]
    if len(told.plans) > 4:
        return _counted("plan", told.plans)
    if len(told.plans) == 1:
        return say("The only plan in the case, {}.", _plan_clause(told, told.plans[0], ","))
    verb = "holds" if len(holding) < 2 else "hold"
    if all(one.plan and one.plan.verdict == "refused" for one in told.plans):
        verb = "is wanted by everybody"
    clauses = Markup("; ").join(_plan_clause(told, one) for one in told.plans)
    return say("{} of the {} {}: {}.", word(len(holding)).capitalize(), count(len(told.plans), "plan"), verb, clauses)


def _counted(kind: str, several: Sequence[Judged]) -> Markup:
    plans = [one.plan.verdict for one in several if one.plan]
    parts = [
        (plans.count("holds"), "holds", "hold"),
        (plans.count("breaks"), "breaks", "break"),
        (plans.count("refused"), "is refused", "are refused"),
    ]
    told = listed(f"{word(n)} {one if n < 2 else many}" for n, one, many in parts)
    return say("Of the {}, {}.", count(len(several), kind), told)


def _plan_clause(told: Told, one: Judged, comma: str = "") -> Markup:
    plan = one.plan
    assert plan is not None
    name = say("{}{}", link(one.key, one.short), comma)
    if plan.verdict == "refused":
        return say("{} is refused by {}", name, listed(_losers(told, plan)))
    if plan.verdict == "breaks":
        return say("{} breaks, because {}", name, _walks(told, one.key, plan))
    return say("{} holds {}", name, _asking(told, one.key, plan))


def _losers(told: Told, plan: Assessment) -> list[str]:
    return [told.called(party) for party, gain in plan.gain.items() if gain < 0]


def _walks(told: Told, key: str, plan: Assessment) -> Markup:
    party, phase = plan.binding.party, plan.binding.phase
    if party is None or phase is None:
        return Markup("somebody would walk out")
    walks = link(anchor("row", key, phase, party), f"walk out {at_phase(phase, plan)}")
    return say("{} would {}", told.called(party), walks)


def _asking(told: Told, key: str, plan: Assessment) -> Markup:
    party, phase = plan.binding.party, plan.binding.phase
    if not plan.trust or party is None or phase is None:
        return Markup("without asking anyone for trust")
    sure = link(anchor("row", key, phase, party), f"{asked(plan.trust)} sure")
    return say("if {} is at least {} that nobody fails", told.called(party), sure)


def _deals_sentence(told: Told) -> Markup | None:
    if not told.deals:
        return None
    if len(told.deals) > 4:
        return _counted("deal", told.deals)
    clauses = Markup("; ").join(_deal_clause(told, one) for one in told.deals)
    return say("Taken in phases, {}.", clauses)


def _deal_clause(told: Told, one: Judged) -> Markup:
    name, plan = link(one.key, one.short), one.plan
    if plan is None:
        return say("no order was found for {}", name)
    if plan.verdict == "holds":
        return say("{} holds {}", name, _asking(told, one.key, plan))
    found = "no order" if one.roadmap is not None and one.roadmap.bound.proved else "no order that was tried"
    if plan.verdict == "refused":
        order = found.replace("no", "any", 1)
        return say("{} is not wanted by {} in {}", name, listed(_losers(told, plan), "or"), order)
    return say("{} holds in {}, and in the closest {}", name, found, _walks(told, one.key, plan))


def _draws_sentence(told: Told) -> Markup | None:
    drawn = [one for one in (*told.deals, *told.plans) if one.sure]
    if not drawn:
        return None
    shown = [one for one in drawn if one.kind == "deal"] or drawn
    draws = shown[0].sure.draws if shown[0].sure else 0
    often = [link(anchor("sure", one.key), percent(one.sure.holds)) for one in shown[:4] if one.sure]
    parts = [
        say("{}{} in {}", one.short, "" if place else " holds", share)
        for place, (one, share) in enumerate(zip(shown, often, strict=False))
    ]
    return say(
        "Over {} draws of the uncertain numbers, {} (give or take {} points).",
        f"{draws:,}",
        listed(parts),
        points(draws),
    )


def _today_sentence(told: Told) -> Markup:
    now, case = told.findings.stable.now, told.case
    where = link("where", "Today’s position")
    movers = [called(case, party) for party, concepts in now.stable.items() if not concepts]
    if now.equilibrium:
        held = strongest(now.equilibrium)
        holds = NOTIONS[held][2] if held in NOTIONS else "nobody would move"
        return say("{} is stable: {} ({}).", where, holds, notion(held))
    if movers:
        gains = "could gain" if len(movers) == 1 else "could each gain"
        return say(
            "{} is not stable: {} {} by moving alone, and nothing deters {}.",
            where,
            listed(movers),
            gains,
            "it" if len(movers) == 1 else "them",
        )
    return say("{} holds for each party, though for different reasons, so it is stable under no single notion.", where)


# --------------------------------------------------------------------------------------- 2. where we are

NOTIONS: Mapping[str, tuple[str, str, str, str]] = {
    "nash": (
        "Nash",
        "has no better move of its own",
        "nobody has a better move of its own",
        "Nash: the party has no move of its own that improves its position.",
    ),
    "sseq": (
        "symmetric sequential, SSEQ",
        "is deterred by an answer that pays the others and that it cannot escape",
        "every better move would meet an answer that pays the others and that cannot be escaped",
        "SSEQ: as SEQ, and the party could not escape the answer by moving again.",
    ),
    "seq": (
        "sequential, SEQ",
        "is deterred by an answer that pays the others",
        "every better move would meet an answer that pays those who give it",
        "SEQ: every improvement would be met by moves that pay the others and leave it no better off.",
    ),
    "smr": (
        "symmetric metarational, SMR",
        "is deterred by an answer that it cannot escape",
        "every better move could meet an answer that cannot be escaped",
        "SMR: as GMR, and the party could not escape the answer by moving again.",
    ),
    "gmr": (
        "general metarational, GMR",
        "is deterred by an answer, even one that costs the others",
        "every better move could meet an answer, even one that costs those who give it",
        "GMR: every improvement could be met by moves of the others, at whatever cost, that leave it no better off.",
    ),
}
"""Notions of stability, the most convincing first: name; what holds a party; what holds all; the definition."""


def notion(name: str) -> str:
    """The name of a notion of stability."""
    return NOTIONS[name][0] if name in NOTIONS else name.upper()


def label(name: str) -> str:
    """The name of a notion where there is little room.

    >>> label("nash"), label("seq")
    ('Nash', 'SEQ')
    """
    return "Nash" if name == "nash" else name.upper()


def strongest(concepts: Sequence[str]) -> str:
    """The most convincing of several notions.

    >>> strongest(["gmr", "seq"])
    'seq'
    """
    order = list(NOTIONS)
    return min(concepts, key=lambda name: order.index(name) if name in order else len(order))


def where_we_are(told: Told) -> View:
    """Is now stable, for whom and why; what can be reached from now; what is only stuck; who can help or hurt whom."""
    stable = told.findings.stable
    shown = stable.reachable[:3]
    return {
        "now": listed(quoted(told.called(step)) for step in stable.now.state),
        "stays": _stays_sentence(told),
        "parties": [_party_today(told, party) for party in stable.parties],
        "reach": _reach_sentence(stable),
        "reachable": [_reachable(told, one) for one in shown],
        "more_reachable": [_reachable(told, one) for one in stable.reachable[len(shown) :]],
        "stuck": [_stuck(told, name, found.count, found.states) for name, found in stable.stuck.items() if found.count],
        "leverage": _leverage(told),
        "notions": [definition for name, (_, _, _, definition) in NOTIONS.items() if name in stable.equilibria],
        "counts": [(notion(name), f"{found.count:,}") for name, found in stable.equilibria.items()],
        "states": f"{stable.feasible_states:,}",
    }


def _stays_sentence(told: Told) -> Markup:
    stays = [told.called(party) for party, concepts in told.findings.stable.now.stable.items() if concepts]
    moves = [told.called(party) for party, concepts in told.findings.stable.now.stable.items() if not concepts]
    if not moves:
        return _today_sentence(told)
    if not stays:
        return Markup("Today’s position is stable for no party.")
    return say("Today’s position is stable for {}, and not for {}.", listed(stays), listed(moves))


def _party_today(told: Told, party: str) -> View:
    stable = told.findings.stable
    concepts = stable.now.stable.get(party, ())
    deterrence = next((one for one in stable.deterrence if one.party == party), None)
    stays = "Would move"
    if concepts:
        held = strongest(concepts)
        stays = f"Stays: it {NOTIONS[held][1]} ({notion(held)})" if held in NOTIONS else f"Stays ({notion(held)})"
    return {
        "id": anchor("party", party),
        "name": told.called(party),
        "stays": stays,
        "moves": not concepts,
        "why": _why_today(told, deterrence),
    }


def _why_today(told: Told, deterrence: Any) -> str:
    if deterrence is None:
        return "No move of its own was looked at."
    if deterrence.why:
        return str(deterrence.why)
    if deterrence.improvement is None:
        return "Nothing that it can do alone would improve its position."
    moves = change(told, told.findings.stable.now.state, deterrence.improvement)
    return f"Its best change: {moves}. {'The others have an answer.' if deterrence.sanction else 'Nothing deters it.'}"


def change(told: Told, before: State, after: State) -> str:
    """How a state differs from another, in words; names as they are shown."""
    comes = [quoted(told.called(step)) for step in after if step not in before]
    goes = [quoted(told.called(step)) for step in before if step not in after]
    parts = [
        f"{listed(names).unescape()} {verb}{'s' if len(names) == 1 else ''}{tail}"
        for names, verb, tail in ((comes, "come", " into force"), (goes, "end", ""))
        if names
    ]
    return "; ".join(parts) or "nothing changes"


def _reach_sentence(stable: Stable) -> Markup:
    if stable.reachable_states <= 1:
        return Markup("No chain of improvements leads away from today’s position.")
    states = count(stable.reachable_states, "state")
    found = len(stable.reachable)
    if not found:
        return say("Improvements, one party at a time, can lead to {}; none of them is an equilibrium.", states)
    equilibria = "one of them is an equilibrium" if found == 1 else f"{word(found)} of them are equilibria"
    return say("Improvements, one party at a time, can lead to {}; {}, nearest first:", states, equilibria)


def _reachable(told: Told, one: Reachable) -> View:
    now = told.findings.stable.now.state
    same = set(one.state) == set(now)
    return {
        "moves": "already there" if one.moves == 0 else f"after {count(one.moves, 'move')}",
        "change": "today’s position itself" if same else change(told, now, one.state),
        "notions": ", ".join(label(name) for name in one.concepts),
    }


def _stuck(told: Told, name: str, found: int, states: Sequence[State]) -> View:
    return {
        "notion": label(name),
        "count": f"{found:,}",
        "states": [change(told, told.findings.stable.now.state, state) for state in states[:3]],
    }


def _leverage(told: Told) -> View | None:
    leverage = told.findings.stable.leverage
    if not leverage:
        return None
    parties = list(told.findings.stable.parties)
    ordinal = all(cell.best is None and cell.worst is None for row in leverage.values() for cell in row.values())
    return {
        "ordinal": ordinal,
        "parties": [(anchor("party", party), told.called(party)) for party in parties],
        "rows": [
            {"name": told.called(actor), "cells": [_lever(told, actor, other) for other in parties]}
            for actor in parties
        ],
        "takeaway": _leverage_takeaway(told, parties),
        "moves": [
            _lever_moves(told, actor, other)
            for actor in parties
            for other in parties
            if other in leverage.get(actor, {}) and actor != other
        ],
    }


def _lever(told: Told, actor: str, other: str) -> View:
    cell = told.findings.stable.leverage.get(actor, {}).get(other)
    if actor == other or cell is None:
        return {"none": True, "best": "", "worst": "", "id": ""}
    best, worst = cell.best or 0.0, cell.worst or 0.0
    return {
        "none": False,
        "id": anchor("lever", actor, other),
        "best": number(best, signed=True) if best > 0 else "",
        "worst": number(worst, signed=True) if worst < 0 else "",
    }


def _lever_moves(told: Told, actor: str, other: str) -> View:
    cell, now = told.findings.stable.leverage[actor][other], told.findings.stable.now.state

    def told_move(value: float | None, move: State | None, sign: int) -> str:
        if value is None:
            return "none"
        if value * sign <= 0 or move is None:
            return "nothing"
        return f"{number(value, signed=True)}: {change(told, now, move)}"

    return {
        "id": anchor("lever", actor, other),
        "actor": told.called(actor),
        "other": told.called(other),
        "best": told_move(cell.best, cell.best_move, 1),
        "worst": told_move(cell.worst, cell.worst_move, -1),
    }


def _leverage_takeaway(told: Told, parties: Sequence[str]) -> str:
    parts = []
    for other in parties:
        cells = {
            actor: row[other] for actor, row in told.findings.stable.leverage.items() if other in row and actor != other
        }
        helps = max(cells, key=lambda actor: cells[actor].best or 0.0, default="")
        hurts = min(cells, key=lambda actor: cells[actor].worst or 0.0, default="")
        aids = bool(helps) and (cells[helps].best or 0.0) > 0
        harms = bool(hurts) and (cells[hurts].worst or 0.0) < 0
        if aids and harms and helps == hurts:
            parts.append(f"{told.called(helps)} can help and hurt {told.called(other)} most")
        elif aids or harms:
            most = f"{told.called(helps)} can help {told.called(other)} most" if aids else ""
            worst = f"{told.called(hurts)} can hurt {'it' if aids else told.called(other)} most" if harms else ""
            parts.append(" and ".join(part for part in (most, worst) if part))
    return "; ".join(parts) + "." if parts else "No party can help or hurt another by a change of its own."


# ---------------------------------------------------------------------------------------- 3. the demands

GLYPHS: Mapping[str, str] = {"holds": "✓", "breaks": "✕", "refused": "⊘"}
VERDICTS: Mapping[str, str] = {"holds": "Holds", "breaks": "Breaks", "refused": "Refused"}


def chip(plan: Assessment | None) -> Markup:
    """The verdict as a mark and a word."""
    if plan is None:
        return Markup('<strong class="verdict none">None found</strong>')
    return say(
        '<strong class="verdict {}"><span aria-hidden="true">{}</span> {}</strong>',
        plan.verdict,
        GLYPHS[plan.verdict],
        VERDICTS[plan.verdict],
    )


def demands(told: Told) -> View:
    """Each plan of the case: the verdict, who, when and why, and what each party would get."""
    plans = [_demand(told, one) for one in told.plans]
    view: View = {"plans": plans, "takeaway": _walkers(told, told.plans), "terms": _terms(told, told.plans)}
    view["grids"] = [_grid_row(told, one) for one in told.plans if one.plan]
    view["stances"] = list(STANCES.items())
    if any(one.holds for one in told.plans):
        view["title"] = "The demands, and whether they hold"
    return view


def _demand(told: Told, one: Judged) -> View:
    plan = one.plan
    assert plan is not None
    return {
        "id": one.key,
        "title": short(one.title),
        "chip": chip(plan),
        "why": unbroken(plan.binding.why),
        "gains": _gains(told, one),
        "facts": _facts(one, plan),
        "grid": grid(anchor("grid", one.key), told.case, plan, f"Who walks out of {one.short}, and when"),
    }


def _facts(one: Judged, plan: Assessment) -> Markup:
    phases = len(plan.phases)
    facts = [_subtitle(one), f"{phases} phase{'' if phases == 1 else 's'}, {months(plan.months)}"]
    told = Markup("; ").join(fact for fact in facts if fact)
    if one.sure is None:
        return told
    return say("{}; holds in {} of draws", told, link(anchor("sure", one.key), percent(one.sure.holds)))


def _gains(told: Told, one: Judged) -> list[Markup]:
    assert one.plan is not None
    return [
        say("{} {}", told.called(party), link(anchor("terms", one.key, party), signed(gain)))
        for party, gain in one.plan.gain.items()
    ]


def signed(gain: float) -> Markup:
    """A gain with a mark for its sign, not told by colour alone."""
    kind, glyph = ("up", "▲") if gain > 0 else ("down", "▼") if gain < 0 else ("same", "=")
    words = "no change" if gain == 0 else number(gain, signed=True)
    return say('<span class="{}"><span aria-hidden="true">{}</span> {}</span>', kind, glyph, words)


def _walkers(told: Told, several: Sequence[Judged]) -> str:
    plans = [one.plan for one in several if one.plan]
    walks = {
        party: sum(any(row.party == party and stance(row) == "walks" for row in plan.rows) for plan in plans)
        for party in told.case.parties
    }
    parts = [f"for {told.called(party)} in {count(n, 'plan')}" for party, n in walks.items() if n]
    if not parts:
        return "At no phase of any plan does walking out pay."
    return f"Walking out pays at some phase {listed(parts).unescape()}."


def _terms(told: Told, several: Sequence[Judged]) -> list[View]:
    """Per plan and party: gain, at risk, symbolic share."""
    return [
        {
            "title": one.title,
            "rows": [
                {
                    "id": anchor("terms", one.key, party),
                    "party": told.called(party),
                    "link": anchor("party", party),
                    "gain": signed(gain),
                    "at_risk": percent(one.plan.at_risk.get(party)),
                    "symbolic": percent(one.plan.symbolic_share.get(party)),
                }
                for party, gain in one.plan.gain.items()
            ],
        }
        for one in several
        if one.plan
    ]


def _grid_row(told: Told, one: Judged) -> View:
    plan = one.plan
    assert plan is not None
    cells = []
    for party in told.case.parties:
        rows = [row for row in plan.rows if row.party == party]
        walks = [row for row in rows if stance(row) == "walks"]
        trust = max((row.trust for row in rows if row.trust is not None), default=0.0)
        cells.append(
            f"walks out {listed(at_phase(row.phase, plan) for row in walks).unescape()}"
            if walks
            else f"asks for at most {asked(trust)} trust"
            if trust
            else "needs no trust"
        )
    return {"title": short(one.title), "cells": cells}


# -------------------------------------------------------------------------------------------- 4. deals


def deals(told: Told) -> View:
    """Each deal's roadmap in a row, or the closest plan and whose problem it is."""
    rows = [_deal(told, one) for one in told.deals]
    view: View = {
        "rows": rows,
        "terms": _terms(told, told.deals),
        "order_only": told.order_only,
        "takeaway": _deals_takeaway(told),
        "drawn": any(one.sure for one in told.deals),
    }
    return view


def _deals_takeaway(told: Told) -> Markup:
    holding = [one for one in told.deals if one.holds and one.plan]
    if not holding:
        return Markup("No order was found in which any of these deals holds; each row shows the closest one.")
    least = min(holding, key=lambda one: (one.plan.trust or 0.0) if one.plan else 0.0)
    assert least.plan is not None
    rest = len(told.deals) - len(holding)
    others = (
        " For the other, the row shows the closest plan found."
        if rest == 1
        else (" For the others, the row shows the closest plan found." if rest else "")
    )
    names = listed(one.short for one in holding)
    if len(holding) == 1:
        return say("{}{} holds.{}", "Only " if rest else "", names, others)
    return say("{} hold; {} asks for the least trust.{}", names, least.short, others)


def _deal(told: Told, one: Judged) -> View:
    plan = one.plan
    if plan is None:
        return {
            "id": one.key,
            "title": short(one.title),
            "subtitle": _subtitle(one),
            "chip": chip(None),
            "trust": "none",
            "bound": "",
            "months": "none",
            "gains": [],
            "at_risk": "none",
            "symbolic": "none",
            "often": "none",
            "why": "No order was found for this deal.",
        }
    return {
        "id": one.key,
        "title": short(one.title),
        "subtitle": _subtitle(one),
        "chip": chip(plan),
        "trust": _trust_cell(told, one, plan),
        "bound": _bound(one.roadmap),
        "months": months(plan.months),
        "gains": _gains(told, one),
        "at_risk": _most(told, one, plan.at_risk),
        "symbolic": _most(told, one, plan.symbolic_share),
        "often": link(anchor("sure", one.key), percent(one.sure.holds)) if one.sure else "not drawn",
        "why": unbroken(plan.binding.why),
    }


def _subtitle(one: Judged) -> str:
    return one.title.removeprefix(short(one.title)).removeprefix(": ")


def _trust_cell(told: Told, one: Judged, plan: Assessment) -> Markup:
    if plan.trust is None:
        return Markup("no trust is enough")
    if plan.trust == 0 or plan.binding.party is None or plan.binding.phase is None:
        return Markup("no trust")
    return say(
        "{} of {}",
        link(anchor("row", one.key, plan.binding.phase, plan.binding.party), asked(plan.trust)),
        told.called(plan.binding.party),
    )


def _bound(roadmap: Roadmap | None) -> str:
    if roadmap is None:
        return ""
    if roadmap.best is None:
        return "no order holds (proved)" if roadmap.bound.proved else "in the closest plan found"
    if roadmap.bound.proved:
        return "proved least"
    if roadmap.bound.trust_at_least is not None:
        return f"no order below {percent(roadmap.bound.trust_at_least)}"
    return "least found, not proved"


def _most(told: Told, one: Judged, share: Mapping[str, float]) -> Markup:
    largest = max(share, key=lambda party: share[party], default=None)
    if largest is None or share[largest] <= 0:
        return Markup("nothing")
    most = link(anchor("terms", one.key, largest), percent(share[largest]))
    return say("{} ({})", most, told.called(largest))


# ------------------------------------------------------------------------------------------- 5. ladder

DOES: Mapping[str, str] = {
    "walks": "walks out",
    "much": "carries on if sure",
    "some": "carries on if sure",
    "stays": "carries on",
    "nothing": "nothing to quit",
}
"""What a party does at a phase, in few words: its margin and the trust it needs stand beside it."""

HAND_MARKS: Mapping[str, str] = {"walks": "✕", "much": "◆", "some": "◇", "stays": "○", "nothing": "–"}


def ladders(told: Told) -> View | None:
    """The ladder of each deal's roadmap, the main one open."""
    shown = [one for one in told.judged if one.kind == "deal" and one.plan]
    if not shown:
        return None
    return {"ladders": [_ladder(told, one) for one in shown], "marks": HAND_MARKS, "stances": list(STANCES.items())}


def _ladder(told: Told, one: Judged) -> View:
    plan = one.plan
    assert plan is not None
    return {
        "id": anchor("ladder", one.key),
        "title": one.title,
        "key": one.key,
        "chip": chip(plan),
        "takeaway": unbroken(plan.binding.why),
        "closest": not one.holds,
        "drawings": ladder.draw(anchor("drawing", one.key), told.case, plan),
        "rungs": ladder.rungs(told.case, plan),
        "kept": listed(quoted(told.called(step)) for step in plan.keeps),
        "length": months(plan.months),
    }


# ----------------------------------------------------------------------------------- 6. how it breaks


def breaks(told: Told) -> View | None:
    """Every phase and party of every plan, and what each party has if it stops half-way."""
    if not told.judged:
        return None
    return {"plans": [_broken(told, one) for one in told.judged]}


def _broken(told: Told, one: Judged) -> View:
    plan = one.plan
    assert plan is not None
    phases = range(1, len(plan.phases) + 2)
    return {
        "id": anchor("rows", one.key),
        "title": one.title,
        "kind": one.kind,
        "chip": chip(plan),
        "why": unbroken(plan.binding.why),
        "phases": [
            {
                "label": _phase_label(phase, plan),
                "rows": [_row(told, one, plan, row) for row in plan.rows if row.phase == phase],
            }
            for phase in phases
        ],
        "binding": (plan.binding.phase, plan.binding.party),
        "exact": plan.made.exact,
        "note": plan.made.note,
        "stopped": _stopped(told, one, plan),
    }


def _phase_label(phase: int, plan: Assessment) -> str:
    return f"Phase {phase}" if phase <= len(plan.phases) else "All done"


def _row(told: Told, one: Judged, plan: Assessment, row: Row) -> View:
    kind = stance(row)
    return {
        "id": anchor("row", one.key, row.phase, row.party),
        "party": told.called(row.party),
        "link": anchor("party", row.party),
        "mark": HAND_MARKS[kind],
        "stance": DOES[kind],
        "kind": kind,
        "carry_on": number(row.carry_on),
        "walk_out": number(row.walk_out),
        "margin": number(row.margin, signed=True),
        "exposure": number(row.exposure),
        "trust": asked(row.trust),
        "breach": _breach_links(told, plan, row),
        "shows": duration(row.shows),
        "bond": number(row.bond) if row.bond > 0 else "none",
    }


def _breach_links(told: Told, plan: Assessment, row: Row) -> Markup:
    if not row.breach:
        return Markup("none" if row.margin is None else "quits")
    made = {*plan.keeps, *(step for steps in plan.phases[: row.phase - 1] for step in steps)}
    groups = [
        (verb, [link(anchor("step", step), told.called(step)) for step in row.breach if (step in made) is done])
        for verb, done in (("holds back", False), ("takes back", True))
    ]
    return Markup("; ").join(say("{} {}", verb, listed(steps)) for verb, steps in groups if steps)


def _stopped(told: Told, one: Judged, plan: Assessment) -> View | None:
    if not plan.if_stopped:
        return None
    parties = [party for party in told.case.parties if any(stop.party == party for stop in plan.if_stopped)]
    found = {(stop.phase, stop.party): stop.worth for stop in plan.if_stopped}
    phases = sorted({stop.phase for stop in plan.if_stopped})
    return {
        "parties": [told.called(party) for party in parties],
        "rows": [
            {
                "label": f"After phase {phase}",
                "cells": [
                    signed(found[phase, party]) if (phase, party) in found else Markup("none") for party in parties
                ],
            }
            for phase in phases
        ],
        "takeaway": _stop_takeaway(told, plan, parties, phases, found),
    }


def _stop_takeaway(
    told: Told, plan: Assessment, parties: Sequence[str], phases: Sequence[int], found: Mapping[tuple[int, str], float]
) -> str:
    losers = {party: [phase for phase in phases if found.get((phase, party), 0.0) < 0] for party in parties}
    parts = [
        f"{told.called(party)} worse off than now if it stops after "
        f"phase{'s' if len(at) > 1 else ''} {listed(at).unescape()}"
        for party, at in losers.items()
        if at
    ]
    if not parts:
        return "A failed attempt leaves nobody worse off than now, whenever it stops."
    return f"A failed attempt leaves {'; '.join(parts)}."


# -------------------------------------------------------------------------------------------- 7. how sure


def how_sure(told: Told) -> View | None:
    """How often each plan holds, breaks and is refused over the draws, with the error of counting draws."""
    drawn = [one for one in (*told.deals, *told.plans) if one.sure]
    if not drawn:
        return None
    draws = max(one.sure.draws for one in drawn if one.sure)
    return {
        "draws": f"{draws:,}",
        "error": points(draws),
        "rows": [_sure(told, one, one.sure) for one in drawn if one.sure],
        "takeaway": _sure_takeaway(drawn),
        "scale": [(words, probability) for _, words, probability in LIKELIHOODS],
        "confidence": _confidence(told),
    }


def _sure(told: Told, one: Judged, sure: Sureness) -> View:
    return {
        "id": anchor("sure", one.key),
        "kind": one.kind,
        "title": short(one.title),
        "link": one.key,
        "bar": shares(anchor("shares", one.key), sure, f"How often {one.short} holds"),
        "holds": percent(sure.holds),
        "breaks": percent(sure.breaks),
        "refused": percent(sure.refused),
        "trust": None if sure.trust is None else [asked(share) for share in sure.trust],
        "spread": None
        if sure.trust is None
        else spread(anchor("spread", one.key), sure.trust, f"Trust that {one.short} asks for, over the draws"),
        "fails": _fails(told, one, sure),
    }


HOLDING: Mapping[str, tuple[str, str]] = {
    "all": ("holds in every draw", "hold in every draw"),
    "almost certain": ("is almost certain to hold", "are almost certain to hold"),
    "very likely": ("is very likely to hold", "are very likely to hold"),
    "likely": ("is likely to hold", "are likely to hold"),
    "roughly even chance": ("has a roughly even chance of holding", "have a roughly even chance of holding"),
    "unlikely": ("is unlikely to hold", "are unlikely to hold"),
    "very unlikely": ("is very unlikely to hold", "are very unlikely to hold"),
    "almost no chance": ("has almost no chance of holding", "have almost no chance of holding"),
    "none": ("holds in no draw", "hold in no draw"),
}
"""How likely one plan, or several, are to hold, the likeliest first; the scale leaves out what always or never is."""


def _sure_takeaway(drawn: Sequence[Judged]) -> Markup:
    groups: dict[str, list[str]] = {words: [] for words in HOLDING}
    for one in drawn:
        share = one.sure.holds if one.sure else 0.0
        groups["none" if share == 0 else "all" if share == 1 else likelihood(share)].append(one.short)
    clauses = [say("{} {}", listed(names), HOLDING[words][len(names) > 1]) for words, names in groups.items() if names]
    return say("Given the ranges of the case, {}.", Markup("; ").join(clauses))


def _fails(told: Told, one: Judged, sure: Sureness) -> str:
    ways = [(share, f"{told.called(party)} refuses") for party, share in sure.refusers]
    ways += [
        (share, f"{told.called(party)} walks out {at_phase(phase, one.plan) if one.plan else f'in phase {phase}'}")
        for party, phase, share in sure.breakers
    ]
    most = sorted((way for way in ways if way[0] > 0), key=lambda way: -way[0])[:2]
    return "; ".join(f"{words} ({percent(share)})" for share, words in most) or "nobody"


def _confidence(told: Told) -> str:
    paths = [f"steps.{name}.worth.{party}" for name, step in told.case.steps.items() for party in step.worth]
    sized = [
        path
        for path in paths
        if any(
            not told.evidence[place - 1][1].judged and told.evidence[place - 1][1].supports == "size"
            for place in told.backing(path)
        )
    ]
    if not paths:
        return "The case holds no worths."
    return (
        f"Confidence is another matter: a source backs the size of {len(sized)} of the {len(paths)} worths; "
        "the sizes of the others are somebody’s judgement."
    )


# -------------------------------------------------------------------------------- 8. numbers and evidence


def numbers(told: Told) -> View:
    """Every claim of the case, its range, its median and its evidence; then the evidence, then the sources."""
    case = told.case
    return {
        "level": percent(case.intervals),
        "parties": [_party(told, name) for name in case.parties],
        "steps": [_step(told, name) for name in case.steps],
        "together": [_together(told, name) for name in case.together],
        "rules": [rule.text for rule in case.rules],
        "choices": [
            (titled("", name), listed(told.called(step) for step in steps)) for name, steps in case.choices.items()
        ],
        "prefer": [(told.called(party), _prefers(told, preference)) for party, preference in case.prefer.items()],
        "history": [
            {
                "date": day(entry.before),
                "iso": entry.before.isoformat(),
                "title": entry.title,
                "refs": _refs(told, f"history.{place}"),
            }
            for place, entry in enumerate(case.history)
        ],
        "evidence": [_evidence(told, place, under, item) for place, (under, item) in enumerate(told.evidence, 1)],
        "sources": [_source(told, key) for key in _cited(told)],
    }


def _refs(told: Told, path: str) -> Markup:
    return _numbered(told.backing(path))


def _numbered(places: Iterable[int]) -> Markup:
    refs = [link(anchor("evidence", place), place) for place in places]
    return Markup(", ").join(refs) if refs else Markup('<span class="unbacked">none given</span>')


def _worth(told: Told, path: str, worth: Quantity) -> View:
    return {"range": span(worth), "median": number(worth.median), "refs": _refs(told, path)}


def _party(told: Told, name: str) -> View:
    party = told.case.parties[name]
    worths = [
        {
            "id": anchor("worth", step, name),
            "step": told.called(step),
            "link": anchor("step", step),
            **_worth(told, f"steps.{step}.worth.{name}", claim.worth[name]),
        }
        for step, claim in told.case.steps.items()
        if name in claim.worth
    ]
    worths += [
        {
            "id": anchor("together", entry, name),
            "step": listed(told.called(step) for step in claim.steps) + " together",
            "link": None,
            **_worth(told, f"together.{entry}.worth.{name}", claim.worth[name]),
        }
        for entry, claim in told.case.together.items()
        if name in claim.worth
    ]
    return {
        "id": anchor("party", name),
        "name": told.called(name),
        "scale": party.scale or "no scale given",
        "horizon": {
            "range": lasting(party.horizon),
            "median": duration(party.horizon.median),
            "refs": _refs(told, f"parties.{name}.horizon"),
        },
        "walkout": _worth(told, f"parties.{name}.walkout_cost", party.walkout_cost),
        "refs": _refs(told, f"parties.{name}.scale"),
        "worths": worths,
    }


def _step(told: Told, name: str) -> View:
    step = told.case.steps[name]
    marks = [
        (name in told.case.now, "in force now"),
        (len(step.by) > 1, f"ended by {step.ends} of its owners"),
        (step.automatic, "lapses by itself"),
        (step.symbolic, "symbolic"),
        (step.redo.never, "cannot come back"),
    ]
    return {
        "id": anchor("step", name),
        "name": told.called(name),
        "by": listed(told.called(party) for party in step.by),
        "takes": lasting(step.takes),
        "seen": lasting(step.seen),
        "undo": lasting(step.undo),
        "marks": ", ".join(words for holds, words in marks if holds) or "none",
        "requires": listed(told.called(other) for other in step.requires) or Markup("none"),
        "refs": _numbered(_on_step(told, name)),
    }


def _on_step(told: Told, name: str) -> tuple[int, ...]:
    """The evidence on anything about a step but its worths, which have their own rows."""
    whole, worths = f"steps.{name}.", f"steps.{name}.worth."
    return tuple(
        place
        for place, (under, item) in enumerate(told.evidence, 1)
        if any(f"{path}.".startswith(whole) and not f"{path}.".startswith(worths) for path in item.paths(under))
    )


def _together(told: Told, name: str) -> View:
    steps = told.case.together[name].steps
    return {"steps": listed(told.called(step) for step in steps), "refs": _refs(told, f"together.{name}")}


def _prefers(told: Told, preference: Any) -> list[str]:
    if hasattr(preference, "statements"):
        return [rule.text for rule in preference.statements]
    return [" or ".join(_state(told, state) for state in level) for level in preference.levels]


def _state(told: Told, state: Iterable[str]) -> str:
    inside = set(state)
    names = [quoted(told.called(step)) for step in told.case.steps if step in inside]
    return listed(names).unescape() if names else "nothing in force"


def _evidence(told: Told, place: int, under: str, item: Evidence) -> View:
    return {
        "id": anchor("evidence", place),
        "about": _about(told, under, item.targets),
        "judged": item.judged,
        "judgement": item.judgement,
        "by": listed(item.by),
        "source": item.source,
        "source_id": anchor("source", item.source),
        "quote": item.quote,
        "at": item.at,
        "says": item.says,
        "supports": item.supports,
        "grade": item.grade,
    }


def _about(told: Told, under: str, targets: Sequence[str]) -> Markup:
    """What a piece of evidence is about: where it stands and which of its claims, as links to where they are shown."""
    kind, name = under.split(".")
    if kind == "history":
        return say("history: {}", told.case.history[int(name)].title)
    claimed: tuple[str, ...] = ()
    if kind == "parties":
        whole = link(anchor("party", name), told.called(name))
    elif kind == "steps":
        whole, claimed = link(anchor("step", name), told.called(name)), tuple(told.case.steps[name].worth)
    else:
        entry = told.case.together[name]
        whole, claimed = listed(told.called(step) for step in entry.steps) + " together", tuple(entry.worth)
    row = "worth" if kind == "steps" else kind
    worths = {f"worth.{party}": link(anchor(row, name, party), told.called(party)) for party in claimed}
    parts: list[object] = [target.replace("_", " ") for target in targets if target not in worths]
    if any(target in worths for target in targets):
        parts.append(say("worth to {}", listed(worths[target] for target in targets if target in worths)))
    return say("{}: {}", whole, listed(parts)) if parts else whole


def _cited(told: Told) -> list[str]:
    """The sources that evidence names, in the order they are named, then those that nothing names."""
    used = dict.fromkeys(item.source for _, item in told.evidence if item.source)
    return [*used, *(key for key in told.sources if key not in used)]


def _source(told: Told, key: str) -> View:
    entry = told.sources.get(key, {})
    url = str(entry.get("URL", "") or "")
    return {
        "id": anchor("source", key),
        "key": key,
        "known": key in told.sources,
        "authors": listed(_author(one) for one in entry.get("author", ()) if isinstance(one, Mapping)),
        "title": str(entry.get("title", "") or key),
        "within": str(entry.get("container-title") or entry.get("publisher") or ""),
        "date": issued(entry.get("issued")),
        "url": url,
        # Anything but the web's own schemes could run something.
        "follow": bool(re.fullmatch(r"https?://[^\s\"<>]+", url)),
    }


def _author(one: Mapping[str, Any]) -> str:
    return str(one.get("literal") or ", ".join(str(one[key]) for key in ("family", "given") if one.get(key)))


def issued(value: object) -> str:
    """A CSL date in words, or "undated".

    >>> issued({"date-parts": [[2025, 9, 8]]}), issued({"date-parts": [[2019]]}), issued(None)
    ('8 September 2025', '2019', 'undated')
    """
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    try:
        year, *rest = (int(part) for part in parts[0]) if parts else (0,)
        if not year:
            return "undated"
        if len(rest) == 2:
            return day(date(year, rest[0], rest[1]))
        return f"{date(year, rest[0], 1):%B %Y}" if rest else str(year)
    except (TypeError, ValueError, IndexError, KeyError):
        return "undated"


# ----------------------------------------------------------------------------------------------- 9. method


def method(told: Told) -> View:
    """How it was made, what the words mean, what to beware of, and how to make it again."""
    made = told.findings.made
    return {
        "made": _made(made),
        "stability": _made(told.findings.stable.made),
        "searches": [(one.title, one.roadmap.made.method, _bound(one.roadmap)) for one in told.deals if one.roadmap],
        "command": told.command,
        "bounds": [one.title for one in told.judged if one.plan and not one.plan.made.exact],
        "order_only": told.order_only,
    }


def _made(made: Made) -> View:
    return {
        "version": made.version,
        "method": made.method,
        "exact": made.exact,
        "note": made.note,
        "seed": "none" if made.seed is None else str(made.seed),
        "draws": "none" if made.draws is None else f"{made.draws:,}",
    }


# ------------------------------------------------------------------------------------------------ the page


@dataclass(frozen=True)
class Section:
    """A part of the page: what its template shows is made by `view`, which gives None where there is nothing."""

    name: str
    title: str
    view: Callable[[Told], View | None]


SECTIONS: tuple[Section, ...] = (
    Section("bottom-line", "Bottom line", bottom_line),
    Section("where", "Where we are", where_we_are),
    Section("demands", "The demands, and why they deadlock", demands),
    Section("deals", "Deals that hold", deals),
    Section("ladder", "The roadmap, step by step", ladders),
    Section("breaks", "How it breaks, and what a failed attempt costs", breaks),
    Section("sure", "How sure", how_sure),
    Section("numbers", "Numbers and evidence", numbers),
    Section("method", "Method, limits and how to reproduce", method),
)
"""The sections in the order of the page; each has a template of its name."""

FIRST_PAGE = ("bottom-line", "where", "demands", "deals")
"""What stands alone on the first printed page."""


ON_A_PAGE = 56
"""Lines of the first four sections that one printed page holds at full size."""


def fit_of(told: Told) -> str:
    """By how much the first four sections must shrink to fit one printed page: 1 to 0.75, from a count of lines."""
    stable = told.findings.stable
    lines = 12 + sum(_lines(_bare(words), 130) for _, words in bottom_line(told)["sentences"])
    lines += sum(_lines(one.why, 75) for one in stable.deterrence) + max(3 + len(stable.parties), 4)
    lines += sum(2 + _lines(one.plan.binding.why, 130) for one in told.plans if one.plan)
    lines += sum(3 + (_lines(one.plan.binding.why, 160) if one.plan else 1) for one in told.deals)
    return f"{min(1.0, max(0.75, (ON_A_PAGE / lines) ** 0.5)):.3g}"


def _lines(words: str, width: int) -> int:
    return max(1, -(-len(words) // width))


def _bare(words: Markup) -> str:
    return words.striptags()
