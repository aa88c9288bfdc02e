"""How long a run and an answer of the shipped case take: on one core, on two, and on a Dask cluster of this machine.

Seconds on the clock, of the processors of all processes together, and the most memory they have at a time; each as a
ratio to a fixed piece of numpy work of the same run, too. First what each question takes, and what follows from that
for any number of workers: no more than this can be gained by more of them.

    python benchmarks/bench_run.py [questions] [processes] [cluster] [--into docs/cluster.md]

Into a page the tables go where it says `<!-- measured -->`.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

from yardstick import yardstick

import standoff
from standoff.engine.core.graph import Question, ask, ways_to_the_end
from standoff.engine.core.work import Begun, Here

RUNS = 3
GLANCE = 0.05
"""Seconds between two looks at the memory."""

CORES, CLUSTERS, ON_PAPER = (1, 2), (1, 2, 4), (1, 2, 4, 8, 16, 64)
BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"

ANEW = ["--no-keep"]
"""Nothing is taken from an earlier run."""

VERBS = {"run": ["run", "--draws", "200", "--quiet"], "answer": ["answer", "--quiet"]}


def main() -> None:
    parts = {"questions": questions, "processes": processes, "cluster": clusters}
    words = sys.argv[1:]
    page = Path(words.pop()) if words[-2:-1] == ["--into"] else None
    told = io.StringIO()
    with redirect_stdout(sys.stdout if page is None else told):
        print(f"The piece of numpy work (sorting 2^22 numbers) takes {yardstick():.3f} s of the processor.\n")
        for name in [word for word in words if word != "--into"] or parts:
            parts[name]()
    if page is not None:
        text, sure = page.read_text(encoding="utf-8"), told.getvalue().strip()
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        page.write_text(f"{before}{BEGIN}\n{sure}\n{END}{after}", encoding="utf-8")


# ------------------------------------------------------------------------------------------- each question


class Timed(Here):
    """The process that asks, which writes down how long each question took."""

    def __init__(self) -> None:
        super().__init__()
        self.took: dict[str, float] = {}

    def start(self, function: Callable[[Any], Any], task: Any, name: str = "", priority: float = 0.0) -> Begun[Any]:
        """As always, and timed."""
        begun = super().start(function, task, name, priority)

        def timed() -> Any:
            began = time.process_time()
            try:
                return begun()
            finally:
                self.took[name] = time.process_time() - began

        return timed


def questions() -> None:
    """What each question of a run takes, and the time in which so many workers could be done at best."""
    from standoff.analysis import run

    case, timed = standoff.load(standoff.find("korea")), Timed()
    asked = run._questions(case, 200, 1, "latin", unassessed=False)
    ask(asked, timed)
    measured = [Question(q.name, q.function, q.task, q.needs, timed.took.get(q.name, 0.0)) for q in asked]
    total, work = sum(question.seconds for question in measured), yardstick()
    thought = sum(question.seconds for question in asked)
    print("| question | processor, s | of all | as it is thought to be |\n|---|---|---|---|")
    for question, planned in sorted(zip(measured, asked, strict=True), key=lambda pair: -pair[0].seconds):
        share, plan = question.seconds / total, planned.seconds / thought
        print(f"| {question.name} | {question.seconds:.2f} | {share:.0%} | {plan:.0%} |")
    chain = max(ways_to_the_end(measured).values())
    print(f"\nAll: {total:.1f} s ({total / work:.0f} times the numpy work); the longest chain: {chain:.1f} s.\n")
    print("| workers, whole questions only | s | times as fast |\n|---|---|---|")
    for count in ON_PAPER:
        seconds = on_paper(measured, count)
        print(f"| {count} | {seconds:.1f} | {total / seconds:.2f} |")
    print()


def on_paper(asked: Sequence[Question], workers: int) -> float:
    """The seconds until all is answered, where nothing else takes time and no question falls apart."""
    ways = ways_to_the_end(asked)
    waiting = sorted(asked, key=lambda question: -ways[question.name])
    at_work: list[tuple[float, str]] = []
    done: set[str] = set()
    now = 0.0
    while waiting or at_work:
        for question in [question for question in waiting if {*question.needs} <= done]:
            if len(at_work) < workers:
                waiting.remove(question)
                heappush(at_work, (now + question.seconds, question.name))
        now, name = heappop(at_work)
        done.add(name)
    return now


# ------------------------------------------------------------------------------------------- whole commands


def processes() -> None:
    """On cores of this machine."""
    rows = {(verb, cores): ["--cores", str(cores)] for verb in VERBS for cores in CORES}
    table("processes", {key: measured(key[0], [], words) for key, words in rows.items()})


def clusters() -> None:
    """On a Dask cluster of this machine."""
    found = {}
    for count in CLUSTERS:
        for verb in VERBS:
            with cluster(count) as (address, crew):
                found[verb, count] = measured(verb, crew, ["--cluster", address])
    table("Dask workers", found)


def table(what: str, found: dict[tuple[str, int], tuple[float, float, float]]) -> None:
    work = yardstick()
    print(f"| verb | {what} | clock, s | processors, s | of the numpy work | most memory, MB | times as fast |")
    print("|---|---|---|---|---|---|---|")
    for (verb, count), (clock, processor, memory) in found.items():
        faster = found[verb, min(n for v, n in found if v == verb)][0] / clock
        figures = f"{clock:.1f} | {processor:.1f} | {processor / work:.0f} | {memory:.0f} | {faster:.2f}"
        print(f"| {verb} | {count} | {figures} |")
    print()


def measured(verb: str, crew: Sequence[subprocess.Popen[bytes]], words: Sequence[str]) -> tuple[float, float, float]:
    """Medians: seconds on the clock and of all processors, and megabytes; those of a crew that helps among them."""
    found = [once(verb, crew, words) for _ in range(RUNS)]
    clock, processor, memory = (statistics.median(column) for column in zip(*found, strict=True))
    return clock, processor, memory


def once(verb: str, crew: Sequence[subprocess.Popen[bytes]], words: Sequence[str]) -> tuple[float, float, float]:
    name, *rest = VERBS[verb]
    with tempfile.TemporaryDirectory() as folder:
        out = ["--out", folder] if verb == "run" else []
        before, began = sum(map(used, crew)), time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "standoff", name, str(standoff.find("korea")), *rest, *out, *words, *ANEW],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        with most_memory([process.pid, *(one.pid for one in crew)]) as most:
            # Workers of a run are waited for by it, so that this counts theirs.
            _, status, resources = os.wait4(process.pid, 0)
        clock = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} {' '.join(words)} ended with {process.returncode}")
    own = resources.ru_utime + resources.ru_stime
    return clock, own + sum(map(used, crew)) - before, max(most) / 1e6


def used(process: subprocess.Popen[bytes]) -> float:
    """The processor seconds of a process that goes on."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def most_memory(sessions: Sequence[int]) -> Iterator[list[int]]:
    """The bytes that all processes of some sessions have together, now and then; what they share is counted once."""
    found, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(GLANCE):
            found.append(
                sum(size(int(entry.name), sessions) for entry in Path("/proc").iterdir() if entry.name.isdigit())
            )

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


def size(pid: int, sessions: Sequence[int]) -> int:
    """The bytes of a process of these sessions, 0 for others."""
    try:
        if os.getsid(pid) not in sessions:
            return 0
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)


@contextmanager
def cluster(count: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and so many workers of one thread; its address, and all processes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"

        def start(name: str, *words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{name}", "--scheduler-file", str(file), *words]
            quiet = subprocess.DEVNULL
            return subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, start_new_session=True)

        own = ["--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        crew = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
        try:
            while not file.exists():
                time.sleep(GLANCE)
            crew += [start("dask_worker", *own, "--local-directory", f"{folder}/{n}") for n in range(count)]
            address = json.loads(file.read_text())["address"]
            from distributed import Client

            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(count, timeout=60)
            yield address, crew
        finally:
            for process in crew:
                process.kill()
                process.wait()


if __name__ == "__main__":
    main()
