"""Verification in a case: how `seen` with steps that help and `missed` are read, written, doubted, remembered, shown."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import standoff
from standoff.analysis.assessment.arrangement import part_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.case.load import load, read_source
from standoff.case.model.model import Case, Seen
from standoff.case.model.values import Quantity
from standoff.case.overlays.history import as_of
from standoff.case.reading.writing import dumps
from standoff.views.brief.figures.ladder import rungs

TEXT = """format: 1
title: A freeze
as_of: 2026-11-02
parties:
  alpha: {horizon: 4 years}
  beta: {horizon: 4 years}
steps:
  freeze: {by: alpha, name: Freeze, seen: {normally: 1 to 2 years, with: {inspectors: 1 month}}, missed: 20 %, worth: {alpha: -6, beta: 9}}
  inspectors: {by: alpha, name: Inspectors, takes: 3 months, worth: {alpha: -0.5}}
  pay: {by: beta, name: Pay, seen: 2 weeks, worth: {alpha: 9, beta: -6}}
plans:
  trusting: {phases: [[freeze, pay]]}
  verified: {phases: [[inspectors], [freeze, pay]]}
history:
  - {before: 2026-06-01, title: Inspectors were slow, was: {steps.freeze.seen.with.inspectors: 6 months}}
  - {before: 2026-03-01, title: Nobody could check, was: {steps.freeze.seen: 3 years}}
  - {before: 2026-01-01, title: Satellites, was: {steps.freeze.seen.normally: 5 years, steps.freeze.missed: 0.5}}
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Case:
    folder = tmp_path_factory.mktemp("freeze")
    (folder / "case.yaml").write_text(TEXT, encoding="utf-8")
    return load(folder)


def test_what_is_read(case):
    freeze, pay = case.steps["freeze"], case.steps["pay"]
    assert freeze.seen_normally == Quantity.between(1, 2)
    assert freeze.seen_with == {"inspectors": Quantity.point(1 / 12)}
    assert freeze.missed == Quantity.point(0.2)
    assert (pay.seen_normally, pay.seen_with, pay.missed) == (pay.seen, {}, Quantity.point(0))


def test_ranges_hold_as_much_as_the_case_says():
    found = read_source("case.yaml", TEXT.replace("as_of", "intervals: 80 %\nas_of"))
    assert found.case.steps["freeze"].seen_normally.level == 0.8


def test_what_is_written_reads_back(case):
    text = dumps(case)
    assert "seen: {normally: 1 to 2 years, with: {inspectors: 1 month}}" in text
    assert read_source("case.yaml", text).case == case


@pytest.mark.parametrize(
    ("day", "seen", "missed"),
    [
        ("2026-07-01", Seen(normally="1 to 2 years", **{"with": {"inspectors": "1 month"}}), 0.2),
        ("2026-04-01", Seen(normally="1 to 2 years", **{"with": {"inspectors": "6 months"}}), 0.2),
        ("2026-02-01", Quantity.point(3), 0.2),
        ("2025-12-31", Seen(normally="5 years"), 0.5),
    ],
)
def test_what_was_before(case, day, seen, missed):
    before = as_of(case, date.fromisoformat(day)).steps["freeze"]
    assert (before.seen, before.missed) == (seen, Quantity.point(missed))


def errors(text, severity="error"):
    return [(p.path, p.message) for p in read_source("case.yaml", text).problems if p.severity == severity]


@pytest.mark.parametrize(
    ("was", "path", "message"),
    [
        ("steps.freeze.seen.with.no: 0", "steps.freeze.seen.with.no", "there is no step `no`"),
        ("steps.freeze.seen: {normally: 0, with: {no: 0}}", "steps.freeze.seen.with.no", "there is no step `no`"),
        ("steps.freeze.seen.with: {freeze: 0}", "steps.freeze.seen.with.freeze", "a step cannot verify itself"),
        ("steps.freeze.seen.soon: 0", "steps.freeze.seen.soon", "there is no such key as `seen.soon` here"),
        ("steps.freeze.seen.normally: 1", "steps.freeze.seen.normally", "1 of what? a duration needs a unit"),
        ("steps.freeze.missed: 2", "steps.freeze.missed", "a chance is between 0 and 1, and this says 2"),
    ],
)
def test_history_that_cannot_be(was, path, message):
    text = TEXT.replace("steps.freeze.seen.with.inspectors: 6 months", was)
    assert errors(text) == [(f"history.1.was.{path}", message)]


def test_evidence_may_be_for_any_part_of_it():
    for target in ("seen", "seen.normally", "seen.with", "seen.with.inspectors", "missed"):
        because = f"{{by: alpha, name: Freeze, because: [{{judgement: j, by: AB, for: {target}}}],"
        assert errors(TEXT.replace("{by: alpha, name: Freeze,", because)) == []
    for target in ("seen.nobody", "seen.with.nobody"):
        because = f"{{by: alpha, name: Freeze, because: [{{judgement: j, by: AB, for: {target}}}],"
        assert len(errors(TEXT.replace("{by: alpha, name: Freeze,", because))) == 1


