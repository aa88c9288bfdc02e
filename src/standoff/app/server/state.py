"""What lies on a desk, as the browser is told of it: the document of `GET /api/case`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.case.model.model import spoken
from standoff.case.position import view_names
from standoff.case.reading.source import Source, path_text
from standoff.results.documents.case import problem_entries
from standoff.results.documents.document import plain

if TYPE_CHECKING:
    from standoff.app.desk.desk import Desk
    from standoff.app.desk.outside import Outside
    from standoff.case.load import LoadedCase
    from standoff.case.reading.sources import Library
    from standoff.errors import CaseError

__all__ = ["case_state", "outside_state", "unread_state"]


def case_state(desk: Desk, reading: LoadedCase, library: Library) -> dict[str, Any]:
    """The case on a desk: its text, what it says, where each part of it stands, and what is wrong with it."""
    source = reading.source
    data = _plain(source.data) if source else None
    said = data if isinstance(data, dict) else {}
    case = reading.case
    return {
        "folder": desk.folder.name or str(desk.folder),
        "file": desk.file.name,
        "empty": not desk.text.strip(),
        "title": _text(said.get("title")),
        "as_of": _text(said.get("as_of")),
        "sha256": desk.sha256,
        "version": desk.version,
        "text": desk.text,
        "data": said,
        "places": _places(source) if source else {},
        "sound": case is not None,
        "problems": problem_entries(reading.problems),
        "names": _names(said) | {"sources": _sources(library)},
        "views": view_names(case, desk.folder),
        "history": [_text(entry.get("before")) for entry in _entries(said.get("history"))],
        "dirty": desk.dirty,
        "can_undo": desk.can_undo,
        "can_redo": desk.can_redo,
        "saved_at": desk.saved_at or "",
        "outside": outside_state(desk.outside),
        "gestures": [{"label": gesture.label, "at": gesture.at} for gesture in desk.gestures],
        "notes": desk.notes,
    }


def unread_state(path: Path, error: CaseError) -> dict[str, Any]:
    """As `case_state`, where not even the text can be read: what is wrong, and nothing else."""
    folder, file = (path.parent, path.name) if path.is_file() else (path, "case.yaml")
    return {
        "folder": folder.name or str(folder),
        "file": file,
        "empty": False,
        **dict.fromkeys(("title", "as_of", "sha256", "text", "saved_at"), ""),
        **dict.fromkeys(("version", "dirty"), 0),
        "data": {},
        "places": {},
        **dict.fromkeys(("sound", "can_undo", "can_redo"), False),
        "problems": problem_entries(error.problems),
        "names": _names({}) | {"sources": {}},
        "views": (),
        "history": (),
        "outside": None,
        "gestures": (),
        "notes": (),
    }


def outside_state(outside: Outside | None) -> dict[str, Any] | None:
    """What another program did to the case; `merges`: no line of it touches one that was changed here."""
    if outside is None:
        return None
    return {
        "what": outside.what,
        "message": outside.message,
        "merges": outside.merged is not None,
        "base": outside.base,
        "mine": outside.mine,
        "theirs": outside.theirs,
        "merged": outside.merged,
        "touching": outside.touching,
    }


def _plain(data: Any) -> Any:
    """What a text holds; nothing where a value was refused."""
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    if isinstance(data, str | bool | int | float) or data is None:
        return plain(data)
    return None


def _places(source: Source) -> dict[str, tuple[int, int]]:
    return {path_text(path): (span.line, span.column) for path, span in source.values.items() if path}


_KINDS: Mapping[str, Sequence[str]] = {
    "parties": (),
    "steps": ("by", "takes", "seen", "undo", "symbolic", "requires"),
    "plans": (),
    "deals": (),
}
"""Of what the browser is told the names, and what else of it."""


def _names(data: Mapping[str, Any]) -> dict[str, Any]:
    """What parties, steps and the like are called, as far as the text can be read."""
    found: dict[str, Any] = {kind: dict(_called(data.get(kind), more)) for kind, more in _KINDS.items()}
    choices = data.get("choices")
    found["choices"] = choices if isinstance(choices, dict) else {}
    return found


def _called(part: Any, more: Sequence[str]) -> Any:
    if not isinstance(part, dict):
        return
    for key, one in part.items():
        said = one if isinstance(one, dict) else {}
        name = _text(said.get("name")) or _text(said.get("title")) or spoken(key)
        by = said.get("by")
        rest = {word: said.get(word) for word in more if word in said}
        if "by" in rest:
            rest["by"] = [by] if isinstance(by, str) else by
        yield key, {"name": name, "short": _text(said.get("short")) or name, **rest}


def _entries(part: Any) -> list[dict[str, Any]]:
    return [entry for entry in part if isinstance(entry, dict)] if isinstance(part, list) else []


def _sources(library: Library) -> dict[str, Any]:
    """The sources by their ids, in the list or not."""
    listed = library.entries or {}
    ids = dict.fromkeys([*listed, *library.at_hand])
    return {
        key: {
            "title": _text(listed.get(key, {}).get("title")),
            "date": "-".join(f"{part:02}" for part in library.dated(key)),
            "has_text": key in library.at_hand,
        }
        for key in ids
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
