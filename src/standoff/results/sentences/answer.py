"""Sentences of question 0: the headline, and one under each of eight labels; each says its rule.

Every sentence is true of every case that can reach it. Shares of draws are those of the draws that judge, names are cut
where they are long, and what a sentence needs and a case does not have is said to be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.results.records.answer import Best, Ending, Failed, Failing, First, Held, Rests, Way
from standoff.results.records.evidence import Coverage
from standoff.results.sentences import evidence
from standoff.results.sentences.sureness import likelihood
from standoff.results.sentences.wording import (
    LONGEST,
    as_one,
    cut,
    in_quotes,
    listing,
    of_100,
    opening,
    percent,
    points,
    span,
    titled,
    two_digits,
)
from standoff.results.sentences.wording import asked as asked_of

__all__ = [
    "LABELS",
    "called",
    "confidence",
    "headline",
    "how_likely",
    "if_it_fails",
    "labels",
    "of_100",
    "titled",
    "unassessed",
    "weakest_link",
    "what_holds",
    "what_to_do_first",
    "where_we_are",
    "why_the_demands_failed",
]

LABELS: Mapping[str, str] = {
    "where": "Where we are",
    "demands": "Why the demands failed",
    "holds": "What holds",
    "weakest": "Weakest link",
    "fails": "If it fails",
    "likely": "How likely",
    "confidence": "Confidence",
    "first": "What to do first",
}
"""The eight labels, in their order, as they are where a demand fails."""

FAILS = 0.5
"""A demand that holds in fewer of the draws fails."""

MOST = 264
"""So many characters a sentence of the answer has at most, for one page."""

TRACE = 0.01
"""What is less than this share of a party's stake is a trace."""

