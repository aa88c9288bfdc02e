"""How a finding is said: short sentences that a desk officer can read aloud."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.results.records import Frontier, NamedDeal

__all__ = [
    "Alteration",
    "Scene",
    "amount",
    "asked",
    "asked_at_first",
    "at_least",
    "breach",
    "change",
    "doses",
    "frontier_counted",
    "lasting",
    "listing",
    "lowered",
    "moving_to",
    "number",
    "opening",
    "orders_that_hold",
    "percent",
    "percents",
    "quantity",
    "quantity_in_short",
    "remedy",
    "shown",
    "so_again",
    "span",
    "times",
    "walks_out",
    "where_bounds",
    "where_named",
    "why_between",
    "why_breaks",
    "why_deterred",
    "why_group",
    "why_holds",
    "why_it_stays",
    "why_nothing_binds",
    "why_nothing_to_quit",
    "why_refused",
    "why_unafraid",
    "why_undecided",
    "why_undeterred",
    "would_walk",
]

Courses = Sequence[tuple[float, float]]
"""All that can happen after a failure: with which chance it shows after how many years (infinite: never)."""

_MOST_TIMES = 4
"""So many times at which a failure may show are told apart in a sentence."""

_UNITS = (("day", 1 / 365.25, 13.5), ("week", 7 / 365.25, 8.5), ("month", 1 / 12, 23.5))
"""Units of time: what each is called, how many years it lasts, and up to how many of it are counted."""


def opening(text: str) -> str:
    """A text that opens a sentence or stands in a table: its first letter is a capital.

    >>> opening("the United States")
    'The United States'
    """
    return text[:1].upper() + text[1:]


def listing(names: Sequence[str]) -> str:
    """Names in a row, the last joined by "and".

    >>> listing(["tests", "launches", "exports"])
    'tests, launches and exports'
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def _quoted(names: Sequence[str]) -> str:
    return listing([f"“{name}”" for name in names])


