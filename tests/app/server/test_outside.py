"""What other programs do to a case that is open is told to all windows."""

from __future__ import annotations

import shutil

import pytest

from app.served import served
from standoff import catalog

HORIZON = ["parties", "beta", "horizon"]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "harbour"
    shutil.copytree(catalog.find("harbour"), folder)
    return folder


@pytest.fixture
def here(home):
    with served(home) as server:
        yield server


def edit(value, path=HORIZON):
    return {"op": "set", "path": path, "value": value}


def test_a_change_made_outside_is_told_and_taken_where_nothing_was_changed_here(here, home):
    with here.stream("/api/events") as events:
        assert next(events)[0] == "hello"
        here.get("/api/case")
        text = (home / "case.yaml").read_text(encoding="utf-8")
        (home / "case.yaml").write_text(text.replace("(invented)", "(made up)"), encoding="utf-8")
        name, told = next(events)
        assert (name, told["window"]) == ("case", "")
    state = here.get("/api/case").json
    assert state["title"] == "The harbour standoff (made up)"
    assert (told["version"], told["sha256"]) == (state["version"], state["sha256"])


def test_a_case_that_cannot_be_loaded_while_open_is_told(here, home):
    with here.stream("/api/events") as events:
        assert next(events)[0] == "hello"
        here.get("/api/case")
        (home / "case.yaml").write_text("format: 1\ntitle: [\n", encoding="utf-8")
        assert next(events)[0] in ("case", "outside")
    assert here.get("/api/case").status == 200
