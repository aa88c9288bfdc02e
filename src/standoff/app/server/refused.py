"""What is said where something is not done: a status, a sentence and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.errors import CaseError, SizeError, StandoffError, WriteError
from standoff.printable import replaced

__all__ = ["RefusedError", "error_of", "told"]


class RefusedError(Exception):
    """Something that is not done, with what the browser is told of it.

    status: of HTTP. hint: what would help. where: the part of the question. more: what else the document holds.
    """

    def __init__(
        self,
        status: int,
        message: str,
        hint: str = "",
        where: str = "",
        *,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.hint, self.where = status, message, hint, where
        self.more, self.headers = dict(more or {}), dict(headers or {})

    @property
    def document(self) -> dict[str, Any]:
        """What is written."""
        said = {"message": self.message, "hint": self.hint, "where": self.where}
        return {"error": {name: _clean(text) for name, text in said.items() if text} | self.more}


def _clean(text: str) -> str:
    """Text whose lines hold nothing that cannot be shown."""
    return "\n".join(replaced(line, "?") for line in text.splitlines())


def error_of(error: StandoffError) -> RefusedError:
    """An error that a user can meet, as it is told to the browser."""
    if isinstance(error, CaseError):
        from standoff.results.documents.case import problem_entries

        first = next((one for one in error.problems if one.severity == "error"), None)
        message = first.message if first else "the case has problems"
        hint, where = (first.hint, first.path) if first else ("", "")
        return RefusedError(422, message, hint, where, more={"problems": problem_entries(error.problems)})
    from standoff.app.desk.outside import BusyError

    statuses: Mapping[type[StandoffError], int] = {SizeError: 422, WriteError: 507, BusyError: 409}
    return RefusedError(next((status for kind, status in statuses.items() if isinstance(error, kind)), 400), str(error))


def told(error: BaseException) -> RefusedError:
    """Whatever went wrong, as it is told: what no user can mend is told without its inside."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, StandoffError):
        return error_of(error)
    if isinstance(error, MemoryError):
        return RefusedError(507, "there is not enough memory", "ask of fewer steps or draws at once")
    return RefusedError(500, "something went wrong in the program itself", "the terminal that runs it says more")
