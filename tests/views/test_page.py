"""A page of the terminal: what fits beside and below each other, what is left out, and where there are colours."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from standoff.errors import Problem
from standoff.views.text.page import LINES, WIDTH, Page, Verdict, wide, wrapped
from standoff.views.text.problems import show_problems


def texts(page):
    return [line.text for line in page.shown()]


def coloured(page, **settings):
    """What a page writes on a terminal with colours."""
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=88, **settings)
    page.write(console)
    return console.file.getvalue()


@pytest.mark.parametrize(
    "text", ["It holds in 87 % of the draws. " * 9, "서울과 평양 " * 40, "x" * 300, "a " * 200, ""]
)
@pytest.mark.parametrize("width", [9, 40, 88])
def test_no_line_is_wider_than_its_room_and_no_word_is_lost(text, width):
    lines = wrapped(text, width)
    assert all(wide(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line.lstrip().startswith("%") for line in lines)


def test_a_page_that_has_room_is_whole():
    page = Page()
    for number in range(LINES):
        page.say(f"Line {number}.")
    assert texts(page) == [f"Line {number}." for number in range(LINES)]


def test_one_line_too_many_and_the_last_says_how_many_are_left_out():
    """24 of 26 are shown, so that the note is the 25th."""
    page = Page()
    for number in range(LINES + 1):
        page.say(f"Line {number}.")
    shown = texts(page)
    assert len(shown) == LINES
    assert shown[-2:] == ["Line 23.", "2 lines are left out: --all shows them."]
    page.whole = True
    assert len(texts(page)) == LINES + 1


def test_room_is_left_for_what_stands_below():
    page = Page(most=10)
    for number in range(20):
        page.say(f"Line {number}.")
    assert len(texts(page)) == 10
    assert texts(page)[-1] == "11 lines are left out: --all shows them."


def test_a_table_is_cut_between_rows_and_says_of_how_many():
    page = Page()
    page.say("The answer.")
    page.space()
    page.table("Numbers", ("one", "two"), [(f"row {n}", str(n)) for n in range(40)])
    shown = texts(page)
    assert len(shown) == LINES
    # The answer, an empty line, the title, the head, 20 rows, and the note.
    assert shown[-2].split() == ["row", "19", "19"]
    assert shown[-1] == "20 lines are left out (20 of 40 rows of “Numbers”): --all shows them."


def test_what_comes_after_a_cut_is_left_out_too():
    """Else a reader would take it for the whole."""
    page = Page()
    page.table("First", ("x",), [(str(n),) for n in range(60)])
    page.say("After it.")
    assert "After it." not in texts(page)
    page.whole = True
    assert texts(page)[-1] == "After it."


def test_a_row_of_several_lines_is_shown_whole_or_not_at_all():
    page = Page(room=30)
    page.table("", ("text", "n"), [("word " * 30, str(n)) for n in range(9)], name="texts")
    shown = texts(page)
    assert len(shown) <= LINES
    assert sum("word" in line for line in shown) % sum("word" in line for line in _one_row()) == 0


def _one_row():
    page = Page(room=30, whole=True)
    page.table("", ("text", "n"), [("word " * 30, "0")])
    return texts(page)


@pytest.mark.parametrize("room", [40, 80, 88, 120])
def test_numbers_without_room_stand_in_tables_below_each_other(room):
    page = Page(room, whole=True)
    head = ("who", *(f"Party number {n}" for n in range(12)))
    page.table("Leverage", head, [(f"Party number {n}", *(f"{n}.{k} to 99" for k in range(12))) for n in range(12)])
    shown = texts(page)
    assert max(map(wide, shown)) <= room
    cells = " ".join(shown).split()
    assert all(f"{n}.{k}" in cells for n in range(12) for k in range(12))


def test_long_names_do_not_push_a_table_off_the_page():
    page = Page(whole=True)
    page.table("T" * 300, ("x" * 500, "y" * 500), [("z" * 500, "1")])
    assert max(map(wide, texts(page))) <= WIDTH


def test_only_the_verdict_has_a_colour():
    page = Page()
    page.say("“Everything holds” is refused by Alpha.", verdict="refused")
    page.table("", ("plan", "verdict", "trust"), [("holds", Verdict("HOLDS, on the edge"), "1 %")], left=2)
    written = coloured(page)
    assert written.count("\x1b[3") == 2
    assert "\x1b[31mrefused\x1b[0m" in written
    assert "\x1b[32mHOLDS\x1b[0m, on the edge" in written


def test_no_colour_where_there_is_to_be_none():
    page = Page()
    page.say("“Plan” holds.", verdict="holds")
    assert "\x1b[3" not in coloured(page, no_color=True)
    pipe = Console(file=io.StringIO(), width=88)
    page.write(pipe)
    assert pipe.file.getvalue() == "“Plan” holds.\n"


def test_names_from_a_case_cannot_control_the_terminal():
    page = Page()
    page.say("Be\x1b[31mta")
    page.table("Ti\x07tle", ("a\x1b", "b"), [("c\u202e", Verdict("HOLDS"))])
    page.lines(["d\x1b]0;"])
    assert not set("".join(texts(page))) & set("\x1b\x07\u202e")


def test_problems_come_after_how_many_there_are_and_a_long_line_keeps_its_caret():
    line = "steps: " + "a" * 200
    page = Page(whole=True)
    problem = Problem("case.yaml", 3, 120, "error", "steps", "no such thing", "write it otherwise", line)
    show_problems(page, [problem], None, 1)
    first, _, place, shown, caret, hint = texts(page)
    assert (first, place, hint.strip()) == (
        "1 error.",
        "case.yaml:3:120 error steps: no such thing",
        "hint: write it otherwise",
    )
    assert wide(shown) <= WIDTH
    assert shown[len(caret) - 1] == "a"


def test_the_caret_stands_under_its_character():
    line = "".join(chr(97 + n % 26) for n in range(250))
    page = Page(whole=True)
    show_problems(page, [Problem("c", 1, 131, "error", "", "wrong", "", line)], None, 1, quiet=True)
    _, shown, caret = texts(page)
    assert shown[caret.index("^")] == line[130]
