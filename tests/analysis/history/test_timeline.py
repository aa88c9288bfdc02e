"""The timeline against what is asked of each date by itself, its laws, and what cannot be told."""

from __future__ import annotations

import copy
from datetime import date

import pytest

import standoff
from past import STRAIT, case_of, shares_one_by_one, without
from standoff.analysis.history import dates
from standoff.analysis.history.fates import IN_FORCE
from standoff.analysis.history.timeline import timeline
from standoff.analysis.plans import assess
from standoff.analysis.roadmap.meant import meant
from standoff.case.overlaid import as_of, overlaid
from standoff.case.overlays.overlay import Overlay
from standoff.engine.stability.individual import CONCEPTS
from standoff.errors import SizeError, UsageError
from standoff.results.sentences.history import coming, headline, where_it_stood

CALLED = {"a": "Ash", "b": "Birch"}

# ------------------------------------------------------------------------------------------- asked one by one


def test_each_cell_is_what_is_found_of_that_day_alone():
    case, draws = case_of(), 24
    for moment in timeline(case, draws).moments:
        then = as_of(case, moment.day)
        for name in case.plans:
            fate = moment.fate(f"plan:{name}")
            alone = assess(then, name)
            assert (fate.verdict, fate.trust, fate.phases) == (alone.verdict, alone.trust, alone.phases)
            assert fate.binding == alone.binding
            arranged = meant(then, "plan", name).plan
            found = shares_one_by_one(then, arranged, f"plans.{name}.pace", draws)
            assert (fate.shares.refused, fate.shares.breaks, fate.shares.holds) == pytest.approx(found)


def test_where_it_stood_is_what_stable_says_of_that_day():
    case = case_of()
    for moment in timeline(case, 0).moments:
        then = standoff.stable(as_of(case, moment.day))
        told = {party: tuple(n for n in names if n in CONCEPTS) for party, names in then.now.stable.items()}
        assert moment.standing.stable == told
        assert moment.standing.equilibrium == tuple(n for n in then.now.equilibrium if n in CONCEPTS)
        levers = {(one.actor, one.other): (one.best, one.worst) for one in moment.standing.levers}
        for actor, row in then.leverage.items():
            for other, one in row.items():
                assert levers.get((actor, other), (0.0, 0.0)) == (one.best, one.worst)


def test_a_deal_is_never_worse_off_than_by_todays_plan_for_it():
    """The best plan found then is at least as good as today's own, which is among those that were tried."""
    for moment in timeline(case_of(), 20).moments:
        fate = moment.fate("deal:all")
        if fate.verdict == "holds":
            assert fate.found.verdict == "holds"
            assert fate.found.trust <= fate.trust + 1e-9


# ------------------------------------------------------------------------------------------- laws


def test_the_last_date_says_what_the_answer_says():
    case, draws = case_of(), 60
    today, best = timeline(case, draws).today, standoff.answer(case, draws=draws).best
    for rival in (one for one in best.rivals if one.kind == "plan"):
        fate = today.fate(f"plan:{rival.name}")
        assert (fate.verdict, fate.holds) == (rival.plan.verdict, rival.sure.holds)
    (road,) = standoff.roadmap(case, draws=draws)
    fate = today.fate("deal:all")
    assert (fate.phases, fate.holds) == (road.chosen.plan.plan.phases, road.chosen.plan.sure.holds)
    assert fate.shares.trust == pytest.approx(road.chosen.plan.sure.trust[1])


def test_a_run_says_what_its_own_answer_says_of_today():
    found = standoff.run(case_of(), draws=6)
    fates = {fate.key: fate.holds for fate in found.timeline.today.fates}
    assert fates == {f"{one.kind}:{one.name}": one.sure.holds for one in found.answer.best.rivals}


def test_without_a_history_there_is_one_date():
    found = timeline(without("history"), 10)
    assert [(moment.day, moment.kind) for moment in found.moments] == [("2026-11-02", "today")]
    assert headline(found, CALLED).startswith("The case has no history: on 2 November 2026 ")
    assert standoff.run(without("history"), draws=0).timeline is None


def test_events_of_one_day_are_one_date_and_an_event_of_today_is_not_today():
    data = copy.deepcopy(STRAIT)
    for entry in data["history"][:2]:
        entry["before"] = "2026-11-02"
    found = timeline(case_of(history=data["history"]), 0)
    assert [moment.kind for moment in found.moments] == ["start", "event", "event", "today"]
    assert found.moments[2].titles == ("Visits stop", "Birch elects a council")
    assert found.moments[2].fates == found.today.fates


def test_the_same_seed_gives_the_same_and_another_case_the_same_draws():
    """A number that no event changes has the same values at all dates: so a plan that none concerns keeps its share."""
    data = copy.deepcopy(STRAIT)
    data["history"] = [{"before": "2026-05-01", "title": "Nothing that counts", "was": {"parties.a.name": "Oak"}}]
    found = timeline(case_of(history=data["history"]), 30)
    assert len({tuple((one.verdict, one.trust, one.shares) for one in moment.fates) for moment in found.moments}) == 1
    assert found == timeline(case_of(history=data["history"]), 30)


def test_who_does_the_work_does_not_matter():
    case = case_of()
    with standoff.workers(2) as by:
        assert timeline(case, 20, by=by) == timeline(case, 20)


# ------------------------------------------------------------------------------------------- what an event did


