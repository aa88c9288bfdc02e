"""Everything that the verbs print, written into a folder, and two such folders compared: behaviour has not changed.

The shipped case, the tutorial's case as its page builds it, and every other case of the documentation are asked
everything, as documents (`--json`) and as text; so are schemas, exports, an import, a sweep, and the folder that `run`
writes. The inputs are those of the tree in which this file stands; the program is whatever `standoff` the interpreter
has, so that one copy of this file serves two commits:

1. Check the older commit out beside this one (`git worktree add ../before COMMIT`), make a virtual environment in each
   of the two trees and install standoff there with the extras that tests need (`pip install -e '.[dev]'`).
2. From this tree, `../before/.venv/bin/python tests/same_documents.py write ../before-documents`, and
   `.venv/bin/python tests/same_documents.py write ../documents`.
3. `python tests/same_documents.py compare ../before-documents ../documents` lists what differs, each with its first
   line that does, and ends with 1 if anything does.

A folder says nothing of the tree, the machine or the day, and no clock decides what is in it as long as every search
ends in time: `write` names the documents for which that is not so, and ends with 1. Two runs of `write` on one commit under
other values of PYTHONHASHSEED show what hangs on the order of a set.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

FENCE = re.compile(r"^<!-- (file|append|change): (\S+) -->\n\n?```\w*\n(.*?)^```$", re.M | re.S)
"""A block of a page that says what is in a file."""

AT_ONCE = 2
"""How many commands run at the same time."""

TUTORIAL = "harbour-5"
"""The tutorial's case as it stands where the tutorial calls `run`."""

STRAIT = {
    "options": [{"name": "East waits", "permittedDirection": "both"}, {"name": "West waits", "permittedDirection": "both"}],
    "decisionMakers": [
        {"name": "East", "options": [0], "preferences": [[[1, "Y"], [0, "N"]], [[1, "Y"]], [[0, "Y"]]]},
        {"name": "West", "options": [1], "preferences": [[[0, "Y"], [1, "N"]], [[0, "Y"]], [[1, "Y"]]]},
    ],
    "infeasibles": [],
    "useManualPreferenceRanking": False,
    "program": "gmcr-py",
    "version": "0.4.1",
}  # fmt: skip
"""Two convoys in a strait, in the fields of another program's files."""

OF_NOTHING = """
text version            --version
both concepts           stable --concepts
both formats            export --formats
both doctor             doctor
json new                new skeleton -> skeleton
json import             import strait.gmcr --to imported -> imported
text import             import strait.gmcr --to again -> again
json forests/check      check forests
both forests/stable     stable forests --limit 100 --time-limit 600
"""
"""What is asked of no case, or of one that is made here: in which form, under which name, the command, its files."""

SCHEMAS = (
    *("case", "graph", "check", "quote", "seal", "concepts", "stable", "stable-graph", "assess"),
    *("explain", "explain-state", "explain-ways", "inverse", "roadmap", "deals"),
    *("remedies", "numbers", "flip", "needs", "sweep", "timeline", "compare", "import", "export"),
)

OF_A_CONFLICT = """
both CASE/check         check CASE
both CASE/stable        stable CASE
both CASE/stable-all    stable CASE --all
json CASE/stable-two    stable CASE --concept seq --concept nash
"""

OF_ANY_CASE = """
json CASE/check         check CASE
both CASE/stable        stable CASE
"""
"""What every case is asked, also one that cannot be read."""

OF_A_CASE = """
json CASE/explain       explain CASE --state now
json CASE/ways          explain CASE --from now
"""

OF_A_PLAN = """
json CASE/assess-PLAN   assess CASE PLAN
"""

OF_A_DEAL = """
json CASE/roadmap-DEAL  roadmap CASE --deal DEAL --time-limit 600
"""

