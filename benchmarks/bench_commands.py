"""What whole commands take on the shipped case and on a small one: the table of targets, as ratios to work in numpy.

Processor seconds are of one process (`--cores 1`), seconds on the clock also with two workers. Each command is run
three times, and the median is told; what takes more than ten seconds is run once. Nothing is kept between runs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from grown import case_text
from yardstick import Taken, standoff, taken, yardstick

from standoff import catalog

TIMES = 3
LONG = 10.0


def several(command: list[str]) -> Taken:
    """The median of several runs, each as a whole by its time on the clock."""
    runs = [taken(command)]
    while runs[0].clock < LONG and len(runs) < TIMES:
        runs.append(taken(command))
    assert all(run.code in (0, 1) for run in runs), runs[0].said
    return sorted(runs, key=lambda run: run.clock)[len(runs) // 2]


def main() -> None:
    unit = yardstick()
    print(f"numpy sorts 2^22 numbers in {unit:.2f} processor seconds; ratios are to that.\n")
    print("| command | clock, s | processor, s | times numpy | peak, MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        korea, small = Path(folder) / "korea", Path(folder) / "small"
        shutil.copytree(catalog.find("korea"), korea)
        small.mkdir()
        (small / "case.yaml").write_text(case_text(steps=12, parties=3, points=True), encoding="utf-8")
        for name, command in commands(korea, small).items():
            found = several(command)
            cells = f"{found.clock:.2f} | {found.processor:.2f} | {found.processor / unit:.1f} | {found.megabytes:.0f}"
            print(f"| {name} | {cells} |", flush=True)
    for code in ("import numpy", "import standoff"):
        print(f"`{code}`: {1000 * started(code):.0f} ms")


def commands(korea: Path, small: Path) -> dict[str, list[str]]:
    """The rows of the table."""
    case, one, two = str(korea), ("--cores", "1", "--no-keep"), ("--cores", "2", "--no-keep")
    return {
        "`--version`": standoff("--version"),
        "`check`, 12 steps, 3 parties": standoff("check", str(small)),
        "`stable`, 12 steps, 3 parties": standoff("stable", str(small)),
        "`check`": standoff("check", case),
        "`stable`": standoff("stable", case),
        "`roadmap`": standoff("roadmap", case),
        "`deals`": standoff("deals", case),
        "`remedies`": standoff("remedies", case),
        "`answer`, one core": standoff("answer", case, *one),
        "`answer`, two cores": standoff("answer", case, *two),
        "`run --draws 200`, one core": standoff("run", case, "--draws", "200", *one),
        "`run --draws 200`, two cores": standoff("run", case, "--draws", "200", *two),
    }


def started(code: str) -> float:
    """Seconds on the clock to start Python and run this, the median of nine."""
    return median(taken([sys.executable, "-c", code]).clock for _ in range(9))


if __name__ == "__main__":
    main()
