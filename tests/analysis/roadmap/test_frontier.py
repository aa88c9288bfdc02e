"""All deals of a case: names, choices, what is kept, documents, text and brief."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import jsonschema
import pytest

import standoff
from places import TESTS
from printed import printed
from standoff.analysis.roadmap import frontier
from standoff.case.load import load
from standoff.case.model.rules import holds
from standoff.errors import SizeError, UsageError
from standoff.formats.csv_tables import tables
from standoff.results import schemas
from standoff.results.documents.document import dumps
from standoff.results.documents.frontier import deals_document
from standoff.views.brief import page as brief
from standoff.views.text import frontier as frontier_text

CASE = """\
format: 1
title: A <b>swap</b>
as_of: 2026-11-02
parties:
  a: {name: Aye, horizon: 4 years, walkout_cost: 1}
  b: {name: Bee, horizon: 6 years, walkout_cost: 1}
steps:
  gift: {by: a, name: "<i>Gift</i>", seen: 0.2 years, undo: 0.3 years, worth: {a: -2, b: 5}}
  fee: {by: b, name: Fee, seen: 0.1 years, undo: 0.1 years, worth: {a: 4, b: -1.5}}
  bonus: {by: b, name: Bonus, requires: [fee], seen: 0.1 years, worth: {a: 1, b: -0.5}}
  here: {by: [a, b], name: Meet here, undo: never, symbolic: true, worth: {a: 1, b: 0.5}}
  there: {by: [a, b], name: Meet there, undo: never, symbolic: true, worth: {a: 0.2, b: 1}}
  old: {by: a, name: Old, undo: 0.2 years, worth: {a: -0.5, b: 1}}
choices: {venue: [here, there]}
now: [old]
rules: [gift if bonus]
deals:
  whole: {title: The whole, steps: [gift, fee, bonus, venue], pace: 2 months}
  kept: {title: With the old, steps: [old, gift, fee], pace: 1 month, before: [[gift, fee]]}
