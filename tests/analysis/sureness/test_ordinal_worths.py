"""Parties of whose worths only an order is known: draws, centres and every question about such a case."""

import itertools
import json

import jsonschema
import numpy as np
import pytest

import standoff
from standoff.analysis.numbers import exchange_of
from standoff.analysis.ordinal_worths import central, ordered_parties, orders_of, require_worths
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure
from standoff.case.check.doubts import level_of
from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.case.model.rules import holds
from standoff.engine.core.parallel import workers
from standoff.engine.sureness.ordinal_worths import TOTAL
from standoff.errors import SizeError, UsageError
from standoff.results import schemas
from standoff.results.documents.assessment import assess_document
from standoff.results.documents.document import dumps
from standoff.results.documents.frontier import deals_document
from standoff.results.documents.ledger import explain_document
from standoff.results.documents.remedies import remedies_document
from standoff.results.documents.sureness import flip_document, needs_document

TEXT = """
format: 1
title: Harbour standoff
as_of: 2026-11-02
parties: {alpha: {name: Alpha, horizon: 5 years}, beta: {name: Beta, horizon: 5 years}}
steps:
  open_harbour: {by: alpha}
  lift_ban: {by: beta}
  inspectors: {by: alpha}
order:
  alpha: [lift_ban, nothing, inspectors, open_harbour]
  beta: [[open_harbour, inspectors], nothing, lift_ban]
deals: {grand: [inspectors, open_harbour, lift_ban]}
plans:
  at-once: {phases: [[inspectors, open_harbour, lift_ban]]}
"""


def case_of(text=TEXT, **changes):
    data = read_source("case.yaml", text).case
    assert data is not None, read_source("case.yaml", text).problems
    if not changes:
        return data
    from standoff.case.reading.plain import plain

    return Case.model_validate({**plain(data), **changes})


def worths(drawn, party, steps):
    return np.stack([drawn.value(f"steps.{step}.worth.{party}") for step in steps], axis=1)


def test_the_share_in_which_a_plan_is_wanted_is_that_by_hand():
    """Everything is done at once and seen at once: it holds if both gain, and nobody can do better alone.

    Alpha gains where the ban is worth more than both steps together: w1 > 1/2 on a simplex of three, 1/4 of it. Beta
    gains where lifting the ban costs less than 1/2: 3/4. They are drawn apart from each other: 3/16 for both.
    """
    case = case_of()
    found = how_sure(case, {"plan:at-once": standoff.assess(case, "at-once")}, 8_000, 3)["plan:at-once"]
    assert found.holds == pytest.approx(3 / 16, abs=4 * (3 / 16 * 13 / 16 / 8_000) ** 0.5)
    assert found.refused == pytest.approx(13 / 16, abs=0.02)


def test_draws_agree_with_the_orders_and_ties_are_broken_either_way():
    drawn = Drawn.of(case_of(), 2_000, 5)
    ban, check, harbour = worths(drawn, "alpha", ["lift_ban", "inspectors", "open_harbour"]).T
    assert ((ban >= 0) & (check <= 0) & (harbour <= check)).all()
    np.testing.assert_allclose(ban - check - harbour, TOTAL)
    harbour, check, ban = worths(drawn, "beta", ["open_harbour", "inspectors", "lift_ban"]).T
    assert ((harbour >= 0) & (check >= 0) & (ban <= 0)).all()
    assert (harbour > check).mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("method", ["latin", "sobol", "independent"])
def test_every_way_of_drawing_draws_orders(method):
    found = Drawn.of(case_of(), 1_024, 1, method).value("steps.lift_ban.worth.alpha")
    assert (found > TOTAL / 2).mean() == pytest.approx(1 / 4, abs=0.06)


def test_centres_stand_where_nothing_is_drawn():
    exchange = exchange_of(case_of())
    # A third of the simplex is the gain; of what the two costs share, 3/4 falls to the larger.
    np.testing.assert_allclose(exchange.worth[0], np.array([-1 / 2, 1 / 3, -1 / 6]) * TOTAL)
    np.testing.assert_allclose(exchange.worth[1], np.array([1 / 3, -1 / 3, 1 / 3]) * TOTAL)


PREFERS = TEXT.replace("  beta: [[open_harbour, inspectors], nothing, lift_ban]\n", "").replace(
    "deals:", "prefer: {beta: [open_harbour, inspectors if lift_ban]}\nrules: [inspectors if open_harbour]\ndeals:"
)


@pytest.mark.parametrize("text", [TEXT, PREFERS], ids=["steps", "states"])
def test_a_party_keeps_its_draws_when_others_change(text):
    whole = Drawn.of(case_of(text), 300, 7)
    paths = [f"steps.{step}.worth.beta" for step in ("open_harbour", "lift_ban", "inspectors")]
    other = Drawn.of(case_of(text, order={**case_of(text).order, "alpha": ["inspectors"]}), 300, 7)
    ranged = text.replace("beta: {name: Beta, horizon: 5 years}", "beta: {name: Beta, horizon: 2 to 6 years}")
    for drawn in (other, Drawn.of(case_of(ranged), 300, 7), Drawn.of(case_of(text), 300, 7)):
        assert all((drawn.value(path) == whole.value(path)).all() for path in paths)
    assert not all((Drawn.of(case_of(text), 300, 8).value(path) == whole.value(path)).all() for path in paths)
    parts = list(whole.parts(77))
    for path in paths:
        assert (np.concatenate([part.value(path) for part in parts]) == whole.value(path)).all()
    assert (parts[1].exchange().worth == whole.exchange().worth[77:154]).all()


