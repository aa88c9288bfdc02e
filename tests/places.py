"""Where the tests' files are, whichever folder a test stands in."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SOURCE = ROOT / "src" / "standoff"
CASES = ROOT / "cases"
SCHEMAS = ROOT / "schema"
BAD_CASES = TESTS / "bad-cases"
GRAPHS = TESTS / "graphs"
ORACLES = TESTS / "oracles"
"""Published conflicts (`stability/`), small exchanges (`roadmaps/`, `trust/`) and laboratory games, with the known answers."""
