"""What is looked for: words, “phrases in quotation marks”, beginnings*, OR, NOT and parentheses, whatever was typed.

The grammar is that of SQLite's FTS5: words beside each other bind most tightly, then NOT, AND, OR. What goes to SQLite
is made of the words that were read, each in quotation marks, so nothing that was typed is ever read as its language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from standoff.analysis.search.words import Token, words_in
from standoff.errors import UsageError

__all__ = ["Both", "Either", "Phrase", "Query", "Without", "asked", "marked", "match", "phrases", "read", "said"]

LONGEST = 1_000
"""Characters of what is looked for."""

_DEEPEST = 20
"""So many parentheses within each other."""


@dataclass(frozen=True)
class Phrase:
    """Words in a row; begins: the last of them is the beginning of a word. typed: as it is told to a reader."""

    words: tuple[str, ...]
    begins: bool = False
    typed: str = ""


@dataclass(frozen=True)
class Both:
    """All of these."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Either:
    """At least one of these."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Without:
    """The one, where the other is not."""

    wanted: Query
    unwanted: Query


Query: TypeAlias = Phrase | Both | Either | Without


def asked(arguments: Sequence[str]) -> str:
    """The query of the words of a command line: what a shell took out of its quotation marks is a phrase.

    >>> asked(["open the harbour"]), asked(["harbour", "OR", "ban on trade"]), asked(['"the ban" OR transit'])
    ('"open the harbour"', 'harbour OR "ban on trade"', '"the ban" OR transit')
    """
    return " ".join(f'"{word}"' if _is_phrase(word) else word for word in arguments)


def _is_phrase(argument: str) -> bool:
    return len(argument.split()) > 1 and not re.search(r'["“”„«»()*]|\b(?:AND|OR|NOT)\b', argument)


def read(text: str) -> Query:
    """What a query asks for; UsageError where it does not say that.

    >>> said(read('harbour "trade ban" OR transit NOT min*'))
    '(“harbour” and “trade ban”) or (“transit” without “min…”)'
    >>> read("harbour OR")
    Traceback (most recent call last):
    standoff.errors.UsageError: `OR` has nothing after it: write words on both sides, or write it small to look for it
    """
    if len(text) > LONGEST:
        raise UsageError(f"these are {len(text)} characters, and the limit is {LONGEST}; look for a few words")
    found = _Reader(_pieces(text)).whole()
    if found is None:
        raise UsageError('there are no words to look for; write a few, as in `harbour "trade ban" OR transit`')
    return found


_MARKS = '"“”„‟«»'
_PIECE = re.compile(f"\\s*(?:(?P<parenthesis>[()])|(?P<quote>[{_MARKS}])|(?P<word>[^\\s(){_MARKS}]+))")
_OPERATORS = ("AND", "OR", "NOT")


def _pieces(text: str) -> list[str | Phrase]:
    """Operators and parentheses as they are, and phrases; what holds no word is left out."""
    found: list[str | Phrase] = []
    place = 0
    while piece := _PIECE.match(text, place):
        place = piece.end()
        if piece["quote"]:
            end = next((at for at in range(place, len(text)) if text[at] in _MARKS), -1)
            if end < 0:
                raise UsageError('a quotation mark is not closed; write `"` before and after what stands together')
            inside, place = text[place:end], end + 1
            begins = text[place : place + 1] == "*"
            place += begins
            found += _phrase(inside, begins)
        elif piece["parenthesis"] or piece["word"] in _OPERATORS:
            found.append(piece["parenthesis"] or piece["word"])
        else:
            found += _phrase(piece["word"].removesuffix("*"), piece["word"].endswith("*"))
    return found


def _phrase(text: str, begins: bool) -> list[str | Phrase]:
    if "*" in text:
        raise UsageError("`*` stands at the end of a word: `harb*` finds whatever begins so, and nothing finds endings")
    words = words_in(text)
    return [Phrase(words, begins, " ".join(text.split()))] if words else []


class _Reader:
    """Reads pieces from the first to the last; a level of the grammar a method."""

    def __init__(self, pieces: list[str | Phrase]) -> None:
        self.pieces, self.place, self.depth = pieces, 0, 0

    def whole(self) -> Query | None:
        if not self.pieces:
            return None
        found = self.either()
        if self.place < len(self.pieces):
            raise UsageError("a `)` has no `(` before it; write both, or neither")
        return found

    def _next(self) -> str | Phrase | None:
        return self.pieces[self.place] if self.place < len(self.pieces) else None

    def _takes(self, piece: str) -> bool:
        if self._next() != piece:
            return False
        self.place += 1
        return True

    def either(self) -> Query:
        parts = [self.both()]
        while self._takes("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Query:
        parts = [self.without()]
        while self._takes("AND"):
            parts.append(self.without())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def without(self) -> Query:
        found = self.beside()
        while self._takes("NOT"):
            found = Without(found, self.beside())
        return found

    def beside(self) -> Query:
        parts: list[Query] = []
        while (piece := self._next()) is not None:
            if isinstance(piece, Phrase):
                self.place += 1
                parts.append(piece)
            elif piece == "(":
                parts.append(self.group())
            else:
                break
        if parts:
            return parts[0] if len(parts) == 1 else Both(tuple(parts))
        before = self.pieces[self.place - 1] if self.place else None
        if isinstance(before, str) and before in _OPERATORS:
            raise UsageError(
                f"`{before}` has nothing after it: write words on both sides, or write it small to look for it"
            )
        if piece in _OPERATORS:
            raise UsageError(
                f"`{piece}` has nothing before it: write words on both sides, or write it small to look for it"
            )
        raise UsageError("there is nothing between two parentheses; write words there, or leave them out")

    def group(self) -> Query:
        self.place += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UsageError(f"more than {_DEEPEST} parentheses stand within each other; write it with fewer")
        if self._next() is None:
            raise UsageError("a `(` is not closed; write `)` where it ends")
        found = self.either()
        if not self._takes(")"):
            raise UsageError("a `(` is not closed; write `)` where it ends")
        self.depth -= 1
        return found


def match(query: Query) -> str:
    """A query in the language of FTS5.

    >>> match(read("the-ban OR harb*"))
    '("the ban" OR "harb" *)'
    """
    if isinstance(query, Phrase):
        words = " ".join(query.words).replace('"', '""')
        return f'"{words}" *' if query.begins else f'"{words}"'
    if isinstance(query, Without):
        return f"({match(query.wanted)} NOT {match(query.unwanted)})"
    return f"({(' AND ' if isinstance(query, Both) else ' OR ').join(map(match, query.parts))})"


def said(query: Query, within: bool = False) -> str:
    """A query in words."""
    if isinstance(query, Phrase):
        return f"“{query.typed}{'…' * query.begins}”"
    if isinstance(query, Without):
        text = f"{said(query.wanted, True)} without {said(query.unwanted, True)}"
    else:
        text = (" and " if isinstance(query, Both) else " or ").join(said(part, True) for part in query.parts)
    return f"({text})" if within else text


def phrases(query: Query) -> Iterator[Phrase]:
    """What a passage that was found can have: not what it must not."""
    if isinstance(query, Phrase):
        yield query
    elif isinstance(query, Without):
        yield from phrases(query.wanted)
    else:
        for part in query.parts:
            yield from phrases(part)


def marked(words: Sequence[Token], wanted: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where in a text phrases stand, of whose words these are: begin and end of each, in order, none within another."""
    found: list[tuple[int, int]] = []
    for at in range(len(words)):
        lengths = [len(phrase.words) for phrase in wanted if _stands(words, at, phrase)]
        if lengths:
            start, end = words[at].start, words[at + max(lengths) - 1].end
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found


def _stands(words: Sequence[Token], at: int, phrase: Phrase) -> bool:
    """Whether a phrase stands at a place."""
    if at + len(phrase.words) > len(words):
        return False
    *first, last = phrase.words
    there = words[at + len(first)].word
    if not (there.startswith(last) if phrase.begins else there == last):
        return False
    return all(words[at + n].word == word for n, word in enumerate(first))
