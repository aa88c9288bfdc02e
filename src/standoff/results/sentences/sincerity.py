"""Sentences of what is learned on the way of a plan."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.results.sentences.assessment import AFTER_THE_END
from standoff.results.sentences.wording import asked, listing, percent

__all__ = ["asked_at_first", "lowered", "walks_out"]


# ------------------------------------------------------------------------------------ learning on the way


def walks_out(party: str, phase: int, last: int, seen: int | None, pays: float) -> str:
    """When an insincere party would walk out, and from which phase on the others know that it did not (None: never).

    pays: what that brings it over carrying on.

    >>> walks_out("Beta", 1, 3, 2, pays=0.5)
    'An insincere Beta would walk out at phase 1; from phase 2 on, the others know that it did not.'
    >>> walks_out("Beta", 3, 3, 4, pays=-0.5)
    'An insincere Beta would walk out at phase 3, where that costs it least; after the end, the others know that it did not.'
    >>> walks_out("Beta", 4, 3, None, pays=0.5)
    'An insincere Beta would wait until after the end, so nothing is learned of it on the way.'
    """  # noqa: E501
    text = f"An insincere {party} would "
    if phase > last:
        return text + "wait until after the end, so nothing is learned of it on the way."
    text += f"walk out at phase {phase}{', where that costs it least' * (pays < 0)}; "
    if seen is None:
        return text + "that would show too late for the others to learn from it."
    return text + f"{_from(seen, last)}, the others know that it did not."


def _from(phase: int, last: int) -> str:
    return f"from phase {phase} on" if phase <= last else AFTER_THE_END


def lowered(plain: float, initial: float) -> str:
    """What the learning does to the trust that a plan asks.

    >>> lowered(0.667, 0.545)
    'With what is learned on the way, the trust asked at the start is 55 %, not 67 %.'
    >>> lowered(0.667, 0.667)
    'What is learned on the way does not lower the trust asked, 67 %.'
    """
    if asked(initial) == asked(plain):
        return f"What is learned on the way does not lower the trust asked, {asked(plain)}."
    return f"With what is learned on the way, the trust asked at the start is {asked(initial)}, not {asked(plain)}."


def asked_at_first(
    party: str,
    trust: float,
    of: Sequence[str],
    belief: float | None,
    ends: tuple[float, float] | None,
    unstated: Sequence[str],
    enough: bool | None,
) -> str:
    """How sure a party must be at the start that the others (`of`) are sincere, and whether it is said to be.

    belief: the stated chance that they all are (None: not stated); ends: of its range, where it is the chance of one.

    >>> asked_at_first("Alpha", 0.545, ["Beta"], 0.4447, (0.3, 0.6), [], False)
    'At the start Alpha must be at least 55 % sure that Beta is sincere. The case says 44 % (30 to 60 %): too little.'
    >>> asked_at_first("Alpha", 0.37, ["Beta", "Gamma"], 0.42, None, [], True)
    'At the start Alpha must be at least 37 % sure that Beta and Gamma are sincere. The case says 42 %: enough.'
    >>> asked_at_first("Alpha", 0.37, ["Beta", "Gamma"], None, None, ["Gamma"], None)
    'At the start Alpha must be at least 37 % sure that Beta and Gamma are sincere. The case does not say how sincere Gamma is.'
    """  # noqa: E501
    text = f"At the start {party} must be at least {asked(trust)} sure that {listing(of)} "
    text += f"{'is' if len(of) == 1 else 'are'} sincere."
    if belief is None:
        text += f" The case does not say how sincere {listing(unstated)} {'is' if len(unstated) == 1 else 'are'}"
        return text + (", and without that it is too little already." if enough is False else ".")
    between = f" ({100 * ends[0]:.0f} to {percent(ends[1])})" if ends else ""
    judged = {True: "enough", False: "too little", None: "enough, as far as it is said"}[enough]
    return f"{text} The case says {percent(belief)}{between}: {judged}."
