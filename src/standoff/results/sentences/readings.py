"""Sentences of readings: what gets done while each waits, who waits for what, and what is reached by then."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.results.sentences.wording import cut, in_quotes, listing, of_100, percent, points, titled

__all__ = [
    "FLAG",
    "about_order",
    "called",
    "headline",
    "in_a_circle",
    "left_out",
    "of_the_demands",
    "short_of",
    "until_then",
    "what_gets_done",
    "whose",
]

FLAG = "A reading is a flag, not a forecast: it says what follows if each keeps to its own order."

IN_SHORT = 28
"""So many characters of a step or a title stand in an answer."""

NAMED = 4
"""So many steps are named one by one; of more, the first few."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _word(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _steps(names: Sequence[str], most: int = NAMED) -> str:
    """Steps in quotation marks; of many the first few, and how many more there are."""
    if len(names) <= most:
        return in_quotes(names)
    named = names[: most - 1]
    return f"{', '.join(f'“{name}”' for name in named)} and {_word(len(names) - len(named))} more"


def whose(holders: Sequence[str]) -> str:
    """What an order is called that has no title: by who goes by it.

    >>> whose(["Kyiv"]), whose(["Washington", "Seoul"])
    ('the order of Kyiv', 'the order of Washington and Seoul')
    """
    return f"the order of {listing(holders)}"


def called(title: str, holders: Sequence[str]) -> str:
    """What a reading is called in a sentence: by its title, else by who holds it.

    >>> called("Relief first: as in 2019", ["Pyongyang"]), called("", ["Kyiv"])
    ('“Relief first”', 'the order of Kyiv')
    """
    return titled(title) if title else whose(holders)


def what_gets_done(title: str, orders: int, done: Sequence[str], missing: int) -> str:
    """In how many orders an agreement is read, and what gets done if each waits for the others.

    >>> what_gets_done("As agreed", 2, ["Ceasefire"], 3)
    '“As agreed” is read in two orders. While each waits for the other, only “Ceasefire” gets done.'
    >>> what_gets_done("As agreed", 3, [], 3)
    '“As agreed” is read in three orders. While each waits for the others, nothing gets done.'
    >>> what_gets_done("As agreed", 2, ["A", "B"], 0)
    '“As agreed” is read in two orders, and everything gets done all the same: nobody waits in vain.'
    >>> what_gets_done("As agreed", 1, ["A", "B"], 1)
    '“As agreed” is read in one order by all who have to do something, and only “A” and “B” get done.'
    """
    text = f"{titled(title)} is read in {_word(orders)} order{'' if orders == 1 else 's'}"
    if orders == 1:
        return f"{text} by all who have to do something, and {_only(done) if missing else 'everything gets'} done."
    if not missing:
        return f"{text}, and everything gets done all the same: nobody waits in vain."
    return f"{text}. While each waits for the {_other(orders)}, {_only(done)} done."


def _other(orders: int) -> str:
    return "other" if orders == 2 else "others"


def _only(done: Sequence[str]) -> str:
    if not done:
        return "nothing gets"
    return f"only {_steps(done)} {'gets' if len(done) == 1 else 'get'}"


def in_a_circle(waits: Sequence[tuple[str, str, str]]) -> str:
    """Who waits for what before what, around the circle; each is a party, what it waits for, and what it holds back.

    >>> print(in_a_circle([("Kyiv", "Border", "Law"), ("Moscow", "Law", "Border")]))
    Kyiv waits for “Border” before “Law”, Moscow for “Law” before “Border”.
    >>> print(in_a_circle([("A", "Y", "X"), ("B", "Z", "Y"), ("C", "X", "Z")]))
    A waits for “Y” before “X”, B for “Z” before “Y” and C for “X” before “Z”.
    """
    parts = [
        f"{party} {'waits ' if not place else ''}for “{awaited}” before “{step}”"
        for place, (party, awaited, step) in enumerate(waits)
    ]
    if not parts:
        return ""
    return f"{', '.join(parts)}." if len(parts) == 2 else f"{listing(parts)}."


def left_out(party: str, steps: Sequence[str]) -> str:
    """What a party does not make because it does not think that it was agreed.

    >>> print(left_out("Moscow", ["Border"]))
    Moscow does not think that “Border” was agreed.
    >>> print(left_out("Moscow", ["Border", "Forces out"]))
    Moscow does not think that “Border” and “Forces out” were agreed.
    """
    return f"{party} does not think that {_steps(steps)} {'was' if len(steps) == 1 else 'were'} agreed."


def about_order(orders: Sequence[tuple[str, str, float | None]]) -> str:
    """Is it about order, or would an order not hold anyway? Each: what it is called, its verdict, and how often it holds.

    >>> about_order([("the order of Kyiv", "holds", 0.98), ("the order of Moscow", "breaks", 0.44)])
    'By itself the order of Kyiv would hold (in 98 of 100 draws), the order of Moscow would break (it holds in 44 of 100 draws).'
    >>> about_order([("“A”", "holds", None), ("“B”", "holds", None)])
    'Each order would hold by itself: what stands in the way is order alone.'
    >>> about_order([("“A”", "breaks", None), ("“B”", "refused", None)])
    'Neither order would hold by itself (“A” breaks, “B” is refused): order is not all that stands in the way.'
    >>> about_order([("“A”", "refused", None), ("“B”", "refused", None), ("“C”", "refused", None)])
    'None of the orders would hold by itself (all are refused): order is not all that stands in the way.'
    >>> about_order([("“A”", "breaks", 0.02)])
    'By itself “A” would break (it holds in 2 of 100 draws).'
    """  # noqa: E501
    held = [verdict == "holds" for _, verdict, _ in orders]
    if len(orders) > 1 and all(held):
        often = [share for _, _, share in orders if share is not None]
        least = f" (in at least {of_100(min(often))})" if often and min(often) < 1 else ""
        return f"Each order would hold by itself{least}: what stands in the way is order alone."
    if len(orders) > 1 and not any(held):
        none, both = ("Neither order", "both") if len(orders) == 2 else ("None of the orders", "all")
        verdicts = {verdict for _, verdict, _ in orders}
        if len(verdicts) == 1:
            fares = f"{both} {'are refused' if verdicts == {'refused'} else 'break'}"
        else:
            fares = ", ".join(f"{name} {'is refused' if how == 'refused' else how}" for name, how, _ in orders)
        return f"{none} would hold by itself ({fares}): order is not all that stands in the way."
    parts = [f"{name} would {_WOULD[verdict]}{_often(verdict, share)}" for name, verdict, share in orders]
    return f"By itself {', '.join(parts)}."