OF_THE_TUTORIAL = """
text CASE/run                       run CASE --draws 40 --cores 1 -> CASE/out
json CASE/run-sobol                 run CASE --draws 10 --sampling sobol --cores 2 --out sobol
text CASE/check                     check CASE
both CASE/check-strict              check CASE --strict
both CASE/concepts                  stable CASE --concepts
both CASE/stable-all                stable CASE --all
both CASE/stable-state              stable CASE --state clear_mines
json CASE/stable-nothing            stable CASE --state nothing
json CASE/stable-one-notion         stable CASE --concept gmr
both CASE/stable-sim                stable CASE --concept sim
both CASE/stable-foresight          stable CASE --concept l1 --concept l2 --concept l3 --concept nm
both CASE/stable-of-coalitions      stable CASE --concept cnash --concept cgmr --concept csmr --concept cseq --concept cseq_ui
both CASE/stable-coalition          stable CASE --coalition alpha,beta
both CASE/stable-draws              stable CASE --draws 100 --cores 1
both CASE/assess-between            assess CASE harbour_first --between
text CASE/assess-harbour            assess CASE harbour_first
text CASE/assess-ban                assess CASE ban_first
both CASE/explain-row               explain CASE --plan harbour_first --phase 2 --party beta
both CASE/explain-row-of-a-deal     explain CASE --deal full --phase 1 --party alpha
text CASE/explain-now               explain CASE --party beta
both CASE/explain-all               explain CASE --state clear_mines --party beta --concept seq --all
text CASE/ways                      explain CASE --from now
both CASE/ways-to                   explain CASE --from nothing --to clear_mines,lift_ban --concept nash
both CASE/inverse                   inverse CASE --state clear_mines
both CASE/inverse-nash              inverse CASE --state now --party alpha --concept nash
text CASE/roadmap                   roadmap CASE --time-limit 600
both CASE/roadmap-at-risk           roadmap CASE --objective least-at-risk --time-limit 600
both CASE/roadmap-margin            roadmap CASE --objective largest-margin --time-limit 600
both CASE/roadmap-fastest           roadmap CASE --objective fastest --time-limit 600
both CASE/roadmap-deepest           roadmap CASE --objective deepest --time-limit 600
both CASE/roadmap-at-most           roadmap CASE --trust-at-most 30% --between --time-limit 600
both CASE/deals                     deals CASE
json CASE/deals-within              deals CASE --within full
both CASE/remedies                  remedies CASE
both CASE/remedies-of-a-plan        remedies CASE --plan ban_first --no-pairs
both CASE/remedies-of-a-deal        remedies CASE --deal full --trust-at-most 40%
both CASE/numbers-of-a-plan         numbers CASE harbour_first --cores 1
json CASE/numbers                   numbers CASE
both CASE/flip-a-plan               flip CASE --plan harbour_first --cores 1
both CASE/flip-a-deal               flip CASE --deal full --trust-at-most 60% --cores 1
both CASE/needs-a-plan              needs CASE --plan harbour_first --draws 1000 --cores 1
both CASE/needs-a-deal              needs CASE --deal full --draws 1000 --trust 90% --cores 1
both CASE/export-csv                export CASE --to csv
json CASE/export-json               export CASE --to json
text CASE/export-latex              export CASE --to latex
text CASE/export-markdown           export CASE --to markdown
text CASE/export-dot                export CASE --to dot
text CASE/export-nfg                export CASE --to nfg
text CASE/export-efg                export CASE --to efg
text CASE/export-equilibria         export CASE --to csv --only equilibria
json CASE/export-a-file             export CASE --out harbour.dot -> harbour.dot
json CASE/sweep                     sweep CASE --vary "parties.alpha.horizon=2 to 10 years / 5" --draws 20 --cores 1 --out a.parquet -> a.parquet
text CASE/sweep-of-a-deal           sweep CASE --deal full --vary "parties.beta.walkout_cost=0, 2" --cores 1 --out b.parquet -> b.parquet
"""