def number(value: float) -> str:
    """A number with two or three digits that count.

    >>> [number(x) for x in (12.345, 0.01234, 3.0, -0.5, 123.4, 0)]
    ['12.3', '0.012', '3', '−0.5', '123', '0']
    """
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits = 2 if abs(value) < 1 else 3
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{abs(value):,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def points(value: float) -> str:
    """An amount in a party's own points.

    >>> points(1), points(2.25)
    ('1 point', '2.25 points')
    """
    text = number(value)
    return f"{text} point" if text == "1" else f"{text} points"


def percent(share: float) -> str:
    """A share as a percentage, never rounded to a certainty that it is not.

    >>> [percent(x) for x in (0.6152, 0.999, 1.0, 0.005, 0.0)]
    ['62 %', 'more than 99 %', '100 %', 'less than 1 %', '0 %']
    """
    text = f"{100 * share:.0f} %"
    if text == "0 %" and share > 0:
        return "less than 1 %"
    return "more than 99 %" if text == "100 %" and share < 1 else text


def percents(low: float, high: float) -> str:
    """Between which shares something lies; one where both are told alike.

    >>> percents(0.46, 0.61), percents(0.996, 0.999)
    ('46 % to 61 %', 'more than 99 %')
    """
    ends = dict.fromkeys((percent(low), percent(high)))
    return " to ".join(ends)


def stake(value: float) -> str:
    """A value of information, in thousandths of what is at stake, as a percentage.

    >>> stake(0.0262), stake(0.0), stake(0.0004)
    ('2.6 %', '0 %', 'less than 0.1 %')
    """
    if 0 < value < 0.0005:
        return "less than 0.1 %"
    return f"{100 * value:.1f} %" if value else "0 %"


def started(holds: float, trust: float, start: bool, ordered: bool = False) -> str:
    """Whether a plan is to be started with what is known; `ordered`: of some party no more than an order is known.

    >>> started(0.41, 0.5, False)
    'It holds in 41 % of the draws, and starting it pays from 50 % on: with what is known, it is not to be started.'
    """
    verb = "it is to be started" if start else "it is not to be started"
    pays = f"starting it pays from {percent(trust)} on"
    sets = "value sets that fit what is known" if ordered else "draws"
    return f"It holds in {percent(holds)} of the {sets}, and {pays}: with what is known, {verb}."


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


def amount(value: float, unit: str) -> str:
    """A number of a case in a table: points as they are, times with their unit, chances as percentages.

    >>> amount(-0.45, "points"), amount(0.5, "years"), amount(0.2, "chance")
    ('−0.45', '6 months', '20 %')
    """
    return {"years": span, "chance": percent}.get(unit, number)(value)


def span(years: float) -> str:
    """A time in words.

    >>> span(0.5 / 365.25)
    'at once'
    >>> [span(t) for t in (0, 3 / 365.25, 7 / 365.25, 6 / 52, 1 / 12, 0.25, 1, 2.5, 30, float("inf"))]
    ['at once', '3 days', '1 week', '6 weeks', '1 month', '3 months', '12 months', '2.5 years', '30 years', 'never']
    """
    if math.isinf(years):
        return "never"
    if round(365.25 * years) < 1:
        return "at once"
    # What is whole in some unit is said in it; anything else in the unit in which its number is small.
    for whole in (True, False):
        for unit, size, most in reversed(_UNITS) if whole else _UNITS:
            amount = round(years / size)
            if amount >= 1 and years / size < most and (not whole or abs(years / size - amount) < 0.01):
                return f"{amount} {unit}{'' if amount == 1 else 's'}"
    return f"{number(round(years, 1))} years"


def after(years: float) -> str:
    """When something shows.

    >>> after(0), after(0.25)
    ('at once', 'after 3 months')
    """
    text = span(years)
    return text if text in ("at once", "never") else f"after {text}"


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
    """Who does not want a plan, by how much, what weighs most, who else does not, and whether it takes part at all.

    >>> why_refused("Alpha", 2.0, ["Open the harbour"])
    'Alpha does not want this plan: it would leave Alpha 2 points worse off than now. What weighs most is “Open the harbour”. That is a matter of terms: more trust would not mend it.'
    """  # noqa: E501
    text = f"{opening(party)} does not want this plan: it would leave {party} {points(shortfall)} worse off than now."
    if costs:
        text += f" What weighs most is {_quoted(costs)}."
    if others:
        text += f" It would also leave {listing(others)} worse off."
    if not takes_part:
        text += f" {opening(party)} takes no step in it; whether its displeasure stops anyone is left to the reader."
    return text + " That is a matter of terms: more trust would not mend it."


def breach(undone: Sequence[str], withheld: Sequence[str]) -> str:
    """Breaches in words: made steps that are taken back, due ones that are not made.

    >>> breach(["Fuel"], ["Tests", "Talks"])
    'taking back “Fuel” and not doing “Tests” and “Talks”'
    """
    parts = [f"taking back {_quoted(undone)}"] if undone else []
    parts += [f"not doing {_quoted(withheld)}"] if withheld else []
    return " and ".join(parts)


@dataclass(frozen=True)
class Scene:
    """Who is at the start of which phase of how many, years into the plan, and the breach in question.

    undone: made steps that are taken back; withheld: due ones that are not made; shows: years until it shows;
    margin: carrying on less walking out, in the party's points. courses: if there are several, the breach may be
    missed, and what it is worth is an average.
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

    @property
    def averaged(self) -> str:
        """What to add to an amount that depends on chance."""
        return " on average" if len(self.courses) > 1 else ""

    def seen(self, would: bool = False) -> str:
        """When the others see it."""
        told = _seen("see it", self.shows, self.courses)
        if not would:
            return f"the others {told}"
        return f"the others would {told}"

    @property
    def when(self) -> str:
        """The phase, and how far into the plan it begins."""
        started = span(self.begins)
        ago = f" ({started} in)" if started != "at once" else ""
        return (f"at phase {self.phase}" if self.phase <= self.last else "once everything is done") + ago

    @property
    def breach(self) -> str:
        """What is breached."""
        return breach(self.undone, self.withheld)


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
    kept = [f"{_quoted(keeps)} for good"] if keeps else []
    kept += [f"{_quoted(lasts)} for {'up to ' * (len(lasts) > 1)}{span(until)} more"] if lasts else []
    text += " If nothing is missed, it keeps " if scene.averaged else " It keeps "
    text += listing(kept) or "nothing that the plan gives it"
    lost = [_quoted(loses)] if loses else []
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
    return text + f" A {'further ' * (cost > 0)}bond of {points(bond)} would be just enough to hold it."


def why_holds(scene: Scene, trust: float, group: Sequence[str], exposure: float, most: bool = True) -> str:
    """Of whom trust is asked (`most`: more than of anybody else), when, what it fears (the breach), what it gains.

    >>> print(why_holds(Scene("Alpha", 1, 2, 0.0, [], ["Lift the ban"], 0.5, 2.5), 0.615, ["Beta"], 4.0))
    Most is asked of Alpha at phase 1: it must be at least 62 % sure that nobody else fails. If Beta fails by not doing “Lift the ban”, which shows after 6 months, Alpha is 4 points worse off than if it had quit in time; carrying on is worth 2.5 points more to it than walking out.
    >>> print(why_holds(Scene("Alpha", 1, 2, 0.0, [], ["Lift the ban"], 0.5, 0.0), 1.0, ["Beta"], 4.0, most=False))
    Alpha carries on at phase 1 if it is at least 100 % sure that nobody else fails. If Beta fails by not doing “Lift the ban”, which shows after 6 months, Alpha is 4 points worse off than if it had quit in time; carrying on is worth no more to it than walking out.
    """  # noqa: E501
    if most:
        text = f"Most is asked of {scene.party} {scene.when}: it must be "
    else:
        text = f"{opening(scene.party)} carries on {scene.when} if it is "
    text += f"at least {asked(trust)} sure that nobody else fails. "
    text += f"If {listing(group)} {'fails' if len(group) == 1 else 'fail'} by {scene.breach}, "
    text += f"which {shown(scene.shows, scene.courses)}, "
    text += f"{scene.party} is {points(exposure)} worse off{scene.averaged} than if it had quit in time; "
    more = f"{points(scene.margin)} more" if scene.margin > 0 else "no more"
    return text + f"carrying on is worth {more} to it than walking out."


def why_unafraid(scene: Scene) -> str:
    """What to say of a party that would not walk out and that no failure of the others would hurt.

    >>> print(why_unafraid(Scene("Alpha", 2, 2, 0.25, ["Fuel"], [], 0.5, 2.5)))
    Alpha carries on at phase 2 (3 months in), whatever it thinks of the others: that is worth 2.5 points more to it than walking out, and no failure of theirs would leave it worse off than if it had quit in time.
    """  # noqa: E501
    more = f"{points(scene.margin)} more" if scene.margin > 0 else "no less"
    text = f"{opening(scene.party)} carries on {scene.when}, whatever it thinks of the others: "
    text += f"that is worth {more} to it than walking out, "
    return text + "and no failure of theirs would leave it worse off than if it had quit in time."


def why_group(scene: Scene, gains: Sequence[tuple[str, float]]) -> str:
    """Which parties would gain by breaching together, when, how much each, by what, and when it shows.

    >>> scene = Scene("Alpha and Beta", 2, 3, 0.25, ["Patrols"], ["Tests"], 0.5, 0.0)
    >>> print(why_group(scene, [("Alpha", 1.0), ("Beta", 1.5)]))
    Alpha and Beta would both gain by breaching together at phase 2 (3 months in), and neither would alone: by taking back “Patrols” and not doing “Tests”, Alpha gains 1 point and Beta 1.5 points. It shows after 6 months.
    >>> print(why_group(scene, [("Alpha", 1.0), ("Beta", 1.5), ("Gamma", 2)])[:101])
    Alpha and Beta would all gain by breaching together at phase 2 (3 months in), and no fewer of them wo
    """  # noqa: E501
    both, alone = ("both", "neither would alone") if len(gains) == 2 else ("all", "no fewer of them would")
    each = [f"{name} {'gains ' * (not place)}{points(gain)}" for place, (name, gain) in enumerate(gains)]
    each[-1] += scene.averaged
    text = f"{opening(scene.party)} would {both} gain by breaching together {scene.when}, and {alone}: "
    return text + f"by {scene.breach}, {listing(each)}. It {shown(scene.shows, scene.courses)}."


def so_again(phases: Sequence[int], last: int) -> str:
    """At which further phases a group would gain by breaching together; empty where there is none.

    >>> so_again([3, 4], 4), so_again([3, 5], 4), so_again([], 4)
    ('So they would at phases 3 and 4.', 'So they would at phase 3 and once everything is done.', '')
    """
    within = [str(phase) for phase in phases if phase <= last]
    when = [f"at phase{'s' * (len(within) > 1)} {listing(within)}"] if within else []
    when += ["once everything is done"] * (len(within) < len(phases))
    return f"So they would {listing(when)}." if when else ""


def why_between(scene: Scene | None, into: float, holds: bool, exact: bool = True) -> str:
    """What breaches begun between phase starts come to, `into` years into the phase; None: never to a smaller margin.

    holds: whether the plan holds at phase starts; exact: whether all sets of breaches were tried.

    >>> print(why_between(None, 0.0, True))
    Checked also for breaches begun between phase starts: it still holds, and the smallest margin is no smaller.
    >>> print(why_between(None, 0.0, False, exact=False))
    Checked also for breaches begun between phase starts, as far as sets of breaches were tried: none pays more than one at a phase start.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, ["Fuel"], [], 0.5, 0.25), 0.5, True))
    Checked also for breaches begun between phase starts: it still holds. The smallest margin is that of Beta 6 months into phase 1: 0.25 points, against taking back “Fuel”.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, ["Fuel"], [], 0.5, -0.14), 0.5, True))
    Checked also for breaches begun between phase starts: it does not hold then. Beta would walk out 6 months into phase 1: it gains 0.14 points by taking back “Fuel”; the others see it after 6 months.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, ["Fuel"], [], 0.5, -0.14), 0.5, False))
    Checked also for breaches begun between phase starts: they can pay more than at a phase start. Beta would walk out 6 months into phase 1: it gains 0.14 points by taking back “Fuel”; the others see it after 6 months.
    """  # noqa: E501
    tried = "" if exact else ", as far as sets of breaches were tried"
    text = f"Checked also for breaches begun between phase starts{tried}: "
    if scene is None:
        return text + (
            "it still holds, and the smallest margin is no smaller."
            if holds
            else "none pays more than one at a phase start."
        )
    into_it = span(into) if span(into) != "at once" else "just"
    if scene.margin < 0:
        text += "it does not hold then. " if holds else "they can pay more than at a phase start. "
        text += f"{opening(scene.party)} would walk out {into_it} into phase {scene.phase}: "
        return text + f"it gains {points(-scene.margin)}{scene.averaged} by {scene.breach}; {scene.seen()}."
    text += f"{'it still holds' if holds else 'none pays'}. The smallest margin is that of {scene.party} "
    return text + f"{into_it} into phase {scene.phase}: {points(scene.margin)}{scene.averaged}, against {scene.breach}."


def where_bounds(parties: Sequence[str], groups: bool) -> str:
    """Where not all sets of breaches were tried: of which parties by themselves, and whether also of groups.

    >>> print(where_bounds(["Alpha"], False))
    walking out is worth at least what is shown to Alpha, its margin at most: not all sets of its breaches were tried
    >>> print(where_bounds([], True))
    not all sets of breaches by groups were tried, so that a group that would gain may be missing
    """
    whose = "its" if len(parties) == 1 else "their"
    text = f"walking out is worth at least what is shown to {listing(parties)}, {whose} margin at most: "
    parts = [text + f"not all sets of {whose} breaches were tried"] if parties else []
    missing = "not all sets of breaches by groups were tried, so that a group that would gain may be missing"
    return "; ".join([*parts, *([missing] if groups else [])])


def would_walk(scene: Scene) -> str:
    """By which breach a party would walk out if it did.

    >>> would_walk(Scene("Alpha", 2, 2, 0.25, ["Fuel"], [], 0.5, 2.5))
    'If it walked out, it would be by taking back “Fuel”; the others would see it after 6 months.'
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


