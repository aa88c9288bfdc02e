"""Where a plan of a case meets the engine: names in, names out, and nothing lost between."""

from __future__ import annotations

import math
import re
from statistics import NormalDist
from types import SimpleNamespace

import pytest

import standoff
from cases import by_hand, case_of
from naive import roadmap as naive_roadmap
from naive import trust as naive_trust
from places import TESTS
from standoff.case.load import load
from standoff.errors import UsageError
from standoff.results.sentences.beyond import beside


@pytest.mark.parametrize("plan", ["denuclearization_first", "relief_first", "all_at_once"])
def test_the_plans_of_the_korea_case_equal_the_slow_twin(korea, plan):
    given = korea.plans[plan]
    expected = naive_roadmap.assess(by_hand(korea, given), korea.kept(given), given.phases)
    found = standoff.assess(korea, plan)
    for row, other in zip(found.rows, expected["rows"], strict=True):
        assert (row.phase, row.party) == (other["phase"], other["party"])
        for name in ("carry_on", "walk_out", "margin", "exposure", "trust"):
            mine, theirs = getattr(row, name), other[name]
            assert (mine is None) == (theirs is None), (plan, row)
            assert mine is None or mine == pytest.approx(theirs, abs=1e-9), (plan, name, row)
    assert found.gain == pytest.approx(expected["gain"], abs=1e-9)
    assert found.at_risk == pytest.approx(expected["at_risk"], abs=1e-9)
    assert (found.verdict != "refused") == expected["wanted"]


def assert_adds_up(found):
    """The terms add up to the totals, and the totals to the row."""
    for course in ("carry_on", "walk_out", "stop", "own", "feared", "both"):
        total, parts = getattr(found.totals, course), [getattr(term, course) for term in found.terms]
        assert all((part is None) == (total is None) for part in parts)
        assert total is None or total == pytest.approx(math.fsum(part.adds for part in parts), abs=1e-9)
    row, totals = found.row, found.totals
    for name in ("carry_on", "walk_out", "margin", "exposure", "trust"):
        mine, theirs = getattr(totals, name), getattr(row, name)
        assert (mine is None) == (theirs is None)
        assert mine is None or mine == pytest.approx(theirs, abs=1e-9), name
    if totals.walk_out is None:
        assert (found.tempting, found.feared, totals.exposure) == (None, None, None)
        return
    assert totals.margin == pytest.approx(totals.carry_on - totals.walk_out, abs=1e-9)
    assert (found.own is None) == (found.feared is None) == (row.binds is None)
    if row.binds is None:
        assert (totals.exposure, totals.loss, totals.both) == (0, None, None)
        return
    assert totals.loss == pytest.approx(totals.both - totals.feared, abs=1e-9) == pytest.approx(row.binds.loss)
    assert totals.kept_by_carrying_on == pytest.approx(totals.carry_on - totals.own, abs=1e-9)
    assert totals.kept_by_carrying_on == pytest.approx(row.binds.kept_by_carrying_on)
    if row.trust is None:
        assert totals.loss == pytest.approx(totals.exposure)
    else:
        assert row.trust == pytest.approx(totals.loss / (totals.loss + totals.kept_by_carrying_on), abs=1e-9)
    assert found.own.openly == row.binds.openly
    assert {*found.own.undone, *found.own.withheld} == set(row.binds.own)
    assert {*found.feared.undone, *found.feared.withheld} == set(row.binds.theirs)
    assert (found.feared.group, found.feared.shows) == (row.binds.others, row.binds.shows)


@pytest.mark.parametrize("plan", ["denuclearization_first", "relief_first", "all_at_once"])
def test_every_row_of_the_korea_case_is_explained_by_terms_that_add_up(korea, plan):
    judged = standoff.assess(korea, plan)
    feared = quits = 0
    for row in judged.rows:
        found = standoff.explain(korea, row.phase, row.party, plan=plan)
        assert found.row == row
        assert_adds_up(found)
        steps = [*judged.keeps, *(step for phase in judged.phases for step in phase)]
        assert [term.name for term in found.terms if term.kind == "step"] == steps
        feared += found.feared is not None
        quits += found.tempting is not None
        if found.tempting:
            assert found.tempting.openly == row.openly
            assert {*found.tempting.undone, *found.tempting.withheld} == set(row.breach)
            assert found.tempting.shows == pytest.approx(12 * row.shows)
        if (row.phase, row.party) == (judged.binding.phase, judged.binding.party):
            assert judged.binding.why in found.why
    assert 0 < feared <= quits < len(judged.rows)


