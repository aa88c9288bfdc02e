"""Every verb on a terminal: the answer first, one screen of it, nothing wider than a page, no colours in a pipe."""

from __future__ import annotations

import json
import re

import pytest

import made_up
from command import in_a_process, standoff
from crowd import crowd
from standoff.printable import columns

LINES, WIDTH = 25, 88

VERBS = [
    ("check",),
    ("quote", "a word"),
    ("search", "a", "word", "OR", "other*"),
    ("unread",),
    ("quote", "word more", "--source", "diary"),
    ("stable",),
    ("stable", "--state", "STEPS"),
    ("stable", "--concept", "cnash"),
    ("stable", "--draws", "3", "--cores", "1"),
    ("stable", "--concepts"),
    ("assess", "PLAN"),
    ("assess", "DEAL"),
    ("assess", "PLAN", "--draws", "40", "--cores", "1"),
    ("assess", "--phases", "STEPS"),
    ("assess", "PLAN", "--between"),
    ("explain", "row", "--plan", "PLAN", "--phase", "1", "--party", "PARTY"),
    ("explain", "row", "--plan", "DEAL", "--phase", "1", "--party", "PARTY"),
    ("explain", "state"),
    ("explain", "state", "--state", "STEPS", "--party", "PARTY"),
    ("explain", "ways"),
    ("explain", "ways", "--to", "STEPS"),
    ("inverse", "--state", "now"),
    ("inverse", "--state", "STEPS", "--party", "PARTY"),
    ("roadmap",),
    ("roadmap", "--deal", "DEAL", "--objective", "fastest"),
    ("deals", "--within", "DEAL"),
    ("remedies",),
    ("remedies", "--plan", "DEAL", "--no-pairs"),
    ("flip", "--plan", "PLAN", "--cores", "1"),
    ("needs", "--deal", "DEAL", "--draws", "100", "--cores", "1"),
    ("sweep", "--out", "table.csv", "--again", "--cores", "1"),
    ("compare", "--with-set", "parties.<party>.horizon=1 year", "--draws", "20", "--cores", "1"),
    ("timeline", "--draws", "20", "--cores", "1"),
    ("answer", "--draws", "20", "--cores", "1"),
    ("run", "--draws", "0", "--cores", "1"),
]

SMALL = {
    "harbour": (
        json.dumps(made_up.HARBOUR | {"rules": [], "history": []}),
        "alpha-first",
        "small",
        "open_harbour",
        "beta",
    ),
    "crowd": (crowd(), "first_four", "core", "s1,s2", "b"),
}

OF_ALL_STATES = (
    "explain state",
    "explain ways",
    "inverse",
    "stable --draws",
    "answer",
    "run",
    "remedies",
    "stable --concept",
)
"""What is refused, or takes long, in a case of thirty steps."""


def words_of(verb, folder, names):
    """The words of a command about a case in a folder."""
    plan, deal, steps, party = names
    filled = {"PLAN": plan, "DEAL": deal, "STEPS": steps, "PARTY": party}
    words = [filled.get(word, word.replace("<party>", party)) for word in verb]
    inner = 2 if words[0] == "explain" else 1
    more = ["--time-limit", "0.5"] if words[0] in ("stable", "roadmap") and "--concepts" not in words else []
    return [*words[:inner], folder, *words[inner:], *more]


def screens():
    for name in SMALL:
        for verb in VERBS:
            told = " ".join(verb)
            if name == "crowd" and told.startswith(OF_ALL_STATES):
                continue
            yield pytest.param(name, verb, id=f"{name}-{told}")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for name, (text, *_) in SMALL.items():
        made[name] = tmp_path_factory.mktemp(name)
        (made[name] / "case.yaml").write_text(text, encoding="utf-8")
        (made[name] / "sources").mkdir()
        (made[name] / "sources" / "diary.txt").write_text("Not a word more.\n\n" * 40, encoding="utf-8")
    return made


def width(line):
    return sum(map(columns, line))


def first_sentence(text):
    """The lines until one ends a sentence."""
    told = []
    for line in text.splitlines():
        told.append(line)
        if line.endswith("."):
            break
    return told


@pytest.mark.parametrize(("name", "verb"), list(screens()))
def test_the_first_line_is_the_answer_and_one_screen_is_enough(name, verb, folders, tmp_path):
    done = standoff(*words_of(verb, folders[name], SMALL[name][1:]), cwd=tmp_path)
    assert done.returncode == (1 if verb == ("check",) and "error" in done.stdout else 0), done.stderr
    shown = done.stdout.splitlines()
    said = first_sentence(done.stdout)
    assert said[-1].endswith(".")
    assert len(said) <= 3
    assert re.match(r"[A-Z0-9“]", said[0])
    assert len(shown) <= LINES
    assert max(map(width, shown)) <= WIDTH
    assert "\x1b" not in done.stdout
    assert not re.search(r"\bNone\b(?! of )|\bnan\b", done.stdout)
    left_out = [line for line in shown if "--all shows" in line]
    assert left_out in ([], shown[-1:])