def asked(trust: float) -> str:
    """Trust asked, as a percentage, is rounded up: less would not do.

    >>> asked(0.6101), asked(0.61), asked(1.0), asked(0.001), asked(0.0)
    ('62 %', '61 %', '100 %', '1 %', '0 %')
    """
    return f"{math.ceil(round(100 * trust, 6)):.0f} %"


def at_least(bound: float) -> str:
    """A lower bound on trust, as a percentage, is rounded down: it must stay true.

    >>> at_least(0.5266), at_least(0.0)
    ('52.6 %', '0.0 %')
    """
    return f"{math.floor(round(1000 * bound, 6)) / 10:.1f} %"


def orders_that_hold(holding: int, every: int) -> str:
    """How many orders of single steps hold; numbers that are no longer exact are rounded.

    >>> orders_that_hold(12, 5040)
    'Orders of single steps that hold if time on the way is not counted: 12 of 5,040.'
    >>> orders_that_hold(0, 2432902008176640000)
    'Orders of single steps that hold if time on the way is not counted: 0 of 2.43 × 10^18.'
    """
    counts = [f"{count:,}" if count < 10**12 else _large(count) for count in (holding, every)]
    return f"Orders of single steps that hold if time on the way is not counted: {counts[0]} of {counts[1]}."


