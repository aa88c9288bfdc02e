"""Checks of evidence against the sources of the case folder: what is cited is there, and is quoted as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from standoff.case.check.claims import Claims
from standoff.case.model.evidence import Evidence
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case
from standoff.case.reading.source import KeyPath
from standoff.case.reading.sources import LIST, Library
from standoff.case.reading.texts.near import Near, said
from standoff.case.reading.texts.normal import folded
from standoff.case.reading.texts.passages import MOST_PASSAGES, Passage, fitting
from standoff.case.reading.texts.reading import FOLDER
from standoff.case.reading.texts.text import SourceText
from standoff.case.reading.writing import quoted as quoted_text
from standoff.errors import Problem, did_you_mean
from standoff.printable import escaped, replaced

__all__ = ["REFERENCES", "LookedUp", "all_evidence", "cited_evidence", "looked_up", "told", "unchecked"]

_SHOWN = 200
"""Longer pieces of a source are cut in messages."""

_NAMED = 5
"""So many sources are named; more are counted."""


@dataclass(frozen=True)
class LookedUp:
    """What became of a quote: where it stands, all that is meant, and what is wrong with it ("" where nothing is).

    near: what is most like it where it does not stand. key: of the evidence, what is to be mended.
    """

    meant: tuple[Passage, ...] = ()
    near: Near | None = None
    severity: Literal["error", "warning"] = "error"
    key: str = ""
    message: str = ""
    hint: str = ""


def cited_evidence(claims: Claims) -> Iterator[tuple[KeyPath, Evidence]]:
    """All evidence from sources, with its place."""
    yield from _cited(claims.case)


def _cited(case: Case) -> Iterator[tuple[KeyPath, Evidence]]:
    yield from ((path, evidence) for path, evidence in all_evidence(case) if not evidence.judged)


def all_evidence(case: Case) -> Iterator[tuple[KeyPath, Evidence]]:
    """All evidence of a case, from sources and judged, with its place, also that on what was or could be otherwise."""
    for kind, claims in (("parties", case.parties), ("steps", case.wholes()), ("together", case.together)):
        for name, claim in claims.items():
            yield from (((kind, name, "because", i), e) for i, e in enumerate(claim.because))
    for key in ("correlated", "inquiries", "history"):
        for i, entry in enumerate(getattr(case, key)):
            yield from (((key, i, "because", j), e) for j, e in enumerate(entry.because))
    for party, view in case.views.items():
        yield from ((("views", party, "because", j), e) for j, e in enumerate(view.because))
    for kind, name, agreed in case.agreements():
        for called, reading in agreed.readings.items():
            here = (kind, name, "readings", called, "because")
            yield from (((*here, j), e) for j, e in enumerate(reading.because))


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


def texts(claims: Claims) -> Iterator[Problem]:
    """What cannot be read of the texts of sources that are cited, and what is odd about them."""
    quotes = {evidence.source for _, evidence in cited_evidence(claims) if evidence.quote}
    for source in dict.fromkeys(evidence.source for _, evidence in cited_evidence(claims)):
        yield from claims.sources.doubts(source)
        problem = claims.sources.problem(source, read=source in quotes)
        if problem is not None:
            yield problem


def quoted(claims: Claims) -> Iterator[Problem]:
    """Every quote stands in its source, where the text is here to look, and is told from its like there."""
    for path, evidence in cited_evidence(claims):
        text = claims.sources.text(evidence.source) if evidence.quote else None
        found = looked_up(text, evidence) if isinstance(text, SourceText) else None
        if found is not None and found.message:
            say = claims.error if found.severity == "error" else claims.warning
            yield say((*path, found.key), found.message, found.hint)


def looked_up(text: SourceText, evidence: Evidence) -> LookedUp:
    """A quote looked up in the text of its source."""
    found = text.find(evidence.quote)
    if not found:
        near = next(iter(text.nearest(evidence.quote)), None)
        missing = f"this quote is not in the source `{text.id}`"
        return LookedUp(near=near, key="quote", message=missing, hint=_nearest(text, near))
    for at, key in enumerate(("prefix", "suffix")):
        context = ["", ""]
        context[at] = getattr(evidence, key)
        if not fitting(text.text, found, *context):
            place = ("before", "after")[at]
            there = _or(text.surroundings(one, found)[at] for one in found[:2])
            return LookedUp(
                tuple(found),
                key=key,
                message=f"this does not stand right {place} the quote in the source `{text.id}`",
                hint=f"there stands {there}" if there else f"nothing stands {place} it: leave `{key}` out",
            )
    meant = fitting(text.text, found, evidence.prefix, evidence.suffix)
    if not meant:
        return LookedUp(
            tuple(found),
            key="prefix",
            message=f"`prefix` and `suffix` stand around two different passages of the source `{text.id}`",
            hint="take both from one passage; `standoff quote` writes them",
        )
    if len(meant) == 1:
        return LookedUp(tuple(meant))
    often = f"{len(meant)} times" + (" or more" if len(meant) >= MOST_PASSAGES else "")
    around = zip(("prefix", "suffix"), text.surroundings(meant[0], found), strict=True)
    add = ", ".join(f"{key}: {quoted_text(words)}" for key, words in around if words)
    return LookedUp(
        tuple(meant),
        severity="warning",
        key="quote",
        message=f"this quote stands {often} in the source `{text.id}`",
        hint=f"say which is meant: for the first ({text.where(meant[0].start)}), add `{add}`",
    )


def _nearest(text: SourceText, near: Near | None) -> str:
    """What of a text is most like a quote that is not in it, and how it differs."""
    if near is None:
        return "quote a few words exactly, or say it in your own words under `says`"
    passage = told(folded(text.text[near.start : near.end]))
    return f"the nearest passage is “{passage}” ({told(text.where(near.start))}): {told(said(near.differences))}"


def _or(pieces: Iterable[str]) -> str:
    return " or ".join(f"“{told(piece)}”" for piece in dict.fromkeys(pieces) if piece)


def told(text: str) -> str:
    """A piece of a source as a message may show it: in one line, cut, and harmless on a terminal.

    >>> told("word " * 60)[-10:], told("\x1b[2J")
    ('word wo...', '\\\\x1b[2J')
    """
    return replaced(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...", escaped)


def unchecked(case: Case, library: Library) -> str:
    """Which quotes could not be looked up because the texts are not here, in one sentence; "" if none."""
    if library.folder is None:
        return ""
    here = set(library.at_hand)
    absent = [evidence.source for _, evidence in _cited(case) if evidence.quote and evidence.source not in here]
    sources = list(dict.fromkeys(absent))
    if not sources:
        return ""
    named = ", ".join(f"`{source}`" for source in sources[:_NAMED])
    named += f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
    quotes = "1 quote" if len(absent) == 1 else f"{len(absent)} quotes"
    texts, them = ("texts", "are not here: put them") if len(sources) > 1 else ("text", "is not here: put it")
    return (
        f"{quotes} could not be looked up, as the {texts} of {named} {them} into the folder {FOLDER}, "
        "as ID.txt, .md, .html or .pdf."
    )


REFERENCES = (the_list, cited, texts, quoted)
"""The checks of sources."""