def test_verifiers_that_see_no_sooner_deserve_a_second_look():
    slow = ("steps.freeze.seen.with.inspectors", "with `inspectors` a breach is seen no sooner than it is normally")
    assert slow not in errors(TEXT, "warning")
    assert slow in errors(TEXT.replace("inspectors: 1 month}", "inspectors: 2 years}"), "warning")
    wide = "the ends of this range differ more than twentyfold"
    assert (
        wide in dict(errors(TEXT.replace("inspectors: 1 month}", "inspectors: 1 day to 1 month}"), "warning")).values()
    )


def test_in_numbers(case):
    exchange = exchange_of(case)
    assert exchange.seen_with.tolist() == [[np.inf, 1 / 12, np.inf], [np.inf] * 3, [np.inf] * 3]
    assert exchange.missed.tolist() == [0.2, 0, 0]
    assert part_of(case, exchange, ["freeze", "pay"]).seen_with is None
    there = case.model_copy(update={"now": ("inspectors",)})
    assert part_of(there, exchange_of(there), ["freeze", "pay"]).seen.tolist() == [1 / 12, 14 / 365.25]


def test_draws_of_what_is_plain_do_not_move(case):
    """Numbers that come to a case leave the draws of the others as they are."""
    plain = read_source("case.yaml", TEXT.replace("1 month}}, missed: 20 %", "1 month}}")).case
    ranged = read_source("case.yaml", TEXT.replace("20 %", "10 to 30 %")).case
    one, other = (Drawn.of(c, 50, 3).exchange() for c in (plain, ranged))
    assert one.missed is None
    assert (other.missed[:, 0] > 0).all()
    assert (other.missed[:, 0] < 1).all()
    np.testing.assert_array_equal(one.worth, other.worth)


def test_what_is_said(case):
    found = standoff.assess(case, "trusting")
    assert found.verdict == "breaks"
    assert "the others see it after 17 months (80 %) or never (20 %)" in found.binding.why
    verified = standoff.assess(case, "verified")
    first, second, _ = rungs(case, verified)
    assert first.tasks[0].times == "takes 3 months, seen at once"
    assert second.tasks[0].times == "done at once, seen after 17 months, 1 month with Inspectors, missed with 20 %"
    assert second.gate == "Gate: phase 2 is done and seen by month 4, “Freeze” last"
    row = next(row for row in verified.rows if (row.phase, row.party) == (2, "alpha"))
    assert [(round(c.chance, 9), c.months) for c in row.courses] == [(0.8, 1.0), (0.2, None)]


def test_what_is_never_seen(tmp_path: Path):
    (tmp_path / "case.yaml").write_text(TEXT.replace("missed: 20 %", "missed: 1"), encoding="utf-8")
    why = standoff.assess(standoff.load(tmp_path), "verified").binding.why
    assert why.endswith("the others never see it. So no bond would hold it.")


def test_in_the_brief(case):
    from standoff.views.brief.page import render

    page = render(case, standoff.run(case, draws=20), sources={}, command="standoff run freeze")
    seen = re.search(r'data-label="Seen after">(.*?)</td>', page, re.S)[1]
    for words in ("1 to 2 years", "1 month with Inspectors", "missed with 20 %"):
        assert words in seen
    assert "after 1 month (80 %) or never (20 %)" in " ".join(page.split())


def test_the_terms_add_up_to_their_totals(tmp_path: Path):
    """Also where a step comes only because a breach was missed: tribute, in a phase that would not begin otherwise."""
    text = TEXT.replace("plans:", "  tribute: {by: beta, worth: {alpha: 2, beta: -1}}\nplans:")
    text = text.replace(
        "  verified: {phases: [[inspectors]",
        "  long: {phases: [[freeze, pay], [tribute]]}\n  verified: {phases: [[inspectors]",
    )
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    found = standoff.explain(standoff.load(tmp_path), 1, "alpha", plan="long")
    assert [len(found.tempting.courses), found.tempting.shows] == [2, pytest.approx(12 * 2**0.5)]
    tribute = next(term for term in found.terms if term.name == "tribute")
    assert tribute.walk_out.adds > 0
    assert sum(term.walk_out.adds for term in found.terms) == pytest.approx(found.totals.walk_out, abs=1e-12)


def test_a_remedy_that_sees_sooner_starts_from_what_the_plan_verifies(case):
    (found,) = standoff.remedies(case, "verified")
    sooner = [r for r in found.effects if (r.kind, r.step) == ("sooner", "freeze")]
    assert [r.before for r in sooner] == [1 / 12]
    assert not [r for r in found.effects if (r.kind, r.step) == ("split", "inspectors")]
    (found,) = standoff.remedies(case, "trusting")
    added = [r for r in found.enough if (r.kind, r.step) == ("add", "inspectors")]
    assert [r.verdict for r in added] == ["holds"]
