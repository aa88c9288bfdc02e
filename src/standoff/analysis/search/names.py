"""What the parties and steps of a case are called, and where in a passage they are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from standoff.analysis.search.query import Phrase
from standoff.analysis.search.words import Token, words_in
from standoff.case.model.model import Case

__all__ = ["Called", "Names", "names_of"]

_HISSING = ("s", "x", "z", "ch", "sh")
"""After these a plural adds es, after all else s, in English and in some other languages. Other forms are aliases."""

_SHORTEST = 3
"""Letters of a word to which a plural is added."""

_CAPITALS = 5
"""Letters of a word that stands for several: what is longer was written in capitals for another reason."""


@dataclass(frozen=True)
class Called:
    """A word, or some in a row, by which a thing is called. capitals: only where it is written in capitals alone."""

    kind: str
    name: str
    phrase: Phrase
    capitals: bool


@dataclass(frozen=True)
class Named:
    """A thing that is named, and where."""

    kind: str
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Names:
    """All that parties and steps are called."""

    called: tuple[Called, ...]

    @cached_property
    def _by_first(self) -> Mapping[str, list[Called]]:
        found: dict[str, list[Called]] = defaultdict(list)
        for one in self.called:
            if len(one.phrase.words) > 1 or not one.phrase.begins:
                found[one.phrase.words[0]].append(one)
        return found

    @cached_property
    def _beginnings(self) -> list[Called]:
        return [one for one in self.called if len(one.phrase.words) == 1 and one.phrase.begins]

    def named(self, passage: str, words: Sequence[Token]) -> Iterator[Named]:
        """What a passage of these words names, and where; a thing once for each time."""
        for at, token in enumerate(words):
            beginnings = [one for one in self._beginnings if token.word.startswith(one.phrase.words[0])]
            for one in (*self._by_first.get(token.word, ()), *beginnings):
                last = at + len(one.phrase.words) - 1
                if last < len(words) and all(words[at + n].word == word for n, word in _inner(one.phrase)):
                    there = words[last].word
                    wanted = one.phrase.words[-1]
                    if there == wanted or (one.phrase.begins and there.startswith(wanted)):
                        start, end = token.start, words[last].end
                        if not one.capitals or passage[start:end].isupper():
                            yield Named(one.kind, one.name, start, end)


def _inner(phrase: Phrase) -> Iterator[tuple[int, str]]:
    """All words of a phrase but the last, with their places."""
    return ((n, word) for n, word in enumerate(phrase.words[:-1]))


def names_of(case: Case) -> Names:
    """What the parties and steps of a case are called: by names, short names and aliases, and plurals of these.

    >>> import standoff
    >>> [" ".join(one.phrase.words) for one in names_of(standoff.example()).called if one.name == "fuel"]
    ['fuel for the winter', 'fuel for the winters']
    """
    found: dict[tuple[str, str, tuple[str, ...], bool], Called] = {}
    things = [
        *(("parties", name, (party.name, *party.aliases)) for name, party in case.parties.items()),
        *(("steps", name, (step.name, step.short, *step.aliases)) for name, step in case.wholes().items()),
    ]
    for kind, name, texts in things:
        for text in texts:
            for phrase in _phrases(text.replace("_", " ") if text == name else text):
                capitals = len(phrase.words) == 1 and text.isupper() and len(text) <= _CAPITALS and text.isascii()
                key = (kind, name, phrase.words, phrase.begins)
                found.setdefault(key, Called(kind, name, phrase, capitals))
    return Names(tuple(found.values()))


def _phrases(text: str) -> Iterator[Phrase]:
    """A name, and its plurals where its last word is one of Latin letters."""
    begins = text.endswith("*")
    words = words_in(text)
    if not words:
        return
    yield Phrase(words, begins)
    last = words[-1]
    if not begins and len(last) >= _SHORTEST and last.isascii() and last.isalpha() and not text.isupper():
        yield Phrase((*words[:-1], last + ("es" if last.endswith(_HISSING) else "s")))
