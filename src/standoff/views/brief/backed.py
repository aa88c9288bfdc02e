"""What stands beside and under a number of the brief: how strong the evidence for it is, and the passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from standoff.case.model.backing import is_stale
from standoff.results.records.evidence import MARKS, STRENGTHS, Mark, Strength
from standoff.views.brief.telling import Shown, Told, day, link, say
from standoff.views.brief.words import anchor, listed

if TYPE_CHECKING:
    from standoff.case.model.evidence import Evidence

__all__ = ["cited", "legend", "numbered", "passage", "strength", "under"]

_LOOKS: Mapping[Strength, tuple[str, str]] = {
    "sourced": ("two", "●●"),
    "one source": ("one", "●"),
    "judged": ("own", "○"),
    "bare": ("none", "–"),
}
"""The class of each strength, which has the colour, and its sign, which is there in grey too."""

_MARKED: Mapping[Mark, tuple[str, str]] = {"stale": ("old", "↺"), "contradicted": ("against", "≠")}


def _chip(kind: str, sign: str, words: str) -> Markup:
    return say('<span class="strength {}"><span aria-hidden="true">{}</span> {}</span>', kind, sign, words)


def legend() -> list[tuple[Markup, str]]:
    """Each strength and each mark as it is shown, and what it means."""
    strengths = [(_chip(*_LOOKS[which], which), f"rests on {means}") for which, means in STRENGTHS.items()]
    return strengths + [(_chip(*_MARKED[mark], mark), means) for mark, means in MARKS.items()]


def strength(told: Told, path: str) -> Markup:
    """How strong the evidence for a number is, by colour, sign and word; nothing for what is no number."""
    one = told.backed.get(path)
    if one is None:
        return Markup()
    chips = [_chip(*_LOOKS[one.strength], one.strength), *(_chip(*_MARKED[mark], mark) for mark in one.marks)]
    return Markup(" ").join(chips)


def numbered(told: Told, places: Iterable[int]) -> Markup:
    """The numbers of some evidence, each a link to it; what speaks against says so."""
    refs = [
        link(anchor("evidence", place), f"{place} against" if told.evidence[place - 1][1].contradicts else place)
        for place in places
    ]
    return Markup(", ").join(refs) if refs else Markup('<span class="unbacked">none given</span>')


def under(told: Told, places: Iterable[int]) -> list[Shown]:
    """The evidence for a number, piece by piece: the passage, with all that is needed to find it."""
    return [passage(told, place) for place in places]


def passage(told: Told, place: int) -> Shown:
    """One piece of evidence, by its number on the page."""
    _, item = told.evidence[place - 1]
    return {
        "place": place,
        "judged": item.judged,
        "judgement": item.judgement,
        "by": listed(item.by),
        "against": item.contradicts,
        "stale": is_stale(told.case, item),
        "source": cited(told, item.source) if item.source else None,
        "quote": item.quote,
        "at": item.at,
        "says": item.says,
        "supports": _supports(item),
        "grade": item.grade,
    }


def _supports(item: Evidence) -> str:
    if item.contradicts:
        return ""
    return item.supports


def cited(told: Told, key: str) -> Shown:
    """A source: who wrote it, what it is called, where and when it came out, and where it can be read."""
    entry = told.sources.get(key, {})
    url = str(entry.get("URL", "") or "")
    return {
        "id": anchor("source", key),
        "key": key,
        "known": key in told.sources,
        "authors": listed(_author(one) for one in entry.get("author", ()) if isinstance(one, Mapping)),
        "title": str(entry.get("title", "") or key),
        "within": str(entry.get("container-title") or entry.get("publisher") or ""),
        "date": _issued(entry.get("issued")),
        "url": url,
        # Anything but the web's own schemes could run something.
        "follow": bool(re.fullmatch(r"https?://[^\s\"<>]+", url)),
    }


def _author(one: Mapping[str, Any]) -> str:
    return str(one.get("literal") or ", ".join(str(one[key]) for key in ("family", "given") if one.get(key)))


def _issued(value: object) -> str:
    """A CSL date in words, or "undated".

    >>> _issued({"date-parts": [[2025, 9, 8]]}), _issued({"date-parts": [[2019]]}), _issued(None)
    ('8 September 2025', '2019', 'undated')
    """
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    try:
        year, *rest = (int(part) for part in parts[0]) if parts else (0,)
        if not year:
            return "undated"
        if len(rest) == 2:
            return day(date(year, rest[0], rest[1]))
        return f"{date(year, rest[0], 1):%B %Y}" if rest else str(year)
    except (TypeError, ValueError, IndexError, KeyError):
        return "undated"
