"""The verb `compare`: how the second case is named, matched and refused, and what is written."""

from __future__ import annotations

import json

import pytest

from analysis.comparison.two_analysts import swap_text
from command import standoff
from standoff.case.load import load, read

HISTORY = """\
history:
  - {before: 2026-06-01, title: A bond, was: {parties.b.walkout_cost: 1}}
"""
VIEW = "title: As Ben sees it\nsees: {parties.b.walkout_cost: 2}\n"
FAST = ("--draws", "20", "--cores", "1")


@pytest.fixture
def folder(tmp_path):
    for name, text in (("ann", swap_text() + HISTORY), ("ben", swap_text(cost="1", title="Ben's gifts"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "ann" / "views").mkdir()
    (tmp_path / "ann" / "views" / "ben.yaml").write_text(VIEW, encoding="utf-8")
    return tmp_path


def compared(folder, *words):
    done = standoff("compare", *words, *FAST, "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def says(document):
    """What both say of what walking out costs b."""
    (one,) = [d for d in document["differences"] if d["path"] == "parties.b.walkout_cost"]
    return one["a"], one["b"]


NAMED = [
    (("ann", "ben"), ("4", "1")),
    (("ann", "ann@2026-05-01"), ("4", "1")),
    (("ann", "@2026-05-01"), ("4", "1")),
    (("ann", "2026-05-01"), ("4", "1")),
    (("ann", "ann@view:ben"), ("4", "2")),
    (("ann", "@view:ben"), ("4", "2")),
    (("ann", "view:ben"), ("4", "2")),
    (("ann/case.yaml", "ann@2026-05-01@view:ben"), ("4", "2")),
    (("ann@2026-05-01", "ann"), ("1", "4")),
    (("ann@view:ben", "@2026-05-01"), ("2", "1")),
    (("ann", "--with-as-of", "2026-05-01"), ("4", "1")),
    (("ann", "--with-view", "ben"), ("4", "2")),
    (("ann", "--with-set", "parties.b.walkout_cost=3"), ("4", "3")),
    (("ann", "--as-of", "2026-05-01"), ("4", "1")),
    (("ann", "--view", "ben"), ("4", "2")),
    (("ann", "--set", "parties.b.walkout_cost=3"), ("4", "3")),
    (("ann", "ben", "--set", "parties.b.walkout_cost=3"), ("3", "1")),
    (("ann", "ben", "--with-set", "parties.b.walkout_cost=3"), ("4", "3")),
    (("ann", "--set", "parties.b.walkout_cost=3", "--with-set", "parties.b.walkout_cost=2"), ("3", "2")),
]


@pytest.mark.parametrize(("words", "expected"), NAMED, ids=[" ".join(words) for words, _ in NAMED])
def test_the_second_case_can_be_named_in_every_way(folder, words, expected):
    assert says(compared(folder, *words)) == expected


REFUSED = [
    (("ann",), "compare `ann` with what? name another case, or this one as it was or as somebody sees it: `ann@DATE`"),
    (("ann@2026-05-01",), "to compare it with the case as it is today, write `standoff compare ann ann@2026-05-01`"),
    (("ann", "ann@soon"), "`ann@soon`: after `@` stands a date, as in `@2018-06-12`, or a view, as in `@view:seoul`; not `soon`"),
    (("@2026-05-01", "ann"), "`@2026-05-01` names no case before its `@`; write `CASE@DATE`"),
    (("ann", "ann@2026-05-01", "--with-as-of", "2026-04-01"), "as of two days, 2026-05-01 and 2026-04-01; keep one"),
    (("ann", "ann@view:ben", "--with-view", "bob"), "in two views, ben and bob; keep one of them"),
    (("ann", "ann@view:bob"), "there is no view `bob`"),
    (("ann", "ann@2027-01-01"), "2027-01-01 is later than the case"),
    (("ann", "ben", "--out", "new"), "--out says where --average writes the case between the two; add --average"),
    (("ann", "ben", "--plan", "swop"), "the case has no plan `swop`; did you mean `swap`?"),
    (("ann", "ben", "--match", "nowhere.yaml"), "there is no file `nowhere.yaml`"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_what_cannot_be_compared_is_refused_with_a_remedy(folder, words, message):
    done = standoff("compare", *words, *FAST, cwd=folder)
    assert done.returncode == 2, done.stderr
    assert message in " ".join(done.stderr.split())


def test_a_folder_with_an_at_in_its_name_is_a_folder(folder):
    (folder / "ben").rename(folder / "ben@work")
    assert says(compared(folder, "ann", "ben@work")) == ("4", "1")


def test_a_case_that_does_not_load_is_told_with_its_problems(folder):
    (folder / "ben" / "case.yaml").write_text(swap_text(cost="-1"), encoding="utf-8")
    done = standoff("compare", "ann", "ben", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "parties.b.walkout_cost" in done.stderr


# ---------------------------------------------------------------------------------------------------------- matches


@pytest.fixture
def renamed(folder):
    text = swap_text(cost="1").replace("gift_of_a", "bread").replace("  b:", "  y:").replace("by: b", "by: y")
    text = text.replace("b: 5", "y: 5").replace("b: -3", "y: -3")
    (folder / "ben" / "case.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("ann", "parties: {b: y}\nsteps: {gift_of_a: bread}\n"),
        ("ben", "parties: {y: b}\nsteps: {bread: gift_of_a}\n"),
    ],
)
def test_a_match_beside_either_case_is_taken(renamed, home, text):
    (renamed / home / "match.yaml").write_text(text, encoding="utf-8")
    document = compared(renamed, "ann", "ben")
    assert [one["path"] for one in document["differences"]] == ["parties.b.walkout_cost"]


def test_a_match_can_be_named(renamed):
    (renamed / "same.yaml").write_text("parties: {b: y}\nsteps: {gift_of_a: bread}\n", encoding="utf-8")
    assert len(compared(renamed, "ann", "ben", "--match", "same.yaml")["differences"]) == 1


def test_a_match_that_is_none_is_told_with_its_places(renamed):
    (renamed / "ann" / "match.yaml").write_text("parties: {b: x}\n", encoding="utf-8")
    done = standoff("compare", "ann", "ben", cwd=renamed)
    assert done.returncode == 1
    assert "match.yaml:1:14 error parties.b: the second case has no party `x`" in done.stderr
    assert "ann/match.yaml was taken for what matches in these two; `--match FILE` names another file." in done.stderr


def test_a_match_is_not_looked_at_where_a_case_is_compared_with_itself(folder):
    (folder / "ann" / "match.yaml").write_text("parties: {b: x}\n", encoding="utf-8")
    assert says(compared(folder, "ann", "@2026-05-01")) == ("4", "1")


# ------------------------------------------------------------------------------------------------ what is shown, written


def test_the_first_line_is_the_answer(folder):
    done = standoff("compare", "ann", "ben", *FAST, "--quiet", cwd=folder)
    assert done.stdout.startswith(
        "Talk about what walking out costs B: A says 4, B says 1; with what B says, “swap” in A"
    )
    assert len(done.stdout.splitlines()) <= 25


def test_all_of_it_says_of_every_plan_what_each_difference_does(folder):
    for name in ("ann", "ben"):
        file = folder / name / "case.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace("plans:\n", "plans:\n  at_once: {phases: [[gift_of_a, gift_of_b]]}\n"), encoding="utf-8"
        )
    short = standoff("compare", "ann", "ben", *FAST, "--quiet", cwd=folder).stdout
    whole = standoff("compare", "ann", "ben", *FAST, "--quiet", "--all", cwd=folder).stdout
    assert "verdicts turned" in short
    assert "A with B’s" not in short
    for plan in ("at_once", "swap"):
        assert f"{plan}: in A " in whole
        assert f"{plan}, without a step" in whole


def test_the_average_is_a_case_that_loads_and_never_written_over_another(folder):
    source = [{"id": "paper", "type": "report", "title": "One"}]
    for name, title in (("ann", "One"), ("ben", "Another")):
        (folder / name / "sources.json").write_text(json.dumps([{**source[0], "title": title}]), encoding="utf-8")
        file = folder / name / "case.yaml"
        cited = "because: [{in: paper, at: page 1, for: worth.a, supports: sign}]"
        text = file.read_text(encoding="utf-8").replace("gift_of_a: {by: a,", f"gift_of_a: {{by: a, {cited},")
        file.write_text(text, encoding="utf-8")
    words = ("compare", "ann", "ben", "--average", "--out", "both", *FAST, "--json")
    document = json.loads(standoff(*words, cwd=folder).stdout)
    assert document["written"] == "both"
    assert document["average"]["widened"] == 1
    case, problems = read(folder / "both")
    assert not [one for one in problems if one.severity == "error"]
    assert (case.parties["b"].walkout_cost.low, case.parties["b"].walkout_cost.high) == (1, 4)
    # Two reports of one name are two reports.
    assert [one.source for one in case.steps["gift_of_a"].because] == ["paper", "paper-b"]
    assert [one["title"] for one in json.loads((folder / "both" / "sources.json").read_text())] == ["One", "Another"]
    again = standoff(*words, cwd=folder)
    assert again.returncode == 2
    assert "nothing is written over it; choose another folder" in again.stderr
    assert load(folder / "both") == case


def test_hostile_text_reaches_no_terminal(folder):
    evil = swap_text(cost="1", title="'\\e[31m red'").replace("title: '\\e[31m red'", 'title: "\\e[31m red"')
    evil = evil.replace("gift_of_a: {by: a,", 'gift_of_a: {by: a, name: "\\u202e[bold]gift\\e]0;x\\a",')
    (folder / "ben" / "case.yaml").write_text(evil, encoding="utf-8")
    done = standoff("compare", "ben", "ann", "--all", *FAST, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr)


def test_the_same_seed_gives_the_same_answer_on_any_number_of_cores(folder):
    one = standoff("compare", "ann", "ben", "--draws", "40", "--cores", "1", "--json", cwd=folder).stdout
    assert one == standoff("compare", "ann", "ben", "--draws", "40", "--cores", "2", "--json", cwd=folder).stdout