def _large(count: int) -> str:
    digits, power = f"{count:.2e}".split("e+")
    return f"{digits} × 10^{int(power)}"


def why_nothing_binds(title: str) -> str:
    """What to say of a plan in which nobody risks anything.

    >>> why_nothing_binds("Alpha first")
    'Nobody has anything to lose by carrying on with “Alpha first”: it asks for no trust.'
    """
    return f"Nobody has anything to lose by carrying on with “{title}”: it asks for no trust."


# ------------------------------------------------------------------------------------ learning on the way


def walks_out(party: str, phase: int, last: int, seen: int | None, pays: float) -> str:
    """When an insincere party would walk out, and from which phase on the others know that it did not (None: never).

    pays: what that brings it over carrying on.

    >>> walks_out("Beta", 1, 3, 2, pays=0.5)
    'An insincere Beta would walk out at phase 1; from phase 2 on, the others know that it did not.'
    >>> walks_out("Beta", 3, 3, 4, pays=-0.5)
    'An insincere Beta would walk out at phase 3, where that costs it least; once everything is done, the others know that it did not.'
    >>> walks_out("Beta", 4, 3, None, pays=0.5)
    'An insincere Beta would wait until everything is done, so nothing is learned of it on the way.'
    """  # noqa: E501
    text = f"An insincere {party} would "
    if phase > last:
        return text + "wait until everything is done, so nothing is learned of it on the way."
    text += f"walk out at phase {phase}{', where that costs it least' * (pays < 0)}; "
    if seen is None:
        return text + "that would show too late for the others to learn from it."
    return text + f"{_from(seen, last)}, the others know that it did not."


