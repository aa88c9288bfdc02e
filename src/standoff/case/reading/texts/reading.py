"""Which file holds the text of a source, and how it is read: a reader for each ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from standoff.case.model.mistake import shown
from standoff.case.reading.source import UnreadableError, inside, read_bytes, refuse_large
from standoff.case.reading.texts import html, markdown, pdf, plain
from standoff.case.reading.texts.kept import keep, kept
from standoff.case.reading.texts.text import Extracted, SourceText

__all__ = ["FOLDER", "LARGEST_PDF", "LARGEST_TEXT", "beside", "content_of", "files", "read"]

FOLDER = "sources"

LARGEST_TEXT = 10_000_000
"""Bytes of one text: about five thousand pages."""

LARGEST_PDF = 50_000_000
"""Bytes of one PDF, most of which are pictures."""

_MOST_FILES = 5_000


@dataclass(frozen=True)
class _Kind:
    read: Callable[[str, bytes], Extracted]
    largest: int = LARGEST_TEXT
    slow: bool = False


_KINDS: Mapping[str, _Kind] = {
    ".txt": _Kind(plain.read),
    ".md": _Kind(markdown.read),
    ".html": _Kind(html.read),
    ".htm": _Kind(html.read),
    ".pdf": _Kind(pdf.read, LARGEST_PDF, slow=True),
}
"""Readers by the ending of a file; of two files of one source, the one is read whose ending comes first."""


def files(folder: Path) -> dict[str, list[Path]]:
    """The files that hold texts of sources, by the ids of these, of each the one that is read first; {} if none are.

    folder: of the case. Raises UnreadableError where the folder of the texts leads out of it.
    """
    home = folder / FOLDER
    if not home.is_dir():
        return {}
    if not inside(home, folder):
        raise UnreadableError(
            FOLDER, "this is a link to a folder outside the case folder", "put the folder itself here"
        )
    try:
        known = [path for path in home.iterdir() if path.suffix.lower() in _KINDS and not path.name.startswith(".")]
    except OSError as error:
        raise UnreadableError(FOLDER, f"the folder cannot be read: {str(error.strerror or error).lower()}") from None
    if len(known) > _MOST_FILES:
        raise UnreadableError(
            FOLDER, f"the folder holds {len(known)} files, and the limit is {_MOST_FILES}", "keep those that are cited"
        )
    return _by_source(known)


def _by_source(known: Iterable[Path]) -> dict[str, list[Path]]:
    order = list(_KINDS)
    found: dict[str, list[Path]] = {}
    for path in sorted(known, key=lambda path: (path.stem, order.index(path.suffix.lower()), path.name)):
        found.setdefault(path.stem, []).append(path)
    return found


def beside(there: Mapping[str, list[Path]], laid: Iterable[Path]) -> dict[str, list[Path]]:
    """The files of texts with those that are not in the folder yet, which are read first.

    >>> beside({"cable": [Path("cable.md")]}, [Path("cable.pdf"), Path("note.txt")])["cable"][0].name
    'cable.pdf'
    """
    new = _by_source(path for path in laid if path.suffix.lower() in _KINDS)
    every = dict(sorted({**there, **new}.items()))
    return {source: [*new.get(source, ()), *(one for one in there.get(source, ()) if one not in new.get(source, ()))]
            for source in every}  # fmt: skip


def content_of(file: Path, folder: Path, laid: bytes | None = None) -> bytes:
    """The bytes of the file of a source, looked at with care, or those that will be in it; raises UnreadableError."""
    name = name_of(file)
    if laid is not None:
        refuse_large(name, len(laid), _KINDS[file.suffix.lower()].largest, _TOO_LARGE)
        return laid
    try:
        here = inside(file, folder)
    except (OSError, RuntimeError, ValueError) as error:  # a link that leads in a circle
        raise UnreadableError(name, f"the file cannot be read: {str(error).lower()}") from None
    if not here:
        raise UnreadableError(name, "this is a link to a file outside the case folder", "put the text itself here")
    return read_bytes(file, _KINDS[file.suffix.lower()].largest, name, "put the text itself here", _TOO_LARGE)


_TOO_LARGE = "keep the part that is quoted, or make several sources of it, each with an id of its own"


def name_of(file: Path) -> str:
    """The name of the file of a source as messages give it."""
    return f"{FOLDER}/{shown(file.name)[1:-1]}"


def read(source: str, file: Path, content: bytes) -> SourceText:
    """The text of a source in a file with this content; raises UnreadableError."""
    name = name_of(file)
    kind, digest = _KINDS[file.suffix.lower()], sha256(content).hexdigest()
    found = kept(digest) if kind.slow else None
    if found is None:
        found = kind.read(name, content)
        if kind.slow:
            keep(digest, found)
    return SourceText(source, name, found.text, found.pages, found.headings, found.lined, digest)