SWAP = """
parties:
  a: {name: Alpha, horizon: 4 years}
  b: {name: Beta, horizon: 4 years, walkout_cost: 4}
steps:
  x: {by: a, name: Gift, undo: never, seen: 0.1 years, worth: {a: -3, b: 5}}
  y: {by: b, name: Return, undo: never, seen: 0.1 years, worth: {a: 5, b: -3}}
plans:
  gift-first: {title: Gift first, phases: [[x], [y]]}
  return-first: {title: Return first, phases: [[y], [x]]}
deals:
  swap: [x, y]
"""


def test_the_first_mover_has_most_to_trust():
    found = standoff.assess(case_of(SWAP), "gift-first")
    assert found.verdict == "holds"
    assert found.trust == pytest.approx(0.615189, abs=5e-7)
    assert (found.binding.phase, found.binding.party) == (1, "a")
    assert found.binding.why == (
        "Most is asked of Alpha at phase 1: it must be at least 62 % sure that nobody else fails. "
        "If Beta fails by not doing “Return”, which shows after 2 months, having carried on leaves Alpha 3 points worse "
        "off than quitting by not doing “Gift”; if nobody else fails, quitting so costs it 1.9 points."
    )


def test_the_last_mover_walks_without_a_bond():
    found = standoff.assess(case_of(SWAP), "return-first")
    assert (found.verdict, found.self_enforcing, found.trust) == ("breaks", False, None)
    assert (found.binding.phase, found.binding.party) == (2, "a")
    assert found.binding.why.startswith(
        "Alpha walks out at phase 2 (5 weeks in): it gains 3 points by not doing “Gift”."
    )
    assert "It keeps “Return” for good and has nothing to lose by it" in found.binding.why


def test_what_would_mend_the_last_mover():
    """Alpha saves 3 at once and would lose the bond a tenth of a year later."""
    (found,) = standoff.remedies(case_of(SWAP), "return-first", trust_at_most=1.0)
    needed = 3 * math.exp(0.1 / 4)
    assert (found.verdict, found.margin_of, found.deal) == ("breaks", "a", None)
    assert found.margin == pytest.approx(-3 / 8)
    assert found.bonds == {"a": pytest.approx(needed), "b": 0}
    assert found.holds_with_bonds
    bond = next(remedy for remedy in found.enough if remedy.kind == "bond")
    assert (bond.party, bond.step, bond.before) == ("a", None, 0.0)
    assert bond.amount == bond.after == pytest.approx(needed, rel=1e-3)
    assert bond.says == "being caught costs Alpha a bond of 3.1 points"
    assert found.unwilling == ()


def test_what_leaves_nothing_to_spare_mends_nothing():
    """Alpha has 8 points at stake: of a bond that is called a remedy, a hundredth of that is left when 3 are saved."""
    (found,) = standoff.remedies(case_of(SWAP), "return-first")
    assert (found.trust_at_most, found.margin_at_least, found.mended) == (0.9, 0.01, False)
    bond = next(remedy for remedy in found.enough if remedy.kind == "bond")
    assert bond.amount == pytest.approx((3 + 0.08) * math.exp(0.1 / 4), rel=1e-3)
    assert bond.margin == pytest.approx(0.01, abs=4e-4)


@pytest.mark.parametrize("fault", ["bond_small", "bond_sentence"])
def test_no_remedy_asks_for_certainty(fault):
    """With the smallest amounts that made it hold, plans of a real case asked for trust of 100 %."""
    case = load(TESTS / "faults" / fault)
    for found, anyhow in zip(
        standoff.remedies(case, in_pairs=fault == "bond_small"),
        standoff.remedies(case, in_pairs=False, trust_at_most=1.0),
        strict=True,
    ):
        for one in (*found.enough, *found.pairs):
            assert one.trust <= 0.9 + 1e-9
            assert one.margin is None or one.margin >= 0.01 - 1e-9
        amounts = {(r.kind, r.step, r.party): r.amount for r in anyhow.enough}
        assert all(r.amount is None or r.amount >= amounts[r.kind, r.step, r.party] - 1e-12 for r in found.enough
                   if r.kind != "guarantee" and not r.several)  # fmt: skip


