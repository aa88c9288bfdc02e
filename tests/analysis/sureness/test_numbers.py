"""Each number beside the value at which a verdict flips: by hand, against a slow twin, and as the case would say it."""

from __future__ import annotations

import json
from math import exp, log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import standoff
from gifts import GIFTS
from standoff.analysis.plans import assess, assess_often
from standoff.analysis.sureness.flips import VariedPlan, flip_points, question_of
from standoff.case.load import read_source
from standoff.case.model.values import Quantity
from standoff.case.position import position
from standoff.cli import app
from standoff.engine.sureness.distributions import Marginal, density
from standoff.errors import SizeError, UsageError
from standoff.results.documents.document import dumps
from standoff.results.documents.numbers import numbers_document


def gifts(*more: tuple[str, str]):
    text = GIFTS
    for old, new in more:
        assert old in text
        text = text.replace(old, new)
    return read_source("case.yaml", text).case


@pytest.fixture
def case():
    return gifts()


# A third party takes no step; a gift of b is worth something to it, and it may be a loss.
WITNESS = (
    ("steps:\n", "  c: {horizon: 4 years}\nsteps:\n"),
    ("worth: {a: 5, b: -3}", "worth: {a: 5, b: -3, c: -1 to 3}"),
)
CONSENTING = ("a_first: {phases", "a_first: {consent: c, phases")


def row(found, path):
    return next(one for one in found.rows if one.path == path)


def test_flips_are_where_they_are_by_hand_with_who_and_when(case):
    found = standoff.numbers(case, "a_first", drives=False)
    assert (found.verdict, found.party, found.phase) == ("holds", None, 0)
    (cost,) = row(found, "parties.b.walkout_cost").turns
    # b keeps what it got where walking out costs it less than the gift of 3 that it saves.
    assert cost.at == pytest.approx(3, abs=2e-3)
    assert (cost.up, cost.becomes, cost.party, cost.phase) == (False, "breaks", "b", 2)
    assert cost.said == "Below 3 B walks out at phase 2."
    (gift,) = row(found, "steps.gift_of_b.worth.a").turns
    # a gives 3 for 5: it refuses what is worth less to it than 3.
    assert gift.at == pytest.approx(3, abs=2e-3)
    assert (gift.up, gift.becomes, gift.party, gift.phase, gift.chance) == (False, "refused", "a", 0, None)
    assert found.said[-1] == "At the middle of all ranges it holds."


def test_the_likeliest_flip_comes_first_and_what_has_no_range_after_it(case):
    found = standoff.numbers(case, "a_first", drives=False)
    first = found.rows[0]
    assert first.path == "parties.b.walkout_cost"
    sigma = log(4) / (2 * NormalDist().inv_cdf(0.95))
    assert first.chance == pytest.approx(NormalDist().cdf((log(3) - log(4)) / sigma), abs=1e-3)
    chances = [-1.0 if one.chance is None else one.chance for one in found.rows if one.turns]
    assert chances == sorted(chances, reverse=True)
    flips = [bool(one.turns) for one in found.rows if one.chance is None or one.chance == 0]
    assert flips == sorted(flips, reverse=True)


def test_a_plan_that_fails_says_from_where_on_it_holds():
    found = standoff.numbers(gifts(("walkout_cost: 2 to 8", "walkout_cost: 1 to 4")), "a_first", drives=False)
    assert (found.verdict, found.party, found.phase) == ("breaks", "b", 2)
    assert found.said[-1] == "At the middle of all ranges B walks out at phase 2."
    (cost,) = row(found, "parties.b.walkout_cost").turns
    assert (cost.up, cost.becomes, cost.party, cost.said) == (True, "holds", None, "Above 3 it holds.")


def verdict_with(case, path, value):
    """What `assess` says of the case with another number in it, as a user would write it: the slow twin."""
    found = assess(position(case, None, values=[f"{path}={value}"]).case, "a_first")
    who = {"holds": None, "refused": found.refused_by[:1], "breaks": (found.binding.party,)}[found.verdict]
    return found.verdict, None if who is None else who[0]


