"""What is often written for a value (by other programs, keyboards and languages), and what to write instead of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from standoff.case.model.mistake import MistakeError

__all__ = [
    "date_meant",
    "duration_meant",
    "flow",
    "name_meant",
    "number_meant",
    "parted",
    "phases_of",
    "quoted",
    "rule_meant",
]

_LONGEST = 200
"""A longer correction is not shown: a cut one could not be written as it is told."""

_Rewriting = tuple[str, str, str]
"""What is found, what stands there instead, and what is said of it ("" where the correction says enough).

Patterns are texts: most cases need none of them, and compiling all would take longer than reading a case.
"""


def _rewriting(pattern: str, by: str, why: str = "") -> _Rewriting:
    return pattern, by, why


_NUMBERS: tuple[_Rewriting, ...] = (
    _rewriting("[“”„‟‘’«»\"']", "", "without quotation marks"),
    _rewriting(r"(?<=\d),(?=(?:\d{1,2}|\d{4,})(?!\d))|(?<=(?<!\d)0),(?=\d)", ".", "a point before the fraction"),
    _rewriting(r"^\s*(?:from|between|von|zwischen)\s+(.+?)\s+(?:and|to|bis|und)\s+", r"\1 to ", ""),
    _rewriting(
        r"(?<=[\w%.])(?<!\d[eE])(?<!\bto)\s*(?:[-−–—‑]|\.\.+|…|\b(?:bis|until|till)\b)\s*(?=[-+−–]?\s*[.\d])",
        " to ",
        "`to` between the two ends",
    ),
    _rewriting(r"(?:[−–—‑]|\bminus\b)\s*(?=[.\d])", "-", "the minus sign of the keyboard, `-`"),
    _rewriting(r"-\s+(?=[.\d])", "-"),
    _rewriting(
        r"(?:\b(?:about|around|roughly|approximately|approx|circa|ca|some)\b\.?|[~≈])\s*",
        "",
        "or a range around it",
    ),
)

_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNIT = r"(?=\s+(?:day|week|month|year)s?\b)"

_DURATIONS: tuple[_Rewriting, ...] = (
    _rewriting(r"\bhalf a year\b", "6 months"),
    _rewriting(rf"\ban?{_UNIT}", "1"),
    *(_rewriting(rf"\b{word}{_UNIT}", str(number)) for number, word in enumerate(_COUNTS, start=1)),
    _rewriting(r"(?<=\d)\s*(?:y|yrs?|Years?|YEARS?)\b\.?", " years"),
    _rewriting(r"(?<=\d)\s*(?:m|mos?|mths?|Months?|MONTHS?)\b\.?", " months"),
    _rewriting(r"(?<=\d)\s*(?:w|wks?|Weeks?|WEEKS?)\b\.?", " weeks"),
    _rewriting(r"(?<=\d)\s*(?:d|Days?|DAYS?)\b\.?", " days"),
)

_AT_ONCE = ("at once", "immediate", "immediately", "instant", "instantly", "now", "none", "nothing", "no time")
_FOR_GOOD = (
    *("no", "none", "not", "false", "permanent", "permanently", "irreversible", "impossible", "forever", "cannot"),
    *("infinite", "inf", "n/a", "not possible", "for good", "Never", "NEVER"),
)


def number_meant(text: str, reads: Callable[[str], object]) -> str:
    """How to write a number or a range that is written in another way, or "" if that cannot be told.

    >>> from standoff.case.model.values import read_number
    >>> number_meant("−2,88", read_number)
    'write `-2.88`: a point before the fraction, the minus sign of the keyboard, `-`'
    >>> number_meant("soon", read_number)
    ''
    """
    return _rewritten(text, _NUMBERS, reads)


def duration_meant(text: str, reads: Callable[[str], object], never: bool) -> str:
    """As `number_meant`, for durations; `never` says whether they can be endless.

    >>> from standoff.case.model.durations import read_duration
    >>> duration_meant("half a year", read_duration, False)
    'write `6 months`'
    """
    word = text.strip()
    if never and word in _FOR_GOOD:
        return "write `never` if that is not possible, or `0` if it takes no time"
    if word.lower() in _AT_ONCE:
        return "write `0` for no time at all"
    return _rewritten(text, (*_NUMBERS, *_DURATIONS), reads)


def _rewritten(text: str, rewritings: Iterable[_Rewriting], reads: Callable[[str], object]) -> str:
    """The hint for a text that can be read once all of these have been applied to it."""
    if len(text) > _LONGEST:
        return ""
    new, whys = text, []
    for pattern, by, why in rewritings:
        before, new = new, re.sub(pattern, by, new)
        if why and new != before:
            whys.append(why)
    new = " ".join(new.split())
    for candidate in (new, " to ".join(reversed(new.split(" to ")))):
        if candidate != text and _can_be_read(candidate, reads):
            return f"write `{candidate}`" + (f": {', '.join(whys)}" if whys else "")
    return ""


def _can_be_read(text: str, reads: Callable[[str], object]) -> bool:
    try:
        reads(text)
    except MistakeError:
        return False
    return len(text) <= _LONGEST


# ------------------------------------------------------------------------------------------ dates

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.?"
_DATES = tuple(
    rf"(?i)\s*{pattern}\s*"
    for pattern in (
        r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{1,2})[-. ] ?(?P<m>\d{1,2})[-. ] ?(?P<y>\d{4})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -](?:of )?{_MONTH},?[ -](?P<y>\d{{4}})",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
    )
)
_SLASHES = r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*"


def date_meant(text: str) -> str:
    """How to write a date that is written in another way, or "" if that cannot be told.

    >>> date_meant("10 July 2023")
    'write `2023-07-10`'
    >>> date_meant("07/10/2023")
    'write `2023-07-10` if the month stands first here, or `2023-10-07` if the day does'
    """
    slashes = re.fullmatch(_SLASHES, text)
    if slashes:
        first, second, year = map(int, slashes.groups())
        days = (_day(year, first, second), _day(year, second, first))
        if all(days) and first != second:
            return f"write `{days[0]}` if the month stands first here, or `{days[1]}` if the day does"
        return next((f"write `{day}`" for day in days if day), "")
    for found in filter(None, (re.fullmatch(pattern, text) for pattern in _DATES)):
        parts = found.groupdict()
        month = _MONTHS.index(parts["month"][:3].lower()) + 1 if "month" in parts else int(parts["m"])
        day = _day(int(parts["y"]), month, int(parts["d"]))
        return f"write `{day}`" if day and day != text else ""
    return ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


# ---------------------------------------------------------------------------------- names and text


def name_meant(text: str, pattern: str) -> str:
    """The name that is nearest to a text, or "" if nothing is left of it.

    >>> [name_meant(text, "[a-z][a-z0-9_]*") for text in ("Open-Harbour", "own corridor", "Türkiye", "7")]
    ['open_harbour', 'own_corridor', 'turkiye', '']
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9_]+", "_", re.sub(r"[\"'`]", "", plain)).strip("_")
    return plain if re.fullmatch(pattern, plain) else ""


