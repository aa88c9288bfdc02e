"""What the command says of itself: help by question, an example for each verb, and what shells complete."""

from __future__ import annotations

import re
import shlex
import shutil

import pytest
import shellingham
import typer.main

from command import Done, standoff
from standoff import cli

COMMAND = typer.main.get_command(cli.app)


def verbs():
    """The words of every verb and sub-verb that is listed."""
    for name, verb in COMMAND.commands.items():
        yield (name,)
        yield from ((name, inner) for inner, part in getattr(verb, "commands", {}).items() if not part.hidden)


VERBS = list(verbs())


def told(*words):
    done = standoff(*words, "--help", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def example_in(text):
    """The words after `standoff` of the example that a help ends with."""
    return shlex.split(re.search(r"\n  Example:\n    standoff (.+)\n$", text)[1])


@pytest.fixture
def harbour(tmp_path, monkeypatch):
    """The skeleton, in the folder that examples name, which is one below the present one."""
    monkeypatch.chdir(tmp_path)
    assert standoff("new", "my-case", "--quiet").returncode == 0
    return tmp_path / "my-case"


# ----------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("words", [(), ("explain",)], ids=["standoff", "explain"])
def test_the_list_of_verbs_fits_80_columns_and_is_whole(words):
    text = told(*words)
    assert "..." not in text
    assert max(map(len, text.splitlines())) <= 80
    group = COMMAND.commands[words[0]] if words else COMMAND
    for name, verb in group.commands.items():
        summary = " ".join(verb.help.split("\n\n")[0].split())
        assert verb.hidden or re.search(rf"^  {name} +{re.escape(summary)}$", text, re.M), name


def test_verbs_are_listed_by_the_question_that_they_answer():
    sections = re.findall(r"^(\S.*)\n((?:  \w+ .*\n)+)", told(), re.M)
    listed = {title: re.findall(r"^  (\w+)", lines, re.M) for title, lines in sections}
    assert listed["Where are we?"] == ["stable"]
    assert listed["Why?"] == ["explain", "inverse"]
    assert listed["Would this plan hold?"] == ["assess"]
    assert listed["How sure is it?"] == ["flip", "numbers", "needs", "sweep", "ask"]
    assert sorted(name for names in listed.values() for name in names) == sorted(COMMAND.commands)


def test_no_words_at_all_are_answered_with_help():
    for words in ((), ("explain",)):
        done = standoff(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == standoff(*words, "--help").stdout


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_has_an_example_that_is_a_command_of_its_own(words, harbour):
    example = example_in(told(*words))
    assert tuple(example[: len(words)]) == words
    verb, rest = COMMAND, example
    while hasattr(verb, "commands"):
        verb, rest = verb.commands[rest[0]], rest[1:]
    verb.make_context(words[-1], rest)  # it parses


@pytest.mark.parametrize("words", [*VERBS, ("explain", "CASE")], ids=" ".join)
def test_every_verb_can_be_asked_for_json_and_for_less(words):
    verb = COMMAND
    for word in words:
        verb = verb.commands[word]
    options = {word for option in verb.params for word in option.opts}
    assert hasattr(verb, "commands") or {"--json", "--quiet", "-q"} <= options


@pytest.mark.parametrize("words", [(), *VERBS, ("explain", "row", "my-case")], ids=" ".join)
def test_no_help_has_braces(words):
    done = standoff(*words, "--help")
    assert not {"{", "}"} & set(done.stdout)
    assert not {"{", "}"} & set(standoff(*words, "--no-such-option").stderr)


def test_help_does_without_docstrings(monkeypatch):
    """As under `python -OO`."""
    monkeypatch.setattr(COMMAND.commands["stable"], "help", None)
    assert "stable" in COMMAND.get_help(COMMAND.make_context("standoff", ["doctor"]))


# ----------------------------------------------------------------------------- the sub-verbs of explain

ROW = ("--phase", "2", "--party", "beta")

NEW_WORDS = [
    ((), ("state",)),
    (("--party", "alpha"), ("state", "--party", "alpha")),
    (
        ("--state", "inspectors", "--all", "--concept", "seq"),
        ("state", "--state", "inspectors", "--all", "--concept", "seq"),
    ),
    (("--state", "now"), ("state",)),
    (("--from", "now"), ("ways",)),
    (("--from", "now", "--limit", "0"), ("ways", "--limit", "0")),
    (
        ("--from", "nothing", "--to", "inspectors", "--concept", "nash"),
        ("ways", "--from", "nothing", "--to", "inspectors", "--concept", "nash"),
    ),
    (("--plan", "alpha-first", *ROW), ("row", "--plan", "alpha-first", *ROW)),
    (("-d", "full", *ROW), ("row", "--deal", "full", *ROW)),
]


@pytest.mark.parametrize(("before", "now"), NEW_WORDS, ids=lambda words: "-".join(words) or "nothing")
def test_the_old_options_of_explain_give_the_same_and_say_the_new_words(before, now, harbour):
    old, new = standoff("explain", harbour, *before), standoff("explain", now[0], harbour, *now[1:])
    assert (old.returncode, old.stdout) == (new.returncode, new.stdout) == (0, old.stdout)
    assert new.stderr == ""
    (said,) = re.fullmatch(r"In new words: standoff (.+)\n", old.stderr).groups()
    assert standoff(*shlex.split(said)).stdout == old.stdout
    assert standoff("explain", *before, harbour, "--quiet").stderr == ""
    document = standoff("explain", harbour, *before, "--json")
    assert (document.stdout, document.stderr) == (standoff("explain", now[0], harbour, *now[1:], "--json").stdout, "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("row", "my-case", "--plan", "alpha-first", "--party", "beta"), "at the start of which phase? `--phase 1`"),
        (("row", "my-case", "--plan", "alpha-first", "--phase", "1"), "whose row? `--party PARTY`"),
        (("row", "my-case", *ROW), "name a plan (--plan) or a deal (--deal)"),
        (("row", "my-case", "--state", "now"), "No such option: --state"),
        (("state", "my-case", "--plan", "alpha-first"), "No such option: --plan"),
        (("state", "my-case", "--party", "betta"), "did you mean `beta`?"),
        (("ways", "my-case", "--party", "beta"), "No such option: --party"),
        (("row",), "Missing argument 'CASE'"),
        (("my-case", "--from", "now", "--party", "beta"), "`--from` and `--party` belong to different questions"),
    ],
)
def test_a_sub_verb_takes_only_what_belongs_to_its_question(words, says, harbour):
    done = standoff("explain", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "In new words" not in done.stderr


def test_a_case_that_is_called_like_a_sub_verb_can_be_reached(harbour):
    shutil.copytree(harbour, "row")
    shown = standoff("explain", "state", "my-case").stdout
    assert standoff("explain", "./row").stdout == shown
    assert standoff("explain", "state", "row").stdout == shown


# ------------------------------------------------------------------------------------------ completion


def completion_of(typed):
    """What the script for bash asks for at the Tab key."""
    words = f"standoff {typed}"
    return standoff(_STANDOFF_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_printed(shell, monkeypatch):
    monkeypatch.setattr(shellingham, "detect_shell", lambda: (shell, f"/bin/{shell}"))
    done = standoff("--show-completion")
    assert (done.returncode, done.stderr) == (0, "")
    assert "_STANDOFF_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("st", ["stable"]),
        ("explain ", ["row", "state", "ways"]),
        ("explain row my-case --ph", ["--phase"]),
        ("explain my-case --fr", ["--from"]),
        ("roadmap my-case --o", ["--objective"]),
    ],
)
def test_verbs_and_options_are_completed(typed, completed):
    done = completion_of(typed)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, completed, "")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("assess my-case ", ["alpha-first", "step-by-step", "full"]),
        ("assess my-case alpha", ["alpha-first"]),
        ("explain row my-case --plan alpha-first --party ", ["alpha", "beta"]),
        ("explain my-case --party b", ["beta"]),
        ("flip my-case --deal ", ["full"]),
        ("roadmap --deal ", []),
        ("roadmap nowhere --deal ", []),
    ],
)
def test_names_of_the_case_typed_so_far_are_completed(typed, completed, harbour):
    done = completion_of(typed)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, completed, "")


def test_no_text_of_a_case_gets_into_the_line_of_a_shell(harbour):
    path = harbour / "case.yaml"
    for text in (path.read_text().replace("  alpha-first:", '  "$(touch x)":'), "format: ["):
        path.write_text(text)
        assert completion_of("assess my-case ") == Done(0, "\n", "")
