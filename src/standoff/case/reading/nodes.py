"""From YAML to plain data: every key and value with its place, and what is no part of the format refused at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from standoff.case.model.mistake import shown
from standoff.case.reading.source import (
    MOST_PROBLEMS,
    KeyPath,
    Refused,
    Source,
    Span,
    UnreadableError,
    line_shown,
    path_text,
)
from standoff.errors import Problem

__all__ = ["DEEPEST", "parse", "plain_value"]

DEEPEST = 20
"""Levels of nesting; the format itself needs 7."""

MOST_ENTRIES = 30_000
"""Keys and values; ten times what a large case has, and as much as is read in a few seconds."""


class _Integer(int):
    """A whole number that remembers how it was written, because `1.10` may be the number of a table."""

    raw: str


class _Decimal(float):
    """As `_Integer`, for numbers with a fraction."""

    raw: str


class _Mark(Protocol):
    index: int
    line: int
    column: int


class _Event(Protocol):
    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


def parse(file: str, text: str, what: str = "a case") -> Source:
    """Plain data with places from the text of a case, or of `what` it is; raises UnreadableError where it cannot go on.

    >>> source = parse("case.yaml", "now: [fuel, NO]")
    >>> source.data
    {'now': ['fuel', 'NO']}
    >>> print(source.problem(("now", 1), "no such step"))
    case.yaml:1:13 error now.2: no such step
        now: [fuel, NO]
                    ^
    """
    builder = _Builder(file, text)
    for event in _events(file, text):
        _HANDLERS[type(event).__name__](builder, event)
    if not isinstance(builder.root, dict):
        builder.refuse_top(what)
    return Source(file, text, builder.lines, builder.root, builder.keys, builder.values, tuple(builder.problems))


def _events(file: str, text: str) -> Iterator[_Event]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        raise _at_position(
            file, text, error.position, "this character cannot stand in a text file", "remove it"
        ) from None
    except MarkedYAMLError as error:
        raise _syntax(file, text, error) from None
    except (YAMLError, ValueError, IndexError, AssertionError) as error:
        said = (str(error).splitlines() or ["it cannot be read"])[0]
        raise UnreadableError(file, f"this is not valid YAML: {said}") from None


def _at_position(file: str, text: str, position: int, message: str, hint: str) -> UnreadableError:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return UnreadableError(file, message, hint, line, column, line_shown(text.split("\n"), line, column))


_PLAIN_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MERGE = "<<"
_RULES = (("rules",), ("merge",), ("prefer",))
"""Where rules stand."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_value(text: str) -> str | int | float | bool | None:
    """What text without quotation marks means in YAML 1.2.

    >>> [plain_value(text) for text in ("NO", "true", "3", "1e3", "~")]
    ['NO', True, 3, 1000.0, None]
    """
    number: _Integer | _Decimal
    if text in _PLAIN_WORDS:
        return _PLAIN_WORDS[text]
    if _NO_NUMBER.fullmatch(text):
        return math.nan
    if _INTEGER.fullmatch(text) and len(text) < 400:
        number = _Integer(text)
    elif _DECIMAL.fullmatch(text):
        number = _Decimal(text)
    else:
        return text
    number.raw = text
    return number


_AFTER_COMMA = re.compile(r"\d,\d[^,{}\[\]\n]*")
_WITH_COMMAS = re.compile(r"[^,{}\[\]\n]*\d(?:,\d[^,{}\[\]\n]*)+")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
"""A key that begins with a digit right after a comma and a digit; all that such commas hold together; one of them."""


