"""Sentences of the front of a brief beside those of the answer: why the best deal found beats the named one, and notes.

Each says its rule, and is "" where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from standoff.results.sentences.wording import asked, listing, of_100, percent, percents, share

__all__ = [
    "bystanders",
    "counted",
    "how_drawn",
    "trust_asked",
    "what_it_changes",
    "what_it_is",
    "why_it_beats",
    "why_not",
]

NAMED = 3
"""So many names are told one by one; more are counted."""

Shares = Sequence[tuple[str, float]]
"""Who does something, and in which share of the draws."""


def counted(of_all: float) -> str:
    """In how many of 100 draws, beside a bar.

    >>> [counted(x) for x in (0.0, 0.002, 0.412, 0.997, 1.0)]
    ['0', '<1', '41', '>99', '100']
    """
    return "<1" if 0 < of_all < 0.005 else ">99" if 0.995 <= of_all < 1 else f"{100 * of_all:.0f}"


def what_it_is(kind: str, about: str = "", examined: int = 0, sought: bool = True) -> str:
    """The small line of a bar: what holds so often. Rule: a plan is a demand; a deal has an order found for it.

    about: what the title of a plan or deal says after a colon; of the best deal found, the deal that has its steps.
    examined: out of how many deals it was found (0: not told). sought: whether the best order was sought already.

    >>> what_it_is("plan", "the American demand"), what_it_is("plan"), what_it_is("deal", sought=False)
    ('demand: the American demand', 'demand', 'deal, its best order is sought')
    >>> what_it_is("found", "The full deal", 12287), what_it_is("found", sought=False)
    ('found, of 12,287 deals: “The full deal”', 'found before; a better one is sought')
    """
    if kind == "plan":
        return f"demand: {about}" if about else "demand"
    if kind == "deal":
        order = "best order found" if sought else "its best order is sought"
        return f"deal, {order}: {about}" if about else f"deal, {order}"
    if not sought:
        return "found before; a better one is sought"
    of_all = f"found, of {examined:,} deals" if examined > 1 else "found"
    return f"{of_all}: “{about}”" if about else of_all


def how_drawn(draws: int, error: float, uncertain: bool, orders: Sequence[str] = ()) -> str:
    """What the bars count. Rule: how often all uncertain numbers were drawn, and the widest half of an interval.

    uncertain: whether anything is drawn. orders: parties of whose points an order alone is known.

    >>> how_drawn(1000, 0.0301, True)
    'All uncertain numbers drawn 1,000 times; give or take 3.'
    >>> how_drawn(1000, 0.03, False)
    'The case gives no number a range: each holds in all draws or in none.'
    >>> how_drawn(80, 0.11, True, ["A"])
    'All points that fit what is known of A, and all other uncertain numbers, drawn 80 times; give or take 11.'
    """
    if not uncertain:
        return "The case gives no number a range: each holds in all draws or in none."
    what = "All uncertain numbers drawn"
    if orders:
        what = f"All points that fit what is known of {_some(orders)}, and all other uncertain numbers, drawn"
    return f"{what} {draws:,} times; give or take {max(1, round(100 * error))}."


def _some(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    return listing(names) if rest <= 0 else listing([*names[:NAMED], f"{rest} more"])


def why_it_beats(title: str, refused: Shares, broken: Shares) -> str:
    """Why the named deal holds less often. Rule: who refuses it and who breaks it, the three most frequent.

    What happens in fewer than 1 of 200 draws is left out unless it is all there is.

    >>> why_it_beats("“An interim deal”", [("Moscow", 0.29), ("Washington", 0.27)], [("Pyongyang", 0.08)])
    '“An interim deal” is refused by Moscow in 29 of 100 draws and by Washington in 27, and broken by Pyongyang in 8.'
    >>> why_it_beats("“Swap”", [], [("B", 0.003)])
    '“Swap” is broken by B in fewer than 1 of 100 draws.'
    >>> why_it_beats("“Swap”", [], [])
    ''
    """
    ways = [("refused", who, often) for who, often in refused] + [("broken", who, often) for who, often in broken]
    often_first = sorted((way for way in ways if way[2] > 0), key=lambda way: -way[2])[:NAMED]
    told = [way for n, way in enumerate(often_first) if not n or way[2] >= 0.005]
    parts, first = [], True
    for verb in ("refused", "broken"):
        names = []
        for _, who, often in (way for way in told if way[0] == verb):
            names.append(f"by {who} in {of_100(often) if first or often >= 0.995 else round(100 * often)}")
            first = False
        parts += [f"{verb} {listing(names)}"] if names else []
    return f"{title} is {', and '.join(parts)}." if parts else ""


def why_not(title: str, holds: float, named_least: float, best_least: float) -> str:
    """Why not the named deal, which holds at least as often. Rule: only where the best one gives the least served more.

    least: over the draws, the mean of the smallest share of what a deal can give a party that is needed.

    >>> print(why_not("“Swap”", 0.85, 0.12, 0.3))
    “Swap” holds in 85 of 100 draws, but over all draws it gives the party that gets least 12 % of what a deal could, and the best deal found 30 %.
    >>> why_not("“Swap”", 0.85, 0.3, 0.3)
    ''
    """  # noqa: E501
    if best_least <= named_least or percent(best_least) == percent(named_least):
        return ""
    return (
        f"{title} holds in {of_100(holds)}, but over all draws it gives the party that gets least "
        f"{share(named_least)} of what a deal could, and the best deal found {share(best_least)}."
    )


def what_it_changes(adds: Sequence[str], leaves_out: Sequence[str]) -> str:
    """What the best deal found has in force at its end and the named one has not, and the other way round.

    >>> what_it_changes(["inspectors come in", "tests stop"], ["liaison offices open"])
    'The best deal found adds “inspectors come in” and “tests stop”; it leaves out “liaison offices open”.'
    >>> what_it_changes([], ["a", "b", "c", "d", "e"])
    'The best deal found leaves out “a”, “b”, “c” and 2 more.'
    >>> what_it_changes([], [])
    'The best deal found has the same steps in another order.'
    """
    if not adds and not leaves_out:
        return "The best deal found has the same steps in another order."
    parts = [f"adds {_quoted(adds)}"] if adds else []
    parts += [f"{'it ' if adds else ''}leaves out {_quoted(leaves_out)}"] if leaves_out else []
    return f"The best deal found {'; '.join(parts)}."


def _quoted(steps: Sequence[str]) -> str:
    return _some([f"“{step}”" for step in steps])


def bystanders(gaining: Sequence[str], losing: Sequence[str], unmoved: Sequence[str]) -> str:
    """What those whose yes is not needed have of a deal. Rule: when all is done, all numbers in the middle.

    >>> bystanders(["Beijing", "Moscow"], [], [])
    'Nobody needs the yes of Beijing and Moscow, who gain by it.'
    >>> bystanders(["A"], ["B"], ["C"])
    'Nobody needs the yes of A, who gains by it, B, who loses by it, and C, to whom it changes nothing.'
    >>> bystanders([], [], [])
    ''
    """
    parts = [
        f"{_some(names)}, {one if len(names) == 1 else many}"
        for names, one, many in (
            (gaining, "who gains by it", "who gain by it"),
            (losing, "who loses by it", "who lose by it"),
            (unmoved, "to whom it changes nothing", "to whom it changes nothing"),
        )
        if names
    ]
    if not parts:
        return ""
    return f"Nobody needs the yes of {parts[0] if len(parts) == 1 else ', '.join(parts[:-1]) + ', and ' + parts[-1]}."


def trust_asked(trust: tuple[float, float, float] | None) -> str:
    """How sure parties must be of each other. Rule: over the draws in which it holds, the middle and eight of ten.

    >>> print(trust_asked((0.02, 0.171, 0.51)))
    To carry on, the side most exposed must hold it at least 18 % likely that nobody else fails (in the middle of the draws in which it holds; 2 % to 51 % in eight of ten).
    >>> trust_asked((0.0, 0.0, 0.0)), trust_asked(None)
    ('Where it holds, it asks nobody for trust in nine draws of ten.', '')
    """  # noqa: E501
    if trust is None:
        return ""
    low, middle, high = trust
    if not high:
        return "Where it holds, it asks nobody for trust in nine draws of ten."
    return (
        f"To carry on, the side most exposed must hold it at least {asked(middle)} likely that nobody else fails "
        f"(in the middle of the draws in which it holds; {percents(low, high)} in eight of ten)."
    )