def test_steps_come_and_go_and_numbers_change():
    found = timeline(case_of(), 0)
    start, patrols, stop, council, today = found.moments
    assert (start.standing.now, patrols.came, stop.went) == (("visits",), ("patrol",), ("visits",))
    assert [(one.path, one.before, one.after) for one in council.changes] == [
        ("parties.b.horizon", "1 month", "3 to 8 years"),
        ("steps.pay.worth.b", "-9 to -6", "-3 to -1"),
    ]
    assert council.changes[1].label == "What “Pay” is worth to Birch"
    assert not today.changes
    assert not today.turns


def test_a_step_in_force_is_not_planned_again():
    start = timeline(case_of(), 0).moments[0]
    assert start.fate("plan:open_first").phases == (("open",), ("pay",))
    assert start.fate("plan:open_first").in_force == ("visits",)


def test_what_turned_a_verdict_alone():
    """Each change of the council is made by itself, and the plan assessed as any other."""
    case = case_of()
    moments = timeline(case, 0).moments
    turns = {turn.key: turn for turn in moments[3].turns}
    before = as_of(case, "2026-04-30")
    for key, turn in turns.items():
        if not key.startswith("plan:"):
            continue
        name = key.removeprefix("plan:")
        assert assess(before, name).verdict == turn.before
        alone = [
            change.label
            for change in moments[3].changes
            if assess(overlaid(before, Overlay(values={change.path: change.after})), name).verdict == turn.after
        ]
        assert list(turn.alone) == alone
    assert turns


def test_a_plan_of_which_all_is_done_is_told_so():
    data = copy.deepcopy(STRAIT)
    data["plans"] = {"look": {"phases": [["visits"]]}}
    fate = timeline(case_of(plans=data["plans"]), 0).moments[0].fate("plan:look")
    assert (fate.verdict, fate.why_not, fate.in_force) == (None, IN_FORCE, ("visits",))


def test_a_step_that_a_deal_counts_on_and_has_no_phase_for():
    data = copy.deepcopy(STRAIT)
    data["deals"]["all"]["steps"] = ["patrol", "open", "visits", "pay"]
    start = timeline(case_of(deals=data["deals"]), 0).moments[0]
    assert start.fate("deal:all").lacks == ("patrol",)


def test_another_government_is_told_after_today_and_against_it():
    parties = copy.deepcopy(STRAIT["parties"])
    parties["b"]["successor"] = {"title": "The old guard", "on": "2027-05-01", "chance": "30 to 60 %", "sees": {"parties.b.horizon": "1 month"}}  # fmt: skip
    found = timeline(case_of(parties=parties), 40)
    assert [moment.kind for moment in found.moments[-2:]] == ["today", "government"]
    assert found.today.day == "2026-11-02"
    (said,) = coming(found)
    assert said.startswith("With “The old guard” from 1 May 2027 on")


# ------------------------------------------------------------------------------------------- what cannot be told


def test_without_horizons_it_tells_where_it_stood():
    parties = {"a": {"name": "Ash"}, "b": {"name": "Birch"}}
    history = [entry | {"was": {}} for entry in STRAIT["history"]]
    history[0]["was"] = {"steps.pay.worth.b": "-9 to -6"}
    found = timeline(case_of(parties=parties, history=history), 10)
    assert found.unassessed
    assert {fate.verdict for moment in found.moments for fate in moment.fates} <= {None}
    said = headline(found, CALLED)
    assert said == f"What became of plans cannot be told. {where_it_stood(found, CALLED)}"
    assert where_it_stood(found, CALLED)


def test_without_plans_and_deals_it_says_so():
    found = timeline(without("plans", "deals"), 10)
    assert headline(found, CALLED).startswith("The case names no plan and no deal to follow. ")


def test_a_date_that_breaks_a_rule_is_told_and_the_others_are_not_lost():
    history = copy.deepcopy(STRAIT["history"])
    history[1]["now"] = {"with": ["pay"]}
    found = timeline(case_of(history=history), 10)
    assert [bool(moment.why_not) for moment in found.moments] == [True, True, False, False, False]
    assert found.moments[0].why_not == "what was in force breaks the rule `visits if pay`"
    assert found.moments[0].fates == ()
    assert headline(found, CALLED)


def test_a_plan_that_the_rules_forbid_then_is_not_assessed():
    data = copy.deepcopy(STRAIT)
    data["rules"] = [*data["rules"], "not (visits and open) or patrol"]
    fate = timeline(case_of(rules=data["rules"]), 0).moments[0].fate("plan:open_first")
    assert fate.verdict is None
    assert fate.why_not.startswith("phase 1: what is in force after phase 1 breaks the rule")


def test_one_draw_and_too_many_dates_are_refused(monkeypatch):
    with pytest.raises(UsageError, match="two draws at least"):
        timeline(case_of(), 1)
    monkeypatch.setattr(dates, "MOST", 2)
    with pytest.raises(SizeError, match="dates in the history"):
        timeline(case_of(), 0)


def test_a_day_before_all_days():
    history = [{"before": "1800-01-01", "title": "Long ago", "was": {"steps.pay.worth.b": -9}}]
    found = timeline(case_of(history=history), 0)
    assert [moment.day for moment in found.moments] == ["1799-12-31", "1800-01-01", "2026-11-02"]
    assert date.fromisoformat(found.moments[0].day) < date(1800, 1, 1)
