"""Do the tests notice? Runs the mutants of `table.py`, one at a time, in a copy of the tree. By hand:

    python tests/mutants/run.py [--only NAME ...] [--stale]

A mutant is one change of one place in `src/standoff`; the tests named beside it should fail with it (it is *killed*)
and pass without it. It is *stale* where its text is not found exactly once or a test is gone. Nothing is changed but
the copy, in a scratch folder. The exit code is 1 if a mutant survives or is stale.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]

LEFT_OUT = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "demo", "benchmarks", "node_modules")
"""What the tests of a mutant do not need."""

SECONDS = 600
"""A mutant whose tests run for longer is killed: it does not end."""


def place_of(mutant: Mutant, source: Path) -> Path | None:
    """The file with the text of a mutant: the one of its name, or, if it has moved, the only one that holds it."""
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in sorted(source.rglob("*"))
        if path.suffix in (".py", ".c", ".h")
    }
    named = {path: text for path, text in texts.items() if path == source / "engine" / mutant.file}
    for looked_at in (named, texts):
        found = {path: text.count(mutant.old) for path, text in looked_at.items() if mutant.old in text}
        if found:
            return next(iter(found)) if list(found.values()) == [1] else None
    return None


def tests_of(mutant: Mutant, tests: Path) -> list[str] | None:
    """The tests of a mutant as pytest wants them, wherever their files are; None if one is gone."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(tests.rglob("test_*.py"))}
    found = []
    for name in mutant.tests:
        part, _, function = name.rpartition("::")
        homes = [
            path
            for path, text in texts.items()
            if part in path.stem and re.search(rf"^def {function}\(", text, re.MULTILINE)
        ]
        if not homes:
            return None
        found += [f"{home}::{function}" for home in homes]
    return found


def passes(tree: Path, tests: list[str]) -> tuple[bool, str]:
    """Whether tests pass in a copy of the tree, and the first that fails or what else is wrong."""
    environment = os.environ | {
        "PYTHONPATH": str(tree / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tree / ".hypothesis"),
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no", "--no-header", *tests]
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return False, f"not done after {SECONDS} s"
    failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    return done.returncode == 0, failed[0] if failed else (done.stdout + done.stderr).strip()[-300:]


def compiled(tree: Path) -> bool:
    """Compile the kernel of a copy."""
    command = [sys.executable, str(tree / "hatch_build.py")]
    return subprocess.run(command, cwd=tree, capture_output=True).returncode == 0


def stale(mutant: Mutant, tree: Path) -> str:
    """What of a mutant is not there any more, or nothing."""
    if place_of(mutant, tree / "src" / "standoff") is None:
        return "its text is not found exactly once"
    return "" if tests_of(mutant, tree / "tests") else "a test is gone"


def verdict(mutant: Mutant, tree: Path) -> tuple[str, str]:
    """`killed`, `survived`, `stale` or `broken` (its tests fail without it, too), and by what."""
    place, tests = place_of(mutant, tree / "src" / "standoff"), tests_of(mutant, tree / "tests")
    if place is None or not tests:
        return "stale", stale(mutant, tree)
    whole = place.read_text(encoding="utf-8")
    in_c = place.suffix != ".py"
    try:
        place.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
        if in_c and not compiled(tree):
            return "broken", "it does not compile"
        passed, first = passes(tree, tests)
    finally:
        place.write_text(whole, encoding="utf-8")
        if in_c:
            compiled(tree)
    if passed:
        return "survived", ""
    alone = [first] if "::" in first else tests
    fine, said = passes(tree, alone)
    return ("killed", first) if fine else ("broken", said)


def main() -> int:
    """Run them and say what became of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", metavar="NAME", help="mutants whose name holds this; more than once")
    parser.add_argument("--stale", action="store_true", help="say only which are stale, and run none")
    asked = parser.parse_args()
    chosen = [m for m in MUTANTS if not asked.only or any(part in m.name for part in asked.only)]
    if asked.stale:
        gone = {mutant.name: said for mutant in chosen if (said := stale(mutant, ROOT))}
        print("\n".join(f"stale  {name}: {said}" for name, said in gone.items()) or f"none of {len(chosen)} is stale")
        return int(bool(gone))
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch).resolve() / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for mutant in chosen:
            began = time.monotonic()
            said, first = verdict(mutant, tree)
            counts[said] = counts.get(said, 0) + 1
            by = first.removeprefix(str(tree) + os.sep)
            print(f"{said:9} {time.monotonic() - began:5.0f} s  {mutant.name} ({mutant.file})  {by}", flush=True)
    print(", ".join(f"{number} {said}" for said, number in sorted(counts.items())) or "none of that name")
    return int(any(said != "killed" for said in counts) or not counts)


if __name__ == "__main__":
    raise SystemExit(main())