_INSIDE = 60


def quoted(text: str) -> str:
    """Text in double quotation marks, as YAML reads it; long text is cut, to show only how it is to be written.

    >>> quoted('a "letter" of comfort')
    '"a \\\\"letter\\\\" of comfort"'
    """
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    cut = line if len(line) <= _INSIDE else line[: _INSIDE - 3] + "..."
    return '"' + cut.replace("\\", "\\\\").replace('"', '\\"') + '"'


# ------------------------------------------------------------------------------------------ rules

_SYMBOLS: tuple[_Rewriting, ...] = (
    _rewriting(r"<-+>|<=+>|↔|⇔|≡|==?(?!>)", " iff "),
    _rewriting(r"&&?|∧", " and "),
    _rewriting(r"\|\|?|∨", " or "),
    _rewriting(r"[!¬]\s*", " not "),
    _rewriting(r"(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])", "_"),
    *(_rewriting(rf"(?i)\b{word}\b", word) for word in ("not", "and", "or", "if", "iff")),
)

_SENTENCES: tuple[tuple[str, str], ...] = tuple(
    (rf"(?s)\s*{pattern}\s*", by)
    for pattern, by in (
        (r"if\s+(.+?)\s*(?:,?\s*\bthen\b|,)\s*(.+)", "{1} if {0}"),
        (r"(.+?)\s*(?:[-=]+>|→|⇒|\b(?:implies|requires|needs|presupposes|only if)\b)\s*(.+)", "{1} if {0}"),
        (r"(.+?)\s+unless\s+(.+)", "{0} if not {1}"),
        (r"no\s+(.+?)\s+without\s+(.+)", "{1} if {0}"),
        (r"(.+?)\s+(?:excludes|rules out|xor)\s+(.+)", "not ({0} and {1})"),
    )
)
"""Sentences that say something about two expressions, and the rule that says it."""

