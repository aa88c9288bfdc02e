"""The file of a workbook: whether it is one, within limits that are checked before anything is unpacked; its parts."""

from __future__ import annotations

import posixpath
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from standoff.case.reading.source import UnreadableError

__all__ = ["LARGEST", "UNPACKED", "Package", "opened"]

LARGEST = 10_000_000
"""Bytes of a file; a large case is a twentieth of this."""

UNPACKED = 100_000_000
"""Bytes of what is in it."""

MOST_PARTS = 2_000

_SAVE_AGAIN = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError, ValueError)

Start: TypeAlias = Callable[[str, Mapping[str, str]], None]
"""start(name, attributes): an element begins, by its name without its namespace."""


@dataclass
class Package:
    """A workbook that is open: its name for messages, and its parts, each read when it is asked for."""

    name: str
    archive: zipfile.ZipFile
    left: int = field(default=UNPACKED)

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self.archive.NameToInfo

    def parts(self, folder: str) -> list[str]:
        """The parts in a folder."""
        return [name for name in self.archive.namelist() if name.startswith(folder)]

    def read(self, part: str) -> bytes:
        """A part, unpacked; raises UnreadableError where it is damaged or unpacks to more than it says."""
        try:
            with self.archive.open(part) as stream:
                content = stream.read(self.left + 1)
        except _DAMAGED:
            raise UnreadableError(
                self.name, f"the file is damaged: its part {part[:60]} cannot be read", _SAVE_AGAIN
            ) from None
        self.left -= len(content)
        if self.left < 0:
            raise _too_large(self.name, UNPACKED + 1)
        return content

    def parse(self, part: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
        """Walk through the XML of a part; raises UnreadableError where it is none, or defines entities."""
        from xml.parsers import expat

        parser = expat.ParserCreate(namespace_separator="\n")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, found: start(_bare(name), {_bare(key): v for key, v in found.items()})
        parser.EndElementHandler = lambda name: end(_bare(name))
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_entities
        try:
            parser.Parse(self.read(part), True)
        except expat.ExpatError as error:
            where = f"{part[:60]}, line {error.lineno}"
            raise UnreadableError(self.name, f"the file is damaged: {where} is not XML", _SAVE_AGAIN) from None

    def _refuse_entities(self, *_: object) -> None:
        raise UnreadableError(self.name, "the file defines entities, which no workbook does", _SAVE_AGAIN)

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: per id, the kind (the last word of its type), and the part."""
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, given: Mapping[str, str]) -> None:
            if name == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))
                found[given.get("Id", "")] = (given.get("Type", "").rsplit("/", 1)[-1], target.lstrip("/"))

        if self.has(relations):
            self.parse(relations, start, lambda name: None, lambda text: None)
        return found


def _bare(name: str) -> str:
    return name.rsplit("\n", 1)[-1]


def opened(file: Path, name: str) -> Package:
    """The workbook in a file; raises UnreadableError, with what to do, for what is none or is too large."""
    content = _content(file, name)
    for looks, message, hint in _NO_WORKBOOKS:
        if looks(content):
            raise UnreadableError(name, message, hint)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except _DAMAGED:
        raise UnreadableError(name, "the file is damaged: it breaks off, or was changed", _SAVE_AGAIN) from None
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(name, *_PASSWORD)
    if len(parts) > MOST_PARTS:
        raise UnreadableError(
            name, f"the file has {len(parts)} parts, and the limit is {MOST_PARTS}", "is this the right file?"
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED:
        raise _too_large(name, unpacked)
    return _checked(Package(name, archive))


def _too_large(name: str, size: int) -> UnreadableError:
    return UnreadableError(
        name,
        f"unpacked the file has {size} bytes or more, and the limit is {UNPACKED}",
        "copy what is filled in to a new workbook: `standoff new --xlsx NAME`",
    )


def _content(file: Path, name: str) -> bytes:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(name, "this is not a regular file", "is this the right file?")
        if status.st_size > LARGEST:
            hint = "leave pictures out, or copy what is filled in to a new workbook: `standoff new --xlsx NAME`"
            raise UnreadableError(name, f"the file has {status.st_size} bytes, and the limit is {LARGEST}", hint)
        with file.open("rb") as stream:
            return stream.read(LARGEST)
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise UnreadableError(name, f"the file cannot be read: {reason}", "is this the right file?") from None


_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What files of the old kind begin with, and new ones under a password."""

_PASSWORD = (
    "the workbook is protected by a password",
    "in Excel: File, Info, Protect Workbook, Encrypt with Password, and make the password empty; then save it",
)

_NO_WORKBOOKS: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (
    (lambda c: not c, "the file is empty", "`standoff new --xlsx NAME` makes a workbook to fill in"),
    (lambda c: c.startswith(_OLD) and "EncryptedPackage".encode("utf-16-le") in c, *_PASSWORD),
    (lambda c: c.startswith(_OLD), "this is a file of the old kind (.xls)", _SAVE_AGAIN),
    (
        lambda c: c[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.spre",
        "this is an OpenDocument file (.ods)",
        _SAVE_AGAIN,
    ),
    (lambda c: not c.startswith(b"PK"), "this is not an Excel workbook", f"if it is text (.csv), {_SAVE_AGAIN}"),
)
"""How to tell what is no workbook from its first bytes, what to say, and the remedy."""


def _checked(package: Package) -> Package:
    """The same, if what it is all about is a workbook in XML."""
    if package.has("xl/workbook.bin"):
        raise UnreadableError(package.name, "this is a binary workbook (.xlsb)", _SAVE_AGAIN)
    if not any(kind == "officeDocument" and "workbook" in part for kind, part in package.targets("").values()):
        raise UnreadableError(package.name, "this is an archive, and not an Excel workbook", "is this the right file?")
    return package
