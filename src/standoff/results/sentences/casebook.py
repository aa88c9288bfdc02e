"""What the casebook says: how often who, when and whether were named, and what that is worth beside simple rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from standoff.results.records.casebook import Agreement, Aspect, Casebook, Coded, Flag, Flagged, Score, Sort
from standoff.results.sentences.wording import listing, number, opening, percents

__all__ = [
    "BY",
    "CODED",
    "FLAGS",
    "SHIPPED",
    "against",
    "apart",
    "coding",
    "flagged",
    "headline",
    "in_brief",
    "in_phase",
    "interval",
    "never_agreed",
    "of",
    "one_flagged",
    "shown",
    "squared",
    "what_it_says",
]

SHIPPED = (
    "On 12 cases of the past, 11 of them agreed and counted, all coded before they were run, the program named who "
    "broke it in 3 of 6 (the party that looks least far ahead: 2.5) and in which phase in 1 of 6 (the longest phase: "
    "4) of those that broke. Shares of draws are not probabilities of success."
)
"""What `in_brief` says of the agreements that are shipped, with 1,000 draws and seed 1: a test keeps it true."""

BY: Mapping[Sort, str] = {
    "program": "the program",
    "longest phase": "the longest phase",
    "last phase": "the last phase",
    "shorter horizon": "the party that looks least far ahead",
    "always holds": "always holds",
    "always breaks": "always breaks",
    "base rate": "the base rate of the others",
    "chance": "chance",
}
"""What those who predict are called."""

FLAGS: Mapping[Flag, str] = {
    "readings": "rival readings",
    "date": "a date",
    "edge": "a verdict on the edge",
}
"""What flags are called."""

CODED: Mapping[Coded, str] = {"as first run": "", "edited since": "edited", "not recorded": "no record"}
"""How a row shows whether the case is what it was at its first run."""


def of(score: Score) -> str:
    """How often a prediction was right.

    >>> of(Score("who", "program", 5.0, 6, (0.36, 1.0))), of(Score("who", "chance", 2.8333, 6, None))
    ('5 of 6', '2.83 of 6')
    """
    return f"{number(score.right)} of {score.of}"


def interval(score: Score) -> str:
    """Where the share of right ones lies, with 95 % confidence; a dash for a guess.

    >>> interval(Score("who", "program", 5.0, 6, (0.3588, 0.9958)))
    '36 to 100 %'
    """
    if score.between is None:
        return "-"
    return percents(*score.between).replace(" % to ", " to ")


def squared(value: float | None) -> str:
    """A Brier score in two digits, as it is written: .16.

    >>> squared(0.1632), squared(1.0), squared(None)
    ('.16', '1.00', '-')
    """
    return "-" if value is None else f"{value:.2f}".removeprefix("0")


def headline(book: Casebook) -> str:
    """The answer: who and when of those that broke, and what shares of draws are worth."""
    who, when = book.score("who"), book.score("when")
    if not book.counted:
        return "Nothing of this was agreed, so there is nothing to count."
    if not who.of:
        held = f"None of {_agreements(len(book.counted))} broke, so there is nobody to name"
        return f"{held}; {_whether_shortly(book)}."
    return f"Named who in {of(who)} and when in {of(when)} agreements that broke; {_whether_shortly(book)}."


def _agreements(count: int) -> str:
    return f"{count} agreement{'' if count == 1 else 's'}"


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"


def _whether_shortly(book: Casebook) -> str:
    program, base = book.score("whether"), _base(book)
    if program.brier is None or base is None or base.brier is None:
        return "of so few, shares of draws cannot be judged"
    if program.brier < base.brier:
        return f"shares of draws did better than the base rate (Brier {_compared(program, base)})"
    return "shares of draws are not probabilities of success"


def _base(book: Casebook) -> Score | None:
    return next((one for one in book.rules("whether") if one.by == "base rate"), None)


def _compared(program: Score, base: Score) -> str:
    return f"{squared(program.brier)} against {squared(base.brier)}"


def against(book: Casebook, aspect: Aspect) -> tuple[str, Score]:
    """Whether the program is `better`, `no better` or `worse` than the best simple rule, and which rule that is."""
    program, best = book.score(aspect), max(book.rules(aspect), key=lambda one: one.share)
    if abs(program.share - best.share) < _ALIKE:
        return "no better", best
    return ("better" if program.share > best.share else "worse"), best


_ALIKE = 1e-9


def apart(book: Casebook, aspect: Aspect) -> bool:
    """Whether the program is told apart from the best simple rule: their intervals of 95 % do not overlap.

    A rule without an interval, as a guess is, counts as the share that it has.
    """
    program, best = book.score(aspect), against(book, aspect)[1]
    low, high = best.between or (best.share, best.share)
    return program.between is not None and (high < program.between[0] or program.between[1] < low)


def _aspect(book: Casebook, aspect: Aspect, named: str) -> str:
    program = book.score(aspect)
    how, best = against(book, aspect)
    doubt = "" if how == "no better" or apart(book, aspect) else ", and so few cannot tell the two apart"
    beside = f"{how} than {BY[best.by]} ({of(best)})"
    return f"{named} in {of(program)} agreements that broke (95 %: {interval(program)}), {beside}{doubt}."


def shown(book: Casebook) -> str:
    """What the agreements show that the program names better than any simple rule, and what they do not show.

    Empty where nothing was agreed.
    """
    if not book.counted:
        return ""
    asked = [aspect for aspect in get_args(Aspect) if book.score(aspect).of]
    better = [aspect for aspect in asked if against(book, aspect)[0] == "better" and apart(book, aspect)]
    not_ = [aspect for aspect in asked if aspect not in better]
    there, counted = len(book.agreements), len(book.counted)
    count = _agreements(there) if there == counted else f"{_cases(there)}, {counted} of them agreed,"
    if not better:
        return f"{count} do not show that the program names {listing(not_, 'or')} better than a simple rule does."
    beyond = f"; not {listing(not_, 'or')}" if not_ else ""
    return f"{count} show that the program names {listing(better)} better than any simple rule does{beyond}."


def what_it_says(book: Casebook) -> tuple[str, ...]:
    """What the scores come to: who, when, whether, what was flagged, what is not counted, and how cases were coded."""
    said_ = []
    if book.score("who").of:
        said_ += [
            _aspect(book, "who", "Who: the party named in advance broke it"),
            _aspect(book, "when", "When: the phase named in advance was the one"),
        ]
    whether, base = book.score("whether"), _base(book)
    if base is not None:
        better = (whether.brier or 0.0) < (base.brier or 0.0)
        means = "did better than the base rate" if better else "are not probabilities of success"
        said_.append(
            f"Whether: shares of draws {means}: mean squared error (Brier) {squared(whether.brier)}, "
            f"and {squared(base.brier)} for the base rate of the others."
        )
    showing = [shown(book)] if book.counted else [headline(book)]
    return (*said_, *showing, *flagged(book), *never_agreed(book), coding(book))


def never_agreed(book: Casebook) -> tuple[str, ...]:
    """Which cases are shown and not counted."""
    offered = [one.title for one in book.agreements if not one.agreed]
    return (f"Shown and not counted, as never agreed: {listing(offered)}.",) if offered else ()


def flagged(book: Casebook) -> tuple[str, ...]:
    """What would have been flagged: in how many that broke, and in how many that held."""
    whole = next(one for one in book.flagged if one.flag == "any")
    if not whole.broke_of:
        return ()
    each = listing([f"{FLAGS[one.flag]} in {one.broke} and {one.held}" for one in book.flagged if one.flag != "any"])
    return (
        f"Flagged, which is less than named: {whole.broke} of {whole.broke_of} that broke and {whole.held} of "
        f"{whole.held_of} that held ({each}); of {whole.missed_of} named wrongly, {whole.missed}.",
    )


def coding(book: Casebook) -> str:
    """How many of the cases are as they were when they were first run."""
    count = len(book.agreements)
    edited = [one.title for one in book.agreements if one.coded == "edited since"]
    open_ = sum(one.coded == "not recorded" for one in book.agreements)
    if edited:
        return f"Edited after their first run: {listing(edited)}."
    if open_:
        return f"No first run is recorded of {open_} of {_cases(count)}: `--record` writes it down."
    return "Each case is as it was coded before its first run."


def in_phase(number_: int | None, one: Agreement) -> str:
    """A phase of an agreement in a table; after all was done it is the end."""
    return "-" if number_ is None else "end" if number_ > one.said.phases else str(number_)


def one_flagged(one: Flagged) -> tuple[str, str, str]:
    """A kind of flag, and how many that broke and that held had it."""
    called = "any of them" if one.flag == "any" else FLAGS[one.flag]
    return called, f"{one.broke} of {one.broke_of}", f"{one.held} of {one.held_of}"


def in_brief(book: Casebook) -> str:
    """The scoreboard in a few sentences, beside the verdict on another case."""
    who, when = book.score("who"), book.score("when")
    if not who.of:
        return ""
    beside = [f"{BY[best.by]}: {number(best.right)}" for best in (against(book, a)[1] for a in ("who", "when"))]
    there, counted = len(book.agreements), len(book.counted)
    past = f"{_agreements(there)} of the past, coded"
    if counted < there:
        past = f"{_cases(there)} of the past, {counted} of them agreed and counted, all coded"
    return (
        f"On {past} before they were run, the program named who broke it "
        f"in {of(who)} ({beside[0]}) and in which phase in {of(when)} ({beside[1]}) of those that broke. "
        f"{opening(_whether_shortly(book))}."
    )
