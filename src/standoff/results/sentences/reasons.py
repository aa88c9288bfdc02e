"""Sentences about a state: why a party stays there or leaves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import listing, opening, points

if TYPE_CHECKING:
    from standoff.results.records.reasons import Motion, Reaction, Reason, Ways

__all__ = [
    "compared",
    "difference",
    "how_reached",
    "in_force",
    "move_pays",
    "verdict_parts",
    "why_no_improvement",
    "why_verdict",
]

Name = Callable[[str], str]
"""What a party is called."""


def in_force(names: Sequence[str]) -> str:
    """A state by the names of its steps.

    >>> in_force(["Aid", "Talks"]), in_force([])
    ('“Aid” and “Talks”', 'nothing')
    """
    return listing([f"“{name}”" for name in names]) or "nothing"


def difference(made: Sequence[str], ended: Sequence[str]) -> str:
    """How another state differs from the one that is asked about.

    >>> difference(["Tests"], ["Aid"]), difference([], ["Aid", "Talks"]), difference([], [])
    ('with “Tests” and without “Aid”', 'without “Aid” and “Talks”', 'as it is')
    """
    parts = [f"{word} {in_force(names)}" for word, names in (("with", made), ("without", ended)) if names]
    return " and ".join(parts) or "as it is"


def compared(gain: float | None, better: bool) -> str:
    """How a state compares with another for a party: in its points, or (None) by its order only.

    >>> compared(2.0, True), compared(-1.0, False), compared(0.0, False), compared(None, True), compared(None, False)
    ('2 points better', '1 point worse', 'no better', 'better', 'no better')
    """
    if gain is None or (not better and gain >= 0):
        return "better" if better else "no better"
    return f"{points(abs(gain))} {'better' if better else 'worse'}"


def move_pays(motion: Motion, name: Name, asked: bool = True) -> str:
    """What a move does to those who make it; and, where it does not pay, that the notion does not ask that it does.

    >>> from standoff.results.records.reasons import Motion
    >>> move_pays(Motion(("b", "c"), (), True, {"b": 2.0, "c": None}, "ending “Aid”"), str.upper)
    '2 points better for B and better for C'
    >>> move_pays(Motion(("b",), (), False, {"b": -2.0}, "ending “Aid”"), str.upper, asked=False)
    '2 points worse for B, but this notion does not ask what it costs'
    """
    gains = [(party, motion.gains[party]) for party in motion.parties]
    says = listing([f"{compared(gain, motion.improves)} for {name(party)}" for party, gain in gains])
    return says if asked or motion.improves else f"{says}, but this notion does not ask what it costs"


def why_no_improvement(party: str, moves: int) -> str:
    """Why a party without an improvement stays, under every notion.

    >>> why_no_improvement("Alpha", 0), why_no_improvement("Alpha", 1)
    ('Alpha has no move of its own from here.', 'The one state that Alpha can move to alone is no better for it.')
    >>> why_no_improvement("Alpha", 3)
    'None of the 3 states that Alpha can move to alone is better for it.'
    """
    if not moves:
        return f"{opening(party)} has no move of its own from here."
    if moves == 1:
        return f"The one state that {party} can move to alone is no better for it."
    return f"None of the {moves:,} states that {party} can move to alone is better for it."


def why_verdict(party: str, reason: Reason, name: Name) -> str:
    """Why a party stays in a state or leaves it under a notion: the improvement, the answer, and the reply."""
    head, moves, tail = verdict_parts(party, reason, name)
    chain = f"{opening(', then '.join(moves))}." if moves else ""
    return " ".join(part for part in (head, chain, tail) if part)


def verdict_parts(party: str, reason: Reason, name: Name) -> tuple[str, tuple[str, ...], str]:
    """The same in three parts: the improvement, the moves of the answer one by one, and what is left of it all."""
    one = reason.decides
    if one is None:
        raise ValueError("without an improvement there is nothing to deter")
    head = _improvement(name(party), one, reason, name)
    if not one.answer:
        return head, (), _no_answer(reason)
    moves = tuple(_answer(motion, n, reason, name) for n, motion in enumerate(one.answer))
    left = f"That leaves {name(party)} {compared(one.left, one.left_better)} off than in this state."
    return head, moves, f"{left} {_reply(name(party), one)}" if reason.firm else left


def _improvement(party: str, one: Reaction, reason: Reason, name: Name) -> str:
    """The improvement that decides, and of how many."""
    move = f"{one.improvement.says} ({move_pays(one.improvement, name)})"
    if reason.stable:
        many = f"All of its {reason.improvements:,} improvements are deterred; the one that is hardest to deter"
        return f"{many if reason.improvements > 1 else 'Its one improvement'} is {move}."
    head = f"{opening(party)} would leave by {move}."
    if reason.improvements > 1 and reason.counts != "none":
        head += f" {_undeterred(reason)}"
    return f"{head} The worst that the others can do:" if one.answer else head


def _undeterred(reason: Reason) -> str:
    """How many of several improvements nothing deters."""
    if reason.undeterred == reason.improvements:
        return f"None of its {reason.improvements:,} improvements is deterred."
    are = "is" if reason.undeterred == 1 else "are"
    return f"Of its {reason.improvements:,} improvements {reason.undeterred:,} {are} not deterred."


def _no_answer(reason: Reason) -> str:
    if reason.counts == "none":
        return "No answer counts under this notion."
    pays = "pays those who give it and " if reason.counts == "improving" else ""
    return f"The others have no answer that {pays}makes this any worse for it."


def _answer(motion: Motion, number: int, reason: Reason, name: Name) -> str:
    who = listing([name(party) for party in motion.parties])
    pays = move_pays(motion, name, asked=reason.counts == "improving")
    return f"{who} {'by' if number else 'can answer by'} {motion.says} ({pays})"


def _reply(party: str, one: Reaction) -> str:
    """Whether the party can escape an answer."""
    if one.reply is None:
        return (
            f"From there {party} has no better move." if one.escapes else "It cannot escape: no move is better there."
        )
    then = f"{one.reply.says}, {'leaves' if one.escapes else 'still leaves'} it"
    off = f"{compared(one.reply_left, one.escapes)} off than in this state"
    return f"But it can escape: {then} {off}." if one.escapes else f"It cannot escape: its best reply, {then} {off}."


def how_reached(found: Ways) -> str:
    """To how many of the other equilibria moves lead, and improvements; and what joint moves add."""
    if not found.found:
        return "There is no other equilibrium."
    equilibria = "1 other equilibrium" if found.found == 1 else f"{found.found:,} other equilibria"
    said = f"Of {equilibria}, moves of single parties lead to {found.by_moves:,}"
    said += f", improvements alone to {found.by_improvements:,}."
    if not found.only_together and found.by_improvements == found.by_improvements_together:
        return said
    more = f" With joint moves {found.only_together:,} more can be reached"
    return f"{said}{more}, and improvements alone lead to {found.by_improvements_together:,}."
