"""What a case says, checked as a whole: all problems that can be seen once every part of it has been read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from standoff.case.check.aliases import ALIASES
from standoff.case.check.apart import APART
from standoff.case.check.claims import Claims
from standoff.case.check.correlations import CORRELATIONS
from standoff.case.check.doubts import ALWAYS, DOUBTS
from standoff.case.check.evidence import EVIDENCE
from standoff.case.check.feasible import FEASIBLE
from standoff.case.check.history import HISTORY, earlier_states
from standoff.case.check.merging import MERGING
from standoff.case.check.naming import NAMING
from standoff.case.check.ordinal_worths import ORDERS
from standoff.case.check.oversights import OVERSIGHTS
from standoff.case.check.readings import DISCORD, READINGS
from standoff.case.check.references import REFERENCES
from standoff.case.check.successor import SUCCESSORS
from standoff.case.check.values import VALUES
from standoff.case.check.views import VIEWS, idle
from standoff.case.check.wishes import WISHES, idle_dates
from standoff.case.model.model import Case
from standoff.case.reading.pruning import Rest
from standoff.case.reading.source import MOST_PROBLEMS, Source
from standoff.case.reading.sources import Library
from standoff.errors import Problem

__all__ = ["check"]

_MOST = {"parties": 50, "steps": 200, "rules": 1000, "merge": 50}
"""More than anyone can judge; the checks would take long."""


def check(case: Case, source: Source, library: Library, rest: Rest | None = None) -> tuple[Problem, ...]:
    """Every problem of a case that the model alone does not see; `rest` if parts had to be taken out before."""
    claims = Claims(case, source, library, rest)
    too_many = tuple(_sizes(claims))
    return too_many or tuple(_until_too_many(_all(claims)))


def _until_too_many(problems: Iterable[Problem]) -> Iterator[Problem]:
    """All warnings, however many, and errors as long as the file can still be a case with mistakes."""
    errors = 0
    for problem in problems:
        yield problem
        errors += problem.severity == "error"
        if errors > MOST_PROBLEMS:
            return


def _sizes(claims: Claims) -> Iterator[Problem]:
    for key, most in _MOST.items():
        number = len(getattr(claims.case, key))
        if number > most:
            yield claims.error(
                (key,), f"these are {number}, and the limit is {most}", "keep to what matters for the deals", key=True
            )


def _all(claims: Claims) -> Iterator[Problem]:
    doubts = (
        (*DOUBTS, *EVIDENCE, *OVERSIGHTS, *DISCORD, idle_dates, earlier_states, idle) if claims.rest is None else ALWAYS
    )
    apart = claims.apart()
    for look in (
        *NAMING,
        *ORDERS,
        *FEASIBLE,
        *MERGING,
        *READINGS,
        *WISHES,
        *VALUES,
        *CORRELATIONS,
        *HISTORY,
        *VIEWS,
        *SUCCESSORS,
        *REFERENCES,
        *ALIASES,
        *doubts,
    ):
        yield from look(apart if look in APART else claims)
