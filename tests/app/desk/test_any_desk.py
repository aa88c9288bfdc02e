"""Any sequence of gestures, undoing, saving and opening again: what always holds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from standoff.app.desk.desk import Desk
from standoff.app.desk.gesture import between, gesture_from, put, told
from standoff.app.desk.outside import ChangedOutsideError
from standoff.case.editing.edit import Edit, SourceEdit
from standoff.errors import UsageError

acts = st.lists(
    st.sampled_from(["do", "do", "source", "undo", "undo", "redo", "save", "open", "theirs", "merge"]), max_size=14
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(acts)
@example(["source", "save", "open", "undo", "save"])  # a text that was added goes with the save that is undone
@example(["source", "save", "open", "undo", "theirs", "undo"])  # what is not there is not taken away
@example(["source", "save", "undo", "source", "open"])  # the text in the folder is not what was on the desk
def test_whatever_is_done_nothing_is_lost(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "case.yaml"
        file.write_text("title: Zero\nformat: 1\nas_of: 2026-11-02\nintervals: 80 %\n")
        desk = Desk(folder)
        for number, act in enumerate(names, start=1):
            name = act
            before, dirty = desk.texts, desk.dirty
            if name == "do":
                desk.do([Edit("set", ("title",), f"T{number}")], f"Title {number}")
                assert f"title: T{number}\n" in desk.text
                desk.undo()
                assert desk.texts == before
                desk.redo()
                assert f"title: T{number}\n" in desk.text and not desk.can_redo
            elif name == "source":
                desk.do([SourceEdit("log", {"title": f"T{number}"}, f"word {number}")], f"Source {number}")
                assert desk.texts["sources/log.txt"] == f"word {number}" and desk.text == before["case.yaml"]
            elif name == "undo" and desk.can_undo:
                try:
                    desk.undo()
                except UsageError:  # before no save was anything else: that is seen only when it is tried
                    assert desk.texts == before and not desk.can_undo
                    continue
                after = desk.texts
                desk.redo()
                # Undoing over a save may take up texts of sources, as they are in the folder.
                taken = {key: text for key, text in desk.texts.items() if key not in before}
                assert desk.texts == {**before, **taken}
                assert all((folder / key).read_text() == text for key, text in taken.items())
                desk.undo()
                assert desk.texts == after
            elif name == "redo" and desk.can_redo:
                desk.redo()
                desk.undo()
                assert desk.texts == before
                desk.redo()
            elif name == "save":
                log = folder / "sources" / "log.txt"
                written = log.read_text() if log.exists() else None
                if not saved(desk):
                    continue
                assert file.read_text() == desk.text and desk.texts == before and desk.dirty == 0
                # A desk that was opened anew has no text that was saved before: as long as it is listed, it stays.
                listed = '"log"' in before.get("sources.json", "")
                stays = before.get("sources/log.txt", written) if listed else None
                assert (log.read_text() if log.exists() else None) == stays
            elif name == "open":
                desk.close()
                desk = Desk(folder)
                there = {key: text for key, text in before.items() if not key.startswith("sources/") or desk.dirty}
                assert {key: desk.texts.get(key) for key in there} == there
                # A gesture and one that takes it back, though it undid an earlier one that did the same, are none.
                assert desk.dirty <= dirty and (desk.dirty == dirty or "undo" in names)
            elif name in ("theirs", "merge"):
                text = file.read_text().replace("intervals: 8", "intervals: 9").replace("intervals: 7", "intervals: 8")
                text = text if text != file.read_text() else text.replace("intervals: 9", "intervals: 7")
                file.write_text(text)
                found = desk.look()
                name = name if found is None or found.merged is not None else "theirs"
                if found is not None:
                    assert desk.texts == before
                    desk.take("theirs" if name == "theirs" else "merge")
                assert text.split("\n")[3] == desk.text.split("\n")[3]
                assert name == "theirs" or desk.text.split("\n")[:3] == before["case.yaml"].split("\n")[:3]
                assert desk.outside is None
        texts = desk.texts
        assert not saved(desk) or file.read_text() == texts["case.yaml"]
        desk.close()


def saved(desk: Desk) -> bool:
    """Whether it was saved; refused where another program wrote what was undone here since, and then theirs is taken."""
    before = desk.file.read_text()
    try:
        desk.save(desk.sha256)
    except ChangedOutsideError:
        assert desk.file.read_text() == before
        desk.take("theirs")
        return False
    return True


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_a_change_makes_of_one_text_the_other_and_back(old: str, new: str) -> None:
    change = between("case.yaml", old, new)
    assert put({"case.yaml": old}, (change,)) == {"case.yaml": new}
    assert put({"case.yaml": new}, (change.back,)) == {"case.yaml": old}
    assert len(change.old or "") <= len(old) and (old != new or (change.old, change.new) == ("", ""))


def test_gestures_are_told_and_read_back() -> None:
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(place)
        edits = [Edit("set", ("title",), "x", was=None), Edit("add", ("now",), "a"), SourceEdit("s", {"id": "s"}, "t")]
        desk.do(edits, "All kinds")
        (gesture,) = desk.gestures
        assert gesture_from(told(gesture)) == gesture and gesture.edits == tuple(edits)
        desk.close()