def test_the_same_answer_on_one_core_and_on_two():
    case = case_of(PREFERS)
    plans = {"plan:at-once": standoff.assess(case, "at-once")}
    alone = how_sure(case, plans, 600, 3)
    with workers(2, None) as two:
        assert how_sure(case, plans, 600, 3, by=two) == alone


def by_hand(case, party):
    """Pairs of states, a level apart in the order of a party, as differences of the steps it mentions."""
    preference = case.prefer[party]
    steps = list(case.steps)
    sets = [frozenset(s) for n in range(len(steps) + 1) for s in itertools.combinations(steps, n)]
    feasible = [s for s in sets if all(holds(rule, s) for rule in case.constraints())]
    (ordered,) = [one for one in orders_of(case) if one.party == party]
    seen = {s & set(ordered.steps) for s in feasible}
    levels = sorted({level_of(preference, s) for s in seen})
    of = {level: [s for s in seen if level_of(preference, s) == level] for level in levels}
    rows = {
        tuple((step in better) - (step in worse) for step in ordered.steps)
        for low, high in itertools.pairwise(levels)
        for better in of[high]
        for worse in of[low]
    }
    return ordered, rows


@pytest.mark.parametrize(
    "prefer",
    [
        ["open_harbour", "inspectors if lift_ban"],
        ["open_harbour and not lift_ban"],
        ["not lift_ban", "open_harbour or inspectors"],
        {"ranking": [[["open_harbour", "inspectors"]], [["inspectors"], []]]},
        {"ranking": [[["inspectors", "lift_ban"]], [["inspectors"]], [["open_harbour"]]]},
        {"ranking": [[[]]]},
        ["not (lift_ban and open_harbour)", "lift_ban"],
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "rules", [[], ["inspectors if open_harbour"], ["lift_ban if inspectors", "not (lift_ban and other)"]]
)
def test_draws_agree_with_orders_of_states(prefer, rules):
    case = case_of(PREFERS, prefer={"beta": prefer}, rules=rules, steps={
        **{step: {"by": "alpha"} for step in ("open_harbour", "inspectors", "other")}, "lift_ban": {"by": "beta"}})  # fmt: skip
    try:
        ordered, rows = by_hand(case, "beta")
    except UsageError as error:
        assert "`prefer.beta`" in str(error)
        return
    assert {tuple(row) for row in ordered.law.rows.tolist()} == rows
    drawn = Drawn.of(case, 100, 1)
    found = worths(drawn, "beta", ordered.steps) if ordered.steps else np.zeros((100, 0))
    for row in rows:
        assert (found @ np.array(row) >= -1e-9).all()
    assert {path.split(".")[1] for path in drawn.ordered if path.endswith(".beta")} == {*ordered.steps}
    assert "other" not in ordered.steps
    if not rows:
        assert not found.any()


IMPOSSIBLE = {"beta": {"ranking": [[["open_harbour", "lift_ban"]], [["open_harbour"]], [[]], [["lift_ban"]]]}}


def test_an_order_that_no_worths_agree_with_gets_the_first_question_alone():
    case = case_of(PREFERS, prefer=IMPOSSIBLE, rules=[])
    assert standoff.stable(case).now.stable
    for ask in (
        lambda: standoff.assess(case, "at-once"),
        lambda: standoff.roadmap(case),
        lambda: standoff.deals(case),
        lambda: standoff.remedies(case),
        lambda: standoff.flip(case, "at-once"),
        lambda: standoff.needs(case, "at-once"),
        lambda: Drawn.of(case, 3, 1),
        lambda: exchange_of(case),
    ):
        with pytest.raises(UsageError, match="no worths of single steps agree with the order of states of `beta`"):
            ask()
    found = standoff.run(case, draws=10)
    assert (found.plans, found.roadmaps, found.frontier) == ((), (), None)
    assert found.unassessed.startswith("no worths of single steps agree")


def test_a_case_without_any_worths_or_order_of_an_owner_is_refused():
    case = case_of(order={"alpha": ["lift_ban"]})
    with pytest.raises(UsageError, match="neither worths nor an order of `beta`"):
        require_worths(case)
    require_worths(case_of())


def test_worths_and_orders_may_stand_side_by_side():
    """Who has worths keeps them, also with an order of states; who has an order of states alone is drawn."""
    steps = {
        "open_harbour": {"by": "alpha", "worth": {"alpha": "-4 to -2"}},
        "lift_ban": {"by": "beta", "worth": {"alpha": 10}},
    }
    case = case_of(order={}, plans={}, deals={"both": list(steps)}, steps=steps,
                   prefer={"alpha": ["lift_ban"], "beta": ["open_harbour", "not lift_ban"]})  # fmt: skip
    assert ordered_parties(case) == ("beta",)
    centre = central(case)
    assert set(centre) == {"steps.open_harbour.worth.beta", "steps.lift_ban.worth.beta"}
    # Beta takes the harbour before the ban, both count: 3/4 and 1/4 of the points.
    assert centre["steps.open_harbour.worth.beta"] == pytest.approx(7.5, abs=0.1)
    assert centre["steps.lift_ban.worth.beta"] == pytest.approx(-2.5, abs=0.1)
    (roadmap,) = standoff.roadmap(case)
    assert roadmap.best is not None
    assert roadmap.made.ordered == ("beta",)
    assert standoff.stable(case).leverage["alpha"]["beta"].best is None


def test_limits_are_checked_before_work():
    steps = {f"s{n}": {"by": "alpha"} for n in range(25)}
    plain = {"order": {}, "steps": steps, "deals": {}, "plans": {}, "rules": []}
    with pytest.raises(SizeError, match="steps in an order of states: 13, and the limit is 12; mention fewer steps"):
        orders_of(case_of(PREFERS, **plain, now=[], prefer={"beta": [f"s{n}" for n in range(13)]}))
    bound = {**plain, "rules": [f"s{n} if s{n + 1}" for n in range(24)]}
    with pytest.raises(SizeError, match="steps that the rules bind to an order of states: 25, and the limit is 20"):
        orders_of(case_of(PREFERS, **bound, prefer={"beta": ["s3"]}))


def test_ordered_numbers_are_none_of_those_that_flip_drive_or_are_found_out():
    case = case_of(TEXT.replace("beta: {name: Beta, horizon: 5 years}", "beta: {name: Beta, horizon: 2 to 6 years}"))
    flips, needs = standoff.flip(case, "at-once"), standoff.needs(case, "at-once", draws=4_000)
    told = [
        *(one.path for one in (*flips.flips, *flips.drivers)),
        *(path for need in needs.numbers for path in need.about),
    ]
    assert not [path for path in told if ".worth." in path]
    assert flips.made.ordered == needs.made.ordered == ("alpha", "beta")
    # At the centres Alpha refuses; over all that fits it is started in vain in 13 cases of 16.
    assert flips.verdict == "refused"
    assert needs.holds == pytest.approx(3 / 16, abs=0.03)


def test_documents_say_whose_points_come_from_an_order():
    case = case_of(PREFERS)
    head = (case.title, case.as_of.isoformat())
    found = {
        "assess": assess_document(*head, standoff.assess(case, "at-once")),
        "explain": explain_document(*head, standoff.explain(case, 1, "alpha", plan="at-once")),
        "deals": deals_document(*head, standoff.deals(case)),
        "flip": flip_document(*head, standoff.flip(case, "at-once")),
        "needs": needs_document(*head, standoff.needs(case, "at-once", draws=200)),
    }
    for verb, document in found.items():
        jsonschema.validate(json.loads(dumps(document)), schemas.schema(verb))
        assert list(document.ordered) == ["alpha", "beta"]
    remedies = remedies_document(*head, standoff.remedies(case, in_pairs=False))
    jsonschema.validate(json.loads(dumps(remedies)), schemas.schema("remedies"))
    assert list(remedies.plans[0].ordered) == ["alpha", "beta"]


def test_the_brief_says_whose_points_come_from_an_order():
    from standoff.views.brief import page as brief

    case = case_of()
    page = brief.render(case, standoff.run(case, draws=50), sources={}, command="standoff run .")
    assert "The points of Alpha and Beta come from their orders alone" in page
    assert "a share of draws is one of the value sets that fit them" in page
    assert "Alpha values, the most valued first" in page


WITH_HISTORY = TEXT + "history:\n  - {before: 2026-03-01, title: Talks failed, was: {order.alpha: %s}}\n"


def test_an_order_may_have_been_another_one_before():
    from datetime import date

    from standoff.case.overlays.history import as_of

    case = case_of(WITH_HISTORY % "[inspectors, nothing, lift_ban]")
    assert as_of(case, date(2026, 1, 1)).gains_and_costs("alpha") == ((("inspectors",),), (("lift_ban",),))
    said = {
        "[inspector]": "there is no step `inspector`",
        "[inspectors, inspectors]": "`inspectors` is listed twice",
        "inspectors": "this is not an order of steps",
        "[[inspectors, nothing]]": "`nothing` stands alone in an order",
    }
    for order, message in said.items():
        assert [problem.message for problem in read_source("case.yaml", WITH_HISTORY % order).problems] == [message]


def test_a_step_that_an_order_likes_and_its_owner_could_take_is_doubted():
    problems = read_source("case.yaml", TEXT.replace("[lift_ban, nothing,", "[lift_ban, open_harbour, nothing,").replace(
        "inspectors, open_harbour]\n  beta", "inspectors]\n  beta")).problems  # fmt: skip
    (doubt,) = problems
    assert (doubt.severity, doubt.path) == ("warning", "order.alpha")
    assert doubt.message == "`alpha` likes `open_harbour` and could take it alone, and it is not in force now"