@pytest.mark.parametrize("name", ["a_first", "swap"])
def test_every_flip_is_where_the_edited_case_changes_its_verdict(name):
    """The slow twin writes the value into the case and asks again, halving what lies between 20 times."""
    case = gifts()
    found, seen = standoff.numbers(case, name, drives=False, draws=0), 0
    if name == "swap":
        case = gifts(("phases: [[gift_of_a], [gift_of_b]]", f"phases: {json.dumps([list(p) for p in found.phases])}"))
    for one in found.rows:
        for turn in one.turns:
            if turn.at < 0 and one.kind != "worth":
                continue
            unit = " years" if one.unit == "years" else ""
            here, there = one.median, turn.at + (turn.at - one.median) * 1e-3
            before = verdict_with(case, one.path, f"{here!r}{unit}")[0]
            assert verdict_with(case, one.path, f"{there!r}{unit}") == (turn.becomes, turn.party)
            for _ in range(20):
                middle = (here + there) / 2
                same = verdict_with(case, one.path, f"{middle!r}{unit}")[0] == before
                here, there = (middle, there) if same else (here, middle)
            assert there == pytest.approx(turn.at, abs=2 * turn.within + 1e-6)
            seen += 1
    assert seen >= 3


def test_the_share_of_draws_is_that_of_assess(case):
    for draws, seed in ((200, 1), (700, 5)):
        _, sure = assess_often(case, "a_first", draws=draws, seed=seed)
        found = standoff.numbers(case, "a_first", draws=draws, seed=seed, drives=False)
        assert found.holds == sure.holds
        assert found.between == sure.between["holds"]


def test_without_draws_no_share_is_told(case):
    found = standoff.numbers(case, "a_first", draws=0, drives=False)
    assert (found.holds, found.between, found.aside, len(found.said)) == (None, None, (), 1)


def test_flips_and_drivers_are_those_of_flip(case):
    flips, found = standoff.flip(case, "a_first"), standoff.numbers(case, "a_first")
    turns = {(one.path, turn.at, turn.becomes, turn.chance) for one in found.rows for turn in one.turns}
    assert turns == {(one.path, one.at, one.becomes, one.chance) for one in flips.flips}
    assert found.drives is not None
    assert found.drives.drivers == flips.drivers
    assert found.looked_at == flips.numbers


def test_some_rows_alone_are_as_among_all(case):
    every = standoff.numbers(case, "a_first", drives=False)
    path = "steps.gift_of_b.worth.a"
    assert standoff.numbers(case, "a_first", drives=False, only=[path]).rows == (row(every, path),)


# ---------------------------------------------------------------------------------------- numbers that are tried


def of(case, name="a_first", **options):
    return standoff.numbers(case, name, drives=False, draws=300, **options)


TRIED = [
    ("parties.b.walkout_cost", "1 to 4", "walkout_cost: 2 to 8", "walkout_cost: 1 to 4"),
    ("parties.a.horizon", "2 to 3 years", "a: {horizon: 4 years}", "a: {horizon: 2 to 3 years}"),
    ("steps.gift_of_a.worth.a", "\u22126 to \u22121", "a: -4 to -2.25", "a: -6 to -1"),
    ("steps.gift_of_a.worth.a", "-2 to 1", "a: -4 to -2.25", "a: -2 to 1"),
    ("steps.gift_of_a.worth.b", "2 to 9, likeliest 4", "b: 5}}", "b: {low: 2, mode: 4, high: 9}}}"),
    ("steps.gift_of_b.worth.b", "-4 to -2", "b: -3}}", "b: -4 to -2}}"),
    ("steps.gift_of_b.takes", "1 to 6 months", "gift_of_b: {by: b,", "gift_of_b: {by: b, takes: 1 to 6 months,"),
    ("steps.gift_of_b.seen", "3 weeks", "gift_of_b: {by: b,", "gift_of_b: {by: b, seen: 3 weeks,"),
    ("steps.gift_of_b.undo", "1 year", "gift_of_b: {by: b, undo: never,", "gift_of_b: {by: b, undo: 1 year,"),
    ("plans.a_first.pace", "1 to 2 years", "a_first: {phases", "a_first: {pace: 1 to 2 years, phases"),
]


