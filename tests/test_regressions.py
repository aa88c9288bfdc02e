"""What once failed: each a small input, its right value, and what went wrong. Append only.

An entry is written when a fault is mended, where no test of the part already has it. None is taken away.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import standoff
from cases import case_of
from exchanges import exchange_of, vector_of
from standoff.engine.remedies.table import Place, Setting, changed
from standoff.engine.sureness import draws
from standoff.formats.csv_tables import tables
from standoff.results.documents.document import dumps
from standoff.results.documents.run import run_document


def test_a_plan_that_breaks_is_never_the_best_however_near_it_comes():
    """A plan that breaks by a hair was within .01 of one that holds at a trust of .9967."""
    text = """
parties: {alpha: {horizon: 4 years}, beta: {horizon: 4 years, walkout_cost: 4}}
steps:
  a: {by: alpha, seen: 0.1 years, undo: never, worth: {alpha: -3, beta: 5}}
  b: {by: beta, undo: 0.02 years, worth: {alpha: 3.0862, beta: -3}}
deals: {swap: [a, b]}
plans: {alpha_first: {phases: [[a], [b]]}}
"""
    (roadmap,) = standoff.roadmap(case_of(text))
    assert standoff.assess(case_of(text), "alpha_first").verdict == "holds"
    assert roadmap.best.verdict == "holds"
    assert roadmap.bound.trust_at_least <= roadmap.best.trust <= roadmap.bound.trust_at_least + 0.01


def test_a_breach_that_spares_a_free_step_is_found():
    """Breaching x as well as z would keep the free step y, which requires x, from coming."""
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  x: {by: a, seen: 1 year, undo: never, worth: {a: -1, b: 2}}
  z: {by: a, undo: never, worth: {a: -3, b: 4}}
  y: {by: b, takes: 2 years, undo: never, requires: [x], worth: {a: 9, b: 1}}
rules: [x iff y, x iff z]
plans: {p: {phases: [[x, z, y]]}}
deals: {d: [x, y, z]}
"""
    found = standoff.assess(case_of(text), "p")
    # It does x and saves z: -1 now, and 9 from two years on.
    assert found.row(1, "a").walk_out == pytest.approx(9 * math.exp(-2 / 4) - 1)
    assert (found.verdict, found.row(1, "a").breach) == ("breaks", ("z",))
    assert standoff.roadmap(case_of(text))[0].best is None


def test_a_member_of_a_choice_needs_what_it_requires():
    """A member whose requirement is not in the deal was planned without it."""
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  insp: {by: a, worth: {a: -5, b: 1}}
  deep: {by: a, requires: [insp], worth: {a: -1, b: 8}}
  show: {by: a, worth: {a: -1, b: 2}}
  pay: {by: b, worth: {a: 5, b: -1}}
choices: {cut: [deep, show]}
deals: {d: [pay, cut]}
"""
    (roadmap,) = standoff.roadmap(case_of(text))
    assert "deep" not in [step for phase in roadmap.shown.phases for step in phase]


def test_a_bond_that_comes_too_late_to_count_is_said_so():
    """The discovery of a breach was so far off for a short horizon that no number could be written."""
    text = """
parties: {a: {horizon: 1 day}, b: {horizon: 4 years}}
steps:
  x: {by: a, takes: 1 week, seen: 3 years, worth: {a: -1, b: 2}}
  y: {by: b, worth: {a: 3, b: -1}}
plans: {p: {phases: [[y], [x]]}}
"""
    found = standoff.assess(case_of(text), "p")
    assert found.verdict == "breaks"
    assert "no bond would count" in found.binding.why
    assert max(row.bond for row in found.rows) == math.inf
    report = standoff.run(case_of(text), draws=5)
    assert "inf" not in tables(report)["rows"]
    assert "e+308" not in dumps(run_document(report))


def test_redo_never_is_not_called_irreversible():
    """What can be undone but not come back was counted among what is stable only because it cannot be undone."""
    text = "parties: {a: {horizon: 4 years}}\nsteps:\n  x: {by: a, redo: never, worth: {a: 3}}\n"
    found = standoff.stable(case_of(text))
    assert {states.count for states in found.stuck.values()} == {0}


def test_a_horizon_is_not_looked_at_from_nothing():
    """What flips a verdict was looked for from a horizon of 0 on, where 0 years after 0 years count 0 / 0."""
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}
steps:
  x: {by: a, undo: never, worth: {a: -3, b: 5}}
  y: {by: b, seen: 1 year, undo: never, worth: {a: 5, b: -3}}
plans: {p: {phases: [[x], [y]]}}
"""
    found = standoff.flip(case_of(text), "p")
    # b carries on while its walk-out cost, a year from now, counts as much as the 3 points that it would save.
    (flip,) = (flip for flip in found.flips if flip.path == "parties.b.horizon")
    assert (found.verdict, flip.becomes) == ("holds", "breaks")
    assert flip.at == pytest.approx(1 / math.log(4 / 3), abs=2e-3)


def test_two_inspections_of_one_step_both_count():
    """Of inspectors for two parties only those of the last one counted for a step that both own."""
    case = {
        "parties": {"a": {"horizon": 4.0}, "b": {"horizon": 4.0}},
        "steps": {"both": {"by": ["a", "b"], "seen": 4.0, "worth": {"a": -1, "b": -1}}},
    }
    setting = Setting(exchange_of(case), vector_of(case, [], [["both"]]))
    after = changed(setting, [("inspectors", Place(party=0), 0.5), ("inspectors", Place(party=1), 0.2)])
    assert after.exchange.seen.tolist() == pytest.approx([4.0 * 0.5 * 0.8])


@pytest.mark.parametrize("method", draws.METHODS)
def test_the_last_digit_of_a_sum_over_draws_does_not_hang_on_how_they_lie_in_memory(method):
    """Columns one after the other were added up in another order than rows: one seed, two answers."""
    found = draws.uniforms(1, 500, list(range(40)), method)
    assert (found.sum(axis=1) == np.array(found.tolist()).sum(axis=1)).all()


def test_who_has_nothing_to_quit_and_looks_a_minute_ahead_learns_without_a_warning():
    """Times of 0 by an endless temptation were worked out where nothing tempts, and numpy warned of it."""
    text = """
parties: {a: {horizon: 0.001 days}, b: {horizon: 1 month}}
steps:
  x: {by: b, seen: 1 month, worth: {b: -5}}
  y: {by: b, worth: {b: -5}}
plans: {p: {phases: [[x], [y]]}}
sincerity: {b: 20 %}
"""
    assert standoff.assess(case_of(text), "p").verdict == "refused"
