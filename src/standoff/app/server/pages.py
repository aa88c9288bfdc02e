"""The pages: a fixed table of files of the package, so that no address leads to any other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["FILES", "page"]

FOLDER = Path(__file__).resolve().parents[1] / "pages"

KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

FILES: Mapping[str, tuple[str, str]] = {
    "/": ("index.html", "text/html; charset=utf-8"),
    **{f"/{file.name}": (file.name, KINDS[file.suffix]) for file in sorted(FOLDER.glob("*")) if file.suffix in KINDS},
}
"""By address, the file of the pages and what it is."""

_NONE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>standoff</title>'
    "<p>The pages of the app are not built here: run <code>make web</code>, and load this page again."
)


def page(address: str) -> tuple[bytes, str] | None:
    """The content at an address and its kind; None where nothing is.

    >>> page("/../../etc/passwd") is None, page("/")[1]
    (True, 'text/html; charset=utf-8')
    """
    if address not in FILES:
        return None
    name, kind = FILES[address]
    try:
        return (FOLDER / name).read_bytes(), kind
    except OSError:
        return (_NONE.encode("utf-8"), kind) if address == "/" else None
