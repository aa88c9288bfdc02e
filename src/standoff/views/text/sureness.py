"""How sure, what flips a plan, and what to find out, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import letters
from standoff.results.records.sureness import Flip, Flips, Need, Needs, StableOften, StateOften
from standoff.results.sentences import sureness as sentences
from standoff.results.sentences import wording
from standoff.views.text.stability import SHOWN_NUMBERS, SHOWN_STATES, difference_of
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import SEEN, clean, names_of, ordered

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_flips", "show_needs", "show_often"]


def show_flips(console: Console, case: Case, found: Flips) -> None:
    """Which numbers flip the verdict on a plan, where, and how likely; and which of them drive it."""
    console.print(f"{clean(found.title)}: {found.verdict.upper()} with all numbers at their medians", style="bold")
    ordered(console, case, found.made)
    if found.made.ordered:
        console.print("These points are no numbers of their own: they stay where they are, and flip and drive nothing.")
    _show_flip_points(console, found)
    told = [driver for driver in found.drivers if driver.total > 0][:SHOWN_NUMBERS]
    if told:
        measured = "whether it holds" if found.measure == "holds" else "by how much it holds or fails"
        rows = (
            (
                clean(driver.label),
                f"{wording.amount(driver.low.value, driver.unit)}: {driver.low.verdict}",
                f"{wording.amount(driver.high.value, driver.unit)}: {driver.high.verdict}",
                wording.percent(driver.first),
                f"{wording.percent(driver.total)} ± {100 * driver.error:.0f}",
            )
            for driver in told
        )
        title = f"What drives {measured}, the strongest first"
        _table(console, title, ("number", "at its 5 % end", "at its 95 % end", "alone", "in all"), rows)
    if found.correlated:
        console.print("Numbers that move together were changed one at a time here, as if they did not.")


def _show_flip_points(console: Console, found: Flips) -> None:
    """The values at which the verdict changes; those of numbers that are given without a range stand apart."""
    ranged = [(flip, flip.chance) for flip in found.flips if flip.chance is not None]
    fixed = [flip for flip in found.flips if flip.chance is None]
    head = ("number", "median", "from here on", "it would be", "chance")
    if ranged:
        rows = [(*_flip_point(flip), wording.percent(chance)) for flip, chance in ranged[:SHOWN_NUMBERS]]
        title = f"Single numbers that flip it ({len(ranged)}; {found.numbers} looked at), the likeliest first"
        _table(console, title, head, rows)
    else:
        which = "number with a range" if fixed else "number"
        console.print(f"No single {which} flips it, of {found.numbers} looked at over their whole ranges.")
    if fixed:
        title = f"Numbers without a range, of which nothing says that they can vary, that would flip it ({len(fixed)})"
        _table(console, title, head[:-1], [_flip_point(flip) for flip in fixed[:SHOWN_NUMBERS]])


def _flip_point(flip: Flip) -> tuple[str, str, str, str]:
    median, at = (wording.amount(value, flip.unit) for value in (flip.median, flip.at))
    return clean(flip.label), median, at, flip.becomes.upper()


def show_needs(console: Console, case: Case, found: Needs) -> None:
    """What finding out is worth before a plan is started, and what rests on which source."""
    console.print(clean(found.title), style="bold")
    start = None if found.too_close else found.start
    console.print(sentences.started(found.holds, found.trust, start, bool(found.made.ordered)))
    console.print(f"(With 95 % confidence in {wording.percents(*found.between)}, by {found.draws:,} draws.)")
    ordered(console, case, found.made, drawn=True)
    if found.made.ordered:
        console.print("These points are no numbers of their own: they are drawn, and not listed here.")
    if found.draws < found.draws_asked:
        console.print(f"Stopped after {found.draws:,} of {found.draws_asked:,} draws: the answer is partial.")
    console.print(f"To know all numbers would be worth {sentences.stake(found.everything)} of what is at stake.")
    _show_worth(console, "numbers", "Worth finding out, the most first", found.numbers)
    _show_worth(console, "inquiries", "The inquiries of the case, net of what they cost", found.inquiries)
    _show_worth(console, "sources", "All that one source is cited for", found.evidence)
    moved = [one for one in found.sources if abs(one.without - one.holds) >= SEEN][:SHOWN_NUMBERS]
    if moved:
        rows = ((clean(one.source), sentences.more_or_fewer(one.without - one.holds)) for one in moved)
        title = "In how many more or fewer of 100 draws it would hold if what rests on one source were known less well"
        _table(console, title, ("without", "holds in"), rows)


def _show_worth(console: Console, what: str, title: str, needs: Sequence[Need]) -> None:
    told = [need for need in needs if need.perfect > 0 or need.cost > 0][:SHOWN_NUMBERS]
    if not told:
        if needs:
            console.print(f"None of the {what} would change the decision.")
        return
    rows = (
        (
            clean(need.title),
            sentences.stake(need.perfect),
            f"{sentences.stake(need.partial)} (at {wording.percent(need.reliability)})",
            sentences.stake(need.cost) if need.cost else "-",
        )
        for need in told
    )
    _table(console, title, (what, "if known", "if found out in part", "cost"), rows)


def show_often(console: Console, case: Case, found: StableOften) -> None:
    """How often now and other states are equilibria over the draws."""
    party = names_of(case.parties)
    console.print()
    stopped = f" (stopped; {found.draws_asked:,} were asked for)" if found.draws < found.draws_asked else ""
    concepts = list(found.now)
    rows = [("now, for all", *(wording.percent(found.now[c]) for c in concepts))]
    rows += [(f"now, for {party(p)}", *(wording.percent(row[c]) for c in concepts)) for p, row in found.parties.items()]
    rows += [
        (clean(_often_called(case, one)), *(wording.percent(one.shares[c]) for c in concepts))
        for one in found.states[:SHOWN_STATES]
    ]
    title = f"In how many of {found.draws:,} draws{stopped} a state is stable"
    _table(console, title, ("state", *letters(concepts)), rows)
    widest = max((high - low for low, high in found.between.values()), default=0.0) / 2
    console.print(f"The shares of now are known to within {100 * widest:.0f} points (95 times in 100).")


def _often_called(case: Case, one: StateOften) -> str:
    changes = difference_of(case, case.now, one.state)
    return f"{one.deal}: {changes}" if one.deal else changes
