"""The command line as a user meets it: every verb, its document, its exit code, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from command import in_a_process, standoff
from documents import document
from shares import only_with_all
from standoff import catalog
from standoff.engine.kernel import loader as kernel
from standoff.engine.roadmap import lattice
from standoff.results import schemas

KOREA = catalog.find("korea")


@pytest.fixture
def harbour(tmp_path):
    done = standoff("new", tmp_path / "harbour", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return tmp_path / "harbour"


# ------------------------------------------------------------------------------- the shipped case, as JSON


def test_check_the_korea_case():
    done = standoff("check", KOREA, "--json")
    assert done.returncode == 0
    assert document(done, "check")["ok"]


def test_stable_on_the_korea_case():
    done = standoff("stable", KOREA, "--json", "--limit", "5")
    assert (done.returncode, done.stderr) == (0, "")
    found = document(done, "stable")
    assert found["parties"] == ["us", "dprk", "rok", "china", "russia"]
    assert found["now"]["state"] == ["china_support", "russia_support"]
    assert all(len(states["states"]) <= 5 for states in found["equilibria"].values())
    order = {step: n for n, step in enumerate(found["steps"])}
    for states in found["equilibria"].values():
        for state in states["states"]:
            assert [order[s] for s in state] == sorted(order[s] for s in state)


@pytest.mark.parametrize("plan", ["denuclearization_first", "relief_first", "all_at_once"])
def test_assess_the_plans_of_the_korea_case(plan):
    done = standoff("assess", KOREA, plan, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = document(done, "assess")
    assert found["plan"] == plan
    parties, phases = 5, len(found["phases"])
    assert [(r["phase"], r["party"]) for r in found["rows"]] == [
        (k, p) for k in range(1, phases + 2) for p in ("us", "dprk", "rok", "china", "russia")
    ]
    assert len(found["if_stopped"]) == parties * phases
    assert (found["trust"] is not None) == found["self_enforcing"]
    for row in found["rows"]:
        if row["walk_out"] is None:
            assert (row["margin"], row["exposure"], row["trust"]) == (None, None, 0)
        else:
            assert row["margin"] == pytest.approx(row["carry_on"] - row["walk_out"], abs=1e-6)
            assert (row["trust"] is None) == (row["margin"] < 0)


@pytest.mark.parametrize("named", [("--plan", "relief_first"), ("--deal", "freeze")], ids=lambda words: words[0])
def test_explain_on_the_korea_case(named):
    for party in ("us", "russia"):
        done = standoff("explain", KOREA, *named, "--phase", "2", "--party", party, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        found = document(done, "explain")
        assert (found["plan"], found["phase"], found["party"]) == (named[1], 2, party)
        for course in ("carry_on", "walk_out", "stop", "own", "feared", "both"):
            parts = [term[course] for term in found["terms"]]
            if found["totals"][course] is None:
                assert parts == [None] * len(parts)
            else:
                assert sum(part["adds"] for part in parts) == pytest.approx(found["totals"][course], abs=1e-9)
        for name in ("carry_on", "walk_out", "margin", "exposure", "trust"):
            assert found["totals"][name] == pytest.approx(found["row"][name], abs=1e-9)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("explain", "--party", "dprk"), "explain-state"),
        (("explain", "--state", "liaison,peace_treaty", "--all", "--concept", "seq"), "explain-state"),
        (("explain", "--from", "now", "--limit", "3"), "explain-ways"),
        (("explain", "--from", "nothing", "--to", "declaration,warheads", "--concept", "nash"), "explain-ways"),
        (("inverse", "--state", "liaison,peace_treaty"), "inverse"),
        (("inverse", "--state", "now", "--party", "us", "--concept", "smr", "--limit", "1"), "inverse"),
    ],
)
def test_reasons_about_states_of_the_korea_case(words, name):
    verb, *rest = words
    done = standoff(verb, KOREA, *rest, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert document(done, name)["command"] == verb
    told = standoff(verb, KOREA, *rest, "--quiet")
    assert (told.returncode, told.stderr) == (0, "")
    first, second = told.stdout.split(".\n", 1)
    assert second.startswith(("In force: ", "From: "))
    assert 10 < len(first) < 240


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--plan", "relief_first", "--state", "now"), "`--plan` and `--state` belong to different questions"),
        (("--deal", "freeze", "--from", "now"), "`--deal` and `--from` belong to different questions"),
        (("--phase", "1", "--concept", "seq"), "`--phase` and `--concept` belong to different questions"),
        (("--state", "now", "--from", "now"), "`--state` and `--from` belong to different questions"),
        (("--from", "now", "--party", "us"), "`--from` and `--party` belong to different questions"),
        (("--to", "now"), "`--to` goes with `--from`"),
        (("--plan", "relief_first", "--party", "us"), "at the start of which phase?"),
        (("--plan", "relief_first", "--phase", "1"), "whose row?"),
        (("--phase", "1", "--party", "us"), "name a plan (--plan) or a deal (--deal)"),
        (("--state", "peace_traty"), "did you mean `peace_treaty`?"),
        (("--state", "relief_two"), "it breaks the rule `relief_one if relief_two`"),
        (("--concept", "sequ"), "did you mean `seq`?"),
        (("--party", "usa"), "did you mean `us`?"),
    ],
)
def test_one_verb_answers_one_question_at_a_time(words, says):
    done = standoff("explain", KOREA, *words, "--quiet")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_target_of_inverse_must_be_named():
    done = standoff("inverse", KOREA)
    assert (done.returncode, done.stdout) == (2, "")
    assert "which state should be stable?" in done.stderr


def test_the_ledger_on_a_terminal_adds_up_to_its_last_digit(harbour):
    """Each number is rounded by itself, so a total may be off by half a digit a line."""
    done = standoff("explain", harbour, "--plan", "alpha-first", "--phase", "2", "--party", "alpha", "--all")
    table = done.stdout.split("What every line adds")[1].split("\n\n")[0].replace("−", "-").splitlines()[2:]
    lines = [[float(cell) for cell in re.findall(r"-?\d+\.\d{3}", line)] for line in table]
    *parts, total = lines
    assert len(parts) == 5  # three steps, the fuel that is kept, and the walk-out cost
    for column in range(4):
        assert sum(part[column + 1] for part in parts) == pytest.approx(total[column], abs=0.0025)


def test_roadmaps_of_the_korea_case():
    done = standoff("roadmap", KOREA, "--deal", "interim", "--deal", "freeze", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = document(done, "roadmap")
    assert [entry["deal"] for entry in found["roadmaps"]] == ["interim", "freeze"]
    interim, freeze = found["roadmaps"]
    assert freeze["bound"]["proved"]
    if kernel.compiled() is not None:  # a bound needs it; the freeze is small enough to be exhausted
        assert interim["bound"]["proved"]
        assert 0 <= interim["best"]["trust"] - interim["bound"]["trust_at_least"] <= 0.01 + 1e-9
    for entry in found["roadmaps"]:
        assert (entry["best"] is None) == ("closest" in entry)
        plan = entry["best"] or entry["closest"]
        assert (plan["verdict"] == "holds") == (entry["best"] is not None)
    planned = [step for phase in (interim["best"] or interim["closest"])["phases"] for step in phase]
    assert sum(step.startswith("summit_") for step in planned) == 1


# --------------------------------------------------------------------------------- a small case, every verb


def test_new_check_and_run_make_a_brief(harbour):
    assert sorted(path.name for path in harbour.iterdir()) == ["case.schema.json", "case.yaml", "sources.json"]
    checked = standoff("check", harbour, "--strict")
    assert (checked.returncode, checked.stdout.splitlines()[0], checked.stderr) == (0, "No problem found.", "")
    assert "20 numbers 1 rests on one source and 19 on judgement alone" in checked.stdout
    assert standoff("check", harbour, "--quiet").stdout == ""
    ran = standoff("run", harbour, "--draws", "20")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"The brief is {harbour / 'out' / 'report.html'}" in ran.stdout
    assert (harbour / "out" / "report.html").read_text().lower().startswith("<!doctype html>")
    written = json.loads((harbour / "out" / "run.json").read_text())
    assert (written["format"], written["command"]) == (1, "run")
    tables = sorted(path.name for path in (harbour / "out" / "tables").iterdir())
    assert tables == [f"{name}.csv" for name in sorted(_table_names())]
    assert "choices:" not in re.sub(r"#.*", "", (harbour / "case.yaml").read_text())
    # No pair of remedies is smaller than the single ones that are enough here; without choices they have no members;
    # nobody would sign to quit; it has no history, no readings and no other government.
    empty = {"pairs.csv", "deal_members.csv", "signing.csv", "successions.csv"}
    empty |= {name for name in tables if name.startswith(("readings", "timeline"))}
    for name in set(tables) - empty:
        assert len((harbour / "out" / "tables" / name).read_text().splitlines()) > 1, name


def _table_names():
    from standoff.formats.csv_tables import TABLES

    return TABLES


def test_the_same_seed_gives_the_same_run_and_another_one_does_not(harbour):
    first, again, other = (
        json.loads(standoff("run", harbour, "--draws", "50", "--seed", seed, "--json").stdout) for seed in (3, 3, 4)
    )
    assert first == again
    assert first["sureness"] != other["sureness"]


def test_a_case_file_can_be_named_itself(harbour):
    by_folder, by_file = (
        standoff("assess", path, "alpha-first", "--json") for path in (harbour, harbour / "case.yaml")
    )
    assert by_folder.stdout == by_file.stdout
    assert standoff("run", "case.yaml", "--draws", "0", cwd=harbour).returncode == 0
    assert (harbour / "out" / "report.html").exists()


def test_remedies_of_the_korea_case():
    done = standoff("remedies", KOREA, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    for entry in document(done, "remedies")["plans"]:
        assert entry["verdict"] == "refused"
        assert not entry["holds_with_bonds"]
        assert {row["party"] for row in entry["unwilling"]}
        assert all(remedy["verdict"] == "holds" for remedy in entry["enough"])
        for row in entry["unwilling"]:
            worth = [remedy for remedy in row["changes"] if remedy["kind"] == "worth"]
            assert worth
            # A step of the first phase that takes no time counts in full; every other one counts less.
            assert all(remedy["amount"] >= row["shortfall"] * (1 - 1e-9) for remedy in worth)
            assert [r["amount"] for r in worth] == sorted(r["amount"] for r in worth)


def test_remedies_for_the_roadmap_of_a_deal(harbour):
    (entry,) = document(standoff("remedies", harbour, "--deal", "full", "--json"), "remedies")["plans"]
    (roadmap,) = document(standoff("roadmap", harbour, "--json"), "roadmap")["roadmaps"]
    assert (entry["plan"], entry["deal"]) == ("full", "full")
    assert entry["verdict"] == roadmap["best"]["verdict"] == "holds"
    assert entry["trust"] == pytest.approx(roadmap["best"]["trust"])
    assert entry["enough"] == entry["unwilling"] == []
    assert set(entry["bonds"].values()) == {0}


def test_remedies_of_a_case_without_plans(tmp_path):
    (tmp_path / "case.yaml").write_text(
        "format: 1\ntitle: Bare\nas_of: 2026-01-01\nparties: {a: {horizon: 2 years}, b: {horizon: 3 years}}\n"
        "steps: {x: {by: a, worth: {a: -1, b: 2}}}\nchoices: {}\n"
    )
    done = standoff("remedies", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "The case has no plans: add one under `plans:`" in done.stderr


def test_all_states_are_listed_only_when_asked(harbour):
    short = document(standoff("stable", harbour, "--json"), "stable")
    long = document(standoff("stable", harbour, "--json", "--all"), "stable")
    assert "states" not in short
    assert len(long["states"]) == long["feasible_states"] == 12


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("stable",), "Now in force"),
        (("assess", "alpha-first"), "“Alpha first” holds"),
        (("assess", "Alpha First"), "“Alpha first” holds"),
        (("assess", "full"), "This is the roadmap of the deal"),
        (("explain", "--plan", "alpha-first", "--phase", "1", "--party", "alpha"), "Margin: carry on less walk out"),
        (
            ("explain", "--plan", "alpha-first", "--phase", "1", "--party", "beta"),
            "Beta carries on at phase 1",
        ),
        (("explain", "--deal", "full", "--phase", "1", "--party", "beta"), "What every line adds"),
        (("roadmap",), "“full” holds in all draws: "),
        (("remedies",), "usual dose"),
        (("check",), "No problem found.\n"),
    ],
    ids=lambda value: "-".join(value[:1] + value[2::2]) if isinstance(value, tuple) else "",
)
def test_text_for_people(harbour, words, says):
    done = standoff(words[0], harbour, *words[1:])
    assert done.returncode == 0
    assert says in done.stdout + done.stderr
    assert "None" not in done.stdout
    assert "nan" not in done.stdout.lower().split()


def test_quiet_says_only_what_was_asked_for(harbour):
    (harbour / "sources.json").unlink()
    loud, quiet = standoff("assess", harbour, "alpha-first"), standoff("assess", harbour, "alpha-first", "--quiet")
    assert "warning" in loud.stderr
    assert (quiet.stderr, quiet.stdout) == ("", loud.stdout)


@only_with_all("it answers every question about the Korea case")
def test_demo_copies_runs_and_says_where_the_brief_is(tmp_path):
    done = standoff("demo", "--draws", "5", "--no-open", cwd=tmp_path)
    assert done.returncode == 0
    brief = tmp_path / "korea-2025" / "out" / "report.html"
    assert f"The brief is {Path('korea-2025', 'out', 'report.html')}" in done.stdout
    assert brief.exists()
    assert not (KOREA / "out").exists()
    (tmp_path / "korea-2025" / "case.yaml").write_text("format: 2\n")
    again = standoff("demo", "--draws", "5", "--no-open", cwd=tmp_path)
    assert again.returncode == 1
    assert (tmp_path / "korea-2025" / "case.yaml").read_text() == "format: 2\n"


@pytest.mark.parametrize("document_name", ["case", *schemas.documents()])
def test_schema_prints_a_schema(document_name):
    done = standoff("schema", document_name)
    assert done.returncode == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(done.stdout))


def test_version():
    done = standoff("--version")
    assert re.fullmatch(r"standoff \d+\.\d+\.\d+\n", done.stdout)


# --------------------------------------------------------------------------------------- what is refused


def test_errors_in_a_case_end_with_1_and_name_their_place(harbour):
    text = (harbour / "case.yaml").read_text().replace("by: beta", "by: betta")
    (harbour / "case.yaml").write_text(text)
    for verb in (("stable",), ("assess", "alpha-first"), ("roadmap",), ("remedies",), ("run",)):
        done = standoff(verb[0], harbour, *verb[1:])
        assert done.returncode == 1
        assert done.stdout == ""
        assert "did you mean `beta`?" in done.stderr
        assert "2 errors; nothing was computed." in done.stderr
        assert "Traceback" not in done.stderr
    assert not (harbour / "out").exists()
    assert (harbour / "case.yaml").read_text() == text


def test_strict_counts_warnings(harbour):
    (harbour / "sources.json").unlink()
    assert standoff("check", harbour).returncode == 0
    assert standoff("check", harbour, "--strict").returncode == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("assess", "CASE", "alpha-frist"),
            "standoff: the case has no plan `alpha-frist`; did you mean `alpha-first`?\n",
        ),
        (
            ("explain", "CASE", "--plan", "alpha-first", "--phase", "9", "--party", "beta"),
            "standoff: phase 9 is not one of 1..3; the last of them is after the end\n",
        ),
        (
            ("explain", "CASE", "--plan", "alpha-first", "--phase", "1", "--party", "betta"),
            "standoff: the case has no party `betta`; did you mean `beta`?\n",
        ),
        (("explain", "CASE", "--phase", "1", "--party", "beta"), "standoff: name a plan (--plan) or a deal (--deal)"),
        (
            ("explain", "CASE", "--plan", "alpha-first", "--party", "beta"),
            "standoff: at the start of which phase? `--phase 1` is the first\n",
        ),
        (("assess", "CASE", "FUL"), "standoff: the case has no plan `FUL`; did you mean `full`?\n"),
        (("assess", "CASE", "full", "--phases", "fuel"), "standoff: name a plan or a deal, or give one by --phases"),
        (("assess", "CASE"), "standoff: which plan? The case has `alpha-first`, `step-by-step`, `full`; or type one"),
        (
            ("roadmap", "CASE", "--deal", "alpha-first"),
            "standoff: `alpha-first` is a plan of the case, not a deal; `standoff assess CASE alpha-first` assesses it\n",
        ),
        (("roadmap", "CASE", "--deal", "ful"), "standoff: the case has no deal `ful`; did you mean `full`?\n"),
        (
            ("remedies", "CASE", "--plan", "alpha-frist"),
            "standoff: the case has no plan `alpha-frist`; did you mean `alpha-first`?\n",
        ),
        (("remedies", "CASE", "--deal", "ful"), "standoff: the case has no deal `ful`; did you mean `full`?\n"),
        (
            ("remedies", "CASE", "--deal", "full", "--plan", "alpha-first"),
            "standoff: ask for a plan or for a deal, not for both at once\n",
        ),
        (("demo", "corea"), "standoff: no shipped case is called `corea`; known: `"),
        (("schema", "chek"), "standoff: there is no schema `chek`; did you mean `check`?\n"),
        (("new", " "), "standoff: the folder of the case needs a name, for example `standoff new my-case`\n"),
        (("new", "CASE"), "is there already, and nothing is written over it; choose another name\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_wrong_usage_ends_with_2_and_a_hint(harbour, words, message):
    before = (harbour / "case.yaml").read_text()
    done = standoff(*(harbour if word == "CASE" else word for word in words))
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (harbour / "case.yaml").read_text() == before


@pytest.mark.parametrize("words", [("roadmap", "--deal", "full"), ("assess", "alpha-first")])
def test_what_is_said_of_a_deal_for_a_plan_works(harbour, words):
    assert standoff(words[0], harbour, *words[1:]).returncode == 0


@pytest.mark.parametrize(
    "words", [(), ("nonsense",), ("assess",), ("run", "x", "--draws", "-1"), ("stable", "x", "--no")]
)
def test_unknown_words_end_with_2(words):
    done = standoff(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_case_with_an_order_only_gets_every_question(tmp_path):
    (tmp_path / "case.yaml").write_text(
        "format: 1\ntitle: Order only\nas_of: 2026-01-01\n"
        "parties: {a: {horizon: 2 years}, b: {horizon: 3 years}}\n"
        "steps: {x: {by: a}, y: {by: b}}\n"
        "prefer:\n  a: [y, not x]\n  b: {ranking: [[[x]], [[x, y]], [[]]]}\n"
        "plans: {p: {phases: [[x], [y]]}}\ndeals: {d: [x, y]}\n"
    )
    found = document(standoff("stable", tmp_path, "--json"), "stable")
    assert found["leverage"]["a"]["b"] == {"best": None, "worst": None}
    assert document(standoff("assess", tmp_path, "p", "--json"), "assess")["ordered"] == ["a", "b"]
    needs = standoff("needs", tmp_path, "--plan", "p", "--draws", "200")
    assert "of the value sets that fit what is known" in needs.stdout
    assert "The points of A and B come from their orders alone" in " ".join(needs.stdout.split())
    ran = standoff("run", tmp_path, "--draws", "20")
    assert ran.returncode == 0
    assert "The points of A and B come from their orders alone" in " ".join(ran.stdout.split())
    assert "of 20 draws" in ran.stdout
    assert (tmp_path / "out" / "report.html").exists()


def test_an_order_that_fits_no_worths_gets_the_first_question(tmp_path):
    (tmp_path / "case.yaml").write_text(
        "format: 1\ntitle: Order only\nas_of: 2026-01-01\n"
        "parties: {a: {horizon: 2 years}, b: {horizon: 3 years}}\n"
        "steps: {x: {by: a}, y: {by: b}}\n"
        "prefer:\n  a: [y, not x]\n  b: [x iff y]\n"
        "plans: {p: {phases: [[x], [y]]}}\ndeals: {d: [x, y]}\n"
    )
    assert standoff("stable", tmp_path).returncode == 0
    for words in (("assess", tmp_path, "p"), ("roadmap", tmp_path), ("flip", tmp_path, "--plan", "p")):
        done = standoff(*words)
        assert done.returncode == 2
        assert (
            "change `prefer.b`, give the party an `order` of steps or worths, or ask `standoff stable`" in done.stderr
        )
    ran = standoff("run", tmp_path)
    assert ran.returncode == 0
    assert "No worths of single steps agree" in " ".join(ran.stdout.split())
    assert "No worths of single steps agree" in (tmp_path / "out" / "report.html").read_text()


def test_a_deal_that_is_too_large_is_refused_before_work(tmp_path):
    steps = "\n".join(f"  s{n}: {{by: a, worth: {{a: -1, b: 2}}}}" for n in range(25))
    names = ", ".join(f"s{n}" for n in range(25))
    (tmp_path / "case.yaml").write_text(
        "format: 1\ntitle: Large\nas_of: 2026-01-01\nparties: {a: {horizon: 2 years}, b: {horizon: 3 years}}\n"
        f"steps:\n{steps}\ndeals: {{all: [{names}]}}\nplans: {{p: {{phases: [[{names}]]}}}}\n"
    )
    roadmap = standoff("roadmap", tmp_path)
    assert roadmap.returncode == 2
    assert f"steps to be ordered in the deal `all`: 25, and the limit is {lattice.largest()}" in roadmap.stderr
    assert standoff("assess", tmp_path, "p", "--quiet").returncode == 0


def written_to(folder):
    """The files that a run wrote, without what it keeps of single questions."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".kept" not in path.parts}


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name != "posix", reason="needs a POSIX system")
@pytest.mark.parametrize("also", ["", "--docx", "--xlsx"])
def test_a_full_disk_leaves_the_old_brief_whole(harbour, also):
    assert standoff("run", harbour, "--draws", "0").returncode == 0
    before = written_to(harbour / "out")
    limited = f"ulimit -f 1; exec {sys.executable} -B -m standoff run {harbour} --draws 0 --seed 2 {also}"
    done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    after = written_to(harbour / "out")
    assert after[harbour / "out" / "report.html"] == before[harbour / "out" / "report.html"]
    assert set(after) == set(before)
    assert "Traceback" not in done.stderr


