"""What is put over a case on the command line: another day, a view, other values, for every verb alike."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from command import standoff
from documents import document
from gifts import GIFTS
from written import outputs, taken

ASK = ("--draws", "8", "--cores", "1")

# From March on b asks for 5 points at least to give; before, its own gift cost it nothing, so that it kept its word anyway.
TEXT = (
    GIFTS
    + """\
views:
  a: {title: b is taken for honest, sees: {parties.b.walkout_cost: 50}}
history:
  - {before: 2026-03-01, title: A bad harvest, was: {steps.gift_of_b.worth.b: 1}}
  - {before: 2025-06-01, title: The bridge fell, was: {steps.gift_of_a.takes: 1 year}}
"""
)
MISER = "title: As the miser sees it\nby: [AB, CD]\nsees: {parties.b.walkout_cost: 0.5}\nbecause: [{judgement: x, by: AB}]\n"


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "gifts"
    (case / "views").mkdir(parents=True)
    (case / "case.yaml").write_text(TEXT, encoding="utf-8")
    (case / "views" / "miser.yaml").write_text(MISER, encoding="utf-8")
    return case


VERBS = {
    "stable": "stable gifts",
    "explain": "explain row gifts --plan a_first --phase 1 --party a",
    "explain-state": "explain state gifts",
    "explain-ways": "explain ways gifts",
    "inverse": "inverse gifts --state gift_of_a",
    "assess": "assess gifts a_first",
    "roadmap": "roadmap gifts --draws 4 --cores 1",
    "deals": "deals gifts --cores 1",
    "numbers": "numbers gifts a_first --draws 20 --cores 1",
    "flip": "flip gifts --plan a_first --cores 1",
    "needs": "needs gifts --plan a_first --draws 100 --cores 1",
    "remedies": "remedies gifts --no-pairs --cores 1",
    "answer": "answer gifts --draws 4 --cores 1 --no-keep",
    "run": "run gifts --draws 4 --cores 1 --no-keep",
    "export": "export gifts --to csv",
    "timeline": "timeline gifts --draws 4 --cores 1",
    "check": "check gifts",
    "sweep": "sweep gifts --vary steps.gift_of_b.worth.b=-3,-1 --plan a_first --cores 1",
}
OVER = [
    "--as-of",
    "2026-02-28",
    "--view",
    "miser",
    "--set",
    "parties.a.horizon=2 years",
    "--set",
    "plans.a_first.pace=1 month",
]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_which_case_it_answers_of(folder, verb):
    done = standoff(*VERBS[verb].split(), *OVER, "--json", cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    head = document(done, verb)["case"]
    assert head["view"] == "miser"
    assert head["set"] == {"parties.a.horizon": "2 years", "plans.a_first.pace": "1 month"}
    assert "changed" not in head
    assert head["as_of"] == (None if verb == "sweep" else "2026-02-28")
    plain = standoff(*VERBS[verb].split(), "--json", *(["--again"] if verb == "sweep" else []), cwd=folder.parent)
    assert {"view", "set", "changed"} & document(plain, verb)["case"].keys() == set()


SAID = (
    "As of 28 February 2026; in the view miser (“As the miser sees it”, by AB, CD); with parties.a.horizon = 2 years, "
    "plans.a_first.pace = 1 month:"
)


@pytest.mark.parametrize("verb", sorted({*VERBS} - {"export"}))
def test_the_text_begins_with_the_case_that_it_is_about(folder, verb):
    done = standoff(*VERBS[verb].split(), *OVER, cwd=folder.parent)
    assert " ".join(done.stdout.split()).startswith(SAID)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("The brief is ")]
    assert max(map(len, lines)) <= 88
    assert len(done.stdout.splitlines()) <= 26


def test_an_answer_is_about_the_case_that_was_asked_for(folder):
    """By hand: b keeps its word if its gift costs it no more than its walk-out cost, that is 5 at the middle, 0.5 for the miser, 1 when set."""

    def holds(*over):
        return document(standoff("assess", folder, "a_first", *over, "--json"), "assess")["self_enforcing"]

    assert holds()
    assert not holds("--view", "miser")
    assert holds("--view", "a")
    assert not holds("--set", "parties.b.walkout_cost=1")
    assert holds("--view", "miser", "--as-of", "2026-02-28")  # its gift was worth something to it
    assert not holds("--view", "miser", "--as-of", "2026-03-01")
    assert holds("--view", "miser", "--set", "parties.b.walkout_cost=4")
    months = [
        document(standoff("assess", folder, "a_first", "--as-of", day, "--json"), "assess")["months"]
        for day in ("2025-05-31", "2025-06-01")
    ]
    assert months == [pytest.approx(12), 0]


@pytest.mark.parametrize(
    ("over", "code", "said"),
    [
        (["--as-of", "2027-01-01"], 2, "2027-01-01 is later than the case, which is as of 2026-11-02"),
        (["--as-of", "soon"], 2, "its history reaches from 2025-06-01 to 2026-11-02"),
        (["--view", "misre"], 2, "did you mean `miser`?"),
        (["--view", "b"], 2, "b has no view of its own, so it sees the case as it is; there are views: a, miser"),
        (["--view", "../case"], 2, "there is no view `../case`"),
        (
            ["--set", "parties.b.walkout_cst=1"],
            2,
            "--set parties.b.walkout_cst: there is no such key as `walkout_cst` here",
        ),
        (["--set", "parties.b.horizon"], 2, "write a path and a value, like `parties.alpha.horizon=2 years`"),
        (["--set", "parties.b.horizon="], 2, "nothing is written after `=`"),
        (["--set", "parties.b.horizon=[1"], 2, "the list that opens here is not closed properly"),
        (["--set", "parties.b.horizon=1 year", "--set", "parties.b.horizon=2 years"], 2, "it is set twice"),
        (["--set", "parties.b.horizon=-1 year"], 2, "a duration cannot be negative"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(folder, over, code, said):
    done = standoff("assess", folder, "a_first", *over, "--quiet")
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.startswith("standoff: ")


def test_a_broken_view_is_told_with_its_places(folder):
    (folder / "views" / "miser.yaml").write_text("sees:\n  parties.b.walkout_cost: -1\n  steps.gift.takes: 1 day\n")
    done = standoff("assess", folder, "a_first", "--view", "miser")
    assert (done.returncode, done.stdout) == (1, "")
    assert "views/miser.yaml:2:27 error sees.parties.b.walkout_cost: a walk-out cost cannot be negative" in done.stderr
    assert "views/miser.yaml:3:3 error sees.steps.gift.takes: there is nothing called `steps.gift`" in done.stderr
    assert "2 errors; nothing was computed." in done.stderr
    assert standoff("assess", folder, "a_first").returncode == 0
    checked = standoff("check", folder, "--json")
    assert (
        checked.returncode,
        [p["line"] for p in document(checked, "check")["problems"] if p["severity"] == "error"],
    ) == (1, [2, 3])


def test_a_day_before_the_first_entry_is_allowed_and_said(folder):
    done = standoff("assess", folder, "a_first", "--as-of", "1999-12-31")
    assert done.stdout.startswith(
        "As of 31 December 1999:\n31 December 1999 is before the first entry of the history, 1 June 2025: the case"
    )


def test_what_is_otherwise_for_it_is_said(folder):
    values = ["--set", "now=[gift_of_a]"]
    done = standoff("assess", folder, "a_first", *values)
    assert done.stdout.startswith(
        "With now = [gift_of_a]:\n`gift_of_a` is in force already, and the plan `a_first` begins without it.\n"
    )
    found = document(standoff("assess", folder, "a_first", *values, "--json"), "assess")
    assert found["phases"] == [["gift_of_b"]]
    assert found["case"]["changed"] == ["`gift_of_a` is in force already, and the plan `a_first` begins without it"]


def test_a_party_that_sees_it_so_is_named(folder):
    assert standoff("assess", folder, "a_first", "--view", "a").stdout.startswith("As A sees it:\n")
    found = document(standoff("stable", folder, "--view", "A", "--json"), "stable")
    assert (found["view"], found["case"]["view"]) == ("a", "a")
    assert document(standoff("stable", folder, "--view", "miser", "--json"), "stable").get("view") is None


# ---------------------------------------------------------------------------------------------------------- outputs


def test_a_run_of_another_case_leaves_the_brief_of_this_one_alone(folder):
    standoff("run", folder, *ASK)
    first = outputs(folder / "out")
    done = standoff("run", folder, *ASK, "--as-of", "2026-02-28")
    assert done.stdout.splitlines()[-1] == f"The brief is {folder / 'out' / 'as-of-2026-02-28' / 'report.html'}"
    standoff("run", folder, *ASK, "--view", "miser")
    standoff("run", folder, *ASK, "--as-of", "2026-02-28", "--view", "miser", "--set", "parties.a.horizon=2 years")
    standoff("run", folder, *ASK, "--set", "parties.a.horizon=3 years", "--out", folder.parent / "elsewhere")
    now = outputs(folder / "out")
    assert {name: text for name, text in now.items() if name in first} == first
    folders = {name.removesuffix("report.html") for name in now if name.endswith("report.html")}
    assert folders == {
        "",
        "as-of-2026-02-28/",
        "view-miser/",
        "as-of-2026-02-28/view-miser/with-parties.a.horizon-2-years/",
    }
    assert (folder.parent / "elsewhere" / "report.html").exists()


def test_other_values_have_other_folders_whatever_they_are(folder):
    def folder_of(*values):
        words = [word for value in values for word in ("--set", value)]
        done = standoff("run", folder, *ASK, *words)
        return done.stdout.splitlines()[-1].removeprefix(f"The brief is {folder / 'out'}/").removesuffix("/report.html")

    long = [
        f"steps.{step}.worth.{party}={n} to {n + 1}"
        for n, (step, party) in enumerate((s, p) for s in ("gift_of_a", "gift_of_b") for p in "ab")
    ]
    first, second, again = (
        folder_of(*long),
        folder_of(*long[:-1], "steps.gift_of_b.worth.b=9"),
        folder_of(*reversed(long)),
    )
    assert first == again != second
    assert len(first) < 80
    assert re.fullmatch(r"with-[a-z0-9._-]+", first)


def test_the_brief_says_which_case_it_is_about_and_how_to_make_it_again(folder):
    over = ["--as-of", "2026-02-28", "--view", "miser", "--set", "parties.a.horizon=2 years"]
    standoff("run", folder.name, *ASK, *over, cwd=folder.parent)
    place = folder / "out" / "as-of-2026-02-28" / "view-miser" / "with-parties.a.horizon-2-years"
    page = (place / "report.html").read_text(encoding="utf-8")
    seen = "in the view miser (“As the miser sees it”, by AB, CD); with parties.a.horizon = 2 years"
    assert "position of 28 February 2026 · in the view miser" in page
    assert f"from the case file alone, {seen}." in page
    command = "standoff run gifts --draws 8 --seed 1 --as-of 2026-02-28 --view miser --set &#39;parties.a.horizon=2 years&#39;"
    assert f"<code>{command}</code>" in page
    words = shlex.split(command.replace("&#39;", "'"))[1:]
    first = outputs(place)
    standoff(*words, "--cores", "1", "--fresh", cwd=folder.parent)
    assert outputs(place) == first
    head = json.loads((place / "run.json").read_text(encoding="utf-8"))["case"]
    assert head == {"title": "Gifts", "as_of": "2026-02-28", "view": "miser", "set": {"parties.a.horizon": "2 years"}}


def test_what_a_view_says_is_no_markup(folder):
    (folder / "views" / "miser.yaml").write_text(
        'title: "<b onclick=x>\\u202e\\e[31m"\nsees: {parties.b.walkout_cost: 0.5}\n'
    )
    done = standoff("run", folder, *ASK, "--view", "miser")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    page = (folder / "out" / "view-miser" / "report.html").read_text(encoding="utf-8")
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;" in page


def test_nothing_kept_of_one_case_is_taken_for_another(folder):
    alone = re.sub("^views:\n.*\n", "", TEXT, flags=re.M)  # what each party sees hangs on every number
    (folder / "case.yaml").write_text(alone, encoding="utf-8")
    over = ["--set", "parties.b.walkout_cost=1 to 2"]
    first = standoff("answer", folder, *ASK)
    of, before = taken(standoff("answer", folder, *ASK, *over))
    assert 0 < before < of  # what is stable hangs on no cost of walking out
    other = standoff("answer", folder, *ASK, *over)
    assert len({*taken(other)}) == 1
    assert other.stdout == standoff("answer", folder, *ASK, *over, "--no-keep").stdout
    (folder / "case.yaml").write_text(alone.replace("walkout_cost: 2 to 8", "walkout_cost: 1 to 2"), encoding="utf-8")
    edited = standoff("answer", folder, *ASK)
    assert len({*taken(edited)}) == 1  # the case with the value in it is the same case
    assert edited.stdout == other.stdout.partition(":\n")[2] != first.stdout


def test_what_is_there_already_changes_no_answer(folder):
    there = ["--set", "parties.b.walkout_cost=2 to 8", "--set", "steps.gift_of_a.worth.b=5"]
    for verb in ("assess", "deals", "flip", "needs", "answer"):
        plain = document(standoff(*VERBS[verb].split(), "--json", cwd=folder.parent), verb)
        again = document(standoff(*VERBS[verb].split(), *there, "--json", cwd=folder.parent), verb)
        again["case"].pop("set")
        assert again == plain


def test_a_sweep_goes_on_only_with_the_same_case(folder):
    words = [*VERBS["sweep"].split(), "--out", "t.csv"]
    assert standoff(*words, "--view", "miser", cwd=folder.parent).returncode == 0
    assert standoff(*words, "--view", "miser", cwd=folder.parent).returncode == 0
    other = standoff(*words, cwd=folder.parent)
    assert other.returncode == 2
    assert "--again" in other.stderr


def test_exports_are_called_by_what_was_put_over_the_case(folder):
    pytest.importorskip("openpyxl")
    done = standoff("export", "gifts", "--to", "xlsx", "--as-of", "2026-02-28", "--view", "miser", cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    assert (folder.parent / "gifts-as-of-2026-02-28-view-miser.xlsx").exists()
    back = standoff("import", "gifts-as-of-2026-02-28-view-miser.xlsx", "--to", "back", cwd=folder.parent)
    assert back.returncode == 0, back.stderr
    found = document(standoff("assess", "back", "a_first", "--json", cwd=folder.parent), "assess")
    assert found["case"]["as_of"] == "2026-02-28"
    assert found["self_enforcing"]


def test_a_conflict_in_graph_form_has_no_past(folder):
    (folder / "quarry.csv").write_text("format,1\n")
    for verb in ("stable", "check"):
        done = standoff(verb, folder / "quarry.csv", "--as-of", "2026-01-01")
        assert done.returncode == 2
        assert "is a conflict in graph form" in done.stderr


def test_old_words_are_said_in_new_ones_with_what_is_put_over(folder):
    done = standoff(
        "explain", "gifts", "--state", "now", "--view", "miser", "--set", "parties.a.horizon=2 years", cwd=folder.parent
    )
    assert (
        "In new words: standoff explain state gifts --state now --view miser --set 'parties.a.horizon=2 years'"
        in done.stderr
    )


@pytest.mark.parametrize(("typed", "names"), [("", ["a", "miser"]), ("mi", ["miser"]), ("x", [])])
def test_views_are_completed(folder, typed, names):
    words = f"standoff assess {folder} a_first --view {typed}"
    done = standoff(_STANDOFF_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))
    assert done.stdout.split() == names
