"""BibTeX: entries, strings and what joins them, read with the line of everything that is wrong."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from standoff.case.model.mistake import shown
from standoff.case.reading.source import MOST_PROBLEMS
from standoff.errors import Problem, did_you_mean

__all__ = ["Entry", "read"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

LONGEST = 100_000
"""Characters of a value: names of strings that stand for each other could make it as long as they like."""

_NAME = re.compile(r"[^\s\"#%'(),={}@]+")
_SPACE = re.compile(r"(?:\s+|%[^\n]*)*")
_BEGIN = re.compile(r"(?:^[ \t]*|(?<=[})])\s*)@\s*", re.MULTILINE)
"""Entries begin on a line or after another; any other `@` is in an address, or in a remark."""

_TURN = re.compile(r"[{}]")
_TURN_OR_QUOTE = re.compile(r"[{}\"]")


@dataclass(frozen=True)
class Entry:
    """An entry: its kind and its fields in small letters, its key, and the line it begins on. Values are in LaTeX."""

    kind: str
    key: str
    fields: Mapping[str, str]
    line: int


@dataclass
class _WrongError(Exception):
    at: int
    message: str
    hint: str = ""


@dataclass
class _Reader:
    name: str
    text: str
    place: int = 0
    strings: dict[str, str] = field(default_factory=lambda: dict(zip(MONTHS, MONTHS, strict=True)))
    problems: list[Problem] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """All entries; after something wrong, from the next line on that begins with `@`."""
        while found := _BEGIN.search(self.text, self.place):
            begin, self.place = found.start() + found[0].index("@"), found.end()
            try:
                yield from self.entry(begin)
            except _WrongError as wrong:
                self.problems.append(
                    Problem(self.name, self.line(wrong.at), None, "error", "", wrong.message, wrong.hint)
                )
                if len(self.problems) >= MOST_PROBLEMS:
                    return
                self.place = max(begin + 1, self.place)

    @cached_property
    def _lines(self) -> list[int]:
        return [found.end() for found in re.finditer("\n", self.text)]

    def line(self, at: int) -> int:
        """The line that a place is in, from 1."""
        return bisect_right(self._lines, at) + 1

    def entry(self, begin: int) -> Iterator[Entry]:
        kind = self.word("a kind of entry belongs after `@`, like `@article`").lower()
        if kind == "comment":
            self.skip()
            if self.text[self.place : self.place + 1] == "{":
                self.braced()
            return
        self.skip()
        opening = self.text[self.place : self.place + 1]
        if opening not in ("{", "("):
            raise _WrongError(begin, f"`{{` belongs after `@{_cut(kind)}`", "write `@article{lee2026, ...}`")
        if kind == "preamble":
            self.braced()
            return
        self.place += 1
        closing = "}" if opening == "{" else ")"
        if kind == "string":
            self.skip()
            name = self.word('a name belongs here, as in `@string{un = "United Nations"}`').lower()
            self.equals(name)
            self.strings[name] = self.value()
            self.end(closing, begin)
            return
        key = self.key(begin)
        fields: dict[str, str] = {}
        while True:
            self.skip()
            if self.text.startswith(closing, self.place):
                self.place += 1
                break
            self.refuse_end(begin, key or kind, closing)
            name = self.word(f"a field belongs here, like `title = {{...}}`, or `{closing}` to end the entry").lower()
            self.equals(name)
            value = self.value()
            fields.setdefault(name, value)
            self.skip()
            self.refuse_end(begin, key or kind, closing)
            if self.text.startswith(",", self.place):
                self.place += 1
            elif not self.text.startswith(closing, self.place):
                raise _WrongError(
                    self.place, f"`,` or `{closing}` belongs after the field {shown(name)}", "is a `,` missing?"
                )
        yield Entry(kind, key, fields, self.line(begin))

    def refuse_end(self, begin: int, called: str, closing: str) -> None:
        if self.place >= len(self.text):
            hint = f"a brace in it is not closed, or `{closing}` is missing at its end"
            raise _WrongError(begin, f"the entry {shown(called)} that begins here does not end", hint)

    def key(self, begin: int) -> str:
        """What stands before the first comma; an entry may do without, and with nothing else."""
        found = re.compile(r"\s*([^,={}\s]*)\s*(,|(?=[})]))").match(self.text, self.place)
        if not found:
            raise _WrongError(
                begin, "a key and a `,` belong at the beginning of an entry", "write `@article{lee2026, ...}`"
            )
        self.place = found.end()
        return found[1]

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.place)
        assert found is not None
        self.place = found.end()

    def word(self, otherwise: str) -> str:
        found = _NAME.match(self.text, self.place)
        if not found:
            raise _WrongError(self.place, otherwise)
        self.place = found.end()
        return found[0]

    def equals(self, name: str) -> None:
        self.skip()
        if not self.text.startswith("=", self.place):
            raise _WrongError(
                self.place, f"`=` belongs after {shown(name)}", "is a quotation mark or a brace missing before?"
            )
        self.place += 1

    def end(self, closing: str, begin: int) -> None:
        self.skip()
        if not self.text.startswith(closing, self.place):
            raise _WrongError(begin, "what begins here does not end", f"add `{closing}`")
        self.place += 1

    def value(self) -> str:
        """Pieces with `#` between: in braces, in quotation marks, a number, or the name of a string."""
        parts = []
        while True:
            self.skip()
            letter = self.text[self.place : self.place + 1]
            if letter == "{":
                parts.append(self.braced())
            elif letter == '"':
                parts.append(self.quoted())
            else:
                at = self.place
                word = self.word("a value belongs here, in braces or quotation marks")
                if not word.isdecimal() and word.lower() not in self.strings:
                    hint = did_you_mean(word.lower(), self.strings)
                    hint = hint if hint.startswith("did") else "put text into braces"
                    raise _WrongError(at, f"there is no @string {shown(word)}", hint)
                parts.append(self.strings.get(word.lower(), word))
            if sum(map(len, parts)) > LONGEST:
                raise _WrongError(self.place, f"this value has more than {LONGEST} characters", "shorten it")
            self.skip()
            if not self.text.startswith("#", self.place):
                return "".join(parts)
            self.place += 1

    def braced(self) -> str:
        return self._until("{", _TURN)

    def quoted(self) -> str:
        return self._until('"', _TURN_OR_QUOTE)

    def _until(self, opening: str, turns: re.Pattern[str]) -> str:
        """What stands between this and what closes it; braces within are counted, and not looked into."""
        begin, depth = self.place, 0
        self.place += 1
        while found := turns.search(self.text, self.place):
            self.place = found.end()
            if depth == 0 and found[0] == ("}" if opening == "{" else '"'):
                return self.text[begin + 1 : found.start()]
            depth += {"{": 1, "}": -1, '"': 0}[found[0]]
            if depth < 0:
                break
        self.place = begin + 1
        what = "brace" if opening == "{" else "quotation mark"
        raise _WrongError(begin, f"this {what} is not closed", "braces within have to be in pairs, too")


def _cut(text: str) -> str:
    return shown(text)[1:-1]


def read(name: str, text: str) -> tuple[list[Entry], list[Problem]]:
    r"""The entries of a bibliography, and what is wrong with it, by lines.

    >>> entries, problems = read("a.bib", '@string{un = "the UN"}\n@book{a1, title = {On {Trust}} # " in " # un}')
    >>> entries[0].fields["title"], entries[0].line, problems
    ('On {Trust} in the UN', 2, [])
    >>> print(read("a.bib", "@book{a1,\n title = {On {Trust},\n}")[1][0])
    a.bib:1 error the entry `a1` that begins here does not end
        hint: a brace in it is not closed, or `}` is missing at its end
    """
    reader = _Reader(name, text)
    return list(reader.entries()), reader.problems
