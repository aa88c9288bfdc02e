"""Sentences of question 4: how sure, and what to find out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.results.sentences.wording import listing, opening, percent, two_digits

__all__ = ["LIKELIHOODS", "likelihood", "quantity", "quantity_in_short"]

LIKELIHOODS: tuple[tuple[float, str, str], ...] = (
    (0.05, "almost no chance", "1 to 5 %"),
    (0.20, "very unlikely", "5 to 20 %"),
    (0.45, "unlikely", "20 to 45 %"),
    (0.55, "roughly even chance", "45 to 55 %"),
    (0.80, "likely", "55 to 80 %"),
    (0.95, "very likely", "80 to 95 %"),
    (1.01, "almost certain", "95 to 99 %"),
)
"""The words of ICD 203 (Office of the Director of National Intelligence, 2015): upper end, word, range."""


def likelihood(share: float) -> str:
    """The word of ICD 203 for a probability.

    >>> [likelihood(p) for p in (0.0, 0.3, 0.5, 0.97)]
    ['almost no chance', 'unlikely', 'roughly even chance', 'almost certain']
    """
    return next(word for end, word, _ in LIKELIHOODS if share < end)


def stake(value: float) -> str:
    """A value of information, a share of what is at stake, as a percentage with at most two digits that count.

    >>> stake(0.0262), stake(0.1262), stake(0.0062), stake(0.0), stake(0.0004)
    ('2.6 %', '13 %', '0.6 %', '0 %', 'less than 0.1 %')
    """
    if 0 < value < 0.0005:
        return "less than 0.1 %"
    return f"{two_digits(round(100 * value, 1))} %"


def started(holds: float, trust: float, start: bool | None, ordered: bool = False, what: str = "It") -> str:
    """In how many draws a plan holds, and whether it is to be started with what is known (None: too close to tell).

    ordered: of some party no more than an order is known.

    >>> started(0.41, 0.5, False)
    'It holds in 41 % of the draws, and starting it pays from 50 % on: with what is known, it is not to be started.'
    >>> started(0.52, 0.5, None)[31:]
    'and starting it pays from 50 % on: whether it is to be started is too close to tell.'
    """
    sets = "value sets that fit what is known" if ordered else "draws"
    return f"{what} holds in {percent(holds)} of the {sets}, and {_to_be_started(trust, start)}"


def to_start(trust: float, start: bool | None) -> str:
    """Whether a plan is to be started with what is known, where its share of draws stands elsewhere.

    >>> to_start(0.5, True)
    'Starting it pays from 50 % on: with what is known, it is to be started.'
    """
    return opening(_to_be_started(trust, start))


def _to_be_started(trust: float, start: bool | None) -> str:
    decided: Mapping[bool | None, str] = {
        True: "with what is known, it is to be started",
        False: "with what is known, it is not to be started",
        None: "whether it is to be started is too close to tell",
    }
    return f"starting it pays from {percent(trust)} on: {decided[start]}."


def more_or_fewer(change: float) -> str:
    """A change of a share of draws, counted in draws of a hundred.

    >>> more_or_fewer(-0.0412), more_or_fewer(0.123)
    ('4.1 fewer', '12 more')
    """
    return f"{two_digits(round(100 * abs(change), 1))} {'more' if change > 0 else 'fewer'}"


def from_orders(parties: Sequence[str], drawn: bool = False) -> str:
    """Whose points come from an order alone; `drawn`: whether what is said beside it is about draws of them.

    >>> from_orders(["Alpha"])
    'The points of Alpha come from its order alone: they are in the middle of all that fit it.'
    >>> from_orders(["A", "B"], drawn=True)
    'The points of A and B come from their orders alone: a share of draws is one of the value sets that fit them.'
    """
    whose, which = ("its order", "it") if len(parties) == 1 else ("their orders", "them")
    fit = f"a share of draws is one of the value sets that fit {which}"
    means = fit if drawn else f"they are in the middle of all that fit {which}"
    return f"The points of {listing(parties)} come from {whose} alone: {means}."


_QUANTITIES: Mapping[str, str] = {
    "worth": "What “{name}” is worth to {whom}",
    "takes": "How long “{name}” takes",
    "seen": "How soon a breach of “{name}” is seen",
    "seen with": "How soon a breach of “{name}” is seen with “{whom}”",
    "missed": "The chance that a breach of “{name}” is missed",
    "undo": "How long undoing “{name}” takes",
    "until": "How long “{name}” stays in force",
    "redo": "How soon “{name}” can come back",
    "horizon": "How far ahead {name} looks",
    "walkout_cost": "What walking out costs {name}",
    "pace": "The pace of the plan",
    "successor": "How likely another government of {name} is",
    "": "How sincere {name} is",
}
"""What each key of a case is about, in words."""


_SHORT: Mapping[str, str] = {
    "worth": "{whom}: {name}",
    "takes": "{name}: how long it takes",
    "seen": "{name}: how soon it is seen",
    "seen with": "{name}: seen with {whom}",
    "missed": "{name}: whether it is missed",
    "undo": "{name}: how long undoing takes",
    "until": "{name}: how long it stays in force",
    "redo": "{name}: how soon it can come back",
    "horizon": "{name}: how far ahead it looks",
    "walkout_cost": "{name}: what walking out costs",
    "pace": "The pace of the plan",
    "successor": "{name}: another government",
    "": "{name}: how sincere it is",
}
"""The same in few words, those that tell numbers apart first."""


def quantity(kind: str, name: str, key: str, whom: str, verified: bool) -> str:
    """What a number of a case is; `kind` is the part of the case that it stands in.

    >>> quantity("steps", "Lift the ban", "worth", "Alpha", False)
    'What “Lift the ban” is worth to Alpha'
    >>> quantity("steps", "Lift the ban", "seen", "Inspectors", True)
    'How soon a breach of “Lift the ban” is seen with “Inspectors”'
    """
    text = _QUANTITIES[f"{key} with" if verified else key].format(name=name, whom=whom)
    return f"{text} (together)" if kind == "together" else text


def quantity_in_short(name: str, key: str, whom: str, verified: bool) -> str:
    """The same where there is little room.

    >>> quantity_in_short("Lift the ban", "worth", "Alpha", False)
    'Alpha: Lift the ban'
    """
    return _SHORT[f"{key} with" if verified else key].format(name=name, whom=whom)
