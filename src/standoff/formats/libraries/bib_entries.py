"""From entries of BibTeX to those of a list of sources: which field is which key, names of people, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from standoff.formats.libraries.bibtex import MONTHS, Entry
from standoff.formats.libraries.latex import address, plain_text

__all__ = ["as_csl"]

_TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "book": "book",
    **dict.fromkeys(("inbook", "incollection", "bookinbook", "suppbook"), "chapter"),
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("proceedings", "collection", "mvbook"), "book"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("techreport", "report", "manual"), "report"),
    "unpublished": "manuscript",
    **dict.fromkeys(("online", "electronic", "www"), "webpage"),
    "booklet": "pamphlet",
    "dataset": "dataset",
    "legislation": "legislation",
}
"""Kinds of entries by the types that CSL has for them; any other is a document."""

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "collection-title": ("series",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "volume": ("volume",),
    "edition": ("edition",),
    "language": ("langid", "language"),
    "genre": ("type",),
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "note": ("note", "annotation"),
}
"""Keys of CSL, and the fields that say them, of which the first that is there is taken."""

_SKIPPED = ("others",)


def as_csl(entry: Entry) -> dict[str, Any]:
    r"""An entry with the keys of CSL-JSON; what it has no key for stands under its own name.

    >>> from standoff.formats.libraries.bibtex import read
    >>> [entry] = read("a.bib", '@article{a1, author = "Lee, Kyong-hee and {The UN}", month = oct, year = 2026}')[0]
    >>> as_csl(entry)["author"], as_csl(entry)["issued"]
    ([{'family': 'Lee', 'given': 'Kyong-hee'}, {'literal': 'The UN'}], {'date-parts': [[2026, 10]]})
    """
    left = dict(entry.fields)

    def take(*names: str) -> str:
        """The first of some fields that says something; none of them is told of again."""
        found = [left.pop(name, "") for name in names]
        return next((value for value in found if value.strip()), "")

    csl: dict[str, Any] = {"type": _TYPES.get(entry.kind, "document")}
    title, subtitle = plain_text(take("title")), plain_text(take("subtitle"))
    csl["title"] = f"{title}: {subtitle}" if title and subtitle else title
    for key in ("author", "editor", "translator"):
        csl[key] = list(_people(take(key)))
    how = take("howpublished")
    csl["URL"] = address(take("url") or (how if re.search(r"https?://", how) else ""))
    for key, fields in _TEXTS.items():
        csl[key] = plain_text(take(*fields))
    if how and not csl["URL"]:
        csl["note"] = csl["note"] or plain_text(how)
    csl["DOI"] = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", "", address(csl["DOI"]), flags=re.IGNORECASE)
    csl["page"] = plain_text(take("pages")).replace("–", "-")
    csl["issue" if entry.kind == "article" else "number"] = plain_text(take("number", "issue"))
    csl["issued"] = _date(plain_text(take("date")), *(plain_text(take(part)) for part in ("year", "month", "day")))
    csl["accessed"] = _date(plain_text(take("urldate")))
    return {key: value for key, value in csl.items() if value} | {key: value for key, value in left.items() if value}


def _people(text: str) -> Iterator[dict[str, str]]:
    for person in _parted(text, lambda words: words.lower() == "and"):
        if person.lower() in _SKIPPED:
            continue
        if person.startswith("{") and person.endswith("}") and _depths(person)[:-1].count(0) == 0:
            yield {"literal": plain_text(person)}
            continue
        parts = [plain_text(part) for part in _by_comma(person)]
        if len(parts) == 1:
            yield _in_order(person)
        else:
            family, *middle, given = parts
            yield {
                key: text for key, text in (("family", family), ("given", given), ("suffix", " ".join(middle))) if text
            }


def _in_order(person: str) -> dict[str, str]:
    """A name whose parts stand as they are spoken: the family name is the last word, with the small ones before it."""
    words = [plain_text(word) for word in _words(person)]
    first = next((n for n, word in enumerate(words[:-1]) if word[:1].islower()), len(words) - 1)
    given = " ".join(words[:first])
    return {"family": " ".join(words[first:])} | ({"given": given} if given else {})


def _depths(text: str) -> list[int]:
    """How deep in braces each character of a text is, after it."""
    depth, found = 0, []
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        found.append(depth)
    return found


def _words(text: str) -> list[str]:
    """The words of a text; braces keep theirs together."""
    found, word = [], ""
    for letter, depth in zip(text, _depths(text), strict=True):
        if letter.isspace() and not depth:
            found.append(word)
            word = ""
        else:
            word += letter
    return [word for word in (*found, word) if word]


def _parted(text: str, between: Callable[[str], bool]) -> list[str]:
    """The stretches of a text between some of its words."""
    found: list[list[str]] = [[]]
    for word in _words(text):
        if between(word):
            found.append([])
        else:
            found[-1].append(word)
    return [" ".join(words) for words in found if words]


def _by_comma(text: str) -> list[str]:
    found = [""]
    for letter, depth in zip(text, _depths(text), strict=True):
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


def _date(text: str, year: str = "", month: str = "", day: str = "") -> dict[str, Any]:
    """A date from one text, as in 2026-10-01, or from its parts; {} where nothing is said."""
    if text:
        return {"raw": text.split("/")[0].strip()}
    if not re.fullmatch("[0-9]{4}", year):
        return {"literal": " ".join(filter(None, (day, month, year)))} if year else {}
    number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else 0
    number = int(month) if month.isdecimal() and len(month) < 3 else number
    parts = [int(year), *([number] if 1 <= number <= 12 else [])]
    if len(parts) == 2 and day.isdecimal() and len(day) < 3:
        parts.append(int(day))
    return {"date-parts": [parts]}
