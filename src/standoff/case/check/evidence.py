"""Warnings about what numbers rest on: nothing, sources that are too old, or evidence that speaks against them."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims
from standoff.case.check.references import cited_evidence
from standoff.case.model.backing import Backing, backing_of, backings
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.reading.source import KeyPath, Source
from standoff.case.reading.sources import LIST
from standoff.errors import Problem

__all__ = ["EVIDENCE", "bare_numbers"]


def worths_without_evidence(claims: Claims) -> Iterator[Problem]:
    """Every worth rests on a source or on a judgement that says so."""
    backed = {one.path: one for one in backings(claims.case)}
    for kind in ("steps", "together"):
        for name, claim in getattr(claims.case, kind).items():
            for party in claim.worth:
                path = f"{kind}.{name}.worth.{party}"
                one = backed.get(path) or backing_of(claims.case, path)
                if party in claims.parties and one.bare:
                    yield claims.warning(
                        (kind, name, "worth", party),
                        "there is no evidence for this worth",
                        f"add to `because` a source or a judgement `for: worth.{party}`",
                    )


def stale_numbers(claims: Claims) -> Iterator[Problem]:
    """What rests on sources that are all too old."""
    for one in backings(claims.case):
        if one.stale:
            yield claims.warning(
                _place(one.path),
                "every source for this number is stale: older than `stale_after` says",
                "look for a newer source, or say `stale_after: never` where age does not matter",
            )


def contradicted_numbers(claims: Claims) -> Iterator[Problem]:
    """What some evidence speaks against."""
    for one in backings(claims.case):
        if one.contradicted:
            yield claims.warning(
                _place(one.path),
                "some evidence contradicts this number",
                "widen the range so that both fit, or say in a judgement why this one is believed",
            )


def undated_sources(claims: Claims) -> Iterator[Problem]:
    """A source without a date is never stale, though the case says that sources can be."""
    entries, said = claims.sources.entries or {}, set()
    for path, evidence in cited_evidence(claims):
        age = evidence.stale_after or claims.case.stale_after
        known = claims.case.cited.by_id.get(evidence.source)
        if age is None or age.never or known is None or known.latest is not None or evidence.source in said:
            continue
        said.add(evidence.source)
        if evidence.source in entries:
            yield claims.warning(
                (*path, "in"),
                f"{shown(evidence.source)} has no date in {LIST}, so nobody can say whether it is stale",
                'add `"issued": {"date-parts": [[2025, 9, 8]]}` there, as far as it is known',
            )


def bare_numbers(case: Case, source: Source) -> Iterator[Problem]:
    """The numbers that rest on nothing and of which no other warning says so: times, chances, costs, horizons."""
    for one in backings(case):
        if one.bare and ".worth." not in one.path:
            yield source.problem(
                _place(one.path),
                "this number rests on nothing",
                f"add a source or a judgement `for: {_target(one)}` to `because` under {one.part}",
                severity="warning",
            )


def _place(path: str) -> KeyPath:
    return tuple(path.split("."))


def _target(one: Backing) -> str:
    return "sincerity" if one.path.startswith("sincerity.") else one.path.removeprefix(f"{one.part}.")


EVIDENCE = (worths_without_evidence, stale_numbers, contradicted_numbers, undated_sources)
"""The warnings, which are fair only when nothing had to be taken out of the case."""