@pytest.mark.parametrize(("path", "text", "old", "new"), TRIED)
def test_a_number_that_is_tried_says_what_the_case_says_with_it(case, path, text, old, new):
    tried, written = of(case, tried={path: text}), of(gifts((old, new)))
    assert (tried.holds, tried.verdict, tried.party, tried.phase) == (
        written.holds,
        written.verdict,
        written.party,
        written.phase,
    )
    kept = [(one.path, one.shape, one.low, one.high, one.mode, one.turns, one.chance) for one in tried.rows]
    assert kept == [(one.path, one.shape, one.low, one.high, one.mode, one.turns, one.chance) for one in written.rows]


def test_what_is_tried_on_a_deal_is_tried_on_the_plan_that_there_is(case):
    """With the worth tried the roadmap would be another, but whoever drags a number looks at one plan."""
    before = of(case, "swap")
    assert of(case, "swap", tried={"parties.b.walkout_cost": "0.1"}).phases == before.phases


def test_what_would_be_written_is_told_with_it(case):
    path = "steps.gift_of_a.worth.a"
    assert row(of(case, tried={path: " \u22126   to -1"}), path).value == "-6 to -1"
    assert row(of(case, tried={path: "2.50"}), path).value == 2.5
    assert row(of(case, tried={path: "4"}), path).value == 4
    assert row(of(case), path).value == "-4 to -2.25"


REFUSED = [
    (
        "steps.gift_of_a.worth.a",
        "4 to 2",
        "the range is upside down: 4 is more than 2; write the smaller end first: `2 to 4`",
    ),
    ("steps.gift_of_a.worth.a", "much", "`much` is neither a number nor a range"),
    ("steps.gift_of_a.worth.a", "", "neither a number nor a range"),
    ("steps.gift_of_a.worth.a", "1e400", "too large"),
    ("steps.gift_of_a.worth.a", "2 to 9, likeliest 12", "`mode` is not between `low` and `high`"),
    ("steps.gift_of_a.worth.a", "5, likeliest 4", "is no range"),
    ("steps.gift_of_a.takes", "3", "3 of what?"),
    ("steps.gift_of_a.takes", "-3 weeks", "cannot be negative"),
    ("steps.gift_of_a.takes", "never", "`never` is possible only for"),
    ("parties.a.horizon", "0 to 2 years", "a horizon must be longer than 0"),
    ("parties.b.walkout_cost", "-1 to 2", "cannot be negative"),
    ("steps.gift_of_a.missed", "0 to 0.2", "cannot begin or end with a certainty"),
    ("steps.gift_of_a.until", "2030-01-01", "a day is no range"),
    ("steps.gift_of_a.worth.z", "1", "no number at this path"),
    ("steps.gift_off_a.worth.a", "1", "did you mean `gift_of_a`?"),
    ("steps.gift_of_a.worth", "1", "no number at this path"),
    ("steps.gift_of_a.by", "1", "no number `by` here"),
    ("stepps.gift_of_a.takes", "1", "did you mean `steps`?"),
    ("parties.a.successor.chance", "0.5", "no number at this path"),
    ("title", "1", "no number at this path"),
    ("steps.gift_of_a.seen.with", "1 week", "no number at this path"),
]


