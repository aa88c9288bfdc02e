"""Sentences of question 6: what held until when, what turned it, and for whom it was stable to stay as things were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from standoff.results.records.history import Fate, FoundThen, Moment, Seen, Standing, Timeline, Turn, Views
from standoff.results.sentences.wording import asked, day_in_words, listing, opening, percent, titled

__all__ = [
    "another_government",
    "as_others_see_it",
    "beside",
    "called_view",
    "came_and_went",
    "changed",
    "coming",
    "day",
    "headline",
    "holding",
    "kept_then",
    "moved",
    "sees",
    "stood",
    "turned",
    "untold",
    "where_it_stood",
]

_NAMED = 2
"""So many plans are named where they hold; more are counted."""

MOVED = 0.05
"""Smaller changes of a share of draws are not told."""

Told = TypeVar("Told")


def day(iso: str) -> str:
    """A date as it is read aloud.

    >>> day("2025-09-08")
    '8 September 2025'
    """
    try:
        return day_in_words(date.fromisoformat(iso))
    except ValueError:  # of a record that was put together by hand
        return iso


# ------------------------------------------------------------------------------------------- what was so how long


@dataclass(frozen=True)
class _Run(Generic[Told]):
    """From one moment on, something was so; last: the last moment at which it is known to have been so."""

    first: int
    last: int
    what: Told


def _runs(told: Iterable[tuple[int, Told]]) -> list[_Run[Told]]:
    """What was so from when on, of what is known at some moments."""
    found: list[_Run[Told]] = []
    for place, what in told:
        if found and found[-1].what == what:
            found[-1] = _Run(found[-1].first, place, what)
        else:
            found.append(_Run(place, place, what))
    return found


def holding(moment: Moment) -> tuple[str, ...] | None:
    """The titles of what holds at a moment: plans, and deals for which one holds; None where nothing was assessed."""
    told = [fate for fate in moment.fates if fate.verdict is not None or fate.found is not None]
    return tuple(fate.title for fate in told if _holds(fate)) if told else None


def _holds(fate: Fate) -> bool:
    return fate.verdict == "holds" or (fate.found is not None and fate.found.verdict == "holds")


def headline(found: Timeline, called: Mapping[str, str]) -> str:
    """What held until when, and since when and because of which event it is otherwise.

    Rule: of what holds at the medians, plans and deals for which a plan is known that holds, the last change.
    """
    if found.unassessed:
        return f"What became of plans cannot be told. {where_it_stood(found, called)}"
    if not found.today.fates and not found.today.why_not:
        return f"The case names no plan and no deal to follow. {where_it_stood(found, called)}"
    of = len(found.today.fates)
    sets = [(n, held) for n, moment in enumerate(found.past) if (held := holding(moment)) is not None]
    if not sets:
        why = next((m.why_not or m.fates[0].why_not for m in found.past if m.why_not or m.fates), "")
        return f"What held when cannot be told: {why}."
    runs = _runs(sets)
    if not found.dated:
        return f"The case has no history: on {day(found.today.day)} {_what(runs[-1].what, of, 'hold')}."
    if len(runs) == 1:
        return _unchanged(found, runs[0], of, len(sets))
    before, last = runs[-2:]
    until = day(found.moments[last.first].day)
    start = f" from {day(found.moments[before.first].day)} on" if len(runs) > 2 else ""
    since = _what(last.what, of, "hold")
    return (
        f"{opening(_what(before.what, of, 'held'))}{start} until {until}; since then {since}, "
        f"{_because(found.moments[before.last + 1 : last.first + 1])}."
    )


def _unchanged(found: Timeline, run: _Run[tuple[str, ...]], of: int, dates: int) -> str:
    first, last = day(found.moments[run.first].day), day(found.moments[run.last].day)
    if not run.what:
        return f"Nothing held at any of {dates} dates from {first} to {last}."
    every = "both dates" if dates == 2 else f"all {dates} dates"
    return f"{opening(_what(run.what, of, 'held'))} at {every} from {first} to {last}: no event changed that."


def _what(titles: Sequence[str], of: int, verb: str) -> str:
    """What holds, or held."""
    one = "holds" if verb == "hold" else verb
    if not titles:
        return f"nothing {one}"
    if len(titles) > _NAMED:
        count = f"all {of}" if len(titles) == of else f"{len(titles)} of {of}"
        return f"{count} plans and deals {verb}"
    only = "only " if of > len(titles) else ""
    return f"{only}{listing([titled(title) for title in titles])} {one if len(titles) == 1 else verb}"


def _because(moments: Sequence[Moment]) -> str:
    """What happened at some moments."""
    titles = [title for moment in moments for title in moment.titles]
    if not titles:
        return "as the dates that the case names came nearer"
    named = [titled(title) for title in titles[:_NAMED]]
    more = len(titles) - len(named)
    return f"because of {listing([*named, f'{more} more'] if more else named)}"


def another_government(party: str) -> str:
    """What happens when another government takes over that has no name of its own.

    >>> another_government("Washington")
    'Another government of Washington'
    """
    return f"Another government of {party}"


def coming(found: Timeline) -> list[str]:
    """What each other government would make of the plans, with its numbers: what that changes most.

    Rule: the plan with the largest change of its share of the draws or, without draws, the first turned verdict.
    """
    told = []
    for moment in found.moments[len(found.past) :]:
        head = f"With “{'; '.join(moment.titles)}” from {day(moment.day)} on"
        pairs = [
            (own, theirs)
            for own, theirs in zip(found.today.fates, moment.fates, strict=False)
            if own.verdict is not None and theirs.verdict is not None and moved(own, theirs)
        ]
        if not pairs:
            told.append(f"{head}, no verdict and no share of the draws would be much another.")
            continue
        own, theirs = max(pairs, key=lambda pair: _gap(*pair))
        if own.holds is None or theirs.holds is None:
            told.append(f"{head}, {titled(own.title)} {_becomes(theirs)}; today it {_becomes(own)}.")
        else:
            shares = f"{percent(theirs.holds)} instead of {percent(own.holds)} of the draws"
            told.append(f"{head}, {titled(own.title)} holds in {shares}.")
    return told


# ------------------------------------------------------------------------------------------- where it stood


def where_it_stood(found: Timeline, called: Mapping[str, str]) -> str:
    """Since when it has been stable for all to leave things as they are, or for whom it was not."""
    told = [(n, one) for n, moment in enumerate(found.past) if (one := _restless(moment)) is not None]
    if not told:
        standing = found.today.standing
        why = found.today.why_not if standing is None else standing.why_not
        return f"Whether it was stable is not told: {why}." if why else ""
    runs = _runs(told)
    now = runs[-1]
    if len(told) == 1:
        return f"The position of {day(found.moments[now.last].day)} is {_stable(now.what, called)}."
    if len(runs) == 1:
        every = "both dates" if len(told) == 2 else f"all {len(told)} dates"
        return f"The position was {_stable(now.what, called)} at {every}."
    since = day(found.moments[now.first].day)
    return (
        f"The position has been {_stable(now.what, called)} since {since}; "
        f"before that, it was {_stable(runs[-2].what, called)}."
    )


def _restless(moment: Moment) -> tuple[str, ...] | None:
    """Who would have moved alone, whatever the others could answer; None where that is not known."""
    if moment.standing is None or moment.standing.stable is None:
        return None
    return tuple(party for party, notions in moment.standing.stable.items() if not notions)


def _stable(restless: Sequence[str], called: Mapping[str, str]) -> str:
    return f"not stable for {listing([called[party] for party in restless])}" if restless else "stable for all"


def stood(standing: Standing | None, called: Mapping[str, str]) -> str:
    """For whom it was stable, in few words.

    >>> stood(Standing((), {"a": ("nash",), "b": ()}, (), ()), {"a": "Alpha", "b": "Beta"})
    'not for Beta'
    """
    if standing is None or standing.stable is None:
        return "not told"
    restless = [called[party] for party, notions in standing.stable.items() if not notions]
    return f"not for {listing(restless)}" if restless else "for all"


# ------------------------------------------------------------------------------------------- what an event did


def turned(turn: Turn) -> str:
    """Which verdict an event turned, and which of its changes would have done so alone.

    >>> turned(Turn("plan:a", "Alpha first: all", "refused", "holds", ("What “Aid” is worth to Beta",)))
    '“Alpha first” was refused before and holds since: what “Aid” is worth to Beta was enough for that.'
    """
    was = {"refused": "was refused", "breaks": "broke", "holds": "held"}[turn.before]
    becomes = {"refused": "is refused", "breaks": "breaks", "holds": "holds"}[turn.after]
    labels = ["what came into force or ended" if one == "now" else _lowered(one) for one in turn.alone]
    if not labels:
        why = "no single change was enough for that"
    elif len(labels) == 1:
        why = f"{labels[0]} was enough for that"
    else:
        why = f"each of these was enough for that: {listing(labels)}"
    return f"{titled(turn.title)} {was} before and {becomes} since: {why}."


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def came_and_went(came: Sequence[str], went: Sequence[str]) -> str:
    """Steps, by what they are called, that came into force or ended.

    >>> came_and_went(["Exercises"], []), came_and_went([], ["Aid", "Talks"])
    ('in force: Exercises', 'ended: Aid and Talks')
    """
    parts = [f"{word}: {listing(list(steps))}" for word, steps in (("in force", came), ("ended", went)) if steps]
    return "; ".join(parts)


def moved(before: Fate, after: Fate) -> bool:
    """Whether an event changed what becomes of a plan: its verdict, or its share of the draws by five points."""
    if before.verdict != after.verdict:
        return True
    return before.holds is not None and after.holds is not None and abs(before.holds - after.holds) >= MOVED


def changed(before: Fate, after: Fate) -> str:
    """What a plan was and is, in a few words: its verdict, and its share of the draws."""
    was, now = before.verdict or "not assessed", after.verdict or "not assessed"
    verdict = f"{was}, now {now}" if was != now else f"still {now}"
    if before.holds is None or after.holds is None:
        return f"{titled(after.title)} {verdict}"
    return f"{titled(after.title)} {verdict}: {percent(before.holds)} to {percent(after.holds)} of the draws"


def untold(fate: Fate, called: Mapping[str, str]) -> str:
    """Why nothing is said of a plan then, or which steps of its deal today's plan has no phase for; mostly nothing."""
    if fate.why_not:
        return f"{titled(fate.title)} is not assessed: {fate.why_not}."
    if fate.lacks:
        return f"{titled(fate.title)}: today’s plan has no phase for {listing([called[step] for step in fate.lacks])}."
    return ""