@dataclass
class _Open:
    """A mapping or list that is being read, and where it is."""

    content: dict[str, Any] | list[Any]
    path: KeyPath
    start: _Mark
    key: str | None = None
    waits: bool = False
    seen: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Builds plain data out of events, one by one, so that depth costs no recursion."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text, self.lines = file, text, text.split("\n")
        self.root: Any = None
        self.documents = self.entries = 0
        self.open: list[_Open] = []
        self.keys: dict[KeyPath, Span] = {}
        self.values: dict[KeyPath, Span] = {}
        self.problems: list[Problem] = []

    def unreadable(self, mark: _Mark, message: str, hint: str = "") -> UnreadableError:
        line, column = mark.line + 1, mark.column + 1
        return UnreadableError(self.file, message, hint, line, column, line_shown(self.lines, line, column))

    def report(self, mark: _Mark, path: KeyPath, message: str, hint: str) -> None:
        self.report_at(Span(mark.index, mark.index, mark.line + 1, mark.column + 1), path, message, hint)

    def report_at(self, span: Span, path: KeyPath, message: str, hint: str) -> None:
        if len(self.problems) > MOST_PROBLEMS:
            return
        line, column = span.line, span.column
        excerpt = line_shown(self.lines, line, column)
        self.problems.append(Problem(self.file, line, column, "error", path_text(path), message, hint, excerpt))

    def ignore(self, event: _Event) -> None:
        pass

    def document(self, event: _Event) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.unreadable(
                event.start_mark,
                "a second document starts here",
                "a case is one document: remove the `---` and what follows, or put that into a folder of its own",
            )

    def alias(self, event: _Event) -> None:
        raise self.unreadable(
            event.start_mark,
            "aliases (`*`) are not part of the format",
            "write out what it stands for; text that starts with `*` needs quotation marks",
        )

    def refuse_extras(self, event: _Event) -> None:
        in_rule = self._path()[:1] in _RULES
        if event.anchor is not None:
            raise self.unreadable(
                event.start_mark,
                "anchors (`&`) are not part of the format",
                "in a rule write `and`"
                if in_rule
                else "write things out where they are needed; text that starts with `&` needs quotation marks",
            )
        if event.tag is not None:
            raise self.unreadable(
                event.start_mark,
                "tags (`!`) are not part of the format",
                "in a rule write `not`" if in_rule else "remove it; text that starts with `!` needs quotation marks",
            )

    def begin(self, event: _Event, content: dict[str, Any] | list[Any]) -> None:
        self.refuse_extras(event)
        if len(self.open) >= DEEPEST:
            raise self.unreadable(event.start_mark, f"this is nested more than {DEEPEST} deep", "the format needs less")
        if self._wants_key():
            raise self.unreadable(event.start_mark, "a key must be a single word", "write `key: value`")
        path = self._path()
        self._put(content, path)
        self.open.append(_Open(content, path, event.start_mark))

    def mapping(self, event: _Event) -> None:
        self.begin(event, {})

    def sequence(self, event: _Event) -> None:
        self.begin(event, [])

    def end(self, event: _Event) -> None:
        done = self.open.pop()
        self.values[done.path] = _span(done.start, event.end_mark)
        if isinstance(done.content, dict):
            self._mend_commas(done.content, done.path)
        self._next()

    def _mend_commas(self, content: dict[str, Any], path: KeyPath) -> None:
        """Report decimal commas in braces, where a comma begins the next entry: `{alpha: 1,5}`."""
        whole: str | None = None
        for key in list(content):
            span = self.keys[(*path, key)]
            if (
                whole is None
                or content[key] is not None
                or not _AFTER_COMMA.fullmatch(self.text, span.start - 2, span.end)
            ):
                whole = key
                continue
            del content[key]
            if not isinstance(content[whole], Refused):
                content[whole] = Refused()
                self._report_comma((*path, whole))

    def _report_comma(self, path: KeyPath) -> None:
        span = self.values[path]
        found = _WITH_COMMAS.match(self.text, span.start)
        if found:
            written = " ".join(found[0][:_LONGEST].split())
            self.report_at(
                span,
                path,
                f"in braces a comma begins the next entry, and this reads {shown(written)}",
                f"write `{_DECIMAL_COMMA.sub('.', written)}`: a point before the fraction",
            )

    def scalar(self, event: _Event) -> None:
        self.refuse_extras(event)
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise self.unreadable(
                event.start_mark,
                f"there are more than {MOST_ENTRIES} keys and values before this",
                "keep to what matters for the deals",
            )
        if self._wants_key():
            self._key(event)
            return
        path = self._path()
        self._put(self._value(event, path), path)
        # An empty value is where the next thing starts, perhaps lines below; its key is the place to show.
        empty = event.start_mark.index == event.end_mark.index and path in self.keys
        self.values[path] = self.keys[path] if empty else _span(event.start_mark, event.end_mark)
        self._next()

    def refuse_top(self, what: str) -> None:
        first, start = _STARTS.get(what, ("title: ...", "write `title: ...`, and `sees:` below"))
        if self.root is None:
            hint = "`standoff new NAME` makes a new case to start from" if what == "a case" else start
            raise UnreadableError(self.file, "the file is empty", hint)
        raise UnreadableError(
            self.file,
            f"{what} starts with keys, like `{first}`",
            start,
            1,
            1,
            line_shown(self.lines, 1, 1),
        )

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].content, dict) and not self.open[-1].waits

    def _path(self) -> KeyPath:
        if not self.open:
            return ()
        here = self.open[-1]
        return (*here.path, here.key if isinstance(here.content, dict) and here.key is not None else len(here.content))

    def _put(self, value: Any, path: KeyPath) -> None:
        if not self.open:
            self.root = value
        elif isinstance(self.open[-1].content, list):
            self.open[-1].content.append(value)
        elif path[-1] != _MERGE:
            self.open[-1].content[str(path[-1])] = value

    def _next(self) -> None:
        if self.open:
            self.open[-1].waits = False

    def _key(self, event: _Event) -> None:
        here = self.open[-1]
        path = (*here.path, event.value)
        if event.value == _MERGE:
            self.report(
                event.start_mark, path, "merge keys (`<<`) are not part of the format", "write out what it stands for"
            )
        elif event.value in here.seen:
            self.report(
                event.start_mark,
                path,
                f"this key was given before, in line {here.seen[event.value]}",
                "keep one of the two",
            )
        here.seen.setdefault(event.value, event.start_mark.line + 1)
        self.keys[path] = _span(event.start_mark, event.end_mark)
        here.key, here.waits = event.value, True

    def _value(self, event: _Event, path: KeyPath) -> Any:
        value = event.value if event.style is not None else plain_value(event.value)
        if isinstance(value, str) and _SURROGATE.search(value):
            self.report(event.start_mark, path, "this text holds half a character", "remove the `\\u` escape in it")
            return Refused()
        if isinstance(value, float) and not math.isfinite(value):
            self.report(
                event.start_mark,
                path,
                f"{shown(event.value)} is not a number that can be computed with",
                "write a finite number",
            )
            return Refused()
        return value