@pytest.mark.parametrize(("path", "text", "says"), REFUSED)
def test_what_no_number_can_be_is_refused_at_its_path(case, path, text, says):
    with pytest.raises(UsageError) as refused:
        of(case, tried={path: text})
    assert str(refused.value).startswith(f"{path}: ")
    assert says in str(refused.value)


FORMS = [
    ("{low: -4, mode: -3, high: -2}", "-5 to -1", {"low": -5, "mode": -3, "high": -1}, "pert"),
    ("{low: -4, mode: -3, high: -2, shape: triangular}", "-5 to -1", {"low": -5, "mode": -3, "high": -1, "shape": "triangular"}, "triangular"),
    ("{low: -4, mode: -3, high: -2}", "-5 to -1, likeliest -2", {"low": -5, "mode": -2, "high": -1}, "pert"),
    ("{low: -4, high: -2, shape: uniform}", "-5 to 1", {"low": -5, "high": 1, "shape": "uniform"}, "uniform"),
    ("{low: -4, high: -2, shape: normal}", "-5 to -1", {"low": -5, "high": -1, "shape": "normal"}, "normal"),
    ("{low: -4, high: -2, shape: normal}", "-5 to -1, likeliest -2", {"low": -5, "mode": -2, "high": -1}, "pert"),
    ("{values: [-4, -2]}", "-5 to -1", "-5 to -1", "lognormal"),
    ("{low: -4, mode: -3, high: -2}", "-3", -3, "point"),
    ("-4 to -2", "-5 to -1", "-5 to -1", "lognormal"),
    ("-4 to -2", "0 to 1", "0 to 1", "half-normal"),
    ("-4", "-5 to 1", "-5 to 1", "normal"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "text", "value", "shape"), FORMS)
def test_a_range_keeps_the_form_that_it_has(there, text, value, shape):
    case, path = gifts(("a: -4 to -2.25", f"a: {there}")), "steps.gift_of_a.worth.a"
    found = row(of(case, tried={path: text}), path)
    assert (found.value, found.shape) == (value, shape)
    # It is what the case would read it as.
    again = row(of(gifts(("a: -4 to -2.25", f"a: {json.dumps(value)}"))), path)
    assert (again.low, again.high, again.mode, again.median) == (found.low, found.high, found.mode, found.median)


def test_times_in_keys_keep_their_units():
    old = ("gift_of_b: {by: b,", "gift_of_b: {by: b, takes: {low: 1 month, mode: 2 months, high: 1 year},")
    found = row(of(gifts(old), tried={"steps.gift_of_b.takes": "2 to 9 months"}), "steps.gift_of_b.takes")
    assert found.value == {"low": "2 months", "mode": "2 months", "high": "9 months"}
    assert (found.counted, found.per) == ("months", 12.0)


def test_other_places_of_a_number_can_be_tried():
    seen = ("gift_of_b: {by: b,", "gift_of_b: {by: b, seen: {normally: 6 months, with: {gift_of_a: 1 month}},")
    case = gifts(seen)
    for path, new in (
        ("steps.gift_of_b.seen.with.gift_of_a", seen[1].replace("1 month", "2 months")),
        ("steps.gift_of_b.seen.normally", seen[1].replace("6 months", "2 months")),
        ("steps.gift_of_b.seen", seen[1].replace("6 months", "2 months")),
    ):
        tried, written = of(case, tried={path: "2 months"}), of(gifts((seen[0], new)))
        assert tried.holds == written.holds
        assert {r.path: r.turns for r in tried.rows if r.turns} == {r.path: r.turns for r in written.rows if r.turns}


def test_a_step_in_parts_has_its_numbers_once():
    parts = ("gift_of_b: {by: b,", "gift_of_b: {by: b, parts: 2,")
    plan = ("phases: [[gift_of_a], [gift_of_b]]", "phases: [[gift_of_a], [gift_of_b_1], [gift_of_b_2]]")
    found = of(gifts(parts, plan))
    paths = [one.path for one in found.rows]
    assert len(paths) == len({*paths})
    assert "steps.gift_of_b.worth.b" in paths
    tried = of(gifts(parts, plan), tried={"steps.gift_of_b.worth.b": "-4 to -2"})
    written = of(gifts(parts, plan, ("b: -3}}", "b: -4 to -2}}")))
    assert tried.holds == written.holds
    assert row(tried, "steps.gift_of_b.worth.b").turns == row(written, "steps.gift_of_b.worth.b").turns


