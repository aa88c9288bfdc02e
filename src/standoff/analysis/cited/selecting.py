"""Words that somebody selected in a source, made the evidence that says where they stand: told before it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from standoff.analysis.cited.citations import stands_at
from standoff.analysis.cited.reading import Units, text_of
from standoff.analysis.quotes import MOST_LETTERS, quote, supported
from standoff.case.model.evidence import GRADE
from standoff.case.reading.texts.normal import folded
from standoff.case.reading.texts.passages import MOST_PASSAGES, WORD, Passage, whole_words
from standoff.errors import UsageError, did_you_mean
from standoff.results.records.citations import Selected
from standoff.results.sentences.citations import often

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.reading.sources import Library
    from standoff.case.reading.texts.text import SourceText

__all__ = ["SUPPORTS", "selected"]

SUPPORTS = ("", "sign", "order", "size")


def selected(
    case: Case | None,
    library: Library,
    source: str,
    words: str = "",
    place: tuple[int, int] | None = None,
    *,
    number: str = "",
    supports: str = "",
    grade: str = "",
    contradicts: bool = False,
) -> Selected:
    """What is selected in a source by its place (in units of UTF-16), or looked for by its words.

    A place takes the whole of the words that it cuts. number: the path of what the evidence is for; without one, or
    where the words stand several times and no place says which is meant, there is no entry yet. Raises UsageError.

    >>> import standoff
    >>> from standoff.case.reading.sources import read_library
    >>> home = standoff.find("harbour")
    >>> found = selected(standoff.load(home), read_library(home), "alpha-statement", "it is arithmetic",
    ...                  number="steps.lift_ban.worth.beta", supports="sign", grade="A2")
    >>> found.sentence, found.path
    ('found once, word for word', ('steps', 'lift_ban', 'because'))
    >>> found.entry["quote"], found.entry["at"], found.entry["for"]
    ('it is arithmetic', 'line 11', 'worth.beta')
    """
    _refuse(supports, grade)
    text = text_of(library, source)
    units = Units(text.text)
    here = None
    if place is not None:
        here = whole_words(text.text, *(units.back(max(0, at)) for at in place))
        if here.end - here.start > MOST_LETTERS * 2:
            raise UsageError(
                f"these are {here.end - here.start} characters, and the limit is {MOST_LETTERS}; quote a few words"
            )
        words = unbroken(text.text, here)
    under, target = ("", "") if case is None or not number else supported(case, stands_at(number))
    found = quote(library, words, source, (under, target), supports)
    passages = text.find(words)
    meant = _meant(passages, here)
    entry = None if meant is None or not under else _entry(text, passages, meant, found.passages[meant].quote)
    if entry is not None:
        entry |= {"at": found.passages[meant or 0].at, "for": target, "supports": supports, "grade": grade}
        entry = {key: value for key, value in entry.items() if value} | ({"contradicts": True} if contradicts else {})
    span = here or (passages[meant] if meant is not None else None)
    return Selected(
        found=found,
        places=tuple((units.of(one.start), units.of(one.end)) for one in passages),
        meant=meant,
        start=None if span is None else units.of(span.start),
        end=None if span is None else units.of(span.end),
        words=sum(any(letter.isalnum() for letter in word[0]) for word in WORD.finditer(words)),
        sentence=often(len(passages), MOST_PASSAGES, meant is not None),
        path=None if entry is None else (*under.split("."), "because"),
        entry=entry,
    )


def _refuse(supports: str, grade: str) -> None:
    if supports not in SUPPORTS:
        raise UsageError(f"`{supports}` is none of sign, order and size; {did_you_mean(supports, SUPPORTS[1:])}")
    if grade and not re.fullmatch(GRADE, grade):
        raise UsageError(f"`{grade}` is not a grade; write A to F for the source and 1 to 6 for the report, like `B2`")


def unbroken(text: str, place: Passage) -> str:
    """The words of a passage on one line; a hyphen at the end of a line stays where the text has it elsewhere, too.

    >>> text = "The well-known site. A well-\\nknown over-\\nnight stay."
    >>> unbroken(text, Passage(21, len(text)))
    'A well-known overnight stay.'
    """
    whole = text[place.start : place.end]
    for broken in re.finditer(r"(\w+)([-\u2010])[ \t]*\n\s*(\w+)", whole):
        if re.search(rf"\b{re.escape(broken[1])}[-\u2010]{re.escape(broken[3])}\b", text):
            whole = whole.replace(broken[0], f"{broken[1]}{broken[2]}{broken[3]}")
    return folded(whole)


def _meant(passages: Sequence[Passage], here: Passage | None) -> int | None:
    """Which of the passages a place is; without a place, the only one."""
    if here is None:
        return 0 if len(passages) == 1 else None
    return next((n for n, one in enumerate(passages) if here.start <= one.start and one.end <= here.end), None)


def _entry(text: SourceText, passages: list[Passage], meant: int, words: str) -> dict[str, Any]:
    """The words, with what stands around them where they stand elsewhere, too; looked up again as they will be read."""
    entry: dict[str, Any] = {"in": text.id, "quote": words}
    if len(passages) > 1:
        prefix, suffix = text.surroundings(passages[meant], passages)
        entry |= {"prefix": prefix, "suffix": suffix}
    again = text.find(words, entry.get("prefix", ""), entry.get("suffix", ""))
    if again != [passages[meant]]:
        raise UsageError("nothing around these words tells them from others like them in this source; take more words")
    return entry
