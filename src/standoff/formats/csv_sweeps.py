"""The table of a sweep as a CSV file, and a file beside it that says of which sweep it is; its parts are JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from standoff.analysis.sureness.sweep import Asked
from standoff.case.reading.files import save, save_together
from standoff.errors import UsageError, WriteError
from standoff.formats.csv_text import csv_text, text_of

__all__ = ["join", "read", "require", "said_by", "save_part"]


def require(out: Path) -> None:
    """Raises UsageError where somebody's own file stands in the way."""
    beside = _beside(out)
    if beside.exists() and _said(beside) is None:
        raise UsageError(f"{beside} is there already and not of a sweep; name another file with --out")


def save_part(file: Path, asked: Asked, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write some rows of the table. Raises WriteError."""
    save(file, json.dumps({"command": "sweep", **asked.identity, "columns": columns}, ensure_ascii=True))


def join(out: Path, asked: Asked, parts: Sequence[Path]) -> None:
    """Write the table from all its parts, and what it is of. Raises WriteError."""
    head = list(_columns(parts[0])) if parts else []
    rows = (row for part in parts for row in _rows(part, head))
    table = csv_text(head, rows).encode("utf-8")
    said = {"command": "sweep", **asked.identity, "sha256": sha256(table).hexdigest()}
    beside = json.dumps(said, ensure_ascii=True, indent=1) + "\n"
    save_together(out.parent, {_beside(out).name: beside, out.name: table})


def read(file: Path, names: Sequence[str]) -> list[list[Any]]:
    """Some columns of a table, as texts, or of a part. Raises WriteError where it cannot be read."""
    try:
        if file.suffix == ".json":
            columns = _columns(file)
            return [list(columns[name]) for name in names]
        with io.StringIO(file.read_text(encoding="utf-8"), newline="") as stream:
            rows = list(csv.DictReader(stream))
        return [[text_of(row[name]) for row in rows] for name in names]
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        raise _unreadable(file) from None


def said_by(file: Path) -> dict[str, Any] | None:
    """Of which sweep a table or a part says that it is; None where it is no file of a sweep, or was changed since."""
    if file.suffix == ".json":
        return _said(file)
    said = _said(_beside(file))
    try:
        return said if said and said.get("sha256") == sha256(file.read_bytes()).hexdigest() else None
    except OSError:
        return None


def _beside(out: Path) -> Path:
    return out.with_name(out.name + ".json")


def _said(file: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.get("command") == "sweep" else None


def _columns(part: Path) -> Mapping[str, Sequence[Any]]:
    columns = (_said(part) or {}).get("columns")
    if not isinstance(columns, Mapping):
        raise _unreadable(part)
    return columns


def _rows(part: Path, head: Sequence[str]) -> Iterator[Sequence[Any]]:
    columns = _columns(part)
    try:
        yield from zip(*(columns[name] for name in head), strict=True)
    except (KeyError, TypeError, ValueError):
        raise _unreadable(part) from None


def _unreadable(file: Path) -> WriteError:
    return WriteError(f"{file} is not there or cannot be read; the same command does it again")