def test_text_from_a_case_cannot_command_the_terminal(harbour):
    text = (harbour / "case.yaml").read_text().replace("title: Alpha first", 'title: "[red]A\\e[31mlpha\\u202e"')
    (harbour / "case.yaml").write_text(text)
    done = standoff("assess", harbour, "alpha-first")
    assert done.returncode in (0, 1)
    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr


def test_the_installed_command_and_the_module_are_the_same():
    command = shutil.which("standoff", path=str(Path(sys.executable).parent))
    assert command, "install the package into the environment that runs the tests"
    done = subprocess.run([command, "--version"], capture_output=True, text=True)
    assert done.stdout == in_a_process("--version").stdout


def test_all_notions_are_listed_with_and_without_a_case(harbour):
    listed = document(standoff("stable", "--concepts", "--json"), "concepts")
    assert listed["case"] == {"title": None, "as_of": None}
    names = [one["name"] for one in listed["concepts"]]
    assert names[:5] == ["nash", "gmr", "smr", "seq", "sseq"]
    assert {"sim", "lh", "nm", "cnash", "cgmr", "csmr", "cseq", "cseq_ui"} <= set(names)
    assert all(one["refused"] is None for one in listed["concepts"])
    of_case = document(standoff("stable", harbour, "--concepts", "--json"), "concepts")
    assert of_case["case"]["title"]
    shown = standoff("stable", "--concepts", "--all")
    assert all(name in shown.stdout for name in names)
    assert "Howard (1971)" in shown.stdout
    missing = standoff("stable")
    assert missing.returncode == 2
    assert "which case?" in missing.stderr