def test_an_end_by_agreement_is_a_time_like_others():
    found = of(gifts(("gift_of_b: {by: b,", "gift_of_b: {by: b, until: 5 to 20 years,")))
    one = row(found, "steps.gift_of_b.until")
    assert (one.unit, one.counted, one.low, one.high, one.text) == ("years", "years", 5, 20, "5 to 20 years")


@settings(max_examples=60, deadline=None)
@given(st.floats(-9, 9), st.floats(0, 9), st.booleans())
def test_what_is_typed_is_what_is_written(low, width, three):
    """A range that is shown is read as the range that it is, whatever its form."""
    from standoff.case.overlays.numbers import shown_number, typed, written_number

    path, low = "steps.gift_of_a.worth.a", round(low, 3)
    high = round(low + width, 3)
    middle = round((low + high) / 2, 6)
    quantity = Quantity("pert", low, high, mode=middle) if three and high > low else Quantity.between(low, high)
    text = shown_number(written_number(path, quantity))
    again = typed(gifts(), path, text, None).quantity
    assert (again.shape, again.low, again.high, again.mode) == (
        quantity.shape,
        quantity.low,
        quantity.high,
        quantity.mode,
    )


# --------------------------------------------------------------------------------------------- who stands by


def test_a_bystander_that_may_lose_is_told_with_what_its_yes_decides():
    found = of(gifts(*WITNESS))
    (aside,) = found.aside
    assert (aside.party, aside.name, aside.counts) == ("c", "C", False)
    # -1 to 3 is normal with its middle at 1: it is below 0 with a chance of some 21 %.
    sigma = 4 / (2 * NormalDist().inv_cdf(0.95))
    assert aside.against == pytest.approx(NormalDist().cdf(-1 / sigma), abs=0.01)
    assert aside.left_out == found.holds
    # What c has to say has nothing to do with what b does.
    assert aside.counted == pytest.approx(aside.left_out * (1 - aside.against), abs=0.03)
    often = round(100 * aside.against)
    assert aside.said.startswith(f"C takes no step in it, and likes it less than today in {often} of 100 draws.")


def test_both_shares_are_those_of_the_case_with_and_without_the_consent():
    without, asked = gifts(*WITNESS), gifts(*WITNESS, CONSENTING)
    (left,), (counted,) = of(without).aside, of(asked).aside
    assert (left.counts, counted.counts) == (False, True)
    assert (left.counted, left.left_out) == (of(asked).holds, of(without).holds)
    assert (counted.counted, counted.left_out) == (left.counted, left.left_out)
    # Counted, its worth can flip the plan, at the value below which it loses.
    (turn,) = row(of(asked), "steps.gift_of_b.worth.c").turns
    assert turn.at == pytest.approx(0, abs=1e-3)
    assert (turn.becomes, turn.party) == ("refused", "c")
    assert row(of(without), "steps.gift_of_b.worth.c").turns == ()


def test_who_has_a_step_or_loses_nothing_is_no_bystander():
    assert of(gifts()).aside == ()
    assert of(gifts(WITNESS[0], ("worth: {a: 5, b: -3}", "worth: {a: 5, b: -3, c: 1 to 3}"))).aside == ()
    everybody = ("a_first: {phases", "a_first: {consent: all, phases")
    assert [one.party for one in of(gifts(*WITNESS, everybody)).aside] == ["c"]


# ------------------------------------------------------------------------------------------------ what is believed


