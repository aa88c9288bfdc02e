"""What the command line does where its output cannot go: a full disk, a reader that has had enough, a closed stream."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cases import FOREST, HEAD

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full and a POSIX shell")

COMMAND = (sys.executable, "-m", "standoff")

BUFFERINGS = {"buffered": {}, "unbuffered": {"PYTHONUNBUFFERED": "1"}}
"""Python writes at once where this variable is set, as it is in many containers, and late where it is not."""

WORDS = {
    "--version": ("--version",),
    "--help": ("--help",),
    "text": ("stable", "CASE", "--quiet"),
    "json": ("stable", "CASE", "--json"),
    "findings": ("check", "BAD", "--quiet"),
    "export": ("export", "CASE", "--to", "csv", "--quiet"),
}


@pytest.fixture(params=BUFFERINGS)
def environment(request):
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return mine | BUFFERINGS[request.param]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A case, and one that does not load, by the words that stand for them."""
    folder = tmp_path_factory.mktemp("cases")
    sound = HEAD + "parties: {north: {horizon: 1 year}}\nsteps:\n  n: {by: north}\n"
    for name, text in (("CASE", FOREST), ("BAD", FOREST.replace("by: south", "by: sooth")), ("SOUND", sound)):
        (folder / name).mkdir()
        (folder / name / "case.yaml").write_text(text)
    return folder


def redirected(words, cases, environment, where, before="", **streams):
    """The command under a shell that redirects its streams as said, for example `> /dev/full`."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    script = ["bash", "-c", f'{before} exec "$@" {where}', "bash"]
    return subprocess.run([*script, *COMMAND, *words], text=True, cwd=cases, env=environment, timeout=120, **pipes)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_full_disk_is_told_in_a_sentence(words, cases, environment):
    done = redirected(words, cases, environment, "> /dev/full")
    assert (done.returncode, done.stderr) == (2, "standoff: cannot write: No space left on device\n")


def test_a_disk_that_fills_up_half_way_is_told_too(cases, environment, tmp_path):
    """The first kilobyte goes in, and the rest does not. (Nor would compiled modules, and what is left would be damaged.)"""
    environment = environment | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = redirected(("schema",), cases, environment, f"> '{tmp_path}/schema.json'", "ulimit -f 1;")
    assert (done.returncode, done.stderr) == (2, "standoff: cannot write: File too large\n")


@pytest.mark.parametrize("name", ["--help", "text", "json", "findings"])
def test_a_reader_that_has_had_enough_ends_it_quietly(name, cases, environment):
    """Fault closed-pipe-exit-1."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = redirected(WORDS[name], cases, environment, "", stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "words", [("--version",), ("stable", "CASE", "--json"), ("schema",), ("check", "SOUND", "--quiet")]
)
@pytest.mark.parametrize("where", [">&-", ">&- 2>&-"])
def test_a_standard_output_closed_from_the_start_is_no_fault(words, where, cases, environment):
    """Fault stdout-closed."""
    done = redirected(words, cases, environment, where)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("where", ["2>&-", "2> /dev/full"])
@pytest.mark.parametrize(
    ("words", "code"),
    [(("schema", "chek"), 2), (("stable", "BAD"), 1), (("nonsense",), 2), (("check", "SOUND", "--quiet"), 0)],
)
def test_the_exit_code_is_right_where_standard_error_cannot_be_written(words, code, where, cases, environment):
    done = redirected(words, cases, environment, where)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def test_notes_that_cannot_be_written_take_nothing_from_the_answer(cases, environment):
    done = redirected(("export", "CASE", "--to", "csv"), cases, environment, "2> /dev/full")
    assert done.returncode == 0
    assert done.stdout == redirected(("export", "CASE", "--to", "csv", "--quiet"), cases, environment, "").stdout
