"""Paths are shown without what a terminal would obey, wherever they are shown."""

from __future__ import annotations

import json
import sys

import pytest

from cases import FOREST, strait
from command import standoff

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")

NAME = "x\x1b[31m\x07y\nz"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("new", "NEW"), 0),
        (("new", "CASE"), 2),
        (("check", "CASE"), 0),
        (("run", "CASE", "--draws", "0", "--quiet"), 0),
        (("export", "CASE", "--to", "csv", "--out", "NEW"), 0),
        (("export", "CASE", "--out", "CASE"), 2),
        (("import", "OTHER"), 0),
        (("import", "CASE"), 2),
        (("stable", "NEW"), 1),
        (("sweep", "CASE", "--out", "NEW"), 2),
        (("schema", "NEW"), 2),
    ],
)
def test_control_characters_of_paths_are_not_echoed(tmp_path, words, code):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "case.yaml").write_text(FOREST)
    (tmp_path / f"{NAME}.gmcr").write_text(json.dumps(strait()))
    named = {"CASE": NAME, "NEW": f"new-{NAME}", "OTHER": f"{NAME}.gmcr"}
    done = standoff(*(named.get(word, word) for word in words), cwd=tmp_path)
    assert done.returncode == code
    assert done.stdout + done.stderr
    assert not {"\x1b", "\x07"} & {*done.stdout, *done.stderr}