def _from(phase: int, last: int) -> str:
    return f"from phase {phase} on" if phase <= last else "once everything is done"


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


# ------------------------------------------------------------------------------------ what would mend it


@dataclass(frozen=True)
class Alteration:
    """A remedy at a place: the names of step and party, a phase, how much, and the number before and after.

    members: the names of the steps of a `together` entry.
    """

    step: str
    party: str
    phase: int
    amount: float
    before: float
    after: float
    members: Sequence[str] = ()


_REMEDIES: dict[str, Callable[[Alteration], str]] = {
    "bond": lambda a: f"a bond of {points(a.amount)} that {a.party} loses when it is caught",
    "guarantee": lambda a: f"a guarantee pays {a.party} {points(a.amount)} when another party is caught",
    "sooner": lambda a: f"a breach of “{a.step}” is seen {after(a.after)}, not {after(a.before)}",
    "inspectors": lambda a: f"every breach {f'of {a.party} ' * bool(a.party)}is seen {_sooner(a.amount)}",
    "automatic": lambda a: f"“{a.step}” lapses by itself when the plan breaks down",
    "faster": lambda a: f"“{a.step}” can be taken back {_within(a.after)}, not {_within(a.before)}",
    "slower": lambda a: f"“{a.step}” can be taken back only {_within(a.after)}, not {_within(a.before)}",
    "longer": lambda a: f"{a.party} looks {span(a.after)} ahead, not {span(a.before)}",
    "shorter": lambda a: f"{a.party} looks only {span(a.after)} ahead, not {span(a.before)}",
    "split": lambda a: f"“{a.step}” comes in two halves, in phases {a.phase} and {a.phase + 1}",
    "drop": lambda a: f"“{a.step}” is left out",
    "add": lambda a: f"“{a.step}” is added in phase {a.phase}",
    "worth": lambda a: f"“{a.step}” is worth {points(a.amount)} more to {a.party}",
    "support": lambda a: f"support worth {points(a.amount)} to {a.party} flows while the whole deal is in force",
    "less_support": lambda a: (
        f"{_quoted(a.members)} together take {_lost(a.after)} from {a.party}, not {_lost(a.before)}"
    ),
}


def _sooner(share: float) -> str:
    return f"{percent(share)} sooner"


def _lost(worth: float) -> str:
    return points(-worth) if worth < 0 else "nothing"


def doses(size: float) -> str:
    """The size of a remedy.

    >>> doses(1.0), doses(0.5), doses(20)
    ('1 usual dose', '0.5 usual doses', '20 usual doses')
    """
    text = number(size)
    return f"{text} usual dose{'' if text == '1' else 's'}"


def _within(years: float) -> str:
    text = span(years)
    return text if text in ("at once", "never") else f"in {text}"


def remedy(kind: str, alteration: Alteration) -> str:
    """A remedy in words.

    >>> remedy("sooner", Alteration("Lift the ban", "", 0, 0.5, 0.5, 0.25))
    'a breach of “Lift the ban” is seen after 3 months, not after 6 months'
    >>> remedy("worth", Alteration("Lift the ban", "Alpha", 0, 2.5, 3.0, 5.5))
    '“Lift the ban” is worth 2.5 points more to Alpha'
    >>> remedy("inspectors", Alteration("", "", 0, 0.5, 0.0, 0.0))
    'every breach is seen 50 % sooner'
    """
    return _REMEDIES[kind](alteration)


# ------------------------------------------------------------------------------------------ where we are


