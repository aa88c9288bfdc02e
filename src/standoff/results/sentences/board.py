"""Sentences of the board on which a plan is laid out and its steps are moved: cards, phases, places, the weakest link.

Numbers are those with all ranges at their medians unless a sentence says draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from standoff.results.sentences.assessment import at_phase
from standoff.results.sentences.front import counted
from standoff.results.sentences.wording import asked, listing, opening, points, span

__all__ = ["VERDICTS", "answer_of_place", "begins_in", "card", "idle", "moved", "weakest", "where_placed"]

VERDICTS = {"holds": "Holds", "breaks": "Breaks", "refused": "Refused"}
"""What becomes of a plan, in a word that stands alone."""

_MEDIANS = "with all numbers at their middle"


def card(takes: float, seen: float, undo: float, owners: Sequence[str] = (), with_: Sequence[str] = ()) -> str:
    """What stands on the card of a step, by its times in years; seen at once is not said.

    owners: all who take it, where nothing else says so; with_: who takes it together with the one in whose row it is.

    >>> card(1.0, 0.0, 3.5), card(0.0, 0.5, 0.25), card(0.25, 0.0, math.inf), card(1.0, math.inf, 2.0)
    ('12 months · back in 3.5 years', 'at once · seen in 6 months · back in 3 months', '3 months · cannot be undone', '12 months · never seen · back in 2 years')
    >>> card(0.0, 0.0, 0.25, ["Washington", "Seoul"])
    'Washington and Seoul · at once · back in 3 months'
    >>> card(0.0, 0.0, 0.25, with_=["Seoul"])
    'with Seoul · at once · back in 3 months'
    """  # noqa: E501
    shows, back = span(seen), span(undo)
    told = [listing(owners)] if owners else [f"with {listing(with_)}"] if with_ else []
    told.append(span(takes))
    if shows != "at once":
        told.append("never seen" if shows == "never" else f"seen in {shows}")
    told.append("cannot be undone" if back == "never" else f"back {back if back == 'at once' else f'in {back}'}")
    return " · ".join(told)


def begins_in(months: float) -> str:
    """When a phase begins, by its months from the start of the plan.

    >>> [begins_in(months) for months in (0.0, 0.01, 0.3, 2.6, 42.0, math.inf)]
    ['now', 'now', 'day 9', 'month 3', 'month 42', 'never']
    """
    if math.isinf(months):
        return "never"
    days = round(months * 365.25 / 12)
    if not days:
        return "now"
    return f"day {days}" if months < 0.95 else f"month {round(months):,}"


def idle(steps_to_come: bool) -> str:
    """Why nothing keeps a party from quitting: it has nothing to quit, or not yet.

    >>> idle(True), idle(False)
    ('nothing to quit yet', 'nothing to quit')
    """
    return "nothing to quit yet" if steps_to_come else "nothing to quit"


def weakest(
    verdict: str,
    party: str | None,
    phase: int | None,
    last: int,
    begins: float,
    amount: float,
    averaged: bool = False,
) -> str:
    """The weakest link of a plan: of whom most is asked and when, who walks out, who refuses.

    party: None where nobody has anything to lose; begins: years from the start; amount: the trust asked where it holds,
    what walking out gains where it breaks, the loss where it is refused. averaged: the amount hangs on chance.

    >>> print(weakest("holds", "Washington", 3, 4, 7 / 12, 0.281))
    Most is asked of Washington at phase 3 (7 months in): with all numbers at their middle it must be at least 29 % sure that nobody else fails.
    >>> weakest("breaks", "Beta", 3, 2, 0.0, 3.0)
    'Beta walks out after the end: with all numbers at their middle it gains 3 points by that.'
    >>> weakest("refused", "Beta", None, 2, 0.0, 1.0)
    'Beta refuses it: with all numbers at their middle it would be 1 point worse off than now.'
    >>> weakest("holds", None, None, 2, 0.0, 0.0)
    'Nobody has anything to lose by carrying on, with all numbers at their middle: it asks for no trust.'
    """  # noqa: E501
    if party is None or (verdict == "holds" and not amount):
        return f"Nobody has anything to lose by carrying on, {_MEDIANS}: it asks for no trust."
    if verdict == "refused" or phase is None:
        return f"{opening(party)} refuses it: {_MEDIANS} it would be {points(amount)} worse off than now."
    started = span(begins)
    when = at_phase(phase, last) + (f" ({started} in)" if started != "at once" else "")
    if verdict == "breaks":
        average = " on average" * averaged
        return f"{opening(party)} walks out {when}: {_MEDIANS} it gains {points(amount)}{average} by that."
    return (
        f"Most is asked of {party} {when}: {_MEDIANS} it must be at least {asked(amount)} sure that nobody else fails."
    )


def answer_of_place(verdict: str, trust: float | None, outcome: str, share: float | None) -> tuple[str, str]:
    """What dropping a step somewhere gives, in few words: in how many of 100 draws it holds, and the trust it asks.

    outcome: what becomes of the plan with all numbers at their middle, for where it does not hold. share: of the draws
    in which it holds; None where nothing is drawn.

    >>> answer_of_place("holds", 0.253, "", 0.79)
    ('holds in 79', 'asks 26 % trust')
    >>> answer_of_place("holds", 0.0, "", None)
    ('holds', 'asks no trust')
    >>> answer_of_place("breaks", None, "breaks at phase 2, by Beta", 0.002)
    ('holds in <1', 'breaks at phase 2, by Beta')
    >>> answer_of_place("refused", None, "is refused by Beta", None)
    ('refused', 'is refused by Beta')
    """
    head = verdict if share is None else f"holds in {counted(share)}"
    if verdict != "holds":
        return head, outcome
    return head, f"asks {f'{asked(trust)} trust' if trust else 'no trust'}"


def where_placed(phase: int, last: int, alone: bool) -> str:
    """Where a step is put, by its phase in the plan that this makes.

    >>> where_placed(3, 4, False), where_placed(1, 5, True)
    ('phase 3 of 4', 'a phase of its own, 1 of 5')
    """
    return f"a phase of its own, {phase} of {last}" if alone else f"phase {phase} of {last}"


def moved(
    name: str,
    where: str,
    share: float | None,
    was_share: float | None,
    trust: float | None,
    was_trust: float | None,
    wrong: str = "",
) -> str:
    """What a move of a step comes to, for whoever does not see it. None: nothing is drawn, or it does not hold then.

    where: as in `where_placed`; wrong: why it is not possible there.

    >>> print(moved("full relief", "phase 3 of 4", 0.79, 0.87, 0.253, 0.17))
    Full relief, phase 3 of 4. Holds in 79 of 100 draws, was 87. Trust asked 26 %, was 17 %.
    >>> moved("full relief", "phase 4 of 4", 0.87, 0.87, 0.17, 0.17)
    'Full relief, phase 4 of 4. Holds in 87 of 100 draws. Trust asked 17 %.'
    >>> moved("aid", "phase 1 of 2", 0.1, None, None, 0.1)
    'Aid, phase 1 of 2. Holds in 10 of 100 draws. Does not hold with all numbers at their middle, before it did.'
    >>> moved("aid", "phase 1 of 2", None, None, None, None, "needs fuel first")
    'Aid, phase 1 of 2. Not possible: needs fuel first.'
    """
    said = [f"{opening(name)}, {where}"]
    if wrong:
        return f"{said[0]}. Not possible: {wrong}."
    if share is not None:
        was = "" if was_share is None or counted(was_share) == counted(share) else f", was {counted(was_share)}"
        said.append(f"Holds in {counted(share)} of 100 draws{was}")
    if trust is not None:
        before = "" if was_trust is None or asked(was_trust) == asked(trust) else f", was {asked(was_trust)}"
        said.append(f"Trust asked {asked(trust)}{before}")
    else:
        said.append(f"Does not hold {_MEDIANS}" + (", before it did" if was_trust is not None else ""))
    return f"{'. '.join(said)}."
