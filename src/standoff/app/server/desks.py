"""What is done at a desk over HTTP: edits, undo, saving, and changes that were made outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from standoff.app.server.questions import options
from standoff.app.server.questions.options import Option
from standoff.app.server.refused import RefusedError
from standoff.app.server.state import outside_state
from standoff.app.server.views import write_view

if TYPE_CHECKING:
    from standoff.app.server.opened import Opened

__all__ = ["DEEDS", "Deed", "differences"]

Deed = Callable[["Opened", Mapping[str, Any]], None]


def _edits(case: Opened, body: Mapping[str, Any]) -> None:
    from standoff.case.editing.edit import read_edits

    given = options.read("edits", _EDITS, {key: value for key, value in body.items() if key != "edits"})
    edits = read_edits(body.get("edits"))
    if not edits:
        raise RefusedError(400, "there are no edits", "`edits` is a list of them", "edits")
    if not given["label"].strip():
        raise RefusedError(400, "these edits have no label", "`label` says in plain words what was done", "label")
    case.desk.do(edits, given["label"], given["version"])


def _undo(case: Opened, body: Mapping[str, Any]) -> None:
    options.read("undo", _BARE, body)
    case.desk.undo()


def _redo(case: Opened, body: Mapping[str, Any]) -> None:
    options.read("redo", _BARE, body)
    case.desk.redo()


def _save(case: Opened, body: Mapping[str, Any]) -> None:
    from standoff.app.desk.outside import ChangedOutsideError

    given = options.read("save", _SAVE, {key: value for key, value in body.items() if key != "why"})
    why = body.get("why") or {}
    if not isinstance(why, dict) or not all(isinstance(text, str) for text in why.values()):
        raise RefusedError(400, "why: reasons by the path of what they are for belong here", where="why")
    try:
        if given["as"] == "view":
            case.desk.save_as_view(given["name"], given["by"], given["title"], why)
        else:
            case.desk.save(given["sha256"], why, given["by"])
    except ChangedOutsideError as error:
        conflict = outside_state(error.outside)
        raise RefusedError(409, str(error), more={"conflict": conflict}) from None


def _outside(case: Opened, body: Mapping[str, Any]) -> None:
    given = options.read("outside", _OUTSIDE, body)
    picks = given["picks"]
    if any(pick not in ("mine", "theirs") for pick in picks):
        raise RefusedError(400, "picks: `mine` or `theirs` for each place belongs here", where="picks")
    case.desk.take(given["take"], picks)


def _drop(case: Opened, body: Mapping[str, Any]) -> None:
    given = options.read("drop", _DROP, body)
    if given["gesture"] is None:
        case.desk.drop_all(given["version"])
    else:
        case.desk.drop(given["gesture"], given["version"])


def _view(case: Opened, body: Mapping[str, Any]) -> None:
    given = options.read("view", _VIEW, {key: value for key, value in body.items() if key != "sees"})
    write_view(case, given["name"], given["by"], given["title"], body.get("sees"))


def differences(case: Opened) -> dict[str, Any]:
    """What would be saved, line by line, and for which numbers a reason could be given."""
    from standoff.results.documents.case import problem_entries

    with case.lock:
        desk = case.desk
        return {
            "version": desk.version,
            "files": desk.differences(),
            "problems": problem_entries(case.reading().problems),
            "reasons_for": desk.reasons_for(),
        }


_BARE: Mapping[str, Option] = {"window": options.text()}

_EDITS: Mapping[str, Option] = {**_BARE, "label": options.text(), "version": options.whole(None, 0)}

_SAVE: Mapping[str, Option] = {
    **_BARE,
    "as": options.choice("case", "case", "view"),
    "name": options.text(),
    "by": options.text(),
    "title": options.text(),
    "sha256": options.text(),
}

_OUTSIDE: Mapping[str, Option] = {
    **_BARE,
    "take": options.choice("", "merge", "theirs", "mine-beside", "picks"),
    "picks": options.texts(()),
}

_DROP: Mapping[str, Option] = {**_BARE, "gesture": options.whole(None, 0), "version": options.whole(None, 0)}

_VIEW: Mapping[str, Option] = {**_BARE, "name": options.text(), "by": options.text(), "title": options.text()}

DEEDS: Mapping[str, Deed] = {
    "edits": _edits,
    "source": _edits,
    "undo": _undo,
    "redo": _redo,
    "save": _save,
    "outside": _outside,
    "drop": _drop,
    "view": _view,
}
"""What changes a desk, under /api/; each answers with the document of `GET /api/case`."""
