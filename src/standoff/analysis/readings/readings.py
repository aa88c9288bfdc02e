"""The readings of a plan or a deal: each assessed as a plan, and what gets done while each waits for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.names import Claimed, claim_named, party_called
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.readings.waiting import Orders, orders_of
from standoff.analysis.sureness.shares import how_sure
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import UsageError
from standoff.results.records.assessment import Assessment
from standoff.results.records.made import Made
from standoff.results.records.readings import Fared, Reached, Read, Readings
from standoff.results.records.sureness import Sureness
from standoff.results.sentences import readings as sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Deal, Plan
    from standoff.engine.core.exchange import Exchange

__all__ = ["every_reading", "readings", "readings_named"]


def readings(
    case: Case, name: str = "", *, draws: int = 0, seed: int = 1, progress: Progress = silent, by: Workers = HERE
) -> Readings:
    """A plan or a deal, by its key or its title, that is read in several orders, and what follows of that.

    Without a name it is the one of the case that has readings. With draws, also how often each order holds if all
    ranges are drawn so many times. Raises UsageError, SizeError.

    >>> from standoff.case.load import loads
    >>> border = loads(
    ...     "{format: 1, title: Border, as_of: 2026-11-02, "
    ...     "parties: {kyiv: {horizon: 4 years}, moscow: {horizon: 4 years}}, steps: {"
    ...     "law: {by: kyiv, undo: 1 month, worth: {kyiv: -3, moscow: 5}}, "
    ...     "border: {by: moscow, undo: 1 month, worth: {kyiv: 5, moscow: -3}}}, "
    ...     "plans: {agreed: {phases: [[law, border]], readings: {"
    ...     "k: {held_by: kyiv, phases: [[border], [law]]}, m: {held_by: moscow, phases: [[law], [border]]}}}}}"
    ... )
    >>> for said in readings(border).says[:2]:
    ...     print(said)
    “agreed” is read in two orders. While each waits for the other, nothing gets done.
    Kyiv waits for “Border” before “Law”, Moscow for “Law” before “Border”.
    """
    require_worths(case)
    known = {(kind, key) for kind, key, claim in case.agreements() if claim.readings}
    listed = ", ".join(f"`{key}`" for _, key in sorted(known, key=lambda one: one[1]))
    if not known:
        raise UsageError("no plan or deal of the case has readings; add some under `readings:`")
    if not name and len(known) > 1:
        raise UsageError(f"the readings of which plan or deal? These have some: {listed}")
    kind, key = claim_named(case, name) if name else _only(known)
    if (f"{kind}s", key) not in known:
        raise UsageError(f"the {kind} `{key}` has no readings; these have some: {listed}")
    (found,) = _found(case, [(kind, key)], draws, seed, "latin", progress, by)
    return found


def _only(known: set[tuple[str, str]]) -> tuple[Claimed, str]:
    ((kind, key),) = known
    return ("plan" if kind == "plans" else "deal"), key


def readings_named(
    case: Case, name: str, draws: int = 0, seed: int = 1, progress: Progress = silent, by: Workers = HERE
) -> Readings | None:
    """The same of a plan or deal that may have none: None then. Raises UsageError, SizeError."""
    kind, key = claim_named(case, name)
    if not _claim(case, kind, key).readings:
        return None
    (found,) = _found(case, [(kind, key)], draws, seed, "latin", progress, by)
    return found


def every_reading(case: Case, draws: int, seed: int, method: str, by: Workers = HERE) -> tuple[Readings, ...]:
    """The same of every plan and deal of a case that has readings."""
    asked: list[tuple[Claimed, str]] = [
        ("plan" if kind == "plans" else "deal", key) for kind, key, claim in case.agreements() if claim.readings
    ]
    return _found(case, asked, draws, seed, method, silent, by)


def _claim(case: Case, kind: Claimed, key: str) -> Plan | Deal:
    return case.plans[key] if kind == "plan" else case.deals[key]


@dataclass(frozen=True)
class _Asked:
    """An agreement, how its parties read it, and all of it that is assessed as a plan, by names of its own."""

    kind: Claimed
    key: str
    orders: Orders
    plans: Mapping[str, Assessment]
    broken: tuple[str, ...]


DONE, WHOLE = "what gets done", "as it stands"
"""What the rounds, and the plan itself, are assessed as; names of readings have no spaces."""


def _found(
    case: Case,
    asked: Sequence[tuple[Claimed, str]],
    draws: int,
    seed: int,
    method: str,
    progress: Progress,
    by: Workers,
) -> tuple[Readings, ...]:
    exchange = exchange_of(case)
    known = [_assessed(case, exchange, kind, key) for kind, key in asked]
    tried = {f"{one.kind}:{one.key}:{name}": plan for one in known for name, plan in one.plans.items()}
    sure = how_sure(case, tried, draws, seed, progress, by, method) if draws and tried else {}
    made = Made(
        version=__version__,
        method="readings: what gets done while each waits for the others",
        exact=all(plan.made.exact for plan in tried.values()),
        seed=seed if draws else None,
        draws=draws or None,
        ordered=ordered_parties(case),
    )
    return tuple(_told(case, one, sure, made) for one in known)


def _assessed(case: Case, exchange: Exchange, kind: Claimed, key: str) -> _Asked:
    claim, orders = _claim(case, kind, key), orders_of(case, kind, key)

    def assessed(title: str, phases: tuple[tuple[str, ...], ...]) -> Assessment:
        plan = Arrangement(key, title, case.kept(claim), phases, claim.pace, case.consenting(claim))
        return assessment_of(case, exchange, plan)

    plans = {name: assessed(orders.called[name], case.phases_read(one)) for name, one in claim.readings.items()}
    if orders.own:
        plans[WHOLE] = assessed(orders.title, orders.own)
    broken = _broken(case, orders.rounds)
    if orders.rounds and not broken:
        plans[DONE] = assessed(DONE, orders.rounds)
    return _Asked(kind, key, orders, plans, broken)


def _broken(case: Case, rounds: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Why the rounds are no plan: a step without what it requires, or a rule that is broken."""
    from standoff.case.check.typed import problems_of_plans
    from standoff.case.model.model import Plan

    if not rounds:
        return ()
    return tuple(message for _, message, _ in problems_of_plans(case, [Plan(phases=rounds)])[0])


