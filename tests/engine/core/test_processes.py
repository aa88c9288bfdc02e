"""Processes that work for another: they share work, tell what went wrong, and never outlive who asked."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import jobs
from places import TESTS
from standoff.engine.core.parallel import collect, workers
from standoff.engine.core.processes import Crew
from standoff.errors import UsageError

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="tasks meet in pipes with names")


@pytest.fixture
def pipe(tmp_path):
    """A pipe with a name: who reads from it waits for who writes to it."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def with_another(crew, pipe, comes, name=""):
    """What a task gives that another process does, while this one waits for it."""
    mine = crew.start(jobs.waits_for_another, pipe, priority=2.0)
    theirs = crew.start(comes, pipe, name, priority=1.0)
    assert crew.next_done([mine]) is mine
    return theirs


def test_a_worker_that_is_killed_is_told_with_its_question(pipe):
    with pytest.raises(UsageError) as told, workers(2) as crew:
        with_another(crew, pipe, jobs.comes_and_is_killed, "the frontier of all deals")()
    said = str(told.value)
    assert said.startswith("a worker was killed while it was at the frontier of all deals, ")
    assert "not enough memory; ask for fewer steps or draws" in said
    assert "--cores 1" in said


def test_nothing_more_is_begun_when_a_worker_was_killed(pipe):
    with pytest.raises(UsageError, match="was killed"), workers(2) as crew:
        with pytest.raises(UsageError, match="was killed"):
            with_another(crew, pipe, jobs.comes_and_is_killed)()
        crew.start(abs, -3)()


def test_too_little_memory_in_a_worker_is_told_like_too_little_here(pipe):
    with workers(2) as crew, pytest.raises(MemoryError):
        with_another(crew, pipe, jobs.comes_and_asks_for_too_much)()


def test_an_error_travels_with_all_it_has_and_with_its_place(pipe):
    with workers(2) as crew:
        theirs = with_another(crew, pipe, jobs.comes_and_fails)
        with pytest.raises(LookupError) as told:
            theirs()
    assert told.value.args == ("no such thing", 7)
    assert "in comes_and_fails" in told.value.__notes__[0]


def test_an_error_that_cannot_travel_is_told_in_words(pipe):
    with workers(2) as crew:
        theirs = with_another(crew, pipe, jobs.comes_and_fails_in_its_own_way)
        with pytest.raises(Exception, match="OwnError: in its own way"):
            theirs()


def test_what_cannot_be_sent_is_an_error_of_its_task(pipe):
    with workers(2) as crew:
        mine = crew.start(jobs.waits_for_another, pipe, priority=2.0)
        unsendable = crew.start(lambda task: task, 1, priority=1.0)
        theirs = crew.start(jobs.meets, (pipe, False))
        assert crew.next_done([mine]) is mine
        with pytest.raises(Exception, match=r"pickle|lambda"):
            unsendable()
        assert theirs()[0] == "met"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_task_that_falls_apart_is_done_by_all_who_have_nothing_to_do(tmp_path, elsewhere):
    """Its two parts wait for each other: were they done by one, one after the other, they would wait for ever."""
    first, second = tmp_path / "first", tmp_path / "second"
    os.mkfifo(first)
    os.mkfifo(second)
    with workers(2) as crew:
        if elsewhere:
            mine = crew.start(jobs.waits_for_another, first, priority=2.0)
            whole = crew.start(jobs.comes_in_parts, (first, second), priority=1.0)
            assert crew.next_done([mine]) is mine
        else:
            whole = crew.start(jobs.in_parts, second)
        assert crew.next_done([whole]) is whole
        (one, here), (other, there) = whole()
    assert (one, other) == ("met", "met")
    assert here != there
    assert os.getpid() in (here, there)


def test_what_is_shared_goes_to_each_process_once_and_stays_the_same(pipe):
    thing = jobs.Shared()
    with workers(2) as crew:
        crew.share(thing)
        crew.share(thing)
        begun = [crew.start(jobs.how_often_unpacked, (n, thing, pipe), priority=-n) for n in range(4)]
        assert crew.next_done(begun[:1]) is begun[0]
        found = [one() for one in begun[1:]]
    (process,) = {pid for pid, _, _ in found}
    assert process != os.getpid()
    assert len({place for _, place, _ in found}) == 1
    assert {times for _, _, times in found} == {1}
    assert jobs.Shared.unpacked == 0


def test_as_many_processes_as_asked_for_and_this_is_one_of_them():
    with workers(3) as crew:
        assert isinstance(crew, Crew)
        assert len(crew.hands) == 2
        assert collect(crew, abs, [-3, 4]).results == (3, 4)
    assert not any(hand.process.is_alive() for hand in crew.hands)


