"""Reasons about states as text for the terminal: why, by which ways, and what would have to be true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import letters, notion
from standoff.results.sentences import headlines, reasons, wording

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.made import State
    from standoff.results.records.reasons import (
        Comparisons,
        Destination,
        Inversion,
        Motion,
        Needed,
        PartyReasons,
        Reaction,
        Reason,
        Reasons,
        Way,
        Ways,
        WorthNeeded,
    )
    from standoff.views.text.page import Page

__all__ = ["show_inversion", "show_reasons", "show_ways"]

SHOWN_WORTHS = 3
"""How many single worths the terminal shows; the JSON document has all."""


class _Words:
    """What things of a case are called."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def party(self, party: str) -> str:
        return self.case.parties[party].name

    def state(self, state: State) -> str:
        return reasons.in_force([self.case.steps[step].name for step in state])

    def beside(self, state: State, here: State) -> str:
        """A state by how it differs from another."""
        made = [self.case.steps[step].name for step in state if step not in here]
        ended = [self.case.steps[step].name for step in here if step not in state]
        return reasons.difference(made, ended)

    def pays(self, motion: Motion) -> str:
        return reasons.move_pays(motion, self.party)


def _notions(concepts: Sequence[str]) -> str:
    return wording.listing(letters(concepts))


# -------------------------------------------------------------------------------------------------- why


def show_reasons(page: Page, case: Case, found: Reasons) -> None:
    """Each party's verdicts, those with the same reason together, each chain move by move."""
    words = _Words(case)
    stays, leaves = [], []
    for one in found.parties:
        out = [notion(reason.concept).letters for reason in one.reasons if not reason.stable]
        name = wording.as_one(words.party(one.party))
        if out:
            leaves.append((name, out))
        else:
            stays.append(name)
    every = max((len(one.reasons) for one in found.parties), default=0)
    page.say(headlines.explained_state(stays, leaves, every, _here(case, found.state)), bold=True)
    page.say(f"In force: {words.state(found.state)}", hang=10)
    for one in sorted(found.parties, key=lambda one: all(reason.stable for reason in one.reasons)):
        page.space()
        _show_party(page, words, one)


def _here(case: Case, state: State) -> str:
    return "now" if set(state) == set(case.now) else "this state"


def _show_party(page: Page, words: _Words, one: PartyReasons) -> None:
    name = wording.opening(words.party(one.party))
    if all(reason.decides is None for reason in one.reasons):
        page.say(f"{name} would stay under {_notions([r.concept for r in one.reasons])}.", bold=True)
        page.say(f"  {one.reasons[0].why}", hang=2)
        return
    page.say(name, bold=True)
    alike: dict[tuple[bool, str], list[Reason]] = {}
    for reason in one.reasons:
        alike.setdefault((reason.stable, reason.why), []).append(reason)
    for (stays, _), several in alike.items():
        page.say(f"  {_notions([r.concept for r in several])}: {'stays' if stays else 'leaves'}", hang=4)
        _show_reason(page, words, one.party, several[0])


def _show_reason(page: Page, words: _Words, party: str, reason: Reason) -> None:
    head, moves, tail = reasons.verdict_parts(party, reason, words.party)
    page.say(f"    {head}", hang=4)
    for number, move in enumerate(moves, start=1):
        page.say(f"      {number}. {wording.opening(move)}", hang=9)
    page.say(f"    {tail}", hang=4)
    for each in reason.each or ():
        page.say(f"      - {_told(words, each)}", hang=8)


def _told(words: _Words, one: Reaction) -> str:
    """One of several improvements, in a line."""
    moves = [f"{words.party(motion.parties[0])} by {motion.says}" for motion in one.answer]
    by = f"{'deterred' if one.deters else 'at worst'}: {', then '.join(moves)}" if moves else "not deterred"
    return f"{one.improvement.says} ({words.pays(one.improvement)}); {by}"


# ------------------------------------------------------------------------------------------------- ways


def show_ways(page: Page, case: Case, found: Ways) -> None:
    """How many equilibria can be reached how, and the best ways to the nearest."""
    words = _Words(case)
    page.say(_led_to(words, found), bold=True)
    page.say(f"From: {words.state(found.start)}", hang=6)
    if found.here:
        page.say(f"This is itself an equilibrium under {_notions(found.here)}.")
    for number, one in enumerate(found.destinations, start=1):
        page.space()
        _show_destination(page, words, number, one, found.start)


def _led_to(words: _Words, found: Ways) -> str:
    if found.to is None:
        return reasons.how_reached(found)
    if not found.found:
        return "That is the same state."
    if not found.destinations:
        return f"No way leads to {words.state(found.to)}."
    one = found.destinations[0]
    way = one.alone or one.together
    return headlines.led_to(len(way.moves) if way else 0, one.alone is not None, bool(one.concepts))


def _show_destination(page: Page, words: _Words, number: int, one: Destination, start: State) -> None:
    notions = f" ({_notions(one.concepts)})" if one.concepts else " (no equilibrium)"
    page.say(f"{number}. {wording.opening(words.beside(one.state, start))}{notions}", bold=True, hang=3)
    for how, way in (("by single parties", one.alone), ("with joint moves", one.together)):
        if way:
            page.say(f"   {how}: {_length(way)}")
            for place, motion in enumerate(way.moves, start=1):
                page.say(f"     {place}. {_stage(words, motion)}", hang=8)
    if one.alone is None:
        page.say("   No moves of single parties lead there.")


