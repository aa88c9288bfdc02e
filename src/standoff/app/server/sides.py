"""Which cases are compared: what lies on the desk, what was saved, a view, a day, another case that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.app.server.refused import RefusedError
from standoff.case.named import named
from standoff.over import Over

if TYPE_CHECKING:
    from standoff.app.server.opened import Cases, Opened
    from standoff.app.server.questions.asked import Subject

__all__ = ["DESK", "SAVED", "side_named"]

DESK, SAVED, CASE = "desk", "saved", "case:"
"""This case as it lies here now; as it was read or saved last; and what stands before the id of another."""


def side_named(cases: Cases, here: Opened, text: str) -> Subject:
    """The case of a name, as `compare` takes it.

    `desk`, `saved`, `case:ID`, each with `@DATE` and `@view:NAME` behind it; these alone are of the desk. RefusedError
    for a case that is not open, UsageError for what names nothing, CaseError for what cannot be put over it.
    """
    found = named(text, at_hand=True)
    over = Over(found.as_of, found.view)
    if found.case in ("", DESK):
        return here.subject(over)
    if found.case == SAVED:
        return here.saved(over)
    if found.case.startswith(CASE):
        return cases.get(found.case.removeprefix(CASE)).subject(over)
    raise RefusedError(
        400,
        f"`{found.case[:80]}` is no case to compare",
        f"write `{DESK}`, `{SAVED}`, a date, `view:NAME`, or `{CASE}ID` for another case that is open",
    )