# ------------------------------------------------------------------------------------------- who asks is ended


RUNS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background is started without
sys.path.insert(0, {tests!r})
import pathlib, jobs, standoff.analysis.run
def run(at, draws, seed, progress, by, *how):
    begun = [by.start(jobs.tells_who_it_is, pathlib.Path({pipe!r}), "the question") for _ in range(2)]
    return [one() for one in begun]
standoff.analysis.run.run_at = run
from standoff.__main__ import main
main()
"""
"""The command, in a run that goes on until somebody ends it: a question in this process, and one in another."""


@pytest.fixture
def running(tmp_path, pipe):
    """A run that is at work with two processes, over a former one; and their numbers."""
    os.mkfifo(tmp_path / "end")
    out = tmp_path / "out"
    out.mkdir()
    (out / "run.json").write_text("the former one")
    words = [
        sys.executable,
        "-c",
        RUNS.format(tests=str(TESTS), pipe=str(pipe)),
        "run",
        "harbour",
        "--cores",
        "2",
        "-q",
    ]
    case = tmp_path / "harbour"
    case.mkdir()
    (case / "case.yaml").write_text(HARBOUR)
    with subprocess.Popen(
        [*words, "--out", str(out)],
        cwd=tmp_path,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            pids = numbers_told(pipe, process)
            yield process, pids, out
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def numbers_told(pipe, process):
    """The numbers of two processes at work, which write them into a pipe; an error if the run ends before."""
    told = b""
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        while told.count(b"\n") < 2:
            assert process.poll() is None, f"it ended by itself: {process.communicate()}"
            with contextlib.suppress(BlockingIOError):
                told += os.read(end, 100)
            time.sleep(0.01)
    finally:
        os.close(end)
    return {int(line) for line in told.split()}


HARBOUR = """
format: 1
title: Harbour
as_of: 2026-11-02
parties: {alpha: {horizon: 5 years}, beta: {horizon: 5 years}}
steps: {transit: {by: alpha, takes: 2 weeks, undo: 1 day, worth: {alpha: -1, beta: 5}}}
"""


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def none_left(pids):
    """Whether all processes are gone, as soon as they are; False after two minutes."""
    over = time.monotonic() + 120
    while not all(map(gone, pids)) and time.monotonic() < over:
        time.sleep(0.01)
    return all(map(gone, pids))


def test_a_run_that_is_killed_leaves_no_worker_and_no_half_result(running):
    process, pids, out = running
    process.kill()
    assert process.wait(120) == -signal.SIGKILL
    assert none_left(pids)
    assert [path.name for path in out.iterdir()] == ["run.json"]
    assert (out / "run.json").read_text() == "the former one"


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGINT], 130),
        ([signal.SIGINT, signal.SIGINT], 130),
        ([signal.SIGTERM], -signal.SIGTERM),
    ],
    ids=["once", "twice", "asked to end"],
)
def test_a_run_that_is_stopped_leaves_no_worker_no_word_and_no_half_result(running, signals, code):
    """A terminal sends Ctrl-C to all processes of a command."""
    process, pids, out = running
    for number in signals:
        os.killpg(process.pid, number)
    printed, told = process.communicate(timeout=120)
    assert (process.returncode, printed, told) == (code, "", "")
    assert none_left(pids)
    assert [path.name for path in out.parent.iterdir() if path.name not in ("harbour", "pipe", "end")] == ["out"]
    assert (out / "run.json").read_text() == "the former one"


def test_a_run_whose_worker_is_killed_says_so_and_leaves_no_half_result(running):
    process, pids, out = running
    (worker,) = pids - {process.pid}
    os.kill(worker, signal.SIGKILL)
    assert none_left([worker])
    (out.parent / "end").open("w").close()  # the other question comes to its end
    printed, told = process.communicate(timeout=120)
    assert (process.returncode, printed) == (2, "")
    assert told.startswith("standoff: a worker was killed while it was at the question, ")
    assert told.count("\n") == 1
    assert [path.name for path in out.iterdir()] == ["run.json"]


def test_a_run_whose_disk_is_full_leaves_no_worker_and_no_half_result(tmp_path):
    """The limit of a file stands for the disk."""
    resource = pytest.importorskip("resource")
    (tmp_path / "case.yaml").write_text(HARBOUR)
    words = [sys.executable, "-m", "standoff", "run", ".", "--cores", "2", "--draws", "0", "--quiet"]
    done = subprocess.run(
        words,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
    )
    assert done.returncode not in (0, None)
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    # What was kept of single questions is whole, however far a run came.
    left = [path for path in tmp_path.rglob("*") if path.is_file() and ".kept" not in path.parts]
    assert [path.name for path in left] == ["case.yaml"]
