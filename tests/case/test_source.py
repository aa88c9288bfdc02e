"""Reading the file of a case: YAML 1.2, places, and what is refused before anything is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places import BAD_CASES
from standoff.case.load import examine, load, read, read_source
from standoff.case.reading.nodes import parse
from standoff.case.reading.source import LARGEST, UnreadableError, path_text, read_text
from standoff.errors import CaseError

GOOD = (BAD_CASES / "unknown-unit.yaml").read_text(encoding="utf-8").replace("fortnights", "weeks")


def said(path: str | Path) -> str:
    with pytest.raises(CaseError) as error:
        load(path)
    return str(error.value)


def test_a_folder_and_its_file_are_the_same_case(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(GOOD, encoding="utf-8")
    assert load(tmp_path) == load(tmp_path / "case.yaml") == load(str(tmp_path))


def test_missing_file(tmp_path: Path) -> None:
    assert said(tmp_path / "nowhere.yaml") == (
        f"nowhere.yaml error there is no file or folder `{tmp_path}/nowhere.yaml`\n"
        "    hint: `standoff new NAME` makes a new case"
    ).replace(f"`{tmp_path}/nowhere.yaml`", _shown(f"{tmp_path}/nowhere.yaml"))


def _shown(text: str) -> str:
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"


def test_folder_without_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    assert said("empty") == (
        "case.yaml error the folder `empty` holds no case.yaml\n    hint: `standoff new NAME` makes a new case"
    )
    Path("empty/harbour.yml").touch()
    assert said("empty").endswith("    hint: there is `harbour.yml`; name the file itself, or rename it to case.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_not_a_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert said(tmp_path / "pipe.yaml") == (
        "pipe.yaml error this is not a regular file\n    hint: give a folder or a text file"
    )


def test_a_file_of_100_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "case.yaml").open("wb") as stream:
        stream.truncate(100_000_000)
    assert said(tmp_path) == (
        "case.yaml error the file has 100000000 bytes, and the limit is 1000000\n"
        "    hint: is this the right file? texts of sources belong in the folder `sources`"
    )


def test_the_limit_is_inclusive(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(b"#" * LARGEST)
    assert read_text(file) == "#" * LARGEST


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "case.yaml/below"])
def test_paths_that_cannot_be(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").touch()
    problems = read(path)[1]
    assert len(problems) == 1
    assert "\0" not in str(problems[0])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable to root")
def test_a_file_without_the_right_to_read(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").touch(mode=0)
    assert said(tmp_path) == "case.yaml error the file cannot be read: permission denied"


def test_scalars_are_those_of_yaml_1_2() -> None:
    data = parse("x", "a: [NO, yes, on, 1, -2.5, 1e3, .5, true, null, ~, '1', 1_000, 0o7, 1:30, 2026-11-02]").data
    values = ["NO", "yes", "on", 1, -2.5, 1000.0, 0.5, True, None, None, "1", "1_000", "0o7", "1:30", "2026-11-02"]
    assert data == {"a": values}
    assert [type(v) is bool for v in data["a"]] == [v is True for v in values]


def test_numbers_remember_how_they_were_written() -> None:
    text = GOOD.replace("by: beta, takes: 3 weeks", "by: beta, because: [{in: cable, at: 1.10}]")
    case = read_source("case.yaml", text).case
    assert case is not None
    assert case.steps["lift_ban"].because[0].at == "1.10"


def test_windows_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(tmp_path) == read_source("case.yaml", GOOD).case


def test_places_of_parts(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(GOOD, encoding="utf-8")
    source = examine(tmp_path).source
    assert source is not None
    lines = GOOD.split("\n")
    for path, written in [
        (("steps", "lift_ban", "takes"), "3 weeks"),
        (("deals", "grand", "steps", 1), "open_harbour"),
        (("plans", "alpha-first", "phases", 1, 0), "lift_ban"),
    ]:
        problem = source.problem(path, "here")
        assert problem.line is not None and problem.column is not None
        assert lines[problem.line - 1][problem.column - 1 :].startswith(written)
    assert source.problem(("steps", "fuel", "by"), "", key=True).column == lines[10].index("by") + 1


@pytest.mark.parametrize(
    "rule",
    [
        "  - inspectors if open_habour\n",
        "  - 'inspectors if open_habour'\n",
        "  - inspectors\n    if   open_habour\n",
        "  - >-\n    inspectors if\n    open_habour\n",
        "  - |\n    inspectors\n    if open_habour\n",
        '  - "inspectors if\n    open_habour"\n',
    ],
)
def test_the_caret_finds_a_word_inside_a_text(rule: str) -> None:
    text = GOOD.replace("  - inspectors if open_harbour\n", rule)
    (problem,) = read_source("case.yaml", text).problems
    assert problem.line is not None and problem.column is not None
    assert text.split("\n")[problem.line - 1][problem.column - 1 :].startswith("open_habour")


def test_the_caret_stays_at_the_start_of_a_text_with_escapes() -> None:
    text = GOOD.replace("- inspectors if open_harbour", '- "inspectors if\\topen_habour"')
    (problem,) = read_source("case.yaml", text).problems
    assert (problem.line, problem.column) == (14, 5)


def test_long_lines_are_cut_and_carets_beyond_are_left_out() -> None:
    far = read_source("case.yaml", "x: [" + "a, " * 200 + "*b]").problems[0]
    assert (far.column, far.excerpt) == (605, "")
    near = read_source("case.yaml", "x: [*b" + ", a" * 200 + "]").problems[0]
    assert near.excerpt == ("x: [*b" + ", a" * 200)[:200] + " ..."


def test_nothing_from_the_file_reaches_the_terminal_raw() -> None:
    problems = read_source("case.yaml", GOOD.replace("title:", 'title: x\n"\\e[2J\\u202e": y\nsubtitle:')).problems
    assert all(character.isprintable() or character == "\n" for p in problems for character in str(p))
    assert "`\\x1b[2J\\u202e`" in "".join(str(p) for p in problems)


def test_paths_count_from_one() -> None:
    assert path_text(("plans", "relief-first", "phases", 0, 2)) == "plans.relief-first.phases.1.3"
    assert path_text(("steps", "no such: name")) == "steps.`no such: name`"


@pytest.mark.parametrize(
    "text",
    ["[" * 500_000, "[\n" * 100_000, "{a: " * 100_000, "- " * 100_000, "".join(" " * i + "a:\n" for i in range(500))],
)
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    with pytest.raises(UnreadableError, match="this is nested more than 20 deep"):
        parse("case.yaml", text)


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(UnreadableError, match="there are more than 30000 keys and values before this"):
        parse("case.yaml", "[" + "a," * 30_001 + "]")


# Whatever the text, what comes out is a case or problems, and nothing else.

_PIECES = st.sampled_from(
    [
        "&a",
        "*a",
        "!!x",
        "<<",
        "? ",
        ": ",
        "- ",
        "---\n",
        "...",
        "%YAML 1.1",
        "\t",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "|\n",
        ">\n",
        "#",
        ".nan",
        "never",
        "null",
        "1e999",
        "\\",
        "\x85",
        "\u2028",
        "\ufeff",
        "é",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=12).map("".join))
def test_any_text_gives_a_case_or_problems(text: str) -> None:
    reading = read_source("case.yaml", text)
    assert reading.case is None
    assert reading.problems


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.one_of(_PIECES, st.text(max_size=8), st.integers().map(str)))
def test_any_change_to_a_good_case_gives_a_case_or_problems(start: int, length: int, piece: str) -> None:
    reading = read_source("case.yaml", GOOD[:start] + piece + GOOD[start + length :])
    assert (reading.case is None) == any(problem.severity == "error" for problem in reading.problems)
    assert all(str(problem) for problem in reading.problems)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_problems(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "case.yaml"
    file.write_bytes(content)
    assert read(file)[1]