@pytest.mark.parametrize(
    "verb",
    [
        ("assess", "PLAN"),
        ("roadmap",),
        ("explain", "row", "--plan", "every_article", "--phase", "1", "--party", "c"),
    ],
    ids=" ".join,
)
def test_all_shows_what_was_left_out(verb, folders, tmp_path):
    words = words_of(verb, folders["crowd"], SMALL["crowd"][1:])
    short = standoff(*words, cwd=tmp_path).stdout.splitlines()
    whole = standoff(*words, "--all", cwd=tmp_path).stdout.splitlines()
    count = int(re.match(r"([\d,]+) lines? (?:is|are) left out", short[-1])[1].replace(",", ""))
    full, part = ([line for line in lines if line] for lines in (whole, short[:-1]))
    assert len(full) == len(part) + count
    assert full[: len(part)] == part
    assert max(map(width, whole)) <= WIDTH


def test_nothing_is_coloured_in_a_pipe(folders):
    done = in_a_process("assess", folders["harbour"], "at-once", FORCE_COLOR="", TERM="xterm-256color")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout


NAMES = [
    ("alpha-first", "“Alpha first”"),
    ("Alpha-First", "“Alpha first”"),
    ("alpha first", "“Alpha first”"),
    ("Alpha first: the old demand", "“Alpha first”"),
    ("plan:beta-first", "“Beta first”"),
    ("BETA FIRST", "“Beta first”"),
    ("The grand deal", "“The grand deal”"),
    ("deal:small", "“small”"),
    ("GRAND", "“The grand deal”"),
]


@pytest.mark.parametrize(("name", "title"), NAMES)
def test_plans_and_deals_are_known_by_key_and_title_in_upper_or_lower_case(name, title, folders):
    told = standoff("assess", folders["harbour"], name)
    assert told.stdout.startswith(title), told.stderr
    flipped = standoff("explain", "row", folders["harbour"], "--deal", name, "--phase", "1", "--party", "ALPHA")
    assert title in flipped.stdout


def test_a_deal_is_its_roadmap(folders):
    """Whichever way it is asked for."""
    by_name, by_option = (
        json.loads(standoff(*words, "--json").stdout)
        for words in (
            ("assess", folders["harbour"], "small"),
            ("roadmap", folders["harbour"], "--deal", "Small"),
        )
    )
    (found,) = by_option["roadmaps"]
    plan = found["best"] or found["closest"]
    assert by_name["phases"] == plan["phases"]
    assert by_name["trust"] == plan["trust"]


# ------------------------------------------------------------------------------------------ a plan that is typed


def test_a_typed_plan_is_assessed_as_one_of_the_case(folders):
    """`beta-first` lifts the ban, then opens the harbour; what is in force is kept by both."""
    named = json.loads(standoff("assess", folders["harbour"], "beta-first", "--json").stdout)
    typed = json.loads(
        standoff("assess", folders["harbour"], "--phases", "Lift the ban | OPEN_HARBOUR", "--json").stdout
    )
    same = ("verdict", "trust", "gain", "phases", "keeps", "rows")
    assert {key: typed[key] for key in same} == {key: named[key] for key in same}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("open_harbor", "--phases, phase 1, step 1: the case has no step `open_harbor`; did you mean `open_harbour`?"),
        ("lift_ban | open_harbour, lift_ban", "--phases, phase 2, step 2: `lift_ban` is in phase 1 already"),
        ("fuel", "--phases, phase 1, step 1: `fuel` is in force now already"),
        ("lift_ban | venue", "--phases, phase 2, step 1: `venue` is a choice"),
        ("lift_ban || open_harbour", "--phases, phase 2, step 1: there is no step"),
        ("lift_ban, | open_harbour", "--phases, phase 1, step 2: there is no step"),
        ("summit_here | summit_there", "--phases, phase 2: what is in force after phase 2 breaks the choice `venue`"),
    ],
)
def test_what_is_wrong_with_a_typed_plan_is_said_with_its_place(typed, says, folders):
    done = standoff("assess", folders["harbour"], "--phases", typed, "--quiet")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"standoff: {says}")


# -------------------------------------------------------------------------------------------------- in how many draws


def test_the_share_of_draws_is_that_of_a_run(folders, tmp_path):
    """The same draws, whichever verb draws them."""
    asked = json.loads(
        standoff("assess", folders["harbour"], "at-once", "--draws", "60", "--seed", "3", "--json").stdout
    )
    run = json.loads(
        standoff("run", folders["harbour"], "--draws", "60", "--seed", "3", "--out", tmp_path, "--json").stdout
    )
    assert asked["sureness"] == run["sureness"]["plan:at-once"]
    assert "sureness" not in json.loads(standoff("assess", folders["harbour"], "at-once", "--json").stdout)