def test_a_plan_that_holds_for_the_certain_alone_is_mended_too():
    """One phase: the gift is worth a trifle more than what it would save, so that Alpha must be all but sure of Beta."""
    text = SWAP.replace("walkout_cost: 4}", "}").replace("undo: never, seen: 0.1 years", "seen: 1 year")
    text = text.replace("  return-first: {title: Return first, phases: [[y], [x]]}\n", "")
    text = text.replace("[[x], [y]]", "[[x, y]]").replace("a: -3", "a: -3.89")
    (found,) = standoff.remedies(case_of(text), "gift-first")
    # It loses 3.89 if Beta fails, and keeps 5 e^(-1/4) - 3.89 = .004 by carrying on.
    assert (found.verdict, found.mended) == ("holds", False)
    assert found.trust > 0.9
    assert found.enough
    assert all(one.trust <= 0.9 + 1e-9 for one in found.enough)
    (anyhow,) = standoff.remedies(case_of(text), "gift-first", trust_at_most=1.0)
    assert (anyhow.mended, anyhow.enough) == (True, ())


@pytest.mark.parametrize("fault", ["bond_small", "bond_sentence"])
def test_every_remedy_can_stand_after_if(fault):
    """A brief says that a plan holds, or asks for less trust, if ...; there stood a bond, and no verb after it."""
    says = [
        r.says for found in standoff.remedies(load(TESTS / "faults" / fault)) for r in (*found.effects, *found.enough)
    ]
    clause = re.compile(r"[^,]* (is|lapses|can be|comes|flows|pays|costs|take) ")
    assert says
    assert [one for one in says if " that " in one or not clause.match(re.sub("“[^”]*”", "it", one))] == []


def test_a_bond_is_told_as_a_tenth_of_the_stake_of_its_party():
    """Alpha has 5 and 10 points at stake, so that a usual bond is 1.5 points."""
    found = standoff.remedies(load(TESTS / "faults" / "bond_small"), "q")[0]
    assert "being caught costs Alpha a bond of 1.5 points" in [one.says for one in found.effects]


def test_the_least_bit_of_a_remedy_is_told_as_any_amount():
    """A target just below the trust that is asked anyway: whatever lowers it at all is enough, and none is a number."""
    case = load(TESTS / "faults" / "bond_small")
    (now,) = standoff.remedies(case, "q")
    (found,) = standoff.remedies(case, "q", trust_at_most=now.trust - 2e-9)
    says = {(one.kind, one.party, one.step): one.says for one in found.enough}
    assert says["bond", "alpha", None] == "being caught costs Alpha a bond of any amount"
    assert says["longer", "alpha", None] == "the horizon of Alpha is any amount longer than 5 years"
    assert says["faster", None, "open_harbour"] == (
        "“Open harbour” can be taken back any amount sooner than in 12 months"
    )
    assert not [one for one in says.values() if re.search(r" ([^,]+), not \1$", one)]


def test_remedies_respect_rules_and_requires_by_name():
    text = (
        SWAP
        + """
rules: [z if x]
"""
    )
    text = text.replace("plans:", "  z: {by: b, name: Crumb, worth: {a: 1}}\nplans:", 1)
    text = text.replace("return-first: {title: Return first, phases: [[y], [x]]}", "p: {phases: [[z], [y], [x]]}")
    text = text.replace("  gift-first: {title: Gift first, phases: [[x], [y]]}\n", "").replace(
        "[x, y]\n", "[x, y, z]\n"
    )
    (found,) = standoff.remedies(case_of(text))
    dropped = {remedy.step for remedy in found.effects if remedy.kind == "drop"}
    assert dropped == {"x", "y"}
    (found,) = standoff.remedies(case_of(text.replace("rules: [z if x]", "")))
    assert {remedy.step for remedy in found.effects if remedy.kind == "drop"} == {"x", "y", "z"}
    (found,) = standoff.remedies(
        case_of(text.replace("rules: [z if x]", "").replace("by: a, name", "requires: [y], by: a, name"))
    )
    assert {remedy.step for remedy in found.effects if remedy.kind == "drop"} == {"x", "z"}