def test_definitions_are_no_docstrings():
    """Python may be told to leave docstrings out; what the notions are and whose is listed all the same."""
    without = subprocess.run(
        [sys.executable, "-OO", "-m", "standoff", "stable", "--concepts"], capture_output=True, text=True
    )
    assert (without.stdout, without.stderr) == (standoff("stable", "--concepts").stdout, "")


def test_chosen_notions_and_a_chosen_coalition(harbour):
    found = document(standoff("stable", harbour, "--json", "--concept", "sim", "--concept", "cnash"), "stable")
    assert list(found["equilibria"]) == ["sim"]
    assert list(found["coalitions"]["concepts"]) == ["cnash"]
    assert found["coalitions"]["concepts"]["cnash"]["universal"] is not None
    named = document(standoff("stable", harbour, "--json", "--coalition", "beta, alpha"), "stable")
    assert [one["parties"] for one in named["coalitions"]["now"]] == [["alpha", "beta"]]
    assert "coalitions" not in document(standoff("stable", harbour, "--json", "--concept", "nash"), "stable")
    for words, says in [
        (("--concept", "nahs"), "did you mean `nash`?"),
        (("--coalition", "alpha,betta"), "did you mean `beta`?"),
        (("--concept", "l101"), "101, and the limit is 100"),
    ]:
        done = standoff("stable", harbour, *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert says in done.stderr


def test_memory_that_is_not_given_is_told_in_a_sentence(harbour, monkeypatch):
    """Fault memory-limit: it was a traceback."""

    def full(*words, **more):
        raise MemoryError("Unable to allocate 1.00 GiB for an array")

    monkeypatch.setattr("standoff.analysis.sureness.now.stable_and_often", full)
    done = standoff("stable", harbour, "--quiet")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("standoff: there is not enough memory; ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "HERE", "NAME"),
        ("stable", "HERE", "--concept", "NAME"),
        ("schema", "NAME"),
        ("export", "HERE", "--to", "NAME"),
    ],
)
def test_a_word_of_3000_letters_is_not_read_back_whole(harbour, words):
    done = standoff(*({"HERE": harbour, "NAME": "x" * 3000}.get(word, word) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"`{'x' * 80}...`" in done.stderr
    assert "x" * 81 not in done.stderr
