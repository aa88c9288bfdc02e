"""Checks of what can be: rules, what is in force now, and whether plans and deals can be carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from standoff.case.check.claims import Claims, Law, listed
from standoff.case.check.satisfy import conflict
from standoff.case.model.model import Deal, Groups, Plan
from standoff.case.model.parts import with_earlier_parts
from standoff.case.model.rules import holds
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = [
    "FEASIBLE",
    "circles",
    "contradictions",
    "now",
    "order_of_phases",
    "order_of_plan",
    "stages_of_phases",
    "stages_of_plan",
]


def contradictions(claims: Claims) -> Iterator[Problem]:
    """Rules that cannot all be true leave no state at all."""
    if claims.contradiction:
        said = [law.said for law in claims.contradiction]
        message = (
            "no state keeps all rules; these contradict each other: " + "; ".join(said)
            if len(said) > 1
            else f"no state keeps {said[0]}"
        )
        yield claims.error(claims.contradiction[-1].path, message, "drop or change one of them")


def now(claims: Claims) -> Iterator[Problem]:
    """What is in force now must be possible."""
    if claims.contradiction:
        return
    state = claims.now
    for law in claims.laws:
        if not holds(law.expression, state):
            yield claims.error(
                ("now",), f"what is in force now breaks {law.said}", "change that, or what is in force now", key=True
            )


def requirements(claims: Claims) -> Iterator[Problem]:
    """No step requires itself, nor in a circle."""
    requires = {name: step.requires for name, step in claims.case.steps.items()}
    for name, needed in requires.items():
        if name in needed:
            yield claims.error(
                ("steps", name, "requires", needed.index(name)), "a step cannot require itself", "remove it"
            )
    for circle in circles(requires):
        chain = ", ".join(f"`{a}` requires `{b}`" for a, b in zip(circle, (*circle[1:], circle[0]), strict=True))
        yield claims.error(
            ("steps", circle[0], "requires"),
            f"these steps require each other in a circle: {chain}",
            "remove one; steps that must come together can stand in one phase",
        )


def circles(after: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Circles of two or more names, each reported once, found by walking from each name in turn.

    >>> list(circles({"a": ["b"], "b": ["c"], "c": ["b"]}))
    [('b', 'c')]
    """
    done: set[str] = set()
    for start in after:
        trail: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            stack.append((start, iter(after[start])))
            trail.append(start)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                done.add(trail.pop())
            elif following in trail and following != name:
                yield tuple(trail[trail.index(following) :])
            elif following in after and following not in done and following != name:
                stack.append((following, iter(after[following])))
                trail.append(following)


# --------------------------------------------------------------------------------------------- plans


def plans(claims: Claims) -> Iterator[Problem]:
    """Whether each plan can be carried out as it stands."""
    if claims.sure("now"):
        for kind, name, claim in claims.case.agreements():
            yield from _kept(claims, kind, name, claim)
        for name, plan in claims.case.plans.items():
            yield from order_of_plan(claims, name, plan)
            yield from stages_of_plan(claims, name, plan)


def _kept(claims: Claims, kind: str, name: str, claim: Deal | Plan) -> Iterator[Problem]:
    instead = {"plans": "put it into a phase", "deals": "list it under `steps`"}[kind]
    for i, step in enumerate(claim.keeps or ()):
        if step in claims.steps and step not in claims.now:
            yield claims.error(
                (kind, name, "keeps", i),
                f"`{step}` is not in force now, so the {kind[:-1]} cannot keep it",
                f"{instead}, or list it under `now`",
            )


def order_of_plan(claims: Claims, name: str, plan: Plan) -> Iterator[Problem]:
    """Every step once, none that is in force already, and none before what it requires."""
    yield from order_of_phases(claims, ("plans", name, "phases"), plan.phases, "the plan")


def order_of_phases(claims: Claims, here: KeyPath, phases: Groups, what: str) -> Iterator[Problem]:
    """The same of any phases at a path; `what` has them, as it is called in messages."""
    phase_of: dict[str, int] = {}
    for k, phase in enumerate(phases):
        for step in phase:
            phase_of.setdefault(step, k)
    seen: set[str] = set()
    for k, phase in enumerate(phases):
        for i, step in enumerate(phase):
            path = (*here, k, i)
            if step in claims.now:
                yield claims.error(
                    path, f"`{step}` is in force now already", "remove it; a plan keeps what is in force now"
                )
            elif step in seen:
                yield claims.error(path, f"`{step}` is in phase {phase_of[step] + 1} already", "plan every step once")
            else:
                yield from _required(claims, step, k, phase_of, path, what)
            seen.add(step)


