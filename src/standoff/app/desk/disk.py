"""The files of a case folder as texts, with their own ends of lines: read with care, and written over with care."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from standoff.case.reading.files import save, save_together
from standoff.case.reading.source import LARGEST, UnreadableError, decode, inside, read_bytes
from standoff.case.reading.texts.reading import FOLDER, LARGEST_TEXT
from standoff.errors import WriteError

__all__ = ["Files", "is_to_become_a_case", "read_file", "read_files", "shelf", "write_files"]


@dataclass(frozen=True)
class Files:
    """Texts by their names in the folder; those that cannot be read, with why."""

    texts: Mapping[str, str]
    unreadable: Mapping[str, str] = field(default_factory=dict)


def read_file(folder: Path, name: str) -> str | None:
    """The text of a file of a case folder, None where there is none; raises UnreadableError."""
    file = folder / name
    if not file.exists() and not file.is_symlink():
        return None
    if not inside(file, folder):
        raise UnreadableError(name, "this is a link to a file outside the case folder", "put the file itself here")
    content = read_bytes(file, LARGEST_TEXT if name.startswith(f"{FOLDER}/") else LARGEST, name)
    decode(name, content, "a case is a text file in YAML")
    return content.decode("utf-8")


def read_files(folder: Path, names: Iterable[str]) -> Files:
    """The texts of files of a case folder, as far as they are there."""
    texts: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    for name in names:
        try:
            text = read_file(folder, name)
        except UnreadableError as error:
            unreadable[name] = error.problems[0].message
        except (OSError, RuntimeError) as error:
            unreadable[name] = str(error)
        else:
            if text is not None:
                texts[name] = text
    return Files(texts, unreadable)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts into a case folder, whole files at every moment, the case itself last; raises WriteError."""
    for name in texts:
        if not inside(folder / name, folder):
            raise WriteError(f"{folder / name}: this leads out of the case folder; nothing was written")
    if len(texts) == 1:
        ((name, text),) = texts.items()
        (folder / name).parent.mkdir(exist_ok=True)
        save(folder / name, text)
    elif texts:
        save_together(folder, {name: texts[name] for name in sorted(texts, key=lambda name: name.endswith(".yaml"))})


_OTHERS = (".yaml", ".yml", ".xlsx", ".xls", ".ods")
"""Endings of files that may hold a case already."""


def is_to_become_a_case(folder: Path) -> bool:
    """Whether a folder holds nothing that could be meant as its case."""
    if not folder.is_dir() or os.path.lexists(folder / "case.yaml"):
        return False
    names = [file.name for file in folder.iterdir()]
    return not any(name.lower().endswith(_OTHERS) or name.startswith(("case.yaml.", "case.yml.")) for name in names)


def shelf(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The files of the texts of sources, as far as can be told without reading them."""
    try:
        there = [(file.name, file.stat()) for file in (folder / FOLDER).iterdir()]
    except OSError:
        return ()
    return tuple(sorted((name, status.st_size, status.st_mtime_ns) for name, status in there))
