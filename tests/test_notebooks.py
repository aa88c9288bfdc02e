"""The notebooks of the documentation run in a kernel, and show what they say that they show."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest

from places import ROOT

SCRIPT = ROOT / "scripts" / "notebooks.py"
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))

LARGEST = 150_000
"""Bytes of a notebook."""


def script():
    spec = importlib.util.spec_from_file_location("notebooks", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(book):
    """What cells are and show; of a data frame only that one is shown, as its library says how."""
    for cell in book["cells"]:
        outputs = cell.get("outputs", [])
        if "frame" in cell["metadata"].get("tags", ()):
            outputs = [sorted(output["data"]) for output in outputs]
        yield "".join(cell["source"]), outputs


def test_there_are_two():
    assert [path.stem for path in NOTEBOOKS] == ["first-case", "how-sure"]


@pytest.mark.filterwarnings("default")  # of the libraries of notebooks, which are not ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_current(path):
    """`python scripts/notebooks.py` writes them."""
    pytest.importorskip("nbclient")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert list(told(script().performed(path))) == list(told(stored))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_written_by_the_script(path):
    """Small, and without anything that hangs on where and when it ran."""
    text = path.read_text(encoding="utf-8")
    book = json.loads(text)
    assert text == script().dumps(script().plain(book))
    assert len(text.encode()) < LARGEST
    assert not re.search(r"/(home|tmp|work|Users|usr)/|[A-Z]:\\\\", text)
    assert [cell["id"] for cell in book["cells"]] == [f"cell-{n:02}" for n in range(1, len(book["cells"]) + 1)]
    assert all(output["output_type"] != "error" for cell in book["cells"] for output in cell.get("outputs", ()))


def test_what_changes_from_run_to_run_is_left_out():
    output = {"output_type": "execute_result", "execution_count": 17, "metadata": {"a": 1}, "data": {"text/plain": "1"}}
    code = {
        "cell_type": "code",
        "id": "f3a9",
        "execution_count": 17,
        "metadata": {"execution": {"started": "now"}, "tags": ["frame"]},
        "source": "1",
        "outputs": [output],
    }
    words = {"cell_type": "markdown", "id": "x", "metadata": {}, "source": "Words\nmore"}
    assert script().plain({"cells": [words, code], "metadata": {"host": "here"}}) == {
        "cells": [
            {"cell_type": "markdown", "id": "cell-01", "metadata": {}, "source": ["Words\n", "more"]},
            {
                "cell_type": "code",
                "id": "cell-02",
                "execution_count": 1,
                "metadata": {"tags": ["frame"]},
                "source": ["1"],
                "outputs": [
                    {
                        "output_type": "execute_result",
                        "execution_count": 1,
                        "metadata": {},
                        "data": {"text/plain": ["1"]},
                    }
                ],
            },
        ],
        "metadata": script().METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