def change(made: Sequence[str], ended: Sequence[str]) -> str:
    """A move in words: what it brings into force and what it ends.

    >>> change(["Tests"], ["Aid", "Talks"])
    'starting “Tests” and ending “Aid” and “Talks”'
    """
    parts = [f"starting {_quoted(made)}"] if made else []
    parts += [f"ending {_quoted(ended)}"] if ended else []
    return " and ".join(parts)


def moving_to(label: str) -> str:
    """A move in words, to a state that has a name.

    >>> moving_to("Both wait")
    'moving to “Both wait”'
    """
    return f"moving to “{label}”"


def why_it_stays(party: str) -> str:
    """What to say of a party without an improvement.

    >>> why_it_stays("Alpha")
    'No move of its own would leave Alpha better off than now.'
    """
    return f"No move of its own would leave {party} better off than now."


def why_undeterred(party: str, move: str) -> str:
    """What to say of an improvement that nothing deters.

    >>> why_undeterred("Alpha", "ending “Aid”")
    'Alpha would do better by ending “Aid”, and nothing that the others can do deters it.'
    """
    return f"{opening(party)} would do better by {move}, and nothing that the others can do deters it."


def why_undecided(party: str, move: str) -> str:
    """What to say of an improvement of which it was not found out whether it is deterred.

    >>> why_undecided("Alpha", "ending “Aid”")
    'Alpha would do better by ending “Aid”. Whether the others can deter it was not found out.'
    """
    return f"{opening(party)} would do better by {move}. Whether the others can deter it was not found out."


_READINGS = {
    "seq": "Each of these moves pays whoever makes it, so the threat is credible.",
    "smr": "{Party} could not escape that, but the answer would cost the others something too.",
    "gmr": "That would cost the others something too, and {party} could still respond.",
}

_WITHOUT_PAY = {
    "smr": "{Party} could not escape that. Whether the answer would pay the others was not asked.",
    "gmr": "{Party} could still respond. Whether the answer would pay the others was not asked.",
}


def why_deterred(
    party: str, move: str, answers: Sequence[tuple[str, str]], concept: str, *, pay_asked: bool = True
) -> str:
    """The best improvement of a party and the answer that deters it: pairs (mover, move in words).

    pay_asked: whether it was asked if the answer pays those who give it.

    >>> why_deterred("Alpha", "ending “Aid”", [("Beta", "starting “Tests”")], "seq")
    'Alpha would gain at first by ending “Aid”. But then Beta can answer by starting “Tests”, which leaves Alpha no better off than now. Each of these moves pays whoever makes it, so the threat is credible.'
    """  # noqa: E501
    chain = ", then ".join(f"{mover} can answer by {answer}" for mover, answer in answers)
    text = f"{opening(party)} would gain at first by {move}. But then {chain}, "
    text += f"which leaves {party} no better off than now. "
    readings = _READINGS if pay_asked else _WITHOUT_PAY
    return text + readings[concept].format(party=party, Party=opening(party))


def notion(concept: str) -> str:
    """What a notion of stability is called in a row of a table or in a sentence.

    >>> notion("gmr"), notion("strong_gmr"), notion("seq_a")
    ('GMR', 'strong GMR', 'SEQ of type a')
    """
    name, _, kind = concept.partition("_")
    if name == "strong":
        return f"strong {kind.upper()}"
    return f"{name.upper()} of type {kind}" if kind in ("a", "b", "c", "d") else concept.upper()


def notions(concepts: Sequence[str]) -> str:
    """Notions in a sentence.

    >>> notions(["nash", "gmr"]), notions([])
    ('NASH and GMR', 'no notion')
    """
    return listing([notion(concept) for concept in concepts]) or "no notion"


def misread(party: str, what: str, sees: str, there_is: str) -> str:
    """What a party takes to be otherwise than it is.

    >>> misread("Alpha", "the worth of “Aid” to Beta", "2", "4 to 9")
    'Alpha takes the worth of “Aid” to Beta to be 2; it is 4 to 9.'
    """
    return f"{opening(party)} takes {what} to be {sees}; it is {there_is}."


def taken_for_granted(party: str, rule: str) -> str:
    """What a party believes cannot be otherwise, and the case does not say.

    >>> taken_for_granted("Alpha", "not blockade")
    'Alpha takes it for granted that `not blockade`; no rule of the case says so.'
    """
    return f"{opening(party)} takes it for granted that `{rule}`; no rule of the case says so."


