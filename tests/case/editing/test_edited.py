"""Edits by hand: what a person with an editor would have done, line by line."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from places import BAD_CASES, CASES
from shares import share_of
from standoff.case.editing.edit import Edit
from standoff.case.editing.edited import edited, edited_source
from standoff.case.editing.read import read
from standoff.case.reading.source import LARGEST, KeyPath
from standoff.errors import EditError, SizeError

TEXT = """\
# yaml-language-server: $schema=./case.schema.json
format: 1
title: Harbour   # for now
as_of: 2026-11-02

parties:
  alpha: {horizon: 2 to 6 years}
  beta:
    name: "Beta"
    horizon: '5 years'       # long

steps:
  # ---- Alpha ----

  fuel:
    by: alpha
    seen: 2 weeks            # by satellite
    worth: {alpha: -6 to -2, beta: 4 to 9}   # points
    because:
      - {in: a, for: worth.alpha}
      # half of it
      - judgement: >-
          about half
          of it
        by: AB

  # the visits of summer
  visits:
    by: [alpha, beta]
    requires: []
    worth:
      alpha: 1
      # a guess
      beta: 2

now: []
rules:
- fuel if visits
deals:
  full: [fuel, visits]
  # with wishes: {steps: [fuel], phases: 2}
plans: {}
"""


def changes(*edits: Edit, text: str = TEXT) -> list[str]:
    """The lines that go (-) and come (+)."""
    new = edited(text, edits)
    found = difflib.unified_diff(text.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in list(found)[2:] if not line.startswith("@@")]


def put(path: str, value: Any) -> Edit:
    return Edit("set", place(path), value)


def place(path: str) -> KeyPath:
    return tuple(int(part) if part.isdigit() else part for part in path.split("."))


SETS: list[tuple[str, Any, list[str]]] = [
    ("title", "Fjord", ["-title: Harbour   # for now", "+title: Fjord   # for now"]),
    ("title", "Harbour: two", ["-title: Harbour   # for now", '+title: "Harbour: two"   # for now']),
    ("parties.alpha.horizon", "3 years", ["-  alpha: {horizon: 2 to 6 years}", "+  alpha: {horizon: 3 years}"]),
    ("parties.beta.name", "B", ['-    name: "Beta"', '+    name: "B"']),
    ("parties.beta.horizon", "4 years", ["-    horizon: '5 years'       # long", "+    horizon: '4 years'       # long"]),
    (
        "parties.alpha.walkout_cost",
        2,
        ["-  alpha: {horizon: 2 to 6 years}", "+  alpha: {horizon: 2 to 6 years, walkout_cost: 2}"],
    ),
    ("parties.beta.walkout_cost", 2, ["+    walkout_cost: 2"]),
    ("steps.fuel.takes", "1 week", ["+    takes: 1 week"]),
    ("steps.fuel.worth.beta", -1.5, [
        "-    worth: {alpha: -6 to -2, beta: 4 to 9}   # points",
        "+    worth: {alpha: -6 to -2, beta: -1.5}   # points",
    ]),
    ("steps.fuel.worth.gamma", "0 to 1", [
        "-    worth: {alpha: -6 to -2, beta: 4 to 9}   # points",
        "+    worth: {alpha: -6 to -2, beta: 4 to 9, gamma: 0 to 1}   # points",
    ]),
    ("steps.fuel.seen.normally", "3 weeks", [
        "-    seen: 2 weeks            # by satellite",
        "+    seen: 3 weeks            # by satellite",
    ]),
    ("steps.fuel.seen.with.visits", "1 day", [
        "-    seen: 2 weeks            # by satellite",
        "+    seen: {normally: 2 weeks, with: {visits: 1 day}}            # by satellite",
    ]),
    ("steps.fuel.because.1.judgement", "a third", [
        "-          about half",
        "-          of it",
        "+          a third",
    ]),
    ("steps.fuel.because.1.by", "CD", ["-        by: AB", "+        by: CD"]),
    ("steps.visits.worth.gamma", 3, ["+      gamma: 3"]),
    ("steps.visits.worth.alpha", 3, ["-      alpha: 1", "+      alpha: 3"]),
    ("steps.inspectors", {"worth": {"alpha": 1}, "by": "beta"}, [
        "+  inspectors:", "+    by: beta", "+    worth:", "+      alpha: 1", "+",
    ]),
    ("deals.full.title", "All", ["-  full: [fuel, visits]", "+  full: {steps: [fuel, visits], title: All}"]),
    ("deals.full.steps", ["fuel"], ["-  full: [fuel, visits]", "+  full: [fuel]"]),
    ("deals.small", ["fuel"], ["+  small: [fuel]"]),
    ("plans.mine", {"phases": [["fuel"], ["visits"]]}, [
        "-plans: {}", "+plans:", "+  mine: {phases: [[fuel], [visits]]}",
    ]),
    ("now", ["fuel"], ["-now: []", "+now: [fuel]"]),
    ("intervals", "80 %", ["+intervals: 80 %"]),
    ("sincerity.beta", 0.5, ["+sincerity:", "+  beta: 0.5"]),
    ("rules.0", "fuel", ["-- fuel if visits", "+- fuel"]),
    ("rules", ["fuel if visits", "not fuel"], ["+- not fuel"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "wanted"), SETS, ids=[case[0] for case in SETS])
def test_set(path: str, value: Any, wanted: list[str]) -> None:
    assert changes(put(path, value)) == wanted


ADDS: list[tuple[str, Any, list[str]]] = [
    ("now", "fuel", ["-now: []", "+now: [fuel]"]),
    ("rules", "not fuel", ["+- not fuel"]),
    ("deals.full", "new", ["-  full: [fuel, visits]", "+  full: [fuel, visits, new]"]),
    ("deals.full.steps", "new", ["-  full: [fuel, visits]", "+  full: [fuel, visits, new]"]),
    ("steps.fuel.by", "beta", ["-    by: alpha", "+    by: [alpha, beta]"]),
    ("steps.fuel.because", {"judgement": "so", "by": "AB"}, ["+      - judgement: so", "+        by: AB"]),
    ("steps.visits.because", {"in": "b"}, ["+    because:", "+      - {in: b}"]),
    ("steps.fuel.because.0.for", "seen", [
        "-      - {in: a, for: worth.alpha}", "+      - {in: a, for: [worth.alpha, seen]}",
    ]),
    ("steps.visits.requires", "fuel", ["-    requires: []", "+    requires: [fuel]"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "wanted"), ADDS, ids=[case[0] for case in ADDS])
def test_add(path: str, value: Any, wanted: list[str]) -> None:
    assert changes(Edit("add", place(path), value)) == wanted


REMOVES: list[tuple[str, list[str]]] = [
    ("steps.fuel.worth.alpha", [
        "-    worth: {alpha: -6 to -2, beta: 4 to 9}   # points", "+    worth: {beta: 4 to 9}   # points",
    ]),
    ("steps.fuel.worth.beta", [
        "-    worth: {alpha: -6 to -2, beta: 4 to 9}   # points", "+    worth: {alpha: -6 to -2}   # points",
    ]),
    ("steps.fuel.because.0", ["-      - {in: a, for: worth.alpha}"]),
    ("steps.visits", [
        "-  # the visits of summer", "-  visits:", "-    by: [alpha, beta]", "-    requires: []", "-    worth:",
        "-      alpha: 1", "-      # a guess", "-      beta: 2", "-",
    ]),
    ("steps.visits.worth.alpha", ["-      alpha: 1"]),
    ("rules.0", ["-rules:", "-- fuel if visits", "+rules: []"]),
    ("rules", ["-rules:", "-- fuel if visits"]),
    ("deals.full.0", ["-  full: [fuel, visits]", "+  full: [visits]"]),
    ("title", ["-title: Harbour   # for now"]),
    ("format", ["-format: 1"]),
    ("plans", ["-plans: {}"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "wanted"), REMOVES, ids=[case[0] for case in REMOVES])
def test_remove(path: str, wanted: list[str]) -> None:
    assert changes(Edit("remove", place(path))) == wanted


def test_a_case_of_nothing_in_the_order_of_the_format() -> None:
    text = edited(
        "",
        [put("title", "Harbour"), put("as_of", "2026-11-02"), put("format", 1), put("steps.fuel.by", "alpha"),
         put("parties.alpha.horizon", "2 to 6 years"), put("steps.fuel.worth.alpha", 1), Edit("add", ("now",), "fuel"),
         put("plans.mine.phases", [["fuel"]])],
    )  # fmt: skip
    assert text == (
        "format: 1\ntitle: Harbour\nas_of: 2026-11-02\nparties:\n  alpha: {horizon: 2 to 6 years}\n"
        "steps:\n  fuel: {by: alpha, worth: {alpha: 1}}\nnow: [fuel]\nplans:\n  mine: {phases: [[fuel]]}\n"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# notes\n", "# notes\nformat: 1\n"),
        ("---\n", "---\nformat: 1\n"),
        ("# notes", "# notes\nformat: 1"),
        ("\n\n", "\n\nformat: 1\n"),
        ("{}", "format: 1"),
        ("{title: a}\n", "{format: 1, title: a}\n"),
        ("title: a\n...\n", "format: 1\ntitle: a\n...\n"),
        ("title:\n", "format: 1\ntitle:\n"),
    ],
)
def test_texts_with_next_to_nothing(text: str, wanted: str) -> None:
    assert edited(text, [put("format", 1)]) == wanted


@pytest.mark.parametrize(
    ("text", "edit", "wanted"),
    [
        ("a:\n", put("a", 1), "a: 1\n"),
        ("a:   # one\n", put("a", 1), "a: 1   # one\n"),
        ("steps:   # one\nnow: []\n", put("steps.fuel.by", "x"), "steps:   # one\n  fuel: {by: x}\nnow: []\n"),
        ("a: {b: , c: 1}", put("a.b", 2), "a: {b: 2, c: 1}"),
        ("a: {b, c: 1}", put("a.b", 2), "a: {b: 2, c: 1}"),
        ("a:\n  -\n  - 1\n", put("a.0", 2), "a:\n  - 2\n  - 1\n"),
        ("a:\n  - b: 1\n    c: 2\n", Edit("remove", ("a", 0, "b")), "a:\n  - c: 2\n"),
        ("a:\n  - b: 1\n    c: 2\n", put("a.0.d", 3), "a:\n  - b: 1\n    c: 2\n    d: 3\n"),
        ("a:\n  - - 1\n    - 2\n", Edit("add", ("a", 0), 3), "a:\n  - - 1\n    - 2\n    - 3\n"),
        ("a: [\n  1,  # one\n  2\n]\n", Edit("add", ("a",), 3), "a: [\n  1,  # one\n  2,\n  3\n]\n"),
        ("a: [\n  1,  # one\n  2\n]\n", Edit("remove", ("a", 1)), "a: [\n  1,  # one\n]\n"),
        ("a: |\n  one\n  two\nb: 1\n", put("a", "one\nthree\n"), "a: |\n  one\n  three\nb: 1\n"),
        ("a: |\n  one\n", put("a", "x"), "a: |-\n  x\n"),
        ("a: |+\n  one\n\nb: 1\n", put("c", 2), "a: |+\n  one\n\nb: 1\nc: 2\n"),
        ("a: one\n  two\nb: 1\n", put("a", "x"), "a: x\nb: 1\n"),
        ("a:\n  b:\n    c: 1\n", put("a.b", [1, 2]), "a:\n  b: [1, 2]\n"),
        ("a:\n  b: 1\n# end", Edit("remove", ("a", "b")), "a: {}\n# end"),
        ("a: 1\nb: 2", Edit("remove", ("b",)), "a: 1"),
        ("a: 1\n\n\nb: 2\n\n\nc: 3\n", Edit("remove", ("b",)), "a: 1\n\n\nc: 3\n"),
        ("a:\n  b: 1.10\n", put("a.c", 1), "a:\n  b: 1.10\n  c: 1\n"),
        ("a: 1.10\n", Edit("add", ("a",), 2), "a:\n  - 1.10\n  - 2\n"),
        ("because: {in: a}\n", Edit("add", ("because",), {"in": "b"}), "because:\n  - {in: a}\n  - {in: b}\n"),
    ],
)  # fmt: skip
def test_corners_of_yaml(text: str, edit: Edit, wanted: str) -> None:
    assert edited(text, [edit]) == wanted


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (put("steps.fuel.by.x", 1), "steps.fuel.by.x: `steps.fuel.by` is a single value, and has no keys"),
        (put("rules.x", 1), "`rules` is a list; give the position of an item, from 0"),
        (put("rules.1", "x"), "`rules` has one item, and none at this place; `add` makes one more"),
        (put("title.0", "x"), "`title` is no list"),
        (Edit("remove", ("steps", "fule")), "steps.fule: there is nothing to remove; did you mean `fuel`?"),
        (Edit("remove", ("deals", "full", "steps")), "without its steps nothing is left of this"),
        (Edit("add", ("parties",), "x"), "parties: this is a group of keys, not a list"),
        (Edit("set", ("title",), "x", was="Harbor"), "this was changed meanwhile: it is `Harbour` now"),
        (Edit("set", ("merge",), ["x"], was=["y"]), "this was changed meanwhile: nothing is there now"),
        (put("title", None), "title: there is no value; give one, or `remove` the key"),
        (put("title", float("nan")), "this is not a number that can be computed with"),
        (put("title", "\ud800"), "the text holds half a character"),
        (put("title", {1: 2}), "keys are text"),
        (put("title", object()), "this is no text, number, list or group of keys"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(edit: Edit, said: str) -> None:
    with pytest.raises(EditError) as error:
        edited(TEXT, [put("title", "Harbour"), edit])
    assert said in str(error.value)


def test_a_text_that_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(EditError, match="line 3: the text cannot be read, and so not edited"):
        edited("a: 1\nb: [\n", [put("a", 2)])
    with pytest.raises(EditError, match="anchors"):
        edited("a: &x 1\n", [put("a", 2)])


def test_a_text_can_grow_too_large() -> None:
    with pytest.raises(SizeError, match="bytes of the case"):
        edited("title: a\n", [put("title", "x" * LARGEST)])


def test_every_single_value_of_every_shipped_case_is_one_edit_one_line() -> None:
    """Long texts over several lines there are none; every value becomes another one, and one line becomes another."""
    for file in CASES.glob("*/case.yaml"):
        source = read(file.read_text(encoding="utf-8"))
        leaves = [path for path in source.values if not isinstance(at_path(source.data, path), (dict, list))]
        for path in share_of(leaves):
            value = at_path(source.data, path)
            other = f"not {value}" if isinstance(value, str) else 12345
            found = edited_source(source, Edit("set", path, other, was=value))
            line = source.values[path].line - 1
            assert found.lines[:line] == source.lines[:line] and found.lines[line + 1 :] == source.lines[line + 1 :]
            assert found.lines[line] != source.lines[line]
            assert at_path(found.data, path) == other


def at_path(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def test_cases_that_do_not_load_are_edited_all_the_same() -> None:
    """Each file that is refused for something: another value where it has one, and what is wrong elsewhere stays."""
    count = 0
    for file in share_of(sorted(BAD_CASES.rglob("*.yaml"))):
        try:
            source = read(file.read_text(encoding="utf-8"))
        except (EditError, UnicodeDecodeError):
            continue
        for path in [path for path in source.values if path][::7]:
            if "<<" in path:  # values that stand elsewhere: said, and the text left alone
                with pytest.raises(EditError, match="edit the file itself"):
                    edited_source(source, Edit("set", path, "x: y"))
                continue
            found = edited_source(source, Edit("set", path, "x: y"))
            assert at_path(found.data, path) == "x: y"
            assert len(found.problems) <= len(source.problems)
            count += 1
    assert count > 50


def test_a_key_that_is_given_twice_stays_so_until_somebody_mends_it() -> None:
    text = "a: 1\nb: {x: 1,5, y: 2}\na: 2\nc: 3\n"
    assert edited(text, [put("c", 4)]) == text.replace("c: 3", "c: 4")
