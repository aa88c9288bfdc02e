"""Where we are: who would leave today’s position, what can be reached from it, who can help or hurt whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from standoff.analysis.stability.notions import TYPES, notion
from standoff.results.records.made import State
from standoff.results.records.reasons import Destination, Way
from standoff.results.records.stability import Equilibria, Reachable, Stable
from standoff.results.sentences.coalitions import gaining_together, jumps_counted, nobody_together
from standoff.results.sentences.wording import listing
from standoff.views.brief.notions import definitions, label, today, why_stays, written_out
from standoff.views.brief.telling import Section, Shown, Told, say
from standoff.views.brief.words import anchor, count, listed, number, quoted, said, word

__all__ = ["SECTION", "view"]

SHOWN_GROUPS = 3


def view(told: Told) -> Shown:
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
        "unlisted": _unlisted(stable),
        "together": _together(stable),
        "firm": _firm(told),
        "doubt": _doubt(told),
        "views": _views(told),
        "joint": _joint_sentence(told),
        "jointly": _jointly(told),
        "stuck": [
            _stuck(told, name, found.count, found.states)
            for name, found in stable.stuck.items()
            if found is not None and found.count
        ],
        "leverage": _leverage(told),
        "notions": definitions(stable.equilibria),
        "counts": [(written_out(name), _number_found(found)) for name, found in stable.equilibria.items()],
        "states": None if stable.feasible_states is None else f"{stable.feasible_states:,}",
        "patterns": _patterns(told),
    }


def _together(stable: Stable) -> Shown | None:
    """What parties could leave now for together, which no notion of single parties sees; jumps between equilibria."""
    found = stable.coalitions
    if found is None or not any(len(one.parties) > 1 for one in found.now):
        return None
    leaving = [one.why for one in gaining_together(found)]
    return {
        "groups": leaving[:SHOWN_GROUPS],
        "nobody": nobody_together(found, "today’s position"),
        "more": count(len(leaving) - SHOWN_GROUPS, "more group") if len(leaving) > SHOWN_GROUPS else "",
        "jumps": jumps_counted(
            {notion(name).letters: count for name, count in found.jumps.counts.items()}, found.concepts is None
        )
        if found.jumps
        else "",
    }


def _firm(told: Told) -> list[str]:
    """For each party how firmly it is held, where the case says how strong preferences are."""
    stable = told.findings.stable
    lines = []
    for party, firm in (stable.firm or {}).items():
        held = [name for name in stable.now.stable[party] if name != "nash"]
        if held and "nash" not in stable.now.stable[party]:
            by = listing([label(name) for name in held if name in firm])
            how = f"strongly ({by})" if by else "mildly: no answer would leave it much worse off"
            lines.append(f"{told.named(party)} is held {how}.")
    return lines


def _doubt(told: Told) -> Shown | None:
    """Who would stay now by type of party, where a preference is unknown."""
    doubt = told.findings.stable.doubt
    if doubt is None:
        return None
    parties = told.findings.stable.parties
    return {
        "parties": [told.called(party) for party in parties],
        "rows": [
            (its.page, [", ".join(map(label, doubt[kind][party])) or "would leave" for party in parties])
            for kind, its in TYPES.items()
        ],
    }


def _views(told: Told) -> Shown | None:
    """What each party thinks, what would last all the same, and who misreads what."""
    views = told.findings.stable.views
    if views is None:
        return None
    lasts = listing([label(name) for name in views.lasts])
    return {
        "lasts": f"Today’s position would last under {lasts}, each party seeing it its own way."
        if lasts
        else "Today’s position would not last under any notion, each party seeing it its own way.",
        "says": [*(one.says for one in views.misreadings), *(one.says for one in views.surprises)],
    }


def _stays_sentence(told: Told) -> Markup:
    stays = [told.named(party) for party, concepts in told.findings.stable.now.stable.items() if concepts]
    moves = [told.named(party) for party, concepts in told.findings.stable.now.stable.items() if not concepts]
    if not moves:
        return today(told)
    if not stays:
        return Markup("Today’s position is stable for no party.")
    return say("Today’s position is stable for {}, and not for {}.", listed(stays), listed(moves))


def _party_today(told: Told, party: str) -> Shown:
    stable = told.findings.stable
    concepts = stable.now.stable.get(party, ())
    deterrence = next((one for one in stable.deterrence if one.party == party), None)
    stays = "Would move"
    if concepts:
        stays = why_stays(concepts)
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
    moves = _change(told, told.findings.stable.now.state, deterrence.improvement)
    return f"Its best change: {moves}. {'The others have an answer.' if deterrence.sanction else 'Nothing deters it.'}"


def _change(told: Told, before: State, after: State) -> str:
    """How a state differs from another, in words; names as they are shown."""
    comes = [quoted(told.called(step)) for step in after if step not in before]
    goes = [quoted(told.called(step)) for step in before if step not in after]
    parts = [
        f"{listing(names)} {verb}{'s' if len(names) == 1 else ''}{tail}"
        for names, verb, tail in ((comes, "come", " into force"), (goes, "end", ""))
        if names
    ]
    return "; ".join(parts) or "nothing changes"


def _reach_sentence(stable: Stable) -> Markup:
    if stable.reachable_states is None:
        return Markup(
            "With more than 24 steps, which equilibria improvements lead to from today’s position is not looked at."
        )
    if stable.reachable_states == 0:
        return Markup("No chain of improvements leads away from today’s position.")
    states = count(stable.reachable_states, "state")
    found = stable.reachable_equilibria or 0
    if not found:
        return say("Improvements, one party at a time, can lead to {}; none of them is an equilibrium.", states)
    equilibria = "one of them is an equilibrium" if found == 1 else f"{word(found)} of them are equilibria"
    nash = [one for one in stable.reachable if "nash" in one.concepts]
    order = "Nash equilibria first" if nash and found > len(nash) else "nearest first"
    return say("Improvements, one party at a time, can lead to {}; {}, {}:", states, equilibria, order)


def _unlisted(stable: Stable) -> str:
    """How many equilibria within reach are on no list; nothing if all are."""
    rest = (stable.reachable_equilibria or 0) - len(stable.reachable)
    return f"and {count(rest, 'more equilibrium', 'more equilibria')}" if rest else ""


def _joint_sentence(told: Told) -> Markup:
    """To how many more equilibria improvements lead if owners of joint steps move together; nothing if to none."""
    ways = told.findings.ways
    more = ways.by_improvements_together - ways.by_improvements if ways else 0
    if not more:
        return Markup("")
    colon = ":" if _jointly(told) else "."
    return say(
        "Joint steps change that: if their owners move together, each to its gain, improvements lead to {}{}",
        count(more, "more equilibrium", "more equilibria"),
        colon,
    )


def _jointly(told: Told) -> list[Shown]:
    """The nearest of these equilibria, and who moves together on the way there."""
    ways = told.findings.ways
    found = [one for one in ways.destinations if _only_jointly(one)] if ways else []
    return [_joint_way(told, one.state, one.together) for one in found[:3] if one.together]


def _only_jointly(one: Destination) -> bool:
    alone = one.alone is not None and not one.alone.sacrifices
    return not alone and one.together is not None and not one.together.sacrifices


def _joint_way(told: Told, state: State, way: Way) -> Shown:
    together = dict.fromkeys(motion.parties for motion in way.moves if len(motion.parties) > 1)
    who = listing([listing([told.named(party) for party in parties]) + " together" for parties in together])
    return {
        "moves": f"after {count(len(way.moves), 'move')}",
        "change": _change(told, told.findings.stable.now.state, state),
        "who": who,
    }


def _number_found(found: Equilibria | None) -> str:
    if found is None:
        return "not answered"
    if found.more is None:
        return f"{found.count:,} so far, not finished"
    return f"more than {found.count:,}" if found.more else f"{found.count:,}"


def _patterns(told: Told) -> list[Shown]:
    """What the equilibria of a large case have in common, notion by notion."""
    return [
        {
            "notion": notion(name),
            "always": listed(quoted(told.called(step)) for step in pattern.always) or "nothing",
            "never": listed(quoted(told.called(step)) for step in pattern.never) or "nothing",
            "free": count(len(pattern.free), "step"),
            "open": count(len(pattern.open), "step") if pattern.open else "",
        }
        for name, pattern in (told.findings.stable.patterns or {}).items()
        if pattern is not None
    ]


def _reachable(told: Told, one: Reachable) -> Shown:
    now = told.findings.stable.now.state
    same = set(one.state) == set(now)
    return {
        "moves": "already there" if one.moves == 0 else f"after {count(one.moves, 'move')}",
        "change": "today’s position itself" if same else _change(told, now, one.state),
        "notions": ", ".join(label(name) for name in one.concepts),
    }


def _stuck(told: Told, name: str, found: int, states: Sequence[State]) -> Shown:
    return {
        "notion": label(name),
        "count": f"{found:,}",
        "states": [_change(told, told.findings.stable.now.state, state) for state in states[:3]],
    }


def _leverage(told: Told) -> Shown | None:
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


def _lever(told: Told, actor: str, other: str) -> Shown:
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


def _lever_moves(told: Told, actor: str, other: str) -> Shown:
    cell, now = told.findings.stable.leverage[actor][other], told.findings.stable.now.state

    def told_move(value: float | None, move: State | None, sign: int) -> str:
        if value is None:
            return "none"
        if value * sign <= 0 or move is None:
            return "nothing"
        return f"{said(value, signed=True)}: {_change(told, now, move)}"

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
            parts.append(f"{told.named(helps)} can help and hurt {told.named(other)} most")
        elif aids or harms:
            most = f"{told.named(helps)} can help {told.named(other)} most" if aids else ""
            worst = f"{told.named(hurts)} can hurt {'it' if aids else told.named(other)} most" if harms else ""
            parts.append(" and ".join(part for part in (most, worst) if part))
    return "; ".join(parts) + "." if parts else "No party can help or hurt another by a change of its own."


SECTION = Section(20, "where", "Where we are", view, first_page=True)
