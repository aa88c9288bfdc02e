"""What starting costs: `import standoff` against numpy, and `standoff --version` against `import typer, rich`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 11

COMMANDS = {
    "import numpy": [sys.executable, "-c", "import numpy"],
    "import standoff": [sys.executable, "-c", "import standoff"],
    "import standoff.analysis": [sys.executable, "-c", "import standoff.analysis"],
    "import typer, rich": [sys.executable, "-c", "import typer, rich"],
    "standoff --version": [sys.executable, "-m", "standoff", "--version"],
}


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS + 1):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    print(f"| start ({RUNS} runs, in turn) | median, ms |\n|---|---|")
    for name, value in medians.items():
        print(f"| {name} | {1000 * value:.0f} |")
    over_numpy = medians["import standoff"] - medians["import numpy"]
    ratio = medians["standoff --version"] / medians["import typer, rich"]
    print(
        f"\nimport standoff over numpy: {1000 * over_numpy:+.0f} ms; --version over typer and rich: {ratio:.2f} times"
    )


if __name__ == "__main__":
    main()
