"""Files that are whole at every moment, and sets of them that are there together: written beside and renamed."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from standoff.errors import UsageError, WriteError

__all__ = ["begun", "save", "save_new", "save_together", "whole"]

Text = str | bytes


def save(path: str | os.PathLike[str], text: Text) -> None:
    """Write a file beside its place and rename it, so that the place holds the old or the new file, never half of one.

    Raises WriteError (no room, no right, no folder); what was there before is then still whole.
    """
    file = Path(path)
    beside = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        mode = file.stat().st_mode & 0o777 if file.exists() else None
        _write(beside, _bytes(text), mode)
        beside.replace(file)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            beside.unlink()
        raise _unwritten(file, error) from None
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def save_new(folder: Path, files: Mapping[str, Text], otherwise: str) -> None:
    """Write a set of files into a folder, all or none, and never over a file that is there.

    What is there and is the beginning of what belongs there is half of an earlier copy (`begun`), and is made whole.
    Raises UsageError for any other file, with what to do `otherwise`; WriteError with everything as it was.
    """
    there = [name for name in reversed(list(files)) if os.path.lexists(folder / name)]
    others = [name for name in there if not begun(folder / name, files[name])]
    if not others and len(there) == len(files) and all(whole(folder / name, files[name]) for name in there):
        others = there
    if others:
        raise UsageError(f"{folder / others[0]} is there already, and nothing is written over it; {otherwise}")
    _put(folder, files)


def begun(file: Path, text: Text) -> bool:
    """Whether a file is there and holds a text, or its beginning: then writing the text there loses nothing."""
    try:
        return file.is_file() and not file.is_symlink() and _bytes(text).startswith(file.read_bytes())
    except OSError:
        return False


def whole(file: Path, text: Text) -> bool:
    """Whether a file is there and holds a text, all of it."""
    return begun(file, text) and file.stat().st_size == len(_bytes(text))


def save_together(folder: Path, files: Mapping[str, Text]) -> None:
    """Write a set of files into a folder over the former set; other files in it are left as they are.

    Raises WriteError; the former set is then whole, and nothing of the new one is there.
    """
    _put(folder, files)


def _put(folder: Path, files: Mapping[str, Text]) -> None:
    """Write all files where nobody looks, and then give them their names; all as it was if anything fails."""
    new = not os.path.lexists(folder)
    try:
        (folder.parent if new else folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    with _stage(folder, folder.parent if new else folder) as stage:
        for name, text in files.items():
            file = folder / name
            try:
                (stage / name).parent.mkdir(parents=True, exist_ok=True)
                _write(stage / name, _bytes(text), file.stat().st_mode & 0o777 if file.is_file() else None)
            except (OSError, ValueError) as error:
                raise _unwritten(file, error) from None
        if new:
            _rename(stage, folder)
        else:
            _exchange(stage, folder, files)


@contextmanager
def _stage(folder: Path, within: Path) -> Iterator[Path]:
    """A new folder for what a folder will hold, which is removed at the end if it is still there."""
    stage = within / f".{folder.name[:100]}.{secrets.token_hex(4)}.part"
    try:
        stage.mkdir()
    except (OSError, ValueError) as error:
        raise _unwritten(folder, error) from None
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _exchange(stage: Path, folder: Path, files: Mapping[str, Text]) -> None:
    """Put staged files in their places, one rename each; what was there goes back where one of them fails.

    What was there is copied and not moved away, so that the place holds a whole file at every moment.
    """
    back: list[tuple[Path, Path]] = []
    try:
        for name in files:
            place, former = folder / name, stage / "former" / name
            for parent in (place.parent, former.parent):
                parent.mkdir(parents=True, exist_ok=True)
            if place.is_dir():
                raise WriteError(f"{place}: could not be written (this is a folder); what was there is unchanged")
            if os.path.lexists(place):
                shutil.copy2(place, former, follow_symlinks=False)
                back.append((former, place))
            else:
                back.append((place, stage / name))
            (stage / name).replace(place)
    except BaseException as error:
        for now, then in reversed(back):
            with suppress(OSError):
                now.replace(then)
        if isinstance(error, OSError):
            raise _unwritten(folder, error) from None
        raise


def _rename(stage: Path, folder: Path) -> None:
    try:
        stage.rename(folder)
    except OSError as error:
        raise _unwritten(folder, error) from None


def _bytes(text: Text) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text


def _unwritten(file: Path, error: Exception) -> WriteError:
    reason = getattr(error, "strerror", None) or str(error)
    return WriteError(f"{file}: could not be written ({str(reason).lower()}); what was there is unchanged")


def _write(file: Path, content: bytes, mode: int | None) -> None:
    """Write a new file to the disk itself, not only to the memory of the system."""
    with file.open("xb") as stream:
        if mode is not None:
            file.chmod(mode)
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
