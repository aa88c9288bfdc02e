"""The table of a sweep as a file whose ending says of which kind, and the folder beside it of the finished parts.

A part is whole or not there, and says which sweep it is of; so a sweep goes on where it stopped, and nothing of
another one is taken for its own or written over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from standoff.analysis.progress import Progress, silent
from standoff.analysis.sureness.sweep import (
    Asked,
    Phases,
    RowRange,
    SweepRows,
    columns_of,
    parts_of,
    roadmaps_of,
    sweep,
    tallied,
)
from standoff.case.model.mistake import shown
from standoff.case.reading.files import save
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import UsageError, WriteError
from standoff.formats import csv_sweeps, parquet
from standoff.formats.lock import locked
from standoff.results.records.sweep import Swept, Tally

__all__ = ["folder_of", "kind_of", "write"]

PLAN = "sweep.json"
"""The file in the folder of the parts that says of which sweep they are."""

_PART = re.compile(r"part-[0-9]{6}\.(?:parquet|json)")
_OURS = re.compile(rf"{_PART.pattern}|{re.escape(PLAN)}|\.(?:{_PART.pattern}|{re.escape(PLAN)})\.[0-9a-f]{{8}}\.part")

_SAID = {
    "version": "another version of standoff",
    "cases": "other cases, or a case that has changed",
    "plans": "other plans",
    "grid": "other numbers or values",
    "draws": "another number of draws",
    "seed": "another seed",
}
"""What a difference between two sweeps is called."""


@dataclass(frozen=True)
class _SweepProgress:
    """How far a sweep has come: whether its table is there, and else which parts, and the roadmaps it is about.

    replaces: somebody said that a table that is there may be written over.
    """

    complete: bool = False
    done: frozenset[int] = frozenset()
    roadmaps: Mapping[tuple[str, str], Phases] | None = None
    replaces: bool = False


@dataclass(frozen=True)
class _Kind:
    """A kind of table: its module, and the ending of its parts."""

    of: ModuleType
    part: str


KINDS = {".csv": _Kind(csv_sweeps, ".json"), ".parquet": _Kind(parquet, ".parquet")}
"""For the ending of a table, how it is written."""


def kind_of(out: Path) -> _Kind:
    """The kind of a table, by the ending of its file; raises UsageError.

    >>> kind_of(Path("sweep.xlsx"))
    Traceback (most recent call last):
    standoff.errors.UsageError: no table is written as `.xlsx`; name a file that ends in `.csv` or `.parquet`
    """
    if out.suffix.lower() not in KINDS:
        ending = f"as {shown(out.suffix)}" if out.suffix else "without an ending"
        raise UsageError(f"no table is written {ending}; name a file that ends in `.csv` or `.parquet`")
    return KINDS[out.suffix.lower()]


def folder_of(out: Path) -> Path:
    """The folder of the finished parts of a table.

    >>> folder_of(Path("sweep.parquet")).name
    'sweep.parquet.parts'
    """
    return out.with_name(out.name + ".parts")


def write(out: Path, asked: Asked, again: bool = False, progress: Progress = silent, by: Workers = HERE) -> Swept:
    """Write the table of a sweep, or as much of it as gets done before the user stops it; what is done is not redone.

    `again`: start anew, and write over the table of another sweep. Raises UsageError, SizeError, WriteError.
    """
    if not out.name or out.is_dir() or not out.parent.is_dir():
        raise WriteError(f"{out}: this must be a file in a folder that is there")
    kind_of(out)
    with locked(out, "wait for it, or name another file with --out"):
        return _written(out, asked, again, progress, by)


def _written(out: Path, asked: Asked, again: bool, progress: Progress, by: Workers) -> Swept:
    standing = _look(out, asked, again)
    if standing.complete:
        return _swept(out, asked, None, asked.rows)
    parts = parts_of(asked, standing.roadmaps or {}, progress)
    _begin(out, asked, standing, roadmaps_of(parts))
    done = set(standing.done)
    resumed = sum(len(parts[number]) for number in done)

    def keep(number: int, rows: SweepRows) -> None:
        kind_of(out).of.save_part(_part(out, number), asked, columns_of(asked, rows))
        done.add(number)

    if sweep(parts, standing.done, keep, progress, by):
        _finish(out, asked, parts)
        return _swept(out, asked, None, resumed)
    return _swept(out, asked, sorted(done), resumed)


def _swept(out: Path, asked: Asked, numbers: Sequence[int] | None, resumed: int) -> Swept:
    """What is reported: of the table, or where it is not written yet, of the parts of these numbers."""
    verdicts = _tallies(out, asked, numbers)
    return Swept(
        path=str(out),
        parts=None if numbers is None else str(folder_of(out)),
        rows=asked.rows,
        done=sum(tally.points for tally in verdicts),
        resumed=resumed,
        cases=asked.cases,
        grid=asked.grid.axes,
        verdicts=verdicts,
        made=asked.made,
    )


def _look(out: Path, asked: Asked, again: bool = False) -> _SweepProgress:
    """What is there of a sweep; with `again`, parts that are there are removed, and a table may be written over.

    Raises UsageError where what is there is of another sweep, or none; WriteError where nothing can be written there.
    """
    kind_of(out).of.require(out)
    folder, table = folder_of(out), kind_of(out).of.said_by(out) if out.exists() else None
    if out.exists() and table is None:
        raise UsageError(f"{out} is there already and no table of a sweep; name another file with --out")
    if again:
        _remove(folder)
        return _SweepProgress(replaces=True)
    begun = _begun(out, asked)
    if begun is not None and begun.replaces:
        return begun
    if table is None:
        return begun or _SweepProgress()
    _refuse_another(f"{out} is there already, and", table, asked)
    _remove(folder)
    return _SweepProgress(complete=True)


def _begun(out: Path, asked: Asked) -> _SweepProgress | None:
    """The parts that are there; None where there are none. UsageError where they are not of this sweep."""
    folder = folder_of(out)
    present = sorted(path.name for path in folder.iterdir() if _PART.fullmatch(path.name)) if folder.is_dir() else []
    plan = folder / PLAN
    if not plan.exists():
        if present:
            raise UsageError(f"{folder} holds parts, and nothing says of which sweep; --again starts anew without them")
        return None
    try:
        said = json.loads(plan.read_text(encoding="utf-8"))
        roadmaps = {
            (case, deal): (tuple(keeps), tuple(map(tuple, phases))) for case, deal, keeps, phases in said["roadmaps"]
        }
        identity, replaces = dict(said["sweep"]), said["replaces"] is True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"{plan} cannot be read; --again starts anew, without the parts that are there") from None
    _refuse_another(f"{folder}", identity, asked)
    for name in present:
        _refuse_foreign(out, folder / name, asked)
    return _SweepProgress(False, frozenset(int(name[5:11]) for name in present), roadmaps, replaces)


def _refuse_foreign(out: Path, part: Path, asked: Asked) -> None:
    """Raises UsageError where a part is not of this sweep, or says nothing of it."""
    of = kind_of(out).of.said_by(part)
    if of is None:
        raise UsageError(f"{part} cannot be read; remove it, and it is done again")
    _refuse_another(f"{part}", of, asked)


def _refuse_another(where: str, identity: Mapping[str, Any], asked: Asked) -> None:
    differ = [words for key, words in _SAID.items() if identity.get(key) != asked.identity[key]]
    if differ:
        raise UsageError(
            f"{where} is of another sweep ({'; '.join(differ)}); name another file with --out, "
            "or write over it with --again"
        )


def _begin(out: Path, asked: Asked, standing: _SweepProgress, roadmaps: Mapping[tuple[str, str], Phases]) -> None:
    """Make the folder of the parts, and write into it of which sweep they are. Raises WriteError."""
    folder = folder_of(out)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    known = [[case, deal, *phases] for (case, deal), phases in roadmaps.items()]
    said = {"sweep": asked.identity, "roadmaps": known, "replaces": standing.replaces}
    save(folder / PLAN, json.dumps(said, ensure_ascii=True, indent=1) + "\n")


def _part(out: Path, number: int) -> Path:
    return folder_of(out) / f"part-{number:06d}{kind_of(out).part}"


def _finish(out: Path, asked: Asked, parts: Sequence[RowRange]) -> None:
    """Write the table from all its parts, each of which is whole and of this sweep, and remove them.

    Raises WriteError, UsageError.
    """
    kind = kind_of(out)
    files = [_part(out, number) for number in range(len(parts))]
    for file, part in zip(files, parts, strict=True):
        (cases,) = kind.of.read(file, ["case"])
        if len(cases) != len(part):
            raise WriteError(
                f"{file} has {len(cases)} rows and should have {len(part)}; remove it, and it is done again"
            )
        _refuse_foreign(out, file, asked)
    kind.of.join(out, asked, files)
    _remove(folder_of(out))


def _tallies(out: Path, asked: Asked, numbers: Iterable[int] | None) -> tuple[Tally, ...]:
    """What became of each plan at the points that are done: by the table (None), or by the parts of these numbers."""
    files = [out] if numbers is None else [_part(out, number) for number in numbers]
    counts: Counter[tuple[str, str, str]] = Counter()
    for file in files:
        counts.update(zip(*kind_of(out).of.read(file, ["case", "plan", "verdict"]), strict=True))
    return tallied(asked, counts)


def _remove(folder: Path) -> None:
    """Remove the parts, and the folder if nothing else is in it."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if _OURS.fullmatch(path.name):
                path.unlink()
        folder.rmdir()
