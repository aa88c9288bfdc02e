"""The table of a sweep as a Parquet file, which says in its metadata of which sweep it is; so do its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from standoff.analysis.sureness.sweep import Asked
from standoff.case.reading.files import save
from standoff.errors import UsageError, WriteError

__all__ = ["join", "read", "require", "said_by", "save_part"]

KEY = b"standoff"
"""Where in a Parquet file it says how it was made."""

ROW_GROUP = 100_000


def require(out: Path) -> None:
    """Raises UsageError where Parquet cannot be written here."""
    try:
        import pyarrow
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UsageError(
            f"Parquet is written by the extra `sweep`: pip install 'standoff[sweep]', or --out {out.stem}.csv"
        ) from None


def save_part(file: Path, asked: Asked, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write some rows of the table. Raises WriteError."""
    import pyarrow as arrow

    kinds = dict.fromkeys(("case", "plan", "verdict", "party"), arrow.string())
    kinds |= dict.fromkeys(("phase", "draws"), arrow.int32()) | {"exact": arrow.bool_()}
    units = {axis.path: {"unit": axis.unit} for axis in asked.grid.axes} | {"months": {"unit": "months"}}
    fields = [arrow.field(name, kinds.get(name, arrow.float64()), metadata=units.get(name)) for name in columns]
    arrays = [arrow.array(values, type=field.type) for values, field in zip(columns.values(), fields, strict=True)]
    save(file, _bytes(arrow.table(arrays, schema=arrow.schema(fields, metadata=_metadata(asked)))))


def join(out: Path, asked: Asked, parts: Sequence[Path]) -> None:
    """Write the table from all its parts. Raises WriteError."""
    import pyarrow as arrow

    tables = [_table(part) for part in parts]
    save(out, _bytes(arrow.concat_tables(tables).replace_schema_metadata(_metadata(asked))))


def read(file: Path, names: Sequence[str]) -> list[list[Any]]:
    """Some columns of a table or a part. Raises WriteError where it cannot be read."""
    table = _table(file, list(names))
    return [table[name].to_pylist() for name in names]


def said_by(file: Path) -> dict[str, Any] | None:
    """Of which sweep a table or a part says that it is; None where it is no file of a sweep."""
    import pyarrow
    import pyarrow.parquet

    try:
        with file.open("rb") as stream:
            said = json.loads((pyarrow.parquet.read_schema(stream).metadata or {})[KEY])
        return said if isinstance(said, dict) and said.get("command") == "sweep" else None
    except (OSError, ValueError, KeyError, RecursionError, pyarrow.ArrowException):
        return None


def _metadata(asked: Asked) -> dict[bytes, bytes]:
    return {KEY: json.dumps({"command": "sweep", **asked.identity}, ensure_ascii=True).encode("ascii")}


def _bytes(table: Any) -> bytes:
    import pyarrow.parquet

    written = BytesIO()
    pyarrow.parquet.write_table(table, written, row_group_size=ROW_GROUP)
    return written.getvalue()


def _table(file: Path, columns: list[str] | None = None) -> Any:
    import pyarrow.parquet

    try:
        with file.open("rb") as stream:
            return pyarrow.parquet.ParquetFile(stream).read(columns)
    except (OSError, ValueError, pyarrow.ArrowException):
        raise WriteError(f"{file} is not there or cannot be read; the same command does it again") from None