def surprise(party: str, other: str, expects: Sequence[str], itself: Sequence[str], every: bool = True) -> str:
    """What a party expects of another one now, and what the other one would do; `every`: all notions were looked at.

    >>> surprise("Alpha", "Beta", [], ["gmr", "seq"])
    'As Alpha sees it, Beta would leave; as Beta sees it, it would stay under GMR and SEQ.'
    >>> surprise("Alpha", "Beta", ["gmr"], ["gmr", "seq"])
    'As Alpha sees it, Beta would stay under GMR; as Beta sees it, it would stay under GMR and SEQ.'
    """
    leaves = "would leave" if every else "would not stay"

    def does(concepts: Sequence[str]) -> str:
        return f"would stay under {notions(concepts)}" if concepts else leaves

    return f"As {party} sees it, {other} {does(expects)}; as {other} sees it, it {does(itself)}."


_ANSWERS: Mapping[str, str] = {
    "nobody": "Nobody else is left to answer.",
    "none": "Nothing that the others can do would spoil that for any of them.",
    "paying": "But the others can answer by moves that pay them, so that one of them is no better off than now.",
    "costly": "The others could answer so that one of them is no better off than now, if they accept what it costs.",
    "some": "The others could answer so that one of them is no better off than now.",
    "unknown": "The others could answer so that one of them is no better off than now; whether that would pay them is "
    "not worked out for so many states.",
}


def why_together(parties: Sequence[str], move: str, joint: Sequence[str], answer: str) -> str:
    """What a coalition could leave now for, which of it only they can do together, and what the others could answer.

    answer: nobody, none, paying, costly, some or unknown.

    >>> why_together(["Alpha", "Beta"], "starting “Treaty”", ["Treaty"], "nobody")
    'Together, Alpha and Beta would both gain by starting “Treaty”, which neither of them can do alone. Nobody else is left to answer.'
    """  # noqa: E501
    if len(parties) == 1:
        text = f"{opening(parties[0])} would gain by {move}"
    else:
        text = f"Together, {listing(parties)} would {'both' if len(parties) == 2 else 'all'} gain by {move}"
    if joint:
        which = "which" if len(joint) == 1 and move == change(joint, []) else f"of which {_quoted(joint)}"
        nobody = "neither of them" if len(parties) == 2 else "none of them"
        rest = f"{nobody} can do alone" if which == "which" else "can only be done together"
        text += f", {which} {rest}"
    told = _ANSWERS[answer].replace("one of them", "it").replace("any of them", "it") if len(parties) == 1 else None
    return f"{text}. {told or _ANSWERS[answer]}"


def then_stable(concepts: Sequence[str]) -> str:
    """What to say of a state that a coalition could go to; nothing if it is no equilibrium.

    >>> then_stable(["nash", "gmr"]), then_stable([])
    ('That would be stable for all under NASH and GMR.', '')
    """
    return f"That would be stable for all under {listing([name.upper() for name in concepts])}." if concepts else ""


def jumps_counted(counts: Mapping[str, int], from_now: bool) -> str:
    """How many equilibrium jumps there are, by concept; nothing if there is none.

    >>> jumps_counted({"nash": 5, "seq": 1200}, from_now=True)
    'Groups could go from now straight to another equilibrium that all their members prefer: 5 such jumps under NASH and 1,200 under SEQ.'
    >>> jumps_counted({"nash": 1, "seq": 0}, from_now=False), jumps_counted({"nash": 0}, from_now=True)
    ('Groups could leave an equilibrium for another one that all their members prefer: 1 such jump under NASH.', '')
    """  # noqa: E501
    some = [(name, count) for name, count in counts.items() if count]
    if not some:
        return ""
    said = [
        f"{count:,}{_SUCH[count == 1] if not n else ''} under {name.upper()}" for n, (name, count) in enumerate(some)
    ]
    way = "go from now straight to another equilibrium" if from_now else "leave an equilibrium for another one"
    return f"Groups could {way} that all their members prefer: {listing(said)}."


_SUCH = {True: " such jump", False: " such jumps"}


def why_no_coalition_leaves(parties: Sequence[str]) -> str:
    """What to say of a coalition that stays because there is nothing that all of it prefers.

    >>> why_no_coalition_leaves(["Alpha", "Beta"])
    'Alpha and Beta can bring about nothing together that both prefer to now.'
    """
    if len(parties) == 1:
        return f"{opening(parties[0])} can bring about nothing alone that it prefers to now."
    all_of_them = "both" if len(parties) == 2 else "all"
    return f"{opening(listing(parties))} can bring about nothing together that {all_of_them} prefer to now."


_WISHES: Mapping[str, str] = {
    "before": "{0} before {1}",
    "same_phase": "{all} in the same phase",
    "first": "{all} in the first phase",
    "last": "{all} in the last phase",
    "most_phases": "at most {number}",
}


