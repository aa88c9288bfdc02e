"""The first line of every answer on the terminal: one plain sentence that can be said aloud; each says its rule.

Numbers are those with all ranges at their medians unless a sentence says draws. Titles are cut before their colon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standoff.results.sentences.wording import (
    asked,
    at_least,
    listing,
    next_to_none,
    of_100,
    opening,
    percent,
    percents,
    points,
    span,
    titled,
)

__all__ = [
    "Demand",
    "as_seen",
    "breaks",
    "chosen",
    "conflict",
    "counted",
    "counted_states",
    "doctor",
    "explained_row",
    "explained_state",
    "flipped",
    "given_plan",
    "holds",
    "how_often",
    "inverted",
    "least",
    "led_to",
    "mended",
    "mended_of_several",
    "no_plan",
    "notions",
    "problems",
    "refused",
    "roadmap",
    "roadmaps",
    "standing",
    "swept",
    "together",
    "verdicts",
]

_NAMED = 3
"""So many names stand in a row; more are counted."""


def counted(count: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "phase"), counted(1200, "phase")
    ('1 phase', '1,200 phases')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _some(names: Sequence[str]) -> str:
    """Names in a row; of many the first few, and how many more there are."""
    if len(names) <= _NAMED + 1:
        return listing(names)
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"


# ------------------------------------------------------------------------------------------------------------- plans


def refused(title: str, refusers: Sequence[str], first: str, loss: float, edge: bool = False) -> str:
    """A plan that is refused. Rule: by whom, and how much the one loses that decides; one of several is named again.

    >>> refused("Relief first: the demand", ["Washington"], "Washington", 3.1)
    '“Relief first” is refused by Washington: it would be 3.1 points worse off than now.'
    >>> refused("All", ["Alpha", "Beta"], "Beta", 1.0, edge=True)
    '“All” is refused, on the edge, by Alpha and Beta: Beta would be 1 point worse off than now.'
    """
    who = "it" if len(refusers) == 1 else first
    verdict = "is refused, on the edge, by" if edge else "is refused by"
    return f"{titled(title)} {verdict} {_some(refusers)}: {who} would be {points(loss)} worse off than now."


def breaks(title: str, party: str, when: str, gain: float, average: bool = False, edge: bool = False) -> str:
    """A plan that breaks. Rule: where it breaks first, by whom, and what that party gains by walking out.

    >>> breaks("Alpha first", "Beta", "at phase 2", 3.0)
    '“Alpha first” breaks: Beta walks out at phase 2, for it gains 3 points by that.'
    >>> breaks("Alpha first", "Beta", "after the end", 0.25, average=True, edge=True)
    '“Alpha first” breaks, on the edge: Beta walks out after the end, for it gains 0.25 points on average by that.'
    """
    verdict = "breaks, on the edge:" if edge else "breaks:"
    averaged = " on average" if average else ""
    return (
        f"{titled(title)} {verdict} {opening(party)} walks out {when}, for it gains {points(gain)}{averaged} by that."
    )


def holds(title: str, trust: float, party: str | None, when: str, edge: bool = False) -> str:
    """A plan that holds. Rule: who must trust most, when, and how much; that it asks for none where nobody has to.

    >>> holds("The interim deal", 0.14, "Pyongyang", "at phase 4")
    '“The interim deal” holds if Pyongyang is at least 14 % sure, at phase 4, that nobody else fails.'
    >>> holds("Step by step", 0.0, None, "")
    '“Step by step” holds, and asks nobody for trust.'
    """
    verdict = "holds, on the edge" if edge else "holds"
    if not trust or party is None:
        return f"{titled(title)} {verdict}, and asks nobody for trust."
    return f"{titled(title)} {verdict} if {party} is at least {asked(trust)} sure, {when}, that nobody else fails."


def how_often(
    holding: float,
    draws: int,
    between: tuple[float, float],
    breaker: tuple[str, str, float] | None = None,
    refuser: tuple[str, float] | None = None,
    ordered: bool = False,
) -> str:
    """In how many draws a plan holds. Rule: with who breaks it first and who refuses it most often, where anybody does.

    between: where the share lies with 95 % confidence; breaker: who, when, and in which share of all draws; refuser:
    who, and in which share. ordered: of some party no more than an order is known.

    >>> print(how_often(0.41, 200, (0.34, 0.48), ("Beta", "at phase 2", 0.3), ("Alpha", 0.13)))
    It holds in 41 of 100 draws (200 draws; with 95 % confidence in 34 % to 48 %). It is refused most often by Alpha, in 13 of 100 draws, and broken most often by Beta, at phase 2, in 30 of 100 draws.
    >>> how_often(1.0, 50, (0.93, 1.0))
    'It holds in all draws (50 draws; with 95 % confidence in 93 % to 100 %).'
    """  # noqa: E501
    sets = "draws, which are value sets that fit what is known" if ordered else "draws"
    said = f"It holds in {of_100(holding)} ({draws:,} {sets}; with 95 % confidence in {percents(*between)})."
    ways = []
    if refuser and refuser[1]:
        ways.append(f"refused most often by {refuser[0]}, in {of_100(refuser[1])}")
    if breaker and breaker[2]:
        ways.append(f"broken most often by {breaker[0]}, {breaker[1]}, in {of_100(breaker[2])}")
    return f"{said} It is {', and '.join(ways)}." if ways else said


def given_plan(phases: int, steps: int) -> str:
    """What a plan that was typed is called.

    >>> given_plan(1, 2), given_plan(3, 3)
    ('2 steps in 1 phase', '3 steps in 3 phases')
    """
    return f"{counted(steps, 'step')} in {counted(phases, 'phase')}"


# ---------------------------------------------------------------------------------------------------------- roadmaps


def roadmap(title: str, phases: int, years: float, trust: float, known: str, edge: bool = False) -> str:
    """The roadmap of a deal that holds. Rule: how long it takes, how much trust it asks, what is proved of that.

    >>> roadmap("An interim deal: quiet", 4, 3.0, 0.14, "no plan asks for less than 12 %")
    '“An interim deal” holds: 4 phases over 3 years, and carrying on takes 14 % trust; no plan asks for less than 12 %.'
    >>> roadmap("full", 1, 0.0, 0.0, "the best found, not proved", edge=True)
    '“full” holds, on the edge: 1 phase, done at once, and carrying on takes no trust; the best found, not proved.'
    """
    time = span(years)
    takes = ", done at once" if time == "at once" else f" over {time}"
    needs = f"{asked(trust)} trust" if trust else "no trust"
    verdict = "holds, on the edge:" if edge else "holds:"
    return f"{titled(title)} {verdict} {counted(phases, 'phase')}{takes}, and carrying on takes {needs}; {known}."


def chosen(title: str, phases: int, years: float, trust: float | None, share: float, verdict: str) -> str:
    """The plan shown first of a deal, where it is not its roadmap. Rule: in how many draws it holds, how long it is.

    >>> chosen("An interim deal: quiet", 5, 4.1, 0.06, 0.7, "holds")
    '“An interim deal” holds in 70 of 100 draws: 5 phases over 4.1 years, and carrying on takes 6 % trust.'
    >>> chosen("full", 1, 0.0, None, 0.2, "refused")
    '“full” holds in 20 of 100 draws: 1 phase, done at once; with all numbers at their medians it is refused.'
    """
    time = span(years)
    takes = ", done at once" if time == "at once" else f" over {time}"
    said = f"{titled(title)} holds in {of_100(share)}: {counted(phases, 'phase')}{takes}"
    if verdict != "holds" or trust is None:
        return f"{said}; with all numbers at their medians it {_VERDICTS[verdict]}."
    return f"{said}, and carrying on takes {f'{asked(trust)} trust' if trust else 'no trust'}."


def least(bound: float | None, proved: bool, at_first: bool = False) -> str:
    """How near to the least possible the trust is that a roadmap asks for. Rule: a bound that is next to none says so.

    >>> least(0.5266, True), least(0.05, False), least(None, False), least(0.0, True)
    ('no plan asks for less than 52 %', 'no plan asks for less than 5 %', 'whether any asks for less was not proved', 'no plan asks for noticeably less')
    """  # noqa: E501
    if bound is None:
        return "whether any asks for less was not proved"
    if proved and next_to_none(bound):
        return "no plan asks for noticeably less"
    return f"no plan asks for less than {at_least(bound)}{' at the start' * at_first}"


def no_plan(title: str, proved: bool, within: str = "", closest: str = "") -> str:
    """A deal without a plan that holds. Rule: whether that is proved, and what becomes of the closest plan.

    >>> no_plan("full", True, closest="is refused by Alpha")
    'No plan for “full” holds, which is proved; the closest is refused by Alpha.'
    >>> no_plan("full", False, " with trust of at most 5 %")
    'No plan for “full” was found that holds with trust of at most 5 %.'
    """
    nothing = f"holds{within}, which is proved" if proved else f"was found that holds{within}"
    return f"No plan for {titled(title)} {nothing}{f'; the closest {closest}' * bool(closest)}."


def conflict(title: str, wishes: Sequence[str], ruled_out: bool) -> str:
    """A deal without any plan. Rule: which of its wishes no plan can keep, or else that the rules allow none.

    >>> conflict("full", ["“A” before “B”", "at most 1 phase"], False)
    'No plan for “full” can keep to all of this: “A” before “B”; at most 1 phase.'
    >>> conflict("full", [], True), conflict("full", [], False)[:32]
    ('The rules allow no plan for “full”.', 'No plan for “full” was found tha')
    """
    if wishes:
        return f"No plan for {titled(title)} can keep to all of this: {'; '.join(wishes)}."
    if ruled_out:
        return f"The rules allow no plan for {titled(title)}."
    return f"No plan for {titled(title)} was found that the rules and its wishes allow."


def roadmaps(holding: Sequence[tuple[str, float]], every: int, within: str = "") -> str:
    """What becomes of several deals. Rule: of how many a plan was found that holds, and of which with the least trust.

    within: which limits it has to keep to.

    >>> roadmaps([("A", 0.3), ("B: the old", 0.14)], 3)
    'Of 3 deals 2 hold; the least trust is asked by “B”: 14 %.'
    >>> roadmaps([], 2), roadmaps([("A", 0.0)], 2)
    ('Of 2 deals no plan was found that holds.', 'Of 2 deals 1 holds, and asks for no trust: “A”.')
    >>> roadmaps([], 2, " with trust of at most 5 %")
    'Of 2 deals no plan was found that holds with trust of at most 5 %.'
    """
    if not holding:
        return f"Of {every} deals no plan was found that holds{within}."
    title, trust = min(holding, key=lambda one: one[1])
    verb = "holds" if len(holding) == 1 else "hold"
    if len(holding) == 1:
        asks = f"asks for {asked(trust)} trust" if trust else "asks for no trust"
        return f"Of {every} deals 1 holds{within}, and {asks}: {titled(title)}."
    asks = asked(trust) if trust else "none"
    return f"Of {every} deals {len(holding)} {verb}{within}; the least trust is asked by {titled(title)}: {asks}."


# ----------------------------------------------------------------------------------------------------------- where, why


def standing(
    movers: Sequence[str], held: Sequence[str], unknown: bool = False, here: str = "now", undecided: bool = False
) -> str:
    """Who could gain by moving alone. Rule: first those whom nothing deters, then those whom an answer of others does.

    movers: who would gain at first; held: those of them who are deterred; unknown: of somebody it was not found out;
    undecided: nor of a mover whether others deter it.

    >>> standing([], []), standing(["Beta"], [])
    ('Nobody would gain by moving alone from now.', 'Beta would gain by moving alone from now, and no answer of the others undoes that.')
    >>> standing(["Alpha", "Beta"], ["Alpha"], here="this state")
    'Beta would gain by moving alone from this state; Alpha would too, but for what others could do then.'
    >>> standing(["Alpha"], ["Alpha"])
    'Alpha would gain by moving alone from now, but others could undo that.'
    >>> standing([], [], unknown=True)
    'Whether anybody would gain by moving alone from now was not found out for all parties.'
    """  # noqa: E501
    free = [mover for mover in movers if mover not in held]
    if free and held:
        said = f"{_some(free)} would gain by moving alone from {here}"
        return opening(f"{said}; {_some(held)} would too, but for what others could do then.")
    if free:
        undone = "" if undecided else ", and no answer of the others undoes that"
        return opening(f"{_some(free)} would gain by moving alone from {here}{undone}.")
    if held:
        return opening(f"{_some(held)} would gain by moving alone from {here}, but others could undo that.")
    if unknown:
        return f"Whether anybody would gain by moving alone from {here} was not found out for all parties."
    return f"Nobody would gain by moving alone from {here}."


def together(groups: Sequence[Sequence[str]], here: str = "now") -> str:
    """Who could gain by leaving a state together. Rule: the first of the smallest groups, and how many more there are.

    >>> together([["Alpha", "Beta"]]), together([], "this state")
    ('Alpha and Beta would both gain by leaving now together.', 'No parties would all gain by leaving this state together.')
    >>> together([["A", "B", "C"], ["A", "D"]])
    'A, B and C would all gain by leaving now together, and so would 1 other group.'
    """  # noqa: E501
    if not groups:
        return f"No parties would all gain by leaving {here} together."
    first, more = groups[0], len(groups) - 1
    who = f"{listing(list(first))} would {'both' if len(first) == 2 else 'all'} gain by leaving {here} together"
    others = f", and so would {counted(more, 'other group')}" if more else ""
    return opening(f"{who}{others}.")


def notions(every: int, families: int, refused: int) -> str:
    """The notions of stability. Rule: how many there are, and how many of them cannot be asked of the case.

    >>> notions(23, 5, 0), notions(23, 5, 4)
    ('There are 23 notions of stability, in 5 families.', 'There are 23 notions of stability, in 5 families; 4 cannot be asked of this case.')
    """  # noqa: E501
    cannot = f"; {refused} cannot be asked of this case" if refused else ""
    return f"There are {counted(every, 'notion')} of stability, in {counted(families, 'family')}{cannot}.".replace(
        "familys", "families"
    )


def as_seen(party: str, said: str) -> str:
    """What is said of a case as a party sees it. Rule: so that nobody takes it for the case as it is.

    >>> as_seen("East", "Nobody would gain by moving alone from now."), as_seen("East", "West would gain.")
    ('As East sees it, nobody would gain by moving alone from now.', 'As East sees it, West would gain.')
    """
    first = said.split(" ", 1)[0]
    return f"As {party} sees it, {said[:1].lower() + said[1:] if first in ('Nobody', 'No', 'Whether') else said}"


def counted_states(every: int, stable: int, exact: bool = True) -> str:
    """A conflict of which the state today is not known. Rule: how many of its states are stable for all.

    exact: all of them were counted.

    >>> counted_states(12, 3), counted_states(12, 0), counted_states(12, 1)
    ('Of 12 states 3 are stable for all under some notion.', 'Of 12 states none is stable for all under any notion.', 'Of 12 states 1 is stable for all under some notion.')
    """  # noqa: E501
    if not stable:
        return f"Of {every:,} states none is stable for all under any notion."
    least = "" if exact else "at least "
    return f"Of {every:,} states {least}{stable:,} {_is(stable)} stable for all under some notion."


def explained_row(title: str, party: str, when: str, gain: float | None, trust: float | None, average: bool) -> str:
    """A row of a plan. Rule: whether the party carries on, and what that asks; gain: what walking out brings it.

    >>> explained_row("Alpha first", "Beta", "at phase 2", -8.0, 0.01, False)
    'Beta carries on at phase 2 of “Alpha first” if it is at least 1 % sure that nobody else fails.'
    >>> explained_row("Alpha first", "Beta", "after the end", -8.0, 0.0, False)
    'Beta carries on after the end of “Alpha first”, whatever it thinks of the others.'
    >>> explained_row("Alpha first", "Beta", "at phase 2", 3.0, None, True)
    'Beta walks out at phase 2 of “Alpha first”: it gains 3 points on average by that.'
    >>> explained_row("Alpha first", "Beta", "at phase 2", None, 0.0, False)
    'Beta has nothing to quit at phase 2 of “Alpha first”.'
    """
    where = f"{when} of {titled(title)}"
    if gain is None:
        return opening(f"{party} has nothing to quit {where}.")
    if trust is None:
        return opening(f"{party} walks out {where}: it gains {points(gain)}{' on average' * average} by that.")
    if not trust:
        return opening(f"{party} carries on {where}, whatever it thinks of the others.")
    return opening(f"{party} carries on {where} if it is at least {asked(trust)} sure that nobody else fails.")


def explained_state(stays: Sequence[str], leaves: Sequence[tuple[str, Sequence[str]]], every: int, here: str) -> str:
    """Who would stay in a state. Rule: who leaves it and under how many of the notions asked, then who stays under all.

    leaves: who, and under which notions; every: how many were asked for.

    >>> explained_state(["Alpha"], [("Beta", ["NASH", "SEQ"])], 5, "now")
    'Beta would leave now under NASH and SEQ, and Alpha would stay under every notion.'
    >>> explained_state(["Alpha", "Beta"], [], 5, "this state")
    'Alpha and Beta would stay in this state under every notion.'
    >>> explained_state([], [("Beta", ["NASH"])], 1, "now"), explained_state([], [("Beta", ["A", "B"])], 2, "now")
    ('Beta would leave now under NASH.', 'Beta would leave now under every notion.')
    >>> explained_state([], [("A", ["NASH"]), ("B", ["NASH", "SEQ"])], 5, "now")
    'A and B would leave now under some notions.'
    """
    under = f"under {'every notion' if every > 1 else 'this notion'}"
    if not leaves:
        return opening(f"{_some(stays)} would stay {'as things are now' if here == 'now' else f'in {here}'} {under}.")
    notions = leaves[0][1]
    which = f"under {listing(list(notions))}" if len(notions) < every or every == 1 else "under every notion"
    if any(list(one) != list(notions) for _, one in leaves):
        which = "under some notions"
    said = f"{_some([who for who, _ in leaves])} would leave {here} {which}"
    return opening(f"{said}, and {_some(stays)} would stay {under}." if stays else f"{said}.")


def led_to(moves: int, alone: bool, equilibrium: bool) -> str:
    """A way to one state. Rule: whether single parties can go it, in how many moves, and whether it is an equilibrium.

    >>> led_to(2, True, True), led_to(1, False, False)
    ('Single parties can get there, at best in 2 moves; it is an equilibrium.', 'Only with joint moves does a way lead there, in 1 move; it is no equilibrium.')
    """  # noqa: E501
    how = "Single parties can get there, at best" if alone else "Only with joint moves does a way lead there,"
    return f"{how} in {counted(moves, 'move')}; it is {'an' if equilibrium else 'no'} equilibrium."


def inverted(stays: Sequence[str], needs: Sequence[tuple[str, str]], notion: str) -> str:
    """What would make a state stable. Rule: of one party what would be enough; of several who would leave.

    needs: who would leave, and the smallest change of its worths or of its order with which it would stay.

    >>> inverted(["Alpha"], [("Beta", "“Fuel” were worth at least 2 to it instead of 1")], "SEQ")
    'Beta would stay under SEQ if “Fuel” were worth at least 2 to it instead of 1.'
    >>> inverted(["Alpha", "Beta"], [], "SEQ")
    'Nothing has to change: Alpha and Beta would stay under SEQ.'
    >>> inverted([], [("Alpha", "x"), ("Beta", "y")], "SEQ")
    'Alpha and Beta would leave under SEQ; each would stay if what is said of it below were so.'
    """
    if not needs:
        return f"Nothing has to change: {_some(stays)} would stay under {notion}."
    if len(needs) == 1:
        who, enough = needs[0]
        return opening(f"{who} would stay under {notion} if {enough}.")
    who = _some([name for name, _ in needs])
    return opening(f"{who} would leave under {notion}; each would stay if what is said of it below were so.")


# -------------------------------------------------------------------------------------------------- how sure, what then


_VERDICTS: Mapping[str, str] = {
    "refused": "is refused",
    "breaks": "breaks",
    "holds": "holds",
    "asks more": "asks for more trust than is to be had",
}


def flipped(title: str, verdict: str, likeliest: tuple[str, float] | None, looked: int, ranged: bool) -> str:
    """Which single number turns a verdict. Rule: the likeliest of those with a range, and that none does otherwise.

    ranged: whether numbers without a range turn it all the same.

    >>> flipped("full", "holds", ("What “Fuel” is worth to Alpha", 0.34), 40, False)
    '“full” holds at the medians; what “Fuel” is worth to Alpha alone turns that with a chance of 34 %.'
    >>> flipped("full", "breaks", None, 40, False), flipped("full", "breaks", None, 40, True)
    ('“full” breaks at the medians, and no single number of 40 looked at over their whole ranges turns that.', '“full” breaks at the medians, and no single number with a range, of 40 looked at, turns that.')
    """  # noqa: E501
    said = f"{titled(title)} {_VERDICTS[verdict]} at the medians"
    if likeliest:
        label, chance = likeliest
        return f"{said}; {label[:1].lower()}{label[1:]} alone turns that with a chance of {percent(chance)}."
    which = f"with a range, of {looked:,} looked at," if ranged else f"of {looked:,} looked at over their whole ranges"
    return f"{said}, and no single number {which} turns that."


def swept(rows: int, refused: int, breaks: int, holds: int) -> str:
    """What became of the rows of a table. Rule: how many hold, break, are refused; nothing is said of none.

    >>> swept(10, 1, 3, 6), swept(4, 0, 4, 0)
    ('Of 10 assessments 6 hold, 3 break and 1 is refused.', 'Of 4 assessments all break.')
    >>> swept(1, 0, 0, 1), swept(0, 0, 0, 0)
    ('The one assessment holds.', 'Nothing was assessed.')
    """
    counts = [(holds, "hold", "holds"), (breaks, "break", "breaks"), (refused, "are refused", "is refused")]
    told = [(count, one if count == 1 else many) for count, many, one in counts if count]
    if not told:
        return "Nothing was assessed."
    if rows == 1:
        return f"The one assessment {told[0][1]}."
    said = [f"{'all' if count == rows else f'{count:,}'} {verb}" for count, verb in told]
    return f"Of {rows:,} assessments {listing(said)}."


def mended(title: str, verdict: str, is_mended: bool, remedy: str, pair: str, in_pairs: bool, target: str) -> str:
    """What would mend one plan. Rule: the smallest single remedy that is enough, else the smallest pair, else none.

    remedy, pair: what can stand after "if" ("": there is none); in_pairs: whether pairs were looked for. target: what
    it is to do ("it holds ...").

    >>> mended("Alpha first", "breaks", False, "Beta loses 2 points more when caught", "", True, "it holds")
    '“Alpha first” breaks; it holds if Beta loses 2 points more when caught.'
    >>> mended("Alpha first", "holds", True, "", "", True, "it holds")
    '“Alpha first” holds as it is, and needs no remedy.'
    >>> mended("X", "refused", False, "", "a, and b", True, "it holds")
    '“X” is refused; no single remedy is enough, but it holds if a, and b.'
    >>> mended("X", "holds", False, "", "", False, "it holds and asks for trust of at most 5 %")
    '“X” holds, but with too much trust or too small a margin; no single remedy looked at is enough.'
    """
    if is_mended:
        return f"{titled(title)} holds as it is, and needs no remedy."
    becomes = "holds, but with too much trust or too small a margin" if verdict == "holds" else _VERDICTS[verdict]
    said = f"{titled(title)} {becomes}"
    if remedy:
        return f"{said}; {target} if {remedy}."
    if pair:
        return f"{said}; no single remedy is enough, but {target} if {pair}."
    none = "no single remedy and no pair of them" if in_pairs else "no single remedy"
    return f"{said}; {none} looked at is enough."


def mended_of_several(every: int, as_they_are: int, by_one: int, by_two: int) -> str:
    """What would mend several plans. Rule: how many need no remedy, and for how many of the others one or two do.

    >>> mended_of_several(3, 1, 1, 0)
    'Of 3 plans 1 needs no remedy, 1 is mended by a single one, and 1 by nothing that was looked at.'
    >>> mended_of_several(2, 2, 0, 0), mended_of_several(2, 0, 0, 0)
    ('Of 2 plans all need no remedy.', 'Of 2 plans none is mended by anything that was looked at.')
    """
    rest = every - as_they_are - by_one - by_two
    if rest == every:
        return f"Of {every} plans none is mended by anything that was looked at."
    if as_they_are == every:
        return f"Of {every} plans all need no remedy."
    told = [f"{as_they_are} need{'s' * (as_they_are == 1)} no remedy"] if as_they_are else []
    are = [(by_one, "by a single one"), (by_two, "by a pair"), (rest, "by nothing that was looked at")]
    first = True
    for count, how in are:
        if count:
            told.append(f"{count} {f'{_is(count)} mended ' * first}{how}")
            first = False
    return f"Of {every} plans {told[0] if len(told) == 1 else ', '.join(told[:-1]) + f', and {told[-1]}'}."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


@dataclass(frozen=True)
class Demand:
    """A plan or the roadmap of a deal in a run where nothing is drawn: its title and its verdict."""

    title: str
    verdict: str


def verdicts(found: Sequence[Demand]) -> str:
    """What becomes of plans where nothing is drawn. Rule: which hold with all numbers at their medians.

    >>> verdicts([Demand("A", "holds"), Demand("B: old", "breaks")])
    'With all numbers at their medians “A” holds, of 2 plans and deals.'
    >>> verdicts([Demand("A", "breaks")]), verdicts([])
    ('With all numbers at their medians “A” does not hold.', 'The case has no plan and no deal that could be assessed.')
    """
    held = [titled(one.title) for one in found if one.verdict == "holds"]
    if not found:
        return "The case has no plan and no deal that could be assessed."
    if len(found) == 1:
        does = "holds" if held else "does not hold"
        return f"With all numbers at their medians {titled(found[0].title)} {does}."
    if not held:
        return f"With all numbers at their medians none of {len(found)} plans and deals holds."
    verb = "holds" if len(held) == 1 else "hold"
    return f"With all numbers at their medians {_some(held)} {verb}, of {len(found)} plans and deals."


def problems(errors: int, warnings: int) -> str:
    """What is wrong with a case. Rule: how many errors and warnings.

    >>> problems(1, 2), problems(0, 1), problems(0, 0)
    ('1 error and 2 warnings.', '1 warning.', 'No problem found.')
    """
    found = [counted(errors, "error")] * (errors > 0) + [counted(warnings, "warning")] * (warnings > 0)
    return f"{' and '.join(found)}." if found else "No problem found."


def doctor(version: str, kernel: str) -> str:
    """What is installed. Rule: whether the compiled kernel is in use.

    >>> doctor("1.2", "loaded"), doctor("1.2", "missing")
    ('standoff 1.2 is ready, with its compiled kernel.', 'standoff 1.2 works, but slowly: numpy stands in for its compiled kernel.')
    """  # noqa: E501
    if kernel == "loaded":
        return f"standoff {version} is ready, with its compiled kernel."
    return f"standoff {version} works, but slowly: numpy stands in for its compiled kernel."
