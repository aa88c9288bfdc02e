"""Gestures that are dropped though more was done since, and lines that both sides changed, taken as chosen."""

from __future__ import annotations

import itertools

import pytest

from standoff.app.desk.desk import Desk
from standoff.case.editing.edit import Edit, SourceEdit
from standoff.case.editing.merging import merged, picked
from standoff.errors import EditError, UsageError

CASE = """\
# On top.
format: 1
title: Zero
as_of: 2026-11-02
intervals: 80 %
parties:
  alpha: {horizon: 4 years}
  beta: {horizon: 4 years}
"""


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def title(text):
    return [Edit("set", ("title",), text)]


def horizon(party, text):
    return [Edit("set", ("parties", party, "horizon"), text)]


def test_one_gesture_is_dropped_and_comes_back_with_undo(desk):
    desk.do(title("One"), "Another title")
    desk.do(horizon("beta", "2 years"), "Beta looks less far")
    both = desk.text
    desk.drop(0)
    assert desk.text == CASE.replace("beta: {horizon: 4 years}", "beta: {horizon: 2 years}")
    assert [gesture.label for gesture in desk.gestures][-1] == "Undone: Another title"
    desk.undo()
    assert desk.text == both
    desk.drop(1)
    assert (desk.text, desk.dirty, desk.can_redo) == (CASE.replace("Zero", "One"), 1, True)


def test_what_a_later_one_builds_on_is_not_dropped_and_the_later_one_is_named(desk):
    desk.do(title("One"), "Another title")
    desk.do(horizon("beta", "2 years"), "Beta looks less far")
    desk.do(title("Two"), "A third title")
    before = desk.text, desk.version
    with pytest.raises(EditError, match="“A third title” builds on “Another title”"):
        desk.drop(0)
    assert (desk.text, desk.version) == before
    for number in (-1, 3):
        with pytest.raises(UsageError):
            desk.drop(number)
    with pytest.raises(EditError, match="changed meanwhile"):
        desk.drop(1, version=0)


def test_a_source_is_dropped_with_its_file(desk):
    desk.do([SourceEdit("log", {"title": "A log"}, "word")], "A source")
    desk.do(title("One"), "Another title")
    desk.drop(0)
    assert dict(desk.texts) == {"case.yaml": CASE.replace("Zero", "One")}


def test_all_is_dropped_also_what_was_undone_over_a_save(desk):
    desk.do(title("One"), "Another title")
    desk.save(desk.sha256)
    saved = desk.text
    desk.undo()
    assert desk.dirty == 1
    desk.drop_all()
    assert (desk.text, desk.dirty) == (saved, 0)
    desk.do(title("Two"), "A third title")
    desk.do(horizon("beta", "2 years"), "Beta looks less far")
    desk.drop_all()
    assert (desk.text, desk.dirty) == (saved, 0)
    desk.redo()
    desk.redo()
    assert desk.text == CASE.replace("Zero", "Two").replace("beta: {horizon: 4 years}", "beta: {horizon: 2 years}")


@pytest.mark.parametrize(("pick", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_of_lines_that_touch_those_of_one_side_are_taken_and_the_others_are_an_undo_away(desk, pick, kept):
    desk.do(title("Mine"), "My title")
    desk.do(horizon("beta", "2 years"), "Beta looks less far")
    mine = desk.text
    theirs = CASE.replace("Zero", "Theirs").replace("80 %", "70 %")
    (desk.folder / "case.yaml").write_text(theirs, encoding="utf-8")
    found = desk.look()
    assert [place.line for place in found.touching] == [3]
    for wrong in ((), (pick, pick)):
        with pytest.raises(UsageError, match="1 places were changed on both sides"):
            desk.take("picks", wrong)
    desk.take("picks", (pick,))
    # By hand: what only one side changed is in; the title is that of the side that was picked.
    assert desk.text == theirs.replace("Theirs", kept).replace("beta: {horizon: 4 years}", "beta: {horizon: 2 years}")
    assert desk.outside is None
    assert (desk.folder / "case.yaml").read_text(encoding="utf-8") == theirs
    desk.undo()
    assert desk.text == theirs
    desk.undo()
    assert desk.text == mine


LINES = [["x"], ["y"], [], ["x", "z"]]


@pytest.mark.parametrize("picks", [*itertools.product(["mine", "theirs"], repeat=2)])
def test_two_places_far_apart_are_each_as_picked(picks):
    """The twin: every text is three pieces, of which the first and the last are anything, put together by hand."""
    for (m1, t1), (m2, t2) in itertools.product(itertools.permutations(LINES, 2), repeat=2):
        base, mine, theirs = (_text(first, last) for first, last in ((["o"], ["p"]), (m1, m2), (t1, t2)))
        if merged(base, mine, theirs, None).text is not None:
            continue
        first, last = (m1 if picks[0] == "mine" else t1), (m2 if picks[1] == "mine" else t2)
        assert picked(base, mine, theirs, picks, None) == _text(first, last)


def _text(first, last):
    return "".join(f"{line}\n" for line in ("top", *first, "one", "two", "three", *last, "end"))
