"""The shipped cases: where they are and how to find one by name; and a small made-up one to try things on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["example", "find", "names"]


def _folders() -> dict[str, Path]:
    """Every shipped case by its slug; inside the package when installed, beside `src` in a checkout."""
    here = Path(__file__).resolve()
    for root in (here.parent / "cases", here.parents[2] / "cases"):
        if root.is_dir():
            return {path.parent.name: path.parent for path in sorted(root.glob("*/case.yaml"))}
    return {}


def names() -> tuple[str, ...]:
    """The slugs of all shipped cases.

    >>> "korea-2025" in names()
    True
    """
    return tuple(_folders())


def find(name: str) -> Path:
    """The folder of a shipped case, by its slug or by the beginning of one; raises UsageError.

    >>> find("korea").name
    'korea-2025'
    """
    folders = _folders()
    matches = [slug for slug in folders if slug == name] or [slug for slug in folders if slug.startswith(name)]
    if len(matches) != 1:
        raise UsageError(f"no shipped case is called `{name}`; {did_you_mean(name, folders)}")
    return folders[matches[0]]


def example() -> Case:
    """A small case to try things on, all of it made up: the one that `standoff new` writes.

    >>> example()
    <Case: “Harbour standoff”, 2026-11-02: 2 parties, 4 steps, 2 plans, 1 deal>
    """
    from standoff.case.load import loads
    from standoff.case.template import skeleton

    return loads(skeleton("Harbour standoff", date(2026, 11, 2)))