def test_what_dropping_a_step_does_to_a_plan_of_the_korea_case_equals_the_slow_twin(korea):
    given = korea.plans["all_at_once"]
    (found,) = standoff.remedies(korea, "all_at_once")
    dropped = [remedy for remedy in found.effects if remedy.kind == "drop"][:2]
    assert dropped
    for remedy in dropped:
        (phase,) = given.phases
        shorter = SimpleNamespace(
            keeps=given.keeps, pace=given.pace, phases=(tuple(step for step in phase if step != remedy.step),)
        )
        expected = naive_roadmap.assess(by_hand(korea, shorter), korea.kept(shorter), shorter.phases)
        assert (remedy.verdict != "refused") == expected["wanted"]
        assert remedy.trust == (expected["trust"] and pytest.approx(expected["trust"]))


def test_what_would_make_a_refused_plan_wanted():
    """Beta gains 2 - 3 e^(-.1/4); a point on the gift counts in full, one on the return from phase 2 on."""
    (found,) = standoff.remedies(case_of(SWAP.replace("b: 5}", "b: 2}")), "gift-first")
    (beta,) = found.unwilling
    short = 3 * math.exp(-0.1 / 4) - 2
    assert (beta.party, beta.shortfall) == ("b", pytest.approx(short))
    free, gift, back, support = beta.changes
    assert (free.kind, free.step, free.amount, free.verdict) == ("drop", "y", None, "refused")
    assert [(r.kind, r.step, r.party) for r in (gift, back)] == [("worth", "x", "b"), ("worth", "y", "b")]
    assert [r.amount for r in (gift, back)] == pytest.approx([short, short * math.exp(0.1 / 4)], rel=1e-3)
    assert gift.after == pytest.approx(2 + short, rel=1e-3)
    # Support begins when both steps are in force, which is when the second phase begins.
    assert (support.kind, support.party) == ("support", "b")
    assert support.amount == pytest.approx(short * math.exp(0.1 / 4), rel=1e-3)


def test_a_plan_that_a_party_does_not_want_is_refused_by_name():
    case = case_of(SWAP.replace("b: 5}", "b: 2}"))
    found = standoff.assess(case, "gift-first")
    assert (found.verdict, found.binding.party, found.binding.phase) == ("refused", "b", None)
    assert found.binding.why.startswith("Beta does not want this plan")
    assert found.gain["b"] == pytest.approx(2 - 3 * math.exp(-0.1 / 4))


def with_gamma(**plan):
    """Gamma loses by the gift and has a blockade of its own, 4 points to Alpha's harm, and a share in the talks."""
    text = SWAP.replace("  b: {name: Beta", "  c: {name: Gamma, horizon: 2 years}\n  b: {name: Beta")
    text = text.replace("worth: {a: -3, b: 5}", "worth: {a: -3, b: 5, c: -1}")
    blockade = "  blockade: {by: c, worth: {a: -4, b: 1, c: 9}}\n  talks: {by: [b, c], worth: {a: 2}}\n"
    text = text.replace("steps:\n", "steps:\n" + blockade)
    case = case_of(text)
    first = case.plans["gift-first"].model_copy(update=plan)
    return case.model_copy(update={"plans": {**case.plans, "gift-first": first}})


def test_a_bystander_that_loses_is_against_a_plan_and_does_not_make_the_verdict():
    found = standoff.assess(with_gamma(), "gift-first")
    assert (found.verdict, found.needed, found.refused_by) == ("holds", ("a", "b"), ())
    gamma = found.against["c"]
    assert gamma.gain == pytest.approx(-1)
    assert {party: (can.best, can.worst) for party, can in gamma.can.items()} == {"a": (0, -4), "b": (1, 0)}
    assert gamma.why in beside(found)
    assert gamma.why == (
        "Gamma is against it: it takes no part, and would be 1 point worse off than now. "
        "By a move of its own it could cost Alpha up to 4 points, or bring Beta up to 1 point, each in their own."
    )


def test_a_party_whose_consent_is_needed_refuses_though_it_takes_no_step():
    found = standoff.assess(with_gamma(consent=("c",)), "gift-first")
    assert (found.verdict, found.binding.party, found.refused_by, found.against) == ("refused", "c", ("c",), {})
    assert "Gamma takes no step in it, but its consent is needed" in found.binding.why


