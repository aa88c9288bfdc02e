"""Annotations of Hypothes.is, and others in the data model of the W3C: which words of which page, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from standoff.formats.escapes import plain
from standoff.formats.libraries.csl import sound_text

__all__ = ["Annotation", "annotations_in", "looks_annotated"]


@dataclass(frozen=True)
class Annotation:
    """Words that somebody marked. page: of what (CSL-JSON without an id). quote: "" for a note on the whole page."""

    page: Mapping[str, Any]
    quote: str
    prefix: str = ""
    suffix: str = ""
    at: str = ""
    says: str = ""
    by: str = ""
    tags: tuple[str, ...] = ()


def looks_annotated(data: Any) -> bool:
    """Whether this is a list of annotations, or what a search of Hypothes.is gives."""
    rows = data.get("rows") if isinstance(data, Mapping) else data
    return isinstance(rows, list) and any(
        isinstance(row, Mapping) and ("target" in row or "uri" in row) for row in rows
    )


def annotations_in(data: Any) -> tuple[list[Annotation], list[str]]:
    """The annotations of an export, and what was left out of it, in sentences."""
    rows = data["rows"] if isinstance(data, Mapping) else data
    found, replies, strange = [], 0, 0
    for row in rows:
        if isinstance(row, Mapping) and row.get("references"):
            replies += 1
            continue
        one = _read(row) if isinstance(row, Mapping) else None
        if one is None:
            strange += 1
        else:
            found.append(one)
    notes = []
    if replies:
        notes.append(f"{replies} {'reply is' if replies == 1 else 'replies are'} left out")
    if strange:
        notes.append(
            f"{strange} {'entry is' if strange == 1 else 'entries are'} left out: no page is named, or no words"
        )
    return found, notes


def _read(row: Mapping[str, Any]) -> Annotation | None:
    targets = [target for target in _listed(row.get("target")) if isinstance(target, (Mapping, str))]
    target: Mapping[str, Any] = next((one for one in targets if isinstance(one, Mapping)), {})
    address = row.get("uri") or target.get("source") or next((one for one in targets if isinstance(one, str)), None)
    selectors = [one for one in _listed(target.get("selector")) if isinstance(one, Mapping)]
    quote = next((one for one in selectors if one.get("type") == "TextQuoteSelector"), {})
    words, says = _as_marked(quote.get("exact")), _said(row)
    if not isinstance(address, str) or not address.strip() or not (words or says):
        return None
    return Annotation(
        page=_page(row, address),
        quote=words,
        prefix=_last_words(quote.get("prefix")),
        suffix=_first_words(quote.get("suffix")),
        at=_place(selectors),
        says=says,
        by=_by(row),
        tags=tuple(filter(None, map(sound_text, _tags(row)))),
    )


def _as_marked(value: Any) -> str:
    """Words of a page, on one line: they were text there, whatever they look like."""
    return plain(value.encode("utf-8", "replace").decode("utf-8")) if isinstance(value, str) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _said(row: Mapping[str, Any]) -> str:
    bodies = [one for one in _listed(row.get("body")) if isinstance(one, Mapping) and one.get("purpose") != "tagging"]
    texts = [row.get("text"), *(one.get("value") for one in bodies)]
    return next(filter(None, map(sound_text, texts)), "")


def _tags(row: Mapping[str, Any]) -> Iterator[Any]:
    yield from _listed(row.get("tags"))
    yield from (
        one.get("value")
        for one in _listed(row.get("body"))
        if isinstance(one, Mapping) and one.get("purpose") == "tagging"
    )


def _by(row: Mapping[str, Any]) -> str:
    """Who it was: of acct:jane@hypothes.is the name."""
    user = sound_text(row.get("user")) or ""
    creator = row.get("creator")
    named = creator.get("name") if isinstance(creator, Mapping) else creator
    return re.sub(r"^acct:([^@]*)@.*$", r"\1", user) or sound_text(named) or ""


_AROUND = 4
"""So many words before and after are kept: enough to tell most passages apart."""


def _last_words(value: Any) -> str:
    """The end of what stands before a quote, without half a word at its beginning."""
    words = _as_marked(value).split()
    return " ".join(words[1:][-_AROUND:]) if len(words) > 1 else ""


def _first_words(value: Any) -> str:
    words = _as_marked(value).split()
    return " ".join(words[:-1][:_AROUND]) if len(words) > 1 else ""


def _place(selectors: list[Mapping[str, Any]]) -> str:
    page = next((one for one in selectors if one.get("type") == "PageSelector"), {})
    label, index = sound_text(page.get("label")), page.get("index")
    if label:
        return f"page {label}"
    return f"page {index + 1}" if isinstance(index, int) and not isinstance(index, bool) and index >= 0 else ""


def _page(row: Mapping[str, Any], address: str) -> Mapping[str, Any]:
    document = row.get("document")
    titles = _listed(document.get("title")) if isinstance(document, Mapping) else []
    title = next(filter(None, map(sound_text, titles)), "") or _name_of(address)
    return {"type": "webpage", "title": title, "URL": address} if re.match("https?://", address) else {"title": title}


def _name_of(address: str) -> str:
    """What a page without a title is called: the end of its address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return sound_text(unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.netloc) or address