def _required(
    claims: Claims, step: str, phase: int, phase_of: Mapping[str, int], path: KeyPath, what: str
) -> Iterator[Problem]:
    for needed in claims.case.steps[step].requires if step in claims.case.steps else ():
        if (
            needed not in claims.steps
            or needed in claims.now
            or needed == step
            or phase_of.get(needed, phase + 1) <= phase
        ):
            continue
        if needed in phase_of:
            yield claims.error(
                path,
                f"`{step}` requires `{needed}`, which comes only in phase {phase_of[needed] + 1}",
                f"move `{step}` to phase {phase_of[needed] + 1} or later, or `{needed}` forward",
            )
        else:
            yield claims.error(
                path,
                f"`{step}` requires `{needed}`, which is neither in {what} nor in force now",
                f"add `{needed}` to this phase or an earlier one",
            )


def stages_of_plan(claims: Claims, name: str, plan: Plan) -> Iterator[Problem]:
    """What is in force after each phase must keep the rules; each broken rule is said once."""
    yield from stages_of_phases(claims, ("plans", name, "phases"), plan.phases)


def stages_of_phases(claims: Claims, here: KeyPath, phases: Groups) -> Iterator[Problem]:
    """The same of any phases at a path."""
    state = claims.now
    broken = {law for law in claims.laws if not holds(law.expression, state)}
    missing = frozenset[str]()
    for k, phase in enumerate(phases if not claims.contradiction else ()):
        state |= claims.known(phase)
        missing |= _lacking(claims, state)
        for law in claims.laws:
            if law not in broken and not holds(law.expression, state) and not holds(law.expression, state | missing):
                broken.add(law)
                yield claims.error(
                    (*here, k),
                    f"what is in force after phase {k + 1} breaks {law.said}",
                    f"in force then: {listed(claims.in_order(state))}",
                )


def _lacking(claims: Claims, state: frozenset[str]) -> frozenset[str]:
    """What the steps of a state require, and the required steps in turn, and is not there: reported already."""
    found, fresh = frozenset[str](), state
    while fresh:
        needed = {r for name in fresh if name in claims.case.steps for r in claims.case.steps[name].requires}
        fresh = claims.known(needed) - state - found
        found |= fresh
    return found


# --------------------------------------------------------------------------------------------- deals


def deals(claims: Claims) -> Iterator[Problem]:
    """Whether each deal can be complete, and its order be kept."""
    for name, deal in claims.case.deals.items():
        rivals = list(_rivals(claims, name, deal))
        yield from rivals
        yield from _nothing_new(claims, name, deal)
        if not rivals and not claims.contradiction and claims.sure("now", "choices"):
            yield from _complete(claims, name, deal)
        yield from _before(claims, name, deal)


def _rivals(claims: Claims, name: str, deal: Deal) -> Iterator[Problem]:
    """Two members of one choice, or a choice and a member of it."""
    for choice, members in claims.case.choices.items():
        taken = [step for step in dict.fromkeys(deal.steps) if step in members]
        path = ("deals", name, "steps")
        if choice in deal.steps and taken:
            yield claims.error(
                (*path, deal.steps.index(taken[0])),
                f"the deal names the choice `{choice}` and its member `{taken[0]}`",
                "name one of the two",
            )
        elif len(taken) > 1:
            yield claims.error(
                (*path, deal.steps.index(taken[1])),
                f"{listed(taken)} are members of the choice `{choice}`, which allows one",
                f"name one of them, or `{choice}` to leave it open",
            )


def _nothing_new(claims: Claims, name: str, deal: Deal) -> Iterator[Problem]:
    if claims.sure("now") and all(step in claims.now for step in deal.steps):
        yield claims.error(
            ("deals", name),
            "every step of this deal is in force now already",
            "a deal adds at least one step",
            key=True,
        )