def _told(case: Case, asked: _Asked, sure: Mapping[str, Sureness], made: Made) -> Readings:
    claim, orders = _claim(case, asked.kind, asked.key), asked.orders
    fares = {name: _fared(plan, sure.get(f"{asked.kind}:{asked.key}:{name}")) for name, plan in asked.plans.items()}

    def as_read(name: str, held_by: tuple[str, ...], plan: str, called: str) -> Read:
        found = fares[name or WHOLE]
        return Read(name, called, held_by, plan, orders.left_out(found.phases), orders.waited_for(found.phases), found)

    read = [as_read(name, one.held_by, one.plan, orders.called[name]) for name, one in claim.readings.items()]
    if orders.without:
        called = sentences.whose([party_called(case, party) for party in orders.without])
        read.append(as_read("", orders.without, "", called))
    whole = {
        party: fares[name].gain[party]
        for party in case.parties
        if (name := orders.held.get(party, WHOLE) if asked.kind == "deal" else WHOLE) in fares
    }
    done = asked.plans.get(DONE)
    before = {} if done is None else {party: _reached(done, party, gain) for party, gain in whole.items()}
    signs = None if done is None else all(before[party].gain >= 0 for party in orders.active if party in before)
    return Readings(
        kind=asked.kind,
        name=asked.key,
        title=orders.title,
        orders=orders.several,
        readings=tuple(read),
        rounds=orders.rounds,
        missing=orders.missing,
        waiting=orders.waiting,
        circle=orders.circle,
        done=fares.get(DONE),
        broken=asked.broken,
        reached=before,
        signs=signs,
        says=_says(case, orders, read, done, before),
        made=made,
    )


def _fared(plan: Assessment, sure: Sureness | None) -> Fared:
    return Fared(
        phases=plan.phases,
        verdict=plan.verdict,
        trust=plan.trust,
        phase=plan.binding.phase,
        party=plan.binding.party,
        why=plan.binding.why,
        gain=plan.gain,
        refused_by=plan.refused_by,
        months=plan.months,
        sure=sure,
    )


TRIFLE = 1e-9
"""A gain that is a smaller share of a party's stake is none."""


def _reached(done: Assessment, party: str, whole: float) -> Reached:
    small = TRIFLE * done.stake[party]
    gain = done.gain[party] if abs(done.gain[party]) > small else 0.0
    return Reached(gain, whole, gain / whole if whole > small else None)


def _says(
    case: Case, orders: Orders, read: Sequence[Read], done: Assessment | None, before: Mapping[str, Reached]
) -> tuple[str, ...]:
    """What gets done, the circle, what is not thought agreed, whether it is about order alone, and what is reached."""

    def named(steps: Sequence[str]) -> list[str]:
        return [case.steps[step].in_short for step in steps]

    made = [step for steps in orders.rounds for step in steps]
    circle = [(party_called(case, w.party), *named(w.awaits), *named([w.step])) for w in orders.circle]
    disowned: dict[str, list[str]] = {}
    for one in orders.waiting:
        if not one.awaits:
            disowned.setdefault(one.party, []).append(one.step)
    fared = [(one.called, one.fares.verdict, None if one.fares.sure is None else one.fares.sure.holds) for one in read]
    reached = [(party_called(case, p), before[p].gain, before[p].share) for p in orders.active if p in before]
    reached.sort(key=lambda one: one[1] <= 0 or one[2] is None)
    said = [
        sentences.what_gets_done(orders.title, orders.several, named(made), len(orders.missing)),
        sentences.in_a_circle([(a, b, c) for a, b, c in circle]),
        *(sentences.left_out(party_called(case, party), named(steps)) for party, steps in disowned.items()),
        sentences.about_order(fared),
        sentences.until_then(reached, not orders.missing),
    ]
    return tuple(filter(None, said))
