"""What was changed, saved as a view: what such a file can say, and what it is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from places import CASES
from standoff.app.desk.desk import Desk
from standoff.case.editing.edit import Edit, SourceEdit
from standoff.case.load import load
from standoff.case.overlays.bare import without_evidence
from standoff.case.view_files import read_view
from standoff.errors import EditError, UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "harbour"
    shutil.copytree(CASES / "harbour", place, ignore=shutil.ignore_patterns(".standoff"))
    return place


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder)
    yield desk
    desk.close()


def put(path: str, value: Any) -> Edit:
    return Edit("set", tuple(path.split(".")), value)


def test_changed_values_become_a_view(desk: Desk, folder: Path) -> None:
    before = (folder / "case.yaml").read_text()
    desk.do(
        [
            put("parties.alpha.horizon", "1 year"),
            put("steps.transit.worth.beta", "1 to 3"),
            put("steps.lift_ban.seen", {"normally": "1 week", "with": {"transit": "1 day"}}),
            put("plans.ban_first.phases", [["lift_ban", "transit"], ["clear_mines"]]),
            Edit("add", ("now",), "release_ships"),
        ],
        "As they see it",
    )
    wanted = desk.loaded.case
    assert wanted is not None
    file = desk.save_as_view("theirs", by="JP", title="Theirs", why={"parties.alpha.horizon": "Early elections"})
    assert file == folder / "views" / "theirs.yaml"
    assert (folder / "case.yaml").read_text() == before == desk.text and desk.dirty == 0
    assert not (folder / ".standoff" / "journal.jsonl").exists()
    view = read_view(folder, "theirs")
    assert (view.title, view.by, view.added) == ("Theirs", ("JP",), ("release_ships",))
    assert view.values["steps.transit.worth.beta"] == "1 to 3"
    assert view.because[0].targets == ("parties.alpha.horizon",)
    found = load(folder, view="theirs")
    assert without_evidence(found) == without_evidence(wanted)


def test_evidence_for_what_it_says_goes_with_it(desk: Desk, folder: Path) -> None:
    judgement = {"judgement": "so", "by": "JP", "for": "horizon", "supports": "size"}
    desk.do([put("parties.alpha.horizon", "1 year"), Edit("add", ("parties", "alpha", "because"), judgement)], "So")
    desk.save_as_view("so")
    assert read_view(folder, "so").because[0].targets == ("parties.alpha.horizon",)


REFUSED: list[tuple[Edit, str]] = [
    (put("title", "Other"), "“It”: a view cannot say anything of `title`"),
    (put("steps.new", {"by": "alpha"}), "“It”: a view cannot say this"),
    (Edit("remove", ("plans", "ban_first")), "“It”: a view cannot take anything away"),
    (Edit("remove", ("parties", "alpha", "because", 0)), "“It”: a view cannot change or take away the evidence"),
    (Edit("add", ("parties", "alpha", "because"), {"judgement": "x", "by": "y", "for": "horizon"}),
     "“It”: a view cannot add evidence for a number that it leaves as it is"),
    (SourceEdit("log", {"title": "Log"}), "nothing was changed that a view could say"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "said"), REFUSED)
def test_what_a_view_cannot_say_is_refused(desk: Desk, folder: Path, edit: Any, said: str) -> None:
    desk.do([edit], "It")
    with pytest.raises((EditError, UsageError)) as error:
        desk.save_as_view("mine")
    assert said in str(error.value)
    assert desk.dirty == 1 and not (folder / "views" / "mine.yaml").exists()


def test_names_of_views(desk: Desk, folder: Path) -> None:
    desk.do([put("parties.alpha.horizon", "1 year")], "It")
    for name in ("../x", "A", "", "a.b"):
        with pytest.raises(UsageError, match="no name of a view"):
            desk.save_as_view(name)
    there = next((folder / "views").glob("*.yaml"))
    before = there.read_text()
    with pytest.raises(UsageError, match="already"):
        desk.save_as_view(there.stem)
    assert there.read_text() == before and desk.dirty == 1


def test_a_case_with_errors_is_no_view(desk: Desk) -> None:
    desk.do([put("parties.alpha.horizon", "soon")], "It")
    with pytest.raises(UsageError, match="has errors"):
        desk.save_as_view("mine")
