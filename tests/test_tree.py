"""The tree as a newcomer reads it: every file says in its first line what it is, and where each question is answered."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from places import SOURCE

QUESTIONS = {
    "Where are we?": "engine/stability/individual.py",
    "Would this plan hold?": "engine/assessment/trust.py",
    "Which plan asks for the least trust?": "engine/roadmap/search.py",
    "Which deals hold,": "engine/roadmap/deals/frontier.py",
    "How sure?": "engine/sureness/shares.py",
    "What would mend it?": "engine/remedies/single.py",
    "What changed?": "case/overlays/history.py",
}


def first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_file_says_what_it_is(path):
    line = first_line(path)
    assert line.startswith('"""')
    assert len(line) > 20


@pytest.mark.parametrize(("question", "place"), QUESTIONS.items())
def test_every_question_has_one_place(question, place):
    homes = [str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*.py") if first_line(p)[3:].startswith(question)]
    assert homes == [place]


def test_no_drawer_for_odds_and_ends():
    forbidden = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    assert not [p for p in SOURCE.rglob("*.py") if forbidden & set(p.stem.split("_"))]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_what_is_public_is_documented(path):
    """Functions and classes without an underscore have a docstring (nested functions are private)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if getattr(node, "name", "_").startswith("_"):
            continue
        members = [node, *(node.body if isinstance(node, ast.ClassDef) else [])]
        for member in members:
            if isinstance(member, ast.FunctionDef | ast.ClassDef) and not member.name.startswith("_"):
                assert ast.get_docstring(member), f"{path.name}: {member.name}"
