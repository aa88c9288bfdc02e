"""Question 0 for a case: the headline and the eight sentences, drawn from the answers to all other questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.answer import rests
from standoff.analysis.answer.best import DRAWS, FEWEST, ROBUST, best_deal
from standoff.analysis.answer.candidates import Surroundings
from standoff.analysis.answer.questions import (
    NOW,
    OFTEN,
    Known,
    asked,
    known_of,
    of_deals,
    of_today,
    refuse_states,
)
from standoff.analysis.assessment.successor import government_of
from standoff.analysis.evidence import coverage
from standoff.analysis.names import places_of
from standoff.analysis.numbers import exchange_of, why_not_assessed
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.analysis.progress import Progress, silent
from standoff.analysis.readings.waiting import orders_of
from standoff.engine.assessment.first_move import first_move
from standoff.engine.core.exchange import phase_vector
from standoff.engine.core.graph import Answers, Question
from standoff.engine.core.parallel import HERE, Workers, workers_at_hand
from standoff.errors import UsageError
from standoff.results.records.answer import Answer, Best, Contender, Ending, Failed, Failing, First, Held, Rests, Way
from standoff.results.records.made import Made
from standoff.results.sentences import answer as sentences
from standoff.results.sentences import successor
from standoff.results.sentences.readings import of_the_demands
from standoff.results.sentences.wording import on_calendar
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.evidence import Coverage
    from standoff.results.records.stability import Stable
    from standoff.results.records.sureness import StableOften

DRAWN = 200
"""In so many draws it is looked at whether somebody would gain by moving alone."""

BEST = "the best deal, and what it rests on"


@dataclass(frozen=True)
class Today:
    """What was found before about today: whether it is stable, and how often (None: nothing is drawn)."""

    stable: Stable
    often: StableOften | None


def answer(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress = silent,
    by: Workers = HERE,
    known: Known | None = None,
    today: Today | None = None,
) -> Answer:
    """What is the answer? Where things stand, which deal holds most often for all, its weakest link, what to do first.

    All ranges are drawn `draws` times: the best deal is chosen on one half and judged on the other. `known` and `today`
    are what a run has found already. Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... ))
    >>> found = answer(gifts.case, draws=20)
    >>> found.headline, found.best.found.plan.phases
    ('A deal in two phases is likely to hold.', (('gift_of_a',), ('gift_of_b',)))
    """
    sought = known is None and not why_not_assessed(case)
    if sought and draws < FEWEST:
        raise UsageError("to find the best deal takes two draws at least: one to choose on, one to judge on")
    if today is None:
        refuse_states(case)
    questions = of_deals(case, min(draws, ROBUST), seed) if sought else []
    needs = tuple(question.name for question in questions)
    questions.append(about_the_best(case, draws, seed, needs, known))
    if today is None:
        questions += of_today(case, 1, DRAWN, seed, "now")
    answers = asked(case, questions, "the answer", progress, by)
    return with_today(case, answers[BEST], today or Today(answers[NOW], answers[OFTEN]))


def about_the_best(case: Case, draws: int, seed: int, needs: tuple[str, ...], known: Known | None = None) -> Question:
    """The question for the best deal, which needs the answers to others, or else what is known already."""

    def task(answers: Answers) -> Asked:
        return Asked(case, draws, seed, known_of(case, answers) if needs else known)

    return Question(BEST, about_deals, task, needs, seconds=2.1)


@dataclass(frozen=True)
class Asked:
    """What there is to say of the deals of a case, as work that can be handed on."""

    case: Case
    draws: int
    seed: int
    known: Known | None


def about_deals(task: Asked) -> Answer:
    """The answer but for where things stand, and for the evidence: neither has a say in what is found here."""
    case, draws, seed = task.case, task.draws, task.seed
    why_not = why_not_assessed(case)
    best = None if why_not else best_deal(case, draws, seed, by=workers_at_hand(), known=task.known)
    if best is None:
        headline = sentences.headline(None, 0, [], why_not)
        said = {label: sentences.unassessed(label) for label in sentences.LABELS}
        grounds = None
    else:
        found = best.found
        demands = [rival for rival in best.rivals if rival.kind == "plan"]
        holds = None if found is None else found.sure.holds
        headline = sentences.headline(
            holds,
            len(found.plan.phases) if found else 0,
            [demand.sure.holds for demand in demands],
            demanded=found is not None and any(_same(found.plan, demand.plan) for demand in demands),
        )
        said = _said(case, best, demands)
        at_hand = workers_at_hand()
        grounds = rests.of_a_case(case) if found is None else rests.of_a_plan(case, found, seed, at_hand)
    return Answer(
        headline=headline,
        sentences=said,
        best=best,
        unassessed=why_not,
        made=Made(
            version=__version__,
            method="drawn from all questions",
            exact=False,
            seed=seed,
            draws=draws,
            ordered=() if why_not else ordered_parties(case),
        ),
        rests=grounds,
    )


def with_today(case: Case, found: Answer, today: Today) -> Answer:
    """The whole answer, which begins with where things stand, and says what is behind the numbers that it rests on."""
    said = {**found.sentences, "where": where_stands(case, today)}
    if found.rests is not None:
        said["confidence"] = sentences.confidence(found.rests, behind(case, found.rests))
    return replace(found, sentences={label: said[label] for label in sentences.LABELS})


def behind(case: Case, grounds: Rests) -> Coverage:
    """How strong the evidence is for the numbers that an answer rests on, weighed by how much they drive it."""
    return coverage(case).of(grounds.numbers).weighed(grounds.weights)


def _same(one: Assessment, other: Assessment) -> bool:
    """Whether two plans keep and do the same in the same order."""
    return {*one.keeps} == {*other.keeps} and [*map(set, one.phases)] == [*map(set, other.phases)]


def _called(case: Case, party: str) -> str:
    return sentences.called(case.parties[party].name)


def _named(case: Case, steps: Sequence[str]) -> tuple[str, ...]:
    """Steps in a sentence, which puts them in quotation marks."""
    return tuple(sentences.titled(case.steps[step].name)[1:-1] for step in steps)


def where_stands(case: Case, today: Today) -> str:
    """Who could gain by moving alone, at the middle of the ranges and over draws."""
    found, often = today.stable, today.often
    movers = [one for one in found.deterrence if one.improvement is not None]
    return sentences.where_we_are(
        [_called(case, party) for party in case.parties],
        [_called(case, one.party) for one in movers],
        [_called(case, one.party) for one in movers if one.sanction is not None],
        unknown=any("nash" in unanswered for unanswered in found.now.unanswered.values()),
        often=None if often is None else (often.now["nash"], often.draws),
    )


def _said(case: Case, best: Best, demands: Sequence[Contender]) -> dict[str, str]:
    """The other sentences, where plans can be assessed."""
    found = best.found
    uncertain = any(quantity.shape != "point" for _, quantity in case.quantities()) or bool(ordered_parties(case))
    orders = [_called(case, party) for party in ordered_parties(case)]
    failed = [_failed(case, demand) for demand in demands]
    said: dict[str, str] = {
        "demands": sentences.why_the_demands_failed(failed, _as_they_are_read(case)),
    }
    if found is None:
        return said | {
            "holds": sentences.what_holds(None, best.deals, best.candidates),
            "weakest": sentences.weakest_link(None, found=False),
            "fails": sentences.if_it_fails([], [], found=False),
            "likely": sentences.how_likely(None, (0.0, 0.0), uncertain),
            "first": sentences.what_to_do_first(None, found=False),
        }
    against = [(_called(case, party), share) for party, share in found.sure.against[:1]]
    return said | {
        "holds": sentences.what_holds(_held(case, found), best.deals, best.candidates),
        "weakest": _dated(
            case, found.plan, sentences.weakest_link(_failing(case, found), trust=_most_trust(case, found.plan))
        ),
        "fails": sentences.if_it_fails(*_endings(case, found.plan)),
        "likely": sentences.how_likely(
            found.sure.holds, found.sure.between["holds"], uncertain, orders, against[0] if against else None
        ),
        "first": sentences.what_to_do_first(
            _first(case, found.plan), found=True, begins=_named(case, found.plan.phases[0])
        ),
    }


def _as_they_are_read(case: Case) -> str:
    """What gets done of an agreement that is read in several orders, first of one of which not everything does."""
    read = [
        (orders_of(case, "plan" if kind == "plans" else "deal", key), all(one.plan for one in claim.readings.values()))
        for kind, key, claim in case.agreements()
        if claim.readings
    ]
    if not read:
        return ""
    orders, demands = min(read, key=lambda one: not one[0].missing)
    done = [case.steps[step].in_short for steps in orders.rounds for step in steps]
    return of_the_demands(orders.title, orders.several, done, len(orders.missing), demands)


def _failed(case: Case, demand: Contender) -> Failed:
    """How a demand fares most often, and by whom."""
    sure = demand.sure
    if sure.holds >= sentences.FAILS:
        return Failed(demand.title, "holds", "", sure.holds)
    refused = sure.refused >= sure.breaks
    breaking: dict[str, float] = {}
    for party, _, share in sure.breakers:
        breaking[party] = breaking.get(party, 0.0) + share
    by = dict(sure.refusers) if refused else breaking
    return Failed(
        demand.title, "refused" if refused else "breaks", _called(case, max(by, key=lambda p: by[p])), sure.holds
    )


def _held(case: Case, found: Contender) -> Held:
    plan = found.plan
    return Held(
        title=found.title if found.name else "",
        phases=len(plan.phases),
        years=plan.months / 12,
        verdict=plan.verdict,
        parties=len(case.parties),
        needed=len(plan.needed),
        winners=[_called(case, party) for party, gain in plan.gain.items() if gain > 0],
        against=[_called(case, party) for party in plan.against],
        done=_on_calendar(case, plan.months),
    )


def _failing(case: Case, found: Contender) -> Failing | None:
    """How the deal fails most often over the draws that judge it."""
    plan, sure = found.plan, found.sure
    refuser = sure.refusers[0] if sure.refusers else ("", 0.0)
    breaker = sure.breakers[0] if sure.breakers else ("", 0, 0.0)
    if not refuser[1] and not breaker[2]:
        return None
    if refuser[1] >= breaker[2]:
        return Failing("refused", _called(case, refuser[0]), refuser[1])
    party, phase, share = breaker
    way, when = _way(case, plan, phase, party), _on_calendar(case, plan.starts[phase - 1])
    return Failing("breaks", _called(case, party), share, phase, len(plan.phases), way, when)


def _on_calendar(case: Case, months: float) -> str:
    """When so many months have passed since the day of the case; "" where that is the day itself, or never comes."""
    when = on_calendar(case.as_of, months)
    return "" if when in ("now", "never") else when


def _way(case: Case, plan: Assessment, phase: int, party: str) -> Way:
    """The best way out that a party has at a phase, with all numbers in the middle."""
    row = plan.row(phase, party)
    made = {*plan.keeps, *(step for earlier in plan.phases[: phase - 1] for step in earlier)}
    shows = row.shows if row.shows is not None and np.isfinite(row.shows) else None
    return Way(
        openly=row.openly,
        held_back=_named(case, [step for step in row.breach if step not in made]),
        taken_back=_named(case, [step for step in row.breach if step in made]),
        shows=shows,
    )


def _dated(case: Case, plan: Assessment, said: str) -> str:
    """The weakest link, which may be a date: another government that would quit, above all where others fear it."""
    quitting = [one for one in plan.successions if one.quits]
    fears = [
        (wary.chance - one.likely, wary, one) for one in quitting for wary in one.others if wary.chance < one.likely
    ]
    if fears:
        _, wary, one = min(fears, key=lambda fear: fear[0])
        return successor.a_date(government_of(case, one, len(plan.phases)), _called(case, wary.party), wary.chance)
    also = [successor.would_quit(government_of(case, one, len(plan.phases))) for one in quitting[:1]]
    return " ".join([said, *also])


def _most_trust(case: Case, plan: Assessment) -> tuple[str, int, float] | None:
    binding = plan.binding
    if plan.verdict != "holds" or not plan.trust or binding.party is None or binding.phase is None:
        return None
    return _called(case, binding.party), binding.phase, plan.trust


def _endings(case: Case, plan: Assessment) -> tuple[list[Ending], list[str]]:
    """The worst moments of needed parties that can lose, the largest share of a stake first; who is ahead then."""
    worst: dict[str, Ending] = {}
    for stop in plan.if_stopped:
        share = stop.worth / (plan.stake[stop.party] or 1.0)
        if stop.party in plan.needed and share < -1e-9 and (stop.party not in worst or share < worst[stop.party].share):
            worst[stop.party] = Ending(_called(case, stop.party), stop.worth, share, stop.phase)
    if not worst:
        return [], []
    endings = sorted(worst.values(), key=lambda ending: ending.share)
    ahead = [
        _called(case, stop.party)
        for stop in plan.if_stopped
        if stop.phase == endings[0].phase and stop.worth > sentences.TRACE * plan.stake[stop.party]
    ]
    return endings, ahead


def _first(case: Case, plan: Assessment) -> First | None:
    """The cheapest step of the first phase that one party can take alone and take back; free ones last."""
    exchange, names, parties = exchange_of(case), list(case.steps), list(case.parties)
    now = places_of(names, case.now)
    surroundings = Surroundings.of(case)
    found = []
    for step in plan.phases[0]:
        j, owners = names.index(step), case.steps[step].by
        alone = phase_vector(len(names), now, [[j]])
        if len(owners) != 1 or not surroundings.allowed(alone[None])[0]:
            continue
        move = first_move(exchange, j, now)
        if not np.isfinite(move.undo):
            continue
        party = owners[0]
        cost = max(0.0, float(move.cost[parties.index(party)]))
        share = cost / (plan.stake[party] or 1.0)
        by = _on_calendar(case, 12 * move.seen)
        first = First(_named(case, [step])[0], _called(case, party), move.seen, move.undo, cost, share, by)
        found.append((not cost, share, first))
    return min(found, key=lambda one: one[:2])[2] if found else None
