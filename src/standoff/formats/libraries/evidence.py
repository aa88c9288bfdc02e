"""Marked passages as evidence to paste: under what, by their tags, and whether the words stand in the text at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from standoff.analysis.quotes import MOST_LETTERS, supported
from standoff.case.model.evidence import GRADE
from standoff.case.reading.texts.text import SourceText
from standoff.case.reading.writing import in_one_line
from standoff.errors import UsageError
from standoff.results.records.added import MarkedPassage

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.reading.sources import Library
    from standoff.formats.libraries.annotations import Annotation

__all__ = ["evidence_of"]

SUPPORTS = ("sign", "order", "size")

_KINDS = {"step": "steps", "steps": "steps", "party": "parties", "parties": "parties", "together": "together"}


def evidence_of(
    case: Case | None, library: Library, marked: Iterable[tuple[str, Annotation]]
) -> tuple[list[MarkedPassage], list[str]]:
    """The evidence for passages of sources by their ids, in the order of what it is for; and what was left out.

    A tag that names a step or a party, like `freeze`, `step:freeze` or `steps.freeze.worth.alpha`, says what it is for;
    `sign`, `order`, `size` what of it is supported, and `B2` is a grade.
    """
    found, long = [], 0
    for source, one in marked:
        if len(one.quote) > MOST_LETTERS:
            long += 1
        else:
            found.append(_as_evidence(case, library, source, one))
    order = {path: n for n, path in enumerate(_paths(case))}
    notes = [f"{long} marked passage{'s are' if long > 1 else ' is'} left out: longer than {MOST_LETTERS} characters."]
    return sorted(found, key=lambda one: order.get(one.under, len(order))), notes if long else []


def _paths(case: Case | None) -> Iterator[str]:
    if case is not None:
        for kind in ("parties", "steps", "together"):
            yield from (f"{kind}.{name}" for name in (case.wholes() if kind == "steps" else getattr(case, kind)))


def _as_evidence(case: Case | None, library: Library, source: str, one: Annotation) -> MarkedPassage:
    under = target = supports = grade = ""
    left = []
    for tag in one.tags:
        word = tag.strip()
        place = None if under or case is None else _place(case, word)
        if place:
            under, target = place
        elif word.lower() in SUPPORTS and not supports:
            supports = word.lower()
        elif re.fullmatch(GRADE, word.upper()) and not grade:
            grade = word.upper()
        else:
            left.append(tag)
    text = library.text(source) if one.quote else None
    places = text.find(one.quote, one.prefix, one.suffix) if isinstance(text, SourceText) else []
    at = text.where(places[0].start) if places and isinstance(text, SourceText) else one.at
    entry = {
        "in": source,
        "quote": one.quote,
        "prefix": one.prefix if one.quote else "",
        "suffix": one.suffix if one.quote else "",
        "at": at,
        "says": one.says,
        "for": target,
        "supports": supports,
        "grade": grade,
    }
    return MarkedPassage(
        under=under,
        entry=in_one_line({key: value for key, value in entry.items() if value}),
        source=source,
        by=one.by,
        tags=tuple(left),
        stands=bool(places) if isinstance(text, SourceText) else None,
    )


def _place(case: Case, tag: str) -> tuple[str, str] | None:
    """What a tag names: a path, a key with its kind before it or without, a name, or an alias."""
    kind, _, rest = tag.partition(":")
    within = _KINDS.get(kind.strip().lower(), "") if rest else ""
    word = rest.strip() if within else tag
    for path in (f"{within}.{word}",) if within else (word, f"steps.{word}", f"parties.{word}", f"together.{word}"):
        try:
            return supported(case, path)
        except UsageError:
            continue
    called = " ".join(word.split()).casefold()
    for kind, things in (("steps", case.wholes()), ("parties", case.parties)):
        for name, thing in things.items():
            names = (thing.name, getattr(thing, "short", ""), *thing.aliases)
            if within in ("", kind) and called in (other.casefold() for other in names if other):
                return f"{kind}.{name}", ""
    return None
