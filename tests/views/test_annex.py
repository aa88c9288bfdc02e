"""The annex of the brief: parts that are closed until opened, one sentence each, and no number, name or word too many."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from made_up import COMMAND, HARBOUR, INPUTS, MADE, SOURCES, findings, page, sureness
from standoff.case.model.model import Case
from standoff.results.records.answer import Answer, Best, Contender, Judged
from standoff.results.records.stability import CoalitionNow, Coalitions, Jumps
from standoff.results.sentences.coalitions import then_stable
from standoff.views.brief import page as brief
from standoff.views.brief import telling
from standoff.views.brief.sections import demands, how_it_breaks

each = pytest.mark.parametrize("name", INPUTS)

PART = re.compile(
    r'<details class="part">\n<summary>(.*?)</summary>\n<section id="([a-z-]+)"(.*?)</section>\n</details>', re.S
)


def parts(text):
    """The parts by their ids: what is read while they are closed, and what is in them."""
    return {key: (summary, inside) for summary, key, inside in PART.findall(text)}


def read(text):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", text))).strip()


@each
def test_every_part_is_closed_and_says_what_it_comes_to_in_a_sentence(name):
    found = parts(page(name))
    assert {"where", "demands", "deals", "numbers", "method"} <= set(found)
    for key, (summary, inside) in found.items():
        heading, sentence = re.fullmatch(
            r'<h2 id="([^"]+)">.+?</h2> <span class="in-brief">(.+)</span>', summary, re.S
        ).groups()
        assert heading == f"{key}-title" and f'aria-labelledby="{key}-title"' in inside
        assert read(sentence).endswith(".")
        assert "<a " not in summary  # nothing to follow within what opens and closes
        assert inside.rstrip().endswith('<p class="back"><a href="#contents">Contents</a></p>')


@each
def test_contents_lead_into_parts_and_each_part_back(name):
    text = page(name)
    nav = re.search(r'<nav id="contents" aria-label="Contents">(.*?)</nav>', text, re.S)[1]
    assert re.findall('href="#([^"]+)"', nav) == list(parts(text))


@each
def test_every_drawing_stands_in_a_figure_with_a_takeaway_and_a_table(name):
    for key, (_, inside) in parts(page(name)).items():
        outside = re.sub("<figure.*?</figure>", "", inside, flags=re.S)
        assert "<svg" not in outside, key
        for figure in re.findall("<figure.*?</figure>", inside, re.S):
            if "<svg" in figure:
                assert read(re.search("<figcaption>(.*?)</figcaption>", figure, re.S)[1]), key
                assert "<table" in figure, key


NOTIONS = r"\b(Nash|NASH|GMR|SMR|SEQ|SSEQ|equilibri\w+|metarational|margin|exposure|Sobol|usual doses?|the frontier)\b"


@each
def test_jargon_is_told_with_the_method_alone(name):
    found = parts(page(name))
    for key, (summary, inside) in found.items():
        if key not in ("numbers", "method"):
            assert not re.findall(NOTIONS, read(summary) + read(inside)), key
    for target in ("kinds", "margin", "trust", "share", "symbolic", "beats"):
        assert f'id="{target}"' in found["method"][1]


def test_notions_of_what_groups_could_reach_are_not_told_by_letters():
    """The sentence of a group names the notions under which what it could reach is stable; the part says that it is."""
    model = Case.model_validate(HARBOUR)
    why = f"Both would gain. {then_stable(['NASH', 'SEQ'])}"
    one = CoalitionNow(("alpha", "beta"), (), (), 1, 1, ("fuel",), (), ("nash", "seq"), True, why)
    together = Coalitions((one,), None, Jumps({"nash": 12}, ()), "")
    found = findings(model, draws=0)
    whole = replace(found, stable=replace(found.stable, coalitions=together))
    text = brief.render(model, whole, sources={}, command="")
    where = read(parts(text)["where"][1])
    assert "Both would gain. The position they would reach would last." in where and "NASH" not in where
    assert "12 such jumps under NASH" in read(parts(text)["method"][1])


# ------------------------------------------------------------------------------------------------ digits and names


@each
def test_no_number_of_the_findings_has_three_digits_that_count(name):
    """In tables and drawings as in sentences; what the case itself claims, and versions, are not ours to round."""
    for key, (summary, inside) in parts(page(name)).items():
        if key not in ("numbers", "method"):
            # A moment on a time axis is as fine as it takes to tell it from the next.
            pieces = [re.sub(r"month [\d.]+", "", piece) for piece in re.split("<[^>]+>", summary + inside)]
            numbers = [n for piece in pieces for n in re.findall(r"(?<![\w.])\d[\d,]*\.\d+(?!\.)", piece)]
            assert [n for n in numbers if len(n.replace(",", "").replace(".", "").lstrip("0")) > 2] == [], key


def test_steps_are_called_by_their_short_names_but_where_they_are_told_in_full():
    long, short = "Open the harbour to all ships of both sides", "harbour opens"
    steps = {**HARBOUR["steps"], "open_harbour": {**HARBOUR["steps"]["open_harbour"], "name": long, "short": short}}
    model = Case.model_validate({**HARBOUR, "steps": steps})
    found = findings(model)
    refused = replace(found.plans[1], binding=replace(found.plans[1].binding, why=f"What weighs most is “{long}”."))
    text = brief.render(model, replace(found, plans=(refused,)), sources=SOURCES, command=COMMAND)
    shown = parts(text)
    assert f"What weighs most is “{short}”." in read(shown["demands"][1])
    for key in ("demands", "deals", "breaks", "sure", "find-out", "remedies"):
        assert long not in read(shown[key][1]), key
    assert short in read(shown["ladder"][1])
    assert long in read(re.sub("<svg.*?</svg>", "", shown["numbers"][1], flags=re.S))
    assert f"in short: {short}" in read(shown["numbers"][1])


# ------------------------------------------------------------------------------------------------ said once


def test_what_is_the_same_of_all_plans_is_said_once():
    model = Case.model_validate(HARBOUR)
    found = findings(model, draws=0)
    same = "That is a matter of terms."
    plans = [
        replace(p, binding=replace(p.binding, why=f"It costs {n} points. {same}")) for n, p in enumerate(found.plans, 1)
    ]
    shown = demands.view(telling.Told(model, replace(found, plans=tuple(plans)), {}, ""))
    assert shown["alike"] == same
    assert [plan["why"] for plan in shown["plans"]] == [
        "It costs 1 points.",
        "It costs 2 points.",
        "It costs 3 points.",
    ]


def test_parties_with_nothing_to_quit_at_any_phase_are_told_once():
    model = Case.model_validate(HARBOUR)
    found = findings(model, draws=0)
    plan = found.plans[0]
    rows = [
        replace(row, margin=None, walk_out=None, exposure=None, trust=0.0) if row.party == "beta" else row
        for row in plan.rows
    ]
    whole = replace(found, plans=(replace(plan, rows=tuple(rows)),), roadmaps=())
    (shown,) = how_it_breaks.view(telling.Told(model, whole, {}, ""))["plans"]
    assert shown["idle"] == "Beta"
    assert {row["party"] for phase in shown["phases"] for row in phase["rows"]} == {"Alpha"}


# ------------------------------------------------------------------------------- the plan that is shown first


@pytest.fixture
def chosen():
    """The harbour's grand deal by a plan of one phase, which holds in 90 % of 500 draws; the roadmap in 20 % of them."""
    model = Case.model_validate(HARBOUR)
    found = findings(model)
    roadmap = found.roadmaps[0].shown
    assert roadmap is not None and len(roadmap.phases) > 1
    other = replace(roadmap, phases=(tuple(step for steps in roadmap.phases for step in steps),))
    often, seldom = sureness(model, other, 500, 0.9, 0.1), sureness(model, roadmap, 500, 0.2, 0.5)
    first = Contender("deal", "grand", "", other, 0.45, often, "", (), Judged(0.05, seldom))
    best = replace(first, kind="found", name="", title="The best deal found", least_trust=None)
    answer = Answer("", {}, Best(best, (first,), {}, 0, 2, 500, 500, MADE), "", MADE)
    return telling.Told(model, replace(found, answer=answer), {}, "")