_STARTS: Mapping[str, tuple[str, str]] = {
    "a case": ("title: ...", "see `standoff new NAME` for a start"),
    "a match": (
        "steps: {oil: fuel}",
        "write `parties:` or `steps:`, and below `NAME: NAME` of the first and the second case",
    ),
    "a file of answers": (
        "answers: ...",
        "write `answers:`, and below `- {kind: rather, left: fuel, right: talks, answer: left}`",
    ),
}
"""What files of other kinds than views start with, and what to write where they do not."""


def _span(start: _Mark, end: _Mark) -> Span:
    return Span(start.index, end.index, start.line + 1, start.column + 1)


_HANDLERS: Mapping[str, Callable[[_Builder, _Event], None]] = {
    "StreamStartEvent": _Builder.ignore,
    "StreamEndEvent": _Builder.ignore,
    "CommentEvent": _Builder.ignore,
    "DocumentStartEvent": _Builder.document,
    "DocumentEndEvent": _Builder.ignore,
    "AliasEvent": _Builder.alias,
    "ScalarEvent": _Builder.scalar,
    "SequenceStartEvent": _Builder.sequence,
    "SequenceEndEvent": _Builder.end,
    "MappingStartEvent": _Builder.mapping,
    "MappingEndEvent": _Builder.end,
}


# ------------------------------------------------------------- what is wrong with the YAML, in words


_QUOTE_IT = "if it is text, put all of it in quotation marks"

_SYNTAX: tuple[tuple[str, bool, str, str], ...] = (
    (
        "mapping values are not allowed",
        False,
        "a second `:` on one line, or a line that is indented too far",
        "text that contains `: ` needs quotation marks",
    ),
    (
        "could not find expected ':'",
        True,
        "this line is not of the form `key: value`",
        "is the `:` missing, or the `-` of a list?",
    ),
    ("found unexpected end of stream", True, "a quotation mark opens here and is never closed", "close it"),
    ("found unexpected document separator", True, "a quotation mark opens here and is never closed", "close it"),
    (
        "found unknown escape character",
        False,
        "after a `\\` in double quotation marks only a few letters can stand",
        "use single quotation marks",
    ),
    ("expected ',' or ']'", True, "the list that opens here is not closed properly", "is a `,` or the `]` missing?"),
    ("expected ',' or '}'", True, "the `{` that opens here is not closed properly", "is a `,` or the `}` missing?"),
    (
        "did not find expected <document start>",
        False,
        "this line does not belong to what is above it",
        "check its indentation, and brackets and quotation marks above it",
    ),
    (
        "expected <block end>",
        False,
        "this line is indented differently from its neighbours",
        "indent lines of one level alike",
    ),
    ("expected the node content", False, "a value is missing here", "write a value, or put text in quotation marks"),
    (
        "sequence entries are not allowed here",
        False,
        "a `-` of a list cannot stand here",
        "start the list on a line of its own",
    ),
    ("cannot start any token", False, "text cannot start with this character", _QUOTE_IT),
    (
        "undefined tag handle",
        False,
        "tags (`!`) are not part of the format",
        "remove it; text that starts with `!` needs quotation marks",
    ),
    ("incompatible YAML", False, "the `%YAML` line asks for a version that does not exist", "remove it"),
    ("anchor", False, "anchors (`&`) are not part of the format", "text that starts with `&` needs quotation marks"),
    ("alias", False, "aliases (`*`) are not part of the format", "text that starts with `*` needs quotation marks"),
)
"""Part of what the YAML reader says, whether the start of the construct is the place to show, our words, and a hint."""