NAMED = 3
"""So many parties or titles are named one by one; more are counted."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


# ------------------------------------------------------------------------------------------------ parts of sentences


def called(name: str) -> str:
    """A name in a sentence: on one line, cut where it is long, in quotation marks where it reads as several.

    >>> called("Russia"), called("A " + "very " * 20 + "long name"), called("A and B")
    ('Russia', 'A very very very very very very very very very…', '“A and B”')
    """
    return as_one(cut(name))


def _word(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _some(names: Sequence[str]) -> str:
    """Names in a row; of many the first few, and how many more there are."""
    if len(names) <= NAMED:
        return listing(names)
    return f"{', '.join(names[:NAMED])} and {_word(len(names) - NAMED)} more"


def _all(count: int) -> str:
    """All of so many parties.

    >>> [_all(n) for n in (1, 2, 5)]
    ['it', 'both', 'all five']
    """
    return {1: "it", 2: "both"}.get(count, f"all {_word(count)}")


# ------------------------------------------------------------------------------------------------------- the headline


def labels(best: Best | None) -> Mapping[str, str]:
    """The eight labels for an answer. Rule: it is told why the demands failed where one of them fails most often.

    >>> labels(None)["demands"]
    'The demands'
    """
    failed = best is not None and any(one.kind == "plan" and one.sure.holds < FAILS for one in best.rivals)
    return LABELS if failed else {**LABELS, "demands": "The demands"}


def headline(
    holds: float | None, phases: int, demands: Sequence[float], nothing: str = "", demanded: bool = False
) -> str:
    """The finding. Rule: what becomes of the demands of the case, then whether a deal was found that is likely to hold.

    holds: the share of draws in which the best deal found holds (None: none was found). demands: the same of the plans
    of the case. nothing: why no plan could be assessed. demanded: whether the best deal is one of the demands. Likely
    is what holds in 55 of 100 draws at least (ICD 203); of a best deal that holds in fewer the share is said.

    >>> headline(0.87, 4, [0.0, 0.02])
    'Neither of the two demands on the table is likely to hold. A deal in four phases is.'
    >>> headline(0.31, 2, [])
    'The best deal found, in two phases, holds in no more than 31 of 100 draws.'
    >>> headline(0.0, 1, [])
    'The best deal found, in one phase, holds in none of the draws that judge it.'
    >>> headline(None, 0, [0.0])
    'The demand on the table does not hold, and no deal was found that does.'
    >>> headline(0.9, 1, [0.7, 0.0])
    'One of the two demands on the table is likely to hold. The best deal found is likely to, too, in one phase.'
    >>> headline(0.7, 2, [0.7], demanded=True)
    'The demand on the table is likely to hold. It is the best deal found, in two phases.'
    >>> headline(None, 0, [], nothing="its parties have no horizon")
    'Where things stand can be said; which deal would hold cannot.'
    """
    if nothing:
        return "Where things stand can be said; which deal would hold cannot."
    good, never = sum(share >= LIKELY for share in demands), not any(demands)
    always = bool(good) and all(share == 1.0 for share in demands if share >= LIKELY)
    if len(demands) == 1:
        does = "holds" if always else "is likely to hold" if good else "does not hold" if never else _UNLIKELY
        said = f"The demand on the table {does}"
    elif good == len(demands):
        said = f"{opening(_all(good))} demands on the table {'hold' if always else 'are likely to hold'}"
    else:
        none = "Neither" if len(demands) == 2 else "None"
        which = none if not good else opening(_word(good))
        does = "is likely to hold" if good < 2 else "are likely to hold"
        if never or always:
            does = "holds" if good < 2 else "hold"
        said = f"{which} of the {_word(len(demands))} demands on the table {does}"
    if holds is None:
        return f"{said}, {'but' if good else 'and'} no deal was found that does." if demands else _NOTHING
    in_phases = f"in {_word(phases)} phase{'' if phases == 1 else 's'}"
    if demanded:
        best = f"{'It' if len(demands) == 1 else 'One of them'} is the best deal found, {in_phases}."
    elif holds < LIKELY:
        most = f"no more than {of_100(holds)}" if holds else "none of the draws that judge it"
        best = f"The best deal found, {in_phases}, holds in {most}."
    elif not demands:
        best = f"A deal {in_phases} is likely to hold."
    elif good:
        best = f"The best deal found {'does' if always and holds == 1.0 else 'is likely to'}, too, {in_phases}."
    else:
        best = f"A deal {in_phases} {'does' if never and holds == 1.0 else 'is likely to' if never else 'is'}."
    return f"{said}. {best}" if demands else best


LIKELY = 0.55
"""From this share of draws on a deal is likely to hold."""

_UNLIKELY = "is not likely to hold"

_NOTHING = "No deal was found that holds."


def unassessed(label: str) -> str:
    """What stands under a label where no plan can be assessed. Rule: that it cannot be said, and under one label why.

    >>> unassessed("likely")
    'This cannot be said: no plan of this case can be assessed.'
    """
    if label == "first":
        return "Say in the case what steps are worth and how far ahead parties look: then plans can be assessed."
    return "This cannot be said: no plan of this case can be assessed."


# ------------------------------------------------------------------------------------------------- the eight sentences


def where_we_are(
    parties: Sequence[str],
    movers: Sequence[str],
    held: Sequence[str],
    unknown: bool = False,
    often: tuple[float, int] | None = None,
) -> str:
    """Who could gain by moving first. Rule: at the middle of the ranges, then in how many draws nobody could.

    movers: who would gain by changing alone what is in force; held: those of them whom an answer of the others deters.
    unknown: of somebody it was not found out. often: in which share of how many draws nobody would gain (None: none).

    >>> where_we_are(["A", "B"], [], [], often=(1.0, 16))
    'Neither of the two parties would gain by moving alone, in any of 16 draws, so today lasts until both move.'
    >>> where_we_are(["A", "B", "C"], ["B", "C"], ["C"])
    'Today does not last by itself: B would gain by moving alone. C would too, but for what others could do then.'
    >>> where_we_are(["A", "B", "C"], ["A"], ["A"])
    'Today lasts by fear alone: A would gain by moving alone, and the answer of others could undo that.'
    >>> where_we_are(["A"], [], [], often=(0.4, 200))
    'A would not gain by moving; this is so in 40 % of 200 draws.'
    """
    free = [mover for mover in movers if mover not in held]
    if free:
        said = f"Today does not last by itself: {_some(free)} would gain by moving alone."
        if held:
            said += f" {_some(held)} would too, but for what others could do then."
        return said
    if held:
        return (
            f"Today lasts by fear alone: {_some(held)} would gain by moving alone, and the answer of others "
            "could undo that."
        )
    if unknown:
        return "Whether a party would gain by moving alone was not found out for all of them: the case is too large."
    if len(parties) == 1:
        said, then = f"{parties[0]} would not gain by moving", ""
    else:
        none = "Neither of the two" if len(parties) == 2 else f"None of the {_word(len(parties))}"
        said = f"{none} parties would gain by moving alone"
        then = ", so today lasts until both move" if len(parties) == 2 else ", so today lasts until several move"
    if often is None:
        return f"{said}{then}."
    share, draws = often
    if share == 1.0:
        return f"{said}, in any of {draws:,} draws{then}."
    return f"{said}; this is so in {percent(share)} of {draws:,} draws."


def why_the_demands_failed(demands: Sequence[Failed], read: str = "") -> str:
    """Who refuses the demands or breaks them. Rule: demands that fail in the same way, by the same party, together.

    The way is the most frequent one. A demand that holds in at least half of the draws is said to hold. read: what gets
    done where an agreement is read in several orders; it is said last, and demands that fail alike are not named then.

    >>> why_the_demands_failed([])
    'The case names no plan that anybody demands.'
    >>> why_the_demands_failed([Failed("All at once", "refused", "P", 0.1), Failed("Disarm first", "refused", "P", 0)])
    '“All at once” and “Disarm first” fail: most often P loses by them and refuses.'
    >>> why_the_demands_failed([Failed("X", "breaks", "W", 0.1), Failed("Y", "holds", "", 0.8)])
    '“X” fails: most often W walks out. “Y” does not fail: it holds in 80 of 100 draws.'
    >>> why_the_demands_failed([Failed("X", "holds", "", 0.7), Failed("Y", "holds", "", 0.8)])
    '“X” and “Y” do not fail: each holds in at least 70 of 100 draws.'
    >>> why_the_demands_failed([Failed("X", "refused", "P", 0), Failed("Y", "refused", "P", 0)], "Nothing gets done.")
    'Both fail: mostly P refuses. Nothing gets done.'
    >>> demands = [Failed("X", "breaks", "W", 0), Failed("Y", "holds", "", 1)]
    >>> why_the_demands_failed(demands, "Nothing gets done. " * 14)[:48]
    'One fails: mostly W walks out. One does not fail'
    """
    if not demands:
        return read or "The case names no plan that anybody demands."
    groups: dict[tuple[str, str], list[Failed]] = {}
    for demand in demands:
        groups.setdefault((demand.how, demand.who), []).append(demand)
    several = sorted(groups.items(), key=lambda group: group[0][0] == "holds")
    alike = bool(read) and len(groups) == 1 and len(demands) > 1
    said = [*(_fared(group, alike and _all(len(demands)), bool(read)) for group in several), *([read] if read else [])]
    if read and len(" ".join(said)) > MOST:
        said = [*(_fared(group, _word(len(group[1])), True) for group in several), read]
    return " ".join(said)


def _fared(group: tuple[tuple[str, str], list[Failed]], counted: str | bool, briefly: bool = False) -> str:
    """How some demands fare that fare alike; by their titles, or as so many. briefly: where more is to be said."""
    (how, who), several = group
    one = len(several) == 1
    titles = opening(counted) if isinstance(counted, str) else _some([titled(demand.title) for demand in several])
    if how == "holds":
        least = min(demand.holds for demand in several)
        return (
            f"{titles} {'does' if one else 'do'} not fail: {'it holds' if one else 'each holds'} in "
            f"{'' if one or least >= 0.995 else 'at least '}{of_100(least)}."
        )
    loses = "" if briefly else f"loses by {'it' if one else 'them'} and "
    does = f"{loses}refuses" if how == "refused" else "walks out"
    return f"{titles} {'fails' if one else 'fail'}: {'mostly' if briefly else 'most often'} {who} {does}."


def what_holds(found: Held | None, deals: int, tried: int) -> str:
    """The best deal found, and for whom it is better than today. Rule: with all numbers in the middle of their ranges.

    Where it does not hold there, it says what becomes of it. By the calendar, it begins on the day of the case. deals,
    tried: how many deals and plans were looked at.

    >>> said = what_holds(Held("", 4, 3.0, "holds", 3, 2, ["A", "B", "C"], [], "July 2029"), 100, 9)
    >>> print(said)  # doctest: +NORMALIZE_WHITESPACE
    An exchange in four phases over about 3 years, to July 2029: all three parties gain, and at no stage does anybody
    gain more by quitting than by carrying on.
    >>> said = what_holds(Held("Swap", 1, 0.0, "holds", 3, 2, ["A", "B"], ["C"]), 100, 9)
    >>> print(said)  # doctest: +NORMALIZE_WHITESPACE
    “Swap” in one phase, done at once: A and B gain, and at no stage does anybody gain more by quitting than by
    carrying on. C loses by it, and has no say.
    >>> print(what_holds(Held("", 2, 0.5, "breaks", 2, 2, [], []), 0, 9))  # doctest: +NORMALIZE_WHITESPACE
    With all numbers in the middle, nothing: the best deal found, in two phases, then breaks, and holds in other
    draws.
    >>> what_holds(None, 12, 9)
    'Nothing that was found: none of 9 plans that were tried, out of 12 deals, holds in any draw.'
    """
    if found is None:
        out_of = f", out of {deals:,} deal{'' if deals == 1 else 's'}," if deals else ""
        if not tried:
            return (
                f"Nothing that was found: of {deals:,} deals, none." if deals else "Nothing: there was no plan to try."
            )
        return f"Nothing that was found: none of {tried:,} plans that were tried{out_of} holds in any draw."
    phases = f"in {_word(found.phases)} phase{'' if found.phases == 1 else 's'}"
    if found.verdict != "holds":
        becomes = "is refused" if found.verdict == "refused" else "breaks"
        return (
            f"With all numbers in the middle, nothing: the best deal found, {phases}, then {becomes}, "
            "and holds in other draws."
        )
    what = titled(found.title) if found.title else "An exchange" if found.needed > 1 else "A plan of one party"
    time = span(found.years)
    takes = ", done at once" if time == "at once" else f" over about {time}{f', to {found.done}' if found.done else ''}"
    if found.winners and len(found.winners) == found.parties > 1:
        gain = f"{_all(found.parties)} parties gain"
    elif found.winners:
        gain = f"{_some(found.winners)} {'gains' if len(found.winners) == 1 else 'gain'}"
    else:
        gain = "nobody gains by it"
    one = len(found.against) == 1
    loses = f"{_some(found.against)} {'loses' if one else 'lose'} by it, and {'has' if one else 'have'} no say."
    said = f"{what} {phases}{takes}: {gain}, and at no stage does anybody gain more by quitting than by carrying on."
    return f"{said} {loses}" if found.against else said


def weakest_link(most: Failing | None, found: bool = True, trust: tuple[str, int, float] | None = None) -> str:
    """Where the deal fails most often over the draws. Rule: the more frequent of the likeliest refusal and break.

    found: whether there is a deal. trust: where it fails in no draw, who must trust most, at which phase, and how much.

    >>> weakest_link(Failing("refused", "W", 0.13))
    'If it fails, then most likely because W does not want it: it refuses in 13 of 100 draws.'
    >>> way = Way(False, ["Full relief"], [], 1.8)
    >>> print(weakest_link(Failing("breaks", "W", 0.06, 4, 4, way, "May 2028")))  # doctest: +NORMALIZE_WHITESPACE
    Phase 4, from May 2028, where W breaks it in 6 of 100 draws; its best way out is to hold back “Full relief”, which
    shows after 22 months.
    >>> weakest_link(None, trust=("W", 2, 0.365))
    'None broke in any draw; the most trust is asked of W, in phase 2: it must be 37 % sure that nobody else fails.'
    >>> weakest_link(None, found=False)
    'There is none, as no deal was found that holds.'
    """
    if not found:
        return "There is none, as no deal was found that holds."
    if most is None:
        if trust is None:
            return "None: it held in every draw."
        who, phase, asked = trust
        return (
            f"None broke in any draw; the most trust is asked of {who}, in phase {phase}: it must be "
            f"{asked_of(asked)} sure that nobody else fails."
        )
    if most.how == "refused":
        return f"If it fails, then most likely because {most.who} does not want it: it refuses in {of_100(most.share)}."
    after = most.phase is not None and most.phase > most.phases
    where = "After the end" if after else f"Phase {most.phase}"
    where += f", from {most.when}" if most.when else ""
    return f"{where}, where {most.who} breaks it in {of_100(most.share)}{_way_out(most.way)}."


def _way_out(way: Way | None) -> str:
    if way is None or not (way.openly or way.held_back or way.taken_back):
        return ""
    if way.openly:
        return "; its best way out is to leave openly"
    acts = [f"hold back {_steps(way.held_back)}"] if way.held_back else []
    acts += [f"take back {_steps(way.taken_back)}"] if way.taken_back else []
    shows = "never shows" if way.shows is None else f"shows {_after(way.shows)}"
    return f"; its best way out is to {listing(acts)}, which {shows}"


def _after(years: float) -> str:
    time = span(years)
    return time if time == "at once" else f"after {time}"


def _steps(names: Sequence[str]) -> str:
    if len(names) > 2:
        return f"“{names[0]}” and {_word(len(names) - 1)} more steps"
    return in_quotes(names)


def if_it_fails(worst: Sequence[Ending], ahead: Sequence[str], found: bool = True) -> str:
    """What it costs if everything stops half-way. Rule: at the worst moment of each needed party.

    All numbers are in the middle of their ranges. worst: the needed parties that lose anything at their worst moment,
    the largest share of a stake first. ahead: who is better off than today when it is worst for the first. Less
    than 1 % of a stake is a trace.

    >>> if_it_fails([], [])
    'If everything stops half-way, it leaves nobody whose yes it needs worse off than today.'
    >>> if_it_fails([Ending("W", -0.03, -0.001, 2)], [])
    'If everything stops half-way, it costs nobody whose yes it needs more than a trace: less than 1 % of its stake.'
    >>> print(if_it_fails([Ending("W", -0.7, -0.02, 3)], ["P"]))  # doctest: +NORMALIZE_WHITESPACE
    Worst for W if everything stops after phase 3: it is then 0.7 points (2 % of its stake) worse off than today,
    and P is ahead.
    """
    if not found:
        return "There is no deal that could fail, as none was found that holds."
    if not worst:
        return "If everything stops half-way, it leaves nobody whose yes it needs worse off than today."
    first = worst[0]
    if -first.share < TRACE:
        return (
            "If everything stops half-way, it costs nobody whose yes it needs more than a trace: less than 1 % of its "
            "stake."
        )
    who = ahead[0] if len(ahead) == 1 else _word(len(ahead))
    others = f", and {who} {'is' if len(ahead) == 1 else 'others are'} ahead" if ahead else ""
    return (
        f"Worst for {first.who} if everything stops after phase {first.phase}: it is then {points(-first.worth)} "
        f"({two_digits(-100 * first.share)} % of its stake) worse off than today{others}."
    )


def how_likely(
    holds: float | None,
    between: tuple[float, float],
    uncertain: bool,
    orders: Sequence[str] = (),
    against: tuple[str, float] | None = None,
) -> str:
    """In how many draws it holds. Rule: in words of ICD 203, in two where the share may deserve either.

    holds: None where no deal was found. between: where the share lies with 95 % confidence. uncertain: whether anything
    is drawn. orders: parties of whose points an order alone is known. against: the bystander most often against it.

    >>> how_likely(0.87, (0.85, 0.89), True)
    'Very likely, given the ranges of the case: it held in 87 of 100 draws, give or take 2.'
    >>> print(how_likely(0.8, (0.75, 0.85), True, against=("M", 0.29)))  # doctest: +NORMALIZE_WHITESPACE
    Between likely and very likely, given the ranges of the case: it held in 80 of 100 draws, give or take 5. M was
    against it in 29 of 100 draws.
    >>> how_likely(1.0, (0.9, 1.0), False)
    'The case gives no number a range, so this cannot be said: with the numbers as they are, it holds.'
    >>> how_likely(0.5, (0.48, 0.52), True, ["A"])
    'Roughly even chance, over all points that fit what is known of A: it held in 50 of 100 draws, give or take 2.'
    >>> how_likely(None, (0.0, 0.1), True)
    'Not likely by anything that was tried: no plan held in any draw that it was chosen on.'
    """
    if holds is None:
        tried = "in any draw that it was chosen on" if uncertain else "with the numbers of the case"
        return f"Not likely by anything that was tried: no plan held {tried}."
    if not uncertain:
        return "The case gives no number a range, so this cannot be said: with the numbers as they are, it holds."
    low, high = likelihood(between[0]), likelihood(between[1])
    words = low if low == high else f"between {low} and {high}"
    error = max(1, round(50 * (between[1] - between[0])))
    given = f"over all points that fit what is known of {_some(orders)}" if orders else _RANGES
    said = f"{opening(words)}, {given}: it held in {of_100(holds)}, give or take {error}."
    return said + (f" {against[0]} was against it in {of_100(against[1])}." if against else "")


_RANGES = "given the ranges of the case"


LIKELY_TO_REVERSE = 0.2
"""A single number that reverses the answer with this chance or more takes confidence away."""


def confidence(rests: Rests | None, behind: Coverage | None) -> str:
    """How far the answer can be relied on. Rule: by how much of what drives it rests on sources, and by single numbers.

    High where two thirds of what drives it rest on sources for its size, neither stale nor contradicted, and no single
    number is likely to reverse it (with a chance of 20 %); low where less than a third does, or where of some party
    only an order is known; else moderate. Where no share is known, numbers are counted. behind: what those numbers
    rest on.

    >>> from standoff.results.sentences.evidence import sample
    >>> def said(*strengths, sized=0, stale=0, reverse=None, orders=()):
    ...     found = sample(*strengths, sized=sized, stale=stale)
    ...     return confidence(Rests(tuple(one.path for one in found.numbers), {}, reverse, orders), found)
    >>> print(said("sourced", "one source", "judged", "judged", sized=1))  # doctest: +NORMALIZE_WHITESPACE
    Low: of 4 numbers 1 rests on two or more sources, 1 on one and 2 on judgement; a source gives the size of 1; no
    single range is likely to reverse it.
    >>> print(said("one source", "one source", "judged", sized=2, reverse=("What relief is worth to W", 0.05)))
    ... # doctest: +NORMALIZE_WHITESPACE
    High: of 3 numbers 2 rest on one source and 1 on judgement; a source gives the size of 2; no single range is likely
    to reverse it.
    >>> said("one source", "one source", "judged", sized=2, stale=1)[:10]
    'Moderate: '
    >>> print(said("judged", reverse=("What x is worth to A", 0.3)))  # doctest: +NORMALIZE_WHITESPACE
    Low: the one number it rests on has judgement alone behind it; what x is worth to A alone reverses it with a chance
    of 30 %.
    >>> print(said("bare", "bare", orders=("A",)))  # doctest: +NORMALIZE_WHITESPACE
    Low: both numbers it rests on have nothing behind them; of A only an order is known; no single range is likely to
    reverse it.
    >>> said(orders=("A", "B"))
    'Low: it rests on no number that is known; of A and B only an order is known.'
    >>> confidence(None, None)
    'No number was found to rest it on.'
    """
    if rests is None or behind is None or (not behind.numbers and not rests.orders):
        return "No number was found to rest it on."
    weight = behind.share(lambda one: one.firm)
    shaky = rests.reverse is not None and rests.reverse[1] >= LIKELY_TO_REVERSE
    level = "Low" if weight < 1 / 3 or rests.orders else "Moderate" if weight < 2 / 3 or shaky else "High"
    said = [evidence.behind(behind) if behind.numbers else "it rests on no number that is known"]
    said += evidence.beside(behind)
    if rests.orders:
        said.append(f"of {_some(rests.orders)} only an order is known")
    if shaky and rests.reverse is not None:
        label, chance = rests.reverse
        number = cut(label[:1].lower() + label[1:], 2 * LONGEST)
        said.append(f"{number} alone reverses it with a chance of {percent(chance)}")
    elif behind.numbers:
        said.append("no single range is likely to reverse it")
    return f"{level}: {'; '.join(said)}."


def what_to_do_first(first: First | None, found: bool, begins: Sequence[str] = ()) -> str:
    """A step that one needed party can take alone and take back. Rule: of those that cost it something, the cheapest.

    It is in the first phase, has one owner, and nothing that it requires or that the rules ask for is missing; where
    all such steps are free, one of them. Where there is none, the first phase is named (`begins`); where no deal was
    found,
    the terms have to change. Its cost is what it has cost when it was seen, nobody answered, and it was undone.

    >>> said = what_to_do_first(First("Exercises pause", "W", 0.25, 0.2, 0.31, 0.02, "early May 2028"), True)
    >>> print(said)  # doctest: +NORMALIZE_WHITESPACE
    W can begin with “Exercises pause”: seen by early May 2028, it can be undone 2 months later if nobody answers, at a
    cost of 0.31 points (2 % of its stake).
    >>> what_to_do_first(First("Talks", "W", 0.0, 0.0, 0.0, 0.0), True)
    'W can begin with “Talks”: seen at once, it can be undone at once if nobody answers, at no cost.'
    >>> what_to_do_first(None, True, ["Summit"])
    'No step of the first phase can be both taken alone and taken back: it begins with “Summit”.'
    >>> what_to_do_first(None, False)
    'Change the terms: nothing that was tried holds as it is. `standoff remedies` looks for what would mend a plan.'
    """
    if not found:
        return (
            "Change the terms: nothing that was tried holds as it is. `standoff remedies` looks for what would mend a "
            "plan."
        )
    if first is None:
        return f"No step of the first phase can be both taken alone and taken back: it begins with {_steps(begins)}."
    back = span(first.undo)
    undone = back if back == "at once" else f"{back} later"
    cost = "no cost" if first.cost <= 0 else "the cost of a trace"
    if first.share >= TRACE:
        cost = f"a cost of {points(first.cost)} ({two_digits(100 * first.share)} % of its stake)"
    seen = f"by {first.by}" if first.by else _after(first.seen)
    return (
        f"{first.who} can begin with “{first.step}”: seen {seen}, it can be undone {undone} if nobody "
        f"answers, at {cost}."
    )