OF_THE_SHIPPED_CASE = """
text demo                           demo korea --to shipped --draws 40 --no-open -> shipped
both CASE/stable-draws              stable CASE --draws 10 --cores 1
json CASE/stable-two                stable CASE --concept seq --concept nash
both CASE/stable-state              stable CASE --state liaison,peace_treaty --limit 5
both CASE/stable-coalition          stable CASE --coalition us,dprk
json CASE/assess-between            assess CASE relief_first --between
text CASE/assess-relief             assess CASE relief_first
text CASE/assess-denuclearization   assess CASE denuclearization_first
both CASE/explain-row               explain CASE --plan relief_first --phase 2 --party us
both CASE/explain-row-of-a-deal     explain CASE --deal freeze --phase 2 --party dprk
both CASE/explain-all               explain CASE --state liaison,peace_treaty --party us --concept seq --all
text CASE/explain-one               explain CASE --party dprk
both CASE/ways-to                   explain CASE --from nothing --to declaration,warheads --concept nash
both CASE/inverse                   inverse CASE --state liaison,peace_treaty
json CASE/inverse-smr               inverse CASE --state now --party us --concept smr --limit 1
text CASE/roadmap                   roadmap CASE --deal interim --time-limit 600
json CASE/roadmap-at-risk           roadmap CASE --deal interim --objective least-at-risk --time-limit 600
json CASE/roadmap-margin            roadmap CASE --deal interim --objective largest-margin --time-limit 600
json CASE/roadmap-fastest           roadmap CASE --deal freeze --objective fastest --time-limit 600
json CASE/roadmap-deepest           roadmap CASE --deal freeze --objective deepest --time-limit 600
both CASE/roadmap-at-most           roadmap CASE --deal interim --trust-at-most 30% --between --time-limit 600
both CASE/deals-within              deals CASE --within interim
json CASE/deals                     deals CASE
both CASE/remedies                  remedies CASE --no-pairs
both CASE/remedies-of-a-deal        remedies CASE --deal freeze --trust-at-most 60%
both CASE/numbers-of-a-deal         numbers CASE interim --draws 500 --cores 1
json CASE/flip-a-plan               flip CASE --plan relief_first --cores 1
both CASE/flip-a-deal               flip CASE --deal freeze --trust-at-most 60% --cores 1
both CASE/needs-a-deal              needs CASE --deal interim --draws 500 --cores 1
text CASE/export-csv                export CASE --to csv --only nash
json CASE/sweep                     sweep CASE --vary "parties.us.horizon=2, 4 years" --plan relief_first --draws 10 --cores 1 --out c.parquet -> c.parquet
"""


@dataclass(frozen=True)
class Command:
    """One command: in which form it answers, the name of its answer, its words, and the files that it writes."""

    form: str
    name: str
    words: Sequence[str]
    files: Sequence[str]

    @property
    def dated(self) -> bool:
        """Whether what it writes says which day it is."""
        return self.words[0] in ("new", "import")


# ------------------------------------------------------------------------------------------- the inputs


def versions(page: str) -> Iterator[tuple[str, str, int]]:
    """Every file of a page each time that it is written or changed: its path, its text, and its number from 1."""
    texts: dict[str, list[str]] = {}
    for act, path, body in FENCE.findall((DOCS / page).read_text(encoding="utf-8")):
        past = texts.setdefault(path, [])
        past.append(
            {"file": lambda b, p: b, "append": lambda b, p: p + b, "change": changed}[act](body, (past or [""])[-1])
        )
        yield path, past[-1], len(past)


def changed(diff: str, text: str) -> str:
    """The text after a change: context and `-` lines stand in it once, and become context and `+` lines."""
    before = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in "- ")
    after = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] in "+ ")
    assert text.count(before) == 1, before
    return text.replace(before, after)


def forests(count: int) -> str:
    """Two villages that share forests, two steps each: more than 24 of them are searched."""
    pairs = [(k, own, other) for k in range(count) for own, other in (("north", "south"), ("south", "north"))]
    steps = "".join(f"  {own}_{k}: {{by: {own}, worth: {{{own}: -2, {other}: 5}}}}\n" for k, own, other in pairs)
    return (
        "format: 1\ntitle: Forests\nas_of: 2026-11-02\nparties: {north: {horizon: 5 years}, south: {horizon: 5 years}}\n"
        f"steps:\n{steps}now: [{', '.join(f'{own}_{k}' for k, own, _ in pairs)}]\n"
    )


