"""Differences in what there is: parties and steps, what is in force, what can be; and in the orders of the plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.comparison.atoms import Atom, Names, both, called_in, named
from standoff.analysis.comparison.sides import ABSENT, Change, Order, Side, Split, Switch, switched
from standoff.results.sentences import comparison as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Deal, Plan

__all__ = ["now_differs", "now_of", "parties", "plans_of", "rules", "steps"]


def parties(a: Side, b: Side) -> Iterator[Atom]:
    """Parties that one side alone has, with the steps that only they take."""
    for own, other, turned in ((a, b, False), (b, a, True)):
        for name, party in own.case.parties.items():
            if name in other.case.parties:
                continue
            changes = [Change(("parties", name), party, ABSENT)]
            for step, one in own.case.steps.items():
                if set(one.by) <= set(own.case.parties) - set(other.case.parties):
                    changes.append(Change(("steps", step), one, ABSENT))
                elif name in one.worth and step in other.case.steps:
                    changes.append(Change(("steps", step, "worth", name), one.worth[name], ABSENT))
            for label, entry in own.case.together.items():
                if name in entry.worth and label in other.case.together:
                    changes.append(Change(("together", label, "worth", name), entry.worth[name], ABSENT))
            for kind in ("sincerity", "order", "prefer"):
                if name in getattr(own.case, kind):
                    changes.append(Change((kind, name), getattr(own.case, kind)[name], ABSENT))
            there = (sentences.THERE, sentences.NOT_THERE)
            switch = Switch(tuple(changes))
            texts = there[::-1] if turned else there
            label = sentences.party(party.name)
            yield Atom("steps", f"parties.{name}", label, texts, switch.turned() if turned else switch)


def steps(a: Side, b: Side, splits: Sequence[Split]) -> Iterator[Atom]:
    """Steps that one side alone has, and steps that are several for the other."""
    split_a = {name for split in splits for name in split.wholes_a}
    split_b = {name for split in splits for name in split.wholes_b}
    for own, other, gone, turned in ((a, b, split_a, False), (b, a, split_b, True)):
        alone = set(own.case.parties) - set(other.case.parties)
        for name, step in own.case.steps.items():
            if name in other.case.steps or name in gone or set(step.by) <= alone:
                continue
            switch = Switch((Change(("steps", name), step, ABSENT),))
            texts = (sentences.NOT_THERE, sentences.THERE) if turned else (sentences.THERE, sentences.NOT_THERE)
            yield Atom(
                "steps", f"steps.{name}", sentences.step(step.name), texts, switch.turned() if turned else switch
            )
    for split in splits:
        yield _split(a.case, b.case, split)


def _split(a: Case, b: Case, split: Split) -> Atom:
    """One step that is several for the other, or that comes in other parts."""
    if split.wholes_a == split.wholes_b:
        name = split.wholes_a[0]
        step, other = a.steps[name], b.steps[name]
        switch = Switch((Change(("steps", name, "parts"), step.parts, other.parts),), split=split)
        texts = (sentences.parts(step.parts), sentences.parts(other.parts))
        return Atom("steps", f"steps.{name}.parts", sentences.in_parts(step.name), texts, switch)
    changes = [Change(("steps", name), a.steps[name], ABSENT) for name in split.wholes_a]
    changes += [Change(("steps", name), ABSENT, b.steps[name]) for name in split.wholes_b]
    named_a, named_b = (
        [case.steps[name].name for name in names] for case, names in ((a, split.wholes_a), (b, split.wholes_b))
    )
    label = sentences.step((named_a if len(named_a) == 1 else named_b)[0])
    path = f"steps.{(split.wholes_a if len(named_a) == 1 else split.wholes_b)[0]}"
    return Atom(
        "steps",
        path,
        label,
        (sentences.as_steps(named_a), sentences.as_steps(named_b)),
        Switch(tuple(changes), split=split),
    )


def rules(a: Side, b: Side) -> Iterator[Atom]:
    """What can be in force together: it changes no plan that is given, and which plans are found for a deal."""
    changes = [
        Change((key,), getattr(a.case, key), getattr(b.case, key))
        for key in ("rules", "choices")
        if getattr(a.case, key) != getattr(b.case, key)
    ]
    if changes:
        ours, theirs = _rules_of(a.case), _rules_of(b.case)
        says = both(
            lambda one: "; ".join(one) or sentences.NOTHING,
            [rule for rule in ours if rule not in theirs],
            [rule for rule in theirs if rule not in ours],
        )
        yield Atom("steps", "rules", sentences.RULES, says, Switch(tuple(changes)))


def _rules_of(case: Case) -> list[str]:
    return [*map(str, case.rules), *(f"{name}: {', '.join(members)}" for name, members in case.choices.items())]


# ------------------------------------------------------------------------------------- what is in force, and the plans


def now_differs(a: Side, b: Side, splits: Sequence[Split]) -> bool:
    """Whether other steps are in force, among those that both have."""
    tried = switched(a, b, [Switch(now=True)], splits)
    return set(tried.case.now) != set(a.now)


def now_of(a: Side, b: Side) -> Atom:
    """What is in force for one side and not for the other."""
    called = {**called_in(b.case), **called_in(a.case)}
    ours, theirs = ([name for name in x.now if name not in y.now] for x, y in ((a, b), (b, a)))
    return Atom("steps", "now", sentences.NOW, both(lambda one: named(called, one), ours, theirs), Switch(now=True))


def plans_of(a: Side, b: Side, found: Sequence[Atom], splits: Sequence[Split]) -> Iterator[Atom]:
    """Where the order of a plan is another even if all else is switched; and what it keeps, and whose yes it needs."""
    turned = [split.turned() for split in splits]
    forth = switched(a, b, [atom.switch for atom in found], splits)
    back = switched(b, a, [atom.switch.turned() for atom in found], turned)
    there, here = switched(b, b, ()), switched(a, a, ())
    called = {**called_in(b.case), **called_in(a.case)}
    for label, order in a.orders.items():
        other, path = b.orders[label], f"{order.kind}s.{order.key}"
        ends = ((forth.plans[label], there.plans[label]), (back.plans[label], here.plans[label]))
        if any([*map(set, x.phases)] != [*map(set, y.phases)] for x, y in ends):
            says = both(lambda one: _phases(called, one.phases), order, other)
            yield Atom("phases", f"{path}.phases", sentences.order(order.title), says, Switch(plans=(label,)))
        if order.keeps != other.keeps:
            says = both(lambda one: _kept(called, one.keeps), order, other)
            yield Atom("phases", f"{path}.keeps", sentences.kept(order.title), says, Switch(keeps=(label,)))
        ours, theirs = (_claim(side.case, order).consent for side in (a, b))
        if set(ours) != set(theirs):
            switch = Switch((Change((f"{order.kind}s", order.key, "consent"), ours, theirs),))
            says = both(lambda names: named(called, names), ours, theirs)
            yield Atom("phases", f"{path}.consent", sentences.consent(order.title), says, switch)


def _claim(case: Case, order: Order) -> Plan | Deal:
    return case.plans[order.key] if order.kind == "plan" else case.deals[order.key]


def _kept(called: Names, keeps: Sequence[str] | None) -> str:
    return sentences.ALL_IN_FORCE if keeps is None else named(called, keeps)


def _phases(called: Names, phases: Sequence[Sequence[str]]) -> str:
    return " → ".join(" + ".join(called.get(name, name) for name in phase) for phase in phases)
