"""A plan on the board: what becomes of it, of every place of a step in it, and which order of its steps is the best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.assessment.places import Place, places_of
from standoff.analysis.assessment.successor import with_successors
from standoff.analysis.names import called_by, key_named
from standoff.analysis.numbers import LARGEST_EXCHANGE, exchange_of
from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.shares import sure_in
from standoff.analysis.sureness.successor import successors_in_draws
from standoff.app.board.asked import Asked, Laid, laid
from standoff.app.board.documents import (
    Against,
    Board,
    Card,
    DropsDocument,
    Often,
    OrderDocument,
    Phase,
    PlaceEntry,
    PlanBoard,
    Weakest,
    Why,
)
from standoff.app.board.warm import SEED
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import SizeError
from standoff.results.documents.document import LEFT_OUT, Dated
from standoff.results.sentences import board as sentences
from standoff.results.sentences.front import counted
from standoff.results.sentences.wording import on_calendar, opening, percents

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.documents.ledger import ExplainDocument
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.readings import Readings
    from standoff.results.records.sureness import Sureness

__all__ = ["drops", "order", "plan_board", "why"]

SEARCHED = "order_from_here"
"""What the deal is called under which the best order of some steps is sought."""

AT_MOST = 12.0
"""Seconds that the search for an order may take."""


def plan_board(case: Case, asked: Asked, draws: int = 0, progress: Progress = silent, assess: bool = True) -> PlanBoard:
    """A plan as it is laid out, in how many draws it holds, and the document of `assess` about it (unless not asked).

    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> found = plan_board(example(), Asked("alpha-first"))
    >>> found.board.verdict_says, [phase.says for phase in found.board.calendar]
    ('Holds', ['now', 'month 1', 'month 2'])
    """
    from standoff.results.documents.assessment import assess_document

    here = laid(case, asked, progress)
    _refuse_size(here.plan.steps)
    dated = Dated(case.title, case.as_of.isoformat())
    problems = _problems(here)
    if problems or not here.plan.phases:
        return PlanBoard(
            case=dated, phases=here.plan.phases, problems=problems, board=None, often=None, cards=_cards(here)
        )
    base = here.warm.case
    found = with_successors(base, assessment_of(base, exchange_of(base), here.plan), here.plan)
    sure = None
    if draws:
        found = successors_in_draws(base, found, here.plan, draws, SEED, here.pace) if assess else found
        sure = sure_in(here.warm.parts(draws), here.plan, here.pace, progress)
    return PlanBoard(
        case=dated,
        phases=found.phases,
        problems=(),
        board=_board(base, found),
        often=None if sure is None else _often(base, found, sure),
        cards=_cards(here),
        assess=assess_document(case.title, case.as_of.isoformat(), found, sure, _readings(case, asked, draws))
        if assess
        else LEFT_OUT,
    )


def drops(case: Case, asked: Asked, step: str, draws: int = 0, progress: Progress = silent) -> DropsDocument:
    """Every place that a step could have in a plan, which may have it or not, and what dropping it there gives.

    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> for place in drops(example(), Asked("alpha-first"), "lift_ban").places:
    ...     print(place.phase, place.alone, place.head, "|", place.detail)
    1 True holds | asks 2 % trust
    1 False holds | asks 1 % trust
    2 True holds | asks 1 % trust
    """
    here = laid(case, asked, progress)
    base, named = here.warm.case, key_named("step", step, case.steps)
    _refuse_size({*here.plan.steps, named})
    if draws:
        drawn = here.warm.whole(draws)
        pace = drawn.value(here.pace) if here.pace else here.plan.pace.median
        found = places_of(base, here.plan, named, drawn.exchange(), pace)
    else:
        found = places_of(base, here.plan, named)
    was = next((place for place in found if place.phases == here.plan.phases), None)
    return DropsDocument(
        case=Dated(case.title, case.as_of.isoformat()),
        step=named,
        draws=draws,
        places=tuple(_place(base, place, named, was) for place in found),
    )


def why(case: Case, asked: Asked, phase: int, party: str, progress: Progress = silent) -> ExplainDocument:
    """Why a party would carry on or walk out at the start of a phase of a plan: the document of `explain`.

    Raises UsageError, SizeError.

    >>> from standoff import example
    >>> why(example(), Asked("alpha-first"), 2, "beta").party
    'beta'
    """
    from standoff.analysis.reasons.ledger import explained
    from standoff.results.documents.ledger import explain_document

    here = laid(case, asked, progress)
    return explain_document(case.title, case.as_of.isoformat(), explained(here.warm.case, here.plan, phase, party))


def order(case: Case, asked: Asked, draws: int = 0, progress: Progress = silent, by: Workers = HERE) -> OrderDocument:
    """The best order of the steps of a plan, as `roadmap` finds it for a deal of just these; and that plan, laid out.

    Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... )).case
    >>> order(gifts, Asked(phases=[["gift_of_b"], ["gift_of_a"]])).phases
    (('gift_of_a',), ('gift_of_b',))
    """
    from standoff.analysis.answer.chosen import roadmap
    from standoff.case.model.model import Deal
    from standoff.results.documents.roadmap import roadmap_document
    from standoff.views.text.roadmap import first_of, headline_of

    here = laid(case, asked, progress)
    plan = here.plan
    deal = Deal(title=plan.title, steps=tuple(step for phase in plan.phases for step in phase)).model_copy(
        update={"keeps": plan.keeps, "pace": plan.pace, "consent": plan.consent}
    )
    sought = here.warm.case.model_copy(update={"deals": {SEARCHED: deal}})
    (found,) = roadmap(sought, [SEARCHED], progress, time_limit=AT_MOST, by=by)
    chosen = found.chosen.plan if found.chosen is not None and found.chosen.plan.least_trust is not None else None
    shown = found.shown if chosen is None else chosen.plan
    phases = () if shown is None else shown.phases
    laid_out = None
    if phases:
        same = Asked(asked.plan, phases, asked.keeps, asked.consent, asked.pace)
        laid_out = plan_board(case, same, draws, assess=False)
    return OrderDocument(
        case=Dated(case.title, case.as_of.isoformat()),
        says=headline_of(sought, found) if chosen is None else first_of(chosen),
        phases=phases,
        board=None if laid_out is None else laid_out.board,
        often=None if laid_out is None else laid_out.often,
        roadmap=roadmap_document(case.title, case.as_of.isoformat(), [found]),
    )


def _refuse_size(steps: Iterable[str]) -> None:
    count = len(tuple(steps))
    if count > LARGEST_EXCHANGE:
        remedy = "name under `keeps` what could be ended, or plan less"
        raise SizeError("steps in the plan, kept ones included", count, LARGEST_EXCHANGE, remedy)


def _readings(case: Case, asked: Asked, draws: int) -> Readings | None:
    """As `assess` has it: of a plan or a deal that is read in several orders."""
    from standoff.analysis.readings.readings import readings_named

    return None if asked.phases is not None else readings_named(case, asked.plan, draws, SEED)


def _problems(here: Laid) -> tuple[Why, ...]:
    from standoff.case.check.typed import problems_of_plans
    from standoff.case.model.model import Plan

    if not here.plan.phases:
        return ()
    (found,) = problems_of_plans(here.warm.case, [Plan(phases=here.plan.phases)])
    return tuple(Why(*problem) for problem in found)


# --------------------------------------------------------------------------------------------------- one plan laid out


def _board(case: Case, found: Assessment) -> Board:
    from standoff.views.text.assessment import headline_of

    parties = list(case.parties)
    margins = {party: tuple(row.margin for row in found.rows if row.party == party) for party in parties}
    return Board(
        verdict=found.verdict,
        verdict_says=sentences.VERDICTS[found.verdict],
        headline=headline_of(case, found),
        trust=found.trust,
        weakest=_weakest(case, found),
        why=found.binding.why,
        calendar=tuple(
            Phase(start, sentences.begins_in(start), on_calendar(case.as_of, start)) for start in found.starts
        ),
        margins={party: row for party, row in margins.items() if any(margin is not None for margin in row)},
        idle={party: _idle(case, found, party, row) for party, row in margins.items()},
        gain=found.gain,
        against=tuple(Against(party, one.why) for party, one in found.against.items()),
    )


def _idle(case: Case, found: Assessment, party: str, row: Sequence[float | None]) -> tuple[str, ...]:
    owned = [n for n, phase in enumerate(found.phases) if any(party in case.steps[step].by for step in phase)]
    return tuple("" if one is not None else sentences.idle(any(n > k for n in owned)) for k, one in enumerate(row))


def _weakest(case: Case, found: Assessment) -> Weakest:
    phase, party = found.binding.phase, found.binding.party
    last, averaged = len(found.phases), False
    called = dict(zip(case.parties, called_by(case), strict=True))
    amount, begins = found.trust or 0.0, 0.0
    if party is not None and phase is not None:
        row = found.row(phase, party)
        begins, averaged = found.starts[phase - 1] / 12, len(row.courses) > 1
        if found.verdict == "breaks":
            amount = -(row.margin or 0.0)
    if found.verdict == "refused" and party is not None:
        amount = -found.gain[party]
    says = sentences.weakest(found.verdict, called[party] if party else None, phase, last, begins, amount, averaged)
    return Weakest(phase, party, says)


def _often(case: Case, found: Assessment, sure: Sureness) -> Often:
    from standoff.views.text.assessment import how_often_of

    low, high = sure.between["holds"]
    return Often(
        draws=sure.draws,
        holds=sure.holds,
        low=low,
        high=high,
        count=counted(sure.holds),
        band=percents(low, high),
        says=how_often_of(case, found, sure),
    )


def _cards(here: Laid) -> dict[str, Card]:
    return here.warm.once("cards", lambda: _all_cards(here.warm.case))


def _all_cards(case: Case) -> dict[str, Card]:
    """All steps of a case. A step of several owners that costs each of them something stands in the rows of all."""
    exchange, parties, called = exchange_of(case), list(case.parties), called_by(case)
    cards = {}
    for j, (name, step) in enumerate(case.steps.items()):
        owners = [parties.index(party) for party in step.by]
        times = float(exchange.takes[j]), float(exchange.seen[j]), float(exchange.undo[j])
        apart = len(owners) == 1 or all(exchange.worth[i, j] < 0 for i in owners)
        says = {"": sentences.card(*times, [called[i] for i in owners] if len(owners) > 1 else ())}
        for i in owners if apart else ():
            others = [called[k] for k in owners if k != i]
            says[parties[i]] = sentences.card(*times, with_=others)
        cards[name] = Card(
            opening(step.in_short), tuple(parties[i] for i in owners) if apart else (), says, name in case.now
        )
    return cards


# ------------------------------------------------------------------------------------------------- all places of a step


def _in_names(case: Case, text: str) -> str:
    """What `check` says, with what steps are called in place of their keys."""
    return _KEY.sub(lambda key: f"“{case.steps[key[1]].in_short}”" if key[1] in case.steps else key[0], text)


_KEY = re.compile("`([^`]+)`")


def _place(case: Case, place: Place, step: str, was: Place | None) -> PlaceEntry:
    from standoff.views.text.assessment import outcome_of

    found, before = place.assessment, was.assessment if was else None
    at = next(n for n, phase in enumerate(place.phases, start=1) if step in phase)
    where = sentences.where_placed(at, len(place.phases), place.alone)
    trust, was_trust = (one.trust if one is not None and one.verdict == "holds" else None for one in (found, before))
    wrong = _in_names(case, place.problems[0][1]) if place.problems else ""
    says = sentences.moved(
        case.steps[step].in_short, where, place.holds, was.holds if was else None, trust, was_trust, wrong
    )
    if found is None:
        head, detail = "not possible", wrong
    else:
        head, detail = sentences.answer_of_place(found.verdict, found.trust, outcome_of(case, found), place.holds)
    return PlaceEntry(
        phase=place.phase,
        alone=place.alone,
        at=at,
        phases=place.phases,
        problems=tuple(Why(*problem) for problem in place.problems),
        board=None if found is None else _board(case, found),
        holds=place.holds,
        count="" if place.holds is None else counted(place.holds),
        head=head,
        detail=detail,
        says=says,
    )
