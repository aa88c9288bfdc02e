"""Sentences of another government: whether it would keep to a plan, and who would not begin for fear of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standoff.results.sentences.assessment import AFTER_THE_END
from standoff.results.sentences.wording import in_quotes, listing, opening, percent, points

__all__ = ["Government", "a_date", "keeps_in_draws", "wary_of", "why", "would_quit"]


@dataclass(frozen=True)
class Government:
    """Another government of a party: its title ("": none), its day in words, how likely it is, and the phase then.

    phase: 0 before the first, last + 1 after the end. known: whether it is known by which numbers it goes.
    """

    party: str
    title: str
    day: str
    chance: tuple[float, float]
    phase: int
    last: int
    known: bool


def why(
    who: Government,
    quits: bool,
    *,
    quits_in: int | None = None,
    more: float = 0.0,
    withheld: Sequence[str] = (),
    undone: Sequence[str] = (),
    openly: bool = False,
    factor: float | None = None,
) -> str:
    """Whether another government would keep to a plan, by its own numbers or, if nothing is known, by how much more.

    more: what quitting is worth more to it than carrying on, in points. factor: as in `Succession`.

    >>> beta = Government("Beta", "The hawks", "20 January 2029", (0.3, 0.6), 2, 4, True)
    >>> print(why(beta, True, quits_in=3, more=1.2, undone=["Visits"]))
    On 20 January 2029, in phase 2, “The hawks” may follow in Beta (30 to 60 %): they would quit in phase 3, by taking back “Visits”, which is worth 1.2 points more to them than carrying on.
    >>> print(why(beta, False, factor=2.16))
    On 20 January 2029, in phase 2, “The hawks” may follow in Beta (30 to 60 %): they would keep to this plan, unless costs counted 2.2 times as much for them against gains.
    >>> print(why(Government("Beta", "", "1 May 2028", (0.5, 0.5), 5, 4, False), False, factor=None))
    On 1 May 2028, after the end, another government may follow in Beta (50 %): with the numbers of this one they would keep to this plan, however much more costs counted for them against gains.
    """  # noqa: E501
    when = "before it begins" if not who.phase else _in(who.phase, who.last)
    name = in_quotes([who.title]) if who.title else "another government"
    head = f"On {who.day}, {when}, {name} may follow in {who.party} ({_chance(who.chance)}): "
    by = "" if who.known else "with the numbers of this one "
    if quits:
        acts = [f"taking back {in_quotes(undone)}"] if undone else []
        acts += [f"holding back {in_quotes(withheld)}"] if withheld else []
        how = "by leaving openly" if openly or not acts else f"by {listing(acts)}"
        at = _in(quits_in or 1, who.last)
        return f"{head}{by}they would quit {at}, {how}, which is worth {points(more)} more to them than carrying on."
    if factor is None:
        return f"{head}{by}they would keep to this plan, however much more costs counted for them against gains."
    return f"{head}{by}they would keep to this plan, unless costs counted {_more(factor)} for them against gains."


def _more(factor: float) -> str:
    """How much more something counts.

    >>> _more(1.004), _more(1.04), _more(2.16), _more(340.0)
    ('1 % more', '4 % more', '2.2 times as much', '340 times as much')
    """
    if factor < 2:
        return f"{max(1, round(100 * (factor - 1)))} % more"
    return f"{factor:.2g} times as much" if factor < 100 else f"{factor:.0f} times as much"


def _in(phase: int, last: int) -> str:
    return AFTER_THE_END if phase > last else f"in phase {phase}"


def _chance(chance: tuple[float, float]) -> str:
    low, high = (percent(one) for one in chance)
    return low if low == high else f"{low.removesuffix(' %')} to {high}"


def wary_of(others: Sequence[tuple[str, float]]) -> str:
    """Who would not begin if it took a successor that quits to be likelier than so, the wariest first.

    >>> wary_of([("A", 0.22), ("Gamma", 1.0)])
    'A would not begin if it took a successor that quits to be likelier than 22 %; Gamma would even if certain of it.'
    >>> wary_of([("Alpha", 0.22), ("Gamma", 0.4)])
    'Alpha would not begin if it took a successor that quits to be likelier than 22 %, nor Gamma above 40 %.'
    >>> wary_of([("Gamma", 1.0)]), wary_of([])
    ('Gamma would begin even if it were certain of a successor that quits.', '')
    """
    some = [(who, chance) for who, chance in others if chance < 1]
    sure = [who for who, chance in others if chance >= 1]
    if not some:
        it, were = ("it", "were") if len(sure) == 1 else ("they", "were")
        return (
            f"{opening(listing(sure))} would begin even if {it} {were} certain of a successor that quits."
            if sure
            else ""
        )
    (first, least), *rest = some
    said = f"{opening(first)} would not begin if it took a successor that quits to be likelier than {percent(least)}"
    if rest:
        said += f", nor {listing([f'{who} above {percent(chance)}' for who, chance in rest])}"
    return f"{said}; {listing(sure)} would even if certain of it." if sure else f"{said}."


def keeps_in_draws(share: float, draws: int) -> str:
    """In how many of the draws in which a plan holds the successor keeps to it.

    >>> keeps_in_draws(0.61, 124)
    'The successor keeps to it in 61 % of the 124 draws in which it holds.'
    """
    return f"The successor keeps to it in {percent(share)} of the {draws:,} draws in which it holds."


def would_quit(who: Government) -> str:
    """What is added to the weakest link where another government would quit, and nobody stays away for fear of it.

    >>> would_quit(Government("Washington", "", "20 January 2029", (0.3, 0.6), 2, 4, True))
    'If another government follows in Washington on 20 January 2029 (30 to 60 %), it would quit.'
    """
    name, verb = (f"{in_quotes([who.title])}", "follow") if who.title else ("another government", "follows")
    it = "they" if who.title else "it"
    return f"If {name} {verb} in {who.party} on {who.day} ({_chance(who.chance)}), {it} would quit."


def a_date(who: Government, wary: str, chance: float) -> str:
    """The weakest link where it is a date: another government that would quit, and who would not begin for it.

    >>> beta = Government("Washington", "", "20 January 2029", (0.3, 0.6), 2, 4, True)
    >>> print(a_date(beta, "Pyongyang", 0.22))
    A date: on 20 January 2029 another government may follow in Washington (30 to 60 %) that would quit; Pyongyang begins only if it takes that to be no likelier than 22 %.
    """  # noqa: E501
    name = f"{in_quotes([who.title])}" if who.title else "another government"
    return (
        f"A date: on {who.day} {name} may follow in {who.party} ({_chance(who.chance)}) that would quit; "
        f"{wary} begins only if it takes that to be no likelier than {percent(chance)}."
    )
