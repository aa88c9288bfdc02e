"""What verbs write is there whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from cases import FOREST, strait
from command import standoff
from standoff import catalog
from standoff.case.reading import files
from standoff.cli import run as everything

KOREA = catalog.find("korea")
OURS = ["NOTES.md", "case.schema.json", "case.yaml", "sources.json"]


@pytest.fixture
def demo(monkeypatch, tmp_path):
    """`standoff demo --to d`, without the run."""
    monkeypatch.setattr(everything, "_run", lambda folder, *rest: folder / "out" / "report.html")
    return lambda: standoff("demo", "--to", "d", "--no-open", cwd=tmp_path)


def contents(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def fails_at(monkeypatch, call):
    """The disk is full at this write; those before it succeed."""
    sync, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)


# --------------------------------------------------------------------------------------------- new folders


@pytest.mark.parametrize("name", ["sources.json", "case.schema.json", "case.yaml"])
def test_new_writes_over_nothing(tmp_path, name):
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / name).write_text("mine")
    done = standoff("new", "n", cwd=tmp_path)
    assert done.returncode == 2
    assert f"{Path('n', name)} is there already, and nothing is written over it; choose another name" in done.stderr
    assert contents(tmp_path / "n") == {name: b"mine"}


def test_new_keeps_other_files_and_makes_half_of_a_copy_whole(tmp_path):
    assert standoff("new", "n", cwd=tmp_path).returncode == 0
    whole = contents(tmp_path / "n")
    (tmp_path / "n" / "case.yaml").unlink()
    (tmp_path / "n" / "sources.json").write_bytes(whole["sources.json"][:40])
    (tmp_path / "n" / "notes.txt").write_text("mine")
    assert standoff("new", "n", cwd=tmp_path).returncode == 0
    assert contents(tmp_path / "n") == {**whole, "notes.txt": b"mine"}
    assert standoff("new", "n", cwd=tmp_path).returncode == 2
    assert contents(tmp_path / "n") == {**whole, "notes.txt": b"mine"}


@pytest.mark.parametrize("call", [1, 2, 3])
def test_new_is_whole_or_not_there(tmp_path, monkeypatch, call):
    fails_at(monkeypatch, call)
    done = standoff("new", "n", cwd=tmp_path)
    assert (done.returncode, "no space left on device" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_demo_writes_over_nothing(demo, tmp_path):
    """Fault overwrites-sources: a folder with sources and notes of somebody's own, and no case."""
    (tmp_path / "d").mkdir()
    for name in ("sources.json", "NOTES.md"):
        (tmp_path / "d" / name).write_text("mine")
    done = demo()
    assert done.returncode == 2
    assert "is there already, and nothing is written over it; name another folder with `--to`" in done.stderr
    assert contents(tmp_path / "d") == {"sources.json": b"mine", "NOTES.md": b"mine"}


def test_demo_makes_half_of_a_copy_whole(demo, tmp_path):
    """Fault demo-half-copied: what an interrupted copy left, two empty files."""
    (tmp_path / "d").mkdir()
    for name in ("sources.json", "case.yaml"):
        (tmp_path / "d" / name).write_text("")
    done = demo()
    assert (done.returncode, "Copied the case" in done.stderr) == (0, True)
    found = contents(tmp_path / "d")
    assert sorted(found) == OURS
    assert found["sources.json"] == (KOREA / "sources.json").read_bytes()
    assert found["case.yaml"].split(b"\n", 1)[1] == (KOREA / "case.yaml").read_bytes().split(b"\n", 1)[1]
    (tmp_path / "d" / "NOTES.md").unlink()
    (tmp_path / "d" / "sources.json").write_text("[]")
    assert demo().returncode == 0
    assert contents(tmp_path / "d") == {**found, "sources.json": b"[]"}
    assert "is run as it is" in demo().stderr


def test_demo_is_copied_whole_or_not_at_all(demo, tmp_path, monkeypatch):
    fails_at(monkeypatch, 2)
    done = demo()
    assert (done.returncode, "no space left on device" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_import_makes_half_of_an_import_whole(tmp_path):
    """Fault import-half-done: stopped between two files; the next import goes on."""
    (tmp_path / "x.gmcr").write_text(json.dumps(strait()))
    assert standoff("import", "x.gmcr", "--to", "i", cwd=tmp_path).returncode == 0
    whole = contents(tmp_path / "i")
    (tmp_path / "i" / "case.yaml").unlink()
    (tmp_path / "i" / "sources.json").unlink()
    assert standoff("import", "x.gmcr", "--to", "i", cwd=tmp_path).returncode == 0
    assert contents(tmp_path / "i") == whole


# --------------------------------------------------------------------------------------------- outputs of run


@pytest.fixture
def forest(tmp_path):
    (tmp_path / "forest").mkdir()
    (tmp_path / "forest" / "case.yaml").write_text(FOREST)
    return tmp_path / "forest"


def test_run_leaves_the_former_set_whole_where_it_fails(forest, monkeypatch):
    """Fault mixed-outputs: the tables of one case beside the report of another."""
    assert standoff("run", forest, "--draws", "0", "--quiet").returncode == 0
    (forest / "out" / "tables" / "mine.csv").write_text("mine")
    former = contents(forest / "out")
    (forest / "case.yaml").write_text(FOREST.replace("title: Forest", "title: Another"))
    fails_at(monkeypatch, 10)
    assert standoff("run", forest, "--draws", "0", "--quiet").returncode == 2
    assert contents(forest / "out") == former
    monkeypatch.undo()
    replace = Path.replace

    def fails(self, target):
        if self.name == "run.json" and target == forest / "out" / "run.json" and "former" not in self.parts:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(KeyboardInterrupt):
        files.save_together(forest / "out", {"tables/rows.csv": "x", "run.json": "x", "report.html": "x"})
    assert contents(forest / "out") == former
    monkeypatch.undo()
    assert standoff("run", forest, "--draws", "0", "--quiet").returncode == 0
    new = contents(forest / "out")
    assert new.keys() == former.keys()
    assert new["tables/mine.csv"] == b"mine"
    assert b"Another" in new["run.json"] and b"Another" in new["report.html"]
