"""Writing: text that loads back to the same case, and files that are whole at every moment."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from any_case import any_case
from cases import ALL_KEYS
from places import CASES
from standoff.case.load import load, read_source
from standoff.case.model.model import Case
from standoff.case.reading import files
from standoff.case.reading.files import save
from standoff.case.reading.nodes import parse
from standoff.case.reading.plain import plain
from standoff.case.reading.writing import dumps
from standoff.errors import WriteError


def loaded(text: str) -> Case:
    source = parse("case.yaml", text)
    assert source.problems == ()
    return Case.model_validate(source.data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_case())
def test_what_is_written_loads_back_to_the_same_case(case: Case) -> None:
    text = dumps(case)
    again = loaded(text)
    assert again == case
    assert dumps(again) == text
    assert Case.model_validate(plain(case)) == case


def test_every_key_survives() -> None:
    case = loaded(ALL_KEYS)
    text = dumps(case)
    assert loaded(text) == case
    written = parse("case.yaml", text).keys
    given_keys = set(parse("case.yaml", ALL_KEYS).keys)
    # Keys at their defaults, and names that are their keys, come and go; nothing else does.
    assert {path[-1] for path in given_keys - set(written)} <= {"ends", "symbolic"}
    assert {path[-1] for path in set(written) - given_keys} <= {"name"}


def test_shipped_cases_survive() -> None:
    for file in CASES.glob("*/case.yaml"):
        case = load(file)
        again = read_source("case.yaml", dumps(case))
        assert again.case == case
        assert [p for p in again.problems if p.severity == "error"] == []


def test_the_canonical_form() -> None:
    text = """\
# yaml-language-server: $schema=./case.schema.json
format: 1
title: "Harbour: the second round"
as_of: 2026-11-02
intervals: 0.8
parties:
  alpha: {name: Alpha, horizon: 2 to 6 years, scale: "10 = the ban lifted for good"}
steps:
  fuel: {by: alpha, name: Fuel, undo: never, worth: {alpha: -6 to -2}}
now: [fuel]
rules:
  - fuel or not fuel
deals:
  more: [fuel]
"""
    assert dumps(loaded(text)) == text


# --------------------------------------------------------------------------------------------- files


def test_save_replaces_the_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    save(file, "one\n")
    file.chmod(0o640)
    save(file, "zwei é\n")
    assert file.read_bytes() == "zwei é\n".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    save(file, b"\x00\xff")
    assert file.read_bytes() == b"\x00\xff"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


class FullDisk:
    """Writes a part and then has no room left, as a disk does."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, content: bytes) -> int:
        self.stream.write(content[: len(content) // 2])
        self.stream.flush()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "case.yaml"
    save(file, "old")
    opens = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *args, **more: FullDisk(opens(self, *args, **more)))
    with pytest.raises(WriteError) as error:
        save(file, "new and longer")
    monkeypatch.undo()
    assert str(error.value) == f"{file}: could not be written (no space left on device); what was there is unchanged"
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize("crash", [KeyboardInterrupt, MemoryError])
def test_a_crash_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash: type[BaseException]
) -> None:
    file = tmp_path / "case.yaml"
    save(file, "old")

    def fails(descriptor: int) -> None:
        raise crash

    monkeypatch.setattr(files.os, "fsync", fails)
    with pytest.raises(crash):
        save(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such file or directory"):
        save(tmp_path / "nowhere" / "case.yaml", "x")
