"""A plan on the terminal: the verdict, why, the row of every party, and the ledger of one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.results.records.assessment import Assessment
from standoff.results.records.ledger import Contribution, Explanation, Failure, Term
from standoff.results.sentences import assessment as sentences
from standoff.results.sentences import beyond, wording
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import (
    VERDICTS,
    at_least,
    bounded,
    clean,
    names_of,
    note_of,
    number,
    ordered,
    share_of,
    trust_of,
)

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_assessment", "show_explanation"]


def show_assessment(console: Console, case: Case, found: Assessment) -> None:
    """A plan: the verdict and why, what each party gains and risks, and the row of every party at every phase."""
    party = names_of(case.parties)
    console.print(f"{clean(found.title)}: {VERDICTS[found.verdict]}", style="bold")
    console.print(clean(found.binding.why))
    for text in beyond.beside(found):
        console.print(clean(text))
    note_of(console, found.made.note)
    ordered(console, case, found.made)
    console.print()
    starts = [start / 12 for start in found.starts]
    begins = sentences.begins(starts)
    ladder = (
        (
            str(k),
            begins[k - 1],
            clean(wording.in_a_row([case.steps[s].name for s in phase])),
        )
        for k, phase in enumerate(found.phases, start=1)
    )
    _table(console, "Phases", ("phase", "begins", "steps"), ladder, left=3)
    console.print(f"Done {sentences.done(starts)}. Trust asked: {at_least(found)}{trust_of(found.trust)}.\n")
    if found.learning and found.learning.says:
        console.print("Learning on the way", style="bold")
        console.print(clean(found.learning.says) + "\n")
    gains = (
        (party(p), number(found.gain[p]), share_of(found.at_risk[p]), share_of(found.symbolic_share[p]))
        for p in case.parties
    )
    _table(console, "Gain against now (own points)", ("party", "gain", "at risk", "symbolic"), gains)
    console.print()
    rows = (
        (
            str(row.phase),
            party(row.party),
            number(row.carry_on),
            bounded(number(row.walk_out), "≥", row.exact),
            bounded(number(row.margin), "≤", row.exact),
            bounded(number(row.exposure), "≥", row.exact),
            "walks out" if row.trust is None else bounded(trust_of(row.trust), "≥", row.exact),
        )
        for row in found.rows
        if row.walk_out is not None
    )
    head = ("phase", "party", "carry on", "walk out", "margin", "exposure", "trust")
    _table(console, "Whoever has something to quit", head, rows, left=2)


def show_explanation(console: Console, case: Case, found: Explanation) -> None:
    """The ledger of a row: what every line adds, when it is in force, and how margin and trust follow."""
    party, last = names_of(case.parties), len(found.phases)
    when = f"phase {found.phase}" if found.phase <= last else f"phase {found.phase}, when everything is done"
    console.print(f"{clean(found.title)}: {party(found.party)} at the start of {when}", style="bold")
    console.print(clean(found.why))
    note_of(console, found.made.note)
    ordered(console, case, found.made)
    console.print()
    apart = found.own is not None and found.own != found.tempting
    failures = [("Walk out", found.tempting), *([("Quit", found.own)] if apart else []), ("They fail", found.feared)]
    for title, failure in failures:
        console.print(f"{title}: {clean(_failure(case, failure)) if failure else 'nothing'}")
    if any(failure and len(failure.courses) > 1 for _, failure in failures):
        console.print("Breaches may be missed: amounts are averages, spans are those if nothing is missed.")
    console.print()

    courses: list[tuple[str, Callable[[Term], Contribution | None]]] = [
        ("carry on", lambda term: term.carry_on),
        ("walk out", lambda term: term.walk_out),
        *([("quit", lambda term: term.own)] if apart else []),
        ("they fail", lambda term: term.feared),
        ("both fail", lambda term: term.both),
    ]
    totals, terms = found.totals, [term for term in found.terms if term.kind != "walkout_cost" or term.worth]
    sums = [totals.carry_on, totals.walk_out, *([totals.own] if apart else []), totals.feared, totals.both]
    decimals = _decimals([*(term.worth for term in terms), *(total for total in sums if total is not None)])

    def told(value: float | None) -> str:
        return "-" if value is None else _fixed(value, decimals)

    head = ("line", "worth", *(title for title, _ in courses))
    adds = [
        (_line(case, term), told(term.worth), *(told(c.adds if (c := of(term)) else None) for _, of in courses))
        for term in terms
    ]
    total = ("Total", "", *(told(value) for value in sums))
    _table(console, "What every line adds (own points)", head, [*adds, total])
    console.print()
    spans = (
        (_line(case, term), *(_span(c) if (c := of(term)) else "-" for _, of in courses))
        for term in terms
        if term.kind != "walkout_cost"
    )
    title = "When it is in force, from the start of the phase"
    _table(console, title, ("line", *(name for name, _ in courses)), spans, left=1 + len(courses))
    console.print()

    def difference(title: str, one: float | None, other: float | None, is_: float | None) -> None:
        console.print(f"{title} = {told(one)} − {_bracketed(told(other))} = {told(is_)}")

    if totals.margin is None:
        return
    difference("Margin: carry on less walk out", totals.carry_on, totals.walk_out, totals.margin)
    if found.feared is None:
        console.print("Loss: 0, whichever way the others fail")
        return
    difference("Loss: both fail less they fail", totals.both, totals.feared, totals.loss)
    if apart:
        difference("Kept: carry on less quit", totals.carry_on, totals.own, totals.kept_by_carrying_on)
    if totals.trust is not None:
        kept = told(totals.kept_by_carrying_on)
        console.print(f"Trust: {told(totals.loss)} / ({told(totals.loss)} + {kept}) = {trust_of(totals.trust)}")


def _failure(case: Case, failure: Failure) -> str:
    """Who fails, by what, and when it shows."""

    def called(steps: Sequence[str]) -> list[str]:
        return [case.steps[step].name for step in steps]

    if failure.openly:
        return "leaving openly; everything stops at once"
    scene = sentences.breach(called(failure.undone), called(failure.withheld))
    who = wording.listing([wording.as_one(case.parties[party].name) for party in failure.group])
    later = "" if failure.begins_now else ", later on"
    return f"{who} by {scene}{later}; it {_shown(failure)}"


def _shown(failure: Failure) -> str:
    courses = [(c.chance, math.inf if c.months is None else c.months / 12) for c in failure.courses]
    return sentences.shown(math.inf if failure.shows is None else failure.shows / 12, courses)


def _line(case: Case, term: Term) -> str:
    called: Mapping[str, Callable[[], str]] = {
        "step": lambda: case.steps[term.name].name,
        "together": lambda: f"{case.together[term.name].name or term.name} (together)",
        "walkout_cost": lambda: "Walk-out cost",
    }
    return clean(wording.opening(called[term.kind]()))


def _span(contribution: Contribution) -> str:
    begins, ends = contribution.begins, contribution.ends
    return sentences.lasting(None if begins is None else begins / 12, None if ends is None else ends / 12)


def _decimals(values: Iterable[float]) -> int:
    """How many decimals show five digits of the largest number."""
    largest = max((abs(value) for value in values), default=0.0)
    return max(0, 4 - math.floor(math.log10(largest))) if largest > 0 else 0


def _fixed(value: float, decimals: int) -> str:
    """A number with so many decimals, so that columns can be added up.

    >>> _fixed(-1.25, 3), _fixed(-0.0001, 2)
    ('−1.250', '0.00')
    """
    text = f"{abs(value):.{decimals}f}"
    return f"−{text}" if value < 0 and float(text) else text


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number
