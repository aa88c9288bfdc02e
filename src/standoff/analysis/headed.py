"""What a document says of the case that it is about, where that is not as its file has it."""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from standoff.results.documents.document import unless_none

if TYPE_CHECKING:
    from standoff.case.position import Position

__all__ = ["headed"]

Written = TypeVar("Written")


def headed(document: Written, at: Position) -> Written:
    """A document whose head says what was put over the case."""
    case = getattr(document, "case", None)
    if not (at.view or at.values or at.changed) or not is_dataclass(document) or not is_dataclass(case):
        return document
    head = {
        "view": unless_none(at.view),
        "set": unless_none(at.values or None),
        "changed": unless_none(at.changed or None),
    }
    return replace(document, case=replace(case, **head))  # type: ignore
