"""The plan for a named deal that is shown first: chosen on one half of the draws among its plans, judged on the other."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

import gifts
import standoff
from cases import by_hand, case_of
from naive import best as naive
from standoff.analysis.answer.best import best_deal
from standoff.analysis.answer.candidates import given
from standoff.analysis.answer.ratings import halves
from standoff.analysis.answer.within import DealPlans
from standoff.analysis.numbers import exchange_of
from standoff.analysis.run import run
from standoff.analysis.sureness.ranges import Drawn
from standoff.case.load import read_source
from standoff.engine.core.parallel import workers
from standoff.errors import UsageError
from standoff.formats.csv_tables import tables
from standoff.results.documents.frontier import deals_document
from standoff.results.documents.roadmap import roadmap_document
from standoff.results.sentences.roadmap import shown_first
from standoff.views.brief import page as brief
from standoff.views.brief.figures import odds
from standoff.views.brief.words import percent
from standoff.views.text.frontier import show_deals
from standoff.views.text.roadmap import show_roadmaps

# Slices of an exchange, of which nobody knows what they are worth: which order holds most for both is not plain.
SLICES = """\
parties:
  a: {horizon: 4 years, walkout_cost: 0 to 3}
  b: {horizon: 5 years, walkout_cost: 0.5 to 2.5}
steps:
  a1: {by: a, undo: never, seen: 1 month, worth: {a: -3 to -1, b: 2 to 5}}
  a2: {by: a, undo: 2 months, seen: 2 weeks, worth: {a: -2 to -0.5, b: 1 to 4}}
  b1: {by: b, undo: never, seen: 3 weeks, worth: {a: 2 to 6, b: -3 to -0.5}}
  b2: {by: b, undo: 1 month, worth: {a: 1 to 3, b: -2 to -1}}
  c2: {by: b, takes: 2 months, worth: {a: 1.5 to 4, b: -2.5 to -1}}
choices: {second: [b2, c2]}
deals:
  plain: {steps: [a1, b1, a2], pace: 1 to 6 months}
  two: {steps: [a1, b1, second], pace: 1 to 6 months}
  before: {steps: [a1, a2, b1], pace: 2 months, before: [[b1, a2]]}
  group: {steps: [a1, a2, b1, b2], same_phase: [[a1, b2]]}
  ends: {steps: [a1, a2, b1], first: [b1], last: [a1]}
  short: {steps: [a1, b1, c2], phases: 2}
  long: {steps: [a1, a2, b1, b2, truce]}
plans:
  table: {phases: [[a1], [b1], [a2]]}
