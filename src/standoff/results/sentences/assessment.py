"""Sentences of question 2: who does not want a plan, who breaks it, when, by which breach and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from standoff.results.sentences.wording import (
    Courses,
    after,
    asked,
    in_quotes,
    listing,
    opening,
    percent,
    points,
    points_enough,
    span,
)

__all__ = [
    "Scene",
    "at_phase",
    "begins",
    "breach",
    "done",
    "if_it_breaks",
    "lasting",
    "shown",
    "times",
    "what_stays",
    "why_against",
    "why_breaks",
    "why_holds",
    "why_nothing_binds",
    "why_nothing_to_quit",
    "why_refused",
    "why_unafraid",
    "would_walk",
]


_NAMED = 2
"""So many steps that a plan keeps are named; more are counted."""

_MOST_TIMES = 4
"""So many times at which a failure may show are told apart in a sentence."""


def shown(years: float, courses: Courses = ()) -> str:
    """When a failure shows, with the chance of each time if breaches of it may be missed.

    >>> shown(0.25), shown(float("inf"))
    ('shows after 3 months', 'never shows')
    >>> shown(0.25, [(0.8, 0.25), (0.15, 1.0), (0.05, float("inf"))])
    'shows after 3 months (80 %), after 12 months (15 %) or never (5 %)'
    """
    return _seen("shows", years, courses)


def times(years: float, courses: Courses) -> str:
    """The times at which a failure may show, each with its chance.

    >>> times(0.25, [(0.5, 0.25), (0.2, 0.5), (0.1, 1.0), (0.1, 2.0), (0.1, float("inf"))])
    'after 3 months (50 %), after 6 months (20 %), after 12 months (10 %) or later or never (20 %)'
    """
    told: dict[str, float] = {}
    for chance, time in courses:
        told[after(time)] = told.get(after(time), 0.0) + chance
    if len(told) > _MOST_TIMES:
        *first, last = told.items()
        kept = dict(first[: _MOST_TIMES - 1])
        told = {**kept, "later or never" if last[0] == "never" else "later": 1 - sum(kept.values())}
    if len(told) < 2:
        return after(years)
    *some, rest = [f"{time} ({percent(chance)})" for time, chance in told.items()]
    return f"{', '.join(some)} or {rest}"


def _seen(verb: str, years: float, courses: Courses) -> str:
    told = times(years, courses)
    return f"never {verb}" if told == "never" else f"{verb} {told}"


def at_phase(phase: int, last: int, word: str = "at") -> str:
    """When something happens, by the phase of so many; what comes after the last is after the end.

    >>> at_phase(3, 4), at_phase(5, 4), at_phase(3, 4, "in")
    ('at phase 3', 'after the end', 'in phase 3')
    """
    return f"{word} phase {phase}" if phase <= last else AFTER_THE_END


AFTER_THE_END = "after the end"
"""What the row after the last phase is called."""


def begins(starts: Sequence[float]) -> list[str]:
    """When each phase begins and, last, when everything is done, by the years from the start of the plan.

    Where that would be told as the phase before is, it is told how much later it is.

    >>> begins([0.0, 1 / 6, 1 / 6 + 1 / 365.25, 0.25])
    ['at once', '2 months', '1 day after that', '3 months']
    >>> begins([0.0, 0.0, 0.0])
    ['at once', 'at once after that', 'at once after that']
    """
    told = [span(start) for start in starts]
    return [
        f"{span(start - starts[n - 1])} after that" if n and told[n] == told[n - 1] else told[n]
        for n, start in enumerate(starts)
    ]


def done(starts: Sequence[float]) -> str:
    """When everything is done, after the last phase as in `begins`.

    >>> done([0.0, 1 / 6, 0.25]), done([0.0, 1 / 6, 1 / 6 + 1 / 365.25]), done([0.0, 1 / 6, 1 / 6]), done([0.0, 0.0])
    ('after 3 months', '1 day after phase 2 begins', 'as soon as phase 2 begins', 'at once')
    """
    last, end = starts[-2], starts[-1]
    if span(end) != span(last) or span(end) == "at once":
        return after(end)
    later = span(end - last)
    return (
        f"as soon as phase {len(starts) - 1} begins"
        if later == "at once"
        else f"{later} after phase {len(starts) - 1} begins"
    )


def lasting(begins: float | None, ends: float | None) -> str:
    """When something is in force: from when until when, in years; None: never at all, or for good.

    >>> lasting(None, None), lasting(0, None), lasting(0.25, None)
    ('never', 'for good', 'from 3 months on')
    >>> lasting(0, 0.25), lasting(0.25, 0.5), lasting(0, 0), lasting(0.25, 0.25)
    ('for 3 months', 'from 3 months to 6 months', 'gone at once', 'gone at once')
    """
    if begins is None:
        return "never"
    at_once = span(begins) == "at once"
    if ends is None:
        return "for good" if at_once else f"from {span(begins)} on"
    if span(ends - begins) == "at once":
        return "gone at once"
    return f"for {span(ends)}" if at_once else f"from {span(begins)} to {span(ends)}"


def why_refused(
    party: str, shortfall: float, costs: Sequence[str], others: Sequence[str] = (), takes_part: bool = True
) -> str:
    """Who refuses a plan, by how much it loses, what weighs most, who else refuses, and whether it takes part at all.

    >>> why_refused("Alpha", 2.0, ["Open the harbour"])
    'Alpha does not want this plan: it would leave Alpha 2 points worse off than now. What weighs most is “Open the harbour”. That is a matter of terms: more trust would not mend it.'
    """  # noqa: E501
    text = f"{opening(party)} does not want this plan: it would leave {party} {points(shortfall)} worse off than now."
    if costs:
        text += f" What weighs most is {in_quotes(costs)}."
    if others:
        text += f" It would also leave {listing(others)} worse off."
    if not takes_part:
        text += f" {opening(party)} takes no step in it, but its consent is needed."
    return text + " That is a matter of terms: more trust would not mend it."


def why_against(
    party: str,
    shortfall: float,
    harms: Sequence[tuple[str, float]],
    helps: Sequence[tuple[str, float]],
    tried: bool = True,
) -> str:
    """A bystander that loses: by how much, and what it could do to those who are needed, by a move of its own.

    harms, helps: to whom, and at most by how many of their points; `tried`: whether all its moves were looked at.

    >>> print(why_against("Gamma", 3.0, [("Alpha", 4.0), ("Beta", 1.5)], [("Beta", 1.0)]))
    Gamma is against it: it takes no part, and would be 3 points worse off than now. By a move of its own it could cost Alpha up to 4 points and Beta up to 1.5 points, or bring Beta up to 1 point, each in their own.
    >>> print(why_against("Gamma", 3.0, [], []))
    Gamma is against it: it takes no part, and would be 3 points worse off than now. By a move of its own it could do nothing to those who take part.
    """  # noqa: E501
    text = f"{opening(party)} is against it: it takes no part, and would be {points(shortfall)} worse off than now."
    if not tried:
        return text + " It has too many moves of its own for what they could do to be said."
    parts = [
        f"{verb} {listing([f'{name} up to {points(amount)}' for name, amount in some])}"
        for verb, some in (("cost", harms), ("bring", helps))
        if some
    ]
    if not parts:
        return text + " By a move of its own it could do nothing to those who take part."
    each = ", each in their own" if len(harms) + len(helps) > 1 else " of its own"
    return text + f" By a move of its own it could {', or '.join(parts)}{each}."


def what_stays(keeps: Sequence[str], granted: Sequence[str]) -> str:
    """What of the steps in force now a plan keeps, and what it takes for granted; empty where nothing is in force.

    >>> what_stays(["Truce"], [])
    'It keeps “Truce”, which is in force now: whoever would rather end it can.'
    >>> what_stays(["Truce", "Fuel", "Food"], [])
    'It keeps the 3 steps that are in force now: whoever would rather end one can.'
    >>> what_stays([], ["Truce", "Fuel"])
    'It takes for granted that “Truce” and “Fuel” stay in force.'
    """
    parts = []
    if len(keeps) > _NAMED:
        which = f"{len(keeps)} of the steps" if granted else f"the {len(keeps)} steps"
        parts.append(f"It keeps {which} that are in force now: whoever would rather end one can.")
    elif keeps:
        are, one = ("is", "it") if len(keeps) == 1 else ("are", "one")
        parts.append(f"It keeps {in_quotes(keeps)}, which {are} in force now: whoever would rather end {one} can.")
    if granted:
        parts.append(
            f"It takes for granted that {in_quotes(granted)} {'stays' if len(granted) == 1 else 'stay'} in force."
        )
    return " ".join(parts)


def if_it_breaks(phase: int, last: int, worths: Sequence[tuple[str, float]]) -> str:
    """What each party has, against now, if everything stops where a plan breaks first.

    >>> if_it_breaks(3, 4, [("Alpha", -2.0), ("Beta", 3.0), ("Gamma", 0.0)])
    'If it breaks in phase 3, Alpha is left 2 points worse off than now and Beta 3 points better off.'
    >>> if_it_breaks(5, 4, [("Alpha", 1.0)]), if_it_breaks(1, 4, [("Alpha", 0.0)])
    ('If it breaks after the end, Alpha is left 1 point better off than now.', 'If it breaks in phase 1, everybody is left as now.')
    """  # noqa: E501
    when = at_phase(phase, last, "in")
    told = [
        (f"{name} {{}}{points(abs(worth))} {'worse' if worth < 0 else 'better'} off", worth) for name, worth in worths
    ]
    left = [text for text, worth in told if worth]
    if not left:
        return f"If it breaks {when}, everybody is left as now."
    first, *others = left
    return f"If it breaks {when}, {listing([first.format('is left ') + ' than now', *(o.format('') for o in others)])}."


def breach(undone: Sequence[str], withheld: Sequence[str]) -> str:
    """Breaches in words: made steps that are taken back, due ones that are not made.

    >>> breach(["Fuel"], ["Tests", "Talks"])
    'taking back “Fuel” and not doing “Tests” and “Talks”'
    """
    parts = [f"taking back {in_quotes(undone)}"] if undone else []
    parts += [f"not doing {in_quotes(withheld)}"] if withheld else []
    return " and ".join(parts)


@dataclass(frozen=True)
class Scene:
    """Who is at the start of which phase of how many, years into the plan, and the breach in question.

    undone: made steps that are taken back; withheld: due ones that are not made; shows: years until it shows;
    margin: carrying on less walking out, in the party's points. courses: if there are several, the breach may be
    missed, and what it is worth is an average. openly: it leaves openly, by no breach, and everything stops at once.
    """

    party: str
    phase: int
    last: int
    begins: float
    undone: Sequence[str]
    withheld: Sequence[str]
    shows: float
    margin: float
    courses: Courses = ()
    openly: bool = False

    @property
    def averaged(self) -> str:
        """What to add to an amount that depends on chance."""
        return " on average" if len(self.courses) > 1 else ""

    def seen(self, would: bool = False) -> str:
        """When the others see it."""
        if self.openly:
            return f"everything {'would stop' if would else 'stops'} at once"
        told = _seen("see it", self.shows, self.courses)
        if not would:
            return f"the others {told}"
        return f"the others would {told}"

    @property
    def when(self) -> str:
        """The phase, and how far into the plan it begins."""
        started = span(self.begins)
        ago = f" ({started} in)" if started != "at once" else ""
        return at_phase(self.phase, self.last) + ago

    @property
    def breach(self) -> str:
        """What is breached, or that it leaves openly."""
        return "leaving openly" if self.openly else breach(self.undone, self.withheld)


def why_breaks(
    scene: Scene,
    keeps: Sequence[str],
    lasts: Sequence[str],
    until: float,
    loses: Sequence[str],
    cost: float,
    bond: float,
) -> str:
    """Who walks, when, by which breach, what it keeps and loses, how soon that shows, and what would hold it.

    keeps: what it likes and has for good all the same; lasts: what it has for a time, at most `until` years; loses:
    what it never gets; cost: its walk-out cost; bond: what would have to be added to that.

    >>> scene = Scene("Beta", 2, 2, 0.25, [], ["Lift the ban"], 0.5, -3.0)
    >>> print(why_breaks(scene, ["Open the harbour"], [], 0.0, [], cost=0.0, bond=3.4))
    Beta walks out at phase 2 (3 months in): it gains 3 points by not doing “Lift the ban”. It keeps “Open the harbour” for good and has nothing to lose by it; the others see it after 6 months. A bond of 3.4 points would be just enough to hold it.
    >>> print(why_breaks(scene, [], ["Fuel", "Food"], 2.5, ["Port dues"], cost=1.0, bond=3.4))
    Beta walks out at phase 2 (3 months in): it gains 3 points by not doing “Lift the ban”. It keeps “Fuel” and “Food” for up to 2.5 years more and loses “Port dues” and its walk-out cost of 1 point; the others see it after 6 months. A further bond of 3.4 points would be just enough to hold it.
    """  # noqa: E501
    text = f"{opening(scene.party)} walks out {scene.when}: "
    text += f"it gains {points(-scene.margin)}{scene.averaged} by {scene.breach}."
    kept = [f"{in_quotes(keeps)} for good"] if keeps else []
    kept += [f"{in_quotes(lasts)} for {'up to ' * (len(lasts) > 1)}{span(until)} more"] if lasts else []
    text += " If nothing is missed, it keeps " if scene.averaged else " It keeps "
    text += listing(kept) or "nothing that the plan gives it"
    lost = [in_quotes(loses)] if loses else []
    lost += [f"its walk-out cost of {points(cost)}"] if cost > 0 else []
    if lost:
        text += f" and loses {listing(lost)}"
    elif not lasts:
        text += " and has nothing to lose by it"
    text += f"; {scene.seen()}."
    if math.isinf(bond) and math.isinf(scene.shows):
        return text + " So no bond would hold it."
    if math.isinf(bond):
        return text + " By then no bond would count enough to hold it."
    return text + f" A {'further ' * (cost > 0)}bond of {points_enough(bond)} would be just enough to hold it."


def why_holds(
    own: Scene, theirs: Scene, group: Sequence[str], *, trust: float, loss: float, kept: float, most: bool = True
) -> str:
    """Of whom trust is asked (`most`: more than of anybody else), when, and the bet that asks for it.

    own, theirs: the party at the phase with the failure of its own, and with that of the others, that make up the
    bet. The same act is looked at in both worlds: what having carried on costs if they fail, and what quitting costs if
    they do not.

    >>> own = Scene("Alpha", 1, 2, 0.0, [], ["Fuel"], 0.25, 2.5)
    >>> theirs = Scene("Alpha", 1, 2, 0.0, [], ["Lift the ban"], 0.5, 2.5)
    >>> print(why_holds(own, theirs, ["Beta"], trust=0.615, loss=4.0, kept=2.5))
    Most is asked of Alpha at phase 1: it must be at least 62 % sure that nobody else fails. If Beta fails by not doing “Lift the ban”, which shows after 6 months, having carried on leaves Alpha 4 points worse off than quitting by not doing “Fuel”; if nobody else fails, quitting so costs it 2.5 points.
    >>> own = Scene("Alpha", 1, 2, 0.0, [], [], 0.0, 0.0, openly=True)
    >>> print(why_holds(own, theirs, ["Beta", "Gamma"], trust=1.0, loss=4.0, kept=0.0, most=False))
    Alpha carries on at phase 1 if it is at least 100 % sure that nobody else fails. If Beta and Gamma fail by not doing “Lift the ban”, which shows after 6 months, having carried on leaves Alpha 4 points worse off than leaving openly; if nobody else fails, leaving costs it nothing.
    """  # noqa: E501
    if most:
        text = f"Most is asked of {own.party} {own.when}: it must be "
    else:
        text = f"{opening(own.party)} carries on {own.when} if it is "
    text += f"at least {asked(trust)} sure that nobody else fails. "
    text += f"If {listing(group)} {'fails' if len(group) == 1 else 'fail'} by {theirs.breach}, "
    text += f"which {shown(theirs.shows, theirs.courses)}, "
    act, again = ("leaving openly", "leaving") if own.openly else (f"quitting by {own.breach}", "quitting so")
    averaged = theirs.averaged or own.averaged
    text += f"having carried on leaves {own.party} {points(loss)} worse off{averaged} than {act}; "
    return text + f"if nobody else fails, {again} costs it {points(kept) if kept > 0 else 'nothing'}."


def why_unafraid(scene: Scene) -> str:
    """What to say of a party that would not walk out and that no failure of the others would hurt.

    >>> print(why_unafraid(Scene("Alpha", 2, 2, 0.25, ["Fuel"], [], 0.5, 2.5)))
    Alpha carries on at phase 2 (3 months in), whatever it thinks of the others: that is worth 2.5 points more to it than walking out, and whichever way they failed, it would be no worse off for having carried on.
    """  # noqa: E501
    more = f"{points(scene.margin)} more" if scene.margin > 0 else "no less"
    text = f"{opening(scene.party)} carries on {scene.when}, whatever it thinks of the others: "
    text += f"that is worth {more} to it than walking out, "
    return text + "and whichever way they failed, it would be no worse off for having carried on."


def would_walk(scene: Scene) -> str:
    """By which breach a party would walk out if it did.

    >>> would_walk(Scene("Alpha", 2, 2, 0.25, ["Fuel"], [], 0.5, 2.5))
    'If it walked out, it would be by taking back “Fuel”; the others would see it after 6 months.'
    >>> would_walk(Scene("Alpha", 2, 2, 0.25, [], [], 0.0, 2.5, openly=True))
    'If it walked out, it would be by leaving openly; everything would stop at once.'
    """
    return f"If it walked out, it would be by {scene.breach}; {scene.seen(would=True)}."


def why_nothing_to_quit(scene: Scene) -> str:
    """What to say of a party that has no breach that begins at this phase.

    >>> why_nothing_to_quit(Scene("Alpha", 2, 2, 0.25, [], [], 0.0, 0.0))
    'Alpha has nothing to quit at phase 2 (3 months in): no step that costs it something is due from it then, or done and in its power to take back. So no trust is asked of it.'
    """  # noqa: E501
    text = f"{opening(scene.party)} has nothing to quit {scene.when}: "
    text += "no step that costs it something is due from it then, "
    return text + "or done and in its power to take back. So no trust is asked of it."


def why_nothing_binds(title: str) -> str:
    """What to say of a plan in which nobody risks anything.

    >>> why_nothing_binds("Alpha first")
    'Nobody has anything to lose by carrying on with “Alpha first”: it asks for no trust.'
    """
    return f"Nobody has anything to lose by carrying on with “{title}”: it asks for no trust."
