"""Sentences on what people say of one party's worths: questions, answers, contradictions, and what is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import in_quotes, listing, number, of_100, opening, percent, percents, titled

if TYPE_CHECKING:
    from standoff.results.records.asking import Answer, HoldsIn, Written

__all__ = [
    "AS_THINGS_ARE",
    "BY_NOBODY",
    "ON_THEIR_OWN",
    "about_numbers",
    "contradiction",
    "counting",
    "headline",
    "heard",
    "holding",
    "in_words",
    "judgement",
    "offered",
    "scale",
    "sides",
    "to_go",
    "which",
    "why",
]

AS_THINGS_ARE = "things as they are"
"""What a side without steps is called."""

BY_NOBODY = "Nobody is named whose answers these are, so there is nothing to accept yet."

ON_THEIR_OWN = "Few draws agree with the answers, so worths that move together are drawn as if they did not."

Called = Mapping[str, str]
"""What steps are called, by their names."""


def sides(steps: Sequence[str], called: Called) -> str:
    """The steps of a side.

    >>> sides(["talks", "oil"], {"talks": "Talks", "oil": "The oil"}), sides([], {})
    ('“Talks” and “The oil”', 'things as they are')
    """
    return in_quotes([called[step] for step in steps]) if steps else AS_THINGS_ARE


def which(party: str, costs: bool, alone: bool) -> str:
    """The question which of two sides it would rather have; costs: both are; alone: one side is things as they are.

    >>> which("North", False, False), which("North", True, False)
    ('Which would North rather have, for good?', 'Which would North rather bear, for good?')
    >>> which("North", False, True)
    'Would North rather have this, for good, or leave things as they are?'
    """
    if alone:
        return f"Would {party} rather have this, for good, or leave things as they are?"
    return f"Which would {party} rather {'bear' if costs else 'have'}, for good?"


def counting(party: str, unit: str, other: str, costs: tuple[bool, bool]) -> str:
    """The question how many of the unit are worth one of the other side; costs: which of them are costs.

    >>> counting("North", "Talks", "The oil", (False, False))
    'How many times “Talks” would North give for “The oil” once?'
    >>> counting("North", "Talks", "The oil", (True, True))
    'How many times “Talks” would be as bad for North as “The oil” once?'
    >>> counting("North", "Talks", "The oil", (False, True))
    'How many times “Talks” would make up to North for “The oil” once?'
    >>> counting("North", "", "The oil", (False, True)), counting("North", "", "The oil", (False, False))
    ('How many points does “The oil” cost North?', 'How many points is “The oil” worth to North?')
    """
    if not unit:
        return f"How many points {f'does “{other}” cost' if costs[1] else f'is “{other}” worth to'} {party}?"
    verbs = {
        (False, False): f"would {party} give for",
        (True, True): f"would be as bad for {party} as",
        (False, True): f"would make up to {party} for",
        (True, False): f"would {party} bear for",
    }
    return f"How many times “{unit}” {verbs[costs]} “{other}” once?"


def why(title: str, moves: bool, first: bool) -> str:
    """Why a question is asked: of the plan that is meant (or ""), whether its answer moves the share of draws.

    >>> why("Oil first", True, True)
    'Of all questions left, its answer is expected to move the share of draws in which “Oil first” holds the most.'
    >>> why("Oil first", False, True)[:57]
    'No answer is expected to move the share of draws in which'
    >>> why("", False, False)
    'Of the questions of this kind, it narrows the worths the most.'
    """
    among = "Of all questions left" if first else "Of the questions of this kind"
    if title and moves:
        return f"{among}, its answer is expected to move the share of draws in which {titled(title)} holds the most."
    if title:
        return (
            f"No answer is expected to move the share of draws in which {titled(title)} holds; "
            f"{among[:1].lower()}{among[1:]}, this one narrows the worths the most."
        )
    return f"{among}, it narrows the worths the most."


def heard(answer: Answer, called: Called) -> str:
    """What an answer says, without a full stop.

    >>> from standoff.results.records.asking import Answer
    >>> called = {"talks": "Talks", "oil": "The oil", "visits": "Visits"}
    >>> heard(Answer("rather", ("oil",), ("talks", "visits"), "left"), called)
    'rather “The oil” than “Talks” and “Visits”'
    >>> heard(Answer("rather", ("oil",), ("talks",), "same"), called)
    '“The oil” and “Talks” are worth about the same'
    >>> heard(Answer("how_many", ("talks",), ("oil",), "between", 1.5, 2.8), called)
    '“The oil” is worth 1.5 to 2.8 times as much as “Talks”'
    >>> heard(Answer("order", order=(("oil",), ("talks", "visits")), answer="ordered"), called)
    'best first: “The oil”; “Talks” and “Visits”'
    """
    left, right = sides(answer.left, called), sides(answer.right, called)
    if answer.kind == "order":
        told = "; ".join(sides(group, called) for group in answer.order)
        return f"cannot say in which order {told} come" if answer.answer == "cannot_say" else f"best first: {told}"
    if answer.kind == "how_many":
        count = "how many points" if not answer.left else f"how many times {left}"
        if answer.answer == "cannot_say":
            return f"cannot say {count} {right} is worth"
        between = f"{number(answer.low or 0)} to {number(answer.high or 0)}"
        if not answer.left:
            return f"{right} is worth {between} points, gain or cost"
        return f"{right} is worth {between} times as much as {left}"
    said = {
        "left": f"rather {left} than {right}",
        "right": f"rather {right} than {left}",
        "same": f"{left} and {right} are worth about the same",
        "neither": f"would refuse both, {left} and {right}",
        "cannot_say": f"cannot say whether rather {left} or {right}",
    }
    return said[answer.answer]


def contradiction(numbers: Sequence[int], ranges: bool, party: str) -> str:
    """That answers cannot all be true; ranges: the ranges of the case have a part in it.

    >>> contradiction([2, 4], False, "North")
    'Answers 2 and 4 cannot both be true, whatever the worths of North are. Take one of them back.'
    >>> contradiction([3], True, "North")
    'Answer 3 cannot be true within the ranges of the case for North. Take it back, or widen the ranges.'
    """
    one, two = len(numbers) == 1, len(numbers) == 2
    who = f"Answer{'' if one else 's'} {listing([str(n) for n in numbers])}"
    cannot = "cannot be true" if one else f"cannot {'both' if two else 'all'} be true"
    take = "it" if one else "one of them"
    if ranges:
        return f"{who} {cannot} within the ranges of the case for {party}. Take {take} back, or widen the ranges."
    return f"{who} {cannot}, whatever the worths of {party} are. Take {take} back."


def to_go(count: int, asked: bool, opposed: bool) -> str:
    """How many questions are left; asked: there is one; opposed: answers contradict each other.

    >>> to_go(5, True, False), to_go(0, True, False)
    ('about 5 questions to go', 'every range is down to a third of what it was')
    """
    if opposed:
        return "answers that contradict each other come first"
    if not asked:
        return "no question is left whose answer would tell much"
    if not count:
        return "every range is down to a third of what it was"
    return f"about {count} question{'' if count == 1 else 's'} to go"


def headline(party: str, answers: int, left: float, go: str) -> str:
    """The first line; left: which share of the ranges the answers leave, on average.

    >>> headline("North", 4, 0.42, "about 5 questions to go")
    'North: 4 answers leave 42 % of the ranges on average; about 5 questions to go.'
    >>> headline("North", 0, 1.0, "about 8 questions to go")
    'North: no answers yet; about 8 questions to go.'
    """
    if not answers:
        return f"{opening(party)}: no answers yet; {go}."
    said = "1 answer leaves" if answers == 1 else f"{answers} answers leave"
    return f"{opening(party)}: {said} {percent(left)} of the ranges on average; {go}."


def holding(title: str, before: HoldsIn, after: HoldsIn | None) -> str:
    """In how many draws a plan holds before and after the answers."""
    told = f"{opening(titled(title))} holds in {of_100(before.holds)}"
    if after is None:
        return f"{told} by the ranges of the case."
    return (
        f"{told} by the ranges of the case, and in {of_100(after.holds)} by what the answers leave of them "
        f"(with 95 % confidence in {percents(*after.between)})."
    )


def judgement(party: str, answers: Sequence[tuple[str, str]], more: int) -> str:
    """What goes into the case beside a value: what was answered, each with the day it was said on, or "".

    >>> judgement("North", [("rather “Oil” than “Talks”", "2026-11-02"), ("best first: “A”; “B”", "")], 2)[36:]
    'rather “Oil” than “Talks” (2026-11-02); best first: “A”; “B”; and 2 more answers.'
    """
    told = [f"{said} ({on})" if on else said for said, on in answers]
    rest = [f"and {more} more answer{'' if more == 1 else 's'}"] if more else []
    return f"Asked what {party} would rather have: {'; '.join([*told, *rest])}."


def scale(party: str, text: str) -> str:
    """What the points of a party mean, as its case says.

    >>> scale("North", "10 = the sanctions gone for good")
    'Points of North: 10 = the sanctions gone for good.'
    """
    return f"Points of {party}: {text.strip().rstrip('.')}."


def offered(what: str, was: str, value: str) -> str:
    """What would be written into the case.

    >>> offered("What “Talks” is worth to North", "1 to 5", "2 to 3")
    'What “Talks” is worth to North: 2 to 3 instead of 1 to 5.'
    >>> offered("What “Visits” are worth to North", "-5 to -1", "-3 to -2")
    'What “Visits” are worth to North: −3 to −2 instead of −5 to −1.'
    """
    return f"{opening(what)}: {value} instead of {was}.".replace(" -", " −")


def about_numbers(low: float, high: float) -> str:
    """A range in a table.

    >>> about_numbers(-6, -2.25)
    '−6 to −2.25'
    """
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def in_words(value: Written) -> str:
    """A value as the case has it.

    >>> in_words("1 to 5"), in_words(3.0), in_words({"values": (1.0, 2.5), "shape": "x"})
    ('1 to 5', '3', '{values: [1, 2.5], shape: x}')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return f"{value:g}"
    return f"{{{', '.join(f'{key}: {_part(part)}' for key, part in value.items())}}}"


def _part(part: str | float | tuple[float, ...]) -> str:
    if isinstance(part, tuple):
        return f"[{', '.join(map(_part, part))}]"
    return part if isinstance(part, str) else f"{part:g}"