def prepare(room: Path) -> tuple[list[str], list[str]]:
    """Put every case and conflict into the room: the folders of the cases and the files of the conflicts."""
    cases = ["korea"]
    shutil.copytree(ROOT / "cases" / "korea-2025", room / "korea", ignore=shutil.ignore_patterns("out", "__pycache__"))
    conflicts = []
    for path in sorted((ROOT / "tests" / "graphs").iterdir()):
        shutil.copy(path, room)
        conflicts.append(path.name)
    for page in sorted(path.name for path in DOCS.glob("*.md")):
        for path, text, number in versions(page):
            name = f"{Path(path).parts[0].partition('.')[0]}-{number}"
            if path.endswith("/case.yaml"):
                cases.append(name)
                (room / name).mkdir()
                (room / name / "case.yaml").write_text(text, encoding="utf-8")
            elif path.endswith(".csv"):
                conflicts.append(f"{name}.csv")
                (room / f"{name}.csv").write_text(text, encoding="utf-8")
    (room / "forests").mkdir()
    (room / "forests" / "case.yaml").write_text(forests(13), encoding="utf-8")
    (room / "strait.gmcr").write_text(json.dumps(STRAIT), encoding="utf-8")
    return cases, conflicts


# ----------------------------------------------------------------------------------------- the commands


def read(table: str, **names: str) -> Iterator[Command]:
    """The commands of a table, with names in the place of CASE, PLAN and DEAL."""
    for line in table.strip().splitlines():
        for word, name in names.items():
            line = line.replace(word, name)
        said, _, files = line.partition(" -> ")
        form, name, *words = shlex.split(said)
        for one in ("json", "text") if form == "both" else (form,):
            yield Command(one, f"{name}.{'json' if one == 'json' else 'txt'}", words, files.split())


def commands(room: Path) -> list[Command]:
    """Everything that is asked, what takes longest first."""
    import standoff
    from standoff.errors import CaseError

    names, conflicts = prepare(room)
    asked = [*read(OF_THE_SHIPPED_CASE, CASE="korea"), *read(OF_THE_TUTORIAL, CASE=TUTORIAL)]
    for name in names:
        asked += read(OF_ANY_CASE, CASE=name)
        try:
            case = standoff.load(room / name)
        except CaseError:
            continue
        asked += read(OF_A_CASE, CASE=name)
        asked += [
            Command("json", f"{name}/stable-view-{party}.json", ("stable", name, "--view", party), ())
            for party in case.views
        ]
        asked += [one for plan in case.plans for one in read(OF_A_PLAN, CASE=name, PLAN=plan)]
        asked += [one for deal in case.deals for one in read(OF_A_DEAL, CASE=name, DEAL=deal)]
    asked += [one for name in conflicts for one in read(OF_A_CONFLICT, CASE=name)]
    asked += [Command("text", f"schema-{name}.json", ("schema", name), ()) for name in SCHEMAS]
    asked += read(OF_NOTHING)
    assert len({command.name for command in asked}) == len(asked), "two answers of one name"
    return asked


# -------------------------------------------------------------------------------------------- the two verbs


def ask(command: Command, room: Path, folder: Path, environment: Mapping[str, str]) -> bool:
    """Run a command and keep what it says and writes; whether a clock cut its answer short."""
    begun = date.today().isoformat()
    words = [sys.executable, "-m", "standoff", *command.words, *["--json"] * (command.form == "json")]
    done = subprocess.run(words, cwd=room, env=environment, capture_output=True)
    days = {begun, date.today().isoformat()} if command.dated else set()
    written = [path for name in command.files for path in below(room / name)]
    answers = {folder / "files" / path.relative_to(room): path.read_bytes() for path in written}
    if done.stderr or done.returncode:
        answers[folder / f"{command.name}.err"] = done.stderr + f"exit code {done.returncode}\n".encode()
    answers[folder / command.name] = without_the_machine(done.stdout) if command.words == ["doctor"] else done.stdout
    for path, answer in answers.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(undated(answer, days))
    return any(b'"stopped": true' in answer for answer in answers.values())


