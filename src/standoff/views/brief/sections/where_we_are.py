"""Where we are: who would leave today’s position, what can be reached from it, who can help or hurt whom."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.results.records.made import State
from standoff.results.records.reasons import Destination, Way
from standoff.results.records.stability import CoalitionNow, Deterrence, Reachable, Stable
from standoff.results.sentences.coalitions import gaining_together, nobody_together, then_stable
from standoff.results.sentences.wording import listing
from standoff.views.brief.notions import changed, everyone, kinds_link, today, why_stays
from standoff.views.brief.telling import Section, Shown, Told, say
from standoff.views.brief.words import anchor, count, listed, number, quoted, word

__all__ = ["SECTION", "view"]

SHOWN_GROUPS = 3


def view(told: Told) -> Shown:
    """Is now stable, for whom and why; what can be reached from now; who can help or hurt whom.

    What is counted over all states, and the notions of stability by name, are told with the method.
    """
    stable = told.findings.stable
    shown = stable.reachable[:3]
    return {
        "in_brief": today(told),
        "now": listed(quoted(told.called(step)) for step in stable.now.state),
        "kinds": kinds_link("kinds of stability"),
        "content": _content(told),
        "parties": [_party_today(told, party) for party in stable.parties if not _is_content(told, party)],
        "reach": _reach_sentence(stable),
        "reachable": [_reachable(told, one) for one in shown],
        "more_reachable": [_reachable(told, one) for one in stable.reachable[len(shown) :]],
        "unlisted": _unlisted(stable),
        "together": _together(stable),
        "firm": _firm(told),
        "views": _views(told),
        "joint": _joint_sentence(told),
        "jointly": _jointly(told),
        "stuck": any(found is not None and found.count for found in stable.stuck.values()),
        "leverage": _leverage(told),
    }


def _together(stable: Stable) -> Shown | None:
    """What parties could leave now for together, which no notion of single parties sees."""
    found = stable.coalitions
    if found is None or not any(len(one.parties) > 1 for one in found.now):
        return None
    leaving = gaining_together(found)
    return {
        "groups": [_without_letters(one) for one in leaving[:SHOWN_GROUPS]],
        "nobody": nobody_together(found, "today’s position"),
        "more": count(len(leaving) - SHOWN_GROUPS, "more group") if len(leaving) > SHOWN_GROUPS else "",
    }


_UNDER = then_stable([""])[:-1]
"""What comes before the names of the notions under which the position that a group could reach would last."""


def _without_letters(one: CoalitionNow) -> str:
    """What a group could leave now for; under which notions that would last has no place in the sentence."""
    why, found, _ = one.why.partition(_UNDER)
    return f"{why}The position they would reach would last." if found else why


def _firm(told: Told) -> list[str]:
    """For each party how firmly it is held, where the case says how strong preferences are."""
    stable = told.findings.stable
    lines = []
    for party, firm in (stable.firm or {}).items():
        held = [name for name in stable.now.stable[party] if name != "nash"]
        if held and "nash" not in stable.now.stable[party]:
            strongly = any(name in firm for name in held)
            how = "an answer would leave it much worse off" if strongly else "no answer would leave it much worse off"
            lines.append(f"{told.named(party)} is held {'strongly' if strongly else 'mildly'}: {how}.")
    return lines


def _views(told: Told) -> Shown | None:
    """What each party thinks, whether today would last all the same, and who misreads what."""
    views = told.findings.stable.views
    if views is None:
        return None
    return {
        "lasts": f"Today’s position would {'' if views.lasts else 'not '}last, each party seeing it its own way.",
        "says": [one.says for one in views.misreadings],
    }


def _deterrence(told: Told, party: str) -> Deterrence | None:
    return next((one for one in told.findings.stable.deterrence if one.party == party), None)


def _is_content(told: Told, party: str) -> bool:
    """Whether a party has no better move of its own: of all these the same is to be said, and so once."""
    deterrence = _deterrence(told, party)
    stays = bool(told.findings.stable.now.stable.get(party, ()))
    return stays and deterrence is not None and deterrence.improvement is None


def _content(told: Told) -> Markup | None:
    """Who has no better move of its own."""
    parties = told.findings.stable.parties
    content = [told.named(party) for party in parties if _is_content(told, party)]
    if not content:
        return None
    if len(content) == len(parties) > 1:
        return Markup("No party can improve its position by a move of its own.")
    who = content[0] if len(content) == 1 else say("Neither {}", listed(content, "nor"))
    return say(
        "{} can do {} alone that would improve its position.", who, "nothing" if len(content) == 1 else "anything"
    )


def _party_today(told: Told, party: str) -> Shown:
    concepts = told.findings.stable.now.stable.get(party, ())
    return {
        "id": anchor("party", party),
        "name": told.called(party),
        "stays": why_stays(concepts) if concepts else "Would move",
        "moves": not concepts,
        "why": told.shortened(_why_today(told, _deterrence(told, party))),
    }


def _why_today(told: Told, deterrence: Deterrence | None) -> str:
    if deterrence is None:
        return "No move of its own was looked at."
    if deterrence.why:
        return deterrence.why
    if deterrence.improvement is None:
        return "Nothing that it can do alone would improve its position."
    moves = changed(told, told.findings.stable.now.state, deterrence.improvement)
    return f"Its best change: {moves}. {'The others have an answer.' if deterrence.sanction else 'Nothing deters it.'}"


def _reach_sentence(stable: Stable) -> str:
    if stable.reachable_states is None:
        return "With more than 24 steps, where moves that pay could lead from today’s position is not looked at."
    if stable.reachable_states == 0:
        return "No chain of moves that pay whoever makes them leads away from today’s position."
    found = stable.reachable_equilibria or 0
    if not found:
        return "Moves that pay whoever makes them, one party at a time, lead to no position that would last."
    nash = [one for one in stable.reachable if "nash" in one.concepts]
    order = "those that nobody could leave for a better one first" if nash and found > len(nash) else "nearest first"
    lasting = "one position that would last:" if found == 1 else f"{word(found)} positions that would last, {order}:"
    return f"Moves that pay whoever makes them, one party at a time, can lead to {lasting}"


def _unlisted(stable: Stable) -> str:
    """How many such positions within reach are on no list; nothing if all are."""
    rest = (stable.reachable_equilibria or 0) - len(stable.reachable)
    return f"and {count(rest, 'more position')}" if rest else ""


def _joint_sentence(told: Told) -> Markup:
    """To how many more positions such moves lead if owners of joint steps move together; nothing if to none."""
    ways = told.findings.ways
    more = ways.by_improvements_together - ways.by_improvements if ways else 0
    if not more:
        return Markup("")
    listed = len(_jointly(told))
    colon = "." if not listed else ":" if listed == more else ", the nearest of them:"
    positions = count(more, "more position") if ways and ways.by_improvements else count(more, "position")
    words = "Joint steps change that: if their owners move together, each to its gain, such moves lead to {} that {}{}"
    return say(words, positions, "would last", colon)


def _jointly(told: Told) -> list[Shown]:
    """The nearest of these positions, and who moves together on the way there."""
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
        "change": changed(told, told.findings.stable.now.state, state),
        "who": who,
    }


def _reachable(told: Told, one: Reachable) -> Shown:
    now = told.findings.stable.now.state
    same = set(one.state) == set(now)
    return {
        "moves": "already there" if one.moves == 0 else f"after {count(one.moves, 'move')}",
        "change": "today’s position itself" if same else changed(told, now, one.state),
        "why": everyone(one.concepts),
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
        return f"{number(value, signed=True)}: {changed(told, now, move)}"

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


SECTION = Section(20, "where", "Where we are", view)
