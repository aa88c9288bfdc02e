"""JSON files of other programs: read with care, every problem with its path, every part that is left out noted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from standoff.case.model.mistake import shown
from standoff.case.reading.source import MOST_PROBLEMS, KeyPath, UnreadableError, line_shown, path_text
from standoff.errors import CaseError, Problem

__all__ = ["JsonFile", "JsonObject", "parse"]

JsonObject: TypeAlias = dict[str, Any]

_HINT = "save it again with the program that it is from"


@dataclass(frozen=True)
class JsonFile:
    """A file whose content is one group of keys; problems and notes gather while it is read."""

    name: str
    data: JsonObject
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, path: KeyPath, message: str, hint: str) -> None:
        """Remember a problem at a path."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.name, None, None, "error", path_text(path), message, hint))

    def note(self, path: KeyPath, says: str) -> None:
        """Remember what was left out or taken for granted."""
        if len(self.notes) < MOST_PROBLEMS:
            self.notes.append(f"{path_text(path)}: {says}" if path else says)

    def refuse_if_wrong(self) -> None:
        """Raise CaseError with all problems, if there are any."""
        if self.problems:
            raise CaseError(self.problems)

    def unknown(self, path: KeyPath, group: JsonObject, known: Iterable[str]) -> None:
        """Note the keys that are not known."""
        for key in sorted(group.keys() - set(known)):
            self.note((*path, key), "not imported: this key is not known")

    def group(self, path: KeyPath, value: Any) -> JsonObject:
        """A group of keys, empty where it is none."""
        if isinstance(value, dict):
            return value
        self.wrong(path, f"{shown(value)} is not a group of keys", "write keys and values in braces")
        return {}

    def items(self, path: KeyPath, group: JsonObject, key: str) -> list[Any]:
        """The list under a key, empty where there is none."""
        value = self._required(path, group, key)
        if isinstance(value, list):
            return value
        if key in group:
            hint = (
                "write a list in brackets, without quotation marks"
                if isinstance(value, str)
                else "write a list in brackets"
            )
            self.wrong((*path, key), f"{shown(value)} is not a list", hint)
        return []

    def text(self, path: KeyPath, group: JsonObject, key: str) -> str | None:
        """The text under a key, None where there is none."""
        value = self._required(path, group, key)
        if isinstance(value, str):
            return value
        if key in group:
            self.wrong((*path, key), f"{shown(value)} is not text", "write it in quotation marks")
        return None

    def number(self, path: KeyPath, value: Any, kind: str, least: int, below: int) -> int | None:
        """A whole number of a thing that is there, None where it is none."""
        if isinstance(value, int) and not isinstance(value, bool) and least <= value < below:
            return value
        if isinstance(value, str) and value.strip().isdecimal():
            self.wrong(
                path, f"{shown(value)} is text, not a number", f"write {shown(value.strip())} without quotation marks"
            )
            return None
        last = f"they are {least} to {below - 1}" if below > least else "there is none"
        self.wrong(path, f"{shown(value)} is not the number of {_article(kind)}", last)
        return None

    def _required(self, path: KeyPath, group: JsonObject, key: str) -> Any:
        # Of what is not even a group it has been said already that it is none.
        if key not in group and (group or not path):
            self.wrong(path, f"the key `{key}` is missing", "is the file whole?")
        return group.get(key)


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def parse(name: str, text: str) -> JsonFile:
    """The content of a JSON file; raises UnreadableError with the place of what is wrong.

    >>> parse("x.gmcr", '{"a": }')
    Traceback (most recent call last):
    standoff.case.reading.source.UnreadableError: x.gmcr:1:7 error this is not JSON: expecting value
        {"a": }
              ^
        hint: save it again with the program that it is from
    """
    try:
        data = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
        text.encode()
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        excerpt = line_shown(text.split("\n"), error.lineno, error.colno)
        message = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise UnreadableError(name, message, _HINT, error.lineno, error.colno, excerpt) from None
    except RecursionError:
        raise UnreadableError(name, "this is nested too deep", _HINT) from None
    except UnicodeEncodeError:
        raise UnreadableError(name, "a text in it has half of a character", _HINT) from None
    except ValueError as error:
        raise UnreadableError(name, f"this cannot be read: {str(error).split(';')[0]}", _HINT) from None
    if not isinstance(data, dict):
        raise UnreadableError(name, "this is not a group of keys", "is this the right file?")
    return JsonFile(name, data)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise ValueError(f"the key {shown(twice)} is given twice")
    return found
