"""A case on the desk: edits, undo and redo over saves, the journal, and what a crash leaves."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from places import CASES
from standoff.app.desk.desk import Desk
from standoff.app.desk.outside import BusyError, ChangedOutsideError
from standoff.case.editing.edit import Edit, SourceEdit
from standoff.case.load import examine
from standoff.errors import CaseError, EditError, UsageError, WriteError


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


HORIZON = ("parties", "alpha", "horizon")


def horizon(value: str) -> list[Edit]:
    return [Edit("set", HORIZON, value)]


def line_of(text: str) -> str:
    return next(line.strip() for line in text.split("\n") if "horizon" in line)


def test_a_case_as_it_was_read(desk: Desk, folder: Path) -> None:
    content = (folder / "case.yaml").read_bytes()
    assert desk.text.encode() == content
    assert desk.sha256 == hashlib.sha256(content).hexdigest()
    assert desk.loaded.case == examine(folder).case
    assert (desk.version, desk.dirty, desk.can_undo, desk.can_redo, desk.outside) == (0, 0, False, False, None)
    assert (folder / ".standoff" / ".gitignore").read_text() == "*\n"


def test_edits_are_done_undone_and_done_again(desk: Desk, folder: Path) -> None:
    before = desk.text
    desk.do(horizon("1 year"), "Alpha looks less far ahead")
    desk.do([Edit("set", ("title",), "The quay"), Edit("remove", ("plans", "ban_first"))], "Two at once")
    assert [gesture.label for gesture in desk.gestures] == ["Alpha looks less far ahead", "Two at once"]
    assert desk.loaded.case is not None and set(desk.loaded.case.plans) == {"harbour_first"}
    after = desk.text
    desk.undo()
    assert line_of(desk.text) == "horizon: 1 year" and "ban_first" in desk.text
    desk.undo()
    assert desk.text == before and desk.dirty == 0 and desk.can_redo
    desk.redo()
    desk.redo()
    assert desk.text == after and not desk.can_redo
    with pytest.raises(UsageError, match="nothing to do again"):
        desk.redo()
    assert desk.version == 6
    assert (folder / "case.yaml").read_text() == before


def test_edits_of_a_gesture_are_all_made_or_none(desk: Desk) -> None:
    with pytest.raises(EditError):
        desk.do([*horizon("1 year"), Edit("remove", ("plans", "none"))], "No")
    assert (desk.dirty, desk.version, desk.text) == (0, 0, desk.base)
    desk.do(horizon("1 year"), "Yes", version=0)
    with pytest.raises(EditError, match="meanwhile"):
        desk.do(horizon("2 years"), "Late", version=0)


def test_an_edit_may_make_the_case_unsound_and_another_mend_it(desk: Desk) -> None:
    desk.do(horizon("soon"), "What is that?")
    assert desk.loaded.case is None and desk.loaded.problems[0].path == "parties.alpha.horizon"
    desk.do(horizon("1 year"), "Ah")
    assert desk.loaded.case is not None


def test_what_if_changes_nothing(desk: Desk) -> None:
    found = desk.with_edits(horizon("1 year")).case
    assert found is not None and found.parties["alpha"].horizon.low == 1
    assert (desk.dirty, desk.version, desk.text) == (0, 0, desk.base)


# --------------------------------------------------------------------------------------------------------- saving


def test_saving_changes_the_one_line(desk: Desk, folder: Path) -> None:
    before = (folder / "case.yaml").read_text().split("\n")
    desk.do(horizon("1 year"), "Shorter")
    (difference,) = desk.differences()
    assert difference.file == "case.yaml"
    (hunk,) = difference.hunks
    assert (hunk.where, hunk.old, hunk.new) == (
        "parties.alpha.horizon", ("    horizon: 3 to 6 years",), ("    horizon: 1 year",),
    )  # fmt: skip
    desk.save(desk.sha256)
    after = (folder / "case.yaml").read_text().split("\n")
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ("    horizon: 3 to 6 years", "    horizon: 1 year")
    ]
    assert desk.dirty == 0 and desk.saved_at and desk.sha256 == hashlib.sha256(desk.text.encode()).hexdigest()
    assert not (folder / ".standoff" / "journal.jsonl").exists()


def test_undo_goes_back_over_saves(desk: Desk, folder: Path) -> None:
    first = desk.text
    desk.do(horizon("1 year"), "One")
    desk.save(desk.sha256)
    desk.do(horizon("2 years"), "Two")
    desk.save(desk.sha256)
    desk.undo()
    assert line_of(desk.text) == "horizon: 1 year"
    assert [gesture.label for gesture in desk.gestures] == ["Undone: Two"]
    desk.undo()
    assert desk.text == first and desk.dirty == 2
    desk.redo()
    assert line_of(desk.text) == "horizon: 1 year" and desk.dirty == 1
    desk.do([Edit("set", ("title",), "T")], "Title")
    assert [gesture.label for gesture in desk.gestures] == ["Undone: Two", "Title"] and not desk.can_redo
    desk.save(desk.sha256)
    assert line_of((folder / "case.yaml").read_text()) == "horizon: 1 year"


def test_undo_goes_back_over_saves_of_another_day(folder: Path) -> None:
    first = (folder / "case.yaml").read_text()
    for value in ("1 year", "2 years"):
        with_desk = Desk(folder)
        with_desk.do(horizon(value), f"To {value}")
        with_desk.save(with_desk.sha256)
        with_desk.close()
    desk = Desk(folder)
    assert desk.can_undo
    desk.undo()
    assert line_of(desk.text) == "horizon: 1 year"
    assert [gesture.label for gesture in desk.gestures] == ["Undone: To 2 years"]
    desk.undo()
    assert desk.text == first
    with pytest.raises(UsageError, match="nothing to undo"):
        desk.undo()
    desk.close()
    again = Desk(folder)
    assert again.text == first and again.dirty == 2
    assert again.notes == ("2 edits that were not saved have come back.",)
    again.save(again.sha256)
    again.close()
    assert (folder / "case.yaml").read_text() == first


def test_former_texts_are_kept_for_people_and_the_oldest_go(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.app.desk.former.MOST_FILES", 6)
    texts = []
    for years in range(1, 6):
        texts.append(desk.text)
        desk.do(horizon(f"{years} years"), "On")
        desk.save(desk.sha256)
    there = sorted((folder / ".standoff" / "undo").glob("*.yaml"))
    assert [file.read_text() for file in there] == texts[-3:]
    monkeypatch.setattr("standoff.app.desk.former.MOST_BYTES", 1)
    desk.do(horizon("9 years"), "On")
    desk.save(desk.sha256)
    assert len(list((folder / ".standoff" / "undo").iterdir())) == 2


def test_ends_of_lines_and_the_mark_at_the_beginning_stay(folder: Path) -> None:
    file = folder / "case.yaml"
    content = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(content)
    desk = Desk(folder)
    assert desk.sha256 == hashlib.sha256(content).hexdigest() and desk.loaded.case is not None
    desk.do(horizon("1 year"), "Shorter")
    desk.save(desk.sha256)
    desk.close()
    assert file.read_bytes() == content.replace(b"horizon: 3 to 6 years", b"horizon: 1 year")


def test_what_came_with_its_evidence_is_asked_for_no_reason(desk: Desk) -> None:
    said = {"judgement": "Rather transit than the ban", "by": "AB", "for": "worth.beta", "supports": "size"}
    narrowed = Edit("set", ("steps", "transit", "worth", "beta"), "1 to 3")
    desk.do([narrowed, Edit("add", ("steps", "transit", "because"), said), *horizon("1 year")], "Answers")
    assert [one.path for one in desk.reasons_for()] == ["parties.alpha.horizon"]
    desk.save(desk.sha256)
    desk.do([Edit("set", ("steps", "transit", "worth", "beta"), "1 to 2")], "By hand")
    # What was there before says nothing of it.
    assert [one.path for one in desk.reasons_for()] == ["steps.transit.worth.beta"]
    desk.do([Edit("add", ("steps", "transit", "because"), {**said, "for": ["seen", "worth.alpha"]})], "Of others")
    assert [one.path for one in desk.reasons_for()] == ["steps.transit.worth.beta"]
    desk.do([Edit("add", ("steps", "transit", "because"), {**said, "for": ["seen", "worth.beta"]})], "Of it, too")
    assert desk.reasons_for() == ()


def test_reasons_become_judgements(desk: Desk) -> None:
    desk.do([Edit("set", ("steps", "transit", "worth", "beta"), "1 to 3"), *horizon("1 year")], "Two numbers")
    assert [(one.path, one.label) for one in desk.reasons_for()] == [
        ("parties.alpha.horizon", "Two numbers"), ("steps.transit.worth.beta", "Two numbers"),
    ]  # fmt: skip
    with pytest.raises(EditError, match="whose it is"):
        desk.save(desk.sha256, {"parties.alpha.horizon": "Early elections"})
    with pytest.raises(EditError, match="did you mean `transit`"):
        desk.save(desk.sha256, {"steps.trnsit.worth.beta": "x"}, by="JP")
    with pytest.raises(EditError, match="only numbers of"):
        desk.save(desk.sha256, {"plans.ban_first.pace": "x"}, by="JP")
    assert desk.dirty == 1
    desk.save(desk.sha256, {"parties.alpha.horizon": "Early elections", "steps.transit.worth.beta": " "}, by="JP")
    assert desk.loaded.case is not None
    evidence = desk.loaded.case.parties["alpha"].because[-1]
    assert (evidence.judgement, evidence.by, evidence.targets, evidence.supports) == (
        "Early elections", ("JP",), ("horizon",), "size",
    )  # fmt: skip
    assert "- {judgement: Early elections, by: JP, for: horizon, supports: size}" in desk.text


# ------------------------------------------------------------------------------------------------------ new cases


def test_an_empty_folder_becomes_a_case(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert (desk.text, desk.sha256, desk.loaded.case) == ("", "", None)
    desk.do(
        [Edit("set", ("title",), "Fjord"), Edit("set", ("format",), 1), Edit("set", ("as_of",), "2026-11-02")], "New"
    )
    assert desk.text == "format: 1\ntitle: Fjord\nas_of: 2026-11-02\n"
    desk.undo()
    assert desk.text == ""
    desk.redo()
    desk.save(desk.sha256)
    assert (tmp_path / "case.yaml").read_text() == desk.text
    desk.undo()
    desk.save(desk.sha256)
    assert not (tmp_path / "case.yaml").exists()
    desk.close()


def test_what_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no file or folder"):
        Desk(tmp_path / "nowhere")
    (tmp_path / "other.yaml").write_text("title: x\n")
    with pytest.raises(CaseError, match="rename it to case"):
        Desk(tmp_path)


# -------------------------------------------------------------------------------------------------------- sources


def test_sources_are_edited_with_the_case_and_saved_with_it(desk: Desk, folder: Path) -> None:
    quote = {"in": "log", "quote": "at dawn", "for": "takes", "supports": "size"}
    desk.do(
        [
            SourceEdit("log", {"title": "Log of the harbour", "type": "report"}, "They sailed at dawn.\n"),
            Edit("add", ("steps", "transit", "because"), quote),
        ],
        "A quote",
    )
    assert desk.loaded.case is not None
    assert not [problem for problem in desk.loaded.problems if "log" in problem.message]
    listed = (folder / "sources.json").read_text()
    assert not (folder / "sources" / "log.txt").exists()
    assert [one.file for one in desk.differences()] == ["case.yaml", "sources.json", "sources/log.txt"]
    desk.save(desk.sha256)
    assert (folder / "sources" / "log.txt").read_text() == "They sailed at dawn.\n"
    assert [entry["id"] for entry in json.loads((folder / "sources.json").read_text())][-1] == "log"
    assert (folder / "sources.json").read_text().startswith(listed.rstrip("]\n"))
    desk.undo()
    desk.save(desk.sha256)
    assert not (folder / "sources" / "log.txt").exists() and (folder / "sources.json").read_text() == listed


def test_a_quote_is_looked_for_in_the_text_on_the_desk(desk: Desk) -> None:
    desk.do([SourceEdit("log", {"title": "Log"}, "At noon.\n")], "A source")
    desk.do([Edit("add", ("steps", "transit", "because"), {"in": "log", "quote": "at dawn", "for": "takes"})], "Wrong")
    assert [problem for problem in desk.loaded.problems if "at dawn" in problem.message or "quote" in problem.message]


def test_an_entry_alone_is_changed_in_its_place(desk: Desk) -> None:
    before = json.loads(desk.texts["sources.json"])
    desk.do([SourceEdit("beta-debate", {**before[1], "title": "Minutes"})], "Title")
    after = json.loads(desk.texts["sources.json"])
    assert after == [before[0], {**before[1], "title": "Minutes"}, before[2]]
    (difference,) = desk.differences()
    assert all("debate" not in line for hunk in difference.hunks for line in hunk.new)


def test_a_text_that_is_there_is_replaced_and_comes_back(desk: Desk, folder: Path) -> None:
    name = next(file.stem for file in (folder / "sources").glob("*.txt"))
    before = (folder / "sources" / f"{name}.txt").read_text()
    desk.do(horizon("1 year"), "First")
    entry = next(one for one in json.loads(desk.texts["sources.json"]) if one["id"] == name)
    desk.do([SourceEdit(name, entry, before + "\nMore.\n")], "Longer")
    desk.close()
    again = Desk(folder)
    assert again.dirty == 2 and again.texts[f"sources/{name}.txt"].endswith("More.\n")
    again.save(again.sha256)
    assert (folder / "sources" / f"{name}.txt").read_text().endswith("More.\n")
    again.undo()
    again.save(again.sha256)
    assert (folder / "sources" / f"{name}.txt").read_text() == before
    again.close()


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "x" * 200])
def test_no_source_leads_out_of_the_folder(desk: Desk, name: str) -> None:
    with pytest.raises(EditError, match="not the name of a source"):
        desk.do([SourceEdit(name, {"title": "x"}, "x")], "Out")


# -------------------------------------------------------------------------------------------------- two at a time


def test_one_desk_at_a_time(desk: Desk, folder: Path) -> None:
    with pytest.raises(BusyError, match=r"another window of standoff has .* open"):
        Desk(folder)
    desk.do(horizon("1 year"), "Kept")
    desk.close()
    other = Desk(folder)
    assert line_of(other.text) == "horizon: 1 year"
    other.close()


def test_what_another_wrote_into_the_journal_is_not_written_over(desk: Desk, folder: Path) -> None:
    """Where the system of files knows no locks."""
    desk.do(horizon("1 year"), "Mine")
    with (folder / ".standoff" / "journal.jsonl").open("a") as stream:
        stream.write("{}\n")
    with pytest.raises(WriteError, match="another program"):
        desk.do(horizon("2 years"), "Mine, too")
    assert line_of(desk.text) == "horizon: 1 year"


def test_an_older_window_does_not_save_over_a_newer_one(desk: Desk) -> None:
    seen = desk.sha256
    desk.do(horizon("1 year"), "One window")
    desk.save(seen)
    desk.do(horizon("2 years"), "Another window")
    with pytest.raises(ChangedOutsideError, match="another window"):
        desk.save(seen)
    assert desk.dirty == 1


# -------------------------------------------------------------------------------------------------------- journal


def test_what_was_not_saved_is_there_again(folder: Path) -> None:
    desk = Desk(folder)
    desk.do(horizon("1 year"), "One")
    desk.do(horizon("2 years"), "Two")
    desk.do(horizon("3 years"), "Three")
    desk.undo()
    desk.close()
    again = Desk(folder)
    assert line_of(again.text) == "horizon: 2 years"
    assert [gesture.label for gesture in again.gestures] == ["One", "Two"]
    assert again.gestures[0].edits == tuple(horizon("1 year"))
    again.redo()
    assert line_of(again.text) == "horizon: 3 years"
    again.close()


def test_a_torn_last_line_is_left_out(folder: Path) -> None:
    desk = Desk(folder)
    desk.do(horizon("1 year"), "One")
    desk.do(horizon("2 years"), "Two")
    desk.close()
    file = folder / ".standoff" / "journal.jsonl"
    whole = file.read_bytes()
    for cut in range(1, len(whole.split(b"\n")[2])):
        file.write_bytes(whole[: -1 - cut])
        again = Desk(folder)
        assert line_of(again.text) == "horizon: 1 year" and again.dirty == 1
        again.close()
        file.write_bytes(whole)
        if cut > 3:
            break


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\n",
        b"{}\n",
        b'{"journal":1,"base":{"../../x":"y"}}\n',
        b'{"journal":1,"base":{"case.yaml":3}}\n',
        b'[[[\n{"do":{}}\n',
        b'{"journal":1,"base":{}}\n{"do":{"label":"x","at":"","kind":"edits","edits":[],"changes":[["../x",0,null,"y"]]}}\n',
    ],
)
def test_a_journal_that_nobody_wrote_is_put_aside(folder: Path, content: bytes) -> None:
    (folder / ".standoff").mkdir()
    (folder / ".standoff" / "journal.jsonl").write_bytes(content)
    desk = Desk(folder)
    assert desk.text == (folder / "case.yaml").read_text() and desk.dirty == 0
    assert desk.notes == (
        "Not all of the edits that were not saved could be read; their journal is kept as journal-damaged-1.jsonl in .standoff.",
    )
    assert (folder / ".standoff" / "journal-damaged-1.jsonl").read_bytes() == content
    desk.do(horizon("1 year"), "Goes on")
    desk.close()
    assert not (folder.parent / "x").exists()


def test_links_are_not_followed_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / ".standoff").symlink_to(outside)
    with pytest.raises(UsageError, match="no folder of standoff"):
        Desk(folder)
    (folder / ".standoff").unlink()
    (folder / ".standoff").mkdir()
    (tmp_path / "victim").write_text("mine")
    (folder / ".standoff" / "journal.jsonl").symlink_to(tmp_path / "victim")
    desk = Desk(folder)
    with pytest.raises(WriteError, match="link"):
        desk.do(horizon("1 year"), "No")
    assert (tmp_path / "victim").read_text() == "mine" and desk.dirty == 0
    desk.close()
