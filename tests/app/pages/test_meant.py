"""Which plan is meant: the views hand on the one that was looked at last."""

from __future__ import annotations

import pytest

CASE = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  a: {name: Alpha, horizon: 2 to 6 years, walkout_cost: 2}
  b: {name: Beta, horizon: 4 years, walkout_cost: 0 to 4}
steps:
  fuel: {by: a, name: Fuel, undo: 1 year, worth: {a: -3 to -1, b: 2 to 5}}
  port: {by: b, name: Port, undo: never, worth: {a: 3 to 6, b: -3 to 0}}
plans:
  one: {title: By one, phases: [[fuel], [port]]}
  two: {title: By two, phases: [[port], [fuel]]}
deals:
  swap: {title: The swap, steps: [fuel, port]}
  half: {title: Half of it, steps: [fuel]}
"""


@pytest.mark.parametrize("kind, key", [("plan", "two"), ("deal", "half")])
def test_the_plan_that_was_looked_at_last_is_handed_on(opened, tmp_path, kind, key):
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    page = opened(tmp_path).page
    page.keyboard.press("2")
    chosen = page.locator("label", has_text="Plan").locator("select").first
    chosen.select_option(f"{kind}:{key}")
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("3")
    assert page.locator("label", has_text="For the plan").locator("select").input_value() == f"{kind}:{key}"
    page.locator("#main").focus()
    page.keyboard.press("5")
    assert page.locator("label", has_text="about").locator("select").input_value() == (
        key if kind == "plan" else f"deal:{key}"
    )
    page.locator("#main").focus()
    page.keyboard.press("2")
    page.wait_for_selector(".plan-picks")
    assert page.locator("label", has_text="Plan").locator("select").first.input_value() == f"{kind}:{key}"
