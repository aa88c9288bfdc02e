"""The documents of what the texts of sources say: passages that have some words, and those that nobody cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import AnyCase, CaseDocument, Dated, Document
from standoff.results.records.limits import Count
from standoff.results.records.quotes import Unread
from standoff.results.records.search import FoundPassage, InSource, LikeWords, Overlooked, OverlookedPassage, Searched

__all__ = ["SearchDocument", "UnreadDocument", "search_document", "unread_document"]


@dataclass(frozen=True, kw_only=True)
class SearchDocument(Document):
    """The document of `search`; title and date are null where the case did not load."""

    command: Literal["search"] = "search"
    case: AnyCase
    words: str
    asked: str
    found: Count
    passages: tuple[FoundPassage, ...]
    by_source: tuple[InSource, ...]
    like: tuple[LikeWords, ...]
    apart: Count
    searched: tuple[str, ...]
    unread: tuple[Unread, ...]
    absent: tuple[str, ...]


def search_document(title: str | None, as_of: str | None, found: Searched) -> SearchDocument:
    """The document of `search`."""
    return SearchDocument(
        case=AnyCase(title, as_of),
        words=found.words,
        asked=found.asked,
        found=found.found,
        passages=found.passages,
        by_source=found.by_source,
        like=found.like,
        apart=found.apart,
        searched=found.searched,
        unread=found.unread,
        absent=found.absent,
    )


@dataclass(frozen=True, kw_only=True)
class UnreadDocument(CaseDocument):
    """The document of `unread`."""

    command: Literal["unread"] = "unread"
    passages: tuple[OverlookedPassage, ...]
    named: Count
    quoted: Count
    unquoted: Count
    never: tuple[str, ...]
    searched: tuple[str, ...]
    unread: tuple[Unread, ...]
    absent: tuple[str, ...]


def unread_document(title: str, as_of: str, found: Overlooked) -> UnreadDocument:
    """The document of `unread`."""
    return UnreadDocument(
        case=Dated(title, as_of),
        passages=found.passages,
        named=found.named,
        quoted=found.quoted,
        unquoted=found.unquoted,
        never=found.never,
        searched=found.searched,
        unread=found.unread,
        absent=found.absent,
    )
