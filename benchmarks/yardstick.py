"""A fixed piece of work in numpy, so that times of different machines compare, and what a command takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

__all__ = ["Taken", "standoff", "taken", "yardstick"]

LAUNCHER = """
import os, signal, sys, threading, time
seconds, command, started = float(sys.argv[1]), sys.argv[2:], time.perf_counter()
child = os.fork()
if not child:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(command[0], command)
over = threading.Timer(seconds, os.kill, (child, signal.SIGKILL))
if seconds:
    over.start()
_, status, used = os.wait4(child, 0)
over.cancel()
print(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
"""A small process that starts another one: the most memory of a process is at least that of the one that started it."""


def yardstick() -> float:
    """Processor seconds that numpy takes to sort 2^22 numbers, the median of three times."""
    times, numbers = [], np.random.default_rng(1).random(1 << 22)
    for _ in range(3):
        started = time.process_time()
        np.sort(numbers)
        times.append(time.process_time() - started)
    return median(times)


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds on the clock and of the processor, the most memory of one process; how it ended."""

    clock: float
    processor: float
    megabytes: float
    code: int | None
    said: str = ""


def standoff(*arguments: str) -> list[str]:
    """The command line that asks standoff."""
    return [sys.executable, "-m", "standoff", *arguments]


def taken(command: Sequence[str], seconds: float | None = None, environment: Mapping[str, str] | None = None) -> Taken:
    """Run a command to its end, or until so many seconds are over (code None); what it waited for counts too."""
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(seconds or 0), *command],
            stdout=subprocess.PIPE, stderr=errors, text=True, check=True, env={**os.environ, **(environment or {})},
        )  # fmt: skip
        errors.seek(0)
        said = errors.read().strip()
    clock, processor, kilobytes, code = map(float, done.stdout.split())
    return Taken(clock, processor, kilobytes / 1024, int(code) if code >= 0 else None, said)