def test_the_ledger_of_the_first_mover_by_hand():
    """Alpha gives 3 at once and gets 5 a tenth of a year later; Beta keeps the gift, which shows after another tenth."""
    found = standoff.explain(case_of(SWAP), 1, "a", plan="gift-first")
    gift, back, cost = found.terms
    later = math.exp(-0.1 / 4)
    assert [(term.kind, term.name, term.worth) for term in found.terms[:2]] == [("step", "x", -3), ("step", "y", 5)]
    assert (cost.kind, cost.worth, cost.walk_out.adds) == ("walkout_cost", 0, 0)
    for line, expected in ((gift, [-3, 0, 0, 0, -3, 0]), (back, [5 * later, 0, 0, 0, 0, 0])):
        courses = (line.carry_on, line.walk_out, line.stop, line.own, line.feared, line.both)
        assert [course.adds for course in courses] == pytest.approx(expected)
    assert (back.carry_on.begins, back.carry_on.ends) == (pytest.approx(1.2), None)
    assert (back.feared.begins, back.feared.ends) == (None, None)
    assert found.totals.margin == pytest.approx(5 * later - 3)
    assert (found.totals.loss, found.totals.exposure) == (pytest.approx(3), pytest.approx(3))
    assert found.totals.kept_by_carrying_on == pytest.approx(5 * later - 3)
    assert (found.own.group, found.own.withheld, found.own.openly) == (("a",), ("x",), False)
    assert (found.feared.group, found.feared.withheld, found.feared.begins_now) == (("b",), ("y",), False)
    assert found.why.startswith(
        "Most is asked of Alpha at phase 1: it must be at least 62 % sure that nobody else fails."
    )


def test_the_walk_out_cost_falls_due_when_the_breach_shows():
    found = standoff.explain(case_of(SWAP), 2, "b", plan="gift-first")
    cost = found.terms[-1]
    assert (cost.worth, cost.walk_out.begins) == (-4, pytest.approx(1.2))
    assert cost.walk_out.adds == pytest.approx(-4 * math.exp(-0.1 / 4))
    assert found.totals.walk_out == pytest.approx(5 - 4 * math.exp(-0.1 / 4))
    assert found.feared is None
    assert "whatever it thinks of the others" in found.why
    assert "If it walked out, it would be by not doing “Return”" in found.why


def test_the_ledger_says_who_walks_and_who_has_nothing_to_quit():
    case = case_of(SWAP)
    walks = standoff.explain(case, 2, "a", plan="return-first")
    assert walks.why == standoff.assess(case, "return-first").binding.why
    idle = standoff.explain(case, 3, "a", plan="return-first")
    assert idle.why.startswith("Alpha has nothing to quit after the end")
    assert (idle.tempting, idle.feared, idle.row.margin) == (None, None, None)
    assert_adds_up(idle)


def test_the_roadmap_of_a_deal_is_explained_like_a_plan():
    case = case_of(SWAP)
    (roadmap,) = standoff.roadmap(case)
    for row in roadmap.best.rows:
        found = standoff.explain(case, row.phase, row.party, deal="swap")
        assert (found.plan, found.phases, found.row) == ("swap", roadmap.best.phases, row)
        assert_adds_up(found)


def test_entries_of_together_are_named_also_where_the_background_completes_them():
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  patron: {by: b, worth: {a: 3, b: -1}}
  x: {by: a, worth: {a: -2, b: 5}}
  y: {by: b, worth: {a: 5, b: -2}}
  z: {by: b, worth: {a: 1}}
together:
  elsewhere: {steps: [y, z], worth: {a: 7}}
  cushion: {steps: [patron, y], worth: {a: -4}}
  both: {steps: [x, y], worth: {a: 1}}