"""


@pytest.fixture
def swap(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE)
    return load(tmp_path)


def test_every_deal_shown_is_allowed_wanted_and_holds_as_assessed(swap):
    found = standoff.deals(swap)
    assert found.steps == ("gift", "fee", "bonus", "here", "there")
    assert found.pace == pytest.approx(2)
    # gift and fee freely, bonus with both, a meeting or none: (4 + 1) * 2 - 1 deals with the venue open.
    assert found.looked_at == 9
    assert found.deals
    assert [deal.number for deal in found.deals] == list(range(1, len(found.deals) + 1))
    for deal in found.deals:
        plan = deal.plan
        assert plan.verdict == "holds"
        assert min(plan.gain.values()) >= 0
        assert {step for phase in plan.phases for step in phase} == set(deal.steps)
        in_force = set(swap.now)
        for phase in plan.phases:
            in_force |= set(phase)
            assert all(holds(rule, in_force) for rule in swap.constraints())
        assert ("venue" in deal.choices) == bool({"here", "there"} & set(deal.steps))
        assert (
            {other.member for other in deal.others} == {"here", "there"} - set(deal.steps)
            if deal.choices
            else not deal.others
        )
        shares = [plan.gain[p] / found.most[p] for p in ("a", "b")]
        assert deal.smallest_share == pytest.approx(min(shares))


def test_within_a_deal_its_kept_steps_pace_and_order_count(swap):
    found = standoff.deals(swap, within="kept")
    assert found.within == "kept"
    assert found.steps == ("gift", "fee")
    assert found.looked_at == 3
    assert found.pace == pytest.approx(1)
    for deal in found.deals:
        assert deal.plan.keeps == ("old",)
        if len(deal.steps) == 2:
            assert deal.plan.phases == (("gift",), ("fee",))
    assert [named.deal for named in found.named] == ["kept"]
    assert [named.deal for named in standoff.deals(swap).named] == ["whole", "kept"]


def test_a_named_deal_lies_where_its_roadmap_lies(korea):
    found = standoff.deals(korea, within="interim", limit=6)
    (interim,) = (named for named in found.named if named.deal == "interim")
    (road,) = standoff.roadmap(korea, ["interim"])
    assert interim.plan is not None
    assert road.best is not None
    # Of other governments is told where one plan is asked about.
    assert interim.plan == replace(road.best, successions=())
    assert len(found.deals) == 6
    assert found.unbeaten > 6


def test_what_cannot_be_asked(swap):
    with pytest.raises(UsageError, match="no deal `hole`; did you mean `whole`"):
        standoff.deals(swap, within="hole")
    everything = swap.model_copy(update={"now": tuple(swap.steps), "choices": {}, "rules": ()})
    with pytest.raises(UsageError, match="every step is in force now"):
        standoff.deals(everything)


def test_too_many_steps_are_refused_before_work(tmp_path):
    steps = "".join(f"  s{k}: {{by: {'ab'[k % 2]}, worth: {{a: 1, b: 1}}}}\n" for k in range(19))
    head = CASE[: CASE.index("steps:")]
    (tmp_path / "case.yaml").write_text(f"{head}steps:\n{steps}deals: {{few: [s0, s1, s2]}}\n")
    case = load(tmp_path)
    with pytest.raises(SizeError, match=r"steps to make deals of: 19, and the limit is 18; .*--within DEAL"):
        standoff.deals(case)
    found = standoff.run(case, draws=0).frontier
    assert found is not None
    assert found.within == "few"


def test_the_document_keeps_its_schema(swap):
    document = json.loads(dumps(deals_document(swap.title, "2026-11-02", standoff.deals(swap))))
    jsonschema.validate(document, schemas.schema("deals"))
    assert document["deals"]
    assert document["named"][0]["plan"] is not None


def test_the_terminal_and_the_tables_show_it(swap):
    found = standoff.deals(swap)
    shown = printed(frontier_text.show_deals, swap, found)
    assert f"Of 9 deals, {found.wanted}" in shown
    assert "The whole" in shown
    assert "upper bound" in shown
    assert "Meet there" in shown
    assert "Meet here" in shown
    written = tables(standoff.run(swap, draws=0))
    rows = list(csv.DictReader(io.StringIO(written["deals"])))
    assert [int(row["deal"]) for row in rows] == [deal.number for deal in found.deals]
    assert [float(row["trust"]) for row in rows] == [deal.plan.trust for deal in found.deals]
    assert len(list(csv.DictReader(io.StringIO(written["deal_gains"])))) == 2 * len(found.deals)
    assert len(list(csv.DictReader(io.StringIO(written["deal_members"])))) == sum(len(d.others) for d in found.deals)


def test_the_brief_draws_it(swap):
    findings = standoff.run(swap, draws=0)
    page = brief.render(swap, findings, sources={}, command="standoff run swap")
    part = re.search(r'<section id="deals".*?</section>', page, re.S)[0]
    assert "<i>Gift</i>" not in part
    assert "&lt;i&gt;Gift&lt;/i&gt;" in part
    assert part.count('class="dotname"') == len(findings.frontier.deals) + sum(
        n.standing == "beaten" for n in findings.frontier.named
    )
    for deal in findings.frontier.deals:
        assert f'id="frontier-{deal.number}"' in part
    # Everything that is drawn lies within the drawing.
    width, height = (float(x) for x in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', part).groups())
    for cx, cy in re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"', part):
        assert 0 <= float(cx) <= width
        assert 0 <= float(cy) <= height
    assert "All deals that can be made of the steps" in page


def test_a_case_without_worths_has_none(tmp_path):
    text_ = CASE[: CASE.index("deals:")]
    text_ = re.sub(r", worth: \{[^}]*\}", "", text_) + "prefer: {a: [fee]}\n"
    (tmp_path / "case.yaml").write_text(text_)
    case = load(tmp_path)
    assert standoff.run(case, draws=0).frontier is None
    with pytest.raises(UsageError, match="neither worths nor an order of `b`"):
        standoff.deals(case)


def test_the_verb(tmp_path):
    from typer.testing import CliRunner

    from standoff.cli import app

    (tmp_path / "case.yaml").write_text(CASE)
    done = CliRunner().invoke(app, ["deals", str(tmp_path), "--limit", "2", "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert len(document["deals"]) <= 2
    jsonschema.validate(document, schemas.schema("deals"))


def test_the_limits_fit_together():
    assert frontier.ROUTINE_IN_NUMPY <= frontier.ROUTINE <= frontier.MOST_STEPS


def placed(case, within=None):
    found = standoff.deals(case, within)
    return {named.deal: named for named in found.named}, found


def test_every_deal_that_the_case_names_asks_what_its_roadmap_asks():
    """Deals that list steps in force, and such as do not: once three of three were missing, or asked for something else."""
    case = load(TESTS / "faults" / "deals_omits_named")
    named, found = placed(case)
    assert list(named) == list(case.deals) == ["un_package", "small", "big"]
    for road in standoff.roadmap(case):
        place = named[road.deal]
        assert place.plan is not None
        assert place.plan.trust == pytest.approx(road.best.trust, abs=1e-9)
        assert place.plan.phases == road.best.phases
        assert place.trust_at_least == road.bound.trust_at_least
        assert place.proved == road.bound.proved
        if place.number is not None:
            (shown,) = (deal for deal in found.deals if deal.number == place.number)
            assert shown.named == road.deal
            assert shown.plan.trust == place.plan.trust
    assert named["small"].proved
    assert named["small"].trust_at_least is not None  # of 4 steps: all plans are tried


def test_deals_with_a_pace_or_wishes_of_their_own_are_told_of_beside_the_others(swap):
    """They are none of the deals of the table, but each has its roadmap's plan, and is compared with them."""
    named, found = placed(swap)
    assert list(named) == ["whole", "kept"]
    (road,) = standoff.roadmap(swap, ["kept"])
    kept = named["kept"]
    assert kept.plan == road.best
    assert kept.number is None
    assert kept.standing == ("beaten" if kept.beaten_by else "unbeaten")
    if kept.beaten_by:
        rival = found.deals[kept.beaten_by - 1].plan
        assert all(rival.gain[party] >= kept.plan.gain[party] for party in swap.parties)
        assert rival.trust <= kept.plan.trust
        assert rival.months <= kept.plan.months
    givers = [party for party in kept.plan.needed if found.most[party] > 0]
    assert kept.smallest_share == pytest.approx(min(kept.plan.gain[p] / found.most[p] for p in givers))


