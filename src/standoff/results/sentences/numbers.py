"""Sentences of `numbers`: where the verdict flips, what a number rests on, and what bystanders do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.results.sentences.assessment import at_phase
from standoff.results.sentences.wording import listing, of_100, opening, percents, titled

__all__ = ["aside", "changed", "correlated", "group", "middle", "named", "no_say", "often", "rests", "turned"]

_CALLED: Mapping[str, str] = {"worth": "{name}, worth to {whom}"}


def changed(kind: str, name: str, whom: str, short: str) -> str:
    """What a change of a number is called.

    >>> changed("worth", "Peace treaty", "Washington", ""), changed("takes", "", "", "Peace treaty: how long it takes")
    ('Peace treaty, worth to Washington', 'Peace treaty: how long it takes')
    """
    return opening(_CALLED[kind].format(name=name, whom=whom) if kind in _CALLED else short)


_GROUPS: Mapping[str, str] = {
    "takes": "How long steps take",
    "seen": "How soon a breach is seen",
    "missed": "The chance that a breach is missed",
    "undo": "How long undoing takes",
    "until": "How long steps stay in force",
    "redo": "How soon steps can come back",
    "horizon": "How far ahead parties look",
    "chance": "How likely other governments are",
    "sincerity": "How sincere parties are",
    "pace": "The pace of the plan",
}
"""What numbers of each kind that are in nobody's points are called together."""


def group(kind: str, party: str = "", scale: str = "") -> str:
    """What numbers that are shown together are called: those in the points of a party, or those of a kind.

    >>> group("worth", "Moscow", "10 = its partnership with Pyongyang"), group("takes")
    ('Moscow, own points (10 = its partnership with Pyongyang)', 'How long steps take')
    """
    if not party:
        return _GROUPS[kind]
    return f"{opening(party)}, own points" + (f" ({scale})" if scale else "")


_NAMES: Mapping[str, str] = {
    "walkout_cost": "What walking out costs it",
    "seen with": "{name}, with {whom}",
    "pace": "From phase to phase",
}


def named(kind: str, name: str, whom: str, verified: bool) -> str:
    """What a number is called under the title of those that it is shown with.

    >>> named("worth", "peace treaty", "Moscow", False), named("seen", "freeze", "inspectors", True)
    ('Peace treaty', 'Freeze, with inspectors')
    """
    return opening(_NAMES.get(f"{kind} with" if verified else kind, "{name}").format(name=name, whom=whom))


def _happens(verdict: str, party: str | None, phase: int, last: int) -> str:
    """What becomes of a plan, after `it` or a name of it."""
    if verdict == "holds":
        return "it holds"
    if verdict == "refused":
        return f"{party} refuses it"
    return f"{party} walks out {at_phase(phase, last)}"


def turned(at: str, up: bool, becomes: str, party: str | None, phase: int, last: int) -> str:
    """What happens beyond a value at which the verdict flips. Rule: who refuses it, or who walks out first and when.

    >>> turned("−0.69", False, "refused", "Moscow", 0, 2)
    'Below −0.69 Moscow refuses it.'
    >>> turned("6 months", True, "breaks", "Washington", 2, 2), turned("3", True, "holds", None, 0, 2)
    ('Above 6 months Washington walks out at phase 2.', 'Above 3 it holds.')
    """
    return f"{'Above' if up else 'Below'} {at} {_happens(becomes, party, phase, last)}."


def middle(verdict: str, party: str | None, phase: int, last: int) -> str:
    """What becomes of a plan where all ranges are at their middle.

    >>> middle("holds", None, 0, 2), middle("breaks", "Alpha", 3, 2)
    ('At the middle of all ranges it holds.', 'At the middle of all ranges Alpha walks out after the end.')
    """
    return f"At the middle of all ranges {_happens(verdict, party, phase, last)}."


def often(title: str, share: float, between: tuple[float, float], draws: int) -> str:
    """In how many draws a plan holds. Rule: with where the share lies with 95 % confidence.

    >>> often("The interim deal", 0.41, (0.38, 0.43), 2000)
    '“The interim deal” holds in 41 of 100 draws (2,000 draws; with 95 % confidence in 38 % to 43 %).'
    """
    known = percents(*between)
    return f"{titled(title)} holds in {of_100(share)} ({draws:,} draws; with 95 % confidence in {known})."


def rests(sources: int, judgements: int, against: int = 0, stale: bool = False) -> str:
    """What a number rests on, in few words.

    >>> rests(1, 2), rests(0, 0), rests(2, 0, against=1, stale=True)
    ('1 source, 2 judgements', 'nothing', '2 sources, 1 against, stale')
    """
    counts = [(sources, "source", "sources"), (judgements, "judgement", "judgements")]
    said = [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]
    said += [f"{against} against"] * bool(against) + ["stale"] * stale
    return ", ".join(said) or "nothing"


def aside(party: str, counts: bool, against: float, counted: float, left_out: float) -> str:
    """A party that takes no step in a plan. Rule: how often it loses, and what its yes makes of the share of draws.

    >>> print(aside("Moscow", False, 0.41, 0.41, 0.7))
    Moscow takes no step in it, and likes it less than today in 41 of 100 draws. Should it count as refusing it then? If so the plan holds in 41 of 100 draws, if not in 70. Now it is left out.
    """  # noqa: E501
    return (
        f"{opening(party)} takes no step in it, and likes it less than today in {of_100(against)}. Should it count "
        f"as refusing it then? If so the plan holds in {of_100(counted)}, if not in {_bare(left_out)}. "
        f"Now it {'counts' if counts else 'is left out'}."
    )


def _bare(share: float) -> str:
    """A share of draws where it was said before of how many."""
    return of_100(share).removesuffix(" of 100 draws")


def correlated(count: int) -> str:
    """That numbers which move with others were changed one at a time.

    >>> correlated(1), correlated(4)
    ('1 number that moves with others was changed alone here.', '4 numbers that move with others were changed alone here, one at a time.')
    """  # noqa: E501
    if count == 1:
        return "1 number that moves with others was changed alone here."
    return f"{count:,} numbers that move with others were changed alone here, one at a time."


def no_say(names: Sequence[str]) -> str:
    """Whose points come from an order alone, and so are no rows here.

    >>> no_say(["Alpha"])
    'The points of Alpha come from its order alone: they are no numbers of their own, and not listed.'
    """
    whose = "its order" if len(names) == 1 else "their orders"
    return f"The points of {listing(names)} come from {whose} alone: they are no numbers of their own, and not listed."
