"""Killed at any moment, and with no room left: the old or the new file, and every edit that was answered."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from places import CASES
from standoff.app.desk.desk import Desk
from standoff.case.editing.edit import Edit, SourceEdit
from standoff.errors import StandoffError, WriteError

DRIVER = """
import os, shutil, sys
from pathlib import Path
from standoff.app.desk.desk import Desk
from standoff.case.editing.edit import Edit, SourceEdit

CASES, place = Path(sys.argv[1]), Path(sys.argv[2])
EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "shutil.copyfile")

def horizon(years):
    return [Edit("set", ("parties", "alpha", "horizon"), f"{years} years")]

def work(desk, answered):
    for number, act in enumerate([
        lambda: desk.do(horizon(2), "Two"),
        lambda: desk.do([SourceEdit("log", {"title": "Log"}, "word"), *horizon(3)], "Three"),
        lambda: desk.save(desk.sha256),
        lambda: desk.do(horizon(4), "Four"),
        lambda: desk.undo(),
        lambda: desk.undo(),
        lambda: desk.save(desk.sha256),
    ]):
        act()
        os.write(answered, b"x")

YEARS = [0, 2, 3, 3, 4, 3, 2, 2]  # on the desk after so many acts; 0 stands for what was there

def years_of(text):
    line = next(line for line in text.split("\\n") if "horizon" in line)
    return 0 if "3 to 6" in line else int(line.split(":")[1].split()[0])

def once(number):
    folder = place / f"case{number}"
    shutil.copytree(CASES / "harbour", folder, ignore=shutil.ignore_patterns(".standoff"))
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        left = [number]
        def hook(event, details):
            if event in EVENTS and details and isinstance(details[0], (str, Path)) and str(folder) in str(details[0]):
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)
        sys.addaudithook(hook)
        work(Desk(folder), send)
        os._exit(0)
    os.close(send)
    _, status = os.waitpid(child, 0)
    acts = len(os.read(receive, 100))
    os.close(receive)
    there = years_of((folder / "case.yaml").read_text())
    assert there in (0, 2, 3), (number, there)
    desk = Desk(folder)
    found = years_of(desk.text)
    allowed = {YEARS[acts], YEARS[min(acts + 1, len(YEARS) - 1)]}
    assert found in allowed, (number, acts, found, allowed)
    assert desk.loaded.case is not None, (number, desk.loaded.problems)
    assert desk.outside is None, (number, desk.outside)
    assert desk.dirty or years_of((folder / "case.yaml").read_text()) == found, number
    desk.save(desk.sha256)
    assert years_of((folder / "case.yaml").read_text()) == found
    assert (folder / "sources/log.txt").exists() == ('"log"' in (folder / "sources.json").read_text()) == (found > 2)
    desk.close()
    return os.waitstatus_to_exitcode(status)

number = 1
while once(number):
    number += 1
print(number)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot split processes")
def test_killed_at_any_moment_nothing_that_was_answered_is_lost(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DRIVER, str(CASES), str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) > 30  # moments at which it was killed


class Full:
    """A stream of a disk that has no room after so many bytes."""

    def __init__(self, stream: Any, room: list[int]) -> None:
        self.stream, self.room = stream, room

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, content: bytes) -> int:
        self.room[0] -= len(content)
        if self.room[0] < 0:
            self.stream.write(content[: len(content) // 2])
            self.stream.flush()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self.stream.write(content))


@pytest.mark.parametrize("room", [0, 10, 20_000, 30_000, 45_000, 60_000, 1_000_000])
def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    folder = tmp_path / "harbour"
    shutil.copytree(CASES / "harbour", folder, ignore=shutil.ignore_patterns(".standoff"))
    before = (folder / "case.yaml").read_text()
    desk = Desk(folder)
    opens, left = Path.open, [room]

    def opened(self: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        stream = opens(self, mode, *args, **more)
        return Full(stream, left) if "b" in mode and mode != "rb" else stream

    monkeypatch.setattr(Path, "open", opened)
    answered, saved = [desk.text], False
    for edits in (
        [Edit("set", ("title",), "One")],
        [Edit("set", ("title",), "Two"), SourceEdit("log", {"title": "Log"}, "word" * 1000)],
        [Edit("set", ("title",), "Three")],
    ):
        try:
            desk.do(edits, "On")
        except WriteError as error:
            assert "no space left on device" in str(error)
        else:
            answered.append(desk.text)
        assert desk.text == answered[-1]
    try:
        desk.save(desk.sha256)
        saved = True
    except StandoffError as error:
        assert isinstance(error, WriteError)
        assert (folder / "case.yaml").read_text() == before
    monkeypatch.undo()
    assert desk.text == answered[-1]
    desk.close()
    again = Desk(folder)
    assert again.text == answered[-1] and bool(again.dirty) == (not saved and len(answered) > 1)
    again.save(again.sha256)
    assert (folder / "case.yaml").read_text() == answered[-1]
    again.close()
    assert not [file.name for file in folder.rglob("*.part")]