def _complete(claims: Claims, name: str, deal: Deal) -> Iterator[Problem]:
    """When the deal is done, its steps have what they require, and the rules hold for some member of each choice."""
    choices = [step for step in deal.steps if step in claims.case.choices]
    named = frozenset(member for choice in choices for member in claims.case.choices[choice])
    members = frozenset(with_earlier_parts(claims.case, named))
    planned = claims.known(deal.steps)
    state = claims.now | planned
    for i, step in enumerate(deal.steps):
        yield from _unmet(claims, step, state | members, ("deals", name, "steps", i))
    state |= _lacking(claims, planned) - members
    if choices:
        yield from _with_choices(claims, name, choices, state)
    else:
        for law in claims.laws:
            if holds(law.expression, claims.now) and not holds(law.expression, state):
                hint = f"in force then: {listed(claims.in_order(state))}"
                yield claims.error(("deals", name), f"when complete, this deal breaks {law.said}", hint, key=True)


def _unmet(claims: Claims, step: str, there: frozenset[str], path: KeyPath) -> Iterator[Problem]:
    for needed in claims.case.steps[step].requires if step in claims.case.steps and step not in claims.now else ():
        if needed in claims.steps and needed not in there:
            yield claims.error(
                path,
                f"`{step}` requires `{needed}`, which is neither in the deal nor in force now",
                f"add `{needed}` to the deal",
            )


def _with_choices(claims: Claims, name: str, choices: Sequence[str], state: frozenset[str]) -> Iterator[Problem]:
    """Some member of each choice must make a state that keeps the rules and holds all that its steps require."""
    members = [claims.case.choices[choice] for choice in choices]
    open_steps = with_earlier_parts(claims.case, (member for some in members for member in some)) - state
    given = [
        *(("step", step) for step in sorted(state)),
        *(("not", ("step", step)) for step in claims.steps if step not in state | open_steps),
        *(("or", *(("step", member) for member in some)) for some in members),
    ]
    demands = [*claims.laws, *_needs(claims, open_steps)]
    broken = [demands[i].said for i in conflict([law.expression for law in demands], given)]
    if broken:
        yield claims.error(
            ("deals", name),
            f"whichever member of {listed(choices)} is taken, this deal breaks {' or '.join(broken)}",
            "change the deal, the choice or the rules",
            key=True,
        )


def _needs(claims: Claims, steps: Iterable[str]) -> Iterator[Law]:
    """What steps require, as laws."""
    for step in claims.in_order(steps):
        for needed in claims.case.steps[step].requires if step in claims.case.steps else ():
            said = f"what `{step}` requires, `{needed}`"
            yield Law(said, ("if", ("step", needed), ("step", step)), ("steps", step, "requires"))


def _before(claims: Claims, name: str, deal: Deal) -> Iterator[Problem]:
    """Pairs name steps of the deal, and do not contradict each other, `requires`, or what is in force now."""
    may = {*deal.steps, *(m for step in deal.steps for m in claims.case.choices.get(step, ()))}
    sound: list[tuple[str, str]] = []
    for i, pair in enumerate(deal.before):
        path = ("deals", name, "before", i)
        strange = [j for j in (0, 1) if pair[j] not in may]
        for j in strange:
            yield claims.error((*path, j), f"`{pair[j]}` is not in this deal", f"in the deal: {listed(deal.steps)}")
        if strange:
            continue
        if pair[0] == pair[1]:
            yield claims.error(path, f"`{pair[0]}` cannot come before itself", "remove the pair")
        elif pair[1] in claims.now and pair[0] not in claims.now:
            yield claims.error(
                path, f"`{pair[1]}` is in force now already, so nothing can come before it", "remove the pair"
            )
        else:
            sound.append((pair[0], pair[1]))
    if sound:
        yield from _circular(claims, name, sound, may)


def _circular(claims: Claims, name: str, pairs: Sequence[tuple[str, str]], may: set[str]) -> Iterator[Problem]:
    later: dict[str, list[str]] = {step: [] for step in sorted(may)}
    for step in later:
        for needed in claims.case.steps[step].requires if step in claims.case.steps else ():
            if needed in may and needed not in claims.now:
                later[needed].append(step)
    for first, second in pairs:
        later[first].append(second)
    for circle in circles(later):
        chain = listed(circle)
        yield claims.error(
            ("deals", name, "before"),
            f"the order goes in a circle through {chain}",
            "`before` and what the steps require contradict each other; remove a pair",
            key=True,
        )
        return


FEASIBLE = (contradictions, now, requirements, plans, deals)
"""The checks of what can be."""
