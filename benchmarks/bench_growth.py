"""How each verb's time and memory grow with steps, parties, phases, draws and plans, and what stops it.

Every cell is a whole command in a process of its own on one core; from its processor seconds the start-up (`check` of
the same case) is taken away before an exponent is fitted. Steps multiply: the factor for one step more; all else is a
power. A row ends where a command refuses, or takes longer than the time it is given.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grown import case_text
from yardstick import Taken, standoff, taken, yardstick

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
"""The time that a command is given."""

SMALLEST = 0.05
"""Less than this over the start-up says nothing about growth, in seconds."""


@dataclass(frozen=True)
class Row:
    """A verb and what of a case grows: its values, and the command for a case folder and a value."""

    verb: str
    grows: str
    values: tuple[int, ...]
    case: Callable[[int], str]
    command: Callable[[str, int], list[str]]


def by_steps(n: int) -> str:
    return case_text(steps=n)


def by_parties(n: int) -> str:
    return case_text(steps=12, parties=n)


def by_phases(n: int) -> str:
    return case_text(steps=16, phases=n)


def by_plans(n: int) -> str:
    return case_text(steps=12, plans=n)


def by_draws(_n: int) -> str:
    return case_text(steps=12)


def plain(*words: str) -> Callable[[str, int], list[str]]:
    """A command that says nothing of the value."""
    return lambda case, n: standoff(words[0], case, *words[1:])


def drawn(*words: str) -> Callable[[str, int], list[str]]:
    """A command that is told how many draws."""
    return lambda case, n: standoff(words[0], case, *words[1:], "--draws", str(n))


STEPS, PARTIES, PHASES = (8, 12, 16, 20, 24), (2, 3, 4, 6, 8), (1, 2, 4, 8, 16)
PLANS, DRAWS = (1, 2, 4, 8, 16), (100, 400, 1600, 6400)
ONE = ("--cores", "1")
ANEW = (*ONE, "--no-keep")

ROWS = (
    *(
        Row(verb, "steps", STEPS, by_steps, command)
        for verb, command in {
            "stable": plain("stable"),
            "assess": plain("assess", "plan_0"),
            "roadmap": plain("roadmap", *ONE),
            "deals": plain("deals", *ONE),
            "remedies": plain("remedies", "--plan", "plan_0", *ONE),
            "flip": plain("flip", "--plan", "plan_0", *ONE),
            "needs": plain("needs", "--plan", "plan_0", *ONE),
            "answer": plain("answer", *ANEW),
            "run": plain("run", *ANEW),
        }.items()
    ),
    *(
        Row(verb, "parties", PARTIES, by_parties, command)
        for verb, command in {
            "stable": plain("stable"),
            "assess": plain("assess", "plan_0"),
            "roadmap": plain("roadmap", *ONE),
            "deals": plain("deals", *ONE),
            "remedies": plain("remedies", "--plan", "plan_0", *ONE),
            "answer": plain("answer", *ANEW),
            "run": plain("run", *ANEW),
        }.items()
    ),
    *(
        Row(verb, "phases", PHASES, by_phases, command)
        for verb, command in {
            "assess --draws 1000": plain("assess", "plan_0", "--draws", "1000", *ONE),
            "remedies": plain("remedies", "--plan", "plan_0", *ONE),
            "flip": plain("flip", "--plan", "plan_0", *ONE),
        }.items()
    ),
    *(
        Row(verb, "draws", DRAWS, by_draws, command)
        for verb, command in {
            "assess": drawn("assess", "plan_0", *ONE),
            "stable": drawn("stable", *ONE),
            "answer": drawn("answer", *ANEW),
            "run": drawn("run", *ANEW),
        }.items()
    ),
    *(
        Row(verb, "plans", PLANS, by_plans, command)
        for verb, command in {
            "remedies": plain("remedies", *ONE),
            "answer": plain("answer", *ANEW),
            "run": plain("run", *ANEW),
        }.items()
    ),
)


def main() -> None:
    unit = yardstick()
    print(f"numpy sorts 2^22 numbers in {unit:.2f} processor seconds. At most {SECONDS:g} s a command.\n")
    print("| verb | grows | processor seconds (peak MB) | growth | what stops it |\n|---|---|---|---|---|")
    for row in ROWS:
        measured = list(measure(row))
        cells = "; ".join(f"{n}: {cell(found)}" for n, found, _ in measured)
        _, last, _ = measured[-1]
        print(f"| `{row.verb}` | {row.grows} | {cells} | {growth(row, measured)} | {stopped(last)} |", flush=True)


def measure(row: Row) -> Iterator[tuple[int, Taken, float]]:
    """Value by value until a command does not answer: what it took, and what `check` of the case takes."""
    for n in row.values:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "case.yaml").write_text(row.case(n), encoding="utf-8")
            begin = taken(standoff("check", folder)).processor
            found = taken(row.command(folder, n), SECONDS)
        yield n, found, begin
        if not answered(found):
            return


def answered(found: Taken) -> bool:
    """Whether there is an answer: 1 is a plan that breaks."""
    return found.code in (0, 1) and "Traceback" not in found.said


def cell(found: Taken) -> str:
    return f"{found.processor:.1f} ({found.megabytes:.0f})" if answered(found) else "–"


def growth(row: Row, measured: list[tuple[int, Taken, float]]) -> str:
    """A slope by least squares through the logarithms of what is above the start-up."""
    points = [
        (n if row.grows == "steps" else math.log(n), math.log(found.processor - begin))
        for n, found, begin in measured
        if answered(found) and found.processor - begin > SMALLEST
    ]
    if len(points) < 3:
        return "too little to say"
    middle = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    slope = sum((x - middle[0]) * (y - middle[1]) for x, y in points) / sum((x - middle[0]) ** 2 for x, _ in points)
    return f"×{math.exp(slope):.2f} a step" if row.grows == "steps" else f"{row.grows}^{slope:.1f}"


def stopped(last: Taken) -> str:
    if answered(last):
        return "nothing here"
    return "time" if last.code is None else last.said.splitlines()[-1].removeprefix("standoff: ")[:160]


if __name__ == "__main__":
    main()
