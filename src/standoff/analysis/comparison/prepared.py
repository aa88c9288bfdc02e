"""Two cases made ready to be compared: in the same names, with the plans that both are asked, and what is split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from standoff.analysis.comparison.sides import Order, Side, Split
from standoff.analysis.names import Claimed, claim_named
from standoff.analysis.numbers import why_not_assessed
from standoff.analysis.progress import Progress
from standoff.analysis.roadmap.meant import meant
from standoff.errors import StandoffError, UsageError

if TYPE_CHECKING:
    from standoff.case.matching.match import Match
    from standoff.case.model.model import Case, Deal, Plan

__all__ = ["Prepared", "prepared"]

Only = Literal["", "a", "b"]


@dataclass(frozen=True)
class Prepared:
    """Both sides; what is split; per plan, which side alone has it; why nothing can be tried; notes for the user."""

    a: Side
    b: Side
    splits: tuple[Split, ...]
    only: Mapping[str, Only]
    unassessed: str
    notes: tuple[str, ...]


def prepared(a: Case, b: Case, match: Match, plan: str | None, progress: Progress) -> Prepared:
    """Two cases in the names of the first. plan: that one alone, of either case; else all that have the same key.

    Raises UsageError for a plan that neither has.
    """
    from standoff.case.matching.renamed import in_names_of, same_names
    from standoff.case.model.parts import in_parts

    renamed = in_names_of(a, b, match)
    ours, theirs = same_names(a), renamed.case
    splits = _splits(ours, theirs, renamed.several)
    unassessed = next(
        (f"{called}: {why}" for called, one in (("A", a), ("B", b)) if (why := why_not_assessed(one))), ""
    )
    full = in_parts(ours), in_parts(theirs)
    notes: list[str] = []
    wanted = _wanted(ours, theirs, plan, notes)
    orders: tuple[dict[str, Order], dict[str, Order]] = ({}, {})
    for number, (kind, key) in enumerate(wanted):
        progress("the plans of both", number / len(wanted))
        for found, case, whole in zip(orders, full, (ours, theirs), strict=True):
            if key in _claims(whole, kind) and not (unassessed and kind == "deal"):
                try:
                    order = _order(case, kind, key, progress)
                except StandoffError as error:
                    notes.append(f"The {kind} `{key}` is not compared: {error}.")
                    continue
                found[order.label] = order
    only: dict[str, Only] = {}
    for label in dict.fromkeys((*orders[0], *orders[1])):
        one = next(found[label] for found in orders if label in found)
        tried = [one.key in _claims(whole, one.kind) for whole in (ours, theirs)]
        if all(tried) and not all(label in found for found in orders):
            continue
        only[label] = "" if all(tried) else "a" if tried[0] else "b"
    names = tuple(
        dict.fromkeys(
            name for kind in ("parties", "steps", "together") for case in (ours, theirs) for name in getattr(case, kind)
        )
    )
    sides = [
        Side(
            _with_claims(case, other, only),
            names,
            full_case.now,
            {label: found.get(label) or others[label] for label in only},
        )
        for case, other, full_case, found, others in (
            (ours, theirs, full[0], orders[0], orders[1]),
            (theirs, ours, full[1], orders[1], orders[0]),
        )
    ]
    return Prepared(sides[0], sides[1], splits, only, unassessed, tuple(notes))


def _claims(case: Case, kind: Claimed) -> Mapping[str, Plan | Deal]:
    return case.plans if kind == "plan" else case.deals


def _wanted(a: Case, b: Case, plan: str | None, notes: list[str]) -> list[tuple[Claimed, str]]:
    """Which plans and deals are asked of both."""
    if plan:
        return [_named(a, b, plan)]
    kinds: tuple[Claimed, Claimed] = ("plan", "deal")
    every = {
        side: [(kind, key) for kind in kinds for key in _claims(case, kind)] for side, case in (("a", a), ("b", b))
    }
    both = [one for one in every["a"] if one in every["b"]]
    if both:
        return both
    either = [*every["a"], *every["b"]]
    if either:
        notes.append(
            "No plan or deal has the same key in both, so that each is asked of both, as far as both can do it."
        )
    return either


def _named(a: Case, b: Case, name: str) -> tuple[Claimed, str]:
    try:
        return claim_named(a, name)
    except UsageError as error:
        try:
            return claim_named(b, name)
        except UsageError:
            raise error from None


def _order(case: Case, kind: Claimed, key: str, progress: Progress) -> Order:
    """A plan of a case, or the roadmap of one of its deals."""
    if kind == "plan":
        plan = case.plans[key]
        return Order(kind, key, plan.title or key, plan.phases, plan.keeps)
    deal, found = case.deals[key], meant(case, kind, key, progress).plan
    keeps = None if deal.keeps is None else tuple(dict.fromkeys((*deal.keeps, *found.keeps)))
    return Order(kind, key, deal.title or key, found.phases, keeps)


def _with_claims(case: Case, other: Case, only: Mapping[str, Only]) -> Case:
    """The case with the plans and deals that are compared, and no others."""
    update: dict[str, Any] = {"plans": {}, "deals": {}}
    for label in only:
        kind, key = label.split(":", 1)
        claims: Mapping[str, Any] = getattr(case, f"{kind}s")
        update[f"{kind}s"][key] = claims.get(key) or getattr(other, f"{kind}s")[key]
    return case.model_copy(update=update)


def _splits(a: Case, b: Case, several: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> tuple[Split, ...]:
    """Steps that are several for the other, and steps that come in other parts."""
    from standoff.case.model.parts import part_names

    parts_a, parts_b = part_names(a), part_names(b)

    def split(names_a: Sequence[str], names_b: Sequence[str]) -> Split:
        all_a = tuple(part for name in names_a for part in parts_a.get(name, (name,)))
        all_b = tuple(part for name in names_b for part in parts_b.get(name, (name,)))
        return Split(all_a, all_b, tuple(names_a), tuple(names_b))

    other = [name for name in a.steps if name in b.steps and a.steps[name].parts != b.steps[name].parts]
    return (*(split(*one) for one in several), *(split([name], [name]) for name in other))
