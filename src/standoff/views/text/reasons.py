"""Reasons about states as text for the terminal: why, by which ways, and what would have to be true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import letters, notion
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
from standoff.results.sentences import reasons, wording
from standoff.views.text.terminal import clean

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

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


def show_reasons(console: Console, case: Case, found: Reasons) -> None:
    """Each party's verdicts, those with the same reason together, each chain move by move."""
    words = _Words(case)
    console.print(f"In force: {clean(words.state(found.state))}", style="bold")
    for one in found.parties:
        console.print()
        _show_party(console, words, one)


def _show_party(console: Console, words: _Words, one: PartyReasons) -> None:
    name = wording.opening(words.party(one.party))
    if all(reason.decides is None for reason in one.reasons):
        console.print(f"{clean(name)} would stay under {_notions([r.concept for r in one.reasons])}.", style="bold")
        console.print(f"  {clean(one.reasons[0].why)}")
        return
    console.print(clean(name), style="bold")
    alike: dict[tuple[bool, str], list[Reason]] = {}
    for reason in one.reasons:
        alike.setdefault((reason.stable, reason.why), []).append(reason)
    for (stays, _), several in alike.items():
        console.print(f"  {_notions([r.concept for r in several])}: {'stays' if stays else 'leaves'}")
        _show_reason(console, words, one.party, several[0])


def _show_reason(console: Console, words: _Words, party: str, reason: Reason) -> None:
    head, moves, tail = reasons.verdict_parts(party, reason, words.party)
    console.print(f"    {clean(head)}")
    for number, move in enumerate(moves, start=1):
        console.print(f"      {number}. {clean(wording.opening(move))}")
    console.print(f"    {clean(tail)}")
    for each in reason.each or ():
        console.print(f"      - {clean(_told(words, each))}")


def _told(words: _Words, one: Reaction) -> str:
    """One of several improvements, in a line."""
    moves = [f"{words.party(motion.parties[0])} by {motion.says}" for motion in one.answer]
    by = f"{'deterred' if one.deters else 'at worst'}: {', then '.join(moves)}" if moves else "not deterred"
    return f"{one.improvement.says} ({words.pays(one.improvement)}); {by}"


# ------------------------------------------------------------------------------------------------- ways


def show_ways(console: Console, case: Case, found: Ways) -> None:
    """How many equilibria can be reached how, and the best ways to the nearest."""
    words = _Words(case)
    console.print(f"From: {clean(words.state(found.start))}", style="bold")
    if found.here:
        console.print(f"This is itself an equilibrium under {_notions(found.here)}.")
    if found.to is None:
        console.print(reasons.how_reached(found))
    elif not found.destinations:
        console.print(clean(f"No way leads to {words.state(found.to)}." if found.found else "That is the same state."))
    for number, one in enumerate(found.destinations, start=1):
        console.print()
        _show_destination(console, words, number, one, found.start)


def _show_destination(console: Console, words: _Words, number: int, one: Destination, start: State) -> None:
    notions = f" ({_notions(one.concepts)})" if one.concepts else " (no equilibrium)"
    console.print(f"{number}. {wording.opening(clean(words.beside(one.state, start)))}{notions}", style="bold")
    for how, way in (("by single parties", one.alone), ("with joint moves", one.together)):
        if way:
            console.print(f"   {how}: {_length(way)}")
            for place, motion in enumerate(way.moves, start=1):
                console.print(f"     {place}. {clean(_stage(words, motion))}")
    if one.alone is None:
        console.print("   No moves of single parties lead there.")


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


def show_inversion(console: Console, case: Case, found: Inversion) -> None:
    """What would have to be true, party by party, in three ways."""
    words = _Words(case)
    console.print(f"In force: {clean(words.state(found.state))}", style="bold")
    console.print(f"To be stable under {notion(found.concept).letters}:")
    for one in found.parties:
        console.print()
        _show_needed(console, words, found, one)
    counted = notion(found.concept).counts
    if sum(not one.stable for one in found.parties) > 1 and counted is not None and counted.improving:
        console.print()
        console.print(
            "For each party the others are taken as they are; what is changed for one can change answers to others."
        )


def _show_needed(console: Console, words: _Words, found: Inversion, one: Needed) -> None:
    name = words.party(one.party)
    if one.stable:
        console.print(f"{clean(wording.opening(name))}: nothing has to change, it would stay.", style="bold")
        return
    console.print(f"{clean(wording.opening(name))}: would leave.", style="bold")
    if one.fewest is None:
        console.print(f"  How few comparisons would have to turn round was not worked out ({one.note}).")
    else:
        states = "1 state" if one.fewest == 1 else f"{one.fewest:,} states"
        least = "" if one.exact else "at most "
        console.print(clean(f"  It would stay if this were at least as good for {name} as {least}{states} more:"))
    for number, group in enumerate(one.groups, start=1):
        for line in _group(words, found.state, group):
            console.print(f"    {f'{number}.' if line[0] != ' ' else '  '} {clean(line.strip())}")
    _show_other_answers(console, words, found, one)


def _group(words: _Words, here: State, group: Comparisons) -> list[str]:
    """The smallest sets of a group, one of them enough."""
    told = [wording.listing([f"the state {words.beside(state, here)}" for state in states]) for states in group.sets]
    if len(told) == 1 and not group.more:
        return told
    more = ["   or another of the same size"] if group.more else []
    return ["one of these:", *(f"   - {text}" for text in told), *more]


def _show_other_answers(console: Console, words: _Words, found: Inversion, one: Needed) -> None:
    if one.rise is not None:
        number = "1 state" if one.rise.overtakes == 1 else f"{one.rise.overtakes:,} states"
        by = "" if one.rise.points is None else f", {wording.points_enough(one.rise.points)} more than now"
        text = f"  Or, all else in its order unchanged, if this rose past {number}, to be as good as the state "
        console.print(clean(f"{text}{words.beside(one.rise.to, found.state)}{by}."))
    for place, worth in enumerate(one.worths[:SHOWN_WORTHS]):
        head = "    or" if place else "  Or by one worth alone"
        console.print(clean(f"{head}: {_worth(words, worth)}"))


def _worth(words: _Words, one: WorthNeeded) -> str:
    entries: dict[str, Callable[[], str]] = {
        "step": lambda: words.case.steps[one.name].name,
        "together": lambda: f"{words.case.together[one.name].name or one.name} (together)",
    }
    most = "at least" if one.change > 0 else "at most"
    within = ", within its range" if one.in_range else ""
    now, needed = wording.two_digits(one.now), wording.enough(one.needed, at_most=one.change < 0)
    if now == needed:
        more = "more" if one.change > 0 else "less"
        return f"“{entries[one.kind]()}” worth {wording.points_enough(abs(one.change))} {more} than now{within}"
    return f"“{entries[one.kind]()}” worth {most} {needed} instead of {now}{within}"