def _length(way: Way) -> str:
    moves = "1 move" if len(way.moves) == 1 else f"{len(way.moves)} moves"
    if not way.sacrifices:
        return f"{moves}, all of them improvements" if len(way.moves) > 1 else f"{moves}, an improvement"
    return f"{moves}, {way.sacrifices} of them {'a sacrifice' if way.sacrifices == 1 else 'sacrifices'}"


def _stage(words: _Words, motion: Motion) -> str:
    who = wording.opening(wording.listing([words.party(party) for party in motion.parties]))
    together = " together" if len(motion.parties) > 1 else ""
    return f"{who}{together}: {motion.says} ({words.pays(motion)}){'' if motion.improves else ' [sacrifice]'}"


# ---------------------------------------------------------------------------- what would have to be true


def show_inversion(page: Page, case: Case, found: Inversion) -> None:
    """What would have to be true, party by party: first what can be used, then how the order would have to turn."""
    words, letters_ = _Words(case), notion(found.concept).letters
    stays = [wording.as_one(words.party(one.party)) for one in found.parties if one.stable]
    leaves = [one for one in found.parties if not one.stable]
    needs = [(wording.as_one(words.party(one.party)), _smallest(words, found, one)) for one in leaves]
    page.say(headlines.inverted(stays, needs, letters_), bold=True)
    page.say(f"In force: {words.state(found.state)}", hang=10)
    if len(leaves) > 1:
        for name, enough in needs:
            page.say(f"  {wording.opening(name)} would stay if {enough}.", hang=4)
    counted = notion(found.concept).counts
    if len(leaves) > 1 and counted is not None and counted.improving:
        page.say(
            "For each party the others are taken as they are; what is changed for one can change answers to others."
        )
    if stays and leaves:
        page.say(f"Nothing has to change for {wording.listing(stays)} to stay.")
    for one in leaves:
        page.space()
        page.say(f"What would do for {words.party(one.party)}", bold=True)
        _show_worths(page, words, one)
        _show_rise(page, words, found, one)
        _show_comparisons(page, words, found, one)


def _smallest(words: _Words, found: Inversion, one: Needed) -> str:
    """What is the least that would have to be so for a party to stay: one worth, or else a rise in its order."""
    if one.worths:
        return _worth(words, one.worths[0], "were worth")
    if one.rise is not None:
        return f"it liked this state as much as the state {words.beside(one.rise.to, found.state)}"
    return "it preferred otherwise"


def _show_worths(page: Page, words: _Words, one: Needed) -> None:
    for place, worth in enumerate(one.worths[:SHOWN_WORTHS]):
        head = "or" if place else "One worth alone:"
        page.say(f"  {head} {_worth(words, worth, 'worth')}", hang=4)
    if len(one.worths) > SHOWN_WORTHS:
        page.say(f"  ({len(one.worths) - SHOWN_WORTHS} more single worths are in the --json document.)")


def _show_rise(page: Page, words: _Words, found: Inversion, one: Needed) -> None:
    if one.rise is not None:
        number = "1 state" if one.rise.overtakes == 1 else f"{one.rise.overtakes:,} states"
        by = "" if one.rise.points is None else f", {wording.points_enough(one.rise.points)} more than now"
        text = f"  All else in its order unchanged: this rises past {number}, to be as good as the state "
        page.say(f"{text}{words.beside(one.rise.to, found.state)}{by}.", hang=4)


def _show_comparisons(page: Page, words: _Words, found: Inversion, one: Needed) -> None:
    if one.fewest is None:
        page.say(f"  How few comparisons would have to turn round was not worked out ({one.note}).", hang=4)
        return
    states = "1 state" if one.fewest == 1 else f"{one.fewest:,} states"
    least = "" if one.exact else "at most "
    page.say(f"  The fewest comparisons: this is at least as good for it as {least}{states} more:", hang=4)
    for number, group in enumerate(one.groups, start=1):
        for line in _group(words, found.state, group):
            page.say(f"    {f'{number}.' if line[0] != ' ' else '  '} {line.strip()}", hang=7)


def _group(words: _Words, here: State, group: Comparisons) -> list[str]:
    """The smallest sets of a group, one of them enough."""
    told = [wording.listing([f"the state {words.beside(state, here)}" for state in states]) for states in group.sets]
    if len(told) == 1 and not group.more:
        return told
    more = ["   or another of the same size"] if group.more else []
    return ["one of these:", *(f"   - {text}" for text in told), *more]


def _worth(words: _Words, one: WorthNeeded, worth: str) -> str:
    entries: dict[str, Callable[[], str]] = {
        "step": lambda: words.case.steps[one.name].name,
        "together": lambda: f"{words.case.together[one.name].name or one.name} (together)",
    }
    most = "at least" if one.change > 0 else "at most"
    within = ", within its range" if one.in_range else ""
    now, needed = wording.two_digits(one.now), wording.enough(one.needed, at_most=one.change < 0)
    if now == needed:
        more = "more" if one.change > 0 else "less"
        told = f"{wording.points_enough(abs(one.change))} {more} to it than now"
    else:
        told = f"{most} {needed} to it instead of {now}"
    return f"“{entries[one.kind]()}” {worth} {told}{within}"