def test_of_a_named_deal_the_plan_chosen_comes_first_and_the_one_of_the_least_trust_below(chosen):
    deal = chosen.deals[0]
    assert (deal.key, deal.share, deal.sure.holds, len(deal.plan.phases)) == ("deal-grand", 0.45, 0.9, 1)
    assert (deal.least.key, deal.least.share, deal.least.sure.holds) == ("least-grand", 0.05, 0.2)
    assert deal.least.short == "“The grand deal, least trust”"
    assert [one.key for one in chosen.judged][:3] == ["found", "deal-grand", "least-grand"]


def test_what_was_found_out_about_the_roadmap_is_told_of_the_roadmap(chosen):
    """Flips, findings and remedies of a run are about the plan of the least trust: never about the one shown first."""
    assert chosen.roadmaps[0].asked == "deal:grand" and chosen.deals[0].asked == ""
    assert chosen.deals[0].mending is None and chosen.roadmaps[0].mending is not None


def test_a_roadmap_that_is_the_plan_chosen_stands_alone(chosen):
    best = chosen.findings.answer.best
    roadmap = chosen.findings.roadmaps[0].shown
    same = replace(best.rivals[0], plan=replace(roadmap, phases=tuple(steps[::-1] for steps in roadmap.phases)))
    answer = replace(chosen.findings.answer, best=replace(best, rivals=(same,)))
    deal = telling.Told(chosen.case, replace(chosen.findings, answer=answer), {}, "").deals[0]
    assert deal.least is None and deal.roadmap is not None and (deal.share, deal.sure.holds) == (0.45, 0.9)
