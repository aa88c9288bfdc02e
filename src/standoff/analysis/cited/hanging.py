"""What hangs on the numbers of a case for one plan: of which parties and steps most, and where one number turns it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from standoff.analysis.cited.grounds import parts_of
from standoff.analysis.evidence import coverage
from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.numbers import numbers
from standoff.results.records.citations import Hanging
from standoff.results.sentences.citations import turning

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["hanging"]


def hanging(case: Case, plan: str = "", number: str = "", progress: Progress = silent) -> Hanging:
    """What hangs on what each part of a case rests on, and where a number turns the verdict on a plan, if it does.

    plan: or a deal, of which it is the roadmap; "": the first deal, or else the first plan; there may be none. number:
    the path of one, or "". Raises UsageError, SizeError.

    >>> import standoff
    >>> found = hanging(standoff.example(), "alpha-first", "steps.open_harbour.worth.alpha")
    >>> found.turns
    ('Below −8.88 Alpha refuses it: a chance of less than 1 %.',)
    """
    named = plan or next(iter([*case.deals, *case.plans]), "")
    if not named:
        return Hanging("", "", (), ())
    found = numbers(case, named, progress, draws=0, only=[number] if number else [])
    weights: dict[str, float] = defaultdict(float)
    backed = coverage(case)
    claimed = {one.path for one in backed.numbers}
    for driver in found.drives.drivers if found.drives is not None else ():
        if driver.path in claimed and driver.total > 0:
            weights[driver.path] = driver.total
    total = sum(weights.values())
    shares = {path: weight / total for path, weight in weights.items()}
    return Hanging(
        plan=named,
        title=found.title or named,
        turns=tuple(turning(turn.said, turn.chance) for row in found.rows for turn in row.turns),
        parts=parts_of(backed.weighed(shares)),
    )