""".replace("choices:", "  truce: {by: [a, b], worth: {a: 0.5 to 1, b: 0.2 to 1}}\nchoices:")
WISHES = {
    "plain": {}, "two": {}, "before": {"before": [("b1", "a2")]}, "group": {"same_phase": [("a1", "b2")]},
    "ends": {"first": ["b1"], "last": ["a1"]}, "short": {"phases_at_most": 2},
}  # fmt: skip
DRAWS = 16


@pytest.fixture(scope="module")
def case():
    return case_of(SLICES)


@pytest.fixture(scope="module")
def roads(case):
    return {road.deal: road for road in standoff.roadmap(case, draws=DRAWS, seed=4)}


def medians(case, steps):
    """The numbers of a case in the middle of their ranges, as the slow twin reads them, for a plan of some steps."""
    plan = type("Plan", (), {"phases": (steps,), "keeps": (), "pace": case.plans["table"].pace})
    return by_hand(type("Case", (), {**vars(case), "kept": lambda self, plan: ()})(), plan)


def in_each_draw(case, drawn, steps):
    """The same in every draw."""
    found = []
    for draw in range(drawn.draws):
        one = medians(case, steps)
        for path, values in drawn.values.items():
            match path.split("."):
                case "steps", step, "worth", party if step in one["steps"]:
                    one["steps"][step]["worth"][party] = float(values[draw])
                case "parties", party, field:
                    one["parties"][party][field] = float(values[draw])
        found.append(one)
    return found


def worth(case, drawn, deal, phases, most):
    """The expected smallest share and how often it holds, by the slow twin, draw by draw with its own pace."""
    steps = [step for phase in phases for step in phase]
    paces = drawn.value(f"deals.{deal}.pace")
    one_by_one = [
        (
            naive.expected_smallest_share([one], [], phases, float(pace), most),
            naive.share_of_draws([one], [], phases, float(pace)),
        )
        for one, pace in zip(in_each_draw(case, drawn, steps), paces, strict=True)
    ]
    return tuple(sum(column) / len(one_by_one) for column in zip(*one_by_one, strict=True))


def every_plan(case, deal):
    readings = [[]]
    for step in case.deals[deal].steps:
        readings = [[*one, member] for one in readings for member in case.choices.get(step, (step,))]
    return [phases for steps in readings for phases in naive.plans_of_a_deal(medians(case, steps), steps, WISHES[deal])]


@pytest.mark.parametrize("deal", WISHES)
def test_of_a_small_deal_the_slow_twin_chooses_the_same_of_all_its_plans(case, roads, deal):
    choosing, judging = halves(Drawn.of(case, DRAWS, 4))
    plans, pace = every_plan(case, deal), case.deals[deal].pace.median
    exchange = exchange_of(case)
    allowed = DealPlans.of(case, exchange, deal).every()
    as_sets = {tuple(frozenset(phase) for phase in one.plan.phases) for one in allowed}
    assert as_sets == {tuple(map(frozenset, phases)) for phases in plans} and len(allowed) == len(plans)
    gained = [naive.most_of_all(medians(case, [step for phase in p for step in phase]), [([], p)], pace) for p in plans]
    most = {party: max(one[party] for one in gained) for party in case.parties}
    found = roads[deal].chosen
    assert found.most == pytest.approx(most)
    rated = [worth(case, choosing, deal, phases, most) for phases in plans]
    chosen = [[*phase] for phase in found.plan.plan.phases]
    assert worth(case, choosing, deal, chosen, most) == pytest.approx(max(rated))
    assert max(rated)[0] > 0
    judged = worth(case, judging, deal, chosen, most)
    assert (found.plan.smallest_share, found.plan.sure.holds) == pytest.approx(judged)
    beside, least = found.plan.least_trust, [[*phase] for phase in roads[deal].shown.phases]
    if beside is None:
        assert [set(phase) for phase in least] == [set(phase) for phase in chosen]
    else:
        assert (beside.smallest_share, beside.sure.holds) == pytest.approx(worth(case, judging, deal, least, most))


def test_some_are_chosen_apart_from_the_least_trust_and_some_are_not(roads):
    assert {road.chosen.plan.least_trust is None for road in roads.values()} == {True, False}


def test_of_a_larger_deal_the_one_chosen_is_no_worse_than_what_is_near_it_or_known(case, roads):
    """On the draws that choose, by the slow twin: the roadmap, and all that is one move away."""
    choosing, _ = halves(Drawn.of(case, DRAWS, 4))
    found = roads["long"].chosen
    chosen = [[*phase] for phase in found.plan.plan.phases]
    best = worth(case, choosing, "long", chosen, found.most)
    assert best[0] > 0
    near = naive.rearranged(chosen, [], [])
    assert len(near) > 10
    for other in [roads["long"].shown.phases, *near]:
        assert worth(case, choosing, "long", [sorted(phase) for phase in other], found.most) <= best
    assert found.candidates > len(near)


def test_it_keeps_the_contract_of_the_roadmap(case, roads):
    for road, plain in zip(roads.values(), standoff.roadmap(case, draws=0), strict=True):
        assert plain.chosen is None
        assert (road.best, road.closest, road.bound) == (plain.best, plain.closest, plain.bound)
        assert {*road.chosen.plan.plan.needed} <= {*case.parties}


def test_other_objectives_and_a_limit_of_trust_choose_nothing(case):
    assert standoff.roadmap(case, ["plain"], objective="fastest")[0].chosen is None
    assert standoff.roadmap(case, ["plain"], trust_at_most=0.5)[0].chosen is None
    with pytest.raises(UsageError, match="two draws at least"):
        standoff.roadmap(case, ["plain"], draws=1)


def test_any_number_of_workers_chooses_the_same(case):
    with workers(2) as crew:
        there = standoff.roadmap(case, ["two", "long"], draws=600, by=crew)
    assert there == standoff.roadmap(case, ["two", "long"], draws=600)


def test_the_best_deal_compares_with_the_plan_chosen_for_each_deal(case):
    """The same among the rivals of the best deal: no worse than the roadmap on the draws that choose."""
    found = best_deal(case, 40, 4)
    choosing, judging = halves(Drawn.of(case, 40, 4))
    for name, road in zip(case.deals, standoff.roadmap(case, draws=0), strict=True):
        rival = found.of_deal(name)
        chosen = [[*phase] for phase in rival.plan.phases]
        least = [[*phase] for phase in road.shown.phases]
        assert worth(case, choosing, name, chosen, found.most) >= worth(case, choosing, name, least, found.most)
        assert rival.smallest_share == pytest.approx(worth(case, judging, name, chosen, found.most)[0])
        if rival.least_trust is not None:
            assert rival.least_trust.smallest_share == pytest.approx(worth(case, judging, name, least, found.most)[0])
    assert any(found.of_deal(name).least_trust for name in case.deals)
    assert found.of_deal("hole") is None


def test_a_plan_on_the_table_is_looked_at(case):
    """A plan of the case with the steps of a deal is a plan for it, with the pace of the deal."""
    (only,) = DealPlans.of(case, exchange_of(case), "plain").taken_over(given(case))
    assert only.path == "deals.plain.pace"
    assert only.plan.phases == (("a1",), ("b1",), ("a2",))
    assert not DealPlans.of(case, exchange_of(case), "ends").taken_over(given(case))
    assert not DealPlans.of(case, exchange_of(case), "two").taken_over(given(case))


def text_of(case, roads):
    out = io.StringIO()
    show_roadmaps(Console(file=out, markup=False, highlight=False, width=400), case, roads)
    return out.getvalue()


def test_the_text_shows_the_plan_chosen_first_and_once(case, roads):
    apart = next(road for road in roads.values() if road.chosen.plan.least_trust)
    lines = text_of(case, [apart]).splitlines()
    assert lines[0].startswith(f"[{apart.deal}] Shown first: the plan that holds most for all, in ")
    assert sum(line.startswith("Phases") for line in lines) == 2
    same = next(road for road in roads.values() if not road.chosen.plan.least_trust)
    lines = text_of(case, [same]).splitlines()
    assert lines[0].startswith(f"[{same.deal}] proved")
    assert lines[1].startswith("The plan of the least trust is also the one")
    assert sum(line.startswith("Phases") for line in lines) == 1


def test_the_document_says_what_the_record_says(case, roads):
    document = roadmap_document(case.title, "2026-01-01", [*roads.values()])
    for entry, road in zip(document.roadmaps, roads.values(), strict=True):
        assert entry.chosen.smallest_share == road.chosen.plan.smallest_share
        assert entry.chosen.plan.phases == road.chosen.plan.plan.phases
        assert (entry.chosen.chosen_on, entry.chosen.judged_on, entry.chosen.seed) == (8, 8, 4)


def test_a_deal_that_never_holds_says_so():
    case = read_source("case.yaml", gifts.GIFTS.replace("walkout_cost: 2 to 8", "walkout_cost: 0")).case
    (road,) = standoff.roadmap(case, draws=40)
    assert (road.chosen.plan.smallest_share, road.chosen.plan.sure.holds) == (0.0, 0.0)
    said = shown_first((0.0, 0.0), None, holding=False)
    assert said in text_of(case, [road])


# ------------------------------------------------------------------------------------------- the frontier over draws


@pytest.fixture(scope="module")
def drawn_deals(case):
    return standoff.deals(case, limit=6, draws=DRAWS, seed=4)


def test_how_often_the_deals_of_the_frontier_hold_by_the_slow_twin(case, drawn_deals):
    """Each by its plan that is best at the medians; the pace is that of the slowest deal of the case."""
    found, drawn = drawn_deals, Drawn.of(case, DRAWS, 4)
    assert (found.judged_on, found.made.seed, found.made.draws) == (DRAWS, 4, DRAWS)
    for deal in found.deals:
        share, holds = worth(case, drawn, "plain", [[*phase] for phase in deal.plan.phases], found.most)
        assert (deal.expected_share, deal.holds) == pytest.approx((share, holds))
    assert len({deal.holds for deal in found.deals}) > 1
    told = [one for one in found.named if one.plan is not None]
    assert len(told) > 3
    for one in told:
        share, holds = worth(case, drawn, one.deal, [[*phase] for phase in one.plan.phases], found.most)
        assert (one.expected_share, one.holds) == pytest.approx((share, holds))


def test_without_draws_nothing_is_said_of_them(case, drawn_deals):
    plain = standoff.deals(case, limit=6)
    assert plain.judged_on == 0 and all(deal.holds is None for deal in plain.deals)
    assert [deal.plan for deal in plain.deals] == [deal.plan for deal in drawn_deals.deals]
    document = deals_document("t", "2026-01-01", plain)
    assert (document.judged_on, document.seed, document.deals[0].holds) == (0, None, None)
    assert deals_document("t", "2026-01-01", drawn_deals).deals[0].holds == drawn_deals.deals[0].holds


def test_any_number_of_workers_finds_the_same_odds(case):
    with workers(2) as crew:
        there = standoff.deals(case, limit=3, draws=600, by=crew)
    assert there == standoff.deals(case, limit=3, draws=600)


def test_a_run_tells_how_often_the_frontier_holds_on_the_draws_that_judge(case, tmp_path):
    """The same draws and the same most as the best deal, beside which the deals are shown."""
    found = run(case, draws=10, seed=4)
    best, frontier = found.answer.best, found.frontier
    assert frontier.judged_on == best.judged_on == 50
    _, judging = halves(Drawn.of(case, 100, 4))
    for deal in frontier.deals[:3]:
        share, holds = worth(case, judging, "plain", [[*phase] for phase in deal.plan.phases], best.most)
        assert (deal.expected_share, deal.holds) == pytest.approx((share, holds))
    dots = odds.dots_of(frontier, best)
    assert [dot.kind for dot in dots].count("found") == 1
    assert {dot.name for dot in dots if dot.kind == "deal"} == {*case.deals}
    for dot in dots:
        assert dot.share * dot.holds == pytest.approx(dot.expected)
    page = brief.render(case, found, sources={}, command="")
    assert 'id="frontier-odds:title"' in page
    most = max(dots, key=lambda dot: dot.expected)
    table = page[page.index("How often deals hold, and what they give whoever gets least") :]
    first = re.search(r'<th scope="row">(.*?)</th><td>(.*?)</td>', table)
    called = {"found": "The best deal found", "shown": f"Deal {most.name}"}.get(most.kind)
    assert called is None or first.group(1) == called
    assert first.group(2) == percent(most.holds)
    lines = list(csv.DictReader(io.StringIO(tables(found)["deals"])))
    assert [float(line["holds"]) for line in lines] == [deal.holds for deal in frontier.deals]
    assert [float(line["expected_share"]) for line in lines] == [deal.expected_share for deal in frontier.deals]
    without = brief.render(case, replace(found, frontier=replace(frontier, judged_on=0)), sources={}, command="")
    assert "frontier-odds" not in without


def test_the_text_has_columns_for_draws_where_they_were_made(case, drawn_deals):
    for found, there in ((drawn_deals, True), (standoff.deals(case, limit=6), False)):
        out = io.StringIO()
        show_deals(Console(file=out, markup=False, highlight=False, width=400), case, found)
        assert ("holds in draws" in out.getvalue()) == there
