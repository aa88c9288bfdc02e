"""Every error a user can meet: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from standoff.printable import columns

__all__ = [
    "CaseError",
    "EditError",
    "ForeignFileError",
    "Problem",
    "SizeError",
    "StandoffError",
    "UsageError",
    "WriteError",
    "did_you_mean",
]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong (or doubtful) in a case, with its place.

    >>> p = Problem("case.yaml", 14, 5, "error", "steps.a.undo", "not a duration", "write `3 weeks`", "  undo: soon")
    >>> print(p)
    case.yaml:14:5 error steps.a.undo: not a duration
          undo: soon
            ^
        hint: write `3 weeks`
    """

    file: str
    line: int | None
    column: int | None
    severity: Literal["error", "warning"]
    path: str
    message: str
    hint: str = ""
    excerpt: str = ""

    @property
    def of_the_record(self) -> bool:
        """Whether this warns of what the record may say, rightly coded: `check` tells it, and nothing counts it."""
        return self.severity == "warning" and self.path.endswith(".readings")

    def __str__(self) -> str:
        """The place, the message, the line with a caret under the column, and the hint."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        lines = [f"{place} {self.severity} {self.path + ': ' if self.path else ''}{self.message}"]
        if self.excerpt:
            lines.append(f"    {self.excerpt}")
            if self.column is not None:
                lines.append("    " + " " * sum(map(columns, self.excerpt[: self.column - 1])) + "^")
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)


class StandoffError(Exception):
    """The base of every error that a user can meet; `exit_code` is what the command line returns."""

    exit_code = 2


class CaseError(StandoffError):
    """A case has errors; `problems` holds all of them, warnings included."""

    exit_code = 1
    outcome = "nothing was computed"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[CaseError], tuple[tuple[Problem, ...]]]:
        """As workers hand it on."""
        return type(self), (self.problems,)


class ForeignFileError(CaseError):
    """A file of another program cannot be taken for a case; `problems` holds all that is wrong with it."""

    outcome = "nothing was written"


class UsageError(StandoffError):
    """What was asked for does not exist or cannot be asked of this case."""


class EditError(StandoffError):
    """A text cannot be edited so: where (a path as users read it), why, and what to do; the text is as it was."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        self.path, self.reason, self.hint = path, reason, hint
        super().__init__(f"{path + ': ' if path else ''}{reason}{'; ' + hint if hint else ''}")

    def __reduce__(self) -> tuple[type[EditError], tuple[str, str, str]]:
        """As workers hand it on."""
        return type(self), (self.path, self.reason, self.hint)


class SizeError(StandoffError):
    """Refused before work starts: which number is too large, the limit, and what would do instead."""

    def __init__(self, what: str, number: int, limit: int, remedy: str) -> None:
        self.what, self.number, self.limit, self.remedy = what, number, limit, remedy
        super().__init__(f"{what}: {number}, and the limit is {limit}; {remedy}")

    def __reduce__(self) -> tuple[type[SizeError], tuple[str, int, int, str]]:
        """As workers hand it on."""
        return type(self), (self.what, self.number, self.limit, self.remedy)


class WriteError(StandoffError):
    """A file could not be written; what was there before is still whole."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name: the nearest known one, or the list.

    >>> did_you_mean("relif", ["relief", "freeze"])
    'did you mean `relief`?'
    >>> did_you_mean("zzz", ["relief", "freeze"])
    'known: `freeze`, `relief`'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    if not names:
        return "none is defined"
    return "known: " + ", ".join(f"`{n}`" for n in names[:12]) + (", ..." if len(names) > 12 else "")
