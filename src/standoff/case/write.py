"""From a case to its text, which loads back to the same case; and to a file, which is whole at every moment."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from standoff.case.durations import write_duration
from standoff.case.model import Case, Deal
from standoff.case.nodes import plain_value
from standoff.case.preferences import Points, Preference, Readings, Statements
from standoff.case.rules import Rule
from standoff.case.spreads import write_spread
from standoff.case.values import LEVEL, Quantity, write_number, write_worth
from standoff.errors import WriteError

__all__ = ["dumps", "in_one_line", "plain", "quoted", "save", "save_case"]

_HEADER = "# yaml-language-server: $schema=./case.schema.json\n"

_WIDTH = 110

_POINTS = ("walkout_cost", "worth", "sincerity", "missed")
"""Keys whose quantities are points or chances; all others are durations."""


def plain(case: Case) -> dict[str, Any]:
    """The case as plain data, each value as it would be written; keys at their defaults are left out.

    `Case.model_validate` reads it back to an equal case.
    """
    data = _claim(case)
    data["prefer"] = {party: _preference(case, preference) for party, preference in case.prefer.items()}
    data["deals"] = {name: _deal(deal) for name, deal in case.deals.items()}
    if case.intervals != LEVEL:
        data["intervals"] = case.intervals
    return {key: value for key, value in data.items() if value != {} or key in ("parties", "steps")}


def _claim(claim: BaseModel) -> dict[str, Any]:
    """The keys of one part of a case, as they are called in the file, without those at their defaults."""
    fields = type(claim).model_fields
    return {
        field.alias or name: _value(name, getattr(claim, name))
        for name, field in fields.items()
        if field.is_required() or getattr(claim, name) != field.get_default()
    }


def _value(key: str, value: Any) -> Any:
    if isinstance(value, Quantity):
        return (_points if key in _POINTS else _duration)(value)
    if isinstance(value, BaseModel):
        return _claim(value)
    if isinstance(value, Mapping):
        return {name: _value(key, part) for name, part in value.items()}
    if isinstance(value, tuple):
        return _owners(key, [_value(key, part) for part in value])
    return _PLAIN.get(type(value), lambda v: v)(value)


_PLAIN: Mapping[type, Callable[[Any], Any]] = {date: date.isoformat, Rule: lambda rule: rule.text}


def _owners(key: str, values: list[Any]) -> Any:
    return values[0] if key in ("by", "targets", "about") and len(values) == 1 else values


def _points(quantity: Quantity) -> Any:
    if quantity.in_keys:
        return write_spread(quantity, lambda value: _points(Quantity.point(value)))
    text = write_worth(quantity)
    return (int(text) if text.lstrip("-").isdigit() else float(text)) if quantity.shape == "point" else text


def _duration(quantity: Quantity) -> Any:
    if quantity.in_keys:
        return write_spread(quantity, lambda value: _duration(Quantity.point(value)))
    text = write_duration(quantity)
    return 0 if text == "0" else text


def _preference(case: Case, preference: Preference) -> Any:
    if isinstance(preference, Points):
        return {"much": preference.much}
    if isinstance(preference, Readings):
        return {"either": [_preference(case, reading) for reading in preference.either]}
    if isinstance(preference, Statements):
        texts = [rule.text for rule in preference.statements]
        return {"statements": texts, "much": preference.much} if preference.much else texts
    levels = [[sorted(state, key=_place(case)) for state in level] for level in preference.levels]
    return {"ranking": levels, **({"much": list(preference.much)} if preference.much else {})}


def _place(case: Case) -> Callable[[str], tuple[int, str]]:
    order = {name: i for i, name in enumerate(case.steps)}
    return lambda name: (order.get(name, len(order)), name)


def _deal(deal: Deal) -> Any:
    written = _claim(deal)
    return written["steps"] if set(written) == {"steps"} else written


# -------------------------------------------------------------------------------------------- text


def dumps(case: Case) -> str:
    """The text of a case in one canonical form; what it loads back to is equal to the case.

    What fits on a line stands on it; everything else stands under its key. Comments are not kept.
    """
    return _HEADER + "\n".join(line for key, value in plain(case).items() for line in _section(key, value)) + "\n"


def _section(key: str, value: Any) -> Iterator[str]:
    """The lines of one key of the whole case: each entry on lines of its own, lists of names on one."""
    if isinstance(value, Mapping):
        yield f"{key}:"
        for name, entry in value.items():
            yield from _under(quoted(name), entry, "  ")
    elif isinstance(value, list) and key != "now":
        yield f"{key}:"
        yield from _items(value, "  ")
    else:
        yield f"{key}: {in_one_line(value)}"


def _under(key: str, value: Any, indent: str) -> Iterator[str]:
    """A key and its value, on one line if they fit."""
    line = f"{indent}{key}: {in_one_line(value)}"
    if len(line) <= _WIDTH or not value or not isinstance(value, (Mapping, list)):
        yield line
        return
    yield f"{indent}{key}:"
    yield from _lines(value, indent + "  ")


def _lines(value: Mapping[str, Any] | list[Any], indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _under(quoted(key), part, indent)
    else:
        yield from _items(value, indent)


def _items(values: list[Any], indent: str) -> Iterator[str]:
    for value in values:
        line = f"{indent}- {in_one_line(value)}"
        if len(line) <= _WIDTH or not value or not isinstance(value, (Mapping, list)):
            yield line
        else:
            first, *rest = _lines(value, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def in_one_line(value: Any) -> str:
    """Plain data as it is written on one line.

    >>> in_one_line({"steps": ["fuel", "yes"], "pace": 1.5})
    '{steps: [fuel, "yes"], pace: 1.5}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(key)}: {in_one_line(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_one_line(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else write_number(value)


