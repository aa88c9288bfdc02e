"""A view that is made of values by path: what somebody else says, written beside the case, which stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.app.server.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standoff.app.server.opened import Opened

__all__ = ["write_view"]

MOST = 500
"""Values of a view."""


def write_view(case: Opened, name: str, by: str, title: str, sees: Any) -> None:
    """Write `views/NAME.yaml` with some values, if the case as it was saved can be seen so.

    Raises RefusedError for what are no values, UsageError for the name, CaseError for what makes no case, WriteError.
    """
    from standoff.app.desk.disk import write_files
    from standoff.app.desk.views import place_of_view
    from standoff.case.overlaid import laid_over
    from standoff.case.overlays.overlay import Overlay
    from standoff.case.reading.writing import plain_text

    values = _values(sees)
    folder = case.desk.folder
    place_of_view(folder, name)
    laid_over(case.saved().case, [Overlay(name=name, values=values)])
    about = {key: text.strip() for key, text in (("title", title), ("by", by)) if text.strip()}
    write_files(folder, {f"views/{name}.yaml": plain_text({**about, "sees": values})})


def _values(sees: Any) -> Mapping[str, Any]:
    if not isinstance(sees, dict) or not 0 < len(sees) <= MOST or any(value is None for value in sees.values()):
        raise RefusedError(400, "sees: values by their paths belong here", "as in a view", "sees")
    return sees