@pytest.mark.parametrize("kind", ["none holds", "better", "as good", "known"])
def test_what_is_known_of_a_named_deal(swap, kind):
    """A roadmap that is known is taken as it is; where the search finds a plan that asks for clearly less, that one."""
    from dataclasses import replace

    (road,) = standoff.roadmap(swap, ["whole"])
    worse = replace(road.best, phases=(("fee",), ("gift", "there"), ("bonus",)))
    near = replace(road.best, phases=(("gift",), ("fee", "bonus"), ("there",)))
    given = {
        "none holds": replace(road, best=None, bound=replace(road.bound, trust_at_least=None)),
        "better": replace(road, best=worse),
        "as good": replace(road, best=near),
        "known": road,
    }[kind]
    found = frontier.deals(swap, "whole", known=[given])
    (place,) = (named for named in found.named if named.deal == "whole")
    if kind == "none holds":
        assert place.plan is not None  # it is of four new steps, of which all plans are tried
        assert place.trust_at_least is None
    assert place.plan.trust == pytest.approx(road.best.trust, abs=0.01)
    assert place.plan.phases == (near if kind == "as good" else road.best).phases


def test_what_is_said_of_a_named_deal(swap):
    from dataclasses import replace

    from standoff.results.sentences.frontier import where_named

    named, _ = placed(swap)
    told = replace(named["kept"], standing="beaten", beaten_by=3, trust_at_least=0.2345, proved=True)
    assert "trust (no plan asks for less than 23 %) and is beaten: deal 3 gives" in where_named(told)
    assert "(within 1 % of the least" in where_named(replace(told, trust_at_least=0.0))
    assert "(not proved to be the least)" in where_named(replace(told, trust_at_least=None, proved=False))
    none = replace(told, standing="none", plan=None)
    assert where_named(none) == "“With the old”: no plan holds."
    assert where_named(replace(none, proved=False)) == "“With the old”: no plan was found that holds."


def test_what_deals_take_for_granted_is_said(tmp_path):
    """Of one deal beside where it stands, of all deals within one that keeps less once for all of them."""
    (tmp_path / "case.yaml").write_text(CASE.replace("steps: [old, gift, fee]", "keeps: [], steps: [gift, fee]"))
    case = load(tmp_path)
    for within, says in ((None, "It takes for granted that “Old” stays in force."), ("kept", "All these deals take")):
        assert says in printed(frontier_text.show_deals, case, standoff.deals(case, within=within))
    (tmp_path / "case.yaml").write_text(CASE)
    case = load(tmp_path)
    assert "granted" not in printed(frontier_text.show_deals, case, standoff.deals(case))
