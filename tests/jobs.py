"""Work for other processes, which find it by its name wherever the tests that send it stand."""

from __future__ import annotations

import os
import time


def mean_of(part):
    return float(part.mean())


def slowly(number):
    time.sleep(0.05)
    return number * number


def broken(number):
    raise ValueError(f"task {number} cannot be done")


def its_process(number):
    time.sleep(0.1)
    return os.getpid()


def writes_at_last(path):
    path.with_name(f"{path.name}.begun").touch()
    time.sleep(20)
    path.touch()
