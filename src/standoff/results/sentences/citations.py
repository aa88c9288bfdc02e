"""Sentences beside a source and beside a number: how often words stand there, what supports what, what is not here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from standoff.results.records.evidence import MARKS
from standoff.results.sentences.wording import percent

if TYPE_CHECKING:
    from standoff.results.records.evidence import Backed

__all__ = ["often", "rests", "turning", "without_text"]

_MARKED: Mapping[str, str] = {
    "stale": "Every source for it is older than it may be.",
    "contradicted": "Some evidence speaks against it.",
}


def rests(one: Backed, sized: bool, worth: bool) -> str:
    """What supports a number. Rule: the most that a source supports, then what is left to judgement, then the marks.

    sized: whether a judgement gives its size. worth: whether it is a worth, which has a sign and an order, too.

    >>> from dataclasses import replace
    >>> from standoff.results.sentences.evidence import sample
    >>> judged, one, bare, two = sample("judged", "one source", "bare", "sourced").numbers
    >>> rests(judged, True, True), rests(bare, False, True)
    ('Nothing but a judgement supports it.', 'Nothing supports it.')
    >>> rests(replace(one, supports="sign"), True, True)
    'One source supports the sign. Nothing but a judgement supports the size.'
    >>> rests(replace(two, supports="order"), False, True)
    'The most that 2 sources support is the order. Nothing supports the size.'
    >>> rests(replace(one, supports="size", stale=True), False, True)
    'One source supports the size. Every source for it is older than it may be.'
    >>> rests(replace(two, supports="size"), True, False), rests(one, False, True)
    ('2 sources are cited for it.', 'One source is cited for it, and what of it that supports is not said.')
    """
    marks = [_MARKED[mark] for mark in MARKS if mark in one.marks]
    return " ".join([*_supported(one, sized, worth), *marks])


def _supported(one: Backed, sized: bool, worth: bool) -> list[str]:
    if not one.sources:
        return ["Nothing supports it." if one.strength == "bare" else "Nothing but a judgement supports it."]
    many = "One source" if one.sources == 1 else f"{one.sources} sources"
    if not one.supports:
        is_ = "is" if one.sources == 1 else "are"
        return [f"{many} {is_} cited for it, and what of it that supports is not said."]
    if not worth:
        return [f"{many} supports it." if one.sources == 1 else f"{many} are cited for it."]
    alone = one.sources == 1
    first = f"{many} supports the {one.supports}." if alone else f"The most that {many} support is the {one.supports}."
    if one.supports == "size":
        return [first]
    return [first, "Nothing but a judgement supports the size." if sized else "Nothing supports the size."]


def often(count: int, most: int, meant: bool) -> str:
    """How often words stand in the source that they were selected in.

    >>> often(1, 100, True), often(0, 100, False)
    ('found once, word for word', 'not found word for word')
    >>> often(2, 100, True)
    'found twice, word for word; what stands before and after tells which is meant'
    >>> often(3, 100, False), often(100, 100, False)
    ('found 3 times, word for word; say which is meant', 'found 100 times or more; take more words')
    """
    if count == 0:
        return "not found word for word"
    if count == 1:
        return "found once, word for word"
    if count >= most:
        return f"found {most} times or more; take more words"
    times = "twice" if count == 2 else f"{count} times"
    rest = "what stands before and after tells which is meant" if meant else "say which is meant"
    return f"found {times}, word for word; {rest}"


def turning(said: str, chance: float | None) -> str:
    """Where a number turns the verdict on a plan, and how likely that is; None: nobody knows.

    >>> turning("Below −1.8 Washington walks out at phase 2.", 0.172)
    'Below −1.8 Washington walks out at phase 2: a chance of 17 %.'
    """
    return said if chance is None else f"{said.removesuffix('.')}: a chance of {percent(chance)}."


def without_text(absent: int, total: int) -> str:
    """How many sources have no text here; "" if all have one.

    >>> without_text(49, 50)
    '49 of 50 sources have no text here, so nothing can be looked up in them.'
    >>> without_text(1, 1), without_text(0, 3)
    ('The only source has no text here, so nothing can be looked up in it.', '')
    """
    if not absent:
        return ""
    if total == 1:
        return "The only source has no text here, so nothing can be looked up in it."
    many = f"{'Both' if total == 2 else f'All {total}'} sources have" if absent == total else (
        f"{absent} of {total} sources {'has' if absent == 1 else 'have'}"
    )  # fmt: skip
    return f"{many} no text here, so nothing can be looked up in {'it' if absent == 1 else 'them'}."
