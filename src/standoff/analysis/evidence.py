"""How strong the evidence for a case is: what each of its numbers rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.analysis.labels import label_of
from standoff.case.model.backing import backings
from standoff.results.records.evidence import Backed, Coverage, Strength
from standoff.results.records.made import Made
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.backing import Backing
    from standoff.case.model.model import Case

__all__ = ["coverage", "strength_of"]


def coverage(case: Case) -> Coverage:
    """What each number of a case rests on: sources, one source, judgement or nothing; what is stale or contradicted.

    Whether sources are stale, and which share an author, is known of a case that was read from a folder.

    >>> import standoff
    >>> found = coverage(standoff.load(standoff.find("korea")))
    >>> len(found.numbers), found.count("bare"), found.of(["steps.icbm.worth.us"]).count("contradicted")
    (153, 0, 0)
    """
    called = {f"parties.{name}": party.name for name, party in case.parties.items()}
    called |= {f"steps.{name}": step.in_short for name, step in {**case.steps, **case.wholes()}.items()}
    called |= {f"together.{name}": entry.name for name, entry in case.together.items()}
    return Coverage(
        numbers=tuple(_backed(case, one) for one in backings(case)),
        parts=called,
        made=Made(version=__version__, method="counted", exact=True),
    )


def _backed(case: Case, one: Backing) -> Backed:
    return Backed(
        path=one.path,
        part=one.part,
        label=label_of(case, one.path),
        strength=strength_of(one),
        sources=one.independent,
        supports=one.supports,
        grade=one.grade,
        stale=one.stale,
        contradicted=one.contradicted,
    )


def strength_of(one: Backing) -> Strength:
    """How strong the evidence for a number is, as one of four words."""
    if one.independent > 1:
        return "sourced"
    return "one source" if one.independent else "bare" if one.bare else "judged"
