"""The documents about the texts of sources: where words stand in them, and what was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import AnyCase, Document
from standoff.results.records.quotes import NearPassage, Quoted, QuotedPassage, Sealed, Unread

__all__ = ["QuoteDocument", "SealDocument", "quote_document", "seal_document"]


@dataclass(frozen=True, kw_only=True)
class QuoteDocument(Document):
    """The document of `quote`; title and date are null where the case did not load."""

    command: Literal["quote"] = "quote"
    case: AnyCase
    words: str
    under: str
    passages: tuple[QuotedPassage, ...]
    near: tuple[NearPassage, ...]
    searched: tuple[str, ...]
    unread: tuple[Unread, ...]
    absent: tuple[str, ...]


def quote_document(title: str | None, as_of: str | None, found: Quoted) -> QuoteDocument:
    """The document of `quote`."""
    return QuoteDocument(
        case=AnyCase(title, as_of),
        words=found.words,
        under=found.under,
        passages=found.passages,
        near=found.near,
        searched=found.searched,
        unread=found.unread,
        absent=found.absent,
    )


@dataclass(frozen=True, kw_only=True)
class SealDocument(Document):
    """The document of `seal`; `path`: the list of sources, whether it was written or not."""

    command: Literal["seal"] = "seal"
    path: str
    sealed: tuple[str, ...]
    same: tuple[str, ...]
    changed: tuple[str, ...]
    unlisted: tuple[str, ...]
    absent: tuple[str, ...]


def seal_document(path: str, found: Sealed) -> SealDocument:
    """The document of `seal`."""
    return SealDocument(
        path=path,
        sealed=found.sealed,
        same=found.same,
        changed=found.changed,
        unlisted=found.unlisted,
        absent=found.absent,
    )