def test_the_curve_of_a_range_is_its_density():
    """exp(-z²/2) for a normal one; of a lognormal one the same of the logarithm, by the value."""
    heights = density(Marginal("normal", -1.0, 3.0), -3.0, 5.0)
    sigma = 4 / (2 * NormalDist().inv_cdf(0.95))
    wanted = np.exp(-0.5 * ((np.linspace(-3, 5, 60) - 1) / sigma) ** 2)
    assert heights == pytest.approx(wanted / wanted.max(), abs=0.02)
    heights = density(Marginal("lognormal", 1.0, 9.0), 0.5, 18.0)
    x = np.linspace(0.5, 18, 60)
    sigma = log(9) / (2 * NormalDist().inv_cdf(0.95))
    wanted = np.exp(-0.5 * ((np.log(x) - log(3)) / sigma) ** 2) / x
    # At its steep end a value stands for half as much around it.
    assert heights[1:] == pytest.approx((wanted / wanted.max())[1:], abs=0.03)
    heights = density(Marginal("half-normal", 0.0, 3.0), 0.0, 5.0)
    sigma = 3 / NormalDist().inv_cdf(0.95)
    assert heights == pytest.approx(np.exp(-0.5 * (np.linspace(0, 5, 60) / sigma) ** 2), abs=0.03)
    heights = density(Marginal("triangular", 0.0, 4.0, mode=1.0), 0.0, 4.0)
    x = np.linspace(0, 4, 60)
    assert heights == pytest.approx(np.minimum(x, (4 - x) / 3), abs=0.03)


def test_what_is_no_range_has_no_curve():
    found = of(gifts(("a: -4 to -2.25", "a: {values: [-4, -2], chances: [25 %, 75 %]}")))
    listed, point = row(found, "steps.gift_of_a.worth.a"), row(found, "steps.gift_of_a.worth.b")
    assert (listed.density, point.density) == (None, None)
    assert listed.atoms == ((-4.0, 0.25), (-2.0, 0.75))
    assert (listed.text, point.text, point.chance) == ("-4 or -2", "5", None)


def test_what_it_rests_on_is_counted():
    because = (
        "because: [{judgement: so it seems, by: AB, for: worth.a}, {in: one, says: x, for: worth.a}, "
        "{in: one, says: y, for: worth.a}, {in: two, says: z, for: worth.a, contradicts: true}]"
    )
    case = gifts(("gift_of_a: {by: a,", f"gift_of_a: {{by: a, {because},"))
    found = row(of(case), "steps.gift_of_a.worth.a").basis
    assert (found.sources, found.judgements, found.against, found.strength) == (1, 1, 1, "one source")
    assert found.said == "1 source, 1 judgement, 1 against"
    assert row(of(case), "steps.gift_of_a.worth.b").basis.said == "nothing"
    # Another number rests on the same until it is written down.
    tried = of(case, tried={"steps.gift_of_a.worth.a": "-9 to -1"})
    assert row(tried, "steps.gift_of_a.worth.a").basis == found


def test_what_says_nothing_of_the_verdict_is_there_and_flips_nothing():
    case = gifts(
        ("a: {horizon: 4 years}", "a: {horizon: 4 years, successor: {on: 2028-01-01, chance: 0.3 to 0.6}}"),
        ("gift_of_b: {by: b,", "gift_of_b: {by: b, redo: 1 to 2 years,"),
    )
    found = of(case)
    for path in ("parties.a.successor.chance", "steps.gift_of_b.redo"):
        one = row(found, path)
        assert (one.says, one.turns, one.chance) == (False, (), None)
    other = row(found, "parties.a.successor.chance")
    assert (other.unit, other.counted, other.per, other.least, other.most) == ("chance", "%", 100, 0, 1)
    tried = of(case, tried={"parties.a.successor.chance": "20 to 30 %"})
    assert row(tried, "parties.a.successor.chance").low == pytest.approx(0.2)