def below(path: Path) -> list[Path]:
    """The file, or all in the folder."""
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path] * path.exists()


def undated(text: bytes, days: set[str]) -> bytes:
    """A text that says which day it is, without that."""
    for day in days:
        text = text.replace(day.encode(), b"TODAY")
    return text


def without_the_machine(said: bytes) -> bytes:
    """What `doctor` says without what hangs on the machine: how the kernel stands is left."""
    said = re.sub(rb'"(version|python|platform|numpy)": "[^"]*"', rb'"\1": "..."', said)
    return re.sub(rb"^(standoff|python|platform|numpy) .*$", rb"\1 ...", said, flags=re.M)


def write(folder: Path, only: str) -> int:
    """Ask everything, or that whose names hold a pattern, and keep the answers; those that are there are kept."""
    environment = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
    environment |= {"COLUMNS": "120"}
    begun, lock, cut, done = time.monotonic(), threading.Lock(), list[str](), list[str]()
    with tempfile.TemporaryDirectory() as scratch:
        room = Path(scratch)
        asked = [one for one in commands(room) if re.search(only, one.name) and not (folder / one.name).exists()]

        def one(command: Command) -> None:
            start = time.monotonic()
            stopped = ask(command, room, folder, environment)
            with lock:
                done.append(command.name)
                cut.extend([command.name] * stopped)
                sys.stdout.write(f"{len(done):>3} of {len(asked)}  {time.monotonic() - start:5.1f} s  {command.name}\n")
                sys.stdout.flush()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, asked))
    sys.stdout.write(f"{len(below(folder))} files in {folder} after {time.monotonic() - begun:.0f} s\n")
    for name in cut:
        sys.stdout.write(f"a clock decided in {name}: remove it and ask again on a machine with less to do\n")
    return 1 if cut else 0


def difference(one: bytes, other: bytes) -> str:
    """The first line that differs, in words."""
    try:
        before, after = (text.decode("utf-8").split("\n") for text in (one, other))
    except UnicodeDecodeError:
        return "not the same bytes"
    number = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    said = [lines[number][:160] if number < len(lines) else "(the end)" for lines in (before, after)]
    return f"line {number + 1}\n    - {said[0]}\n    + {said[1]}"


def compare(one: Path, other: Path) -> int:
    """Say which files differ, and where each begins to."""
    names = [{path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} for root in (one, other)]
    found = 0
    for name in sorted(names[0] | names[1]):
        if name not in names[0] or name not in names[1]:
            said = f"only in {one if name in names[0] else other}"
        elif (one / name).read_bytes() == (other / name).read_bytes():
            continue
        else:
            said = difference((one / name).read_bytes(), (other / name).read_bytes())
        found += 1
        sys.stdout.write(f"{name}: {said}\n")
    sys.stdout.write(f"{found} of {len(names[0] | names[1])} files differ\n")
    return 1 if found or not names[0] | names[1] else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    verbs = parser.add_subparsers(required=True)
    writing = verbs.add_parser(
        "write", help="ask everything, and keep the answers in a folder; go on where it was stopped"
    )
    writing.add_argument("folder", type=Path)
    writing.add_argument(
        "--only", default="", metavar="PATTERN", help="answers whose names hold this regular expression"
    )
    writing.set_defaults(do=lambda said: write(said.folder, said.only))
    comparing = verbs.add_parser("compare", help="say which files of two folders differ")
    comparing.add_argument("one", type=Path)
    comparing.add_argument("other", type=Path)
    comparing.set_defaults(do=lambda said: compare(said.one, said.other))
    said = parser.parse_args()
    return int(said.do(said))


if __name__ == "__main__":
    sys.exit(main())
