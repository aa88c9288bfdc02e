"""Changes made outside while a case lies on the desk: found, told, and settled without losing either side."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from places import CASES
from standoff.app.desk.desk import Desk
from standoff.app.desk.outside import BusyError, ChangedOutsideError
from standoff.case.editing.edit import Edit, SourceEdit
from standoff.errors import UsageError


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


def horizon(value: str) -> list[Edit]:
    return [Edit("set", ("parties", "alpha", "horizon"), value)]


def change(folder: Path, old: str, new: str) -> str:
    file = folder / "case.yaml"
    text = file.read_text().replace(old, new, 1)
    file.write_text(text)
    return text


ELSEWHERE = ("horizon: 4 to 9 years", "horizon: 5 to 9 years")
THERE = ("horizon: 3 to 6 years", "horizon: 7 to 8 years")


def test_a_clean_desk_takes_what_is_there(desk: Desk, folder: Path) -> None:
    before = desk.text
    assert desk.look() is None and desk.version == 0
    text = change(folder, *THERE)
    assert desk.look() is None
    assert desk.text == text and desk.version == 1 and desk.dirty == 0
    desk.do(horizon("1 year"), "On top")
    desk.save(desk.sha256)
    desk.undo()
    assert desk.text == text
    desk.undo()
    assert desk.text == before and [gesture.label for gesture in desk.gestures] == [
        "Undone: On top", "Undone: Changed outside",
    ]  # fmt: skip


def test_nothing_is_saved_over_a_change_made_outside(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    text = change(folder, *THERE)
    with pytest.raises(ChangedOutsideError) as error:
        desk.save(desk.sha256)
    assert (folder / "case.yaml").read_text() == text and desk.dirty == 1
    found = error.value.outside
    assert (found.what, found.merged) == ("changed", None) and found.theirs == {"case.yaml": text}
    (touching,) = found.touching
    assert (touching.where, touching.base, touching.mine, touching.theirs) == (
        "parties.alpha.horizon",
        ("    horizon: 3 to 6 years",),
        ("    horizon: 1 year",),
        ("    horizon: 7 to 8 years",),
    )
    with pytest.raises(UsageError, match="same lines"):
        desk.take("merge")


def test_reasons_do_not_stay_where_saving_failed(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    change(folder, *THERE)
    with pytest.raises(ChangedOutsideError):
        desk.save(desk.sha256, {"parties.alpha.horizon": "so"}, by="AB")
    assert [gesture.label for gesture in desk.gestures] == ["Mine"] and not desk.can_redo


def test_lines_that_do_not_touch_are_merged(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    text = change(folder, *ELSEWHERE)
    found = desk.look()
    assert found is not None and found.merged is not None and desk.outside == found
    assert desk.take("merge") is None
    assert desk.text == text.replace("3 to 6 years", "1 year")
    assert desk.outside is None and [gesture.label for gesture in desk.gestures] == ["Mine"]
    assert desk.gestures[0].edits == tuple(horizon("1 year"))
    desk.undo()
    assert desk.text == text and desk.dirty == 0
    desk.redo()
    desk.save(desk.sha256)
    assert (folder / "case.yaml").read_text() == desk.text


def test_merged_edits_outlive_a_crash(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    change(folder, *ELSEWHERE)
    desk.take("merge")
    text = desk.text
    desk.close()
    again = Desk(folder)
    assert again.text == text and again.dirty == 1 and again.outside is None
    again.close()


def test_theirs_is_taken_and_mine_is_an_undo_away(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    mine = desk.text
    text = change(folder, *THERE)
    assert desk.take("theirs") is None
    assert desk.text == text and desk.dirty == 0
    desk.undo()
    assert desk.text == mine and desk.dirty == 1
    desk.close()
    again = Desk(folder)
    assert again.text == mine
    again.close()


def test_mine_goes_beside_and_never_over_another_file(desk: Desk, folder: Path) -> None:
    (folder / "case.mine.yaml").write_text("there before")
    desk.do(horizon("1 year"), "Mine")
    mine = desk.text
    text = change(folder, *THERE)
    assert desk.take("mine-beside") == folder / "case.mine-2.yaml"
    assert (folder / "case.mine-2.yaml").read_text() == mine and (
        folder / "case.mine.yaml"
    ).read_text() == "there before"
    assert desk.text == text


def test_the_same_change_on_both_sides_is_none(desk: Desk, folder: Path) -> None:
    desk.do(horizon("7 to 8 years"), "Mine")
    change(folder, *THERE)
    assert desk.look() is None and desk.dirty == 0
    with pytest.raises(UsageError, match="nothing was changed outside"):
        desk.take("theirs")


def test_a_folder_that_is_gone_is_made_again_by_saving(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    text = desk.text
    shutil.rmtree(folder)
    outside = desk.look()
    assert outside is not None and outside.what == "gone"
    desk.save(desk.sha256)
    assert (folder / "case.yaml").read_text(encoding="utf-8") == text
    desk.do(horizon("2 years"), "And more")
    with pytest.raises(BusyError):
        Desk(folder)
    more = desk.text
    desk.close()
    again = Desk(folder)
    assert again.text == more, "the journal is kept there, too"
    again.close()


def test_a_file_that_is_gone_is_kept_and_written_again(desk: Desk, folder: Path) -> None:
    text = desk.text
    (folder / "case.yaml").unlink()
    found = desk.look()
    assert found is not None and found.what == "gone" and "case.yaml is gone" in found.message
    assert desk.text == text and desk.loaded.case is not None
    for how in ("merge", "theirs", "mine-beside"):
        with pytest.raises(UsageError, match="gone"):
            desk.take(how)
    desk.do(horizon("1 year"), "Mine")
    desk.save(desk.sha256)
    assert (folder / "case.yaml").read_text() == desk.text and desk.look() is None


@pytest.mark.parametrize("content", [b"\0\1\2", b"title: \xff", b"x" * 1_000_001])
def test_a_file_that_cannot_be_read_any_more(desk: Desk, folder: Path, content: bytes) -> None:
    text = desk.text
    desk.do(horizon("1 year"), "Mine")
    (folder / "case.yaml").write_bytes(content)
    found = desk.look()
    assert found is not None and found.what == "unreadable" and "the desk keeps what it had" in found.message
    with pytest.raises(ChangedOutsideError):
        desk.save(desk.sha256)
    assert (folder / "case.yaml").read_bytes() == content
    with pytest.raises(UsageError):
        desk.take("theirs")
    place = desk.take("mine-beside")
    assert place is not None and place.read_text() == desk.text != text
    assert desk.dirty == 1


def test_a_text_that_does_not_load_is_not_taken_unasked(desk: Desk, folder: Path) -> None:
    text = desk.text
    broken = change(folder, "steps:", "steps: [")
    found = desk.look()
    assert found is not None and "cannot be loaded now" in found.message
    assert desk.text == text and desk.loaded.case is not None
    desk.take("theirs")
    assert desk.text == broken and desk.loaded.case is None
    change(folder, "steps: [", "steps:")
    assert desk.look() is None and desk.text == text


def test_a_link_out_of_the_folder_is_not_read(desk: Desk, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text(desk.text)
    (folder / "case.yaml").unlink()
    (folder / "case.yaml").symlink_to(tmp_path / "other")
    found = desk.look()
    assert found is not None and found.what == "unreadable" and "outside the case folder" in found.message


def test_new_texts_of_sources_are_seen(desk: Desk, folder: Path) -> None:
    name = next((folder / "sources").glob("*.txt"))
    assert not [one for one in desk.loaded.problems if one.severity == "error"]
    name.write_text("2026-10-01\nNothing of it.\n")
    assert desk.look() is None and desk.version == 1
    assert [one for one in desk.loaded.problems if one.severity == "error"]


def test_sources_that_were_listed_outside_are_merged(desk: Desk, folder: Path) -> None:
    desk.do([SourceEdit("log", {"title": "Log"}, "word\n")], "Mine")
    file = folder / "sources.json"
    file.write_text(file.read_text().replace("The price of a closed harbour", "The cost of a closed harbour"))
    assert desk.look() is not None
    desk.take("merge")
    assert "The cost of" in desk.texts["sources.json"] and '"id": "log"' in desk.texts["sources.json"]
    desk.save(desk.sha256)
    assert (folder / "sources" / "log.txt").read_text() == "word\n"


def test_a_journal_of_another_text_is_offered_as_a_change_outside(desk: Desk, folder: Path) -> None:
    desk.do(horizon("1 year"), "Mine")
    desk.close()
    theirs = change(folder, *THERE)
    again = Desk(folder)
    assert again.outside is not None and again.outside.touching and again.dirty == 1
    assert again.outside.theirs == {"case.yaml": theirs}
    with pytest.raises(ChangedOutsideError):
        again.save(again.sha256)
    again.take("mine-beside")
    assert "horizon: 1 year" in (folder / "case.mine.yaml").read_text() and again.text == theirs
    again.close()