def kept_then(fates: Sequence[Fate]) -> tuple[str, ...]:
    """The planned steps that were in force already at a date, each once."""
    return tuple(dict.fromkeys(step for fate in fates for step in fate.in_force))


def beside(fates: Sequence[Fate]) -> list[str]:
    """For which deals, of which today's plan did not hold then, another plan did, and for which none was found."""
    failing = [(fate, fate.found) for fate in fates if fate.found is not None and fate.verdict != "holds"]
    told = [
        f"Another plan for {titled(fate.title)} held{_often(found)}, asking for {asked(found.trust or 0.0)} trust."
        for fate, found in failing
        if found.verdict == "holds"
    ]
    none = [titled(fate.title) for fate, found in failing if found.verdict != "holds"]
    return [*told, f"No plan that was looked at held for {listing(none, 'or')}."] if none else told


def _often(found: FoundThen) -> str:
    return "" if found.shares is None else f" in {percent(found.shares.holds)} of the draws"


# ------------------------------------------------------------------------------------------- as others see it


def as_others_see_it(found: Views) -> str:
    """Whether it matters who looks: the view and the plan for which the share of the draws is the most another.

    Rule: without draws, the first plan whose verdict is another.
    """
    pairs = [
        (seen, own, theirs)
        for seen in found.others
        for own, theirs in zip(found.own, seen.fates, strict=False)
        if own.verdict is not None and theirs.verdict is not None
    ]
    if not pairs:
        return "No view of others could be compared with the case."
    seen, own, theirs = max(pairs, key=lambda pair: (_gap(*pair[1:]), pair[1].verdict != pair[2].verdict))
    if _gap(own, theirs) < MOVED and own.verdict == theirs.verdict:
        one = "The other view" if len(found.others) == 1 else f"Each of {len(found.others)} other views"
        return f"{one} changes no verdict, and no share of the draws by {percent(MOVED)} or more."
    who = sees(seen)
    if own.holds is None or theirs.holds is None:
        return f"{who}, {titled(own.title)} {_becomes(theirs)}, where the case says that it {_becomes(own)}."
    return f"{who}, {titled(own.title)} holds in {percent(theirs.holds)} instead of {percent(own.holds)} of the draws."


def _gap(own: Fate, theirs: Fate) -> float:
    return abs((own.holds or 0.0) - (theirs.holds or 0.0))


def _becomes(fate: Fate) -> str:
    return {"refused": "is refused", "breaks": "breaks", "holds": "holds", None: "is not assessed"}[fate.verdict]


def called_view(seen: Seen) -> str:
    """What a view is called.

    >>> called_view(Seen("bay", "", ("the Bay Institute",), "", (), (), (), (), ()))
    'The Bay Institute'
    """
    return seen.title or opening(listing(seen.by)) or seen.name


def sees(seen: Seen) -> str:
    """Whose view it is, as a sentence begins.

    >>> sees(Seen("bay", "", ("the Bay Institute",), "", (), (), (), (), ()))
    'As the Bay Institute sees it'
    """
    if seen.by:
        return f"As {listing(seen.by)} {'sees' if len(seen.by) == 1 else 'see'} it"
    return f"In the view {titled(called_view(seen))}"