_Slip = tuple[int, str, str]
"""The position of something that is often written so, what is wrong with it, and what to write instead."""

_LONGEST = 300
"""Longer lines are not mended in a hint."""

_QUOTED = {"'": '"', '"': "'"}


def _line_at(text: str, position: int) -> str:
    """The line at a position, or "" where it is too long to be looked at closely."""
    start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
    line = text[start : end if end >= 0 else len(text)].rstrip()
    return line if len(line) <= _LONGEST else ""


def _quote_inside(said: str, text: str, position: int) -> _Slip | None:
    """Text in quotation marks that holds one more of them: `'Moscow's demand'`."""
    line = _line_at(text, position)
    before = text[:position].rstrip(" ")
    mark = before[-1:]
    if mark not in _QUOTED or "<scalar>" not in said or not line:
        return None
    kind = "an apostrophe" if mark == "'" and re.match(r"\w", text[position:]) else f"a `{mark}`"
    other = _QUOTED[mark]
    hint = f"put the text in `{other}` instead: `{other}...{other}`"
    found = re.search(rf"(?:^|[:,{{\[-]\s*){mark}([^{mark}]*{mark}\s*\w[^{mark}]*){mark}\s*(?:[,}}\]]|#|$)", line)
    if found and other not in found[1]:
        hint = f"put the text in the other quotation marks: `{other}{found[1]}{other}`"
    return len(before) - 1, f"{kind} ends text that begins with `{mark}`", hint


_ENTRY = re.compile(r"(\s*(?:- )?)([^\s:#][^:#]*): +([^\s'\"\[{].*?)\s*")


def _second_colon(said: str, text: str, position: int) -> _Slip | None:
    """A `: ` within text: `title: Black Sea: a week before`."""
    if "mapping values are not allowed" not in said:
        return None
    start = text.rfind("\n", 0, position) + 1
    found = _ENTRY.fullmatch(_line_at(text, position))
    if not found or position < start + found.start(3):
        return None
    value = found[3]
    curly = value[:1] in "“„«‘" and value[-1:] in "”“»’"
    straight = (value[1:-1] if curly else value).replace("\\", "\\\\").replace('"', '\\"')
    message = 'quotation marks must be straight, like `"`' if curly else "a second `:` on one line"
    return position, message, f'text that contains `: ` needs quotation marks: write `{found[2]}: "{straight}"`'


def _dash_among_keys(said: str, text: str, position: int) -> _Slip | None:
    """An entry of a list beside keys: `- swift:` among steps."""
    found = re.compile(r"-\s+([^\s:]+:)").match(text, position)
    if "expected <block end>, but found '-'" not in said or not found:
        return None
    return position, "a `-` stands before this, and before its neighbours none", f"remove it: write `{found[1]}`"


_SLIPS = (_quote_inside, _second_colon, _dash_among_keys)
"""What to look for before the reader's own words are told, of its words, the text and the position."""


def _syntax(file: str, text: str, error: Any) -> UnreadableError:
    """What the YAML reader stumbled over, said to someone who does not know YAML's grammar."""
    said = f"{error.problem or ''} {error.context or ''}"
    mark = error.problem_mark or error.context_mark
    line_start = text.rfind("\n", 0, mark.index) + 1
    tab = re.compile(r" *\t").match(text, line_start)
    if tab:
        return _at_position(file, text, tab.end() - 1, "a tab is used to indent this line", "indent with spaces")
    if text[mark.index : mark.index + 1] == "\t":
        return _at_position(
            file, text, mark.index, "a tab cannot stand here", "use spaces, or quotation marks around text"
        )
    for look in _SLIPS:
        slip = look(said, text, mark.index)
        if slip:
            return _at_position(file, text, *slip)
    for part, from_start, message, hint in _SYNTAX:
        if part in said:
            mark = (error.context_mark or mark) if from_start else mark
            return _at_position(file, text, mark.index, message, hint)
    return _at_position(file, text, mark.index, "this is not valid YAML", f"the reader says: {error.problem}")