_PLAIN_TEXT = re.compile(r"(?:\w|-[0-9])(?:[\w.()%/'+ -]*[\w.()%/'+-])?")
_OTHER_READERS = ("y", "n", "yes", "no", "on", "off")
"""Older readers take these for true and false."""


def quoted(text: str) -> str:
    """Text as it is, or in quotation marks where a reader would take it for something else.

    >>> quoted("Open the harbour"), quoted("yes"), quoted("a: b")
    ('Open the harbour', '"yes"', '"a: b"')
    """
    if _PLAIN_TEXT.fullmatch(text) and text.lower() not in _OTHER_READERS and isinstance(plain_value(text), str):
        return text
    return '"' + "".join(_ESCAPES.get(letter) or _letter(letter) for letter in text) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _letter(letter: str) -> str:
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"


# -------------------------------------------------------------------------------------------- files


def save_case(path: str | os.PathLike[str], case: Case) -> None:
    """Write a case to a file; raises WriteError if there is a file that does not load, and leaves it as it is."""
    from standoff.case.load import read

    file = FilePath(path)
    if file.exists() and read(file)[0] is None:
        raise WriteError(
            f"{file}: the file there has errors, so nothing was written over it; `standoff check` lists them"
        )
    save(file, dumps(case))


def save(path: str | os.PathLike[str], text: str | bytes) -> None:
    """Write a file beside its place and rename it, so that the place holds the old or the new file, never half of one.

    Raises WriteError (no room, no right, no folder); what was there before is then still whole.
    """
    file = FilePath(path)
    beside = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        mode = file.stat().st_mode & 0o777 if file.exists() else None
        _write(beside, text.encode("utf-8") if isinstance(text, str) else text, mode)
        beside.replace(file)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            beside.unlink()
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(f"{file}: could not be written ({str(reason).lower()}); what was there is unchanged") from None
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _write(file: FilePath, content: bytes, mode: int | None) -> None:
    """Write a new file to the disk itself, not only to the memory of the system."""
    with file.open("xb") as stream:
        if mode is not None:
            file.chmod(mode)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
