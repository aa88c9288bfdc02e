"""Checks of readings: who holds them, whether each can be carried out, and whether they wait for one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from standoff.case.check.claims import Claims, listed
from standoff.case.check.feasible import order_of_phases, stages_of_phases
from standoff.case.check.naming import repeated, unknown_party, unknown_step
from standoff.case.model.mistake import shown
from standoff.case.model.model import Deal, Groups, Plan
from standoff.case.model.readings import Reading
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem, did_you_mean

__all__ = ["DISCORD", "READINGS", "done_while_waiting"]


def _readings(claims: Claims) -> Iterator[tuple[KeyPath, Deal | Plan, Reading]]:
    """Every reading with its place and what it is a reading of."""
    for kind, name, claim in claims.case.agreements():
        for called, reading in claim.readings.items():
            yield (kind, name, "readings", called), claim, reading


def _kind(here: KeyPath) -> str:
    """What it is a reading of: a deal or a plan."""
    return str(here[0])[:-1]


def holders(claims: Claims) -> Iterator[Problem]:
    """Who holds a reading is a party, and holds no other of the same agreement."""
    for here, claim, reading in _readings(claims):
        for i, party in enumerate(reading.held_by):
            yield from unknown_party(claims, party, (*here, "held_by", i))
        yield from repeated(claims, reading.held_by, (*here, "held_by"))
        for other, earlier in claim.readings.items():
            if earlier is reading:
                break
            for party in dict.fromkeys(reading.held_by):
                if party in earlier.held_by and party in claims.parties:
                    yield claims.error(
                        (*here, "held_by", reading.held_by.index(party)),
                        f"`{party}` holds the reading `{other}` already",
                        f"a party reads the {_kind(here)} in one way: name it in one of the two",
                    )


def orders(claims: Claims) -> Iterator[Problem]:
    """What a reading orders are steps of the agreement, each after what it requires, and the rules are kept."""
    for here, claim, reading in _readings(claims):
        if reading.plan and reading.plan not in claims.case.plans:
            if claims.sure("plans"):
                hint = did_you_mean(reading.plan, claims.case.plans)
                yield claims.error((*here, "plan"), f"there is no plan {shown(reading.plan)}", hint)
            continue
        if reading.plan:
            yield from _in_plan(claims, here, claim, reading)
            continue
        for k, phase in enumerate(reading.phases):
            for i, step in enumerate(phase):
                place = (*here, "phases", k, i)
                yield from unknown_step(claims, step, place)
                if step in claims.steps and step not in claims.now and step not in _agreed(claims, claim):
                    yield claims.error(place, *_foreign(here, claim, f"`{step}` is"))
        if claims.sure("now"):
            yield from order_of_phases(claims, (*here, "phases"), reading.phases, "this reading")
            yield from stages_of_phases(claims, (*here, "phases"), reading.phases)


def _in_plan(claims: Claims, here: KeyPath, claim: Deal | Plan, reading: Reading) -> Iterator[Problem]:
    agreed = _agreed(claims, claim)
    beyond = [step for phase in claims.case.phases_read(reading) for step in phase if step not in agreed]
    if beyond and all(step in claims.steps for step in beyond):
        verb = "is" if len(beyond) == 1 else "are"
        said = f"the plan `{reading.plan}` has {listed(beyond)}, which {verb}"
        yield claims.error((*here, "plan"), *_foreign(here, claim, said))


def _foreign(here: KeyPath, claim: Deal | Plan, said: str) -> tuple[str, str]:
    what = _kind(here)
    names = claim.steps if isinstance(claim, Deal) else [step for phase in claim.phases for step in phase]
    return (
        f"{said} not in this {what}",
        f"a reading orders steps of the {what}, or leaves some out; in the {what}: {listed(list(names))}",
    )


def _agreed(claims: Claims, claim: Deal | Plan) -> frozenset[str]:
    """The steps that a reading can order: those of the agreement, and of a choice that a deal leaves open all."""
    if isinstance(claim, Plan):
        return frozenset(step for phase in claim.phases for step in phase)
    members = (member for step in claim.steps for member in claims.case.choices.get(step, ()))
    return frozenset((*claim.steps, *members))


def unread(claims: Claims) -> Iterator[Problem]:
    """A deal has no order of its own, by which a party could go that holds none of its readings."""
    case = claims.case
    for name, deal in case.deals.items():
        if not deal.readings or not claims.sure("plans", "steps", "parties", "now"):
            continue
        holding = {party for reading in deal.readings.values() for party in reading.held_by}
        due = _universe(claims, deal)
        for party in case.parties:
            steps = [step for step in due if step in case.steps and party in case.steps[step].by]
            if steps and party not in holding:
                yield claims.error(
                    ("deals", name, "readings"),
                    f"`{party}` holds none of these readings, and takes {listed(steps[:3])}",
                    f"a deal has no order of its own to go by: add `{party}` to `held_by` of one reading",
                    key=True,
                )


def _universe(claims: Claims, claim: Deal | Plan) -> list[str]:
    """The steps that are to be made, in the order of the file: those that the agreement names, or a reading does."""
    named = set(claim.steps if isinstance(claim, Deal) else _agreed(claims, claim))
    for reading in claim.readings.values():
        if not reading.plan or reading.plan in claims.case.plans:
            named.update(step for phase in claims.case.phases_read(reading) for step in phase)
    return claims.in_order(claims.known(named) - claims.now)


def targets(claims: Claims) -> Iterator[Problem]:
    """Evidence on a reading supports who holds it, or its order."""
    for here, _, reading in _readings(claims):
        said = ["held_by", "plan" if reading.plan else "phases"]
        for j, evidence in enumerate(reading.because):
            for k, target in enumerate(evidence.targets):
                if target not in said:
                    yield claims.error(
                        (*here, "because", j, "for", k),
                        f"there is nothing called {shown(target)} here",
                        did_you_mean(target, said),
                    )


# ------------------------------------------------------------------------------------ warnings


def repeats(claims: Claims) -> Iterator[Problem]:
    """A reading that says the same as its plan, or as another reading of it."""
    for kind, name, claim in claims.case.agreements():
        seen: dict[tuple[frozenset[str], ...], str] = {}
        if isinstance(claim, Plan):
            seen[tuple(map(frozenset, claim.phases))] = "the plan itself"
        for called, reading in claim.readings.items():
            if reading.plan and reading.plan not in claims.case.plans:
                continue
            order = tuple(map(frozenset, claims.case.phases_read(reading)))
            if order in seen:
                itself = seen[order] == "the plan itself"
                hint = (
                    "whoever has no reading of its own goes by the plan: leave this one out"
                    if itself
                    else f"name who holds it under {seen[order]}, and leave this one out"
                )
                yield claims.warning(
                    (kind, name, "readings", called), f"this is the same order as {seen[order]}", hint, key=True
                )
            seen.setdefault(order, f"`{called}`")


def discord(claims: Claims) -> Iterator[Problem]:
    """Where each waits for the other, not everything that was agreed gets done."""
    if not claims.sure("parties", "steps", "choices", "now", "deals", "plans"):
        return
    if any(problem.severity == "error" for look in READINGS for problem in look(claims)):
        return
    case = claims.case
    for kind, name, claim in case.agreements():
        due = _universe(claims, claim)
        done = [step for made in done_while_waiting(claims, claim) for step in made] if claim.readings else due
        left = [step for step in due if step not in done]
        if left:
            what = f"only {listed(claims.in_order(done))}" if done else "nothing"
            get = "get" if len(done) > 1 else "gets"
            read = _orders_of(claims, claim)
            ways = len({read[party] for step in due for party in case.steps[step].by})
            yield claims.warning(
                (kind, name, "readings"),
                f"this {kind[:-1]} is read in {ways} orders, and while each waits for the others {what} {get} done",
                f"`standoff assess` with `{name}` says who waits for what; if the record has it so, leave it as it is",
                key=True,
            )


def done_while_waiting(claims: Claims, claim: Deal | Plan) -> Iterator[list[str]]:
    """Round by round, the steps that get made if every owner makes a step when all before it in its reading are."""
    case, due, read = claims.case, _universe(claims, claim), _orders_of(claims, claim)
    made: set[str] = set()
    while fresh := [
        step
        for step in due
        if step not in made and all(_ready(read.get(owner, ()), step, made) for owner in case.steps[step].by)
    ]:
        made.update(fresh)
        yield fresh


def _orders_of(claims: Claims, claim: Deal | Plan) -> Mapping[str, Groups]:
    """The order that each party goes by: that of the reading that it holds, else that of the plan."""
    own = claim.phases if isinstance(claim, Plan) else ()
    return {
        party: next((claims.case.phases_read(r) for r in claim.readings.values() if party in r.held_by), own)
        for party in claims.case.parties
    }


def _ready(phases: Groups, step: str, made: set[str]) -> bool:
    """Whether an order has a step, and all that comes in earlier phases is made."""
    k = next((k for k, phase in enumerate(phases) if step in phase), None)
    return k is not None and all(made.issuperset(phase) for phase in phases[:k])


READINGS = (holders, orders, unread, targets)
"""The checks of readings."""

DISCORD = (repeats, discord)
"""The warnings, which are fair only when nothing had to be taken out of the case."""