def wish(kind: str, names: Sequence[str], number: int = 0) -> str:
    """What a deal wishes of its plans, in words.

    >>> wish("before", ["A", "B"]), wish("last", ["A", "B"]), wish("most_phases", [], 1)
    ('“A” before “B”', '“A” and “B” in the last phase', 'at most 1 phase')
    """
    phases = f"{number} phase{'' if number == 1 else 's'}"
    return _WISHES[kind].format(*(f"“{name}”" for name in names), all=_quoted(names), number=phases)


_ACHIEVED: Mapping[str, str] = {
    "least-trust": "no plan asks for less than {}",
    "least-at-risk": "no plan puts less than {} at risk",
    "largest-margin": "no smallest margin is larger than {} of the stake",
    "fastest": "no plan is done sooner than {}",
    "deepest": "no deeper part of the deal has such a plan; this one gives all at least {} of what the whole would",
}
"""What is proved of a plan that is the best at something."""


def achieved(objective: str, best_possible: float | None, proved: bool = True) -> str:
    """How good the plan found is at what was looked for, and whether it is proved to be (nearly) the best.

    >>> achieved("least-trust", 0.5266), achieved("fastest", 6.0)
    ('proved: no plan asks for less than 52.6 %', 'proved: no plan is done sooner than after 6 months')
    >>> achieved("least-at-risk", None)
    'the best found, not proved'
    >>> achieved("least-trust", 0.05, proved=False)
    'the best found; no plan asks for less than 5.0 %'
    """
    if best_possible is None:
        return "the best found, not proved"
    if objective == "least-trust" and proved and at_least(best_possible) == at_least(0.0):
        return "proved: within 1 % of the least that any plan can ask for"
    told: Mapping[str, Callable[[float], str]] = {
        "largest-margin": lambda share: f"{math.ceil(round(1000 * share, 6)) / 10:.1f} %",
        "fastest": lambda months: after(months / 12),
    }
    return ("proved: " if proved else "the best found; ") + _ACHIEVED[objective].format(
        told.get(objective, at_least)(best_possible)
    )


# ------------------------------------------------------------------------------- all deals: the frontier


def frontier_counted(found: Frontier) -> str:
    """How many deals there are, hold and are unbeaten, and how many are shown."""
    if not found.holding:
        return f"Of {found.looked_at:,} deals none was found that holds."
    shown = "all are shown" if len(found.deals) == found.unbeaten else f"{len(found.deals)} are shown"
    verb = "holds" if found.holding == 1 else "hold"
    stands = "1 of them is" if found.unbeaten == 1 else f"{found.unbeaten:,} of them are"
    if found.holding == 1:
        stands = "it is"
    return (
        f"Of {found.looked_at:,} deals, {found.wanted:,} could be wanted by all and {found.holding:,} {verb} by the "
        f"plans found; {stands} beaten by no other ({shown})."
    )


def share_at_least(share: float) -> str:
    """The smallest share of gain, as a lower bound.

    >>> share_at_least(0.56), share_at_least(0.004), share_at_least(1.0)
    ('at least 56 %', 'less than 1 %', 'all')
    """
    if share >= 1 - 1e-9:
        return "all"
    return f"at least {percent(share)}" if share >= 0.005 else percent(share)


def where_named(named: NamedDeal) -> str:
    """Where a deal of the case lies."""
    if named.standing == "none" or named.plan is None:
        return f"“{named.title}”: no plan was found that holds."
    asks = f"asks for {asked(named.plan.trust or 0.0)} trust"
    if named.standing == "unbeaten":
        where = f"deal {named.number}" if named.number else "a deal that is not shown"
        return f"“{named.title}” {asks} and no other deal beats it ({where})."
    better = f"deal {named.beaten_by}" if named.beaten_by else "a deal that is not shown"
    less = "gives nobody less, asks for no more trust, takes no longer and has no larger symbolic share for anybody"
    return f"“{named.title}” {asks} and is beaten: {better} {less}."


_QUANTITIES: Mapping[str, str] = {
    "worth": "What “{name}” is worth to {whom}",
    "takes": "How long “{name}” takes",
    "seen": "How soon a breach of “{name}” is seen",
    "seen with": "How soon a breach of “{name}” is seen with “{whom}”",
    "missed": "The chance that a breach of “{name}” is missed",
    "undo": "How long undoing “{name}” takes",
    "horizon": "How far ahead {name} looks",
    "walkout_cost": "What walking out costs {name}",
    "pace": "The pace of the plan",
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
    "horizon": "{name}: how far ahead it looks",
    "walkout_cost": "{name}: what walking out costs",
    "pace": "The pace of the plan",
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
