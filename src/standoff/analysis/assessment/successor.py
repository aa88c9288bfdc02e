"""Another government: what becomes of a plan of a case if one takes over in a party on its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.arrangement import Arrangement, part_of
from standoff.analysis.assessment.trial import trial_of
from standoff.analysis.names import called_by, chosen_of
from standoff.analysis.numbers import DAYS_A_YEAR, exchange_of
from standoff.analysis.remembered import once
from standoff.case.overlays.bare import without_evidence
from standoff.case.overlays.overlay import put_over
from standoff.case.overlays.views import another_government
from standoff.engine.assessment import successor as engine
from standoff.engine.assessment.remainder import Remainder, remainder
from standoff.results.records.successor import Succession, Wary
from standoff.results.sentences import successor as sentences
from standoff.results.sentences.wording import day_in_words

if TYPE_CHECKING:
    from standoff.analysis.assessment.trial import Trial
    from standoff.case.model.model import Case, Successor
    from standoff.engine.core.exchange import Exchange
    from standoff.results.records.assessment import Assessment

__all__ = ["by_its_numbers", "government_of", "successions_of", "under_successor", "with_successors"]


def under_successor(case: Case, party: str) -> Case:
    """The case by the numbers that another government of a party would go by."""
    return once(case, _governments, party)


def _governments(case: Case, party: str) -> Case:
    found = case.parties[party].successor
    assert found is not None
    numbers = once(case, without_evidence).model_copy(update={"deals": {}, "plans": {}, "views": {}})
    return put_over(numbers, [another_government(party, found.sees)])


def successions_of(case: Case, plan: Arrangement) -> tuple[Succession, ...]:
    """What becomes of a plan under each government that may follow in a party that it needs, by the date.

    Empty where the plan does not hold by the numbers of today: then there is nothing for a successor to keep to.
    """
    following = {name: party.successor for name, party in case.parties.items() if party.successor}
    if not following:
        return ()
    trial = trial_of(case, exchange_of(case), plan)
    if not trial.found.holds[0]:
        return ()
    needed = chosen_of(list(case.parties), trial.found.needed[0])
    found = (_succession(trial, name, one) for name, one in following.items() if name in needed)
    return tuple(sorted(found, key=lambda one: one.on))


def with_successors(case: Case, found: Assessment, plan: Arrangement) -> Assessment:
    """A plan that was assessed, with what becomes of it under other governments."""
    told = successions_of(case, plan)
    return replace(found, successions=told) if told else found


def government_of(case: Case, one: Succession, last: int) -> sentences.Government:
    """Another government, for what is said of it; `last`: the number of phases of the plan."""
    called = dict(zip(case.parties, called_by(case), strict=True))
    day = case.parties[one.party].successor
    assert day is not None
    return sentences.Government(
        called[one.party], one.title, day_in_words(day.on), one.chance, one.phase, last, one.known
    )


def _succession(trial: Trial, name: str, who: Successor) -> Succession:
    case, plan = trial.case, trial.plan
    i, years = list(case.parties).index(name), (who.on - case.as_of).days / DAYS_A_YEAR
    other = under_successor(case, name)
    its = part_of(other, exchange_of(other), plan.steps, plan.consent)
    left = remainder(trial.part, trial.vector, trial.pace, years)
    theirs = by_its_numbers(left, its, i)
    as_it_is, quit_ = engine.best_quit(left, i), engine.best_quit(theirs, i)
    quits = quit_ is not None and quit_.margin < 0
    factor = engine.factor(theirs, i) if quit_ is not None else None
    running, called = left.phase, dict(zip(case.parties, called_by(case), strict=True))
    quits_in = None if quit_ is None else running + quit_.phase - 1
    chosen, made = np.zeros((2, left.steps), dtype=bool)
    if quit_ is not None:
        chosen, made = quit_.breaches[: left.steps], left.vector[: left.steps] < quit_.phase
    names = [case.steps[step].name for step in plan.steps]
    wary = () if quit_ is None else tuple(_wary(trial, left, theirs, i, quit_, years))
    found = Succession(
        party=name,
        on=who.on.isoformat(),
        title=who.title,
        chance=(who.chance.low, who.chance.high),
        likely=who.chance.median,
        phase=running,
        known=bool(who.sees),
        margin=None if as_it_is is None else as_it_is.margin,
        its_margin=None if quit_ is None else quit_.margin,
        quits=quits,
        quits_in=quits_in,
        breach=tuple(step for step, breached in zip(plan.steps, chosen, strict=True) if breached),
        openly=quit_ is not None and quit_.openly,
        factor=factor,
        others=wary,
        why="",
    )
    said = [
        sentences.why(
            government_of(case, found, len(plan.phases)),
            quits,
            quits_in=quits_in,
            more=-quit_.margin if quit_ is not None else 0.0,
            withheld=chosen_of(names, chosen & ~made),
            undone=chosen_of(names, chosen & made),
            openly=found.openly,
            factor=factor,
        ),
        sentences.wary_of([(called[one.party], one.chance) for one in wary]),
    ]
    return replace(found, why=" ".join(filter(None, said)))


def by_its_numbers(left: Remainder, its: Exchange, i: int) -> Remainder:
    """What is left of a plan where party i goes by the numbers of a successor; its times are those it began with."""
    worth, together = left.exchange.worth.copy(), left.exchange.together_worth.copy()
    horizons, costs = left.exchange.horizons.copy(), left.exchange.walkout_costs.copy()
    undo, steps, own = left.exchange.undo.copy(), left.steps, left.exchange.owns[i]
    worth[i, :steps], together[:, i] = its.worth[i], its.together_worth[:, i]
    horizons[i], costs[i] = its.horizons[i], its.walkout_costs[i]
    undo[:steps] = np.where(own[:steps], its.undo, undo[:steps])
    exchange = replace(
        left.exchange,
        worth=worth,
        together_worth=together,
        horizons=horizons,
        walkout_costs=costs,
        undo=undo,
        gross=np.maximum(left.exchange.stake(), its.stake()),
    )
    return replace(left, exchange=exchange)


def _wary(trial: Trial, left: Remainder, theirs: Remainder, i: int, quit_: engine.Quit, years: float) -> Iterator[Wary]:
    """The others that a plan needs and that lose if the successor quits, the wariest first."""
    # What the others lose is by their own numbers, which are the same in both; whether steps lapse is the successor's.
    losses = engine.loss_by(theirs, quit_)
    bounds = engine.largest_chance(trial.found, trial.part.horizons, losses, years + quit_.at, 0)
    parties, needed = list(trial.case.parties), trial.found.needed[0]
    told = [
        (min(float(bounds[k]), 1.0), parties[k])
        for k in range(len(parties))
        if k != i and needed[k] and not np.isnan(bounds[k])
    ]
    for chance, party in sorted(told, key=lambda one: one[0]):
        yield Wary(party, chance)
