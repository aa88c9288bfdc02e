"""What the terminal says beside its tables: that it was cut, and at what."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

import standoff
from places import TESTS
from standoff.case.load import load
from standoff.views.text.stability import show_stable


@pytest.fixture
def shown():
    """What a view writes on a wide terminal, as one line."""

    def text(view, *told):
        written = io.StringIO()
        view(Console(file=written, width=500), *told)
        return " ".join(written.getvalue().split())

    return text


def test_equilibria_within_reach_that_are_not_shown_are_counted(shown):
    """Of 22, ten are shown: the one Nash equilibrium (tests/analysis/stability/test_stability.py) and nine others."""
    case = load(TESTS / "faults" / "nash_not_listed")
    text = shown(show_stable, case, standoff.stable(case))
    assert "in force 2 NASH, GMR, SMR, SEQ, SSEQ Ukraine opens a corridor of its own" in text
    assert "and 12 more, none of them a Nash equilibrium." in text
    cut = shown(show_stable, case, standoff.stable(case, limit=10))
    assert "and 12 more, none of them a Nash equilibrium." in cut
