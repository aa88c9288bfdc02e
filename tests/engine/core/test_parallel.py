"""Parallel work: the same results on one core, on two and on a cluster, one of whose workers is killed half-way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from jobs import Shared, broken, holds, mean_of, slowly, sums, who_does_the_parts, writes_at_last
from places import TESTS
from standoff.engine.core.graph import ask
from standoff.engine.core.parallel import collect, workers
from standoff.engine.sureness.draws import uniforms
from standoff.errors import UsageError

PARTS = np.array_split(uniforms(1, 1000, [1, 2, 3]), 7)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_any_number_of_workers_gives_the_same(count):
    with workers(count) as crew:
        found = collect(crew, mean_of, PARTS)
    assert not found.partial
    assert found.results == tuple(float(part.mean()) for part in PARTS)


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_started_can_be_waited_for_while_other_work_goes_on(count):
    with workers(count) as crew:
        first, second = (crew.start(mean_of, part) for part in PARTS[:2])
        others = collect(crew, mean_of, PARTS)
        assert (second(), first(), first()) == (others.results[1], others.results[0], others.results[0])
        with pytest.raises(ValueError, match="cannot be done"):
            crew.start(broken, 1)()


def test_what_is_started_and_not_wanted_any_more_is_not_waited_for(tmp_path):
    """Something else fails while a task is at work that would write a file at its end."""
    with pytest.raises(ValueError, match="else"), workers(2) as crew:
        crew.start(writes_at_last, tmp_path / "end")
        while not (tmp_path / "end.begun").exists():
            time.sleep(0.01)
        raise ValueError("something else")
    assert not (tmp_path / "end").exists()


def test_results_are_in_the_order_of_their_tasks_whichever_is_done_first():
    class LastFirst:
        def results(self, function, tasks):
            return ((number, function(task)) for number, task in reversed(list(enumerate(tasks))))

    found = collect(LastFirst(), abs, [-3, 4, -5])
    assert (found.results, found.which) == ((3, 4, 5), (0, 1, 2))


def test_no_tasks_no_results():
    for count in (1, 2):
        with workers(count) as crew:
            assert collect(crew, mean_of, []).results == ()


@pytest.mark.parametrize("count", [1, 2])
def test_a_task_that_fails_says_why(count):
    with workers(count) as crew, pytest.raises(ValueError, match="cannot be done"):
        collect(crew, broken, [1, 2])


def test_progress_rises_to_one():
    shares = []
    with workers(2) as crew:
        collect(crew, mean_of, PARTS, shares.append)
    assert shares == [pytest.approx(n / 7) for n in range(1, 8)]


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_done_is_kept_when_the_user_stops(count):
    def stop_at_three(share):
        if share >= 3 / 40:
            raise KeyboardInterrupt

    with workers(count) as crew:
        found = collect(crew, slowly, range(40), stop_at_three)
    assert found.partial
    assert found.tasks == 40
    assert 3 <= len(found.results) < 40
    assert set(found.results) <= {number * number for number in range(40)}


def test_a_stop_before_anything_is_done_stops():
    class Nobody:
        def results(self, function, tasks):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(Nobody(), slowly, range(3))


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return (
        Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked after in another way there")
def test_a_script_without_a_guard_is_told_so():
    """Fault script-without-main-guard: every worker runs the script again, and would start workers of its own."""
    folder = TESTS / "faults" / "script-without-main-guard"
    done = subprocess.run([sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.splitlines()[-1] == (
        "standoff.errors.UsageError: workers need a guard: "
        'in script.py, put what starts them under `if __name__ == "__main__":`'
    )


def test_workers_end_when_their_parent_is_killed():
    here = str(TESTS)
    told = (
        f"import sys; sys.path.insert(0, {here!r})\n"
        "from standoff.engine.core.parallel import workers\n"
        "from jobs import its_process\n"
        "with workers(2) as crew:\n"
        "    for _, pid in crew.results(its_process, range(10_000)): print(pid, flush=True)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", told], stdout=subprocess.PIPE, text=True)
    pids = {int(parent.stdout.readline()) for _ in range(6)}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    over = time.monotonic() + 120
    while not all(map(gone, pids)) and time.monotonic() < over:
        time.sleep(0.1)
    assert all(map(gone, pids))


# ------------------------------------------------------------------------------------------- a cluster


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_that_loses_a_worker_gives_the_same(cluster):
    address, crew = cluster
    killed = []

    def kill_one_half_way(share):
        if share >= 0.5 and not killed:
            crew[0].send_signal(signal.SIGKILL)
            killed.append(crew[0].wait())

    with workers(cluster=address) as busy:
        busy.client.wait_for_workers(2, timeout=60)
        begun = busy.start(mean_of, PARTS[0])
        assert collect(busy, mean_of, PARTS).results == tuple(float(part.mean()) for part in PARTS)
        assert begun() == float(PARTS[0].mean())
        found = collect(busy, slowly, range(40), kill_one_half_way)
    assert killed
    assert found.results == tuple(number * number for number in range(40))
    assert not found.partial


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_shared_goes_to_each_worker_of_a_cluster_once(cluster):
    thing = Shared()
    with workers(cluster=cluster[0]) as busy:
        busy.client.wait_for_workers(2, timeout=60)
        busy.share(thing)
        busy.share(thing)
        found = collect(busy, holds, [thing] * 12).results
        assert len(busy.sent) == 1
    assert len({process for process, _ in found}) == 2
    assert {times for _, times in found} == {1}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_shares_what_falls_apart_and_takes_the_longest_way_first(cluster):
    questions, expected = sums(random.Random(7), 12)
    with workers(cluster=cluster[0]) as busy:
        busy.client.wait_for_workers(2, timeout=60)
        whole = busy.start(who_does_the_parts, 9, "the question")
        assert busy.next_done([whole]) is whole
        assert len({*whole()}) == 2
        assert ask(questions, busy) == expected


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_who_stops_leaves_no_task_on_a_cluster(cluster, tmp_path):
    address, _ = cluster
    with pytest.raises(KeyboardInterrupt), workers(cluster=address) as busy:
        begun = [busy.start(slowly, number) for number in range(40)]
        busy.next_done(begun)
        raise KeyboardInterrupt
    with workers(cluster=address) as again:
        over = time.monotonic() + 60
        left = 1
        while left and time.monotonic() < over:
            left = again.client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
        assert left == 0
        assert collect(again, abs, [-3, 4]).results == (3, 4)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_that_loses_all_its_workers_is_given_up(cluster, monkeypatch):
    monkeypatch.setattr("standoff.engine.core.cluster.PATIENCE", 5)
    address, crew = cluster

    def kill_all(share):
        for one in crew:
            one.kill()

    with pytest.raises(UsageError, match="has no workers any more; start it again"), workers(cluster=address) as busy:
        collect(busy, slowly, range(400), kill_all)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_whose_scheduler_dies_is_given_up(cluster, monkeypatch):
    monkeypatch.setattr("standoff.engine.core.cluster.PATIENCE", 3)
    address, _ = cluster

    with pytest.raises(UsageError, match="more; start it again"), workers(cluster=address) as busy:

        def end_the_scheduler(share):
            if busy.client.status == "running":
                busy.client.shutdown()

        collect(busy, slowly, range(400), end_the_scheduler)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_without_workers(cluster, monkeypatch):
    """Fault cluster-no-workers: it was silent, and still running after 75 s."""
    monkeypatch.setattr("standoff.engine.core.cluster.PATIENCE", 2)
    address, crew = cluster
    for one in crew:
        one.kill()
        one.wait()
    time.sleep(1)
    with (
        pytest.raises(UsageError, match="has no workers; start one, for example with: dask worker tcp://"),
        workers(cluster=address),
    ):
        pass


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_workers_without_standoff(cluster, monkeypatch):
    import importlib

    module = importlib.import_module("standoff.engine.core.cluster")
    ask = module.resolve_name
    monkeypatch.setattr(module, "resolve_name", lambda name: ask(name.replace("standoff", "no_such_module")))
    with pytest.raises(UsageError, match="have no standoff; install it where they are"), workers(cluster=cluster[0]):
        pass


def test_where_no_cluster_answers(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("standoff.engine.core.cluster.PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nowhere://at-all"):
        with pytest.raises(UsageError, match="no Dask cluster answers"), workers(cluster=address):
            pass
    for address in ("", "banana"):
        with (
            pytest.raises(UsageError, match="is no address of a Dask cluster; write, for example"),
            workers(cluster=address),
        ):
            pass
