"""Searching 50 MB of made-up texts: the index made, taken again, after one change; a query; what nobody cites.

python bench_search.py [MEGABYTES]; processor time, within one process for each line.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]

CASE = """\
format: 1
title: Texts
as_of: 2026-11-02
parties:
  alpha: {name: Alpha, horizon: 5 years}
  beta: {name: Beta, horizon: 5 years}
steps:
  open_harbour: {by: alpha, name: Open the harbour, aliases: [reopening], worth: {alpha: -1, beta: 2}}
"""

TURNS = (
    ("index made", 'standoff.search(folder, "harbour ban")'),
    ("index taken", 'standoff.search(folder, "harbour ban")'),
    ("phrase, all passages", "standoff.search(folder, '\"open the harbour\"', limit=None)"),
    ("a word with a slip", 'standoff.search(folder, "harbuor")'),
    ("one text changed", 'standoff.search(folder, "harbour ban")'),
    ("unread", "standoff.unread(folder)"),
)


def texts(folder: Path, megabytes: int) -> None:
    """Texts of a megabyte each, of words as often as Zipf has them; names are rare, as in sources about much else."""
    rng = random.Random(13)
    letters = "etaoinshrdlu"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 10))) for _ in range(50_000)]
    words[200:204] = ["harbour", "ban", "Alpha", "Beta"]
    words[2_000:2_002] = ["open the harbour", "reopening"]
    weights = [1 / (n + 10) for n in range(len(words))]
    (folder / "sources").mkdir()
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    for number in range(megabytes):
        parts, size = [], 0
        while size < 1_000_000:
            part = " ".join(rng.choices(words, weights, k=90)) + "é."
            parts.append(part)
            size += len(part)
        (folder / "sources" / f"text-{number}.txt").write_text("\n\n".join(parts), encoding="utf-8")


def main() -> None:
    """Prints a line a turn: seconds of processor and wall clock, and the most memory."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts(folder, megabytes)
        for what, call in TURNS:
            if what == "one text changed":
                with (folder / "sources" / "text-0.txt").open("a", encoding="utf-8") as file:
                    file.write("\n\nA harbour and a ban.")
            count = "getattr(found, 'found', 0) or len(found.passages)"
            code = f"import standoff; folder = {name!r}; found = {call}; print({count})"
            before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"{what:22} {spent:6.1f} s  {time.perf_counter() - begun:6.1f} s  "
                  f"{after.ru_maxrss / 1024:6.0f} MB  {done.stdout.strip()} passages")  # fmt: skip
        kept = sum(file.stat().st_size for file in (folder / "out" / ".index").glob("*"))
        print(f"index: {kept / 1e6:.0f} MB for {megabytes} MB")


if __name__ == "__main__":
    main()