_COMPOUND = r"\b(?:and|or|if|iff|not)\b"


def rule_meant(text: str, reads: Callable[[str], object]) -> str:
    """How to write a rule that is written as in another language, or "" if that cannot be told.

    >>> from standoff.case.model.rules import parse
    >>> rule_meant("long_term -> safe_corridor", parse), rule_meant("NOT (a AND b)", parse)
    ('write `safe_corridor if long_term`', 'write `not (a and b)`')
    """
    if len(text) > _LONGEST:
        return ""
    for new in (_plain(text), *(_said(pattern, by, text) for pattern, by in _SENTENCES)):
        if new and new != text and _can_be_read(new, reads):
            return f"write `{new}`"
    return ""


def _plain(text: str) -> str:
    for pattern, by, _ in _SYMBOLS:
        text = re.sub(pattern, by, text)
    return " ".join(text.split()).replace("( ", "(").replace(" )", ")")


def _said(pattern: str, by: str, text: str) -> str:
    found = re.fullmatch(pattern, text)
    return by.format(*(_bracketed(_plain(part)) for part in found.groups())) if found else ""


def _bracketed(part: str) -> str:
    return f"({part})" if re.search(_COMPOUND, part) else part


# ------------------------------------------------------------------------- lists and groups of keys


_BETWEEN = r"\s*(?:[,;&+→>]|->|=>|\b(?:and|or|then)\b)\s*"


def parted(text: str, between: str = _BETWEEN) -> list[str]:
    """The things that a text names one after the other.

    >>> parted("swift, ammonia and long_term"), parted("swift -> ammonia")
    (['swift', 'ammonia', 'long_term'], ['swift', 'ammonia'])
    """
    return [part.strip() for part in re.split(between, text[:_LONGEST]) if part and part.strip(" -=")]


def phases_of(value: object) -> str:
    """Phases as they are written, each a list, or "" where that cannot be told.

    >>> phases_of("swift, ammonia"), phases_of(["swift", ["ammonia"]]), phases_of({"1": ["swift"], "2": "ammonia"})
    ('[[swift], [ammonia]]', '[[swift], [ammonia]]', '[[swift], [ammonia]]')
    """
    if isinstance(value, str):
        return flow([[name] for name in parted(value)])
    phases = list(value.values()) if isinstance(value, Mapping) else value
    if not isinstance(phases, (list, tuple)) or not phases:
        return ""
    return flow([parted(phase) if isinstance(phase, str) else phase for phase in phases])


def flow(value: object) -> str:
    """A list or a group of keys in one line, or "" where it is too long for that or no text of the format.

    >>> flow([["swift"], ["ammonia"]])
    '[[swift], [ammonia]]'
    """
    written = _flow(value)
    return written if written is not None and len(written) <= _LONGEST else ""


def _flow(value: object) -> str | None:
    if isinstance(value, Mapping):
        parts = [_flow(part) for part in value.values()]
        entries = [f"{key}: {part}" for key, part in zip(value, parts, strict=True)]
        return None if None in parts else "{" + ", ".join(entries) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        written = [part for part in map(_flow, value) if part is not None]
        return "[" + ", ".join(written) + "]" if len(written) == len(value) else None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = getattr(value, "raw", str(value))
    return text if re.fullmatch(r"[\w.-][\w. -]*", text) else None
