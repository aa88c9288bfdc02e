"""Another program finds other results: whatever results can hang on besides the question tells programs apart."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from standoff.analysis.kept import program as programs


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the sources, of which this process takes itself to be made."""
    for folder in ("analysis", "case"):
        shutil.copytree(programs.PACKAGE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in tmp_path.rglob("*"):
        os.utime(file, (1, 1))
    monkeypatch.setattr(programs, "PACKAGE", tmp_path)
    return tmp_path


def test_the_same_program_has_the_same_digest(package):
    assert programs.program() == programs.program()
    assert len(programs.program()) == 32


def test_a_source_that_is_edited_added_moved_or_removed_makes_another_program(package):
    seen = {programs.program()}

    def another():
        for file in package.rglob("*"):
            os.utime(file, (1, 1))
        found = programs.program()
        assert found not in seen
        seen.add(found)

    file = package / "analysis" / "run.py"
    text = file.read_text()
    file.write_text(text.replace("PAYS = 0.5", "PAYS = 0.6"))  # of the same length
    another()
    (package / "case" / "more.py").write_text("")
    another()
    (package / "case" / "more.py").rename(package / "analysis" / "more.py")
    another()
    file.unlink()
    another()


def test_what_python_compiles_for_itself_makes_no_other_program(package):
    before = programs.program()
    (package / "case" / "__pycache__").mkdir()
    (package / "case" / "__pycache__" / "load.pyc").write_bytes(b"compiled")
    assert programs.program() == before


def test_of_sources_that_changed_after_they_were_loaded_nothing_is_known(package):
    file = package / "analysis" / "run.py"
    os.utime(file, (time.time() + 1, time.time() + 1))
    assert programs.program() is None


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("__version__", "99.0"),
        ("_version", lambda name: "99.0"),
        ("_processor", lambda: ("another",)),
    ],
)
def test_another_version_of_anything_makes_another_program(package, monkeypatch, name, other):
    before = programs.program()
    monkeypatch.setattr(programs, name, other)
    assert programs.program() != before


def test_another_numpy_python_or_machine_and_other_settings_make_another_program(package, monkeypatch):
    import numpy

    seen = {programs.program()}
    for change in (
        lambda: monkeypatch.setattr(numpy, "__version__", "99"),
        lambda: monkeypatch.setattr(programs.sys, "version", "99"),
        lambda: monkeypatch.setattr(programs.platform, "machine", lambda: "abacus"),
        lambda: monkeypatch.setattr(programs.loader, "standing", lambda: "another"),
        lambda: monkeypatch.setenv("OMP_NUM_THREADS", "99"),
    ):
        change()
        assert programs.program() not in seen
        seen.add(programs.program())
