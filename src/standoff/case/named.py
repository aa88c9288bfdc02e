"""How a case is named where two are compared: by its folder, and as of when or as who sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from standoff.errors import UsageError

__all__ = ["Named", "named"]

DATE = r"\d{4}-\d{2}-\d{2}"
VIEW = "view:"


@dataclass(frozen=True)
class Named:
    """What a name says: the case ("": the one at hand), as of which day, and in which view; None: as it is."""

    case: str
    as_of: str | None = None
    view: str | None = None


def named(text: str, *, at_hand: bool = False) -> Named:
    """The case that a text names: `CASE`, `CASE@DATE`, `CASE@view:NAME`, both.

    at_hand: there is a case that is meant where none is named, so that `@DATE`, `DATE` and `view:NAME` are names too.
    Raises UsageError for what is no day and no view, for two of a kind, and for no case where none is at hand.

    >>> named("harbour@2026-03-01"), named("view:beta", at_hand=True)
    (Named(case='harbour', as_of='2026-03-01', view=None), Named(case='', as_of=None, view='beta'))
    >>> named("me@home@view:beta").case
    'me@home'
    """
    head, *tails = text.split("@")
    if at_hand and not tails and _is_over(head):
        head, tails = "", [head]
    while len(tails) > 1 and not _is_over(tails[0]):
        head, tails = f"{head}@{tails[0]}", tails[1:]
    if not head and not at_hand:
        raise UsageError(f"`{text}` names no case before its `@`; write `CASE@DATE`")
    for tail in tails:
        if not _is_over(tail):
            raise UsageError(
                f"`{text}`: after `@` stands a date, as in `@2018-06-12`, or a view, as in `@view:seoul`; not `{tail}`"
            )
    views = [tail.removeprefix(VIEW) for tail in tails if tail.startswith(VIEW)]
    return Named(
        head,
        _one(text, "is asked for as of two days", [tail for tail in tails if not tail.startswith(VIEW)]),
        _one(text, "is asked for in two views", views),
    )


def _is_over(text: str) -> bool:
    return text.startswith(VIEW) or re.fullmatch(DATE, text) is not None


def _one(text: str, too_many: str, found: Sequence[str]) -> str | None:
    if len(found) > 1:
        raise UsageError(f"`{text}` {too_many}, {found[0]} and {found[1]}; keep one of them")
    return found[0] if found else None
