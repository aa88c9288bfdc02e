"""Instalments: a case with `parts` says row by row what the same case says with its steps written out."""

import numpy as np
import pytest

import standoff
from standoff.analysis.numbers import exchange_of
from standoff.analysis.sureness.ranges import Drawn, quantities_of

HEAD = "format: 1\ntitle: Gifts\nas_of: 2026-11-02\n"


def case_of(parties, steps, plan, rest=""):
    phases = ", ".join("[" + ", ".join(phase) + "]" for phase in plan)
    text = "\n".join(f"  {name}: {said}" for name, said in steps.items())
    return standoff.loads(f"{HEAD}parties: {parties}\nsteps:\n{text}\nplans: {{p: {{phases: [{phases}]}}}}\n{rest}")


def written_out(name, by, n, worth, rest="undo: never"):
    """The same steps without the key: n of them, one after the other, with these worths each."""
    each = ", ".join(f"{party}: {points!r}" for party, points in worth.items())
    return {
        f"{name}_{k}": f"{{by: {by}, {rest}, worth: {{{each}}}" + (f", requires: [{name}_{k - 1}]}}" if k > 1 else "}")
        for k in range(1, n + 1)
    }


def same(one, other):
    """The same verdict and the same numbers in every row."""
    assert one.verdict == other.verdict and one.gain == other.gain and one.at_risk == other.at_risk
    assert one.rows == other.rows


@pytest.mark.parametrize("n", [2, 4, 8])
def test_slices_returned_in_turn(n):
    """A owns n parts of a gift (-3/n, +5/n), B returns n parts in turn; Q_B = 4: trust .6, A has 3/n at risk."""
    parties = "{a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}"
    plan = [phase for k in range(1, n + 1) for phase in ([f"gift_{k}"], [f"back_{k}"])]
    in_parts = {
        "gift": f"{{by: a, parts: {n}, undo: never, worth: {{a: -3, b: 5}}}}",
        "back": f"{{by: b, parts: {n}, undo: never, worth: {{a: 5, b: -3}}}}",
    }
    out = written_out("gift", "a", n, {"a": -3 / n, "b": 5 / n}) | written_out(
        "back", "b", n, {"a": 5 / n, "b": -3 / n}
    )
    found = standoff.assess(case_of(parties, in_parts, plan), "p")
    same(found, standoff.assess(case_of(parties, out, plan), "p"))
    assert found.verdict == "holds" and found.trust == pytest.approx(0.6, abs=1e-12)
    assert max(row.exposure for row in found.rows if row.exposure is not None) == pytest.approx(3 / n, abs=1e-12)
    assert found.gain == pytest.approx({"a": 2, "b": 2}, abs=1e-12)


@pytest.mark.parametrize("n", [2, 4])
def test_crumbs(n):
    """B gives worthless crumbs in turn and everything at the end: trust .6 as well, and A has all 3 at risk."""
    parties = "{a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}"
    plan = [phase for k in range(1, n + 1) for phase in ([f"gift_{k}"], [f"crumb_{k}"])]
    plan[-1] = ["back"]
    plan = [phase for phase in plan if phase != [f"crumb_{n}"]]
    in_parts = {
        "gift": f"{{by: a, parts: {n}, undo: never, worth: {{a: -3, b: 5}}}}",
        "crumb": f"{{by: b, parts: {n}, undo: never, worth: {{b: {-0.001 * n}}}}}",
        "back": "{by: b, undo: never, worth: {a: 5, b: -3}}",
    }
    out = written_out("gift", "a", n, {"a": -3 / n, "b": 5 / n}) | written_out("crumb", "b", n, {"b": -0.001})
    out["back"] = in_parts["back"]
    found = standoff.assess(case_of(parties, in_parts, plan), "p")
    same(found, standoff.assess(case_of(parties, out, plan), "p"))
    assert found.trust == pytest.approx(0.6, abs=1e-3)
    assert max(row.exposure for row in found.rows if row.exposure is not None) == pytest.approx(3, abs=1e-9)


@pytest.mark.parametrize("k", [2, 3, 6])
def test_instalments_need_a_bond_of_one_part(k):
    """Cost c = 2 against benefit 5 in k equal parts each way, in turn, without time: bond c/k on the second mover."""
    plan = [phase for n in range(1, k + 1) for phase in ([f"x_{n}"], [f"y_{n}"])]
    steps = {
        "x": f"{{by: a, parts: {k}, undo: never, worth: {{a: -2, b: 5}}}}",
        "y": f"{{by: b, parts: {k}, undo: never, worth: {{a: 5, b: -2}}}}",
    }
    for bond, verdict in ((2 / k + 1e-6, "holds"), (2 / k - 1e-6, "breaks")):
        parties = f"{{a: {{horizon: 4 years}}, b: {{horizon: 4 years, walkout_cost: {bond!r}}}}}"
        assert standoff.assess(case_of(parties, steps, plan), "p").verdict == verdict


STEPS = {
    "oil": "{by: a, parts: 4, seen: 1 month, worth: {a: -6 to -2, b: 5 to 9}}",
    "seals": "{by: b, seen: 1 to 3 months, undo: 2 months, worth: {a: 8, b: -3}}",
}
PLAN = [["oil_1"], ["seals", "oil_2"], ["oil_3", "oil_4"]]
PARTIES = "{a: {horizon: 2 to 6 years}, b: {horizon: 4 years}}"


def test_the_worth_of_all_parts_is_that_of_the_step():
    case = case_of(PARTIES, STEPS, PLAN)
    whole = case_of(PARTIES, {**STEPS, "oil": STEPS["oil"].replace("parts: 4, ", "")}, [["oil"], ["seals"]])
    np.testing.assert_allclose(exchange_of(case).worth[:, :4].sum(axis=1), exchange_of(whole).worth[:, 0], rtol=1e-12)


def test_a_range_is_one_number_that_all_parts_share():
    case = case_of(PARTIES, STEPS, PLAN)
    assert list(quantities_of(case)).count("steps.oil.worth.b") == 1
    assert not any("oil_" in path for path in quantities_of(case))
    drawn = Drawn.of(case, 40, 1)
    worth = drawn.exchange().worth[:, 1, :4]
    assert np.ptp(worth[:, 0]) > 0.1
    np.testing.assert_allclose(worth, np.tile(drawn.value("steps.oil.worth.b")[:, None] / 4, 4), rtol=1e-12)


def test_what_flips_and_what_to_find_out_name_the_whole_once():
    case = case_of(PARTIES, STEPS, PLAN)
    found = standoff.flip(case, "p")
    paths = [one.path for one in (*found.flips, *found.drivers)]
    assert any(path.startswith("steps.oil.") for path in paths) and not any("oil_" in path for path in paths)
    swept = standoff.sweep(case, {"steps.oil.worth.a": "-20, -1"}, plans=["p"])
    assert {row["verdict"] for row in swept.to_rows()} == {"refused", "holds"}


def test_an_order_of_steps_speaks_of_the_whole():
    order = "order: {a: [seals, nothing, oil]}\n"
    steps = {**STEPS, "oil": "{by: a, parts: 4, worth: {b: 7}}", "seals": "{by: b, worth: {b: -3}}"}
    case = case_of("{a: {horizon: 4 years}, b: {horizon: 4 years}}", steps, PLAN, order)
    # One gain and one cost whose points add up to 10: each is 5 in the middle.
    np.testing.assert_allclose(exchange_of(case).worth[0], [-1.25] * 4 + [5.0], rtol=1e-9)
