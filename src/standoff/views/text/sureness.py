"""How sure, what flips a plan, and what to find out, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.analysis.labels import label_of, short_of
from standoff.results.sentences import headlines, wording
from standoff.results.sentences import sureness as sentences
from standoff.results.sentences.wording import titled
from standoff.views.text.terminal import SEEN, cut, ordered, verdict_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.sureness import Flip, Flips, Need, Needs
    from standoff.views.text.page import Page

__all__ = ["show_flips", "show_needs"]

SHOWN_NUMBERS = 10
"""So many numbers are shown where not all are: of those that flip a verdict, and of those that drive it."""

NUMBER = 44
"""So many characters the name of a number has in a table."""


def show_flips(page: Page, case: Case, found: Flips) -> None:
    """Which numbers flip the verdict on a plan, where, and how likely; and which of them drive it."""
    ranged = [(flip.label, flip.chance) for flip in found.flips if flip.chance is not None]
    likeliest = ranged[0] if ranged else None
    said = headlines.flipped(found.title, found.verdict, likeliest, found.numbers, bool(found.flips) and not ranged)
    page.say(said, bold=True, verdict=found.verdict)
    ordered(page, case, found.made)
    if found.made.ordered:
        page.say("These points are no numbers of their own: they stay where they are, and flip and drive nothing.")
    _show_flip_points(page, case, found)
    told = [driver for driver in found.drivers if driver.total > 0]
    if told:
        measured = "whether it holds" if found.measure == "holds" else "by how much it holds or fails"
        rows = (
            (
                _number(case, driver.path),
                f"{wording.amount(driver.low.value, driver.unit)}: {driver.low.verdict}",
                f"{wording.amount(driver.high.value, driver.unit)}: {driver.high.verdict}",
                wording.percent(driver.first),
                f"{wording.percent(driver.total)} ± {100 * driver.error:.0f}",
            )
            for driver in told
        )
        page.space()
        head = (f"what drives {measured}", "at its 5 % end", "at its 95 % end", "alone", "in all")
        page.table("", head, rows, most=SHOWN_NUMBERS, name=head[0])
    if found.correlated:
        page.say("Numbers that move together were changed one at a time here, as if they did not.")


def _show_flip_points(page: Page, case: Case, found: Flips) -> None:
    """The values at which the verdict changes; those of numbers that are given without a range stand apart."""
    ranged = [(flip, flip.chance) for flip in found.flips if flip.chance is not None]
    fixed = [flip for flip in found.flips if flip.chance is None]
    head = ("number", "median", "from here on", "it would be", "chance")
    if ranged:
        rows = [(*_flip_point(case, flip), wording.percent(chance)) for flip, chance in ranged]
        title = f"Single numbers that flip it ({len(ranged)}; {found.numbers} looked at), the likeliest first"
        page.space()
        page.table(title, head, rows, most=SHOWN_NUMBERS)
    if fixed:
        title = f"Numbers without a range, of which nothing says that they can vary, that would flip it ({len(fixed)})"
        page.space()
        page.table(title, head[:-1], [_flip_point(case, flip) for flip in fixed], most=SHOWN_NUMBERS)


def _flip_point(case: Case, flip: Flip) -> tuple[str, str, str, str]:
    median, at = (wording.amount(value, flip.unit) for value in (flip.median, flip.at))
    return _number(case, flip.path), median, at, verdict_of(flip.becomes)


def show_needs(page: Page, case: Case, found: Needs) -> None:
    """What finding out is worth before a plan is started, and what rests on which source."""
    start = None if found.too_close else found.start
    drawn = bool(found.made.ordered)
    page.say(sentences.started(found.holds, found.trust, start, drawn, what=titled(found.title)), bold=True)
    page.say(f"(With 95 % confidence in {wording.percents(*found.between)}, by {found.draws:,} draws.)")
    ordered(page, case, found.made, drawn=True)
    if found.made.ordered:
        page.say("These points are no numbers of their own: they are drawn, and not listed here.")
    if found.draws < found.draws_asked:
        page.say(f"Stopped after {found.draws:,} of {found.draws_asked:,} draws: the answer is partial.")
    page.say(f"To know all numbers would be worth {sentences.stake(found.everything)} of what is at stake.")
    _show_worth(page, case, "numbers", "Worth finding out, the most first", found.numbers)
    _show_worth(page, case, "inquiries", "The inquiries of the case, net of what they cost", found.inquiries)
    _show_worth(page, case, "sources", "All that one source is cited for", found.evidence)
    moved = [one for one in found.sources if abs(one.without - one.holds) >= SEEN]
    if moved:
        rows = ((one.source, sentences.more_or_fewer(one.without - one.holds)) for one in moved)
        title = "In how many more or fewer of 100 draws it would hold if what rests on one source were known less well"
        page.space()
        page.table(title, ("without", "holds in"), rows, most=SHOWN_NUMBERS)


def _show_worth(page: Page, case: Case, what: str, title: str, needs: Sequence[Need]) -> None:
    told = [need for need in needs if need.perfect > 0 or need.cost > 0]
    if not told:
        if needs:
            page.say(f"None of the {what} would change the decision.")
        return
    rows = (
        (
            _needed(case, need),
            sentences.stake(need.perfect),
            f"{sentences.stake(need.partial)} (at {wording.percent(need.reliability)})",
            sentences.stake(need.cost) if need.cost else "-",
        )
        for need in told
    )
    page.space()
    page.table(title, (what, "if known", "if found out in part", "cost"), rows, most=SHOWN_NUMBERS)


def _needed(case: Case, need: Need) -> str:
    """What could be found out: a number in few words, or an inquiry or a source by its title."""
    if len(need.about) == 1 and need.title == label_of(case, need.about[0]):
        return _number(case, need.about[0])
    return cut(need.title, NUMBER)


def _number(case: Case, path: str) -> str:
    """A number of the case in a table."""
    return cut(short_of(case, path, in_short=True), NUMBER)
