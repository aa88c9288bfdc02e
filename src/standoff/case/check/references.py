"""Checks of evidence against the sources of the case folder: what is cited is there, and is quoted as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.case.check.claims import Claims
from standoff.case.model.evidence import Evidence
from standoff.case.model.mistake import shown
from standoff.case.reading.source import KeyPath
from standoff.case.reading.sources import LIST, contains, nearest
from standoff.errors import Problem, did_you_mean

__all__ = ["REFERENCES", "cited_evidence"]


def cited_evidence(claims: Claims) -> Iterator[tuple[KeyPath, Evidence]]:
    """All evidence from sources, with its place."""
    for kind in ("parties", "steps", "together"):
        for name, claim in getattr(claims.case, kind).items():
            yield from (((kind, name, "because", i), e) for i, e in enumerate(claim.because) if not e.judged)
    for key in ("correlated", "inquiries", "history"):
        for i, entry in enumerate(getattr(claims.case, key)):
            yield from (((key, i, "because", j), e) for j, e in enumerate(entry.because) if not e.judged)
    for party, view in claims.case.views.items():
        yield from ((("views", party, "because", j), e) for j, e in enumerate(view.because) if not e.judged)
    for kind, name, claim in claims.case.agreements():
        for called, reading in claim.readings.items():
            here = (kind, name, "readings", called, "because")
            yield from (((*here, j), e) for j, e in enumerate(reading.because) if not e.judged)


def the_list(claims: Claims) -> Iterator[Problem]:
    """What is wrong with the list of sources itself, or that there is none where one is needed."""
    yield from claims.sources.problems
    if claims.sources.folder is not None and claims.sources.entries is None and any(cited_evidence(claims)):
        yield Problem(
            LIST,
            None,
            None,
            "warning",
            "",
            "there is no such file, so that nobody can look the sources up",
            "list the sources there: id, title, author, issued, URL",
        )


def cited(claims: Claims) -> Iterator[Problem]:
    """Every source that is cited is in the list."""
    entries = claims.sources.entries
    if entries is not None and not claims.sources.problems:
        for path, evidence in cited_evidence(claims):
            if evidence.source not in entries:
                yield claims.error(
                    (*path, "in"),
                    f"there is no source {shown(evidence.source)} in {LIST}",
                    did_you_mean(evidence.source, entries),
                )


def quoted(claims: Claims) -> Iterator[Problem]:
    """Every quote stands in its source, where the text is here to look."""
    said: set[str] = set()
    for path, evidence in cited_evidence(claims):
        text = claims.sources.text(evidence.source)
        if isinstance(text, Problem):
            if evidence.source not in said:
                yield text
            said.add(evidence.source)
        elif text is not None and evidence.quote and not contains(text, evidence.quote):
            near = nearest(text, evidence.quote)
            hint = (
                f"the nearest passage is {shown(near)}"
                if near
                else "quote a few words exactly, or say it in your own words under `says`"
            )
            yield claims.error((*path, "quote"), f"this quote is not in the source `{evidence.source}`", hint)


REFERENCES = (the_list, cited, quoted)
"""The checks of sources."""
