"""Cases and arguments that nobody would write, without end: no traceback, no NaN, nothing over ten seconds. Run by hand.

    python tests/fuzz_cases.py [--count 1000] [--from 0] [--verbs check,assess] [--keep FOLDER] [--as-found]

Every round has a number and is made of that number alone, so that `--from N --count 1` does one round again and a run
goes on where another one ended. A case is made up whole, or is one of those of the tests; up to five things in it are
dropped, doubled, moved or replaced by what is odd; then a verb is asked with arguments that may be odd, too. All that it
prints and writes is looked through. Of each kind of failure the smallest input that still fails is printed, and kept
with `--keep`. Time is that of the processor, so that a busy machine makes nothing slow.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from command import standoff  # noqa: E402
from odd_cases import (  # noqa: E402
    FOREIGN,
    VERBS,
    argued,
    at,
    bases,
    foreign,
    foreign_bases,
    made_up,
    mutated,
    places,
    plain,
    scrawled,
    written,
)

SECONDS = 10
"""More than this is too long for a case of a few steps."""

FINE = (0, 1, 2)
"""How a command may end."""

UNREAL = re.compile(r"(?<![\w.])[-−+]?(nan|inf)\b(?! *[(=])")
SCRIPT = re.compile(r"<(script|style).*?</\1>", re.DOTALL)

# ------------------------------------------------------------------------------------------------ a round


@dataclass(frozen=True)
class Input:
    """What a round is made of: the text of the case, that of its sources, and the words of the command."""

    text: str
    words: tuple[str, ...]
    sources: str | None = None


def drawn(number: int, texts: list[str], verbs: list[str]) -> Input:
    """The input of a round."""
    rng = random.Random(number)
    many = rng.choice((0, 0, 0, 1, 1, 2, 4))
    verb = rng.choices(verbs, [VERBS[name][0] for name in verbs])[0]
    if foreign(verb):
        return _of_another_kind(verb, many, rng)
    if rng.random() < 0.75:
        data: Any = made_up(rng)
        for _ in range(many):
            mutated(data, rng)
        text = written(data)
    else:
        text = rng.choice(texts)
        data = plain(text)
        if data is not None and rng.random() < 0.6:
            for _ in range(many):
                mutated(data, rng)
            text = written(data)
        else:
            for _ in range(many):
                text = scrawled(text, rng)
    sources = None
    if rng.random() < 0.2:
        entries: Any = [
            {"id": "s", "title": "t", "author": [{"family": "F"}], "issued": {"date-parts": [[2020, 1, 1]]}}
        ]
        for _ in range(many):
            mutated(entries, rng)
        sources = json.dumps(entries)
    return Input(text, tuple(argued(verb, data if isinstance(data, dict) else {}, rng)), sources)


def _of_another_kind(verb: str, many: int, rng: random.Random) -> Input:
    """The input of a round that asks of a file of another program, or of a conflict in graph form."""
    text = rng.choice(foreign_bases()[foreign(verb)])
    data = plain(text) if text.startswith("{") else None
    for _ in range(many):
        if data is not None:
            mutated(data, rng)
            text = written(data)
        else:
            text = scrawled(text, rng)
    return Input(text, tuple(argued(verb, {}, rng)))


class TooLongError(BaseException):
    """Raised by the alarm, and caught by nothing on the way."""


def _alarm(*_: object) -> None:
    raise TooLongError


@dataclass
class Outcome:
    """What came of a round: a kind of failure or "", and what is to be told of it; seconds of the processor."""

    kind: str = ""
    told: str = ""
    seconds: float = 0.0
    code: int | None = None


def tried(one: Input, folder: Path) -> Outcome:
    """Ask, and look through all that was printed and written."""
    case = folder / "case"
    case.mkdir(exist_ok=True)
    for path in (*folder.iterdir(), *case.iterdir()):
        if path != case:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    (case / "case.yaml").write_bytes(one.text.encode("utf-8", "surrogatepass"))
    for name in {*FOREIGN} & {*one.words}:
        (folder / name).write_bytes(one.text.encode("utf-8", "surrogatepass"))
    if one.sources is not None:
        (case / "sources.json").write_text(one.sources, encoding="utf-8", errors="surrogatepass")
    out = Outcome()
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            done = standoff(*one.words, cwd=folder)
        signal.setitimer(signal.ITIMER_PROF, 0)
        out.code = done.returncode
        out.kind, out.told = looked_through(one, done.stdout, done.stderr, done.returncode, folder)
    except TooLongError as error:
        where = traceback.extract_tb(error.__traceback__)
        out.kind = f"over {SECONDS} s: {one.words[0]} {_innermost(where)}"
        out.told = "".join(traceback.format_list(where)[-12:])
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        where = traceback.extract_tb(error.__traceback__)
        out.kind = f"{type(error).__name__} in {_innermost(where)}"
        out.told = "".join(traceback.format_exception(error))[-3000:]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    out.seconds = time.process_time() - begun
    return out


def _innermost(where: traceback.StackSummary) -> str:
    """The last place within the program."""
    inside = [frame for frame in where if f"{os.sep}standoff{os.sep}" in frame.filename]
    return f"{Path(inside[-1].filename).name}:{inside[-1].name}" if inside else "the command"


def _never(constant: str) -> None:
    raise ValueError(f"{constant} in JSON")


def looked_through(one: Input, stdout: str, stderr: str, code: int, folder: Path) -> tuple[str, str]:
    """What is wrong with what was printed and written: a kind and what to tell, or nothing."""
    verb = one.words[0]
    given = f"{one.text} {one.sources} {' '.join(one.words)}".lower()
    if code not in FINE:
        return f"exit code {code} of {verb}", stderr[-500:]
    if code == 2 and not stderr:
        return f"no sentence of {verb}", stdout[-500:]
    files = {"standard output": stdout, "standard error": stderr}
    written = folder / "case" / "out"
    for path in sorted(written.rglob("*")) if written.is_dir() else ():
        if path.is_file() and ".kept" not in path.parts:
            files[path.name] = path.read_text(encoding="utf-8")
    for name, text in files.items():
        if "Traceback (most recent" in text:
            return f"traceback in {name} of {verb}", text[-500:]
        if name.endswith(".json") or (name == "standard output" and "--json" in one.words and text[:1] == "{"):
            try:
                json.loads(text, parse_constant=_never)
            except ValueError as error:
                return f"{error} of {verb}", text[:500]
        elif (found := UNREAL.search(SCRIPT.sub("", text))) and found[1] not in given and "infin" not in given:
            return f"{found[1]} in {name} of {verb}", text[max(0, found.start() - 200) : found.end() + 100]
    return "", ""


# --------------------------------------------------------------------------------------------- the smallest


def smallest(one: Input, kind: str, folder: Path, seconds: float = 60.0) -> Input:
    """The smallest input found that fails in the same way: entries, lines and options are left out while it does."""
    over = time.monotonic() + seconds

    def fails(other: Input) -> bool:
        return time.monotonic() < over and tried(other, folder).kind == kind

    smaller = True
    while smaller and time.monotonic() < over:
        smaller = False
        for other in _less(one):
            if fails(other):
                one, smaller = other, True
                break
    return one


def _less(one: Input) -> Iterator[Input]:
    """Inputs with a little less in them, those with much less first."""
    if one.sources is not None:
        yield Input(one.text, one.words)
    words = one.words
    for n, word in enumerate(words):
        if word.startswith("--"):
            yield Input(one.text, words[:n] + words[n + 1 :], one.sources)
            yield Input(one.text, words[:n] + words[n + 2 :], one.sources)
    data = plain(one.text)
    if data is not None and written(data) == one.text:
        for path in sorted(places(data), key=len):
            less = copy.deepcopy(data)
            del at(less, path[:-1])[path[-1]]
            yield Input(written(less), words, one.sources)
    else:
        if data is not None:
            yield Input(written(data), words, one.sources)
        lines = one.text.split("\n")
        for size in (16, 4, 1):
            for n in range(0, len(lines), size):
                yield Input("\n".join(lines[:n] + lines[n + size :]), words, one.sources)


# ------------------------------------------------------------------------------------------------ the run


@dataclass
class Report:
    """What is known after a run."""

    rounds: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    failures: dict[str, list[int]] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, -1)

    def __str__(self) -> str:
        ended = ", ".join(f"{name} {count}" for name, count in sorted(self.codes.items()))
        lines = [f"{self.rounds} rounds; verb and exit code: {ended}"]
        lines.append(f"the slowest took {self.slowest[0]:.1f} s of the processor: round {self.slowest[1]}")
        lines += [
            f"FAILED {len(rounds)} times, first in round {rounds[0]}: {kind}" for kind, rounds in self.failures.items()
        ]
        return "\n".join(lines)


def fuzz(first: int, count: int, verbs: list[str], keep: Path | None = None, least: bool = True) -> Report:
    """Do some rounds; of each kind of failure, print the smallest input that was found."""
    texts, report = bases(), Report()
    signal.signal(signal.SIGPROF, _alarm)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as where:
        folder = Path(where)
        for number in range(first, first + count):
            one = drawn(number, texts, verbs)
            out = tried(one, folder)
            report.rounds += 1
            report.codes[f"{one.words[0] if one.words else ''} {out.code}"] += 1
            report.slowest = max(report.slowest, (out.seconds, number))
            if out.kind:
                again = out.kind in report.failures
                report.failures.setdefault(out.kind, []).append(number)
                if not again:
                    _tell(number, out, smallest(one, out.kind, folder) if least else one, keep)
            if report.rounds % 1000 == 0:
                print(
                    f"... {report.rounds} rounds, up to {number}; failed {sum(map(len, report.failures.values()))}",
                    flush=True,
                )
    return report


def _tell(number: int, out: Outcome, one: Input, keep: Path | None) -> None:
    print(
        f"\n=== round {number}: {out.kind}\n{out.told}\n--- standoff {' '.join(map(repr, one.words))}\n{one.text[:4000]}",
        flush=True,
    )
    if one.sources is not None:
        print(f"--- sources.json\n{one.sources}", flush=True)
    if keep:
        mine = keep / f"round-{number}"
        mine.mkdir(parents=True, exist_ok=True)
        (mine / "case.yaml").write_bytes(one.text.encode("utf-8", "surrogatepass"))
        (mine / "words").write_text(f"{out.kind}\n{one.words!r}\n", encoding="utf-8")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--count", type=int, default=1000)
    asked.add_argument("--from", dest="first", type=int, default=0)
    asked.add_argument("--verbs", default=",".join(VERBS))
    asked.add_argument("--keep", type=Path, help="a folder for inputs that fail")
    asked.add_argument("--as-found", action="store_true", help="do not make failing inputs smaller")
    given = asked.parse_args()
    report = fuzz(given.first, given.count, given.verbs.split(","), given.keep, not given.as_found)
    print(f"\n{report}")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
