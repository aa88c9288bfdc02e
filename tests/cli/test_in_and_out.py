"""The verbs import and export as a user meets them: what they print, their documents, and what they refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cases import FOREST, strait
from command import standoff
from documents import document
from standoff.formats.exporters import FORMATS, WORD, WORKBOOK
from standoff.results import schemas


@pytest.fixture
def forest(tmp_path):
    (tmp_path / "forest").mkdir()
    (tmp_path / "forest" / "case.yaml").write_text(FOREST)
    return tmp_path / "forest"


@pytest.fixture
def conflict(tmp_path):
    (tmp_path / "Two Convoys.gmcr").write_text(json.dumps(strait()))
    return tmp_path / "Two Convoys.gmcr"


# ------------------------------------------------------------------------------------- import


def test_import_makes_a_case_that_loads(conflict, tmp_path):
    done = standoff("import", conflict, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"Wrote {Path('two-convoys', 'case.yaml')}. Then: standoff check two-convoys\n" in done.stderr
    assert "now: nothing in force, a placeholder" in done.stderr
    folder = tmp_path / "two-convoys"
    assert sorted(path.name for path in folder.iterdir()) == ["case.schema.json", "case.yaml", "sources.json"]
    checked = standoff("check", folder, "--strict")
    assert (checked.returncode, checked.stdout) == (0, "No problem found.\n")
    found = document(standoff("stable", folder, "--json"), "stable")
    assert found["equilibria"]["nash"]["states"] == [["east_waits"], ["west_waits"]]
    assert standoff("run", folder, "--quiet").returncode == 0


def test_the_document_of_import(conflict, tmp_path):
    done = standoff("import", conflict, "--to", tmp_path / "here", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = document(done, "import")
    assert found["program"] == "gmcr-py"
    assert Path(found["path"]) == tmp_path / "here" / "case.yaml"
    assert [note.split(":")[0] for note in found["notes"]] == ["as_of", "now"]


def test_import_writes_over_nothing(conflict, tmp_path):
    assert standoff("import", conflict, "--quiet", cwd=tmp_path).stderr == ""
    case = tmp_path / "two-convoys" / "case.yaml"
    case.write_text("mine")
    done = standoff("import", conflict, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is there already, and nothing is written over it; name another folder with `--to`" in done.stderr
    assert case.read_text() == "mine"


def test_a_wrong_file_ends_with_1_and_leaves_nothing(conflict, tmp_path):
    conflict.write_text(json.dumps(strait() | {"options": [{"name": "\x1b[31m", "permittedDirection": "\x1b[2J"}]}))
    done = standoff("import", conflict, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Two Convoys.gmcr error options.1.permittedDirection: " in done.stderr
    assert done.stderr.endswith("errors; nothing was written.\n")
    assert "\x1b" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["Two Convoys.gmcr"]


@pytest.mark.parametrize(("name", "code"), [("nowhere.gmcr", 1), ("x.json", 2), ("x", 2)])
def test_a_file_that_cannot_be_imported(tmp_path, name, code):
    done = standoff("import", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------------------------- export


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_on_standard_output_and_into_a_file(forest, tmp_path, name):
    printed = standoff("export", forest, "--to", name, "--quiet")
    assert (printed.returncode, printed.stderr) == (0, "")
    file = tmp_path / f"table{FORMATS[name].suffix}"
    done = standoff("export", forest, "--out", file)  # the ending says which
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(f"Wrote {file}.\n")
    assert file.read_text(encoding="utf-8") == printed.stdout
    again = standoff("export", forest, "--out", file)
    assert again.returncode == 2
    assert "is there already, and nothing is written over it" in again.stderr


def test_the_document_of_export(forest, tmp_path):
    found = document(standoff("export", forest, "--to", "csv", "--only", "equilibria", "--json"), "export")
    assert (found["to"], found["path"]) == ("csv", None)
    assert found["text"].startswith("kind,party,item,1,4\n")
    file = tmp_path / "x.md"
    found = document(standoff("export", forest, "--out", file, "--json"), "export")
    assert (found["to"], found["path"], found["text"]) == ("markdown", str(file), None)


def test_a_json_export_is_the_document_of_stable(forest):
    found = json.loads(standoff("export", forest, "--to", "json").stdout)
    jsonschema.validate(found, schemas.schema("stable"), cls=jsonschema.Draft202012Validator)
    assert found == json.loads(standoff("stable", forest, "--all", "--json").stdout)


def test_the_list_of_formats():
    listed = standoff("export", "--formats")
    assert listed.returncode == 0
    lines = listed.stdout.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["format", *FORMATS, WORD, WORKBOOK]
    assert max(map(len, lines)) <= 88
    found = json.loads(standoff("export", "--formats", "--json").stdout)
    assert [one["name"] for one in found["formats"]] == [*FORMATS, WORD, WORKBOOK]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "standoff: which case? name a case folder"),
        (("CASE",), "standoff: which format? name one with `--to`: `csv`, "),
        (("CASE", "--to", "latx"), "standoff: no format `latx` to export to; did you mean `latex`?"),
        (
            ("CASE", "--to", "csv", "--only", "now"),
            "standoff: no states are called `now`; known: `all`, `equilibria`, `gmr`, ",
        ),
        (("CASE", "--out", "x.odt"), "standoff: no format to export to has files that end in `.odt`"),
        (("CASE", "--to", "nfg", "--only", "equilibria"), "standoff: a game is of the whole case"),
        (("CASE", "--to", "csv", "--out", "nowhere/x.csv"), "no such file or directory"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_hint(forest, tmp_path, words, message):
    done = standoff("export", *(forest if word == "CASE" else word for word in words), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["forest"]


def test_errors_in_a_case_end_with_1(forest):
    (forest / "case.yaml").write_text(FOREST.replace("by: south", "by: sooth"))
    done = standoff("export", forest, "--to", "csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean `south`?" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name != "posix", reason="needs a POSIX system")
def test_a_full_disk_leaves_nothing_half_written(conflict, forest, tmp_path):
    command = f"{sys.executable} -B -m standoff"  # a compiled module that is cut off would be damaged for good
    for words in (f"import '{conflict}' --to '{tmp_path}/new'", f"export '{forest}' --out '{tmp_path}/x.json'"):
        limited = f"ulimit -f 1; exec {command} {words}"
        done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, timeout=120)
        assert done.returncode == 2
        assert "could not be written" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Two Convoys.gmcr", "forest"]
    printed = subprocess.run(
        ["bash", "-c", f"{command} export '{forest}' --to csv > /dev/full"], capture_output=True, text=True
    )
    assert printed.returncode == 2
    assert "no space left on device" in printed.stderr.lower()