def test_numbers_that_move_together_are_marked_and_told():
    together = "correlated: [{between: [steps.gift_of_a.worth.a, parties.b.walkout_cost], by: 0.6}]\nplans:"
    found = of(gifts(("plans:", together)))
    assert {one.path for one in found.rows if one.correlated} == {"steps.gift_of_a.worth.a", "parties.b.walkout_cost"}
    assert found.notes == ("2 numbers that move with others were changed alone here, one at a time.",)


def test_points_from_an_order_are_told_and_have_no_row():
    case = gifts(
        ("worth: {a: -4 to -2.25, b: 5}", "worth: {b: 5}"),
        ("worth: {a: 5, b: -3}", "worth: {b: -3}"),
        ("plans:", "order: {a: [gift_of_b, nothing, gift_of_a]}\nplans:"),
    )
    found = of(case)
    assert found.notes[0].startswith("The points of A come from its order alone")
    assert not any(one.path.endswith("worth.a") for one in found.rows)


def test_without_a_plan_all_numbers_are_listed(case):
    found = standoff.numbers(case)
    assert (found.plan, found.verdict, found.holds, found.said, found.drives) == (None, None, None, (), None)
    assert {one.path for one in found.rows} == {
        *("parties.a.horizon", "parties.b.horizon", "parties.b.walkout_cost"),
        *(f"steps.gift_of_{g}.worth.{p}" for g in "ab" for p in "ab"),
    }
    assert not any(one.turns or one.says for one in found.rows)


def test_a_plan_can_be_typed(case):
    typed, named = (
        standoff.numbers(case, phases="gift_of_a | gift_of_b", drives=False),
        standoff.numbers(case, "a_first", drives=False),
    )
    assert (typed.holds, [one.turns for one in typed.rows]) == (named.holds, [one.turns for one in named.rows])


def test_what_is_not_there_is_refused(case):
    with pytest.raises(UsageError, match="did you mean `a_first`"):
        standoff.numbers(case, "a_firts")
    with pytest.raises(UsageError, match="not both"):
        standoff.numbers(case, "a_first", phases="gift_of_a")


def test_flip_points_of_some_numbers_are_those_of_all(case):
    question = question_of(case, "a_first", None)
    every = flip_points(question, question.paths)
    assert isinstance(question, VariedPlan)
    for path in question.paths:
        assert flip_points(question, [path]) == tuple(one for one in every if one.path == path)


def test_the_verb_writes_the_document_of_the_function(tmp_path, case):
    (tmp_path / "case.yaml").write_text(GIFTS, encoding="utf-8")
    words = ["numbers", str(tmp_path), "a_first", "--draws", "50", "--cores", "1"]
    done = CliRunner().invoke(app, [*words, "--json"])
    found = standoff.numbers(case, "a_first", draws=50)
    assert done.stdout == dumps(numbers_document(case.title, case.as_of.isoformat(), found)) + "\n"
    text = CliRunner().invoke(app, words).stdout
    assert "< 3" in text
    assert "BREAKS" in text


def test_half_of_a_lognormal_lies_below_its_middle(case):
    one = row(of(case), "parties.b.walkout_cost")
    assert one.median == pytest.approx(exp((log(2) + log(8)) / 2))
    assert one.looked[0] < one.low < one.median < one.high < one.looked[1]


def test_a_plan_that_cannot_be_assessed_is_refused_before_it_is_looked_at():
    steps = ", ".join(f"s{n}: {{by: a, worth: {{a: 1}}}}" for n in range(31))
    text = (
        "{format: 1, title: Large, as_of: 2026-11-02, parties: {a: {horizon: 4 years}}, "
        f"steps: {{{steps}}}, plans: {{all: {{phases: [[{', '.join(f's{n}' for n in range(31))}]]}}}}}}"
    )
    with pytest.raises(SizeError, match="31, and the limit is 30"):
        standoff.numbers(read_source("case.yaml", text).case, "all")
