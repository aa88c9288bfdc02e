"""Work for other processes, which find it by its name wherever the tests that send it stand."""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from standoff.engine.core.graph import Question
from standoff.engine.core.parallel import collect, workers_at_hand


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


def tells_who_it_is(place):
    """Says in a pipe with a name which process does this, and goes on until somebody comes to another pipe."""
    with place.open("w") as told:
        told.write(f"{os.getpid()}\n")
    waits_for_another(place.with_name("end"))


def waits_for_another(place):
    """Goes on when another task has come to the pipe."""
    with place.open() as told:
        return told.read()


def comes_and_is_killed(place):
    with place.open("w"):
        os.kill(os.getpid(), signal.SIGKILL)


def comes_and_asks_for_too_much(place):
    with place.open("w"):
        return np.empty(1 << 60, np.int8)


def comes_and_fails(place):
    with place.open("w"):
        raise LookupError("no such thing", 7)


def comes_and_fails_in_its_own_way(place):
    class OwnError(Exception):
        """An error of a class that nobody else knows."""

    with place.open("w"):
        raise OwnError("in its own way")


def in_parts(place):
    """Falls apart into tasks of which one needs another at the same time, so that two have to do them."""
    return collect(workers_at_hand(), meets, [(place, True), (place, False)]).results


def comes_in_parts(places):
    first, second = places
    with first.open("w"):
        pass
    while not workers_at_hand().idle.reading.poll():
        os.sched_yield()  # until who was waited for has nothing to do
    return in_parts(second)


def meets(task):
    place, reads = task
    if reads:
        return waits_for_another(place), os.getpid()
    with place.open("w") as told:
        told.write("met")
    return "met", os.getpid()


class Shared:
    """Something that many tasks hold; how often it was unpacked in this process."""

    unpacked = 0

    def __setstate__(self, state):
        type(self).unpacked += 1
        self.__dict__.update(state)

    def __getstate__(self):
        return {"content": 1}


def how_often_unpacked(task):
    number, thing, place = task
    if number == 0:
        return waits_for_another(place)
    if number == 3:
        with place.open("w"):
            pass
    return (os.getpid(), id(thing), type(thing).unpacked)


def who_does_the_parts(count):
    """Which processes do the parts of a task that takes long enough to be shared."""
    return collect(workers_at_hand(), its_process, range(count)).results


def holds(task):
    """In which process this is, and how often what is shared was unpacked there."""
    time.sleep(0.05)
    return os.getpid(), type(task).unpacked


def sums(rng, count):
    """Questions with one answer each: a number of its own, and the sum of those that it needs."""
    names = [f"q{n}" for n in range(count)]
    questions, expected = [], {}
    for n, name in enumerate(names):
        needs = tuple(sorted(rng.sample(names[:n], rng.randint(0, min(n, 3)))))
        own = rng.randint(1, 9)
        expected[name] = own + sum(expected[other] for other in needs)
        questions.append(
            Question(
                name, sum, lambda known, own=own, needs=needs: [own, *(known[o] for o in needs)], needs, rng.random()
            )
        )
    rng.shuffle(questions)
    return questions, expected
