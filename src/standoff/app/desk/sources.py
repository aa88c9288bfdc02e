"""Edits of the sources of a case: an entry in sources.json, and its text, without touching the other entries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from json import JSONDecodeError, JSONDecoder
from typing import Any

from standoff.app.desk.corner import source_file
from standoff.case.editing.edit import SourceEdit
from standoff.case.model.evidence import SOURCE_ID
from standoff.case.model.mistake import shown
from standoff.case.reading.source import LARGEST
from standoff.case.reading.sources import LIST
from standoff.case.reading.texts.reading import LARGEST_TEXT
from standoff.errors import EditError, SizeError

__all__ = ["with_source"]

_LONGEST_ID = 100


def with_source(texts: Mapping[str, str], edit: SourceEdit, others: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts of a case folder with a source in them, new or in place of the former one; raises EditError, SizeError.

    others: names of files that hold a text of this source already, and are no `.txt`.

    >>> with_source({}, SourceEdit("a", {"title": "A"}, "word for word"))
    {'sources.json': '[\\n  {\\n    "id": "a",\\n    "title": "A"\\n  }\\n]\\n', 'sources/a.txt': 'word for word'}
    """
    if not re.fullmatch(SOURCE_ID, edit.id) or len(edit.id) > _LONGEST_ID:
        raise EditError(
            f"sources.{edit.id[:60]}", "this is not the name of a source", "use letters, digits, `.`, `_` and `-`"
        )
    entry = {"id": edit.id, **{key: value for key, value in edit.entry.items() if key != "id"}}
    if edit.entry.get("id", edit.id) != edit.id:
        raise EditError(f"sources.{edit.id}", f"its entry has another id, {shown(str(edit.entry['id']))}")
    found = dict(texts)
    found[LIST] = _listed(texts.get(LIST), entry)
    if len(found[LIST].encode()) > LARGEST:
        raise SizeError("bytes of sources.json", len(found[LIST].encode()), LARGEST, "keep to what is cited")
    if edit.text is not None:
        if others:
            raise EditError(f"sources.{edit.id}", f"{others[0]} is a text of this source", "give the new one an id")
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        if size > LARGEST_TEXT:
            raise SizeError("bytes of a source", size, LARGEST_TEXT, "keep the part that is quoted")
        if "\0" in edit.text or any("\ud800" <= letter <= "\udfff" for letter in edit.text):
            raise EditError(f"sources.{edit.id}", "the text holds characters that no text file can hold", "remove them")
        found[source_file(edit.id)] = edit.text
    return found


def _listed(text: str | None, entry: Mapping[str, Any]) -> str:
    """The text of the list with an entry, in its place or at the end."""
    if text is None or not text.strip():
        return f"[\n{_written(entry)}\n]\n"
    end = "\r\n" if "\r\n" in text else "\n"
    written = _written(entry).replace("\n", end)
    found = _entries(text)
    for start, stop, there in found:
        if isinstance(there, dict) and there.get("id") == entry["id"]:
            return text if there == entry else text[:start] + written.lstrip() + text[stop:]
    if found:
        last = found[-1][1]
        return f"{text[:last]},{end}{written}{text[last:]}"
    bracket = text.index("[") + 1
    return f"{text[:bracket]}{end}{written}{end}{text[bracket:].lstrip()}"


def _written(entry: Mapping[str, Any]) -> str:
    """An entry as people write it: a key a line, its value on it."""
    try:
        lines = [f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False, allow_nan=False)}" for k, v in entry.items()]
    except (TypeError, ValueError, RecursionError):
        raise EditError(f"sources.{entry['id']}", "its entry is not of text, numbers, lists and groups") from None
    return "  {\n" + ",\n".join(lines) + "\n  }"


_SPACE = re.compile(r"[ \t\r\n]*")
_WRONG = ("", "sources.json cannot be read, and so not edited", "`standoff check` says what is wrong in it")


def _entries(text: str) -> list[tuple[int, int, Any]]:
    """The entries of a list, each with where it begins and ends."""
    decoder, found = JSONDecoder(), []
    place = _after_space(text, len("\ufeff") if text.startswith("\ufeff") else 0)
    try:
        json.loads(text.removeprefix("\ufeff"))
        if text[place] != "[":
            raise EditError(*_WRONG)
        place = _after_space(text, place + 1)
        while text[place] != "]":
            entry, stop = decoder.raw_decode(text, place)
            found.append((place, stop, entry))
            place = _after_space(text, stop)
            if text[place] == ",":
                place = _after_space(text, place + 1)
    except (JSONDecodeError, RecursionError, ValueError, IndexError):
        raise EditError(*_WRONG) from None
    return found


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
