"""A plan on the terminal: the verdict and why, the phases, the row of every party, and the ledger of one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import assessment as sentences
from standoff.results.sentences import beyond, headlines, wording
from standoff.views.text.readings import say_readings, show_readings
from standoff.views.text.terminal import (
    at_least,
    bounded,
    cut,
    names_of,
    note_of,
    number,
    ordered,
    share_of,
    short_of,
    shorts_of,
    trust_of,
)

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.ledger import Contribution, Explanation, Failure, Term
    from standoff.results.records.readings import Readings
    from standoff.results.records.sureness import Sureness
    from standoff.views.text.page import Page

__all__ = ["headline_of", "how_often_of", "outcome_of", "show_assessment", "show_explanation", "show_plan"]


def headline_of(case: Case, found: Assessment) -> str:
    """What becomes of a plan, in a sentence."""

    def called(party: str) -> str:
        return wording.as_one(case.parties[party].name)

    edge, party = bool(found.on_edge), found.binding.party
    phase = found.binding.phase or 0
    when = sentences.at_phase(phase, len(found.phases))
    if found.verdict == "refused" and party:
        refusers = [called(one) for one in found.refused_by]
        return headlines.refused(found.title, refusers, called(party), -found.gain[party], edge)
    if found.verdict == "breaks" and party:
        row = found.row(phase, party)
        return headlines.breaks(found.title, called(party), when, -(row.margin or 0.0), len(row.courses) > 1, edge)
    return headlines.holds(found.title, found.trust or 0.0, called(party) if party else None, when, edge)


def outcome_of(case: Case, found: Assessment) -> str:
    """What becomes of a plan, in the end of a sentence that says what it is."""
    if found.verdict == "refused":
        return f"is refused by {wording.listing([wording.as_one(case.parties[p].name) for p in found.refused_by])}"
    if found.verdict == "breaks" and found.binding.party and found.binding.phase:
        when = sentences.at_phase(found.binding.phase, len(found.phases))
        return f"breaks {when}, by {wording.as_one(case.parties[found.binding.party].name)}"
    return f"holds and asks for {wording.asked(found.trust or 0.0)} trust"


def show_plan(page: Page, case: Case, found: tuple[Assessment, Sureness | None], read: Readings | None = None) -> None:
    """A plan, how often it holds where that was asked, and what follows where it is read in several orders."""
    plan, sure = found
    page.say(headline_of(case, plan), bold=True, verdict=plan.verdict)
    if sure is not None:
        page.say(how_often_of(case, plan, sure))
    page.say(FOR_THE_DEAL if _is_for_a_deal(case, plan) else "")
    if read is not None:
        say_readings(page, read)
    show_assessment(page, case, plan)
    if read is not None:
        show_readings(page, case, read)


def how_often_of(case: Case, plan: Assessment, sure: Sureness) -> str:
    """In how many draws a plan holds, in a sentence."""

    def called(party: str) -> str:
        return wording.as_one(case.parties[party].name)

    breaker, refuser = next(iter(sure.breakers), None), next(iter(sure.refusers), None)
    last = len(plan.phases)
    said = headlines.how_often(
        sure.holds,
        sure.draws,
        sure.between["holds"],
        (called(breaker[0]), sentences.at_phase(breaker[1], last), breaker[2]) if breaker else None,
        (called(refuser[0]), refuser[1]) if refuser else None,
        bool(plan.made.ordered),
    )
    stopped = f" Stopped after {sure.draws:,} of {sure.draws_asked:,} draws." if sure.draws < sure.draws_asked else ""
    return said + stopped


def show_assessment(page: Page, case: Case, found: Assessment) -> None:
    """Why, the phases, what each party gains and risks, and the row of every party at every phase."""
    party = names_of(case.parties)
    page.say(found.binding.why)
    for text in beyond.others(found):
        page.say(text)
    starts = [start / 12 for start in found.starts]
    page.space()
    begins = sentences.begins(starts)
    ladder = [(str(k), begins[k - 1], shorts_of(case, phase)) for k, phase in enumerate(found.phases, start=1)]
    page.table("", ("phase", "begins", "steps"), ladder, left=3, name="phases")
    page.say(f"Done {sentences.done(starts)}. Trust asked: {at_least(found)}{trust_of(found.trust)}.")
    page.space()
    gains = (
        (party(p), number(found.gain[p]), share_of(found.at_risk[p]), share_of(found.symbolic_share[p]))
        for p in case.parties
    )
    page.table("", ("gain against now", "own points", "at risk", "symbolic"), gains, name="gain against now")
    page.space()
    for text in beyond.hanging(found):
        page.say(text)
    note_of(page, found.made.note)
    ordered(page, case, found.made)
    if found.learning and found.learning.says:
        page.say(found.learning.says)
    page.space()
    rows = (
        (
            _phase(row.phase, len(found.phases)),
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
    page.table("Whoever has something to quit", head, rows, left=2)


FOR_THE_DEAL = "This is the roadmap of the deal: the plan for it that asks for the least trust, or the closest one."


def _is_for_a_deal(case: Case, found: Assessment) -> bool:
    """Whether it is the roadmap of a deal, and no plan of the case."""
    given = case.plans.get(found.plan)
    return found.plan in case.deals and (given is None or given.phases != found.phases)


def _phase(phase: int, last: int) -> str:
    return str(phase) if phase <= last else sentences.AFTER_THE_END


def show_explanation(page: Page, case: Case, found: Explanation) -> None:
    """The ledger of a row: what every line adds, when it is in force, and how margin and trust follow."""
    last, row = len(found.phases), found.row
    name = wording.as_one(case.parties[found.party].name)
    gain = None if row.margin is None else -row.margin
    when = sentences.at_phase(found.phase, last)
    verdict = headlines.explained_row(found.title, name, when, gain, row.trust, len(row.courses) > 1)
    page.say(verdict, bold=True)
    page.say(found.why)
    note_of(page, found.made.note)
    ordered(page, case, found.made)
    page.space()
    apart = found.own is not None and found.own != found.tempting
    failures = [("Walk out", found.tempting), *([("Quit", found.own)] if apart else []), ("They fail", found.feared)]
    for title, failure in failures:
        page.say(f"{title}: {_failure(case, failure) if failure else 'nothing'}")
    if any(failure and len(failure.courses) > 1 for _, failure in failures):
        page.say("Breaches may be missed: amounts are averages, spans are those if nothing is missed.")
    page.space()

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

    def difference(title: str, one: float | None, other: float | None, is_: float | None) -> None:
        page.say(f"{title} = {told(one)} − {_bracketed(told(other))} = {told(is_)}")

    if totals.margin is not None:
        difference("Margin: carry on less walk out", totals.carry_on, totals.walk_out, totals.margin)
    if totals.margin is not None and found.feared is None:
        page.say("Loss: 0, whichever way the others fail")
    elif totals.margin is not None:
        difference("Loss: both fail less they fail", totals.both, totals.feared, totals.loss)
        if apart:
            difference("Kept: carry on less quit", totals.carry_on, totals.own, totals.kept_by_carrying_on)
        if totals.trust is not None:
            kept = told(totals.kept_by_carrying_on)
            page.say(f"Trust: {told(totals.loss)} / ({told(totals.loss)} + {kept}) = {trust_of(totals.trust)}")
    page.space()
    head = ("line", "worth", *(title for title, _ in courses))
    adds = [
        (_line(case, term), told(term.worth), *(told(c.adds if (c := of(term)) else None) for _, of in courses))
        for term in terms
    ]
    total = ("Total", "", *(told(value) for value in sums))
    page.table("What every line adds (own points)", head, [*adds, total])
    page.space()
    spans = (
        (_line(case, term), *(_span(c) if (c := of(term)) else "-" for _, of in courses))
        for term in terms
        if term.kind != "walkout_cost"
    )
    title = "When it is in force, from the start of the phase"
    page.table(title, ("line", *(name for name, _ in courses)), spans, left=1 + len(courses))


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
        "step": lambda: short_of(case, term.name),
        "together": lambda: f"{cut(case.together[term.name].name or term.name)} (together)",
        "walkout_cost": lambda: "Walk-out cost",
    }
    return wording.opening(called[term.kind]())


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
