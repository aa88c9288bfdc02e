"""From words to their passage: where in the sources of a case they stand, and the evidence to write for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, UsageError, did_you_mean
from standoff.results.records.quotes import NearPassage, Quoted, QuoteDifference, QuotedPassage, Unread

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.reading.sources import Library
    from standoff.case.reading.texts.passages import Passage
    from standoff.case.reading.texts.text import SourceText

__all__ = ["quote", "quote_for", "supported"]

SUPPORTS = ("sign", "order", "size")

MOST_LETTERS = 4_000
"""Characters of a quote: what is longer is no quote, but a text of its own."""

_NEAR = 5
"""So many near matches are told."""

_FARTHER = 0.1
"""What is less like the words than the nearest by more than this is not told."""


def quote(
    library: Library, words: str, source: str = "", place: tuple[str, str] = ("", ""), supports: str = ""
) -> Quoted:
    """Where words stand in the texts at hand, or in that of one source, or what is near them.

    place: the path whose `because` it is for, and what of it it supports. supports: sign, order or size.
    Raises UsageError for a source that there is not, and for words that say nothing.
    """
    from standoff.case.reading.texts.normal import letters_of

    if not letters_of(words):
        raise UsageError("there are no words to look for; give a few words of the source in quotation marks")
    if len(words) > MOST_LETTERS:
        raise UsageError(f"these are {len(words)} characters, and the limit is {MOST_LETTERS}; quote a few words")
    texts, unread = _texts(library, _asked(library, source))
    passages = [found for text in texts for found in _passages(library, text, words, place[1], supports)]
    near = [] if passages else sorted(_near(library, texts, words), key=lambda one: (-one.likeness, one.source))
    return Quoted(
        words=words,
        under=place[0],
        passages=tuple(passages),
        near=tuple(one for one in near[:_NEAR] if one.likeness >= near[0].likeness - _FARTHER),
        searched=tuple(text.id for text in texts),
        unread=tuple(unread),
        absent=tuple(known for known in library.entries or () if known not in library.at_hand and not source),
    )


def quote_for(
    case: Case | None, library: Library, words: str, source: str = "", path: str = "", supports: str = ""
) -> Quoted:
    """As `quote`, for what a user names: a path of a case (None: it does not load, and none may be named).

    Raises UsageError.
    """
    if supports and supports not in SUPPORTS:
        raise UsageError(
            f"--supports: `{supports}` is none of sign, order and size; {did_you_mean(supports, SUPPORTS)}"
        )
    place = supported(case, path) if case is not None and path else ("", "")
    return quote(library, words, source, place, supports)


def _asked(library: Library, source: str) -> tuple[str, ...]:
    if not source:
        problem = library.problem("")
        if problem is not None:
            raise UsageError(f"{problem.file}: {problem.message}; {problem.hint}")
        return library.at_hand
    if source in library.at_hand:
        return (source,)
    if source in (library.entries or {}):
        raise UsageError(
            f"the text of `{source}` is not here; put it into the folder sources, as {source}.txt, .md, .html or .pdf"
        )
    raise UsageError(
        f"there is no source `{source}`; {did_you_mean(source, {*library.at_hand, *(library.entries or ())})}"
    )


def _texts(library: Library, sources: tuple[str, ...]) -> tuple[list[SourceText], list[Unread]]:
    texts, unread = [], []
    for source in sources:
        text = library.text(source)
        if isinstance(text, Problem):
            unread.append(Unread(source, text.file, text.message, text.hint))
        elif text is not None:
            texts.append(text)
    return texts, unread


def _passages(library: Library, text: SourceText, words: str, target: str, supports: str) -> Iterator[QuotedPassage]:
    found = text.find(words)
    for place in found:
        prefix, suffix = text.surroundings(place, found)
        there = _there(library, text, place.start) | {"quote": _as_written(text, place, words)}
        entry = {
            "in": text.id,
            "quote": there["quote"],
            "prefix": prefix,
            "suffix": suffix,
            "at": there["at"],
            "for": target,
            "supports": supports,
        }
        yield QuotedPassage(**there, prefix=prefix, suffix=suffix, entry=_written(entry))


def _as_written(text: SourceText, place: Passage, words: str) -> str:
    """A passage on one line; where the end of a line hides whether a hyphen belongs to a word, as it was asked."""
    from standoff.case.reading.texts.normal import folded

    whole = text.text[place.start : place.end]
    return " ".join(words.split()) if any(f"{hyphen}\n" in whole for hyphen in "-\u2010") else folded(whole)


def _written(entry: dict[str, str]) -> str:
    from standoff.case.reading.writing import in_one_line

    return in_one_line({key: value for key, value in entry.items() if value})


def _there(library: Library, text: SourceText, at: int) -> dict[str, Any]:
    title = (library.entries or {}).get(text.id, {}).get("title")
    return {
        "source": text.id,
        "title": title if isinstance(title, str) else "",
        "file": text.file,
        "at": text.where(at),
        "line": text.line(at),
        "page": text.page(at),
        "heading": text.heading(at),
    }


def _near(library: Library, texts: list[SourceText], words: str) -> Iterator[NearPassage]:
    from standoff.case.reading.texts.normal import folded

    for text in texts:
        for near in text.nearest(words, _NEAR):
            differences = tuple(QuoteDifference(one.asked, one.has, one.after) for one in near.differences)
            yield NearPassage(
                **_there(library, text, near.start),
                quote=folded(text.text[near.start : near.end]),
                likeness=near.likeness,
                differences=differences,
            )


def supported(case: Case, path: str) -> tuple[str, str]:
    """What a path means to evidence: where its `because` stands, and the rest of the path; raises UsageError.

    >>> import standoff
    >>> supported(standoff.example(), "steps.open_harbour.worth.alpha")
    ('steps.open_harbour', 'worth.alpha')
    """
    from standoff.case.check.claims import Claims
    from standoff.case.check.naming import problems_of_target
    from standoff.case.reading.source import Source
    from standoff.case.reading.sources import Library

    kind, _, rest = path.partition(".")
    name, _, target = rest.partition(".")
    kinds = ("parties", "steps", "together")
    if kind not in kinds:
        raise UsageError(
            f"--for: `{path}` is not the path of a number that evidence can support; "
            "write, for example, `steps.STEP.worth.PARTY` or `parties.PARTY.horizon`"
        )
    known = getattr(case, kind)
    if name not in known:
        raise UsageError(f"--for: there is no `{name}` under `{kind}`; {did_you_mean(name, known)}")
    if target:
        claims = Claims(case, Source("", "", []), Library(None))
        for problem in problems_of_target(claims, (kind, name), target, ()):
            raise UsageError(f"--for: {problem.message}" + (f"; {problem.hint}" if problem.hint else ""))
    return f"{kind}.{name}", target