now: [patron]
plans: {p: {keeps: [], phases: [[x], [y]]}}
"""
    for party in ("a", "b"):
        for phase in (1, 2, 3):
            found = standoff.explain(case_of(text), phase, party, plan="p")
            assert_adds_up(found)
            assert [t.name for t in found.terms if t.kind == "together"] == ["cushion", "both"]
    found = standoff.explain(case_of(text), 1, "a", plan="p")
    assert {term.name: term.carry_on.adds for term in found.terms} == {
        "x": -2, "y": 5, "cushion": -4, "both": 1, "walkout_cost": 0
    }  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "party", "named", "message"),
    [
        (9, "a", {"plan": "gift-first"}, "phase 9 is not one of 1..3"),
        (0, "a", {"deal": "swap"}, "phase 0 is not one of 1..3"),
        (1, "aa", {"plan": "gift-first"}, "no party `aa`; did you mean `a`"),
        (1, "a", {"plan": "gift-frist"}, "no plan `gift-frist`; did you mean `gift-first`"),
        (1, "a", {"deal": "swop"}, "no deal `swop`; did you mean `swap`"),
        (1, "a", {}, "--plan.*--deal"),
        (1, "a", {"plan": "gift-first", "deal": "swap"}, "not for both at once"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_a_hint(phase, party, named, message):
    with pytest.raises(UsageError, match=message):
        standoff.explain(case_of(SWAP), phase, party, **named)


def test_a_background_step_acts_through_together_and_a_kept_one_can_be_breached():
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  patron: {by: b, worth: {a: 3, b: -1}}
  x: {by: a, worth: {a: -2, b: 5}}
  y: {by: b, worth: {a: 5, b: -2}}
together:
  cushion: {steps: [patron, y], worth: {a: -4}}
now: [patron]
plans:
  background: {phases: [[x, y]]}
  kept: {keeps: [patron], phases: [[x, y]]}
deals: {both: [patron, x, y]}
"""
    case = case_of(text)
    assert standoff.assess(case, "background").gain["a"] == pytest.approx(5 - 2 - 4)
    kept = standoff.assess(case, "kept")
    assert kept.gain["a"] == pytest.approx(5 - 2 - 4)
    assert "patron" in kept.row(2, "b").breach
    (roadmap,) = standoff.roadmap(case)
    assert roadmap.shown.keeps == ("patron",)


def test_the_choice_is_resolved_and_a_member_in_force_settles_it():
    text = (
        SWAP.replace(
            "steps:\n",
            "steps:\n  here: {by: [a, b], undo: never, worth: {a: 2, b: 1}}\n"
            "  there: {by: [a, b], undo: never, worth: {a: 1, b: 1}}\n",
        )
        + "choices: {venue: [here, there]}\n"
    )
    text = text.replace("swap: [x, y]", "swap: {steps: [x, y, venue], before: [[venue, x]]}")
    (roadmap,) = standoff.roadmap(case_of(text))
    phases = roadmap.shown.phases
    members = [step for phase in phases for step in phase if step in ("here", "there")]
    assert len(members) == 1
    when = {step: n for n, phase in enumerate(phases) for step in phase}
    assert when[members[0]] < when["x"]
    (settled,) = standoff.roadmap(case_of(text + "now: [there]\n"))
    assert settled.shown.keeps == ("there",)
    assert "here" not in [step for phase in settled.shown.phases for step in phase]


def test_rules_bind_every_stage_of_a_roadmap():
    text = SWAP + "rules: [x iff y]\n"
    (roadmap,) = standoff.roadmap(
        case_of(
            text.replace(
                "  gift-first: {title: Gift first, phases: [[x], [y]]}\n"
                "  return-first: {title: Return first, phases: [[y], [x]]}\n",
                "  both: {phases: [[x, y]]}\n",
            )
        )
    )
    assert roadmap.shown.phases == (("x", "y"),)


def test_a_proved_roadmap_bounds_the_trust_from_below():
    (roadmap,) = standoff.roadmap(case_of(SWAP))
    assert roadmap.bound.proved
    assert roadmap.best.trust == pytest.approx(0.615189, abs=5e-7)
    assert roadmap.bound.trust_at_least <= roadmap.best.trust


def test_what_weighs_most_is_a_planned_step():
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  old: {by: a, name: Old burden, worth: {a: -9, b: 1}}
  x: {by: a, name: New cost, worth: {a: -1, b: 1}}
now: [old]
plans: {p: {keeps: [old], phases: [[x]]}}
"""
    why = standoff.assess(case_of(text), "p").binding.why
    assert "New cost" in why
    assert "Old burden" not in why


def test_unknown_plans_and_deals_are_named():
    with pytest.raises(UsageError, match="no plan `gift-frist`; did you mean `gift-first`"):
        standoff.assess(case_of(SWAP), "gift-frist")
    with pytest.raises(UsageError, match="no deal `swop`; did you mean `swap`"):
        standoff.roadmap(case_of(SWAP), ["swop"])


# ------------------------------------------------------------------------------------------- how sure


WANTED = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  x: {by: a, worth: {a: 0, b: -1 to 3}}
plans: {p: {phases: [[x]]}}
"""


