"""PDF, read by pypdf (the extra `sources`): the text of every page, without what only counts the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import accumulate

from standoff.case.reading.source import UnreadableError
from standoff.case.reading.texts.text import Extracted

__all__ = ["MOST_PAGES", "read"]

MOST_PAGES = 2_000

_LONGEST = 10_000_000
"""Characters of all pages together."""

_FEW = 3
"""Of fewer pages nobody can tell what stands on all of them."""


def read(name: str, content: bytes) -> Extracted:
    """The text of a PDF and where its pages begin; raises UnreadableError."""
    try:
        import pypdf
    except ModuleNotFoundError:
        raise UnreadableError(
            name,
            "PDF is read by the extra `sources`, which is not installed",
            'pip install "standoff[sources]", or put its text into a .txt file of the same name',
        ) from None
    with _in_silence():
        try:
            reader = pypdf.PdfReader(BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise _locked(name)
            count = len(reader.pages)
            _refuse_many(name, count)
            pages = list(_texts(name, reader, count))
        except UnreadableError:
            raise
        except pypdf.errors.DependencyError:
            raise _locked(name) from None
        except Exception as error:  # whatever a broken file makes of its reader
            what = str(error).strip().splitlines()
            raise UnreadableError(
                name,
                "this is not a PDF that can be read" + (f" ({what[0][:80]})" if what else ""),
                "open it and print it into a new PDF, or put its text into a .txt file of the same name",
            ) from None
    if not "".join(pages).strip():
        raise UnreadableError(
            name,
            "this PDF holds no text: its pages are pictures",
            "have its text recognized (OCR), or put the text into a .txt file of the same name",
        )
    pages = _without_running_lines(pages)
    starts = [0, *accumulate(len(page) + 1 for page in pages)]
    return Extracted("\n".join(pages), pages=tuple(starts[:-1]))


def _texts(name: str, reader: object, count: int) -> Iterator[str]:
    length = 0
    for number in range(count):
        text = reader.pages[number].extract_text()  # type: ignore[attr-defined]
        length += len(text)
        if length > _LONGEST:
            raise UnreadableError(
                name, f"the pages hold more than {_LONGEST} characters", "keep the part that is quoted"
            )
        yield text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _refuse_many(name: str, count: int) -> None:
    if count > MOST_PAGES:
        raise UnreadableError(
            name, f"this PDF has {count} pages, and the limit is {MOST_PAGES}", "keep the part that is quoted"
        )


def _locked(name: str) -> UnreadableError:
    return UnreadableError(
        name,
        "this PDF is locked with a password",
        "save a copy without one, or put its text into a .txt file of the same name",
    )


@contextmanager
def _in_silence() -> Iterator[None]:
    """Without what pypdf says of files that are not quite as they should be."""
    import logging

    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)


_LONGEST_NUMBER = 40

_NUMBER = re.compile(
    r"[\s\W]*(?:page|seite|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von)\s*\d{1,4})?[\s\W]*", re.I
)


def _without_running_lines(pages: Sequence[str]) -> list[str]:
    """Pages without page numbers, and without heads and feet that stand on most of them: quotes go over pages."""
    split = [page.strip("\n").split("\n") for page in pages]
    often = Counter(_counted(lines[place]) for lines in split for place in {0, len(lines) - 1} if lines[place].strip())
    running = {line for line, times in often.items() if len(pages) >= _FEW and times > len(pages) / 2}

    def runs(line: str) -> bool:
        number = len(line) <= _LONGEST_NUMBER and _NUMBER.fullmatch(line) is not None
        return number or not line.strip() or _counted(line) in running

    for lines in split:
        for end in (-1, 0, -1, 0):
            if len(lines) > 1 and runs(lines[end]):
                del lines[end]
    return ["\n".join(lines) for lines in split]


def _counted(line: str) -> str:
    """A line of the head or foot of a page whatever its number."""
    return " ".join(re.sub(r"\d+", "#", line).split())
