"""Rules and preference statements: which states there can be, and which are liked, in words joined by logic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.slips import rule_meant

if TYPE_CHECKING:
    from lark import Lark, UnexpectedToken

__all__ = ["WORDS", "Expression", "Rule", "holds", "mentions", "names", "parse"]

Expression: TypeAlias = tuple[Any, ...]
"""Nested tuples: ("step", name), ("not", e), ("and", e, ...), ("or", e, ...), ("if", then, when), ("iff", a, b)."""

WORDS = ("not", "and", "or", "if", "iff")
"""The words of the grammar, which cannot be names; the one that binds most tightly comes first."""

DEEPEST = 50
LONGEST = 4000

_MADE_OF = "a rule is made of step names, `not`, `and`, `or`, `if`, `iff` and parentheses"
_TOKEN = re.compile(r"[()]|\w+")


@dataclass(frozen=True)
class Rule:
    """A rule or statement as it was written, and as it is understood."""

    text: str
    expression: Expression

    def __str__(self) -> str:
        """The rule as it was written."""
        return self.text


def parse(text: str) -> Rule:
    """Read a rule; raises MistakeError with the offset of what is wrong in the text.

    >>> parse("inspectors if open_harbour").expression
    ('if', ('step', 'inspectors'), ('step', 'open_harbour'))
    >>> parse("not a and b or c").expression
    ('or', ('and', ('not', ('step', 'a')), ('step', 'b')), ('step', 'c'))
    >>> parse("a or")
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: the rule stops where a step name should follow
    """
    try:
        return _parsed(text)
    except MistakeError as mistake:
        raise MistakeError(mistake.message, rule_meant(text, _parsed) or mistake.hint, mistake.offset) from None


def _parsed(text: str) -> Rule:
    """As `parse`, without a look at what may be meant."""
    from lark import UnexpectedCharacters, UnexpectedToken

    _refuse_huge(text)
    try:
        return Rule(text, _parser().parse(text))  # type: ignore[arg-type]
    except UnexpectedCharacters as error:
        raise _bad_character(text, error.pos_in_stream or 0) from None
    except UnexpectedToken as error:
        raise _bad_token(text, error) from None


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = files("standoff.case.model").joinpath("rules.lark").read_text(encoding="utf-8")
    # The basic lexer: a contextual one would take `and` for a name wherever no `and` can stand.
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Transformer())


class _Transformer:
    """Builds the tuples while parsing; lark looks a method up by the name of each branch."""

    def __getattr__(self, kind: str) -> Callable[[list[Any]], Expression]:
        if kind not in _MEANINGS:
            raise AttributeError(kind)
        return lambda parts: (kind, *(str(part) if kind == "step" else part for part in parts))


def _refuse_huge(text: str) -> None:
    deepest = max(_depths(text), default=0)
    if deepest > DEEPEST:
        raise MistakeError(
            f"the rule is nested {deepest} deep, and the limit is {DEEPEST}", "write several shorter rules"
        )
    if len(text) > LONGEST:
        raise MistakeError(
            f"the rule is {len(text)} characters long, and the limit is {LONGEST}", "write several shorter rules"
        )
    if not text.strip():
        raise MistakeError("the rule is empty", _MADE_OF)


def _depths(text: str) -> Iterator[int]:
    """How many parentheses and `not`s are open at each token; no recursion, so that any text will do."""
    outer: list[int] = []
    depth = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token == "(":
            outer.append(depth)
            depth += 1
        elif token == "not":
            depth += 1
        elif token == ")" and outer:
            depth = outer.pop()
        yield depth
        if token not in ("(", "not"):
            depth = outer[-1] + 1 if outer else 0


def _bad_character(text: str, offset: int) -> MistakeError:
    found = re.compile(r"\w[\w-]*|.", re.DOTALL).match(text, offset)
    word = found[0] if found else text[offset]
    if word.lower() in WORDS:
        return MistakeError(f"{shown(word)} must be written in small letters", f"write `{word.lower()}`", offset)
    return MistakeError(f"{shown(word)} cannot stand in a rule", _SYMBOLS.get(word, _MADE_OF), offset)


_SYMBOLS = {
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`",
    "-": "names are small letters, digits and `_`",
    "=": "write `iff`",
    ",": "write `and` or `or`",
}


def _bad_token(text: str, error: UnexpectedToken) -> MistakeError:
    token = error.token
    if token.type == "$END":
        return _unfinished(text)
    offset = token.start_pos or 0
    needs_name = "NAME" in error.accepts
    if token.type == "RPAR":
        return MistakeError(
            "a step name is missing before this `)`" if needs_name else "this `)` has no `(`", _MADE_OF, offset
        )
    if needs_name:
        return MistakeError(f"a step name is missing before this `{token}`", _MADE_OF, offset)
    if token.type in ("IF", "IFF"):
        return MistakeError(
            f"a second `{token}` can be read in two ways",
            "put parentheses around what belongs together, or write two rules",
            offset,
        )
    return MistakeError(f"a joining word is missing before {shown(token)}", _joining(text[:offset], str(token)), offset)


def _joining(before: str, name: str) -> str:
    words = before.split()
    last = words[-1].lstrip("(") if words else ""
    hint = "join with `and`, `or`, `if` or `iff`"
    one = re.fullmatch(r"[a-z]\w*", last) and last not in WORDS and re.fullmatch(r"[a-z]\w*", name)
    return f"{hint}; if they are one name, write `{last}_{name}`" if one else hint


def _unfinished(text: str) -> MistakeError:
    opened: list[int] = []
    for offset, character in enumerate(text):
        if character == "(":
            opened.append(offset)
        elif character == ")" and opened:
            opened.pop()
    last = text.split()[-1].lstrip("(")
    if last in (*WORDS, ""):
        return MistakeError("the rule stops where a step name should follow", _MADE_OF, len(text.rstrip()))
    return MistakeError("this `(` is never closed", "add the `)` that belongs to it", opened[-1] if opened else 0)


def _all(parts: Expression, steps: Set[str]) -> bool:
    return all(holds(part, steps) for part in parts)


def _any(parts: Expression, steps: Set[str]) -> bool:
    return any(holds(part, steps) for part in parts)


_MEANINGS: Mapping[str, Callable[[Expression, Set[str]], bool]] = {
    "step": lambda parts, steps: parts[0] in steps,
    "not": lambda parts, steps: not holds(parts[0], steps),
    "and": _all,
    "or": _any,
    "if": lambda parts, steps: holds(parts[0], steps) or not holds(parts[1], steps),
    "iff": lambda parts, steps: holds(parts[0], steps) == holds(parts[1], steps),
}


def holds(expression: Expression, steps: Set[str]) -> bool:
    """Whether an expression is true when exactly these steps are in force.

    >>> holds(parse("a if b").expression, set()), holds(parse("a if b").expression, {"b"})
    (True, False)
    """
    return _MEANINGS[expression[0]](expression[1:], steps)


def names(expression: Expression) -> tuple[str, ...]:
    """The names in an expression, each once, in order of appearance.

    >>> names(parse("b if a and b").expression)
    ('b', 'a')
    """
    if expression[0] == "step":
        return (expression[1],)
    return tuple(dict.fromkeys(name for part in expression[1:] for name in names(part)))


def mentions(text: str) -> tuple[tuple[str, int], ...]:
    """The names in the text of a rule, and at which character each one starts.

    >>> mentions("not (a and bc)")
    (('a', 5), ('bc', 11))
    """
    found = ((word[0], word.start()) for word in re.finditer(r"\w+", text))
    return tuple((word, offset) for word, offset in found if word not in WORDS)