def test_the_share_refused_is_the_probability_of_a_loss():
    """The only doubt is one normal number: the plan is refused where it is negative."""
    draws = 4000
    found = standoff.run(case_of(WANTED.replace("[[x]]", "[[x]], consent: b")), draws=draws, seed=5).sureness["plan:p"]
    spread = 2 / NormalDist().inv_cdf(0.95)
    expected = NormalDist(1, spread).cdf(0)
    error = math.sqrt(expected * (1 - expected) / draws)
    assert abs(found.refused - expected) < 4 * error
    assert found.refused + found.breaks + found.holds == pytest.approx(1)
    assert (found.refusers, found.against) == ((("b", found.refused),), ())
    aside = standoff.run(case_of(WANTED), draws=draws, seed=5).sureness["plan:p"]
    assert (aside.refused, aside.holds, aside.against) == (0, 1, found.refusers)


def test_without_ranges_every_draw_is_the_median():
    found = standoff.run(case_of(SWAP), draws=7, seed=1)
    for plan in found.plans:
        sure = found.sureness[f"plan:{plan.plan}"]
        assert {"refused": sure.refused, "breaks": sure.breaks, "holds": sure.holds}[plan.verdict] == 1
        if plan.trust is not None and plan.verdict == "holds":
            assert sure.trust == pytest.approx((plan.trust,) * 3)


def test_draws_repeat_with_the_seed_and_do_not_depend_on_what_else_is_asked():
    case = case_of(WANTED + "deals: {d: [x]}\n")
    alone = standoff.run(case_of(WANTED), draws=100, seed=9).sureness["plan:p"]
    both = standoff.run(case, draws=100, seed=9).sureness
    assert both["plan:p"] == alone == standoff.run(case, draws=100, seed=9).sureness["plan:p"]
    assert standoff.run(case, draws=100, seed=10).sureness["plan:p"] != alone


PARADE = """
parties:
  a: {name: Alpha, horizon: 4 years}
  b: {name: Beta, horizon: 4 years}
steps:
  x: {by: a, name: Gift, seen: 1 year, undo: 0, worth: {a: -1, b: 5}}
  y: {by: b, name: Return, seen: 1 year, undo: 0, worth: {a: 9, b: -1}}
  z: {by: b, name: Parade, takes: 0.5 years, undo: never, requires: [y], worth: {a: -3, b: 1}}
plans:
  swap: {title: Swap, phases: [[x, y, z]]}
"""


def test_the_bet_against_leaving_openly_is_told_so():
    """The parade comes after half a year, unless everything stops before; nobody sees for a year that gifts are missing.

    If Beta holds back the return, Alpha that has carried on loses its gift for a year and has the parade for good; had
    it held back the gift too, it would have the parade all the same. Had it left openly, it would have nothing at all.
    """
    case = case_of(PARADE)
    row, found = standoff.assess(case, "swap").row(1, "a"), standoff.explain(case, 1, "a", plan="swap")
    parade = 3 * math.exp(-0.5 / 4)
    loss, kept = (1 - math.exp(-1 / 4)) + parade, 9 - 1 - parade
    assert (row.openly, row.walk_out, row.margin) == (True, 0, pytest.approx(kept))
    assert (row.binds.own, row.binds.openly, row.binds.others, row.binds.theirs) == ((), True, ("b",), ("y",))
    assert (row.binds.shows, row.binds.loss) == (pytest.approx(12), pytest.approx(loss))
    assert row.binds.kept_by_carrying_on == pytest.approx(kept)
    assert row.trust == pytest.approx(loss / (loss + kept))
    assert_adds_up(found)
    assert (
        "If Beta fails by not doing “Return”, which shows after 12 months, having carried on leaves Alpha" in found.why
    )
    assert "worse off than leaving openly; if nobody else fails, leaving costs it 5.4 points." in found.why
    assert "If it walked out, it would be by leaving openly; everything would stop at once." in found.why


