"""A small case of two analysts, of which it is known by hand what matters: what the tests of Compare and Save open."""

from __future__ import annotations

from pathlib import Path

# a gives first, b gives back later; no time passes. b gives back where what it loses by walking out is at least the 3
# that its gift costs it, and a gives where it gets more than it gives.
CASE = """\
# A comment that stays.
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {name: Ann, horizon: 4 years, scale: "10 = peace"}
  b: {name: Ben, horizon: 4 years, walkout_cost: 4, scale: "10 = bread"}
steps:
  gift_of_a:
    by: a
    undo: never
    worth: {a: -3 to -2, b: 5}
    because:
      - {judgement: a guess, by: AB, for: worth.a, supports: size}
  gift_of_b:
    by: b
    undo: never
    worth: {a: 5, b: -3}
plans:
  swap: {phases: [[gift_of_a], [gift_of_b]]}
  swap_back: {phases: [[gift_of_b], [gift_of_a]]}
"""

# With 1 to lose b walks out; that a likes its gift ten times as much is loud, and changes nothing.
VIEW = """\
title: As Ben's colleague sees it
by: BC
sees:
  parties.b.walkout_cost: 1
  steps.gift_of_b.worth.a: 50
  steps.gift_of_a.worth.a: -2.5 to -1
"""


def gifts(folder: Path) -> Path:
    """The case, with a view, in a new folder."""
    (folder / "views").mkdir(parents=True)
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    (folder / "views" / "colleague.yaml").write_text(VIEW, encoding="utf-8")
    return folder