_WOULD = {"holds": "hold", "breaks": "break", "refused": "be refused"}


def _often(verdict: str, share: float | None) -> str:
    if share is None:
        return ""
    return f" (in {of_100(share)})" if verdict == "holds" else f" (it holds in {of_100(share)})"


def until_then(reached: Sequence[tuple[str, float, float | None]], complete: bool) -> str:
    """What is reached before the wait: per party that has to do something, its gain, and as a share of the whole.

    >>> print(until_then([("Kyiv", 1.0, 0.12), ("Moscow", 0.5, 0.07)], False))
    Until then Kyiv reaches 12 % of its gain and Moscow 7 %: both can sign, as each gains by it.
    >>> print(until_then([("Kyiv", 1.0, 0.12), ("Moscow", -0.5, None)], False))
    Until then Kyiv reaches 12 % of its gain and Moscow loses 0.5 points: Moscow would not sign for that alone.
    >>> print(until_then([("Kyiv", 1.0, None), ("Moscow", 0.0, 0.0)], False))
    Until then Kyiv gains 1 point (it would lose by the whole) and Moscow gains nothing: both can sign, as nobody loses by it.
    >>> until_then([], False)
    ''
    >>> until_then([("Kyiv", 1.0, 1.0)], True)
    ''
    """  # noqa: E501
    if complete or not reached:
        return ""
    sharing = [party for party, gain, share in reached if gain > 0 and share is not None]
    parts = []
    for party, gain, share in reached:
        if gain > 0 and share is not None:
            once = party == sharing[0]
            parts.append(f"{party} {'reaches ' * once}{percent(share)}{' of its gain' * once}")
        elif gain > 0:
            parts.append(f"{party} gains {points(gain)} (it would lose by the whole)")
        else:
            parts.append(f"{party} {'loses ' + points(-gain) if gain < 0 else 'gains nothing'}")
    losers = [party for party, gain, _ in reached if gain < 0]
    if losers:
        end = f"{listing(losers)} would not sign for that alone"
    else:
        who = {1: "it", 2: "both"}.get(len(reached), "all")
        end = f"{who} can sign, as {'each gains' if all(gain > 0 for _, gain, _ in reached) else 'nobody loses'} by it"
    return f"Until then {listing(parts)}: {end}."


def short_of(steps: Sequence[str]) -> str:
    """What a reading waits for, in a table: its steps, of many the first few.

    >>> short_of(["Border", "Law"]), short_of([])
    ('“Border” and “Law”', 'nothing')
    """
    return _steps(steps) if steps else "nothing"


def of_the_demands(title: str, orders: int, done: Sequence[str], missing: int, demands: bool) -> str:
    """What an answer says of readings, under why the demands failed. demands: its readings are demands of the case.

    >>> of_the_demands("The full deal", 2, ["Meet"], 13, True)
    'As readings of one text they get only “Meet” done.'
    >>> of_the_demands("The full deal", 3, [], 13, True)
    'As readings of one text they get nothing done.'
    >>> of_the_demands("As agreed", 2, ["Ceasefire", "Monitors"], 2, False)
    'Read in two orders, “As agreed” gets only “Ceasefire” and “Monitors” done.'
    >>> of_the_demands("As agreed", 2, ["A", "B"], 0, False)
    'Read in two orders, “As agreed” gets everything done all the same.'
    >>> of_the_demands("As agreed", 1, ["A", "B"], 1, False)
    'As it is read, “As agreed” gets only “A” and “B” done.'
    """
    title = f"“{cut(titled(title)[1:-1], IN_SHORT)}”"
    what = f"only {_steps([cut(step, IN_SHORT) for step in done], 2)}" if done else "nothing"
    if orders == 1:
        text = f"As it is read, {title} gets"
    elif demands:
        text = "As readings of one text they get"
    else:
        text = f"Read in {_word(orders)} orders, {title} gets"
    if not missing:
        return f"{text} everything done all the same."
    return f"{text} {what} done."


def headline(title: str, orders: int, done: int, of: int) -> str:
    """Readings in a line: in how many orders an agreement is read, and how much of it gets done.

    >>> headline("Peace", 2, 1, 4), headline("Peace", 1, 4, 4)
    ('“Peace” is read in two orders: 1 of 4 steps gets done', '“Peace” is read in one order: 4 of 4 steps get done')
    """
    text = f"{titled(title)} is read in {_word(orders)} order{'' if orders == 1 else 's'}: {done:,} of {of:,} steps "
    return f"{text}{'gets' if done == 1 else 'get'} done"
