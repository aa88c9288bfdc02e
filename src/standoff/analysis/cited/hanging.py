"""What hangs on the numbers of a case for one plan: of which parties and steps most, and where one number turns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.cited.grounds import parts_of
from standoff.analysis.evidence import coverage
from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.numbers import numbers
from standoff.engine.core.work import HERE, Workers
from standoff.results.records.citations import Hanging, Turning
from standoff.results.sentences import citations as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["hanging", "turning"]


def turning(case: Case, number: str, plan: str = "", progress: Progress = silent) -> Turning:
    """Where a number, by its path, turns the verdict on a plan, all others at their middle.

    plan: or a deal, of which it is the roadmap; "": the first of the deals and then of the plans whose verdict turns
    on it, or else the first; there may be none. Raises UsageError, SizeError.

    >>> import standoff
    >>> turning(standoff.example(), "steps.open_harbour.worth.alpha", "alpha-first").sentences
    ('Below −8.88 Alpha refuses it: a chance of less than 1 %.',)
    """
    told = Turning("", "", ())
    for named in [plan] if plan else [*case.deals, *case.plans]:
        found = numbers(case, named, progress, draws=0, only=[number], drives=False)
        turns = tuple(sentences.turning(turn.said, turn.chance) for row in found.rows for turn in row.turns)
        if turns or not told.plan:
            told = Turning(named, found.title or named, turns)
        if turns:
            break
    return told


def hanging(case: Case, plan: str = "", progress: Progress = silent, by: Workers = HERE) -> Hanging:
    """On which parts of a case most hangs for a plan: those first whose numbers drive its verdict most.

    plan: or a deal; "": the first deal, or else the first plan; there may be none. Raises UsageError, SizeError.

    >>> import standoff
    >>> found = hanging(standoff.load(standoff.find("harbour")), "harbour_first")
    >>> found.parts[0].weight >= found.parts[1].weight, 0.99 < sum(part.weight for part in found.parts) < 1.01
    (True, True)
    """
    named = plan or next(iter([*case.deals, *case.plans]), "")
    if not named:
        return Hanging("", "", ())
    found = numbers(case, named, progress, draws=0, only=[], by=by)
    backed = coverage(case)
    claimed = {one.path for one in backed.numbers}
    drivers = found.drives.drivers if found.drives is not None else ()
    weights = {one.path: one.total for one in drivers if one.path in claimed and one.total > 0}
    total = sum(weights.values())
    shares = {path: weight / total for path, weight in weights.items()}
    return Hanging(named, found.title or named, parts_of(backed.weighed(shares)))