LOST = """
parties:
  a: {name: Alpha, horizon: 4 years}
  b: {name: Beta, horizon: 4 years}
steps:
  march: {by: b, name: March, seen: 0, undo: 0, worth: {a: -3, b: -0.5}}
  guard: {by: a, name: Guard, seen: 1 year, undo: 0, worth: {a: -1, b: 4}}
plans:
  both: {title: Both, phases: [[guard, march]]}
"""


def test_who_walks_out_by_leaving_openly_is_said_so_everywhere():
    """Alpha dislikes what Beta does: it would rather that everything stopped today than in a year.

    Carrying on is worth -4. Withholding the guard shows after a year: -3 (1 - e^(-1/4)) = -.66 until then. Leaving
    openly: 0. So it gains 4 by leaving openly. A bond of 4 would be enough against that; against withholding the guard,
    after which it is lost a year later only, 4 less those .66 take e^(1/4) of it for each point.
    """
    case = case_of(LOST)
    found = standoff.assess(case, "both")
    row = found.row(1, "a")
    assert (row.openly, row.breach, row.shows, row.margin) == (True, (), 0.0, -4.0)
    assert row.bond == pytest.approx((4 - 3 * (1 - math.exp(-1 / 4))) * math.exp(1 / 4))
    why = standoff.explain(case, 1, "a", plan="both")
    assert why.tempting.openly and not why.tempting.withheld
    assert_adds_up(why)
    assert "it gains 4 points by leaving openly" in why.why
    assert "everything stops at once" in why.why
    assert "A bond of 4.3 points would be just enough to hold it." in why.why


CEASEFIRE = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  truce: {by: [a, b], name: Ceasefire, seen: 0.1 years, undo: 0.5 years, worth: {a: 3, b: 3}}
  x: {by: a, seen: 0.2 years, worth: {a: -1, b: 2}}
  y: {by: b, seen: 0.2 years, worth: {a: 2, b: -1}}
now: [truce]
plans: {p: {keeps: [truce], phases: [[x, y]]}}
"""


def test_a_ceasefire_ends_with_a_breakdown_where_the_case_says_so():
    """It is liked by both, so that it stayed for good; now each has it for half a year after everything stops."""
    stays, ends = (case_of(CEASEFIRE.replace("undo: 0.5 years", f"undo: 0.5 years{more}"))
                   for more in ("", ", ends_with_breakdown: true"))  # fmt: skip
    lost = 3 * math.exp(-0.5 / 4)
    assert {stop.worth for stop in standoff.assess(stays, "p").if_stopped} == {0}
    assert [stop.worth for stop in standoff.assess(ends, "p").if_stopped] == pytest.approx([-lost, -lost])
    # Who does not pay saves 1 and has 2 for the .2 years until that shows, and then the ceasefire for .5 years more.
    (row,) = (row for row in standoff.assess(ends, "p").rows if (row.phase, row.party) == (1, "a"))
    assert row.walk_out == pytest.approx(2 * (1 - math.exp(-0.2 / 4)) + 3 * (1 - math.exp(-0.7 / 4)))
    assert row.carry_on == pytest.approx(3 + 2 - 1)
    snapback = case_of(CEASEFIRE.replace("undo: 0.5 years", "undo: 0.5 years, automatic: true"))
    assert standoff.assess(ends, "p") == standoff.assess(snapback, "p")


@pytest.mark.parametrize("more", ["", ", ends_with_breakdown: true", ", ends_with_breakdown: true, ends: all"])
@pytest.mark.parametrize("phases", ["[[x, y]]", "[[x], [y]]", "[[y], [x]]"])
def test_what_ends_with_a_breakdown_is_what_the_slow_twin_says(more, phases):
    case = case_of(CEASEFIRE.replace("undo: 0.5 years", f"undo: 0.5 years{more}").replace("[[x, y]]", phases))
    given = case.plans["p"]
    twin = naive_trust.Plan(by_hand(case, given), [list(phase) for phase in given.phases], list(given.keeps))
    expected = naive_trust.assess(twin)
    for row, other in zip(standoff.assess(case, "p").rows, expected.rows, strict=True):
        assert (row.phase, row.party) == (other.phase, other.party)
        for mine, theirs in ((row.carry_on, other.carry_on), (row.margin, other.margin)):
            assert (mine is None) == (theirs is None)
            assert mine is None or mine == pytest.approx(theirs, abs=1e-9)
